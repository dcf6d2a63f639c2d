// "My progress": the week, the weeks before it as a chart and a table, and each session.

const GOAL = 3; // sessions a week
const WEEKS_SHOWN = 12;
const CHART = { width: 640, height: 220, left: 34, bottom: 28, top: 12 };

function progressView(here, parent) {
  const { facts } = here;
  const root = make("div", { class: "bc-app bc-dashboard" });
  parent.append(root);
  const drawHead = head(here, root);
  const body = make("div", { class: "bc-controls" });
  root.append(body);
  return () => {
    drawHead();
    const { sessions } = here;
    if (!sessions.length) {
      body.replaceChildren(make("p", {}, "Your progress will appear here once you have done your first session."));
      return;
    }
    const weeks = weeklySummary(facts, sessions, { goal: GOAL, end: today(), settings: here.settings }).slice(-WEEKS_SHOWN);
    const done = weeks.at(-1).sessions;
    const asks = whomToAsk(facts, here.why, Boolean(here.gate.get("ticked").length));
    body.replaceChildren(
      make("p", { class: "bc-answer" }, weekWords(facts, done, GOAL, { ask: asks, hurts: here.hurting().length > 0 })),
      weeksChart(weeks),
      weeksTable(weeks),
      sessionsList(facts, sessions),
    );
  };
}

const drawn = (tag, attributes, ...children) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

/** Draw the sessions of each week as bars, against the goal. */
function weeksChart(weeks) {
  const { width, height, left, bottom, top } = CHART;
  const most = Math.max(GOAL, ...weeks.map((week) => week.sessions)) + 1;
  const step = (width - left) / weeks.length;
  const y = (sessions) => top + (height - top - bottom) * (1 - sessions / most);
  const bars = weeks.flatMap((week, place) => [
    drawn("rect", { class: "bc-bar", x: left + place * step + step * 0.15, width: step * 0.7, y: y(week.sessions), height: y(0) - y(week.sessions) }),
    drawn("text", { class: "bc-tick", x: left + (place + 0.5) * step, y: height - 8, "text-anchor": "middle" }, shortDay(week.week)),
  ]);
  const ticks = Array.from({ length: most + 1 }, (_, sessions) =>
    drawn("text", { class: "bc-tick", x: left - 8, y: y(sessions) + 5, "text-anchor": "end" }, String(sessions)));
  const goal = drawn("line", { class: "bc-goal", x1: left, x2: width, y1: y(GOAL), y2: y(GOAL) });
  const words = `Sessions in each week, the goal is ${GOAL}: ${weeks.map((week) => `${shortDay(week.week)}, ${week.sessions}`).join("; ")}.`;
  const chart = drawn("svg", { class: "bc-weeks", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words }, ...bars, ...ticks, goal);
  return make("figure", {}, make("figcaption", {}, make("h2", {}, "Sessions a week"), make("p", { class: "bc-small" }, `The line is your goal: ${GOAL}. Weeks begin on Monday.`)), chart);
}

/** Write a day without its year. */
const shortDay = (day) => longDate(day).split(" ").slice(0, 2).join(" ");

function weeksTable(weeks) {
  const cell = (value) => make("td", {}, value == null ? "–" : String(Math.round(value * 10) / 10));
  const heads = ["Week from", "Sessions", "Minutes", "Times", "Pain before", "Pain after"];
  const names = ["sessions", "minutes", "reps", "pain_before_mean", "pain_after_mean"];
  const rows = weeks.map((week) => make("tr", {}, make("th", { scope: "row" }, longDate(week.week)), ...names.map((name) => cell(week[name]))));
  return make("details", { class: "bc-fold" }, make("summary", {}, "The weeks as a table"), make("div", { class: "bc-table", tabindex: "0", role: "region", "aria-label": "The weeks as a table" },
    make("table", {}, make("thead", {}, make("tr", {}, ...heads.map((words) => make("th", { scope: "col" }, words)))), make("tbody", {}, ...rows))));
}

function sessionsList(facts, sessions) {
  const lines = [...sessions].reverse().map((session) => {
    const pains = [["before", session.pain_before], ["at its worst", session.pain_peak], ["after", session.pain_after]]
      .filter(([, pain]) => pain != null).map(([words, pain]) => `${pain} ${words}`);
    const done = session.entries.map((entry) => `${factOf(facts, entry.exercise_id)?.name ?? entry.exercise_id}: ${amountWords({ rest_s: null, ...entry })}`);
    return make("li", {}, make("strong", {}, `${longDate(session.started_at.slice(0, 10))}, ${session.started_at.slice(11, 16)}`),
      make("p", {}, done.length ? `${done.join(". ")}.` : "No exercise."),
      pains.length ? make("p", { class: "bc-small" }, `Pain: ${pains.join(", ")}.`) : null,
      session.note ? make("p", { class: "bc-small" }, session.note) : null);
  });
  return make("details", { class: "bc-fold" }, make("summary", {}, `All sessions (${sessions.length})`), make("ul", { class: "bc-sessions" }, ...lines));
}
