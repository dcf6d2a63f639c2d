// What is said on a day on which it hurt, and of the week: backcare/summaries/answer.py and
// `unsettled_words` of backcare/plan/progression.py; a test holds each to the other.

/** Give the ids of the sessions of a day in which pain was above mild. */
const hurtingSessions = (sessions, day, settings) => sessions
  .filter((session) => session.started_at.slice(0, 10) === day && wentAboveMild(session, settings))
  .map((session) => session.session_id);

/** Say what is fine on a day on which pain went above mild; once it has `settled`, how to begin again. */
function gentlyWords(facts, sessions, day, settings, settled = []) {
  const hurting = hurtingSessions(sessions, day, settings);
  if (!hurting.length) return [];
  const advice = hurting.every((id) => settled.includes(id)) ? ["flare_restart"] : ["flare_walk", "flare_plan"];
  return [facts.hurt_words, ...advice.map((one) => facts.guidance[one])];
}

/** Say what of a plan is to wait where the last session has left more pain; "" for nothing. */
function unsettledWords(facts, sessions, rows, settings, asOf) {
  if (!rows.length) return "";
  const suggested = suggestProgression(facts, sessions, rows, { settings, awaiting: false, asOf, minutes: null });
  const waits = suggested.filter((one) => one.decision === "regress" && one.leave_out);
  if (!waits.length) return "";
  const named = waits.length === suggested.length ? "your exercises" : andList(waits.map((one) => insideSentence(one.name)));
  const rules = [...new Set(waits.map((one) => one.rule))].join(" ");
  return `${rules} The amounts are small already, so if your pain has not settled since, leave out ${named} today. ${facts.guidance.flare_walk}`;
}

/** Say whether the last session left more pain, by the rules that leave an exercise out then. */
function leftMorePain(facts, sessions, settings) {
  const latest = feltSessions(sessions).slice(-1).map(({ felt }) => felt);
  const one = { history: { latest, window: [], shares: [], breaks: [], days: 0 }, settings, days: 1 };
  return Object.values(facts.progression_rules)
    .some((rule) => rule.leave_out && CONDITIONS[rule.rule_id](one, rule.value));
}

/** Hold this week against the goal; who has to ask somebody, or hurts today, is sent to none. */
function weekWords(facts, done, goal, { ask = "", hurts = false, unsettled = false } = {}) {
  const left = goal - done;
  const then = ask ? `No more sessions until you have asked ${ask}.`
    : hurts ? `${facts.hurt_words} Leave your exercises out until it has settled.`
      : left > 0 ? `${left} more to reach your goal, ${unsettled ? "once the pain that your last session left has settled" : "if your back feels up to it"}.`
        : "You have reached your goal. Well done.";
  const much = done > goal ? `${done} sessions; your goal is ${goal}` : `${done} of ${goal} sessions`;
  return `This week: ${much}. ${then}`;
}
