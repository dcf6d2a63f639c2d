// A plan made for today: the rules of backcare/plan/make.py; a test holds each to the other. The
// same question always gets the same plan: nothing is drawn by chance.

// One of these says how much; a rest alone does not.
const HOW_MUCH = ["reps", "minutes"];

/**
 * Make a plan for one session, with its rows in the order in which to do them, and what to know of it.
 *
 * `asked` has pain_state, minutes, muscle_groups (null is any), level, flags and conditions. Where
 * there is nothing to plan the rows are empty, and `refusal` says why.
 */
const makePlan = (facts, asked) => planFrom(facts, asked, null);

/** Make a plan as `makePlan` does, of `only` these, in their order where it keeps the rules. */
function planFrom(facts, { pain_state: state, minutes, muscle_groups: groups = null, level: asked = 1, flags = [], conditions = [] }, only) {
  const seconds = Math.trunc(minutes * 60);
  const refused = (refusal, because) => ({ rows: [], notes: [], refusal, refused_for: because });
  if (flags.length) return refused(signsRefusal(facts, flags), "red_flags");

  const acute = state === "acute";
  const level = acute ? Math.min(asked, facts.plan_rules.acute_level_max) : asked;
  const offered = filterExercises(facts, { pain_state: state, muscle_groups: groups });
  const suited = acute ? forNewPain(facts, offered) : offered;
  const found = findCandidates(facts, suited, state, level, conditions, groups ?? []);
  const wanted = found.candidates.filter((one) => only === null || only.includes(one.id));
  if (!canBegin(facts, wanted, state)) {
    return refused((acute ? noWalk : nothingFits)(facts, state, groups, found), "nothing_fits");
  }

  const chosen = acute ? chooseForNewPain(facts, wanted, seconds) : choosePlan(facts, wanted, seconds, only ?? []);
  if (!chosen.length) return refused(tooShort(facts, seconds, shortestOf(facts, wanted, state)), "too_short");

  const crowded = acute ? [] : crowdedOut(facts, chosen, wanted, seconds);
  const rows = chosen.map((one, place) => planRow(facts, one, chosen.slice(0, place), state, level));
  const isEverything = chosen.length + crowded.length === found.candidates.length;
  const notes = planNotes(facts, rows, { ...found, crowded: crowded.map((one) => one.row.name), asked, isEverything });
  return { rows, notes, refusal: "", refused_for: "" };
}

// --- candidates: what may be offered today, each with its dose and its time ---

function findCandidates(facts, offered, state, level, conditions, wanted) {
  const found = { candidates: [], advisedAgainst: [], onTheirOwn: [] };
  offered.forEach((row, rank) => {
    const id = row.exercise_id;
    const [rating, caution] = ratingAndCaution(facts, id, row, state, conditions);
    const [place, ranges] = [placeOf(facts, row), rangesOf(facts, row)];
    if (rating === "avoid") {
      found.advisedAgainst.push(row.name);
    } else if (place.part === "on_its_own" || !HOW_MUCH.some((name) => name in ranges)) {
      found.onTheirOwn.push(row.name);
    } else {
      const dose = levelDose(facts, ranges, level);
      // A walk begins short; time that is left over may lengthen it to the level's dose.
      const short = dose.minutes ? { ...dose, minutes: ranges.minutes[0] } : dose;
      found.candidates.push({
        id, row, place, dose: short, mostMinutes: dose.minutes ?? 0, rating, caution,
        groups: groupsToBalance(row, wanted),
        mainly: splitTerms(row.primary_muscles),
        hard: row.difficulty == null || row.difficulty >= facts.plan_rules.hard_from,
        seconds: workingSeconds(facts, id, short, place),
        rank,
      });
    }
  });
  return found;
}

/** Give what an exercise mainly works; of groups asked for, what it works at all. */
function groupsToBalance(row, wanted) {
  const [mainly, also] = [splitTerms(row.primary_muscles), splitTerms(row.secondary_muscles)];
  if (!wanted.length) return mainly;
  const own = mainly.some((group) => wanted.includes(group)) ? mainly : also;
  return own.filter((group) => wanted.includes(group));
}

/** Say how long an exercise takes without the time to get into place. */
const workingSeconds = (facts, id, dose, place) =>
  secondsOf(facts, id, dose, place.sides, true) - timingsOf(facts, id).get_ready[0];

// --- choosing: as many as fit into the time, in their order ---

/** Choose and order as many exercises as fit into the time; none where not even one does. */
function choosePlan(facts, candidates, seconds, order) {
  const suited = withoutLongWalks(facts, candidates, seconds);
  const inOrderGiven = keptInOrder(facts, suited, seconds, order);
  const chosen = inOrderGiven.length ? inOrderGiven : chosenByNeed(facts, suited, seconds);
  chosen.forEach((one, place) => {
    chosen[place] = lengthened(facts, one, seconds - totalSeconds(facts, chosen));
  });
  return chosen;
}

/** Take all candidates in an order that is known; none where it breaks a rule or the time. */
function keptInOrder(facts, candidates, seconds, order) {
  const chosen = order.map((id) => candidates.find((one) => one.id === id)).filter(Boolean);
  const parts = chosen.map((one) => Object.keys(facts.terms.part).indexOf(one.place.part));
  const rises = parts.every((part, place) => !place || parts[place - 1] <= part);
  const apart = chosen.every((one, place) => !place || !clashes(one, [chosen[place - 1]]));
  const keeps = rises && apart && totalSeconds(facts, chosen) <= seconds;
  return keeps && chosen.length === order.length ? chosen : [];
}

function chosenByNeed(facts, suited, seconds) {
  let left = suited;
  let chosen = [];
  // One at a time, the next is the one that what is chosen so far needs most. It goes to a place
  // where it stands beside no hard one for the same muscles.
  for (let found = nextChosen(facts, left, chosen, seconds); found; found = nextChosen(facts, left, chosen, seconds)) {
    const { best } = found;
    chosen = found.chosen;
    left = left.filter((one) => one !== best);
  }
  return chosen;
}

/** Find the candidate that is needed most of those that fit, and what is then chosen. */
function nextChosen(facts, left, chosen, seconds) {
  const trained = {};
  for (const one of chosen) for (const group of new Set(one.groups)) trained[group] = (trained[group] ?? 0) + 1;
  const spare = seconds - totalSeconds(facts, chosen);
  const needed = left.map((one) => [one, priorityOf(one, trained, chosen.length)]);
  for (const [best] of needed.sort(([, one], [, other]) => inOrder(one, other))) {
    const slot = slotFor(facts, best, chosen);
    if (slot !== null && addedSeconds(facts, best, chosen, slot) <= spare) {
      return { best, chosen: [...chosen.slice(0, slot), best, ...chosen.slice(slot)] };
    }
  }
  return null;
}

/** Give those for which there was time, but no place beside others for the same muscles. */
function crowdedOut(facts, chosen, candidates, seconds) {
  const taken = chosen.map((one) => one.id);
  const spare = seconds - totalSeconds(facts, chosen);
  return candidates.filter((one) => !taken.includes(one.id) && !one.dose.minutes
    && one.seconds + leadOf(facts, one, !chosen.length) <= spare);
}

/** Give the name of the shortest candidate, and the seconds that it takes by itself. */
function shortestOf(facts, candidates, state) {
  // None comes without the walk.
  const able = state === "acute" ? [walkOf(facts, facts.plan_rules.acute_walk_min, candidates[0])] : candidates;
  const timed = able.map((one) => [one, [totalSeconds(facts, [one]), one.rank]]);
  const [[one, [seconds]]] = timed.sort(([, a], [, b]) => inOrder(a, b));
  return { name: one.row.name, seconds };
}

/** Give the time of exercises done one after the other, with that between them. */
const totalSeconds = (facts, chosen) =>
  chosen.reduce((sum, one, place) => sum + one.seconds + leadOf(facts, one, place === 0), 0);

const leadOf = (facts, one, first) => timingsOf(facts, one.id)[first ? "get_ready" : "change_over"][0];

/** Say how much longer what is chosen takes with one more in a slot. */
function addedSeconds(facts, one, chosen, slot) {
  const alone = one.seconds + leadOf(facts, one, slot === 0);
  if (slot || !chosen.length) return alone;
  // What came first is now the second: there is another time before it.
  return alone + leadOf(facts, chosen[0], false) - leadOf(facts, chosen[0], true);
}

/** Leave out walks that would leave too little time for exercises that are as welcome. */
function withoutLongWalks(facts, candidates, seconds) {
  const others = candidates.filter((one) => !one.dose.minutes).map(ratingRank);
  const longest = (seconds * facts.plan_rules.activity_percent_max) / 100;
  return candidates.filter((one) => !one.dose.minutes || one.seconds <= longest || !others.length
    || Math.min(...others) > ratingRank(one));
}

const ratingRank = (one) => MAY_BE_OFFERED.indexOf(one.rating);

/** Order by what is needed most: a warm-up to begin with, "ok" before "ask", then balance. */
function priorityOf(one, trained, count) {
  const counts = one.groups.map((group) => trained[group] ?? 0);
  const crowded = counts.length ? counts.reduce((sum, number) => sum + number, 0) / counts.length : count;
  // What is to be asked about is the gentler the better; the rest is for balance.
  const gentle = one.rating === "ok" || !one.hard;
  return [!count && one.place.part !== "warm_up", ratingRank(one), !gentle, crowded, one.rank];
}

/** Find where to put one more: in its part, where there is least getting up and down. */
function slotFor(facts, one, chosen) {
  const order = Object.keys(facts.terms.part);
  const part = order.indexOf(one.place.part);
  const parts = chosen.map((other) => order.indexOf(other.place.part));
  const [from, to] = [parts.filter((other) => other < part).length, parts.filter((other) => other <= part).length];
  let [best, saved] = [null, -Infinity];
  for (let slot = from; slot <= to; slot += 1) {
    if (clashes(one, chosen.slice(Math.max(0, slot - 1), slot + 1))) continue;
    const saves = movesSaved(one, chosen, slot);
    if (saves >= saved) [best, saved] = [slot, saves];
  }
  return best;
}

const clashes = (one, neighbours) => neighbours.some((other) =>
  one.hard && other.hard && one.mainly.some((group) => other.mainly.includes(group)));

/** Count the changes of position that a slot saves. */
function movesSaved(one, chosen, slot) {
  const own = one.row.position;
  const [before, after] = [chosen[slot - 1]?.row.position ?? null, chosen[slot]?.row.position ?? null];
  return (own === before) + (own === after) - (before !== null && before === after);
}

/** Give a walk the whole minutes that are left over, up to the dose of its level. */
function lengthened(facts, one, left) {
  if (!one.dose.minutes) return one;
  return walkOf(facts, Math.min(one.mostMinutes, one.dose.minutes + Math.floor(left / 60)), one);
}

function walkOf(facts, minutes, walk) {
  const dose = { ...walk.dose, minutes };
  return { ...walk, dose, seconds: workingSeconds(facts, walk.id, dose, walk.place) };
}

// --- with sudden or new pain: the walk, and after it very little ---

/** Give the rows that suit new pain: the walk, whatever was picked, then the gentlest. */
function forNewPain(facts, offered) {
  const picked = offered.map((row) => row.exercise_id);
  return filterExercises(facts, { pain_state: "acute" })
    .filter((row) => row.exercise_id === acuteWalk(facts)
      || (picked.includes(row.exercise_id) && followsAcuteWalk(facts, row)))
    .sort((one, other) => (placeOf(facts, one).acute ?? 0) - (placeOf(facts, other).acute ?? 0));
}

/** Tell whether there is anything to choose; with new pain nothing without the walk. */
const canBegin = (facts, [first], state) =>
  first !== undefined && (state !== "acute" || first.id === acuteWalk(facts));

/** Choose the walk, as long as there is time for, then what follows as long as it fits. */
function chooseForNewPain(facts, [walk, ...others], seconds) {
  const { acute_walk_min: least, acute_exercises_max: most } = facts.plan_rules;
  const whole = Math.floor((seconds - leadOf(facts, walk, true)) / 60);
  const order = Object.keys(facts.terms.part);
  let chosen = [walkOf(facts, Math.max(least, Math.min(walk.mostMinutes, whole)), walk)];
  for (const one of others.slice(0, most)) {
    const longer = [...chosen, one].sort((a, b) => order.indexOf(a.place.part) - order.indexOf(b.place.part));
    // What is less gentle does not take the place of what is too long.
    if (totalSeconds(facts, longer) > seconds) break;
    chosen = longer;
  }
  return totalSeconds(facts, chosen) <= seconds ? chosen : [];
}

// --- the plan's rows ---

function planRow(facts, one, before, state, level) {
  return {
    order: before.length + 1, exercise_id: one.id, name: one.row.name, part: one.place.part, ...one.dose,
    sides: one.place.sides, variant: "", level, pain_state: state, rating: one.rating, caution: one.caution,
    why: whyChosen(facts, one, before),
    reason: one.rating === "ok" && one.row.rating === "ask"
      ? `${okBecause(facts, one.id, state)} ${one.row.reason}` : one.row.reason,
    source: joinTerms([one.row.source, one.row.dose_source, one.place.source]),
    seconds: one.seconds + leadOf(facts, one, !before.length),
    outside: "",
  };
}

/** Say what an exercise was chosen for, beside those that come before it. */
function whyChosen(facts, one, before) {
  const muscles = one.groups.map((group) => insideSentence(facts.terms.muscle_group[group] ?? group));
  const part = `${facts.terms.part[one.place.part]}.`;
  if (!muscles.length) return part;
  const isNew = before.length && !before.some((other) => other.groups.some((group) => one.groups.includes(group)));
  return `${part} It trains: ${andList(muscles)}.${isNew ? " Nothing earlier in the plan does." : ""}`;
}
