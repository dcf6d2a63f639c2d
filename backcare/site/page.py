"""The page without Python: one file to open by a double-click, or a folder for a web server.

Its scripts are those of the widgets, with `browser/page_*.js` in the place of Python, and the rules
of `browser/rules_*.js`; its cards, check and figures are written here, from the same templates.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from backcare.atomic_write import write_or_explain
from backcare.browser import PARTS, assets
from backcare.exercises.cards import Album, deck_html, gate_html, safety_html, template
from backcare.exercises.load import load_exercises
from backcare.exercises.own_table import checked_table
from backcare.figures import figure_album
from backcare.figures.figure import figure_svgs, move_words
from backcare.site.facts import ASKED, facts

# What the cards need comes first, so that they are there soon; the rest comes after them.
_FIRST_PARTS = ("gate", "deck")
_FIRST = (
    *("in_page.js", "local_time.js", "words.js", "rules_words.js", "rules_choose.js"),
    *("rules_explore.js", "rules_pain.js", "rules_gently.js"),
    *("player_play.js", "player_store.js", "kept_stops.js"),
    *(
        "page_model.js",
        "page_html.js",
        "page_place.js",
        "page_log.js",
        "page_fields.js",
        "page_widgets.js",
    ),
    *("page_explore.js", "page.js"),
)
_REST_PARTS = ("plan", "stage", "pain", "amount", "choice")
_REST = (
    *("csv.js", "save_file.js", "rules_history.js", "rules_dose.js", "rules_plan_words.js"),
    *("rules_plan.js", "rules_form.js"),
    *("rules_program.js", "rules_change.js", "rules_weeks.js", "rules_progress.js"),
    *("rules_settling.js",),
    *("rules_trend.js", "page_plan.js", "page_charts.js", "page_form.js", "page_limit.js"),
    *("page_paper.js", "page_progress.js", "page_read.js", "page_mend.js", "page_files.js"),
    "page_keep.js",
)
RULES = tuple(name for name in (*_FIRST, *_REST) if name.startswith(("rules_", "words")))
_FIRST_STYLES = ("theme.css", "lost_line.css", "figure.css", "page_alone.css")
_REST_STYLES = ("form_and_dashboard.css", "pain_marks.css", "player.css", "page_parts.css")
# Of an exercise, what no card needs: it has its words already.
_REST_COLUMNS = (
    *("steps", "cues", "mistakes", "why", "feel", "dose_note", "progression", "dose_source"),
    *("instructions_source", "other_names", "stretched_muscles", "mobilised_muscles"),
)
_REST_FACTS = (
    *("places", "activity_minutes", "plan_rules", "plan_rule_texts", "progression_rules"),
    *(
        "progression_steps",
        "timings",
        "log_fields",
        "columns",
        "starts",
        "same_session_min",
        "reason_most",
        "no_exercise",
        "other_minutes",
        "other_name",
        "red_flags",
        "flare",
        "safety_rules",
        "rule_sources",
    ),
    *("answers", "nrs_pain", "change_source"),
)
_VIEWS = {
    "exercises": "Find exercises",
    "session": "Do a session",
    "progress": "My progress",
    "data": "My data",
}
# Where a folder has the notebooks for a browser, the page leads there.
_NOTEBOOKS = "notebooks/lab/index.html?path=01_explore_exercises.ipynb"
# Each page of ours has it: page_alone.html.j2.
_OURS = '<meta name="generator" content="backcare">'
# Figures bring their own style; all else is in files beside the page, or known by its hash.
_POLICY = "style-src 'unsafe-inline'{}; base-uri 'none'; form-action 'none'"


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
        If the name ends otherwise.
    TypeError
        If `exercises` is no frame.
    TableError
        If the frame breaks a rule of a table of one's own: all faults at once, as
        `load_exercises` has them of a file.
    OSError
        If the file cannot be written; then a file of that name is as it was.

    See Also
    --------
    write_site : The same as a folder for a web server, which works offline after the first visit.

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
    table = _whole(exercises)
    first, rest = _facts(table, poses)
    script = _first_script() + _rest_script()
    page = _page(
        table,
        poses,
        data={"facts": first, "rest": rest},
        policy=f"default-src 'none'; script-src {_hash_of(script)}; {_POLICY.format('')}",
        inline={"style": _styles(*_FIRST_STYLES, *_REST_STYLES), "script": script},
    )
    write_or_explain(target, page.encode(), is_private=False)
    return target


def write_site(
    folder: str | PathLike[str],
    exercises: pd.DataFrame | None = None,
    *,
    poses: pd.DataFrame | None = None,
    log: str = "",
    sign_out: str = "",
) -> Path:
    """Write the patient's page as a folder for any web server; it sends nothing, and asks nobody.

    After the first visit it works without a network, and can be put among a phone's apps.

    Parameters
    ----------
    folder : str or path-like
        Where to write it; it is made where it is not there. Files of the page that are in it are
        replaced, the page itself last; others stay. Where it has the notebooks for a browser, in
        `notebooks`, a button of the page leads to them.
    exercises : pandas.DataFrame, optional
        A frame as `load_exercises` gives it; the shipped table when left out.
    poses : pandas.DataFrame, optional
        Poses as `load_poses` gives them; the shipped ones when left out.
    log : str, default ""
        The address, seen from the page, of a log that a server of ours keeps; left out, the page
        has its log in the browser.
    sign_out : str, default ""
        Where a clinic keeps the log, the address at which somebody ends their visit.

    Returns
    -------
    pathlib.Path
        The page in the folder, index.html.

    Raises
    ------
    TypeError
        If `exercises` is no frame.
    TableError
        If the frame breaks a rule of a table of one's own: all faults at once, as
        `load_exercises` has them of a file.
    OSError
        If a file cannot be written, the folder is a file, or its index.html is not one of ours:
        then nothing is written.

    See Also
    --------
    write_page : The same in one file, which needs no web server.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = bc.write_site(folder)
    ...     sorted(one.name for one in page.parent.iterdir())  # doctest: +NORMALIZE_WHITESPACE
    ['icon.png', 'icon.svg', 'index.html', 'page.css', 'page.js', 'page.webmanifest', 'rest.css',
     'rest.js', 'rest.json', 'worker.js']
    """
    target = Path(folder).expanduser()
    _refuse_others(target)
    table = _whole(exercises)
    first, rest = _facts(table, poses)
    page = _page(
        table,
        poses,
        data={"facts": first},
        notebooks=_NOTEBOOKS if (target / _NOTEBOOKS.partition("?")[0]).is_file() else "",
        policy="default-src 'self'; " + _POLICY.format(" 'self'"),
        log=log,
        sign_out=sign_out,
    )
    files = {
        "page.css": _styles(*_FIRST_STYLES, *(["page_served.css"] if log else [])),
        "rest.css": _styles(*_REST_STYLES),
        "page.js": _first_script(*(["page_served.js"] if log else [])),
        "rest.js": _rest_script(),
        "rest.json": _json(rest),
        "page.webmanifest": assets("page.webmanifest"),
        "icon.svg": assets("page_icon.svg"),
    }
    every = {name: text.encode() for name, text in files.items()}
    if not log:  # no phone opens a page that is shown on this computer alone
        from backcare.site.icon import icon_png  # only here: it takes 20 MB of memory

        every["icon.png"] = icon_png()
    version = hashlib.sha256(b"".join([page.encode(), *every.values()])).hexdigest()[:12]
    names = json.dumps(["./", *every])
    worker = f'const VERSION = "{version}";\nconst FILES = {names};\n' + assets("page_worker.js")
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        why = failure.strerror or failure
        words = f"{target} was not made: {why}. Choose a folder you can write to."
        raise type(failure)(words) from failure
    for name, content in (
        every | {"worker.js": worker.encode(), "index.html": page.encode()}
    ).items():
        write_or_explain(target / name, content, is_private=False)
    return target / "index.html"


def _refuse_others(folder: Path) -> None:
    """Refuse a folder that is a file, or has the page of somebody else: theirs would be gone."""
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(f"{folder} is a file, and the page needs a folder. Name another.")
    page = folder / "index.html"
    if page.exists() and _OURS not in page.read_text("utf-8", errors="replace"):
        raise FileExistsError(
            f"{page} is not a page of backcare, and would be replaced: nothing was written. "
            "Name another folder, or move that file away."
        )


def _whole(exercises: pd.DataFrame | None) -> pd.DataFrame:
    """Return the table to show: the shipped one, or somebody's own, held to the rules of a file."""
    return load_exercises() if exercises is None else checked_table(exercises)


def _first_script(*more: str) -> str:
    parts = _parts(_FIRST_PARTS, _FIRST)
    scripts = assets(*_FIRST, *more)
    return _short(f'"use strict";\n{scripts}\nconst starting = startPage({{{parts}}});\n')


def _rest_script() -> str:
    parts = _parts(_REST_PARTS, (*_FIRST, *_REST))
    return _short(f"{assets(*_REST)}\nshowRest(starting, {{{parts}}});\n")


def _short(text: str) -> str:
    """Leave out what is for those who read the files: comments, and how far lines are indented."""
    said = re.sub(r"^\s*(?://.*|/\*[\s\S]*?\*/)$", "", text, flags=re.MULTILINE)
    said = re.sub(r"(?<=[;{},)]) // .*$", "", said, flags=re.MULTILINE)
    return re.sub(r"\n\s+", "\n", said)


def _styles(*names: str) -> str:
    """Leave out of styles the spaces that are for those who read the files."""
    return re.sub(r"(?<=[{};,])\n|(?<=[{};]) | (?=[{}])", "", _short(assets(*names)))


def _parts(names: tuple[str, ...], known: tuple[str, ...]) -> str:
    """Write what widgets' modules export, each with its own names, as in a notebook.

    What the whole page has is `known`, and stands in no part again.
    """
    export = "export default { render };"
    scripts = {name: assets(*(one for one in PARTS[name] if one not in known)) for name in names}
    return ",\n".join(
        f"{name}: (() => {{\n{script.replace(export, 'return { render };')}\n}})()"
        for name, script in scripts.items()
    )


def _facts(
    exercises: pd.DataFrame, poses: pd.DataFrame | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the cards need, and what comes after them."""
    every = facts(exercises)
    first = {name: value for name, value in every.items() if name not in _REST_FACTS}
    first["exercises"] = [_without(row, _REST_COLUMNS) for row in every["exercises"]]
    first["terms"] = {name: every["terms"][name] for name in ASKED}
    rest = {name: every[name] for name in ("terms", *_REST_FACTS)}
    rest["exercises"] = [{name: row[name] for name in _REST_COLUMNS} for row in every["exercises"]]
    # Of two versions the one does not know what the other leaves to it.
    both = (_first_script(), _rest_script(), _json(first), _json(rest))
    first["stamp"] = stamp = hashlib.sha256("".join(both).encode()).hexdigest()[:12]
    return first, {
        "stamp": stamp,
        "facts": rest,
        "stills": Album(*figure_album(exercises, still=True, poses=poses))._asdict(),
        "moves": move_words(exercises.index, poses),
        "figures": figure_svgs(exercises.index, exercises=exercises, poses=poses),
    }


def _without(row: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _page(
    exercises: pd.DataFrame,
    poses: pd.DataFrame | None,
    *,
    data: Mapping[str, Any],
    policy: str,
    notebooks: str = "",
    log: str = "",
    sign_out: str = "",
    inline: Mapping[str, str] | None = None,
) -> str:
    album = Album(*figure_album(exercises, poses=poses))
    return template("page_alone").render(
        views=_VIEWS.items(),
        gate=gate_html(),
        safety=safety_html(),
        deck=deck_html(exercises, album),
        data={name: _json(value) for name, value in data.items()},
        policy=policy,
        notebooks=notebooks,
        log=log,
        sign_out=sign_out,
        inline=inline,
    )


def _json(value: Any) -> str:
    """Write JSON that may stand in a page: no cell can end the script around it."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _hash_of(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
