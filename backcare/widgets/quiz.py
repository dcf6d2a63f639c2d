"""A question to predict and then check, for one reader or a whole class."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

import anywidget
import traitlets

from backcare.browser import assets
from backcare.questions import Question
from backcare.widgets.base import take_turns


class Quiz(anywidget.AnyWidget):
    """Ask a question: choose, check, and read why.

    Take the answer, its reason and its source out of a table. Then the question cannot disagree
    with it, and if somebody changes the table so that no choice is right, this says so.

    Parameters
    ----------
    question : str
        What is asked.
    choices : iterable
        What can be answered, two or more; each is shown as `str` shows it.
    answer : object
        The right one, as it stands among the choices.
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
    _css = assets("backcare.css", "quiz.css")

    question = traitlets.Unicode(read_only=True).tag(sync=True)
    choices = traitlets.List(traitlets.Unicode(), read_only=True).tag(sync=True)
    picked = traitlets.Int(None, allow_none=True).tag(sync=True)
    checked = traitlets.Bool().tag(sync=True)
    verdict = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        question: str,
        choices: Iterable[object],
        *,
        answer: object,
        because: str,
        source: str = "",
    ) -> None:
        told = tuple(map(str, choices))
        self._asked = Question(question, told, str(answer), because, source)
        super().__init__()
        self.set_trait("question", question)
        self.set_trait("choices", list(told))
        take_turns(self)

    def __repr__(self) -> str:
        return f"Quiz({self.question!r}, {len(self.choices)} choices)"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        if not bundle:
            return bundle
        data, metadata = bundle
        # Older versions of ipywidgets cut a long one short.
        return data | {"text/html": _page(self._asked), "text/plain": repr(self)}, metadata

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
        self.verdict = {} if picked is None else dict(self._asked.verdict(picked))


def _page(asked: Question) -> str:
    """Write what a viewer with no kernel shows: the question, and its answer folded away."""
    choices = "".join(f"<li>{html.escape(choice)}</li>" for choice in asked.choices)
    verdict = asked.verdict(list(asked.choices).index(asked.answer))
    sources = " ".join(f"[{one['key']}] {one['citation']}" for one in verdict["sources"])
    told = filter(None, [asked.because, sources])
    return (
        f"<p><strong>{html.escape(asked.text)}</strong></p><ul>{choices}</ul>"
        f"<details><summary>Answer</summary><p><strong>{html.escape(asked.answer)}</strong></p>"
        + "".join(f"<p>{html.escape(words)}</p>" for words in told)
        + "</details>"
    )
