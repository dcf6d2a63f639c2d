"""Numbers and outlines as SVG writes them: y down, one decimal, nothing spare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def number(value: float, places: int = 1) -> str:
    """Write a number with at most so many decimals.

    Examples
    --------
    >>> number(2.0), number(-0.04), number(0.25)
    ('2', '0', '.2')
    """
    text = f"{value:.{places}f}"
    text = text.rstrip("0").rstrip(".") if places else text
    text = text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text
    return "0" if text in ("-0", "", "-") else text


def pair(point: complex, places: int = 1) -> str:
    """Write a point.

    Examples
    --------
    >>> pair(3 + 4.5j), pair(3 - 4.5j)
    ('3-4.5', '3 4.5')
    """
    return _tight(f"{number(point.real, places)} {number(-point.imag, places)}")


def smooth(points: Sequence[complex], places: int = 1) -> str:
    """Write a closed outline that is round at every point, each piece from where the last ends.

    Examples
    --------
    >>> smooth([0j, 4 + 0j, 4j])
    'M2 0q2 0 0-2q-2-2-2 0q0 2 2 2z'
    """
    middles = [(here + after) / 2 for here, after in zip(points, rolled(points), strict=True)]
    at = _written(middles[0], places)
    told = [f"M{pair(at, places)}"]
    for by, to in zip(rolled(points), rolled(middles), strict=True):
        end = _written(to, places)
        told.append(_tight(f"q{pair(by - at, places)} {pair(end - at, places)}"))
        at = end
    return "".join(told) + "z"


def _written(point: complex, places: int) -> complex:
    """Round a point as it is written, so that what is cut off does not add up."""
    return complex(round(point.real, places), round(point.imag, places))


def _tight(text: str) -> str:
    """Leave out the spaces that a minus makes needless."""
    return text.replace(" -", "-")


def rolled(points: Sequence[complex]) -> list[complex]:
    """Return the points after each point of a closed line."""
    return [*points[1:], points[0]]


def line(points: Iterable[complex]) -> str:
    """Write an open line of straight pieces.

    Examples
    --------
    >>> line([0j, 2 + 2j])
    'M0 0L2-2'
    """
    return "M" + "L".join(pair(point) for point in points)
