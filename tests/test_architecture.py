"""The architecture page is true: its picture, and the rooms that it names."""

import re
import runpy
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
DRAWN = runpy.run_path(str(DOCS / "draw_architecture.py"))
ROOMS = {room for floor in DRAWN["floors"]() for room in floor}


def test_the_picture_shows_the_floors_of_today() -> None:
    """Whoever changes a room draws it anew: `python docs/draw_architecture.py`."""
    assert (DOCS / "images/architecture.svg").read_text("utf-8") == DRAWN["picture"]()


def test_the_page_names_every_room_and_no_other() -> None:
    """Each room has its line in the table, and a room that has gone has none."""
    page = (DOCS / "architecture.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)", page, flags=re.MULTILINE)) == ROOMS


def test_a_journey_leads_through_rooms_that_are_there() -> None:
    """A step of a journey is a room of the house."""
    for journey in DRAWN["JOURNEYS"]:
        assert set(journey.rooms) <= ROOMS
