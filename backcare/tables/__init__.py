"""The tables as they stand: the shipped files, their vocabulary, and the rule of each column.

`shipped` reads a file of `data/`, one fact a row, each with its source. `vocabulary` has the terms
that the tables use, with their words for the screen. `fields` is the rule of a column, as
`datapackage.json` says it (`descriptor`): shipped tables are held to it as they are read, and so
are those that people bring themselves (`forms`).
"""

from backcare.tables.shipped import (
    load_dictionary,
    load_guidance,
    load_red_flags,
    load_safety_rules,
    load_sources,
    load_table,
)

__all__ = [
    "load_dictionary",
    "load_guidance",
    "load_red_flags",
    "load_safety_rules",
    "load_sources",
    "load_table",
]
