"""What is asked about a diary: the question, and the answers there are, each with its argument."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, Self

from backcare.errors import Fault

# A row that may begin a session or go on with one; what comes before is for whoever asks.
ASK_GAP = (
    "one session or two? Give each session a session_id, or pass gap_min: the most minutes "
    "between two rows of one session."
)
# An exercise with no amount, in a file that has a place for it.
ASK_AMOUNT = (
    "has no amount, and nothing else says whether it was done. Write how much, or pass "
    "without_amount='done' if it was, or without_amount='not_done' if it was only planned."
)


class Choice(NamedTuple):
    """One answer: the argument of `import_csv` that gives it, its value, and what it means."""

    argument: str
    value: Any
    meaning: str


class Question(Fault):
    """A fault that an answer settles; without `choices` only the file can be corrected."""

    choices: tuple[Choice, ...] = ()

    def offering(self, choices: Iterable[Choice]) -> Self:
        """Take these as the answers that there are."""
        self.choices = tuple(choices)
        return self

    def _replace(self, **changes: Any) -> Self:
        return super()._replace(**changes).offering(self.choices)


def heading_choices(heading: str, meanings: Iterable[tuple[Any, str]]) -> list[Choice]:
    """Return the choices for what a heading may mean."""
    return [Choice("columns", {heading: value}, meaning) for value, meaning in meanings]
