// What every part of the page shows: the safety check, and the notice that stands after a stop.

const ON_THIS_PAGE = "This answer counts on this page only: it could not be kept.";

/** Make the model of the safety check, which all parts share; it is kept with the person's answers. */
function gateModel(here) {
  const { log } = here;
  let shown = []; // what this page knew to be ticked
  const model = new PageModel(
    { html: here.pieces.gate, ticked: [], cleared: false, answered_on: "", folded: false, key: here.key, answer_id: "", kept_id: "", trouble: "" },
    { saved: (names) => names.some((name) => ["ticked", "cleared"].includes(name)) && keep(), received: () => here.refresh() },
  );
  async function keep() {
    const last = signsOf(here.events);
    // A sign that this page has not shown is not taken back by it.
    const unseen = (last?.flags ?? []).filter((flag) => !shown.includes(flag));
    const flags = [...new Set([...model.get("ticked"), ...unseen])];
    const cleared = model.get("cleared") && !flags.length;
    const id = model.get("answer_id");
    try {
      if (flags.length || cleared) await here.note({ kind: "red_flags", flags, seen: shown });
      else if (last) await here.note({ kind: "taken_back" });
      shown = flags;
      model.show({ kept_id: id, trouble: log.lasts ? "" : ON_THIS_PAGE });
    } catch {
      model.show({ trouble: ON_THIS_PAGE });
    }
  }
  return Object.assign(model, {
    /** Take the answer that the log has. */
    take() {
      if (log.lasts && model.get("trouble")) return;
      const signs = signsOf(here.events);
      shown = signs?.flags ?? [];
      model.show({
        ticked: shown, cleared: Boolean(signs) && !shown.length && signs.day === today(), answered_on: signs?.day ?? "",
      });
    },
  });
}

/** Say what is fine after a session that left more pain, once nobody has to be asked first. */
function sayGently(node, here) {
  const { facts, settings, why, gate } = here;
  const given = [facts, here.felt(), today(), settings, here.settled()];
  const words = why || !gate.get("cleared") ? "" : (here.rest === "here" ? settlingWords : gentlyWords)(...given).join(" ");
  say(node, words);
  node.hidden = !words;
}

/** Show the line about safety, the notice after a stop and the check, at the head of a part. */
function head(here, parent) {
  const safety = make("div", { class: "widget-html-content" });
  safety.innerHTML = here.pieces.safety;
  const stop = make("div", { class: "bc-stop bc-lasting" });
  const gate = make("div", { class: "bc-lasting" });
  parent.append(safety, gate, stop);
  mount(here.parts.gate, here.gate, gate);
  const lines = ["ease_off", "stop_rule"].map((which) => {
    const line = safety.querySelector(`[data-rule=${which}]`).firstChild;
    return [which, line, line.textContent];
  });
  let drawn = null;
  return () => {
    stop.hidden = !here.why;
    // What to do about a sign comes before what an older session asks for.
    const ticked = here.gate.get("ticked").length > 0;
    say(safety.querySelector(".bc-safety-more"), here.stopWords("stop_rule"));
    for (const [which, line, usual] of lines) say(line, here.limit ? `${agreedOn(here.facts, here.limit)[which]} ` : usual);
    const words = here.stopWords(here.why);
    const whom = whomToAsk(here.facts, here.why, ticked);
    const now = `${words ?? ""}${whom}${ticked}`;
    if (drawn === now) return;
    drawn = now;
    const asked = !here.why && stop.contains(document.activeElement);
    stop.innerHTML = here.why ? stopNoticeHtml(here.facts, here.why, words, whom) : "";
    const said = make("p", { role: "status" });
    const confirm = () => here.confirm().catch(() => say(said, `Your answer could not be kept. ${here.log.notKept} Please press again.`));
    if (here.why && !ticked) stop.append(pressable(`I have asked ${here.facts.ask_whom[here.why]}`, confirm), said);
    // "I have asked" was pressed and is gone: the keyboard goes on with the check.
    if (asked) {
      gate.tabIndex = -1;
      gate.focus();
    }
  };
}
