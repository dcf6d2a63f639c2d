"""Errors that give the value, the rule it breaks and the way out."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
import pandas as pd

from backcare.text import counted, row_ranges

_PRINTED_FAULTS = 20
_PRINTED_CHARACTERS = 60
_PRINTED_ROWS = 50


class Fault(NamedTuple):
    """One thing wrong: where it is, what was found there and the rule it breaks.

    Parameters
    ----------
    row : int or None
        The number that a spreadsheet shows beside the row (the header is row 1); None where
        there are no rows, or the fault is the whole file's.
    column : str
        The column, or the place in words ("entry 2, reps"); "" where it is a whole row.
    value : str
        What was found there; "" where nothing was.
    rule : str
        The rule that it breaks and the way out, as the rest of a sentence.

    Examples
    --------
    >>> print(Fault(14, "pain_after", "11", "must be 0 to 10. Correct the row."))
    row 14, pain_after: '11' must be 0 to 10. Correct the row.
    """

    row: int | None
    column: str
    value: str
    rule: str

    def __str__(self) -> str:
        place = [f"row {self.row}"] if self.row is not None else []
        place += [self.column] if self.column else []
        words = [", ".join(printable(_cut(one)) for one in place) + ":"] if place else []
        words += [quoted(self.value)] if self.value else []
        return " ".join([*words, self.rule])


def _cut(text: str) -> str:
    return text if len(text) <= _PRINTED_CHARACTERS else text[:_PRINTED_CHARACTERS] + "…"


def quoted(text: str) -> str:
    """Return a text in quotation marks, cut to what a sentence can hold."""
    return repr(_cut(text))


def printable(name: str) -> str:
    """Return a name of a file or a column as it can be printed, whatever it is made of."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)


def shown_value(value: object) -> str:
    """Return what was given for an argument as a message can show it: short, and on one line.

    What stands in a table may be about patients.
    """
    if isinstance(value, pd.DataFrame | pd.Series | pd.Index | np.ndarray):
        return type(value).__name__
    return printable(_cut(" ".join(repr(value).split())))


def fault_lines(faults: Iterable[object], count: int, *, kept_in: str) -> list[str]:
    """Return the first of `count` faults, a line each, then how many more there are, and where."""
    alike: dict[object, list[object]] = {}
    for fault in faults:
        alike.setdefault(_what_it_says(fault), []).append(fault)
    shown = list(islice(alike.values(), _PRINTED_FAULTS))
    if more := count - sum(map(len, shown)):
        return [*map(_line_of, shown), f"  … and {more:,} more, all in {kept_in}."]
    return [*map(_line_of, shown)]


def _what_it_says(fault: object) -> object:
    """Return what faults have in common that one answer, with its value, settles: a name."""
    if isinstance(fault, Fault) and fault.row is not None and repr(fault.value) in fault.rule:
        return fault[1:]
    return fault, id(fault)


def _line_of(alike: Sequence[object]) -> str:
    first = alike[0]
    if len(alike) == 1 or not isinstance(first, Fault):
        return f"  {first}"
    numbers = [one.row for one in alike if isinstance(one, Fault) and one.row is not None]
    more = f" and {len(numbers) - _PRINTED_ROWS:,} more" if len(numbers) > _PRINTED_ROWS else ""
    place = ", ".join(filter(None, [row_ranges(numbers[:_PRINTED_ROWS]), first.column]))
    return f"  {printable(_cut(place))}{more}: {quoted(first.value)} {first.rule}"


# Above what was left out, and what was read and may mean something else.
LEFT_OUT_OR_DOUBTED = "Left out, or worth a look:"


def left_out_lines(left_out: Iterable[Fault]) -> list[str]:
    """Return a line for each reason why rows were left out, with all the rows that have it."""
    rows: dict[tuple[str, str], list[Fault]] = {}
    for one in left_out:
        rows.setdefault((one.column, one.rule), []).append(one)
    lines = []
    for (column, rule), some in islice(rows.items(), _PRINTED_FAULTS):
        numbers = [one.row for one in some if one.row is not None]
        ranges = row_ranges(numbers[:_PRINTED_ROWS]) if numbers else ""
        place = ", ".join(filter(None, [ranges, printable(_cut(column))]))
        more = f" and {len(numbers) - _PRINTED_ROWS:,} more" if len(numbers) > _PRINTED_ROWS else ""
        lines.append(f"  {place}{more}: {rule}" if place else f"  {rule}")
    if more_lines := len(rows) - len(lines):
        lines.append(f"  … and {more_lines:,} more reasons, all in .left_out.")
    return lines


def faults_frame(faults: Iterable[Fault]) -> pd.DataFrame:
    """Put faults in a table, one a row; `row` is missing where a fault is the whole file's."""
    return pd.DataFrame(list(faults), columns=list(Fault._fields)).astype({"row": "Int64"})


class FaultsError(ValueError):
    """Something cannot be used: nothing was done with it, and here is all that is wrong."""

    def __init__(self, refusal: str, faults: Iterable[Fault]) -> None:
        self._refusal, self._faults = refusal, tuple(faults)
        super().__init__(refusal, self._faults)

    @property
    def faults(self) -> pd.DataFrame:
        """Every fault as a row, in the order of what was given, with the columns of `Fault`."""
        return faults_frame(self._faults)

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._faults)

    def __str__(self) -> str:
        return _listed(self._refusal, self._faults)


def _listed(refusal: str, faults: Sequence[Fault]) -> str:
    """Say what was refused, and the first of what is wrong."""
    lines = fault_lines(faults, len(faults), kept_in="this error's .faults")
    return "\n".join([f"{refusal}: {counted(len(faults), 'problem')}.", *lines])


class TableError(FaultsError):
    """A table of your own cannot be used; nothing of it was loaded.

    Parameters
    ----------
    file : str
        The file's name.
    faults : iterable of Fault
        Everything wrong with it.

    Examples
    --------
    >>> error = TableError("mine.csv", [Fault(4, "rating_mild", "fine", "must be ok or avoid.")])
    >>> print(error)
    mine.csv was not loaded: 1 problem.
      row 4, rating_mild: 'fine' must be ok or avoid.
    >>> error.faults[["row", "column"]]
       row       column
    0    4  rating_mild
    """

    def __init__(self, file: str, faults: Iterable[Fault]) -> None:
        super().__init__(f"{file} was not loaded", faults)
        self.args = (file, self._faults)  # what makes an equal one, in another process too


class SessionError(FaultsError):
    """A session cannot be stored as it is; nothing of it was.

    Parameters
    ----------
    faults : iterable of Fault
        Everything wrong with it.

    Examples
    --------
    >>> error = SessionError([Fault(None, "pain_after", "11", "must be 0 to 10.")])
    >>> print(error)
    The session was not stored: 1 problem.
      pain_after: '11' must be 0 to 10.
    >>> error.faults["column"].tolist()
    ['pain_after']
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__("The session was not stored", faults)
        self.args = (self._faults,)


class PlanError(FaultsError):
    """A plan cannot be used as it is; nothing was done with it.

    Parameters
    ----------
    faults : iterable of Fault
        Everything wrong with it.

    Examples
    --------
    >>> error = PlanError([Fault(None, "exercise 2, reps", "-1", "must be 1 to 200.")])
    >>> print(error)
    The plan cannot be used: 1 problem.
      exercise 2, reps: '-1' must be 1 to 200.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__("The plan cannot be used", faults)
        self.args = (self._faults,)


def did_you_mean(value: object, choices: Iterable[str] | Mapping[str, str]) -> str:
    """Return " Did you mean 'x'?" for the nearest term, found by its label too, or "" for none."""
    near = nearest(value, choices)
    return f" Did you mean {near!r}?" if near else ""


def nearest(
    value: object, choices: Iterable[str] | Mapping[str, str], *, alike: float = 0.55
) -> str:
    """Return the nearest term, found by its label too, or "" if none is so much `alike`."""
    spellings = {choice.casefold(): choice for choice in choices}
    if isinstance(choices, Mapping):
        spellings = {label.casefold(): term for term, label in choices.items()} | spellings
    word = str(value).casefold().strip()
    # Of very different lengths none is near, and to prepare a long word takes long.
    others = [one for one in spellings if len(word) < 3 * len(one) and len(one) < 3 * len(word)]
    near = difflib.get_close_matches(word, others, n=1, cutoff=alike) if others else []
    return spellings[near[0]] if near else ""


def unknown_term(
    argument: str, values: Iterable[object], choices: Iterable[str] | Mapping[str, str]
) -> ValueError:
    """Build the error for terms that are not among the choices."""
    sentences = " ".join(
        f"{argument} {shown_value(value)} is not known.{did_you_mean(value, choices)}"
        for value in values
    )
    return ValueError(f"{sentences} Choose from: {', '.join(choices)}.")


class LogError(RuntimeError):
    """The session log cannot do what was asked; what was stored before is as it was.

    Parameters
    ----------
    message : str
        What cannot be done with which log, why, and the way out.

    Examples
    --------
    >>> raise LogError("The log log.db cannot be written. Ask for the right to write there.")
    Traceback (most recent call last):
    backcare.errors.LogError: The log log.db cannot be written. Ask for the right to write there.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)


class ChangedElsewhereError(LogError):
    """A session in the log is not as it was known; nothing was done.

    Parameters
    ----------
    message : str
        Which session, and how to see what it is now.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from datetime import datetime
    >>> log = bc.SessionLog(":memory:")
    >>> mine = bc.Session(datetime(2026, 3, 2, 18), session_id="first")
    >>> _ = log.add(mine), log.edit(replace(mine, pain_after=9))  # the second from elsewhere
    >>> log.undo("first", known=mine)
    Traceback (most recent call last):
    backcare.errors.ChangedElsewhereError: The session 'first' is not in the log as you know it...
    """


class RestoreError(LogError):
    """A backup and a log contradict each other; nothing was restored.

    Parameters
    ----------
    refusal : str
        Which backup.
    faults : iterable of Fault
        What is in both and differs, with what each says.

    Examples
    --------
    >>> error = RestoreError("a.db was not restored", [Fault(None, "session a", "", "differs.")])
    >>> print(error)
    a.db was not restored: 1 problem.
      session a: differs.
    """

    def __init__(self, refusal: str, faults: Iterable[Fault]) -> None:
        super().__init__(refusal)
        self._refusal, self._faults = refusal, tuple(faults)
        self.args = (refusal, self._faults)

    @property
    def faults(self) -> pd.DataFrame:
        """Everything that differs as a row, with the columns of `Fault`."""
        return faults_frame(self._faults)

    def __str__(self) -> str:
        return _listed(self._refusal, self._faults)


class OutcomeUnknownError(LogError):
    """Nobody can tell whether the log has taken a change: the answer to it got lost.

    Done again, a change with the same id is not stored twice. `why` says what went wrong.
    """

    def __init__(self, message: str, why: str) -> None:
        super().__init__(message)
        self.why = why


class DateOrderError(ValueError):
    """A question: is the day or the month first in the dates of this file?

    Parameters
    ----------
    file : str
        The name of the file.
    row : int
        The first row, as a spreadsheet numbers them, with a date that can be read both ways.
    value : str
        What the file has there.
    hint : str
        What the other dates of the file show, if anything.

    Examples
    --------
    >>> raise DateOrderError("diary.csv", 2, "03/04/2026")
    Traceback (most recent call last):
    backcare.errors.DateOrderError: diary.csv: '03/04/2026' (row 2) could mean two different dates.
    Pass day_first=True if the day is written first, or day_first=False if the month is.
    """

    def __init__(self, file: str, row: int, value: str, hint: str = "") -> None:
        self._file, self.row, self.value, self._hint = file, row, value, hint
        super().__init__(file, row, value, hint)

    def __str__(self) -> str:
        place = f"{self._file}: {self.value!r} (row {self.row})"
        asked = f"{place} could mean two different dates.{self._hint}"
        answers = "Pass day_first=True if the day is written first, or day_first=False if the month"
        return f"{asked} {answers} is."
