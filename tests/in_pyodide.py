"""Run in Pyodide, by in_pyodide.mjs: pytest, without the tests that need what a page has not.

A browser's Python has 32-bit numbers, one thread, and no other process. What cannot run there is
named here with its reason; all else has to pass.
"""

from __future__ import annotations

from pathlib import Path

import pytest

_SERVER = "needs a Jupyter server, which is no page"
_DRIVER = "needs PostgreSQL and its driver, which a page has not"
_PROCESS = "starts other processes"
_THREAD = "starts a thread"
_CHECKOUT = "reads the checkout's own files with tools that are not built for Pyodide"
_NOBODY_ELSE = "a page's files know no umask: nobody else can come to them"
_NO_TABLE_CHECKER = "needs frictionless, of whose needs one is not built for Pyodide"
# Files of tests that are left out.
LEFT_OUT = {
    "test_add_your_own.py": _NO_TABLE_CHECKER,
    "test_benchmarks.py": _PROCESS,
    "test_clinic.py": _DRIVER,
    "test_clinic_audit.py": _DRIVER,
    "test_clinic_guard.py": _DRIVER,
    "test_clinic_hub.py": _SERVER,
    "test_clinic_notebook.py": _DRIVER,
    "test_clinic_older.py": _DRIVER,
    "test_clinic_page.py": _SERVER,
    "test_clinic_rights.py": _DRIVER,
    "test_clinic_trial.py": _SERVER,
    "test_command.py": _SERVER,
    "test_data.py": _NO_TABLE_CHECKER,
    "test_environment.py": _CHECKOUT,
    "test_group_parts.py": "needs pyarrow and Dask, which read a clinic's folder, not a page",
    "test_half_built.py": _PROCESS,
    "test_layers.py": _CHECKOUT,
    "test_lite.py": "looks at the page itself",
    "test_lite_files.py": _CHECKOUT,
    "test_make_book.py": _CHECKOUT,
    "test_notebooks.py": "runs them in a kernel; `nox -s lite` runs them in a page",
    "test_noxfile.py": _CHECKOUT,
    "test_office.py": _PROCESS,
    "test_page_kernels.py": _SERVER,
    "test_pages.py": _SERVER,
    "test_public_names.py": _PROCESS,
    "test_readme.py": _CHECKOUT,
    "test_readme_pictures.py": _PROCESS,
    "test_sample_log.py": _NO_TABLE_CHECKER,
    "test_setup_check.py": _PROCESS,
    "test_wheel.py": _PROCESS,
}
# Single tests, whatever their parameters.
LEFT_OUT_TESTS = {
    "test_memory_does_not_grow_with_the_file": "counts bytes of a Python with 64 bits",
    "test_what_is_no_file_is_told_with_its_folder": "makes a named pipe",
    "test_what_is_no_regular_file_is_refused": "makes a named pipe",
    "test_a_disk_that_knows_no_second_name_for_a_file": "a page's files never know one",
    "test_a_change_that_was_cut_off_is_taken_back_first": _PROCESS,
    "test_the_same_log_gives_the_same_bytes": _PROCESS,
    "test_it_is_shown_on_this_computer_alone": _THREAD,
    "test_two_chips_pressed_at_once_both_count": _THREAD,
    "test_what_comes_later_takes_its_turn_too": _THREAD,
    "test_a_full_disk_is_told_and_nothing_is_left_behind": _PROCESS,
    "test_a_long_import_shows_how_far_it_is": "its bar is a widget in a page",
    "test_what_is_not_private_others_may_read_as_the_umask_says": _NOBODY_ELSE,
    "test_a_web_server_may_read_every_file": _NOBODY_ELSE,
}


class _Chosen:
    """Takes the tests out that are left out, and says how many."""

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Function]
    ) -> None:
        out = [item for item in items if item.originalname in LEFT_OUT_TESTS]
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


def main(words: list[str]) -> int:
    """Run the tests that are named, or all that can run here."""
    every = sorted(path for path in Path("tests").glob("test_*.py") if path.name not in LEFT_OUT)
    named = any(word.startswith("tests/") for word in words)
    chosen = words if named else [*words, *map(str, every)]
    # No alarm clock there, and no plug-in that runs notebooks.
    own = ("-p", "no:cacheprovider", "-o", "addopts=--strict-markers", "-o", "timeout=0")
    return int(pytest.main([*own, *chosen], plugins=[_Chosen()]))
