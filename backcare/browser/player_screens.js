// The screens of the player: what stands on them, and how a session is shown there. Nothing is
// decided here.

const $ = (root, selector) => root.querySelector(selector);

const button = (name, words) => `<button type="button" class="bc-${name}">${words}</button>`;
// Always beside severe pain and beside a stop, whatever else is said there.
const NOT_THIS = "Do not do this plan today: it was made for another pain. With sudden or new pain, walk gently as far as it is comfortable, and ask a health professional. For today's pain, make a new plan.";
const WORSE = `<p class="bc-worse"><strong></strong> ${button("help", "Get help now")}</p>`;
const MARKUP = `
  <div class="bc-stage">
    <p class="bc-unseen bc-spoken" role="status"></p>
    <section class="bc-check bc-cautions" data-screen="check" role="alert">
      <h2 tabindex="-1">Your session is paused</h2>
      <p></p>${WORSE}
      <div class="bc-row">${button("enough-now", "Finish for today")}</div>
    </section>
    <section class="bc-stopped bc-cautions" data-screen="stopped" role="alert">
      <h2 tabindex="-1">Stop here</h2><p></p>${WORSE}
      <div class="bc-row">${button("confirmed", "")}</div>
    </section>
    <section class="bc-elsewhere" data-screen="elsewhere">
      <h2 tabindex="-1">Your session is open in another window</h2>
      <p></p><p class="bc-which"></p><p class="bc-kept"></p>
      <div class="bc-row">${button("go-on-here", "Continue here")}</div>
    </section>
    <section class="bc-leftover" data-screen="leftover">
      <h2 tabindex="-1">A session that was not finished</h2><p></p>${WORSE}<ul class="bc-did"></ul>
      <div class="bc-row">${button("go-on-with-it", "Continue it")}${button("as-it-was bc-main", "Save it as it was")}${button("drop", "Delete it")}</div>
    </section>
    <section class="bc-gap" data-screen="gap">
      <h2 tabindex="-1">You were away</h2><p></p>
      <label>Minutes above mild <input type="number" inputmode="numeric" min="0" step="1"></label>
      <p class="bc-missing" role="alert" hidden></p>
      <div class="bc-row">${button("gap-ok bc-main", "OK")}${button("gap-unknown", "I do not know")}</div>
    </section>
    <section class="bc-before" data-screen="before">
      <h2></h2><p class="bc-small bc-for-now"></p>
      <details class="bc-fold bc-contents"><summary>What is in it</summary><ol class="bc-listed"></ol><ul class="bc-notes"></ul></details>
      <fieldset class="bc-made-for" hidden><legend></legend>
        <label><input type="radio" name="same" value="yes"> <span></span></label>
        <label><input type="radio" name="same" value="no"> <span></span></label>
        <div class="bc-cautions bc-not-this" role="alert" hidden><p></p>
          <div class="bc-row">${button("gentle-plan", "Make a plan for sudden pain")}</div></div></fieldset>
      ${painField("before")}
      <div class="bc-cautions bc-above" role="alert" hidden><p></p>${WORSE}</div>
      <div class="bc-severe bc-cautions" role="alert" hidden><p></p>${WORSE}
        <div class="bc-row">${button("note-it bc-main", "Note it and finish")}</div></div>
      <p class="bc-cautions bc-nothing" hidden>This plan has to wait until you have asked about it. Ask a doctor, a physiotherapist or another health professional, then tick what you have asked about. Until then, make a plan of other exercises.</p>
      <p class="bc-missing" role="alert" hidden></p>
      <div class="bc-row bc-start-row">${button("start bc-main", "Start")}
        <fieldset class="bc-sounds"><legend>Would you like to hear what to do?</legend>
          <label><input type="checkbox" name="voice"> Voice</label><label><input type="checkbox" name="beep"> Beep</label></fieldset></div>
      <p class="bc-small bc-rule"></p>
    </section>
    <section class="bc-live" data-screen="live" tabindex="-1" aria-label="Your session">
      <div class="bc-view"><div class="bc-way"><span class="bc-where"></span><span class="bc-left"></span></div>
      <div class="bc-track" role="progressbar" aria-label="Done of the whole session" aria-valuemin="0" aria-valuemax="100"></div>
      <p class="bc-away" role="alert" hidden>Paused because this page was closed or in the background. What you have done so far is kept.</p>
      <div class="bc-pain-now bc-cautions" hidden><span></span>${button("tell", "Update your pain")}</div>
      <div class="bc-scene">
        <div class="bc-figure-box"></div>
        <div class="bc-now">
          <div class="bc-dial">
            <div><h2></h2><p class="bc-amount-words"></p><p class="bc-phase"></p><p class="bc-count"></p></div>
            <div class="bc-clock"><svg viewBox="0 0 100 100" aria-hidden="true"><circle r="46" cx="50" cy="50"/><circle class="bc-hand" r="46" cx="50" cy="50" pathLength="100"/></svg>
              <strong role="timer"></strong></div>
          </div>
          <p class="bc-cue"></p>
          <div class="bc-cautions bc-watch"><p class="bc-caution"></p><ul></ul><p class="bc-small bc-rule-now"></p></div>
        </div>
      </div></div>
      <div class="bc-below">
        <p class="bc-next"></p>
        <div class="bc-how"><ol></ol>
          <h3 class="bc-cues-title">Keep in mind</h3><ul class="bc-cues"></ul>
          <h3 class="bc-mistakes-title">Avoid</h3><ul class="bc-mistakes"></ul>
          <div class="bc-cautions bc-care"><h3>Take care</h3><ul></ul></div></div>
        <p class="bc-small bc-hint">Press Space to pause or continue, and the arrow keys to go back or skip.</p>
      </div>
      <div class="bc-bar">
      <div class="bc-keys">${button("back", "Back")}${button("pause bc-main", "Pause")}${button("hurts", "It hurts")}${button("skip", "Skip")}</div>
      <div class="bc-more-keys">${button("easier", "<span></span><span></span>")}${button("finish bc-quiet", "Finish for today")}</div>
      <div class="bc-hurt" hidden>
        <div class="bc-ask">${painField("during")}<p class="bc-severe-now" role="alert" hidden></p>
          <div class="bc-row">${button("felt-ok bc-main", "OK")}${button("never-mind", "Back to the session")}</div></div>
        <div class="bc-advice-now" tabindex="-1" hidden><h3></h3><p></p>${WORSE}
          <div class="bc-row">${button("go-easier bc-main", "")}${button("go-on", "Continue")}${button("leave-out", "Skip this exercise")}${button("stay", "Stay paused")}${button("enough", "Finish for today")}</div></div>
      </div>
      </div>
    </section>
    <section class="bc-after" data-screen="after">
      <h2 tabindex="-1"></h2><h3>What you did</h3><ul class="bc-did"></ul>
      ${painField("after")}
      <p class="bc-cautions bc-was-severe" role="alert" hidden></p>
      ${WORSE}
      <label class="bc-note">Anything to remember?<textarea maxlength="2000" placeholder="for example: slept badly"></textarea></label>
      <p class="bc-missing" role="alert" hidden>You have not said how your back is now. Choose a number, or press Save again to leave it out.</p>
      <div class="bc-row">${button("save bc-main", "Save")}</div>
    </section>
    <section class="bc-end" data-screen="end">
      <div class="bc-halt" role="alert"></div>
      <h2 tabindex="-1"></h2>
      <p class="bc-said" role="status"></p>
      <div class="bc-cautions bc-still" role="alert" hidden><p></p>${WORSE}</div>
      <div class="bc-row"><a class="bc-progress">See my progress</a>${button("again", "Another session")}${button("confirmed", "")}${button("retry bc-main", "Try again")}${button("download", "Download as a file")}${button("forget", "I have the file: start again")}</div>
      <ul class="bc-did"></ul>
    </section>
  </div>`;

/** Fill a list; what comes from a table is text, never markup. */
function list(node, lines) {
  node.replaceChildren(...lines.map(([strong, text, small]) => {
    const line = document.createElement("li");
    const name = document.createElement("strong");
    name.textContent = strong;
    line.append(name, strong && text ? ": " : "", text);
    if (small) line.append(Object.assign(document.createElement("p"), { className: "bc-small", textContent: small }));
    return line;
  }));
}

const clock = (seconds) => (seconds < 100 ? String(seconds) : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
const duration = (seconds) => (seconds < 60 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`);

const secondsOf = (items) => items.flatMap((item) => item.amounts[0].phases).reduce((sum, [, , , , one]) => sum + one, 0);

/** Ask whether the back is as it was, unless that was said today; pain above mild may be a new one. */
function asksStill(stage, { made_for: madeFor, said_on: saidOn, rule }, pain) {
  const isNew = saidOn !== today() || pain > rule.mild || $(stage, ".bc-made-for input:checked");
  return Boolean(madeFor && isNew);
}

/** Tell whether the back is not as the plan has it: a new pain that was said today, or what is answered here. */
const isDifferent = (stage, program) => program.is_new || $(stage, ".bc-made-for input[value=no]").checked;

/** Forget what was answered about the back: it holds for one session, and for its day. */
function askAnew(stage, program) {
  for (const mark of stage.querySelectorAll(".bc-felt input")) mark.checked = false;
  askAboutPlan(stage);
  drawWarning(stage, program, null);
}

/** Forget whether the plan is still right: what was said of the back since may be something else. */
function askAboutPlan(stage) {
  for (const mark of stage.querySelectorAll(".bc-made-for input")) mark.checked = false;
}

function drawBefore(stage, { items, notes, rule, made_for: madeFor, said_other: other, is_new: isNew, hurt, unsettled, gentle, worse, listed }) {
  $(stage, ".bc-contents").open = listed;
  $(stage, ".bc-contents summary").hidden = listed;
  list($(stage, ".bc-listed"), items.map((item) => [item.name, item.amounts[0].words, item.advice]));
  items.forEach((item, place) => {
    if (item.rating !== "ask") return;
    $(stage, ".bc-listed").children[place].append(askedBox(item));
  });
  list($(stage, ".bc-notes"), notes.map((note) => ["", note]));
  drawRule(stage, rule);
  for (const node of stage.querySelectorAll(".bc-worse strong")) say(node, worse);
  say($(stage, ".bc-for-now"), madeFor && `For how your back is today: ${madeFor}.`);
  const settled = hurt ? `${hurt} Has your back settled since?` : "";
  const asks = other ? `Today you chose: ${other}.${isNew ? "" : " Does this plan still fit your back?"}` : "Is that how your back is today?";
  say($(stage, ".bc-made-for legend"), settled || `This plan was made for: ${madeFor}. ${asks}`);
  say($(stage, ".bc-not-this p"), hurt && !isNew ? unsettled : NOT_THIS);
  $(stage, ".bc-gentle-plan").hidden = !(hurt && !isNew && gentle);
  const [yes, no] = stage.querySelectorAll(".bc-made-for label span");
  say(yes, settled ? "Yes, it is as usual again" : "Yes");
  say(no, settled ? "Not yet" : "No, it is different today");
  for (const answer of stage.querySelectorAll(".bc-made-for label")) answer.hidden = isNew;
}

/** Say the stop rule that holds now. */
function drawRule(stage, rule) {
  say($(stage, ".bc-rule"), rule.words);
  say($(stage, ".bc-above p"), `Your pain is above mild. It is all right to rest today. If you start, you will get the easier form of every exercise, and the session stops if pain stays above ${rule.mild} for longer than ${rule.minutes} minutes.`);
}

/** Show which exercises will be played, by what was asked about. */
function drawAsked(model, stage) {
  const { items } = model.get("program");
  const played = allowed(items, model.get("asked"));
  const out = items.length - played.length;
  say($(stage, ".bc-before h2"), `Your session: ${inShort(secondsOf(played), played.length, out)}`);
  drawTicks(model, stage);
  if (!played.length) $(stage, ".bc-contents").open = true; // what there is to ask about
  $(stage, ".bc-nothing").hidden = played.length > 0;
  $(stage, ".bc-start").hidden = played.length === 0;
}

/** Say what this pain means before the first exercise; null while it was not said. */
function drawWarning(stage, program, pain) {
  const { rule } = program;
  const severe = pain !== null && pain >= rule.severe;
  const above = pain !== null && pain > rule.mild && !severe;
  $(stage, ".bc-above").hidden = !above;
  $(stage, ".bc-made-for").hidden = !asksStill(stage, program, pain);
  $(stage, ".bc-for-now").hidden = !program.made_for || asksStill(stage, program, pain);
  say($(stage, ".bc-start"), above ? "Start gently" : "Start");
  const different = isDifferent(stage, program);
  $(stage, ".bc-not-this").hidden = !different;
  $(stage, ".bc-start-row").hidden = severe || different;
  $(stage, ".bc-severe").hidden = !severe;
  if (severe) say($(stage, ".bc-severe p"), `${severeWords(program, pain)} Press “Note it and finish”, so that it is in your log.`);
}

/** Say what severe pain means, as Python says it everywhere; and what helps at once. */
const severeWords = ({ severe_words: words }, pain) => `${words.replace("{worst}", pain)} Rest in the position that is most comfortable.`;

/** Say whom to ask before the next session, after one that is in no log. */
function drawStopped(stage, program, waits) {
  const { rule } = program;
  say($(stage, ".bc-stopped p"), waits === "severe_pain"
    ? `Pain of ${rule.severe} or more out of 10 is severe. In your last session it was that strong. Please do no more exercises until you have asked ${program.ask_whom[waits]}.`
    : `In your last session your pain was, or may have been, above mild for more than ${rule.minutes} minutes. Please do no more exercises until you have asked ${program.ask_whom[waits]}.`);
  nameConfirmed(stage, program, waits);
}

function nameConfirmed(stage, { ask_whom: whom }, waits) {
  for (const node of stage.querySelectorAll(".bc-confirmed")) say(node, `I have asked ${whom[waits] ?? ""}`);
}

/** Say which tab has the session, and whether all that was done in this one is in it. */
function drawElsewhere(stage, { play, unheard }, there) {
  const here = $(stage, ".bc-elsewhere");
  say($(here, "p"), "You have it open in a second tab or window. Continue there and close this one, or continue here.");
  const item = there?.items?.[there.place];
  const shows = there?.over ? "asks how your back is now, or is saving" : `shows “${item?.name}”, exercise ${there?.place + 1} of ${there?.items.length}`;
  const same = play && there?.id === play.id;
  const kept = unheard ? "What you pressed last was not noted. If it was about pain, please say it again." : same ? "What you did is kept." : "";
  for (const [name, words] of [["which", there ? `Look for the one that ${shows}.` : ""], ["kept", kept]]) {
    say($(here, `.bc-${name}`), words);
    $(here, `.bc-${name}`).hidden = !words;
  }
}

/** Say why a session that is on cannot go on. */
function drawCheck(stage, play, { waiting, waits, program }) {
  $(stage, ".bc-check .bc-worse").hidden = !waits;
  say($(stage, ".bc-check p"), waits
    ? `${waits === "severe_pain" ? "You have noted severe pain in another window." : "One of your other sessions has stopped."} Do no more exercises until you have asked ${program.ask_whom[waits]}. Press “Finish for today”.`
    : waiting
    ? "One of your other sessions has stopped: please read what is above. Do no more exercises today, and press “Finish for today”."
    : wasSevere(play)
    ? "Please answer the safety check on this page. Your pain was severe in this session, so do no more exercises today, whatever you answer. Press “Finish for today”."
    : "Answer the safety check on this page to continue. If anything on it applies to you, do no more exercises today.");
}

/** Tell of a session of another "day" or another "back", which can only be kept as it was, or of another "plan". */
function drawLeftover(stage, play, other, program) {
  const day = new Date(play.started).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
  const why = {
    day: `You started it on ${day}. It cannot be continued on another day, but what you did is kept. Save it as it was, or delete it.`,
    back: "You started it today, but your back, or what applies to you, has changed since. It cannot be continued now, but what you did is kept. Save it as it was, or delete it.",
    plan: "You started it today with another plan. You can continue it, save it as it was, or delete it.",
  };
  const severe = wasSevere(play);
  say($(stage, ".bc-leftover p"), severe ? `${why[other]} ${severeWords(program, worstPain(play))}` : why[other]);
  $(stage, ".bc-go-on-with-it").hidden = other !== "plan";
  $(stage, ".bc-leftover .bc-worse").hidden = !severe;
  say($(stage, ".bc-drop"), "Delete it");
}

/** Ask how long pain lasted while nobody looked. */
function drawGap(stage, play) {
  const { from, to } = openGap(play);
  const minutes = Math.round((to - from) / 60_000);
  const away = minutes < 120 ? counted(minutes, "minute") : `about ${counted(Math.round(minutes / 60), "hour")}`;
  say($(stage, ".bc-gap p"), `This page was away for ${away}, and your pain was above mild before. For how many of those minutes was it above mild?`);
  Object.assign($(stage, ".bc-gap input"), { value: "", max: minutes });
  $(stage, ".bc-gap .bc-missing").hidden = true;
}

const PAUSED = "Paused.";

/** Name a phase: a move as the picture calls it, since not everything that is done is a lift. */
const phaseName = (item, phase, words) => item.moves?.[phase] ?? words[phase];

/** Say what to do now; the time to get into place is for the first step. */
const cueOf = (item, { phase, cue }) => (INTO_PLACE.includes(phase) && item.moves?.lift && item.steps[0]) || cue;

/** Say the phase that is on as it is read out: the whole of it where something new begins. */
function phaseWords(play, words) {
  if (play.since === null) return PAUSED;
  const now = phaseOf(play);
  const { phase, side, rep, seconds } = now;
  const item = play.items[play.place];
  const begins = INTO_PLACE.includes(phase);
  const fresh = begins || rep === 1 || phase === "other_side" || phase === "go";
  const parts = [
    phaseName(item, phase, words),
    begins && `${item.name}, ${item.amounts[play.eased[play.place]].words.toLowerCase()}`,
    phase === "lift" && `number ${rep}${side === "other" ? ", other side" : ""}`,
    phase === "hold" && `${seconds} seconds`,
  ];
  return `${parts.filter(Boolean).join(". ")}. ${fresh ? cueOf(item, now) : ""}`.trim();
}

/** Show where a session is; called many times a second, so that it writes only what differs. */
function drawLive(stage, play, { words, rule }) {
  const live = $(stage, ".bc-live");
  const item = play.items[play.place];
  const now = phaseOf(play);
  const left = Math.max(0, now.seconds - play.into / 1000);
  const paused = play.since === null;
  live.dataset.paused = paused;
  live.dataset.phase = now.phase;
  say($(live, ".bc-where"), `Exercise ${play.place + 1} of ${play.items.length}`);
  say($(live, "h2"), item.name);
  say($(live, ".bc-amount-words"), item.amounts[play.eased[play.place]].words + (play.eased[play.place] ? " (made easier)" : ""));
  say($(live, ".bc-phase"), paused ? `Paused: ${phaseName(item, now.phase, words)}` : phaseName(item, now.phase, words));
  say($(live, ".bc-clock strong"), clock(Math.ceil(left)));
  $(live, ".bc-clock strong").classList.toggle("bc-long", left > 99);
  $(live, ".bc-hand").style.strokeDashoffset = (100 * (1 - left / now.seconds)).toFixed(3);
  say($(live, ".bc-cue"), cueOf(item, now));
  say($(live, ".bc-count"), countWords(play, now));
  const following = play.items[play.place + 1];
  say($(live, ".bc-next"), following ? `Next: ${following.name}. ${following.amounts[play.eased[play.place + 1]].words}.` : "This is the last exercise.");
  drawWay(live, play);
  drawHow(live, item);
  say($(live, ".bc-rule-now"), rule.words === play.rule.words ? rule.words : `${rule.words} This has changed since your session began, which is still timed by what was agreed then.`);
  drawKeys(live, play, paused);
}

function countWords(play, { side, set, rep }) {
  if (rep === null) return "";
  const own = phasesOf(play).filter((one) => one[3] !== null);
  const [sets, reps] = [2, 3].map((part) => Math.max(...own.map((one) => one[part])));
  const sides = { first: "first side", other: "other side" };
  const parts = [`${rep} of ${reps}`, sets > 1 && `set ${set} of ${sets}`, sides[side]];
  return parts.filter(Boolean).join(" · ");
}

function drawWay(live, play) {
  const track = $(live, ".bc-track");
  if (track.children.length !== play.items.length) {
    track.replaceChildren(...play.items.map(() => document.createElement("span")));
  }
  let [left, whole] = [0, 0];
  play.items.forEach((_, place) => {
    const all = phasesOf(play, place).reduce((sum, one) => sum + one[4], 0);
    const rest = place < play.place ? 0 : secondsLeft(play, place);
    track.children[place].style.flexGrow = all;
    track.children[place].style.setProperty("--bc-done", `${(100 * (1 - rest / all)).toFixed(1)}%`);
    left += rest;
    whole += all;
  });
  track.setAttribute("aria-valuenow", Math.round(100 * (1 - left / whole)));
  say($(live, ".bc-left"), `${duration(left)} left`);
}

/** Tell what to watch for and, further down, all about how an exercise is done. */
function drawHow(live, item) {
  const [how, watch] = [$(live, ".bc-how"), $(live, ".bc-watch")];
  if (how.dataset.of === item.exercise_id) return;
  how.dataset.of = item.exercise_id;
  say($(watch, ".bc-caution"), item.caution);
  $(watch, ".bc-caution").hidden = !item.caution;
  list($(watch, "ul"), item.care.map((text) => ["", text]));
  $(watch, "ul").hidden = !item.care.length;
  list($(how, "ol"), item.steps.map((step) => ["", step]));
  for (const name of ["cues", "mistakes"]) {
    list($(how, `ul.bc-${name}`), item[name].map((text) => ["", text]));
    $(how, `.bc-${name}-title`).hidden = !item[name].length;
  }
  const before = item.ask_first ?? []; // a session that was left unfinished may have none
  list($(how, ".bc-care ul"), before.map((text) => ["", text]));
  $(how, ".bc-care").hidden = !before.length;
}

function drawKeys(live, play, paused) {
  say($(live, ".bc-pause"), paused ? "Continue" : "Pause");
  const less = easier(play);
  say($(live, ".bc-easier span"), less ? "Easier" : "No easier version");
  say($(live, ".bc-easier span + span"), less ? `: ${less.words.toLowerCase()}` : "");
  $(live, ".bc-easier").disabled = !less;
  $(live, ".bc-away").hidden = !play.away || isSevere(play);
  $(live, ".bc-pain-now").hidden = !isAbove(play);
  if (!isAbove(play)) return;
  const minutes = Math.floor(aboveMs(play, play.seen) / 60_000);
  const since = minutes ? `${isUnsure(play) ? "Up to " : ""}${minutes} min above mild so far. ` : "";
  say($(live, ".bc-pain-now span"), `Your pain: ${painNow(play)}, ${aboveWords(play)}. ${since}After more than ${play.rule.minutes} min the session stops.`);
}

/** Say what to do about the pain that was just reported. */
function drawAdvice(stage, play, program) {
  const above = isAbove(play);
  const advice = $(stage, ".bc-advice-now");
  const severe = isSevere(play);
  const less = severe ? null : easier(play);
  say($(advice, "h3"), severe ? "Stop for today" : above ? "Ease off now" : "That is mild");
  say($(advice, "p"), severe
    ? `${severeWords(program, painNow(play))} Press “Finish for today”, so that it is noted.`
    : above
    ? `Pain ${painNow(play)} is ${aboveWords(play)}. You are paused. Make this exercise easier, leave it out, or stay paused until the pain eases. Whatever you do next comes in its easier form.`
    : "Mild discomfort is all right if it fades. Continue only while it stays mild, or make the exercise easier.");
  say($(advice, ".bc-go-easier"), less ? `Easier: ${less.words.toLowerCase()}` : "");
  $(advice, ".bc-go-easier").hidden = !less;
  $(advice, ".bc-go-on").hidden = above;
  $(advice, ".bc-stay").hidden = !above || severe;
  $(advice, ".bc-leave-out").hidden = severe;
  $(advice, ".bc-enough").classList.toggle("bc-main", severe);
  $(advice, ".bc-worse").hidden = !above;
  $(stage, ".bc-hurt").classList.toggle("bc-is-severe", severe);
}

/** Lead to the page of progress where the navigation around has one; a notebook alone has none. */
function drawProgressLink(link, saved) {
  const page = document.querySelector('nav a[href$="track_progress.ipynb"]:not([aria-current])');
  link.hidden = !saved || !page;
  if (page) link.href = page.href;
}

function drawDone(stage, play) {
  const { entries } = done(play);
  const isSided = ({ amounts: [own] }) => own.phases.some(([, side]) => side);
  const lines = entries.map((entry) => {
    const item = play.items[entry.place];
    return [item.name, amountWords({ ...entry, each_side: isSided(item) })];
  });
  for (const node of stage.querySelectorAll(".bc-did")) list(node, lines.length ? lines : [["", "No exercise was done to its end. You can still note how your back is."]]);
  $(stage, ".bc-end .bc-did").hidden = !lines.length; // the line above has said so
  const isNothing = !lines.length && !isAbove(play) && !wasSevere(play);
  say($(stage, ".bc-after h2"), isNothing ? "No exercise this time" : play.place >= play.items.length - 1 && !play.skipped.length ? "Well done" : "That is enough for today");
}

/** Say what severe pain means and show the way to help, once it was said and beside an answer that is severe. */
function drawHelp(stage, play, program) {
  const worst = Math.max(worstPain(play), felt($(stage, ".bc-felt-after")) ?? 0);
  const severe = worst >= play.rule.severe;
  say($(stage, ".bc-was-severe"), severe ? severeWords(program, worst) : "");
  $(stage, ".bc-was-severe").hidden = $(stage, ".bc-after .bc-worse").hidden = !severe;
  // A severe pain that was chosen is told of at once, and counts whatever is pressed then.
  const chosen = felt($(stage, ".bc-felt-during")) ?? 0;
  const isChosen = chosen >= play.rule.severe;
  say($(stage, ".bc-severe-now"), isChosen ? `${severeWords(program, chosen)} Press “OK”, so that it is noted.` : "");
  $(stage, ".bc-severe-now").hidden = !isChosen;
  $(stage, ".bc-hurt").classList.toggle("bc-is-severe", isChosen || isSevere(play));
}

/** Say where a session is whose Python is gone, and how it comes into the log. */
const lostWords = () => `Not saved yet: this ${onPage() ? "page" : "notebook"} has lost its connection. Your session is kept in this browser. ${
  onPage() ? "Open this page again" : "Choose Run, Run All Cells"}, and it can be saved. You can also download it as a file.`;

/** Say whether a session that is over is in the log. */
function drawEnd(stage, play, program, { said, saved, slow, lost, got, waiting, waits }) {
  const stopped = play.over === "stopped";
  const halt = $(stage, ".bc-halt");
  halt.hidden = !stopped || !waits; // once Python says it, the notice above does
  if (stopped && !halt.children.length) {
    const before = play.carried ? ", with the session before" : "";
    const words = `Your pain ${isUnsure(play) ? "may have been" : "was"} above mild for more than ${play.rule.minutes} minutes${before}, so the session has stopped. Do no more exercises today. Contact a doctor, and do not start another session until you have.`;
    halt.append(Object.assign(document.createElement("h2"), { textContent: "Stop here" }), Object.assign(document.createElement("p"), { textContent: words }));
  }
  if (!stopped) halt.replaceChildren();
  // Nobody is led into the next session while it hurts: the way there names what has to be true.
  const hurts = isAbove(play) && !stopped && !isSevere(play);
  say($(stage, ".bc-end .bc-again"), hurts ? "My pain is mild again" : "Another session");
  const severe = isSevere(play) || (wasSevere(play) && waits); // until somebody was asked
  $(stage, ".bc-still").hidden = waiting || !(stopped || severe || isAbove(play)); // the notice above says more
  say($(stage, ".bc-still p"), stopped ? "" : severe ? severeWords(program, worstPain(play)) : `Your pain is above mild. Do no more exercises now. If it lasts longer than ${play.rule.minutes} minutes, contact a doctor.`);
  say($(stage, ".bc-end > h2"), saved ? `Your ${done(play).entries.length ? "session is saved" : "pain is noted"}` : "Your session");
  const trying = lost ? lostWords() : slow ? "Not saved yet: no answer has come. Your session is kept in this page, which will keep trying. You can also download it as a file." : "Saving…";
  const line = $(stage, ".bc-end .bc-said");
  line.dataset.done = Boolean(saved);
  const stuck = Boolean(said || slow || lost);
  line.dataset.bad = !saved && stuck;
  say($(stage, ".bc-end .bc-retry"), lost ? "Open it again" : "Try again");
  say(line, saved ? said : lost ? trying : said ? `Not saved yet. Your session is kept in this page, which will keep trying. You can also download it as a file.\n${said}` : trying);
  for (const [name, shown] of [["again", saved && !waiting && !waits], ["confirmed", saved && !waiting && waits], ["retry", !saved && stuck && (!lost || onPage())], ["download", !saved && stuck], ["forget", !saved && got]]) {
    $(stage, `.bc-end .bc-${name}`).hidden = !shown;
  }
  drawProgressLink($(stage, ".bc-progress"), saved);
  nameConfirmed(stage, program, waits);
}
