"""What several widgets bring into a page: the style around a log, and shared JavaScript."""

from pathlib import Path

_HERE = Path(__file__).parent

LOG_STYLE = "".join((_HERE / name).read_text("utf-8") for name in ("backcare.css", "log.css"))


def module_with_page(*names: str) -> str:
    """Return the module of one widget, with `in_page.js` before the files that it is made of.

    Examples
    --------
    >>> "function keepKeys" in module_with_page("status_line.js")
    True
    """
    return "\n".join((_HERE / part).read_text("utf-8") for part in ("in_page.js", *names))
