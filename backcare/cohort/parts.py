"""Many logs, part by part: a folder of files, each reduced by itself to what a group is asked.

Or a log on a server, which adds itself up, or one in memory.
A file is a part. `reduce_file` makes of it the sums of its weeks and each session once, in a few
bytes; it depends on the file alone, so that Dask may do it anywhere, and again. `_Total` puts
the parts together in the order of the files, and finds sessions that are in two of them.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeAlias

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from backcare.cohort.arguments import check_reading, is_one_of
from backcare.cohort.beside import columns_beside
from backcare.cohort.cluster import ENGINES, open_engine
from backcare.cohort.elsewhere import digest, fixed_here, hold_to, whole_digest
from backcare.cohort.entries import PARQUET, entries, why_not_read
from backcare.cohort.folder import (
    IF_TWO,
    MOST_HEADINGS,
    OTHER_START,
    WORD_FOR_WORD,
    Absent,
    load_logs,
    read_files,
    without_session,
)
from backcare.cohort.group import GroupParts, entries_until, not_read_of
from backcare.cohort.parquet import NOT_OPENED, read_parquet, release_memory
from backcare.cohort.pseudonyms import Pseudonyms, shown_name, shown_other, without_name
from backcare.diary import read_layouts
from backcare.errors import Fault, FaultsError, printable, shown_value, unknown_term
from backcare.safety import SafetySettings, settings_in_force
from backcare.sessions import LIMITS, LOG_COLUMNS, refuse, unlike_sessions
from backcare.summaries.each_session import KEYS, PAINS, in_time, of_one_moment, sessions_of
from backcare.summaries.week_sums import (
    Array,
    add_parts,
    add_up,
    find_pieces,
    wall_clock,
    weekly_sums,
)
from backcare.tables.fields import TEXT
from backcare.text import counted, long_date

# Spreads numbers, so that no two sums of one and an id are the same by chance.
_ODD = np.uint64(0x9E3779B97F4A7C15)
# What may be said of the rows of a frame, too.
_OF_FRAMES = ("columns", "exercises", "now")
_TOLD = ["sessions", "left_out", "unread"]
_NO_FILES = (
    "{folder!r} holds no file that ends in .parquet or .csv. Write some there with "
    'log.to_frame().to_parquet("P07.parquet") or log.export_csv("P07.csv").'
)
_TWO_NAMES = "names one patient in two ways ({names}). Write the id in one way."
_IN_TWO = (
    "{count} of this file {are} in {other}, too, such as that of {patient} on {day}, {time}. "
    "All of a session must be in one file, once. Delete one of the two files if it is a copy, or "
    "move the session's rows into one of them. " + IF_TWO
)
_TWO_PATIENTS = (
    "{count} of this file {stand} " + WORD_FOR_WORD + " Such is that of {day}, {time}. If they are "
    "one person's, delete one of the two; if not, correct the one that is a copy. If both did the "
    "same at the same time, give each session an id of its own, in a column session_id."
)
_TWO_STARTS = (
    "{count} of this file {have} the id of a session in {other} " + OTHER_START + ", such as that "
    "of {patient} on {day}, {time}. If they are one session, delete one of them; if not, give one "
    "another id."
)
_CHANGED = "was changed while it was read. When nothing writes to it any more, load it again."
_NO_FOLDER = (
    "{argument} is for a folder of files, and {kind} is added up as it is. Leave {argument} out."
)
_NO_ADDRESS = (
    'address must be where a Dask scheduler answers, such as "tcp://127.0.0.1:8786", got '
    "{address}. Or leave it out."
)


class _Log(Protocol):
    """What is asked of a `SessionLog`."""

    def weekly_sums(
        self, *, by: str | None = None, settings: SafetySettings | None = None
    ) -> pd.DataFrame: ...

    def each_session(self) -> pd.DataFrame: ...


def load_parts(
    folder: str | os.PathLike[str] | pd.DataFrame | _Log,
    *,
    engine: str | None = None,
    address: str | None = None,
    settings: SafetySettings | None = None,
    progress: bool = True,
    **reading: Any,
) -> GroupParts:
    """Read logs of any size part by part, and keep only what the functions of a group ask for.

    A file is a part: a log, or rows of one. It is added up by itself and let go, so that memory has
    to hold a file for each processor and 40 bytes for each session, not all rows. `group_weeks`,
    `compare_pain`, `group_retention` and `who_to_call` take what comes back in the place of a
    frame, and give the same, row for row.

    A session that is in two files is refused: of one start, and of one id or the same word for
    word. So is one that is, word for word and with its id, another patient's too, or whose id
    another session of the patient has in another file.

    Nothing is left out: if any file has a fault, all faults are raised at once; so is a file that
    was changed while it was read. `load_logs` reads what can be read of a folder, and lists the
    faults.

    Patients have ids, never names, as for `load_logs`: where the rows say "me", the file's name is
    the id.

    Parameters
    ----------
    folder : path-like, SessionLog or pandas.DataFrame
        Its files that end in `.parquet` (the columns of `SessionLog.to_frame()`; `note` may be
        missing) and those that `load_logs` reads. What looks like a log and is not read, such as a
        folder that may hold logs or a hidden file, is refused. Or a log of many patients: a server
        adds it up by itself, and sends weeks and sessions alone. Or the frame of such a log, which
        is then added up once, and not for every question.
    engine : {"dask"}, optional
        Read several files at a time, on all processors of this computer; one after the other when
        left out. On two processors many millions of rows are there a third sooner, for the same
        processor time; of fewer it saves little.
    address : str, optional
        The Dask scheduler of a cluster that is running, such as "tcp://127.0.0.1:8786", whose
        workers see the folder under the same path and have the same backcare. The time zone and the
        clock are those of this computer. A worker that dies changes nothing. It saves the more time
        the more workers there are.
    settings : SafetySettings, optional
        The numbers of the stop rule, by which `stop_days` are counted; `safety_settings()` when
        left out.
    progress : bool, default True
        Show a bar.
    **reading
        For CSV files, what `load_logs` takes beside the folder: `tz`, `day_first` and so on. For
        Parquet files and frames `exercises`, `now`, and `columns` with None for a column beside the
        log's own that is not about pain; its own are read as they are.

    Returns
    -------
    GroupParts
        It prints as a summary, and holds

        - `sums`: what `weekly_sums` gives for all rows, by patient;
        - `sessions`: each session once, ordered by patient and start, with what a group is asked
          about: when, how the pain was, the note;
        - `files`: index `file`; columns `sessions`, `left_out` (rows in which nothing happened) and
          `unread` (headings that were not read);
        - `settings`, the numbers of the stop rule;
        - `not_read`: what `load_logs` could not read, where the frame is of it, also by way of
          `to_parquet`; a call list says it;
        - `others`: what else is in the folder, and does not look like a log; or the columns of a
          frame that are not read.

    Raises
    ------
    ValueError
        If there is no such folder, no file in it, anything wrong with a file, a session in two
        files, or no scheduler at the address.
    ModuleNotFoundError
        If a library is missing that the part "scale" of backcare brings.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     clinic = bc.make_clinic(f"{home}/clinic", patients=3)
    ...     parts = bc.load_parts(clinic, progress=False)
    >>> parts
    46 sessions of 3 patients from 3 files.
    >>> bc.compare_pain(parts, as_of="2025-07-07")["why_not"].tolist()
    ['', 'too early', 'too early']
    """
    _check(engine, address, reading)
    settings = settings_in_force(settings)
    if not isinstance(folder, str | os.PathLike):
        _refuse_of_files(folder, {"engine": engine, "address": address, **reading})
        if isinstance(folder, pd.DataFrame):
            return _of_frame(folder, settings, reading)
        return _of_log(folder, settings)
    paths, others = entries(folder, {PARQUET})
    if not paths:
        raise ValueError(_NO_FILES.format(folder=Path(folder).absolute().name))
    reading["layouts"] = read_layouts(reading.get("layouts"))  # whose faults are no file's
    names = [shown_name(path, place) for place, path in enumerate(paths, start=1)]
    files = [_File(path.absolute(), name) for path, name in zip(paths, names, strict=True)]
    reading["now"] = reading.get("now") or datetime.now(UTC)  # for all files the same
    if address is not None:
        reading = fixed_here(reading)
        files = [file._replace(seen=_digest(file)) for file in files]
    with _bar(len(files), progress) as step, open_engine(engine, address) as run:
        total = _Total(files)
        for part in run(partial(reduce_file, settings=settings, reading=reading), files):
            total.add(part)
            step()
        total.check()
        if any(file.is_parquet for file in files):
            release_memory()
        sessions = total.sessions(partial(run, partial(_at, reading=reading)))
    shown = tuple(dict.fromkeys(map(shown_other, others)))
    return GroupParts(total.sums(), sessions, total.files(), settings, total.not_read, shown)


def _check(engine: object, address: object, reading: Mapping[str, Any]) -> None:
    """Refuse an argument that is misspelled or makes no sense, which might be used for no file."""
    if engine is not None and not is_one_of(engine, ENGINES):
        raise unknown_term("engine", [engine], ENGINES)
    known = [*inspect.signature(load_logs).parameters][1:]
    if unknown := [name for name in reading if name not in known]:
        raise unknown_term("The argument", unknown, known)
    if not isinstance(address, str | None):
        raise ValueError(_NO_ADDRESS.format(address=shown_value(address)))
    check_reading(reading)


def _refuse_of_files(log: object, given: Mapping[str, Any]) -> None:
    """Refuse what is said of files where there are none."""
    is_frame = isinstance(log, pd.DataFrame)
    kind, also = ("a frame", _OF_FRAMES) if is_frame else ("a log", ())
    for argument in [one for one in given if given[one] is not None and one not in also][:1]:
        raise ValueError(_NO_FOLDER.format(argument=argument, kind=kind))


def _of_frame(frame: pd.DataFrame, settings: SafetySettings, reading: dict[str, Any]) -> GroupParts:
    """Return the same of a log in memory."""
    unread, beside = columns_beside(map(str, frame.columns), reading.get("columns"))
    try:
        rows = entries_until(frame, None)
    except FaultsError as error:
        raise FaultsError("The log was not read", [*error, *beside]) from None
    exercises, now = reading.get("exercises"), reading.get("now")
    refuse([*beside, *unlike_sessions(rows, exercises=exercises, now=now)])
    sums = weekly_sums(rows, by="patient", settings=settings)
    sessions = _compact(sessions_of(rows))
    return GroupParts(sums, sessions, _no_files(), settings, not_read_of(frame), tuple(unread))


def _of_log(log: _Log, settings: SafetySettings) -> GroupParts:
    """Return the same of a log that can tell its weeks and sessions by itself."""
    if not hasattr(log, "each_session"):
        kinds = "a path, a SessionLog or a DataFrame"
        raise TypeError(f"folder must be {kinds}, got {type(log).__name__}.")
    sums = log.weekly_sums(by="patient", settings=settings)
    return GroupParts(sums, _compact(log.each_session()), _no_files(), settings)


def _no_files() -> pd.DataFrame:
    return pd.DataFrame(columns=_TOLD, index=pd.Index([], name="file"))


class _File(NamedTuple):
    """Where a part is, and what to call it."""

    path: Path
    name: str
    seen: bytes = b""  # by which a worker elsewhere knows it

    @property
    def is_parquet(self) -> bool:
        return self.path.suffix.casefold() == PARQUET


def _digest(file: _File) -> bytes:
    try:
        return digest(file.path)
    except OSError:  # which is said of it when it is read
        return b""


class Part(NamedTuple):
    """What is kept of a file; or its faults and whose it is, and then nothing else is."""

    sums: pd.DataFrame
    sessions: pd.DataFrame
    left_out: int = 0
    unread: str = ""
    not_read: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    absent: tuple[Absent, ...] = ()
    content: bytes = b""  # by which the file is known when it is read again


# --- one part ---------------------------------------------------------------------------------


def reduce_file(file: _File, *, settings: SafetySettings, reading: dict[str, Any]) -> Part:
    """Return the sums and the sessions of a file, or what is wrong with it."""
    read = _read(file, reading)
    if read.faults:
        patients = read.frame.reindex(columns=["patient"])["patient"].dropna().unique()
        whose = pd.DataFrame({"patient": _coded(pd.Series(patients, dtype=TEXT))})
        return Part(pd.DataFrame(), whose, faults=read.faults, absent=read.absent)
    pieces = find_pieces(read.frame, wall_clock(read.frame))
    weeks, sums = add_up(read.frame, "patient", settings=settings, pieces=pieces)
    by_week = pd.DataFrame({**weeks.as_columns(), **sums}, copy=False)
    once = sessions_of(read.frame, pieces)
    sessions = _compact(once).assign(id=_hashed(once["session_id"]))
    told = read.left_out, read.unread, not_read_of(read.frame)
    by_week = by_week.astype({"patient": TEXT})
    return Part(by_week, sessions, *told, absent=read.absent, content=read.content)


class _Read(NamedTuple):
    """A file as a frame, and what is told of it."""

    frame: pd.DataFrame
    left_out: int = 0
    unread: str = ""
    faults: tuple[Fault, ...] = ()
    absent: tuple[Absent, ...] = ()
    content: bytes = b""


def _read(file: _File, reading: dict[str, Any]) -> _Read:
    """Read a file that nothing changes meanwhile."""
    try:
        rule = why_not_read(file.path, {PARQUET})
    except OSError as error:  # a worker elsewhere may have fewer rights
        rule = NOT_OPENED.format(why=error.strerror)
    if rule:
        return _refused(rule)
    if file.seen:
        hold_to(file.path, file.name, file.seen)
    before, content = _state(file.path), whole_digest(file.path)
    read = _read_once(file, reading)
    if _state(file.path) != before:
        return _refused(_CHANGED)
    return read._replace(content=content)


def _refused(rule: str) -> _Read:
    return _Read(pd.DataFrame(), faults=(Fault(None, "", "", rule),))


def _state(path: Path) -> tuple[int, ...]:
    """Return by what a file that is written to is known at once; nothing where there is none."""
    try:
        stat = path.stat()
    except OSError:
        return ()
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def _read_once(file: _File, reading: dict[str, Any]) -> _Read:
    if file.is_parquet:
        frame, unread, wrong = read_parquet(file.path, **reading)
        return _Read(frame, 0, ", ".join(unread[:MOST_HEADINGS]), tuple(wrong))
    absent = list[Absent]()
    group = read_files([file.path], [file.name], absent_there=absent, **reading)
    faults = [
        Fault(None if pd.isna(row) else row, *rest)
        for _, row, *rest in group.faults.itertuples(index=False)
    ]
    told = group.files.iloc[0]
    left_out = int(told["left_out"])
    return _Read(group.frame, left_out, told["unread"], tuple(faults), tuple(absent))


def _compact(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return sessions in a few bytes each: a number for each name and note, no id."""
    small = {name: sessions[name].astype("Int8") for name in PAINS if name != "pain_minutes"}
    offset = sessions["utc_offset_min"].astype("Int16")
    texts = {name: _coded(sessions[name]) for name in ("patient", "note")}
    return sessions.drop(columns="session_id").assign(utc_offset_min=offset, **small, **texts)


def _coded(column: pd.Series[Any]) -> pd.Categorical:
    """Return texts as a number for each, a blank as ""."""
    coded = pd.Categorical(column).remove_unused_categories()
    texts = pd.Index(coded.categories, dtype=TEXT)
    if -1 in coded.codes and "" not in texts:
        texts = texts.append(pd.Index([""], dtype=TEXT))
    codes = coded.codes.astype("int32")
    if (codes == -1).any():
        codes = np.where(codes == -1, texts.get_loc(""), codes)
    return pd.Categorical.from_codes(codes, texts)


class _Asked(NamedTuple):
    """Some sessions of a file, by their places."""

    file: _File
    content: bytes
    places: Array


class _At(NamedTuple):
    """What some sessions of a file say: their ids, and a number for all else of each."""

    ids: Sequence[str]
    contents: Array


def _at(asked: _Asked, *, reading: dict[str, Any]) -> _At:
    """Return what some sessions of a file say."""
    read = _read(asked.file, reading)
    if read.faults or read.content != asked.content:
        fault = _of_file(asked.file, Fault(None, "", "", _CHANGED))
        raise FaultsError("The folder was not read", [fault])
    frame = read.frame
    some = sessions_of(frame)[KEYS].iloc[asked.places]
    rows = some.assign(session=range(len(some))).merge(frame, on=KEYS)
    # The same rows in another order are another session, as in `deduplicate`.
    number = rows.groupby("session").cumcount().to_numpy().astype("uint64")
    hashed = _hashed(_plain(rows)) * (2 * number + 1)
    contents = np.add.reduceat(hashed, np.flatnonzero(number == 0)) if len(rows) else hashed
    return _At(some["session_id"].astype(str).tolist(), contents)


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    """Return all that rows say but whose they are and of which session, in one type a column."""
    names = [name for name in LOG_COLUMNS if name not in KEYS]
    said: pd.DataFrame = rows.reindex(columns=names)
    for name in names:
        if name in LIMITS or name == "utc_offset_min":
            said[name] = said[name].astype("Float64").astype("float64")
        else:
            said[name] = said[name].astype(TEXT).fillna("")
    return said.assign(started_at=rows["started_at"].astype("datetime64[us]"))


def _hashed(cells: pd.Series[Any] | pd.DataFrame) -> Array:
    """Return a number for each row, the same in every process."""
    numbers = pd.util.hash_pandas_object(cells, index=False, categorize=False)
    return numbers.to_numpy("uint64")


# --- all parts together -----------------------------------------------------------------------


_Ask: TypeAlias = Callable[[list[_Asked]], Iterable[_At]]


class _Total:
    """The parts put together so far, in the order of the files."""

    def __init__(self, files: Sequence[_File]) -> None:
        self._files = files
        self._patients = Pseudonyms()
        self._sums: list[pd.DataFrame] = []
        self._sessions: list[pd.DataFrame] = []
        self._told: list[tuple[int, int, str]] = []
        self._contents: list[bytes] = []
        self._faults: list[Fault] = []
        self._there: set[str] = set()
        self._absent: list[tuple[_File, Absent]] = []
        self.not_read: tuple[str, ...] = ()

    def add(self, part: Part) -> None:
        """Add the part of the next file."""
        file = self._files[len(self._told)]
        shown, faults = self._ids(file, part)
        self._faults += [_of_file(file, fault) for fault in faults]
        self._told.append((0 if faults else len(part.sessions), part.left_out, part.unread))
        self._contents.append(part.content)
        self._there.update(shown.values() if shown else part.sessions.get("patient", ()))
        self._absent += [(file, one) for one in part.absent if not one.is_told]
        self.not_read = tuple(dict.fromkeys([*self.not_read, *part.not_read]))
        if faults:  # nothing will come of it but these, and what is wrong with the others
            return
        names = part.sessions["patient"].cat
        ids = pd.Index([shown[name] for name in names.categories], dtype=TEXT)
        patient = pd.Categorical.from_codes(names.codes, ids)
        self._sessions.append(part.sessions.assign(patient=patient))
        self._sums.append(part.sums.assign(patient=part.sums["patient"].map(shown).astype(TEXT)))
        # Before they hold twice what they come to.
        if sum(map(len, self._sums[1:])) > len(self._sums[0]):
            self._sums = [self.sums()]

    def _ids(self, file: _File, part: Part) -> tuple[dict[str, str], Sequence[Fault]]:
        """Return the id of each patient of a file, and its faults, one for each that has none."""
        if part.faults and not file.is_parquet:  # of which the ids are among them
            return {}, part.faults
        names = part.sessions["patient"].cat.categories
        shown, faults = self._patients.of_file(file.path, names, [None] * len(names))
        doubled = pd.Series(shown).loc[lambda ids: ids.duplicated(keep=False)]
        if len(doubled) and not faults:
            faults = [Fault(None, "", "", _TWO_NAMES.format(names=", ".join(doubled.index)))]
        return shown, [*part.faults, *faults]

    def check(self) -> None:
        """Find who is in no file with a session."""
        self._faults += [
            _of_file(file, without_session(one))
            for file, one in self._absent
            if one.patient not in self._there
        ]

    def sums(self) -> pd.DataFrame:
        """Return the sums of all weeks."""
        return add_parts(self._sums)

    def files(self) -> pd.DataFrame:
        """Return what each file has."""
        index = pd.Index([file.name for file in self._files], name="file")
        return pd.DataFrame(self._told, index, columns=_TOLD)

    def sessions(self, ask: _Ask) -> pd.DataFrame:
        """Return all sessions in order, or raise all that is wrong with the files.

        None of them may be in two files, or of two patients.
        """
        if not self._sessions:
            raise FaultsError("The folder was not read", self._faults)
        edges = np.cumsum([0, *(count for count, *_ in self._told)])
        sessions = _stacked(self._sessions)
        ids = sessions.pop("id").to_numpy()
        who, at = sessions["patient"].cat.codes.to_numpy(), sessions["started_at"].to_numpy()
        order, same = in_time(who, at)
        faults = [*self._faults]
        if same.any():
            alike = _alike(same, order, edges)
            by_id, twice = self._by_id(sessions, alike, ask)
            faults += twice
            order[alike["place"]] = by_id["session"]
        del same
        some = _shared(ids)  # which have another's id: as a rule none
        faults += self._two_starts(sessions, _again(some, ids, who, edges))
        faults += self._two_patients(sessions, _again(some, ids, at.view("int64"), edges), ask)
        if faults:
            raise FaultsError("The folder was not read", faults)
        is_in_order = (order[1:] > order[:-1]).all()
        return sessions if is_in_order else _taken(sessions, order)

    def _by_id(
        self, sessions: pd.DataFrame, alike: pd.DataFrame, ask: _Ask
    ) -> tuple[pd.DataFrame, list[Fault]]:
        """Order sessions of a patient that began at one moment by their ids; find one twice."""
        alike = self._with_contents(alike, ask)
        first = alike["session"].copy()
        for said in ("content", "id"):  # a copy may have other ids, or be edited since
            other = alike.groupby(["run", said])[["session", "file"]].transform("first")
            first = first.where(other["file"] == alike["file"], other["session"])
        again = alike.assign(first=first)[first != alike["session"]]
        faults = self._pair_faults(_IN_TWO, again, sessions)
        return alike.sort_values(["run", "id"], kind="stable"), faults

    def _with_contents(self, sessions: pd.DataFrame, ask: _Ask) -> pd.DataFrame:
        """Add to a table of sessions the `id` and the `content` of each, which the files tell."""
        sessions = sessions.assign(id="", content=np.uint64(0))
        places = [rows["at"] for _, rows in sessions.groupby("file")]
        files = [sessions["file"].loc[at.index[0]] for at in places]
        asked = [  # what a file says is known by now, wherever it is read
            _Asked(self._files[file]._replace(seen=b""), self._contents[file], at.to_numpy())
            for file, at in zip(files, places, strict=True)
        ]
        for at, told in zip(places, ask(asked), strict=True):
            sessions.loc[at.index, "id"] = told.ids
            sessions.loc[at.index, "content"] = told.contents
        return sessions

    def _two_starts(self, sessions: pd.DataFrame, again: pd.DataFrame) -> list[Fault]:
        """Find sessions of a patient that have the id of one in another file, and began apart."""
        again["start"] = sessions["started_at"].iloc[again["session"]].to_numpy()
        first = again.groupby("key")[["session", "file", "start"]].transform("first")
        apart = (first["file"] != again["file"]) & (first["start"] != again["start"])
        return self._pair_faults(_TWO_STARTS, again.assign(first=first["session"])[apart], sessions)

    def _two_patients(self, sessions: pd.DataFrame, again: pd.DataFrame, ask: _Ask) -> list[Fault]:
        """Find sessions that are, word for word and with their ids, those of another patient."""
        again["who"] = sessions["patient"].cat.codes.to_numpy()[again["session"]]
        again = again[again.groupby("key")["who"].transform("nunique") > 1]
        again = self._with_contents(again, ask)
        first = again.groupby(["key", "content"])[["session", "who"]].transform("first")
        others = again.assign(first=first["session"])[first["who"] != again["who"]]
        return self._pair_faults(_TWO_PATIENTS, others, sessions)

    def _pair_faults(self, rule: str, again: pd.DataFrame, sessions: pd.DataFrame) -> list[Fault]:
        """Say once for each two files, and whose they are, which sessions are as the first ones."""
        edges = np.cumsum([0, *(count for count, *_ in self._told)])
        who = sessions["patient"].cat.codes.to_numpy()
        numbered = again.assign(
            other=np.searchsorted(edges, again["first"], side="right") - 1,
            who=who[again["session"]],
            whose=who[again["first"]],
        )
        by = ["file", "other", *(["who", "whose"] if rule == _TWO_PATIENTS else [])]
        return [self._pair_fault(rule, some, sessions) for _, some in numbered.groupby(by)]

    def _pair_fault(self, rule: str, pairs: pd.DataFrame, sessions: pd.DataFrame) -> Fault:
        file, other, session, first = pairs[["file", "other", "session", "first"]].iloc[0]
        start, several = sessions["started_at"].iloc[session], len(pairs) > 1
        rule = rule.format(
            count=counted(len(pairs), "session"),
            are="are" if several else "is",
            stand="stand" if several else "stands",
            have="have" if several else "has",
            other=self._files[other].name,
            patient=sessions["patient"].iloc[first],
            day=long_date(start),
            time=f"{start:%H:%M}",
        )
        return _of_file(self._files[file], Fault(None, "", "", rule))


def _of_file(file: _File, fault: Fault) -> Fault:
    """Return a fault with its file before its place."""
    row = "" if fault.row is None else f"row {fault.row}"
    place = ", ".join(filter(None, [printable(file.name), row, fault.column]))
    return without_name(fault)._replace(row=None, column=place)


def _stacked(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Put the sessions of parts below one another, and let go of each column of the parts."""
    columns: dict[str, Any] = {}
    for name in [*parts[0]]:
        pieces = [part.pop(name) for part in parts]
        if isinstance(pieces[0].dtype, pd.CategoricalDtype):
            columns[name] = union_categoricals(pieces, sort_categories=name == "patient")
        else:
            columns[name] = pd.concat(pieces, ignore_index=True)
    return pd.DataFrame(columns, copy=False)


def _taken(sessions: pd.DataFrame, order: Array) -> pd.DataFrame:
    """Return sessions in another order, a column at a time."""
    columns = {name: sessions.pop(name).take(order).array for name in [*sessions]}
    return pd.DataFrame(columns, copy=False)


def _shared(numbers: Array) -> Array:
    """Return the places of numbers that come more than once."""
    known = np.sort(numbers)
    twice = np.unique(known[1:][known[1:] == known[:-1]])
    del known
    return np.flatnonzero(np.isin(numbers, twice)) if len(twice) else np.empty(0, np.int64)


def _again(some: Array, ids: Array, also: Array, edges: Array) -> pd.DataFrame:
    """Return those of some sessions whose id another has that agrees in one more thing.

    Columns: `key`, a number that they share, and `session`, `file` and `at` as in `_alike`.
    """
    key = ids[some] + also[some].astype("uint64") * _ODD
    place = _shared(key)
    return _in_files(pd.DataFrame({"key": key[place], "session": some[place]}), edges)


def _alike(same: Array, order: Array, edges: Array) -> pd.DataFrame:
    """Return the sessions of which another file has one of the same patient and start.

    `same` tells of each but the last whether the next is such a one. Columns: `place` in the order,
    the number of the `run` of such sessions, `session` (the place before they were ordered), `file`
    and the place `at` which it is there.
    """
    place = np.flatnonzero(of_one_moment(same))
    run = np.cumsum(np.append(True, ~same))[place]
    table = pd.DataFrame({"place": place, "run": run, "session": order[place]})
    table = _in_files(table, edges)
    return table[table.groupby("run")["file"].transform("nunique") > 1].reset_index(drop=True)


def _in_files(table: pd.DataFrame, edges: Array) -> pd.DataFrame:
    """Add to a table of sessions the file of each, and the place `at` which it is there."""
    session = table["session"].to_numpy()
    file = np.searchsorted(edges, session, side="right") - 1
    return table.assign(file=file, at=session - edges[file])


@contextmanager
def _bar(files: int, progress: bool) -> Iterator[Callable[[], object]]:
    """Show how many files were read, in a notebook as a widget; give what to call after each."""
    if not progress:
        yield lambda: None
        return
    from tqdm.auto import tqdm  # a group of usual size is not read in parts

    with tqdm(total=files, desc="Reading", unit=" files") as bar:
        yield bar.update
