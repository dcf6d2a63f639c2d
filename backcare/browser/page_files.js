// "My data": whose log this is, what can be taken along as a file and brought back, and deleted.

const BACKUP = "backcare-page";
const BACKUP_VERSION = 1;
const FORGET = "Delete everything of this person";

function filesView(here, parent) {
  const root = make("div", { class: "bc-app bc-files" });
  parent.append(root);
  const said = make("p", { role: "status", class: "bc-said" });
  const kept = make("p", {});
  const tell = (words) => say(said, words);
  const people = make("select", { "aria-label": "Whose log" });
  people.addEventListener("change", () => here.choosePerson(people.value));
  const named = line("Somebody else", () => {}, { maxlength: 80 });
  const add = pressable("Add", () => {
    const name = named.input.value.trim();
    if (!name) tell("Type a name first.");
    else if (!here.log.lasts) tell("This browser keeps nothing for this page, so there is one log only.");
    else here.choosePerson(name);
  });
  const file = make("input", { type: "file", accept: ".csv,.json,text/csv,application/json", class: "bc-unseen", "aria-label": "A file with sessions or a backup" });
  file.addEventListener("change", async () => {
    if (file.files[0]) tell(await takeIn(here, file.files[0]));
    file.value = "";
  });
  const forget = pressable(FORGET, () => sure(forget, FORGET, here.forgetPerson));
  const title = make("p", { class: "bc-whose" });
  const whose = make("div", { class: "bc-question" }, make("h2", {}, "Whose log is this?"), people, make("div", { class: "bc-add" }, named.node, add));
  const everything = pressable("Back up everybody and everything", async () => {
    const all = await here.log.readAll();
    saveFile("backcare-backup.json", JSON.stringify({ made_by: BACKUP, version: BACKUP_VERSION, ...all }), "application/json");
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
    deleting, said,
  );
  // A server of ours has a log of one person, and its own ways to copy and to delete it.
  for (const part of [title, whose, everything, deleting]) part.hidden = Boolean(here.log.served);
  return () => {
    say(title, here.patient === "me" ? "This is your log." : `This is the log of ${here.patient}.`);
    people.replaceChildren(...here.people.map((name) => make("option", { value: name }, name === "me" ? "Me" : name)));
    people.value = here.patient;
    say(kept, here.keeps);
  };
}

/** Ask once more before something is lost. */
function sure(button, words, act) {
  const asked = button.dataset.sure === "yes";
  button.dataset.sure = asked ? "" : "yes";
  button.textContent = asked ? words : "Press again to delete it all";
  if (asked) act();
}

/** Write sessions as SessionLog.import_csv reads them. */
function csvOfLog({ columns }, sessions) {
  const rows = sessions.flatMap((session) => (session.entries.length ? session.entries : [{}])
    .map((entry) => columns.map((column) => ({ ...session, ...entry })[column])));
  return csvFile([columns, ...rows]);
}

/** Read a file: sessions or a backup. Nothing of one with faults is taken; all of them are named. */
async function takeIn(here, file) {
  const text = await file.text();
  try {
    const isBackup = text.trimStart().startsWith("{");
    if (isBackup && here.log.served) throw new FileFaults(["A backup of a page is for a page: save its sessions there as a file (CSV), and bring that."]);
    const { sessions, events } = isBackup ? readBackup(here.facts, text) : { sessions: readSessions(here.facts, text), events: [] };
    const added = await here.addAll(sessions, events);
    const there = sessions.length - added;
    return `${counted(added, "session")} taken in from ${file.name}.${there ? ` ${counted(there, "session")} ${there === 1 ? "was" : "were"} here already.` : ""}`;
  } catch (error) {
    if (!(error instanceof FileFaults)) return `${file.name} was not taken in. ${here.log.notKept} Nothing has changed.`;
    return `${file.name} was not taken in, and nothing has changed. ${error.faults.join(" ")}`;
  }
}
