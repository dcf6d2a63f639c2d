"""The widgets without a browser: traits in, traits out."""

import html
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from ipywidgets import HTML
from ipywidgets.widgets.widget import _instances

import backcare as bc
from backcare import RedFlagGate
from backcare.exercises.cards import sentences
from backcare.tables.vocabulary import definitions
from backcare.widgets.base import family, with_none
from backcare.widgets.controls import ChipGroup
from backcare.widgets.explorer import ExerciseDeck, explored, pandas_code

EXERCISES = bc.load_exercises()
STATES = list(bc.load_table("ratings")["pain_state"].unique())


def terms(vocabulary: str) -> list[str]:
    """List the terms of a vocabulary."""
    rows = bc.load_table("vocabulary")
    return list(rows.loc[rows["vocabulary"] == vocabulary, "term"])


def offered(explorer: bc.ExerciseExplorer) -> list[str]:
    """List the ids that the deck has been told to show."""
    return [row for row, _ in explorer.deck.shown.get("offered", [])]


@pytest.fixture
def make() -> Iterator[Callable[..., bc.ExerciseExplorer]]:
    """Make explorers with their gate answered, and close them in the end."""
    made: list[bc.ExerciseExplorer] = []

    def explorer(*args: Any, cleared: bool = True, **traits: Any) -> bc.ExerciseExplorer:
        made.append(bc.ExerciseExplorer(*args, **traits))
        made[-1].gate.cleared = cleared
        return made[-1]

    yield explorer
    for one in made:
        one.close()


@pytest.fixture
def explorer(make: Callable[..., bc.ExerciseExplorer]) -> bc.ExerciseExplorer:
    """Make one explorer, for all that is chosen in a test."""
    return make()


def test_nothing_before_the_red_flags(make: Callable[..., bc.ExerciseExplorer]) -> None:
    """Until the gate is answered the deck holds no id, whatever else is chosen."""
    explorer = make(cleared=False, pain_state="none")
    assert explorer.deck.shown == {}
    assert explorer.found.empty
    assert "rating" in explorer.found


def test_nothing_before_the_pain_is_known(make: Callable[..., bc.ExerciseExplorer]) -> None:
    """An answered gate alone asks how the back is; a harmless guess is not made."""
    explorer = make()
    assert "how your back is today" in explorer.deck.shown["count"]
    assert offered(explorer) == []
    assert explorer.found.empty


@pytest.mark.parametrize("flag", list(bc.load_red_flags().index))
def test_any_flag_hides_all(make: Callable[..., bc.ExerciseExplorer], flag: str) -> None:
    """One tick is enough, the gate can't be cleared over it, and unticking asks again."""
    explorer = make(pain_state="none")
    assert len(offered(explorer)) == len(explorer.found) > 0
    explorer.gate.ticked = [flag]
    assert (explorer.gate.cleared, offered(explorer), len(explorer.found)) == (False, [], 0)
    explorer.gate.cleared = True
    assert not explorer.gate.cleared
    explorer.gate.ticked = []
    assert (explorer.gate.cleared, offered(explorer)) == (False, [])
    explorer.gate.cleared = True
    assert offered(explorer)


def test_gate_in_one_message() -> None:
    """A page that sends a tick and a clearance together gets no clearance."""
    gate = RedFlagGate(cleared=True)
    gate.set_state({"ticked": ["fever"], "cleared": True})
    assert not gate.cleared


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    state=st.sampled_from(STATES),
    groups=st.lists(st.sampled_from(terms("muscle_group")), unique=True, max_size=3),
    position=st.none() | st.sampled_from(terms("position")),
    equipment=st.none() | st.lists(st.sampled_from(terms("equipment")), unique=True, max_size=3),
    search=st.sampled_from(["", "  ", "leg", "BRIDGE", "zzz", "'", '"\\']),
)
def test_deck_shows_what_pandas_says(
    explorer: bc.ExerciseExplorer,
    state: str,
    groups: list[str],
    position: str | None,
    equipment: list[str] | None,
    search: str,
) -> None:
    """For any choices, after any others, the cards are what the functions give; so is the code."""
    explorer.set_trait("pain_state", state)
    explorer.muscle_groups, explorer.position = groups, position
    explorer.equipment, explorer.search = equipment, search
    wish = {"muscle_groups": groups or None, "position": position, "equipment": equipment}
    found = bc.filter_exercises(EXERCISES, pain_state=state, **wish)
    searched = bc.search_exercises(found, search)
    pd.testing.assert_frame_equal(explorer.found, searched)
    assert explorer.deck.shown["offered"] == [list(pair) for pair in searched["rating"].items()]

    out = bc.explain_exclusions(EXERCISES, pain_state=state, **wish)
    told = {line["id"]: line for line in explorer.deck.shown["left_out"]}
    assert sorted([*told, *searched.index]) == sorted(EXERCISES.index)
    for row, line in out.iterrows():
        assert told[row]["reason"] == line["reason"]
        assert told[row]["swap"] == line["swap_name"]
    order = [line["because"] != "pain" for line in told.values()]
    assert order == sorted(order)

    names: dict[str, Any] = {}
    exec(explorer.deck.shown["code"], names)  # noqa: S102 (that it runs is the promise)
    pd.testing.assert_frame_equal(names["found"], searched)


def test_one_message_a_change(
    make: Callable[..., bc.ExerciseExplorer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change of a control sends the deck one small message, and its cards never again."""
    explorer = make(pain_state="none")
    sent: list[set[str]] = []
    monkeypatch.setattr(
        explorer.deck,
        "send_state",
        lambda key=None: sent.append({key} if isinstance(key, str) else set(key)),
    )
    explorer.pain_state = "acute"
    explorer.muscle_groups = ["glutes", "lower_back"]
    assert sent == [{"shown", "answers"}] * 2


def test_controls_and_traits_agree(make: Callable[..., bc.ExerciseExplorer]) -> None:
    """What a person presses is what Python reads, and the other way round."""
    explorer = make()
    controls = {name: control for control in walk(explorer) for name in control._dom_classes}
    controls["bc-pain-state"].label = "Mild discomfort (my usual, not new)"
    assert explorer.pain_state == "mild"
    first, second, *_ = controls["bc-muscles"].children
    second.value = True
    first.value = True
    assert explorer.muscle_groups == terms("muscle_group")[:2]
    second.value = False
    assert explorer.muscle_groups == terms("muscle_group")[:1]
    explorer.muscle_groups = []
    assert not first.value
    controls["bc-position"].label = "Standing"
    assert explorer.position == "standing"
    explorer.position = None
    assert controls["bc-position"].label == "Any position"
    explorer.search = "bri"
    assert controls["bc-search"].value == "bri"


def test_nothing_to_hand_stands_alone(make: Callable[..., bc.ExerciseExplorer]) -> None:
    """No chip is "anything"; the chip "Nothing" is an empty list, and ends when one is picked."""
    explorer = make(pain_state="none")
    (group,) = [one for one in walk(explorer) if "bc-equipment" in one._dom_classes]
    nothing, towel, *_ = group.children
    assert explorer.equipment is None
    nothing.value = True
    assert explorer.equipment == []
    towel.value = True
    assert (explorer.equipment, nothing.value) == (["towel"], False)
    nothing.value = True
    assert (explorer.equipment, towel.value) == ([], False)
    nothing.value = False
    assert explorer.equipment is None


@pytest.mark.parametrize(
    ("trait", "value", "nearest"),
    [
        ("pain_state", "cronic", "chronic"),
        ("muscle_groups", ["glute"], "glutes"),
        ("position", "on_bak", "on_back"),
        ("equipment", ["towl"], "towel"),
    ],
)
def test_a_misspelt_choice_names_the_nearest(
    make: Callable[..., bc.ExerciseExplorer], trait: str, value: Any, nearest: str
) -> None:
    """A teacher's typing error is told at once and changes nothing."""
    explorer = make(pain_state="none")
    before = explorer.deck.shown
    with pytest.raises(ValueError, match=f"Did you mean '{nearest}'"):
        setattr(explorer, trait, value)
    assert explorer.deck.shown == before


def test_a_table_of_ones_own(make: Callable[..., bc.ExerciseExplorer]) -> None:
    """A clinician's own frame is used, not changed, and the code says where it comes from."""
    mine = EXERCISES.loc[["bridging", "walking"]]
    explorer = make(mine, pain_state="acute")
    assert offered(explorer) == ["walking", "bridging"]
    assert "load_exercises" not in explorer.deck.shown["code"]
    mine.loc["bridging", "name"] = "Another"
    assert "Another" not in explorer.found["name"].tolist()
    pd.testing.assert_frame_equal(bc.load_exercises(), EXERCISES)


def test_found_is_a_copy(make: Callable[..., bc.ExerciseExplorer]) -> None:
    """What a student does to the found frame does not reach the explorer."""
    explorer = make(pain_state="none")
    found = explorer.found
    found["name"] = "x"
    assert "x" not in explorer.found["name"].tolist()


def test_without_a_kernel_there_is_a_page(make: Callable[..., bc.ExerciseExplorer]) -> None:
    """The output holds text, the widget, and HTML that is the same each time."""
    bundles = [make(pain_state="none")._repr_mimebundle_() for _ in range(2)]
    assert (
        bundles[0]["text/plain"]
        == f"ExerciseExplorer({len(EXERCISES)} exercises, pain_state='none')"
    )
    assert "application/vnd.jupyter.widget-view+json" in bundles[0]
    assert bundles[0]["text/html"] == bundles[1]["text/html"]
    assert all(html.escape(name) in bundles[0]["text/html"] for name in EXERCISES["name"])


def test_a_page_of_voila_spares_itself_what_it_throws_away(
    make: Callable[..., bc.ExerciseExplorer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Voila writes no notebook: the widget is given alone, without the HTML of all the cards."""
    monkeypatch.setenv("VOILA_PREHEAT", "True")
    data = make()._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "text/html" not in data


def test_reprs_are_stable(make: Callable[..., bc.ExerciseExplorer]) -> None:
    """A repr says the state and holds no address."""
    explorer = make(pain_state="acute", equipment=[])
    told = f"{len(EXERCISES)} exercises, pain_state='acute', equipment=[]"
    assert repr(explorer) == f"ExerciseExplorer({told})"
    assert repr(explorer.gate) == "RedFlagGate(ticked=[], cleared=True)"
    assert repr(explorer.deck) == f"ExerciseDeck({len(explorer.found)} of {len(EXERCISES)} shown)"
    assert repr(ChipGroup({"a": "A"})) == "ChipGroup(value=[])"


def test_closing_leaves_no_widget() -> None:
    """Everything that an explorer made is gone when it is closed, and closing twice is nothing."""
    before = set(_instances)
    explorer = bc.ExerciseExplorer()
    explorer.close()
    explorer.close()
    assert set(_instances) == before


def test_several_at_once(make: Callable[..., bc.ExerciseExplorer]) -> None:
    """Two explorers keep their own answers."""
    first, second = make(pain_state="none"), make(cleared=False, pain_state="acute")
    assert offered(first)
    assert offered(second) == []
    first.gate.ticked = ["fever"]
    second.gate.cleared = True
    assert offered(first) == []
    assert offered(second)


def test_count_and_note_agree_with_number() -> None:
    """One, several and none are said in plain words."""
    told = [
        explored(EXERCISES, {"pain_state": "none"}, search=text)[1] for text in ("bridge", "zzz")
    ]
    assert [one["count"] for one in told] == [
        "1 exercise that may suit you",
        "No exercise fits these choices",
    ]
    assert told[1]["note"].startswith("Try changing one of your choices.")
    acute = explored(EXERCISES, {"pain_state": "acute"})[1]
    asked = sum(rating == "ask" for _, rating in acute["offered"])
    assert acute["note"] == f"For {asked} of them, ask a health professional first."


@pytest.mark.parametrize("state", terms("pain_state"))
@pytest.mark.parametrize("group", [None, *terms("muscle_group")])
def test_what_all_reasons_say_is_said_once(state: str, group: str | None) -> None:
    """Sentences that stand in every reason, and no other; one card alone keeps its own."""
    choices = {"pain_state": state} | ({"muscle_groups": [group]} if group else {})
    found, shown = explored(EXERCISES, choices)
    shared = shown["shared"]
    assert all(said in reason for said in shared for reason in found["reason"])
    if len(found) < 2:
        assert shared == []
        return
    first, *others = [set(sentences(reason)) for reason in found["reason"]]
    assert set(shared) == first.intersection(*others)


def test_shared_reasons_of_the_shipped_table() -> None:
    """With a new pain, both exercises for the front of the thigh say the same; of all, none."""
    choices = {"pain_state": "acute", "muscle_groups": ["quadriceps"]}
    found, shown = explored(EXERCISES, choices)
    assert len(found) == 2
    assert shown["shared"] == [
        "Some exercises can make new pain worse.",
        "Ask a health professional before you try this one.",
    ]
    assert explored(EXERCISES, {"pain_state": "none"})[1]["shared"] == []


def test_the_button_says_how_many_filters_are_set(
    make: Callable[..., bc.ExerciseExplorer],
) -> None:
    """Each muscle, thing and the rest count; nothing to hand is one, and blanks are no search."""
    explorer = make(pain_state="none")
    (button,) = [one for one in walk(explorer) if "bc-opens" in getattr(one, "_dom_classes", ())]
    assert button.description == "Filters"
    explorer.muscle_groups = ["glutes", "abdominals"]
    assert button.description == "Filters (2)"
    explorer.equipment, explorer.position = [], "on_back"
    assert button.description == "Filters (4)"
    explorer.equipment, explorer.search = ["wall", "towel"], "bri"
    assert button.description == "Filters (6)"
    explorer.conditions = ["osteoporosis"]
    assert button.description == "Filters (7)"
    explorer.conditions = []
    explorer.muscle_groups, explorer.position, explorer.equipment = [], None, None
    explorer.search = "  "
    assert button.description == "Filters"


def test_a_swap_names_the_card_that_it_leads_to() -> None:
    """By the id of an exercise that is offered, unless another choice leaves that out."""
    shown = explored(EXERCISES, {"pain_state": "none"})[1]
    swaps = {line["id"]: line["swap_id"] for line in shown["left_out"]}
    assert swaps == {
        "standing_toe_touch": "hamstring_stretch",
        "sit_up": "partial_crunch",
        "double_leg_lift": "single_leg_lift",
    }
    for line in shown["left_out"]:
        assert EXERCISES.loc[line["swap_id"], "name"] == line["swap"]
        assert [line["swap_id"], line["swap_rating"]] in shown["offered"]


def test_the_code_that_gives_the_same_list() -> None:
    """It is laid out as a person would write it."""
    assert pandas_code({"pain_state": "acute", "muscle_groups": ["glutes"]}).splitlines() == [
        "import backcare as bc",
        "",
        "exercises = bc.load_exercises()",
        "found = bc.filter_exercises(",
        "    exercises,",
        '    pain_state="acute",',
        '    muscle_groups=["glutes"],',
        ")",
        "found",
    ]


def test_code_quotes_what_is_typed() -> None:
    """Quotes and backslashes in the search box stay inside the string."""
    for text in ["it's", 'a "b"', "back\\slash", "'\"", "\n", "#)", "{x}"]:
        line = pandas_code({"pain_state": "none"}, search=text).splitlines()[-2]
        if text.strip():
            assert eval(line.removeprefix("found = bc.search_exercises(found, ")[:-1]) == text  # noqa: S307


def test_deck_alone() -> None:
    """A deck is made shut and empty, with every card that may ever be shown already in it."""
    deck = ExerciseDeck(EXERCISES)
    assert (deck.shown, deck.cleared) == ({}, False)
    never = EXERCISES.filter(like="rating_").eq("avoid").all(axis="columns")
    assert deck.html.count("<article") == len(EXERCISES) - never.sum() == 14


def walk(widget: Any) -> Iterator[Any]:
    """Go through a widget and its children."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


def test_every_chip_is_explained_on_the_page() -> None:
    """What a term means can be read beside its question, before and after the choice."""
    explorer = bc.ExerciseExplorer()
    page = " ".join(one.value for one in family(explorer) if isinstance(one, HTML))
    for vocabulary in ("pain_state", "muscle_group", "equipment"):
        for meaning in definitions(vocabulary).values():
            assert f"<dd>{html.escape(meaning)}</dd>" in page
    explorer.pain_state = "chronic"
    assert page == " ".join(one.value for one in family(explorer) if isinstance(one, HTML))
    explorer.close()


CONDITIONS = terms("condition")


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("state", STATES)
def test_the_explorer_knows_a_condition_as_a_plan_does(state: str, condition: str) -> None:
    """What a plan would leave out or ask about is left out or asked about here, in its words."""
    found, shown = explored(EXERCISES, {"pain_state": state}, conditions=[condition])
    plan = bc.make_plan(EXERCISES, pain_state=state, minutes=60, answers=[condition])
    of_plan = plan.set_index("exercise_id")["rating"]
    both = of_plan.index.intersection(found.index)
    assert len(both) > 0
    assert found.loc[both, "rating"].to_dict() == of_plan[both].to_dict()
    assert set(of_plan.index) <= set(found.index)

    cautions = bc.load_table("cautions").query("condition == @condition")
    advice = cautions.set_index("exercise_id")["advice"].to_dict()
    usual = bc.filter_exercises(EXERCISES, pain_state=state)["rating"].to_dict()
    left_out = {line["id"]: line for line in shown["left_out"]}
    for row, before in usual.items():
        if advice.get(row) in ("avoid", "stop"):
            assert row not in found.index
            assert left_out[row]["because"] == "condition"
            assert cautions.set_index("exercise_id").text[row] in left_out[row]["reason"]
        elif row in advice:
            assert found.loc[row, "rating"] == ("ask" if advice[row] == "ask" else before)
            assert cautions.set_index("exercise_id").text[row] in shown["for_you"][row]
        elif found.loc[row, "rating"] != before:
            assert shown["for_you"][row].startswith("OK because: ")
        else:
            assert shown["for_you"][row] == ""
    swaps = {line["swap_id"]: line["swap_rating"] for line in shown["left_out"] if line["swap_id"]}
    assert swaps == {row: rating for row, rating in found["rating"].items() if row in swaps}
    assert sorted([*left_out, *found.index]) == sorted(EXERCISES.index)


def test_the_code_shown_knows_the_conditions() -> None:
    """It gives the list of this person, not that of anybody."""
    choices = {"pain_state": "chronic", "muscle_groups": ["abdominals"]}
    found, shown = explored(EXERCISES, choices, conditions=["osteoporosis"])
    assert found.loc["partial_crunch", "rating"] == "ask"
    names: dict[str, Any] = {}
    exec(shown["code"], names)  # noqa: S102 (that it runs is the promise)
    pd.testing.assert_frame_equal(names["found"], found)
    assert shown["about"] == "osteoporosis (weak bones)."


def test_what_the_log_knows_of_a_person_is_in_the_explorer(
    make: Callable[..., bc.ExerciseExplorer],
) -> None:
    """The crunch is one to ask about in the explorer, once the planner was told of weak bones."""
    log = bc.SessionLog(":memory:")
    log.safety_record().remember("chronic", 20, ["osteoporosis"])
    explorer = make(log=log, pain_state="chronic")
    assert explorer.conditions == ["osteoporosis"]
    assert explorer.found.loc["partial_crunch", "rating"] == "ask"
    log.safety_record().remember("chronic", 20, [])
    explorer.stop.look()
    assert explorer.found.loc["partial_crunch", "rating"] == "ok"


def test_what_is_said_in_the_explorer_is_known_to_the_planner(
    make: Callable[..., bc.ExerciseExplorer],
) -> None:
    """The condition is; a pain that was only looked at is not, nor are the minutes others."""
    log = bc.SessionLog(":memory:")
    kept = log.safety_record().remember("mild", 20)
    explorer = make(log=log, pain_state="acute")
    explorer.conditions = ["osteoporosis"]
    assert log.safety_record().usual() == kept._replace(conditions=("osteoporosis",))
    explorer.conditions = []
    assert log.safety_record().usual() == kept
    explorer.set_trait("pain_state", "chronic")  # is looked at
    assert log.safety_record().usual() == kept
    explorer.set_trait("pain_state", "acute")  # which no plan of before is for
    usual = log.safety_record().usual()
    assert usual is not None
    assert (usual.pain_state, usual.minutes) == ("acute", 20)
    explorer.set_trait("pain_state", "mild")
    assert log.safety_record().usual() == usual


def test_a_first_visit_to_the_explorer_keeps_what_applies(
    make: Callable[..., bc.ExerciseExplorer],
) -> None:
    """But not the pain, which is only looked at: the planner asks for it."""
    log = bc.SessionLog(":memory:")
    explorer = make(log=log)
    explorer.set_trait("pain_state", "mild")
    assert log.safety_record().usual() is None
    explorer.conditions = ["osteoporosis"]
    usual = log.safety_record().usual()
    assert usual is not None
    assert (usual.pain_state, usual.conditions) == (None, ("osteoporosis",))
    assert (bc.SessionPlanner(log).pain_state, usual.minutes) == (None, 15)
    explorer.stop.look()
    assert explorer.conditions == ["osteoporosis"]


def test_screening_refuses_what_it_does_not_know() -> None:
    """A misspelt condition, a warning sign, a pain state or a frame that is not filtered."""
    found = bc.filter_exercises(EXERCISES, pain_state="mild")
    with pytest.raises(ValueError, match="Did you mean 'osteoporosis'"):
        bc.screen_exercises(found, pain_state="mild", conditions=["osteoporose"])
    with pytest.raises(ValueError, match="'fever' is not known"):
        bc.screen_exercises(found, pain_state="mild", conditions=["fever"])
    with pytest.raises(ValueError, match="'sore' is not known"):
        bc.screen_exercises(found, pain_state="sore")
    with pytest.raises(ValueError, match="rating"):
        bc.screen_exercises(EXERCISES, pain_state="mild")
    pd.testing.assert_series_equal(
        bc.screen_exercises(found, pain_state="mild")["rating"], found["rating"]
    )


def test_what_a_page_leaves_blank_is_none() -> None:
    """A page's kernel sends JavaScript's null as an object, wherever it stands in a message."""
    null = type("JsNull", (), {})()
    sent = {"data": {"press": {"a": null, "b": [1, null, {"c": null}], "d": "", "e": False}}}
    kept = {"data": {"press": {"a": None, "b": [1, None, {"c": None}], "d": "", "e": False}}}
    assert with_none(sent) == kept
    assert sent["data"]["press"]["a"] is null
    assert with_none(kept) == kept


def test_the_explorer_asks_whether_the_back_has_settled(tmp_path: Path) -> None:
    """After more pain it shows nothing for the usual pain until then, here or on another page."""
    with bc.SessionLog(tmp_path / "log.db") as log:
        explorer = bc.ExerciseExplorer(log=log)
        explorer.gate.cleared, explorer.pain_state = True, "chronic"
        assert len(explorer.found)
        log.add(bc.Session(log.safety_record().now(), pain_before=3, pain_after=5))
        explorer.stop.look()
        assert explorer.found.empty
        question, note = explorer._settling.question, explorer._settling.note
        assert question.layout.display is None
        assert "A short and gentle walk is fine" in note.value
        assert "has your back settled?" in explorer.deck.shown["count"]
        yes, not_yet = question.children[1].children
        not_yet.click()
        assert (explorer.pain_state, question.layout.display) == ("acute", "none")
        assert len(explorer.found)
        explorer.pain_state = "chronic"
        yes.click()
        assert len(explorer.found)
        assert question.layout.display == "none"
        planner = bc.SessionPlanner(log, pain_state="chronic")
        planner.gate.cleared = True
        assert not planner.plan.empty


@pytest.mark.parametrize("kind", ["explorer", "planner", "player"])
def test_nothing_is_said_to_be_fine_beside_a_warning_sign(tmp_path: Path, kind: str) -> None:
    """Nor while the signs were not answered, nor after a stop."""
    with bc.SessionLog(tmp_path / "log.db") as log:
        now = log.safety_record().now()
        log.add(bc.Session(now, pain_before=3, pain_after=5))
        if kind == "explorer":
            shown = bc.ExerciseExplorer(log=log)
            gate = shown.gate
        else:
            shown = bc.SessionPlanner(log, pain_state="acute")
            gate = shown.gate
        note = shown._settling.note
        assert note.value == ""
        gate.ticked = ["fever"]
        assert note.value == ""
        gate.ticked, gate.cleared = [], True
        assert "walk is fine" in note.value
        if kind == "player":
            shown.start()
            assert shown.player.gate.cleared
            assert "walk is fine" in note.value
            shown.player.gate.cleared = False
            assert note.value == ""
            shown.player.gate.cleared = True
        log.add(bc.Session(now, pain_before=8))
        (shown.player if kind == "player" else shown).stop.look()
        assert note.value == ""
