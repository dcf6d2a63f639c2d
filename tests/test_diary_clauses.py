"""Clauses that say that it was not done, and those that only sound so, as tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from backcare.diary.clauses import without_reasons
from backcare.diary.not_done import says_not_done
from backcare.diary.preview import preview_csv

NOT_DONE = (
    "didn't get to this today|couldn't manage this one today|I just couldn't|"
    "had a bad day, did nothing|unfortunately no time today|no time for exercises|was too sore|"
    "far too much pain today|not today, back hurts|back too painful|had to leave it out|"
    "left this one out|gave this one a miss|skipped it again|not feeling up to it|"
    "didn't feel up to it today|wasn't feeling well|was ill in bed|missed because of work|"
    "missed due to a migraine|did not exercise because of flu|not able to exercise|"
    "could not train today|no session today|none of it done|never got to it|"
    "ran out of time for this|was away|was travelling|out all day|visitors all day|"
    "too hot to exercise|fell asleep|doctor told me not to|physio said to stop|"
    "physio said not to do it|cancelled by therapist|session cancelled|class cancelled|"
    "appointment cancelled|habe ich heute nicht gemacht|diese nicht gemacht|"
    "hab ich nicht hinbekommen|musste ich heute auslassen|hatte heute keine Zeit dafür|"
    "zu viel Schmerzen gehabt|wegen Rücken ausgelassen|wegen starker Schmerzen nicht möglich|"
    "Schmerzen zu groß|lag im Bett|bin krank|Training ausgefallen|Übung ausgelassen|"
    "nichts gemacht heute|nicht gemacht wegen Schmerzen|ich habe es vergessen|hab's vergessen|"
    "war nicht da|keine Übungen wegen Urlaub|aus Zeitgründen nicht|aus Zeitmangel nicht gemacht|"
    "schmerzbedingt nicht|ging wegen Schmerzen nicht|pas fait à cause de la douleur|"
    "je n'ai rien fait|je n'ai pas eu le temps|pas eu le courage|trop mal au dos|"
    "j'avais trop mal|séance annulée|pas d'exercices aujourd'hui|je n'y suis pas arrivé|"
    "je n'ai pas réussi|n'a pas été fait|non réalisé à cause des douleurs|en congé|"
    "impossible à cause du dos|no hice los ejercicios|no los hice|no lo pude hacer por dolor|"
    "no tuve tiempo|por dolor no|demasiado dolor de espalda|no me sentía bien|estaba enfermo|"
    "se canceló|sesión cancelada|no asistí|no fui|lo dejé|hoy no pude|hoy no hice nada|"
    "olvidé los ejercicios|falta de tiempo|non li ho fatti|non l'ho fatta|"
    "non ho fatto gli esercizi|non sono riuscita|saltato per dolore|troppo male|"
    "mal di schiena troppo forte|ero malato|non stavo bene|seduta annullata|"
    "non ho avuto tempo oggi|niente esercizi oggi|per il dolore non ho potuto|"
    "dimenticato gli esercizi|niet kunnen doen door pijn|heb het niet gedaan|heb ze niet gedaan|"
    "geen tijd gehad|had geen tijd|te veel last van mijn rug|te veel rugpijn|ik was ziek|"
    "was ziek|lukte vandaag niet|het ging niet|het lukte niet|sessie geannuleerd|"
    "vergeten te doen|ben het vergeten|niet geoefend vandaag|door drukte niet gedaan|"
    "did not do this one|pain too bad to do it|was too tired to do anything|had to cancel|"
    "had to miss today|nothing today|sat this one out|forgot all about it|"
    "konnte wegen Schmerzen nicht|hat nicht geklappt|kam nicht dazu|musste ausfallen|"
    "leider nicht|heute nichts|pas pu à cause du dos|pas réussi|aucune séance|"
    "no pude por el dolor|no he entrenado|olvidé hacerlo|non potevo per il dolore|"
    "dimenticato di farlo|deze niet gedaan|kon niet door de pijn|overgeslagen vanwege pijn|"
    "couldn't do it because of my back|wasn't able to do it today|didn't get round to it|"
    "did not manage it|too sore to exercise|I was in too much pain to do this one|"
    "could not because of pain|couldn't do anything today|not able to because of back pain|"
    "did not get the chance|I had to skip this one|had to skip because of work|"
    "couldn't face it today|unable to because of pain|failed to do it|bin nicht dazu gekommen|"
    "ich konnte heute leider nicht trainieren|konnte nicht wegen der Arbeit|"
    "habe es nicht geschafft|musste heute absagen|wegen Rückenschmerzen nicht gemacht|"
    "Schmerzen waren zu stark|zu müde zum Üben|keine Zeit gefunden|"
    "hat heute leider nicht geklappt|je n'ai pas pu|je n'ai pas pu à cause de la douleur|"
    "j'ai oublié de les faire|trop fatigué pour le faire|rien aujourd'hui|pas réussi à le faire|"
    "j'ai dû annuler|no pude hacerlo por dolor|no pude hacerlo hoy|me olvidé de hacerlo|"
    "tuve que cancelar|hoy nada|demasiado cansado para hacerlo|"
    "non ho potuto farlo per il mal di schiena|non sono riuscito a farlo|oggi niente|"
    "ho dovuto saltare|troppo stanco per farlo|kon niet vanwege de pijn|vandaag niets gedaan|"
    "niet gelukt vandaag|helaas niet gelukt|te moe om te oefenen|moest overslaan|"
    "ik kon het niet doen|niet gedaan door ziekte|vanwege de rug niet gedaan|no lo pude hacer|"
    "no me fue posible|had no time for it|no time for this one|pain was too bad|wasn't up to it|"
    "didn't have time|hatte keine Zeit|kein Training heute|heute ging es nicht|"
    "es hat nicht geklappt|am Morgen nicht geschafft"
).split("|")
SOMETHING_ELSE = (
    "did not have pain|could not feel any pain|couldn't believe how easy|didn't need the band|"
    "not hard today|not my best|not great|no issues|no soreness|could do more|"
    "could not do full range|could not do the second set|couldn't lift leg very high|"
    "did not complete all reps|didn't finish the last one|did one less|skipped warm-up|"
    "skipped the hold|no warm up|missed the bus, did it at home|forgot my glasses|"
    "forgot how to do it at first|had to sit down after|had to take a break|had to use a chair|"
    "had to slow down|too fast|too many reps|too much on left|too heavy band|too soft mattress|"
    "too tired to do a third set|too sore to go deeper|nothing special|nothing unusual today|"
    "none of the pain from yesterday|no pain for once|time was short but did it|a bit sore|"
    "sore after|tired after|pain at the end|pain while doing it|was painful to do|hurt to do it|"
    "hurt a bit|back hurts|in the hospital gym|at work|on holiday in Spain, did them in hotel|"
    "rest between sets 60 s|rested a lot|with rest day tomorrow|nicht ganz sauber|"
    "nicht tief genug|nicht so viel wie sonst|nicht alle Wiederholungen|nicht mehr Schmerzen|"
    "nicht schmerzhaft|konnte gut|konnte mehr|ging ganz gut|ging gut trotz Schmerzen|"
    "heute besser|heute leichter|heute nicht so leicht|heute nicht so weit|"
    "heute nicht ganz so viele|kaum Schmerzen|zu schnell|zu schwer|musste abbrechen|"
    "musste Pause machen|letzte Serie nicht geschafft|dritten Satz nicht geschafft|"
    "nur 5 geschafft|pas si mal|pas très bien|pas toutes les répétitions|pas fini|"
    "je n'ai pas pu finir|je n'ai pas tout fait|rien de spécial|trop facile|un peu mal|"
    "avec douleur|pas de souci|no muy bien|no tan mal|no todas las repeticiones|no terminé|"
    "no pude terminar|no pude hacer todas|nada especial|sin problema|con dolor|me costó|"
    "non molto bene|non tutte|non ho finito|non ho potuto finire|niente di particolare|"
    "un po' di dolore|troppo facile|niet zo makkelijk|niet alles|niet zo ver|niet af|"
    "kon niet verder|kon niet alles doen|beetje pijn|ging wel|niets bijzonders|te makkelijk|"
    "not so bad|not so good|so good|did so well|could not do so much|not so many|not with pain|"
    "nicht mit Schmerzen|no pain because of pills|done because of pain|"
    "did not hurt|could not be better|did not skip|nicht so gut|ging nicht so gut|"
    "heute nicht so gut|pas mal|no pain|could not do it all|could not do the last set|"
    "could not do more than 5|did not do the last set|did not do everything|couldn't do as many|"
    "was not able to finish|could not hold it|did not feel pain|no pain today|"
    "nothing hurt today|nothing to report|nothing new|none|did not need a break|"
    "too easy|too tired to do more|had to stop early|had to rest between sets|had to stop|"
    "pain not too bad to do it|not too tired|forgot to count|forgot to log it|"
    "forgot to write it down|konnte nicht alles|konnte nicht mehr|konnte nicht lange halten|"
    "kam nicht weit|nicht ganz geschafft|tat nicht weh|hat nicht weh getan|nicht leicht|"
    "lief nicht schlecht|lief nicht so gut|ging nicht schlecht|heute nicht schlecht|"
    "leider nicht alles|pas de douleur|pas facile|pas trop mal|je n'ai pas eu mal|"
    "rien à signaler|pas réussi à tout faire|aucune douleur|aucun problème|no me dolió|"
    "no pude hacer la última serie|nada de dolor|no fue difícil|no está mal|non male|"
    "non ho sentito dolore|niente dolore|nessun dolore|non è stato facile|"
    "non ho fatto l'ultima serie|niet zo goed|ging niet slecht|deed niet zeer|geen pijn|"
    "niet alles gedaan|kon niet alles|dit gedaan|because of pain only 5|did it in spite of pain|"
    "did it because of pain|stopped because of pain|with pain|from the back|"
    "could not have gone better|can not complain|did not mind it|not until the evening|"
    "had to do it in bed|did not manage all|couldn't do it with the left leg|could do it|"
    "did do it|managed to do it|no trouble|ging so|geht nicht besser|war nicht schwer|"
    "nicht mehr so schlimm|keine Probleme|ohne Probleme|sin problemas|senza dolore|zonder pijn|"
    "could not go deep|did not go well|could not go on|did not try hard|did not make it worse|"
    "did not come easy|not as painful"
).split("|")


@pytest.mark.parametrize("note", NOT_DONE)
def test_what_says_that_it_was_not_done(note: str) -> None:
    """With a reason, an object, or a word for the day."""
    assert says_not_done(note, "bridge")
    assert says_not_done(note.capitalize() + ".", "bridge")


@pytest.mark.parametrize("note", SOMETHING_ELSE)
def test_what_only_sounds_so(note: str) -> None:
    """Of a part, of pain, of something that went well, or of nothing much."""
    assert not says_not_done(note, "bridge")


@pytest.mark.parametrize("note", NOT_DONE[:10])
def test_one_of_several_clauses_is_enough(note: str) -> None:
    """Whatever else stands there; unless it was done after all."""
    assert says_not_done(f"{note}; back was stiff", "bridge")
    assert not says_not_done(f"{note}, but did it later", "bridge")


@pytest.mark.parametrize("note", ["did not do this one", "heute nichts", "hoy nada", "pas réussi"])
def test_it_is_asked_beside_amounts(tmp_path: Path, note: str) -> None:
    """As any note that says so."""
    path = tmp_path / "diary.csv"
    path.write_text(f"Date,Exercise,Sets,Reps,Notes\n2026-03-02,bridge,3,8,{note}\n", "utf-8")
    (asked,) = preview_csv(path).asked
    assert (asked.row, asked.column) == (2, "Notes")


def test_reasons_are_taken_out_of_a_clause() -> None:
    """In the middle of it, as in German, and at its end; what is no reason stays."""
    for note in ("konnte wegen schmerzen nicht", "konnte nicht wegen starker rückenschmerzen"):
        assert without_reasons(note).split() == ["konnte", "nicht"]
    assert without_reasons("no pude por la mañana") == "no pude por la mañana"
