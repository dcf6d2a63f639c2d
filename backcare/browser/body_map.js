// A body to point at. Python draws it once, every region named; this file lets regions be picked
// by mouse, finger and keys, and says which one is meant. It computes nothing.

const MARKUP = `
  <div class="bc-app bc-body">
    <div class="bc-body-stage"></div>
    <p class="bc-body-line"><strong></strong> <span></span></p>
    <div class="bc-body-legend"></div>
  </div>`;
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Make check boxes of the regions; their titles would cover the body when they are pointed at. */
function nameRegions(svg, regions) {
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-label", "Muscle groups on a body. Arrow keys go from one to the next.");
  for (const region of regions) {
    const { label, words } = region.dataset;
    region.querySelector("title").remove();
    region.setAttribute("role", "checkbox");
    region.setAttribute("aria-label", `${label}: ${words}`);
  }
}

/** Let Tab come to one region only, and to which one. */
function letTabCome(regions, here) {
  for (const region of regions) region.setAttribute("tabindex", region === here ? 0 : -1);
}

function drawPicked(regions, picked) {
  for (const region of regions) {
    region.dataset.picked = picked.includes(region.dataset.group);
    region.setAttribute("aria-checked", region.dataset.picked);
  }
}

/** Say which region is meant; where none is, what is picked or what can be done. */
function drawLine(line, region, regions) {
  const picked = regions.filter((one) => one.dataset.picked === "true");
  const [name, words] = region
    ? [region.dataset.label, region.dataset.words]
    : [picked.length ? "Picked" : "", picked.map((one) => one.dataset.label).join(", ")];
  line.querySelector("strong").textContent = name && `${name}:`;
  line.querySelector("span").textContent = words || "Choose a part of the body.";
}

/** Go with the arrow keys, in the order in which the groups are always told. */
function go(event, regions, here) {
  const last = regions.length - 1;
  const place = regions.indexOf(here);
  const ends = { Home: 0, End: last };
  const next = ends[event.key] ?? (place + STEPS[event.key] + regions.length) % regions.length;
  if (!Number.isInteger(next)) return;
  event.preventDefault();
  regions[next].focus({ preventScroll: true });
}

function render({ model, el }) {
  el.innerHTML = MARKUP;
  const root = el.querySelector(".bc-body");
  root.querySelector(".bc-body-stage").innerHTML = model.get("picture");
  root.querySelector(".bc-body-legend").innerHTML = model.get("legend");
  const svg = root.querySelector("svg");
  const line = root.querySelector(".bc-body-line");
  const regions = [...svg.querySelectorAll(".bc-region")];
  const regionOf = (event) => event.target.closest(".bc-region");
  nameRegions(svg, regions);
  letTabCome(regions, regions[0]);

  const gone = new AbortController();
  const listen = (node, kind, act) => node.addEventListener(kind, act, { signal: gone.signal });
  const draw = () => {
    drawPicked(regions, model.get("value"));
    drawLine(line, svg.querySelector(".bc-region:is(:hover, :focus-visible)"), regions);
  };
  const toggle = (region) => {
    const { group } = region.dataset;
    const picked = model.get("value");
    const wanted = (name) => picked.includes(name) !== (name === group);
    model.set("value", regions.map((one) => one.dataset.group).filter(wanted));
    model.save_changes();
  };
  listen(svg, "click", (event) => regionOf(event) && toggle(regionOf(event)));
  // Where the mouse is goes before where the keys are.
  const tell = (region) => drawLine(line, region ?? svg.querySelector(":focus-visible"), regions);
  listen(svg, "pointerover", (event) => tell(regionOf(event)));
  listen(svg, "pointerleave", () => tell(null));
  listen(svg, "focusin", (event) => {
    letTabCome(regions, regionOf(event));
    tell(null);
  });
  listen(svg, "focusout", () => drawLine(line, null, regions));
  listen(svg, "keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key !== " " && event.key !== "Enter") return go(event, regions, regionOf(event));
    event.preventDefault();
    if (!event.repeat) toggle(regionOf(event));
  });
  keepKeys(root, gone.signal);
  model.on("change:value", draw);
  draw();
  return () => {
    gone.abort();
    model.off("change:value", draw);
  };
}

export default { render };
