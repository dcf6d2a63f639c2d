"""Floor 2: which exercise trains which muscle group, one row for each pair."""

from typing import Any

import pandas as pd


def exercise_muscles(exercises: pd.DataFrame) -> pd.DataFrame:
    """Return the muscle groups that exercises train, one row for each pair.

    Parameters
    ----------
    exercises : DataFrame
        A table as `load_exercises` gives it, indexed by ``exercise_id``.

    Returns
    -------
    DataFrame
        Index ``exercise_id``, in the order of `exercises`; columns ``muscle_group``, ``rank``
        (``primary`` or ``secondary``) and ``role`` (``strengthens``, ``stretches`` or
        ``mobilises``). An exercise that names no muscle has no row.

    Examples
    --------
    >>> import backcare as bc
    >>> bc.exercise_muscles(bc.load_exercises()).loc["bridging"]
                muscle_group       rank         role
    exercise_id
    bridging          glutes    primary  strengthens
    bridging      hamstrings  secondary  strengthens
    bridging      lower_back  secondary  strengthens
    """
    rows = [
        (row.Index, muscle, rank, _role(row, muscle))
        for row in exercises.itertuples()
        for rank in ("primary", "secondary")
        for muscle in getattr(row, f"{rank}_muscles").split("|")
        if muscle
    ]
    columns = ["exercise_id", "muscle_group", "rank", "role"]
    return pd.DataFrame(rows, columns=columns).set_index("exercise_id")


def _role(row: Any, muscle: str) -> str:
    """Name what happens to one muscle: what is not stretched or mobilised is strengthened."""
    if muscle in row.stretched_muscles.split("|"):
        return "stretches"
    return "mobilises" if muscle in row.mobilised_muscles.split("|") else "strengthens"
