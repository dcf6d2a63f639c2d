"""Numbers and outlines as SVG writes them: y down, one decimal, nothing spare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def number(value: float) -> str:
    """Write a number with at most one decimal.

    Examples
    --------
    >>> number(2.0), number(-0.04), number(0.25)
    ('2', '0', '.2')
    """
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    text = text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text
    return "0" if text in ("-0", "", "-") else text


def pair(point: complex) -> str:
    """Write a point.

    Examples
    --------
    >>> pair(3 + 4.5j)
    '3 -4.5'
    """
    return f"{number(point.real)} {number(-point.imag)}"


def smooth(points: Sequence[complex]) -> str:
    """Write a closed outline that is round at every point, each piece from where the last ends.

    Examples
    --------
    >>> smooth([0j, 4 + 0j, 4j])
    'M2 0q2 0 0-2q-2-2-2 0q0 2 2 2z'
    """
    middles = [(here + after) / 2 for here, after in zip(points, rolled(points), strict=True)]
    at = _tenths(middles[0])
    told = [f"M{pair(at)}"]
    for by, to in zip(rolled(points), rolled(middles), strict=True):
        end = _tenths(to)
        told.append(_tight(f"q{pair(by - at)} {pair(end - at)}"))
        at = end
    return "".join(told) + "z"


def _tenths(point: complex) -> complex:
    """Round a point as it is written, so that what follows does not add up what was cut off."""
    return complex(round(point.real, 1), round(point.imag, 1))


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
    'M0 0L2 -2'
    """
    return "M" + "L".join(pair(point) for point in points)
