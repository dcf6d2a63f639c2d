// Where a session stays until the log has it: in this browser, under the log and the patient that
// it is for, so that neither a reload nor a dead kernel loses it. Saved, it is taken out again.

const SEATS = new Map(); // all views of one player show one session
// Two tabs may show one session, and only one may play it: the newest, or the one that takes it over.
const PAGE = Math.random().toString(36).slice(2);

const slot = (key) => `backcare-session-${key}`;
// What is only noted is beside the session that another tab may be playing, in a place of its own.
const slotOf = (key, play) => (play?.apart ? `${slot(key)}-${play.id}` : slot(key));

/** Give the session of a player, the one that was left unfinished or unsaved if there is one. */
function seatOf(key) {
  if (!SEATS.has(key)) {
    // What waits may be taken out by another tab as soon as the log has it; this page had read it before.
    SEATS.set(key, { play: null, keptAt: 0, stop: lastStop(key).id, barred: leftFor(key, {}).waits ?? "" });
    takeOver(key, SEATS.get(key));
  }
  return SEATS.get(key);
}

/** Take the session as the last page has left it, and be the one that plays it from now on. */
function takeOver(key, seat) {
  const play = (seat.play && stored(slotOf(key, seat.play))) ?? notedIn(key) ?? stored(slot(key));
  seat.play = play;
  if (!play) return;
  pauseFor(play);
  if (play.chosen?.[1] === "during") reportLeft(play);
  store(key, seat);
}

function stored(place) {
  try {
    const play = JSON.parse(localStorage.getItem(place));
    return play?.version === 1 ? play : null;
  } catch {
    return null; // no storage here, or nothing that can be read
  }
}

/** Find what was noted and is in no log yet. */
const notedIn = (key) => keptPlays(key).find((play) => play.apart) ?? null;

/** Find all that is in no log yet; what this page has and could not keep, too. */
function keptPlays(key) {
  let plays = [];
  try {
    const places = Object.keys(localStorage).filter((one) => one === slot(key) || one.startsWith(`${slot(key)}-`));
    plays = places.map(stored).filter(Boolean);
  } catch {
    // No storage here.
  }
  const { play: own, unkept } = SEATS.get(key) ?? {};
  return own && unkept && !own.sent ? [...plays.filter(({ id }) => id !== own.id), own] : plays;
}

/** Find what another page keeps where the session that stands here belongs, or one would. */
function playedElsewhere(key, { play }) {
  const there = stored(slotOf(key, play));
  return there && there.page !== undefined && there.page !== PAGE ? there : null;
}

/** Tell whether another page has taken over the session that stands here. */
const isElsewhere = (key, seat) => Boolean(seat.play && !seat.play.sent && playedElsewhere(key, seat));

/** Keep a session; as it goes on by itself once a second is enough. */
function keep(key, seat, always = true) {
  if (!seat.play || seat.play.sent || (!always && seat.play.seen - seat.keptAt < 1000)) return;
  seat.elsewhere ||= isElsewhere(key, seat); // what another page goes on with is not written over
  if (!seat.elsewhere) store(key, seat);
}

function store(key, seat) {
  seat.keptAt = seat.play.seen;
  seat.play.page = PAGE;
  try {
    localStorage.setItem(slotOf(key, seat.play), JSON.stringify(seat.play));
    seat.unkept = false;
  } catch {
    seat.unkept = true; // a browser that keeps nothing still plays; only a reload would lose the session
  }
}

/** Take a session out, but no other that has come into its place. */
function forget(key, play) {
  try {
    if (stored(slotOf(key, play))?.id === play.id) localStorage.removeItem(slotOf(key, play));
  } catch {
    // As above.
  }
}

const stopKey = (key) => `backcare-stop-${key}`;

/** Tell the pages that are open that this session has stopped: they are not to play on. */
function tellStop(key, play, waits) {
  try {
    localStorage.setItem(stopKey(key), JSON.stringify({ id: play.id, waits }));
  } catch {
    // As above: where pages cannot tell each other anything, the log does when they are seen again.
  }
  tellStartPage();
}

const painKey = (key) => `backcare-pain-${key}`;

/** Tell the pages that are open that pain was said here: what they offer may not fit any more. */
function tellPain(key) {
  try {
    localStorage.setItem(painKey(key), Date.now());
    localStorage.removeItem(painKey(key)); // others have heard by then, and nothing is left of it
  } catch {
    // As above.
  }
  tellStartPage();
}

/** Give the stop that was told last. */
function lastStop(key) {
  try {
    return JSON.parse(localStorage.getItem(stopKey(key))) ?? {};
  } catch {
    return {};
  }
}

const severeKey = (key) => `backcare-severe-${key}`;
const SEVERE = new Map(); // what could not be kept: it holds as long as the page is open

/** Keep severe pain that was chosen before a session: to load the page anew takes nothing back. */
function keepSevere(key, pain) {
  const left = pain === null ? null : { day: today(), pain, id: severeKept(key)?.id ?? newId(Date.now()) };
  SEVERE.delete(key);
  try {
    if (left) localStorage.setItem(severeKey(key), JSON.stringify(left));
    else localStorage.removeItem(severeKey(key));
  } catch {
    if (left) SEVERE.set(key, left);
  }
  tellPain(key);
}

/** Give the severe pain that was chosen today and not answered since; null where there is none. */
const severeLeft = (key) => severeKept(key)?.pain ?? null;

function severeKept(key) {
  const isOfToday = (left) => (left?.day === today() ? left : null);
  try {
    return isOfToday(SEVERE.get(key) ?? JSON.parse(localStorage.getItem(severeKey(key))));
  } catch {
    return isOfToday(SEVERE.get(key));
  }
}

const leftKey = (key) => `backcare-left-${key}`;

/** Say what the sessions before have left for the next one; see `leaves`. */
function leftFor(key, seat) {
  if (seat.left) return seat.left;
  try {
    return JSON.parse(localStorage.getItem(leftKey(key))) ?? {};
  } catch {
    return {};
  }
}

function leave(key, seat, left) {
  seat.left = left;
  try {
    if (left.waits || left.aboveMs) localStorage.setItem(leftKey(key), JSON.stringify(left));
    else localStorage.removeItem(leftKey(key));
    seat.left = null; // read anew each time: another page may have changed it
  } catch {
    // As above: it holds as long as the page is open.
  }
}
