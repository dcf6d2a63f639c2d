"""What a person answered about their safety: warning signs, what they asked about, and agreed on.

And what is usual for them, which is answered again with each plan.

Each answer is an event, written once and never changed: the newest of its kind holds, and what
was said before stays to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo

import pandas as pd
from sqlalchemy import Connection

from backcare.days import Day, day_of
from backcare.errors import unknown_term
from backcare.log.database import Database
from backcare.log.events import (
    ASKED,
    MILD_LIMIT,
    NOT_ASKED,
    ON,
    PAIN_TOLD,
    RED_FLAGS,
    SETTLED,
    TAKEN_BACK,
    TOLD_TO_STOP,
    USUAL,
    Event,
    PainTold,
    put_event,
    put_for_certain,
    read_asked,
    read_events,
    read_pain_told,
    read_told_to_stop,
)
from backcare.log.rows import split_offset
from backcare.safety import (
    ASK_WHOM,
    REASON_MOST,
    MildLimit,
    RedFlagAnswer,
    SafetySettings,
    Usual,
    check_mild_limit,
    personal_settings,
    red_flag_advice,
)
from backcare.sessions import DAYS_AHEAD, LOG_SCHEMA, SESSION_LIMITS, log_frame
from backcare.tables.fields import Field
from backcare.tables.vocabulary import terms
from backcare.text import join_terms, split_terms

_REASON = Field("reason", most=REASON_MOST)


class SafetyRecord:
    """The answers of one person, kept in the log: `log.safety_record(patient)` opens it.

    Every widget that asks the same question shows the same answer, because it stands here once.
    Times are `datetime`s with their offset from UTC, and a day is one of the patient's own clock.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
    >>> record = bc.SessionLog(":memory:", now=lambda: noon).safety_record()
    >>> record.red_flags() is None, record.is_clear()  # nobody has answered yet
    (True, False)
    >>> record.answer_red_flags([]).flags, record.is_clear()
    ((), True)
    >>> record.answer_red_flags(["fever"]).flags, record.is_clear()
    (('fever',), False)
    """

    def __init__(
        self, log: object, database: Database, patient: str, now: Callable[[], datetime]
    ) -> None:
        self._log = log  # held, because a log that nobody holds closes itself
        self._database, self._given, self._now = database, patient, now

    def __repr__(self) -> str:
        return f"SafetyRecord({str(self._database)!r}, patient={self._given!r})"

    @property
    def _patient(self) -> str:
        return self._database.whose(self._given)

    def now(self, zone: tzinfo | None = None) -> datetime:
        """Return the time by the log's clock, in the person's time zone or this computer's."""
        return self._now().astimezone(zone)

    def answer_red_flags(self, flags: Iterable[str], when: datetime | None = None) -> RedFlagAnswer:
        """Store which warning signs are there; none at all is an answer too.

        Parameters
        ----------
        flags : iterable of str
            The `flag_id` of each sign, as in `load_red_flags()`.
        when : datetime.datetime, optional
            When the person answered, by their own clock; now when left out.

        Returns
        -------
        RedFlagAnswer
            What is stored.

        Raises
        ------
        ValueError
            If a flag is unknown, or `when` is not a time or lies in the future.
        LogError
            If the log cannot be written.
        """
        known = tuple(str(flag) for flag in red_flag_advice(flags).index)
        answer = RedFlagAnswer(moment("when", when, self._now()), known)
        self._write(RED_FLAGS, join_terms(answer.flags), answer.answered_at)
        return answer

    def take_back_red_flags(self) -> None:
        """Store that the last answer about the warning signs no longer holds: it is asked again.

        Raises
        ------
        LogError
            If the log cannot be written.
        """
        self._write(TAKEN_BACK, "", self.now())

    def red_flags(self) -> RedFlagAnswer | None:
        """Return the answer about the warning signs that holds; None when there is none.

        Raises
        ------
        LogError
            If the log cannot be read.
        """
        last = next(self._newest(RED_FLAGS, TAKEN_BACK), None)
        if last is None or last.kind == TAKEN_BACK:
            return None
        return RedFlagAnswer(last.when, tuple(split_terms(last.detail)))

    def is_clear(self) -> bool:
        """Tell whether the person has said today that no warning sign is there.

        Raises
        ------
        LogError
            If the log cannot be read.
        """
        answer = self.red_flags()
        return answer is not None and answer.clears(self._now())

    def ask_about(
        self,
        exercise_id: str,
        when: datetime | None = None,
        *,
        reason: str = "",
        asked: bool = True,
    ) -> None:
        """Store that a health professional was asked about an exercise; `asked=False` revokes it.

        It holds for the reason it was asked for. With another reason the exercise is asked about
        again; the first answer stays, and holds again when its reason is back.

        Parameters
        ----------
        exercise_id : str
            The exercise.
        when : datetime.datetime, optional
            When, by the person's own clock; now when left out.
        reason : str, default ""
            Why it had to be asked about, in the words that stand beside the exercise; at most
            800 characters.
        asked : bool, default True
            False takes the word back, for this reason alone.

        Raises
        ------
        ValueError
            If `when` is not a time or lies in the future, `exercise_id` cannot be an id, or
            `reason` cannot be stored.
        LogError
            If the log cannot be written.

        Examples
        --------
        >>> record = bc.SessionLog(":memory:").safety_record()
        >>> record.ask_about("partial_crunch", reason="Ask first if your leg hurts.")
        >>> ("partial_crunch", "Ask first if your leg hurts.") in record.asked_about()
        True
        >>> ("partial_crunch", "Ask first if your bones are weak.") in record.asked_about()
        False
        """
        check_texts(exercise_id=exercise_id)
        if rule := _REASON.text_fault(reason):
            raise ValueError(f"reason {rule}")
        kind = ASKED if asked else NOT_ASKED
        self._write(kind, f"{exercise_id}\n{reason}", moment("when", when, self._now()))

    def asked_about(self) -> dict[tuple[str, str], date]:
        """Return what a health professional was asked about and why, each with its day.

        Returns
        -------
        dict
            From (`exercise_id`, `reason`) to the day, the newest answer first. What an early
            version stored without a reason is not in it: nobody knows what was asked.

        Raises
        ------
        LogError
            If the log cannot be read.
        """
        found: dict[tuple[str, str], Event] = {}
        for event in self._newest(ASKED, NOT_ASKED):
            exercise_id, has_reason, reason = event.detail.partition("\n")
            if has_reason:
                found.setdefault((exercise_id, reason), event)
        return {key: one.when.date() for key, one in found.items() if one.kind == ASKED}

    def tell_to_stop(
        self, session_id: str, reason: str, *, is_on: bool = False, felt: datetime | None = None
    ) -> bool:
        """Store that a person was told to stop and ask, which the numbers alone may not tell.

        Minutes above mild that nobody knows, or those of two sessions together, are in no column
        of the log. It is stored once for each session and reason, with the moment: who asked
        somebody before that has not asked about this.

        Parameters
        ----------
        session_id : str
            The session, which is in the log already.
        reason : str
            "stop_rule" or "severe_pain", as `SessionLog.awaiting_reason` gives it.
        is_on : bool, default False
            Whether the session still is on, and in no log: then it counts whatever becomes of it.
        felt : datetime.datetime, optional
            When that was felt last in the session, with its offset from UTC. Where somebody was
            asked after the log was told and before that, it is told anew.

        Returns
        -------
        bool
            Whether it is new; False where the log was told before.

        Raises
        ------
        ValueError
            If the reason is another.
        LogError
            If the log cannot be read or written.

        Examples
        --------
        >>> from datetime import datetime
        >>> log = bc.SessionLog(":memory:")
        >>> session_id = log.add(bc.Session(datetime(2026, 3, 2, 18), pain_peak=5))
        >>> log.safety_record().tell_to_stop(session_id, "stop_rule")
        True
        >>> log.awaiting_reason()
        'stop_rule'
        >>> log.confirm_professional()
        >>> log.awaiting_reason()
        ''
        """
        if reason not in ASK_WHOM:
            raise unknown_term("reason", [reason], ASK_WHOM)

        def put(connection: Connection) -> str:
            told = [
                one
                for one in read_told_to_stop(connection, self._patient)
                if (one.session_id.removeprefix(ON), one.reason) == (session_id, reason)
            ]
            asked = read_asked(connection, self._patient)
            if told and (felt is None or asked.open_of(told) or asked.since(felt, "")):
                return ""
            detail = f"{reason}\n{ON if is_on else ''}{session_id}"
            return put_event(connection, self._patient, TOLD_TO_STOP, self.now(), detail=detail)

        return put_for_certain(self._database, put, self._patient)

    def tell_pain(
        self,
        session_id: str,
        before: int,
        peak: int,
        zone: tzinfo | None = None,
        *,
        felt: datetime | None = None,
    ) -> bool:
        """Store how strong pain has been in a session that is in no log yet.

        It is on in a page, or was left there unsaved. A page that cannot reach its Python tells it
        to another one; `with_unsaved` puts it beside what is in the log.

        Parameters
        ----------
        session_id : str
            Under which the session will come into the log, if it does.
        before, peak : int
            Pain at its start, and at its worst so far, from 0 to 10.
        zone : datetime.tzinfo, optional
            Where the person is; where this computer is, when left out.
        felt : datetime.datetime, optional
            When it was above mild last, with its offset from UTC. Where the person has said since
            the log was told that it has settled, it is told anew only if it was felt after that.

        Returns
        -------
        bool
            Whether it is new; False where the log was told before.

        Raises
        ------
        ValueError
            If a number is none of pain, or `session_id` cannot be an id.
        LogError
            If the log cannot be read or written.

        Examples
        --------
        >>> record = bc.SessionLog(":memory:").safety_record()
        >>> record.tell_pain("a", 2, 6), record.tell_pain("a", 2, 6)
        (True, False)
        """
        check_texts(session_id=session_id)
        for pain in (before, peak):
            if type(pain) is not int or not SESSION_LIMITS["pain_peak"].allows(pain):
                raise ValueError(f"pain {SESSION_LIMITS['pain_peak'].limits}, got {pain!r}.")

        def put(connection: Connection) -> str:
            told = {one.session_id: one for one in read_pain_told(connection, self._patient)}
            if last := told.get(session_id):
                settled = self._settled_at(connection).get(session_id, last.when)
                is_new = (last.before, last.peak) != (before, peak)
                if felt and settled > last.when:
                    is_new = felt > settled
                if not is_new:
                    return ""
            detail = f"{before} {peak}\n{session_id}"
            return put_event(connection, self._patient, PAIN_TOLD, self.now(zone), detail=detail)

        return put_for_certain(self._database, put, self._patient)

    def pain_told(self) -> list[PainTold]:
        """Return the pain in sessions that were in no log yet, of each the newest word.

        Raises
        ------
        LogError
            If the log cannot be read.
        """
        with self._database.read(self._patient) as connection:
            return read_pain_told(connection, self._patient)

    def with_unsaved(self, frame: pd.DataFrame, *more: PainTold) -> pd.DataFrame:
        """Put beside the sessions of a log those in which it hurt and that are in none yet.

        Parameters
        ----------
        frame : pandas.DataFrame
            The person's sessions, as `SessionLog.to_frame` gives them.
        *more : PainTold
            What the log may be told yet.

        Returns
        -------
        pandas.DataFrame
            The same, with a row for each such session: its start is when it was told, and it has
            `pain_before`, `pain_peak` and no exercise. What is said after pain follows it; what is
            counted or drawn does not.

        Raises
        ------
        LogError
            If the log cannot be read.

        Examples
        --------
        >>> log = bc.SessionLog(":memory:")
        >>> _ = log.safety_record().tell_pain("a", 2, 6)
        >>> log.safety_record().with_unsaved(log.to_frame())[["session_id", "pain_peak"]]
          session_id  pain_peak
        0          a          6
        """
        known = {*frame["session_id"]}
        rows = [
            {
                "session_id": one.session_id,
                "patient": self._patient,
                "started_at": one.when.replace(tzinfo=None),
                "pain_before": one.before,
                "pain_peak": one.peak,
                "utc_offset_min": split_offset(one.when)[1],
            }
            for one in (*self.pain_told(), *more)
            if one.session_id not in known
        ]
        if not rows:
            return frame
        both = pd.concat([frame, log_frame(rows)], ignore_index=True)
        return both.sort_values("started_at", kind="stable", ignore_index=True)

    def told_to_stop(self) -> dict[str, tuple[str, datetime]]:
        """Return after which sessions the person was told to stop, why, and when.

        Raises
        ------
        LogError
            If the log cannot be read.
        """
        with self._database.read(self._patient) as connection:
            told = read_told_to_stop(connection, self._patient)
        return {one.session_id.removeprefix(ON): (one.reason, one.when) for one in reversed(told)}

    def professional_asked(self) -> list[datetime]:
        """Return when the person has asked a health professional, in UTC.

        Raises
        ------
        LogError
            If the log cannot be read.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> log = bc.SessionLog(":memory:")
        >>> log.confirm_professional(datetime(2026, 3, 2, 18, tzinfo=timezone.utc))
        >>> [f"{when:%d %B}" for when in log.safety_record().professional_asked()]
        ['02 March']
        """
        with self._database.read(self._patient) as connection:
            return sorted(read_asked(connection, self._patient).moments)

    def set_mild_limit(self, pain: int, *, agreed_on: Day) -> MildLimit:
        """Store the limit of mild that a professional agreed on with this one person.

        It takes the place of the usual limit wherever the person's own pain is looked at. All the
        same, a rise above the start of a session eases off, and severe pain stops.

        Parameters
        ----------
        pain : int
            Pain up to this, 0 to 10 (NRS), is mild for this person: above the usual limit, and at
            most `agreed_highest` of `load_safety_rules`.
        agreed_on : str or datetime.date
            The day on which it was agreed, such as "2026-03-02".

        Returns
        -------
        MildLimit
            What is stored: `pain` and `agreed_on`.

        Raises
        ------
        ValueError
            If the limit is not one that may be agreed on, or the day lies in the future.
        LogError
            If the log cannot be written.

        Examples
        --------
        >>> record = bc.SessionLog(":memory:").safety_record()
        >>> record.set_mild_limit(4, agreed_on="2026-03-02").pain
        4
        >>> record.settings().mild_pain_max
        4
        """
        limit = MildLimit(check_mild_limit(pain), day_of("agreed_on", agreed_on))
        if limit.agreed_on > (self.now() + timedelta(days=DAYS_AHEAD)).date():
            raise ValueError(f"agreed_on must not be in the future, got {limit.agreed_on}.")
        self._write(MILD_LIMIT, f"{limit.pain} {limit.agreed_on.isoformat()}", self.now())
        return limit

    def take_back_mild_limit(self) -> None:
        """Store that the personal limit of mild no longer holds: the usual one does again.

        Raises
        ------
        LogError
            If the log cannot be written.
        """
        self._write(MILD_LIMIT, "", self.now())

    def mild_limit(self) -> MildLimit | None:
        """Return the personal limit of mild that holds; None when there is none.

        Raises
        ------
        LogError
            If the log cannot be read.
        """
        last = next(self._newest(MILD_LIMIT), None)
        if last is None or not last.detail:
            return None
        try:
            pain, agreed_on = last.detail.split()
            return MildLimit(check_mild_limit(int(pain)), date.fromisoformat(agreed_on))
        except ValueError:
            return None  # the table allows less than it did then

    def settings(self, settings: SafetySettings | None = None) -> SafetySettings:
        """Return the stop rule that holds for this person.

        Parameters
        ----------
        settings : SafetySettings, optional
            The numbers that a clinician has set; `safety_settings()` when left out. Where they
            lower what is mild, the personal limit does not count.

        Returns
        -------
        SafetySettings
            With the personal limit of mild, where one holds, and the day it was agreed on.

        Raises
        ------
        LogError
            If the log cannot be read.
        """
        return personal_settings(settings, self.mild_limit())

    def remember(
        self,
        pain_state: str | None,
        minutes: int,
        conditions: Iterable[str] = (),
        when: datetime | None = None,
    ) -> Usual:
        """Store what a plan was made with, so that the next one begins with it.

        Parameters
        ----------
        pain_state : str or None
            How the back is; a term of the vocabulary `pain_state`. None where nobody has said it
            now: what was said before stays, with its day.
        minutes : int
            How long the session may take, above 0.
        conditions : iterable of str, default ()
            What applies to this person; terms of the vocabulary `condition`.
        when : datetime.datetime, optional
            When, by the person's own clock; now when left out.

        Returns
        -------
        Usual
            What is stored. Where the same was said that day, nothing is written again.

        Raises
        ------
        ValueError
            If a term is unknown, the minutes are no whole number above 0, or `when` is not a
            time or lies in the future.
        LogError
            If the log cannot be read or written.

        Examples
        --------
        >>> record = bc.SessionLog(":memory:").safety_record()
        >>> usual = record.remember("chronic", 20, ["osteoporosis"])
        >>> record.usual() == usual
        True
        """
        said_at = moment("when", when, self._now())
        last = self.usual()
        if pain_state is None and last:
            said_at, pain_state = last.said_at, last.pain_state
        usual = Usual(said_at, pain_state, minutes, tuple(conditions))
        if fault := _usual_fault(usual):
            raise fault
        if last and last[1:] == usual[1:] and last.state_on(said_at) == pain_state:
            return last
        detail = f"{pain_state or ''}\n{minutes}\n{join_terms(usual.conditions)}"
        self._write(USUAL, detail, said_at)
        return usual

    def usual(self) -> Usual | None:
        """Return what the last plan was made with; None when there is none.

        Raises
        ------
        LogError
            If the log cannot be read.
        """
        last = next(self._newest(USUAL), None)
        if last is None:
            return None
        try:
            pain_state, minutes, conditions = last.detail.split("\n")
            chosen = tuple(split_terms(conditions))
            usual = Usual(last.when, pain_state or None, int(minutes), chosen)
        except ValueError:
            return None
        # Of a term that the tables no longer know nobody can say what it asks for.
        return None if _usual_fault(usual) else usual

    def say_settled(self, session_ids: Iterable[str]) -> None:
        """Store that the back has settled since sessions that left more pain.

        Parameters
        ----------
        session_ids : iterable of str
            These sessions.

        Raises
        ------
        ValueError
            If one of them cannot be an id.
        LogError
            If the log cannot be read or written.

        Examples
        --------
        >>> record = bc.SessionLog(":memory:").safety_record()
        >>> record.say_settled(["a", "b"])
        >>> sorted(record.settled())
        ['a', 'b']
        """
        for session_id in sorted({*session_ids} - self.settled()):
            check_texts(session_id=session_id)
            self._write(SETTLED, session_id, self.now())

    def settled(self) -> frozenset[str]:
        """Return the sessions since which the person has said that their back has settled.

        Raises
        ------
        LogError
            If the log cannot be read.
        """
        return frozenset(self.settled_at())

    def settled_at(self) -> dict[str, datetime]:
        """Return the same with the time at which the person has said it last.

        Raises
        ------
        LogError
            If the log cannot be read.
        """
        with self._database.read(self._patient) as connection:
            said = self._settled_at(connection)
            told = {one.session_id: one.when for one in read_pain_told(connection, self._patient)}
        # Pain that was told after that, in the same session, has not settled by it.
        return {one: when for one, when in said.items() if one not in told or told[one] <= when}

    def _settled_at(self, connection: Connection) -> dict[str, datetime]:
        said = reversed(list(read_events(connection, self._patient, SETTLED)))
        return {one.detail: one.when for one in said}  # the newest of each

    def _write(self, kind: str, detail: str, when: datetime) -> None:
        patient = self._patient
        put_for_certain(
            self._database,
            lambda connection: put_event(connection, patient, kind, when, detail=detail),
            patient,
        )

    def _newest(self, *kinds: str) -> Iterator[Event]:
        """Yield the events of some kinds, the newest first."""
        with self._database.read(self._patient) as connection:
            yield from read_events(connection, self._patient, *kinds)


def moment(argument: str, given: datetime | None, now: datetime) -> datetime:
    """Return a time with its offset, now when none is given; refuse one of the future."""
    when = now.astimezone() if given is None else given  # by the clock of this computer
    if not isinstance(when, datetime) or pd.isna(when) or when.astimezone(UTC) > now:
        raise ValueError(
            f"{argument} must be a date and time that is not in the future, got {when}."
        )
    return when if when.tzinfo else when.astimezone()


def _usual_fault(usual: Usual) -> ValueError | None:
    """Return what is wrong with what somebody wants to be remembered."""
    states = {None, *terms("pain_state")}
    if usual.pain_state not in states:
        return unknown_term("pain_state", [usual.pain_state], terms("pain_state"))
    known = terms("condition")
    if unknown := [term for term in usual.conditions if term not in known]:
        return unknown_term("conditions", unknown, known)
    if type(usual.minutes) is not int or usual.minutes < 1:
        return ValueError(f"minutes must be a whole number above 0, got {usual.minutes!r}.")
    return None


def check_texts(**texts: str) -> None:
    """Refuse texts that a log cannot hold."""
    for name, text in texts.items():
        if rule := LOG_SCHEMA[name].text_fault(text):
            raise ValueError(f"{name} {rule}")
