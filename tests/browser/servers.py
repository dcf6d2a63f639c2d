"""JupyterLab and Voila as programs of their own: started on this machine, looked after, stopped.

Both run from this Python, so their kernels have this backcare, and live in a folder of their own,
so nobody's settings are read or written. The benchmarks use this file too.
"""

import json
import os
import re
import runpy
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import nbformat
import psutil

import backcare

CHECKOUT = Path(__file__).parents[2]
_START_S = 90
_STOP_S = 15
# Runs a module as `python -m` does, but not longer than whoever started it: what ends the tests
# may give them no time to stop their servers.
_GUARDED = """
import os, runpy, signal, sys, threading, time

def stop_when_alone(parent):
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=stop_when_alone, args=[os.getppid()], daemon=True).start()
runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
"""
_COMMANDS = {
    "lab": [
        *("jupyterlab", "--allow-root", "--expose-app-in-browser", "--ServerApp.ip=127.0.0.1"),
        "--ServerApp.kernel_manager_class=backcare.pages.kernels.PrivateKernels",
    ],
    "voila": ["voila", "--template=backcare", "--Voila.ip=127.0.0.1", "--preheat_kernel=True"],
}
_READY = {"lab": "lab", "voila": ""}

# What no test has to do with, and takes a second of each page.
_NOT_NEEDED = (
    *("audio", "console", "csvviewer", "debugger", "extensionmanager", "fileeditor", "help"),
    *("htmlviewer", "hub", "imageviewer", "inspector", "json", "launcher", "logconsole", "lsp"),
    *("markdownviewer", "mermaid", "metadataform", "pdf", "pluginmanager", "running"),
    *("settingeditor", "terminal", "toc", "tooltip", "vega5", "video"),
)
_SETTINGS = {
    "labconfig/page_config.json": {
        # Else each page has the server start Node, which looks for extensions to build in.
        "buildAvailable": False,
        "buildCheck": False,
        "disabledExtensions": {
            # Else it asks about news, and asks the network about updates.
            "@jupyterlab/apputils-extension:announcements": True,
            # A button that shows the notebook in a Voila beside it.
            "@voila-dashboards/jupyterlab-preview": True,
            **{f"@jupyterlab/{name}-extension": True for name in _NOT_NEEDED},
        },
    },
    # Else it saves every two minutes, and asks about it where a test has put the clock forward.
    "labconfig/default_setting_overrides.json": {
        "@jupyterlab/docmanager-extension:plugin": {"autosave": False}
    },
    # Else it looks for language servers, with npm where there is one.
    "jupyter_server_config.json": {"ServerApp": {"jpserver_extensions": {"jupyter_lsp": False}}},
}


@dataclass(frozen=True)
class Server:
    """A running server: its address, the word that opens it, and the folder it shows."""

    url: str
    token: str
    folder: Path

    def address(self, path: str, **query: str) -> str:
        """Give the address of a page, ready to be opened."""
        asked = "&".join(
            f"{name}={value}" for name, value in {**query, "token": self.token}.items()
        )
        return f"{self.url}/{path}?{asked}"


@contextmanager
def serving(kind: str, home: Path, notebooks: Path | None = None) -> Iterator[Server]:
    """Run a server, "lab" or "voila", over a folder of notebooks inside `home`."""
    folder = notebooks or home / "notebooks"
    folder.mkdir(parents=True, exist_ok=True)
    server = Server(f"http://127.0.0.1:{free_port()}", secrets.token_hex(16), folder)
    command = [
        *(sys.executable, "-c", _GUARDED, *_COMMANDS[kind], str(folder)),
        *("--no-browser", f"--port={server.url.rpartition(':')[2]}"),
        f"--{'IdentityProvider' if kind == 'lab' else 'Voila'}.token={server.token}",
        "--KernelProvisionerFactory.default_provisioner_name=backcare-forked",
    ]
    with running(command, folder, _environment(home), home / f"{kind}.log") as told:
        _wait_until_ready(told, server.address(_READY[kind]))
        yield server


@contextmanager
def serving_pages(
    home: Path, *options: str, only: str = "", **environment: str
) -> Iterator[tuple[str, psutil.Process]]:
    """Run what `nox -s app` runs, with its log in `home`; give the address it prints.

    With `only` one notebook, as for each a kernel is made ready.
    """
    python, dash_m, *words = nox_command("app")
    assert (python, dash_m) == ("python", "-m")
    command = [sys.executable, "-c", _GUARDED, *words, f"--port={free_port()}"]
    command += options or ["--no-browser"]
    home.mkdir(exist_ok=True)
    if only:
        folder = home / "only"
        folder.mkdir()
        shutil.copy(CHECKOUT / "notebooks" / only, folder)
        command[command.index("notebooks")] = str(folder)
    own = {"BACKCARE_LOG": str(home / "log.db"), **environment}
    with running(command, CHECKOUT, _environment(home) | own, home / "pages.log") as told:
        yield told.finds(r"(http://\S+)"), psutil.Process(told.process.pid)


def nox_command(name: str) -> list[str]:
    """Ask the noxfile itself what a session runs in the end."""
    nox, session = mock.MagicMock(), mock.MagicMock(posargs=[], bin=sys.prefix)
    nox.session = lambda function=None, **_: function or (lambda function: function)
    with mock.patch.dict(sys.modules, nox=nox):
        sessions = runpy.run_path(str(CHECKOUT / "noxfile.py"))
    sessions[name](session)
    if session.notify.called:  # it goes on in the environment of another session
        name, session.posargs = session.notify.call_args.args
        sessions[name](session)
    return list(session.run.call_args.args)


def write_notebook(path: Path, *cells: str, heading: str = "") -> Path:
    """Write a notebook of these code cells, under a heading."""
    text = [nbformat.v4.new_markdown_cell(f"# {heading}")] if heading else []
    code = [nbformat.v4.new_code_cell(source) for source in cells]
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=text + code, metadata=metadata), path)
    return path


def _environment(home: Path) -> dict[str, str]:
    """Give the server a home of its own, and this backcare."""
    own = {
        name: str(home / name.lower())
        for name in (
            *("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"),
            *("IPYTHONDIR", "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR"),
            *("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR"),
        )
    }
    for folder in own.values():
        Path(folder).mkdir(parents=True, exist_ok=True)
    config = Path(own["JUPYTER_CONFIG_DIR"])
    for name, content in _SETTINGS.items():
        (config / name).parent.mkdir(exist_ok=True)
        (config / name).write_text(json.dumps(content), "utf-8")
    # Voila takes its themes from the first of these folders that has anything of Voila's.
    shared = [Path(sys.prefix, "share/jupyter"), CHECKOUT / "share/jupyter"]
    paths = [str(Path(backcare.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    return {
        **kept,
        **own,
        "JUPYTER_PATH": os.pathsep.join(map(str, shared)),
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Told:
    """A program that runs, and the file that it writes to."""

    process: subprocess.Popen[bytes]
    log: Path

    def failure(self) -> RuntimeError:
        """Say what the program wrote before it failed."""
        return RuntimeError(f"The program did not start:\n{self.text()[-3000:]}")

    def text(self) -> str:
        """Read what the program has written so far."""
        return self.log.read_text("utf-8", "replace")

    def waits(self) -> Iterator[None]:
        """Come back every moment for as long as the program may still be starting."""
        deadline = time.monotonic() + _START_S
        while self.process.poll() is None and time.monotonic() < deadline:
            yield
            time.sleep(0.1)

    def finds(self, pattern: str) -> str:
        """Read on until the program writes what the pattern's group matches."""
        for _ in self.waits():
            if found := re.search(pattern, self.text()):
                return found[1]
        raise self.failure()


@contextmanager
def running(
    command: list[str], folder: Path, environment: dict[str, str], log: Path
) -> Iterator[Told]:
    """Run a program, its words in a file, and stop it with all that it started."""
    with log.open("wb") as told:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C comes to pytest, which stops the server in order
        )
    try:
        yield Told(process, log)
    finally:
        _stop(process)


def _wait_until_ready(told: Told, address: str) -> None:
    """Ask until the server answers; if it does not, say what it wrote."""
    for _ in told.waits():
        try:
            with urllib.request.urlopen(address, timeout=_START_S):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            continue
    raise told.failure()


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server and all that it started; kernels are in process groups of their own."""
    try:
        family = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        family = []
    process.terminate()
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for left in psutil.wait_procs(family, timeout=2)[1]:
        left.kill()
