"""How the pictures look: one style, for JupyterLab's themes, the system's and paper."""

from __future__ import annotations

import functools
import re
import zlib

from backcare.browser import assets


def style(inside: str) -> str:
    """Return the rules of figure.css that a picture needs: those of the classes in it.

    Examples
    --------
    >>> ".bf-mat{" in style('class="bf-mat"'), ".bf-mat{" in style('class="bf-floor"')
    (True, False)
    """
    used = set(re.findall(r"bf-[\w-]+", inside))
    return "".join(rule for needed, rule in _rules() if needed <= used)


# Skin, hair and shirt of the people in the pictures, who are as different as those who look.
_PEOPLE = (
    ("#cf9872", "#54402f", "#4a8f8a"),
    ("#8d5f45", "#4a3a32", "#5f86ad"),
    ("#e2b494", "#b1aaa2", "#4f9a86"),
    ("#b57f5b", "#5c4535", "#7d8fb3"),
)
_TEACHER = ("#9a6a4a", "#b3ada6", "#c09a5b")


def person_style(exercise_id: str) -> str:
    """Return the colours of the person who shows an exercise, always the same one.

    Examples
    --------
    >>> person_style("bridging").split(";")[0]
    '--bf-s:#8d5f45'
    """
    return _colours(*_PEOPLE[zlib.crc32(exercise_id.encode()) % len(_PEOPLE)])


def teacher_style() -> str:
    """Return the colours of whoever teaches.

    Examples
    --------
    >>> teacher_style().count("--bf-")
    6
    """
    return _colours(*_TEACHER)


def _colours(skin: str, hair: str, top: str) -> str:
    """Name the colours of one person, those on the far side darker."""
    told = {"s": skin, "s2": _darker(skin, 0.8), "h": hair}
    told |= {"t": top, "t1": _darker(top, 0.93), "t2": _darker(top, 0.74)}
    return ";".join(f"--bf-{name}:{colour}" for name, colour in told.items())


def _darker(colour: str, part: float) -> str:
    """Darken a colour.

    Examples
    --------
    >>> _darker("#ff8000", 0.5)
    '#804000'
    """
    channels = (round(part * int(colour[k : k + 2], 16)) for k in (1, 3, 5))
    return "#" + "".join(f"{channel:02x}" for channel in channels)


@functools.cache
def _rules() -> tuple[tuple[set[str], str], ...]:
    """Read figure.css, one rule a line, each with the classes without which it is not needed."""
    css = assets("figure.css")
    rules = [line for line in css.splitlines() if not line.startswith("/*")]
    return tuple((set(re.findall(r"(?<!not\()\.(bf-[\w-]+)", rule)), rule) for rule in rules)
