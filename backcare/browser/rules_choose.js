// Which exercises may be offered, which not and why, and what holds for a person: the rules of
// backcare/exercises/filter.py and backcare/plan/screening.py; a test holds each to the other.
// `facts` are the tables, as backcare/site/facts.py writes them.

/** Compare two lists of numbers and truths, the first that differ first. */
function inOrder(one, other) {
  const place = one.findIndex((part, at) => part !== other[at]);
  return place < 0 ? 0 : Number(one[place]) - Number(other[place]);
}

const MAY_BE_OFFERED = ["ok", "ask"];

/** Say how one exercise is rated with a pain, and why. */
const ratedFor = (row, state) =>
  ({ ...row, rating: row[`rating_${state}`], reason: row[`reason_${state}`], source: row[`source_${state}`] });

const trainedBy = (row) => [...splitTerms(row.primary_muscles), ...splitTerms(row.secondary_muscles)];

/** Name the first thing that speaks against an exercise, "" where nothing does. */
function because(row, { muscle_groups: groups = null, position = null, equipment = null }) {
  if (row.advice !== "try" || !MAY_BE_OFFERED.includes(row.rating)) return "pain";
  if (groups && !trainedBy(row).some((group) => groups.includes(group))) return "muscles";
  if (position && !position.includes(row.position)) return "position";
  if (equipment && !splitTerms(row.equipment).every((one) => equipment.includes(one))) return "equipment";
  return "";
}

/** Choose what may be offered, best first; null is no choice, an empty list one that nothing fulfils. */
function filterExercises(facts, { pain_state: state, ...choices }) {
  const groups = choices.muscle_groups ?? [];
  const isMain = (row) => splitTerms(row.primary_muscles).some((group) => groups.includes(group));
  return facts.exercises
    .map((row) => ratedFor(row, state))
    .filter((row) => !because(row, choices))
    .map((row, place) => [row, [row.rating === "ask", !isMain(row), place]])
    .sort(([, one], [, other]) => inOrder(one, other))
    .map(([row]) => row);
}

/** Say of each exercise that is not offered why, and what to do instead. */
function explainExclusions(facts, { pain_state: state, ...choices }) {
  const rows = facts.exercises.map((row) => ({ ...ratedFor(row, state), id: row.exercise_id }));
  const toTry = rows.filter((row) => because(row, choices) !== "pain");
  return rows.flatMap((row) => {
    const why = because(row, choices);
    if (!why) return [];
    const swap = toTry.find((other) => other.exercise_id === row.swap);
    const [reason, source] = reasonFor(facts, row, why, choices);
    return [{
      id: row.exercise_id, name: row.name, because: why, rating: row.rating, reason, source,
      swap: swap ? row.swap : "", swap_name: swap?.name ?? "", swap_rating: swap?.rating ?? "",
    }];
  });
}

/** Say in a sentence why an exercise is left out, and where that is from. */
function reasonFor(facts, row, why, { equipment }) {
  const inWords = (several, vocabulary) =>
    several.map((term) => insideSentence(facts.terms[vocabulary][term] ?? term)).join(", ");
  const trained = trainedBy(row);
  if (why === "equipment") {
    const needed = splitTerms(row.equipment).filter((one) => !equipment.includes(one));
    return [`You would need: ${inWords(needed, "equipment")}.`, ""];
  }
  if (why === "position") return [`You picked another position. This one: ${inWords([row.position], "position")}.`, ""];
  if (why === "muscles" && !trained.length) {
    return ["It does not train what you picked. The table names no muscles for it.", row.muscles_source];
  }
  if (why === "muscles") {
    return [`It does not train what you picked. It trains: ${inWords(trained, "muscle_group")}.`, row.muscles_source];
  }
  if (row.rating === "avoid") return [row.reason || "It should be avoided with this kind of pain.", row.source];
  return [row.advice === "avoid" ? "It is an exercise to avoid." : "It has no rating for this pain.", ""];
}

// --- what holds for a person ---

/** Say of an exercise and a pain which answer makes it ok, after the rating and the reason that it has in the table. */
const shippedRating = (facts, id, state) => facts.answered_ratings[id]?.[state] ?? ["", "", ""];

/** Tell whether an answer makes "ask" an "ok": never for a rating that somebody changed. */
function isMet(facts, id, row, state, conditions) {
  const [rating, reason, answer] = shippedRating(facts, id, state);
  return rating === row.rating && reason === row.reason && conditions.includes(answer);
}

/** Rate what may be offered in the light of the answers, and say what to know first. */
function ratingAndCaution(facts, id, row, state, conditions) {
  const known = facts.cautions[id] ?? [];
  const met = known.filter(([condition]) => conditions.includes(condition));
  const advices = met.map(([, advice]) => advice);
  const texts = textsOf(facts, met, known);
  const unread = unreadCautions(facts, id, row.cautions, conditions);
  if (unread.length) advices.push("ask");
  texts.push(...unread);
  const said = texts.join(" ");
  if (advices.includes("avoid") || advices.includes("stop")) return ["avoid", said];
  const toAsk = row.rating === "ask" && !isMet(facts, id, row, state, conditions);
  if (toAsk || advices.includes("ask")) return ["ask", said || facts.definitions.rating.ask];
  return ["ok", said];
}

/** Give the words of the cautions that are met, each once; words for several conditions name those that are met. */
function textsOf(facts, met, known) {
  return [...new Set(met.map(([, , text]) => text))].map((text) => {
    const whose = met.filter(([, , one]) => one === text).map(([condition]) => condition);
    const isShared = known.filter(([, , one]) => one === text).length > 1;
    return isShared ? `${text} ${aboutPerson(facts, whose)}` : text;
  });
}

const aboutPerson = (facts, conditions) =>
  `About you: ${andList(conditions.map((one) => insideSentence(facts.terms.condition[one])))}.`;

/** Give cautions of somebody's own table, which name no condition that could be looked up. */
function unreadCautions(facts, id, cautions, conditions) {
  if (!facts.own_cautions.includes(id)) return [];
  const answers = Object.values(facts.answered_ratings).flatMap((states) => Object.values(states).map(([, , answer]) => answer));
  const met = Object.keys(facts.terms.condition).filter((one) => conditions.includes(one) && !answers.includes(one));
  const unread = met.length ? splitTerms(cautions) : [];
  return unread.length ? [...unread, aboutPerson(facts, met)] : [];
}

/** Say which answer makes an exercise to ask about ok; "" where none does. */
function okBecause(facts, id, state) {
  const [, , answer] = shippedRating(facts, id, state);
  return answer ? `OK because: ${facts.terms.condition[answer]}.` : "";
}

/** Rate what may be offered for a person, with the caution that says why, in the same order. */
function rateExercises(facts, offered, state, conditions) {
  return offered.map((row) => {
    const [rating, caution] = ratingAndCaution(facts, row.exercise_id, row, state, conditions);
    if (row.rating === "ask" && rating === "ok") {
      return { ...row, rating, caution: `${okBecause(facts, row.exercise_id, state)} ${caution}`.trim() };
    }
    // That it has to be asked about with this pain the table says already.
    return { ...row, rating, caution: caution === facts.definitions.rating.ask ? "" : caution };
  });
}

/** Keep what may still be offered to a person, "ok" before "ask". */
function screenExercises(facts, offered, state, conditions) {
  const may = rateExercises(facts, offered, state, conditions).filter((row) => row.rating !== "avoid");
  return [...may.filter((row) => row.rating !== "ask"), ...may.filter((row) => row.rating === "ask")];
}
