"""A diary read from the CSV file that somebody keeps, with every fault in it named at once.

In order of reading: the header is found and `match_columns` says which column of the file is which
of the log; each cell is read by itself; `Events` takes out what was not done; `gather` brings the
rows together to sessions. `read_diary`, at the top, does all of it, and accounts for every row.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, Literal, NamedTuple, TypeAlias

import pandas as pd

from backcare.csv_reader import (
    Given,
    Rows,
    Source,
    different,
    lines_above,
    misread_rule,
    name_of,
    out_of_quotes,
    separator_of,
    shortened,
    split_rows,
    unmarked,
)
from backcare.diary import words
from backcare.diary.answers import with_answers
from backcare.diary.apart import taken_apart
from backcare.diary.asides import without_asides
from backcare.diary.blocks import filled_down, first_of_blocks
from backcare.diary.cells import (
    RULE,
    TIME_RULE,
    amount_of_any_unit,
    amount_reader,
    duration_reader,
    is_ambiguous,
    is_day,
    number_of,
    number_reader,
    order_clash,
    order_hint,
    read_column,
    shown,
    start_reader,
    text_reader,
    with_doubtful_thousands,
    with_time,
)
from backcare.diary.day_parts import with_half
from backcare.diary.durations import is_clock, is_plain
from backcare.diary.events import PAINS, WITHOUT_AMOUNT, Events, Told
from backcare.diary.exercise_names import exercise_reader
from backcare.diary.foreign import given
from backcare.diary.gather import Gathered, RowFault, gather, in_order
from backcare.diary.grids import ask_of_grid, ticked_apart
from backcare.diary.headings import (
    Columns,
    Meanings,
    asked_about,
    folded,
    is_date,
    is_note,
    knows_heading,
    match_columns,
    meaning,
)
from backcare.diary.hints import ITS_HEADING, without_of_10
from backcare.diary.layouts import (
    DETECT,
    Layout,
    Layouts,
    in_words,
    layout_of,
    meant_by_own,
    read_layouts,
)
from backcare.diary.people import in_one_spelling, same_name
from backcare.diary.plans import ask_of_plans
from backcare.diary.several import exercises_apart, say_how
from backcare.diary.spelled import date_in_part, time_in_words
from backcare.diary.titles import ask_of_titles, told_of, with_places
from backcare.diary.unread import filled, is_covered
from backcare.diary.which_day import (
    PLANNED_ONLY,
    Order,
    days_of_their_own,
    order_of_dates,
    sent_once,
    wrong_days,
)
from backcare.errors import DateOrderError, Fault, TableError, unknown_term
from backcare.exercises.load import load_exercises
from backcare.exercises.other import OTHER_ACTIVITY, OTHER_NAME
from backcare.sessions import CSV_COLUMNS, LIMITS, SESSION_COLUMNS, TEXT_LIMITS, Session
from backcare.text import fold, split_terms

__all__ = ["Diary", "in_order", "read_diary"]

# What names of exercises mean that are not known: an exercise_id, None for one to leave out, or
# OTHER_ACTIVITY for one of which the minutes are kept.
Names: TypeAlias = "Mapping[str, str | None]"
# What a row means that names an exercise and has no amount, where it cannot be known.
WithoutAmount: TypeAlias = 'Literal["done", "not_done"] | None'

EMPTY = "Choose a file whose first row names its columns: date, exercise, reps, pain before."
_OTHER_ORDER = (
    "is read, and not left out; but its day and month are the other way round than {other} (row "
    "{row}). Each was read the only way it can be; if one is a slip, pass day_first=True, or "
    "day_first=False, to find such rows."
)
_WITH_DECIMALS = ("hold_s", "minutes", "pain_minutes", words.DURATION)
_FEWEST_HEADINGS = 2
_LONGEST_HEADING = 100


class Diary(NamedTuple):
    """What a diary file says: a log frame, all faults in the order of the file, and more."""

    frame: pd.DataFrame
    faults: tuple[Fault, ...]
    unread: tuple[str, ...]  # the headings that no column of the log is known for
    rows: tuple[int, ...]  # of each row of the frame, the number that a spreadsheet shows
    left_out: tuple[Fault, ...] = ()  # rows in which nothing happened, and the like: no faults
    read: tuple[int, ...] = ()  # the numbers of all rows of which something is in the frame
    named: frozenset[str] = frozenset()  # the session ids that stand in the file
    unzoned: frozenset[str] = frozenset()  # sessions without a written offset from UTC
    marks: tuple[Any, ...] = ()  # of each row of the frame, what tells it from an equal one
    lacks: tuple[str, ...] = ()  # "exercise_id" where the file has no such column
    header_row: int = 1
    layout: str = ""  # of which program it is an export, where that is known
    # Who is named and has no session, with the first row; "me" and None where nobody is named.
    absent: tuple[tuple[str, int | None], ...] = ()
    amounts: tuple[str, ...] = ()  # the headings that are not read, and may be how much was done
    parting: tuple[str, ...] = ()  # that are not read, and part the rows into a few kinds
    again: tuple[tuple[str, int], ...] = ()  # rows that say no more of a session than one before


def read_diary(
    source: Source,
    *,
    columns: Meanings | None = None,
    day_first: bool | None = None,
    exercises: pd.DataFrame | None = None,
    tz: tzinfo | None = None,
    now: datetime | None = None,
    gap_min: float | None = None,
    layout: str | None = DETECT,
    layouts: Layouts | None = None,
    names: Names | None = None,
    without_amount: WithoutAmount = None,
    all_columns: bool = True,
    progress: Callable[[int, int], object] | None = None,
    headed: Headed | None = None,
) -> Diary:
    """Read a diary of sessions, one exercise a row, from a CSV file of anybody's making.

    Comma, semicolon or tab between the cells; UTF-8, UTF-16 or Windows-1252; numbers with a
    decimal point or comma. Headings are known by the log's names and other common words,
    exercises by their ids, names and other names.

    Rows with the same `session_id` are one session; without one, those of the same patient and
    start, or that begin within half an hour of each other (`gap_min`). What belongs to the session
    may stand in each of its rows or in some; notes are joined. A fault there leaves out the
    session; a fault in an exercise leaves out its row. A row without an exercise is a session
    without entries if it says something of pain or has a note, or says more of one that has some;
    else it is no session, and `left_out` has it.

    The layout of a known program is found by its headings (`layout`: its name, or None for
    none); `layouts` are a person's own. `names` says what exercises are that are not known. Of
    `columns` each must be a heading of the file, unless `all_columns` is False. An exercise without
    an amount, where others have one, was only planned; `without_amount` says so of all, or not.

    Of wger the JSON of its log is read, of Apple Health the workouts of `export.xml`, whatever its
    size. `headed` is what `rows_and_columns` found in the same file.

    A day without a time counts as noon. A file opened as text should be opened with
    `newline=""`. `SessionLog.import_csv` has the arguments and the errors.
    """
    file = name_of(source)
    table = load_exercises() if exercises is None else exercises
    names = checked_names(names or {}, table)
    if without_amount not in (None, *WITHOUT_AMOUNT):
        raise unknown_term("without_amount", [without_amount], WITHOUT_AMOUNT)
    kinds = kinds_of(table, names)
    if headed is None:
        caller = Caller(columns or {}, all_columns, layout, read_layouts(layouts))
        headed = rows_and_columns(file, given(source, empty=EMPTY), caller, kinds)
    rows, found, above = headed.rows, headed.columns, headed.above
    if headed.faults:
        # The rows below cannot be judged by a header that is none.
        before = [fault for fault in rows.faults if (fault.row or 0) <= rows.header_number]
        raise TableError(file, [*before, *headed.faults])
    by_person = not (found.is_export or headed.layout)
    skipped = [*found.open_notes, *found.telling_notes, *found.more_notes]
    own = days_of_their_own(rows, found.places.get("started_at"), skipped) if by_person else {}
    firsts = first_of_blocks(rows, found, own) if by_person else None
    columns_there = (*CSV_COLUMNS, *words.HELPERS)
    texts = {column: _texts(rows, found, column, firsts) for column in columns_there}
    texts |= {column: without_of_10(texts[column]) for column in PAINS}
    unwanted = {name for name, exercise in names.items() if exercise is None}
    planned = _planned_only(rows, own, texts)
    out = _without(texts, unwanted) | {one.place for one in planned}
    order = Order({})
    if day_first is None:
        order = _order(file, rows, texts)
    start = start_reader(
        day_first=order.day_first if day_first is None else day_first,
        zone=tz,
        now=now or datetime.now(UTC),
        in_utc=found.units.get("started_at") == words.IN_UTC,
    )
    by_hand = {} if headed.layout else texts
    readers = _readers(found, exercise_reader(table, names), start, by_hand)
    values: dict[str, list[Any]] = {}
    broken: dict[str, dict[int, str]] = {column: {} for column in texts}
    for step, (column, read) in enumerate(readers.items(), start=1):
        values[column], broken[column] = _read(rows, found, column, texts[column], read)
        if progress is not None:
            progress(len(rows.cells) * step // len(readers), len(rows.cells))
    silent = {folded(one) for one in columns or {}}
    wrong = wrong_days(rows, values, texts["started_at"], silent) if by_person else {}
    broken["started_at"] = wrong | broken["started_at"]
    say_how(broken["exercise_id"], texts["exercise_id"], kinds)
    values[words.SESSION] = [text if fold(text) else None for text in texts[words.SESSION]]
    events = Events(values, broken, texts)
    events.leave_out(unwanted)
    if not found.is_export:
        _take_out(events, rows, found, kinds, without_amount, by_hand=by_person)
        events.nobodys()
    events.other_activities()
    has_pain = any(column in found.places for column in (*PAINS, "pain_minutes"))
    got = gather(
        values,
        broken,
        rows.numbers,
        gap_min=gap_min,
        keep_empty=found.is_export,
        notes_count="exercise_id" in found.places or has_pain,
        out=out,
        emptied=events.emptied,
    )
    dates = texts["started_at"]
    heading = rows.header[found.places["started_at"]].strip()
    more = _other_order(rows, found, dates) if day_first is None else []
    more += order.told(rows, heading, dates)
    told = [*planned, *events.told]
    diary = _diary(rows, found, texts, values, got, told, [*above, *found.told, *more])
    return diary._replace(layout=headed.layout)


def _diary(
    rows: Rows,
    found: Columns,
    texts: Mapping[str, list[str]],
    values: Mapping[str, Sequence[Any]],
    got: Gathered,
    told: list[Told],
    above: list[Fault],
) -> Diary:
    """Say what was read by the rows and headings of the file."""
    seen = {one.place for one in told}
    told += [one for one in got.told if one.place not in seen]
    faults = [*rows.faults, *(_in_the_file(fault, rows, found, texts) for fault in got.faults)]
    left_out = [*above, *(_in_the_file(RowFault(*one), rows, found, texts) for one in told)]
    numbers = [*map("/".join, zip(texts[words.SET_NUMBER], texts[words.REP_NUMBER], strict=True))]
    numbers = [number.removesuffix("/") for number in numbers]
    starts = sent_once(rows, found.places["started_at"], values["started_at"])
    return Diary(
        got.frame,
        _each_once(faults),
        found.unread,
        tuple(rows.numbers[place] for place in got.places),
        _each_once(left_out),
        tuple(sorted({rows.numbers[place] for place in got.read})),
        frozenset(filter(None, values["session_id"])),
        got.unzoned,
        tuple((numbers[place], starts[place]) for place in got.places),
        tuple({"exercise_id"} - set(found.places)),
        found.header_row,
        absent=tuple(_absent(rows, values["patient"], got.frame)),
        amounts=found.amounts.loud,
        parting=found.parting,
        again=tuple((session, rows.numbers[place]) for session, place in got.again),
    )


def _absent(
    rows: Rows, patients: Sequence[str | None], frame: pd.DataFrame
) -> Iterator[tuple[str, int | None]]:
    """Yield who is named in the file, or whose it is, and has no session in it."""
    there = {*frame["patient"]}
    first: dict[str, int] = {}
    for number, patient in zip(rows.numbers, patients, strict=True):
        if patient and patient not in there:
            first.setdefault(patient, number)
    yield from first.items()
    if not first and not there:
        yield Session.patient, None


def _each_once(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Put faults in the order of the file; a row that was taken apart says each once."""
    return tuple(sorted(dict.fromkeys(faults), key=lambda fault: fault.row or 0))


class Caller(NamedTuple):
    """What the caller says of the headings, and of the layouts that are looked for."""

    columns: Meanings
    all_columns: bool
    layout: str | None
    own: tuple[Layout, ...]


class Headed(NamedTuple):
    """The rows of a file, which column of it is which, and what is asked about the headings."""

    rows: Rows
    columns: Columns
    faults: list[Fault]
    above: list[Fault]
    layout: str
    places: Mapping[int, str | tuple[str, str] | None]  # what the layout says of each


def rows_and_columns(file: str, what: Given, caller: Caller, kinds: Mapping[str, str]) -> Headed:
    """Find the header of a file and what it means, as far as that can be known."""
    columns, text = caller.columns, what.text
    meant = {**meant_by_own(caller.own), **columns}
    knows = knows_heading(meant)

    def is_header(cells: list[str]) -> bool:
        known = [cell for cell in cells if cell and knows(cell)]
        return len(known) >= _FEWEST_HEADINGS and any(is_date(cell, meant) for cell in known)

    text = out_of_quotes(text, is_header)
    above, below = lines_above(text, is_header)
    first = text.count("\n", 0, len(text) - len(below)) + 1 if above else 1
    text = below if above else text
    rows = split_rows(
        file,
        text,
        separator_of(text, knows),
        may_show=lambda heading: knows(heading) and not is_note(heading, meant),
        first=first,
    )
    rows = _as_called(rows, what)
    if not caller.all_columns:
        there = set(map(folded, rows.header))
        columns = {one: told for one, told in columns.items() if folded(one) in there}
    layout = what.program if what.program and caller.layout == DETECT else caller.layout
    name, places = layout_of(rows.header, layout, caller.own)
    in_words(name, rows.header, rows.cells)
    named = set(map(folded, columns))
    garbled = [
        Fault(rows.header_number or None, heading.strip(), "", rule)
        for heading in rows.header
        if (rule := misread_rule(heading[:_LONGEST_HEADING])) and folded(heading) not in named
    ]
    asked, aside = list[Fault](), list[Fault]()
    if not places and not set(CSV_COLUMNS) <= set(rows.header):  # which know how they are meant
        before = set(map(folded, rows.header))
        rows, aside, refused = without_asides(rows, meant, knows)
        rows, columns, sides, in_part = taken_apart(rows, columns)
        aside = [*aside, *in_part]
        rows = ticked_apart(rows, columns, kinds)
        rows, columns, several = exercises_apart(rows, columns, kinds)
        asked = [*refused, *sides, *several]
        gone = before - set(map(folded, rows.header))  # into several, as the caller says or not
        columns = {one: told for one, told in columns.items() if folded(one) not in gone}
        rows = with_answers(rows._replace(header=with_places(rows)), columns)
    found, faults = match_columns(
        rows.header, columns, row=rows.header_number, rows=rows, kinds=kinds, layout=places
    )
    about = asked_about(asked) - {""}  # of one heading one question is enough
    faults = [one for one in faults if one.column not in about and not _settles(about, one)]
    if not places and (grid := ask_of_grid(rows, columns, found.places, kinds)):
        faults, asked = [grid], []  # what else is asked is of its columns, and can be no answer
    not_read = told_of(above)
    faults += ask_of_titles(above, rows, found, columns)
    if not (places or found.is_export):
        settled = asked_about(faults) - {""}
        plans = ask_of_plans(rows, found, columns)
        faults += [one for one in plans if one.column not in settled]
    faults = [fault._replace(row=fault.row or None) for fault in (*asked, *faults)]
    told = [*not_read, *aside, *what.told]
    return Headed(rows, found, [*garbled, *faults], told, name, places)


def _settles(about: Collection[str], asked: Fault) -> bool:
    """Say whether all headings that a question is of are asked about already."""
    headings = asked_about([asked]) - {asked.column.strip()}
    return bool(headings) and headings <= set(about)


def _as_called(rows: Rows, what: Given) -> Rows:
    """Call the rows of a file that is no CSV by its own numbers."""
    if what.numbers is None:
        return rows
    names = dict(enumerate(what.numbers, start=rows.header_number + 1))
    faults = [fault._replace(row=names.get(fault.row or 0, fault.row)) for fault in rows.faults]
    numbers = [names[number] for number in rows.numbers]
    return rows._replace(header_number=0, numbers=numbers, faults=[*what.faults, *faults])


def checked_names(names: Names, exercises: pd.DataFrame) -> dict[str, str | None]:
    """Return what names mean, folded; refuse an exercise that the table does not have."""
    known = [*exercises.index, OTHER_ACTIVITY]
    if unknown := [one for one in names.values() if one is not None and one not in known]:
        raise unknown_term("names: the exercise", unknown, known)
    return {fold(name): exercise for name, exercise in names.items()}


def kinds_of(exercises: pd.DataFrame, names: Mapping[str, str | None]) -> dict[str, str]:
    """Return for each spelling of an exercise, folded, and each id whether it is an activity."""
    kinds = _kinds(tuple(exercises[["name", "other_names", "kind"]].itertuples(name=None)))
    return kinds | {name: kinds[one] for name, one in names.items() if one is not None}


@functools.lru_cache(maxsize=8)  # as with the names of exercises: they are the same few tables
def _kinds(rows: tuple[tuple[str, str, str, str], ...]) -> dict[str, str]:
    kinds = dict.fromkeys((OTHER_ACTIVITY, fold(OTHER_NAME)), "activity")
    for exercise_id, name, other_names, kind in rows:
        spellings = (exercise_id, name, *split_terms(other_names))
        kinds |= dict.fromkeys([exercise_id, *map(fold, spellings)], kind)
    return kinds


def _readers(
    found: Columns,
    exercise: Callable[[str], Any],
    start: Callable[[str], Any],
    by_hand: Mapping[str, list[str]],
) -> dict[str, Callable[[str], Any]]:
    """Return for each column of the log, and for durations, the function that reads a cell.

    What was written `by_hand` may have a sign between its thousands.
    """
    readers: dict[str, Callable[[str], Any]] = {
        "started_at": start,
        "exercise_id": exercise,
        **{column: number_reader(limit) for column, limit in LIMITS.items()},
        **{column: text_reader(column) for column in TEXT_LIMITS},
    }
    if not found.is_export:
        for column in ("hold_s", "minutes", "pain_minutes"):
            readers[column] = amount_reader(LIMITS[column], found.units.get(column, ""))
    if words.REPS_UNIT in found.places:  # what is too many times may be few seconds
        readers["reps"] = amount_of_any_unit
    unit, is_beside = found.units.get(words.DURATION, ""), words.DURATION_UNIT in found.places
    readers[words.DURATION] = duration_reader(unit, has_unit_beside=is_beside)
    for column in () if found.is_export or not by_hand else _WITH_DECIMALS:
        readers[column] = with_doubtful_thousands(by_hand[column], readers[column])
    return readers


def _read(
    rows: Rows, found: Columns, column: str, texts: list[str], read: Callable[[str], Any]
) -> tuple[list[Any], dict[int, str]]:
    """Read a column; 0 for an amount is none or not done, which the row decides."""
    amounts = ("sets", "reps", "hold_s", "minutes")
    if found.is_export or column not in amounts:
        values, broken = read_column(texts, read)
    else:
        is_zero = {text: is_plain(text) and not number_of(text) for text in dict.fromkeys(texts)}
        values, broken = read_column(["" if is_zero[text] else text for text in texts], read)
        values = [0 if is_zero[text] else value for text, value in zip(texts, values, strict=True)]
    if column == "note" and found.more_notes:
        values, broken = _more_notes(rows, found, read, values, broken)
    return values, broken


def _more_notes(
    rows: Rows,
    found: Columns,
    read: Callable[[str], Any],
    values: list[Any],
    broken: dict[int, str],
) -> tuple[list[Any], dict[int, str]]:
    """Join the notes of a row that stand in several columns."""
    for place in found.more_notes:
        more, faults = read_column(rows.column(place), read)
        values = [
            "; ".join(dict.fromkeys(filter(None, both))) or None
            for both in zip(values, more, strict=True)
        ]
        broken = faults | broken
    return values, broken


def _take_out(
    events: Events,
    rows: Rows,
    found: Columns,
    kinds: Mapping[str, str],
    without_amount: WithoutAmount,
    *,
    by_hand: bool,
) -> None:
    """Put durations in their place and take out what was not done."""
    headings = {column: rows.header[place].strip() for column, place in found.places.items()}
    if words.REPS_UNIT in found.places:
        events.reps_units(headings[words.REPS_UNIT], kinds)
    if words.REPS_OR_MINUTES in found.places:
        events.counted_minutes(kinds)
    heading = headings.get(words.DURATION, headings.get(words.REPS_UNIT, ""))
    _, column, unit = meaning(heading)
    is_plain_hold = unit == "s" or column == "hold_s" or words.REPS_UNIT in found.places
    has_hold = "hold_s" in found.places
    events.durations(kinds, heading, has_hold=has_hold, is_plain_hold=is_plain_hold)
    events.held_activities(kinds)
    ways = [False] * len(rows.cells)
    for place, heading in enumerate(rows.header):
        if words.names_distance(heading):
            ways = [
                way or is_covered(cell) for way, cell in zip(ways, rows.column(place), strict=True)
            ]
    events.settle(headings, ways, found.units, kinds if by_hand else {}, without_amount)
    notes = {
        rows.header[place].strip(): rows.column(place)
        for place in (*found.open_notes, *found.telling_notes)
    }
    telling = {rows.header[place].strip() for place in found.telling_notes}
    dates, patients = (rows.column(found.places.get(one)) for one in ("started_at", "patient"))
    unread = filled(rows, found.amounts.amounts, [*zip(dates, patients, strict=True)])
    events.noted(
        notes,
        telling=telling,
        headings=headings,
        ways=ways,
        answer=without_amount,
        unread=unread,
        known=kinds,
    )
    is_plan = found.amounts.is_plan
    events.unfilled(headings, kinds, ways, without_amount, unread=unread, is_plan=is_plan)


def _texts(
    rows: Rows, found: Columns, column: str, firsts: Sequence[int] | None = None
) -> list[str]:
    """Return what is written in one column of the log; a time of its own joins the date.

    `firsts` says for each row in which one its date and patient stand.
    """
    texts = rows.column(found.places.get(column))
    if firsts is not None and column in ("started_at", "patient"):
        texts = [
            text if text.strip() else texts[first]
            for text, first in zip(texts, firsts, strict=True)
        ]
    if column in TEXT_LIMITS and (column == "note" or found.is_export):
        return texts
    if column == words.SESSION and words.SESSION in found.places:
        return [text.strip() for text in filled_down(rows, found, column)]
    texts = [*map(unmarked, texts)]
    if column == "patient":
        return in_one_spelling([same_name(text) for text in texts])
    texts = [text.strip() for text in texts]
    if column == "started_at" and words.TIME in found.places:
        times = filled_down(rows, found, words.TIME, texts)
        times = [*map(with_half, times, rows.column(found.places.get(words.HALF)))]
        return [with_time(date, time) for date, time in zip(texts, times, strict=True)]
    if column == "reps" and found.places.get(words.REP_NUMBER, -1) == found.places.get("reps"):
        return ["1" if text else "" for text in texts]
    if column == words.DURATION and words.DURATION_UNIT in found.places:
        units = rows.column(found.places[words.DURATION_UNIT])
        return [
            f"{text} {unit.strip()}".strip()
            if is_plain(text) or (words.unit_of(unit) == "h" and is_clock(text))
            else text
            for text, unit in zip(texts, units, strict=True)
        ]
    return texts


def _without(texts: dict[str, list[str]], names: Collection[str]) -> set[int]:
    """Empty the cells of exercises that are not wanted; return the rows that say no more.

    Pain and notes are those of the session, which keeps them; names are folded.
    """
    exercises = texts["exercise_id"]
    unwanted = {text for text in dict.fromkeys(exercises) if text and fold(text) in names}
    places = [place for place, text in enumerate(exercises) if text in unwanted]
    of_sessions = (*PAINS, "pain_minutes", "note")
    out = {place for place in places if not any(texts[one][place] for one in of_sessions)}
    for column, cells in texts.items() if places else ():
        if column == "exercise_id":
            continue
        empty = out if column in SESSION_COLUMNS else {*places}
        texts[column] = ["" if n in empty else text for n, text in enumerate(cells)]
    return out


def _order(file: str, rows: Rows, texts: Mapping[str, list[str]]) -> Order:
    """Return which of day and month is first, or raise the question where a date leaves it open."""
    dates = texts["started_at"]
    unclear = next((text for text in dict.fromkeys(dates) if is_ambiguous(text)), None)
    if unclear is None:
        return Order({})
    order = order_of_dates(rows, dates, texts["patient"])
    if order is None:
        row = rows.numbers[dates.index(unclear)]
        raise DateOrderError(file, row, unclear, order_hint(dict.fromkeys(dates)))
    return order


def open_order(file: str, headed: Headed) -> DateOrderError | None:
    """Return the question which of day and month is first, before the rest of a file is read."""
    rows, found = headed.rows, headed.columns
    if "started_at" not in found.places:
        return None
    try:
        _order(file, rows, {one: _texts(rows, found, one) for one in ("started_at", "patient")})
    except DateOrderError as error:
        return error
    return None


def patients_in(headed: Headed) -> tuple[str, ...]:
    """Return who is named in a file, before the rest of it is read."""
    if "patient" not in headed.columns.places:
        return ()
    return tuple(different(_texts(headed.rows, headed.columns, "patient")))


def _planned_only(rows: Rows, own: Mapping[int, int], texts: dict[str, list[str]]) -> list[Told]:
    """Empty the rows that have a day for which they were planned, and none on which they were done.

    Pain says that something was; then the date is missing.
    """
    told = []
    for row, place in own.items():
        heading = rows.header[place]
        has_pain = any(texts[one][row].strip() for one in (*PAINS, "pain_minutes"))
        if not has_pain and words.is_planned_day(heading):
            told.append(Told(row, "started_at", PLANNED_ONLY.format(heading=shortened(heading))))
    gone = {one.place for one in told}
    for column, cells in texts.items() if gone else ():
        texts[column] = ["" if n in gone else text for n, text in enumerate(cells)]
    return told


def _other_order(rows: Rows, found: Columns, dates: Sequence[str]) -> list[Fault]:
    """Tell of the first two dates that contradict each other, though each is read one way only."""
    clash = order_clash(dict.fromkeys(dates))
    if clash is None:
        return []
    before, after = (dates.index(text) for text in clash)
    rule = _OTHER_ORDER.format(other=dates[before], row=rows.numbers[before])
    heading = rows.header[found.places["started_at"]].strip()
    return [Fault(rows.numbers[after], heading, dates[after], rule)]


def _in_the_file(
    fault: RowFault, rows: Rows, found: Columns, texts: Mapping[str, list[str]]
) -> Fault:
    """Say a fault as its reader sees it: by the row and the heading of the file."""
    if not fault.column:
        return Fault(rows.numbers[fault.place], "", "", fault.rule)
    at = found.places.get(fault.column)
    cells = rows.cells[fault.place]
    if fault.column == "started_at" and fault.rule == RULE and words.TIME in found.places:
        time = cells[found.places[words.TIME]].strip()
        if time and at is not None and is_day(cells[at].strip()):
            heading = rows.header[found.places[words.TIME]].strip()
            how = time_in_words(time)
            value = time if how or not any(map(str.isalpha, time)) else ""
            return Fault(rows.numbers[fault.place], heading, value, f"{TIME_RULE} {how}".strip())
    heading = fault.column if at is None else rows.header[at].strip()
    value = shown(fault.column, texts[fault.column][fault.place])
    if fault.column == "started_at" and fault.rule == RULE:
        rule = f"{RULE} {date_in_part(texts['started_at'][fault.place])}".strip()
        return Fault(rows.numbers[fault.place], heading, value, rule)
    rule = fault.rule.replace(ITS_HEADING, repr(shortened(heading)))
    return Fault(rows.numbers[fault.place], heading, value, rule)
