"""Columns that tell work from rest, under whatever heading: Phase, Step, Interval."""

from __future__ import annotations

import re
from collections.abc import Iterable, MutableMapping

from backcare.csv_reader import Rows, different
from backcare.diary import words
from backcare.diary.decide import Claim
from backcare.text import fold, folded_terms

_OF_REST = (
    "rest|resting|rested|rest period|rest interval|rest time|rest phase|rest timer|rest step|"
    "recovery|recover|recovering|recovery period|active recovery|recovery interval|relax|"
    "relaxation|relaxing|pause|pausing|break|off|rest between sets|between sets|idle|"
    "ruhe|ruhen|ruhepause|erholung|erholen|satzpause|ruhephase|pausenphase|erholungsphase|"
    "entspannung|entspannen|repos|récupération|récup|récupérer|pauses|relâchement|"
    "descanso|descansar|recuperación|pausa|reposo|recuperar|relajación|"
    "riposo|recupero|riposare|pausa attiva|rilassamento|rust|rusten|pauze|herstel|rustperiode"
)
_OF_WORK = (
    "work|working|work interval|work period|work phase|interval|intervals|active|activity|on|"
    "exercise|effort|hold|holding|go|train|set|sets|run|walk|main|main set|lift|perform|stretch|"
    "warm up|warmup|warming up|cool down|cooldown|cooling down|start|contract|contraction|"
    "arbeit|belastung|aktiv|übung|üben|halten|anstrengung|satz|training|aufwärmen|abwärmen|"
    "arbeitsphase|belastungsphase|anspannen|anspannung|"
    "travail|actif|active|exercice|série|échauffement|retour au calme|contraction|"
    "trabajo|activo|activa|esfuerzo|ejercicio|serie|calentamiento|enfriamiento|"
    "lavoro|attivo|attiva|sforzo|esercizio|riscaldamento|defaticamento|"
    "werk|actief|inspanning|oefening|belasting|warming|cooling"
)
# Headings that name a part of a session.
_OF_PARTS = (
    "phase|phases|step|steps|interval|intervals|part|segment|stage|block|lap type|interval type|"
    "step type|segment type|phase type|round type|row kind|what|mode|state|activity state|entry|"
    "work rest|section|period|schritt|abschnitt|intervall|teil|art|étape|partie|intervalle|fase|"
    "paso|etapa|intervalo|parte|passo|intervallo|stap|deel|onderdeel|tramo|segmento|modus|modo"
)
_NUMBERS = re.compile(r"[0-9#.:()/]+(?:\s*(?:s|sec|min)\b)?")
_LONGEST = 100


_RESTS, _WORKS, _PARTS = map(folded_terms, (_OF_REST, _OF_WORK, _OF_PARTS))


def is_rest(text: str) -> bool:
    """Say whether a cell names a rest between what was done: recovery, Pause 2, repos."""
    return _plain(text) in _RESTS


def is_work(text: str) -> bool:
    """Say whether a cell names a part in which something was done: work, warm-up, Satz 2."""
    return _plain(text) in _WORKS


def take_phases(
    rows: Rows | None, claims: MutableMapping[str, list[Claim]], places: Iterable[int]
) -> None:
    """Take a column that tells rests from work for that.

    Under a heading that names a part of a session a rest is enough; whatever else stands there is
    then asked about. Under any other all have to be such words, and some of them work.
    """
    if rows is None or words.SET_KIND in claims or "exercise_id" not in claims:
        return
    for place in places:
        known = [text for text in different(map(str.strip, rows.column(place))) if _plain(text)]
        rests = [text for text in known if is_rest(text)]
        works = [text for text in known if is_work(text)]
        are_all = bool(works) and len(rests) + len(works) == len(known)
        if rests and (are_all or fold(rows.header[place][:_LONGEST]) in _PARTS):
            claims[words.SET_KIND] = [Claim(3, place, "")]
            return


def _plain(text: str) -> str:
    return fold(_NUMBERS.sub(" ", text)) if len(text) <= _LONGEST else ""
