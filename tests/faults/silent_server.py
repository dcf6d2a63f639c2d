"""A server that falls silent: it stands before a real one, and hands on what is said until then."""

from __future__ import annotations

import selectors
import socket
import threading
from contextlib import suppress
from typing import Self

_A_PIECE = 65_536


class SilentServer:
    """A door to a server, on loopback, behind which it falls silent at a word of the client.

    Connections stay open then; whether the server still hears that word, `is_heard` says, and
    whether who comes anew is answered, `is_back`.

    Parameters
    ----------
    host, port : str, int
        Where the real server is.
    """

    def __init__(self, host: str, port: int) -> None:
        self._real = host, port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self.word, self.is_heard, self.is_back = b"", False, False
        self.fell_silent = threading.Event()
        self._threads = [threading.Thread(target=self._welcome, daemon=True)]
        self._pairs: list[tuple[socket.socket, socket.socket]] = []

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for one in (each for pair in self._pairs for each in pair):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)

    def fall_silent(self, word: bytes, *, is_heard: bool = False, is_back: bool = False) -> None:
        """Answer nothing from this word on; b"" is at once."""
        self.is_heard, self.is_back, self.word = is_heard, is_back, word
        if not word:
            self.fell_silent.set()

    def speak(self) -> None:
        """Answer those who come anew."""
        self.word = b""
        self.fell_silent.clear()

    def _welcome(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._door.accept()
                server = socket.create_connection(self._real)
                self._pairs.append((client, server))
                hand_on = threading.Thread(target=self._hand_on, args=(client, server), daemon=True)
                self._threads.append(hand_on)
                hand_on.start()

    def _hand_on(self, client: socket.socket, server: socket.socket) -> None:
        """Carry what each says to the other; whoever goes takes the other along."""
        is_new = self.fell_silent.is_set() and self.is_back
        with client, server, selectors.DefaultSelector() as ready, suppress(OSError):
            ready.register(client, selectors.EVENT_READ, server)
            ready.register(server, selectors.EVENT_READ, client)
            while True:
                for key, _ in ready.select():
                    said = key.fileobj.recv(_A_PIECE)  # type: ignore[union-attr]
                    if not said:
                        return
                    if is_new or self._is_let_through(said, by_client=key.fileobj is client):
                        key.data.sendall(said)

    def _is_let_through(self, said: bytes, *, by_client: bool) -> bool:
        if self.fell_silent.is_set():
            return False
        if by_client and self.word and self.word in said:
            self.fell_silent.set()
            return self.is_heard
        return True
