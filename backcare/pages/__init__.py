"""Pages without code: the notebooks that are made for patients, served by Voila.

    python -m backcare.pages notebooks

`server` finds and serves them.
"""

from backcare.pages.server import Page, find_pages

__all__ = ["Page", "find_pages"]
