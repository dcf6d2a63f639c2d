// The red-flag gate: which signs are ticked, and whether the person has said today that there is
// none. All its words come ready and escaped from Python.

const LOOK_MS = 5_000; // how late after midnight yesterday's answer may still stand

/** Show the gate as the model has it. */
function draw(gate, model) {
  const [ticked, cleared] = [model.get("ticked"), model.get("cleared")];
  gate.dataset.cleared = cleared;
  // What somebody has opened, or has signs in it, folds under nobody's hands.
  if (cleared) delete gate.dataset.opened;
  else if (ticked.length) gate.dataset.opened = "true";
  const folded = model.get("folded") && !cleared && !gate.dataset.opened;
  gate.querySelector(".bc-gate-ask").hidden = cleared || folded;
  gate.querySelector(".bc-gate-fold").hidden = !folded;
  gate.querySelector(".bc-gate-done").hidden = !cleared;
  gate.querySelector(".bc-gate-none").hidden = ticked.length > 0;
  gate.querySelector(".bc-gate-undo").hidden = !ticked.length;
  for (const box of gate.querySelectorAll("input")) box.checked = ticked.includes(box.dataset.flagId);
  say(gate.querySelector(".bc-gate-trouble"), model.get("trouble"));
  advise(gate, ticked);
}

/** Bring the gate into sight, and keep it there until somebody does something. */
function bringUp(gate) {
  let stays = true;
  const others = ["pointerdown", "keydown", "wheel", "touchmove"];
  for (const event of others) window.addEventListener(event, () => { stays = false; }, { capture: true, once: true });
  const look = () => {
    const { top } = gate.getBoundingClientRect();
    if (stays && !(top >= 0 && top < innerHeight / 2)) gate.scrollIntoView();
  };
  // JupyterLab scrolls to the cell that has the focus, a moment later.
  for (const ms of [0, 200, 600, 1500]) setTimeout(look, ms);
}

/** Say what to do for the ticked flags; written only when it differs, so it is read out once. */
function advise(gate, ticked) {
  const action = gate.querySelector(".bc-gate-action");
  const due = [...gate.querySelector("template").content.children].filter((advice) =>
    advice.dataset.flags.split(" ").some((flag) => ticked.includes(flag)),
  );
  const said = [...action.children];
  if (due.length === said.length && due.every((advice, i) => advice.isEqualNode(said[i]))) return;
  action.replaceChildren(...due.map((advice) => advice.cloneNode(true)));
}

/**
 * Tell every other gate of this person an answer, and hear theirs: in this page and in others of
 * this browser, at once, whether or not a kernel answers.
 */
function shareAnswers(model, signal) {
  const channel = new BroadcastChannel(`backcare-check-${model.get("key")}`);
  channel.addEventListener("message", ({ data: { given, knew } }) => {
    // A page that has not seen a sign of this one does not take it back.
    if (model.get("ticked").some((flag) => !knew.includes(flag) && !given.ticked.includes(flag))) return;
    model.set(given);
    model.save_changes();
  });
  signal.addEventListener("abort", () => channel.close());
  return (given, knew) => channel.postMessage({ given, knew });
}

/** What was answered is kept by the browser until Python has it, so that a reload does not lose it. */
const waiting = (key) => `backcare-check-${key}`;

function hold(model, given) {
  try {
    localStorage.setItem(waiting(model.get("key")), JSON.stringify(given));
  } catch {
    // A browser that keeps nothing: it holds as long as the page is open.
  }
}

function held(model) {
  try {
    const given = JSON.parse(localStorage.getItem(waiting(model.get("key"))));
    return given && (given.ticked.length || given.answered_on === today()) ? given : null;
  } catch {
    return null;
  }
}

function letGo(model) {
  try {
    if (held(model)?.answer_id === model.get("kept_id")) localStorage.removeItem(waiting(model.get("key")));
  } catch {
    // As above.
  }
}

function render({ model, el }) {
  el.innerHTML = model.get("html");
  const gate = el.querySelector(".bc-gate");
  const gone = new AbortController();
  const { signal } = gone;
  const listen = (selector, event, act) => gate.querySelector(selector).addEventListener(event, act, { signal });
  const tell = shareAnswers(model, signal);

  const redraw = () => draw(gate, model);
  const answer = (ticked, cleared) => {
    const knew = model.get("ticked");
    const given = { ticked, cleared, answered_on: cleared || ticked.length ? today() : "", answer_id: String(Date.now()) };
    hold(model, given);
    model.set(given);
    model.save_changes(); // all in one message
    tell(given, knew);
  };
  // "None" holds for the day on which it was said, in a page that stays open too. Nobody has
  // answered anything then, so no other page is told.
  const expire = () => {
    if (!model.get("cleared") || model.get("answered_on") === today()) return;
    model.set({ cleared: false, answered_on: "" });
    model.save_changes();
  };

  listen(".bc-flags", "change", () => {
    const boxes = [...gate.querySelectorAll("input:checked")];
    answer(boxes.map((box) => box.dataset.flagId), false);
    // On a phone the list may be longer than the screen: what to do has to be in sight.
    if (boxes.length) gate.querySelector(".bc-gate-action").scrollIntoView({ block: "nearest" });
  });
  // A button that has just been pressed goes away: the keyboard goes on where its answer stands.
  listen(".bc-gate-none", "click", () => {
    answer([], true);
    gate.querySelector(".bc-gate-again").focus();
  });
  // What is opened asks anew, on any screen; what is ticked stays ticked, with what to do about it.
  const open = () => {
    const ticked = model.get("ticked");
    if (model.get("cleared")) answer(ticked, false);
    model.set("folded", false);
    model.save_changes();
    gate.dataset.opened = "true";
    gate.querySelector(ticked.length ? ".bc-gate-action" : "input").focus();
  };
  listen(".bc-gate-again", "click", open);
  listen(".bc-gate-unfold", "click", open);
  // "Get help now" stands in notices of the same widget, and leads here.
  document.addEventListener("click", ({ target }) => {
    if (target.closest(".bc-worse button.bc-help")?.closest(".bc-app") === gate.closest(".bc-app")) open();
  }, { signal });
  // In a form the same button has it put right below: whoever pressed it goes on here.
  whenPlaced(el, ".bc-urgent", signal, (urgent) => {
    if (!urgent.contains(document.activeElement)) return;
    gate.querySelector("input").focus({ preventScroll: true });
    bringUp(gate);
  });
  const look = setInterval(expire, LOOK_MS);
  signal.addEventListener("abort", () => clearInterval(look));
  document.addEventListener("visibilitychange", expire, { signal });

  const changes = ["change:ticked", "change:cleared", "change:folded", "change:trouble"];
  const kept = () => {
    letGo(model);
    tellStartPage(); // it shows what is kept
  };
  for (const change of changes) model.on(change, redraw);
  model.on("change:kept_id", kept);
  const unheard = held(model);
  if (unheard && unheard.answer_id !== model.get("kept_id")) {
    model.set(unheard);
    model.save_changes();
  }
  expire();
  redraw();
  // Another page may have been answered since this widget was made.
  const zone = -new Date().getTimezoneOffset();
  const ask = () => {
    try {
      if (!document.hidden) model.send({ kind: "opened", zone });
    } catch {
      // There is nobody to ask just now.
    }
  };
  document.addEventListener("visibilitychange", ask, { signal });
  tendLine(model, el, signal, ask);
  tendPaper(el, signal);
  ask();
  return () => {
    gone.abort();
    for (const change of changes) model.off(change, redraw);
    model.off("change:kept_id", kept);
  };
}

export default { render };
