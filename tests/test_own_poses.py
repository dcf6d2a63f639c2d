"""Poses of one's own: an exercise that is in no table is drawn, and every fault is told at once."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from matplotlib.offsetbox import AnnotationBbox

import backcare as bc
from backcare.figures.skeleton import ANGLES

Change = Callable[[pd.DataFrame], Any]


def cat_stretch() -> pd.DataFrame:
    """Write the two keyframes of a cat stretch: on hands and knees, and the back round."""
    poses = bc.load_poses()
    start = poses[(poses["exercise_id"] == "bird_dog") & (poses["order"] == 1)]
    start = start.assign(exercise_id="cat_stretch", keyframe="back level", caption="Let go")
    spine = {"pelvis": 150, "low_back": 170, "upper_back": 195, "neck": 215, "head": 235}
    end = start.assign(order=2, keyframe="back round", caption="Round your back", **spine)
    return pd.concat([start, end], ignore_index=True)


def faults(tmp_path: Path, change: Change) -> list[str]:
    """Change a cat stretch, and say what is wrong with it."""
    poses = cat_stretch().astype(object)
    poses = found if isinstance(found := change(poses), pd.DataFrame) else poses
    poses.to_csv(tmp_path / "cat.csv", index=False)
    with pytest.raises(bc.TableError) as caught:
        bc.load_poses(tmp_path / "cat.csv")
    return str(caught.value).splitlines()[1:]


def test_an_exercise_that_is_in_no_table_is_drawn(tmp_path):
    """A cat stretch goes through a file, gets a name, its own words and the usual times."""
    cat_stretch().to_csv(tmp_path / "cat.csv", index=False)
    own = bc.load_poses(tmp_path / "cat.csv")
    root = ET.fromstring(bc.figure_svg("cat_stretch", poses=own))  # noqa: S314 (our own)
    svg = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{svg}title") == "Cat stretch"
    words = [text.text for text in root.iter(f"{svg}text")]
    assert words == ["Round your back", "Let go", "Breathe"]
    assert root.attrib["data-phases"].startswith('[["lift",0,3,""],["lower",3,6,""]')
    assert "Cat stretch" in bc.figure_sheet(poses=own)


@pytest.fixture
def own() -> dict[str, pd.DataFrame]:
    """Give a table with a row of its own for the cat stretch, and all poses."""
    exercises = bc.load_exercises()
    exercises.loc["cat_stretch"] = exercises.loc["pelvic_tilt"]
    exercises.loc["cat_stretch", "name"] = "Cat"
    return {"exercises": exercises, "poses": pd.concat([bc.load_poses(), cat_stretch()])}


def explorer_page(own: dict[str, pd.DataFrame]) -> str:
    explorer = bc.ExerciseExplorer(**own)
    return str(explorer.deck.html) + str(explorer._repr_mimebundle_()["text/html"])


def player_page(own: dict[str, pd.DataFrame]) -> str:
    player = bc.SessionPlayer(
        cat_plan(own), bc.SessionLog(":memory:", exercises=own["exercises"]), **own
    )
    return "".join(player.stage.figures.values()) + player._repr_mimebundle_()["text/html"]


def planned_page(own: dict[str, pd.DataFrame]) -> str:
    planner = bc.SessionPlanner(
        bc.SessionLog(":memory:", exercises=own["exercises"]), poses=own["poses"]
    )
    planner.gate.cleared = True
    planner.set_trait("pain_state", "none")
    planner.set_trait("minutes", 60)
    planner.start()
    assert planner.player is not None
    stills = planner._words.stills["pictures"]
    return "".join([*planner.player.stage.figures.values(), *stills.values()])


def handout_page(own: dict[str, pd.DataFrame]) -> str:
    with TemporaryDirectory() as folder:
        return bc.plan_handout(cat_plan(own), f"{folder}/plan.html", **own).read_text("utf-8") * 2


def cat_plan(own: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return bc.make_plan(own["exercises"], pain_state="none", minutes=60)


@pytest.mark.parametrize("page", [explorer_page, player_page, planned_page, handout_page])
def test_an_own_exercise_has_its_picture_wherever_the_shipped_ones_have(own, page):
    """Twice: where it moves, and in what is read without a kernel."""
    assert page(own).count("<title>Cat</title>") == 2
    shipped = page(own | {"poses": bc.load_poses()})
    assert "<title>Cat</title>" not in shipped
    assert shipped.count("<title>Pelvic tilt</title>") == 2


def test_an_own_exercise_has_its_shape_in_the_chart(own):
    """One body a row, as for the shipped ones."""
    rows = own["exercises"].loc[["bridging", "cat_stretch"]]
    shapes = [
        bc.plot_muscle_chart(rows, poses=poses).findobj(AnnotationBbox)
        for poses in (own["poses"], None)
    ]
    assert list(map(len, shapes)) == [2, 1]


def test_an_own_row_of_the_exercise_table_gives_name_dose_and_muscles():
    """With a row of one's own the picture shows its dose, its steps and its muscles."""
    exercises = bc.load_exercises()
    exercises.loc["cat_stretch"] = exercises.loc["pelvic_tilt"]
    exercises.loc["cat_stretch", ["name", "hold_s_min", "hold_s_max"]] = ["Cat", 4, 4]
    svg = bc.figure_svg("cat_stretch", exercises=exercises, poses=cat_stretch())
    assert "<title>Cat</title>" in svg
    assert ">Hold 4 s<" in svg
    assert 'class="bf-1"' in svg


def test_the_shipped_poses_load_as_ones_own(tmp_path):
    """What `to_csv` writes is read back without a fault, and draws the same pictures."""
    bc.load_poses().to_csv(tmp_path / "poses.csv", index=False)
    own = bc.load_poses(tmp_path / "poses.csv")
    pd.testing.assert_frame_equal(own, bc.load_poses(), check_dtype=False)
    assert bc.figure_svg("bird_dog", poses=own) == bc.figure_svg("bird_dog")


def test_a_missing_joint_is_named(tmp_path):
    """A column that is not there, and a cell that is empty, are told with keyframe and joint."""
    assert faults(tmp_path, lambda poses: poses.drop(columns="near_shin")) == [
        "  row 1, near_shin: is missing. Add this column to the header."
    ]
    told = faults(tmp_path, lambda poses: poses.__setitem__("far_foot", ["", 335]))
    rule = "must be a whole number of degrees from -360 to 720."
    assert told == [f"  row 2, back level, far_foot: {rule}"]


def test_a_hand_below_the_floor_is_named(tmp_path):
    """An arm that hangs through the floor is told with its part, keyframe and depth."""

    def let_hang(poses: pd.DataFrame) -> None:
        poses["planted"] = "near_knee|far_wrist"
        poses.loc[1, ["near_upper_arm", "near_forearm", "near_hand"]] = 270

    told = faults(tmp_path, let_hang)
    parts = [line.split(":")[0] for line in told]
    assert parts == [f"  row 3, back round, near_{part}" for part in ("hand", "forearm")]
    assert all("cm below the floor on the way here" in line for line in told)


def test_a_limb_that_would_have_to_grow_is_named(tmp_path):
    """A planted hand from which the body leans away is told with the centimetres missing."""

    def lean_back(poses: pd.DataFrame) -> None:
        poses.loc[1, ["pelvis", "low_back", "upper_back"]] = [100, 100, 100]
        poses.loc[1, ["neck", "head"]] = [110, 120]

    told = faults(tmp_path, lean_back)
    assert len(told) == 2
    for line, wrist in zip(told, ("near_wrist", "far_wrist"), strict=True):
        assert f"row 3, back round, {wrist}: is planted but out of reach" in line


def test_a_joint_that_bends_too_far_is_named(tmp_path):
    """A knee that bends forward is told with its degrees and what a knee can do."""
    told = faults(tmp_path, lambda poses: poses.loc.__setitem__((1, "near_shin"), 200))
    assert "  row 3, back round, near_shin: '200' is bent by -70 degrees" in told[0]
    assert "this joint bends from -3 to 155" in told[0]


def test_all_faults_come_at_once(tmp_path):
    """Words, numbers, points and props that are wrong are all told, in the order of the rows."""

    def spoil(poses: pd.DataFrame) -> None:
        poses.loc[0, ["caption", "pelvis", "props"]] = ["", "many", "carpet"]
        poses.loc[1, ["planted", "keyframe", "front"]] = ["nose", "back level", "up"]

    told = faults(tmp_path, spoil)
    for part in (
        "row 2, back level, caption: must not be blank",
        "row 2, back level, pelvis: 'many' must be a whole number",
        "row 2, back level, props: 'carpet' must name only floor, mat",
        "row 3, back level, planted: 'nose' must name only points of the body",
        "row 3, back level, front: 'up' must be one of right, left",
        "row 3, keyframe: 'back level' appears twice",
    ):
        assert any(part in line for line in told), part


def test_faults_of_one_exercise_do_not_hide_those_of_another(tmp_path):
    """A missing number here and a bent knee there are told together."""

    def two(poses: pd.DataFrame) -> pd.DataFrame:
        other = poses.assign(exercise_id="dog_stretch")
        poses.loc[0, "head"] = ""
        other.loc[1, "near_shin"] = 200
        return pd.concat([poses, other])

    told = faults(tmp_path, two)
    assert "row 2, back level, head" in told[0]
    assert any("row 5, back round, near_shin" in line for line in told)


def test_one_keyframe_is_no_move(tmp_path):
    """A move needs two ends."""
    told = faults(tmp_path, lambda poses: poses.head(1))
    assert told == [
        "  row 2, exercise_id: 'cat_stretch' has one keyframe. A move needs at least two."
    ]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    joint=st.sampled_from(ANGLES),
    cell=st.one_of(st.integers(-400, 800).map(str), st.text(max_size=5)),
    row=st.integers(0, 1),
)
def test_whatever_stands_in_a_cell_is_drawn_or_told(tmp_path, joint, cell, row):
    """No content of a cell makes anything but a picture, or an error that names the joint."""
    poses = cat_stretch().astype(object)
    poses.loc[row, joint] = cell
    poses.to_csv(tmp_path / "cat.csv", index=False)
    try:
        own = bc.load_poses(tmp_path / "cat.csv")
    except bc.TableError as error:
        found = error.faults
    else:
        found = None
        ET.fromstring(bc.figure_svg("cat_stretch", poses=own))  # noqa: S314 (our own)
    assert found is None or len(found) > 0
