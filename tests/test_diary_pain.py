"""Pain is read from 0 to 10, and how long it lasted: another scale is not read, and told."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest

import backcare as bc
from backcare.diary.preview import Preview, preview_csv


def look(tmp_path: Path, text: str, **told: object) -> Preview:
    """Look at a file with this text."""
    path = tmp_path / "diary.csv"
    path.write_text(text, "utf-8")
    return preview_csv(path, **told)


@pytest.mark.parametrize(
    "scale",
    "out of 5|max 4|Schulnote|Likert|yes/no|ja/nein|smileys|stars|mild, moderate, severe|1..6|"
    "Ampel|level|xyz|0/1|%|mm|von 6|A-E".split("|"),
)
def test_pain_on_a_scale_in_brackets_is_not_read(tmp_path: Path, scale: str) -> None:
    """Nor silently left out."""
    heading = f"Pain before ({scale})"
    seen = look(tmp_path, f'Date,Exercise,Reps,"{heading}"\n2026-03-02,Bridge,8,4\n')
    assert seen.unread == (heading,)
    assert "may be about pain" in str(seen)


@pytest.mark.parametrize(
    "scale",
    ["0-10", "NRS", "VAS", "out of 10", "/10", "0 = none, 10 = severe", "lower back", "now"],
)
def test_pain_from_0_to_10_is_read(tmp_path: Path, scale: str) -> None:
    """However that is said."""
    seen = look(tmp_path, f'Date,Exercise,Reps,"Pain before ({scale})"\n2026-03-02,Bridge,8,4\n')
    assert (seen.rows["pain_before"].tolist(), seen.unread) == ([4], ())


@pytest.mark.parametrize("above", ["35", "22,7", "30%", "40 mm", "5/100"])
def test_one_number_above_10_puts_all_of_its_column_in_doubt(tmp_path: Path, above: str) -> None:
    """A 5 beside it may be one of 100."""
    rows = f'2026-03-02,Bridge,8,"{above}"\n2026-03-04,Bridge,8,5\n'
    text = f"Date,Exercise,Reps,Pain before\n{rows}"
    (asked,) = look(tmp_path, text).asked
    assert (asked.row, asked.column, asked.value) == (2, "Pain before", above)
    assert [one.value for one in asked.choices] == [
        {"Pain before": None},
        {"Pain before": "pain_before"},
    ]
    assert "pain_before" not in look(tmp_path, text, columns={"Pain before": None}).rows
    seen = look(tmp_path, text, columns={"Pain before": "pain_before"})
    assert seen.rows["pain_before"].tolist() == [5]
    assert "another scale" in seen.faults["rule"].item()


@pytest.mark.parametrize(
    ("heading", "unit", "minutes"),
    [
        ("Pain duration", "min", 2),
        ("Schmerzdauer", "min", 2),
        ("Pain lasted (h)", "h", 120),
        ("How long was the pain?", "min", 2),
        ("Hours of pain", "h", 120),
        ("Schmerzen in Stunden", "h", 120),
    ],
)
def test_how_long_pain_lasted_is_offered_first(
    tmp_path: Path, heading: str, unit: str, minutes: float
) -> None:
    """In the unit that its heading has, or else in minutes or hours."""
    text = f"Date,Exercise,Reps,{heading}\n2026-03-02,Bridge,8,2\n"
    seen = look(tmp_path, text)
    (asked,) = seen.asked
    assert asked.choices[0].value == {heading: ("pain_minutes", unit)}
    assert f'("pain_minutes", "{unit}")' in str(seen)
    named = look(tmp_path, text, columns=asked.choices[0].value)
    assert named.rows["pain_minutes"].tolist() == [minutes]


def test_how_long_pain_lasted_is_told_of_a_group(tmp_path: Path) -> None:
    """With what to pass."""
    (tmp_path / "P01.csv").write_text("Date,Exercise,Schmerzdauer\n2026-03-02,Bridge,90\n", "utf-8")
    rule = bc.load_logs(tmp_path, tz=UTC).faults["rule"].item()
    assert "{'Schmerzdauer': ('pain_minutes', 'min')}" in rule


@pytest.mark.parametrize(
    ("before", "after"), [("Before", "After"), ("vorher", "nachher"), ("BEFORE", "after")]
)
def test_before_and_after_of_nobody_knows_what_is_asked_about(
    tmp_path: Path, before: str, after: str
) -> None:
    """It may be a mood or a pulse; both are one question."""
    text = f"Date,Exercise,Reps,{before},{after}\n2026-03-02,Bridge,8,4,3\n"
    (asked,) = look(tmp_path, text).asked
    ways = [one.value for one in asked.choices]
    assert ways == [{before: "pain_before", after: "pain_after"}, {before: None, after: None}]
    seen = [look(tmp_path, text, columns=way) for way in ways]
    assert seen[0].rows[["pain_before", "pain_after"]].to_numpy().tolist() == [[4, 3]]
    assert "pain_before" not in seen[1].rows
    assert [one.sessions for one in seen] == [1, 1]


@pytest.mark.parametrize("cell", ["+1", "-1", "+2.5", "\N{PLUS-MINUS SIGN}0"])
def test_how_much_pain_changed_is_no_pain(tmp_path: Path, cell: str) -> None:
    """A 1 with a sign is no 1 of 10."""
    seen = look(tmp_path, f"Date,Exercise,Reps,Pain after\n2026-03-02,Bridge,8,{cell}\n")
    (rule,) = seen.faults["rule"]
    assert "how much pain changed" in rule
    assert "columns={'Pain after': None}" in rule
