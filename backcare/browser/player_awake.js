// The screen stays on while a session runs, where the browser can do that and lets us. Nobody is told
// that it will: a phone that saves its battery may refuse, and the session goes on all the same.

/** Make what keeps the screen awake; a view that is taken away lets go of it. */
function makeAwake(signal) {
  let wanted = false;
  let held = null; // the promise of a lock, so that one that comes late is let go of too
  const ask = async () => {
    try {
      return await navigator.wakeLock.request("screen");
    } catch {
      return null; // there is no such thing here, or it was refused
    }
  };
  const letGo = async () => {
    const asked = held;
    held = null;
    try {
      await (await asked)?.release();
    } catch {
      // The browser has taken it back already.
    }
  };
  const keep = (on) => {
    if (on === wanted) return;
    wanted = on;
    if (on) held = ask();
    else letGo();
  };
  // The browser lets go of it by itself when the page is hidden.
  document.addEventListener("visibilitychange", () => {
    if (!wanted || document.visibilityState !== "visible") return;
    letGo();
    held = ask();
  }, { signal });
  signal.addEventListener("abort", () => keep(false));
  return { keep };
}
