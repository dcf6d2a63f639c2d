"""What somebody takes along as a file: the report, the plan, a copy of all that was logged."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

import pandas as pd

from backcare.csv_reader import csv_bytes, csv_number, escape_formula
from backcare.diary.writer import diary_bytes
from backcare.documents.calendar import plan_calendar
from backcare.documents.handout import plan_handout
from backcare.errors import LogError
from backcare.log import SessionLog
from backcare.safety import SafetySettings
from backcare.widgets.controls import ActionButton, StatusLine

_GIVEN = "Your browser has the file {name}. Look for it in your downloads. {then}"
_NOTHING = "Nothing to save yet. Write down a session first."
_WHOLE = (
    "Keep it in a safe place: it holds everything you wrote down. The tables in it have sessions "
    "and scores; the file log.db has all of it. The person who set this up can bring it back."
)
_TABLES = (
    "Keep it in a safe place. It has your sessions and scores as tables, and not your answers "
    "about safety: others are in this log, too."
)
_NOT_MADE = "This file could not be made: {why}"


class TakenAlong(NamedTuple):
    """A file for somebody: its name, what is in it, and what can be done with it."""

    name: str
    content: bytes
    then: str


class FileButton(ActionButton):
    """A button that makes a file and gives it to the browser; a line says what came of it."""

    def __init__(
        self,
        description: str,
        make: Callable[[], TakenAlong | None],
        said: StatusLine,
        *,
        nothing: str = _NOTHING,
    ) -> None:
        self._make, self._said, self._nothing = make, said, nothing
        super().__init__(description, self._give)

    def _give(self) -> None:
        try:
            file = self._make()
        except (LogError, OSError, ValueError) as error:
            self._said.say(_NOT_MADE.format(why=error), bad=True)
            return
        if file is None:
            self._said.say(self._nothing)
            return
        self.send({"file": file.name}, buffers=[file.content])
        self._said.say(_GIVEN.format(name=file.name, then=file.then), done=True)


def report_file(
    log: SessionLog,
    patient: str,
    *,
    exercises: pd.DataFrame,
    sessions_goal: float,
    settings: SafetySettings,
    day: date,
) -> TakenAlong | None:
    """Make the report for a doctor, one page; None where nothing was logged."""
    from backcare.documents.report import weekly_report  # loads matplotlib

    frame = log.to_frame(patient)
    if frame.empty:
        return None
    content = _written(
        "report.pdf",
        lambda path: weekly_report(
            frame,
            path,
            exercises=exercises,
            sessions_goal=sessions_goal,
            patient=frame["patient"].iloc[0],  # in a clinic, "me" has a name
            measures=log.measures(patient),
            settings=settings,
            end=max(day, frame["started_at"].max().date()),
        ),
    )
    return TakenAlong(f"backcare-report-{day}.pdf", content, "Open it there and print it.")


def plan_file(
    plan: pd.DataFrame,
    *,
    exercises: pd.DataFrame,
    poses: pd.DataFrame | None,
    patient: str,
    settings: SafetySettings,
    day: date,
) -> TakenAlong | None:
    """Make the handout of a plan; None where there is no plan."""
    if plan.empty:
        return None
    content = _written(
        "plan.html",
        lambda path: plan_handout(
            plan, path, exercises=exercises, poses=poses, patient=patient, settings=settings
        ),
    )
    return TakenAlong(f"backcare-plan-{day}.html", content, "It opens in any browser, and prints.")


def calendar_file(
    plan: pd.DataFrame,
    days: Sequence[str],
    at: str,
    *,
    exercises: pd.DataFrame,
    settings: SafetySettings,
    day: date,
) -> TakenAlong | None:
    """Make the calendar file of a plan; None where there is no plan."""
    if plan.empty:
        return None
    content = _written(
        "plan.ics",
        lambda path: plan_calendar(
            plan, path, days=days, at=at, start=day, exercises=exercises, settings=settings
        ),
    )
    then = "Open it there: your calendar asks before it adds the days."
    return TakenAlong(f"backcare-plan-{day}.ics", content, then)


def everything_file(log: SessionLog, patient: str, *, day: date) -> TakenAlong | None:
    """Put all of a person into one archive; None where nothing was logged.

    The sessions and scores as tables; and a backup of the log, which alone has the rest, where
    nobody else is in it.
    """
    frame, scores = log.to_frame(patient), log.measures(patient)
    if frame.empty and scores.empty:
        return None
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("sessions.csv", diary_bytes(frame))
        if len(scores):
            archive.writestr("scores.csv", _scores(scores))
        if log.path and {*log.to_frame()["patient"], *log.measures()["patient"]} == {patient}:
            archive.writestr("log.db", _written("log.db", log.backup))
        whole = "log.db" in archive.namelist()
    return TakenAlong(f"backcare-copy-{day}.zip", file.getvalue(), _WHOLE if whole else _TABLES)


def _scores(scores: pd.DataFrame) -> bytes:
    """Write scores as a CSV file, in which no note is run as a formula."""
    cells = (
        (
            escape_formula(who),
            f"{day:%Y-%m-%d}",
            instrument,
            csv_number(score),
            escape_formula(note),
        )
        for who, day, instrument, score, note in scores.itertuples(index=False)
    )
    return csv_bytes(scores.columns, cells)


def _written(name: str, write: Callable[[Path], object]) -> bytes:
    """Return what a function writes to a file of this name, in a folder for nobody else."""
    with TemporaryDirectory() as folder:
        write(Path(folder, name))
        return Path(folder, name).read_bytes()
