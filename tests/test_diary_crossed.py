"""Marks beside the name of an exercise, and several marks in a cell of Done."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pandas as pd
import pytest

import backcare as bc

TICK, CROSS = "\N{CHECK MARK}", "\N{BALLOT X}"
STRUCK = "".join(f"{letter}\N{COMBINING LONG STROKE OVERLAY}" for letter in "Wall sit")
# A name that was not done, beside one that was; and two that were.
CROSSED = {
    "a cross behind": ("Wall sit ✗", "Pelvic tilt"),
    "a cross before": ("✘ Wall sit", "Pelvic tilt"),
    "a red cross": ("Wall sit ❌", "Pelvic tilt ✅"),
    "an empty box": ("☐ Wall sit", "☑ Pelvic tilt"),
    "boxes as Word has them": ("☐ Wall sit", "☒ Pelvic tilt"),
    "white squares": ("⬜ Wall sit", "✅ Pelvic tilt"),
    "Markdown boxes": ("[ ] Wall sit", "Pelvic tilt"),
    "a thumb, of a colour": ("Wall sit 👎🏽", "Pelvic tilt 👍🏽"),
    "struck out": ("~~Wall sit~~", "Pelvic tilt"),
    "struck out by letter": (STRUCK, "Pelvic tilt"),
    "no tick": ("Wall sit", "Pelvic tilt ✔️"),
    "plus and minus": ("Wall sit \N{EN DASH}", "Pelvic tilt +"),
}
DONE = {
    "dashes": ("- Wall sit", "- Pelvic tilt"),
    "dots": ("• Wall sit", "· Pelvic tilt"),
    "a title": ("-- Wall sit --", "Pelvic tilt"),
    "hyphens": ("Wall-sit", "Pelvic-tilt"),
    "ticks": ("Wall sit ✓", "✔ Pelvic tilt"),
    "praise": ("Wall sit 👍", "Pelvic tilt"),
    "signs of no meaning here": ("Wall sit 💪", "Pelvic tilt!"),
    "a plus alone": ("Wall sit +", "Pelvic tilt"),
    "an accent": (unicodedata.normalize("NFD", "Wáll sit"), "Pelvic tilt"),
}
OPEN = {
    "a crossed box": "Wall sit ☒",
    "a multiplication sign": "Wall sit \N{MULTIPLICATION SIGN}",
    "a tick and a cross": "Wall sit ✓✗",
    "a minus": "Wall sit -",
}


def a_file(folder: Path, names: tuple[str, ...], *, amounts: bool = True) -> Path:
    lines = [f"2026-03-0{day},{name}{',9' * amounts}" for day, name in enumerate(names, start=2)]
    path = folder / "P07.csv"
    path.write_text("\n".join([f"Date,Exercise{',Reps' * amounts}", *lines, ""]), encoding="utf-8")
    return path


def done(path: Path, **told: object) -> list[str]:
    log = bc.SessionLog(":memory:")
    log.import_csv(path, **told)
    return log.to_frame()["exercise_id"].dropna().tolist()


@pytest.mark.parametrize("amounts", [True, False])
@pytest.mark.parametrize("kind", CROSSED)
def test_a_crossed_name_was_not_done_and_is_told(tmp_path: Path, kind: str, amounts: bool) -> None:
    path = a_file(tmp_path, CROSSED[kind], amounts=amounts)
    assert done(path) == ["pelvic_tilt"]
    [told] = bc.preview_csv(path).left_out.itertuples()
    assert (told.row, told.value) == (2, CROSSED[kind][0])
    assert told.value in told.rule
    assert "not counted" in str(bc.load_logs(tmp_path))


@pytest.mark.parametrize("kind", DONE)
def test_signs_that_say_nothing_are_not_asked_about(tmp_path: Path, kind: str) -> None:
    path = a_file(tmp_path, DONE[kind])
    assert done(path) == ["wall_sit", "pelvic_tilt"]
    assert bc.preview_csv(path).left_out.empty


@pytest.mark.parametrize("kind", OPEN)
def test_an_open_mark_is_refused_and_its_advice_reads_it(tmp_path: Path, kind: str) -> None:
    with pytest.raises(
        bc.TableError, match=f"with {TICK} if it was, or with {CROSS} if it was not"
    ):
        done(a_file(tmp_path, (OPEN[kind], f"Pelvic tilt {TICK}")))
    for mark, days in ((TICK, ["wall_sit", "pelvic_tilt"]), (CROSS, ["pelvic_tilt"])):
        assert done(a_file(tmp_path, (f"Wall sit {mark}", f"Pelvic tilt {TICK}"))) == days


def test_in_a_list_each_name_has_its_own_mark(tmp_path: Path) -> None:
    path = tmp_path / "P07.csv"
    path.write_text(
        'Date,Exercises\n2026-03-02,"Wall sit ✓, Pelvic tilt ✗"\n'
        '2026-03-04,"Wall sit ✗; Pelvic tilt ✗"\n',
        encoding="utf-8",
    )
    assert done(path) == ["wall_sit"]
    assert bc.preview_csv(path).left_out["value"].tolist() == [
        "Pelvic tilt ✗",
        "Wall sit ✗",
        "Pelvic tilt ✗",
    ]


def test_a_tick_of_one_patient_says_nothing_of_another(tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    path.write_text(
        "Date,Patient,Exercise\n2026-03-02,P01,Wall sit ✓\n2026-03-02,P01,Pelvic tilt\n"
        "2026-03-02,P02,Wall sit\n",
        encoding="utf-8",
    )
    assert done(path) == ["wall_sit", "wall_sit"]


# Cells under Done beside 3 sets of 9, the sets that count, None for no amounts.
SEVERAL = {
    ("✓✓✗", "✓✓✓"): (None, 3),
    ("✔✘✘", "✘✘✘"): (None, 0),
    ("☑ ☑ ☐", "☑ ☑ ☑"): (None, 3),
    ("☒☒☐", "☑☑☑"): (None, 3),
    ("✅/⬜", "✅/✅/✅"): (None, 3),
    ("👍👍👎", "👍👍👍"): (None, 3),
    ("[x][x][ ]", "[x][x][x]"): (None, 3),
    ("✓✓", "✓✓✓"): (None, 3),
    ("✓", "✓✓✓"): (None, 3),
    ("✓ ✓", "✓"): (None, None),
    # Not asked, and not told.
    ("✓", "✓"): (3, 3),
    ("✔️", "✗"): (3, 0),
    ("✓✓✓", "✓✓✓"): (3, 3),
    ("✗✗", "✓✓✓"): (0, 3),
}


@pytest.mark.parametrize(("cells", "sets"), SEVERAL.items())
def test_several_marks_say_how_much_was_done(
    tmp_path: Path, cells: tuple[str, str], sets: tuple[int | None, int | None]
) -> None:
    path = tmp_path / "P07.csv"
    rows = [f"2026-03-0{day},Wall sit,3,9,{cell}" for day, cell in enumerate(cells, start=2)]
    path.write_text("\n".join(["Date,Exercise,Sets,Reps,Done", *rows, ""]), encoding="utf-8")
    log = bc.SessionLog(":memory:")
    log.import_csv(path)
    frame = log.to_frame()
    days = dict(zip(frame["started_at"].dt.day, frame["sets"].astype(object), strict=True))
    found = [days.get(day, 0) for day in (2, 3)]
    assert [None if pd.isna(many) else many for many in found] == [*sets]
    told = [one for one in bc.preview_csv(path).left_out["rule"] if "a part" in one]
    assert len(told) == sets.count(None)
    if None in sets:
        marks = "|".join(cell for cell, many in zip(cells, sets, strict=True) if many is None)
        assert f"('done', '{marks}')" in told[0]
        log = bc.SessionLog(":memory:")
        log.import_csv(path, columns={"Done": ("done", marks)})
        assert set(log.to_frame()["sets"].dropna()) == {3}
        assert log.to_frame()["sets"].notna().all()


def test_nothing_but_crossed_boxes_may_be_ticks_or_crosses(tmp_path: Path) -> None:
    path = tmp_path / "P07.csv"
    path.write_text(
        "Date,Exercise,Sets,Reps,Done\n2026-03-02,Wall sit,3,9,☒☒☒\n2026-03-03,Wall sit,3,9,\n",
        encoding="utf-8",
    )
    [asked] = bc.preview_csv(path).asked
    days = {
        one.value["Done"][0]: done(path, columns=one.value)
        for one in asked.choices
        if one.value["Done"]
    }
    assert {len(found) for found in days.values()} == {1}
