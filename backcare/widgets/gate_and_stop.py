"""What stands before exercises: warning signs, of which none may be true, and the stop rule."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, tzinfo
from typing import Any, ClassVar
from weakref import WeakSet

import anywidget
import traitlets
from ipywidgets import HTML, VBox, Widget

from backcare.browser import PARTS, assets, fragment
from backcare.errors import LogError
from backcare.exercises.cards import flare_html, gate_html, signs_html
from backcare.log import SafetyRecord, SessionLog
from backcare.safety import (
    ASK_WHOM,
    WORSE,
    RedFlagAnswer,
    SafetySettings,
    personal_settings,
    reason_words,
    red_flag_advice,
    stronger_reason,
    whom_to_ask,
)
from backcare.text import spelled_date
from backcare.widgets.base import whole_or_nothing
from backcare.widgets.controls import button, show
from backcare.widgets.form_text import unread_stop_words, unread_words
from backcare.widgets.log_watch import LogWatch, owner_key, zone_of


class Asked(traitlets.List[Any]):
    """What a health professional was asked about, each as exercise, reason and day in words.

    A tick carries the reason that stood beside it, so that one which comes late, when another plan
    is there already, is not taken for an answer about that.
    """

    def __init__(self) -> None:
        super().__init__(traitlets.List(traitlets.Unicode(), minlen=3, maxlen=3))


class RedFlagGate(anywidget.AnyWidget):
    """A checklist of warning signs, of which a single one closes the way.

    "None" counts for the day on which it was said, where the person is; a sign counts until it is
    undone. With a log the answer is kept there, once for each patient: every gate of the same
    log shows it, in this notebook and on every other page.

    Parameters
    ----------
    log : SessionLog, optional
        Where the answer is kept; without one it is this gate's alone.
    patient : str, default "me"
        Whose answer it is.
    **traits
        The attributes below, and those of an anywidget.

    Attributes
    ----------
    ticked : list of str
        The `flag_id` of each sign that the person has ticked.
    cleared : bool
        Whether the person has answered today that none is true. Never true while one is ticked.

    Examples
    --------
    >>> gate = RedFlagGate()
    >>> gate.cleared = True
    >>> gate.ticked = ["fever"]
    >>> gate
    RedFlagGate(ticked=['fever'], cleared=False)
    """

    _esm = assets(*PARTS["gate"])
    _css = assets("theme.css", "lost_line.css")

    html = traitlets.Unicode().tag(sync=True)
    ticked = traitlets.List(traitlets.Unicode()).tag(sync=True)
    cleared = traitlets.Bool().tag(sync=True)
    # The day of the answer by the person's own clock (2026-03-02); "" while there is none.
    answered_on = traitlets.Unicode().tag(sync=True)
    # Where nothing is to be offered, one line stands for the list until somebody opens it.
    folded = traitlets.Bool().tag(sync=True)
    # By it the gates of one person know each other in the browser.
    key = traitlets.Unicode().tag(sync=True)
    # What the page says of its last answer, and the last that is kept: until then the browser
    # holds a sign, so that a reload does not lose it while the kernel is gone.
    answer_id = traitlets.Unicode().tag(sync=True)
    kept_id = traitlets.Unicode().tag(sync=True)
    # Why the answer is on this page alone; "" where it is not.
    trouble = traitlets.Unicode().tag(sync=True)

    _all: ClassVar[WeakSet[RedFlagGate]] = WeakSet()

    @whole_or_nothing
    def __init__(self, log: SessionLog | None = None, patient: str = "me", **traits: Any) -> None:
        self._record = None if log is None else log.safety_record(patient)
        self._zone: tzinfo | None = None
        self._kept: tuple[list[str], bool, str] = ([], False, "")  # as the log has it
        super().__init__(html=gate_html(), key=owner_key(log, patient), **traits)
        if traits.keys() & {"ticked", "cleared"}:
            self._keep()
        else:
            self.refresh()
        self.observe(self._keep, ["ticked", "cleared"])
        self.on_msg(self._hear)
        self._all.add(self)

    def __repr__(self) -> str:
        return f"RedFlagGate(ticked={self.ticked!r}, cleared={self.cleared!r})"

    def refresh(self) -> None:
        """Take the answer that the log has now; where it cannot be read, the gate stays as it is.

        Examples
        --------
        >>> log = bc.SessionLog(":memory:")
        >>> gate = bc.RedFlagGate(log)
        >>> answer = log.safety_record().answer_red_flags(["fever"])
        >>> gate.refresh()
        >>> gate
        RedFlagGate(ticked=['fever'], cleared=False)
        """
        if self._record is None:
            return
        if self.trouble:  # what is not kept yet goes before what the log has
            self._keep()
            return
        try:
            answer = self._record.red_flags()
        except LogError:
            return  # the notice of the log says so
        self._take(answer, self._record.now())

    def today(self) -> str:
        """Return the day where the person is.

        Returns
        -------
        str
            In ISO 8601, such as "2026-03-02".

        Examples
        --------
        >>> len(RedFlagGate().today())
        10
        """
        now = self._record.now(self._zone) if self._record else datetime.now(self._zone)
        return now.date().isoformat()

    def _take(self, answer: RedFlagAnswer | None, now: datetime) -> None:
        """Show an answer of the log, as far as it holds now."""
        ticked = [] if answer is None else list(answer.flags)
        cleared = answer is not None and answer.clears(now)
        day = "" if answer is None else answer.answered_at.date().isoformat()
        self._kept = (ticked, cleared, day)
        with self.hold_trait_notifications():
            self.ticked, self.cleared, self.answered_on = ticked, cleared, day

    def keep_asked(self, widget: Widget) -> None:
        """Keep what was asked about, a widget's trait `asked`, with the answers.

        Parameters
        ----------
        widget : ipywidgets.Widget
            A widget with a trait `asked`: what the person has ticked, each as `exercise_id`,
            the reason that stood beside it, and the day in words.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> noon = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
        >>> log = bc.SessionLog(":memory:", now=lambda: noon)
        >>> log.safety_record().ask_about("bird_dog", noon, reason="Ask first.")
        >>> plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=5)
        >>> player = bc.SessionPlayer(plan, log)  # which calls it for its stage
        >>> player.stage.asked
        [['bird_dog', 'Ask first.', '2 March 2026']]
        """
        if self._record is None:
            return
        record = self._record

        def take(*_opened: object) -> None:
            with suppress(LogError):  # the notice of the log says so; each is left out then
                stored = record.asked_about().items()
                widget.asked = [[*pair, spelled_date(day)] for pair, day in stored]

        def keep(change: dict[str, Any]) -> None:
            # What was pressed, not all that the page shows: it may be older than the log.
            before, after = (
                {(one, why) for one, why, _ in change[state]} for state in ("old", "new")
            )
            with suppress(LogError):  # then it holds on this page alone
                stored = record.asked_about()
                for pair in before ^ after:
                    if (asked := pair in after) is not (pair in stored):
                        exercise_id, reason = pair
                        now = record.now(self._zone)
                        record.ask_about(exercise_id, now, reason=reason, asked=asked)

        take()
        widget.observe(keep, "asked")
        self.on_msg(take)  # the page is opened, or seen again

    @traitlets.validate("cleared")
    def _not_while_ticked(self, proposal: dict[str, Any]) -> bool:
        return bool(proposal["value"]) and not self.ticked

    @traitlets.validate("ticked")
    def _known(self, proposal: dict[str, Any]) -> list[str]:
        return list(red_flag_advice(proposal["value"]).index)

    @traitlets.observe("ticked")
    def _close(self, change: dict[str, Any]) -> None:
        if change["new"]:
            self.cleared = False

    def _keep(self, _change: object = None) -> None:
        """Keep a new answer, and let the other gates of the same log take it."""
        state = (self.ticked, self.cleared)
        if state == self._kept[:2] and not self.trouble:
            return
        # The page says on which day it is answered there; else it is the day of the log.
        if self.answered_on == self._kept[2]:
            self.answered_on = self.today() if any(state) else ""
        shown, self._kept = self._kept[0], (*state, self.answered_on)
        if self._record is not None:
            try:
                self._store(self._record, shown)
            except LogError:
                self.trouble = "This answer counts on this page only: your log cannot be written."
                return
        self.trouble, self.kept_id = "", self.answer_id
        for gate in [one for one in self._all if one.key == self.key and one is not self]:
            gate.refresh()

    def _store(self, record: SafetyRecord, shown: list[str]) -> None:
        """Put the answer into the log; a sign that this page has not shown is not taken back."""
        last = record.red_flags()
        unseen = {*last.flags} - {*shown} if last else set[str]()
        if unseen:
            both = list(red_flag_advice([*self.ticked, *unseen]).index)
            self._kept = (both, False, self.answered_on)
            self.ticked = both
        if self.ticked or self.cleared:
            record.answer_red_flags(self.ticked, record.now(self._zone))
        elif last is not None and (last.flags or last.clears(record.now())):
            record.take_back_red_flags()  # what has expired need not be

    def _hear(self, _gate: object, content: dict[str, Any], _buffers: object) -> None:
        """Look again when the page is opened or seen again; it knows where the person is."""
        if content.get("kind") == "opened":
            self._zone = zone_of(content)
            self.refresh()


class SaidToday:
    """Forgets how somebody's back is after the day on which it was said.

    It looks after the trait `pain_state` of a widget with a gate. What the code around has given,
    before this was made, stays.
    """

    def __init__(self, widget: Widget, gate: RedFlagGate) -> None:
        self._widget, self._gate = widget, gate
        self.day = ""  # on which it was said; "" where nobody has
        widget.observe(self._note, "pain_state")

    def forget_old(self) -> bool:
        """Forget what was said on another day; return whether there was anything to forget."""
        old = self.day not in ("", self._gate.today())
        if old:
            self._widget.set_trait("pain_state", None)  # which lets it look anew
        return old

    def _note(self, change: dict[str, Any]) -> None:
        self.day = self._gate.today() if change["new"] else ""


def rule_for(
    log: SessionLog | None, patient: str, settings: SafetySettings | None
) -> SafetySettings:
    """Return the stop rule that holds for a person; the usual one where the log cannot be read."""
    with suppress(LogError):  # the notice of the log says so
        if log is not None:
            return log.safety_record(patient).settings(settings)
    return personal_settings(settings, None)


class StopNotice(VBox):
    """Say stop after a broken stop rule or severe pain, until a professional was asked."""

    _all: ClassVar[WeakSet[StopNotice]] = WeakSet()

    looked = traitlets.Int()  # goes up whenever the log may have changed and was read anew
    waiting = traitlets.Bool()  # whether it stands, and no next session may be suggested
    rule = traitlets.Instance(SafetySettings)  # the stop rule that holds for this person now

    def __init__(
        self,
        log: SessionLog,
        patient: str = "me",
        *,
        faults: bool = True,
        signs: bool = False,
        settings: SafetySettings | None = None,
    ) -> None:
        self._log, self._patient = log, patient
        self.watch = LogWatch(log, patient, self.look)
        # Where the widget has no check of its own, the warning signs stand in the notice.
        self._signs = signs_html() if signs else ""
        # Where another widget of the page says already that the log cannot be read, no `faults`.
        self._faults, self.settings = faults, settings
        self._words = HTML(placeholder="")
        self._confirm = button("", self.confirm)
        super().__init__(
            (self._words, self._confirm, self.watch), rule=personal_settings(settings, None)
        )
        self.add_class("bc-stop")
        self.why = ""  # the reason for which somebody has to be asked, or ""
        # A session that was stored just now, and its reason, until the log has told of it.
        self._new_stop: tuple[str, str] | None = None
        self._gate: RedFlagGate | None = None  # the check of the same widget
        self._ticked = False  # whether a warning sign is there
        # The days of what cannot be read and may have been that reason; None where no day can.
        self._unread: list[date | None] = []
        self.observe(self._say_kept, "rule")
        self._say_kept()
        self.refresh()
        self._all.add(self)

    def __repr__(self) -> str:
        return f"StopNotice(waiting={self.waiting})"

    def follow(self, gate: RedFlagGate, *, folds: bool = True) -> None:
        """Go along with the check of the same widget, which stands above this.

        What to do about a sign comes first: while one is ticked, "I have asked" cannot be pressed.
        While this stands, the check is a line until somebody opens it.
        """
        self._gate = gate
        gate.observe(lambda _change: self.refresh(), "ticked")
        if folds:
            self.observe(lambda _change: gate.set_trait("folded", self.waiting), "waiting")
            gate.folded = self.waiting
        self.refresh()

    def look(self) -> None:
        """Read the log anew, and let the widget around do so, too."""
        self.refresh()
        self.looked += 1

    def refresh(self) -> None:
        """Read the log anew; when it cannot be read, say so and leave the notice as it was."""
        before = self._ticked
        if self._gate:
            self._ticked = bool(self._gate.ticked)
        try:
            record = self._log.safety_record(self._patient)
            self.rule = record.settings(self.settings)
            if self._gate is None:
                signs = record.red_flags()
                self._ticked = bool(signs and signs.flags)
            self.why = self._log.awaiting_reason(self._patient, settings=self.rule)
            self._tell_log()
            waits = self.why == "stop_rule"
            unread = self._log.unread_stops(self._patient) if waits else []
            self._unread = [day for day, asked in unread if not asked]
            self.waiting = bool(self.why)
            fault = ""
        except LogError as error:
            if self._new_stop:
                self.why = stronger_reason(self.why, self._new_stop[1])
                self.waiting = True
            fault = unread_words(error) if self._faults else ""
        if self._ticked != before:  # whom to ask is another then
            self._say_kept()
        self._say(fault)

    def stop_for(self, session_id: str, reason: str) -> None:
        """Stop for a session that was stored just now, also while the log cannot be read.

        Whoever asked somebody after it began, but before it was stored, has not asked about it.
        With the reason "" there is no such session any more.
        """
        self._new_stop = (session_id, reason) if reason else None
        self.watch.tell_all()

    def _tell_log(self) -> None:
        """Have the log know of a new stop that its numbers alone do not tell."""
        if self._new_stop:
            session_id, reason = self._new_stop
            if stronger_reason(self.why, reason) != self.why:
                self._log.safety_record(self._patient).tell_to_stop(session_id, reason)
                self.why = self._log.awaiting_reason(self._patient, settings=self.rule)
            self._new_stop = None

    def confirm(self) -> None:
        """Store that a professional has been asked."""
        try:
            self._log.confirm_professional(patient=self._patient)
        except LogError as error:
            self._say(str(error))
        else:
            self.watch.move_on()
            for notice in [one for one in self._all if one.watch.key == self.watch.key]:
                notice._new_stop = None
            self.watch.tell_all()

    def _say_kept(self, _change: object = None) -> None:
        """Give the page what it says of a stop that the log does not have yet."""
        self.watch.stop_words = {why: self._notice(why) for why in ASK_WHOM}

    def _notice(self, why: str, unread: str = "", fault: str = "") -> str:
        rule = reason_words(why, self.rule) if why else ""
        return fragment(
            "stop_notice",
            rule=rule,
            unread=unread if rule else "",
            fault=fault,
            flare=flare_html() if rule else "",
            severe=why == "severe_pain",
            whom=whom_to_ask(why, signs=self._ticked),
            worse=WORSE,
            signs=self._signs,
        )

    def _say(self, fault: str) -> None:
        self.watch.waits = self.waiting
        says = self.waiting or bool(fault)
        why = self.why if self.waiting else ""
        notice = self._notice(why, unread_stop_words(self._unread), fault) if says else ""
        self._words.value = notice
        self._confirm.description = f"I have asked {ASK_WHOM.get(self.why, '')}"
        show(self._confirm, self.waiting and not self._ticked)
        show(self, says)


class SevereNotice(VBox):
    """Say what severe pain means, and lead from it to the warning signs."""

    def __init__(self, *, help_now: Callable[[], object]) -> None:
        self._words = HTML(placeholder="")
        self.help_now = button("Get help now", help_now, tooltip=f"{WORSE} See the warning signs")
        super().__init__((self._words, self.help_now.add_class("bc-help")))
        self.add_class("bc-stop")
        self.say("")

    def __repr__(self) -> str:
        return f"SevereNotice(shown={bool(self._words.value)})"

    def say(self, words: str) -> None:
        """Say something; "" takes the notice out of sight."""
        html = fragment("severe_notice", words=words, worse=WORSE) if words else ""
        if html != self._words.value:  # what has not changed is not read out again
            self._words.value = html
        show(self, bool(words))
