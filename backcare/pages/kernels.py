"""Kernels of the pages and of JupyterLab: who can read along, and how long they run.

A kernel hears everything that is typed. `PrivateKernels` keep that from the other people who use
this computer; `PageKernels` also stop when their page is gone. SECURITY.md says it all in words.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any
from weakref import finalize

import zmq
from jupyter_client.manager import KernelManager
from jupyter_server.services.kernels.kernelmanager import (
    AsyncMappingKernelManager,
    ServerKernelManager,
)
from traitlets import default
from zmq.eventloop.zmqstream import ZMQStream

_ID = "00000000-0000-0000-0000-000000000000"
_HEARTBEAT_S = 1
_MOMENT_S = 0.3
_CAN_ENCRYPT = zmq.has("curve") and hasattr(KernelManager, "transport_encryption")


def transport(connection_file: str) -> str:
    """Say how a kernel with this connection file is spoken to: "ipc" where that is possible."""
    # The sockets stand beside the file, and the system limits how long their names may be. Windows
    # may have them too, but what Jupyter waits with there does not know them.
    socket = Path(connection_file).with_suffix("")
    fits = len(os.fsencode(f"{socket}-ipc-9")) <= zmq.IPC_PATH_MAX_LEN
    return "ipc" if os.name == "posix" and fits else "tcp"


class PrivateKernel(ServerKernelManager):
    """A kernel behind sockets that only their owner can open; encrypted TCP is second best."""

    @default("transport")
    def _by_socket_file(self) -> str:
        return transport(self.connection_file)

    @default("transport_encryption")
    def _encrypt_tcp(self) -> str:
        return "auto" if _CAN_ENCRYPT and self.transport == "tcp" else "disabled"


class PrivateKernels(AsyncMappingKernelManager):
    """Kernels whose sockets are in a folder that nobody else on this computer can enter."""

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        # Where macOS keeps such folders is too long for a socket's name.
        root = Path.home() if sys.platform == "darwin" else None
        self.connection_dir = mkdtemp(prefix=".backcare-" if root else "backcare-", dir=root)
        # When these kernels are forgotten, at the latest when Python ends.
        self._remove_folder = finalize(self, rmtree, self.connection_dir, ignore_errors=True)

    @default("kernel_manager_class")
    def _private(self) -> str:
        return f"{PrivateKernel.__module__}.{PrivateKernel.__name__}"

    @property
    def is_private(self) -> bool:
        """Say whether what goes to and from kernels is hidden from the others on this computer."""
        if transport(f"{self.connection_dir}/kernel-{_ID}.json") == "ipc":
            return True
        kernel = self.kernel_spec_manager.get_kernel_spec(self.default_kernel_name)
        return _CAN_ENCRYPT and "supported_encryption" in kernel.metadata


async def _answers(heartbeat: ZMQStream) -> bool:
    """Say whether a kernel's heart beats."""
    beat = asyncio.Event()
    heartbeat.on_recv(lambda _: beat.set())
    heartbeat.send(b"are you there?")
    try:
        return await asyncio.wait_for(beat.wait(), _HEARTBEAT_S)
    except TimeoutError:
        return False
    finally:
        heartbeat.close(linger=0)


class PageKernels(PrivateKernels):
    """Kernels that are ready before a page is asked for, and stop soon after it is gone.

    Voila puts its pools of ready kernels on top of this class, one pool for each page.
    """

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._alone: dict[str, float] = {}
        self._alone_before: dict[str, float] = {}

    async def start_kernel(self, *arguments: Any, **named: Any) -> Any:
        """Start a kernel that leaves the window where somebody reads the address to the address."""
        quiet = {"extra_arguments": ["--log-level=CRITICAL"]}
        return await super().start_kernel(*arguments, **(quiet | named))

    async def shutdown_all(self, now: bool = False) -> None:
        """Stop all kernels; one that is being started has to be there before it can be stopped."""
        here = asyncio.get_running_loop()
        starting = [one for one in self._pending_kernels.values() if one.get_loop() is here]
        await asyncio.gather(*starting, return_exceptions=True)
        await super().shutdown_all(now)

    async def renew(self, asked_for: str | None = None) -> None:
        """Have those that died while they were ready replaced, before somebody gets one.

        The page that is asked for waits for its kernel anyway: one that is still being started can
        die too.
        """
        for page, pool in getattr(self, "_pools", {}).items():
            if page == asked_for and pool:
                await asyncio.wait(pool[:1])
            for ready in [task for task in pool if task.done()]:
                lost = ready.exception() or await self._is_lost(**ready.result())
                # Meanwhile a page may have got it, or another look may have found the same.
                if lost and ready in pool:
                    pool.remove(ready)
            self.fill_if_needed(delay=0, notebook_name=page)

    async def _is_lost(self, kernel_id: str, task: asyncio.Future[Any], **_: Any) -> bool:
        # A killed process is there for a moment still. One that has run its page answers at once,
        # or is lost; one that is running its page may be too busy, and is seen to end.
        if not task.done():
            await asyncio.wait({task}, timeout=_MOMENT_S)
        if kernel_id not in self or not await self.get_kernel(kernel_id).is_alive():
            return True
        return task.done() and not await _answers(self.get_kernel(kernel_id).connect_hb())

    async def cull_kernels(self) -> None:
        """Look at all kernels, which happens every `cull_interval` seconds."""
        await self.renew()
        self._alone_before, self._alone = self._alone, {}
        await super().cull_kernels()

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """Stop one that was given to a page and had none at every look of `cull_idle_timeout`.

        A page says goodbye when it is left. This is for those that had not loaded yet, whose
        browser crashed, or whose goodbye got lost.
        """
        busy = self.get_kernel(kernel_id).execution_state == "busy"
        if busy or self._kernel_connections.get(kernel_id):
            return
        now = time.monotonic()
        since = self._alone[kernel_id] = self._alone_before.get(kernel_id, now)
        if now - since >= self.cull_idle_timeout:
            await self.shutdown_kernel(kernel_id)
