"""Headings of yes and no about something else: Supervised, Slept well, Painkillers taken, With mat.

No under them says nothing of what was done, so that it is asked about nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from backcare.diary import doing, pain_words, words
from backcare.text import fold, folded_terms

# How something was done, felt or came about. "Not done" under one is of the exercise.
_HOW = (
    "form|technique|posture|mood|weather|stress|stressed|tired|enjoyed|liked|"
    "haltung|gestresst|müde|musik|music|problem|problems|outdoors|outside|indoors"
)
# Each says it wherever it stands, and beside whatever of `_BESIDE`. What can be left out itself is
# here: of coffee that was skipped nothing is to be asked.
_KEYS = (
    "supervised|supervision|alone|unsupervised|assisted|assistance|help|helper|slept|sleep|mat|"
    "towel|ball|band|chair|wall|shoes|barefoot|video|watched|warmed|warmup|"
    "flags|flag|medication|meds|painkiller|painkillers|breakfast|coffee|"
    "alcohol|smoked|water|drank|falls|numbness|tingling|dizzy|dizziness|"
    "understood|questions|reminder|reminded|consent|"
    "beaufsichtigt|betreut|allein|hilfe|geschlafen|matte|handtuch|stuhl|aufgewärmt|"
    "schmerzmittel|medikamente|frühstück|kaffee|taubheit|kribbeln|schwindel|"
    "supervisé|accompagné|seul|seule|dormi|tapis|musique|échauffé|échauffement|médicaments|"
    "supervisado|acompañado|solo|sola|dormido|dormí|esterilla|música|calentamiento|medicación|"
    "assistito|dormito|tappetino|musica|riscaldamento|farmaci|"
    "begeleid|begeleiding|geslapen|opgewarmd|medicijnen|"
    "supervisionado|acompanhado|dormi|tapete|aquecimento|medicação"
)
_BESIDE = (
    "was|were|is|did|do|you|i|the|a|an|any|of|by|with|without|on|at|in|for|my|your|good|well|bad|"
    "ok|better|used|use|using|taken|took|take|present|needed|need|had|have|up|down|red|before|"
    "after|today|yes|no|y|n|pain|physio|therapist|feel|felt|feeling|correct|it|"
    "gut|mit|ohne|genommen|eingenommen|war|ist|vor|nach|heute|bien|avec|sans|pris|prise|con|sin|"
    "tomado|tomada|buena|buono|bene|senza|presi|preso|met|zonder|goed|genomen|com|sem|bem"
)
_LIKED = re.compile("favou?ri|preferit", re.I)
_LONGEST = 100


_OF_HOW, _OTHERS = map(folded_terms, (_HOW, _BESIDE))
_KEY_WORDS = folded_terms(_KEYS) | _OF_HOW


def is_about_else(heading: str) -> bool:
    """Say whether a heading asks for a yes or no about something that is no exercise done.

    Examples
    --------
    >>> is_about_else("Slept well?"), is_about_else("Did you do it well?")
    (True, False)
    """
    found = {fold(word) for word in words.LETTERS.findall(heading[:_LONGEST])}
    is_liked = _LIKED.search(heading) is not None
    is_known = bool(found & _KEY_WORDS) and found <= _KEY_WORDS | _OTHERS
    return is_liked or is_known or pain_words.is_of_medicine(heading)


def said_of_doing(heading: str, texts: Sequence[str]) -> list[str]:
    """Return of the cells under such a heading what may be of the exercise, and "" for others.

    Under how it was "not done" is no answer to what was asked, but a bare no is one.

    Examples
    --------
    >>> said_of_doing("Form today", ["no", "skipped"]), said_of_doing("Coffee", ["skipped"])
    (['', 'skipped'], [''])
    """
    is_how = not _OF_HOW.isdisjoint(map(fold, words.LETTERS.findall(heading[:_LONGEST])))
    return [
        text if is_how and (words.yes_or_no(text) is None or fold(text) in doing.NOT_DONE) else ""
        for text in texts
    ]
