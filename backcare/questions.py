"""Floor 2: a question with choices, its answer, and the reason with its source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict

from backcare.errors import Fault, did_you_mean
from backcare.exercises.load import load_sources, terms


class Cited(TypedDict):
    """A source as it is shown; `doi` is "" where it has none."""

    key: str
    origin: str
    citation: str
    doi: str


class Verdict(TypedDict):
    """What is said of a choice; `answer` is the place of the right one, from 0."""

    right: bool
    answer: int
    said: str
    because: str
    sources: list[Cited]


@dataclass(frozen=True)
class Question:
    """A question whose answer was looked up, so that it cannot disagree with the tables.

    Parameters
    ----------
    text : str
        What is asked.
    choices : sequence of str
        What can be answered, two or more.
    answer : str
        The right one.
    because : str
        Why.
    source : str
        Keys of `load_sources()`, joined by "|"; "" where the reason is a sum that anyone can do.

    Raises
    ------
    ValueError
        With everything that is wrong.

    Examples
    --------
    >>> question = Question("Which one?", ("This", "That"), "That", "Because.", "FIN")
    >>> question.verdict(0)["said"]
    '✕ Not quite. The answer is “That”'
    """

    text: str
    choices: Sequence[str]
    answer: str
    because: str
    source: str = ""

    def __post_init__(self) -> None:
        """Say all that is wrong at once."""
        faults = list(self._faults())
        if faults:
            count = f"{len(faults)} fault{'s' if len(faults) != 1 else ''}"
            told = [f"The question cannot be asked: {count}.", *(f"  {one}" for one in faults)]
            raise ValueError("\n".join(told))

    def verdict(self, picked: int) -> Verdict:
        """Say whether a choice, by its place from 0, is right, and why.

        Examples
        --------
        >>> Question("1 + 1?", ("1", "2"), "2", "Count your thumbs.").verdict(1)["right"]
        True
        """
        answer = list(self.choices).index(self.answer)
        lead = "✓ Right:" if picked == answer else "✕ Not quite. The answer is"
        return {
            "right": picked == answer,
            "answer": answer,
            "said": f"{lead} “{self.answer}”",
            "because": self.because,
            "sources": cited(self.source),
        }

    def _faults(self) -> Iterator[Fault]:
        for name in ("text", "because"):
            if not str(getattr(self, name)).strip():
                yield Fault(None, name, "", "must not be empty.")
        if len(self.choices) < 2:
            yield Fault(None, "choices", "", f"must be two or more, got {len(self.choices)}.")
        for choice in _twice(self.choices):
            yield Fault(None, "choices", choice, "stands there twice; keep one.")
        if self.answer not in self.choices:
            rule = "is not one of the choices. If a table has changed, change the choices with it."
            yield Fault(None, "answer", self.answer, rule)
        known = list(load_sources().index)
        for key in _keys(self.source):
            if key not in known:
                rule = f"is no key of load_sources().{did_you_mean(key, known)}"
                yield Fault(None, "source", key, rule)


def cited(keys: str) -> list[Cited]:
    """Look up the sources of a cell.

    Examples
    --------
    >>> cited("LONG|JUDGEMENT")[0]["doi"], [source["origin"] for source in cited("JUDGEMENT")]
    ('10.1097/01.brs.0000146464.23007.2a', ['Our own judgement'])
    """
    sources, origins = load_sources(), terms("origin")
    return [
        {
            "key": key,
            "origin": origins[str(sources.loc[key, "origin"])],
            "citation": str(sources.loc[key, "citation"]),
            "doi": str(sources.loc[key, "doi"]),
        }
        for key in _keys(keys)
    ]


def _keys(cell: str) -> list[str]:
    return list(dict.fromkeys(key for key in cell.split("|") if key))


def _twice(choices: Iterable[str]) -> list[str]:
    return [choice for choice, count in Counter(choices).items() if count > 1]
