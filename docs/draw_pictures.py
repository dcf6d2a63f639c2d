"""Draw the pictures of the README anew: `python docs/draw_pictures.py` after poses have changed."""

import sys
from pathlib import Path

import backcare as bc


def draw(folder: Path) -> None:
    """Write one exercise that moves, and all of them on one sheet."""
    (folder / "bird_dog.svg").write_text(bc.figure_svg("bird_dog", width=360), encoding="utf-8")
    (folder / "exercises.svg").write_text(bc.figure_sheet(), encoding="utf-8")


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "images")
