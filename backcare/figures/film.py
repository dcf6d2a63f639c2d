"""A film of one exercise: which phases it shows, its frames at their times, and its captions.

What the body does comes from the poses; what it does when, and for how long, from the plan's
phases for the smallest dose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile
from typing import Any, NamedTuple

from backcare.figures.body import on_floor
from backcare.figures.poses import Movement
from backcare.figures.skeleton import SIDES, Frame, Keyframe, place, swap_sides, tween
from backcare.plan.dose import Dose, level_dose, ranges
from backcare.plan.phases import Phase, row_phases

# A film is to be looked at: a longer hold or rest is named in full, shown in less,
# and marked as sped up.
_SHOWN_AT_MOST_S = {"hold": 6, "rest": 3, "other_side": 3}
_WORDS = {"hold": "Hold", "rest": "Rest", "breathe": "Breathe", "other_side": "Other side"}
_LIMB_ENDS = tuple(f"{side}_{end}" for side in SIDES for end in ("ankle", "wrist"))
# Where a move has several parts, each is shorter, and needs fewer frames: 20,000 bytes a picture.
_ROUND_STEPS, _PART_STEPS = 4, 3


class ShownPhase(NamedTuple):
    """One phase as the film shows it: what it is, for which side, how long, and its caption."""

    phase: str
    side: str
    seconds: float
    caption: str
    sped_up: bool = False  # whether it is shown shorter than it is


class Caption(NamedTuple):
    """What is written from one second to another."""

    phase: str
    side: str
    start_s: float
    end_s: float
    text: str
    sped_up: bool = False


@dataclass
class Film:
    """Frames, the seconds from the start at which they are seen, and captions."""

    times: list[float]
    frames: list[Frame]
    captions: list[Caption] = field(default_factory=list)
    peak: int = 0  # the frame at which the move has got to its end
    stride: float = 0  # the cm by which whoever walks has moved on at the end of the loop

    @property
    def seconds(self) -> float:
        """The length of one loop."""
        return self.times[-1]

    def add(self, phase: ShownPhase, frames: Sequence[Frame]) -> None:
        """Put frames after those there are, evenly over the seconds of a phase."""
        start, step = self.seconds, phase.seconds / len(frames)
        self.times += [start + step * (place + 1) for place in range(len(frames))]
        self.frames += frames
        self.captions.append(
            Caption(
                phase.phase,
                phase.side,
                start,
                start + phase.seconds,
                phase.caption,
                phase.sped_up,
            )
        )


def shown_phases(
    exercise_id: str, row: Mapping[str, Any], round_s: float | None
) -> list[ShownPhase]:
    """List the phases of one round of an exercise, whose row is that of the wide frame."""
    # `round_s` is what one round of an even motion takes, such as two steps of a walk.
    if round_s is not None:
        return [ShownPhase("go", "", round_s, "")]
    dose = level_dose(ranges(exercise_id, row), 1) if row["kind"] == "exercise" else Dose()
    sides = "in_turn" if row["per_side"] else "both"
    return [_shown_phase(phase) for phase in _first_round(exercise_id, dose, sides)]


def make_film(movement: Movement, phases: Sequence[ShownPhase]) -> Film:
    """Move the body through the phases, as it moves in the room."""
    film = Film([0.0], [first_frame(movement)])
    if movement.motion == "there_and_back":
        _there_and_back(film, movement, phases)
    else:
        _round(film, movement, *phases)
    return film


def first_frame(movement: Movement) -> Frame:
    """Put the body into its first pose, the lowest of it on the floor."""
    first = movement.keyframes[0]
    frame = Frame(first.angles, place(first.angles, movement.front), first.planted)
    return on_floor(frame, movement.front) if movement.on_floor else frame


def followed(film: Film) -> Film:
    """Let the camera go with whoever walks, so that the last frame is the first one again."""
    if not film.stride:
        return film
    places = zip(film.times, film.frames, strict=True)
    return replace(
        film,
        frames=[frame.shifted(-film.stride * time / film.seconds) for time, frame in places],
    )


def merged_phases(captions: Sequence[Caption]) -> list[tuple[str, float, float, str]]:
    """Return phase, start, end and side, captions of one phase and side as one."""
    merged: list[tuple[str, float, float, str]] = []
    for caption in captions:
        start = caption.start_s
        if merged and (merged[-1][0], merged[-1][3]) == (caption.phase, caption.side):
            start = merged.pop()[1]
        merged.append((caption.phase, start, caption.end_s, caption.side))
    return merged


def _first_round(exercise_id: str, dose: Dose, sides: str) -> Iterator[Phase]:
    """Yield all that comes before the second time, which tells how the first one ends."""
    _, *phases = row_phases(exercise_id, dose._replace(sets=1, reps=2), sides, first=True)
    return takewhile(lambda phase: (phase.phase, phase.rep) != ("lift", 2), phases)


def _shown_phase(phase: Phase) -> ShownPhase:
    shown = min(phase.seconds, _SHOWN_AT_MOST_S.get(phase.phase, phase.seconds))
    caption = _WORDS.get(phase.phase, "")
    timed = phase.phase in ("hold", "rest")
    caption += f" {phase.seconds} s" if timed else ""
    return ShownPhase(phase.phase, phase.side, shown, caption, timed and shown < phase.seconds)


def _there_and_back(film: Film, movement: Movement, phases: Sequence[ShownPhase]) -> None:
    """Follow the phases; the other side is the mirror image in depth."""
    start = film.frames[0]
    parts = _way_there(start, movement)
    sides = [(start, parts), (swap_sides(start), [[*map(swap_sides, part)] for part in parts])]
    for phase in phases:
        home, there = sides[phase.side == "other"]
        if phase.phase == "lift":
            for keyframe, part in zip(movement.keyframes[1:], there, strict=True):
                seconds = phase.seconds / len(there)
                film.add(phase._replace(seconds=seconds, caption=keyframe.caption), part)
            # That of the first side, which stands in the table and in the still picture.
            film.peak = film.peak or len(film.frames) - 1
        elif phase.phase == "lower":
            back = _backwards([home, *(frame for part in there for frame in part)])
            film.add(phase._replace(caption=movement.keyframes[0].caption), back)
        elif phase.phase == "other_side":
            film.add(phase, _change_over(film.frames[-1], home, movement))
        else:
            film.add(phase, [film.frames[-1]])


def _way_there(start: Frame, movement: Movement) -> list[list[Frame]]:
    """Go through all keyframes after the first: the frames on the way to each."""
    parts: list[list[Frame]] = []
    steps = _PART_STEPS if len(movement.keyframes) > 2 else None
    for keyframe in movement.keyframes[1:]:
        before = parts[-1][-1] if parts else start
        parts.append(list(tween(before, keyframe, movement.front, steps=steps)))
    return parts


def _backwards(frames: Sequence[Frame]) -> list[Frame]:
    """Go the same way back; what was planted from one frame to the next is so again."""
    steps = list(pairwise(frames))
    return [here._replace(planted=after.planted) for here, after in reversed(steps)]


def _change_over(start: Frame, end: Frame, movement: Movement) -> list[Frame]:
    """Bring one side to where the other was: feet and hands slide there."""
    anchor = movement.keyframes[0].planted[0]
    # A hand or foot cannot hold the body while it slides; the hip does.
    held = anchor if "_" not in anchor else "hip"
    *way, _ = tween(start, Keyframe(end.angles, [held], _LIMB_ENDS), movement.front)
    frames = [*way, end._replace(planted=[held])]
    parts = [(place + 1) / len(frames) for place in range(len(frames))]
    return [
        frame._replace(swapped=part if end.swapped else 1 - part)
        for part, frame in zip(parts, frames, strict=True)
    ]


def _round(film: Film, movement: Movement, phase: ShownPhase) -> None:
    """Go through all keyframes and back to the first one, again and again."""
    first, *others = movement.keyframes
    # Two keyframes are a swing, which stops at both ends; more are a circle, which never does.
    eased = movement.motion == "round" and len(others) < 2
    seconds = phase.seconds / len(movement.keyframes)
    for keyframe in [*others, first]:
        before = film.frames[-1]
        frames = tween(before, keyframe, movement.front, steps=_ROUND_STEPS, eased=eased)
        film.add(phase._replace(seconds=seconds, caption=keyframe.caption), list(frames))
    # Nothing is an end of a circle: half-way round differs most from the start.
    film.peak = (len(film.frames) - 1) // 2
    if movement.motion == "walk":
        gone = film.frames[-1].points["hip"] - film.frames[0].points["hip"]
        film.stride = gone.real
        # Whole degrees leave some millimetres: who walks must not climb.
        rise = -1j * gone.imag / film.seconds
        places = zip(film.times, film.frames, strict=True)
        film.frames = [frame.shifted(rise * time) for time, frame in places]
