"""Other activity: what a log may hold beside the exercises of a table, with its minutes alone.

Nothing is known of it: no muscles, no dose, no evidence, no place in a plan. So it is no row of the
table, is never offered, and counts for no adherence. What it was stands in the session's note.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

OTHER_ACTIVITY = "other_activity"
OTHER_NAME = "Other activity"


def exercise_names(exercises: pd.DataFrame) -> dict[Any, str]:
    """Return what everything that a log may hold is called: the exercises, and other activity."""
    names: dict[Any, str] = exercises["name"].to_dict()
    return names | {OTHER_ACTIVITY: OTHER_NAME}
