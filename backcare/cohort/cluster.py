"""Who does one thing to each of many files: this process, its threads, or a cluster of Dask's.

`open_engine` gives what does it, in the order of the files. Nothing here starts a server or
listens, and whatever goes wrong with a cluster is told in words.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from importlib import metadata
from typing import Any, TypeAlias, TypeVar

from backcare.cohort.libraries import library

Result = TypeVar("Result")
# How many parts each thread may be ahead of what was put together.
_AHEAD = 2
ENGINES = ("dask",)
_THREADS = "threads"
_CONNECT_S, _SCHEDULER_WAIT_S = 3, 10
# A worker that was killed may be started again meanwhile.
_WORKER_WAIT_S = 30
_SILENT = logging.CRITICAL + 1
_NO_SCHEDULER = (
    "No Dask scheduler answers at {address!r}. Start one with: dask scheduler --host 127.0.0.1, "
    "and a worker with: dask worker tcp://127.0.0.1:8786. Or leave address out."
)
_NO_WORKERS = (
    "The Dask scheduler at {address!r} has no workers. Start one with: dask worker {address}"
)
_NO_BACKCARE = (
    "The Dask worker at {worker} has no backcare, or lacks what backcare needs. Install there what "
    "is installed here, and start it again."
)
_OTHER_BACKCARE = (
    "The Dask worker at {worker} has backcare {there}, and here is {own}. Two versions may read a "
    "log in two ways. Install there what is installed here, and start it again."
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
    "one with: dask worker {address}, and then this again. If they end by themselves, they may "
    "have another version of backcare than this computer: install the same there."
)


Run: TypeAlias = Callable[..., Iterable[Any]]


@contextmanager
def open_engine(engine: str | None, address: str | None) -> Iterator[Run]:
    """Give what does one thing to each of many, in their order, as `map` does."""
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
    shown = _without_password(address)
    try:
        # A client has no end of its own where somebody takes a connection and says nothing, and
        # prints a traceback when it was never connected: so it is made of what answers.
        _check_scheduler(distributed, address)
        client = distributed.Client(address, set_as_default=False, timeout=_SCHEDULER_WAIT_S)
    except Exception as error:  # whatever is at this address may answer anything
        words = _NO_SCHEDULER.format(address=shown)
        if shown != address:  # of which the cause may tell the password
            raise ValueError(words) from None
        raise ValueError(words) from error
    with _silent("distributed.client"), client:  # what goes wrong is raised
        _check_workers(client, shown)
        try:
            yield client
        except distributed.KilledWorker as error:
            raise ValueError(_KILLED) from error
        # It stays silent: a client that has lost its scheduler tries for a while, and tells of it.
        except (distributed.CancelledError, distributed.comm.CommClosedError) as error:
            raise ValueError(_GONE.format(address=shown)) from error


@contextmanager
def _silent(name: str) -> Iterator[None]:
    """Have a library tell nothing by its own log."""
    log = logging.getLogger(name)
    level = log.level
    log.setLevel(_SILENT)
    try:
        yield
    finally:
        log.setLevel(level)


def _without_password(address: str) -> str:
    """Return an address as it can be shown."""
    return re.sub(r"(?<=://)[^/]*@|^[^/]*@|\?.*", "…", address, flags=re.DOTALL)


def _check_workers(client: Any, shown: str) -> None:
    """Raise unless there are workers, and each has backcare."""
    workers = _workers(client)
    if not workers:
        raise ValueError(_NO_WORKERS.format(address=shown))
    own = metadata.version("backcare")
    asked = [
        [client.submit(ask, "backcare", workers=[worker], pure=False) for worker in workers]
        for ask in (importlib.import_module, metadata.version)
    ]
    for worker, imported, version in zip(workers, *asked, strict=True):
        with suppress(TimeoutError):  # it is busy, or dies: which is seen when it reads
            for future in (imported, version):
                if isinstance(future.exception(timeout=_SCHEDULER_WAIT_S), ModuleNotFoundError):
                    raise ValueError(_NO_BACKCARE.format(worker=worker))
            if (there := version.result(timeout=_SCHEDULER_WAIT_S)) != own:
                raise ValueError(_OTHER_BACKCARE.format(worker=worker, there=there, own=own))


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
        raise ValueError(
            _GONE.format(address=_without_password(client.scheduler.address))
        ) from error
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
            raise ValueError(_ALL_GONE.format(address=_without_password(client.scheduler.address)))
        had = has
