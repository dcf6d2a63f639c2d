"""The explorer: two questions in a patient's words, and the exercises that suit the answers.

`ExerciseExplorer` asks; `explored` answers, a pure function tested without any widget; the
`ExerciseDeck` shows it. Every card is in the page from the start, and Python says which to show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import anywidget
import pandas as pd
import traitlets
from ipywidgets import HTML, Box, Dropdown, Text, ToggleButton, VBox, Widget, jsdlink

from backcare.browser import PARTS, assets, fragment
from backcare.errors import LogError
from backcare.exercises.cards import Album, deck_html, page_html, safety_html, sentences
from backcare.exercises.filter import explain_exclusions, filter_exercises, search_exercises
from backcare.exercises.load import load_exercises
from backcare.figures import figure_album
from backcare.log import SessionLog
from backcare.plan.screening import rate_exercises, screen_exercises
from backcare.safety import USUAL_MINUTES, SafetySettings, rule_texts
from backcare.tables.vocabulary import definitions, terms
from backcare.text import and_list, counted, inside_sentence
from backcare.widgets.base import (
    close_parts,
    is_open,
    serialize_messages,
    whole_or_nothing,
    with_page,
)
from backcare.widgets.body_map import BodyMap
from backcare.widgets.controls import (
    ABOUT_YOU,
    HELPS,
    ChipGroup,
    answers_of,
    condition_chips,
    known_terms,
    meanings,
    pain_state_buttons,
    question,
)
from backcare.widgets.gate_and_stop import RedFlagGate, SaidToday, StopNotice, rule_for
from backcare.widgets.settling import Settling

_PAIN = "How is your back today?"
_MUSCLES = "What would you like to train?"
_EQUIPMENT = "What equipment do you have?"
_FILTERS = "Filters"
_FIRST = "Choose how your back is today to see exercises here."
_SETTLED_FIRST = "First: has your back settled? Then your exercises will appear here."
_WAITING = "No exercises are shown until you have asked."
_VOCABULARIES = {
    "pain_state": "pain_state",
    "muscle_groups": "muscle_group",
    "position": "position",
    "equipment": "equipment",
    "conditions": "condition",
}
_CHOICES = [*_VOCABULARIES, "search"]
_NAMES = {
    "pain-state": _PAIN,
    "muscles": _MUSCLES,
    "equipment": _EQUIPMENT,
    "conditions": ABOUT_YOU,
    "helps": HELPS,
}
_FOR_YOU = "Left out because of what you ticked under “About you”."
_NOTHING = "nothing"
_FORBIDS = ("pain", "condition")  # not only what somebody chose
_NO_SWAP = dict.fromkeys(("swap", "swap_id", "swap_rating"), "")


class ExerciseExplorer(VBox):
    """Choose exercises by today's pain and by what you would like to train.

    Parameters
    ----------
    exercises : pandas.DataFrame, optional
        A frame as `load_exercises` gives it; the shipped table when left out.
    poses : pandas.DataFrame, optional
        Poses as `load_poses` gives them; the shipped ones when left out. An exercise without
        poses has words only.
    log : SessionLog, optional
        Where the answer about the warning signs is kept, so that it is asked once a day and not
        by every widget; without one it is asked here, and nobody else hears of it. After a
        session that broke the stop rule nothing is shown until a health professional was asked.
        What applies to the person is remembered there, for the planner too.
    patient : str, default "me"
        Whose answer and sessions these are.
    settings : SafetySettings, optional
        The numbers of the stop rule, which a clinician may lower: `safety_settings(...)`.
    **traits
        The attributes below, and those of an ipywidgets VBox.

    Attributes
    ----------
    pain_state : str or None
        The answer to "How is your back today?". None: not answered yet, and nothing is shown.
    muscle_groups : list of str
        What to train; an empty list is everything.
    position : str or None
        The one position to exercise in; None is any.
    equipment : list of str or None
        What is to hand; None is anything, an empty list is nothing at all.
    search : str
        The starts of words in an exercise's name or other names.
    conditions : list of str
        What applies to this person; terms of the vocabulary `condition`. What they advise against
        is left out, and what they say to ask about is rated so; see `screen_exercises`.

    Examples
    --------
    >>> explorer = bc.ExerciseExplorer(pain_state="chronic", muscle_groups=["glutes"])
    >>> explorer
    ExerciseExplorer(... exercises, pain_state='chronic', muscle_groups=['glutes'])
    >>> len(explorer.found)  # no one has answered the red flags yet
    0
    >>> explorer.gate.cleared = True
    >>> explorer.found["rating"].head(2).to_dict()
    {'bird_dog': 'ok', 'bridging': 'ok'}
    """

    pain_state = traitlets.Unicode(None, allow_none=True)
    muscle_groups = traitlets.List(traitlets.Unicode())
    position = traitlets.Unicode(None, allow_none=True)
    equipment = traitlets.List(traitlets.Unicode(), default_value=None, allow_none=True)
    search = traitlets.Unicode()
    conditions = traitlets.List(traitlets.Unicode())

    @whole_or_nothing
    def __init__(
        self,
        exercises: pd.DataFrame | None = None,
        *,
        poses: pd.DataFrame | None = None,
        log: SessionLog | None = None,
        patient: str = "me",
        settings: SafetySettings | None = None,
        **traits: Any,
    ) -> None:
        self._rules: Callable[[], dict[str, str]] = lambda: rule_texts(
            rule_for(log, patient, settings)
        )
        self._safety = HTML(safety_html(self._rules())).add_class("bc-lasting")
        self._shipped = exercises is None
        self._exercises = load_exercises() if exercises is None else exercises.copy()
        self._poses = poses
        self._found = self._none = _none_of(self._exercises)
        self._record = None if log is None else log.safety_record(patient)
        self._recalled: list[str] = []  # the conditions that the log had
        names = {f".bc-{name}": words for name, words in _NAMES.items()}
        self.gate = RedFlagGate(log, patient).add_class("bc-lasting")
        self.deck = ExerciseDeck(self._exercises, poses, names=names)
        # Opens in the page itself, by its style: a busy kernel keeps nobody from it.
        self._filters = ToggleButton(description=_FILTERS).add_class("bc-opens")
        super().__init__(**traits)
        self.add_class("bc-app").add_class("bc-explorer")
        # Without a log there is no stop to look for, and the rule stays the one that was given.
        self.stop = None if log is None else StopNotice(log, patient, settings=settings)
        notice = () if self.stop is None else (self.stop.add_class("bc-lasting"),)
        # After a session that left more pain: what is fine, and whether it has settled since.
        if self.stop is not None:
            self.stop.follow(self.gate)
        self._settling = (
            None
            if log is None or self.stop is None
            else Settling(log, patient, self.stop, settled=self._settled, not_yet=self._not_settled)
        )
        note = () if self._settling is None else (self._settling.note,)
        parts = (self._safety, self.gate, *notice, *note, self._controls(), self.deck)
        self.children = parts
        self._said = SaidToday(self, self.gate)
        # In the page, so that one tick shuts the deck even when the kernel is busy or gone.
        self._shutter = jsdlink((self.gate, "cleared"), (self.deck, "cleared"))
        self.gate.observe(self._refresh, "cleared")
        # What a page shows is remembered by then: it may be closed in the next moment.
        self.observe(self._remember, ["conditions", "pain_state"])
        self.observe(self._refresh, _CHOICES)
        if self.stop is not None:
            self.stop.observe(self._say_rules, "looked")
            self.stop.observe(self._refresh, "waiting")
            self.stop.observe(self._recall, "looked")
            self.stop.observe(self._look_back, "looked")
        self._recall()
        self._refresh()
        serialize_messages(self)

    def __repr__(self) -> str:
        given = {name: getattr(self, name) for name in _CHOICES}
        changed = [f"{k}={v!r}" for k, v in given.items() if v != self.trait_defaults(k)]
        return f"ExerciseExplorer({', '.join([f'{len(self._exercises)} exercises', *changed])})"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return with_page(super()._repr_mimebundle_(**kwargs), self._page)

    def _page(self) -> str:
        """Write what a viewer with no kernel shows: all the cards, as plain HTML."""
        album = Album(*figure_album(self._exercises, static=True, poses=self._poses))
        return page_html(self._exercises, assets("theme.css"), album, rules=self._rules())

    @property
    def found(self) -> pd.DataFrame:
        """The exercises now shown, best first; none before the red flags are answered."""
        return self._found.copy()

    def close(self) -> None:
        """Close the explorer and every widget that it made.

        Examples
        --------
        >>> explorer = bc.ExerciseExplorer()
        >>> explorer.close()
        """
        if not is_open(self):  # or never built to its end
            return
        close_parts(self, self._shutter)
        super().close()

    @traitlets.validate(*_VOCABULARIES)
    def _known(self, proposal: dict[str, Any]) -> Any:
        return known_terms(proposal, _VOCABULARIES[proposal["trait"].name])

    def _controls(self) -> Box:
        """Build the two questions and the row of further choices, linked to the traits."""
        pain = pain_state_buttons()
        muscles = ChipGroup(terms("muscle_group"), definitions("muscle_group"))
        body = _ExplorerBody()
        position = Dropdown(
            options=[
                ("Any position", ""),
                *((label, term) for term, label in terms("position").items()),
            ]
        )
        has = {_NOTHING: "Nothing"} | dict(terms("equipment"))
        equipment = ChipGroup(has, definitions("equipment"), alone=_NOTHING)
        search = Text(placeholder="for example: bridge")
        position.description, search.description = "Which position?", "Search by name"
        for widget, name in ((pain, "pain-state"), (muscles, "muscles"), (position, "position")):
            widget.add_class(f"bc-{name}")
        search.add_class("bc-search")
        about, helps = condition_chips(self)

        self._fields = [pain, *muscles.children, body, position, *equipment.children, search]
        self._fields += [*about.children, *helps.children]
        traitlets.link((self, "pain_state"), (pain, "value"))
        traitlets.link((self, "muscle_groups"), (muscles, "value"))
        traitlets.link((self, "muscle_groups"), (body, "value"))
        traitlets.link((self, "position"), (position, "value"), (_or_blank, _or_none))
        traitlets.link((self, "equipment"), (equipment, "value"), (_pressed, _to_hand))
        traitlets.link((self, "search"), (search, "value"))

        hint = _text("small", "If you pick nothing, everything is included.")
        to_hand = (
            question(_EQUIPMENT, meanings("equipment")),
            _named(equipment, "bc-equipment"),
        )
        trained = question(_MUSCLES, meanings("muscle_group"))
        about_you = question(ABOUT_YOU, meanings("condition", about.terms))
        does_help = question(HELPS, meanings("condition", helps.terms))
        return _box(
            "bc-controls",
            _box("bc-question", question(_PAIN, meanings("pain_state")), pain),
            *(() if self._settling is None else (self._settling.question,)),
            self._filters,
            _box(
                "bc-refine",
                _box("bc-question", trained, muscles, hint),
                _box("bc-point", body),
                _box("bc-more", position, _box("bc-question", *to_hand), search),
                _box("bc-question", about_you, _named(about, "bc-conditions")),
                _box("bc-question", does_help, _named(helps, "bc-helps")),
            ),
        )

    def _say_rules(self, _change: object = None) -> None:
        """Say the rule that holds now: a limit may have been agreed on, or taken back."""
        self._safety.value = safety_html(self._rules())

    def _look_back(self, _change: object = None) -> None:
        """Read the sessions anew, and ask whether the back has settled where they ask for it."""
        if self._settling is not None:
            self._settling.look()
            self._refresh()

    def _settled(self) -> None:
        """Say that the back is as usual again: an answer that a plan of today goes by, too."""
        with suppress(LogError):  # then it is asked again
            usual = self._record.usual() if self._record else None
            if self._record and usual and usual.state_on(self._record.now()) == "acute":
                self._record.remember(self.pain_state, usual.minutes, usual.conditions)
        self._refresh()

    def _not_settled(self) -> None:
        """Look for what suits sudden pain, or a flare."""
        self.pain_state = "acute"

    def _asks_settled(self) -> bool:
        if self._settling is None:
            return False
        self._settling.show(self.pain_state, cleared=self.gate.cleared)
        return self._settling.asks

    def _recall(self, _change: object = None) -> None:
        """Take what applies to the person from the log, unless another choice was made here."""
        if self._record is None or self.conditions != self._recalled:
            return
        with suppress(LogError):  # the notice of the log says so
            usual = self._record.usual()
            if usual is not None:
                self._recalled = list(usual.conditions)
                self.conditions = list(usual.conditions)

    def _remember(self, change: dict[str, Any]) -> None:
        """Keep what applies to the person for the next time, and for a plan.

        To look at exercises is no answer about how the back is today; but for a new pain, which
        no plan of before is for.
        """
        is_new = change["name"] == "pain_state" and change["new"] == "acute"
        if self._record is None or (self.conditions == self._recalled and not is_new):
            return
        with suppress(LogError):  # then it is asked again
            usual = self._record.usual()
            minutes = usual.minutes if usual else USUAL_MINUTES
            self._record.remember("acute" if is_new else None, minutes, self.conditions)
            self._recalled = list(self.conditions)
            if self.stop is not None:
                self.stop.watch.tell_all()  # a plan that is open is held to it, too

    def _refresh(self, _change: object = None) -> None:
        """Choose anew and tell the page: one message to the deck, whatever has changed."""
        shown: dict[str, Any] = {}
        self._said.forget_old()
        self._found = self._none
        asks_settled = self._asks_settled()
        if self.gate.cleared and self.stop is not None and self.stop.waiting:
            shown = {"count": _WAITING}
        elif self.gate.cleared and self.pain_state is None:
            shown = {"count": _FIRST}
        elif asks_settled:
            shown = {"count": _SETTLED_FIRST}
        elif self.gate.cleared:
            given = {name: getattr(self, name) for name in _VOCABULARIES if name != "conditions"}
            # No chip pressed asks for nothing; an empty list given to the function matches none.
            given["muscle_groups"] = given["muscle_groups"] or None
            choices = {name: value for name, value in given.items() if value is not None}
            self._found, shown = explored(
                self._exercises,
                choices,
                search=self.search,
                conditions=self.conditions,
                shipped=self._shipped,
            )
        with self.deck.hold_sync():
            self.deck.shown, self.deck.answers = shown, answers_of(self._fields)
        number = _number_set(self.muscle_groups, self.position, self.equipment, self.search)
        number += len(self.conditions)
        self._filters.description = f"{_FILTERS} ({number})" if number else _FILTERS


def _none_of(exercises: pd.DataFrame) -> pd.DataFrame:
    """Give the form of an answer with no exercise in it."""
    return filter_exercises(exercises, pain_state=next(iter(terms("pain_state")))).iloc[:0]


def _number_set(
    muscle_groups: list[str], position: str | None, equipment: list[str] | None, search: str
) -> int:
    """Count what narrows the list beside the pain: to have nothing to hand is one thing too."""
    to_hand = 0 if equipment is None else len(equipment) or 1
    return len(muscle_groups) + bool(position) + to_hand + bool(search.strip())


def _or_blank(term: str | None) -> str:
    return term or ""


def _or_none(term: str) -> str | None:
    return term or None


def _pressed(equipment: list[str] | None) -> list[str]:
    """Which chips stand for what is to hand: none for anything, "nothing" for an empty list."""
    return [_NOTHING] if equipment == [] else equipment or []


def _to_hand(pressed: list[str]) -> list[str] | None:
    return [] if pressed == [_NOTHING] else pressed or None


def _text(kind: str, text: str) -> HTML:
    return HTML(fragment(kind, text=text))


def _box(name: str, *children: Widget) -> Box:
    return _named(Box(children), name)


def _named(widget: Widget, name: str) -> Widget:
    widget.add_class(name)
    return widget


class _ExplorerBody(BodyMap):
    """The body among the filters; theme.css comes with the gate, which stands before it there."""

    _css = assets("body_map.css")


class ExerciseDeck(anywidget.AnyWidget):
    """Cards of exercises, the list of those left out, and the code behind both."""

    _esm = assets(*PARTS["deck"])
    # Its style comes with the gate, which stands before it in an explorer.

    html = traitlets.Unicode().tag(sync=True)
    # What to show, in one piece, so that a change is one message: `pain_state`; `offered`, pairs
    # of `exercise_id` and rating in order; `for_you`, by `exercise_id` what a condition changes;
    # `left_out`, with `id`, `because`, `reason`, `swap`, its id and its rating; `count`, `note`,
    # what is known `about` the person and the sentences that are `shared` by all reasons, said to
    # screen readers; `code`. Empty shows nothing.
    shown = traitlets.Dict().tag(sync=True)
    # What the fields hold that it is for; see `answers_of`.
    answers = traitlets.Dict().tag(sync=True)
    # Whether anything may be shown at all. The page links it to the gate, so that the deck shuts
    # even while the kernel is busy.
    cleared = traitlets.Bool().tag(sync=True)
    # Labels for the controls around the deck, by CSS selector.
    names = traitlets.Dict().tag(sync=True)

    def __init__(
        self, exercises: pd.DataFrame, poses: pd.DataFrame | None = None, **traits: Any
    ) -> None:
        self._number = len(exercises)
        album = Album(*figure_album(exercises, poses=poses))
        super().__init__(html=deck_html(exercises, album), **traits)

    def __repr__(self) -> str:
        return f"ExerciseDeck({len(self.shown.get('offered', []))} of {self._number} shown)"


def explored(
    exercises: pd.DataFrame,
    choices: Mapping[str, Any],
    *,
    search: str = "",
    conditions: Sequence[str] = (),
    shipped: bool = True,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Choose exercises by the arguments of `filter_exercises`; with them, what a deck shows."""
    state = choices["pain_state"]
    offered = filter_exercises(exercises, **choices)
    mine = offered
    if conditions:
        mine = screen_exercises(offered, pain_state=state, conditions=conditions)
    found = search_exercises(mine, search)
    ratings = found["rating"].to_dict()
    left_out = _left_out(exercises, choices, conditions)
    shown = {
        "pain_state": state,
        "offered": [[row, rating] for row, rating in ratings.items()],
        "for_you": found["caution"].to_dict() if conditions else {},
        "shared": _shared(found["reason"]),
        "left_out": [*left_out, *_missed(mine, found, search)],
        "about": _about(conditions),
        "count": _count(len(found)),
        "note": _note(len(found), asks=list(ratings.values()).count("ask")),
        "code": pandas_code(choices, search=search, conditions=conditions, shipped=shipped),
    }
    return found, shown


def pandas_code(
    choices: Mapping[str, Any],
    *,
    search: str = "",
    conditions: Sequence[str] = (),
    shipped: bool = True,
) -> str:
    """Write the code that gives the same list."""
    # Only the shipped table can be loaded by the code that is shown.
    table = "exercises = bc.load_exercises()" if shipped else "# exercises: the table you gave"
    arguments = [f"    {name}={_literal(value)}," for name, value in choices.items()]
    lines = ["import backcare as bc", "", table, "found = bc.filter_exercises(", "    exercises,"]
    lines += [*arguments, ")"]
    if conditions:
        lines += ["found = bc.screen_exercises(", "    found,"]
        lines += [f"    pain_state={_literal(choices['pain_state'])},"]
        lines += [f"    conditions={_literal(list(conditions))},", ")"]
    if search.strip():
        lines.append(f"found = bc.search_exercises(found, {_literal(search)})")
    return "\n".join([*lines, "found"])


def _literal(value: object) -> str:
    """Write a string or a list of strings as Python does, but in this project's quotes."""
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    text = repr(value)
    return f'"{text[1:-1]}"' if text[0] == "'" and '"' not in text else text


def _left_out(
    exercises: pd.DataFrame, choices: Mapping[str, Any], conditions: Sequence[str]
) -> list[dict[str, str]]:
    """List what is left out, for pain first; the page puts the words where they belong."""
    out = explain_exclusions(exercises, **choices)
    names = ("because", "reason", "source", "swap_name", "swap", "swap_rating")
    columns = [out[name] for name in names]
    keys = ("id", "because", "reason", "source", "swap", "swap_id", "swap_rating")
    lines = [dict(zip(keys, line, strict=True)) for line in zip(out.index, *columns, strict=True)]
    if conditions:
        lines = _for_person(lines, exercises, choices["pain_state"], conditions)
    return sorted(lines, key=lambda line: line["because"] not in _FORBIDS)


def _for_person(
    lines: list[dict[str, str]], exercises: pd.DataFrame, state: str, conditions: Sequence[str]
) -> list[dict[str, str]]:
    """Add what is left out for a person, with the reason, and lead nobody from the rest to it."""
    rated = rate_exercises(filter_exercises(exercises, pain_state=state), state, conditions)
    ratings = rated["rating"].to_dict()
    avoided = rated[rated["rating"].eq("avoid")]
    cells = zip(avoided.index, avoided["caution"], avoided["cautions_source"], strict=True)
    own = [
        {"id": row, "because": "condition", "reason": f"{_FOR_YOU} {caution}", "source": source}
        | _NO_SWAP
        for row, caution, source in cells
    ]
    others = [
        line | ({"swap_rating": rating} if rating in ("ok", "ask") else _NO_SWAP)
        for line in lines
        if line["id"] not in avoided.index
        for rating in [ratings.get(line["swap_id"])]
    ]
    return [*others, *own]


def _missed(offered: pd.DataFrame, found: pd.DataFrame, search: str) -> list[dict[str, str]]:
    """List what might be offered but for the search."""
    reason = f"Its names do not match “{search.strip()}”."
    line = {"because": "search", "reason": reason}
    line |= {"source": ""} | _NO_SWAP
    return [{"id": row, **line} for row in offered.index if row not in found.index]


def _shared(reasons: pd.Series[str]) -> list[str]:
    """Find the sentences that stand in every reason: they are said once, above the cards."""
    every = [sentences(reason) for reason in reasons]
    if len(every) < 2:
        return []
    return [said for said in every[0] if said and all(said in others for others in every)]


def _about(conditions: Sequence[str]) -> str:
    """Say what changes the list beside the choices, since it is folded away."""
    if not conditions:
        return ""
    labels = [inside_sentence(terms("condition")[one]) for one in conditions]
    return f"{and_list(labels)}."


def _count(number: int) -> str:
    if number == 0:
        return "No exercise fits these choices"
    return f"{counted(number, 'exercise')} that may suit you"


def _note(number: int, *, asks: int) -> str:
    """Say how many need a professional's yes: a long list of those is no free choice."""
    if number == 0:
        return (
            "Try changing one of your choices. What was left out is listed below, with the reason."
        )
    if asks == 0:
        return ""
    return f"For {asks} of them, ask a health professional first."
