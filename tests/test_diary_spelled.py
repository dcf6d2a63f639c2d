"""Numbers, dates and times in words or in part: named as they stand, with the way out."""

from __future__ import annotations

import pytest
from diaries import lines, read
from hypothesis import given, settings, strategies as st

from backcare.diary.spelled import date_in_part, number_in_words, time_in_words

NUMBERS = {
    "five": "5",
    "fünf": "5",
    "cinq": "5",
    "cinco": "5",
    "cinque": "5",
    "vijf": "5",
    "ten each side": "10",
    "1e1": "10",
    "1E+01": "10",
    "8ish": "8",
    "~8": "8",
}
PAINS = (
    "unbearable|terrible|mild|moderate to severe|unerträglich|sehr stark|insupportable|"
    "insoportable|insopportabile|ondraaglijk"
).split("|")
DATES_OF_A_SPREADSHEET = ("08-Dec", "12. Okt", "8 déc", "08/12/2026", "2026-12-08")
# A date, and what is said of it.
DATES = {
    "2 March": "such as 2 March 2026",
    "March 2": "such as 2 March 2026",
    "Mon 2 March": "The year is missing",
    "2. März": "The year is missing",
    "2 mars": "The year is missing",
    "2 de marzo": "The year is missing",
    "02.03.": "The year is missing",
    "2/3": "The year is missing",
    "14-03-26": "write 2014-03-26 or 2026-03-14",
    "Monday": "write the date",
    "yesterday": "write the date",
    "gestern": "write the date",
    "March 2026": "The day is missing",
    "03-2026": "The day is missing",
    "20260302": "Write 2026-03-02",
}
TIMES = ("halb sieben", "half past six", "quarter to seven", "6ish", "sept heures et demie")


@pytest.mark.parametrize("column", ["Reps", "Sets", "Pain before"])
@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_in_words_is_named_with_the_figure(text: str, column: str) -> None:
    """A cell that holds nothing but a number tells nothing of anybody."""
    [fault] = read(lines(f"date,exercise,{column}", f"2026-03-02,bridge,{text}")).faults
    assert fault.value == text
    assert fault.rule.endswith((f"{NUMBERS[text]}.", f"write {NUMBERS[text]}."))


@pytest.mark.parametrize("text", PAINS)
def test_pain_in_words_is_named(text: str) -> None:
    """No number is made of it."""
    [fault] = read(lines("date,exercise,reps,pain before", f"2026-03-02,bridge,8,{text}")).faults
    assert (fault.value, "from 0 (no pain) to 10" in fault.rule) == (text, True)


@pytest.mark.parametrize(("text", "numbers"), [("4.5", "4 or 5"), ("0,5", "0 or 1"), ("6.0", "6")])
def test_pain_with_a_decimal_says_between_which_numbers_it_is(text: str, numbers: str) -> None:
    """A visual scale in centimetres has one decimal; a log has none."""
    diary = read(lines("date;exercise;reps;pain before", f"2026-03-02;bridge;8;{text}"))
    assert [f"rite {numbers}" in fault.rule for fault in diary.faults] in ([True], [])
    assert (len(diary.faults) == 0) == (text == "6.0")


@pytest.mark.parametrize("text", DATES_OF_A_SPREADSHEET)
def test_a_date_where_a_number_was_is_the_spreadsheets(text: str) -> None:
    """8-12 becomes 8 December."""
    [fault] = read(lines("date,exercise,reps", f"2026-03-02,bridge,{text}")).faults
    assert (fault.value, "which a spreadsheet makes of numbers" in fault.rule) == (text, True)


@pytest.mark.parametrize("text", DATES)
def test_a_date_in_part_says_what_is_missing(text: str) -> None:
    """And is named as it stands."""
    [fault] = read(lines("date,exercise,reps", f"{text},bridge,8")).faults
    assert (fault.value, DATES[text] in fault.rule) == (text, True)


@pytest.mark.parametrize("text", TIMES)
def test_a_time_in_words_is_named(text: str) -> None:
    """Under its own heading."""
    rows = [f"2026-03-02,{text},bridge,8", "2026-03-03,18:30,bridge,8"]
    [fault] = read(lines("date,start time,exercise,reps", *rows)).faults
    assert (fault.column, fault.value) == ("start time", text)
    assert "in figures, such as 18:30" in fault.rule


def test_minutes_that_may_be_seconds_say_so() -> None:
    """With the argument for the whole column, which reads it."""
    rows = ["2026-03-02,walking,1800", "2026-03-03,walking,1200"]
    text = lines("date,exercise,minutes", *rows)
    faults = read(text).faults
    assert [fault.value for fault in faults] == ["1800", "1200"]
    assert "If it is seconds, write 30;" in faults[0].rule
    assert "columns={'minutes': ('minutes', 's')}" in faults[0].rule
    told = read(text, columns={"minutes": ("minutes", "s")})
    assert (told.faults, told.frame["minutes"].tolist()) == ((), [30, 20])


@pytest.mark.parametrize("text", ["Anna Berg", "five with Anna", "pain after work", "May", "March"])
def test_words_of_a_person_are_not_shown(text: str) -> None:
    """Negative control: an error may be passed on."""
    [fault] = read(lines("date,exercise,reps", f"2026-03-02,bridge,{text}")).faults
    assert fault.value == ""
    assert (time_in_words("Anna half past"), number_in_words(text, "reps", heading="")) == ("", "")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    """No text breaks it."""
    said = [date_in_part(text), time_in_words(text)]
    columns = ("reps", "sets", "minutes", "hold_s", "pain_before", "pain_minutes")
    said += [number_in_words(text, column, heading="x") for column in columns]
    assert all(isinstance(one, str) for one in said)
