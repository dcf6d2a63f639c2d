"""Choosing exercises: hand-checked answers, and what holds for every combination of choices."""

from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from pandas.testing import assert_frame_equal

import backcare as bc
from backcare.tables.vocabulary import terms

EXERCISES = bc.load_exercises()
STATES = list(terms("pain_state"))
TO_AVOID = ["standing_toe_touch", "sit_up", "double_leg_lift"]
NEVER_IN_ACUTE = [*TO_AVOID, "partial_crunch", "lifting_weights"]


def some_of(vocabulary: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(list(terms(vocabulary))), unique=True)


CHOICES = st.fixed_dictionaries(
    {"pain_state": st.sampled_from(STATES)},
    optional={
        "muscle_groups": st.none() | some_of("muscle_group"),
        "position": st.none() | st.sampled_from(list(terms("position"))) | some_of("position"),
        "equipment": st.none() | some_of("equipment"),
    },
)

# No deadline: on a busy machine one slow example is no fault.
unhurried = settings(deadline=None)


def found_ids(**choices: object) -> list[str]:
    return bc.filter_exercises(EXERCISES, **choices).index.tolist()


def several(cell: str) -> set[str]:
    return set(filter(None, cell.split("|")))


# Answers worked out by hand from the tables


def test_acute_offers_nothing_rated_avoid() -> None:
    """With new pain these five are never offered, and the other twelve are."""
    found = bc.filter_exercises(EXERCISES, pain_state="acute")
    assert set(found.index) == set(EXERCISES.index) - set(NEVER_IN_ACUTE)


def test_in_acute_only_walking_needs_no_question() -> None:
    """Gentle walking is the one thing that is ok in acute pain, so it comes first."""
    ratings = bc.filter_exercises(EXERCISES, pain_state="acute")["rating"]
    assert ratings[ratings == "ok"].index.tolist() == ["walking"]
    assert ratings.index[0] == "walking"


@pytest.mark.parametrize("pain_state", STATES)
def test_what_the_source_says_to_avoid_is_never_offered(pain_state: str) -> None:
    """Toe touches, sit-ups and double leg lifts stay out in every pain state."""
    assert not set(TO_AVOID) & set(found_ids(pain_state=pain_state))


def test_glutes_in_chronic_pain() -> None:
    """`ok` before `ask`; glutes as primary muscle before secondary; then the table's order."""
    assert found_ids(pain_state="chronic", muscle_groups=["glutes"]) == [
        *("bird_dog", "bridging", "wall_sit", "pelvic_tilt", "knee_to_chest"),
    ]


def test_nothing_to_hand_leaves_what_needs_nothing() -> None:
    """An empty list of equipment leaves out towel, wall, weights, pool and bike."""
    assert found_ids(pain_state="none", equipment=[]) == [
        *("partial_crunch", "single_leg_lift", "press_up_extension", "bird_dog"),
        *("knee_to_chest", "pelvic_tilt", "bridging", "walking", "pilates"),
    ]


def test_positions_may_be_one_or_several() -> None:
    """A bare string is one position; a list is any of them."""
    assert found_ids(pain_state="none", position="standing") == ["wall_sit", "walking"]
    assert found_ids(pain_state="none", position=["sitting", "in_water"]) == ["swimming", "cycling"]


def test_a_bare_muscle_group_counts_as_one() -> None:
    """A string is not taken for its letters."""
    both = [found_ids(pain_state="mild", muscle_groups=wish) for wish in ("calves", ["calves"])]
    assert both == [["hamstring_stretch"], ["hamstring_stretch"]]


def test_no_muscle_groups_match_nothing() -> None:
    """An empty list is a wish that nothing fulfils; None is no wish."""
    assert found_ids(pain_state="none", muscle_groups=[]) == []
    assert len(found_ids(pain_state="none", muscle_groups=None)) == 14


def test_the_answer_has_the_columns_of_one_pain_state() -> None:
    """rating, reason and source follow the name; the columns by state are gone, the rest stays."""
    found = bc.filter_exercises(EXERCISES, pain_state="mild")
    assert list(found)[:5] == ["name", "rating", "reason", "source", "other_names"]
    assert list(found)[4:] == list(EXERCISES)[1:-12]
    assert found.loc["bird_dog", "reason"] == EXERCISES.loc["bird_dog", "reason_mild"]
    assert found.loc["bird_dog", "source"] == EXERCISES.loc["bird_dog", "source_mild"]


@pytest.mark.parametrize(
    ("exercise_id", "because", "reason"),
    [
        ("sit_up", "pain", EXERCISES.loc["sit_up", "reason_chronic"]),
        (
            "hamstring_stretch",
            "muscles",
            "It does not train what you picked. It trains: back of thigh, calves.",
        ),
        (
            "lifting_weights",
            "muscles",
            "It does not train what you picked. The table names no muscles for it.",
        ),
        ("bird_dog", "position", "You picked another position. This one: on hands and knees."),
        ("wall_sit", "equipment", "You would need: a wall."),
    ],
)
def test_each_kind_of_reason_is_a_plain_sentence(
    exercise_id: str, because: str, reason: str
) -> None:
    """Every exclusion says in words of the screen what speaks against it."""
    left_out = bc.explain_exclusions(
        EXERCISES,
        pain_state="chronic",
        muscle_groups=["glutes"],
        position=["on_back", "standing"],
        equipment=["towel"],
    )
    assert left_out.loc[exercise_id, ["because", "reason"]].tolist() == [because, reason]


@pytest.mark.parametrize("pain_state", ["none", "mild", "chronic", "acute"])
def test_a_swap_carries_its_rating_for_that_pain(pain_state: str) -> None:
    """What has to be asked about first is not offered as if it were free."""
    left_out = bc.explain_exclusions(EXERCISES, pain_state=pain_state)
    swaps = left_out[left_out["swap"] != ""]
    rated = EXERCISES.loc[swaps["swap"], f"rating_{pain_state}"]
    assert swaps["swap_rating"].tolist() == rated.tolist()
    assert set(left_out.loc[left_out["swap"] == "", "swap_rating"]) <= {""}
    if pain_state == "acute":  # by hand: single leg lift, hamstring stretch
        assert left_out.loc["double_leg_lift", ["swap_name", "swap_rating"]].tolist() == [
            *("Single leg lift", "ask"),
        ]


@pytest.mark.parametrize(
    ("pain_state", "swaps"),
    [
        ("chronic", ["Hamstring stretch with a towel", "Partial crunch", "Single leg lift"]),
        ("acute", ["Hamstring stretch with a towel", "", "Single leg lift"]),
    ],
)
def test_swaps_are_only_what_may_be_tried_today(pain_state: str, swaps: list[str]) -> None:
    """In acute pain a sit-up has no swap, because the partial crunch is to be avoided then."""
    left_out = bc.explain_exclusions(EXERCISES, pain_state=pain_state)
    assert left_out.loc[TO_AVOID, "swap_name"].tolist() == swaps


def test_a_choice_is_a_reason_with_no_source() -> None:
    """What the person chose needs no citation; what the table says has one."""
    left_out = bc.explain_exclusions(EXERCISES, pain_state="none", position="sitting")
    assert left_out.groupby("because")["source"].unique().map(set).loc["position"] == {""}
    assert (left_out.loc[TO_AVOID, "source"] != "").all()


# What holds for every combination


@unhurried
@given(CHOICES)
def test_nothing_to_avoid_is_ever_offered(choices: dict[str, object]) -> None:
    """No row rated avoid for today's pain, or advised against altogether, is among the answers."""
    found = EXERCISES.loc[found_ids(**choices)]
    assert "avoid" not in set(found["advice"]) | set(found[f"rating_{choices['pain_state']}"])


@unhurried
@given(CHOICES)
def test_offered_and_left_out_are_the_whole_table(choices: dict[str, object]) -> None:
    """Each exercise is either offered or explained: none is lost, none is there twice."""
    left_out = bc.explain_exclusions(EXERCISES, **choices)
    everything = [*found_ids(**choices), *left_out.index]
    assert sorted(everything) == sorted(EXERCISES.index)


@unhurried
@given(CHOICES)
def test_whatever_is_left_out_has_a_reason(choices: dict[str, object]) -> None:
    """Every row left out has a kind of reason and a sentence that ends as one."""
    left_out = bc.explain_exclusions(EXERCISES, **choices)
    assert set(left_out["because"]) <= {"pain", "muscles", "position", "equipment"}
    assert left_out["reason"].str.fullmatch(r"\S.+\.").all()


@unhurried
@given(CHOICES)
def test_pain_is_named_before_any_other_reason(choices: dict[str, object]) -> None:
    """`because` is pain exactly where this pain state rules the exercise out."""
    left_out = bc.explain_exclusions(EXERCISES, **choices)
    ruled_out = bc.explain_exclusions(EXERCISES, pain_state=choices["pain_state"])
    assert left_out.index[left_out["because"] == "pain"].tolist() == ruled_out.index.tolist()


@unhurried
@given(CHOICES)
def test_a_swap_may_be_offered_in_this_pain(choices: dict[str, object]) -> None:
    """A swap is never something that this pain state rules out, and it comes with its name."""
    left_out = bc.explain_exclusions(EXERCISES, **choices)
    swaps = left_out[left_out["swap"] != ""]
    assert set(swaps["swap"]) <= set(found_ids(pain_state=choices["pain_state"]))
    assert swaps["swap_name"].tolist() == EXERCISES.loc[swaps["swap"], "name"].tolist()


@unhurried
@given(CHOICES, st.sampled_from(list(terms("muscle_group"))))
def test_another_muscle_group_never_removes_a_row(choices: dict[str, object], group: str) -> None:
    """Ticking one more group only adds exercises."""
    before = {**choices, "muscle_groups": choices.get("muscle_groups") or []}
    after = {**before, "muscle_groups": [*before["muscle_groups"], group]}
    assert set(found_ids(**before)) <= set(found_ids(**after))


@unhurried
@given(CHOICES)
def test_answers_fulfil_the_wish(choices: dict[str, object]) -> None:
    """Each row trains a chosen group, in a chosen position, with nothing but what is to hand."""
    groups, equipment = choices.get("muscle_groups"), choices.get("equipment")
    position = choices.get("position")
    for row in bc.filter_exercises(EXERCISES, **choices).itertuples():
        trained = several(row.primary_muscles) | several(row.secondary_muscles)
        assert groups is None or trained & set(groups)
        assert (
            position is None or row.position in ([position], position)[isinstance(position, list)]
        )
        assert equipment is None or several(row.equipment) <= set(equipment)


@unhurried
@given(CHOICES)
def test_order_is_ok_then_primary_then_the_table(choices: dict[str, object]) -> None:
    """Sorting by the three keys changes nothing."""
    groups = set(choices.get("muscle_groups") or [])
    found = bc.filter_exercises(EXERCISES, **choices)
    places = EXERCISES.index.get_indexer(found.index).tolist()
    primary = [bool(several(cell) & groups) for cell in found["primary_muscles"]]
    keys = list(zip(found["rating"] == "ask", [not one for one in primary], places, strict=True))
    assert keys == sorted(keys)


@unhurried
@given(CHOICES)
def test_the_table_given_is_not_changed(choices: dict[str, object]) -> None:
    """Choosing, explaining and searching leave the caller's frame as it was."""
    given_frame = EXERCISES.copy()
    found = bc.filter_exercises(given_frame, **choices)
    bc.explain_exclusions(given_frame, **choices)
    bc.search_exercises(given_frame, "leg")
    found["name"] = "changed"
    assert_frame_equal(given_frame, EXERCISES)


# A table that nobody has validated


@pytest.mark.parametrize("rating", ["", "perhaps", "OK"])
def test_an_unknown_rating_is_never_offered(rating: str) -> None:
    """Only ok and ask are offered: what cannot be read is treated as to be avoided."""
    changed = EXERCISES.copy()
    changed.loc["walking", "rating_none"] = rating
    assert "walking" not in bc.filter_exercises(changed, pain_state="none").index
    told = bc.explain_exclusions(changed, pain_state="none").loc["walking"]
    assert told[["because", "reason"]].tolist() == ["pain", "It has no rating for this pain."]


def test_advice_to_avoid_outweighs_a_rating() -> None:
    """A row advised against is never offered, even if somebody rates it ok."""
    changed = EXERCISES.copy()
    changed.loc["sit_up", "rating_none"] = "ok"
    assert "sit_up" not in bc.filter_exercises(changed, pain_state="none").index
    told = bc.explain_exclusions(changed, pain_state="none").loc["sit_up"]
    assert told[["because", "reason"]].tolist() == ["pain", "It is an exercise to avoid."]


def test_an_empty_table_gives_empty_answers() -> None:
    """No rows in, no rows out, with all the columns."""
    nothing = EXERCISES.iloc[:0]
    assert list(bc.filter_exercises(nothing, pain_state="none"))[:2] == ["name", "rating"]
    assert len(bc.explain_exclusions(nothing, pain_state="none")) == 0
    assert list(bc.search_exercises(nothing, "x")) == list(EXERCISES)


def test_a_twofold_row_is_answered_twice() -> None:
    """A table with an id twice loses neither row."""
    twice = pd.concat([EXERCISES, EXERCISES.loc[["walking", "sit_up"]]])
    offered = bc.filter_exercises(twice, pain_state="none")
    assert len(offered) + len(bc.explain_exclusions(twice, pain_state="none")) == len(twice)


def test_a_twofold_swap_has_the_name_that_may_be_tried() -> None:
    """Of two rows with one id, the swap is named after the one that is not to be avoided."""
    avoided = EXERCISES.loc[["partial_crunch"]].assign(advice="avoid", name="Not this one")
    left_out = bc.explain_exclusions(pd.concat([avoided, EXERCISES]), pain_state="chronic")
    assert left_out.loc["sit_up", "swap_name"] == "Partial crunch"


def test_where_nothing_may_be_tried_there_is_no_swap() -> None:
    """A table of things to avoid is explained row by row, and sends nobody to another."""
    left_out = bc.explain_exclusions(EXERCISES.loc[TO_AVOID], pain_state="none")
    assert left_out.index.tolist() == TO_AVOID
    assert set(left_out["swap"]) | set(left_out["swap_name"]) == {""}


# What cannot be answered


@pytest.mark.parametrize("choose", [bc.filter_exercises, bc.explain_exclusions])
@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"pain_state": "cronic"}, r"pain_state 'cronic'.*'chronic'.*none, mild, chronic, acute"),
        ({"pain_state": None}, r"pain_state None is not known.*Choose from: none, mild"),
        ({"pain_state": "none", "muscle_groups": ["glute"]}, r"'glute'.*Did you mean 'glutes'\?"),
        ({"pain_state": "none", "muscle_groups": "Buttocks"}, r"Did you mean 'glutes'\?"),
        ({"pain_state": "none", "muscle_groups": ["x", "calfs"]}, r"'x'.*'calfs'.*'calves'"),
        ({"pain_state": "none", "muscle_groups": [None, 3]}, r"None is not known.*3 is not known"),
        ({"pain_state": "none", "position": "lying"}, r"position 'lying'.*on_back, on_front"),
        ({"pain_state": "none", "equipment": ["towl"]}, r"equipment 'towl'.*'towel'"),
        ({"pain_state": "none", "equipment": 3}, r"equipment 3 is not known"),
    ],
)
def test_an_unknown_term_names_value_nearest_and_choices(
    choose: Callable[..., pd.DataFrame], choices: dict[str, object], words: str
) -> None:
    """The error has what was given, what was probably meant, and what may be given."""
    with pytest.raises(ValueError, match=words):
        choose(EXERCISES, **choices)


@pytest.mark.parametrize("choose", [bc.filter_exercises, bc.explain_exclusions])
def test_a_frame_without_its_columns_is_refused(choose: Callable[..., pd.DataFrame]) -> None:
    """A frame that was filtered already is told as such, with the columns it lacks."""
    filtered = bc.filter_exercises(EXERCISES, pain_state="none")
    with pytest.raises(ValueError, match=r"lacks the columns rating_mild.*load_exercises\(\)"):
        choose(filtered, pain_state="mild")


def test_a_frame_with_missing_text_is_refused() -> None:
    """A table read with plain `read_csv` has NaN for blank cells: the error says what to do."""
    holes = EXERCISES.replace({"equipment": {"": None}})
    with pytest.raises(ValueError, match=r"without text in equipment.*load_exercises\("):
        bc.filter_exercises(holes, pain_state="none")


# Searching


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("bridge", ["Bridge"]),
        ("BRID", ["Bridge"]),
        ("dog bird", ["Bird dog"]),
        ("brïdgé", ["Bridge"]),
        ("sit-up", ["Sit-up"]),
        ("crunches", ["Partial crunch"]),
        ("birddog", ["Bird dog"]),
        ("bird-dogs", ["Bird dog"]),
        ("glute bridges", ["Bridge"]),
        ("knees to chest", ["Knee to chest"]),
        ("leg raises", ["Double leg lift", "Single leg lift"]),
        ("wall press", []),
        ("cobra", ["Press-up back extension"]),
        ("sphinx", ["Press-up back extension"]),
        ("push-up", ["Press-up back extension"]),
        ("idge", []),
        ("bridge sit", []),
        ("<script>", []),
    ],
)
def test_search_finds_the_starts_of_words(text: str, names: list[str]) -> None:
    """Any order; capitals, accents and plurals do not matter; the middle of a word does."""
    assert bc.search_exercises(EXERCISES, text)["name"].tolist() == names


@pytest.mark.parametrize("text", ["", "  ", "-"])
def test_a_blank_search_finds_everything(text: str) -> None:
    """Nothing to look for is no wish."""
    assert_frame_equal(bc.search_exercises(EXERCISES, text), EXERCISES)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from([name for cell in EXERCISES["other_names"] for name in several(cell)]))
def test_every_other_name_finds_its_exercise(name: str) -> None:
    """Each name in the table that people use leads to its exercise."""
    named = EXERCISES.index[[name in several(cell) for cell in EXERCISES["other_names"]]]
    assert set(named) <= set(bc.search_exercises(EXERCISES, name).index)


@unhurried
@given(st.text(max_size=40))
def test_any_search_text_is_harmless(text: str) -> None:
    """Whatever is typed gives rows of the table in its order, and no error."""
    found = bc.search_exercises(EXERCISES, text).index
    assert found.tolist() == [row for row in EXERCISES.index if row in set(found)]
