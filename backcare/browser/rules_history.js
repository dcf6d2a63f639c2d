// What a log says of one exercise: its last sessions, how they felt, how much was done. The rules of
// backcare/plan/history.py; a test holds each to the other.

/** Read sessions, oldest first: how each felt, beside the one before it of which any pain is known. */
function feltSessions(sessions) {
  let earlier = [null, null];
  return inTime(sessions).map((session) => {
    const { pain_before: before, pain_after: after, pain_peak: peak, pain_minutes: minutes } = session;
    const later = [after, peak].filter((pain) => pain != null);
    const during = later.length ? Math.max(...later) : null;
    const felt = { day: session.started_at.slice(0, 10), before, after, during, minutes, baselineRise: baselineRise(before, earlier) };
    felt.strongest = Math.max(before ?? 0, during ?? 0);
    if (before != null || after != null) earlier = [before, after];
    return { felt, entries: session.entries };
  });
}

/** Say by how much it began with more pain than the session before it began or ended with. */
function baselineRise(before, [began, ended]) {
  // Pain that was eased by exercise, and has come back to where it was, has not risen.
  if (before == null || (began != null && before <= began)) return 0;
  const rises = [began, ended].filter((pain) => pain != null).map((pain) => before - pain);
  return rises.length ? Math.max(...rises) : 0;
}

/** Say by how much pain rose until then; 0 where one of the two is not known. */
const riseUntil = ({ before }, until) => (before == null || until == null ? 0 : until - before);

/** Collect what the rules ask about one exercise, of the last days with it. */
function historyOf(id, { dose, variant }, sessions, last, asOf) {
  const every = sessions.filter(({ entries }) => entries.some((entry) => entry.exercise_id === id));
  // A log does not say which form was done: more than the harder one asks for was the plain one.
  const practised = every.filter(({ entries }) => !variant || !exceedsDose(id, dose, entries));
  const days = [...new Set(practised.map(({ felt }) => felt.day))].sort();
  const lastDays = days.slice(-last);
  const recent = practised.filter(({ felt }) => lastDays.includes(felt.day));
  const since = recent.length ? sessions.indexOf(recent[0]) : sessions.length - 1;
  const dates = [...lastDays, asOf].map(dayNumber);
  return {
    latest: [...sessions.slice(-1), ...every.slice(-1)].map(({ felt }) => felt),
    window: sessions.slice(Math.max(0, since)).map(({ felt }) => felt),
    shares: recent.map(({ entries }) => shareDone(id, dose, entries)),
    breaks: dates.slice(1).map((day, place) => day - dates[place]),
    sessions: practised.length,
    days: days.length,
  };
}

/** Tell whether a hold, or the times of an entry, were more than a dose asks for. */
const exceedsDose = (id, dose, entries) => entries.some((entry) => entry.exercise_id === id
  && ["reps", "hold_s"].some((name) => dose[name] != null && entry[name] != null && entry[name] > dose[name]));

/** Say how much of the amount was done, 1 for all of it; null where nobody can say. */
function shareDone(id, dose, entries) {
  const done = entries.filter((entry) => entry.exercise_id === id);
  if (dose.minutes != null) return partOf(done.map((entry) => entry.minutes), dose.minutes);
  const times = done.map(({ sets, reps }) => (reps == null ? null : (sets ?? 1) * reps));
  const shares = [partOf(times, dose.sets * (dose.reps || 1))];
  if (dose.hold_s) {
    const holds = done.map((entry) => entry.hold_s);
    shares.push(holds.includes(null) ? null : Math.min(...holds) / dose.hold_s);
  }
  return shares.includes(null) ? null : Math.min(...shares);
}

const partOf = (amounts, whole) =>
  (amounts.includes(null) ? null : amounts.reduce((sum, amount) => sum + amount, 0) / whole);
