// What can be pressed in the player, by mouse, finger and keys, and what comes of it.

const SLOW_MS = 6_000; // an answer that takes longer is told of
const AGAIN_MS = 15_000; // how often a session that is not saved is sent again

/** Tie every button of the player to what it does. */
function listenTo(here) {
  const { model, stage, seat, program, cues, signal } = here;
  const listen = (node, kind, act) => node.addEventListener(kind, act, { signal });
  const actions = { ...beforeActions(here), ...pausedActions(here), ...liveActions(here), ...hurtActions(here), ...endActions(here) };
  for (const [name, act] of Object.entries(actions)) {
    for (const node of stage.querySelectorAll(`button.bc-${name}`)) {
      listen(node, "click", () => {
        if (!takenAway(here, name)) act(seat.play, Date.now());
        look(here, true);
      });
    }
  }
  for (const field of [".bc-felt-before", ".bc-made-for"]) {
    listen($(stage, field), "change", () => {
      const pain = felt($(stage, ".bc-felt-before"));
      $(stage, ".bc-before .bc-missing").hidden = true;
      keepSevere(program.key, pain >= program.rule.severe ? pain : null);
      drawWarning(stage, program, pain);
    });
  }
  for (const when of ["during", "after"]) {
    const field = $(stage, `.bc-felt-${when}`);
    listen(field, "change", () => {
      const pain = felt(field);
      seat.play.chosen = pain === null ? undefined : [pain, when, Date.now() + seat.play.ahead];
      keep(program.key, seat);
      tellPain(program.key);
      drawHelp(stage, seat.play, program);
    });
  }
  tendAsked(model, $(stage, ".bc-listed"), signal);
  listen(stage, "keydown", (event) => pressKey(here, event));
  // A button takes Space when it is let go; the pause button has been pressed by then.
  listen(stage, "keyup", (event) => {
    if (event.key === " " && event.target.matches(".bc-pause")) event.preventDefault();
  });
  listen($(stage, ".bc-sounds"), "change", ({ target }) => {
    if (target.checked) cues.give({ [target.name]: true }, "hold", "The voice is on.");
  });
}

/**
 * Tell whether another tab has just taken over what a button belongs to. What was pressed changes
 * nothing then and is said to be lost, but for severe pain, which is never lost.
 */
function takenAway(here, name) {
  const { stage, seat } = here;
  if (seat.elsewhere) return false;
  followOthers(here, true);
  if (!seat.elsewhere) return false;
  seat.unheard = true;
  const field = { "felt-ok": ".bc-felt-during", save: ".bc-felt-after" }[name];
  const pain = field ? felt($(stage, field)) : null;
  if (pain >= here.program.rule.severe) noteOnly(here, pain, Date.now());
  return true;
}

function opened({ seat, program }, items, pain, now) {
  const play = Object.assign(begin(items, program.rule, pain, now), { madeFor: program.made_for, conditions: program.conditions, saidOther: program.said_other });
  carryOn(play, leftFor(program.key, seat));
  Object.assign(seat, { play, elsewhere: false, unheard: false, triedAt: 0, firstTry: null, got: false });
  return play;
}

/** Note how strong the pain is as a session of its own, whatever another tab is playing. */
function noteOnly(here, pain, now) {
  const play = opened(here, here.program.items, pain, now);
  Object.assign(play, { over: "done", ended: 0, apart: true });
}

function beforeActions(here) {
  const { model, stage, seat, program } = here;
  /** Say what is still to be answered; "" when nothing is. */
  const missing = (pain) => {
    if (asksStill(stage, program, pain) && !$(stage, ".bc-made-for input:checked")) return "First say whether your back is as it was when this plan was made.";
    return pain === null ? "First, choose how much your back hurts now. You can choose 0." : "";
  };
  return {
    start(_, now) {
      const pain = felt($(stage, ".bc-felt-before"));
      const words = missing(pain);
      say($(stage, ".bc-before .bc-missing"), words);
      $(stage, ".bc-before .bc-missing").hidden = !words;
      const items = allowed(program.items, model.get("asked"));
      if (words || isDifferent(stage, program) || pain >= program.rule.severe || !items.length) return;
      hearStop(program.key, seat);
      if (waitsFor(here)) return;
      if (playedElsewhere(program.key, seat)) {
        Object.assign(seat, { elsewhere: true, unheard: true });
        return;
      }
      const play = opened(here, items, pain, now);
      resume(play, now);
    },
    "gentle-plan": () => tell(here, { kind: "gentle" }),
    "note-it"(_, now) {
      noteOnly(here, felt($(stage, ".bc-felt-before")), now);
      keepSevere(program.key, null);
    },
  };
}

/** What can be done with a session that is not to be continued now, or not without an answer. */
function pausedActions(here) {
  const { stage, seat, program } = here;
  const endAsItWas = (play) => {
    reportLeft(play);
    if (!play.over) end(play, "done");
    play.ended = play.seen - play.started;
  };
  return {
    "enough-now": finish,
    "go-on-here"() {
      Object.assign(seat, { elsewhere: false, unheard: false });
      takeOver(program.key, seat);
    },
    "go-on-with-it"(play) {
      if (isStillRight(here)) seat.continued = play.id;
    },
    "as-it-was": endAsItWas,
    drop() {
      const button = $(stage, ".bc-drop");
      if (button.dataset.sure) {
        settle(here);
        forget(program.key, seat.play);
        seat.play = null;
      }
      button.dataset.sure = button.dataset.sure ? "" : "yes";
      say(button, button.dataset.sure ? "Press again to delete it" : "Delete it");
    },
    "gap-ok"(play, now) {
      const { value, max } = $(stage, ".bc-gap input");
      const fits = value !== "" && Number(value) >= 0 && Number(value) <= Number(max);
      $(stage, ".bc-gap .bc-missing").hidden = fits;
      say($(stage, ".bc-gap .bc-missing"), `Enter a number from 0 to ${max}, or press “I do not know”.`);
      if (fits) fillGap(play, Number(value), now);
    },
    "gap-unknown": (play, now) => fillGap(play, null, now),
  };
}

const turn = (play, now) => (play.since === null ? resume : pause)(play, now);

const liveActions = () => ({ back, pause: turn, skip, easier: ease, finish });

/** Space pauses and goes on, the arrows go back and skip; a field or another button keeps its keys. */
function pressKey(here, event) {
  const { key, target } = event;
  const theirs = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
  if (theirs || here.view.screen !== "live" || here.view.panel || target.matches("input, textarea")) return;
  const act = { ArrowLeft: back, ArrowRight: skip, " ": target.matches("button:not(.bc-pause)") ? null : turn }[key];
  if (!act) return;
  event.preventDefault();
  if (event.repeat) return;
  if (!takenAway(here, "")) act(here.seat.play, Date.now());
  look(here, true);
}

/** Note the pain that is chosen under *It hurts*; false where none is. */
function reportChosen({ stage, seat, program }, now) {
  const pain = felt($(stage, ".bc-felt-during"));
  if (pain === null) return false;
  report(seat.play, pain, "during", now);
  delete seat.play.chosen;
  keep(program.key, seat);
  tellPain(program.key);
  return true;
}

/** Pain can be told at any moment; while it is, the session is paused. */
function hurtActions(here) {
  const { stage, view } = here;
  const open = (panel, focus) => {
    view.panel = panel;
    look(here, true);
    if (view.screen !== "live") return;
    $(stage, focus).focus({ preventScroll: true });
    $(stage, panel ? ".bc-hurt" : ".bc-keys").scrollIntoView({ block: "nearest" });
  };
  const shut = (...acts) => (play, now) => {
    for (const act of acts) act(play, now);
    open("", ".bc-pause");
  };
  const hurts = (play, now) => {
    view.ran = play.since !== null;
    pause(play, now);
    feel($(stage, ".bc-felt-during"), null);
    drawHelp(stage, play, here.program);
    open("ask", ".bc-hurt input");
  };
  const heard = (play, now) => {
    if (!reportChosen(here, now)) return false;
    drawAdvice(stage, play, here.program);
    open("advise", ".bc-advice-now");
    return true;
  };
  return {
    hurts,
    tell: hurts,
    "felt-ok": heard,
    // A pain that was chosen counts, whichever button is pressed then.
    "never-mind"(play, now) {
      if (!heard(play, now)) shut(() => view.ran && resume(play, now))(play, now);
    },
    "go-easier": shut(ease, resume),
    "go-on": shut(resume),
    "leave-out": shut(skip, resume),
    stay: shut(),
    enough: shut(finish),
  };
}

function endActions(here) {
  const { stage, seat, program, view } = here;
  const anew = (play) => {
    forget(program.key, play);
    seat.play = null;
    $(stage, "textarea").value = "";
    askAnew(stage, program);
  };
  return {
    save(play, now) {
      const pain = felt($(stage, ".bc-felt-after"));
      const warn = pain === null && !view.warned;
      $(stage, ".bc-after .bc-missing").hidden = !warn;
      view.warned = true;
      if (warn) return;
      delete play.chosen;
      if (pain !== null) report(play, pain, "after", now);
      play.note = $(stage, "textarea").value;
      play.ended ??= play.seen - play.started;
    },
    retry: () => (here.lost ? openAgain($(stage, ".bc-retry")) : send(here)),
    download(play) {
      download(play, program);
      seat.got = true;
    },
    again: anew,
    forget: anew,
    confirmed() {
      answered(here);
      tell(here, { kind: "asked" });
    },
  };
}

/** Send the record until Python says that the log has it. */
function deliver(here) {
  const { model, stage, seat, program } = here;
  const { play } = seat;
  const answer = model.get("answer");
  const mine = answer.session_id === play.id ? answer : {};
  if (mine.saved && !play.sent) {
    play.sent = true;
    forget(program.key, play);
  }
  if (!play.sent && !(Date.now() - seat.triedAt < AGAIN_MS)) send(here);
  const slow = Date.now() - seat.firstTry > SLOW_MS;
  const waits = waitsFor(here);
  drawEnd(stage, play, program, { said: mine.said, saved: Boolean(mine.saved), slow, lost: here.lost, got: seat.got, waiting: model.get("waiting"), waits });
}

function send(here) {
  const { seat } = here;
  seat.triedAt = Date.now();
  seat.firstTry ??= seat.triedAt;
  // A page without Python has no other way to its rows; Python works them out of the record.
  tell(here, { kind: "save", record: recordOf(seat.play), rows: rowsOf(seat.play, here.program) });
}

function tell({ model }, message) {
  try {
    model.send(message);
  } catch {
    // There is nobody to tell just now: a record is sent again, and the page keeps what it heard.
  }
}
