"""Which column of a file is which of the log: by what the caller says, by names, by other words.

What a heading leaves open the cells decide (`decide`); what they leave open too is asked, as a
fault that names the readings and what to pass for each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from backcare.csv_reader import Rows, different, misread_rule, shortened
from backcare.diary import pain_words, words
from backcare.diary.brackets import change_nothing, in_brackets, unit_in, without_brackets
from backcare.diary.cells import is_day
from backcare.diary.day_parts import take_parts_of_day, tell_sessions_apart
from backcare.diary.decide import Claim, Decider
from backcare.diary.degrees import take_degrees
from backcare.diary.events import PAINS
from backcare.diary.excuses import ask_of_excuses, asks_for_words, names_reason
from backcare.diary.few_values import that_part_rows
from backcare.diary.hints import is_on_another_scale
from backcare.diary.layouts import WITH_UNIT
from backcare.diary.left_over import ask_of_left_over
from backcare.diary.moments import ask_of_marks, offer_moments, take_moments, tell_of_unticked
from backcare.diary.not_done import are_states, is_free
from backcare.diary.pains import asked_for
from backcare.diary.people import ask_alike, ask_more_of_name, ask_whose, exercises_named
from backcare.diary.phases import take_phases
from backcare.diary.printed import ask_of_printed, tell_of_printed
from backcare.diary.questions import Choice, Question, heading_choices
from backcare.diary.side_by_side import ask_of_several, tell_of_several
from backcare.diary.unread import Unread, look_at_unread
from backcare.diary.whether_done import take_answers
from backcare.diary.which_day import take_named_day
from backcare.errors import Fault, did_you_mean, unknown_term
from backcare.sessions import CSV_COLUMNS
from backcare.text import fold

# What headings mean: a column, a column and its unit, or None: not to be read. A known layout of
# another program can be such a mapping, too.
Meanings: TypeAlias = "Mapping[str, str | tuple[str, str] | None]"

_LONGEST_HEADING = 100
# With a unit behind it each is a duration.
_WITHOUT_UNIT = (words.TIME_OR_DURATION, words.MIN_OR_MINIMUM, words.LENGTH, words.PLURAL)
_MOST_OFFERED = 20
# A longer heading, which nobody types anew, is found only as it stands: 30 MB take long to fold.
_LONGEST_FOLDED = 1_000
_SEVERAL_WORDS = re.compile(r"[^\W\d_][\W\d_]+[^\W\d_]")
# Neither before nor after the exercises.
_ANOTHER_TIME = re.compile(
    r"\blater\b|\bnext (?:day|morning)|\btomorrow|\blast night|[0-9] *(?:h|hrs?|hours?|std)\b|"
    r"\bspäter|nächsten|tag danach",
    re.I,
)
_TWICE = "are columns for {column}, and only one can be. Rename one, or pass {ways}."
_THE_SAME = (
    "is the heading of {many} columns for {column}, and only one can be. Rename the others in the "
    "file, each to what it is."
)
_ASK_SCALE = (
    "is more than 10, so that all of the column may be on another scale (0 to 100, millimetres, "
    "percent), and a 5 no 5 of 10. Change all its numbers to 0 to 10; or pass "
    "columns={{{heading!r}: None}} not to read it, or columns={{{heading!r}: {column!r}}} if only "
    "what is above 10 is wrong."
)
_IN_BRACKETS = "is not read, because “{inside}” in its brackets may make it something else."
_NOT_FOR_BRACKETS = (
    " What is in the brackets of {headings} may make it something else, such as a plan or what was "
    "left out."
)
_IF_IT_IS = " If it does not, pass columns={said}."
_ARE, _IS = "are exercises, with a column each", "is an exercise, with a column of its own"
ASK_BESIDE = (
    "{are}. Write a row for each exercise of a day instead, with the "
    "columns Date, Exercise and Reps (Hold or Minutes where it is a time), such as 2026-03-02, "
    "Bird dog, 8. Or pass columns={none} to read only what else there is."
)
_NO_EXERCISE = (
    "may have the exercise in it: no column for it is known. Call that column Exercise in the "
    "first row, or pass columns={{{heading!r}: 'exercise_id'}}, with the heading that it has. "
    "If none of them has it, pass columns={none} to read the rest."
)
_AMOUNTS = ("sets", "reps", "hold_s", "minutes", words.DURATION)
_ASK_PAIN = (
    "may be pain, or something else (mood, pulse, weight). Pass columns={said} if it is pain from "
    "0 to 10, or columns={none} if not."
)
_NO_EXERCISES = "none of these: the file has no exercises"
_NONE_OF_THESE = "none of these"
_ARE_SLIPS = "from 0 to 10: only what is above 10 is wrong"
_NO_DATE = (
    "has no column for the date. Name it in the first row: started_at or date, "
    'or pass columns={"its heading": "started_at"}. Of an app in another language: set it to '
    "English, and export again."
)


class Columns(NamedTuple):
    """Where each column of the log stands in the file, and the headings that are not read."""

    places: Mapping[str, int]
    unread: tuple[str, ...]
    units: Mapping[str, str] = {}
    more_notes: tuple[int, ...] = ()
    is_export: bool = False  # with every column of a log under its own name: nothing is guessed
    header_row: int = 1
    # Notes of which it is open whether they may say that it was not done; and those that mean it.
    open_notes: tuple[int, ...] = ()
    telling_notes: tuple[int, ...] = ()
    amounts: Unread = Unread()  # that are not read
    told: tuple[Fault, ...] = ()  # which of two dates was taken
    parting: tuple[str, ...] = ()  # headings that are not read, and part the rows into a few kinds


def folded(heading: str) -> str:
    """Fold a heading, unless it is longer than anybody types."""
    return fold(heading) if len(heading) <= _LONGEST_FOLDED else heading


def knows_heading(columns: Meanings) -> Callable[[str], bool]:
    """Return the function that says whether a heading is understood, or named in `columns`."""
    named = {folded(heading) for heading in columns}
    return lambda heading: meaning(heading)[1] is not None or folded(heading) in named


def is_note(heading: str, columns: Meanings) -> bool:
    """Say whether a heading is that of the notes, by itself or by what the caller says of it."""
    named = {folded(one): column for one, column in columns.items()}
    return named.get(folded(heading), meaning(heading)[1]) == "note"


def is_date(heading: str, columns: Meanings) -> bool:
    """Say whether a heading is that of the date, or of a start that may hold it."""
    named = {folded(one): column for one, column in columns.items()}
    return named.get(folded(heading), meaning(heading)[1]) in ("started_at", words.TIME)


def meaning(heading: str) -> tuple[int, str | None, str]:
    """Return how surely (the less the surer), as what, and in which unit a heading is known."""
    if len(heading) > _LONGEST_HEADING:
        return 0, None, ""
    rank, column, unit = _known(heading)
    if column is None:
        rank, column, unit = _known(without_brackets(heading))
        if column is None or not (column in PAINS or change_nothing(heading, column)):
            return 0, None, ""
    if column in PAINS and _is_other_pain(heading):
        return 0, None, ""
    if column == words.LENGTH and words.DOUBTFUL_UNIT in in_brackets(heading.casefold()):
        return 0, None, ""
    if column == "started_at" and words.IN_UTC.casefold() in in_brackets(heading.casefold()):
        return rank, column, words.IN_UTC
    unit = unit_in(heading) or unit
    return rank, words.DURATION if column in _WITHOUT_UNIT and unit else column, unit


def but_for_brackets(heading: str) -> str:
    """Return the column that a heading would be of, but for what is in its brackets; or ""."""
    if len(heading) > _LONGEST_HEADING or meaning(heading)[1] is not None:
        return ""
    column = _known(without_brackets(heading))[1] or ""
    return "" if column in PAINS or change_nothing(heading, column) else column


def _is_other_pain(heading: str) -> bool:
    """Say whether pain is on another scale, or at another time, than in a log."""
    is_open = pain_words.is_another_scale(heading) or pain_words.leaves_scale_open(heading)
    return is_open or _ANOTHER_TIME.search(heading) is not None


def _folded_name(heading: str) -> str:
    """Fold a heading with a sign for a number, which is left where it is none of ours: Set #."""
    numbered = fold(words.with_number_sign(heading))
    return numbered if numbered in words.OTHER_WORDS else fold(heading)


def _known(heading: str) -> tuple[int, str | None, str]:
    text = _folded_name(heading) if "#" in heading or "№" in heading else fold(heading)
    if text in words.PLURALS and words.is_plural(heading):
        return 2, words.PLURAL, ""
    if text in words.OWN_NAMES:
        return 1, words.OWN_NAMES[text], ""
    if text in words.ACTUAL:  # as sure as a name, so that both are asked about
        return 1, "reps", ""
    if text in words.OTHER_WORDS:
        return 2, *words.OTHER_WORDS[text]
    if text in words.LESSER:
        return words.LESSER[text]
    if not _SEVERAL_WORDS.search(heading):
        return 0, None, ""
    if words.names_reps_and_time(heading):
        return 2, words.REPS_OR_TIME, ""
    return (2, pain, "") if (pain := asked_for(heading)) else _of_an_amount(heading)


def _of_an_amount(heading: str) -> tuple[int, str | None, str]:
    """Read a heading that says of an amount that it was done, or planned, or what unit it has.

    What was done is as sure as a column's own name, so that two are asked about.
    """
    column, unit, said = words.qualified(heading)
    if not said:
        return 0, None, ""
    if said == words.UNIT:
        return 2, words.REPS_UNIT if column == "reps" else words.DURATION_UNIT, ""
    return (2, words.PLANNED, "") if said == words.PLANNED else (1, column, unit)


def match_columns(
    header: Sequence[str],
    columns: Meanings,
    *,
    row: int = 1,
    rows: Rows | None = None,
    kinds: Mapping[str, str] | None = None,
    layout: Mapping[int, str | tuple[str, str] | None] | None = None,
) -> tuple[Columns, list[Fault]]:
    """Find the log's columns in a header: by `columns`, by their own names, by other words.

    A known layout says what stands at which place, where the caller does not.
    """
    named, faults = _named_headings(header, columns, row)
    telling = _telling_notes(header, named, rows)
    claims = _claims(header, {**(layout or {}), **named, **dict.fromkeys(telling, "note")})
    is_export = all(claims.get(column, [Claim(9, 0, "")])[0].rank == 1 for column in CSV_COLUMNS)
    decider = Decider(header, claims, row, rows, kinds or {})
    is_plain = not (layout or is_export)
    if rows is not None and is_plain:
        faults += take_parts_of_day(rows, claims)
    unknown = _others(header, claims, named)
    told = [*take_named_day(rows if is_plain else None, claims, unknown)]
    if not is_export:
        faults += decider.decide()
    silent = _silent(header, named)
    if rows is not None and is_plain:
        faults += _exercises_beside(rows, claims, named, kinds or {})
        faults += offer_moments(_people(rows, claims, named, kinds or {}), rows)
        faults += _ask_for_exercise(rows, claims, named, kinds or {})
        faults += _pains(rows, claims)
        faults += [*_scales(rows, claims), *ask_of_printed(rows, claims)]
        told += tell_of_printed(rows, claims)
        faults += tell_sessions_apart(rows, claims, _others(header, claims, named))
        faults += ask_of_marks(rows, claims, named)
        told += tell_of_unticked(rows, claims, silent, lambda heading: meaning(heading)[1])
    if is_plain and "exercise_id" in claims:
        known = {claim.place for found in claims.values() for claim in found}
        decider.take_plans({*range(len(header))} - known - silent)
        take_phases(rows, claims, _others(header, claims, named))
        take_moments(rows, claims, _others(header, claims, named))
        faults += take_degrees(rows, claims, _others(header, claims, named))
        faults += take_answers(rows, claims, _others(header, claims, named), named)
        faults += _several(rows, claims, _others(header, claims, named), faults)
    more_notes = tuple(_notes(claims["note"])[1:]) if rows is not None and "note" in claims else ()
    faults += _twice(header, claims, row, several_notes=bool(more_notes))
    if "started_at" not in claims:
        # Where not one heading is known, this may be a row like any other, with a note in it.
        value = shortened(", ".join(header)) if claims else ""
        free = _that_hold_dates(rows, _free(header, claims, silent) if claims else [])
        rule = _NO_DATE + _but_for_brackets("started_at", header)
        faults.append(Question(row, "", value, rule).offering(free))
    claims.pop(words.WHICH_SESSION, None)
    best = {column: min(found) for column, found in claims.items()}
    places = {column: claim.place for column, claim in best.items()}
    if words.REP_NUMBER in places:
        places.setdefault("reps", places[words.REP_NUMBER])
    units = {column: claim.unit for column, claim in best.items() if claim.unit}
    read = {*places.values(), *more_notes, *silent}
    others = [place for place in range(len(header)) if place not in read]
    amounts, parting = Unread(), list[str]()
    if not layout and not is_export:  # of a program everything is known
        asked = asked_about(faults) | {""}
        ticks = {one.place for one in claims.get(words.DONE, ())}  # two may say the same
        open_ = [n for n in others if n not in ticks and header[n].strip() not in asked]
        faults += _whether_done(rows, claims, decider, open_)
        amounts = _unread_amounts(rows, claims, others, faults, silent)
        faults += amounts.asked
        told += _for_brackets(header, others, faults, row)
        settled = asked_about((*faults, *told))
        settled |= {heading.strip() for heading in amounts.loud}
        open_ = [one for one in open_ if header[one].strip() not in settled]
        told += tell_of_several(rows, claims, open_)
        parting += that_part_rows(rows, places.get("exercise_id"), open_)
    unread = [header[place] for place in others]
    notes = (*(places[one] for one in ("note",) if one in places), *more_notes)
    return Columns(
        places,
        tuple(filter(str.strip, unread)),
        units,
        more_notes,
        is_export,
        row,
        tuple(one for one in notes if one not in named),
        telling,
        amounts,
        tuple(told),
        tuple(parting),
    ), faults


def _several(
    rows: Rows | None,
    claims: Mapping[str, Sequence[Claim]],
    others: Sequence[int],
    asked: Sequence[Fault],
) -> list[Question]:
    """Ask about columns side by side of which nothing is asked already."""
    if rows is None:
        return []
    settled = asked_about(asked)
    left = [place for place in others if rows.header[place].strip() not in settled]
    return [*ask_of_several(rows, claims, left)]


def asked_about(faults: Iterable[Fault]) -> set[str]:
    """Return the headings that faults name, and those that an answer to one would settle."""
    found = {fault.column for fault in faults}
    for fault in faults:
        if isinstance(fault, Question):
            found |= {one for way in fault.choices for one in way.value}
    return {*map(str.strip, found)}


def _whether_done(
    rows: Rows | None,
    claims: Mapping[str, Sequence[Claim]],
    decider: Decider,
    places: Sequence[int],
) -> Iterator[Fault]:
    """Ask of columns that are not read whether they say that something was not done."""
    if rows is not None:
        yield from ask_of_excuses(rows, claims, places)
        counts = [*ask_of_left_over(rows, claims, places)]
        yield from counts
        settled = {one.column for one in counts}
        places = [
            place
            for place in places
            if not asks_for_words(rows.header[place]) and rows.header[place].strip() not in settled
        ]
    yield from decider.ask_of_others(places)


def _unread_amounts(
    rows: Rows | None,
    claims: Mapping[str, Sequence[Claim]],
    others: Sequence[int],
    asked: Sequence[Fault],
    silent: Collection[int],
) -> Unread:
    """Find amounts among what is not read; of what is asked about already, nothing more."""
    if rows is None:
        return Unread()
    settled = asked_about(asked)
    left = [place for place in others if rows.header[place].strip() not in settled | {""}]
    return look_at_unread(rows, claims, left, silent=silent)


def _for_brackets(
    header: Sequence[str], others: Sequence[int], asked: Sequence[Fault], row: int
) -> Iterator[Fault]:
    """Tell of headings that are not read for nothing but what is in their brackets.

    Of what is asked about, or may be pain and is told loudly, nothing more is said.
    """
    settled = asked_about(asked)
    for place in others:
        heading = header[place].strip()
        column = (
            ""
            if heading in settled or pain_words.speaks_of_pain(heading)
            else but_for_brackets(heading)
        )
        if column:
            said = {heading: column} if column in words.CHOICES else {}
            rule = _IN_BRACKETS.format(inside=shortened("; ".join(in_brackets(heading))))
            more = _IF_IT_IS.format(said=said) if said else ""
            yield Fault(row, heading, "", rule + more)


def _but_for_brackets(column: str, headings: Sequence[str]) -> str:
    """Say of the headings that would be of a column why they are not taken for it."""
    found = [one for one in headings if but_for_brackets(one) == column]
    named = ", ".join(shortened(one).strip() for one in found[:_MOST_OFFERED])
    return _NOT_FOR_BRACKETS.format(headings=named) if found else ""


def _telling_notes(
    header: Sequence[str], named: Mapping[int, object], rows: Rows | None
) -> tuple[int, ...]:
    """Return where notes stand that tell what was not done: the caller says so, in free text."""
    return tuple(
        place
        for place, told in named.items()
        if told == words.NOT_DONE
        and (
            meaning(header[place])[1] == "note"
            or names_reason(header[place])
            or (rows is not None and _are_notes(header[place], rows.values(place)))
        )
    )


def _are_notes(heading: str, known: Sequence[str]) -> bool:
    """Say whether cells are notes, and no answers, nor a few words each of a state."""
    return is_free(known) and not (are_states(known) and not asks_for_words(heading))


def _notes(claims: Sequence[Claim]) -> list[int]:
    """Return the places of the notes: those that the caller names, and the surest of the others."""
    ranks = [one.rank for one in claims if one.rank]
    found = sorted(one for one in claims if not one.rank or one.rank == min(ranks))
    return [one.place for one in found]


def _exercises_beside(
    rows: Rows,
    claims: Mapping[str, Sequence[Claim]],
    named: Mapping[int, object],
    kinds: Mapping[str, str],
) -> Iterator[Fault]:
    """Say how to write exercises that have a column each, where none has their names."""
    if "exercise_id" in claims:
        return
    taken = {claim.place for found in claims.values() for claim in found if claim.rank == 0}
    places = [
        place
        for place, heading in enumerate(rows.header)
        if place not in taken and place not in named and _names_exercise(heading, kinds)
    ]
    if places:
        headings = [rows.header[place] for place in places]
        none: dict[str, str | None] = dict.fromkeys(headings)
        are = _ARE if len(headings) > 1 else _IS
        shown = ", ".join(shortened(heading).strip() for heading in headings[:_MOST_OFFERED])
        asked = Question(rows.header_number, "", shown, ASK_BESIDE.format(are=are, none=none))
        yield asked.offering([Choice("columns", none, "do not read these columns")])


def _ask_for_exercise(
    rows: Rows,
    claims: Mapping[str, Sequence[Claim]],
    named: Mapping[int, object],
    kinds: Mapping[str, str],
) -> Iterator[Fault]:
    """Ask which heading is that of the exercise, where there are amounts and none is known."""
    places = _others(rows.header, claims, named)
    is_told = any(
        _names_exercise(rows.header[place], kinds) or misread_rule(rows.header[place][:100])
        for place in places
    )
    if "exercise_id" in claims or is_told or not claims.keys() & {*_AMOUNTS}:
        return
    texts = {place: rows.values(place) for place in places if rows.header[place].strip()}
    free = [
        place
        for place, known in texts.items()
        if any(map(words.LETTERS.search, known))
        and not pain_words.speaks_of_pain(rows.header[place])
    ]
    # Those with the names of exercises in them come first.
    free.sort(
        key=lambda place: -sum(fold(text[:_LONGEST_HEADING]) in kinds for text in texts[place])
    )
    if free:
        headings = [rows.header[place] for place in free[:_MOST_OFFERED]]
        shown = ", ".join(shortened(heading).strip() for heading in headings)
        amounts = [one.place for column in _AMOUNTS for one in claims.get(column, ())]
        none: dict[str, str | None] = {rows.header[place]: None for place in (*free, *amounts)}
        rule = _NO_EXERCISE.format(heading=shortened(headings[0]), none=none)
        rule += _but_for_brackets("exercise_id", headings)
        asked = Question(rows.header_number, "", shown, rule)
        ways = [
            Choice("columns", {heading: "exercise_id"}, shortened(heading).strip())
            for heading in headings
        ]
        yield asked.offering([*ways, Choice("columns", none, _NO_EXERCISES)])


def _names_exercise(heading: str, kinds: Mapping[str, str]) -> bool:
    """Say whether a heading is an exercise, perhaps with what is counted of it behind it."""
    if len(heading) > _LONGEST_HEADING:
        return False
    plain = without_brackets(heading)
    several = plain.split()
    begins = " ".join(several[:-1]) if len(several) > 1 and _known(several[-1])[1] else ""
    return any(fold(text) in kinds for text in (plain, begins, *in_brackets(heading)) if text)


def _twice(
    header: Sequence[str],
    claims: Mapping[str, Sequence[Claim]],
    row: int,
    *,
    several_notes: bool,
) -> Iterator[Fault]:
    """Ask which of several headings for one column is it; notes may have several."""
    for column, found in claims.items():
        rivals = _rivals(found)
        if len(rivals) > 1 and not (column == "note" and several_notes):
            yield _ask_which(column, [header[place] for place in rivals], row)


def _pains(rows: Rows, claims: Mapping[str, Sequence[Claim]]) -> Iterator[Fault]:
    """Ask about Before and After: nobody says that pain is meant."""
    bare = {
        rows.header[one.place]: column
        for column in PAINS
        for one in claims.get(column, ())
        if one.rank and not pain_words.speaks_of_pain(rows.header[one.place])
    }
    if bare:
        none = dict.fromkeys(bare)
        named = ", ".join(shortened(heading).strip() for heading in bare)
        rule = _ASK_PAIN.format(said=bare, none=none)
        ways = [Choice("columns", bare, "pain from 0 to 10")]
        ways += [Choice("columns", none, "something else: do not read it")]
        yield Question(rows.header_number, named, "", rule).offering(ways)


def _scales(rows: Rows, claims: Mapping[str, Sequence[Claim]]) -> Iterator[Fault]:
    """Ask about pain above 10: then the other numbers of the column are on that scale, too."""
    for column in PAINS:
        for place in [one.place for one in claims.get(column, ()) if one.rank > 0]:
            texts = [text.strip() for text in rows.column(place)]
            above = next((text for text in texts if is_on_another_scale(text)), None)
            if above is None:
                continue
            heading = rows.header[place]
            rule = _ASK_SCALE.format(heading=shortened(heading), column=column)
            asked = Question(rows.numbers[texts.index(above)], heading.strip(), above, rule)
            meanings = [(None, "another scale: do not read it"), (column, _ARE_SLIPS)]
            yield asked.offering(heading_choices(heading, meanings))


def _people(
    rows: Rows,
    claims: dict[str, list[Claim]],
    named: Mapping[int, object],
    kinds: Mapping[str, str],
) -> list[Question]:
    """Find the exercise under a heading that may name a person; ask about those that may."""
    places = _others(rows.header, claims, named)
    if "exercise_id" not in claims:
        named_so = [one for one in places if words.may_be_person(rows.header[one])]
        named_so += [one.place for one in claims.get(words.WHICH_SESSION, ())]
        place = exercises_named(rows, named_so, kinds)
        if place is not None:
            claims["exercise_id"] = [Claim(3, place, "")]
            claims.pop(words.WHICH_SESSION, None)
    if "patient" not in claims:
        return ask_whose(rows, places, kinds)
    patient = min(claims["patient"])
    if patient.rank == 0:  # as the caller says
        return []
    more = ask_more_of_name(rows, patient.place, places, kinds)
    return more + ask_alike(rows, patient.place)


def _others(
    header: Sequence[str], claims: Mapping[str, Sequence[Claim]], named: Mapping[int, object]
) -> list[int]:
    """Return the places of the headings that nobody knows, or says anything of."""
    taken = {claim.place for found in claims.values() for claim in found}
    return [place for place in range(len(header)) if place not in taken and place not in named]


def _claims(
    header: Sequence[str], named: Mapping[int, str | tuple[str, str] | None]
) -> dict[str, list[Claim]]:
    """Return by column the headings that may be it."""
    claims: dict[str, list[Claim]] = {}
    for place, heading in enumerate(header):
        rank, column, unit = meaning(heading)
        if place in named:
            told = named[place]
            rank, (column, unit) = 0, told if isinstance(told, tuple) else (told, "")
        for one in ("reps", column) if column == words.REPS_OR_MINUTES else filter(None, [column]):
            claims.setdefault(one, []).append(Claim(rank, place, unit))
    return claims


def _silent(header: Sequence[str], named: Mapping[int, Any]) -> set[int]:
    """Return the places that the caller says are not read, if it can be meant.

    Of headings that are the same nobody can say which of them is not to be read.
    """
    often = Counter(header)
    return {place for place, told in named.items() if told is None and often[header[place]] == 1}


def _ask_which(column: str, headings: Sequence[str], row: int) -> Question:
    """Ask which of several headings is the column; what was done is offered first."""
    is_done = {one: words.says_done(one[:_LONGEST_HEADING]) for one in headings}
    headings = sorted(headings, key=lambda one: not is_done[one])
    if len(is_done) < len(headings):
        many = Counter(headings).most_common(1)[0][1]
        rule = _THE_SAME.format(column=column, many=many)
        return Question(row, "", shortened(", ".join(is_done)), rule)
    ways = [
        ({other: None for other in headings if other != one}, shortened(one.strip()))
        for one in headings
    ]
    said = " or ".join(f"columns={way} to read {one!r}" for way, one in ways)
    rule = _TWICE.format(column=column, ways=said)
    asked = Question(row, "", shortened(", ".join(headings)), rule)
    return asked.offering(Choice("columns", way, one) for way, one in ways)


def _free(
    header: Sequence[str], claims: Mapping[str, Sequence[Claim]], silent: Collection[int]
) -> list[Choice]:
    """Return the choices which of the headings that are not known is the date."""
    taken = {claim.place for found in claims.values() for claim in found} | {*silent}
    free = [text for place, text in enumerate(header) if place not in taken and text.strip()]
    return [
        one
        for text in dict.fromkeys(free[:_MOST_OFFERED])
        for one in heading_choices(text, [("started_at", text.strip())])
    ]


def _that_hold_dates(rows: Rows | None, free: Sequence[Choice]) -> list[Choice]:
    """Return the choices of those headings that have a date below them, and none of these."""
    headings = [heading for one in free for heading in one.value]
    if rows is None or not headings:
        return [*free]
    dated = {
        heading
        for place, heading in enumerate(rows.header)
        if heading in headings and any(map(is_day, different(map(str.strip, rows.column(place)))))
    }
    held = [one for one in free if dated & one.value.keys()]
    none: dict[str, str | None] = dict.fromkeys(headings)
    return [*held, Choice("columns", none, _NONE_OF_THESE)] if held else []


def _rivals(claims: Sequence[Claim]) -> list[int]:
    """Return the places of the claims that are as sure as the surest."""
    surest = min(claims).rank
    return [claim.place for claim in claims if claim.rank == surest]


def check_told(columns: Meanings) -> None:
    """Refuse a column that no log has, and a unit that is none."""
    for told in columns.values():
        column, unit = told if isinstance(told, tuple) else (told, None)
        known = (*words.CHOICES, words.REPS_OR_MINUTES)
        if column is not None and column not in known:
            raise unknown_term("columns: the column", [column], known)
        if unit is None or (column, unit) == ("started_at", words.IN_UTC):
            continue
        if column in (words.DONE, words.NOT_DONE):  # a mark, which may be any: ("done", "x")
            continue
        units = {*words.UNITS.values()}
        if unit not in units:
            raise unknown_term("columns: the unit", [unit], sorted({*units, words.IN_UTC}))
        if column not in WITH_UNIT:
            raise ValueError(
                f"columns: {column!r} has no unit. Only {', '.join(WITH_UNIT)} may have one: "
                'columns={"Time": ("minutes", "s")}. A started_at may be in "UTC".'
            )


def _named_headings(
    header: Sequence[str], columns: Meanings, row: int
) -> tuple[dict[int, str | tuple[str, str] | None], list[Fault]]:
    """Find the headings that the caller named, as they stand or folded."""
    check_told(columns)
    named: dict[int, str | tuple[str, str] | None] = {}
    faults = []
    all_folded = [folded(text) for text in header] if columns else []
    for heading, column in columns.items():
        exact = [place for place, text in enumerate(header) if text == heading]
        alike = [place for place, text in enumerate(all_folded) if text == folded(heading)]
        if not exact and not alike:
            near = [text for text in header if len(text) <= _LONGEST_HEADING]
            rule = f"is not a heading of this file.{did_you_mean(heading[:_LONGEST_HEADING], near)}"
            faults.append(Fault(row, "", heading, rule))
        named |= dict.fromkeys(exact or alike, column)
    return named, faults
