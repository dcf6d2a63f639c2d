"""Draw the floors of the package: `python docs/draw_architecture.py` after a room has changed.

The floors are those that import-linter holds (pyproject.toml), what a room is for is the first line
of its docstring, and a number is one step of a journey.
"""

import ast
import textwrap
import tomllib
from pathlib import Path
from typing import NamedTuple

from backcare.palette import GRID, INK, PALE_TEAL, PAPER, QUIET_INK, RUST, TEAL
from backcare.text import xml_text

CHECKOUT = Path(__file__).resolve().parents[1]
WIDTH, HEIGHT, GAP, HEAD = 860, 72, 8, 34


class Journey(NamedTuple):
    """What goes through the house: its name, its colour, and its rooms in order."""

    name: str
    colour: str
    rooms: tuple[str, ...]


JOURNEYS = (
    Journey("Choose an exercise", TEAL, ("tables", "exercises", "figures", "widgets")),
    Journey(
        "From a plan to the log", QUIET_INK, ("exercises", "plan", "widgets", "sessions", "log")
    ),
    Journey("From the log to weeks", RUST, ("log", "summaries", "charts", "documents")),
)


def floors() -> list[list[str]]:
    """Return the rooms of each floor, the top floor first."""
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    return [layer.split(" | ") for layer in layers]


def purpose(room: str) -> str:
    """Return the first line of a room's docstring."""
    package = CHECKOUT / "backcare" / room / "__init__.py"
    file = package if package.is_file() else package.parent.with_suffix(".py")
    first = (ast.get_docstring(ast.parse(file.read_text("utf-8"))) or "").partition("\n")[0]
    return first.replace("`", "")


def picture() -> str:
    """Draw the floors, one above the other."""
    every = floors()
    parts = [legend()]
    for floor, rooms in enumerate(every):
        width = (WIDTH - GAP * (len(rooms) - 1)) / len(rooms)
        top = HEAD + floor * (HEIGHT + GAP)
        parts += [box(room, place * (width + GAP), top, width) for place, room in enumerate(rooms)]
    height = HEAD + len(every) * (HEIGHT + GAP) - GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 -10 {WIDTH + 20} {height + 20}" '
        f'width="{WIDTH + 20}" role="img" font-family="system-ui, sans-serif" fill="{INK}">'
        f"<title>The rooms of backcare, floor by floor</title>"
        f'<rect x="-10" y="-10" width="100%" height="100%" fill="{PAPER}"/>'
        f"{''.join(parts)}</svg>\n"
    )


def legend() -> str:
    """Name the journeys, each in its colour."""
    step = WIDTH / len(JOURNEYS)
    return "".join(
        badge(place * step + 10, 10, "1", journey.colour)
        + f'<text x="{place * step + 26:g}" y="15" font-size="14">{xml_text(journey.name)}</text>'
        for place, journey in enumerate(JOURNEYS)
    )


def box(room: str, left: float, top: float, width: float) -> str:
    """Draw one room: its name, what it is for, and the steps of journeys that lead through it."""
    steps = [(j.colour, j.rooms.index(room) + 1) for j in JOURNEYS if room in j.rooms]
    right = left + width - 16
    lines = textwrap.wrap(purpose(room), int(width / 6.2))
    assert len(lines) <= 3, f"{room}: the first line of its docstring is too long for its box"
    return (
        f'<rect x="{left:g}" y="{top}" width="{width:g}" height="{HEIGHT}" rx="6" '
        f'fill="{PALE_TEAL}" stroke="{GRID}"/>'
        f'<text x="{left + 10:g}" y="{top + 19}" font-size="14" font-weight="600">{room}</text>'
        + "".join(
            f'<text x="{left + 10:g}" y="{top + 35 + 14 * n}" font-size="11.5" '
            f'fill="{QUIET_INK}">{xml_text(line)}</text>'
            for n, line in enumerate(lines)
        )
        + "".join(
            badge(right - 24 * n, top + 15, str(number), colour)
            for n, (colour, number) in enumerate(reversed(steps))
        )
    )


def badge(x: float, y: float, words: str, colour: str) -> str:
    """Draw one step of a journey."""
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="10" fill="{colour}"/><text x="{x:g}" y="{y + 4:g}" '
        f'font-size="12" fill="{PAPER}" text-anchor="middle" font-weight="600">{words}</text>'
    )


if __name__ == "__main__":
    (CHECKOUT / "docs/images/architecture.svg").write_text(picture(), encoding="utf-8")
