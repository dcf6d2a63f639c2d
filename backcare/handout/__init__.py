"""Floor 3: a plan to take home, as one page that needs nothing else.

`page` writes it, `facts` is what the page's script is told, `sheet.css` and `ticks.js` are put
into it; its words stand in `templates/handout.html.j2`. `in_words` is the plan in short, for a
widget.
"""

from backcare.documents.handout import plan_handout

__all__ = ["plan_handout"]
