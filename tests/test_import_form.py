"""The import form: what it says of a file, what it asks, and that it adds nothing unasked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import backcare as bc
from backcare.csv_reader import MOST_BYTES
from backcare.diary import words
from backcare.errors import Fault
from backcare.widgets.import_text import MEANINGS, faults_to_skip

GOOD = """\
date,exercise,reps,minutes,pain before,mood
2026-03-02,Bridge,10,,4,fine
2026-03-02,Walking,,15,4,fine
2026-04-04,Walking,,20,3,good
2026-04-05,,,,,
"""
FAULTY = """\
date,exercise,reps
2026-03-02,Bridge,10
2026-03-04,Bridge,9999
2026-03-06,Bridge,8
"""
ORDER = "date,exercise,reps\n03/04/2026,Bridge,10\n"
UNKNOWN = """\
date,exercise,reps,minutes
2026-03-02,Bird Dgo,8,
2026-03-02,Bridge,8,
2026-03-02,Rowing,,20
2026-03-04,rowing,,10
"""
WHOSE = "date,patient,exercise,reps\n2026-03-02,Anna,Bridge,10\n"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[bc.SessionLog]:
    with bc.SessionLog(tmp_path / "log.db", now=lambda: datetime(2026, 6, 1, tzinfo=UTC)) as opened:
        yield opened


@pytest.fixture
def form(log: bc.SessionLog) -> bc.ImportForm:
    form = bc.ImportForm(log)
    form.folded = False
    return form


def read(form: bc.ImportForm, text: str | bytes, name: str = "diary.csv") -> bc.ImportForm:
    form.read(name, text.encode() if isinstance(text, str) else text)
    return form


def sent(form: bc.ImportForm, **message: Any) -> None:
    """Let the page send a message about a file."""
    buffers = [message.pop("piece")] if "piece" in message else []
    form.drop._receive(None, {"name": "diary.csv", **message}, buffers)


def asked(form: bc.ImportForm) -> list[str]:
    """Return what is asked, without the words between."""
    return [one.description for one in fields(form)]


def fields(form: bc.ImportForm) -> list[Any]:
    return [one for one in form.questions.children if hasattr(one, "options")]


def is_shown(widget: Any) -> bool:
    return widget.layout.display != "none"


def choose(form: bc.ImportForm, question: str, words: str) -> None:
    """Answer the question that has these words with the option that has those."""
    (field,) = [one for one in fields(form) if question in one.description]
    (key,) = [key for label, key in field.options if words in label]
    field.value = key


# --- what is said --------------------------------------------------------------------------------


def test_a_good_file_is_told_before_it_is_added(form, log):
    """How many sessions, from when to when; nothing is in the log yet."""
    read(form, GOOD)
    assert form.status.text == (
        "diary.csv: 2 sessions, 2 March to 4 April 2026.\n"
        "Nothing has been added yet. Press Import to add 2 sessions."
    )
    assert not form.save_button.disabled
    assert log.to_frame().empty


def test_what_is_read_as_what_is_shown(form):
    """Each heading with its meaning, what is not read, what is left out, and the first rows."""
    shown = read(form, GOOD).shown.value
    assert "<dt>reps</dt><dd>times per set</dd>" in shown
    assert "<strong>Not read:</strong> mood" in shown
    assert "row 5" in shown
    assert ">2 Mar 2026</td>" in shown
    assert ">Bridge</td>" in shown


def test_a_known_program_is_named(form):
    """With the exercises that it has and we do not."""
    text = "Date,Workout Name,Exercise Name,Set Order,Weight,Reps,Seconds\n"
    read(form, text + "2026-03-02 18:30:00,Back,Bird Dog,1,0,8,0\n")
    assert form.status.text.splitlines()[0] == (
        "diary.csv: 1 session, 2 March 2026. Read as an export of Strong."
    )


def test_markup_in_a_file_is_text(form):
    """A heading, a name or a note cannot be part of the page."""
    read(form, "date,exercise,note,<b>x</b>\n2026-03-02,Bridge,<i>hi</i>,1\n")
    assert "&lt;b&gt;x" in form.shown.value
    assert "<i>" not in form.shown.value


def test_every_column_has_its_words():
    """Whatever a heading can be read as is said as people say it."""
    assert set(words.CHOICES) <= set(MEANINGS)


def test_what_is_only_for_programs_is_not_said(form):
    """A patient passes no arguments."""
    read(form, "a,b\n1,2\n")
    assert form.status.bad
    assert "diary.csv was not read. It has no column for the date." in form.status.text
    assert "columns=" not in form.status.text
    assert not is_shown(form.save_button)


# --- what is asked -------------------------------------------------------------------------------


def test_day_or_month_first_is_asked(form, log):
    """In the two days that it may be; the answer counts at once, and can be changed."""
    read(form, ORDER)
    assert form.save_button.disabled
    assert "First, please answer 1 question below." in form.status.text
    choose(form, "03/04/2026", "3 April 2026")
    assert "1 session, 3 April 2026." in form.status.text
    choose(form, "03/04/2026", "4 March 2026")
    assert "1 session, 4 March 2026." in form.status.text
    form.save()
    assert log.to_frame()["started_at"].item().month == 3


def test_a_heading_that_could_be_two_things_is_asked(form):
    """With examples from the file."""
    read(form, "date,exercise,set,reps\n2026-03-02,Bridge,2,8\n2026-03-02,Bridge,3,8\n")
    assert asked(form) == ["“set” (“2” in row 2, “3”): what is it?"]
    choose(form, "set", "how many sets")
    assert "<dt>set</dt><dd>sets</dd>" in form.shown.value
    assert not form.save_button.disabled


@pytest.mark.parametrize(
    ("content", "about", "added"),
    [
        (
            b"date,exercise,reps,notes\n2026-03-02,Bridge,8,skipped\n2026-03-04,Bridge,8,\n",
            "notes",
            1,
        ),
        (
            b"date,exercise,reps,why\n2026-03-02,Bridge,8,skipped it\n2026-03-04,Bridge,8,fine\n",
            "why",
            1,
        ),
        (b"date,exercise,amount\n2026-03-02,Bridge,8\n2026-03-04,Bridge,\n", "amount", 1),
        (b"date,exercise,target\n2026-03-02,Bridge,3x8\n", "target", 1),
    ],
)
def test_what_may_not_have_been_done_is_asked(form, log, content, about, added):
    """As a list; with the first answer what is left can be added."""
    form.read("diary.csv", content)
    (field,) = form.questions.children
    assert f"“{about}”" in field.description
    assert "answer 1 question" in form.status.text
    field.value = "0"
    form.save()
    assert len(set(log.to_frame()["session_id"])) == added


def test_a_heading_about_pain_is_asked(form, log):
    """It is not read in silence, and not left out in silence."""
    read(form, "date,exercise,reps,Pain today\n2026-03-02,Bridge,10,7\n")
    assert form.save_button.disabled
    choose(form, "Pain today", "pain after")
    form.save()
    assert log.to_frame()["pain_after"].item() == 7


def test_each_unknown_exercise_is_asked_once(form, log):
    """The nearest comes first; it can be left out, or kept as another activity."""
    read(form, UNKNOWN)
    assert asked(form)[1:] == ["“Rowing” in 1 row", "“Bird Dgo” in 1 row"] or asked(form)[1:] == [
        "“Bird Dgo” in 1 row",
        "“Rowing” in 1 row",
    ]
    (bird,) = [one for one in fields(form) if "Bird Dgo" in one.description]
    assert [label for label, _ in bird.options[1:4]] == [
        "It is: Bird dog",
        "Leave it out",
        "Keep it as another activity (minutes only)",
    ]
    choose(form, "Bird Dgo", "It is: Bird dog")
    choose(form, "Rowing", "another activity")
    form.save()
    assert sorted(log.to_frame()["exercise_id"]) == [
        "bird_dog",
        "bridging",
        bc.OTHER_ACTIVITY,
        bc.OTHER_ACTIVITY,
    ]


def test_many_unknown_exercises_have_one_answer(form, log):
    """Who has forty machines in a diary is not asked forty times."""
    rows = "".join(f"2026-03-02,Machine {one},8\n" for one in range(40))
    read(form, f"date,exercise,reps\n2026-03-02,Bridge,8\n{rows}")
    assert len(fields(form)) == 13
    choose(form, "All that", "Leave them all out")
    assert [is_shown(one) for one in fields(form)] == [True] + [False] * 12
    form.save()
    assert log.to_frame()["exercise_id"].tolist() == ["bridging"]


def test_whose_sessions_they_are_is_asked(form, log):
    """Under another name nobody would see them on this page."""
    read(form, WHOSE)
    assert form.save_button.disabled
    choose(form, "“Anna”", "mine")
    form.save()
    assert log.to_frame()["patient"].tolist() == ["me"]


def test_faulty_rows_are_left_out_only_when_that_is_said(form, log):
    """With their number; each is named with what is wrong."""
    read(form, FAULTY)
    assert form.skip.description == "Leave this row out and bring in the rest"
    assert "Row 3, reps: &#39;9999&#39; must be" in form.shown.value
    assert form.save_button.disabled
    form.save()
    assert log.to_frame().empty
    form.skip.value = True
    form.save()
    assert form.status.text == "2 sessions added. 1 row left out, as you chose."


def test_leave_to_leave_out_is_for_these_rows_only(form):
    """Once other rows are faulty, it is asked anew."""
    read(form, "date,exercise,reps,Pain today\n2026-03-02,Bridge,999,55\n")
    form.skip.value = True
    choose(form, "Pain today", "pain before")
    assert form.skip.value is False


def test_of_faults_those_are_kept_that_no_question_settles():
    """What a person is asked about an exercise is no fault beside it."""
    other = Fault(2, "reps", "x", "must be a number.")
    assert faults_to_skip([Fault(3, "exercise", "x", bc_rule()), other]) == [other]


def bc_rule() -> str:
    from backcare.sessions import NO_EXERCISE

    return f"{NO_EXERCISE} Did you mean 'y'?"


# --- what is done --------------------------------------------------------------------------------


def test_an_import_and_its_undo(form, log):
    """Added is what the log has; undo takes back this import and nothing else."""
    read(form, GOOD)
    form.save()
    assert (form.status.text, form.status.done) == ("2 sessions added.", True)
    assert is_shown(form.undo_button)
    assert not is_shown(form.save_button)
    log.add(bc.Session(datetime(2026, 5, 1, 9, tzinfo=UTC), pain_before=2, session_id="later"))
    form.undo()
    assert log.to_frame()["session_id"].tolist() == ["later"]
    assert form.status.text.startswith("Undone: the 2 sessions are out of your log again.")
    form.save()
    assert form.status.text == "2 sessions added."


def test_what_is_there_already_is_not_added_again(form):
    """It says how many are new, how many not; with none that is new there is nothing to press."""
    read(form, GOOD)
    form.save()
    read(form, GOOD)
    assert "There is nothing new to add. 2 are in your log already." in form.status.text
    assert form.save_button.disabled
    read(form, f"{GOOD}2026-04-10,Walking,,20,3,good\n")
    assert "Press Import to add 1 new session. 2 are in your log already." in form.status.text
    form.save()
    assert form.status.text == "1 session added, 2 were there already."


def test_undo_refuses_what_somebody_has_changed(form, log):
    """And says so; nothing is lost."""
    read(form, GOOD)
    form.save()
    log.delete(log.to_frame()["session_id"].iloc[0])
    form.undo()
    assert form.status.bad
    assert form.status.text.startswith("Not undone.")
    assert len(log.to_frame()) == 1


def test_a_log_that_cannot_be_written_is_told(form, log, monkeypatch):
    """In its own words; that something was added is not said."""
    read(form, GOOD)
    monkeypatch.setattr(log, "import_csv", refuse)
    form.save()
    assert form.status.bad
    assert form.status.text == "Nothing was added to your log. The log cannot be written."


def refuse(*_: object, **__: object) -> None:
    raise bc.LogError("The log cannot be written.")


def test_the_dashboard_shows_what_came_in(log):
    """Also one of another person whose sessions the file has."""
    mine = bc.ProgressDashboard(log, today=date(2026, 4, 10))
    annas = bc.ProgressDashboard(log, patient="Anna", today=date(2026, 4, 10))
    form = bc.ImportForm(log)
    read(form, GOOD)
    form.save()
    assert mine.shown["session_id"].nunique() == 2
    read(form, WHOSE)
    choose(form, "“Anna”", "Keep the names")
    form.save()
    assert annas.shown["session_id"].nunique() == 1
    form.undo()
    assert annas.shown.empty


# --- how a file comes ----------------------------------------------------------------------------


def test_a_file_comes_in_pieces(form):
    """It is looked at when it is whole."""
    whole = GOOD.encode()
    sent(form, kind="piece", id="a", start=0, size=len(whole), piece=whole[:50])
    assert form.status.text == ""
    sent(form, kind="piece", id="a", start=50, size=len(whole), piece=whole[50:])
    assert "2 sessions" in form.status.text


def test_of_a_file_that_another_overtakes_nothing_is_kept(form):
    """Pieces of two files never become one."""
    sent(form, kind="piece", id="a", start=0, size=999, piece=b"date,exer")
    sent(form, kind="piece", id="b", start=0, size=len(ORDER), piece=ORDER.encode())
    sent(form, kind="piece", id="a", start=9, size=999, piece=b"x" * 990)
    assert "03/04/2026" in form.questions.children[0].description


def test_the_zone_is_that_of_the_page(form, log):
    """A time without an offset is the person's, wherever Python runs."""
    text = "date,exercise,reps\n2026-07-02 18:00,Bridge,10\n".replace("07", "05").encode()
    about = {"kind": "piece", "id": "a", "start": 0, "size": len(text)}
    sent(form, **about, zone="America/New_York", piece=text)
    form.save()
    assert log.sessions()[0].started_at.utcoffset().total_seconds() == -4 * 3600


@pytest.mark.parametrize("why", ["large", "several", "unreadable"])
def test_what_the_page_refuses_is_told(form, why):
    """By the name of the file, and what was there before is gone."""
    read(form, GOOD)
    sent(form, kind="refused", why=why, name="big.csv")
    assert form.status.bad
    assert form.status.text.startswith("big.csv was not read. ")
    assert not is_shown(form.shown)
    assert not is_shown(form.save_button)


def test_a_page_cannot_send_more_than_is_read(form):
    """Whatever it says of the size."""
    assert form.drop.most_bytes == MOST_BYTES
    form.drop.most_bytes = 10
    sent(form, kind="piece", id="a", start=0, size=5, piece=b"x" * 11)
    assert "larger than" in form.status.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04", "It is a workbook, not a CSV file."),
        (b"%PDF-1.7\n", "It is a PDF, not a CSV file."),
        (b"\x89PNG\r\n", "It is a picture, not a CSV file."),
        (b"\xff\xd8\xff\xe0", "It is a picture, not a CSV file."),
        (b"", "It is empty."),
    ],
)
def test_what_is_no_table_is_told(form, content, words):
    """By the file's own name, and no other place."""
    read(form, content, "my diary.bin")
    assert form.status.text.startswith(f"my diary.bin was not read. {words}")
    assert "/" not in form.status.text


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\diary.csv", "C__diary.csv"),
        ("..", "diary.csv"),
        ("x" * 300 + ".csv", "x" * 96 + ".csv"),
    ],
)
def test_a_name_is_no_path(form, name, own):
    """It is written where nobody else reads, under a name that any system takes."""
    assert read(form, GOOD, name).status.text.startswith(f"{own}: 2 sessions")


def test_the_page_without_a_kernel_says_what_to_do(form):
    """In a notebook that nobody has run."""
    assert "open the notebook in JupyterLab" in form._repr_mimebundle_()["text/html"]


def test_another_file_forgets_the_answers(form):
    """An answer about one file is none about the next."""
    read(form, ORDER)
    choose(form, "03/04/2026", "3 April 2026")
    read(form, ORDER.replace("03/04", "05/06"))
    assert form.save_button.disabled


def test_closed_it_leaves_nothing(log):
    """Each field that it has made goes with it."""
    from ipywidgets.widgets.widget import _instances

    before = set(_instances)
    form = bc.ImportForm(log)
    read(form, UNKNOWN)
    form.close()
    assert set(_instances) == before
