"""Which end of a scale of pain is none and which the worst, where a heading or a line says so.

A log has 0 for none and 10 for the worst. "10 low, 1 high" is the other way round, and 4 no 4.
"""

from __future__ import annotations

import re
from itertools import groupby

from backcare.text import fold, folded_terms

_LEAST = (
    "no|none|nothing|not|low|lowest|least|less|little|min|minimum|minimal|mild|best|better|good|"
    "great|fine|well|kein|keine|keinen|keinerlei|nichts|gering|geringster|niedrig|wenig|leicht|"
    "schwach|gut|beste|besser|schmerzfrei|aucun|aucune|pas|sans|nul|nulle|rien|faible|léger|légère|"
    "bien|ningún|ninguno|ninguna|nada|sin|bajo|baja|mínimo|mínima|leve|mejor|nessun|nessuno|"
    "nessuna|niente|nulla|senza|assente|basso|bassa|minimo|minima|lieve|bene|geen|niets|zonder|laag|"
    "licht|goed|nenhum|nenhuma|sem|baixo|baixa|bom"
)
_MOST = (
    "worst|worse|high|highest|most|more|max|maximum|maximal|severe|extreme|unbearable|intolerable|"
    "strong|strongest|bad|awful|terrible|agony|excruciating|schlimm|schlimmste|schlimmster|"
    "schlimmsten|schlimmstmöglich|schlimmstmögliche|stark|stärkste|stärkster|stärksten|stärkstes|"
    "unerträglich|unerträgliche|unerträglicher|hoch|höchste|höchster|extrem|schlecht|schlechteste|"
    "maximale|maximaler|pire|insupportable|fort|forte|élevé|élevée|haut|haute|intense|peor|máximo|"
    "máxima|insoportable|fuerte|alto|alta|severo|intenso|peggiore|peggior|massimo|massima|"
    "insopportabile|ergst|ergste|hevigste|hevig|maximaal|ondraaglijk|ondraaglijke|hoog|sterk|"
    "sterkste|slecht|pior|insuportável"
)
_IS = r" *(?:=|:|is|ist|means|heißt|bedeutet|est|es|è|betekent|é) *"
_THE = r"(?:(?:the|a|der|die|das|den|le|la|el|il|lo|de|het|o) +|l['’])?"
_TOKENS = re.compile(r"[^\W\d_]+|[0-9]+")
_ENDS = {"0": False, "1": False, "10": True}  # whether it is the upper end


def _any(terms: str) -> str:
    return rf"(?:{terms})(?![^\W\d_])"


_LOW, _HIGH = folded_terms(_LEAST), folded_terms(_MOST)
ANCHORS = _LOW | _HIGH
_REVERSED = re.compile(
    rf"(?<![0-9])(?:0{_IS}{_THE}{_any(_MOST)}|10{_IS}{_THE}{_any(_LEAST)})", re.I
)


def is_reversed(text: str) -> bool:
    """Say whether a text has 0 for the worst, or 10 for none."""
    return _REVERSED.search(text) is not None


def turns_around(inside: str) -> bool:
    """Say whether brackets put the worst beside 0 or 1, or none beside 10, in whatever order."""
    found = [_end_of(token) for token in _TOKENS.findall(inside.casefold())]
    ends = [end for end, _ in groupby(one for one in found if one)]
    shape = [kind for kind, _ in ends]
    if shape in (["number", "number", "word", "word"], ["word", "word", "number", "number"]):
        return [end for kind, end in ends if kind == "number"] != [
            end for kind, end in ends if kind == "word"
        ]
    free = {n for n, (kind, _) in enumerate(ends) if kind == "number"}
    for n, (kind, end) in enumerate(ends):
        beside = next((at for at in (n - 1, n + 1) if at in free), None)
        if kind == "word" and beside is not None:
            free.discard(beside)
            if ends[beside][1] != end:
                return True
    return False


def _end_of(token: str) -> tuple[str, bool] | None:
    """Return what a token is, and whether it means the upper end of the scale."""
    if token in _ENDS:
        return "number", _ENDS[token]
    word = fold(token)
    return ("word", word in _HIGH) if word in ANCHORS else None
