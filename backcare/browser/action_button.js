// A button that acts on what stands in some fields. While the kernel is busy, ipywidgets holds the
// last change of a field back, but not a press, which would overtake it.

/** Wait until the kernel has heard every change of these fields. */
async function settled(fields) {
  const heard = (field) => !field._pending_msgs && !field._msg_buffer;
  while (!fields.every(heard)) await new Promise((resolve) => setTimeout(resolve, 20));
}

function render({ model, el }) {
  const button = document.createElement("button");
  button.type = "button";
  el.append(button);
  const draw = () => {
    const open = model.get("expanded");
    button.textContent = model.get("description");
    button.classList.toggle("bc-main", model.get("main") && !open);
    button.disabled = model.get("disabled");
    if (open === null) return;
    button.classList.add("bc-opens");
    button.classList.toggle("mod-active", open);
    button.setAttribute("aria-expanded", open);
  };
  // A press waits until the one before it is answered: until then the page has not heard what that
  // one did to the fields, and would bring back what it has emptied.
  let waiting = false;
  let again = false;
  const press = async () => {
    again = waiting;
    if (waiting) return;
    waiting = true;
    button.setAttribute("aria-busy", "true");
    const traits = Object.entries(model.get("fields"));
    const ids = traits.map(([id]) => id);
    const fields = await Promise.all(ids.map((id) => model.widget_manager.get_model(id)));
    // Changes and press go one after the other: JupyterLab may hand what is sent at once to two
    // threads of the kernel, and the press would be first there too.
    await settled(fields);
    const stood = {};
    traits.forEach(([id, trait], place) => {
      const field = fields[place];
      stood[id] = field.serialize({ [trait]: field.get(trait) })[trait];
    });
    model.send({ press: stood });
  };
  const obey = (message, buffers) => {
    if (message.focus) button.focus();
    // In the view that was pressed; the same button may stand in another one too.
    if (message.file && waiting) saveFile(message.file, buffers[0]);
    if (!message.answered) return;
    waiting = false;
    button.removeAttribute("aria-busy");
    if (again) press();
  };
  const gone = new AbortController();
  button.addEventListener("click", press, { signal: gone.signal });
  const drawn = "change:description change:expanded change:disabled";
  followModel(model, { [drawn]: draw, "msg:custom": obey }, gone.signal);
  draw();
  return () => gone.abort();
}

export default { render };
