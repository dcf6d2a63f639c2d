"""The exercises: load them, choose among them, say why one is left out, find one by name.

Read `load` first, which joins the long tables to one frame, an exercise a row; then `filter`, which
chooses from it. `own_table` checks a table that a clinician wrote, and `cards` shows rows as HTML.
"""
