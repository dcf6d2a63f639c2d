// One line that is read out when it changes. It is in every form, so it also looks after what
// ipywidgets and JupyterLab leave undone around it.

/** Have the browser ask before the page is left while the model has something `unsaved`. */
function askBeforeLeaving(model, signal) {
  // Voila stops the page's Python as soon as the page may be left, and whoever stays needs it. So
  // it hears of it later, when the page goes.
  const tellVoila = () => window.dispatchEvent(new Event("beforeunload"));
  const ask = (event) => {
    if (!event.cancelable) return; // what Voila is told
    window.removeEventListener("pagehide", tellVoila);
    if (!model.get("unsaved")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    window.addEventListener("pagehide", tellVoila, { once: true });
  };
  window.addEventListener("beforeunload", ask, { capture: true, signal });
}

function render({ model, el }) {
  const line = document.createElement("p");
  line.className = "bc-said";
  el.append(line);
  const draw = () => {
    line.dataset.done = model.get("done");
    line.dataset.bad = model.get("bad");
    line.setAttribute("role", model.get("bad") ? "alert" : "status");
    say(line, model.get("text"));
  };
  model.on("change", draw);
  draw();
  const gone = new AbortController();
  whenPlaced(el, ".bc-app", gone.signal, (root) => keepKeys(root, gone.signal));
  askBeforeLeaving(model, gone.signal);
  return () => {
    gone.abort();
    model.off("change", draw);
  };
}

export default { render };
