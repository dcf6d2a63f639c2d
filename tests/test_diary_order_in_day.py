"""Sessions of one day without times come back in the order that their names have."""

from __future__ import annotations

import pytest
from diaries import cells, lines, read

from backcare.diary.day_parts import place_in_day
from backcare.diary.words import DAY_PARTS

ORDERED = (
    "1|2",
    "2|10",
    "Session 1|Session 2|Session 3",
    "1st|2nd",
    "I|II|III",
    "first|second",
    "A|B|C",
    "A|P",
    "a.m.|p.m.",
    "early morning|morning|late morning|noon|PM|evening|at night",
    "AM|PM",
    "morgens|Vormittag|mittags|am Nachmittag|am Abend|nachts",
    "matin|midi|après-midi|soir|nuit",
    "mañana|tarde|noche",
    "mattina|pomeriggio|sera|notte",
    "ochtend|middag|avond",
    "08:15|12:00|19.30",
    "erste Einheit|zweite Einheit",
)
# Days of one month: an id that is made by chance would put some of them the other way round.
DAYS = [f"2026-03-{day:02}" for day in range(1, 13)]


@pytest.mark.parametrize("names", ORDERED)
def test_a_day_keeps_its_order(names: str) -> None:
    """Whatever the order of the rows in the file, and though all of them count as noon."""
    named = names.split("|")
    rows = [f"{day},{name},Bridge,8,{n}" for day in DAYS for n, name in enumerate(named)]
    for told in (rows, rows[::-1]):
        file = lines("Date,Slot,Exercise,Reps,Pain after", *told)
        found = read(file, columns={"Slot": "session_of_day"})
        assert (found.faults, found.left_out) == ((), ())
        assert cells(found, "pain_after") == [[n] for _ in DAYS for n in range(len(named))]


def test_every_part_of_a_day_has_its_place() -> None:
    """But for the m of a.m., which says nothing alone."""
    assert {word for word in DAY_PARTS - {"m"} if place_in_day(f" {word} ") is None} == set()


@pytest.mark.parametrize("names", ["gym|pool", "V|N", "M|A", "1|other", "zu Hause|Praxis"])
def test_names_without_an_order_are_told(names: str) -> None:
    """Once, where a day has several; not where each has one."""
    head, told = "Date,Slot,Exercise,Reps", {"Slot": "session_of_day"}
    one, two = names.split("|")
    first, second = f"2026-03-02,{one},Bridge,8", f"2026-03-02,{two},Bridge,8"
    other = f"2026-03-03,{two},Bridge,8"
    found = read(lines(head, first, second, other), columns=told)
    ((row, column, _, rule),) = [(o.row, o.column, o.value, o.rule) for o in found.left_out]
    assert (row, column) == (3 if one == "1" else 2, "Slot")
    assert rule.endswith("Give each a time, or call them 1 and 2.")
    followed = lines(
        head, first.replace(f",{one},", ",1,"), second.replace(f",{two},", ",2,"), other
    )
    assert read(followed, columns=told).left_out == ()
    assert read(lines(head, first, other), columns=told).left_out == ()


def test_the_same_diary_read_again_has_the_same_sessions() -> None:
    """Also when it has grown at either end."""
    head, row = "Date,Slot,Exercise,Reps", "{},{},Bridge,8"
    day = [row.format("2026-03-02", name) for name in ("evening", "morning")]
    more = [row.format("2026-03-01", "evening"), row.format("2026-03-03", "morning")]
    told = {"Slot": "session_of_day"}
    ids = {*read(lines(head, *day), columns=told).frame["session_id"]}
    grown = read(lines(head, more[0], *day[::-1], more[1]), columns=told).frame["session_id"]
    assert len(ids) == 2
    assert ids < {*grown}
