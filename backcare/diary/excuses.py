"""Columns that say why something was not done: beside an amount, whatever they say is asked about.

Under “Barriers” or “Why not?” any text means that it was not done; under “Reason” or
“Observations” some may. Decided from the heading, the cells and the columns beside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from backcare.csv_reader import Rows, shortened
from backcare.diary import words
from backcare.diary.cells import says_much
from backcare.diary.decide import Claim
from backcare.diary.less_done import may_say_less
from backcare.diary.not_done import says_not_done, tells_of_doing
from backcare.diary.questions import (
    ASK_OF_NOTES,
    LEFT_OUT,
    OFFERED,
    Question,
    heading_choices,
)
from backcare.text import fold, folded_terms

# Headings that ask why it was not done, alone; those that ask why, and what makes of them such.
_OF_EXCUSES = (
    "excuse|excuses|barrier|barriers|obstacle|obstacles|hindrance|hindrances|impediment|"
    "hinderungsgrund|hinderungsgründe|ausfallgrund|ausfallgründe|ausrede|ausreden|hindernis|"
    "hindernisse|verhinderung|verhinderungsgrund|fehlgrund|absagegrund|empêchement|empêchements|"
    "excuses|frein|freins|obstáculo|obstáculos|impedimento|impedimentos|impedimenti|barrera|"
    "barreras|excusa|excusas|ostacolo|ostacoli|scusa|scuse|barriera|barriere|belemmering|"
    "belemmeringen|verhindering|excuus|smoes|afwezigheidsreden|whynot|warumnicht|pourquoipas|"
    "porquéno|perchéno|waaromniet|absencereason|abwesenheitsgrund|motifabsence|barrière|barrières"
)
_OF_REASONS = (
    "reason|reasons|why|cause|explanation|grund|gründe|warum|weshalb|wieso|begründung|erklärung|"
    "raison|raisons|motif|motifs|pourquoi|explication|motivo|motivos|razón|razones|porqué|"
    "explicación|qué|causa|causas|ragione|ragioni|motivi|perché|spiegazione|reden|redenen|waarom|"
    "verklaring|oorzaak"
)
_OF_ABSENCE = (
    "not|no|non|missed|missing|miss|misses|skip|skipped|skipping|absence|absent|omitted|cancelled|"
    "canceled|cancelling|cancellation|undone|didnt|unable|nonadherence|noncompliance|"
    "nicht|ausgefallen|ausfall|ausgelassen|auslassen|fehlen|gefehlt|versäumt|abwesenheit|absage|"
    "pas|manqué|manquée|sauté|sautée|ausencia|ausente|falta|faltar|assenza|saltato|saltata|mancato|"
    "niet|afwezig|afwezigheid|overgeslagen|gemist|verzuim"
)
_BESIDE_REASONS = (
    "the|for|if|of|any|your|my|main|and|or|comment|comments|note|notes|why|por|für|den|der|die|"
    "das|pour|la|le|les|de|del|el|di|il|voor|het|possible|eventual|other|text|optional|n|a|given|s"
)
# Notes in other words, under which a mood or a place is hardly to be found.
_OF_NOTES = (
    "observation|observations|observación|observaciones|osservazione|osservazioni|beobachtung|"
    "beobachtungen|notities|notitie|nota|notes|note|annotation|annotations|anotaciones|annotazioni|"
    "aantekening|aantekeningen|aufzeichnungen|vermerk|vermerke|hinweis|hinweise|feedback|details|"
    "detail|memo|journal|diary|tagebuch|log|text|description|beschreibung|rückmeldung|remark|"
    "observação|observações|huomautus|huomautukset|muistiinpanot|kommentti|"
    "comentarios|commento|toelichting|verslag|bilan|ressenti|what happened|how did it go|"
    "how it went|answer|response|how was it|wie war es|wie lief es"
)
_NOTHING = frozenset({"", "-", "\N{EN DASH}", "\N{EM DASH}", "none", "no", "n/a", "na", "nil", "0"})
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 100
_AMOUNTS = ("sets", "reps", "hold_s", "minutes", words.DURATION)


_EXCUSES, _REASONS, _ABSENCE = map(folded_terms, (_OF_EXCUSES, _OF_REASONS, _OF_ABSENCE))
_BESIDE, _NOTES = map(folded_terms, (_BESIDE_REASONS, _OF_NOTES))


def names_excuse(heading: str) -> bool:
    """Say whether a heading asks why it was not done: whatever stands there means that."""
    found = _words(heading)
    if fold(heading[:_LONGEST]) in _EXCUSES or set(found) & _EXCUSES:
        return True
    return bool(set(found) & _REASONS) and bool(set(found) & _ABSENCE)


def names_reason(heading: str) -> bool:
    """Say whether a heading asks for a reason, and may ask why it was not done."""
    found = set(_words(heading))
    return names_excuse(heading) or bool(found & _REASONS and found <= _REASONS | _BESIDE)


def is_excuse(text: str, heading: str) -> bool:
    """Say whether a text under a heading that asks for a reason says that it was not done."""
    if text.strip().casefold() in _NOTHING or words.yes_or_no(text.strip()):
        return False
    return names_excuse(heading) or not tells_of_doing(text)


def ask_of_excuses(
    rows: Rows, claims: Mapping[str, Sequence[Claim]], places: Iterable[int]
) -> Iterator[Question]:
    """Ask about reasons, and notes in other words, beside what would count as done."""
    if "exercise_id" not in claims:
        return
    counted = _counted(rows, claims)
    exercises = rows.column(min(claims["exercise_id"]).place)
    for place in places:
        heading, texts = rows.header[place], rows.column(place)
        if names_reason(heading):
            found = [n for n in counted if is_excuse(texts[n], heading)]
        elif fold(heading[:_LONGEST]) in _NOTES:
            found = [
                n
                for n in counted
                if says_not_done(texts[n], exercises[n]) or may_say_less(texts[n])
            ]
        else:
            continue
        if found:
            rule = ASK_OF_NOTES.format(heading=shortened(heading))
            asked = Question(rows.numbers[found[0]], heading.strip(), "", rule)
            ways = heading_choices(heading, (*OFFERED[ASK_OF_NOTES], LEFT_OUT))
            yield asked.offering(ways)


def asks_for_words(heading: str) -> bool:
    """Say whether it is asked here what a heading means, and nowhere else."""
    return names_reason(heading) or fold(heading[:_LONGEST]) in _NOTES


def _counted(rows: Rows, claims: Mapping[str, Sequence[Claim]]) -> list[int]:
    """Return the rows that count as done: an exercise with an amount, if there is a place for it.

    Where a column for it says whether it was done, that decides.
    """

    def texts_of(*columns: str) -> list[list[str]]:
        places = [min(claims[one]).place for one in columns if claims.get(one)]
        return [[text.strip() for text in rows.column(place)] for place in places]

    (exercises,) = texts_of("exercise_id")
    amounts, marks = texts_of(*_AMOUNTS), texts_of(words.DONE, words.NOT_DONE)
    return [
        n
        for n, exercise in enumerate(exercises)
        if exercise
        and (not amounts or any(map(says_much, (texts[n] for texts in amounts))))
        and not any(texts[n] for texts in marks)
    ]


def _words(heading: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(heading[:_LONGEST].replace("'", ""))]
