// How weeks went, in words: `pain_answer` and `setback_words` of backcare/summaries/answer.py,
// backcare/summaries/mcid.py, and the sentences of backcare/charts/weekly.py; a test holds each to
// the other.

/** Round to one decimal as Python does: what lies in the middle goes to the even one. */
function oneDecimal(number) {
  const isTie = Math.abs(number * 4) % 2 === 1; // x.25 and x.75: no other is exactly between two
  return isTie ? roundHalfEven(number * 10) / 10 : Number(number.toFixed(1));
}

/** Give the scores, one a rule, that are better than the first by enough to matter. */
function mcidThresholds({ nrs_pain: { change_points: points, change_percent: percent, lowest, highest } }, first) {
  const six = (number) => Number(number.toFixed(6));
  return [[six(first - points), `${points} points`], [six(first - (first * percent) / 100), `${percent} %`]]
    .filter(([score]) => score >= lowest && score <= highest && Math.abs(score - first) > 1e-6);
}

/** Give the rules by which the last score is better than the first by enough to matter. */
const rulesReached = (facts, first, last) =>
  mcidThresholds(facts, first).filter(([score]) => Number(last.toFixed(6)) <= score).map(([, rule]) => rule);

const knownOf = (weeks, name) => weeks.map((week) => week[name]).filter((pain) => pain != null);

const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** Say how the pain before sessions went from the first week with a number to the latest. */
function painAnswer({ answers, ...facts }, weeks, ask = false) {
  const pains = knownOf(weeks, "pain_before_mean");
  if (!pains.length) return "";
  const [begun, now] = [pains[0], pains.at(-1)];
  const [first, last] = [oneDecimal(begun), oneDecimal(now)];
  const words = pains.length === 1 ? answers.one_week
    : ask ? answers.while_asking
      : last === first ? answers.same
        : last > first ? answers.worse
          : rulesReached(facts, begun, now).length ? answers.matters : answers.better;
  return filled(words, { first, last });
}

/** Say what the means of weeks hide: severe pain in the last session or within a week. */
function setbackWords(facts, sessions, day, settings, ask = "") {
  const { answers } = facts;
  const isHard = (session) => isSevereSession(facts, session) || (ask && breaksStopRule(session, settings));
  const newest = sessions.at(-1);
  const since = dayNumber(day) - 7;
  const hard = sessions.filter((session) => isHard(session) && painsOf(session).length
    && (session === newest || dayNumber(session.started_at) > since)).at(-1);
  if (!hard) return "";
  const named = hard === newest ? "your last session" : `your session on ${longDate(hard.started_at.slice(0, 10))}`;
  const said = filled(answers.too_strong, { session: named, worst: Math.max(...painsOf(hard)) });
  return ask ? said : `${said} ${answers.asked}`;
}

// --- charts in a sentence ---

const weeksInWords = (weeks) => `${counted(weeks.length, "week")} from ${longDate(weeks[0].week)}`;

/** Tell the chart of sessions in one sentence. */
function sessionsSentence(weeks) {
  const all = weeks.reduce((sum, week) => sum + week.sessions, 0);
  const goals = [...new Set(weeks.map((week) => week.sessions_goal))];
  const reached = weeks.filter((week) => week.sessions >= week.sessions_goal).length;
  const missed = weeks.filter((week) => !week.sessions).length;
  return `Sessions each week, ${weeksInWords(weeks)}: ${counted(all, "session")} in all; the goal`
    + `${goals.length === 1 ? ` of ${goals[0]} a week` : ""} was reached in ${counted(reached, "week")}, and `
    + (missed ? `${counted(missed, "week")} had no session.` : "no week was missed.");
}

/** Tell the chart of pain in one sentence. */
function painSentence(facts, weeks) {
  const [before, after] = ["before", "after"].map((when) => knownOf(weeks, `pain_${when}_mean`));
  if (!before.length && !after.length) return "Pain before and after sessions: no pain noted yet.";
  const stops = weeks.filter((week) => week.stop_days > 0).map((week) => longDate(week.week));
  const missing = weeks.filter((week) => week.pain_before_mean == null && week.pain_after_mean == null).length;
  const parts = [
    `the weekly mean before a session ${fromTo(before, (first, last) => rulesReached(facts, first, last))}`,
    `after it ${fromTo(after, () => [])}`,
    stops.length && `the stop rule was broken in the week from ${andList(stops)}`,
    missing && `${counted(missing, "week")} without a number`,
  ].filter(Boolean);
  return `Pain before and after sessions, ${weeksInWords(weeks)}, from 0 (no pain) to 10 (worst pain): ${parts.join("; ")}.`;
}

/** Say where scores begin and end and, by the rules that are `met`, whether that is enough to matter. */
function fromTo(known, met) {
  if (!known.length) return "was not noted";
  const [first, last] = [known[0], known.at(-1)];
  if (known.length === 1) return `was ${oneDecimal(first)}, noted once`;
  const rules = met(first, last);
  return `went from ${oneDecimal(first)} to ${oneDecimal(last)}${rules.length ? `, enough to matter (${andList(rules)})` : ""}`;
}
