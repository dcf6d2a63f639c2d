// A list to choose from, with its name above it.

function render({ model, el }) {
  el.innerHTML = `<div class="bc-choice-field"><label></label><select></select></div>`;
  const [label, list] = el.firstElementChild.children;
  list.id = `bc-choice-${Math.random().toString(36).slice(2)}`;
  label.htmlFor = list.id;

  const draw = () => {
    label.textContent = model.get("description");
    list.replaceChildren(...model.get("options").map(([words, key]) => new Option(words, key)));
    list.value = model.get("value");
  };
  const show = () => {
    list.value = model.get("value");
  };
  const give = () => {
    model.set("value", list.value);
    model.save_changes();
  };
  const obey = (message) => message.focus && list.focus();
  const gone = new AbortController();
  list.addEventListener("change", give, { signal: gone.signal });
  followModel(model, { "change:options": draw, "change:value": show, "msg:custom": obey }, gone.signal);
  draw();
  return () => gone.abort();
}

export default { render };
