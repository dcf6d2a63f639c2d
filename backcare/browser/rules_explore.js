// What a deck of cards shows for some choices: `explored` of backcare/widgets/explorer.py, without
// the code for a notebook; a test holds each to the other.

const FORBID = ["pain", "condition"]; // not only what somebody chose
const FOR_YOU = "Left out because of what you ticked under “About you”.";
const NO_SWAP = { swap: "", swap_id: "", swap_rating: "" };

/** Choose exercises by pain, muscles, position, what is to hand, the start of names and conditions. */
function explored(facts, { search = "", conditions = [], ...choices }) {
  const state = choices.pain_state;
  const offered = filterExercises(facts, choices);
  const mine = conditions.length ? screenExercises(facts, offered, state, conditions) : offered;
  const found = mine.filter((row) => isNamed(row, search));
  const asks = found.filter((row) => row.rating === "ask").length;
  return {
    pain_state: state,
    offered: found.map((row) => [row.exercise_id, row.rating]),
    for_you: conditions.length ? Object.fromEntries(found.map((row) => [row.exercise_id, row.caution])) : {},
    shared: sharedSentences(found.map((row) => row.reason)),
    left_out: [...leftOutLines(facts, choices, conditions), ...missedLines(mine, found, search)],
    about: aboutWords(facts, conditions),
    count: found.length ? `${counted(found.length, "exercise")} that may suit you` : "No exercise fits these choices",
    note: exploredNote(found.length, asks),
  };
}

/** List what is left out, for pain first. */
function leftOutLines(facts, choices, conditions) {
  const lines = explainExclusions(facts, choices).map(({ name, rating, swap, swap_name: swapName, ...line }) =>
    ({ ...line, swap: swapName, swap_id: swap }));
  const all = conditions.length ? forPerson(facts, lines, choices.pain_state, conditions) : lines;
  return [...all.filter(({ because: why }) => FORBID.includes(why)), ...all.filter(({ because: why }) => !FORBID.includes(why))];
}

/** Add what is left out for a person, with the reason, and lead nobody from the rest to it. */
function forPerson(facts, lines, state, conditions) {
  const rated = rateExercises(facts, filterExercises(facts, { pain_state: state }), state, conditions);
  const ratings = Object.fromEntries(rated.map((row) => [row.exercise_id, row.rating]));
  const avoided = rated.filter((row) => row.rating === "avoid");
  const own = avoided.map((row) => ({
    id: row.exercise_id, because: "condition", reason: `${FOR_YOU} ${row.caution}`, source: row.cautions_source, ...NO_SWAP,
  }));
  const others = lines
    .filter((line) => ratings[line.id] !== "avoid")
    .map((line) => ({
      ...line,
      ...(MAY_BE_OFFERED.includes(ratings[line.swap_id]) ? { swap_rating: ratings[line.swap_id] } : NO_SWAP),
    }));
  return [...others, ...own];
}

/** List what might be offered but for the search. */
function missedLines(mine, found, search) {
  const reason = `Its names do not match “${search.trim()}”.`;
  return mine.filter((row) => !found.includes(row))
    .map((row) => ({ id: row.exercise_id, because: "search", reason, source: "", ...NO_SWAP }));
}

/** Take a text apart into its sentences. */
const sentencesOf = (text) => text.trim().split(/(?<=[.!?])\s+(?=[A-Z])/);

/** Find the sentences that stand in every reason: they are said once, above the cards. */
function sharedSentences(reasons) {
  const every = reasons.map(sentencesOf);
  return every.length < 2 ? [] : every[0].filter((said) => said && every.every((others) => others.includes(said)));
}

const aboutWords = (facts, conditions) =>
  (conditions.length ? `${andList(conditions.map((one) => insideSentence(facts.terms.condition[one])))}.` : "");

/** Say how many need a professional's yes: a long list of those is no free choice. */
function exploredNote(number, asks) {
  if (!number) return "Try changing one of your choices. What was left out is listed below, with the reason.";
  return asks ? `For ${asks} of them, ask a health professional first.` : "";
}

// --- names, as backcare/text.py compares them; `findable` has those of each exercise ---

/** Take capitals, accents and apostrophes away, as whoever looks for a word may type it. */
const plainWords = (text) =>
  text.toLowerCase().replaceAll("ß", "ss").normalize("NFKD").replace(/[\u0300-\u036f'’]/g, "");

const PLURAL = /(?<=ss|ch|sh)es$|(?<=[^su])s$/;

/** Give the plain words of a text, those that end like a plural without it. */
const singularWords = (text) => [...plainWords(text).matchAll(/[\p{L}\p{N}]+/gu)].map(([word]) => word.replace(PLURAL, ""));

/** Tell whether each word begins one of an exercise's names. */
const isNamed = (row, search) => singularWords(search).every((word) => ` ${row.findable}`.includes(` ${word}`));
