"""Diaries in six languages: headings, times of the day, units and stamps of forms."""

from __future__ import annotations

import pytest
from diaries import cells, lines, read

from backcare.errors import TableError

AT = ("Heure", "Hora", "Ora", "Tijdstip", "Horário", "Uhrzeit", "Start time")
EITHER = ("Time", "Zeit", "Tijd")
MORNING = ("07:00", "07.00", "7h", "7h00", "7:00h", "7 Uhr", "7.00 Uhr", "7u", "7 uur", "7.00 AM")
EVENING = ("18:30", "18.30", "18h30", "18:30h", "18.30 Uhr", "18u30", "6.30 PM", "18.30.00")


def starts(heading: str, *times: str) -> list[str]:
    """Return when sessions began whose time stands under a heading of its own."""
    rows = [f"2026-03-16;{time};Bridge;10" for time in times]
    diary = read(lines(f"Date;{heading};Exercise;Reps", *rows))
    assert diary.faults == ()
    return diary.frame["started_at"].dt.strftime("%H:%M").tolist()


@pytest.mark.parametrize("heading", AT)
@pytest.mark.parametrize("morning", MORNING)
def test_a_time_of_the_day_is_read_in_each_language(heading: str, morning: str) -> None:
    """With a colon, a point, a letter or a word; two times are two sessions."""
    for evening in EVENING:
        assert starts(heading, morning, evening) == ["07:00", "18:30"]


@pytest.mark.parametrize("heading", EITHER)
@pytest.mark.parametrize("times", [("07:00", "18:30"), ("07.00", "18.30"), ("7h", "18h30")])
def test_what_can_be_no_duration_is_a_time(heading: str, times: tuple[str, str]) -> None:
    """Nobody does a bridge for 18 hours, or writes a number as 07.00."""
    assert starts(heading, *times) == ["07:00", "18:30"]


@pytest.mark.parametrize("heading", EITHER)
def test_a_number_that_may_be_a_time_is_asked_about(heading: str) -> None:
    """The time of the day is among the choices, and settles it."""
    file = lines(f"Date,{heading},Exercise", "2026-03-16,18.30,Walking")
    with pytest.raises(TableError) as asked:
        read(file)
    (question,) = asked.value
    choices = [one.value[heading] for one in question.choices]
    assert choices == ["time", ("duration", "min"), ("duration", "s"), None]
    assert cells(read(file, columns={heading: "time"}), "exercise_id") == [["walking"]]
    assert cells(read(file, columns={heading: ("duration", "min")}), "minutes") == [[18.3]]


def test_a_fault_of_a_time_names_its_column() -> None:
    """Not the date beside it; what a person wrote in words is not shown."""
    (number, word) = read(
        lines("Date,Hora,Exercise", "2026-03-16,25,Walking", "2026-03-17,tarde ya,Walking")
    ).faults
    assert (number.column, number.value, word.column, word.value) == ("Hora", "25", "Hora", "")
    assert "time of the day" in number.rule


STAMPS = (
    *("Timestamp", "Zeitstempel", "Horodateur", "Marca temporal", "Informazioni cronologiche"),
    *("Tijdstempel", "Carimbo de data/hora"),
)


@pytest.mark.parametrize("heading", STAMPS)
@pytest.mark.parametrize("time", ["18.30.05", "18:30:05", "6:30:05 PM"])
def test_a_stamp_of_a_form_is_the_start(heading: str, time: str) -> None:
    """In each language of the form, with the seconds as Italians write them."""
    found = read(lines(f"{heading},Exercise,Reps", f"16/03/2026 {time},Bridge,10"))
    assert [str(one[0]) for one in cells(found, "started_at")] == ["2026-03-16 18:30:05"]


EXERCISES = (
    *("Activité", "Exercice", "Actividad", "Ejercicio", "Attività", "Esercizio", "Activiteit"),
    *("Oefening", "Atividade", "Exercício", "Übung", "Aktivität", "Activity"),
)
MINUTES = ("Minutes", "Minuten", "Minutos", "Minuti", "Durée (min)", "Durata in minuti")
SECONDS = ("Seconds", "Sekunden", "Secondes", "Segundos", "Secondi", "Seconden")


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("unit", [*MINUTES, *SECONDS])
def test_exercise_and_unit_are_known_in_each_language(exercise: str, unit: str) -> None:
    """Minutes are minutes, and 600 seconds are ten."""
    much = 600 if unit in SECONDS else 10
    found = read(lines(f"Date,{exercise},{unit}", f"2026-03-16,Walking,{much}"))
    assert (found.unread, cells(found, "minutes")) == ((), [[10]])


def test_the_number_without_a_unit_is_shown() -> None:
    """And not the cell of the same column that has one."""
    with pytest.raises(TableError) as asked:
        read(lines("Date,Exercise,Duration", "2026-03-16,Walk,1.25 h", "2026-03-17,Walk,75"))
    assert [(one.row, one.value) for one in asked.value] == [(3, "75")]
