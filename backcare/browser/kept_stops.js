// The stops that only this browser knows: of a session whose Python was gone, so that no log has
// them. Every page of the same log looks for them, hands them to its Python, and offers nothing
// until that has stored them; the start page, which has none, shows what to do.

/**
 * List the stops that are kept here, each as the id by which the log will know it, its reason, and
 * when that was felt last.
 * A severe pain that was chosen counts, though nothing was pressed after it; `confirmed` leaves
 * that to the player, which has it on screen.
 */
function keptStops(key, confirmed = false) {
  const stops = keptPlays(key)
    .map((play) => (confirmed ? play : withChosen(play)))
    .map((play) => [play.id, leaves(play).waits, lastSevere(play)]);
  const left = leftFor(key, {});
  stops.push([left.id ?? `left-${left.day}`, left.waits, 0]);
  const before = confirmed ? null : severeKept(key);
  if (before) stops.push([before.id, "severe_pain", 0]);
  return stops.filter(([, why]) => why);
}

/**
 * List the sessions kept here in which pain went above mild: each with its id, pain at its start and
 * at its worst, and when it was felt last. So what is asked and said after pain does not wait for somebody to save.
 */
function keptPains(key) {
  const hurt = keptPlays(key)
    .map(withChosen)
    .filter((play) => play.reports.some(([, pain]) => aboveMild(play, pain)));
  const pains = hurt.map((play) => [play.id, play.reports[0][1], worstPain(play), lastAbove(play)]);
  const before = severeKept(key);
  return before ? [...pains, [before.id, before.pain, before.pain, 0]] : pains;
}

/**
 * Say whether a log knows what was felt in a session: `known` says of each until when it was told, or
 * somebody was asked. A log keeps whole seconds.
 */
const isTold = (id, felt, known) => Object.hasOwn(known, id) && Math.floor((felt ?? 0) / 1000) <= Math.floor(known[id] / 1000);

/** Give the stops that a log does not know, the strongest reason of them: "" where there is none. */
function untoldReason(stops, known) {
  const reasons = stops.filter(([id, , felt]) => !isTold(id, felt, known)).map(([, why]) => why);
  return reasons.includes("stop_rule") ? "stop_rule" : reasons[0] ?? "";
}

/** Forget what was left behind once the log knows it, and somebody was asked about it. */
function forgetAsked(key, known) {
  if (Object.hasOwn(known, severeKept(key)?.id)) keepSevere(key, null); // pain that is chosen from now on is another
  const left = leftFor(key, {});
  if (left.waits && Object.hasOwn(known, left.id ?? `left-${left.day}`)) leave(key, {}, { ...left, waits: "" });
}
