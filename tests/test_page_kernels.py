"""Kernels of the pages: who can read along, how long they run, and what takes the place of one."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from voila.utils import ENV_VARIABLE
from zmq import IPC_PATH_MAX_LEN

from backcare.pages import kernels as module
from backcare.pages.forked import ForkedKernel
from backcare.pages.kernels import PageKernels, PrivateKernel, PrivateKernels, transport

posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no such sockets")


def long_folder(root: Path) -> Path:
    """Make a folder whose name leaves no room for a socket in it."""
    folder = root / ("long" * 30)
    folder.mkdir()
    return folder


async def said(kernel: PrivateKernel, code: str) -> str:
    """Run code in a kernel that has been started, and give what it prints."""
    client = kernel.client()
    client.start_channels()
    printed: list[str] = []
    try:
        await client.wait_for_ready(timeout=60)
        await client.execute_interactive(
            code, timeout=60, output_hook=lambda m: printed.append(m["content"].get("text", ""))
        )
    finally:
        client.stop_channels()
    return "".join(printed)


async def asked(kernels: PrivateKernels) -> tuple[PrivateKernel, str, set[str]]:
    """Start a kernel, have it say something, and see which addresses this process spoke to."""
    kernel = kernels.get_kernel(await kernels.start_kernel(kernel_name="python3"))
    try:
        answer = await said(kernel, "print('my back hurts')")
        here = psutil.Process().net_connections("tcp")
        ports = {one.raddr.port for one in here if one.raddr} & set(kernel.ports)
        return kernel, answer, ports
    finally:
        await kernels.shutdown_all(now=True)


@posix
def test_sockets_where_their_names_fit() -> None:
    """To the last byte, counted as the system does; else TCP."""
    room = IPC_PATH_MAX_LEN - len("/-ipc-9")
    assert transport(f"/{'a' * room}.json") == "ipc"
    assert transport(f"/{'a' * (room + 1)}.json") == "tcp"
    assert transport(f"/{'ä' * room}.json") == "tcp"


def test_tcp_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """However short the name is."""
    monkeypatch.setattr(module, "os", SimpleNamespace(name="nt", fsencode=os.fsencode))
    assert transport("k.json") == "tcp"


@posix
def test_what_is_typed_goes_through_a_folder_of_its_own() -> None:
    """Nobody else can enter it, nothing goes over the network, and it goes when they are gone."""
    kernels = PrivateKernels()
    folder = Path(kernels.connection_dir)
    assert stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0
    assert folder.stat().st_uid == os.getuid()
    assert kernels.is_private
    kernel, answer, ports = asyncio.run(asked(kernels))
    assert answer == "my back hurts\n"
    assert (kernel.transport, ports) == ("ipc", set())
    assert list(folder.iterdir()) == []
    kernels._remove_folder()
    assert not folder.exists()


CAN_ENCRYPT = module._CAN_ENCRYPT and (
    "supported_encryption" in KernelSpecManager().get_kernel_spec("python3").metadata
)


@pytest.mark.skipif(not CAN_ENCRYPT, reason="this Jupyter is too old to encrypt")
def test_tcp_is_encrypted(tmp_path: Path) -> None:
    """Where there is no room for sockets: keys are made, and the kernel takes them."""
    kernels = PrivateKernels(kernel_spec_manager=KernelSpecManager())
    kernels.connection_dir = str(long_folder(tmp_path))
    assert kernels.is_private
    kernel, answer, ports = asyncio.run(asked(kernels))
    assert answer == "my back hurts\n"
    assert kernel.transport == "tcp"
    assert ports
    assert kernel.curve_secretkey


@pytest.mark.parametrize("old", ["client", "kernel"])
def test_what_cannot_be_private_is_known(tmp_path: Path, monkeypatch, old: str) -> None:
    """No room for sockets, and a Jupyter too old to encrypt, on one side or the other."""
    if old == "client":
        monkeypatch.setattr(module, "_CAN_ENCRYPT", False)
    else:
        spec = SimpleNamespace(metadata={})
        monkeypatch.setattr(KernelSpecManager, "get_kernel_spec", lambda *_: spec)
    kernels = PrivateKernels(kernel_spec_manager=KernelSpecManager())
    kernels.connection_dir = str(long_folder(tmp_path))
    assert not kernels.is_private


def test_an_option_decides() -> None:
    """Who wants TCP, for a console beside the page, says so."""
    kernels = PrivateKernels()
    kernels.config.KernelManager.transport = "tcp"
    kernel, _, _ = kernels.pre_start_kernel("python3", {})
    assert kernel.transport == "tcp"


FORKED = """
import sys
known = "backcare.widgets.explorer" in sys.modules
import os, numpy, backcare
target = "jupyter.widget.control" in get_ipython().kernel.comm_manager.targets
alone = os.getsid(0) == os.getpid()
from backcare.widgets.log_watch import owner_key, this_kernel
key = owner_key(backcare.SessionLog(":memory:"), "me")
print(known, target, alone, os.getcwd(), os.environ["WHOSE"])
print(numpy.random.rand(), this_kernel(), key)
"""


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> PrivateKernels:
    """Give a test kernels as the pages have them."""
    factory = KernelProvisionerFactory.instance()
    monkeypatch.setattr(factory, "default_provisioner_name", "backcare-forked")
    return PrivateKernels(default_kernel_name="python3")


linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks safely")


@linux
def test_a_forked_kernel_is_a_kernel_of_its_own(forked: PrivateKernels, tmp_path: Path) -> None:
    """Libraries are there, and know of it; its folder, environment and chance are its own."""

    async def run() -> list[list[str]]:
        answers = []
        for whose in ("mine", "yours"):
            (tmp_path / whose).mkdir()
            environment = os.environ | {"WHOSE": whose}
            kernel_id = await forked.start_kernel(env=environment, cwd=str(tmp_path / whose))
            answers.append((await said(forked.get_kernel(kernel_id), FORKED)).split())
        await forked.shutdown_all(now=True)
        return answers

    mine, yours = asyncio.run(run())
    assert mine[:5] == [*["True"] * 3, str(tmp_path / "mine"), "mine"]
    assert yours[:5] == [*["True"] * 3, str(tmp_path / "yours"), "yours"]
    # Pages that take one another for themselves would not hear of each other's sessions.
    assert not {*mine[5:]} & {*yours[5:]}


def answer(forked: PrivateKernels, asks: str, **environment: str) -> str:
    """Give what some code says in a kernel that is made for it."""

    async def run() -> str:
        kernel_id = await forked.start_kernel(env=os.environ | environment)
        said_there = await said(forked.get_kernel(kernel_id), asks)
        await forked.shutdown_all(now=True)
        return said_there

    return asyncio.run(run())


@linux
def test_a_forked_kernel_loads_no_voila(forked: PrivateKernels) -> None:
    """What Voila tells each of its kernels comes there, and not Voila, which takes a second."""
    asks = "import os, sys; print(os.environ['VOILA_BASE_URL'], 'voila' in sys.modules)"
    told = {ENV_VARIABLE.VOILA_BASE_URL: ENV_VARIABLE.PATH_INFO}
    assert answer(forked, asks, **told) == "PATH_INFO False\n"


@linux
def test_a_forked_kernel_has_every_template_and_no_exercise_yet(forked: PrivateKernels) -> None:
    """What is compiled once is there; what a table holds is read when a page is opened."""
    asks = """
from backcare.browser import fragments
from backcare.exercises.cards import template
from backcare.exercises.load import _shipped_exercises as exercises
print(*(one.cache_info().currsize for one in (template, fragments, exercises)))"""
    every = len(list((Path(module.__file__).parents[1] / "browser").glob("*.html.j2")))
    assert answer(forked, asks) == f"{every} 1 0\n"


@linux
def test_a_forked_kernel_is_interrupted_killed_and_missed(
    forked: PrivateKernels, tmp_path: Path
) -> None:
    """As one that was started from nothing; nothing is left of it."""
    sleeps = tmp_path / "sleeps"
    waits = f"""
import pathlib, time
try:
    pathlib.Path({str(sleeps)!r}).touch()
    time.sleep(60)
except KeyboardInterrupt:
    print("up")
"""

    async def run() -> None:
        kernel = forked.get_kernel(await forked.start_kernel())
        process = psutil.Process(kernel.provisioner.pid)
        asleep = asyncio.ensure_future(said(kernel, waits))
        while not sleeps.exists() and not asleep.done():
            await asyncio.sleep(0.05)
        await kernel.interrupt_kernel()
        assert await asleep == "up\n"
        await kernel.signal_kernel(signal.SIGKILL)
        deadline = time.monotonic() + 10
        while await kernel.is_alive() and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        assert not await kernel.is_alive()
        assert not process.is_running()
        await kernel.restart_kernel(now=True)
        assert await said(kernel, "print('again')") == "again\n"
        last = psutil.Process(kernel.provisioner.pid)
        await forked.shutdown_all()
        assert not last.is_running()

    asyncio.run(run())


@linux
def test_the_kernel_of_another_python_is_not_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has other libraries; and what is no IPython kernel is started as it asks."""
    started: list[list[str]] = []

    async def launch_kernel(_: LocalProvisioner, cmd: list[str], **__: object) -> None:
        started.append(cmd)

    monkeypatch.setattr(LocalProvisioner, "launch_kernel", launch_kernel)
    others = [["/usr/bin/other", "-m", "ipykernel_launcher"], [sys.executable, "-m", "some_kernel"]]
    for command in others:
        asyncio.run(ForkedKernel().launch_kernel(command, env={}))
    assert started == others


LEFT_ALONE = """
import asyncio, os, signal
from jupyter_client.provisioning import KernelProvisionerFactory
from backcare.pages.kernels import PrivateKernels

async def run():
    KernelProvisionerFactory.instance().default_provisioner_name = "backcare-forked"
    kernels = PrivateKernels(default_kernel_name="python3")
    kernel = kernels.get_kernel(await kernels.start_kernel())
    client = kernel.client()
    client.start_channels()
    await client.wait_for_ready(timeout=60)
    print(kernel.provisioner.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(run())
"""


@linux
def test_a_forked_kernel_ends_with_its_server() -> None:
    """However that ended."""
    left = subprocess.run([sys.executable, "-c", LEFT_ALONE], capture_output=True, check=False)
    assert left.returncode == -signal.SIGKILL
    with suppress(psutil.NoSuchProcess):
        psutil.Process(int(left.stdout)).wait(timeout=15)


class Looked:
    """Page kernels that never start, at a clock that is set by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self.stopped: list[str] = []
        self.kernels = PageKernels(cull_idle_timeout=60)
        self.states = {name: SimpleNamespace(execution_state="idle") for name in ("one", "two")}
        self.kernels._kernels.update(self.states)
        self.kernels._kernel_connections.update(one=1, two=1)
        monkeypatch.setattr(module.time, "monotonic", lambda: self.now)
        monkeypatch.setattr(PageKernels, "shutdown_kernel", self.stop)

    async def stop(self, kernel_id: str) -> None:
        """Note what would stop."""
        self.stopped.append(kernel_id)
        del self.kernels._kernels[kernel_id]

    def look(self, *, times: int = 1) -> None:
        """Let the server look at its kernels, every ten seconds."""
        for _ in range(times):
            self.now += 10
            asyncio.run(self.kernels.cull_kernels())


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> Looked:
    """Give a test two kernels, each with a page at it."""
    return Looked(monkeypatch)


def test_a_kernel_without_a_page_stops(looked: Looked) -> None:
    """After a minute of looks, not before; one that has its page goes on."""
    looked.look(times=100)
    looked.kernels.notify_disconnect("one")
    looked.look(times=6)
    assert looked.stopped == []
    looked.look()
    assert looked.stopped == ["one"]
    looked.look(times=100)
    assert looked.stopped == ["one"]


def test_a_page_that_comes_back_keeps_its_kernel(looked: Looked) -> None:
    """A connection that was cut, again and again: the minute begins anew each time."""
    for _ in range(5):
        looked.kernels.notify_disconnect("one")
        looked.look(times=6)
        looked.kernels.notify_connect("one")
        looked.look()
    assert looked.stopped == []


def test_a_kernel_that_works_for_its_page_goes_on(looked: Looked) -> None:
    """A page connects when all its cells have run, however long that takes."""
    looked.kernels.notify_disconnect("one")
    looked.states["one"].execution_state = "busy"
    looked.look(times=100)
    looked.states["one"].execution_state = "idle"
    looked.look(times=6)
    assert looked.stopped == []


def test_time_in_the_pool_does_not_count(looked: Looked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Voila passes over those that wait; given to a page, one has the whole minute."""
    looked.kernels._kernel_connections["one"] = 0
    looked.look()
    with monkeypatch.context() as pooled:
        pooled.setattr(PageKernels, "cull_kernel_if_idle", lambda *_: asyncio.sleep(0))
        looked.look(times=100)
    looked.look(times=6)
    assert looked.stopped == []


class Pooled(PageKernels):
    """Page kernels with a pool as Voila makes it, for two pages."""

    def __init__(self) -> None:
        super().__init__()
        self._pools: dict[str, list[Any]] = {"a.ipynb": [], "b.ipynb": []}
        self.filled: list[str] = []

    def fill_if_needed(self, *, delay: float, notebook_name: str) -> None:
        """Note which pool lacks a kernel that is needed at once."""
        assert delay == 0
        if not self._pools[notebook_name]:
            self.filled.append(notebook_name)

    def add(self, page: str, kernel_id: str, *, alive: bool = True) -> None:
        """Have a kernel ready."""

        async def is_alive() -> bool:
            return alive

        ready: asyncio.Future[dict[str, str]] = asyncio.Future()
        ready.set_result({"kernel_id": kernel_id, "task": asyncio.Future(), "renderer": None})
        self._kernels[kernel_id] = SimpleNamespace(is_alive=is_alive)
        self._pools[page].append(ready)


def replaced(prepare: Callable[[Pooled], object]) -> list[str]:
    """Say for which pages kernels were replaced."""

    async def run() -> list[str]:
        pooled = Pooled()
        pooled.add("a.ipynb", "one")
        pooled.add("b.ipynb", "two")
        prepare(pooled)
        await pooled.renew()
        return pooled.filled

    return asyncio.run(run())


def failing() -> "asyncio.Future[dict[str, str]]":
    """Give a kernel that could not be started."""
    failed: asyncio.Future[dict[str, str]] = asyncio.Future()
    failed.set_exception(RuntimeError("no kernel"))
    return failed


@pytest.mark.parametrize(
    "prepare",
    [
        lambda pooled: (pooled._pools["b.ipynb"].clear(), pooled.add("b.ipynb", "x", alive=False)),
        lambda pooled: pooled._kernels.pop("two"),
        lambda pooled: pooled._pools.update({"b.ipynb": [failing()]}),
    ],
    ids=["dead", "removed", "never started"],
)
def test_a_ready_kernel_that_died_is_replaced(prepare: Callable[[Pooled], object]) -> None:
    """That of its page only, and before anybody gets it."""
    assert replaced(prepare) == ["b.ipynb"]


def test_a_sound_kernel_waits_on() -> None:
    """So does one that is only being started."""

    def starting(pooled: Pooled) -> None:
        pooled._pools["b.ipynb"] = [asyncio.Future()]

    assert replaced(starting) == []


def test_a_kernel_that_dies_while_it_is_started_is_replaced() -> None:
    """The page that is asked for waits for it, and gets another."""

    async def run() -> list[str]:
        pooled = Pooled()
        pooled.add("a.ipynb", "one")
        starting: asyncio.Future[dict[str, str]] = asyncio.Future()
        pooled._pools["b.ipynb"] = [starting]
        asked = asyncio.ensure_future(pooled.renew("b.ipynb"))
        assert not await waited(asked)
        starting.set_exception(RuntimeError("killed"))
        await asked
        return pooled.filled

    assert asyncio.run(run()) == ["b.ipynb"]


def test_two_looks_at_once_replace_a_dead_kernel_once() -> None:
    """That of every few seconds, and that of a page that is asked for just then."""

    async def run() -> list[str]:
        pooled = Pooled()
        pooled.add("b.ipynb", "x", alive=False)
        await asyncio.gather(pooled.renew(), pooled.renew("b.ipynb"))
        return pooled.filled

    assert set(asyncio.run(run())) == {"a.ipynb", "b.ipynb"}


async def waited(task: "asyncio.Future[None]") -> bool:
    """Give a task its turns; say whether it is done."""
    for _ in range(9):
        await asyncio.sleep(0)
    return task.done()


@posix
def test_a_heart_that_does_not_beat_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is there and does not answer is lost, unless it has its page still to run."""
    monkeypatch.setattr(module, "_HEARTBEAT_S", 5)

    async def run() -> list[bool]:
        kernels = PageKernels()
        kernel_id = await kernels.start_kernel(kernel_name="python3")
        kernel = kernels.get_kernel(kernel_id)
        done: asyncio.Future[None] = asyncio.Future()
        done.set_result(None)
        try:
            await said(kernel, "")
            lost = [await kernels._is_lost(kernel_id, done)]
            monkeypatch.setattr(module, "_HEARTBEAT_S", 0.2)
            os.kill(kernel.provisioner.pid, signal.SIGSTOP)
            os.waitpid(kernel.provisioner.pid, os.WUNTRACED)  # until it has stopped
            lost += [await kernels._is_lost(kernel_id, task) for task in (done, asyncio.Future())]
        finally:
            await kernels.shutdown_all(now=True)
        return lost

    assert asyncio.run(run()) == [False, True, False]
