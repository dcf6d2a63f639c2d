// What comes next: for each exercise of a plan progress, hold, regress or stop, and why. The rules of
// backcare/plan/progression.py and the steps of backcare/plan/dose.py; a test holds each to the other.

/** Suggest for each row of a plan what to do next time; the most careful rule decides. */
function suggestProgression(facts, sessions, plan, { settings = facts.settings, awaiting, asOf, minutes }) {
  const felt = feltSessions(sessions);
  const context = { facts, felt, settings, awaiting, asOf, rules: facts.progression_rules };
  const cases = heldToPlan(context, plan, minutes * 60);
  return plan.map((row, place) => suggestionFor(context, row, cases[place]));
}

/** Collect what the rules may ask about one row of the plan. */
function caseOf({ facts, felt, settings, awaiting, asOf, rules }, row) {
  const now = { dose: doseOf(row), variant: row.variant };
  const last = rules.few_sessions.value;
  return {
    history: historyOf(row.exercise_id, now, felt, last, asOf),
    settings, days: last, awaiting,
    acute: row.pain_state === "acute",
    atTop: stepOn(facts, row.exercise_id, now, spansOf(facts, row)) === null,
    tooLong: false, waits: false,
  };
}

const doseOf = ({ sets, reps, hold_s, rest_s, minutes }) => ({ sets, reps, hold_s, rest_s, minutes });

function suggestionFor(context, row, one) {
  const { rule, holding } = decideBy(context, one);
  const next = nextDose(context.facts, row, rule, holding);
  const { history } = one;
  return {
    order: row.order, exercise_id: row.exercise_id, name: row.name,
    decision: rule.outcome, rule_id: rule.rule_id, rule: ruleSentence(rule),
    evidence: evidenceWords(history),
    next: nextWords(context.facts, next, row, rule),
    leave_out: next === null || next.leaveOut,
    ...(next ? { ...next.dose, variant: next.variant } : { sets: null, reps: null, hold_s: null, rest_s: null, minutes: null, variant: "" }),
    sessions: history.sessions,
    days_since: history.breaks.at(-1) ?? null,
    rules_met: joinTerms(holding),
    source: rule.source,
  };
}

// --- the rules ---

/** Give the rule that decides, and the ids of all that hold, in order. */
function decideBy({ facts, rules }, one) {
  const holding = Object.values(rules).filter((rule) => CONDITIONS[rule.rule_id](one, rule.value));
  const careful = Object.keys(facts.terms.decision);
  const weight = (rule) => careful.indexOf(rule.outcome);
  const rule = holding.reduce((best, other) => (weight(other) > weight(best) ? other : best));
  return { rule, holding: holding.map((other) => other.rule_id) };
}

const roseAboveMild = ({ history, settings }) => history.latest.some(({ before, during }) =>
  during != null && (before == null || during > before) && isAboveMild([during], before, settings));

const CONDITIONS = {
  stop_rule: (one) => one.awaiting,
  severe_pain: ({ history }, n) => history.latest.some((felt) => felt.strongest >= n),
  pain_rise: ({ history }, n) => history.latest.some((felt) => riseUntil(felt, felt.after) >= n),
  above_mild: roseAboveMild,
  baseline_rise: ({ history }, n) => history.latest.some((felt) => felt.baselineRise >= n),
  long_break: ({ history }, n) => history.breaks.slice(-1).some((days) => days >= n),
  far_short: ({ history, days }, percent) => history.days >= days
    && history.shares.every((share) => share !== null && share * 100 < percent),
  new_pain: (one) => one.acute,
  small_rise: ({ history }, n) => history.window.some((felt) => riseUntil(felt, felt.during) >= n),
  small_baseline_rise: ({ history }, n) => history.window.some((felt) => felt.baselineRise >= n),
  not_mild: ({ history, settings }) => history.window.some((felt) =>
    isAboveMild([felt.before, felt.during], felt.before, settings) || (felt.minutes ?? 0) > 0),
  after_a_stop: ({ history, settings }) => history.window.some((felt) => (felt.minutes ?? 0) > settings.pain_minutes_max),
  break: ({ history }, n) => history.breaks.some((days) => days >= n),
  few_sessions: ({ history }, n) => history.days < n,
  pain_unknown: ({ history }) => history.window.some((felt) => felt.before == null || felt.after == null),
  not_reached: ({ history }) => history.shares.some((share) => share === null || share < 1),
  at_the_top: (one) => one.atTop,
  no_time: (one) => one.tooLong,
  two_at_a_time: (one) => one.waits,
  ready: () => true,
};

// --- the next dose, always inside the ranges ---

/** Give the ranges of an exercise, from the first dose to the last step. */
function spansOf(facts, row) {
  const id = row.exercise_id;
  const found = { ...rangesOf(facts, facts.exercises.find((one) => one.exercise_id === id)) };
  for (const step of stepsOf(facts, id)) {
    if (step.highest && found[step.quantity]) found[step.quantity] = [found[step.quantity][0], step.highest];
  }
  // New pain is no reason to rest: where five minutes are too much, a walk of less is not.
  if (row.pain_state === "acute" && id === acuteWalk(facts)) found.minutes = [facts.plan_rules.acute_walk_min, found.minutes[1]];
  return found;
}

const stepsOf = (facts, id) => facts.progression_steps[id] ?? facts.progression_steps[""];

/** Give the first step of progression that is still open, null at the top. */
function stepOn(facts, id, { dose, variant }, spans) {
  for (const { quantity, by, variant: harder, text } of stepsOf(facts, id)) {
    const now = dose[quantity];
    if (quantity === "variant") {
      if (variant !== harder) return { dose: beginning(dose, spans), variant: harder, text, leaveOut: false };
    } else if (now != null && quantity in spans) {
      const [, high] = spans[quantity];
      if (high !== null && now < high) {
        return { dose: { ...dose, [quantity]: Math.min(now + by, high) }, variant, text, leaveOut: false };
      }
    }
  }
  return null;
}

/** Start again with the smallest amounts: a harder form comes with less of it. */
function beginning(dose, spans) {
  const small = ["reps", "hold_s"].filter((name) => name in spans).map((name) => [name, Math.trunc(spans[name][0])]);
  return { ...dose, ...Object.fromEntries(small) };
}

/** Say what to do next time; null for a stop. */
function nextDose(facts, row, rule, holding) {
  const now = { dose: doseOf(row), variant: row.variant };
  if (rule.outcome === "stop") return null;
  if (rule.outcome === "progress") return stepOn(facts, row.exercise_id, now, spansOf(facts, row));
  if (rule.outcome === "regress") return stepBack(facts, now, spansOf(facts, row), holding);
  return { ...now, text: "", leaveOut: false };
}

/** Give the least that any of the rules asks for; what would be no real step down is left out. */
function stepBack(facts, now, spans, holding) {
  const asked = holding.map((id) => facts.progression_rules[id]).filter((rule) => rule.less);
  const share = facts.plan_rules.step_back_percent / 100;
  const least = asked.some((rule) => rule.less === "smallest");
  const shareOf = (name) => (!least ? share : name in spans ? 0 : share);
  const dose = lessened(facts, now.dose, spans, shareOf);
  const leavesOut = asked.find((rule) => rule.leave_out);
  if (leavesOut && sizeOf(dose) > sizeOf(now.dose) * share) {
    return { dose, variant: "", text: leavesOut.least_text, leaveOut: true };
  }
  if (now.variant || !isSame(dose, now.dose)) {
    const says = asked.find((rule) => rule.less === "smallest") ?? asked[0];
    return { dose, variant: "", text: says.less_text, leaveOut: false };
  }
  return { ...now, text: asked[0].least_text, leaveOut: false };
}

/** Give the minutes, or the times, longer by how long each is held. */
const sizeOf = (dose) => dose.minutes || dose.sets * (dose.reps || 1) * (dose.hold_s || 1);

/** Take a share of each quantity, whole and rounded down, but stay inside the ranges. */
function lessened(facts, dose, spans, shareOf) {
  const less = { ...dose, sets: Math.min(dose.sets, Math.max(facts.plan_rules.sets, Math.floor(dose.sets / 2))) };
  for (const name of EASED) {
    const now = dose[name];
    if (now == null) continue;
    const [low, high] = spans[name] ?? [1, null];
    // What a clinician set above the range comes back into it; below it, it stays there.
    const part = Math.min(Math.max(low, Math.trunc(now * shareOf(name))), high ?? now);
    less[name] = Math.min(now, part);
  }
  return less;
}

// --- how many steps up ---

/** Give the case of each row, told where the plan has no room for its step up. */
function heldToPlan(context, plan, seconds) {
  const { facts, rules } = context;
  const cases = plan.map((row) => caseOf(context, row));
  const decided = cases.map((one) => decideBy(context, one));
  const after = plan.map((row, place) => {
    const next = nextDose(facts, row, decided[place].rule, decided[place].holding);
    return secondsOf(facts, row.exercise_id, next ? next.dose : doseOf(row), row.sides, place === 0);
  });
  const up = decided.map(({ rule }) => rule.outcome === "progress");
  // What is left out keeps its time, because it is to come again.
  let taken = plan.reduce((sum, row, place) => sum + (up[place] ? row.seconds : after[place]), 0);
  let free = rules.two_at_a_time.value;
  plan.forEach((row, place) => {
    if (!up[place]) return;
    const more = after[place] - row.seconds;
    const tooLong = more > 0 && taken + more > seconds;
    cases[place] = { ...cases[place], tooLong, waits: !free };
    if (free && !tooLong) [free, taken] = [free - 1, taken + more];
  });
  return cases;
}

// --- in words ---

const ruleSentence = ({ text, value }) => text.replaceAll("{value}", String(value));

/** Say what to do next time in words. */
function nextWords(facts, next, row, rule) {
  if (next === null) {
    return `Leave it out until ${whomToAsk(facts, rule.rule_id) || "a health professional"} has said that you may.`;
  }
  const amount = doseWords(facts, next.dose, row.sides, next.variant);
  const easier = row.variant && !next.variant ? ", in the easier form" : "";
  const when = next.leaveOut ? "Once the pain has settled" : "Next time";
  return [next.text, `${when}: ${amount}${easier}.`].filter(Boolean).join(" ");
}

/** Say what the log has on the last session with an exercise. */
function evidenceWords({ sessions, latest, shares }) {
  if (!sessions) return "Not in the log yet.";
  const [felt, share] = [latest.at(-1), shares.at(-1)];
  const pain = [["before", felt.before], ["after", felt.after]].map(([when, value]) => `${value ?? "not known"} ${when}`);
  const amount = share === null ? "amount not known" : `${roundHalfEven(Math.min(share, 1) * 100)}% of the amount`;
  return `Last on ${longDate(felt.day)}: ${amount}; pain ${pain.join(", ")}.`;
}
