"""Many logs, part by part: the same, row for row, as of all of them in memory, however cut."""

from __future__ import annotations

import ast
import copy
import gc
import importlib.metadata
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from clinic_notebook import differing
from distributed import CancelledError, Client, KilledWorker, LocalCluster
from hypothesis import given, settings, strategies as st

import backcare as bc
from backcare.cohort import cluster as cluster_module, libraries, parts
from backcare.cohort.beside import columns_beside
from backcare.cohort.cluster import _client, _result
from backcare.cohort.elsewhere import zone_here
from backcare.csv_reader import IS_LINK
from backcare.diary import diary_bytes
from backcare.errors import FaultsError
from backcare.exercises.other import OTHER_ACTIVITY
from backcare.sessions import LIMITS, LOG_COLUMNS, log_frame

pytestmark = pytest.mark.scale
NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = ("2025-01-01", "2025-02-03", "2025-04-23", "2025-07-07")
ASKED = (bc.who_to_call, bc.group_weeks, bc.compare_pain, bc.group_retention)


def load(folder: Path, **more: Any) -> Any:
    """Read a folder part by part, without a bar."""
    return bc.load_parts(folder, progress=False, **more)


def same(parts: Any, frame: pd.DataFrame, *days: str) -> None:
    """Fail unless every function of a group gives the very same of parts as of a frame."""
    for day in days:
        for ask in ASKED:
            of_all, of_parts = ask(frame, as_of=day), ask(parts, as_of=day)
            pd.testing.assert_frame_equal(of_parts, of_all, check_exact=True)
        weeks = bc.group_weeks(parts, as_of=day)
        of_all = bc.group_adherence(bc.group_weeks(frame, as_of=day))
        pd.testing.assert_frame_equal(bc.group_adherence(weeks), of_all, check_exact=True)
    pd.testing.assert_frame_equal(parts.sums, bc.weekly_sums(frame, by="patient"), check_exact=True)


def equal(one: Any, other: Any) -> None:
    """Fail unless two readings hold the very same."""
    for name in ("sums", "sessions", "files"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a made-up clinic's folder of CSV files."""
    return bc.make_clinic(tmp_path_factory.mktemp("clinic") / "csv", patients=24)


@pytest.fixture(scope="module")
def frame(clinic: Path) -> pd.DataFrame:
    """Return its log as one frame."""
    return bc.load_logs(clinic, now=NOW).frame


@pytest.fixture(scope="module")
def months(frame: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the same log as Parquet files of a month each, the last month first."""
    folder = tmp_path_factory.mktemp("months")
    for month, rows in frame.groupby(frame["started_at"].dt.month):
        rows.to_parquet(folder / f"part{9 - month}.parquet")
    return folder


# --- the same as in memory ------------------------------------------------------------------


def test_csv_files_are_those_of_load_logs(clinic, frame):
    """A file a patient, on one day and another; its rows that say nothing are told."""
    parts = load(clinic, now=NOW)
    same(parts, frame, *DAYS)
    assert str(parts) == f"{len(parts.sessions)} sessions of 24 patients from 24 files."
    assert parts.files["sessions"].sum() == len(parts.sessions)


def test_parquet_files_of_months_are_the_whole(months, frame):
    """Each patient is in many files, and files are in no order of time."""
    same(load(months), frame, *DAYS)


def test_notebook_06_gives_the_same_numbers_of_parquet_files(tmp_path):
    """Each output, of four files that no patient is in twice; the first says how many files."""
    made = bc.make_group(2000)
    for number, some in enumerate(np.array_split(made["patient"].unique(), 4)):
        made[made["patient"].isin(some)].to_parquet(tmp_path / f"{number}.parquet")
    source = f"{str(tmp_path)!r}, progress=False"
    [(saved, given)] = differing(f"clinic = bc.load_parts({source})")
    assert given == saved.replace("2,000 patients.", "2,000 patients from 4 files.")


def test_the_benchmark_of_large_groups_reads_what_it_writes(tmp_path):
    """The peers need libraries that tests do without; ours are run, each in its own process."""
    script = Path(__file__).parents[1] / "benchmarks/scale.py"

    def ran(way):
        command = [sys.executable, script, "3000", "--folder", tmp_path / "log", "--way", way]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    ran("write")
    loop, dask = (json.loads(ran(way))["sums"] for way in ("loop", "dask"))
    rows = pd.read_parquet(next((tmp_path / "log").iterdir()))
    assert loop["sessions"] == rows["session_id"].nunique()
    assert loop["minutes"] == rows["minutes"].sum()
    assert dask == loop


def test_dask_on_this_computer_gives_the_same(clinic, months):
    """Whoever finishes first."""
    for folder in (clinic, months):
        equal(load(folder, engine="dask", now=NOW), load(folder, now=NOW))


def test_small_files_and_many(tmp_path, frame):
    """More files than are read ahead, one of them empty."""
    frame[:0].to_parquet(tmp_path / "a.parquet")
    ids = frame["session_id"]
    for number, some in enumerate(np.array_split(ids.unique(), 60)):
        frame[ids.isin(some)].to_parquet(tmp_path / f"{number}.parquet")
    parts = load(tmp_path, engine="dask")
    same(parts, frame, DAYS[-1])
    assert parts.files.loc["a.parquet", "sessions"] == 0


def test_the_stop_rule_of_a_clinician(months, frame):
    """Weeks are added up by it, and never asked for by another; a call list may be."""
    strict = bc.safety_settings(pain_minutes_max=3)
    parts = load(months, settings=strict)
    asked = {"as_of": DAYS[-1], "settings": strict}
    for ask in (bc.group_weeks, bc.who_to_call):
        pd.testing.assert_frame_equal(ask(parts, **asked), ask(frame, **asked))
    pd.testing.assert_frame_equal(
        bc.group_weeks(parts, as_of=DAYS[-1]), bc.group_weeks(frame, **asked)
    )
    with pytest.raises(ValueError, match=r"pain_minutes_max=15, and 3 is asked for. Pass the sett"):
        bc.group_weeks(load(months), **asked)


FEW = st.sampled_from
PAIN = st.none() | st.integers(0, 10)
SESSION = st.fixed_dictionaries(
    {
        "patient": FEW(["P1", "p02", "AB-3", "X9"]),
        "started_at": st.builds(
            lambda day, hour: pd.Timestamp("2025-01-01") + pd.Timedelta(days=day, hours=hour),
            FEW([0, 1, 6, 7, 13, 20, 40, 75]),
            FEW([8, 8.25, 23.99]),
        ),
        "session_id": FEW("abcd"),
        "utc_offset_min": FEW([0, 60, -300]),
        "pain_before": PAIN,
        "pain_after": PAIN,
        "pain_peak": PAIN,
        "pain_minutes": FEW([None, 0, 15, 15.5, 30]),
        "note": FEW(["", "It hurt", "Good", None]),
        "entries": st.lists(FEW([None, "bridging", "walking", OTHER_ACTIVITY]), max_size=3),
        "part": st.integers(0, 3),
    }
)


def rows_of(session: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a session's rows."""
    doses = {
        "bridging": {"sets": 2, "reps": 10, "hold_s": 6},
        "walking": {"minutes": 12.5},
        OTHER_ACTIVITY: {"minutes": 30},
    }
    told = {name: value for name, value in session.items() if name not in ("entries", "part")}
    for exercise in session["entries"] or [None]:
        yield told | {"exercise_id": exercise} | doses.get(exercise, {})


def ways_to_write(frame: pd.DataFrame) -> dict[str, Callable[[Path], object]]:
    """Name the ways in which the same rows may stand in a Parquet file."""
    floats = frame.astype(dict.fromkeys(("sets", "pain_before", "pain_after"), "float64"))
    arrow = pa.Table.from_pandas(frame.astype({"patient": "category"}), preserve_index=False)
    return {
        "as pandas writes a log": frame.to_parquet,
        "with fractions for numbers": floats.to_parquet,
        "with names that are categories": frame.astype({"patient": "category"}).to_parquet,
        "in milliseconds": frame.astype({"started_at": "datetime64[ms]"}).to_parquet,
        "in nanoseconds": frame.astype({"started_at": "datetime64[ns]"}).to_parquet,
        "from elsewhere, two rows a group": lambda path: pq.write_table(
            arrow.replace_schema_metadata(None), path, row_group_size=2
        ),
    }


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        SESSION,
        min_size=1,
        max_size=14,
        unique_by=(
            lambda one: (one["patient"], one["started_at"], one["session_id"], one["part"]),
            # Which would be a copy, and is refused.
            lambda one: str([row | {"patient": "", "session_id": ""} for row in rows_of(one)]),
        ),
    ),
    FEW(["2025-01-08", "2025-02-28", "2025-04-01"]),
    st.data(),
)
def test_a_log_cut_anywhere_between_sessions(made, day, data):
    """Sessions of one moment among them, and the same id for several; files in any form."""
    frames = {}
    for number, one in enumerate(made):
        one["session_id"] += str(one["part"])  # one file has an id for several sessions, two do not
        frames.setdefault(one["part"], []).append(log_frame([*rows_of(one)]).assign(at=number))
    with TemporaryDirectory() as folder:
        for part, pieces in frames.items():
            rows = pd.concat(pieces, ignore_index=True).drop(columns="at")
            ways = ways_to_write(rows)
            ways[data.draw(FEW(sorted(ways)))](Path(folder, f"{part}.parquet"))
        parts = load(Path(folder))
    whole = log_frame([row for one in made for row in rows_of(one)])
    same(parts, whole, day)


def test_rows_of_a_session_that_do_not_agree(tmp_path):
    """The pain that lasted longest counts, in whichever row; else the first with an exercise."""
    one = {"patient": "P1", "session_id": "a", "started_at": pd.Timestamp("2025-07-01 08:00")}
    rows = log_frame(
        [
            one | {"exercise_id": None, "pain_before": 9, "pain_minutes": 2},
            one | {"exercise_id": "bridging", "pain_before": 4},
            one | {"exercise_id": "walking", "minutes": 5, "pain_before": 1, "pain_minutes": 40},
        ]
    ).assign(utc_offset_min=0)
    rows.to_parquet(tmp_path / "P1.parquet")
    parts = load(tmp_path)
    same(parts, rows, DAYS[-1])
    assert bc.who_to_call(parts, as_of=DAYS[-1])["rule_id"].tolist() == ["stop_rule"]
    assert parts.sessions.loc[0, ["pain_before", "pain_minutes"]].tolist() == [4, 40]


def test_a_log_without_notes(tmp_path, frame):
    """The column may be missing."""
    frame.drop(columns="note").to_parquet(tmp_path / "P1.parquet")
    same(load(tmp_path), frame.assign(note=""), DAYS[-1])


def test_who_is_nobody_has_the_id_of_the_file(tmp_path, frame):
    """Two logs of "me" are two patients."""
    for patient in ("P001", "P002"):
        own = frame[frame["patient"] == patient].assign(patient="me")
        own.to_parquet(tmp_path / f"{patient}.parquet")
    same(load(tmp_path), frame[frame["patient"].isin(["P001", "P002"])], DAYS[-1])


# --- a cluster --------------------------------------------------------------------------------


@contextmanager
def two_workers() -> Iterator[LocalCluster]:
    """Start two workers, each a process, that nobody but this computer sees."""
    one = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    with LocalCluster(host="127.0.0.1", processes=True, silence_logs=50, **one) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Start them once for all."""
    with two_workers() as started:
        yield started


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_worker_that_is_killed_changes_nothing(cluster, tmp_path, frame, trial):
    """Its part is done again by another, and nothing counts twice."""
    for number in range(16):
        patients = frame["patient"].str[1:].astype(int) + 100 * number
        ids = frame["session_id"] + f"/{number}"
        own = frame.assign(patient=patients.map("P{:05}".format), session_id=ids)
        own.to_parquet(tmp_path / f"{number}.parquet")
    times = trial.times(1, 20)
    plain = load(tmp_path)
    for number in range(times):  # Dask does not bring back each that is killed
        with two_workers() if number else nullcontext(cluster) as workers:
            equal(load_with_a_kill(workers, tmp_path), plain)
    kept = "its files were read by another: all sums are the same, to the last digit"
    trial.tell("a worker of a Dask cluster killed while it read", times, kept)


def load_with_a_kill(cluster: LocalCluster, folder: Path) -> Any:
    """Read a folder on a cluster, and kill a worker that is busy with it."""
    killed: list[int] = []

    def kill() -> None:
        with Client(cluster.scheduler_address, set_as_default=False) as watching:
            pids = watching.run(os.getpid)
            while not killed:
                busy = [worker for worker, tasks in watching.processing().items() if tasks]
                for worker in busy[:1]:
                    os.kill(pids[worker], signal.SIGKILL)
                    killed.append(pids[worker])
                time.sleep(0.01)

    killer = threading.Thread(target=kill)
    killer.start()
    parts = load(folder, address=cluster.scheduler_address)
    killer.join(timeout=60)
    assert len(killed) == 1
    return parts


def test_a_cluster_whose_workers_have_all_gone_is_not_waited_for(months, monkeypatch):
    """It is said what to start, and to ask again."""
    monkeypatch.setattr("backcare.cohort.cluster._WORKER_WAIT_S", 0.3)
    reduced = parts.reduce_file

    def slow(*file: Any, **more: Any) -> Any:
        time.sleep(1)
        return reduced(*file, **more)

    monkeypatch.setattr("backcare.cohort.parts.reduce_file", slow)
    kind = {"n_workers": 1, "processes": False, "dashboard_address": "127.0.0.1:0"}
    with LocalCluster(protocol="tcp", host="127.0.0.1", silence_logs=50, **kind) as cluster:
        stopping = threading.Timer(0.5, cluster.scale, [0])
        stopping.start()
        with pytest.raises(ValueError, match=r"All workers of the Dask scheduler at .* have gone"):
            load(months, address=cluster.scheduler_address)
        stopping.join()


@contextmanager
def answering(said: bytes | None) -> Iterator[str]:
    """Give the address of somebody who takes connections, and says this, or nothing at all."""
    with socket.create_server(("127.0.0.1", 0)) as door, ExitStack() as callers:

        def answer() -> None:
            with suppress(OSError):
                while True:
                    caller = callers.enter_context(door.accept()[0])
                    if said is not None:
                        caller.sendall(said)
                        caller.close()

        answering = threading.Thread(target=answer, daemon=True)
        answering.start()
        yield f"tcp://127.0.0.1:{door.getsockname()[1]}"
        door.shutdown(socket.SHUT_RDWR)
        answering.join()


NOBODY = (
    "",
    " ",
    "tcp://127.0.0.1",
    "tcp://127.0.0.1:x",
    "http://127.0.0.1:1",
    "tcp://127.0.0.1:9",
)


@pytest.mark.parametrize("address", NOBODY)
def test_an_address_at_which_nobody_is(months, address, capfd):
    """It is told soon, in words, and nothing else is printed, now or later."""
    began = time.monotonic()
    with pytest.raises(ValueError, match="No Dask scheduler answers at"):
        load(months, address=address)
    gc.collect()
    assert time.monotonic() - began < 8
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("said", [None, b"HTTP/1.1 400 Bad Request\r\n\r\n", bytes(range(256)) * 9])
def test_an_address_at_which_somebody_else_is(months, said, capfd, monkeypatch):
    """Who says nothing, another program, and noise: told in words, and not waited for."""
    monkeypatch.setattr(cluster_module, "_SCHEDULER_WAIT_S", 1)
    began = time.monotonic()
    with answering(said) as address, pytest.raises(ValueError, match="No Dask scheduler answers"):
        load(months, address=address)
    gc.collect()
    assert time.monotonic() - began < 8
    assert capfd.readouterr() == ("", "")


def test_the_address_of_a_worker_is_not_that_of_a_scheduler(cluster, months):
    """The two stand below one another where a cluster is started."""
    (worker, *_) = cluster.scheduler_info["workers"]
    with pytest.raises(ValueError, match="No Dask scheduler answers") as told:
        load(months, address=worker)
    assert "a Worker answers there" in str(told.value.__cause__)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGSTOP")
def test_a_scheduler_that_hangs_is_not_waited_for(months, monkeypatch):
    """Before the first file, and while a worker reads."""
    for name in ("_SCHEDULER_WAIT_S", "_WORKER_WAIT_S"):
        monkeypatch.setattr(cluster_module, name, 1)
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    begin = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard", "--no-show"]
    begin += ["--host", address]
    with subprocess.Popen(begin, stderr=subprocess.DEVNULL) as scheduler:
        try:
            with Client(address, set_as_default=False, timeout=30) as watching:
                assert watching.nthreads() == {}
            os.kill(scheduler.pid, signal.SIGSTOP)
            began = time.monotonic()
            with pytest.raises(ValueError, match="No Dask scheduler answers"):
                load(months, address=address)
            os.kill(scheduler.pid, signal.SIGCONT)
            worker = [sys.executable, "-m", "distributed.cli.dask_worker", address]
            worker += ["--no-nanny", "--no-dashboard", "--nthreads", "1"]
            with subprocess.Popen(worker, stderr=subprocess.DEVNULL) as reading:
                try:
                    with Client(address, set_as_default=False, timeout=30) as watching:
                        watching.wait_for_workers(1, timeout=30)
                    with _client(address) as client:
                        slow = client.submit(time.sleep, 60)
                        os.kill(scheduler.pid, signal.SIGSTOP)
                        with pytest.raises(ValueError, match="has gone before all files were read"):
                            _result(client, slow)
                    assert time.monotonic() - began < 60
                finally:
                    reading.kill()
        finally:
            scheduler.kill()


def test_a_cluster_names_what_is_wrong_with_files(cluster, months, tmp_path, monkeypatch):
    """As this computer does; and who does not answer is named."""
    monkeypatch.setattr("backcare.cohort.cluster._SCHEDULER_WAIT_S", 1)
    (tmp_path / "P1.parquet").write_bytes((months / "part3.parquet").read_bytes()[:-9])
    with pytest.raises(ValueError, match=r"P1.parquet: is no Parquet file, or is torn"):
        load(tmp_path, address=cluster.scheduler_address)
    with pytest.raises(ValueError, match=r"No Dask scheduler answers at 'tcp://127.0.0.1:9'"):
        load(months, address="tcp://127.0.0.1:9")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            KilledWorker("reduce_file", None, 3),
            "write the logs into smaller files",
        ),
        (CancelledError(), "has gone before all files were read. Start it again"),
    ],
)
def test_a_cluster_that_gives_up_is_told_in_plain_words(cluster, error, said):
    """When it ran out of memory again and again, and when it went away."""
    with pytest.raises(ValueError, match=said), _client(cluster.scheduler_address):
        raise error


# --- what is refused ----------------------------------------------------------------------------


def test_a_session_in_two_files_is_refused(tmp_path, frame):
    """Both files are named, whether the session was cut or is there twice; CSV files, too."""
    rows = frame["session_id"].eq(frame["session_id"].iloc[-1]).sum()
    for name, some in {"P1": frame[: 1 - rows], "P2": frame[-rows:][1:]}.items():
        some.to_parquet(tmp_path / f"{name}.parquet")
    with pytest.raises(FaultsError) as refused:
        load(tmp_path)
    last = frame.iloc[-1]
    assert str(refused.value) == (
        "The folder was not read: 1 problem.\n"
        "  P2.parquet: 1 session of this file is in P1.parquet, too, such as that of "
        f"{last['patient']} on {last['started_at']:%-d %b %Y, %H:%M}. All of a session must be in "
        "one file, once. Delete one of the two files if it is a copy, or move the session's rows "
        "into one of them. If these are two sessions, write for each the time at which it began, "
        "such as 18:30."
    )


def of_one_day(folder: Path, first: str, second: str, heading: str) -> Path:
    """Write two CSV files of P01, each of one session of a day."""
    heads = f"{heading},patient,exercise,sets,reps,minutes\n"
    (folder / "P01.csv").write_text(f"{heads}{first}\n", encoding="utf-8")
    (folder / "P01-2.csv").write_text(f"{heads}{second}\n", encoding="utf-8")
    return folder


WALK, BRIDGES, FEWER = "P01,walking,,,20", "P01,bridge,2,10,", "P01,bridge,1,10,"


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("other", [WALK, FEWER])
def test_two_sessions_of_one_moment_in_two_files_are_two(tmp_path, other, kind):
    """By all that they say, as for load_logs; whatever the second file is."""
    start = "2025-03-02 08:00"
    of_one_day(tmp_path, f"b,{start},{BRIDGES}", f"a,{start},{other}", "session_id,started_at")
    read = bc.load_logs(tmp_path, now=NOW)
    assert read.faults.empty
    if kind == "parquet":
        (tmp_path / "P01-2.csv").unlink()
        read.frame[read.frame["session_id"] == "a"].to_parquet(tmp_path / "P01-2.parquet")
    same(load(tmp_path, now=NOW), read.frame, *DAYS)


@pytest.mark.parametrize("start", ["2025-03-02", "2025-03-02 08:00"])
def test_two_days_without_ids_are_one_session_until_their_times_are_written(tmp_path, start):
    """Of rows that say nothing else, a day or a time is all there is; what is advised helps."""
    folder = of_one_day(tmp_path, f"{start},{BRIDGES}", f"{start},{WALK}", "date")
    advice = "If these are two sessions, write for each the time at which it began, such as 18:30."
    assert advice in str(bc.load_logs(folder, now=NOW))
    with pytest.raises(FaultsError, match=advice):
        load(folder, now=NOW)
    of_one_day(folder, f"2025-03-02 08:00,{BRIDGES}", f"2025-03-02 18:30,{WALK}", "date")
    read = bc.load_logs(folder, now=NOW)
    assert read.faults.empty
    same(load(folder, now=NOW), read.frame, *DAYS)


def test_a_diary_beside_its_copy_is_refused(tmp_path, clinic):
    """Also where the copy gives its sessions other ids, as another program does."""
    whole = (clinic / "P001.csv").read_text("utf-8")
    (tmp_path / "P001.csv").write_text(whole, encoding="utf-8")
    (tmp_path / "P002.csv").write_text(whole.replace("P001-2025", "Z-2025"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"P002.csv: \d+ sessions of this file are in P001.csv"):
        load(tmp_path, now=NOW)


def test_two_patients_who_did_the_same_at_the_same_time(tmp_path):
    """Diaries without ids may be copies; what is advised of those that are none helps."""
    for name in ("P01", "P02"):
        rows = "date,exercise,sets,reps\n2025-03-02,bridge,2,10\n"
        (tmp_path / f"{name}.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(FaultsError, match="give each session an id of its own, in a column sess"):
        load(tmp_path, now=NOW)
    for name in ("P01", "P02"):
        rows = f"session_id,date,exercise,sets,reps\n{name}-1,2025-03-02,bridge,2,10\n"
        (tmp_path / f"{name}.csv").write_text(rows, encoding="utf-8")
    same(load(tmp_path, now=NOW), bc.load_logs(tmp_path, now=NOW).frame, *DAYS)


COPIED = ("another patient", "one session of another patient", "other ids", "another start")


def copied(frame: pd.DataFrame) -> dict[str, tuple[pd.DataFrame, str]]:
    """Return what is wrong with a log of P001 beside it, each with what is said of it."""
    own = frame[frame["patient"] == "P001"].reset_index(drop=True)
    count = own["session_id"].nunique()
    other_ids = "x" + own["session_id"]
    later = own.assign(started_at=own["started_at"] + pd.Timedelta("3h"))
    first = own["session_id"] == own["session_id"].iloc[0]
    of_two = own[first].assign(session_id="n")
    them = f"{count} sessions of this file"
    return {
        "another patient": (
            own.assign(patient="P044"),
            f"P044.NEW: {them} stand word for word among those of P001 in P001.OLD. Such",
        ),
        "one session of another patient": (
            pd.concat([own[first].assign(patient="P044"), of_two.assign(patient="P044", sets=9)]),
            "P044.NEW: 1 session of this file stands word for word among those of P001 in P001.OLD",
        ),
        "other ids": (own.assign(session_id=other_ids), f"P044.NEW: {them} are in P001.OLD, too"),
        "another start": (
            later,
            f"P044.NEW: {them} have the id of a session in P001.OLD that began at another time, ",
        ),
    }


@pytest.mark.parametrize("kinds", ["csv csv", "parquet parquet", "csv parquet"])
@pytest.mark.parametrize(
    "case", ["another patient", "one session of another patient", "other ids", "another start"]
)
def test_what_load_logs_names_of_two_files_is_refused(tmp_path, frame, case, kinds):
    """Whichever files the two logs are in."""
    old, new = kinds.split()
    made, said = copied(frame)[case]
    for name, log, kind in [("P001", frame[frame["patient"] == "P001"], old), ("P044", made, new)]:
        if kind == "parquet":
            log.to_parquet(tmp_path / f"{name}.parquet")
        else:
            (tmp_path / f"{name}.csv").write_bytes(diary_bytes(log))
    with pytest.raises(FaultsError) as refused:
        load(tmp_path, now=NOW)
    assert said.replace("OLD", old).replace("NEW", new) in str(refused.value)
    if kinds == "csv csv":
        faults = bc.load_logs(tmp_path, now=NOW).faults
        assert set(faults["file"]) == {"P044.csv"}


def test_what_was_not_read_is_said_by_way_of_parts_and_files(tmp_path):
    """As of the frame itself."""
    (tmp_path / "P001.csv").write_text("date,exercise,Schmerz\n2025-03-02,bridge,3\n", "utf-8")
    frame = bc.load_logs(tmp_path, now=NOW).frame
    said = str(bc.show_calls(bc.who_to_call(frame, as_of="2025-03-03")))
    assert "so someone may be missing: P001.csv (Schmerz)" in said
    frame.to_parquet(tmp_path / "P001.parquet")
    (tmp_path / "P001.csv").unlink()
    for source in (frame, tmp_path):
        read = load(source)
        assert "P001.csv (Schmerz)" in str(read)
        assert str(bc.show_calls(bc.who_to_call(read, as_of="2025-03-03"))) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"day_frist": True}, "'day_frist' is not known. Did you mean 'day_first'"),
        ({"tz": "America/New_York"}, "tz must be a time zone, such as .*got 'America/New_York'"),
        ({"now": "2025"}, "now must be a date and time .*got '2025'"),
        ({"engine": "daks"}, "engine 'daks' is not known"),
    ],
)
def test_arguments_are_never_ignored(months, frame, given, said):
    """Of whatever is read."""
    for source in (months, frame):
        with pytest.raises(ValueError, match=said):
            load(source, **given)
    for more in ({"address": "tcp://127.0.0.1:1"}, {"engine": "dask"}, {"day_first": True}):
        with pytest.raises(ValueError, match=rf"{next(iter(more))} is for a folder of files"):
            load(frame, **more)


def test_parts_in_the_place_of_a_frame(months, tmp_path):
    """What takes them is said."""
    for ask in (
        bc.group_adherence,
        bc.plot_group_weeks,
        lambda parts: bc.weekly_report(parts, tmp_path / "a.pdf"),
    ):
        with pytest.raises(ValueError, match=r"got GroupParts; .*group_weeks, compare_pain"):
            ask(load(months))


def test_a_worker_reads_what_this_computer_sees_and_by_its_clock(tmp_path, cluster, monkeypatch):
    """Its own folder of that name, its time zone and its clock do not matter."""
    (tmp_path / "P01.csv").write_text("date,exercise\n2025-03-02,bridge\n", "utf-8")
    monkeypatch.chdir(tmp_path.parent)
    relative, address = Path(tmp_path.name), cluster.scheduler_address
    equal(load(relative, address=address), load(relative))
    with Client(address, set_as_default=False) as client:
        client.run(far_east)
    equal(load(relative, address=address), load(relative))
    seen = parts.digest(tmp_path / "P01.csv")
    with pytest.raises(ValueError, match=r"does not see P01.csv"):
        parts.hold_to(tmp_path / "gone", "P01.csv", seen)
    (tmp_path / "P01.csv").write_text("date,exercise\n2025-03-03,bridge\n", "utf-8")
    with pytest.raises(ValueError, match=r"sees another P01.csv"):
        parts.hold_to(tmp_path / "P01.csv", "P01.csv", seen)


def far_east() -> None:
    """Put a worker into another time zone."""
    os.environ["TZ"] = "Asia/Tokyo"
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has no tzset")
@pytest.mark.parametrize("zone", ["Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "UTC"])
def test_the_zone_of_this_computer_is_the_same_on_another(zone, monkeypatch):
    """At every change, and between."""
    with monkeypatch.context() as there:
        there.setenv("TZ", zone)
        time.tzset()
        here = copy.copy(zone_here(datetime(2026, 1, 1, tzinfo=UTC)))  # as it travels
        for day in pd.date_range("1990-01-01", "2025-12-31", freq="7h"):
            wall = day.to_pydatetime()
            for fold in (0, 1):
                folded = wall.replace(fold=fold)
                assert folded.replace(tzinfo=here).utcoffset() == folded.astimezone().utcoffset()
            moment = wall.replace(tzinfo=UTC)
            assert moment.astimezone(here).isoformat() == moment.astimezone().isoformat()
    time.tzset()


def test_a_scheduler_that_dies_is_told_in_words(months, capfd):
    """Of whatever it does then, nothing is printed."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    begin = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard", "--no-show"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-nanny"]
    quiet = {"stderr": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    with ExitStack() as started:
        scheduler = started.enter_context(subprocess.Popen([*begin, "--host", address], **quiet))
        reading = started.enter_context(subprocess.Popen([*worker, "--no-dashboard"], **quiet))
        started.callback(reading.kill)
        with Client(address, set_as_default=False, timeout=30) as watching:
            watching.wait_for_workers(1, timeout=30)
        capfd.readouterr()

        def die() -> None:
            with _client(address) as client:
                slow = client.submit(time.sleep, 60)
                scheduler.kill()
                _result(client, slow)

        with pytest.raises(ValueError, match="has gone before all files were read"):
            die()
    assert capfd.readouterr() == ("", "")
    assert len(load(months).sessions)


def test_own_layouts_go_along(tmp_path, cluster):
    """A worker has not the file of them."""
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "P01.csv").write_text("date,exercise\n2025-03-02,bridge\n", "utf-8")
    own = tmp_path / "own.csv"
    rows = "Mine,date,true,started_at\nMine,exercise,true,exercise_id\n"
    own.write_text(f"layout,heading,needed,column\n{rows}", "utf-8")
    address = cluster.scheduler_address
    equal(load(folder, layouts=own, address=address), load(folder, layouts=own))


def test_a_worker_without_backcare_is_named(months):
    """It would die of what it is sent."""
    with two_workers() as workers:
        with Client(workers.scheduler_address, set_as_default=False) as client:
            client.run(lambda: sys.modules.__setitem__("backcare", None))
        with pytest.raises(ValueError, match="has no backcare"):
            load(months, address=workers.scheduler_address)


def test_a_worker_with_another_version_is_named(months):
    """It may read a log in another way. What Dask itself tells is as before."""
    level = logging.getLogger("distributed.client").level
    with two_workers() as workers:
        with Client(workers.scheduler_address, set_as_default=False) as client:
            client.run(lambda: setattr(importlib.metadata, "version", lambda _name: "0.0.9"))
        with pytest.raises(ValueError, match=r"has backcare 0\.0\.9, and here is 0\.1\.0"):
            load(months, address=workers.scheduler_address)
    assert logging.getLogger("distributed.client").level == level


def test_a_password_is_not_shown(months):
    """Wherever it stands in an address."""
    for address in ("tcp://me:secret@127.0.0.1:9", "me:secret@127.0.0.1:9", "tcp://h:9?p=secret"):
        with pytest.raises(ValueError, match="No Dask scheduler answers") as told:
            load(months, address=address)
        assert "secret" not in str(told.value)


def spoilt(frame: pd.DataFrame) -> dict[str, tuple[Any, str]]:
    """Return frames that are no log, each with what is said of it."""
    text = frame.assign(sets="two")
    zone = frame.assign(started_at=frame["started_at"].dt.tz_localize("UTC"))
    strong = frame.assign(pain_before=frame["pain_before"].astype("float64"))
    strong.loc[3, "pain_before"] = 11
    half = frame.assign(reps=frame["reps"].astype("float64"))
    half.loc[2, "reps"] = 2.5
    nobody = frame.assign(patient=frame["patient"].where(frame.index != 1))
    return {
        "1": (frame.drop(columns=["sets", "pain_peak"]), "1.parquet: lacks sets, pain_peak; Ses"),
        "2": (text, "2.parquet, sets: must be a number, but the file has it as"),
        "3": (
            zone,
            "3.parquet, started_at: must be the time on the patient's clock, without a zone",
        ),
        "4": (strong, "4.parquet, pain_before, index 3: '11' must be"),
        "5": (half, "5.parquet, reps, index 2: '2.5' must be"),
        "6": (nobody, "6.parquet, patient, index 1: must be text, and not blank"),
        "7": (frame.assign(patient="Anna"), "7.parquet, patient: is not an id such as P07"),
        "8": (frame.assign(started_at="2025"), "8.parquet, started_at: must be a date and time"),
        "9": (frame.assign(note=3), "9.parquet, note: must be text, but the file has it as int64"),
    }


@pytest.mark.parametrize("engine", [None, "dask"])
def test_all_faults_of_all_files_at_once(tmp_path, frame, months, engine):
    """Torn, foreign and wrong ones are each named; nothing is read of the good ones."""
    every = spoilt(frame[:6].reset_index(drop=True))
    for name, (wrong, _) in every.items():
        wrong.to_parquet(tmp_path / f"{name}.parquet")
    good = (months / "part3.parquet").read_bytes()
    torn = {"t1": good[:-1], "t2": good[: len(good) // 2], "t3": b"", "t4": b"session_id,pat\n"}
    broken = bytearray(good)
    broken[20:400] = bytes(380)  # the end is whole, what stands before it is not
    for name, content in (torn | {"t5": bytes(broken)}).items():
        (tmp_path / f"{name}.parquet").write_bytes(content)
    (tmp_path / "c.csv").write_text("date,exercise\n2025-03-02,brigde\n")
    frame.to_parquet(tmp_path / "good.parquet")
    with pytest.raises(FaultsError) as refused:
        load(tmp_path, engine=engine)
    told = str(refused.value)
    for said in (words for _, words in every.values()):
        assert said in told
    for name in [*torn, "t5"]:
        assert f"{name}.parquet: is no Parquet file, or is torn" in told
    assert "c.csv, row 2, exercise: " in told
    assert "good.parquet" not in told
    assert "Anna" not in told


@pytest.mark.parametrize("checksum", [False, True])
def test_a_file_with_a_flipped_bit_is_read_or_named(tmp_path, frame, checksum):
    """Never an error of pyarrow's own; where pages have a checksum, never other numbers either."""
    path = tmp_path / "P001.parquet"
    frame[:120].to_parquet(path, write_page_checksum=checksum)
    good, whole, rng = path.read_bytes(), load(tmp_path), np.random.default_rng(7)
    refused = 0
    for place, bit in zip(rng.permutation(len(good))[:300], rng.integers(8, size=300), strict=True):
        spoilt = bytearray(good)
        spoilt[place] ^= 1 << bit
        path.write_bytes(bytes(spoilt))
        found = read_or_refused(tmp_path)
        if isinstance(found, FaultsError):
            refused += 1
            assert {fault.column.partition(",")[0] for fault in found} == {"P001.parquet"}
        elif checksum:
            equal(found, whole)
    assert refused > 30


def read_or_refused(folder: Path) -> Any:
    """Read a folder, or return what is wrong with it."""
    try:
        return load(folder)
    except FaultsError as error:
        return error


def test_what_pandas_wrote_beside_the_rows_is_not_needed(tmp_path, frame):
    """Torn, it changes nothing, also at another processor."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    torn = table.replace_schema_metadata({"pandas": b"{\xff"})
    pq.write_table(torn, tmp_path / "P1.parquet")
    for engine in (None, "dask"):
        same(load(tmp_path, engine=engine), frame, DAYS[-1])


@pytest.mark.parametrize("error", [RecursionError("Anna"), pa.ArrowIndexError("Anna"), KeyError(1)])
@pytest.mark.parametrize("engine", [None, "dask"])
def test_whatever_pyarrow_raises_is_a_fault_beside_others(
    tmp_path, frame, monkeypatch, error, engine
):
    """The file is named, and so are the faults of the others."""

    def fail(*_: object, **__: object) -> None:
        raise error

    frame.to_parquet(tmp_path / "P1.parquet")
    (tmp_path / "c.csv").write_text("date,exercise\n2025-03-02,brigde\n")
    monkeypatch.setattr(pq, "ParquetFile", fail)
    with pytest.raises(FaultsError) as refused:
        load(tmp_path, engine=engine)
    assert "P1.parquet: is no Parquet file, or is torn" in str(refused.value)
    assert "c.csv, row 2" in str(refused.value)
    assert "Anna" not in str(refused.value)


def test_a_file_that_memory_cannot_hold(tmp_path, frame, monkeypatch):
    """It is not called torn alone."""

    def read(*_: object, **__: object) -> None:
        raise pa.ArrowMemoryError("malloc of size 9 failed")

    monkeypatch.setattr(pq.ParquetFile, "read", read)
    frame.to_parquet(tmp_path / "P1.parquet")
    with pytest.raises(FaultsError, match=r"P1.parquet: needs more memory than there is"):
        load(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="makes links")
def test_no_name_of_a_path_is_shown(tmp_path):
    """pyarrow's own words hold all of it."""
    for name in ("Anna Smith.parquet", "P1.parquet"):
        (tmp_path / name).symlink_to(tmp_path / "Anna Smith" / "gone")
    with pytest.raises(FaultsError) as refused:
        load(tmp_path)
    assert [(fault.column, fault.rule) for fault in refused.value] == [
        ("file 1", IS_LINK),
        ("P1.parquet", IS_LINK),
    ]
    assert "Smith" not in str(refused.value)


def test_a_file_that_may_not_even_be_looked_at(tmp_path, frame, monkeypatch):
    """It is named, without the way to it; also where a worker alone may not."""

    def refuse(path: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    folder = tmp_path / "Anna"
    folder.mkdir()
    frame.to_parquet(folder / "P1.parquet")
    (folder / "P2.csv").write_text("date,exercise\n2025-03-02,bridge\n")
    monkeypatch.setattr(parts, "why_not_read", refuse)
    monkeypatch.setattr("backcare.cohort.folder.why_not_read", refuse)
    with pytest.raises(FaultsError) as refused:
        load(folder)
    assert [fault.column for fault in refused.value] == ["P1.parquet", "P2.csv"]
    assert str(refused.value).count("cannot be read (Permission denied)") == 2
    (folder / "P1.parquet").unlink()
    told = bc.load_logs(folder).faults["rule"].tolist()
    assert "cannot be read (Permission denied)" in told[0]
    assert "Anna" not in f"{refused.value} {told}"


@pytest.mark.skipif(sys.platform == "win32", reason="makes a pipe")
def test_a_pipe_is_not_waited_for(tmp_path):
    """Nobody may ever write into it."""
    os.mkfifo(tmp_path / "P1.parquet")
    with pytest.raises(FaultsError, match=r"P1.parquet: is no file, but a device or a pipe"):
        load(tmp_path)


def in_all_ways(folder: Path, frame: pd.DataFrame) -> list[Any]:
    """Return what to load: the frame itself, and folders with it as Parquet, coded and plain."""
    coded = frame.astype({"exercise_id": "category", "note": "category"})
    for name, one in {"plain": frame, "coded": coded}.items():
        (folder / name).mkdir()
        one.to_parquet(folder / name / "P001.parquet")
    return [frame, folder / "plain", folder / "coded"]


def as_csv(folder: Path, frame: pd.DataFrame) -> Path:
    """Write a log as its own CSV file, with what stands beside its columns."""
    (folder / "csv").mkdir()
    offset = pd.to_timedelta(frame["utc_offset_min"].fillna(0).astype("int64"), unit="min")
    assert offset.eq(offset.iloc[0]).all()
    hours = f"{int(offset.iloc[0] / pd.Timedelta(hours=1)):+03}:00"
    starts = frame["started_at"].astype("str") + hours
    frame.assign(started_at=starts).drop(columns="utc_offset_min").to_csv(
        folder / "csv" / "P001.csv", index=False
    )
    return folder / "csv"


BESIDE = ("pain_worst", "VAS", "pain_minutes_total", "reps_done", "sets_done", "Pain_Before")


@pytest.mark.parametrize("heading", BESIDE)
def test_a_column_beside_those_of_a_log_is_refused_as_of_a_csv_file(tmp_path, frame, heading):
    """What may be about pain, or is there twice, of whatever the log was read."""
    few = frame[:6].reset_index(drop=True).assign(**{heading: 9})
    for source in [as_csv(tmp_path, few), *in_all_ways(tmp_path, few)]:
        with pytest.raises(FaultsError) as refused:
            load(source, now=NOW)
        (fault,) = refused.value
        assert heading in str(fault)


@pytest.mark.parametrize("heading", ["fatigue", "Notes", "weight"])
def test_a_column_that_is_not_read_is_told(tmp_path, frame, heading):
    """As of a CSV file; the row numbers that pandas writes are none."""
    few = frame[5:11].assign(**{heading: "9"})
    for source in [as_csv(tmp_path, few), *in_all_ways(tmp_path, few)[1:]]:
        parts = load(source, now=NOW)
        assert parts.files["unread"].tolist() == [heading]
        assert "1 file with columns that are not read" in str(parts)
    assert load(few).others == (heading,)
    assert str(load(few)).endswith(f"1 patient. Not read: {heading}.")


@pytest.mark.parametrize("heading", ["Notes", "comment", "done"])
def test_what_may_be_a_column_under_another_name_is_refused(tmp_path, frame, heading):
    """A Parquet file is not guessed at; who says that it is none is believed."""
    few = frame[:6].drop(columns="note").assign(**{heading: "9"})
    few.to_parquet(tmp_path / "P001.parquet")
    for source in (few, tmp_path):
        with pytest.raises(FaultsError, match=f"{heading}: is none of the columns of a log, but"):
            load(source)
    parts = load(tmp_path, columns={heading: None})
    assert parts.files["unread"].tolist() == [heading]
    assert len(parts.sessions) == len(load(few, columns={heading: None}).sessions) > 0


HEADINGS = (
    *("worst pain", "Pain_Before", "pain_before ", "PAIN PEAK", "VAS", "pain\u200b", "Schmerz"),
    *("reps_done", "Notes", "done", "set 1", "set 2", "fatigue", "Pain's", "kind", "time"),
    *("", " ", "\u200b", "note ", "Exercise", "a,b", "pain\nlater", "Patient", "x" * 99),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(FEW(HEADINGS), max_size=5, unique=True))
def test_what_is_advised_of_a_column_beside_a_logs_own_helps(headings):
    """Each is named so that it can be seen; when all of it is done, nothing is left to be said."""
    unread, faults = columns_beside([*LOG_COLUMNS, *headings], None)
    assert len(unread) == len({*unread}) == len(headings)
    assert all(name == name.strip() and name and name.isprintable() for name in unread)
    advised: dict[str, None] = {}
    for fault in faults:
        advised |= ast.literal_eval(re.search(r"columns=(\{.*\}) if", fault.rule)[1])
    assert {*advised} <= {*headings}
    assert columns_beside([*LOG_COLUMNS, *headings], advised) == (unread, [])


@pytest.mark.parametrize("named", ["pain_before", "Pain before"])
@pytest.mark.parametrize("meaning", [None, "pain_after", ("minutes", "s")])
def test_a_logs_own_column_is_nothing_else(tmp_path, frame, named, meaning):
    """In a frame and a Parquet file it is read as it is; who says it is not is told so."""
    few = frame[:6].reset_index(drop=True)
    for source in in_all_ways(tmp_path, few):
        with pytest.raises(FaultsError, match="pain_before: is a column of a log, and is read"):
            load(source, columns={named: meaning}, now=NOW)
        beside = few.assign(**{"worst pain": 1})
        with pytest.raises(FaultsError, match=r"columns={'worst pain': None} if it is something"):
            load(beside, columns={"worst pain": "pain_peak"}, now=NOW)
        assert len(load(source, columns={named: "pain_before"}, now=NOW).sessions)


def test_all_faults_of_a_file_and_of_two_files_at_once(tmp_path, frame):
    """A column that is missing hides no number, a number no name, a torn file no copy."""
    own = frame[frame["patient"] == "P001"].reset_index(drop=True)
    own.to_parquet(tmp_path / "P001.parquet")
    own.assign(session_id="n" + own["session_id"]).to_parquet(tmp_path / "P002.parquet")
    (tmp_path / "P003.parquet").write_bytes(b"PAR1")
    wrong = own[:1].assign(patient="Anna", pain_before=99, exercise_id="ski", VAS=1)
    wrong.to_parquet(tmp_path / "P004.parquet")
    wrong.drop(columns="reps").to_parquet(tmp_path / "P005.parquet")
    with pytest.raises(FaultsError) as refused:
        load(tmp_path)
    places = [fault.column for fault in refused.value]
    rows = ["pain_before, index 0", "exercise_id, index 0"]
    assert places == [
        "P003.parquet",
        *(f"P004.parquet, {place}" for place in ["VAS", *rows, "patient"]),
        "P005.parquet",
        *(f"P005.parquet, {place}" for place in ["VAS", rows[0], "patient"]),
        "P002.parquet",
    ]
    assert "Anna" not in str(refused.value)
    assert "pass exercises with a table that has this one" in str(refused.value)
    with pytest.raises(FaultsError) as refused:
        load(wrong)
    assert [fault.column for fault in refused.value] == [rows[0], "VAS"]


def test_times_of_another_clock_are_not_taken_for_the_patients(tmp_path, frame):
    """What is advised of a column with a zone gives the very log that it was made of."""
    clock = "America/New_York"
    offset = frame["started_at"].dt.tz_localize(clock).map(lambda start: start.utcoffset())
    own = frame.assign(utc_offset_min=(offset // pd.Timedelta("1min")).astype("Int64"))
    utc = own.assign(started_at=own["started_at"].dt.tz_localize(clock).dt.tz_convert("UTC"))
    utc.to_parquet(tmp_path / "1.parquet")
    for source in (tmp_path, utc):
        with pytest.raises(ValueError, match=r"started_at:? must be the time on the") as refused:
            load(source)
    for method, argument in re.findall(r"[.]dt[.](\w+)[(](.*?)[)]", str(refused.value)):
        of_times = getattr(utc["started_at"].dt, method)
        utc["started_at"] = of_times(ast.literal_eval(argument))
    equal(load(utc), load(own))


@pytest.mark.parametrize("kind", ["int8", "Int64", "uint16", "float32", "Float64", "float64"])
def test_numbers_of_every_type_are_the_same(tmp_path, frame, kind):
    """Whole ones may be floats, and a blank NaN or none; what comes back has the same types."""
    frame = frame.assign(minutes=frame["minutes"].round())
    filled = ["pain_before", "pain_after", "pain_peak", "utc_offset_min"]
    cases = {"filled": (frame.fillna(dict.fromkeys(filled, 1)), filled)}
    if not kind.startswith(("int", "uint")):  # in which there are no blanks
        cases["blank"] = (frame, [*LIMITS, "utc_offset_min"])
    for name, (log, names) in cases.items():
        folder = tmp_path / name
        folder.mkdir()
        log.astype(dict.fromkeys(names, kind)).to_parquet(folder / "1.parquet")
        same(load(folder), log, *DAYS)
        assert [*load(folder).sessions.dtypes] == [*load(log).sessions.dtypes]


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("int64", 16_777_217, "16777217"),
        ("Int64", 16_777_217, "16777217"),
        ("int64", 2**60 + 1, "1152921504606846977"),
        ("float64", 20_000, "20000"),
        ("float64", 2.000_000_1, "2.0000001"),
        ("float32", 0.5, "0.5"),
        ("Float64", 1e300, "1e+300"),
        ("float64", np.inf, "inf"),
    ],
)
def test_a_wrong_number_is_told_as_it_stands_in_the_file(tmp_path, frame, kind, value, shown):
    """However it is read: of large numbers 32 bits would tell another."""
    few = frame[:6].reset_index(drop=True).fillna({"reps": 1}).astype({"reps": kind})
    few.loc[3, "reps"] = value
    few.to_parquet(tmp_path / "1.parquet")
    with pytest.raises(FaultsError, match=rf"reps, index 3: '{re.escape(shown)}' must be a whole"):
        load(tmp_path)


def test_times_in_every_unit(tmp_path, frame):
    """What a file has below a microsecond is let go; a year that none reaches is told."""
    small = frame["started_at"].astype("datetime64[ns]") + pd.Timedelta(123, unit="ns")
    for unit in ("s", "ms", "ns"):
        starts = small if unit == "ns" else frame["started_at"].astype(f"datetime64[{unit}]")
        (tmp_path / unit).mkdir()
        frame.assign(started_at=starts).to_parquet(tmp_path / unit / "1.parquet")
        equal(load(tmp_path / unit), load(tmp_path / "s"))
    far = pa.array([2**60] * len(frame), pa.timestamp("ms"))
    table = pa.Table.from_pandas(frame, preserve_index=False)
    place = table.column_names.index("started_at")
    pq.write_table(table.set_column(place, "started_at", far), tmp_path / "far.parquet")
    (tmp_path / "far").mkdir()
    (tmp_path / "far.parquet").rename(tmp_path / "far/1.parquet")
    with pytest.raises(FaultsError, match="started_at, index 0: '36536598-01-28' must not be in"):
        load(tmp_path / "far")


def amiss(frame: pd.DataFrame) -> dict[str, tuple[pd.DataFrame, str]]:
    """Return logs with rows that a session could not be stored with, and what is said."""

    def at(**cells: Any) -> pd.DataFrame:
        changed = frame.copy()
        for name, value in cells.items():
            changed[name] = changed[name].astype(object).where(changed.index != 3, value)
        return changed.astype(frame.dtypes)

    def on(day: str, offset: int = 0) -> pd.DataFrame:
        return at(started_at=pd.Timestamp(day), utc_offset_min=offset)

    other = dict.fromkeys(("sets", "reps", "hold_s", "minutes"), None)
    other |= {"exercise_id": OTHER_ACTIVITY}
    future = "started_at, index 3: '{}' must not be in the future"
    return {
        "tomorrow's tomorrow": (on("2026-01-02 00:01"), future.format("2026-01-02")),
        "west of it": (on("2026-01-01 20:00", -300), future.format("2026-01-01")),
        "the last year": (on("9999-12-31 23:59"), future.format("9999-12-31")),
        "the first year": (on("0001-01-01"), "'0001-01-01' must not be before 1970"),
        "1969": (on("1969-12-31 23:59"), "'1969-12-31' must not be before 1970"),
        "an unknown exercise": (
            at(exercise_id="brigdign"),
            "exercise_id, index 3: 'brigdign' is not an exercise of the table. Did you mean 'brid",
        ),
        "a name": (at(exercise_id="Bridge"), "'Bridge' is not an exercise of the table"),
        "an amount of nothing": (at(exercise_id=None, reps=10), "is blank beside an amount"),
        "other activity without minutes": (at(**other), "minutes, index 3: must be given: of"),
        "other activity with sets": (
            at(**other | {"minutes": 5, "sets": 2}),
            "is not kept of other",
        ),
        "a long note": (at(note="x" * 10_001), "note, index 3: must have 0 to"),
        "no id": (at(session_id=""), "session_id, index 3: must be text, and not blank. Fill"),
        "no text": (at(note="a\0b"), "note, index 3: must not hold a NUL"),
    }


@pytest.mark.parametrize("kind", amiss(log_frame()))
def test_rows_that_no_session_could_be_stored_with(tmp_path, frame, kind):
    """The same is refused of a frame and of a Parquet file, and the value is named."""
    few = frame[:6].reset_index(drop=True)
    wrong, said = amiss(few)[kind]
    for source in in_all_ways(tmp_path, wrong):
        with pytest.raises(FaultsError) as refused:
            load(source, now=NOW)
        assert said in str(refused.value)


def changes(rows: pd.DataFrame) -> dict[str, Callable[[Path], object]]:
    """Name what may happen to a file of these rows between two looks at it."""
    others = rows.assign(session_id="n" + rows["session_id"])
    return {
        "it vanishes": Path.unlink,
        "it is torn": lambda path: path.write_bytes(path.read_bytes()[:-9]),
        "it is shorter": rows.iloc[:0].to_parquet,
        "it has other ids": others.to_parquet,
        "it has another pain": rows.assign(pain_peak=0).to_parquet,
    }


@pytest.mark.parametrize("change", changes(log_frame()))
@pytest.mark.parametrize("how", ["plain", "dask", "cluster"])
def test_a_file_that_changes_between_two_looks(tmp_path, frame, monkeypatch, request, change, how):
    """A session that may be there twice is looked at again: what is not as it was is named."""
    more = {"plain": {}, "dask": {"engine": "dask"}}.get(how)
    if more is None:
        more = {"address": request.getfixturevalue("cluster").scheduler_address}
    own = frame[frame["patient"] == "P001"].reset_index(drop=True)
    own.to_parquet(tmp_path / "P1.parquet")
    own[:3].assign(session_id="copy").to_parquet(tmp_path / "P2.parquet")
    path = tmp_path / "P1.parquet"
    monkeypatch.setattr(parts, "release_memory", lambda: changes(own)[change](path))
    with pytest.raises(FaultsError) as refused:
        load(tmp_path, **more)
    assert [(fault.column, fault.rule) for fault in refused.value] == [
        ("P1.parquet", parts._CHANGED)
    ]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_file_that_changes_while_it_is_read(tmp_path, frame, monkeypatch, kind):
    """What was seen of it may be half of one and half of the other."""
    path = tmp_path / f"P001.{kind}"
    own = frame[frame["patient"] == "P001"]
    own.to_parquet(path) if kind == "parquet" else path.write_bytes(diary_bytes(own))
    read_once = parts._read_once

    def slowly(*asked: Any) -> Any:
        read = read_once(*asked)
        path.write_bytes(path.read_bytes() + b" ")
        return read

    monkeypatch.setattr(parts, "_read_once", slowly)
    with pytest.raises(FaultsError, match=rf"P001.{kind}: was changed while it was read. When"):
        load(tmp_path, now=NOW)


def test_an_own_table_and_a_clock_count(tmp_path, frame):
    """What is known there is read; a session of a day ahead may be one of another zone."""
    few = frame[:3].assign(exercise_id="juggling", reps=3)
    table = bc.load_exercises().iloc[:1].rename(index=lambda _: "juggling")
    for source in in_all_ways(tmp_path, few):
        assert len(load(source, exercises=table, now=NOW).sessions)
    east = few.assign(started_at=pd.Timestamp("2026-01-02 05:00"), utc_offset_min=300)
    assert len(load(east, exercises=table, now=NOW).sessions)


@pytest.mark.parametrize("told", [7, "P9.csv", None, ["P9.csv", 5, "A\nB"], {"a": 1}])
def test_whatever_a_frame_tells_of_files(tmp_path, frame, told):
    """Names are shown, one a file, and nothing else is; also by way of Parquet."""
    few = frame[:6].reset_index(drop=True)
    few.attrs["not_read"] = told
    few.to_parquet(tmp_path / "P1.parquet")
    names = {"str": ("P9.csv",), "list": ("P9.csv", "A\N{REPLACEMENT CHARACTER}B")}
    for source in (few, tmp_path):
        read = load(source)
        assert read.not_read == names.get(type(told).__name__, ())
        assert ".faults of the group" not in str(read)
        assert ("load_logs(folder).faults says why" in str(read)) == bool(read.not_read)


@pytest.mark.parametrize("kind", [pa.struct([("Anna", pa.int64())]), pa.list_(pa.int64())])
@pytest.mark.parametrize("name", ["note", "pain_peak", "patient"])
def test_a_cell_with_several_values_is_refused(tmp_path, frame, kind, name):
    """What is in it has names of its own, which may be of a person."""
    table = pa.Table.from_pandas(frame[:6], preserve_index=False)
    place = table.column_names.index(name)
    pq.write_table(table.set_column(place, name, pa.nulls(6, kind)), tmp_path / "P1.parquet")
    with pytest.raises(FaultsError, match=f"P1.parquet, {name}: must be one value") as refused:
        load(tmp_path)
    assert "Anna" not in str(refused.value)


@pytest.mark.parametrize("name", ["", " ", "\u200b"])
def test_a_column_without_a_name_is_told(tmp_path, frame, name):
    """In quotation marks, so that it can be seen."""
    few = frame[:6].assign(**{name: 1})
    few.to_parquet(tmp_path / "P1.parquet")
    assert load(tmp_path).files["unread"].tolist() == [repr(name)]
    assert load(few).others == (repr(name),)


def test_a_view_of_text_is_text(tmp_path, frame):
    """As newer libraries than pandas write it."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    for name in ("session_id", "patient", "exercise_id", "note"):
        place = table.column_names.index(name)
        views = table.column(name).cast(pa.string()).cast(pa.string_view())
        table = table.set_column(place, name, views)
    pq.write_table(table, tmp_path / "P1.parquet")
    same(load(tmp_path), frame, DAYS[-1])


def test_a_file_without_an_id_keeps_its_ending(tmp_path, frame):
    """It is told to have another name, of its own kind."""
    for name in ("log", "01-2025"):
        folder = tmp_path / name
        folder.mkdir()
        frame[:6].assign(patient="me").to_parquet(folder / f"{name}.parquet")
        with pytest.raises(FaultsError, match=r"Give the file a name such as P07\.parquet\."):
            load(folder)


def test_who_has_a_session_in_another_file_is_not_missed(tmp_path, clinic):
    """A second file of a patient may hold nothing but a blank day; one of nobody else may not."""
    (tmp_path / "P001.csv").write_bytes((clinic / "P001.csv").read_bytes())
    (tmp_path / "P001 (1).csv").write_text("date,exercise\n2025-07-01,\n")
    assert bc.load_logs(tmp_path, now=NOW).faults.empty
    for engine in (None, "dask"):
        sessions = load(tmp_path, now=NOW, engine=engine).files["sessions"]
        assert sessions.gt(0).tolist() == [False, True]
    (tmp_path / "P002.csv").write_text("date,exercise\n2025-07-01,\n")
    with pytest.raises(FaultsError, match=r"P002.csv: P002 has no session here") as refused:
        load(tmp_path, now=NOW)
    assert "P001" not in str(refused.value)


LIKE_LOGS = {
    "P02.parquet/part-0.parquet": "is a folder, which is not looked into",
    "P03.pq": "let its name end in .parquet",
    "P04.csv.gz": "is packed, and is not read",
    "P04.parquet.gz": "is packed, and is not read",
    "P05.avro": "is a table of a kind that is not read",
    "2024/P06.csv": "is a folder, which is not looked into",
    "2024/01/P06.parquet": "is a folder, which is not looked into",
    "readme_P07.parquet": "give it a name such as P07.parquet",
    "~P08.parquet": "give it a name such as P07.parquet",
    ".P09.parquet": "give it a name such as P07.parquet",
}


@pytest.mark.parametrize("name", LIKE_LOGS)
def test_what_looks_like_a_log_and_is_not_read_is_refused(tmp_path, frame, name):
    """With the way out, whether it is alone or not."""
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(tmp_path / name)
    for _ in range(2):
        with pytest.raises(FaultsError) as refused:
            load(tmp_path)
        (fault,) = refused.value
        assert fault.column == name.split("/")[0]
        assert LIKE_LOGS[name] in fault.rule
        frame.to_parquet(tmp_path / "P01.parquet")


NO_LOGS = {
    "notes.txt": b"Remember to call P03.\nSecond line, with comma\n",
    "LICENSE.txt": b"Copyright (c) 2024\n\nPermission is granted to any person\n",
    "prices.csv": b"item,price\nmat,20\n",
    "empty.txt": b"",
    "photo.txt": bytes(range(256)),
    "settings.json": b'{"a": 1}',
    "half.json": b"[1,2",
    "page.xml": b"<a/>",
    "P02.xlsx": b"PK\x03\x04",
    "P02.xls": b"\xd0\xcf\x11\xe0",
    "P02.ods": b"PK\x03\x04",
    "P02.feather": b"",
    "P02.csv.gz": b"",
    "P02.pq": b"",
    "old/P02.csv": b"",
}


@pytest.mark.parametrize("name", NO_LOGS)
def test_what_is_no_log_may_be_moved_away(tmp_path, name):
    """Both ways out are told of what may hold one; then the rest is read."""
    (tmp_path / "P01.csv").write_text("date,exercise\n2025-03-02,bridge\n", encoding="utf-8")
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(NO_LOGS[name])
    [fault] = bc.load_logs(tmp_path, now=NOW).faults["rule"]
    with pytest.raises(FaultsError) as refused:
        load(tmp_path, now=NOW)
    for said in (fault, str(refused.value)):
        assert "move it out of this folder" in said or "move it elsewhere" in said
    if name.endswith((".xlsx", ".xls", ".ods")):
        assert "Save as" in str(refused.value)
    path.rename(tmp_path.parent / f"{tmp_path.name} away")
    if path.parent != tmp_path:
        path.parent.rmdir()
    same(load(tmp_path, now=NOW), bc.load_logs(tmp_path, now=NOW).frame, *DAYS)


def test_what_looks_like_no_log_is_named(tmp_path, frame):
    """Without the name of a patient; what Spark and file managers add is nobody's."""
    frame.to_parquet(tmp_path / "P01.parquet")
    for name in (
        "P02.docx",
        "Anna Smith.pdf",
        "Bert Jones.pdf",
        "_SUCCESS",
        "._P01.parquet",
        "P3.Muster",
    ):
        (tmp_path / name).write_bytes(b"")
    for name in ("pictures", ".git"):
        (tmp_path / name).mkdir()
    parts = load(tmp_path)
    others = ("._P01.parquet", "a file that ends in .pdf", "P02.docx", "a file", "a folder")
    assert parts.others == others
    assert str(parts).endswith(f"1 file. Not read: {', '.join(others)}.")


def test_another_table_is_named(tmp_path):
    """With all that it lacks, and what has it."""
    pd.DataFrame({"price": [1.5]}).to_parquet(tmp_path / "P1.parquet")
    with pytest.raises(ValueError, match=r"P1.parquet: lacks .*patient.*to_frame\(\) gives all"):
        load(tmp_path)


def test_one_patient_named_in_two_ways(tmp_path, frame):
    """In one file: as an id and as nobody; in two: nearly the same."""
    rows = frame[:6].reset_index(drop=True)
    both = rows["patient"].where(rows.index > 2, "me")
    rows.assign(patient=both).to_parquet(tmp_path / "P001.parquet")
    with pytest.raises(ValueError, match=r"P001.parquet: names one patient in two ways .*me"):
        load(tmp_path)
    rows.to_parquet(tmp_path / "P001.parquet")
    rows.assign(patient="p-1").to_parquet(tmp_path / "P002.parquet")
    with pytest.raises(ValueError, match=r"P002.parquet, patient: 'p-1' is nearly P001"):
        load(tmp_path)


def test_logs_without_a_session(tmp_path, frame):
    """A folder of nothing but empty logs is no fault, and nobody is to be called."""
    frame[:0].to_parquet(tmp_path / "P1.parquet")
    frame[:0].to_parquet(tmp_path / "P2.parquet")
    parts = load(tmp_path)
    assert str(parts) == "0 sessions of 0 patients from 2 files."
    same(parts, frame[:0], DAYS[-1])


def test_no_folder_no_file_no_engine(tmp_path, months):
    """Each is named, with the way out."""
    with pytest.raises(ValueError, match=r"holds no file that ends in .parquet or .csv. Write"):
        load(tmp_path)
    for gone in (tmp_path / "gone", ""):
        with pytest.raises(ValueError, match="is not a folder"):
            load(gone)
    with pytest.raises(TypeError, match=r"a path, a SessionLog or a DataFrame, got list"):
        load([])
    with pytest.raises(ValueError, match=r"engine 'daks' is not known. Did you mean 'dask'"):
        load(months, engine="daks")


def test_a_library_that_is_missing_is_named(monkeypatch, months):
    """With the command that installs it."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ModuleNotFoundError, match=r'pip install "\.\[scale\]"'):
        load(months)
    assert libraries.library("json").loads("1") == 1


def test_a_bar_is_shown(months, capsys):
    """Files are counted; without it nothing is printed."""
    bc.load_parts(months)
    files = len([*months.iterdir()])
    assert f"{files}/{files}" in capsys.readouterr().err
    load(months)
    assert capsys.readouterr().err == ""
