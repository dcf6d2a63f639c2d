"""The explorer does what pandas says: each control used by hand, in JupyterLab and in Voila."""

import json
import re

import pytest
from explorer_page import EXPLORER, ExplorerPage, answer, labels
from servers import CHECKOUT, write_notebook

import backcare as bc

pytestmark = pytest.mark.browser

EXERCISES = bc.load_exercises()
FLAGS = bc.load_red_flags().query("asked")
NEVER = sorted(EXERCISES.index[EXERCISES["advice"] == "avoid"])
SHUT = {"offered": [], "left_out": []}

# Keeps the ids of all cards that were ever on screen, also between two looks at the page.
REMEMBER = """root => {
  root.everShown = new Set();
  const look = () => {
    for (const card of root.querySelectorAll("article.bc-card")) {
      if (card.getClientRects().length) root.everShown.add(card.dataset.exerciseId);
    }
  };
  new MutationObserver(look).observe(root, { subtree: true, attributes: true, childList: true });
  look();
}"""

# Where a picture has got to, a few of its steps later.
AFTER_A_WHILE = """svg => new Promise((resolve) => {
  setTimeout(() => resolve(svg.getCurrentTime()), 300);
})"""


def check(
    explorer: ExplorerPage, choices: dict, search: str = "", conditions: list[str] | None = None
) -> None:
    """Hold what is on screen to what pandas says, here, for the same choices."""
    wanted = answer(EXERCISES, choices, search, conditions or ())
    assert explorer.settled(wanted) == wanted, (choices, search)
    seen = explorer.seen()
    number = len(wanted["offered"])
    assert re.match(r"No\b|\d+", seen["count"])[0] == str(number or "No")
    # The code of a notebook that gave its own table goes on from there.
    names = {"exercises": EXERCISES}
    exec(seen["code"], names)  # noqa: S102 -- that it runs, and gives this list, is what is promised
    assert [list(pair) for pair in names["found"]["rating"].items()] == wanted["offered"]


def test_red_flags_come_first(explore, shoot):
    """Nothing is shown until none is true; one tick says loudly what to do, and shows no way on."""
    explorer = explore()
    assert explorer.settled(SHUT) == SHUT
    shoot("gate")
    alert = explorer.gate.get_by_role("alert")
    for flag, row in FLAGS.iterrows():
        explorer.tick(flag)
        alert.get_by_text(row["action"]).wait_for()
        assert not explorer.root.locator(".bc-gate-none").is_visible()
        assert explorer.seen() | SHUT == explorer.seen()
        if flag == FLAGS.index[0]:
            shoot("ticked")
        explorer.tick(flag)
        alert.get_by_text(row["action"]).wait_for(state="detached")
    explorer.clear_gate()
    explorer.press("pain-state", "none")
    check(explorer, {"pain_state": "none"})
    explorer.root.locator(".bc-gate-again").click()
    assert explorer.settled(SHUT) == SHUT


def test_every_control_shows_what_pandas_says(explore, shoot):
    """Cards, order, ratings, those left out and the code agree; what is to avoid never shows."""
    explorer = explore()
    explorer.root.evaluate(REMEMBER)
    explorer.clear_gate()
    for state in labels("pain_state"):
        explorer.press("pain-state", state)
        check(explorer, {"pain_state": state})
        check_reasons(explorer, state)
        shoot(state)
    explorer.press("pain-state", "chronic")
    for group in labels("muscle_group"):
        explorer.press("muscles", group)
        check(explorer, {"pain_state": "chronic", "muscle_groups": [group]})
        explorer.press("muscles", group)
    for position in [*labels("position"), None]:
        explorer.choose_position(position)
        check(explorer, {"pain_state": "chronic"} | ({"position": position} if position else {}))
    for thing in labels("equipment"):
        explorer.press("equipment", thing)
        check(explorer, {"pain_state": "chronic", "equipment": [thing]})
        explorer.press("equipment", thing)
    explorer.press("equipment", "Nothing")
    check(explorer, {"pain_state": "chronic", "equipment": []})
    explorer.press("equipment", "Nothing")
    for text in ["bri", "no such exercise", "  ", "", "<b>'\"\\"]:
        explorer.search(text)
        check(explorer, {"pain_state": "chronic"}, text)
        shoot(f"search-{len(text)}")
    check_choices_together(explorer)
    assert set(explorer.root.evaluate("root => [...root.everShown]")).isdisjoint(NEVER)


def test_what_applies_to_a_person_is_on_the_cards(explore, shoot):
    """Each card has the chip and the caution of this person; what is forbidden says why."""
    explorer = explore()
    explorer.clear_gate()
    explorer.press("pain-state", "chronic")
    mine = ["osteoporosis", "leg_symptoms"]
    for condition in mine:
        explorer.press("conditions", condition)
    check(explorer, {"pain_state": "chronic"}, conditions=mine)
    found = bc.filter_exercises(EXERCISES, pain_state="chronic")
    found = bc.screen_exercises(found, pain_state="chronic", conditions=mine)
    assert found["caution"].ne("").sum() > 1
    for exercise_id, row in found.iterrows():
        card = explorer.root.locator(f"[data-exercise-id='{exercise_id}']")
        chip = card.locator(".bc-name .bc-chip").filter(visible=True)
        assert labels("rating")[row["rating"]] in chip.inner_text()
        for_you = card.locator(".bc-for-you")
        assert (for_you.is_visible(), for_you.inner_text()) == (
            bool(row["caution"]),
            row["caution"],
        )
    said = explorer.root.locator(".bc-about")
    assert "osteoporosis (weak bones) and pain or tingling in the leg" in said.inner_text()
    shoot("about-you")
    explorer.root.locator(".bc-left-out > summary").click()
    line = explorer.root.locator("[data-left-out-id='single_leg_lift']")
    assert "Avoid Left out because of what you ticked under “About you”." in " ".join(
        line.inner_text().split()
    )
    for condition in mine:
        explorer.press("conditions", condition)
    check(explorer, {"pain_state": "chronic"})
    assert not said.is_visible()


def check_choices_together(explorer: ExplorerPage) -> None:
    """Let several choices narrow one another, and see that a new pain state keeps the others."""
    explorer.search("")
    explorer.press("pain-state", "none")
    for control, term in [("muscles", "glutes"), ("muscles", "abdominals"), ("equipment", "wall")]:
        explorer.press(control, term)
    wanted = {"muscle_groups": ["abdominals", "glutes"], "equipment": ["wall"]}
    check(explorer, {"pain_state": "none", **wanted})
    explorer.search("wall")
    check(explorer, {"pain_state": "none", **wanted}, "wall")
    explorer.press("pain-state", "acute")
    check(explorer, {"pain_state": "acute", **wanted}, "wall")
    explorer.search("")
    explorer.choose_position("standing")
    check(explorer, {"pain_state": "acute", **wanted, "position": "standing"})


def check_reasons(explorer: ExplorerPage, state: str) -> None:
    """Read the reason, and the swap where there is one, beside each exercise left out for pain."""
    fold = explorer.root.locator(".bc-left-out")
    if fold.get_attribute("open") is None:
        fold.locator("> summary").click()
    for row, out in bc.explain_exclusions(EXERCISES, pain_state=state).iterrows():
        line = explorer.root.locator(f"[data-left-out-id='{row}']").inner_text()
        assert out["name"] in line
        assert out["reason"] in line
        assert out["swap_name"] in line


def test_gate_shuts_while_the_kernel_is_busy(lab):
    """Nobody who thinks of a warning sign waits for a cell that runs for a minute."""
    busy = "import time\n\nprint('started', flush=True)\ntime.sleep(200)"
    notebook = write_notebook(lab.server.folder / "busy.ipynb", EXPLORER, busy)
    lab.go_to(notebook)
    lab.run("notebook:run-cell")
    explorer = ExplorerPage.on(lab.page)
    explorer.clear_gate()
    explorer.press("pain-state", "mild")
    check(explorer, {"pain_state": "mild"})
    lab.start_cell(1)
    explorer.root.locator(".bc-gate-again").click()
    assert explorer.settled(SHUT) == SHUT
    explorer.tick(FLAGS.index[0])
    explorer.gate.get_by_role("alert").get_by_text(FLAGS["action"].iloc[0]).wait_for()
    assert explorer.seen() | SHUT == explorer.seen()
    assert lab.runs_cell(1)


@pytest.mark.parametrize("shell", ["voila"], indirect=True)
def test_markup_in_a_table_is_text(explore):
    """HTML and script in a clinician's own cells are read as they stand, and never run."""
    nasty = "<img src=x onerror='hacked=1'><script>hacked=1</script><b class=nasty>bold</b>"
    cell = f"""\
import backcare as bc

exercises = bc.load_exercises()
free = ["name", "other_names", "dose_note", "steps", "cues", "mistakes", "cautions", "why", "feel"]
told = [name for name in exercises if name.startswith(("reason_", "source_"))]
exercises.loc["bridging", free + told] = {nasty!r}
exercises = exercises.rename(index={{"wall_sit": {nasty!r}}})
bc.ExerciseExplorer(exercises)"""
    explorer = explore(cell)
    explorer.clear_gate()
    explorer.press("pain-state", "none")
    card = explorer.root.locator("[data-exercise-id='bridging']")
    card.get_by_role("heading", name=nasty, exact=True).wait_for()
    explorer.press("muscles", "cardio")
    explorer.root.locator("[data-left-out-id='bridging']").get_by_text(nasty).first.wait_for(
        state="attached"
    )
    assert explorer.root.locator(".nasty").count() == 0
    assert explorer.root.page.evaluate("typeof hacked") == "undefined"


def test_two_explorers_leave_each_other_alone(explore):
    """On one page each has its own gate and its own choices."""
    first = explore(EXPLORER, EXPLORER)
    second = ExplorerPage.on(first.root.page, 1)
    first.clear_gate()
    first.press("pain-state", "acute")
    check(first, {"pain_state": "acute"})
    assert second.settled(SHUT) == SHUT
    second.clear_gate()
    second.press("pain-state", "none")
    second.press("muscles", "glutes")
    check(second, {"pain_state": "none", "muscle_groups": ["glutes"]})
    check(first, {"pain_state": "acute"})


def test_reload_in_jupyterlab_keeps_the_answers(lab):
    """The kernel remembers: after a reload the same cards are there, and the controls work."""
    lab.open(write_notebook(lab.server.folder / "kept.ipynb", EXPLORER))
    explorer = ExplorerPage.on(lab.page)
    explorer.clear_gate()
    explorer.press("pain-state", "chronic")
    check(explorer, {"pain_state": "chronic"})
    lab.run("docmanager:save")
    lab.page.reload()
    lab.wait_for_notebook()
    check(explorer, {"pain_state": "chronic"})
    explorer.press("muscles", "glutes")
    check(explorer, {"pain_state": "chronic", "muscle_groups": ["glutes"]})


def test_reload_in_voila_asks_again(voila):
    """The next patient at the same page meets the red flags first."""
    voila.open(voila.server.folder / "explorer.ipynb")
    explorer = ExplorerPage.on(voila.page)
    explorer.clear_gate()
    explorer.press("pain-state", "mild")
    check(explorer, {"pain_state": "mild"})
    voila.page.reload()
    explorer.root.wait_for()
    assert explorer.settled(SHUT) == SHUT


def test_shipped_notebook_has_the_explorer(shell, shoot):
    """The first notebook runs to its end, and its explorer works in it."""
    (shipped,) = (CHECKOUT / "notebooks").glob("01_*.ipynb")
    notebook = shell.server.folder / shipped.name
    notebook.write_bytes(shipped.read_bytes())
    shell.open(notebook)
    explorer = ExplorerPage.on(shell.page)
    explorer.clear_gate()
    explorer.press("pain-state", "mild")
    check(explorer, {"pain_state": "mild"})
    explorer.root.scroll_into_view_if_needed()
    shoot("explorer")


def test_pictures_move_until_they_are_stopped(explore, page, shoot):
    """Cards in sight move, the others wait; stopped, all stand at the height of the exercise."""
    explorer = explore()
    explorer.clear_gate()
    explorer.press("pain-state", "chronic")
    explorer.press("muscles", "glutes")  # all that may be offered are shown without it
    check(explorer, {"pain_state": "chronic", "muscle_groups": ["glutes"]})
    first = explorer.root.locator("article.bc-card:not([hidden]) .bc-drawn svg").first
    first.scroll_into_view_if_needed()
    hidden = explorer.root.locator("article.bc-card[hidden] .bc-drawn svg").first
    waits_at = hidden.evaluate("svg => svg.getCurrentTime()")
    page.wait_for_function("svg => svg.getCurrentTime() > 1", arg=first.element_handle())
    assert hidden.evaluate(AFTER_A_WHILE) == waits_at
    shoot("moving")
    explorer.root.get_by_role("button", name="Pause the pictures").click()
    explorer.root.get_by_role("button", name="Play the pictures").wait_for()
    phases = json.loads(first.get_attribute("data-phases"))
    hold = next(start for phase, start, _end, _side in phases if phase == "hold")
    assert first.evaluate(AFTER_A_WHILE) == pytest.approx(hold)
    shoot("stopped")


def test_who_wants_less_motion_gets_it(explore, page):
    """Where the system asks for less motion, the pictures stand still from the start."""
    page.emulate_media(reduced_motion="reduce")
    explorer = explore()
    explorer.clear_gate()
    assert not explorer.root.locator(".bc-still").is_visible()
    explorer.press("pain-state", "chronic")
    check(explorer, {"pain_state": "chronic"})
    explorer.root.get_by_role("button", name="Play the pictures").wait_for()
    drawn = explorer.root.locator("article.bc-card:not([hidden]) .bc-drawn svg")
    assert drawn.first.is_visible()
    stands_at = drawn.first.evaluate("svg => svg.getCurrentTime()")
    assert drawn.first.evaluate(AFTER_A_WHILE) == stands_at
    assert drawn.first.locator(".bf-moving").is_visible()
