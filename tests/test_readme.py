"""README, CONTRIBUTING, guides and notes followed as a reader would: code, commands, links."""

import ast
import doctest
import re
import shlex
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

import click
import pytest
import yaml

import backcare as bc
from backcare.clinic.__main__ import main as clinic
from backcare.command import main
from backcare.log.__main__ import TASKS

ROOT = Path(__file__).parents[1]
GUIDES = sorted((ROOT / "docs/guides").glob("*.md"))
TEACHING = sorted((ROOT / "docs/teaching").glob("*.md"))
PAGES = [*map(ROOT.joinpath, ("README.md", "CONTRIBUTING.md", "SECURITY.md")), *GUIDES, *TEACHING]
LINKED = [*PAGES, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs/adr").glob("*.md"))]
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
# What a reader types as it stands: setting up, which needs the network.
SETTING_UP = {
    *("python -m pip install nox", "python -m pip install .", "python3 -m venv .venv"),
    *(". .venv/bin/activate", r".venv\Scripts\activate", "apt-get install chromium"),
    *('python -m pip install ".[lab]"', 'pipx install ".[lab]"', "apt-get install strace"),
    *("apt-get install firefox-esr webkit2gtk-driver xvfb", "apt-get install libreoffice-calc"),
    *('uvx --from ".[lab]" backcare lab', "apt-get install postgresql"),
    "python -m pip install --require-hashes -r requirements/clinic.txt",
    "python -m pip install --no-deps .",
}
PROGRAMS = ("python", "python3", "voila", "jupyter", "conda", "uv", "pre-commit", "apt-get", ".")
PROGRAMS += ("backcare", "pipx", "uvx")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def blocks(page: Path) -> list[tuple[str, str]]:
    """List the code blocks of a page, each with its language."""
    return BLOCK.findall(page.read_text("utf-8"))


def sessions() -> set[str]:
    """Name the sessions of the noxfile."""
    tree = ast.parse((ROOT / "noxfile.py").read_text("utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {function.name for function in functions if function.decorator_list}


@each_page
def test_examples_show_what_they_give(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every Python block of a page, top to bottom in one session, prints what stands below it."""
    monkeypatch.chdir(tmp_path)
    code = "\n".join(text for language, text in blocks(page) if language == "python")
    if not code:
        pytest.skip("no Python on this page: nothing to run")
    example = doctest.DocTestParser().get_doctest(code, {}, page.name, None, None)
    problems: list[str] = []
    result = doctest.DocTestRunner(optionflags=OPTIONS).run(example, out=problems.append)
    assert result.attempted > 0
    assert result.failed == 0, "".join(problems)


def test_no_two_guides_write_the_same_file() -> None:
    """Whoever follows one guide and then another finds what they made as they left it."""
    named = [set(re.findall(r'"([\w-]+\.\w{2,4})"', guide.read_text("utf-8"))) for guide in GUIDES]
    counts = Counter(name for names in named for name in names)
    assert {"mine.csv", "plan.csv", "sheet.svg"} <= counts.keys()
    assert [name for name, guides in counts.items() if guides > 1] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda page: page.stem)
def test_a_guide_says_where_to_type(guide: Path) -> None:
    """Above the first line to type stands what to open, and how it is started."""
    words, block, _ = guide.read_text("utf-8").partition("```python")
    assert "JupyterLab" in words or not block
    assert "in a terminal" in words or block


@each_page
def test_no_block_is_left_untried(page: Path) -> None:
    """A block is Python, commands, or rows for a table; nothing else could be tried here."""
    assert {language for language, _ in blocks(page)} <= {"python", "", "text"}
    rows = [text for language, text in blocks(page) if language == "text"]
    assert not rows or page.stem == "add_your_own"  # tests/test_add_your_own.py does as it says


def nox(words: list[str]) -> bool:
    """Tell whether a nox command names sessions, and after `--` files, that are there."""
    cut = words.index("--") if "--" in words else len(words)
    named = [word for word in words[words.index("-s") + 1 : cut] if not word.startswith("-")]
    files = [word for word in words[cut:] if word.endswith((".py", ".ipynb"))]
    return set(named) <= sessions() and all((ROOT / name).is_file() for name in files)


def conda(words: list[str]) -> bool:
    """Tell whether the environment is the one of environment.yml."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    return words[1:] in (["env", "create"], ["activate", environment["name"]])


def backcare(words: list[str]) -> bool:
    """Tell whether the command has this task with these options, and the folder is there."""
    task: click.Command | None = main
    for word in words[1:]:
        if isinstance(task, click.Group) and not word.startswith("-"):
            task = task.commands.get(word)
        elif word.startswith("-"):
            known = {name for one in task.params for name in one.opts} if task else set()
            if word not in known | {"--help"}:
                return False
        elif not (word.isupper() or (ROOT / word).is_dir()):
            return False
    return task is not None


def locking(words: list[str]) -> bool:
    """Tell whether the options are those of the `lock` session."""
    program = (ROOT / "noxfile.py").read_text("utf-8")
    return all(f'"{word}"' in program for word in words)


def extras(words: list[str]) -> bool:
    """Tell whether what is installed beside the package is one of its extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return words[-1].strip(".[]") in project["optional-dependencies"]


CHECKS: MappingProxyType[str, Callable[[list[str]], bool]] = MappingProxyType(
    {
        "python -m nox": nox,
        "conda": conda,
        "uv pip compile": locking,
        "python -m pip install": extras,
        "backcare ": backcare,
        "pre-commit install": lambda _: (ROOT / ".pre-commit-config.yaml").is_file(),
        "python -m pytest": lambda words: all((ROOT / word).is_dir() for word in words[3:]),
        "python -m backcare.clinic": lambda words: words[3] in clinic.commands,
        "python -m jupyterhub": lambda words: (ROOT / words[3].partition("=")[2]).is_file(),
        "python -m backcare.log": lambda words: words[3] in TASKS,
        "python docs/make_book.py": lambda words: (ROOT / words[1]).is_file(),
    }
)


def commands(page: Path) -> list[str]:
    """List what a page tells to type: lines of blocks, and code in the text that is a command."""
    text = page.read_text("utf-8")
    lines = [line for language, code in blocks(page) if not language for line in code.splitlines()]
    spans = re.findall(r"`([^`\n]+)`", BLOCK.sub("", text))
    # Alone, a word such as `uv` is a name.
    lines += [span for span in spans if span.split()[0] in PROGRAMS and " " in span]
    return [part.strip() for line in lines for part in line.split("&&") if part.strip()]


def is_right(command: str) -> bool:
    """Tell whether a command is one that is known here and names what there is."""
    if command in SETTING_UP:
        return True
    checks = [check for start, check in CHECKS.items() if command.startswith(start)]
    return len(checks) == 1 and checks[0](shlex.split(command))


@each_page
def test_commands_name_what_there_is(page: Path) -> None:
    """Every command is known here: its sessions, options, folders and files are there."""
    assert [command for command in commands(page) if not is_right(command)] == []


@pytest.mark.parametrize(
    "command",
    [
        *("python -m nox -s test", "python -m nox -s tests -- tests/test_nothing.py"),
        *("conda activate base", "uv pip compile --all-extras", "make html"),
        *("backcare labs", "backcare lab books", "backcare lab --quick", "backcare log mend PATH"),
        *("python -m backcare.log mend PATH", "python -m jupyterhub --config=deploy/none.py"),
    ],
)
def test_a_wrong_command_is_found(command: str) -> None:
    """A session, file, environment or option that is not there is told, so the test can fail."""
    assert not is_right(command)


@pytest.mark.parametrize("page", LINKED, ids=lambda page: page.stem)
def test_links_lead_to_files(page: Path) -> None:
    """Every relative link and picture is in the repository."""
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_readme_leads_to_every_guide_and_notebook() -> None:
    """Whoever comes new finds the guide for them, and each notebook once."""
    readme = (ROOT / "README.md").read_text("utf-8")
    pages = [*GUIDES, *sorted((ROOT / "notebooks").glob("*.ipynb"))]
    counts = {page.name: readme.count(f"({page.relative_to(ROOT).as_posix()})") for page in pages}
    assert set(counts.values()) == {1}, counts


def test_the_patients_guide_has_the_rules_of_the_table() -> None:
    """The rules to stop by are said in the table's own words, so that they can't differ."""
    text = " ".join((ROOT / "docs/guides/patient.md").read_text("utf-8").replace(">", "").split())
    rules = bc.load_safety_rules()["text"]
    wanted = rules[["ask_first", "mild_discomfort", "ease_off", "stop_rule"]]
    assert [rule for rule in wanted if rule not in text] == []


def test_the_patients_guide_has_the_plan_for_a_flare() -> None:
    """Every line of it is there in the table's own words, and in its order."""
    text = " ".join((ROOT / "docs/guides/patient.md").read_text("utf-8").split())
    guidance = bc.load_guidance()
    lines = guidance.loc[guidance["topic"].str.startswith("flare_"), "text"]
    places = [text.find(line) for line in lines]
    assert -1 not in places
    assert places == sorted(places)
    said = guidance.loc[["hurt_harm", "backs_strong", "most_settles", "scan_seldom"], "text"]
    assert [line for line in said if line not in text] == []
