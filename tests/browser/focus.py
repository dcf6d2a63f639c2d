"""The ring around what has the keyboard's focus: how wide it is, and how well it is seen."""

from playwright.sync_api import Locator

# Focuses one element after the other and reads what the browser has drawn around it. Colours are
# painted on a canvas, which takes all their forms; a ring with an offset lies on what is around.
_RINGS = """root => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const paint = (colour, under) => {
    canvas.fillStyle = `rgb(${under})`;
    canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const behind = (node) => node
    ? paint(getComputedStyle(node).backgroundColor, behind(node.parentElement)) : [255, 255, 255];
  const light = (colour) => colour.map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const wanted = "a[href], button, input, select, textarea, summary, [tabindex]";
  const stops = [...root.querySelectorAll(wanted)].filter((node) => !node.disabled
    && node.tabIndex >= 0 && node.checkVisibility({ visibilityProperty: true }));
  const faults = [];
  for (const stop of stops) {
    stop.focus({ preventScroll: true });
    if (document.activeElement !== stop) continue;
    // What is seen of a pain button is beside the radio that has the focus; of a muscle, inside it.
    const seen = getComputedStyle(stop).opacity === "0" ? stop.nextElementSibling
      : stop.querySelector(".bc-shape") ?? stop;
    const style = getComputedStyle(seen);
    const drawn = seen.matches("svg *");
    const width = parseFloat(drawn ? style.strokeWidth : style.outlineWidth);
    const colour = drawn ? style.stroke : style.outlineColor;
    const under = drawn ? paint(style.fill, [255, 255, 255]) : behind(seen.parentElement);
    const seenAs = contrast(paint(colour, under), under);
    const solid = drawn || ["solid", "auto"].includes(style.outlineStyle);
    if (solid && width >= 3 && seenAs >= 3) continue;
    const words = stop.textContent.trim().slice(0, 30) || stop.getAttribute("aria-label");
    const name = `${stop.tagName} ${stop.getAttribute("class")} "${words}"`;
    faults.push(`${name}: ${style.outlineStyle} ${width} px, ${seenAs.toFixed(1)} to 1`);
  }
  return [stops.length, faults];
}"""


def focus_faults(root: Locator, at_least: int = 1) -> list[str]:
    """Name what can have the focus and has no ring of 3 px that is seen 3 to 1.

    `at_least` so many elements have to be there, so that a page that is not ready passes nothing.
    """
    # The last thing that was pressed has to be a key: a ring is for whoever uses those.
    root.page.keyboard.press("Shift")
    root.page.keyboard.press("Tab")
    stops, faults = root.evaluate(_RINGS)
    assert stops >= at_least, f"Only {stops} elements can have the focus."
    return faults
