"""Kernels that are forked from a process which has loaded all libraries already.

Loading them is most of what a kernel of the pages costs. Python's own fork server does it once, and
each kernel begins as a copy of it. Only Linux can do that safely; elsewhere, and for the kernels of
another Python, `ForkedKernel` starts them as Jupyter does. Not for notebooks that people work in:
there, a kernel that is started anew has to know what has changed in the code.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.provisioning import LocalProvisioner

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from jupyter_client.connect import KernelConnectionInfo

_LAUNCHER = "ipykernel_launcher"
_LOADED = "backcare.pages.loaded"


class ForkedKernel(LocalProvisioner):
    """How a kernel's process is made; Jupyter knows it as "backcare-forked" (pyproject.toml)."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel that does what this command would."""
        if sys.platform != "linux" or cmd[0] != sys.executable or _LAUNCHER not in cmd:
            return await super().launch_kernel(cmd, **kwargs)
        server = multiprocessing.get_context("forkserver")
        server.set_forkserver_preload([_LOADED])
        arguments = cmd[cmd.index(_LAUNCHER) + 1 :]
        # In words of Voila's own kind, they would have each kernel load all of Voila to read them.
        environment = {str.__str__(name): str.__str__(word) for name, word in kwargs["env"].items()}
        self.cwd = kwargs.get("cwd") or Path.cwd()
        forked = server.Process(
            target=_be_kernel, args=(arguments, environment, self.cwd), daemon=True
        )
        await asyncio.to_thread(forked.start)  # the first waits for the libraries
        self.process = _Process(forked)
        # It leads a session of its own, as Jupyter's kernels do, as soon as it runs.
        self.pid = self.pgid = forked.pid
        return self.connection_info


class _Process:
    """A forked process with what Jupyter asks of a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, forked: BaseProcess) -> None:
        self._forked = forked
        self.pid = forked.pid or 0

    def poll(self) -> int | None:
        return self._forked.exitcode

    def wait(self) -> int | None:
        self._forked.join()
        return self._forked.exitcode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self._forked.terminate()

    def kill(self) -> None:
        self._forked.kill()


def _be_kernel(arguments: list[str], environment: dict[str, str], folder: str) -> None:
    import numpy as np
    from ipykernel.kernelapp import launch_new_instance

    os.setsid()
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    os.environ.clear()
    os.environ |= environment
    os.chdir(folder)
    np.random.seed()  # noqa: NPY002 (each its own chance, however code asks for it)
    more = [
        # Loaded where there was no kernel yet, it does not know of this one.
        "--IPKernelApp.extra_extensions=ipywidgets",
        # Else it says in the terminal how to connect to it.
        f"--IPKernelApp.parent_handle={os.getppid()}",
    ]
    launch_new_instance([*arguments, *more])


def _end_with_the_server() -> None:
    # Jupyter's own look is at the process that this one was forked from, which waits for us.
    if server := multiprocessing.parent_process():
        server.join()
    os._exit(1)
