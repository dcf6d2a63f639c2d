// Files that are brought back: sessions as CSV, in the columns of a log, and backups. Each fault is
// named with its row and column, and a file with one is not taken in.

const FAULTS_SAID = 8;

class FileFaults extends Error {
  constructor(faults) {
    super(faults.join(" "));
    const more = faults.length - FAULTS_SAID;
    this.faults = more > 0 ? [...faults.slice(0, FAULTS_SAID), `And ${more} more.`] : faults;
  }
}

/** Take a CSV file apart into rows of cells; quotes may hold commas, line ends and quotes. */
function csvRows(text) {
  const rows = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|\r|$)/gy;
  const body = text.replace(/^\ufeff/, "");
  while (cell.lastIndex < body.length) {
    const at = cell.lastIndex;
    const found = cell.exec(body);
    if (!found) throw new FileFaults([`Row ${rows.length}: a quotation mark is not closed, or stands inside a cell.`]);
    rows.at(-1).push(found[1] === undefined ? found[2] : found[1].replaceAll('""', '"'));
    if (found[3] !== ",") rows.push([]);
    else if (cell.lastIndex === body.length) rows.at(-1).push("");
    if (cell.lastIndex === at) break;
  }
  return rows.filter((row) => row.length > 1 || row[0]);
}

/** Take the apostrophe away that keeps a spreadsheet from running or changing a text. */
const unescaped = (text) => (text.startsWith("'") && escapeFormula(text.slice(1)) !== text.slice(1) ? text.slice(1) : text);

/** Read the sessions of a CSV file, one row for each exercise. */
function readSessions(facts, text) {
  const [header, ...rows] = csvRows(text);
  const missing = facts.columns.filter((column) => !header?.includes(column));
  if (missing.length) throw new FileFaults([`It is no file of sessions from here: these columns are missing: ${missing.join(", ")}.`]);
  const faults = [];
  const sessions = new Map();
  rows.forEach((cells, place) => {
    const at = `Row ${place + 2}`;
    if (cells.length !== header.length) faults.push(`${at} has ${cells.length} cells, and not ${header.length}.`);
    const given = Object.fromEntries(header.map((column, number) => [column, unescaped(cells[number] ?? "")]));
    const row = Object.fromEntries(facts.columns.map((column) => [column, valueOf(facts, column, given[column], at, faults)]));
    const { exercise_id, sets, reps, hold_s, minutes, ...session } = row;
    if (!sessions.has(session.session_id)) sessions.set(session.session_id, { ...session, entries: [] });
    const kept = sessions.get(session.session_id);
    if (!isSame({ ...kept, entries: [] }, { ...session, entries: [] })) faults.push(`${at}: its session has other answers in an earlier row.`);
    if (exercise_id) kept.entries.push({ exercise_id, sets, reps, hold_s, minutes });
  });
  if (faults.length) throw new FileFaults(faults);
  return [...sessions.values()];
}

/** Read one cell of a log by the rules of its column. */
function valueOf(facts, column, text, at, faults) {
  const field = facts.log_fields[column];
  const fault = (rule) => faults.push(`${at}, ${column}: “${text.slice(0, 40)}” ${rule}`);
  if (column === "started_at") {
    if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)?$/.test(text) || Number.isNaN(Date.parse(text))) fault("is no date and time such as 2026-03-02T18:00:00+01:00.");
    return text.replace(" ", "T");
  }
  if (!field.is_number) {
    if (field.required && !text) fault("must not be blank.");
    return text;
  }
  if (text === "") return null;
  const number = Number(text);
  if (!/^-?\d+(\.\d+)?$/.test(text)) fault("is no number.");
  else if (field.whole && !Number.isInteger(number)) fault("is no whole number.");
  else if ((field.lowest != null && number < field.lowest) || (field.highest != null && number > field.highest)) {
    fault(`must be from ${field.lowest} to ${field.highest}.`);
  }
  return number;
}

/** Read a backup: all or nothing. */
function readBackup(facts, text) {
  let given;
  try {
    given = JSON.parse(text);
  } catch {
    throw new FileFaults(["It is damaged: it ends too early, or something in it was changed."]);
  }
  if (given.made_by !== BACKUP) throw new FileFaults(["It is no backup from here."]);
  if (given.version > BACKUP_VERSION) throw new FileFaults(["It comes from a newer page. Open it with that one."]);
  const isSession = (one) => ["session_id", "patient", "started_at"].every((name) => typeof one?.[name] === "string") && Array.isArray(one.entries);
  if (!Array.isArray(given.sessions) || !Array.isArray(given.events)) throw new FileFaults(["A part of it is missing."]);
  const faults = [
    ...given.sessions.flatMap((one, place) => (isSession(one) ? [] : [`Session ${place + 1} is damaged.`])),
    ...given.events.flatMap((one, place) => (isEvent(facts, one) ? [] : [`Answer ${place + 1} is damaged.`])),
  ];
  if (faults.length) throw new FileFaults(faults);
  // Through the same rules as a CSV file: what a log would not hold is not taken in.
  return { sessions: readSessions(facts, csvOfLog(facts, given.sessions)), events: given.events };
}

/** Say whether something is an answer as the log has them, of a kind that is known. */
function isEvent(facts, one) {
  const isText = (name) => typeof one[name] === "string";
  const isOf = (name, terms) => Array.isArray(one[name]) && one[name].every((term) => terms.includes(term));
  const isEmptyOr = (value, fits) => value == null || value === "" || fits;
  const kinds = {
    red_flags: () => isOf("flags", facts.red_flags.map(({ flag_id: id }) => id)),
    taken_back: () => true,
    usual: () => Number.isInteger(one.minutes) && one.minutes > 0 && isOf("conditions", Object.keys(facts.terms.condition))
      && isEmptyOr(one.state, one.state in facts.terms.pain_state) && isEmptyOr(one.said_on, isText("said_on")),
    asked: () => isText("exercise_id") && isText("reason"),
    not_asked: () => isText("exercise_id") && isText("reason"),
    mild_limit: () => isEmptyOr(one.pain, one.pain in facts.own_limits && isText("agreed_on")),
    told_to_stop: () => isText("session_id") && one.reason in facts.ask_whom,
    confirmed: () => Array.isArray(one.about),
    settled: () => Array.isArray(one.about),
  };
  return ["kind", "patient", "at"].every((name) => typeof one?.[name] === "string")
    && !Number.isNaN(Date.parse(one.at)) && Object.hasOwn(kinds, one.kind) && kinds[one.kind]();
}
