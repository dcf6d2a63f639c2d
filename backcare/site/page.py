"""The page without Python: one file to open by a double-click, or a folder for a web server.

Its scripts are those of the widgets, with `browser/page_*.js` in the place of Python, and the rules
of `browser/rules_*.js`; its cards, check and figures are written here, from the same templates.
"""

from __future__ import annotations

import base64
import hashlib
import json
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from backcare.atomic_write import write_or_explain
from backcare.browser import PARTS, assets
from backcare.exercises.cards import Album, deck_html, gate_html, safety_html, template
from backcare.exercises.load import check_columns, load_exercises
from backcare.figures import figure_album
from backcare.figures.figure import figure_svgs, move_words
from backcare.site.facts import RULES, facts

# What the page's own scripts need beside the rules; then these themselves.
_SHARED = ("in_page.js", "local_time.js", "csv.js", "save_file.js")
_PAGE = (
    *("page_model.js", "page_html.js", "page_log.js", "page_fields.js", "page_widgets.js"),
    *("page_explore.js", "page_plan.js", "page_progress.js", "page_read.js", "page_files.js"),
    "page.js",
)
_STYLES = (
    *("theme.css", "lost_line.css", "form_and_dashboard.css", "pain_marks.css", "player.css"),
    *("figure.css", "page_alone.css"),
)
_VIEWS = {
    "exercises": "Find exercises",
    "session": "Do a session",
    "progress": "My progress",
    "data": "My data",
}
# Figures bring their own style; all else is in files, or known by its hash.
_POLICY = (
    "default-src 'none'; script-src {script}; style-src {style} 'unsafe-inline'; img-src data:; "
    "connect-src {own}; base-uri 'none'; form-action 'none'"
)


def write_page(
    path: str | PathLike[str],
    exercises: pd.DataFrame | None = None,
    *,
    poses: pd.DataFrame | None = None,
) -> Path:
    """Write the patient's page as one file, which opens by a double-click and sends nothing.

    Parameters
    ----------
    path : str or path-like
        Where to write it; it must end in .html. A file of that name is replaced.
    exercises : pandas.DataFrame, optional
        A frame as `load_exercises` gives it; the shipped table when left out.
    poses : pandas.DataFrame, optional
        Poses as `load_poses` gives them; the shipped ones when left out. An exercise without
        poses has words only.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ValueError
        If the name ends otherwise, or the exercises have faults: all of them are named.
    OSError
        If the file cannot be written; then a file of that name is as it was.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = bc.write_page(f"{folder}/exercises.html")
    ...     page.name, "Pelvic tilt" in page.read_text("utf-8")
    ('exercises.html', True)
    """
    target = Path(path).expanduser()
    if target.suffix.casefold() not in (".html", ".htm"):
        raise ValueError(f"path must end in .html, got {target.name!r}. Name it exercises.html.")
    table = load_exercises() if exercises is None else exercises
    script = script_text()
    page = page_text(
        table,
        poses,
        styles=f"<style>{assets(*_STYLES)}</style>",
        scripts=f"<script>{script}</script>",
        policy=_POLICY.format(script=_hash_of(script), style="", own="'none'"),
        data={"figures": _figures(table, poses)},
    )
    write_or_explain(target, page.encode())
    return target


def script_text() -> str:
    """Join all scripts of the page to one, in which each part has its own names."""
    parts = ",\n".join(
        f"{name}: (() => {{\n{_part(*files)}\n}})()" for name, files in PARTS.items()
    )
    own = assets(*_SHARED, *RULES, *_PAGE)
    whole = f"const parts = {{\n{parts}\n}};\n{own}\nstartPage(parts);"
    return f'"use strict";\n(() => {{\n{whole}\n}})();\n'


def _part(*files: str) -> str:
    export = "export default { render };"
    script = assets(*files)
    if script.count(export) != 1:
        raise ValueError(f"{files[-1]} must export its `render`, and nothing else.")
    return script.replace(export, "return { render };")


def page_text(
    exercises: pd.DataFrame,
    poses: pd.DataFrame | None,
    *,
    styles: str,
    scripts: str,
    policy: str,
    data: dict[str, Any],
) -> str:
    """Write the page: its cards and check, and as JSON what its scripts read."""
    words = load_exercises().select_dtypes(exclude=["number", "bool"]).columns
    check_columns(exercises, words)
    album = Album(*figure_album(exercises, poses=poses))
    stills = Album(*figure_album(exercises, still=True, poses=poses))
    data = {
        "facts": facts(exercises),
        "stills": stills._asdict(),
        "moves": move_words(exercises.index, poses),
    } | data
    return template("page_alone").render(
        views=_VIEWS.items(),
        gate=gate_html(),
        safety=safety_html(),
        deck=deck_html(exercises, album),
        data={name: _json(value) for name, value in data.items()},
        styles=styles,
        scripts=scripts,
        policy=policy,
    )


def _figures(exercises: pd.DataFrame, poses: pd.DataFrame | None) -> dict[str, str]:
    return figure_svgs(exercises.index, exercises=exercises, poses=poses)


def _json(value: Any) -> str:
    """Write JSON that may stand in a page: no cell can end the script around it."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _hash_of(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
