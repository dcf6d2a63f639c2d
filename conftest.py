"""What the docstring examples find ready; here, because they live outside tests/."""

import pytest


@pytest.fixture(autouse=True)
def _example_names(doctest_namespace: dict[str, object]) -> None:
    """Give every example the name that the notebooks use: `bc`."""
    import backcare

    doctest_namespace["bc"] = backcare
