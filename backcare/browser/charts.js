// What the dashboard's page does for its charts: it says how wide they can be, and shows that they
// are busy while they are not yet those that were asked for. This part shows nothing itself.

const LATE_MS = 150; // a chart that comes sooner replaces the one before without a flicker
const STEP_PX = 20;

function render({ model, el }) {
  const gone = new AbortController();
  const { signal } = gone;
  const fit = new ResizeObserver(([{ contentRect }]) => {
    const width = Math.floor(contentRect.width / STEP_PX) * STEP_PX;
    if (!width || width === model.get("width")) return;
    model.set("width", width);
    model.save_changes();
  });
  fit.observe(el);
  signal.addEventListener("abort", () => fit.disconnect());
  whenPlaced(el, ".bc-app", signal, (root) => tendCharts(model, root, signal));
  return () => gone.abort();
}

/** Mark as busy those that have not come anew, one by one, since they were asked for. */
function tendCharts(model, root, signal) {
  const since = new WeakMap();
  const come = new MutationObserver((changes) => {
    for (const { target } of changes) {
      const chart = target.closest?.(".bc-chart");
      chart?.removeAttribute("aria-busy");
      if (chart) since.set(chart, performance.now());
    }
  });
  come.observe(root, { subtree: true, childList: true });
  signal.addEventListener("abort", () => come.disconnect());
  tendAnswer(model, signal, (late) => {
    for (const chart of root.querySelectorAll(".bc-chart")) {
      const old = performance.now() - (since.get(chart) ?? -Infinity) > LATE_MS;
      if (late && old) chart.setAttribute("aria-busy", "true");
      else chart.removeAttribute("aria-busy");
    }
  }, LATE_MS);
}

export default { render };
