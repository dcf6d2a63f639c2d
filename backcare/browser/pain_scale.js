// A scale from 0 to 10 that holds no answer until one is given: a slider left alone must not
// be written down as "no pain". A tap where the thumb already stands is an answer too.

const MARKS = [...Array(11).keys()].map((mark) => `<span>${mark}</span>`).join("");
const MARKUP = `
  <div class="bc-scale">
    <div class="bc-scale-head">
      <label class="bc-scale-name"></label>
      <output></output>
      <button type="button" class="bc-scale-clear">Clear</button>
    </div>
    <input type="range" min="0" max="10" step="1">
    <div class="bc-scale-marks" aria-hidden="true">${MARKS}</div>
    <div class="bc-scale-ends"><span></span><span></span></div>
  </div>`;
// Keys that mean 0 on a slider that stands at 0, which the browser takes for no change.
const ZERO = ["Enter", " ", "Home", "ArrowLeft", "ArrowDown", "PageDown"];

function draw(scale, model) {
  const value = model.get("value");
  const slider = scale.querySelector("input");
  scale.dataset.answered = value !== null;
  slider.value = value ?? slider.min;
  slider.setAttribute("aria-valuetext", value === null ? "no answer yet" : `${value} of ${slider.max}`);
  scale.querySelector("output").textContent = value === null ? "no answer yet" : `${value} of ${slider.max}`;
  scale.querySelector("label").textContent = model.get("description");
  const clear = scale.querySelector("button");
  clear.hidden = value === null;
  clear.setAttribute("aria-label", `Clear: ${model.get("description")}`);
}

/** Tie the slider to its name and to the words at its ends. */
function name(scale, model) {
  const slider = scale.querySelector("input");
  const ends = scale.querySelector(".bc-scale-ends");
  slider.id = `bc-scale-${Math.random().toString(36).slice(2)}`;
  ends.id = `${slider.id}-ends`;
  scale.querySelector("label").htmlFor = slider.id;
  slider.setAttribute("aria-describedby", ends.id);
  ends.firstElementChild.textContent = model.get("low");
  ends.lastElementChild.textContent = model.get("high");
}

function render({ model, el }) {
  el.innerHTML = MARKUP;
  const scale = el.querySelector(".bc-scale");
  const slider = scale.querySelector("input");
  name(scale, model);

  const gone = new AbortController();
  const listen = (node, kind, act) => node.addEventListener(kind, act, { signal: gone.signal });
  const give = (value) => {
    model.set("value", value);
    model.save_changes();
  };
  const redraw = () => draw(scale, model);
  // While the thumb moves only the page follows it; the answer is given when it is let go.
  listen(slider, "input", () => model.set("value", Number(slider.value)));
  for (const given of ["change", "pointerup"]) listen(slider, given, () => give(Number(slider.value)));
  listen(slider, "keydown", (event) => {
    if (/^\d$/.test(event.key)) give(Number(event.key));
    else if (ZERO.includes(event.key) && model.get("value") === null) give(0);
    else if (["Delete", "Backspace"].includes(event.key)) give(null);
  });
  listen(scale.querySelector("button"), "click", () => {
    give(null);
    slider.focus();
  });
  model.on("change:value change:description", redraw);
  redraw();
  return () => {
    gone.abort();
    model.off("change:value change:description", redraw);
  };
}

export default { render };
