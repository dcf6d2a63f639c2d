"""A look at a CSV file before it is imported: what would be read as what, and what is asked."""

from __future__ import annotations

import html
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

import pandas as pd

from backcare.csv_reader import name_of, shortened
from backcare.diary import pain_words, words
from backcare.diary.cells import start_reader
from backcare.diary.exercise_names import exercise_reader, names_with, nearest_name
from backcare.diary.few_values import line_of_kinds
from backcare.diary.foreign import given
from backcare.diary.gather import APART_MIN, JOINED_MIN
from backcare.diary.headings import Meanings, folded, meaning
from backcare.diary.hints import instead_of_name
from backcare.diary.layouts import DETECT, Layouts, read_layouts
from backcare.diary.marks import doubtful_choices
from backcare.diary.pain_told import line_of_pain, suggested_pain
from backcare.diary.questions import (
    ASK_AMOUNT,
    ASK_GAP,
    ASK_HELD,
    ASK_NOTE,
    LEFT_OUT,
    TICK_DOUBTED,
    Choice,
    Question,
    heading_choices,
)
from backcare.diary.reader import (
    EMPTY,
    Caller,
    Diary,
    Headed,
    Names,
    WithoutAmount,
    checked_names,
    kinds_of,
    open_order,
    patients_in,
    read_diary,
    rows_and_columns,
)
from backcare.diary.unread import line_of_amounts
from backcare.errors import (
    LEFT_OUT_OR_DOUBTED,
    DateOrderError,
    Fault,
    TableError,
    fault_lines,
    faults_frame,
    left_out_lines,
    printable,
)
from backcare.exercises.load import load_exercises
from backcare.sessions import NO_EXERCISE
from backcare.text import counted, long_date, spelled_date, split_terms

_FIRST_ROWS, _FEW = 5, 3
_MOST_SHOWN = 20
_ORDER = (
    "could mean two different dates. Pass day_first=True if the day is written first, or "
    "day_first=False if the month is."
)
_WHY = {
    "columns": "as you say",
    "exact": "a log's own name",
    "word": "another word for it",
    "values": "decided by the cells",
}
_PAIN_IS = {
    "pain_before": "pain before the session",
    "pain_after": "pain after the session",
    "pain_peak": "the worst pain during the session",
}
_PAIN_LASTED = {
    "min": "how long there was pain above mild, in minutes",
    "h": "how long there was pain above mild, in hours",
}
_UNKNOWN = (
    "Unknown exercises. For each, say which one it is, leave it out, or keep its minutes as other "
    'activity: names={{{name!r}: "{near}"}}, names={{{name!r}: None}} or '
    "names={{{name!r}: bc.OTHER_ACTIVITY}}."
)


@dataclass(frozen=True)
class Preview:
    """What `preview_csv` found in a file; nothing of it is in a log.

    Attributes
    ----------
    file : str
        The name of the file.
    layout : str
        The program of which it is an export, "" where none was recognised.
    columns : pandas.DataFrame
        Each heading, in order: `heading`, `column` ("" if it is not read), `unit` and `why`.
    rows : pandas.DataFrame
        The first rows, as a log would have them.
    unknown : pandas.DataFrame
        Exercises that are not known, the most frequent first: `name`, `rows`, `nearest`.
    sessions : int
        How many sessions were found; 0 as long as questions are open.
    first, last : datetime.datetime or None
        When the first and the last of them began.
    questions : pandas.DataFrame
        What has to be settled before the file can be read, and the argument that does; `row`,
        `column`, `value` and `rule`.
    asked : tuple of Question
        The questions as a program asks them: each is a row of `questions` with its `choices`, of
        which each has the `argument` that gives it, its `value`, and its `meaning` in words. Also
        what needs no answer, and should have one: a heading that may be about pain, and whether
        rows are one session or two.
    patients : tuple of str
        Whose sessions they are, by the file; "me" where it does not say.
    written : pandas.DataFrame
        The first rows as they stand in the file, as long as questions are open; else empty.
    faults, left_out : pandas.DataFrame
        What is wrong with rows, and rows in which nothing happened; as `questions`.
    """

    file: str
    layout: str
    columns: pd.DataFrame
    rows: pd.DataFrame = field(repr=False)
    unknown: pd.DataFrame = field(repr=False)
    sessions: int
    first: datetime | None
    last: datetime | None
    patients: tuple[str, ...] = ()
    asked: tuple[Question, ...] = field(default=(), repr=False)
    _questions: tuple[Fault, ...] = field(default=(), repr=False)
    _faults: tuple[Fault, ...] = field(default=(), repr=False)
    _left_out: tuple[Fault, ...] = field(default=(), repr=False)
    _amounts: tuple[str, ...] = field(default=(), repr=False)
    # As long as something is asked, the first rows as they stand in the file.
    written: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    _parting: tuple[str, ...] = field(default=(), repr=False)

    @property
    def questions(self) -> pd.DataFrame:
        """What has to be settled first, one question a row."""
        return faults_frame(self._questions)

    @property
    def faults(self) -> pd.DataFrame:
        """What is wrong with rows, one fault a row."""
        return faults_frame(self._faults)

    @property
    def left_out(self) -> pd.DataFrame:
        """What is no session and no exercise, one reason a row."""
        return faults_frame(self._left_out)

    @property
    def unread(self) -> tuple[str, ...]:
        """The headings that are not read."""
        return tuple(self.columns.loc[self.columns["column"] == "", "heading"])

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        lines = [self._summary()]
        for heading, column, unit, why in self.columns.itertuples(index=False, name=None):
            if column:
                lines += [f"  {heading} → {column}{f' in {unit}' if unit else ''}: {why}"]
        return "\n".join([*lines, *self._rest()])

    def _repr_html_(self) -> str:
        rest = html.escape("\n".join(self._rest()))
        parts = [f"<p>{html.escape(self._summary())}</p>", _table(self.columns)]
        parts += [_table(self.rows)] if len(self.rows) else []
        parts += [f"<pre>{rest}</pre>"] if rest else []
        return "\n".join(parts)

    def _summary(self) -> str:
        program = f" Read as an export of {printable(self.layout)}." if self.layout else ""
        if self._questions:
            return f"{self.file}: {counted(len(self._questions), 'question')} first.{program}"
        found = counted(self.sessions, "session")
        if self.first is not None and self.last is not None:
            days = dict.fromkeys(map(long_date, (self.first, self.last)))
            found += f", {' to '.join(days)}"
        return f"{self.file}: {found}.{program}"

    def _rest(self) -> list[str]:
        lines = fault_lines(self._questions, len(self._questions), kept_in=".questions")
        if unread := [printable(shortened(one)) for one in self.unread if one]:
            more = f" and {len(unread) - _MOST_SHOWN:,} more" if len(unread) > _MOST_SHOWN else ""
            lines += [f"Not read: {', '.join(unread[:_MOST_SHOWN])}{more}."]
            loud = [line_of_pain(self.unread, stored=False)]
            loud += [line_of_amounts(self._amounts, stored=False)]
            lines += filter(None, [*loud, line_of_kinds(self._parting, stored=False)])
        if len(self.unknown):
            name, _, near = self.unknown.iloc[0]
            lines += [_UNKNOWN.format(name=shortened(name), near=near or "an exercise_id")]
            for name, rows, near in self.unknown.head(_MOST_SHOWN).itertuples(index=False):
                hint = f", perhaps {near}" if near else ""
                lines += [f"  {shortened(name)!r} in {counted(rows, 'row')}{hint}"]
        others = [one for one in self._faults if not one.rule.startswith(NO_EXERCISE)]
        if others:
            lines += [f"{counted(len(others), 'problem')}:"]
            lines += fault_lines(others, len(others), kept_in=".faults")
        if self._left_out:
            lines += [LEFT_OUT_OR_DOUBTED, *left_out_lines(self._left_out)]
        return lines


def preview_csv(
    path: str | os.PathLike[str],
    *,
    columns: Meanings | None = None,
    day_first: bool | None = None,
    exercises: pd.DataFrame | None = None,
    tz: tzinfo | None = None,
    gap_min: float | None = None,
    layout: str | None = DETECT,
    layouts: Layouts | None = None,
    names: Names | None = None,
    without_amount: WithoutAmount = None,
) -> Preview:
    r"""Look at a CSV file before it is imported: what would be read as what, and what is asked.

    Nothing is stored. What `SessionLog.import_csv` would raise as an error is listed here, each
    with the argument that settles it.

    Parameters
    ----------
    path : path-like
        A log's export, or a diary of anybody's making, of wger, or of Apple Health.
    columns, day_first, tz, gap_min, layout, layouts, names, without_amount
        As in `SessionLog.import_csv`.
    exercises : pandas.DataFrame, optional
        The table whose exercises count as known; `load_exercises()` when left out.

    Returns
    -------
    Preview
        It prints as a summary. Its `columns`, `rows`, `unread`, `unknown`, `questions`, `faults`
        and `left_out` are there to look at.

    Raises
    ------
    TableError
        If the file cannot be read at all, or `layouts` has faults.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> diary = Path(tempfile.mkdtemp()) / "diary.csv"
    >>> _ = diary.write_text("date,exercise,reps\n2026-03-02,Bridge,10\n2026-03-04,Plnk,1\n")
    >>> print(preview_csv(diary))
    diary.csv: 1 session, 2 Mar 2026.
      date → started_at: another word for it
      exercise → exercise_id: another word for it
      reps → reps: a log's own name
    Unknown exercises. For each, say which one it is, leave it out, or keep its minutes as other ...
      'Plnk' in 1 row
    """
    table = load_exercises() if exercises is None else exercises
    known = checked_names(names or {}, table)
    caller = Caller(columns or {}, True, layout, read_layouts(layouts))
    read = given(path, empty=EMPTY)
    headed = rows_and_columns(name_of(path), read, caller, kinds_of(table, known))
    questions, diary = list(headed.faults), None
    if questions and day_first is None and all(getattr(one, "choices", ()) for one in questions):
        error = open_order(name_of(path), headed)
        questions += [_ask_order(error)] if error else []
    elif not questions:
        try:
            diary = read_diary(
                path,
                day_first=day_first,
                exercises=table,
                tz=tz,
                gap_min=gap_min,
                names=names,
                without_amount=without_amount,
                headed=headed,
            )
        except DateOrderError as error:
            questions = [_ask_order(error)]
        except TableError as error:
            questions = list(error)
    return _preview(
        name_of(path), headed, columns or {}, diary, questions, _unknown(headed, table, known)
    )


def _preview(
    file: str,
    headed: Headed,
    columns: Meanings,
    diary: Diary | None,
    questions: list[Fault],
    unknown: pd.DataFrame,
) -> Preview:
    told = pd.DataFrame(_columns(headed, columns), columns=["heading", "column", "unit", "why"])
    if diary is None:
        faults = tuple(headed.rows.faults)
        empty = pd.DataFrame()
        asked = [one if isinstance(one, Question) else Question(*one) for one in questions]
        return Preview(
            *(file, headed.layout, told, empty, unknown, 0, None, None, patients_in(headed)),
            _with_values(headed, (*asked, *_pains(headed))),
            *(tuple(questions), faults, (), headed.columns.amounts.loud, _written(headed)),
            _parting=headed.columns.parting,
        )
    frame = diary.frame
    starts = frame["started_at"]
    shown = frame.head(_FIRST_ROWS).drop(columns=["session_id", "utc_offset_min"], errors="ignore")
    return Preview(
        file,
        headed.layout,
        told,
        shown.dropna(axis="columns", how="all"),
        unknown,
        int(frame["session_id"].nunique()),
        starts.min().to_pydatetime() if len(frame) else None,
        starts.max().to_pydatetime() if len(frame) else None,
        tuple(frame["patient"].unique()),
        _with_values(
            headed,
            (
                *_of_rows(diary.faults),
                *_of_notes(headed, diary.faults),
                *_of_headings(headed, diary.faults),
                *_pains(headed),
            ),
        ),
        (),
        diary.faults,
        diary.left_out,
        headed.columns.amounts.loud,
        _parting=headed.columns.parting,
    )


def _ask_order(error: DateOrderError) -> Question:
    asked = Question(error.row, "started_at", error.value, _ORDER)
    return asked.offering(_orders(error.value))


def _orders(text: str) -> Iterator[Choice]:
    """Yield the two days that a date may be, in words."""
    for day_first, part in ((True, "day"), (False, "month")):
        meant = f"the {part} is written first"
        with suppress(ValueError):
            read = start_reader(day_first=day_first, zone=UTC, now=datetime.now(UTC))
            meant = f"{spelled_date(read(text).wall)}: {meant}"
        yield Choice("day_first", day_first, meant)


_ANSWERS = {
    ASK_GAP: (
        # Two hours after the one before, a row begins a session of its own.
        Choice("gap_min", APART_MIN - 0.01, "one session, with a pause"),
        Choice("gap_min", JOINED_MIN, "two sessions"),
    ),
    ASK_AMOUNT: (
        Choice("without_amount", "done", "yes, it was done"),
        Choice("without_amount", "not_done", "no, it was only planned"),
    ),
}


# What rows ask of their heading, and what it may be.
_OF_A_HEADING: Mapping[str, tuple[tuple[Any, str], ...]] = {
    ASK_HELD: (
        (("hold_s", "s"), "how long each repetition was held, in seconds"),
        (("minutes", "s"), "how long they all took, in seconds"),
        (("minutes", "min"), "how long they all took, in minutes"),
        LEFT_OUT,
    ),
}
_OF_TICKS = (words.DONE, words.NOT_DONE)
NOTE_MAY_BE = (
    (words.NOT_DONE, "the exercise was not done: leave it out"),
    ("note", "it is only a note: the exercise was done"),
)


def _of_rows(faults: Sequence[Fault]) -> Iterator[Question]:
    """Yield the questions that are asked of many rows, each once."""
    for asked, choices in _ANSWERS.items():
        unclear = [one for one in faults if one.rule.endswith(asked)]
        yield from (Question(*one).offering(choices) for one in unclear[:1])


def _of_notes(headed: Headed, faults: Sequence[Fault]) -> Iterator[Question]:
    """Yield what is asked of the notes under each heading, once; no note is its value."""
    for place in headed.columns.open_notes:
        heading = headed.rows.header[place].strip()
        asked = ASK_NOTE.format(heading=shortened(heading))
        rows = [one.row for one in faults if one.rule == asked]
        texts = dict(zip(headed.rows.numbers, headed.rows.column(place), strict=True))
        if rows:
            said = tuple(dict.fromkeys(texts[row].strip() for row in rows[:_FEW] if row in texts))
            choices = heading_choices(heading, NOTE_MAY_BE)
            question = Question(rows[0], heading, "", asked).offering(choices)
            yield question.about({heading: said})


def _of_headings(headed: Headed, faults: Sequence[Fault]) -> Iterator[Question]:
    """Yield what is asked in many rows of one heading, once, with the answers that there are."""
    for heading in map(str.strip, headed.rows.header):
        of_ticks = [
            one for one in faults if one.column == heading and one.rule.startswith(TICK_DOUBTED)
        ]
        if of_ticks:
            values = tuple(dict.fromkeys(one.value for one in of_ticks))
            ways = doubtful_choices(heading, values)
            shown = {heading: tuple(filter(None, values))[:_FEW]}
            yield Question(*of_ticks[0]).offering(ways).about(shown)
        for rule, choices in _OF_A_HEADING.items():
            asked = rule.format(heading=heading)
            found = [one for one in faults if one.rule == asked]
            if found:
                yield Question(*found[0]).offering(heading_choices(heading, choices))


def _pains(headed: Headed) -> Iterator[Question]:
    """Yield each heading that may be about pain, with the columns of pain that are still free."""
    free = {one: said for one, said in _PAIN_IS.items() if one not in headed.columns.places}
    for heading in filter(pain_words.speaks_of_pain, headed.columns.unread):
        if not _has_numbers(headed, heading):
            continue  # words, and yes and no, are no pain from 0 to 10
        unit = pain_words.pain_time_unit(heading)
        offered: list[tuple[Any, str]] = []
        if unit and "pain_minutes" not in headed.columns.places:
            units = sorted(("min", "h"), key=unit.__ne__)
            offered = [(("pain_minutes", one), _PAIN_LASTED[one]) for one in units]
        if first := suggested_pain(heading):
            offered += sorted(free.items(), key=lambda one: one[0] != first)
        if offered:
            rule = line_of_pain([heading], stored=False)
            asked = Question(headed.rows.header_number, heading.strip(), "", rule)
            none = (None, "none of these: do not read it")
            yield asked.offering(heading_choices(heading, [*offered, none]))


def _with_values(headed: Headed, asked: Sequence[Question]) -> tuple[Question, ...]:
    """Show with each question some of the values under the headings that it is about."""
    at = {heading.strip(): place for place, heading in enumerate(headed.rows.header)}
    for one in asked:
        if one.examples:
            continue
        ways = [way.value for way in one.choices if isinstance(way.value, Mapping)]
        headings = dict.fromkeys(heading.strip() for way in ways for heading in way)
        one.about(
            {
                heading: tuple(headed.rows.values(at[heading])[:_FEW])
                for heading in [*headings][:_MOST_SHOWN]
                if heading in at
            }
        )
    return tuple(asked)


def _written(headed: Headed) -> pd.DataFrame:
    rows = [dict(enumerate(row)) for row in headed.rows.cells[:_FIRST_ROWS]]
    frame = pd.DataFrame(rows, columns=range(len(headed.rows.header)))
    return frame.set_axis([heading.strip() for heading in headed.rows.header], axis="columns")


def _has_numbers(headed: Headed, heading: str) -> bool:
    rows = headed.rows
    places = [place for place, one in enumerate(rows.header) if one == heading]
    return any(any(map(str.isdecimal, text)) for one in places for text in rows.values(one))


def _columns(headed: Headed, columns: Meanings) -> Iterator[tuple[str, str, str, str]]:
    """Yield each heading with what it is read as, in which unit, and why."""
    found = headed.columns
    at = {place: column for column, place in found.places.items()}
    at |= dict.fromkeys(found.more_notes, "note")
    at |= dict.fromkeys(found.telling_notes, words.NOT_DONE)
    named = {folded(heading) for heading in columns}
    for place, heading in enumerate(headed.rows.header):
        if not heading.strip() and place not in at:
            continue
        column = at.get(place, "")
        unit = "" if column in _OF_TICKS else found.units.get(column, "")
        yield heading.strip(), column, unit, _why(place, heading, column, unit, headed, named)


def _why(place: int, heading: str, column: str, unit: str, headed: Headed, named: set[str]) -> str:
    if folded(heading) in named:
        return _WHY["columns"]
    if place in headed.places:
        return f"as {headed.layout} has it"
    if not column:
        return ""
    rank, meant, its_unit = meaning(heading)
    if meant != column or its_unit != unit:
        return _WHY["values"]
    return _WHY["exact" if rank == 1 else "word"]


def _unknown(headed: Headed, table: pd.DataFrame, names: Mapping[str, str | None]) -> pd.DataFrame:
    """Count the exercises that are not known, each with the nearest that is."""
    read = exercise_reader(table, names)
    texts = Counter(
        text.strip() for text in headed.rows.column(headed.columns.places.get("exercise_id"))
    )
    found: list[tuple[str, int, Any]] = []
    ids = {
        spelling: exercise_id
        for exercise_id, name, others in table[["name", "other_names"]].itertuples()
        for spelling in (exercise_id, name, *split_terms(others))
    }
    containing = names_with(ids)

    def near_to(text: str) -> str:
        """Return the one exercise that may be meant; "" where there are none or several."""
        parts = list(containing(text))
        if parts:
            return parts[0] if len(parts) == 1 else ""
        return str(ids.get(nearest_name(text, ids), ""))

    for text, count in texts.most_common():
        if not text or words.is_nothing(text) or instead_of_name(text):
            continue
        try:
            read(text)
        except ValueError:
            found.append((text, count, near_to(text) if len(found) < _MOST_SHOWN else ""))
    return pd.DataFrame(found, columns=["name", "rows", "nearest"])


def _table(frame: pd.DataFrame) -> str:
    return str(frame.to_html(index=False, na_rep="", border=0))
