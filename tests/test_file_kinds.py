"""A file that is no CSV is called what it is, with the way to one that can be read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

import backcare as bc
from backcare.errors import TableError


def refused(tmp_path: Path, content: bytes, name: str = "diary.csv") -> str:
    """Return what is said of a file with this content."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TableError) as caught:
        bc.SessionLog(":memory:").import_csv(path)
    (fault,) = caught.value
    return fault.rule


def zipped(*names: str) -> bytes:
    """Return a zip file with files of these names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "Date,Exercise\n")
    return file.getvalue()


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html>\n<html><body><p>Sign in</p></body></html>",
        "<!doctype html><meta charset=utf-8><p>Date,Exercise",
        "<html>\n<table><tr><td>Date</td><td>Exercise</td></tr></table>",
        "\ufeff<table><tr><td>Date</td></tr></table>",
        '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x.dtd"><html/>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_web_page_is_called_so(tmp_path: Path, page: str, encoding: str) -> None:
    """Saved as a CSV file, perhaps because nobody was signed in."""
    rule = refused(tmp_path, page.encode(encoding))
    assert rule.startswith("It is a web page, not a CSV file.")
    assert "Export" in rule


@pytest.mark.parametrize(
    ("xml", "kind"),
    [
        ("<?xml version='1.0'?><gpx><trk/></gpx>", "track of where you were"),
        ("<TrainingCenterDatabase></TrainingCenterDatabase>", "track of where you were"),
        ("<?xml version='1.0'?><Workbook/>", "workbook"),
        ("<?xml version='1.0'?><ClinicalDocument/>", "clinical document"),
        ("<svg xmlns='x'></svg>", "picture"),
    ],
)
def test_markup_is_called_by_what_it_holds(tmp_path: Path, xml: str, kind: str) -> None:
    """Whether it says that it is XML or not."""
    assert refused(tmp_path, xml.encode()).startswith(f"It is a {kind}, not a CSV file.")


@pytest.mark.parametrize("xml", ["<?xml version='1.0'?><diary/>", "<diary><day/></diary>"])
def test_other_xml_is_called_xml(tmp_path: Path, xml: str) -> None:
    """There is no other name for it."""
    assert "XML" in refused(tmp_path, xml.encode())


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"\0\0\0\x18ftypheic", "picture"),
        (b"RIFF\x10\0\0\0WEBP", "picture"),
        (b"{\\rtf1 Date", "text document"),
        (b"SQLite format 3\0", "database"),
        (b"\x0e\x10\xd9\x07\0\0\0\0.FIT", "file of a sports watch"),
        (b"\x1f\x8b\x08\0", "packed file"),
        (zipped("word/document.xml", "[Content_Types].xml"), "text document"),
        (zipped("xl/workbook.xml", "[Content_Types].xml"), "workbook"),
        (zipped("mimetype", "content.xml"), "workbook"),
        (zipped("photo.jpg"), "zip file with no diary in it"),
        (zipped(), "zip file with no diary in it"),
    ],
)
def test_other_files_are_known_by_their_beginning(
    tmp_path: Path, beginning: bytes, kind: str
) -> None:
    """Whatever they are called."""
    assert refused(tmp_path, beginning).startswith(f"It is a {kind}, not a CSV file.")


def test_a_diary_in_a_zip_file_is_to_be_unpacked(tmp_path: Path) -> None:
    """By its name."""
    rule = refused(tmp_path, zipped("photo.jpg", "mine/diary.csv"), "all.zip")
    assert rule == "It is a zip file, not a CSV file. Unpack it, and load mine/diary.csv from it."


def test_a_title_in_angle_brackets_is_no_markup(tmp_path: Path) -> None:
    """Nothing closes it."""
    path = tmp_path / "diary.csv"
    path.write_text("<My diary>,,\nDate,Exercise,Reps\n2026-03-02,Bridge,8\n")
    assert bc.SessionLog(":memory:").import_csv(path).added == 1
