"""How much of what was planned was done: 0/3, 0 %, none. Nothing of it is not done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, MutableMapping

from backcare.csv_reader import Rows, different, shortened
from backcare.diary import words
from backcare.diary.cells import number_of
from backcare.diary.decide import Claim
from backcare.diary.durations import is_plain
from backcare.diary.less_done import may_say_less
from backcare.diary.marks import marks_in
from backcare.diary.questions import ASK_DONE, LEFT_OUT, OFFERED, Question, heading_choices
from backcare.text import fold, folded_terms

_OF_DEGREES = (
    "compliance|completion|adherence|fulfilment|fulfillment|achievement|attainment|"
    "erfüllung|erfüllungsgrad|einhaltung|therapietreue|erledigungsgrad|umsetzung|"
    "observance|réalisation|accomplissement|taux|cumplimiento|adherencia|realización|"
    "completamento|aderenza|esecuzione|naleving|therapietrouw|voltooiing"
)
# Of the patient, too, and then none is bad, and no row is left out for it.
_OF_PROGRESS = (
    "progress|fortschritt|fortschritte|avancement|progression|progrès|progreso|avance|progresso|"
    "avanzamento|voortgang|vooruitgang"
)
_BESIDE = (
    "percent|pct|percentage|prozent|rate|exercise|exercises|session|of|the|in|status|level|quote|"
    "sets|reps|plan|planned|pour|cent|de|du|des|porcentaje|por|ciento|di|van|grad|total|task|goal"
)
_WHOLE = (
    "full|fully|all|everything|whole|all of it|ganz|vollständig|alles|komplett|complet|complète|"
    "entier|tout|tous|toutes|en entier|completo|completa|todo|todos|todas|entero|tutto|tutti|"
    "tutte|intero|volledig|helemaal|tudo|por completo|per intero|alle|allt|alla|helt|"
    "kaikki|kokonaan"
)
_PART = (
    "half|halfway|half way|partial|partially|partly|half of it|part of it|some of it|most of it|"
    "not all|not all of it|nearly all|almost all|partially done|partly done|half done|"
    "partially completed|partly completed|mostly done|"
    "teilweise|teils|halb|hälfte|die hälfte|zur hälfte|größtenteils|fast alles|fast ganz|"
    "zum teil|ein teil|nicht alles|nicht ganz|teilweise erledigt|halb fertig|"
    "nur zum teil|nur teilweise|"
    "partiel|partielle|partiellement|en partie|moitié|la moitié|à moitié|presque tout|"
    "pas tout|une partie|à moitié fait|pas entièrement|seulement la moitié|"
    "parcial|parcialmente|en parte|mitad|la mitad|a medias|a la mitad|"
    "casi todo|no todo|una parte|solo la mitad|"
    "parziale|parzialmente|in parte|metà|la metà|a metà|"
    "quasi tutto|non tutto|solo in parte|"
    "deels|gedeeltelijk|helft|de helft|voor de helft|half gedaan|"
    "bijna alles|niet alles|een deel|"
    "metade|a metade|pela metade|só metade|em parte|quase tudo|nem tudo|uma parte|"
    "delvis|hälften|halva|halvt|till hälften|delvist|halvdelen|osittain|puolet|puoliksi|"
    ""
)
# That it was begun, of which nobody knows what came.
_BEGUN = (
    "in progress|started|begun|ongoing|angefangen|begonnen|in arbeit|en cours|commencé|en curso|"
    "en proceso|empezado|en progreso|in corso|iniziato|bezig|em andamento|påbörjad|kesken|aloitettu"
)
# Of anything that there may be more or less of.
_SOME = (
    "part|mostly|most|some|nearly|almost|a bit|a little|a few|few|little|"
    "fast|etwas|ein wenig|ein bisschen|wenig|meist|meistens|einige|presque|un peu|quelques|"
    "casi|un poco|poco|algo|algunos|algunas|quasi|un po|alcuni|alcune|bijna|een beetje|enkele|"
    "quase|um pouco|alguns|algumas|lite|några|vähän|melkein"
)
_NONE = (
    "none|nothing|zero|nil|nought|not at all|none of it|keine|nichts|gar nicht|gar nichts|null|"
    "aucun|aucune|rien|zéro|pas du tout|nada|ninguno|ninguna|cero|nessuno|nessuna|niente|nulla|"
    "geen|niets|nul|helemaal niet|nenhum|nenhuma|inget|ingen|inga|ei mitään|ei yhtään|pas un"
)
_OF = re.compile(
    r"([0-9]+(?:[.,][0-9]+)?)\s*(?:/|of|out of|von|sur|de|su|di|van)\s*([1-9][0-9]*(?:[.,][0-9]+)?)"
    r"(?:\s*(?:times|sets|reps|rounds|mal|sätze|wdh|fois|séries|veces|series|volte|serie|keer))?"
)
_PERCENT = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(?:%|percent|prozent|pct)")
_FRACTIONS = frozenset("½¼¾⅓⅔")
# Behind a yes: how it felt, which is of no amount.
_FELT = (
    "easy|fine|good|ok|okay|well|great|hard|tough|difficult|sore|tired|better|gut|leicht|schwer|"
    "anstrengend|super|bien|facile|dur|difficile|bene|duro|fácil|difícil|bem|goed|makkelijk|zwaar|"
    "moeilijk|lätt|svårt|helppo|raskas|"
    "but|aber|mais|pero|ma|maar|mas|slow|slowly|langsam|lentement|lent|despacio|lento|lentamente|"
    "piano|langzaam|devagar|carefully|vorsichtig|prudemment"
)
_WITH_MORE = re.compile(r"([^\W\d_]+|[✓✔☑✅]\N{VARIATION SELECTOR-16}?)[\W_]+(.+)|([✓✔☑✅])(\w.*)")
_LONGEST = 100


_DEGREES, _PROGRESS, _OTHERS = map(folded_terms, (_OF_DEGREES, _OF_PROGRESS, _BESIDE))
_ALL_WORDS, _HALF_WORDS, _SOME_WORDS, _NO_WORDS = map(folded_terms, (_WHOLE, _PART, _SOME, _NONE))
_BEGUN_WORDS, _FELT_WORDS = map(folded_terms, (_BEGUN, _FELT))
_PART_WORDS = _HALF_WORDS | _SOME_WORDS


def names_degree(heading: str) -> bool:
    """Say whether a heading asks how much of what was planned was done."""
    found = {fold(word) for word in words.LETTERS.findall(heading[:_LONGEST])}
    return bool(found & (_DEGREES | _PROGRESS) and found <= _DEGREES | _PROGRESS | _OTHERS)


def share_done(text: str) -> bool | None:
    """Say whether a share is more than nothing; None where it is none, or has no measure."""
    plain = text.strip().casefold()
    if len(plain) > _LONGEST:
        return None
    if several := marks_in(plain):
        return several.yes > 0
    if found := _OF.fullmatch(plain) or _PERCENT.fullmatch(plain):
        return number_of(found[1]) > 0
    word = fold(plain)
    return (
        True
        if plain in _FRACTIONS or word in _ALL_WORDS | _PART_WORDS
        else False
        if word in _NO_WORDS
        else True
        if (more := _behind_yes(plain)) and (_says_part(more) or _says_all(more))
        else None
    )


def is_part(text: str) -> bool:
    """Say whether a cell says that something was done, and not all of it: half, 2/3, 50 %."""
    plain = text.strip().casefold()
    if len(plain) > _LONGEST:
        return False
    if several := marks_in(plain):
        return several.yes > 0 and several.no > 0
    if found := _OF.fullmatch(plain):
        return 0 < number_of(found[1]) < number_of(found[2])
    if found := _PERCENT.fullmatch(plain):
        return 0 < number_of(found[1]) < 100
    return plain in _FRACTIONS or fold(plain) in _PART_WORDS or _says_part(_behind_yes(plain))


def _behind_yes(plain: str) -> str:
    """Return what stands behind a yes or a tick, in brackets or without: ✓ (only 4)."""
    found = _WITH_MORE.fullmatch(plain)
    if found is None or words.yes_or_no(found[1] or found[3]) is not True:
        return ""
    return (found[2] or found[4]).strip(" ()[]")


def _says_part(more: str) -> bool:
    return bool(more) and (is_part(more) or may_say_less(more))


def _says_all(more: str) -> bool:
    """Say whether it was all of it, or how it felt: nothing that takes the yes back."""
    said = {fold(word) for word in words.LETTERS.findall(more)}
    is_whole = fold("".join(words.LETTERS.findall(more))) in _ALL_WORDS
    return is_whole or (bool(said) and said <= _FELT_WORDS and not any(map(str.isdecimal, more)))


def is_begun(text: str) -> bool:
    """Say whether a cell says that something was begun, and not that it was done."""
    return fold(text[:_LONGEST]) in _BEGUN_WORDS


def is_half(text: str) -> bool:
    """Say whether a cell says nothing but that a part was done: half, and not some."""
    return is_part(text) and fold(text) not in _SOME_WORDS


def take_degrees(
    rows: Rows | None, claims: MutableMapping[str, list[Claim]], places: Iterable[int]
) -> Iterator[Question]:
    """Take a share of what was planned for a tick, where some is nothing; ask where it is open."""
    if rows is None or "exercise_id" not in claims:
        return
    exercises = rows.column(min(claims["exercise_id"]).place)
    for place in places:
        heading = rows.header[place]
        if words.DONE in claims or not names_degree(heading):
            continue
        texts = [text.strip() for text in rows.column(place)]
        known = different(texts)
        rested = [n for n, text in enumerate(texts) if exercises[n].strip() and _is_none(text)]
        if not known or not rested or not all(map(_is_share, known)):
            continue
        is_clear = all(map(is_measured, known)) or not _is_of_progress(heading)
        if is_clear and not any(map(is_plain, known)):
            claims[words.DONE] = [Claim(3, place, "")]
            continue
        value = repr(texts[rested[0]] or "a blank")
        rule = ASK_DONE.format(heading=shortened(heading), value=value)
        asked = Question(rows.numbers[rested[0]], heading.strip(), "", rule)
        yield asked.offering(heading_choices(heading, (*OFFERED[ASK_DONE], LEFT_OUT)))


def _is_share(text: str) -> bool:
    is_known = share_done(text) is not None or words.yes_or_no(text) is not None
    return is_known or is_plain(text) or not words.LETTERS.search(text)


def _is_none(text: str) -> bool:
    return not text or share_done(text) is False or words.yes_or_no(text) is False


def is_measured(text: str) -> bool:
    """Say whether a cell is a share in figures: 0/3, 50 %."""
    return bool(_OF.fullmatch(text.casefold()) or _PERCENT.fullmatch(text.casefold()))


def _is_of_progress(heading: str) -> bool:
    found = {fold(word) for word in words.LETTERS.findall(heading[:_LONGEST])}
    return bool(found & _PROGRESS)
