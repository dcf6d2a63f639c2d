// A plan as it is shown and played: its lines, what is asked about first, each exercise phase by
// phase. backcare/plan/phases.py, backcare/plan/screening.py and plan.html.j2; a test holds each to
// the other.

const factOf = (facts, id) => facts.exercises.find((row) => row.exercise_id === id);

/** Say why the table asks first with a row's pain; "" where only a condition does. */
const ratingReason = (row, fact) =>
  (row.rating === "ask" && fact[`rating_${row.pain_state}`] === "ask" ? row.reason : "");

/** Say what to know before a row is done; not twice whom to ask. */
function adviceOf(facts, row, fact) {
  const reason = ratingReason(row, fact);
  const again = reason.toLowerCase().includes("ask a health professional") && row.caution === facts.definitions.rating.ask;
  return [reason, again ? "" : row.caution].filter(Boolean).join(" ");
}

/** Say why a row is one to ask about, as a log keeps it; "" where it is not one. */
const askReason = (row, fact) =>
  (row.rating === "ask" ? `${ratingReason(row, fact)} ${row.caution}`.split(/\s+/).filter(Boolean).join(" ") : "");

/** Tell whether nothing of a plan is done without a row: the walk, with new pain. */
const isNeeded = (facts, row) => row.pain_state === "acute" && row.exercise_id === acuteWalk(facts);

/** Hold a plan to what applies to a person now, and may not have when it was made. */
function screenedPlan(facts, plan, conditions) {
  const held = plan.rows.map((row) => heldRow(facts, row, conditions));
  const leftOut = plan.rows.filter((_, place) => !held[place]);
  if (!leftOut.length) return { ...plan, rows: held };
  const words = `Left out, because of what you have said about you: ${andList(leftOut.map((row) => row.name))}.`;
  const kept = leftOut.some((row) => isNeeded(facts, row)) ? [] : held.filter(Boolean);
  const rows = kept.map((row, place) => ({ ...row, order: place + 1 }));
  const refusal = rows.length ? plan.refusal : `${words} That leaves nothing to do. Please make a new plan.`;
  return { ...plan, rows, refusal, notes: [...plan.notes, words] };
}

/** Hold a plan's row to the answers; null where it has to be left out. */
function heldRow(facts, row, conditions) {
  const { exercise_id: id, pain_state: state } = row;
  const because = okBecause(facts, id, state);
  const answered = Boolean(because) && row.reason.startsWith(because);
  const fact = { ...factOf(facts, id), reason: factOf(facts, id)[`reason_${state}`], rating: answered ? "ask" : "ok" };
  const [rating, caution] = ratingAndCaution(facts, id, fact, state, conditions);
  if (rating === "avoid") return null;
  if (row.caution.includes(caution)) return row;
  const takenBack = answered && !isMet(facts, id, fact, state, conditions);
  return {
    ...row,
    rating: [rating, row.rating].includes("ask") ? "ask" : "ok",
    reason: takenBack ? fact.reason : row.reason,
    caution: caution.includes(row.caution) ? caution : `${caution} ${row.caution}`,
  };
}

/** Tell whether a plan goes on without an exercise: the last one stays, and the walk with new pain. */
const mayLeaveOut = (facts, rows, row) => rows.length > 1 && !isNeeded(facts, row);

const maySwap = (rows) => rows.every((row) => row.pain_state !== "acute");

/** Return the notes that a screen still has to say, where rows and rules say the rest. */
const furtherNotes = (facts, notes) => notes.filter((note) => note !== facts.safety_rules.ask_first);

/** Write the lines of a plan, or why there is none, for `planHtml`. */
function planLines(facts, { rows, notes, refusal }) {
  if (!rows.length) return { rows: [], notes: refusal.split("\n") };
  const lines = rows.map((row) => {
    const fact = factOf(facts, row.exercise_id);
    return {
      ...row,
      dose: doseWords(facts, doseOf(row), row.sides, row.variant, true),
      advice: adviceOf(facts, row, fact),
      ask_reason: askReason(row, fact),
      may_leave_out: mayLeaveOut(facts, rows, row),
      may_swap: maySwap(rows),
    };
  });
  return { rows: lines, notes: furtherNotes(facts, notes) };
}

/** Say what will be done of a plan as its heading, or why there is none; `may` by row. */
function planHead({ rows, refusal }, may) {
  if (!rows.length) return refusal.split("\n")[0];
  const done = rows.filter((_, place) => may[place]);
  const seconds = done.reduce((sum, row) => sum + row.seconds, 0);
  const words = inShort(seconds, done.length, rows.length - done.length);
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

/** Say of each row whether it needs no asking, or was asked about for its reason. */
function mayBeDone(facts, rows, asked) {
  const may = rows.map((row) => {
    const reason = askReason(row, factOf(facts, row.exercise_id));
    return row.rating !== "ask" || asked.some(([id, why]) => id === row.exercise_id && why === reason);
  });
  return rows.some((row, place) => isNeeded(facts, row) && !may[place]) ? may.map(() => false) : may;
}

// --- phase by phase ---

/** Tell whether a caution only says whether to begin: one that nobody knows counts all along. */
function isSettledBefore(facts, id, caution) {
  const advices = (facts.cautions[id] ?? []).filter(([, , text]) => text === caution).map(([, advice]) => advice);
  return advices.length > 0 && advices.every((advice) => advice === "ask" || advice === "avoid");
}

/** Write out a plan, so that it can be played: an exercise each, in order, with its easier amounts. */
function sessionProgram(facts, rows) {
  return rows.map((row, place) => {
    const id = row.exercise_id;
    const fact = factOf(facts, id);
    const cautions = splitTerms(fact.cautions).filter((text) => !row.caution.includes(text));
    const before = cautions.filter((text) => isSettledBefore(facts, id, text));
    return {
      exercise_id: id, name: row.name, caution: row.caution, rating: row.rating,
      advice: adviceOf(facts, row, fact), ask_reason: askReason(row, fact), needed: isNeeded(facts, row),
      steps: splitTerms(fact.steps), cues: splitTerms(fact.cues), mistakes: splitTerms(fact.mistakes),
      care: cautions.filter((text) => !before.includes(text)),
      ask_first: before,
      amounts: amountsOf(facts, doseOf(row), row.variant).map(({ dose, variant }) => {
        const words = doseWords(facts, dose, row.sides, variant);
        return {
          words: `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`,
          phases: rowPhases(facts, id, dose, row.sides, variant, place === 0),
        };
      }),
    };
  });
}
