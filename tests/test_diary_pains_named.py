"""Headings that ask for pain before or after in their own words, in seven languages."""

from __future__ import annotations

import itertools

import pytest
from diaries import cells, lines, read

from backcare.diary.headings import meaning
from backcare.diary.pain_told import line_of_pain

# By language: pain, before, after, and what may stand beside them.
WORDS = {
    "en": ("Pain|NRS|Pain level|Pain score", "before|pre", "after|post", "exercise|the session|"),
    "de": ("Schmerz|Schmerzen|NRS|Schmerzstärke", "vor|vorher|davor", "nach|danach", "Übung|"),
    "fr": ("Douleur|Douleurs|NRS", "avant", "après", "exercice|l'exercice|la séance|"),
    "es": ("Dolor|NRS|Nivel de dolor", "antes", "después", "del ejercicio|de la sesión|"),
    "it": ("Dolore|NRS", "prima", "dopo", "dell'esercizio|della sessione|"),
    "nl": ("Pijn|NRS|Pijnscore", "voor|vooraf", "na|erna", "oefening|de sessie|"),
    "pt": ("Dor", "antes", "depois", "do exercício|da sessão|"),
}
OTHERS = (
    "Pain after 2 hours|Pain before bed|Pain after lunch|Pain next day|Back|Pain relief after|"
    "Pain before and after|Schmerz vor 2 Wochen|Schmerz nach dem Aufstehen|Dor na coluna|"
    "Pain medication before|Mood before exercise|Before exercise|After|Schmerz nachts|"
    "Pain before (0-100)|Pre NRS (0-5)|Pain before last session|Pain after surgery"
)


@pytest.mark.parametrize("language", WORDS)
def test_pain_before_and_after_is_read_however_it_is_asked_for(language: str) -> None:
    """The words in any order, and with or without what is between them."""
    pains, befores, afters, beside = (one.split("|") for one in WORDS[language])
    for pain, more in itertools.product(pains, beside):
        for column, times in (("pain_before", befores), ("pain_after", afters)):
            for time in times:
                for heading in (f"{pain} {time} {more}", f"{time} {pain}", f"{pain} {time} (0-10)"):
                    assert meaning(heading.strip())[1] == column, heading


def test_pain_at_another_time_is_not_read_so() -> None:
    """Nor what is not pain, nor on another scale."""
    found = {one: meaning(one)[1] for one in OTHERS.split("|")}
    assert {one: what for one, what in found.items() if what in ("pain_before", "pain_after")} == {
        "After": "pain_after"  # which is asked about, as nobody says that pain is meant
    }


def test_both_are_read_from_a_file() -> None:
    """Without a question."""
    found = read(lines("Datum;Übung;Wdh;Schmerz vor;Schmerz nach", "2026-03-02;Bridge;8;4;3"))
    assert (found.faults, found.unread) == ((), ())
    assert cells(found, "pain_before", "pain_after") == [[4, 3]]


def test_the_answer_is_suggested_for_each_pain_that_is_not_read() -> None:
    """One of each kind, so that it can be passed as it stands."""
    line = line_of_pain(["Rückenpein vor", "Back in the evening after", "Worst back"], stored=False)
    said = '"Back in the evening after": "pain_after", "Worst back": "pain_peak"'
    assert said in line
    assert line_of_pain(["Back a", "Back b"], stored=False).count('"pain_before"') == 1
