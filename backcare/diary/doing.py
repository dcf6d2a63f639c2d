"""The words that say of an exercise that it was done, or how far: in headings, and in cells.

Each participle is given by its stem and its endings, so that “Séries faites” is known with “Fait”,
and “no hecho” with “hecho”. Compared folded, as all words of this room.
"""

from __future__ import annotations

import re
from itertools import product

from backcare.text import fold, folded_terms, split_terms

_LETTERS = re.compile(r"[^\W\d_]+")
# Yes or no, and a number: in any other place no is the reverse.
_OR_NO = re.compile(
    r"(?:/|\b(?:or|oder|ou|o|of)\b) *(?:no|n|nein|non|não|nee)\b|\b(?:no|nº|n°)(?:\.| of\b)", re.I
)
_TICKS = frozenset("✓✔☑✅ /✗✘❌☐")
_ONLY_A_TICK = re.compile(
    "(?:y|yes|j|ja|o|oui|s|sí|si|sì|sim|t|tak) */ *(?:n|no|nein|non|não|nee|nie)|"
    "ok|okay|tick|ticked|checkbox|check|checked|haken|abgehakt|angekreuzt|coché|cochée|cocher|"
    "marcado|spuntato|segnato|afgevinkt|vinkje|assinalado"
)
_LONGEST = 100
# Stems, and how they may end.
_PARTICIPLES = (
    (  # English
        "done|actual|completed|achieved|performed|finished|managed|accomplished|executed",
        "",
    ),
    (  # German
        "gemacht|geschafft|erreicht|erledigt|durchgeführt|durchgefuehrt|ausgeführt|ausgefuehrt|"
        "absolviert|geleistet|bewältigt|trainiert|geübt|abgeschlossen|vollendet|getan|ist|"
        "tatsächlich",
        "|e|en|er|es",
    ),
    ("fertig", "|e|ig"),
    (  # French
        "fait|réalisé|effectué|terminé|complété|accompli|exécuté|achevé|réussi|fini|pratiqué",
        "|e|s|es",
    ),
    (  # Spanish and Portuguese
        "hech|realizad|completad|terminad|cumplid|ejecutad|lograd|acabad|efectuad|practicad|"
        "conseguid|finalizad|feit|concluíd|executad|cumprid|praticad",
        "o|a|os|as",
    ),
    (  # Italian
        "fatt|eseguit|svolt|completat|terminat|realizzat|finit|compiut|effettuat|conclus",
        "o|a|i|e",
    ),
    ("gedaan|gedane|uitgevoerd|voltooid|afgerond|volbracht|afgemaakt|gehaald|gelukt|klaar", "|e"),
    (  # Swedish, Danish, Norwegian
        "gjord|gjort|klar|klart|utförd|utfört|genomförd|genomfört|slutförd|slutfört|avklarad|"
        "avklarat|färdig|färdigt|udført|fuldført|gennemført|færdig|utført|fullført|gjennomført",
        "|a|e",
    ),
    ("zrobion|wykonan|ukończon|zaliczon|przećwiczon", "e|y|a|o"),
    ("tehty|tehdyt|suoritettu|suoritetut|valmis|valmiit", ""),
)
# Verbs of a question: How much did you do? Managed it? Cuánto hiciste?
_VERBS = (
    "did|do|doing|manage|complete|completion|achieve|perform|finish|schaffen|machen|faire|hacer|hice|"
    "hiciste|hizo|fiz|fez|fizeste|fare|feci|doen|deed|deden|gjorde|tein|teit|"
    "pude|pudo|pudiste|logré|conseguiu|consegui|riuscito|riuscita"
)
# What may stand beside them, and names nothing else that could be done.
_BESIDE = (
    "how|much|many|of|all|the|your|you|it|them|this|that|was|were|is|are|have|has|i|we|he|she|a|an|"
    "today|everything|any|what|part|share|yes|or|y|n|"
    "exercise|exercises|session|workout|training|row|goal|target|plan|planned|prescribed|in|for|"
    "wie|viel|viele|wieviel|wieviele|haben|hast|habe|sie|du|ich|es|die|der|das|den|übung|übungen|"
    "alles|alle|davon|heute|wurde|wurden|war|ja|oder|einheit|was|ziel|"
    "combien|de|du|d|des|le|la|les|l|avez|as|ai|vous|tu|j|est|ce|que|qu|a|été|tout|tous|toutes|"
    "exercice|exercices|séance|aujourd|hui|oui|ou|quantité|"
    "s|t|j|"
    "cuánto|cuánta|cuántos|cuántas|cuanto|cuanta|ha|has|he|lo|los|las|el|usted|se|ejercicio|"
    "ejercicios|sesión|hoy|todo|todos|todas|sí|si|o|cantidad|"
    "quanto|quanta|quanti|quante|hai|ho|il|i|gli|lo|è|stato|esercizio|esercizi|sessione|oggi|tutto|"
    "tutti|tutte|di|quantità|quantos|quantas|você|foi|o|os|as|ao|exercício|exercícios|sessão|hoje|"
    "tudo|sim|do|da|quantidade|"
    "hoeveel|heb|heeft|hebt|je|u|het|er|van|oefening|oefeningen|sessie|vandaag|alles|"
    "hur|mycket|många|du|har|det|övning|övningar|idag|allt|kuinka|paljon|monta|sinä|harjoitus"
)
_COUNTS = (
    "number|nr|num|count|amount|quantity|qty|anzahl|zahl|menge|nombre|nb|numéro|número|numero|"
    "cantidad|quantità|quantidade|aantal|antal|antall|määrä|sum|total|totals|overall|altogether|"
    "gesamt|insgesamt|gesamtzahl|totale|totales|totali|totaal|totalt|totaux|somme|suma|somma|"
    "yhteensä"
)
_TOTALS = (
    "total|totals|overall|altogether|gesamt|insgesamt|gesamtzahl|totale|totales|totali|totaal|"
    "totalt|totaux|yhteensä"
)
# Under these a word for done or not done says it; a number or none may be of anything.
_STATES = (
    "status|state|result|estado|état|etat|statut|stato|stand|tila|situación|resultado|ergebnis"
)
# Before a participle these make the reverse of it.
_NOT = (
    "not|no|non|nie|nicht|pas|não|niet|inte|ikke|ej|ei|sin|sem|ne pas|noch nicht|not yet|nog niet"
)
_NOT_IN_WORDS = (
    "not done|undone|missed|skipped|cancelled|canceled|omitted|left out|didn t|did not|didnt|"
    "heute nicht|ausgelassen|ausgefallen|übersprungen|abgesagt|versäumt|verpasst|entfallen|"
    "sauté|sautée|sautés|omis|omise|manqué|manquée|annulé|annulée|oublié|"
    "saltado|saltada|omitido|omitida|cancelado|cancelada|olvidado|no hice|no lo hice|"
    "saltato|saltata|omesso|annullato|annullata|mancato|dimenticato|"
    "não fiz|não consegui|pulado|pulada|faltou|faltei|esquecido|esqueci|"
    "overgeslagen|gemist|geannuleerd|vergeten|niet gelukt|"
    "pominięte|pominięty|pominięta|niewykonane|niezrobione|opuszczone|odwołane|przełożone|"
    "zapomniałem|zapomniałam|"
    "hoppade över|överhoppad|inställd|missad|glömt|tekemättä|en tehnyt|jäi väliin|peruttu"
)
_NOT_YET = (
    "pendiente|pendientes|por hacer|sin hacer|à faire|a faire|en attente|pas encore|da fare|"
    "in sospeso|in attesa|non ancora|a fazer|por fazer|pendente|pendentes|ainda não|"
    "te doen|openstaand|nog te doen|att göra|ej påbörjad|tekemättä|odottaa"
)


def _with_endings(*pairs: tuple[str, str]) -> frozenset[str]:
    return frozenset(
        fold(stem + end)
        for stems, ends in pairs
        for stem, end in product(stems.split("|"), ends.split("|"))
    )


DONE = _with_endings(*_PARTICIPLES)
# In Spanish, Portuguese and Italian, where s is yes.
DONE_IN_LATIN = _with_endings(*(one for one in _PARTICIPLES if one[1] in ("o|a|os|as", "o|a|i|e")))
NOT_YET = folded_terms(_NOT_YET)
NOT_DONE = folded_terms(_NOT_IN_WORDS) | {
    fold(no) + done for no in split_terms(_NOT) for done in DONE
}
BESIDE = folded_terms(_BESIDE)
_VERB_WORDS, _COUNT_WORDS, _TOTAL_WORDS, _STATE_WORDS = map(
    folded_terms, (_VERBS, _COUNTS, _TOTALS, _STATES)
)
_ASKING = DONE | _VERB_WORDS


def words_of(heading: str) -> set[str]:
    """Return the words of a heading, folded."""
    return {fold(word) for word in _LETTERS.findall(_OR_NO.sub(" ", heading[:_LONGEST]))}


def asks_whether_done(heading: str) -> bool:
    """Say whether a heading asks whether, or how much, was done, and of nothing else.

    Examples
    --------
    >>> asks_whether_done("How much did you do?"), asks_whether_done("Did it hurt?")
    (True, False)
    """
    found = words_of(heading)
    return bool(found & _ASKING) and found <= _ASKING | BESIDE | _COUNT_WORDS


def is_a_tick(heading: str) -> bool:
    """Say whether a heading is no more than a tick, or a yes and a no.

    Examples
    --------
    >>> [is_a_tick(one) for one in ("✓", "OK", "J/N", "Yes/No", "No", "On")]
    [True, True, True, True, False, False]
    """
    plain = heading[:_LONGEST].strip(" .:").casefold()
    return bool(plain) and (not set(plain) - _TICKS or _ONLY_A_TICK.fullmatch(plain) is not None)


def names_state(heading: str) -> bool:
    """Say whether a heading is of a state, which may be that something was done."""
    found = words_of(heading)
    return bool(found & _STATE_WORDS) and found <= _STATE_WORDS | BESIDE | _ASKING


def beside_amounts(heading: str) -> set[str]:
    """Return what a heading of what was done has beside that, and says something: sets, reps."""
    found = words_of(heading)
    return found - BESIDE - _COUNT_WORDS - _ASKING if found & _ASKING else set()


def names_total(heading: str) -> bool:
    """Say whether a heading has a word for how many in all."""
    return bool(words_of(heading) & _TOTAL_WORDS)


def without_totals(heading: str) -> set[str]:
    """Return what a heading of a total is a total of."""
    return words_of(heading) - BESIDE - _COUNT_WORDS - _ASKING


def counts_no_person(heading: str) -> bool:
    """Say whether a heading is of how many were done, and its “number” that of nobody."""
    found = words_of(heading)
    return bool(found & DONE and found & _COUNT_WORDS) and found <= DONE | _COUNT_WORDS | BESIDE
