"""All that a browser runs: JavaScript, style sheets and templates, for widgets and pages alike.

A widget's module can import nothing from a file beside it, so `assets` joins the files that it
is made of. A template is a Jinja page in which everything is escaped; `environment` finds it.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jinja2


def assets(*names: str) -> str:
    """Join files of this room, in the order given, to one script or one style sheet.

    What a later file uses stands in an earlier one: `in_page.js`, with what several widgets do for
    the page around them, and `backcare.css`, with the colours, come first.

    Examples
    --------
    >>> "function keepKeys" in assets("in_page.js", "status_line.js")
    True
    """
    room = resources.files(__name__)
    return "\n".join(room.joinpath(name).read_text("utf-8") for name in names)


def environment() -> jinja2.Environment:
    """Make what renders the templates of this room, which name what they need or fail."""
    import jinja2  # only pages need it

    return jinja2.Environment(
        loader=jinja2.PackageLoader("backcare", "browser"),
        autoescape=True,  # a clinician's own cells come here: all of them are text, never markup
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
