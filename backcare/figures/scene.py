"""The props there are: what can be drawn around a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from backcare.figures import ground
from backcare.figures import props as gear
from backcare.figures.stage import Drawn, Stage

_PROPS: Mapping[str, Callable[[Stage], Drawn]] = MappingProxyType(
    {
        "floor": ground.draw_floor,
        "mat": ground.draw_mat,
        "wall": ground.draw_wall,
        "chair": ground.draw_chair,
        "towel": gear.draw_towel,
        "weights": gear.draw_weights,
        "water": ground.draw_water,
        "float": gear.draw_float,
        "bike": gear.draw_bike,
        "ring": gear.draw_ring,
        "arrow": gear.draw_arrow,
        "teacher": gear.draw_teacher,
    }
)
PROPS = tuple(_PROPS)
# Around these the hands are closed.
GRIPPED = frozenset({"towel", "weights", "bike", "float", "ring"})


def drawn(prop: str, stage: Stage) -> Drawn:
    """Draw one prop for the frames of a film.

    Examples
    --------
    >>> from backcare.figures.clock import Clock
    >>> from backcare.figures.film import Film
    >>> from backcare.figures.motion import Frame
    >>> points = {"crown": 10 + 60j, "near_toe": 80 + 1j}
    >>> drawn("mat", Stage(Film([0], [Frame({}, points)], [0]), Clock(), 1)).behind
    '<rect class="bf-mat" x="-6" y="-1" width="102" height="5" rx="2.5"/>'
    """
    return _PROPS[prop](stage)
