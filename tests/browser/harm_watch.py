"""Watch a page for what hostile words would make it do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error as PlaywrightError, Page

# Attributes and addresses that would run something, and what a page's mathematics made of a text.
_HARM = """() => {
  const found = [];
  const addresses = ["href", "src", "action", "formaction", "data", "srcdoc", "xlink:href"];
  const runs = (name) => name.startsWith("on") || addresses.includes(name);
  for (const node of document.querySelectorAll("*")) {
    for (const { name, value } of node.attributes) {
      const hostile = /hacked|hostile\\.invalid/.test(value);
      if (runs(name) && hostile) found.push(`<${node.localName} ${name}>`);
    }
    if (node.localName === "mjx-container") {
      found.push(`a formula: ${node.parentNode.textContent.slice(0, 60)}`);
    }
  }
  for (const node of document.querySelectorAll("base, meta[http-equiv=refresh]")) {
    if (/hostile/.test(node.outerHTML)) found.push(`<${node.localName}>`);
  }
  if (window.hacked !== undefined) found.push("a script ran");
  if (document.title === "1") found.push("another title");
  if (Object.prototype.hacked !== undefined) found.push("a prototype");
  return found;
}"""


@dataclass
class Watch:
    """What a page did that it should not, from the moment it is watched."""

    page: Page
    did: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to all that a page can tell."""
        page = self.page
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self._asked(request.url))
        page.on("pageerror", lambda error: self.did.append(f"an error: {error}"))
        page.on("popup", lambda _page: self.did.append("another window"))

    def _dialog(self, dialog: Any) -> None:
        self.did.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _asked(self, url: str) -> None:
        if urlsplit(url).hostname == "hostile.invalid":
            self.did.append(f"asked for {url}")

    def harm(self) -> list[str]:
        """Say what was run, asked for or broken so far."""
        try:
            return [*self.did, *self.page.evaluate(_HARM)]
        except PlaywrightError as error:
            if "navigation" not in str(error):
                raise
            return [*self.did, "the page was left for another"]
