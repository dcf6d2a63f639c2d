// What is printed: "My progress" as one page for a doctor, and what a plan says on paper alone.

// The room is what A4 and Letter both have at 11 pt; page_parts.css sets the same width.
const PAPER = { width: 680, height: 920, rows: 6, words: 96 };

/** Put the page together when somebody prints, and take it away again. */
function paperView(here, parent) {
  const paper = make("div", { class: "bc-on-paper" });
  parent.append(paper);
  addEventListener("beforeprint", () => {
    if (!here.sessions.length) return;
    // The newest weeks and sessions, as many as there is room for.
    for (let rows = 2 * PAPER.rows; rows > 1; rows -= 1) {
      paper.replaceChildren(...paperOf(here, { weeks: Math.floor(rows / 2), sessions: Math.ceil(rows / 2) }));
      if (paper.offsetHeight <= PAPER.height) break;
    }
  });
  addEventListener("afterprint", () => paper.replaceChildren());
}

function paperOf(here, { weeks: number, sessions: last }) {
  const { facts, sessions } = here;
  const { answers, weeks } = progressOf(here);
  const whose = here.patient === "me" ? "" : `${here.patient}. `;
  const [from, until] = [sessions[0], sessions.at(-1)].map(({ started_at: start }) => longDate(start.slice(0, 10)));
  const limit = ruleWords(here, "agreed");
  return [
    make("p", {}, make("strong", {}, `${whose}Printed on ${spelledDate(new Date())}. ${counted(sessions.length, "session")}, ${from} to ${until}.`)),
    ...[...answers, limit].filter(Boolean).map((words) => make("p", {}, words)),
    sessionsChart(weeks, { width: PAPER.width, height: 115 }),
    painChart(facts, weeks, { width: PAPER.width, height: 165 }),
    make("h2", {}, "The last weeks"), tableOfWeeks(weeks.slice(-number)),
    make("h2", {}, "The last sessions"), tableOfSessions(facts, sessions.slice(-last).reverse()),
    make("p", {}, `* Before, at its worst, after. The rule that holds: ${ruleWords(here, "stop_rule")} [${facts.rule_sources.stop_rule}]`),
  ];
}

/** Write what a card warns of beside each exercise of a plan, for paper alone. */
function cautionsOnPaper(here, list) {
  const clear = () => list.querySelectorAll(".bc-paper-only").forEach((node) => node.remove());
  addEventListener("beforeprint", () => {
    clear();
    for (const line of list.querySelectorAll(".bc-plan li")) {
      const cautions = splitTerms(factOf(here.facts, line.dataset.exerciseId)?.cautions);
      const words = [line.classList.contains("bc-out") ? "Left out until you have asked." : "", ...cautions].filter(Boolean).join(" ");
      if (words) line.querySelector(".bc-what").append(make("p", { class: "bc-paper-only" }, words));
    }
  });
  addEventListener("afterprint", clear);
}

const shortened = (words, most) => (words.length > most ? `${words.slice(0, most - 1).trimEnd()}…` : words);

function tableOfSessions(facts, sessions) {
  const heads = ["When", "Pain*", "What, and note"];
  const rows = sessions.map((session) => {
    const names = session.entries.map(({ exercise_id: id }) => exerciseName(facts, id));
    const pains = ["pain_before", "pain_peak", "pain_after"].map((name) => session[name] ?? "–").join(",\u00a0");
    const above = session.pain_minutes == null ? "" : `; above mild ${session.pain_minutes} min`;
    const parts = [session.note, names.join(", ") || "No exercise"].filter(Boolean);
    const what = parts.map((words) => shortened(words, PAPER.words / parts.length)).join(" · ");
    return make("tr", {}, make("th", { scope: "row" }, whenSaid(session.started_at)), make("td", {}, `${pains}${above}`), make("td", {}, what));
  });
  return make("table", { class: "bc-words-table" }, make("thead", {}, make("tr", {}, ...heads.map((words) => make("th", { scope: "col" }, words)))), make("tbody", {}, ...rows));
}
