"""The session player: a plan done now, at one's own pace, and what was done goes into the log.

`SessionPlayer` ties the plan to the log. `PlayerStage` is the part that runs in the page, and goes
on when the kernel does not.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

import anywidget
import pandas as pd
import traitlets
from ipywidgets import HTML, VBox, jsdlink

from backcare.browser import PARTS, assets, fragment
from backcare.errors import LogError, PlanError, SessionError
from backcare.exercises.cards import safety_html
from backcare.figures import figure_svgs, move_words
from backcare.log import SessionLog
from backcare.log.kept import kept_key
from backcare.plan import check_plan, plan_summary
from backcare.plan.phases import session_program
from backcare.plan.record import felt_at, played_session
from backcare.plan.screening import screened
from backcare.plan.settling import unsettled_words
from backcare.plan.summary import further_notes
from backcare.safety import (
    ASK_WHOM,
    PAIN_ENDS,
    SEVERE,
    WORSE,
    SafetySettings,
    rule_texts,
    severe_pain,
    stop_rule_text,
)
from backcare.sessions import CSV_COLUMNS, SESSION_LIMITS, TEXT_LIMITS, Session
from backcare.tables.vocabulary import terms
from backcare.text import about_minutes, and_list, clock, counted, inside_sentence
from backcare.widgets.base import (
    close_parts,
    expect_known,
    is_open,
    serialize_messages,
    whole_or_nothing,
    with_page,
)
from backcare.widgets.form_text import fault_words, saved_line
from backcare.widgets.gate_and_stop import Asked, RedFlagGate, StopNotice

_NO_RECORD = (
    "What this page has sent is not a session that can be read. Download it as a file, or load "
    "the page again."
)
_KEPT_APART = (
    " Another page had saved this session with other answers, so this one is kept beside it. If "
    "one of them is not right, change it in your log."
)


class _Said(NamedTuple):
    """What the person has said last to apply to them, and how the back is today; None for neither.

    Which day that is; what happened after which the back has to settle, and what to do until then,
    both "" where it has not to.
    """

    conditions: tuple[str, ...] | None = None
    state: str | None = None
    today: str = ""
    waits: tuple[str, str] = ("", "")


_STYLE = assets("theme.css", "form_and_dashboard.css", "pain_marks.css", "player.css")


class SessionPlayer(VBox):
    """Do a plan now: a timer, the exercise and what comes next, with the stop rule throughout.

    The page keeps the time and the record of what was done. It carries on while the kernel is
    busy or gone, and "saved" is shown only when the session is in the log.

    Parameters
    ----------
    plan : pandas.DataFrame
        A plan, as `make_plan`, `check_plan` or `load_plan` gives it. What is wrong with one that
        was edited is shown in words; an empty one says why it is empty.
    log : SessionLog
        Where the session goes, and where the sessions of today and the stop rule are looked up.
    exercises : pandas.DataFrame, optional
        The table that the plan is made of; that of the log when left out.
    poses : pandas.DataFrame, optional
        Poses as `load_poses` gives them; the shipped ones when left out. An exercise without
        poses has words only.
    patient : str, default "me"
        Whose session it is.
    settings : SafetySettings, optional
        The numbers of the stop rule, which a clinician may lower: `safety_settings(...)`.

    Attributes
    ----------
    saved : str
        The `session_id` of the session that was stored last, or "".
    changes : int
        How many sessions this player has stored. A dashboard that is given the player looks at
        the log again whenever this moves.

    Examples
    --------
    >>> plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=5)
    >>> player = bc.SessionPlayer(plan, bc.SessionLog(":memory:"))
    >>> player
    SessionPlayer(2 exercises, 4 min 37 s)
    >>> bc.SessionPlayer(plan.assign(reps=-1), bc.SessionLog(":memory:"))
    SessionPlayer(a plan with 2 problems)
    """

    saved = traitlets.Unicode()
    changes = traitlets.Int()
    _said = _Said()
    # Leads to a plan for sudden pain where it has not settled; None where there is none.
    gentle: Callable[[], None] | None = None

    @whole_or_nothing
    def __init__(
        self,
        plan: pd.DataFrame,
        log: SessionLog,
        *,
        exercises: pd.DataFrame | None = None,
        poses: pd.DataFrame | None = None,
        patient: str = "me",
        settings: SafetySettings | None = None,
    ) -> None:
        self._log, self._patient = log, patient
        self._exercises = log.exercises if exercises is None else exercises.copy()
        self._poses = poses
        expect_known(plan, self._exercises)
        self._given = plan
        self.gate = RedFlagGate(log, patient)
        self.stop = StopNotice(log, patient, settings=settings)
        self.stop.follow(self.gate)
        self._said = self._read_said()
        self._plan, self._refused = _checked(plan, self._exercises, self._said.conditions)
        self._safety = HTML()
        self.stage = PlayerStage(program=self._program(), figures=self._figures())
        super().__init__(self._parts())
        self.add_class("bc-app").add_class("bc-session-player")
        # In the page, so that the answer counts even while the kernel is busy.
        self._opened = jsdlink((self.gate, "cleared"), (self.stage, "cleared"))
        traitlets.dlink((self.stop, "waiting"), (self.stage, "waiting"))
        self.stop.observe(self._follow_rule, "rule")
        self.stop.observe(self.hear, "looked")
        self._follow_rule()
        self.stage.on_message(self._store, self.stop.confirm, self._stop_at_once, self._go_gently)
        self.gate.keep_asked(self.stage)
        serialize_messages(self)

    def __repr__(self) -> str:
        return f"SessionPlayer({self._summary()})"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return with_page(super()._repr_mimebundle_(**kwargs), self._page)

    def close(self) -> None:
        """Close the player and every widget that it made; what is in the log stays there.

        Examples
        --------
        >>> plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=5)
        >>> bc.SessionPlayer(plan, bc.SessionLog(":memory:")).close()
        """
        if not is_open(self):  # or never built to its end
            return
        close_parts(self, self._opened)
        super().close()

    def _summary(self) -> str:
        if isinstance(self._refused, PlanError):
            return f"a plan with {counted(len(self._refused.faults), 'problem')}"
        if self._plan.empty:
            return "an empty plan"
        lasts = clock(int(self._plan["seconds"].sum()))
        return f"{counted(len(self._plan), 'exercise')}, {lasts}"

    def _parts(self) -> tuple[Any, ...]:
        if self._refused:
            return (self._safety, HTML(_why_not(self._refused)))
        return (self._safety, self.gate, self.stop, self.stage)

    def _page(self) -> str:
        """Write what a viewer with no kernel shows: the plan as a list, with its pictures."""
        if self._refused:
            return _why_not(self._refused)
        return fragment(
            "player_page",
            css=_STYLE,
            safety=self._safety.value,
            lasts=about_minutes(self._plan["seconds"].sum()),
            made_for=self._made_for(),
            ask=terms("rating")["ask"],
            exercises=self.stage.program["items"],
            figures=self._figures(static=True),
        )

    def _program(self) -> dict[str, Any]:
        """Give the page everything that it needs to play the plan alone."""
        return {
            "items": self._items(),
            "rule": _rule(self.stop.rule),
            "pain_ends": PAIN_ENDS,
            "made_for": self._made_for(),
            "conditions": " ".join(self._said.conditions or ()),
            **self._said_of_the_back(),
            # Whether the exercises are listed before the start; where they just were, they fold.
            "listed": True,
            "notes": further_notes(self._plan),
            "words": dict(terms("phase")),
            "worse": WORSE,
            "severe_words": SEVERE,
            "ask_whom": ASK_WHOM,
            "patient": self._patient,
            "columns": CSV_COLUMNS,
            "minutes_most": SESSION_LIMITS["pain_minutes"].highest,
            "key": kept_key(self._log, self._patient),
        }

    def _items(self) -> list[dict[str, Any]]:
        """Write out the exercises; each move is called what its picture calls it."""
        words = move_words(self._plan["exercise_id"], self._poses)
        items = session_program(self._plan, self._exercises)
        return [item | {"moves": words.get(item["exercise_id"], {})} for item in items]

    def _figures(self, *, static: bool = False) -> dict[str, str]:
        """Draw each exercise once."""
        ids = self._plan["exercise_id"]
        return figure_svgs(ids, static=static, exercises=self._exercises, poses=self._poses)

    def _follow_rule(self, _change: object = None) -> None:
        """Say and play by the rule that holds now; a session that is on keeps the one it has."""
        self._safety.value = safety_html(rule_texts(self.stop.rule))
        self.stage.program = self.stage.program | {"rule": _rule(self.stop.rule)}

    def _read_said(self) -> _Said:
        today = self.stop.watch.today()
        with suppress(LogError):  # the notice of the log says so
            record = self._log.safety_record(self._patient)
            frame, rule = record.with_unsaved(self._log.to_frame(self._patient)), self.stop.rule
            waits = unsettled_words(frame, today, settings=rule, settled=record.settled())
            said = _Said(today=str(today), waits=waits)
            if usual := record.usual():
                state = usual.state_on(record.now())
                return said._replace(conditions=usual.conditions, state=state)
            return said
        return self._said

    def hear(self, _change: object = None) -> None:
        """Hold the plan to what the person has said last, which may have been on another page.

        Examples
        --------
        >>> plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=30)
        >>> log = bc.SessionLog(":memory:")
        >>> player = bc.SessionPlayer(plan, log)
        >>> usual = log.safety_record().remember("chronic", 30, ["leg_symptoms"])
        >>> player.hear()
        >>> len(plan), player
        (10, SessionPlayer(7 exercises, 20 min 57 s))
        """
        said = self._read_said()
        if isinstance(self._refused, PlanError):
            return
        if said == self._said:
            self.stage.program = self.stage.program | self._said_of_the_back()
            return
        self._said = said
        self._plan, self._refused = _checked(self._given, self._exercises, said.conditions)
        self.stage.program = self._program() | {"listed": self.stage.program["listed"]}
        # What was begun can still be saved there.
        refused = (HTML(_why_not(self._refused)),) if self._refused else ()
        self.children = (self._safety, self.gate, self.stop, *refused, self.stage)

    def _said_of_the_back(self) -> dict[str, Any]:
        """Say whether the back is today as the plan has it, for all that the person has said."""
        state, plan_states = self._said.state, set(self._plan.get("pain_state", ()))
        is_same = state is not None and {state} == plan_states
        other = None if is_same else state
        # After more pain a plan for the usual pain waits until the back has settled.
        hurt, unsettled = ("", "") if plan_states == {"acute"} else self._said.waits
        return {
            # The day on which the person has said that it is so; "" where nobody has.
            "said_on": self._said.today if is_same and not hurt else "",
            "hurt": hurt,
            "unsettled": unsettled,
            "gentle": self.gentle is not None,
            # What they have said it is instead, and whether that is a new pain.
            "said_other": inside_sentence(terms("pain_state")[other]) if other else "",
            "is_new": other == "acute",
        }

    def _made_for(self) -> str:
        """Name the pain that the plan was made for, which may be another today."""
        if "pain_state" not in self._plan:
            return ""
        return and_list(
            [inside_sentence(terms("pain_state")[s]) for s in set(self._plan["pain_state"])]
        )

    def _store(self, record: Any) -> dict[str, Any]:
        """Put a record into the log, once however often it is sent, and say what came of it."""
        names: dict[Any, str] = self._exercises["name"].to_dict()
        answer = {"session_id": _id_of(record), "saved": False, "said": ""}
        try:
            session = played_session(record, patient=self._patient, settings=self.stop.rule)
        except ValueError:
            return answer | {"said": _NO_RECORD, "mark": _another()}
        try:
            kept = self._kept(session)
            safety = self._log.safety_record(self._patient)
            severe, above = felt_at(record, safety.now())
            if above:  # since it is saved no page tells that it came after the back had settled
                safety.tell_pain(kept.session_id, *_first_and_worst(record), felt=above)
            if waits := record.get("waits"):
                felt = severe if waits == "severe_pain" else None
                safety.tell_to_stop(kept.session_id, waits, felt=felt)
        except SessionError as error:
            return answer | {"said": fault_words(error, session, names), "mark": _another()}
        except LogError as error:  # also where the stop is not written: then nothing is "saved"
            return answer | {"said": str(error), "mark": _another()}
        self._changed(kept)
        apart = "" if kept.session_id == session.session_id else _KEPT_APART
        return answer | {"saved": True, "said": f"{saved_line(kept, names)}{apart}"}

    def _stop_at_once(self, session_id: object) -> None:
        """Store that pain is severe in a session that is still on; else the page says it again."""
        if TEXT_LIMITS["session_id"].text_fault(session_id):
            return
        with suppress(LogError):
            record = self._log.safety_record(self._patient)
            record.tell_to_stop(str(session_id), "severe_pain", is_on=True)
            self.stop.watch.tell_all()

    def _go_gently(self) -> None:
        if self.gentle:
            self.gentle()

    def _kept(self, session: Session) -> Session:
        """Store a session; return it as it stands in the log, or stood until it was deleted."""
        session_id = self._log.add_once(session)
        if self._log.has(session_id):
            return self._log.session(session_id)
        return replace(session, session_id=session_id)

    def _changed(self, session: Session) -> None:
        self.stop.watch.tell_all()
        if self.saved != session.session_id:
            self.saved = session.session_id
            self.changes += 1


class PlayerStage(anywidget.AnyWidget):
    """Play a program in the page, and send the record of what was done."""

    _esm = assets(*PARTS["stage"])
    _css = _STYLE

    # All that the page needs to play alone; see `SessionPlayer._program`.
    program = traitlets.Dict().tag(sync=True)
    # From exercise ids to their pictures, as SVG that `figure_svg` draws.
    figures = traitlets.Dict().tag(sync=True)
    # Whether the red flags were answered with none today, which the page takes from the gate.
    cleared = traitlets.Bool().tag(sync=True)
    # What a health professional was asked about; see `Asked`.
    asked = Asked().tag(sync=True)
    # Whether a professional has to be asked before there is another session.
    waiting = traitlets.Bool().tag(sync=True)
    # What became of a record: its `session_id`, whether it is `saved`, and what is `said`.
    answer = traitlets.Dict().tag(sync=True)

    def __repr__(self) -> str:
        return f"PlayerStage({counted(len(self.program.get('items', [])), 'exercise')})"

    def on_message(
        self,
        store: Callable[[Any], dict[str, Any]],
        confirm: Callable[[], None],
        stop: Callable[[object], None],
        gentle: Callable[[], None],
    ) -> None:
        """Give each record to `store`, and its answer to the page.

        `confirm` that one has asked; `stop`, given the id of the session that is on, at severe
        pain; `gentle`, that the back has not settled and a plan for sudden pain is wanted.

        Whatever else comes is no record, and is answered as one that cannot be read.
        """

        def receive(_stage: PlayerStage, content: object, _buffers: object) -> None:
            message = content if isinstance(content, dict) else {}
            if message.get("kind") == "asked":
                confirm()
            elif message.get("kind") == "severe":
                stop(message.get("session_id"))
            elif message.get("kind") == "gentle":
                gentle()
            else:
                self.answer = store(
                    message.get("record") if message.get("kind") == "save" else None
                )

        self.on_msg(receive)


def _checked(
    plan: pd.DataFrame, exercises: pd.DataFrame, conditions: Iterable[str] | None
) -> tuple[pd.DataFrame, PlanError | str | None]:
    """Check a plan, and hold it to what applies to a person; say what speaks against it."""
    if not plan.empty or "exercise_id" not in plan:
        try:
            plan = screened(check_plan(plan, exercises), exercises, conditions)
        except PlanError as error:
            return plan.iloc[:0].reindex(columns=["exercise_id", "seconds"]), error
    return plan, plan_summary(plan) if plan.empty else None


def _rule(settings: SafetySettings) -> dict[str, Any]:
    """Write the stop rule for the page."""
    return {
        "mild": float(settings.mild_pain_max),
        "minutes": float(settings.pain_minutes_max),
        "severe": severe_pain(),
        "rise": settings.rise,
        "words": stop_rule_text(settings),
    }


def _first_and_worst(record: Mapping[str, Any]) -> tuple[int, int]:
    pains = [pain for _, pain, _ in record["reports"]]
    return pains[0], max(pains)


def _why_not(refused: PlanError | str) -> str:
    """Say why a plan cannot be played, every fault in its own line."""
    if isinstance(refused, str):
        return fragment("no_session", title="No session now", lines=refused.splitlines(), faults=[])
    return fragment(
        "no_session",
        title="This plan cannot be done yet",
        lines=["Correct these in the plan, then run the cell again."],
        faults=list(map(str, refused)),
    )


def _id_of(record: Any) -> str:
    """Give the id of the session that a page has sent, by which it knows its answer."""
    session_id = record.get("session_id") if isinstance(record, dict) else None
    # What is no id, such as half a character, could not be sent back.
    return "" if TEXT_LIMITS["session_id"].text_fault(session_id) else str(session_id)


def _another() -> str:
    """Make two answers differ: the page hears of a change only, and a browser's clock is coarse."""
    return secrets.token_hex(8)
