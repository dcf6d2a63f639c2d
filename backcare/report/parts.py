"""What stands where on the report."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from backcare.charts import chart_text, plot_pain_trend, plot_weekly_sessions
from backcare.charts.outcomes import known_measures
from backcare.charts.style import WEEK_LABEL
from backcare.charts.words import counted
from backcare.documents.page import HEADING, SMALL, Column, Page, fit, text_width, wrap
from backcare.palette import QUIET_INK
from backcare.report import facts
from backcare.summaries.mcid import measure_row
from backcare.summaries.muscles import exercise_doses

# In points from the top of the page: the key numbers, the frames of the two charts, the columns.
_TILES, _SESSIONS, _PAIN, _COLUMNS = 82.0, 163.0, 296.0, 452.0
_SESSIONS_HEIGHT, _PAIN_HEIGHT = 80.0, 112.0
_MARGIN, _GUTTER, _LEFT_COLUMN = 40.0, 20.0, 310.0
# What the words beside a chart need: its scale on the left, the names of its lines on the right.
_CHART_LEFT, _CHART_RIGHT = 54.0, 60.0
_FOOT = 96.0
_TABLE = (0.48, 0.11, 0.205, 0.205)
_MOST_EVENTS, _LINES_OF_A_NOTE, _LINES_OF_A_MEASURE = 3, 3, 2
_HOW_DOSED = (
    "Times: in how many sessions. Dose: sets \N{MULTIPLICATION SIGN} repetitions, seconds that "
    "each was held, or minutes."
)
_ADVICE = "Education, not medical advice."


def fill(
    page: Page,
    frame: pd.DataFrame,
    weekly: pd.DataFrame,
    *,
    whose: str,
    names: pd.Series[str],
    measures: pd.DataFrame | None,
) -> str:
    """Put everything on the page; return the words of its charts."""
    _head(page, whose, facts.covered(frame, weekly))
    _tiles(page, weekly)
    words = _charts(page, weekly)
    bottom = page.height - _MARGIN - _FOOT
    scores = known_measures(measures)
    main = Column(page, _MARGIN, _COLUMNS, _LEFT_COLUMN, bottom)
    _doses(main, frame, names, keep=_LINES_OF_A_MEASURE * len(scores) + 2 * bool(scores))
    _measures(main, scores)
    right = _MARGIN + _LEFT_COLUMN + _GUTTER
    side = Column(page, right, _COLUMNS, page.width - _MARGIN - right, bottom)
    _safety(side, frame)
    _notes(side, frame)
    _foot(page, frame, weekly)
    return words


def _head(page: Page, whose: str, covered: str) -> None:
    right, width = page.width - _MARGIN, page.width - 2 * _MARGIN
    page.write(_MARGIN, 54, "Back exercise report", size=17, weight="bold")
    page.write(right, 54, _ADVICE, colour=QUIET_INK, align="right")
    room = width - text_width(covered, 9.5, "normal") - 14
    page.write(_MARGIN, 71, fit(f"Patient: {whose}", room, size=9.5), size=9.5)
    page.write(right, 71, covered, size=9.5, align="right")


def _tiles(page: Page, weekly: pd.DataFrame) -> None:
    """Put the four numbers to read first in a row of boxes."""
    gap = 8.0
    width = (page.width - 2 * _MARGIN - 3 * gap) / 4
    for place, (number, meaning) in enumerate(facts.key_numbers(weekly)):
        x = _MARGIN + place * (width + gap)
        page.box(x, _TILES, width, 46)
        page.write(x + 8, _TILES + 19, number, size=14, weight="bold")
        for row, line in enumerate(wrap(meaning, width - 14, lines=2, size=SMALL)):
            page.write(x + 8, _TILES + 30 + 9.4 * row, line, size=SMALL, colour=QUIET_INK)


def _charts(page: Page, weekly: pd.DataFrame) -> str:
    """Draw both charts; return their words."""
    left = _MARGIN + _CHART_LEFT
    width = page.width - _MARGIN - _CHART_RIGHT - left
    sessions = page.axes(left, _SESSIONS, width, _SESSIONS_HEIGHT)
    plot_weekly_sessions(weekly, ax=sessions)
    pain = page.axes(left, _PAIN, width, _PAIN_HEIGHT)
    plot_pain_trend(weekly, ax=pain)
    for ax, top in ((sessions, _SESSIONS), (pain, _PAIN)):
        # Title and legend share one line here, and the title begins at the margin.
        page.write(_MARGIN, top - 8, ax.get_title(loc="left"), size=HEADING, weight="bold")
        ax.set_title("", loc="left")
        ax.xaxis.label.set_text(ax.get_xlabel().removeprefix(WEEK_LABEL).lstrip())
        if legend := ax.get_legend():
            legend.set_loc("lower right")
            legend.set_bbox_to_anchor((1.0, 0.99), transform=ax.transAxes)
    return f"{chart_text(sessions)} {chart_text(pain)}"


def _doses(column: Column, frame: pd.DataFrame, names: pd.Series[str], *, keep: int) -> None:
    """Write the table of exercises, what was done most often first; `keep` lines stay free."""
    doses = exercise_doses(frame)
    column.heading("What was done")
    if doses.empty:
        column.paragraph("No exercises yet.")
        return
    column.row(["exercise", "times", "first dose", "latest dose"], _TABLE, colour=QUIET_INK)
    room = column.room() - keep - 2
    fitting = len(doses) if len(doses) <= room else max(0, room - 1)
    for exercise, row in doses.head(fitting).iterrows():
        name = str(names.get(exercise, exercise))
        cells = [name, f"{row['sessions']:g}", facts.dose(row, "first"), facts.dose(row, "last")]
        column.row(cells, _TABLE)
    if fitting < len(doses):
        column.paragraph(f"and {len(doses) - fitting} more", most=1)
    column.quiet(_HOW_DOSED, most=2)


def _safety(column: Column, frame: pd.DataFrame) -> None:
    column.heading("Safety")
    events = facts.stop_events(frame)
    for event in events[:_MOST_EVENTS]:
        column.paragraph(f"\N{BLACK UP-POINTING TRIANGLE} {event}.", most=2)
    if len(events) > _MOST_EVENTS:
        column.paragraph(f"and {counted(len(events) - _MOST_EVENTS, 'earlier session')}", most=1)
    if not events:
        column.paragraph("No session that broke the stop rule was noted.", most=2)
    column.quiet(facts.safety_line(frame), most=5)


def _measures(column: Column, scores: Mapping[str, pd.DataFrame]) -> None:
    if scores:
        column.heading("Other measures")
    for measure, rows in scores.items():
        line = facts.measure_line(str(measure_row(measure)["label"]), rows, measure)
        column.paragraph(line, most=_LINES_OF_A_MEASURE)


def _notes(column: Column, frame: pd.DataFrame) -> None:
    """Write the latest notes, as many as fit, and say how many more there are."""
    notes = facts.notes(frame)
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


def _foot(page: Page, frame: pd.DataFrame, weekly: pd.DataFrame) -> None:
    top, width = page.height - _MARGIN - _FOOT, page.width - 2 * _MARGIN
    page.line(_MARGIN, top + 3, width)
    column = Column(page, _MARGIN, top + 2, width, page.height - _MARGIN + 6)
    column.heading("What these numbers cannot say")
    column.paragraph(facts.cannot_say(frame, weekly), most=4)
    column.gap(3)
    column.quiet(facts.sources(weekly), most=3)
