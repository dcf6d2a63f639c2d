"""Floor 3: a body from the front and the back, one region for each muscle group.

`curves` makes paths of the points in body_map.json, `training` puts a log in the words of a
map, `regions` writes its parts as SVG, and `picture` puts them together.
"""

from backcare.body_map.picture import (
    body_map_svg,
    known_groups,
    live_body,
    log_training,
    printed_body,
)
from backcare.body_map.training import Training

__all__ = [
    "Training",
    "body_map_svg",
    "known_groups",
    "live_body",
    "log_training",
    "printed_body",
]
