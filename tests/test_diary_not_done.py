"""A note that says that it was not done, beside amounts that a plan had printed: asked or told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from diaries import cells, lines, read
from hypothesis import given, settings, strategies as st

import backcare as bc
from backcare.diary.not_done import says_not_done
from backcare.diary.preview import Preview, preview_csv

SAID = (
    "skipped|Skipped.|SKIPPED!|did not do|Didn't do it today|didnt do it|rest day|forgot|sick|"
    "too much pain, left it out|no time|No time!|-> not today|was sick|I forgot to do it|planned|"
    "Skipped because of pain|skipped (sick)|not done - travelling|couldn’t do it|not able to|"
    "did not do the exercise|did not do bridge|no exercises today|too tired today|not done|"
    "felt sick, stayed in bed|did nothing today|missed today's session|I did not do it at all|"
    "skipped it, will do it tomorrow|day off|on holiday|could not do it, back too sore|"
    "nicht gemacht|heute keine Zeit|leider nicht gemacht, keine Zeit|Ruhetag|vergessen|krank|"
    "war krank|konnte heute nicht üben|hab ich vergessen|ging heute nicht|übersprungen|"
    "wegen Schmerzen ausgelassen|ausgelassen wegen Schmerzen|zu starke Schmerzen|im Urlaub|"
    "j'ai oublié|je n'ai pas fait|Je ne l'ai pas fait|pas le temps|malade|pas du tout fait|"
    "n'ai pas pu le faire|jour de repos|trop fatigué|pas fait aujourd’hui|"
    "no lo hice|no tuve tiempo|enfermo|se me olvidó|hoy no|no he podido|día de descanso|"
    "demasiado dolor|de vacaciones|"
    "non fatto|non l'ho fatto|non ho avuto tempo|oggi no|l'ho saltato|giorno di riposo|malata|"
    "troppo stanco|me ne sono dimenticato|"
    "niet gedaan|ik heb het niet gedaan|geen tijd|ziek|vergeten|rustdag|overgeslagen|te moe|"
    "vandaag niet|"
    "did not do it back hurt|did not do it my back hurt too much|skipped back hurt|"
    "was ill did not do it|in bed with flu|in bed with a bad cold|at home sick|gave up|nothing|"
    "doctor told me to pause|my doctor told me to rest|physio said to take a break|"
    "abgebrochen|nicht gemacht Rückenschmerzen|krank nicht gemacht|mit Grippe im Bett|"
    "Arzt hat Pause verordnet|aufgegeben|nichts|"
    "pas fait malade|au lit avec la grippe|abandonné|rien|le médecin m'a dit de ne pas le faire|"
    "no lo hice dolor de espalda|en cama con gripe|abandonado|nada|el médico me dijo que parara|"
    "non fatto mal di schiena|a letto con la febbre|abbandonato|niente|il medico ha detto di no|"
    "niet gedaan rugpijn|in bed met griep|opgegeven|niets|de dokter zei rust"
).split("|")
SAID_OF_SOMETHING_ELSE = (
    "did not skip|not done with the hard version|did 2 instead of 3, skipped the last set|"
    "not too bad|no pain|good|easy|done|no problem|skipped (last set)|skipped: the last set|"
    "was sick but did it|no time, only 5 reps|too tired for the last set|busy day, short session|"
    "not all done|did not do everything|no rest|rest 60 s|without a break|pause between sets|"
    "not sick any more|sick of it|felt better|none|-|?|great, did not hurt|"
    "did not finish|could not finish the last set|forgot to write the pain|forgot my mat|"
    "one set left out|skipped one rep|left leg|time: 10 min|not until the evening|tired|"
    "did it in the evening|skipped yesterday, did it today|first time|no change|not easy|"
    "never felt better|did not do the hard version|missed one|away from the wall|slow|painful|"
    "resting on elbows|did not hurt|no difficulty|pain went away|a bit tired|with band|"
    "skipped the plank|wanted to skip|nearly forgot|"
    "nicht schlecht|keine Schmerzen|nicht so gut|nicht alles gemacht|eine ausgelassen|"
    "ohne Pause|nicht mehr krank|letzten Satz ausgelassen|gemacht|müde|"
    "pas mal|pas de douleur|tout fait|un peu fatigué|sin dolor|no duele|todo hecho|no está mal|"
    "non male|nessun dolore|tutto fatto|niet slecht|geen pijn|alles gedaan|"
    "back hurt a bit|hurt at first|bad day but did it|sick but did it|did not use the band|"
    "did not do it in silence|went to bed early|doctor was pleased|der Arzt war zufrieden|"
    "ça n'a pas fait mal|non ha fatto male|no me hizo daño|het deed geen pijn"
).split("|")
COUNTED = re.compile("they count as they stand|is counted as done")
HEADER = "Date,Exercise,Sets,Reps,Notes"


def look(tmp_path: Path, text: str, **told: object) -> Preview:
    """Look at a file with this text."""
    path = tmp_path / "diary.csv"
    path.write_text(text, "utf-8")
    return preview_csv(path, **told)


def text_of(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows, ""])


def quoted(note: str) -> str:
    return f'"{note}"'


# --- what a note says -----------------------------------------------------------------------------


@pytest.mark.parametrize("note", SAID)
def test_a_note_that_says_that_it_was_not_done(note: str) -> None:
    """In whatever spelling."""
    assert says_not_done(note, "bridge")
    assert says_not_done(note.upper(), "Bridge")


@pytest.mark.parametrize("note", SAID_OF_SOMETHING_ELSE)
def test_a_note_with_such_words_that_says_something_else(note: str) -> None:
    """Clauses are compared as wholes, never in parts."""
    assert not says_not_done(note, "bridge")


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_a_note(note: str) -> None:
    """Whatever somebody pastes."""
    assert says_not_done(note) in (True, False)
    assert says_not_done(f"skipped.\n{note}") or note


# --- beside an amount it is asked -----------------------------------------------------------------


@pytest.mark.parametrize("note", SAID)
def test_beside_an_amount_it_is_asked_and_each_answer_settles_it(tmp_path: Path, note: str) -> None:
    """It may have been done all the same; the notes of what was done are kept."""
    text = text_of(f"2026-03-02,bridge,3,8,{quoted(note)}", "2026-03-04,bridge,3,8,felt good")
    seen = look(tmp_path, text)
    (asked,) = seen.asked
    assert (asked.row, asked.column, seen.sessions) == (2, "Notes", 1)
    assert [one.value for one in asked.choices] == [{"Notes": "not_done"}, {"Notes": "note"}]
    out, kept = (look(tmp_path, text, columns=one.value) for one in asked.choices)
    assert (out.faults.empty, out.asked, out.left_out["row"].tolist()) == (True, (), [2])
    assert out.rows["note"].tolist() == ["felt good"]
    assert (kept.faults.empty, kept.asked, kept.left_out.empty) == (True, (), True)
    assert kept.rows["note"].tolist() == [note, "felt good"]


@pytest.mark.parametrize("note", SAID_OF_SOMETHING_ELSE)
def test_what_says_something_else_is_not_asked_about(tmp_path: Path, note: str) -> None:
    """And stays the session's note."""
    text = text_of(f"2026-03-02,bridge,3,8,{quoted(note)}", "2026-03-04,bridge,3,8,")
    seen = look(tmp_path, text)
    assert (seen.asked, seen.faults.empty, seen.sessions) == ((), True, 2)
    assert seen.rows["note"].tolist() == [note, ""]


def test_the_question_is_an_error_of_the_import(tmp_path: Path) -> None:
    """It names both answers, and quotes no note: it may be passed on."""
    path = tmp_path / "diary.csv"
    path.write_text(text_of("2026-03-02,bridge,3,8,skipped: aunt Emmy"), "utf-8")
    with pytest.raises(bc.TableError, match=r"'not_done'.*'note'") as caught:
        bc.SessionLog(":memory:").import_csv(path)
    assert "Emmy" not in str(caught.value)


def test_where_faults_are_skipped_only_its_row_is(tmp_path: Path) -> None:
    """Not the session, of which it is a part."""
    path = tmp_path / "diary.csv"
    path.write_text(text_of("2026-03-02,bridge,3,8,skipped", "2026-03-02,bird dog,3,8,"), "utf-8")
    log = bc.SessionLog(":memory:")
    log.import_csv(path, on_error="skip")
    assert log.to_frame()["exercise_id"].tolist() == ["bird_dog"]


def test_notes_in_several_columns_are_asked_about_each(tmp_path: Path) -> None:
    """The answer to one leaves the others what they are."""
    header = "Date,Exercise,Reps,Notes,Comments"
    rows = [
        "2026-03-02,bridge,8,fine,skipped",
        "2026-03-03,bridge,8,sick,",
        "2026-03-04,bridge,8,a,b",
    ]
    text = text_of(*rows, header=header)
    asked = look(tmp_path, text).asked
    assert {(one.row, one.column) for one in asked} == {(2, "Comments"), (3, "Notes")}
    told = {"Comments": "not_done", "Notes": "note"}
    seen = look(tmp_path, text, columns=told)
    assert (seen.unread, seen.asked, seen.rows["note"].tolist()) == ((), (), ["sick", "a; b"])
    both = look(tmp_path, text, columns=dict.fromkeys(told, "not_done"))
    assert (both.asked, both.rows["note"].tolist()) == ((), ["a; b"])


@pytest.mark.parametrize(("heading", "mark"), [("Done", "yes"), ("Skipped", "no")])
def test_a_column_for_it_decides(tmp_path: Path, heading: str, mark: str) -> None:
    """What is ticked was done, whatever the note says of it."""
    text = text_of(
        f"2026-03-02,bridge,8,{mark},no time", header=f"Date,Exercise,Reps,{heading},Notes"
    )
    seen = look(tmp_path, text)
    assert (seen.asked, seen.sessions) == ((), 1)


@pytest.mark.parametrize("note", ["did not do it, back hurt", "nicht gemacht", "pas fait, malade"])
@pytest.mark.parametrize(("heading", "mark"), [("Done", "yes"), ("Done", "✓"), ("Skipped", "no")])
def test_a_tick_beside_a_note_that_plainly_says_otherwise_is_asked(
    tmp_path: Path, heading: str, mark: str, note: str
) -> None:
    """One of the two is a slip, and each answer settles which."""
    header = f"Date,Exercise,Reps,{heading},Notes"
    rows = [f"2026-03-02,bridge,8,{mark},{quoted(note)}", f"2026-03-04,bridge,8,{mark},good"]
    text = text_of(*rows, header=header)
    (asked,) = look(tmp_path, text).asked
    assert (asked.row, asked.column) == (2, "Notes")
    found = [look(tmp_path, text, columns=one.value) for one in asked.choices]
    assert [(one.sessions, one.asked) for one in found] == [(1, ()), (2, ())]


def test_an_answer_tells_of_notes_that_may_say_so_too(tmp_path: Path) -> None:
    """What is in other words is counted, and never in silence."""
    rows = ["2026-03-02,bridge,3,8,skipped", "2026-03-04,bridge,3,8,did not do the usual ones"]
    seen = look(tmp_path, text_of(*rows), columns={"Notes": "not_done"})
    assert (seen.sessions, seen.left_out["row"].tolist()) == (1, [2, 3])
    assert "is counted as done" in seen.left_out["rule"].iloc[1]


def test_no_among_notes_that_say_yes(tmp_path: Path) -> None:
    """Alone, too."""
    rows = ["2026-03-02,bridge,3,8,no", "2026-03-04,bridge,3,8,yes"]
    assert [one.row for one in look(tmp_path, text_of(*rows)).asked] == [2]
    assert [one.row for one in look(tmp_path, text_of(rows[0])).asked] == [2]


def test_a_cross_alone_is_no_note(tmp_path: Path) -> None:
    """Nor is it one where the exercise names itself."""
    assert len(look(tmp_path, text_of("2026-03-02,bridge,3,8,✗")).asked) == 1


@pytest.mark.parametrize("other", ["went well", "ok", "done"])
@pytest.mark.parametrize("heading", ["Feedback", "Reason", "Warum", "Xyz"])
def test_notes_under_a_heading_that_nobody_knows(tmp_path: Path, heading: str, other: str) -> None:
    """They are asked about as well, once."""
    rows = ["2026-03-02,bridge,3,8,did not do it", f"2026-03-04,bridge,3,8,{other}"]
    text = text_of(*rows, header=f"Date,Exercise,Sets,Reps,{heading}")
    (asked,) = look(tmp_path, text).asked
    assert (asked.row, asked.column) == (2, heading)
    found = [look(tmp_path, text, columns=one.value) for one in asked.choices]
    assert [one.value[heading] for one in asked.choices] == ["not_done", "note", None]
    assert [(one.sessions, one.asked) for one in found] == [(1, ()), (2, ()), (2, ())]
    assert found[0].rows["note"].tolist() == [other]


@pytest.mark.parametrize(
    "column", ["Mood,too tired", "Music,off", "Place,away", "Weather,no wind", "Sleep,no rest"]
)
def test_reasons_under_another_heading_are_about_something_else(
    tmp_path: Path, column: str
) -> None:
    """A mood is no excuse."""
    heading, cell = column.split(",")
    text = text_of(f"2026-03-02,bridge,8,{cell}", header=f"Date,Exercise,Reps,{heading}")
    assert (look(tmp_path, text).asked, look(tmp_path, text).sessions) == ((), 1)


@pytest.mark.parametrize("cell", ["skipped", "missed", "not done", "ausgelassen", "yes"])
def test_what_is_left_out_in_a_column_for_that(tmp_path: Path, cell: str) -> None:
    """Skipped: skipped, is no no."""
    rows = [f"2026-03-02,bridge,8,{cell}", "2026-03-04,bridge,8,"]
    seen = look(tmp_path, text_of(*rows, header="Date,Exercise,Reps,Skipped"))
    assert (seen.asked, seen.sessions, seen.left_out["row"].tolist()) == ((), 1, [2])


# --- without an amount it is told -----------------------------------------------------------------


@pytest.mark.parametrize("header", ["Date,Exercise,Notes", HEADER])
@pytest.mark.parametrize("note", SAID)
def test_without_an_amount_it_is_left_out_and_told(tmp_path: Path, note: str, header: str) -> None:
    """With the way out; and its note alone makes no session."""
    empty = "," * (header.count(",") - 2)
    rows = [f"2026-03-02,bridge,{empty}{quoted(note)}"]
    seen = look(tmp_path, text_of(*rows, header=header))
    assert (seen.asked, seen.faults.empty, seen.sessions) == ((), True, 0)
    assert seen.left_out["row"].tolist() == [2]
    assert "columns={'Notes': 'note'}" in seen.left_out["rule"][0]


def test_pain_after_it_says_that_something_was_done(tmp_path: Path) -> None:
    """Then it is asked."""
    header = "Date,Exercise,Reps,Pain after,Notes"
    text = text_of("2026-03-02,bridge,,7,left it out", "2026-03-03,bridge,8,3,", header=header)
    assert [one.row for one in look(tmp_path, text).asked] == [2]


@pytest.mark.parametrize("note", [note for note in SAID if "bridge" not in note])
def test_a_note_without_an_exercise_is_no_session_if_it_says_so(tmp_path: Path, note: str) -> None:
    """Another note is one, as it was."""
    rows = ["2026-03-02,bridge,3,8,", f"2026-03-03,,,,{quoted(note)}", "2026-03-04,,,,at the gym"]
    seen = look(tmp_path, text_of(*rows))
    assert (seen.sessions, seen.left_out["row"].tolist()) == (2, [3])


def test_other_exercises_of_the_day_are_told_to_count(tmp_path: Path) -> None:
    """A note may be about all of the day; whoever wrote it once has to write it beside each."""
    rows = ["2026-03-02,bridge,3,8,sick", "2026-03-02,bird dog,3,8,", "2026-03-03,bridge,3,8,sick"]
    seen = look(tmp_path, text_of(*rows), columns={"Notes": "not_done"})
    assert ["Other exercises of that day" in rule for rule in seen.left_out["rule"]] == [
        True,
        False,
    ]


def test_what_a_log_exports_is_as_it_was(tmp_path: Path) -> None:
    """It is known to be done, and its notes are notes."""
    path = tmp_path / "diary.csv"
    path.write_text(text_of("2026-03-02,bridge,3,8,skipped"), "utf-8")
    log = bc.SessionLog(":memory:")
    log.import_csv(path, columns={"Notes": "note"})
    log.export_csv(tmp_path / "log.csv")
    assert log.import_csv(tmp_path / "log.csv").known == 1


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*SAID[:12], *SAID_OF_SOMETHING_ELSE[:12], ""]),
            st.sampled_from(["", "8", "12"]),
            st.sampled_from(["bridge", "bird dog", ""]),
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from([None, "note", "not_done"]),
)
def test_every_row_is_read_or_told(rows: list[tuple[str, str, str]], answer: str | None) -> None:
    """Nothing is lost, nothing counts twice, and what is answered is not asked."""
    written = [
        f"2026-03-{day:02},{exercise},{reps if exercise else ''},{quoted(note)}"
        for day, (note, reps, exercise) in enumerate(rows, start=1)
    ]
    told = {"Notes": answer} if answer else None
    diary = read(lines("Date,Exercise,Reps,Notes", *written), columns=told, without_amount="done")
    counted = [one for one in diary.left_out if COUNTED.search(one.rule)]
    assert {one.row for one in counted} <= {*diary.read}  # told of, and read
    out = [one for one in diary.left_out if one not in counted]
    places = [*diary.read, *(one.row for one in (*out, *diary.faults))]
    assert sorted(places) == list(range(2, len(rows) + 2))
    said = [says_not_done(note, exercise) for note, _, exercise in rows]
    trained = [bool(exercise) for *_, exercise in rows]
    asked = sum(a and b for a, b in zip(said, trained, strict=True))
    assert len(diary.faults) == (0 if answer else asked)
    done = [one for one in cells(diary, "exercise_id") if one[0]]
    assert len(done) == sum(trained) - (0 if answer == "note" else asked)
