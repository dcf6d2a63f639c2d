"""When not to exercise: the red flags, and the stop rule with its settings.

The stop rule: pain above mild that lasts too long means stop, and ask a professional. What counts
as mild and how long is too long stands in `safety_rules.csv`; no number is written here.
`SafetySettings` may lower the numbers. `AgreedSettings`, a kind of its own, holds the limit of mild
that a professional agreed on with one person. Sentences with the numbers come from `rule_texts`.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterable
from datetime import date, datetime
from numbers import Real
from typing import Any, NamedTuple

import pandas as pd

from backcare.errors import shown_value, unknown_term
from backcare.sessions import Session, check_log
from backcare.tables.shipped import load_checked, load_red_flags, load_safety_rules
from backcare.tables.vocabulary import terms
from backcare.tables.wording import number_pattern
from backcare.text import long_date, plural

# What a log says of a session as a whole.
_SESSION_COLUMNS = (
    *("session_id", "patient", "started_at", "pain_before", "pain_after", "pain_peak"),
    *("pain_minutes", "note", "utc_offset_min"),
)
_PAINS = ["pain_before", "pain_after", "pain_peak"]


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


# Characters of the reason why an exercise was asked about, as a log keeps it.
REASON_MOST = 800


class RedFlagAnswer(NamedTuple):
    """What a person answered about the warning signs, and when by their own clock.

    A sign that is there holds until it is taken back; "none" holds for the day it was said.
    """

    answered_at: datetime
    flags: tuple[str, ...] = ()

    def clears(self, now: datetime) -> bool:
        """Tell whether exercises may be shown: no sign, and answered today where the person is."""
        return not self.flags and _is_same_day(self.answered_at, now)


USUAL_MINUTES = 15  # of a session, until somebody chooses


class Usual(NamedTuple):
    """What a person last made a plan with: the next one begins with it.

    How the back is holds for the day it was said, like the answer about the warning signs; None
    where only the rest was said.
    """

    said_at: datetime
    pain_state: str | None
    minutes: int
    conditions: tuple[str, ...] = ()

    def state_on(self, now: datetime) -> str | None:
        """Return how the back is, where that was said today; else None: it is asked."""
        return self.pain_state if _is_same_day(self.said_at, now) else None


def _is_same_day(said_at: datetime, now: datetime) -> bool:
    """Tell whether it still is the day on which something was said, where it was said."""
    return said_at.date() == now.astimezone(said_at.tzinfo).date()


_NO_SETTINGS = (
    "settings must be the numbers of the stop rule, such as safety_settings(pain_minutes_max=10), "
    "got {settings}. Or leave it out."
)


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

    @property
    def rise(self) -> float | None:
        """From which rise over a session's start on pain counts as above mild; None: from none."""
        return None  # up to the usual limit a rise is mild, as the source has it

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


class MildLimit(NamedTuple):
    """What one person agreed on with a professional: pain up to this is mild, from a day on."""

    pain: int
    agreed_on: date


@dataclasses.dataclass(frozen=True)
class AgreedSettings(SafetySettings):
    """The stop rule of one person, whose limit of mild was agreed on with a professional.

    It is made of what the log keeps (`SafetyRecord.settings`), never by `safety_settings`.
    """

    agreed_on: date

    @property
    def rise(self) -> float:
        """From which rise over a session's start on pain counts as above mild, as agreed or not."""
        return _progression_value("pain_rise")

    def __post_init__(self) -> None:
        """Hold the limit to what may be agreed on, and the minutes to the table."""
        check_mild_limit(self.mild_pain_max)
        SafetySettings(0, self.pain_minutes_max)


def mild_limits() -> range:
    """Return what may be agreed on with one person as the limit of mild, in whole points."""
    mild = _shipped_settings()["mild_pain_max"]
    return range(int(mild.value) + 1, int(mild.agreed_highest) + 1)


def check_mild_limit(pain: object) -> int:
    """Return a limit of mild that may be agreed on; refuse any other."""
    offered = mild_limits()
    chosen = next((one for one in offered if one == pain), None)
    if chosen is None:
        raise ValueError(
            f"A personal limit of mild must be a whole number from {offered[0]} to {offered[-1]} "
            f"(NRS points), got {pain!r}. To lower what is mild, use safety_settings(...)."
        )
    return chosen


def settings_in_force(settings: SafetySettings | None) -> SafetySettings:
    """Return the numbers of the stop rule that were given, or the shipped ones; refuse all else."""
    if settings is None:
        return safety_settings()
    if not isinstance(settings, SafetySettings):
        raise ValueError(_NO_SETTINGS.format(settings=shown_value(settings)))
    return settings


def personal_settings(settings: SafetySettings | None, limit: MildLimit | None) -> SafetySettings:
    """Return the stop rule of one person: a clinician's lowered limit of mild, else their own."""
    usual, given = safety_settings(), settings_in_force(settings)
    if given.mild_pain_max < usual.mild_pain_max:
        return given
    minutes = given.pain_minutes_max
    # Not what was agreed on once, if `given` says so: only what holds now.
    if limit is None:
        return safety_settings(pain_minutes_max=minutes)
    return AgreedSettings(limit.pain, minutes, limit.agreed_on)


class _Setting(NamedTuple):
    """A number of the safety rules, and the highest that may be set, and agreed on with one."""

    value: float
    highest: float
    agreed_highest: float
    unit: str


@functools.cache
def _shipped_settings() -> dict[str, _Setting]:
    """Read the settings of safety_rules.csv, once: a weekly summary asks every time."""
    rules = load_safety_rules().query("setting != ''").set_index("setting")
    return {
        str(setting): _Setting(*rule[list(_Setting._fields)]) for setting, rule in rules.iterrows()
    }


def rule_texts(settings: SafetySettings | None = None) -> dict[str, str]:
    """Return the safety rules in words, by their ids, with the numbers that hold here."""
    rules, now = load_safety_rules(), settings_in_force(settings)
    texts = {str(key): str(text) for key, text in rules["text"].items()}
    for rule_id, rule in rules[rules["setting"] != ""].iterrows():
        number, unit = getattr(now, rule["setting"]), str(rule["unit"])
        usual = number_pattern(rule["value"], unit)
        texts[str(rule_id)] = usual.sub(functools.partial(_in_place, number), texts[str(rule_id)])
    texts["ease_off"] = " ".join(filter(None, [agreed_words(now), texts["ease_off"]]))
    return texts


def _in_place(number: float, usual: re.Match[str]) -> str:
    """Write a number where the usual one stood, and "minute" as it fits there."""
    unit = usual["unit"]
    word = plural(number, "minute") if unit.startswith(" ") else "minute"
    return f"{number:g}{unit[:1]}{word}" if unit else f"{number:g}"


def stop_rule_text(settings: SafetySettings | None = None) -> str:
    """Return the stop rule in words: ease off, then stop, with the numbers that hold here."""
    texts = rule_texts(settings)
    return f"{texts['ease_off']} {texts['stop_rule']}"


def reason_words(why: str, settings: SafetySettings | None = None) -> str:
    """Return the rule behind a reason to stop, in words."""
    if why == "severe_pain":
        return f"Pain of {severe_pain():g} or more out of 10 is severe."
    return stop_rule_text(settings)


def limit_words(limit: MildLimit) -> str:
    """Say which limit of mild one person has agreed on, and when."""
    day = long_date(limit.agreed_on)
    return f"Your own limit of mild: {limit.pain}, agreed with your health professional on {day}."


def agreed_words(settings: SafetySettings | None) -> str:
    """Say that a limit of mild was agreed on, and what holds all the same; "" where none was."""
    if not isinstance(settings, AgreedSettings):
        return ""
    limit = limit_words(MildLimit(int(settings.mild_pain_max), settings.agreed_on))
    return (
        f"{limit} Whatever was agreed, a rise of {settings.rise:g} or more above the start of a "
        f"session counts as above mild, and at {severe_pain():g} or more you stop."
    )


def above_mild(
    pains: Iterable[float | None],
    start: float | None = None,
    *,
    settings: SafetySettings | None = None,
) -> bool:
    """Say whether any pain that was given is above mild, in a session that began with `start`."""
    now = settings_in_force(settings)
    return any(
        is_above(pain, mild=now.mild_pain_max, rise=now.rise, start=start)
        for pain in pains
        if pain is not None
    )


def rise_words(
    pains: Iterable[float | None],
    start: float | None = None,
    *,
    settings: SafetySettings | None = None,
) -> str:
    """Say by how much pain rose, where that alone, and not the limit, makes it above mild."""
    now, worst = settings_in_force(settings), max((p for p in pains if p is not None), default=0)
    if start is None or worst > now.mild_pain_max or not above_mild([worst], start, settings=now):
        return ""
    return f"Your pain has risen by {worst - start:g} since the start of the session."


def went_above_mild(
    sessions: pd.DataFrame, *, settings: SafetySettings | None = None
) -> pd.Series[bool]:
    """Say of each row of a log whether any pain of its session was above mild, as `above_mild`."""
    now, pains = settings_in_force(settings), sessions[_PAINS].astype("Float64")
    above = pains > now.mild_pain_max
    if now.rise is not None:
        above |= pains.ge(pains["pain_before"] + now.rise, axis="index")
    return above.fillna(value=False).any(axis="columns").astype(bool)


def is_above(
    pain: float, *, mild: float, rise: float | None = None, start: float | None = None
) -> bool:
    """Say whether a pain is above mild, or risen too far from the start, where that counts."""
    return pain > mild or (rise is not None and start is not None and pain >= start + rise)


# Why somebody has to be asked before the next session, and who; the first weighs more. The stop
# rule names a doctor, as its source does; whatever is more general, a health professional.
ASK_WHOM = {"stop_rule": "a doctor", "severe_pain": "a health professional"}
# Beside severe pain and beside a stop, whatever else is said there.
WORSE = "New numbness, weakness, tingling, bladder or bowel trouble?"
# What 0 and 10 mean on the numeric rating scale.
PAIN_ENDS = ("no pain", "worst pain you can think of")
# What severe pain means for today and for the next session.
SEVERE = (
    "Pain of {worst} out of 10 is severe. Do no more exercises now, and ask a health "
    "professional before your next session."
)


def severe_pain() -> float:
    """Return the pain, 0 to 10 (NRS), from which on there are no exercises, also no easier ones."""
    return _progression_value("severe_pain")


@functools.cache
def _progression_value(rule_id: str) -> float:
    rules = load_checked("progression_rules")["progression_rules"].set_index("rule_id")
    return float(rules["value"][rule_id])


def breaks_stop_rule(session: Session, *, settings: SafetySettings | None = None) -> bool:
    """Say whether pain above mild lasted longer in a session than the stop rule allows."""
    return bool(lasted_too_long(session.pain_minutes or 0, settings))


def reason_to_stop(session: Session, *, settings: SafetySettings | None = None) -> str:
    """Say why a session by itself is a reason to ask somebody first; "" where it is none."""
    if breaks_stop_rule(session, settings=settings):
        return "stop_rule"
    pains = (session.pain_before, session.pain_peak, session.pain_after)
    severe = any(pain >= severe_pain() for pain in pains if pain is not None)
    return "severe_pain" if severe else ""


def whom_to_ask(reason: str, *, signs: bool = False) -> str:
    """Say who has to be asked before the next session: "a doctor", or "" where nobody has.

    By the reason to stop, or by warning `signs` that are ticked, which weigh more.
    """
    return ASK_WHOM["stop_rule"] if signs else ASK_WHOM.get(reason, "")


def stronger_reason(*reasons: str) -> str:
    """Return the one of some reasons to ask that weighs most; "" where all are none."""
    return next((reason for reason in ASK_WHOM if reason in reasons), "")


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
    sessions = _once(frame, ["pain_minutes"])
    minutes = sessions["pain_minutes"].astype("Float64").fillna(0)
    broken: pd.DataFrame = sessions.loc[lasted_too_long(minutes, settings)]
    return broken.reset_index(drop=True)


def severe_sessions(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the sessions in which pain was severe at any time, as `stop_rule_sessions` does."""
    sessions = _once(frame, _PAINS)
    pains = sessions[_PAINS].astype("Float64")
    found: pd.DataFrame = sessions.loc[(pains >= severe_pain()).fillna(False).any(axis="columns")]
    return found.reset_index(drop=True)


def _once(frame: pd.DataFrame, needed: Iterable[str]) -> pd.DataFrame:
    """Return each session of a log once, with what is said of it as a whole."""
    check_log(frame, ["session_id", *needed])
    return frame.drop_duplicates("session_id").reindex(columns=list(_SESSION_COLUMNS))


def starts(sessions: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """Return the moments, in UTC, at which sessions of a log began, not what a clock there said."""
    minutes = pd.to_numeric(sessions["utc_offset_min"]).astype("Int64").fillna(0).astype("int64")
    return pd.to_datetime(sessions["started_at"], utc=True) - pd.to_timedelta(minutes, unit="min")


def lasted_too_long(minutes: Any, settings: SafetySettings | None = None) -> Any:
    """Say whether pain above mild lasted too long: of one number, or of each of a column."""
    return minutes > settings_in_force(settings).pain_minutes_max
