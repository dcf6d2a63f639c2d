"""A plan as one HTML file, to be opened by double-click, read on a phone, or printed.

What the script of a handout is told: the plan as a log has it, its limits, its words.

Floor 3: a plan to take home, as one page that needs nothing else.

`page` writes it, `facts` is what the page's script is told, `sheet.css` and `ticks.js` are put
into it; its words stand in `templates/handout.html.j2`. `in_words` is the plan in short, for a
widget.

A plan in words, as HTML for a widget or a page: what, how much, what to ask first, and why.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from backcare.atomic_write import write_whole
from backcare.browser import assets
from backcare.diary.reader import CSV_COLUMNS
from backcare.errors import Fault, PlanError
from backcare.exercises.cards import red_flags, safety_rules, template
from backcare.exercises.load import load_exercises
from backcare.figures import figure_svg, load_poses
from backcare.plan import check_plan, plan_summary
from backcare.plan.dose import fact_of, records
from backcare.plan.phases import dose_of
from backcare.plan.text import dose_words
from backcare.safety import safety_settings
from backcare.sessions import ENTRY_LIMITS, SESSION_LIMITS, TEXT_LIMITS, text_rule
from backcare.tables.shipped import load_safety_rules
from backcare.tables.vocabulary import terms
from backcare.text import and_list, counted, inside_sentence, split_terms

_DONE = ("exercise_id", "name", *ENTRY_LIMITS)


def script_facts(rows: Iterable[Mapping[str, Any]], patient: str) -> str:
    """Write what the script needs as JSON that may stand inside an HTML page.

    The key under which a browser keeps the ticks is that of this plan and this patient, so that
    two handouts do not get into each other's days.

    Examples
    --------
    >>> row = {"exercise_id": "bridging", "name": "</script>", "sets": 1, "reps": 8}
    >>> told = script_facts([row | {"hold_s": 6, "minutes": pd.NA}], "me")
    >>> "<" in told, json.loads(told)["exercises"][0]["reps"]
    (False, 8)
    """
    done = [{name: _plain(row[name]) for name in _DONE} for row in rows]
    rules, settings = load_safety_rules()["text"], safety_settings()
    told = {
        "patient": patient,
        "exercises": done,
        "columns": CSV_COLUMNS,
        "mild": settings.mild_pain_max,
        "minutes": settings.pain_minutes_max,
        "ease_off": rules["ease_off"],
        "stop_rule": rules["stop_rule"],
    }
    kept = hashlib.sha256(json.dumps([patient, done]).encode()).hexdigest()[:16]
    text = json.dumps(told | {"key": f"backcare-{kept}"}, ensure_ascii=False)
    # Neither a tag nor a comment can begin, and no line can end, inside the script element.
    for sign in ("<", "\u2028", "\u2029"):
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _plain(value: Any) -> Any:
    return None if pd.isna(value) else value


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
            "count": counted(len(plan), "exercise"),
            "time": f"about {counted(minutes, 'minute')}",
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
    cautions = [
        text for text in split_terms(fact.get("cautions", "")) if text not in row["caution"]
    ]
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
    things = dict.fromkeys(thing for row in rows for thing in split_terms(row["equipment"]))
    names = [labels.get(thing, thing) for thing in things]
    return and_list([inside_sentence(name) for name in names])


def _keys(rows: Sequence[Mapping[str, Any]]) -> str:
    """Join the sources of all that the page says, each once."""
    rules = load_safety_rules().loc[list(_TOLD_RULES), "source"]
    cells = [*(cell for row in rows for cell in row["sources"]), red_flags()["keys"], *rules]
    return "|".join(dict.fromkeys(key for cell in cells for key in split_terms(cell)))


def plan_html(plan: pd.DataFrame) -> str:
    """Write a plan as a short list; for an empty one, why it is empty and what to do.

    Parameters
    ----------
    plan : pandas.DataFrame
        A plan, as `make_plan`, `check_plan` or `load_plan` gives it.

    Returns
    -------
    str
        HTML, every cell of the plan escaped. What the safety line says already is left out.

    Examples
    --------
    >>> import backcare as bc
    >>> plan = bc.make_plan(bc.load_exercises(), pain_state="acute", minutes=5)
    >>> html = plan_html(plan)
    >>> "hold 10 seconds" in html, "Ask first" in html
    (True, True)
    """
    head, *_ = lines = plan_summary(plan).splitlines()
    if plan.empty:
        return template("plan").render(head="", rows=[], notes=lines)
    told = safety_rules()["rules"]["ask_first"]
    rows = [
        row | {"dose": dose_words(dose_of(row), row["sides"], row["variant"], in_full=True)}
        for row in records(plan)
    ]
    notes = [note for note in plan.attrs.get("notes", []) if note != told]
    return template("plan").render(head=head, rows=rows, notes=notes)
