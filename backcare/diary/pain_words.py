"""The words for pain and its scales in a heading, and what they say: whether it may be about pain.

On which scale, and whether it is how long there was pain.
"""

from __future__ import annotations

import re
from itertools import product

from backcare.diary.anchors import ANCHORS, is_reversed, turns_around
from backcare.diary.words import LETTERS, unit_of
from backcare.text import fold, folded_terms, split_terms

_PAIN_PARTS = (
    *("pain", "schmerz", "douleur", "dolor", "ache", "aching", "soreness", "discomfort"),
    *("beschwerde", "pijn", "smerte", "smarta", "klacht"),
)
_PAIN_WORDS = (
    *("nrs", "vas", "nprs", "vrs", "hurt", "hurts", "sore", "ouch", "weh", "ból", "bol", "dor"),
    *("eva", "evn", "eav", "dores", "gêne", "molestia", "molestias", "fastidio", "ongemak", "ont"),
    # What hurts, and how much.
    *("back", "lowback", "rücken", "lws", "lumbar", "sciatica", "ischias", "dos", "lombaire"),
    *("lombaires", "lumbago", "sciatique", "espalda", "ciática", "schiena", "lombare", "rug"),
    *("onderrug", "costas", "coluna", "lombar", "rygg", "ryg", "rückens", "kreuz", "spine"),
    *("score", "severity", "symptom", "symptoms", "symptome"),
)
# Those that are pain whatever stands beside them.
_ITSELF = "nrs|vas|nprs|vrs|eva|evn|eav|hurt|hurts|sore|weh|dor|dores|ból"
# Pain is asked for from 0 to 10; so are some other things, which say what they are. On another
# scale it would be read as stronger or weaker than it is; where people begin with 1, it is the same
# but for that.
_RANGE = re.compile(
    "(?<![0-9])([0-9]{1,3}) *(?:-|\N{EN DASH}|to|bis|\\.{2,3}|…|/) *([0-9]{1,3})(?![0-9])", re.I
)
_OUT_OF_10 = re.compile(r"(?:/|out of|von) *10(?![0-9])", re.I)
_SCALES = {("0", "10"), ("1", "10")}
_TO_100 = re.compile(r"(?<![0-9])100(?![0-9])|\bmm\b|%")
# What is taken for it.
_MEDICINE = tuple(
    "meds medic medik painkiller killer reliever painmed analg antalg pill tablet ibuprofen "
    "paracetamol aspirin schmerzmittel schmerztablette schmerzmedi antidolor antidouleur calmant "
    "pijnstill cachet pastill pastigl comprim comprimid farmac medicament remedio smertestill "
    "smartstill sarkylaak".split()
)
# Pain relief tablets, meds for my pain, médicament pris contre la douleur: with any other word
# between the two, or a sign, it is the pain that is asked for.
_EASING = "relief|relieving|control|management|easing|killing|lindernde"
_FOR_IT = "for|against|because|gegen|wegen|bei|pour|contre|para|por|contra|per|tegen|voor|mod|mot"
_BETWEEN = (
    "of|due|to|the|my|your|back|low|lower|any|die|den|der|meine|la|le|les|l|mal|de|du|el|los|il|i|"
    "taken|needed|used|genommen|pris|prise|tomadas|tomado|presi|ingenomen|genomen"
)
_NO_PAIN = tuple(
    "rpe borg exert effort mood sleep stress energ fatigu tired difficult motiv confid satisf "
    "enjoy wellbeing stimmung schlaf anstreng müdig schwierig zufrieden wohlbefinden freude spaß "
    "readiness hunger".split()
)
# Scales that are not 0 to 10, by the words in brackets behind a heading; and what may stand there.
_OTHER_SCALES = (
    "likert|schulnote|schulnoten|note|noten|grade|grades|yes|no|y|n|ja|nein|j|oui|non|true|false|"
    "stars|sterne|smiley|smileys|emoji|emojis|faces|face|wong|baker|borg|ampel|percent|prozent|mild|"
    "moderate|severe|low|medium|high|leicht|mittel|stark|none|some|lot|level|category|stufe|rpe|"
    "count|times|words|text|comment"
)
_BESIDE_PAIN = (
    "nrs|nprs|vas|vrs|numeric|numerical|visual|analog|analogue|rating|scale|score|skala|intensity|"
    "intensität|stärke|pain|schmerz|schmerzen|before|after|during|pre|post|vor|nach|vorher|nachher|"
    "start|end|beginning|finish|exercise|exercises|exercising|training|session|workout|übung|"
    "übungen|dem|der|den|the|of|at|in|now|today|jetzt|heute|am|pm|morning|evening|rest|back|lower|"
    "low|rücken|lws|lbp|lumbar|s|optional|required|points|punkte|point|self|reported|if|any|your|my"
)
# Between the numbers of a scale of ten, and beside what its ends mean.
_OF_SCALES = (
    "is|ist|to|bis|from|von|out|bedeutet|means|imaginable|possible|imagine|can|could|be|ever|as|it|"
    "all|being|where|with|vorstellbar|vorstellbare|vorstellbarer|möglich|möglichst|überhaupt|"
    "denkbar|denkbarer|zu|à|a|de|du|sur|est|échelle|imaginable|possible|douleur|douleurs|es|sobre|"
    "escala|dolor|posible|imaginable|su|da|è|scala|dolore|possibile|immaginabile|van|tot|op|schaal|"
    "pijn|denkbare|mogelijke|voorstelbare|dor|possível|imaginável|avant|après|antes|después|prima|"
    "dopo|na|depois|eva|evn|eav|ais|numérique|numérica|numerica|numerieke|le|la|les|el|il|het|"
    "o|the|e|y|et|en|und|and|nrs|pts|mäßig|schmerzes|schmerzskala|maintenant|ahora|ora|nu|agora"
)
_OUT_OF = re.compile(r"(?:/|out of|von|max\.?|up to|bis) *([0-9]+)", re.I)
_IN_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)")
_NUMBERS = re.compile("[0-9]+")
_OF_10 = frozenset({"0", "1", "10"})
# How long pain was there.
_PAIN_TIMES = (
    "duration|lasted|lasting|lasts|long|length|minutes|minute|mins|min|hours|hour|hrs|h|minuten|"
    "stunden|stunde|std|lang|lange|durée|duración|durata"
)
_SCALE_WORDS = frozenset(split_terms(_OTHER_SCALES))
_KNOWN_BESIDE_PAIN = frozenset(split_terms(_BESIDE_PAIN))
_ASKED_OF_PAIN = frozenset(
    "do did you have had feel felt was there is it hurt haben hatten sie du hattest gab es avez "
    "vous eu des tuvo tiene ha avuto had je free level".split()
)
_BESIDE_10 = ANCHORS | {fold(word) for word in split_terms(_OF_SCALES)}
_OF_PAIN_TIMES = frozenset(split_terms(_PAIN_TIMES))
_SAY_PAIN = folded_terms(_ITSELF)
_EASE, _FOR_PAIN, _BETWEEN_THEM = map(folded_terms, (_EASING, _FOR_IT, _BETWEEN))
_SIGNS = re.compile(r"[^\w\s'’-]")


def _ranges(heading: str) -> set[tuple[str, str]]:
    """Return the scales that a heading names: (0-10), 1 to 5."""
    return {(one[1], one[2]) for one in _RANGE.finditer(heading)}


def is_another_scale(heading: str) -> bool:
    """Say whether a heading names a scale that is not 0 to 10, the one that a log has for pain."""
    named = _ranges(heading)
    if _TO_100.search(heading) or is_reversed(heading) or named - _SCALES:
        return True
    inside = " ".join(_IN_BRACKETS.findall(heading))
    if turns_around(inside):
        return True
    if any(number != "10" for number in _OUT_OF.findall(heading)):
        return True
    if "10" in _NUMBERS.findall(inside):
        return False
    return bool(_SCALE_WORDS & set(LETTERS.findall(inside.casefold())))


def says_of_10(heading: str) -> bool:
    """Say whether a heading has the scale that a log has for pain."""
    return bool(_ranges(heading) & _SCALES or _OUT_OF_10.search(heading))


def is_about_state(heading: str) -> bool:
    """Say whether a heading is about mood, sleep, effort and the like."""
    found = LETTERS.findall(heading[:200].casefold())
    return any(word.startswith(_NO_PAIN) for word in found)


def leaves_scale_open(heading: str) -> bool:
    """Say whether the brackets behind a heading of pain may name a scale that nobody knows."""
    inside = " ".join(_IN_BRACKETS.findall(heading))
    found, numbers = set(LETTERS.findall(inside.casefold())), set(_NUMBERS.findall(inside))
    if numbers:
        of_10 = "10" in numbers and numbers <= _OF_10
        beside = {word for word in found - _KNOWN_BESIDE_PAIN if fold(word) not in _BESIDE_10}
        return not of_10 or bool(beside)
    return not found <= _KNOWN_BESIDE_PAIN


def pain_time_unit(heading: str) -> str:
    """Return "min" or "h" where a heading says how long there was pain; "" where it does not."""
    if re.search("[0-9] *h", heading, re.I):  # pain after so many hours
        return ""
    found = set(LETTERS.findall(heading[:200].casefold()))
    if not found & _OF_PAIN_TIMES and not any("dauer" in word for word in found):
        return ""
    return "h" if "h" in map(unit_of, found) else "min"


def names_pain_alone(heading: str) -> bool:
    """Say whether a heading asks of pain, and of nothing that was done: Any pain?"""
    found = LETTERS.findall(heading[:200].casefold())
    of_pain = [word for word in found if any(part in fold(word) for part in _PAIN_PARTS)]
    others = {word for word in found if word not in of_pain}
    return bool(of_pain) and others <= _KNOWN_BESIDE_PAIN | _ASKED_OF_PAIN


def is_of_medicine(heading: str) -> bool:
    """Say whether a heading is about what was taken for pain: Pain meds before."""
    found = map(fold, LETTERS.findall(heading[:200]))
    return any(word.startswith(_MEDICINE) for word in found)


def is_pain_beside_medicine(heading: str) -> bool:
    """Say whether a heading asks for pain before or after a medicine, or with it and without.

    Examples
    --------
    >>> is_pain_beside_medicine("Pain before meds"), is_pain_beside_medicine("Pain meds before")
    (True, False)
    """
    found = [*LETTERS.finditer(heading[:200])]
    said = [fold(one[0]) for one in found]
    medicines = [n for n, word in enumerate(said) if word.startswith(_MEDICINE)]
    pains = [n for n, word in enumerate(said) if n not in medicines and _is_pain_itself(word)]
    if not medicines or not pains:
        return False
    for pain, medicine in product(pains, medicines):
        first, last = sorted((pain, medicine))
        if _SIGNS.search(heading[found[first].end() : found[last].start()]):
            continue
        between = {*said[first + 1 : last]}
        if pain < medicine and between <= _EASE:
            return False
        if medicine < pain and between & _FOR_PAIN and between <= _FOR_PAIN | _BETWEEN_THEM:
            return False
    return True


def _is_pain_itself(word: str) -> bool:
    return word in _SAY_PAIN or any(part in word for part in _PAIN_PARTS)


def speaks_of_pain(heading: str) -> bool:
    """Say whether a heading that is not understood may be about pain."""
    text = heading[:200]
    if is_of_medicine(text):
        return is_pain_beside_medicine(text)
    words = LETTERS.findall(text.casefold())
    if any(word in _PAIN_WORDS for word in words):
        return True
    is_to_10 = bool(_OUT_OF_10.search(text) or _ranges(text) & _SCALES)
    if is_to_10 and not is_about_state(text):
        return True
    return any(part in fold(text) for part in _PAIN_PARTS)
