"""Poses become pictures that move, and a body becomes a map of its muscles.

`poses` reads the keyframes and `pose_check` somebody's own; `skeleton` moves a body of fixed bones
from one to the next, `film` puts the frames to the times of the plan; `body` draws a person around
the bones and `props` what is around the person, both with the words of `svg`. `figure` makes one
picture of it all, `sheet` a page of many. `body_map` stands by itself.
"""

from backcare.figures.body_map import body_map_svg
from backcare.figures.figure import figure_svg, figure_svgs, move_words, silhouettes
from backcare.figures.pose_check import load_poses
from backcare.figures.sheet import figure_album, figure_sheet

__all__ = [
    "body_map_svg",
    "figure_album",
    "figure_sheet",
    "figure_svg",
    "figure_svgs",
    "load_poses",
    "move_words",
    "silhouettes",
]
