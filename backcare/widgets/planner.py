"""The planner: how is your back, how much time is there; a plan in words, and its player.

`SessionPlanner` asks and makes the plan; `plan_words` shows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import pandas as pd
import traitlets
from ipywidgets import HTML, Box, ToggleButton, ToggleButtons, VBox, Widget, jsdlink

from backcare.browser import fragment
from backcare.errors import LogError
from backcare.exercises.cards import Album, safety_html, signs_html
from backcare.figures import figure_album
from backcare.log import SessionLog
from backcare.log.kept import kept_key
from backcare.plan.change import Change, changed_plan, find_swap, may_leave_out
from backcare.plan.summary import NO_WARM_UP
from backcare.safety import USUAL_MINUTES, SafetySettings, rule_texts
from backcare.tables.vocabulary import definitions, terms
from backcare.text import counted, inside_sentence
from backcare.widgets.base import (
    close_parts,
    family,
    is_open,
    serialize_messages,
    whole_or_nothing,
    with_page,
)
from backcare.widgets.calendar_days import CalendarDays
from backcare.widgets.controls import (
    ABOUT_YOU,
    HELPS,
    ActionButton,
    ChipGroup,
    StatusLine,
    answers_of,
    button,
    condition_chips,
    known_terms,
    meanings,
    pain_state_buttons,
    question,
    show,
)
from backcare.widgets.gate_and_stop import RedFlagGate, SaidToday, StopNotice
from backcare.widgets.plan_words import PlanWords
from backcare.widgets.player import SessionPlayer
from backcare.widgets.settling import Settling
from backcare.widgets.take_along import FileButton, TakenAlong, calendar_file, plan_file

_MINUTES = (5, 10, 15, 20, 30, 45, 60)
_QUESTIONS = {
    "pain_state": "How is your back today?",
    "minutes": "How many minutes do you have?",
    "muscle_groups": "What would you like to train?",
    "conditions": ABOUT_YOU,
}
_TRAIN, _ABOUT = "What to train", "About you"
_NAMED = 2  # of what was chosen, before it is only counted
_REMEMBERED = ("pain_state", "minutes", "conditions")
_KNOWN = {"pain_state": "pain_state", "muscle_groups": "muscle_group", "conditions": "condition"}
_FIRST = "Choose how your back is today, and your plan will appear here."
_WAITING = "No plan is made until you have asked."
_SETTLED_FIRST = "First: has your back settled? Then your plan will appear here."
_WITHOUT_KERNEL = (
    "<p>If no warning sign applies, you can make your plan and follow it here. The notebook has "
    "to be running: "
    "choose <em>Run, Run All Cells</em> in JupyterLab.</p>"
)


class SessionPlanner(VBox):
    """Make a plan by answering four questions, and do it.

    The warning signs are asked first, and there is no plan before they are answered. What
    is chosen remakes the plan straight away, with the reason for each exercise. An exercise can be
    swapped for another or left out; *Do this plan* opens it in a `SessionPlayer`.

    Parameters
    ----------
    log : SessionLog
        Where the session goes.
    exercises : pandas.DataFrame, optional
        The wide frame to choose from; that of the log when left out.
    poses : pandas.DataFrame, optional
        Poses as `load_poses` gives them; the shipped ones when left out. An exercise without
        poses has words only.
    patient : str, default "me"
        Whose session it is.
    settings : SafetySettings, optional
        The numbers of the stop rule, which a clinician may lower: `safety_settings(...)`.
    **traits
        The attributes below, and those of an ipywidgets VBox.

    Attributes
    ----------
    pain_state : str or None
        The answer to "How is your back today?". None: not answered yet, and there is no plan.
    minutes : int
        How long the session may take, one of those offered.
    muscle_groups : list of str
        What to train; an empty list is everything.
    conditions : list of str
        What applies to this person; terms of the vocabulary `condition`.

    Examples
    --------
    >>> planner = bc.SessionPlanner(bc.SessionLog(":memory:"), pain_state="chronic", minutes=10)
    >>> planner.plan.empty  # no one has answered the red flags yet
    True
    >>> planner.gate.cleared = True
    >>> planner
    SessionPlanner(4 exercises, pain_state='chronic', minutes=10)
    >>> planner.start()
    >>> planner.player
    SessionPlayer(4 exercises, 9 min 43 s)
    """

    pain_state = traitlets.Unicode(None, allow_none=True)
    minutes = traitlets.Enum(_MINUTES, default_value=USUAL_MINUTES)
    muscle_groups = traitlets.List(traitlets.Unicode())
    conditions = traitlets.List(traitlets.Unicode())

    @whole_or_nothing
    def __init__(
        self,
        log: SessionLog,
        *,
        exercises: pd.DataFrame | None = None,
        poses: pd.DataFrame | None = None,
        patient: str = "me",
        settings: SafetySettings | None = None,
        **traits: Any,
    ) -> None:
        self._exercises = log.exercises if exercises is None else exercises.copy()
        self._play: dict[str, Any] = {
            "log": log,
            "poses": poses,
            "patient": patient,
            "settings": settings,
        }
        self._record = log.safety_record(patient)
        self.gate = RedFlagGate(log, patient).add_class("bc-lasting")
        self.stop = StopNotice(log, patient, settings=settings).add_class("bc-lasting")
        self.stop.follow(self.gate)
        self._safety = HTML(safety_html(rule_texts(self.stop.rule))).add_class("bc-lasting")
        self._words = PlanWords(
            stills=Album(*figure_album(self._exercises, still=True, poses=poses))._asdict(),
            names={f".bc-{name}": words for name, words in (_QUESTIONS | {"helps": HELPS}).items()},
            key=kept_key(log, patient),
        )
        self._usual = StatusLine()
        # What is as last time is said in a line, and asked anew where somebody wants to change it.
        self._anew = ToggleButton(description="Change my answers").add_class("bc-opens")
        # Both open in the page itself. Most people train everything; what calls for care is
        # folded only where it is known from last time.
        self._train = ToggleButton().add_class("bc-opens")
        self._about = ToggleButton(value=True).add_class("bc-opens").add_class("bc-about-you")
        self._names: dict[Any, str] = self._exercises["name"].to_dict()
        self._changes: list[Change] = []
        self._unwanted: set[str] = set()  # what was swapped away or left out
        self._changed = StatusLine()
        self._back_in = button("Put them back", self.put_back)
        self._words.on_change(self.swap, self.leave_out)
        self._start = ActionButton("Do this plan", self.start, main=True).add_class("bc-do-plan")
        self._taken = StatusLine()
        self._take = FileButton("Take my plan home", self._handout, self._taken)
        self._calendar = CalendarDays(self._ics, self._taken)
        self._back = button("Back to the plan", self._ask)
        self.player: SessionPlayer | None = None
        self._opened = self._plan = pd.DataFrame()
        super().__init__(**traits)
        self._last_time: tuple[int, tuple[str, ...]] | None = None  # with what a page began
        self._last_state: str | None = None
        # What was recalled last: who has chosen anything else keeps it.
        given = traits.keys() & {*_REMEMBERED}
        self._recalled = None if given else self._lasting()
        self._recalled_state: str | None = None
        self._recalling = False
        self.add_class("bc-app").add_class("bc-planner")
        start = Box((self._start, self._take)).add_class("bc-buttons")
        changed = Box((self._changed, self._back_in)).add_class("bc-changed")
        parts_of_plan = (changed, self._words, start, self._calendar, self._taken)
        plan = Box(parts_of_plan).add_class("bc-question")
        plan.add_class("bc-made")
        self._settling = Settling(
            log, patient, self.stop, settled=self._refresh, not_yet=self._not_settled
        )
        controls = Box((*self._controls(), plan)).add_class("bc-controls")
        parts = (self._safety, self.gate, self.stop, self._settling.note, controls)
        self._asking: tuple[Widget, ...] = parts
        self.gate.observe(self._refresh, "cleared")
        self.stop.observe(self._refresh, "waiting")
        self.stop.observe(self._say_rules, "rule")
        self.gate.keep_asked(self._words)
        self._said = SaidToday(self, self.gate)
        self.observe(self._refresh, list(_QUESTIONS))
        self._about.observe(self._say_folded, "value")
        self._anew.observe(self._fold, "value")
        self.stop.observe(self._recall, "looked")
        self.stop.observe(self._look_back, "looked")
        self._look_back()
        self._refresh()
        self._recall()
        self._ask()
        # In the page, so that one tick shuts the plan even when the kernel is busy or gone.
        self._shutter = jsdlink((self.gate, "cleared"), (self._words, "cleared"))
        serialize_messages(self)

    def __repr__(self) -> str:
        given = f"pain_state={self.pain_state!r}, minutes={self.minutes}"
        return f"SessionPlanner({counted(len(self.plan), 'exercise')}, {given})"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return with_page(super()._repr_mimebundle_(**kwargs), self._page)

    def _page(self) -> str:
        return str(self._safety.value) + signs_html() + _WITHOUT_KERNEL

    @property
    def plan(self) -> pd.DataFrame:
        """The plan that is shown; empty before the questions are answered, or when refused."""
        return self._plan.copy()

    def start(self) -> None:
        """Open the plan that is shown in a player; where there is none, nothing happens.

        A plan that was opened already is found as it was left.

        Examples
        --------
        >>> planner = bc.SessionPlanner(bc.SessionLog(":memory:"))
        >>> planner.start()
        >>> planner.player is None
        True
        """
        self._look_again()
        if self._plan.empty:
            return
        if self.player is None or not self._plan.equals(self._opened):
            self._close_player()
            self._opened = self._plan
            self._remember()
            self.player = SessionPlayer(self._plan, exercises=self._exercises, **self._play)
            # The planner's own are out of the page meanwhile.
            self.player.stop.observe(lambda _change: self.stop.look(), "looked")
            self.player.gate.observe(self._say_settling, "cleared")
        self.player.gentle = self._plan_gently
        self.player.hear()
        self.player.stage.program = self.player.stage.program | {"listed": False}
        self.children = (self._back, self._settling.note, self.player)
        self._say_settling()

    def leave_out(self, exercise_id: str) -> None:
        """Leave an exercise out of the plan today.

        Parameters
        ----------
        exercise_id : str
            An exercise of the plan that is shown; not its last, and not the walk with which a
            plan for sudden or new pain begins.

        Raises
        ------
        ValueError
            If the plan cannot do without it, or does not have it.

        Examples
        --------
        >>> planner = bc.SessionPlanner(bc.SessionLog(":memory:"), pain_state="mild", minutes=5)
        >>> planner.gate.cleared = True
        >>> planner.plan["name"].tolist()
        ['Pelvic tilt', 'Hamstring stretch with a towel']
        >>> planner.leave_out("hamstring_stretch")
        >>> planner.plan["name"].tolist()
        ['Pelvic tilt']
        """
        self._change(exercise_id, "")

    def swap(self, exercise_id: str) -> None:
        """Do something else in place of an exercise, of those that are OK and fit into the time.

        Where nothing else fits, the plan stays as it is, and the planner says so.

        Parameters
        ----------
        exercise_id : str
            As for `leave_out`.

        Raises
        ------
        ValueError
            As for `leave_out`.

        Examples
        --------
        >>> planner = bc.SessionPlanner(bc.SessionLog(":memory:"), pain_state="mild", minutes=15)
        >>> planner.gate.cleared = True
        >>> planner.swap("bird_dog")
        >>> "Bridge" in planner.plan["name"].tolist()
        True
        """
        self._expect_changeable(exercise_id)
        instead = find_swap(
            self._plan, exercise_id, self._exercises, unwanted=self._unwanted, **self._asked_for()
        )
        if instead:
            self._change(exercise_id, instead)
            return
        name = inside_sentence(self._names[exercise_id])
        self._changed.say(
            f"Nothing else fits in place of {name} today. "
            "You can leave it out, or choose more minutes."
        )

    def put_back(self) -> None:
        """Take back what was swapped or left out.

        Examples
        --------
        >>> planner = bc.SessionPlanner(bc.SessionLog(":memory:"), pain_state="mild", minutes=5)
        >>> planner.gate.cleared = True
        >>> planner.leave_out("hamstring_stretch")
        >>> planner.put_back()
        >>> len(planner.plan)
        2
        """
        self._forget_changes()
        self._refresh()

    def say_settled(self) -> None:
        """Say that the back has settled since a session today in which pain went above mild.

        A plan for the usual pain is made once that is said, and asked anew after the next such
        session. Where nothing is asked, nothing happens.

        Examples
        --------
        >>> from datetime import datetime
        >>> log = bc.SessionLog(":memory:")
        >>> _ = log.add(bc.Session(datetime.now().astimezone(), pain_before=3, pain_after=5))
        >>> planner = bc.SessionPlanner(log, pain_state="chronic", minutes=10)
        >>> planner.gate.cleared = True
        >>> planner.plan.empty
        True
        >>> planner.say_settled()
        >>> planner.plan.empty
        False
        """
        self._settling.say()

    def _change(self, exercise_id: str, instead: str) -> None:
        self._expect_changeable(exercise_id)
        # What came in another's place goes again: the other has what comes now.
        instead_of = {change.instead: change.exercise_id for change in self._changes}
        first = instead_of.get(exercise_id, exercise_id)
        others = [change for change in self._changes if change.exercise_id != first]
        self._changes = [*others, Change(first, instead)]
        self._unwanted.add(exercise_id)
        self._refresh()

    def _expect_changeable(self, exercise_id: str) -> None:
        if may_leave_out(self._plan, exercise_id):
            return
        may = [one for one in self._plan["exercise_id"] if may_leave_out(self._plan, one)]
        raise ValueError(
            f"{exercise_id!r} cannot be left out or swapped: it is not in this plan, or the plan "
            f"cannot do without it. {'Choose one of: ' + ', '.join(may) if may else 'None can'}."
        )

    def _forget_changes(self) -> None:
        self._changes = []
        self._unwanted = set()

    def _say_changes(self) -> None:
        """Say what is not as it would be without the person's own changes."""
        there = set() if self._plan.empty else set(self._plan["exercise_id"])
        gone = [change for change in self._changes if there and change.exercise_id not in there]
        said = [
            f"{self._names[instead]} instead of {inside_sentence(self._names[exercise_id])}."
            if instead in there
            else f"{self._names[exercise_id]} is left out."
            for exercise_id, instead in gone
        ]
        if said and NO_WARM_UP in self._plan.attrs["notes"]:
            said.append(NO_WARM_UP)
        self._changed.say(" ".join(said))
        self._back_in.description = "Put it back" if len(gone) == 1 else "Put them back"
        show(self._back_in, bool(gone))

    def _asked_for(self) -> dict[str, Any]:
        """Return what the plan is made for, as `make_plan` is asked."""
        return {
            "pain_state": str(self.pain_state),
            "minutes": self.minutes,
            # No chip pressed asks for nothing; an empty list would match nothing.
            "muscle_groups": self.muscle_groups or None,
            "answers": self.conditions,
        }

    def _look_again(self) -> None:
        """Ask anew what is asked once a day: the plan may have been made on another."""
        self.gate.refresh()
        self.stop.refresh()
        self._ask_each_day()

    def _handout(self) -> TakenAlong | None:
        self._look_again()
        if not self._plan.empty:
            self._remember()
        return plan_file(
            self._plan,
            exercises=self._exercises,
            poses=self._play["poses"],
            patient=self._play["patient"],
            settings=self.stop.rule,
            day=self.stop.watch.today(),
        )

    def _ics(self, days: Sequence[str], at: str) -> TakenAlong | None:
        self._look_again()
        if not self._plan.empty:
            self._remember()
        return calendar_file(
            self._plan,
            days,
            at,
            exercises=self._exercises,
            settings=self.stop.rule,
            day=self.stop.watch.today(),
        )

    def close(self) -> None:
        """Close the planner and every widget that it made.

        Examples
        --------
        >>> bc.SessionPlanner(bc.SessionLog(":memory:")).close()
        """
        if not is_open(self):  # or never built to its end
            return
        self._close_player()
        self._ask()
        close_parts(self, self._shutter, *family(self._back))
        super().close()

    @traitlets.validate(*_KNOWN)
    def _known(self, proposal: dict[str, Any]) -> Any:
        return known_terms(proposal, _KNOWN[proposal["trait"].name])

    def _controls(self) -> tuple[Widget, ...]:
        """Build the four questions, linked to the traits."""
        fields: dict[str, Any] = {
            "pain_state": pain_state_buttons(),
            "minutes": ToggleButtons(options=[(f"{one} min", one) for one in _MINUTES]),
            "muscle_groups": ChipGroup(terms("muscle_group"), definitions("muscle_group")),
        }
        for name, field in fields.items():
            traitlets.link((self, name), (field, "value"))
        words = {
            "pain_state": meanings("pain_state"),
            "muscle_groups": meanings("muscle_group"),
        }
        about, helps = condition_chips(self)
        # A group of chips is no field by itself.
        single = [
            getattr(field, "children", (field,)) for field in (*fields.values(), about, helps)
        ]
        self._fields = [one for several in single for one in several]
        for pressed in (self._start, self._take):
            pressed.follow(self._fields)
        self._calendar.save.follow([*self._fields, *self._calendar.fields])
        pain_state, minutes, groups = (
            _question(name, _QUESTIONS[name], field, words.get(name, {}))
            for name, field in fields.items()
        )
        who = (
            _question("conditions", ABOUT_YOU, about, meanings("condition", about.terms)),
            _question("helps", HELPS, helps, meanings("condition", helps.terms)),
        )
        folds = Box(
            (
                self._train,
                Box((groups,)).add_class("bc-refine"),
                self._about,
                Box(who).add_class("bc-refine"),
            )
        ).add_class("bc-folding")
        usual = Box((self._usual, self._anew)).add_class("bc-usual")
        self._asks_state, self._asks_rest = pain_state, (minutes, folds)
        return usual, pain_state, self._settling.question, minutes, folds

    def _ask_each_day(self) -> None:
        """Forget how the back was on another day, and what was not wanted then."""
        if self._said.forget_old():
            self._forget_changes()

    def _lasting(self) -> tuple[int, tuple[str, ...]]:
        """Return what is as a rule the same on the next day."""
        return self.minutes, tuple(self.conditions)

    def _recall(self, seen_again: object = None) -> None:
        """Begin with what the last plan was made with; who has chosen otherwise here keeps that."""
        if self._recalled != self._lasting():
            return
        try:
            usual = self._record.usual()
        except LogError:
            return  # the notice of the log says so
        if usual is None:
            return
        self._ask_each_day()
        before = self._lasting(), self.pain_state
        self._recalling = True
        with self.hold_trait_notifications():
            # A page may have been made ready before the pain was said to be another one. It comes
            # first: what is told of the others already asks on which day it was said.
            if self.pain_state in (None, self._recalled_state):
                self.pain_state = self._recalled_state = usual.state_on(self._record.now())
            if usual.minutes in _MINUTES:
                self.minutes = usual.minutes
            self.conditions = list(usual.conditions)
        self._recalling = False
        self._recalled = self._lasting()
        if not seen_again or (self._recalled, self.pain_state) != before:
            self._last_time = self._recalled
            self._about.value = self._anew.value = False
            self._last_state = self.pain_state
        self._say_usual()

    def _remember(self) -> None:
        """Keep what the plan was made with for the next one."""
        with suppress(LogError):  # then it is asked again
            before, now = self._recalled, self._lasting()
            # What the code around has named, nobody has said.
            said = self.pain_state if self._said.day else None
            self._record.remember(said, self.minutes, self.conditions)
            self._recalled, self._recalled_state = now, said
            if before is None or before[1] != now[1]:
                self.stop.watch.tell_all()  # a plan that is open is held to it, too

    def _say_usual(self) -> None:
        """Say what was not chosen now, but is as it was last time."""
        labels = terms("condition")
        as_last_time = self._last_time == self._lasting()
        if self.pain_state != self._last_state:
            self._last_state = None
        state = (
            f"You said today: {terms('pain_state')[self._last_state]}. " if self._last_state else ""
        )
        chosen = [f"{self.minutes} minutes", *(labels[term] for term in self.conditions)]
        self._usual.say(f"{state}As last time: {'; '.join(chosen)}." if as_last_time else "")
        self._fold()

    def _fold(self, _change: object = None) -> None:
        """Ask what is not known from last time, and what somebody wants to change."""
        is_known = bool(self._usual.text)
        show(self._anew, is_known)
        is_folded = is_known and not self._anew.value
        show(self._asks_state, not (is_folded and self._last_state))
        for asked in self._asks_rest:
            show(asked, not is_folded)

    def _say_folded(self, _change: object = None) -> None:
        """Say what was chosen where it is folded."""
        chosen = _some_of("muscle_group", self.muscle_groups) or "everything"
        self._train.description = f"{_TRAIN}: {chosen}"
        chosen = _some_of("condition", self.conditions) or "nothing chosen"
        self._about.description = _ABOUT if self._about.value else f"{_ABOUT}: {chosen}"

    def _say_rules(self, _change: object) -> None:
        """Say the rule that holds now: a limit may have been agreed on, or taken back."""
        self._safety.value = safety_html(rule_texts(self.stop.rule))

    def _not_settled(self) -> None:
        """Plan for what it is then: sudden pain, or a flare."""
        self.pain_state = "acute"

    def _plan_gently(self) -> None:
        """Go from a plan that does not fit now to one that does."""
        self._ask()
        self._not_settled()

    def _look_back(self, _change: object = None) -> None:
        """Read the sessions anew, and ask whether the back has settled where they ask for it."""
        asked = self._settling.asks
        self._settling.look()
        self._say_settling()
        if self._settling.asks != asked:
            self._refresh()

    def _say_settling(self, _change: object = None) -> None:
        """Say above the questions, or above the player, what the last sessions ask for."""
        plays = self.player is not None and self.player in self.children
        gate = self.player.gate if self.player is not None and plays else self.gate
        self._settling.show(self.pain_state, cleared=gate.cleared)

    def _refresh(self, change: dict[str, Any] | None = None) -> None:
        """Make the plan anew, and say it."""
        self._ask_each_day()
        self._plan = pd.DataFrame()
        self._say_settling()
        if not self.gate.cleared or self.stop.waiting:
            self._words.say(_WAITING if self.gate.cleared else "")
        elif self.pain_state is None:
            self._words.say(_FIRST)
        elif self._settling.asks:
            self._words.say(_SETTLED_FIRST)
        else:
            self._plan = changed_plan(self._exercises, self._changes, **self._asked_for())
            self._words.show(self._plan, self._exercises)
        # Also for whoever only reads it: what calls for care is not left to be ticked again.
        if change and not self._recalling and self._is_to_keep(change):
            self._remember()
        self._say_changes()
        self._say_folded()
        self._words.answers = answers_of(self._fields)
        self._say_usual()
        for shown in (self._start, self._take, self._calendar, self._taken):
            show(shown, not self._plan.empty)
        self._taken.say("")

    def _is_to_keep(self, change: dict[str, Any]) -> bool:
        """Tell whether what was chosen is kept; what applies to the person is, in any case."""
        if change["name"] == "conditions":
            return True
        # A pain that is forgotten, because it was said on another day, says nothing.
        is_said = change["name"] in _REMEMBERED and change["new"] is not None
        return is_said and (self._settling.asks or not self._plan.empty)

    def _ask(self) -> None:
        self.children = self._asking
        self._say_settling()

    def _close_player(self) -> None:
        if self.player is not None:
            self.player.close()
        self.player = None


def _some_of(vocabulary: str, chosen: Sequence[str]) -> str:
    """Name what was chosen, or count it; "" where it is nothing."""
    if len(chosen) > _NAMED:
        return f"{len(chosen)} chosen"
    labels = terms(vocabulary)
    return " and ".join(inside_sentence(labels[term]) for term in chosen)


def _question(name: str, text: str, field: Widget, words: Mapping[str, str]) -> Box:
    """Put a heading over a field, with what its words mean."""
    field.add_class(f"bc-{name}")
    heading = question(text, words) if words else HTML(fragment("heading", text=text))
    return Box((heading, field)).add_class("bc-question")
