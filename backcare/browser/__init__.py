"""All that a browser runs: JavaScript, style sheets, templates.

- `assets` joins scripts or style sheets. A widget's module can import nothing from a file beside
  it, so what its files share comes first: `in_page.js` and `theme.css`. `PARTS` lists those of
  what is shown in a notebook and in a page without Python.
- `environment` finds the templates of whole pages and cards (`*.html.j2`), in which everything is
  escaped; `backcare.exercises.cards` adds the filters that look things up in the tables.
- `fragment` fills in a small piece of HTML, a macro of `widget_pieces.html.j2`.
"""

from __future__ import annotations

import functools
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jinja2


# The scripts of what both a widget and a page without Python show, in their order.
PARTS = {
    "gate": ("in_page.js", "lost_line.js", "local_time.js", "for_paper.js", "red_flag_gate.js"),
    "deck": ("in_page.js", "stale_answer.js", "exercise_deck.js"),
    "pain": ("pain_marks.js", "pain_scale.js"),
    "amount": ("amount_field.js",),
    "choice": ("in_page.js", "choice_field.js"),
    "plan": (
        *("in_page.js", "stale_answer.js", "local_time.js", "asked_about.js"),
        *("player_store.js", "plan_words.js"),
    ),
    "stage": (
        *("in_page.js", "lost_line.js", "local_time.js", "asked_about.js", "words.js", "csv.js"),
        *("save_file.js", "pain_marks.js", "player_play.js", "player_record.js", "player_store.js"),
        *("player_cues.js", "player_awake.js", "player_figure.js", "player_screens.js"),
        *("player_keys.js", "player_stage.js"),
    ),
}


def assets(*names: str) -> str:
    """Join files of this room, in the order given, to one script or one style sheet."""
    room = resources.files(__name__)
    return "\n".join(room.joinpath(name).read_text("utf-8") for name in names)


def environment() -> jinja2.Environment:
    """Make what renders the templates of this room, which name what they need or fail."""
    import jinja2  # only pages need it

    return jinja2.Environment(
        loader=jinja2.PackageLoader("backcare", "browser"),
        autoescape=True,  # a clinician's own cells come here: all of them are text, never markup
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def fragment(name: str, /, **values: object) -> str:
    """Fill in one of the macros of `widget_pieces.html.j2`."""
    return str(getattr(fragments(), name)(**values))


@functools.cache
def fragments() -> jinja2.environment.TemplateModule:
    """Compile the macros of `widget_pieces.html.j2`, once."""
    return environment().get_template("widget_pieces.html.j2").module
