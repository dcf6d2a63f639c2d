"""None done, or a part, beside amounts that were printed: neither is all that was planned."""

from __future__ import annotations

import itertools

import pytest
from diaries import cells, lines, read

from backcare.diary import Diary
from backcare.diary.degrees import is_part, share_done

SETS_DONE = (
    "Sets done|Sets completed|Sets|Rounds|Sätze gemacht|Sätze|Séries|Series|Sets (done)|"
    "Séries (faites)|Series (hechas)|Sets (gedaan)"
)
_PARTS = (
    "half|partly|partial|mostly|some|almost|2 of 3|1/3|50 %|99%|½|teilweise|zur Hälfte|fast alles|"
    "2 von 3|50 Prozent|en partie|la moitié|presque tout|2 sur 3|parcialmente|la mitad|casi todo|"
    "2 de 3|in parte|la metà|quasi tutto|2 su 3|deels|gedeeltelijk|bijna alles|2 van 3|em parte"
)
_WHOLES = "full|all|3/3|3 of 3|100 %|4/3|120%|ganz|alles|tout|tutto|volledig|3 von 3|yes|ja"


def _rows_told(diary: Diary) -> list[int | None]:
    assert diary.faults == ()
    return [one.row for one in diary.left_out]


@pytest.mark.parametrize("heading", SETS_DONE.split("|"))
def test_no_sets_are_none_done_beside_printed_repetitions(heading: str) -> None:
    """Where others have some; that is told, with the way out."""
    rows = [f"Date;Exercise;Reps;{heading}", "2026-03-02;Bird dog;8;3", "2026-03-04;Bridge;10;0"]
    found = read(lines(*rows))
    assert cells(found, "exercise_id", "sets", "reps") == [["bird_dog", 3, 8]]
    assert _rows_told(found) == [3]
    assert "leave the cell empty" in found.left_out[0].rule


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["2026-03-02;Bridge;0;8;", "2026-03-04;Bridge;0;10;"], [[None, 8], [None, 10]]),
        (["2026-03-02;Bridge;2;8;", "2026-03-04;Bridge;;10;"], [[2, 8], [None, 10]]),
        (["2026-03-02;Bridge;2;8;", "2026-03-04;Walking;0;0;20"], [[2, 8], [None, None]]),
        (["2026-03-02;Wall sit;2;0;", "2026-03-04;Bridge;2;10;"], [[2, 10]]),
    ],
)
def test_zeros_that_say_nothing_are_not_asked_about(
    rows: list[str], expected: list[list[object]]
) -> None:
    """Nothing but zeros in a column, a blank, and 0 sets of a walk."""
    found = read(lines("Date;Exercise;Sets;Reps;Minutes", *rows))
    assert found.faults == ()
    assert cells(found, "sets", "reps") == expected


@pytest.mark.parametrize("blank", ["", "0"])
def test_repetitions_done_that_are_blank_beside_a_printed_hold_are_none(blank: str) -> None:
    """Where the same exercise has some on other days."""
    rows = ["Date,Exercise,Hold (s),Reps done", "2026-03-02,Bird dog,5,8"]
    found = read(lines(*rows, f"2026-03-04,Bird dog,5,{blank}"))
    assert cells(found, "reps", "hold_s") == [[8, 5]]
    assert _rows_told(found) == [3]


@pytest.mark.parametrize(
    ("heading", "amounts"),
    [("Sets done", "0,8"), ("Sets completed", "0,8"), ("Reps done", "0,5"), ("Reps (done)", "0,5")],
)
@pytest.mark.parametrize("whose", [("A", "A"), ("A", "B")])
def test_none_done_is_not_done_though_nobody_has_any(
    heading: str, amounts: str, whose: tuple[str, str]
) -> None:
    """Under a heading that says done a zero is enough: all of a file's, or one patient's."""
    other = "Hold (s)" if heading.startswith("Reps") else "Reps"
    rows = [f"Patient,Date,Exercise,{heading},{other}"]
    rows += [f"{who},2026-03-0{day},Bird dog,{amounts}" for day, who in enumerate(whose, start=2)]
    none = read(lines(*rows))
    assert len(none.frame) == 0
    assert _rows_told(none) == [2, 3]
    some = read(lines(*rows, f"A,2026-03-09,Bird dog,3,{amounts[2:]}"))
    assert list(some.frame["patient"]) == ["A"]


def test_repetitions_done_that_are_blank_in_every_row_are_asked_about() -> None:
    """A form that nobody filled in is no session."""
    rows = ["Date,Exercise,Hold (s),Reps done", "2026-03-02,Bird dog,5,", "2026-03-04,Bird dog,5,"]
    assert [one.row for one in read(lines(*rows)).faults] == [2, 3]
    assert len(read(lines(*rows), without_amount="not_done").frame) == 0
    assert len(read(lines(*rows), without_amount="done").frame) == 2


def test_an_exercise_that_never_has_repetitions_done_is_asked_about() -> None:
    """A hold may be what was done, or printed; what says that it was is believed."""
    rows = ["Date,Exercise,Hold (s),Reps done,Pain after", "2026-03-02,Bird dog,5,8,2"]
    sit = "2026-03-04,Wall sit,30,,"
    asked = read(lines(*rows, sit))
    assert [(one.row, "without_amount='done'" in one.rule) for one in asked.faults] == [(3, True)]
    for file, answer in ((lines(*rows, sit), "done"), (lines(*rows, sit + "2"), None)):
        found = read(file, without_amount=answer)
        assert (found.faults, len(found.frame)) == ((), 2)


def test_no_repetitions_beside_sets_and_a_hold_are_asked_about() -> None:
    """Three sets of nothing are a contradiction."""
    rows = ["Date,Exercise,Sets,Reps,Hold", "2026-03-02,Bird dog,3,8,5"]
    (fault,) = read(lines(*rows, "2026-03-04,Bird dog,3,0,5")).faults
    assert (fault.row, fault.column, fault.value) == (3, "Reps", "0")
    sits = read(lines(rows[0], "2026-03-02,Wall sit,3,0,30", "2026-03-04,Bridge,3,8,"))
    assert (sits.faults, len(sits.frame)) == ((), 2)


def test_no_sets_in_a_row_that_is_ticked_are_asked_about() -> None:
    """Yes beside 0 is a contradiction, too."""
    rows = ["Date,Exercise,Sets,Reps,Done", "2026-03-02,Bird dog,3,8,yes"]
    (fault,) = read(lines(*rows, "2026-03-04,Bird dog,0,8,yes")).faults
    assert (fault.row, fault.column) == (3, "Sets")


@pytest.mark.parametrize(
    ("heading", "part"),
    [*itertools.product(("Done", "Completed", "Adherence"), _PARTS.split("|"))],
)
def test_of_what_was_done_in_part_no_printed_amount_is_taken(heading: str, part: str) -> None:
    """It was done, and that is told; how much of it was, nobody knows."""
    rows = [f"Date;Exercise;Sets;Reps;{heading}", "2026-03-02;Bird dog;3;8;yes"]
    found = read(lines(*rows, f"2026-03-04;Bridge;3;10;{part}"))
    assert cells(found, "exercise_id", "sets", "reps") == [
        ["bird_dog", 3, 8],
        ["bridging", None, None],
    ]
    assert _rows_told(found) == [3]
    assert "says that a part was done" in found.left_out[0].rule


def test_what_was_done_in_part_keeps_how_much_was() -> None:
    """A heading that says done is no plan; without amounts there is nothing to doubt."""
    rows = ["Date,Exercise,Reps done,Done", "2026-03-02,Bird dog,8,yes", "2026-03-04,Bridge,4,half"]
    found = read(lines(*rows))
    assert (cells(found, "reps"), found.left_out) == ([[8], [4]], ())
    found = read(lines("Date,Exercise,Done", "2026-03-02,Bridge,yes", "2026-03-04,Bridge,half"))
    assert (len(found.frame), found.left_out) == (2, ())


@pytest.mark.parametrize("whole", _WHOLES.split("|"))
def test_all_of_it_is_no_part(whole: str) -> None:
    """And its amounts are taken."""
    assert not is_part(whole)
    rows = ["Date;Exercise;Reps;Done", "2026-03-02;Bird dog;8;yes", f"2026-03-04;Bridge;10;{whole}"]
    found = read(lines(*rows))
    assert (cells(found, "reps"), found.left_out) == ([[8], [10]], ())


@pytest.mark.parametrize("part", _PARTS.split("|"))
def test_a_part_is_more_than_nothing(part: str) -> None:
    """So it is a tick, in each language."""
    assert is_part(part)
    assert share_done(part) is True
