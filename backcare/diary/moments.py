"""Columns that have the moment of what was done, or who saw it, and are blank beside the rest.

“Completed at”, “Signed off by”, “Erledigt am”: what stands there is a tick, whatever it says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence

from backcare.csv_reader import Rows
from backcare.diary import doing, words
from backcare.diary.cells import is_stamp, number_of
from backcare.diary.decide import Claim
from backcare.diary.degrees import is_part, share_done
from backcare.diary.durations import is_plain
from backcare.diary.marks import (
    ask_what,
    by_their_meaning,
    mark_choices,
    open_marks,
    says_none,
    yes_or_no,
)
from backcare.diary.not_done import is_free, is_plain_yes, says_not_done
from backcare.diary.questions import Choice, Question
from backcare.errors import Fault
from backcare.text import counted, fold, folded_terms

# What says when something was done, or by whom, beside a word for done.
_OF_STAMPS = (
    "at|on|date|time|timestamp|when|am|um|datum|zeit|le|à|el|il|op|day|uhrzeit|fecha|data|hour|"
    "by|von|par|por|da|door|durch|jour|heure|hora|ora|uur|tijd|tag|stunde|giorno|día|dag|initials|"
    "signature|unterschrift|kürzel|en|om|alle|a|uhr|moment|zeitpunkt|zeitstempel"
)
# Who writes it down says that it was done, too.
_OF_WRITING = (
    "complete|completion|logged|recorded|signed|ticked|checked|entered|confirmed|marked|abgehakt|"
    "eingetragen|bestätigt|abgezeichnet|unterschrieben|signé|validé|noté|firmado|registrado|"
    "anotado|firmato|registrato|afgevinkt|getekend|genoteerd|geregistreerd"
)
_BESIDE = "off|out|it|was|the|and|who|wann|wer|quand|cuándo|quando|wanneer|exercise|session|it"
_LONGEST = 100
_UNTICKED = (
    "is not read, as columns= says: {many} that it does not tick, from this one on, may count as "
    "done."
)
_A_TICK = "when or by whom it was done: what is blank was not"


_STAMPS, _WRITING, _REST = map(folded_terms, (_OF_STAMPS, _OF_WRITING, _BESIDE))
_DOING = doing.DONE | _WRITING


def names_moment(heading: str) -> bool:
    """Say whether a heading asks when, or by whom, something was done."""
    found = {fold(word) for word in words.LETTERS.findall(heading[:_LONGEST])}
    return bool(found & _DOING and found & _STAMPS and found <= _DOING | _STAMPS | _REST)


def ticks(
    texts: Iterable[str], heading: str, column: str = words.DONE, marks: str = ""
) -> dict[str, bool | None]:
    """Say of the cells under a heading whether each means that it was done; None where it may.

    `column` and `marks` are what the caller says: ("done", "x").
    """
    is_moment = names_moment(heading)
    texts = list(dict.fromkeys(texts))
    answers = {text: yes_or_no(text) for text in texts}
    for text, answer in answers.items():
        if not text or answer is not None:
            continue
        if says_none(text):
            answers[text] = False
        elif is_plain(text):  # how many were done
            answers[text] = number_of(text) > 0
        elif (share := share_done(text)) is not None:
            answers[text] = share
        elif is_moment or is_stamp(text):
            answers[text] = True
    return answers | by_their_meaning(texts, column, marks)


def skips(texts: Iterable[str], heading: str, marks: str) -> dict[str, bool | None]:
    """Say of the cells under a heading whether each means that it was not done.

    Where the caller says so of a mark, a yes means what the heading does. Beside words for states
    Done means that it was; a yes may mean either there, and so may what is known as neither.
    """
    texts = list(dict.fromkeys(texts))
    if not marks and not words.turns_round(heading) and is_free(filter(None, texts)):
        return _states(texts, heading)
    told = by_their_meaning(texts, words.NOT_DONE, marks)
    is_of_doing = bool(marks) and not words.turns_round(heading)
    answers = dict[str, bool | None]()
    for text in texts:
        done = told.get(text)
        if done is None and is_of_doing:
            done = ticks([text], heading).get(text)
        answers[text] = not done if done is not None else says_not_done(text) or yes_or_no(text)
    return answers


def _states(texts: Sequence[str], heading: str) -> dict[str, bool | None]:
    found = ticks(texts, heading)
    has_yes = any(map(is_plain_yes, texts))
    answers: dict[str, bool | None] = {"": False}
    for text in filter(None, texts):
        is_open = found[text] is None or is_part(text) or (has_yes and found[text])
        said = says_not_done(text)
        answers[text] = said or (None if is_open else not found[text])
    return answers


def ask_of_marks(
    rows: Rows, claims: Mapping[str, Sequence[Claim]], named: Mapping[int, object]
) -> Iterator[Question]:
    """Ask what an x means under a heading that says whether something was done."""
    if "exercise_id" not in claims:
        return
    exercises = rows.column(min(claims["exercise_id"]).place)
    for column in (words.DONE, words.NOT_DONE):
        for one in claims.get(column, ()):
            heading = rows.header[one.place]
            every = [text.strip() for text in rows.column(one.place)]
            texts = [text for text, name in zip(every, exercises, strict=True) if name.strip()]
            is_told = one.place in named and bool(by_their_meaning(texts, column, one.unit))
            is_told = is_told or _say_it_together(rows, claims, one, texts)
            known = [] if is_told or names_moment(heading) else open_marks(texts)
            if choices := mark_choices(heading, texts) if known else []:
                rule = ask_what(heading, choices)
                at = every.index(known[0])
                asked = Question(rows.numbers[at], heading.strip(), known[0], rule)
                yield asked.offering(choices)


def _say_it_together(
    rows: Rows, claims: Mapping[str, Sequence[Claim]], one: Claim, texts: Sequence[str]
) -> bool:
    """Say whether a heading says what its one mark means: Skipped, or Done beside Not done.

    Of those two each row has one, and no more.
    """
    if not by_their_meaning(texts, words.NOT_DONE, "") or not all(map(_is_one_mark, texts)):
        return False
    if words.turns_round(rows.header[one.place]):
        return True
    beside = [of for of in claims.get(words.NOT_DONE, ()) if of.place != one.place]
    if len(beside) != 1 or not words.turns_round(rows.header[beside[0].place]):
        return False
    exercises = rows.column(min(claims["exercise_id"]).place)
    pairs = zip(rows.column(one.place), rows.column(beside[0].place), exercises, strict=True)
    both = [(a.strip(), b.strip()) for a, b, exercise in pairs if exercise.strip()]
    return all(bool(a) != bool(b) and _is_one_mark(a) and _is_one_mark(b) for a, b in both)


def _is_one_mark(text: str) -> bool:
    return not text or bool(open_marks([text]))


def tell_of_unticked(
    rows: Rows | None,
    claims: Mapping[str, Sequence[Claim]],
    silent: Iterable[int],
    meant: Callable[[str], str | None],
) -> Iterator[Fault]:
    """Tell of a column of ticks that the caller says is not read: what it left open counts."""
    if rows is None or "exercise_id" not in claims:
        return
    exercises = rows.column(min(claims["exercise_id"]).place)
    for place in silent:
        heading = rows.header[place]
        if meant(heading) != words.DONE:
            continue
        answers = ticks(map(str.strip, rows.column(place)), heading)
        open_ = [
            number
            for number, name, text in zip(rows.numbers, exercises, rows.column(place), strict=True)
            if name.strip() and not answers[text.strip()]
        ]
        if open_:
            rule = _UNTICKED.format(many=counted(len(open_), "row"))
            yield Fault(open_[0], heading.strip(), "", rule)


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
