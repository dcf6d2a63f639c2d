"""The browser, and JupyterLab and Voila as a person meets them in it; for the benchmarks too."""

import os
import shutil
import uuid
from pathlib import Path

from playwright.sync_api import Page
from servers import Server

# Long, for a busy machine with two processors: what is waited for comes long before.
PATIENCE_MS = 60_000
SWITCHES = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    # What a page asks of others can be recorded, but never gets out.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
NO_CHROMIUM = (
    "No Chromium here. Install it (Debian: apt-get install chromium), or set BACKCARE_CHROMIUM "
    "to the path of a Chromium or Chrome."
)
_NOTEBOOK_READY = """() => {
  const panel = window.jupyterapp?.shell?.currentWidget;
  return Boolean(panel?.content?.widgets && panel.sessionContext?.session?.kernel
    && panel.sessionContext.isReady && panel.context.isReady);
}"""

_CELL = "(place) => jupyterapp.shell.currentWidget.content.widgets[place].model"


def find_chromium() -> str | None:
    """Find the program: the one that BACKCARE_CHROMIUM names, else a system's own."""
    asked = os.environ.get("BACKCARE_CHROMIUM")
    names = [asked] if asked else ["chromium", "chromium-browser", "google-chrome"]
    return next(filter(None, map(shutil.which, names)), None)


class Lab:
    """JupyterLab in a page."""

    name = "lab"

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server
        # A kernel that a test has killed is told of whenever JupyterLab comes to it.
        told = page.get_by_role("dialog", name="Kernel Restarting")
        page.add_locator_handler(told, lambda dialog: dialog.get_by_role("button").click())

    def open(self, notebook: Path, theme: str = "light") -> None:
        """Open a notebook and run all its cells."""
        self.go_to(notebook)
        self.wear(theme)
        self.run("notebook:run-all-cells")

    def go_to(self, notebook: Path) -> None:
        """Open a notebook, alone in a workspace of its own."""
        path = f"lab/workspaces/{uuid.uuid4().hex}/tree/{notebook.name}"
        self.page.goto(self.server.address(path))
        self.wait_for_notebook()
        # A side bar would leave a phone's page no room for the notebook.
        self.page.evaluate("jupyterapp.shell.collapseLeft()")

    def wear(self, theme: str) -> None:
        """Put on the "light" or the "dark" theme; it stays on for the pages that come after."""
        wanted = self.page.locator(f"body[data-jp-theme-light={str(theme == 'light').lower()}]")
        if not wanted.count():
            self.run("apputils:change-theme", {"theme": f"JupyterLab {theme.title()}"})
            wanted.wait_for(state="attached")

    def wait_for_notebook(self) -> None:
        """Wait until the notebook is on screen and its kernel answers."""
        self.page.wait_for_function(_NOTEBOOK_READY)

    def reload(self) -> None:
        """Load the page anew and run all cells again; the kernel is the one it was."""
        self.page.reload()
        self.wait_for_notebook()
        self.run("notebook:run-all-cells")

    def run(self, command: str, arguments: dict[str, object] | None = None) -> None:
        """Run one of JupyterLab's commands to its end."""
        self.page.evaluate(
            "async ([id, given]) => { await jupyterapp.commands.execute(id, given); }",
            [command, arguments or {}],
        )

    def start_cell(self, place: int) -> None:
        """Start a cell that says something and then takes its time; wait until it has said so."""
        self.page.evaluate(
            """(place) => {
              jupyterapp.shell.currentWidget.content.activeCellIndex = place;
              jupyterapp.commands.execute("notebook:run-cell");
            }""",
            place,
        )
        self.page.wait_for_function(f"{_CELL}.outputs.length > 0", arg=place)

    def runs_cell(self, place: int) -> bool:
        """Say whether a cell is still running."""
        return self.page.evaluate(f"{_CELL}.executionState === 'running'", place)

    def leave(self) -> None:
        """Stop the kernels that the page started."""
        self.page.evaluate("window.jupyterapp?.serviceManager.sessions.shutdownAll()")


class Voila:
    """A notebook as a page, by Voila with this project's template."""

    name = "voila"

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server

    def open(self, notebook: Path, theme: str = "light") -> None:
        """Open a notebook; Voila runs it."""
        query = {} if theme == "light" else {"theme": theme}
        self.page.goto(self.server.address(f"voila/render/{notebook.name}", **query))
        self.page.locator("#rendered_cells").wait_for()

    def reload(self) -> None:
        """Load the page anew; Voila runs the notebook in another kernel."""
        self.page.reload()
        self.page.locator("#rendered_cells").wait_for()

    def leave(self) -> None:
        """Stop the page's kernel: it stops when the page is left."""
        self.page.goto("about:blank")
