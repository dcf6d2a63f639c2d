// A number field with its name, and a button to each side of it. Empty is no answer.

function render({ model, el }) {
  el.innerHTML = `
    <div class="bc-amount">
      <label></label>
      <div class="bc-stepper">
        <button type="button" tabindex="-1" data-way="-1">\u2212</button>
        <input type="number" inputmode="decimal" step="any">
        <button type="button" tabindex="-1" data-way="1">+</button>
      </div>
    </div>`;
  const field = el.querySelector("input");
  const label = el.querySelector("label");
  field.id = `bc-amount-${Math.random().toString(36).slice(2)}`;
  label.htmlFor = field.id;
  field.min = model.get("lowest");

  const gone = new AbortController();
  const listen = (node, kind, act) => node.addEventListener(kind, act, { signal: gone.signal });
  const give = (value) => {
    model.set("value", value);
    model.set("unreadable", field.validity.badInput);
    model.save_changes();
  };
  const draw = () => {
    label.textContent = model.get("description");
    const value = model.get("value");
    if (value === null && field.validity.badInput && model.get("unreadable")) return; // to be mended
    if (field.value !== String(value ?? "")) field.value = value ?? "";
  };
  const typed = () => (field.value === "" ? null : Number(field.value));
  listen(field, "change", () => give(typed()));
  // The field's own arrows would go by whole ones from where they stand, past the lowest too.
  const stepBy = (way) => {
    const next = (typed() ?? 0) + way * model.get("step");
    field.value = Math.max(next, model.get("lowest"));
    give(typed());
  };
  listen(field, "keydown", (event) => {
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    stepBy(way);
  });
  for (const button of el.querySelectorAll("button")) {
    const way = Number(button.dataset.way);
    button.setAttribute("aria-label", `${model.get("description")}: ${way > 0 ? "more" : "less"}`);
    listen(button, "click", () => stepBy(way));
  }
  model.on("change:value change:unreadable change:description", draw);
  draw();
  return () => {
    gone.abort();
    model.off("change:value change:unreadable change:description", draw);
  };
}

export default { render };
