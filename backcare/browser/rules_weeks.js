// A log as weeks, those without a session included: backcare/summaries/weekly.py; a test holds each
// to the other. A session has `started_at`, the time on the clock there, and its `entries`.

const DAY_MS = 86_400_000;

/** Number the days, as a calendar does that knows no hours. */
const dayNumber = (day) => Math.floor(Date.parse(`${day.slice(0, 10)}T00:00Z`) / DAY_MS);

const dayOfNumber = (number) => new Date(number * DAY_MS).toISOString().slice(0, 10);

/** Give the Monday of a day, as a number. Day 0 was a Thursday. */
const mondayOf = (number) => number - ((((number + 3) % 7) + 7) % 7);

/** Tell whether an exercise was done: pain alone, or other activity, is no session. */
const isExercised = (facts, session) =>
  session.entries.some(({ exercise_id: id }) => id && id !== facts.other_activity);

/** Give the mean of what is known, null where nothing is. */
const meanOf = (values) => (values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null);

const worstOf = (values) => (values.length ? Math.max(...values) : null);

/** Summarise sessions week by week; `start` and `end` are days of the first and the last week wanted. */
function weeklySummary(facts, sessions, { goal = 3, start = null, end = null, settings = facts.settings } = {}) {
  const numbers = sessions.map((session) => dayNumber(session.started_at));
  const first = start ? dayNumber(start) : Math.min(...numbers);
  const last = end ? dayNumber(end) : Math.max(...numbers);
  const weeks = [];
  for (let monday = mondayOf(first); monday <= last; monday += 7) {
    const own = sessions.filter((_, place) => mondayOf(numbers[place]) === monday);
    weeks.push({ week: dayOfNumber(monday), ...weekOf(facts, own, goal, settings) });
  }
  return weeks;
}

function weekOf(facts, sessions, goal, settings) {
  const done = sessions.filter((session) => isExercised(facts, session));
  const entries = sessions.flatMap((session) => session.entries);
  const known = (name) => sessions.map((session) => session[name]).filter((pain) => pain != null);
  const both = sessions.filter((session) => session.pain_before != null && session.pain_after != null);
  const days = (some) => new Set(some.map((session) => session.started_at.slice(0, 10))).size;
  const times = ({ sets, reps }) => (sets ?? 1) * (reps ?? 1);
  const total = (amount) => entries.reduce((sum, entry) => sum + amount(entry), 0);
  return {
    sessions: done.length,
    active_days: days(done),
    minutes: total(({ minutes }) => minutes ?? 0),
    reps: total((entry) => (entry.reps == null ? 0 : times(entry))),
    // Not reps x seconds: a hold without reps was held once.
    hold_s: total((entry) => times(entry) * (entry.hold_s ?? 0)),
    pain_before_mean: meanOf(known("pain_before")),
    pain_before_worst: worstOf(known("pain_before")),
    pain_after_mean: meanOf(known("pain_after")),
    pain_after_worst: worstOf(known("pain_after")),
    pain_change_mean: meanOf(both.map((session) => session.pain_after - session.pain_before)),
    sessions_goal: goal,
    adherence: done.length / goal,
    stop_days: days(sessions.filter((session) => breaksStopRule(session, settings))),
  };
}
