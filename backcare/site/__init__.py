"""A page that needs no Python: the tables as facts, and what runs in a browser beside them.

- `facts` writes the tables as one JSON: the page's rules (`browser/rules_*.js`) read them there.
- `page` writes the page itself, with the scripts, cards and figures that the widgets have.
"""

from backcare.site.facts import RULES, facts
from backcare.site.page import write_page

__all__ = ["RULES", "facts", "write_page"]
