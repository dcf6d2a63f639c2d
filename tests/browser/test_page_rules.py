"""The rules of a page without Python: the same answers as Python's, whatever is asked."""

import itertools
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Page
from trials import Trial

import backcare as bc
from backcare.browser import assets
from backcare.documents.handout import plan_html
from backcare.exercises.filter import explain_exclusions, filter_exercises
from backcare.plan.change import Change, changed_plan, find_swap
from backcare.plan.dose import amounts, dose_of, facts_of, records
from backcare.plan.phases import row_phases, session_program
from backcare.plan.screening import (
    Ticked,
    _rated as rated,
    ask_reason,
    known_cautions,
    may_be_done,
    rate_exercises,
    screened,
    shipped_ratings,
)
from backcare.plan.summary import plan_head
from backcare.site import RULES, facts
from backcare.tables.vocabulary import terms
from backcare.widgets.explorer import explored

pytestmark = pytest.mark.browser

EXERCISES = bc.load_exercises()
STATES, GROUPS, CONDITIONS = (
    list(terms(name)) for name in ("pain_state", "muscle_group", "condition")
)
MINUTES = (0.4, 1, 2, 5, 7.5, 10, 15, 20, 30, 45, 60, 90, 120)
FLAGS = list(bc.load_red_flags().index)


def own_table() -> pd.DataFrame:
    """Change what somebody with a table of their own may change: all that the rules look at."""
    table = EXERCISES.copy()
    table.loc["walking", "rating_acute"] = "ask"
    table.loc["bridging", "cautions"] = "Ask first if your knees hurt.|Not after a long day."
    table.loc["pelvic_tilt", ["difficulty", "reps_max", "swap"]] = [pd.NA, pd.NA, "nowhere"]
    table.loc["wall_sit", ["primary_muscles", "secondary_muscles"]] = ""
    table.loc["bird_dog", "reason_none"] = "It is said otherwise here."
    # An answer makes only what the shipped table says ok.
    table.loc["press_up_extension", "reason_chronic"] = "Ask here, whatever helps."
    mine = table.loc[["bird_dog"]].rename(index={"bird_dog": "my_own"})
    return pd.concat([table.drop(index="single_leg_lift"), mine.assign(name="My own")])


# What choosing looks at: of a whole frame pandas copies all the rest, too, for each of many cases.
CHOOSING = [
    *("name", "advice", "position", "equipment", "primary_muscles", "secondary_muscles"),
    *("muscles_source", "swap"),
    *(f"{fact}_{state}" for fact in ("rating", "reason", "source") for state in STATES),
]
TABLES = {"shipped": EXERCISES, "own": own_table(), "without a walk": EXERCISES.drop("walking")}
on_tables = pytest.mark.parametrize("table", TABLES)


@pytest.fixture(scope="module")
def bare(context) -> Page:
    """Open a page with nothing in it but the rules and the facts."""
    page = context.new_page()
    page.add_script_tag(content=assets(*RULES, "page_html.js"))
    page.evaluate("(every) => { window.every = every; }", {k: facts(v) for k, v in TABLES.items()})
    return page


def in_page(bare: Page, call: str, table: str, cases: Sequence[Any]) -> list[Any]:
    """Ask the page each case in one go; `call` says how, of `facts` and `one`.

    As JSON, which goes over the bridge to the browser several times as fast as values do.
    """
    ask = f"""(text) => {{
      const [table, cases] = JSON.parse(text);
      const facts = every[table];
      return JSON.stringify(cases.map((one) => {call}));
    }}"""
    found: list[Any] = json.loads(bare.evaluate(ask, json.dumps([table, cases])))
    return found


def plain(frame: pd.DataFrame, columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """Return rows as the page has them: what is missing is None."""
    rows = records(frame if columns is None else frame[list(columns)])
    return [{key: None if pd.isna(cell) else cell for key, cell in row.items()} for row in rows]


def subsets(of: Sequence[str]) -> list[list[str]]:
    """Return every choice of some of them."""
    return [list(one) for n in range(len(of) + 1) for one in itertools.combinations(of, n)]


def choices() -> Iterator[dict[str, Any]]:
    """Give each pain with every choice of muscles, of positions, of what is to hand; and mixed."""
    of_groups, of_positions, of_equipment = (
        subsets(list(terms(name))) for name in ("muscle_group", "position", "equipment")
    )
    for state in STATES:
        yield {"pain_state": state}
        yield from ({"pain_state": state, "muscle_groups": one} for one in of_groups)
        yield from ({"pain_state": state, "position": one} for one in of_positions)
        yield from ({"pain_state": state, "equipment": one} for one in of_equipment)
        for group, position, equipment in itertools.product(
            GROUPS[::3], of_positions[::7], of_equipment[::5]
        ):
            yield {
                "pain_state": state,
                "muscle_groups": [group],
                "position": position,
                "equipment": equipment,
            }


@on_tables
def test_page_and_python_choose_the_same(bare: Page, table: str) -> None:
    """What is offered, in its order and with its reason; for every choice of every kind."""
    cases = list(choices())
    cases = cases if table == "shipped" else cases[::11]
    shown = "filterExercises(facts, one).map((row) => [row.exercise_id, row.rating, row.reason])"
    columns, chosen_from = ["rating", "reason"], TABLES[table][CHOOSING]
    for case, there in zip(cases, in_page(bare, shown, table, cases), strict=True):
        here = filter_exercises(chosen_from, **case)[columns]
        assert there == [list(row) for row in here.itertuples(name=None)], case


@on_tables
def test_page_and_python_leave_out_for_the_same_reason(bare: Page, table: str) -> None:
    """Each reason is the same sentence, from the same source, with the same way on."""
    cases = list(choices())[:: 4 if table == "shipped" else 40]
    names = ["name", "because", "rating", "reason", "source", "swap", "swap_name", "swap_rating"]
    for case, there in zip(
        cases, in_page(bare, "explainExclusions(facts, one)", table, cases), strict=True
    ):
        here = explain_exclusions(TABLES[table], **case).rename_axis("id").reset_index()
        assert there == plain(here, ["id", *names]), case


def some_conditions() -> list[list[str]]:
    """Return none, each alone, each two, and all."""
    pairs = [list(pair) for pair in itertools.combinations(CONDITIONS, 2)]
    return [[], *([one] for one in CONDITIONS), *pairs, CONDITIONS]


@on_tables
def test_page_and_python_hold_it_to_the_person_alike(bare: Page, table: str) -> None:
    """A condition leaves out, or makes one ask; an answer makes ok: with the same words."""
    cases = [[state, one] for state in STATES for one in some_conditions()]
    call = (
        "rateExercises(facts, filterExercises(facts, {pain_state: one[0]}), ...one)"
        ".map((row) => [row.exercise_id, row.rating, row.caution])"
    )
    for (state, own), there in zip(cases, in_page(bare, call, table, cases), strict=True):
        offered = filter_exercises(TABLES[table], pain_state=state)
        here = rate_exercises(offered, state, own)[["rating", "caution"]]
        assert there == [list(row) for row in here.itertuples(name=None)], (state, own)


def own_conditions(exercise_id: str) -> list[str]:
    """Return the conditions that the tables name for an exercise."""
    cautions = {condition for condition, _, _ in known_cautions().get(exercise_id, ())}
    answers = {rated[2] for (one, _), rated in shipped_ratings().items() if one == exercise_id}
    return [one for one in CONDITIONS if one in cautions | answers]


@pytest.mark.parametrize("exercise_id", EXERCISES.index)
def test_page_and_python_rate_for_every_choice_of_conditions(bare: Page, exercise_id: str) -> None:
    """All 32,768 of them, with every pain.

    An exercise is rated by itself, and of the conditions only those count that a row of it names:
    so each choice of these is asked, by itself and with all the others.
    """
    named = own_conditions(exercise_id)
    others = [one for one in CONDITIONS if one not in named]
    cases = [
        [state, [*some, *more]]
        for state in STATES
        for some in subsets(named)
        for more in ([], others)
    ]
    call = f"""rateExercises(facts, filterExercises(facts, {{pain_state: one[0]}})
      .filter((row) => row.exercise_id === "{exercise_id}"), ...one)
      .map((row) => [row.rating, row.caution])"""
    offered = {state: filter_exercises(EXERCISES, pain_state=state) for state in STATES}
    rows = {
        state: records(frame.loc[[exercise_id]]) if exercise_id in frame.index else []
        for state, frame in offered.items()
    }
    found = in_page(bare, call, "shipped", cases)
    for (state, own), there in zip(cases, found, strict=True):
        ticked = Ticked((), frozenset(own))
        assert there == [list(rated(exercise_id, row, state, ticked)) for row in rows[state]], own
    for (state, own), (alone, with_others) in zip(
        cases[::2], zip(found[::2], found[1::2], strict=True), strict=True
    ):
        assert alone == with_others, (state, own)


def plan_cases() -> list[dict[str, Any]]:
    """Return all pains, minutes and levels with each condition, and with some muscles."""
    own = [[], *([one] for one in CONDITIONS), CONDITIONS[::3]]
    picked: list[list[str] | None] = [None, [], GROUPS[:1], GROUPS[2:5]]
    return [
        dict(
            zip(("pain_state", "minutes", "level", "conditions", "muscle_groups"), one, strict=True)
        )
        for one in itertools.product(STATES, MINUTES, (1, 2, 3), own, picked)
    ]


def test_page_and_python_hold_an_open_plan_to_new_answers_alike(bare: Page) -> None:
    """Each pain, with each condition before and after: rows, words, and what is left."""
    own = [[], *([one] for one in CONDITIONS), CONDITIONS[::3]]
    cases = [list(case) for case in itertools.product(STATES, own[::5], own)]
    call = """(() => { const [pain_state, conditions, now] = one;
      const plan = makePlan(facts, { pain_state, minutes: 45, conditions });
      const { rows, notes, refusal } = screenedPlan(facts, plan, now);
      return [rows, notes, rows.length || !plan.rows.length ? "" : refusal]; })()"""
    seen = set[bool]()
    for (state, before, after), (rows, notes, refusal) in zip(
        cases, in_page(bare, call, "shipped", cases), strict=True
    ):
        plan = bc.make_plan(EXERCISES, pain_state=state, minutes=45, answers=before)
        here = screened(plan, EXERCISES, after)
        names = ["order", "exercise_id", "rating", "reason", "caution"]
        assert [{name: row[name] for name in names} for row in rows] == plain(here, names)
        assert notes == here.attrs["notes"]
        gone = len(here) == 0 < len(plan)
        assert refusal == (here.attrs["refusal"] if gone else "")
        seen.add(len(here) < len(plan))
    assert seen == {True, False}


@on_tables
def test_page_and_python_show_the_same_cards(bare: Page, table: str) -> None:
    """All that a deck shows, for a person with a condition, and for names that are looked for."""
    own = some_conditions()
    looked_for = ("", "bridge", "Leg-raises", "stretches lift", "Straße", "l'été", "zz", " ")
    cases = [
        case | {"conditions": own[place % len(own)], "search": looked_for[place % len(looked_for)]}
        for place, case in enumerate(list(choices())[:: 7 if table == "shipped" else 60])
    ]
    for case, there in zip(cases, in_page(bare, "explored(facts, one)", table, cases), strict=True):
        asked = {
            name: value for name, value in case.items() if name not in ("conditions", "search")
        }
        _, here = explored(
            TABLES[table], asked, search=case["search"], conditions=case["conditions"]
        )
        here.pop("code")
        assert there == here, case


def markup(html: str) -> str:
    """Leave out what nobody sees: blanks between elements."""
    return re.sub(r"\s*(<|>)\s*", r"\1", html)


@on_tables
def test_page_and_python_show_and_play_a_plan_alike(bare: Page, table: str, trial: Trial) -> None:
    """The plan as it is shown, its heading by what was asked about, and each exercise as played."""
    cases = trial.chance.sample(plan_cases(), trial.times(120, 1500))
    call = """(() => {
      const plan = makePlan(facts, one);
      const asked = plan.rows.slice(0, one.level)
        .map((row) => [row.exercise_id, askReason(row, factOf(facts, row.exercise_id))]);
      const head = planHead(plan, mayBeDone(facts, plan.rows, asked));
      return [planHtml(facts, plan), head, sessionProgram(facts, plan.rows)];
    })()"""
    for case, there in zip(cases, in_page(bare, call, table, cases), strict=True):
        question = {name: value for name, value in case.items() if name != "conditions"}
        plan = bc.make_plan(TABLES[table], answers=case["conditions"], **question)
        rows, known = records(plan), facts_of(plan.get("exercise_id", []), TABLES[table])
        asked = [
            (row["exercise_id"], ask_reason(row, known[row["exercise_id"]]))
            for row in rows[: case["level"]]
        ]
        may = None if plan.empty else may_be_done(plan, TABLES[table], asked)
        html, head, program = there
        assert markup(html) == markup(plan_html(plan, TABLES[table])), case
        assert head == plan_head(plan, may), case
        assert program == plain_lists(session_program(plan, TABLES[table])), case


@on_tables
def test_page_and_python_change_a_plan_alike(bare: Page, table: str, trial: Trial) -> None:
    """One exercise after the other swapped or left out: the same comes in its place, or nothing."""
    cases = [
        case | {"steps": [trial.chance.randrange(8) for _ in range(4)]}
        for case in trial.chance.sample(plan_cases(), trial.times(60, 800))
    ]
    call = """(() => {
      const { steps, ...question } = one;
      let changes = [];
      const found = [];
      for (const step of steps) {
        const plan = changedPlan(facts, changes, question);
        if (!plan.rows.length) break;
        const id = plan.rows[step % plan.rows.length].exercise_id;
        const unwanted = changes.map(([gone]) => gone);
        const instead = step % 2 ? findSwap(facts, plan, id, question, unwanted) : "";
        changes = [...changes, [id, instead]];
        found.push([id, instead]);
      }
      return [found, changedPlan(facts, changes, question).rows];
    })()"""
    for case, (found, rows) in zip(cases, in_page(bare, call, table, cases), strict=True):
        question = {key: value for key, value in case.items() if key not in ("conditions", "steps")}
        question["answers"] = case["conditions"]
        changes: list[Change] = []
        for step in case["steps"]:
            plan = changed_plan(TABLES[table], changes, **question)
            if plan.empty:
                break
            exercise_id = str(plan["exercise_id"].iloc[step % len(plan)])
            unwanted = [change.exercise_id for change in changes]
            instead = (
                find_swap(plan, exercise_id, TABLES[table], unwanted=unwanted, **question)
                if step % 2
                else ""
            )
            changes.append(Change(exercise_id, instead))
        assert found == [list(change) for change in changes], case
        assert rows == plain(changed_plan(TABLES[table], changes, **question)), case


def plain_lists(value: Any) -> Any:
    """Return lists where Python has tuples, as the page has them."""
    return json.loads(json.dumps(value))


@on_tables
def test_page_and_python_make_the_same_plan(bare: Page, table: str, trial: Trial) -> None:
    """Every row to the letter, what to know of it, and why there is none."""
    every = plan_cases()
    cases = trial.chance.sample(every, trial.times(250, len(every)))
    for case, there in zip(cases, in_page(bare, "makePlan(facts, one)", table, cases), strict=True):
        asked = {name: value for name, value in case.items() if name != "conditions"}
        plan = bc.make_plan(TABLES[table], answers=case["conditions"], **asked)
        said = {name: plan.attrs[name] for name in ("notes", "refusal", "refused_for")}
        assert there == {"rows": plain(plan), **said}, case
    trial.tell(
        f"a plan asked of the page and of Python ({table})", len(cases), "the same to the letter"
    )


def test_a_sign_is_no_plan_in_the_page_either(bare: Page) -> None:
    """No row, and the same advice, the most urgent first.

    The signs that are ticked stand in one fixed order, and the first says what to do: each two
    tell that order. Each three, all, and all but each one tell that it is one order.
    """
    sizes = (1, 2, 3, len(FLAGS) - 1, len(FLAGS))
    cases = [list(one) for n in sizes for one in itertools.combinations(FLAGS[::-1], n)]
    call = "makePlan(facts, {pain_state: 'mild', minutes: 20, flags: one})"
    for flags, there in zip(cases, in_page(bare, call, "shipped", cases), strict=True):
        plan = bc.make_plan(EXERCISES, pain_state="mild", minutes=20, answers=flags)
        assert not there["rows"]
        assert there["refusal"] == plan.attrs["refusal"]


@pytest.mark.parametrize("state", STATES)
def test_page_and_python_play_the_same(bare: Page, state: str) -> None:
    """Each exercise of a long plan, at each level, planned and easier: the same phases."""
    for level in (1, 2, 3):
        plan = bc.make_plan(EXERCISES, pain_state=state, minutes=120, level=level)
        for place, row in enumerate(records(plan)):
            for sides, variant in itertools.product(terms("sides"), ("", *terms("variant"))):
                here = [
                    [
                        list(one)
                        for one in row_phases(
                            row["exercise_id"], dose, sides, form, first=not place
                        )
                    ]
                    for dose, form in amounts(dose_of(row), variant)
                ]
                call = (
                    "amountsOf(facts, one.dose, one.variant).map(({dose, variant}) => "
                    "rowPhases(facts, one.id, dose, one.sides, variant, one.first))"
                )
                asked = {
                    "id": row["exercise_id"],
                    "dose": dose_of(row)._asdict(),
                    "sides": sides,
                    "variant": variant,
                    "first": not place,
                }
                assert in_page(bare, call, "shipped", [asked]) == [here]
