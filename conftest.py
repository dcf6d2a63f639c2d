"""What docstring examples and notebooks find ready; here, because they live outside tests/."""

import gc
import os
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pytest

# --doctest-modules would read each conftest.py for examples, and trip over their one name;
# mutants.py, which needs an environment of its own; and loaded.py, which is for a process of its
# own: it makes this one a kernel's.
collect_ignore_glob = ["*/conftest.py", "*/mutants.py", "*/pages/loaded.py"]
if not find_spec("jupyterhub"):
    collect_ignore_glob += ["*/pages/hub.py", "*/site/clinic_page.py"]
if not find_spec("pyarrow"):  # `nox -s scale` has it
    collect_ignore_glob += ["*/test_group_parts.py"]


def pytest_configure(config: pytest.Config) -> None:
    """Give every test run a log of its own: a notebook must not write into the user's."""
    folder = tempfile.mkdtemp(prefix="backcare-tests-")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ["BACKCARE_LOG"] = str(Path(folder, "log.db"))


def pytest_collection() -> None:
    """Look for no garbage while the tests are found: all that is made then stays."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Leave what the tests are made of out of each later look for garbage."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def _example_names(doctest_namespace: dict[str, object]) -> None:
    """Give every example the name that the notebooks use: `bc`."""
    import backcare

    doctest_namespace["bc"] = backcare
