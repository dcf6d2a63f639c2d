"""Hostile words wherever text comes in, in Chromium wherever it comes out: none runs, all are read.

The words, and where they are put, stand in `hostile_words.py`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from pathlib import Path

import hostile_words as hw
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from explorer_page import ExplorerPage, answer_none
from harm_watch import Watch
from log_page import LogPage
from matplotlib.text import Text
from player_page import PlayerPage
from playwright.sync_api import BrowserContext, Locator, Page, expect
from servers import write_notebook
from shells import Lab, Voila
from trials import LARGE

import backcare as bc
from backcare.browser import assets
from backcare.charts.style import short
from backcare.documents.handout import plan_html
from backcare.widgets.dashboard import sessions_table
from backcare.widgets.table_style import table_html

browser = pytest.mark.browser
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 400, "height": 800}
# What is to blame where a page can be scrolled sideways; in a notebook its outputs scroll.
TOO_WIDE = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const clips = (node) => getComputedStyle(node).overflowX !== "visible";
  const clipped = (node) => node && (clips(node) || clipped(node.parentElement));
  const wide = (node) => node.getBoundingClientRect().right > innerWidth + 1;
  return [...document.body.querySelectorAll("*")]
    .filter((node) => wide(node) && !clipped(node.parentElement))
    .slice(-6).map((node) => `${node.localName}.${node.className}`);
}"""
SCROLLS = """() => [...document.querySelectorAll(".bc-app, .jp-RenderedHTMLCommon")]
  .filter((app) => app.scrollWidth > app.clientWidth + 1)
  .map((app) => `${app.className}: ${app.scrollWidth} of ${app.clientWidth}`)"""
# What a place says, without what is never read, and with what is told of its pictures.
WORDS_IN = """(root) => {
  const copy = root.cloneNode(true);
  for (const style of copy.querySelectorAll("style")) style.remove();
  const told = [...root.querySelectorAll("img")].map((image) => image.alt);
  told.push(...[...root.querySelectorAll("svg[aria-label]")].map((chart) => chart.ariaLabel));
  return [copy.textContent, ...told].join("\\n");
}"""


@pytest.fixture
def texts(trial) -> list[str]:
    """Take some of the words; all of them by hand."""
    return hw.some(trial.times(6, len(hw.WORDS)))


# --- in Chromium ---------------------------------------------------------------------------------


@browser
def test_the_look_sees_what_runs(context: BrowserContext, tmp_path: Path, trial) -> None:
    """Put into a page as it is, each of the words that harm a page is caught."""
    file = tmp_path / "raw.html"
    unseen = []
    kinds = trial.chance.sample(list(hw.RUNS), trial.times(4, len(hw.RUNS)))
    for kind in kinds:
        text = hw.RUNS[kind]
        page = context.new_page()
        watch = Watch(page)
        # Where it may stand: in the text, in attributes, and in what ends before it should.
        file.write_text(
            "<!doctype html><meta charset=utf-8><title>A page</title>"
            f"<p title=\"{text}\">{text}</p><p title='{text}'></p><textarea>{text}</textarea>"
            f"<style>{text}</style><script type=a>{text}</script>",
            "utf-8",
        )
        page.goto(file.as_uri(), wait_until="commit")
        page.wait_for_timeout(100)
        if not watch.harm():
            unseen.append(kind)
        page.close()
    assert unseen == []
    trial.tell("a hostile text put raw into a page", len(kinds), "each is caught by the look")


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
    seen = [piece.evaluate(WORDS_IN) for piece in page.locator("[data-piece]").all()]
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
    cells = {
        name: [part for text in texts for part in hw.of_cell(text, name)] for name in hw.COLUMNS
    }
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
        (
            hw.page_of(bc.ExerciseExplorer(table)),
            [text for some in cells.values() for text in some],
        ),
        (
            _in_app(plan_html(plan, table)),
            [*names, *(hw.marked(text, "plan why") for text in texts)],
        ),
        (_in_app(plan_html(mild, table)), [*names, *cells["reason_mild"]]),
        (hw.page_of(bc.SessionPlayer(plan, log, exercises=table)), [*whole, *cautions]),
        (hw.page_of(bc.SessionPlayer(refused, log, exercises=table)), []),
        (hw.page_of(bc.SessionForm(log, exercises=table, patient=hw.PATIENT)), []),
        (hw.page_of(bc.SessionPlanner(log, exercises=table)), []),
        (
            hw.page_of(bc.ProgressDashboard(log, exercises=table, patient=hw.PATIENT)),
            [*texts[-5:], *map(hw.goal_of, texts)],
        ),
        (sessions_table(frame, table, last=len(texts)), texts),
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
        frames = (frame[["note", "session_id", "exercise_id"]], calls, table[["name", "steps"]])
        # Tables of pandas scroll in a notebook's outputs.
        scrolls = '<div style="overflow-x: auto">{}</div>'
        pieces += [(scrolls.format(made._repr_html_()), []) for made in frames]
        pieces += [(scrolls.format(table_html(made)), []) for made in frames]
        pieces.append((scrolls.format(table_html(frame[["note"]])), texts))
    return pieces


def _in_app(html: str) -> str:
    """Give a piece the style that it has in a widget."""
    return f'<style>{assets("theme.css")}</style><div class="bc-app bc-planner">{html}</div>'


def _has_control(text: str) -> bool:
    return any(ord(sign) < 32 and sign not in "\t\n\r" for sign in text)


@browser
def test_a_name_turns_no_words_after_it(page: Page, trial) -> None:
    """A name from right to left, or one that says so, leaves the amounts after it as they are."""
    kinds = ["from right to left, unclosed", "Arabic and Hebrew"]
    texts = [hw.WORDS[kind] for kind in kinds]
    table = hw.own_table(texts)
    table["name"] = texts
    plan = bc.check_plan(
        pd.DataFrame({"exercise_id": table.index, "pain_state": "chronic", "reps": [3, 4]}), table
    )
    calls = bc.who_to_call(hw.group_frame(texts), as_of="2025-07-07")
    page.set_content(_in_app(plan_html(plan, table)) + bc.show_calls(calls)._repr_html_())
    turned = page.evaluate(
        """() => [...document.querySelectorAll("li strong, li > bdi")].map((name) => {
          const range = document.createRange();
          const at = (place) => {
            range.setStart(name.nextSibling, place);
            range.setEnd(name.nextSibling, place + 1);
            return range.getBoundingClientRect().left;
          };
          return at(2) < at(3) && name.getBoundingClientRect().left < at(2);
        })"""
    )
    assert turned == [True] * 2
    # In the list of calls a name has a cell of its own, before the one with the numbers.
    before = page.locator(".bc-calls bdi").evaluate_all(
        """(names) => names.map((name) => name.getBoundingClientRect().right
          <= name.closest("tr").querySelector("td").getBoundingClientRect().left)"""
    )
    assert before == [True] * 2
    turned += before
    trial.tell(
        "a name from right to left before an amount", len(turned), "the amount is read as it is"
    )


@browser
def test_the_handout(
    context: BrowserContext, page: Page, texts: list[str], tmp_path: Path, trial, shoot
) -> None:
    """Opened from the disk: as typed, no wider; a note is kept, saved and read back as typed."""
    table = hw.own_table(texts)
    plan = hw.own_plan(table, texts)
    patient = hw.WORDS["onerror"]
    handout = bc.plan_handout(plan, tmp_path / "handout.html", exercises=table, patient=patient)
    context.set_offline(True)
    watch = Watch(page)
    page.set_viewport_size(WIDE)
    page.goto(handout.as_uri())
    page.locator("#diary").wait_for()
    columns = ("name", "steps", "cues", "mistakes", "cautions")
    wanted = [part for text in texts for column in columns for part in hw.of_cell(text, column)]
    wanted += [*(hw.marked(text, "plan caution") for text in texts), f"({patient})"]
    assert hw.missing(page.locator("body").evaluate(WORDS_IN), wanted) == []
    page.locator('[aria-current="date"]').click()
    assert hw.missing(page.locator("#done").text_content(), table["name"]) == []
    notes = [text for text in texts if not _is_lost_in_a_line(text)][: trial.times(4, len(texts))]
    for text in notes:
        page.get_by_label("A note").fill(text)
        page.reload()
        page.locator('[aria-current="date"]').click()
        expect(page.get_by_label("A note")).to_have_value(text)
        with page.expect_download() as download:
            page.get_by_role("button", name="Save my ticks as a file").click()
        file = tmp_path / "ticks.csv"
        download.value.save_as(file)
        with bc.SessionLog(":memory:", exercises=table) as log:
            log.import_csv(file)
            (session,) = log.sessions(patient)
        assert (session.note, session.patient) == (text, patient)
        assert not _would_run(file)
    shoot("wide")
    page.set_viewport_size(PHONE)
    shoot("phone")
    assert page.evaluate(TOO_WIDE) == []
    page.evaluate("localStorage.clear()")
    assert watch.harm() == []
    context.set_offline(False)
    count = len(wanted) + len(texts) + len(notes)
    trial.tell("a hostile text in a handout", count, "none ran, each is shown and comes back")


def _is_lost_in_a_line(text: str) -> bool:
    """Tell whether a field of one line, by itself, leaves out some of a text."""
    return any(sign in text for sign in "\r\n")


def _would_run(file: Path) -> list[str]:
    """Read a CSV file as a spreadsheet does: which cells would be run as a formula."""
    cells = pd.read_csv(file, header=None, dtype="str", keep_default_na=False).to_numpy().ravel()
    return [cell for cell in cells if cell.lstrip()[:1] in ("=", "+", "@", "\uff1d")]


CELLS = (
    "bc.ExerciseExplorer(table, log=log, pain_state='chronic')",
    "bc.SessionPlanner(log, exercises=table, pain_state='mild', minutes=30)",
    "bc.SessionPlayer(hw.own_plan(table, texts), log, exercises=table, patient='player')",
    "bc.SessionPlayer(hw.own_plan(table, texts).assign(variant=texts), log, exercises=table)",
    "form = bc.SessionForm(log, exercises=table, patient=hw.PATIENT)",
    "bc.ProgressDashboard(log, exercises=table, patient=hw.PATIENT, form=form)",
    "import ipywidgets\nipywidgets.VBox(hw.quizzes(texts))",
    "bc.show_calls(bc.who_to_call(hw.group_frame(texts), as_of='2025-07-07'))",
    "bc.BodyMap(frame=hw.group_frame(texts), exercises=table)",
    "bc.show_chart(bc.plot_group_pain(bc.group_weeks(hw.group_frame(texts[:12]), "
    "sessions_goal=1, as_of='2025-07-07')))",
)


@browser
@pytest.mark.parametrize("kind", ["voila", "lab"] if LARGE else ["voila"])
def test_every_widget(
    request: pytest.FixtureRequest, kind: str, page: Page, tmp_path: Path, trial, shoot
) -> None:
    """Each widget shows the words as they were typed, works on, and stores what is typed."""
    widgets = Widgets(page, tmp_path, hw.some(trial.times(4, 30 if kind == "lab" else 99)))
    watch = Watch(page)
    page.set_viewport_size(WIDE)
    widgets.open_in(request.getfixturevalue(kind))
    widgets.explore(trial.times(2, 20))
    widgets.plan()
    widgets.play()
    widgets.look_back()
    widgets.write_down(trial.times(2, 99))
    widgets.ask()
    # The call list and the chart.
    widgets.look(page.locator("body"), [text[:100] for text in widgets.texts])
    shoot("wide")
    if kind == "voila":
        page.set_viewport_size(PHONE)
        for name in ("explorer", "planner", "session-form", "dashboard"):
            page.locator(f".bc-{name}").last.scroll_into_view_if_needed()
            shoot(f"phone-{name}")
        assert page.evaluate(TOO_WIDE) == []
        assert page.evaluate(SCROLLS) == []
    assert watch.harm() == []
    what = f"a hostile text in a page of widgets ({'Voila' if kind == 'voila' else 'JupyterLab'})"
    trial.tell(what, widgets.seen, "none ran, each is shown as it was typed")


class Widgets:
    """A page that shows every widget, with the words in all of them, and how it is used."""

    def __init__(self, page: Page, folder: Path, texts: list[str]) -> None:
        self.page, self.folder, self.texts = page, folder, texts
        self.table = hw.own_table(texts)
        self.cells = {
            name: [part for text in texts for part in hw.of_cell(text, name)] for name in hw.COLUMNS
        }
        self.log_page = LogPage(page)
        self.seen = 0

    def open_in(self, shell: Lab | Voila) -> None:
        """Fill a log, and open the page."""
        with self.log() as log:
            hw.fill_log(log, self.texts, self.table)
        notebook = shell.server.folder / f"{shell.name}-words.ipynb"
        shell.open(write_notebook(notebook, hw.in_kernel(self.folder, len(self.texts)), *CELLS))
        self.page.locator(".bc-explorer .bc-gate").wait_for()

    def log(self) -> bc.SessionLog:
        """Open the log of the page."""
        return bc.SessionLog(self.folder / "log.db", exercises=self.table)

    def last_note(self, patient: str) -> str:
        """Read the note that was stored last."""
        with self.log() as log:
            return log.last_sessions(1, patient=patient)[0].note

    def look(self, place: Locator, wanted: Iterable[str]) -> None:
        """Wait until a place shows these texts."""
        wanted = list(wanted)
        for _ in range(150):
            missing = hw.missing(place.evaluate(WORDS_IN), wanted)
            if not missing:
                break
            self.page.wait_for_timeout(100)
        assert missing == []
        self.seen += len(wanted)

    def explore(self, searches: int) -> None:
        """See all cards, and search for the words."""
        explorer = self.page.locator(".bc-explorer")
        answer_none(explorer.locator(".bc-gate"))
        expect(explorer.locator("article.bc-card:visible")).to_have_count(len(self.texts))
        self.look(explorer, [text for some in self.cells.values() for text in some])
        ExplorerPage(explorer).open_filters()
        for text in self.texts[:searches]:
            typed = f"{' '.join(text.split())} qq"
            explorer.locator(".bc-search input").fill(typed)
            words = f"Its names do not match \u201c{typed}\u201d."
            self.look(explorer.locator(".bc-left-out"), [words])

    def plan(self) -> None:
        """See a plan in words, and one that is refused."""
        planner = self.page.locator(".bc-planner")
        answer_none(planner.locator(".bc-gate"))
        planner.locator(".bc-plan li").first.wait_for()
        names = planner.locator(".bc-plan li strong").all_text_contents()
        assert {*names} <= {*map(_as_html, self.table["name"])}
        self.seen += len(names)
        refused = self.page.locator(".bc-session-player").nth(1)
        self.look(refused, [f"exercise {place}, variant" for place in (1, 2, 3)])

    def play(self) -> None:
        """Go through a session, and write a note."""
        player = PlayerPage(self.page)
        player.root = self.page.locator(".bc-session-player").first
        player.begin()
        live, last = player.root.locator(".bc-live"), len(self.texts) - 1
        for place, text in enumerate(self.texts):
            expect(live.locator(".bc-where")).to_contain_text(f"{place + 1} of {last + 1}")
            parts = ("name", "steps", "cues", "mistakes", "cautions")
            self.look(live, [one for name in parts for one in hw.of_cell(text, name)])
            expect(live.locator(".bc-figure-box")).not_to_contain_text("native code")
            if place < last:
                player.button("Skip").click()
        player.button("Finish for today").click()
        player.on("after")
        typed = f"{self.texts[2]} {self.texts[1]}"
        player.root.locator(".bc-note textarea").fill(typed)
        player.save()
        player.is_saved()
        assert self.last_note("player").startswith(_as_html(typed))

    def look_back(self) -> None:
        """See the last sessions, the goals and the names to choose from, and choose one."""
        dashboard = self.log_page.dashboard
        self.look(dashboard.locator("table.bc-sessions"), self.texts[-5:])
        self.look(dashboard, [*map(hw.goal_of, self.texts), *self.cells["name"]])
        choice = dashboard.locator(".bc-filters").get_by_label("Exercise", exact=True)
        choice.select_option(index=len(self.texts))
        self.look(dashboard, [f"{self.table['name'].iloc[-1]} only."])
        choice.select_option(index=0)

    def write_down(self, notes: int) -> None:
        """Save notes, each in a session of its own."""
        form = self.log_page.form
        for text in self.texts[:notes]:
            self.log_page.open_form()
            form.get_by_label("Anything to remember?").fill(text)
            self.log_page.button("Save").click()
            self.log_page.says("Saved.")
            self.look(self.log_page.dashboard.locator("table.bc-sessions"), [text])
            for _ in range(150):  # "Saved." may still be that of the note before
                if self.last_note(hw.PATIENT) == _as_html(text):
                    break
                self.page.wait_for_timeout(100)
            assert self.last_note(hw.PATIENT) == _as_html(text)

    def ask(self) -> None:
        """Answer every question."""
        for place, text in enumerate(self.texts):
            quiz = self.page.locator(".bc-quiz").nth(place)
            quiz.locator(".bc-answer input").first.click()
            quiz.get_by_role("button").click()
            self.look(quiz, [hw.marked(text, one) for one in ("question", "no", "yes", "because")])


def _as_html(text: str) -> str:
    """Give a text as a page holds it: with one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


# --- without a browser: pictures and files -------------------------------------------------------


def test_charts_and_report(texts: list[str], tmp_path: Path, trial) -> None:
    """Really drawn, without a warning; what is written of a person is what they typed."""
    warnings.simplefilter("error")
    for place in range(0, len(texts), 12):
        twelve = texts[place : place + 12]
        group, table = hw.group_frame(twelve), hw.own_table(twelve)
        weeks = bc.group_weeks(group, sessions_goal=1, as_of="2025-07-07")
        # The words of all of them in the log of one, who is called by the first.
        one = group.sort_values("started_at").assign(patient=twelve[0][:100])
        named = [bc.plot_group_pain(weeks), bc.plot_group_weeks(weeks)]
        others = [
            bc.plot_pain_changes(bc.pain_changes(group, as_of="2025-07-07")),
            bc.plot_muscle_balance(one, table),
            bc.plot_progress(bc.weekly_summary(one)),
        ]
        for chart in [*named, *others]:
            assert bc.show_chart(chart).png
        wanted = {short(text[:100], 20) for text in twelve}
        for chart in named:
            drawn = [text for text in chart.figure.findobj(Text) if text.get_text() in wanted]
            assert {text.get_text() for text in drawn} == wanted
            assert not any(text.get_parse_math() for text in drawn)
        assert hw.missing(bc.chart_text(named[0]), [text[:100] for text in twelve]) == []
        for ending in ("pdf", "png"):
            bc.weekly_report(one, tmp_path / f"report.{ending}", exercises=table)
    trial.tell(
        "a hostile text in charts and a report", 7 * len(texts), "each is drawn, as it was typed"
    )


def test_files_give_back_what_was_typed(texts: list[str], tmp_path: Path, trial) -> None:
    """Logs, plans and tables: no cell is a formula, and each is read back as it was."""
    table = hw.own_table(texts)
    log, other = (bc.SessionLog(":memory:", exercises=table) for _ in range(2))
    hw.fill_log(log, texts, table, patient=texts[-1][:100])
    file = log.export_csv(tmp_path / "log.csv")
    assert not _would_run(file)
    other.import_csv(file)
    assert other.sessions() == log.sessions()
    assert [one.note for one in other.sessions()] == texts
    plan = hw.own_plan(table, texts)
    for ending in ("csv", "json"):
        kept = tmp_path / f"plan.{ending}"
        bc.save_plan(plan, kept, exercises=table)
        again = bc.load_plan(kept, exercises=table)
        pd.testing.assert_frame_equal(again, plan, check_dtype=False)
        assert ending == "json" or not _would_run(kept)
    table.to_csv(tmp_path / "mine.csv")
    assert bc.load_exercises(tmp_path / "mine.csv")["name"].tolist() == [
        name.strip() for name in table["name"]
    ]
    trial.tell("a hostile text in a file", 5 * len(texts), "no formula; read back as it was")
