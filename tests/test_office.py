"""A log through a real spreadsheet: LibreOffice opens, saves, and the log has it as it was.

`python -m nox -s office` runs it; it needs `soffice` (Debian: `apt-get install libreoffice-calc`).
"""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pandas as pd
import pytest

import backcare as bc

pytestmark = pytest.mark.office

# The filter options of LibreOffice for CSV: separator, quotation mark, encoding (76 is UTF-8, 0 the
# system's), first line, formats, language of the numbers, quote all, detect dates and the like.
ENGLISH, GERMAN = "1033", "1031"
LANGUAGES = {"en-US": ENGLISH, "de-DE": GERMAN}
NOTES = [
    *("é à ü ß €", "=1+1", "-5", "007", "1.5", "1,5", "2 March", "02.03.2026", "TRUE", "12:30"),
    *(
        'say "ah"',
        "a, b; c",
        "two\nlines",
        " blank before",
        "1e5",
        "3/4",
        "Привет",
        "'quoted",
        "5%",
    ),
    "",
]


@pytest.fixture(scope="module")
def soffice() -> str:
    """Return where LibreOffice is."""
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("no soffice: apt-get install libreoffice-calc")
    return found


@pytest.fixture
def log() -> bc.SessionLog:
    """Return a log of some hundred rows, with whatever a spreadsheet may stumble over."""
    log = bc.SessionLog(":memory:", now=lambda: datetime(2027, 1, 1, tzinfo=UTC))
    zones = [timezone.utc, timezone(timedelta(hours=1)), timezone(-timedelta(hours=3, minutes=30))]  # noqa: UP017
    for n in range(180):
        done = [
            bc.Entry("walking", minutes=[20, 1.5, 12.125, 0.5, 30.25][n % 5]),
            bc.Entry("bird_dog", sets=2, reps=8, hold_s=5),
        ]
        log.add(
            bc.Session(
                datetime(2026, 3, 1, 18, 30, n % 60, tzinfo=zones[n % 3]) + timedelta(days=n),
                pain_before=n % 11,
                pain_after=None if n % 4 else 2,
                pain_peak=6,
                pain_minutes=4.5,
                entries=done[: 1 + n % 2],
                note=NOTES[n % len(NOTES)],
                patient=["me", "007", "1.5", "Zoë", "P-01", "12"][n % 6],
                session_id=f"{n:04}" if n % 2 else f"{n}e10",
            )
        )
    return log


def converted(soffice: str, file: Path, to: str, folder: Path, *, reading: str = "") -> Path:
    """Let LibreOffice open a file and save it in another form."""
    folder.mkdir(exist_ok=True)
    command = [soffice, "--headless", f"-env:UserInstallation={(folder / 'user').as_uri()}"]
    command += [f"--infilter={reading}"] if reading else []
    done = subprocess.run(
        [*command, "--convert-to", to, "--outdir", str(folder), str(file)],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    made = folder / f"{file.stem}.{to.partition(':')[0]}"
    assert made.exists(), done.stdout + done.stderr
    return made


def through(soffice: str, file: Path, folder: Path, language: str, separator: str) -> Path:
    """Open a CSV file in one language, keep it as a workbook, and save that as CSV again."""
    number = LANGUAGES[language]
    # As a double-click offers it: comma, semicolon and tab all at once, and the encoding that the
    # file says. "Detect special numbers" is on, which is the worst that can be chosen.
    reading = f"CSV:44/59/9,34,,1,,{number},false,true,false"
    book = converted(soffice, file, "ods", folder, reading=reading)
    writing = f"csv:Text - txt - csv (StarCalc):{separator},34,76,1,,{number},false,true,false"
    return converted(soffice, book, writing, folder)


@pytest.mark.parametrize("separator", ["44", "59", "9"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_log_comes_back_as_it_was(
    soffice: str, log: bc.SessionLog, tmp_path: Path, language: str, separator: str
) -> None:
    """All of it, each text, number and time, whatever the language of the spreadsheet."""
    file = log.export_csv(tmp_path / "log.csv")
    saved = through(soffice, file, tmp_path / "office", language, separator)
    assert saved.read_bytes() != file.read_bytes()  # it has been there
    with bc.SessionLog(":memory:", now=lambda: datetime(2027, 1, 1, tzinfo=UTC)) as other:
        result = other.import_csv(saved)
        assert result.added == 180
        pd.testing.assert_frame_equal(other.to_frame(), log.to_frame())
    assert log.import_csv(saved).added == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_diary_of_ones_own_is_read_as_it_is_shown(
    soffice: str, tmp_path: Path, language: str
) -> None:
    """With dates and decimals in the form of the language, semicolons, and dd.mm.yyyy hh:mm."""
    diary = tmp_path / "diary.csv"
    rows = "2026-03-25 18:30,Walking,12.5\n2026-03-26 07:05,Walking,30\n"
    diary.write_text(f"date,exercise,minutes\n{rows}", "utf-8-sig")
    book = converted(
        soffice, diary, "ods", tmp_path / "office",
        reading=f"CSV:44,34,76,1,,{ENGLISH},false,true,false",
    )  # fmt: skip
    number = LANGUAGES[language]
    saved = converted(
        soffice, book, f"csv:Text - txt - csv (StarCalc):59,34,76,1,,{number},false,true,false",
        tmp_path / "office",
    )  # fmt: skip
    with bc.SessionLog(":memory:", now=lambda: datetime(2027, 1, 1, tzinfo=UTC)) as other:
        other.import_csv(saved)
        frame = other.to_frame()
    assert frame["started_at"].tolist() == [
        pd.Timestamp("2026-03-25 18:30"),
        pd.Timestamp("2026-03-26 07:05"),
    ]
    assert frame["minutes"].tolist() == [12.5, 30]


def test_a_plan_comes_back_as_it_was(soffice: str, tmp_path: Path) -> None:
    """Opened in German, saved with semicolons."""
    plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=20)
    bc.save_plan(plan, tmp_path / "plan.csv")
    saved = through(soffice, tmp_path / "plan.csv", tmp_path / "office", "de-DE", "59")
    pd.testing.assert_frame_equal(bc.load_plan(saved), plan)
