"""The handout: a plan to take home, as one HTML page that needs nothing else.

It is opened by double-click, read on a phone, or printed. `plan_handout` writes it; its words
stand in `browser/handout.html.j2`, its style in `sheet.css`, and what can be ticked in
`handout.js`, which gets from `script_facts` all that it has to know. `plan_html` is a plan in
short, for a widget.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import pandas as pd

from backcare.atomic_write import write_or_explain
from backcare.browser import assets
from backcare.exercises.cards import red_flags, safety_rules, template
from backcare.exercises.load import load_exercises
from backcare.figures import figure_svgs
from backcare.plan import plan_summary
from backcare.plan.change import may_leave_out, may_swap
from backcare.plan.check import checked_or_refused
from backcare.plan.dose import COLUMNS, facts_of, plan_frame, records, row_dose_words
from backcare.plan.screening import advice, ask_reason, rating_reason
from backcare.plan.summary import further_notes, outside_words, plan_head
from backcare.safety import (
    PAIN_ENDS,
    SEVERE,
    WORSE,
    SafetySettings,
    rule_texts,
    settings_in_force,
    severe_pain,
)
from backcare.sessions import CSV_COLUMNS, ENTRY_LIMITS, NOBODY, SESSION_LIMITS, TEXT_LIMITS
from backcare.tables.shipped import load_safety_rules
from backcare.tables.vocabulary import terms
from backcare.text import (
    and_list,
    inside_sentence,
    join_terms,
    long_month_name,
    plural,
    short_weekday_name,
    split_terms,
    weekday_name,
)

# What the script puts into a log for each exercise that was done: what a plan doses and a log
# records.
_DONE = ("exercise_id", "name", *(name for name in ENTRY_LIMITS if name in COLUMNS))
# From a Monday, and from a January, on.
_WEEK = pd.date_range("2024-01-01", periods=7)
_YEAR = pd.date_range("2024-01-01", periods=12, freq="MS")
# The safety rules on the page.
_RULES = ("ask_first", "ease_off", "stop_rule")


def plan_handout(
    plan: pd.DataFrame,
    path: str | os.PathLike[str],
    *,
    exercises: pd.DataFrame | None = None,
    poses: pd.DataFrame | None = None,
    patient: str = NOBODY,
    settings: SafetySettings | None = None,
) -> Path:
    """Write a plan as a page to take home: one file, which needs no Python and no network.

    It opens by double-click. On screen the figures move, and days can be ticked, with pain
    before and after; the ticks stay in that browser, and can be saved as a CSV file that
    `SessionLog.import_csv` takes. On paper it is two sheets at most, four pages, for a plan that
    `make_plan` gives, every letter of it 11 pt or more, with still figures and boxes to tick by
    hand. Warning signs, the stop rule, what to ask about first and the sources are on it. The
    same plan gives the same bytes. `plan_calendar` makes a calendar file of its days.

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
        Whose plan: shown on the page and in the file of ticks, so that a clinician's log
        knows whose sessions they are.
    settings : SafetySettings, optional
        The numbers of the stop rule, which a clinician may lower: `safety_settings(...)`; with a
        limit of mild that was agreed on with this person: `log.safety_record(...).settings()`.

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
    if rule := TEXT_LIMITS["patient"].text_fault(patient):
        raise ValueError(f"patient {rule} Got {patient!r}.")
    exercises = load_exercises() if exercises is None else exercises
    checked = records(checked_or_refused(plan, exercises))
    content = _page(checked, exercises, poses, patient, settings).encode()
    write_or_explain(target, content)
    return target


def _page(
    plan: Sequence[Mapping[str, Any]],
    exercises: pd.DataFrame,
    poses: pd.DataFrame | None,
    patient: str,
    settings: SafetySettings | None,
) -> str:
    rule = settings_in_force(settings)
    ids = [row["exercise_id"] for row in plan]
    figures = figure_svgs(ids, exercises=exercises, poses=poses)
    facts = facts_of(ids, exercises)
    rows = [
        _card(row, facts[row["exercise_id"]], figures.get(row["exercise_id"], "")) for row in plan
    ]
    # By its hash, a browser runs this script alone, whatever a cell might smuggle in.
    script = assets("words.js", "csv.js", "save_file.js", "pain_marks.js", "handout.js")
    return template("handout").render(
        red_flags()
        | safety_rules(rule_texts(rule))
        | {
            "css": assets("sheet.css", "pain_marks.css"),
            "signs_at": "#signs",
            "script": script,
            "script_hash": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
            "facts": script_facts(plan, patient, settings=rule),
            "rows": rows,
            "shared": _shared(rows),
            "lead": f"{plan_head(plan_frame(plan)).removesuffix('.')}.",
            "pain_state": plan[0]["pain_state"],
            "patient": patient if patient != NOBODY else "",
            "needed": _needed(rows),
            "days": [short_weekday_name(day) for day in _WEEK],
            "mild": f"{rule.mild_pain_max:g}",
            "severe": f"{severe_pain():g}",
            "worse": WORSE,
            "minutes_most": SESSION_LIMITS["pain_minutes"].highest,
            "note_most": TEXT_LIMITS["note"].most,
            "keys": _source_keys(rows),
        }
    )


def _card(row: Mapping[str, Any], fact: Mapping[str, Any], figure: str) -> dict[str, Any]:
    """Put together what a card of the page says: the plan's row, and the table's words for it."""
    words = row_dose_words(row, in_full=True)
    cautions = split_terms(fact.get("cautions", ""))
    instructions = {name: fact.get(name, "") for name in ("steps", "cues", "mistakes", "equipment")}
    sources = [fact.get(f"{name}_source", "") for name in ("instructions", "cautions")]
    return {
        **row,
        "outside_words": outside_words(row),
        **instructions,
        "figure": figure,
        "dose": words[:1].upper() + words[1:],
        "ask": _to_ask(row["caution"]) if row["rating"] == "ask" else "",
        "because": rating_reason(row, fact),
        "cautions": [text for text in cautions if text not in row["caution"]],
        "sources": [row["source"], *sources],
    }


def _shared(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return the cautions of several exercises, each with their places: paper says it once.

    A row gets the letters of those that are its own, to be found by in the list.
    """
    places: dict[str, list[int]] = {}
    for row in rows:
        for text in row["cautions"]:
            places.setdefault(text, []).append(row["order"])
    several = [text for text, whose in places.items() if len(whose) > 1]
    letters = dict(zip(several, ascii_lowercase, strict=False))
    for row in rows:
        own = sorted(letters[text] for text in row["cautions"] if text in letters)
        row["see"] = f"{plural(len(own), 'point')} {and_list(own)}" if own else ""
    return {text: f"exercises {_runs(places[text])}" for text in letters}


def _runs(places: Sequence[int]) -> str:
    """Write places in words, three or more in a row as from the first to the last."""
    parts: list[str] = []
    for _, numbered in groupby(enumerate(places), lambda pair: pair[1] - pair[0]):
        run = [str(place) for _, place in numbered]
        parts += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else run
    return and_list(parts)


def _to_ask(caution: str) -> str:
    label = terms("rating")["ask"]
    return caution if caution.startswith("Ask") else f"{label}. {caution}".strip()


def _needed(rows: Sequence[Mapping[str, Any]]) -> str:
    labels = terms("equipment")
    things = dict.fromkeys(thing for row in rows for thing in split_terms(row["equipment"]))
    names = [labels.get(thing, thing) for thing in things]
    return and_list([inside_sentence(name) for name in names])


def _source_keys(rows: Sequence[Mapping[str, Any]]) -> str:
    """Join the sources of all that the page says, each once."""
    rules = load_safety_rules().loc[list(_RULES), "source"]
    cells = [*(cell for row in rows for cell in row["sources"]), red_flags()["keys"], *rules]
    return join_terms(cells)


def script_facts(
    rows: Iterable[Mapping[str, Any]], patient: str, *, settings: SafetySettings | None = None
) -> str:
    """Write what the script needs as JSON that may stand inside an HTML page."""
    rows = list(rows)
    done = [{name: _plain(row[name]) for name in _DONE} for row in rows]
    rule = settings_in_force(settings)
    texts = rule_texts(rule)
    # The key under which a browser keeps the ticks is that of this plan and this patient, so that
    # two handouts do not get into each other's days.
    key = hashlib.sha256(json.dumps([patient, done]).encode()).hexdigest()[:16]
    facts = {
        "patient": patient,
        "exercises": done,
        # Not done on a day until the person says so: each is to be asked about first.
        "left_out": [place for place, row in enumerate(rows) if row["rating"] == "ask"],
        "columns": CSV_COLUMNS,
        "weekdays": [weekday_name(day) for day in _WEEK],
        "months": [long_month_name(day) for day in _YEAR],
        "mild": rule.mild_pain_max,
        "minutes": rule.pain_minutes_max,
        "rise": rule.rise,
        "severe": severe_pain(),
        "severe_words": SEVERE,
        "pain_ends": PAIN_ENDS,
        "ease_off": texts["ease_off"],
        "stop_rule": texts["stop_rule"],
        "key": f"backcare-{key}",
    }
    text = json.dumps(facts, ensure_ascii=False)
    # Neither a tag nor a comment can begin, and no line can end, inside the script element.
    for sign in ("<", "\u2028", "\u2029"):
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _plain(value: Any) -> Any:
    return None if pd.isna(value) else value


def plan_html(plan: pd.DataFrame, exercises: pd.DataFrame | None = None) -> str:
    """Write a plan as a short list; for an empty one, why it is empty and what to do."""
    if plan.empty:
        return template("plan").render(rows=[], notes=plan_summary(plan).splitlines())
    exercises = load_exercises() if exercises is None else exercises
    facts = facts_of(plan["exercise_id"], exercises)
    rows = [
        _line(row, facts[row["exercise_id"]])
        | {
            "may_leave_out": may_leave_out(plan, row["exercise_id"]),
            "may_swap": may_swap(plan),
        }
        for row in records(plan)
    ]
    return template("plan").render(rows=rows, notes=further_notes(plan))


def _line(row: Mapping[str, Any], fact: Mapping[str, Any]) -> dict[str, Any]:
    """Put together what a line of the list says, and what a tick beside it is for."""
    return {
        **row,
        "outside_words": outside_words(row),
        "dose": row_dose_words(row, in_full=True),
        "advice": advice(row, fact),
        "ask_reason": ask_reason(row, fact),
    }
