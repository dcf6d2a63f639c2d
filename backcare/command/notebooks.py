"""The shipped notebooks, and copies of them in a folder of one's own."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import NamedTuple

from backcare.atomic_write import write_whole
from backcare.text import and_list


def notebooks_folder() -> Path:
    """Find the notebooks: inside an installed package, or beside the package in a checkout."""
    inside = Path(str(resources.files("backcare") / "notebooks"))
    return inside if inside.is_dir() else Path(__file__).parents[2] / "notebooks"


class Copied(NamedTuple):
    """What became of each shipped notebook in a folder, by file name."""

    folder: Path
    new: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    yours: tuple[str, ...] = ()

    def __str__(self) -> str:
        said = {
            f"Copied to {self.folder}": self.new,
            f"Replaced in {self.folder}": self.replaced,
            "Already there": self.same,
            "Left as they are, because yours differ": self.yours,
        }
        return "\n".join(f"{words}: {and_list(names)}." for words, names in said.items() if names)


def copy_notebooks(folder: Path, *, replace: bool = False) -> Copied:
    """Copy the shipped notebooks into a folder; one that differs there stays, unless replaced."""
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    outcomes: dict[str, list[str]] = {"new": [], "replaced": [], "same": [], "yours": []}
    for notebook in sorted(notebooks_folder().glob("*.ipynb")):
        outcomes[_copy(notebook, folder / notebook.name, replace=replace)].append(notebook.name)
    return Copied(folder, **{outcome: tuple(names) for outcome, names in outcomes.items()})


def _copy(notebook: Path, target: Path, *, replace: bool) -> str:
    """Copy one notebook, and say what became of it."""
    content = notebook.read_bytes()
    there = target.exists()
    if there and target.read_bytes() == content:
        return "same"
    if there and not replace:
        return "yours"
    write_whole(target, content)
    return "replaced" if there else "new"
