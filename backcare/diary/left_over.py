"""Columns that count what was left out of the amounts beside them: Sets missed, Remaining.

Nothing is taken off by itself: it is asked whether the amounts are what was done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from backcare.csv_reader import Rows, shortened
from backcare.diary import words
from backcare.diary.cells import number_of
from backcare.diary.decide import Claim
from backcare.diary.durations import is_plain
from backcare.diary.questions import ASK_LEFT_OVER, OFFERED, Question, heading_choices
from backcare.text import fold, folded_terms

_OF_WHAT_IS_LEFT = (
    "missed|left|remaining|skipped|omitted|undone|unfinished|outstanding|"
    "übrig|verbleibend|verbleibende|ausgelassen|ausgelassene|verpasst|offen|fehlend|fehlende|"
    "restantes|restant|restants|manquées|manqués|sautées|sautés|"
    "pendientes|faltantes|saltadas|saltados|omitidas|restanti|mancanti|mancate|saltate|saltati|"
    "resterend|resterende|gemist|gemiste|overgeslagen|faltando|puladas|em falta"
)
_BESIDE = "sets|set|reps|rep|repetitions|not|done|of|the|over|to|do|still|how|many|number|today|"
_BESIDE += "sätze|satz|wiederholungen|wdh|noch|séries|répétitions|series|repeticiones|serie|"
_BESIDE += "ripetizioni|herhalingen|repetições|minutes|min|seconds|exercises"
_AMOUNTS = ("sets", "reps", "hold_s", "minutes", words.DURATION)
_LONGEST = 100


_LEFT, _OTHERS = folded_terms(_OF_WHAT_IS_LEFT), folded_terms(_BESIDE)


def names_left_over(heading: str) -> bool:
    """Say whether a heading counts what was left out.

    Examples
    --------
    >>> names_left_over("Sets missed"), names_left_over("Missed because")
    (True, False)
    """
    found = {fold(word) for word in words.LETTERS.findall(heading[:_LONGEST])}
    return bool(found & _LEFT) and found <= _LEFT | _OTHERS and found != {words.LEFT}


def ask_of_left_over(
    rows: Rows, claims: Mapping[str, Sequence[Claim]], places: Iterable[int]
) -> Iterator[Question]:
    """Ask whether the amounts beside a count of what was left out are what was done."""
    if "exercise_id" not in claims or not any(claims.get(one) for one in _AMOUNTS):
        return
    for place in places:
        heading, texts = rows.header[place], [text.strip() for text in rows.column(place)]
        counts = [n for n, text in enumerate(texts) if is_plain(text) and number_of(text)]
        if counts and names_left_over(heading):
            at = counts[0]
            rule = ASK_LEFT_OVER.format(heading=shortened(heading))
            asked = Question(rows.numbers[at], heading.strip(), texts[at], rule)
            yield asked.offering(heading_choices(heading, OFFERED[ASK_LEFT_OVER]))
