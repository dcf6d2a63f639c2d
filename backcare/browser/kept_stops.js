// The stops that only this browser knows: of a session whose Python was gone, so that no log has
// them. Every page of the same log looks for them, hands them to its Python, and offers nothing
// until that has stored them; the start page, which has none, shows what to do.

/**
 * List the stops that are kept here, each as the id by which the log will know it, and its reason.
 * A severe pain that was chosen counts, though nothing was pressed after it; `confirmed` leaves
 * that to the player, which has it on screen.
 */
function keptStops(key, confirmed = false) {
  const chosen = ({ chosen: one }) => (one && !confirmed ? [[0, ...one]] : []);
  const stops = keptPlays(key).map((play) => [play.id, leaves({ ...play, reports: [...play.reports, ...chosen(play)] }).waits]);
  const left = leftFor(key, {});
  stops.push([left.id ?? `left-${left.day}`, left.waits]);
  const before = confirmed ? null : severeKept(key);
  if (before) stops.push([before.id, "severe_pain"]);
  return stops.filter(([, why]) => why);
}

/** Give the stops that a log does not know, the strongest reason of them: "" where there is none. */
function untoldReason(stops, known) {
  const reasons = stops.filter(([id]) => !known.includes(id)).map(([, why]) => why);
  return reasons.includes("stop_rule") ? "stop_rule" : reasons[0] ?? "";
}

/** Forget what a session has left behind once the log knows it, and somebody was asked about it. */
function forgetAsked(key, known) {
  const left = leftFor(key, {});
  if (left.waits && known.includes(left.id ?? `left-${left.day}`)) leave(key, {}, { ...left, waits: "" });
}
