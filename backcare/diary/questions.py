"""What is asked about a diary: the question, and the answers there are, each with its argument."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from backcare.diary import words
from backcare.errors import Fault

_LONGEST_MARK = 40
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
# A note that says that it was not done, beside how much: of a program, or of a printed plan.
NOTE_DOUBTED = "stands beside a note that may say that it was not done"
ASK_NOTE = NOTE_DOUBTED + (
    ". Pass columns={{{heading!r}: 'not_done'}} if such notes mean that it was not, or "
    "columns={{{heading!r}: 'note'}} if they are only notes, and it was done."
)
# A blank among ticks beside what was written of that day; or a word that nobody knows.
TICK_DOUBTED = "may mean that it was done or not"
ASK_TICK = TICK_DOUBTED + (
    ". Write yes or no in each row. Or pass columns={{{heading!r}: ('not_done', {mark!r})}} if "
    "that means that it was not, or columns={{{heading!r}: ('done', {mark!r})}} if it was. Or "
    "pass columns={{{heading!r}: None}} to count every row as done."
)
# What single rows leave open of their heading.
ASK_KIND_OF_SET = (
    "is no number of a set and no kind of set that is known. Write a number, or pass "
    "columns={{{heading!r}: None}} to count every row as done."
)
ASK_HELD = (
    "may be how long each repetition was held or how long they all took. Pass "
    "columns={{{heading!r}: ('hold_s', 's')}} or columns={{{heading!r}: ('minutes', 's')}}, with "
    "the unit that it is in."
)
ASK_UNIT_OF_ROW = (
    "is no unit of repetitions or time that is known. Write reps, s or min, or pass "
    "columns={{{heading!r}: None}}."
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
ASK_OF_NOTES = (
    "may say of some rows that they were not done. Pass columns={{{heading!r}: 'not_done'}} if so, "
    "columns={{{heading!r}: 'note'}} if it has notes and all was done, or "
    "columns={{{heading!r}: None}} if it is about something else."
)
ASK_IN_PART = (
    "may say of some rows that only a part was done, and the amounts beside it may be those that "
    "were planned. Pass columns={{{heading!r}: 'done'}} to count such rows without their amounts, "
    "columns={{{heading!r}: ('done', {marks!r})}} to count them with the amounts beside it, or "
    "columns={{{heading!r}: None}} if it is about something else."
)
ASK_COUNT = (
    "may be how much was done, and the amounts beside it only what was planned. Pass "
    "columns={{{heading!r}: 'reps'}} or columns={{{heading!r}: 'sets'}} to read it in place of "
    "those, columns={{{heading!r}: 'done'}} if 0 means not done and the rest was done as it "
    "stands beside it, or columns={{{heading!r}: None}} if it is about something else."
)
ASK_TOTAL = (
    "may be how much was done in all, and the amounts beside it only what was planned. Pass "
    "columns={{{heading!r}: 'done'}} if 0 means not done and the rest was done as it stands "
    "beside it, or columns={{{heading!r}: None}} if it is about something else."
)
ASK_LEFT_OVER = (
    "may be how much of what stands beside it was not done, and that is not taken off. Write into "
    "each row what was done, and pass columns={{{heading!r}: None}}."
)
ASK_UNREAD = (
    "may be how much was done: some rows have it, and others do not. Pass "
    "columns={{{heading!r}: 'reps'}}, or 'sets', 'hold_s' (seconds), 'minutes' or "
    "'reps_or_minutes' (minutes of walking, repetitions of all else) in place of 'reps', or "
    "columns={{{heading!r}: None}} if it is something else, and every row was done."
)
ASK_UNREAD_MINUTES = (
    "may be how much was done: some rows have it, and others do not. Pass "
    "columns={{{heading!r}: 'minutes'}}, or 'hold_s' if it is seconds, or columns={{{heading!r}: "
    "None}} if it is something else, and every row was done."
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
ASK_HOURS = (
    "may be hours with decimals (1.30 is 78 minutes) or hours and minutes (1.30 is 90 minutes). "
    "Write 1:30, or pass columns={{{heading!r}: ('duration', 'h')}} for decimals, or "
    "columns={{{heading!r}: ('duration', 'h:mm')}} for hours and minutes."
)
ASK_PART = (
    "may be a time of the day as a part of it (0.75 is 18:00), or how long it took. Format the "
    "column as a time (18:00) and save the file again, or pass columns={{{heading!r}: 'time'}} or "
    "columns={{{heading!r}: ('duration', 'h')}}, with the unit that it is in."
)
ASK_UNIT = (
    "may be {one} or {other}. Pass columns={{{heading!r}: ('duration', {first!r})}} or "
    "columns={{{heading!r}: ('duration', {second!r})}}."
)
OF_THE_DAY = " If it is how long the whole session took, pass columns={{{heading!r}: None}}."
EACH_ITS_UNIT = " If it is now one and now the other, write its unit into each cell: 60 s, 20 min."
ASK_PART_OF_A_DAY = (
    "may be a part of a day, as a spreadsheet keeps how long something took (0.0139 is 20 "
    "minutes). Format the column as a time (0:20:00) and save the file again, or pass "
    "columns={{{heading!r}: ('duration', 'min')}}, with the unit that it is in."
)
ASK_TIME = (
    "may be a time of the day or how long it took. Pass columns={{{heading!r}: 'time'}} if it is "
    "a time of the day, or columns={{{heading!r}: ('duration', 'm:ss')}} if it is minutes and "
    "seconds ('h:mm' if hours and minutes)."
)
ASK_TIME_OR_NUMBER = (
    "may be a time of the day (18.30 is half past six in the evening) or how long it took. Pass "
    "columns={{{heading!r}: 'time'}} if it is a time of the day, or "
    "columns={{{heading!r}: ('duration', 'min')}} if it is minutes ('s' if seconds)."
)
ASK_SETS = (
    "may be the number of a set (1, 2, 3: three sets) or how many sets. Pass "
    "columns={{{heading!r}: 'set_number'}} or columns={{{heading!r}: 'sets'}}."
)
ASK_MIN = (
    "may be minutes, or the least of something, with {beside} beside it. Pass "
    "columns={{{heading!r}: 'minutes'}} or columns={{{heading!r}: None}}."
)
# What each of them may be, and how a person would say it.
OFFERED: dict[str, tuple[tuple[Any, str], ...]] = {
    ASK_TIME: (
        ("time", "the time of day"),
        (("duration", "m:ss"), "how long it took, in minutes and seconds"),
        (("duration", "h:mm"), "how long it took, in hours and minutes"),
    ),
    ASK_TIME_OR_NUMBER: (
        ("time", "the time of day"),
        (("duration", "min"), "how long it took, in minutes"),
        (("duration", "s"), "how long it took, in seconds"),
    ),
    ASK_SETS: (
        ("set_number", "the number of the set: 1, 2, 3 are three sets"),
        ("sets", "how many sets were done"),
    ),
    ASK_HOURS: (
        (("duration", "h"), "hours with decimals: 1.30 is 78 minutes"),
        (("duration", "h:mm"), "hours and minutes: 1.30 is an hour and a half"),
    ),
    ASK_MIN: (("minutes", "minutes"),),
    ASK_OF_NOTES: (
        (words.NOT_DONE, "what says of some rows that they were not done: leave those out"),
        ("note", "notes: everything was done"),
    ),
    ASK_IN_PART: ((words.DONE, "a part was done: they count, without their amounts"),),
    ASK_COUNT: (
        ("reps", "the repetitions that were done, in place of those beside it"),
        ("sets", "the sets that were done, in place of those beside it"),
        (words.DONE, "0 means not done; the rest was done as it stands beside it"),
    ),
    ASK_TOTAL: ((words.DONE, "0 means not done; the rest was done as it stands beside it"),),
    ASK_UNREAD: (
        ("reps", "repetitions, or sets and repetitions (3x8)"),
        (words.REPS_OR_MINUTES, "minutes of walking and the like, repetitions of all else"),
        ("sets", "how many sets were done"),
        ("hold_s", "how many seconds it was held"),
        ("minutes", "how many minutes it took"),
    ),
    ASK_LEFT_OVER: ((None, "the amounts beside it are what was done: do not read it"),),
    ASK_UNIT_OF_REPS: ((words.REPS_UNIT, "what the repetitions are counted in"),),
    ASK_ACTIVITY: (
        (words.REPS_OR_MINUTES, "minutes of walking and the like, repetitions of all else"),
        ("reps", "repetitions in every row"),
    ),
    ASK_PLANNED: (
        ("reps", "the repetitions that were done"),
        ("sets", "how many sets were done"),
        ("hold_s", "how many seconds it was held"),
        ("minutes", "how many minutes it took"),
    ),
    ASK_LENGTH: (
        ("minutes", "how long it took, in minutes"),
        (("duration", "s"), "how long it took, in seconds"),
    ),
    ASK_REPS_OR_TIME: (
        ("reps", "repetitions"),
        (("duration", "s"), "how long it took, in seconds"),
        (("duration", "min"), "how long it took, in minutes"),
    ),
    ASK_REPS: (
        (words.REP_NUMBER, "the number of the repetition: each row is one"),
        ("reps", "how many repetitions were done"),
    ),
    ASK_HOW_MANY: (
        ("reps", "repetitions"),
        ("sets", "how many sets were done"),
        (("duration", "s"), "how long it took, in seconds"),
        (("duration", "min"), "how long it took, in minutes"),
    ),
    ASK_DONE: (
        (words.DONE, "yes means that the exercise was done"),
        (words.NOT_DONE, "yes means that it was left out"),
    ),
}
LEFT_OUT = (None, "something else: do not read it")


class Choice(NamedTuple):
    """One answer: the argument of `import_csv` that gives it, its value, and what it means."""

    argument: str
    value: Any
    meaning: str


class Question(Fault):
    """A fault that an answer settles; without `choices` only the file can be corrected."""

    choices: tuple[Choice, ...] = ()
    # Some of the cells that it is about, by heading: for whoever has the file, and in no message.
    examples: Mapping[str, tuple[str, ...]] = MappingProxyType({})

    def about(self, examples: Mapping[str, tuple[str, ...]]) -> Self:
        """Show these of what it is about, to whoever has the file."""
        self.examples = examples
        return self

    def offering(self, choices: Iterable[Choice]) -> Self:
        """Take these as the answers that there are."""
        self.choices = tuple(choices)
        return self

    def _replace(self, **changes: Any) -> Self:
        return super()._replace(**changes).offering(self.choices).about(self.examples)


def in_minutes(meanings: Iterable[tuple[Any, str]]) -> list[tuple[Any, str]]:
    """Return what a heading with minutes in it may mean: these first, and no repetitions."""
    others = [one for one in meanings if one[0] not in ("reps", "minutes", words.REPS_OR_MINUTES)]
    return [("minutes", "how many minutes it took"), *others]


def tick_doubt(heading: str, text: str) -> str:
    """Say of a cell under a heading of ticks that it may mean that it was done or not."""
    mark = text if 0 < len(text) <= _LONGEST_MARK else "blank" if not text else "its word"
    return ASK_TICK.format(heading=heading, mark=mark)


def heading_choices(heading: str, meanings: Iterable[tuple[Any, str]]) -> list[Choice]:
    """Return the choices for what a heading may mean."""
    return [Choice("columns", {heading: value}, meaning) for value, meaning in meanings]
