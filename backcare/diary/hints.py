"""What a cell may be that is no number, or no date, where one is read, and the way out.

A cell that is known here is no words of a person's own, and so may be shown in a message.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from backcare.diary import words
from backcare.diary.durations import is_plain, is_two_parts, seconds_in
from backcare.diary.spelled import number_in_words
from backcare.text import fold, month_numbers, weekday_names

# Put in the place of a heading that whoever writes the message does not know.
ITS_HEADING = '"its heading"'
_LONGEST = 30
_PAINS = ("pain_before", "pain_after", "pain_peak")
_MOST_PAIN = 10
# As spreadsheets write them in English and German, and LibreOffice its own.
_ERROR = re.compile(r"#(?:[A-ZÄÖÜ]{2,12}(?:/0)?[!?]|N/[AD]|NV)|Err:[0-9]{3}", re.I)
_TOO_NARROW = re.compile("#{2,}")
_BY = re.compile(r"([0-9]{1,3}) ?(?:[x*✕]|\N{MULTIPLICATION SIGN}) ?([0-9]{1,3})", re.I)
_OF_10 = re.compile(r"([0-9]{1,2}) ?(?:/|out of|of|von|sur|de|su|van) ?10", re.I)
_SIDES = re.compile(r"([0-9]{1,3}) ?[lr]? ?(?:[/+|]|of|out of|von) ?([0-9]{1,3}) ?[lr]?", re.I)
_FROM_TO = re.compile(r"([0-9]{1,3}) ?(?:-|\N{EN DASH}|to|bis) ?([0-9]{1,3})", re.I)
_WITH_WORDS = re.compile(r"(?:[~≈]|ca\.?)? ?([0-9]{1,3}(?:[.,][0-9])?) ?([^0-9]*)")
_MARKED = re.compile(r"([0-9]{1,3}(?:[.,][0-9]+)?) ?(mm|%|/ ?100|percent|prozent)?", re.I)
_SEVERAL = re.compile(r"[0-9][^0-9.,]+[0-9]|[0-9], *[0-9]+, *[0-9]|[0-9], +[0-9]")
_ROMAN = re.compile("[IVX]{1,6}")
_IS_ERROR = (
    "is an error of the spreadsheet that wrote the file. Mend the formula of the cell there, or "
    "empty it, and save the file again."
)
_IS_NARROW = (
    "is what a spreadsheet shows where a column is too narrow. Make it wider there, and save the "
    "file again."
)
_IS_TOTAL = "is a total, and no session. Delete the row."
_IS_BY = (
    "It may be sets and repetitions: then write {0} in a column Sets, and {1} in a column Reps."
)
_IS_TIME = (
    "It may be how long it took: then write it in a column Hold or Minutes. If all of the column "
    f"is such, pass columns={{{ITS_HEADING}: 'duration'}}."
)
_IS_CHANGE = (
    "It may be by how much pain changed: write the pain itself, from 0 to 10. If all of the column "
    f"is such, pass columns={{{ITS_HEADING}: None}}."
)
_IS_OF_TEN = "If it is {0} of 10, write {0}."
_IS_OF_SIDES = "If it is that of each side, write {0}."
_IS_RANGE = "It may be from {0} to {1}: write the one number that is right."
_IS_NUMBER = "Write the number alone: {0}."
_ARE_COUNTS = (
    "It holds more than one number: write each in a column of its own, Sets, Reps or Hold; sets or "
    "sides that differ have a row each."
)
_ARE_SIZES = "It holds more than one number: write the one that is right."
_HOW_MANY = "Write how many it were, or leave the cell empty."
_LONGER = (
    "If it is how long it took, and was not held, write it in a column Minutes. If all of the "
    f"column is such, pass columns={{{ITS_HEADING}: ('duration', 'm:ss')}}."
)
EMPTY_IT = "Leave the cell empty if it is not known."
_OTHER_SCALE = (
    f"{EMPTY_IT} If the file has another scale (0 to 100, millimetres, percent), change all its "
    "numbers to 0 to 10, not only this one."
)


def error_in(text: str) -> str:
    """Say of a cell that a spreadsheet put an error there; "" where it did not."""
    if len(text) > _LONGEST:
        return ""
    if _TOO_NARROW.fullmatch(text):
        return _IS_NARROW
    return _IS_ERROR if _ERROR.fullmatch(text) else ""


def is_on_another_scale(text: str) -> bool:
    """Say whether a cell of pain is above 10, or says itself that it is of 100."""
    found = _MARKED.fullmatch(text) if len(text) <= _LONGEST else None
    return found is not None and bool(found[2] or float(found[1].replace(",", ".")) > _MOST_PAIN)


def is_change(text: str, column: str) -> bool:
    """Say whether a cell of pain has a sign, as a number that says how much something changed."""
    return column in _PAINS and text[:1] in ("+", "-", "\N{PLUS-MINUS SIGN}", "\N{MINUS SIGN}")


def instead_of_number(text: str, column: str) -> str:
    """Say what a cell may be that is no number of its column; "" where nobody knows."""
    if len(text) > _LONGEST:
        return ""
    if rule := _instead_of_words(text, column):
        return rule
    if is_change(text, column):
        return _IS_CHANGE
    if column in _PAINS and is_on_another_scale(text):
        return _OTHER_SCALE
    said = _instead_of_count(text) if column in ("sets", "reps") else _instead_of_size(text)
    if said:
        return said
    if found := _FROM_TO.fullmatch(text):
        return _IS_RANGE.format(*found.groups())
    if _SEVERAL.search(text) and _all_known(text, words.BESIDE_NUMBERS | words.AMONG_NUMBERS):
        return _ARE_COUNTS if column in ("sets", "reps") else _ARE_SIZES
    found = None if text[-1:].isdecimal() and text[:1].isdecimal() else _WITH_WORDS.fullmatch(text)
    is_number = found is not None and _all_known(found[2], words.BESIDE_NUMBERS)
    return _IS_NUMBER.format(found[1]) if found and is_number else ""


def _instead_of_words(text: str, column: str) -> str:
    if rule := number_in_words(text, column, heading=ITS_HEADING):
        return rule
    return _HOW_MANY if fold(text) in words.NO_NUMBERS else ""


def _instead_of_count(text: str) -> str:
    if found := _BY.fullmatch(text):
        return _IS_BY.format(*found.groups())
    if (found := _SIDES.fullmatch(text)) and found[1] == found[2]:
        return _IS_OF_SIDES.format(found[1])
    is_time = seconds_in(text, unit="s") is not None and not is_plain(text)
    return _IS_TIME if is_time else ""


def _instead_of_size(text: str) -> str:
    found = _OF_10.fullmatch(text)
    return _IS_OF_TEN.format(found[1]) if found else ""


def without_of_10(texts: Sequence[str]) -> list[str]:
    """Return pains without the /10 behind them, if it is behind each."""
    found = [_OF_10.fullmatch(text) if text else None for text in texts]
    if not any(texts) or any(text and not one for text, one in zip(texts, found, strict=True)):
        return [*texts]
    return [one[1] if one else "" for one in found]


def sets_and_reps(text: str) -> tuple[str, str] | None:
    """Return the two numbers of a cell such as 3x8; None where it is none such."""
    found = _BY.fullmatch(text) if len(text) <= _LONGEST else None
    return (found[1], found[2]) if found else None


def instead_of_hold(text: str) -> str:
    """Say what a time may be that nobody holds so long."""
    return _LONGER if is_two_parts(text) else EMPTY_IT


def instead_of_name(text: str) -> str:
    """Say what a cell is that is no date and no exercise; "" where nobody knows."""
    return _IS_TOTAL if is_total(text) else error_in(text)


def is_total(text: str) -> bool:
    """Say whether a cell begins a row of totals, or of means."""
    if len(text) > _LONGEST or not words.TOTALS & set(map(fold, words.LETTERS.findall(text))):
        return False
    return _all_known(text, words.TOTALS | words.OF_DATES)


def has_known_words(text: str) -> bool:
    """Say whether all words of a cell are such as stand where dates do."""
    known = words.TOTALS | words.OF_DATES | weekday_names() | month_numbers().keys()
    return len(text) <= _LONGEST and _all_known(text, known)


def says_no_name(text: str) -> bool:
    """Say whether a cell is nothing but an answer, or a number in Roman letters: done, III.

    A date may stand beside the answer: 2026-03-04 (planned).
    """
    found = words.LETTERS.findall(text) if len(text) <= _LONGEST else []
    is_answer = fold("".join(found)) in words.ANSWERS
    return bool(found) and (is_answer or _ROMAN.fullmatch(text) is not None)


def _all_known(text: str, known: frozenset[str]) -> bool:
    found = [word.casefold() for word in words.LETTERS.findall(text)]
    return all(word in known or fold(word) in known for word in found)
