"""What stands in the brackets of a heading, and whether the heading means the same without it.

Only what is known to change nothing may be dropped, word by word and by what the column is: a unit,
a scale, yes or no, each side, optional. "Exercise (skipped)" is no exercise that was done, and
"Date (planned)" no day on which something was; whatever is not known here leaves a heading unread.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from backcare.diary import doing, words
from backcare.text import fold, split_terms

_BRACKETS = re.compile(r"[(\[{<](.*?)[)\]}>]")
_TOKENS = re.compile(r"[^\W\d_]+|[0-9]+")
_SIGNS = re.compile(r"[\s\w.,:;/\\?!'’*+&=#|\N{EN DASH}\N{EM DASH}✓✔☑✅-]*")
_LONGEST = 60

# --- words that change nothing, by language: en, de, fr, es, it, nl, pt ------------------------

# Wherever they stand.
_ALWAYS = (
    "optional|required|mandatory|if any|if known|if applicable|please|eg|e g|ie|for example|"
    "freiwillig|wahlweise|pflicht|pflichtfeld|falls vorhanden|falls bekannt|bitte|z b|zb|"
    "facultatif|facultative|optionnel|optionnelle|obligatoire|si connu|svp|par exemple|p ex|ex|"
    "opcional|facultativo|facultatifs|obligatorio|obligatoria|por favor|por ejemplo|p ej|ej|"
    "facoltativo|facoltativa|facoltativi|facoltative|opzionale|opzionali|obbligatorio|"
    "obbligatoria|per favore|per esempio|es|"
    "optioneel|verplicht|indien bekend|bijvoorbeeld|bijv|bv|"
    "obrigatório|obrigatória|por exemplo|"
    "or|oder|ou|o bien|oppure|of"
)
# Both together say what a cell may hold; a no alone says that it was not: (non fait).
_YES, _NO = "yes|y|true|ja|j|oui|o|sí|s|sim|tak|t|1", "no|n|false|nein|non|nee|não|nie|0"
_TODAY = "today|heute|aujourd hui|hoy|oggi|vandaag|hoje|my|mein|meine"
_COUNTED = (
    "number|number of|count|how many|nr|num|amount|approx|approximately|about|roughly|ca|circa|"
    "anzahl|zahl|wie viele|wieviele|ungefähr|etwa|nombre|nombre de|nb|combien|environ|"
    "número|número de|cuántas|cuántos|aprox|aproximadamente|numero|quante|quanti|quantità|"
    "aantal|hoeveel|ongeveer|quantas|quantos|quantidade|"
    "you|did|do|have|haben|sie|avez|vous|hizo|ha|você|fez"
)
_SIDES = (
    "each|per|both|side|sides|each side|per side|left|right|l|r|lt|rt|leg|legs|arm|arms|"
    "je|pro|seite|seiten|beide|beidseits|links|rechts|li|re|bein|beine|arme|"
    "par|chaque|côté|côtés|de chaque côté|gauche|droite|jambe|jambes|bras|les deux|"
    "por|cada|lado|lados|izquierda|derecha|pierna|piernas|brazo|ambos|"
    "ogni|lato|lati|sinistra|destra|gamba|gambe|braccio|entrambi|"
    "elke|kant|kanten|zijde|zijden|been|benen|linker|rechter|esquerda|direita|perna|braço"
)
_A_SET = (
    "set|each set|per set|satz|pro satz|je satz|par série|série|serie|por serie|por série|reeks"
)
_TIMES = (
    "reps|rep|repetitions|times|x|wiederholungen|wdh|mal|répétitions|fois|repeticiones|veces|"
    "ripetizioni|volte|herhalingen|keer|repetições|vezes"
)
_OF_DATES = (
    "d|dd|m|mm|mmm|y|yy|yyyy|t|tt|j|jj|jjjj|a|aa|aaaa|g|gg|format|day|month|year|tag|monat|jahr|"
    "jour|mois|année|día|mes|año|giorno|mese|anno|dag|maand|jaar|dia|mês|ano|weekday|wochentag|"
    "and time|und uhrzeit|et heure|y hora|e ora|en tijd|e hora|local|local time|lokal|ortszeit|"
    "heure locale|hora local|ora locale|lokale tijd|started|start|begin|beginn|début|inicio|inizio|"
    "início|session|of session|of the session|exercise|of exercise|training|workout|séance|sesión|"
    "sessione|sessie|sessão"
)
_OF_TIMES = (
    "h|hh|hr|hrs|hour|hours|clock|am|pm|a|p|m|mm|ss|uhr|stunde|stunden|hora|horas|ora|ore|uur|"
    "of day|of the day|of start|tageszeit|uhrzeit|heure|heures"
)
_OF_NAMES = (
    "you|did|do|have|haben|sie|avez|vous|hizo|ha|você|fez|"
    "name|names|title|type|kind|which|what|which one|list|from list|from the list|see list|choose|"
    "select|one per row|one per line|english|deutsch|name der übung|bezeichnung|titel|art|welche|"
    "auswählen|siehe liste|eine pro zeile|nom|titre|type|laquelle|lequel|choisir|liste|nombre|"
    "título|tipo|cuál|elegir|lista|nome|titolo|quale|scegliere|elenco|naam|soort|welke|kies|lijst|"
    "qual|escolher"
)
_OF_PEOPLE = (
    "id|code|nr|number|initials|initial|name|first|last|first name|last name|full name|"
    "pseudonym|pseudonymised|pseudonymized|anonymous|anonymised|anonymized|alias|nickname|"
    "kürzel|initialen|nummer|kennung|vorname|nachname|pseudonymisiert|anonym|anonymisiert|"
    "initiales|nom|prénom|numéro|pseudonyme|anonyme|iniciales|nombre|apellido|número|seudónimo|"
    "anónimo|código|iniziali|nome|cognome|numero|pseudonimo|anonimo|codice|naam|voornaam|"
    "achternaam|anoniem|iniciais|apelido"
)
_OF_NOTES = (
    "did|you|feel|do|was|anything|free|text|free text|comment|comments|remark|remarks|note|"
    "notes|general|short|other|others|"
    "anything else|else|more|etc|how|it|felt|went|how it felt|how it went|how did it go|feeling|"
    "mood|weather|sleep|any|the|of|about|on|your|and|session|exercise|exercises|training|workout|"
    "freitext|kommentar|bemerkung|notiz|allgemein|kurz|sonstiges|wie war es|wie es war|wie es ging|"
    "stimmung|wetter|schlaf|zur|zum|und|übung|einheit|texte|libre|texte libre|commentaire|"
    "remarque|autre|autres|humeur|météo|sommeil|séance|exercice|texto|texto libre|comentario|otro|"
    "otros|ánimo|clima|sueño|sesión|ejercicio|testo|testo libero|libero|commento|altro|umore|meteo|"
    "sonno|sessione|esercizio|tekst|vrije tekst|opmerking|overig|stemming|weer|slaap|sessie|"
    "oefening|texto livre|comentário|outro|humor|sono|sessão|exercício"
)
_OF_TICKS = (
    "tick|ticked|tick if done|check|checked|check if done|mark|mark with x|x|if|with|box|"
    "ankreuzen|abhaken|haken|wenn|kreuz|cocher|coché|si|croix|marcar|casilla|con|spuntare|segnare|"
    "aankruisen|afvinken|vinkje|als|assinalar"
)
_OF_UNITS = "in|en|em|as|als|unit|units|einheit|unité|unidad|unità|eenheid|unidade|and|und|et|y|e"
_OF_SESSIONS = "of the day|of day|number|nr|nummer|numéro|número|numero|am|pm|in|the"
_TOTAL = "total|overall|gesamt|insgesamt|totaal|totale|totales|en tout|in all"


def _all(*terms: str) -> frozenset[str]:
    """Return the words that may stand there, each by itself; what was put together stays so."""
    return frozenset(
        fold(word) for text in terms for one in split_terms(text) for word in one.split()
    )


_YES_WORDS, _NO_WORDS = _all(_YES), _all(_NO)
_NUMBER = frozenset({"no"})
_TICKS = (words.DONE, words.NOT_DONE, words.STATUS)
_UNITS = frozenset(fold(part) for one in words.UNITS for part in words.LETTERS.findall(one))
_ANYWHERE = _all(_ALWAYS, _TODAY)
_AMOUNTS = doing.DONE | _all(_COUNTED, _SIDES, _A_SET, _OF_UNITS) | _UNITS
_STARTS = _all(_OF_DATES, _OF_TIMES)
_DAY_PARTS = _all(_OF_SESSIONS) | frozenset(map(fold, words.DAY_PARTS))
_KNOWN: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "started_at": _STARTS | {words.IN_UTC.casefold()},
        words.TIME: _STARTS,
        words.TIME_OR_DURATION: _STARTS | _UNITS | _all(_OF_UNITS, _COUNTED),
        "exercise_id": doing.DONE | _all(_OF_NAMES),
        "patient": _all(_OF_PEOPLE),
        "note": _all(_OF_NOTES),
        words.DONE: doing.DONE | _all(_OF_TICKS),
        words.NOT_DONE: _all(_OF_TICKS),
        words.STATUS: words.ANSWERS,
        words.TYPE: words.SET_MARKS | words.REST,
        words.SET_KIND: words.SET_MARKS | words.REST,
        "sets": doing.DONE | _all(_COUNTED, _SIDES, _TOTAL),
        "reps": doing.DONE | _all(_COUNTED, _SIDES, _A_SET, _TIMES),
        **dict.fromkeys(("hold_s", "minutes", words.DURATION, words.LENGTH), _AMOUNTS),
        words.PLURAL: _AMOUNTS,
        words.MIN_OR_MINIMUM: _AMOUNTS,
        "pain_minutes": _all(_OF_UNITS) | _UNITS,
        **dict.fromkeys((words.SET_NUMBER, words.REP_NUMBER), _all(_COUNTED, _OF_SESSIONS)),
        words.SET_OR_SETS: _all(_COUNTED, _SIDES),
        words.WHICH_SESSION: _DAY_PARTS,
        **dict.fromkeys((words.UNIT, words.DURATION_UNIT), _UNITS | _all(_TIMES, _OF_UNITS)),
        words.REPS_UNIT: _UNITS | _all(_TIMES, _OF_UNITS),
    }
)
_BEFORE_UNITS = frozenset({"in", "en", "em"})


def without_brackets(heading: str) -> str:
    """Return a heading without its brackets and what is in them."""
    return _BRACKETS.sub("", heading)


def in_brackets(heading: str) -> list[str]:
    """Return what stands in each of the brackets of a heading, but for blanks."""
    return [one for one in (found.strip() for found in _BRACKETS.findall(heading)) if one]


def unit_in(heading: str) -> str:
    """Return the unit that stands alone in the brackets of a heading: (s), (in minutes)."""
    for inside in in_brackets(heading):
        first, _, rest = inside.casefold().partition(" ")
        text = rest if first in _BEFORE_UNITS else inside.casefold()
        if unit := words.UNITS.get(text.strip(" ."), ""):
            return unit
    return ""


def change_nothing(heading: str, column: str) -> bool:
    """Say whether a heading for a column means the same without what is in its brackets.

    What the brackets of pain say is read as a scale, and not here.
    """
    return all(_changes_nothing(inside, column) for inside in in_brackets(heading))


def _changes_nothing(inside: str, column: str) -> bool:
    if len(inside) > _LONGEST or not _SIGNS.fullmatch(inside):
        return False
    tokens = [fold(token) or token for token in _TOKENS.findall(inside.casefold())]
    numbers = [token for token in tokens if token.isdecimal()]
    if column in _TICKS and numbers and not _are_ticks(tokens):
        return False
    found = {*tokens} - {*numbers}
    if found & _YES_WORDS and found & _NO_WORDS:
        found -= _YES_WORDS | _NO_WORDS
    return found <= _ANYWHERE | _KNOWN.get(column, frozenset()) or found == _NUMBER


def _are_ticks(tokens: Sequence[str]) -> bool:
    """Say whether numbers are 0 and 1, and 1 is yes where it is said what they mean."""
    numbers = [token for token in tokens if token.isdecimal()]
    if not {*numbers} <= {"0", "1"}:
        return False
    if len(numbers) == len(tokens):
        return True
    firsts, seconds = tokens[::2], tokens[1::2]
    return len(firsts) == len(seconds) and all(
        words.yes_or_no(first) is words.yes_or_no(second)
        for first, second in zip(firsts, seconds, strict=True)
    )
