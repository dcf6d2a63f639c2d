"""The README's examples, run as a reader would run them."""

import doctest
import re
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def test_examples_show_what_they_give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every Python block, top to bottom in one session, prints exactly what stands below it."""
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"(?ms)^```python\n(.*?)^```", README.read_text("utf-8"))
    example = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "README.md", None, None)
    problems: list[str] = []
    result = doctest.DocTestRunner(optionflags=OPTIONS).run(example, out=problems.append)
    assert result.attempted > 0
    assert result.failed == 0, "".join(problems)


def test_links_lead_to_files() -> None:
    """Every relative link and picture of the README is in the repository."""
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", README.read_text("utf-8"))
    assert [target for target in targets if not (README.parent / target).exists()] == []
