"""A notebook in JupyterLab, in a real Chromium, whose cells are measured beside each other."""

import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

# The tests know how to start a JupyterLab of its own and how to open a notebook in it.
sys.path.insert(0, str(Path(__file__).parents[1] / "tests/browser"))
from servers import serving, write_notebook
from shells import NO_CHROMIUM, SWITCHES, Lab, find_chromium


def measured(
    *cells: str, measure: Callable[[Page], dict[str, list[float]]]
) -> dict[str, list[float]]:
    """Open the cells, measure in their page, and print medians and 95th percentiles, in ms."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit(NO_CHROMIUM)
    with tempfile.TemporaryDirectory() as home, serving("lab", Path(home)) as server:
        notebook = write_notebook(server.folder / "both.ipynb", *cells)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
            page = browser.new_page()
            lab = Lab(page, server)
            lab.open(notebook)
            times = measure(page)
            lab.leave()
            browser.close()
    for name, taken in times.items():
        p95 = statistics.quantiles(taken, n=20)[-1]
        print(f"{name:13} median {statistics.median(taken):6.1f} ms   p95 {p95:6.1f} ms")
    return times


def ratio(times: dict[str, list[float]], ours: str, plain: str) -> float:
    """Return how many times as long ours takes."""
    return statistics.median(times[ours]) / statistics.median(times[plain])
