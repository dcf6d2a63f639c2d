"""The style sheet of the widgets around a log, which each of them can bring into a page."""

from pathlib import Path

_HERE = Path(__file__).parent

LOG_STYLE = "".join((_HERE / name).read_text("utf-8") for name in ("backcare.css", "log.css"))
