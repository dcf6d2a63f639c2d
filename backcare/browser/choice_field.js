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
  model.on("change:options", draw);
  model.on("change:value", show);
  model.on("msg:custom", obey);
  draw();
  return () => {
    gone.abort();
    model.off("change:options", draw);
    model.off("change:value", show);
    model.off("msg:custom", obey);
  };
}

export default { render };
