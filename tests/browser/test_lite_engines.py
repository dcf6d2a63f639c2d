"""The notebooks in a page alone, in the other browsers people have."""

import pytest
from engines import Engine
from lite import FAULTS, PATIENCE_MS, RAN, READY, RUN_ALL

CLICK = """(words) => {
  const found = [...document.querySelectorAll("button")]
    .find((one) => !one.disabled && one.textContent.trim().startsWith(words));
  found?.click();
  return Boolean(found);
}"""
pytestmark = [
    *(pytest.mark.browser, pytest.mark.engines, pytest.mark.lite),
    pytest.mark.timeout(1200),
]


def test_the_first_notebook_runs_to_the_end(engine: Engine, lite_site: str) -> None:
    """It opens, its Python starts, every cell runs, and the explorer can be used."""
    engine.patience_s = PATIENCE_MS / 1000
    engine.resize(1280, 900)
    engine.open(f"{lite_site}/notebooks/notebooks/index.html?path=01_explore_exercises.ipynb")
    engine.until(READY)
    engine.run(RUN_ALL)
    engine.until(RAN)
    assert engine.run(FAULTS) == []
    # WebKit guesses how high cells are that are not on screen: what is to be pressed never rests.
    engine.until(CLICK, "None of these applies to me")
    engine.until(CLICK, "Long-lasting pain")
    engine.until("() => document.querySelectorAll('article.bc-card').length >= 5")
