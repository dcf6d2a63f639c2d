// The player in its page. `here` is one view of it: its model, its session and what is on screen.

const FRAME_MS = 50;
const LOOK_MS = 500; // how often to see whether another page has taken over
const BEAT_MS = 500; // frames stop while the page is hidden
const CHANGES = "change:answer change:waiting change:cleared change:asked change:figures change:program";

/** Say which screen is on. */
function screenOf({ seat, model, program }) {
  const { play } = seat;
  const waits = waitsFor({ seat, program });
  const free = !model.get("waiting") && !waits;
  const open = model.get("cleared") && (free || (play && isSevere(withChosen(play)))); // its own panel only ends it
  if (seat.elsewhere) return "elsewhere";
  if (!play && model.get("waiting")) return "waiting";
  if (!play && waits) return "stopped";
  if (!play) return open ? "before" : "gate";
  if (play.ended !== null) return "end";
  if (isOfAnotherDay(play)) return "leftover";
  if (openGap(play)) return "gap";
  if (play.over) return "after";
  if (!isOfThisPlan({ seat, model, program })) return "leftover";
  return open ? "live" : "check";
}

/** Say why somebody has to be asked first, by what sessions before have left and other tabs have told. */
const waitsFor = ({ seat, program }) => leftFor(program.key, seat).waits || seat.barred;

const isOfAnotherDay = (play) => play.startedAt.slice(0, 10) !== today();

/** Tell whether the same pain and the same conditions apply as when a session began, and all was asked about. */
function isStillRight({ seat: { play }, model, program }) {
  const same = play.madeFor === program.made_for && play.conditions === program.conditions && (play.saidOther ?? "") === program.said_other;
  return same && allowed(play.items, model.get("asked")).length === play.items.length;
}

/** Tell whether all that a session plays is in the plan that is here, or the person goes on with it all the same. */
function isOfThisPlan(view) {
  const { seat, program } = view;
  const { play, compared } = seat;
  if (!isStillRight(view)) return false;
  if (seat.continued === play.id) return true;
  if (compared?.play === play) return compared.same;
  const here = new Set(program.items.map((item) => JSON.stringify(item)));
  const same = play.items.every((item) => here.has(JSON.stringify(item)));
  seat.compared = { play, same };
  return same;
}

/** Keep for the next session what this one leaves; once, so that it can be answered. */
function settle({ seat, program }) {
  const before = leftFor(program.key, seat);
  const left = leaves(seat.play);
  leave(program.key, seat, left.waits ? left : { ...left, waits: before.waits, id: before.id });
  if (left.waits) {
    seat.stop = seat.play.id;
    tellStop(program.key, seat.play, left.waits);
  }
  seat.play.settled = true;
}

/** Tell of severe pain as soon as it is noted, so that no other page leads on to exercises meanwhile. */
function tellSevere(here) {
  const { model, seat, program } = here;
  const { play } = seat;
  if (model.get("waiting")) seat.known = play.id;
  if (seat.known === play.id || Date.now() - (seat.warnedAt ?? 0) < AGAIN_MS) return;
  if (seat.stop !== play.id) {
    seat.stop = play.id;
    tellStop(program.key, play, "severe_pain");
  }
  seat.warnedAt = Date.now();
  tell(here, { kind: "severe", session_id: play.id });
}

/** From when on the next session may begin: somebody was asked, or Python says that they have to be. */
function answered({ seat, program }) {
  seat.barred = "";
  leave(program.key, seat, { ...leftFor(program.key, seat), waits: "" });
}

/** Bring everything up to now; `changed` after something was pressed or heard. */
function look(here, changed = false) {
  const { el, seat, program, view } = here;
  if (!el.isConnected) return;
  followOthers(here, changed);
  if (seat.play && !seat.elsewhere) {
    // What another day has left is as it was, however long ago that is.
    if (!isOfAnotherDay(seat.play)) tick(seat.play, Date.now());
    if (seat.play.ended !== null && !seat.play.settled) settle(here);
    if (seat.play.ended === null && wasSevere(seat.play)) tellSevere(here);
    keep(program.key, seat, changed);
  }
  if (here.model.get("waiting") && waitsFor(here)) answered(here);
  const screen = screenOf(here);
  if (seat.play && ["check", "leftover"].includes(screen)) seat.play.since = null;
  if (screen !== view.screen) turnTo(here, screen);
  if (screen === "check") drawCheck(here.stage, seat.play, { waiting: here.model.get("waiting"), waits: waitsFor(here), program });
  here.awake.keep(screen === "live" && seat.play.since !== null);
  if (screen === "live") drawScene(here);
  if (screen === "end") deliver(here);
}

/** See whether another page plays this session; when it is done there, this one is free again. */
function followOthers({ seat, program }, always) {
  if (!always && Date.now() - (seat.lookedAt ?? 0) < LOOK_MS) return;
  seat.lookedAt = Date.now();
  hearStop(program.key, seat);
  if (!seat.elsewhere) seat.elsewhere = isElsewhere(program.key, seat);
  if (!seat.elsewhere || stored(slotOf(program.key, seat.play))) return;
  Object.assign(seat, { elsewhere: false, unheard: false, play: null });
}

/** Hear of a stop in another tab, whose log may have it already while this one does not know. */
function hearStop(key, seat) {
  const { id, waits } = lastStop(key);
  if (id === seat.stop) return;
  seat.stop = id;
  if (id !== undefined) seat.barred = waits;
}

function turnTo({ el, model, stage, seat, program, view }, screen) {
  const inside = stage.contains(document.activeElement);
  if (screen === "before") {
    if (view.day !== today()) askAnew(stage, program);
    view.day = today();
    feel($(stage, ".bc-felt-before"), felt($(stage, ".bc-felt-before")) ?? severeLeft(program.key));
  }
  if (screen === "after") {
    const [pain, when] = seat.play.chosen ?? [];
    if (when === "during") reportLeft(seat.play); // the session has stopped before it was confirmed
    if (when === "after") feel($(stage, ".bc-felt-after"), pain);
  }
  drawWarning(stage, program, felt($(stage, ".bc-felt-before")));
  Object.assign(view, { screen, panel: "", spoken: "", warned: false });
  say($(stage, ".bc-spoken"), "");
  for (const section of stage.querySelectorAll("section")) section.hidden = section.dataset.screen !== screen;
  placeSounds(stage, screen);
  const root = el.closest(".bc-session-player");
  if (root) root.dataset.screen = screen;
  if (["after", "end", "leftover"].includes(screen)) drawDone(stage, seat.play);
  if (screen === "after") drawHelp(stage, seat.play, program);
  if (screen === "elsewhere") drawElsewhere(stage, seat, playedElsewhere(program.key, seat));
  if (screen === "stopped") drawStopped(stage, program, waitsFor({ seat, program }));
  if (screen === "leftover") drawLeftover(stage, seat.play, isOfAnotherDay(seat.play) ? "day" : isStillRight({ seat, model, program }) ? "plan" : "back", program);
  if (screen === "gap") drawGap(stage, seat.play);
  // What had the focus is gone; the keyboard goes on where the new screen begins.
  const next = {
    before: ".bc-felt-before input", live: ".bc-pause", after: ".bc-after h2", end: ".bc-end > h2", stopped: ".bc-stopped h2",
    leftover: ".bc-leftover h2", gap: ".bc-gap input", elsewhere: ".bc-elsewhere h2",
  }[screen];
  if (!inside || !next) return;
  $(stage, next).focus({ preventScroll: true });
  root?.scrollIntoView({ block: "start" });
}

/** Offer sounds beside "Start", and let them be turned off or on while the session runs. */
function placeSounds(stage, screen) {
  if (screen === "live") $(stage, ".bc-next").before($(stage, ".bc-sounds"));
  if (screen === "before") $(stage, ".bc-start").after($(stage, ".bc-sounds"));
}

function drawScene({ model, stage, seat, program, view, cues }) {
  const { play } = seat;
  const item = play.items[play.place];
  const phase = phaseOf(play);
  // An exercise may be called "constructor", which every object has.
  const picture = new Map(Object.entries(model.get("figures"))).get(item.exercise_id) ?? "";
  if (view.figure !== picture) {
    Object.assign(view, { figure: picture, move: placeFigure($(stage, ".bc-figure-box"), picture) });
  }
  view.move(phase, play.into / 1000);
  if (isSevere(play) && view.panel !== "advise") { // also after a reload
    drawAdvice(stage, play, program);
    view.panel = "advise";
  }
  drawLive(stage, play, program);
  drawPanel(stage, view.panel);
  announce(stage, view, phaseWords(play, program.words), [play.id, play.played.length, play.index, play.since === null].join(), cues, phase);
}

function drawPanel(stage, panel) {
  for (const keys of [".bc-keys", ".bc-more-keys"]) $(stage, keys).hidden = panel !== "";
  $(stage, ".bc-hurt").hidden = panel === "";
  $(stage, ".bc-ask").hidden = panel !== "ask";
  $(stage, ".bc-advice-now").hidden = panel !== "advise";
  if (panel) $(stage, ".bc-pain-now").hidden = true;
}

/** Say each phase once; by beep and voice too where somebody asked for that. */
function announce(stage, view, words, key, cues, { phase }) {
  if (view.spoken === key) return;
  view.spoken = key;
  say($(stage, ".bc-spoken"), words);
  if (words !== PAUSED) cues.give(wanted(stage), phase, words);
}

const wanted = (stage) => Object.fromEntries([...stage.querySelectorAll(".bc-sounds input")].map((box) => [box.name, box.checked]));

/** Look again and again, in step with the screen, and more slowly while nobody sees it. */
function watch(here) {
  let drawn = 0;
  const frame = (time) => {
    if (here.signal.aborted) return;
    if (time - drawn >= FRAME_MS) {
      drawn = time;
      look(here);
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const beat = setInterval(() => look(here), BEAT_MS);
  here.signal.addEventListener("abort", () => clearInterval(beat));
}

/**
 * Begin by the rule that holds now, with what may be done now; a session that is on keeps the rule
 * by which it began, and is on only as long as all of it may be done.
 */
function followProgram({ model, stage, seat, program }) {
  const now = model.get("program");
  const shown = ({ items, notes, said_other: other, hurt }) => JSON.stringify([items, notes, other, hurt]);
  const isOther = shown(now) !== shown(program);
  if (now.said_other !== program.said_other || now.hurt !== program.hurt) askAboutPlan(stage);
  Object.assign(program, now);
  if (isOther) {
    seat.compared = null;
    drawBefore(stage, program);
  }
  drawRule(stage, program.rule);
  drawWarning(stage, program, felt($(stage, ".bc-felt-before")));
}

function hearModel(here) {
  const { model, signal } = here;
  const heard = () => {
    followProgram(here);
    drawAsked(model, here.stage);
    look(here, true);
  };
  model.on(CHANGES, heard);
  window.addEventListener("pagehide", heard, { signal });
  document.addEventListener("visibilitychange", heard, { signal });
  signal.addEventListener("abort", () => model.off(CHANGES, heard));
}

function render({ model, el }) {
  el.innerHTML = MARKUP;
  const gone = new AbortController();
  const program = model.get("program");
  const here = {
    model, el, program,
    stage: $(el, ".bc-stage"),
    seat: seatOf(program.key),
    view: { screen: "", panel: "", figure: null, move: () => {}, spoken: "", warned: false },
    cues: makeCues(),
    awake: makeAwake(gone.signal),
    lost: false, // whether its Python is gone: it goes on, but cannot save
    signal: gone.signal,
  };
  const questions = { before: "How much does your back hurt now?", during: "How much does it hurt?", after: "How is your back now?" };
  for (const [name, question] of Object.entries(questions)) {
    askPain($(here.stage, `.bc-felt-${name}`), question, here.program.pain_ends, here.signal);
  }
  drawBefore(here.stage, program);
  drawAsked(model, here.stage);
  listenTo(here);
  hearModel(here);
  watchLine(model.widget_manager?.kernel, here.signal, (lost) => {
    here.lost = lost;
    here.stage.toggleAttribute("data-lost", lost);
    look(here, true);
  });
  watch(here);
  whenPlaced(el, ".bc-session-player", here.signal, (root) => {
    keepKeys(root, here.signal);
    here.view.screen = ""; // the root has to be told which screen is on
    look(here, true);
    // What is around the plan goes below a session that is on, and the page would stand in its middle.
    if (here.view.screen === "live" && root.closest(".bc-planner")) root.scrollIntoView({ block: "start" });
  });
  return () => {
    if (here.seat.play && here.view.panel === "ask") reportChosen(here, Date.now()); // left without OK
    keep(program.key, here.seat);
    gone.abort();
    here.cues.close();
  };
}

export default { render };
