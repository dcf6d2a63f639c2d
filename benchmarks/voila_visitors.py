"""How long a patient waits for a page, and what twenty patients cost.

    python benchmarks/voila_visitors.py --visitors 20 --seconds 60

It runs the command of `nox -s app` on this machine's loopback, and a real Chromium beside it on the
same processors, and ends by itself. Two questions:

- from the address to the first widget, each time in a browser that has nothing in its cache, with
  a kernel ready (aim: at most 3 s on two cores);
- visitors who come one after the other, evenly over the time given, stay, and use their page. Does
  each get one that works, how long does each wait, and how much memory does each take?
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urljoin

import psutil
from playwright.async_api import Browser, Page, TimeoutError as PlaywrightTimeout, async_playwright

from backcare.pages.server import find_pages

# The tests know how to run the pages' command and what a Chromium needs.
sys.path.insert(0, str(Path(__file__).parents[1] / "tests/browser"))
from servers import CHECKOUT, serving_pages
from shells import NO_CHROMIUM, PATIENCE_MS, SWITCHES, find_chromium

OPENINGS = 3
# Of a second.
AT_REST_S = 0.05
MIB = 2**20
PAGES = [page.file for page in find_pages(CHECKOUT / "notebooks")]
# What a visitor presses, and what only a kernel that answers can show.
USES = {
    ".bc-planner": (".bc-pain_state button >> nth=2", ".bc-plan li"),
    ".bc-explorer": (".bc-pain-state button >> nth=2", "article.bc-card"),
    ".bc-dashboard": (".bc-writes button", ".bc-fields"),
}


async def opened(page: Page, start: str, file: str) -> float:
    """Go to a page; give the seconds until its first widget was there."""
    await page.goto(start)  # the secret word of the address lets the browser in
    begun = time.perf_counter()
    await page.goto(urljoin(start, f"voila/render/{file}"))
    await page.locator("#rendered_cells .bc-app").first.wait_for()
    return time.perf_counter() - begun


async def use(page: Page) -> int:
    """Use each app of a page that this program knows; give how many answered."""
    answered = 0
    for root, (press, shown) in USES.items():
        app = page.locator(root)
        if await app.count():
            unanswered = app.locator(".bc-gate[data-cleared=false] .bc-gate-none")
            # All visitors write into one log, which asks once a day: another may be faster.
            with suppress(PlaywrightTimeout):
                await unanswered.click(timeout=2_000 if await unanswered.count() else 1)
            await app.locator(press).first.click()
            await app.locator(shown).first.wait_for()
            answered += 1
    return answered


def cpu_seconds(program: psutil.Process) -> dict[int, float]:
    """Say how long the server and each of its kernels have worked so far."""
    worked = {}
    for one in [program, *program.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            worked[one.pid] = sum(one.cpu_times()[:2])
    return worked


def wait_for_rest(program: psutil.Process) -> None:
    """Wait until the kernels that are to wait for visitors are ready: nothing works any more."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        before = cpu_seconds(program)
        time.sleep(1)
        now = cpu_seconds(program)
        same = before.keys() == now.keys() and len(now) > len(PAGES)
        if same and sum(now.values()) - sum(before.values()) < AT_REST_S:
            return
    sys.exit("The server did not come to rest within a minute: this machine is too busy.")


def megabytes(program: psutil.Process) -> float:
    """Add up the memory that the server and its kernels have for themselves alone."""
    family = [program, *program.children(recursive=True)]
    return sum(one.memory_full_info().uss for one in family) / MIB


async def fresh(browser: Browser) -> Page:
    """Open a page in a browser that has seen nothing yet."""
    context = await browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    return await context.new_page()


async def openings(browser: Browser, start: str, program: psutil.Process) -> None:
    """Open each page a few times, one visitor at a time, and print how long it took."""
    for file in PAGES:
        taken = []
        for _ in range(OPENINGS):
            wait_for_rest(program)
            page = await fresh(browser)
            taken.append(await opened(page, start, file))
            await page.goto("about:blank")  # as when a tab is closed: the page stops its kernel
            await page.context.close()
        waits = f"median {statistics.median(taken):.2f} s, longest {max(taken):.2f} s"
        print(f"{file:28} first widget: {waits} (aim: at most 3 s)")


async def visit(browser: Browser, start: str, file: str, delay_s: float) -> tuple[float, int]:
    """Come after a while, open a page, use it and stay; give the wait and the answers."""
    await asyncio.sleep(delay_s)
    page = await fresh(browser)
    return await opened(page, start, file), await use(page)


async def crowd(
    browser: Browser, start: str, program: psutil.Process, visitors: int, seconds: float
) -> None:
    """Let visitors come, and print what they met and what they cost."""
    wait_for_rest(program)
    before = megabytes(program)
    files = islice(cycle(PAGES), visitors)
    visits = [
        visit(browser, start, file, place * seconds / visitors) for place, file in enumerate(files)
    ]
    met = await asyncio.gather(*visits, return_exceptions=True)
    waits = [one[0] for one in met if not isinstance(one, BaseException) and one[1]]
    wait_for_rest(program)
    cost = (megabytes(program) - before) / visitors
    print(f"{len(waits)} of {visitors} visitors within {seconds:g} s got a page that answers")
    for one in met:
        if isinstance(one, BaseException):
            print(f"  not: {str(one).splitlines()[0]}")
    if waits:
        print(f"their wait: median {statistics.median(waits):.2f} s, longest {max(waits):.2f} s")
    print(
        f"memory: {cost:.0f} MiB a visitor; server and {len(PAGES)} kernels ready {before:.0f} MiB"
    )


async def measure(chromium: str, visitors: int, seconds: float) -> None:
    """Run the pages and a browser, and ask both questions."""
    with tempfile.TemporaryDirectory() as home, serving_pages(Path(home)) as (start, program):
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
            await openings(browser, start, program)
            await crowd(browser, start, program, visitors, seconds)
            await browser.close()


def main() -> None:
    """Measure, and say how busy the machine was besides."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    asked = parser.parse_args()
    chromium = find_chromium()
    if chromium is None:
        sys.exit(NO_CHROMIUM)
    print(f"{psutil.cpu_count()} processors, load before: {psutil.getloadavg()[0]:.1f}")
    asyncio.run(asyncio.wait_for(measure(chromium, asked.visitors, asked.seconds), 400))


if __name__ == "__main__":
    main()
