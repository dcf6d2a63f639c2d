"""Marks that say whether something was done: ticks, crosses, boxes, thumbs, plus and minus.

An x is a tick to some and a cross to others: what a mark means is asked once for its column, and
never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from backcare.csv_reader import shortened
from backcare.diary import words
from backcare.diary.questions import Choice, heading_choices
from backcare.text import fold, split_terms

_YES_MARKS = frozenset("+ [x] [✓] [✔] 👍 √ 😀 🙂 😊 ✔ 🗹".split())
_NO_MARKS = frozenset("[ ]|[]|[-]|👎|-|--|\N{EN DASH}|\N{EM DASH}|\N{MINUS SIGN}".split("|"))
_NOTHING = frozenset(
    {"-", "--", "\N{EN DASH}", "\N{EM DASH}", "/", "n/a", "na", "none", "nil", "n.a.", "nothing"}
)
# What Word puts into a box that is ticked; elsewhere it may be a cross.
_CROSSED_BOX, _EMPTY_BOX = "☒", "☐"
# Signs that stand several in a cell, or beside a name.
_TICK_SIGNS, _CROSS_SIGNS = f"{words.YES_SIGNS}🗹√", f"{words.NO_SIGNS}👎⬜◻▢❏❑🔲"
_OPEN_SIGNS = "✕\N{MULTIPLICATION SIGN}\N{VECTOR OR CROSS PRODUCT}❎🚫⛔"
_SIGN = re.compile(rf"\[[x✓✔ ]?\]|\( \)|[{_TICK_SIGNS}👍{_CROSS_SIGNS}{_OPEN_SIGNS}]", re.I)
_BETWEEN_SIGNS = frozenset(" ,;/|&")
BLANK = "blank"  # how a caller names a cell with nothing in it
_TICKS = frozenset("xov")
_MOST = 6  # marks in one column; more are something else
_BOTH = 2
_LONGEST = 60
_TONES = dict.fromkeys([0xFE0E, 0xFE0F, 0x200D, *range(0x1F3FB, 0x1F400)])
_ASK = "may be a tick or a cross. Pass {said}; or write yes or no in each row."
_EVERY: tuple[Any, str] = (None, "do not read it: every row was done")
_MEANS = "{mark} means done{rest}"
_MEANS_NOT = "{mark} means not done{rest}"


def says_none(text: str) -> bool:
    """Say whether a cell of a tick, or of a moment, says that there is none."""
    return text.strip().casefold() in _NOTHING


def yes_or_no(text: str) -> bool | None:
    """Say whether a word or a mark says yes or no; None where it says neither, or may say both.

    Examples
    --------
    >>> yes_or_no("[x]"), yes_or_no("👎"), yes_or_no("x")
    (True, False, None)
    """
    plain = _plain(text)
    if plain in _YES_MARKS or plain in _NO_MARKS:
        return plain in _YES_MARKS
    if _CROSSED_BOX in plain and not set(plain) - {_CROSSED_BOX, *_BETWEEN_SIGNS}:
        return None
    if several := marks_in(text):
        return None if several.yes and several.no else several.yes > 0
    return words.yes_or_no(text)


class Marks(NamedTuple):
    """How many marks of a text say yes, and no, and may say either."""

    yes: int
    no: int
    open: int = 0


def marks_in(text: str) -> Marks | None:
    """Count the marks of a cell that holds several and nothing else; None of another.

    Examples
    --------
    >>> marks_in("✓✓✗"), marks_in("✓"), marks_in("✓ easy")
    (Marks(yes=2, no=1, open=0), None, None)
    """
    plain = _plain(text[:_LONGEST])
    if len(plain) < _BOTH or not _BETWEEN_SIGNS.issuperset(_SIGN.sub("", plain)):
        return None
    found = marks_among(plain)
    return found if sum(found) > 1 and not found.open else None


def marks_among(text: str, *, are_boxes: bool = False) -> Marks:
    """Count the marks in a text that may have words, too; `are_boxes` says that ☒ is a tick."""
    found = _SIGN.findall(_plain(text))
    are_boxes |= _EMPTY_BOX in found and not any(one in _TICK_SIGNS for one in found)
    answers = [_answer(one, are_boxes=are_boxes) for one in found]
    return Marks(answers.count(True), answers.count(False), answers.count(None))


def _answer(mark: str, *, are_boxes: bool) -> bool | None:
    if mark == _CROSSED_BOX:
        return True if are_boxes else None
    if len(mark) > 1:
        return mark in _YES_MARKS
    return None if mark in _OPEN_SIGNS else mark in f"{_TICK_SIGNS}👍"


def is_ticked(text: str) -> bool:
    """Say whether a text has a tick in it, and no other mark: not a thumb, which may praise."""
    found = marks_among(text)
    return found.yes > 0 and not (found.no or found.open or "👍" in text)


def has_box(text: str) -> bool:
    """Say whether a text has an empty box, beside which ☒ is one that is ticked."""
    return _EMPTY_BOX in text


def _plain(text: str) -> str:
    return text.strip().casefold().translate(_TONES)


def is_mark(text: str) -> bool:
    """Say whether a cell is one letter or sign, of which nobody knows what it means."""
    plain = _plain(text)
    is_short = len(fold(plain)) == 1 if any(map(str.isalnum, plain)) else len(plain) <= _MOST
    is_known = yes_or_no(text) is not None or says_none(text) or marks_in(text) is not None
    return bool(plain) and is_short and not is_known and not any(map(str.isdecimal, plain))


def is_tick(text: str) -> bool:
    """Say whether a cell is a mark that people tick or cross out with, and no letter of a name."""
    return is_mark(text) and (_plain(text) in _TICKS or not any(map(str.isalnum, text)))


def is_answer(text: str) -> bool:
    """Say whether a cell is a mark, and no word: known or open."""
    return is_tick(text) or (yes_or_no(text) is not None and words.yes_or_no(text) is None)


def open_marks(texts: Iterable[str]) -> list[str]:
    """Return the marks of a column that are open, each as it is first written."""
    found: dict[str, str] = {}
    texts = list(texts)
    is_box = are_boxes(texts)
    for text in texts:
        if is_mark(text) and not (is_box and _plain(text) == _CROSSED_BOX):
            found.setdefault(_plain(text), text.strip())
    return list(found.values())


def are_boxes(texts: Iterable[str]) -> bool:
    """Say whether ☒ is a box that is ticked: beside ☐, where no other sign is a tick."""
    found = {_plain(text) for text in texts}
    is_ticked = any(yes_or_no(text) and not words.LETTERS.search(text) for text in found)
    return {_CROSSED_BOX, _EMPTY_BOX} <= found and not is_ticked


def by_their_meaning(texts: Iterable[str], column: str, marks: str) -> dict[str, bool | None]:
    """Say of cells whether they mean that it was done, as the caller says what marks mean.

    With ("done", "x") every x means that, and other marks and blanks the reverse; with ("not_done",
    "x") every x means that it was not. "blank" stands for cells that are. Of "done" alone, where
    there is no other answer, the one mark that there is is a yes.
    """
    texts = list(dict.fromkeys(texts))
    said = {_plain(mark) for mark in split_terms(marks)}
    known = open_marks(texts)
    answers = {yes_or_no(text) for text in texts if text}
    if not said and are_boxes(texts):
        is_box = (column == words.DONE, column != words.DONE)
        boxes = dict(zip((_CROSSED_BOX, _EMPTY_BOX), is_box, strict=True))
        return {text: boxes[_plain(text)] for text in texts if _plain(text) in boxes}
    if not said:
        if len(known) != 1 or answers != {None} or any(map(says_none, texts)):
            return {}
        said = {_plain(known[0])}
    is_done = column == words.DONE
    found: dict[str, bool | None] = {
        text: (_plain(text) in said) == is_done
        for text in texts
        if is_mark(text) or (text and _plain(text) in said)
    }
    if BLANK in said:
        return {**found, "": is_done}
    return found if not is_done and True in answers else {**found, "": not is_done}


def is_told(text: str, marks: str) -> bool:
    """Say whether a cell is one of the marks of which the caller says what they mean."""
    return bool(text) and _plain(text) in {_plain(mark) for mark in split_terms(marks)}


def mark_choices(heading: str, texts: Sequence[str]) -> list[Choice]:
    """Return what the marks of a column may mean; [] where none is open."""
    known = open_marks(texts)
    if not known or len(known) > _MOST:
        return []
    is_blank = not all(map(str.strip, texts))
    has_ticks = any(map(yes_or_no, texts))
    left_blank = " (blank: not done)" if is_blank else ""
    ways: list[tuple[Any, str]] = []
    if len(known) == _BOTH:
        for one, other in (known, known[::-1]):
            rest = f", {other} not done{left_blank}"
            ways.append(((words.DONE, one), _MEANS.format(mark=one, rest=rest)))
    every = "|".join(known)
    named = known[0] if len(known) == 1 else f"each of {', '.join(known)}"
    ways.append(((words.DONE, every), _MEANS.format(mark=named, rest=left_blank)))
    rest = left_blank if has_ticks or not is_blank else " (blank: done)"
    ways.append(((words.NOT_DONE, every), _MEANS_NOT.format(mark=named, rest=rest)))
    return heading_choices(heading, ways)


def ask_what(heading: str, choices: Sequence[Choice]) -> str:
    """Return the rule that names what a mark may mean, each with the argument that says it."""
    meant = (f"{{{shortened(heading)!r}: {one.value[heading]!r}}}" for one in choices)
    said = " or ".join(
        f"columns={way} if {one.meaning}" for way, one in zip(meant, choices, strict=True)
    )
    return _ASK.format(said=said)


def doubtful_choices(heading: str, texts: Sequence[str]) -> list[Choice]:
    """Return what words and blanks under a heading of ticks may mean, where nobody knows it."""
    known = list(dict.fromkeys(text for text in texts if text))
    if len(known) > _MOST:
        return heading_choices(heading, [_EVERY])
    blank = [BLANK] if "" in texts else []
    named = ", ".join(shortened(text) for text in [*known, *blank])
    every, is_one = "|".join(known or blank), len(known) + len(blank) == 1
    mean = "means" if is_one else "mean"
    if known:
        left = [f"{', '.join(map(shortened, known))} {'means' if len(known) == 1 else 'mean'} done"]
        left += ["blank not"] if blank else []
        ways: list[tuple[Any, str]] = [((words.DONE, every), ", ".join(left))]
    else:
        ways = [((words.DONE, BLANK), "blank means done")]
    ways.append(((words.NOT_DONE, "|".join([*known, *blank])), f"{named} {mean} not done"))
    return heading_choices(heading, [*reversed(ways), _EVERY])
