"""Rows among those of a diary that are none: headings again, totals, a week's title, comments.

Each is left out and told. Below headings that stand in another order, the rows are put back into
that of the first ones; where they name other columns, the file is refused: nobody can say which
amount or pain is meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from backcare.csv_reader import Rows
from backcare.diary import pain_words, words
from backcare.diary.cells import is_day
from backcare.diary.headings import Meanings, folded, is_date, meaning
from backcare.diary.hints import error_in, has_known_words, is_total
from backcare.diary.spelled import time_in_words
from backcare.diary.titles import speaks_of_plan, speaks_of_scale
from backcare.errors import Fault
from backcare.text import month_numbers, split_terms, weekday_names

_AGAIN = "has the headings again: left out."
_IN_ANOTHER_ORDER = (
    "has the headings again, in another order: left out, and the rows below are read by it."
)
_OTHERS = (
    "has headings again, but others than the first row. Save the rows below it in a file of their "
    "own, with these headings in the first row."
)
_TOTAL = "is a total or a mean, and no session: left out."
_TITLE = "is a title of the rows below, and no session: left out."
_COMMENT = "is a comment, and no session: left out."
_FOOTER = "is a line of the program or the paper, and no session: left out."
_LINE = "is a line between rows, and no session: left out."
_SENTENCE = (
    "has words alone in place of its date, and no session: left out. If something was done, write "
    "its date and the exercise."
)
_RULED = re.compile("[:=_*~#.+|\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}-]{2,}")
_SESSION = re.compile(
    r"(?:session|workout|training|einheit|séance|sesión|sessione|sessie|sessão|visit|appointment|"
    r"termin|day|tag|jour|día|giorno|dia|phase|block|part|teil)s? *(?:#|no\.?|"
    r"nr\.?)? *[0-9]{1,3} *[:.]?",
    re.I,
)
_FEWEST_WORDS = 4  # and letters of a name of a day
_FOOTERS = (
    "exported|printed|generated|created|page|source|legend|copyright|©|end of report|end of diary|"
    "end of log|end of export|exportiert|gedruckt|erstellt|erzeugt|seite|quelle|legende|"
    "ende des berichts|ende des tagebuchs|exporté|imprimé|généré|créé|page|légende|exportado|"
    "impreso|generado|creado|página|leyenda|esportato|stampato|generato|creato|pagina|legenda|"
    "geëxporteerd|afgedrukt|gegenereerd|gemaakt op|bron|impresso|gerado|criado"
)
_IS_FOOTER = re.compile(rf"(?:{'|'.join(split_terms(_FOOTERS))})(?![^\W_])", re.I)
_SIGNS = re.compile("[,;\t]")
_COMMENTS = ("#", "//")
_LONGEST, _FEWEST_HEADINGS = 300, 2


class Asides(NamedTuple):
    """The rows that are left, what is told of the others, and why the file is refused."""

    rows: Rows
    told: list[Fault]
    faults: list[Fault]


def without_asides(rows: Rows, columns: Meanings, knows: Callable[[str], bool]) -> Asides:
    """Take out what is no row of the diary; by what stands where its date and exercise would."""
    places = [place for place, one in enumerate(rows.header) if is_date(one, columns)]
    date = next((one for one in places if any(map(is_day, rows.values(one)))), None)
    # Of rows with too many cells, which are not among the others.
    wide = [
        Fault(fault.row, "", "", _OTHERS)
        for fault in rows.faults
        if _are_headings(_SIGNS.split(fault.value), knows, columns)
    ]
    if date is None or wide:
        return Asides(rows, [], wide[:1])
    exercise = next((n for n, one in enumerate(rows.header) if _is_exercise(one)), None)
    odd = {text for text in dict.fromkeys(rows.column(date)) if _is_odd(text)}
    totals = {text for text in dict.fromkeys(rows.column(exercise)) if is_total(text)}
    if not (odd or totals):
        return Asides(rows, [], [])
    told, kept = list[Fault](), list[tuple[int, list[str]]]()
    first = [*range(len(rows.header))]
    order = first  # where the first headings stand in those that hold now
    for number, cells in zip(rows.numbers, rows.cells, strict=True):
        is_odd = cells[date] in odd
        if is_odd and _are_headings(cells, knows, columns):
            again = _order(rows.header, cells)
            if again is None:
                return Asides(rows, [], [Fault(number, "", "", _OTHERS)])
            order = again
            told.append(Fault(number, "", "", _AGAIN if order == first else _IN_ANOTHER_ORDER))
        elif rule := _rule(cells, date, is_odd=is_odd, totals=totals, exercise=exercise):
            told.append(Fault(number, "", "", rule))
        else:
            kept.append((number, [cells[at] if at >= 0 else "" for at in order]))
    left = rows._replace(numbers=[one for one, _ in kept], cells=[one for _, one in kept])
    return Asides(left if told else rows, told, [])


def _is_exercise(heading: str) -> bool:
    return meaning(heading)[1] == "exercise_id"


def _is_odd(text: str) -> bool:
    """Say whether a cell holds no date, nor begins as one."""
    text = text.strip()
    return bool(text) and not text[0].isdecimal() and not is_day(text)


def _are_headings(cells: Sequence[str], knows: Callable[[str], bool], columns: Meanings) -> bool:
    """Say whether a row has a heading for the date and another one, and nothing of a row."""
    there = [cell for cell in cells if cell.strip()]
    if any(map(str.isdecimal, there)) or any(map(is_day, there)):
        return False
    known = [cell for cell in there if knows(cell)]
    return len(known) >= _FEWEST_HEADINGS and any(is_date(cell, columns) for cell in known)


def _order(header: Sequence[str], cells: Sequence[str]) -> list[int] | None:
    """Return where each of the headings stands in a row of them, -1 where it does not.

    None if the row has others, or one of them twice.
    """
    first = [folded(one.strip()) for one in header]
    again = [folded(one.strip()) for one in cells]
    there = [one for one in again if one]
    if len({*there}) < len(there) or not {*there} <= {*first}:
        return None
    if len({*filter(None, first)}) < len([*filter(None, first)]):
        return None
    if again == first:
        return [*range(len(header))]
    return [again.index(one) if one in there else -1 for one in first]


def _rule(
    cells: Sequence[str],
    date: int,
    *,
    is_odd: bool,
    totals: Collection[str],
    exercise: int | None,
) -> str:
    """Say what a row is that is none of the diary; "" of one that is, and where nobody knows."""
    text = cells[date].strip()[:_LONGEST] if is_odd else ""
    if is_total(text) or (exercise is not None and cells[exercise] in totals):
        return _TOTAL
    return _rule_of_line(cells, text) if text else ""


def _rule_of_line(cells: Sequence[str], text: str) -> str:
    """Say what a row is that has a text in place of its date."""
    if pain_words.speaks_of_pain(text) or speaks_of_scale(text) or speaks_of_plan(text):
        return ""
    if text.startswith(_COMMENTS) and not error_in(text):
        return _COMMENT
    there = [cell.strip() for cell in cells if cell.strip()]
    if all(map(_RULED.fullmatch, there)):
        return _LINE
    if len(there) > 1:
        return ""
    if _IS_FOOTER.match(text):
        return _FOOTER
    if _is_title(text) or _SESSION.fullmatch(text):
        return _TITLE
    return _SENTENCE if _is_sentence(text) else ""


def _is_sentence(text: str) -> bool:
    """Say whether a text is words alone, and names no day or time that may be a date."""
    found = [word.casefold() for word in words.LETTERS.findall(text)]
    long = {word for word in found if len(word) >= _FEWEST_WORDS}  # short ones are words, too
    may_be_date = long & (weekday_names() | month_numbers().keys()) or time_in_words(text)
    is_long = len(found) >= _FEWEST_WORDS and not any(map(str.isdecimal, text))
    return is_long and not may_be_date


def _is_title(text: str) -> bool:
    """Say whether a text names a week, a month or a day, and nothing else."""
    found = {word.casefold() for word in words.LETTERS.findall(text)}
    times = words.OF_DATES | weekday_names() | month_numbers().keys()
    return bool(found & times) and has_known_words(text)
