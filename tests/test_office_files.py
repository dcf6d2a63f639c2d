"""Files that go through a spreadsheet: what is written so that it comes back as it was."""

import csv
import io
from datetime import UTC, datetime

import pytest

import backcare as bc
from backcare.csv_reader import (
    csv_number,
    csv_text,
    escape_formula,
    misread,
    misread_rule,
    unescape_formula,
)
from backcare.diary import read_diary
from backcare.errors import TableError

WRITTEN_OTHERWISE = [
    *("007", "1.5", "1,5", "1.500", "1e5", "12:30", "6:30 pm", "2026-03-02", "02.03.2026", "1/2"),
    *("1 2", "5%", "€5", "10 €", "$ 1.50", "2 March", "March 5", "März 2026", "1-Dez", "Okt 26"),
    *("TRUE", "falsch", "9" * 16, ".5"),
]
AS_IT_IS = ["0", "1", "42", "9" * 15, "P01", "3 sets felt ok", "may", "Mar", "true story", "ok", ""]


@pytest.mark.parametrize("text", WRITTEN_OTHERWISE)
def test_what_a_spreadsheet_would_write_otherwise_is_kept_as_text(text: str) -> None:
    """With an apostrophe before it, which is taken off again, and as often as it was put on."""
    safe = escape_formula(text)
    assert safe == f"'{text}"
    assert unescape_formula(safe) == text
    assert unescape_formula(unescape_formula(escape_formula(safe))) == text


@pytest.mark.parametrize("text", AS_IT_IS)
def test_other_texts_have_no_apostrophe(text: str) -> None:
    """A short whole number is no other in any spreadsheet, and words are words."""
    assert escape_formula(text) == text


def test_no_number_has_three_decimals() -> None:
    """Which a German spreadsheet would take for thousands."""
    assert [csv_number(n) for n in (1.125, 0.001, 12.5, 3.0, 1234.0, 1.1234)] == [
        *("1.1250", "0.0010", "12.5", "3", "1234", "1.1234"),
    ]


TEXTS = [
    *("é", "Grüße", "a \u2013 “so”", "don\u2019t", "5 °C", "à la", "Привет", "Čeština", "€"),
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_in_the_wrong_encoding_is_recognised(text: str) -> None:
    """The first letter of it that is not plain, and what it was."""
    garbled = "".join(
        bytes([byte]).decode("cp1252" if byte not in b"\x81\x8d\x8f\x90\x9d" else "latin-1")
        for byte in text.encode()
    )
    found = misread(f"my {garbled}")
    assert found is not None
    assert found[1] == next(sign for sign in text if not sign.isascii())
    assert misread(text) is None


@pytest.mark.parametrize("text", ["CAFÉ…", "“AMANHÃ”", "Ö…", "Â", "naïve Ã© “x”", "100 £", "Ã la"])
def test_capitals_before_a_sign_are_no_garble(text: str) -> None:
    """Where not all of a text makes sense when read anew, it is as somebody wrote it."""
    assert misread(text) is None


def test_a_garbled_row_is_told_with_the_way_out(tmp_path) -> None:
    """No note is shown, and nothing of the row is taken in."""
    file = tmp_path / "diary.csv"
    rows = "2026-03-02,Bridge,my cafÃ©\n2026-03-03,Bridge,my café\n"
    file.write_text(f"date,exercise,note\n{rows}", "utf-8")
    with bc.SessionLog(":memory:") as log, pytest.raises(TableError) as caught:
        log.import_csv(file)
    said = str(caught.value)
    assert "row 2, note: was once read in the wrong encoding" in said
    assert "it has “Ã©” where “é” was written" in said
    assert "save it as “CSV UTF-8”" in said
    assert "cafÃ" not in said


def test_a_garbled_note_in_a_log_comes_back_as_it_is(tmp_path) -> None:
    """What somebody has in their log, the log's own export may hold."""
    with bc.SessionLog(":memory:") as log, bc.SessionLog(":memory:") as other:
        log.add(bc.Session(datetime(2026, 3, 2, 18, tzinfo=UTC), note="my cafÃ©"))
        assert other.import_csv(log.export_csv(tmp_path / "log.csv")).added == 1
        assert other.sessions() == log.sessions()


def test_the_other_rows_of_a_garbled_file_can_be_read() -> None:
    """As of any file with faults."""
    file = "date,exercise,note\n2026-03-02,Bridge,cafÃ©\n2026-03-03,Bridge,café\n".encode()
    diary = read_diary(file)
    assert [fault.row for fault in diary.faults] == [2]
    assert diary.frame["note"].tolist() == ["café"]


def test_a_garbled_file_of_the_computers_own_encoding_is_told() -> None:
    """Saved as Windows-1252 after it was misread, it still has each letter as two."""
    file = "date;exercise;note\n2026-03-02;Bridge;cafÃ©\n".encode("cp1252")
    # Its bytes are UTF-8 again: read as that, it is right.
    assert read_diary(file).frame["note"].tolist() == ["café"]
    twice = "date;exercise;note\n2026-03-02;Bridge;caf\u00c3\u0083\u00c2\u00a9\n".encode()
    assert [fault.row for fault in read_diary(twice).faults] == [2]


def test_plans_and_exports_say_that_they_are_utf8(tmp_path) -> None:
    """By their first bytes, for the double-click."""
    plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=10)
    bc.save_plan(plan, tmp_path / "plan.csv")
    with bc.SessionLog(":memory:") as log:
        log.export_csv(tmp_path / "log.csv")
    for name in ("plan.csv", "log.csv"):
        assert (tmp_path / name).read_bytes().startswith(b"\xef\xbb\xbf")
    pd_frame = bc.load_plan(tmp_path / "plan.csv")
    assert pd_frame.equals(plan)


def test_a_header_begins_with_no_sign_of_its_own(tmp_path) -> None:
    """Python's reader takes the first bytes off with `utf-8-sig`."""
    with bc.SessionLog(":memory:") as log:
        file = log.export_csv(tmp_path / "log.csv")
    assert next(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))[0] == "session_id"


def test_a_cell_with_any_separator_is_in_quotation_marks() -> None:
    """A spreadsheet may part cells at semicolons and tabs, too."""
    assert csv_text(["a;b", "c"], [["d\te", 'f"g'], ["h", "i,j"], ["k\nl", ""]]) == (
        '"a;b",c\r\n"d\te","f""g"\r\nh,"i,j"\r\n"k\nl",\r\n'
    )


@pytest.mark.parametrize("letter", "éàèüßñçÅØãõ")
def test_what_was_read_wrongly_is_told_in_signs_that_print(letter: str) -> None:
    """Also where the second half of a letter is a space that cannot be printed, as of à."""
    said = misread_rule(f"Voil{letter}".encode().decode("cp1252", "replace"))
    assert said.isprintable()
    assert letter in said or "\N{REPLACEMENT CHARACTER}" in said or not said
    assert misread_rule("VoilÃ\xa0").isprintable()
    assert "à" in misread_rule("VoilÃ\xa0")
