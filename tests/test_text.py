"""Words: counts, lists, days and durations in English, cells of several terms, text for XML."""

from datetime import date

import pytest

from backcare.text import (
    about_minutes,
    and_list,
    clock,
    counted,
    fold,
    inside_sentence,
    join_terms,
    long_date,
    long_month_name,
    month_name,
    one_decimal,
    plural,
    short_date,
    short_weekday_name,
    spelled_date,
    split_terms,
    weekday_name,
    xml_text,
)


def test_words_are_joined_as_people_do() -> None:
    """No comma before "and", as in British English."""
    assert and_list(["a", "b", "c"]) == "a, b and c"
    assert (and_list(["a"]), and_list([])) == ("a", "")


@pytest.mark.parametrize(
    ("number", "things", "words"),
    [
        (0, ["week"], "0 weeks"),
        (1, ["week"], "1 week"),
        (1.0, ["week"], "1 week"),
        (12.5, ["weighted set"], "12.5 weighted sets"),
        (2400, ["week"], "2,400 weeks"),
        (2, ["row to mend", "rows to mend"], "2 rows to mend"),
        (1, ["of them is marked", "of them are marked"], "1 of them is marked"),
    ],
)
def test_one_or_several(number: float, things: list[str], words: str) -> None:
    """The number and its thing agree, whether they are written together or apart."""
    assert counted(number, *things) == words
    assert plural(number, *things) == words.split(maxsplit=1)[1]


def test_a_number_with_one_decimal_at_most() -> None:
    """A score has one where it is no whole number."""
    assert [one_decimal(number) for number in (4, 4.04, 4.5, 10.0)] == ["4", "4", "4.5", "10"]


def test_days_in_words() -> None:
    """Months have three letters, September too; or all of them."""
    assert month_name(date(2025, 9, 1)) == "Sep"
    assert short_date(date(2025, 1, 6)) == "6 Jan"
    assert long_date(date(2025, 1, 6)) == "6 Jan 2025"
    assert spelled_date(date(2026, 9, 24)) == "24 September 2026"
    assert long_month_name(date(2026, 9, 24)) == "September"
    assert weekday_name(date(2026, 9, 24)) == "Thursday"
    assert short_weekday_name(date(2026, 9, 24)) == "Thu"


def test_durations_in_words() -> None:
    """Minutes and seconds, and neither where there are none."""
    assert [clock(seconds) for seconds in (45, 120, 125)] == ["45 s", "2 min", "2 min 5 s"]


def test_how_long_a_plan_takes() -> None:
    """In whole minutes, the nearest; never none."""
    lasts = {0: 1, 89: 1, 90: 2, 150: 3, 583: 10, 900: 15}
    for seconds, minutes in lasts.items():
        assert about_minutes(seconds) == f"about {minutes} minute{'s' * (minutes > 1)}"


def test_a_label_inside_a_sentence() -> None:
    """Its first letter is small."""
    assert inside_sentence("Front of thigh") == "front of thigh"


def test_cells_of_several_terms() -> None:
    """Split without blanks; joined with each term once, first seen first."""
    assert split_terms("glutes | calves") == ["glutes", "calves"]
    assert split_terms("") == []
    assert join_terms(["glutes", "calves|glutes", ""]) == "glutes|calves"


def test_text_fit_for_xml() -> None:
    """What XML cannot hold is replaced, not escaped."""
    assert xml_text("up & down") == "up &amp; down"
    assert xml_text("\b") == "\N{REPLACEMENT CHARACTER}"


def test_folded_text_has_plain_letters_and_figures() -> None:
    """Accents, signs, blanks and capitals make no difference."""
    assert fold("  Pain_Before!") == "painbefore"
    assert fold("Übung-Nr. 1") == "ubungnr1"
