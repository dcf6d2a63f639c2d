"""When not to exercise: the red flags, and the settings of the stop rule.

The stop rule: pain above mild that lasts too long means stop, and ask a professional.

Both numbers, what counts as mild and how long is too long, are settings of the safety rules
(`safety_rules.csv`); none is written here.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable
from datetime import datetime
from numbers import Real
from typing import Any, NamedTuple

import pandas as pd

from backcare.errors import unknown_term
from backcare.sessions import Session
from backcare.tables.shipped import load_red_flags, load_safety_rules
from backcare.tables.vocabulary import terms


def red_flag_advice(ticked: Iterable[str], flags: pd.DataFrame | None = None) -> pd.DataFrame:
    """Say what to do about the red flags that a person ticked.

    It is a gate, not a score: one tick is enough, and then no exercise is to be offered.

    Parameters
    ----------
    ticked : iterable of str
        The `flag_id` of every sign that is there.
    flags : pandas.DataFrame, optional
        The signs, as `load_red_flags` gives them; the shipped ones when left out.

    Returns
    -------
    pandas.DataFrame
        The rows ticked, emergencies first; `action` says what to do. Empty where nothing
        was ticked: only then may exercises be shown.

    Raises
    ------
    ValueError
        If a flag is unknown.

    Examples
    --------
    >>> bc.red_flag_advice(["fever", "bladder"])["urgency"].to_dict()
    {'bladder': 'emergency', 'fever': 'soon'}
    >>> bc.red_flag_advice([]).empty
    True

    Source: the framework of Finucane and others, 2020 (FIN in `load_sources`).
    """
    flags = load_red_flags() if flags is None else flags
    given = [ticked] if isinstance(ticked, str) else list(ticked)
    unknown = [flag for flag in given if flag not in flags.index]
    if unknown:
        raise unknown_term("red flag", unknown, flags.index)
    urgency = {term: place for place, term in enumerate(terms("urgency"))}
    found = flags[flags.index.isin(given)]
    return found.sort_values("urgency", key=lambda column: column.map(urgency), kind="stable")


@dataclasses.dataclass(frozen=True)
class SafetySettings:
    """The two numbers of the stop rule, which a clinician may lower but never raise.

    Parameters
    ----------
    mild_pain_max : float
        Pain up to this, on the numeric rating scale from 0 to 10, is mild.
    pain_minutes_max : float
        Minutes that pain above mild may last before the rule says stop, see a doctor.

    Raises
    ------
    ValueError
        If a number is below 0 or above what `safety_rules` allows.

    Examples
    --------
    >>> bc.SafetySettings(mild_pain_max=2, pain_minutes_max=10).mild_pain_max
    2
    >>> bc.SafetySettings(mild_pain_max=5, pain_minutes_max=10)
    Traceback (most recent call last):
    ValueError: mild_pain_max must be 0 to 3 NRS points, got 5. It may be lowered, never raised.
    """

    mild_pain_max: float
    pain_minutes_max: float

    def __post_init__(self) -> None:
        """Hold both numbers to the table."""
        for name, limit in _limits().items():
            value = getattr(self, name)
            if not (isinstance(value, Real) and 0 <= float(value) <= limit.highest):
                raise ValueError(
                    f"{name} must be 0 to {limit.highest:g} {limit.unit}, got {value!r}. "
                    "It may be lowered, never raised."
                )


def safety_settings(
    *, mild_pain_max: float | None = None, pain_minutes_max: float | None = None
) -> SafetySettings:
    """Return the numbers of the stop rule, lowered where a clinician asks for it.

    Parameters
    ----------
    mild_pain_max : float, optional
        Pain up to this is mild, 0 to 10 (NRS); the number of `load_safety_rules` when left out.
    pain_minutes_max : float, optional
        Minutes that pain above mild may last; the number of the table when left out.

    Returns
    -------
    SafetySettings
        Both numbers, checked.

    Raises
    ------
    ValueError
        If a number is below 0 or above the highest that the table allows.

    Examples
    --------
    >>> bc.safety_settings()
    SafetySettings(mild_pain_max=3.0, pain_minutes_max=15.0)
    >>> bc.safety_settings(pain_minutes_max=10).pain_minutes_max
    10
    """
    asked = {"mild_pain_max": mild_pain_max, "pain_minutes_max": pain_minutes_max}
    lowered = {name: value for name, value in asked.items() if value is not None}
    return SafetySettings(**{name: limit.value for name, limit in _limits().items()} | lowered)


class _Limit(NamedTuple):
    value: float
    highest: float
    unit: str


@functools.cache
def _limits() -> dict[str, _Limit]:
    """Read the settings of safety_rules.csv, once: a weekly summary asks every time."""
    rules = load_safety_rules().query("setting != ''").set_index("setting")
    return {
        str(setting): _Limit(rule["value"], rule["highest"], rule["unit"])
        for setting, rule in rules.iterrows()
    }


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
