"""Choose exercises: which may be offered, which not and why, and which bear a name.

The two sides that rules of choice compare, both checked: a wish, and the rows of a table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

import pandas as pd

from backcare.errors import unknown_term
from backcare.exercises.load import terms

Terms: TypeAlias = str | Iterable[str] | None

FACTS = ("rating", "reason", "source")  # the wide frame has each of them for every pain state


class Wish(NamedTuple):
    """The choices, checked. None is no wish; an empty set is one that nothing fulfils."""

    pain_state: str
    muscle_groups: frozenset[str] | None
    positions: frozenset[str] | None
    equipment: frozenset[str] | None


class Row(NamedTuple):
    """What the rules look at in one row; the last three are those of the pain state asked for."""

    name: str
    advice: str
    position: str
    equipment: str
    primary_muscles: str
    secondary_muscles: str
    muscles_source: str
    swap: str
    rating: str
    reason: str
    source: str


def facts(pain_state: str) -> list[str]:
    """Name the columns of one pain state.

    Examples
    --------
    >>> facts("mild")
    ['rating_mild', 'reason_mild', 'source_mild']
    """
    return [f"{fact}_{pain_state}" for fact in FACTS]


def several(cell: str) -> list[str]:
    """Split a cell that may hold several values.

    Examples
    --------
    >>> several("glutes|calves"), several("")
    (['glutes', 'calves'], [])
    """
    return [value for value in cell.split("|") if value]


def read_rows(exercises: pd.DataFrame, pain_state: str) -> list[Row]:
    """Take what the rules need out of the frame; row by row, plain Python is the faster.

    Examples
    --------
    >>> read_rows(bc.load_exercises(), "acute")[0].rating
    'avoid'
    """
    columns = [*Row._fields[: -len(FACTS)], *facts(pain_state)]
    check_columns(exercises, columns)
    return [Row(*cells) for cells in zip(*(exercises[column] for column in columns), strict=True)]


def read_wish(pain_state: str, muscle_groups: Terms, position: Terms, equipment: Terms) -> Wish:
    """Check the choices that `filter_exercises` and `explain_exclusions` take.

    Examples
    --------
    >>> read_wish("acute", "calves", None, None).muscle_groups
    frozenset({'calves'})
    >>> read_wish("acute", ["calfs"], None, None)
    Traceback (most recent call last):
    ValueError: muscle_groups 'calfs' is not known. Did you mean 'calves'? Choose from: ...
    """
    _known("pain_state", [pain_state], "pain_state")
    return Wish(
        pain_state=pain_state,
        muscle_groups=_known("muscle_groups", muscle_groups, "muscle_group"),
        positions=_known("position", position, "position"),
        equipment=_known("equipment", equipment, "equipment"),
    )


def check_columns(exercises: pd.DataFrame, needed: Iterable[str]) -> None:
    """Refuse a frame that lacks columns, or holds something else than text in them.

    Examples
    --------
    >>> check_columns(pd.DataFrame({"name": ["Bridge"]}), ["name", "advice"])
    Traceback (most recent call last):
    ValueError: exercises lacks the columns advice. Pass a whole frame from load_exercises(); one
    that filter_exercises gave has no ratings left for other pain states.
    """
    needed = list(needed)
    lacking = [column for column in needed if column not in exercises.columns]
    if lacking:
        raise ValueError(
            f"exercises lacks the columns {', '.join(lacking)}. Pass a whole frame from "
            "load_exercises(); one that filter_exercises gave has no ratings left for other "
            "pain states."
        )
    empty = [name for name in needed if not all(isinstance(one, str) for one in exercises[name])]
    if empty:
        raise ValueError(
            f"exercises has cells without text in {', '.join(empty)}. Read your own "
            'table with load_exercises("mine.csv"), which fills blank cells with "".'
        )


def _known(argument: str, value: Terms, vocabulary: str) -> frozenset[str] | None:
    """Return the terms given, None for None; refuse what the vocabulary does not have."""
    if value is None:
        return None
    given = [value] if isinstance(value, str) or not isinstance(value, Iterable) else list(value)
    choices = terms(vocabulary)
    unknown = [term for term in given if term not in tuple(choices)]
    if unknown:
        raise unknown_term(argument, unknown, choices)
    return frozenset(given)


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
    rows = read_rows(exercises, pain_state)
    offered = [place for place, row in enumerate(rows) if not _why_not(row, wish)]
    offered.sort(key=lambda place: _rank(rows[place], wish))
    by_state = {column for state in terms("pain_state") for column in facts(state)}
    columns = [column for column in exercises.columns if column not in by_state]
    after_name = columns.index("name") + 1
    chosen = [*columns[:after_name], *facts(pain_state), *columns[after_name:]]
    found = exercises[chosen].iloc[offered]
    return found.set_axis([*columns[:after_name], *FACTS, *columns[after_name:]], axis="columns")


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
    rows = read_rows(exercises, pain_state)
    to_try = {
        str(key): row.name
        for key, row in zip(exercises.index, rows, strict=True)
        if _may_be_tried(row)
    }
    because = [_why_not(row, wish) for row in rows]
    left_out = [
        (row.name, why, row.rating, *_reason(row, why, wish), *_swap(row, to_try))
        for row, why in zip(rows, because, strict=True)
        if why
    ]
    columns = ["name", "because", "rating", "reason", "source", "swap", "swap_name"]
    index = exercises.index[[bool(why) for why in because]]
    return pd.DataFrame(left_out, index, columns, dtype="str")


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


def _may_be_tried(row: Row) -> bool:
    """Tell what is not to be avoided; what has no known rating is not to be tried either."""
    return row.advice == "try" and row.rating in ("ok", "ask")


def _why_not(row: Row, wish: Wish) -> str:
    """Name the first reason not to offer an exercise, "" where it may be offered."""
    if not _may_be_tried(row):
        return "pain"
    if wish.muscle_groups is not None and wish.muscle_groups.isdisjoint(_muscles(row)):
        return "muscles"
    if wish.positions is not None and row.position not in wish.positions:
        return "position"
    return "equipment" if _lacking(row, wish) else ""


def _rank(row: Row, wish: Wish) -> tuple[bool, bool]:
    """Sort `ok` before `ask`, then what trains a chosen group mainly before the others."""
    mainly = not (wish.muscle_groups or frozenset()).isdisjoint(several(row.primary_muscles))
    return row.rating == "ask", not mainly


def _reason(row: Row, because: str, wish: Wish) -> tuple[str, str]:
    """Say in a sentence why an exercise is not offered, and where that is from."""
    if because == "pain":
        if row.rating == "avoid":
            return row.reason or "It is to be avoided with this kind of pain.", row.source
        known = (
            "is an exercise to avoid" if row.advice == "avoid" else "has no rating for this pain"
        )
        return f"It {known}.", ""
    if because == "muscles":
        trained = _labels(_muscles(row), "muscle_group")
        trains = f"It trains: {trained}." if trained else "The table names no muscles for it."
        return f"It does not train what you picked. {trains}", row.muscles_source
    if because == "position":
        return f"You picked another position. This one: {_labels([row.position], 'position')}.", ""
    return f"You would need: {_labels(_lacking(row, wish), 'equipment')}.", ""


def _swap(row: Row, to_try: Mapping[str, str]) -> tuple[str, str]:
    """Return id and name of what to do instead, if that is something to try today."""
    return (row.swap, to_try[row.swap]) if row.swap in to_try else ("", "")


def _muscles(row: Row) -> list[str]:
    return several(row.primary_muscles) + several(row.secondary_muscles)


def _lacking(row: Row, wish: Wish) -> list[str]:
    """List what an exercise needs and the person does not have."""
    needed = several(row.equipment)
    return [] if wish.equipment is None else [one for one in needed if one not in wish.equipment]


def _labels(several: Iterable[str], vocabulary: str) -> str:
    """Name terms as the screen does, but as words inside a sentence."""
    labels = [terms(vocabulary).get(term, term) for term in several]
    return ", ".join(label[:1].lower() + label[1:] for label in labels)


def _words(text: str) -> list[str]:
    """Split a text to words without capitals, accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.findall(r"\w+", re.sub(r"['\u2019]", "", letters))
