"""`docs/guides/add_your_own.md`, done as it says: rows into a copy of the tables, then a look."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from frictionless import Package

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs/guides/add_your_own.md").read_text("utf-8")
# Each block of rows, with the table that the sentence before it names last.
ROWS = re.compile(r"`data/(\w+)\.csv`[^`]*?\n```text\n(.*?)```", re.DOTALL)
SHOW = """
import backcare as bc
exercises = bc.load_exercises()
print(len(exercises), bc.load_sources().loc["OWN", "citation"])
print(exercises.loc["heel_slide", ["name", "primary_muscles", "steps", "rating_acute"]].to_list())
found = bc.filter_exercises(exercises, pain_state="mild", muscle_groups="abdominals")
print(found.loc["heel_slide", ["rating", "reason"]].to_list())
print("Heel slide" in bc.ExerciseExplorer()._repr_mimebundle_()["text/html"])
plan = bc.make_plan(exercises.loc[["heel_slide"]], pain_state="mild", minutes=5)
print(plan[["exercise_id", "reps"]].values.tolist())
"""
EXPECTED = """\
18 The judgement of your own practice. 2026.
['Heel slide', 'abdominals', 'Lie on your back, with both knees bent.|Slide one heel away from you,\
 slowly.|Slide it back.', 'ask']
['ask', 'No source was read for it yet. Ask first.']
True
[['heel_slide', 5]]
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the checkout's package and tables, and add what the guide says."""
    for name in ("backcare", "data"):
        shutil.copytree(ROOT / name, tmp_path / name)
    description = tmp_path / "data/datapackage.json"
    package = json.loads(description.read_text("utf-8"))
    described = {one["name"]: one for one in package["resources"]}
    for table, rows in ROWS.findall(GUIDE):
        with (tmp_path / f"data/{table}.csv").open("a", encoding="utf-8", newline="") as file:
            file.write(rows)
        described[table]["rows"] += len(rows.splitlines())
    description.write_text(json.dumps(package), "utf-8")
    return tmp_path


def test_every_block_of_rows_names_its_table() -> None:
    """No rows stand in the guide without the file that they belong to."""
    assert len(ROWS.findall(GUIDE)) == GUIDE.count("```text")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_rows_fit_the_data_package(copy: Path) -> None:
    """Types, terms and links of the guide's rows are right."""
    report = Package(str(copy / "data/datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])


def test_the_exercise_and_its_source_are_there(copy: Path) -> None:
    """The new exercise loads with its source, and is offered, planned and shown."""
    command = [sys.executable, "-c", SHOW]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert done.stdout == EXPECTED, done.stderr
