// The question how much it hurts, wherever it is asked: eleven answers, of which none is given until
// one is chosen, so that what is left alone is never written down as "no pain".

const MARKS = [...Array(11).keys()]
  .map((pain) => `<label><input type="radio" value="${pain}"><span>${pain}</span></label>`)
  .join("");
const painField = (name = "") => `
  <fieldset class="bc-felt ${name && `bc-felt-${name}`}" role="radiogroup"><legend></legend>
    <div class="bc-felt-marks">
      ${MARKS}
      <button type="button" class="bc-quiet bc-felt-clear">Clear</button>
      <span class="bc-felt-end" aria-hidden="true"></span><span class="bc-felt-end" aria-hidden="true"></span>
    </div>
  </fieldset>`;

/** Give a question its words and its answers; `ends` says what the first and the last mean. */
function askPain(field, question, ends, signal) {
  const group = `bc-felt-${Math.random().toString(36).slice(2)}`; // not shared with another view
  const words = { 0: ends[0], 10: ends[1] };
  for (const mark of marksOf(field)) {
    mark.name = group;
    mark.setAttribute("aria-label", [mark.value, words[mark.value]].filter(Boolean).join(", "));
  }
  field.querySelectorAll(".bc-felt-end").forEach((node, end) => {
    node.textContent = `${end * 10}: ${ends[end]}`;
  });
  nameQuestion(field, question);
  const clear = field.querySelector(".bc-felt-clear");
  clear.addEventListener("click", () => give(field, null), { signal });
  let typed = ""; // just now: a 1 and then a 0 are 10, never "no pain"
  field.addEventListener("keydown", (event) => {
    if (event.target === clear || event.ctrlKey || event.metaKey || event.altKey) return;
    const isTen = event.key === "0" && typed === "1" && felt(field) === 1;
    typed = isTen ? "" : event.key;
    if (isTen) give(field, 10);
    else if (/^\d$/.test(event.key)) give(field, Number(event.key));
    else if (event.key === "Enter") give(field, Number(event.target.value));
    else if (["Delete", "Backspace"].includes(event.key)) give(field, null);
  }, { signal });
}

function nameQuestion(field, question) {
  field.querySelector("legend").textContent = question;
  field.querySelector(".bc-felt-clear").setAttribute("aria-label", `Clear: ${question}`);
}

const marksOf = (field) => [...field.querySelectorAll("input")];

/** Return the answer, null while there is none. */
function felt(field) {
  const chosen = marksOf(field).find((mark) => mark.checked);
  return chosen ? Number(chosen.value) : null;
}

/** Show an answer, or with null none. */
function feel(field, pain) {
  for (const mark of marksOf(field)) mark.checked = pain === Number(mark.value);
}

/** Answer as a press does; the keyboard goes on from there. */
function give(field, pain) {
  feel(field, pain);
  marksOf(field)[pain ?? 0].focus();
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
