"""Which day a row is of: a stamp beside the day of the activity, planned days, day and month."""

from __future__ import annotations

import pytest
from diaries import cells, lines, read

from backcare.errors import DateOrderError, TableError

STAMPS = ("Timestamp", "Zeitstempel", "Horodateur", "Marca temporal", "Tijdstempel")
NAMED = (
    *(
        "Date of activity",
        "Date of exercise",
        "Date of the session",
        "Workout date",
        "Day of training",
    ),
    *("What day did you exercise?", "When did you do the exercises?", "Tag der Übung"),
    *("Datum der Übungen", "An welchem Tag haben Sie trainiert?", "Date de l'activité"),
    *("Fecha del ejercicio", "Data dell'allenamento", "Datum van de oefening", "Dia do treino"),
)


def days(found: object) -> list[str]:
    return [str(one)[:10] for (one,) in cells(found, "started_at")]


@pytest.mark.parametrize("stamp", STAMPS)
@pytest.mark.parametrize("named", NAMED)
def test_the_day_that_a_form_asks_for_is_the_day(stamp: str, named: str) -> None:
    """Not the evening on which three days were filled in; and it is told."""
    head = f"{stamp},Exercise,Minutes,{named}"
    rows = [f"2026-03-08 20:0{n},Walking,20,2026-03-0{2 + n}" for n in range(3)]
    found = read(lines(head, *rows))
    assert days(found) == ["2026-03-02", "2026-03-03", "2026-03-04"]
    (told,) = found.left_out
    assert (told.column, named in told.rule) == (stamp, True)
    again = read(lines(head, *rows), columns={named: None})
    assert days(again) == ["2026-03-08"] * 3


@pytest.mark.parametrize("heading", ["Date of birth", "Date of next session", "Exercise day"])
def test_what_is_no_day_of_the_activity_is_not_taken_for_it(heading: str) -> None:
    """Another event, or no date in it at all."""
    cell = "1" if heading == "Exercise day" else "1960-03-02"
    found = read(lines(f"Timestamp,Exercise,{heading}", f"2026-03-08 20:00,Walking,{cell}"))
    assert (days(found), found.left_out) == (["2026-03-08"], ())


@pytest.mark.parametrize(
    ("head", "last"),
    [("Timestamp,Exercise,Date of activity", ""), ("Date,Exercise,Date of activity", "2026-03-03")],
)
def test_where_headings_do_not_decide_it_is_asked(head: str, last: str) -> None:
    """A day is missing, or both may be it."""
    rows = ["2026-03-08,Walking,2026-03-02", f"2026-03-09,Walking,{last}"]
    with pytest.raises(TableError) as asked:
        read(lines(head, *rows))
    (question,) = asked.value
    assert len(question.choices) == 2


@pytest.mark.parametrize("planned", ["Scheduled date", "Planned date", "Due", "Geplant am", "Plan"])
def test_a_planned_day_is_no_day_on_which_it_was_done(planned: str) -> None:
    """Nor is the row one of the day above."""
    head = f"{planned},Date,Exercise,Reps"
    rows = ["2026-03-02,2026-03-03,Bridge,10", "2026-03-04,,Bridge,12", "2026-03-06,,Bird dog,8"]
    found = read(lines(head, *rows))
    assert (days(found), found.faults) == (["2026-03-03"], ())
    assert [(one.row, planned in one.rule) for one in found.left_out] == [(3, True), (4, True)]


def test_a_planned_row_with_pain_lacks_its_date() -> None:
    """Somebody did something on it."""
    head = "Scheduled date,Date,Exercise,Reps,Pain before"
    found = read(lines(head, "2026-03-02,2026-03-03,Bridge,10,2", "2026-03-04,,Bridge,12,3"))
    assert [(one.row, one.column) for one in found.faults] == [(3, "Date")]


def test_a_row_with_another_day_is_not_filled_down() -> None:
    """Where cells were merged, no row has a day of its own."""
    found = read(lines("Entered,Date,Exercise", "2026-03-02,2026-03-03,Bridge", "2026-03-04,,Walk"))
    assert (days(found), [one.row for one in found.faults]) == (["2026-03-03"], [3])


FIRST = (
    ("Mo, 02.03.2026", "04.03.2026", True),
    ("Mon 02/03/2026", "04/03/2026", True),
    ("Mon 3/2/2026", "3/4/2026", False),
    ("02.03.2026 (Mo)", "04.03.2026", True),
)


@pytest.mark.parametrize(("one", "other", "is_day_first"), FIRST)
def test_a_weekday_shows_which_is_first(one: str, other: str, *, is_day_first: bool) -> None:
    """Of its own date and of those beside it: nobody has to be asked or told."""
    found = read(lines("Date;Exercise", f"{one};Bridge", f"{other};Bridge"))
    told = read(lines("Date;Exercise", f"{one};Bridge", f"{other};Bridge"), day_first=is_day_first)
    assert (days(found), found.left_out) == (["2026-03-02", "2026-03-04"], ())
    assert days(told) == days(found)


def test_a_weekday_may_have_a_column_of_its_own() -> None:
    """As in a calendar."""
    found = read(lines("Tag;Date;Exercise", "Mo;02/03/2026;Bridge", "Mi;04/03/2026;Bridge"))
    assert days(found) == ["2026-03-02", "2026-03-04"]


@pytest.mark.parametrize(
    ("shows", "read_so"),
    [("16/03/2026", "02/03/2026"), ("3/16/2026", "3/2/2026"), ("16-03-2026", "02-03-2026")],
)
def test_another_date_shows_which_is_first(shows: str, read_so: str) -> None:
    """And is told."""
    found = read(lines("Date,Exercise", f"{read_so},Bridge", f"{shows},Bridge"))
    assert days(found) == ["2026-03-02", "2026-03-16"]
    assert [(one.row, read_so in one.rule) for one in found.left_out] == [(3, True)]


@pytest.mark.parametrize("heading", ["Datum", "Fecha", "Giorno"])
def test_points_have_the_day_first_where_no_language_has_the_month(heading: str) -> None:
    """Unless a date contradicts it."""
    rows = ["02.03.2026,Bridge", "04.03.2026,Bridge"]
    assert days(read(lines(f"{heading},Exercise", *rows))) == ["2026-03-02", "2026-03-04"]
    with pytest.raises(DateOrderError):
        read(lines(f"{heading},Exercise", *rows, "03.16.2026,Bridge"))


@pytest.mark.parametrize(
    "rows",
    [
        ["02/03/2026,P1", "04/03/2026,P1"],
        ["02.03.2026,P1", "04.03.2026,P1"],
        ["02/03/2026,P1", "16/03/2026,P1", "3/17/2026,P1"],
        ["02/03/2026,P1", "16.03.2026,P1"],
        ["02/03/2026,P1", "16/03/2026,P2"],
        ["Fri 02/03/2026,P1", "04/03/2026,P1"],
        ["Mon 02/03/2026,P1", "Mon 3/2/2026,P1", "04/03/2026,P1"],
    ],
)
def test_what_shows_nothing_is_asked_about(rows: list[str]) -> None:
    """Nothing else, a contradiction, another sign, another person, or a wrong weekday."""
    with pytest.raises(DateOrderError):
        read(lines("Date,Patient,Exercise", *(f"{one},Bridge" for one in rows)))


def test_a_program_writes_for_everybody() -> None:
    """Seconds are nobody's hand: one stamp shows the order of all."""
    rows = ["3/2/2026 18:15:30,P1,Bridge", "3/14/2026 18:15:30,P2,Bridge"]
    assert days(read(lines("Timestamp,Patient,Exercise", *rows))) == ["2026-03-02", "2026-03-14"]


# --- a weekday that is another ----------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("Mon 3 Mar 2026", "Monday, 3 March 2026", "Tues 4 March 2026", "3 March 2026 (Mon)"),
        *(
            "Mo, 03.03.2026",
            "Montag, 3. März 2026",
            "lundi 3 mars 2026",
            "lunes 3 de marzo de 2026",
        ),
        *("lunedì 3 marzo 2026", "do 3 maart 2026", "Mon 2026-03-03", "Mon 3 Mar 2026 18:30"),
        *("Friday, March 4, 2026", "Friday March 4 2026", "Fri, Mar 4, 2026 6:30 PM"),
    ],
)
def test_a_weekday_that_is_not_that_of_its_day_is_told_with_both(text: str) -> None:
    """Nobody can say which of the two is wrong."""
    (fault,) = read(lines("Date;Exercise;Reps", f"{text};Bridge;8")).faults
    assert (fault.row, fault.column) == (2, "Date")
    assert fault.rule.startswith("says ")
    assert "March 2026 is a " in fault.rule


@pytest.mark.parametrize(
    "text",
    [
        *("Tue 3 Mar 2026", "Tues 3 March 2026", "Thurs, 5 March 2026", "Di, 03.03.2026"),
        *("mardi 3 mars 2026", "martes 3 de marzo de 2026", "ma 3 mars 2026", "ma 2 maart 2026"),
        *("Friday, March 6, 2026", "Fri, Mar 6, 2026 6:30 PM", "Mar 4, 2026", "Mar 4 2026"),
    ],
)
def test_a_weekday_that_is_right_is_not_asked_about(text: str) -> None:
    """In each language; "ma" is Monday in one and Tuesday in another."""
    assert read(lines("Date;Exercise;Reps", f"{text};Bridge;8")).faults == ()


@pytest.mark.parametrize("heading", ["Weekday", "Day", "Wochentag", "Jour", "Día", "Giorno", "Dag"])
def test_so_is_one_in_a_column_beside_the_date(heading: str) -> None:
    """Unless it is something else, as the caller says, or as its heading does."""
    rows = ["2026-03-02;Bridge;8;Mon", "2026-03-03;Bridge;8;Mon", "2026-03-04;Bridge;8;Wed"]
    head = "Date of exercise;Exercise;Reps"
    (fault,) = read(lines(f"{head};{heading}", *rows)).faults
    assert (fault.row, f"columns={{{heading!r}: None}}" in fault.rule) == (3, True)
    assert read(lines(f"{head};{heading}", *rows), columns={heading: None}).faults == ()
    assert read(lines(f"{head};Physio on", *rows)).faults == ()
