// The moving picture of an exercise, driven by the phase that is on: the session keeps the time.

/** Put a picture into a box; gives what moves it. */
function placeFigure(box, markup) {
  box.innerHTML = markup;
  box.hidden = !markup;
  const svg = box.querySelector("svg");
  const phases = JSON.parse(svg?.dataset.phases ?? "[]");
  if (!phases.length) return () => {};
  svg.pauseAnimations();
  return ({ phase, side, seconds }, into) => {
    const find = (wanted) => phases.find(([name, , , of]) => name === phase && (of ?? "") === wanted);
    const film = find(side) ?? find("first") ?? find("");
    if (!film) return svg.setCurrentTime(0); // the pose that it begins with
    const [, start, end] = film;
    // A walk is one film over and over; a move takes as long as its phase.
    svg.setCurrentTime(phase === "go" ? start + (into % (end - start)) : start + ((end - start) * into) / seconds);
  };
}
