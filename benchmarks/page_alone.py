"""How soon the page without Python is ready, and how long a press takes until it is painted.

Each visit is a first one, from a server on this computer; a page with nothing in it, from the same
server, is measured beside it. Run it in a quiet moment: `python benchmarks/page_alone.py`.

With `--clock 180` it does a session for so many seconds and says how far the player's seconds are
from the computer's: in sight, and without the frames that a page out of sight does not get.
"""

import statistics
import sys
import tempfile
import threading
from pathlib import Path
from queue import Queue

from playwright.sync_api import Browser, sync_playwright

import backcare as bc
from backcare.site.serve import serve_folder

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/browser"))
from player_page import PlayerPage
from shells import SWITCHES, find_chromium

VISITS = 15
READY = """(part) => new Promise((done) => {
  const look = () => {
    const ready = document.documentElement.dataset.ready;
    if (ready === part || ready === "all") done(performance.now());
    else setTimeout(look, 2);
  };
  look();
})"""
# From the press until the frame after it has been painted.
PRESSES = """async () => {
  const buttons = [...document.querySelectorAll("[data-view=exercises] .bc-pain-state button")];
  const times = [];
  for (const button of [...buttons, ...buttons, ...buttons]) {
    const begun = performance.now();
    button.click();
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - begun);
  }
  return times;
}"""
# When each second of the player is shown; all of its phases last whole seconds.
SECONDS = """() => {
  const shown = document.querySelector(".bc-clock strong");
  window.times = [];
  new MutationObserver(() => window.times.push(performance.now()))
    .observe(shown, { childList: true, characterData: true, subtree: true });
}"""
NO_FRAMES = "window.requestAnimationFrame = () => 0"


def seconds_off(browser: Browser, address: str, seconds: int, *, in_sight: bool) -> list[float]:
    """Do a session, and say by how many milliseconds each second came too early or too late."""
    page = browser.new_page()
    if not in_sight:
        page.add_init_script(NO_FRAMES)
    page.goto(f"{address}#session")
    page.evaluate(READY, "all")
    page.get_by_role("navigation").get_by_role("link", name="Session").click()
    session = page.get_by_role("region", name="Do a session", exact=True)
    session.get_by_role("button", name="None of these applies to me").click()
    session.get_by_role("button", name="Long-lasting").click()
    session.get_by_role("button", name="15 min", exact=True).click()
    session.get_by_role("button", name="Do this plan").first.click()
    player = PlayerPage(page)
    player.on("before")
    player.feels(0)
    player.button("Start").click()
    player.on("live")
    page.evaluate(SECONDS)
    page.wait_for_timeout(seconds * 1_000)
    times: list[float] = page.evaluate("window.times")
    page.close()
    first = times[0]
    return [(time - first + 500) % 1_000 - 500 for time in times]


def visits(browser: Browser, address: str) -> dict[str, list[float]]:
    """Visit the page again and again, each time as somebody new."""
    found: dict[str, list[float]] = {"bare page": [], "cards": [], "all": [], "press": []}
    for _ in range(VISITS):
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address}bare.html")
        found["bare page"].append(page.evaluate("performance.now()"))
        page.goto(address, wait_until="commit")
        found["cards"].append(page.evaluate(READY, "exercises"))
        found["all"].append(page.evaluate(READY, "all"))
        page.locator("[data-view=exercises] .bc-gate-none").click()
        found["press"] += page.evaluate(PRESSES)
        context.close()
    return found


def main() -> None:
    """Print medians and the 95th percentiles."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        site = bc.write_site(folder).parent
        (site / "bare.html").write_text("<!DOCTYPE html><title>bare</title>", "utf-8")
        heard: Queue[str] = Queue()
        threading.Thread(
            target=serve_folder, args=(site,), kwargs={"say": heard.put}, daemon=True
        ).start()
        browser = play.chromium.launch(executable_path=find_chromium(), args=SWITCHES)
        if sys.argv[1:2] == ["--clock"]:
            address, seconds = heard.get(), int(sys.argv[2])
            for name, in_sight in (("in sight", True), ("no frames", False)):
                off = seconds_off(browser, address, seconds, in_sight=in_sight)
                print(f"{name:10} {len(off)} seconds, off by {min(off):.0f} to {max(off):.0f} ms")
            browser.close()
            return
        for name, times in visits(browser, heard.get()).items():
            middle, late = statistics.median(times), statistics.quantiles(times, n=20)[-1]
            print(f"{name:10} median {middle:6.0f} ms, 95 % within {late:6.0f} ms")
        browser.close()


if __name__ == "__main__":
    main()
