"""One page about the weeks of one patient."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import matplotlib as mpl
import pandas as pd

from backcare.atomic_write import write_whole
from backcare.charts.words import printable
from backcare.documents.page import Page
from backcare.errors import unknown_term
from backcare.exercises.load import load_exercises
from backcare.palette import CHART_STYLE
from backcare.report.parts import fill
from backcare.weekly import weekly_summary

# Width and height in points.
_PAPERS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"A4": (595.28, 841.89), "Letter": (612.0, 792.0)}
)
_PNG_DPI = 150
# Against matplotlib's own 10: what a chart's letters are made smaller by, to suit the page.
_CHART_LETTERS = 8.0


def weekly_report(
    frame: pd.DataFrame,
    path: str | os.PathLike[str],
    *,
    exercises: pd.DataFrame | None = None,
    sessions_goal: float = 3,
    patient: str | None = None,
    paper: str = "A4",
    measures: pd.DataFrame | None = None,
) -> Path:
    """Write one page about the weeks of one patient, as PDF or PNG.

    It shows sessions and pain by week, sessions done of those planned, the doses of each
    exercise, days on which the stop rule was broken, the latest notes, what the numbers cannot
    say, and the sources. The same input gives the same bytes.

    Parameters
    ----------
    frame : pandas.DataFrame
        A log, as `SessionLog.to_frame()` gives it.
    path : path-like
        Where to write; it ends in `.pdf` or `.png`. A file that is there is replaced once the
        new one is whole. Only you can read it, as a log.
    exercises : pandas.DataFrame, optional
        The table with the exercises' names; `load_exercises()` when left out.
    sessions_goal : float, default 3
        Sessions a week that were agreed on, 1 or more.
    patient : str, optional
        Whose page; may be left out where the log is one patient's.
    paper : {"A4", "Letter"}
        The size of the page.
    measures : pandas.DataFrame, optional
        Other scores, as `SessionLog.measures()` gives them.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ValueError
        If the patient, the paper or the ending of `path` is not known, or has to be chosen.
    OSError
        If the file cannot be written; one that was there before is as it was.

    Examples
    --------
    >>> import tempfile
    >>> frame = pd.DataFrame({
    ...     "session_id": ["a"], "patient": "me", "started_at": pd.to_datetime(["2026-03-02"]),
    ...     "exercise_id": "bridging", "sets": 1, "reps": 10, "hold_s": 6, "minutes": None,
    ...     "pain_before": 4, "pain_after": 3, "pain_peak": None, "pain_minutes": None,
    ...     "note": ""})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     report = weekly_report(frame, f"{folder}/report.pdf")
    ...     report.name, report.read_bytes()[:5]
    ('report.pdf', b'%PDF-')
    """
    path = Path(path)
    if path.suffix.lower() not in (".pdf", ".png"):
        raise ValueError(f"path must end in .pdf or .png, got {path.name!r}. Name it report.pdf.")
    if paper not in _PAPERS:
        raise unknown_term("paper", [paper], list(_PAPERS))
    frame, whose = _one_patient(frame, patient)
    names = (load_exercises() if exercises is None else exercises)["name"]
    if measures is not None and "patient" in measures:
        measures = measures[measures["patient"] == whose]
    weekly = weekly_summary(frame, sessions_goal=sessions_goal)
    with mpl.rc_context():
        # A person's own style must not change what a clinician files.
        mpl.rcdefaults()
        mpl.rcParams.update({**CHART_STYLE, "font.size": _CHART_LETTERS, "pdf.fonttype": 42})
        page = Page(*_PAPERS[paper])
        words = fill(page, frame, weekly, whose=whose, names=names, measures=measures)
        title = f"Back exercise report: {printable(whose)}"
        content = _rendered(page, path.suffix.lower(), title=title, words=words)
    try:
        write_whole(path, content)
    except OSError as error:
        kept = "A file that was there before is as it was; give a folder that can be written."
        raise type(error)(f"{path} was not written: {error.strerror or error}. {kept}") from error
    return path


def _one_patient(frame: pd.DataFrame, patient: str | None) -> tuple[pd.DataFrame, str]:
    """Return the rows of the one patient, and who that is."""
    known = [str(name) for name in frame["patient"].drop_duplicates()]
    if patient is None and len(known) > 1:
        raise ValueError(
            f"A report is about one patient, and the log holds {len(known)}. "
            f"Name one: patient={known[0]!r}."
        )
    if patient is not None and known and patient not in known:
        raise unknown_term("patient", [patient], known)
    whose = patient or "".join(known) or "nobody yet"
    return frame[frame["patient"] == whose], whose


def _rendered(page: Page, suffix: str, *, title: str, words: str) -> bytes:
    """Return the file's bytes, which hold no date and nothing else that changes by itself."""
    file = io.BytesIO()
    if suffix == ".pdf":
        about = {"Title": title, "Subject": words, "Creator": "backcare", "CreationDate": None}
        page.figure.savefig(file, format="pdf", metadata=about)
    else:
        about = {"Title": title, "Description": words, "Software": None}
        page.figure.savefig(file, format="png", dpi=_PNG_DPI, metadata=about)
    return file.getvalue()
