// The log of a page that a server of ours shows: what is written down is kept there, in the same log
// that notebooks read, and nothing of it in the browser. The calls are those of backcare/site/log_calls.py.

const SIGN_OUT = document.querySelector(".bc-sign-out"); // behind a clinic's hub alone
const LOOK_AGAIN_MS = SIGN_OUT ? 30_000 : 5_000; // a clinic's server has many pages to answer
const SERVED_KEEPS = SIGN_OUT
  ? "Your log is kept by your clinic. Only you and the clinicians who look after you can read it. To have a copy, save the sessions as a file."
  : "Your log is kept on this computer, in the same place as that of the notebooks. To copy it: backcare log backup.";
const LOST = "This page has lost its connection. Nothing here is up to date.";
const START_AGAIN = SIGN_OUT
  ? "If it cannot be opened again, log in once more. If that does not help, tell your clinic."
  : "If it cannot be opened again, start it the way you did before, and open the address that it shows.";
const OPEN_AGAIN = "Open it again";
const UNREAD = `A part of your log cannot be read, and is missing here. ${SIGN_OUT ? "Tell your clinic." : "Ask the person who set this up: backcare log check says which."}`;
const UNREACHED = `No answer has come${SIGN_OUT ? " from your clinic" : ": the program that shows this page may have been stopped"}, so nobody knows whether it was kept. Leave this page open, and press the same button again in a minute: nothing is kept twice.`;
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
  async function ask(call) {
    refused = "";
    const headers = xsrfHeader();
    const told = call ? { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(call) } : { headers };
    const answer = await fetch(address, { ...told, signal: AbortSignal.timeout(ANSWER_MS) });
    const text = await answer.text();
    const said = JSON.parse(text);
    if (!answer.ok) {
      refused = said.fault;
      throw Object.assign(new Error(said.fault), said);
    }
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
    get notKept() {
      return refused || UNREACHED;
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
      await tellNext({ do: "take_in", sessions });
      return sessions;
    },
  };
}

/** Look again at a log that others change too; where it is gone, show nothing of it but an open session. */
function tendServed(here) {
  if (SIGN_OUT) say(document.querySelector(".bc-who"), decodeURIComponent(location.pathname.split("/").at(-2)));
  const main = document.querySelector("main");
  // Where nobody answers, the browser would show a page of its own, which says nothing of what to do.
  const again = pressable(OPEN_AGAIN, () => here.log.hasChanged().then(() => location.reload(), (error) => {
    tell(error);
    say(again, "No answer yet. Try again");
  }));
  const words = make("p", {}, LOST);
  const lost = noted(words, again);
  const tell = (error) => {
    // The program may be there, and its log may not: then that says why, and what to do.
    const why = error && (error.fault ? `Your log cannot be read. ${error.fault} Nothing here is up to date.` : `${LOST} ${START_AGAIN}`);
    if (error) say(words, why);
    else say(again, OPEN_AGAIN);
    lost.hidden = !error;
    main.hidden = Boolean(error) && !here.player;
  };
  setInterval(() => {
    if (document.hidden) return;
    here.log.hasChanged().then((changed) => {
      tell(null);
      if (changed) here.refresh();
    }, tell);
  }, LOOK_AGAIN_MS);
}
