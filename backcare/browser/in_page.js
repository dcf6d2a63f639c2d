// What several widgets do for the page around them; Python puts it before their own code, because
// a widget's module can import nothing from a file beside it.

/** Write a text only when it differs, so that a screen reader reads it out once. */
function say(node, text = "") {
  if (node.textContent !== text) node.textContent = text;
}

/** Keep JupyterLab from taking plain keys: "d" typed twice would delete a cell, "0" restart it. */
function keepKeys(root, signal) {
  const claim = (event) => {
    if (!root.contains(event.target)) return;
    const theirs = event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape";
    event.target.toggleAttribute("data-lm-suppress-shortcuts", !theirs);
  };
  // On window, because JupyterLab listens on the document and has to find the mark there.
  window.addEventListener("keydown", claim, { capture: true, signal });
}

/** Tell the start page, tree-lab.html, that what it shows may be old; it may be loading just now. */
function tellStartPage() {
  try {
    localStorage.setItem("backcare-told", Date.now());
  } catch {
    // A browser that keeps nothing: it looks whenever somebody comes back to it.
  }
}

/** Do what stands beside each event of a model, until the view is gone. */
function followModel(model, acts, signal) {
  for (const [event, act] of Object.entries(acts)) model.on(event, act);
  signal.addEventListener("abort", () => {
    for (const [event, act] of Object.entries(acts)) model.off(event, act);
  });
}

/** Wait until the page has what stands around an element, then look after it. */
function whenPlaced(el, selector, signal, tend) {
  const placed = new ResizeObserver(() => {
    const root = el.closest(selector);
    if (!root) return;
    placed.disconnect();
    tend(root);
  });
  placed.observe(el);
  signal.addEventListener("abort", () => placed.disconnect());
}

/** Give chips, which ipywidgets leaves without, their role, name and state, now and when they change. */
function nameControls(root, names, signal) {
  const name = () => {
    for (const [selector, words] of Object.entries(names)) {
      const group = root.querySelector(selector);
      group?.setAttribute("role", "group");
      group?.setAttribute("aria-label", words);
      for (const chip of group?.querySelectorAll("button") ?? []) {
        chip.setAttribute("aria-pressed", chip.classList.contains("mod-active"));
      }
    }
    for (const opens of root.querySelectorAll(".bc-opens")) {
      opens.setAttribute("aria-expanded", opens.classList.contains("mod-active"));
    }
  };
  name();
  const changed = new MutationObserver(name);
  const seen = { subtree: true, childList: true, attributeFilter: ["class"] };
  for (const controls of root.querySelectorAll(".bc-controls")) changed.observe(controls, seen);
  signal.addEventListener("abort", () => changed.disconnect());
}
