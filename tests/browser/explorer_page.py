"""An explorer in a page, as a person sees it: what is on screen, and what can be pressed."""

import ast
import contextlib
import re
import time
from collections.abc import Sequence
from typing import Any

import pandas as pd
from playwright.sync_api import Locator, Page, TimeoutError as TooLate, expect

import backcare as bc

EXPLORER = "import backcare as bc\n\nbc.ExerciseExplorer()"
_PATIENCE_S = 30
# Everything a state is compared by, read in one go.
_SEEN = """root => {
  const all = (selector) => [...root.querySelectorAll(selector)];
  const onScreen = (node) => node.getClientRects().length > 0;
  const text = (selector) => root.querySelector(selector)?.textContent ?? "";
  return {
    offered: all(".bc-deck article.bc-card").filter(onScreen)
      .map((card) => [card.dataset.exerciseId, card.dataset.rating]),
    left_out: all(".bc-left-out [data-left-out-id]").filter((line) => !line.closest("[hidden]"))
      .map((line) => line.dataset.leftOutId),
    count: text(".bc-count"),
    code: text(".bc-pandas code"),
  };
}"""


def answer_none(gate: Locator) -> None:
    """Answer that no warning sign is there; another page may have been told so already today."""
    if gate.get_attribute("data-cleared") != "true":
        # A page that was made before hears of the other's answer when it is opened.
        with contextlib.suppress(TooLate):
            gate.locator(".bc-gate-none").click(timeout=3_000)
    expect(gate).to_have_attribute("data-cleared", "true")


class ExplorerPage:
    """One explorer; `root` is its outermost element."""

    def __init__(self, root: Locator) -> None:
        self.root = root
        self.gate = root.locator(".bc-gate")
        self.cards = root.locator("article.bc-card")

    @classmethod
    def on(cls, page: Page, place: int = 0) -> "ExplorerPage":
        """Wait for the page's explorer, or for its second."""
        explorer = cls(page.locator(".bc-explorer").nth(place))
        explorer.gate.wait_for()
        return explorer

    def seen(self) -> dict[str, Any]:
        """Read the cards, the list of those left out, the count, the code and what that asks."""
        seen = self.root.evaluate(_SEEN)
        return {**seen, "asked": _asked(seen["code"])}

    def settled(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Wait until these parts are as wanted; if they never are, give them as they are."""
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            seen = self.seen()
            parts = {name: seen[name] for name in wanted}
            if parts == wanted or time.monotonic() > deadline:
                return parts
            self.root.page.wait_for_timeout(20)

    def clear_gate(self) -> None:
        """Answer that no warning sign is there, unless that has been answered today."""
        answer_none(self.gate)

    def tick(self, flag: str) -> None:
        """Tick one warning sign, or take the tick away."""
        self.root.locator(f"input[data-flag-id='{flag}']").click()

    def press(self, control: str, term: str) -> None:
        """Press one button of a control by the word on it."""
        if control != "pain-state":
            self.open_filters()
        self.button(control, term).click()

    def button(self, control: str, term: str) -> Locator:
        """Find one button of a control by the word on it; what CSS puts before it is no word."""
        word = re.escape(_words(control).get(term, term))
        buttons = self.root.locator(f".bc-{control} button")
        return buttons.filter(has_text=re.compile(rf"^\s*{word}\s*$"))

    def open_filters(self) -> None:
        """Open what narrows the list beside the pain, unless it is open."""
        opens = self.root.locator(".bc-opens")
        if opens.get_attribute("aria-expanded") != "true":
            opens.click()
        expect(opens).to_have_attribute("aria-expanded", "true")

    def choose_position(self, term: str | None) -> None:
        """Choose a position from the list; None is any."""
        self.open_filters()
        choice = self.root.locator(".bc-position select")
        if term is None:
            choice.select_option(index=0)
        else:
            choice.select_option(label=labels("position")[term])

    def search(self, text: str) -> None:
        """Write into the search box."""
        self.open_filters()
        self.root.locator(".bc-search input").fill(text)


def answer(
    exercises: pd.DataFrame,
    choices: dict[str, Any],
    search: str = "",
    conditions: Sequence[str] = (),
) -> dict[str, Any]:
    """Work out with pandas alone what an explorer should show for these choices."""
    state = choices["pain_state"]
    offered = bc.filter_exercises(exercises, **choices)
    mine = bc.screen_exercises(offered, pain_state=state, conditions=conditions)
    found = bc.search_exercises(mine, search)
    out = bc.explain_exclusions(exercises, **choices)
    for_pain = out["because"] == "pain"
    return {
        "offered": [list(pair) for pair in found["rating"].items()],
        "left_out": [
            *out.index[for_pain],
            *offered.index.difference(mine.index, sort=False),
            *out.index[~for_pain],
            *mine.index.difference(found.index, sort=False),
        ],
        # Other choices may have the same answer: only with these has the page caught up.
        "asked": {
            **choices,
            **({"text": search} if search.strip() else {}),
            **({"conditions": list(conditions)} if conditions else {}),
        },
    }


def labels(vocabulary: str) -> dict[str, str]:
    """Give the terms of a vocabulary, in order, with the words on screen."""
    rows = bc.load_table("vocabulary")
    rows = rows[rows["vocabulary"] == vocabulary].sort_values("order")
    return dict(zip(rows["term"], rows["label"], strict=True))


def _words(control: str) -> dict[str, str]:
    others = {"pain-state": "pain_state", "muscles": "muscle_group", "conditions": "condition"}
    return labels(others.get(control, control))


def _asked(code: str) -> dict[str, Any]:
    """Read from the code shown what it asks for."""
    asked = {}
    for call in ast.walk(ast.parse(code)):
        if isinstance(call, ast.Call):
            asked |= {given.arg: ast.literal_eval(given.value) for given in call.keywords}
            if call.func.attr == "search_exercises":
                asked["text"] = ast.literal_eval(call.args[1])
    return asked
