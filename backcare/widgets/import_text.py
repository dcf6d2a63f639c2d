"""What is said of a diary that is brought in, with no widget in it: a preview in plain words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from backcare.browser import fragment
from backcare.csv_reader import TOO_LARGE, shortened
from backcare.diary.events import PAINS
from backcare.diary.preview import Preview
from backcare.diary.questions import (
    ASK_AMOUNT,
    ASK_GAP,
    ASK_HELD,
    NOTE_DOUBTED,
    TICK_DOUBTED,
    Choice,
    Question,
)
from backcare.diary.words import UNIT_NAMES
from backcare.errors import Fault, TableError, left_out_lines, printable, quoted
from backcare.exercises.other import OTHER_ACTIVITY
from backcare.log import ImportResult
from backcare.sessions import NO_EXERCISE
from backcare.text import and_list, counted, fold, long_date, spelled_date

MEANINGS = {
    "session_id": "which session it belongs to",
    "patient": "whose session it is",
    "started_at": "date",
    "exercise_id": "exercise",
    "sets": "sets",
    "reps": "times per set",
    "hold_s": "how long it was held",
    "minutes": "how long it took",
    "pain_before": "pain before",
    "pain_after": "pain after",
    "pain_peak": "worst pain",
    "pain_minutes": "how long pain was above mild",
    "note": "note",
    "time": "time of day",
    "duration": "how long it took",
    "set_number": "number of the set",
    "rep_number": "number of the repetition",
    "set_kind": "kind of set",
    "done": "whether it was done",
    "not_done": "whether it was left out",
    "reps_unit": "what the number counts",
    "duration_unit": "seconds, minutes or hours",
    "reps_or_minutes": "times per set, or minutes",
    "session_of_day": "which session of the day",
}
REFUSED = {
    "large": TOO_LARGE,
    "several": "One file at a time, please. None was read.",
    "unreadable": (
        "It was moved or changed while it was read, or it is a folder. Choose the file again."
    ),
}
NOT_ADDED = "Nothing was added to your log."
_NO_DATES = (
    "Is it the right file? Its first row has to name its columns: date, exercise, reps, pain."
)
_DATE_ASKED = "“{value}” (row {row}): which day is that?"
_GAP_ASKED = "Row {row} begins some time after the row before it. Is that …"
_AMOUNT_ASKED = "Row {row} and others like it do not say how much was done. Was it done?"
_PAIN_ASKED = "“{column}”{example} may be about pain. What is it?"
_NOTE_ASKED = (
    "“{column}” in row {row}{example}, and perhaps in others, may say that it was not done. What "
    "does such a note mean?"
)
_DATE_MISSING = "Which column has the date?"
_TWICE_ASKED = "Which of these do you want to read?"
_HEADING_ASKED = "“{column}”{example}: what is it?"
_WHOSE = "The file has sessions of {names}. Whose are they?"
MINE = "mine"
WHOSE = [("All of them are mine", MINE), ("Keep the names in the file", "theirs")]
LEAVE = "-"
WAYS = [
    ("Leave it out", LEAVE),
    ("Keep it as another activity (minutes only)", OTHER_ACTIVITY),
]
REST = [
    ("I choose for each, below", ""),
    ("Leave them all out", LEAVE),
    ("Keep them all as other activities (minutes only)", OTHER_ACTIVITY),
]
_HELD_DOUBTED = ASK_HELD.partition(".")[0]
CHOOSE = ("Choose …", "")
_MOST, _FEW = 5, 3
_MOST_HEADINGS = 20
# Of a sentence for whoever writes code, as `pass day_first=True`, nobody else has any use.
_CODE = re.compile(r"\w=|log\.|python -m")
_SENTENCE = re.compile(r"(?<=[.!?]) +")


class Asked(NamedTuple):
    """A question as a person is asked it: what it is told from others by, the words, the answers.

    `arguments` has by the key of each answer what it says of the file.
    """

    key: tuple[str, ...]
    words: str
    options: list[tuple[str, str]]
    arguments: Mapping[str, tuple[str, Any]]


# --- what is asked -------------------------------------------------------------------------------


def asked_of(preview: Preview, exercises: pd.DataFrame) -> list[Asked]:
    """Return all that a preview asks a person, in the order in which it is best answered."""
    found = [_asked(one) for one in preview.asked if one.choices]
    if preview.patients and preview.patients != ("me",):
        found.append(_whose(preview))
    return [*found, *_unknown(preview, exercises)]


def _asked(question: Question) -> Asked:
    argument = question.choices[0].argument
    headings = [heading for one in question.choices for heading in _headings(one.value)]
    options = [(_label(one, question), str(number)) for number, one in enumerate(question.choices)]
    arguments = {str(number): (argument, one.value) for number, one in enumerate(question.choices)}
    key = (argument, *sorted(set(headings)))
    return Asked(key, _words(question, argument), [CHOOSE, *options], arguments)


def _headings(value: Any) -> Iterable[str]:
    return value if isinstance(value, Mapping) else ()


def _words(question: Question, argument: str) -> str:
    column = printable(shortened(question.column))
    if argument == "day_first":
        return _DATE_ASKED.format(value=question.value, row=question.row)
    if argument == "gap_min":
        return _GAP_ASKED.format(row=question.row)
    if argument == "without_amount":
        return _AMOUNT_ASKED.format(row=question.row)
    if question.rule.startswith(NOTE_DOUBTED):
        return _NOTE_ASKED.format(column=column, row=question.row, example=_example(question))
    if column:
        values = [meant for one in question.choices for meant in one.value.values()]
        about_pain = not set(PAINS).isdisjoint(values)
        example = _example(question)
        ask = _PAIN_ASKED if about_pain else _HEADING_ASKED
        return ask.format(column=column, example=example)
    is_date = any("started_at" in one.value.values() for one in question.choices)
    return _DATE_MISSING if is_date else _TWICE_ASKED


def _example(question: Question) -> str:
    """Show up to three of the values that a question is about."""
    values = [one for several in question.examples.values() for one in several]
    first = [f"“{printable(shortened(question.value))}” in row {question.row}"]
    others = [one for one in dict.fromkeys(values) if one != question.value]
    shown = [f"“{printable(shortened(one))}”" for one in others[: _FEW - bool(question.value)]]
    shown = [*first, *shown] if question.value else shown
    return f" ({', '.join(shown)})" if shown else ""


def _label(choice: Choice, question: Question) -> str:
    """Show beside a heading that is an answer what stands under it."""
    values = question.examples.get(choice.meaning, ()) if not question.column else ()
    shown = ", ".join(f"“{printable(shortened(one))}”" for one in values[:_FEW])
    return f"{choice.meaning} ({shown})" if shown else choice.meaning


def _whose(preview: Preview) -> Asked:
    heading = preview.columns.loc[preview.columns["column"] == "patient", "heading"]
    names = [f"“{printable(shortened(one))}”" for one in preview.patients[:_MOST]]
    if more := len(preview.patients) - len(names):
        names.append(f"{more:,} more")
    arguments = {MINE: ("columns", dict.fromkeys(heading)), "theirs": ("columns", {})}
    words = _WHOSE.format(names=and_list(names))
    return Asked(("patients",), words, [CHOOSE, *WHOSE], arguments)


def _unknown(preview: Preview, exercises: pd.DataFrame) -> list[Asked]:
    """Ask about each exercise that is not known; spelled in several ways, once."""
    names = exercises["name"].to_dict()
    found: dict[str, Asked] = {}
    for name, rows, near in preview.unknown.itertuples(index=False, name=None):
        first = {near: names[near]} if near in names else {}
        known = [(f"It is: {label}", str(one)) for one, label in {**first, **names}.items()]
        options = [CHOOSE, *known[: len(first)], *WAYS, *known[len(first) :]]
        arguments = {
            key: ("names", {name: None if key == LEAVE else key}) for _, key in options if key
        }
        words = f"“{printable(shortened(name))}” in {counted(rows, 'row')}"
        found.setdefault(fold(name), Asked(("names", fold(name)), words, options, arguments))
    return list(found.values())


# --- what is said --------------------------------------------------------------------------------


def found_words(preview: Preview) -> str:
    """Say what a file is and what is in it: "12 sessions, 2 March to 4 April 2026. Read as …"."""
    program = f" Read as an export of {printable(preview.layout)}." if preview.layout else ""
    if preview.sessions and preview.first and preview.last:
        found = f"{counted(preview.sessions, 'session')}, {_days(preview)}."
    elif preview.questions.empty:
        found = "No session found in it so far." if len(preview.unknown) else "No session found."
    else:
        found = "It can be read in more than one way."
    return f"{preview.file}: {found}{program}"


def _days(preview: Preview) -> str:
    first, last = spelled_date(preview.first), spelled_date(preview.last)
    if first == last:
        return first
    year = f" {last.split()[-1]}"
    return f"{first.removesuffix(year)} to {last}"


def next_words(added: int, known: int) -> str:
    """Say what *Import* would do, when nothing is asked any more."""
    there = f" {_there(known)} already." if known else ""
    if not added:
        return f"There is nothing new to add.{there}"
    new = "new session" if known else "session"
    return f"Nothing has been added yet. Press Import to add {counted(added, new)}.{there}"


def _there(known: int) -> str:
    return f"{known:,} {'is' if known == 1 else 'are'} in your log"


def open_words(count: int) -> str:
    """Say how much is still to be answered."""
    return f"Nothing has been added yet. First, please answer {counted(count, 'question')} below."


def fault_words(faults: Sequence[Fault]) -> str:
    """Say that rows are faulty, and the two ways to go on."""
    count = len({fault.row for fault in faults})
    return (
        f"Nothing has been added yet. {counted(count, 'row')} cannot be read: correct the file and "
        "choose it again, or tick the box below."
    )


def skip_words(faults: Sequence[Fault]) -> str:
    """Ask whether faulty rows may be left out, with their number."""
    count = len({fault.row for fault in faults})
    these = "this row" if count == 1 else f"these {count:,} rows"
    return f"Leave {these} out and bring in the rest"


def added_words(result: ImportResult) -> str:
    """Say what an import has done: "12 sessions added, 3 were there already."."""
    there = f", {result.known:,} {'was' if result.known == 1 else 'were'} there already"
    lines = [f"{counted(result.added, 'session')} added{there if result.known else ''}."]
    lines += [f"Read as an export of {printable(result.layout)}."] if result.layout else []
    if count := len({row for row in result.faults["row"] if not pd.isna(row)}):
        lines += [f"{counted(count, 'row')} left out, as you chose."]
    lines += [
        f"{printable(new)} is new here, but nearly {printable(known)}. If they are one person, "
        "press Undo, write the name in the file as it is here, and choose the file again."
        for new, known in result.alike[:_MOST]
    ]
    if result.repeated:
        rows = ", ".join(map(str, result.repeated[:_MOST]))
        more = ", …" if len(result.repeated) > _MOST else ""
        lines += [
            f"Please look at {counted(len(result.repeated), 'row')} ({rows}{more}): they say "
            "exactly what a row before them says, and were added as further rounds. If that is a "
            "slip, press Undo."
        ]
    return " ".join(lines)


def refused_words(error: TableError, name: str) -> str:
    """Say why a file cannot be read, by its own name."""
    return f"{name} was not read. " + " ".join(_plain(fault) for fault in list(error)[:_MOST])


def unanswerable(preview: Preview) -> str:
    """Say what only the file itself can settle; "" where there is nothing such."""
    faults = [one._replace(row=None) for one in preview.asked if not one.choices]
    if not faults:
        return ""
    lines = [_plain(one) if one.value or one.column else f"It {_plain(one)}" for one in faults]
    ask = "" if any(one.value for one in faults) else f" {_NO_DATES}"
    return f"{preview.file} was not read. {' '.join(lines)}{ask}"


def faults_to_skip(faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults that are no question to a person as well."""
    asked = (ASK_GAP, ASK_AMOUNT)
    return [
        one
        for one in faults
        if not one.rule.startswith((NO_EXERCISE, NOTE_DOUBTED, TICK_DOUBTED, _HELD_DOUBTED))
        and not one.rule.endswith(asked)
    ]


def _plain(fault: Fault) -> str:
    """Say a fault without what is for whoever writes code."""
    sentences = _SENTENCE.split(fault.rule)
    kept = [one for one in sentences if not _CODE.search(one)] or sentences
    place = [f"row {fault.row}"] if fault.row is not None else []
    place += [printable(shortened(fault.column))] if fault.column else []
    words = f"{', '.join(place)}: " if place else ""
    value = f"{quoted(fault.value)} " if fault.value else ""
    whole = f"{words}{value}{' '.join(kept)}"
    return whole[:1].upper() + whole[1:] if words else whole


# --- what is shown -------------------------------------------------------------------------------


def preview_html(preview: Preview, faults: Collection[Fault], names: Mapping[Any, str]) -> str:
    """Write a preview: what is read as what, what not, what is wrong, and the first rows."""
    told = preview.columns.head(_MOST_HEADINGS).itertuples(index=False, name=None)
    columns = [
        (printable(shortened(heading)), _meaning(column, unit))
        for heading, column, unit, _ in told
        if column
    ]
    unread = [printable(shortened(one)) for one in preview.unread if one]
    more_unread = len(unread) - _MOST_HEADINGS
    more = len(faults) - _MOST
    left_out = left_out_lines(Fault(*row) for row in _rows(preview.left_out))
    as_written = preview.rows.empty
    shown = preview.written if as_written else preview.rows
    return fragment(
        "import_preview",
        as_written=as_written,
        columns=columns,
        unread=", ".join(unread[:_MOST_HEADINGS])
        + (f" and {more_unread:,} more" if more_unread > 0 else ""),
        titles=[_title(str(one), as_written=as_written) for one in shown],
        rows=[
            [_cell(str(column), value, {} if as_written else names) for column, value in cells]
            for cells in _named_cells(shown)
        ],
        left_out=[one.strip() for one in left_out],
        faults=[_plain(one) for one in list(faults)[:_MOST]],
        more=f"And {more:,} more." if more > 0 else "",
    )


def _meaning(column: str, unit: str) -> str:
    words = MEANINGS.get(column, column)
    return f"{words}, in {UNIT_NAMES[unit]}" if unit else words


def _rows(frame: pd.DataFrame) -> Iterable[tuple[Any, ...]]:
    cells = frame.astype(object).where(frame.notna(), None)
    return cells.itertuples(index=False, name=None)


def _named_cells(frame: pd.DataFrame) -> Iterable[list[tuple[Any, Any]]]:
    """Yield each row with its headings, of which several may be the same."""
    for row in frame.astype(object).itertuples(index=False, name=None):
        yield [*zip(frame.columns, row, strict=True)]


def _title(column: str, *, as_written: bool) -> str:
    if as_written:
        return printable(shortened(column))
    return MEANINGS.get(column, column).capitalize()


def _cell(column: str, value: Any, names: Mapping[Any, str]) -> str:
    if pd.isna(value):
        return ""
    if column == "started_at" and not isinstance(value, str):
        # A day without a time counts as noon.
        at_noon = (value.hour, value.minute) == (12, 0)
        return long_date(value) if at_noon else f"{long_date(value)}, {value:%H:%M}"
    if column == "exercise_id":
        return names.get(value, str(value))
    return f"{value:g}" if isinstance(value, float) else shortened(str(value))
