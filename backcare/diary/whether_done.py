"""Columns that say by their cells whether, or how much, was done, under whatever heading.

Beside them the amounts may be those of a printed plan. Words alone are taken for a tick where the
heading asks for nothing else; half of it, and counts, are asked about.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence

from backcare.csv_reader import Rows, different, shortened
from backcare.diary import doing, pain_words, words
from backcare.diary.cells import number_of
from backcare.diary.decide import Claim
from backcare.diary.degrees import is_begun, is_half, is_measured, is_part, names_degree, share_done
from backcare.diary.durations import is_plain
from backcare.diary.excuses import asks_for_words
from backcare.diary.harmless import is_about_else
from backcare.diary.marks import are_boxes, says_none, yes_or_no
from backcare.diary.moments import names_moment, ticks
from backcare.diary.not_done import says_not_done
from backcare.diary.questions import (
    ASK_COUNT,
    ASK_DONE,
    ASK_IN_PART,
    ASK_OF_NOTES,
    ASK_TOTAL,
    LEFT_OUT,
    OFFERED,
    Choice,
    Question,
    heading_choices,
    in_minutes,
)
from backcare.diary.unread import is_of_others
from backcare.text import fold

_AMOUNTS = ("sets", "reps", "hold_s", "minutes", words.DURATION)
_MOST = 12  # different cells of a column of answers; more are notes
_LONGEST = 100
_IS_A_TICK = "tick"
_WITH_AMOUNTS = "they count with the amounts beside them"
_IN_ALL = "all repetitions together: do not read the sets beside it"


def take_answers(
    rows: Rows | None,
    claims: MutableMapping[str, list[Claim]],
    places: Iterable[int],
    named: Mapping[int, object],
) -> Iterator[Question]:
    """Take columns of nothing but done and not done for ticks; ask of parts, and of counts."""
    if rows is None or "exercise_id" not in claims:
        return
    exercises = rows.column(min(claims["exercise_id"]).place)
    there = [n for n, name in enumerate(exercises) if name.strip()]
    ticked = [one.place for one in claims.get(words.DONE, ()) if one.place not in named]
    for place in [*ticked, *places]:
        texts = {n: rows.cells[n][place].strip() for n in there}
        heading, known = rows.header[place], different(texts.values())
        if not known or len(heading) > _LONGEST or pain_words.speaks_of_pain(heading):
            continue
        if asks_for_words(heading):  # of notes, and reasons, it is asked elsewhere
            continue
        rule = _of_counts(rows, claims, place, texts)
        if not rule and place not in ticked and len(known) <= _MOST and not names_moment(heading):
            rule = _of_words(heading, known, is_planned=bool(_planned(rows, claims)))
        if rule == _IS_A_TICK:
            _take(rows, claims, place, there)
        elif rule:
            yield _question(rows, claims, place, rule)


def _of_words(heading: str, known: Sequence[str], *, is_planned: bool) -> str:
    """Return what is asked of a column of words, or that it is a tick; "" of all else."""
    is_asking = doing.asks_whether_done(heading) or _is_state(heading, known)
    is_asking |= doing.is_a_tick(heading) and all(yes_or_no(text) is not None for text in known)
    if are_boxes(known):
        known = [text for text in known if _answer(text) is not None] + ["yes"]
    answers = {_answer(text) for text in known}
    is_part_of_it = any(map(is_part, known))
    if None in answers:
        is_doubtful = is_part_of_it or False in answers or any(map(is_begun, known))
        is_counted = any(map(is_plain, known))
        return ASK_OF_NOTES if is_asking and is_doubtful and not is_counted else ""
    if doing.asks_whether_done(heading):  # of a part `Events` tells, under whatever such heading
        return _IS_A_TICK
    if is_asking or names_degree(heading):
        return ASK_IN_PART if is_part_of_it and is_planned else _IS_A_TICK if is_asking else ""
    if (
        is_about_else(heading)
        or is_of_others(heading)
        or any(says_not_done(text, reasons=False) for text in known)
    ):
        return ""  # which is asked about as notes are
    # Some, or none, may be of anything; beside all, or yes, it is of what was done.
    is_whole = any(_answer(text) and not is_part(text) for text in known)
    is_open = is_whole or doing.names_state(heading) or any(map(is_measured, known))
    if any(map(is_half, known)) or (is_part_of_it and is_open):
        return ASK_IN_PART
    is_asked_already = all(yes_or_no(text) is not None or is_plain(text) for text in known)
    return ASK_DONE if is_open and False in answers and not is_asked_already else ""


def _take(
    rows: Rows, claims: MutableMapping[str, list[Claim]], place: int, there: Sequence[int]
) -> None:
    """Take a column for a tick; beside another that says something else it is asked which."""
    if words.DONE not in claims:
        claims[words.DONE] = [Claim(3, place, "")]
        return
    first = min(claims[words.DONE])
    said = [ticks(map(str.strip, rows.column(at)), rows.header[at]) for at in (first.place, place)]
    both = [[rows.cells[n][at].strip() for n in there] for at in (first.place, place)]
    one, other = (
        [answers[text] for text in texts] for answers, texts in zip(said, both, strict=True)
    )
    rank = first.rank + (one == other)
    claims[words.DONE].append(first._replace(rank=rank, place=place))


def _answer(text: str) -> bool | None:
    """Say whether a cell says that something was done, or not; None where it says neither."""
    if says_none(text):
        return False
    for said in (yes_or_no(text), share_done(text)):
        if said is not None:
            return said
    return False if says_not_done(text, reasons=False) else None


def _is_state(heading: str, known: Sequence[str]) -> bool:
    said = (doing.DONE | doing.NOT_DONE | doing.NOT_YET) & {*map(fold, known)}
    halves = any(is_half(text) or says_not_done(text, reasons=False) for text in known)
    return doing.names_state(heading) and (bool(said) or halves)


def _planned(rows: Rows, claims: Mapping[str, Sequence[Claim]]) -> list[int]:
    """Return where amounts stand that may be those of a plan: nothing says that they were done."""
    places = [min(claims[one]).place for one in _AMOUNTS if claims.get(one)]
    return [place for place in places if not words.says_done(rows.header[place])]


def _of_counts(
    rows: Rows,
    claims: Mapping[str, Sequence[Claim]],
    place: int,
    texts: Mapping[int, str],
) -> str:
    """Return what is asked of a column that counts what was done, beside other amounts; or ""."""
    heading, known = rows.header[place], different(texts.values())
    is_tick = any(one.place == place for one in claims.get(words.DONE, ()))
    of = doing.without_totals(heading)
    is_total = doing.names_total(heading) and all(map(words.names_count, of))
    beside = _planned(rows, claims)
    if names_degree(heading) or names_moment(heading):
        return ""
    if not (is_tick or ((is_total or doing.asks_whether_done(heading)) and beside)):
        return ""
    numbers = {number_of(text) for text in known if is_plain(text)}
    if not numbers - ({0, 1} if not is_total else set()):
        return ""
    if not all(is_plain(text) or _answer(text) is not None for text in known):
        return ""
    if _says_the_same(rows, claims, beside, texts):
        return ""
    return ASK_TOTAL if is_total else ASK_COUNT


def _says_the_same(
    rows: Rows,
    claims: Mapping[str, Sequence[Claim]],
    beside: Sequence[int],
    texts: Mapping[int, str],
) -> bool:
    """Say whether a count is no more than what stands beside it, in each row."""
    ways: list[tuple[int, ...]] = [(place,) for place in beside]
    both = [min(claims[one]).place for one in ("sets", "reps") if claims.get(one)]
    ways += [tuple(both)] if len(both) > 1 else []
    for way in ways:
        if all(
            is_plain(text)
            and all(is_plain(rows.cells[n][at].strip()) for at in way)
            and number_of(text) == math.prod(number_of(rows.cells[n][at].strip()) for at in way)
            for n, text in texts.items()
        ):
            return True
    return False


def _question(rows: Rows, claims: Mapping[str, Sequence[Claim]], place: int, rule: str) -> Question:
    """Ask of a column, with the first cell that makes it doubtful."""
    heading = rows.header[place]
    texts = [text.strip() for text in rows.column(place)]
    halves = list(dict.fromkeys(filter(is_part, texts)))
    if rule == ASK_DONE:
        at = next(n for n, one in enumerate(texts) if one and _answer(one) is False)
    elif rule == ASK_IN_PART:
        at = texts.index(halves[0]) if halves else next(n for n, one in enumerate(texts) if one)
    else:
        at = next(n for n, one in enumerate(texts) if one)
    marks = "|".join(halves)
    ways = [*OFFERED[rule]]
    if rule == ASK_IN_PART:
        ways.insert(1, ((words.DONE, marks), _WITH_AMOUNTS))
    if is_in_minutes := words.names_minutes(heading):
        ways = in_minutes(ways)
    choices = heading_choices(heading, (*ways, LEFT_OUT))
    if rule == ASK_TOTAL and claims.get("sets"):
        sets = rows.header[min(claims["sets"]).place]
        choices.insert(1, Choice("columns", {heading: "reps", sets: None}, _IN_ALL))
    said = rule.format(heading=shortened(heading), marks=marks, value=repr(texts[at]))
    said = said.replace("'reps'", "'minutes'") if is_in_minutes else said
    shown = texts[at] if rule not in (ASK_OF_NOTES, ASK_DONE) else ""
    return Question(rows.numbers[at], heading.strip(), shown, said).offering(choices)
