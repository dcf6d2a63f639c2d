// "My progress": the week, the weeks before it as a chart and a table, and each session.

const GOAL = 3; // sessions a week
const WEEKS_SHOWN = 26;

function progressView(here, parent) {
  const { facts } = here;
  const root = make("div", { class: "bc-app bc-dashboard" });
  parent.append(root);
  const drawHead = head(here, root);
  const form = formView(here, root);
  const body = make("div", { class: "bc-controls" });
  root.append(body);
  const drawLimit = limitView(here, root);
  paperView(here, root);
  const draw = () => {
    drawHead();
    form.draw();
    drawLimit();
    const { sessions } = here;
    if (!sessions.length) {
      body.replaceChildren(make("p", {}, "Your progress will appear here once you have done your first session, or written one down."));
      return;
    }
    const { answers, weeks } = progressOf(here);
    body.replaceChildren(
      make("div", { class: "bc-answers" }, ...answers.map((words) => make("p", {}, words))),
      sessionsChart(weeks),
      painChart(facts, weeks),
      weeksTable(weeks),
      sessionsList(facts, sessions, form.load),
      make("div", { class: "bc-buttons" }, pressable("Print a page for my doctor", () => print())),
    );
  };
  addEventListener("resize", draw);
  return draw;
}

/** Say in words how it goes, and give the weeks that are shown. */
function progressOf(here) {
  const { facts, sessions } = here;
  // Somebody's clock may be ahead: the week of today is there, whenever the first session was.
  const [start] = [sessions[0].started_at.slice(0, 10), today()].sort();
  const every = weeklySummary(facts, sessions, { goal: GOAL, start, end: today(), settings: here.settings });
  const asks = whomToAsk(facts, here.why, Boolean(here.gate.get("ticked").length));
  const since = () => unsettledWords(facts, here.felt(), today(), here.settings, here.settled())[0];
  const setback = setbackWords(facts, here.felt(), today(), here.settings, asks);
  const answers = [
    weekWords(facts, every.at(-1).sessions, GOAL, {
      stops: Boolean(here.why), ask: asks, hurts: here.hurting().some((id) => here.waits().includes(id)), unsettled: here.waits().length > 0,
    }),
    setback || (asks ? "" : since()), painAnswer(facts, every, Boolean(asks || setback)),
  ];
  return { answers: answers.filter(Boolean), weeks: every.slice(-WEEKS_SHOWN) };
}

function weeksTable(weeks) {
  return make("details", { class: "bc-fold" }, make("summary", {}, "The weeks as a table"),
    make("div", { class: "bc-table", tabindex: "0", role: "region", "aria-label": "The weeks as a table" }, tableOfWeeks(weeks)));
}

function tableOfWeeks(weeks) {
  const cell = (value) => make("td", {}, value == null ? "–" : String(Math.round(value * 10) / 10));
  const heads = ["Week from", "Sessions", "Minutes", "Times", "Pain before", "Pain after"];
  const names = ["sessions", "minutes", "reps", "pain_before_mean", "pain_after_mean"];
  const rows = weeks.map((week) => make("tr", {}, make("th", { scope: "row" }, longDate(week.week)), ...names.map((name) => cell(week[name]))));
  return make("table", {}, make("thead", {}, make("tr", {}, ...heads.map((words) => make("th", { scope: "col" }, words)))), make("tbody", {}, ...rows));
}

function sessionsList(facts, sessions, change) {
  const lines = [...sessions].reverse().map((session) => {
    const pains = [["before", session.pain_before], ["at its worst", session.pain_peak], ["after", session.pain_after]]
      .filter(([, pain]) => pain != null).map(([words, pain]) => `${pain} ${words}`);
    const done = session.entries.map((entry) => `${exerciseName(facts, entry.exercise_id)}: ${amountWords({ rest_s: null, ...entry })}`);
    return make("li", {}, make("strong", {}, `${longDate(session.started_at.slice(0, 10))}, ${session.started_at.slice(11, 16)}`),
      make("p", {}, done.length ? `${done.join(". ")}.` : "No exercise."),
      pains.length ? make("p", { class: "bc-small" }, `Pain: ${pains.join(", ")}.`) : null,
      session.note ? make("p", { class: "bc-small" }, session.note) : null,
      pressable("Change", () => change(session.session_id), { class: "bc-quiet", "aria-label": `Change the session of ${whenSaid(session.started_at)}` }));
  });
  return make("details", { class: "bc-fold" }, make("summary", {}, `All sessions (${sessions.length})`), make("ul", { class: "bc-sessions" }, ...lines));
}
