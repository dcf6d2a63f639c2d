"""Pictures in a real browser: they move by themselves, as their frames say, or stand still."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

import backcare as bc
from backcare.figures.figure import figures_of

pytestmark = pytest.mark.browser

EVERY = list(bc.load_exercises().index)
PARTS = (0, 0.25, 0.5, 0.75, 1)
# Where the ankles and wrists are in the scene, in cm, y up, while the picture stands at a time.
_ENDS = """
([svg, times]) => {
  const root = document.querySelector(svg), scene = root.querySelector(".bf-moving > g");
  const part = (name, near) => [...scene.querySelectorAll(`use[href$="-${name}"]`)]
    .find((use) => Boolean(use.closest(".bf-far")) !== near);
  root.pauseAnimations();
  return times.map((time) => {
    root.setCurrentTime(time);
    return ["foot", "hand"].flatMap((name) => [true, false].map((near) => {
      const use = part(name, near) ?? part("fist", near);
      const at = scene.getScreenCTM().inverse().multiply(use.getScreenCTM());
      return [at.e, -at.f];
    }));
  });
}
"""


def shown_on(page: Page, ids: list[str], *, width: int = 220) -> None:
    """Put pictures on a plain page, each five times in a row."""
    rows = "".join(
        f"<div style='display:flex;gap:4px;margin:4px'>{bc.figure_svg(one, width=width) * 5}</div>"
        for one in ids
    )
    page.set_content(f"<!doctype html><body style='margin:0'>{rows}</body>")


def test_every_exercise_frame_by_frame(page: Page, shoot: Callable[..., None]) -> None:
    """The contact sheet: each exercise at start, quarter, half, three quarters and end."""
    page.set_viewport_size({"width": 1140, "height": 155 * len(EVERY)})
    shown_on(page, EVERY)
    seen = page.evaluate(
        """(parts) => [...document.querySelectorAll("svg.bc-figure")].map((svg, place) => {
          svg.pauseAnimations();
          svg.setCurrentTime(parts[place % 5] * (svg.dataset.seconds - 0.01));
          return svg.getBoundingClientRect().height;
        })""",
        PARTS,
    )
    assert len(seen) == 5 * len(EVERY)
    assert set(map(round, seen)) == {144}
    shoot("sheet")
    page.emulate_media(color_scheme="dark")
    shoot("dark-sheet")


@pytest.mark.parametrize("exercise_id", EVERY)
def test_the_browser_draws_what_the_frames_say(page: Page, exercise_id: str) -> None:
    """Feet and hands are where the film has them, at the time of every frame."""
    film = figures_of([exercise_id])[0].film
    page.set_content(f"<!doctype html>{bc.figure_svg(exercise_id)}")
    times = [min(time, film.seconds - 0.001) for time in film.times]
    told = page.evaluate(_ENDS, ["svg.bc-figure", times])
    away = complex(2.4, 2)  # the far side is drawn a little higher and further on
    for frame, ends in zip(film.frames, told, strict=True):
        names = ("near_ankle", "far_ankle", "near_wrist", "far_wrist")
        for name, (x, y) in zip(names, ends, strict=True):
            expected = frame.points[name] + (away if name.startswith("far") else 0)
            assert abs(complex(x, y) - expected) < 0.6, (name, complex(x, y), expected)


def test_it_moves_without_a_script(page: Page) -> None:
    """A page with scripts forbidden shows the picture at another moment a little later."""
    page.set_content(
        "<!doctype html><meta http-equiv='Content-Security-Policy' content=\"script-src 'none'\">"
        f"{bc.figure_svg('walking')}"
    )
    frame = page.locator("svg.bc-figure")
    before = frame.screenshot()
    for _ in range(50):
        if frame.screenshot() != before:
            return
    pytest.fail("The picture stands still.")


@pytest.mark.parametrize("media", [{"reduced_motion": "reduce"}, {"media": "print"}])
def test_less_motion_and_print_show_start_and_end(page: Page, media: dict[str, str]) -> None:
    """Whoever asked for less motion, and paper, get the two panels and no caption that changes."""
    page.set_content(f"<!doctype html>{bc.figure_svg('bridging')}")
    moving, still = page.locator(".bf-moving"), page.locator(".bf-still")
    assert (moving.is_visible(), still.is_visible()) == (True, False)
    page.emulate_media(**media)
    assert (moving.is_visible(), still.is_visible()) == (False, True)


def test_colours_follow_the_theme(page: Page) -> None:
    """JupyterLab's theme comes before the system's; without it the system's counts."""
    light, dark = "rgb(248, 241, 231)", "rgb(28, 27, 25)"
    found = []
    for theme in ("", " data-jp-theme-light='true'", " data-jp-theme-light='false'"):
        page.set_content(f"<!doctype html><body{theme}>{bc.figure_svg('bridging')}</body>")
        for system in ("light", "dark"):
            page.emulate_media(color_scheme=system)
            fill = "getComputedStyle(document.querySelector('.bf-bg')).fill"
            found.append(page.evaluate(fill))
    assert found == [light, dark, light, light, dark, dark]
