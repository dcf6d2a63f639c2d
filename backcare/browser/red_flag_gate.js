// The red-flag gate. It keeps two facts, which flags are ticked and whether the person has said
// that none is true; all its words come ready and escaped from Python.

/** Show the gate as the model has it. */
function draw(gate, ticked, cleared) {
  gate.dataset.cleared = cleared;
  gate.querySelector(".bc-gate-ask").hidden = cleared;
  gate.querySelector(".bc-gate-done").hidden = !cleared;
  gate.querySelector(".bc-gate-none").hidden = ticked.length > 0;
  gate.querySelector(".bc-gate-undo").hidden = !ticked.length;
  for (const box of gate.querySelectorAll("input")) box.checked = ticked.includes(box.dataset.flagId);
  advise(gate, ticked);
}

/** Say what to do for the ticked flags; written only when it differs, so it is read out once. */
function advise(gate, ticked) {
  const action = gate.querySelector(".bc-gate-action");
  const due = [...gate.querySelector("template").content.children].filter((advice) =>
    advice.dataset.flags.split(" ").some((flag) => ticked.includes(flag)),
  );
  const said = [...action.children];
  if (due.length === said.length && due.every((advice, i) => advice.isEqualNode(said[i]))) return;
  action.replaceChildren(...due.map((advice) => advice.cloneNode(true)));
}

function render({ model, el }) {
  el.innerHTML = model.get("html");
  const gate = el.querySelector(".bc-gate");
  const listening = new AbortController();
  const { signal } = listening;

  const redraw = () => draw(gate, model.get("ticked"), model.get("cleared"));
  const answer = (ticked, cleared) => {
    model.set("ticked", ticked);
    model.set("cleared", cleared);
    model.save_changes(); // both in one message
  };

  gate.addEventListener(
    "change",
    () => {
      const boxes = [...gate.querySelectorAll("input:checked")];
      answer(boxes.map((box) => box.dataset.flagId), false);
      // On a phone the list may be longer than the screen: what to do has to be in sight.
      if (boxes.length) gate.querySelector(".bc-gate-action").scrollIntoView({ block: "nearest" });
    },
    { signal },
  );
  // A button that has just been pressed goes away: the keyboard goes on where its answer stands.
  gate.querySelector(".bc-gate-none").addEventListener(
    "click",
    () => {
      answer([], true);
      gate.querySelector(".bc-gate-again").focus();
    },
    { signal },
  );
  gate.querySelector(".bc-gate-again").addEventListener(
    "click",
    () => {
      answer([], false);
      gate.querySelector("input").focus();
    },
    { signal },
  );

  const changes = ["change:ticked", "change:cleared"];
  for (const change of changes) model.on(change, redraw);
  redraw();
  return () => {
    listening.abort();
    for (const change of changes) model.off(change, redraw);
  };
}

export default { render };
