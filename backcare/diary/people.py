"""Whose rows they are, where no heading says patient: a name, an id, an e-mail address.

Two people under a heading that is not read would be one, and so it is asked. What is the same in
every row tells nobody apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from backcare.csv_reader import Rows, shortened, unmarked
from backcare.diary import doing, words
from backcare.diary.brackets import without_brackets
from backcare.diary.degrees import is_measured, share_done
from backcare.diary.marks import is_tick, says_none, yes_or_no
from backcare.diary.other_done import names_relative
from backcare.diary.questions import Choice, Question
from backcare.text import fold, plain_words

_EMAIL = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]{2,}")
_WHOLE = re.compile("([0-9]+)[.,]0+")  # of a number that a spreadsheet wrote
_LONGEST = 100
_FEWEST_NUMBERED = 4  # rows: fewer, numbered 1, 2, 3, may be as many people
_FEWEST_CALLED_SO = 2  # where the heading is no more than a word for number
_OF_ROWS = frozenset({"", "n", "no", "nr", "num", "number", "nummer", "numero", "numéro"})
_ASK = (
    "may say whose rows they are, and has several in it. Pass columns={said} if {each} is a "
    "patient, or columns={none} if they are all one person's."
)
_ASK_TOGETHER = (
    "may say together whose rows they are. Write both in one column Patient, or pass "
    "columns={none} if they are all one person's."
)
_ASK_MORE = (
    "may tell apart people who have the same {patient!r}. Write both in one column Patient, or "
    "pass columns={none} if {patient!r} alone says whose rows they are."
)
_ASK_ALIKE = (
    "is nearly the same here as in row {before}{more}: only accents, signs, a title, capital "
    "letters or the order differ. If that is one person, write the name in one way. If every way "
    "of writing it is a person, pass columns={said}."
)
_HYPHEN = re.compile("(?<=[^\\W\\d_])[-\N{HYPHEN}\N{NON-BREAKING HYPHEN}](?=[^\\W\\d_])")
_ALIKE = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "æ": "ae",
        "œ": "oe",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "þ": "th",
    }
)
_UMLAUT = re.compile("([aou])e|a(?=a)")  # what ö and å are where no such letter is at hand
_TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir frau herr hr fr mme mlle monsieur madame sr sra srta "
    "senor senora don dona sig sigra signor signora dott dhr mevr mw dhrn meneer mevrouw".split()
)
_PARTS = re.compile(r"[^\W\d_]+|[0-9]+")


def same_name(text: str) -> str:
    """Return who is meant: one encoding, no blanks around, and 1 where a spreadsheet made 1.0."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    found = _WHOLE.fullmatch(name)
    return found[1] if found else name


def in_one_spelling(names: Sequence[str]) -> list[str]:
    """Write names that differ in nothing but capital letters as the first of them.

    An id is left as it is: AB3 and aB3 may be two.
    """
    first: dict[str, str] = {}
    return [first.setdefault(_but_for_capitals(name), name) for name in names]


def _but_for_capitals(name: str) -> str:
    return name if any(map(str.isdigit, name)) else name.casefold()


def nearly(name: str) -> tuple[str, ...]:
    """Return what names have in common that hardly are two people: P-07 and p7, Zoë and ZOE."""
    plain = _HYPHEN.sub("", plain_words(name[:_LONGEST])).translate(_ALIKE)
    parts = _PARTS.findall(plain)
    if all(map(str.isalpha, parts)):
        parts = [part for part in parts if part not in _TITLES] or parts
        parts = [_UMLAUT.sub(r"\1", part) for part in parts]
    # Berg, Anna is Anna Berg; 1-12 is not 12-1.
    ordered = sorted(parts) if all(map(str.isalpha, parts)) else parts
    return tuple(part.lstrip("0") or "0" for part in ordered)


def ask_alike(rows: Rows, place: int) -> list[Question]:
    """Ask about names that are nearly the same: one person is not to become two, nor two one."""
    spelled: dict[tuple[str, ...], dict[str, str]] = {}
    for text in rows.values(place):
        if (name := same_name(unmarked(text))) and (common := nearly(name)):
            spelled.setdefault(common, {}).setdefault(_but_for_capitals(name), text)
    doubtful = [[*names.values()] for names in spelled.values() if len(names) > 1]
    if not doubtful:
        return []
    texts = [text.strip() for text in rows.column(place)]
    before, here = (rows.numbers[texts.index(text)] for text in doubtful[0][:2])
    others = sum(map(len, doubtful)) - len(doubtful) - 1
    heading = rows.header[place]
    said = {heading: "patient"}
    more = f", and so are {others} more" if others else ""
    rule = _ASK_ALIKE.format(before=before, more=more, said=said)
    each = Choice("columns", said, "every way of writing it is a person")
    return [Question(here, shortened(heading).strip(), "", rule).offering([each])]


def ask_more_of_name(
    rows: Rows, patient: int, places: Sequence[int], kinds: Collection[str] | Mapping[str, str]
) -> list[Question]:
    """Ask about a first or a last name beside the patient, where two people share the other."""
    whose = [fold(row[patient]) for row in rows.cells]
    asked = []
    for place in places:
        heading = rows.header[place]
        if not words.is_part_of_name(heading) or not _tells_apart(rows, place, kinds):
            continue
        more = [fold(row[place]) for row in rows.cells]
        both = {pair for pair in zip(whose, more, strict=True) if all(pair)}
        if len(both) > len({name for name, _ in both}):
            none = {heading: None}
            rule = _ASK_MORE.format(patient=shortened(rows.header[patient]).strip(), none=none)
            one = Choice("columns", none, "do not read it")
            asked.append(
                Question(rows.header_number, shortened(heading).strip(), "", rule).offering([one])
            )
    return asked


def exercises_named(
    rows: Rows, places: Sequence[int], kinds: Collection[str] | Mapping[str, str]
) -> int | None:
    """Return which of some columns names exercises, and nothing else."""
    for place in places:
        known = rows.values(place)
        if known and _are_exercises(known, kinds):
            return place
    return None


def ask_whose(
    rows: Rows, places: Sequence[int], kinds: Collection[str] | Mapping[str, str]
) -> list[Question]:
    """Ask about the columns by which people may be told apart, all of them in one question."""
    found = [place for place in places if _tells_apart(rows, place, kinds)]
    if not found:
        return []
    headings = list(dict.fromkeys(rows.header[place] for place in found))
    cells = [tuple(row[place].strip() for place in found) for row in rows.cells]
    people = len(set(cells))
    alone = [place for place in found if len({row[place].strip() for row in rows.cells}) >= people]
    none: dict[str, str | None] = dict.fromkeys(headings)
    ways = [{**none, rows.header[place]: "patient"} for place in alone]
    named = ", ".join(shortened(heading).strip() for heading in headings)
    rule = (_ASK if ways else _ASK_TOGETHER).format(
        said=ways[0] if ways else "", each="each of them", none=none
    )
    choices = [
        Choice("columns", way, f"{shortened(rows.header[place]).strip()}: each is a patient")
        for way, place in zip(ways, alone, strict=True)
    ]
    one = Choice("columns", none, "all rows are one person's: do not read it")
    return [Question(rows.header_number, named, "", rule).offering([*choices, one])]


def _tells_apart(rows: Rows, place: int, kinds: Collection[str] | Mapping[str, str]) -> bool:
    heading, known = rows.header[place], rows.values(place)
    if len({fold(text) or text for text in known}) < 2 or len(heading) > _LONGEST:
        return False
    if all(map(_EMAIL.fullmatch, known)):
        return True
    if all(is_answer_or_part(text) for text in known):
        return False  # what they ticked
    if names_relative(heading) and all(
        is_answer_or_part(text) or any(map(str.isdecimal, text)) for text in known
    ):
        return False  # how much somebody did, or whether
    if not _may_name_people(heading) or _are_exercises(known, kinds):
        return False
    fewest = _FEWEST_CALLED_SO if fold(heading) in _OF_ROWS else _FEWEST_NUMBERED
    return not _are_numbers_of_rows([row[place].strip() for row in rows.cells], fewest)


def is_answer_or_part(text: str) -> bool:
    """Say whether a cell ticks something, or a part of it, or says how much: yes (4)."""
    before, bracket, _ = text.partition("(")
    if bracket and yes_or_no(before) is not None:
        return True
    is_part_done = share_done(text) is not None and not is_measured(text)
    return yes_or_no(text) is not None or is_tick(text) or says_none(text) or is_part_done


def _may_name_people(heading: str) -> bool:
    """Say whether a heading may be of people; what its brackets add leaves open whom it means."""
    if doing.counts_no_person(heading):
        return False
    named = fold(without_brackets(heading))
    of_patients = words.OWN_NAMES.get(named, words.OTHER_WORDS.get(named, ("", ""))[0])
    return of_patients == "patient" or words.may_be_person(heading)


def _are_exercises(known: Sequence[str], kinds: Collection[str] | Mapping[str, str]) -> bool:
    """Say whether most of what is there are exercises: nobody's name is Bridge."""
    return 2 * sum(fold(text) in kinds for text in known) >= len(known)


def _are_numbers_of_rows(texts: Sequence[str], fewest: int) -> bool:
    """Say whether each row has the number after that of the row before."""
    if len(texts) < fewest or not all(map(str.isdecimal, texts)):
        return False
    first = int(texts[0])
    return [int(text) for text in texts] == [*range(first, first + len(texts))]
