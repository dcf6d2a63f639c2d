// One line that is read out when it changes. It is in every form, so it also looks after what
// ipywidgets and JupyterLab leave undone around it.

/** Have the browser ask before the page is left while the model has something `unsaved`. */
function askBeforeLeaving(model, signal) {
  const ask = (event) => {
    if (model.get("unsaved")) event.preventDefault();
  };
  window.addEventListener("beforeunload", ask, { signal });
}

function render({ model, el }) {
  const line = document.createElement("p");
  line.className = "bc-said";
  el.append(line);
  const draw = () => {
    line.dataset.done = model.get("done");
    line.dataset.bad = model.get("bad");
    line.dataset.unsaved = model.get("unsaved"); // our template of Voila reads it
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
