// "I have asked about: ...": what has to be asked about first is left out until that is ticked. The
// ticks are the trait `asked`, which Python keeps with the person's answers.

/** Follow the ticks inside an element. */
function tendAsked(model, root, signal) {
  root.addEventListener("change", ({ target }) => {
    const { exerciseId: id } = target.dataset;
    if (!id) return;
    const others = model.get("asked").filter((one) => one !== id);
    model.set("asked", target.checked ? [...others, id] : others);
    model.save_changes();
  }, { signal });
}

/** Show which are ticked. */
function drawTicks(model, root) {
  for (const box of root.querySelectorAll(".bc-asked input")) {
    box.checked = model.get("asked").includes(box.dataset.exerciseId);
    box.closest("li").classList.toggle("bc-out", !box.checked);
  }
}
