// "My data": whose log this is, what can be taken along as a file and brought back, and deleted.

const FORGET = "Delete everything of this person";

const BACKUP = "backcare-page";
const BACKUP_VERSION = 1;

const saveBackup = (all) => saveFile("backcare-backup.json", JSON.stringify({ made_by: BACKUP, version: BACKUP_VERSION, ...all }), "application/json");

const REST = "Keep what is here, and bring back the rest";
const WHICH_IS_RIGHT = `If what is here is right, press “${REST}”. If the file is right, change the session under My progress until both say the same, and bring the file again.`;

const NOT_SAVED = "What you entered under Progress is not saved. Save it there, or choose again to discard it.";

function filesView(here, parent) {
  const root = make("div", { class: "bc-app bc-files" });
  parent.append(root);
  const said = make("p", { role: "status", class: "bc-said" });
  const kept = make("p", {});
  const rest = make("div", { class: "bc-buttons" });
  const tell = (words) => {
    say(said, words);
    rest.replaceChildren(); // it was about what was said before
  };
  const people = make("select", { "aria-label": "Whose log" });
  let warned = false;
  const choosePerson = (name) => {
    if (warned || !here.hasUnsaved()) {
      here.choosePerson(name);
      return;
    }
    warned = true;
    tell(NOT_SAVED);
    people.value = here.patient;
  };
  people.addEventListener("change", () => choosePerson(people.value));
  const named = line("Somebody else", () => {}, { maxlength: 80 });
  const add = pressable("Add", () => {
    const name = named.input.value.trim();
    if (!name) tell("Type a name first.");
    else if (!here.log.lasts) tell("This browser keeps nothing for this page, so there is one log only.");
    else choosePerson(here.people.find((one) => plainName(one) === plainName(name)) ?? name);
  });
  /** Take a file in; where sessions of it are here otherwise, offer to keep these and bring the rest. */
  const take = async (given, kept = null) => {
    const { words, differs } = await takeIn(here, given, kept);
    tell(words);
    if (!differs) return;
    const keep = pressable(REST, () => {
      keep.disabled = true; // a second press would say that nothing came in
      take(given, []);
    });
    rest.append(keep);
    keep.focus();
  };
  const file = make("input", { type: "file", accept: ".csv,.json,text/csv,application/json", class: "bc-unseen", "aria-label": "A file with sessions or a backup" });
  file.addEventListener("change", async () => {
    if (file.files[0]) await take(file.files[0]);
    file.value = "";
  });
  const forget = pressable(FORGET, () => sure(forget, here.forgetPerson));
  const title = make("p", { class: "bc-whose" });
  const whose = make("div", { class: "bc-question" }, make("h2", {}, "Whose log is this?"), people, make("div", { class: "bc-add" }, named.node, add));
  const everything = pressable("Back up everybody and everything", async () => {
    const all = await here.log.readAll();
    saveBackup(all);
    tell(`${counted(all.sessions.length, "session")} in backcare-backup.json.`);
  });
  const deleting = make("div", { class: "bc-question" }, make("h2", {}, "Delete"), make("p", {}, "What is deleted here cannot be brought back, but from a file that you have saved."), forget);
  root.append(
    title, kept, whose,
    make("div", { class: "bc-question" }, make("h2", {}, "Take it along"), make("div", { class: "bc-buttons" },
      pressable("Save the sessions as a file (CSV)", async () => {
        const every = (await here.log.readAll()).sessions;
        const sessions = every.filter(({ patient }) => patient === here.patient);
        saveFile("backcare-sessions.csv", csvOfLog(here.facts, sessions), "text/csv");
        tell(`${counted(sessions.length, "session")} in backcare-sessions.csv. Look for it where your browser keeps what you download.`);
      }),
      everything,
      pressable("Bring a file back", () => file.click())), file),
    said, rest, deleting,
  );
  if (here.log.change) leaveOld(here.log).catch(() => {}); // then it is tried the next time
  // A server of ours has a log of one person, and its own ways to copy and to delete it.
  for (const part of [title, whose, everything, deleting]) part.hidden = Boolean(here.log.served);
  return () => {
    say(title, here.patient === "me" ? "This is your log." : `This is the log of ${here.patient}.`);
    people.replaceChildren(...here.people.map((name) => make("option", { value: name }, nameOf(name))));
    people.value = here.patient;
    say(kept, here.keeps);
  };
}

/** Name a person in a list; one who is called as the first log is, in quotation marks. */
const nameOf = (name) => (name === "me" ? "Me" : plainName(name) === "me" ? `“${name}”` : name);

/** Give what names have in common that hardly are two people: only capitals, accents or signs differ. */
const plainName = (name) => name.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "") || name;

/** Compare texts as Python does: by the numbers of their characters. */
function byCharacters(one, other) {
  const [own, others] = [Array.from(one), Array.from(other)];
  const place = own.findIndex((sign, at) => sign !== others[at]);
  if (place < 0) return own.length - others.length;
  return others[place] === undefined ? 1 : own[place].codePointAt(0) - others[place].codePointAt(0);
}

/** Write sessions as SessionLog.export_csv does: byte for byte, by person, start and session. */
function csvOfLog({ columns }, sessions) {
  const clock = ({ started_at: start }) => start.slice(0, -6).padEnd(26, ".000000");
  const ordered = [...sessions].sort((one, other) => byCharacters(one.patient, other.patient)
    || byCharacters(clock(one), clock(other)) || byCharacters(one.session_id, other.session_id));
  const rows = ordered.flatMap((session) => (session.entries.length ? session.entries : [{}])
    .map((entry) => columns.map((column) => ({ ...session, ...entry })[column])));
  return csvFile([columns, ...rows]);
}

/**
 * Read a file: sessions or a backup. Nothing of one with faults is taken; all of them are named. Where
 * it only differs from what is here, that is said, and `kept` has what is to stay.
 */
async function takeIn(here, file, kept = null) {
  const { facts, log } = here;
  try {
    if (file.size > MOST_BYTES) throw new FileFaults([`It is larger than ${MOST_BYTES / 1_000_000} MB, and no file of sessions is.`]);
    const text = textOf(new Uint8Array(await file.arrayBuffer()));
    const isBackup = text.trimStart().startsWith("{");
    if (isBackup && log.served) throw new FileFaults(["A backup of a page is for a page: save its sessions there as a file (CSV), and bring that."]);
    const all = await log.readAll();
    // What a log or a file says has been, whatever this computer's clock says now.
    const known = all.sessions.map(({ started_at: start }) => Date.parse(start));
    const latest = known.reduce((one, other) => Math.max(one, other), Math.max(Date.now(), file.lastModified)) + facts.starts.ahead * DAY_MS;
    const { found, events, told } = (isBackup ? readBackup : readSessions)(facts, text, latest);
    const others = found.filter(({ session }) => session.patient !== here.patient);
    if (log.served && others.length) {
      throw new FileFaults(others.map(({ at, session }) => `${at}, patient: “${session.patient}” is not “${here.patient}”, and this log is of one person. Take these rows out, or bring them into the log of that person.`));
    }
    const added = await here.addAll((sessions) => newOf(sessions, found, kept), events);
    const stays = kept?.length ? ["Kept as it is here, and not as it is in the file:", ...kept] : [];
    const words = [takenIn(here, file.name, added, found.length - stays.slice(1).length), alikeWords(["me", ...peopleOf(all.sessions)], added), ...told, ...stays];
    return { words: words.filter(Boolean).join("\n") };
  } catch (error) {
    const faults = error instanceof FileFaults ? error.faults : [log.notKept];
    const differs = error instanceof Differing;
    return { words: [`${file.name} was not taken in, and nothing has changed.`, ...faults, ...(differs ? [WHICH_IS_RIGHT] : [])].join("\n"), differs };
  }
}

/** Say what was taken in, and whose it is. */
function takenIn(here, name, added, given) {
  const there = given - added.length;
  const whose = peopleOf(added).filter((one) => one !== here.patient)
    .map((one) => `${counted(added.filter(({ patient }) => patient === one).length, "session")} of ${nameOf(one)}`);
  return [
    `${counted(added.length, "session")} taken in from ${name}.`,
    whose.length ? `Not all of it is in the log that is open: ${andList(whose)}. Choose the name above to see it.` : "",
    there ? `${counted(there, "session")} ${there === 1 ? "was" : "were"} here already.` : "",
  ].filter(Boolean).join(" ");
}

/** Say who is new, and nearly somebody who is here: they may be one person. */
function alikeWords(known, added) {
  const pairs = peopleOf(added).filter((name) => !known.includes(name))
    .map((name) => [name, known.find((one) => plainName(one) === plainName(name))]).filter(([, other]) => other);
  if (!pairs.length) return "";
  return `New here, but nearly somebody who is here: ${pairs.map(([name, other]) => `“${name}” beside “${other}”`).join(", ")}. If they are one person, delete what was taken in, write the name in the file as it is here, and bring it again.`;
}

// --- what was kept before sites of one address were kept apart ---

/** Take what the browser keeps of a person beside the log. */
function forgetBeside(patient) {
  try {
    for (const name of Object.keys(localStorage)) {
      if ([PLACE, ""].some((place) => name.includes(`-${keyOf(patient, place)}`))) localStorage.removeItem(name);
    }
  } catch {
    // Nothing is kept, then.
  }
}

/** Delete a person's part of the old log, too; where nobody's is left here, other sites lead here no more. */
async function forgetOld(patient, log) {
  await withOld("readwrite", (...stores) => deleteIn(stores, patient));
  const { sessions, events } = await log.readAll();
  if (!sessions.length && !events.length && keptBeside(MOVED) === PLACE) localStorage.removeItem(MOVED);
}

/** Take from the old log what this site has whole; and let the other sites say where it has gone. */
async function leaveOld(log) {
  const own = await log.readAll();
  const whole = STORES.map((name) => new Set(own[name].map(eventKey)));
  const gone = await withOld("readwrite", (...stores) => Promise.all(stores.map(async (store, place) => {
    const ours = (await given(store.getAll())).filter((one) => whole[place].has(eventKey(one)));
    for (const one of ours) store.delete(one[store.keyPath]);
    return ours.length;
  })));
  if (gone?.some(Boolean)) keepBeside(MOVED, PLACE);
}
