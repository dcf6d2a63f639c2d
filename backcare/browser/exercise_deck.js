// The deck of cards. Python sends every card once and then only which of them to show, in which
// order; this file shows, hides and moves nodes. It chooses nothing and writes no markup.

const FORBIDS = ["pain", "condition"]; // reasons that are no choice of the person
const PICTURE_MS = 80; // steps of a slow movement; sixty a second would keep a processor busy

/** Do what may come a moment later once the page has shown what may not. */
const afterPaint = (act) => requestAnimationFrame(() => setTimeout(act));

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

/** Give the card's reason; what all cards say stands above them, and here only once it is opened. */
function drawReason(card, shared) {
  for (const said of all(card, ".bc-reason:not([hidden]) > span")) {
    said.classList.toggle("bc-said-above", shared.includes(said.textContent.trim()));
  }
}

/** Say something, or leave no gap where there is nothing to say. */
function sayOrHide(node, words) {
  node.hidden = !words;
  say(node, words);
}

function drawCards(deck, cards, { pain_state: state, offered = [], for_you: forYou = {}, shared = [] }) {
  const ids = offered.map(([id]) => id);
  for (const [id, card] of cards) card.hidden = !ids.includes(id);
  for (const [id, rating] of offered) {
    const card = cards.get(id);
    card.dataset.rating = rating;
    for (const chip of all(card, "[data-chip]")) chip.hidden = chip.dataset.chip !== rating;
    sayOrHide(card.querySelector(".bc-for-you"), forYou[id]);
    showState(card, state);
    drawReason(card, shared);
  }
  arrange(deck, ids.map((id) => cards.get(id)));
}

/** Lead from an exercise that is left out to the card of what can be done instead. */
function drawSwap(swap, card, { swap: name, swap_id: id, swap_rating: rating }) {
  swap.hidden = !name;
  swap.dataset.to = id;
  swap.disabled = !card || card.hidden;
  for (const lead of all(swap, "[data-rating]")) lead.hidden = lead.dataset.rating !== rating;
  say(swap.querySelector("strong"), name);
  swap.querySelector("small").hidden = !swap.disabled;
  const picture = card?.querySelector(".bc-drawn svg");
  const still = swap.querySelector(".bc-swap-still");
  if (!picture || still.dataset.of === id) return;
  still.dataset.of = id;
  afterPaint(() => still.dataset.of === id && drawStill(still, picture));
}

/** Draw an exercise once more, small and at its height. */
function drawStill(still, picture) {
  const copy = picture.cloneNode(true);
  copy.setAttribute("aria-hidden", "true"); // the button has its name already
  still.replaceChildren(copy);
  copy.pauseAnimations();
  copy.setCurrentTime(height(copy));
}

function drawLeftOut(fold, lines, cards, { left_out: leftOut = [] }) {
  const choices = fold.querySelector(".bc-for-choices");
  const placed = { pain: [], choices: [] };
  for (const told of leftOut) {
    const { id, because, reason, source } = told;
    const line = lines.get(id);
    const forbidden = FORBIDS.includes(because);
    line.querySelector(".bc-for-avoid").hidden = !forbidden;
    say(line.querySelector(".bc-why-not"), reason);
    for (const node of all(line, "[data-source]")) node.hidden = node.dataset.source !== source;
    line.querySelector(".bc-why")?.toggleAttribute("hidden", !source);
    drawSwap(line.querySelector(".bc-swap"), cards.get(told.swap_id), told);
    placed[forbidden ? "pain" : "choices"].push(line);
  }
  const kept = new Set([...placed.pain, ...placed.choices]);
  fold.querySelector(".bc-spare").append(...[...lines.values()].filter((line) => !kept.has(line)));
  arrange(fold.querySelector(".bc-for-pain"), placed.pain);
  arrange(choices.querySelector("ul"), placed.choices);
  say(fold.querySelector("summary .bc-number"), String(leftOut.length));
  say(choices.querySelector(".bc-number"), String(placed.choices.length));
  choices.hidden = !placed.choices.length;
  fold.hidden = !leftOut.length;
}

/** On paper a caution for this person, which stands beside the picture, is not in the list too. */
function sayOnce(card) {
  const said = card.querySelector(".bc-for-you:not([hidden])")?.textContent ?? "";
  for (const line of all(card, ".bc-cautions li")) line.hidden = said.includes(line.textContent.trim());
}

/** Let a swap lead to its card and open it, keep an opened card in sight, and print all that is said. */
function tendFolds(results, cards, signal) {
  const folds = all(results, ".bc-card-how");
  const listen = (node, kind, act) => node.addEventListener(kind, act, { signal });
  listen(results, "click", ({ target }) => {
    const swap = target.closest(".bc-swap");
    const fold = swap && cards.get(swap.dataset.to)?.querySelector(".bc-card-how");
    if (!fold) return;
    fold.open = true;
    fold.querySelector("summary").focus({ preventScroll: true });
    fold.closest(".bc-card").scrollIntoView();
  });
  const onPaper = [...folds, ...all(results, ".bc-left-out")];
  let printed = []; // opened for paper alone, where nobody looks for them on screen
  for (const fold of folds) {
    listen(fold, "toggle", () => {
      if (fold.open && !printed.includes(fold)) fold.closest(".bc-card").scrollIntoView({ block: "nearest" });
    });
  }
  listen(window, "beforeprint", () => {
    printed = onPaper.filter((fold) => !fold.open);
    for (const fold of printed) fold.open = true;
    for (const card of cards.values()) sayOnce(card);
  });
  listen(window, "afterprint", () => {
    for (const fold of printed) fold.open = false;
    printed = [];
    for (const line of all(results, ".bc-cautions li")) line.hidden = false;
  });
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

/** Let the pictures in sight move until somebody stops them; all others show the height, on paper too. */
function tendPictures(results) {
  const button = results.querySelector(".bc-still");
  const pictures = all(results, ".bc-drawn svg");
  const inSight = new Set();
  // Whoever asked the system for less motion starts with pictures that stand still.
  let still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const settled = new Set(); // those that have had a time of their own: before that all captions show
  let stop = () => {};
  const draw = () => {
    if (button) {
      const [act, rest] = [still ? "Play" : "Pause", document.createElement("span")];
      rest.textContent = " the pictures"; // which a phone has no room to show
      button.replaceChildren(act, rest);
      button.ariaLabel = act + rest.textContent;
    }
    stop();
    stop = still || !inSight.size ? () => {} : run(inSight);
    if (still) for (const picture of pictures) picture.setCurrentTime(height(picture));
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
  for (const picture of pictures) {
    picture.pauseAnimations(); // they are put forward here
    watch.observe(picture);
  }
  draw();
  const settle = () => {
    for (const picture of pictures) {
      if (settled.has(picture) || picture.closest(".bc-results[hidden], .bc-card[hidden]")) continue;
      settled.add(picture);
      if (!inSight.has(picture)) picture.setCurrentTime(height(picture));
    }
  };
  const end = () => {
    stop();
    watch.disconnect();
    button?.removeEventListener("click", press);
  };
  return { settle, end };
}

/** Put pictures forward by the time that has passed, in steps that still look smooth; gives what stops it. */
function run(pictures) {
  let [last, stopped] = [performance.now(), false];
  const step = () => {
    if (stopped) return;
    const now = performance.now();
    for (const picture of pictures) picture.setCurrentTime(picture.getCurrentTime() + (now - last) / 1000);
    last = now;
    // Counted from when it is drawn: a slow computer has to do other things, too.
    requestAnimationFrame(() => setTimeout(step, PICTURE_MS));
  };
  step();
  return () => {
    stopped = true;
  };
}

function render({ model, el }) {
  el.innerHTML = model.get("html");
  const results = el.querySelector(".bc-results");
  const gone = new AbortController();
  const leftOut = results.querySelector(".bc-left-out");
  const about = results.querySelector(".bc-about");
  const shared = results.querySelector(".bc-shared");
  const pandas = results.querySelector(".bc-pandas");
  // A page for patients has no cell to put code into.
  const inNotebook = !("voila" in document.body.dataset);
  const cards = byId(results, "exercise-id");
  const lines = byId(leftOut, "left-out-id");
  const pictures = tendPictures(results);

  const draw = () => {
    // The gate shuts the deck in the page itself: it must not wait for a kernel.
    const cleared = model.get("cleared");
    const shown = cleared ? model.get("shown") : {};
    results.hidden = !cleared;
    results.toggleAttribute("data-stale", isStale());
    say(results.querySelector(".bc-count"), isStale() ? "One moment …" : shown.count);
    say(results.querySelector(".bc-count-note"), isStale() ? "" : shown.note);
    about.hidden = isStale() || !shown.about;
    say(about.querySelector("span"), shown.about);
    shared.hidden = isStale() || !shown.shared?.length;
    say(shared.querySelector("span"), shown.shared?.join(" "));
    drawCards(results.querySelector(".bc-deck"), cards, shown);
    afterPaint(pictures.settle);
    drawLeftOut(leftOut, lines, cards, shown);
    pandas.hidden = !shown.code || !inNotebook;
    say(pandas.querySelector("code"), shown.code);
  };
  let isStale = () => false;
  isStale = tendAnswer(model, gone.signal, () => draw());
  const changes = ["change:cleared", "change:shown"];
  for (const change of changes) model.on(change, draw);
  draw();
  tendFolds(results, cards, gone.signal);
  tendExplorer(el, model.get("names"), gone.signal);
  return () => {
    for (const change of changes) model.off(change, draw);
    gone.abort();
    pictures.end();
  };
}

export default { render };
