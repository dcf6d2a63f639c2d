"""What the book's program writes by itself: every public name, every column, every page."""

import importlib.util
import json
from pathlib import Path

import pytest

import backcare as bc

CHECKOUT = Path(__file__).parents[1]
_SPEC = importlib.util.spec_from_file_location("make_book", CHECKOUT / "docs/make_book.py")
make_book = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(make_book)


def test_reference_has_every_public_name_once() -> None:
    """A name that is added to the contents page comes into the book by itself."""
    text = "\n".join(make_book.reference())
    told = [line.rpartition("backcare.")[2] for line in text.splitlines() if ".. auto" in line]
    assert sorted(told) == bc.__all__


def test_dictionary_has_every_column_once() -> None:
    """Each file and each of its columns stands there, with its meaning and its limits."""
    page = "\n".join(make_book.dictionary())
    package = json.loads((CHECKOUT / "data/datapackage.json").read_text("utf-8"))
    tables = {part.partition("\n")[0]: part for part in page.split("\n## ")[1:]}
    assert list(tables) == [resource["title"] for resource in package["resources"]]
    for resource in package["resources"]:
        lines = [line for line in tables[resource["title"]].splitlines() if line.startswith("| `")]
        fields = resource.get("schema", {}).get("fields", [])
        assert [line.split("`")[1] for line in lines] == [field["name"] for field in fields]
        for field, line in zip(fields, lines, strict=True):
            assert field["description"].replace("|", r"\|") in line


@pytest.mark.parametrize(
    ("constraints", "unit", "expected"),
    [
        ({"minimum": 0, "maximum": 10, "required": True}, "NRS", "0 to 10; NRS"),
        ({"minimum": 1}, None, "1 or more; empty"),
        ({"maximum": 3, "required": True}, None, "3 or less"),
        ({"enum": ["ok", "ask"], "required": True}, None, "`ok`, `ask`"),
        ({"required": True}, None, ""),
    ],
)
def test_what_a_column_may_be(constraints: dict, unit: str | None, expected: str) -> None:
    """Limits, choices, unit and whether a cell may be empty, in one cell."""
    field = {"name": "x", "type": "integer", "description": "X.", "constraints": constraints}
    assert make_book.row(field | {"unit": unit}) == f"| `x` | integer | {expected} | X. |"


def test_every_page_is_gathered(tmp_path: Path) -> None:
    """Guides, notebooks and choices come in by themselves, and links to folders lead to pages."""
    make_book.gather(tmp_path)
    kept = [path.relative_to(CHECKOUT) for path in CHECKOUT.glob("notebooks/*.ipynb")]
    kept += [path.relative_to(CHECKOUT) for path in CHECKOUT.glob("docs/**/*.md")]
    assert [path for path in kept if not (tmp_path / path).is_file()] == []
    text = (tmp_path / "index.md").read_text("utf-8")
    assert "](data)" not in text
    assert all((tmp_path / page).is_file() for page in make_book.FOLDERS.values())
