"""What a cell says in words, or in part, where a number, a date or a time is read: five, 2 March.

Each comes with the way out. What is known here is nobody's secret, and may be shown in a message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from backcare.diary import words
from backcare.text import fold, folded_terms, month_numbers, plain_words, split_terms, weekday_names

_UP_TO_TWELVE = (
    "zero one two three four five six seven eight nine ten eleven twelve",
    "null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf",
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze",
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici",
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf",
)
_MORE = "ein:1|eine:1|einen:1|une:1|una:1|fifteen:15|funfzehn:15|quinze:15|quince:15|twenty:20|" + (
    "zwanzig:20|vingt:20|veinte:20|venti:20|twintig:20|thirty:30|dreissig:30|trente:30|treinta:30"
)
VALUES: Mapping[str, int] = MappingProxyType(
    {word: value for several in _UP_TO_TWELVE for value, word in enumerate(several.split())}
    | {word: int(value) for word, value in (one.split(":") for one in split_terms(_MORE))}
)
_OF_PAIN = (
    "no pain|none|slight|mild|moderate|severe|bad|very bad|quite bad|low|medium|high|strong|"
    "little|a little|a bit|some|lots|a lot|unbearable|intolerable|terrible|awful|horrible|"
    "excruciating|extreme|intense|worst|worst possible|very severe|very mild|very strong|"
    "moderate to severe|mild to moderate|ok|okay|better|worse|same|the same|"
    "kein|keine|keine schmerzen|leicht|leichte|mittel|mäßig|stark|starke|sehr stark|gering|"
    "unerträglich|schlimm|sehr schlimm|heftig|erträglich|schlechter|besser|gleich|wenig|viel|"
    "aucune|aucun|légère|léger|modérée|modéré|forte|fort|très forte|insupportable|intense|"
    "terrible|faible|un peu|"
    "leve|moderado|fuerte|muy fuerte|insoportable|terrible|poco|mucho|ninguno|igual|mejor|peor|"
    "lieve|moderato|molto forte|insopportabile|nessuno|tanto|meglio|peggio|uguale|"
    "geen|licht|matig|erg|heel erg|ondraaglijk|hevig|zwaar|veel|weinig|beter|slechter"
)
_OF_TIME = (
    "half|quarter|past|to|o|clock|oclock|noon|midday|midnight|morning|evening|afternoon|night|"
    "about|around|circa|ca|ish|at|after|before|lunch|breakfast|dinner|supper|work|bed|early|late|"
    "in|the|halb|viertel|nach|vor|dreiviertel|uhr|mittags|mittag|mitternacht|morgens|abends|früh|"
    "vormittags|nachmittags|nachts|gegen|um|et|demie|quart|midi|minuit|moins|heures|matin|soir|"
    "vers|après|media|mediodía|medianoche|cuarto|y|menos|mañana|tarde|noche|de|la|las|mezza|"
    "mezzogiorno|mezzanotte|quarto|e|meno|mattina|sera|pomeriggio|le|alle|half|kwart|over|voor|"
    "uur|middag|ochtend|avond|s"
)
_NOT_A_DAY = (
    "today|yesterday|tomorrow|day before yesterday|last week|this week|heute|gestern|vorgestern|"
    "morgen|letzte woche|aujourd hui|hier|avant hier|demain|hoy|ayer|anteayer|mañana|oggi|ieri|"
    "domani|vandaag|gisteren|eergisteren"
)
_LONGEST = 40
_SCIENTIFIC = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,4})?e[+-]?[0-9]{1,2}", re.I)
_ABOUT = re.compile(r"(?:~|about |approx\.? |ca\.? ?|circa |etwa )?([0-9]{1,3}) ?(?:ish|\+|or so)?")
_DAY_AND_MONTH = re.compile(
    r"(?:[^\W\d_]{2,12}\.?,? )?"
    r"(?:([0-9]{1,2})(?:st|nd|rd|th|\.)?[-/ .]*(?:of |de |d['’])?([^\W\d_]{3,12})\.?|"
    r"([^\W\d_]{3,12})\.?[-/ .]*([0-9]{1,2})(?:st|nd|rd|th|\.)?)"
)
_TWO_NUMBERS = re.compile(r"([0-9]{1,2})[-/.] ?([0-9]{1,2})[-/.]?")
_SHORT_YEAR = re.compile(r"([0-9]{2})-([0-9]{1,2})-([0-9]{2})")
_NO_SIGNS = re.compile(r"([12][0-9]{3})([01][0-9])([0-3][0-9])")
_FULL_DATE = re.compile(
    r"[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}|[0-9]{1,2}([-/.])[0-9]{1,2}\2[0-9]{4}"
)
_MONTH_ONLY = re.compile(
    r"(?:[0-9]{1,2}[-/.]|([^\W\d_]{3,12})\.? )[0-9]{4}|[0-9]{4}[-/.][0-9]{1,2}"
)
_HALF = re.compile(r"([0-9])[.,]([0-9]{1,2})")
_MANY_MINUTES, _MANY_SECONDS, _SECONDS = 600, 600, 60
_IN_FIGURES = "Write it in figures: {0}."
_WRITE = "Write {0}."
_IS_DATE = (
    "It is a date, which a spreadsheet makes of numbers such as 8-12. Write the number that it "
    "was, and format the column as text."
)
_IN_WORDS = "Write the number that it was, from 0 (no pain) to 10."
_IS_HALF = (
    "A log keeps pain in whole numbers: write {0} or {1}. If the scale is in centimetres with one "
    "decimal, round every row in the same way."
)
_MAY_BE_SECONDS = (
    "If it is seconds, write {0:g}; if all of the column is, pass "
    "columns={{{1}: ('minutes', 's')}}. Else leave the cell empty."
)
_MAY_BE_THOUSANDTHS = "If it is thousandths of a second, write {0:g}. Else leave the cell empty."
_NO_YEAR = "The year is missing: write it, too, such as {0}."
_SHORT = (
    "The year has two figures, and may be the first or the last: write 20{0}-{1:0>2}-{2} or "
    "20{2}-{1:0>2}-{0}, whichever is meant."
)
_NO_BREAKS = "Write {0}-{1}-{2}, if that is the day."
_NO_DAY = "The day is missing: write the day of each session."
_IS_WEEKDAY = "A day of the week alone may be any week's: write the date."
_IS_RELATIVE = "Nobody knows from which day that counts: write the date."
_FIGURES_OF_TIME = "Write it in figures, such as 18:30."


_PAIN_WORDS, _TIME_WORDS, _RELATIVE = map(folded_terms, (_OF_PAIN, _OF_TIME, _NOT_A_DAY))


def number_in_words(text: str, column: str, *, heading: str) -> str:
    """Say of a cell that is no number of its column what it is, and the way out; "" for others.

    `heading` stands for that of the column, which whoever asks puts in.

    Examples
    --------
    >>> number_in_words("five", "reps", heading="x"), number_in_words("1e1", "reps", heading="x")
    ('Write it in figures: 5.', 'Write 10.')
    """
    if len(text) > _LONGEST:
        return ""
    if column.startswith("pain_") and fold(text) in _PAIN_WORDS:
        return _IN_WORDS
    if (found := _HALF.fullmatch(text)) and column in ("pain_before", "pain_after", "pain_peak"):
        down = int(found[1])
        return _IS_HALF.format(down, down + 1) if int(found[2]) else _WRITE.format(down)
    if _SCIENTIFIC.fullmatch(text):
        return _WRITE.format(f"{float(text.replace(',', '.')):g}")
    if _is_date(text):
        return _IS_DATE
    if (value := _spelled(text)) is not None:
        return _IN_FIGURES.format(value)
    if not text.isdecimal() and (found := _ABOUT.fullmatch(text.casefold())):
        return _WRITE.format(found[1])
    return _too_long(text, column, heading)


def _too_long(text: str, column: str, heading: str) -> str:
    if not text.isdecimal():
        return ""
    if column == "minutes" and int(text) > _MANY_MINUTES:
        return _MAY_BE_SECONDS.format(int(text) / _SECONDS, heading)
    if column == "hold_s" and int(text) > _MANY_SECONDS:
        return _MAY_BE_THOUSANDTHS.format(int(text) / 1000)
    return ""


def _spelled(text: str) -> int | None:
    """Return the one number that a cell has in words, beside words that are known."""
    found = [plain_words(word) for word in words.LETTERS.findall(text)]
    values = [VALUES[word] for word in found if word in VALUES]
    known = {*VALUES, *words.BESIDE_NUMBERS}
    is_alone = len(values) == 1 and not any(map(str.isdecimal, text))
    return values[0] if is_alone and all(word in known for word in found) else None


def _month_in(found: re.Match[str]) -> tuple[str, str] | None:
    """Return the day and the month of what may be one without its year."""
    day, month = (found[1], found[2]) if found[1] else (found[4], found[3])
    months = month_numbers()
    key = plain_words(month)
    number = months.get(key) or months.get(month.casefold())
    return (day, month) if number and 0 < int(day) < 32 else None


def _is_date(text: str) -> bool:
    found = _DAY_AND_MONTH.fullmatch(text.casefold())
    return bool(found and _month_in(found)) or _FULL_DATE.fullmatch(text) is not None


def date_in_part(text: str) -> str:
    """Say what is missing from a date, or how it is meant; "" where nobody knows.

    Examples
    --------
    >>> date_in_part("2 March")
    'The year is missing: write it, too, such as 2 March 2026.'
    """
    if len(text) > _LONGEST:
        return ""
    plain = text.strip()
    if found := _NO_SIGNS.fullmatch(plain):
        return _NO_BREAKS.format(*found.groups())
    if found := _SHORT_YEAR.fullmatch(plain):
        return _SHORT.format(*found.groups())
    found = _DAY_AND_MONTH.fullmatch(plain.casefold())
    if found and (both := _month_in(found)):
        return _NO_YEAR.format(f"{both[0]} {both[1].capitalize()} 2026")
    if found := _TWO_NUMBERS.fullmatch(plain):
        return _NO_YEAR.format("02/03/2026")
    if fold(plain) in weekday_names() or plain.casefold() in weekday_names():
        return _IS_WEEKDAY
    if fold(plain) in _RELATIVE:
        return _IS_RELATIVE
    found = _MONTH_ONLY.fullmatch(plain.casefold())
    return _NO_DAY if found and (not found[1] or found[1] in month_numbers()) else ""


def time_in_words(text: str) -> str:
    """Say of a time in words how to write it; "" where it is none.

    Examples
    --------
    >>> time_in_words("halb sieben"), time_in_words("Anna")
    ('Write it in figures, such as 18:30.', '')
    """
    found = [plain_words(word) for word in words.LETTERS.findall(text[: _LONGEST + 1])]
    known = {*VALUES, *_TIME_WORDS}
    is_such = len(text) <= _LONGEST and found and all(word in known for word in found)
    return _FIGURES_OF_TIME if is_such else ""
