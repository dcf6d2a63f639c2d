"""How soon the dashboard's charts answer a choice, beside the same charts in a plain output.

    python benchmarks/dashboard_latency.py

Both stand in one notebook in JupyterLab, in a real Chromium, and are used in turn. The time runs
in the page, from a choice to the moment the charts are new: those that are in sight beside the
list, and all four. Aim: at most 300 ms until those in sight are new.
"""

from _in_lab import measured, ratio
from playwright.sync_api import Page

CHANGES = 20
RANGES = (4, 12)  # weeks
DASHBOARD = """\
import backcare as bc
import ipywidgets as widgets
from IPython.display import display

log = bc.sample_log()
frame = log.to_frame()
patient, until = frame["patient"].iloc[0], frame["started_at"].max().date()
bc.ProgressDashboard(log, patient=patient, as_of=until)"""
PLAIN = f"""\
import matplotlib.pyplot as plt
import pandas as pd

from backcare.widgets.charts import drawings

weeks = widgets.Dropdown(options={RANGES}, value={RANGES[1]})
answer = widgets.Output()
weeks.add_class("plain-weeks")
answer.add_class("plain-answer")
mine = frame[frame["patient"] == patient]

def show(change):
    first = until - pd.Timedelta(weeks=change["new"])
    part = mine[mine["started_at"] >= pd.Timestamp(first)]
    more = {{"first": first, "until": until, "sessions_goal": 3, "settings": None}}
    with answer:
        answer.clear_output(wait=True)
        for draw in drawings(part, log.exercises, **more):
            chart = draw()
            display(chart.figure.figure)
            plt.close(chart.figure.figure)

weeks.observe(show, "value")
widgets.VBox([weeks, answer])"""
# Chooses in a list, and gives for each chart when it was new and whether it was in sight.
_TIMED = """([list, charts, wanted, many]) => new Promise((done, fail) => {
  const found = [];
  const began = performance.now();
  const observer = new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      const chart = target.closest(charts);
      const isNew = (one) => one.matches?.("svg, img") || one.querySelector?.("svg, img");
      if (!chart || ![...addedNodes].some(isNew)) continue;
      const { top, bottom } = chart.getBoundingClientRect();
      found.push([performance.now() - began, bottom > 0 && top < innerHeight]);
    }
    if (found.length < many) return;
    observer.disconnect();
    done(found);
  });
  observer.observe(document.body, { subtree: true, childList: true });
  setTimeout(() => fail(new Error(`${found.length} of ${many} charts came`)), 20000);
  const field = document.querySelector(list);
  field.selectedIndex = [...field.options].findIndex((one) => one.textContent.includes(wanted));
  field.dispatchEvent(new Event("change", { bubbles: true }));
})"""
_LISTS = {
    "dashboard": (".bc-filters select", ".bc-chart"),
    "plain output": (".plain-weeks select", ".plain-answer"),
}


def measure(page: Page) -> dict[str, list[float]]:
    """Change the weeks of both in turn, after two changes that warm each up."""
    page.locator(".bc-chart svg").first.wait_for()
    found: dict[str, list[float]] = {"in sight": [], "dashboard": [], "plain output": []}
    for change in range(CHANGES + 2):
        for name, (chosen, charts) in _LISTS.items():
            page.locator(chosen).first.evaluate("one => one.scrollIntoView({block: 'center'})")
            page.wait_for_timeout(700)  # what the one before has left to do
            weeks = str(RANGES[change % 2])
            times = page.evaluate(_TIMED, [chosen, charts, weeks, 4])
            found[name].append(max(time for time, _ in times))
            if name == "dashboard":
                found["in sight"].append(max(time for time, in_sight in times if in_sight))
    return {name: times[2:] for name, times in found.items()}


def main() -> None:
    """Measure, and print medians, 95th percentiles and the ratio."""
    times = measured(DASHBOARD, PLAIN, measure=measure)
    took = ratio(times, "dashboard", "plain output")
    print(f"all charts of the dashboard take {took:.2f} times those in a plain output")


if __name__ == "__main__":
    main()
