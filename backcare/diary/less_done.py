"""Notes that say that less was done than was planned: only did 4, nur 4 geschafft, stopped early.

The amounts beside such a note may be those of a printed plan. They count, and that is told.
"""

from __future__ import annotations

import re

from backcare.diary.not_done import says_not_done
from backcare.diary.spelled import VALUES
from backcare.text import either, plain_words

# Alone they say it; before a number, or a part of what was to be done, these do.
_LESS = (
    "did not finish|could not finish|not finished|unfinished|not all done|not all of it|not all|"
    "did not do all|did not do everything|not everything|could not do all|cut short|cut it short|"
    "stopped early|had to stop|stopped halfway|gave up after|gave up halfway|half way|halfway|"
    "short session|shorter session|shortened|halved|less than planned|fewer than planned|"
    "less reps|fewer reps|fewer sets|less today|fewer today|did less|did fewer|managed less|"
    "a bit less|some of it|part of it|partly done|half done|did half|one set left out|"
    "one set less|one set short|skipped the last|skipped last|missed one|left out one|"
    "skipped one|left out the last|left out last|left the last out|left off the last|"
    "missed the last|missed out the last|without the last|omitted the last|dropped the last|"
    "not the last set|could not do more|could not do any more|could not manage more|"
    "no more than that|more was not possible|"
    "mittendrin abgebrochen|zwischendrin abgebrochen|mittendrin gestoppt|mehr ging nicht|"
    "mehr war nicht drin|mehr war nicht möglich|mehr nicht geschafft|mehr habe ich nicht geschafft|"
    "letzten satz weggelassen|letzten weggelassen|ohne den letzten|ohne letzten satz|"
    "pas pu faire plus|pas pu en faire plus|impossible d en faire plus|sauté la dernière|"
    "sans la dernière|laissé la dernière|arrêté au milieu|"
    "no pude más|no pude hacer más|sin la última|salté la última|omití la última|dejé la última|"
    "non ho potuto fare di più|di più non riuscivo|saltato l ultima|senza l ultima|"
    "meer ging niet|meer lukte niet|laatste overgeslagen|laatste set overgeslagen|"
    "zonder de laatste|não consegui mais|não deu mais|sem a última|pulei a última|"
    "nicht alles gemacht|nicht alles geschafft|nicht alle geschafft|nicht ganz geschafft|"
    "nicht fertig|nicht zu ende|früher aufgehört|vorzeitig beendet|vorzeitig abgebrochen|"
    "abgebrochen nach|musste abbrechen|abbrechen müssen|"
    "musste aufhören|mittendrin aufgehört|weniger gemacht|weniger geschafft|"
    "weniger als|etwas weniger|heute weniger|zur hälfte|die hälfte|verkürzt|gekürzt|teilweise|"
    "eine ausgelassen|einen ausgelassen|letzten satz ausgelassen|satz ausgelassen|"
    "pas tout fait|pas tout|pas fini|pas terminé|arrêté avant|dû arrêter|arrêté après|fait moins|"
    "moins que prévu|un peu moins|la moitié|à moitié|raccourci|en partie|partiellement|"
    "no todo|no terminé|no acabé|sin terminar|tuve que parar|paré antes|hice menos|menos de lo|"
    "un poco menos|la mitad|a medias|parcialmente|más corto|"
    "non tutto|non finito|non ho finito|dovuto smettere|smesso prima|fatto meno|meno del previsto|"
    "un po meno|la metà|a metà|in parte|parzialmente|accorciato|"
    "niet alles|niet afgemaakt|niet af|moest stoppen|eerder gestopt|minder gedaan|iets minder|"
    "minder dan|de helft|half gedaan|gedeeltelijk|ingekort|"
    "não tudo|nem tudo|não terminei|não acabei|parei antes|tive que parar|tive de parar|"
    "fiz menos|menos que|menos do que|um pouco menos|metade|a metade|pela metade|parcialmente|"
    "em parte|mais curto|quase tudo|half of it|partly|partially|dnf|did not complete|half the reps|"
    "half the sets|"
    "teilweise geschafft|pas complet|sans finir|sin acabar|senza finire|inte allt|hälften|delvis|"
    "en kaikkea|puolet|osittain"
)
_ONLY = (
    "only|just|merely|nur|bloß|bloss|lediglich|gerade mal|seulement|juste|que|solo|sólo|"
    "solamente|nada más|soltanto|appena|só|apenas|somente|alleen|slechts|maar|no more than|managed|"
    "got to|"
    "got through|stopped after|stopped at|gave up after|ended after|aufgehört nach|"
    "me quedé en|me paré en|llegué a|llegué hasta|mi sono fermato a|mi sono fermata a|fiquei em|"
    "parei em|parei nas|kam nur bis|bin bis|blijven steken op|"
    "abgebrochen nach|nach|geschafft|arrêté à|arrêté après|paré a|smesso a|gestopt na"
)
_INSTEAD = (
    "instead of|rather than|statt|anstatt|anstelle von|au lieu de|plutôt que|en vez de|"
    "en lugar de|invece di|anziché|in plaats van|out of|von|sur|de|su|van|of"
)
_NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|half|a few|some|part|"
    "ein|eine|einen|eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|halb|die hälfte|einige|"
    "un|une|deux|trois|quatre|cinq|sept|huit|neuf|dix|la moitié|quelques|"
    "uno|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|la mitad|algunas|algunos|"
    "due|tre|quattro|cinque|sei|sette|otto|nove|dieci|la metà|alcune|"
    "um|uma|duas|dois|três|quatro|cinco|seis|sete|oito|nove|dez|a metade|algumas|alguns|"
    "een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|de helft|enkele"
)
_DONE = "only|nur|seulement|solo|só|alleen|geschafft|gemacht|managed|done|fait|hecho|fatto|gedaan"
# What is counted, or done, may stand between; a time, a place or how it felt may not.
_BETWEEN = (
    "did|do|could|managed|to|about|the|i|it|was|got|done|gemacht|geschafft|ich|habe|ca|etwa|die|"
    "fait|faire|pu|j|ai|à|environ|hice|pude|hacer|unos|unas|he|hecho|fatto|fatti|potuto|fare|ho|"
    "circa|fiz|feito|consegui|fazer|eu|gedaan|kunnen|doen|ik|heb|er|ongeveer|konnte|noch|mal|nog|encore"
)
_COUNTED = (
    "reps|rep|sets|set|rounds|round|times|repetitions|repetition|minutes|minute|min|mins|seconds|"
    "sec|s|wdh|wiederholungen|wiederholung|satz|sätze|mal|minuten|sekunden|sek|durchgang|"
    "durchgänge|séries|série|répétitions|répétition|fois|secondes|series|serie|repeticiones|"
    "veces|minutos|segundos|ripetizioni|volte|minuti|secondi|herhalingen|keer|seconden|of|it|"
    "them|this|that|today|gemacht|geschafft|done|fait|faites|hecho|hechas|fatto|fatte|gedaan|"
    "davon|each|per|side|instead|then|heute|hoy|oggi|vandaag|von|sur|de|su|van|out"
)
# Behind a number that was reached.
_STOPPED = (
    "abgebrochen|aufgehört|aufhören|schluss|gestoppt|beendet|aufgegeben|stopped|gave up|ended|quit|"
    "arrêté|stoppé|abandonné|paré|parado|abandoné|smesso|fermato|fermata|gestopt|opgehouden|parei"
)
_REACHED = "nach|bei|after|at|à|après|a|tras|después de|dopo|na|bij|depois de|nas"
# Behind a number that is missing.
_FEWER = (
    "less|fewer|short|missing|weniger|ausgelassen|weggelassen|fehlt|fehlen|fehlten|"
    "de moins|en moins|manquante|menos|de menos|in meno|meno|minder|te weinig|a menos"
)
# One side of two; and what stands beside it.
_ONE_SIDE = (
    "left|right|one side|links|rechts|linke|rechte|linken|rechten|eine seite|einseitig|"
    "gauche|droit|droite|un côté|izquierda|izquierdo|derecha|derecho|un lado|sinistra|sinistro|"
    "destra|destro|un lato|linker|rechter|linkerkant|rechterkant|één kant|esquerda|esquerdo|"
    "direita|direito|um lado"
)
_BESIDE_SIDES = "on|à|du|côté|el|la|le|lado|il|lato|de|o|seite|auf|der"
_OF_SIDES = (
    "side|leg|arm|half|one|seite|bein|hälfte|côté|jambe|lado|pierna|lato|gamba|kant|been|perna|"
    "gemacht|geschafft|done|today|heute"
)
# Of pain, or of when it was, a number is no amount.
_OF_OTHERS = (
    "pain|pains|hurt|hurts|ache|sore|late|later|ago|before|after the|schmerz|schmerzen|weh|spät|"
    "später|douleur|douleurs|mal|retard|dolor|duele|tarde|dolore|ritardo|pijn|laat|km|days|tage|"
    "jours|días|giorni|dagen|weeks|wochen|hours|stunden|nrs|vas|o clock|uhr"
)
_LONGEST = 300
_APART = re.compile(r"[.,;:!?()\n]+|\b(?:but|aber|mais|pero|ma|maar)\b")
_WORD = re.compile(r"[^\W_]+")
# Two of three; twice: where nothing else stands there.
_FRACTION = re.compile(r"\s*([0-9]{1,3})\s*/\s*([0-9]{1,3})\s*")
_TIMES = re.compile(r"\s*(?:[x\u00d7]\s*([0-9]{1,3})|([0-9]{1,3})\s*[x\u00d7])\s*", re.I)


_NUMBER = rf"(?:[0-9]+|{either(_NUMBERS)})"
_END = rf"(?= *$| +(?:{either(_COUNTED)}|[0-9]+)\b)"
# Three fewer: what is missing, and not what was done.
_BY_SO_MANY = re.compile(rf"\b{_NUMBER}(?: (?:{either(_COUNTED)}))* (?:{either(_FEWER)})$")
_PATTERNS = (
    re.compile(rf"\b(?:{either(_LESS)})\b"),
    re.compile(rf"\b(?:{either(_ONLY)})(?: (?:{either(_BETWEEN)}))* {_NUMBER}\b{_END}"),
    re.compile(rf"\b{_NUMBER}(?: (?:{either(_COUNTED)}))*? (?:{either(_INSTEAD)}) {_NUMBER}\b"),
    re.compile(rf"^{_NUMBER}(?: (?:{either(_COUNTED)}))* (?:{either(_DONE)})$"),
    re.compile(
        rf"\b(?:{either(_REACHED)}) {_NUMBER}(?: (?:{either(_COUNTED)}|sätzen|satzen))* "
        rf"(?:{either(_STOPPED)})\b"
    ),
    _BY_SO_MANY,
    re.compile(
        rf"\b(?:{either(_ONLY)})(?: (?:{either(_BETWEEN)}|{either(_BESIDE_SIDES)}))* "
        rf"(?:{either(_ONE_SIDE)})(?: (?:{either(_OF_SIDES)}))*$"
    ),
    re.compile(rf"^(?:did|made|i did|hice|fiz|ho fatto|j ai fait) {_NUMBER}{_END}"),
)
# The first set only, half, 1st set done: a part by its name, and nothing else.
_PARTS = (
    "first|1st|second|2nd|one|half|erste|erster|ersten|zweite|ein|première|premier|une|un|primera|"
    "primer|primero|una|prima|primo|eerste|een|primeira|primeiro|uma|första|ensimmäinen|halb"
)
_OF_A_PART = re.compile(
    rf"^(?:(?:{either(_ONLY)}) )?(?:the |die |der |den |das |la |le |el |il |de |a |o )?"
    rf"(?:{either(_PARTS)})(?: (?:{either(_COUNTED)}))+(?: (?:{either(_DONE)}))?$"
)
_HALF = re.compile(r"^(?:about |the |only )?(?:half|halfway|halb|metade|mitad|moitié|moitie|metà)$")
_OTHERS = re.compile(rf"\b(?:{either(_OF_OTHERS)})\b")
_SAYS_ONLY = re.compile(rf"\b(?:{either(_ONLY)}|{either(_DONE)})\b")
_SPELLED = re.compile(r"\b(did|could|was|have|had)n['’´`]?t\b")


def says_less(note: str, amounts: tuple[float, ...] = ()) -> bool:
    """Say whether a note says that less was done than the `amounts` beside it.

    One whose first number is among them says what they say.

    Examples
    --------
    >>> says_less("only did 4", (3, 8)), says_less("only did 4", (3, 4)), says_less("only sore")
    (True, False, False)
    """
    if not may_say_less(note):
        return False
    if found := _FRACTION.fullmatch(note) or _TIMES.fullmatch(note):
        many, *of = map(float, filter(None, found.groups()))
        return many < of[0] and of[0] in amounts if of else many not in amounts
    clauses = _clauses(note)
    if any(map(_BY_SO_MANY.search, clauses)):
        return True
    words = " ".join(clauses).split()
    numbers = [float(VALUES.get(word, word)) for word in words if _is_number(word)]
    return not (numbers and numbers[0] in amounts)


def may_say_less(note: str) -> bool:
    """Say whether a note says that less was done than something."""
    if _FRACTION.fullmatch(note) or _TIMES.fullmatch(note):
        return True
    return any(map(_is_less, _clauses(note))) and not says_not_done(note)


def _is_less(clause: str) -> bool:
    if _PATTERNS[0].search(clause) or _HALF.search(clause):
        return True
    if (part := _OF_A_PART.search(clause)) and _SAYS_ONLY.search(part[0]):
        return True
    return not _OTHERS.search(clause) and any(one.search(clause) for one in _PATTERNS[1:])


def _clauses(note: str) -> list[str]:
    text = _SPELLED.sub(r"\1 not", note[:_LONGEST].casefold())
    return [" ".join(_WORD.findall(plain_words(one))) for one in _APART.split(text)]


def _is_number(word: str) -> bool:
    return word.isdecimal() or word in VALUES
