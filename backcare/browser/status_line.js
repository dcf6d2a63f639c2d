// One line that is read out when it changes. It is in every form, so it also looks after what
// ipywidgets and JupyterLab leave undone around it.

function render({ model, el }) {
  const line = document.createElement("p");
  line.className = "bc-said";
  el.append(line);
  const draw = () => {
    line.dataset.bad = model.get("bad");
    line.setAttribute("role", model.get("bad") ? "alert" : "status");
    say(line, model.get("text"));
  };
  model.on("change", draw);
  draw();
  const gone = new AbortController();
  whenPlaced(el, ".bc-app", gone.signal, (root) => keepKeys(root, gone.signal));
  return () => {
    gone.abort();
    model.off("change", draw);
  };
}

export default { render };
