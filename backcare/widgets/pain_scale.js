// A scale from 0 to 10 that holds no answer until one is given: a slider left alone must not
// be written down as "no pain". A tap where the thumb already stands is an answer too.

function draw(scale, model) {
  const value = model.get("value");
  const slider = scale.querySelector("input");
  const words = value === null ? "not answered yet" : `${value} of ${slider.max}`;
  scale.dataset.answered = value !== null;
  slider.value = value ?? slider.min;
  slider.setAttribute("aria-valuetext", words);
  scale.querySelector("output").textContent = words;
  scale.querySelector(".bc-scale-name").textContent = model.get("description");
  slider.setAttribute("aria-label", model.get("description"));
}

function render({ model, el }) {
  el.innerHTML = `
    <div class="bc-scale">
      <div class="bc-scale-head"><span class="bc-scale-name"></span> <output></output></div>
      <input type="range" min="0" max="10" step="1">
      <div class="bc-scale-ends"><span></span><span></span></div>
    </div>`;
  const scale = el.querySelector(".bc-scale");
  const slider = scale.querySelector("input");
  const [low, high] = scale.querySelectorAll(".bc-scale-ends span");
  low.textContent = `0 ${model.get("low")}`;
  high.textContent = `10 ${model.get("high")}`;

  const gone = new AbortController();
  const answer = () => {
    model.set("value", Number(slider.value));
    model.save_changes();
  };
  const redraw = () => draw(scale, model);
  for (const given of ["input", "pointerup"]) slider.addEventListener(given, answer, { signal: gone.signal });
  slider.addEventListener(
    "keydown",
    (event) => {
      if (["Enter", " ", "Home"].includes(event.key)) answer();
    },
    { signal: gone.signal },
  );
  model.on("change:value change:description", redraw);
  redraw();
  return () => {
    gone.abort();
    model.off("change:value change:description", redraw);
  };
}

export default { render };
