// The page is kept for when there is no network, and a newer one is told of: see page_worker.js.

const NEWER_READY = "A newer version of this page is ready.";
const NOT_IN_A_SESSION = "Your session is open. End it first, and press again.";

/** Keep the page, and tell of a newer one that waits, each time until it is in use. */
async function keepPage(here) {
  const worker = await navigator.serviceWorker?.register("worker.js").catch(() => null);
  if (!worker) return;
  const tend = (fresh) => fresh?.addEventListener("statechange", () => {
    // The first that is kept is the page that is open.
    if (fresh.state === "installed" && worker.active) tellNewer(here, worker);
  });
  tend(worker.installing);
  worker.addEventListener("updatefound", () => tend(worker.installing));
  if (worker.waiting) tellNewer(here, worker);
}

/** Say that a newer page is here, with the button that opens it; in other tabs the older one goes on. */
function tellNewer(here, worker) {
  if (document.querySelector(".bc-fresh")) return;
  const said = make("p", {}, NEWER_READY);
  const use = pressable("Use the newer version", () => {
    if (here.player) {
      say(said, `${NEWER_READY} ${NOT_IN_A_SESSION}`);
      return;
    }
    const fresh = worker.waiting;
    if (!fresh) { // another tab was first
      location.reload();
      return;
    }
    fresh.addEventListener("statechange", () => fresh.state === "activated" && location.reload());
    fresh.postMessage("take over");
  });
  document.querySelector("main").prepend(make("div", { class: "bc-app bc-newer bc-fresh", role: "status" }, said, use));
}
