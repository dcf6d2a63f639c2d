"""Plain diaries in six languages, as people keep them: each is read without a question."""

from __future__ import annotations

import pytest
from diaries import cells, lines, read

# By language and kind: the heading and two rows; each is a bridge with 10 and a walk of 20 minutes.
DIARIES = {
    "en, commas": "Date,Exercise,Sets,Reps,Minutes,Pain before,Pain after,Notes\n"
    "2026-03-02,Bridge,2,10,,3,2,fine\n2026-03-16,Walking,,,20,2,2,",
    "en, time": "Date,Time,Exercise,Reps,Minutes\n2 March 2026,6:30 PM,Bridge,10,\n"
    "16 March 2026,7.15 AM,Walking,,20",
    "en, form": "Timestamp,Exercise,Reps,Minutes\n3/2/2026 18:15:30,Bridge,10,\n"
    "3/16/2026 18:20:30,Walking,,20",
    "en, form with a day": "Timestamp,What day did you exercise?,Exercise,Reps,Minutes\n"
    "2026-03-20 20:00,2026-03-02,Bridge,10,\n2026-03-20 20:02,2026-03-16,Walking,,20",
    "en, numbered": "No,Date,Activity,Repetitions,Duration (min)\n1,2026-03-02,Bridge,10,\n"
    "2,2026-03-09,Walking,,25\n3,2026-03-16,Walking,,20",
    "de, Punkte": "Datum;Übung;Sätze;Wdh;Minuten;Schmerz vorher;Schmerz nachher\n"
    "02.03.2026;Bridge;2;10;;3;2\n04.03.2026;Walking;;;20;2;2",
    "de, Wochentag": "Datum;Uhrzeit;Übung;Wiederholungen;Minuten\nMo, 02.03.2026;18.30;Bridge;10;\n"
    "Mi, 04.03.2026;7 Uhr;Walking;;20",
    "de, Dauer": "Datum;Aktivität;Wdh;Dauer\n"
    "2. März 2026;Bridge;10;\n16. März 2026;Walking;;20 min",
    "de, Formular": "Zeitstempel;Tag der Übung;Übung;Wdh;Minuten\n"
    "08.03.2026 20:00:00;02.03.2026;Bridge;10;\n08.03.2026 20:02:00;04.03.2026;Walking;;20",
    "de, erledigt": "Datum;Übung;Wdh;Minuten;Erledigt\n02.03.2026;Bridge;10;;J\n"
    "03.03.2026;Bridge;10;;N\n04.03.2026;Walking;;20;J",
    "fr, barres": "Date;Exercice;Séries;Répétitions;Minutes;Douleur avant;Douleur après\n"
    "02/03/2026;Bridge;2;10;;3;2\n16/03/2026;Walking;;;20;2;2",
    "fr, heure": "Date;Heure;Exercice;Répétitions;Durée (min)\n02/03/2026;18h30;Bridge;10;\n"
    "16/03/2026;7h;Walking;;20",
    "fr, jour": "Jour;Activité;Répétitions;Minutes;Remarques\nlundi 2 mars 2026;Bridge;10;;bien\n"
    "lundi 16 mars 2026;Walking;;20;",
    "fr, formulaire": "Horodateur;Exercice;Répétitions;Minutes\n02/03/2026 18:30:05;Bridge;10;\n"
    "16/03/2026 18:30:05;Walking;;20",
    "fr, secondes": "Date;Exercice;Répétitions;Secondes\n2026-03-02;Bridge;10;\n"
    "2026-03-16;Walking;;1200",
    "es, barras": "Fecha;Ejercicio;Series;Repeticiones;Minutos;Dolor antes;Dolor después\n"
    "02/03/2026;Bridge;2;10;;3;2\n16/03/2026;Walking;;;20;2;2",
    "es, hora": "Fecha;Hora;Ejercicio;Repeticiones;Minutos\n2026-03-02;07:00;Bridge;10;\n"
    "2026-03-16;18:00;Walking;;20",
    "es, día": "Día;Actividad;Repeticiones;Duración\n2 de marzo de 2026;Bridge;10;\n"
    "16 de marzo de 2026;Walking;;20 min",
    "es, formulario": "Marca temporal;Ejercicio;Repeticiones;Minutos\n"
    "02/03/2026 18:30:05;Bridge;10;\n"
    "16/03/2026 18:30:05;Walking;;20",
    "es, segundos": "Fecha;Ejercicio;Repeticiones;Segundos\n02-03-2026;Bridge;10;\n"
    "16-03-2026;Walking;;1200",
    "it, barre": "Data;Esercizio;Serie;Ripetizioni;Minuti;Dolore prima;Dolore dopo\n"
    "02/03/2026;Bridge;2;10;;3;2\n16/03/2026;Walking;;;20;2;2",
    "it, ora": "Data;Ora;Esercizio;Ripetizioni;Minuti\n02/03/2026;18.30;Bridge;10;\n"
    "16/03/2026;7:00;Walking;;20",
    "it, giorno": "Giorno;Attività;Ripetizioni;Durata\n2 marzo 2026;Bridge;10;\n"
    "16 marzo 2026;Walking;;20 min",
    "it, modulo": "Informazioni cronologiche;Esercizio;Ripetizioni;Minuti\n"
    "02/03/2026 18.30.05;Bridge;10;\n16/03/2026 18.30.05;Walking;;20",
    "it, punti": "Data;Esercizio;Ripetizioni;Minuti\n02.03.2026;Bridge;10;\n04.03.2026;Walking;;20",
    "nl, streepjes": "Datum;Oefening;Sets;Herhalingen;Minuten;Pijn voor;Pijn na\n"
    "02-03-2026;Bridge;2;10;;3;2\n16-03-2026;Walking;;;20;2;2",
    "nl, tijd": "Datum;Tijd;Oefening;Herhalingen;Minuten\n02-03-2026;07.00;Bridge;10;\n"
    "16-03-2026;18.30;Walking;;20",
    "nl, dag": "Dag;Activiteit;Herhalingen;Duur\nma 2 maart 2026;Bridge;10;\n"
    "ma 16 maart 2026;Walking;;20 min",
    "nl, formulier": "Tijdstempel;Oefening;Herhalingen;Minuten\n2-3-2026 18:30:05;Bridge;10;\n"
    "16-3-2026 18:30:05;Walking;;20",
    "pt, barras": "Data;Hora;Exercício;Séries;Repetições;Minutos;Dor antes;Dor depois\n"
    "02/03/2026;18h30;Bridge;2;10;;3;2\n16/03/2026;7h;Walking;;;20;2;2",
    "pt, formulário": "Carimbo de data/hora;Atividade;Repetições;Minutos\n"
    "02/03/2026 18:30:05;Bridge;10;\n16/03/2026 18:30:05;Walking;;20",
}


@pytest.mark.parametrize("name", DIARIES)
def test_a_plain_diary_is_read_without_a_question(name: str) -> None:
    """Each row in its place, nothing doubted."""
    found = read(lines(DIARIES[name]))
    assert found.faults == ()
    what = cells(found, "exercise_id", "reps", "minutes")
    assert what[0] == ["bridging", 10, None]
    assert what[-1] == ["walking", None, 20]
    first, *_, last = [str(one[0])[:10] for one in cells(found, "started_at")]
    assert first == "2026-03-02"
    assert last in ("2026-03-04", "2026-03-16")


@pytest.mark.parametrize("name", [one for one, text in DIARIES.items() if ";3;2" in text])
def test_pain_is_read_in_each_language(name: str) -> None:
    """Before and after, of each session."""
    assert cells(read(lines(DIARIES[name])), "pain_before", "pain_after") == [[3, 2], [2, 2]]
