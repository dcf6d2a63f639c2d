"""What is not read and may be how much was done, or only planned.

A row in which such a column is blank, where others have it, was hardly done; one that says no more
than what was planned may not have been. Decided from the heading, the cells and the columns beside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from backcare.csv_reader import Rows, different, shortened
from backcare.diary import doing, pain_words, words
from backcare.diary.cells import is_stamp, number_of
from backcare.diary.decide import Claim
from backcare.diary.durations import is_clock, is_plain
from backcare.diary.other_done import names_relative
from backcare.diary.questions import (
    ASK_PLANNED,
    ASK_UNREAD,
    ASK_UNREAD_MINUTES,
    LEFT_OUT,
    OFFERED,
    Question,
    heading_choices,
    in_minutes,
)
from backcare.errors import printable
from backcare.text import fold, folded_terms

_OF_AMOUNTS = (
    "amount|amounts|result|results|value|values|quantity|qty|count|counts|volume|dose|dosage|"
    "work|workload|output|performance|number|sets|set|"
    "reps|rep|repetitions|scheme|menge|mengen|wert|werte|anzahl|umfang|leistung|ergebnis|"
    "ergebnisse|volumen|dosis|pensum|satz|sätze|wiederholungen|wdh|quantité|nombre|résultat|"
    "valeur|séries|répétitions|cantidad|valor|resultado|repeticiones|quantità|valore|risultato|"
    "ripetizioni|hoeveelheid|aantal|waarde|resultaat|omvang|herhalingen|istwert|real|reales|"
    "werkelijk"
)
_OF_PLANS = (
    "prescription|prescribed|prescribe|rx|target|targets|goal|goals|plan|plans|planned|should|"
    "aim|recommended|recommendation|suggested|scheduled|assigned|todo|verordnung|verordnet|"
    "vorgabe|vorgaben|empfehlung|empfohlen|soll|sollwert|ziel|ziele|zielwert|geplant|plan|"
    "ordonnance|prescrit|prévu|objectif|objetivo|previsto|prescripción|prescrito|obiettivo|"
    "prescrizione|prescritto|voorschrift|voorgeschreven|doel|gepland|planificado|planificados|"
    "planificada|planificadas|programado|programados|previstos|prescritos|planifié|planifiés|"
    "planifiée|planifiées|prévus|prévue|prévues|pianificato|pianificati|programmato|programmati|"
    "previsti|geplande|streefwaarde"
)
# Numbers of something else.
_OF_OTHERS = (
    "weather|wetter|therapist|therapeut|physio|location|place|ort|room|raum|temperature|temp|"
    "temperatur|weight|gewicht|kg|lb|lbs|load|resistance|band|level|stufe|difficulty|effort|"
    "intensity|heart|hr|bpm|pulse|puls|rate|blood|pressure|bp|calories|kcal|cal|kalorien|energy|"
    "steps|schritte|distance|distanz|km|miles|meters|metres|laps|age|alter|year|jahr|week|woche|"
    "wk|kw|month|monat|day|tag|weekday|wochentag|date|datum|time|zeit|cost|price|preis|id|nr|"
    "phone|telefon|tel|zip|plz|code|version|page|cycle|phase|block|order|index|position|rank|"
    "row|zeile|line|rest|pause|break|motivation|fatigue|tired|water|height|größe|bmi|fat|spo|"
    "incline|speed|pace|power|watts|watt|cadence|angle|winkel|grad|degree|degrees|rom|floors|"
    "elevation|confidence|satisfaction|enjoyment|rating|stars|readiness|hunger|humidity|age|"
    "visit|termin|season|bed|sleep|schlaf|mood|stimmung|stress|poids|peso|gewicht|"
    "température|temperatura|edad|età|leeftijd|âge|glucose|oxygen|breath|breaths|score|scale|"
    "medication|pills|tablets|tabletten|mg|ml|cm|grade|session|sessions|fee|"
    "left|streak|points|punkte|percent|adherence"
)
# How long all of it took.
_OF_TIMES = "time|duration|zeit|dauer|temps|durée|tiempo|duración|tempo|durata|tijd|duur|minutes"
_OF_TOTALS = (
    "total|overall|whole|entire|gesamt|gesamte|insgesamt|totale|totaal|totale|complet|completo|"
    "session|workout|training|exercise|taken|in|min|of|the|spent|active|activity|elapsed"
)
_TOTAL_TIMES = (
    "gesamtzeit|gesamtdauer|trainingszeit|übungszeit|trainingsdauer|totaltime|trainingstijd"
)
# What makes of numbers an amount; kilograms do not.
_UNITS_OF_AMOUNTS = "x|by|mal|times|reps|rep|repetitions|wdh|wiederholungen|sets|set|sätze|satz"
_NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|twelve|eins|ein|eine|zwei|drei|vier|fünf|"
    "sechs|sieben|acht|neun|zehn|zwölf"
)
_NO_AMOUNT = re.compile(r"0+(?:[.,]0+)?\s*(?:[^\W\d_]{1,7}|%)?")
_NOTHING = frozenset({"", "0", "-", "\N{EN DASH}", "\N{EM DASH}", "none", "no", "nein", "x", "n/a"})
_PARTS = re.compile("[0-9]+(?:[.,][0-9]+)?|[^\\W\\d_]+|\N{MULTIPLICATION SIGN}")
_LONGEST, _LONGEST_CELL, _MOST_NAMED = 100, 40, 20
_MANY = 1_000  # which is a number of something else: a year, a room, an id
_MAY_BE = (
    "Not read, but may be how much was done: {headings}. If so, {undo}say what it is: "
    'columns={{"{first}": "reps"}} (also for 3x8), or "sets", "hold_s" (seconds), "minutes", '
    '"reps_or_minutes" (minutes of walking, repetitions of all else), or "duration" where each '
    "cell has its unit."
)
_OF_DAYS = ("started_at", "patient")
_READ = ("reps", "hold_s", "minutes", words.DURATION)


_AMOUNT_WORDS = folded_terms(_OF_AMOUNTS) | doing.DONE
_PLAN_WORDS, _OTHER_WORDS = map(folded_terms, (_OF_PLANS, _OF_OTHERS))
_COUNTED, _NUMBER_WORDS = map(folded_terms, (_UNITS_OF_AMOUNTS, _NUMBERS))
_TIME_WORDS, _TOTAL_WORDS, _ALL_TIMES = map(folded_terms, (_OF_TIMES, _OF_TOTALS, _TOTAL_TIMES))


class Unread(NamedTuple):
    """What of the headings that are not read may be an amount."""

    asked: tuple[Question, ...] = ()
    amounts: tuple[int, ...] = ()  # where they stand, clearly
    loud: tuple[str, ...] = ()  # the headings to be told loudly
    is_plan: bool = False  # whether all that the file has is what was planned


def line_of_amounts(unread: Iterable[str], *, stored: bool) -> str:
    """Say loudly which headings may be amounts, and are not read; "" where none may."""
    found = [printable(shortened(one.strip())) for one in unread]
    undo = "undo the import and " if stored else ""
    shown = ", ".join(found[:_MOST_NAMED])
    return _MAY_BE.format(headings=shown, undo=undo, first=found[0]) if found else ""


def look_at_unread(
    rows: Rows,
    claims: Mapping[str, Sequence[Claim]],
    places: Iterable[int],
    *,
    silent: Iterable[int],
) -> Unread:
    """Find what may be amounts among the columns that are not read; ask where it is not clear.

    Of those that are `silent` the caller says that they are not read.
    """
    if "exercise_id" not in claims:
        return Unread()
    kinds = {place: _kind_of(rows, place) for place in places}
    clear, open_, planned = (
        [place for place, kind in kinds.items() if kind == one]
        for one in ("clear", "open", "planned")
    )
    loud = [rows.header[place] for place in clear]
    # Notes that count, and do nothing else, are amounts; nobody has to be told that they are kept.
    notes = {claim.place for claim in claims.get("note", ())}
    clear += [place for place in sorted(notes) if _kind_of(rows, place) == "clear"]
    if any(one in claims for one in _READ):  # beside which how long it took in all says nothing
        counts = tuple(place for place in clear if not _is_total_time(rows.header[place]))
        return Unread(amounts=counts, loud=tuple(loud))
    named = [rows.header[place] for place in (*open_, *planned)]
    loud += [heading for heading in named if _may_be_how_much(heading)]
    asked = list[Question]()
    if words.DONE not in claims:
        if open_ and _is_blank(rows, claims, [*open_, *clear]):
            asked += [_question(rows, place, ASK_UNREAD) for place in open_]
        if not (open_ or clear or "sets" in claims):
            asked += [_question(rows, place, ASK_PLANNED) for place in planned]
    left = {_kind_of(rows, place) for place in silent}
    is_plan = "planned" in left and not clear and "sets" not in claims
    return Unread(tuple(asked[:_MOST_NAMED]), tuple(clear), tuple(loud), is_plan)


def filled(rows: Rows, places: Iterable[int], days: Sequence[tuple[str, ...]] = ()) -> set[int]:
    """Return the rows that have something in one of these columns.

    How long a session took is often written once: then it is of all rows of its day.
    """
    found = set[int]()
    for place in places:
        there = {row for row, text in enumerate(rows.column(place)) if _says(text.strip())}
        if days and _is_total_time(rows.header[place]):
            of_days = {days[row] for row in there}
            there |= {row for row, day in enumerate(days) if day in of_days}
        found |= there
    return found


def is_covered(cell: str) -> bool:
    """Say whether a cell is a distance of more than nothing, with its unit or without."""
    found = _PARTS.search(cell)
    return bool(found and found[0][0].isdecimal() and number_of(found[0]))


def _says(text: str) -> bool:
    return text.casefold() not in _NOTHING and not _NO_AMOUNT.fullmatch(text)


def _is_total_time(heading: str) -> bool:
    """Say whether a heading is of how long a session took, or an exercise in all."""
    found = _words(heading)
    if found & _ALL_TIMES:
        return True
    return bool(
        found & _TIME_WORDS and found & _TOTAL_WORDS and found <= _TIME_WORDS | _TOTAL_WORDS
    )


def _may_be_how_much(heading: str) -> bool:
    """Say whether a heading is of amounts, of a plan, of all the time it took, or of somebody."""
    is_said = _words(heading) & (_AMOUNT_WORDS | _PLAN_WORDS)
    return bool(is_said) or _is_total_time(heading) or names_relative(heading)


def _words(heading: str) -> set[str]:
    return {fold(word) for word in words.LETTERS.findall(heading[:_LONGEST])}


def is_of_others(heading: str) -> bool:
    """Say whether a heading is of numbers or answers about something else."""
    is_of_pain = pain_words.speaks_of_pain(heading) or pain_words.is_of_medicine(heading)
    return names_other(heading) or is_of_pain or pain_words.is_about_state(heading)


def names_other(heading: str) -> bool:
    """Say whether a heading has a word for something else than exercise, pain aside."""
    return not _words(heading).isdisjoint(_OTHER_WORDS)


def is_of_plan(heading: str) -> bool:
    """Say whether a heading has a word for what was planned."""
    return not _words(heading).isdisjoint(_PLAN_WORDS)


def _kind_of(rows: Rows, place: int) -> str:
    """Say whether cells are clearly amounts, or may be, or are of a plan; "" if none of these."""
    heading = rows.header[place]
    is_time = _is_total_time(heading)
    if not is_time and is_of_others(heading):
        return ""
    found = _words(heading)
    known = filter(_says, different(map(str.strip, rows.column(place))))
    shapes = set[str]()
    for text in known:
        shapes.add("number" if is_time and is_clock(text) else shape_of(text))
        if "" in shapes and not found & (_PLAN_WORDS | _AMOUNT_WORDS):
            return ""  # a heading that nobody knows has to have nothing but amounts
    if not any(shapes):
        return ""
    if is_time:
        return "clear" if shapes == {"timed"} else "open"
    if found & _PLAN_WORDS:
        return "planned"
    if found & _AMOUNT_WORDS:
        return "clear" if shapes <= {"counted", "timed"} else "open"
    return "clear" if shapes == {"counted"} else "open"


def shape_of(text: str) -> str:
    """Say whether a cell is a number, counts something, or is a time; "" for all else."""
    if is_plain(text):
        return "number" if number_of(text) < _MANY else ""
    if len(text) > _LONGEST_CELL or is_stamp(text):
        return ""
    parts = [part.casefold() for part in _PARTS.findall(text)]
    named = {fold(part) or "x" for part in parts if not part[0].isdecimal()}
    if not (named & _NUMBER_WORDS or any(map(str.isdecimal, text))):
        return ""
    timed = {part for part in named if words.unit_of(part)}
    counted = named & _COUNTED
    if named - counted - timed - words.BESIDE_NUMBERS - _NUMBER_WORDS:
        return ""
    if counted:
        return "counted"
    return "timed" if timed else "number"


def _exercises(rows: Rows, claims: Mapping[str, Sequence[Claim]]) -> list[int]:
    """Return the rows that name an exercise."""
    names = [name.strip() for name in rows.column(min(claims["exercise_id"]).place)]
    none = {name for name in dict.fromkeys(names) if not name or words.is_nothing(name)}
    return [row for row, name in enumerate(names) if name not in none]


def _is_blank(rows: Rows, claims: Mapping[str, Sequence[Claim]], places: Iterable[int]) -> bool:
    """Say whether an exercise has none of these amounts."""
    columns = [rows.column(min(claims[one]).place) for one in _OF_DAYS if claims.get(one)]
    return not set(_exercises(rows, claims)) <= filled(rows, places, [*zip(*columns, strict=True)])


def _question(rows: Rows, place: int, rule: str) -> Question:
    heading = rows.header[place]
    texts = [text.strip() for text in rows.column(place)]
    at = next(n for n, text in enumerate(texts) if _says(text))
    is_in_minutes = words.names_minutes(heading)
    column = "minutes" if is_in_minutes else "reps"
    said = ASK_UNREAD_MINUTES if is_in_minutes and rule == ASK_UNREAD else rule
    said = said.format(heading=shortened(heading), column=column)
    ways = in_minutes(OFFERED[rule]) if is_in_minutes else OFFERED[rule]
    shown = texts[at] if shape_of(texts[at]) else ""
    asked = Question(rows.numbers[at], heading.strip(), shown, said)
    return asked.offering(heading_choices(heading, (*ways, LEFT_OUT)))
