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
  // A press waits until the one before it is answered: until then the page has not heard what that
  // one did to the fields, and would bring back what it has emptied.
  let waiting = false;
  let again = false;
  const press = async () => {
    again = waiting;
    if (waiting) return;
    waiting = true;
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
  const obey = (message) => {
    if (message.focus) button.focus();
    if (!message.answered) return;
    waiting = false;
    if (again) press();
  };
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
