"""The shells themselves: they run this Python, ask nothing of the network and of no one."""

import sys

import pytest
from servers import write_notebook

import backcare

pytestmark = pytest.mark.browser

SAYS_WHERE = "import sys, backcare\n\nprint(sys.executable, backcare.__file__, sep='\\n')"


def test_kernel_is_this_python_with_this_backcare(lab):
    """What a notebook imports is what these tests import."""
    lab.open(write_notebook(lab.server.folder / "where.ipynb", SAYS_WHERE))
    output = lab.page.locator(".jp-OutputArea-output").first
    output.wait_for()
    assert output.inner_text().splitlines() == [sys.executable, backcare.__file__]
    assert lab.page.locator(".jp-toast, .Toastify__toast").count() == 0


def test_voila_page_has_title_language_and_landmark(voila):
    """A screen reader says what the page is, in English, and can go to its main part."""
    notebook = write_notebook(voila.server.folder / "plain.ipynb", SAYS_WHERE, heading="My back")
    voila.open(notebook)
    assert voila.page.title() == "My back"
    assert voila.page.locator("html").get_attribute("lang") == "en"
    assert backcare.__file__ in voila.page.get_by_role("main").inner_text()


@pytest.mark.parametrize(("theme", "dark"), [("light", False), ("dark", True)])
def test_voila_has_both_themes(voila, theme, dark):
    """The page's own colours follow the theme that is asked for."""
    notebook = write_notebook(voila.server.folder / f"{theme}.ipynb", "1 + 1")
    voila.open(notebook, theme)
    colour = voila.page.evaluate("getComputedStyle(document.body).backgroundColor")
    brightness = max(int(part) for part in colour.strip("rgb()").split(","))
    assert (brightness < 128) == dark
