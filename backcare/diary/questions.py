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
# Times, holds: a plural that may be a count.
ASK_HOW_MANY = (
    "may be how many, or how long each took. Pass columns={{{heading!r}: 'reps'}} or "
    "columns={{{heading!r}: 'sets'}} if it is repetitions or sets, or "
    "columns={{{heading!r}: ('duration', 's')}} or columns={{{heading!r}: ('duration', 'min')}} "
    "if it is seconds or minutes."
)
ASK_REPS = (
    "may be the number of a repetition (1, 2, 3: three of them) or how many. Pass "
    "columns={{{heading!r}: 'rep_number'}} or columns={{{heading!r}: 'reps'}}."
)
# What else headings leave open; `decide` asks it.
ASK_DONE = (
    "may say whether it was done, and has {value} in it. Pass columns={{{heading!r}: 'done'}} if "
    "yes means that it was, columns={{{heading!r}: 'not_done'}} if yes means that it was not, or "
    "columns={{{heading!r}: None}} if it is about something else."
)
ASK_UNIT_OF_REPS = (
    "may be the unit of the repetitions. Pass columns={{{heading!r}: 'reps_unit'}} if it is, or "
    "columns={{{heading!r}: None}} if it is that of something else."
)
ASK_PLANNED = (
    "may be only what was planned, and no column says how much was done. Pass "
    "columns={{{heading!r}: {column!r}}} if that was done, or columns={{{heading!r}: None}}."
)
ASK_REPS_OR_TIME = (
    "may be repetitions or how long they took. Pass columns={{{heading!r}: 'reps'}} or "
    "columns={{{heading!r}: ('duration', 's')}}, with the unit that it is in; if it is now one and "
    "now the other, write them in two columns."
)
ASK_ACTIVITY = (
    "may be minutes in the rows of {exercise} and the like, and not repetitions. Pass "
    "columns={{{heading!r}: 'reps_or_minutes'}} if so, or columns={{{heading!r}: 'reps'}} if it is "
    "repetitions in every row."
)
ASK_LENGTH = (
    "may be how long it took, or how far it was. Pass columns={{{heading!r}: 'minutes'}} or "
    "columns={{{heading!r}: ('duration', 's')}} if it is minutes or seconds, or "
    "columns={{{heading!r}: None}} if it is a distance."
)
ASK_ROW = (
    "is how many sets, and {beside!r} beside it may be the number of each. Pass columns={each} if "
    "each row is one set, or columns={whole} if each row is all of its sets."
)
ASK_MINUTES = (
    "may be minutes and seconds or hours and minutes. Write numbers of minutes, or pass "
    "columns={{{heading!r}: ({column!r}, 'm:ss')}} or "
    "columns={{{heading!r}: ({column!r}, 'h:mm')}}."
)
ASK_PART_OF_A_DAY = (
    "may be a part of a day, as a spreadsheet keeps how long something took (0.0139 is 20 "
    "minutes). Format the column as a time (0:20:00) and save the file again, or pass "
    "columns={{{heading!r}: ('duration', 'min')}}, with the unit that it is in."
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
