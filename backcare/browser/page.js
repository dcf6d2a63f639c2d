// The page that anybody can open: no Python, no server, nothing sent. `here` is what its parts share:
// the tables, whose log it is, what the log says, and what was chosen today.

const LOOK_FOR_MIDNIGHT_MS = 5_000;
const NOT_LOADED = "A part of this page could not be loaded. Nothing is offered without it.";
const NEEDS_A_SERVER = "This page is one of a web server, and was opened as a file. Open it at its address there. For a page that opens as a file, ask whoever gave you this one: write_page of backcare makes it.";

let restBegan = false; // whether the script of the second part has come

const placeIn = (name) => document.querySelector(`[data-view="${name}"]`);
const pieceOf = (id) => document.getElementById(id).innerHTML;
const dataOf = (id) => JSON.parse(document.getElementById(id).textContent);

/** Read what the browser keeps beside the log; null where it keeps nothing. */
function keptBeside(name, storage = "localStorage") {
  try {
    return window[storage].getItem(name);
  } catch {
    return null;
  }
}

function keepBeside(name, value, storage = "localStorage") {
  try {
    window[storage].setItem(name, value);
  } catch {
    // It is not known the next time, then.
  }
}

/** Say whose log this tab is open with; a new tab begins with that of the last. */
const lastPerson = () => keptBeside(LAST_PERSON, "sessionStorage") ?? keptBeside(LAST_PERSON) ?? "me";

const WAS_HERE = `backcare-page-log${PLACE}`;
const KEEPS = "Your log is kept in this browser, on this device alone. A private window forgets it when it is closed; no page can tell whether it is in one. ";
const KEEPS_NOTHING = "This browser does not keep anything for this page: it may be a private window, or full. You can do a session, and save it as a file at the end.";
const NEWER = "The log in this browser is of a newer version of this page, and cannot be read here.";
const NOT_READ = "Your log in this browser cannot be read, or a part of it is damaged.";
const NOBODY_KNOWS = "Nobody knows whether it says to stop, so nothing is offered. Close this page in all tabs, and open it again.";

/** Open the log; where a browser keeps nothing, one that lasts as long as the page, and say so. */
async function anyLog() {
  const { log: address } = document.documentElement.dataset;
  if (address) return [servedLog(address), SERVED_KEEPS];
  try {
    const log = await openLog();
    const lasts = await navigator.storage?.persisted?.().catch(() => false);
    const clears = lasts ? "" : "The browser may clear it when space runs short. ";
    keepBeside(WAS_HERE, "yes");
    return [log, `${KEEPS}${clears}Save a backup now and then.`];
  } catch (error) {
    // Where there was a log, one that is empty in its place would have forgotten a stop.
    if (error.name === "VersionError" || keptBeside(WAS_HERE)) throw error;
    return [passingLog(), KEEPS_NOTHING];
  }
}

/** Offer nothing, where the log cannot be read; an open session goes on. `waysOut` comes with the rest. */
function shutPage(error, here) {
  document.documentElement.dataset.ready = "shut";
  document.querySelector("nav").hidden = true;
  for (const view of document.querySelectorAll("[data-view]")) view.hidden = !(here?.player && view.dataset.view === "session");
  if (document.querySelector(".bc-shut")) return;
  const words = here?.log.served ? `Your log cannot be read. ${error.fault ?? LOST}` : `${error.name === "VersionError" ? NEWER : NOT_READ} ${NOBODY_KNOWS}`;
  const box = make("div", { class: "bc-newer bc-shut", role: "alert" }, make("p", {}, words), pressable("Open it again", () => location.reload()));
  document.querySelector("main").prepend(box);
  shut = [box, error, here];
  if (typeof waysOut === "function") waysOut(...shut.splice(0));
}

let shut = []; // what `waysOut` is told, once it is here

/** Show the cards; what else there is may come a moment later: see `showRest`. */
async function startPage(parts) {
  takeOverBeside();
  tellMoved();
  const facts = dataOf("facts");
  let log, keeps;
  try {
    [log, keeps] = await anyLog();
  } catch (error) {
    return shutPage(error);
  }
  const patient = log.served ? "me" : lastPerson();
  const here = {
    facts, log, keeps, parts,
    pieces: { gate: pieceOf("gate"), deck: pieceOf("deck"), safety: pieceOf("safety") },
    settings: facts.settings, limit: null,
    patient, key: keyOf(patient), rest: "", // "here" once the second part is, "missing" where it does not come
    // `logged` is why the log says to ask somebody first, `heard` are stops that it may not have, and
    // `why` is what comes of both.
    people: [], sessions: [], events: [], asked: [], why: "", logged: "", heard: [], unkept: {}, state: null, minutes: facts.usual_minutes, conditions: [], settledAt: {},
    player: null,
  };
  if (patient !== "me") say(document.querySelector(".bc-who"), patient);
  Object.assign(here, actsOf(here));
  here.gate = gateModel(here);
  here.gate.on("change:cleared change:ticked", here.draw);
  if (!await here.refresh()) return null;
  here.views = {};
  show(here, { exercises: exploreView });
  tendRoutes(here);
  if (log.served) tendServed(here);
  OTHER_PAGES.addEventListener("message", here.refresh);
  // A player in another tab has stopped, or it hurts there, and its log may take nothing more.
  addEventListener("storage", ({ key }) => [stopKey(here.key), painKey(here.key)].includes(key) && here.draw());
  document.addEventListener("visibilitychange", () => !document.hidden && here.refresh());
  let day = today();
  setInterval(() => {
    if (day === today()) return;
    day = today();
    here.refresh();
  }, LOOK_FOR_MIDNIGHT_MS);
  document.querySelector(".bc-loading").remove();
  document.documentElement.dataset.ready = "exercises";
  const look = () => restBegan || tellMissing(here);
  if (document.readyState === "complete") look();
  else addEventListener("load", look);
  return here;
}

/** Say that a part is missing, and offer nothing: it may be the one that would have said to stop. */
function tellMissing(here) {
  here.rest = "missing";
  for (const coming of document.querySelectorAll(".bc-coming")) coming.remove();
  const said = make("div", { class: "bc-lost", role: "alert" }, make("p", {}, location.protocol === "file:" && !document.getElementById("rest") ? NEEDS_A_SERVER : NOT_LOADED), pressable("Load it again", () => location.reload()));
  document.querySelector("main").prepend(make("div", { class: "bc-app" }, said));
  here.draw();
}

/** Put parts into the page, each in its place. */
function show(here, views) {
  for (const [name, view] of Object.entries(views)) {
    placeIn(name).querySelector(".bc-coming")?.remove();
    here.views[name] = view(here, placeIn(name));
    here.views[name]();
  }
}

/** Show all parts, once what they need is there: in this file, or beside it on a web server. */
async function showRest(starting, parts) {
  restBegan = true;
  const here = await starting;
  if (!here) {
    if (shut.length) waysOut(...shut);
    return;
  }
  try {
    takeRest(here, parts, await restOf(here.facts));
  } catch (error) {
    console.error(error);
    tellMissing(here);
    return;
  }
  document.documentElement.dataset.ready = "all";
  if (location.protocol !== "file:" && !here.log.served) await keepPage(here);
}

/** Load what the second part needs; rejected where any of it is missing, or of another version. */
async function restOf({ stamp }) {
  if (document.getElementById("rest")) return dataOf("rest");
  const styled = new Promise((keep, fail) => {
    const link = make("link", { rel: "stylesheet", href: "rest.css" });
    Object.assign(link, { onload: keep, onerror: fail });
    document.head.append(link);
  });
  const [answer] = await Promise.all([fetch("rest.json"), styled]);
  const rest = await answer.json();
  if (rest.stamp !== stamp) throw new Error("another version");
  return rest;
}

function takeRest(here, parts, rest) {
  const { exercises } = here.facts;
  Object.assign(here.facts, rest.facts, {
    exercises: exercises.map((row, place) => ({ ...row, ...rest.facts.exercises[place] })),
  });
  Object.assign(here, { stills: rest.stills, moves: rest.moves, figures: rest.figures });
  Object.assign(here.parts, parts);
  here.rest = "here";
  show(here, { session: planView, progress: progressView, data: filesView });
  here.draw();
}

/** What changes something; each ends with all that is shown being as the log has it. */
function actsOf(here) {
  const { facts, log } = here;
  // While something is on its way into the log, what is on screen is newer than the log.
  let onTheWay = 0;
  let lastSaid = null; // how the back is, as it was last given to the log
  const telling = new Set(); // stops that are on their way into the log, or there
  const note = async (event) => {
    onTheWay += 1;
    try {
      await log.note({ patient: here.patient, at: withOffset(new Date()), ...event });
      delete here.unkept[event.kind];
    } catch (error) {
      // What was answered holds on this page, for today; the older answer of the log does not come back.
      here.unkept[event.kind] = today();
      throw error;
    } finally {
      onTheWay -= 1;
    }
    await here.refresh();
  };
  const remember = () => {
    const last = onTheWay && lastSaid ? lastSaid : usualOf(here.events);
    const said = { state: here.state, said_on: here.state ? today() : last?.said_on ?? "", minutes: here.minutes, conditions: here.conditions };
    if (!isSame(said, last && { state: last.state, said_on: last.said_on, minutes: last.minutes, conditions: last.conditions })) {
      lastSaid = said;
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
    /**
     * Weigh what the log says and what this browser alone knows of: a session that was stopped, or severe
     * pain that was chosen. What a player has on screen can still be chosen otherwise there.
     */
    weigh() {
      const stops = [...keptStops(here.key, Boolean(here.player) && !placeIn("session").hidden), ...here.heard];
      const known = knownStops(here);
      const waited = Boolean(here.why);
      here.why = strongestReason(facts, [here.logged, untoldReason(stops, known)]);
      if (!here.why) forgetAsked(here.key, known);
      if (waited !== Boolean(here.why)) here.gate.show({ folded: !waited }); // beside the notice it is a line
      for (const [id, reason, felt] of stops) {
        if (known[id] !== Infinity) here.tellToStop(id, reason, isTold(id, felt, known)).catch(() => {});
      }
      here.tellPains();
    },
    /** Draw what is on screen; a session goes on, and has to hear of everything, while it is not. */
    draw() {
      here.weigh();
      for (const [name, redraw] of Object.entries(here.views ?? {})) {
        if (!placeIn(name).hidden || (name === "session" && here.player)) redraw();
      }
    },
    /** Take what the log says; false where it cannot be read. */
    async refresh() {
      let all;
      try {
        all = await log.readAll();
      } catch (error) {
        if (log.served && here.views) throw error; // it is asked again soon
        shutPage(error, here);
        return false;
      }
      Object.assign(here, ofPerson(all, here.patient));
      here.people = [...new Set(["me", here.patient, ...[...all.sessions, ...all.events].map(({ patient }) => patient)])];
      here.limit = mildLimit(facts, here.events);
      here.settings = settingsFor(facts, here.limit);
      here.logged = all.why ?? awaitingReason(facts, here.sessions, here.events, here.settings);
      if (!onTheWay) {
        const usual = usualOf(here.events);
        const { usual: unkept, asked, not_asked: notAsked } = here.unkept;
        if (unkept) {
          here.state = unkept === today() ? here.state : null;
        } else {
          if (usual) Object.assign(here, { minutes: usual.minutes, conditions: usual.conditions });
          here.state = usual?.said_on === today() ? usual.state : null;
        }
        if (!asked && !notAsked) here.asked = askedOf(here.events);
        if (!here.unkept.settled) here.settledAt = settledOf(here.events);
        here.gate.take();
      }
      here.draw();
      return true;
    },
    /** Give the stop rule in words, with the numbers that hold for this person. */
    stopWords(why) {
      if (!here.limit || why !== "stop_rule") return facts.stop_words[why];
      const { ease_off: eases, stop_rule: stops } = agreedOn(facts, here.limit);
      return `${eases} ${stops}`;
    },
    /** Give pain above mild as the log was told of it, and as this browser has it now: of each session the last. */
    pains: () => new Map([...here.events.filter(({ kind }) => kind === "pain_told")
      .map(({ session_id: id, before, peak, at }) => [id, before, peak, Date.parse(at)]), ...keptPains(here.key)].map((one) => [one[0], one])),
    /** Give the sessions since which the back has settled; what was felt later in one of them has not. */
    settled() {
      const pains = here.pains();
      return Object.keys(here.settledAt).filter((id) => isTold(id, pains.get(id)?.[3], here.settledAt));
    },
    /** Give the sessions, and those in which it hurt that are not saved yet: what is said after pain follows both. */
    felt() {
      const plays = keptPlays(here.key);
      const unsaved = [...here.pains().values()].filter(([id]) => !here.sessions.some((one) => one.session_id === id)).map(([session_id, pain_before, pain_peak]) => byTheClock({
        session_id, pain_before, pain_peak, pain_after: null, pain_minutes: null, entries: [],
        started_at: plays.find(({ id }) => id === session_id)?.startedAt ?? withOffset(new Date()),
      }));
      return inTime([...here.sessions, ...unsaved]);
    },
    hurting: () => hurtingSessions(here.felt(), today(), here.settings),
    /** Of the sessions before today the rules of the second part know. */
    waits() {
      const settled = here.settled();
      return (here.rest === "here" ? unsettledSessions : (_, ...given) => hurtingSessions(...given))(facts, here.felt(), today(), here.settings, settled)
        .filter((id) => !settled.includes(id));
    },
    /** After pain above mild a plan for the usual pain waits until the back has settled. */
    hasToSettle: (state) => state !== "acute" && here.waits().length > 0,
    sayState: (state) => choose({ state }),
    sayMinutes: (minutes) => choose({ minutes }),
    sayConditions: (conditions) => choose({ conditions: Object.keys(facts.terms.condition).filter((one) => conditions.includes(one)) }),
    saySettled() {
      const about = here.waits();
      choose({ settledAt: { ...here.settledAt, ...Object.fromEntries(about.map((id) => [id, Date.now()])) } });
      note({ kind: "settled", about }).catch(() => {}); // then it holds on this page
    },
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
    /** Stop at once, whether or not the log can be told. */
    hearStop(session_id, reason) {
      here.heard.push([session_id, reason, Date.now()]);
      here.draw();
    },
    /** Tell the log of a stop, once; anew where it was felt after somebody was asked about it: then it is not `known`. */
    async tellToStop(session_id, reason, known) {
      const told = here.events.some((event) => event.kind === "told_to_stop" && event.session_id === session_id && event.reason === reason);
      const one = `${session_id} ${reason}`;
      if ((told && (known || here.logged)) || telling.has(one)) return;
      telling.add(one);
      await note({ kind: "told_to_stop", session_id, reason }).finally(() => telling.delete(one));
    },
    /** Tell the log of pain above mild that this browser keeps: as long as the session is not saved, and where it is deleted. */
    tellPains() {
      const untold = keptPains(here.key).filter(([id, before, peak, felt]) => {
        const last = here.events.findLast((event) => event.kind === "pain_told" && event.session_id === id);
        const settled = here.settledAt[id] > Date.parse(last?.at) && felt;
        return !telling.has(id) && (settled ? !isTold(id, felt, here.settledAt) : last?.before !== before || last.peak !== peak);
      });
      return Promise.all(untold.map(([session_id, before, peak]) => {
        telling.add(session_id);
        return note({ kind: "pain_told", session_id, before, peak }).catch(() => {}).finally(() => telling.delete(session_id));
      }));
    },
    async keepSession(session, waits) {
      await here.tellPains();
      if (waits) here.heard.push([session.session_id, waits]);
      const event = waits ? { kind: "told_to_stop", reason: waits, patient: here.patient, at: withOffset(new Date()) } : null;
      await log.addOnce(session, event);
      await here.refresh();
      if (!log.lasts) throw new Error("nothing is kept here");
      navigator.storage?.persist?.().catch(() => {}); // some browsers ask the person: only now it is worth it
    },
    async addAll(...given) {
      const added = await log.addAll(...given);
      await here.refresh();
      return added;
    },
    async forgetPerson() {
      await log.deletePerson(here.patient);
      await forgetOld(here.patient, log).catch(() => {}); // where nothing is kept
      forgetBeside(here.patient);
      here.choosePerson("me");
    },
    /** Begin anew as somebody else: nothing that is open was answered by them. */
    choosePerson(patient) {
      for (const storage of ["sessionStorage", "localStorage"]) keepBeside(LAST_PERSON, patient, storage);
      here.leaves = true; // who is to lose an entry by it was asked
      location.reload();
    },
  };
}

/** Show the part that the address names. */
function tendRoutes(here) {
  const turn = () => {
    if (document.querySelector(".bc-shut")) return;
    const views = [...document.querySelectorAll("[data-view]")];
    const named = views.find((view) => view.dataset.view === location.hash.slice(1)) ?? views[0];
    const { view: name } = named.dataset;
    for (const view of views) view.hidden = view !== named;
    here.draw();
    for (const link of document.querySelectorAll("nav a")) {
      if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };
  addEventListener("hashchange", turn);
  turn();
}
