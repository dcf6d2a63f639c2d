"""How soon the explorer answers, beside the plain filter that a user would write.

    python benchmarks/explorer_latency.py

Both stand in one notebook in JupyterLab, in a real Chromium, and are used in turn. The time runs
in the page, from a choice to the moment a MutationObserver finds the whole answer in place.
Aim: the explorer is no slower, although it shows cards and the other shows a bare table.
"""

from _in_lab import measured, ratio
from playwright.sync_api import Page

import backcare as bc

CHANGES = 20
PLAIN = """\
import backcare as bc
import ipywidgets as widgets
from IPython.display import display

exercises = bc.load_exercises()
states = widgets.Dropdown(options=["none", "mild", "chronic", "acute"])
answer = widgets.Output()
states.add_class("plain-states")
answer.add_class("plain-answer")

def show(change):
    with answer:
        answer.clear_output(wait=True)
        display(exercises[exercises[f"rating_{change['new']}"] != "avoid"])

states.observe(show, "value")
widgets.VBox([states, answer])"""
EXPLORER = "bc.ExerciseExplorer()"
# Makes a choice, and says how long it took until the page shows what was wanted.
_TIMED = """([act, shown, wanted]) => new Promise((done, fail) => {
  const read = new Function(`return ${shown}`);
  let start = 0;
  const observer = new MutationObserver(() => {
    if (JSON.stringify(read()) !== JSON.stringify(wanted)) return;
    observer.disconnect();
    done(performance.now() - start);
  });
  observer.observe(document.body, { subtree: true, childList: true, attributes: true });
  setTimeout(() => fail(new Error(`shows ${JSON.stringify(read())}`)), 20000);
  start = performance.now();
  new Function(act)();
})"""
# What one has left to do must not be counted against the other.
_QUIET = """() => new Promise((done) => {
  let since = performance.now();
  const look = () => {
    const { status } = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    if (status !== "idle") since = performance.now();
    if (performance.now() - since > 100) done();
    else requestAnimationFrame(look);
  };
  look();
})"""
_CARDS = """[...document.querySelectorAll(".bc-deck article.bc-card")]
  .filter((card) => !card.closest("[hidden]"))
  .map((card) => `${card.dataset.exerciseId} ${card.dataset.rating}`)"""
_ROWS = """[...document.querySelectorAll(".plain-answer table:not(.old) tbody th")]
  .map((cell) => cell.textContent)"""
_PRESS = "document.querySelectorAll('.bc-pain-state button')[{place}].click()"
# Two states may have the same rows: only a new table is an answer.
_CHOOSE = """document.querySelector('.plain-answer table')?.classList.add('old');
  const list = document.querySelector('.plain-states select');
  list.value = '{state}';
  list.dispatchEvent(new Event('change', {{ bubbles: true }}))"""


def timed(page: Page, act: str, shown: str, wanted: list[str]) -> float:
    """Act in the page, and time until the page shows what is wanted, in milliseconds."""
    page.evaluate(_QUIET)
    return page.evaluate(_TIMED, [act, shown, wanted])


def measure(page: Page) -> dict[str, list[float]]:
    """Change the pain state of both in turn, after one change that warms each up."""
    page.locator(".bc-gate-none").click()
    exercises = bc.load_exercises()
    vocabulary = bc.load_table("vocabulary")
    states = list(vocabulary.loc[vocabulary["vocabulary"] == "pain_state", "term"])
    found: dict[str, list[float]] = {"explorer": [], "plain filter": []}
    cards: list[str] = []
    for change in range(1, CHANGES + 2):
        place = change % len(states)
        state = states[place]
        offered = bc.filter_exercises(exercises, pain_state=state)["rating"]
        before, cards = cards, [f"{row} {rating}" for row, rating in offered.items()]
        assert cards != before, "Two states with the same cards: nothing to wait for."
        rows = list(exercises.index[exercises[f"rating_{state}"] != "avoid"])
        found["explorer"].append(timed(page, _PRESS.format(place=place), _CARDS, cards))
        found["plain filter"].append(timed(page, _CHOOSE.format(state=state), _ROWS, rows))
    return {name: times[1:] for name, times in found.items()}


def main() -> None:
    """Measure, and print medians, 95th percentiles and the ratio."""
    times = measured(PLAIN, EXPLORER, measure=measure)
    took = ratio(times, "explorer", "plain filter")
    print(f"the explorer takes {took:.2f} times the plain filter (aim: at most 1.00)")


if __name__ == "__main__":
    main()
