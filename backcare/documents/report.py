"""The report: one page about the weeks of one patient, which a clinician can read and file.

`weekly_report` files it, `fill` says what stands where, and the functions at the end have the
words: what a log says, and what it cannot say.
"""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import matplotlib as mpl
import pandas as pd

from backcare.atomic_write import write_or_explain
from backcare.charts.alt_text import chart_text
from backcare.charts.outcomes import from_to, known_measures
from backcare.charts.style import WEEK_LABEL, numbers, printable
from backcare.charts.weekly import plot_pain_trend, plot_weekly_sessions
from backcare.days import Day, day_of
from backcare.documents.paper import HEADING, SMALL, Column, Sheet, fit, text_width, wrap
from backcare.errors import unknown_term
from backcare.exercises.load import load_exercises
from backcare.palette import CHART_STYLE, QUIET_INK
from backcare.safety import (
    SafetySettings,
    severe_sessions,
    stop_rule_sessions,
    stop_rule_text,
    went_above_mild,
)
from backcare.sessions import NOBODY, check_log
from backcare.summaries.goals import goal_words, next_step, was_severe
from backcare.summaries.mcid import mcid_source, measure_row
from backcare.summaries.muscles import exercise_doses, other_activity
from backcare.summaries.weekly import weekly_summary
from backcare.tables.shipped import load_safety_rules, load_sources
from backcare.text import counted, long_date, plural, short_amount, short_weekday_name, split_terms

# Width and height in points.
_PAPERS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"A4": (595.28, 841.89), "Letter": (612.0, 792.0)}
)
_PNG_DPI = 150
# Against matplotlib's own 10: what a chart's letters are made smaller by, to suit the page.
_CHART_LETTERS = 8.0
# In points from the top of the page: the key numbers, the frames of the two charts, the columns.
_TILES, _SESSIONS, _PAIN, _COLUMNS = 82.0, 163.0, 296.0, 452.0
_SESSIONS_HEIGHT, _PAIN_HEIGHT = 80.0, 112.0
_MARGIN, _GUTTER, _LEFT_COLUMN = 40.0, 20.0, 310.0
# What the words beside a chart need: its scale on the left, the names of its lines on the right.
_CHART_LEFT, _CHART_RIGHT = 54.0, 60.0
_FOOT = 96.0
_TABLE = (0.48, 0.11, 0.205, 0.205)
_MOST_EVENTS, _LINES_OF_A_NOTE, _LINES_OF_A_MEASURE = 3, 3, 2
_NAME_LINE = "_" * 30  # to write a name on, by hand
_STARTS = "pain_before"
_PAINS = (_STARTS, "pain_peak", "pain_after")
_MOST_GOALS, _LINES_OF_A_GOAL = 5, 2
_HOW_DOSED = (
    "Times: in how many sessions. Dose: sets \N{MULTIPLICATION SIGN} repetitions, seconds that "
    "each was held, or minutes."
)
_ADVICE = "Education, not medical advice."


def weekly_report(
    frame: pd.DataFrame,
    path: str | os.PathLike[str],
    *,
    exercises: pd.DataFrame | None = None,
    sessions_goal: float = 3,
    patient: str | None = None,
    paper: str = "A4",
    measures: pd.DataFrame | None = None,
    settings: SafetySettings | None = None,
    end: Day | None = None,
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
    settings : SafetySettings, optional
        The numbers of the stop rule, which a clinician may lower: `safety_settings(...)`; with a
        limit of mild that was agreed on with this person: `log.safety_record(...).settings()`.
    end : str or datetime.date, optional
        The last day that the page is about, such as today: weeks without a session until then
        count as missed, and what is later is not read. When left out, the day of the last session.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ValueError
        If the patient, the paper, `end` or the ending of `path` makes no sense, or the patient
        has to be chosen.
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
    last = None if end is None else day_of("end", end)
    if last:
        frame = frame[frame["started_at"].dt.date <= last]
    names = (load_exercises() if exercises is None else exercises)["name"]
    if measures is not None and "patient" in measures:
        measures = measures[measures["patient"] == whose]
    weekly = weekly_summary(frame, sessions_goal=sessions_goal, end=last, settings=settings)
    with mpl.rc_context():
        # A person's own style must not change what a clinician files.
        mpl.rcdefaults()
        # Fonts of type 42 keep letters as letters, so that the PDF can be searched and read out.
        mpl.rcParams.update({**CHART_STYLE, "font.size": _CHART_LETTERS, "pdf.fonttype": 42})
        sheet = Sheet(*_PAPERS[paper])
        words = fill(
            sheet,
            frame,
            weekly,
            whose=whose,
            names=names,
            measures=measures,
            settings=settings,
            end=last,
        )
        title = "Back exercise report" + (f": {printable(whose)}" if whose != NOBODY else "")
        content = _rendered(sheet, path.suffix.lower(), title=title, words=words)
    write_or_explain(path, content)
    return path


def _one_patient(frame: pd.DataFrame, patient: str | None) -> tuple[pd.DataFrame, str]:
    """Return the rows of the one patient, and who that is."""
    check_log(frame, ("patient", "note"))
    known = [str(name) for name in frame["patient"].drop_duplicates()]
    if patient is None and len(known) > 1:
        raise ValueError(
            f"A report is about one patient, and the log holds {len(known)}. "
            f"Name one: patient={known[0]!r}."
        )
    if patient is not None and known and patient not in known:
        raise unknown_term("patient", [patient], known)
    whose = patient or "".join(known) or "no one yet"
    return frame[frame["patient"] == whose], whose


def _rendered(sheet: Sheet, suffix: str, *, title: str, words: str) -> bytes:
    """Return the file's bytes, which hold no date and nothing else that changes by itself."""
    file = io.BytesIO()
    if suffix == ".pdf":
        about = {"Title": title, "Subject": words, "Creator": "backcare", "CreationDate": None}
        sheet.figure.savefig(file, format="pdf", metadata=about)
    else:
        about = {"Title": title, "Description": words, "Software": None}
        sheet.figure.savefig(file, format="png", dpi=_PNG_DPI, metadata=about)
    return file.getvalue()


# --- what stands where ----------------------------------------------------------------------------


def fill(
    sheet: Sheet,
    frame: pd.DataFrame,
    weekly: pd.DataFrame,
    *,
    whose: str,
    names: pd.Series[str],
    measures: pd.DataFrame | None,
    settings: SafetySettings | None = None,
    end: date | None = None,
) -> str:
    """Put everything on the page; return the words of its charts."""
    _head(sheet, whose, period_covered(frame, weekly, end=end))
    _tiles(sheet, weekly)
    words = _charts(sheet, weekly)
    bottom = sheet.height - _MARGIN - _FOOT
    scores = known_measures(measures)
    goals = goal_words(measures, single=True)[:_MOST_GOALS]
    main = Column(sheet, _MARGIN, _COLUMNS, _LEFT_COLUMN, bottom)
    # A log alone does not say whether somebody has been asked since: then no step is named.
    ask_first = bool(stop_events(frame, settings=settings)) or was_severe(frame)
    step = "" if ask_first or not goals else next_step(measures)
    keep = _LINES_OF_A_MEASURE * len(scores) + 2 * bool(scores)
    keep += sum(len(wrap(line, _LEFT_COLUMN, lines=_LINES_OF_A_GOAL)) for line in [*goals, step])
    _doses(main, frame, names, keep=keep)
    _measures(main, scores)
    for line in goals:
        main.paragraph(line, most=_LINES_OF_A_GOAL)
    main.quiet(step, most=_LINES_OF_A_GOAL)
    right = _MARGIN + _LEFT_COLUMN + _GUTTER
    side = Column(sheet, right, _COLUMNS, sheet.width - _MARGIN - right, bottom)
    _safety(side, frame, settings)
    _notes(side, frame)
    _foot(sheet, frame, weekly)
    return words


def _head(sheet: Sheet, whose: str, covered: str) -> None:
    right, width = sheet.width - _MARGIN, sheet.width - 2 * _MARGIN
    sheet.write(_MARGIN, 54, "Back exercise report", size=17, weight="bold")
    sheet.write(right, 54, _ADVICE, colour=QUIET_INK, align="right")
    room = width - text_width(covered, 9.5, "normal") - 14
    name = _NAME_LINE if whose == NOBODY else whose
    sheet.write(_MARGIN, 71, fit(f"Patient: {name}", room, size=9.5), size=9.5)
    sheet.write(right, 71, covered, size=9.5, align="right")


def _tiles(sheet: Sheet, weekly: pd.DataFrame) -> None:
    """Put the four numbers to read first in a row of boxes."""
    gap = 8.0
    width = (sheet.width - 2 * _MARGIN - 3 * gap) / 4
    for place, (number, meaning) in enumerate(key_numbers(weekly)):
        x = _MARGIN + place * (width + gap)
        sheet.box(x, _TILES, width, 46)
        sheet.write(x + 8, _TILES + 19, number, size=14, weight="bold")
        for row, line in enumerate(wrap(meaning, width - 14, lines=2, size=SMALL)):
            sheet.write(x + 8, _TILES + 30 + 9.4 * row, line, size=SMALL, colour=QUIET_INK)


def _charts(sheet: Sheet, weekly: pd.DataFrame) -> str:
    """Draw both charts; return their words."""
    left = _MARGIN + _CHART_LEFT
    width = sheet.width - _MARGIN - _CHART_RIGHT - left
    sessions = sheet.axes(left, _SESSIONS, width, _SESSIONS_HEIGHT)
    plot_weekly_sessions(weekly, ax=sessions)
    pain = sheet.axes(left, _PAIN, width, _PAIN_HEIGHT)
    plot_pain_trend(weekly, ax=pain)
    for ax, top in ((sessions, _SESSIONS), (pain, _PAIN)):
        # Title and legend share one line here, and the title begins at the margin.
        sheet.write(_MARGIN, top - 8, ax.get_title(loc="left"), size=HEADING, weight="bold")
        ax.set_title("", loc="left")
        ax.xaxis.label.set_text(ax.get_xlabel().removeprefix(WEEK_LABEL).lstrip())
        if legend := ax.get_legend():
            legend.set_loc("lower right")
            legend.set_bbox_to_anchor((1.0, 0.99), transform=ax.transAxes)
    return f"{chart_text(sessions)} {chart_text(pain)}"


def _doses(column: Column, frame: pd.DataFrame, names: pd.Series[str], *, keep: int) -> None:
    """Write the table of exercises, what was done most often first; `keep` lines stay free."""
    doses, other = exercise_doses(frame), other_activity(frame)
    column.heading("What was done")
    if doses.empty:
        column.paragraph("No exercises yet.")
        column.quiet(other, most=2)
        return
    keep += 2 * bool(other)
    column.row(["exercise", "times", "first dose", "latest dose"], _TABLE, colour=QUIET_INK)
    room = column.room() - keep - 2
    fitting = len(doses) if len(doses) <= room else max(0, room - 1)
    for exercise, row in doses.head(fitting).iterrows():
        name = str(names.get(exercise, exercise))
        cells = [name, f"{row['sessions']:g}", short_dose(row, "first"), short_dose(row, "last")]
        column.row(cells, _TABLE)
    if fitting < len(doses):
        column.paragraph(f"and {len(doses) - fitting} more", most=1)
    column.quiet(_HOW_DOSED, most=2)
    column.quiet(other, most=2)


def _safety(column: Column, frame: pd.DataFrame, settings: SafetySettings | None) -> None:
    column.heading("Safety")
    events = stop_events(frame, settings=settings)
    for event in events[:_MOST_EVENTS]:
        column.paragraph(f"\N{BLACK UP-POINTING TRIANGLE} {event}.", most=2)
    if len(events) > _MOST_EVENTS:
        column.paragraph(f"and {counted(len(events) - _MOST_EVENTS, 'more session')}", most=1)
    if not events:
        column.paragraph("No session that broke the stop rule was noted.", most=2)
    if unknown := unknown_duration(frame, settings=settings):
        column.paragraph(unknown, most=2)
    column.quiet(stop_rule_line(frame, settings=settings), most=10)


def _measures(column: Column, scores: Mapping[str, pd.DataFrame]) -> None:
    if scores:
        column.heading("Other measures")
    for measure, rows in scores.items():
        line = measure_line(str(measure_row(measure)["label"]), rows, measure)
        column.paragraph(line, most=_LINES_OF_A_MEASURE)


def _notes(column: Column, frame: pd.DataFrame) -> None:
    """Write the latest notes, as many as fit, and say how many more there are."""
    notes = latest_notes(frame)
    column.heading("Latest notes of the patient")
    if not notes:
        column.paragraph("None.", most=1)
    for place, note in enumerate(notes):
        last = place == len(notes) - 1
        room = column.room() - (not last)
        if room < 1:
            column.paragraph(f"and {counted(len(notes) - place, 'more note')} in the log", most=1)
            return
        column.paragraph(note, most=min(room, _LINES_OF_A_NOTE))


def _foot(sheet: Sheet, frame: pd.DataFrame, weekly: pd.DataFrame) -> None:
    top, width = sheet.height - _MARGIN - _FOOT, sheet.width - 2 * _MARGIN
    sheet.line(_MARGIN, top + 3, width)
    column = Column(sheet, _MARGIN, top + 2, width, sheet.height - _MARGIN + 6)
    column.heading("What these numbers cannot say")
    column.paragraph(caveats(frame, weekly), most=4)
    column.gap(3)
    column.quiet(rule_sources(weekly), most=3)


# --- what a log says, and what it cannot say ------------------------------------------------------


def period_covered(frame: pd.DataFrame, weekly: pd.DataFrame, *, end: date | None = None) -> str:
    """Say which days the report is about, and since when there is no session."""
    if frame.empty:
        return "no sessions yet"
    first, last = frame["started_at"].min(), frame["started_at"].max()
    days = dict.fromkeys((long_date(first), long_date(end or last)))
    until = "" if end in (None, last.date()) else f"; last session {long_date(last)}"
    return f"{' to '.join(days)} ({counted(len(weekly), 'week')}){until}"


def key_numbers(weekly: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the four numbers to read first, each with what it is."""
    sessions, goal = numbers(weekly["sessions"]), numbers(weekly["sessions_goal"])
    done, planned = sessions.sum(), goal.sum()
    share = f", {100 * done / planned:.0f} %" if planned else ""
    stops = int(weekly["stop_days"].sum())
    return [
        (f"{done:g} of {planned:g}", f"planned sessions{share}"),
        (f"{int((sessions >= goal).sum())} of {len(weekly)}", "weeks reached the goal"),
        (_first_and_last(weekly), "pain before sessions (0 to 10), first and last week"),
        (f"{stops}", f"{plural(stops, 'day')} on which the stop rule was broken"),
    ]


def short_dose(row: pd.Series[Any], when: str) -> str:
    """Write the "first" or the "last" dose of an exercise."""
    quantities = ("sets", "reps", "hold_s", "minutes")
    dose = {name: row[f"{when}_{name}"] for name in quantities if pd.notna(row[f"{when}_{name}"])}
    return short_amount(**dose) or "no amount noted"


def stop_events(frame: pd.DataFrame, *, settings: SafetySettings | None = None) -> list[str]:
    """Tell each session that broke the stop rule, then those of severe pain; the latest first."""
    broken, severe = stop_rule_sessions(frame, settings=settings), severe_sessions(frame)
    rest = severe[~severe["session_id"].isin(broken["session_id"])]
    return [_event(row) for some in (broken, rest) for _, row in some[::-1].iterrows()]


def unknown_duration(frame: pd.DataFrame, *, settings: SafetySettings | None = None) -> str:
    """Say in how many sessions nobody knows how long pain was above mild; "" where in none."""
    sessions = frame.drop_duplicates("session_id")
    above = went_above_mild(sessions, settings=settings)
    count = int((above & sessions["pain_minutes"].isna()).sum())
    in_how_many = f"In {counted(count, 'session')} pain was above mild"
    return f"{in_how_many}, and how long it lasted was not noted: ask." if count else ""


def stop_rule_line(frame: pd.DataFrame, *, settings: SafetySettings | None = None) -> str:
    """Say the stop rule, and how far the log can tell about it at all."""
    sessions = frame.drop_duplicates("session_id")
    noted = int(sessions["pain_minutes"].notna().sum())
    rule = f"The rule for the patient: {stop_rule_text(settings)}"
    return f"{rule} How long it lasted was noted in {noted} of {counted(len(sessions), 'session')}."


def latest_notes(frame: pd.DataFrame) -> list[str]:
    """Return what the patient wrote, the latest first, the same words once."""
    sessions = frame.drop_duplicates("session_id")[::-1]
    written = sessions[sessions["note"].fillna("").str.strip() != ""].drop_duplicates("note")
    return [
        f"{long_date(start)}: {note}"
        for start, note in zip(written["started_at"], written["note"], strict=True)
    ]


def caveats(frame: pd.DataFrame, weekly: pd.DataFrame) -> str:
    """Say in plain words what nobody should read into the numbers."""
    sentences = [
        "They are what the patient wrote down: a session that was not logged is not here.",
        "Back pain comes and goes by itself, so a change does not prove that the exercises caused "
        "it.",
    ]
    sessions = frame.drop_duplicates("session_id")
    known = weekly["pain_before_mean"].notna()
    if known.any():
        first = int(weekly.loc[known, "sessions"].iloc[0])
        sentences.append(
            f"Pain is compared with the first week alone, and that had {counted(first, 'session')}."
        )
    if missing := int(sessions["pain_after"].isna().sum()):
        sentences.append(
            f"Pain after is missing in {missing} of {counted(len(sessions), 'session')}."
        )
    return " ".join(sentences)


def rule_sources(weekly: pd.DataFrame) -> str:
    """Name where the rules of the page come from."""
    sentences = [f"Improved enough to matter: {mcid_source('nrs_pain')}"]
    sentences.append(f"Stop rule: {_source_of('stop_rule')} What is mild: {_source_of('ease_off')}")
    if len(weekly):
        sentences.append(f"The goal of {weekly['sessions_goal'].iloc[-1]:g} a week was given.")
    return " ".join(sentences)


def measure_line(label: str, scores: pd.DataFrame, measure: str) -> str:
    """Tell one instrument in a line."""
    since = long_date(scores["date"].iloc[0])
    return f"{label}, from {since}: {from_to(scores['score'].dropna(), measure=measure)}."


def _first_and_last(weekly: pd.DataFrame) -> str:
    before = weekly["pain_before_mean"].dropna()
    if before.empty:
        return "not noted"
    ends = before.iloc[[0, -1]] if len(before) > 1 else before
    return " \N{RIGHTWARDS ARROW} ".join(f"{pain:.1f}" for pain in ends)


def _event(row: pd.Series[Any]) -> str:
    pain, minutes = row[list(_PAINS)].max(), row["pain_minutes"]
    start = row["started_at"]
    day = f"{short_weekday_name(start)} {long_date(start)}"
    if pd.isna(minutes):
        return f"{day}: pain up to {pain:g} of 10"
    much = "pain above mild" if pd.isna(pain) else f"pain up to {pain:g} of 10, above mild"
    return f"{day}: {much} for {minutes:g} minutes"


def _source_of(rule: str) -> str:
    first, *_ = split_terms(str(load_safety_rules().loc[rule, "source"]))
    source = load_sources().loc[first]
    judged = source["origin"] == "judgement"
    return "this project's own judgement." if judged else str(source["citation"])
