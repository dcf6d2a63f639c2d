"""What axe-core finds wrong in a page, for screen readers, keyboards and weak eyes."""

from collections.abc import Collection

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator

# Stylesheets are not fetched anew for it: no rule but one about turned phones needs that. Moving
# pictures stand still meanwhile: drawing them takes longer than all it looks at.
_RUN = """async (root, but) => {
  const moving = [...document.querySelectorAll("svg")].filter((svg) => !svg.animationsPaused());
  for (const svg of moving) svg.pauseAnimations();
  const context = { include: [root], exclude: [...document.querySelectorAll(but || "#axe-none")] };
  const found = await axe.run(context, { resultTypes: ["violations"], preload: false });
  for (const svg of moving) svg.unpauseAnimations();
  const words = ({ target, html, failureSummary }) =>
    `${target} ${html.slice(0, 150)} ${failureSummary.split("\\n")[1]}`;
  return found.violations.flatMap(({ id, impact, nodes }) =>
    nodes.map((node) => [impact, `${id}: ${words(node)}`]));
}"""

# It reads the same few colours again for everything that lies above them, which takes it a quarter
# of its time: what a text means as a colour is kept.
_REMEMBER_COLOURS = """() => {
  const { Color } = axe.commons.color;
  const read = Color.prototype.parseString;
  const known = new Map();
  Color.prototype.parseString = function (text) {
    const { r, g, b, alpha } = known.get(text) ?? read.call(this, text);
    Object.assign(this, { r, g, b, alpha });
    known.set(text, { r, g, b, alpha });
    return this;
  };
}"""


def axe_faults(root: Locator, impacts: Collection[str] = (), *, but: str = "") -> list[str]:
    """Name what is wrong inside an element, or only what weighs as much as named here.

    What the selector `but` finds is not looked at: a part that is hidden has its own turn.
    """
    page = root.page
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
        page.evaluate(_REMEMBER_COLOURS)
    found = root.evaluate(_RUN, but)
    return [fault for impact, fault in found if not impacts or impact in impacts]
