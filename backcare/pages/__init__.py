"""Pages without code: the notebooks that are made for patients, served by Voila.

    python -m backcare.pages notebooks

`finding` says which notebooks are pages, `server` serves them; the template around them is
share/jupyter/voila/templates/backcare.
"""

from backcare.pages.server import Page, find_pages

__all__ = ["Page", "find_pages"]
