"""Choose exercises: which may be offered, which not and why, and which bear a name.

The three public functions come first; what they ask of each row stands below, a mask each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from backcare.exercises.load import check_columns
from backcare.tables.vocabulary import Terms, known_terms, label_list, terms
from backcare.text import split_terms

Mask: TypeAlias = "pd.Series[bool]"

_ACCENTS = "[\u0300-\u036f'\u2019]"  # accents and apostrophes
_NO_MUSCLES = "The table names no muscles for it."

FACTS = ("rating", "reason", "source")  # the wide frame has each of them for every pain state


class Criteria(NamedTuple):
    """The choices, checked. None is no choice; an empty set is one that nothing fulfils."""

    pain_state: str
    muscle_groups: frozenset[str] | None
    positions: frozenset[str] | None
    equipment: frozenset[str] | None


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
    criteria = read_criteria(pain_state, muscle_groups, position, equipment)
    table = _in_state(exercises, pain_state)
    offered = table[_because(table, criteria).eq("")]
    asks = offered["rating"].eq("ask")
    trains_also = ~_names_any(offered["primary_muscles"], criteria.muscle_groups or ())
    return offered.iloc[np.lexsort([trains_also, asks])]  # the last key sorts first


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
    criteria = read_criteria(pain_state, muscle_groups, position, equipment)
    table = _in_state(exercises, pain_state)
    left_out = table.assign(because=_because(table, criteria)).query("because != ''")
    # Somebody's own table may have an id twice, and a swap needs one name.
    to_try = table.loc[_may_be_tried(table), "name"].groupby(level=0).first()
    swap_name = left_out.join(to_try.rename("swap_name"), on="swap")["swap_name"].fillna("")
    return left_out.assign(
        reason=_reasons(left_out, criteria),
        source=_reason_sources(left_out),
        swap=left_out["swap"].where(swap_name.ne(""), ""),
        swap_name=swap_name,
    )[["name", "because", "rating", "reason", "source", "swap", "swap_name"]]


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
    names = _plain(exercises["name"] + " " + exercises["other_names"])
    found = pd.Series(data=True, index=exercises.index)
    for word in re.findall(r"\w+", _plain(pd.Series([text])).item()):
        found &= names.str.contains(rf"\b{word}")
    return exercises[found]


def read_criteria(
    pain_state: str, muscle_groups: Terms, position: Terms, equipment: Terms
) -> Criteria:
    """Check the choices against the vocabulary."""
    known_terms("pain_state", [pain_state], "pain_state")
    return Criteria(
        pain_state=pain_state,
        muscle_groups=known_terms("muscle_groups", muscle_groups, "muscle_group"),
        positions=known_terms("position", position, "position"),
        equipment=known_terms("equipment", equipment, "equipment"),
    )


def _in_state(exercises: pd.DataFrame, pain_state: str) -> pd.DataFrame:
    """Return the table as it is for one pain state, whose facts stand after the name."""
    own = {f"{fact}_{pain_state}": fact for fact in FACTS}
    muscles = ("primary_muscles", "secondary_muscles", "muscles_source")
    check_columns(exercises, ["name", "advice", "position", "equipment", *muscles, "swap", *own])
    every = {f"{fact}_{state}" for state in terms("pain_state") for fact in FACTS}
    rest = [column for column in exercises.columns if column not in every]
    after_name = rest.index("name") + 1
    columns = [*rest[:after_name], *own, *rest[after_name:]]
    return exercises[columns].rename(columns=own)


def _because(table: pd.DataFrame, criteria: Criteria) -> pd.Series[str]:
    """Name the first thing that speaks against each exercise, "" where nothing does."""
    fits = {"pain": _may_be_tried(table)}
    if criteria.muscle_groups is not None:
        fits["muscles"] = _names_any(_trained(table), criteria.muscle_groups)
    if criteria.positions is not None:
        fits["position"] = table["position"].isin(criteria.positions)
    if criteria.equipment is not None:
        fits["equipment"] = _lacking(table, criteria).eq("")
    because = np.select([~fit for fit in fits.values()], list(fits), default="")
    return pd.Series(because, index=table.index, dtype="str")


def _may_be_tried(table: pd.DataFrame) -> Mask:
    """Tell what is not to be avoided; what has no known rating is not to be tried either."""
    return table["advice"].eq("try") & table["rating"].isin(["ok", "ask"])


def _trained(table: pd.DataFrame) -> pd.Series[str]:
    return table["primary_muscles"] + "|" + table["secondary_muscles"]


def _names_any(cells: pd.Series[str], wanted: Iterable[str]) -> Mask:
    """Tell which cells, with | between their terms, have any of those wanted."""
    if not wanted:
        return pd.Series(data=False, index=cells.index)
    any_of = "|".join(map(re.escape, wanted))  # in a pattern, | is "or"
    return cells.str.contains(rf"\b(?:{any_of})\b")


def _lacking(table: pd.DataFrame, criteria: Criteria) -> pd.Series[str]:
    """Name in words what each exercise needs and the person does not have."""
    at_hand = criteria.equipment or ()

    def lacking(cell: str) -> str:
        return label_list((one for one in split_terms(cell) if one not in at_hand), "equipment")

    return table["equipment"].map(lacking)


def _reasons(left_out: pd.DataFrame, criteria: Criteria) -> pd.Series[str]:
    """Say in a sentence why each exercise is left out."""
    because, avoid = left_out["because"], left_out["rating"].eq("avoid")
    muscles = _trained(left_out).map(lambda cell: label_list(split_terms(cell), "muscle_group"))
    trains = ("It trains: " + muscles + ".").mask(muscles.eq(""), _NO_MUSCLES)
    position = left_out["position"].map(lambda term: label_list([term], "position"))
    return (
        pd.Series("It has no rating for this pain.", left_out.index, dtype="str")
        .mask(left_out["advice"].eq("avoid"), "It is an exercise to avoid.")
        .mask(avoid, "It is to be avoided with this kind of pain.")
        .mask(avoid & left_out["reason"].ne(""), left_out["reason"])
        .mask(because.eq("muscles"), "It does not train what you picked. " + trains)
        .mask(because.eq("position"), "You picked another position. This one: " + position + ".")
        .mask(because.eq("equipment"), "You would need: " + _lacking(left_out, criteria) + ".")
    )


def _reason_sources(left_out: pd.DataFrame) -> pd.Series[str]:
    """Return where each reason is from; the choice that somebody made needs no source."""
    because, rated = left_out["because"], left_out["rating"].eq("avoid")
    source = left_out["source"].where(because.eq("pain") & rated, "")
    return source.mask(because.eq("muscles"), left_out["muscles_source"])


def _plain(names: pd.Series[str]) -> pd.Series[str]:
    """Take capitals, accents and apostrophes away."""
    # Taken apart from its letter, an accent is a sign of its own.
    return names.str.casefold().str.normalize("NFKD").str.replace(_ACCENTS, "", regex=True)
