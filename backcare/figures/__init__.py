"""Floor 3: poses become pictures that move.

`poses` reads the keyframes, `motion` moves a body of fixed bones (`skeleton`) between them, `beats`
and `film` put the frames to their times, `flesh` and `drawing` dress the bones, `scene` knows what
is around (`ground`, `gear`), `picture` puts it together with a `caption` in the style of `look`.
`figure` and `sheet` are what people call, `album` what a page of many does, `silhouette` what a
chart does.
"""

from backcare.figures.album import figure_album
from backcare.figures.figure import figure_svg
from backcare.figures.poses import load_poses
from backcare.figures.sheet import figure_sheet
from backcare.figures.silhouette import silhouettes

__all__ = ["figure_album", "figure_sheet", "figure_svg", "load_poses", "silhouettes"]
