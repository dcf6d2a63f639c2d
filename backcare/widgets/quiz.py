"""A question to predict and then check, for one reader or a whole class.

`Quiz` asks on the screen. `Question` is what it asks, with its answer, the reason and its source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import anywidget
import traitlets

from backcare.browser import assets, fragment
from backcare.errors import Fault, did_you_mean
from backcare.tables.shipped import load_sources
from backcare.tables.vocabulary import terms
from backcare.text import counted, split_terms
from backcare.widgets.base import serialize_messages, whole_or_nothing, with_page


class Quiz(anywidget.AnyWidget):
    """Ask a question: choose, check, and read why.

    Take the answer, its reason and its source out of a table. Then the question cannot disagree
    with it, and if someone changes the table so that no choice is right, this says so.

    Parameters
    ----------
    question : str
        What is asked.
    choices : iterable
        What can be answered, two or more; each is shown as `str` shows it.
    answer : object
        The right one, as it is among the choices.
    because : str
        Why, in words.
    source : str, default ""
        Keys of `load_sources()`, joined by "|" as in the tables; "" where none is needed.

    Attributes
    ----------
    picked : int or None
        Which choice is picked, counted from 0.
    checked : bool
        Whether the answer was asked for.
    verdict : dict
        What is said then; empty before.

    Raises
    ------
    ValueError
        With everything that is wrong: no choice is right, a source is not known and the like.

    Examples
    --------
    >>> fever = bc.load_red_flags().loc["fever"]
    >>> quiz = bc.Quiz("You have a fever. Exercise?", ["Yes", "See a doctor"],
    ...                answer="See a doctor", because=fever["action"], source=fever["source"])
    >>> quiz
    Quiz('You have a fever. Exercise?', 2 choices)
    >>> quiz.picked, quiz.checked = 0, True
    >>> quiz.verdict["right"], quiz.verdict["said"]
    (False, '✕ Not quite. The answer is “See a doctor”')
    """

    _esm = assets("in_page.js", "quiz.js")
    _css = assets("theme.css", "quiz.css")

    question = traitlets.Unicode(read_only=True).tag(sync=True)
    choices = traitlets.List(traitlets.Unicode(), read_only=True).tag(sync=True)
    picked = traitlets.Int(None, allow_none=True).tag(sync=True)
    checked = traitlets.Bool().tag(sync=True)
    verdict = traitlets.Dict().tag(sync=True)

    @whole_or_nothing
    def __init__(
        self,
        question: str,
        choices: Iterable[object],
        *,
        answer: object,
        because: str,
        source: str = "",
    ) -> None:
        texts = tuple(map(str, choices))
        self._question = Question(question, texts, str(answer), because, source)
        super().__init__()
        self.set_trait("question", question)
        self.set_trait("choices", list(texts))
        serialize_messages(self)

    def __repr__(self) -> str:
        return f"Quiz({self.question!r}, {len(self.choices)} choices)"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = with_page(super()._repr_mimebundle_(**kwargs), self._page)
        if not bundle:
            return bundle
        data, metadata = bundle
        # Older versions of ipywidgets cut a long one short.
        return data | {"text/plain": repr(self)}, metadata

    def _page(self) -> str:
        verdict = self._question.verdict(list(self.choices).index(self._question.answer))
        sources = " ".join(f"[{one['key']}] {one['citation']}" for one in verdict["sources"])
        because = list(filter(None, [verdict["because"], sources]))
        return fragment("quiz_page", question=self._question, because=because)

    @traitlets.validate("picked")
    def _one_of_them(self, proposal: dict[str, Any]) -> int | None:
        picked: int | None = proposal["value"]
        if picked is not None and picked not in range(len(self.choices)):
            raise traitlets.TraitError(
                f"picked must be 0 to {len(self.choices) - 1} or None, got {picked}."
            )
        return picked

    @traitlets.observe("picked", "checked")
    def _judge(self, _change: object) -> None:
        picked = self.picked if self.checked else None
        self.verdict = {} if picked is None else dict(self._question.verdict(picked))


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
    """A question whose answer was looked up, so that it cannot disagree with the tables."""

    text: str
    choices: Sequence[str]
    answer: str
    because: str
    source: str = ""  # keys of `load_sources()`, joined by "|"; none where anyone can do the sum

    def __post_init__(self) -> None:
        """Say all that is wrong at once."""
        faults = list(self._faults())
        if faults:
            first = f"The question cannot be used: {counted(len(faults), 'problem')}."
            raise ValueError("\n".join([first, *(f"  {fault}" for fault in faults)]))

    def verdict(self, picked: int) -> Verdict:
        """Say whether a choice, by its place from 0, is right, and why."""
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
        twice = [choice for choice, count in Counter(self.choices).items() if count > 1]
        for choice in twice:
            yield Fault(None, "choices", choice, "appears twice; keep one.")
        if self.answer not in self.choices:
            rule = "is not one of the choices. If a table has changed, change the choices with it."
            yield Fault(None, "answer", self.answer, rule)
        known = list(load_sources().index)
        for key in dict.fromkeys(split_terms(self.source)):
            if key not in known:
                rule = f"is not a key of load_sources().{did_you_mean(key, known)}"
                yield Fault(None, "source", key, rule)


def cited(keys: str) -> list[Cited]:
    """Look up the sources of a cell, each once."""
    sources, origins = load_sources(), terms("origin")
    return [
        {
            "key": key,
            "origin": origins[str(sources.loc[key, "origin"])],
            "citation": str(sources.loc[key, "citation"]),
            "doi": str(sources.loc[key, "doi"]),
        }
        for key in dict.fromkeys(split_terms(keys))
    ]
