"""Floor 3: poses become pictures that move.

`poses` reads the keyframes, `motion` moves a body of fixed bones (`skeleton`) between them, `beats`
and `film` put the frames to their times, `flesh` and `drawing` dress the bones, `scene` knows what
is around (`ground`, `gear`), `picture` puts it together with a `caption` in the style of `look`.
`figure` and `sheet` are what people call, `album` what a page of many does, `silhouette` what a
chart does.
"""

from backcare.figures.body_map import body_map_svg
from backcare.figures.figure import figure_svg, silhouettes
from backcare.figures.pose_check import load_poses
from backcare.figures.sheet import figure_album, figure_sheet

__all__ = [
    "body_map_svg",
    "figure_album",
    "figure_sheet",
    "figure_svg",
    "load_poses",
    "silhouettes",
]
