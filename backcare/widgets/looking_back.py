"""What the dashboard shows: parts of a log, and sentences about them, with no widget in them."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from backcare.muscles import exercise_muscles
from backcare.sessions import LOG_COLUMNS
from backcare.widgets.text import when_words

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
    said = f"{sessions} session{'s' if sessions != 1 else ''} {since}."
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
