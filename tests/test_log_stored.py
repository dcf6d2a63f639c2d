"""A log whose file is valid and whose content is not: told, set aside, and the rest is shown."""

import re
import sqlite3
import warnings
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import backcare as bc
from backcare.errors import LogError, TableError
from backcare.log import SessionLog
from backcare.log.__main__ import main
from backcare.sessions import Entry, Session
from backcare.widgets.gate_and_stop import StopNotice

MONDAY = datetime(2026, 3, 2, 18, tzinfo=UTC)
WRITTEN = "my secret: I fell off the ladder"
GOOD = Session(MONDAY, 3, 2, [Entry("bridging", sets=2, reps=10)], session_id="good", note="fine")
BAD = Session(
    MONDAY, 5, 4, [Entry("walking", minutes=20)], pain_minutes=4.5, session_id="bad", note=WRITTEN
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a log with two sessions, a score and some answers in it."""
    path = tmp_path / "log.db"
    with SessionLog(path) as log:
        log.add(GOOD)
        log.add(BAD)
        log.add_measure("2026-03-02", "rmdq_24", 9)
        log.safety_record().answer_red_flags(["fever"])
        log.confirm_professional(MONDAY)
    return path


REPAIR = "python -m backcare.log repair"
WITHOUT_SUMS = [
    f"ALTER TABLE {table} DROP COLUMN checksum" for table in ("sessions", "measures", "events")
]


def change(path: Path, *statements: str) -> None:
    """Write into the file as another program would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


SPOILT = {
    "a blob as the note": "sessions SET note = x'00ff'",
    "no text in the note": "sessions SET note = CAST(x'c328' AS TEXT)",
    "text as pain": "sessions SET pain_before = 'strong'",
    "pain of 11": "sessions SET pain_after = 11",
    "half a point": "sessions SET pain_before = 2.5",
    "a wrong zone": "sessions SET utc_offset_min = 99999",
    "a zone in words": "sessions SET utc_offset_min = 'Berlin'",
    "1e300 minutes": "sessions SET pain_minutes = 1e300",
    "endless minutes": "entries SET minutes = 9e999",
    "no time": "sessions SET started_at = 'yesterday'",
    "a number as time": "sessions SET started_at = 5",
    "a time before there was one": "sessions SET started_at = '1066-10-14 09:00:00.000000'",
    "a blob as exercise": "entries SET exercise_id = x'01'",
    "a place in words": "entries SET position = 'first'",
    "a place beyond all": "entries SET position = 1e300",
    "another pain": "sessions SET pain_before = 1",
    "another note": "sessions SET note = 'all well'",
    "an entry less": "entries SET session_id = 'good', position = 9",
    "another patient": "sessions SET patient = 'other'",
    "no checksum": "sessions SET checksum = ''",
}


def spoil(path: Path, what: str) -> None:
    """Change the session "bad" as SPOILT says."""
    change(path, f"UPDATE {what} WHERE session_id = 'bad'")


@pytest.mark.parametrize("fault", SPOILT)
@pytest.mark.parametrize("open_later", [False, True])
def test_what_cannot_be_read_is_set_aside_and_told(
    path: Path, fault: str, open_later: bool
) -> None:
    """The rest is shown, in every way to look at it; a patient's words are in no message."""
    spoil(path, SPOILT[fault])
    with SessionLog(path, open_later=open_later) as log:
        with pytest.warns(UserWarning, match="sessions? of the log .* cannot be read") as told:
            frame = log.to_frame()
        # The good one has an entry too many where one was moved to it: then it is not whole either.
        whole = [] if fault == "an entry less" else [GOOD]
        assert frame["session_id"].tolist() == [one.session_id for one in whole]
        assert log.sessions() == log.last_sessions() == whole
        with pytest.raises(
            LogError, match=r"session bad, \w+: .* python -m backcare.log check"
        ) as no:
            log.session("bad")
        assert log.unread["column"].str.startswith("session bad, ").sum() == 1
        said = f"{told[0].message} {no.value} {log.unread.to_dict()}"
        assert WRITTEN not in said
        log.add(replace(GOOD, session_id="new"))
        assert {one.session_id for one in log.sessions()} == {
            "new",
            *(one.session_id for one in whole),
        }
    with closing(sqlite3.connect(path)) as connection:  # set aside, not thrown away
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (3,)


def test_an_id_that_is_none(path: Path) -> None:
    """It is counted; nobody can name it."""
    spoil(path, "sessions SET session_id = x'0102'")
    with SessionLog(path) as log:
        with pytest.warns(UserWarning, match="1 session"):
            assert log.to_frame()["session_id"].tolist() == ["good"]
        assert log.unread["column"].tolist() == ["a session without an id, session_id"]


def test_an_id_that_is_a_part_of_a_note(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a damaged file it may stand there; no message quotes it."""
    spoil(path, f"sessions SET session_id = '{WRITTEN}'")
    change(path, "UPDATE entries SET session_id = 'my secret' WHERE session_id = 'bad'")
    with SessionLog(path) as log:
        with pytest.warns(UserWarning, match="1 session"):
            log.to_frame()
        assert "secret" not in str(log.unread.to_dict())
    for task in ("check", "repair"):
        assert main([task, str(path)]) == 1
        assert "secret" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "version", ["DELETE FROM backcare_log", "UPDATE backcare_log SET version = 'x'"]
)
def test_a_log_that_does_not_say_its_version(path: Path, version: str) -> None:
    """It is refused in words, also when it is opened later."""
    change(path, version)
    for use in (SessionLog, lambda one: SessionLog(one, open_later=True).to_frame()):
        with pytest.raises(LogError, match="does not say its version"):
            use(path)


def test_answers_that_cannot_be_read_are_asked_again(path: Path) -> None:
    """A spoilt event is none: the warning signs are asked, and nobody has been asked."""
    change(path, "UPDATE events SET happened_at = 'x', utc_offset_min = 'y'")
    with SessionLog(path) as log:
        log.add(Session(MONDAY, pain_before=8))
        assert log.safety_record().red_flags() is None
        assert log.awaiting_reason() == "severe_pain"


def test_a_score_that_is_not_as_it_was_written(path: Path) -> None:
    """One flipped bit makes 13 of 9: it is left out, told, and counted by who checks."""
    change(path, "UPDATE measures SET score = 13")
    with SessionLog(path) as log:
        with pytest.warns(UserWarning, match="1 score of the log"):
            assert log.measures().empty
        assert log.unread["column"].tolist() == ["a score"]
        with pytest.warns(UserWarning, match="1 score"):
            dashboard = bc.ProgressDashboard(log)
        assert "1 score of your log cannot be read" in dashboard.counted.text
        dashboard.close()
        log.add_measure("2026-03-02", "rmdq_24", 9)
        assert len(log.measures()) == 1
        assert log.unread.empty


@pytest.mark.parametrize(
    "spoilt",
    ["detail = 'gever'", "kind = 'red_flagr'", "happened_at = '2026-03-02 19:00:00.000000'"],
)
def test_an_answer_that_is_not_as_it_was_given(
    path: Path, spoilt: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The signs are asked again, whatever of it has changed; what was said before is none."""
    with SessionLog(path) as log:
        log.safety_record().answer_red_flags([])
        log.safety_record().answer_red_flags(["fever"])
        newest = "WHERE number = (SELECT max(number) FROM events)"
        change(path, f"UPDATE events SET {spoilt} {newest}")  # noqa: S608 (our own words)
        assert log.safety_record().red_flags() is None
    assert main(["check", str(path)]) == 1
    assert capsys.readouterr().out.startswith("an answer about safety: is not as it was written")


@pytest.mark.parametrize("number", [0, 1, 3, 1000])
def test_an_answer_whose_number_is_not_as_it_was_given(path: Path, number: int) -> None:
    """What was said before does not come back by it; and the next answer is the newest."""
    with SessionLog(path) as log:
        record = log.safety_record()
        record.answer_red_flags([])
        record.answer_red_flags(["fever"])
        newest = "WHERE number = (SELECT max(number) FROM events)"
        change(path, f"UPDATE events SET number = {number} {newest}")  # noqa: S608 (our own words)
        assert record.red_flags() is None
        record.answer_red_flags(["fever"])
        assert record.red_flags().flags == ("fever",)
        record.answer_red_flags([])
        assert record.red_flags().flags == ()


def test_an_old_answer_whose_number_is_not_as_it_was_given(path: Path) -> None:
    """It does not become the newest by it."""
    with SessionLog(path) as log:
        record = log.safety_record()
        record.answer_red_flags(["fever"])
        record.answer_red_flags([])
        change(path, "UPDATE events SET number = 1000 WHERE detail = 'fever'")
        assert record.red_flags().flags == ()


def test_scores_and_answers_of_an_older_log_get_their_checksums(path: Path) -> None:
    """So do those that repair takes out of one."""
    change(path, *WITHOUT_SUMS[1:], "UPDATE backcare_log SET version = 3")
    main(["repair", str(path)])
    for one in (path, path.with_name("log-repaired.db")):
        with SessionLog(one) as log:
            assert log.measures()["score"].tolist() == [9]
            assert log.safety_record().red_flags().flags == ("fever",)
            assert len(log.sessions()) == 2
        assert main(["check", str(one)]) == 0


def test_an_answer_that_cannot_be_read_does_not_bring_an_older_one_back(path: Path) -> None:
    """It may have taken it back: "none of these" before "fever", "asked" before "not asked"."""
    with SessionLog(path) as log:
        record = log.safety_record()
        record.ask_about("bridging")
        record.answer_red_flags([])
        assert record.is_clear()
        record.answer_red_flags(["fever"])
        record.ask_about("bridging", asked=False)
        change(
            path,
            "UPDATE events SET detail = x'ff' WHERE number > (SELECT max(number) - 2 FROM events)",
        )
        assert record.red_flags() is None
        assert record.asked_about() == {}


def test_a_score_that_cannot_be_read_is_left_out(path: Path) -> None:
    """The others are there."""
    with SessionLog(path) as log:
        log.add_measure("2026-03-09", "rmdq_24", 7)
        change(path, "UPDATE measures SET score = 'bad' WHERE score = 9")
        with pytest.warns(UserWarning, match="1 score"):
            assert log.measures()["score"].tolist() == [7]
        change(path, "UPDATE measures SET date = 'monday' WHERE score = 7")
        with pytest.warns(UserWarning, match="2 scores"):
            assert log.measures().empty


def test_a_change_that_cannot_be_read_is_not_undone(path: Path) -> None:
    """Broken JSON takes nothing away from what is there."""
    with SessionLog(path) as log:
        log.edit(replace(GOOD, pain_after=1))
        change(path, "UPDATE changes SET before = '{' WHERE before IS NOT NULL")
        with pytest.raises(LogError, match="cannot be read any more"):
            log.undo()
        assert log.session("good").pain_after == 1


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "null",
        '{"started_at": "2026-03-02T18:00:00+00:00", "entries": [], "pain_before": 99}',
        '{"started_at": "2026-03-02T18:00:00+00:00", "entries": [], "pain_minutes": 1e400}',
        '{"started_at": "2026-03-02T18:00:00+00:00", "entries": [], "note": 5}',
        '{"started_at": "9999-12-31T23:59:59-23:59", "entries": []}',
        '{"started_at": "1066-10-14T09:00:00+00:00", "entries": []}',
        '{"started_at": "2026-03-02T18:00:00+00:00", "entries": [{"exercise_id": ""}]}',
        '{"started_at": "2026-03-02T18:00:00+00:00", "entries": [{"exercise_id": "a", "reps": 0}]}',
    ],
)
def test_undo_takes_no_readable_session_away_for_one_that_is_none(path: Path, text: str) -> None:
    """Early programs wrote no checksum beside what was before."""
    with SessionLog(path) as log:
        log.edit(replace(GOOD, pain_after=1))
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("UPDATE changes SET before = ? WHERE before IS NOT NULL", [text])
        with pytest.raises(LogError, match="cannot be read any more"):
            log.undo("good")
        assert log.session("good").pain_after == 1


@pytest.mark.parametrize("number", ["'first'", "x'ff'", "9223372036854775807", "1e300"])
def test_a_number_that_is_none_stops_nothing(path: Path, number: str) -> None:
    """Sessions and answers are stored all the same, and the newest answer holds."""
    change(path, f"UPDATE events SET number = {number}")  # noqa: S608 (our own words)
    change(path, f"UPDATE changes SET change_id = {number} WHERE session_id = 'bad'")  # noqa: S608
    with SessionLog(path) as log:
        record = log.safety_record()
        assert record.red_flags() is None
        record.answer_red_flags(["fever"])
        assert record.red_flags().flags == ("fever",)
        log.confirm_professional()
        log.add(replace(GOOD, session_id="new"))
        assert log.add_once(replace(GOOD, session_id="new")) == "new"
        log.edit(replace(GOOD, pain_after=1))
        assert log.undo().session_ids == ("good",)


@pytest.mark.parametrize(
    "spoilt",
    [
        "happened_at = '0001-01-01 00:00:00.000000', utc_offset_min = 1439",
        "happened_at = '9999-12-31 23:59:59.000000', utc_offset_min = -1439",
        "happened_at = '9999-12-31 23:59:59.000000', utc_offset_min = 0",
        "detail = 'a secret' WHERE kind = 'red_flags'",
        "number = 'many'",
    ],
)
def test_answers_of_an_older_log_that_are_none(path: Path, spoilt: str) -> None:
    """Its checksums are worked out for what is there: it is looked at all the same."""
    change(
        path,
        f"UPDATE events SET {spoilt}",  # noqa: S608 (our own words)
        *WITHOUT_SUMS[1:],
        "UPDATE backcare_log SET version = 3",
    )
    with SessionLog(path) as log:
        assert log.safety_record().red_flags() is None
        assert log.awaiting_reason() == ""
        for widget in (bc.SessionForm(log), bc.ProgressDashboard(log), bc.SessionPlanner(log=log)):
            assert "secret" not in repr(widget)
            widget.close()
    assert main(["check", str(path)]) == 1


def test_a_score_at_the_edge_of_time(path: Path) -> None:
    """Also where its checksum fits."""
    change(
        path,
        "UPDATE measures SET date = '9999-12-31', score = 9223372036854775807",
        *WITHOUT_SUMS[1:],
        "UPDATE backcare_log SET version = 3",
    )
    with SessionLog(path) as log, pytest.warns(UserWarning, match="1 score"):
        assert log.measures().empty


@pytest.mark.parametrize(
    "lacking",
    [
        *(f"DROP TABLE {table}" for table in ("sessions", "entries", "measures", "events")),
        "ALTER TABLE measures DROP COLUMN note",
        "ALTER TABLE events RENAME COLUMN number TO numbes",
        "ALTER TABLE backcare_log RENAME COLUMN version TO versiom",
        "DROP TABLE backcare_log",
    ],
)
def test_a_log_with_a_part_missing_is_damaged(
    path: Path, lacking: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says so, and what helps, in a command that can be copied as it stands."""
    change(path, lacking)
    helps = re.escape(
        f'it is damaged. Put back a copy, or save what can be read: {REPAIR} "{path}"'
    )

    def use() -> None:
        with SessionLog(path) as log:
            log.to_frame()
            log.measures()
            log.awaiting_reason()

    with pytest.raises(LogError, match=helps):
        use()
    assert main(["check", str(path)]) == 1
    assert f'{REPAIR} "{path}"' in capsys.readouterr().out


def test_every_message_has_the_whole_command(path: Path) -> None:
    """With the path of the log, which the program cannot do without."""
    spoil(path, SPOILT["text as pain"])
    command = f'python -m backcare.log check "{path}"'
    with SessionLog(path) as log:
        with pytest.raises(LogError, match=re.escape(command)):
            log.session("bad")
        with pytest.warns(UserWarning, match="1 session"):
            log.to_frame()
        assert command in log.unread["rule"].item()
        with pytest.warns(UserWarning, match="1 session"):
            dashboard = bc.ProgressDashboard(log)
        assert command in dashboard.counted.text
        dashboard.close()


def test_an_older_log_gets_its_checksums_when_it_is_opened(path: Path) -> None:
    """What stands there then counts as right; what cannot be read stays aside."""
    change(
        path,
        "UPDATE sessions SET pain_before = 'strong' WHERE session_id = 'bad'",
        *WITHOUT_SUMS,
        "UPDATE backcare_log SET version = 2",
    )
    with SessionLog(path) as log:
        assert log.session("good") == GOOD
        with pytest.raises(LogError, match="session bad, pain_before"):
            log.session("bad")
    change(path, "UPDATE sessions SET pain_after = 9 WHERE session_id = 'good'")
    with SessionLog(path) as log, pytest.raises(LogError, match="session good, checksum"):
        log.session("good")


# --- what cannot be read may have been a stop ---------------------------------------------------


@pytest.mark.parametrize("fault", SPOILT)
def test_a_session_that_cannot_be_read_may_have_been_a_stop(path: Path, fault: str) -> None:
    """Whatever of it is spoilt, the stop stays, until somebody has been asked."""
    with SessionLog(path) as log:
        log.edit(replace(BAD, started_at=MONDAY + timedelta(days=1), pain_after=9))
        assert log.awaiting_reason() == "severe_pain"
        spoil(path, SPOILT[fault])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert log.awaiting_reason() == "stop_rule"
            assert False in [asked for _, asked in log.unread_stops()]
            notice = StopNotice(log)
            assert "Part of your log cannot be read" in notice._words.value
            assert WRITTEN not in notice._words.value
            notice.confirm()
            assert not notice.waiting
            assert log.awaiting_reason() == ""
            # Another session is another question.
            log.add(replace(GOOD, session_id="next"))
            change(path, "UPDATE sessions SET note = x'00' WHERE session_id = 'next'")
            log.confirm_professional(MONDAY - timedelta(days=1))
            change(path, "UPDATE sessions SET started_at = 'x' WHERE session_id = 'next'")
            assert log.awaiting_reason() == "stop_rule"
    with SessionLog(path) as log:
        log.confirm_professional()
        with pytest.warns(UserWarning, match="cannot be read"):
            assert log.awaiting_reason() == ""


def test_a_day_that_may_be_spoilt_answers_nothing(path: Path) -> None:
    """One bit makes 2 March of 12 March, on which nobody had asked yet: they are to ask again."""
    with SessionLog(path) as log, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        log.edit(replace(BAD, started_at=MONDAY + timedelta(days=10), pain_after=9))
        log.confirm_professional(MONDAY + timedelta(days=5))
        assert log.awaiting_reason() == "severe_pain"
        spoil(path, "sessions SET started_at = '2026-03-02 18:00:00.000000'")
        assert log.awaiting_reason() == "stop_rule"
        assert log.unread_stops() == [(MONDAY.date(), False)]
        log.confirm_professional()
        assert log.awaiting_reason() == ""


@pytest.mark.parametrize("name", ["p11", "P01", "p01x"])
def test_a_stop_in_which_the_name_was_spoilt(path: Path, name: str) -> None:
    """It waits for the one whose it was, also where another has that name; not for third ones."""
    with SessionLog(path) as log, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for patient in ("p01", "p11", "P01", "p02"):
            for day in range(3):
                at = MONDAY + timedelta(days=day)
                log.add(Session(at, pain_after=1, patient=patient))
                log.safety_record(patient).answer_red_flags([])
        log.add(Session(MONDAY, pain_after=9, patient="p01", session_id="stop"))
        log.safety_record("p01").answer_red_flags(["fever"])
        change(
            path,
            f"UPDATE sessions SET patient = '{name}' WHERE session_id = 'stop'",  # noqa: S608
            f"UPDATE events SET patient = '{name}' WHERE detail = 'fever' AND patient = 'p01'",  # noqa: S608
        )
        assert log.awaiting_reason("p01") == "stop_rule"
        assert log.safety_record("p01").red_flags() is None
        assert log.awaiting_reason("p02") == ""
        assert log.safety_record("p02").is_clear()
        log.confirm_professional(patient="p01")
        assert log.awaiting_reason("p01") == ""


def test_a_session_of_which_only_the_exercises_are_there(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody deleted it by hand, where nothing held them back: it may have been a stop."""
    change(path, "DELETE FROM sessions WHERE session_id = 'bad'")
    with SessionLog(path) as log, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        log.to_frame()
        assert log.unread["column"].tolist() == ["session bad"]
        assert log.awaiting_reason() == "stop_rule"
        log.confirm_professional()
        assert log.awaiting_reason() == ""
        assert log.add_once(BAD) == "bad"
        assert log.session("bad") == BAD
        log.to_frame()
        assert log.unread.empty
    change(path, "DELETE FROM sessions WHERE session_id = 'bad'")
    assert main(["check", str(path)]) == 1
    assert capsys.readouterr().out.startswith("session bad: is gone: only its exercises are there")


def test_a_session_that_cannot_be_read_is_mended_by_its_own_content(
    path: Path, tmp_path: Path
) -> None:
    """By that of an export, or of a page; other content of the same id takes nothing away."""
    with SessionLog(path) as log, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        export = log.export_csv(tmp_path / "export.csv")
        mends = {8: lambda: log.import_csv(export), 9: lambda: log.add_once(BAD)}
        for pain, mend in mends.items():
            spoil(path, SPOILT["another pain"])
            other = log.add_once(replace(BAD, pain_after=pain))
            assert other != "bad"
            assert log.unread_stops()
            mend()
            assert log.session("bad") == BAD
            log.delete(other)
        changed = tmp_path / "changed.csv"
        changed.write_text(export.read_text("utf-8-sig").replace(WRITTEN, "other"), "utf-8")
        spoil(path, SPOILT["another pain"])
        with pytest.raises(TableError, match="If it cannot be read there, repair the log first"):
            log.import_csv(changed)
        assert log.import_csv(export).added == 1
        assert log.session("bad") == BAD


@pytest.mark.parametrize(
    "spoilt",
    [
        "UPDATE events SET detail = x'ff00'",
        "UPDATE events SET kind = 'told_to_stoq'",
        "UPDATE events SET detail = 'severe_paim' || char(10) || 'good'",
        "UPDATE events SET number = 'many'",
        "UPDATE events SET number = 9223372036854775807",
        "UPDATE events SET happened_at = '9999-12-31 23:59:59.000000', utc_offset_min = -1439",
        "UPDATE events SET patient = 'mg'",
        "UPDATE sessions SET note = 'x'",
        "UPDATE sessions SET patient = 'mg'",
    ],
)
def test_a_word_to_stop_that_is_spoilt_still_counts(tmp_path: Path, spoilt: str) -> None:
    """Or one whose session is; who then asks somebody is out of it, in the next program too."""
    path = tmp_path / "log.db"
    with SessionLog(path) as log, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        log.add(GOOD)
        log.safety_record().tell_to_stop("good", "stop_rule")
        assert log.awaiting_reason() == "stop_rule"
        change(path, spoilt)
        assert log.awaiting_reason() == "stop_rule"
        log.confirm_professional(MONDAY - timedelta(days=1))
        assert log.awaiting_reason() == "stop_rule"
        log.confirm_professional()
        assert log.awaiting_reason() == ""
        log.safety_record().answer_red_flags([])
        assert log.safety_record().is_clear()
    with SessionLog(path) as log, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert log.awaiting_reason() == ""


def test_many_that_cannot_be_read_are_answered_at_once(path: Path) -> None:
    """However many they are."""
    with SessionLog(path) as log, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number in range(120):
            log.add(replace(GOOD, session_id=f"{number}"))
        change(path, "UPDATE sessions SET started_at = 'x'")
        log.confirm_professional()
        assert log.awaiting_reason() == ""
        assert log.unread_stops() == [(None, True)] * 122


# --- the person who helps --------------------------------------------------------------------


def test_check_says_what_cannot_be_read(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All is well, or a line for each session; what was written stays unsaid."""
    assert main(["check", str(path)]) == 0
    assert capsys.readouterr().out == "All of it can be read.\n"
    spoil(path, SPOILT["text as pain"])
    assert main(["check", str(path)]) == 1
    assert capsys.readouterr().out.startswith("session bad, pain_before: must be a whole number")


def test_a_backup_is_whole_and_takes_nobodys_place(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also while somebody writes; only its owner may open it."""
    copy = tmp_path / "copy.db"
    with SessionLog(path) as log:
        assert main(["backup", str(path), str(copy)]) == 0
        log.delete("good")
    with SessionLog(copy) as log:
        assert log.sessions() == [BAD, GOOD] or log.sessions() == [GOOD, BAD]
    before = copy.read_bytes()
    assert main(["backup", str(path), str(copy)]) == 1
    assert "already exists" in capsys.readouterr().out
    assert copy.read_bytes() == before
    (tmp_path / "empty.db").touch()
    for no_log in ("none.db", "empty.db"):
        assert main(["backup", str(tmp_path / no_log), str(tmp_path / "b.db")]) == 1
        assert not (tmp_path / "b.db").exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-4096],
        lambda content: b"a file of another kind" + content[22:],
        lambda content: content[:100] + b"\xff" * 500 + content[600:],
        lambda content: content[: len(content) // 2],
    ],
    ids=["a page less", "no header", "no table of contents", "half"],
)
def test_a_damaged_log_is_copied_too(
    path: Path, tmp_path: Path, damage: Callable[[bytes], bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    """As it is, which is said: who repairs it wants a copy first. No note stands in the words."""
    damaged = damage(path.read_bytes())
    path.write_bytes(damaged)
    copy = tmp_path / "copy.db"
    assert main(["backup", str(path), str(copy)]) == 1
    said = capsys.readouterr().out
    assert said.startswith(f"Copied as it is, damage and all: {copy}\n")
    assert WRITTEN not in said
    assert path.read_bytes() == copy.read_bytes() == damaged


def test_a_log_with_a_spoilt_value_is_copied_too(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What of it cannot be read is said, and is in the copy as it is in the log."""
    spoil(path, SPOILT["text as pain"])
    assert main(["backup", str(path), str(tmp_path / "copy.db")]) == 1
    assert "session bad, pain_before: must be a whole number" in capsys.readouterr().out
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        pains = copy.execute("SELECT pain_before FROM sessions ORDER BY session_id").fetchall()
    assert pains == [("strong",), (3,)]


def test_a_log_that_is_held_is_not_copied(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told after a while, waited for, and given up in the end."""
    monkeypatch.setattr("backcare.log.database.WORD_AFTER_S", 0.01)
    monkeypatch.setattr("backcare.log.database.GIVE_UP_AFTER_S", 0.02)
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert main(["backup", str(path), str(copy)]) == 1
        said = capsys.readouterr()
        assert "another program is busy with it. Try again in a minute" in said.out
        assert "Another program is busy with the log" in said.err
        assert not copy.exists()
    assert main(["backup", str(path), str(copy)]) == 0


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_log_on_a_server_is_checked(log: SessionLog, capsys: pytest.CaptureFixture[str]) -> None:
    """By its address; to repair it is for the server's own programs."""
    address = log._database._url.render_as_string(hide_password=False)
    log.add(GOOD)
    assert main(["check", address]) == 0
    assert capsys.readouterr().out == "All of it can be read.\n"
    with log._database.write() as connection:
        connection.exec_driver_sql("UPDATE sessions SET pain_before = 99")
    assert main(["check", address]) == 1
    said = capsys.readouterr().out
    assert said.startswith("session good, pain_before: must be a whole number from 0 to 10.")
    assert "ask the person who looks after the server" in said
    assert main(["repair", address]) == 1
    assert "pg_dump" in capsys.readouterr().out


def test_a_dashboard_of_a_log_with_an_unreadable_session(path: Path) -> None:
    """It is drawn of the others, and says so."""
    spoil(path, SPOILT["text as pain"])
    with SessionLog(path) as log, pytest.warns(UserWarning, match="1 session"):
        dashboard = bc.ProgressDashboard(log)
    assert "1 session of your log cannot be read" in dashboard.counted.text
    dashboard.close()


def test_the_alarm_of_a_dashboard_says_which_day_and_what_to_do(path: Path) -> None:
    """And nothing that is no alarm."""
    spoil(path, SPOILT["text as pain"])
    with SessionLog(path) as log, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        log.safety_record().answer_red_flags([])
        dashboard = bc.ProgressDashboard(log, as_of=MONDAY.date())
        said = dashboard.counted.text
        assert "what you noted on 2 Mar 2026" in said
        assert "since" not in said
        assert dashboard.beside_alarm.text.startswith("1 session since")
        assert "Do no more exercises until you have asked a doctor." in dashboard.counted.text
        assert dashboard.this_week.text == "This week: 1 of 3 sessions."  # the stop stands above
        dashboard.stop.confirm()
        assert "Today you can carry on as planned" in dashboard.counted.text
        change(path, "DELETE FROM entries", "DELETE FROM sessions")
        dashboard.refresh()
        assert dashboard.beside_alarm.text == ""
        assert dashboard.beside_alarm.layout.display == "none"
        dashboard.close()


def test_rows_of_a_session_that_stand_apart(path: Path, tmp_path: Path) -> None:
    """What is read in is whole afterwards, in whatever order a file had it."""
    diary = tmp_path / "diary.csv"
    rows = [f"{key},2026-03-0{day}T18:00+00:00,{name}" for key, day, name in
            [("a", 2, "bridging"), ("b", 3, "bridging"), ("a", 2, "walking")]]  # fmt: skip
    diary.write_text("\n".join(["session_id,started_at,exercise_id", *rows]), "utf-8")
    with SessionLog(path) as log:
        log.import_csv(diary)
        assert [len(log.session(key).entries) for key in "ab"] == [2, 1]
