// Nothing in a page outlives its question: an answer goes out of sight once the fields hold another.

const BUSY_MS = 300; // an answer that comes sooner replaces the one before without a flicker

/**
 * Look whether fields still hold what an answer is for: the model's trait `answers` has, by the
 * model id of each field, its trait and what stood there. Calls `changed` when that changes, and
 * gives a function that says whether the answer is out of date. `patience` is how long it may be.
 */
function tendAnswer(model, signal, changed, patience = BUSY_MS) {
  const fields = new Map();
  let [stale, late] = [false, null];
  const set = (now) => {
    late = null;
    if (stale !== now) changed((stale = now));
  };
  const look = () => {
    const fits = Object.entries(model.get("answers")).every(([id, [trait, stood]]) =>
      !fields.has(id) || JSON.stringify(fields.get(id).get(trait)) === JSON.stringify(stood));
    if (fits) {
      clearTimeout(late);
      set(false);
    } else if (!stale) {
      late ??= setTimeout(() => set(true), patience);
    }
  };
  const follow = async () => {
    for (const [id, [trait]] of Object.entries(model.get("answers"))) {
      if (fields.has(id)) continue;
      const field = await model.widget_manager.get_model(id);
      if (signal.aborted || fields.has(id)) continue;
      fields.set(id, field);
      field.on(`change:${trait}`, look);
      signal.addEventListener("abort", () => field.off(`change:${trait}`, look));
    }
    look();
  };
  model.on("change:answers", follow);
  signal.addEventListener("abort", () => {
    clearTimeout(late);
    model.off("change:answers", follow);
  });
  follow();
  return () => stale;
}
