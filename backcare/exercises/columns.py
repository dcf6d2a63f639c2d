"""The wide frame of exercises: its columns, and how the long tables are joined to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

NUMBERS = ("difficulty", "reps_min", "reps_max", "hold_s_min", "hold_s_max", "rest_s")
_COLUMNS = [
    *("name", "other_names", "kind", "advice", "position", "equipment", "per_side", "difficulty"),
    *("reps_min", "reps_max", "hold_s_min", "hold_s_max", "rest_s", "dose_note", "dose_source"),
    *("primary_muscles", "secondary_muscles", "stretched_muscles", "mobilised_muscles"),
    *("muscles_source", "feel", "why", "steps", "cues", "mistakes", "progression"),
    *("instructions_source", "cautions", "cautions_source", "swap", "swap_source"),
]


def wide_columns(pain_states: Iterable[str]) -> list[str]:
    """Return the columns of the wide frame in order; its index, exercise_id, left out.

    Examples
    --------
    >>> wide_columns(["mild", "acute"])[-4:]
    ['source_mild', 'rating_acute', 'reason_acute', 'source_acute']
    """
    facts = ("rating", "reason", "source")
    return _COLUMNS + [f"{fact}_{state}" for state in pain_states for fact in facts]


def join_tables(tables: Mapping[str, pd.DataFrame], pain_states: Iterable[str]) -> pd.DataFrame:
    """Join the long tables, one fact a row, to one frame with an exercise a row.

    Each function below makes the columns that one long table has to give.
    """
    by_id = {name: table.set_index("exercise_id") for name, table in tables.items()}
    text = (
        _names(by_id["names"])
        | _dose_notes(by_id["doses"])
        | _muscles(by_id["muscles"])
        | _instructions(by_id["instructions"])
        | _cautions(by_id["cautions"])
        | _ratings(by_id["ratings"])
    )
    exercises = by_id["exercises"]
    cells = pd.DataFrame(text, index=exercises.index).fillna("")
    wide = pd.concat([exercises, cells, _amounts(by_id["doses"])], axis="columns")
    return wide[wide_columns(pain_states)]


def _names(names: pd.DataFrame) -> dict[str, pd.Series[str]]:
    return {"other_names": _joined(names["other_name"])}


def _amounts(doses: pd.DataFrame) -> pd.DataFrame:
    reps, hold, rest = (doses["quantity"] == name for name in ("reps", "hold_s", "rest_s"))
    return pd.DataFrame(
        {
            "reps_min": doses["minimum"][reps],
            "reps_max": doses["maximum"][reps],
            "hold_s_min": doses["minimum"][hold],
            "hold_s_max": doses["maximum"][hold],
            "rest_s": doses["minimum"][rest],
        }
    )


def _dose_notes(doses: pd.DataFrame) -> dict[str, pd.Series[str]]:
    return {"dose_note": _each_once(doses["note"]), "dose_source": _each_once(doses["source"])}


def _muscles(muscles: pd.DataFrame) -> dict[str, pd.Series[str]]:
    groups, rank, role = muscles["muscle_group"], muscles["rank"], muscles["role"]
    return {
        "primary_muscles": _each_once(groups[rank == "primary"]),
        "secondary_muscles": _each_once(groups[rank == "secondary"]),
        "stretched_muscles": _each_once(groups[role == "stretches"]),
        "mobilised_muscles": _each_once(groups[role == "mobilises"]),
        "muscles_source": _each_once(muscles["source"]),
    }


def _instructions(instructions: pd.DataFrame) -> dict[str, pd.Series[str]]:
    lines = instructions.sort_values("order", kind="stable")
    called = {"step": "steps", "cue": "cues", "mistake": "mistakes"}
    parts = {
        called.get(str(part), str(part)): _joined(text)
        for part, text in lines.groupby("part")["text"]
    }
    return parts | {"instructions_source": _each_once(lines["source"])}


def _cautions(cautions: pd.DataFrame) -> dict[str, pd.Series[str]]:
    return {
        "cautions": _joined(cautions["text"]),
        "cautions_source": _each_once(cautions["source"]),
    }


def _ratings(ratings: pd.DataFrame) -> dict[str, pd.Series[str]]:
    return {
        f"{fact}_{state}": rows[fact]
        for state, rows in ratings.groupby("pain_state")
        for fact in ("rating", "reason", "source")
    }


def _joined(cells: pd.Series[str]) -> pd.Series[str]:
    """Join the cells of each exercise to one, as they come."""
    return cells.groupby(level="exercise_id").agg("|".join)


def _each_once(cells: pd.Series[str]) -> pd.Series[str]:
    """Join the cells of each exercise to one that names every value once, first seen first."""

    def join(several: Iterable[str]) -> str:
        return "|".join(dict.fromkeys(value for value in "|".join(several).split("|") if value))

    return cells.groupby(level="exercise_id").agg(join)
