"""What visitors of the page without Python cost whose log is in a file: `backcare site --own-log`.

    python benchmarks/own_log.py --visitors 20

It runs that command on this machine's loopback, and a real Chromium beside it on the same
processors. Beside it, `python benchmarks/voila_visitors.py` measures the same of a kernel a page.
Three questions:

- from the address to cards that can be used, each time in a browser that has nothing in its cache;
- visitors who come all at once, answer, choose, save a session and stay: how long does each wait
  until it is saved, and how much memory does each take?
- how soon does a page show what a notebook has written into the log?
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from playwright.async_api import Browser, Page, async_playwright

import backcare as bc

# The tests know how to run a command and what a Chromium needs.
sys.path.insert(0, str(Path(__file__).parents[1] / "tests/browser"))
from servers import CHECKOUT, free_port, running
from shells import NO_CHROMIUM, PATIENCE_MS, SWITCHES, find_chromium

OPENINGS = 10
MIB = 2**20


async def fresh(browser: Browser) -> Page:
    """Open a page in a browser that has seen nothing yet."""
    context = await browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    return await context.new_page()


async def opened(page: Page, address: str) -> float:
    """Go to the page; give the seconds until its cards can be chosen."""
    begun = time.perf_counter()
    await page.goto(address)
    await page.locator("html[data-ready]").wait_for()
    return time.perf_counter() - begun


async def use(browser: Browser, address: str) -> float:
    """Write down a session; give the seconds from the press until it is said to be saved."""
    page = await fresh(browser)
    await opened(page, address)
    await page.locator("html[data-ready=all]").wait_for()
    await page.get_by_role("navigation").get_by_role("link", name="Progress").click()
    progress = page.get_by_role("region", name="My progress", exact=True)
    await progress.get_by_role("button", name="Write down a session").click()
    await progress.locator(".bc-choice select").select_option("bridging")
    await progress.get_by_role("button", name="Add").click()
    begun = time.perf_counter()
    await progress.get_by_role("button", name="Save", exact=True).click()
    await progress.get_by_text("Saved.").first.wait_for()
    return time.perf_counter() - begun


async def seen_after(browser: Browser, address: str, log: Path) -> float:
    """Write severe pain into the log; give the seconds until an open page says to stop."""
    page = await fresh(browser)
    await opened(page, address)
    begun = time.perf_counter()
    with bc.SessionLog(log) as there:
        there.add(bc.Session(datetime.now(UTC) - timedelta(minutes=5), pain_after=8))
    await page.get_by_role("heading", name="Stop here").first.wait_for()
    return time.perf_counter() - begun


async def measure(chromium: str, address: str, program: psutil.Process, visitors: int) -> None:
    """Ask the three questions."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
        taken = []
        for _ in range(OPENINGS):
            page = await fresh(browser)
            taken.append(await opened(page, address))
            await page.context.close()
        print(f"opened: median {statistics.median(taken):.2f} s, longest {max(taken):.2f} s")
        before = program.memory_full_info().uss / MIB
        waits = await asyncio.gather(*(use(browser, address) for _ in range(visitors)))
        cost = (program.memory_full_info().uss / MIB - before) / visitors
        print(f"saved: median {statistics.median(waits):.2f} s, longest {max(waits):.2f} s")
        print(f"memory: {cost:.2f} MiB a visitor, of {visitors}; the server {before:.0f} MiB")
        await browser.close()
        browser = await playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
        log = Path(os.environ["BACKCARE_LOG"])
        print(f"seen after: {await seen_after(browser, address, log):.1f} s")
        await browser.close()


def main() -> None:
    """Measure, and say how busy the machine was besides."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=20)
    asked = parser.parse_args()
    chromium = find_chromium()
    if chromium is None:
        sys.exit(NO_CHROMIUM)
    print(f"{psutil.cpu_count()} processors, load before: {psutil.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as home:
        os.environ["BACKCARE_LOG"] = f"{home}/log.db"
        command = [sys.executable, "-m", "backcare", "site", "--own-log", f"--port={free_port()}"]
        with running(command, CHECKOUT, dict(os.environ), Path(home) / "site.log") as told:
            address = told.finds(r"(http://\S+)")
            program = psutil.Process(told.process.pid)
            asyncio.run(measure(chromium, address, program, asked.visitors))


if __name__ == "__main__":
    main()
