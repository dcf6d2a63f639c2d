"""Notes that say that somebody else did it, or that something else was done than the row says.

The row counts as it stands, and that is told: “did bird dog instead” beside a bridge.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from backcare.diary.not_done import telling_words
from backcare.text import either, fold, folded_terms, plain_words

_SELF = (
    "me|myself|i|ich|ich selbst|selbst|moi|moi même|yo|yo mismo|yo misma|io|io stesso|io stessa|"
    "ik|ikzelf|eu|eu mesmo|eu mesma|jag|minä|ja"
)
_PEOPLE = (
    "husband|wife|spouse|partner|mother|mum|mom|father|dad|son|daughter|brother|sister|grandson|"
    "granddaughter|grandma|grandpa|girlfriend|boyfriend|neighbour|neighbor|carer|somebody else|"
    "someone else|"
    "mann|ehemann|frau|ehefrau|partnerin|mutter|mama|vater|papa|sohn|tochter|bruder|schwester|"
    "enkel|enkelin|oma|opa|freundin|nachbar|nachbarin|jemand anders|"
    "mari|femme|conjoint|mère|maman|père|fils|fille|frère|soeur|sœur|quelqu un d autre|"
    "marido|esposo|esposa|mujer|pareja|madre|mamá|padre|hijo|hija|hermano|hermana|otra persona|"
    "marito|moglie|mamma|papà|figlio|figlia|fratello|sorella|un altro|un altra persona|"
    "man|echtgenoot|vrouw|moeder|vader|zoon|dochter|broer|zus|iemand anders|"
    "mãe|pai|filho|filha|irmão|irmã|mulher|outra pessoa|make|maka|vaimo|mies"
)
_MY = (
    "my|the|his|her|our|mein|meine|meiner|meinem|die|der|mon|ma|le|la|mi|el|il|mio|mia|mijn|de|"
    "meu|minha|o|a|min|only|just|nur|heute|today"
)
_DID = (
    "did|done|made|performed|completed|does|hat|machte|gemacht|a fait|fait|faite|hizo|hecho|"
    "ha fatto|fece|fatto|fatta|deed|gedaan|heeft|fez|feito|gjorde|teki"
)
_BY = "by|von|durch|par|por|da|dal|dalla|door|pelo|pela|av"
_NOT_ME = "not me|nicht ich|pas moi|no yo|non io|niet ik|não eu|inte jag"
# In place of what the row says, whatever else the note says.
_SWAPPED = (
    "stattdessen|statt dessen|à la place|en su lugar|in plaats daarvan|em vez disso|al suo posto|"
    "i stället|swapped for|swapped it for|swapped with|swapped this for|swopped for|replaced by|"
    "replaced with|replaced it with|replaced it by|substituted by|substituted with|exchanged for|"
    "changed to|changed it to|switched to|ersetzt durch|ersetzt mit|getauscht gegen|"
    "ausgetauscht gegen|gewechselt zu|remplacé par|remplacée par|échangé contre|sustituido por|"
    "sustituida por|reemplazado por|cambiado por|cambié por|sostituito con|sostituita con|"
    "cambiato con|vervangen door|geruild voor|substituído por|substituída por|troquei por|"
    "trocado por"
)
_ELSE = (
    "something else|something different|etwas anderes|was anderes|autre chose|"
    "otra cosa|qualcos altro|iets anders|outra coisa|another exercise|a different exercise|"
    "different exercise|other exercise|andere übung|autre exercice|otro ejercicio|altro esercizio|"
    "andere oefening|outro exercício"
)
# Of time, place and number, too: what else was done has to stand beside them.
_INSTEAD = (
    "instead of|instead|rather than|in place of|statt|anstatt|anstelle von|anstelle|au lieu de|"
    "au lieu du|au lieu|plutôt que|en vez de|en lugar de|invece di|invece del|invece della|invece|"
    "al posto di|al posto del|al posto della|anziché|in plaats van|ipv|em vez de|no lugar de|"
    "en lugar del|en vez del|em vez do|em vez da"
)
_ACTIVITIES = (
    "walk|walked|walking|swim|swam|swimming|cycle|cycled|cycling|bike|biked|ran|run|jog|jogged|"
    "yoga|pilates|stretched|stretches|stretching|gardening|danced|hiked|"
    "spaziert|spazieren|spaziergang|gelaufen|gegangen|geschwommen|schwimmen|radgefahren|rad|"
    "gedehnt|dehnen|wandern|marché|marche|nagé|natation|vélo|étirements|couru|"
    "caminé|caminar|nadé|nadar|bicicleta|estiré|corrí|camminato|camminata|nuotato|nuoto|"
    "bicicletta|corsa|gewandeld|wandeling|gefietst|gezwommen|gerend|caminhei|caminhada|nadei|corri"
)
_IT = "it|them|this|that|these|es|sie|diese|ça|lo|los|las|le|li|het|ze|isso"
_LONGEST, _LONGEST_NAME, _MOST_WORDS = 300, 25, 4
_APART = re.compile(r"[.,;:!?()\n]+|\b(?:but|and|aber|und|mais|et|pero|maar)\b")
_WORD = re.compile(r"[^\W_]+")


def names_relative(heading: str) -> bool:
    """Say whether a heading is somebody: Mum, Oma; under it stand no names, but what they did."""
    return fold(heading[:100]) in _RELATIVES


_WHOM = rf"(?:(?:{either(_MY)}) )*(?:{either(_PEOPLE)})"
_WHO = (
    re.compile(rf"{_WHOM} (?:(?:l|lo|la|le|los|las|les|es|o|a|ha) )*(?:{either(_DID)})\b.*"),
    re.compile(rf"(?:.* )?(?:{either(_DID)}) (?:{either(_BY)}) {_WHOM}"),
    re.compile(rf"(?:{either(_BY)}) {_WHOM} (?:{either(_DID)})"),
    re.compile(rf"(?:.* )?(?:{either(_NOT_ME)})"),
    re.compile(rf"(?:(?:l|lo|o|la) )?(?:hizo|fez) {_WHOM}"),
)
_ALONE = re.compile(rf"(?:(?:{either(_BY)}) )?{_WHOM}")
_IS_ELSE = re.compile(rf"(?:.* )?(?:{either(_DID)}) (?:{either(_ELSE)})\b.*|{either(_ELSE)}")
_IS_SWAPPED = re.compile(rf"\b(?:{either(_SWAPPED)})\b")
_IS_INSTEAD = re.compile(rf"\b(?:{either(_INSTEAD)})\b")
_DOING = re.compile(rf"\b(?:{either(_DID)})\b")
_RELATIVES = folded_terms(_PEOPLE)
_SELVES, _ACTIVITY_WORDS, _PRONOUNS = map(folded_terms, (_SELF, _ACTIVITIES, _IT))


def name_who(notes: Iterable[str]) -> set[str]:
    """Return the notes that name nothing but who did it, where others are “me”."""
    known = {note.strip() for note in notes} - {""}
    if all(fold(one) not in _SELVES for one in known):
        return set()
    names = {one for one in known if len(one) <= _LONGEST_NAME and len(one.split()) <= 2}
    return {one for one in names if fold(one) not in _SELVES}


def says_who(note: str) -> bool:
    """Say whether a note says that somebody else did it.

    Examples
    --------
    >>> says_who("my wife did this one"), says_who("wife helped"), says_who("with my wife")
    (True, False, False)
    """
    clauses = _clauses(note)
    is_name = len(clauses) == 1 and _ALONE.fullmatch(clauses[0]) is not None
    return is_name or any(who.fullmatch(one) for who in _WHO for one in clauses)


def says_other(note: str, exercise: str, known: Collection[str]) -> bool:
    """Say whether a note says that something else was done than this exercise.

    `known` are the exercises, folded.

    Examples
    --------
    >>> [says_other(f"{one} instead", "bridge", {"birddog"}) for one in ("bird dog", "evening")]
    [True, False]
    """
    return any(_is_other(clause, fold(exercise), known) for clause in _clauses(note))


def _is_other(clause: str, own: str, known: Collection[str]) -> bool:
    if _IS_ELSE.fullmatch(clause):
        return True
    if _IS_SWAPPED.search(clause):
        return bool(telling_words(_DOING.sub(" ", _IS_SWAPPED.sub(" ", clause))))
    if not _IS_INSTEAD.search(clause):
        return False
    left = _IS_INSTEAD.sub(" ", clause).split()
    if not _ACTIVITY_WORDS.isdisjoint(left) or _names_exercise(left, own, known):
        return True
    is_it = not _PRONOUNS.isdisjoint(left)
    is_of = any(one in clause for one in ("instead of", "invece d"))
    is_bare = re.search(r"\b(?:instead|invece)$", clause) is not None and not is_of
    more = telling_words(_DOING.sub(" ", " ".join(left)))
    return is_bare and not is_it and bool(_DOING.search(clause)) and bool(more)


def _names_exercise(words: list[str], own: str, known: Collection[str]) -> bool:
    return any(
        (name := fold("".join(words[start:end]))) in known and name != own
        for start in range(len(words))
        for end in range(start + 1, min(start + _MOST_WORDS, len(words)) + 1)
    )


def _clauses(note: str) -> list[str]:
    parts = _APART.split(note[:_LONGEST].casefold())
    return [found for one in parts if (found := " ".join(_WORD.findall(plain_words(one))))]
