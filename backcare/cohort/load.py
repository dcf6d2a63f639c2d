"""A folder of logs, one file a patient: read whole, and everything wrong in it told at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

import pandas as pd

from backcare.cohort.ids import Ids, shown_name, without_name
from backcare.cohort.overlap import Told, count_once
from backcare.diary import read_diary
from backcare.errors import DateOrderError, Fault, TableError
from backcare.exercises.load import load_exercises
from backcare.sessions import LOG_COLUMNS, Session

_FAULT_COLUMNS = ("file", "row", "column", "value", "rule")
_ORDER = (
    "can be read with the day or the month first, so the file is left out. Pass day_first=True "
    "if the day is written first, or day_first=False if the month is."
)
_PRINTED_FAULTS = 20


@dataclass(frozen=True, eq=False, repr=False)
class GroupLogs:
    """What `load_logs` found in a folder.

    Attributes
    ----------
    frame : pandas.DataFrame
        The sessions of everybody, as `SessionLog.to_frame()` gives a log: one row an entry,
        ordered by patient, start and session.
    faults : pandas.DataFrame
        What was left out, counted once or replaced, and why: `file`, `row` (as a spreadsheet
        numbers them; missing when the fault is the whole file's), `column`, `value`, `rule`.
    files : pandas.DataFrame
        Index `file`; columns `patients`, `sessions` (that count) and `faults`.
    """

    frame: pd.DataFrame
    faults: pd.DataFrame
    files: pd.DataFrame

    def __str__(self) -> str:
        read = int((self.files["patients"] > 0).sum())
        sessions = int(self.files["sessions"].sum())
        people = self.frame["patient"].nunique()
        told = [f"{_count(sessions, 'session')} of {_count(people, 'patient')}"]
        told += [f"from {read} of {_count(len(self.files), 'file')}."]
        count = len(self.faults)
        lines = [" ".join(told) + (f" {_count(count, 'fault')}:" if count else " No faults.")]
        shown = self.faults.head(_PRINTED_FAULTS)
        for file, row, *rest in shown.itertuples(index=False, name=None):
            lines.append(f"  {file}, {Fault(None if pd.isna(row) else row, *rest)}")
        if count > _PRINTED_FAULTS:
            lines.append(f"  … and {count - _PRINTED_FAULTS} more, all in .faults.")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return str(self)


def load_logs(
    folder: str | os.PathLike[str],
    *,
    exercises: pd.DataFrame | None = None,
    day_first: bool | None = None,
    tz: tzinfo | None = None,
    now: datetime | None = None,
) -> GroupLogs:
    r"""Read a folder of logs, each a CSV file as `SessionLog.export_csv` writes it.

    Whatever is without fault is read; everything else is told by file and row. A session that
    stands in two files of a patient is counted once.

    Patients have ids, never names. Where the rows give none (a patient's own log says "me"), the
    file's name is the id: P07.csv. What may be a name, a birthday or a health number is replaced,
    and never shown: "unnamed-1" for a patient, "file 3", by its place in the alphabet, for a file.
    Notes are read as they are, and may hold names.

    Parameters
    ----------
    folder : path-like
        Its files that end in `.csv` are read; folders in it are not.
    exercises : pandas.DataFrame, optional
        The table whose exercises count as known; `load_exercises()` when left out.
    day_first : bool, optional
        Whether 03/04/2026 is 3 April. A file for which it matters is left out when not given.
    tz : datetime.tzinfo, optional
        Where times without an offset from UTC were written; this computer's zone when left out.
    now : datetime.datetime, optional
        The moment that counts as now, with its offset; the computer's clock when left out.

    Returns
    -------
    GroupLogs
        Its `frame`, its `faults` and its `files`.

    Raises
    ------
    ValueError
        If there is no such folder, or no CSV file in it.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "P07.csv").write_text("date,exercise\n2026-03-02,bridge\n")
    ...     _ = Path(folder, "P08.csv").write_text("date,exercise\n2026-03-02,brigde\n")
    ...     group = load_logs(folder)
    >>> print(group)
    1 session of 1 patient from 1 of 2 files. 1 fault:
      P08.csv, row 2, exercise: 'brigde' is not an exercise of the table. Did you mean 'Bridge'?
    >>> group.frame[["patient", "exercise_id"]].values.tolist()
    [['P07', 'bridging']]
    """
    paths = _csv_files(Path(folder))
    names = [shown_name(path, place) for place, path in enumerate(paths, start=1)]
    known = load_exercises() if exercises is None else exercises
    ids, frames, told = Ids(), [], list[Told]()
    for file, path in enumerate(paths):
        try:
            diary = read_diary(path, exercises=known, day_first=day_first, tz=tz, now=now)
        except (TableError, DateOrderError) as error:
            told += [Told(file, fault) for fault in _of(error)]
            continue
        shown, replaced = ids.of_file(path, diary.frame["patient"], diary.rows)
        told += [Told(file, fault) for fault in (*replaced, *diary.faults)]
        frames.append(_under_ids(diary.frame, shown).assign(file=file, row=list(diary.rows)))
    every = pd.concat(frames, ignore_index=True) if frames else _nothing()
    counted, doubled = count_once(every, names)
    return _group(counted, [*told, *doubled], names)


def _csv_files(folder: Path) -> list[Path]:
    """Return the CSV files of a folder by name, but for those that programs hide."""
    if not folder.is_dir():
        raise ValueError(
            f"{folder.name!r} is not a folder. Name the folder that the exported logs are in."
        )
    hidden = (".", "~")
    paths = [
        path
        for path in folder.iterdir()
        if path.suffix.lower() == ".csv" and path.is_file() and not path.name.startswith(hidden)
    ]
    if not paths:
        raise ValueError(
            f"{folder.name!r} holds no file that ends in .csv. Write some there with "
            'log.export_csv("P07.csv").'
        )
    return sorted(paths, key=lambda path: (path.name.casefold(), path.name))


def _of(error: TableError | DateOrderError) -> Iterable[Fault]:
    """Return what is wrong with a file of which nothing was read."""
    if isinstance(error, DateOrderError):
        return [Fault(error.row, "started_at", error.value, _ORDER)]
    rows = error.faults.itertuples(index=False, name=None)
    return [Fault(None if pd.isna(row) else row, *rest) for row, *rest in rows]


def _under_ids(frame: pd.DataFrame, shown: Mapping[str, str]) -> pd.DataFrame:
    """Put ids in the place of patients, and of a name that stands in the id of a session."""
    sessions = frame["session_id"]
    for name, patient in shown.items():
        if name not in (patient, Session.patient):
            sessions = sessions.str.replace(name, patient, case=False, regex=False)
    patients = frame["patient"].map(shown).astype(frame["patient"].dtype)
    return frame.assign(patient=patients, session_id=sessions)


def _nothing() -> pd.DataFrame:
    """Return a log without a session, with its types."""
    empty = read_diary(b"started_at\n").frame
    return empty.assign(file=pd.Series(dtype="int64"), row=pd.Series(dtype="int64"))


def _group(counted: pd.DataFrame, told: list[Told], names: list[str]) -> GroupLogs:
    rows = [(names[file], *without_name(fault)) for file, fault in sorted(told, key=_place)]
    faults = pd.DataFrame(rows, columns=list(_FAULT_COLUMNS)).astype({"row": "Int64"})
    per_file = counted.groupby("file")[["patient", "piece"]].nunique()
    files = per_file.reindex(range(len(names)), fill_value=0).set_axis(
        ["patients", "sessions"], axis=1
    )
    count = pd.Series([file for file, _ in told], dtype="int64").value_counts()
    files["faults"] = count.reindex(files.index, fill_value=0)
    files.index = pd.Index(names, name="file")
    by = ["patient", "started_at", "session_id"]
    frame = counted.sort_values(by, kind="stable", ignore_index=True)[list(LOG_COLUMNS)]
    return GroupLogs(frame, faults, files)


def _place(told: Told) -> tuple[int, int]:
    return told.file, told.fault.row or 0


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
