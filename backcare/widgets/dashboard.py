"""The dashboard: the weeks of a log as charts, this week against the goal, the last sessions.

`ProgressDashboard` shows; the functions below it choose the part of the log and write the words,
with no widget in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd
import traitlets
from ipywidgets import HTML, Box, Dropdown, VBox, Widget

from backcare.browser import fragment
from backcare.days import as_of_was
from backcare.errors import LogError, faults_frame
from backcare.exercises.cards import flare_html
from backcare.exercises.load import exercise_muscles
from backcare.log import SessionLog
from backcare.plan.settling import unsettled_sessions, unsettled_words
from backcare.plan.today import todays_plan
from backcare.safety import SafetySettings, whom_to_ask
from backcare.sessions import is_exercised, log_frame
from backcare.summaries.answer import (
    hurt_on,
    hurting_sessions,
    pain_answer,
    setback_words,
    week_words,
)
from backcare.summaries.goals import goal_words, next_step, was_severe
from backcare.summaries.weekly import weekly_summary
from backcare.tables.vocabulary import terms
from backcare.text import amount_words, and_list, counted, long_date
from backcare.widgets.base import serialize_messages, whole_or_nothing, with_page
from backcare.widgets.charts import COUNT, ChartArea, Drawing, drawings, picture_html
from backcare.widgets.controls import StatusLine, button, show
from backcare.widgets.folded_form import FoldedForm
from backcare.widgets.form import SessionForm
from backcare.widgets.form_fields import exercise_row
from backcare.widgets.form_text import unread_words, when_words
from backcare.widgets.gate_and_stop import StopNotice
from backcare.widgets.log_watch import owner_key
from backcare.widgets.own_limit import OwnLimit
from backcare.widgets.take_along import (
    FileButton,
    TakenAlong,
    everything_file,
    plan_file,
    report_file,
)

_RANGES = [("Last 4 weeks", 4), ("Last 12 weeks", 12), ("Last year", 52), ("Everything", 0)]
_TITLES = ("When", "What you did", "Pain before", "Pain after", "Note")
_WORDY = (1, 4)
_NOTHING_YET = "Your progress will appear here once you have written down your first session."
_NO_PLAN = "There is no plan for today yet. Open “Do a session”: it says what to do first."
_DAYS = 3  # of those that cannot be read, the last are named


class ProgressDashboard(VBox):
    """Look back on a log: how often, how much, how the pain was.

    Parameters
    ----------
    log : SessionLog
        Where the sessions are.
    exercises : pandas.DataFrame, optional
        The table that names them; that of the log when left out.
    patient : str, default "me"
        Whose sessions.
    sessions_goal : float, default 3
        Sessions a week that were agreed on.
    as_of : datetime.date, optional
        The day that ends the range; today, where the person is, when left out.
    form : SessionForm, optional
        A form for the same log and patient, which the dashboard takes in: it opens it with *Write
        down a session*, and warning signs and the stop notice are there once for both. From then
        on the form is no longer shown by itself.
    settings : SafetySettings, optional
        The numbers of the stop rule, which a clinician may lower: `safety_settings(...)`. Those
        of the form when left out.

    Raises
    ------
    ValueError
        If the form is for another log or patient, or goes by other settings.

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

    With the form, all of a page:

    >>> log = bc.SessionLog(":memory:")
    >>> page = bc.ProgressDashboard(log, form=bc.SessionForm(log))
    """

    weeks = traitlets.Int(12, min=0)
    exercise_id = traitlets.Unicode()
    muscle_group = traitlets.Unicode()

    @as_of_was("today")
    @whole_or_nothing
    def __init__(
        self,
        log: SessionLog,
        *,
        exercises: pd.DataFrame | None = None,
        patient: str = "me",
        sessions_goal: float = 3,
        as_of: date | None = None,
        form: SessionForm | None = None,
        settings: SafetySettings | None = None,
    ) -> None:
        if form is not None:
            _check_form(form, owner_key(log, patient), settings)
        self._log, self._patient, self._goal = log, patient, sessions_goal
        self._exercises = log.exercises if exercises is None else exercises.copy()
        self._names: dict[Any, str] = self._exercises["name"].to_dict()
        self._day, self._done = as_of, 0
        self._frame = self._shown = self._drawn = self._felt = log_frame()
        self._drawn_by: object = None  # what else decides how the charts look
        self._measures: pd.DataFrame | None = None
        self._ticked = self._severe = False  # a warning sign; pain in the last session
        self._waits = frozenset[str]()  # sessions after which the back has to settle
        self._more_pain = ""  # what is said of them
        self._unread = faults_frame([])  # what of this person cannot be read
        self._unread_days: list[date] = []  # of sessions that cannot be read
        self._empty = False  # whether the log has been read, and has nothing of this person
        self._form: FoldedForm | None = None
        self._says_faults = form is None  # the notice of a form says so itself
        self.stop = (
            StopNotice(log, patient, faults=False, signs=True, settings=settings)
            if form is None
            else form.stop
        )
        self.own_limit = OwnLimit(log, patient)
        self.this_week, self.counted = StatusLine(), StatusLine()
        self.beside_alarm = StatusLine()  # what `counted` else says, while it sounds the alarm
        self.answer = HTML(placeholder="").add_class("bc-answer")
        self.goals = HTML(placeholder="").add_class("bc-goals")
        self.sessions = HTML(placeholder="")
        self.charts = tuple(HTML(placeholder="").add_class("bc-chart") for _ in range(COUNT))
        for place in self.charts:
            show(place, False)
        self._area = ChartArea()
        self._filters = self._lists()
        self._order = self._parts()
        super().__init__(self._order)
        self.add_class("bc-app").add_class("bc-dashboard")
        self.stop.observe(self._say_week, "waiting")
        self.stop.observe(self._say_shown, "waiting")
        self.stop.observe(self._show_limit, ["waiting", "rule"])
        self.own_limit.observe(lambda _change: self.stop.watch.tell_all(), "changes")
        self.observe(self._draw, ["weeks", "exercise_id", "muscle_group"])
        self._area.observe(self._draw, "width")
        self.stop.observe(self._read, "looked")
        self._read()
        if form is not None:
            self._take_in(FoldedForm(form))
        serialize_messages(self)

    def __repr__(self) -> str:
        count = session_count(self._shown)
        return f"ProgressDashboard({count} sessions, weeks={self.weeks})"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return with_page(super()._repr_mimebundle_(**kwargs), self._page)

    def _page(self) -> str:
        charts = [picture_html(draw) for draw in self._drawings()]
        page = fragment(
            "dashboard_page",
            answer=self.answer.value,
            week=self.this_week.text,
            charts=charts,
            sessions=self.goals.value + self.sessions.value,
        )
        return page + flare_html(signs=False)

    @property
    def shown(self) -> pd.DataFrame:
        """The part of the log that the charts show, as `SessionLog.to_frame` gives it."""
        return self._shown.copy()

    def refresh(self) -> None:
        """Read the log and draw everything again; when it cannot be read, say so.

        Examples
        --------
        >>> bc.ProgressDashboard(bc.SessionLog(":memory:")).refresh()
        """
        self.stop.look()

    def _read(self, _change: object = None) -> None:
        try:
            self._frame = self._log.to_frame(patient=self._patient)
            self._measures = self._log.measures(self._patient)
            record = self._log.safety_record(self._patient)
            felt = record.with_unsaved(self._frame)
            signs, settled = record.red_flags(), record.settled()
            unread = self._log.unread
            stops = [] if unread.empty else self._log.unread_stops(self._patient)
        except LogError as error:
            says = self._says_faults
            self.counted.say(unread_words(error) if says else "", bad=says)
            return
        self._unread = unread
        self._unread_days = [day for day, _ in stops if day]
        self._ticked = bool(signs and signs.flags)
        self._felt = felt
        self._severe = was_severe(felt)
        told: dict[str, Any] = {"settings": self.stop.rule, "settled": settled}
        self._waits = unsettled_sessions(felt, self._today(), **told)
        self._more_pain = unsettled_words(felt, self._today(), **told)[0]
        self._empty = self._frame.empty and self._measures.empty and unread.empty
        self._show_limit()
        self._say_week()
        self._draw()
        self._show_parts()

    def _take_in(self, folded: FoldedForm) -> None:
        """Show a form, too: the signs above all, the fields right below the week."""
        self._form, form = folded, folded.form
        self._week.children = (*self._week.children, folded.button)
        head, *rest = self._order
        place = rest.index(self._week) + 1
        self.children = (head, folded.signs, *rest[:place], form, *rest[place:])
        form.gate.observe(self._read, "ticked")
        for one, name in ((form.gate, "ticked"), (form.stop, "waiting"), (form, "folded")):
            one.observe(self._show_parts, name)
        self._show_parts()

    def _show_parts(self, _change: object = None) -> None:
        """Show to somebody without a session one sentence and one button."""
        form = self._form.form if self._form else None
        bare = self._empty and (form is None or form.folded)
        show(self.own_limit, not bare or self.own_limit.kept)
        for part in (self._filters, self.counted, *self._files):
            show(part, not self._empty)
        show(self._again, not self._empty or form is None)
        if self._form and form:  # the check is for who writes a session down, or has to ask
            ask = self.stop.waiting or bool(form.gate.ticked)
            show(self._form.signs, ask or not form.folded)

    @property
    def _whom(self) -> str:
        """Who has to be asked before the next session; "" where nobody has."""
        return whom_to_ask(self.stop.why, signs=self._ticked)

    @property
    def _whom_for_more(self) -> str:
        """Who has to be asked before anything more, even where that was done after severe pain."""
        return self._whom or whom_to_ask("severe_pain" if self._severe else "")

    def _today(self) -> date:
        return self._day or self.stop.watch.today()

    def _show_limit(self, _change: object = None) -> None:
        hurts = self.stop.waiting or hurt_on(self._felt, self._today(), settings=self.stop.rule)
        self.own_limit.show_rule(self.stop.rule, hurts=hurts)

    def _say_week(self, _change: object = None) -> None:
        today = self._today()
        weekly = weekly_summary(self._frame, sessions_goal=self._goal, start=today, end=today)
        done = int(weekly["sessions"].sum())
        waits = self._waits
        hurts = bool(waits & hurting_sessions(self._felt, today, settings=self.stop.rule))
        words = week_words(
            done,
            self._goal,
            stops=self.stop.waiting,
            ask=self._whom,
            hurts=hurts,
            unsettled=bool(waits),
        )
        self.this_week.say(_NOTHING_YET if self._empty else words)
        self.goals.value = goals_html(self._measures, ask=self._whom_for_more)
        show(self.goals, bool(self.goals.value))

    def _draw(self, _change: object = None) -> None:
        """Show the part of the log that was chosen."""
        first = first_day(self._frame, self.weeks, today=self._today())
        self._shown = chosen_entries(
            self._frame,
            self._exercises,
            first=first,
            exercise_id=self.exercise_id,
            muscle_group=self.muscle_group,
        )
        self._say_shown()
        by = (first, self._last_day(), self.stop.rule, self._area.drawn_width)
        if by != self._drawn_by or not self._shown.equals(self._drawn):
            self._drawn, self._drawn_by = self._shown, by
            self._show_charts()
        # After the charts, which are above it: what is in sight is to be new first.
        whole = self._frame[self._frame["session_id"].isin(self._shown["session_id"])]
        self.sessions.value = sessions_table(whole, self._exercises)
        self._area.answered(self._filters.children)

    def _show_charts(self) -> None:
        """Draw one chart after the other, so that the first is seen soon; for no session none."""
        pictures = zip_longest(self.charts, self._drawings())
        for number, (place, draw) in enumerate(pictures):
            place.value = self._area.html(draw, number) if draw else ""
            show(place, bool(draw))

    def _say_shown(self, _change: object = None) -> None:
        """Say what is shown, and what it comes to; what cannot be read is said apart from it."""
        first = first_day(self._frame, self.weeks, today=self._today())
        count = session_count(self._shown)
        setback = self._setback()
        lines = [setback or ("" if self._whom else self._more_pain)]
        lines.append(
            pain_answer(weekly_summary(self._shown), ask=bool(self._whom_for_more or setback))
        )
        self.answer.value = "".join(fragment("paragraph", text=line) for line in lines if line)
        show(self.answer, any(lines))
        muscle = terms("muscle_group").get(self.muscle_group, "")
        only = ", ".join(filter(None, [self._names.get(self.exercise_id, ""), muscle]))
        set_aside = set_aside_words(
            self._unread,
            self._log.path,
            days=self._unread_days,
            ask=self._whom_for_more,
        )
        shown = shown_words(count, first, only=only, pain_alone=not self._shown.empty)
        self.counted.say(set_aside or shown, bad=bool(set_aside))
        self.beside_alarm.say(shown if set_aside else "")
        show(self.beside_alarm, bool(set_aside))

    def _setback(self) -> str:
        """Say what goes before the answer, whatever part of the log is shown."""
        rule = self.stop.rule
        return setback_words(self._felt, self._today(), settings=rule, ask=self._whom)

    def _last_day(self) -> date:
        newest = self._shown["started_at"].max()
        return self._today() if pd.isna(newest) else max(self._today(), newest.date())

    def _drawings(self) -> list[Drawing]:
        return drawings(
            self._shown,
            self._exercises,
            first=first_day(self._frame, self.weeks, today=self._today()),
            until=self._last_day(),
            sessions_goal=self._goal,
            settings=self.stop.rule,
        )

    def _parts(self) -> tuple[Widget, ...]:
        self._again = button("Refresh", self.refresh, tooltip="Read the log again")
        self._again.add_class("bc-in-notebook")  # a page looks by itself
        self.taken = StatusLine()
        report = FileButton("Print for my doctor", self._report, self.taken)
        plan = FileButton("Take my plan home", self._plan, self.taken, nothing=_NO_PLAN)
        everything = FileButton("Save a copy of everything", self._everything, self.taken)
        self._files = (report, plan, everything)
        pain, *others = self.charts
        self._week = Box((self.this_week.add_class("bc-week"),)).add_class("bc-week-row")
        return (
            HTML("<h2>Your progress</h2>" + flare_html()).add_class("bc-lasting"),
            self.stop.add_class("bc-lasting"),
            self.answer,
            self._week,
            self.counted,
            self.beside_alarm,
            self._area,
            pain,
            self._filters,
            *others,
            self.goals,
            self.sessions,
            self.own_limit,
            Box((*self._files, self._again)).add_class("bc-buttons"),
            self.taken,
        )

    def _report(self) -> TakenAlong | None:
        return report_file(
            self._log,
            self._patient,
            exercises=self._exercises,
            sessions_goal=self._goal,
            settings=self.stop.rule,
            day=self._today(),
        )

    def _plan(self) -> TakenAlong | None:
        self.stop.refresh()
        if self.stop.waiting:
            return None
        record = self._log.safety_record(self._patient)
        plan = todays_plan(self._exercises, record.red_flags(), record.usual(), record.now())
        # Where the back has to settle, the planner asks first whether it has.
        is_usual = not plan.empty and plan["pain_state"].ne("acute").any()
        frame = record.with_unsaved(self._log.to_frame(patient=self._patient))
        told: dict[str, Any] = {"settings": self.stop.rule, "settled": record.settled()}
        if is_usual and unsettled_sessions(frame, self._today(), **told):
            return None
        return plan_file(
            plan,
            exercises=self._exercises,
            poses=None,
            patient=self._patient,
            settings=self.stop.rule,
            day=self._today(),
        )

    def _everything(self) -> TakenAlong | None:
        return everything_file(self._log, self._patient, day=self._today())

    def _lists(self) -> Box:
        names = [("All exercises", ""), *((name, key) for key, name in self._names.items())]
        groups = [(label, term) for term, label in terms("muscle_group").items()]
        weeks = Dropdown(options=_RANGES, value=self.weeks, description="Time")
        exercise = Dropdown(options=names, description="Exercise")
        muscle = Dropdown(options=[("All muscles", ""), *groups], description="Muscles")
        traitlets.link((self, "weeks"), (weeks, "value"), (_nearest_range, int))
        traitlets.link((self, "exercise_id"), (exercise, "value"))
        traitlets.link((self, "muscle_group"), (muscle, "value"))
        return Box((weeks, exercise, muscle)).add_class("bc-filters")


def _check_form(form: object, key: str, settings: SafetySettings | None) -> None:
    """Refuse what is no form, or one that does not belong beside this log."""
    if not isinstance(form, SessionForm):
        raise TypeError(
            f"form must be a SessionForm, got {type(form).__name__}. SessionForm(log) gives one."
        )
    if form.stop.watch.key != key:
        raise ValueError(
            "form is for another log or patient. Make it with the same: "
            "ProgressDashboard(log, patient=patient, form=SessionForm(log, patient=patient))."
        )
    if settings not in (None, form.stop.settings):
        raise ValueError(
            "form has a different stop rule from settings. Pass the settings to the form: "
            "ProgressDashboard(log, form=SessionForm(log, settings=settings))."
        )


def first_day(frame: pd.DataFrame, weeks: int, *, today: date) -> date:
    """Return the Monday with which the last so many weeks of a log begin; 0 is all of them."""
    # No week before the log begins is counted: nobody missed it.
    begun = today if frame.empty else frame["started_at"].min().date()
    earliest = today - timedelta(weeks=weeks - 1) if weeks else begun
    day = max(begun, earliest)
    return day - timedelta(days=day.weekday())


def chosen_entries(
    frame: pd.DataFrame,
    exercises: pd.DataFrame,
    *,
    first: date,
    exercise_id: str = "",
    muscle_group: str = "",
) -> pd.DataFrame:
    """Keep a log's rows from a day on, of one exercise and of those for one muscle group."""
    keep = frame["started_at"] >= pd.Timestamp(first)
    if exercise_id:
        keep &= frame["exercise_id"].eq(exercise_id).fillna(False)
    if muscle_group:
        pairs = exercise_muscles(exercises)
        keep &= frame["exercise_id"].isin(pairs.index[pairs["muscle_group"] == muscle_group])
    return frame[keep]


def session_count(frame: pd.DataFrame) -> int:
    """Count the sessions of a log in which an exercise was done."""
    return int(frame.loc[is_exercised(frame), "session_id"].nunique())


def goals_html(measures: pd.DataFrame | None, *, ask: str = "") -> str:
    """Write where each goal stands, and a next step; "" where there are no goals."""
    if not (lines := goal_words(measures)):
        return ""
    return fragment("goals", lines=lines, step=next_step(measures, ask=ask))


def set_aside_words(
    unread: pd.DataFrame, path: Path | None, *, days: Sequence[date] = (), ask: str = ""
) -> str:
    """Say which sessions or scores could not be read and what to do today; "" where all could."""
    if unread.empty:
        return ""
    scores = int(unread["column"].eq("a score").sum())
    several = ((len(unread) - scores, "session"), (scores, "score"))
    what = and_list([counted(number, one) for number, one in several if number])
    run = f' to run: python -m backcare.log check "{path}"' if path else " to look at it."
    known = and_list([long_date(day) for day in sorted(set(days))[-_DAYS:]])
    on = f" That is what you noted on {known}." if known else ""
    today = (
        f"Do no more exercises until you have asked {ask}."
        if ask
        else "Today you can carry on as planned, if your back feels up to it."
    )
    return (
        f"{what} of your log cannot be read.{on} Nothing was deleted, but this page is without "
        f"it. {today}\nAsk the person who set this up{run}"
    )


def shown_words(sessions: int, first: date, *, only: str = "", pain_alone: bool = False) -> str:
    """Say what the charts show: "12 sessions since 5 Jan 2026. Bridge only."."""
    since = f"since {long_date(first)}"
    if not sessions and pain_alone:
        return f"No exercises {since}. This is how your back was."
    if not sessions and not only:
        return f"You have saved no session {since}. Choose a longer time to see earlier ones."
    if not sessions:
        return f"No sessions with {only} {since}. Choose something else, or a longer time."
    words = f"{counted(sessions, 'session')} {since}."
    return f"{words} {only} only." if only else words


def sessions_table(frame: pd.DataFrame, exercises: pd.DataFrame, *, last: int = 5) -> str:
    """Write a log's last sessions as an HTML table, newest first; "" for an empty log."""
    if frame.empty:
        return ""
    newest = frame["session_id"].drop_duplicates().tail(last)[::-1]
    rows = [_cells(frame[frame["session_id"] == session_id], exercises) for session_id in newest]
    return fragment("sessions_table", titles=_TITLES, rows=rows, wordy=_WORDY)


def _cells(entries: pd.DataFrame, exercises: pd.DataFrame) -> list[str]:
    """Write the cells of one session."""
    session = entries.iloc[0]
    done = [_amount(entry, exercises) for entry in entries.to_dict("records")]
    pains = (session["pain_before"], session["pain_after"])
    before, after = ("not given" if pd.isna(pain) else str(pain) for pain in pains)
    worst = session["pain_peak"]
    if pd.notna(worst) and worst > max((pain for pain in pains if pd.notna(pain)), default=-1):
        after += f" (at worst {worst})"
    return [
        when_words(session["started_at"]),
        ", ".join(filter(None, done)) or "no exercise noted",
        before,
        after,
        str(session["note"]),
    ]


def _amount(entry: Mapping[Any, Any], exercises: pd.DataFrame) -> str:
    """Write one exercise and how much of it was done, in brackets."""
    if pd.isna(entry["exercise_id"]):
        return ""
    given = {name: entry[name] for name in ("sets", "reps", "hold_s", "minutes")}
    given = {name: amount for name, amount in given.items() if pd.notna(amount)}
    exercise = exercise_row(exercises, entry["exercise_id"])
    amounts = amount_words(**given, each_side=bool(exercise.get("per_side")))
    name = exercise["name"]
    return f"{name} ({amounts})" if amounts else name


def _nearest_range(weeks: int) -> int | None:
    """Choose nothing in the list where a teacher has set a number of weeks that is not in it."""
    return weeks if weeks in dict(_RANGES).values() else None
