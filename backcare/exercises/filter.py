"""Choose exercises: which may be offered, which not and why, and which bear a name.

The three public functions come first; what they ask of each row stands below, a mask each.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from backcare.exercises.load import check_columns
from backcare.tables.vocabulary import Terms, known_terms, label_list, terms
from backcare.text import fold, plain_words, singular_words, split_terms

Mask: TypeAlias = "pd.Series[bool]"
Texts: TypeAlias = "np.ndarray[Any, np.dtype[np.str_]]"

_NO_MUSCLES = "It does not train what you picked. The table names no muscles for it."

# What choosing looks at, besides the facts of the pain state.
_NEEDED = (
    *("name", "advice", "position", "equipment"),
    *("primary_muscles", "secondary_muscles", "muscles_source", "swap"),
)
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

    What should be avoided in this pain state is never among them, whatever else is asked for.

    Parameters
    ----------
    exercises : pandas.DataFrame
        The wide frame, as `load_exercises` gives it.
    pain_state : str
        Today's pain: none, mild, chronic or acute.
    muscle_groups : str or iterable of str, optional
        What to train: exercises for any of these groups. None is any muscle group; an
        empty list matches nothing.
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
    offered = _because(table, criteria).eq("")
    asks = table["rating"].eq("ask")
    trains_also = ~_names_any(table["primary_muscles"], criteria.muscle_groups or ())
    order = np.lexsort([trains_also, asks, ~offered])  # the last key sorts first
    return table.iloc[order[: offered.sum()]]


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
        `swap`, `swap_name` and `swap_rating` (ok or ask), which are "" unless there is one
        that may be offered in this state.

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
    table = _in_state(exercises, pain_state, columns=_NEEDED)
    because = _because(table, criteria)
    left_out = table.assign(because=because)[because.ne("")]
    to_try = table.loc[because.ne("pain"), ["name", "rating"]]
    # Somebody's own table may have an id twice, and a swap needs one name.
    to_try = to_try[~to_try.index.duplicated()]
    swap = to_try.reindex(left_out["swap"], fill_value="").set_axis(left_out.index)
    return left_out[["name", "because", "rating"]].assign(
        **_reasons(left_out, criteria),
        swap=left_out["swap"].where(swap["name"].ne(""), ""),
        swap_name=swap["name"],
        swap_rating=swap["rating"],
    )


def search_exercises(exercises: pd.DataFrame, text: str) -> pd.DataFrame:
    """Find exercises by name or by another name that people use.

    Parameters
    ----------
    exercises : pandas.DataFrame
        The wide frame, or what `filter_exercises` gives.
    text : str
        Beginnings of words, in any order, or a name in one word ("birddog"); capitals, accents
        and plurals do not matter.

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
    names = findable_names(exercises)
    found = pd.Series(data=True, index=exercises.index)
    for word in singular_words(text):
        found &= names.str.contains(rf"\b{word}")
    return exercises[found]


def findable_names(exercises: pd.DataFrame) -> pd.Series[str]:
    """Return what a search looks through, of each exercise."""
    return (exercises["name"] + "|" + exercises["other_names"]).map(findable)


def findable(names: str) -> str:
    """Write names as they may be typed: each as one word, its words, and these in singular."""
    parts = [[fold(name), plain_words(name), *singular_words(name)] for name in split_terms(names)]
    return " ".join(chain.from_iterable(parts))


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


def _in_state(
    exercises: pd.DataFrame, pain_state: str, columns: Collection[str] | None = None
) -> pd.DataFrame:
    """Return the table, or some columns, for one pain state, whose facts stand after the name."""
    own = {f"{fact}_{pain_state}": fact for fact in FACTS}
    check_columns(exercises, [*_NEEDED, *own])
    every = {f"{fact}_{state}" for state in terms("pain_state") for fact in FACTS}
    rest = [column for column in columns or exercises.columns if column not in every]
    after_name = rest.index("name") + 1
    columns = [*rest[:after_name], *own, *rest[after_name:]]
    return exercises[columns].rename(columns=own)


def _because(table: pd.DataFrame, criteria: Criteria) -> pd.Series[str]:
    """Name the first thing that speaks against each exercise, "" where nothing does."""
    # What has no known rating is not to be tried either.
    fits = {"pain": table["advice"].eq("try") & table["rating"].isin(["ok", "ask"])}
    if criteria.muscle_groups is not None:
        fits["muscles"] = _names_any(_trained(table), criteria.muscle_groups)
    if criteria.positions is not None:
        fits["position"] = table["position"].isin(criteria.positions)
    if criteria.equipment is not None:
        needed = table["equipment"].map(split_terms)
        fits["equipment"] = needed.map(criteria.equipment.issuperset).astype(bool)
    because = np.select([~fit for fit in fits.values()], list(fits), default="")
    return pd.Series(because, index=table.index, dtype="str")


def _trained(table: pd.DataFrame) -> pd.Series[str]:
    return table["primary_muscles"] + "|" + table["secondary_muscles"]


def _names_any(cells: pd.Series[str], wanted: Collection[str]) -> Mask:
    """Tell which cells, with | between their terms, have any of those wanted."""
    if not wanted:
        return pd.Series(data=False, index=cells.index)
    any_of = "|".join(map(re.escape, wanted))  # in a pattern, | is "or"
    return cells.str.contains(rf"\b(?:{any_of})\b")


def _reasons(left_out: pd.DataFrame, criteria: Criteria) -> dict[str, Texts]:
    """Say in a sentence why each exercise is left out, and where that is from."""
    because, avoid = left_out["because"], left_out["rating"].eq("avoid")
    trained, muscles = _trained(left_out), because.eq("muscles")
    needs = _in_words("You would need: {}.", left_out["equipment"], "equipment", criteria.equipment)
    is_in = _in_words(
        "You picked another position. This one: {}.", left_out["position"], "position"
    )
    trains = _in_words("It does not train what you picked. It trains: {}.", trained, "muscle_group")
    # The first that holds is the reason; the choice that somebody made needs no source.
    cases = [
        (because.eq("equipment"), needs, ""),
        (because.eq("position"), is_in, ""),
        (muscles & ~trained.str.contains(r"\w"), _NO_MUSCLES, left_out["muscles_source"]),
        (muscles, trains, left_out["muscles_source"]),
        (avoid & left_out["reason"].ne(""), left_out["reason"], left_out["source"]),
        (avoid, "It should be avoided with this kind of pain.", left_out["source"]),
        (left_out["advice"].eq("avoid"), "It is an exercise to avoid.", ""),
    ]
    holds, sentences, sources = zip(*cases, strict=True)
    return {
        "reason": np.select(holds, sentences, default="It has no rating for this pain."),
        "source": np.select(holds, sources, default=""),
    }


def _in_words(
    sentence: str, cells: pd.Series[str], vocabulary: str, but: Collection[str] | None = None
) -> pd.Series[str]:
    """Put the terms of each cell into a sentence, but for some of them."""

    def words(cell: str) -> str:
        named = [term for term in split_terms(cell) if term not in (but or ())]
        return sentence.format(label_list(named, vocabulary))

    return cells.map(functools.cache(words))  # in a long table, most cells come again and again
