"""What of a row was done: no rest, no zeros, nothing that is marked as not done.

Works on cells that are read, row by row, and tells each row of which something is not an exercise.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from backcare.csv_reader import shortened
from backcare.diary import words
from backcare.diary.counts import uncounted
from backcare.diary.crossed import left_undone
from backcare.diary.degrees import is_part
from backcare.diary.excuses import is_excuse, names_reason
from backcare.diary.less_done import may_say_less, says_less
from backcare.diary.marks import is_told, marks_in
from backcare.diary.moments import skips, ticks
from backcare.diary.not_done import may_say_not_done, says_not_done
from backcare.diary.other_done import name_who, says_other, says_who
from backcare.diary.phases import is_rest, is_work
from backcare.diary.questions import (
    ASK_AMOUNT,
    ASK_HELD,
    ASK_KIND_OF_SET,
    ASK_NOTE,
    ASK_UNIT_OF_ROW,
    tick_doubt,
)
from backcare.exercises.other import OTHER_ACTIVITY, OTHER_NAME
from backcare.sessions import ENTRY_LIMITS, OTHER_MINUTES, TEXT_LIMITS
from backcare.text import fold

PAINS = ("pain_before", "pain_after", "pain_peak")
_AMOUNTS = tuple(column for column in ENTRY_LIMITS if column != "sets")
# What there may be an amount of, by the kind of the exercise.
_AMOUNTS_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "exercise": ("sets", "reps", "hold_s", words.DURATION),
        "activity": ("minutes", "hold_s", words.DURATION),
    }
)
# Pain of which there is none without an exercise.
_PAINS_OF_DOING = ("pain_after", "pain_peak", "pain_minutes")
WITHOUT_AMOUNT = ("done", "not_done")
_NOT_DONE = "means that it was not done: not counted."
_A_REST = "is a rest, a warm-up or a note, and no exercise: not counted."
_AS_ASKED = "is left out, as names= says: not counted."
_ZEROS = "with nothing but zeros: not counted as done."
_IN_PART = (
    "{says}: counted, without the amounts of the row, which may be what was "
    "planned. Write how much was done, and yes, to count them; or pass columns={{{heading!r}: "
    "('done', {part!r})}} to count them as they stand."
)
_A_PART = "says that a part was done"
_SOME_TICKS = "has not as many ticks as there are sets, so that only a part may be done"
_UNMARKED = "is blank, where other rows say that it was done: not counted as done."
_UNFILLED = (
    "with no amount, where other rows have one: not counted as done. If it was, write how much, or "
    "pass without_amount='done'."
)
_NOBODYS = "is blank, and other rows name a patient. Write whose row it is."
_SAID_NOT_DONE = "with no amount: not counted as done, as without_amount= says."
_NOTE_SAYS_SO = (
    "has a note that says that it was not done, as columns={{{heading!r}: 'not_done'}} has it: not "
    "counted."
)
_NONE_AT_ALL = frozenset({"nil", "nope", "zero"})  # alone in a note
_OF_THE_DAY = (
    " Other exercises of that day are: write such a note beside each that was not done either."
)
_NOTED = (
    "with no amount, and with a note that says that it was not done: not counted. If it was, pass "
    "columns={{{heading!r}: 'note'}}."
)
_LESS = (
    "may say that less was done than the amounts beside it, or more: they count as they stand. If "
    "so, write how much; if not, pass columns={{{heading!r}: 'note'}}."
)
_OTHER = (
    "may say that something else was done than the row says: it counts as it stands. If it was, "
    "correct the exercise; if not, pass columns={{{heading!r}: 'note'}}."
)
_SOMEBODY_ELSE = (
    "may say that somebody else did it: it counts as it stands. If so, delete the row, or write it "
    "into a file of that person; if not, pass columns={{{heading!r}: 'note'}}."
)
_DOUBTFUL = (
    "may say that it was not done either, and is counted as done. If it was not, write “not done” "
    "there."
)
_TWO_AMOUNTS = "is another time than {column} says in this row. Delete one of the two."
_A_DISTANCE = "is a distance, which a log does not hold: how far it was is not read."
_NO_MINUTES = "{rule} Write them in, or leave it out: names={{{name!r}: None}}."
_MINUTES_ALONE = "is not kept of other activity: only its minutes are."
_BLANK_UNIT = "is blank, and the number beside it may be minutes. Write min, s or reps."


class Told(NamedTuple):
    """A row of which something was left out, and why: no fault."""

    place: int
    column: str
    rule: str


_Day: TypeAlias = "tuple[str | None, date | None]"  # of a patient
_Whose: TypeAlias = "tuple[str | None, str]"  # a patient, and an exercise or its kind


class _Blank(NamedTuple):
    """The rows without an amount, and what else the file says of who did what."""

    places: list[int]
    filled: set[_Whose]  # of which there are amounts
    days: set[_Day]  # on which something was done


class Events:
    """The rows of a file, with what was not done taken out of them."""

    def __init__(
        self,
        values: dict[str, list[Any]],
        broken: dict[str, dict[int, str]],
        texts: Mapping[str, Sequence[str]],
    ) -> None:
        self.values, self.broken, self._texts = values, broken, texts
        self.told: list[Told] = []
        self.emptied: set[int] = set()  # rows whose exercise was taken out

    def leave_out(self, names: Collection[str]) -> None:
        """Take out the exercises that the caller does not want; names are folded."""
        texts = self._texts["exercise_id"]
        unwanted = {text for text in dict.fromkeys(texts) if text and fold(text) in names}
        for place, text in enumerate(texts if unwanted else ()):
            if text in unwanted:
                self._take_out(place, "exercise_id", _AS_ASKED)

    def settle(
        self,
        headings: Mapping[str, str],
        ways: Sequence[bool],
        marks: Mapping[str, str],
        kinds: Mapping[str, str],
        answer: str | None,
    ) -> None:
        """Take out what was not done, row by row; `ways` tells where a distance was covered.

        `marks` are what the caller says of a tick or a cross. The `kinds` of exercises are given
        where people may have printed what was planned.
        """
        self._rests()
        self._crossed()
        self._kinds(headings)
        self._done(headings, marks.get(words.DONE, ""))
        self._not_done(headings, marks.get(words.NOT_DONE, ""))
        if kinds:
            self._uncounted(headings, kinds, answer)
        for place in range(len(ways)):
            self._zeros(place, covered=ways[place])

    def noted(
        self,
        notes: Mapping[str, Sequence[str]],
        *,
        telling: Collection[str],
        headings: Mapping[str, str],
        ways: Sequence[bool],
        answer: str | None,
        unread: Set[int],
        known: Collection[str] = (),
    ) -> None:
        """Take out what a note says was not done, and ask where something else says that it was.

        `notes` are by their headings. Of those `telling` the caller says that they mean it; an
        amount, pain after it, or the `answer` that all was done says otherwise of the others. All
        spellings of exercises that are `known`, folded, are looked for in what was done instead.
        """
        columns = [one for one in (*_AMOUNTS, words.DURATION, "sets") if one in headings]
        marks = [one for one in (words.DONE, words.NOT_DONE) if one in headings]
        with_amount: set[int] | None = None
        told: list[tuple[int, str]] = []
        for heading, texts in notes.items():
            shown = shortened(heading)
            why = heading if heading in telling and names_reason(heading) else ""
            for place in self._said_not_done(texts, marks, why):
                if heading in telling:
                    told.append((place, _NOTE_SAYS_SO.format(heading=shown)))
                    continue
                if with_amount is None:
                    with_amount = self._with_amount(columns, ways, unread)
                if answer == "done" or place in with_amount or self._was_done(place, marks):
                    rule = ASK_NOTE.format(heading=shown)
                    self.broken["exercise_id"].setdefault(place, rule)
                else:
                    told.append((place, _NOTED.format(heading=shown)))
            told_place = {place for place, _ in told}
            self._say_less(heading, texts, told_place, is_telling=heading in telling)
            self._say_other(heading, texts, told_place, known)
        left_out = {place for place, _ in told}
        exercises = enumerate(self.values["exercise_id"] if told else ())
        days = {self._day(n) for n, one in exercises if one is not None and n not in left_out}
        for place, rule in told:
            more = _OF_THE_DAY if self._day(place) in days else ""
            self._take_out(place, "exercise_id", rule + more)

    def _said_not_done(
        self, texts: Sequence[str], marks: Sequence[str], why: str = ""
    ) -> list[int]:
        """Return the exercises whose note says so; where a column says otherwise, with no excuse.

        Under a heading that asks `why`, a reason is enough.
        """
        known = dict.fromkeys(texts)
        answers = {text: words.yes_or_no(text.strip()) for text in known}
        # Words for no are one where others say yes; one word alone always is.
        are_answers = any(answers.values())
        no = {
            text
            for text, answer in answers.items()
            if (answer is False and (are_answers or len(words.LETTERS.findall(text)) < 2))
            or fold(text) in _NONE_AT_ALL
        }
        no |= {text for text in known if why and is_excuse(text, why)}
        exercises = self._texts["exercise_id"]
        pairs = dict.fromkeys(zip(texts, exercises, strict=True))
        so = {both for both in pairs if both[0] in no or says_not_done(*both)}
        plainly = {both for both in so if says_not_done(*both, reasons=False)} if marks else so
        return [
            place
            for place, both in enumerate(zip(texts, exercises, strict=True) if so else ())
            if both in so
            and self.values["exercise_id"][place] is not None
            and (both in plainly or not any(self._texts[mark][place] for mark in marks))
        ]

    def _say_less(
        self, heading: str, texts: Sequence[str], out: Set[int], *, is_telling: bool
    ) -> None:
        """Tell of notes that less was done than stands beside them, or perhaps nothing."""
        known = {text for text in dict.fromkeys(texts) if may_say_less(text)}
        doubtful = {text for text in dict.fromkeys(texts) if is_telling and may_say_not_done(text)}
        for place, text in enumerate(texts if known or doubtful else ()):
            if place in out or self.values["exercise_id"][place] is None:
                continue
            amounts = [self.values[one][place] for one in ENTRY_LIMITS]
            there = tuple(float(amount) for amount in amounts if amount)
            if text in known and there and says_less(text, there):
                self.told.append(Told(place, "note", _LESS.format(heading=shortened(heading))))
            elif text in doubtful:
                self.told.append(Told(place, "note", _DOUBTFUL))

    def _say_other(
        self, heading: str, texts: Sequence[str], out: Set[int], known: Collection[str]
    ) -> None:
        """Tell of notes that somebody else did it, or that it was something else."""
        people = name_who(texts) | {text for text in dict.fromkeys(texts) if says_who(text)}
        shown = shortened(heading)
        answers = dict[tuple[str, str], str]()
        for place, both in enumerate(zip(texts, self._texts["exercise_id"], strict=True)):
            if place in out or not both[0].strip() or self.values["exercise_id"][place] is None:
                continue
            if both not in answers:
                is_other = says_other(both[0], both[1], known)
                who = _SOMEBODY_ELSE if both[0] in people else ""
                answers[both] = who or (_OTHER if is_other else "")
            if answers[both]:
                self.told.append(Told(place, "note", answers[both].format(heading=shown)))

    def unfilled(
        self,
        headings: Mapping[str, str],
        kinds: Mapping[str, str],
        ways: Sequence[bool],
        answer: str | None,
        *,
        unread: Set[int] = frozenset(),
        is_plan: bool = False,
    ) -> None:
        """Take out what was only planned: an exercise without an amount, where others have one.

        In a calendar with its exercises printed, a blank row is a day on which nobody came. Pain
        after it, or a tick, says that it was done. What has no amount in the whole file was done if
        anything else of its day was, and else if there is no column for it. Rows with amounts that
        are `unread` have some. It is asked of all that has none in a file that `is_plan`.
        """
        columns = [one for one in (*_AMOUNTS, words.DURATION, "sets") if one in headings]
        is_counted = bool(columns or answer or unread or is_plan)
        if answer == "done" or not (is_counted or any(ways)):
            return
        marks = [one for one in (words.DONE, words.NOT_DONE) if one in headings]
        blank, filled, days = list[int](), set[_Whose](), set[_Day]()
        with_amount = self._with_amount(columns, ways, unread)
        for place, exercise in enumerate(self.values["exercise_id"]):
            if exercise is None or not (is_counted or kinds.get(exercise) == "activity"):
                continue  # nobody says how far a bridge was
            if place in with_amount:
                filled |= {self._whose(place, exercise), self._whose(place, kinds.get(exercise))}
            if place in with_amount or self._was_done(place, marks):
                days.add(self._day(place))
            else:
                blank.append(place)
        kinds_there = {kind for _, kind in filled} if unread else set()
        told = [*columns, *(_AMOUNTS if is_plan else ())]
        told += [one for kind, of in _AMOUNTS_OF.items() if kind in kinds_there for one in of]
        self._settle_blank(_Blank(blank, filled, days), told, kinds, answer)

    def _with_amount(
        self, columns: Sequence[str], ways: Sequence[bool], unread: Set[int]
    ) -> set[int]:
        """Return the rows with an amount; how many sets is one for who never writes another.

        One that cannot be read is told, and may be anything.
        """
        texts, patients = self._texts, self.values["patient"]
        others = [one for one in columns if one != "sets"]
        found = {
            place
            for place, way in enumerate(ways)
            if way or place in unread or any(texts[one][place] for one in others)
        }
        whose = {patients[place] for place in found}
        return found | {
            place
            for place, sets in enumerate(texts["sets"])
            if sets and (patients[place] not in whose or place in self.broken["sets"])
        }

    def _was_done(self, place: int, marks: Sequence[str]) -> bool:
        """Say whether a row without an amount says by other cells that it was done."""
        pains = any(self.values[pain][place] is not None for pain in _PAINS_OF_DOING)
        return pains or any(self._texts[mark][place] for mark in marks)

    def _settle_blank(
        self,
        rows: _Blank,
        columns: Sequence[str],
        kinds: Mapping[str, str],
        answer: str | None,
    ) -> None:
        fates: dict[_Day, str] = {}
        shared = []
        for place in rows.places:
            exercise, day = self.values["exercise_id"][place], self._day(place)
            kind = kinds.get(exercise, "exercise")
            if answer:
                rule = _SAID_NOT_DONE
            elif day in rows.days and self._whose(place, exercise) not in rows.filled:
                continue
            elif self._whose(place, kind) in rows.filled:
                rule = _UNFILLED
            elif any(one in columns for one in _AMOUNTS_OF[kind]):
                rule = ASK_AMOUNT
            else:
                shared.append(place)
                continue
            self._say_blank(place, rule)
            fates[day] = rule
        for place in shared:  # with no column for it, as what else there is of its day
            if rule := fates.get(self._day(place), ""):
                self._say_blank(place, rule)

    def _say_blank(self, place: int, rule: str) -> None:
        if rule != ASK_AMOUNT:
            self._take_out(place, "exercise_id", rule)
        elif self.values["exercise_id"][place] != OTHER_ACTIVITY:  # whose minutes are asked for
            self.broken["exercise_id"][place] = rule

    def _whose(self, place: int, what: str | None) -> _Whose:
        return self.values["patient"][place], what or "exercise"

    def _day(self, place: int) -> _Day:
        start = self.values["started_at"][place]
        return self.values["patient"][place], start.wall.date() if start else None

    def durations(
        self, kinds: Mapping[str, str], heading: str, *, has_hold: bool, is_plain_hold: bool
    ) -> None:
        """Put durations, in seconds, where they belong: minutes of an activity or a hold."""
        values = self.values
        for place, seconds in enumerate(values[words.DURATION]):
            if not seconds:
                if seconds == 0:
                    self._put(place, "hold_s", 0)
                continue
            exercise = values["exercise_id"][place]
            if exercise is None and place in self.broken["exercise_id"]:
                continue
            if kinds.get(exercise, "activity") == "activity" or has_hold:
                self._put(place, "minutes", round(seconds / 60, 4))
            elif (values["reps"][place] or 0) > 1 and not is_plain_hold:
                rule = ASK_HELD.format(heading=heading)
                self.broken[words.DURATION][place] = rule
            else:
                self._put(place, "hold_s", seconds)

    def held_activities(self, kinds: Mapping[str, str]) -> None:
        """Let the seconds of an activity be its minutes: nobody holds a walk."""
        values = self.values
        for place, exercise in enumerate(values["exercise_id"]):
            seconds = values["hold_s"][place]
            other = values["minutes"][place] or values["reps"][place]
            if seconds and not other and kinds.get(exercise) == "activity":
                values["hold_s"][place] = None
                values["minutes"][place] = round(seconds / 60, 4)

    def counted_minutes(self, kinds: Mapping[str, str]) -> None:
        """Let the repetitions of an activity be its minutes, as the caller says."""
        values = self.values
        for place, exercise in enumerate(values["exercise_id"]):
            if values["reps"][place] and kinds.get(exercise) == "activity":
                values["minutes"][place] = values["minutes"][place] or values["reps"][place]
                values["reps"][place] = None

    def nobodys(self) -> None:
        """Find what is no one's, in a file that names its patients."""
        patients, columns = self.values["patient"], ("exercise_id", *PAINS)
        says = [
            place
            for place, start in enumerate(self.values["started_at"])
            if start and any(self.values[one][place] is not None for one in columns)
        ]
        if any(patients[place] for place in says):
            nobodys = [place for place in says if patients[place] is None]
            self.broken["patient"] = dict.fromkeys(nobodys, _NOBODYS) | self.broken["patient"]

    def other_activities(self) -> None:
        """Keep of other activity its minutes, and what it was in the note."""
        for place, exercise in enumerate(self.values["exercise_id"]):
            if exercise != OTHER_ACTIVITY:
                continue
            name = self._texts["exercise_id"][place].strip()
            for column in ENTRY_LIMITS:
                if column != "minutes" and self.values[column][place] is not None:
                    self.values[column][place] = None
                    self.told.append(Told(place, column, _MINUTES_ALONE))
            minutes = self.values["minutes"][place]
            if minutes is not None:
                self._note_name(place, name, minutes)
            elif not any(place in self.broken[one] for one in ("minutes", words.DURATION)):
                rule = _NO_MINUTES.format(rule=OTHER_MINUTES, name=name)
                self.broken["minutes"][place] = rule

    def _note_name(self, place: int, name: str, minutes: float) -> None:
        """Put into the note what other activity it was: the log has no other place for that."""
        if fold(name) in (fold(OTHER_ACTIVITY), fold(OTHER_NAME)):
            return
        note = self.values["note"][place]
        named = f"{OTHER_NAME}: {name}, {minutes:g} min"
        whole = f"{named}; {note}" if note else named
        if rule := TEXT_LIMITS["note"].text_fault(whole):
            self.broken["note"].setdefault(place, f"with the name of the activity {rule}")
        self.values["note"][place] = whole

    def _put(self, place: int, column: str, amount: float) -> None:
        values, limit = self.values[column], ENTRY_LIMITS[column]
        before = values[place]
        whole = int(amount) if limit.whole and float(amount).is_integer() else amount
        if before and before != whole and whole:
            self.broken[words.DURATION][place] = _TWO_AMOUNTS.format(column=column)
        elif whole and not limit.allows(whole):
            self.broken[words.DURATION][place] = f"{limit.limits} of {column}. Correct it."
        elif not before:
            values[place] = whole

    def reps_units(self, heading: str, kinds: Mapping[str, str]) -> None:
        """Let the unit beside the repetitions say what they are."""
        for place, text in enumerate(self._texts[words.REPS_UNIT]):
            amount = self.values["reps"][place]
            kind = kinds.get(self.values["exercise_id"][place])
            if amount and not text and kind == "activity" and not self.values["minutes"][place]:
                self.broken[words.REPS_UNIT][place] = _BLANK_UNIT
                continue
            if amount and (not text or fold(text) in words.NO_UNITS):
                self._check_reps(place, amount)
            unit = words.unit_of(text)
            if not text or amount is None or fold(text) in words.NO_UNITS:
                continue
            if fold(text) in words.DISTANCE_UNITS:
                self.values["reps"][place] = None
                self.told.append(Told(place, words.REPS_UNIT, _A_DISTANCE))
                continue
            if unit not in ("s", "min", "h"):
                self.broken[words.REPS_UNIT][place] = ASK_UNIT_OF_ROW.format(heading=heading)
                continue
            self.values["reps"][place] = None
            seconds = amount * {"s": 1, "min": 60, "h": 3600}[unit]
            self.values[words.DURATION][place] = seconds

    def _check_reps(self, place: int, amount: float) -> None:
        limit = ENTRY_LIMITS["reps"]
        whole = int(amount) if float(amount).is_integer() else amount
        self.values["reps"][place] = whole
        if not limit.allows(whole):
            self.values["reps"][place] = None
            self.broken["reps"][place] = f"{limit.limits}. Correct it, or its unit."

    def _rests(self) -> None:
        for place in list(self.broken["exercise_id"]):
            if words.is_nothing(self._texts["exercise_id"][place]):
                del self.broken["exercise_id"][place]
                self._take_out(place, "exercise_id", _A_REST)

    def _crossed(self) -> None:
        """Take out the exercises whose own cell says that they were not done: Bridge ✗."""
        names = self._texts["exercise_id"]
        for fate in left_undone(names, self.values["patient"]):
            if self.values["exercise_id"][fate.place] is None:
                continue  # which is left out, or not known
            if fate.is_asked or not (fate.is_crossed or self._says_nothing(fate.place)):
                self.broken["exercise_id"][fate.place] = fate.rule
            else:
                rule = f"{shortened(names[fate.place].strip())!r} {fate.rule}"
                self._take_out(fate.place, "exercise_id", rule)

    def _kinds(self, headings: Mapping[str, str]) -> None:
        for column in (words.SET_NUMBER, words.SET_KIND):
            for place, text in enumerate(self._texts[column] if column in headings else ()):
                word = fold(text)
                is_a_set = words.names_a_set(text) or word in words.SET_MARKS or is_work(text)
                if not word or is_a_set:
                    continue
                if word in words.REST or is_rest(text):
                    self._take_out(place, column, _A_REST)
                else:
                    rule = ASK_KIND_OF_SET.format(heading=headings[column])
                    self.broken[column][place] = rule

    def _done(self, headings: Mapping[str, str], marks: str) -> None:
        texts = self._texts[words.DONE] if words.DONE in headings else ()
        answers = ticks(texts, headings.get(words.DONE, ""), words.DONE, marks)
        ticked: set[str | None] = set()
        parts = self._parts(texts, {text for text in answers if answers[text]}, marks)
        every = "|".join(dict.fromkeys(parts.values()))
        whose = self.values["patient"]
        for place, text in enumerate(texts):
            if not text and not self._is_used(place):
                continue
            is_unmarked = not text and answers[text] is False
            if not text and self._says_nothing(place):
                ticked = ticked or {whose[n] for n, one in enumerate(texts) if answers[one]}
                is_unmarked |= whose[place] in ticked
            if is_unmarked:
                self._take_out(place, words.DONE, _UNMARKED)
            elif text and answers[text] is False:
                self._take_out(place, words.DONE, _NOT_DONE)
            elif place in parts:
                self._take_no_amounts(place, headings, every)
            elif answers[text] is None and self._is_used(place):
                self.broken[words.DONE][place] = tick_doubt(headings[words.DONE], text)

    def _parts(self, texts: Sequence[str], done: Set[str], marks: str) -> dict[int, str]:
        """Return the cells that say of a part, or have not as many ticks as there are sets."""
        are_sets = any(_ticks_in(text) for text in done)
        open_ = {text for text in done if not is_told(text, marks)}
        halves = set(filter(is_part, open_))
        ticks_ = {text: max(1, _ticks_in(text)) for text in open_ if are_sets and not fold(text)}
        found = dict[int, str]()
        for place, text in enumerate(texts if halves or ticks_ else ()):
            sets = self.values["sets"][place]
            if text in halves or (sets and ticks_.get(text, sets) != sets):
                found[place] = text
        return found

    def _take_no_amounts(self, place: int, headings: Mapping[str, str], parts: str) -> None:
        """Take no amounts of what was done in part: they may be what was planned."""
        columns = [one for one in (*ENTRY_LIMITS, words.DURATION) if one in headings]
        there = [one for one in columns if not words.says_done(headings[one])]
        exercise = self.values["exercise_id"][place]
        if exercise is None or not any(self._texts[one][place] for one in there):
            return
        for name in (*ENTRY_LIMITS, words.DURATION):
            if name not in columns or name in there:
                self.values[name][place] = None
                self.broken[name].pop(place, None)
        says = _A_PART if is_part(self._texts[words.DONE][place]) else _SOME_TICKS
        heading = shortened(headings[words.DONE])
        rule = _IN_PART.format(says=says, heading=heading, part=shortened(parts))
        self.told.append(Told(place, words.DONE, rule))

    def _uncounted(
        self, headings: Mapping[str, str], kinds: Mapping[str, str], answer: str | None
    ) -> None:
        """Take out what the count of what was done says was not; ask where that is not clear."""
        places = range(len(self.values["exercise_id"]))
        marks = self._texts[words.DONE] if words.DONE in headings else ()
        pains = [self.values[one] for one in _PAINS_OF_DOING]
        for fate in [
            *uncounted(
                self.values,
                headings,
                kinds,
                ticked={place for place, text in enumerate(marks) if text},
                felt={n for n in places if any(pain[n] is not None for pain in pains)},
                answer=answer,
            )
        ]:
            if fate.is_asked:
                self.broken[fate.column].setdefault(fate.place, fate.rule)
            else:
                self._take_out(fate.place, fate.column, fate.rule)

    def _not_done(self, headings: Mapping[str, str], marks: str) -> None:
        texts = self._texts[words.NOT_DONE] if words.NOT_DONE in headings else ()
        heading = headings.get(words.NOT_DONE, "")
        answers = skips(texts, heading, marks)
        for place, text in enumerate(texts):
            answer = answers[text]
            if text and answer is None and self._is_used(place):
                self.broken[words.NOT_DONE][place] = tick_doubt(heading, text)
            elif answer and (text or self._is_used(place)):
                self._take_out(place, words.NOT_DONE, _NOT_DONE if text else _UNMARKED)

    def _says_nothing(self, place: int) -> bool:
        said = (*PAINS, "pain_minutes", "note")
        return not any(self.values[column][place] is not None for column in said)

    def _is_used(self, place: int) -> bool:
        columns = ("exercise_id", *ENTRY_LIMITS)
        return any(self.values[column][place] for column in columns)

    def _zeros(self, place: int, *, covered: bool) -> None:
        """Let 0 beside an amount be none; a row of zeros was not done."""
        amounts = {column: self.values[column][place] for column in ENTRY_LIMITS}
        zeros = [column for column, amount in amounts.items() if amount == 0]
        if not zeros:
            return
        for column in zeros:
            self.values[column][place] = None
        done = any(amounts[column] for column in _AMOUNTS) or covered
        if any(place in self.broken[column] for column in ENTRY_LIMITS):
            return
        if not done and self.values["exercise_id"][place] is not None:
            self._take_out(place, "exercise_id", _ZEROS)

    def _take_out(self, place: int, column: str, rule: str) -> None:
        if place in self.emptied:
            return
        self.emptied.add(place)
        self.told.append(Told(place, column, rule))
        for name in ("exercise_id", *ENTRY_LIMITS, words.DURATION):
            self.values[name][place] = None
            self.broken[name].pop(place, None)


def _ticks_in(text: str) -> int:
    """Return how many ticks a cell of several has; 0 of one, and of any other."""
    several = marks_in(text)
    return several.yes if several else 0
