"""What a page without Python reads and writes as a file: the same sessions as a log, or none."""

import base64
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page
from trials import Trial

import backcare as bc
from backcare.browser import assets
from backcare.csv_reader import csv_text, escape_formula
from backcare.diary import diary_bytes
from backcare.errors import TableError
from backcare.safety import mild_limits
from backcare.sessions import (
    CSV_COLUMNS,
    DAYS_AHEAD,
    LIMITS,
    LOG_SCHEMA,
    NO_EXERCISE,
    Entry,
    Session,
)
from backcare.site import RULES, facts
from backcare.site.log_calls import tell_log
from backcare.tables.vocabulary import terms

pytestmark = pytest.mark.browser

EXERCISES = bc.load_exercises()
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
ZONE = "Europe/Berlin"
AMOUNTS = ("sets", "reps", "hold_s", "minutes")
# Read a file as "My data" does: what is new in it as a file again, or what is wrong with it.
READ = """([file, here, now]) => {
  const bytes = Uint8Array.from(atob(file), (sign) => sign.charCodeAt(0));
  const latest = now + facts.starts.ahead * DAY_MS;
  try {
    const text = textOf(bytes);
    const read = text.trimStart().startsWith("{") ? readBackup : readSessions;
    const { found } = read(facts, text, latest);
    return { taken: csvOfLog(facts, newOf(here, found)) };
  } catch (error) {
    if (!(error instanceof FileFaults)) throw error;
    return { faults: error.faults };
  }
}"""


@pytest.fixture(scope="module")
def bare(context) -> Iterator[Page]:
    """Open a page with nothing in it but what reads and writes files."""
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setTimezoneOverride", {"timezoneId": ZONE})
    files = ("page_place.js", "page_log.js", "csv.js", "page_read.js")
    files += ("page_mend.js", "page_files.js")
    page.add_script_tag(content=assets("local_time.js", *RULES, *files))
    page.evaluate("(facts) => { window.facts = facts; }", facts(EXERCISES))
    yield page
    page.close()


# What may stand in a cell. The first of a column is the usual one.
STARTS = (
    *("2026-03-02T18:00:00+01:00", "2026-03-02T18:00+01:00", "2026-03-02 18:00", "2026-03-02"),
    *("2026-03-02t17:00Z", "2026/3/2 8:05:09", "2026.03.02 18:00:00.5+0100", "2026-03-02, 18:00"),
    *("2026-03-02T18:00:00.123456789-03:30", "2026-03-02 18:00 +01", " 2026-03-02T18:00 ", ""),
    *("2026-07-01T12:00", "1970-01-01T12:00+00:00", "2024-02-29T00:00:00+14:00"),
)
NO_STARTS = (
    *("2026-02-30T18:00:00+01:00", "2026-03-02T24:00:00+01:00", "2026-03-02T18:60:00+01:00"),
    *("2026-03-02T18:00:60+01:00", "2026-03-02T18:00:00+25:00", "2026-03-02T18:00:00+01:75"),
    *("2031-03-02T18:00:00+01:00", "9999-12-31T18:00:00Z", "0206-03-02T18:00:00+01:00"),
    *("1969-12-31T23:59:00Z", "2026-03-05T12:00:01Z", "soon", "2026-03-02T18", "'2026-03-02"),
    *("2026-3/2", "2026-13-01", "2026-00-10", "2025-02-29", "26-03-02T18:00", "2026-03-02T18:00+1"),
)
# Only the notebooks read these; the page says how to write them, and takes nothing in.
ONLY_NOTEBOOKS = {
    "started_at": ("2 March 2026 18:00", "13.03.2025", "2026-03-02 6:30 pm", "13/02/2026 18:00"),
    "exercise_id": ("Bridge", "BRIDGING"),
    "session_id": ("",),
}
EDGES = ("0", "1", "10", "11", "20", "21", "200", "201", "600", "601", "-1", "-0", "+5", " 3 ", "")
NUMBERS = (*EDGES, "2.0", "2,0", "2.5", "2,5", "1,125", "1.125", "1e1", "0.0000001", "03", "٣", "x")
TEXTS = {
    "session_id": ("a", "b", "007", "'007", "=1+1", "'=1+1", "x" * 100, "🙂" * 100, "__proto__"),
    "patient": ("me", "", "Anna", "anna", " me ", "constructor", "é" * 100, "'me", "Me", "TRUE"),
    "exercise_id": ("bridging", "walking", "", " bird_dog ", "other_activity", "partial_crunch"),
    "note": ("", "windy", "a; b", "b", 'say "ah"', "two\nlines", "=SUM(A1)", "1,125", "é", "'Ã©"),
}
NO_TEXTS = {
    "session_id": ("x" * 101, "   ", "#REF!", "###", "a\0b", "Ã©"),
    "patient": ("x" * 101, "  ", "Err:502", "\0", "dâ€™Anna"),
    "exercise_id": ("no_exercise", "constructor", "__proto__", "x" * 200, "#N/A"),
    "note": ("x" * 10_001, "🙂" * 10_001, "a\0b", "x" * 200_000, "Rã", "Ã© and more"),
}
GOOD = {"started_at": STARTS, **TEXTS} | dict.fromkeys(LIMITS, ("", "2", "5", "10"))
ODD = {name: (*GOOD[name], *NO_TEXTS.get(name, ())) for name in GOOD}
ODD |= {"started_at": (*STARTS, *NO_STARTS)} | dict.fromkeys(LIMITS, NUMBERS)


def some_rows(chance: Random, cells: dict[str, Sequence[str]], odd: int) -> list[dict[str, str]]:
    """Write rows of a log, the usual ones but for some cells."""
    rows: list[dict[str, str]] = []
    for number in range(chance.choice((0, 1, 2, 3, 5))):
        row = {name: GOOD[name][0] for name in CSV_COLUMNS}
        row |= {"session_id": chance.choice("abc"), "reps": chance.choice(("", "8"))}
        if rows and chance.random() < 0.4:
            row = dict(rows[-1])
            row |= {"exercise_id": chance.choice(TEXTS["exercise_id"][:2]), "minutes": "2"}
        elif chance.random() < 0.7:
            row["session_id"] = f"{number}"
        for _ in range(chance.randrange(odd + 1)):
            name = chance.choice(CSV_COLUMNS)
            row[name] = chance.choice(cells[name])
        rows.append(row)
    return rows


def some_file(chance: Random, rows: list[dict[str, str]]) -> bytes:
    """Write rows as spreadsheets and people may save them, damage them and cut them off."""
    columns = [*CSV_COLUMNS, *(["weight"] if chance.random() < 0.1 else [])]
    if chance.random() < 0.2:
        chance.shuffle(columns)
    escape = escape_formula if chance.random() < 0.5 else str
    given = [[escape(row.get(name, "")) for name in columns] for row in rows]
    text = csv_text(columns, given)
    if chance.random() < 0.2:
        separator = chance.choice(";\t")
        quote = '"{}"'.format
        lines = [[quote(cell.replace('"', '""')) for cell in line] for line in [columns, *given]]
        text = "".join(f"{separator.join(line)}\r\n" for line in lines)
    # Without its header it is another kind of file.
    damage, below = chance.random(), text.index("\r\n") + 2
    if damage < 0.1:
        text = text[: chance.randrange(below, len(text) + 1)]
    elif damage < 0.2:
        at = chance.randrange(below, len(text) + 1)
        text = text[:at] + chance.choice(('"', ",", "\r\n", "\r\n\r\n", ",,,,,", "x")) + text[at:]
    text = text.replace("\r\n", chance.choice(("\r\n", "\r\n", "\n", "\r")))
    encoding = chance.choice(("utf-8-sig", "utf-8-sig", "utf-8", "utf-16", "cp1252"))
    return text.encode(encoding, errors="replace")


def by_python(path: Path, file: bytes, here: Sequence[Session]) -> tuple[bytes | None, str]:
    """Take a file into a log; what is new in it, as a file again, or None and what is wrong."""
    path.write_bytes(file)
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    with bc.SessionLog(":memory:", now=lambda: NOW) as log:
        for session in here:
            log.add(session)
        try:
            done = log.import_csv(path, tz=ZoneInfo(ZONE))
        except TableError as error:
            assert len(log.sessions()) == len(here)
            return None, str(error)
        frame = log.to_frame()
        return diary_bytes(frame[frame["session_id"].isin(done.session_ids)]), ""


def in_page(session: Session) -> dict[str, Any]:
    """Return a session as the page keeps it."""
    entries = [vars(one) for one in session.entries]
    felt = {name: getattr(session, name) for name in CSV_COLUMNS if name.startswith("pain_")}
    texts = {"session_id": session.session_id, "patient": session.patient, "note": session.note}
    return texts | felt | {"started_at": session.started_at.isoformat(), "entries": entries}


def by_page(bare: Page, file: bytes, here: Sequence[Session] = ()) -> dict[str, Any]:
    there = [*map(in_page, here)]
    given = [base64.b64encode(file).decode(), there, NOW.timestamp() * 1000]
    return bare.evaluate(READ, given)


def some_here(chance: Random) -> list[Session]:
    """Draw what a log has already: what files have, too, or have with other answers."""
    at = datetime(2026, 3, 2, 18, tzinfo=timezone(timedelta(hours=1)))
    usual = Session(at, entries=[Entry("bridging")], session_id="a")
    other = [
        Session(at, entries=[Entry("bridging")], session_id="elsewhere"),
        Session(at.astimezone(UTC), entries=[Entry("bridging")], session_id="b"),
        Session(at, pain_peak=9, entries=[Entry("bridging")], session_id="c"),
        Session(at, entries=[Entry("bridging")], session_id="1", patient="Anna"),
    ]
    return [one for one in (usual, *other) if chance.random() < 0.25]


def test_page_and_python_read_the_same_files(bare: Page, trial: Trial, tmp_path: Path) -> None:
    """Files written, spoilt and saved in many ways: both take the same sessions, or both none."""
    chance, seen = trial.chance, Counter[str]()
    times = trial.times(250, 20_000)
    for _ in range(times):
        cells = chance.choice((GOOD, ODD))
        file = some_file(chance, some_rows(chance, cells, odd=chance.choice((0, 1, 1, 4))))
        here = some_here(chance)
        wanted, rule = by_python(tmp_path / "log.csv", file, here)
        got = by_page(bare, file, here)
        taken = got.get("taken")
        if wanted is not None and all(NO_EXERCISE in fault for fault in got.get("faults", [""])):
            continue  # a name with other signs in it, which only the notebooks make out
        assert (None if taken is None else taken.encode()) == wanted, (file, here, rule, got)
        seen["taken" if taken else "refused"] += 1
        seen["known"] += bool(taken) and wanted.count(b"\r\n") == 1
        seen["otherwise"] += "here already with other answers" in f"{got.get('faults')}"
    assert min(seen.values()) > times // 100, seen
    trial.tell("files read by the page and by Python", times, "the same sessions, or none")


@pytest.mark.parametrize("column", CSV_COLUMNS)
def test_every_odd_cell_is_taken_or_refused_alike(bare: Page, column: str, tmp_path: Path) -> None:
    """Each alone in a file; a fault names row, column, what stands there and the way out."""
    others = ONLY_NOTEBOOKS.get(column, ())
    for cell in (*ODD[column], *others):
        row = {name: GOOD[name][0] for name in CSV_COLUMNS} | {"exercise_id": "walking"}
        file = csv_text(CSV_COLUMNS, [(row | {column: cell}).values()]).encode()
        wanted, rule = by_python(tmp_path / "log.csv", file, ())
        got = by_page(bare, file)
        if cell in others:
            assert wanted is not None
            wanted = None
        taken = got.get("taken")
        assert (None if taken is None else taken.encode()) == wanted, (cell, rule, got)
        if taken is None:
            (fault,) = got["faults"]
            at = "minutes" if cell == bc.OTHER_ACTIVITY else column
            assert fault.startswith(f"Row 2, {at}: ")
            hidden = column == "note" or not cell.strip() or at != column or "read wrongly" in fault
            assert hidden or f"“{cell.strip()[:40]}" in fault
            assert fault.endswith(".")


def test_all_faults_are_said_at_once(bare: Page) -> None:
    rows = [
        {"session_id": f"{n}", "started_at": NO_STARTS[n], "sets": "99", "exercise_id": "nothing"}
        for n in range(3)
    ]
    lines = [[row.get(name, "") for name in CSV_COLUMNS] for row in rows]
    faults = by_page(bare, csv_text(CSV_COLUMNS, lines).encode())["faults"]
    places = [fault.split(":")[0] for fault in faults]
    columns = ("started_at", "exercise_id", "sets")
    assert places == [f"Row {n}, {column}" for n in (2, 3, 4) for column in columns]


def test_a_day_or_time_that_does_not_exist_is_told_in_the_same_words(
    bare: Page, tmp_path: Path
) -> None:
    """Every month and day, and times around each end: no example is one to copy by mistake."""
    days = [
        f"{year}-{month:02}-{day:02}"
        for year in (2023, 2024, 2025)
        for month in range(14)
        for day in (0, 1, 27, 28, 29, 30, 31, 32, 99)
    ]
    times = ("T24:00", " 23:60", "T23:59:60", "T18:00+24:00", "T18:00:00-01:75", "T18:00+9900")
    cells = [*days, *(f"{day}{time}" for day in ("2024-02-29", "2024-02-30") for time in times)]
    rows = [
        {"session_id": f"{n}", "started_at": cell, "exercise_id": "bridging"}
        for n, cell in enumerate(cells)
    ]
    lines = [[row.get(name, "") for name in CSV_COLUMNS] for row in rows]
    file = tmp_path / "days.csv"
    file.write_bytes(csv_text(CSV_COLUMNS, lines).encode())
    with bc.SessionLog(":memory:", now=lambda: NOW) as log, pytest.raises(TableError) as caught:
        log.import_csv(file, tz=ZoneInfo(ZONE))
    told = caught.value.faults
    assert set(told["column"]) == {"started_at"}
    by_row = told.groupby("row")["rule"].agg(list)
    wanted = [by_row.get(n + 2, []) for n in range(len(cells))]
    ask = """([cells, latest]) => cells.map((cell) => {
      const said = [];
      cellOf(facts, "started_at", cell, { latest }, (rule) => said.push(rule));
      return said;
    })"""
    assert bare.evaluate(ask, [cells, NOW.timestamp() * 1000]) == wanted
    (rule,) = by_row[cells.index("2025-02-29") + 2]
    assert "there is no 29 February 2025" in rule
    assert "2025-02" not in rule


def test_a_session_that_is_here_otherwise_is_refused(bare: Page) -> None:
    """Of the same id with more pain, or of another person: what differs, and how to go on."""
    at = datetime(2026, 3, 2, 18, tzinfo=UTC)
    here = Session(at, pain_peak=2, entries=[Entry("bridging")], session_id="a")
    for changes, said in (
        ({"pain_peak": 9}, "Worst pain while exercising is 2 here and 9 in the file"),
        ({"patient": "Anna"}, "the person is me here and Anna in the file"),
        ({"note": "worse"}, "the notes differ"),
        ({"entries": ()}, "the exercises differ"),
    ):
        given = in_page(Session(**(vars(here) | changes)))
        backup = {"made_by": "backcare-page", "version": 1, "sessions": [given], "events": []}
        told = by_page(bare, json.dumps(backup).encode(), [here])["faults"]
        assert len(told) == 1
        for words in ("Session 1, session_id: “a”", said, "2 Mar 2026, 18:00", "is here already"):
            assert words in told[0]


NAMES = ("me", "Anna", "anna", "Zoë", "a", "aa", "\ufffd", "🙂", "\ue000", "=1", "007")


def some_sessions(chance: Random) -> list[Session]:
    """Draw sessions with everything that a log may hold."""
    found = {}
    for _ in range(chance.randrange(30)):
        zone = timezone(timedelta(minutes=chance.choice((0, 60, -210, 840))))
        at = datetime(2026, 3, 2, 8, tzinfo=zone) - timedelta(minutes=chance.choice((0, 5, 9_999)))
        entries = [
            Entry(chance.choice(EXERCISES.index), chance.choice((None, 2)), minutes=minutes)
            for minutes in chance.choices(
                (None, 0.0000001, 1.125, 0.5, 12, 600), k=chance.randrange(4)
            )
        ]
        felt = {name: chance.choice((None, 0, 7, 10)) for name in ("pain_before", "pain_peak")}
        session_id = f"{chance.choice(NAMES)}{chance.randrange(40)}"
        found[session_id] = Session(
            at.replace(microsecond=chance.choice((0, 0, 500_000, 1))),
            entries=entries,
            pain_minutes=chance.choice((None, 0, 2.5, 20)),
            note=chance.choice(("", "It was windy.", "=1+1", 'a\n"b"', "'007")),
            patient=chance.choice(NAMES),
            session_id=session_id,
            **felt,
        )
    return list(found.values())


def test_page_and_python_write_the_same_file(bare: Page, trial: Trial, tmp_path: Path) -> None:
    """For logs drawn by chance: byte for byte, whatever the order in which it was kept."""
    times = trial.times(80, 2_000)
    for _ in range(times):
        sessions = some_sessions(trial.chance)
        with bc.SessionLog(":memory:", now=lambda: NOW) as log:
            for session in sessions:
                log.add(session)
            wanted = log.export_csv(tmp_path / "log.csv").read_bytes()
        there = [*map(in_page, sessions)]
        trial.chance.shuffle(there)
        assert bare.evaluate("(all) => csvOfLog(facts, all)", there).encode() == wanted
        # and comes back as it was, as a file and as a backup
        backup = {"made_by": "backcare-page", "version": 1, "sessions": there, "events": []}
        for file in (wanted, json.dumps(backup).encode()):
            assert by_page(bare, file)["taken"].encode() == wanted
    trial.tell("logs written by the page and by Python", times, "byte for byte")


FLAGS = tuple(bc.load_red_flags().index)
DAYS = ("2026-03-02", "2026-02-30", "2031-01-01", "soon", "")
PARTS: dict[str, dict[str, Sequence[Any]]] = {
    "red_flags": {"flags": ([], [FLAGS[0]], [*FLAGS], ["none"], ["constructor"])},
    "taken_back": {},
    "usual": {
        "state": (None, *terms("pain_state"), "constructor", "none of them"),
        "minutes": (5, 1, 0, -1, 2.5),
        "conditions": ([], [*terms("condition")][:2], ["constructor"], ["no condition"]),
    },
    "asked": {
        "exercise_id": ("bird_dog", "", "x" * 100, "x" * 101, "a\0"),
        "reason": ("Ask first.", "", "x" * 800, "x" * 801),
    },
    "mild_limit": {
        "pain": (None, *range(-1, 11), 4.5, "constructor"),
        "agreed_on": ("2026-03-02", "2026-03-05", "2026-03-06", *DAYS),
    },
    "told_to_stop": {"reason": ("stop_rule", "severe_pain", "", "constructor", "none")},
    "confirmed": {},
    "settled": {"about": ([], ["a"], ["a", "b"], [""], ["x" * 101])},
}


@pytest.mark.parametrize("kind", PARTS)
def test_an_answer_of_a_backup_is_one_that_a_log_takes(bare: Page, kind: str) -> None:
    """Each part of each answer, alone; words that every object has are no terms."""
    more = {"session_id": "a", "about": [], "said_on": "2026-03-04", "seen": []}
    usual = {"kind": kind, "patient": "me", "at": NOW.isoformat()} | more
    usual |= {name: values[0] for name, values in PARTS[kind].items()}
    if kind == "mild_limit":
        usual["pain"] = mild_limits()[0]
    taken = 0
    for name, value in [("", ""), *((n, v) for n, many in PARTS[kind].items() for v in many)]:
        event = usual | ({name: value} if name else {})
        with bc.SessionLog(":memory:", now=lambda: NOW) as log:
            try:
                tell_log(log, {"do": "note", "event": event})
                wanted = True
            except ValueError:
                wanted = False
        latest = (NOW + timedelta(days=DAYS_AHEAD)).timestamp() * 1000
        assert (
            bare.evaluate("([one, latest]) => isEvent(facts, one, latest)", [event, latest])
            is wanted
        ), event
        taken += wanted
    assert taken


@pytest.mark.parametrize(
    "changes",
    [{"at": "2031-01-01T09:00:00Z"}, {"at": "soon"}, {"at": ""}, {"kind": "constructor"},
     {"kind": "__proto__"}, {"patient": ""}, {"patient": "x" * 101}, {"patient": 5}],
)  # fmt: skip
def test_an_answer_of_nobody_of_the_future_or_of_no_kind_is_none(
    bare: Page, changes: dict[str, Any]
) -> None:
    event = {"kind": "confirmed", "patient": "me", "at": NOW.isoformat(), "about": []}
    ask = "([one, latest]) => isEvent(facts, one, latest)"
    latest = NOW.timestamp() * 1000
    assert bare.evaluate(ask, [event, latest])
    assert not bare.evaluate(ask, [event | changes, latest])


def test_the_rules_of_a_column_come_from_python(bare: Page) -> None:
    """No length, limit or year is typed again in the page."""
    fields = bare.evaluate("facts.log_fields")
    for name, field in LOG_SCHEMA.items():
        assert fields[name]["most"] == field.most
        assert fields[name]["limits"] == (field.limits if field.is_number else field.length)


@pytest.mark.parametrize("pain", ["constructor", "toString", "4", 4.5, None, 0, 11])
def test_no_other_limit_of_mild_switches_the_stop_rule_off(bare: Page, pain: Any) -> None:
    event = {"kind": "mild_limit", "pain": pain, "agreed_on": "2026-03-02"}
    ask = "(event) => settingsFor(facts, mildLimit(facts, [event]))"
    assert bare.evaluate(ask, event) == facts(EXERCISES)["settings"]
