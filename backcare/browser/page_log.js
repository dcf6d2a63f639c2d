// The log of a page without Python, in this browser: sessions, and what people have answered about
// their safety. An answer is an event, written once; the newest of its kind holds. What is written
// is there once the promise is kept: the browser has said by then that all of it is stored.

const LOG_VERSION = 1;
const STORES = ["sessions", "events"];
const NO_ROOM = "This browser could not keep it: it may be full, or private.";

/** Wait for what a request gives. */
const given = (request) => new Promise((keep, fail) => {
  request.onsuccess = () => keep(request.result);
  request.onerror = () => fail(request.error);
});

/** Do something in one transaction, and wait until it is stored, all of it or nothing. */
async function within(base, mode, act) {
  const transaction = base.transaction(STORES, mode, { durability: "strict" });
  const ended = new Promise((keep, fail) => {
    transaction.oncomplete = keep;
    transaction.onabort = () => fail(transaction.error ?? new Error("aborted"));
  });
  ended.catch(() => {}); // told where it is waited for
  try {
    const result = await act(...STORES.map((name) => transaction.objectStore(name)));
    await ended;
    return result;
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It has ended already.
    }
    throw error;
  }
}

// --- what can be read ---

const areTexts = (one, ...names) => names.every((name) => typeof one[name] === "string");
const areAll = (list, kind) => Array.isArray(list) && list.every((one) => typeof one === kind && one !== null);

/** Tell whether a session has what every rule looks at. */
function isWholeSession(one) {
  return areTexts(one, "session_id", "patient", "started_at") && areAll(one.entries, "object")
    && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d$/.test(one.started_at) && Date.parse(one.started_at) > 0
    && ["pain_before", "pain_after", "pain_peak", "pain_minutes"].every((name) => one[name] == null || Number.isFinite(one[name]));
}

// What each kind of answer consists of.
const EVENT_PARTS = {
  red_flags: (one) => areAll(one.flags, "string"),
  taken_back: () => true,
  usual: (one) => Number.isFinite(one.minutes) && areAll(one.conditions, "string"),
  asked: (one) => areTexts(one, "exercise_id", "reason"),
  not_asked: (one) => areTexts(one, "exercise_id", "reason"),
  mild_limit: (one) => one.pain === null || areTexts(one, "agreed_on"),
  told_to_stop: (one) => areTexts(one, "session_id", "reason"),
  confirmed: (one) => areAll(one.about, "string"),
  settled: (one) => areAll(one.about, "string"),
  pain_told: (one) => areTexts(one, "session_id") && [one.before, one.peak].every(Number.isInteger),
};

/** Tell whether an answer is of a kind that is known, and has all of its parts. */
const isWholeEvent = (one) => one !== null && typeof one === "object" && areTexts(one, "kind", "patient", "at")
  && Date.parse(one.at) > 0 && Object.hasOwn(EVENT_PARTS, one.kind) && EVENT_PARTS[one.kind](one);

const IS_WHOLE = [isWholeSession, isWholeEvent];

/** Refuse a log of which a part is damaged: nobody knows whether that part says to stop. */
function checkWhole(all) {
  STORES.forEach((name, place) => {
    if (!all[name].every(IS_WHOLE[place])) throw Object.assign(new Error("a part of the log is damaged"), { all });
  });
  return all;
}

/** Open the log; rejected where a browser keeps nothing. A new one begins with what an `old` one had. */
function openLog(old = null) {
  return new Promise((keep, fail) => {
    const request = indexedDB.open(LOG_NAME, LOG_VERSION);
    let isNew = false;
    request.onupgradeneeded = () => {
      isNew = !old;
      if (isNew) {
        request.transaction.abort(); // made once the old one is read: all of it or nothing
        return;
      }
      const made = [
        request.result.createObjectStore("sessions", { keyPath: "session_id" }),
        request.result.createObjectStore("events", { keyPath: "number", autoIncrement: true }),
      ];
      made.forEach((store, place) => {
        store.createIndex("patient", "patient");
        for (const one of old[place]) store.put(one);
      });
    };
    request.onsuccess = () => keep(logOf(request.result));
    request.onerror = () => (isNew ? readOld().then(openLog).then(keep, fail) : fail(request.error));
    request.onblocked = () => fail(new Error("another page holds an older log open"));
  });
}

function logOf(base) {
  base.onversionchange = () => base.close(); // another tab deletes it, or has a newer page
  const read = (act) => within(base, "readonly", act);
  const write = async (act) => {
    const result = await within(base, "readwrite", act);
    tellPages();
    return result;
  };
  return {
    lasts: true,
    notKept: NO_ROOM,
    /** Change what is kept, all of it or nothing. */
    change: write,
    /** Give everything, as it is kept. */
    readAll: () => read(async (...stores) => {
      const [sessions, events] = await Promise.all(stores.map((store) => given(store.getAll())));
      return checkWhole({ sessions, events });
    }),
    /** Keep a session once, however often it is given; one with other answers is kept beside it. */
    addOnce: (session, event = null) => write(async (sessions, events) => {
      const id = await placeFor(sessions, session);
      sessions.put({ ...session, session_id: id });
      if (event) events.add({ ...event, session_id: id });
      return id;
    }),
    /** Keep a session in the place of the one that was `known`; "" and nothing, where that was changed elsewhere. */
    replace: (session, known, event = null) => write(async (sessions, events) => {
      const id = known.session_id;
      const there = await given(sessions.get(id));
      if (!there || !isSame(there, known)) return "";
      sessions.put({ ...session, session_id: id });
      if (event) events.add({ ...event, session_id: id });
      return id;
    }),
    /** Take out a session that still is as it was `known`; false where it is not. */
    takeOut: (known) => write(async (sessions) => {
      const there = await given(sessions.get(known.session_id));
      if (!there || !isSame(there, known)) return false;
      sessions.delete(known.session_id);
      return true;
    }),
    /** Keep what somebody has answered. */
    note: (event) => write((_sessions, events) => given(events.add(event))),
    /** Keep of a file the sessions that `fresh` finds to be new, and its events. */
    addAll: (findNew, newEvents) => write(async (sessions, events) => {
      const [here, known] = await Promise.all([given(sessions.getAll()), given(events.getAll())]);
      const fresh = findNew(here);
      for (const session of fresh) sessions.put(session);
      if (newEvents.length) {
        events.clear();
        for (const { number: _number, ...event } of mergedEvents(known, newEvents)) events.add(event);
      }
      return fresh;
    }),
    /** Delete all that is kept of one person. */
    deletePerson: (patient) => write((...stores) => deleteIn(stores, patient)),
  };
}

async function deleteIn(stores, patient) {
  for (const store of stores) {
    for (const key of await given(store.index("patient").getAllKeys(patient))) store.delete(key);
  }
}

/** Give a log for where a browser keeps nothing: it is as long as the page is open, and no longer. */
function passingLog() {
  let [sessions, events] = [[], []];
  const of = (patient) => ({ patient: own }) => own === patient;
  const note = async (event) => { events = [...events, event]; };
  async function addOnce(session, event = null) {
    sessions = [...sessions.filter(({ session_id: id }) => id !== session.session_id), session];
    if (event) await note({ ...event, session_id: session.session_id });
    return session.session_id;
  }
  return {
    lasts: false,
    notKept: NO_ROOM,
    readAll: async () => ({ sessions, events }),
    addOnce,
    replace: (session, known, event) => addOnce({ ...session, session_id: known.session_id }, event),
    async takeOut({ session_id: id }) {
      sessions = sessions.filter(({ session_id: other }) => other !== id);
      return true;
    },
    note,
    async addAll(findNew, moreEvents) {
      const fresh = findNew(sessions);
      [sessions, events] = [[...sessions, ...fresh], mergedEvents(events, moreEvents)];
      return fresh;
    },
    async deletePerson(patient) {
      [sessions, events] = [sessions, events].map((several) => several.filter((one) => !of(patient)(one)));
    },
  };
}

/** Find the id under which a session is kept: its own, unless that has another session. */
async function placeFor(sessions, session) {
  for (let id = session.session_id, more = 2; ; id = `${session.session_id}-${more}`, more += 1) {
    const there = await given(sessions.get(id));
    if (!there || isSame({ ...there, session_id: "" }, { ...session, session_id: "" })) return id;
  }
}

/** Give a session as the rules have it: its start on the clock there, and the offset from UTC by itself. */
function byTheClock(session) {
  const { started_at: start } = session;
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(start) ?? [];
  const offset = sign ? (sign === "-" ? -1 : 1) * (hours * 60 + Number(minutes)) : start.endsWith("Z") ? 0 : null;
  return { ...session, started_at: start.slice(0, 19), utc_offset_min: offset };
}

/** Say when a session began, which the clock there alone does not tell. */
const momentOf = ({ started_at: start, utc_offset_min: offset }) => Date.parse(`${start}Z`) - (offset ?? 0) * 60_000;

/** Put sessions in order by the moment; a copy each. */
function inTime(sessions) {
  const byId = (one, other) => (one.session_id < other.session_id ? -1 : Number(one.session_id > other.session_id));
  return [...sessions].sort((one, other) => momentOf(one) - momentOf(other) || byId(one, other));
}

/** Give the sessions and the events of one person, the oldest first. */
function ofPerson({ sessions, events }, patient) {
  const [own, answers] = [sessions, events].map((several) => several.filter((one) => one.patient === patient));
  return { sessions: inTime(own.map(byTheClock)), events: answers };
}

// Pages of one browser hear of each other's changes.
const OTHER_PAGES = new BroadcastChannel(`backcare-page${PLACE}`);

const tellPages = () => OTHER_PAGES.postMessage("changed");

// --- what the answers say ---

/** Give the newest event of some kinds; undefined where there is none. */
const newest = (events, ...kinds) => events.findLast((event) => kinds.includes(event.kind));

/** Give the signs that are ticked, and the day on which the check was answered; null before. */
function signsOf(events) {
  const last = newest(events, "red_flags", "taken_back");
  return last?.kind === "red_flags" ? { flags: last.flags, day: last.at.slice(0, 10) } : null;
}

/** Give what was chosen last: minutes, conditions, and how the back was, with its day. */
const usualOf = (events) => newest(events, "usual") ?? null;

/** Give the sessions since which the back has settled, as somebody has said, each with when, in ms. */
const settledOf = (events) => latestOf(events
  .filter(({ kind }) => kind === "settled")
  .flatMap(({ about, at }) => about.map((id) => [id, Date.parse(at)])));

/** Give of each session the latest of several times. */
function latestOf(pairs) {
  const latest = {};
  for (const [id, ms] of pairs) latest[id] = Math.max(ms, latest[id] ?? ms);
  return latest;
}

/** Say what the log knows of a person's stops: of each session until when it was told or asked about. */
function knownStops({ sessions, events }) {
  const of = (kind) => events.filter((event) => event.kind === kind);
  const asked = Math.max(...of("confirmed").map(({ at }) => Date.parse(at)));
  return latestOf([
    ...of("told_to_stop").map(({ session_id: id, at }) => [id, Math.max(Date.parse(at), asked)]),
    ...sessions.map(({ session_id: id }) => [id, Infinity]), // its numbers tell it
  ]);
}

/** Give what was asked about: exercise, reason, and the day in words; the newest first. */
function askedOf(events) {
  const last = new Map();
  for (const event of events.filter(({ kind }) => kind === "asked" || kind === "not_asked")) {
    last.set(JSON.stringify([event.exercise_id, event.reason]), event);
  }
  const asked = [...last.values()].filter(({ kind }) => kind === "asked").reverse();
  return asked.map((event) => [event.exercise_id, event.reason, spelledDate(new Date(event.at))]);
}

const isOwnLimit = ({ own_limits: limits }, { pain }) => Number.isInteger(pain) && Object.hasOwn(limits, pain);

/** Give the limit of mild that was agreed on with a professional, and holds; null where none does. */
function mildLimit(facts, events) {
  const last = newest(events, "mild_limit");
  const holds = last && isOwnLimit(facts, last) && /^\d{4}-\d\d-\d\d$/.test(last.agreed_on);
  return holds ? { pain: last.pain, agreed_on: last.agreed_on } : null;
}

/** Give the words for a limit, with the day on which it was agreed on. */
const agreedOn = ({ own_limits: limits }, { pain, agreed_on: day }) => Object.fromEntries(Object.entries(limits[pain])
  .map(([name, text]) => [name, typeof text === "string" ? text.replaceAll("{day}", longDate(day)) : text]));

/** Give the numbers of the stop rule that hold for a person. */
function settingsFor(facts, limit) {
  if (!limit) return facts.settings;
  const { mild_pain_max, pain_minutes_max, rise } = facts.own_limits[limit.pain];
  return { mild_pain_max, pain_minutes_max, rise };
}

/** Say why a professional has to be asked before the next session, as SessionLog.awaiting_reason. */
function awaitingReason(facts, sessions, events, settings) {
  const confirmed = events.filter(({ kind }) => kind === "confirmed");
  const since = (moment, id, later = confirmed) => confirmed.some((event) => Date.parse(event.at) >= moment
    || (later.includes(event) && event.about.includes(id)));
  // Who was asked about a session was not asked about what is told of it later.
  const isAsked = (event, place) => since(Date.parse(event.at), event.session_id, events.slice(place));
  const waits = new Set(events
    .filter((event, place) => event.kind === "told_to_stop" && !isAsked(event, place))
    .map(({ reason }) => reason));
  for (const session of sessions) {
    if (since(momentOf(session), session.session_id)) continue;
    if (breaksStopRule(session, settings)) waits.add("stop_rule");
    if (isSevereSession(facts, session)) waits.add("severe_pain");
  }
  return Object.keys(facts.ask_whom).find((reason) => waits.has(reason)) ?? "";
}
