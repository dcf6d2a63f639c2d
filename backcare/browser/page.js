// The page that anybody can open: no Python, no server, nothing sent. `here` is what its parts share:
// the tables, whose log it is, what the log says, and what was chosen today.

const LOOK_FOR_MIDNIGHT_MS = 5_000;
const LAST_PERSON = "backcare-page-person";

const pieceOf = (id) => document.getElementById(id).innerHTML;
const dataOf = (id) => JSON.parse(document.getElementById(id).textContent);

/** Open the log; where a browser keeps nothing, one that lasts as long as the page, and say so. */
async function anyLog() {
  try {
    const log = await openLog();
    const lasts = await navigator.storage?.persist?.().catch(() => false);
    return [log, lasts
      ? "Your log is kept in this browser, on this device alone. Save a backup now and then."
      : "Your log is kept in this browser, on this device alone. The browser may clear it when space runs short: save a backup now and then."];
  } catch {
    return [null, "This browser does not keep anything for this page: it may be a private window, or full. You can do a session, and save it as a file at the end."];
  }
}

async function startPage(parts) {
  const facts = dataOf("facts");
  const [log, keeps] = await anyLog();
  const here = {
    facts, log, keeps, parts,
    pieces: { gate: pieceOf("gate"), deck: pieceOf("deck"), safety: pieceOf("safety") },
    stills: dataOf("stills"), moves: dataOf("moves"),
    settings: facts.settings,
    patient: localStorage.getItem(LAST_PERSON) ?? "me",
    people: [], sessions: [], events: [], asked: [], why: "", state: null, minutes: facts.usual_minutes, conditions: [], settled: [],
    player: null,
  };
  Object.assign(here, actsOf(here));
  here.gate = gateModel(here);
  here.gate.on("change:cleared change:ticked", here.draw);
  await here.refresh();
  here.views = Object.fromEntries([["exercises", exploreView], ["session", planView], ["progress", progressView], ["data", filesView]]
    .map(([name, view]) => [name, view(here, document.querySelector(`[data-view="${name}"]`))]));
  tendRoutes(here);
  OTHER_PAGES.addEventListener("message", here.refresh);
  document.addEventListener("visibilitychange", () => !document.hidden && here.refresh());
  let day = today();
  setInterval(() => {
    if (day === today()) return;
    day = today();
    here.refresh();
  }, LOOK_FOR_MIDNIGHT_MS);
  document.documentElement.dataset.ready = "true";
}

/** What changes something; each ends with all that is shown being as the log has it. */
function actsOf(here) {
  const { facts, log } = here;
  const note = async (event) => {
    await log.note({ patient: here.patient, at: withOffset(new Date()), ...event });
    await here.refresh();
  };
  const remember = () => {
    if (!log) return;
    const last = usualOf(here.events);
    const said = { state: here.state, said_on: here.state ? today() : last?.said_on ?? "", minutes: here.minutes, conditions: here.conditions };
    if (!isSame(said, last && { state: last.state, said_on: last.said_on, minutes: last.minutes, conditions: last.conditions })) {
      note({ kind: "usual", ...said }).catch(() => {}); // then it is asked again
    }
  };
  const choose = (values) => {
    Object.assign(here, values);
    here.draw();
    remember();
  };
  return {
    note,
    draw() {
      for (const draw of Object.values(here.views ?? {})) draw();
    },
    async refresh() {
      const kept = log ? await log.read(here.patient) : { sessions: here.sessions, events: here.events };
      const all = log ? await log.readAll() : { sessions: [], events: [] };
      Object.assign(here, kept);
      here.people = [...new Set(["me", here.patient, ...[...all.sessions, ...all.events].map(({ patient }) => patient)])];
      here.key = `page-${here.patient}`;
      here.asked = askedOf(here.events);
      here.why = awaitingReason(facts, here.sessions, here.events, here.settings);
      const usual = usualOf(here.events);
      if (usual) Object.assign(here, { minutes: usual.minutes, conditions: usual.conditions });
      here.state = usual?.said_on === today() ? usual.state : null;
      here.gate.take();
      here.draw();
    },
    hurting: () => hurtingSessions(here.sessions, today(), here.settings),
    sayState: (state) => choose({ state }),
    sayMinutes: (minutes) => choose({ minutes }),
    sayConditions: (conditions) => choose({ conditions: Object.keys(facts.terms.condition).filter((one) => conditions.includes(one)) }),
    saySettled: () => choose({ settled: [...here.settled, ...here.hurting()] }),
    confirm: () => note({ kind: "confirmed", about: [...here.sessions, ...here.events].map((one) => one.session_id).filter(Boolean) }),
    keepAsked(asked) {
      const pairs = (several) => several.map(([id, reason]) => JSON.stringify([id, reason]));
      const [before, after] = [pairs(here.asked), pairs(asked)];
      const changed = [...after.filter((one) => !before.includes(one)), ...before.filter((one) => !after.includes(one))];
      for (const one of changed) {
        const [exercise_id, reason] = JSON.parse(one);
        note({ kind: after.includes(one) ? "asked" : "not_asked", exercise_id, reason }).catch(() => {});
      }
    },
    async tellToStop(session_id, reason) {
      const told = here.events.some((event) => event.kind === "told_to_stop" && event.session_id === session_id && event.reason === reason);
      if (!told) await note({ kind: "told_to_stop", session_id, reason });
    },
    async keepSession(session, waits) {
      const event = waits ? { kind: "told_to_stop", reason: waits, patient: here.patient, at: withOffset(new Date()) } : null;
      await log.addOnce(session, event);
      await here.refresh();
    },
    async addAll(sessions, events) {
      const added = await log.addAll(sessions, events);
      await here.refresh();
      return added;
    },
    async forgetPerson() {
      await log.deletePerson(here.patient);
      here.choosePerson("me");
    },
    choosePerson(patient) {
      localStorage.setItem(LAST_PERSON, patient);
      Object.assign(here, { patient, settled: [], conditions: [], minutes: facts.usual_minutes, sessions: [], events: [] });
      here.refresh();
    },
    figuresOf: (ids) => Object.fromEntries(ids.map((id) => [id, document.getElementById(`figure-${id}`)?.innerHTML ?? ""])),
  };
}

/** Show the part that the address names. */
function tendRoutes(here) {
  const show = () => {
    const name = location.hash.slice(1) in here.views ? location.hash.slice(1) : "exercises";
    for (const view of document.querySelectorAll("[data-view]")) view.hidden = view.dataset.view !== name;
    for (const link of document.querySelectorAll("nav a")) {
      link.toggleAttribute("aria-current", link.hash === `#${name}`);
      if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
    }
  };
  addEventListener("hashchange", show);
  show();
}
