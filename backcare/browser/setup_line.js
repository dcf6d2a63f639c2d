// A line that stands in the page only if a widget can. Its style sheet takes away the line that
// says what to do if none can.

function render({ model, el }) {
  const line = document.createElement("p");
  line.className = "bc-setup-ready";
  line.textContent = model.get("text");
  el.append(line);
}

export default { render };
