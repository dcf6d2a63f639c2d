"""Pain before or after a medicine is pain, and told loudly; what was taken for it is not."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from diaries import NOW, cells, lines, read

import backcare as bc
from backcare.diary.pain_told import line_of_pain, suggested_pain
from backcare.diary.pain_words import speaks_of_pain

# By language: pain, what stands between, medicines; and headings that are of the medicine alone.
PAINS = {
    "en": ("Pain|NRS|Back pain", "before|after|despite|without|on", "meds|my tablets|painkillers"),
    "de": ("Schmerz|NRS|Rückenschmerzen", "vor|nach|trotz|ohne", "Tablette|Ibuprofen|Medikament"),
    "fr": ("Douleur|EVA", "avant|après|malgré|sans", "médicament|les comprimés|cachet"),
    "es": ("Dolor|EVA", "antes de|después de|sin|con", "pastillas|el medicamento|analgésico"),
    "it": ("Dolore|NRS", "prima del|dopo il|senza", "farmaco|pastiglie"),
    "nl": ("Pijn|NRS", "voor|na|zonder", "medicatie|pijnstiller|tabletten"),
    "pt": ("Dor|EVA", "antes do|depois do|sem", "remédio|comprimido"),
}
MEDICINES = (
    "Pain meds|Pain killers taken|Pain relief tablets after|Pills for my back pain|"
    "Ibuprofen because of pain|Pain medication (mg)|"
    "Medikament gegen Schmerzen|Schmerztabletten vor|"
    "Tablette wegen Schmerzen genommen|Médicament pris contre la douleur|Antidouleur|"
    "Pastillas para el dolor|Farmaco per il dolore|Medicatie tegen pijn|"
    "Analgésico para dor|Back pills"
)


@pytest.mark.parametrize("language", PAINS)
def test_pain_beside_a_medicine_is_pain(language: str) -> None:
    """Whatever is said between the two, and with a sign between them."""
    for pain, between, medicine in itertools.product(*(o.split("|") for o in PAINS[language])):
        for heading in (
            f"{pain} {between} {medicine}",
            f"{pain} ({between} {medicine})",
            f"{pain} / {medicine}",
        ):
            assert speaks_of_pain(heading), heading
            assert suggested_pain(heading), heading


@pytest.mark.parametrize("heading", MEDICINES.split("|"))
def test_what_was_taken_for_pain_is_none(heading: str) -> None:
    """The two are one thing, or one is against the other."""
    assert not speaks_of_pain(heading)


def test_it_is_told_in_a_file_and_in_a_folder(tmp_path: Path) -> None:
    """With what it may be, and when it is none of these; the advice is followed."""
    file = lines("Date,Exercise,Reps,Pain off meds", "2026-03-02,Bridge,8,9")
    (tmp_path / "P01.csv").write_bytes(file)
    assert read(file).unread == ("Pain off meds",)
    said = line_of_pain(["Pain off meds"], stored=False)
    assert 'columns={"Pain off meds": "pain_before"}' in said
    assert said.endswith("if not, say None.")
    group = bc.load_logs(tmp_path, now=NOW)
    assert group.faults["rule"].item().endswith("if not, say None.")
    followed = read(file, columns={"Pain off meds": "pain_before"})
    assert (followed.faults, cells(followed, "pain_before")) == ((), [[9]])
    assert "no rule knows" not in str(bc.load_logs(tmp_path, columns={"Pain off meds": None}))


def test_a_cell_with_both_is_no_pain_in_silence() -> None:
    """Pain and tablets in one cell are a fault of that cell."""
    file = lines("Date,Exercise,Reps,Pain / tablets", "2026-03-02,Bridge,8,7 / 2")
    (fault,) = read(file, columns={"Pain / tablets": "pain_before"}).faults
    assert (fault.column, fault.value) == ("Pain / tablets", "7 / 2")
