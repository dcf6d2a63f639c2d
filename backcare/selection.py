"""Choose exercises: which may be offered, which not and why, and which bear a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from backcare.tables import terms
from backcare.wish import Terms, Wish, check_columns, read_wish

_FACTS = ("rating", "reason", "source")  # each is one column for every pain state
_NEEDED = ("name", "advice", "position", "equipment", "primary_muscles", "secondary_muscles")
_NEEDED_TO_EXPLAIN = (*_NEEDED, "muscles_source", "swap")


def filter_exercises(
    exercises: pd.DataFrame,
    *,
    pain_state: str,
    muscle_groups: Terms = None,
    position: Terms = None,
    equipment: Terms = None,
) -> pd.DataFrame:
    """Choose the exercises that may be offered.

    What is to be avoided in this pain state is never among them, whatever else is asked for.

    Parameters
    ----------
    exercises : pandas.DataFrame
        The wide frame, as `load_exercises` gives it.
    pain_state : str
        Today's pain: none, mild, chronic or acute.
    muscle_groups : str or iterable of str, optional
        What to train: exercises for any of these groups. None is no wish; an empty list
        matches nothing.
    position : str or iterable of str, optional
        The position or positions to exercise in. None is any.
    equipment : str or iterable of str, optional
        What is at hand; exercises that need anything else are left out. None is
        everything; an empty list leaves those that need nothing.

    Returns
    -------
    pandas.DataFrame
        The rows that may be offered, with `rating`, `reason` and `source` for this pain
        state after `name`, in place of the columns for each state. `ok` comes before
        `ask`, then what trains a chosen group mainly before what also trains it, then
        the order of the table.

    Raises
    ------
    ValueError
        If a term is unknown, or the frame lacks a column.

    Examples
    --------
    >>> exercises = bc.load_exercises()
    >>> found = bc.filter_exercises(exercises, pain_state="chronic", muscle_groups=["glutes"])
    >>> found[["name", "rating"]]
                            name rating
    exercise_id
    bird_dog            Bird dog     ok
    bridging              Bridge     ok
    wall_sit            Wall sit     ok
    pelvic_tilt      Pelvic tilt     ok
    knee_to_chest  Knee to chest    ask
    """
    wish = read_wish(pain_state, muscle_groups, position, equipment)
    check_columns(exercises, (*_NEEDED, *_facts(wish.pain_state)))
    found = exercises.iloc[_order(exercises, wish)]
    by_state = [column for state in terms("pain_state") for column in _facts(state)]
    columns = list(found.columns.drop(by_state, errors="ignore"))
    after_name = columns.index("name") + 1
    columns[after_name:after_name] = _facts(pain_state)
    return found[columns].rename(columns=dict(zip(_facts(pain_state), _FACTS, strict=True)))


def explain_exclusions(
    exercises: pd.DataFrame,
    *,
    pain_state: str,
    muscle_groups: Terms = None,
    position: Terms = None,
    equipment: Terms = None,
) -> pd.DataFrame:
    """Say of every exercise that is not offered why, and what to do instead.

    Parameters
    ----------
    exercises, pain_state, muscle_groups, position, equipment
        As for `filter_exercises`, which offers exactly the rows that are not here.

    Returns
    -------
    pandas.DataFrame
        The rows not offered, in the order of the table, with `name`, `because` (pain,
        muscles, position or equipment; the first of these that applies), `rating`,
        `reason` (a sentence), `source` ("" where the reason is only the choice made),
        `swap` and `swap_name` ("" unless there is one that may be offered in this state).

    Raises
    ------
    ValueError
        If a term is unknown, or the frame lacks a column.

    Examples
    --------
    >>> exercises = bc.load_exercises()
    >>> left_out = bc.explain_exclusions(exercises, pain_state="chronic", equipment=[])
    >>> left_out.loc[["sit_up", "cycling"], ["because", "reason", "swap_name"]].values.tolist()
    [['pain', 'The hip muscles often do the work, and the discs come under a lot of pressure.',
      'Partial crunch'], ['equipment', 'You would need: a bike.', '']]
    """
    wish = read_wish(pain_state, muscle_groups, position, equipment)
    check_columns(exercises, (*_NEEDED_TO_EXPLAIN, *_facts(wish.pain_state)))
    because = _why_not(exercises, wish)
    rows, because = exercises[because != ""], because[because != ""]
    told = [_reason(row, why, wish) for row, why in zip(rows.itertuples(), because, strict=True)]
    to_try = exercises["name"][_may_be_tried(exercises, wish)].to_dict()
    swaps = [swap if swap in to_try else "" for swap in rows["swap"]]
    columns = {
        "name": rows["name"],
        "because": because,
        "rating": rows[f"rating_{wish.pain_state}"],
        "reason": [reason for reason, _ in told],
        "source": [source for _, source in told],
        "swap": swaps,
        "swap_name": [to_try.get(swap, "") for swap in swaps],
    }
    return pd.DataFrame(columns, index=rows.index).astype("str")


def search_exercises(exercises: pd.DataFrame, text: str) -> pd.DataFrame:
    """Find exercises by name or by another name that people use.

    Parameters
    ----------
    exercises : pandas.DataFrame
        The wide frame, or what `filter_exercises` gives.
    text : str
        Beginnings of words, in any order; capitals and accents do not matter.

    Returns
    -------
    pandas.DataFrame
        The rows in whose names every word of `text` begins a word; every row if it is blank.

    Raises
    ------
    ValueError
        If the frame lacks a column.

    Examples
    --------
    >>> bc.search_exercises(bc.load_exercises(), "leg lift")["name"].tolist()
    ['Double leg lift', 'Single leg lift', 'Bird dog']
    """
    check_columns(exercises, ("name", "other_names"))
    wanted = _words(text)
    names = (exercises["name"] + " " + exercises["other_names"]).map(_words)
    found = [all(any(w.startswith(one) for w in words) for one in wanted) for words in names]
    return exercises.loc[found]


def _facts(pain_state: str) -> list[str]:
    """Name the columns for one pain state."""
    return [f"{fact}_{pain_state}" for fact in _FACTS]


def _may_be_tried(exercises: pd.DataFrame, wish: Wish) -> pd.Series[bool]:
    """Tell which rows are not to be avoided; what has no known rating is not tried either."""
    rating = exercises[f"rating_{wish.pain_state}"]
    return exercises["advice"].eq("try") & rating.isin(("ok", "ask"))


def _why_not(exercises: pd.DataFrame, wish: Wish) -> npt.NDArray[np.str_]:
    """Name for each row the first reason not to offer it, "" where it may be offered."""
    reasons = {"pain": ~_may_be_tried(exercises, wish).to_numpy()}
    if wish.muscle_groups is not None:
        trained = exercises["primary_muscles"] + "|" + exercises["secondary_muscles"]
        reasons["muscles"] = ~_names_any(trained, wish.muscle_groups)
    if wish.positions is not None:
        reasons["position"] = ~exercises["position"].isin(wish.positions).to_numpy()
    if wish.equipment is not None:
        needed = exercises["equipment"]
        reasons["equipment"] = np.array([bool(_lacking(cell, wish)) for cell in needed], dtype=bool)
    return np.select(list(reasons.values()), list(reasons), default="")


def _order(exercises: pd.DataFrame, wish: Wish) -> npt.NDArray[np.intp]:
    """Return the places of the rows to offer, best first."""
    rank = 2 * exercises[f"rating_{wish.pain_state}"].eq("ask").to_numpy()
    if wish.muscle_groups is not None:
        rank = rank + ~_names_any(exercises["primary_muscles"], wish.muscle_groups)
    offered = np.flatnonzero(_why_not(exercises, wish) == "")
    return offered[np.argsort(rank[offered], kind="stable")]


def _names_any(cells: pd.Series[str], wanted: frozenset[str]) -> npt.NDArray[np.bool_]:
    """Tell which cells name at least one of the wanted terms."""
    return np.array([not wanted.isdisjoint(cell.split("|")) for cell in cells], dtype=bool)


def _reason(row: Any, because: str, wish: Wish) -> tuple[str, str]:
    """Say in a sentence why a row is not offered, and where that is from."""
    if because == "pain":
        _, reason, source = (getattr(row, column) for column in _facts(wish.pain_state))
        return reason or "It has no rating for this kind of pain yet.", source
    if because == "muscles":
        muscles = f"{row.primary_muscles}|{row.secondary_muscles}"
        trained = _labels(filter(None, muscles.split("|")), "muscle_group")
        trains = f"It trains: {trained}." if trained else "The table names no muscles for it."
        return f"It does not train what you picked. {trains}", row.muscles_source
    if because == "position":
        return f"You picked another position. This one: {_labels([row.position], 'position')}.", ""
    return f"You would need: {_labels(_lacking(row.equipment, wish), 'equipment')}.", ""


def _lacking(cell: str, wish: Wish) -> list[str]:
    """List what an exercise needs and the person does not have."""
    at_hand = wish.equipment or frozenset()
    return [thing for thing in cell.split("|") if thing and thing not in at_hand]


def _labels(several: Iterable[str], vocabulary: str) -> str:
    """Name terms as the screen does, but as words inside a sentence."""
    labels = [terms(vocabulary).get(term, term) for term in several]
    return ", ".join(label[:1].lower() + label[1:] for label in labels)


def _words(text: str) -> list[str]:
    """Split a text to words without capitals, accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.findall(r"\w+", re.sub(r"['\u2019]", "", letters))
