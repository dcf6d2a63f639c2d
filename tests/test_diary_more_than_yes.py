"""A yes with words behind it: what takes a part of it back is no plain yes, whatever the sign."""

from __future__ import annotations

import itertools

import pytest
from diaries import cells, lines, read

from backcare.errors import TableError

YES = "✓|✅|yes|done|ja|oui|sí|erledigt".split("|")
AROUND = "{} ({})|{} [{}]|{}, {}|{} - {}|{}: {}|{} {}".split("|")
PARTS = "only 4|half|2 of 3|2/3|50 %|nur 4|seulement 4|la moitié|la mitad|partly|stopped early"
DOUBTED = "4|sort of|with help|kind of|5 min"
PLAIN = "easy|all|all 8|alles|tout|good|gut|bien|slowly|but slowly|aber langsam|mais lentement"


def found_in(cell: str, heading: str = "Done") -> tuple[list[list[object]], list[int], list[int]]:
    """Return the repetitions that are read, and the rows that are told and asked about."""
    rows = ["2026-03-02;bridge;8;yes", f"2026-03-04;bridge;8;{cell}"]
    found = read(lines(f"Date;Exercise;Reps;{heading}", *rows))
    told, asked = ([one.row for one in of] for of in (found.left_out, found.faults))
    return cells(found, "reps"), told, asked


@pytest.mark.parametrize(
    ("yes", "around", "part"), [*itertools.product(YES, AROUND[:3], PARTS.split("|"))]
)
def test_a_yes_that_says_less_counts_without_its_amounts(yes: str, around: str, part: str) -> None:
    """As half alone does."""
    assert found_in(around.format(yes, part)) == ([[8], [None]], [3], [])


@pytest.mark.parametrize(("yes", "more"), [*itertools.product(YES, DOUBTED.split("|"))])
def test_a_yes_with_what_nobody_knows_is_asked_about(yes: str, more: str) -> None:
    """Behind a tick as behind a word."""
    assert found_in(f"{yes} ({more})")[2] == [3]


@pytest.mark.parametrize(
    ("yes", "around", "more"), [*itertools.product(YES, AROUND[::2], PLAIN.split("|"))]
)
def test_all_of_it_and_how_it_felt_take_nothing_back(yes: str, around: str, more: str) -> None:
    """Negative control."""
    assert found_in(around.format(yes, more)) == ([[8], [8]], [], [])


@pytest.mark.parametrize("sign", ["✓✓", "✔\N{VARIATION SELECTOR-16}", "✓.", "✅ ✅"])
def test_a_sign_alone_is_a_yes(sign: str) -> None:
    """However often it stands there."""
    assert found_in(sign) == ([[8], [8]], [], [])


@pytest.mark.parametrize("sign", ["✗ (did 4)", "✘ but half", "❌ 4 reps"])
def test_a_cross_with_more_behind_it_is_asked_about(sign: str) -> None:
    """Which may be a part."""
    assert found_in(sign)[2] == [3]


@pytest.mark.parametrize("heading", ["How many times", "How often", "Wie oft", "Combien de fois"])
def test_noughts_and_ones_under_how_often_are_one_question(heading: str) -> None:
    """It says both readings of the one column."""
    rows = ["2026-03-02;bridge;8;1", "2026-03-04;bridge;8;0"]
    with pytest.raises(TableError) as caught:
        read(lines(f"Date;Exercise;Reps;{heading}", *rows))
    assert caught.value.faults["column"].tolist() == [heading]


@pytest.mark.parametrize(
    ("cell", "found"),
    [("2 of 2 times", ([[8], [8]], [], [])), ("1 von 2 mal", ([[8], [None]], [3], []))],
)
def test_a_share_may_name_what_it_counts(cell: str, found: object) -> None:
    assert found_in(cell) == found
