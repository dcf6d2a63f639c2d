"""Dates and durations as people and programs write them, in their languages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.dates import format_date, get_month_names

from backcare import text
from backcare.diary.cells import start_reader
from backcare.diary.durations import seconds_in
from backcare.diary.preview import preview_csv
from backcare.text import month_numbers

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def wall(written: str) -> str:
    """Read a date."""
    return str(start_reader(day_first=None, zone=UTC, now=NOW)(written).wall)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        *(("1:30 h", 5400), ("0:20 h", 1200), ("20:00 min", 1200), ("1:05:30 h", 3930)),
        *(("1½ h", 5400), ("½ Std.", 1800), ("P0Y0M0DT0H20M0S", 1200)),
        *(("1h30", 5400), ("1 h 5", 3900), ("20'30", 1230), ("1 hour and 5 minutes", 3900)),
        *(("PT20M", 1200), ("PT1H5M30S", 3930), ("PT90S", 90), ("P0DT0H20M", 1200)),
        *(("20'", 1200), ("20′30″", 1230), ("20' 30\"", 1230), ("30''", 30), ("30”", 30)),
        *(("20 Min.", 1200), ("1,5 Std.", 5400), ("1 Std. 5 Min.", 3900), ("1 h, 5 min", 3900)),
        *(("20 мин", 1200), ("1 ч 5 мин", 3900), ("20分", 1200), ("1時間5分", 3900)),
        *(("20 dakika", 1200), ("2 uur", 7200), ("20 minuti", 1200), ("1 hora", 3600)),
    ],
)
def test_a_duration_is_read_as_it_is_written(written: str, seconds: float) -> None:
    """With its units, with signs, or as programs write it, whatever the column means alone."""
    assert seconds_in(written, unit="s") == seconds_in(written, unit="min") == seconds


@pytest.mark.parametrize(
    "written", ["20 x", "1:30 x", "20 min 75", "20 30", "5 kg", "8 s 5", "PT", "P1D", "min", "'"]
)
def test_what_is_no_duration_is_not_read_as_one(written: str) -> None:
    """An unknown unit, too many minutes, or none."""
    assert seconds_in(written, unit="min") is None


@pytest.mark.parametrize(
    "written",
    [
        *("Fr, 13.03.2026", "Fr. 13.03.26", "Friday 13 March 2026", "Fri 13/03/2026"),
        *("13.03.2026 (Fr)", "13.03.2026 Fr", "13.03.2026, Friday", "2026-03-13 (Fri)"),
        *("Freitag, 13. März 2026", "ven. 13/03/2026", "sexta-feira, 13/03/2026"),
        *("13 мар 2026", "13 марта 2026 г.", "пт, 13.03.2026", "13 Mart 2026", "13 3月 2026"),
        *("2026年3月13日", "2026年3月13日(金)", "金曜日 2026年3月13日", "2026년 3월 13일"),
        *("Fr - 13.03.2026", "[Fr] 13.03.2026", "13.03.2026/Fr", "Freitag, den 13. März 2026"),
        *("Friday the 13th of March 2026", "2026年03月13日 金曜日"),
        *("13 mar 2026", "Mar 13, 2026", "2026 Mar 13", "13/Mar/2026", "13. 3. 2026"),
    ],
)
def test_a_date_is_read_with_its_weekday_and_in_its_language(written: str) -> None:
    """Before it or after it; Mar is Tuesday in Spanish, and stays March."""
    assert wall(written) == "2026-03-13 12:00:00"


@pytest.mark.parametrize(
    "written",
    [
        *("13.03.2026 um 18:30", "13.03.2026 18.30 Uhr", "13 mars 2026 à 18:30"),
        *("Fri, Mar 13, 2026 at 6:30 PM", "пятница, 13 марта 2026 г., 18:30"),
        "13.03.2026 (Fr) 18:30",
        "Fr 13.03.2026, 18:30",
        "13.03.2026 18:30 Uhr",
        "13 мар. 2026, 18:30",
    ],
)
def test_a_time_stays_behind_the_weekday(written: str) -> None:
    """The session is not put at noon."""
    assert wall(written) == "2026-03-13 18:30:00"


@pytest.mark.parametrize("written", ["Week 13.03.2026", "13.03.2026 evening", "Fr 13.3."])
def test_a_word_that_is_no_weekday_is_not_passed_over(written: str) -> None:
    """It may say that the date is none."""
    with pytest.raises(ValueError, match="must be a date"):
        wall(written)


@pytest.mark.parametrize("language", text.MONTHS)
def test_months_are_read_in_each_language(language: str) -> None:
    """Short and long, whatever the account of a program speaks."""
    for month in range(1, 13):
        day = datetime(2025, month, 13, tzinfo=UTC)
        for pattern in ("d MMM y", "d MMMM y"):
            written = format_date(day, pattern, locale=language)
            assert wall(written).startswith(f"2025-{month:02}-13"), written


def test_no_name_of_a_month_means_two() -> None:
    """In one language one and in another another."""
    clashes = {
        name
        for language in text.MONTHS
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, language).items()
        if month_numbers()[name.casefold().strip(".")] != number
    }
    assert clashes == set()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("push-up", "press_up_extension"),
        ("Push ups", "press_up_extension"),
        ("pushup", "press_up_extension"),
        ("press up", "press_up_extension"),
        ("Dehnen", "hamstring_stretch"),
    ],
)
def test_a_part_of_a_name_comes_with_the_exercise(tmp_path: Path, written: str, meant: str) -> None:
    """It is not taken for it, but suggested."""
    path = tmp_path / "diary.csv"
    path.write_text(f"Date,Exercise,Reps\n2026-03-02,{written},8\n", "utf-8")
    seen = preview_csv(path)
    assert seen.unknown["nearest"].tolist() == [meant]
    assert f"with '{meant}' in place" in seen.faults["rule"].item()


@pytest.mark.parametrize("written", ["leg raises", "Leg raise", "Leg lift", "stretch"])
def test_a_name_that_several_exercises_bear_is_asked_about(tmp_path: Path, written: str) -> None:
    """One of them may be one to avoid."""
    path = tmp_path / "diary.csv"
    path.write_text(f"Date,Exercise,Reps\n2026-03-02,{written},8\n", "utf-8")
    seen = preview_csv(path)
    rule = seen.faults["rule"].item()
    assert (seen.sessions, seen.unknown["nearest"].tolist()) == (0, [""])
    assert "several exercises" in rule or " or " in rule
    found = preview_csv(path, names={written: "single_leg_lift"})
    assert found.rows["exercise_id"].tolist() == ["single_leg_lift"]


@pytest.mark.parametrize(
    "headings",
    [
        "Date,Exercice,Séries,Répétitions,Douleur avant",
        "Fecha,Ejercicio,Series,Repeticiones,Dolor antes",
        "Data,Esercizio,Serie,Ripetizioni,Dolore prima",
        "Datum,Oefening,Sets,Herhalingen,Pijn voor",
    ],
)
def test_plain_headings_are_read_in_other_languages(tmp_path: Path, headings: str) -> None:
    """With accents and without."""
    path = tmp_path / "diary.csv"
    path.write_text(f"{headings}\n2026-03-02,Bridge,2,8,3\n", "utf-8")
    seen = preview_csv(path)
    assert seen.columns["column"].tolist() == [
        *("started_at", "exercise_id", "sets", "reps", "pain_before")
    ]


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        (
            "Aktivitätstyp,Datum,Favorit,Titel,Distanz,Kalorien,Zeit",
            'Gehen,2026-03-02 18:30:00,false,Abendrunde,"2,50",120,00:31:00',
        ),
        (
            "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Verstrichene Zeit",
            '7,"2026-03-02 18:30:00",Abendrunde,Gehen,1860',
        ),
    ],
)
def test_exports_of_a_german_account_are_read(tmp_path: Path, headings: str, row: str) -> None:
    """Half an hour's walk is one, whatever language the app speaks."""
    path = tmp_path / "diary.csv"
    path.write_text(f"{headings}\n{row}\n", "utf-8")
    # Of what is false in a column that nobody knows it is asked whether that is the exercise.
    seen = preview_csv(path, columns={"Favorit": None} if "Favorit" in headings else None)
    assert seen.rows[["exercise_id", "minutes"]].to_numpy().tolist() == [["walking", 31]]
