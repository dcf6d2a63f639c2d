"""Which exercise a diary's name means: `exercise_reader`, and what a name that none has may mean.

A name is found by its words, whatever their capitals, accents and plurals; what may mean several
exercises is refused with them, and what is misspelled with the nearest.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from backcare.csv_reader import unescape_formula
from backcare.diary.cells import shown
from backcare.diary.hints import instead_of_name
from backcare.errors import nearest
from backcare.exercises.filter import findable
from backcare.exercises.other import OTHER_ACTIVITY, OTHER_NAME
from backcare.sessions import NO_EXERCISE
from backcare.text import fold, singular_words, split_terms

_MOST_HINTS = 100
_MISSPELLED = 0.76
_SHORTEST = 3  # letters of what is searched for
_LONG_ENOUGH = 6  # letters of a word that may be one in the middle of a name
_LONGEST = 60  # characters of a name that are looked at
_SAY_NAMES = (
    " Correct it, or pass names={{{name}: None}} to leave it out, or with {near} in place of None "
    "to say what it is, or bc.OTHER_ACTIVITY to keep its minutes."
)
_SEVERAL = (
    "names several exercises. Write one of: {found}. Or pass names={{{name}: ...}} with one of "
    "them."
)


def exercise_reader(
    exercises: pd.DataFrame, names: Mapping[str, str | None] | None = None
) -> Callable[[str], str]:
    """Return the function that finds an exercise by its id, its name or an other name of it.

    `names`, folded, come first; what they leave out (None) is "". Other activity is known, too.
    """
    names = names or {}
    rows = exercises[["name", "other_names"]].itertuples(name=None)
    meant, spellings, own = _names_of(tuple(rows))
    hints = iter(range(_MOST_HINTS))
    containing = names_with(spellings)

    @functools.cache
    def in_others(text: str, exercise_id: str) -> set[str]:
        """Return the other exercises of whose names this one is a part."""
        return set() if _key(text) in own else {*containing(text)} - {exercise_id}

    def read(text: str) -> str:
        exact = unescape_formula(text)
        if names and (word := fold(exact)) in names:
            return names[word] or ""
        found = sorted(meant.get(exact) or meant.get(_key(exact)) or ())
        if len(found) == 1 and (exact in own or not (more := in_others(exact, found[0]))):
            return found[0]
        if found:
            several = sorted({*found, *more} if len(found) == 1 else found)
            raise ValueError(_SEVERAL.format(found=", ".join(several), name=_quoted(text)))
        # Looking for a near name is slow, and nobody reads the hint a hundred times.
        is_late = next(hints, None) is None
        parts = {} if is_late else containing(text)
        known = {} if is_late else spellings
        raise ValueError(instead_of_name(text) or _unknown(text, parts, known))

    return read


class _Names(NamedTuple):
    """The names of a table: whom each may mean, whose each is as it is written; ids and names."""

    meant: Mapping[str, Collection[str]]
    spellings: Mapping[str, str]
    own: Collection[str]


@functools.lru_cache(maxsize=8)  # diaries are read with the same few tables of exercises
def _names_of(rows: tuple[tuple[str, str, str], ...]) -> _Names:
    meant = defaultdict[str, set[str]](set)
    spellings: dict[str, str] = {}
    for exercise_id, name, other_names in rows:
        words = [word for word in (exercise_id, name, *split_terms(other_names)) if word]
        spellings |= dict.fromkeys(words, exercise_id)
        for spelling in words:
            meant[spelling].add(exercise_id)
            meant[_key(spelling)].add(exercise_id)
    ids, own_names = {row[0] for row in rows}, {row[1] for row in rows}
    meant |= {exercise_id: {exercise_id} for exercise_id in (*ids, OTHER_ACTIVITY)}
    meant.setdefault(_key(OTHER_NAME), {OTHER_ACTIVITY})
    return _Names(meant, spellings, {*ids, *map(_key, own_names), *own_names})


def _unknown(text: str, parts: Mapping[str, str], spellings: Mapping[str, str]) -> str:
    """Return the rule that a name breaks which no exercise has, with those that it may be."""
    near = next(iter(parts.values()), "") or nearest_name(text, spellings)
    hint = f" Did you mean {near!r}?" if near else ""
    if len(parts) > 1:
        hint = f" It may be {' or '.join(map(repr, parts.values()))}."
    its_id = repr(spellings[near]) if near else "its exercise_id"
    say = _SAY_NAMES.format(name=_quoted(text), near=its_id)
    return f"{NO_EXERCISE}{hint}{say}"


def names_with(spellings: Mapping[str, str]) -> Callable[[str], dict[str, str]]:
    """Return the function that finds by exercise the shortest name with some words in it.

    One after the other, as in the name: a push-up is in “Prone push-up”. Where none has them so,
    the exercises that a search for these words finds.
    """
    return _names_with(tuple(spellings.items()))


@functools.lru_cache(maxsize=8)
def _names_with(spellings: tuple[tuple[str, str], ...]) -> Callable[[str], dict[str, str]]:
    worded = [(_run(name), fold(name), name, one) for name, one in spellings]
    searched = _searched(spellings)

    def containing(text: str) -> dict[str, str]:
        run, word, parts = _run(text[:_LONGEST]), fold(text[:_LONGEST]), dict[str, str]()
        for words, folded, name, exercise_id in worded:
            if (run.strip() and run in words) or (len(word) >= _LONG_ENOUGH and word in folded):
                parts[exercise_id] = min(parts.get(exercise_id, name), name, key=len)
        return parts if parts or len(word) < _SHORTEST else searched(text[:_LONGEST])

    return containing


def _searched(spellings: Iterable[tuple[str, str]]) -> Callable[[str], dict[str, str]]:
    """Return the function that finds exercises as a search does, each with one of its names."""
    names = defaultdict[str, list[str]](list)
    for name, exercise_id in spellings:
        names[exercise_id].append(name)
    looked_through = {one: findable("|".join(several)) for one, several in names.items()}

    def searched(text: str) -> dict[str, str]:
        wanted = [re.compile(rf"\b{word}") for word in singular_words(text)]
        return {
            one: max(
                names[one], key=lambda name: sum(bool(w.search(findable(name))) for w in wanted)
            )
            for one, through in looked_through.items()
            if wanted and all(word.search(through) for word in wanted)
        }

    return searched


def nearest_name(text: str, spellings: Iterable[str]) -> str:
    """Return the name that is misspelled here; a squat in German is no knee hug."""
    return nearest(text[:100], list(spellings), alike=_MISSPELLED)


def _run(name: str) -> str:
    """Return the words of a name as a text that has another's in it where the name does."""
    return f" {' '.join(singular_words(name))} "


def _quoted(name: str) -> str:
    return repr(name) if shown("exercise_id", name) else '"its name"'


def _key(name: str) -> str:
    return "".join(singular_words(name))
