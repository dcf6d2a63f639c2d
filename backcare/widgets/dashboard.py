"""The dashboard: the weeks of a log as charts, this week against the goal, the last sessions."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
import traitlets
from ipywidgets import HTML, Box, Dropdown, VBox, Widget

from backcare.charts import plot_adherence, plot_muscle_balance, plot_progress, show_chart
from backcare.errors import LogError
from backcare.exercises.load import load_exercises, terms
from backcare.log import SessionLog
from backcare.weekly import weekly_summary
from backcare.widgets.base import take_turns
from backcare.widgets.controls import button, show
from backcare.widgets.form import SessionForm
from backcare.widgets.looking_back import (
    chosen_entries,
    empty_log,
    first_day,
    sessions_table,
    shown_words,
    week_words,
)
from backcare.widgets.safety import StopNotice
from backcare.widgets.status_line import StatusLine
from backcare.widgets.text import unread_words

if TYPE_CHECKING:
    from backcare.widgets.player import SessionPlayer


_RANGES = [("Last 4 weeks", 4), ("Last 12 weeks", 12), ("Last year", 52), ("Everything", 0)]


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
    form : SessionForm or SessionPlayer, optional
        A form or a player on the same log: when it has saved something, the dashboard shows it.

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
        form: SessionForm | SessionPlayer | None = None,
    ) -> None:
        self._log, self._patient, self._goal = log, patient, sessions_goal
        self._exercises = load_exercises() if exercises is None else exercises.copy()
        self._names = dict(zip(self._exercises.index, self._exercises["name"], strict=True))
        self._day, self._done = today, 0
        self._frame = self._shown = empty_log()
        self.stop = StopNotice(log, patient, faults=False)
        self.this_week, self.counted = StatusLine(), StatusLine()
        self.sessions = HTML(placeholder="")
        self.charts = tuple(HTML(placeholder="").add_class("bc-chart") for _ in range(3))
        for place in self.charts:
            show(place, False)
        super().__init__(self._laid_out())
        self.add_class("bc-app").add_class("bc-dashboard")
        self.stop.observe(self._say_week, "waiting")
        self.observe(self._draw, ["weeks", "exercise_id", "muscle_group"])
        if form is not None:
            form.observe(lambda _change: self.refresh(), "changes")
            form.stop.observe(lambda _change: self.stop.refresh(), "waiting")
            self.stop.observe(lambda _change: form.stop.refresh(), "waiting")
        self.refresh()
        take_turns(self)

    def __repr__(self) -> str:
        count = self._shown["session_id"].nunique() if len(self._shown) else 0
        return f"ProgressDashboard({count} sessions, weeks={self.weeks})"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any] | None:
        bundle: dict[str, Any] | None = super()._repr_mimebundle_(**kwargs)
        said = f"<p>{html.escape(self.this_week.text)}</p>"
        pictures = "".join(f"<p>{chart.value}</p>" for chart in self.charts if chart.value)
        return bundle and bundle | {"text/html": said + pictures + self.sessions.value}

    @property
    def shown(self) -> pd.DataFrame:
        """The part of the log that the charts show, as `SessionLog.to_frame` gives it."""
        return self._shown.copy()

    def refresh(self) -> None:
        """Read the log and draw everything anew; when it cannot be read, say so.

        Examples
        --------
        >>> bc.ProgressDashboard(bc.SessionLog(":memory:")).refresh()
        """
        try:
            self._frame = self._log.to_frame(patient=self._patient)
        except LogError as error:
            self.counted.say(unread_words(error), bad=True)
            return
        self.stop.refresh()
        self._say_week()
        self._draw()

    def _today(self) -> date:
        return self._day or datetime.now().astimezone().date()

    def _say_week(self, _change: object = None) -> None:
        today = self._today()
        weekly = weekly_summary(self._frame, sessions_goal=self._goal, start=today, end=today)
        done = int(weekly["sessions"].sum())
        self.this_week.say(week_words(done, self._goal, waiting=self.stop.waiting))

    def _draw(self, _change: object = None) -> None:
        """Show the part of the log that was chosen."""
        first = first_day(self._frame, self.weeks, today=self._today())
        wish = {"exercise_id": self.exercise_id, "muscle_group": self.muscle_group}
        self._shown = chosen_entries(self._frame, self._exercises, first=first, **wish)
        count = self._shown["session_id"].nunique()
        muscle = terms("muscle_group").get(self.muscle_group, "")
        only = ", ".join(filter(None, [self._names.get(self.exercise_id, ""), muscle]))
        self.counted.say(shown_words(count, first, only=only))
        whole = self._frame[self._frame["session_id"].isin(self._shown["session_id"])]
        self.sessions.value = sessions_table(whole, self._names)
        # Last, because it takes longest, and one by one, so that the first is seen soon.
        for place, picture in zip(self.charts, self._pictures(first), strict=True):
            place.value = picture
            show(place, bool(picture))

    def _pictures(self, first: date) -> Iterator[str]:
        """Draw one chart after the other, each with its text; for no session draw none."""
        if self._shown.empty:
            yield from ("",) * len(self.charts)
            return
        until = max(self._today(), self._shown["started_at"].max().date())
        weekly = weekly_summary(self._shown, sessions_goal=self._goal, start=first, end=until)
        yield _picture(plot_progress(weekly))
        yield _picture(plot_adherence(self._shown, start=first, end=until))
        yield _picture(plot_muscle_balance(self._shown, self._exercises))

    def _laid_out(self) -> tuple[Widget, ...]:
        again = button("Refresh", self.refresh)
        again.tooltip = "Read the log again"
        return (
            HTML("<h2>Your progress</h2>"),
            self.stop,
            self.this_week.add_class("bc-week"),
            self._filters(),
            self.counted,
            *self.charts,
            self.sessions,
            Box((again,)).add_class("bc-buttons"),
        )

    def _filters(self) -> Box:
        names = [("All exercises", ""), *((name, key) for key, name in self._names.items())]
        groups = [(label, term) for term, label in terms("muscle_group").items()]
        weeks = Dropdown(options=_RANGES, value=self.weeks, description="Time")
        exercise = Dropdown(options=names, description="Exercise")
        muscle = Dropdown(options=[("All muscles", ""), *groups], description="Muscles")
        traitlets.link((self, "weeks"), (weeks, "value"), (_nearest_range, int))
        traitlets.link((self, "exercise_id"), (exercise, "value"))
        traitlets.link((self, "muscle_group"), (muscle, "value"))
        return Box((weeks, exercise, muscle)).add_class("bc-filters")


def _picture(chart: Any) -> str:
    """Return a chart as an image whose alternative text is the chart's own sentence."""
    picture = show_chart(chart)._repr_mimebundle_()[0]["text/html"]
    # On a phone the image scrolls sideways, for a keyboard too.
    return f'<div class="bc-scroll" tabindex="0" role="group" aria-label="Chart">{picture}</div>'


def _nearest_range(weeks: int) -> int | None:
    """Choose nothing in the list where a teacher has set a number of weeks that is not in it."""
    return weeks if weeks in dict(_RANGES).values() else None
