"""What the columns of a clinic's tables may hold, as the server is told it.

A log leaves out what breaks its schema, and says so. What a server adds up by itself it believes:
so nobody may put in there what a log would leave out, by whatever SQL.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, Date, DateTime, Float, Integer

from backcare.clinic.rights import OWN
from backcare.log.schema import TABLES
from backcare.log.stored import FIRST_AND_LAST
from backcare.sessions import LIMITS, OFFSET

_FIRST, _LAST = FIRST_AND_LAST
_NUMBERS = {**LIMITS, OFFSET.name: OFFSET}
_MOST = 2**30 - 1  # of what is counted: with one more it is a number still


def table_limits() -> dict[str, str]:
    """Return of each table of a log the condition, in SQL, that each of its rows fulfils."""
    return {
        name: " AND ".join(one for column in TABLES.tables[name].c for one in _limits(column))
        for name in OWN
    }


def _limits(column: Column[object]) -> Iterator[str]:
    name = f'"{column.name}"'
    if field := _NUMBERS.get(column.name):
        above = ">=" if field.lowest_itself else ">"
        yield f"{name} {above} {field.lowest:g} AND {name} <= {field.highest:g}"
    elif isinstance(column.type, Date | DateTime):
        yield f"{name} BETWEEN {_FIRST} AND {_LAST}"
    elif isinstance(column.type, Float):  # a number, which NaN and the infinite are not
        yield f"{name} > '-Infinity' AND {name} < 'Infinity'"
    elif isinstance(column.type, Integer):
        yield f"{name} BETWEEN 0 AND {_MOST}"
