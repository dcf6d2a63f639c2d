"""Tables in a notebook as one reads them: text on the left and whole, numbers rounded."""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Callable, Hashable
from numbers import Real
from typing import Any

import pandas as pd
from IPython import get_ipython
from pandas.api.types import is_bool_dtype, is_datetime64_any_dtype, is_numeric_dtype
from pandas.io.formats.style import Styler

from backcare.browser import fragment

_MISSING = "\N{EN DASH}"
_MOST_DECIMALS = 2
# From how many letters on a column holds sentences, and may not get narrower than a few words.
_SENTENCE = 40
_STYLE: list[dict[str, Any]] = [
    {"selector": "th, td", "props": "text-align: left; vertical-align: top; white-space: normal"},
    {"selector": "thead th", "props": "vertical-align: bottom"},
]
# What is between two "$" is no formula.
_ATTRIBUTES = 'class="dataframe tex2jax_ignore mathjax_ignore"'

_BETWEEN_CELLS = re.compile(r"(?<=>)\n *(?=<(?:td|th|/tr)\b)")

Shown = Callable[[Any], str]


def use_table_style() -> None:
    """Show every table of this notebook in full from here on: whole text, rounded numbers.

    Text is on the left and never cut, numbers are on the right and have two decimals at most,
    and what is missing is a dash. Only what is seen changes: a table stays the `DataFrame` it
    is. A table longer or wider than the options `display.max_rows` and `display.max_columns` of
    pandas shows its first rows and columns, and says how many there are. Outside of a notebook
    nothing happens.

    Examples
    --------
    >>> bc.use_table_style()
    """
    shell = get_ipython()
    if shell is not None:
        shell.display_formatter.formatters["text/html"].for_type(pd.DataFrame, table_html)


def table_html(frame: pd.DataFrame) -> str:
    """Write a table in our style, with a line below it if not all of it is there."""
    shown, below = _first_of(frame)
    # A line each would make a notebook twice as heavy.
    return _BETWEEN_CELLS.sub("", styled(shown).to_html(table_attributes=_ATTRIBUTES)) + below


def styled(frame: pd.DataFrame) -> Styler:
    """Give a table our style, as pandas has styles; nothing in it is taken for markup."""
    frame = frame.rename_axis(index=_name, columns=_name)
    style = Styler(frame, uuid=f"{zlib.crc32(frame.to_csv().encode()):08x}", cell_ids=False)
    formats = {name: _shown(frame[name]) for name in frame} if frame.columns.is_unique else _cell
    style.format(formats, na_rep=_MISSING)  # type: ignore[arg-type]
    style.format_index(_cell, axis="columns", na_rep=_MISSING)
    for level in range(frame.index.nlevels):
        keys = frame.index.get_level_values(level).to_series()
        style.format_index(_shown(keys), axis="index", level=level, na_rep=_MISSING)
    return style.set_table_styles(_STYLE + _of_columns(frame))  # type: ignore[arg-type]


def _first_of(frame: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Cut a table to what pandas would show, and say so."""
    most_rows, few_rows, most_columns = map(
        pd.get_option, ("display.max_rows", "display.min_rows", "display.max_columns")
    )
    rows = few_rows if most_rows and len(frame) > most_rows else len(frame)
    columns = most_columns or len(frame.columns)
    shown = frame.iloc[:rows, :columns]
    if shown.shape == frame.shape:
        return frame, ""
    parts = zip(shown.shape, frame.shape, ("rows", "columns"), strict=True)
    words = ", ".join(f"{some} of {every} {what}" for some, every, what in parts)
    return shown, fragment("paragraph", text=f"Shown: {words}.")


def _of_columns(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Put numbers on the right, and keep sentences from getting too narrow to read."""
    looks = []
    for place in range(frame.shape[1]):
        column = frame.iloc[:, place]
        if _is_number(column):
            looks.append({"selector": f".col{place}", "props": "text-align: right"})
        elif column.map(_cell).str.len().max() >= _SENTENCE:
            looks.append({"selector": f".col{place}", "props": "min-width: 12em"})
    return looks


def _shown(column: pd.Series[Any]) -> Shown:
    """Choose how the cells of a column are written."""
    if is_datetime64_any_dtype(column):
        days = column.dropna()
        form = "%Y-%m-%d" if (days == days.dt.normalize()).all() else "%Y-%m-%d %H:%M %Z"
        return lambda moment: str(moment.strftime(form)).strip()
    if not _is_number(column):
        return _cell
    numbers = column.dropna().astype("float64").round(_MOST_DECIMALS)
    places = next((n for n in range(_MOST_DECIMALS) if numbers.round(n).equals(numbers)), 2)
    return lambda number: f"{number:.{places}f}"


def _is_number(column: pd.Series[Any]) -> bool:
    return is_numeric_dtype(column) and not is_bool_dtype(column)


def _cell(value: Any) -> str:
    """Write whatever is in a cell as text."""
    if isinstance(value, Real) and not isinstance(value, bool | int):
        value = f"{float(value):.{_MOST_DECIMALS}f}".rstrip("0").rstrip(".")
    return html.escape(str(value), quote=False)


def _name(name: Hashable) -> Hashable:
    return name if name is None else html.escape(str(name), quote=False)
