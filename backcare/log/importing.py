"""Importing a diary: what of it is new to a log, putting that in, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Connection, false, select

from backcare.csv_reader import shortened
from backcare.diary import Diary, line_of_amounts, line_of_kinds, line_of_pain, nearly
from backcare.errors import (
    LEFT_OUT_OR_DOUBTED,
    Fault,
    fault_lines,
    faults_frame,
    left_out_lines,
    printable,
)
from backcare.log.rows import insert_frame, read_frame, spoilt_of, sums_of
from backcare.log.schema import SESSIONS
from backcare.sessions import LOG_COLUMNS
from backcare.text import and_list, counted, long_date

Progress = Callable[[int, int], object]

_CHANGED = (
    "is already in the log, with different details. In this file it began on {start}. Correct it "
    "in "
    "the log with log.edit, or delete it there and import again. If it cannot be read there, "
    "repair the log first: python -m backcare.log repair."
)
_GROWN = (
    "The session of {start} is in the log already, with other content: {what}. If this file is "
    "right, delete that session from the log, or undo the import that brought it, and import "
    "again. If the log is right, take the rows of that session out of the file. In code: "
    "log.delete({session_id!r}) or log.undo(imported=…), with what the import gave."
)
_REPEATED = (
    "Added, but please look: {count} repeating an earlier row of the same session ({rows}). If "
    "they were not further sets, undo the import, delete them, and import again."
)
_ALIKE = (
    "New in the log, but nearly somebody who is there: {pairs}. If they are one person, undo the "
    "import, write the name in the file as it is in the log, and import again."
)
_NO_EXERCISES = (
    "No column was found for the exercise, so none was read. If there is one, name it: "
    'columns={"its heading": "exercise_id"}.'
)
_LAYOUT = "Read as an export of {layout}."
_CONTENT = [column for column in LOG_COLUMNS if column != "session_id"]
_START, _EXERCISE = _CONTENT.index("started_at"), _CONTENT.index("exercise_id")
_PRINTED_ROWS = 8
_PRINTED_HEADINGS = 20
_A_DAY = pd.Timedelta(days=1)
_SESSIONS_AT_ONCE = 1_000
# A shorter import is over before anybody could read a bar.
_BAR_DELAY_S = 1.0


@dataclass(frozen=True)
class ImportResult:
    """What `SessionLog.import_csv` did.

    Attributes
    ----------
    added : int
        Sessions that are new in the log.
    known : int
        Sessions that were there already, and are as they were.
    faults : pandas.DataFrame
        What was left out, and why, as the `faults` of an error; empty unless `on_error` is
        "skip". Columns `row`, `column`, `value` and `rule`.
    unread : tuple of str
        Headings of columns that were not understood, and so not read.
    left_out : pandas.DataFrame
        Rows in which nothing happened, such as a day with nothing but its date, and what else of
        the file is no exercise, such as a rest; `row`, `column`, `value` and `rule` as for
        `faults`, though nothing is wrong with them.
    repeated : tuple of int
        Rows of new sessions that say exactly what an earlier row of the session says. They
        may be further rounds or a slip, so they were added; look at them.
    layout : str
        The program of which the file was read as an export, "" where none was recognised.
    dry_run : bool
        Whether nothing was written: `added` would be added.
    session_ids : tuple of str
        The sessions that are new in the log, or would be.
    alike : tuple of (str, str)
        Patients that are new in the log, each with the one there whose name is nearly the same.
    """

    added: int
    known: int
    _faults: tuple[Fault, ...] = field(default=(), repr=False)
    unread: tuple[str, ...] = field(default=(), repr=False)  # a file may have any number
    repeated: tuple[int, ...] = field(default=(), repr=False)
    _left_out: tuple[Fault, ...] = field(default=(), repr=False)
    _lacks: tuple[str, ...] = field(default=(), repr=False)
    layout: str = ""
    dry_run: bool = False
    session_ids: tuple[str, ...] = field(default=(), repr=False)
    alike: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    # Headings that are not read, and may be amounts, or say what was not done.
    _loud: tuple[tuple[str, ...], tuple[str, ...]] = field(default=((), ()), repr=False)

    @property
    def faults(self) -> pd.DataFrame:
        """What was left out, one fault a row."""
        return faults_frame(self._faults)

    @property
    def left_out(self) -> pd.DataFrame:
        """What is no session and no exercise, one reason a row."""
        return faults_frame(self._left_out)

    def __str__(self) -> str:
        added = "would be added" if self.dry_run else "added"
        known = "are" if self.dry_run else "were"
        lines = [f"{counted(self.added, 'session')} {added}, {self.known} {known} there already."]
        lines += [_LAYOUT.format(layout=printable(self.layout))] if self.layout else []
        if self.unread:
            headings = self.unread[:_PRINTED_HEADINGS]
            named = ", ".join(printable(shortened(heading)) for heading in headings)
            others = len(self.unread) - _PRINTED_HEADINGS
            named += f" and {others:,} more, all in .unread" if others > 0 else ""
            lines += [f"Not read: {named}."]
        stored = not self.dry_run
        pain = line_of_pain(self.unread, stored=stored)
        amounts, parting = self._loud
        lines += filter(None, [pain, line_of_amounts(amounts, stored=stored)])
        lines += filter(None, [line_of_kinds(parting, stored=stored)])
        lines += [_NO_EXERCISES] if self._lacks else []
        if self._left_out:
            lines += [LEFT_OUT_OR_DOUBTED, *left_out_lines(self._left_out)]
        if self.alike:
            pairs = [f"{new!r} beside {known!r}" for new, known in self.alike[:_PRINTED_ROWS]]
            pairs += ["…"] if len(self.alike) > _PRINTED_ROWS else []
            lines += [_ALIKE.format(pairs=", ".join(pairs))]
        if self.repeated:
            rows = ", ".join(map(str, self.repeated[:_PRINTED_ROWS]))
            more = ", …" if len(self.repeated) > _PRINTED_ROWS else ""
            lines += [_REPEATED.format(count=counted(len(self.repeated), "row"), rows=rows + more)]
        lines += [f"{counted(len(self._faults), 'problem')}, left out:"] if self._faults else []
        return "\n".join([*lines, *fault_lines(self._faults, len(self._faults), kept_in=".faults")])


class Comparison(NamedTuple):
    """The ids of a diary's sessions: not in the log; in it; in it with other content.

    Of what has other content, what the log has.
    """

    new: list[str]
    known: list[str]
    changed: list[str]
    stored: Mapping[str, tuple[Any, ...]] = {}
    alike: tuple[tuple[str, str], ...] = ()

    def faults(self, diary: Diary) -> Iterator[Fault]:
        """Yield what is wrong with the sessions that differ: nobody can know which is right.

        Where the file gives no ids, the day and the row tell which one is meant, and how they
        differ.
        """
        changed = diary.frame["session_id"].isin(self.changed)
        given = _contents(diary.frame[changed])
        rows: dict[str, list[int]] = {}
        for session_id, row, differs in zip(
            diary.frame["session_id"], diary.rows, changed, strict=True
        ):
            if differs:
                rows.setdefault(session_id, []).append(row)
        for session_id, here in given.items():
            there = self.stored.get(session_id, ())
            began = here[0][_START]
            start = f"{long_date(began)}, {began:%H:%M}"
            if session_id in diary.named or not there:
                rule = _CHANGED.format(start=start)
                yield Fault(rows[session_id][0], "session_id", session_id, rule)
                continue
            row = next(
                (row for row, one in zip(rows[session_id], here, strict=True) if one not in there),
                rows[session_id][0],
            )
            what = _difference(here, there)
            yield Fault(row, "", "", _GROWN.format(start=start, what=what, session_id=session_id))


def compare(
    connection: Connection, frame: pd.DataFrame, unzoned: Collection[str] = ()
) -> Comparison:
    """Find by id, and by content, what of a diary's frame the log has already.

    The offset from UTC of `unzoned` sessions is that of the place where the file is read: read in
    another place, they are the same.
    """
    found = Comparison([], [], [])
    given, stored = _contents(frame), _contents(_same_days(connection, frame))
    ids = set(connection.scalars(select(SESSIONS.c.session_id)))
    # A stored session that stands in the file under its own id is no double of another one.
    elsewhere = {content for session_id, content in stored.items() if session_id not in given}
    elsewhere_by_clock = {_by_clock(content) for content in elsewhere}
    for session_id, content in given.items():
        there = stored.get(session_id)
        is_known = there is not None and _by_moment(there) == _by_moment(content)
        is_elsewhere = content in elsewhere
        if session_id in unzoned:
            is_known = there is not None and _by_clock(there) == _by_clock(content)
            is_elsewhere = _by_clock(content) in elsewhere_by_clock
        if session_id in ids:
            (found.known if is_known else found.changed).append(session_id)
        else:
            (found.known if is_elsewhere else found.new).append(session_id)
    # What cannot be read in the log any more, and can be in the file, is put in its place.
    spoilt = spoilt_of(connection, found.changed)
    whole = sums_of(frame[frame["session_id"].isin(spoilt)]) if spoilt else {}
    found.new.extend(one for one in spoilt if spoilt[one] == whole[one])
    changed = [one for one in found.changed if one not in {*found.new}]
    before = {one: stored[one] for one in changed if one in stored}
    coming = frame.loc[frame["session_id"].isin(found.new), "patient"].unique()
    alike = _alike(connection, coming)
    return found._replace(changed=changed, stored=before, alike=alike)


def _alike(connection: Connection, coming: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return each patient that is new, with the one of the log whose name is nearly the same."""
    there = set(connection.scalars(select(SESSIONS.c.patient).distinct()))
    by_name = {nearly(name): name for name in sorted(there)}
    new = [name for name in coming if name not in there and nearly(name) in by_name]
    return tuple((name, by_name[nearly(name)]) for name in new)


def store(connection: Connection, frame: pd.DataFrame, stored: Callable[[float], None]) -> None:
    """Write the sessions some at a time; `stored` is called with the share that is written."""
    number, ids = pd.factorize(frame["session_id"])
    for first in range(0, len(ids), _SESSIONS_AT_ONCE):
        insert_frame(connection, frame[(number >= first) & (number < first + _SESSIONS_AT_ONCE)])
        stored(min(1, (first + _SESSIONS_AT_ONCE) / len(ids)))
    if not len(ids):
        stored(1)


def repeated_rows(diary: Diary, new: Collection[str]) -> tuple[int, ...]:
    """Return the numbers of the rows that repeat another of their new session."""
    # A set of another number or time is a further set, and no slip.
    marked = diary.frame.assign(mark=pd.Series(diary.marks, dtype=object))
    again = marked.duplicated() & diary.frame["session_id"].isin(new)
    rows = {row for row, is_again in zip(diary.rows, again, strict=True) if is_again}
    rows |= {row for session, row in diary.again if session in new}
    return tuple(sorted(rows))


class Steps:
    """The two passes over a file, reading and storing, counted as one."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._rows = 0

    def read(self, done: int, rows: int) -> None:
        """Report how many rows have been read."""
        self._rows = rows
        self._progress(done, 2 * rows)

    def stored(self, share: float) -> None:
        """Report which share of the rows has been stored."""
        self._progress(self._rows + round(share * self._rows), 2 * self._rows)


@contextmanager
def steps(progress: Progress | None, text: str) -> Iterator[Steps]:
    """Report the steps to whom the caller names, or else on a bar, in a notebook as a widget."""
    bar: Any = None

    def show(done: int, total: int) -> None:
        nonlocal bar
        if bar is None:
            from tqdm.auto import tqdm  # most logs are never imported into

            # Without the thread that would watch it: a browser's Python has none.
            unwatched = type("Bar", (tqdm,), {"monitor_interval": 0})
            bar = unwatched(total=total, desc=text, unit=" steps", delay=_BAR_DELAY_S)
        bar.update(done - bar.n)

    try:
        yield Steps(progress or show)
    finally:
        if bar is not None:
            bar.close()


def _difference(here: Sequence[Any], there: Sequence[Any]) -> str:
    """Say in words what a session has in a file and in the log; of a note only that it differs."""
    done = [[row[_EXERCISE] for row in one if row[_EXERCISE]] for one in (here, there)]
    more = [[one for one in done[at] if one not in done[1 - at]] for at in (0, 1)]
    parts = [
        f"only {where} has {and_list(list(dict.fromkeys(names)))}"
        for where, names in zip(("this file", "the log"), more, strict=True)
        if names
    ]
    if not parts and len(here) != len(there):
        parts = [f"this file has {counted(len(here), 'row')} of it, and the log {len(there)}"]
    if not parts:
        differ = [
            column
            for place, column in enumerate(_CONTENT)
            if any(one[place] != other[place] for one, other in zip(here, there, strict=True))
        ]
        parts = [f"they differ in {and_list(differ)}"]
    return " and ".join(parts)


def _same_days(connection: Connection, frame: pd.DataFrame) -> pd.DataFrame:
    # A day more on each side: in another time zone a moment may be on another day.
    start, end = frame["started_at"].min() - _A_DAY, frame["started_at"].max() + _A_DAY
    # Of an empty file neither is a time; no session is read for one.
    inside = false() if pd.isna(start) else SESSIONS.c.started_at.between(start, end)
    return read_frame(connection, select(SESSIONS).where(inside))[0]


def _by_clock(content: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return what a session says without its offset from UTC, the last of `LOG_COLUMNS`."""
    return tuple(row[:-1] for row in content)


def _by_moment(content: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return what a session says, its start in UTC: in which zone it was read is no difference."""
    return tuple(
        (*row[:_START], row[_START] - pd.Timedelta(minutes=row[-1] or 0), *row[_START + 1 : -1])
        for row in content
    )


def _contents(frame: pd.DataFrame) -> dict[str, tuple[Any, ...]]:
    """Return what each session says, its id left out."""
    cells = frame[_CONTENT].astype(object)
    rows = cells.where(cells.notna(), None).itertuples(index=False, name=None)
    contents: dict[str, list[Any]] = {}
    for session_id, row in zip(frame["session_id"], rows, strict=True):
        contents.setdefault(session_id, []).append(row)
    return {session_id: tuple(rows) for session_id, rows in contents.items()}
