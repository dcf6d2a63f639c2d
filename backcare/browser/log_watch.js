// What is shown of a log may be old: a page is made before anybody opens it, stays open over
// midnight, and is not the only one. This part shows nothing; it says when to look again.

const LOOK_MS = 5_000; // how late after midnight yesterday may still be shown

function render({ model, el }) {
  el.hidden = true;
  const gone = new AbortController();
  const { signal } = gone;
  let day;
  const look = () => {
    day = new Date().toDateString();
    try {
      model.send({ kind: "look", zone: -new Date().getTimezoneOffset() });
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
  model.on("change:changes", tell);

  document.addEventListener("visibilitychange", seen, { signal });
  window.addEventListener("focus", seen, { signal });
  const clock = setInterval(() => {
    if (day !== new Date().toDateString()) seen();
  }, LOOK_MS);
  tendLine(model, el, signal, seen);
  seen();
  return () => {
    gone.abort();
    clearInterval(clock);
    model.off("change:changes", tell);
    channel.close();
  };
}

export default { render };
