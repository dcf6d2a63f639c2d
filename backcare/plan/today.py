"""Today's plan of one person: what they said of today, and what they make a plan with as a rule."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from backcare.plan.make import make_plan
from backcare.safety import RedFlagAnswer, Usual


def todays_plan(
    exercises: pd.DataFrame, signs: RedFlagAnswer | None, usual: Usual | None, now: datetime
) -> pd.DataFrame:
    """Make today's plan, where it was said today that no warning sign is there and how the back is.

    Parameters
    ----------
    exercises : pandas.DataFrame
        The wide frame to choose from.
    signs : RedFlagAnswer or None
        The last answer about the warning signs; None where there is none.
    usual : Usual or None
        What the last plan was made with; None where there was no plan.
    now : datetime.datetime
        Now, where the person is.

    Returns
    -------
    pandas.DataFrame
        As `make_plan` gives it; without columns where today was not asked about yet.

    Examples
    --------
    >>> from datetime import timedelta
    >>> from backcare.safety import RedFlagAnswer, Usual
    >>> now = datetime(2026, 3, 2, 9)
    >>> usual = Usual(now, "chronic", 10)
    >>> exercises = bc.load_exercises()
    >>> len(todays_plan(exercises, RedFlagAnswer(now), usual, now))
    4
    >>> todays_plan(exercises, RedFlagAnswer(now - timedelta(days=1)), usual, now).empty
    True
    """
    state = usual.state_on(now) if usual and signs and signs.clears(now) else None
    if usual is None or state is None:
        return pd.DataFrame()
    return make_plan(
        exercises, pain_state=state, minutes=usual.minutes, answers=list(usual.conditions)
    )
