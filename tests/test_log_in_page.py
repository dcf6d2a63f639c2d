"""A log that the notebooks of a page keep: whole, seen by all, and never lost in silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import backcare as bc
from backcare.log import whole_file

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def drive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that takes files whole, as in a page."""
    monkeypatch.setattr(whole_file, "in_page", lambda: True)
    monkeypatch.setattr(whole_file, "DRIVE", tmp_path)
    monkeypatch.delenv("BACKCARE_LOG")
    return tmp_path


def opened(path: Path | None = None) -> bc.SessionLog:
    """Open a log as another notebook does, whose Python knows nothing of this one."""
    return bc.SessionLog(path, now=lambda: NOW)


def add(log: bc.SessionLog, number: int) -> str:
    """Add a session that has its number as minutes before now."""
    return log.add(bc.Session(NOW - timedelta(minutes=number)))


def known(log: bc.SessionLog) -> set[str]:
    """Return which sessions a log has."""
    return {session.session_id for session in log.sessions()}


def test_the_usual_place_is_the_folder_that_is_kept(drive: Path) -> None:
    """What is written down is in the browser's file when `add` returns, as an ordinary log."""
    with opened() as log:
        assert log.path == drive / "backcare" / "log.db"
        added = add(log, 1)
        assert [path.name for path in log.path.parent.iterdir()] == ["log.db"]
        copy = drive.with_name("copy.db")
        copy.write_bytes(log.path.read_bytes())
        with opened(copy) as ordinary:
            assert known(ordinary) == {added}


def test_where_nothing_is_kept_it_is_said(drive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A private window has no such folder: the log is gone with the page."""
    monkeypatch.setattr(whole_file, "DRIVE", drive / "none")
    monkeypatch.setenv("HOME", str(drive))
    monkeypatch.setenv("XDG_DATA_HOME", str(drive))
    with pytest.warns(UserWarning, match="gone when you close it"):
        opened().close()


@settings(
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.integers(0, 2), min_size=1, max_size=8))
def test_notebooks_see_what_others_wrote(drive: Path, order: list[int]) -> None:
    """Whichever of three notebooks writes next, none loses what another has written."""
    path = drive / f"{len(list(drive.iterdir()))}.db"
    logs = [opened(path) for _ in range(3)]
    added = {add(logs[which], number) for number, which in enumerate(order)}
    for log in [*logs, opened(path)]:
        assert known(log) == added
        log.close()


def test_what_the_browser_did_not_keep_is_not_called_saved(
    drive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its storage is full, and says so or not: the log is as it was, and takes the next one."""
    write_bytes = Path.write_bytes

    def refused(path: Path, content: bytes) -> int:
        if path.name == "log.db":
            raise OSError(28, "No space left on device")
        return write_bytes(path, content)

    def half(path: Path, content: bytes) -> int:
        monkeypatch.setattr(Path, "write_bytes", write_bytes)  # this once
        return write_bytes(path, content[:-1])

    with opened(drive / "log.db") as log:
        there = {add(log, 1)}
        for write in (refused, half):
            monkeypatch.setattr(Path, "write_bytes", write)
            with pytest.raises(bc.LogError, match="storage may be full"):
                add(log, 2)
            monkeypatch.setattr(Path, "write_bytes", write_bytes)
            for each in (log, opened(drive / "log.db")):
                assert known(each) == there
            there.add(add(log, 3))
        with opened(drive / "log.db") as other:
            assert known(other) == there


def test_a_change_at_the_same_moment_is_never_written_over(
    drive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another notebook wrote after this one had looked: it is refused, and can be done again."""
    with opened(drive / "log.db") as log, opened(drive / "log.db") as other:
        there = add(other, 1)
        keep, late = whole_file.WholeFile.keep, list[str]()

        def after_another(self: whole_file.WholeFile) -> None:
            if not late:
                late.append("")  # it keeps what it writes, too
                late.append(add(other, 2))
            keep(self)

        with monkeypatch.context() as patch:
            patch.setattr(whole_file.WholeFile, "keep", after_another)
            with pytest.raises(bc.LogError, match="another notebook has changed it"):
                add(log, 3)
        assert known(log) == known(other) == {there, late[1]}
        again = add(log, 3)
        assert known(other) == {there, late[1], again}


def test_a_log_that_was_deleted_is_missed(drive: Path) -> None:
    """It is not begun anew in silence."""
    with opened(drive / "log.db") as log:
        add(log, 1)
        log.path.unlink()
        for use in (lambda: add(log, 2), log.sessions):
            with pytest.raises(bc.LogError, match="no longer there"):
                use()


def test_what_is_no_log_is_refused_as_on_a_computer(drive: Path) -> None:
    """A file of something else stays as it is."""
    (drive / "notes.txt").write_bytes(b"My back, a diary in words.")
    with pytest.raises(bc.LogError, match="not a backcare log"):
        opened(drive / "notes.txt")
    assert (drive / "notes.txt").read_bytes() == b"My back, a diary in words."
