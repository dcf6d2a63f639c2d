// Where a session stays until the log has it: in this browser, under the log and the patient that
// it is for, so that neither a reload nor a dead kernel loses it. Saved, it is taken out again.

const SEATS = new Map(); // all views of one player show one session
// Two tabs may show one session, and only one may play it: the newest, or the one that takes it over.
const PAGE = Math.random().toString(36).slice(2);

const slot = (key) => `backcare-session-${key}`;

/** Give the session of a player, the one that was left unfinished or unsaved if there is one. */
function seatOf(key) {
  if (!SEATS.has(key)) {
    SEATS.set(key, { play: null, keptAt: 0 });
    takeOver(key, SEATS.get(key));
  }
  return SEATS.get(key);
}

/** Take the session as the last page has left it, and be the one that plays it from now on. */
function takeOver(key, seat) {
  const play = stored(key);
  seat.play = play;
  if (!play) return;
  pauseFor(play);
  store(key, seat);
}

function stored(key) {
  try {
    const play = JSON.parse(localStorage.getItem(slot(key)));
    return play?.version === 1 ? play : null;
  } catch {
    return null; // no storage here, or nothing that can be read
  }
}

/** Tell whether another page has taken over the session that stands here. */
function isElsewhere(key, { play }) {
  if (!play || play.sent) return false;
  const there = stored(key);
  return Boolean(there) && there.page !== undefined && there.page !== PAGE;
}

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
    localStorage.setItem(slot(key), JSON.stringify(seat.play));
  } catch {
    // A browser that keeps nothing still plays; only a reload would lose the session.
  }
}

function forget(key) {
  try {
    localStorage.removeItem(slot(key));
  } catch {
    // As above.
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

/** Hand a session to the person as a file. */
function download(play, program) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csvOf(play, program)], { type: "text/csv" }));
  link.download = `backcare-session-${play.startedAt.slice(0, 16).replaceAll(":", "")}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
