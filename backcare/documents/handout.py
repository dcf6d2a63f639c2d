"""A plan as one HTML file, to be opened by double-click, read on a phone, or printed."""

from __future__ import annotations

import base64
import hashlib
import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from backcare.atomic_write import write_whole
from backcare.browser import assets
from backcare.errors import Fault, PlanError
from backcare.exercises.cards import red_flags, safety_rules, template
from backcare.exercises.load import load_exercises, load_safety_rules, terms
from backcare.figures import figure_svg, load_poses
from backcare.handout.facts import script_facts
from backcare.plan import check_plan
from backcare.plan.columns import records
from backcare.plan.faults import fact_of
from backcare.plan.phases import dose_of
from backcare.plan.text import dose_words
from backcare.safety import safety_settings
from backcare.sessions import SESSION_LIMITS, TEXT_LIMITS, text_rule
from backcare.text import and_list
from backcare.wish import several

_NOBODY = "me"  # whose a log is when nobody is named
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# The safety rules that the page tells.
_TOLD_RULES = ("ask_first", "ease_off", "stop_rule")


def plan_handout(
    plan: pd.DataFrame,
    path: str | os.PathLike[str],
    *,
    exercises: pd.DataFrame | None = None,
    poses: pd.DataFrame | None = None,
    patient: str = _NOBODY,
) -> Path:
    """Write a plan as a page to take home: one file, which needs no Python and no network.

    It opens by double-click. On screen the figures move, and days can be ticked, with pain
    before and after; the ticks stay in that browser, and can be saved as a CSV file that
    `SessionLog.import_csv` takes. On paper it is two pages or fewer for a plan that
    `make_plan` gives, with still figures and boxes to tick by hand. Warning signs, the stop
    rule, what to ask about first and the sources are on it. The same plan gives the same bytes.

    Parameters
    ----------
    plan : pandas.DataFrame
        A plan; it is checked first, as by `check_plan`.
    path : path-like
        Where to write; it ends in `.html`. A file that is there is replaced once the new one
        is whole. Only you can read it, as a log.
    exercises : pandas.DataFrame, optional
        The wide frame that the plan is made of; `load_exercises()` when left out.
    poses : pandas.DataFrame, optional
        Poses as `load_poses` gives them; the shipped ones when left out. An exercise without
        poses has words only.
    patient : str, default "me"
        Whose plan: stands on the page and in the file of ticks, so that a clinician's log
        knows whose sessions they are.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    PlanError
        If the plan is nonsense, or empty; a plan that was refused says why.
    ValueError
        If the path ends in something else, or `patient` is no name.
    OSError
        If the file cannot be written; one that was there before is as it was.

    Examples
    --------
    >>> import tempfile
    >>> plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=10)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     handout = bc.plan_handout(plan, f"{folder}/handout.html")
    ...     handout.name, "Pelvic tilt" in handout.read_text("utf-8")
    ('handout.html', True)
    """
    target = Path(path).expanduser()
    if target.suffix.casefold() not in (".html", ".htm"):
        raise ValueError(f"path must end in .html, got {target.name!r}. Name it handout.html.")
    if rule := text_rule(patient, *TEXT_LIMITS["patient"]):
        raise ValueError(f"patient {rule} Got {patient!r}.")
    exercises = load_exercises() if exercises is None else exercises
    content = _page(_checked(plan, exercises), exercises, poses, patient).encode()
    try:
        write_whole(target, content)
    except OSError as error:
        kept = "A file that was there before is as it was; give a folder that can be written."
        raise type(error)(f"{target} was not written: {error.strerror or error}. {kept}") from error
    return target


def _checked(plan: pd.DataFrame, exercises: pd.DataFrame) -> list[dict[str, Any]]:
    refused = plan.attrs.get("refusal") if plan.empty else ""
    if refused:
        raise PlanError([Fault(None, "", "", str(refused))])
    return records(check_plan(plan, exercises))


def _page(
    plan: Sequence[Mapping[str, Any]],
    exercises: pd.DataFrame,
    poses: pd.DataFrame | None,
    patient: str,
) -> str:
    drawn = set((load_poses() if poses is None else poses)["exercise_id"])
    rows = []
    for row in plan:
        exercise_id = row["exercise_id"]
        figure = ""
        if exercise_id in drawn:
            figure = figure_svg(exercise_id, exercises=exercises, poses=poses)
        rows.append(_shown(row, fact_of(exercise_id, exercises)) | {"figure": figure})
    script = assets("ticks.js")
    minutes = math.ceil(sum(row["seconds"] for row in plan) / 60)
    return template("handout").render(
        red_flags()
        | safety_rules()
        | {
            "css": assets("sheet.css"),
            "script": script,
            "script_hash": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
            "facts": script_facts(plan, patient),
            "rows": rows,
            "count": _counted(len(plan), "exercise"),
            "time": f"about {_counted(minutes, 'minute')}",
            "pain_state": plan[0]["pain_state"],
            "patient": patient if patient != _NOBODY else "",
            "needed": _needed(rows),
            "days": _DAYS,
            "mild": f"{safety_settings().mild_pain_max:g}",
            "minutes_most": SESSION_LIMITS["pain_minutes"].highest,
            "note_most": TEXT_LIMITS["note"][1],
            "keys": _keys(rows),
        }
    )


def _shown(row: Mapping[str, Any], fact: Mapping[str, Any]) -> dict[str, Any]:
    """Put together what a card of the page says: the plan's row, and the table's words for it."""
    words = dose_words(dose_of(row), row["sides"], row["variant"], in_full=True)
    cautions = [text for text in several(fact.get("cautions", "")) if text not in row["caution"]]
    told = {name: fact.get(name, "") for name in ("steps", "cues", "equipment")}
    # What is fine but for a condition has a reason for being fine, which says nothing here.
    doubtful = fact.get(f"rating_{row['pain_state']}") == row["rating"]
    sources = [fact.get(f"{name}_source", "") for name in ("instructions", "cautions")]
    return {
        **row,
        **told,
        "dose": words[:1].upper() + words[1:],
        "ask": _to_ask(row["caution"]) if row["rating"] == "ask" else "",
        "because": row["reason"] if doubtful else "",
        "cautions": cautions,
        "sources": [row["source"], *sources],
    }


def _to_ask(caution: str) -> str:
    label = terms("rating")["ask"]
    return caution if caution.startswith("Ask") else f"{label}. {caution}".strip()


def _needed(rows: Sequence[Mapping[str, Any]]) -> str:
    labels = terms("equipment")
    things = dict.fromkeys(thing for row in rows for thing in several(row["equipment"]))
    names = [labels.get(thing, thing) for thing in things]
    return and_list([name[:1].lower() + name[1:] for name in names])


def _keys(rows: Sequence[Mapping[str, Any]]) -> str:
    """Join the sources of all that the page says, each once."""
    rules = load_safety_rules().loc[list(_TOLD_RULES), "source"]
    cells = [*(cell for row in rows for cell in row["sources"]), red_flags()["keys"], *rules]
    return "|".join(dict.fromkeys(key for cell in cells for key in several(cell)))


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' if number != 1 else ''}"
