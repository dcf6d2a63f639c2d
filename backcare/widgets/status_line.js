// One line that is read out when it changes. It is in every form, so it also looks after what
// ipywidgets and JupyterLab leave undone around it.

/** Keep JupyterLab from taking plain keys: "0" typed twice on a slider would restart the kernel. */
function keepKeys(root, signal) {
  const claim = (event) => {
    if (!root.contains(event.target)) return;
    const theirs = event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape";
    event.target.toggleAttribute("data-lm-suppress-shortcuts", !theirs);
  };
  // On window, because JupyterLab listens on the document and has to find the mark there.
  window.addEventListener("keydown", claim, { capture: true, signal });
}

/** Wait until the page has the line, then look after what stands around it. */
function tend(el, signal) {
  const placed = new ResizeObserver(() => {
    const root = el.closest(".bc-app");
    if (!root) return;
    placed.disconnect();
    keepKeys(root, signal);
  });
  placed.observe(el);
  signal.addEventListener("abort", () => placed.disconnect());
}

function render({ model, el }) {
  const line = document.createElement("p");
  line.className = "bc-said";
  el.append(line);
  const draw = () => {
    line.dataset.bad = model.get("bad");
    line.setAttribute("role", model.get("bad") ? "alert" : "status");
    if (line.textContent !== model.get("text")) line.textContent = model.get("text");
  };
  model.on("change", draw);
  draw();
  const gone = new AbortController();
  tend(el, gone.signal);
  return () => {
    gone.abort();
    model.off("change", draw);
  };
}

export default { render };
