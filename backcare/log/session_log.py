"""The session log: add, edit, delete and undo sessions, read them back, exchange them as CSV."""

from __future__ import annotations

import os
import warnings
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import pandas as pd
from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import IntegrityError

from backcare.atomic_write import write_or_explain
from backcare.days import Day, day_of
from backcare.diary import (
    DETECT,
    Layouts,
    Meanings,
    Names,
    WithoutAmount,
    diary_bytes,
    read_diary,
)
from backcare.errors import (
    ChangedElsewhereError,
    Fault,
    FaultsError,
    LogError,
    OutcomeUnknownError,
    SessionError,
    TableError,
    faults_frame,
    unknown_term,
)
from backcare.exercises.load import load_exercises
from backcare.log.again import put_all, put_once
from backcare.log.answers import SafetyRecord, check_texts, moment
from backcare.log.backup import back_up, back_up_rows, named
from backcare.log.chosen import all_of, conditions, rows_of
from backcare.log.database import Database
from backcare.log.events import (
    LOST,
    ON,
    put_asked,
    put_for_certain,
    read_asked,
    read_told_to_stop,
)
from backcare.log.importing import (
    Comparison,
    ImportResult,
    Progress,
    compare,
    repeated_rows,
    steps,
    store,
)
from backcare.log.login import together
from backcare.log.measures import (
    check_score,
    has_measure,
    measure_row,
    put_measure,
    read_measures,
)
from backcare.log.restore import Restored, restore
from backcare.log.rows import (
    Undone,
    as_sessions,
    check_known,
    delete_sessions,
    frame_of,
    insert_sessions,
    is_taken_back,
    is_there,
    newest_change,
    newest_starts,
    read_session,
    read_sessions,
    remember,
    remember_added,
    stored_of,
    sum_of,
    take_back,
    was_stored,
    whole_import,
)
from backcare.log.schema import SESSIONS
from backcare.log.stored import (
    mark_of_session,
    orphan_faults,
    read_orphans,
    with_path,
)
from backcare.log.sums import server_sessions, server_sums
from backcare.safety import (
    SafetySettings,
    severe_sessions,
    starts,
    stop_rule_sessions,
    stronger_reason,
)
from backcare.sessions import DAYS_AHEAD, NOBODY, Session, check_session, is_time
from backcare.summaries.each_session import sessions_of
from backcare.summaries.week_sums import add_sums, weekly_sums
from backcare.text import counted

# After an undo whose answer got lost.
_AGAIN = "Do it again when the log can be reached. It is not undone twice."
_LOOK = (
    "When the log can be reached, check whether it is back as it was. If it is, do not undo "
    "again: that would undo one more change."
)


def _clock() -> datetime:
    return datetime.now(UTC)


class SessionLog:
    """The sessions of one patient or of many, kept in a file or on a server.

    Each change is all or nothing, and on the disk when the method returns. Several programs
    may use the same log at once. A new file, and the folder made for it, can be opened by
    no one but its owner.

    Parameters
    ----------
    path_or_url : path-like or str, optional
        A file; or the address of a PostgreSQL database (15 or newer), such as
        "postgresql+psycopg://user@server/clinic"; or ":memory:" for a log that is gone when
        it is closed. When left out: what the environment variable BACKCARE_LOG says, or else
        `log.db` in the folder where this computer keeps its user's data.
    exercises : pandas.DataFrame, optional
        The table whose exercises count as known; `load_exercises()` when left out.
    now : callable, optional
        Tells the time, with its offset; the computer's clock when left out.
    open_later : bool, default False
        Open it when it is first used, and try again at each use until that works. So a page
        whose log cannot be opened is still there: its form and its charts say why, in words.

    Raises
    ------
    LogError
        If the log cannot be opened: another kind of file, a damaged one, one written by a
        newer version, or one that is not yours. It is left as it is. With `open_later`, each
        use raises it instead.

    Examples
    --------
    >>> from datetime import datetime, timedelta, timezone
    >>> log = bc.SessionLog(":memory:")
    >>> evening = datetime(2026, 3, 2, 18, 30, tzinfo=timezone(timedelta(hours=1)))
    >>> session_id = log.add(bc.Session(evening, pain_before=3, pain_after=2,
    ...                                 entries=[bc.Entry("bridging", sets=2, reps=10)]))
    >>> log.to_frame()[["started_at", "exercise_id", "reps", "pain_after"]]
               started_at exercise_id  reps  pain_after
    0 2026-03-02 18:30:00    bridging    10           2
    """

    def __init__(
        self,
        path_or_url: str | os.PathLike[str] | None = None,
        *,
        exercises: pd.DataFrame | None = None,
        now: Callable[[], datetime] = _clock,
        open_later: bool = False,
    ) -> None:
        self._exercises = load_exercises() if exercises is None else exercises
        self._now = now
        # The latest that the clock has told: it may be put back while a session is on.
        self._latest = now()
        self._unread: dict[str, list[Fault]] = {"sessions": [], "scores": []}
        self._database = Database(path_or_url, open_later=open_later)
        # A notebook rarely closes what it opened; a log that nobody holds closes itself.
        weakref.finalize(self, self._database.close)

    def add(self, session: Session) -> str:
        """Store a new session; a half finished one too, which `edit` completes later.

        Parameters
        ----------
        session : Session
            What was done, and how it felt.

        Returns
        -------
        str
            Its `session_id`, once it is on the disk.

        Raises
        ------
        SessionError
            If anything is wrong with the session: all of it at once.
        LogError
            If it cannot be stored, or a session of this id is there already.

        Examples
        --------
        >>> from datetime import datetime
        >>> log = bc.SessionLog(":memory:")
        >>> log.add(bc.Session(datetime(2026, 3, 2, 18), session_id="first"))
        'first'
        """
        session = self._own(session)
        self._check(session)
        number = None

        def store() -> None:
            nonlocal number
            with self._database.write() as connection:
                try:
                    insert_sessions(connection, [session])
                except IntegrityError as error:
                    already = f"The session {session.session_id!r} is in the log already."
                    raise LogError(f"{already} Change it with log.edit(session).") from error
                number = remember_added(connection, "add", [session.session_id])

        self._database.for_certain(store, lambda: self._has(session, number))
        return session.session_id

    def add_once(self, session: Session) -> str:
        """Store a session, however often it is sent: what is there already is not stored twice.

        A page sends what it has until it hears that it is stored. The same id with the same
        content is the same session, also if it was changed in the log since. If it was deleted
        since, it stays deleted for as long as `undo` could bring it back. The same id with other
        content, as from two tabs that both ended one session, is kept too, under an id of its own.

        Parameters
        ----------
        session : Session
            What was done, and how it felt.

        Returns
        -------
        str
            The `session_id` under which it is stored, or was until it was deleted, once it is on
            the disk.

        Raises
        ------
        SessionError
            If anything is wrong with the session: all of it at once.
        LogError
            If it cannot be stored.

        Examples
        --------
        >>> from dataclasses import replace
        >>> from datetime import datetime
        >>> log = bc.SessionLog(":memory:")
        >>> session = bc.Session(datetime(2026, 3, 2, 18), pain_after=1, session_id="first")
        >>> log.add_once(session), log.add_once(session)
        ('first', 'first')
        >>> len({log.add_once(replace(session, pain_after=9)), "first"})
        2
        """
        session = self._own(session)
        fault = self._fault_of_clock(session)
        with self._database.write() as connection:
            return put_once(connection, session, fault)

    def add_all(self, sessions: Iterable[Session]) -> list[str]:
        """Store sessions that are brought back, all of them or none.

        What is there just so is not stored twice. What was deleted comes back: whoever brings it
        wants it.

        Parameters
        ----------
        sessions : iterable of Session
            As `sessions` gives them; each with its own `session_id`.

        Returns
        -------
        list of str
            The `session_id` of each that was not there, once all are on the disk. They are one
            change, which `undo` takes back.

        Raises
        ------
        FaultsError
            If anything is wrong with one of them, or one is there with other details: all of it
            at once. Nothing was stored.
        LogError
            If they cannot be stored.

        Examples
        --------
        >>> from datetime import datetime
        >>> log = bc.SessionLog(":memory:")
        >>> first = bc.Session(datetime(2026, 3, 2, 18), pain_after=1, session_id="first")
        >>> log.add_all([first]), log.add_all([first])
        (['first'], [])
        """
        own = [self._own(one) for one in sessions]
        if faults := [*self._faults_of(own)]:
            raise FaultsError("The sessions were not stored", faults)
        new: list[str] = []

        def put() -> None:
            nonlocal new
            with self._database.write() as connection:
                new = put_all(connection, own)

        def is_put() -> bool:
            with self._database.read() as connection:
                return stored_of(connection, new).issuperset(new)

        self._database.for_certain(put, is_put)
        return new

    def edit(self, session: Session, *, known: Session | None = None) -> str:
        """Put a session in the place of the stored one with the same `session_id`.

        Parameters
        ----------
        session : Session
            The whole session as it should be, for example from `dataclasses.replace`.
        known : Session, optional
            The stored one as you last saw it: where it is another by now, nothing is changed.
            When left out, whatever is stored there is replaced.

        Returns
        -------
        str
            Its `session_id`, once it is on the disk.

        Raises
        ------
        SessionError
            If anything is wrong with the session: all of it at once.
        ChangedElsewhereError
            If the stored session is neither as it was `known` nor as it should be.
        LogError
            If it cannot be stored, or there is no session of this id.

        Examples
        --------
        >>> from dataclasses import replace
        >>> from datetime import datetime
        >>> log = bc.SessionLog(":memory:")
        >>> session = bc.Session(datetime(2026, 3, 2, 18))
        >>> session_id = log.edit(replace(log.session(log.add(session)), pain_after=2))
        >>> log.session(session_id).pain_after
        2
        """
        session, known = self._own(session), known and self._own(known)
        number = None

        def store() -> None:
            nonlocal number
            with self._database.write() as connection:
                before = _stored(connection, session.session_id)
                if known is not None:
                    if sum_of(before) == sum_of(session):
                        return  # a try before, whose answer got lost, has done it
                    check_known(connection, known)
                # By a clock that was put back since, it may lie in the future; it was checked then.
                self._check(session, not_after=before.started_at)
                delete_sessions(connection, SESSIONS.c.session_id == session.session_id)
                insert_sessions(connection, [session])
                number = remember(connection, "edit", before)

        self._database.for_certain(store, lambda: self._has(session, number))
        return session.session_id

    def delete(self, session_id: str, *, known: Session | None = None) -> None:
        """Take a session out of the log; `undo` brings it back.

        What it was is kept for the next 20 changes, and is gone for good after 40.

        Parameters
        ----------
        session_id : str
            As in the log's frame.
        known : Session, optional
            The stored one as you last saw it: where it is another by now, nothing is deleted.

        Raises
        ------
        ChangedElsewhereError
            If the stored session is not as it was `known`.
        LogError
            If there is no session of this id, or the log cannot be written.

        Examples
        --------
        >>> from datetime import datetime
        >>> log = bc.SessionLog(":memory:")
        >>> log.delete(log.add(bc.Session(datetime(2026, 3, 2, 18))))
        >>> len(log.to_frame())
        0
        """
        known = known and self._own(known)

        def take_out() -> None:
            with self._database.write() as connection:
                before = _stored(connection, session_id)
                if known is not None:
                    check_known(connection, known)
                delete_sessions(connection, SESSIONS.c.session_id == session_id)
                remember(connection, "delete", before)

        self._database.for_certain(take_out, lambda: not self.has(session_id))

    def undo(
        self,
        session_id: str | None = None,
        *,
        known: Session | None = None,
        imported: ImportResult | None = None,
    ) -> Undone:
        """Take back the last change: an added, edited or deleted session, or a whole import.

        Called again, it undoes the change before that, at least 20 in all; also those
        that were made before the log was last opened.

        Parameters
        ----------
        session_id : str, optional
            Take back the last change to this session only. Where several people write into
            one log, this leaves alone what the others have done.
        known : Session, optional
            A session as you last saw it in the log: where it is another by now, or is there no
            more, nothing is undone. So what someone else has changed since stays, and an
            undo whose answer got lost can be done again without taking back one change more.
        imported : ImportResult, optional
            Take back this import, whatever else was done since. Where one of its sessions was
            changed or deleted meanwhile, nothing is undone.

        Returns
        -------
        Undone
            What was undone: its `action` and `session_ids`.

        Raises
        ------
        ChangedElsewhereError
            If a session is not in the log as it was `known`, or `imported`.
        LogError
            If there is nothing to undo, or the log cannot be written.

        Examples
        --------
        >>> from datetime import datetime
        >>> log = bc.SessionLog(":memory:")
        >>> log.delete(log.add(bc.Session(datetime(2026, 3, 2, 18), session_id="first")))
        >>> log.undo()
        Undone(action='delete', session_ids=('first',))
        """
        known = known and self._own(known)
        change: Sequence[Row[Any]] = ()
        undone = None

        def take() -> None:
            nonlocal change, undone
            with self._database.write() as connection:
                if known is not None:
                    check_known(connection, known)
                if imported is None:
                    change = newest_change(connection, session_id)
                else:
                    change = _change_of(connection, imported)
                undone = take_back(connection, change) if change else None

        def is_taken() -> bool:
            with self._database.read() as connection:
                return bool(change) and is_taken_back(connection, change)

        try:
            self._database.for_certain(take, is_taken)
        except OutcomeUnknownError as error:
            raise OutcomeUnknownError(
                f"It is not known whether the log {self._database} has undone it: {error.why}. "
                f"{_AGAIN if known is not None else _LOOK}",
                error.why,
            ) from error
        if undone is None:
            raise LogError("There is nothing to undo: the last changes have already been undone.")
        return undone

    def session(self, session_id: str) -> Session:
        """Return one stored session, as it was added or last edited.

        Parameters
        ----------
        session_id : str
            As in the log's frame.

        Returns
        -------
        Session

        Raises
        ------
        LogError
            If there is no session of this id, or the log cannot be read.

        Examples
        --------
        >>> from datetime import datetime
        >>> log = bc.SessionLog(":memory:")
        >>> session_id = log.add(bc.Session(datetime(2026, 3, 2, 18), note="a good day"))
        >>> log.session(session_id).note
        'a good day'
        """
        with self._database.read() as connection:
            return _stored(connection, session_id)

    def has(self, session_id: str) -> bool:
        """Tell whether there is a session of this id.

        Parameters
        ----------
        session_id : str
            As in the log's frame.

        Returns
        -------
        bool

        Raises
        ------
        LogError
            If the log cannot be read.

        Examples
        --------
        >>> bc.SessionLog(":memory:").has("first")
        False
        """
        with self._database.read() as connection:
            return is_there(connection, session_id)

    def sessions(
        self,
        patient: str | None = None,
        *,
        start: Day | None = None,
        end: Day | None = None,
    ) -> list[Session]:
        """Return the stored sessions, oldest first by the wall clock where each was done.

        Parameters
        ----------
        patient : str, optional
            Whose sessions; everybody's when left out.
        start, end : str or datetime.date, optional
            The first and the last day, both included, such as "2026-03-02".

        Returns
        -------
        list of Session

        Examples
        --------
        >>> bc.SessionLog(":memory:").sessions("me", start="2026-03-02")
        []
        """
        found = list[Session]()
        for one in self._database.each(patient):
            with self._database.read(one) as connection:
                found += as_sessions(rows_of(connection, one, start, end))
        return sorted(found, key=_wall_clock)

    def last_sessions(self, n: int = 5, *, patient: str | None = None) -> list[Session]:
        """Return the last sessions, newest first by the wall clock where each was done.

        Parameters
        ----------
        n : int, default 5
            How many at most.
        patient : str, optional
            Whose sessions; everybody's when left out.

        Returns
        -------
        list of Session

        Examples
        --------
        >>> bc.SessionLog(":memory:").last_sessions(2)
        []
        """
        found = list[Session]()
        for one in self._database.each(patient):
            chosen = select(SESSIONS).where(*conditions(one, None, None))
            newest = chosen.order_by(SESSIONS.c.started_at.desc(), SESSIONS.c.session_id.desc())
            with self._database.read(one) as connection:
                found += read_sessions(connection, newest.limit(n))
        return sorted(found, key=_wall_clock, reverse=True)[:n]

    def to_frame(
        self,
        patient: str | None = None,
        *,
        start: Day | None = None,
        end: Day | None = None,
    ) -> pd.DataFrame:
        """Return the log as a frame, one row an entry, its session's columns repeated.

        Parameters
        ----------
        patient : str, optional
            Whose sessions; everybody's when left out.
        start, end : str or datetime.date, optional
            The first and the last day, both included, such as "2026-03-02".

        Returns
        -------
        pandas.DataFrame
            Sorted by `patient`, `started_at`, `session_id` and the order of the entries; a
            session without entries is one row whose `exercise_id` is missing. Columns:
            `session_id`, `patient`, `started_at` (the time on the wall clock there),
            `exercise_id`, `sets`, `reps`, `hold_s`, `minutes`, `pain_before`, `pain_after`,
            `pain_peak` (0 to 10), `pain_minutes`, `note` and `utc_offset_min` (minutes to
            take off `started_at` for the instant in UTC).

        Examples
        --------
        >>> from datetime import datetime
        >>> log = bc.SessionLog(":memory:")
        >>> done = [bc.Entry("walking", minutes=20), bc.Entry("bird_dog", reps=8, hold_s=5)]
        >>> session_id = log.add(bc.Session(datetime(2026, 3, 2, 18), pain_before=3, entries=done))
        >>> log.to_frame("me", start="2026-03-02")[["exercise_id", "minutes", "reps"]]
          exercise_id  minutes  reps
        0     walking     20.0  <NA>
        1    bird_dog     <NA>     8
        """
        frames, faults = list[pd.DataFrame](), list[Fault]()
        for one in self._database.each(patient):
            with self._database.read(one) as connection:
                rows = rows_of(connection, one, start, end)
                faults += [*rows.faults, *orphan_faults(read_orphans(connection, rows.aside))]
            frames.append(frame_of(rows))
        self._unread["sessions"] = faults
        self._set_aside(sessions=faults)
        return together(frames)

    def weekly_sums(
        self, *, by: str | None = None, settings: SafetySettings | None = None
    ) -> pd.DataFrame:
        """Add up the log week by week, on a server where it is kept.

        Parameters
        ----------
        by : {"patient"}, optional
            Keep patients apart.
        settings : SafetySettings, optional
            The numbers of the stop rule; `safety_settings()` when left out.

        Returns
        -------
        pandas.DataFrame
            What `weekly_sums(log.to_frame(), by=by)` gives. A server adds up rows as they stand;
            which of them cannot be read, `to_frame` tells.

        Raises
        ------
        ValueError
            If `by` is not known.
        LogError
            If the log cannot be read.

        Examples
        --------
        >>> from datetime import datetime
        >>> log = bc.SessionLog(":memory:")
        >>> done = [bc.Entry("walking", minutes=20)]
        >>> session_id = log.add(bc.Session(datetime(2026, 3, 4, 18), entries=done))
        >>> log.weekly_sums()[["week", "sessions", "minutes"]]
                week  sessions  minutes
        0 2026-03-02         1     20.0
        """
        if not self._database.is_server:
            return weekly_sums(self.to_frame(), by=by, settings=settings)
        if by not in (None, "patient"):
            raise unknown_term("by", [by], ["patient"])
        with self._database.read() as connection:
            sums = server_sums(connection, settings)
        return add_sums(sums if by else sums.drop(columns="patient"))

    def each_session(self) -> pd.DataFrame:
        """Return each session once, without what was done in it; from a server, nothing else comes.

        Returns
        -------
        pandas.DataFrame
            Ordered by `patient`, `started_at` and `session_id`; beside them `utc_offset_min`,
            `exercised` (whether an exercise was done), `pain_before`, `pain_after`, `pain_peak`
            (0 to 10), `pain_minutes` and `note`. A server takes its rows as they stand; which of
            them cannot be read, `to_frame` tells.

        Raises
        ------
        LogError
            If the log cannot be read.

        Examples
        --------
        >>> from datetime import datetime
        >>> log = bc.SessionLog(":memory:")
        >>> session_id = log.add(bc.Session(datetime(2026, 3, 4, 18), pain_before=3))
        >>> log.each_session()[["patient", "exercised", "pain_before"]]
          patient  exercised  pain_before
        0      me      False          3.0
        """
        if not self._database.is_server:
            return sessions_of(self.to_frame())
        with self._database.read() as connection:
            return server_sessions(connection)

    @property
    def unread(self) -> pd.DataFrame:
        """What the last `to_frame` and the last `measures` had to leave out, a fault for each.

        Its columns are those of every table of faults: `row`, `column`, `value` and `rule`. What
        a patient wrote is never in it. `python -m backcare.log check PATH` prints it.

        Examples
        --------
        >>> log = bc.SessionLog(":memory:")
        >>> _ = log.to_frame()
        >>> len(log.unread)
        0
        """
        faults = [*self._unread["sessions"], *self._unread["scores"]]
        return faults_frame([one._replace(rule=with_path(one.rule, self.path)) for one in faults])

    def import_csv(
        self,
        path: str | os.PathLike[str],
        *,
        on_error: Literal["raise", "skip"] = "raise",
        columns: Meanings | None = None,
        day_first: bool | None = None,
        tz: tzinfo | None = None,
        gap_min: float | None = None,
        layout: str | None = DETECT,
        layouts: Layouts | None = None,
        names: Names | None = None,
        without_amount: WithoutAmount = None,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> ImportResult:
        r"""Add the sessions of a CSV file that the log does not have yet.

        All of it is one change: it is in the log as a whole or not at all, and one `undo`
        takes it back. A session is known by its `session_id`, or by its content; importing a
        file twice adds nothing twice, also in another time zone.

        What is no session is left out and told: a day with nothing but its date, a rest, what is
        marked as not done, nothing but zeros. Where a file can be read in two ways, it is not
        read: the error names both, and what to pass for each.

        Parameters
        ----------
        path : path-like
            A log's export, or a diary of your own with one exercise a row; the JSON of wger's log,
            or the export of Apple Health as XML or zip, however large.
        on_error : {"raise", "skip"}
            Whether faulty rows stop the import, or are left out and reported.
        columns : mapping, optional
            What headings mean that are not understood, or not meant as they are:
            ``{"Datum": "started_at", "Uhr": "time"}``; None for one that is not to be read:
            ``{"Weight": None}``; with a unit, "s", "min", "h", "m:ss" or "h:mm", where it is
            another: ``{"Time": ("minutes", "s")}``; ``{"Date": ("started_at", "UTC")}`` where times
            are not of the place where it was. Beside the columns of a log: "time" (of the
            day), "duration" (minutes of an activity, seconds of a hold), "set_number",
            "rep_number", "set_kind", "done", "not_done" (also of notes, where "skipped" and the
            like mean it; what else they say is kept; ``("done", "x")`` where x is a tick,
            ``("not_done", "x")`` where it is a cross), "reps_unit", "duration_unit",
            "session_of_day" (1 and 2, or morning and evening, where a day has two sessions) and
            "reps_or_minutes" (minutes of an activity, repetitions of all else).
        day_first : bool, optional
            Whether 03/04/2026 is 3 April. Asked for when neither a weekday nor another date of the
            file shows it, never guessed.
        tz : datetime.tzinfo, optional
            Where times without an offset from UTC were written; this computer's zone when
            left out.
        gap_min : float, optional
            Rows of a patient without a `session_id` are one session as long as they begin at most
            so many minutes after each other. When left out, up to 30 minutes are one session, two
            hours are two, and what lies between is asked.
        layout : str, optional
            Of which program the file is an export: "Strong", "Hevy" and others of
            ``load_table("layouts")``. When left out, that is found by its headings, and the result
            says so; None for a file that is none. What `columns` says comes first.
        layouts : path-like or pandas.DataFrame, optional
            Layouts of your own: a table of the same shape, a heading a row.
        names : mapping, optional
            What exercises are that the table does not know: ``{"Deadlift (Barbell)":
            "lifting_weights", "Plank": None, "Running": bc.OTHER_ACTIVITY}``. None leaves one out,
            and `left_out` says so. Of other activity the minutes are kept and, in the note, what
            it was; it is no exercise, so it does not make a session in `weekly_summary`.
        without_amount : {"done", "not_done"}, optional
            What a row means that names an exercise and says nothing of how much. When left out:
            it was done in a file that has no such column; where other rows of the patient have an
            amount, it was only planned, so it is left out and told; and else it is asked. Pain
            after it, or a tick, says that it was done.
        dry_run : bool
            Whether to say only what would be done: nothing is written, and faults of rows are in
            the result instead of an error. `preview_csv` shows more.
        progress : callable, optional
            Called as ``progress(done, total)``; each row counts once when it has been read
            and once when it has been stored. When left out, a long import shows a bar.

        Returns
        -------
        ImportResult
            Its `added`, `known`, `faults`, `left_out`, `unread`, `repeated` and `layout`.

        Raises
        ------
        TableError
            If there are faults and `on_error` is "raise": all of them at once, with row and
            column. Or a CSV file is larger than one that is read: 100 MB, 1,048,576 rows, 1,000
            columns. Nothing was imported.
        DateOrderError
            If a date can be read day first and month first, and `day_first` is not given.
        LogError
            If the log cannot be written.

        Examples
        --------
        >>> import tempfile
        >>> diary = Path(tempfile.mkdtemp()) / "diary.csv"
        >>> _ = diary.write_text("date;exercise;reps\n2026-03-02T18:00+01:00;Bridge;10\n")
        >>> log = bc.SessionLog(":memory:")
        >>> print(log.import_csv(diary))
        1 session added, 0 were there already.
        >>> print(log.import_csv(diary))
        0 sessions added, 1 were there already.
        """
        if on_error not in {"raise", "skip"}:
            raise unknown_term("on_error", [on_error], ["raise", "skip"])
        name = Path(path).name
        with steps(progress, f"Importing {name}") as step:
            diary = read_diary(
                path,
                columns=columns,
                day_first=day_first,
                exercises=self._exercises,
                tz=tz,
                now=max(self._now(), self._latest, *self._known_times(path)),
                gap_min=gap_min,
                layout=layout,
                layouts=layouts,
                names=names,
                without_amount=without_amount,
                progress=step.read,
            )
            with self._database.login() as login:
                own = login.own_frame(diary.frame) if login else diary.frame
            diary = diary._replace(frame=own)
            found = not_compared = Comparison([], [], [])

            def put() -> None:
                nonlocal found
                with self._database.write() as connection:
                    found = compare(connection, diary.frame, diary.unzoned)
                    faults = (*diary.faults, *found.faults(diary))
                    if faults and on_error == "raise":
                        raise TableError(name, faults)
                    new = diary.frame["session_id"].isin(found.new)
                    store(connection, diary.frame[new], step.stored)
                    if found.new:
                        remember_added(connection, "import", found.new)

            if dry_run:
                with self._database.read() as connection:
                    found = compare(connection, diary.frame, diary.unzoned)
            else:
                self._database.for_certain(
                    put, lambda: found is not not_compared and all(map(self.has, found.new))
                )
        repeated = repeated_rows(diary, found.new)
        faults = (*diary.faults, *found.faults(diary))
        return ImportResult(
            len(found.new),
            len(found.known),
            faults,
            diary.unread,
            repeated,
            diary.left_out,
            diary.lacks if len(diary.read) or diary.left_out else (),
            diary.layout,
            dry_run,
            tuple(found.new),
            found.alike,
            _loud=(diary.amounts, diary.parting),
        )

    def export_csv(
        self,
        path: str | os.PathLike[str],
        patient: str | None = None,
        *,
        start: Day | None = None,
        end: Day | None = None,
    ) -> Path:
        """Write the sessions of the log as a CSV file, which only you may open.

        The file appears when it is complete; one that was there before is whole until then.
        A CSV file holds sessions and their exercises only: no scores, no answers about safety,
        no word of a health professional, and nothing that `undo` could bring back. `backup`
        makes a file that holds all of it.

        It opens in a spreadsheet by a double-click, and `import_csv` takes what is saved there. A
        text that would be run or written otherwise there, as =1+1 or 007, has an apostrophe
        before it.

        Parameters
        ----------
        path : path-like
            The file to write.
        patient : str, optional
            Whose sessions; everybody's when left out.
        start, end : str or datetime.date, optional
            The first and the last day, both included, such as "2026-03-02".

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        LogError
            If the log cannot be read, or the file cannot be written.

        Examples
        --------
        >>> import tempfile
        >>> log = bc.SessionLog(":memory:")
        >>> file = log.export_csv(Path(tempfile.mkdtemp()) / "diary.csv")
        >>> file.read_text(encoding="utf-8-sig")[:38]
        'session_id,patient,started_at,exercise'
        """
        target = Path(path).resolve()
        if self.path is not None and target.exists() and target.samefile(self.path):
            raise LogError(f"{target} is the log itself. Choose another name for the export.")
        content = diary_bytes(self.to_frame(patient, start=start, end=end))
        kept = "The log, and any existing file, are unchanged."
        write_or_explain(target, content, kept=kept, error=LogError)
        return target

    def backup(self, path: str | os.PathLike[str]) -> Path:
        """Copy all of the log into one file, which only you may open, also while it is in use.

        Sessions, scores, answers about safety, the words of health professionals and what `undo`
        can bring back: all that the log has. The file is a log by itself, wherever this one is
        kept, and at its end it has the day and a checksum of the whole. `restore` takes it back.

        Parameters
        ----------
        path : path-like
            The file to make, which must not be there yet; or a folder, for a file with the day in
            its name.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        LogError
            If there is a file of that name, it cannot be written, or the log cannot be read.

        Warns
        -----
        UserWarning
            If the log is damaged. It is copied as it is, and `restore` does not take that copy.

        Examples
        --------
        >>> import tempfile
        >>> log = bc.SessionLog(":memory:")
        >>> log.add_measure("2026-03-02", "rmdq_24", 9)
        >>> copy = log.backup(Path(tempfile.mkdtemp()) / "copy.db")
        >>> print(bc.SessionLog(":memory:").restore(copy))
        From the backup of ...: 0 sessions, 1 score and 0 answers added, 0 sessions known already.
        """
        now = self._now().astimezone()
        target = named(path, now.date(), self.path)
        if self.path is None:
            made = back_up_rows(self._database, target, now)
        else:
            made = back_up(self.path, target, now)
        if made.fault:
            warnings.warn(str(made), stacklevel=2)
        return target

    def restore(
        self, path: str | os.PathLike[str], *, keep_differing: bool = False, me: str = NOBODY
    ) -> Restored:
        """Put into the log what a backup has and it has not: all of it, or nothing.

        An empty log is then what the backed up one was, down to what `undo` can bring back. Into
        a log with content the backup is merged: what is there already is not added twice, and
        nothing in it is overwritten. The sessions that are added are one change, which one `undo`
        takes out again; scores and answers stay. One that was deleted since comes back. Into a
        clinic's log go one's own: there "me" is who has logged in.

        Parameters
        ----------
        path : path-like
            A file that `backup` or `backcare log backup` has made, or the archive of *Save a copy
            of everything*.
        keep_differing : bool, default False
            Whether sessions and scores that are not as they are in the backup, such as one that
            was edited since, stay as the log has them, and the rest comes in. Otherwise they are
            refused, with all of it.
        me : str, default "me"
            Under which name you are in the backup: what is of that name becomes yours. A backup of
            one's own log in a clinic has the name that the clinic gave.

        Returns
        -------
        Restored
            Its `made`, `sessions`, `scores`, `answers`, `known`, `kept` and `whose`.

        Raises
        ------
        RestoreError
            If a session, score or answer in the log is not as it is in the backup: all of those,
            with what each of the two says. With `keep_differing`, only if a session in the log
            cannot be read, or an answer differs: nobody can have changed one.
        LogError
            If the file is torn, changed, no backup, of a newer version, or has nothing of `me`; or
            if the log cannot be written; or, in a clinic, if it has what is of others, or answers
            about safety that are older than some that are there. Nothing was restored.

        Examples
        --------
        >>> import tempfile
        >>> from datetime import datetime
        >>> log = bc.SessionLog(":memory:")
        >>> session_id = log.add(bc.Session(datetime(2026, 3, 2, 18)))
        >>> copy = log.backup(Path(tempfile.mkdtemp()) / "copy.db")
        >>> log.delete(session_id)
        >>> log.restore(copy).sessions, log.restore(copy).known
        (1, 1)
        """
        return restore(self._database, path, keep_differing=keep_differing, me=me)

    def add_measure(
        self,
        date: Day,
        instrument: str,
        score: float,
        *,
        patient: str = "me",
        note: str = "",
    ) -> None:
        """Store the score of a questionnaire, or the pain over the last week.

        A second score for the same patient, day and instrument takes the place of the first.

        Parameters
        ----------
        date : str or datetime.date
            The day it was filled in, such as "2026-03-02".
        instrument : str
            A `measure_id` of `load_table("measures")`: "nrs_pain", "rmdq_24", "psfs" or
            "oswestry_total".
        score : float
            The total, within the range that this table gives for the instrument.
        patient : str
            Whose score.
        note : str
            For example the activities that a patient named for the PSFS. With their own scores,
            as in "walk to the shop: 4; lift my child: 2", the dashboard and the report say where
            each of these goals has got to.

        Raises
        ------
        ValueError
            If the day, the instrument, the score or a text is not as it must be.
        LogError
            If the log cannot be written.

        Examples
        --------
        >>> log = bc.SessionLog(":memory:")
        >>> log.add_measure("2026-03-02", "rmdq_24", 9)
        >>> log.measures()["score"].tolist()
        [9.0]
        """
        day = day_of("date", date)
        if day > self._now().date() + timedelta(days=DAYS_AHEAD):
            raise ValueError(f"date must not be in the future, got {date!r}. Correct the date.")
        check_score(instrument, score)
        check_texts(patient=patient, note=note)
        patient = self._database.whose(patient)
        row = measure_row(patient, day, instrument, score=score, note=note)

        def put() -> None:
            with self._database.write() as connection:
                put_measure(connection, row)

        def is_put() -> bool:
            with self._database.read() as connection:
                return has_measure(connection, row)

        self._database.for_certain(put, is_put)

    def measures(self, patient: str | None = None) -> pd.DataFrame:
        """Return the scores that were stored with `add_measure`.

        Parameters
        ----------
        patient : str, optional
            Whose scores; everybody's when left out.

        Returns
        -------
        pandas.DataFrame
            Columns `patient`, `date`, `instrument`, `score`, `note`; sorted by the first three.

        Examples
        --------
        >>> log = bc.SessionLog(":memory:")
        >>> log.add_measure("2026-03-09", "nrs_pain", 3)
        >>> log.add_measure("2026-03-02", "nrs_pain", 5)
        >>> log.measures()[["date", "instrument", "score"]]
                date instrument  score
        0 2026-03-02   nrs_pain    5.0
        1 2026-03-09   nrs_pain    3.0
        """
        patient = patient and self._database.whose(patient)
        with self._database.read(patient) as connection:
            frame, faults = read_measures(connection, patient)
        self._unread["scores"] = faults
        self._set_aside(scores=faults)
        return frame

    def confirm_professional(self, when: datetime | None = None, *, patient: str = "me") -> None:
        """Note that a health professional has been asked, as the stop rule wants.

        Said now, it answers for every session that is in the log, also for one that begins later
        by a clock that is or was wrong, and for what of the log cannot be read.

        Parameters
        ----------
        when : datetime.datetime, optional
            When they were asked; now when left out. Without an offset from UTC it is this
            computer's local time.
        patient : str
            Who asked.

        Raises
        ------
        ValueError
            If `when` is not a time, or lies in the future.
        LogError
            If the log cannot be written.

        Examples
        --------
        >>> from datetime import datetime
        >>> log = bc.SessionLog(":memory:")
        >>> session_id = log.add(bc.Session(datetime(2026, 3, 2, 18), pain_peak=6, pain_minutes=20))
        >>> log.awaiting_professional()
        True
        >>> log.confirm_professional(datetime(2026, 3, 4, 9))
        >>> log.awaiting_professional()
        False
        """
        check_texts(patient=patient)
        patient = self._database.whose(patient)
        asked_at = moment("when", when, self._now())

        def put(connection: Connection) -> str:
            marks: list[str] = []
            if when is None:  # about all that is there, whatever time a clock gave it
                frame, _, aside = all_of(connection, patient)
                told = read_told_to_stop(connection, patient)
                ahead = frame.loc[starts(frame) > asked_at, "session_id"].unique()
                marks += [one.mark for one in aside]
                marks += [one.mark for one in told if one.when > asked_at]
                marks += map(mark_of_session, ahead)
            asked = read_asked(connection, patient)
            return put_asked(connection, patient, asked_at, sorted({*marks} - asked.marks))

        put_for_certain(self._database, put, patient)

    def awaiting_professional(
        self, patient: str = "me", *, settings: SafetySettings | None = None
    ) -> bool:
        """Say whether pain has broken the stop rule and no professional has been asked since.

        Parameters
        ----------
        patient : str
            Whose sessions.
        settings : SafetySettings, optional
            The numbers of the stop rule; `safety_settings()` when left out.

        Returns
        -------
        bool
            While it is True, no next session should be suggested.

        Examples
        --------
        >>> bc.SessionLog(":memory:").awaiting_professional()
        False
        """
        return self.awaiting_reason(patient, settings=settings) == "stop_rule"

    def awaiting_reason(
        self, patient: str = "me", *, settings: SafetySettings | None = None
    ) -> str:
        """Say why a health professional has to be asked before the next session.

        Parameters
        ----------
        patient : str
            Whose sessions.
        settings : SafetySettings, optional
            The numbers of the stop rule; `safety_settings()` when left out.

        Returns
        -------
        str
            "stop_rule" where a session broke it, or may have, else "severe_pain" where pain was
            severe in one, and no professional has been asked since; "" where there is none. A
            session that cannot be read may have broken it: see `unread_stops`.

        Examples
        --------
        >>> from datetime import datetime
        >>> log = bc.SessionLog(":memory:")
        >>> session_id = log.add(bc.Session(datetime(2026, 3, 2, 18), pain_before=8))
        >>> log.awaiting_reason()
        'severe_pain'
        """
        patient = self._database.whose(patient)
        with self._database.read(patient) as connection:
            frame, faults, aside = all_of(connection, patient)
            asked = read_asked(connection, patient)
            told = read_told_to_stop(connection, patient)
            # One that cannot be read is there too; one that was undone is not.
            there = {LOST, *stored_of(connection, [one.session_id for one in told])}
            there |= {one.session_id for one in told if one.session_id.startswith(ON)}
        self._set_aside(sessions=faults)
        waits = {one.reason for one in asked.open_of(told) if one.session_id in there}
        if not {one.mark for one in aside} <= asked.marks:
            waits.add("stop_rule")
        broke = stop_rule_sessions(frame, settings=settings)
        for reason, sessions in (("stop_rule", broke), ("severe_pain", severe_sessions(frame))):
            began = zip(sessions["session_id"], starts(sessions), strict=True)
            if not all(asked.since(start, mark_of_session(one)) for one, start in began):
                waits.add(reason)
        return stronger_reason(*waits)

    def unread_stops(self, patient: str = "me") -> list[tuple[date | None, bool]]:
        """Return the days of what cannot be read, and so may have been a reason to stop.

        Parameters
        ----------
        patient : str
            Whose log.

        Returns
        -------
        list of tuple
            For each session that cannot be read, or word to stop: its day, None where that cannot
            be read either, and whether a health professional has been asked since.

        Raises
        ------
        LogError
            If the log cannot be read at all.

        Examples
        --------
        >>> bc.SessionLog(":memory:").unread_stops()
        []
        """
        patient = self._database.whose(patient)
        with self._database.read(patient) as connection:
            _, _, aside = all_of(connection, patient)
            asked = read_asked(connection, patient)
            told = read_told_to_stop(connection, patient)
        days = [(one.day, one.mark in asked.marks) for one in aside]
        still_open = asked.open_of(told)
        return days + [(None, one not in still_open) for one in told if one.session_id == LOST]

    def safety_record(self, patient: str = "me") -> SafetyRecord:
        """Return what a patient has answered about their safety, to read and to add to.

        Parameters
        ----------
        patient : str
            Whose answers.

        Returns
        -------
        SafetyRecord
            The warning signs and the day they were answered, which exercises a health
            professional was asked about, and the personal limit of mild.

        Raises
        ------
        ValueError
            If `patient` cannot be an id.

        Examples
        --------
        >>> record = bc.SessionLog(":memory:").safety_record()
        >>> record.ask_about("partial_crunch")
        >>> list(record.asked_about())  # with the reason, where one is given
        [('partial_crunch', '')]
        """
        check_texts(patient=patient)
        return SafetyRecord(self, self._database, patient, self._now)

    def one_moment(self, patient: str = "me") -> AbstractContextManager[None]:
        """Read several things of one patient's log as they are at one moment, and sooner.

        Parameters
        ----------
        patient : str, default "me"
            Whose.

        Returns
        -------
        contextlib.AbstractContextManager
            For a `with`, in which nothing is to be written.

        Raises
        ------
        LogError
            If the log cannot be read.

        Examples
        --------
        >>> log = bc.SessionLog(":memory:")
        >>> with log.one_moment():
        ...     log.sessions(patient="me"), log.awaiting_reason()
        ([], '')
        """
        return self._database.one_moment(self._database.whose(patient))

    def tell_waiting(self, tell: Callable[[str], object]) -> AbstractContextManager[object]:
        """Tell in another way than on stderr that another program has to be waited for.

        Parameters
        ----------
        tell : callable
            Called with a sentence when a call has waited for 2 seconds; after 15 it gives up.

        Returns
        -------
        contextlib.AbstractContextManager
            For a `with`, at whose end it is told again as it was before. Without one, `tell`
            stays.

        Examples
        --------
        >>> from datetime import datetime
        >>> log = bc.SessionLog(":memory:")
        >>> with log.tell_waiting(print):
        ...     session_id = log.add(bc.Session(datetime(2026, 3, 2, 18)))
        """
        back = ExitStack()
        back.callback(setattr, self._database, "on_wait", self._database.on_wait)
        self._database.on_wait = tell
        return back

    @property
    def exercises(self) -> pd.DataFrame:
        """The table whose exercises the log takes; widgets of this log choose from it.

        Examples
        --------
        >>> len(bc.SessionLog(":memory:").exercises)
        17
        """
        return self._exercises.copy()

    @property
    def path(self) -> Path | None:
        """The log's file; None when it is kept by a server or in memory."""
        return self._database.path

    def close(self) -> None:
        """Let go of the file or the server; a closed log says so when it is used again.

        Examples
        --------
        >>> log = bc.SessionLog(":memory:")
        >>> log.close()
        """
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"SessionLog({str(self._database)!r})"

    def _own(self, session: Session) -> Session:
        """Return a session as it is stored, in a clinic for whoever has logged in alone."""
        with self._database.login() as login:
            return login.own(session) if login else session

    def _check(self, session: Session, *, not_after: datetime | None = None) -> None:
        now = self._latest = max(self._latest, self._now())
        check_session(session, exercises=self._exercises, now=max(now, not_after or now))

    def _faults_of(self, sessions: Iterable[Session]) -> Iterator[Fault]:
        """Yield all that is wrong with some sessions, each named."""
        for session in sessions:
            try:
                self._check(session)
            except SessionError as error:
                named = f"session {session.session_id}"
                yield from (one._replace(column=f"{named}, {one.column}") for one in error)

    def _fault_of_clock(self, session: Session) -> SessionError | None:
        """Check a session; return what is wrong with it if it only lies in the future.

        By a clock that was put back, what has been stored may lie there.
        """
        try:
            self._check(session)
        except SessionError as error:
            start = session.started_at
            if is_time(start) and start.tzinfo is not None:
                with suppress(SessionError):
                    self._check(session, not_after=start)
                    return error
            raise
        return None

    def _set_aside(self, **faults: list[Fault]) -> None:
        """Warn whoever has asked for sessions, or scores, that some of them cannot be read."""
        for many, some in faults.items():
            if some:
                count = counted(len(some), many[:-1])
                last = {"sessions": "log.to_frame()", "scores": "log.measures()"}[many]
                left_out = f"cannot be read and were left out. See log.unread after {last}."
                warnings.warn(f"{count} of the log {self._database} {left_out}", stacklevel=3)

    def _has(self, session: Session, number: int | None) -> bool:
        """Tell whether the change with this number has stored a session, if it got so far."""
        with self._database.read() as connection:
            return number is not None and was_stored(connection, session, since=number)

    def _known_times(self, path: str | os.PathLike[str]) -> list[datetime]:
        """Return times that have been, whatever this computer's clock says now.

        A clock that was put back makes the future of what a log itself has written.
        """
        with self._database.read() as connection:
            known = newest_starts(connection)
        with suppress(OSError, ValueError, OverflowError):
            known.append(datetime.fromtimestamp(Path(path).stat().st_mtime, UTC))
        return known


def _wall_clock(session: Session) -> datetime:
    return session.started_at.replace(tzinfo=None)


def _stored(connection: Connection, session_id: str) -> Session:
    found = read_session(connection, session_id)
    if found is None:
        raise LogError(f"There is no session {session_id!r} in the log: see log.to_frame().")
    return found


def _change_of(connection: Connection, imported: ImportResult) -> Sequence[Row[Any]]:
    """Return the rows of an import; refuse where they are not what it has left."""
    change = whole_import(connection, imported.session_ids)
    if imported.session_ids and not change:
        raise ChangedElsewhereError(
            f"The {counted(len(imported.session_ids), 'session')} of this import cannot be taken "
            "back together: some were changed or deleted meanwhile, or the import was undone, or "
            "is too long ago. Nothing was done. log.delete takes out one of them."
        )
    return change
