"""The part of the player that runs in the page, and goes on when the kernel does not."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from backcare.browser import assets

PLAYER_STYLE = assets("backcare.css", "log.css", "player.css")


class PlayerStage(anywidget.AnyWidget):
    """Play a program in the page, and send the record of what was done.

    Attributes
    ----------
    program : dict
        `items` as `session_program` gives them, `rule` (`mild`, `minutes`), `lasts` and `notes`
        in words, `words` for the phases, `patient`, and `key`, under which the page keeps what
        is not saved yet.
    figures : dict
        From exercise ids to their pictures, as SVG that `figure_svg` draws.
    cleared, cleared_on : bool, str
        Whether the red flags were answered with none, and on which day, as ISO 8601 has it.
    done_on : str
        The day of the last session in the log; "" while there is none.
    waiting : bool
        Whether a professional has to be asked before there is another session.
    answer : dict
        What became of a record: its `session_id`, whether it is `saved`, and what is `said`.

    Examples
    --------
    >>> PlayerStage(program={"items": [], "key": "k"})
    PlayerStage(0 exercises)
    """

    _esm = assets(
        "in_page.js",
        *("player_play.js", "player_record.js", "player_store.js", "player_cues.js"),
        *("player_figure.js", "player_screens.js", "player_keys.js", "player_stage.js"),
    )
    _css = PLAYER_STYLE

    program = traitlets.Dict().tag(sync=True)
    figures = traitlets.Dict().tag(sync=True)
    cleared = traitlets.Bool().tag(sync=True)
    cleared_on = traitlets.Unicode().tag(sync=True)
    done_on = traitlets.Unicode().tag(sync=True)
    waiting = traitlets.Bool().tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)

    def __repr__(self) -> str:
        count = len(self.program.get("items", []))
        return f"PlayerStage({count} {'exercise' if count == 1 else 'exercises'})"

    def hear(self, answer: Any) -> None:
        """Give each record that the page sends to a function, and its answer to the page.

        Parameters
        ----------
        answer : callable
            Takes a record, as `played_session` does, and returns what goes into `answer`.

        Examples
        --------
        >>> stage = PlayerStage()
        >>> stage.hear(lambda record: {"session_id": record["session_id"], "saved": True})
        >>> stage._handle_custom_msg({"kind": "save", "record": {"session_id": "a"}}, [])
        >>> stage.answer["saved"]
        True
        """

        def heard(_stage: PlayerStage, content: dict[str, Any], _buffers: object) -> None:
            if content.get("kind") == "save":
                self.answer = answer(content["record"])

        self.on_msg(heard)
