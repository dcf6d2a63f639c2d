"""Which pain a heading asks for in its own words: "Pain level before exercise", "Schmerz vor".

Read is only what has no other word in it: pain before bed, or two hours after, is another pain.
"""

from __future__ import annotations

from backcare.diary.words import LETTERS
from backcare.text import fold, folded_terms

_OF_PAIN = (
    "pain|pains|painlevel|painscore|nrs|schmerz|schmerzen|schmerzstärke|schmerzintensität|"
    "schmerzwert|douleur|douleurs|dolor|dolores|dolore|dolori|pijn|pijnscore|dor|dores"
)
_BEFORE = "before|pre|vor|vorher|davor|avant|antes|prima|voor|vooraf|beforehand"
_AFTER = (
    "after|post|afterwards|nach|nachher|danach|hinterher|après|después|dopo|na|nadien|erna|"
    "achteraf|depois"
)
_BESIDE = (
    "level|score|rating|intensity|exercise|exercises|exercising|session|workout|training|the|my|"
    "your|of|in|stärke|wert|intensität|dem|der|den|die|des|meine|übung|übungen|einheit|niveau|"
    "intensité|exercice|exercices|séance|entraînement|la|le|les|l|d|de|nivel|intensidad|ejercicio|"
    "ejercicios|sesión|entrenamiento|del|el|los|livello|intensità|esercizio|esercizi|sessione|"
    "allenamento|dell|degli|gli|della|oefening|oefeningen|sessie|het|van|nível|exercício|"
    "exercícios|sessão|treino|do|da|dos"
)
_LONGEST = 60


_PAIN, _BEFORE_IT, _AFTER_IT, _MORE = map(folded_terms, (_OF_PAIN, _BEFORE, _AFTER, _BESIDE))
_PORTUGUESE = folded_terms("dor|dores")  # in which "na" is no after
_ARTICLE = "na"


def asked_for(heading: str) -> str:
    """Return `pain_before` or `pain_after` where a heading asks for that and no more; else ""."""
    if len(heading) > _LONGEST or any(map(str.isdecimal, heading)):
        return ""
    found = {fold(word) for word in LETTERS.findall(heading)}
    before, after = found & _BEFORE_IT, found & _AFTER_IT
    if _ARTICLE in after and found & _PORTUGUESE:
        return ""
    is_plain = found <= _PAIN | _MORE | before | after
    if not (found & _PAIN and is_plain and bool(before) != bool(after)):
        return ""
    return "pain_before" if before else "pain_after"
