// Markup that a page without Python writes itself: plan.html.j2 and the notice of stopping in
// widget_pieces.html.j2; a test holds each to the other. Every text in it is escaped.

const SIGNS_OF_HTML = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&#39;", '"': "&#34;" };

const escaped = (text) => String(text).replace(/[&<>'"]/g, (sign) => SIGNS_OF_HTML[sign]);

/** Write markup: each text that is put in is escaped, a list is joined, and what is `raw` stays. */
function html(strings, ...parts) {
  const written = parts.map((part) => (Array.isArray(part) ? part.map(String).join("") : part instanceof Markup ? String(part) : escaped(part ?? "")));
  return new Markup(strings.reduce((all, string, place) => all + written[place - 1] + string));
}

class Markup {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

const raw = (text) => new Markup(text);

/** Write a part of a plan's line where there is something to say. */
const when = (is, part) => (is ? part() : raw(""));

/** Write a plan before it is done: what, how much, what to ask about first, and why it was chosen. */
function planHtml(facts, plan) {
  const { rows, notes } = planLines(facts, plan);
  return String(html`<section class="bc-plan">
${when(rows.length, () => html`<h2 tabindex="-1"></h2><ol>${rows.map((row) => planLine(facts, row))}</ol>`)}
${notes.map((note) => html`<p>${note}</p>`)}
</section>`);
}

const planLine = (facts, row) => html`
<li data-exercise-id="${row.exercise_id}"><div class="bc-what"><p><strong>${row.name}</strong>: ${row.dose}</p>
${planCaution(facts, row)}
<details class="bc-fold bc-why"><summary>Why this one</summary><p class="bc-small">${row.why}</p></details></div>
${when(row.may_leave_out, () => html`<div class="bc-changes">
${when(row.may_swap, () => html`<button type="button" data-change="swap" aria-label="Swap: ${row.name}">Swap</button>`)}
<button type="button" data-change="leave_out" aria-label="Leave out: ${row.name}">Leave out</button></div>`)}</li>`;

function planCaution(facts, row) {
  if (row.rating !== "ask") return when(row.advice, () => html`<p>${row.advice}</p>`);
  return html`<p class="bc-cautions bc-ask-first"><span aria-hidden="true">${facts.signs.ask}</span> ${row.advice}</p>
<label class="bc-asked"><input type="checkbox" data-exercise-id="${row.exercise_id}" data-reason="${row.ask_reason}"> <span>I have asked about: ${row.name}<small class="bc-left-out-now">. Left out until then.</small> <small class="bc-asked-on"></small></span></label>`;
}

/** Write why there is no next session until somebody was asked, and what to do if it gets worse. */
function stopNoticeHtml(facts, why, words = facts.stop_words[why], whom = facts.ask_whom[why]) {
  const severe = why === "severe_pain";
  return String(html`<div role="alert"><h3>Stop here</h3><p>${words} In one of your sessions, it ${severe ? "was that strong" : "did, or may have"}. Please do no more exercises until you have asked ${whom}. Everything you logged is kept.</p>
<div class="bc-worse"><strong>${facts.worse}</strong> <button type="button" class="bc-help">Get help now</button></div></div>${raw(facts.flare ?? "")}`);
}
