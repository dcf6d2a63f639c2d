"""What stands above the headings: asked about where it says of a scale, or of a plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from backcare.diary.preview import Preview, preview_csv
from backcare.diary.titles import speaks_of_plan, speaks_of_scale

SCALES = (
    "Pain 0-100|Pain: 0 to 100|Pain (0 = worst)|0 = worst|Pain out of 5|Schmerz von 0 bis 100|"
    "Schmerzen 0-5|Pain scale 1-5|NRS 0-100|VAS in mm|Pain 10 = no pain|Douleur sur 5|Dolor 0-100|"
    "Pain score: 0/4 to 4/4|10 = none, 0 = worst pain"
).split("|")
NO_SCALES = (
    "Pain 0-10|Pain 0 = none, 10 = worst|My back pain diary|Back pain diary 2-8 March 2026|"
    "Low back pain L4/5|Pain diary week 1-4|Rückenschmerz, Woche 3|Pain 2026-03-02 to 2026-03-31|"
    "Back pain: 2-3 sets daily|Exercises 1-5|Anna Berg|Pain from 0 to 10|Page 1/2|Pain diary, "
    "02/03/2026|Schmerztagebuch KW 10-12"
).split("|")
PLANS = (
    "Plan for March|Exercise plan|My plan|Trainingsplan|Übungsplan März|Prescription|"
    "Prescribed exercises|Geplant|Verordnung|Planned sessions|Plan de ejercicios|Planifié|"
    "Prescripción|Piano di esercizi|Gepland|Schedule for week 10"
).split("|")
NO_PLANS = (
    "Training diary|Plan and diary|Übungstagebuch|Exercises done|Log of my plan|Planks|Plantar|"
    "Trainingsprotokoll zum Plan|Completed plan|My exercises|March 2026"
).split("|")
PAINS = "Date,Exercise,Reps,Pain before"


def look(tmp_path: Path, *rows: str, **told: object) -> Preview:
    """Look at a file with these rows."""
    path = tmp_path / "diary.csv"
    path.write_text("\n".join([*rows, ""]), "utf-8")
    return preview_csv(path, **told)


@pytest.mark.parametrize("line", SCALES)
def test_another_scale_is_asked_about(tmp_path: Path, line: str) -> None:
    """An 8 of 100 is no 8 of 10; each answer settles it."""
    assert speaks_of_scale(line)
    rows = [f'"{line}",,,', PAINS, "2026-03-02,bridge,8,8"]
    (asked,) = look(tmp_path, *rows).asked
    assert (asked.row, asked.column) == (1, "Pain before")
    found = [look(tmp_path, *rows, columns=one.value) for one in asked.choices]
    assert [(one.asked, one.sessions, one.faults.empty) for one in found] == [((), 1, True)] * 2
    assert ["pain_before" in one.rows for one in found] == [False, True]


@pytest.mark.parametrize("line", NO_SCALES)
def test_what_is_no_other_scale_is_told(tmp_path: Path, line: str) -> None:
    """Dates, weeks and parts of the spine have numbers, too."""
    assert not speaks_of_scale(line)
    seen = look(tmp_path, f'"{line}",,,', PAINS, "2026-03-02,bridge,8,8")
    assert (seen.asked, seen.sessions, seen.left_out["row"].tolist()) == ((), 1, [1])


def test_a_heading_that_has_its_scale_decides(tmp_path: Path) -> None:
    """And a file without pain has none on another scale."""
    pains = PAINS.replace("before", "before (0-10)")
    for header in (pains, PAINS.removesuffix(",Pain before")):
        rows = ["Pain 0-100", header, "2026-03-02,bridge,8,8"[: None if "Pain" in header else -2]]
        assert look(tmp_path, *rows).asked == ()


@pytest.mark.parametrize("line", PLANS)
def test_a_plan_is_asked_about(tmp_path: Path, line: str) -> None:
    """Its rows were done, or they are none."""
    assert speaks_of_plan(line)
    rows = [line, "Date,Exercise,Sets,Reps", "2026-03-02,bridge,3,8", "2026-03-04,bridge,3,8"]
    (asked,) = look(tmp_path, *rows).asked
    assert (asked.row, asked.column) == (1, "Exercise")
    done, planned = (look(tmp_path, *rows, columns=one.value) for one in asked.choices)
    assert (done.asked, done.sessions) == ((), 2)
    assert (planned.asked, planned.sessions, planned.faults.empty) == ((), 0, True)


@pytest.mark.parametrize("line", NO_PLANS)
def test_what_is_no_plan_is_told(tmp_path: Path, line: str) -> None:
    """A diary may speak of one."""
    assert not speaks_of_plan(line)
    seen = look(tmp_path, line, "Date,Exercise,Reps", "2026-03-02,bridge,8")
    assert (seen.asked, seen.sessions) == ((), 1)


@pytest.mark.parametrize("column", ["Done,yes", "Pain after,3"])
def test_what_says_that_it_was_done_decides(tmp_path: Path, column: str) -> None:
    """A tick, or pain after it."""
    heading, cell = column.split(",")
    rows = ["Plan", f"Date,Exercise,Reps,{heading}", f"2026-03-02,bridge,8,{cell}"]
    assert (look(tmp_path, *rows).asked, look(tmp_path, *rows).sessions) == ((), 1)


def test_a_line_is_shown_if_it_names_nobody(tmp_path: Path) -> None:
    """A message may be passed on."""
    for line, shown in (
        ("Plan for March", True),
        ("Plan for Anna B", False),
        ("Plan 55123", False),
    ):
        (asked,) = look(tmp_path, line, "Date,Exercise,Reps", "2026-03-02,bridge,8").asked
        assert asked.value == (line if shown else "")
    seen = look(tmp_path, "Diary of Emmy", "Date,Exercise,Reps", "2026-03-02,bridge,8")
    assert "Emmy" not in seen.left_out.to_string()
