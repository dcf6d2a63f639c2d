// How much of an exercise, phase by phase, and where it belongs in a session: the rules of
// backcare/plan/dose.py and backcare/plan/phases.py; a test holds each to the other.

const NO_DOSE = { sets: 1, reps: null, hold_s: null, rest_s: null, minutes: null };
const EASED = ["reps", "hold_s", "minutes"];

/** Round to a whole number as Python does: what lies in the middle goes to the even one. */
function roundHalfEven(number) {
  const below = Math.floor(number);
  return number - below === 0.5 ? below + (below % 2) : Math.round(number);
}

/** Say how much of an exercise to do; `inFull` writes "seconds" out. */
function doseWords(facts, dose, sides, variant = "", inFull = false) {
  const amount = amountWords({ ...dose, each_side: sides !== "both", in_full: inFull });
  return variant ? `${amount}, ${insideSentence(facts.terms.variant[variant])}` : amount;
}

/** Give the range of each quantity that the tables have numbers for; a maximum that is null is open. */
function rangesOf(facts, row) {
  if (row.kind !== "exercise") return facts.activity_minutes[row.exercise_id] ?? {};
  const found = {};
  const ends = {
    reps: [row.reps_min, row.reps_max], hold_s: [row.hold_s_min, row.hold_s_max], rest_s: [row.rest_s, row.rest_s],
  };
  for (const [name, both] of Object.entries(ends)) {
    const numbers = both.filter((end) => end != null);
    if (numbers.length) found[name] = [Math.min(...numbers), Math.max(...numbers)];
  }
  // A hold without a number of times is done once.
  return "hold_s" in found ? { reps: [1, 1], ...found } : found;
}

/** Give the dose of a level: 1 is the smallest amount, the highest level the largest. */
function levelDose(facts, ranges, level) {
  const { levels, sets } = facts.plan_rules;
  const share = (level - 1) / (levels - 1);
  const quantities = Object.entries(ranges).map(([name, [low, high]]) =>
    [name, Math.trunc(low + ((high ?? low) - low) * share)]);
  return { ...NO_DOSE, sets, ...Object.fromEntries(quantities) };
}

/** Give the dose as it is planned, then each easier one, as far as it can be made easier. */
function amountsOf(facts, dose, variant = "") {
  const found = [{ dose, variant }];
  for (let step = 0; step < facts.plan_rules.ease_steps; step += 1) {
    const last = found.at(-1);
    const easier = { dose: smallerDose(facts, last.dose), variant: "" };
    if (isSame(easier, last)) break;
    found.push(easier);
  }
  return found;
}

/** Take the share of what can be made less; once is the least, and a second. */
function smallerDose(facts, dose) {
  const share = facts.plan_rules.ease_percent / 100;
  const less = EASED.filter((name) => dose[name] != null).map((name) => {
    const value = dose[name];
    return [name, name === "minutes" ? value * share : Math.min(value, Math.max(1, Math.trunc(value * share)))];
  });
  return { ...dose, ...Object.fromEntries(less) };
}

// --- where it belongs in a session ---

/** Say where an exercise belongs, by the table or else by what it is. */
function placeOf(facts, row) {
  const known = facts.places[row.exercise_id];
  if (known) return known;
  const part = row.kind === "exercise" ? "main" : "on_its_own";
  // An exercise of somebody's own comes after those that the table puts in order.
  const last = 1 + Math.max(...Object.values(facts.places).map((place) => place.acute ?? 0));
  const sides = row.per_side ? "one_then_other" : "both";
  return { part, sides, source: "", acute: part === "main" ? last : null };
}

/** Name the walk with which every plan for sudden or new pain begins. */
const acuteWalk = (facts) => Object.keys(facts.places).find((id) => facts.places[id].acute === 1);

/** Tell whether an exercise is among the gentle ones that may follow that walk. */
const followsAcuteWalk = (facts, row) => Boolean(placeOf(facts, row).acute)
  && row.difficulty != null && row.difficulty <= facts.plan_rules.acute_difficulty_max;

// --- phase by phase ---

const timingsOf = (facts, id) => facts.timings[id] ?? facts.timings[""];

/** Give the phases of one exercise, beginning with the time to get into place: phase, side, set, rep, seconds, cue. */
function rowPhases(facts, id, dose, sides, variant = "", first = false) {
  const timed = (phase, move = null, seconds = null) => {
    const [usual, cue] = timingsOf(facts, id)[phase];
    return [phase, move?.side ?? "", move?.set ?? null, move?.rep ?? null, seconds ?? usual, cue];
  };
  const found = [timed(first ? "get_ready" : "change_over")];
  if (dose.minutes != null) return [...found, timed("go", null, Math.max(1, roundHalfEven(dose.minutes * 60)))];
  let before = null;
  for (const move of movesOf(dose, sides)) {
    if (before) found.push(...pauseBetween(before, move, dose, timed));
    const lift = timed("lift", move);
    if (variant) lift[5] = `${lift[5]} ${facts.terms.variant[variant]}.`;
    found.push(lift);
    if (dose.hold_s) found.push(timed("hold", move, dose.hold_s));
    found.push(timed("lower", move));
    before = move;
  }
  return found;
}

/** List every repetition of every set, the sides in the order that the exercise wants. */
function movesOf(dose, sides) {
  const names = sides === "both" ? [""] : ["first", "other"];
  const upTo = (number) => Array.from({ length: number }, (_, place) => place + 1);
  const reps = upTo(dose.reps || 1);
  return upTo(dose.sets).flatMap((set) => (sides === "in_turn"
    ? reps.flatMap((rep) => names.map((side) => ({ set, rep, side })))
    : names.flatMap((side) => reps.map((rep) => ({ set, rep, side })))));
}

/** Give the pause between two repetitions: a rest where one is named, else a breath. */
function pauseBetween(before, after, dose, timed) {
  const found = [];
  if (before.set !== after.set) found.push(timed("rest", before));
  else if (dose.rest_s) found.push(timed("rest", before, dose.rest_s));
  else if (before.side === after.side && dose.rest_s == null) found.push(timed("breathe", before));
  if (before.side !== after.side) found.push(timed("other_side", after));
  return found;
}

/** Say how long an exercise takes, with the time to get into place. */
const secondsOf = (facts, id, dose, sides, first) =>
  rowPhases(facts, id, dose, sides, "", first).reduce((sum, [, , , , seconds]) => sum + seconds, 0);
