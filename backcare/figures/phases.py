"""Which phases a film shows, and for how long: those of the plan, of the smallest dose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Any

from backcare.figures.film import Beat
from backcare.plan.dose import Dose, level_dose, ranges
from backcare.plan.phases import Phase, row_phases

# A film is to be looked at: a longer hold or rest is told in full, and shown in less.
SHOWN_AT_MOST_S = {"hold": 6, "rest": 3, "other_side": 3}
_SAID = {"hold": "Hold", "rest": "Rest", "breathe": "Breathe", "other_side": "Other side"}


def beats(exercise_id: str, row: Mapping[str, Any], round_s: float | None) -> list[Beat]:
    """List the phases of one round of an exercise.

    Parameters
    ----------
    exercise_id : str
        The exercise.
    row : mapping
        Its row of the wide frame.
    round_s : float or None
        How long one round of an even motion takes, such as two steps of a walk, in seconds;
        None for what moves there and back.

    Examples
    --------
    >>> row = bc.load_exercises().loc["bridging"]
    >>> [(beat.phase, beat.seconds, beat.words) for beat in beats("bridging", row, None)[:3]]
    [('lift', 3, ''), ('hold', 6, 'Hold 6 s'), ('lower', 3, '')]
    """
    if round_s is not None:
        return [Beat("go", "", round_s, "")]
    dose = level_dose(ranges(exercise_id, row), 1) if row["kind"] == "exercise" else Dose()
    sides = "in_turn" if row["per_side"] else "both"
    return [_beat(phase) for phase in _first_round(exercise_id, dose, sides)]


def _first_round(exercise_id: str, dose: Dose, sides: str) -> Iterator[Phase]:
    """Yield all that comes before the second time."""
    _, *phases = row_phases(exercise_id, dose._replace(sets=1, reps=2), sides, first=True)
    return takewhile(lambda phase: (phase.phase, phase.rep) != ("lift", 2), phases)


def _beat(phase: Phase) -> Beat:
    shown = min(phase.seconds, SHOWN_AT_MOST_S.get(phase.phase, phase.seconds))
    words = _SAID.get(phase.phase, "")
    if phase.phase in ("hold", "rest"):
        words += f" {phase.seconds} s"
        words += f" (here {shown} s)" if shown < phase.seconds else ""
    return Beat(phase.phase, phase.side, shown, words)
