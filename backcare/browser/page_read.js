// Files that are brought back: sessions as CSV, in the columns of a log, and backups. A row is read as
// SessionLog.import_csv reads it, a test holds the two together; and each fault is named with its row,
// its column, what stands there and what to do. A file with one is not taken in.

const FAULTS_SAID = 20;
const SHOWN_SIGNS = 40;
const MOST_BYTES = 100_000_000;
const FELT_COLUMNS = ["pain_before", "pain_after", "pain_peak", "pain_minutes"];
const DONE_COLUMNS = ["sets", "reps", "hold_s", "minutes"];
const CORRECT_IT = "Correct it, or empty the cell.";
const SAVE_AGAIN = "Save it again as “CSV UTF-8”, and bring that file.";
const NO_BACKUP_OF_OURS = "It is no backup from here. Bring the file backcare-backup.json that you saved here.";
const DAMAGED_BACKUP = "It is damaged: it ends too early, or something in it was changed. Bring an earlier backup.";

class FileFaults extends Error {
  constructor(faults) {
    super(faults.join("\n"));
    const more = faults.length - FAULTS_SAID;
    this.faults = more > 0 ? [...faults.slice(0, FAULTS_SAID), `And ${more} more.`] : faults;
  }
}

// --- a file as text, and as cells ---

/** Read the letters of a file: UTF-8 or UTF-16, and else those of Windows, as spreadsheets save them. */
function textOf(bytes) {
  const decode = (name) => new TextDecoder(name, { fatal: true }).decode(bytes);
  try {
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode("utf-16le");
    if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode("utf-16be");
    return decode("utf-8");
  } catch {
    // Letters of Windows hardly ever look like UTF-8. Where a part does, the file is damaged UTF-8.
    const plain = new TextDecoder().decode(bytes).replaceAll("\ufffd", "");
    const lacks = [0x81, 0x8d, 0x8f, 0x90, 0x9d]; // what Windows has no letters for
    if (/[^\x00-\x7f]/.test(plain) || bytes.some((byte) => lacks.includes(byte))) {
      throw new FileFaults([`Its letters cannot be read: it is damaged, or no text. ${SAVE_AGAIN}`]);
    }
    return decode("windows-1252");
  }
}

/** Take a text apart into rows of cells; null for one with a stray quotation mark. */
function csvRows(text, separator) {
  const rows = [];
  const ends = new RegExp(`[\\r\\n${separator}]|$`, "g");
  const lineEnd = /\r\n?|\n|$/g;
  const next = (sign, at) => {
    sign.lastIndex = at;
    return sign.exec(text);
  };
  for (let at = 0; at < text.length;) {
    let [row, isMore] = [[], true];
    while (isMore) {
      let cell = "";
      const isQuoted = text[at] === '"';
      if (isQuoted) {
        const found = next(/"((?:[^"]|"")*)"/gy, at);
        at = found ? at + found[0].length : text.length;
        cell = found?.[1].replaceAll('""', '"');
      }
      const end = next(ends, at).index;
      if (isQuoted && (cell === undefined || end > at)) row = null;
      row?.push(isQuoted ? cell : text.slice(at, end));
      isMore = Boolean(row) && text[end] === separator;
      const line = next(lineEnd, end);
      at = isMore ? end + 1 : line.index + line[0].length;
    }
    rows.push(row);
  }
  return rows;
}

/** Take the apostrophe away that keeps a spreadsheet from running or changing a text. */
const unescaped = (text) => (text.startsWith("'") && escapeFormula(text.slice(1)) !== text.slice(1) ? text.slice(1) : text);

/** Find the rows of a file of sessions: where each stands, and what in it by column; and what is wrong with them. */
function rowsOf(columns, text) {
  const body = text.replace(/^sep=.(?:\r\n?|\n)/, "");
  const isKnown = (name) => columns.includes(name.trim());
  const first = body.split(/[\r\n]/, 200).find((line) => line.trim()) ?? "";
  const known = [",", ";", "\t"].map((sign) => [first.split(sign).filter((name) => isKnown(name.replaceAll('"', ""))).length, sign]);
  const every = csvRows(body, known.reduce((best, one) => (one[0] > best[0] ? one : best))[1]);
  const isFilled = (row) => row === null || row.join("").trim();
  const place = every.findIndex(isFilled);
  const header = every[place]?.map((name) => name.trim()) ?? [];
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length) {
    throw new FileFaults([`It is no file of sessions from here: these columns are missing: ${missing.join(", ")}. A diary of another form is read in the notebooks.`]);
  }
  const faults = columns.filter((column) => header.indexOf(column) !== header.lastIndexOf(column))
    .map((column) => `${column} is there twice. Delete one of the two columns.`);
  const isCut = !/[\r\n]$/.test(body);
  const rows = [];
  every.forEach((cells, number) => {
    if (number <= place || !isFilled(cells)) return;
    const at = `Row ${number + 1}`;
    const garbled = cells?.findIndex((cell) => cell.includes("\0") || (!cell.startsWith("'") && isMisread(cell)));
    if (!cells) faults.push(`${at} has a quotation mark that is not closed, or not followed by the next cell. Correct it.`);
    else if (cells.slice(header.length).join("").trim()) faults.push(`${at} has ${cells.length} cells, and the first row has ${header.length}. Put a text with commas in it in quotation marks.`);
    else if (cells.length < header.length && isCut && number === every.length - 1) faults.push(`${at} is cut off after ${cells.length} of ${header.length} cells. Complete it, or save the file again.`);
    else if (garbled >= 0) faults.push(`${at}, ${header[garbled]}: its letters were read wrongly once, or are damaged. Type the cell again, or save the file again as “CSV UTF-8”.`);
    else rows.push({ at, texts: Object.fromEntries(columns.map((column) => [column, cells[header.indexOf(column)] ?? ""])) });
  });
  return { rows, faults, unread: header.filter((name) => name && !columns.includes(name)) };
}

// --- one cell ---

const START = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:(?:t|,? +)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?(z|[+-]\d\d(?::?\d\d)?))?)?$/i;

/** Read when a session began; null for what is no such time. A day alone is its noon. */
function startOf(text) {
  const found = START.exec(text);
  if (!found) return null;
  const [year, month, day, hour, minute, second] = [1, 3, 4, 5, 6, 7].map((part) => Number(found[part] ?? (part === 5 ? 12 : 0)));
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)?/.exec((found[9] ?? "").replace(/z/i, "+00")) ?? [];
  const clock = new Date(Date.UTC(2000, month - 1, day, hour, minute, second));
  clock.setUTCFullYear(year, month - 1, day);
  if (clock.getUTCMonth() !== month - 1 || clock.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59 || hours > 23 || minutes > 59) return null;
  const offset = sign ? (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes ?? 0))
    : -Math.round(new Date(year, month - 1, day, hour, minute, second).getTimezoneOffset());
  const two = (number) => String(Math.abs(number)).padStart(2, "0");
  const part = (found[8] ?? "").slice(0, 6).padEnd(6, "0");
  return {
    text: `${clock.toISOString().slice(0, 19)}${Number(part) ? `.${part}` : ""}${offset < 0 ? "-" : "+"}${two(Math.trunc(offset / 60))}:${two(offset % 60)}`,
    moment: clock.getTime() + Number(`0.${part}`) * 1000 - offset * 60_000, year, hasClock: found[5] !== undefined, isZoned: found[9] !== undefined,
  };
}

/** Say why a text that is written as a date and a time is none that there is, in Python's words. */
function noStart({ no_day: noDay, no_time: noTime, no_offset: noOffset }, text) {
  const found = START.exec(text);
  if (!found) return "is no date and time. 2 March 2026, half past six in the evening, is written like this: 2026-03-02T18:30.";
  const [month, day] = [Number(found[3]), Number(found[4])];
  const [clock, offset] = [text.slice(found[0].search(/[t ,]|$/i)), found[9] ?? ""];
  if (!startOf(`2000-01-01${clock.slice(0, clock.length - offset.length)}`)) return noTime;
  if (!startOf(`2000-01-01${clock}`)) return noOffset.replace("{offset}", offset);
  if (!day || month < 1 || month > 12) return noTime;
  const name = new Date(Date.UTC(2000, month - 1)).toLocaleString("en-GB", { month: "long", timeZone: "UTC" });
  return Object.entries({ day, month: name, year: found[1] }).reduce((words, [part, said]) => words.replace(`{${part}}`, said), noDay);
}

// What a spreadsheet writes where a formula failed, or a column is too narrow.
const ERROR_CELL = /^(?:#{2,}|#(?:[A-ZÄÖÜ]{2,12}(?:\/0)?[!?]|N\/[AD]|NV)|Err:[0-9]{3})$/i;

/** Say what is wrong with a text of a log; "" where nothing is. */
function textFault({ fewest, most, limits }, text) {
  const length = (one) => [...one].length;
  if (length(text) > most || length(fewest ? text.trim() : text) < fewest) return `${limits}. Correct it.`;
  return isWritable(text) ? "" : "has a sign in it that no text has. Type it again.";
}

/** Read one cell of a log by the rules of its column; null for an empty one. `fault` hears of a broken rule. */
function cellOf(facts, column, text, { latest, anyExercise }, fault) {
  const field = facts.log_fields[column];
  const { first_year: first, early, late } = facts.starts;
  if (!text) return null;
  if (column === "started_at") {
    const start = startOf(text);
    if (!start) fault(noStart(facts.starts, text));
    else if (start.year < first) fault(early);
    else if (start.moment > latest) fault(late);
    return start;
  }
  if (field.is_number) {
    const isNumber = /^[+-]?\d+(?:\.\d+|,(?!\d{3}$)\d+)?$/.test(text) && !(column !== "pain_minutes" && column.startsWith("pain_") && /^[+-]/.test(text));
    const number = isNumber ? Number(text.replace(",", ".")) + 0 : NaN;
    if (!isInside(field, number)) fault(`${field.limits}. ${CORRECT_IT}`);
    return number;
  }
  const isKnown = anyExercise || text === facts.other_activity || facts.exercises.some(({ exercise_id: id }) => id === text);
  if (column === "exercise_id" && !isKnown) fault(`${facts.no_exercise} Correct it.`);
  else {
    const rule = textFault(field, text);
    if (rule) fault(rule);
  }
  return text;
}

/** Read a cell of a CSV file as a log has it: texts as they stand, all else without blanks around it. */
function cellText(field, column, text, fault) {
  if (field.is_number || column === "started_at") return text.trim();
  if (column === "exercise_id") return unescaped(text.trim());
  if (column !== "note" && ERROR_CELL.test(text)) fault("is an error of a spreadsheet. Type the cell again.");
  return unescaped(text);
}

// --- sessions ---

/** Bring rows together to sessions. What is wrong with them is added to the faults. */
function sessionsOf(facts, rows, faults, rules) {
  const sessions = new Map();
  for (const { at, texts } of rows) {
    const faultOf = (column) => (rule) => {
      const shown = column === "note" ? "" : `“${texts[column].slice(0, SHOWN_SIGNS)}${texts[column].length > SHOWN_SIGNS ? "…" : ""}” `;
      faults.push(`${at}, ${column}: ${shown}${rule}`);
    };
    const row = Object.fromEntries(facts.columns.map((column) => {
      const text = rules.isBackup ? texts[column] : cellText(facts.log_fields[column], column, texts[column], faultOf(column));
      return [column, cellOf(facts, column, text, rules, faultOf(column))];
    }));
    if (row.session_id === null) {
      faultOf("session_id")("must not be blank: it says which rows are one session. A diary without it is read in the notebooks.");
      continue;
    }
    if (!sessions.has(row.session_id)) sessions.set(row.session_id, { at, said: {}, starts: [], isZoned: true, notes: new Map(), entries: [] });
    const session = sessions.get(row.session_id);
    session.isDated ||= Boolean(texts.started_at.trim());
    session.isZoned &&= Boolean(row.started_at?.isZoned);
    if (row.started_at) session.starts.push({ ...row.started_at, at });
    if (row.note) session.notes.set(row.note, at);
    for (const column of ["patient", ...FELT_COLUMNS]) {
      const known = session.said[column];
      if (row[column] === null) continue;
      if (known && known.value !== row[column]) faultOf(column)(`is not what ${known.at} says of the same session. Make the two the same.`);
      session.said[column] = known ?? { value: row[column], at };
    }
    addEntry(facts, session, { ...row, at }, faultOf);
  }
  return [...sessions].map(([id, session]) => {
    const start = firstStart(facts, session, faults);
    const told = [...session.notes.keys()];
    // A row may hold the notes of a set and of the whole session, joined.
    const note = told.length > 1 ? [...new Set(told.flatMap((one) => one.split("; ")))].join("; ") : told[0] ?? "";
    const tooLong = told.length > 1 ? textFault(facts.log_fields.note, note) : "";
    if (tooLong) faults.push(`${session.at}, note: with the other notes of its session it ${tooLong}`);
    const felt = Object.fromEntries(FELT_COLUMNS.map((column) => [column, session.said[column]?.value ?? null]));
    // Stamps of their own say in which order exercises were done.
    const isTimed = new Set(session.entries.map(({ start: own }) => own?.text)).size > 1 && session.entries.every(({ start: own }) => own);
    if (isTimed) session.entries.sort((one, other) => one.start.moment - other.start.moment);
    const entries = session.entries.map(({ entry }) => entry);
    const again = session.entries.filter(({ entry, start: own }, place) =>
      session.entries.findIndex((other) => isSame([other.entry, other.start?.text], [entry, own?.text])) < place);
    return {
      session: { session_id: id, patient: session.said.patient?.value ?? "me", started_at: start?.text ?? "", ...felt, note, entries },
      at: session.at, again: again.map((one) => one.at), isZoned: session.isZoned,
    };
  });
}

/** Add what a row says of an exercise; of other activity the minutes are kept, and nothing else. */
function addEntry(facts, session, row, faultOf) {
  const entry = Object.fromEntries(["exercise_id", ...DONE_COLUMNS].map((column) => [column, row[column]]));
  if (row.exercise_id === facts.other_activity) {
    if (row.minutes === null) faultOf("minutes")(`${facts.other_minutes} Fill them in.`);
    Object.assign(entry, { sets: null, reps: null, hold_s: null });
  }
  if (row.exercise_id !== null) session.entries.push({ entry, start: row.started_at, at: row.at });
  else if (DONE_COLUMNS.some((column) => row[column] !== null)) faultOf("exercise_id")("must be given: the exercise that the numbers of this row are about.");
}

/** Find when a session began: its first stamp. Stamps that lie far apart are two sessions. */
function firstStart(facts, { at, starts, isDated }, faults) {
  if (!isDated) faults.push(`${at}, started_at: must be given: the date and time of the session.`);
  const inTurn = [...starts].sort((one, other) => one.moment - other.moment);
  inTurn.slice(1).forEach((start, place) => {
    const before = inTurn[place];
    const pause = start.moment - before.moment;
    if (pause > facts.same_session_min * 60_000 || (pause && start.hasClock !== before.hasClock)) {
      faults.push(`${start.at}, started_at: “${start.text}” is another time than that of ${before.at}, which has the same session_id. If they are two sessions, give each an id of its own; if one, correct the time.`);
    }
  });
  return inTurn[0];
}

/** Read the sessions of a CSV file, one row for each exercise. */
function readSessions(facts, text, latest) {
  if (!text.trim()) throw new FileFaults(["It is empty."]);
  const { rows, faults, unread } = rowsOf(facts.columns, text);
  const found = sessionsOf(facts, rows, faults, { latest });
  if (faults.length) throw new FileFaults(faults);
  const again = found.flatMap(({ again: repeated }) => repeated);
  const told = [
    unread.length && `Not read: ${unread.join(", ")}.`,
    again.length && `Please look: ${again.join(", ")} ${again.length === 1 ? "says" : "say"} the same as an earlier row of the session. If that was not done again, change the session under My progress.`,
  ];
  return { found, events: [], told: told.filter(Boolean) };
}

/** Read a backup: all or nothing, by the rules of a log. */
function readBackup(facts, text, latest) {
  let given;
  try {
    given = JSON.parse(text);
  } catch {
    throw new FileFaults([DAMAGED_BACKUP]);
  }
  if (given.made_by !== BACKUP) throw new FileFaults([NO_BACKUP_OF_OURS]);
  if (given.version > BACKUP_VERSION) throw new FileFaults(["It comes from a newer page. Open it with that one."]);
  if (given.version !== BACKUP_VERSION) throw new FileFaults([DAMAGED_BACKUP]);
  if (!Array.isArray(given.sessions) || !Array.isArray(given.events)) throw new FileFaults(["A part of it is missing. Bring an earlier backup."]);
  const faults = [];
  const found = given.sessions.flatMap((one, place) => sessionOfBackup(facts, one, `Session ${place + 1}`, faults));
  const ids = found.map(({ session }) => session.session_id);
  found.forEach(({ session, at }, place) => {
    if (ids.indexOf(session.session_id) < place) faults.push(`${at}, session_id: “${session.session_id}” is there twice. Bring an earlier backup.`);
  });
  given.events.forEach((one, place) => {
    const isLate = isWholeEvent(one) && Date.parse(one.at) > latest;
    if (isLate) faults.push(`Answer ${place + 1}: “${one.at}” ${facts.starts.late}`);
    else if (!isEvent(facts, one, latest)) faults.push(`Answer ${place + 1} is damaged. Bring an earlier backup.`);
  });
  if (faults.length) throw new FileFaults(faults);
  return { found, events: given.events, told: [] };
}

const cellOfBackup = (value) => (typeof value === "number" ? csvNumber(value) : value ?? "");

/** Read a session of a backup. Of an exercise that a table no longer has, what was done is kept. */
function sessionOfBackup(facts, one, at, faults) {
  const entries = one?.entries?.length === 0 ? [{}] : one?.entries;
  const isKind = (column, value) => value == null || typeof value === (facts.log_fields[column].is_number ? "number" : "string");
  const isWhole = Array.isArray(entries) && entries.every((entry) => entry !== null && typeof entry === "object"
    && facts.columns.every((column) => isKind(column, { ...one, ...entry }[column]))) && Boolean(one.session_id && one.patient && one.started_at);
  if (!isWhole) {
    faults.push(`${at} is damaged. Bring an earlier backup.`);
    return [];
  }
  const rows = entries.map((entry) => ({ at, texts: Object.fromEntries(facts.columns.map((column) => [column, cellOfBackup({ ...one, ...entry }[column])])) }));
  return sessionsOf(facts, rows, faults, { isBackup: true, anyExercise: true, latest: Date.UTC(facts.starts.last_year, 11, 31) });
}

/** Say whether something is an answer as a log takes it: of a kind that is known, in terms that are, and not of the future. */
function isEvent(facts, one, latest) {
  if (!isWholeEvent(one) || Date.parse(one.at) > latest) return false;
  const fits = (column, text) => typeof text === "string" && !textFault(facts.log_fields[column], text);
  const isOf = (terms, list) => list.every((term) => Object.hasOwn(terms, term));
  const isDay = (text) => typeof text === "string" && /^\d{4}-\d\d-\d\d$/.test(text) && startOf(text) !== null;
  const isEmptyOr = (value, is) => value == null || value === "" || is(value);
  const flags = Object.fromEntries(facts.red_flags.map(({ flag_id: id }) => [id, true]));
  const isAsked = () => fits("exercise_id", one.exercise_id) && !textFault({ fewest: 0, most: facts.reason_most, limits: "" }, one.reason);
  const areIds = () => one.about.every((id) => fits("session_id", id));
  const kinds = {
    red_flags: () => isOf(flags, one.flags),
    taken_back: () => true,
    usual: () => Number.isInteger(one.minutes) && one.minutes > 0 && isOf(facts.terms.condition, one.conditions)
      && isEmptyOr(one.state, (state) => Object.hasOwn(facts.terms.pain_state, state)) && isEmptyOr(one.said_on, isDay),
    asked: isAsked,
    not_asked: isAsked,
    mild_limit: () => one.pain === null || (isOwnLimit(facts, one) && isDay(one.agreed_on) && startOf(one.agreed_on).moment <= latest),
    told_to_stop: () => fits("session_id", one.session_id) && Object.hasOwn(facts.ask_whom, one.reason),
    confirmed: areIds,
    settled: areIds,
    pain_told: () => fits("session_id", one.session_id) && [one.before, one.peak].every((pain) => pain >= 0 && pain <= 10),
  };
  return fits("patient", one.patient) && kinds[one.kind]();
}

// --- what of it is new ---

/** Say what a session is, but for its id; `start` says by which clock. */
const contentOf = (session, start) => JSON.stringify([
  session.patient, start(startOf(session.started_at)), ...FELT_COLUMNS.map((column) => session[column] ?? null), session.note ?? "",
  session.entries.map((entry) => ["exercise_id", ...DONE_COLUMNS].map((column) => entry[column] ?? null)),
]);
const byMoment = ({ moment }) => moment;
const byWall = ({ text }) => text.slice(0, -6);
const asItStands = ({ text }) => text;

/** What a file says otherwise than the log, and nothing else: it can stay as it is here. */
class Differing extends FileFaults {}

/**
 * Give the sessions of a file that a log lacks. One that is there with other answers is a fault: nobody
 * knows which of the two is right, and one of them may be a reason to stop. Where somebody has said
 * that what is here stays, `kept` is told of each instead, as SessionLog.restore has it.
 */
function newOf(here, found, kept = null) {
  const byId = new Map(here.map((session) => [session.session_id, session]));
  const given = new Set(found.map(({ session }) => session.session_id));
  const others = here.filter(({ session_id: id }) => !given.has(id));
  const elsewhere = new Map([asItStands, byWall].map((start) => [start, new Set(others.map((session) => contentOf(session, start)))]));
  const faults = [];
  const fresh = found.filter(({ session, at, isZoned }) => {
    const there = byId.get(session.session_id);
    const [clock, itself] = isZoned ? [byMoment, asItStands] : [byWall, byWall];
    if (!there) return !elsewhere.get(itself).has(contentOf(session, itself));
    if (contentOf(there, clock) !== contentOf(session, clock)) faults.push(otherwise(there, session, at));
    return false;
  });
  if (faults.length && !kept) throw new Differing(faults);
  kept?.push(...faults);
  return fresh.map(({ session }) => session);
}

/** Say how two answers to the same differ, each with where it stands. */
function differences(one, other, [there, here]) {
  const said = (value) => (value == null || value === "" ? "nothing" : value);
  const asked = { patient: "the person", started_at: "the start", ...PAINS_ASKED, pain_minutes: "minutes above mild" };
  const parts = Object.entries(asked).filter(([column]) => said(one[column]) !== said(other[column]))
    .map(([column, words]) => `${words} is ${said(one[column])} ${there} and ${said(other[column])} ${here}`);
  if (said(one.note) !== said(other.note)) parts.push("the notes differ");
  const done = ({ entries }) => contentOf({ ...one, entries }, asItStands);
  return done(one) === done(other) ? parts : [...parts, "the exercises differ"];
}

/** Say how a session of a file differs from the one that is here. */
function otherwise(there, session, at) {
  const whose = there.patient === "me" ? "" : ` in the log of ${there.patient}`;
  return `${at}, session_id: “${session.session_id}”, the session of ${whenSaid(there.started_at)}${whose}, is here already with other answers: ${differences(there, session, ["here", "in the file"]).join(", ")}.`;
}

// --- answers of a backup, among those that are here ---

/** Put the events of a file where they belong in time: an older answer takes the place of no newer one. */
function mergedEvents(known, more) {
  const facts = new Set(known.map(eventKey));
  // After a clock was put back the order is known, and the time is not.
  const inTurn = (events, latest = 0) => events.map((event) => [latest = Math.max(latest, Date.parse(event.at)), event]);
  const both = [...inTurn(known), ...inTurn(more.filter((event) => !facts.has(eventKey(event))))];
  return both.sort(([one], [other]) => one - other).map(([, event]) => event);
}

/** What makes an event what it is; its number only says where it stands here. */
function eventKey({ number: _number, ...event }) {
  return JSON.stringify(Object.entries(event).sort());
}
