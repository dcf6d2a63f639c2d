"""Who came and who did not, as clinics write it: asked about or told loudly, under any heading."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

import backcare as bc

HEADINGS = ("Attendance", "Appointment", "Visit", "Register", "Outcome")
# The cells of three rows, of which the second was not done.
CODES = {
    "ATT": ("ATT", "DNA", "ATT"),
    "attended": ("attended", "FTA", "attended"),
    "present": ("present", "absent", "present"),
    "P": ("P", "A", "P"),
    "yes": ("yes", "CNA", "yes"),
    "anwesend": ("anwesend", "abwesend", "anwesend"),
}
ELSE = {
    "all came": ("Attendance", ("P", "P", "P")),
    "a time": ("Appointment", ("10:30", "11:15", "10:30")),
    "a place": ("Visit", ("clinic", "phone", "clinic")),
    "a price": ("Attendance fee", ("12", "15", "12")),
}


def a_file(folder: Path, heading: str, cells: tuple[str, ...]) -> Path:
    rows = [f"2026-03-0{day},Wall sit,9,{cell}" for day, cell in enumerate(cells, start=2)]
    path = folder / "P07.csv"
    path.write_text("\n".join([f"Date,Exercise,Reps,{heading}", *rows, ""]), encoding="utf-8")
    return path


# Under Visit, P and A may be other things than present and absent.
ASKED = [both for both in itertools.product(HEADINGS, CODES) if both != ("Visit", "P")]


@pytest.mark.parametrize(("heading", "code"), ASKED)
def test_who_did_not_come_is_never_silent(tmp_path: Path, heading: str, code: str) -> None:
    path = a_file(tmp_path, heading, CODES[code])
    assert "may say" in str(bc.preview_csv(path))
    said = str(bc.load_logs(tmp_path)).splitlines()
    assert "1 problem" in said[0]
    assert f"{heading}: " in said[1]


@pytest.mark.parametrize("code", CODES)
def test_its_advice_leaves_out_who_did_not_come(tmp_path: Path, code: str) -> None:
    path = a_file(tmp_path, "Attendance", CODES[code])
    told: dict[str, object] = {"Attendance": "done"}
    if code == "P":  # a letter may mean anything, and then it is asked what
        with pytest.raises(bc.TableError, match=r"'Attendance': \('done', 'P'\)"):
            bc.SessionLog(":memory:").import_csv(path, columns=told)
        told = {"Attendance": ("done", "P")}
    log = bc.SessionLog(":memory:")
    log.import_csv(path, columns=told)
    assert log.to_frame()["started_at"].dt.day.tolist() == [2, 4]


@pytest.mark.parametrize("kind", ELSE)
def test_what_says_nothing_of_who_came_is_not_asked_about(tmp_path: Path, kind: str) -> None:
    """Negative control."""
    path = a_file(tmp_path, *ELSE[kind])
    assert "may say" not in str(bc.preview_csv(path))
    assert "No problems" in str(bc.load_logs(tmp_path)).splitlines()[0]
