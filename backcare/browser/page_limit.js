// "A limit agreed with my professional": what counts as mild for one person, as own_limit.py has it.

function limitView(here, parent) {
  const { facts } = here;
  const now = make("p", {});
  const said = make("p", { role: "status", class: "bc-said" });
  const remove = pressable("Remove this limit", () => change({ pain: null }, "Removed. The usual limit applies again."));
  const intro = make("p", {});
  const pain = choose("Up to this, pain is mild for me", [["", "Choose a number"], ...Object.keys(facts.own_limits).map((one) => [one, `${one} of 10`])], () => {});
  const list = pain.node.querySelector("select");
  const agreedOn = make("input", { type: "date", max: "9999-12-31" });
  const agreed = make("input", { type: "checkbox" });
  const keep = pressable("Keep this limit", () => enter());
  const fields = make("div", { class: "bc-rest" }, pain.node,
    make("label", { class: "bc-labelled" }, make("span", {}, "Agreed on"), agreedOn),
    make("label", { class: "bc-asked" }, agreed, make("span", {}, "I agreed on this with my health professional")),
    make("div", { class: "bc-buttons" }, keep));
  parent.append(make("div", { class: "bc-own-limit" }, now, remove, fold("A limit agreed with my professional", intro, fields).node, said));

  function enter() {
    const missing = limitMissing(facts, { pain: list.value, agreedOn: agreedOn.value, agreed: agreed.checked, latest: dayOf(new Date(Date.now() + facts.starts.ahead * DAY_MS)) });
    if (missing) say(said, missing);
    else change({ pain: Number(list.value), agreed_on: agreedOn.value }, "Kept. It counts from your next session on.");
  }
  async function change(limit, words) {
    try {
      await here.note({ kind: "mild_limit", ...limit });
    } catch {
      say(said, `Not kept. ${here.log.notKept}`);
      return;
    }
    [list.value, agreedOn.value, agreed.checked] = ["", "", false];
    say(said, here.log.lasts ? words : `${words} But only as long as this page is open: this browser keeps nothing.`);
  }
  return () => {
    say(now, ruleWords(here, "agreed"));
    now.hidden = remove.hidden = !here.limit;
    const hurts = Boolean(here.why) || here.hurting().length > 0;
    say(intro, limitIntro(facts, hurts));
    fields.hidden = hurts;
  };
}
