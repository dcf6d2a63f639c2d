// Questions of the page: buttons of which one or some are pressed. They carry the classes that the
// notebooks' buttons have, so that they look alike.

/** Make an element with attributes, and what stands in it. */
function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") node.addEventListener("click", value);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

/** Make a button. */
const pressable = (words, act, attributes = {}) => make("button", { type: "button", onclick: act, ...attributes }, words);

/**
 * Make a question with a button for each term: of `terms`, pairs of a term and its words. Of `one`
 * only one is pressed; pressed again, a chip is let go. `tell` hears what is chosen.
 */
function ask(words, terms, tell, { one = false, className = "", meanings = null } = {}) {
  const buttons = new Map(terms.map(([term, label]) => [term, pressable(label, () => press(term), { "aria-pressed": "false" })]));
  const group = make("div", { class: `bc-pick ${className}`, role: "group", "aria-label": words }, ...buttons.values());
  let chosen = [];
  const show = (now) => {
    chosen = now;
    for (const [term, button] of buttons) {
      button.setAttribute("aria-pressed", chosen.includes(term));
      button.classList.toggle("mod-active", chosen.includes(term));
    }
  };
  const press = (term) => {
    const others = one ? [] : chosen.filter((other) => other !== term);
    show(chosen.includes(term) && !one ? others : terms.map(([other]) => other).filter((other) => other === term || others.includes(other)));
    tell(one ? chosen[0] : chosen);
  };
  const asks = make("div", { class: "bc-asks" }, make("h2", {}, words), meanings && explained(terms, meanings));
  const node = make("div", { class: "bc-question" }, asks, group);
  return { node, show };
}

/** Explain terms where they need it. */
function explained(terms, meanings) {
  const list = terms.filter(([term]) => meanings[term])
    .map(([term, label]) => make("div", {}, make("dt", {}, label), make("dd", {}, meanings[term])));
  const summary = make("summary", {}, "Explain", make("span", { class: "bc-unseen" }, " these words"));
  return list.length ? make("details", { class: "bc-fold bc-meanings" }, summary, make("dl", {}, ...list)) : null;
}

/** Make what folds questions away until somebody opens them. */
function fold(words, ...children) {
  const summary = make("summary", {}, words);
  return { node: make("details", { class: "bc-fold bc-folded-question" }, summary, ...children), say: (text) => say(summary, text) };
}

/** Make a list to choose one from. */
function choose(words, options, tell) {
  const select = make("select", {}, ...options.map(([value, label]) => make("option", { value }, label)));
  select.addEventListener("change", () => tell(select.value));
  return { node: make("label", { class: "bc-labelled" }, make("span", {}, words), select), show: (value) => { select.value = value; } };
}

/** Make a line to type in. */
function line(words, tell, attributes = {}) {
  const input = make("input", { type: "text", autocomplete: "off", ...attributes });
  input.addEventListener("input", () => tell(input.value));
  return { node: make("label", { class: "bc-labelled" }, make("span", {}, words), input), input };
}
