// A button that says with each press what stood in the fields that it acts on. While the kernel is
// busy, ipywidgets holds the last change of a field back, but not a press, which would overtake it.

function render({ model, el }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = model.get("main") ? "bc-main" : "";
  el.append(button);
  const draw = () => {
    button.textContent = model.get("description");
  };
  const press = async () => {
    const stood = {};
    for (const [id, trait] of Object.entries(model.get("fields"))) {
      const field = await model.widget_manager.get_model(id);
      stood[id] = field.serialize({ [trait]: field.get(trait) })[trait];
      // What ipywidgets still holds back is in the press; sent after it, it would fill a field
      // again that the press has emptied.
      field._msg_buffer = null;
    }
    model.send({ press: stood });
  };
  const obey = (message) => message.focus && button.focus();
  const gone = new AbortController();
  button.addEventListener("click", press, { signal: gone.signal });
  model.on("change:description", draw);
  model.on("msg:custom", obey);
  draw();
  return () => {
    gone.abort();
    model.off("change:description", draw);
    model.off("msg:custom", obey);
  };
}

export default { render };
