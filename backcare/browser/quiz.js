// A question: choose, then check. The words of the verdict come from Python when it is asked for,
// so the answer is not in the page before that.

/** Make an element of a class that says something. */
function make(tag, name = "", text = "") {
  const node = document.createElement(tag);
  if (name) node.className = name;
  node.textContent = text;
  return node;
}

function choiceLine(text, group) {
  const line = make("label", "bc-answer");
  const radio = make("input");
  radio.type = "radio";
  radio.name = group;
  line.append(radio, make("span", "", text), make("strong", "bc-mark"));
  return line;
}

/** Write one source, with a link where it has a DOI. */
function sourceLine({ key, origin, citation, doi }) {
  const line = make("li");
  line.append(make("strong", "", key), ` ${origin}. ${citation}`);
  if (doi) {
    const link = make("a", "", `doi.org/${doi}`);
    Object.assign(link, { href: `https://doi.org/${doi}`, target: "_blank", rel: "noopener noreferrer" });
    line.append(" ", link);
  }
  return line;
}

function verdictLines({ said, because, sources }) {
  const lines = [make("p", "bc-said-first", said), make("p", "", because)];
  if (sources.length) {
    const list = make("ul", "bc-small");
    list.append(...sources.map(sourceLine));
    lines.push(make("p", "bc-small", sources.length > 1 ? "Sources:" : "Source:"), list);
  }
  return lines;
}

/** Show what is picked and what was said of it. */
function draw(quiz, model) {
  const verdict = model.get("verdict");
  const judged = Boolean(verdict.said);
  const picked = model.get("picked");
  quiz.querySelectorAll(".bc-answer").forEach((line, place) => {
    const right = judged && place === verdict.answer;
    const wrong = judged && place === picked && !right;
    line.querySelector("input").checked = place === picked;
    line.dataset.mark = right ? "right" : wrong ? "wrong" : "";
    line.querySelector(".bc-mark").textContent = right ? "✓ the answer" : wrong ? "✕ your choice" : "";
  });
  const box = quiz.querySelector(".bc-verdict");
  box.dataset.right = judged ? verdict.right : "";
  box.replaceChildren(...(judged ? verdictLines(verdict) : []));
}

function build(model) {
  const group = `bc-quiz-${Math.random().toString(36).slice(2)}`;
  const form = make("form", "bc-app bc-quiz");
  const answers = make("fieldset");
  const lines = model.get("choices").map((text) => choiceLine(text, group));
  answers.append(make("legend", "", model.get("question")), ...lines);
  const verdict = make("div", "bc-verdict");
  verdict.setAttribute("role", "status");
  form.append(answers, make("button", "bc-check", "Check my answer"), verdict);
  return form;
}

function render({ model, el }) {
  const quiz = build(model);
  el.append(quiz);
  const gone = new AbortController();
  const { signal } = gone;
  const redraw = () => draw(quiz, model);

  // Another choice takes back what was said of the one before.
  const pick = () => {
    model.set("picked", [...quiz.querySelectorAll("input")].findIndex((radio) => radio.checked));
    model.set("checked", false);
    model.save_changes();
  };
  const check = (event) => {
    event.preventDefault();
    if (model.get("picked") === null) {
      quiz.querySelector(".bc-verdict").textContent = "Choose an answer first.";
      return;
    }
    model.set("checked", true);
    model.save_changes();
  };
  quiz.addEventListener("change", pick, { signal });
  quiz.addEventListener("submit", check, { signal });
  keepKeys(quiz, signal);
  model.on("change:picked change:verdict", redraw);
  redraw();
  return () => {
    gone.abort();
    model.off("change:picked change:verdict", redraw);
  };
}

export default { render };
