"""The page without Python as files: what is written, what is refused, and how it is shown."""

import os
import re
import stat
import threading
import urllib.request
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib.image as mpl_image
import pandas as pd
import pytest
from click.testing import CliRunner

import backcare as bc
from backcare.browser import assets
from backcare.command import main
from backcare.errors import TableError
from backcare.site import page
from backcare.site.icon import icon_png
from backcare.site.serve import serve_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the folder once."""
    return bc.write_site(tmp_path_factory.mktemp("site") / "a new one").parent


@pytest.mark.skipif(os.name != "posix", reason="files have no modes")
def test_a_web_server_may_read_every_file(tmp_path: Path) -> None:
    """It often runs as somebody else; what a person exports stays their own."""
    before = os.umask(0o022)
    try:
        files = [*bc.write_site(tmp_path / "site").parent.iterdir()]
        files.append(bc.write_page(tmp_path / "page.html"))
        with bc.SessionLog(tmp_path / "log.db") as log:
            log.add(bc.Session(datetime(2026, 3, 2, 18, tzinfo=UTC), pain_before=2))
            private = [
                log.export_csv(tmp_path / "log.csv"),
                log.backup(tmp_path / "backup.db"),
                log.path,
            ]
    finally:
        os.umask(before)
    assert {stat.S_IMODE(one.stat().st_mode) for one in files} == {0o644}
    assert {stat.S_IMODE(Path(one).stat().st_mode) for one in private} == {0o600}


def test_the_folder_has_no_script_in_its_page(folder: Path) -> None:
    """Its policy allows files beside it alone; what stands in the page is data."""
    written = unescape((folder / "index.html").read_text("utf-8"))
    assert "default-src 'self';" in written
    kinds = set(re.findall("<script([^>]*)>", written))
    assert kinds == {
        *(' src="page.js" defer', ' src="rest.js" defer'),
        ' type="application/json" id="facts"',
    }
    assert " onclick=" not in written


def test_nothing_in_it_names_another_address(folder: Path) -> None:
    """But for the sources that it cites, which a person may open, and the names of XML."""
    for file in folder.iterdir():
        text = file.read_text("utf-8", errors="replace")
        loaded = re.findall(r"(?:src|srcset|url\(|import|fetch\()\s*=?\s*[\"'(]?https?://", text)
        assert loaded == [], file.name


def test_a_changed_page_has_another_version(tmp_path: Path, folder: Path) -> None:
    """Else browsers would keep the old one; the same page has the same."""
    table = bc.load_exercises()
    table.loc["walking", "name"] = "A walk"
    versions = [
        re.findall(
            r'VERSION = "(\w+)"', (bc.write_site(path, own).parent / "worker.js").read_text()
        )
        for path, own in ((folder, None), (tmp_path / "own", table), (tmp_path / "again", None))
    ]
    assert versions[0] == versions[2] != versions[1]


def test_the_worker_keeps_every_file(folder: Path) -> None:
    """What it does not keep would be missing without a network."""
    listed = re.findall(r"FILES = (\[.*\])", (folder / "worker.js").read_text())[0]
    names = {*re.findall('"([^"]+)"', listed)}
    assert names == {"./", *(one.name for one in folder.iterdir())} - {"index.html", "worker.js"}


def test_comments_are_left_out_and_nothing_else(folder: Path) -> None:
    """Every function of the page's files is still there."""
    sent = (folder / "page.js").read_text() + (folder / "rest.js").read_text()
    for name in ("page_log.js", "rules_plan.js", "player_screens.js", "csv.js", "page.js"):
        functions = re.findall(r"function (\w+)", assets(name))
        assert functions
        assert [one for one in functions if f"function {one}" not in sent] == []
    assert not re.search(r"^\s*//", sent, re.MULTILINE)


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A name that is no page, a table without its columns, a folder that is a file."""
    with pytest.raises(ValueError, match=r"must end in .html, got 'page.txt'"):
        bc.write_page(tmp_path / "page.txt")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(OSError, match=r"file is a file, and the page needs a folder. Name another"):
        bc.write_site(tmp_path / "file")
    with pytest.raises(OSError, match=r"inside was not made: .*Choose a folder you can write to"):
        bc.write_site(tmp_path / "file/inside")
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("given", ["text", ["walking"], {"name": "Walking"}, Path("mine.csv")])
def test_what_is_no_table_is_named(tmp_path: Path, given: Any) -> None:
    """With how a table of one's own is read; and nothing is written."""
    for write, name in ((bc.write_site, "site"), (bc.write_page, "page.html")):
        with pytest.raises(TypeError, match=f"got {type(given).__name__}. .*load_exercises"):
            write(tmp_path / name, given)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"<!DOCTYPE html><h1>Our clinic</h1>", b"\xff\xfe"])
def test_the_page_of_somebody_else_is_not_replaced(tmp_path: Path, content: bytes) -> None:
    """It is refused before anything is written; a page of ours is replaced."""
    theirs = tmp_path / "index.html"
    theirs.write_bytes(content)
    with pytest.raises(OSError, match=r"index.html is not a page of backcare.*Name another folder"):
        bc.write_site(tmp_path)
    assert [*tmp_path.iterdir()] == [theirs]
    assert theirs.read_bytes() == content
    theirs.unlink()
    first = bc.write_site(tmp_path).read_bytes()
    assert bc.write_site(tmp_path).read_bytes() == first


def damages(table: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, list[str]]]:
    """Give frames with faults of each kind, and the columns that are to blame."""
    yield pd.DataFrame(), [""]
    yield table.iloc[:0], [""]
    yield table.drop(columns=["name", "source_mild"]), ["name", "source_mild"]
    yield table.assign(weight=3), ["weight"]
    yield table.assign(difficulty=9), ["difficulty"] * len(table)
    yield table.assign(source_mild=""), ["source_mild"] * len(table)
    yield pd.concat([table, table.loc[["walking"]]]), ["exercise_id"] * 2
    several = table.copy()
    several.loc["walking", ["rating_mild", "reps_min", "reason_acute", "swap"]] = [
        *("fine", -3, "", "nowhere")
    ]
    several.loc["walking", "rating_acute"] = "avoid"
    yield several, ["reps_min", "swap", "rating_mild", "reason_acute"]


def test_a_frame_is_held_to_the_rules_of_a_file(tmp_path: Path) -> None:
    """Each fault of it, at once and as `load_exercises` has them; and nothing is written."""
    table = bc.load_exercises()
    for frame, columns in damages(table):
        file = tmp_path / "mine.csv"
        frame.to_csv(file, index=frame.index.name is not None)
        with pytest.raises(TableError) as of_file:
            bc.load_exercises(file)
        file.unlink()
        writes = [
            lambda one=frame: bc.write_site(tmp_path / "site", one),
            lambda one=frame: bc.write_page(tmp_path / "page.html", one),
        ]
        for write in writes:
            with pytest.raises(TableError, match=r"^exercises, as .* was not loaded") as caught:
                write()
            assert [fault.column for fault in caught.value] == columns
            assert [*caught.value] == [*of_file.value]
    assert list(tmp_path.iterdir()) == []


def test_the_icon_of_iphones_has_the_shapes_of_the_other(folder: Path) -> None:
    """A square without a hole, the same bytes each time, with each colour of the drawing."""
    content = (folder / "icon.png").read_bytes()
    assert content == icon_png()
    assert b"tEXt" not in content  # no date, and no name of a program
    picture = mpl_image.imread(BytesIO(content))
    assert picture.shape == (180, 180, 4)
    assert (picture[..., 3] == 1).all()
    seen = {tuple(one) for one in (picture[..., :3].reshape(-1, 3) * 255).round().astype(int)}
    drawn = set(re.findall("#([0-9a-f]{6})", assets("page_icon.svg")))
    assert len(drawn) == 3
    assert {tuple(bytes.fromhex(one)) for one in drawn} <= seen
    assert '<link rel="apple-touch-icon" href="icon.png">' in (folder / "index.html").read_text()


def test_a_page_of_this_computer_needs_no_icon_of_phones(tmp_path: Path) -> None:
    written = bc.write_site(tmp_path, log="log")
    assert "apple-touch-icon" not in written.read_text("utf-8")
    assert not (tmp_path / "icon.png").exists()


def test_the_command_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a table of one's own; its faults are said with row and column."""
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(main, ["site"])
    assert told.exit_code == 0
    assert "backcare-site" in told.output
    assert (tmp_path / "backcare-site/index.html").is_file()
    (tmp_path / "mine.csv").write_text("exercise_id,name\n1 x,\n", "utf-8")
    told = CliRunner().invoke(main, ["site", "other", "--table", "mine.csv"])
    assert told.exit_code == 1
    assert "mine.csv" in told.output
    assert not (tmp_path / "other").exists()


def test_it_is_shown_on_this_computer_alone(folder: Path) -> None:
    """Under an address that is said; scripts and the manifest are what browsers take them for."""
    heard: list[str] = []
    ready = threading.Event()

    def hear(address: str) -> None:
        heard.append(address)
        ready.set()

    threading.Thread(target=serve_folder, args=(folder,), kwargs={"say": hear}, daemon=True).start()
    assert ready.wait(20)
    (address,) = heard
    assert address.startswith("http://127.0.0.1:")
    for name, kind in (
        ("page.js", "text/javascript"),
        ("page.webmanifest", "application/manifest"),
    ):
        with urllib.request.urlopen(f"{address}{name}", timeout=20) as answer:  # noqa: S310 -- ours
            assert answer.headers["Content-Type"].startswith(kind)


def test_the_page_leads_to_notebooks_where_the_folder_has_them(tmp_path: Path) -> None:
    """A clinic's page without them has no such button."""
    words = "For students: the notebooks"
    assert words not in bc.write_site(tmp_path).read_text("utf-8")
    opened = tmp_path / "notebooks/lab/index.html"
    opened.parent.mkdir(parents=True)
    opened.touch()
    assert words in bc.write_site(tmp_path).read_text("utf-8")


def test_no_two_files_of_the_page_have_a_name_in_common() -> None:
    """They are one script: the second of two functions would take the place of the first."""
    script = assets(*page._FIRST, *page._REST, "page_served.js")
    declared = r"^(?:async )?(?:function|const|let|class) (\w+)"
    names = Counter(re.findall(declared, script, re.MULTILINE))
    assert len(names) > 200
    assert [name for name, times in names.items() if times > 1] == []
