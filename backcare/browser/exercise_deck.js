// The deck of cards. Python sends every card once and then only which of them to show, in which
// order; this file shows, hides and moves nodes. It chooses nothing and writes no markup.

const all = (root, selector) => [...root.querySelectorAll(selector)];

const byId = (root, key) =>
  new Map(all(root, `[data-${key}]`).map((node) => [node.getAttribute(`data-${key}`), node]));

/** Put the nodes first in the list, in this order; what already stands right is not touched. */
function arrange(list, nodes) {
  nodes.forEach((node, place) => {
    if (list.children[place] !== node) list.insertBefore(node, list.children[place] ?? null);
  });
}

/** Of the texts that are written once for each pain state, show those of this one. */
function showState(root, state) {
  for (const node of all(root, "[data-state]")) node.hidden = node.dataset.state !== state;
}

function drawCards(deck, cards, { pain_state: state, offered = [] }) {
  const ids = offered.map(([id]) => id);
  for (const [id, card] of cards) card.hidden = !ids.includes(id);
  for (const [id, rating] of offered) {
    cards.get(id).dataset.rating = rating;
    showState(cards.get(id), state);
  }
  arrange(deck, ids.map((id) => cards.get(id)));
}

function drawLeftOut(section, lines, { left_out: leftOut = [] }) {
  const choices = section.querySelector(".bc-for-choices");
  const placed = { pain: [], choices: [] };
  for (const { id, because, reason, source, swap, swap_rating: rating } of leftOut) {
    const line = lines.get(id);
    line.querySelector(".bc-for-avoid").hidden = because !== "pain";
    say(line.querySelector(".bc-why"), reason);
    for (const node of all(line, "[data-source]")) node.hidden = node.dataset.source !== source;
    line.querySelector(".bc-swap").hidden = !swap;
    for (const lead of all(line, ".bc-swap [data-rating]")) lead.hidden = lead.dataset.rating !== rating;
    say(line.querySelector(".bc-swap strong"), swap);
    placed[because === "pain" ? "pain" : "choices"].push(line);
  }
  const kept = new Set([...placed.pain, ...placed.choices]);
  section.querySelector(".bc-spare").append(...[...lines.values()].filter((line) => !kept.has(line)));
  arrange(section.querySelector(".bc-for-pain"), placed.pain);
  arrange(choices.querySelector("ul"), placed.choices);
  say(choices.querySelector(".bc-number"), String(placed.choices.length));
  choices.hidden = !placed.choices.length;
  section.hidden = !leftOut.length;
}

/** Look after what stands around the deck, from when the page has it until it is gone. */
function tendExplorer(el, names, signal) {
  whenPlaced(el, ".bc-explorer", signal, (root) => {
    keepKeys(root, signal);
    nameControls(root, names, signal);
  });
}

/** Say where a picture has got to when the exercise is at its height. */
function height(picture) {
  const phases = JSON.parse(picture.dataset.phases);
  const [, start] = phases.find(([phase]) => phase === "hold" || phase === "lower") ?? phases[0];
  return start;
}

/** Let the pictures in sight move until somebody stops them; still ones show the height. */
function tendPictures(results) {
  const button = results.querySelector(".bc-still");
  const pictures = all(results, ".bc-drawn svg");
  const inSight = new Set();
  // Whoever asked the system for less motion starts with pictures that stand still.
  let still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const draw = () => {
    if (button) button.textContent = still ? "Let the pictures move" : "Stop the pictures moving";
    for (const picture of pictures) {
      if (inSight.has(picture) && !still) picture.unpauseAnimations();
      else picture.pauseAnimations();
      if (still) picture.setCurrentTime(height(picture));
    }
  };
  const press = () => {
    still = !still;
    draw();
  };
  const watch = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) {
      if (isIntersecting) inSight.add(target);
      else inSight.delete(target);
    }
    draw();
  });
  button?.addEventListener("click", press);
  for (const picture of pictures) watch.observe(picture);
  draw();
  return () => {
    watch.disconnect();
    button?.removeEventListener("click", press);
  };
}

function render({ model, el }) {
  el.innerHTML = model.get("html");
  const results = el.querySelector(".bc-results");
  const gone = new AbortController();
  const leftOut = results.querySelector(".bc-left-out");
  const cards = byId(results, "exercise-id");
  const lines = byId(leftOut, "left-out-id");

  const draw = () => {
    // The gate shuts the deck in the page itself: it must not wait for a kernel.
    const cleared = model.get("cleared");
    const shown = cleared ? model.get("shown") : {};
    results.hidden = !cleared;
    results.toggleAttribute("data-stale", isStale());
    say(results.querySelector(".bc-count"), isStale() ? "One moment …" : shown.count);
    say(results.querySelector(".bc-count-note"), isStale() ? "" : shown.note);
    drawCards(results.querySelector(".bc-deck"), cards, shown);
    drawLeftOut(leftOut, lines, shown);
    results.querySelector(".bc-pandas").hidden = !shown.code;
    say(results.querySelector(".bc-pandas code"), shown.code);
  };
  let isStale = () => false;
  isStale = tendAnswer(model, gone.signal, () => draw());
  const changes = ["change:cleared", "change:shown"];
  for (const change of changes) model.on(change, draw);
  draw();
  const stopPictures = tendPictures(results);
  tendExplorer(el, model.get("names"), gone.signal);
  return () => {
    for (const change of changes) model.off(change, draw);
    gone.abort();
    stopPictures();
  };
}

export default { render };
