"""Plans to take home, for the tests of the file and of the page."""

import pandas as pd

import backcare as bc
from backcare.tables.vocabulary import terms

EXERCISES = bc.load_exercises()
CONDITIONS = ["osteoporosis", "knee_pain", "spinal_stenosis"]
MARKUP = '<img src=x onerror="document.title=1">'


def longest(state: str) -> pd.DataFrame:
    """Return the plan with the most to say that `make_plan` gives for a pain state."""
    asked = {"pain_state": state, "minutes": 120, "level": 3, "answers": CONDITIONS}
    return bc.make_plan(EXERCISES, **asked)


LONGEST = {state: longest(state) for state in terms("pain_state")}
SHORT = bc.make_plan(EXERCISES, pain_state="mild", minutes=10)


def marked_up() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a table of one's own with HTML in its cells, and a plan made of it."""
    texts = ["name", "steps", "cues", "cautions", "reason_mild", "dose_note", "equipment"]
    own = EXERCISES.loc[["bridging", "pelvic_tilt"]].rename(index={"bridging": "</script>"})
    own = own.assign(**{name: f"{MARKUP}{name}" for name in texts})
    plan = bc.make_plan(own, pain_state="mild", minutes=20)
    return own, plan.assign(caution=f"{MARKUP}caution", rating="ask")
