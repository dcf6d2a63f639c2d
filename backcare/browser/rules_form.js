// A session that somebody writes down: what may be missing, what is wrong with it, what is said of it,
// and when minutes are asked for. backcare/widgets/form_text.py, `check_session` of
// backcare/sessions.py and the words of backcare/safety.py; a test holds each to the other.

const PAINS_ASKED = {
  pain_before: "Pain before you started",
  pain_peak: "Worst pain while exercising",
  pain_after: "Pain after you finished",
};
const AMOUNTS_ASKED = { sets: "Sets", reps: "Times per set", hold_s: "Seconds held", minutes: "Minutes" };
const QUESTIONS = {
  ...PAINS_ASKED, ...AMOUNTS_ASKED,
  pain_minutes: "Minutes with pain above mild", note: "Anything to remember?", started_at: "When was it?",
};
const NOTHING_YET = "Nothing to save yet. Add an exercise, or say how your back feels.";

const exerciseName = (facts, id) => (id === facts.other_activity ? facts.other_name : factOf(facts, id)?.name ?? id);

/** Write a number as people do, with a comma after the thousands. */
const withCommas = (number) => number.toLocaleString("en-US");

/** Say what has to be done before there is a session to keep; "" when there is one. */
function nothingToSave(session, chosen) {
  if (chosen) return `Not saved yet. You chose ${chosen}: press Add to include it, or clear that choice.`;
  const said = session.entries.length || session.note || Object.keys(PAINS_ASKED).some((name) => session[name] != null);
  return said ? "" : NOTHING_YET;
}

/** Say what severe pain means for today and for the next session; "" where none is severe. */
function severeSaid(facts, session) {
  const worst = Math.max(-1, ...painsOf(session));
  return worst < facts.severe_pain ? "" : facts.severe_words.replace("{worst}", worst);
}

/** Say by how much pain rose, where that alone, and not the limit, makes it above mild. */
function riseSaid(session, settings) {
  const [worst, start] = [Math.max(0, ...painsOf(session)), session.pain_before];
  if (start == null || worst > settings.mild_pain_max || !isAboveMild([worst], start, settings)) return "";
  return `Your pain has risen by ${worst - start} since the start of the session.`;
}

/** Give the smallest dose of an exercise, with which a form begins: what is not known stays empty. */
function smallestDose(row) {
  if (!row || row.kind === "activity") return {};
  const dose = { sets: 1, reps: row.reps_min, hold_s: row.hold_s_min };
  return Object.fromEntries(Object.entries(dose).filter(([, amount]) => amount != null));
}

/** Name what to ask for: minutes of an activity; sets, times and a hold of an exercise; and what was given. */
function amountsAsked(facts, id, given) {
  const row = factOf(facts, id);
  const isActivity = row?.kind === "activity" || id === facts.other_activity;
  const usual = isActivity ? ["minutes"] : ["sets", "reps", "hold_s"];
  return Object.keys(AMOUNTS_ASKED).filter((name) => usual.includes(name) || given[name] != null);
}

/** Tell whether a log may hold a number in this column; nothing given is fine. */
function isInside({ whole, lowest, lowest_itself: itself, highest }, number) {
  if (number == null) return true;
  if (!Number.isFinite(number) || (whole && !Number.isInteger(number))) return false;
  return (lowest == null || (itself ? number >= lowest : number > lowest)) && (highest == null || number <= highest);
}

/** Say everything that is wrong with a session, a line for each, by the questions of the form. */
function sessionFaults(facts, session, now) {
  const faultOf = (column, value, whose = "") => {
    const field = facts.log_fields[column];
    return isInside(field, value) ? [] : [`${whose}${QUESTIONS[column]}: you entered ${value}. It ${field.limits}. Correct it, or leave it empty.`];
  };
  return [
    ...startFaults(facts, session.started_at, now),
    ...Object.keys(facts.log_fields).filter((name) => name.startsWith("pain_")).flatMap((column) => faultOf(column, session[column])),
    ...noteFaults(facts, session.note),
    ...session.entries.flatMap((entry) => [
      ...entryFaults(facts, entry),
      ...Object.keys(AMOUNTS_ASKED).flatMap((column) => faultOf(column, entry[column], `${exerciseName(facts, entry.exercise_id)}, `)),
    ]),
  ];
}

function startFaults(facts, start, now) {
  const { first_year: first, early, ahead, late } = facts.starts;
  const rule = Number(start.slice(0, 4)) < first ? early : Date.parse(start) - ahead * DAY_MS > now ? late : "";
  return rule ? [`${QUESTIONS.started_at} You entered ${whenSaid(start)}. It ${rule}`] : [];
}

function noteFaults(facts, note) {
  const [length, { most }] = [[...note].length, facts.log_fields.note];
  if (length > most) {
    return [`${QUESTIONS.note} You wrote ${withCommas(length)} characters; at most ${withCommas(most)} fit. Please shorten it.`];
  }
  return isWritable(note) ? [] : [`${QUESTIONS.note} Something in it cannot be saved. Please type it again.`];
}

/** Tell whether a text has no NUL and no half of a character. */
function isWritable(text) {
  try {
    return !encodeURIComponent(text).includes("%00");
  } catch {
    return false;
  }
}

function entryFaults(facts, { exercise_id: id, minutes }) {
  if (id === facts.other_activity) {
    return minutes == null ? [`${facts.other_name}, ${QUESTIONS.minutes}: how long did it take? Fill it in, or remove it.`] : [];
  }
  return factOf(facts, id) ? [] : [`${id}: your log does not know this exercise. Remove it, then save again.`];
}

// --- a session in words ---

/** Write a day and a time as people say them: "2 Mar 2026, 18:05". */
const whenSaid = (start) => `${longDate(start.slice(0, 10))}, ${start.slice(11, 16)}`;

/** Say what a session was: "2 Mar 2026, 18:05: Bridge; pain before 3, after 0." */
function sessionWords(facts, session) {
  const pains = [["before", session.pain_before], ["worst", session.pain_peak], ["after", session.pain_after]]
    .filter(([, pain]) => pain != null).map(([when, pain]) => `${when} ${pain}`);
  const names = session.entries.map(({ exercise_id: id }) => exerciseName(facts, id));
  const parts = [names.join(", "), pains.length ? `pain ${pains.join(", ")}` : ""].filter(Boolean);
  return `${whenSaid(session.started_at)}: ${parts.join("; ") || "a note"}.`;
}

/** Say that a session is in the log, and what it was; one without an exercise is none. */
function savedLine(facts, session) {
  const counts = isExercised(facts, session) ? ""
    : session.entries.length ? " It is kept as other activity, and not counted as a session."
      : " No exercise was done, so it is not counted as a session.";
  return `Saved. ${sessionWords(facts, session)}${counts}`;
}

/** Say that a session is in the log, and what the stop rule has to say to it; `stop` are its words. */
function savedWords(facts, session, settings, stop) {
  const severe = severeSaid(facts, session);
  const stops = breaksStopRule(session, settings) ? `Stop here, and do no more exercises today. ${stop}`
    : wentAboveMild(session, settings) && session.pain_minutes == null ? `You have not said how long the pain was above mild. ${stop}` : "";
  return [savedLine(facts, session), stops, severe && `${severe} ${facts.worse} Get help now.`].filter(Boolean).join("\n");
}

// --- a limit of mild that was agreed on: the words of backcare/widgets/own_limit.py ---

/** Say for whom another limit of mild is, or why none can be entered now. */
function limitIntro(facts, hurts) {
  if (hurts) return "Not now: your pain was above mild in a session. Ask your health professional about it, and enter a limit on another day, once your pain has settled.";
  return `Is your usual pain above ${facts.settings.mild_pain_max} of 10? A doctor or physiotherapist who knows your back may agree on another limit of mild with you, ${Object.keys(facts.own_limits).at(-1)} at most. `
    + "Enter here only what you have agreed on. It counts from your next session on. It is not a way to carry on while your pain is up: pause and ease off then.";
}

/** Say what has to be answered before a limit can be kept; "" when nothing has. */
function limitMissing(facts, { pain, agreedOn, agreed, latest }) {
  if (!facts.own_limits[pain]) return "Not kept yet: choose the number that you agreed on.";
  if (!agreedOn) return "Not kept yet: say on which day you agreed on it.";
  if (!agreed) return "Not kept yet: only a limit that you agreed on with your health professional counts.";
  return agreedOn > latest ? "Not kept yet: that day is in the future. Correct it." : "";
}
