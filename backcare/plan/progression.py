"""What comes next: for each exercise of a plan progress, hold, regress or stop, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from backcare.exercises.load import load_exercises
from backcare.plan.check import check_plan
from backcare.plan.columns import records
from backcare.plan.dose import Dose, ranges, widened
from backcare.plan.faults import fact_of
from backcare.plan.history import History, Session, history_of, read_sessions
from backcare.plan.phases import dose_of
from backcare.plan.rules import Case, Rule, decide, read_rules
from backcare.plan.steps import Next, step_back, step_on
from backcare.plan.text import dose_words
from backcare.safety import SafetySettings, safety_settings
from backcare.stop_rule import awaits_professional
from backcare.text import long_date

SUGGESTION_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "order": "Int64",
        "exercise_id": "str",
        "name": "str",
        "decision": "str",
        "rule_id": "str",
        "rule": "str",
        "evidence": "str",
        "next": "str",
        "sets": "Int64",
        "reps": "Int64",
        "hold_s": "Int64",
        "rest_s": "Int64",
        "minutes": "Float64",
        "variant": "str",
        "sessions": "Int64",
        "days_since": "Int64",
        "rules_met": "str",
        "source": "str",
    }
)


class _Asked(NamedTuple):
    """What is the same for every exercise."""

    sessions: list[Session]
    rules: Mapping[str, Rule]
    settings: SafetySettings
    awaiting: bool
    today: date
    exercises: pd.DataFrame


def suggest_progression(
    frame: pd.DataFrame,
    plan: pd.DataFrame,
    *,
    exercises: pd.DataFrame | None = None,
    rules: pd.DataFrame | None = None,
    settings: SafetySettings | None = None,
    awaiting_professional: bool | None = None,
    today: date | None = None,
) -> pd.DataFrame:
    """Suggest for each exercise of a plan whether to do more, the same, less, or to stop.

    Every rule of the table that holds speaks, and the most careful decision is taken. Pain
    that was not written down is no good news. While the stop rule waits for a professional
    to be asked, the answer to everything is to stop.

    Parameters
    ----------
    frame : pandas.DataFrame
        One patient's log, as `SessionLog.to_frame("me")` gives it.
    plan : pandas.DataFrame
        The plan that was done; its amounts are the targets.
    exercises : pandas.DataFrame, optional
        The wide frame that the plan is made of; `load_exercises()` when left out.
    rules : pandas.DataFrame, optional
        `load_table("progression_rules")` with other numbers in `value`, each between `lowest`
        and `highest`: a class may look at what a more careful rule would say.
    settings : SafetySettings, optional
        What counts as mild, and for how long; `safety_settings()` when left out.
    awaiting_professional : bool, optional
        `SessionLog.awaiting_professional()`, which knows whether one has been asked since a
        stop. When left out, nobody has.
    today : datetime.date, optional
        The day that counts as today; the computer's when left out.

    Returns
    -------
    pandas.DataFrame
        A row for each of the plan's: `order`, `exercise_id`, `name`; `decision` (progress,
        hold, regress, stop); `rule_id` and `rule`, the rule that decided, in words;
        `evidence`, what the log says; `next`, what to do in words; the next dose (`sets`,
        `reps`, `hold_s`, `rest_s`, `minutes`, `variant`; missing for a stop); `sessions` with
        this exercise and `days_since` the last; `rules_met`, all that hold, joined by `|`;
        `source` of the rule.

    Raises
    ------
    PlanError
        If the plan is nonsense.
    ValueError
        If the frame is no log, or that of several patients; if rules or today are wrong.

    Examples
    --------
    >>> plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=5)
    >>> from datetime import date, datetime
    >>> log = bc.SessionLog(":memory:")
    >>> done = [bc.Entry("pelvic_tilt", sets=1, reps=8, hold_s=10)]
    >>> for day in (2, 4):
    ...     evening = datetime(2026, 3, day, 18)
    ...     _ = log.add(bc.Session(evening, pain_before=2, pain_after=2, entries=done))
    >>> found = bc.suggest_progression(log.to_frame("me"), plan, today=date(2026, 3, 6))
    >>> found[["name", "decision", "rule_id", "reps"]]
                                 name  decision       rule_id  reps
    0                     Pelvic tilt  progress         ready     9
    1  Hamstring stretch with a towel      hold  few_sessions     2
    >>> found.loc[0, "next"]
    'One more repetition. Next time: 9 times, hold 10 s.'

    The next plan, once the person agrees: ``amounts = ["sets", "reps", "hold_s", "minutes",
    "variant"]`` and ``check_plan(plan.assign(**found[amounts]))``, without the rows to stop.

    Source: `load_table("progression_rules")` and `load_table("progression_steps")`, in which
    each row has its origin.
    """
    exercises = load_exercises() if exercises is None else exercises
    limits = settings or safety_settings()
    waits = awaiting_professional
    asked = _Asked(
        sessions=read_sessions(frame),
        rules=read_rules(rules),
        settings=limits,
        awaiting=_awaits(frame, limits) if waits is None else bool(waits),
        today=_day(today),
        exercises=exercises,
    )
    # A refused plan is empty; there is nothing to suggest, and no fault of anybody's.
    checked = plan if plan.empty else check_plan(plan, exercises)
    rows = [_suggested(row, asked) for row in records(checked)]
    return pd.DataFrame(rows, columns=list(SUGGESTION_COLUMNS)).astype(dict(SUGGESTION_COLUMNS))


def _suggested(row: Mapping[str, Any], asked: _Asked) -> dict[str, Any]:
    """Apply the rules to one exercise of the plan."""
    exercise_id, dose = row["exercise_id"], dose_of(row)
    last = int(asked.rules["few_sessions"].value)
    past = history_of(exercise_id, dose, asked.sessions, last=last, today=asked.today)
    spans = widened(exercise_id, ranges(exercise_id, fact_of(exercise_id, asked.exercises)))
    further = step_on(exercise_id, dose, row["variant"], spans)
    case = Case(
        past, asked.settings, last, asked.awaiting, row["pain_state"] == "acute", further is None
    )
    rule, holding = decide(asked.rules, case)
    following = {
        "progress": further,
        "hold": Next(dose, row["variant"], ""),
        "regress": step_back(exercise_id, dose, row["variant"], spans),
        "stop": None,
    }[rule.decision]
    return {
        **{name: row[name] for name in ("order", "exercise_id", "name")},
        "decision": rule.decision,
        "rule_id": rule.rule_id,
        "rule": rule.text.replace("{value}", f"{rule.value:g}"),
        "evidence": _evidence(past),
        "next": _next_words(following, row["sides"]),
        **_dose_cells(following),
        "sessions": past.sessions,
        "days_since": past.breaks[-1] if past.breaks else pd.NA,
        "rules_met": "|".join(holding),
        "source": rule.source,
    }


def _dose_cells(following: Next | None) -> dict[str, Any]:
    if following is None:
        return dict.fromkeys(Dose._fields, pd.NA) | {"variant": ""}
    cells = {name: pd.NA if n is None else n for name, n in following.dose._asdict().items()}
    return cells | {"variant": following.variant}


def _next_words(following: Next | None, sides: str) -> str:
    if following is None:
        return "Leave it out until a health professional has said that you may."
    much = dose_words(following.dose, sides, following.variant)
    return " ".join(filter(None, [following.text, f"Next time: {much}."]))


def _evidence(past: History) -> str:
    """Say what the log has on the last session with this exercise."""
    if not past.sessions:
        return "Not in the log yet."
    felt, share = past.latest[-1], past.shares[-1]
    pain = ", ".join(
        f"{'not known' if value is None else f'{value:g}'} {when}"
        for when, value in (("before", felt.before), ("after", felt.after))
    )
    much = "amount not known" if share is None else f"{min(share, 1):.0%} of the amount"
    return f"Last on {long_date(felt.day)}: {much}; pain {pain}."


def _awaits(frame: pd.DataFrame, settings: SafetySettings) -> bool:
    known = frame if "utc_offset_min" in frame else frame.assign(utc_offset_min=0)
    return awaits_professional(known, [], settings=settings)


def _day(today: object) -> date:
    if today is None:
        return date.today()  # noqa: DTZ011 (the day on this computer's wall clock)
    if isinstance(today, datetime) and not pd.isna(today):
        return today.date()
    if isinstance(today, date) and not pd.isna(today):
        return today
    raise ValueError(f"today must be a day, such as date(2026, 3, 2), got {today!r}.")
