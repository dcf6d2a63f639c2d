"use strict";
// The days on which the plan was done, kept in this browser; and the same as a CSV file, written
// as backcare writes one.
(() => {
  const find = (id) => document.getElementById(id);
  const painPlace = (id) => {
    find(id).innerHTML = painField();
    return find(id).firstElementChild;
  };
  const plan = JSON.parse(find("plan").textContent);
  const { weekdays, months } = plan; // from Monday and from January on
  const pains = { before: painPlace("before"), after: painPlace("after") };

  // --- days: known by their date where this device is, 2026-03-02 ---
  const two = (number) => String(number).padStart(2, "0");
  const name = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  // At noon no change of the clocks makes a day shorter.
  const dateOf = (day) => new Date(`${day}T12:00:00`);
  const later = (date, days) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, 12);
  const today = () => name(new Date());
  const said = (day) => {
    const date = dateOf(day);
    return `${weekdays[(date.getDay() + 6) % 7]}, ${date.getDate()} ${months[date.getMonth()]}`;
  };
  const state = { days: {}, writes: 0, weeks: 4, chosen: "", kept: true };

  // --- keeping: what is kept may be spoilt, and then it was not answered ---
  function read() {
    [state.days, state.writes] = [{}, 0];
    try {
      const kept = JSON.parse(localStorage.getItem(plan.key) || "{}");
      const days = kept && typeof kept.days === "object" ? Object.entries(kept.days) : [];
      state.days = Object.fromEntries(days.filter(isDay).map(([day, one]) => [day, sound(one)]));
      state.writes = Number.isInteger(kept?.writes) ? kept.writes : 0;
    } catch {
      // Nothing is known, then.
    }
  }
  function isDay([day, one]) {
    return name(dateOf(day)) === day && Boolean(one?.id) && typeof one.id === "string"
      && /^[\d-]{10}T\d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(one.at) && one.at.startsWith(day);
  }
  function sound({ id, at, ticked, left_out, before, after, minutes, note }) {
    const whole = (number, most) => (Number.isInteger(number) && number >= 0 && number <= most ? number : null);
    const given = Array.isArray(left_out) ? left_out : [null];
    const places = given.filter((place) => Number.isInteger(place) && place in plan.exercises);
    return {
      id, at, ticked: ticked === true,
      // Where one cannot be read, what is to be asked about was not done.
      left_out: places.length === given.length ? places : [...places, ...plan.left_out],
      before: whole(before, 10), after: whole(after, 10), minutes: whole(minutes, Number(find("minutes").max)),
      note: typeof note === "string" ? note : "",
    };
  }
  function keep(words) {
    try {
      localStorage.setItem(plan.key, JSON.stringify({ days: state.days, writes: ++state.writes }));
      state.kept = true;
    } catch {
      state.kept = false;
    }
    if (state.kept) tellTab();
    const lost = " This browser cannot keep it: save your ticks as a file before you close this page.";
    find("said").textContent = words + (state.kept ? "" : lost);
  }
  function tellTab() {
    try {
      history.replaceState({ writes: state.writes }, "");
    } catch {
      // Some browsers refuse when there are very many in a short time.
    }
  }
  const ticked = (day) => Boolean(state.days[day]?.ticked);
  function identifier() {
    const numbers = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(numbers, (number) => number.toString(16).padStart(2, "0")).join("");
  }
  // The wall clock with its offset, as a log has it; another day than today counts from noon.
  function moment(day) {
    const date = day === today() ? new Date() : dateOf(day);
    const offset = -date.getTimezoneOffset();
    const away = Math.abs(offset);
    const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
    return `${day}T${clock}${offset < 0 ? "-" : "+"}${two(Math.floor(away / 60))}:${two(away % 60)}`;
  }
  function change(day, values) {
    // Another tab may have ticked a day since: what is kept is what counts.
    if (state.kept) read();
    const before = state.days[day] || { id: identifier(), at: moment(day), left_out: plan.left_out };
    state.days[day] = { ...before, ...values };
  }

  // --- the weeks ---
  function monday() {
    const now = new Date();
    return later(now, -((now.getDay() + 6) % 7));
  }
  function element(tag, words = "", attributes = {}) {
    const node = document.createElement(tag);
    node.textContent = words;
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  }
  function dayButton(date) {
    const day = name(date);
    const button = element("button", "", { type: "button", "data-day": day, "aria-pressed": ticked(day), tabindex: -1 });
    button.append(element("span", date.getDate()), element("small", ticked(day) ? "✓" : months[date.getMonth()].slice(0, 3)));
    button.setAttribute("aria-label", `${said(day)}${day === today() ? ", today" : ""}`);
    if (day === today()) button.setAttribute("aria-current", "date");
    if (day > today()) button.setAttribute("aria-disabled", "true");
    button.classList.toggle("ho-chosen", day === state.chosen);
    return button;
  }
  function drawWeeks() {
    const focused = document.activeElement?.dataset?.day;
    const table = element("table");
    table.append(element("caption", "Press a day to tick it."));
    const head = table.createTHead().insertRow();
    for (const one of weekdays) {
      const cell = element("th", "", { scope: "col" });
      cell.append(element("abbr", one.slice(0, 3), { title: one }));
      head.append(cell);
    }
    for (let week = state.weeks - 1; week >= 0; week--) {
      const row = table.createTBody().insertRow();
      for (let day = 0; day < 7; day++) row.insertCell().append(dayButton(later(monday(), day - 7 * week)));
    }
    find("weeks").replaceChildren(table);
    // One day at a time is reached with Tab; the arrows go from day to day.
    const way = find("weeks").querySelector(`[data-day="${focused || state.chosen}"]`)
      || find("weeks").querySelector('[aria-current="date"]');
    way.tabIndex = 0;
    if (focused) way.focus();
  }
  function walk(event) {
    const days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    const day = event.target.closest("[data-day]")?.dataset.day;
    if (!days || !day) return;
    event.preventDefault();
    const next = find("weeks").querySelector(`[data-day="${name(later(dateOf(day), days))}"]`);
    if (!next) return;
    for (const one of find("weeks").querySelectorAll("[data-day]")) one.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  // --- one day ---
  function choose(day) {
    state.chosen = day;
    const fresh = !ticked(day);
    if (fresh) {
      change(day, { ticked: true });
      keep(`${said(day)} is ticked.`);
    }
    drawWeeks();
    drawDay();
  }
  function drawDay() {
    const one = ticked(state.chosen) ? state.days[state.chosen] : undefined;
    find("day").hidden = !one;
    if (!one) return;
    find("day-title").textContent = said(state.chosen);
    find("done").replaceChildren(...plan.exercises.map((exercise, place) => {
      const label = element("label");
      const box = element("input", "", { type: "checkbox", "data-place": place });
      box.checked = !one.left_out.includes(place);
      label.append(box, element("span", exercise.name));
      return label;
    }));
    for (const when of Object.keys(pains)) feel(pains[when], one[when] ?? null);
    find("minutes").value = one.minutes ?? "";
    find("note").value = one.note ?? "";
    warn();
  }
  // The stop rule lives here as well: its words are those of the table.
  function isAbove({ before, after }) {
    const risen = (after ?? 0) >= (before ?? Infinity) + (plan.rise ?? Infinity);
    return Math.max(before ?? 0, after ?? 0) > plan.mild || risen;
  }
  function warn() {
    const one = state.days[state.chosen];
    const above = isAbove(one);
    const long = above && (one.minutes ?? 0) > plan.minutes;
    // From here on nothing easier is offered, however short it was and whatever was agreed.
    const worst = Math.max(one.before ?? 0, one.after ?? 0);
    const severe = worst >= plan.severe;
    find("long").hidden = !above;
    find("stop").classList.toggle("ho-now", long || severe);
    find("worse").hidden = !severe;
    const told = severe ? plan.severe_words.replace("{worst}", worst) : plan.ease_off;
    const words = !(above || severe) ? "" : long && !severe ? plan.stop_rule : `${told} ${plan.stop_rule}`;
    if (find("stop").textContent !== words) find("stop").textContent = words;
  }
  function minutes() {
    const field = find("minutes");
    return field.value === "" || !field.checkValidity() ? null : Number(field.value);
  }
  function changed(event) {
    const place = Number(event.target.dataset.place);
    const left_out = Array.from(find("done").querySelectorAll("input:not(:checked)"), (box) => Number(box.dataset.place));
    const given = { before: felt(pains.before), after: felt(pains.after) };
    const asked = isAbove(given) ? minutes() : null;
    const done = Number.isInteger(place) ? { left_out } : {};
    change(state.chosen, { ...given, ...done, minutes: asked, note: find("note").value });
    const wrong = find("minutes").checkValidity() ? "" : ` The minutes must be a whole number from 0 to ${find("minutes").max}: they are left out.`;
    keep(`Kept in this browser.${wrong}`);
    warn();
  }

  // --- the file ---
  function csv() {
    const rows = [plan.columns];
    for (const day of Object.keys(state.days).filter(ticked).sort()) {
      const one = state.days[day];
      const session = {
        session_id: one.id, started_at: one.at, patient: plan.patient, pain_before: one.before,
        pain_after: one.after, pain_minutes: one.minutes, note: one.note ?? "",
      };
      const done = plan.exercises.filter((_, place) => !one.left_out.includes(place));
      for (const entry of done.length ? done : [{}]) {
        const row = { ...session, ...entry };
        rows.push(plan.columns.map((column) => row[column]));
      }
    }
    return csvFile(rows);
  }
  function save() {
    saveFile("backcare-sessions.csv", csv(), "text/csv");
    const count = Object.keys(state.days).filter(ticked).length;
    find("said").textContent = `Saved ${counted(count, "day")} in backcare-sessions.csv.`;
  }

  // --- buttons ---
  function untick() {
    const day = state.chosen;
    change(day, { ticked: false });
    keep(`${said(day)} is no longer ticked.`);
    drawWeeks();
    drawDay();
    find("weeks").querySelector(`[data-day="${day}"]`)?.focus();
  }
  function forget(event) {
    const button = event.currentTarget;
    const sure = button.dataset.sure === "yes";
    button.dataset.sure = sure ? "" : "yes";
    button.textContent = sure ? "Delete all my ticks" : "Press again to delete them all";
    if (!sure) return;
    state.days = {};
    state.chosen = "";
    keep("All ticks are deleted.");
    drawWeeks();
    drawDay();
  }
  function still(event) {
    const stop = event.currentTarget.getAttribute("aria-pressed") !== "true";
    event.currentTarget.setAttribute("aria-pressed", stop);
    for (const svg of document.querySelectorAll("svg.bc-figure")) stop ? svg.pauseAnimations() : svg.unpauseAnimations();
  }

  for (const [when, field] of Object.entries(pains)) {
    askPain(field, `Pain ${when}`, plan.pain_ends);
    field.addEventListener("change", changed);
  }
  find("still").hidden = false;
  find("weeks").addEventListener("click", (event) => {
    const day = event.target.closest("[data-day]")?.dataset.day;
    if (day && day > today()) find("said").textContent = `${said(day)} is still to come.`;
    else if (day) choose(day);
  });
  find("weeks").addEventListener("keydown", walk);
  find("day").addEventListener("input", changed);
  find("earlier").addEventListener("click", () => { state.weeks += 4; drawWeeks(); });
  find("untick").addEventListener("click", untick);
  find("save").addEventListener("click", save);
  find("forget").addEventListener("click", forget);
  find("still").addEventListener("click", still);
  function readAgain() {
    if (state.kept) read();
    drawWeeks();
    drawDay();
  }
  // What was written right before a reload may be there a moment later: this tab knows how many
  // writes there were. To write before that would lose them.
  function begin(tries) {
    read();
    if (tries && state.writes < (history.state?.writes ?? 0)) {
      setTimeout(begin, 50, tries - 1);
      return;
    }
    drawWeeks();
    find("diary").hidden = false;
  }
  begin(40);
  // A page that is left open finds itself in another day.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) readAgain(); });
  // The same page in another tab; a tab that deletes all of a browser's own data names no key.
  addEventListener("storage", (event) => { if (!event.key || event.key === plan.key) readAgain(); });
})();
