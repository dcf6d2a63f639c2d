"""A plan that looks like a diary: each exercise with the day it starts, and how often it is to be.

Nobody did what stands there because it stands there, so it is asked whether the rows were done.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby

from backcare.csv_reader import Rows, shortened
from backcare.diary import words
from backcare.diary.cells import is_day, number_of
from backcare.diary.durations import is_plain
from backcare.diary.events import PAINS
from backcare.diary.few_values import are_numbers_of_rows
from backcare.diary.headings import Columns, folded
from backcare.diary.questions import Choice, Question
from backcare.text import fold, folded_terms, split_terms

AMOUNTS = ("sets", "reps", "hold_s", "minutes", words.DURATION)
MORE = (words.SET_NUMBER, words.REP_NUMBER, words.REPS_UNIT, words.DURATION_UNIT, words.TYPE)
_ASK = (
    "says {what}, as a plan does, so that the rows may have been only planned. Pass columns={said} "
    "if they were done, or columns={none} if not."
)
_COUNT_ONCE = " Each row counts once: of what was done twice that day, write a row for each time."
_ASK_DAILY = (
    "may say how many times a day it was done, and a log has what was done in all. Write a row for "
    "each time, or pass columns={none} if the amounts beside it are all of that day."
)
_ASK_ROUNDS = (
    "may say how many times over it was done, and a log has what was done in all. Write how much "
    "that was, or pass {sets}columns={none} if the amounts beside it are all of it, or if it is "
    "about something else."
)
_ARE_SETS = "columns={said} if these are the sets, or "
_HOW_OFTEN, _HOW_LONG = "how often", "until when"
_OFTEN = (
    "frequency|frequencies|how often|daily|weekly|per day|per week|a day|a week|each day|each week|"
    "häufigkeit|haeufigkeit|wie oft|täglich|pro tag|pro woche|am tag|die woche|frequenz|"
    "fréquence|combien de fois|par jour|par semaine|frecuencia|al día|a la semana|por día|"
    "por semana|cuántas veces|frequenza|al giorno|a settimana|alla settimana|per settimana|"
    "quante volte|quanto spesso|frequentie|hoe vaak|per dag|per week|frequência|por dia|"
    "quantas vezes"
)
_HOW_MANY_TIMES = (
    "how many times|how often|number of times|number of times done|wie oft|"
    "wie viele male|wieviel mal|wie viel mal|wie oft gemacht|combien de fois|nombre de fois|"
    "cuántas veces|número de veces|quante volte|quanto spesso|numero di volte|hoe vaak|"
    "hoeveel keer|quantas vezes|número de vezes|hur ofta|hur många gånger|jak często|ile razy|"
    "times|times done|times through|times round|mal|male|fois|veces|volte|keer|vezes"
)
# What goes over all exercises of a list, several times: what it multiplies stands beside it.
_ROUNDS = (
    "rounds|circuits|supersets|cycles|passes|repeats|goes|"
    "runden|rundenzahl|rundenanzahl|durchgänge|durchläufe|zirkel|zirkelrunden|zyklen|tours|passages|rondas|circuitos|"
    "vueltas|ciclos|giri|circuiti|cicli|tornate|rondes|cycli|voltas|rodadas|"
    "varv|omgångar|rundor|pass|kierrokset|kierroksia|rundy|obwody"
)
# These may be numbered, too: the first, the second.
_SESSIONS = (
    "sessions|workouts|trainings|einheiten|übungseinheiten|trainingseinheiten|sitzungen|séances|"
    "sesiones|sessioni|sessies|sessões|treinos"
)
_HOW_MANY = (
    "how|many|number|no|nr|of|count|completed|done|total|in|all|wie|viele|anzahl|der|gemacht|"
    "combien|de|nombre|faits|faites|cuántas|cuántos|número|hechas|hechos|quanti|quante|numero|di|"
    "fatti|fatte|hoeveel|aantal|gedaan|quantas|quantos|feitas"
)
_TODAY = "today|heute|aujourd|hui|hoy|oggi|vandaag|hoje|idag|dzisiaj|dziś|did|you|do|it"
_PER_DAY = (
    "daily|per day|a day|each day|every day|täglich|pro tag|am tag|jeden tag|par jour|chaque jour|"
    "al día|por día|cada día|diario|diarias|al giorno|ogni giorno|per dag|dagelijks|por dia|ao dia|"
    "per dygn|om dagen|dagligen|päivässä"
)
_DAYS = "day|tag|jour|día|giorno|dag|dia"  # behind a sign: x/day
# More than once, in a cell.
_OFTEN_A_DAY = re.compile(
    r"(?:\d*[2-9]|[1-9]\d+)\b|[2-9]\d*x|\b(?:twice|two|three|four|double|several|zwei|drei|vier|"
    r"zweimal|dreimal|viermal|mehrmals|deux|trois|quatre|plusieurs|dos|tres|cuatro|varias|due|tre|"
    r"quattro|twee|drie|vier|duas|três|quatro|två|kaksi|bid|tid|qid)\b",
    re.I,
)
_TIMES = (
    "times|x|sessions|sets|mal|einheiten|fois|séances|veces|sesiones|volte|sessioni|keer|sessies|"
    "vezes|sessões|no of|number of|anzahl|nombre de|número de|numero di|aantal"
)
_WEEKS = (
    "weeks|number of weeks|for weeks|duration weeks|how many weeks|wochen|anzahl wochen|"
    "dauer wochen|semaines|nombre de semaines|semanas|settimane|numero di settimane|weken"
)
_ENDS = (
    "end date|end|until|till|to|finish date|review date|enddatum|ende|bis|date de fin|fin|"
    "jusqu au|fecha de fin|fecha final|hasta|data di fine|fine|fino al|einddatum|einde|tot|"
    "data de fim|data final|até"
)
_STARTS = re.compile(
    "start|begin|début|debut|inici|inizi|comienzo|aanvang|from|since|seit|ab$", re.I
)
_LONGEST = 100


_OFTEN_WORDS, _TIMES_WORDS, _WEEK_WORDS, _END_WORDS = map(
    folded_terms, (_OFTEN, _TIMES, _WEEKS, _ENDS)
)
_FREQUENCIES = _OFTEN_WORDS | _WEEK_WORDS
_DAILY, _ASKS_TIMES, _OF_TODAY = map(folded_terms, (_PER_DAY, _HOW_MANY_TIMES, _TODAY))
_SESSION_WORDS, _MANY_WORDS = map(folded_terms, (_SESSIONS, _HOW_MANY))
_ROUND_WORDS = folded_terms(_ROUNDS) | _SESSION_WORDS
_OF_DAYS = _DAILY | {many + day for many in _TIMES_WORDS for day in folded_terms(_DAYS)}
_BESIDE_DAYS = frozenset(
    fold(word)
    for terms in (_PER_DAY, _DAYS, _TIMES, _OFTEN, "how many|wie viele|combien|cuántas|quante")
    for term in split_terms(terms)
    for word in term.split()
)
_HOW_OFTEN_WORDS = frozenset(many + often for many in _TIMES_WORDS for often in _OFTEN_WORDS)


def names_frequency(heading: str) -> bool:
    """Say whether a heading is of how often, or for how many weeks, something is to be done."""
    name = fold(heading[:_LONGEST])
    return name in _FREQUENCIES or name in _HOW_OFTEN_WORDS


def ask_of_plans(rows: Rows, found: Columns, said: Collection[str]) -> Iterator[Question]:
    """Ask whether rows that say how often, or until when, were done; `said` are headings.

    Pain in each row, a tick, or an exercise on several days says that they were.
    """
    places = found.places
    if not {"exercise_id", "started_at"} <= set(places):
        return
    named = set(map(folded, said))
    others = [
        place
        for place, heading in enumerate(rows.header)
        if place not in places.values() and folded(heading) not in named
    ]
    often = [one for one in others if names_frequency(rows.header[one]) and rows.values(one)]
    until = [one for one in others if fold(rows.header[one][:_LONGEST]) in _END_WORDS]
    until = [one for one in until if _is_later(rows, places["started_at"], one)]
    daily = _daily(rows, places["exercise_id"], others)
    asked = [] if words.DONE in places else often or until
    if not asked or _is_kept(rows, found):
        yield from [_ask_how_often(rows, *daily)] if daily else _ask_of_rounds(rows, places, others)
        return
    heading = rows.header[asked[0]]
    yes = {rows.header[one]: None for one in (*often, *until)}
    none = ways_not_to_read(rows, found)
    what = _HOW_OFTEN if often else _HOW_LONG
    rule = _ASK.format(what=what, said=yes, none=none) + (_COUNT_ONCE if daily else "")
    ways = [Choice("columns", yes, "they were done"), Choice("columns", none, "only planned")]
    yield Question(rows.header_number, shortened(heading).strip(), "", rule).offering(ways)


def _daily(rows: Rows, exercise: int, places: Sequence[int]) -> tuple[int, int] | None:
    """Return where a cell says that an exercise is done more than once a day: column and row."""
    for place in places:
        heading = rows.header[place][:_LONGEST]
        is_daily = _is_daily(heading)
        is_count = _counts_times(heading)
        if not (is_daily or is_count or names_frequency(heading)):
            continue
        for row, cells in enumerate(rows.cells):
            text = cells[place].strip()[:_LONGEST]
            is_often = bool(text) and any(map(_OFTEN_A_DAY.search, (heading, text)))
            is_count_of_it = is_count and is_plain(text) and number_of(text) != 1
            is_open = is_count_of_it or (is_often and (is_daily or _says_daily(text)))
            if cells[exercise].strip() and is_open:
                return place, row
    return None


def _ask_of_rounds(
    rows: Rows, found: Mapping[str, int], places: Sequence[int]
) -> Iterator[Question]:
    """Ask what a number of rounds, circuits or sessions goes over: the sets, or all of them."""
    exercises = rows.column(found["exercise_id"])
    for place in places:
        heading, texts = rows.header[place], [text.strip() for text in rows.column(place)]
        there = [n for n, name in enumerate(exercises) if name.strip() and is_plain(texts[n])]
        numbers = [number_of(texts[n]) for n in there]
        more = [n for n, number in zip(there, numbers, strict=True) if number > 1]
        is_of_set = words.SET_NUMBER in found and words.column_named(fold(heading)) == "sets"
        if (
            more
            and _names_rounds(heading)
            and not is_of_set
            and not _number_sessions(heading, numbers)
        ):
            at = more[0]
            none, said = {heading: None}, {heading: "sets"}
            ways = [Choice("columns", none, "the amounts beside it are all that was done")]
            if "sets" not in found:
                ways.insert(0, Choice("columns", said, "how many sets were done"))
            sets = _ARE_SETS.format(said=said) if "sets" not in found else ""
            rule = _ASK_ROUNDS.format(sets=sets, none=none)
            yield Question(rows.numbers[at], heading.strip(), texts[at], rule).offering(ways)


def _names_rounds(heading: str) -> bool:
    """Say whether a heading is of how many rounds, or sessions, there were."""
    found = {fold(word) for word in words.LETTERS.findall(heading[:_LONGEST])} - _OF_TODAY
    return bool(found & _ROUND_WORDS) and found <= _ROUND_WORDS | _MANY_WORDS


def _number_sessions(heading: str, numbers: Sequence[float]) -> bool:
    """Say whether sessions are numbered 1, 2, 3, each in all of its rows."""
    each_once = [number for number, _ in groupby(numbers)]
    found = {fold(word) for word in words.LETTERS.findall(heading)}
    return not found.isdisjoint(_SESSION_WORDS) and are_numbers_of_rows(each_once)


def _is_daily(heading: str) -> bool:
    """Say whether a heading asks how many times a day, or says it: 2x daily."""
    plain = _OFTEN_A_DAY.sub(" ", heading)
    found = {fold(word) for word in words.LETTERS.findall(plain)}
    return found <= _BESIDE_DAYS and any(one in fold(plain) for one in _OF_DAYS)


def _counts_times(heading: str) -> bool:
    """Say whether a heading asks how many times: How many times today?"""
    found = [fold(word) for word in words.LETTERS.findall(heading)]
    return "".join(word for word in found if word not in _OF_TODAY) in _ASKS_TIMES


def _says_daily(text: str) -> bool:
    found = fold(text)
    return any(one in found for one in _DAILY) or found.endswith(tuple(folded_terms(_DAYS)))


def _ask_how_often(rows: Rows, place: int, row: int) -> Question:
    """Ask whether what stands beside a number of times a day is all of the day."""
    heading, text = rows.header[place], rows.cells[row][place].strip()
    none = {heading: None}
    asked = Question(
        rows.numbers[row], heading.strip(), shortened(text), _ASK_DAILY.format(none=none)
    )
    return asked.offering([Choice("columns", none, "the amounts beside it are all of that day")])


def ways_not_to_read(rows: Rows, found: Columns) -> dict[str, None]:
    """Return what to pass where the exercises and their amounts were only planned."""
    columns = ("exercise_id", *AMOUNTS, *MORE)
    return dict.fromkeys(rows.header[found.places[one]] for one in columns if one in found.places)


def are_felt(rows: Rows, found: Columns, pains: Sequence[str]) -> bool:
    """Say whether each exercise has one of these pains beside it."""
    exercises = rows.column(found.places["exercise_id"])
    felt = [rows.column(found.places[one]) for one in pains if one in found.places]
    return all(
        any(texts[n].strip() for texts in felt)
        for n, exercise in enumerate(exercises)
        if exercise.strip()
    )


def _is_kept(rows: Rows, found: Columns) -> bool:
    """Say whether somebody kept the rows: pain in each, or the same exercise on several days."""
    if are_felt(rows, found, PAINS):
        return True
    if _STARTS.search(rows.header[found.places["started_at"]][:_LONGEST]):
        return False
    columns = ("patient", "exercise_id", "started_at")
    kept = {*zip(*(rows.column(found.places.get(one)) for one in columns), strict=True)}
    return len({both[:2] for both in kept}) < len(kept)


def _is_later(rows: Rows, start: int, end: int) -> bool:
    """Say whether a row has another day for its end than for its start."""
    days = zip(rows.column(start), rows.column(end), strict=True)
    return any(
        is_day(one.strip()) and is_day(other.strip()) and one.strip() != other.strip()
        for one, other in dict.fromkeys(days)
    )
