"""Ticked sets of which a part was done, and sets that are called 1, 2, 3: one question, of all."""

from __future__ import annotations

from typing import Any

import pytest
from diaries import cells, lines, read

from backcare.diary.questions import Question
from backcare.errors import TableError

PARTS = ["✓ (only 4)", "½", "partly", "halb", "yes (5/8)", "moitié", "☑ nur 6", "la mitad"]
NUMBERED = [
    "1;2;3",
    "1st;2nd;3rd",
    "1.;2.;3.",
    "#1;#2;#3",
    "First;Second;Third",
    "No. 1;No. 2;No. 3",
]


def asked(file: bytes) -> tuple[Question, list[dict[str, Any]]]:
    """Return the only question of a file, and the ways that it offers."""
    with pytest.raises(TableError) as error:
        read(file)
    (question,) = error.value.args[1]
    return question, [dict(one.value) for one in question.choices]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_a_set_is_asked_about_once(part: str) -> None:
    """Each way that is offered can be gone, and says what it counts."""
    file = lines(
        "Date;Exercise;Reps;Set 1;Set 2;Set 3",
        f"2026-03-02;Bridge;8;✓;✓;{part}",
        "2026-03-04;Bridge;8;✓;;",
        f"2026-03-06;Bridge;8;{part};;",
    )
    question, (whole, every, none) = asked(file)
    assert question.column == "Set 1, Set 2, Set 3"
    assert all(str(way) in question.rule for way in (whole, every, none))
    found = read(file, columns=whole)
    assert (found.faults, cells(found, "sets", "reps")) == ((), [[2, 8], [1, 8], [1, 8]])
    assert [(one.row, one.column, one.value) for one in found.left_out] == [
        (2, "Set 3", part),
        (4, "Set 1", part),
    ]
    assert str(every) in found.left_out[0].rule
    found = read(file, columns=every)
    assert (found.faults, found.left_out) == ((), ())
    assert cells(found, "sets") == [[3], [1], [1]]
    found = read(file, columns=none)
    assert (found.faults, cells(found, "sets")) == ((), [[None]] * 3)


@pytest.mark.parametrize("tick", ["✓ (easy)", "yes, all of it", "✓ good", "ok"])
def test_a_tick_with_how_it_felt_is_a_set(tick: str) -> None:
    """Nothing is asked."""
    file = lines("Date;Exercise;Reps;Set 1;Set 2", f"2026-03-02;Bridge;8;✓;{tick}")
    found = read(file)
    assert (found.faults, found.left_out, cells(found, "sets")) == ((), (), [[2]])


@pytest.mark.parametrize("heads", NUMBERED)
@pytest.mark.parametrize("mark", ["✓", "x", "yes"])
def test_numbers_over_ticks_may_be_sets(heads: str, mark: str) -> None:
    """Read so, what is ticked counts, and not the sets that were planned beside them."""
    file = lines(
        f"Date;Exercise;Sets;Reps;{heads}",
        f"2026-03-02;Bridge;3;8;{mark};{mark};{mark}",
        f"2026-03-04;Bridge;3;8;{mark};{mark};",
    )
    question, (sets, none) = asked(file)
    assert str(sets) in question.rule
    found = read(file, columns=sets)
    assert (found.faults, cells(found, "sets", "reps")) == ((), [[3, 8], [2, 8]])
    found = read(file, columns=none)
    assert (found.faults, cells(found, "sets", "reps")) == ((), [[3, 8], [3, 8]])


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("1;2;3", "8;8;6"),  # amounts
        ("1;2;3", "no;no;no"),
        ("1;3", "✓;✓"),  # not in a row
        ("1;2;3", "sunny;rain;rain"),
    ],
)
def test_numbers_over_other_things_are_no_ticks(head: str, row: str) -> None:
    file = lines(f"Date;Exercise;Sets;Reps;{head}", f"2026-03-02;Bridge;3;8;{row}")
    try:
        found = read(file)
        faults = found.faults
    except TableError as error:
        faults = error.args[1]
    assert not any("may be the sets of an exercise, each ticked" in one.rule for one in faults)
