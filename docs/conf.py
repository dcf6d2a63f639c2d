"""How Sphinx makes the book; `make_book.py` calls it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "backcare"
author = "The backcare contributors"
project_copyright = "The backcare contributors. Words and pictures: CC BY 4.0"
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["docs/images/*", "data/*.md"]
default_role = "py:obj"
highlight_language = "none"

# Notebooks are shown as they were saved. Where a widget left a picture or a table beside it, that
# is shown: there is no Python behind the page that could run the widget.
nb_execution_mode = "off"
nb_mime_priority_overrides = [("html", "application/vnd.jupyter.widget-view+json", None)]
nb_ipywidgets_js: dict[str, dict[str, str]] = {}
myst_heading_anchors = 3
myst_heading_slug_func = "make_book.heading_slug"

autodoc_typehints = "none"  # numpydoc's sections name the types already
napoleon_google_docstring = False
napoleon_use_ivar = True

html_theme = "furo"
html_title = "backcare"
html_copy_source = False
html_show_sphinx = False
html_static_path = ["book.css", "book.js"]
html_css_files = ["book.css"]
html_js_files = ["book.js"]
html_theme_options = {
    "announcement": "Education, not medical advice. Ask a health professional before you start.",
}
