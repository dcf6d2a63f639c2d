"""Sets side by side that are ticked: a ticked set is a set done."""

from __future__ import annotations

from pathlib import Path

import pytest
from diaries import cells, lines, read
from hypothesis import given, settings, strategies as st

from backcare.diary.preview import Preview, preview_csv
from backcare.errors import TableError

HEADINGS = (
    "Set 1;Set 2;Set 3|1st set;2nd set;3rd set|Satz 1;Satz 2;Satz 3|1. Satz;2. Satz;3. Satz|"
    "Série 1;Série 2;Série 3|Serie 1;Serie 2;Serie 3|Round 1;Round 2;Round 3|"
    "Runde 1;Runde 2;Runde 3|Set 1 done;Set 2 done;Set 3 done|First set;Second set;Third set|"
    "Erster Satz;Zweiter Satz;Dritter Satz|Vuelta 1;Vuelta 2;Vuelta 3|S1;S2;S3"
).split("|")
TICKS = [("✓", "✗"), ("✓", ""), ("x", ""), ("yes", "no"), ("ja", "nein"), ("TRUE", "FALSE")]
TICKS += [("☑", "☐"), ("oui", "non"), ("done", "-"), ("ok", ""), ("[x]", "[ ]")]


def ticked(heads: str, *rows: str, first: str = "Reps") -> list[list[object]]:
    """Return the sets and repetitions of a file whose sets are ticked."""
    body = [f"2026-03-{day:02};bridge;8;{row}" for day, row in enumerate(rows, start=2)]
    found = read(lines(f"Date;Exercise;{first};{heads}", *body))
    assert found.faults == ()
    return cells(found, "sets", "reps")


@pytest.mark.parametrize("heads", HEADINGS)
@pytest.mark.parametrize(("yes", "no"), TICKS)
def test_ticked_sets_are_counted(heads: str, yes: str, no: str) -> None:
    """Beside the repetitions of each; where none is ticked nothing was done."""
    rows = [";".join(row) for row in ([yes] * 3, [yes, yes, no], [yes, no, no])]
    assert ticked(heads, *rows) == [[3, 8], [2, 8], [1, 8]]
    assert ticked(heads, rows[0], rows[0]) == [[3, 8], [3, 8]]
    assert ticked(heads, rows[0], ";".join([no] * 3)) == [[3, 8]]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=6))
def test_each_tick_is_one_set(rows: list[list[bool]]) -> None:
    """Whatever their order: as many as there are, and no row for none."""
    rows = [[True] * 4, *rows]
    texts = [";".join("✓" if one else "" for one in row) for row in rows]
    assert ticked("Set 1;Set 2;Set 3;Set 4", *texts) == [[sum(row), 8] for row in rows if any(row)]


def test_ticks_without_another_amount_are_sets() -> None:
    """How many repetitions each had nobody says."""
    found = read(lines("Date;Exercise;Set 1;Set 2", "2026-03-02;bridge;✓;✓"))
    assert cells(found, "sets", "reps") == [[2, None]]


def look(tmp_path: Path, header: str, *rows: str, **told: object) -> Preview:
    path = tmp_path / "diary.csv"
    body = [f"2026-03-{day:02};bridge;8;{row}" for day, row in enumerate(rows, start=2)]
    path.write_text("\n".join([f"Date;Exercise;Reps;{header}", *body, ""]), "utf-8")
    return preview_csv(path, **told)


@pytest.mark.parametrize("cells_", [("1;1", "1;0"), ("1;1", "1;1"), ("x;o", "o;x")])
def test_ones_and_open_marks_are_asked_about(tmp_path: Path, cells_: tuple[str, str]) -> None:
    """One question for all of the sets, and each answer settles it."""
    (asked,) = look(tmp_path, "Set 1;Set 2", *cells_).asked
    assert asked.column == "Set 1, Set 2"
    for way in asked.choices:
        seen = look(tmp_path, "Set 1;Set 2", *cells_, columns=way.value)
        assert (seen.asked, seen.sessions) == ((), 2)


def test_ticks_beside_another_number_of_sets_are_asked_about(tmp_path: Path) -> None:
    """Which may be what was planned; where both say the same nothing is asked."""
    (asked,) = look(tmp_path, "Sets;Set 1;Set 2", "2;✓;✓", "2;✓;").asked
    sets = [
        look(tmp_path, "Sets;Set 1;Set 2", "2;✓;✓", "2;✓;", columns=way.value).sessions
        for way in asked.choices
    ]
    assert sets == [2, 2]
    assert look(tmp_path, "Sets;Set 1;Set 2", "2;✓;✓", "1;✓;").asked == ()


def test_a_walk_beside_ticked_sets_has_its_minutes() -> None:
    """Nobody ticks the sets of a walk."""
    rows = ["2026-03-02;bridge;8;;✓;✓", "2026-03-02;walking;;20;;"]
    found = read(lines("Date;Exercise;Reps;Minutes;Set 1;Set 2", *rows))
    assert cells(found, "sets", "reps", "minutes") == [[2, 8, None], [None, None, 20]]


@pytest.mark.parametrize("row", ["8;8", "8;✓", "10;x"])
def test_numbers_among_the_sets_are_no_ticks(row: str) -> None:
    """Negative control: they are repetitions, or asked about."""
    with pytest.raises(TableError, match="side by side"):
        read(lines("Date;Exercise;Set 1;Set 2", f"2026-03-02;bridge;{row}"))
