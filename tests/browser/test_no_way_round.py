"""Nobody is led past a warning: every way into a session, in a real browser."""

import re
import signal
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from player_page import CELL, PlayerPage
from playwright.sync_api import Locator, expect
from servers import write_notebook
from shells import PATIENCE_MS, Lab, Voila
from test_player_in_page import TELL_NUMBER, faults, stopped

import backcare as bc
from backcare.text import spelled_date

pytestmark = pytest.mark.browser

PLANNER = "planner = bc.SessionPlanner(log, pain_state='chronic', minutes=10)\nplanner"
EXPLORER = "bc.ExerciseExplorer(log=log, pain_state='chronic')"
# One exercise that is ok, and one to ask about first.
ASKING = """\
import backcare as bc
import pandas as pd

log = bc.SessionLog({path!r})
plan = bc.check_plan(pd.DataFrame({{
    "exercise_id": ["walking", "pelvic_tilt"], "pain_state": "acute",
    "minutes": [2, None], "reps": [None, 1],
}}))
bc.SessionPlayer(plan, log)"""


@pytest.fixture
def play(shell: Lab | Voila, tmp_path: Path) -> Iterator[Callable[..., PlayerPage]]:
    """Open a player on a log in a file, with a clock that can be put forward."""
    # A morning, so that no test runs into midnight but those that mean to.
    shell.page.clock.install(time=datetime.now().astimezone().replace(hour=9))
    errors: list[str] = []
    shell.page.on("pageerror", lambda error: errors.append(str(error)))

    def opened(
        *more: str, cell: str = CELL, theme: str = "light", first: str = ".bc-session-player"
    ) -> PlayerPage:
        notebook = shell.server.folder / f"{uuid.uuid4().hex}.ipynb"
        write_notebook(notebook, cell.format(path=str(tmp_path / "log.db"), more=""), *more)
        shell.open(notebook, theme)
        page = PlayerPage(shell.page)
        shell.page.locator(first).first.wait_for()
        return page

    yield opened
    assert errors == [], "A script of the page failed."


# What the page does by itself is tried in one shell; what the shell has a part in, in both.
in_one_shell = pytest.mark.parametrize("shell", ["voila"], indirect=True)


def in_log(tmp_path: Path) -> list[bc.Session]:
    with bc.SessionLog(tmp_path / "log.db") as log:
        return log.sessions()


def answer(tmp_path: Path, flags: list[str], *, days_ago: int = 0) -> None:
    """Answer the warning signs as another page would have done."""
    with bc.SessionLog(tmp_path / "log.db") as log:
        when = datetime.now(UTC).astimezone() - timedelta(days=days_ago)
        log.safety_record().answer_red_flags(flags, when)


def fits_a_phone(page: PlayerPage, shoot: Callable[[str], None], name: str) -> None:
    """Nothing is cut off, too small or without a name or contrast, at 400 pixels."""
    page.page.set_viewport_size({"width": 400, "height": 860})
    found = faults(page)
    shoot(name)
    page.page.set_viewport_size({"width": 1200, "height": 900})
    assert found == []


def tick(root: Locator, flag: str = "fever") -> None:
    root.locator(f"input[data-flag-id={flag}]").check()


@in_one_shell
def test_the_check_is_asked_once_a_day(play, tmp_path):
    """An answer on one page counts on the next; in between it is in the log."""
    answer(tmp_path, [])
    page = play()
    page.on("before")
    expect(page.root.locator(".bc-gate-done")).to_be_visible()


@in_one_shell
@pytest.mark.parametrize(("flags", "days_ago"), [(["fever"], 0), (["fever"], 3), ([], 1)])
def test_a_sign_and_yesterdays_none_keep_it_shut(play, tmp_path, flags, days_ago):
    """A sign until it is taken back; none for its own day."""
    answer(tmp_path, flags, days_ago=days_ago)
    with bc.SessionLog(tmp_path / "log.db") as log:
        log.add(bc.Session(datetime.now(UTC)))  # a session of today is no answer
    page = play()
    page.on("gate")
    expect(page.root.locator(".bc-gate-action")).to_contain_text("doctor" if flags else "")
    expect(page.root.locator(".bc-start")).to_be_hidden()


@pytest.mark.parametrize(
    ("shell", "how"),
    [("voila", signal.SIGSTOP), ("voila", signal.SIGKILL), ("lab", signal.SIGKILL)],
    indirect=["shell"],
)
def test_a_sign_that_no_kernel_has_heard_is_there_after_a_reload(play, shell, tmp_path, how):
    """The browser keeps it until the log has it; today's "none" of the log lets nobody in."""
    answer(tmp_path, [])
    page = play(TELL_NUMBER.format(path=str(tmp_path / "pid")))
    page.on("before")
    with stopped(tmp_path / "pid", how):
        page.root.locator(".bc-gate-again").click()
        tick(page.root)
        page.on("gate")
        with bc.SessionLog(tmp_path / "log.db") as log:
            assert log.safety_record().is_clear()
        shell.reload()
        page.root.first.wait_for()
        expect(page.root.locator("input[data-flag-id=fever]")).to_be_checked()
        page.on("gate")
    expect(page.root.locator(".bc-gate-action")).to_contain_text("doctor")
    expect(page.root.locator(".bc-start")).to_be_hidden()
    with bc.SessionLog(tmp_path / "log.db") as log:
        # A kernel that was only stopped now hears the presses one by one: first the look again.
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while log.safety_record().red_flags() is None and time.monotonic() < deadline:
            page.page.wait_for_timeout(100)
        page.page.wait_for_timeout(500)
        assert log.safety_record().red_flags().flags == ("fever",)


def test_a_tick_stops_what_runs_in_the_next_cell(play, shell, tmp_path, shoot):
    """In the planner, in the explorer: the session pauses at once, and so does the plan."""
    page = play(PLANNER, EXPLORER)
    page.begin()
    planner, explorer = shell.page.locator(".bc-planner"), shell.page.locator(".bc-explorer")
    expect(planner.locator(".bc-plan")).to_be_visible()
    expect(explorer.locator(".bc-card").locator("visible=true").first).to_be_visible()
    planner.locator(".bc-gate-again").click()
    page.on("check")
    tick(planner)
    expect(page.root.locator(".bc-gate-action")).to_contain_text("Speak to a doctor today")
    for gone in (planner.locator(".bc-plan"), explorer.locator(".bc-card").locator("visible=true")):
        expect(gone).to_have_count(0)
    fits_a_phone(page, shoot, "check")
    page.wait(60)
    page.on("check")
    # Taken back, and answered in the third place: it goes on, paused.
    planner.locator("input[data-flag-id=fever]").uncheck()
    explorer.locator(".bc-gate-none").click()
    page.on("live")
    expect(page.phase).to_contain_text("Paused")
    tick_again = page.root.locator(".bc-gate-again")
    tick_again.click()
    tick(page.root, "bladder")
    page.button("Finish for today").click()
    page.on("after")
    page.save()
    page.is_saved()
    expect(page.button("Another session")).to_be_visible()
    page.button("Another session").click()
    page.on("gate")
    assert len(in_log(tmp_path)) == 1


@in_one_shell
def test_midnight_in_an_open_page(play, shell, tmp_path):
    """The answer of the day before does not let anybody start."""
    page = play()
    page.root.locator(".bc-gate-none").click()
    page.on("before")
    page.page.clock.fast_forward("24:00:00")
    page.on("gate")
    with bc.SessionLog(tmp_path / "log.db") as log:
        shell.page.wait_for_timeout(500)
        assert not log.safety_record().is_clear()


def test_a_session_of_another_day_is_kept_and_never_continued(play, shell, tmp_path, shoot):
    """It can be saved as it was; how long ago it was does not count as pain."""
    page = play()
    page.begin(pain=5)
    page.wait(100)
    began = shell.page.evaluate("Date.now()")
    shell.page.clock.fast_forward("48:00:00")
    page.on("leftover")
    expect(page.root.locator(".bc-pause")).to_be_hidden()
    fits_a_phone(page, shoot, "leftover")
    shell.reload()
    page.on("leftover")
    page.button("Save it as it was").click()
    page.is_saved()
    (session,) = in_log(tmp_path)
    assert (session.pain_before, session.pain_after) == (5, None)
    assert session.pain_minutes < 5
    assert abs(session.started_at.timestamp() - began / 1000) < 600


@in_one_shell
def test_a_leftover_is_deleted_only_when_pressed_twice(play, tmp_path):
    """One slip loses nothing."""
    page = play()
    page.begin()
    page.page.clock.fast_forward("24:00:00")
    page.on("leftover")
    page.button("Delete it").click()
    page.on("leftover")
    page.button("Press again").click()
    page.on("gate")
    assert in_log(tmp_path) == []


@in_one_shell
def test_a_session_of_another_plan_is_never_continued(play, shell, tmp_path, shoot):
    """Neither after another pain was said nor after a reload: it is saved as it was, or deleted."""
    answer(tmp_path, [])
    more = "planner = bc.SessionPlanner(log, minutes=10)\nplanner"
    cell = "import backcare as bc\nlog = bc.SessionLog({path!r})\n"
    page = play(cell=f"{cell}{more}", first=".bc-planner")
    planner = shell.page.locator(".bc-planner")

    def do_plan(state: str) -> None:
        planner.get_by_role("button", name=state).click()
        expect(planner.locator(".bc-plan li").first).to_be_visible()
        planner.get_by_role("button", name="Do this plan").click()

    do_plan("Long-lasting pain")
    page.on("before")
    # It was said on this page, but pain above mild may be another one.
    still = page.root.locator(".bc-made-for")
    expect(still).to_be_hidden()
    page.feels(6)
    expect(still).to_be_visible()
    expect(page.root.locator(".bc-above")).to_contain_text("bladder or bowel trouble?")
    page.button("Start").click()
    expect(page.root.locator(".bc-before .bc-missing")).to_contain_text("as it was when this plan")
    page.feels(2)
    expect(still).to_be_hidden()
    page.button("Start").click()
    page.on("live")
    page.wait(60)
    back = planner.get_by_role("button", name="Back to the plan")
    back.click()
    planner.get_by_role("button", name="Do this plan").click()
    page.on("live")  # the same plan goes on
    back.click()
    # Another plan for the same pain: whoever wants to may finish the first.
    planner.get_by_role("button", name="30 min").click()
    expect(planner.locator(".bc-plan")).to_contain_text("About 2")
    planner.get_by_role("button", name="Do this plan").click()
    page.on("leftover")
    page.button("Continue it").click()
    page.on("live")
    expect(page.phase).to_contain_text("Paused")
    back.click()
    do_plan("Sudden or new pain")
    page.on("leftover")
    left = page.root.locator(".bc-leftover")
    expect(left).to_contain_text("or what applies to you, has changed since.")
    expect(page.button("Continue it")).to_have_count(0)
    expect(page.root.locator(".bc-pause")).to_be_hidden()
    fits_a_phone(page, shoot, "other-plan")
    shell.reload()
    planner.get_by_role("button", name="Sudden or new pain").click()
    unsaved = planner.get_by_text("You began a session today at 09:")
    expect(unsaved).to_be_visible()
    planner.get_by_role("button", name="Go on with it").click()
    page.on("leftover")
    page.button("Save it as it was").click()
    page.is_saved()
    back.click()
    expect(unsaved).to_be_hidden()
    planner.get_by_role("button", name="Do this plan").click()
    page.button("Another session").click()
    page.on("before")
    expect(page.root.locator(".bc-listed")).to_contain_text("Walking")
    (session,) = in_log(tmp_path)
    assert session.pain_before == 2


@in_one_shell
@pytest.mark.parametrize("when", ["before", "during", "after"])
def test_severe_pain_that_was_chosen_outlives_a_reload(play, shell, tmp_path, when):
    """Nobody needs to have confirmed it: to load the page anew takes nothing back."""
    answer(tmp_path, [])
    page = play()
    if when == "before":
        page.on("before")
        page.still_fits()
        page.feels(8)
    else:
        page.start()
        if when == "after":
            page.button("Finish for today").click()
            page.on("after")
        else:
            page.button("It hurts").click()
        page.feels(9)
    shell.reload()
    help_now = page.root.get_by_text("bladder or bowel trouble?").locator("visible=true").first
    if when == "before":
        page.on("before")
        expect(help_now).to_be_visible()
        expect(page.root.locator(".bc-start")).to_be_hidden()
        page.button("Note it and finish").click()
    elif when == "during":
        page.on("live")
        expect(page.root.locator(".bc-advice-now")).to_be_visible()
        expect(page.pause).to_be_hidden()
        page.button("Finish").click()
        page.save(2)
    else:
        page.on("after")
        expect(help_now).to_be_visible()
        page.button("Save").click()
    page.is_saved()
    expect(page.root.locator(".bc-stop")).to_contain_text("Pain of 7 or more")
    (session,) = in_log(tmp_path)
    pains = (session.pain_before, session.pain_peak, session.pain_after)
    assert pains == {"before": (8, None, None), "during": (2, 9, 2), "after": (2, None, 9)}[when]
    # Said, it is not asked about once more.
    shell.reload()
    expect(page.root.locator(".bc-stop")).to_contain_text("Pain of 7 or more")
    assert (
        shell.page.evaluate("Object.keys(localStorage).filter(one => /severe|session/.test(one))")
        == []
    )


@in_one_shell
def test_a_condition_that_is_ticked_in_another_tab_reaches_what_runs(play, shell, tmp_path):
    """What it rules out is not begun, and what is on does not go on."""
    answer(tmp_path, [])
    cell = CELL.replace('["bridging", "hamstring_stretch"]', '["walking", "hamstring_stretch"]')
    cell = cell.replace(
        '"reps": [2, 1], "hold_s": [60, 60], "rest_s": [60, None]',
        '"minutes": [9, None], "reps": [None, 1]',
    )
    page = play(cell=cell)
    page.start()
    notebook = shell.server.folder / f"{uuid.uuid4().hex}.ipynb"
    explorer = "import backcare as bc\nlog = bc.SessionLog({path!r})\n" + EXPLORER
    write_notebook(notebook, explorer.format(path=str(tmp_path / "log.db")))
    second = Voila(shell.page.context.new_page(), shell.server)
    second.open(notebook)
    other = second.page.locator(".bc-explorer")
    other.get_by_role("button", name="Filters").click()
    other.get_by_role("button", name="Pain or tingling in the leg").click()
    page.on("leftover")
    expect(page.root.locator(".bc-leftover")).to_contain_text("what applies to you, has changed")
    page.button("Save it as it was").click()
    page.is_saved()
    page.button("Another session").click()
    page.on("before")
    expect(page.root.locator(".bc-listed")).to_have_text(re.compile("^Walking"))
    expect(page.root.locator(".bc-notes")).to_contain_text("Hamstring stretch")
    second.leave()
    second.page.close()


@in_one_shell
def test_a_new_pain_that_is_said_in_another_tab_reaches_what_runs(play, shell, tmp_path, shoot):
    """What is on does not go on, and no plan of before is begun."""
    answer(tmp_path, [])
    page = play()
    page.start()
    notebook = shell.server.folder / f"{uuid.uuid4().hex}.ipynb"
    explorer = "import backcare as bc\nlog = bc.SessionLog({path!r})\n" + EXPLORER
    write_notebook(notebook, explorer.format(path=str(tmp_path / "log.db")))
    second = Voila(shell.page.context.new_page(), shell.server)
    second.open(notebook)
    second.page.locator(".bc-explorer").get_by_role("button", name="Sudden or new pain").click()
    page.on("leftover")
    expect(page.root.locator(".bc-leftover")).to_contain_text("your back, or what applies to you")
    page.button("Save it as it was").click()
    page.is_saved()
    page.button("Another session").click()
    page.on("before")
    expect(page.root.locator(".bc-made-for legend")).to_contain_text(
        "Today you chose: sudden or new"
    )
    expect(page.root.locator(".bc-not-this")).to_contain_text("walk gently")
    expect(page.root.locator(".bc-made-for label").locator("visible=true")).to_have_count(0)
    expect(page.root.locator(".bc-start")).to_be_hidden()
    fits_a_phone(page, shoot, "new-pain")
    second.leave()
    second.page.close()


@in_one_shell
def test_a_stop_that_a_form_saves_elsewhere_ends_what_runs(play, shell, tmp_path):
    """In another window of the same browser, while nobody touches the player."""
    answer(tmp_path, [])
    page = play()
    page.start()
    notebook = shell.server.folder / f"{uuid.uuid4().hex}.ipynb"
    form = "import backcare as bc\nlog = bc.SessionLog({path!r})\nbc.SessionForm(log)"
    write_notebook(notebook, form.format(path=str(tmp_path / "log.db")))
    second = Voila(shell.page.context.new_page(), shell.server)
    second.open(notebook)
    written = second.page.locator(".bc-session-form")
    written.get_by_role("radiogroup", name="Pain after").locator("label").nth(9).click()
    written.get_by_role("button", name="Save").click()
    expect(written.locator(".bc-said").first).to_contain_text("Saved")
    page.on("check")
    expect(page.root.locator(".bc-stop").first).to_contain_text("severe")
    expect(page.root.locator(".bc-pause")).to_be_hidden()
    page.button("Finish for today").click()
    page.on("after")
    second.page.close()


@in_one_shell
def test_how_the_back_was_yesterday_starts_no_plan_today(play, shell, tmp_path):
    """An open player asks anew, also where the planner had asked the day before."""
    answer(tmp_path, [])
    page = play("planner = bc.SessionPlanner(log, minutes=10)\nplanner")
    planner = shell.page.locator(".bc-planner")
    planner.get_by_role("button", name="Long-lasting pain").click()
    planner.get_by_role("button", name="Do this plan").click()
    page.root = planner.locator(".bc-session-player")
    page.on("before")
    still = page.root.locator(".bc-made-for")
    expect(still).to_be_hidden()
    page.feels(2)
    shell.page.clock.fast_forward("24:00:00")
    page.on("gate")
    page.root.locator(".bc-gate-none").click()
    page.on("before")
    expect(still).to_be_visible()
    page.button("Start").click()
    expect(page.root.locator(".bc-before .bc-missing")).to_contain_text("as it was when this plan")
    page.still_fits()
    page.button("Start").click()
    expect(page.root.locator(".bc-before .bc-missing")).to_contain_text("how much your back hurts")


@in_one_shell
@pytest.mark.parametrize("pain", [7, 10])
def test_severe_pain_before_is_no_session(play, tmp_path, shoot, pain):
    """No start, not even a gentle one; noted, and the way to help is there."""
    page = play()
    page.root.locator(".bc-gate-none").click()
    page.on("before")
    page.still_fits()
    page.feels(pain)
    expect(page.root.locator(".bc-start")).to_be_hidden()
    severe = page.root.locator(".bc-severe")
    expect(severe).to_contain_text("ask a health professional before your next session")
    expect(severe).to_contain_text("New numbness, weakness, tingling, bladder or bowel trouble?")
    fits_a_phone(page, shoot, "severe")
    severe.get_by_role("button", name="Get help now").click()
    page.on("gate")
    expect(page.root.locator("input[data-flag-id]").first).to_be_focused()
    page.root.locator(".bc-gate-none").click()
    page.on("before")
    page.feels(6)
    expect(page.button("Start gently")).to_be_visible()
    page.feels(pain)
    page.button("Note it and finish").click()
    page.is_saved()
    expect(page.root.locator(".bc-end > h2")).to_have_text("Your pain is noted")
    expect(page.root.locator(".bc-flare:visible")).to_have_count(1)
    (session,) = in_log(tmp_path)
    assert (session.pain_before, session.entries) == (pain, ())


def test_severe_pain_during_ends_it(play, shell, tmp_path, shoot):
    """No easier form, no way on, also not after a reload."""
    page = play(theme="dark")
    page.begin()
    page.wait(20)
    page.button("It hurts").click()
    page.feels(8)
    page.button("OK").click()
    advice = page.root.locator(".bc-advice-now")
    expect(advice).to_contain_text("Stop for today")
    expect(advice.get_by_role("button").locator("visible=true")).to_have_text(
        ["Get help now", "Finish for today"]
    )
    # The log has it before the session is saved, so that no other page leads on meanwhile. The
    # notice that lasts is not beside what is said here: that is one panel, with one way to help.
    notice = page.root.locator(".bc-stop")
    expect(notice).to_contain_text("severe", timeout=PATIENCE_MS)
    expect(notice).to_be_hidden()
    with bc.SessionLog(tmp_path / "log.db") as log:
        assert (log.awaiting_reason(), log.to_frame().empty) == ("severe_pain", True)
    page.on("live")
    fits_a_phone(page, shoot, "severe-during")
    shell.reload()
    page.on("live")
    expect(advice).to_contain_text("Stop for today")
    page.page.keyboard.press("Space")
    page.button("Finish for today").click()
    page.save(pain=7)
    page.is_saved()
    expect(notice.get_by_role("button", name="Get help now")).to_be_visible()
    expect(notice.get_by_role("button", name="I have asked")).to_be_visible()
    expect(page.root.locator(".bc-still")).to_be_hidden()
    assert in_log(tmp_path)[0].pain_peak == 8


def test_severe_pain_that_only_the_browser_knows(play, shell, tmp_path, shoot):
    """The player's Python is gone: the other pages stop all the same, at once and in the log.

    The player goes on to say what it means, and what becomes of the session.
    """
    answer(tmp_path, [])
    page = play(TELL_NUMBER.format(path=str(tmp_path / "pid")))
    page.start()
    notebook = shell.server.folder / f"{uuid.uuid4().hex}.ipynb"
    cell = f"import backcare as bc\nlog = bc.SessionLog({str(tmp_path / 'log.db')!r})\n{EXPLORER}"
    write_notebook(notebook, cell, TELL_NUMBER.format(path=str(tmp_path / "second")))
    second = type(shell)(shell.page.context.new_page(), shell.server)
    second.open(notebook)
    cards = second.page.locator(".bc-card").locator("visible=true")
    expect(cards.first).to_be_visible(timeout=PATIENCE_MS)
    words = "ask a health professional before your next session"
    with stopped(tmp_path / "pid", signal.SIGKILL), stopped(tmp_path / "second"):
        page.button("It hurts").click()
        page.feels(8)
        page.button("OK").click()
        expect(page.root.locator(".bc-advice-now")).to_contain_text(words)
        kept = second.page.locator(".bc-kept-stop")
        expect(kept).to_contain_text("until you have asked a health professional")
        expect(cards).to_have_count(0)
        shoot("kept-stop", second.page)
        page.button("Finish for today").click()
        page.on("after")
        page.feels(6)
        expect(page.root.locator(".bc-was-severe")).to_contain_text(words)
        page.button("Save").click()
        said = page.root.locator(".bc-end .bc-said")
        expect(said).to_contain_text("Your session is kept in this browser.", timeout=10_000)
        expect(page.root.locator(".bc-still")).to_contain_text("Pain of 8 out of 10 is severe.")
        fits_a_phone(page, shoot, "severe-lost")
    asked = second.page.get_by_role("button", name="I have asked a health professional")
    expect(asked).to_be_visible(timeout=PATIENCE_MS)
    expect(kept).to_have_count(0)
    expect(cards).to_have_count(0)
    with bc.SessionLog(tmp_path / "log.db") as log:
        assert (log.awaiting_reason(), log.to_frame().empty) == ("severe_pain", True)
    asked.click()
    # Nothing of that session is saved, and it counts all the same.
    expect(second.page.locator(".bc-explorer")).to_contain_text("your pain went above mild")
    expect(cards).to_have_count(0)
    second.page.get_by_role("button", name="Yes, it is as usual again").click()
    expect(cards.first).to_be_visible()
    expect(
        second.page.locator(".bc-explorer").locator(":scope:focus, .bc-gate:focus")
    ).to_have_count(1)
    second.leave()
    second.page.close()


@in_one_shell
def test_severe_pain_that_was_only_chosen_counts_on_the_next_page(play, shell, tmp_path):
    """Nothing was pressed after it, and its page was closed."""
    answer(tmp_path, [])
    page = play()
    page.on("before")
    page.feels(8)
    notebook = shell.server.folder / f"{uuid.uuid4().hex}.ipynb"
    cell = f"import backcare as bc\nlog = bc.SessionLog({str(tmp_path / 'log.db')!r})\n{EXPLORER}"
    write_notebook(notebook, cell)
    shell.open(notebook)
    expect(shell.page.get_by_role("button", name="I have asked a health")).to_be_visible()
    expect(shell.page.locator(".bc-card").locator("visible=true")).to_have_count(0)
    with bc.SessionLog(tmp_path / "log.db") as log:
        assert log.awaiting_reason() == "severe_pain"


@in_one_shell
@pytest.mark.parametrize(("pain", "pressed"), [(6, "OK"), (8, None)])
def test_pain_that_is_not_saved_reaches_an_open_page(play, shell, tmp_path, pain, pressed):
    """Above mild once it is told; severe pain as soon as it is chosen. Nothing is saved for it."""
    answer(tmp_path, [])
    page = play()
    page.start()
    notebook = shell.server.folder / f"{uuid.uuid4().hex}.ipynb"
    cell = f"import backcare as bc\nlog = bc.SessionLog({str(tmp_path / 'log.db')!r})\n{EXPLORER}"
    write_notebook(notebook, cell)
    second = type(shell)(shell.page.context.new_page(), shell.server)
    second.open(notebook)
    explorer = second.page.locator(".bc-explorer")
    cards = explorer.locator(".bc-card").locator("visible=true")
    expect(cards.first).to_be_visible(timeout=PATIENCE_MS)
    page.page.bring_to_front()
    page.button("It hurts").click()
    page.feels(pain)
    if pressed:
        page.button(pressed).click()
    expect(cards).to_have_count(0)
    words = "your pain went above mild" if pain < 7 else "asked a health professional"
    expect(explorer).to_contain_text(words)
    with bc.SessionLog(tmp_path / "log.db") as log:
        felt = log.safety_record().with_unsaved(log.to_frame())
        assert (log.to_frame().empty, felt["pain_peak"].tolist()) == (True, [pain])
        assert log.awaiting_reason() == ("severe_pain" if pain > 6 else "")
    page.on("live")
    second.leave()
    second.page.close()


@in_one_shell
def test_not_yet_in_an_open_player_leads_to_a_plan_for_sudden_pain(play, shell, tmp_path, shoot):
    """It says what does not fit, and brings what does."""
    answer(tmp_path, [])
    planner = "planner = bc.SessionPlanner(log, minutes=10)\nplanner"
    cell = "import backcare as bc\nlog = bc.SessionLog({path!r})\n"
    page = play(cell=f"{cell}{planner}", first=".bc-planner")
    root = shell.page.locator(".bc-planner")
    root.get_by_role("button", name="Long-lasting pain").click()
    root.get_by_role("button", name="Do this plan").click()
    page.on("before")
    with bc.SessionLog(tmp_path / "log.db") as log:
        log.add(bc.Session(log.safety_record().now(), pain_before=3, pain_after=5))
    shell.page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.root.get_by_label("Not yet").check()
    fits_a_phone(page, shoot, "not-yet")
    page.button("Make a plan for sudden pain").click()
    expect(root.locator(".bc-plan li").first).to_contain_text("Walking")
    expect(root.locator(".bc-session-player")).to_have_count(0)


@in_one_shell
@pytest.mark.parametrize("way", ["Stay paused", "Skip this exercise", "Easier: once, hold 30 s"])
def test_pain_above_mild_eases_off_whichever_way_it_goes_on(play, tmp_path, way):
    """What is on and what is to come take their easier form, also once the pain is mild again."""
    page = play()
    page.begin()
    page.wait(20)
    page.button("It hurts").click()
    page.feels(5)
    page.button("OK").click()
    expect(page.root.locator(".bc-advice-now")).to_contain_text("comes in its easier form")
    page.button(way).click()
    if way == "Stay paused":
        page.button("Continue").click()
    amount = page.root.locator(".bc-amount-words")
    expect(amount).to_contain_text("(made easier)")
    page.button("Update your pain").click()
    page.feels(1)
    page.button("OK").click()
    page.root.locator(".bc-go-on").click()
    if way != "Skip this exercise":
        page.button("Skip").click()
    expect(page.root.locator("section.bc-live h2")).to_have_text("Hamstring stretch with a towel")
    expect(amount).to_contain_text("(made easier)")
    page.button("Finish for today").click()
    page.save()
    page.is_saved()
    (session,) = in_log(tmp_path)
    assert "Hamstring stretch with a towel" in session.note.partition("Skipped")[0]


@in_one_shell
def test_severe_pain_that_was_chosen_counts_without_ok(play, tmp_path):
    """Whoever goes back to the session with it has said it."""
    page = play()
    page.begin()
    page.wait(20)
    page.button("It hurts").click()
    page.feels(8)
    told = page.root.get_by_role("alert").filter(has_text="Pain of 8 out of 10 is severe.")
    expect(told).to_be_visible()  # before anything is pressed
    page.button("Back to the session").click()
    expect(page.root.locator(".bc-advice-now")).to_contain_text("Stop for today")
    page.button("Finish for today").click()
    page.save(pain=7)
    page.is_saved()
    assert in_log(tmp_path)[0].pain_peak == 8


@in_one_shell
def test_help_leads_to_the_signs_and_takes_none_back(play, tmp_path, shoot):
    """On each screen that is severe the signs come up; with one ticked, what to do about it."""
    page = play()
    gate, advice = page.root.locator(".bc-gate"), page.root.locator(".bc-gate-action")
    first = page.root.locator("input[data-flag-id]").first
    page.begin()
    page.button("Finish for today").click()
    page.on("after")
    page.button("Check again").click()
    expect(gate).to_be_visible()
    expect(first).to_be_focused()
    page.root.locator(".bc-gate-none").click()
    expect(page.button("Get help now")).to_have_count(0)
    page.feels(8)
    page.button("Get help now").click()
    expect(first).to_be_focused()
    page.root.locator(".bc-gate-none").click()
    page.button("Save").click()
    page.is_saved()
    page.button("Get help now").click()
    expect(first).to_be_focused()
    tick(page.root, "saddle_numbness")
    page.button("Get help now").click()
    expect(advice).to_be_focused()
    expect(advice).to_contain_text("emergency")
    page.page.wait_for_timeout(500)
    with bc.SessionLog(tmp_path / "log.db") as log:
        assert log.safety_record().red_flags().flags == ("saddle_numbness",)
    fits_a_phone(page, shoot, "help")


@in_one_shell
@pytest.mark.parametrize("reloaded", [False, True])
def test_no_other_session_after_severe_pain(play, shell, tmp_path, reloaded):
    """Not before somebody was asked; then pain is asked first, and bars it when it is severe."""
    page = play()
    page.begin()
    page.button("Finish for today").click()
    page.save(pain=7)
    page.is_saved()
    notice = page.root.get_by_role("alert").filter(has_text="7 or more out of 10 is severe")
    expect(notice.locator("visible=true")).to_have_count(1)
    expect(page.root.locator(".bc-still")).to_contain_text("Get help now")
    expect(page.root.locator(".bc-again")).to_be_hidden()
    if reloaded:
        shell.reload()
        page.on("waiting")
        expect(notice.locator("visible=true")).to_have_count(1)
        page.button("Get help now").click()
        expect(page.root.locator("input[data-flag-id]").first).to_be_focused()
        page.root.locator(".bc-gate-none").click()
    expect(page.root.locator(".bc-start")).to_be_hidden()
    page.button("I have asked a health professional").click()
    if not reloaded:
        page.button("Another session").click()
    page.on("before")
    page.still_fits()
    page.button("Start").click()
    expect(page.root.locator(".bc-before .bc-missing")).to_contain_text("how much your back hurts")
    page.feels(8)
    expect(page.root.locator(".bc-severe")).to_contain_text("Do no more exercises now")
    expect(page.root.locator(".bc-start")).to_be_hidden()
    page.on("before")
    assert [one.pain_after for one in in_log(tmp_path)] == [7]


@in_one_shell
def test_no_other_session_after_a_stop_that_no_log_has(play, shell, tmp_path, shoot):
    """The browser keeps it in mind, over a reload too, until somebody was asked."""
    page = play()
    page.begin()
    page.button("Finish for today").click()
    (tmp_path / "log.db").rename(tmp_path / "away.db")
    page.save(9)
    with page.page.expect_download():
        page.button("Download").click()
    page.button("I have the file").click()
    page.on("stopped")
    expect(page.root.locator(".bc-stopped")).to_contain_text("In your last session it was that")
    fits_a_phone(page, shoot, "stopped")
    (tmp_path / "away.db").rename(tmp_path / "log.db")
    shell.reload()
    page.on("waiting")  # now the log knows it, too
    stop = page.root.locator(".bc-stop")
    expect(stop).to_contain_text("In one of your sessions, it was that strong")
    page.button("Get help now").click()
    expect(page.root.locator("input[data-flag-id]").first).to_be_focused()
    page.root.locator(".bc-gate-none").click()
    page.on("waiting")
    page.button("I have asked a health professional").click()
    page.on("before")
    assert in_log(tmp_path) == []


@in_one_shell
def test_one_session_in_two_tabs(play, shell, tmp_path, shoot):
    """The newest plays it; the other says so, can take it back, and nothing is stored twice."""
    page = play()
    page.begin()
    page.wait(100)
    second = shell.page.context.new_page()
    second.goto(shell.page.url)
    other = PlayerPage(second)
    other.on("live")
    page.on("elsewhere")
    told = page.root.locator(".bc-elsewhere")
    expect(told).to_contain_text("is open in another window")
    expect(told).to_contain_text("What you did is kept.")
    expect(told).to_contain_text("Continue there and close this one, or continue here.")
    expect(told).to_contain_text("shows “Bridge”, exercise 1 of 2")
    expect(page.button("Continue here")).not_to_have_class(re.compile("bc-main"))
    fits_a_phone(page, shoot, "elsewhere")
    page.page.set_viewport_size({"width": 1280, "height": 900})
    shoot("elsewhere-wide")
    page.button("Continue here").click()
    page.on("live")
    other.on("elsewhere")
    other.button("Continue here").click()
    other.on("live")
    page.on("elsewhere")
    other.button("Finish for today").click()
    other.save(4)
    other.is_saved()
    page.on("before")  # it is done there, and nothing is left here
    (session,) = in_log(tmp_path)
    assert (session.pain_after, len(session.entries)) == (4, 1)
    second.close()


def second_tab(page: PlayerPage) -> PlayerPage:
    """Open the same page in another tab, with another kernel."""
    second = page.page.context.new_page()
    second.clock.install(time=datetime.now().astimezone().replace(hour=9))
    second.goto(page.page.url)
    other = PlayerPage(second)
    other.on("before")
    return other


@in_one_shell
def test_severe_pain_noted_beside_a_session_that_is_on(play, tmp_path, shoot):
    """It is a session of its own in the log, and a stop for the tab that plays."""
    answer(tmp_path, [])
    page = play()
    other = second_tab(page)
    for one in (page, other):
        one.still_fits()
    other.feels(2)
    other.button("Start").click()
    other.on("live")
    page.feels(9)
    page.button("Note it and finish").click()
    page.is_saved()
    other.on("check")
    expect(other.root.locator(".bc-check")).to_contain_text("Do no more exercises today")
    expect(other.root.locator(".bc-stop").first).to_contain_text("severe")
    expect(other.root.locator(".bc-stop").first).to_contain_text("asked a health professional")
    expect(other.button("Get help now")).to_be_visible()
    expect(other.root.locator(".bc-pause")).to_be_hidden()
    fits_a_phone(other, lambda word: shoot(word, other.page), "check-after-severe")
    (session,) = in_log(tmp_path)
    assert (session.pain_before, session.entries) == (9, ())
    with bc.SessionLog(tmp_path / "log.db") as log:
        assert log.awaiting_reason() == "severe_pain"
    other.page.reload()
    other.on("check")
    other.button("Finish for today").click()
    other.save(4)
    other.is_saved()
    expect(other.button("Another session")).to_have_count(0)
    assert sorted(one.pain_before for one in in_log(tmp_path)) == [2, 9]
    other.page.close()


@in_one_shell
def test_severe_pain_noted_beside_another_while_no_kernel_answers(play, shell, tmp_path):
    """Kept beside the session that is on, over a reload too, until the log has both."""
    answer(tmp_path, [])
    page = play(TELL_NUMBER.format(path=str(tmp_path / "pid")))
    page.on("before")
    number = (tmp_path / "pid").read_text()
    other = second_tab(page)
    (tmp_path / "pid").write_text(number)
    for one in (page, other):
        one.still_fits()
    other.feels(2)
    other.button("Start").click()
    other.on("live")
    other.wait(100)
    with stopped(tmp_path / "pid", signal.SIGKILL):
        page.feels(9)
        page.button("Note it and finish").click()
        page.on("end")
        expect(page.root.locator(".bc-end .bc-said")).not_to_contain_text("Saved. ")
        other.on("check")
        # By itself at first; then its own Python has heard of it, and says it above.
        told = "severe pain in another window|One of your other sessions has stopped"
        expect(other.root.locator(".bc-check")).to_contain_text(re.compile(told))
        expect(other.root).to_contain_text("asked a health professional")
        assert in_log(tmp_path) == []
    other.button("Finish for today").click()
    other.save(4)
    other.is_saved()
    expect(other.button("Another session")).to_have_count(0)
    expect(other.button("I have asked")).to_be_visible()
    shell.reload()
    page.is_saved()
    assert sorted((one.pain_before, len(one.entries)) for one in in_log(tmp_path)) == [
        (2, 1),
        (9, 0),
    ]
    with bc.SessionLog(tmp_path / "log.db") as log:
        assert log.awaiting_reason() == "severe_pain"
    other.page.close()


@in_one_shell
def test_a_stop_in_one_tab_lets_no_other_begin(play, tmp_path):
    """The other had been open before, and nobody has touched it since."""
    answer(tmp_path, [])
    page = play()
    other = second_tab(page)
    page.still_fits()
    page.feels(8)
    page.button("Note it and finish").click()
    page.is_saved()
    other.on("waiting")
    expect(other.root.locator(".bc-start")).to_be_hidden()
    expect(other.root.locator(".bc-stop").first).to_contain_text("asked a health professional")
    other.button("I have asked a health professional").click()
    other.on("before")
    other.page.close()


@in_one_shell
def test_a_tab_that_was_taken_over_hears_how_it_ended(play, tmp_path):
    """With severe pain: the tab is free again, but for no other session."""
    answer(tmp_path, [])
    page = play()
    page.start()
    second = page.page.context.new_page()
    second.goto(page.page.url)
    other = PlayerPage(second)
    other.on("live")
    page.on("elsewhere")
    other.button("Finish for today").click()
    other.save(9)
    other.is_saved()
    page.on("waiting")
    expect(page.root.locator(".bc-start")).to_be_hidden()
    expect(page.root.locator(".bc-stop").first).to_contain_text("severe")
    assert [one.pain_after for one in in_log(tmp_path)] == [9]
    second.close()


@in_one_shell
def test_kept_is_said_only_of_what_is_kept(play, tmp_path, shoot):
    """A session that was not begun here is no session of this tab, and says what is not noted."""
    answer(tmp_path, [])
    page = play(theme="dark")
    other = second_tab(page)
    for one in (page, other):
        one.still_fits()
        one.feels(2)
    other.button("Start").click()
    other.on("live")
    page.button("Start").click()
    page.on("elsewhere")
    told = page.root.locator(".bc-elsewhere")
    expect(told).to_contain_text("What you pressed last was not noted.")
    expect(told).not_to_contain_text("What you did is kept")
    expect(told).to_contain_text("Bridge”, exercise 1 of 2")
    fits_a_phone(page, shoot, "not-begun")
    page.page.set_viewport_size({"width": 1280, "height": 900})
    shoot("not-begun-wide")
    page.button("Continue here").click()
    page.on("live")
    other.on("elsewhere")
    expect(other.root.locator(".bc-elsewhere")).to_contain_text("What you did is kept.")
    assert in_log(tmp_path) == []
    other.page.close()


@in_one_shell
def test_severe_pain_told_in_a_tab_that_was_just_taken_over(play, shell, tmp_path):
    """The tab does not know it yet: its press counts all the same."""
    page = play()
    shell.page.evaluate("localStorage.clear()")  # what other tests have left there
    page.begin()
    page.button("Finish for today").click()
    page.on("after")
    page.feels(9)
    # What the other tab has done, within the half second before this one looks.
    shell.page.evaluate(
        """() => {
          const kept = Object.keys(localStorage);
          const key = kept.find((one) => one.startsWith("backcare-session"));
          const play = JSON.parse(localStorage[key]);
          localStorage[key] = JSON.stringify({ ...play, page: "another" });
          document.querySelector(".bc-save").click();
        }"""
    )
    page.is_saved()
    (session,) = in_log(tmp_path)
    assert (session.pain_before, session.entries) == (9, ())
    with bc.SessionLog(tmp_path / "log.db") as log:
        assert log.awaiting_reason() == "severe_pain"


@in_one_shell
def test_what_was_not_asked_about_is_left_out(play, shell, tmp_path, shoot):
    """Until it is ticked; remembered with its day for the person, and it can be taken back."""
    with bc.SessionLog(tmp_path / "log.db") as log:
        log.safety_record().ask_about("pelvic_tilt", reason="Another reason.")
    page = play(cell=ASKING, theme="dark")
    page.root.locator(".bc-gate-none").click()
    page.on("before")
    head = page.root.locator(".bc-before h2")
    expect(head).to_contain_text("1 exercise. 1 more once you have asked about it.")
    fits_a_phone(page, shoot, "ask")
    box = page.root.get_by_label("I have asked about: Pelvic tilt")
    box.check()
    expect(head).to_contain_text("2 exercises")
    day = f"asked on {spelled_date(datetime.now().astimezone())}"
    expect(page.root.locator(".bc-asked-on")).to_have_text(day)
    fits_a_phone(page, shoot, "asked")
    page.page.wait_for_timeout(500)
    reason = bc.load_exercises().loc["pelvic_tilt", "reason_acute"]
    with bc.SessionLog(tmp_path / "log.db") as log:
        assert ("pelvic_tilt", reason) in log.safety_record().asked_about()
    shell.reload()
    page.on("before")
    expect(box).to_be_checked()
    expect(page.root.locator(".bc-asked-on")).to_have_text(day)
    box.uncheck()
    expect(page.root.locator(".bc-asked-on")).to_have_text("")
    page.still_fits()
    page.feels(2)
    page.root.locator(".bc-start").click()
    page.on("live")
    expect(page.root.locator(".bc-next")).to_have_text("This is the last exercise.")
    with bc.SessionLog(tmp_path / "log.db") as log:
        assert list(log.safety_record().asked_about()) == [("pelvic_tilt", "Another reason.")]


@in_one_shell
def test_asked_about_while_no_kernel_answers(play, tmp_path):
    """The tick counts at once, with the day, and the session is played with it."""
    answer(tmp_path, [])
    page = play(TELL_NUMBER.format(path=str(tmp_path / "pid")), cell=ASKING)
    page.on("before")
    with stopped(tmp_path / "pid"):
        page.root.get_by_label("I have asked about: Pelvic tilt").check()
        day = f"asked on {spelled_date(datetime.now().astimezone())}"
        expect(page.root.locator(".bc-asked-on")).to_have_text(day)
        page.still_fits()
        page.feels(2)
        page.root.locator(".bc-start").click()
        page.on("live")
        expect(page.root.locator(".bc-next")).to_contain_text("Next: Pelvic tilt")


@in_one_shell
def test_a_plan_for_another_pain_is_not_played(play, shoot):
    """Whoever says that it is different today walks gently and asks."""
    page = play()
    page.root.locator(".bc-gate-none").click()
    page.on("before")
    expect(page.root.locator(".bc-made-for")).to_contain_text("long-lasting pain")
    page.root.locator(".bc-made-for").get_by_label("No, it is different today").check()
    page.feels(1)
    expect(page.root.locator(".bc-start")).to_be_hidden()
    expect(page.root.locator(".bc-not-this")).to_contain_text("walk gently")
    fits_a_phone(page, shoot, "different")


@in_one_shell
def test_a_page_that_slept_asks_how_long_it_hurt(play, tmp_path, shoot):
    """Forty minutes asleep are not forty minutes of pain, and not none either."""
    page = play()
    page.begin(pain=5)
    page.wait(10)
    page.page.clock.fast_forward("00:40:00")
    page.on("gap")
    fits_a_phone(page, shoot, "gap")
    page.button("OK").click()
    expect(page.root.locator(".bc-gap .bc-missing")).to_contain_text("Enter a number")
    page.root.get_by_label("Minutes above mild").fill("10")
    page.button("OK").click()
    page.on("live")
    page.button("Finish for today").click()
    page.save()
    page.is_saved()
    (session,) = in_log(tmp_path)
    assert 10 <= session.pain_minutes < 12


@in_one_shell
def test_whoever_does_not_know_how_long_it_hurt_has_to_stop(play, shell, tmp_path, shoot):
    """It may have been too long; the log keeps that nobody knows, and the page that it stopped."""
    page = play()
    page.begin(pain=5)
    page.wait(10)
    page.page.clock.fast_forward("00:40:00")
    page.on("gap")
    page.button("I do not know").click()
    page.on("end")
    page.is_saved()
    expect(page.root.locator(".bc-halt")).to_contain_text("may have been above mild for more than")
    expect(page.button("Get help now")).to_be_visible()
    expect(page.button("Another session")).to_have_count(0)
    fits_a_phone(page, shoot, "unsure")
    (session,) = in_log(tmp_path)
    assert session.pain_minutes is None
    assert "Stopped: pain may have been above mild for more than 15 minutes." in session.note
    with bc.SessionLog(tmp_path / "log.db") as log:
        assert log.awaiting_reason() == "stop_rule"
    shell.reload()
    page.on("waiting")
    expect(page.root.locator(".bc-stop")).to_contain_text("it did, or may have")
    page.button("I have asked a doctor").click()
    page.on("before")
    with bc.SessionLog(tmp_path / "log.db") as log:
        assert log.awaiting_reason() == ""


@in_one_shell
def test_another_session_does_not_begin_the_minutes_anew(play, shell, tmp_path):
    """Pain that stays above mild is the same pain, after a reload too; what was mild is over."""
    page = play()
    page.begin(pain=5)
    page.wait(14 * 60)  # it is over by then
    page.save(5)
    page.is_saved()
    shell.reload()
    page.on("before")
    page.still_fits()
    page.feels(4)
    page.button("Start gently").click()
    expect(page.root.locator(".bc-pain-now")).to_contain_text("14 min above mild so far")
    page.wait(90)
    page.on("end")
    page.is_saved()
    expect(page.root.locator(".bc-halt")).to_contain_text("15 minutes, with the session before")
    assert [round(session.pain_minutes) for session in in_log(tmp_path)] == [14, 1]
    page.button("I have asked a doctor").click()
    page.button("Another session").click()
    page.still_fits()
    page.feels(5)
    page.button("Start gently").click()
    page.on("live")


@in_one_shell
def test_the_player_says_what_the_card_says(play):
    """What to keep in mind, what to avoid, and every caution: also while it is done."""
    page = play()
    page.begin()
    live = page.root.locator(".bc-live")
    fact = bc.load_exercises().loc["bridging"]
    for phase, seconds in (("Get ready", 0), ("Hold", 20)):
        page.wait(seconds)
        page.shows(phase)
        for column in ("steps", "cues", "mistakes", "cautions"):
            for text in filter(None, fact[column].split("|")):
                expect(live.get_by_text(text, exact=True).first).to_be_visible()
        # What tells to stop stands beside the picture, and the rule for pain with it.
        watch = live.locator(".bc-watch")
        expect(watch).to_contain_text("stop when your body is in a straight line")
        expect(watch).to_contain_text(bc.load_safety_rules().loc["ease_off", "text"])
        expect(watch).to_contain_text(bc.load_safety_rules().loc["stop_rule", "text"])
