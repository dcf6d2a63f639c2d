"""The pictures of the README are those that the package draws now."""

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def test_the_pictures_are_those_of_the_poses(tmp_path: Path) -> None:
    """Whoever changes a pose draws them anew: `python docs/draw_pictures.py`."""
    runpy.run_path(str(DOCS / "draw_pictures.py"))["draw"](tmp_path)
    drawn = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert sorted(drawn) == ["bird_dog.svg", "exercises.svg"]
    for name, svg in drawn.items():
        assert (DOCS / "images" / name).read_text("utf-8") == svg, name
