"""What the player leaves behind for viewers with no kernel, and what it says of a faulty plan."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from backcare.errors import PlanError
from backcare.exercises.cards import safety_html
from backcare.widgets.player_stage import PLAYER_STYLE


def faults_html(refused: PlanError | str) -> str:
    """Say why a plan cannot be played, every fault in its own line.

    Parameters
    ----------
    refused : PlanError or str
        What is wrong with the plan, or why it is empty.

    Examples
    --------
    >>> from backcare.errors import Fault
    >>> faults_html(PlanError([Fault(None, "exercise 2, reps", "-1", "must be 1 to 200.")]))
    '<div class="bc-cautions" role="alert"><h2>This plan cannot be done yet</h2>...</div>'
    """
    if isinstance(refused, str):
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in refused.splitlines())
        return f'<div class="bc-cautions" role="alert"><h2>No session now</h2>{lines}</div>'
    faults = "".join(f"<li>{html.escape(str(fault))}</li>" for fault in refused.faults)
    told = "Correct these in the plan, then run the cell again."
    return (
        '<div class="bc-cautions" role="alert"><h2>This plan cannot be done yet</h2>'
        f"<p>{told}</p><ul>{faults}</ul></div>"
    )


def player_html(program: Mapping[str, Any], figures: Mapping[str, str]) -> str:
    """Write a program as a list, with its pictures.

    Examples
    --------
    >>> item = {"exercise_id": "bridging", "name": "Bridge", "caution": "",
    ...         "amounts": [{"words": "8 times"}]}
    >>> "Bridge</strong>: 8 times" in player_html({"lasts": "3 min", "items": [item]}, {})
    True
    """
    lines = []
    for item in program["items"]:
        picture = figures.get(item["exercise_id"], "")
        caution = item["caution"] and f'<p class="bc-small">{html.escape(item["caution"])}</p>'
        words = html.escape(item["amounts"][0]["words"])
        lines.append(
            f"<li><strong>{html.escape(item['name'])}</strong>: {words}{caution}{picture}</li>"
        )
    return (
        f'<style>{PLAYER_STYLE}</style><div class="bc-app bc-session-player">'
        f"{safety_html()}<h2>A session of {html.escape(program['lasts'])}</h2>"
        f"<ol>{''.join(lines)}</ol>"
        "<p>It can be played where the notebook runs: open it in JupyterLab and run its cells.</p>"
        "</div>"
    )
