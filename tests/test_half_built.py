"""Widgets that cannot be built: the error is all that is seen, and nothing stays behind."""

from __future__ import annotations

import functools
import inspect
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from ipywidgets import Widget

import backcare as bc

LOG = "bc.SessionLog(':memory:')"
PLAN = "bc.make_plan(bc.load_exercises(), pain_state='mild', minutes=5)"
# For each public widget what a person may get wrong: too little, the wrong thing, a bad value.
WRONG = {
    "BodyMap": ["1", "value=['nope']", "value=3", "frame=1"],
    "ExerciseExplorer": ["1", "bc.load_exercises()[['name']]", "pain_state='x'", "log=1"],
    "ImportForm": ["", "1", f"{LOG}, 1", f"{LOG}, layouts=3", f"{LOG}, nope=1"],
    "PainScale": ["'x'", "value=11", "value='a'"],
    "ProgressDashboard": [
        *("", "1", f"{LOG}, patient=1", f"{LOG}, sessions_goal=0", f"{LOG}, exercises=1"),
        *(f"{LOG}, settings=3", f"{LOG}, form=1", f"{LOG}, nope=1"),
        f"{LOG}, form=bc.SessionForm({LOG})",
    ],
    "Quiz": ["", "'x'", "'x', 1", "'x', []", "'x', ['a', 'b'], right=7"],
    "RedFlagGate": ["1", f"{LOG}, 1", f"{LOG}, ticked=['x', 3]", "cleared='maybe'"],
    "SessionForm": [
        *("", "1", f"{LOG}, patient=1", f"{LOG}, exercises=1", f"{LOG}, plan=1"),
        *(f"{LOG}, plan=bc.load_exercises()", f"{LOG}, settings=3", f"{LOG}, nope=1"),
    ],
    "SessionPlanner": [
        *("", "1", f"{LOG}, minutes='x'", f"{LOG}, pain_state='x'", f"{LOG}, exercises=1"),
        *(f"{LOG}, settings=1", f"{LOG}, patient=1", f"{LOG}, muscle_groups=['x']"),
    ],
    "SessionPlayer": [
        *("", "1", f"1, {LOG}", f"{PLAN}, 1", f"{PLAN}, {LOG}, exercises=1"),
        *(f"{PLAN}, {LOG}, patient=1", f"{PLAN}, {LOG}, settings=1", f"{PLAN}, {LOG}, nope=1"),
    ],
}
# Says for each line how building it ended, and how many widgets were left over.
PROGRAM = """
import gc, sys
import backcare as bc
from ipywidgets.widgets.widget import _instances
{before}
gc.collect()
gc.freeze()  # what is there stays there, and need not be looked at again and again
for words in {lines!r}:
    kept = set(_instances)
    try:
        eval(words)
    except Exception as error:
        print("raised", type(error).__name__, words)
        del error
    else:
        print("built", words)
    gc.collect()
    for key in set(_instances) - kept:
        print("left", type(_instances[key]).__name__, words)
"""
# The last thing that all of them do, but for those that have nothing to do after their traits.
LATE = """
import backcare.widgets.{module} as room
def fail(*_given):
    raise OSError("too late")
room.serialize_messages = fail
"""
LATE_ROOMS = {
    "ExerciseExplorer": ("explorer", ""),
    "ProgressDashboard": ("dashboard", LOG),
    "Quiz": ("quiz", "'Which?', ['a', 'b'], answer='b', because='So.'"),
    "SessionForm": ("form", LOG),
    "SessionPlanner": ("planner", LOG),
    "SessionPlayer": ("player", f"{PLAN}, {LOG}"),
}


@functools.cache
def run(lines: tuple[str, ...], before: str = "") -> list[str]:
    """Build widgets in a process of their own, which has nothing to complain of."""
    program = PROGRAM.format(lines=lines, before=before)
    where = os.environ | {"PYTHONPATH": str(Path(bc.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=where
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_every_public_widget_is_asked() -> None:
    """A new one is added here."""
    public = {name: getattr(bc, name) for name in bc.__all__}
    widgets = [one for one in public.values() if inspect.isclass(one) and issubclass(one, Widget)]
    assert sorted(one.__name__ for one in widgets) == sorted(WRONG)


@pytest.mark.parametrize("name", sorted(WRONG))
def test_what_is_wrong_is_said_once(name: str) -> None:
    """Each wrong line raises, and standard error stays empty: no half-built object complains."""
    every = tuple(f"bc.{one}({words})" for one, wrong in WRONG.items() for words in wrong)
    told = [line for line in run(every) if f" bc.{name}(" in line and not line.startswith("left")]
    assert [line.split(" ", 2)[0] for line in told] == ["raised"] * len(WRONG[name]), told


def test_what_is_of_another_kind_is_named() -> None:
    """With the call that gives the right one; a file's name is no log, a list no table."""
    for wrong, said in [
        (
            lambda: bc.SessionForm("log.db"),
            r"log must be a SessionLog, got str. SessionLog\(path\)",
        ),
        (lambda: bc.ExerciseExplorer(["bridging"]), "exercises must be a DataFrame, got list"),
        (lambda: bc.SessionPlayer(None, bc.SessionLog(":memory:")), "plan must be .*NoneType"),
        (lambda: bc.ProgressDashboard(bc.SessionLog(":memory:"), form=1), "form must be .*int"),
    ]:
        with pytest.raises(TypeError, match=said):
            wrong()
    with pytest.raises(ValueError, match="name"):
        bc.SessionForm(bc.SessionLog(":memory:"), exercises=pd.DataFrame({"a": [1]}))


def test_poses_of_another_kind_are_named(tmp_path: Path) -> None:
    """Wherever poses are given: with what they must be, and the call that gives them."""
    log, table = bc.SessionLog(":memory:"), bc.load_exercises()
    plan = bc.make_plan(table, pain_state="chronic", minutes=5)
    for poses, error, said in [
        ("x", TypeError, r"poses must be a DataFrame, got str. load_poses\(path\) gives one."),
        (table, ValueError, r"poses lacks the columns exercise_id, .*load_poses\(\)"),
    ]:
        for take in (
            lambda poses: bc.ExerciseExplorer(poses=poses),
            lambda poses: bc.SessionPlanner(log, poses=poses),
            lambda poses: bc.SessionPlayer(plan, log, poses=poses),
            lambda poses: bc.plan_handout(plan, tmp_path / "plan.html", poses=poses),
            lambda poses: bc.write_page(tmp_path / "page.html", poses=poses),
            lambda poses: bc.write_site(tmp_path / "site", poses=poses),
            lambda poses: bc.figure_svg("bridging", poses=poses),
            lambda poses: bc.figure_sheet(poses=poses),
        ):
            with pytest.raises(error, match=said):
                take(poses)


@pytest.mark.parametrize("name", sorted(LATE_ROOMS))
def test_what_fails_late_closes_what_it_built(name: str) -> None:
    """The last step fails: every part that was there by then is closed, and no word is said."""
    late = "".join(LATE.format(module=module) for module, _ in LATE_ROOMS.values())
    every = tuple(f"bc.{one}({words})" for one, (_, words) in LATE_ROOMS.items())
    told = [line for line in run(every, late) if f" bc.{name}(" in line]
    assert told == [f"raised OSError bc.{name}({LATE_ROOMS[name][1]})"]
