"""A log's way to other programs and back: CSV files."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Literal

from backcare.atomic_write import write_whole
from backcare.diary import Diary, diary_bytes, read_diary
from backcare.errors import Fault, LogError, TableError, unknown_term
from backcare.log.importing import compare, store
from backcare.log.progress import Progress, steps
from backcare.log.reading import Day, Reading
from backcare.log.undo import remember_added

_CHANGED = (
    "is in the log already, with other content. Correct it there with log.edit, or delete it "
    "there and import again."
)
_REPEATED = (
    "Added, but please look: {count} repeating an earlier row of the same session ({rows}). If "
    "that was no further round, take the import back with undo, delete them, and import again."
)
_ROWS_TOLD = 8


@dataclass(frozen=True)
class ImportResult:
    """What `SessionLog.import_csv` did.

    Attributes
    ----------
    added : int
        Sessions that are new in the log.
    known : int
        Sessions that were there already, and are as they were.
    faults : tuple of Fault
        What was left out, and why; empty unless `on_error` is "skip".
    unread : tuple of str
        Headings of columns that were not understood, and so not read.
    repeated : tuple of int
        Rows of new sessions that say exactly what an earlier row of the session says. They
        may be further rounds or a slip, so they were added, and are told.
    """

    added: int
    known: int
    faults: tuple[Fault, ...] = ()
    unread: tuple[str, ...] = ()
    repeated: tuple[int, ...] = ()

    def __str__(self) -> str:
        told = [f"{_counted(self.added, 'session')} added, {self.known} were there already."]
        told += [f"Not read: {', '.join(self.unread)}."] if self.unread else []
        if self.repeated:
            rows = ", ".join(map(str, self.repeated[:_ROWS_TOLD]))
            more = ", …" if len(self.repeated) > _ROWS_TOLD else ""
            told += [_REPEATED.format(count=_counted(len(self.repeated), "row"), rows=rows + more)]
        told += [f"{_counted(len(self.faults), 'fault')}, left out:"] if self.faults else []
        return "\n".join([*told, *(f"  {fault}" for fault in self.faults)])


class Exchange(Reading):
    """The part of a log that reads and writes CSV; see `SessionLog`."""

    def import_csv(
        self,
        path: str | os.PathLike[str],
        *,
        on_error: Literal["raise", "skip"] = "raise",
        columns: Mapping[str, str] | None = None,
        day_first: bool | None = None,
        tz: tzinfo | None = None,
        progress: Progress | None = None,
    ) -> ImportResult:
        r"""Add the sessions of a CSV file that the log does not have yet.

        All of it is one change: it is in the log as a whole or not at all, and one `undo`
        takes it back. A session is known by its `session_id`, or by its content; importing a
        file twice adds nothing twice.

        Parameters
        ----------
        path : path-like
            A log's export, or a diary of your own with one exercise a row.
        on_error : {"raise", "skip"}
            Whether faulty rows stop the import, or are left out and reported.
        columns : mapping of str to str, optional
            Headings that are not understood: ``{"Datum": "started_at", "Uhr": "time"}``.
        day_first : bool, optional
            Whether 03/04/2026 is 3 April. Asked for when needed, never guessed.
        tz : datetime.tzinfo, optional
            Where times without an offset from UTC were written; this computer's zone when
            left out.
        progress : callable, optional
            Called as ``progress(done, total)``; each row counts once when it has been read
            and once when it has been stored. When left out, a long import shows a bar.

        Returns
        -------
        ImportResult
            Its `added`, `known`, `faults`, `unread` and `repeated`.

        Raises
        ------
        TableError
            If there are faults and `on_error` is "raise": all of them at once, with row and
            column. Nothing was imported.
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
        with steps(progress, f"Importing {Path(path).name}") as told:
            diary = read_diary(
                path,
                columns=columns,
                day_first=day_first,
                exercises=self._exercises,
                tz=tz,
                now=self._now(),
                progress=told.read,
            )
            with self._database.write() as connection:
                found = compare(connection, diary.frame)
                changed = (Fault(None, "session_id", key, _CHANGED) for key in found.changed)
                faults = (*diary.faults, *changed)
                if faults and on_error == "raise":
                    raise TableError(Path(path).name, faults)
                if found.new:
                    new = diary.frame["session_id"].isin(found.new)
                    store(connection, diary.frame[new], told.stored)
                    remember_added(connection, "import", found.new)
                else:
                    told.stored(1)
        repeated = _repeated(diary, found.new)
        return ImportResult(len(found.new), len(found.known), faults, diary.unread, repeated)

    def export_csv(
        self,
        path: str | os.PathLike[str],
        patient: str | None = None,
        *,
        start: Day = None,
        end: Day = None,
    ) -> Path:
        """Write the log as a CSV file, which only you may open.

        The file appears when it is complete; one that was there before is whole until then.

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
            raise LogError(f"{target} is the log itself. Give the export another name.")
        content = diary_bytes(self.to_frame(patient, start=start, end=end))
        try:
            write_whole(target, content)
        except OSError as error:
            kept = "The log, and a file that was there before, are as they were."
            raise LogError(f"{target} was not written: {error.strerror}. {kept}") from error
        return target


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _repeated(diary: Diary, new: Collection[str]) -> tuple[int, ...]:
    """Return the numbers of the rows that say again what their new session has said."""
    again = diary.frame.duplicated() & diary.frame["session_id"].isin(new)
    return tuple(sorted(number for number, told in zip(diary.rows, again, strict=True) if told))
