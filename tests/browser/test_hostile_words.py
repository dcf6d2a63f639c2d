"""Hostile words wherever text comes in, in Chromium wherever it comes out: none runs, all are read.

The words, and where they are put, stand in `hostile_words.py`.
"""

from __future__ import annotations

import html as html_of
import io
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import hostile_words as hw
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from hostile_words import Watch
from matplotlib.text import Text
from playwright.sync_api import BrowserContext, Page

import backcare as bc
from backcare.browser import assets
from backcare.charts.style import printable, short
from backcare.documents.handout import plan_html
from backcare.widgets.dashboard import sessions_table

browser = pytest.mark.browser
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 400, "height": 800}
# How far a page can be scrolled sideways, and what is to blame.
TOO_WIDE = """() => {
  const over = document.documentElement.scrollWidth - innerWidth;
  if (over <= 0) return [];
  const clipped = (node) => node && (getComputedStyle(node).overflowX !== "visible" || clipped(node.parentElement));
  const wide = [...document.body.querySelectorAll("*")].filter((node) => node.getBoundingClientRect().right > innerWidth + 1 && !clipped(node.parentElement));
  return wide.slice(-6).map((node) => `${node.localName}.${node.className}: ${node.textContent.slice(0, 40)}`);
}"""


@pytest.fixture
def texts(trial) -> list[str]:
    """Take some of the words; all of them by hand."""
    return hw.some(trial.times(12, len(hw.WORDS)))


# --- in Chromium ---------------------------------------------------------------------------------


@browser
def test_the_look_sees_what_runs(context: BrowserContext, tmp_path: Path, trial) -> None:
    """Put into a page as it is, each of the words that harm a page is caught."""
    file = tmp_path / "raw.html"
    unseen = []
    for kind, text in hw.RUNS.items():
        page = context.new_page()
        watch = Watch(page)
        # Where it may stand: in the text, in attributes, and in what ends before it should.
        file.write_text(
            "<!doctype html><meta charset=utf-8><title>A page</title>"
            f'<p title="{text}">{text}</p><p title=\'{text}\'></p><textarea>{text}</textarea>'
            f"<style>{text}</style><script type=a>{text}</script>",
            "utf-8",
        )
        page.goto(file.as_uri(), wait_until="commit")
        page.wait_for_timeout(100)
        if not watch.harm():
            unseen.append(kind)
        page.close()
    assert unseen == []
    trial.tell("a hostile text put raw into a page", len(hw.RUNS), "each is caught by the look")


@browser
def test_pages_without_a_kernel(
    page: Page, texts: list[str], tmp_path: Path, trial, shoot: Callable[..., None]
) -> None:
    """All that is left in a saved notebook, on one page: as it was typed, and no wider."""
    pieces = static_pieces(texts)
    file = tmp_path / "static.html"
    sections = "".join(
        f'<section data-piece="{place}">{html}</section>' for place, (html, _) in enumerate(pieces)
    )
    file.write_text(
        "<!doctype html><html><meta charset=utf-8><title>A page</title>"
        f"<meta name=viewport content='width=device-width'><body>{sections}</body></html>",
        "utf-8",
    )
    watch = Watch(page)
    page.set_viewport_size(WIDE)
    page.goto(file.as_uri())
    seen = page.evaluate(
        """() => [...document.querySelectorAll("[data-piece]")].map((piece) => {
          const copy = piece.cloneNode(true);
          for (const style of copy.querySelectorAll("style")) style.remove();
          return [copy.textContent, ...[...piece.querySelectorAll("img")].map((image) => image.alt)].join("\\n");
        })"""
    )
    assert len(seen) == len(pieces)
    wanted = [texts for _, texts in pieces]
    assert [hw.missing(one, texts) for one, texts in zip(seen, wanted, strict=True)] == [[]] * len(
        pieces
    )
    shoot("wide")
    page.set_viewport_size(PHONE)
    shoot("phone")
    assert page.evaluate(TOO_WIDE) == []
    assert watch.harm() == []
    count = sum(map(len, wanted))
    trial.tell("a hostile text in a page without a kernel", count, "none ran, each is shown")


def static_pieces(texts: list[str]) -> list[tuple[str, list[str]]]:
    """Write every piece of HTML that a notebook keeps, each with the texts that it must show."""
    table = hw.own_table(texts)
    plan = hw.own_plan(table, texts)
    cells = {name: [part for text in texts for part in hw.of_cell(text, name)] for name in hw.COLUMNS}
    names = cells["name"]
    mild = bc.check_plan(plan.assign(pain_state="mild"), table)
    log = bc.SessionLog(":memory:", exercises=table)
    hw.fill_log(log, texts, table)
    frame = log.to_frame(hw.PATIENT)
    group = hw.group_frame(texts)
    calls = bc.who_to_call(group, as_of="2025-07-07")
    poses = hw.own_poses(texts[:8])
    whole = [*names, *cells["steps"], *cells["cues"], *cells["mistakes"], *cells["cautions"]]
    cautions = [hw.marked(text, "plan caution") for text in texts]
    refused = plan.assign(variant=texts)
    pieces = [
        (hw.page_of(bc.ExerciseExplorer(table)), [text for some in cells.values() for text in some]),
        (_in_app(plan_html(plan, table)), [*names, *(hw.marked(text, "plan why") for text in texts)]),
        (_in_app(plan_html(mild, table)), [*names, *cells["reason_mild"]]),
        (hw.page_of(bc.SessionPlayer(plan, log, exercises=table)), [*whole, *cautions]),
        (hw.page_of(bc.SessionPlayer(refused, log, exercises=table)), []),
        (hw.page_of(bc.SessionForm(log, exercises=table, patient=hw.PATIENT)), []),
        (hw.page_of(bc.SessionPlanner(log, exercises=table)), []),
        (
            hw.page_of(bc.ProgressDashboard(log, exercises=table, patient=hw.PATIENT)),
            [*texts[-5:], *map(hw.goal_of, texts)],
        ),
        (sessions_table(frame, table["name"].to_dict(), last=len(texts)), texts),
        (bc.show_calls(calls)._repr_html_(), [text[:100] for text in texts]),
        (bc.figure_sheet(poses=poses), []),
        (hw.page_of(bc.BodyMap(frame=group, exercises=table)), []),
    ]
    for quiz, text in zip(hw.quizzes(texts), texts, strict=True):
        said = [hw.marked(text, word) for word in ("question", "no", "yes", "because")]
        pieces.append((hw.page_of(quiz), said))
    for exercise_id, name in table["name"].items():
        if exercise_id in set(bc.load_poses()["exercise_id"]):
            # XML holds no control signs.
            svg = bc.figure_svg(str(exercise_id), exercises=table)
            pieces.append((svg, [name] if not _has_control(name) else []))
    for text in texts:
        chart = bc.show_chart(plt.figure(figsize=(1, 1)), text=hw.marked(text, "chart"))
        pieces.append((hw.page_of(chart), [hw.marked(text, "chart")]))
    with pd.option_context("display.max_colwidth", None, "display.max_rows", None):
        for made in (frame[["note", "session_id", "exercise_id"]], calls, table[["name", "steps"]]):
            pieces.append((made._repr_html_(), []))
    return pieces


def _in_app(html: str) -> str:
    """Give a piece the style that it has in a widget."""
    return f'<style>{assets("theme.css")}</style><div class="bc-app bc-planner">{html}</div>'


def _has_control(text: str) -> bool:
    return any(ord(sign) < 32 and sign not in "\t\n\r" for sign in text)
