"""Make the book: every notebook with its saved outputs, the guides and the reference, as HTML.

`python -m nox -s docs` runs this. The pages are gathered in a folder laid out like the checkout, so
that a link means the same in both; some are written here, from the docstrings and from the
description of the tables. The page for patients, in one file, is in the book as well. No notebook
is executed, and the book loads nothing from outside.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import backcare as bc

CHECKOUT = Path(__file__).resolve().parents[1]
COPIED = ["CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "LICENSE", "LICENSE-DATA"]
COPIED += ["SECURITY.md", "environment.yml", "data", "docs", "notebooks"]
# Where a link to a folder leads in the book.
FOLDERS = {"data": "docs/data_dictionary.md", "docs/adr": "docs/adr/index.md"}
CONTENTS = {
    "Notebooks": ["notebooks/*"],
    "Guides": ["docs/guides/*", "docs/teaching/*", "CONTRIBUTING", "SECURITY", "docs/architecture"],
    "Look up": [
        *("docs/reference", "docs/data_dictionary", "docs/faults", "docs/adr/index"),
        "CHANGELOG",
    ],
}
PAGE = "exercises.html"
# Sphinx knows nothing of the page, and would take a link to it in Markdown for one to a download.
TO_PAGE = (
    f'<a href="{PAGE}">Open the page for patients</a>: exercises, a session with a timer, and your '
    "own log. It needs no Python, and sends nothing.\n"
)
ADR = "# Why things are as they are\n\nChoices that last, one page each.\n"


def gather(pages: Path) -> None:
    """Copy the pages into a folder of their own, and write those that nobody writes by hand."""
    for name in COPIED:
        copy = shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copy2
        copy(CHECKOUT / name, pages / name)
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    title, _, rest = readme.partition("\n")
    contents = [toctree(*part, "hidden") for part in CONTENTS.items()]
    written = {
        "index.md": [title, "", TO_PAGE, rest, *contents],
        "docs/adr/index.md": [ADR, toctree("", ["0*"])],
        "docs/reference.md": reference(),
        "docs/data_dictionary.md": dictionary(),
    }
    for name, parts in written.items():
        (pages / name).write_text("\n".join(parts) + "\n", encoding="utf-8")
    for page in (pages / "index.md", pages / "CONTRIBUTING.md"):
        text = page.read_text(encoding="utf-8")
        for folder, instead in FOLDERS.items():
            text = text.replace(f"]({folder})", f"]({instead})")
        page.write_text(text, encoding="utf-8")


def toctree(caption: str, entries: list[str], *options: str) -> str:
    """Write one part of the contents; `*` stands for every page there is.

    Examples
    --------
    >>> print(toctree("Notebooks", ["notebooks/*"]))
    ```{toctree}
    :glob:
    :caption: Notebooks
    <BLANKLINE>
    notebooks/*
    ```
    """
    told = [":glob:", *(f":{option}:" for option in options)]
    told += [f":caption: {caption}"] if caption else []
    return "\n".join(["```{toctree}", *told, "", *entries, "```"])


def heading_slug(text: str) -> str:
    """Name a heading as JupyterLab and Voila do, so that one link serves them and the book.

    Examples
    --------
    >>> heading_slug("5. The explorer")
    '5.-The-explorer'
    """
    return text.strip().replace(" ", "-")


def reference() -> Iterator[str]:
    """Write the page of all public names, under the module that each comes from."""
    yield "# Every public name\n"
    yield "After `import backcare as bc`, each is `bc.` and its name.\n"
    homes: dict[str, list[str]] = {}
    for name in bc.__all__:
        homes.setdefault(_home(name), []).append(name)
    for home, names in sorted(homes.items()):
        module = importlib.import_module(f"backcare.{home}")
        yield f"## {home}\n"
        yield (inspect.getdoc(module) or "").partition("\n\n")[0] + "\n"
        for name in names:
            thing = getattr(bc, name)
            kind = "class" if inspect.isclass(thing) else "function" if callable(thing) else "data"
            members = "   :members:\n" * (kind == "class")
            yield f"```{{eval-rst}}\n.. auto{kind}:: backcare.{name}\n{members}```\n"


def _home(name: str) -> str:
    """Return the room of a public name; that of a constant is known to the contents page alone."""
    thing = getattr(bc, name)
    if not callable(thing):
        contents = (CHECKOUT / "backcare/__init__.pyi").read_text(encoding="utf-8")
        return re.findall(rf"from \.(\w+)\S* import .*\b{name} as {name}\b", contents)[0]
    return str(thing.__module__).split(".")[1]


def dictionary() -> Iterator[str]:
    """Write the page that says what each column of each table means."""
    package = json.loads((CHECKOUT / "data/datapackage.json").read_text(encoding="utf-8"))
    yield f"# What each column means\n\n{package['description']}\n"
    yield "As a table to filter, this page is `bc.load_dictionary()`.\n"
    for table in package["resources"]:
        yield f"## {table['title']}\n\n{table['description']}\n"
        yield f"File: [{table['path']}](../data/{table['path']})\n"
        if "schema" in table:
            yield "| column | type | may be | meaning |\n|---|---|---|---|"
            yield from map(row, table["schema"]["fields"])
            yield ""


def row(field: dict[str, Any]) -> str:
    r"""Write a column as a row of Markdown.

    Examples
    --------
    >>> row({"name": "pain", "type": "integer", "unit": "NRS", "description": "Now | then.",
    ...      "constraints": {"minimum": 0, "maximum": 10}})
    '| `pain` | integer | 0 to 10; NRS; empty | Now \\| then. |'
    """
    rules = field.get("constraints", {})
    least, most = rules.get("minimum"), rules.get("maximum")
    limits = {
        (False, False): f"{least} to {most}",
        (False, True): f"{least} or more",
        (True, False): f"{most} or less",
    }.get((least is None, most is None), "")
    empty = "" if rules.get("required") else "empty"
    choices = ", ".join(f"`{choice}`" for choice in rules.get("enum", []))
    may_be = "; ".join(filter(None, [choices, limits, field.get("unit"), empty]))
    cells = [f"`{field['name']}`", field["type"], may_be, field["description"]]
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def main() -> int:
    """Make the book anew; give Sphinx's exit code, which is not 0 after any warning."""
    parser = argparse.ArgumentParser(description="Make the book of backcare.")
    parser.add_argument("book", type=Path, help="folder to make it in; what is there is removed")
    book = parser.parse_args().book
    shutil.rmtree(book, ignore_errors=True)
    with tempfile.TemporaryDirectory() as pages:
        gather(Path(pages))
        command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet"]
        command += ["-c", str(CHECKOUT / "docs"), "-d", f"{pages}/.doctrees", pages, str(book)]
        code = subprocess.run(command, check=False).returncode
    bc.write_page(book / PAGE)
    return code


if __name__ == "__main__":
    sys.exit(main())
