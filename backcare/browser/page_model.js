// What stands in for Python's half of a widget in a page without it: it holds the traits, tells of
// changes as ipywidgets does, and gives what a widget sends to whoever listens.

class PageModel {
  #values;
  #acts = [];
  widget_manager = { get_model: async () => null };

  /** `saved` is called with the names of what the page has changed, `received` with what it sends. */
  constructor(values, { saved = () => {}, received = () => {} } = {}) {
    this.#values = { ...values };
    Object.assign(this, { saved, received, unsaved: new Set() });
  }

  get(name) {
    return this.#values[name];
  }

  set(given, value) {
    const values = typeof given === "string" ? { [given]: value } : given;
    const changed = Object.keys(values).filter((name) => !isSame(this.#values[name] ?? null, values[name] ?? null));
    Object.assign(this.#values, values);
    for (const name of changed) this.unsaved.add(name);
    for (const name of changed) this.#tell(`change:${name}`);
    if (changed.length) this.#tell("change");
  }

  /** Set what the page has not chosen: it is not saved again. */
  show(values) {
    const before = new Set(this.unsaved);
    this.set(values);
    this.unsaved = before;
  }

  save_changes() {
    const names = [...this.unsaved];
    this.unsaved.clear();
    if (names.length) this.saved(names);
  }

  send(content) {
    this.received(content);
  }

  on(events, act) {
    for (const event of events.split(" ")) this.#acts.push([event, act]);
  }

  off(events, act) {
    const gone = events.split(" ");
    this.#acts = this.#acts.filter(([event, other]) => !(gone.includes(event) && other === act));
  }

  /** Answer what a widget has sent. */
  answer(content) {
    this.#tell("msg:custom", content);
  }

  #tell(event, content) {
    for (const [name, act] of [...this.#acts]) if (name === event) act(content);
  }
}

/** Put a widget into the page; gives what takes it out again. */
function mount(part, model, parent) {
  const el = document.createElement("div");
  parent.append(el);
  const leave = part.render({ model, el });
  return () => {
    leave?.();
    el.remove();
  };
}
