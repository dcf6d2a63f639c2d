"""The session log: add, edit, delete and undo sessions, and read them back."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from backcare.errors import LogError
from backcare.log.exchange import Exchange
from backcare.log.measures import Measures
from backcare.log.reading import known
from backcare.log.rows import delete_sessions, insert_session, read_session
from backcare.log.schema import SESSIONS
from backcare.log.undo import Undone, remember, remember_added, take_back
from backcare.sessions import Session, check_session


class SessionLog(Measures, Exchange):
    """The sessions of one patient or of many, kept in a file or on a server.

    Each change is all or nothing, and on the disk when the method returns. Several programs
    may use the same log at once. A new file, and the folder made for it, can be opened by
    nobody but its owner.

    Parameters
    ----------
    path_or_url : path-like or str, optional
        A file; or the address of a PostgreSQL database, such as
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

    def add(self, session: Session) -> str:
        """Store a new session.

        Parameters
        ----------
        session : Session
            It may be half finished; `edit` completes it later.

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
        >>> from datetime import datetime, timezone
        >>> log = bc.SessionLog(":memory:")
        >>> log.add(bc.Session(datetime(2026, 3, 2, 18, tzinfo=timezone.utc), session_id="first"))
        'first'
        """
        self._check(session)
        with self._database.write() as connection:
            try:
                insert_session(connection, session)
            except IntegrityError as error:
                known = f"The session {session.session_id!r} is in the log already."
                raise LogError(f"{known} Change it with log.edit(session).") from error
            remember_added(connection, "add", [session.session_id])
        return session.session_id

    def edit(self, session: Session) -> str:
        """Put a session in the place of the stored one with the same `session_id`.

        Parameters
        ----------
        session : Session
            The whole session as it should be, for example from `dataclasses.replace`.

        Returns
        -------
        str
            Its `session_id`, once it is on the disk.

        Raises
        ------
        SessionError
            If anything is wrong with the session: all of it at once.
        LogError
            If it cannot be stored, or there is no session of this id.

        Examples
        --------
        >>> from dataclasses import replace
        >>> from datetime import datetime, timezone
        >>> log = bc.SessionLog(":memory:")
        >>> session = bc.Session(datetime(2026, 3, 2, 18, tzinfo=timezone.utc), session_id="first")
        >>> log.edit(replace(log.session(log.add(session)), pain_after=2))
        'first'
        >>> log.session("first").pain_after
        2
        """
        self._check(session)
        with self._database.write() as connection:
            before = known(read_session(connection, session.session_id), session.session_id)
            delete_sessions(connection, SESSIONS.c.session_id == session.session_id)
            insert_session(connection, session)
            remember(connection, "edit", before)
        return session.session_id

    def delete(self, session_id: str) -> None:
        """Take a session out of the log; `undo` brings it back.

        What it was is kept for the next 20 changes, and is gone for good after 40.

        Parameters
        ----------
        session_id : str
            As in the log's frame.

        Raises
        ------
        LogError
            If there is no session of this id, or the log cannot be written.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> log = bc.SessionLog(":memory:")
        >>> log.delete(log.add(bc.Session(datetime(2026, 3, 2, 18, tzinfo=timezone.utc))))
        >>> len(log.to_frame())
        0
        """
        with self._database.write() as connection:
            before = known(read_session(connection, session_id), session_id)
            delete_sessions(connection, SESSIONS.c.session_id == session_id)
            remember(connection, "delete", before)

    def undo(self, session_id: str | None = None) -> Undone:
        """Take back the last change: an added, edited or deleted session, or a whole import.

        Called again, it takes back the change before that, at least 20 in all; also those
        that were made before the log was last opened.

        Parameters
        ----------
        session_id : str, optional
            Take back the last change to this session only. Where several people write into
            one log, this leaves alone what the others have done.

        Returns
        -------
        Undone
            What was taken back: its `action` and `session_ids`.

        Raises
        ------
        LogError
            If there is nothing to take back, or the log cannot be written.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> log = bc.SessionLog(":memory:")
        >>> session = bc.Session(datetime(2026, 3, 2, 18, tzinfo=timezone.utc), session_id="first")
        >>> log.delete(log.add(session))
        >>> log.undo()
        Undone(action='delete', session_ids=('first',))
        >>> log.session("first") == session
        True
        """
        with self._database.write() as connection:
            undone = take_back(connection, session_id)
        if undone is None:
            raise LogError("There is nothing to undo: the last changes have been taken back.")
        return undone

    def _check(self, session: Session) -> None:
        check_session(session, exercises=self._exercises, now=self._now())
