// "Find exercises": two questions, and the cards that suit the answers.

const NOT_YET = "Choose how your back is today to see exercises here.";
const SETTLE_FIRST = "First: has your back settled? Answer it under Session.";
const ONE_MOMENT = "One moment …";
const NOT_WHILE_WAITING = "No exercises are shown until you have asked.";

function exploreView(here, parent) {
  const { facts } = here;
  const root = make("div", { class: "bc-app bc-explorer" });
  parent.append(root);
  const drawHead = head(here, root);
  // To look at exercises is no answer about how the back is today, but for a new pain.
  const chosen = { pain_state: null, muscle_groups: [], position: "", equipment: [], search: "" };
  let since = today();
  const choices = choicesOf(here, chosen, () => draw());
  const soft = make("div", { class: "bc-cautions bc-lasting", role: "alert" });
  root.append(soft, choices.node);
  const deck = new PageModel({ html: here.pieces.deck, shown: {}, answers: {}, cleared: false, names: {} });
  mount(here.parts.deck, deck, root);

  function shown() {
    if (here.why) return { count: NOT_WHILE_WAITING };
    if (!chosen.pain_state) return { count: NOT_YET };
    if (here.rest === "missing") return { count: NOT_LOADED };
    // Whether the back has to settle after the last session, the rules of the second part know.
    if (!here.rest && here.sessions.length) return { count: ONE_MOMENT };
    if (here.hasToSettle(chosen.pain_state)) return { count: SETTLE_FIRST };
    const asked = { pain_state: chosen.pain_state, search: chosen.search, conditions: here.conditions };
    if (chosen.muscle_groups.length) asked.muscle_groups = chosen.muscle_groups;
    if (chosen.position) asked.position = [chosen.position];
    if (chosen.equipment.length) asked.equipment = chosen.equipment.filter((one) => one !== "nothing");
    return explored(facts, asked);
  }
  function draw() {
    if (since !== today()) [since, chosen.pain_state] = [today(), null];
    drawHead();
    choices.show();
    sayGently(soft, here);
    const cleared = here.gate.get("cleared");
    deck.show({ cleared, shown: cleared ? shown() : {} });
  }
  return draw;
}

/** Ask how the back is, and what narrows the list. */
function choicesOf(here, chosen, changed) {
  const { facts } = here;
  const tell = (name) => (value) => {
    chosen[name] = value;
    changed();
  };
  const pairs = (name) => Object.entries(facts.terms[name]);
  const state = askState(facts, (value) => {
    tell("pain_state")(value);
    if (value === "acute") here.sayState(value);
  });
  const muscles = ask("What would you like to train?", pairs("muscle_group"), tell("muscle_groups"), { className: "bc-muscles", meanings: facts.definitions.muscle_group });
  const position = choose("Which position?", [["", "Any position"], ...pairs("position")], tell("position"));
  const equipment = ask("What equipment do you have?", [["nothing", "Nothing"], ...pairs("equipment")], (values) => {
    // "Nothing" is said alone.
    const alone = values.includes("nothing") && !chosen.equipment.includes("nothing");
    tell("equipment")(alone ? ["nothing"] : values.filter((one) => one !== "nothing" || values.length === 1));
  }, { className: "bc-equipment", meanings: facts.definitions.equipment });
  const search = line("Search by name", tell("search"), { placeholder: "for example: bridge" });
  const you = askAboutYou(here);
  const filters = fold("Filters", make("div", { class: "bc-refine" },
    muscles.node, make("p", { class: "bc-small" }, "If you pick nothing, everything is included."),
    position.node, equipment.node, search.node, ...you.nodes));
  return {
    node: make("div", { class: "bc-controls" }, state.node, filters.node),
    show() {
      state.show(chosen.pain_state);
      you.show();
      muscles.show(chosen.muscle_groups);
      equipment.show(chosen.equipment);
      const set = chosen.muscle_groups.length + Boolean(chosen.position) + chosen.equipment.length
        + Boolean(chosen.search.trim()) + here.conditions.length;
      filters.say(set ? `Filters (${set})` : "Filters");
    },
  };
}

/** Ask how the back is today. */
function askState(facts, tell) {
  const asked = ask("How is your back today?", Object.entries(facts.terms.pain_state), tell,
    { one: true, className: "bc-pain-state", meanings: facts.definitions.pain_state });
  return { node: asked.node, show: (state) => asked.show(state ? [state] : []) };
}

/** Ask what applies to a person: what calls for care, and what helps. */
function askAboutYou(here) {
  const { facts } = here;
  const answers = Object.values(facts.answered_ratings).flatMap((states) => Object.values(states).map(([, , answer]) => answer));
  const [helps, about] = [true, false].map((is) =>
    Object.entries(facts.terms.condition).filter(([term]) => answers.includes(term) === is));
  const groups = [
    ["About you: is there anything that changes what suits you?", about, "bc-conditions"],
    ["And does any of this help?", helps, "bc-helps"],
  ].map(([words, terms, className]) => {
    const own = terms.map(([term]) => term);
    const tell = (values) => here.sayConditions([...here.conditions.filter((one) => !own.includes(one)), ...values]);
    return ask(words, terms, tell, { className, meanings: facts.definitions.condition });
  });
  return { nodes: groups.map(({ node }) => node), show: () => groups.forEach(({ show }) => show(here.conditions)) };
}
