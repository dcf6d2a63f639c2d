// What was chosen is not printed with the chips that it was chosen by: paper says it in a line.

const chosen = (root, ...groups) =>
  [...root.querySelectorAll(groups.map((group) => `${group} button.mod-active`).join())].map((chip) => chip.textContent);

/** Say on paper whom it is for, and on which day; where nothing is shown, it is for nobody. */
function tendPaper(el, signal) {
  const line = document.createElement("p");
  line.className = "bc-for-whom";
  whenPlaced(el, ".bc-app", signal, (root) => {
    window.addEventListener("beforeprint", () => {
      const [state] = chosen(root, ".bc-pain-state", ".bc-pain_state");
      if (!state || !el.querySelector(".bc-gate[data-cleared='true']")) return;
      const about = chosen(root, ".bc-conditions", ".bc-helps").join("; ");
      line.textContent = [`For: ${state}`, about, spelledDate(new Date())].filter(Boolean).map((words) => `${words}.`).join(" ");
      el.prepend(line);
    }, { signal });
    window.addEventListener("afterprint", () => line.remove(), { signal });
  });
}
