"""Making a plan: what may be offered today, dosed, ordered and timed."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from backcare.exercises.filter import filter_exercises
from backcare.plan import text as words
from backcare.plan.candidates import Candidate, pool
from backcare.plan.columns import plan_frame
from backcare.plan.dose import plan_rules
from backcare.plan.fitting import crowded_out, fill
from backcare.plan.phases import seconds_of
from backcare.plan.screening import Answers, read_answers, refusal
from backcare.wish import Terms, check_columns, read_wish


def make_plan(
    exercises: pd.DataFrame,
    *,
    pain_state: str,
    minutes: float,
    muscle_groups: Terms = None,
    level: int = 1,
    answers: Answers = None,
) -> pd.DataFrame:
    """Make a plan for one session: which exercises, in which order, and how much of each.

    Only what `filter_exercises` offers is ever in it; `ok` comes before `ask`. A warm-up
    comes first, two hard exercises for the same muscles never follow each other, the muscle
    groups are balanced, and the time is never above the minutes asked for. The same question
    always gets the same plan.

    Where there is nothing to plan the plan is empty, and says why: see `plan_summary`. So it
    is when a warning sign is ticked: that is no error of the person who asks.

    Parameters
    ----------
    exercises : pandas.DataFrame
        The wide frame, as `load_exercises` gives it.
    pain_state : str
        Today's pain: none, mild, chronic or acute.
    minutes : float
        How long the session may take at most; above 0, at most 120.
    muscle_groups : str or iterable of str, optional
        What to train: exercises for any of these groups. None is no wish.
    level : int, default 1
        How much, inside the ranges of the table: 1 the smallest amounts, 3 the largest. With
        acute pain it is always 1.
    answers : iterable of str, or mapping of str to bool, optional
        What is true for this person: `flag_id`s of `load_red_flags` and terms of the
        vocabulary `condition`. A red flag gives an empty plan that says what to do. A condition
        makes an exercise one to ask about, or leaves it out, as the table of cautions says;
        or it answers the question on which an exercise depends (arching_eases, supervised).

    Returns
    -------
    pandas.DataFrame
        One exercise a row, in the order in which to do them:

        - `order` (from 1), `exercise_id`, `name`, `part` (warm_up, main, wind_down);
        - the dose: `sets`, `reps`, `hold_s`, `rest_s` (after each repetition) and `minutes`
          (for a walk), <NA> where not counted; `sides` (both, one_then_other, in_turn: the
          repetitions count for each side), `variant` ("" or a harder form), `level`;
        - `pain_state`, `rating` (ok or ask), `caution` (what to be told before), `why` (chosen
          for what), `reason` (the table's reason for the rating), `source`;
        - `seconds` with the time to get into place, and `outside` (what a clinician set
          outside the table's range; "" here).

        `plan.attrs` has `notes` (a list of sentences), `refusal` (why it is empty, or "") and
        `refused_for` ("", red_flags, nothing_fits or too_short); a file does not keep these.

    Raises
    ------
    ValueError
        If minutes or level are out of range, a term is unknown, or the frame lacks a column.

    Examples
    --------
    >>> plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=10)
    >>> plan[["name", "reps", "hold_s", "sides", "seconds"]]
                                 name  reps  hold_s           sides  seconds
    0                     Pelvic tilt     8      10            both      159
    1                 Single leg lift    10       1  one_then_other      214
    2                  Partial crunch     8       1            both       92
    3  Hamstring stretch with a towel     2      15  one_then_other      118
    >>> bool(plan["seconds"].sum() <= 10 * 60)
    True
    >>> bc.make_plan(bc.load_exercises(), pain_state="mild", minutes=10, answers="fever").empty
    True

    Source: doses and ratings are the table's; the rules are in `load_table("plan_rules")`,
    times in `load_table("timings")`, both our own judgement.
    """
    seconds, asked_level = _seconds(minutes), _level(level)
    check_columns(exercises, ["kind", "cautions", "position"])
    wish = read_wish(pain_state, muscle_groups, None, None)
    ticked = read_answers(answers)
    offered = filter_exercises(exercises, pain_state=pain_state, muscle_groups=muscle_groups)
    if told := refusal(ticked):
        return _finished([], [], told, "red_flags")
    highest = plan_rules()["acute_level_max"] if pain_state == "acute" else asked_level
    used = min(asked_level, int(highest))
    found = pool(offered, pain_state, used, ticked, set(wish.muscle_groups or ()))
    if not found.candidates:
        return _finished([], [], words.nothing_fits(exercises, wish, found), "nothing_fits")
    chosen = fill(found.candidates, seconds)
    if not chosen:
        return _finished([], [], words.too_short(found.candidates, seconds), "too_short")
    crowded = crowded_out(chosen, found.candidates, seconds)
    told_of = words.notes(chosen, found, crowded, level=used, wanted=asked_level)
    return _finished(_rows(chosen, pain_state, used), told_of)


def _finished(
    rows: list[dict[str, Any]], notes: list[str], refused: str = "", because: str = ""
) -> pd.DataFrame:
    plan = plan_frame(rows)
    plan.attrs.update(notes=notes, refusal=refused, refused_for=because)
    return plan


def _rows(chosen: Sequence[Candidate], pain_state: str, level: int) -> list[dict[str, Any]]:
    return [
        {
            "order": place + 1,
            "exercise_id": one.exercise_id,
            "name": one.row["name"],
            "part": one.place.part,
            **one.dose._asdict(),
            "sides": one.place.sides,
            "level": level,
            "pain_state": pain_state,
            "rating": one.rating,
            "caution": one.caution,
            "why": words.why(one, chosen[:place]),
            "reason": one.row["reason"],
            "source": _sources(one),
            "seconds": seconds_of(one.exercise_id, one.dose, one.place.sides, first=place == 0),
        }
        for place, one in enumerate(chosen)
    ]


def _sources(one: Candidate) -> str:
    """Join the sources of rating, dose and place, each named once."""
    keys = [one.row["source"], one.row.get("dose_source", ""), one.place.source]
    return "|".join(dict.fromkeys(key for cell in keys for key in cell.split("|") if key))


def _seconds(minutes: object) -> int:
    longest = plan_rules()["minutes_max"]
    number = isinstance(minutes, Real) and not isinstance(minutes, bool | np.bool_)
    if not (number and 0 < float(minutes) <= longest):  # type: ignore[arg-type]  # it is a number
        raise ValueError(
            f"minutes must be a number above 0 and at most {longest:g}, got {minutes!r}. "
            "Pass the minutes that there are, such as 20."
        )
    return int(float(minutes) * 60)  # type: ignore[arg-type]


def _level(level: object) -> int:
    highest = int(plan_rules()["levels"])
    whole = isinstance(level, int | np.integer) and not isinstance(level, bool)
    if not (whole and 1 <= int(level) <= highest):  # type: ignore[call-overload]  # it is whole
        raise ValueError(
            f"level must be a whole number from 1 (least) to {highest} (most), got {level!r}."
        )
    return int(level)  # type: ignore[call-overload, no-any-return]
