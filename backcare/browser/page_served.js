// The log of a page that a server of ours shows: what is written down is kept there, in the same log
// that notebooks read, and nothing of it in the browser. The calls are those of backcare/site/log_calls.py.

const SIGN_OUT = document.querySelector(".bc-sign-out"); // behind a clinic's hub alone
// A clinic's server has many pages to answer. A log that is away is looked for more often.
const [LOOK_AGAIN_MS, LOOK_FOR_IT_MS] = SIGN_OUT ? [25_000, 10_000] : [4_000, 5_000];
const SERVED_KEEPS = SIGN_OUT
  ? "Your log is kept by your clinic. Only you and the clinicians who look after you can read it. To have a copy, save the sessions as a file."
  : "Your log is kept on this computer, in the same place as that of the notebooks. To copy it: backcare log backup.";
const NOTHING_OLD = "Nothing here is up to date.";
const LOST = `This page has lost its connection. ${NOTHING_OLD}`;
const START_AGAIN = SIGN_OUT
  ? "If it cannot be opened again, sign in once more. If that does not help, tell your clinic."
  : "If it cannot be opened again, start it the way you did before, and open the address that it shows.";
const OPEN_AGAIN = "Open it again";
const UNREAD = `A part of your log cannot be read, and is missing here. ${SIGN_OUT ? "Tell your clinic." : "Ask the person who set this up: backcare log check says which."}`;
const UNANSWERED = `No answer has come${SIGN_OUT ? " from your clinic" : ": the program that shows this page may have been stopped"}, so nobody knows whether it was kept.`;
const TRY_AGAIN = "Leave this page open, and press the same button again in a minute: nothing is kept twice.";
const TYPED = "What you have written down is not saved yet. It is still here, under Progress. Leave this page open.";
const TYPED_LOST = "What you have written down under Progress is not saved, and is lost when you sign out.";
const PLAYED_OPEN = "Your session is not saved. This browser keeps it: sign in here again, and go on with it under Session.";
const [JUST_NOW_MS, A_WHILE_MS] = [2_000, 10_000]; // so that not every press asks
const OTHERS_PAGE = "Open the page of who is signed in now";
const CUT_IN_TWO = "Cut the file in two, each with the first line, and bring one after the other.";
const MOST_SENT = 9_900_000; // bytes, less than `MOST_BYTES` of site/served.py
const ANSWER_MS = 20_000; // longer than a log waits for others

/** Show a clinic's hub that a request is of its own page: no other site can read this cookie. */
const xsrfHeader = () => (SIGN_OUT ? { "X-XSRFToken": /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? "" } : {});

/** Make a place above the page for something that stands beside all of it. */
function noted(...words) {
  const box = make("div", { class: "bc-app bc-newer", hidden: true }, make("div", { class: "bc-lost", role: "alert" }, ...words));
  document.querySelector("main").before(box);
  return box;
}

function servedLog(address) {
  const unread = noted(UNREAD);
  let last = ""; // what the log said last
  let refused = ""; // why it did not do what it was asked last
  let isForNow = true; // whether the same may be done in a minute
  let isAway = false; // whether that was because it cannot be reached
  async function ask(call) {
    [refused, isForNow, isAway] = ["", true, true];
    const headers = xsrfHeader();
    const told = call ? { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(call) } : { headers };
    const answer = await fetch(address, { ...told, signal: AbortSignal.timeout(ANSWER_MS) });
    const text = await answer.text();
    const said = JSON.parse(text);
    if (!answer.ok) {
      [refused, isForNow] = [said.fault, Boolean(said.again)];
      isAway = answer.status !== 400;
      if (said.leads_to) location.replace(said.leads_to); // this page is not theirs
      throw Object.assign(new Error(said.fault), said);
    }
    isAway = false;
    if (call) tellPages();
    else {
      last = text;
      unread.hidden = !said.unread;
    }
    return said;
  }
  let turn = Promise.resolve();
  /** Tell the log something after all that it is told already: of two answers the newer one counts. */
  const tellNext = (call) => (turn = turn.catch(() => {}).then(() => ask(call)));
  const keep = async (call, session, event) => (await tellNext({ ...call, session, reason: event?.reason })).session_id;
  return {
    lasts: true,
    served: true,
    /** Say why nothing was kept, in the words of the log where it has said any. */
    get why() {
      return refused || UNANSWERED;
    },
    /** Say it with what to do, where nothing is done by itself. */
    get notKept() {
      return isForNow ? `${this.why} ${TRY_AGAIN}` : this.why;
    },
    get isAway() {
      return isAway;
    },
    readAll: () => ask(),
    /** Say whether the log, which notebooks change too, says something else than before. */
    async hasChanged() {
      const before = last;
      await ask();
      return last !== before;
    },
    addOnce: (session, event = null) => keep({ do: "add" }, session, event),
    replace: (session, known, event = null) => keep({ do: "replace", known }, session, event),
    takeOut: async (known) => (await tellNext({ do: "take_out", known })).taken_out,
    note: (event) => tellNext({ do: "note", event }),
    async addAll(findNew) {
      const sessions = findNew((await ask()).sessions);
      if (new Blob([JSON.stringify(sessions)]).size > MOST_SENT) throw new FileFaults([`It has ${counted(sessions.length, "session")} that are not here yet, and so many cannot be taken in at once. ${CUT_IN_TWO}`]);
      await tellNext({ do: "take_in", sessions });
      return sessions;
    },
  };
}

/** Look again at a log that others change too; where it is gone, show nothing of it but what is not saved yet. */
function tendServed(here) {
  const main = document.querySelector("main");
  const whose = SIGN_OUT ? decodeURIComponent(location.pathname.split("/").at(-2)) : "";
  const isOpen = () => Boolean(here.player || here.hasUnsaved?.());
  // Where nobody answers, the browser would show a page of its own, which says nothing of what to do.
  const again = pressable(OPEN_AGAIN, async () => {
    const error = isElse ? null : await look();
    if (error) say(again, "No answer yet. Try again");
    else if (isElse || !isOpen()) location.reload();
  });
  const words = make("p", {}, LOST);
  const lost = noted(words, again);
  let [asked, known, isElse, focused] = [0, performance.now(), false, null];
  /** Show nothing until it is known whose page this is; the keyboard goes on where it was. */
  const cover = (isOn) => {
    if (isOn) focused ??= main.contains(document.activeElement) ? document.activeElement : null;
    main.classList.toggle("bc-covered", isOn);
    say(document.querySelector(".bc-who"), isOn ? "" : whose);
    if (isOn) return;
    if (document.activeElement === document.body) focused?.focus({ preventScroll: true });
    focused = null;
  };
  const tell = (error) => {
    isElse = Boolean(error?.somebody_else);
    // The program may be there, and its log may not: then that says why, and what to do.
    const why = error?.fault ? `${SIGN_OUT ? "" : "Your log cannot be read. "}${error.fault}` : `${LOST} ${START_AGAIN}`;
    if (error) say(words, `${why} ${isElse ? "" : here.hasUnsaved?.() ? TYPED : error.fault ? NOTHING_OLD : ""}`.trim());
    if (!error || isElse) say(again, isElse ? OTHERS_PAGE : OPEN_AGAIN);
    lost.hidden = !error;
    main.hidden = Boolean(error) && !isElse && !isOpen();
    main.toggleAttribute("data-away", Boolean(error));
    if (isElse) main.querySelector('.bc-session-player[data-screen="live"] .bc-live:not([data-paused="true"]) .bc-pause')?.click(); // nobody is there who does it
    cover(isElse);
  };
  /** Ask the log; of two answers the one that was asked for later counts. Gives what is wrong. */
  async function look() {
    const mine = (asked += 1);
    const [error, changed] = await here.log.hasChanged().then((said) => [null, said], (failed) => [failed]);
    if (mine !== asked) return error;
    known = performance.now();
    tell(error);
    if (!error && changed) await here.refresh().catch(tell);
    if (!error) here.saveAgain?.();
    return error;
  }
  setInterval(() => {
    if (!document.hidden && (!lost.hidden || performance.now() - known > LOOK_AGAIN_MS)) look();
  }, LOOK_FOR_IT_MS);
  if (!SIGN_OUT) return;
  say(document.querySelector(".bc-who"), whose);
  askBeforeSigningOut(here, () => isElse);
  // Somebody else may have come with this browser: nothing is shown before the clinic says who it is.
  const comesBack = () => {
    if (document.hidden || performance.now() - known < JUST_NOW_MS) return;
    cover(true);
    look();
  };
  const leaves = () => {
    known = -Infinity;
    cover(true);
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? leaves() : comesBack()));
  addEventListener("pagehide", leaves);
  addEventListener("pageshow", comesBack);
  addEventListener("focus", comesBack);
  for (const used of ["pointerdown", "keydown"]) {
    addEventListener(used, () => performance.now() - known > A_WHILE_MS && look(), { capture: true });
  }
  // Each page of anybody says that it was opened, and nothing more.
  const pages = new BroadcastChannel("backcare-clinic");
  pages.addEventListener("message", () => {
    cover(true);
    look();
  });
  pages.postMessage("opened");
}

/** Ask whoever signs out while something is not saved yet; somebody else is told nothing of it, and it stays. */
function askBeforeSigningOut(here, isElse) {
  const said = make("p", {});
  const stay = pressable("Stay here", () => {
    box.hidden = true;
    SIGN_OUT.focus();
  }, { class: "bc-main" });
  const leave = pressable("Sign out all the same", () => {
    here.leaves = true; // that it is lost was said
    location.href = SIGN_OUT.href;
  });
  const box = make("div", { class: "bc-app bc-leaving", role: "alert", hidden: true }, make("div", { class: "bc-lost" }, said, make("div", { class: "bc-buttons" }, stay, leave)));
  SIGN_OUT.before(box);
  SIGN_OUT.addEventListener("click", (event) => {
    SIGN_OUT.target = isElse() ? "_blank" : "";
    if (isElse()) return;
    const isPlayed = here.player && keptPlays(here.key).length > 0;
    const isTyped = here.hasUnsaved?.();
    if (!isPlayed && !isTyped) return;
    event.preventDefault();
    box.hidden = false;
    say(said, ["You are not done yet.", isPlayed ? PLAYED_OPEN : "", isTyped ? TYPED_LOST : ""].filter(Boolean).join(" "));
    stay.focus();
  });
}
