"""What is said of headings that are not read and may be about pain: loudly, with the way out.

Of pain that is not on the scale of a log, or only eased, nobody is told to read it as it is.
"""

from __future__ import annotations

from collections.abc import Iterable

from backcare.csv_reader import shortened
from backcare.diary.pain_words import (
    is_another_scale,
    is_pain_beside_medicine,
    pain_time_unit,
    speaks_of_pain,
)
from backcare.diary.words import LETTERS
from backcare.errors import printable

PAIN_SCALE = "A log has pain from 0 to 10: if the file has another scale, change its numbers first."
_OF_MEDICINE = (
    "Pain before or after a medicine is none of these unless it was felt before, during or after "
    "the exercise; if not, say None."
)
_NOT_READ = "Not read, but may be about pain: {headings}. "
_OF_PAIN = (
    _NOT_READ + "If so, {undo}say which pain it is: "
    'columns={{{said}}}, or "{other}" or "{third}". '
    f"{PAIN_SCALE}"
)
_OF_OTHER_SCALE = (
    _NOT_READ + "Its scale is not 0 to 10: {undo}change its numbers to 0 to 10 in the file, and "
    "call the column Pain before or Pain after."
)
_OF_EASE = (
    _NOT_READ + "It may say how much pain eased or changed, which a log does not hold: only pain "
    "itself, from 0 (none) to 10."
)
_OF_PAIN_TIME = (
    "Not read, but may be how long there was pain: {headings}. If so, {undo}say in which unit: "
    'columns={{"{first}": ("pain_minutes", "{unit}")}}, or "{other}" in place of "{unit}".'
)
_MOST_NAMED = 20
_PAINS = ("pain_before", "pain_after", "pain_peak")
# Words for when pain was there, and for pain that went away.
_AFTER = frozenset(
    "after afterwards afterward post end nach nachher danach après apres después despues luego "
    "dopo na nadien depois após finish".split()
)
_PEAK = frozenset(
    "during worst max maximum peak highest strongest während stärkster maximal pendant durante "
    "tijdens peor pire peggiore ergste".split()
)
_EASED = (
    *("relief", "reliev", "eased", "easing", "improve", "reduc", "decreas", "change", "differ"),
    *("better", "linder", "besser", "abnahme", "veränder", "schmerzfrei", "beschwerdefrei"),
    *("soulag", "alivio", "mejora", "sollievo", "migliora", "verlicht", "verbeter", "alívio"),
)
_FREE = frozenset("free frei without ohne sans sin senza zonder sem no".split())


def suggested_pain(heading: str) -> str:
    """Return the column that a heading of pain is most likely; "" where it is none as it stands."""
    if is_another_scale(heading):
        return ""
    found = LETTERS.findall(heading[:200].casefold())
    is_free = _FREE & {*found} and not is_pain_beside_medicine(heading)
    if is_free or any(part in word for word in found for part in _EASED):
        return ""
    if _PEAK & {*found}:
        return "pain_peak"
    return "pain_after" if _AFTER & {*found} else "pain_before"


def line_of_pain(unread: Iterable[str], *, stored: bool) -> str:
    """Say loudly which headings that are not read may be about pain; "" where none may."""
    found = [printable(shortened(one)) for one in unread if speaks_of_pain(one)]
    times = [one for one in found if pain_time_unit(one)]
    rest = [one for one in found if one not in times]
    scales = [one for one in rest if is_another_scale(one)]
    eased = [one for one in rest if one not in scales and not suggested_pain(one)]
    pains = [one for one in rest if suggested_pain(one)]
    undo = "undo the import and " if stored else ""
    unit = pain_time_unit(times[0]) if times else ""
    suggested: dict[str, str] = {}  # of each pain the first heading
    for one in pains[:_MOST_NAMED]:
        suggested.setdefault(suggested_pain(one), one)
    said = ", ".join(f'"{heading}": "{pain}"' for pain, heading in suggested.items())
    column = next(iter(suggested), "")
    other, third = [one for one in _PAINS if one != column][:2]
    lines: tuple[tuple[list[str], str, dict[str, str]], ...] = (
        (times, _OF_PAIN_TIME, {"unit": unit, "other": "min" if unit == "h" else "h"}),
        (pains, _OF_PAIN, {"said": said, "other": other, "third": third}),
        (scales, _OF_OTHER_SCALE, {}),
        (eased, _OF_EASE, {}),
    )
    told = [
        rule.format(headings=", ".join(some[:_MOST_NAMED]), first=some[0], undo=undo, **more)
        for some, rule, more in lines
        if some
    ]
    return " ".join([*told, medicine_hint(pains)]).strip()


def medicine_hint(headings: Iterable[str]) -> str:
    """Say of pain before or after a medicine that it may be none of a session; "" of any other."""
    return _OF_MEDICINE if any(map(is_pain_beside_medicine, headings)) else ""
