"""Ticks, crosses, boxes and thumbs: what the file does not decide is asked once, and answered."""

from __future__ import annotations

from pathlib import Path

import pytest

import backcare as bc
from backcare.diary.marks import is_mark, yes_or_no

HEADINGS = ("Done", "Completed", "Erledigt", "Skipped", "Xyz")
# The cells of four rows under a heading, and in which of them the first mark stands.
OPEN = {
    "x and blank": ("x", "", "x", ""),
    "X and a dash": ("X", "-", "X", "-"),
    "x beside a tick": ("x", "\N{CHECK MARK}", "x", "\N{CHECK MARK}"),
    "x beside yes": ("x", "yes", "x", "yes"),
    "x beside no": ("x", "no", "x", "no"),
    "x and o": ("x", "o", "x", "o"),
    "a multiplication sign": ("\N{MULTIPLICATION SIGN}", "", "\N{MULTIPLICATION SIGN}", ""),
}
CLEAR = {
    "boxes": ("[x]", "[ ]", "[x]", "[ ]"),
    "thumbs": ("\N{THUMBS UP SIGN}", "\N{THUMBS DOWN SIGN}") * 2,
    "plus and minus": ("+", "-", "+", "-"),
    "ticks and crosses": ("\N{CHECK MARK}", "\N{BALLOT X}") * 2,
    "yes and blank": ("yes", "", "yes", ""),
}


def a_file(folder: Path, heading: str, marks: tuple[str, ...], more: str = "") -> Path:
    rows = [f"2026-03-0{day},Bridge,8,{more},{mark}" for day, mark in enumerate(marks, start=2)]
    path = folder / "diary.csv"
    path.write_text(
        "\n".join([f"Date,Exercise,Reps,Pain before,{heading}", *rows, ""]), encoding="utf-8"
    )
    return path


def done_on(path: Path, **told: object) -> list[int]:
    """Return the days of March on which an exercise was done."""
    log = bc.SessionLog(":memory:")
    log.import_csv(path, **told)
    frame = log.to_frame()
    return frame.loc[frame["exercise_id"].notna(), "started_at"].dt.day.tolist()


# Under Skipped one mark alone says that it was: it is no cross.
SAID = {"x and blank", "a multiplication sign"}


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        (heading, kind)
        for heading in HEADINGS
        for kind in OPEN
        if not (heading == "Skipped" and kind in SAID)
    ],
)
@pytest.mark.parametrize("pain", ["", "5"])
def test_a_mark_that_may_be_a_tick_or_a_cross_is_asked_once(
    tmp_path: Path, heading: str, kind: str, pain: str
) -> None:
    """Each answer there is reads the file; among them the two that contradict each other."""
    path = a_file(tmp_path, heading, OPEN[kind], pain)
    [asked] = bc.preview_csv(path).asked
    assert asked.column == heading
    ways = [one for one in asked.choices if one.value[heading] is not None]
    said = [(one.meaning, done_on(path, columns=one.value)) for one in ways]
    assert {2 in days for _, days in said} == {True, False}
    assert all((2 in days) == (4 in days) and (3 in days) == (5 in days) for _, days in said)


@pytest.mark.parametrize("kind", OPEN)
def test_an_answer_reads_the_other_cells_as_they_are(tmp_path: Path, kind: str) -> None:
    """Yes stays yes; a blank, a dash and an o are the reverse of the mark."""
    path, (mark, other, *_) = a_file(tmp_path, "Done", OPEN[kind]), OPEN[kind]
    is_yes = other in ("yes", "\N{CHECK MARK}")
    is_no = other in ("no", "-")
    as_done = done_on(path, columns={"Done": ("done", mark)})
    as_missed = done_on(path, columns={"Done": ("not_done", mark)})
    assert as_done == ([2, 3, 4, 5] if is_yes else [2, 4])
    assert as_missed == ([] if is_no else [3, 5])


@pytest.mark.parametrize("kind", CLEAR)
def test_marks_that_say_it_are_not_asked_about(tmp_path: Path, kind: str) -> None:
    """Negative control: what is left out is told."""
    path = a_file(tmp_path, "Done", CLEAR[kind])
    seen = bc.preview_csv(path)
    assert (seen.asked, seen.left_out["row"].tolist()) == ((), [3, 5])
    assert done_on(path) == [2, 4]


@pytest.mark.parametrize(("said", "days"), [("done", [2, 4]), ("not_done", [3, 5])])
def test_the_caller_may_say_no_more_than_the_column(
    tmp_path: Path, said: str, days: list[int]
) -> None:
    """Where there is one mark and nothing else; beside a yes or a dash it says too little."""
    assert done_on(a_file(tmp_path, "Done", OPEN["x and blank"]), columns={"Done": said}) == days
    path = a_file(tmp_path, "Done", OPEN["x beside no"])
    with pytest.raises(bc.TableError, match="may be a tick or a cross"):
        done_on(path, columns={"Done": said})


@pytest.mark.parametrize(("said", "days"), [("done", [2, 3, 4, 5]), ("not_done", [2, 4])])
def test_a_blank_beside_pain_is_asked_about_once(
    tmp_path: Path, said: str, days: list[int]
) -> None:
    """Pain of that day may be of a day on which nothing was done."""
    path = a_file(tmp_path, "Done", CLEAR["yes and blank"], "5")
    [asked] = bc.preview_csv(path).asked
    told = {"Done": (said, "blank")}
    assert told in [one.value for one in asked.choices]
    assert done_on(path, columns=told) == days


@pytest.mark.parametrize("words", [("maybe",), ("maybe", "who knows"), ("maybe", "")])
def test_words_among_ticks_have_their_answers(tmp_path: Path, words: tuple[str, ...]) -> None:
    """One for all of them; a blank beside pain goes with it."""
    cells = ("yes", *words, *["yes"] * (3 - len(words)))
    path = a_file(tmp_path, "Done", cells, "5")
    [asked] = bc.preview_csv(path).asked
    missed, done, none = [done_on(path, columns=one.value) for one in asked.choices]
    assert missed == [day for day, cell in enumerate(cells, start=2) if cell == "yes"]
    assert done == [day for day, cell in enumerate(cells, start=2) if cell]
    assert none == [2, 3, 4, 5]


def test_how_long_repetitions_were_held_can_be_answered(tmp_path: Path) -> None:
    """Or how long they all took; each answer reads the file."""
    path = tmp_path / "diary.csv"
    path.write_text("Date,Exercise,Reps,Duration\n2026-03-02,Bridge,8,40 s\n", encoding="utf-8")
    [asked] = bc.preview_csv(path).asked
    assert "how long each repetition was held" in asked.rule
    assert [bc.preview_csv(path, columns=one.value).sessions for one in asked.choices] == [1] * 4


@pytest.mark.parametrize("marks", [*OPEN.values(), *CLEAR.values()])
def test_ticks_that_are_not_read_are_told(tmp_path: Path, marks: tuple[str, ...]) -> None:
    """Every row counts then, also those that are not ticked: not in silence."""
    path = a_file(tmp_path, "Done", marks)
    seen = bc.preview_csv(path, columns={"Done": None})
    assert seen.sessions == 4
    assert "may count as done" in seen.left_out["rule"].item()


@pytest.mark.parametrize("heading", ["Side", "Therapist", "Room", "Leg"])
@pytest.mark.parametrize(
    "cells",
    [("-",) * 4, ("-", "", "-", ""), ("L", "R", "L", "R"), ("A", "", "B", ""), ("l", "", "", "r")],
)
def test_letters_of_something_else_are_not_asked_about(
    tmp_path: Path, heading: str, cells: tuple[str, ...]
) -> None:
    """Negative control: under a heading that nobody knows a letter is no tick."""
    assert bc.preview_csv(a_file(tmp_path, heading, cells)).asked == ()


def test_a_mark_is_one_sign_of_which_nobody_knows_the_meaning() -> None:
    """Not a word, a number or an answer."""
    assert [is_mark(one) for one in ("x", "X ", "o", "*", "v")] == [True] * 5
    known = ("yes", "n", "1", "-", "[x]", "[ ]", "\N{THUMBS UP SIGN}", "", "half", "2", "ok")
    assert [one for one in known if is_mark(one)] == []
    assert [yes_or_no(one) for one in ("[X]", "[ ]", "x", "ja")] == [True, False, None, True]


def test_the_form_asks_of_a_mark_and_reads_the_answer(tmp_path: Path) -> None:
    """As a list of choices, in words; then there is nothing more to ask."""
    log = bc.SessionLog(":memory:")
    form = bc.ImportForm(log)
    form.read("diary.csv", a_file(tmp_path, "Done", OPEN["x and blank"], "5").read_bytes())
    [field] = form.questions.children
    assert [label for label, _ in field.options[1:]] == [
        "x means done (blank: not done)",
        "x means not done (blank: done)",
    ]
    field.value = field.options[1][1]
    form.save()
    frame = log.to_frame()
    assert frame.loc[frame["exercise_id"].notna(), "started_at"].dt.day.tolist() == [2, 4]


def test_the_form_asks_what_a_blank_means(tmp_path: Path) -> None:
    """It is a question there, and no fault that only a tick in a box leaves out."""
    form = bc.ImportForm(bc.SessionLog(":memory:"))
    form.read("diary.csv", a_file(tmp_path, "Done", CLEAR["yes and blank"], "5").read_bytes())
    [field] = form.questions.children
    assert [label for label, _ in field.options[1:]] == [
        "blank means not done",
        "blank means done",
        "do not read it: every row was done",
    ]
    field.value = field.options[1][1]
    assert not form.save_button.disabled


@pytest.mark.parametrize("heading", ["Skipped", "Not done", "Missed", "Ausgelassen"])
@pytest.mark.parametrize("kind", sorted(SAID))
def test_one_mark_under_what_was_not_done_is_not_asked_about(
    tmp_path: Path, heading: str, kind: str
) -> None:
    path = a_file(tmp_path, heading, OPEN[kind])
    assert done_on(path) == [3, 5]
    assert len(bc.preview_csv(path).left_out) == 2


@pytest.mark.parametrize(
    ("cells", "is_asked"),
    [(("x,", ",x", "x,"), False), (("x,", ",x", ","), True), (("x,", "x,x", ",x"), True)],
)
def test_done_beside_not_done_says_what_a_mark_means(
    tmp_path: Path, cells: tuple[str, ...], is_asked: bool
) -> None:
    """Where each row has one of the two."""
    rows = [f"2026-03-0{day},Bridge,8,{both}" for day, both in enumerate(cells, start=2)]
    path = tmp_path / "diary.csv"
    path.write_text("\n".join(["Date,Exercise,Reps,Done,Not done", *rows, ""]), encoding="utf-8")
    assert bool(bc.preview_csv(path).asked) == is_asked
    if not is_asked:
        assert done_on(path) == [2, 4]
