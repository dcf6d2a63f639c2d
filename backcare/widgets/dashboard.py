"""The dashboard: the weeks of a log as charts, this week against the goal, the last sessions.

What the dashboard shows: parts of a log, and sentences about them, with no widget in them.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
import traitlets
from ipywidgets import HTML, Box, Dropdown, VBox, Widget

from backcare.charts import plot_adherence, plot_muscle_balance, plot_progress, show_chart
from backcare.errors import LogError
from backcare.exercises.load import exercise_muscles, load_exercises
from backcare.log import SessionLog
from backcare.sessions import LOG_COLUMNS
from backcare.summaries.weekly import weekly_summary
from backcare.tables.vocabulary import terms
from backcare.text import counted
from backcare.widgets.base import take_turns
from backcare.widgets.controls import StatusLine, button, show
from backcare.widgets.form import SessionForm
from backcare.widgets.safety import StopNotice
from backcare.widgets.text import unread_words, when_words

if TYPE_CHECKING:
    from backcare.widgets.player import SessionPlayer


_UNITS = {"hold_s": "s hold", "minutes": "min"}
_TITLES = ("When", "What you did", "Pain before", "Pain after", "Note")


def empty_log() -> pd.DataFrame:
    """Return a log frame without a row, for as long as no log could be read.

    Examples
    --------
    >>> len(empty_log())
    0
    """
    return pd.DataFrame(columns=list(LOG_COLUMNS)).astype({"started_at": "datetime64[us]"})


def first_day(frame: pd.DataFrame, weeks: int, *, today: date) -> date:
    """Return the Monday with which the last so many weeks begin, but none before the log does.

    Parameters
    ----------
    frame : pandas.DataFrame
        A log, as `SessionLog.to_frame()` gives it.
    weeks : int
        How many weeks, this one included; 0 is all of them.
    today : datetime.date
        A day of the last week.

    Examples
    --------
    >>> log = pd.DataFrame({"started_at": pd.to_datetime(["2026-01-06", "2026-03-02"])})
    >>> first_day(log, 4, today=date(2026, 3, 4))
    datetime.date(2026, 2, 9)
    >>> first_day(log, 52, today=date(2026, 3, 4))  # nobody missed the weeks before the first
    datetime.date(2026, 1, 5)
    """
    begun = today if frame.empty else frame["started_at"].min().date()
    asked = today - timedelta(weeks=weeks - 1) if weeks else begun
    day = max(begun, asked)
    return day - timedelta(days=day.weekday())


def chosen_entries(
    frame: pd.DataFrame,
    exercises: pd.DataFrame,
    *,
    first: date,
    exercise_id: str = "",
    muscle_group: str = "",
) -> pd.DataFrame:
    """Keep a log's rows from a day on, of one exercise and of those for one muscle group.

    Parameters
    ----------
    frame : pandas.DataFrame
        A log, as `SessionLog.to_frame()` gives it.
    exercises : pandas.DataFrame
        The table that says what each exercise trains.
    first : datetime.date
        The first day.
    exercise_id, muscle_group : str
        "" is any.

    Examples
    --------
    >>> log = pd.DataFrame({"started_at": pd.to_datetime(["2026-01-06"] * 2),
    ...                     "exercise_id": ["walking", "bridging"]})
    >>> first = date(2026, 1, 5)
    >>> chosen_entries(log, bc.load_exercises(), first=first, muscle_group="glutes")["exercise_id"]
    1    bridging
    Name: exercise_id, dtype: ...
    """
    keep = frame["started_at"] >= pd.Timestamp(first)
    if exercise_id:
        keep &= frame["exercise_id"].eq(exercise_id).fillna(False)
    if muscle_group:
        pairs = exercise_muscles(exercises)
        keep &= frame["exercise_id"].isin(pairs.index[pairs["muscle_group"] == muscle_group])
    return frame[keep]


def week_words(done: int, goal: float, *, waiting: bool = False) -> str:
    """Hold this week against the goal; while the stop rule stands, suggest no session.

    Examples
    --------
    >>> week_words(1, 3)
    'This week: 1 of 3 sessions. 2 more to reach your goal, if your back agrees.'
    >>> week_words(3, 3)
    'This week: 3 of 3 sessions. You have reached your goal. Well done.'
    >>> week_words(1, 3, waiting=True)
    'This week: 1 of 3 sessions. No more sessions until you have asked a professional.'
    """
    if waiting:
        said = "No more sessions until you have asked a professional."
    elif done < goal:
        said = f"{goal - done:g} more to reach your goal, if your back agrees."
    else:
        said = "You have reached your goal. Well done."
    return f"This week: {done} of {goal:g} sessions. {said}"


def shown_words(sessions: int, first: date, *, only: str = "") -> str:
    """Say what the charts show.

    Examples
    --------
    >>> shown_words(12, date(2026, 1, 5))
    '12 sessions since 5 Jan 2026.'
    >>> shown_words(1, date(2026, 1, 5), only="Bridge")
    '1 session since 5 Jan 2026. Bridge only.'
    >>> shown_words(0, date(2026, 1, 5), only="Bridge")
    'No sessions with Bridge since 5 Jan 2026. Choose something else, or a longer time.'
    """
    since = f"since {first.day} {first:%b %Y}"
    if not sessions and not only:
        return f"No sessions {since} yet. Save one, or choose a longer time."
    if not sessions:
        return f"No sessions with {only} {since}. Choose something else, or a longer time."
    said = f"{counted(sessions, 'session')} {since}."
    return f"{said} {only} only." if only else said


def sessions_table(frame: pd.DataFrame, names: Mapping[str, str], *, last: int = 5) -> str:
    """Write a log's last sessions as an HTML table, newest first, every text escaped.

    Parameters
    ----------
    frame : pandas.DataFrame
        A log, as `SessionLog.to_frame()` gives it.
    names : mapping
        From exercise ids to names; an id that it lacks stands for itself.
    last : int, default 5
        How many sessions.

    Examples
    --------
    >>> sessions_table(pd.DataFrame(), {})
    ''
    """
    if frame.empty:
        return ""
    newest = frame["session_id"].drop_duplicates().tail(last)[::-1]
    rows = "".join(_row(frame[frame["session_id"] == session_id], names) for session_id in newest)
    head = "".join(f'<th scope="col">{title}</th>' for title in _TITLES)
    return (
        '<table class="bc-sessions"><caption>Last sessions</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(entries: pd.DataFrame, names: Mapping[str, str]) -> str:
    session = entries.iloc[0]
    done = [_amount(entry, names) for entry in entries.to_dict("records")]
    pains = (session["pain_before"], session["pain_after"])
    told = [
        when_words(session["started_at"]),
        ", ".join(filter(None, done)) or "no exercise noted",
        *("not given" if pd.isna(pain) else str(pain) for pain in pains),
        session["note"],
    ]
    # On a phone each cell stands on its own line, its title before it.
    cells = zip(_TITLES, told, strict=True)
    row = (f'<td data-title="{title}">{html.escape(str(text))}</td>' for title, text in cells)
    return f"<tr>{''.join(row)}</tr>"


def _amount(entry: Mapping[Any, Any], names: Mapping[str, str]) -> str:
    """Write one exercise and how much of it was done, in brackets."""
    if pd.isna(entry["exercise_id"]):
        return ""
    given = {name: entry[name] for name in ("sets", "reps", "hold_s", "minutes")}
    given = {name: f"{amount:g}" for name, amount in given.items() if pd.notna(amount)}
    times = " \N{MULTIPLICATION SIGN} ".join(
        given[name] for name in ("sets", "reps") if name in given
    )
    units = [f"{given[name]} {unit}" for name, unit in _UNITS.items() if name in given]
    told = ", ".join(filter(None, [times, *units]))
    name = names.get(entry["exercise_id"], entry["exercise_id"])
    return f"{name} ({told})" if told else name


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
