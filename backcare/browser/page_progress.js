// "My progress": the week, the weeks before it as a chart and a table, and each session.

const GOAL = 3; // sessions a week
const WEEKS_SHOWN = 26;

function progressView(here, parent) {
  const { facts } = here;
  const root = make("div", { class: "bc-app bc-dashboard" });
  parent.append(root);
  const drawHead = head(here, root);
  const body = make("div", { class: "bc-controls" });
  root.append(body);
  const draw = () => {
    drawHead();
    const { sessions } = here;
    if (!sessions.length) {
      body.replaceChildren(make("p", {}, "Your progress will appear here once you have done your first session."));
      return;
    }
    const every = weeklySummary(facts, sessions, { goal: GOAL, end: today(), settings: here.settings });
    const weeks = every.slice(-WEEKS_SHOWN);
    const asks = whomToAsk(facts, here.why, Boolean(here.gate.get("ticked").length));
    const setback = setbackWords(facts, sessions, today(), here.settings, asks);
    const answers = [
      weekWords(facts, every.at(-1).sessions, GOAL, {
        ask: asks, hurts: here.hurting().length > 0, unsettled: leftMorePain(facts, sessions, here.settings),
      }),
      setback, painAnswer(facts, every, Boolean(asks || setback)),
    ];
    body.replaceChildren(
      make("div", { class: "bc-answers" }, ...answers.filter(Boolean).map((words) => make("p", {}, words))),
      sessionsChart(weeks),
      painChart(facts, weeks),
      weeksTable(weeks),
      sessionsList(facts, sessions),
    );
  };
  addEventListener("resize", draw);
  return draw;
}

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
