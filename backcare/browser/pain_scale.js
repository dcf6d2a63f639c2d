// The question how much it hurts (pain_marks.js) as a field of a form.

function render({ model, el }) {
  el.innerHTML = painField();
  const field = el.firstElementChild;
  const gone = new AbortController();
  askPain(field, model.get("description"), [model.get("low"), model.get("high")], gone.signal);
  field.addEventListener("change", () => {
    model.set("value", felt(field));
    model.save_changes();
  }, { signal: gone.signal });
  const draw = () => {
    nameQuestion(field, model.get("description"));
    if (felt(field) !== model.get("value")) feel(field, model.get("value"));
  };
  model.on("change:value change:description", draw);
  draw();
  return () => {
    gone.abort();
    model.off("change:value change:description", draw);
  };
}

export default { render };
