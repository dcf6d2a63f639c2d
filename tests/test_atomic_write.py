"""Files that are whole: an old one stays until then, and a failure is put into words."""

import os
import stat
from pathlib import Path

import pytest

from backcare.atomic_write import write_or_explain, write_whole
from backcare.errors import LogError

OUR_WORDS = "Any existing file is unchanged. Choose a folder you can write to."


@pytest.mark.parametrize("before", [None, b"sets"])
def test_a_file_is_whole_and_alone(tmp_path: Path, before: bytes | None) -> None:
    """Nothing lies beside it, and only its owner can read it."""
    file = tmp_path / "plan.csv"
    if before:
        file.write_bytes(before)
    write_whole(file, b"reps")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("plan.csv", b"reps")]
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.skipif(os.name != "posix", reason="files have no modes")
@pytest.mark.parametrize("mask", [0o022, 0o027, 0o077, 0o002])
def test_what_is_not_private_others_may_read_as_the_umask_says(tmp_path: Path, mask: int) -> None:
    """What is private stays its owner's, whatever the umask allows, in place of another too."""
    before = os.umask(mask)
    try:
        for is_private in (False, True):
            write_whole(tmp_path / "a", b"", is_private=is_private)
            wanted = 0o600 if is_private else 0o666 & ~mask
            assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == wanted
    finally:
        os.umask(before)


def test_a_failure_says_which_file_why_and_what_to_do(tmp_path: Path) -> None:
    """It is of the same kind as the system's own, so that it can be caught as one."""
    file = tmp_path / "nowhere" / "plan.csv"
    with pytest.raises(FileNotFoundError) as caught:
        write_or_explain(file, b"")
    assert str(caught.value) == f"{file} was not written: No such file or directory. {OUR_WORDS}"


def test_a_failure_without_the_systems_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that has a message only is told by it."""

    def fail(*_: object) -> None:
        raise OSError("the cable is out")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(LogError, match=r"was not written: the cable is out\. All is as it was\."):
        write_or_explain(tmp_path / "a.csv", b"", kept="All is as it was.", error=LogError)
    assert list(tmp_path.iterdir()) == []
