"""How soon the page without Python is ready, and how long a press takes until it is painted.

Each visit is a first one, from a server on this computer; a page with nothing in it, from the same
server, is measured beside it. Run it in a quiet moment: `python benchmarks/page_alone.py`.
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
        for name, times in visits(browser, heard.get()).items():
            middle, late = statistics.median(times), statistics.quantiles(times, n=20)[-1]
            print(f"{name:10} median {middle:6.0f} ms, 95 % within {late:6.0f} ms")
        browser.close()


if __name__ == "__main__":
    main()
