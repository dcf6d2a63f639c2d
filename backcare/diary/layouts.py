"""The layouts of other programs' exports: which one a file has, and what its headings mean.

They are data, `data/layouts.csv` or a table of the same shape that a clinic brings: one heading a
row. A file has a layout if every heading is there that the layout needs.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from backcare.csv_reader import read_cells
from backcare.diary import words
from backcare.errors import Fault, TableError, shown_value, unknown_term
from backcare.sessions import CSV_COLUMNS
from backcare.tables.fields import cell_faults, header_faults, typed
from backcare.tables.forms import fields
from backcare.tables.shipped import load_table
from backcare.text import fold

Layouts: TypeAlias = "str | os.PathLike[str] | pd.DataFrame"

DETECT = "detect"
WITH_UNIT = ("hold_s", "minutes", "pain_minutes", "duration")
_AS_TABLE = "layouts"
_NO_LAYOUTS = (
    'layouts must be the path of your table of them, such as "my_layouts.csv", or the table as a '
    "DataFrame, got {given}. Or leave it out."
)
_TWICE = "is there twice for {layout}. Delete one of the two rows."
_NO_UNIT = (
    "must be blank where column is none of {columns}: nothing else has a unit. A started_at may "
    "have UTC."
)
_NEVER = "needs no heading, so that every file would have it. Write true in needed in some rows."
_NO_DATE = "has no heading for the date. Write started_at in column in one of its rows."


class Layout(NamedTuple):
    """What an export of one program looks like: headings are folded, and in order."""

    name: str
    needed: frozenset[str]
    meanings: Mapping[str, str | tuple[str, str] | None]


def read_layouts(source: Layouts | None) -> tuple[Layout, ...]:
    """Return the layouts of a person's own table, or raise every fault of it; () for None."""
    if source is None or isinstance(source, tuple):  # none, or what this gave
        return source or ()
    known = fields("own_layouts")
    if isinstance(source, pd.DataFrame):
        name, faults = _AS_TABLE, list[Fault]()
        rows = pd.RangeIndex(2, len(source) + 2)
        cells = source.set_axis(rows).astype(object).where(source.set_axis(rows).notna(), "")
        cells = cells.astype(str).apply(lambda column: column.str.strip())
    elif not isinstance(source, str | os.PathLike) or not isinstance(os.fspath(source), str):
        raise ValueError(_NO_LAYOUTS.format(given=shown_value(source)))
    else:
        name = Path(source).name
        cells, faults = read_cells(Path(source).expanduser(), known)
    faults += header_faults(map(str, cells), known)
    faults += cell_faults(cells, known)
    if set(known) - {"source", "unit"} <= set(cells):
        faults += _between(cells.reindex(columns=list(known), fill_value=""))
    if not faults and cells.empty:
        faults = [Fault(None, "", "", "It has a header but no rows. Add a row for each heading.")]
    if faults:
        raise TableError(name, sorted(faults, key=lambda fault: fault.row or 0))
    return _layouts(typed(cells, known))


@functools.cache
def known_layouts() -> tuple[Layout, ...]:
    """Return the layouts that are shipped."""
    return _layouts(load_table("layouts"))


def layout_of(
    header: Sequence[str], layout: str | None, own: Sequence[Layout]
) -> tuple[str, dict[int, str | tuple[str, str] | None]]:
    """Return the name of a header's layout, "" for none, and what it says of each place.

    A log's own export has none. What is only detected says nothing of a heading that is, as it
    stands, the name of a log's column.
    """
    names = {fold(one.name) for one in own}
    every = [*own, *(one for one in known_layouts() if fold(one.name) not in names)]
    if layout is None:
        return "", {}
    headings = [fold(text) if len(text) < 1_000 else "" for text in header]
    if layout != DETECT:
        named = [one for one in every if fold(one.name) == fold(layout)]
        if not named:
            raise unknown_term("layout", [layout], [one.name for one in every])
        return named[0].name, _places(headings, named[0], frozenset())
    if set(CSV_COLUMNS) <= set(header):
        return "", {}
    fitting = [one for one in every if one.needed <= set(headings)]
    if not fitting:
        return "", {}
    best = max(fitting, key=lambda one: (one in own, len(one.needed)))
    exact = {place for place, text in enumerate(header) if text.strip() in CSV_COLUMNS}
    return best.name, _places(headings, best, frozenset(exact))


@functools.cache
def _values() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """Return by layout and heading what the program writes, and the words for it."""
    table = load_table("layout_values")
    found: dict[tuple[str, str], dict[str, str]] = {}
    for name, heading, value, meant in zip(
        table["layout"], table["heading"], table["value"], table["meaning"], strict=True
    ):
        found.setdefault((str(name), fold(heading)), {})[str(value)] = str(meant)
    return found


def in_words(layout: str, header: Sequence[str], cells: Iterable[list[str]]) -> None:
    """Put words for what a program writes in its own way, such as a unit by its number."""
    known = {
        place: found
        for place, heading in enumerate(header)
        if len(heading) < 1_000 and (found := _values().get((layout, fold(heading))))
    }
    for row in cells if known else ():
        for place, found in known.items():
            row[place] = found.get(row[place].strip(), row[place])


def meant_by_own(own: Iterable[Layout]) -> dict[str, str | tuple[str, str] | None]:
    """Return all headings of a person's own layouts, so that a header is known by them."""
    return {heading: meant for one in own for heading, meant in one.meanings.items()}


def _places(
    headings: Sequence[str], layout: Layout, exact: frozenset[int]
) -> dict[int, str | tuple[str, str] | None]:
    """Return what stands at each place; of several for one column the layout's first is it."""
    found: dict[int, str | tuple[str, str] | None] = {}
    taken = {headings[place] for place in exact}
    for heading, meant in layout.meanings.items():
        column = meant[0] if isinstance(meant, tuple) else meant
        for place, text in enumerate(headings):
            if text != heading or place in exact:
                continue
            free = column is not None and (column == "note" or column not in taken)
            found[place] = meant if free else None
            taken |= {column} if column else set()
    return found


def _layouts(table: pd.DataFrame) -> tuple[Layout, ...]:
    return tuple(
        Layout(
            str(name),
            frozenset(map(fold, rows.loc[rows["needed"], "heading"])),
            {
                fold(heading): (column, unit) if unit else column or None
                for heading, column, unit in zip(
                    rows["heading"], rows["column"], rows["unit"], strict=True
                )
            },
        )
        for name, rows in table.groupby("layout", sort=False)
    )


def _between(cells: pd.DataFrame) -> Iterator[Fault]:
    """Yield what is wrong between the cells of a row, or of a layout."""
    key = pd.DataFrame({name: cells[name].map(fold) for name in ("layout", "heading")})
    again = key.duplicated() & key["heading"].ne("")
    for row, cell in cells.loc[again].iterrows():
        rule = _TWICE.format(layout=cell["layout"])
        yield Fault(_number(row), "heading", cell["heading"], rule)
    is_start = cells["column"].eq("started_at")
    fits = cells["unit"].eq(words.IN_UTC).where(is_start, cells["column"].isin(WITH_UNIT))
    for row, cell in cells[cells["unit"].ne("") & ~fits].iterrows():
        rule = _NO_UNIT.format(columns=", ".join(WITH_UNIT))
        yield Fault(_number(row), "unit", cell["unit"], rule)
    for name, rows in cells.groupby("layout", sort=False):
        first = _number(rows.index[0])
        if not rows["needed"].str.casefold().isin(("true", "yes")).any():
            yield Fault(first, "layout", str(name), _NEVER)
        if "started_at" not in set(rows["column"]):
            yield Fault(first, "layout", str(name), _NO_DATE)


def _number(label: Any) -> int:
    return int(label)
