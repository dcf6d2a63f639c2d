"""Columns side by side for several people, sets or parts of the day: never read as one person's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given, settings, strategies as st

import backcare as bc
from backcare.diary.harmless import is_about_else
from backcare.diary.headings import meaning
from backcare.diary.preview import Preview, preview_csv
from backcare.diary.unread import is_of_others, is_of_plan

PAIRS = (
    "Anna;Peter|Me;Wife|Ich;Mein Mann|Maria;José|Oma;Opa|Kasia;Tomek|A.;B.|Moi;Lucie|Left;Right|"
    "Morning;Evening|Anna Berg;Peter Tal"
).split("|")
FORMS = (
    "{} sets|{}'s sets|Sets {}|Sets ({})|Sets - {}|{} reps|{} Wdh|{} Minuten|Séries {}|{} done|"
    "Fertig {}|{} seconds held"
).split("|")
NAMES = (
    st.text("abdefgklmnoprtu", min_size=3, max_size=7)
    .map(str.capitalize)
    .filter(lambda name: not (is_of_others(name) or is_of_plan(name) or is_about_else(name)))
)
TICKS = "✓ ✓|✓ |x x|✓ ✗".split("|")


def look(tmp_path: Path, header: str, *rows: str, **told: object) -> Preview:
    """Look at a file of bridges with these columns, a day each."""
    body = [f"2026-03-{day:02};bridge;{row}" for day, row in enumerate(rows, start=2)]
    path = tmp_path / "P07.csv"
    path.write_text("\n".join([f"Date;Exercise;{header}", *body, ""]), "utf-8")
    return preview_csv(path, **told)


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("cells", ["8;10", *(one.replace(" ", ";") for one in TICKS)])
def test_people_as_columns_are_asked_about(tmp_path: Path, pair: str, cells: str) -> None:
    """Over numbers where nothing else says how much, and over ticks; each answer settles it."""
    first, second = pair.split(";")
    rows = (cells, cells if cells[0].isdecimal() else f"{cells[0]};{cells[0]}")
    asked = look(tmp_path, pair, *rows).asked
    assert {first, second} <= {one for way in asked[0].choices for one in way.value}
    for way in asked[0].choices:
        seen = look(tmp_path, pair, *rows, columns=way.value)
        assert not {first, second} & {one.column for one in seen.asked}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("pair", [*PAIRS[:2], *PAIRS[3:5], "Lars;Eva", PAIRS[-1]])
def test_what_differs_in_a_name_alone_is_of_several(tmp_path: Path, form: str, pair: str) -> None:
    """Before or behind what it is of; who is chosen is read, and the other is not."""
    first, second = (form.format(name) for name in pair.split(";"))
    cells = "yes;no" if "done" in form or "Fertig" in form else "3;4"
    found = look(tmp_path, f"{first};{second}", cells, cells).asked
    (asked,) = (one for one in found if "A log is one person's" in one.rule)
    assert asked.column == f"{first}, {second}"
    assert len(found) == 1 or "EVA" in f"{first};{second}".upper()  # a scale of pain, too
    *ways, none = (way.value for way in asked.choices)
    assert none == {first: None, second: None}
    assert [[one for one, column in way.items() if column] for way in ways] == [[first], [second]]
    assert look(tmp_path, f"{first};{second}", cells, cells, columns=ways[0]).sessions == 2


@settings(deadline=None, max_examples=30)
@given(st.lists(NAMES, min_size=2, max_size=4, unique=True), st.sampled_from(FORMS[:9]))
def test_any_names_over_several_amounts_are_asked_about(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], form: str
) -> None:
    """Names are no words that anybody has to know."""
    assume(all(meaning(form.format(name))[1] is None for name in names))  # nor “Doen sets”
    header = ";".join(form.format(name) for name in names)
    row = ";".join(["3"] * len(names))
    seen = look(tmp_path_factory.mktemp("names"), header, row, row)
    assert seen.asked


def test_one_person_keeps_all_of_their_columns(tmp_path: Path) -> None:
    """Anna's sets and repetitions are one answer."""
    header = "Anna sets;Anna reps;Peter sets"
    (asked,) = look(tmp_path, header, "3;8;2", "3;8;2").asked
    anna = {"Anna sets": "sets", "Anna reps": "reps", "Peter sets": None}
    assert asked.choices[0].value == anna
    seen = look(tmp_path, header, "3;8;2", "3;8;2", columns=anna)
    assert (seen.asked, seen.sessions) == ((), 2)


@pytest.mark.parametrize("header", ["Anna;Peter", "Anna sets;Peter sets", "Anna done;Peter done"])
def test_a_folder_says_it_of_the_file(tmp_path: Path, header: str) -> None:
    """The others of the folder are read."""
    look(tmp_path, header, *(["yes;no"] if "done" in header else ["3;4"]) * 2)
    (tmp_path / "P08.csv").write_text("Date,Exercise,Reps\n2026-03-02,bridge,8\n", "utf-8")
    group = bc.load_logs(tmp_path)
    assert group.faults["file"].tolist() == ["P07.csv"]
    assert group.frame["patient"].unique().tolist() == ["P08"]


@pytest.mark.parametrize("header", ["Anna;Peter", "Morning;Evening", "Set 1;Set 2"])
def test_numbers_of_several_beside_an_amount_are_told(tmp_path: Path, header: str) -> None:
    """What stands in the amount may be that of a plan."""
    seen = look(tmp_path, f"Reps;{header}", "8;8;10", "8;7;10")
    assert (seen.asked, seen.sessions) == ((), 2)
    assert seen.left_out["column"].tolist() == header.split(";")


@pytest.mark.parametrize(
    "header",
    ["Weight;Mood", "Supervised;With mat", "Steps;Heart rate", "Target reps;Reps", "Min;Max"],
)
def test_columns_about_something_else_are_not_asked_about(tmp_path: Path, header: str) -> None:
    """Negative control."""
    assert look(tmp_path, header, "8;10", "8;10").asked == ()


@pytest.mark.parametrize("header", ["Foo", "Reps;Foo", "Anna sets;Sets"])
def test_one_column_is_of_nobody_else(tmp_path: Path, header: str) -> None:
    """Negative control: two are needed to be several."""
    row = ";".join("8" for _ in header.split(";"))
    assert look(tmp_path, header, row, row).asked == ()
