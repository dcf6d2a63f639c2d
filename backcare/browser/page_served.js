// The log of a page that a server of ours shows: what is written down is kept there, in the same log
// that notebooks read, and nothing of it in the browser. The calls are those of backcare/site/log_calls.py.

const LOOK_AGAIN_MS = 5_000;
const SERVED_KEEPS = "Your log is kept on this computer, in the same place as that of the notebooks. To copy it: backcare log backup.";
const LOST = "This page has lost its connection. Nothing here is up to date.";
const UNREAD = "A part of your log cannot be read, and is missing here. Ask the person who set this up: backcare log check says which.";

function servedLog(address) {
  document.querySelector("main").before(make("p", { class: "bc-newer bc-unread", role: "alert", hidden: true }, UNREAD));
  let last = ""; // what the log said last
  let refused = ""; // why it did not do what it was asked last
  async function ask(call) {
    refused = "";
    const told = call && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(call) };
    const answer = await fetch(address, told);
    const text = await answer.text();
    const said = JSON.parse(text);
    if (!answer.ok) {
      refused = said.fault;
      throw Object.assign(new Error(said.fault), said);
    }
    if (call) tellPages();
    else {
      last = text;
      document.querySelector(".bc-unread").hidden = !said.unread;
    }
    return said;
  }
  const keep = async (call, session, event) => (await ask({ ...call, session, reason: event?.reason })).session_id;
  return {
    lasts: true,
    served: true,
    /** Say why nothing was kept, in the words of the log where it has said any. */
    get notKept() {
      return refused || "Your log could not be written: the program that shows this page may have been stopped.";
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
    takeOut: async (known) => (await ask({ do: "take_out", known })).taken_out,
    note: (event) => ask({ do: "note", event }),
    async addAll(findNew) {
      const sessions = findNew((await ask()).sessions);
      await ask({ do: "take_in", sessions });
      return sessions;
    },
  };
}

/** Look again at a log that others change too; where it is gone, show nothing of it but an open session. */
function tendServed(here) {
  const main = document.querySelector("main");
  const again = pressable("Open it again", () => location.reload());
  const lost = make("div", { class: "bc-newer", role: "alert", hidden: true }, make("p", {}, LOST), again);
  main.before(lost);
  const tell = (isLost) => {
    lost.hidden = !isLost;
    main.hidden = isLost && !here.player;
  };
  setInterval(() => {
    if (document.hidden) return;
    here.log.hasChanged().then((changed) => {
      tell(false);
      if (changed) here.refresh();
    }, () => tell(true));
  }, LOOK_AGAIN_MS);
}
