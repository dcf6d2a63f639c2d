"""The noxfile: what is said before a long wait, and what runs where."""

import runpy
import sys
from pathlib import Path
from unittest import mock

import pytest

ROOT = Path(__file__).parents[1]


def run(monkeypatch: pytest.MonkeyPatch, name: str, *words: str, folder: Path) -> mock.MagicMock:
    """Run a session of the noxfile whose environment is a folder, installing nothing."""
    nox = mock.MagicMock()
    nox.session = lambda function=None, **_: function or (lambda function: function)
    monkeypatch.setitem(sys.modules, "nox", nox)
    session = mock.MagicMock(posargs=list(words), bin=str(folder))
    runpy.run_path(str(ROOT / "noxfile.py"))[name](session)
    return session


@pytest.mark.parametrize("name", ["lab", "clinic", "tests"])
def test_a_long_wait_is_announced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """Before the first install it says how much is fetched, and how long that takes; then never."""
    first = run(monkeypatch, name, folder=tmp_path)
    did = [call[0] for call in first.method_calls]
    assert did.index("log") < did.index("install")
    (words,) = first.log.call_args.args
    assert "MB" in words
    assert "minute" in words
    program = tmp_path / ("jupyter-lab.exe" if sys.platform == "win32" else "jupyter-lab")
    program.touch(mode=0o755)
    run(monkeypatch, name, folder=tmp_path).log.assert_not_called()


def test_lab_and_app_share_an_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`app` installs nothing of its own: it is `lab` with another task, and takes its options."""
    app = run(monkeypatch, "app", "--port=9000", folder=tmp_path)
    app.install.assert_not_called()
    app.notify.assert_called_once_with("lab", ["pages", "--port=9000"])
    pages = run(monkeypatch, *["lab", *app.notify.call_args.args[1]], folder=tmp_path)
    assert pages.run.call_args.args[2:] == ("backcare", "pages", "notebooks", "--port=9000")
    lab = run(monkeypatch, "lab", folder=tmp_path)
    assert lab.run.call_args.args[2:] == ("backcare", "lab", "notebooks")


def test_the_notebooks_of_a_page_are_made_before_the_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """So that the page has a button for them; without being asked for they are not made."""
    with_them = run(monkeypatch, "site", "--notebooks", "--serve", folder=tmp_path)
    told = [call.args for call in with_them.notify.call_args_list]
    assert told == [("lite", ["build"]), ("lab", ["site", "--serve"])]
    run(monkeypatch, "site", folder=tmp_path).notify.assert_called_once_with("lab", ["site"])
    run(monkeypatch, "lite", "build", folder=tmp_path).notify.assert_not_called()
    tried = run(monkeypatch, "lite", folder=tmp_path)
    tried.notify.assert_called_once_with("tests", ["-m", "lite"])


def test_all_benchmarks_run_but_those_that_need_a_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Named after `--`, one of these says where it runs; every other is run, each once."""
    every = {f"benchmarks/{path.name}" for path in ROOT.glob("benchmarks/[!_]*.py")}
    ran = [call.args[1] for call in run(monkeypatch, "bench", folder=tmp_path).run.call_args_list]
    assert len(ran) == len(set(ran))
    left_out = {Path(path).stem for path in every - set(ran)}
    assert left_out == {"clinic_visitors", "server_sums"}
    for name in left_out:
        named = run(monkeypatch, "bench", name, folder=tmp_path)
        assert f".nox/tests/bin/python benchmarks/{name}.py" in named.error.call_args.args[0]
