"""A plan that looks like a diary, and hours that may be minutes: both are asked about."""

from __future__ import annotations

import pytest
from diaries import cells, lines, read

from backcare.diary.plans import names_frequency
from backcare.errors import TableError

OFTEN = (
    "Frequency|Times per day|How often|Sessions per week|x per day|Daily|Häufigkeit|Mal pro Tag|"
    "Wie oft?|Fréquence|Fois par jour|Frecuencia|Veces al día|Frequenza|Volte al giorno|"
    "Frequentie|Keer per dag|Frequência|Weeks|Wochen|Semaines"
)
NOT_OFTEN = "Heart rate|Herzfrequenz|Day|Week|Times|Reps per set|Steps|Pain frequency|Rest|Set"
STARTS = "Start date|Beginn|Date|Datum|Start|Fecha"
ROWS = ("2026-03-02;Bird dog;3;8;2", "2026-03-02;Bridge;3;10;2")


@pytest.mark.parametrize("heading", OFTEN.split("|"))
def test_what_says_how_often_may_be_a_plan(heading: str) -> None:
    """Each answer is followed: the rows were done, or nothing was."""
    for start in STARTS.split("|"):
        file = lines(f"{start};Exercise;Sets;Reps;{heading}", *ROWS)
        with pytest.raises(TableError, match="may have been only planned") as refused:
            read(file)
        assert f"columns={{{heading!r}: None}}" in str(refused.value)
        assert len(read(file, columns={heading: None}).frame) == 2
        none = dict.fromkeys(["Exercise", "Sets", "Reps"])
        assert read(file, columns=none).frame.empty


@pytest.mark.parametrize("heading", NOT_OFTEN.split("|"))
def test_what_says_something_else_is_no_frequency(heading: str) -> None:
    """Of the heart, of a set, of pain."""
    assert not names_frequency(heading)


@pytest.mark.parametrize(
    ("heading", "rows"),
    [
        ("Date;Exercise;Reps;Times per day;Pain before", ["2026-03-02;Bridge;8;1;4"]),
        ("Date;Exercise;Reps;Times per day;Done", ["2026-03-02;Bridge;8;1;yes"]),
        (
            "Date;Exercise;Reps;Times per day",
            ["2026-03-02;Bridge;8;1", "2026-03-03;Bridge;8;1"],
        ),
        ("Start date;End date;Exercise;Reps", ["2026-03-02;2026-03-02;Bridge;8"]),
        ("Date;Exercise;Reps;Frequency", ["2026-03-02;Bridge;8;"]),
    ],
)
def test_what_somebody_kept_is_no_plan(heading: str, rows: list[str]) -> None:
    """With pain or a tick in each row, or an exercise on several days."""
    found = read(lines(heading, *rows))
    assert (found.faults, len(found.frame)) == ((), len(rows))


@pytest.mark.parametrize("end", ["End date", "Until", "Enddatum", "Bis", "Date de fin", "Hasta"])
def test_what_ends_weeks_later_may_be_a_plan(end: str) -> None:
    """Nobody trains from Monday to next month."""
    file = lines(f"Start date;{end};Exercise;Reps", "2026-03-02;2026-03-30;Bridge;8")
    with pytest.raises(TableError, match="says until when, as a plan does"):
        read(file)
    assert len(read(file, columns={end: None}).frame) == 1


# --- hours with a point ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    ["Hours", "Duration (h)", "Stunden", "Dauer (Std)", "Time (h)", "Duration (in hours)"],
)
@pytest.mark.parametrize("texts", [("1.30", "0.45"), ("1,30", "0,20"), ("2.10", "3")])
def test_hours_with_two_figures_behind_the_point_are_asked_about(
    heading: str, texts: tuple[str, str]
) -> None:
    """1.30 may be 78 minutes or 90; each answer is followed."""
    first, second = texts
    file = lines(
        f"Date;Exercise;{heading}", f"2026-03-02;Walking;{first}", f"2026-03-03;Walking;{second}"
    )
    with pytest.raises(TableError, match=r"hours with decimals .* or hours and minutes"):
        read(file)
    hours, behind = first.replace(",", ".").split(".")
    as_decimals = read(file, columns={heading: ("duration", "h")})
    assert cells(as_decimals, "minutes")[0] == [round(float(f"{hours}.{behind}") * 60, 4)]
    as_clock = read(file, columns={heading: ("duration", "h:mm")})
    assert cells(as_clock, "minutes")[0] == [int(hours) * 60 + int(behind)]


@pytest.mark.parametrize("cell", ["1.30 h", "1,30 Std.", "1.30 hours"])
def test_so_are_those_with_their_unit_in_the_cell_or_beside_it(cell: str) -> None:
    """The unit does not say what is behind the point."""
    with pytest.raises(TableError, match="hours with decimals"):
        read(lines("Date;Exercise;Duration", f"2026-03-02;Walking;{cell}"))
    number, unit = cell.split()
    with pytest.raises(TableError, match="hours with decimals"):
        read(lines("Date;Exercise;Duration;Time unit", f"2026-03-02;Walking;{number};{unit}"))


@pytest.mark.parametrize(
    "texts", [("1.5", "0.75"), ("1,5", "2"), ("0.50", "1.25"), ("1.30", "0.8")]
)
def test_hours_with_decimals_are_not_asked_about(texts: tuple[str, str]) -> None:
    """One figure, or quarters of an hour."""
    rows = [f"2026-03-0{day};Walking;{text}" for day, text in enumerate(texts, start=2)]
    found = read(lines("Date;Exercise;Hours", *rows))
    assert found.faults == ()
    assert cells(found, "minutes")[0] == [float(texts[0].replace(",", ".")) * 60]
