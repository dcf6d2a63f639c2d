"""Firefox, and WebKit, which is Safari's engine: a page in them can be opened, used and looked at.

Both are programs of the system. Firefox is spoken to in WebDriver BiDi, which it knows itself;
WebKit in WebDriver, through a program of its own, on a screen that nobody sees.
"""

import base64
import http.client
import itertools
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import websocket
from servers import Told, free_port, running
from shells import PATIENCE_MS

# Whatever is not on this machine is asked of a port where nobody is.
_NOBODY = 9
_MINI_BROWSER = "*/webkit2gtk-4.1/MiniBrowser"
_SCREEN = ("Xvfb", "-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp")
# What is to be installed, and the programs that it brings.
_NEEDED = {
    "firefox": ("firefox-esr", ["firefox-esr"]),
    "webkit": ("webkit2gtk-driver xvfb", ["WebKitWebDriver", "Xvfb"]),
}
# Where the middle is of what a person sees under these words, or of what a selector names; null
# while it is not there, cannot be pressed, or is under something else.
_SPOT = """(words, selector) => {
  const said = (node) => node.getAttribute("aria-label") ?? node.innerText;
  const node = [...document.querySelectorAll(selector)].find((node) =>
    node.getClientRects().length && !node.disabled && said(node).trim().startsWith(words));
  if (!node) return null;
  node.scrollIntoView({ block: "center", behavior: "instant" });
  const { left, top, width, height } = node.getBoundingClientRect();
  const [x, y] = [Math.round(left + width / 2), Math.round(top + height / 2)];
  const at = document.elementFromPoint(x, y);
  return node.contains(at) ? [x, y] : null;
}"""
# A page that has just been turned may scroll once more; nobody presses that fast.
_STAYS_S = 0.25
PRESSED = "a[href], button, summary, label"


class Engine:
    """A window of a browser, with one page; `_ask` is how its own driver is spoken to."""

    def __init__(self, ask: Callable[..., Any]) -> None:
        self._ask = ask
        self.patience_s = PATIENCE_MS / 1000

    def open(self, url: str) -> None:
        """Open a page, and wait until it has loaded."""
        raise NotImplementedError

    def resize(self, width: int, height: int) -> None:
        """Give the page this size, or in WebKit the window around it."""
        raise NotImplementedError

    def _evaluate(self, expression: str) -> str:
        raise NotImplementedError

    def _act(self, actions: dict[str, object]) -> None:
        raise NotImplementedError

    def _picture(self) -> str:
        raise NotImplementedError

    def run(self, function: str, *given: object) -> Any:
        """Call a function in the page; give what it returns."""
        told = self._evaluate(f"JSON.stringify([({function})(...{json.dumps(given)})])")
        return json.loads(told)[0]

    def until(self, function: str, *given: object) -> Any:
        """Wait until a function in the page returns something, and give that."""
        deadline = time.monotonic() + self.patience_s
        while not (found := self.run(function, *given)):
            assert time.monotonic() < deadline, f"Never: {function} {given}"
            time.sleep(0.05)
        return found

    def shows(self, selector: str, words: str = "") -> None:
        """Wait until something with these words in it is on screen."""
        self.until(
            """(selector, words) => [...document.querySelectorAll(selector)]
              .some((node) => node.getClientRects().length && node.innerText.includes(words))""",
            *(selector, words),
        )

    def press(self, words: str, selector: str = PRESSED) -> None:
        """Press what is on screen under words that begin so, once it stays where it is."""
        last = None
        while (spot := self.until(_SPOT, words, selector)) != last:
            last = spot
            time.sleep(_STAYS_S)
        x, y = spot
        steps = [
            {"type": "pointerMove", "x": x, "y": y},
            *({"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}),
        ]
        self._act({"actions": [{"type": "pointer", "id": "mouse", "actions": steps}]})

    def shoot(self, path: Path) -> None:
        """Save a picture of what is on screen."""
        path.write_bytes(base64.b64decode(self._picture()))


class Firefox(Engine):
    """Firefox, by WebDriver BiDi."""

    def __init__(self, ask: Callable[..., Any]) -> None:
        super().__init__(ask)
        ask("session.new", {"capabilities": {}})
        self._page = {"context": ask("browsingContext.getTree", {})["contexts"][0]["context"]}

    def open(self, url: str) -> None:
        """Open a page, and wait until it has loaded."""
        self._ask("browsingContext.navigate", {**self._page, "url": url, "wait": "complete"})

    def resize(self, width: int, height: int) -> None:
        """Give the page this size."""
        size = {"width": width, "height": height}
        self._ask("browsingContext.setViewport", {**self._page, "viewport": size})

    def _evaluate(self, expression: str) -> str:
        given = {"expression": expression, "target": self._page, "awaitPromise": False}
        told = self._ask("script.evaluate", given)
        assert told["type"] == "success", told["exceptionDetails"]["text"]
        return told["result"]["value"]

    def _act(self, actions: dict[str, object]) -> None:
        self._ask("input.performActions", {**self._page, **actions})

    def _picture(self) -> str:
        return self._ask("browsingContext.captureScreenshot", self._page)["data"]


class WebKit(Engine):
    """WebKit, by WebDriver."""

    def open(self, url: str) -> None:
        """Open a page, and wait until it has loaded."""
        self._ask("POST", "url", {"url": url})

    def resize(self, width: int, height: int) -> None:
        """Give the page this size."""
        self._ask("POST", "window/rect", {"width": width, "height": height})

    def _evaluate(self, expression: str) -> str:
        return self._ask("POST", "execute/sync", {"script": f"return {expression}", "args": []})

    def _act(self, actions: dict[str, object]) -> None:
        self._ask("POST", "actions", actions)

    def _picture(self) -> str:
        return self._ask("GET", "screenshot")


def missing(name: str) -> str:
    """Say what has to be installed before this engine can be used; nothing, if all is there."""
    package, programs = _NEEDED[name]
    if all(map(shutil.which, programs)):
        return ""
    return f"No {name} here. Install it (Debian: apt-get install {package})."


@contextmanager
def firefox(home: Path) -> Iterator[Firefox]:
    """Run Firefox as a new person, without a window."""
    settings = {
        "network.proxy.type": 1,
        "network.proxy.no_proxies_on": "127.0.0.1",
        **{f"network.proxy.{kind}": "127.0.0.1" for kind in ("http", "ssl")},
        **{f"network.proxy.{kind}_port": _NOBODY for kind in ("http", "ssl")},
    }
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(is_)});" for name, is_ in settings.items()]
    (home / "user.js").write_text("\n".join(lines), "utf-8")
    command = ["firefox-esr", "--headless", "--no-remote", "--remote-debugging-port=0"]
    command += ["--profile", str(home), "about:blank"]
    with _program(command, home) as told:
        address = told.finds(r"WebDriver BiDi listening on (ws://\S+)")
        # It answers nobody that says from which page they come.
        socket = websocket.create_connection(
            f"{address}/session", timeout=PATIENCE_MS / 1000, suppress_origin=True
        )
        numbers = itertools.count()

        def ask(method: str, params: dict[str, object]) -> Any:
            number = next(numbers)
            socket.send(json.dumps({"id": number, "method": method, "params": params}))
            while (answer := json.loads(socket.recv())).get("id") != number:
                continue
            assert answer["type"] == "success", answer
            return answer["result"]

        with closing(socket):
            yield Firefox(ask)


@contextmanager
def webkit(home: Path) -> Iterator[WebKit]:
    """Run WebKit as a new person, on a screen of its own."""
    own = {"LIBGL_ALWAYS_SOFTWARE": "1", "GSETTINGS_BACKEND": "memory", "NO_AT_BRIDGE": "1"}
    if os.geteuid() == 0:
        own["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"  # root cannot have one
    (binary,) = Path("/usr/lib").glob(_MINI_BROWSER)
    options = {"binary": str(binary), "args": ["--automation"]}
    port = free_port()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_MS / 1000)

    def ask(method: str, path: str, given: dict[str, object] | None = None) -> Any:
        connection.request(method, f"/session{path}", given and json.dumps(given))
        answer = json.load(connection.getresponse())["value"]
        assert not (isinstance(answer, dict) and "error" in answer), answer
        return answer

    with closing(connection), _program([*_SCREEN], home, "screen") as screen:
        own["DISPLAY"] = f":{screen.finds('^([0-9]+)')}"
        with _program(["WebKitWebDriver", f"--port={port}"], home, **own) as driver:
            for _ in driver.waits():
                with suppress(ConnectionRefusedError):
                    connection.connect()
                    break
            wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
            session = f"/{ask('POST', '', {'capabilities': wanted})['sessionId']}"
            yield WebKit(lambda method, path, given=None: ask(method, f"{session}/{path}", given))
            ask("DELETE", session)


@contextmanager
def _program(command: list[str], home: Path, log: str = "told", **own: str) -> Iterator[Told]:
    """Run a program at home in a folder, and no longer than these tests."""
    environment = {**os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(home), **own}
    for kind in ("CONFIG", "DATA", "CACHE"):
        environment[f"XDG_{kind}_HOME"] = str(home / kind.lower())
    guarded = ["setpriv", "--pdeathsig=TERM", *command]
    with running(guarded, home, environment, home / f"{log}.log") as told:
        yield told
