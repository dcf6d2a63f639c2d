"""The words that people's diaries use: for columns, units, yes and no, and rest.

Nothing else in this room holds such a word but `pain_words` and `anchors`, for pain, `not_done`,
`less_done`, `other_done` and `clauses`, for what whole notes say, `doing`, for what was done,
`marks`, for ticks and crosses, `excuses`, `unread`, `moments`, `degrees`, `phases` and `plans`, for
what is not read, `which_day`, and `titles`, for what is above the headings: a language or a program
is added in these alone. All are compared folded: without capitals, accents, signs and spaces.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from backcare.diary import doing
from backcare.sessions import CSV_COLUMNS
from backcare.text import fold, folded_terms, split_terms

# Columns that a file may have beside those of the log, and that say how to read these.
TIME = "time"  # the time of the day
DURATION = "duration"  # how long: minutes of an activity, seconds of a hold
SET_NUMBER = "set_number"  # which set it was: 1, 2, 3 are three sets, not six
REP_NUMBER = "rep_number"  # which repetition it was: each row is one
SET_KIND = "set_kind"  # what kind of set; a rest or a note is none
DONE = "done"
NOT_DONE = "not_done"  # where yes means that it was left out
REPS_UNIT = "reps_unit"
HALF = "half_of_day"  # am or pm, beside times of twelve hours
IN_UTC = "UTC"  # of a start: not on the clock of the place where it was
DURATION_UNIT = "duration_unit"
SESSION = "session_of_day"  # which of a day it is: tells two apart that have no time
HELPERS = (
    *(TIME, DURATION, SET_NUMBER, SET_KIND, DONE, NOT_DONE, REPS_UNIT, DURATION_UNIT),
    *(SESSION, REP_NUMBER),
)
CHOICES = (*CSV_COLUMNS, *HELPERS)
REPS_OR_MINUTES = "reps_or_minutes"  # repetitions of an exercise, minutes of an activity
# What only the cells can tell: a time of the day or a duration; a set's number or how many.
TIME_OR_DURATION = "time?"
SET_OR_SETS = "set?"
MIN_OR_MINIMUM = "min?"
STATUS = "status?"  # done or missed; or anything else
UNIT = "unit?"  # of the repetitions; or of anything else
AMOUNT = "amount?"  # of what the unit beside it says; or of anything else
PLANNED = "planned?"  # how much was aimed at, which is not how much was done
REPS_OR_TIME = "reps?"
LENGTH = "length?"  # a time or a distance
WHICH_SESSION = "session?"  # of the day; or of the whole diary, or what it was called
PLURAL = "times?"  # how many times, or how long each took
TYPE = "type?"  # a rest or a set; or anything else

# Other words for a column; its own name is always one more.
_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "session_id": "workout id|training id",
        "patient": "patient id|patient name|patient code|patient ref|patientencode|code patient|"
        "código del paciente|codice paziente|patiëntcode|patientenkürzel|patient initials|"
        "patient no|patient nr|patient number|person|person id|"
        "client|client id|client name|participant|participant id|subject id|who|patientin|"
        "paciente|paziente|patiënt|patienten id|patienten nr|klient|klientin|proband|probandin|"
        "teilnehmer|teilnehmerin",
        "started_at": "started|start|date|day|when|datetime|date time|date and time|timestamp|"
        "session date|start date|session start|workout date|activity date|datum|zeitstempel|"
        "aktivitätsdatum|trainingsdatum|date de l activité|date et heure|jour|fecha|fecha y hora|"
        "fecha de la actividad|data|data e ora|data dell attività|giorno|día|dag|datum en tijd|"
        "datum und uhrzeit|datum uhrzeit|horodateur|horodatage|marca temporal|marca de tiempo|"
        "informazioni cronologiche|tijdstempel|carimbo de data hora|data e hora|dia",
        TIME: "start time|time of day|session time|time started|time of start|begin|"
        "uhrzeit|startzeit|"
        "beginn|anfang|startuhrzeit|uhrzeit beginn|beginn uhrzeit|heure|heure de début|"
        "heure du début|heure de la séance|hora|hora de inicio|hora de comienzo|hora del día|ora|"
        "ora di inizio|ora inizio|orario|tijdstip|starttijd|begintijd|aanvangstijd|horário|"
        "hora da sessão",
        "exercise_id": "exercise|exercises|exercise name|exercise title|activity|activity type|"
        "exercice|exercices|ejercicio|ejercicios|esercizio|esercizi|oefening|exercício|aktivitätstyp|"
        "aktivitätsart|type d activité|tipo de actividad|tipo di attività|activiteittype|"
        "movement|übung|uebung|übungen|uebungen|aktivität|activité|activités|actividad|actividades|"
        "attività|activiteit|activiteiten|atividade|atividades|exercícios|oefeningen|"
        "nom de l exercice|nombre del ejercicio|nome dell esercizio|nome do exercício|"
        "which exercise did you do|which exercises did you do|what exercise did you do|"
        "what exercises did you do|which exercise did you do today|"
        "which exercises did you do today|"
        "what exercise did you do today|what exercises did you do today|which exercises|"
        "exercises you did|exercise you did|welche übungen haben sie heute gemacht|welche übungen|"
        "quels exercices avez vous faits|quels exercices avez vous faits aujourd hui|"
        "qué ejercicios hizo|qué ejercicios hizo hoy|qué ejercicios hiciste|"
        "qué ejercicios hiciste hoy|"
        "quali esercizi ha fatto|quali esercizi ha fatto oggi|quali esercizi hai fatto|"
        "quais exercícios você fez|quais exercícios você fez hoje|que exercícios fez|"
        "welke oefeningen heeft u gedaan|welke oefeningen heb je gedaan|"
        "welche übung haben sie gemacht|welche übungen haben sie gemacht|welche übung|"
        "quel exercice|quel exercice avez vous fait|qué ejercicio|qué ejercicio hizo|"
        "quale esercizio|quale esercizio ha fatto|welke oefening|welke oefening heeft u gedaan|"
        "naam oefening|mouvement|movimiento|movimento|beweging|bewegung",
        "sets": "number of sets|rounds|how many sets|wie viele sätze|combien de séries|"
        "cuántas series|quante serie|hoeveel sets|sätze|saetze|anzahl sätze|anzahl der sätze|"
        "séries|series|nombre de séries|número de series|sets totaal",
        "reps": "how many repetitions|how many reps|wie viele wiederholungen|"
        "combien de répétitions|cuántas repeticiones|quante ripetizioni|hoeveel herhalingen|"
        "rep|repetition|repetitions|repeats|number of reps|reps per set|wiederholungen|wdh|"
        "répétitions|répétition|reps faites|repeticiones|ripetizioni|herhalingen|repetições|"
        "wiederholung|anzahl wiederholungen|wiederholungen pro satz|wdh pro satz",
        "hold_s": "hold|hold time|hold seconds|hold sec|hold time s|seconds held|haltezeit|"
        "haltedauer|haltezeit sekunden|haltezeit s|maintien|temps de maintien|mantenimiento|"
        "tiempo de mantenimiento|tenuta|tempo di tenuta|mantenimento|vasthouden|houdtijd",
        "minutes": "minute|mins|duration min|duration minutes|time min|time minutes|minuten|"
        "dauer min|dauer minuten|dauer in minuten|zeit min|zeit minuten|zeit in minuten|minutos|"
        "minuti|durée minutes|durée en minutes|duración minutos|duración en minutos|"
        "durata minuti|durata in minuti|duur minuten|duur in minuten|duração minutos|"
        "duração em minutos|durée min|duración min|durata min|duur min|duração min",
        DURATION: "time spent|length of time|dauer|durée|duración|durata|duur|duração|"
        "verstrichene zeit|temps écoulé|tiempo transcurrido",
        "pain_before": "before|pre|pain at start|start pain|pain start|pain pre|nrs before|"
        "douleur avant|dolor antes|dolore prima|pijn voor|dor antes|schmerz vorher|"
        "schmerzen vorher|schmerz davor|nrs vorher|vorher",
        "pain_after": "after|post|pain at end|end pain|pain end|pain post|nrs after|"
        "schmerz nachher|"
        "douleur après|dolor después|dolore dopo|pijn na|dor depois|"
        "schmerzen nachher|schmerz danach|nrs nachher|nachher",
        "pain_peak": "peak pain|worst pain|highest pain|max pain|pain max|pain worst|pain during",
        "pain_minutes": "minutes of pain|minutes in pain|minutes with pain|pain duration minutes",
        "note": "notes|comment|comments|remark|remarks|workout notes|exercise notes|session notes|"
        "set notes|notiz|notizen|bemerkung|bemerkungen|kommentar|anmerkung|anmerkungen|"
        "remarque|remarques|commentaire|commentaires|notas|comentario|comentarios|commenti|opmerking|"
        "opmerkingen|anotações|comentários|comentário|anteckning|anteckningar",
        SET_NUMBER: "set no|set nr|set num|set index|set order|set id|number of the set|"
        "which set|satz nr|satz no|satz nummer|nummer des satzes|satz index|nr des satzes|"
        "serie no|serie nr|serie n|serie nummer|n de série|no de série|numéro de série|"
        "numéro de la série|número de serie|número da série|numero della serie|setnummer|"
        "nummer van de set|round no|round nr|round number|runde nr|rundennummer",
        REP_NUMBER: "rep no|rep nr|rep num|rep index|repetition no|repetition nr|repetition number|"
        "which rep|number of the rep|number of the repetition|wdh nr|wiederholung nr|"
        "wiederholung no|nummer der wiederholung|répétition n|n de répétition|"
        "numéro de répétition|número de repetición|numero di ripetizione",
        SET_KIND: "set type|type of set",
        DONE: "completed|complete|is completed|is done|did it|performed|attended|finished|"
        "was it done|did you do it|done today|exercise done|exercises done|completed today|"
        "completed yes no|completed y n|done yes no|done y n|exercised|exercised today|"
        "did you exercise|did you exercise today|did you do your exercises|"
        "did you do your exercises today|adherence|adherent|erledigt|gemacht|durchgeführt|"
        "durchgefuehrt|absolviert|trainiert|geübt|geuebt|heute geübt|ausgeführt|ausgefuehrt",
        NOT_DONE: "skipped|missed|cancelled|canceled|not completed|not done|left out|ausgefallen|"
        "ausgelassen|übersprungen|uebersprungen|nicht gemacht|nicht durchgeführt|versäumt|verpasst|"
        "abgesagt|nicht geschafft",
        STATUS: "status|state|result",
        WHICH_SESSION: "session|sessions|session no|session nr|session number|session #|"
        "session name|which session|session today|workout|workout no|workout nr|workout number|"
        "training|training nr|trainingseinheit|einheit nr|durchgang|tageszeit|part of day|"
        "part of the day|time of the day|am pm|am or pm|daytime|slot|séance|sesión|sessione",
        TYPE: "type|row type|entry type|kind|step type",
        REPS_UNIT: "repetitions unit",
        UNIT: "unit|units|einheit",
        AMOUNT: "amount|quantity|value|count|how many|how much|menge|wert|anzahl",
        DURATION_UNIT: "time unit|unit of duration|unit of time",
        TIME_OR_DURATION: "time|zeit|tijd|temps|tiempo|tempo|heures|horas|ore|uren",
        LENGTH: "length|länge|laenge",
        SET_OR_SETS: "set|satz|serie|numero di serie|numero serie",
        MIN_OR_MINIMUM: "min",
    }
)
# One sign that stands for "number" where it is the last: Set #.
_NUMBER_SIGN = re.compile(r"[#№]\s*$")
ACTUAL = frozenset({"actual", "ist"})  # repetitions, where nothing else is said
# What may be said of an amount beside its name: that it was only planned, or its unit.
_PLANNED_WORDS = (
    "planned|plan|target|goal|prescribed|scheduled|assigned|recommended|aim|soll|geplant|geplante|"
    "ziel|vorgabe|verordnet"
)
_UNIT_WORDS = "unit|units|einheit"
# What names a person, or stands for one; and what may stand beside it.
_PERSON_WORDS = (
    "name|names|firstname|lastname|fullname|surname|forename|nickname|alias|pseudonym|initials|"
    "initial|patient|patients|patientname|pat|pt|client|clients|customer|participant|person|people|"
    "subject|user|users|username|login|email|mail|member|athlete|player|mrn|code|case|study|trial|"
    "respondent|responder|account|id|ids|uid|uuid|guid|nr|no|num|number|vorname|nachname|"
    "familienname|zuname|rufname|patienten|patientin|patientennummer|klient|klienten|kunde|"
    "kundennummer|proband|probanden|teilnehmer|teilnehmerin|nutzer|nutzername|benutzer|benutzername|"
    "mitglied|mitgliedsnummer|sportler|sportlerin|kürzel|kuerzel|initialen|fall|fallnummer|nummer|"
    "kennung|kennnummer|versichertennummer|konto|studie|studiennummer|nom|prénom|utilisateur|"
    "nombre|apellido|apellidos|usuario|paciente|correo|nome|cognome|utente|paziente|naam|voornaam|"
    "achternaam|gebruiker|cohort|nhs|ehr|emr|record|chart|for|für|pour|para|per|voor|by|von|durch|"
    "par|por|door|whom|wer|wen|qui|quien|quién|quem|vem|hvem|wie|kto|chi|namn|navn|imię|nimi|"
    "family|resident|bed|student|pupil|trainee|"
    "child|kid|bewohner|bewohnerin|bett|schüler|schülerin|familienmitglied|résident|"
    "lit|élève|enfant|residente|cama|alumno|alumna|niño|letto|"
    "allievo|bambino|bewoner|leerling|phone|mobile|cell|telephone|tel|telefon|handy|"
    "handynummer|telefonnummer|teléfono|telefono|téléphone|telefoon|birthday|birthdate|dob|birth|"
    "born|geburtstag|geburtsdatum|naissance|nacimiento|nascita|geboortedatum|device|gerät|group|"
    "gruppe|groupe|grupo|gruppo|groep|husband|wife|spouse|partner|partnerin|ehemann|ehefrau|mann|"
    "frau|mother|father|mum|mom|dad|age|alter|âge|edad|età|leeftijd|sex|gender|geschlecht|sexe|"
    "sexo|sesso|geslacht"
)
# Of one person's name there may be several.
_NAME_PARTS = (
    "firstname|lastname|surname|forename|nickname|initials|initial|vorname|nachname|familienname|"
    "zuname|rufname|initialen|prénom|apellido|apellidos|cognome|voornaam|achternaam|first|last|"
    "given|family|middle"
)
_BESIDE_PERSONS = (
    "full|first|last|given|family|middle|your|my|our|the|of|s|e|a|address|adresse|des|der|die|dein|"
    "deine|ihr|ihre|vor|und|and|or|de|del|du|la|le|l|di|complet|complete|completo|unique|medical|"
    "hospital|clinic|filled|in|out|done|completed|logged|entered|recorded|written|ausgefüllt|"
    "eingetragen|gemacht|rempli|fait|hecho|fatto|gedaan|date|datum|fecha|data|naissance|nacimiento|"
    "nascita|geboorte|geburt|years|yrs|m|f|mm|yyyy|dd"
)
_BETWEEN = "or|oder|of|in|and|und|the"
BETWEEN = frozenset({"and", "und", "et", "y", "e", "en", "&", "+"})  # two parts of a duration
# Of a column that has one set: which it is (Set 1, 1st set, 1. Satz).
_SET_WORDS = "set|satz|serie|round|runde|s|circuit|durchgang|ronda|vuelta|reeks|ronde|volta|varv"
_NTH: Mapping[str, str] = MappingProxyType(
    {
        "1": "first|erster|erste|premier|première|primera|primer|prima|eerste|primeira|första",
        "2": "second|zweiter|zweite|deuxième|seconde|segunda|segundo|seconda|secondo|tweede|andra",
        "3": "third|dritter|dritte|troisième|tercera|tercero|terza|terzo|derde|terceira|tredje",
        "4": "fourth|vierter|vierte|quatrième|cuarta|cuarto|quarta|quarto|vierde|fjärde",
    }
)
LEFT, RIGHT = "left", "right"
_SIDES: Mapping[str, str] = MappingProxyType(
    {
        LEFT: "left|l|lt|links|li|linke|linkes|gauche|izquierda|sinistra",
        RIGHT: "right|r|rt|rechts|re|rechte|rechtes|droite|derecha|destra",
    }
)
_OF_SIDES = "side|leg|arm|seite|bein|per|each"
_ORDINALS = "st|nd|rd|th|no|nr|number"
# Read as a duration where there is no other, the first of them first.
LESSER_DURATIONS = ("movingtime", "elapsedtime")
# Read as the date where there is no other.
_LESSER_DATES = (
    "visit date|date of visit|exercise date|date of exercise|date of session|date of training|"
    "training date|diary date|log date|entry date|"
    "day of exercise|besuchsdatum|übungsdatum|datum der übung|datum der einheit|tag der übung|"
    "date de la séance|date de séance|date de visite|date d exercice|fecha de la sesión|"
    "fecha de visita|fecha del ejercicio|data della sessione|data della visita|data dell esercizio|"
    "data da sessão|data da visita|data do exercício|datum van de oefening|datum sessie"
)
# Headings that name a duration with its unit, and no more.
_IN_A_UNIT: Mapping[str, str] = MappingProxyType(
    {
        "s": "seconds|secs|sec|second|duration seconds|duration sec|duration s|duration secs|"
        "time seconds|time sec|time s|elapsed seconds|sek|sekunde|sekunden|dauer sek|dauer s|"
        "dauer sekunden|dauer in sekunden|zeit sek|zeit sekunden|zeit in sekunden|secondes|"
        "segundos|secondi|seconden|durée secondes|durée en secondes|duración segundos|"
        "duración en segundos|durata secondi|durata in secondi|duur seconden|duur in seconden|"
        "duração segundos|duração em segundos",
        "h": "hours|hour|hrs|duration hours|duration h|time hours|std|stunde|stunden|dauer std|"
        "dauer stunden|dauer in stunden",
    }
)
_UNITS: Mapping[str, str] = MappingProxyType(
    {
        "s": "s|sec|secs|second|seconds|sek|sekunde|sekunden|seconde|secondes|seconden|segundo|"
        "segundos|seg|secondi|с|сек|секунд|секунды|sn|saniye|秒",
        "min": "m|min|mins|mn|minute|minutes|minuten|minuut|minuto|minutos|minuti|м|мин|"
        "минут|минуты|минута|dk|dakika|分",
        "h": "h|hr|hrs|hour|hours|std|stunde|stunden|stdn|heure|heures|uur|hora|horas|ora|ore|"
        "ч|час|часа|часов|sa|saat|時間",
        "m:ss": "m:ss|mm:ss|m:s|min:sec|min:s|min:sek|minutes:seconds|minuten:sekunden",
        "h:mm": "h:mm|hh:mm|h:m|h:min|hr:min|hrs:min|std:min|hours:minutes|stunden:minuten",
        "h:mm:ss": "h:mm:ss|hh:mm:ss|h:m:s|hms|hours:minutes:seconds",
    }
)
UNIT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "s": "seconds",
        "min": "minutes",
        "h": "hours",
        "m:ss": "minutes and seconds",
        "h:mm": "hours and minutes",
        "h:mm:ss": "hours, minutes and seconds",
    }
)
_DISTANCE_UNITS = "km|kilometers|kilometres|kilometer|mi|mile|miles|meters|metres|yards|laps|steps"
_NO_UNITS = (
    "reps|rep|repetition|repetitions|times|until failure|max reps|wdh|wiederholung|"
    "wiederholungen|mal|x|each side|per side|pro seite|je seite"
)
# What stands instead of a number, or beside one; and what a row of totals begins with.
_NO_NUMBERS = (
    "max|amrap|failure|to failure|until failure|as many as possible|as many as i could|some|few|"
    "a few|many|several|tbd|na|n/a|nil|nan|null|none|undefined|?|unknown|x|✓|paar|einige|viele"
)
_AMONG_NUMBERS = (
    "x|by|mal|times|at|a|à|and|und|kg|kgs|lb|lbs|s|sec|secs|sek|min|mins|minutes|seconds"
)
_BESIDE_NUMBERS = (
    "each|per|side|sides|leg|legs|arm|arms|way|left|right|both|l|r|pro|je|seite|seiten|bein|arm|"
    "links|rechts|beide|about|approx|circa|ca|etwa|out|of|von|total|set|sets|round|rounds|satz|"
    "sätze|wdhs|reps|points|point|punkte"
)
_TOTALS = (
    "total|totals|subtotal|grand|sum|sums|summe|summen|gesamt|gesamtsumme|zwischensumme|insgesamt|"
    "average|averages|avg|mean|median|mittel|mittelwert|durchschnitt|schnitt|ø|Σ|totaal|somme|"
    "moyenne|suma|promedio|totale|media|somma|gemiddelde|gemiddeld|soma|média|totales|totaux"
)
_OF_DATES = (
    "week|weeks|woche|wochen|wk|kw|month|monat|day|days|tag|tage|of|the|per|pro|this|today|"
    "yesterday|tomorrow|heute|gestern|morgen|tbd|tba|na|unknown|unbekannt|no|date|kein|datum|last|"
    "morning|evening|afternoon|noon|night|from|to|vom|bis|der|semaine|mois|jour|jours|du|au|"
    "semana|mes|día|días|al|settimana|mese|giorno|giorni|dal|della|weken|maand|dag|dagen|van|tot|"
    "de|del|do|da|la|le|dia|dias|mês"
)
_DAY_PARTS = (
    "am|pm|a|p|m|morning|mornings|forenoon|noon|midday|lunch|lunchtime|afternoon|afternoons|evening|"
    "evenings|night|nights|bedtime|breakfast|dinner|morgen|morgens|früh|vormittag|vormittags|mittag|"
    "mittags|nachmittag|nachmittags|abend|abends|nacht|nachts|matin|midi|après|soir|nuit|mañana|"
    "tarde|noche|mattina|mattino|pomeriggio|sera|notte|ochtend|middag|namiddag|avond"
)
_BESIDE_DAY_PARTS = "in|the|at|am|der|den|zu|zum|early|late|later|before|after|session|le|la|el|de"
_YES = (
    "yes|y|true|1|done|completed|complete|finished|ok|ja|j|oui|si|sim|tak|erledigt|gemacht|wahr|"
    "vrai|verdadero|vero|waar|verdadeiro|"
    # That somebody came, as clinics write it.
    "attended|att|present|anwesend|erschienen|présente|presente|asistió|aanwezig"
)
_NO = (
    "no|n|false|0|not done|undone|missed|skipped|cancelled|canceled|planned|pending|nein|non|"
    "nicht gemacht|nicht|heute nicht|ausgelassen|not today|nope|nee|nej|nie|nao|falsch|faux|"
    "falso|onwaar|"
    # Did not attend, could not, failed to; was not brought.
    "dna|cna|fta|ufta|wnb|did not attend|absent|no show|abwesend|nicht erschienen|absente|ausente|"
    "no asistió|assente|afwezig"
)
YES_SIGNS, NO_SIGNS = "✓✔☑✅", "✗✘❌☒☐✖"
_CROSS = "x"  # a tick to some and a cross to others
# Of a row that is of a plan; and of one that is of what was done.
_NOT_YET = (
    "incomplete|unfinished|not finished|not complete|not completed|not started|not yet|to do|"
    "upcoming|tomorrow|template|intended|expected|proposed|planning|goals|targets|plans|due|"
    "unvollständig|offen|ausstehend|noch offen|noch nicht|geplantes|vorgesehen|sollwert|planwert|"
    "plan wert|soll wert|plandaten|vorlage|ziele"
)
_LOGGED = (
    "actuals|log|logged|recorded|record|real|executed|accomplished|tracked|reported|istwert|"
    "ist wert|absolviert|protokoll|protokolliert|geleistet|real value|done by me|trained"
)
_REST = (
    "rest|rest timer|rest time|rest day|day off|off|pause|break|note|notes|none|nothing|"
    "no exercise|not done|skipped|na|nil|"
    # What goes before and after the exercises, and is none of the table.
    "warm up|warming up|cool down|cooling down|warm up and cool down|aufwärmen|warm machen|"
    "aufwärmung|abwärmen|échauffement|retour au calme|calentamiento|enfriamiento|"
    "vuelta a la calma|riscaldamento|defaticamento|opwarmen|opwarming|afkoelen|aquecimento|"
    "desaquecimento|volta à calma"
)
# Where an exercise may stand: that there was none.
_NONE_DONE = (
    "no exercises|no exercises today|no exercise today|nothing today|nothing done|sick|ill|"
    "sick day|holiday|holidays|vacation|absent|"
    "ruhetag|pausentag|ruhe|frei|freier tag|trainingsfrei|krank|urlaub|ferien|keine|"
    "keine übung|keine übungen|keine übungen heute|kein training|nichts|nichts gemacht|nix|"
    "repos|jour de repos|rien|rien fait|aucun|aucun exercice|pas d exercice|malade|congé|vacances|"
    "descanso|día de descanso|día libre|nada|ninguno|ningún ejercicio|sin ejercicio|"
    "sin ejercicios|enfermo|enferma|vacaciones|riposo|giorno di riposo|niente|nessuno|"
    "nessun esercizio|malato|malata|vacanza|ferie|rust|rustdag|niets|geen|geen oefeningen|ziek|"
    "vakantie|dia de descanso|nenhum|nenhum exercício|doente|férias|folga"
)
# "Rest 90 s", "Rest (1:30)", "Rest between sets"; but no "Pause squat".
_A_REST = re.compile(
    r"(?:rest|pause|break)[\s:(\[-]+(?:[0-9].*|between\b.*|timer\b.*|for\b.*|period.*|day.*)", re.I
)
_DASHES = frozenset("-\N{EN DASH}\N{EM DASH}./ ")
# Marks of a set that was done: those that programs give, warm-up, drop set and failure among them.
_SET_MARKS = (
    "set|exercise|active|w|d|f|n|r|l|normal|working|work|warmup|dropset|drop|failure|superset|myo|"
    "left|right"
)
# Beside one of these a column `Min` is the lowest of something, such as the heart's rate.
EXTREMES = frozenset({"max", "avg", "average", "mean", "maximum"})
OF_THE_HEART = frozenset(
    "hr bpm heart heartrate pulse puls ruhepuls hf herz herzfrequenz herzrate blutdruck rr "
    "systolic diastolic spo".split()
)
# A way that was covered is an exercise done, though no other amount is.
_DISTANCES = (
    "distance|dist|steps|stepcount|totalsteps|km|kms|kilometer|kilometers|kilometre|kilometres|"
    "miles|mi|laps|lengths|meters|metres|distanz|strecke|schritte|bahnen|pas|longueurs|distancia|"
    "pasos|vueltas|distanza|passi|vasche|afstand|stappen|baantjes"
)


OWN_NAMES: Mapping[str, str] = MappingProxyType(
    {fold(column): column for column in CHOICES if column != TIME}
)
OTHER_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {fold(word): (column, "") for column, words in _COLUMNS.items() for word in split_terms(words)}
    | {
        fold(word): (DURATION, unit)
        for unit, words in _IN_A_UNIT.items()
        for word in split_terms(words)
    }
)
UNITS: Mapping[str, str] = MappingProxyType(
    {word.casefold(): unit for unit, words in _UNITS.items() for word in split_terms(words)}
)
# By a heading that is folded: how surely, and as what, it is read.
LESSER: Mapping[str, tuple[int, str, str]] = MappingProxyType(
    {name: (4 + n, DURATION, "") for n, name in enumerate(LESSER_DURATIONS)}
    | dict.fromkeys(folded_terms(_LESSER_DATES), (4, "started_at", ""))
)
NO_UNITS, REST, SET_MARKS = folded_terms(_NO_UNITS), folded_terms(_REST), folded_terms(_SET_MARKS)
NONE_DONE = folded_terms(_NONE_DONE)
DISTANCE_UNITS = folded_terms(_DISTANCE_UNITS)
NO_NUMBERS, TOTALS = folded_terms(_NO_NUMBERS) - {""}, folded_terms(_TOTALS)
AMONG_NUMBERS = folded_terms(_AMONG_NUMBERS)
BESIDE_NUMBERS, OF_DATES = folded_terms(_BESIDE_NUMBERS) | NO_UNITS, folded_terms(_OF_DATES)
# "Set 2", "#2", "2 of 3", "2/3": which set it was, in words.
_WHICH_SET = re.compile(
    r"(?:set|round|satz|serie)?\s*(?:#|no\.?|nr\.?)?\s*[0-9]{1,3}(?:\s*(?:of|/)\s*[0-9]+)?", re.I
)
# Without their last letter these are times and holds, and with a sign before it those in seconds.
PLURALS = folded_terms("times|holds|durations|hold times|holding times")
_S_APART = re.compile(r"[^\W\d_][\W\d_]+[sS]\W*$|[a-z]S$")
_COLUMN_OF = {**OWN_NAMES, **{word: column for word, (column, _) in OTHER_WORDS.items()}}
_AMOUNTS = ("sets", "reps", "hold_s", "minutes", DURATION, PLURAL)
_OF_TIME = (DURATION, TIME_OR_DURATION, "minutes", MIN_OR_MINIMUM)
LETTERS = re.compile(r"[^\W\d_]+")
_CAPITAL = re.compile("(?<=[a-z])(?=[A-Z])")  # of userName
_SAYS_DONE, _SAYS_PLANNED = doing.DONE, folded_terms(_PLANNED_WORDS)
_OF_PLANS = _SAYS_PLANNED | folded_terms(_NOT_YET) | doing.NOT_YET
_YES_WORDS = folded_terms(_YES) | _SAYS_DONE | folded_terms(_LOGGED)
_NO_WORDS = folded_terms(_NO) | _OF_PLANS | doing.NOT_DONE
ANSWERS = _YES_WORDS | _NO_WORDS
_SAYS_UNIT, _NO_NAME = folded_terms(_UNIT_WORDS), folded_terms(_BETWEEN)
_SAID_OF_IT = _SAYS_DONE | _SAYS_PLANNED | _SAYS_UNIT
SET_WORDS = folded_terms(_SET_WORDS)
ORDINALS = {word: number for number, terms in _NTH.items() for word in folded_terms(terms)}
_SEVERAL_SETS = frozenset({"serie", "numerodiserie", "numeroserie"})  # in Italian
_SIDE_OF = {word: side for side, names in _SIDES.items() for word in split_terms(names)}
_NO_AMOUNT = folded_terms(_OF_SIDES) | _NO_NAME
_PERSONS = frozenset(map(str.casefold, split_terms(_PERSON_WORDS)))
DAY_PARTS = frozenset(split_terms(_DAY_PARTS))
_BESIDE_THE_DAY = frozenset(split_terms(_BESIDE_DAY_PARTS))
_PARTS_OF_NAMES = frozenset(map(str.casefold, split_terms(_NAME_PARTS)))
_OF_PERSONS = frozenset(split_terms(_BESIDE_PERSONS))
OF_ONE_SET = SET_WORDS | folded_terms(_ORDINALS) | _NO_NAME
_TIMES = ("s", "min", "h")
_OF_DISTANCES = frozenset(split_terms(_DISTANCES))
DOUBTFUL_UNIT = "m"  # minutes or metres


def yes_or_no(cell: str) -> bool | None:
    """Say whether a cell says yes or no; None where it says neither, or may say both."""
    word = fold(cell)
    if word in _YES_WORDS or word in _NO_WORDS:
        return word in _YES_WORDS
    signs = "" if word else cell  # a sign with words behind it may say more
    answers = {one in YES_SIGNS for one in signs if one in YES_SIGNS + NO_SIGNS}
    return answers.pop() if len(answers) == 1 else None


def is_planned_day(heading: str) -> bool:
    """Say whether a heading is of the day for which something was planned."""
    found = {fold(word) for word in LETTERS.findall(heading[:100])}
    return bool(found & (_OF_PLANS | {"due", "fallig"}))


def is_of_plan(cell: str) -> bool:
    """Say whether a cell says that its row was planned, and no more."""
    return fold(cell) in _OF_PLANS


def with_number_sign(heading: str) -> str:
    """Spell the sign for a number out that stands behind a name: Set # is Set no."""
    return _NUMBER_SIGN.sub(" no", heading)


def is_plural(heading: str) -> bool:
    """Say whether a heading of `PLURALS` may be how many there were: not Time (s)."""
    return not _S_APART.search(heading)


def column_named(word: str) -> str:
    """Return the column that a folded word is for; "" for none."""
    return DONE if word in _SAYS_DONE else _COLUMN_OF.get(word, "")


def names_count(word: str) -> bool:
    """Say whether a folded word of a heading is for sets or repetitions."""
    return _COLUMN_OF.get(word) in ("sets", "reps") or word in _SEVERAL_SETS


def names_one_rep(heading: str) -> bool:
    """Say whether a heading is of one repetition, and not of repetitions."""
    return fold(heading) in ("rep", "repetition", "wiederholung")


def may_be_several(heading: str) -> bool:
    """Say whether a heading for one set is that for several in another language."""
    return fold(heading) in _SEVERAL_SETS


def qualified(heading: str) -> tuple[str, str, str]:
    """Return the amount that a heading is of, its unit, and what is said of it.

    That it was DONE, or only PLANNED, or is its UNIT; "" where nothing of that is said.
    """
    found = [fold(word) for word in LETTERS.findall(heading)]
    name = "".join(word for word in found if word not in _SAID_OF_IT | _NO_NAME)
    column, unit = OTHER_WORDS.get(name, (OWN_NAMES.get(name, ""), ""))
    if name in PLURALS and "s" not in found:
        column, unit = PLURAL, ""
    if column in _AMOUNTS:
        for said, meant in ((_SAYS_UNIT, UNIT), (_SAYS_PLANNED, PLANNED), (_SAYS_DONE, DONE)):
            if said & set(found):
                return column, unit, meant
    asked = "".join(doing.beside_amounts(heading))  # How many sets did you do?
    column, unit = OTHER_WORDS.get(asked, (OWN_NAMES.get(asked, ""), ""))
    if asked in _SEVERAL_SETS:
        column = "sets"
    if column in ("sets", "reps", "minutes"):
        return column, unit, DONE
    return "", "", ""


def says_done(heading: str) -> bool:
    """Say whether a heading is of what was done, not of what was planned."""
    is_done = fold(heading) in ACTUAL or qualified(heading)[2] == DONE
    return is_done or doing.asks_whether_done(heading)


def is_part_of_the_day(cell: str) -> bool:
    """Say whether a cell names a part of the day, and no time: morning, abends, PM."""
    if len(cell) > 30 or any(map(str.isdecimal, cell)):
        return False
    found = set(LETTERS.findall(cell.casefold()))
    return bool(found & DAY_PARTS) and found <= DAY_PARTS | _BESIDE_THE_DAY


def may_be_person(heading: str) -> bool:
    """Say whether a heading names a person, or an id that may be one's, and nothing else."""
    found = _words_of(heading)
    return bool(found & _PERSONS) and found <= _PERSONS | _OF_PERSONS


def is_part_of_name(heading: str) -> bool:
    """Say whether a heading is for a first or a last name, or for initials."""
    return may_be_person(heading) and bool(_words_of(heading) & _PARTS_OF_NAMES)


def _words_of(heading: str) -> set[str]:
    text = _CAPITAL.sub(" ", heading[:100])
    return {word.casefold() for word in LETTERS.findall(text)}


def names_reps_and_time(heading: str) -> bool:
    """Say whether a heading names repetitions as well as a time: Reps/secs, Reps (or seconds)."""
    found = {fold(word) for word in LETTERS.findall(heading)} - _NO_NAME
    reps = {word for word in found - _SAYS_DONE if _COLUMN_OF.get(word) == "reps"}
    times = {word for word in found if unit_of(word) in _TIMES or _COLUMN_OF.get(word) in _OF_TIME}
    return bool(reps and times) and found <= reps | times


def sets_and_reps(heading: str) -> tuple[str, ...]:
    """Return ("sets", "reps"), in the order of a heading that names both and no more."""
    found = [fold(word) for word in LETTERS.findall(heading)]
    names = [word for word in found if word not in _NO_NAME | {_CROSS, "by", "mal", "times"}]
    if _SAID_OF_IT & {*found}:  # what was planned is not what was done
        return ()
    columns = tuple("sets" if word in SET_WORDS else _COLUMN_OF.get(word, "") for word in names)
    return columns if sorted(columns) == ["reps", "sets"] else ()


def side_of(heading: str) -> tuple[str, str]:
    """Return the side of the body that a heading names, and its other words; "" for none."""
    found = [fold(word) for word in LETTERS.findall(heading)]
    sides = {_SIDE_OF[word] for word in found if word in _SIDE_OF}
    name = " ".join(word for word in found if word not in _SIDE_OF and word not in _NO_AMOUNT)
    return (sides.pop(), name) if len(sides) == 1 else ("", "")


def unit_of(cell: str) -> str:
    """Return the unit of time that a cell names; "" where it names none."""
    return UNITS.get(cell.casefold().strip(". "), "")


def names_minutes(heading: str) -> bool:
    """Say whether a heading has a word for minutes: Actual min."""
    found = [word for word in LETTERS.findall(heading[:100]) if fold(word) != DOUBTFUL_UNIT]
    return any(unit_of(word) == "min" for word in found)


def names_seconds(heading: str) -> bool:
    """Say whether a heading has a word for seconds: hold_s, Seconds held."""
    return any(unit_of(word) == "s" for word in LETTERS.findall(heading[:100]))


def is_time_unit(cell: str) -> bool:
    """Say whether a cell can name nothing but a unit of time; m may be metres."""
    return unit_of(cell) in _TIMES and fold(cell) != DOUBTFUL_UNIT


def is_unit_of_reps(cell: str) -> bool:
    """Say whether a cell says in what the repetitions beside it are counted."""
    return unit_of(cell) in _TIMES or fold(cell) in NO_UNITS


def is_kind_of_set(cell: str) -> bool:
    """Say whether a cell names a kind of set, or a rest among them."""
    return fold(cell) in SET_MARKS or fold(cell) in REST


def names_a_set(cell: str) -> bool:
    """Say whether a cell says which set it was, in figures or words."""
    return len(cell) < 30 and _WHICH_SET.fullmatch(cell) is not None


def turns_round(heading: str) -> bool:
    """Say whether yes under a heading means that it was not done: Skipped."""
    return _COLUMN_OF.get(fold(heading)) == NOT_DONE


def is_cross(cell: str) -> bool:
    """Say whether a cell holds nothing but an x."""
    return fold(cell) == _CROSS


def is_nothing(cell: str) -> bool:
    """Say whether a cell names a rest, or nothing, where an exercise may stand."""
    if not fold(cell):
        return bool(cell) and not set(cell) - _DASHES
    if cell.startswith("#"):  # an error of a spreadsheet
        return False
    return fold(cell) in REST | NONE_DONE or (
        len(cell) < 60 and _A_REST.fullmatch(cell.strip()) is not None
    )


def names_distance(heading: str) -> bool:
    """Say whether a heading is of how far it was."""
    return bool(_words_of(heading) & _OF_DISTANCES)
