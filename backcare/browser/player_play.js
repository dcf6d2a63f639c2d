// One session as it is played: what is on, since when, and what has been done. It draws nothing
// and waits for nothing; whoever looks at it says what time it is. Times are milliseconds.

const INTO_PLACE = ["get_ready", "change_over"];
// A hidden page may be woken only once a minute; one that slept for longer was not followed.
const ASLEEP_MS = 90_000;

const newId = (now) => crypto.randomUUID?.() ?? `${now.toString(36)}-${Math.random().toString(36).slice(2)}`;

/** Begin a session: `items` are those of `session_program`, `rule` the numbers of the stop rule. */
function begin(items, rule, pain, now) {
  return {
    version: 1,
    id: newId(now),
    items, rule,
    started: now, startedAt: withOffset(new Date(now)),
    seen: now, ahead: 0, // when it was last looked at; how far its clock is ahead of the computer's
    place: 0, index: 0, into: 0, since: null, // which exercise, which phase, how far, since when
    eased: items.map(() => 0), skipped: [], away: false,
    played: [], reports: [[0, pain, "before", now]],
    gaps: [], // while pain was above mild and nobody looked: from, to, and for how many minutes it was
    over: "", ended: null, note: "", sent: false,
  };
}

const phasesOf = (play, place = play.place) => play.items[place].amounts[play.eased[place]].phases;

/** Say what is on. */
function phaseOf(play) {
  const [phase, side, set, rep, seconds, cue] = phasesOf(play)[play.index];
  return { phase, side, set, rep, seconds, cue };
}

/** Bring a session up to now: phases that went by are done, and pain that lasts too long stops it. */
function tick(play, now) {
  // Somebody may put the computer's clock back; this one stands still until it has caught up.
  if (now + play.ahead < play.seen) play.ahead = play.seen - now;
  const time = now + play.ahead;
  const slept = time - play.seen > ASLEEP_MS;
  if (play.ended !== null || play.sent) return;
  // Pain that nobody looked after is not pain that lasted: how long it did is asked.
  if (slept && isAbove(play)) play.gaps = [...gapsOf(play), { from: play.seen - play.started, to: time - play.started }];
  play.seen = time;
  if (play.since !== null) goOn(play, time, slept);
  if (aboveMs(play, time) > play.rule.minutes * 60_000) end(play, "stopped");
}

function goOn(play, time, slept) {
  const walks = phaseOf(play).phase === "go";
  // Nobody counts repetitions for a page that slept, but a walk goes on with the phone in a pocket.
  if (!slept || walks) play.into += time - play.since;
  play.since = time;
  while (!play.over && play.into >= phaseOf(play).seconds * 1000) {
    const over = play.into - phaseOf(play).seconds * 1000;
    write(play, phaseOf(play).seconds);
    next(play, slept ? 0 : over);
    if (slept) break;
  }
  if (slept) pauseFor(play);
}

/** Pause because nobody was looking. */
function pauseFor(play) {
  play.since = null;
  play.away = !play.over;
}

/** Write down the phase that is on, as far as it was done. */
function write(play, done) {
  const { phase, side, set, seconds } = phaseOf(play);
  play.played.push([play.place, play.items[play.place].exercise_id, phase, side, set, seconds, done]);
}

/** Write down a phase that is broken off. */
const breakOff = (play) => write(play, Math.min(Math.floor(play.into / 100) / 10, phaseOf(play).seconds - 0.1));

function next(play, into = 0) {
  play.into = into;
  play.index += 1;
  if (play.index >= phasesOf(play).length) goTo(play, play.place + 1, into);
}

function goTo(play, place, into = 0) {
  if (place >= play.items.length) return end(play, "done", false);
  Object.assign(play, { place, index: 0, into });
}

/** End the session; `broken` says whether a phase is on that was not played to its end. */
function end(play, over, broken = !play.over) {
  if (broken) breakOff(play);
  Object.assign(play, { over, since: null, away: false });
  if (over === "stopped") play.ended = play.seen - play.started;
}

function pause(play, now) {
  tick(play, now);
  play.since = null;
}

function resume(play, now) {
  tick(play, now);
  play.away = false;
  if (isSevere(play)) return;
  if (isAbove(play)) easeOff(play, now);
  if (!play.over) play.since = play.seen;
}

/** Leave out the rest of this exercise. */
function skip(play, now) {
  tick(play, now);
  if (play.over) return;
  breakOff(play);
  play.skipped.push(play.place);
  goTo(play, play.place + 1);
}

/** Begin this exercise again; from its beginning, go to the one before. */
function back(play, now) {
  tick(play, now);
  if (play.over) return;
  breakOff(play);
  goTo(play, Math.max(0, play.place - (play.index === 0 ? 1 : 0)));
  if (isAbove(play)) easeOff(play, now);
}

const easier = (play) => play.items[play.place].amounts[play.eased[play.place] + 1] ?? null;

/** Go on with the next smaller amount; a move that is on is broken off, and its way back comes. */
function ease(play, now) {
  tick(play, now);
  if (play.over || !easier(play)) return;
  const { phase, side, set, rep } = phaseOf(play);
  if (phase === "go" || INTO_PLACE.includes(phase)) {
    play.eased[play.place] += 1;
    return easeWalk(play);
  }
  const moving = phase === "lift" || phase === "hold";
  const { phases } = easier(play);
  const own = phases.map((one, index) => ({ one, index })).filter(({ one }) => one[1] === side && one[2] === set);
  const last = Math.max(...own.map(({ one }) => one[3]));
  const find = (name, number) => own.find(({ one }) => one[0] === name && one[3] === number)?.index;
  const same = find(moving ? "lower" : phase, Math.min(rep, last));
  if (same === undefined || moving) {
    breakOff(play);
    play.into = 0;
  }
  play.eased[play.place] += 1;
  play.index = same ?? find("lower", last) + 1; // there may be no pause after what is now the last
  if (play.index >= phases.length) goTo(play, play.place + 1);
}

/** Take the easier form of all that is to come: pain above mild eases off, whichever way it goes on. */
function easeOff(play, now) {
  if (!play.eased[play.place]) ease(play, now);
  play.eased = play.eased.map((step, place) => (place < play.place ? step : Math.max(step, easedOnce(play.items[place]))));
}

/** Give the first easier form of an exercise, where it has one. */
const easedOnce = (item) => Math.min(1, item.amounts.length - 1);

/** A walk that has been long enough for the smaller amount is done. */
function easeWalk(play) {
  if (phaseOf(play).phase !== "go" || play.into < phaseOf(play).seconds * 1000) return;
  write(play, Math.floor(play.into / 100) / 10);
  next(play);
}

/** Take down how strong the pain is: "before", "during" or "after". */
function report(play, pain, when, now) {
  tick(play, now);
  play.reports.push([play.seen - play.started, pain, when, now + play.ahead]);
}

/** Take down a pain that was chosen, though its page was gone before anything was pressed after it. */
function reportLeft(play) {
  play.reports = withChosen(play).reports;
  delete play.chosen;
}

function finish(play, now) {
  tick(play, now);
  if (!play.over) end(play, "done");
}

const gapsOf = (play) => play.gaps ?? []; // a session kept by an older page has none

/** Say for how many minutes of a gap pain was above mild; null where the person cannot tell. */
function fillGap(play, minutes, now) {
  const gap = openGap(play);
  const longest = (gap.to - gap.from) / 60_000;
  gap.minutes = minutes === null ? null : Math.min(minutes, longest);
  tick(play, now);
}

const isUnsure = (play) => gapsOf(play).some(({ minutes }) => minutes === null);
const openGap = (play) => gapsOf(play).find((gap) => gap.minutes === undefined);

/**
 * Add up how long pain was above mild, from each report until one that is not; a gap of which
 * nobody knows counts as all above mild, because the stop rule has to be on the safe side.
 */
function painMs(play, time) {
  let sum = 0;
  let since = null;
  for (const [ms, pain] of [...play.reports, [time - play.started, 0]]) {
    if (since !== null) sum += Math.max(0, ms - since);
    since = aboveMild(play, pain) ? ms : null;
  }
  const told = gapsOf(play).filter(({ minutes }) => minutes !== null);
  return told.reduce((all, { from, to, minutes }) => all - (to - from) + (minutes ?? 0) * 60_000, sum);
}

/** Add to it what a session before has left of this day, which lasts on. */
const aboveMs = (play, time) => painMs(play, time) + (play.carried ?? 0);

const painNow = (play) => play.reports.at(-1)[1];
/** Say whether a pain is above mild, or risen too far from the start, where the rule has a `rise`. */
const aboveMild = ({ rule, reports }, pain) => pain > rule.mild || pain >= reports[0][1] + (rule.rise ?? Infinity);
/** Say how pain is above mild: by itself, or where a limit was agreed on because it has risen. */
function aboveWords(play) {
  const pain = painNow(play);
  return pain > play.rule.mild ? "above mild" : `${pain - play.reports[0][1]} more than at the start`;
}
const isAbove = (play) => aboveMild(play, painNow(play));
const isSevere = (play) => painNow(play) >= play.rule.severe;
const worstPain = ({ reports }) => Math.max(...reports.map(([, pain]) => pain));
const wasSevere = (play) => worstPain(play) >= play.rule.severe;

/** Count a pain that was chosen, though nothing was pressed after it. */
const withChosen = (play) => ({ ...play, reports: [...play.reports, ...(play.chosen ? [[play.seen - play.started, ...play.chosen]] : [])] });

/**
 * Say by the clock of now, in ms, when a pain was told last that `counts`; 0 where none was, and where
 * nobody knows, as the clock was put back since.
 */
function lastFelt({ started, ahead = 0, reports }, counts) {
  const last = reports.findLast(([, pain]) => counts(pain));
  const at = last ? (last[3] ?? started + last[0]) - ahead : 0; // an older page wrote down no clock
  return at > Date.now() ? 0 : at;
}
const lastSevere = (play) => lastFelt(play, (pain) => pain >= play.rule.severe);
const lastAbove = (play) => lastFelt(play, (pain) => aboveMild(play, pain));

/**
 * Say what a session that is over leaves for the next: `waits`, why somebody has to be asked first,
 * and how long pain was above mild on this day if it ended so: the clock of the rule goes on.
 */
function leaves(play) {
  const stopped = play.over === "stopped";
  const lasts = isAbove(play) && !stopped; // once somebody was asked about a stop, it begins anew
  return {
    waits: stopped ? "stop_rule" : wasSevere(play) ? "severe_pain" : "",
    id: play.id,
    day: play.startedAt.slice(0, 10),
    aboveMs: lasts ? aboveMs(play, play.started + (play.ended ?? 0)) : 0,
  };
}

/** Go on with the minutes above mild of the session before, if that was today and this one begins so. */
function carryOn(play, { day, aboveMs: before }) {
  if (isAbove(play) && day === play.startedAt.slice(0, 10)) play.carried = before;
}

/** Say how many seconds are left of the exercise that is on, or of a later one. */
function secondsLeft(play, place) {
  const from = place === play.place ? play.index : 0;
  const left = phasesOf(play, place).slice(from).reduce((sum, [, , , , seconds]) => sum + seconds, 0);
  return place === play.place ? Math.max(0, left - play.into / 1000) : left;
}
