"""The contents page: the public names, their documentation, and what importing them costs."""

import inspect
import subprocess
import sys
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest

import backcare as bc

CATCH_ALL = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def callables(name: str) -> Iterator[Callable[..., object]]:
    """Yield what a public name calls: itself, and the public methods that a class defines."""
    thing = getattr(bc, name)
    if callable(thing):
        yield thing
    if inspect.isclass(thing):
        own = [value for key, value in vars(thing).items() if not key.startswith("_")]
        yield from filter(inspect.isfunction, own)


def section(doc: str, title: str) -> str:
    """Return the text under a numpydoc heading, empty where there is none."""
    _, _, below = doc.partition(f"\n{title}\n{'-' * len(title)}\n")
    lines = below.splitlines()
    ends = [i for i, line in enumerate(lines[1:]) if line and set(line) == {"-"}]
    return "\n".join(lines[: ends[0]] if ends else lines)


def test_all_is_sorted_and_each_name_once() -> None:
    """`__all__` reads like an index."""
    assert list(bc.__all__) == sorted(set(bc.__all__))


def test_all_is_what_a_person_sees() -> None:
    """`dir(backcare)` offers the names of `__all__` and, beside its own modules, nothing else."""
    seen = {name for name in dir(bc) if not name.startswith("_")}
    own_modules = {name for name in seen if isinstance(getattr(bc, name), ModuleType)}
    assert seen - own_modules == set(bc.__all__)


def test_a_misspelt_name_is_an_attribute_error() -> None:
    """A name that is not there fails as in any other module, whatever loads when first used."""
    with pytest.raises(AttributeError, match="load_exercise"):
        bc.load_exercise  # noqa: B018 (asking is the test)


def gaps(thing: Callable[..., object]) -> Iterator[str]:
    """Yield what a docstring leaves out."""
    doc = inspect.getdoc(thing) or ""
    signature = inspect.signature(thing)
    told = section(doc, "Parameters")
    if not doc.split("\n\n")[0].endswith((".", "?")):
        yield "one sentence first"
    for name, parameter in signature.parameters.items():
        private = name == "self" or name.startswith("_")
        if not private and parameter.kind not in CATCH_ALL and name not in told:
            yield f"the parameter {name}"
    gives = signature.return_annotation not in (None, "None") and not inspect.isclass(thing)
    if gives and not section(doc, "Returns"):
        yield "what comes back"
    if ">>> " not in section(doc, "Examples"):
        yield "an example"


@pytest.mark.parametrize("name", bc.__all__)
def test_docstrings_are_numpydoc(name: str) -> None:
    """One sentence first, every parameter told, what comes back, and an example."""
    found = {thing.__qualname__: list(gaps(thing)) for thing in callables(name)}
    assert {qualname: missing for qualname, missing in found.items() if missing} == {}


def loaded_by(statement: str) -> set[str]:
    """Name the packages that a fresh Python has loaded after a statement."""
    code = f"{statement}; import sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_import_loads_nothing_else() -> None:
    """`import backcare` loads only what lets every library wait for its first use."""
    extra = loaded_by("import backcare") - loaded_by("pass") - sys.stdlib_module_names
    assert extra == {"backcare", "lazy_loader"}


def test_the_first_table_loads_pandas_and_nothing_slower() -> None:
    """The table of exercises loads no library that `import pandas` has not."""
    used = loaded_by("import backcare; backcare.load_exercises()")
    extra = used - loaded_by("import pandas") - sys.stdlib_module_names
    assert extra == {"backcare", "lazy_loader"}


def test_import_opens_no_file_but_code() -> None:
    """Importing reads no table, template or style sheet."""
    code = (
        "import sys, pandas; opened = []\n"
        "sys.addaudithook(lambda name, args: name == 'open' and opened.append(str(args[0])))\n"
        "import backcare; code = ('.py', '.pyi', '.pyc')\n"
        "print(*[path for path in opened if not path.endswith(code)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_planner_does_not_wait_for_what_draws_charts() -> None:
    """Its page is there before somebody asks for a report."""
    log = 'backcare.SessionLog(":memory:")'
    assert "matplotlib" not in loaded_by(f"import backcare; backcare.SessionPlanner({log})")


def test_who_reads_about_a_server_needs_no_driver_for_it() -> None:
    """The table of who sees what is for a computer without PostgreSQL, too."""
    assert "psycopg" not in loaded_by("import backcare; backcare.who_sees()")
