"""When not to exercise: the red flags, and the stop rule with its settings.

The stop rule: pain above mild that lasts too long means stop, and ask a professional. What counts
as mild and how long is too long stands in `safety_rules.csv`; no number is written here.
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
from backcare.tables.shipped import load_red_flags, load_safety_rules, load_table
from backcare.tables.vocabulary import terms

# What a log says of a session as a whole.
_SESSION_COLUMNS = (
    *("session_id", "patient", "started_at", "pain_before", "pain_after", "pain_peak"),
    *("pain_minutes", "note", "utc_offset_min"),
)


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
        The rows ticked, emergencies first; `action` says what to do, `say` what to say on
        the phone. Empty where nothing was ticked: only then may exercises be shown.

    Raises
    ------
    ValueError
        If a flag is unknown.

    Examples
    --------
    >>> bc.red_flag_advice(["fever", "bladder"])["urgency"].to_dict()
    {'bladder': 'emergency', 'fever': 'today'}
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


class RedFlagAnswer(NamedTuple):
    """What a person answered about the warning signs, and when by their own clock.

    A sign that is there holds until it is taken back; "none" holds for the day it was said.
    """

    answered_at: datetime
    flags: tuple[str, ...] = ()

    def clears(self, now: datetime) -> bool:
        """Tell whether exercises may be shown: no sign, and answered today where the person is."""
        today = now.astimezone(self.answered_at.tzinfo).date()
        return not self.flags and self.answered_at.date() == today


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
        for name, limit in _shipped_settings().items():
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
    shipped = {name: setting.value for name, setting in _shipped_settings().items()}
    return SafetySettings(**shipped | lowered)


class _Setting(NamedTuple):
    """A number of the safety rules, and the highest that a clinician may set."""

    value: float
    highest: float
    unit: str


@functools.cache
def _shipped_settings() -> dict[str, _Setting]:
    """Read the settings of safety_rules.csv, once: a weekly summary asks every time."""
    rules = load_safety_rules().query("setting != ''").set_index("setting")
    return {
        str(setting): _Setting(rule["value"], rule["highest"], rule["unit"])
        for setting, rule in rules.iterrows()
    }


def stop_rule_text(settings: SafetySettings | None = None) -> str:
    """Return the stop rule in words: ease off, then stop, with the numbers that hold here."""
    usual, now = safety_settings(), settings or safety_settings()
    rules = load_safety_rules()["text"]
    words = f"{rules['ease_off']} {rules['stop_rule']}"
    for name, phrase in (
        ("mild_pain_max", "more than {:g} "),
        ("pain_minutes_max", "{:g} minutes"),
    ):
        old, new = (phrase.format(getattr(one, name)) for one in (usual, now))
        words = words.replace(old, new)
    return words


@functools.cache
def severe_pain() -> float:
    """Return the pain, 0 to 10 (NRS), from which on there are no exercises, also no easier ones."""
    rules = load_table("progression_rules").set_index("rule_id")
    return float(rules["value"]["severe_pain"])


def breaks_stop_rule(session: Session, *, settings: SafetySettings | None = None) -> bool:
    """Say whether pain above mild lasted longer in a session than the stop rule allows."""
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
    sessions = frame.drop_duplicates("session_id").reindex(columns=list(_SESSION_COLUMNS))
    minutes = sessions["pain_minutes"].astype("Float64").fillna(0)
    broken: pd.DataFrame = sessions.loc[lasted_too_long(minutes, settings)]
    return broken.reset_index(drop=True)


def awaits_professional(
    frame: pd.DataFrame, asked: Iterable[datetime], *, settings: SafetySettings | None = None
) -> bool:
    """Say whether, in a patient's log, the stop rule was broken and no professional asked since."""
    broken = stop_rule_sessions(frame, settings=settings)
    if broken.empty:
        return False
    offset = pd.to_timedelta(broken["utc_offset_min"].astype("int64"), unit="min")
    # Moments, not wall clocks: those in `asked` have their offset from UTC.
    last = (broken["started_at"] - offset).max().tz_localize("UTC")
    return all(moment < last for moment in asked)


def lasted_too_long(minutes: Any, settings: SafetySettings | None = None) -> Any:
    """Say whether pain above mild lasted too long: of one number, or of each of a column."""
    return minutes > (settings or safety_settings()).pain_minutes_max
