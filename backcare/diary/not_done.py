"""Whether a note says that what stands beside it was not done: skipped, no time, nicht gemacht.

A note is cut into clauses, and each, without words that say nothing, is compared as a whole: “did
not skip” and “skipped the last set” hold such words too, and say something else.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from backcare.diary.clauses import put_together, without_reasons
from backcare.diary.marks import is_answer
from backcare.diary.words import is_of_plan, yes_or_no
from backcare.text import plain_words, split_terms

# What says it, whatever else the note says.
_SAID = (
    # English
    "skip|skipped|skipping|skipped everything|skipped this one|gave it a miss|gave this a miss|"
    "missed|missed this one|omitted|left out|left off|not done|undone|none done|did not|did not do|"
    "do not do|did not do any|did not do anything|did none|did nothing|nothing done|not performed|"
    "not completed|not attempted|not started|not exercised|not trained|did not happen|"
    "did not perform|did not attempt|did not try|did not start|did not exercise|did not train|"
    "did not practise|did not practice|did not work out|did not come|did not attend|did not show|"
    "did not get to|did not get round to|did not get around to|did not manage|not managed|"
    "did not feel like|did not feel up to|did not feel well enough|did not want to|did not bother|"
    "could not|could not do|could not manage|could not make|can not do|was not able|not able|"
    "not able to do|unable|unable to do|not possible|was not possible|impossible|not today|"
    "no exercise|no exercises|no workout|no training|no session|no physio|no show|absent|"
    "cancelled|canceled|called off|forgot|forgotten|i forgot|forgot to do|forgot about|"
    "completely forgot|day off|took a day off|took the day off|took day off|had a day off|"
    "rest day|took a rest day|rest day taken|recovery day|rest only|no go|never did|never started|"
    "will do later|will do it later|do it later|do later|doing it later|later instead|"
    "later then|mache ich später|mach ich später|kommt später|wird nachgeholt|"
    "je le ferai plus tard|plus tard|à plus tard|lo haré más tarde|más tarde|lo farò più tardi|"
    "più tardi|doe ik later|farei mais tarde|mais tarde|"
    "will do tomorrow instead|will do it tomorrow|will do tomorrow|doing it tomorrow|"
    "do it tomorrow|tomorrow instead|mache ich morgen|morgen dann|je le ferai demain|"
    "lo haré mañana|lo farò domani|farei amanhã|vou fazer amanhã|doe ik morgen|"
    "moved to tomorrow|moved to next week|moved to another day|rescheduled|deferred|refused|"
    "declined|patient refused|patient declined|refused to|did not want|put off until tomorrow|"
    "postponed to tomorrow|postponed until tomorrow|leave it for tomorrow|left it for tomorrow|"
    "will try again tomorrow|will try again next week|nope|"
    "verschoben auf morgen|auf morgen verschoben|wird verschoben|auf morgen|verweigert|abgelehnt|"
    "mache ich heute nicht|lasse ich heute aus|lasse ich aus|ging nix|ging nichts|"
    "reporté à demain|remis à demain|remis|je le fais demain|à demain|refusé|a refusé|"
    "lo dejo para mañana|lo deje para mañana|dejado para mañana|para mañana|aplazado a mañana|"
    "rechazado|rechazó|se negó|"
    "rimandato a domani|rinviato a domani|lo faccio domani|a domani|rifiutato|ha rifiutato|"
    "verplaatst naar morgen|uitgesteld tot morgen|verzet naar morgen|tot morgen|geweigerd|"
    "adiado para amanhã|deixei para amanhã|fica para amanhã|para amanhã|recusado|recusou|"
    "dns|did not begin|postponed|put off|gave up before starting|stayed in bed|"
    "gave up|given up|had to give up|i gave up|gave up at once|aborted|abandoned|stopped at once|"
    "stopped straight away|nothing|nothing today|did nothing at all|"
    # German
    "nicht gemacht|nix gemacht|nichts gemacht|nicht getan|nichts getan|nicht durchgeführt|"
    "nicht ausgeführt|nicht geübt|nicht trainiert|nicht absolviert|nicht geschafft|"
    "nicht erledigt|nicht geturnt|nicht begonnen|nicht angefangen|nicht versucht|"
    "nicht teilgenommen|nicht erschienen|nicht da gewesen|nicht dazu gekommen|"
    "nicht zum üben gekommen|nicht zum training gekommen|nicht stattgefunden|"
    "keine übung gemacht|keine übungen gemacht|keine übungen|kein training|kein training gemacht|"
    "kein sport|keine einheit|ausgelassen|auslassen|ausgefallen|fällt aus|fiel aus|entfallen|"
    "entfällt|ausgesetzt|übersprungen|uebersprungen|weggelassen|bleiben lassen|bleiben gelassen|"
    "sein lassen|sein gelassen|heute nicht|nicht heute|nicht möglich|unmöglich|ging nicht|"
    "geht nicht|es ging nicht|konnte nicht|konnte nicht üben|konnte ich nicht|nicht gekonnt|"
    "nicht machen können|vergessen|vergaß|verpasst|versäumt|geschwänzt|gefehlt|abgesagt|"
    "verschoben|ruhetag|pausentag|pausiert|pause gemacht|pause eingelegt|freier tag|trainingsfrei|"
    "sportfrei|im bett geblieben|abgebrochen|aufgegeben|sofort abgebrochen|gleich abgebrochen|"
    "nichts|nix|gar nichts|"
    # French
    "pas fait|pas faite|pas faits|pas faites|non fait|non faite|non faits|rien fait|pas réalisé|"
    "non réalisé|pas réalisée|pas effectué|non effectué|pas exécuté|pas pratiqué|pas entraîné|"
    "pas aujourd hui|pas pu|pas pu faire|pas pu le faire|pas pu les faire|pas possible|impossible|"
    "sauté|sautée|sautés|omis|oublié|oubliée|oubliés|oublié de faire|j ai oublié|manqué|manquée|"
    "annulé|annulée|laissé tomber|laissé de côté|passé mon tour|jour de repos|journée de repos|"
    "jour off|pas d exercice|pas d exercices|aucun exercice|pas de séance|pas d entraînement|"
    "absente|reporté|reportée|abandonné|abandonnée|j ai abandonné|dû abandonner|interrompu|rien|"
    # Spanish
    "no hecho|no hecha|no hechos|no hice|no lo hice|no la hice|no los hice|no hice nada|"
    "nada hecho|no realizado|no realizada|no realicé|no completado|sin hacer|sin realizar|"
    "no he hecho|no se hizo|no entrené|no practiqué|no hice ejercicio|saltado|saltada|salté|"
    "omitido|omitida|hoy no|no hoy|no pude|no pude hacer|no pude hacerlo|no pude hacerla|"
    "no he podido|no fue posible|no posible|imposible|olvidado|olvidada|olvidé|olvidó|"
    "se me olvidó|me olvidé|perdido|perdida|cancelado|cancelada|día de descanso|día libre|"
    "descansé|sin ejercicio|sin ejercicios|sin entrenamiento|ausente|falté|pospuesto|aplazado|"
    "abandonado|abandoné|lo abandoné|interrumpido|me rendí|tuve que abandonar|nada|"
    # Italian
    "non fatto|non fatta|non fatti|non fatte|niente fatto|fatto niente|non eseguito|non eseguita|"
    "non svolto|non svolta|non completato|non ho fatto|non allenato|non mi sono allenato|"
    "non allenata|saltato|saltata|saltati|omesso|omessa|tralasciato|oggi no|non oggi|"
    "non ho potuto|non potuto|non potevo|non sono riuscito|non sono riuscita|non riuscito|"
    "non possibile|impossibile|dimenticato|dimenticata|me ne sono dimenticato|"
    "me ne sono dimenticata|mancato|mancata|annullato|annullata|giorno di riposo|"
    "giornata di riposo|giorno libero|niente esercizi|niente esercizio|nessun esercizio|"
    "niente allenamento|assente|rimandato|rinviato|abbandonato|ho abbandonato|interrotto|"
    "ho rinunciato|rinunciato|mi sono arreso|mi sono arresa|niente|nulla|"
    # Dutch
    "niet gedaan|niets gedaan|niks gedaan|niet uitgevoerd|niet geoefend|niet getraind|"
    "niet voltooid|niet gelukt|lukte niet|niet mogelijk|onmogelijk|ging niet|kon niet|"
    "niet gekund|niet kunnen doen|niet aan toegekomen|vandaag niet|niet vandaag|overgeslagen|"
    "overslaan|weggelaten|vergeten|gemist|geannuleerd|afgezegd|afgelast|rustdag|vrije dag|"
    "geen oefening|geen oefeningen|geen training|geen oefeningen gedaan|afwezig|uitgesteld|"
    "afgebroken|opgegeven|moeten opgeven|moest opgeven|niets|niks|helemaal niets|"
    # Portuguese
    "não fiz|não o fiz|não fiz nada|não fiz hoje|não feito|não feita|não feitos|não realizado|"
    "não realizada|não realizei|não executado|não completado|não concluído|não pratiquei|"
    "não treinei|não consegui|não consegui fazer|não consegui fazer nada|não conseguiu|não deu|"
    "não deu para fazer|não pude|não pude fazer|não pude fazê lo|não foi possível|não possível|"
    "impossível|sem fazer|por fazer|pulei|pulado|pulada|saltei|esqueci|esqueci me|me esqueci|"
    "esquecido|esquecida|esqueci de fazer|faltei|perdi|cancelado|cancelada|adiado|adiada|desisti|"
    "tive que desistir|abandonei|hoje não|não hoje|sem exercício|sem exercícios|sem treino|"
    "nenhum exercício|dia de descanso|dia livre|descansei|nada feito|não fui|ausente|nada|"
    # Swedish, Finnish
    "inte gjort|inte gjord|gjorde inte|gjorde det inte|hann inte|orkade inte|kunde inte|"
    "ej gjort|hoppade över|glömde|vilodag|en tehnyt|ei tehty|en ehtinyt|en jaksanut|en voinut|"
    "jäi tekemättä|jäi väliin|tekemättä|unohdin|lepopäivä"
)
# What says it where nothing else in the note says that something was done.
_REASONS = (
    "sick|ill|unwell|sick day|sick leave|off sick|not well|not feeling well|feeling sick|"
    "feeling ill|feeling unwell|felt sick|felt ill|felt unwell|sick in bed|ill in bed|in bed|"
    "did not feel well|flu|had flu|fever|covid|in hospital|hospital|injured|no time|"
    "not enough time|too little time|ran out of time|out of time|lack of time|too busy|busy|"
    "busy day|busy at work|too tired|too exhausted|too weak|too ill|too sick|too sore|"
    "too much pain|in too much pain|pain too bad|pain too much|pain too strong|pain was too much|"
    "too painful|hurt too much|hurts too much|back too bad|back too sore|travelling|traveling|"
    "travel|travel day|holiday|holidays|on holiday|on holidays|vacation|on vacation|away|on a trip|"
    "on the road|away from home|no motivation|not motivated|no energy|not in the mood|overslept|"
    "did not have time|did not have the time|did not have energy|did not have the energy|"
    "too lazy|lazy|at hospital|at the hospital|hospital appointment|out all day|away all day|"
    "fell asleep|visitors|visitors came|visitors here|guests|guests came|had guests|friends came|"
    "besuch|hatte besuch|besuch da|besuch gekommen|gäste da|de la visite|des invités|"
    "tuve visita|visitas en casa|vino visita|avevo ospiti|ospiti a casa|bezoek|bezoek gehad|"
    "tive visitas|"
    "rücken zu schlimm|rücken zu schlecht|rücken tut zu weh|dos trop douloureux|dos trop raide|"
    "espalda muy mal|espalda demasiado mal|schiena troppo dolorante|rug te pijnlijk|"
    "costas muito mal|had visitors|visitors all day|family visiting|flare up|bad flare up|"
    "back too painful|too hot|too cold|back went|back pain too bad|off|rest|rested|resting|break|"
    "pause|paused|taking a break|took a break|"
    "krank|krank im bett|krankgeschrieben|erkältet|grippe|fieber|im krankenhaus|verletzt|unwohl|"
    "nicht wohl gefühlt|nicht gut gefühlt|keine zeit|keine zeit gehabt|zu wenig zeit|zeitmangel|"
    "zu beschäftigt|zu viel zu tun|zu müde|zu kaputt|zu erschöpft|zu schwach|zu starke schmerzen|"
    "zu viele schmerzen|zu viel schmerz|zu viel schmerzen|zu große schmerzen|schmerzen zu stark|"
    "schmerzen zu groß|schmerzen zu schlimm|im bett|"
    "wegen schmerzen|urlaub|im urlaub|verreist|unterwegs|auf reisen|dienstreise|keine lust|"
    "keine kraft|keine motivation|keine energie|verschlafen|frei|ruhe|"
    "au lit|alité|alitée|malade au lit|à la maison malade|malade|grippe|fièvre|à l hôpital|"
    "blessé|blessée|pas le temps|pas de temps|pas eu le temps|"
    "manque de temps|trop occupé|trop occupée|trop fatigué|trop fatiguée|trop de douleur|"
    "trop de douleurs|trop mal au dos|en congé|trop mal|douleur trop forte|trop douloureux|"
    "vacances|en vacances|voyage|"
    "en voyage|pas envie|pas motivé|pas motivée|repos|"
    "en cama|en la cama|enfermo|enferma|gripe|fiebre|en el hospital|lesionado|lesionada|"
    "sin tiempo|no tiempo|"
    "demasiado dolor de espalda|mucho dolor de espalda|falta de tiempo|no tuve tiempo|"
    "no tenía tiempo|no he tenido tiempo|ocupado|ocupada|"
    "demasiado ocupado|demasiado ocupada|demasiado cansado|demasiado cansada|demasiado dolor|"
    "mucho dolor para hacerlo|vacaciones|de vacaciones|viaje|de viaje|sin ganas|descanso|"
    "a letto|a letto malato|malato|malata|ammalato|ammalata|influenza|febbre|in ospedale|"
    "infortunato|senza tempo|"
    "nessun tempo|non avevo tempo|non ho avuto tempo|mancanza di tempo|niente tempo|occupato|"
    "occupata|troppo occupato|troppo impegnato|troppo stanco|troppo stanca|troppo dolore|"
    "troppo male|mal di schiena troppo forte|vacanza|"
    "in vacanza|viaggio|in viaggio|nessuna voglia|non avevo voglia|riposo|"
    "in bed gebleven|op bed|ziek|griep|koorts|in het ziekenhuis|geblesseerd|geen tijd|"
    "te weinig tijd|tijdgebrek|te druk|"
    "te moe|te veel rugpijn|te veel last van mijn rug|te veel last|te veel pijn|teveel pijn|"
    "vakantie|op vakantie|op reis|geen zin|geen energie|rust|pauze|"
    "doente|com gripe|gripe|febre|com febre|no hospital|sem tempo|falta de tempo|não tive tempo|"
    "ocupado|ocupada|muito ocupado|muito ocupada|cansado demais|cansada demais|muito cansado|"
    "muito cansada|dor demais|muita dor|com muita dor|dor forte|férias|de férias|em viagem|"
    "viagem|viajando|sem vontade|sem energia|sem forças|descanso|repouso"
)
# To another day, which is behind it.
_PUT_OFF_TO = (
    "do it on|do it|will do it on|will do on|doing it on|moved to|move to|moved it to|shifted to|"
    "put off to|put off until|postponed to|postponed until|rescheduled to|rescheduled for|"
    "leave it for|left it for|verschoben auf|verlegt auf|auf verschoben|mache ich am|mach ich am|"
    "hole ich am nach|reporté à|reporté au|remis à|remis au|décalé à|déplacé à|je le ferai|"
    "aplazado al|pasado al|movido al|lo haré el|lo hago el|lo dejo para el|spostato a|rimandato a|"
    "rinviato a|lo farò|lo faccio|verplaatst naar|verzet naar|uitgesteld tot|doe ik|adiado para|"
    "passado para|deixei para|fica para"
)
_DAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|next week|another day|the weekend|"
    "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|nächste woche|wochenende|"
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    "lunes|martes|miércoles|jueves|viernes|sábado|domingo|"
    "lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|"
    "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|"
    "segunda|terça|quarta|quinta|sexta"
)
# Beside what says that it was not done, or a reason, these are one more reason.
_HURTS = (
    "hurt|hurts|hurting|pain|pains|painful|sore|sick|ill|unwell|flu|fever|covid|headache|migraine|"
    "tired|exhausted|busy|time|stiff|spasm|spasms|ache|aching|aches|bad|cold|flare|work|poorly|"
    "schmerz|schmerzen|rückenschmerzen|kopfschmerzen|weh|krank|müde|grippe|fieber|erkältet|zeit|"
    "schlecht|schlimm|arbeit|kaputt|erkältung|migräne|hexenschuss|"
    "douleur|douleurs|malade|fatigué|fatiguée|fièvre|temps|travail|migraine|lumbago|"
    "dolor|dolores|duele|dolía|dolia|enfermo|enferma|cansado|cansada|gripe|fiebre|tiempo|trabajo|"
    "mal|dolore|dolori|malato|malata|stanco|stanca|febbre|influenza|tempo|lavoro|"
    "pijn|rugpijn|ziek|moe|griep|koorts|tijd|werk|hoofdpijn|"
    "dor|dores|doente|febre|trabalho|doía|doeu"
)
_BESIDE_HURTS = (
    "with|and|because|of|from|due|so|as|since|too|very|much|my|the|a|an|back|spine|lower|low|leg|"
    "bad|really|terrible|awful|severe|all|day|at|on|up|mit|meinem|mein|meine|rücken|sehr|so|zu|"
    "starke|stark|starker|der|die|das|einer|im|weil|tat|avec|la|le|une|un|dos|mon|très|au|trop|"
    "con|el|espalda|mi|muy|de|mucho|mucha|los|una|schiena|alla|il|molto|mia|met|rug|mijn|erg|een|"
    "veel|di|in|por|com|muita|muitas|costas|nas|as|minha|meu|home|zuhause|hause|zu|maison|casa|thuis|was|were|is|am|felt|feeling|worse|again"
)
# What it did not do is hurt.
_BY_HURTING = frozenset({("fait", "mal"), ("fatto", "male"), ("hizo", "dano"), ("hecho", "dano")})
_NOTHING = frozenset(
    (word,) for word in "nothing nichts nix rien nada niente nulla niets niks".split()
)
_AUXILIARY = frozenset(
    (
        "not no non nicht pas niet nao did do could can was am konnte kann pude puedo ho he ai heb"
    ).split()
)
# What says that it was done after all.
_DID = (
    "did|did it|did them|did all|done|managed|made it|caught up|gemacht|geschafft|nachgeholt|"
    "erledigt|fait|faite|faits|rattrapé|hecho|hice|lo hice|recuperado|fatto|fatti|recuperato|"
    "gedaan|ingehaald|feito|fiz|fiz tudo|consegui|recuperado"
)
# Beside a reason one of these says that something was done.
_SIGNS_OF_DOING = (
    "did|done|do|managed|finished|completed|walked|went|only|short|shorter|shortened|less|fewer|"
    "easy|easier|easily|light|lighter|slow|slower|slowly|quick|quickly|half|felt|feel|good|better|"
    "well|fine|ok|okay|great|helped|stopped|set|sets|reps|gemacht|geschafft|nur|kurz|kürzer|"
    "weniger|leicht|leichter|langsam|langsamer|schnell|halb|gut|besser|ging|geübt|satz|sätze|"
    "wdh|fait|faits|court|courte|moins|facile|lentement|seulement|bien|mieux|séries|hecho|hice|"
    "solo|corto|menos|fácil|despacio|bien|mejor|fatto|corto|meno|facile|piano|bene|meglio|breve|"
    "gedaan|alleen|kort|korter|minder|makkelijk|langzaam|goed|beter|"
    "feito|fiz|consegui|só|apenas|menos|fácil|devagar|bem|melhor|curto|metade"
)
# Words that say nothing here; what says when; and what was to be done.
_FILLERS = (
    "really|simply|just|actually|unfortunately|sadly|sorry|again|i|we|he|she|they|me|my|have|had|"
    "has|was|were|is|am|been|be|a|an|to|still|anyway|though|then|completely|entirely|altogether|"
    "totally|decided|ich|wir|habe|hab|haben|hatte|bin|war|wurde|ist|leider|wirklich|einfach|mal|"
    "gar|überhaupt|doch|auch|es|das|die|den|der|dem|wieder|trotzdem|musste|je|j|n|ne|ai|l|le|la|"
    "les|c|ce|est|été|était|suis|vraiment|malheureusement|finalement|quand|même|he|ha|lo|los|las|"
    "se|ya|realmente|desgraciadamente|el|ho|li|mi|ci|purtroppo|davvero|sono|ero|era|stato|stata|"
    "comunque|affatto|ik|heb|het|de|ben|helaas|echt|er|gewoon|toch|"
    "hat|mir|uns|waren|gehabt|gehad|avais|avait|estaba|estuve|avevo|hatten|hadden|for|für|dafür|"
    "pour|para|per|voor|mon|ma|mein|meine|mi|mio|mia|mijn|il|la|"
    "eu|o|os|as|infelizmente|realmente|estava|estive|tinha|foi|mesmo"
)
_TIMES = (
    "today|todays|s|tonight|now|this|morning|evening|afternoon|night|later|instead|in|at|the|"
    "heute|abend|"
    "abends|morgen|vormittag|nachmittag|morgens|am|jetzt|später|aujourd|hui|matin|soir|hoy|esta|"
    "mañana|tarde|noche|oggi|"
    "stamattina|stasera|sera|vandaag|vanochtend|vanavond|hoje|manhã|noite"
)
_OBJECTS = (
    "it|them|that|these|those|exercise|exercises|workout|session|training|practice|routine|"
    "programme|program|physio|übung|übungen|einheit|sie|ihn|exercice|exercices|séance|"
    "entraînement|cela|ça|ejercicio|ejercicios|sesión|entrenamiento|esercizio|esercizi|"
    "allenamento|oefening|oefeningen|sessie|diese|dieses|diesen|ze|deze|gli|questo|questa|questi|"
    "exercício|exercícios|treino|sessão|isso|queste|este|estos|estas|ces|cet|cette|schmerzen|rückenschmerzen|krankheit|zeitmangel"
)
# Of what a part was left out, all else was done.
_PARTS = (
    "last|first|second|third|final|set|sets|rep|reps|repetition|repetitions|side|sides|left|right|"
    "leg|legs|round|rounds|half|one|two|three|part|some|few|hold|holds|version|hard|harder|"
    "letzte|letzten|letzter|satz|sätze|wiederholung|wiederholungen|wdh|seite|links|rechts|"
    "dernier|dernière|dernières|série|séries|côté|gauche|droite|última|último|últimas|serie|"
    "ultima|ultimo|ultime|laatste|herhalingen|kant"
)
_LONGEST, _LONGEST_PLAN = 1_000, 30
_MOST_WORDS = 10  # of a phrase
_MOST_STATES, _LONGEST_STATE = 6, 25
_NOT = re.compile(
    r"\b(did|do|does|have|has|had|was|were|could|would|is|are)n['’´`]?t\b|\bcan(?:['’´`]?t|not)\b"
)
_AT_ALL = re.compile(r"\bat all\b|\bdu tout\b|\bin no way\b")
# So: what came of it, and no degree: "so skipped it", but "not so good".
_AFTER_SO = (
    "i|we|he|she|they|it|the|this|did|could|had|was|am|will|no|none|not|nothing|skipped|missed|"
    "left|"
    "cancelled|decided|gave|went|stayed|took|rested|forgot|just|only|today|stopped|have"
)
_APART = re.compile(
    rf"[^\w\s'’´`]+|\bdue to\b|\bso (?=(?:{_AFTER_SO})\b)|"
    r"\b(?:but|and|therefore|because|since|aber|und|weil|wegen|also|deshalb|daher|vanwege|aufgrund|"
    r"mais|et|car|parce|donc|pero|y|porque|entonces|ma|e|perche|perché|quindi|maar|omdat|wegens|"
    r"dus|porém|mas|então)\b"
)
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W_]+")
_NO_SIGNS = str.maketrans("'’´`", "    ")


def _words_of(clause: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(plain_words(clause.translate(_NO_SIGNS))))


def _one_by_one(terms: str) -> frozenset[str]:
    return frozenset(word for term in split_terms(terms) for word in _words_of(term))


_NO_WORDS, _WHEN, _WHAT = map(_one_by_one, (_FILLERS, _TIMES, _OBJECTS))
_OF_PARTS, _OF_DOING = map(_one_by_one, (_PARTS, _SIGNS_OF_DOING))
_OF_HURTS, _WITH_HURTS = map(_one_by_one, (_HURTS, _BESIDE_HURTS))
_KNOWN_WITH_HURTS = _OF_HURTS | _WITH_HURTS | _NO_WORDS | _WHEN


def _without(words: tuple[str, ...], left_out: frozenset[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in left_out)


def _phrases(terms: str) -> frozenset[tuple[str, ...]]:
    found = {_words_of(term) for term in split_terms(terms)}
    return frozenset(found | {_without(words, _NO_WORDS) for words in found} - {()})


def _several_words(parts: Iterable[tuple[str, str]]) -> frozenset[tuple[str, ...]]:
    """Return phrases of more than one word, with what says nothing in them and without."""
    words_of = functools.cache(_words_of)
    found = {words_of(begin) + words_of(end) for begin, end in parts}
    both = found | {_without(words, _NO_WORDS) for words in found}
    return frozenset(words for words in both if len(words) > 1)


_NOT_DONE, _BECAUSE, _DONE = map(_phrases, (_SAID, _REASONS, _DID))
_BECAUSE_WORDS = frozenset(word for phrase in _BECAUSE for word in phrase)
_NOT_DONE |= _several_words(put_together()) - _BECAUSE
_NOT_DONE |= _several_words(product(split_terms(_PUT_OFF_TO), split_terms(_DAYS)))
_BARE = frozenset((word,) for word in "not nicht pas no non niet nichts nao".split())
_YES = _phrases("yes|y|true|1|ja|oui|si|sim|tak")
# Each phrase has one of these, which few other notes have.
_TELLING = frozenset(max(phrase, key=len) for phrase in _NOT_DONE | _BECAUSE)


def says_not_done(note: str, exercise: str = "", *, reasons: bool = True) -> bool:
    """Say whether a note says that its row was not done, or gives a reason and no more.

    Examples
    --------
    >>> says_not_done("Too much pain, left it out"), says_not_done("did not skip")
    (True, False)
    """
    if not _LETTER.search(note):
        return False
    text = _NOT.sub(_spelled_out, note[:_LONGEST].casefold())
    if len(note) <= _LONGEST_PLAN and is_of_plan(note):
        return True
    if _TELLING.isdisjoint(_words_of(text)):
        return False
    shorter = without_reasons(text)
    if shorter != text and any(one in _BARE for one in _clauses(shorter)):
        return True
    return any(_say_not_done(one, exercise, reasons=reasons) for one in {text, shorter})


def _say_not_done(text: str, exercise: str, *, reasons: bool) -> bool:
    clauses = [*_clauses(text)]
    own = _WHAT | frozenset(_words_of(exercise))
    if any(_is_one_of(_DONE, clause, own) for clause in clauses):
        return False
    for place, clause in enumerate(clauses):
        if clause[-2:] in _BY_HURTING:
            continue
        after = clauses[place + 1] if place + 1 < len(clauses) else ()
        if _is_one_of(_NOT_DONE, clause, own) and not _is_of_part(after):
            return True
        if _says_why(clause, own):
            return True
    if not reasons or any(_shows_doing(one, own) for one in clauses):
        return False
    return any(_is_one_of(_BECAUSE, one, own) or _is_more_of_reason(one) for one in clauses)


def _says_why(clause: tuple[str, ...], own: frozenset[str]) -> bool:
    """Say whether a clause says that it was not done, and why, with no sign between."""
    for size in range(1, min(_MOST_WORDS, len(clause) - 1) + 1):
        for said, why in ((clause[:size], clause[size:]), (clause[-size:], clause[:-size])):
            if not _is_all_of_hurts(why) or (said[-1], why[0]) in _BY_HURTING:
                continue
            plain = _without(said, _NO_WORDS)
            is_whole = bool(plain) and plain[-1] not in _AUXILIARY and plain not in _NOTHING
            if is_whole and _is_one_of(_NOT_DONE, said, own):
                return True
    return False


def _is_more_of_reason(clause: tuple[str, ...]) -> bool:
    """Say whether a clause is a reason with another beside it: in bed with flu."""
    return _is_all_of_hurts(clause, _BECAUSE_WORDS) and any(
        clause[start:end] in _BECAUSE
        and _KNOWN_WITH_HURTS.issuperset((*clause[:start], *clause[end:]))
        for start in range(len(clause))
        for end in range(start + 1, min(start + _MOST_WORDS, len(clause)) + 1)
    )


def _is_all_of_hurts(clause: tuple[str, ...], more: frozenset[str] = frozenset()) -> bool:
    """Say whether words are of what hurts, and of what stands beside that."""
    is_such = not _OF_HURTS.isdisjoint(clause)
    return is_such and all(word in _KNOWN_WITH_HURTS or word in more for word in clause)


def may_say_not_done(note: str) -> bool:
    """Say whether a note has words among others that, alone, say that something was not done."""
    clauses = _clauses(_NOT.sub(_spelled_out, note[:_LONGEST].casefold()))
    return any(
        clause[start : start + many] in _NOT_DONE
        for clause in clauses
        for many in range(2, min(_MOST_WORDS, len(clause)) + 1)
        for start in range(len(clause) - many + 1)
    )


def tells_of_doing(note: str) -> bool:
    """Say whether a note tells of something that was done, and gives no reason not to do it."""
    text = _NOT.sub(_spelled_out, note[:_LONGEST].casefold())
    if says_not_done(note):
        return False
    clauses = [*_clauses(text)]
    return any(_is_one_of(_DONE, one, _WHAT) or _shows_doing(one, _WHAT) for one in clauses)


def telling_words(text: str) -> tuple[str, ...]:
    """Return the words of a text but for those of a time, a number, a part, or of nothing."""
    found = _without(_words_of(text), _NO_WORDS | _WHEN | _WHAT | _OF_PARTS)
    return tuple(word for word in found if not word.isdecimal())


def is_free(texts: Iterable[str]) -> bool:
    """Say whether cells that may say that it was not done are notes: not all are yes or no.

    Ok, and done, say that it was.
    """
    return any(
        not says_not_done(text)
        and not is_answer(text)
        and (yes_or_no(text) is None or (yes_or_no(text) and _words_of(text) not in _YES))
        for text in texts
    )


def are_states(texts: Sequence[str]) -> bool:
    """Say whether cells are a few short words, each for a state: Done, To do, Backlog."""
    are_short = all(len(text) <= _LONGEST_STATE and len(text.split()) <= 3 for text in texts)
    return 0 < len(texts) <= _MOST_STATES and are_short


def is_plain_yes(text: str) -> bool:
    """Say whether a cell says yes, and does not name what was done."""
    return _words_of(text) in _YES


def _spelled_out(found: re.Match[str]) -> str:
    return f"{found[1] or 'can'} not"


def _clauses(text: str) -> Iterator[tuple[str, ...]]:
    yield from filter(None, map(_words_of, _APART.split(_AT_ALL.sub(" ", text))))


def _is_one_of(
    phrases: frozenset[tuple[str, ...]], clause: tuple[str, ...], own: frozenset[str]
) -> bool:
    plain = _without(clause, _NO_WORDS)
    short = _without(plain, _WHEN)
    said = (clause, _without(clause, _WHEN), plain, short, _without(short, own))
    return not phrases.isdisjoint(said)


def _is_of_part(clause: tuple[str, ...]) -> bool:
    parts = [word for word in clause if word in _OF_PARTS or word.isdecimal()]
    return bool(parts) and not _without(clause, _NO_WORDS | _WHEN | _OF_PARTS | {*parts})


def _shows_doing(clause: tuple[str, ...], own: frozenset[str]) -> bool:
    """Say whether a clause that is no reason itself says of something that was done."""
    if _is_one_of(_BECAUSE, clause, own) or _is_one_of(_NOT_DONE, clause, own):
        return False
    return any(word in _OF_DOING or word.isdecimal() for word in clause)
