// A plan in words. It stands among the questions that make it, so it also gives these the names
// that ipywidgets leaves out.

/** Put a small picture before each line; what they share stands once. */
function showStills(plan, { shared, pictures }) {
  let anyShown = false;
  for (const line of plan.querySelectorAll("li[data-exercise-id]")) {
    const picture = pictures?.[line.dataset.exerciseId];
    if (!picture) continue;
    const still = document.createElement("div");
    still.className = "bc-mini";
    still.setAttribute("aria-hidden", "true"); // its name stands beside it
    still.innerHTML = picture;
    line.prepend(still);
    anyShown = true;
  }
  if (anyShown) plan.insertAdjacentHTML("afterbegin", shared);
}

/** Let an exercise be swapped or left out; then the keyboard goes on at the head of the plan. */
function tendChanges(model, plan, signal) {
  let pressed = false;
  plan.addEventListener("click", ({ target }) => {
    const { change } = target.dataset;
    if (!change || pressed) return;
    pressed = true;
    target.setAttribute("aria-busy", "true");
    model.send({ [change]: target.closest("li").dataset.exerciseId });
  }, { signal });
  const answered = () => {
    if (!pressed) return;
    pressed = false;
    const busy = plan.querySelector("[aria-busy]"); // where nothing has changed, and why is said
    busy?.removeAttribute("aria-busy");
    const why = busy?.closest(".bc-made")?.querySelector(".bc-changed");
    requestAnimationFrame(() => why?.scrollIntoView({ block: "nearest" }));
    (busy ?? plan.querySelector("h2"))?.focus({ preventScroll: true });
  };
  model.on("msg:custom", answered);
  signal.addEventListener("abort", () => model.off("msg:custom", answered));
}

/** Name a session that this browser keeps because no log has it yet; "" where there is none. */
function unsavedWords(key) {
  const play = notedIn(key) ?? stored(slot(key));
  if (!play) return "";
  const began = new Date(play.started);
  const time = began.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const day = dayOf(began) === today() ? "today" : `on ${spelledDate(began)}`;
  return `You began a session ${day} at ${time} that is not saved yet.`;
}

function render({ model, el }) {
  const head = document.createElement("p");
  head.className = "bc-unseen";
  head.setAttribute("role", "status");
  const unsaved = document.createElement("div");
  unsaved.className = "bc-said bc-not-saved";
  unsaved.innerHTML = "<p></p><button type='button'>Go on with it</button>";
  // The player has it, whatever plan it is opened with.
  unsaved.lastChild.addEventListener("click", () => planner?.querySelector(".bc-do-plan button")?.click());
  const plan = document.createElement("div");
  el.append(head, unsaved, plan);
  const gone = new AbortController();
  let drawn = null;
  let isStale = () => false;
  const draw = () => {
    const shown = model.get("cleared");
    plan.toggleAttribute("data-stale", isStale());
    head.classList.toggle("bc-unseen", !isStale());
    const html = shown ? model.get("html") : ""; // written by Python, every cell escaped
    if (html !== drawn) {
      plan.innerHTML = html;
      showStills(plan, model.get("stills"));
    }
    drawn = html;
    const title = plan.querySelector("h2");
    if (title) say(title, model.get("head"));
    drawTicks(model, plan);
    say(head, isStale() ? "One moment …" : shown ? model.get("head") : "");
    say(unsaved.firstChild, title ? unsavedWords(model.get("key")) : "");
    unsaved.hidden = !unsaved.firstChild.textContent;
  };
  model.on("change", draw);
  draw();
  isStale = tendAnswer(model, gone.signal, draw);
  tendAsked(model, plan, gone.signal);
  tendChanges(model, plan, gone.signal);
  window.addEventListener("storage", draw, { signal: gone.signal });
  let planner;
  whenPlaced(el, ".bc-planner", gone.signal, (root) => {
    planner = root;
    keepKeys(root, gone.signal);
    nameControls(root, model.get("names"), gone.signal);
  });
  return () => {
    gone.abort();
    model.off("change", draw);
    // The player that takes this place begins where the planner did, not where Start was pressed.
    requestAnimationFrame(() => {
      if (!planner?.isConnected) return;
      planner.tabIndex = -1;
      planner.focus({ preventScroll: true });
      planner.scrollIntoView();
    });
  };
}

export default { render };
