// What a plan says in words, and why there is none: backcare/plan/summary.py and the refusal of
// backcare/plan/screening.py; a test holds each to the other.

/** Say in place of a plan what to do about the warning signs that were ticked, the most urgent first. */
function signsRefusal(facts, flags) {
  const ticked = facts.red_flags.filter((flag) => flags.includes(flag.flag_id));
  const [{ action, say: words }] = ticked;
  return `There is no plan for today, because of what you ticked: ${ticked.map((flag) => flag.text).join(" ")}\n${action}\n${words}`;
}

const NO_WARM_UP = "This plan has no warm-up. Move about gently before you start.";

/** Say what to know of a plan as a whole, given its rows and the names of what is not in it. */
function planNotes(facts, rows, { advisedAgainst, crowded, asked, isEverything }) {
  const [first] = rows;
  const acute = first.pain_state === "acute";
  const rule = "so that two hard exercises for the same muscles do not come one after the other";
  return [
    facts.safety_rules.ask_first,
    acute && facts.plan_rule_texts.acute_exercises,
    ...leftOutForAnswer(advisedAgainst),
    first.level < asked && facts.plan_rule_texts.acute_level,
    first.part !== "warm_up" && NO_WARM_UP,
    crowded.length && `Left out, ${rule}: ${andList(crowded)}.`,
    isEverything && !acute && "This is everything that fits your choices. It does not have to fill the time.",
  ].filter(Boolean);
}

/** Say the least that fits, when nothing does. */
function tooShort(facts, seconds, shortest) {
  const enough = doseWords(facts, { ...NO_DOSE, minutes: Math.ceil(shortest.seconds / 60) }, "both");
  return `${clockWords(seconds) || "No time"} is too short for a plan. The shortest is ${shortest.name}, `
    + `which takes ${clockWords(shortest.seconds)}. Choose ${enough} or more.`;
}

/** Say why there is nothing to plan, and what would open it. */
function nothingFits(facts, state, groups, { advisedAgainst, onTheirOwn }) {
  if (!facts.exercises.length) return "There is nothing to plan: the table has no exercises. Use load_exercises().";
  const others = filterExercises(facts, { pain_state: state }).length;
  return [
    "There is nothing to plan.",
    ...notOffered(facts, facts.exercises, state, groups),
    ...leftOutForAnswer(advisedAgainst),
    onTheirOwn.length && `Left out because they are done on their own or have no set amount: ${andList(onTheirOwn)}.`,
    groups && others
      ? `If you do not pick any muscles, there are ${others} to choose from.`
      : "Ask a health professional what suits you.",
  ].filter(Boolean).join(" ");
}

/** Say why there is no plan for sudden or new pain: the walk is ruled out, or not there. */
function noWalk(facts, state, groups, { advisedAgainst }) {
  const walk = facts.exercises.find((row) => row.exercise_id === acuteWalk(facts));
  const why = !walk
    ? ["This table has no walk.", ...notOffered(facts, facts.exercises, "acute", groups)]
    : advisedAgainst.includes(walk.name)
      ? leftOutForAnswer([walk.name])
      : notOffered(facts, [walk], "acute", null);
  const rule = facts.plan_rule_texts.acute_walk;
  return ["There is nothing to plan.", rule, ...why, "Ask a health professional what suits you."].join(" ");
}

const leftOutForAnswer = (names) =>
  (names.length ? [`Left out because of what you ticked under “About you”: ${andList(names)}.`] : []);

/** Say what was asked for and why it may not be offered. */
function notOffered(facts, exercises, state, groups) {
  const labels = Object.entries(facts.terms.muscle_group);
  const picked = labels.filter(([group]) => groups?.includes(group)).map(([, label]) => insideSentence(label));
  const asked = groups ? [`You picked: ${andList(picked) || "no muscles"}.`] : [];
  const trained = Object.fromEntries(exercises.map((row) => [row.exercise_id, trainedBy(row)]));
  const leftOut = explainExclusions({ ...facts, exercises }, { pain_state: state })
    .filter((row) => !groups || trained[row.id].some((group) => groups.includes(group)));
  return [...asked, ...leftOut.map((row) => `${row.name}: ${row.reason}${instead(facts, row)}`)];
}

/** Name the swap of an exercise that is left out, and say where it is one to ask about. */
function instead(facts, { swap_name: name, swap_rating: rating }) {
  if (!name) return "";
  return ` Instead: ${name}${rating === "ask" ? ` (${insideSentence(facts.terms.rating.ask)})` : ""}.`;
}
