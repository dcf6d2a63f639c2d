"""What stands above the headings of a file, where it decides how the rows below are meant.

A line that speaks of another scale of pain, or of a plan, is asked about; each is told, with what
it says where that names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from backcare.csv_reader import Rows, shortened
from backcare.diary import pain_words, words
from backcare.diary.anchors import is_reversed
from backcare.diary.events import PAINS
from backcare.diary.headings import Columns, folded
from backcare.diary.plans import are_felt, ways_not_to_read
from backcare.diary.questions import Choice, Question
from backcare.errors import Fault
from backcare.text import fold, folded_terms

_NO_HEADING = "column {} (no heading)"
_ABOVE = "above the headings: not read."
_OF_PLANS = (
    "plan|plans|planned|prescription|prescribed|prescriptions|rx|schedule|scheduled|template|"
    "geplant|geplante|verordnung|verordnet|vorgabe|vorlage|sollwerte|planung|"
    "planifié|planifiée|prévu|prévue|prévus|prescrit|prescrite|ordonnance|"
    "programado|planificado|planificada|previsto|prescripción|prescrito|"
    "pianificato|pianificata|prescrizione|prescritto|piano|"
    "gepland|voorgeschreven|voorschrift|oefenschema|trainingsschema"
)
# Beside one of these a plan is not all that there is.
_OF_LOGS = (
    "diary|log|logbook|journal|record|records|done|completed|actual|results|history|followed|"
    "tagebuch|protokoll|ergebnisse|gemacht|erledigt|ist|durchgeführt|carnet|suivi|réalisé|fait|"
    "diario|registro|hecho|realizado|fatto|svolto|dagboek|logboek|gedaan|uitgevoerd"
)
_COMPOUNDS = ("tagebuch", "protokoll", "dagboek", "logboek")
_OF_SCALES = "scale|scales|scored|rating|rated|skala|échelle|escala|scala|schaal|nrs|vas|eva|evn"
_PLAIN = (
    "worst|best|no|none|is|to|of|out|from|for|the|a|my|our|in|and|at|on|max|min|mm|percent|weeks|"
    "week|month|day|days|exercise|exercises|training|workout|home|back|low|programme|program|"
    "physio|physiotherapy|before|after|each|per|daily|weekly|sets|reps|times|x|"
    "kein|keine|stärkste|schlimmste|von|bis|für|der|die|das|woche|monat|übungen|rücken|plan|"
    "pour|le|la|les|de|du|pire|aucune|semaine|mois|exercices|para|el|peor|ningún|semana|mes|"
    "ejercicios|per|il|peggiore|settimana|mese|esercizi|voor|ergste|geen|week|maand|oefeningen|"
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|januar|februar|märz|mai|juni|juli|oktober|"
    "dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|"
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|"
    "gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|novembre|dicembre|januari|"
    "februari|maart|mei|augustus"
)
# Days, weeks and parts of the spine: their numbers are of no scale.
_DAYS = re.compile(
    r"\b(?:weeks?|wk|days?|months?|pages?|years?|wochen?|kw|tage?|monate?|semaines?|jours?|"
    r"semanas?|días?|settimane?|giorni|weken|dagen)\s*[0-9]+(?:\s*(?:-|\u2013|to|bis|à|a)\s*[0-9]+)?|"
    r"\b[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}\b|\b[0-9]{1,2}\.[0-9]{1,2}\.|"
    r"\b[0-9]{1,2}\.?\s*(?:-|\u2013|to|bis|à|a)\s*[0-9]{1,2}\.?\s*(?!scale|skala|points?|punkte|nrs|vas)"
    r"[^\W\d_]{3,}|[lsct][0-9](?:\s*[-/]\s*[lsct]?[0-9])?\b|\b(?:19|20)[0-9]{2}\b",
    re.I,
)
_OUT_OF = re.compile(r"(?:\bout of|\bsur|\bmax\.?|/) *([0-9]+)", re.I)
_LONGEST = 300
_ASK_SCALE = (
    "stands above the headings, and may say that pain is not from 0 (none) to 10 (worst). If so, "
    "change the numbers of pain to that, or pass columns={none} not to read them; if they are from "
    "0 to 10, pass columns={said}."
)
_ASK_PLAN = (
    "stands above the headings, and may say that the rows below were only planned. Pass "
    "columns={said} if they were done, or columns={none} if not."
)


_PLANS, _LOGS, _SCALES, _KNOWN = map(folded_terms, (_OF_PLANS, _OF_LOGS, _OF_SCALES, _PLAIN))


def speaks_of_scale(line: str) -> bool:
    """Say whether a line names a scale of pain that is not from 0 to 10."""
    text = _DAYS.sub(" ", line[:_LONGEST])
    if not (pain_words.speaks_of_pain(text) or _words(text) & _SCALES or is_reversed(text)):
        return False
    return pain_words.is_another_scale(text) or any(one != "10" for one in _OUT_OF.findall(text))


def speaks_of_plan(line: str) -> bool:
    """Say whether a line says that what follows was planned, and not that it was done."""
    found = _words(line[:_LONGEST])
    is_plan = found & _PLANS or any(len(word) > 5 and word.endswith("plan") for word in found)
    is_log = found & _LOGS or any(word.endswith(_COMPOUNDS) for word in found)
    return bool(is_plan and not is_log)


def with_places(rows: Rows) -> list[str]:
    """Return the headings; a column that has none, and cells, is called by its place."""
    return [
        heading if heading.strip() or not rows.values(place) else _NO_HEADING.format(place + 1)
        for place, heading in enumerate(rows.header)
    ]


def told_of(above: Sequence[tuple[int, str]]) -> list[Fault]:
    """Tell the lines above the headings; what they say only where it matters, and names nobody."""
    return [
        Fault(number, "", _shown(line) if _matters(line) else "", _ABOVE) for number, line in above
    ]


def ask_of_titles(
    above: Sequence[tuple[int, str]], rows: Rows, found: Columns, said: Mapping[str, object]
) -> Iterator[Question]:
    """Ask about lines that decide how rows are meant, of which the caller has not said it."""
    named = set(map(folded, said))
    places = {
        column: place
        for column, place in found.places.items()
        if folded(rows.header[place]) not in named
    }
    for number, line in above:
        if speaks_of_scale(line) and (question := _of_scale(number, line, rows, places)):
            yield question
        if speaks_of_plan(line) and (question := _of_plan(number, line, rows, found, places)):
            yield question


def _matters(line: str) -> bool:
    return speaks_of_scale(line) or speaks_of_plan(line)


def _of_scale(number: int, line: str, rows: Rows, places: Mapping[str, int]) -> Question | None:
    pains = {
        rows.header[place]: column
        for column, place in places.items()
        if column in PAINS and not pain_words.says_of_10(rows.header[place])
    }
    if not pains:
        return None
    none = dict.fromkeys(pains)
    rule = _ASK_SCALE.format(none=none, said=pains)
    asked = Question(number, _together(pains), _shown(line), rule)
    ways = [Choice("columns", none, "another scale: do not read pain")]
    return asked.offering([*ways, Choice("columns", pains, "pain from 0 to 10")])


def _of_plan(
    number: int, line: str, rows: Rows, found: Columns, places: Mapping[str, int]
) -> Question | None:
    if (
        "exercise_id" not in places
        or words.DONE in found.places
        or are_felt(rows, found, PAINS[1:])
    ):
        return None
    heading = rows.header[places["exercise_id"]]
    said = {heading: "exercise_id"}
    none = ways_not_to_read(rows, found)
    rule = _ASK_PLAN.format(said=said, none=none)
    ways = [Choice("columns", said, "they were done"), Choice("columns", none, "only planned")]
    return Question(number, heading.strip(), _shown(line), rule).offering(ways)


def _together(headings: Collection[str]) -> str:
    return ", ".join(shortened(heading).strip() for heading in headings)


def _shown(line: str) -> str:
    """Return what a line says, if it has no word that may be somebody's name."""
    text = line.strip("\ufeff\r\n\t ,;\"'")
    known = _KNOWN | _PLANS | _SCALES | _LOGS
    is_plain = all(
        fold(word) in known or pain_words.speaks_of_pain(word)
        for word in words.LETTERS.findall(text)
    )
    numbers = re.findall("[0-9]{5,}", text)
    return shortened(text) if is_plain and not numbers and len(text) <= _LONGEST else ""


def _words(line: str) -> set[str]:
    return {fold(word) for word in words.LETTERS.findall(line)}
