"""What the explorer shows for some choices: pure functions, tested without any widget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from backcare.exercises.filter import explain_exclusions, filter_exercises, search_exercises
from backcare.exercises.load import terms

FIRST_QUESTION = "Say how your back is today, and your exercises appear here."


def explored(
    exercises: pd.DataFrame, choices: Mapping[str, Any], *, search: str = "", shipped: bool = True
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Choose exercises, and say it in the small form that a deck shows.

    Parameters
    ----------
    exercises : pandas.DataFrame
        A frame as `load_exercises` gives it.
    choices : mapping
        The keyword arguments of `filter_exercises`.
    search : str
        What the name has to match; blank is anything.
    shipped : bool
        Whether `exercises` is the shipped table, which the code shown can load by itself.

    Returns
    -------
    found, shown
        The frame of exercises to offer, and the `shown` trait of an `ExerciseDeck`.

    Examples
    --------
    >>> found, shown = explored(bc.load_exercises(), {"pain_state": "none"}, search="bridge")
    >>> shown["count"], shown["offered"]
    ('1 exercise for you', [['bridging', 'ok']])
    """
    offered = filter_exercises(exercises, **choices)
    found = search_exercises(offered, search)
    ratings = found["rating"].to_dict()
    shown = {
        "pain_state": choices["pain_state"],
        "offered": [[row, rating] for row, rating in ratings.items()],
        "left_out": _left_out(exercises, choices) + _missed(offered, found, search),
        "count": _count(len(found)),
        "note": _note(len(found), asks=list(ratings.values()).count("ask")),
        "code": pandas_code(choices, search=search, shipped=shipped),
    }
    return found, shown


def pandas_code(choices: Mapping[str, Any], *, search: str = "", shipped: bool = True) -> str:
    """Write the code that gives the same list.

    Examples
    --------
    >>> print(pandas_code({"pain_state": "acute", "muscle_groups": ["glutes"]}))
    import backcare as bc
    <BLANKLINE>
    exercises = bc.load_exercises()
    found = bc.filter_exercises(
        exercises,
        pain_state="acute",
        muscle_groups=["glutes"],
    )
    found
    """
    table = "exercises = bc.load_exercises()" if shipped else "# exercises: the table you gave"
    arguments = [f"    {name}={_literal(value)}," for name, value in choices.items()]
    lines = ["import backcare as bc", "", table, "found = bc.filter_exercises(", "    exercises,"]
    lines += [*arguments, ")"]
    if search.strip():
        lines.append(f"found = bc.search_exercises(found, {_literal(search)})")
    return "\n".join([*lines, "found"])


def _literal(value: object) -> str:
    """Write a string or a list of strings as Python does, but in this project's quotes."""
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    told = repr(value)
    return f'"{told[1:-1]}"' if told[0] == "'" and '"' not in told else told


def _left_out(exercises: pd.DataFrame, choices: Mapping[str, Any]) -> list[dict[str, str]]:
    """List what is left out, for pain first; the page puts the words where they belong."""
    out = explain_exclusions(exercises, **choices)
    columns = [out[name] for name in ("because", "reason", "source", "swap_name")]
    keys = ("id", "because", "reason", "source", "swap")
    lines = [dict(zip(keys, line, strict=True)) for line in zip(out.index, *columns, strict=True)]
    return sorted(lines, key=lambda line: line["because"] != "pain")


def _missed(offered: pd.DataFrame, found: pd.DataFrame, search: str) -> list[dict[str, str]]:
    """List what might be offered but for the search."""
    told = {"because": "search", "reason": f"Its names do not match “{search.strip()}”."}
    missed = [row for row in offered.index if row not in found.index]
    return [{"id": row, **told, "source": "", "swap": ""} for row in missed]


def _count(number: int) -> str:
    if number == 0:
        return "No exercise fits these choices"
    return "1 exercise for you" if number == 1 else f"{number} exercises for you"


def _note(number: int, *, asks: int) -> str:
    """Say how many need a professional's yes: a long list of those is no free choice."""
    if number == 0:
        return "Change one of your choices. What was left out stands below, and why."
    if asks == 0:
        return ""
    says = "1 of them says" if asks == 1 else f"{asks} of them say"
    return f"{says} “{terms('rating')['ask']}”: talk to a health professional before you start."
