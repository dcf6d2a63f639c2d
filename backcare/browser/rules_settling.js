// Whether the back has to settle after a session that left more pain, and what is said of the week:
// backcare/plan/settling.py and `week_words` of backcare/summaries/answer.py; a test holds each to the other.

const LEFT_MORE = "There was more pain in your last session.";

/** Say whether by one of the rules the last session left so much pain that one rests first. */
function leavesMore(facts, sessions, settings) {
  const latest = feltSessions(sessions).slice(-1).map(({ felt }) => felt);
  const one = { history: { latest, window: [], shares: [], breaks: [], days: 0 }, settings, days: 1 };
  return Object.values(facts.progression_rules)
    .some((rule) => rule.leave_out && CONDITIONS[rule.rule_id](one, rule.value));
}

/** Give the sessions after which the back has to settle, and nobody has said that it has. */
function unsettledSessions(facts, sessions, day, settings, settled = []) {
  const last = leavesMore(facts, sessions, settings) ? inTime(sessions).slice(-1).map((one) => one.session_id) : [];
  return [...new Set([...hurtingSessions(sessions, day, settings), ...last])].filter((id) => !settled.includes(id));
}

/** Say what happened after which the back has to settle, and what to do until it has. */
function unsettledWords(facts, sessions, day, settings, settled = []) {
  const waits = unsettledSessions(facts, sessions, day, settings, settled);
  if (!waits.length) return ["", ""];
  const { flare_walk: walk, flare_plan: plan } = facts.guidance;
  if (hurtingSessions(sessions, day, settings).some((id) => waits.includes(id))) return [facts.hurt_words, `${plan} ${walk}`];
  return [LEFT_MORE, `Until it has settled, leave your usual exercises out. ${walk}`];
}

/** Say what is fine until the back has settled; on the same day then, how to begin again. */
function settlingWords(facts, sessions, day, settings, settled = []) {
  const words = unsettledWords(facts, sessions, day, settings, settled);
  return words[0] ? words : gentlyWords(facts, sessions, day, settings, settled);
}

/** Hold this week against the goal; who has to ask somebody, or hurts today, is sent to none. */
function weekWords(facts, done, goal, { stops = false, ask = "", hurts = false, unsettled = false } = {}) {
  const left = goal - done;
  const then = stops ? ""
    : ask ? `No more sessions until you have asked ${ask}.`
      : hurts ? "Leave your usual exercises out until your pain has settled."
        : left > 0 ? `${left} more to reach your goal, ${unsettled ? "once the pain of your last session has settled" : "if your back feels up to it"}.`
          : "You have reached your goal. Well done.";
  const much = done > goal ? `${done} sessions; your goal is ${goal}` : `${done} of ${goal} sessions`;
  return `This week: ${much}. ${then}`.trimEnd();
}
