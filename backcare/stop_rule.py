"""The stop rule: pain above mild that lasts too long means stop, and ask a professional.

Both numbers, what counts as mild and how long is too long, are settings of the safety rules
(`safety_rules.csv`); none is written here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pandas as pd

from backcare.safety import SafetySettings, safety_settings
from backcare.sessions import Session

_COLUMNS = (
    *("session_id", "patient", "started_at", "pain_before", "pain_after", "pain_peak"),
    *("pain_minutes", "note", "utc_offset_min"),
)


def breaks_stop_rule(session: Session, *, settings: SafetySettings | None = None) -> bool:
    """Say whether pain above mild lasted longer in a session than the stop rule allows.

    Parameters
    ----------
    session : Session
        Its `pain_minutes` decides; a session that does not give it breaks no rule.
    settings : SafetySettings, optional
        The numbers of the rule; `safety_settings()` when left out.

    Returns
    -------
    bool
        Whether to stop and ask a professional before the next session.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> evening = datetime(2026, 3, 2, 18, tzinfo=timezone.utc)
    >>> breaks_stop_rule(Session(evening, pain_peak=6, pain_minutes=16))
    True
    >>> breaks_stop_rule(Session(evening, pain_peak=6, pain_minutes=15))
    False
    """
    return bool(lasted_too_long(session.pain_minutes or 0, settings))


def stop_rule_sessions(
    frame: pd.DataFrame, *, settings: SafetySettings | None = None
) -> pd.DataFrame:
    """Return the sessions of a log in which pain above mild lasted too long.

    Parameters
    ----------
    frame : pandas.DataFrame
        A log, as `SessionLog.to_frame()` gives it.
    settings : SafetySettings, optional
        The numbers of the rule; `safety_settings()` when left out.

    Returns
    -------
    pandas.DataFrame
        One row a session, in the log's order: `session_id`, `patient`, `started_at`, its
        pain, `note` and `utc_offset_min`.

    Examples
    --------
    >>> frame = pd.DataFrame({"session_id": ["a", "a", "b"], "pain_minutes": [20.0, 20.0, None]})
    >>> stop_rule_sessions(frame)["session_id"].tolist()
    ['a']
    """
    sessions = frame.drop_duplicates("session_id").reindex(columns=list(_COLUMNS))
    minutes = sessions["pain_minutes"].astype("Float64").fillna(0)
    broken: pd.DataFrame = sessions.loc[lasted_too_long(minutes, settings)]
    return broken.reset_index(drop=True)


def awaits_professional(
    frame: pd.DataFrame, asked: Iterable[datetime], *, settings: SafetySettings | None = None
) -> bool:
    """Say whether a session broke the stop rule and no professional has been asked since.

    Parameters
    ----------
    frame : pandas.DataFrame
        One patient's log, as `SessionLog.to_frame("P07")` gives it.
    asked : iterable of datetime.datetime
        When a professional was asked, each time with its offset from UTC.
    settings : SafetySettings, optional
        The numbers of the rule; `safety_settings()` when left out.

    Returns
    -------
    bool
        While it is True, no next session should be suggested.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> frame = pd.DataFrame({"session_id": ["a"], "pain_minutes": [20.0],
    ...                       "started_at": [pd.Timestamp("2026-03-02 18:00")],
    ...                       "utc_offset_min": [60]})
    >>> awaits_professional(frame, [])
    True
    >>> awaits_professional(frame, [datetime(2026, 3, 4, 9, tzinfo=timezone.utc)])
    False
    """
    broken = stop_rule_sessions(frame, settings=settings)
    if broken.empty:
        return False
    offset = pd.to_timedelta(broken["utc_offset_min"].astype("int64"), unit="min")
    last = (broken["started_at"] - offset).max().tz_localize("UTC")
    return all(moment < last for moment in asked)


def lasted_too_long(minutes: Any, settings: SafetySettings | None = None) -> Any:
    """Say whether pain above mild lasted too long: of one number, or of each of a column.

    Examples
    --------
    >>> lasted_too_long(16), lasted_too_long(15)
    (True, False)
    >>> lasted_too_long(pd.Series([20.0, None])).tolist()
    [True, False]
    """
    return minutes > (settings or safety_settings()).pain_minutes_max
