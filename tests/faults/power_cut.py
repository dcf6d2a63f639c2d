"""What a program did to its files, recorded; and the disk as a power cut may have left it.

`record` runs a program under strace and returns, in their order, its `Call`s that changed
something in one folder, and the lines that it said on the way: its promises.

`Disk` is that folder on a model of a disk. It makes the calls, and `after_cut` writes down, in a
real folder, what may be found there when the power fails after the last of them:

- What a file held when fsync (or fdatasync) last returned for it is there.
- Of what was written to it since, any sectors of 512 bytes may be there and any not, and of a
  sector that was written more than once any state. One that was being written may be torn at any
  byte: new up to there and old from there on, or the other way round.
- Its length may be any that it has had since. Where it has grown, sectors that were never written
  hold zeros, or whatever the disk held there before.
- Files know no order among each other: the last write may be there and the first not.
- The names in a folder (made, linked, renamed, removed, and folders as well) are as they were
  when fsync last returned for *that folder*; of what happened to them since, in its order, a
  beginning has come to be. The fsync of a file keeps its content and not its name.
- A call that was under way at the cut is one that has not been waited for: a write is there in
  part, an fsync has kept nothing for certain.

This is what SQLite assumes of a disk (https://sqlite.org/atomiccommit.html, section 2) and no
more: a sector is written from one end to the other; what stands beside it is not harmed, and
what was kept stays as it is ("powersafe overwrite"); when fsync returns, the disk has it. A disk
that lies about the last is beyond every program. That changes of names keep their order is taken
from file systems that keep a journal of them, such as ext4 and XFS.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

SECTOR = 512

# What changes files, or keeps them; and other ways to do it, which are recorded to be refused.
_KNOWN = (
    "open openat creat pwrite64 write ftruncate mkdir mkdirat link linkat rename renameat "
    "renameat2 unlink unlinkat fsync fdatasync"
).split()
_UNKNOWN = (
    "writev pwritev pwritev2 truncate fallocate copy_file_range sendfile splice symlink "
    "symlinkat rmdir mmap"
).split()
_LINE = re.compile(r"\d+ +(?P<name>\w+)\((?P<given>.*)\) += (?P<result>-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_OPENED = re.compile(r"\d+<((?:\\x[0-9a-f]{2})*)>")


class Call(NamedTuple):
    """One call that changed something, or a line that was said (`name` "said").

    The paths are those inside the folder.
    """

    name: str
    path: str = ""
    at: int = 0
    data: bytes = b""
    new: str = ""


def record(strace: str, command: Sequence[str], folder: Path, trace: Path) -> list[Call]:
    """Run a program; return what it did to the files of a folder, and what it said on stdout."""
    calls = ",".join([*_KNOWN, *_UNKNOWN])
    options = ["-f", "-y", "-xx", "-s", "10000000", "--seccomp-bpf", "-e", f"trace={calls}"]
    watched = [strace, *options, "-o", str(trace), *command]
    done = subprocess.run(watched, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    inside = "".join(f"\\x{byte:02x}" for byte in os.fsencode(folder))
    with trace.open(encoding="ascii") as lines:
        found = [_call(line) for line in lines if inside in line or " write(1<" in line]
    kept = [one for call in found if call and (one := _within(folder, call))]
    said = "".join(one.data.decode() for one in kept if one.name == "said")
    assert said == done.stdout
    return kept


def _call(line: str) -> Call | None:
    """Read a line of strace; None for a call that failed or changed nothing."""
    parts = _LINE.match(line)
    assert parts, line  # such as one that another thread broke in two
    name, given, result = parts["name"], parts["given"], int(parts["result"])
    texts = [_unescaped(one) for one in _TEXT.findall(given)]
    opened = [_unescaped(one).decode() for one in _OPENED.findall(given)]
    if result < 0:
        return None
    if name in {"open", "openat", "creat"}:
        path = texts[0].decode()
        if name == "creat" or "O_TRUNC" in given:
            return Call("end", path)
        return Call("make", path) if "O_CREAT" in given else None
    if name == "write":
        assert given.startswith("1<"), line  # at a place that the record does not tell
        return Call("said", data=texts[0])
    if name == "pwrite64":
        return Call("write", opened[0], int(given.rpartition(", ")[2]), texts[0][:result])
    if name == "ftruncate":
        return Call("cut", opened[0], int(given.rpartition(", ")[2]))
    if name in {"fsync", "fdatasync"}:
        return Call("keep", opened[0])
    assert name in _KNOWN, line
    simple = re.sub(r"at2?$", "", name)
    return Call(simple, texts[0].decode(), new=texts[-1].decode())


def _within(folder: Path, call: Call) -> Call | None:
    """Make the paths those inside the folder; None for a call elsewhere."""
    start = f"{folder}/"
    if call.name != "said" and not f"{call.path}/".startswith(start):
        return None
    path, new = (f"{one}/".removeprefix(start).rstrip("/") for one in (call.path, call.new))
    return call._replace(path=path, new=new)


def _unescaped(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


class File:
    """A file: what of it is kept for certain, and what was written to it since."""

    def __init__(self, kept: bytes = b"") -> None:
        self.kept = bytearray(kept)
        self.since: list[Call] = []

    def keep(self) -> None:
        """Keep all that was written."""
        for call in self.since:
            _write(self.kept, call)
        self.since.clear()

    def after_cut(self, chance: random.Random) -> bytes:
        """Return what it may hold when the power has failed."""
        lengths, states = self._history(chance)
        arrived = chance.choice(["none", "all", "some", "some"])
        if arrived == "none":
            return bytes(self.kept)
        content = bytearray(self.kept)
        for sector, had in states.items():
            state = had[-1] if arrived == "all" else _torn(had, chance)
            start = sector * SECTOR
            content.extend(bytes(max(0, start + SECTOR - len(content))))
            content[start : start + SECTOR] = state
        length = lengths[-1] if arrived == "all" else chance.choice(lengths)
        return bytes(content[:length]).ljust(length, b"\0")

    def _history(self, chance: random.Random) -> tuple[list[int], dict[int, list[bytes]]]:
        """Return the lengths it has had since it was kept, and of each sector the states."""
        now = bytearray(self.kept)
        lengths, states = [len(now)], dict[int, list[bytes]]()
        for call in self.since:
            start, end = call.at, call.at + len(call.data)
            if call.name == "cut":
                start, end = sorted([call.at, len(now)])
            start = min(start, len(now))  # what lies between an end and a later write is zeros
            sectors = range(start // SECTOR, -(-end // SECTOR))
            for sector in sectors:
                states.setdefault(sector, [_sector(now, sector) or _stale(chance)])
            _write(now, call)
            for sector in sectors:
                states[sector].append(_sector(now, sector) or bytes(SECTOR))
            lengths.append(len(now))
        return lengths, states


def _write(content: bytearray, call: Call) -> None:
    if call.name == "cut":
        del content[call.at :]
    content.extend(bytes(max(0, call.at - len(content))))
    content[call.at : call.at + len(call.data)] = call.data


def _sector(content: bytearray, number: int) -> bytes:
    found = bytes(content[number * SECTOR : (number + 1) * SECTOR])
    return found.ljust(SECTOR, b"\0") if found else b""


def _stale(chance: random.Random) -> bytes:
    return chance.choice([bytes(SECTOR), chance.randbytes(SECTOR)])


def _torn(had: Sequence[bytes], chance: random.Random) -> bytes:
    """Choose one of the states of a sector; at times one that was just being written."""
    place = chance.randrange(len(had))
    if place == 0 or chance.random() < 0.9:
        return had[place]
    old, new, at = had[place - 1], had[place], chance.randrange(SECTOR)
    return new[:at] + old[at:] if chance.random() < 0.5 else old[:at] + new[at:]


class Folder:
    """A folder: the names that are kept for certain, and how they were after each change since."""

    def __init__(self) -> None:
        self.states: list[dict[str, File | Folder]] = [{}]

    @property
    def names(self) -> dict[str, File | Folder]:
        """The names in it as a program sees them; each change makes others."""
        return self.states[-1]

    def change(self, names: dict[str, File | Folder]) -> None:
        """Make its names these."""
        self.states.append(names)

    def keep(self) -> None:
        """Keep the names as they are."""
        del self.states[:-1]

    def after_cut(self, chance: random.Random) -> dict[str, File | Folder]:
        """Return the names that may be there when the power has failed."""
        return chance.choice([self.states[0], self.states[-1], chance.choice(self.states)])


class Disk:
    """A folder on the model of a disk; all that is in it at the start is kept.

    `deaf_to` is for tests of the model: files, or folders, of which no fsync keeps anything.
    """

    def __init__(self, start: Path, deaf_to: type[File] | type[Folder] | None = None) -> None:
        self._root = _read_in(start)
        self._deaf_to = deaf_to

    def make(self, call: Call) -> None:
        """Make one of the calls of a record."""
        if call.name == "said":
            return
        if call.name == "keep":
            kept = self._find(call.path)
            if self._deaf_to is None or not isinstance(kept, self._deaf_to):
                kept.keep()
        elif call.name in {"write", "cut"}:
            file = self._find(call.path)
            assert isinstance(file, File)
            file.since.append(call)
        else:
            self._change_names(call)

    def _change_names(self, call: Call) -> None:
        folder, name = self._folder_of(call.path)
        names = dict(folder.names)
        if call.name in {"make", "end"}:
            new = names.setdefault(name, File())
            if call.name == "end" and isinstance(new, File):
                new.since.append(Call("cut"))
            if name in folder.names:
                return
        elif call.name == "mkdir":
            names[name] = Folder()
        elif call.name == "unlink":
            del names[name]
        else:
            beside, new_name = self._folder_of(call.new)
            assert beside is folder, call  # from one folder to another: not in this model
            names[new_name] = names[name] if call.name == "link" else names.pop(name)
        folder.change(names)

    def _folder_of(self, path: str) -> tuple[Folder, str]:
        within, _, name = path.rpartition("/")
        folder = self._find(within)
        assert isinstance(folder, Folder)
        return folder, name

    def _find(self, path: str) -> File | Folder:
        found: File | Folder = self._root
        for name in filter(None, path.split("/")):
            assert isinstance(found, Folder)
            found = found.names[name]
        return found

    def after_cut(self, chance: random.Random, where: Path) -> None:
        """Write into a new folder what may be on the disk when the power fails now."""
        _write_out(self._root, where, chance, {})

    def files(self) -> dict[str, bytes]:
        """Return each file as a program sees it."""
        return dict(_files(self._root, ""))


def _read_in(folder: Path) -> Folder:
    found = Folder()
    for path in folder.iterdir():
        found.names[path.name] = _read_in(path) if path.is_dir() else File(path.read_bytes())
    return found


def _write_out(
    folder: Folder, where: Path, chance: random.Random, written: dict[File, Path]
) -> None:
    where.mkdir()
    for name, found in folder.after_cut(chance).items():
        path = where / name
        if isinstance(found, Folder):
            _write_out(found, path, chance, written)
        elif found in written:  # one file with two names
            path.hardlink_to(written[found])
        else:
            path.write_bytes(found.after_cut(chance))
            written[found] = path


def _files(folder: Folder, within: str) -> Iterator[tuple[str, bytes]]:
    for name, found in folder.names.items():
        if isinstance(found, Folder):
            yield from _files(found, f"{within}{name}/")
        else:
            content = bytearray(found.kept)
            for call in found.since:
                _write(content, call)
            yield within + name, bytes(content)
