"""Columns that have the moment of what was done, or who saw it, and are blank beside the rest.

“Completed at”, “Signed off by”, “Erledigt am”: what stands there is a tick, whatever it says.
"""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping, Sequence

from backcare.csv_reader import Rows
from backcare.diary import words
from backcare.diary.cells import is_stamp
from backcare.diary.decide import Claim
from backcare.diary.degrees import names_degree, share_done
from backcare.diary.durations import is_plain
from backcare.diary.questions import Choice, Question
from backcare.text import fold, split_terms

# What says when something was done, or by whom, beside a word for done.
_OF_STAMPS = (
    "at|on|date|time|timestamp|when|am|um|datum|zeit|le|à|el|il|op|day|uhrzeit|fecha|data|hour|"
    "by|von|par|por|da|door|durch|jour|heure|hora|ora|uur|tijd|tag|stunde|giorno|día|dag|initials|"
    "signature|unterschrift|kürzel|en|om|alle|a|uhr|moment|zeitpunkt|zeitstempel"
)
_OF_DOING = (
    "completed|complete|completion|done|finished|performed|logged|recorded|signed|ticked|checked|"
    "entered|confirmed|marked|erledigt|gemacht|abgeschlossen|absolviert|abgehakt|eingetragen|"
    "durchgeführt|ausgeführt|bestätigt|abgezeichnet|unterschrieben|"
    "fait|faite|terminé|terminée|effectué|effectuée|réalisé|signé|validé|noté|"
    "hecho|hecha|completado|completada|realizado|realizada|terminado|firmado|registrado|anotado|"
    "fatto|fatta|completato|completata|svolto|svolta|eseguito|firmato|registrato|"
    "gedaan|voltooid|uitgevoerd|afgerond|afgevinkt|getekend|genoteerd|geregistreerd"
)
_BESIDE = "off|out|it|was|the|and|who|wann|wer|quand|cuándo|quando|wanneer|exercise|session|it"
_NOTHING = frozenset(
    {"-", "--", "\N{EN DASH}", "\N{EM DASH}", "/", "n/a", "na", "none", "nil", "n.a.", "nothing"}
)
_LONGEST = 100
_A_TICK = "when or by whom it was done: what is blank was not"


def _all(terms: str) -> frozenset[str]:
    return frozenset(map(fold, split_terms(terms)))


_STAMPS, _DOING, _REST = map(_all, (_OF_STAMPS, _OF_DOING, _BESIDE))


def says_none(text: str) -> bool:
    """Say whether a cell of a tick, or of a moment, says that there is none."""
    return text.strip().casefold() in _NOTHING


def names_moment(heading: str) -> bool:
    """Say whether a heading asks when, or by whom, something was done."""
    found = {fold(word) for word in words.LETTERS.findall(heading[:_LONGEST])}
    return bool(found & _DOING and found & _STAMPS and found <= _DOING | _STAMPS | _REST)


def ticks(texts: Iterable[str], heading: str) -> dict[str, bool | None]:
    """Say of the cells under a heading whether each means that it was done; None where it may."""
    is_moment, is_degree = names_moment(heading), names_degree(heading)
    answers = {text: words.yes_or_no(text) for text in dict.fromkeys(texts)}
    for text, answer in answers.items():
        if not text or answer is not None:
            continue
        if says_none(text):
            answers[text] = False
        elif (share := share_done(text)) is not None:
            answers[text] = share
        elif is_moment or is_stamp(text) or (is_degree and is_plain(text)):
            answers[text] = True
    for text in filter(words.is_cross, answers):
        if {True, False} & {one for other, one in answers.items() if other != text}:
            answers[text] = not any(one for one in answers.values())
    return answers


def take_moments(
    rows: Rows | None, claims: MutableMapping[str, list[Claim]], places: Iterable[int]
) -> None:
    """Take a column that has the moment of what was done, and is blank elsewhere, for a tick."""
    if rows is None or words.DONE in claims or not {"started_at", "exercise_id"} <= set(claims):
        return
    exercises = rows.column(min(claims["exercise_id"]).place)
    for place in places:
        if names_moment(rows.header[place]) and _is_blank(rows, place, exercises):
            claims[words.DONE] = [Claim(3, place, "")]
            return


def offer_moments(asked: Iterable[Question], rows: Rows) -> list[Question]:
    """Offer, where it is asked whose the rows are, that a column ticks what was done."""
    offered = []
    for one in asked:
        places = [at for at, heading in enumerate(rows.header) if heading.strip() == one.column]
        heading = rows.header[places[0]] if len(places) == 1 else ""
        if names_moment(heading) and "" in [text.strip() for text in rows.column(places[0])]:
            tick = Choice("columns", {heading: words.DONE}, _A_TICK)
            one = one.offering([*one.choices, tick])
        offered.append(one)
    return offered


def _is_blank(rows: Rows, place: int, exercises: Sequence[str]) -> bool:
    """Say whether an exercise has nothing here, or what says that there is nothing."""
    return any(
        exercise.strip()
        and (not text.strip() or says_none(text) or words.yes_or_no(text.strip()) is False)
        for exercise, text in zip(exercises, rows.column(place), strict=True)
    )
