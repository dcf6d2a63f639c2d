"""Where an exercise may stand, days without: left out and told, and never taken for a name."""

from __future__ import annotations

from pathlib import Path

import pytest

import backcare as bc

DAYS_OFF = (
    "No exercises|Nothing today|sick|Pausentag|Ferien|keine Übung|nix|jour de repos|aucun|malade|"
    "día libre|ninguno|enfermo|riposo|niente|ferie|rustdag|niets|ziek|descanso|folga|doente"
)
NAMES = ("abs", "Squash", "Nadar rápido", "Frei Training", "Reposition")


def a_file(folder: Path, name: str) -> Path:
    path = folder / "P07.csv"
    path.write_text(
        f"Date,Exercise,Reps,Pain before\n2026-03-02,Wall sit,9,4\n2026-03-03,{name},,\n",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("name", DAYS_OFF.split("|"))
def test_a_day_off_is_told_and_no_exercise(tmp_path: Path, name: str) -> None:
    path = a_file(tmp_path, name)
    log = bc.SessionLog(":memory:")
    log.import_csv(path)
    assert log.to_frame()["exercise_id"].tolist() == ["wall_sit"]
    assert bc.preview_csv(path).left_out["row"].tolist() == [3]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_may_be_an_exercise_is_asked_about(tmp_path: Path, name: str) -> None:
    """Negative control."""
    with pytest.raises(bc.TableError):
        bc.SessionLog(":memory:").import_csv(a_file(tmp_path, name))


def test_a_day_off_with_pain_keeps_its_pain(tmp_path: Path) -> None:
    path = a_file(tmp_path, "krank")
    path.write_text(
        path.read_text(encoding="utf-8").replace("krank,,", "krank,,8"), encoding="utf-8"
    )
    log = bc.SessionLog(":memory:")
    log.import_csv(path)
    assert log.to_frame()["pain_before"].tolist() == [4, 8]


# What a message shows of a cell that it cannot read, under each heading.
SHOWN = {
    ("Reps", "not done"): True,
    ("Reps", "done"): True,
    ("Sets", "III"): True,
    ("Date", "2026-03-03 (planned)"): True,
    # Words of a person's own stay theirs.
    ("Reps", "Anna did it"): False,
    ("Date", "ask Peter"): False,
}


@pytest.mark.parametrize(("cell", "is_shown"), SHOWN.items())
def test_a_message_names_an_answer_and_no_words_of_a_person(
    tmp_path: Path, cell: tuple[str, str], is_shown: bool
) -> None:
    heading, text = cell
    row = {"Date": "2026-03-03", "Exercise": "Wall sit", "Sets": "2", "Reps": "9"} | {heading: text}
    path = tmp_path / "P07.csv"
    path.write_text(
        f"{','.join(row)}\n2026-03-02,Wall sit,2,9\n{','.join(row.values())}\n", encoding="utf-8"
    )
    with pytest.raises(bc.TableError) as caught:
        bc.SessionLog(":memory:").import_csv(path)
    assert (text in str(caught.value)) == is_shown
