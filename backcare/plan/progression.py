"""What comes next: for each exercise of a plan progress, hold, regress or stop, and why.

`suggest_progression` asks for each exercise what the log says (`history`), which rules hold
(`decide`), and what the next dose is; then the steps up are held to the plan's minutes, and to two
at a time. The rules stand in `progression_rules.csv`; what each looks for is in `_CONDITIONS`, at
the end.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from backcare.days import as_of_was, day_of
from backcare.exercises.load import load_exercises
from backcare.plan.check import check_plan
from backcare.plan.dose import (
    Amount,
    Dose,
    Facts,
    Next,
    Range,
    dose_of,
    dose_words,
    facts_of,
    halved,
    is_half,
    plan_rules,
    progression_ranges,
    records,
    smallest,
    step_on,
)
from backcare.plan.history import Felt, History, LoggedSession, history_of, read_sessions
from backcare.plan.make import asked_seconds
from backcare.plan.phases import seconds_of
from backcare.rule_table import Rule, read_rules
from backcare.safety import (
    SafetySettings,
    above_mild,
    lasted_too_long,
    settings_in_force,
    stop_rule_sessions,
    whom_to_ask,
)
from backcare.tables.shipped import load_table
from backcare.tables.vocabulary import terms
from backcare.text import join_terms, long_date

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
        "leave_out": "bool",
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


@as_of_was("today")
def suggest_progression(
    frame: pd.DataFrame,
    plan: pd.DataFrame,
    *,
    exercises: pd.DataFrame | None = None,
    rules: pd.DataFrame | None = None,
    settings: SafetySettings | None = None,
    awaiting_professional: bool | None = None,
    minutes: float | None = None,
    as_of: date | None = None,
) -> pd.DataFrame:
    """Suggest for each exercise of a plan whether to do more, the same, less, or to stop.

    All the rules of the table that apply are checked, and the most careful one decides. Pain
    that was not written down is not read as good news. While the stop rule waits for a health
    professional to be asked, the answer to everything is to stop.

    A step down after pain is half of what can be made less, and after a long break the smallest
    amounts, both in the easier form. Where the table's smallest amount is more than half of what
    was planned, the exercise is left out until the pain has settled. Only what was done on
    different days steps up, two exercises at a time, and as far as the plan with its steps
    stays within its minutes. A harder form steps up only by what was done in that form: a session
    with more than the plan asks for was done in the plain one.

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
        ``bool(SessionLog.awaiting_reason())``, which knows whether one has been asked since a
        stop or severe pain. When left out, no one has.
    minutes : float, optional
        How long the plan may take, with its steps. When left out, what `make_plan` was asked for;
        a plan out of a file does not know, and may take its own time, rounded up to 5 minutes.
    as_of : datetime.date, optional
        The day that counts as today; the computer's when left out.

    Returns
    -------
    pandas.DataFrame
        A row for each of the plan's: `order`, `exercise_id`, `name`; `decision` (progress,
        hold, regress, stop); `rule_id` and `rule`, the rule that decided, in words;
        `evidence`, what the log says; `next`, what to do in words; `leave_out`, whether it is to
        be left out for now; the next dose, or that once the pain has settled (`sets`, `reps`,
        `hold_s`, `rest_s`, `minutes`, `variant`; missing for a stop); `sessions` with
        this exercise and `days_since` the last; `rules_met`, all that hold, joined by `|`;
        `source` of the rule.

    Raises
    ------
    PlanError
        If the plan is nonsense.
    ValueError
        If the frame is no log, or that of several patients; if rules, minutes or as_of are wrong.

    Examples
    --------
    >>> plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=5)
    >>> from datetime import date, datetime
    >>> log = bc.SessionLog(":memory:")
    >>> done = [bc.Entry("pelvic_tilt", sets=1, reps=8, hold_s=10)]
    >>> for day in (2, 4):
    ...     evening = datetime(2026, 3, day, 18)
    ...     _ = log.add(bc.Session(evening, pain_before=2, pain_after=2, entries=done))
    >>> found = bc.suggest_progression(log.to_frame("me"), plan, as_of=date(2026, 3, 6))
    >>> found[["name", "decision", "rule_id", "reps"]]
                                 name  decision       rule_id  reps
    0                     Pelvic tilt  progress         ready     9
    1  Hamstring stretch with a towel      hold  few_sessions     2
    >>> found.loc[0, "next"]
    'One more repetition. Next time: 9 times, hold 10 s.'

    The next plan, once the person agrees: ``amounts = ["sets", "reps", "hold_s", "minutes",
    "variant"]`` and ``check_plan(plan.assign(**found[amounts])[~found["leave_out"]])``.

    Source: `load_table("progression_rules")` and `load_table("progression_steps")`, in which
    each row has its origin.
    """
    exercises = load_exercises() if exercises is None else exercises
    limits = settings_in_force(settings)
    waits = awaiting_professional
    # A refused plan is empty; there is nothing to suggest, and no fault of anybody's.
    checked = plan if plan.empty else check_plan(plan, exercises)
    rows = records(checked)
    sessions = read_sessions(frame)
    context = _Context(
        sessions=sessions,
        rules=read_rules("progression_rules", rules, outcome="decision"),
        settings=limits,
        awaiting=bool(len(stop_rule_sessions(frame, settings=limits)) if waits is None else waits),
        unasked=tuple(one.felt for one in sessions) if waits is None else (),
        as_of=date.today() if as_of is None else day_of("as_of", as_of),  # noqa: DTZ011 (local)
        facts=facts_of([row["exercise_id"] for row in rows], exercises),
    )
    cases = _held_to_the_plan(rows, context, _seconds_allowed(checked, minutes))
    found = [_suggestion(row, case, context) for row, case in zip(rows, cases, strict=True)]
    return pd.DataFrame(found, columns=list(SUGGESTION_COLUMNS)).astype(dict(SUGGESTION_COLUMNS))


def left_more_pain(felt: Felt, *, settings: SafetySettings) -> bool:
    """Say whether a session left so much pain that one rests first.

    It did by one of the rules that leave an exercise out where less of it is not possible.
    """
    past = History((felt,), window=(), shares=(), breaks=(), sessions=0, days=0)
    case = Case(past, (), settings, days=1, awaiting=False, acute=False, at_top=False)
    rules = read_rules("progression_rules", None, outcome="decision")
    leaves_out = [rules[rule_id] for rule_id, less in _steps_back().items() if less.leave_out]
    return any(_CONDITIONS[rule.rule_id](case, rule.value) for rule in leaves_out)


class _Context(NamedTuple):
    """What is the same for every exercise."""

    sessions: list[LoggedSession]
    rules: Mapping[str, Rule]
    settings: SafetySettings
    awaiting: bool
    unasked: tuple[Felt, ...]  # every session, where nobody can say whether one asked since
    as_of: date
    facts: Facts


def _case_of(row: Mapping[str, Any], context: _Context) -> Case:
    """Collect what the rules may ask about one exercise of the plan."""
    exercise_id, now = row["exercise_id"], Amount(dose_of(row), row["variant"])
    last = int(context.rules["few_sessions"].value)
    return Case(
        history=history_of(exercise_id, now, context.sessions, last=last, as_of=context.as_of),
        unasked=context.unasked,
        settings=context.settings,
        days=last,
        awaiting=context.awaiting,
        acute=row["pain_state"] == "acute",
        at_top=step_on(exercise_id, *now, _spans(row, context)) is None,
    )


def _spans(row: Mapping[str, Any], context: _Context) -> dict[str, Range]:
    exercise_id = row["exercise_id"]
    return progression_ranges(exercise_id, context.facts[exercise_id], row["pain_state"])


def _suggestion(row: Mapping[str, Any], case: Case, context: _Context) -> dict[str, Any]:
    """Apply the rules to one exercise of the plan."""
    rule, holding = decide(context.rules, case)
    following = _next(row, context, rule, holding)
    past = case.history
    return {
        **{name: row[name] for name in ("order", "exercise_id", "name")},
        "decision": rule.outcome,
        "rule_id": rule.rule_id,
        "rule": rule.sentence,
        "evidence": _evidence(past),
        "next": _next_words(following, row, rule),
        "leave_out": following is None or following.leave_out,
        **_dose_cells(following),
        "sessions": past.sessions,
        "days_since": past.breaks[-1] if past.breaks else pd.NA,
        "rules_met": join_terms(holding),
        "source": rule.source,
    }


def _next(
    row: Mapping[str, Any], context: _Context, rule: Rule, holding: Sequence[str]
) -> Next | None:
    """Return what to do next time; None for a stop."""
    dose, spans = dose_of(row), _spans(row, context)
    if rule.outcome == "stop":
        return None
    if rule.outcome == "progress":
        return step_on(row["exercise_id"], dose, row["variant"], spans)
    if rule.outcome == "regress":
        return _step_back(Amount(dose, row["variant"]), spans, holding)
    return Next(dose, row["variant"], "")


# --- a step down, and how many steps up ------------------------------------------------------


class _Less(NamedTuple):
    """How a rule asks for less: by half or to the smallest amounts, and in which words."""

    less: str
    leave_out: bool
    less_text: str
    least_text: str


@functools.cache
def _steps_back() -> Mapping[str, _Less]:
    """Return what each rule of the table that asks for a step down asks for, in order."""
    rules = load_table("progression_rules").query("less != ''").sort_values("order")
    rows = {row["rule_id"]: row for row in records(rules)}
    return MappingProxyType(
        {key: _Less(*(row[name] for name in _Less._fields)) for key, row in rows.items()}
    )


def _step_back(now: Amount, spans: Mapping[str, Range], holding: Sequence[str]) -> Next:
    """Return the least that any of the rules asks for.

    Where a rule leaves out and the table's smallest amount is no real step down, it is left out.
    """
    asked = [_steps_back()[rule_id] for rule_id in holding if rule_id in _steps_back()]
    lowest = any(one.less == "smallest" for one in asked)
    amount = (smallest if lowest else halved)(now.dose, spans)
    leaves_out = next((one for one in asked if one.leave_out), None)
    if leaves_out and not is_half(amount.dose, now.dose):
        return Next(*amount, leaves_out.least_text, leave_out=True)
    if amount != now:
        says = next((one for one in asked if one.less == "smallest"), asked[0])
        return Next(*amount, says.less_text)
    return Next(*now, asked[0].least_text)


def _seconds_allowed(plan: pd.DataFrame, minutes: float | None) -> float:
    """Return how long a plan may take: as told, as when it was made, or its own time, rounded."""
    asked = plan.attrs.get("minutes") if minutes is None else minutes
    if asked is not None:
        return asked_seconds(asked)
    step = plan_rules()["minutes_step"] * 60
    return math.ceil(float(plan["seconds"].sum()) / step) * step


def _held_to_the_plan(
    rows: Sequence[Mapping[str, Any]], context: _Context, seconds: float
) -> list[Case]:
    """Return the case of each exercise, told where the plan has no room for its step up."""
    cases = [_case_of(row, context) for row in rows]
    after = [_seconds_next(place, row, cases[place], context) for place, row in enumerate(rows)]
    steps_on = [decide(context.rules, case)[0].outcome == "progress" for case in cases]
    # What is left out keeps its time, because it is to come again.
    taken = sum(
        row["seconds"] if on else then for row, then, on in zip(rows, after, steps_on, strict=True)
    )
    free = int(context.rules["two_at_a_time"].value)
    for place in [place for place, on in enumerate(steps_on) if on]:
        more = after[place] - rows[place]["seconds"]
        too_long = more > 0 and taken + more > seconds
        cases[place] = cases[place]._replace(too_long=too_long, waits=not free)
        if free and not too_long:
            free, taken = free - 1, taken + more
    return cases


def _seconds_next(place: int, row: Mapping[str, Any], case: Case, context: _Context) -> int:
    """Return how long an exercise takes next time, with the time to get into place."""
    following = _next(row, context, *decide(context.rules, case))
    dose = dose_of(row) if following is None else following.dose
    return seconds_of(row["exercise_id"], dose, row["sides"], first=place == 0)


# --- in words -------------------------------------------------------------------------------


def _dose_cells(following: Next | None) -> dict[str, Any]:
    if following is None:
        return dict.fromkeys(Dose._fields, pd.NA) | {"variant": ""}
    cells = {name: pd.NA if n is None else n for name, n in following.dose._asdict().items()}
    return cells | {"variant": following.variant}


def _next_words(following: Next | None, row: Mapping[str, Any], rule: Rule) -> str:
    if following is None:
        whom = whom_to_ask(rule.rule_id) or "a health professional"
        return f"Leave it out until {whom} has said that you may."
    amount = dose_words(following.dose, row["sides"], following.variant)
    if row["variant"] and not following.variant:
        amount = f"{amount}, in the easier form"
    when = "Once the pain has settled" if following.leave_out else "Next time"
    return " ".join(filter(None, [following.text, f"{when}: {amount}."]))


def _evidence(past: History) -> str:
    """Say what the log has on the last session with this exercise."""
    if not past.sessions:
        return "Not in the log yet."
    felt, share = past.latest[-1], past.shares[-1]
    pain = ", ".join(
        f"{'not known' if value is None else f'{value:g}'} {when}"
        for when, value in (("before", felt.before), ("after", felt.after))
    )
    amount = "amount not known" if share is None else f"{min(share, 1):.0%} of the amount"
    return f"Last on {long_date(felt.day)}: {amount}; pain {pain}."


# --- the rules ------------------------------------------------------------------------------


class Case(NamedTuple):
    """All that the rules may ask about one exercise."""

    history: History
    unasked: tuple[Felt, ...]
    settings: SafetySettings
    days: int
    awaiting: bool
    acute: bool
    at_top: bool
    too_long: bool = False
    waits: bool = False


def decide(rules: Mapping[str, Rule], case: Case) -> tuple[Rule, list[str]]:
    """Return the rule that decides, and the ids of all that hold, in order."""
    # Every rule that holds counts, and the most careful decision is taken. So more pain, which
    # can only make more rules hold, never makes a suggestion less careful.
    holding = [rule for rule in rules.values() if _CONDITIONS[rule.rule_id](case, rule.value)]
    careful = list(terms("decision"))
    # `max` takes the first among equals, which is the first in the table's order.
    decisive = max(holding, key=lambda rule: careful.index(rule.outcome))
    return decisive, [rule.rule_id for rule in holding]


def _above_mild(case: Case) -> bool:
    """Tell whether pain rose above mild in the last session; one that began so is `not_mild`."""
    return any(
        felt.during is not None
        and (felt.before is None or felt.during > felt.before)
        and above_mild([felt.during], felt.before, settings=case.settings)
        for felt in case.history.latest
    )


def _not_mild(case: Case) -> bool:
    return any(
        above_mild((felt.before, felt.during), felt.before, settings=case.settings)
        or (felt.minutes or 0) > 0
        for felt in case.history.window
    )


def _far_short(case: Case, percent: float) -> bool:
    shares = case.history.shares
    short = [share is not None and share * 100 < percent for share in shares]
    return case.history.days >= case.days and all(short)


def _not_reached(case: Case) -> bool:
    return any(share is None or share < 1 for share in case.history.shares)


def _stopped(case: Case) -> bool:
    return any(lasted_too_long(felt.minutes or 0, case.settings) for felt in case.history.window)


_CONDITIONS: Mapping[str, Callable[[Case, float], bool]] = MappingProxyType(
    {
        "stop_rule": lambda case, _: case.awaiting,
        "severe_pain": lambda case, n: any(
            f.strongest >= n for f in (*case.history.latest, *case.unasked)
        ),
        "pain_rise": lambda case, n: any(f.rise(f.after) >= n for f in case.history.latest),
        "above_mild": lambda case, _: _above_mild(case),
        "baseline_rise": lambda case, n: any(f.baseline_rise >= n for f in case.history.latest),
        "long_break": lambda case, n: any(days >= n for days in case.history.breaks[-1:]),
        "far_short": _far_short,
        "new_pain": lambda case, _: case.acute,
        "small_rise": lambda case, n: any(f.rise(f.during) >= n for f in case.history.window),
        "small_baseline_rise": lambda case, n: any(
            felt.baseline_rise >= n for felt in case.history.window
        ),
        "not_mild": lambda case, _: _not_mild(case),
        "after_a_stop": lambda case, _: _stopped(case),
        "break": lambda case, n: any(days >= n for days in case.history.breaks),
        "few_sessions": lambda case, n: case.history.days < n,
        "pain_unknown": lambda case, _: any(
            felt.before is None or felt.after is None for felt in case.history.window
        ),
        "not_reached": lambda case, _: _not_reached(case),
        "at_the_top": lambda case, _: case.at_top,
        "no_time": lambda case, _: case.too_long,
        "two_at_a_time": lambda case, _: case.waits,
        "ready": lambda _, __: True,
    }
)
