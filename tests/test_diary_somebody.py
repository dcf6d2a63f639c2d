"""Somebody over what they did (Mum, Oma), and how long all of it took: asked about, or told."""

from __future__ import annotations

from typing import Any

import pytest
from diaries import cells, lines, read

from backcare.errors import TableError


def ways_of(file: bytes) -> list[dict[str, Any]]:
    """Return what a file that is asked about offers; one question of all columns."""
    with pytest.raises(TableError) as error:
        read(file)
    (question,) = error.value.args[1]
    assert "may be people, sets, sides" in question.rule
    return [dict(one.value) for one in question.choices]


@pytest.mark.parametrize("names", ["Mum,Dad", "Oma,Opa", "Wife,Husband", "Mari,Femme", "Ana,Luis"])
@pytest.mark.parametrize(
    ("first", "second", "column"),
    [("8", "10", "reps"), ("20 min", "30 min", "minutes"), ("45 s", "30 s", "hold_s")],
)
def test_people_over_amounts(names: str, first: str, second: str, column: str) -> None:
    """Nobody is called 8: of one the amounts are read, and they are read as what they are."""
    name = "walking" if column == "minutes" else "wall sit"
    rows = [f"2026-03-0{day},{name},{first},{second}" for day in (2, 4)]
    file = lines(f"Date,Exercise,{names}", *rows)
    one, other, none = ways_of(file)
    for way, amount in ((one, first), (other, second)):
        found = read(file, columns=way)
        assert (found.faults, found.frame["patient"].unique().tolist()) == ((), ["me"])
        assert cells(found, column) == [[float(amount.split()[0])]] * 2
    assert set(none.values()) == {None}


@pytest.mark.parametrize("names", ["Mum,Dad", "Tochter,Sohn", "Anna,Peter"])
def test_people_over_answers_with_more(names: str) -> None:
    rows = ["2026-03-02,bridge,8,yes,yes (4)", "2026-03-04,bridge,8,no,yes"]
    ways = ways_of(lines(f"Date,Exercise,Reps,{names}", *rows))
    assert "patient" not in {meant for way in ways for meant in way.values()}


def test_names_under_somebody_are_names() -> None:
    """Whose rows they are is still asked."""
    rows = ["2026-03-02,bridge,8,Anna", "2026-03-04,bridge,8,Berta"]
    with pytest.raises(TableError, match="may say whose rows they are"):
        read(lines("Date,Exercise,Reps,Wife", *rows))


@pytest.mark.parametrize(
    ("heading", "cells_of", "column", "minutes"),
    [
        ("Time taken", ("20", "30"), "minutes", [20, 30]),
        ("Total time", ("0:25", "0:45"), ("minutes", "h"), [25, 45]),
        ("Gesamtdauer", ("20 min", "45 min"), "minutes", [20, 45]),
        ("Overall duration", ("15", "45"), "minutes", [15, 45]),
        ("Opa", ("15", "45"), "minutes", [15, 45]),
    ],
)
def test_the_only_amount_is_told_loudly(
    heading: str, cells_of: tuple[str, str], column: Any, minutes: list[float]
) -> None:
    """As what may be how much was done; beside another amount it is not."""
    rows = [f"2026-03-0{day},walking,{{}}{one}" for day, one in zip((2, 4), cells_of, strict=True)]
    file = lines(f"Date,Exercise,{heading}", *(row.format("") for row in rows))
    assert read(file).amounts == (heading,)
    found = read(file, columns={heading: column})
    assert (found.faults, cells(found, "minutes")) == ((), [[one] for one in minutes])
    if cells_of[0].isdecimal() or ":" in cells_of[0]:
        beside = lines(f"Date,Exercise,Minutes,{heading}", *(row.format("10,") for row in rows))
        assert read(beside).amounts == ()
