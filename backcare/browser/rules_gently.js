// What is said on a day on which it hurt: backcare/summaries/answer.py; a test holds each to the other.

/** Give the ids of the sessions of a day in which pain was above mild. */
const hurtingSessions = (sessions, day, settings) => sessions
  .filter((session) => session.started_at.slice(0, 10) === day && wentAboveMild(session, settings))
  .map((session) => session.session_id);

/** Say what is fine on a day on which pain went above mild; once it has `settled`, how to begin again. */
function gentlyWords(facts, sessions, day, settings, settled = []) {
  const hurting = hurtingSessions(sessions, day, settings);
  if (!hurting.length) return [];
  const advice = hurting.every((id) => settled.includes(id)) ? ["flare_restart"] : ["flare_plan", "flare_walk"];
  return [facts.hurt_words, ...advice.map((one) => facts.guidance[one])];
}
