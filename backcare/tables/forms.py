"""The tables that people bring themselves, as the `forms` of `datapackage.json` describe them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from itertools import groupby
from types import MappingProxyType

from backcare.tables.descriptor import descriptor
from backcare.tables.fields import Field, field_of
from backcare.tables.vocabulary import terms


@functools.cache
def fields(form: str) -> Mapping[str, Field]:
    """Return the columns of a form by their names, in order; some are there for each pain state."""
    found: dict[str, Field] = {}
    forms = groupby(descriptor()["forms"][form], key=lambda one: "{pain_state}" in one["name"])
    for by_state, several in forms:
        columns = list(several)
        for state in terms("pain_state") if by_state else [""]:
            for described in columns:
                name = described["name"].format(pain_state=state)
                known = terms(described["vocabulary"]) if "vocabulary" in described else ()
                found[name] = field_of({**described, "name": name}, terms=known)
    return MappingProxyType(found)
