"""The dashboard: the weeks of a log as charts, this week against the goal, the last sessions."""

from __future__ import annotations

import html
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import traitlets
from ipywidgets import HTML, Box, Button, Dropdown, ToggleButtons, VBox

from backcare.charts import plot_adherence, plot_muscle_balance, plot_progress, show_chart
from backcare.charts.paper import long_date
from backcare.log import SessionLog
from backcare.muscles import exercise_muscles
from backcare.tables import load_exercises, terms
from backcare.weekly import weekly_summary
from backcare.widgets.stop_notice import StopNotice

_RANGES = {"Last 4 weeks": 4, "Last 12 weeks": 12, "Last year": 52, "Everything": 0}
_LAST = 5


class ProgressDashboard(VBox):
    """Look back on a log: how often, how much, how the pain was.

    Parameters
    ----------
    log : SessionLog
        Where the sessions are.
    exercises : pandas.DataFrame, optional
        The table that names them; `load_exercises()` when left out.
    patient : str, default "me"
        Whose sessions.
    sessions_goal : float, default 3
        Sessions a week that were agreed on.
    today : datetime.date, optional
        The day that ends the range; the computer's own when left out.

    Attributes
    ----------
    weeks : int
        How many weeks are shown, up to this one; 0 is all of them.
    exercise_id, muscle_group : str
        Only sessions with this exercise or muscle group; "" is any.

    Examples
    --------
    >>> dashboard = bc.ProgressDashboard(bc.SessionLog(":memory:"))
    >>> dashboard.weeks = 4
    >>> dashboard
    ProgressDashboard(0 sessions, weeks=4)
    """

    weeks = traitlets.Int(12, min=0)
    exercise_id = traitlets.Unicode()
    muscle_group = traitlets.Unicode()

    def __init__(
        self,
        log: SessionLog,
        *,
        exercises: pd.DataFrame | None = None,
        patient: str = "me",
        sessions_goal: float = 3,
        today: date | None = None,
    ) -> None:
        self._log, self._patient, self._goal = log, patient, sessions_goal
        self._exercises = load_exercises() if exercises is None else exercises.copy()
        self._day = today
        self._shown = pd.DataFrame()
        self.stop = StopNotice(log, patient)
        self.this_week, self.charts, self.sessions = HTML(), HTML(), HTML()
        again = Button(description="Refresh", tooltip="Read the log again")
        again.on_click(lambda _button: self.refresh())
        heading = HTML("<h2>Your progress</h2>")
        super().__init__(
            (
                heading,
                self.stop,
                self.this_week,
                self._controls(),
                self.charts,
                self.sessions,
                again,
            )
        )
        self.add_class("bc-app").add_class("bc-dashboard")
        self.stop.observe(self.refresh, "waiting")
        self.observe(self.refresh, ["weeks", "exercise_id", "muscle_group"])
        self.refresh()

    def __repr__(self) -> str:
        count = self._shown["session_id"].nunique() if len(self._shown) else 0
        return f"ProgressDashboard({count} sessions, weeks={self.weeks})"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any] | None:
        bundle: dict[str, Any] | None = super()._repr_mimebundle_(**kwargs)
        told = (self.this_week, self.charts, self.sessions)
        return bundle and bundle | {"text/html": "".join(part.value for part in told)}

    @property
    def shown(self) -> pd.DataFrame:
        """The part of the log that the charts show, as `SessionLog.to_frame` gives it."""
        return self._shown.copy()

    def refresh(self, _change: object = None) -> None:
        """Read the log and draw everything anew.

        Examples
        --------
        >>> bc.ProgressDashboard(bc.SessionLog(":memory:")).refresh()
        """
        today = self._day or datetime.now().astimezone().date()
        monday = today - timedelta(days=today.weekday())
        frame = self._log.to_frame(patient=self._patient)
        self._shown = self._chosen(frame, first=monday - timedelta(weeks=self.weeks - 1))
        self.stop.refresh()
        self.this_week.value = self._week_words(frame, monday)
        self.charts.value = self._chart_pictures(today)
        self.sessions.value = _table(self._shown, self._exercises["name"])

    def _chosen(self, frame: pd.DataFrame, *, first: date) -> pd.DataFrame:
        """Keep the range, and the entries of the chosen exercise or muscle group."""
        if self.weeks:
            frame = frame[frame["started_at"] >= pd.Timestamp(first)]
        if self.exercise_id:
            frame = frame[frame["exercise_id"] == self.exercise_id]
        if self.muscle_group:
            pairs = exercise_muscles(self._exercises)
            trains = pairs.index[pairs["muscle_group"] == self.muscle_group]
            frame = frame[frame["exercise_id"].isin(trains)]
        return frame

    def _week_words(self, frame: pd.DataFrame, monday: date) -> str:
        """Hold this week against the goal; nothing is suggested while the stop rule stands."""
        weekly = weekly_summary(frame, sessions_goal=self._goal, start=monday, end=monday)
        done = int(weekly["sessions"].sum())
        told = f"<strong>This week:</strong> {done} of {self._goal:g} sessions."
        left = self._goal - done
        if self.stop.waiting:
            told += " No more sessions until you have asked a professional."
        elif left > 0:
            told += f" {left:g} more to reach your goal, if your back agrees."
        else:
            told += " You have reached your goal. Well done."
        return f'<p role="status">{told}</p>'

    def _chart_pictures(self, today: date) -> str:
        if self._shown.empty:
            return "<p>No sessions to show here yet. Save one, or choose a longer time.</p>"
        weekly = weekly_summary(self._shown, sessions_goal=self._goal, end=today)
        charts = (
            plot_progress(weekly),
            plot_adherence(self._shown),
            plot_muscle_balance(self._shown, self._exercises),
        )
        pictures = [show_chart(chart)._repr_mimebundle_()[0]["text/html"] for chart in charts]
        return "".join(f'<figure class="bc-chart">{picture}</figure>' for picture in pictures)

    def _controls(self) -> Box:
        weeks = ToggleButtons(options=list(_RANGES.items()), value=self.weeks)
        weeks.add_class("bc-range")
        names = self._exercises["name"]
        exercise = Dropdown(
            options=[("All exercises", ""), *zip(names, names.index, strict=True)],
            description="Exercise",
        )
        groups = [(label, term) for term, label in terms("muscle_group").items()]
        muscle = Dropdown(options=[("All muscles", ""), *groups], description="Muscles")
        traitlets.link((self, "weeks"), (weeks, "value"), (_nearest_range, int))
        traitlets.link((self, "exercise_id"), (exercise, "value"))
        traitlets.link((self, "muscle_group"), (muscle, "value"))
        return Box((weeks, exercise, muscle)).add_class("bc-filters")


def _nearest_range(weeks: int) -> int | None:
    """Press no button where a teacher has set a number of weeks that none stands for."""
    return weeks if weeks in _RANGES.values() else None


def _table(frame: pd.DataFrame, names: pd.Series[Any]) -> str:
    """Write the last sessions as a table, newest first, every text escaped."""
    if frame.empty:
        return ""
    last = frame["session_id"].drop_duplicates().tail(_LAST)[::-1]
    rows = "".join(_row(frame[frame["session_id"] == session_id], names) for session_id in last)
    head = "".join(
        f'<th scope="col">{title}</th>'
        for title in ("When", "What", "Pain before", "Pain after", "Note")
    )
    return (
        '<table class="bc-sessions"><caption>Your last sessions</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(entries: pd.DataFrame, names: pd.Series[Any]) -> str:
    session = entries.iloc[0]
    done = [names.get(key, key) for key in entries["exercise_id"].dropna()]
    when = session["started_at"]
    pains = [session["pain_before"], session["pain_after"]]
    cells = [
        f"{long_date(when)}, {when:%H:%M}",
        ", ".join(done) or "Nothing noted",
        *("not given" if pd.isna(pain) else str(pain) for pain in pains),
        session["note"],
    ]
    return "<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in cells) + "</tr>"
