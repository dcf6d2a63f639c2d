"""The command `backcare`: what it says, what it copies, and what it hands on to Jupyter."""

import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import backcare as bc
from backcare.clinic.__main__ import main as clinic
from backcare.command import lab, main
from backcare.command.notebooks import notebooks_folder
from backcare.log.__main__ import TASKS
from backcare.pages.server import PagesServer

NAMES = sorted(path.name for path in notebooks_folder().glob("*.ipynb"))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a folder of its own to type in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def typed(*words: str) -> Result:
    """Run the command with these words."""
    return CliRunner().invoke(main, words)


def test_it_says_its_version() -> None:
    """The version is that of the package."""
    assert typed("--version").output == f"backcare {bc.__version__}\n"


@pytest.mark.parametrize("name", ["", *main.commands, *(f"log {task}" for task in TASKS)])
def test_every_command_has_help(name: str) -> None:
    """Help is one sentence at least, and says what each option is for."""
    result = typed(*name.split(), "--help")
    assert result.exit_code == 0
    assert result.output.count(".") >= 1
    command: click.Command = main
    for word in name.split():
        assert isinstance(command, click.Group)
        command = command.commands[word]
    options = [one for one in command.params if isinstance(one, click.Option)]
    assert [one.name for one in options if not one.help] == []


def test_log_has_the_tasks_of_its_module() -> None:
    """`backcare log` does what `python -m backcare.log` does, all of it."""
    log = main.commands["log"]
    assert isinstance(log, click.Group)
    assert log.commands.keys() == TASKS.keys()


def test_notebooks_are_copied_and_named(here: Path) -> None:
    """A new folder gets them all, byte for byte, and each is named."""
    result = typed("notebooks", "mine/new")
    assert result.exit_code == 0
    assert str(here / "mine/new") in result.output
    assert [name for name in NAMES if name not in result.output] == []
    for name in NAMES:
        assert (here / "mine/new" / name).read_bytes() == (notebooks_folder() / name).read_bytes()


def test_a_notebook_of_yours_stays(here: Path) -> None:
    """Copying again writes over nothing, and says which one differs and how to get ours."""
    typed("notebooks")
    mine = here / "backcare-notebooks" / NAMES[1]
    mine.write_text("my work", "utf-8")
    result = typed("notebooks")
    assert f"because yours differ: {NAMES[1]}." in result.output
    assert "--replace" in result.output
    assert "Copied" not in result.output
    assert mine.read_text("utf-8") == "my work"


def test_replace_says_what_it_replaces(here: Path) -> None:
    """Asked for, ours take the place of those that differ, and of no other."""
    typed("notebooks", "mine")
    (here / "mine" / NAMES[0]).write_text("my work", "utf-8")
    (here / "mine" / "own.ipynb").write_text("all mine", "utf-8")
    result = typed("notebooks", "--replace", "mine")
    assert f"Replaced in {here / 'mine'}: {NAMES[0]}." in result.output
    assert (here / "mine" / NAMES[0]).read_bytes() == (notebooks_folder() / NAMES[0]).read_bytes()
    assert (here / "mine" / "own.ipynb").read_text("utf-8") == "all mine"


@pytest.mark.parametrize("command", ["notebooks", "lab"])
def test_a_folder_that_cannot_be_made(here: Path, command: str) -> None:
    """Where a file is in the way, it says so and what to do, in two sentences and no traceback."""
    (here / "file").write_text("", "utf-8")
    result = typed(command, "file/new")
    assert result.exit_code == 1
    assert "could not be copied into" in result.output
    assert "Choose a folder you can write to." in result.output


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, list[str]]]:
    """Start nothing, but note which folder JupyterLab would show, and with which options."""
    calls: list[tuple[Path, list[str]]] = []
    monkeypatch.setattr(lab, "open_lab", lambda folder, options: calls.append((folder, options)))
    monkeypatch.setattr(
        PagesServer, "launch_instance", lambda words: calls.append((Path(words[0]), words[1:]))
    )
    return calls


def test_lab_opens_a_copy(here: Path, opened: list[tuple[Path, list[str]]]) -> None:
    """The notebooks are in a folder that is seen; the second time, nothing is said of them."""
    first, second = typed("lab"), typed("lab", "--no-browser")
    folder = here / "backcare-notebooks"
    assert opened == [(folder, []), (folder, ["--no-browser"])]
    assert sorted(path.name for path in folder.iterdir()) == NAMES
    assert f"Copied to {folder}" in first.output
    assert second.output == ""


@pytest.mark.parametrize(
    ("words", "folder", "options"),
    [
        ("mine --port 9000", "mine", ["--port=9000"]),
        ("--no-browser --port=9000 mine", "mine", ["--port=9000", "--no-browser"]),
        ("mine --log-level=INFO", "mine", ["--log-level=INFO"]),
        ("mine -- --ip ::1 --no-browser", "mine", ["--ip", "::1", "--no-browser"]),
        ("mine --ip ::1", "mine", ["--ip", "::1"]),
    ],
)
@pytest.mark.parametrize("command", ["lab", "pages"])
def test_what_is_handed_on(
    here: Path,
    opened: list[tuple[Path, list[str]]],
    command: str,
    words: str,
    folder: str,
    options: list[str],
) -> None:
    """A folder may come first; what is not an option of ours is Jupyter's, as it was typed."""
    (here / folder).mkdir()
    assert typed(command, *words.split()).exit_code == 0
    assert opened == [(here / folder, options)]


@pytest.mark.parametrize("command", ["lab", "pages"])
@pytest.mark.parametrize(
    ("option", "instead"),
    [("--prot=9000", "--port"), ("--no-browsre", "--no-browser"), ("--colour=red", "")],
)
def test_an_option_that_nobody_knows(
    here: Path, opened: list[tuple[Path, list[str]]], command: str, option: str, instead: str
) -> None:
    """Jupyter would start without it, and say nothing."""
    result = typed(command, option, "--ServerApp.port_retries=3")
    assert result.exit_code == 2
    assert "No such option" in result.output
    assert option.partition("=")[0] in result.output
    assert instead in result.output
    assert opened == []
    assert list(here.iterdir()) == []


def test_pages_take_what_jupyterlab_takes() -> None:
    """Voila itself knows the address and the words in the terminal by longer names."""
    server = PagesServer()
    server.parse_command_line(["--ip=::1", "--log-level=INFO"])
    assert (server.ip, server.log_level) == ("::1", 20)


def test_pages_are_the_shipped_ones(opened: list[tuple[Path, list[str]]]) -> None:
    """Without a folder the notebooks of the package are served, where they are."""
    typed("pages", "--debug")
    assert opened == [(notebooks_folder(), ["--debug"])]


def test_pages_of_no_folder(opened: list[tuple[Path, list[str]]]) -> None:
    """A folder that is not there is named, with the way out, and is not made."""
    result = typed("pages", "nothing")
    assert result.exit_code == 1
    assert "There is no folder" in result.output
    assert "leave it out" in result.output
    assert opened == []


@pytest.mark.parametrize("command", ["pages", "notebooks", "lab"])
def test_a_file_is_no_folder(
    here: Path, opened: list[tuple[Path, list[str]]], command: str
) -> None:
    """What is wrong is said of the file, not of a folder that is missing."""
    (here / "afile").write_text("", "utf-8")
    result = typed(command, "afile")
    assert result.exit_code in (1, 2)  # 2 is said by click itself
    assert re.search(r"is\sa\sfile|that\sis\sa\sfile", result.output)
    assert "no folder" not in result.output
    assert opened == []


@pytest.mark.parametrize(
    ("command", "module"), [("lab", "backcare.command.lab"), ("pages", "backcare.pages.server")]
)
def test_without_jupyterlab(
    here: Path, monkeypatch: pytest.MonkeyPatch, command: str, module: str
) -> None:
    """Who has only the package is told what to type, and no folder is made."""
    monkeypatch.delitem(sys.modules, module)
    for library in ("jupyterlab.labapp", "voila.app"):
        monkeypatch.setitem(sys.modules, library, None)
    result = typed(command)
    assert result.exit_code == 1
    assert f'{sys.executable} -m pip install ".[lab]"' in result.output
    assert list(here.iterdir()) == []


@pytest.fixture
def log(here: Path) -> Path:
    """Make a log with the sample in it."""
    path = here / "mine.db"
    with bc.SessionLog(path) as made:
        made.import_csv(bc.sample_log().export_csv(here / "sample.csv"))
    return path


def test_log_check(log: Path) -> None:
    """A whole log is said to be whole; what is no log ends with an error, in words."""
    result = typed("log", "check", str(log))
    assert (result.output, result.exit_code) == ("All of it can be read.\n", 0)
    missing = typed("log", "check", "other.db")
    assert "There is no file other.db" in missing.output
    assert missing.exit_code == 1


def test_a_log_that_is_not_named_is_ones_own(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the pages and notebooks write is looked after without knowing where that is."""
    monkeypatch.setenv("BACKCARE_LOG", str(log))
    assert typed("log", "check").output == "All of it can be read.\n"
    assert typed("log", "backup").exit_code == 0
    assert len(list(log.parent.glob("mine-20??-??-??.db"))) == 1


@pytest.mark.parametrize("task", ["check", "backup"])
def test_before_anything_is_written_down(here: Path, monkeypatch, task: str) -> None:
    """There is no log of one's own yet: it says so, and where it will be, and makes none."""
    monkeypatch.setenv("BACKCARE_LOG", str(here / "none.db"))
    result = typed("log", task)
    assert result.output.startswith("Nothing has been written down yet: your log will be ")
    assert str(here / "none.db") in result.output
    assert result.exit_code == 1
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql+psycopg://me:secret@127.0.0.1:9/x", "its server cannot be reached"),
        ("postgresql:/me:secret@server/x", "The address of the log cannot be read"),
        ("postgresql+nonesuch://me:secret@server/x", "Install what is missing"),
    ],
)
def test_a_server_that_is_not_there(
    here: Path, monkeypatch: pytest.MonkeyPatch, address: str, words: str
) -> None:
    """Each command says so, without the password; no address is taken for a file."""
    monkeypatch.setenv("BACKCARE_LOG", address)
    own = [("log", "check"), ("log", "backup"), ("site", "--own-log")]
    for typing in (*own, ("log", "check", address), ("log", "backup", address, "copy.db")):
        result = typed(*typing)
        assert words in result.output, typing
        assert result.exit_code == 1
        assert "secret" not in result.output
    assert list(here.iterdir()) == []


def test_log_backup(log: Path) -> None:
    """A copy has the name that was given, or the log's with the day; none is written over."""
    assert typed("log", "backup", str(log), "copy.db").exit_code == 0
    assert typed("log", "backup", str(log)).exit_code == 0
    again = typed("log", "backup", str(log))
    assert again.exit_code == 1
    assert "already exists. Choose another name for the copy." in again.output
    named, dated = Path("copy.db"), *log.parent.glob("mine-20??-??-??.db")
    for copy in (named, dated):
        with bc.SessionLog(copy) as copied:
            assert copied.to_frame()["session_id"].nunique() == 141


def test_log_repair(log: Path) -> None:
    """A log that has lost nothing is made anew beside the old one."""
    result = typed("log", "repair", str(log))
    assert result.exit_code == 0
    assert len(list(log.parent.glob("*.db"))) == 2


def test_the_set_up_of_lab(here: Path) -> None:
    """The first notebook opens; kernels are private; Voila has our template; no news is asked."""
    for name in ("b.ipynb", "a.ipynb"):
        (here / name).write_text("{}", "utf-8")
    settings = lab.set_up(here)
    assert settings["LabApp"]["default_url"] == "/lab/tree/a.ipynb"
    assert settings["ServerApp"]["kernel_manager_class"].endswith(".PrivateKernels")
    assert settings["VoilaConfiguration"] == {"template": "backcare"}
    hook = settings["ServerApp"]["tornado_settings"]["page_config_hook"]
    page = {"disabledExtensions": ["another"], "token": "x"}
    assert hook(None, page)["disabledExtensions"][0] == "another"
    assert "announcements" in hook(None, page)["disabledExtensions"][1]
    assert page == {"disabledExtensions": ["another"], "token": "x"}


def test_lab_answers_and_says_where_in_three_lines(here: Path) -> None:
    """The printed address opens the first notebook, and nothing else of Jupyter's is printed."""
    own = {
        name: str(here / name.lower())
        for name in ("HOME", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")
    }
    root = str(Path(bc.__file__).parents[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "backcare", "lab", "--no-browser"],
        env=os.environ | own | {"PYTHONPATH": root, "JUPYTER_RUNTIME_DIR": str(here / "run")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        said = []
        for line in process.stdout:
            said += [line.strip()] if line.strip() else []
            if "To stop" in line:
                break
        page = urllib.request.urlopen(said[2], timeout=60).read().decode()  # noqa: S310
    finally:
        # Without a terminal, an interrupt is raised wherever the server is, and may be lost.
        process.terminate()
        process.communicate(timeout=60)
    assert [words.split()[0] for words in said] == ["Copied", "Your", said[2], "They"], said
    assert f"/lab/tree/{NAMES[0]}?token=" in said[2]
    assert "apputils-extension:announcements" in page


KINDS = ("--patient NAME", "--clinician", "--backup")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("grant", "x://y", "z"), ("Say who it is", *KINDS)),
        (("grant", "x://y", "z", "--patient", "z", "--clinician"), ("Give one of these", *KINDS)),
        (("grant", "x://y", "z", "--patient", "z", "--backup"), ("Give one of these", *KINDS)),
        *(
            ((task, "URL", "a", "b")[:n], ("In place of URL, type the address",))
            for task, n in (("init", 2), ("check", 2), ("revoke", 3), ("assign", 4), ("release", 4))
        ),
        (("grant", "URL", "z", "--backup"), ("In place of URL, type the address",)),
    ],
)
def test_what_was_typed_wrongly_is_said(given: tuple[str, ...], words: tuple[str, ...]) -> None:
    """Before any server is asked, with all that there is to choose from."""
    done = CliRunner().invoke(clinic, given)
    assert done.exit_code == 2
    said = " ".join(done.output.split())
    assert [word for word in words if word not in said] == []
