// A button that says with each press what stood in the fields. A busy kernel may get a press before
// the last change of a field, which ipywidgets holds back until the kernel has time.

function render({ model, el }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "bc-main";
  el.append(button);
  const draw = () => {
    button.textContent = model.get("description");
  };
  const press = async () => {
    const stood = {};
    for (const id of model.get("fields")) {
      const field = await model.widget_manager.get_model(id);
      stood[id] = field.serialize({ value: field.get("value") }).value;
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
