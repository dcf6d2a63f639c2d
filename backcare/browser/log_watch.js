// What is shown of a log may be old: a page is made before anybody opens it, stays open over
// midnight, and is not the only one. This part shows nothing; it says when to look again.

const LOOK_MS = 5_000; // how late after midnight yesterday may still be shown

/** List the stops that the browser keeps; where the player is, what is only chosen is left to it. */
function stopsFor(el, key) {
  const root = el.closest(".bc-app");
  return root ? keptStops(key, root.matches(".bc-session-player")) : []; // not in its page yet
}

/** Say in an app that there is a stop which its log does not have, and hide what it offers. */
function showKept(el, model, stops) {
  const root = el.closest(".bc-app");
  // The player knows by itself.
  if (!root || root.matches(".bc-session-player")) return;
  const words = model.get("stop_words")[untoldReason(stops, model.get("known"))] ?? "";
  root.toggleAttribute("data-kept-stop", words !== "");
  const said = root.querySelector(":scope > .bc-kept-stop");
  if (said?.dataset.words === words) return;
  said?.remove();
  if (!words) return;
  const notice = Object.assign(document.createElement("div"), { className: "bc-kept-stop bc-stop", innerHTML: words });
  notice.dataset.words = words;
  // What to do about a sign comes first; where there is no check, the notice is the first of all.
  const check = [...root.children].find((child) => child.querySelector(".bc-gate"));
  if (check) check.after(notice);
  else root.prepend(notice);
}

/** What was pressed goes away: the keyboard goes on with the check, where one is, or its app. */
function moveOn(el) {
  const root = el.closest(".bc-app");
  if (!root?.matches(":focus-within")) return;
  const check = root.querySelector(".bc-gate");
  const next = check?.checkVisibility() ? check : root;
  next.tabIndex = -1;
  next.focus();
}

function render({ model, el }) {
  el.hidden = true;
  const gone = new AbortController();
  const { signal } = gone;
  let day;
  const key = model.get("kept_key");
  const look = () => {
    day = new Date().toDateString();
    const stops = stopsFor(el, key);
    showKept(el, model, stops);
    try {
      model.send({ kind: "look", zone: -new Date().getTimezoneOffset(), now: Date.now(), stops, pains: keptPains(key) });
    } catch {
      // There is nobody to ask just now.
    }
  };
  const seen = () => {
    if (!document.hidden) look();
  };

  const channel = new BroadcastChannel(`backcare-log-${model.get("key")}`);
  channel.addEventListener("message", ({ data: kernel }) => {
    // Its own kernel has told all that it shows already. A page that nobody sees looks, too: it may
    // be leading somebody through a session by voice.
    if (kernel !== model.get("kernel")) look();
  });
  const tell = () => {
    channel.postMessage(model.get("kernel"));
    tellStartPage();
  };
  const heard = () => {
    showKept(el, model, stopsFor(el, key));
    // Only where somebody says stop is it known that this was asked about.
    if (!model.get("waits") && Object.keys(model.get("stop_words")).length) forgetAsked(key, model.get("known"));
  };
  const obey = (message) => message.move_on && moveOn(el);
  model.on("change:changes", tell);
  model.on("change:known change:waits", heard);
  model.on("msg:custom", obey);
  // A player on another page, whose Python may be gone, has stopped just now, or it hurts there.
  window.addEventListener("storage", ({ key: at, newValue: told }) => told && [stopKey(key), painKey(key)].includes(at) && look(), { signal });

  document.addEventListener("visibilitychange", seen, { signal });
  window.addEventListener("focus", seen, { signal });
  const clock = setInterval(() => {
    if (day !== new Date().toDateString()) seen();
  }, LOOK_MS);
  tendLine(model, el, signal, seen);
  seen();
  whenPlaced(el, ".bc-app", signal, () => stopsFor(el, key).length && look());
  return () => {
    gone.abort();
    clearInterval(clock);
    model.off("change:changes", tell);
    model.off("change:known change:waits", heard);
    model.off("msg:custom", obey);
    channel.close();
  };
}

export default { render };
