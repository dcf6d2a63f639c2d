"""Many logs, part by part: a folder of files, each reduced by itself to what a group is asked.

Or a log on a server, which adds itself up, or one in memory.
A file is a part. `reduce_file` makes of it the sums of its weeks and each session once, in a few
bytes; it depends on the file alone, so that Dask may do it anywhere, and again. `_Total` puts
the parts together in the order of the files, and finds sessions that are in two of them.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from backcare.cohort.entries import PARQUET, entries, why_not_read
from backcare.cohort.folder import (
    MOST_HEADINGS,
    Absent,
    columns_beside,
    read_files,
    without_session,
)
from backcare.cohort.group import GroupParts, entries_until
from backcare.cohort.libraries import library
from backcare.cohort.parquet import read_parquet, release_memory
from backcare.cohort.pseudonyms import Pseudonyms, shown_name, shown_other, without_name
from backcare.diary import read_layouts
from backcare.errors import Fault, FaultsError, printable, unknown_term
from backcare.safety import SafetySettings, safety_settings
from backcare.sessions import refuse, unlike_sessions
from backcare.summaries.each_session import PAINS, in_time, of_one_moment, sessions_of
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

Result = TypeVar("Result")
_TOLD = ["sessions", "left_out", "unread"]
# How many parts each thread may be ahead of what was put together.
_AHEAD = 2
_THREADS = "threads"
_CONNECT_S, _SCHEDULER_WAIT_S = 3, 10
# A worker that was killed may be started again meanwhile.
_WORKER_WAIT_S = 30
_NO_FILES = (
    "{folder!r} holds no file that ends in .parquet or .csv. Write some there with "
    'log.to_frame().to_parquet("P07.parquet") or log.export_csv("P07.csv").'
)
_NO_SCHEDULER = (
    "No Dask scheduler answers at {address!r}. Start one with: dask scheduler --host 127.0.0.1, "
    "and a worker with: dask worker tcp://127.0.0.1:8786. Or leave address out."
)
_NO_WORKERS = (
    "The Dask scheduler at {address!r} has no workers. Start one with: dask worker {address}"
)
_KILLED = (
    "A file ended several workers of the Dask cluster one after the other. Often they have too "
    "little memory for it: write the logs into smaller files, or give the workers more."
)
_GONE = (
    "The Dask scheduler at {address!r} has gone before all files were read. Start it again, and "
    "then this."
)
_ALL_GONE = (
    "All workers of the Dask scheduler at {address!r} have gone before all files were read. Start "
    "one with: dask worker {address}, and then this again."
)
_TWO_NAMES = "names one patient in two ways ({names}). Write the id in one way."
_IN_TWO = (
    "{count} of this file {stand} in {other}, too, such as that of {patient} on {day}, {time}. "
    "All of a session must be in one file, once. Delete one of the two files if it is a copy, or "
    "move the session's rows into one of them."
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
    to hold a file for each processor and 30 bytes for each session, not all rows. `group_weeks`,
    `compare_pain`, `group_retention` and `who_to_call` take what comes back in the place of a
    frame, and give the same, row for row.

    Nothing is left out: if any file has a fault, all faults are raised at once. `load_logs` reads
    what can be read of a folder, and lists the faults.

    Patients have ids, never names, as for `load_logs`: where the rows say "me", the file's name is
    the id.

    Parameters
    ----------
    folder : path-like, SessionLog or pandas.DataFrame
        Its files that end in `.parquet` (the columns of `SessionLog.to_frame()`; `note` may be
        missing) and those that `load_logs` reads. What looks like a log and is not read, such as a
        folder that may hold logs, is refused. Or a log of many patients: a server adds it up by
        itself, and sends weeks and sessions alone. Or the frame of such a log, which is then added
        up once, and not for every question.
    engine : {"dask"}, optional
        Read several files at a time, on all processors of this computer; one after the other when
        left out.
    address : str, optional
        The Dask scheduler of a cluster that is running, such as "tcp://127.0.0.1:8786", whose
        workers see the folder under the same path. A worker that dies changes nothing.
    settings : SafetySettings, optional
        The numbers of the stop rule, by which `stop_days` are counted; `safety_settings()` when
        left out.
    progress : bool, default True
        Show a bar.
    **reading
        For CSV files, what `load_logs` takes beside the folder: `tz`, `day_first` and so on. For
        Parquet files and frames `exercises`, `now`, and `columns` with None for a column that is
        not about pain.

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
        - `not_read`: what else is in the folder, and does not look like a log; or the columns of a
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
    settings = settings or safety_settings()
    if isinstance(folder, pd.DataFrame):
        return _of_frame(folder, settings, reading)
    if not isinstance(folder, str | os.PathLike):
        return _of_log(folder, settings)
    paths, others = entries(Path(folder), {PARQUET})
    if not paths:
        raise ValueError(_NO_FILES.format(folder=Path(folder).name))
    read_layouts(reading.get("layouts"))  # whose faults are no file's
    names = [shown_name(path, place) for place, path in enumerate(paths, start=1)]
    files = [_File(*one) for one in zip(paths, names, strict=True)]
    with _bar(len(files), progress) as step, _engine(engine, address) as run:
        total = _Total(files)
        for part in run(partial(reduce_file, settings=settings, reading=reading), files):
            total.add(part)
            step()
        total.check()
        if any(file.is_parquet for file in files):
            release_memory()
        sessions = total.sessions(partial(run, partial(_ids_at, reading=reading)))
    not_read = tuple(dict.fromkeys(map(shown_other, others)))
    return GroupParts(total.sums(), sessions, total.files(), settings, not_read)


def _of_frame(frame: pd.DataFrame, settings: SafetySettings, reading: dict[str, Any]) -> GroupParts:
    """Return the same of a log in memory."""
    rows = entries_until(frame, None)
    unread, beside = columns_beside(map(str, frame.columns), reading.get("columns"))
    exercises, now = reading.get("exercises"), reading.get("now")
    refuse([*beside, *unlike_sessions(rows, exercises=exercises, now=now)])
    sums = weekly_sums(rows, by="patient", settings=settings)
    sessions = _compact(sessions_of(rows))
    return GroupParts(sums, sessions, _no_files(), settings, tuple(unread))


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

    @property
    def is_parquet(self) -> bool:
        return self.path.suffix.casefold() == PARQUET


class Part(NamedTuple):
    """What is kept of a file; or its faults, and then nothing else is."""

    sums: pd.DataFrame
    sessions: pd.DataFrame
    left_out: int = 0
    unread: str = ""
    faults: tuple[Fault, ...] = ()
    absent: tuple[Absent, ...] = ()


# --- one part ---------------------------------------------------------------------------------


def reduce_file(file: _File, *, settings: SafetySettings, reading: dict[str, Any]) -> Part:
    """Return the sums and the sessions of a file, or what is wrong with it."""
    read = _read(file, reading)
    if read.faults:
        return Part(read.frame, read.frame, faults=read.faults, absent=read.absent)
    pieces = find_pieces(read.frame, wall_clock(read.frame))
    weeks, sums = add_up(read.frame, "patient", settings=settings, pieces=pieces)
    by_week = pd.DataFrame({**weeks.as_columns(), **sums}, copy=False)
    sessions = _compact(sessions_of(read.frame, pieces))
    by_week = by_week.astype({"patient": TEXT})
    return Part(by_week, sessions, read.left_out, read.unread, absent=read.absent)


class _Read(NamedTuple):
    """A file as a frame, and what is told of it."""

    frame: pd.DataFrame
    left_out: int = 0
    unread: str = ""
    faults: tuple[Fault, ...] = ()
    absent: tuple[Absent, ...] = ()


def _read(file: _File, reading: dict[str, Any]) -> _Read:
    if rule := why_not_read(file.path, {PARQUET}):
        return _Read(pd.DataFrame(), faults=(Fault(None, "", "", rule),))
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
    places: Array


def _ids_at(asked: _Asked, *, reading: dict[str, Any]) -> list[str]:
    """Return the ids of some sessions of a file."""
    ids = sessions_of(_read(asked.file, reading).frame)["session_id"]
    return [str(one) for one in ids.iloc[asked.places]]


# --- all parts together -----------------------------------------------------------------------


class _Total:
    """The parts put together so far, in the order of the files."""

    def __init__(self, files: Sequence[_File]) -> None:
        self._files = files
        self._patients = Pseudonyms()
        self._sums: list[pd.DataFrame] = []
        self._sessions: list[pd.DataFrame] = []
        self._told: list[tuple[int, int, str]] = []
        self._faults: list[Fault] = []
        self._there: set[str] = set()
        self._absent: list[tuple[_File, Absent]] = []

    def add(self, part: Part) -> None:
        """Add the part of the next file."""
        file = self._files[len(self._told)]
        shown, faults = self._ids(file, part)
        self._faults += [_of_file(file, fault) for fault in faults]
        self._told.append((len(part.sessions), part.left_out, part.unread))
        self._there.update(shown.values() if shown else part.sessions.get("patient", ()))
        self._absent += [(file, one) for one in part.absent if not one.is_told]
        if self._faults:  # nothing will come of it but these
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
        if part.faults:
            return {}, part.faults
        names = part.sessions["patient"].cat.categories
        shown, faults = self._patients.of_file(file.path, names, [None] * len(names))
        doubled = pd.Series(shown).loc[lambda ids: ids.duplicated(keep=False)]
        if len(doubled) and not faults:
            faults = [Fault(None, "", "", _TWO_NAMES.format(names=", ".join(doubled.index)))]
        return shown, faults

    def check(self) -> None:
        """Raise all that is wrong with the files."""
        self._faults += [
            _of_file(file, without_session(one))
            for file, one in self._absent
            if one.patient not in self._there
        ]
        if self._faults:
            raise FaultsError("The folder was not read", self._faults)

    def sums(self) -> pd.DataFrame:
        """Return the sums of all weeks."""
        return add_parts(self._sums)

    def files(self) -> pd.DataFrame:
        """Return what each file has."""
        index = pd.Index([file.name for file in self._files], name="file")
        return pd.DataFrame(self._told, index, columns=_TOLD)

    def sessions(self, ids: Callable[[list[_Asked]], Iterable[list[str]]]) -> pd.DataFrame:
        """Return all sessions in order, once none of them is in two files."""
        edges = np.cumsum([0, *map(len, self._sessions)])
        sessions = _stacked(self._sessions)
        who, at = sessions["patient"].cat.codes.to_numpy(), sessions["started_at"].to_numpy()
        order, same = in_time(who, at)
        if same.any():
            alike = _alike(same, order, edges)
            order[alike["place"]] = self._by_id(sessions, alike, ids)["session"]
        is_in_order = (order[1:] > order[:-1]).all()
        return sessions if is_in_order else _taken(sessions, order)

    def _by_id(
        self,
        sessions: pd.DataFrame,
        alike: pd.DataFrame,
        ids: Callable[[list[_Asked]], Iterable[list[str]]],
    ) -> pd.DataFrame:
        """Order sessions of a patient that began at one moment by their ids; refuse one twice."""
        # A diary may give a session another id, or none; it is not asked for.
        named = alike[~alike["run"].isin(alike["run"][~self._are_parquet(alike["file"])])]
        by_file = [(rows["file"].iloc[0], rows["at"]) for _, rows in named.groupby("file")]
        asked = [_Asked(self._files[file], at.to_numpy()) for file, at in by_file]
        alike["id"] = ""
        for (_, at), found in zip(by_file, ids(asked), strict=True):
            alike.loc[at.index, "id"] = found
        first = alike.groupby(["run", "id"])["file"].transform("first")
        again = alike[alike.duplicated(["run", "id"])].assign(other=first)
        faults = [
            self._in_two(some.iloc[0], sessions.iloc[some["session"].to_numpy()])
            for _, some in again.groupby(["file", "other"])
        ]
        if faults:
            raise FaultsError("The folder was not read", faults)
        return alike.sort_values(["run", "id"], kind="stable")

    def _are_parquet(self, files: pd.Series[int]) -> pd.Series[bool]:
        return files.map(lambda file: self._files[file].is_parquet).astype(bool)

    def _in_two(self, pair: pd.Series[Any], some: pd.DataFrame) -> Fault:
        """Say that sessions of a file are in an earlier one."""
        start = some["started_at"].iloc[0]
        rule = _IN_TWO.format(
            count=counted(len(some), "session"),
            stand="are" if len(some) > 1 else "is",
            other=self._files[pair["other"]].name,
            patient=some["patient"].iloc[0],
            day=long_date(start),
            time=f"{start:%H:%M}",
        )
        return _of_file(self._files[pair["file"]], Fault(None, "", "", rule))


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


def _alike(same: Array, order: Array, edges: Array) -> pd.DataFrame:
    """Return the sessions of which another file has one of the same patient and start.

    `same` tells of each but the last whether the next is such a one. Columns: `place` in the order,
    the number of the `run` of such sessions, `session` (the place before they were ordered), `file`
    and the place `at` which it is there.
    """
    place = np.flatnonzero(of_one_moment(same))
    session = order[place]
    file = np.searchsorted(edges, session, side="right") - 1
    run = np.cumsum(np.append(True, ~same))[place]
    table = pd.DataFrame({"place": place, "run": run, "session": session, "file": file})
    table["at"] = session - edges[file]
    return table[table.groupby("run")["file"].transform("nunique") > 1].reset_index(drop=True)


# --- who does the work ------------------------------------------------------------------------


_Run: TypeAlias = Callable[..., Iterable[Any]]


@contextmanager
def _engine(engine: str | None, address: str | None) -> Iterator[_Run]:
    """Give what does one thing to each of many, in their order, as `map` does."""
    if engine not in (None, "dask"):
        raise unknown_term("engine", [engine], ["dask"])
    if address is not None:
        with _client(address) as client:
            yield partial(_with_dask, client, sum(_workers(client).values()))
    elif engine is None:
        yield map
    else:
        yield partial(_with_dask, _THREADS, os.cpu_count() or 1)


@contextmanager
def _client(address: str) -> Iterator[Any]:
    """Connect to a cluster that is running; nothing is started."""
    distributed = library("distributed")
    try:
        # A client has no end of its own where somebody takes a connection and says nothing, and
        # prints a traceback when it was never connected: so it is made of what answers.
        _check_scheduler(distributed, address)
        client = distributed.Client(address, set_as_default=False, timeout=_SCHEDULER_WAIT_S)
    except Exception as error:  # whatever is at this address may answer anything
        raise ValueError(_NO_SCHEDULER.format(address=address)) from error
    with client:
        if not _workers(client):
            raise ValueError(_NO_WORKERS.format(address=address))
        try:
            yield client
        except distributed.KilledWorker as error:
            raise ValueError(_KILLED) from error
        except distributed.CancelledError as error:
            raise ValueError(_GONE.format(address=address)) from error


def _check_scheduler(distributed: Any, address: str) -> None:
    """Ask who is at an address; fail unless it is a scheduler, and says so in time."""

    async def ask() -> Any:
        comm = await distributed.core.connect(address, timeout=_CONNECT_S)
        try:
            await comm.write({"op": "identity", "reply": True})
            return await comm.read()
        finally:
            comm.abort()

    async def ask_in_time() -> Any:
        return await asyncio.wait_for(ask(), _SCHEDULER_WAIT_S)

    with ThreadPoolExecutor(1) as apart:  # a notebook has a loop of its own
        who = apart.submit(lambda: asyncio.run(ask_in_time())).result()
    if who["type"] != "Scheduler":
        raise ValueError(f"a {who['type']} answers there")


def _workers(client: Any) -> dict[str, int]:
    """Return how many threads each worker has, if the scheduler still says it."""
    try:
        threads: dict[str, int] = client.sync(
            client.scheduler.ncores, callback_timeout=_SCHEDULER_WAIT_S
        )
    except OSError as error:  # a time that is over is one, too
        raise ValueError(_GONE.format(address=client.scheduler.address)) from error
    return threads


def _with_dask(
    scheduler: Any, threads: int, function: Callable[[Any], Result], arguments: Sequence[Any]
) -> Iterator[Result]:
    """Do one thing to each of many, some ahead of what was asked for."""
    dask = library("dask")
    some = _AHEAD * threads
    for first in range(0, len(arguments), some):
        tasks = [
            dask.delayed(partial(function, one), pure=False)()
            for one in arguments[first : first + some]
        ]
        if scheduler == _THREADS:
            yield from dask.compute(*tasks, scheduler=scheduler)
        else:
            yield from (_result(scheduler, one) for one in scheduler.compute(tasks))


def _result(client: Any, future: Any) -> Any:
    """Wait for what a worker makes, as long as there are workers."""
    had = True
    while True:
        with suppress(TimeoutError):
            return future.result(timeout=_WORKER_WAIT_S)
        has = bool(_workers(client))
        if not (has or had):
            raise ValueError(_ALL_GONE.format(address=client.scheduler.address))
        had = has


@contextmanager
def _bar(files: int, progress: bool) -> Iterator[Callable[[], object]]:
    """Show how many files were read, in a notebook as a widget; give what to call after each."""
    if not progress:
        yield lambda: None
        return
    from tqdm.auto import tqdm  # a group of usual size is not read in parts

    with tqdm(total=files, desc="Reading", unit=" files") as bar:
        yield bar.update
