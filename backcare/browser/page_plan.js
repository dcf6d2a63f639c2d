// "Do a session": four questions, a plan that suits the answers, and the player that leads through it.

const MINUTES_OFFERED = [5, 10, 15, 20, 30, 45, 60];
const FIRST_CHOOSE = "Choose how your back is today, and your plan will appear here.";
const NO_PLAN_YET = "No plan is made until you have asked.";
const SETTLED_ASKED = "Has your back settled since that session?";
const SETTLED_FIRST = "First: has your back settled? Then your plan will appear here.";

function planView(here, parent) {
  const { facts } = here;
  const root = make("div", { class: "bc-app bc-planner", tabindex: -1 });
  parent.append(root);
  const drawHead = head(here, root);
  let groups = [];
  let plan = { rows: [], notes: [], refusal: "" };
  let leave = null; // takes the player out again
  let [changes, unwanted, why] = [[], [], ""];
  const soft = make("div", { class: "bc-cautions bc-lasting", role: "alert" });
  const state = askState(facts, here.sayState);
  const minutes = ask("How many minutes do you have?", MINUTES_OFFERED.map((one) => [one, `${one} min`]), here.sayMinutes, { one: true, className: "bc-minutes" });
  const train = ask("What would you like to train?", Object.entries(facts.terms.muscle_group), (values) => {
    groups = values;
    draw();
  }, { className: "bc-muscle_groups", meanings: facts.definitions.muscle_group });
  const you = askAboutYou(here);
  const trainFold = fold("What to train", train.node);
  const youFold = fold("About you", ...you.nodes);
  const settling = make("div", { class: "bc-question" }, make("h2", {}, SETTLED_ASKED), make("div", { class: "bc-buttons" },
    pressable("Yes, it is as usual again", here.saySettled), pressable("Not yet", () => here.sayState("acute"))));
  const words = new PageModel(
    { head: "", html: "", stills: here.stills, answers: {}, cleared: false, asked: [], key: "", names: {} },
    { saved: () => here.keepAsked(words.get("asked")), received: (content) => change(content) },
  );
  const made = make("div", { class: "bc-question bc-made" });
  const changed = make("div", { class: "bc-changed" }, make("p", { role: "status", class: "bc-said" }), pressable("Put them back", () => putBack()));
  made.append(changed);
  mount(here.parts.plan, words, made);
  cautionsOnPaper(here, made);
  const start = pressable("Do this plan", () => play(), { class: "bc-main" });
  made.append(make("div", { class: "bc-buttons" }, make("div", { class: "bc-do-plan" }, start)));
  const controls = make("div", { class: "bc-controls" }, state.node, settling, minutes.node, trainFold.node, youFold.node, made);
  const playing = make("div", { hidden: true });
  root.append(soft, controls);
  parent.append(playing);

  const question = () => ({
    pain_state: here.state, minutes: here.minutes, muscle_groups: groups.length ? groups : null, conditions: here.conditions,
  });
  /** Swap or leave out what was pressed, as SessionPlanner does. */
  function change({ swap, leave_out: out }) {
    const id = swap ?? out;
    const row = plan.rows.find((one) => one.exercise_id === id);
    const may = row && mayLeaveOut(facts, plan.rows, row);
    const instead = may && swap ? findSwap(facts, plan, id, question(), unwanted) : "";
    why = "";
    if (may && (out || instead)) {
      // What came in another's place goes again: the other has what comes now.
      const first = changes.find(([, came]) => came === id)?.[0] ?? id;
      changes = [...changes.filter(([other]) => other !== first), [first, instead]];
      unwanted.push(id);
    } else if (may) {
      why = `Nothing else fits in place of ${insideSentence(row.name)} today. You can leave it out, or choose more minutes.`;
    }
    draw();
    words.answer({ answered: true });
  }
  function putBack() {
    [changes, unwanted, why] = [[], [], ""];
    draw();
  }
  /** Say what is not as it would be without the person's own changes. */
  function drawChanges() {
    const ids = plan.rows.map((row) => row.exercise_id);
    const gone = changes.filter(([id]) => ids.length && !ids.includes(id));
    const nameOf = (id) => factOf(facts, id).name;
    const said = gone.map(([id, instead]) => (ids.includes(instead)
      ? `${nameOf(instead)} instead of ${insideSentence(nameOf(id))}.` : `${nameOf(id)} is left out.`));
    if (said.length && plan.notes.includes(NO_WARM_UP)) said.push(NO_WARM_UP);
    say(changed.firstChild, [why, ...said].join(" ").trim());
    changed.lastChild.hidden = !gone.length;
    changed.lastChild.textContent = gone.length === 1 ? "Put it back" : "Put them back";
    changed.hidden = !changed.firstChild.textContent;
  }
  /** Give today's plan as it may be done now: its rows, and the names of what has to be asked about first. */
  here.planned = () => {
    const may = mayBeDone(facts, plan.rows, here.asked);
    return { rows: plan.rows.filter((_row, place) => may[place]), left: plan.rows.filter((_row, place) => !may[place]).map(({ name }) => name) };
  };
  const asksSettled = () => here.state && !here.why && here.hasToSettle(here.state);

  function whyNone() {
    if (here.why) return NO_PLAN_YET;
    if (here.rest === "missing") return NOT_LOADED;
    if (!here.state) return FIRST_CHOOSE;
    return asksSettled() ? SETTLED_FIRST : "";
  }
  function draw() {
    drawHead();
    state.show(here.state);
    minutes.show([here.minutes]);
    train.show(groups);
    you.show();
    trainFold.say(`What to train: ${groups.length ? counted(groups.length, "group") : "everything"}`);
    youFold.say(`About you: ${here.conditions.length ? `${here.conditions.length} chosen` : "nothing chosen"}`);
    const cleared = here.gate.get("cleared");
    settling.hidden = !(cleared && asksSettled());
    const none = whyNone();
    plan = none || !cleared ? { rows: [], notes: [], refusal: none }
      : changedPlan(facts, changes, question());
    const may = mayBeDone(facts, plan.rows, here.asked);
    words.show({
      cleared, asked: here.asked, key: here.key,
      html: none ? String(html`<p>${none}</p>`) : planHtml(facts, plan),
      head: none || planHead(plan, may),
    });
    start.parentNode.hidden = !plan.rows.length; // an empty bar would lie over the questions
    drawChanges();
    sayGently(soft, here);
    here.player?.follow();
  }
  function play() {
    leave = playerView(here, playing, plan, () => {
      leave();
      leave = null;
      turn(false);
      (root.querySelector(".bc-plan h2") ?? root).focus({ preventScroll: true });
      root.scrollIntoView();
    });
    turn(true);
    // The button that was pressed is gone: the keyboard goes on where the player begins.
    playing.firstChild.focus({ preventScroll: true });
    playing.scrollIntoView();
  }
  function turn(plays) {
    root.hidden = plays;
    playing.hidden = !plays;
    if (!plays) here.draw(); // what was chosen in the player counts from now on
  }
  return draw;
}

/** Do a plan; gives what takes it out again. */
function playerView(here, parent, plan, back) {
  const { facts } = here;
  const root = make("div", { class: "bc-app bc-session-player", tabindex: -1 });
  parent.replaceChildren(root);
  const drawHead = head(here, root);
  // What somebody says of themselves while it is open, in another tab, holds for the next start.
  const now = () => screenedPlan(facts, plan, here.conditions);
  const itemsOf = (rows) => sessionProgram(facts, rows).map((item) => ({ ...item, moves: here.moves[item.exercise_id] ?? {} }));
  const isAcute = plan.rows[0].pain_state === "acute";
  const waits = () => (isAcute ? ["", ""] : unsettledWords(facts, here.felt(), today(), here.settings, here.settled()));
  const programOf = ({ rows, notes }) => ({
    items: itemsOf(rows),
    rule: { mild: here.settings.mild_pain_max, minutes: here.settings.pain_minutes_max, severe: facts.severe_pain, rise: here.settings.rise, words: here.stopWords("stop_rule") },
    pain_ends: facts.pain_ends,
    made_for: insideSentence(facts.terms.pain_state[plan.rows[0].pain_state]),
    conditions: here.conditions.join(" "),
    said_on: here.state === plan.rows[0].pain_state && !waits()[0] ? today() : "",
    hurt: waits()[0],
    unsettled: waits()[1],
    gentle: true,
    said_other: here.state && here.state !== plan.rows[0].pain_state ? insideSentence(facts.terms.pain_state[here.state]) : "",
    is_new: here.state === "acute" && plan.rows[0].pain_state !== "acute",
    listed: false,
    notes: furtherNotes(facts, notes),
    words: facts.terms.phase,
    worse: facts.worse,
    severe_words: facts.severe_words,
    ask_whom: facts.ask_whom,
    patient: here.patient,
    columns: facts.columns,
    minutes_most: facts.minutes_most,
    key: here.key,
  });
  const program = () => programOf(now());
  const stage = new PageModel(
    { program: program(), figures: here.figures, cleared: here.gate.get("cleared"), asked: here.asked, waiting: Boolean(here.why), answer: {} },
    { saved: (names) => names.includes("asked") && here.keepAsked(stage.get("asked")), received: (content) => receive(content) },
  );
  async function receive({ kind, record, rows, session_id: id }) {
    if (kind === "asked") here.confirm().catch(() => {}); // the notice stays
    else if (kind === "severe") here.hearStop(id, "severe_pain");
    else if (kind === "gentle") {
      back();
      here.sayState("acute");
    } else if (kind === "save") stage.show({ answer: await store(record, rows) });
  }
  async function store(record, rows) {
    const session = sessionOf(rows);
    const answer = { session_id: record.session_id };
    try {
      await here.keepSession(session, record.waits);
    } catch {
      return { ...answer, saved: false, at: Date.now(), said: `${here.log.notKept} Save the session as a file.` };
    }
    return { ...answer, saved: true, said: savedLine(facts, session) };
  }
  const unmount = mount(here.parts.stage, stage, root);
  root.append(make("div", { class: "bc-buttons" }, pressable("Back to the plan", back)));
  here.player = {
    follow() {
      drawHead();
      stage.show({ cleared: here.gate.get("cleared"), asked: here.asked, waiting: Boolean(here.why), program: program() });
    },
  };
  here.player.follow();
  return () => {
    unmount();
    here.player = null;
    parent.replaceChildren();
  };
}

/** Put the rows of one session, as a log's file has them, together. */
function sessionOf(rows) {
  const [{ exercise_id: _id, place: _place, sets: _sets, reps: _reps, hold_s: _hold, minutes: _minutes, ...session }] = rows;
  const entries = rows.filter(({ exercise_id: id }) => id)
    .map(({ exercise_id, sets, reps, hold_s, minutes }) => ({ exercise_id, sets, reps, hold_s, minutes }));
  return { ...session, entries };
}
