"""Floor 3: the report, one page that a clinician can read and file.

`facts` has the words, `page` is the paper, `parts` says what stands where, `one_page` files it.
"""

from backcare.documents.report import weekly_report

__all__ = ["weekly_report"]
