"""A page that needs no Python: the tables as facts, and what runs in a browser beside them.

- `facts` writes the tables as one JSON: the page's rules (`browser/rules_*.js`) read them there.
- `page` writes the page itself, with the scripts, cards and figures that the widgets have; `icon`
  draws its icon for iPhones.
- `serve` shows a folder on this computer.
"""

from backcare.site.facts import facts
from backcare.site.page import RULES, write_page, write_site

__all__ = ["RULES", "facts", "write_page", "write_site"]
