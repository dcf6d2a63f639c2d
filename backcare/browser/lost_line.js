// Nothing in a page outlives the Python that keeps it right.

const BROKEN_MS = 3_000; // a line that is broken for less, as when a computer wakes up, mends itself
const GONE = ["restarting", "autorestarting", "terminating", "dead"];

/** Watch the line to a kernel: `changed(true)` once it is lost, `changed(false)` when it is back. */
function watchLine(kernel, signal, changed) {
  if (!kernel?.connectionStatusChanged) return;
  let [gone, lost, late] = [false, false, null];
  const set = (now) => {
    if (lost !== now) changed((lost = now));
  };
  const look = () => {
    // What a kernel that has gone knew of this page has gone with it, also when another is there.
    gone ||= GONE.includes(kernel.status);
    clearTimeout(late);
    if (gone) set(true);
    else if (kernel.connectionStatus === "connected") set(false);
    else late = setTimeout(() => set(true), BROKEN_MS);
  };
  const signals = [kernel.statusChanged, kernel.connectionStatusChanged];
  for (const one of signals) one.connect(look);
  signal.addEventListener("abort", () => {
    clearTimeout(late);
    for (const one of signals) one.disconnect(look);
  });
  look();
}

/** Say in an app that its line is lost, and hide all of it that needs Python to be right. */
function tendLine(model, el, signal, back = () => {}) {
  const change = (root, lost) => {
    root.toggleAttribute("data-lost", lost);
    root.querySelector(":scope > .bc-lost")?.remove();
    // What is folded away has nothing to say of its own beside another that says so.
    const said = root.matches(".bc-folded") && document.querySelector(".bc-lost");
    if (lost && !said) root.prepend(lostNotice(root));
    else if (!lost) back();
  };
  whenPlaced(el, ".bc-app", signal, (root) => {
    // The player goes on without Python, and says itself what is not saved yet.
    if (root.matches(".bc-session-player")) return;
    watchLine(model.widget_manager?.kernel, signal, (lost) => change(root, lost));
  });
}

/** Tell a page from a notebook. */
const onPage = () => "voila" in document.body.dataset;

function lostNotice(root) {
  const notice = document.createElement("div");
  notice.className = "bc-lost";
  notice.setAttribute("role", "alert");
  const lines = [`This ${onPage() ? "page" : "notebook"} has lost its connection. Nothing here is up to date.`];
  const typed = ".bc-session-form:not(.bc-folded), .bc-unsaved";
  if (root.matches(typed) || root.querySelector(typed)) lines.push("What you have typed here is not saved. Note it down first.");
  // The server of the pages says it, also to the start page; Voila alone says nothing.
  if (!onPage()) lines.push("To continue, choose Run, Run All Cells.");
  else if (document.body.dataset.wayBack) lines.push(document.body.dataset.wayBack);
  for (const line of lines) {
    const words = document.createElement("p");
    words.textContent = line;
    notice.append(words);
  }
  if (onPage()) {
    const open = document.createElement("button");
    open.type = "button";
    open.textContent = "Open it again";
    open.addEventListener("click", () => openAgain(open));
    notice.append(open);
  }
  return notice;
}

/** Load the page anew, unless nobody answers: the browser's own page says nothing of what to do. */
async function openAgain(button) {
  try {
    await fetch(`${document.body.dataset.baseUrl}static/voila.js`, { method: "HEAD", cache: "no-store" });
    location.reload();
  } catch {
    button.textContent = "No answer yet. Try again";
  }
}
