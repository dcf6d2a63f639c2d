"""Rows that are none of the diary: headings again, totals, titles, comments. The rest comes in."""

from __future__ import annotations

from pathlib import Path

import pytest
from diaries import cells, lines, read
from hypothesis import given, settings, strategies as st

import backcare as bc
from backcare.diary import Diary
from backcare.errors import TableError

HEADER = "Date,Exercise,Reps,Pain before,Pain after"
TOTALS = (
    "Total|Week total|Average|Sum|Mean|Subtotal|Total week 1|Summe|Gesamt|Durchschnitt|Mittelwert|"
    "Summe KW 10|Moyenne|Total semaine|Promedio|Total semana|Totale settimana|Media|Totaal week|"
    "Gemiddelde|Total do mês|Média"
)
TITLES = (
    "Week 1|Week 2:|KW 10|Woche 2|März 2026|March|Month of March 2026|Semaine 2|Semana 3|"
    "Settimana 4|Maand maart|Monday|week 10 - 2026"
)
COMMENTS = "# holiday|// new sheet|#2026-03-09|# Bird dog was new"
FOOTERS = "Exported from MyApp|Page 1 of 2|Seite 1 von 2|Erstellt am 2.3.|© Clinic|Gedruckt|Impreso"
KEPT = (
    "Pain is now from 0 to 100|# NRS from here 0 = worst|Plan for April|next week maybe|Anna|"
    "did not come|soon|half past six|#REF!|#N/A"
)


def _done(diary: Diary) -> list[list[object]]:
    assert diary.faults == ()
    return cells(diary, "exercise_id", "reps", "pain_before", "pain_after")


def _with(aside: str) -> bytes:
    rows = ["2026-03-02,Bridge,8,4,3", aside, "2026-03-04,Bridge,10,5,2"]
    return lines(HEADER, *rows)


BOTH = [["bridging", 8, 4, 3], ["bridging", 10, 5, 2]]


@pytest.mark.parametrize("text", f"{TOTALS}|{TITLES}|{COMMENTS}|{FOOTERS}".split("|"))
def test_what_is_no_row_is_left_out_and_told(text: str) -> None:
    """By its number; what stands above and below it is read."""
    found = read(_with(f"{text},,,,"))
    assert _done(found) == BOTH
    assert [one.row for one in found.left_out] == [3]
    assert "left out" in found.left_out[0].rule


@pytest.mark.parametrize("text", TOTALS.split("|"))
def test_totals_may_have_numbers_and_stand_under_the_exercise(text: str) -> None:
    """Of a total nothing is a session."""
    for row in (f"{text},,18,4,3", f",{text},18,,", f"2026-03-04,{text},18,,"):
        found = read(_with(row))
        assert _done(found) == BOTH
        assert [one.row for one in found.left_out] == [3]


@pytest.mark.parametrize("text", KEPT.split("|"))
def test_what_nobody_knows_is_still_asked_about(text: str) -> None:
    """Above all what speaks of pain, or of a plan."""
    found = read(_with(f"{text},,,,"))
    assert [one.row for one in found.faults] == [3]


@pytest.mark.parametrize("text", TITLES.split("|"))
def test_below_a_title_no_date_is_taken_from_above_it(text: str) -> None:
    """A row whose date is missing there was forgotten, and is told."""
    rows = ["2026-03-02,Bridge,8,4,3", f"{text},,,,", ",Bird dog,9,,", "2026-03-04,Bridge,10,5,2"]
    assert [one.row for one in read(lines(HEADER, *rows)).faults] == [4]


def test_headings_again_are_left_out() -> None:
    """As spreadsheets that are pasted together have them."""
    found = read(_with(HEADER))
    assert _done(found) == BOTH
    assert [(one.row, one.rule) for one in found.left_out] == [
        (3, "has the headings again: left out.")
    ]


@settings(deadline=None, max_examples=50)
@given(st.permutations(HEADER.split(",")), st.booleans())
def test_below_headings_in_another_order_rows_are_read_by_them(
    order: list[str], back: bool
) -> None:
    """Whatever the order; and the first one again where it stands again."""
    first, second, third = (
        dict(zip(HEADER.split(","), row.split(","), strict=True))
        for row in (
            "2026-03-02,Bridge,8,4,3",
            "2026-03-04,Bridge,10,5,2",
            "2026-03-06,Bridge,9,1,0",
        )
    )
    now = HEADER.split(",") if back else order
    rows = [
        ",".join(first.values()),
        ",".join(order),
        ",".join(second[one] for one in order),
        *([HEADER] if back else []),
        ",".join(third[one] for one in now),
    ]
    found = read(lines(HEADER, *rows))
    assert _done(found) == [*BOTH, ["bridging", 9, 1, 0]]
    assert found.rows == ((2, 4, 6) if back else (2, 4, 5))
    assert [one.row for one in found.left_out] == ([3, 5] if back else [3])


@pytest.mark.parametrize(
    "again",
    [
        "Date,Exercise,Minutes,Pain before,Pain after",
        "Datum,Übung,Wdh,Schmerz vorher,Schmerz nachher",
        "Date,Exercise,Reps,Pain before,Pain before",
        "Date,Exercise,Reps,Worst pain,Pain after",
        "Date,Exercise,Sets,Reps,Pain before,Pain after",
    ],
)
def test_below_other_headings_nothing_is_read(again: str) -> None:
    """The file is refused, with what to do; never read by the old ones."""
    with pytest.raises(TableError, match="in a file of their own") as refused:
        read(_with(again))
    assert "row 3" in str(refused.value)


def test_a_row_that_begins_as_a_heading_is_none() -> None:
    """Exercise and Date in the cells of a row with numbers are words of that row."""
    found = read(
        lines("Date,Exercise,Note", "2026-03-02,Bridge,Date", "2026-03-04,Bridge,Exercise")
    )
    assert cells(found, "note") == [["Date"], ["Exercise"]]
    assert (found.faults, found.left_out) == ((), ())


# --- rows that say the same twice -----------------------------------------------------------------


def _repeated(tmp_path: Path, *rows: str) -> tuple[int, ...]:
    path = tmp_path / "diary.csv"
    path.write_bytes(lines(*rows))
    return bc.SessionLog(":memory:").import_csv(path).repeated


def test_a_row_of_pain_alone_that_says_the_same_again_is_told(tmp_path: Path) -> None:
    """As a row with an exercise is; one that says more is not."""
    rows = ["2026-03-02,,,7,", "2026-03-02,,,7,", "2026-03-04,Bridge,8,4,", "2026-03-04,,,4,"]
    assert _repeated(tmp_path, HEADER, *rows, "2026-03-04,,,4,", "2026-03-04,,,4,3") == (3, 6)


def test_rows_that_were_not_done_repeat_nothing(tmp_path: Path) -> None:
    """Two exercises of a day on which there was pain, and nothing else, are told as that."""
    rows = ["2026-03-02,Bridge,no,7", "2026-03-02,Bird dog,no,7", "2026-03-03,Bridge,yes,4"]
    assert _repeated(tmp_path, "Date,Exercise,Done,Pain before", *rows) == ()


@pytest.mark.parametrize("stamp", ["Timestamp", "Zeitstempel", "Horodateur", "Marca temporal"])
def test_a_form_that_was_sent_twice_is_told(tmp_path: Path, stamp: str) -> None:
    """The same again within a minute; later, or with another answer, it may be a further set."""
    first = "2026-03-02 18:30:00,Bridge,8,4,3"
    head = HEADER.replace("Date", stamp)
    assert _repeated(tmp_path, head, first, "2026-03-02 18:30:20,Bridge,8,4,3") == (3,)
    assert _repeated(tmp_path, head, first, "2026-03-02 18:32:20,Bridge,8,4,3") == ()
    assert _repeated(tmp_path, head, first, "2026-03-02 18:30:20,Bridge,9,4,3") == ()
    assert _repeated(tmp_path, HEADER, first, "2026-03-02 18:30:20,Bridge,8,4,3") == ()
