"""A page that needs no Python: the tables as facts, and what runs in a browser beside them.

- `facts` writes the tables as one JSON: the page's rules (`browser/rules_*.js`) read them there.
"""

from backcare.site.facts import RULES, facts

__all__ = ["RULES", "facts"]
