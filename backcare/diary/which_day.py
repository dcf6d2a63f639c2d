"""Which day a row is of, where several columns have dates, one is blank, or 3/4 may be two days.

A day that the diary names is surer than the moment at which a form was filled in; a row that only
says for when it was planned was not done. Day and month are told apart by what the file shows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

from backcare.csv_reader import Rows, different, shortened
from backcare.diary.cells import Start, is_day, readings_of_day, weekday_in
from backcare.diary.decide import Claim
from backcare.diary.words import IN_UTC, LETTERS
from backcare.errors import Fault
from backcare.text import (
    fold,
    folded_terms,
    spelled_date,
    weekday_name,
    weekday_numbers,
)

_OF_THE_FORM = (
    "is when the form was filled in. Each row is taken for the day under {heading!r}. If the "
    "time of the form is right, pass columns={{{heading!r}: None}}."
)
PLANNED_ONLY = "is blank, and {heading!r} beside it says only for when it was planned: not counted."
_SHOWS_THE_ORDER = (
    "is read, and not left out. It shows that the {order} is first, and so {other} (row {row}) and "
    "the like are read so. If they are not, pass day_first={answer}."
)
_TURNED_BACK = (
    "is {time}, and row {row} {side} it, of the same date, is {before}: the clock goes back. If "
    "it {right}. If it was early in the morning of that day, move the row {side} row {first}."
)
_NIGHT, _SOON, _NOON = timedelta(days=1), timedelta(hours=2), 12
# The stamp of a form; the day that is asked for in it; and languages in which no month is first.
_STAMPS = (
    "timestamp|zeitstempel|horodateur|horodatage|marca temporal|informazioni cronologiche|"
    "tijdstempel|carimbo de data hora|submitted at|submission date|submission time|date submitted"
)
_DAYS = (
    "date|day|datum|tag|fecha|día|jour|data|giorno|dia|dag|when|wann|quand|cuándo|quando|wanneer"
)
_OF_DOING = (
    "exercise|exercises|exercised|exercising|activity|activities|session|workout|training|trained|"
    "train|übung|übungen|geübt|trainiert|trainings|aktivität|einheit|exercice|exercices|activité|"
    "séance|entraînement|ejercicio|ejercicios|actividad|sesión|entrenamiento|entrenó|esercizio|"
    "esercizi|attività|sessione|allenamento|allenato|oefening|oefeningen|activiteit|sessie|"
    "geoefend|exercício|exercícios|atividade|sessão|treino|done|performed|did|do"
)
_BESIDE_DAYS = (
    "of|the|what|which|you|your|was|were|is|on|this|that|it|for|in|der|des|die|das|den|an|am|"
    "welchem|welcher|welchen|haben|hast|sie|du|wurde|de|del|la|le|l|el|du|dell|della|di|van|het|"
    "een|en|do|da|que|qué|quel|quelle|avez|as|vous|tu|fait|hizo|usted|ha|hai|fatto|heeft|hebt|u|je|"
    "welke|op|a|em|ihre|ihrer|deine|deiner|votre|ta|su|tu|uw"
)
_NOT_ENGLISH = (
    "datum|tag|uhrzeit|zeitstempel|übung|übungen|uebung|uebungen|wiederholungen|wdh|sätze|saetze|"
    "dauer|minuten|aktivität|exercice|exercices|répétitions|séries|durée|heure|activité|fecha|"
    "ejercicio|ejercicios|repeticiones|hora|duración|actividad|esercizio|esercizi|ripetizioni|"
    "giorno|durata|attività|oefening|oefeningen|herhalingen|tijd|duur|activiteit|exercício|"
    "exercícios|repetições|duração|atividade|ćwiczenie|øvelse|övning"
)


_OF_WEEKDAYS = (
    "weekday|week day|day of week|day of the week|dow|day|wochentag|tag|jour|jour de la semaine|"
    "día|día de la semana|giorno|giorno della settimana|dag|dag van de week|weekdag|dia|"
    "dia da semana"
)
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ANOTHER_WEEKDAY = (
    "{beside}says {said}, but {day} is a {is_on}. Correct the day or the weekday, whichever is "
    "wrong{more}"
)
_NOT_READ = ", or pass columns={{{heading!r}: None}} if it says something else."


_OF_FORMS, _FOREIGN = folded_terms(_STAMPS), folded_terms(_NOT_ENGLISH)
_DAY_WORDS, _DOING_WORDS, _BESIDE_DAY = map(folded_terms, (_DAYS, _OF_DOING, _BESIDE_DAYS))
_WEEKDAY_HEADINGS = folded_terms(_OF_WEEKDAYS)
_LONGEST = 100
_AT_ONCE = timedelta(minutes=1)  # nobody fills in a form again in less
# Nobody writes seconds by hand.
_BY_A_PROGRAM = re.compile("[0-9],?[ Tt]+[0-9]{1,2}[:.][0-9]{2}[:.][0-9]{2}")


def take_named_day(
    rows: Rows | None, claims: dict[str, list[Claim]], others: Sequence[int]
) -> Iterator[Fault]:
    """Take the day of the activity for the start, beside the stamp of a form; tell that.

    Where not each exercise has such a day, or the other column is no stamp, both claim the start.
    """
    found = claims.get("started_at", [])
    if rows is None or any(one.rank < 2 for one in found):
        return
    places = [*others, *(one.place for one in found)]
    named = [
        place
        for place in places
        if _names_the_day(rows.header[place][:_LONGEST]) and _has_days(rows, place)
    ]
    if len(named) != 1:
        return
    day = Claim(2, named[0], "")
    rest = [one for one in found if one.place != day.place]
    are_stamps = all(_is_stamp(rows.header[one.place]) for one in rest)
    if rest and not (are_stamps and _is_complete(rows, day.place)):
        claims["started_at"] = [*rest, day]
        return
    claims["started_at"] = [day]
    for one in rest:
        rule = _OF_THE_FORM.format(heading=shortened(rows.header[day.place]))
        yield Fault(rows.header_number or None, rows.header[one.place].strip(), "", rule)


def _has_days(rows: Rows, place: int) -> bool:
    return any(map(is_day, rows.values(place)))


def _is_complete(rows: Rows, place: int) -> bool:
    """Say whether each row has a day there, and nothing else."""
    return all(is_day(text.strip()) for text in rows.column(place))


def sent_once(rows: Rows, place: int, starts: Sequence[Start | None]) -> list[Start | None]:
    """Return the starts, as that of the first where a form was sent again at once, unchanged."""
    if not _is_stamp(rows.header[place]):
        return [*starts]
    first: dict[tuple[str, ...], Start] = {}
    marks = list[Start | None]()
    for cells, start in zip(rows.cells, starts, strict=True):
        said = (*cells[:place], *cells[place + 1 :])
        before = first.get(said)
        if start and not (before and timedelta(0) <= start.wall - before.wall <= _AT_ONCE):
            first[said] = start
        marks.append(start and first[said])
    return marks


def days_of_their_own(rows: Rows, dates: int | None, skipped: Sequence[int]) -> dict[int, int]:
    """Return the rows that have a day, but not where the date is; and in which column it stands."""
    if dates is None:
        return {}
    blank = [row for row, text in enumerate(rows.column(dates)) if not text.strip()]
    places = [one for one in range(len(rows.header)) if one not in (dates, *skipped)]
    found: dict[int, int] = {}
    for place in places if blank else ():
        days = {text for text in rows.values(place) if is_day(text)}
        found |= {row: place for row in blank if days and rows.cells[row][place].strip() in days}
    return found


_Whose: TypeAlias = "tuple[str, str]"  # of a person, and the sign between the parts


class Order(NamedTuple):
    """What is first in the dates of a file, by the sign between their parts, and how it is known.

    `row` shows it for `other`; -1 where nobody has to be told.
    """

    day_first: Mapping[str, bool]
    row: int = -1
    other: int = -1

    def told(self, rows: Rows, heading: str, dates: Sequence[str]) -> list[Fault]:
        """Say which date showed the order of another."""
        if self.row < 0:
            return []
        (_, _, by) = readings_of_day(dates[self.row]) or (None, None, "")
        is_day_first = self.day_first[by]
        rule = _SHOWS_THE_ORDER.format(
            order="day" if is_day_first else "month",
            other=dates[self.other],
            row=rows.numbers[self.other],
            answer=not is_day_first,
        )
        return [Fault(rows.numbers[self.row], heading, dates[self.row], rule)]


class _Shown:
    """What the dates of each person, and of each sign between their parts, show of their order."""

    def __init__(self, rows: Rows, dates: Sequence[str], patients: Sequence[str]) -> None:
        self.orders: dict[_Whose, dict[bool, int]] = {}  # by order the row that shows it
        self.open: dict[_Whose, int] = {}  # the first row that shows nothing
        self.by_weekday: set[str] = set()
        weekdays = _weekdays(rows)
        is_machine = all(_BY_A_PROGRAM.search(text) for text in dict.fromkeys(dates) if text)
        for row, text in enumerate(dates):
            if read := readings_of_day(text):
                whose = ("" if is_machine else patients[row], read[2])
                self._take(row, whose, read[:2], weekday_in(text) or weekdays[row])

    def _take(
        self,
        row: int,
        whose: _Whose,
        read: tuple[date | None, date | None],
        weekdays: frozenset[int],
    ) -> None:
        order = _order_shown(*read, weekdays)
        if order is not None:
            self.orders.setdefault(whose, {}).setdefault(order, row)
            self.by_weekday |= {whose[1]} if all(read) else set()
        elif all(read) and read[0] != read[1]:
            self.open.setdefault(whose, row)

    def by_sign(self, by: str) -> set[bool]:
        """Return the orders that dates with this sign between their parts show."""
        return {one for (_, sign), found in self.orders.items() if sign == by for one in found}


def order_of_dates(rows: Rows, dates: Sequence[str], patients: Sequence[str]) -> Order | None:
    """Return what is first in dates that may be two days; None where the file does not show it.

    A weekday shows it, and another date that can be read only one way, as long as none contradicts.
    What one person wrote by hand shows nothing of another. With points between, in a language that
    is not English, the day is first.
    """
    shown = _Shown(rows, dates, patients)
    signs = {by for _, by in (*shown.open, *shown.orders)}
    orders = {by: shown.by_sign(by) for by in signs}
    day_firsts = {by: next(iter(found)) for by, found in orders.items() if len(found) == 1}
    is_foreign = _is_not_in_english(rows.header)
    told = (-1, -1)
    for (whose, by), row in shown.open.items():
        own = shown.orders.get((whose, by), {})
        if by == "." and is_foreign and not orders[by]:
            day_firsts[by] = True
        elif by not in day_firsts or not (own or (by == "." and is_foreign)):
            return None
        elif by not in shown.by_weekday and by != "." and told[0] < 0:
            told = (own[day_firsts[by]], row)
    if is_foreign and not day_firsts.get(".", True):
        return None
    if any(len(orders[by]) > 1 for by in shown.by_weekday):
        return None
    return Order(day_firsts, *told)


def wrong_days(
    rows: Rows,
    values: Mapping[str, Sequence[Any]],
    dates: Sequence[str],
    silent: Collection[str],
) -> dict[int, str]:
    """Return by row what to say of a date that may be that of another day.

    Of the headings that are `silent`, folded, nothing is told.
    """
    starts = values["started_at"]
    turned = _turned_back(values["patient"], values["session_id"], starts, rows.numbers)
    return turned | _wrong_weekdays(rows, dates, starts, silent)


def _wrong_weekdays(
    rows: Rows,
    dates: Sequence[str],
    starts: Sequence[Start | None],
    silent: Collection[str],
) -> dict[int, str]:
    """Return by row what to say of days that are not on the weekday that stands beside them.

    In the same cell, or in a column that is called so; but not if it is `silent`, folded.
    """
    called_so = [
        place
        for place, heading in enumerate(rows.header)
        if (name := fold(heading[:_LONGEST])) in _WEEKDAY_HEADINGS and name not in silent
    ]
    beside, place = _weekdays_among(rows, called_so)
    wrong = {}
    for row, (text, start) in enumerate(zip(dates, starts, strict=True)):
        own = weekday_in(text)
        weekdays = own or beside[row]
        is_here = start is not None and start.written_offset != IN_UTC
        if start is not None and is_here and weekdays and start.wall.weekday() not in weekdays:
            heading = "" if own or place is None else rows.header[place]
            wrong[row] = _ANOTHER_WEEKDAY.format(
                beside=f"{shortened(heading).strip()!r} beside it " if heading else "",
                day=spelled_date(start.wall),
                is_on=weekday_name(start.wall),
                said=" or ".join(_NAMES[one] for one in sorted(weekdays)),
                more=_NOT_READ.format(heading=heading) if heading else ".",
            )
    return wrong


def _turned_back(
    patients: Sequence[str | None],
    ids: Sequence[str | None],
    starts: Sequence[Start | None],
    numbers: Sequence[int],
) -> dict[int, str]:
    """Return by row what to ask of a clock that goes back within a date: 23:55, and then 00:10.

    After midnight the day is another one; and 12:10, 1:05 may be after noon, where no time of the
    file says that its hours go on to 24. What has an id, or an offset, was written by a program.
    """
    runs = list[list[int]]()
    moments = dict[int, datetime]()
    last: tuple[str | None, date] | None = None
    for row, start in enumerate(starts):
        if start is None or not start.has_clock or start.written_offset or ids[row] is not None:
            last = None
            continue
        moments[row] = start.wall
        day = (patients[row], start.wall.date())
        if day != last:
            runs.append([])
        runs[-1].append(row)
        last = day
    turns = [_NIGHT]
    if all(1 <= hour <= _NOON for hour in {moment.hour for moment in moments.values()}):
        turns.append(_NIGHT / 2)
    is_down = _goes_down(runs, moments, turns)
    side = "below" if is_down else "above"
    asked = dict[int, str]()
    for run in runs if len(moments) > len(runs) else ():
        ordered = run[::-1] if is_down else run
        late: tuple[int, timedelta] | None = None  # the row before the turn, and which it is
        for before, row in pairwise(ordered):
            turn = _turn(moments[before], moments[row], turns)
            late = (before, turn) if turn else late
            if late and moments[row] < moments[late[0]]:
                asked[row] = _TURNED_BACK.format(
                    time=f"{moments[row]:%H:%M}",
                    row=numbers[late[0]],
                    before=f"{moments[late[0]]:%H:%M}",
                    right=_later(moments[row], late[1]),
                    first=numbers[ordered[0]],
                    side=side,
                )
    return asked


def _goes_down(
    runs: Sequence[Sequence[int]], moments: Mapping[int, datetime], turns: Sequence[timedelta]
) -> bool:
    """Say whether the newest row is the first of its date, and else of the file."""
    within = [pair for run in runs for pair in pairwise(run)]
    between = [(one[-1], other[0]) for one, other in pairwise(runs)]
    for pairs in (within, between):
        steps = [(moments[one], moments[other]) for one, other in pairs]
        clear = [
            one < other
            for one, other in steps
            if one != other and not (_turn(one, other, turns) or _turn(other, one, turns))
        ]
        if clear and 2 * sum(clear) != len(clear):
            return 2 * sum(clear) < len(clear)
    return False


def _turn(before: datetime, after: datetime, turns: Sequence[timedelta]) -> timedelta | None:
    """Return by how much a time is to be later, so that it follows soon on the one before."""
    if after >= before:
        return None
    pause = before - after
    return next((turn for turn in turns if pause <= turn <= pause + _SOON), None)


def _later(moment: datetime, turn: timedelta) -> str:
    if turn == _NIGHT:
        return f"was after midnight, write the next day there, {spelled_date(moment + turn)}"
    return f"was after noon, write {moment + turn:%H:%M}"


def _order_shown(
    day_first: date | None, month_first: date | None, weekdays: frozenset[int]
) -> bool | None:
    """Say whether a date shows that its day is first; None where it shows nothing."""
    if not (day_first and month_first):
        return None if day_first == month_first else day_first is not None
    fits = [one.weekday() in weekdays for one in (day_first, month_first)]
    return fits[0] if fits[0] != fits[1] else None


def _weekdays(rows: Rows) -> list[frozenset[int]]:
    """Return the weekday that stands in each row, in a column of its own."""
    return _weekdays_among(rows, range(len(rows.header)))[0]


def _weekdays_among(rows: Rows, places: Iterable[int]) -> tuple[list[frozenset[int]], int | None]:
    """Return the weekday that stands in each row, in one of these columns; and which that is."""
    for place in places:
        known = different(text.strip() for text in rows.column(place))
        if known and all(_weekday(text) for text in known):
            return [_weekday(text.strip()) for text in rows.column(place)], place
    return [frozenset()] * len(rows.cells), None


def _weekday(text: str) -> frozenset[int]:
    return weekday_numbers().get(text.casefold().strip(". "), frozenset())


def _is_stamp(heading: str) -> bool:
    """Say whether a heading is that of the moment at which a form was filled in."""
    return fold(heading) in _OF_FORMS


def _names_the_day(heading: str) -> bool:
    """Say whether a heading asks for the day on which something was done: Date of exercise."""
    found = {fold(word) for word in LETTERS.findall(heading)}
    known = _DAY_WORDS | _DOING_WORDS | _BESIDE_DAY
    return bool(found & _DAY_WORDS and found & _DOING_WORDS) and found <= known


def _is_not_in_english(header: Iterable[str]) -> bool:
    """Say whether a heading is in a language in which points part day, month and year."""
    return any(fold(heading) in _FOREIGN for heading in header if len(heading) < 100)
