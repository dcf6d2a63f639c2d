"""A folder of logs, one file a patient: read whole, with every fault in it by file and row.

`load_logs` reads each file as a diary, gives its patients `Pseudonyms`, and where files overlap
counts each session once (`deduplicate`, below).
"""

from __future__ import annotations

import os
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby, starmap
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from backcare.cohort.arguments import check_reading
from backcare.cohort.entries import entries, why_not_read
from backcare.cohort.pseudonyms import Pseudonyms, shown_name, without_name
from backcare.csv_reader import shortened
from backcare.diary import (
    PAIN_SCALE,
    PARTS_ROWS,
    Diary,
    Layouts,
    Meanings,
    Names,
    WithoutAmount,
    medicine_hint,
    pain_time_unit,
    read_diary,
    read_layouts,
    speaks_of_pain,
    suggested_pain,
)
from backcare.errors import (
    LEFT_OUT_OR_DOUBTED,
    DateOrderError,
    Fault,
    TableError,
    fault_lines,
    left_out_lines,
    printable,
)
from backcare.sessions import LOG_COLUMNS, Session
from backcare.text import counted, row_ranges

_FAULT_COLUMNS = ("file", "row", "column", "value", "rule")
_AS_FAULT = list(Fault._fields)
_ORDER = (
    "can be read with the day or the month first, so the file is left out. Pass day_first=True "
    "if the day is written first, or day_first=False if the month is."
)
_NOT_PRINTABLE = (
    "The file's name has a sign that cannot be printed, such as a line break or a letter that is "
    "not UTF-8. It is shown as {shown}. Give it another name."
)
_MAY_BE_PAIN = (
    "is not read, but may be about pain, and then no rule knows of it. Pass "
    "columns={{{heading!r}: {column!r}}} (or another of 'pain_before', 'pain_after' and "
    f"'pain_peak'), or None if it is no pain. {PAIN_SCALE}"
)
_IS_NOT_ITSELF = (
    "is not read, but may be about pain, and then no rule knows of it. A log has only pain itself, "
    "from 0 to 10: change its numbers to these in the file, and call the column Pain before or "
    "Pain after. Or pass columns={{{heading!r}: None}} if it is no pain."
)
_MAY_BE_AMOUNT = (
    "is not read, but may be how much was done. Pass columns={{{heading!r}: 'reps'}}, or 'sets', "
    "'hold_s' (seconds) or 'minutes', or None if it is something else."
)
_MAY_BE_PAIN_TIME = (
    "is not read, but may be how long there was pain, and then no rule knows of it. Pass "
    "columns={{{heading!r}: ('pain_minutes', {unit!r})}}, with the unit that it is in, or None if "
    "it is no pain."
)
_NO_EXERCISES = (
    "It has no column for the exercise that is known, so no exercise of it was read. If there is "
    "one, pass columns={'its heading': 'exercise_id'}."
)
_ABSENT = (
    "{patient} has no session here: nothing in this file says that an exercise was done, or how "
    "the pain was. If that is true, ask how they are; if not, see what was left out."
)
_NO_FILES = (
    '{folder!r} holds no file that ends in .csv. Write some there with log.export_csv("P07.csv").'
)
_IF_NO_LOG = " If it is no log, or you have saved it as CSV, move it out of this folder."
MOST_HEADINGS = 20
_NOT_OPENED = "It cannot be read ({why}), so the file is left out. Close it elsewhere, or copy it."


@dataclass(frozen=True, eq=False, repr=False)
class GroupLogs:
    """What `load_logs` found in a folder: three frames, described there."""

    frame: pd.DataFrame
    faults: pd.DataFrame
    files: pd.DataFrame
    left_out: pd.DataFrame

    def __str__(self) -> str:
        read = int((self.files["patients"] > 0).sum())
        sessions = int(self.files["sessions"].sum())
        people = self.frame["patient"].nunique()
        whole = f"{counted(sessions, 'session')} of {counted(people, 'patient')}"
        count = len(self.faults)
        unread = self.files.loc[self.files["unread"] != "", "unread"]
        none = "No problems in what was read." if len(unread) else "No problems."
        faults = f"{counted(count, 'problem')}:" if count else none
        lines = [f"{whole} from {read} of {counted(len(self.files), 'file')}. {faults}"]
        found = (
            f"{file}, {Fault(None if pd.isna(row) else row, *rest)}"
            for file, row, *rest in self.faults.itertuples(index=False)
        )
        lines += fault_lines(found, count, kept_in=".faults")
        if len(unread):
            named = (f"{file}: {headings}" for file, headings in unread.items())
            lines += ["Columns not read:", *fault_lines(named, len(unread), kept_in=".files")]
        if len(self.left_out):
            lines += [LEFT_OUT_OR_DOUBTED]
            told = [
                f"{file}, {line.strip()}"
                for file, rows in self.left_out.groupby("file", sort=False)
                for line in left_out_lines(starmap(Fault, rows[_AS_FAULT].to_numpy().tolist()))
            ]
            lines += fault_lines(told, len(told), kept_in=".left_out")
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
    columns: Meanings | None = None,
    gap_min: float | None = None,
    layouts: Layouts | None = None,
    names: Names | None = None,
    without_amount: WithoutAmount = None,
) -> GroupLogs:
    r"""Read a folder of logs, each a CSV file as `SessionLog.export_csv` writes it.

    Whatever has no fault is read; every fault is listed by file and row. A session that
    is in two files of a patient is counted once.

    A file that cannot be read is named, and the others are read: one that is larger than 100 MB, or
    has more than 1,048,576 rows, 1,000 columns or 32,767 characters in a cell, as a spreadsheet
    would cut it off too; one whose name is no text.

    Patients have ids, never names. Where the rows give none (a patient's own log says "me"), the
    file's name is the id: P07.csv, but not 2025-01.csv. What may be a name, a birthday or a health
    number is replaced, and never shown: "unnamed-1" for a patient, "file 3", by its place in the
    alphabet, for a file. Notes are read as they are, and may hold names.

    Parameters
    ----------
    folder : path-like
        Its files that may be diaries are read: those that end in `.csv`, `.tsv`, `.txt`, `.json`,
        `.xml` or `.zip`. What looks like a log and is not read is named among the faults: a
        workbook, a Parquet file, a packed file, a folder that may hold logs, a hidden file.
    exercises : pandas.DataFrame, optional
        The table whose exercises count as known; `load_exercises()` when left out.
    day_first : bool, optional
        Whether 03/04/2026 is 3 April. A file for which it matters is left out when not given.
    tz : datetime.tzinfo, optional
        Where times without an offset from UTC were written; this computer's zone when left out.
    now : datetime.datetime, optional
        The moment that counts as now, with its offset; the computer's clock when left out.
    columns : mapping, optional
        What headings mean, as in `SessionLog.import_csv`; for every file that has them.
    gap_min : float, optional
        How many minutes may be between two rows of a session, as in `SessionLog.import_csv`.
    layouts : path-like or pandas.DataFrame, optional
        Your own layouts of programs' exports, as in `SessionLog.import_csv`.
    names : mapping, optional
        What exercises are that the table does not know, as in `SessionLog.import_csv`.
    without_amount : {"done", "not_done"}, optional
        What an exercise without an amount means, as in `SessionLog.import_csv`.

    Returns
    -------
    GroupLogs
        It prints as a summary, and holds four frames:

        - `frame`: the sessions of everybody, as `SessionLog.to_frame()` gives a log: one row an
          entry, ordered by patient, start and session;
        - `faults`: what was left out, counted once or replaced, and why: `file`, `row` (as a
          spreadsheet numbers them; missing when the fault is the whole file's), `column`,
          `value`, `rule`;
        - `files`: index `file`; columns `patients`, `sessions` (that count), `faults`, `left_out`
          (how many rows) and `unread` (the headings that were not read; one that may be about pain
          is among the faults, too);
        - `left_out`: rows in which nothing happened, such as a day with nothing but its date, and
          rests: no faults, with the same columns.

    Raises
    ------
    ValueError
        If there is no such folder, or no CSV file in it, or `layouts` has faults.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "P07.csv").write_text("date,exercise\n2026-03-02,bridge\n")
    ...     _ = Path(folder, "P08.csv").write_text("date,exercise\n2026-03-02,brigde\n")
    ...     group = load_logs(folder)
    >>> print(group)
    1 session of 1 patient from 1 of 2 files. 1 problem:
      P08.csv, row 2, exercise: 'brigde' is not an exercise of the table. Did you mean 'Bridge'? ...
    >>> group.frame[["patient", "exercise_id"]].values.tolist()
    [['P07', 'bridging']]
    """
    reading: dict[str, Any] = {
        "exercises": exercises,
        "day_first": day_first,
        "tz": tz,
        "now": now,
        "columns": columns,
        "gap_min": gap_min,
        "names": names,
        "without_amount": without_amount,
    }
    check_reading(reading)
    reading["layouts"] = read_layouts(layouts)  # whose faults are no file's
    paths = entries(folder).logs
    if not paths:
        raise ValueError(_NO_FILES.format(folder=Path(folder).absolute().name))
    shown_names = [shown_name(path, place) for place, path in enumerate(paths, start=1)]
    return read_files(paths, shown_names, **reading)


def read_files(
    paths: Sequence[Path],
    shown_names: list[str],
    *,
    absent_there: list[Absent] | None = None,
    **reading: Any,
) -> GroupLogs:
    """Read some files as `load_logs` does, with what it hands to `read_diary`.

    Who has no session in them is a fault, or where there are more files added to `absent_there`.
    """
    pseudonyms, frames, faults = Pseudonyms(), [], list[FileFault]()
    absent = list[Absent]()
    left_out, unread, not_read = list[FileFault](), dict[int, list[str]](), list[str]()
    for file, path in enumerate(paths):
        if not path.name.isprintable():
            faults.append(FileFault(file, _about(_NOT_PRINTABLE.format(shown=shown_names[file]))))
        diary, wrong = _diary_of(path, reading)
        faults += [FileFault(file, fault) for fault in wrong]
        if diary is None:
            not_read.append(shown_names[file])
            continue
        shown, replaced = pseudonyms.of_file(path, diary.frame["patient"], diary.rows)
        unread[file] = [_without(shown, heading) for heading in diary.unread]
        loud = list(_unread_faults(diary, unread[file]))
        not_read += [f"{shown_names[file]} ({fault.column or 'exercises'})" for fault in loud]
        if not loud:  # which says as much
            absent += _absent_in(diary, file, path, pseudonyms)
        faults += [FileFault(file, fault) for fault in (*loud, *replaced, *diary.faults)]
        left_out += [FileFault(file, one) for one in diary.left_out]
        if diary.rows:  # without any, the numbers of all rows would turn into fractions
            frames.append(_under_ids(diary.frame, shown).assign(file=file, row=list(diary.rows)))
    every = pd.concat(frames, ignore_index=True) if frames else _nothing()
    once, duplicates = deduplicate(every, shown_names)
    missing = [one for one in absent if one.patient not in {*every["patient"]}]
    if absent_there is not None:
        absent_there += missing
        missing = []
    not_read += [f"{shown_names[one.file]} ({one.patient} without a session)" for one in missing]
    faults += [FileFault(one.file, without_session(one)) for one in missing if not one.is_told]
    group = _group(once, [*faults, *duplicates], shown_names, left_out, unread)
    # Whoever asks whom to call is to know what the answer is not made of.
    group.frame.attrs["not_read"] = tuple(dict.fromkeys(not_read))
    return group


def _diary_of(path: Path, reading: dict[str, Any]) -> tuple[Diary | None, Iterable[Fault]]:
    """Read a file, or say why nothing of it was read."""
    try:
        if rule := why_not_read(path):
            return None, [_about(rule)]
        return read_diary(path, all_columns=False, **reading), []
    except (TableError, DateOrderError) as error:
        return None, _of(error)
    except OSError as error:  # a disk or a network that fails while the file is looked at
        return None, [_about(_NOT_OPENED.format(why=error.strerror))]


def _without(shown: Mapping[str, str], heading: str) -> str:
    """Return a heading as it can be shown: short, and with no name of a patient."""
    for name, patient in shown.items():
        if name not in (patient, Session.patient):
            heading = re.sub(re.escape(name), patient, heading, flags=re.IGNORECASE)
    return _shown(heading)


def _shown(heading: str) -> str:
    return printable(shortened(heading.strip()))


def _unread_faults(diary: Diary, unread: Sequence[str]) -> Iterator[Fault]:
    """Yield what of a file is not read and should not be overlooked."""
    if diary.lacks and (diary.read or diary.left_out):
        yield _about(_NO_EXERCISES)
    for heading in filter(speaks_of_pain, unread):
        unit, column = pain_time_unit(heading), suggested_pain(heading)
        rule = _MAY_BE_PAIN_TIME if unit else _MAY_BE_PAIN if column else _IS_NOT_ITSELF
        rule = rule.format(heading=heading, unit=unit, column=column)
        if column and not unit:
            rule = f"{rule} {medicine_hint([heading])}".strip()
        yield Fault(diary.header_row, heading, "", rule)
    for raw, heading in zip(diary.unread, unread, strict=True):
        if raw in diary.amounts:
            yield Fault(diary.header_row, heading, "", _MAY_BE_AMOUNT.format(heading=heading))
        elif raw in diary.parting:
            yield Fault(diary.header_row, heading, "", PARTS_ROWS.format(heading=heading))


class Absent(NamedTuple):
    """Who is in a file, by id, and has no session in it; `is_told` where its faults say why."""

    file: int
    patient: str
    row: int | None
    is_told: bool


def _absent_in(diary: Diary, file: int, path: Path, ids: Pseudonyms) -> Iterator[Absent]:
    names, rows = [name for name, _ in diary.absent], [row for _, row in diary.absent]
    shown, _ = ids.of_file(path, names, rows)
    for name, row in diary.absent:
        yield Absent(file, shown[name], row, bool(diary.faults))


def without_session(one: Absent) -> Fault:
    """Say of a patient that nothing of them is in any file."""
    return Fault(one.row, "", "", _ABSENT.format(patient=one.patient))


def _about(rule: str) -> Fault:
    """Return a fault of a file as a whole."""
    return Fault(None, "", "", rule)


def _of(error: TableError | DateOrderError) -> Iterable[Fault]:
    """Return what is wrong with a file of which nothing was read."""
    if isinstance(error, DateOrderError):
        return [Fault(error.row, "started_at", error.value, _ORDER)]
    faults = [*error]
    if not any(fault.column for fault in faults):  # of which nothing looks like a log
        faults[-1] = faults[-1]._replace(rule=faults[-1].rule + _IF_NO_LOG)
    return faults


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


def _fault_table(found: list[FileFault], names: list[str]) -> pd.DataFrame:
    rows = [(names[file], *without_name(fault)) for file, fault in found]
    return pd.DataFrame(rows, columns=list(_FAULT_COLUMNS)).astype({"row": "Int64"})


def _group(
    once: pd.DataFrame,
    found: list[FileFault],
    names: list[str],
    left_out: list[FileFault],
    unread: Mapping[int, list[str]],
) -> GroupLogs:
    """Put together the sessions that count, the faults by file and row, and what each file has."""
    found = sorted(found, key=lambda one: (one.file, one.fault.row or 0))
    faults = _fault_table(found, names)
    per_file = once.groupby("file")[["patient", "piece"]].nunique()
    files = per_file.reindex(range(len(names)), fill_value=0).set_axis(
        ["patients", "sessions"], axis=1
    )
    count = pd.Series([file for file, _ in found], dtype="int64").value_counts()
    files["faults"] = count.reindex(files.index, fill_value=0)
    aside = pd.DataFrame([(file, one.row) for file, one in left_out], columns=["file", "row"])
    rows_aside = aside.groupby("file")["row"].nunique()
    files["left_out"] = rows_aside.reindex(files.index, fill_value=0).astype("int64")
    files["unread"] = [
        ", ".join(unread.get(file, ())[:MOST_HEADINGS]) for file in range(len(names))
    ]
    files.index = pd.Index(names, name="file")
    by = ["patient", "started_at", "session_id"]
    frame = once.sort_values(by, kind="stable", ignore_index=True)[list(LOG_COLUMNS)]
    return GroupLogs(frame, faults, files, _fault_table(left_out, names))


class FileFault(NamedTuple):
    """A fault and the file, counted from 0, that it is in."""

    file: int
    fault: Fault


# --- overlap: the same session in two files is counted once ---------------------------------

_SESSION = ["file", "patient", "session_id", "started_at"]
_CONTENT = [column for column in LOG_COLUMNS if column not in ("session_id", "patient")]
_AGAIN = (
    "{count} of this file, in {rows}, {stand} in {other}, too. Counted once. "
    "Leave each session in one file only."
)
IF_TWO = "If these are two sessions, write for each the time at which it began, such as 18:30."
_OTHER = (
    "is in {other} (row {row}) with different details. The one with more pain is counted, or else "
    "the longer one: that in {counted}. Make the two the same. " + IF_TWO
)
OTHER_START = "that began at another time"
_TWO_STARTS = (
    "is the id of a session in {other} (row {row}) " + OTHER_START + ". Both are counted. "
    "If they are one session, delete one of them."
)
WORD_FOR_WORD = "word for word among those of {patient} in {other}."
_TWO_PATIENTS = (
    "{count} of this file, in {rows}, {stand} " + WORD_FOR_WORD + " "
    "Counted for both. If they are one person's, give them the same id."
)


class _FileSession(NamedTuple):
    """One session as one file has it."""

    file: int
    row: int
    rows: tuple[int, ...]
    patient: str
    session_id: str
    moment: tuple[pd.Timestamp, int]
    content: tuple[Any, ...]
    care: tuple[float, float, int]


_Pair: TypeAlias = tuple[_FileSession, _FileSession]


def deduplicate(frame: pd.DataFrame, names: list[str]) -> tuple[pd.DataFrame, list[FileFault]]:
    """Keep one of each session that several files have, and say so; give each an id of its own."""
    numbered = frame.assign(piece=frame.groupby(_SESSION, sort=False).ngroup())
    suspects = numbered[_is_suspect(numbered)]
    sessions = {
        int(rows["piece"].iloc[0]): _session_of(rows)
        for _, rows in suspects.groupby("piece", sort=True)
    }
    dropped, faults = _duplicates(sessions, names)
    kept = {piece: one for piece, one in sessions.items() if piece not in dropped}
    new_ids, more = _shared_ids(kept, names)
    once = numbered[~numbered["piece"].isin(dropped)].copy()
    clash = once["piece"].isin(new_ids)
    once.loc[clash, "session_id"] = [new_ids[piece] for piece in once.loc[clash, "piece"]]
    return once, [*faults, *more]


def _is_suspect(numbered: pd.DataFrame) -> pd.Series[bool]:
    """Tell the rows of patients in several files, and those whose id is in several sessions."""
    files = numbered.groupby("patient")["file"].transform("nunique")
    pieces = numbered.groupby("session_id")["piece"].transform("nunique")
    return (files > 1) | (pieces > 1)


def _session_of(rows: pd.DataFrame) -> _FileSession:
    first = rows.iloc[0]
    cells = rows[_CONTENT].astype(object)
    pains = first[["pain_before", "pain_after", "pain_peak"]].dropna()
    return _FileSession(
        file=int(first["file"]),
        row=int(rows["row"].min()),
        rows=tuple(rows["row"]),
        patient=str(first["patient"]),
        session_id=str(first["session_id"]),
        moment=(first["started_at"], int(first["utc_offset_min"])),
        content=tuple(cells.where(cells.notna(), None).itertuples(index=False, name=None)),
        # What asks for more care: how long the pain was above mild, how strong, how much was done.
        care=(
            0 if pd.isna(first["pain_minutes"]) else float(first["pain_minutes"]),
            float(max(pains, default=0)),
            len(rows),
        ),
    )


def _duplicates(
    sessions: dict[int, _FileSession], names: list[str]
) -> tuple[set[int], list[FileFault]]:
    """Find sessions that an earlier file has, by id and start, or by all that they say."""
    seen: dict[Hashable, int] = {}
    dropped: set[int] = set()
    faults, again = [], []
    for piece, one in sessions.items():
        keys = (
            (one.patient, one.moment, one.session_id),
            (one.patient, one.moment, one.content),
        )
        before = next((seen[key] for key in keys if key in seen), None)
        other = None if before is None else sessions[before]
        if before is None or other is None or other.file == one.file:
            seen |= dict.fromkeys(keys, piece)
        elif other.content == one.content:
            dropped.add(piece)
            again.append((one, other))
        else:
            more = one.care > other.care
            dropped.add(before if more else piece)
            seen |= dict.fromkeys(keys, piece if more else before)
            places = {"other": names[other.file], "row": other.row}
            rule = _OTHER.format(**places, counted=names[(one if more else other).file])
            faults.append(FileFault(one.file, Fault(one.row, "session_id", one.session_id, rule)))
    return dropped, [*_pair_faults(again, names, _AGAIN), *faults]


def _pair_faults(pairs: Iterable[_Pair], names: list[str], words: str) -> Iterator[FileFault]:
    """Say once for each two files, and whose they are, which sessions they share."""
    for (file, other, patient), same in groupby(sorted(pairs, key=_whose), key=_whose):
        ones = [one for one, _ in same]
        rows = sorted(row for one in ones for row in one.rows)
        rule = words.format(
            count=counted(len(ones), "session"),
            stand="appear" if len(ones) > 1 else "appears",
            rows=row_ranges(rows),
            patient=patient,
            other=names[other],
        )
        yield FileFault(file, Fault(rows[0], "session_id", "", rule))


def _whose(pair: _Pair) -> tuple[int, int, str]:
    one, other = pair
    return one.file, other.file, other.patient


def _shared_ids(
    sessions: dict[int, _FileSession], names: list[str]
) -> tuple[dict[int, str], list[FileFault]]:
    """Give sessions that share an id new ones, and say where that may be a mistake."""
    by_id: dict[str, list[int]] = {}
    for piece, one in sessions.items():
        by_id.setdefault(one.session_id, []).append(piece)
    new_ids: dict[int, str] = {}
    faults, copies = [], []
    for pieces in by_id.values():
        if len(pieces) == 1:
            continue
        for place, piece in enumerate(pieces):
            one = sessions[piece]
            new_ids[piece] = f"{one.patient} {one.moment[0]:%Y-%m-%d %H:%M} {one.session_id}"
            earlier = [sessions[before] for before in pieces[:place]]
            copies += [(one, other) for other in earlier if one.content == other.content][:1]
            for other in [other for other in earlier if one.patient == other.patient][:1]:
                rule = _TWO_STARTS.format(other=names[other.file], row=other.row)
                faults.append(
                    FileFault(one.file, Fault(one.row, "session_id", one.session_id, rule))
                )
    return new_ids, [*_pair_faults(copies, names, _TWO_PATIENTS), *faults]
