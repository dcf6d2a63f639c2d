"""What the cells say of a heading that may mean two things, and the question where they do not.

A time of the day or a duration; the number of a set or how many sets; minutes or the least of a
heart rate; seconds or minutes. Decided from the heading, the values and the columns beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from backcare.csv_reader import Rows, different, shortened
from backcare.diary import pain_words, words
from backcare.diary.cells import (
    days_of,
    has_clock,
    is_day,
    is_part_of_day,
    is_time_of_day,
    is_time_or_number,
    number_of,
    says_much,
)
from backcare.diary.durations import (
    TWO_PARTS,
    UNITLESS,
    are_hours_or_minutes,
    is_bare,
    is_clock,
    is_open,
    is_plain,
    is_pointed,
    is_two_parts,
    seconds_in,
)
from backcare.diary.harmless import is_about_else, said_of_doing
from backcare.diary.marks import by_their_meaning, is_tick, mark_choices, says_none, yes_or_no
from backcare.diary.not_done import says_not_done
from backcare.diary.plausible import (
    OWN_UNITS,
    fits,
    is_of_the_session,
    is_own_unit,
    is_plausible,
    is_the_same_all_day,
    may_be_mixed,
    without_clock,
)
from backcare.diary.questions import (
    ASK_ACTIVITY,
    ASK_DONE,
    ASK_HOURS,
    ASK_HOW_MANY,
    ASK_LENGTH,
    ASK_MIN,
    ASK_MINUTES,
    ASK_OF_NOTES,
    ASK_PART,
    ASK_PART_OF_A_DAY,
    ASK_PLANNED,
    ASK_REPS,
    ASK_REPS_OR_TIME,
    ASK_ROW,
    ASK_SETS,
    ASK_TIME,
    ASK_TIME_OR_NUMBER,
    ASK_UNIT,
    ASK_UNIT_OF_REPS,
    EACH_ITS_UNIT,
    LEFT_OUT,
    OF_THE_DAY,
    OFFERED,
    Choice,
    Question,
    heading_choices,
)
from backcare.diary.set_numbers import (
    Beside,
    are_a_row_each,
    number_or_amount,
    number_or_reps,
    runs_on,
    stand_alone,
)
from backcare.errors import Fault
from backcare.text import fold

_EARLIEST_HOUR = 4
_MOST_ANSWERS = 6  # to a question of yes and no, however they are spelled
_FINE = 4  # decimals of a part of a day: three are not enough for a minute
_HALF_OF_DAY = re.compile(r"(?:[ap]\.?m\.?|z|[+-][0-9]{2}:?[0-9]{2})$")
_A_ROW_EACH, _ALL_IN_A_ROW = "each row is one set", "each row is all of its sets"
_OF_SETS = (words.SET_NUMBER, "sets")
_TIMED = ("hold_s", "minutes", words.DURATION)
_LONGEST = 100
_WORD = re.compile(r"[a-z]+")
_HOUR = re.compile("[0-9]+")


class Claim(NamedTuple):
    """A heading that may be a column: how surely (the less the surer), where, in which unit."""

    rank: int
    place: int
    unit: str


class Decider:
    """Settles what the headings of one file leave open, in the `claims` that it is given."""

    def __init__(
        self,
        header: Sequence[str],
        claims: dict[str, list[Claim]],
        row: int,
        rows: Rows | None,
        kinds: Mapping[str, str],
    ) -> None:
        self._header, self._claims, self._row = header, claims, row
        self._rows, self._kinds = rows, kinds
        self._settled: set[int] = set()  # places of which nothing more is asked

    def decide(self) -> Iterator[Fault]:
        """Settle all that is open; yield the questions that are left."""
        yield from self._min()
        if self._rows is not None:
            self._dates()
            self._by_their_words(
                words.STATUS, words.DONE, lambda text: words.yes_or_no(text) is not None
            )
            self._by_their_words(words.TYPE, words.SET_KIND, words.is_kind_of_set)
            yield from self._units()
        yield from self._planned()
        yield from self._plurals()
        yield from self._lengths()
        for column in (words.STATUS, words.TYPE, words.UNIT, words.AMOUNT):
            self._claims.pop(column, None)
        yield from self._sets()
        yield from self._reps()
        yield from self._time()
        yield from self._parts_of_a_day()
        yield from self._open_minutes()
        yield from self._open_hours()
        yield from self._open_holds()
        yield from self._open_reps()
        yield from self._duration()

    def ask_of_others(self, places: Iterable[int]) -> Iterator[Fault]:
        """Ask about columns that nobody knows whether no in them means that nothing was done."""
        if "exercise_id" not in self._claims:
            return
        for place in sorted({*places} - self._settled):
            texts = self._texts(place)
            known = different(texts)
            are_answers = 0 < len(known) <= _MOST_ANSWERS
            heading = self._header[place][:_LONGEST]
            if pain_words.names_pain_alone(heading):
                continue
            if is_about_else(heading):
                yield from self._of_notes(place, said_of_doing(heading, texts))
            elif are_answers and (no := self._no_among(known, texts)):
                yield self._question(place, ASK_DONE, texts, value=repr(no))
            elif are_answers and self._are_units(known) and words.REPS_UNIT not in self._claims:
                yield self._question(place, ASK_UNIT_OF_REPS, texts)
            elif not any(map(is_plain, known)):  # of a number nobody says that it was not done
                yield from self._of_notes(place, texts)

    def _of_notes(self, place: int, texts: Sequence[str]) -> Iterator[Fault]:
        """Ask of a column in which some rows say in words that they were not done."""
        shown = [text if says_not_done(text, reasons=False) else "" for text in texts]
        if any(shown):
            yield self._question(place, ASK_OF_NOTES, shown)

    def take_plans(self, places: Iterable[int]) -> None:
        """Let a column that tells the rows of a plan from those of what was done do so."""
        for place in sorted({*places} - self._settled):
            exercises = self._texts(self._first("exercise_id"))
            rows = zip(exercises, self._texts(place), strict=True)
            known = list(dict.fromkeys(text for name, text in rows if name))
            answers = {words.yes_or_no(text) for text in known[: _MOST_ANSWERS + 1]}
            is_plan = any(map(words.is_of_plan, known[:_MOST_ANSWERS]))
            if is_plan and answers == {True, False} and words.DONE not in self._claims:
                self._is(words.DONE, [Claim(3, place, "")])

    def _no_among(self, known: Sequence[str], texts: Sequence[str]) -> str:
        """Return the cell of a column that may say of a row that it was not done, or ""."""
        if any(map(is_plain, known)):
            return "0" if {*known} == {"0", "1"} else ""
        answers = [yes_or_no(text) for text in known]
        of_plan = next(filter(words.is_of_plan, known), "")
        marks = [is_tick(text) for text in known]
        is_said = all(
            answer is not None or mark for answer, mark in zip(answers, marks, strict=True)
        )
        is_known = any(marks) or True in answers or not all(map(says_none, known))
        if of_plan or (False in answers and is_known and (is_said or True in answers)):
            return of_plan or known[answers.index(False)]
        if cross := next(filter(words.is_cross, known), "") if is_said and known[1:] else "":
            return cross
        # Where some rows are ticked, the others may be those that were not done; or the ticked.
        exercises = self._texts(self._first("exercise_id"))
        is_blank = any(name and not text for name, text in zip(exercises, texts, strict=True))
        ticks = [mark or answer for mark, answer in zip(marks, answers, strict=True)]
        return known[0] if is_blank and all(ticks) else ""

    def _are_units(self, known: Sequence[str]) -> bool:
        """Say whether cells are units of the repetitions beside them, time among them."""
        return (
            "reps" in self._claims
            and any(map(words.is_time_unit, known))
            and all(map(words.is_unit_of_reps, known))
        )

    def _units(self) -> Iterator[Fault]:
        """Let a column of units be that of the amount beside it."""
        units = self._claims.get(words.DURATION_UNIT, [])
        if units and not any(any(self._texts(one.place)) for one in units):
            del self._claims[words.DURATION_UNIT]
        for one in self._claims.pop(words.UNIT, []):
            texts = self._texts(one.place)
            known = different(texts)
            self._settled.add(one.place)
            if not any(map(words.is_unit_of_reps, known)):
                continue
            if words.AMOUNT in self._claims and not self._amounts():
                self._is("reps", self._claims[words.AMOUNT][:1])
            beside = self._amounts()
            if beside == ["reps"] and any(map(words.is_time_unit, known)):
                self._is(words.REPS_UNIT, [one])
            elif len(beside) == 1 and beside != ["reps"]:
                self._is(words.DURATION_UNIT, [one])
            elif not any(is_own_unit(known, column) for column in beside):
                yield self._question(one.place, ASK_UNIT_OF_REPS, texts)
        self._with_unit_beside()

    def _with_unit_beside(self) -> None:
        """Take a hold or minutes with a unit in another column for a duration."""
        found = [one for one in self._amounts() if one in _TIMED]
        if words.DURATION_UNIT not in self._claims or len(found) != 1:
            return
        (column,) = found
        if column != words.DURATION and min(self._claims[column]).rank > 0:
            claims = self._claims.pop(column)
            of_seconds = words.names_seconds(self._header[min(claims).place])
            own = OWN_UNITS[column] if column == "minutes" or of_seconds else ""
            self._is(words.DURATION, [one._replace(unit=one.unit or own) for one in claims])

    def _amounts(self) -> list[str]:
        return [one for one in ("reps", *_TIMED) if one in self._claims]

    def _planned(self) -> Iterator[Fault]:
        """Ask about what was planned, where nothing says what was done; and what may be two."""
        planned = self._claims.pop(words.PLANNED, [])
        for one in planned if not self._amounts() and "sets" not in self._claims else ():
            column = words.qualified(self._header[one.place])[0].replace(words.PLURAL, "reps")
            yield self._question(one.place, ASK_PLANNED, self._texts(one.place), column=column)
        for one in self._claims.pop(words.REPS_OR_TIME, []):
            yield self._question(one.place, ASK_REPS_OR_TIME, self._texts(one.place))

    def _plurals(self) -> Iterator[Fault]:
        """Ask whether times and holds are how many or how long; what has its unit says it."""
        for one in self._claims.pop(words.PLURAL, []):
            known = different(self._texts(one.place))
            if known and not any(map(is_plain, known)):
                self._is(words.TIME_OR_DURATION, [one])
            elif known:
                yield self._question(one.place, ASK_HOW_MANY, self._texts(one.place))

    def _lengths(self) -> Iterator[Fault]:
        """Take a length for a duration if its cells say so; ask where it may be the only amount."""
        for one in self._claims.pop(words.LENGTH, []):
            known = list(filter(None, self._texts(one.place)))
            if known and all(not is_plain(text) and seconds_in(text, unit="s") for text in known):
                self._is(words.DURATION, [one._replace(rank=3)])
            elif any(map(is_plain, known)) and not self._amounts():
                yield self._question(one.place, ASK_LENGTH, self._texts(one.place))

    def _texts(self, place: int | None) -> list[str]:
        return [] if self._rows is None else [text.strip() for text in self._rows.column(place)]

    def _first(self, column: str) -> int | None:
        found = self._claims.get(column)
        return min(found).place if found else None

    def _beside(self) -> list[Beside]:
        columns = ("started_at", "exercise_id", "reps")
        dates, exercises, reps = (self._texts(self._first(column)) for column in columns)
        patients = self._texts(self._first("patient"))
        known = {text: fold(text) for text in dict.fromkeys(exercises)}
        return [
            Beside(day, known[exercise], self._kinds.get(known[exercise], ""), number_of(many))
            for day, exercise, many in zip(days_of(patients, dates), exercises, reps, strict=True)
        ]

    def _is(self, column: str, claims: Iterable[Claim]) -> None:
        """Let claims be those of another column."""
        self._claims.setdefault(column, []).extend(claims)

    def _question(self, place: int, rule: str, texts: Sequence[str], **more: str) -> Fault:
        heading = self._header[place]
        self._settled.add(place)
        at = next((n for n, text in enumerate(texts) if text), 0)
        number = self._rows.numbers[at] if self._rows and texts else self._row
        value = texts[at] if texts else ""
        shown = value if is_plain(value) or is_clock(value) or is_pointed(value) else ""
        asked = Question(number, heading, shown, rule.format(heading=shortened(heading), **more))
        units = [
            (("duration", more[unit]), f"how long it took, in {more[name]}")
            for unit, name in (("first", "one"), ("second", "other"))
            if unit in more
        ]
        if rule == ASK_MINUTES:
            units = [((more["column"], unit), words.UNIT_NAMES[unit]) for unit in TWO_PARTS]
        offered = heading_choices(heading, (*OFFERED.get(rule, ()), *units, LEFT_OUT))
        if rule == ASK_DONE and (marked := self._marked(place, texts)):
            offered = [*marked, offered[-1]]
        return asked.offering(offered)

    def _marked(self, place: int, texts: Sequence[str]) -> list[Choice]:
        """Return what the marks of a column may mean, where its other cells do not say it."""
        exercises = self._texts(self._first("exercise_id"))
        used = [text for text, name in zip(texts, exercises, strict=True) if name]
        heading, is_clear = self._header[place], by_their_meaning(used, words.DONE, "")
        return [
            one._replace(value={heading: one.value[heading][0]}) if is_clear else one
            for one in mark_choices(heading, used)
        ]

    def _min(self) -> Iterator[Fault]:
        claims = self._claims.pop(words.MIN_OR_MINIMUM, [])
        beside = [text.casefold() for text in self._header if len(text) < 30]
        if not claims or words.EXTREMES & set(map(fold, beside)):
            return
        for text in beside:
            # Max HR beside Min may be that of the same or of something else; so may a pulse.
            named = set(_WORD.findall(text))
            if named & (words.EXTREMES | words.OF_THE_HEART) and not pain_words.speaks_of_pain(
                text
            ):
                place = claims[0].place
                yield self._question(place, ASK_MIN, self._texts(place), beside=text)
                return
        self._is("minutes", claims)

    def _dates(self) -> None:
        """Drop a column that claims the date and holds none; take a start that holds dates."""
        found = self._claims.get("started_at", [])
        if len(found) > 1:
            surest = min(found).rank
            dated = [one for one in found if one.rank > surest or self._holds(one.place, is_day)]
            if dated and min(dated).rank == surest:
                self._claims["started_at"] = dated
            self._starts_that_are_times(found)
        if found:
            return
        for column in (words.TIME, words.TIME_OR_DURATION):
            starts = [one for one in self._claims.get(column, []) if self._holds(one.place, is_day)]
            if starts:
                self._claims["started_at"] = starts
                self._claims[column] = [one for one in self._claims[column] if one not in starts]
                if not self._claims[column]:
                    del self._claims[column]
                return

    def _starts_that_are_times(self, found: Sequence[Claim]) -> None:
        """Take a start that holds nothing but times of the day, beside a date, for that."""
        dated = self._claims["started_at"]
        if {words.TIME, words.TIME_OR_DURATION} & set(self._claims):
            return
        for one in found:
            known = different(self._texts(one.place))
            if one not in dated and known and all(map(is_time_of_day, known)):
                self._is(words.TIME, [one._replace(rank=3)])
                return

    def _holds(self, place: int, is_such: Callable[[str], bool]) -> bool:
        return any(is_such(text) for text in dict.fromkeys(self._texts(place)) if text)

    def _by_their_words(self, column: str, meant: str, is_such: Callable[[str], bool]) -> None:
        """Take a column for another, if it has cells and each of them is such a word."""
        for one in self._claims.pop(column, []):
            known = different(self._texts(one.place))
            if known and all(is_such(text) and not is_plain(text) for text in known):
                self._is(meant, [one._replace(rank=3)])

    def _sets(self) -> Iterator[Fault]:
        """Tell a column of numbers in a row from one of amounts."""
        claims = self._claims.pop(words.SET_OR_SETS, [])
        counted = [one for one in self._claims.get("sets", []) if one.rank > 0]
        for one in [*claims, *counted]:
            texts = self._texts(one.place)
            is_counted = one in counted
            beside = self._beside() if texts else []
            answer = number_or_amount(texts, beside, counted=is_counted)
            # Numbers that go on from one exercise to the next are hardly amounts.
            if answer == "sets" and runs_on(texts, self._beside(), counted=is_counted):
                answer = ""
            is_singular = not (is_counted or words.may_be_several(self._header[one.place]))
            if answer == "sets" and is_singular and stand_alone(texts, self._beside()):
                answer = ""
            if answer == "sets" and one in claims and counted and all(map(is_plain, texts)):
                answer = words.SET_NUMBER  # what counts the sets stands beside it
            if answer == "sets":
                if one in claims:
                    self._is("sets", [one])
            elif answer == "set_number" and one in claims:
                self._is(words.SET_NUMBER, [one])
            else:
                yield self._question(one.place, ASK_SETS, texts)
        yield from self._sets_of_sets()

    def _sets_of_sets(self) -> Iterator[Fault]:
        """Drop how many sets there were, where each has a row; ask where it may not."""
        both = [min(self._claims[one]) for one in _OF_SETS if one in self._claims]
        if self._rows is None or len(both) < 2 or not any(one.rank for one in both):
            return
        number, many = (one.place for one in both)
        answer = are_a_row_each(self._texts(number), self._texts(many), self._beside())
        if answer:
            del self._claims["sets"]
        elif answer is None and not {number, many} & self._settled:
            of, sets = (self._header[place] for place in (number, many))
            ways = [{of: words.SET_NUMBER, sets: None}, {of: None, sets: "sets"}]
            rule = ASK_ROW.format(beside=shortened(of), each=ways[0], whole=ways[1])
            choices = map(Choice, ("columns",) * 2, ways, (_A_ROW_EACH, _ALL_IN_A_ROW))
            yield Question(self._row, sets, "", rule).offering(choices)

    def _reps(self) -> Iterator[Fault]:
        """Ask whether repetitions are a number in a row, where they may be; or the reverse."""
        for column in (words.REP_NUMBER, "reps") if self._rows is not None else ():
            for one in self._claims.get(column, []):
                texts = self._texts(one.place)
                named = "one" if words.names_one_rep(self._header[one.place]) else ""
                named = "number" if column == words.REP_NUMBER else named
                if one.rank and not number_or_reps(texts, self._beside(), named=named):
                    yield self._question(one.place, ASK_REPS, texts)

    def _time(self) -> Iterator[Fault]:
        claims = self._claims.pop(words.TIME_OR_DURATION, [])
        for one in claims:
            texts = self._texts(one.place)
            answer = self._time_or_duration(texts) if texts else words.TIME
            if answer:
                rank = one.rank if answer == words.TIME or words.DURATION not in self._claims else 3
                self._is(answer, [one._replace(rank=rank)])
            else:
                known = list(filter(None, texts))
                rule = ASK_TIME_OR_NUMBER if all(map(is_plain, known)) else ASK_TIME
                is_part = any(map(is_part_of_day, texts))
                yield self._question(one.place, ASK_PART if is_part else rule, texts)

    def _time_or_duration(self, texts: Sequence[str]) -> str:
        known = [text.casefold() for text in different(texts)]
        if not known or words.TIME in self._claims:
            return words.DURATION if known and words.TIME in self._claims else words.TIME
        if any(_HALF_OF_DAY.search(text) for text in known):
            return words.TIME
        if not all(map(is_clock, known)):
            return self._time_in_another_way(known, texts)
        if any(map(has_clock, self._texts(self._first("started_at")))):
            return words.DURATION
        if "exercise_id" not in self._claims:
            return words.TIME
        hours = [int(text.split(":")[0]) for text in known]
        given = [(text, row) for text, row in zip(texts, self._beside(), strict=True) if text]
        # Beside repetitions 1:30 may be in the afternoon, too.
        is_beside_reps = min(hours) > 0 and all(row.reps > 0 for _, row in given)
        may_be_time = max(hours) < 24 and (max(hours) >= _EARLIEST_HOUR or is_beside_reps)
        may_be_duration = any(fits(given, unit) for unit in TWO_PARTS)
        if may_be_time and self._has_durations():
            return words.TIME
        if may_be_time and may_be_duration:
            return words.DURATION if self._are_instead_of_reps(texts) else ""
        return words.DURATION if may_be_duration else words.TIME

    def _time_in_another_way(self, known: Sequence[str], texts: Sequence[str]) -> str:
        """Say what 18.30, 18h30 or 20 min is; nobody writes a number as 07.30."""
        are_points = all(map(is_time_or_number, known))
        if not (are_points or all(map(is_time_of_day, known))):
            return without_clock(known)
        if any(map(has_clock, self._texts(self._first("started_at")))):
            return words.DURATION
        is_padded = any(text.startswith("0") and text[1:2].isdecimal() for text in known)
        if is_padded or self._has_durations() or "exercise_id" not in self._claims:
            return words.TIME
        if are_points:
            return ""
        if max(int(_HOUR.findall(text)[0]) for text in known) < _EARLIEST_HOUR:
            return words.DURATION
        given = [(text, row) for text, row in zip(texts, self._beside(), strict=True) if text]
        return "" if fits(given, "s") else words.TIME

    def _given(self, place: int) -> list[tuple[str, Beside]]:
        texts = self._texts(place)
        return [(text, row) for text, row in zip(texts, self._beside(), strict=True) if text]

    def _leave_lengths_of_sessions(self) -> None:
        """Take no column for that of an exercise if it says how long each session took."""
        for column, unit, least in ((words.DURATION, "", 1), ("minutes", "min", 2)):
            kept = [
                one
                for one in self._claims.get(column, [])
                if one.rank < least
                or not is_of_the_session(self._given(one.place), one.unit or unit)
            ]
            if column in self._claims:
                self._claims[column] = kept
                if not kept:
                    del self._claims[column]

    def _prefer_with_unit(self, found: Sequence[Claim]) -> None:
        with_unit = [one for one in found if one.unit or one.rank == 0]
        if with_unit:
            self._claims[words.DURATION] = with_unit

    def _are_instead_of_reps(self, texts: Sequence[str]) -> bool:
        """Say whether a time stands where no repetitions do, and none where they do."""
        rows = [(bool(text), row.reps > 0) for text, row in zip(texts, self._beside(), strict=True)]
        return (True, True) not in rows and {(True, False), (False, True)} <= {*rows}

    def _has_durations(self) -> bool:
        """Say whether another column says how long it took."""
        places = [self._first(column) for column in ("minutes", "hold_s", words.DURATION)]
        return any(any(self._texts(place)) for place in places if place is not None)

    def _parts_of_a_day(self) -> Iterator[Fault]:
        """Ask about a duration that was not formatted: nobody counts ten-thousandths."""
        for column in (words.DURATION, "minutes"):
            for one in list(self._claims.get(column, [])):
                texts = self._texts(one.place)
                known = list(filter(None, texts))
                if one.rank == 0 or not known or not all(map(is_part_of_day, known)):
                    continue
                if any(len(re.split("[.,]", text)[1]) >= _FINE for text in known):
                    yield self._question(one.place, ASK_PART_OF_A_DAY, texts)
                    self._claims[column].remove(one)
            if not self._claims.get(column, [None]):
                del self._claims[column]

    def _open_minutes(self) -> Iterator[Fault]:
        """Ask about minutes written as 1:30, unless somebody says what they are."""
        for column in ("minutes", "pain_minutes", words.DURATION):
            for one in self._claims.get(column, []):
                shown = [text if is_open(text) else "" for text in self._minutes(column, one)]
                if any(shown):
                    yield self._question(one.place, ASK_MINUTES, shown, column=column)

    def _open_hours(self) -> Iterator[Fault]:
        """Ask whether 1.30 hours are an hour and a half, unless somebody says what they are."""
        for one in self._claims.get(words.DURATION, []):
            units = self._texts(self._first(words.DURATION_UNIT))
            texts = [
                " ".join(both).strip()
                for both in zip_longest(self._texts(one.place), units, fillvalue="")
            ]
            if one.rank and are_hours_or_minutes(different(texts), unit=one.unit):
                shown = [text if is_pointed(text) else "" for text in texts]
                yield self._question(one.place, ASK_HOURS, shown)

    def _minutes(self, column: str, one: Claim) -> Sequence[str]:
        """Return the cells that are minutes, by their heading or by the unit beside each."""
        texts = self._texts(one.place)
        if column == words.DURATION and one.rank and words.DURATION_UNIT in self._claims:
            units = map(words.unit_of, self._texts(self._first(words.DURATION_UNIT)))
            rows = zip(texts, units, strict=True)
            return [text if unit == "min" else "" for text, unit in rows]
        in_minutes = one.unit == "min" and one.rank
        is_such = in_minutes or (column != words.DURATION and not one.unit)
        return texts if is_such else ()

    def _duration(self) -> Iterator[Fault]:
        """Find the unit of a duration that has none; leave the length of a whole session."""
        if self._rows is None or "exercise_id" not in self._claims:
            return
        self._leave_lengths_of_sessions()
        found = self._claims.get(words.DURATION, [])
        if not found or any(one.unit or one.rank == 0 for one in found):
            self._prefer_with_unit(found)
            return
        one = min(found)
        if words.DURATION_UNIT not in self._claims:
            yield from self._unit_of(one, self._given(one.place))

    def _open_holds(self) -> Iterator[Fault]:
        """Ask for the unit of a hold that has none, where it is how long an activity took."""
        if self._rows is None or words.DURATION_UNIT in self._claims:
            return
        for one in self._claims.get("hold_s", []):
            is_known = one.rank == 0 or one.unit or words.names_seconds(self._header[one.place])
            if not is_known and self._activities(one.place, "reps", "minutes", words.DURATION):
                yield from self._unit_of(one, self._given(one.place))

    def _open_reps(self) -> Iterator[Fault]:
        """Ask whether repetitions of an activity are its minutes, where it has no others."""
        if self._rows is None or words.REPS_UNIT in self._claims:
            return
        reps = self._claims.get("reps", [])
        surest = [one for one in reps if one.rank == min(reps).rank]
        for one in surest if len(surest) == 1 else []:
            found = self._activities(one.place, *_TIMED) if one.rank else []
            if found and one.place not in self._settled:
                texts = [
                    text if n == found[0] else "" for n, text in enumerate(self._texts(one.place))
                ]
                exercise = self._texts(self._first("exercise_id"))[found[0]]
                yield self._question(one.place, ASK_ACTIVITY, texts, exercise=exercise)

    def _activities(self, place: int, *others: str) -> list[int]:
        """Return the rows where a number or 12:30 is the only amount of an activity."""
        cells = [self._texts(self._first(one)) for one in others]
        rows = zip(self._texts(place), self._beside(), zip(*cells, strict=True), strict=True)
        return [
            n
            for n, (text, row, more) in enumerate(rows)
            if is_bare(text) and row.kind == "activity" and not any(map(says_much, more))
        ]

    def _unit_of(self, one: Claim, given: Sequence[tuple[str, Beside]]) -> Iterator[Fault]:
        """Take the only unit that is possible, or ask; where some are clocks, for theirs."""
        clocks = [both for both in given if is_two_parts(both[0])]
        bare = [both for both in given if is_plain(both[0])]
        if not clocks and not bare:
            return
        open_to = TWO_PARTS if clocks else UNITLESS
        is_open = is_two_parts if clocks else is_plain
        given = clocks or given
        column = words.DURATION if one in self._claims.get(words.DURATION, []) else "hold_s"
        units = [unit for unit in open_to if fits(given, unit)]
        is_mixed = may_be_mixed(given, open_to)
        if len(units) == 1 and is_plausible(given, units[0]) and not is_mixed:
            self._claims[column] = [one._replace(unit=units[0])]
            return
        first, second = open_to
        yield self._question(
            one.place,
            ASK_UNIT
            + (EACH_ITS_UNIT if is_mixed else "")
            + (OF_THE_DAY if is_the_same_all_day(given) else ""),
            [text if is_open(text) else "" for text in self._texts(one.place)],
            one=words.UNIT_NAMES[first],
            other=words.UNIT_NAMES[second],
            first=first,
            second=second,
        )
