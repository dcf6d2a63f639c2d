// When not to exercise: the stop rule and severe pain, as in backcare/safety.py; a test holds each
// to the other. A session has its pain as a log has it: `pain_before`, `pain_peak`, `pain_after`
// (0 to 10, null where it is not known) and `pain_minutes` above mild. `settings` are the numbers of
// the rule that hold for a person: mild_pain_max, pain_minutes_max, and from which rise on pain
// counts as above mild (null: from none).

const painsOf = (session) => [session.pain_before, session.pain_after, session.pain_peak].filter((pain) => pain != null);

/** Say whether any pain that was given is above mild, in a session that began with `start`. */
const isAboveMild = (pains, start, { mild_pain_max: mild, rise }) =>
  pains.some((pain) => pain != null && (pain > mild || (rise != null && start != null && pain >= start + rise)));

/** Say whether pain was above mild at any time of a session. */
const wentAboveMild = (session, settings) => isAboveMild(painsOf(session), session.pain_before, settings);

/** Say whether pain above mild lasted longer than the stop rule allows. */
const breaksStopRule = (session, settings) => (session.pain_minutes ?? 0) > settings.pain_minutes_max;

const isSevereSession = (facts, session) => painsOf(session).some((pain) => pain >= facts.severe_pain);

/** Say why a session by itself is a reason to ask somebody first; "" where it is none. */
function reasonToStop(facts, session, settings) {
  if (breaksStopRule(session, settings)) return "stop_rule";
  return isSevereSession(facts, session) ? "severe_pain" : "";
}

/** Give the strongest of some reasons to stop; "" where there is none. */
const strongestReason = (facts, reasons) => Object.keys(facts.ask_whom).find((one) => reasons.includes(one)) ?? "";

/** Say who has to be asked before the next session, by the reason to stop or by signs that are ticked. */
const whomToAsk = (facts, reason, signs = false) => facts.ask_whom[signs ? "stop_rule" : reason] ?? "";
