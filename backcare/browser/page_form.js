// "Write down a session": one that was done elsewhere, or an earlier one that is changed. The fields are
// those of the notebooks' form; its rules and words are in rules_form.js.

const WRITE = "Write down a session";
const STILL_HERE = "Not saved yet. What you entered is still here.";
const FOLDED_AWAY = `${STILL_HERE.slice(0, -1)}: press ${WRITE} to continue.`;
const SAVE_A_COPY = "Save a copy as a file now. Then press Save again later, or bring the file back under My data.";
const SAVED_LATER = "Leave this page open: it is saved by itself, and once, as soon as your log is there again. Or save a copy as a file.";
const PRESS_SAVE = "Your log is there again. Press Save.";
const DISCARD = "You have not saved this session. Save it, or press again to discard it.";
const DELETED_ELSEWHERE = "Meanwhile this session was deleted in another window. To keep what stands here, press Save: it is then a new session.";
const changedElsewhere = (parts) => `Meanwhile this session was changed in another window: ${andList(parts)}. If what stands here is right, press Save changes again. If the other is right, press Change beside this session under All sessions.`;
const CHANGED_SINCE = "You have made changes since you saved. Press Save changes to keep them.";

const newSessionId = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;

/** Make a field of a widget; gives its element, its model, and what takes it out again. */
function fieldOf(here, part, values, changed) {
  const node = make("div");
  const model = new PageModel(values, { saved: changed });
  const away = mount(here.parts[part], model, node);
  return { node, model, away, get value() { return model.get("value"); }, set: (value) => model.show({ value }) };
}

/** Make a line for an exercise: how much of it was done. */
function entryRow(here, id, given, { changed, remove }) {
  const { facts } = here;
  const name = exerciseName(facts, id);
  const amounts = given ?? smallestDose(factOf(facts, id));
  const fields = Object.fromEntries(amountsAsked(facts, id, amounts).map((column) => {
    const { lowest, lowest_itself: itself } = facts.log_fields[column];
    return [column, fieldOf(here, "amount", {
      description: AMOUNTS_ASKED[column], value: amounts[column] ?? null, step: column === "minutes" ? 5 : 1, lowest: itself ? lowest : 1,
    }, changed)];
  }));
  const heading = make("h3", {}, name, factOf(facts, id)?.per_side ? make("small", {}, " each side") : null);
  const row = {
    node: make("div", { class: "bc-entry", role: "group", "aria-label": name }, make("div", { class: "widget-html" }, heading),
      make("div", { class: "bc-amounts" }, ...Object.values(fields).map(({ node }) => node)),
      pressable("Remove", () => remove(row), { class: "bc-quiet", "aria-label": `Remove ${name}` })),
    entry: () => ({ exercise_id: id, ...Object.fromEntries(Object.keys(AMOUNTS_ASKED).map((column) => [column, fields[column]?.value ?? null])) }),
    away: () => Object.values(fields).forEach((field) => field.away()),
  };
  return row;
}

/** Show the button, and what it opens; gives what draws it anew, and what opens an earlier session. */
function formView(here, parent) {
  const { facts } = here;
  let rows = [];
  let newId = newSessionId();
  let [stored, before, start, tried, warned, busy] = [null, [], "", null, false, false];
  const opens = pressable(WRITE, () => press(), { class: "bc-main bc-writes bc-opens", "aria-expanded": "false" });
  const said = make("p", { role: "status", class: "bc-said" });
  const undo = pressable("Undo", () => takeBack(), { hidden: true });
  let waiting = null; // what stood here when Save was pressed, and the log could not be reached
  let sent = null; // what may have been kept, though no answer has come: sent again, it is the same session
  const copy = pressable("Save a copy as a file", () => saveFile(`backcare-session-${tried.started_at.slice(0, 16).replaceAll(":", "")}.csv`, csvOfLog(facts, [tried]), "text/csv"), { hidden: true });
  const offered = facts.exercises.filter(({ advice }) => advice !== "avoid");
  const choice = fieldOf(here, "choice", { description: "Exercise", value: "", options: [["Choose an exercise", ""], ...offered.map((row) => [row.name, row.exercise_id])] }, () => edited());
  const again = pressable("Same as last time", () => {
    for (const entry of lastDone()) add(entry.exercise_id, entry);
    again.hidden = true;
    edited();
  });
  const planned = pressable("Fill in from my plan", () => {
    const { rows: today, left } = here.planned();
    for (const row of today) add(row.exercise_id, row);
    planned.hidden = true;
    edited();
    if (left.length) tell(`Ask first, so left out: ${andList(left)}. If you did it, add it below.`);
  });
  const entries = make("div", { class: "bc-entries" });
  const pains = Object.fromEntries(Object.entries(PAINS_ASKED).map(([name, description]) =>
    [name, fieldOf(here, "pain", { description, value: null, low: facts.pain_ends[0], high: facts.pain_ends[1] }, () => edited())]));
  const urgent = make("div", { class: "bc-stop bc-lasting", role: "alert" });
  const own = make("p", { class: "bc-small" });
  const easeOff = make("p", { class: "bc-cautions", role: "alert" });
  const minutes = fieldOf(here, "amount", { description: QUESTIONS.pain_minutes, value: null, step: 5, lowest: 0 }, () => edited());
  const when = make("input", { type: "datetime-local", max: "9999-12-31T23:59" });
  const day = make("p", { class: "bc-small" });
  const note = make("textarea", { rows: 3, placeholder: "for example: slept badly" });
  for (const field of [when, note]) field.addEventListener("input", () => edited());
  const save = pressable("Save", () => keep(), { class: "bc-main" });
  const form = make("div", { class: "bc-controls bc-session-form", hidden: true, role: "group", "aria-label": WRITE },
    make("h2", {}, "What did you do?"),
    make("div", { class: "bc-choice" }, make("div", { class: "bc-chooser" }, choice.node, pressable("Add", () => addChosen())), planned, again),
    entries,
    make("h2", {}, "How was your back?"), own,
    make("div", { class: "bc-pains" }, ...Object.values(pains).map(({ node }) => node)),
    easeOff, minutes.node,
    make("div", { class: "bc-rest" },
      make("div", { class: "bc-dated" }, make("label", { class: "bc-labelled" }, make("span", {}, `${QUESTIONS.started_at} Leave blank if it was just now.`), when), day),
      make("label", { class: "bc-labelled widget-textarea" }, make("span", {}, QUESTIONS.note), note)));
  const buttons = make("div", { class: "bc-buttons" }, save, undo, copy);
  parent.append(make("div", { class: "bc-writing" }, opens, form, buttons, make("div", {}, said)));

  const answers = () => ({
    ...Object.fromEntries(Object.keys(pains).map((name) => [name, pains[name].value])),
    pain_minutes: null, entries: rows.map((row) => row.entry()), note: note.value, when: when.value,
  });
  const isAsked = (now) => isAboveMild(painsOf(now), now.pain_before, here.settings);
  const state = () => JSON.stringify([answers(), minutes.value]);
  const unsaved = () => state() !== start;
  const tell = (words, { done = false, bad = false } = {}) => {
    say(said, words);
    Object.assign(said.dataset, { done, bad });
  };
  /** Give the session that stands in the fields. */
  function sessionHere() {
    const { when: typed, pain_minutes: _none, ...given } = answers();
    const kept = stored?.started_at;
    const isKept = kept && (!typed || typed === kept.slice(0, 16));
    return {
      ...(stored ?? { session_id: newId, patient: here.patient }), ...given,
      started_at: isKept ? kept : withOffset(typed ? new Date(typed) : sent?.session_id === newId ? new Date(sent.started_at) : new Date()),
      pain_minutes: isAsked(given) ? minutes.value : null,
    };
  }
  /** Name a field in which something stands that is no answer: it would be left out in silence. */
  const unreadable = () => [...form.querySelectorAll("input")].find((input) => input.validity.badInput);
  const lastDone = () => here.sessions.findLast((session) => isExercised(facts, session))?.entries.filter(({ exercise_id: id }) => id !== facts.other_activity) ?? [];

  function add(id, given) {
    const row = entryRow(here, id, given, {
      changed: () => edited(),
      remove(gone) {
        gone.away();
        gone.node.remove();
        rows = rows.filter((one) => one !== gone);
        choice.model.answer({ focus: true });
        edited();
      },
    });
    rows.push(row);
    entries.append(row.node);
  }
  function addChosen() {
    const id = choice.value;
    choice.set("");
    if (id) add(id);
    edited();
  }
  function fill(session) {
    for (const [name, pain] of Object.entries(pains)) pain.set(session?.[name] ?? null);
    minutes.set(session?.pain_minutes ?? null);
    note.value = session?.note ?? "";
    when.value = session?.started_at.slice(0, 16) ?? "";
    choice.set("");
    for (const row of rows) row.away();
    rows = [];
    entries.replaceChildren();
    for (const entry of session?.entries ?? []) add(entry.exercise_id, entry);
  }
  /** Go on from what the log has of this session: nothing yet, or the last save. */
  function begin(now, earlier = []) {
    [stored, before, warned, waiting] = [now, earlier, false, null];
    if (!now) newId = newSessionId();
    start = state();
    copy.hidden = true;
    edited({ silent: true });
  }
  function edited({ silent = false } = {}) {
    const now = answers();
    const severe = severeSaid(facts, now);
    const above = isAsked(now);
    const agreed = ruleWords(here, "agreed");
    say(own, agreed);
    own.hidden = !agreed;
    say(easeOff, above && !severe ? [riseSaid(now, here.settings), ruleWords(here, "ease_off")].filter(Boolean).join(" ") : "");
    easeOff.hidden = !easeOff.textContent;
    minutes.node.hidden = !above;
    drawUrgent(severe, now);
    say(day, when.value ? new Date(when.value).toLocaleString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" }) : "");
    day.hidden = !when.value;
    save.textContent = stored ? "Save changes" : "Save";
    save.hidden = form.hidden;
    undo.hidden = !before.length;
    for (const shortcut of [planned, again]) shortcut.hidden ||= Boolean(stored);
    if (!silent && stored && said.textContent.startsWith("Saved.") && unsaved()) tell(CHANGED_SINCE);
    if (!silent && said.textContent === NOTHING_YET && !nothingToSave(now, "")) tell("");
  }
  /** Say what severe pain calls for right below the first that is severe. */
  function drawUrgent(words, now) {
    const first = Object.keys(pains).find((name) => now[name] >= facts.severe_pain);
    if (!words) urgent.remove();
    else if (urgent.dataset.said !== words || urgent.previousSibling !== pains[first].node) {
      urgent.replaceChildren(make("h3", {}, "Stop for today"), make("p", {}, words),
        make("div", { class: "bc-worse" }, make("strong", {}, facts.worse), " ", pressable("Get help now", () => {}, { class: "bc-help" })));
      pains[first].node.after(urgent);
    }
    urgent.dataset.said = words;
  }
  function press() {
    const open = form.hidden;
    if (!open && unsaved() && said.dataset.bad !== "true") tell(FOLDED_AWAY);
    // What is in the log is not written over by the next session.
    if (open && stored && !unsaved()) clear();
    else if (open && said.textContent === FOLDED_AWAY) tell("");
    turn(open);
    if (open) choice.model.answer({ focus: true });
  }
  function turn(open) {
    form.hidden = !open;
    opens.setAttribute("aria-expanded", String(open));
    opens.classList.toggle("mod-active", open);
    opens.classList.toggle("bc-main", !open);
    const suggests = !stored && !here.why && !here.gate.get("ticked").length;
    planned.hidden = !suggests || !here.planned().rows.length;
    again.hidden = !suggests || !lastDone().length;
    edited({ silent: true });
  }
  function clear() {
    fill(null);
    begin(null);
    tell("");
  }
  async function keep(isPressed = true) {
    if (busy) return;
    const pressed = state();
    const odd = unreadable();
    tried = sessionHere();
    const chosen = offered.find((row) => row.exercise_id === choice.value)?.name;
    const nothing = nothingToSave(tried, chosen);
    const faults = odd ? [`${odd.labels[0].textContent}: what you typed cannot be read. Correct it, or leave it empty.`] : sessionFaults(facts, tried, Date.now());
    if (nothing || faults.length) {
      tell(nothing || [STILL_HERE, ...faults].join("\n"), { bad: !nothing });
      if (odd) odd.focus();
      return;
    }
    const known = stored;
    const isUnchanged = known && here.log.lasts && isSame(tried, known); // nothing new to keep, where the log still has it
    busy = true;
    save.setAttribute("aria-busy", "true");
    try {
      const kept = (isUnchanged ? null : await writeDown(here, tried, known)) ?? await elsewhere();
      if (!kept) return;
      const words = savedWords(facts, kept, here.settings, ruleWords(here, "stop_rule"));
      const isAll = !words.includes("\n");
      const bad = breaksStopRule(kept, here.settings) || Boolean(severeSaid(facts, kept));
      begin(kept, isUnchanged ? before : [...before, known]);
      tell(words, { done: isAll, bad });
      turn(!isAll);
      if (isAll && isPressed) opens.focus();
    } catch {
      sent = tried;
      waiting = here.log.isAway ? pressed : null;
      tell(`${STILL_HERE}\n${waiting ? `${here.log.why} ${SAVED_LATER}` : `${here.log.notKept} ${SAVE_A_COPY}`}`, { bad: true });
      copy.hidden = false;
      if (isPressed) copy.focus();
    } finally {
      busy = false;
      save.removeAttribute("aria-busy");
    }
  }
  /**
   * Say what another window has made of this session meanwhile, so that nothing is written over unseen:
   * the next save takes its place, and Undo brings it back. Gives the session where both say the same.
   */
  async function elsewhere() {
    const there = (await here.log.readAll()).sessions.find(({ session_id: id }) => id === stored.session_id);
    const parts = there ? differences(there, tried, ["there", "here"]) : [];
    stored = there ?? null;
    if (there && !parts.length) return there;
    if (!there) {
      before = [];
      newId = newSessionId();
    }
    edited({ silent: true });
    tell(`${STILL_HERE}\n${there ? changedElsewhere(parts) : DELETED_ELSEWHERE}`, { bad: true });
    return null;
  }
  async function takeBack() {
    if (busy) return;
    busy = true;
    try {
      const earlier = before.at(-1);
      const isDone = await undoWritten(here, stored, earlier);
      if (!isDone) {
        tell("Nothing was undone: meanwhile this session was changed in another window.", { bad: true });
        return;
      }
      if (earlier) fill(earlier);
      begin(earlier, earlier ? before.slice(0, -1) : []);
      if (!earlier) start = "";
      tell(earlier ? "Undone: the session is back as it was." : "Undone. What you entered is still here if you want to save it again.");
      turn(true);
      save.focus();
    } catch {
      tell(`Not undone. ${here.log.notKept}`, { bad: true });
    } finally {
      busy = false;
    }
  }
  begin(null);
  here.hasUnsaved = unsaved;
  /** Save what could not be saved while the log was away; what was changed since is for its owner to save. */
  here.saveAgain = () => {
    if (waiting === null || busy) return;
    if (waiting === state()) keep(false);
    else tell(`${STILL_HERE}\n${PRESS_SAVE}`);
  };
  // As the notebooks' form has it: see status_line.js.
  addEventListener("beforeunload", (event) => unsaved() && !here.leaves && event.preventDefault());
  return {
    draw: () => edited({ silent: true }),
    /** Open an earlier session, so that the next save changes it. */
    async load(id) {
      if (unsaved() && !warned) {
        warned = true;
        tell(DISCARD);
        turn(true);
        save.focus();
        return;
      }
      const session = (await here.log.readAll()).sessions.find((one) => one.session_id === id);
      if (!session) return;
      fill(session);
      begin(session);
      tell(`You are changing ${sessionWords(facts, session)}`);
      turn(true);
      choice.model.answer({ focus: true });
    },
  };
}

/** Give a safety rule in words, or that a limit was agreed on, as it holds for this person. */
function ruleWords({ facts, limit }, which) {
  if (limit) return agreedOn(facts, limit)[which];
  return which === "agreed" ? "" : facts.safety_rules[which];
}

/**
 * Keep what somebody has written down, in the place of the `known` session; and that it is a reason to
 * stop. Null where that was changed in another window: then nothing is kept, but such a reason.
 */
async function writeDown(here, session, known) {
  const { facts, log, settings } = here;
  const others = here.sessions.filter(({ session_id: id }) => id !== session.session_id);
  const reason = reasonToStop(facts, session, settings);
  // Whoever asked after it began, but before it was kept, has not asked about it.
  const told = awaitingReason(facts, [...others, byTheClock(session)], here.events, settings);
  const isTold = !reason || told === "stop_rule" || told === reason;
  const event = isTold ? null : { kind: "told_to_stop", reason, patient: here.patient, at: withOffset(new Date()) };
  const id = known ? await log.replace(session, known, event) : await log.addOnce(session, event);
  if (!id && reason) await here.note({ kind: "told_to_stop", session_id: session.session_id, reason });
  await here.refresh();
  if (!id) return null;
  if (!log.lasts) throw new Error("nothing is kept here");
  navigator.storage?.persist?.().catch(() => {});
  return { ...session, session_id: id };
}

/** Take back what was written down last, where it still is as it was. */
async function undoWritten(here, session, earlier) {
  const isDone = earlier ? (await here.log.replace(earlier, session)) === session.session_id : await here.log.takeOut(session);
  await here.refresh();
  return isDone;
}
