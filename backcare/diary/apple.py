"""The workouts of an export of Apple Health, `export.xml` or the zip that it comes in.

Such a file has a gigabyte, nearly all of it heart rates and steps: it is read as a stream, and only
its workouts are kept. What it declares of its own form is skipped, which some versions of it get
wrong; entities, by which a small file can become a huge one, are refused.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple, NoReturn
from xml.parsers import expat

from backcare.csv_reader import Given, Source, csv_text, markup_rule, name_of
from backcare.errors import Fault, TableError
from backcare.text import counted

_ZIP = b"PK\x03\x04"
_BEGINNINGS = (b"<?xml", b"<!DOCTYPE", b"<HealthData")
_HEAD = 1 << 18  # more than any declaration takes
_CHUNK = 1 << 20
# Signs that no XML may hold, and that some exports do.
_CONTROLS = bytes(0x20 if sign < 0x20 and sign not in b"\t\n\r" else sign for sign in range(0x100))
# The phone writes all stamps in the time zone in which it is: a moment in UTC stays the same.
_HEADINGS = ("session_id", "workoutActivityType", "startDate", "duration")
_KIND = re.compile("^HKWorkoutActivityType")
_WORD = re.compile("(?<=[a-z])(?=[A-Z])")
_STEPS = "HKQuantityTypeIdentifierStepCount"
_MINUTES = {"s": 1 / 60, "sec": 1 / 60, "min": 1.0, "hr": 60.0, "h": 60.0}
_NO_EXPORT = (
    "It is XML, but not of Apple Health. On the phone open Health, your picture, “Export All "
    "Health Data”, and load the export.xml in it."
)
_DAMAGED = "It is cut off or damaged at line {line}. Export it again on the phone."
_DAMAGED_ZIP = "It is a zip file that cannot be unpacked. Export it again on the phone."
_ENTITIES = (
    "It declares entities, or names another file for them, which no export of Apple Health does. "
    "Nothing was read."
)
_TWICE = (
    "was going on at the same time as row {row}, so probably recorded by two devices: the longer "
    "one is read. If both were done, add this one with log.add."
)
_STEPS_TOLD = "Not read: {records} of steps. A log holds sessions, and steps are none."
_OTHERS_TOLD = "Not read: {records} of other kinds, such as heart rates."


class _Workout(NamedTuple):
    """One workout: the cells of its row, what it was, the line it stands in, and when it was."""

    cells: tuple[str, ...]
    kind: str
    line: int
    start: datetime | None
    end: datetime | None


def workouts_of(source: Source) -> Given | None:
    """Return the workouts in an export of Apple Health as rows; None where it is no XML."""
    file = _opened(source)
    if file is None:
        return None
    with file:
        head = file.read(64)
        file.seek(0)
        if head.startswith(_ZIP):
            return _of_zip(name_of(source), file)
        is_xml = head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_BEGINNINGS)
        return _of_xml(name_of(source), file) if is_xml else None


def _opened(source: Source) -> IO[bytes] | None:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    if not isinstance(source, str | os.PathLike):
        return None
    path = Path(source).expanduser()
    try:
        return path.open("rb") if path.is_file() else None
    except OSError:  # whoever reads it as text says what is wrong
        return None


def _of_zip(name: str, file: IO[bytes]) -> Given | None:
    if not zipfile.is_zipfile(file):
        return None
    try:
        with zipfile.ZipFile(file) as archive:
            inside = [one for one in archive.namelist() if _is_export(PurePosixPath(one))]
            if not inside:
                return None  # perhaps a workbook, which is a zip file, too
            with archive.open(inside[0]) as xml:
                return _of_xml(name, xml)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError):
        _refuse(name, _DAMAGED_ZIP)


def _is_export(path: PurePosixPath) -> bool:
    """Say whether a file in the zip is the export, whose name is in the phone's language."""
    in_folder = path.parent.name == "apple_health_export" and path.suffix.casefold() == ".xml"
    return path.name.casefold() == "export.xml" or (in_folder and "cda" not in path.name)


def _of_xml(name: str, file: IO[bytes]) -> Given:
    found = _Found(name)
    try:
        for part in _parts(name, file):
            found.parser.Parse(part, False)
        found.parser.Parse(b"", True)
    except expat.ExpatError as error:
        _refuse(name, _DAMAGED.format(line=error.lineno))
    return found.given()


def _parts(name: str, file: IO[bytes]) -> Iterator[bytes]:
    """Yield the file piece by piece, without what it declares of its own form."""
    head = file.read(_HEAD)
    declared = head.find(b"<!DOCTYPE")
    opens = head.find(b"[", declared)
    closes = head.find(b"]>", opens)
    if 0 <= declared < opens < closes:
        rules = head[declared : closes + 2]
        if b"<!ENTITY" in rules:
            _refuse(name, _ENTITIES)
        head = head.replace(rules, b"\n" * rules.count(b"\n"), 1)
    yield head.translate(_CONTROLS)
    while part := file.read(_CHUNK):
        yield part.translate(_CONTROLS)


class _Found:
    """What the parser has come upon so far."""

    def __init__(self, name: str) -> None:
        self._name, self._is_export = name, False
        self._workouts: list[_Workout] = []
        self._steps = self._others = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.StartDoctypeDeclHandler = self._declared
        self.parser.EntityDeclHandler = self._entity

    def _declared(self, element: str, elsewhere: str | None, *_: object) -> None:
        if rule := markup_rule(element):
            _refuse(self._name, rule)
        if elsewhere:
            _refuse(self._name, _ENTITIES)

    def _entity(self, *_: object) -> None:
        _refuse(self._name, _ENTITIES)

    def _start(self, tag: str, told: Mapping[str, str]) -> None:
        if not self._is_export:
            if tag != "HealthData":
                _refuse(self._name, markup_rule(tag) or _NO_EXPORT)
            self._is_export = True
        elif tag == "Record":
            if told.get("type") == _STEPS:
                self._steps += 1
            else:
                self._others += 1
        elif tag == "Workout":
            self._workouts.append(_workout(told, self.parser.CurrentLineNumber))

    def given(self) -> Given:
        kept, told = _once(self._workouts)
        for count, rule in ((self._steps, _STEPS_TOLD), (self._others, _OTHERS_TOLD)):
            if count:
                rule = rule.format(records=counted(count, "record"))
                told.append(Fault(None, "", "", rule))
        text = csv_text(_HEADINGS, (one.cells for one in kept))
        numbers = tuple(one.line for one in kept)
        return Given(text, numbers, tuple(told), program="Apple Health")


def _workout(told: Mapping[str, str], line: int) -> _Workout:
    # One that says of nothing what it was is told as an exercise that is not known.
    kind = _WORD.sub(" ", _KIND.sub("", told.get("workoutActivityType", ""))).strip() or "Workout"
    start, end = (_moment(told.get(name, "")) for name in ("startDate", "endDate"))
    minutes = _minutes(told.get("duration", ""), told.get("durationUnit", "min"))
    if not minutes and start and end and not told.get("duration"):
        minutes = _written((end - start) / timedelta(minutes=1))
    session = f"apple-{start.astimezone(UTC):%Y%m%dT%H%M%SZ}" if start else ""
    cells = (session, kind, told.get("startDate", ""), minutes)
    return _Workout(cells, kind, line, start, end)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        return None


def _minutes(duration: str, unit: str) -> str:
    """Return a duration in minutes; one that cannot be read as it stands, so that it is told."""
    try:
        return _written(float(duration) * _MINUTES[unit])
    except (KeyError, ValueError):
        return f"{duration} {unit}" if duration else ""


def _written(minutes: float) -> str:
    return f"{minutes:.2f}"


def _once(workouts: list[_Workout]) -> tuple[list[_Workout], list[Fault]]:
    """Keep one of those that two devices recorded, in the order of the file, and tell the other."""
    dropped: dict[int, int] = {}
    before: dict[str, _Workout] = {}
    timed = [one for one in workouts if one.start and one.end and one.start <= one.end]
    for one in sorted(timed, key=lambda one: (one.start, one.line)):
        other = before.get(one.kind)
        if other is None or not _is_same(other, one):
            before[one.kind] = one
            continue
        longer, shorter = (one, other) if _length(one) > _length(other) else (other, one)
        before[one.kind] = longer
        dropped[shorter.line] = longer.line
    kept = [one for one in workouts if one.line not in dropped]
    told = [
        Fault(line, "workoutActivityType", "", _TWICE.format(row=row))
        for line, row in sorted(dropped.items())
    ]
    return kept, told


def _length(one: _Workout) -> timedelta:
    return one.end - one.start if one.start and one.end else timedelta()


def _is_same(first: _Workout, second: _Workout) -> bool:
    """Say whether half of the shorter one, or more, lies within the other."""
    if not (first.start and first.end and second.start and second.end):
        return False
    both = min(first.end, second.end) - max(first.start, second.start)
    return both >= timedelta() and 2 * both >= min(_length(first), _length(second))


def _refuse(name: str, rule: str) -> NoReturn:
    raise TableError(name, [Fault(None, "", "", rule)])
