"""Clauses that say that something was not done, put together from their parts: could not, do, it.

What people could not, did not or had to do, in six languages, with each verb for it; and reasons
that stand in the middle of such a clause, or at its end, which are taken out of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from backcare.text import split_terms

# Each is a beginning with each of the ends; an end that is "" is the beginning alone.
_PARTS = (
    (
        "did not|could not|can not|was not able to|not able to|unable to|was unable to|"
        "did not manage to|did not get to|did not get round to|did not get around to|"
        "never got round to|never got around to|never got to|did not have time to|had no time to|"
        "not enough time to|no time to|no chance to|had no chance to|did not get chance to|"
        "did not get the chance to|did not get time to|did not find time to|"
        "did not find the time to|"
        "did not want to|did not bother to|did not feel able to|did not feel well enough to|"
        "not well enough to|failed to|forgot to|would not|not allowed to|was not allowed to|"
        "told not to|was told not to|advised not to|decided not to|chose not to|refused to|"
        "was not up to|did not feel up to|not up to|did not feel like|did not dare|did not dare to|"
        "could not bring myself to",
        "|do|perform|exercise|train|practise|practice|try|attempt|attend|come|go|start|begin|"
        "work out|make|manage|get up|get out of bed|get to|even try|even start|doing|doing any|"
        "exercising|training|do any|do anything|do nothing|get going",
    ),
    (
        "had to|have to|needed to|decided to",
        "cancel|skip|miss|omit|leave out|leave off|postpone|call off|give a miss|"
        "take the day off|take day off|go to hospital|stay in bed",
    ),
    (
        "too tired to|too ill to|too sick to|too sore to|too weak to|too busy to|too painful to|"
        "too exhausted to|too stiff to|too unwell to|too late to|too hot to|pain too bad to|"
        "pain was too bad to|pain too strong to|too much pain to|in too much pain to|"
        "pain too much to|back too sore to|back too bad to|back too painful to|hurt too much to|"
        "hurts too much to|feeling too ill to|no energy to|no strength to|no motivation to",
        "do|do any|do anything|exercise|train|practise|practice|try|work out|start|perform|move|"
        "get up|get out of bed|go|attempt|even try|manage|make|manage any",
    ),
    (
        "doctor|physio|therapist|gp|consultant|nurse|surgeon|i was|was|am",
        "said not to|told me not to|said no|said to rest|told me to rest|told not to|"
        "said not to do|told me not to do|advised not to|said no exercise|told me to stop|"
        "said to stop|not allowed|advised against|told me to pause|said to pause|"
        "told me to take break|"
        "told me to take a break|said to take a break|ordered rest|advised rest|advised me to rest|"
        "prescribed rest|told me to wait|says no|says to rest|says not to|stopped me|forbade it|"
        "told me no|did not allow it|told me to leave it",
    ),
    (
        "arzt|ärztin|doktor|physio|physiotherapeut|physiotherapeutin|therapeut|therapeutin|hausarzt|"
        "orthopäde",
        "pause verordnet|verordnet pause|hat pause verordnet|sagt pause|sagte pause|schonung|"
        "hat gesagt pause|hat pause gesagt|verboten|hat es verboten|abgeraten|hat abgeraten|"
        "rät ab|hat ruhe verordnet|ruhe verordnet|schonung verordnet|hat schonung verordnet|"
        "hat mir pause verordnet|hat mich gestoppt|sagt nein|sagte nein|hat nein gesagt",
    ),
    (
        "médecin|docteur|kiné|kinésithérapeute|docteure",
        "dit non|a dit non|a dit de ne pas|m a dit de ne pas|m a dit de ne pas le faire|"
        "a dit de ne rien faire|dit d arrêter|m a dit d arrêter|"
        "dit de faire une pause|m a dit de faire une pause|conseille le repos|a conseillé le repos|"
        "a interdit|m a interdit|a ordonné le repos|a prescrit du repos|m a mis au repos|"
        "m a mise au repos|m a arrêté|m a arrêtée|déconseillé|a déconseillé",
    ),
    (
        "médico|médica|doctor|doctora|fisio|fisioterapeuta",
        "dijo que no|me dijo que no|dijo que parara|me dijo que parara|dijo que descansara|"
        "me dijo que descansara|recomendó reposo|me recomendó reposo|mandó reposo|"
        "me mandó reposo|lo prohibió|me lo prohibió|aconsejó descanso|me aconsejó descansar|"
        "dijo reposo|me dijo que hiciera una pausa",
    ),
    (
        "medico|dottore|dottoressa|fisioterapista|fisio",
        "detto di no|ha detto di no|mi ha detto di no|ha detto di riposare|"
        "mi ha detto di riposare|mi ha detto di fermarmi|ha detto di fermarmi|"
        "consigliato riposo|ha consigliato riposo|ha consigliato il riposo|vietato|ha vietato|"
        "me lo ha vietato|ha prescritto riposo|mi ha detto di fare una pausa|ha detto riposo",
    ),
    (
        "dokter|huisarts|arts|fysio|fysiotherapeut|therapeut",
        "zei rust|zegt rust|zei nee|zegt nee|zei pauze|zei dat ik moest rusten|adviseerde rust|"
        "zei dat ik rust moest nemen|heeft rust voorgeschreven|schreef rust voor|verboden|"
        "heeft het verboden|verbood het|raadde het af|heeft het afgeraden|"
        "zei dat ik moest stoppen|zei dat ik een pauze moest nemen",
    ),
    (
        "class|session|appointment|physio|training|lesson|group|treatment|course",
        "cancelled|canceled|called off|was cancelled|did not happen|closed|postponed|fell through",
    ),
    ("cancelled by|canceled by", "therapist|physio|clinic|doctor|them|the therapist|the clinic"),
    ("termin|training|kurs|gruppe|einheit|gymnastik", "abgesagt|ausgefallen|fiel aus|verschoben"),
    ("séance|cours|rendez vous", "annulé|annulée|reporté|reportée"),
    ("se|sesión|clase|cita", "canceló|cancelada|suspendida|suspendió|aplazada"),
    ("seduta|lezione|sessione", "annullata|saltata|rinviata|rimandata"),
    ("les|sessie|training|afspraak", "geannuleerd|afgezegd|uitgevallen|vervallen|afgelast"),
    ("none|nothing|none of them", "done|of it done|of them done|done today|got done|of these done"),
    ("nothing|nothing at|none|no exercise|no exercises", "today|tonight|this morning|all today"),
    ("unfortunately|sadly|regrettably|sorry", "not|no"),
    # German
    (
        "konnte nicht|konnten nicht|kann nicht|wollte nicht|durfte nicht|habe nicht|mochte nicht|"
        "nicht dazu gekommen|kam nicht dazu|kam nicht|nicht geschafft|schaffte nicht|zu müde|"
        "zu krank|zu starke schmerzen|zu viel schmerzen|zu viele schmerzen|zu kaputt|zu erschöpft|"
        "keine zeit|keine lust|keine kraft|vergessen|nicht in der lage|nichts|kein",
        "machen|zu machen|üben|zu üben|zum üben|trainieren|zu trainieren|zum training|"
        "zum trainieren|"
        "turnen|zu turnen|teilnehmen|kommen|durchführen|durchzuführen|ausführen|auszuführen|"
        "gemacht werden|dafür|dazu|gefunden|machen können|trainieren können|üben können|"
        "zum üben gekommen|zum trainieren gekommen|möglich|hinbekommen",
    ),
    (
        "musste|mussten|muss|leider",
        "ausfallen|ausfallen lassen|absagen|auslassen|ausgelassen|ausgefallen|verschieben|"
        "aussetzen|pausieren|abgesagt werden|verschoben werden|überspringen",
    ),
    (
        "nicht|nichts",
        "geklappt|hinbekommen|hingekriegt|geschafft|gegangen|drin gewesen|dazu gekommen|probiert|"
        "machen können|möglich gewesen|machbar",
    ),
    ("klappte|lief|schaffte|schaffe|tat|machte|kam|klappt|ging gar", "nicht|nichts|nicht dazu"),
    ("heute|gar", "nichts|nix|keine übung|keine übungen|kein training|gar nichts|gar nicht"),
    ("leider|gar", "nicht|nichts|keine übungen|kein training"),
    # French
    (
        "pas pu|pas réussi|pas réussi à|pas arrivé à|pas arrivée à|pas eu le temps de|"
        "pas le temps de|pas eu la force de|pas eu envie de|pas envie de|oublié de|oublié d|"
        "impossible de|impossible d|incapable de|pas voulu|pas osé|pas pris le temps de|"
        "trop mal pour|trop fatigué pour|trop fatiguée pour|trop de douleur pour|"
        "trop de douleurs pour|trop malade pour|peux pas|pouvais pas|pas capable de|"
        "pas été capable de|pas en état de|manqué de temps pour|pas réussie",
        "|faire|le faire|la faire|les faire|m entraîner|m exercer|en faire|travailler|commencer|"
        "exécuter|réaliser|pratiquer|essayer|y aller|venir|bouger|rien faire",
    ),
    ("dû|dois|obligé d|obligée d|obligé de|obligée de", "annuler|sauter|manquer|reporter"),
    (
        "aucun|aucune|pas d|pas de|pas eu de|zéro",
        "exercice|exercices|séance|entraînement|séances|gym|sport|kiné",
    ),
    ("rien|rien fait|rien pu faire", "aujourd hui|ce matin|ce soir|du tout aujourd hui"),
    ("malheureusement|hélas", "pas|non|rien"),
    ("pas|non", "entraîné|entraînée|exercé|exercée|venu|venue|commencé|tenté|essayé|eu lieu"),
    # Spanish
    (
        "no pude|no puedo|no podía|no he podido|no pudo|no logré|no conseguí|no me atreví a|"
        "no tuve tiempo de|no tuve tiempo para|sin tiempo para|no tengo tiempo para|olvidé|"
        "me olvidé de|se me olvidó|no quise|no fui capaz de|incapaz de|no tuve ganas de|"
        "sin ganas de|demasiado cansado para|demasiado cansada para|demasiado dolor para|"
        "mucho dolor para|imposible|no tuve fuerzas para|no alcancé a|no llegué a|he olvidado",
        "|hacer|hacerlo|hacerla|hacerlos|hacerlas|hacer nada|entrenar|entrenarme|ejercitarme|"
        "practicar|realizar|realizarlo|realizarla|realizarlos|ir|empezar|moverme|intentarlo|venir",
    ),
    (
        "no|no he|no lo he|no la he|no los he|no las he|no se ha|hoy no he",
        "entrenado|practicado|realizado|hecho|hecho nada|hecho ejercicio|podido|ejercitado|"
        "completado|entrené|practiqué|realicé|fui|lo realicé|lo hice|hice ejercicio|hago|"
        "hice nada|intenté|empecé|logré",
    ),
    (
        "tuve que|tenía que|he tenido que|debí",
        "cancelar|cancelarlo|saltar|saltarlo|saltármelo|dejarlo|suspender|faltar|omitirlo|"
        "posponerlo|posponer|aplazar",
    ),
    ("nada|ningún|ninguna|hoy", "hoy|ejercicio|sesión|nada|nada de ejercicio|ningún ejercicio"),
    ("desgraciadamente|lamentablemente|por desgracia", "no|nada"),
    # Italian
    (
        "non potevo|non potuto|non ho potuto|non posso|non riuscito a|non riuscita a|"
        "non sono riuscito a|non sono riuscita a|non riuscivo a|non riesco a|dimenticato di|"
        "dimenticata di|mi sono dimenticato di|mi sono dimenticata di|ho dimenticato di|"
        "non ho avuto tempo di|non avevo tempo di|non ho avuto tempo per|senza tempo per|"
        "troppo stanco per|troppo stanca per|troppo dolore per|impossibile|non avevo voglia di|"
        "non ho avuto voglia di|non me la sentivo di|incapace di|non ho voluto|non in grado di|"
        "non sono riuscito|non sono riuscita|dimenticato|non ce l ho fatta|non ce l ho fatta a|"
        "non me la sentivo|non me la sono sentita",
        "|fare|farlo|farla|farli|farle|fare niente|fare nulla|allenarmi|esercitarmi|eseguirlo|"
        "eseguire|svolgere|provare|iniziare|muovermi|andare|andarci|fare gli esercizi",
    ),
    (
        "ho dovuto|dovevo|dovuto|ho deciso di",
        "annullare|saltare|saltarlo|saltarla|rimandare|rinunciare|lasciar perdere|rinviare",
    ),
    ("today|hoy|oggi|vandaag|aujourd hui", "nothing|nada|niente|nulla|niets|rien"),
    ("niente|nulla|nessuna|nessun", "oggi|seduta|sessione|allenamento|esercizio|esercizi|fatto"),
    ("purtroppo|sfortunatamente", "no|niente|nulla|non"),
    ("non", "fatto nulla|fatto niente|ho fatto nulla|ho fatto niente|eseguiti|provato|iniziato"),
    # Portuguese
    (
        "não pude|não posso|não podia|não consegui|não consigo|não foi possível|não tive tempo de|"
        "não tive tempo para|sem tempo para|esqueci de|esqueci me de|não quis|não fui capaz de|"
        "incapaz de|não tive vontade de|cansado demais para|cansada demais para|muita dor para|"
        "dor demais para|não deu para|não deu tempo de|não me senti bem para",
        "|fazer|fazê lo|fazê la|fazer nada|fazer o exercício|treinar|praticar|realizar|executar|ir|"
        "começar|tentar|completar",
    ),
    (
        "tive que|tive de|precisei",
        "cancelar|pular|saltar|faltar|adiar|desistir|parar antes de começar",
    ),
    ("não", "treinei|pratiquei|realizei|executei|fiz nada|fiz exercício|fui|comecei|tentei"),
    ("nada|nenhum|nenhuma|hoje", "hoje|exercício|sessão|nada"),
    # Dutch
    (
        "kon niet|kan niet|kon ik niet|niet kunnen|niet in staat om te|niet toe gekomen om te|"
        "wilde niet|mocht niet|vergeten om te|vergeten te|geen tijd om te|geen zin om te|"
        "te moe om te|te ziek om te|te veel pijn om te|niet gelukt om te|kwam er niet toe om te|"
        "kwam niet|niet toe in staat|lukte niet om te",
        "|doen|oefenen|trainen|uitvoeren|komen|bewegen|beginnen|sporten|iets te doen",
    ),
    (
        "deze|die|dit|dat|vandaag|gewoon",
        "niet gedaan|niet gelukt|overgeslagen|niet kunnen doen|vergeten|niks gedaan|niets gedaan",
    ),
    ("moest|moeten|heb moeten", "overslaan|afzeggen|annuleren|missen|uitstellen|schrappen"),
    ("niets|niks|geen oefeningen|geen training|geen sessie", "vandaag|gedaan|gelukt|gekund"),
    ("helaas|jammer genoeg", "niet|niets|niet gelukt|niet gedaan"),
    ("kwam er|er", "niet aan toe|niet van gekomen|niet toe|niet aan toegekomen"),
)
_MORE = (
    "sat out|sat this out|sat one out|sat it out|sitting this out|forgot all about|"
    "forgot all about doing|slipped my mind|passed on|gave up on|did not get done|never got done|"
    "did not get chance|did not get the chance|did not get time|no chance|"
    "could not be bothered|can not be bothered|could not face|did not fancy|"
    "could not get out of bed|"
    "not this time|not tonight|none today|nothing at all|skip|will skip|skipping today|excused|"
    "not up to|was not up to|not feeling up to|was not feeling up to|"
    "nicht da|war nicht da|nicht zu hause|nicht anwesend|lag im bett|lag krank im bett|"
    "pas eu le courage|pas la force|pas le courage|no asistí|no vine|lo dejé|no acudí|"
    "no me sentía bien|no me encontraba bien|non mi sentivo bene|non stavo bene|"
    "ne me sentais pas bien|pas venu|pas venue|voelde me niet goed|niet lekker|"
    "did not have the energy|did not have energy|did not have time|"
    "did not have the time|missed out|not managed|not possible today|did not get around|"
    "did not get round|did not go ahead|did not take place|"
    "keine übungen heute|ist ausgefallen|ist entfallen|fand nicht statt|hat nicht stattgefunden|"
    "kam was dazwischen|kam etwas dazwischen|war nicht drin|nicht drin|sausen lassen|"
    "kam dazwischen|nicht dran gedacht|nicht daran gedacht|"
    "pas eu l occasion|ça n a pas marché|pas eu la force|pas y arrivé|pas arrivé|pas arrivée|"
    "pas réussi|je passe|j ai sauté|laissé passer|"
    "lo olvidé|la olvidé|me lo salté|me la salté|no me dio tiempo|no dio tiempo|no hubo sesión|"
    "non c era tempo|mi è sfuggito|niente da fare|non se ne parla|"
    "is niet doorgegaan|ging niet door|niet doorgegaan|niet van gekomen|schoot erbij in|"
    "niet aan gedacht|laten vallen|laten schieten"
)
_REASON_NOUNS = (
    "dor|dores|febre|doença|trabalho|tempo|cansaço|pain|pains|back|ache|spasm|sciatica|work|time|illness|sickness|flu|cold|fever|fatigue|"
    "tiredness|weather|headache|migraine|injury|covid|stiffness|flare|appointment|"
    "schmerz|schmerzen|rückenschmerzen|rücken|kopfschmerzen|krankheit|arbeit|müdigkeit|erkältung|"
    "zeitmangel|zeitnot|termin|terminen|urlaub|grippe|fieber|migräne|besuch|stress|"
    "dos|douleur|douleurs|mal|travail|fatigue|maladie|temps|grippe|fièvre|migraine|rendez|"
    "dolor|dolores|espalda|trabajo|cansancio|enfermedad|tiempo|gripe|fiebre|migraña|lesión|"
    "dolore|dolori|schiena|lavoro|stanchezza|malattia|tempo|influenza|febbre|emicrania|"
    "pijn|rug|rugpijn|werk|vermoeidheid|ziekte|drukte|griep|koorts|hoofdpijn|migraine|tijdgebrek"
)
# Before a reason, and nothing else; before a reason, or before anything.
_BECAUSE_OF = (
    r"por causa d(?:as|os|a|o|e)|devido (?:ao|a|à)|"
    r"because of|due to|owing to|on account of|thanks to|wegen|aufgrund|auf grund|vor lauter|"
    r"infolge|à cause d(?:u|es|e la|e l|e mes|e mon|e)?|en raison d(?:u|es|e)?|faute de|"
    r"debido a(?:l)?|a causa d(?:el|ella|ello|ei|e|i)?|por culpa d(?:el|e)|"
    r"per colpa d(?:el|i|ella)|vanwege|wegens|als gevolg van|ten gevolge van|because|since"
)
_BY = "por|per|par|door"
_WORD = r"[^\W_]+"
_ADVERB = (
    r"\baus (?:zeit|schmerz|krankheits|gesundheitlichen )(?:gründen|mangel)\b|\baus zeitnot\b|"
    r"\b(?:schmerz|krankheits|arbeits|zeit|urlaubs|rücken|wetter|termin)bedingt\b"
)
_BETWEEN_WORDS = r"[\s'’´`]+"
_NOUN = "|".join(re.escape(word) for word in dict.fromkeys(split_terms(_REASON_NOUNS)))
# One that has a noun for a reason a few words behind it; what comes before the verb, in German.
_REASON = re.compile(
    rf"\b(?:{_BECAUSE_OF}|{_BY})\b(?:{_BETWEEN_WORDS}{_WORD}){{0,3}}?{_BETWEEN_WORDS}"
    rf"(?:{_NOUN})\b(?:{_BETWEEN_WORDS}(?:pain|problems?|ache|again|today|de espalda|de dos|"
    r"al dos|im rücken|in de rug|alla schiena|nel dorso|de dos|di schiena))?"
)
_BEFORE_NOT = re.compile(
    rf"\b(?:wegen|aufgrund|vanwege|wegens|door)(?:\s+{_WORD}){{1,4}}?\s+(?=(?:nicht|niet|nichts|niets)\b)"
)
_ADVERBS = re.compile(_ADVERB)
_TOO = re.compile(r"\b(?:far|much|way|just|still|simply|a bit|a little) too\b")
_THIS_ONE = re.compile(r"\b(?:this|that|the) (?:one|exercise)\b|\bany of (?:it|them)\b")


def put_together() -> Iterator[tuple[str, str]]:
    """Yield, by its two parts, each phrase that says that something was not done."""
    for begins, ends in _PARTS:
        yield from product(begins.split("|"), ends.split("|"))
    yield from ((phrase, "") for phrase in _MORE.split("|"))


def without_reasons(note: str) -> str:
    """Take the reasons out of a note in small letters, and what stands for the exercise."""
    text = _TOO.sub("too", _THIS_ONE.sub("it", note))
    return _REASON.sub(" ", _BEFORE_NOT.sub(" ", _ADVERBS.sub(" ", text)))
