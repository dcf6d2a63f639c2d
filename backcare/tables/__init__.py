"""The tables as they stand: the shipped files, their vocabulary, and the rule of each column.

`shipped` reads a file of `data/`, one fact a row, each with its source. `vocabulary` has the terms
that the tables use, with their words for the screen. `fields` holds what `datapackage.json` says a
column may hold, for the tables that people bring themselves.
"""

from backcare.tables.shipped import (
    load_dictionary,
    load_red_flags,
    load_safety_rules,
    load_sources,
    load_table,
)

__all__ = [
    "load_dictionary",
    "load_red_flags",
    "load_safety_rules",
    "load_sources",
    "load_table",
]
