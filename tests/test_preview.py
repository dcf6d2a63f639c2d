"""A look at a file before its import; a trial run; exercises with another name, or left out."""

from datetime import UTC
from functools import partial
from pathlib import Path

import pytest

import backcare as bc

look = partial(bc.preview_csv, tz=UTC)

STRONG = """\
Date,Workout Name,Exercise Name,Set Order,Weight,Reps,Seconds,Notes,Pain today
2026-03-02 18:30:00,Back,Bird Dog,1,0,8,0,,4
2026-03-02 18:30:00,Back,Wall Sit,1,0,0,30,,4
2026-03-04 18:00:00,Back,Deadlift (Barbell),1,20,8,0,,2
2026-03-04 18:00:00,Back,Bird Dgo,1,0,8,0,,2
2026-03-04 18:00:00,Back,Deadlift (Barbell),2,20,8,0,,2
"""
NAMES = {"deadlift (barbell)": "lifting_weights", "Bird Dgo": None}
SETS = "date,exercise,set,reps\n2026-03-02,Bridge,2,8\n2026-03-02,Bridge,3,8\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path, STRONG)


def written(folder: Path, text: str) -> Path:
    (folder / "file.csv").write_text(text, "utf-8")
    return folder / "file.csv"


def test_each_heading_is_told_with_what_it_is_read_as_and_why(file: Path) -> None:
    """By the layout, as the caller says, or not at all."""
    told = look(file, columns={"Notes": None}).columns.set_index("heading")
    assert told.loc["Seconds"].tolist() == ["duration", "s", "as Strong has it"]
    assert told.loc["Notes"].tolist() == ["", "", "as you say"]
    assert told.loc["Weight"].tolist() == ["", "", ""]


@pytest.mark.parametrize(
    ("heading", "cell", "why"),
    [
        ("reps", "8", "a log's own name"),
        ("repetitions", "8", "another word for it"),
        ("Time", "0:20:00", "decided by the cells"),
    ],
)
def test_a_heading_that_no_layout_explains(
    tmp_path: Path, heading: str, cell: str, why: str
) -> None:
    """Its own name, another word, or what its cells say."""
    path = written(tmp_path, f"date,exercise,{heading}\n2026-03-02,Walking,{cell}\n")
    assert look(path).columns["why"].tolist()[-1] == why


def test_sessions_are_counted_with_the_first_and_the_last(file: Path) -> None:
    """The summary has them, and the frame its first rows."""
    seen = look(file, names=NAMES)
    assert (seen.sessions, seen.first.day, seen.last.day, len(seen.rows)) == (2, 2, 4, 4)
    assert str(seen).startswith("file.csv: 2 sessions, 2 Mar 2026 to 4 Mar 2026.")


def test_unknown_exercises_are_counted_with_the_nearest(file: Path) -> None:
    """The most frequent comes first; what has a name or is left out is not among them."""
    assert look(file).unknown.to_numpy().tolist() == [
        ["Deadlift (Barbell)", 2, ""],
        ["Bird Dgo", 1, "bird_dog"],
    ]
    assert look(file, names=NAMES).unknown.empty


def test_an_unread_heading_about_pain_is_told_loudly(file: Path) -> None:
    """With the argument that would read it."""
    assert "Pain today" in look(file).unread
    assert 'columns={"Pain today": "pain_before"}' in str(look(file))


def test_a_question_is_listed_with_its_choices(tmp_path: Path) -> None:
    """What an import would refuse is no error here."""
    path = written(tmp_path, SETS)
    seen = look(path)
    assert (len(seen.questions), seen.sessions) == (1, 0)
    assert "columns={'set': 'set_number'}" in seen.questions["rule"].item()
    assert str(seen).startswith("file.csv: 1 question first.")
    assert look(path, columns={"set": "set_number"}).sessions == 1


def test_which_of_day_and_month_is_first_is_a_question(tmp_path: Path) -> None:
    """It names both choices, and is gone once it is answered."""
    path = written(tmp_path, "date,exercise,reps\n03/04/2026,Bridge,8\n")
    assert "day_first=True" in str(look(path))
    assert look(path, day_first=True).first.month == 4


SEVERAL = {
    "sets": (SETS, "columns", [{"set": "set_number"}, {"set": "sets"}, {"set": None}]),
    "date": ("date,exercise,reps\n03/04/2026,Bridge,8\n", "day_first", [True, False]),
    "twice": (
        "date,exercise,repeats,repetitions\n2026-03-02,Bridge,8,9\n",
        "columns",
        [{"repetitions": None}, {"repeats": None}],
    ),
    "no date": (
        "exercise,reps,Moment\nBridge,8,2026-03-02\n",
        "columns",
        [{"Moment": "started_at"}, {"Moment": None}],
    ),
    "pain": (
        "date,exercise,pain_before,Pain today\n2026-03-02,Bridge,2,4\n",
        "columns",
        [{"Pain today": "pain_after"}, {"Pain today": "pain_peak"}, {"Pain today": None}],
    ),
    "amount": (
        "date,exercise,reps\n2026-03-02,Bridge,\n2026-03-04,Bridge,\n",
        "without_amount",
        ["done", "not_done"],
    ),
    "gap": (
        "date,time,exercise\n2026-03-02,10:00,Bridge\n2026-03-02,10:50,Bridge\n",
        "gap_min",
        [119.99, 30],
    ),
}


@pytest.mark.parametrize(("text", "argument", "values"), SEVERAL.values(), ids=SEVERAL)
def test_each_question_has_its_answers(
    tmp_path: Path, text: str, argument: str, values: list[object]
) -> None:
    """What is offered is what to pass; passed, the question is gone."""
    path = written(tmp_path, text)
    (asked,) = look(path).asked
    assert {one.argument for one in asked.choices} == {argument}
    assert [one.value for one in asked.choices] == values
    for one in asked.choices:
        assert one.meaning
        left = look(path, **{argument: one.value}).asked
        if one.meaning == "none of these":  # then the file says it, and nothing more is asked
            assert [more.choices for more in left] == [()]
        else:
            assert left == ()


def test_a_scale_to_100_is_not_offered_as_pain(tmp_path: Path) -> None:
    """Read as it stands it would be ten times as strong."""
    path = written(tmp_path, "date,exercise,Pain VAS 100\n2026-03-02,Bridge,4\n")
    assert look(path).asked == ()


def test_it_says_whose_sessions_they_are(tmp_path: Path) -> None:
    """By the file, or "me"."""
    path = written(tmp_path, "date,patient,exercise\n2026-03-02,P1,Bridge\n2026-03-02,P2,Bridge\n")
    assert look(path).patients == ("P1", "P2")
    assert look(path, columns={"patient": None}).patients == ("me",)


@pytest.mark.parametrize(
    "text",
    [
        "a\n",
        "a,b\n1,2\n",
        "date,day,exercise\n1,2,3\n",
        'date,note\n2026-03-02,"a\n',
        ",b,\n,,\n",
        "x",
    ],
)
def test_a_readable_file_is_never_an_error(tmp_path: Path, text: str) -> None:
    """Whatever is in it, there is something to say."""
    seen = look(written(tmp_path, text))
    assert str(seen)
    assert seen._repr_html_()


def test_what_is_shown_in_a_notebook_is_escaped(tmp_path: Path) -> None:
    """A heading cannot be part of the page."""
    path = written(tmp_path, "date,exercise,<b>x</b>\n2026-03-02,<i>,1\n")
    assert "<b>" not in look(path)._repr_html_()
    assert "<i>" not in look(path)._repr_html_()


# --- a trial run ------------------------------------------------------------------------------


def test_a_trial_run_writes_nothing(tmp_path: Path) -> None:
    """The log's file stays as it is, byte by byte, and has nothing to undo."""
    log = bc.SessionLog(tmp_path / "log.db")
    log.import_csv(written(tmp_path, "date,exercise\n2026-03-01,Bridge\n"))
    before = (tmp_path / "log.db").read_bytes()
    path = written(tmp_path, STRONG)
    result = log.import_csv(path, tz=UTC, names=NAMES, dry_run=True)
    assert (result.added, result.known, result.dry_run) == (2, 0, True)
    assert str(result).startswith("2 sessions would be added, 0 are there already.")
    assert (tmp_path / "log.db").read_bytes() == before
    assert log.to_frame()["exercise_id"].tolist() == ["bridging"]


def test_a_trial_run_lists_faults_and_what_is_known(file: Path) -> None:
    """Rows that an import would refuse are told, and sessions that are there already."""
    log = bc.SessionLog(":memory:")
    log.import_csv(file, tz=UTC, on_error="skip", names=NAMES)
    assert log.import_csv(file, tz=UTC, names=NAMES, dry_run=True).known == 2
    assert len(log.import_csv(file, tz=UTC, dry_run=True).faults) >= 3


# --- names ------------------------------------------------------------------------------------


def test_an_unknown_exercise_gets_a_name_or_is_left_out(file: Path) -> None:
    """The rest comes in, and what was left out is told."""
    log = bc.SessionLog(":memory:")
    result = log.import_csv(file, tz=UTC, names=NAMES)
    got = log.to_frame()["exercise_id"].tolist()
    assert got == ["bird_dog", "wall_sit", "lifting_weights", "lifting_weights"]
    assert result.left_out[["row", "value"]].to_numpy().tolist() == [[5, "Bird Dgo"]]


def test_a_name_comes_before_the_table(tmp_path: Path) -> None:
    """An exercise that is known can be left out, too, even from a log's own export."""
    log = bc.SessionLog(":memory:")
    log.import_csv(written(tmp_path, "date,exercise\n2026-03-01,Bridge\n2026-03-01,Walk\n"))
    log.export_csv(tmp_path / "log.csv")
    other = bc.SessionLog(":memory:")
    other.import_csv(tmp_path / "log.csv", names={"walking": None})
    assert other.to_frame()["exercise_id"].tolist() == ["bridging"]


def test_a_name_must_be_that_of_an_exercise(file: Path) -> None:
    """A slip is refused before anything is read."""
    with pytest.raises(ValueError, match="Did you mean 'walking'"):
        look(file, names={"Plank": "walkin"})
