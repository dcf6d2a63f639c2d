"""Pictures can be seen: every part is 3:1 or more against its card, in both themes."""

from __future__ import annotations

import re
from itertools import product

import pytest

import backcare as bc
from backcare.browser import assets
from backcare.figures.body import layer_colours
from backcare.figures.svg import person_style, teacher_style

RULES = [line for line in assets("figure.css").splitlines() if not line.startswith("/*")]
EVERYBODY = {*map(person_style, bc.load_exercises().index), teacher_style()}
BODY = sorted(layer_colours() - {"ear"})  # an ear lies on the head
THINGS = ["mat", "floor", "towel", "weight", "board", "hoop", "hint", "frame", "crank", "wheel"]
THINGS += ["saddle", "chair", "arrow", "ring", "no", "edge"]
DARK = [rule for rule in RULES if "dark" in rule or "=false" in rule]


def declared(text: str) -> dict[str, str]:
    return dict(re.findall(r"([\w-]+):([^;{}]+)", text))


def rule_of(selector: str) -> dict[str, str]:
    """Return what one selector declares outside all media, or nothing."""
    bodies = [rule.split("{", 1)[1] for rule in RULES if rule.startswith(selector + "{")]
    return declared(bodies[0]) if bodies else {}


def theme(name: str) -> dict[str, str]:
    light = rule_of(".bc-figure")
    dark = [declared(rule.split("{", 2)[2]) for rule in DARK if ".bf-page" not in rule]
    assert len(dark) == 2
    assert dark[0] == dark[1]  # JupyterLab's theme and the system's
    return light | (dark[0] if name == "dark" else {})


def colour(value: str, variables: dict[str, str]) -> str:
    name = re.fullmatch(r"var\((--[\w-]+)\)", value)
    return colour(variables[name[1]], variables) if name else value


def luminance(value: str) -> float:
    digits = value[1:] if len(value) == 7 else "".join(2 * digit for digit in value[1:])
    shares = [int(digits[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_by_hand():
    """Black on white has 21, and what WebAIM says of a grey: 4.54."""
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("name", "person"), [*product(["light", "dark"], sorted(EVERYBODY))])
def test_every_limb_and_all_hair_are_seen(name, person):
    """Near and far; on light paper light skin is seen by its outline."""
    variables = theme(name) | declared(person)
    paper = colour(rule_of(".bf-bg")["fill"], variables)
    for part in BODY:
        near = rule_of(f".bf-{part}")
        for style in (near, near | rule_of(f".bf-far .bf-{part}")):
            seen = [style["fill"]]
            if name == "light" and part == "skin":
                seen.append(style["stroke"])
            best = max(contrast(colour(value, variables), paper) for value in seen)
            assert best >= 3, (part, style, best)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("thing", THINGS)
def test_what_is_around_is_seen(name, thing):
    """Mat, floor and gear, and what is drawn to be noticed."""
    style, variables = rule_of(f".bf-{thing}"), theme(name)
    value = style["fill"] if style.get("fill", "none") != "none" else style["stroke"]
    paper = colour(rule_of(".bf-bg")["fill"], variables)
    assert contrast(colour(value, variables), paper) >= 3


@pytest.mark.parametrize("name", ["light", "dark"])
def test_words_are_read(name):
    """Captions have 4.5 or more, and the heart stands out from its badge by 3."""
    variables = theme(name)
    paper = colour(rule_of(".bf-bg")["fill"], variables)
    assert contrast(variables["--bf-i"], paper) >= 4.5
    assert contrast(rule_of(".bf-heart")["fill"], rule_of(".bf-1")["fill"]) >= 3
