// "I have asked about: ...": what has to be asked about first is left out until that is ticked. A
// tick holds for the reason that stands beside it. The ticks are the trait `asked`, which Python
// keeps with the person's answers: exercise, reason, and the day in words.

/** Find the tick for an exercise and the reason to ask about it, where there is one. */
const tickFor = (asked, exerciseId, reason) => asked.find(([one, why]) => one === exerciseId && why === reason);

/** Leave out what has to be asked about first and was not; nothing is left where that is needed. */
function allowed(items, asked) {
  const may = (item) => item.rating !== "ask" || tickFor(asked, item.exercise_id, item.ask_reason);
  return items.every((item) => may(item) || !item.needed) ? items.filter(may) : [];
}

/** Make what is ticked beside an exercise. */
function askedBox({ name, exercise_id: exerciseId, ask_reason: reason }) {
  const label = Object.assign(document.createElement("label"), { className: "bc-asked" });
  const box = Object.assign(document.createElement("input"), { type: "checkbox" });
  Object.assign(box.dataset, { exerciseId, reason });
  const words = document.createElement("span");
  const small = (className, textContent) => Object.assign(document.createElement("small"), { className, textContent });
  words.append(`I have asked about: ${name}`, small("bc-left-out-now", ". Left out until then."), " ", small("bc-asked-on", ""));
  label.append(box, words);
  return label;
}

/** Follow the ticks inside an element. */
function tendAsked(model, root, signal) {
  root.addEventListener("change", ({ target }) => {
    const { exerciseId: id, reason } = target.dataset;
    if (!id) return;
    const asked = model.get("asked");
    const others = asked.filter((one) => one !== tickFor(asked, id, reason));
    model.set("asked", target.checked ? [...others, [id, reason, spelledDate(new Date())]] : others);
    model.save_changes();
  }, { signal });
}

/** Show which are ticked, and since when. */
function drawTicks(model, root) {
  for (const box of root.querySelectorAll(".bc-asked input")) {
    const tick = tickFor(model.get("asked"), box.dataset.exerciseId, box.dataset.reason);
    box.checked = Boolean(tick);
    box.closest("li").classList.toggle("bc-out", !tick);
    say(box.closest("label").querySelector(".bc-asked-on"), tick ? `asked on ${tick[2]}` : "");
  }
}
