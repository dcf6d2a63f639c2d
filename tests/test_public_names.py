"""The contents page: the public names, their documentation, and what importing them costs."""

import inspect
import subprocess
import sys
from collections.abc import Callable
from types import ModuleType

import pytest

import backcare as bc

PUBLIC = [getattr(bc, name) for name in bc.__all__]
CALLABLES = [value for value in PUBLIC if callable(value)]
CATCH_ALL = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def own_methods(cls: type) -> list[Callable[..., object]]:
    """List the public methods that a class of this package defines itself."""
    return [
        value
        for name, value in vars(cls).items()
        if not name.startswith("_") and inspect.isfunction(value)
    ]


METHODS = [method for cls in CALLABLES if inspect.isclass(cls) for method in own_methods(cls)]


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


@pytest.mark.parametrize("thing", [*CALLABLES, *METHODS], ids=lambda thing: thing.__qualname__)
def test_docstring_is_numpydoc(thing: Callable[..., object]) -> None:
    """One sentence first, every parameter told, what comes back, and an example."""
    doc = inspect.getdoc(thing) or ""
    assert doc.split("\n\n")[0].endswith("."), "begin with one sentence"
    assert ">>> " in section(doc, "Examples"), "show an example"
    signature = inspect.signature(thing)
    told = section(doc, "Parameters")
    named = [name for name, one in signature.parameters.items() if one.kind not in CATCH_ALL]
    assert [name for name in named if name != "self" and name not in told] == []
    if not inspect.isclass(thing):
        assert section(doc, "Returns") or signature.return_annotation in (None, "None")


def loaded_by(statement: str) -> set[str]:
    """Name the packages that a fresh Python has loaded after a statement."""
    code = f"{statement}; import sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_import_loads_pandas_and_nothing_slower() -> None:
    """`import backcare` loads no library that `import pandas` has not: each waits for its use."""
    extra = loaded_by("import backcare") - loaded_by("import pandas") - sys.stdlib_module_names
    assert extra == {"backcare"}


def test_import_opens_no_file_but_code() -> None:
    """Importing reads no table, template or style sheet."""
    code = (
        "import sys, pandas; opened = []\n"
        "sys.addaudithook(lambda name, args: name == 'open' and opened.append(str(args[0])))\n"
        "import backcare; print(*[path for path in opened if not path.endswith(('.py', '.pyc'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
