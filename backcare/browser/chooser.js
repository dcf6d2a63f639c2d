// A list and the button that does something with what stands in it. What stands there goes to the
// kernel as messages, which keep their order; ipywidgets holds a changed value back while the
// kernel is busy, and a press would overtake it.

function render({ model, el }) {
  el.innerHTML = `
    <div class="bc-chooser">
      <label></label>
      <select></select>
      <button type="button"></button>
    </div>`;
  const [label, list, button] = el.firstElementChild.children;
  list.id = `bc-chooser-${Math.random().toString(36).slice(2)}`;
  label.htmlFor = list.id;

  const tell = () => model.send({ value: list.value });
  const draw = () => {
    label.textContent = model.get("description");
    button.textContent = model.get("action");
    list.replaceChildren(...model.get("options").map(([words, key]) => new Option(words, key)));
    tell();
  };
  const obey = (message) => {
    if ("show" in message) list.value = message.show;
    if (message.focus) list.focus();
  };
  const gone = new AbortController();
  list.addEventListener("change", tell, { signal: gone.signal });
  const press = () => model.send({ value: list.value, press: true });
  button.addEventListener("click", press, { signal: gone.signal });
  model.on("change:options", draw);
  model.on("msg:custom", obey);
  draw();
  return () => {
    gone.abort();
    model.off("change:options", draw);
    model.off("msg:custom", obey);
  };
}

export default { render };
