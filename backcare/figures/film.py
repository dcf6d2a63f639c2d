"""A film of one exercise: its frames at their times, and what is said meanwhile.

The frames come from the poses; how long each phase lasts comes from the plan's timings and the
dose, which `beats` brings together.

What stands over a scene: the words of each phase, the ring of a hold, the mark to avoid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from backcare.figures.body import lowest
from backcare.figures.skeleton import SIDES, Frame, Key, moved, other_side, place, wrapped
from backcare.figures.svg import Clock, Span
from backcare.text import xml_text

_LIMB_ENDS = tuple(f"{side}_{end}" for side in SIDES for end in ("ankle", "wrist"))
_ROUND_STEPS, _PART_STEPS = 4, 3


class Beat(NamedTuple):
    """One phase as the film shows it: what it is, for which side, how long, and what is said."""

    phase: str
    side: str
    seconds: float
    words: str


class Caption(NamedTuple):
    """What is said for some seconds; while holding, a ring fills."""

    phase: str
    side: str
    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True)
class Script:
    """What a film is made of.

    Attributes
    ----------
    keys, words : sequence
        The poses in order, and for each what is said on the way to it.
    front : {1, -1}
        Where the belly is, see `skeleton`.
    motion : {"there_and_back", "round", "walk"}
        Whether the way back is the way there; whoever walks moves on, and the camera with them.
    beats : sequence of Beat
        The phases in order.
    on_floor : bool
        Whether the body rests on the floor, which is at height 0.
    """

    keys: Sequence[Key]
    words: Sequence[str]
    front: int
    motion: str
    beats: Sequence[Beat]
    on_floor: bool = True


@dataclass
class Film:
    """Frames at their times, and captions.

    Attributes
    ----------
    times : list of float
        Seconds from the start; the last is the length of the film.
    frames : list of Frame
        One for each time.
    turned : list of float
        For each frame 0 when the first side works and 1 when the other does.
    captions : list of Caption
        What is said.
    stride : float
        By how many cm the person has moved on at the end of the loop.
    peak : int
        The frame at which the move has got to its end.
    turn : float
        By how many degrees the pelvis has turned there.
    whole : list of Frame
        Of a picture cut out of a film, the frames of the film.
    """

    times: list[float] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    turned: list[float] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)
    stride: float = 0
    peak: int = 0
    turn: float = 0
    whole: list[Frame] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """The length of one loop."""
        return self.times[-1]

    @property
    def every(self) -> list[Frame]:
        """All frames, of which those shown may be only some: what stands around fits them all."""
        return self.whole or self.frames

    def add(self, beat: Beat, frames: Sequence[Frame], turned: Sequence[float]) -> None:
        """Put frames after those there are, evenly over the seconds of a beat."""
        start, step = self.seconds, beat.seconds / len(frames)
        self.times += [start + step * (place + 1) for place in range(len(frames))]
        self.frames += frames
        self.turned += turned
        self.captions.append(
            Caption(beat.phase, beat.side, start, start + beat.seconds, beat.words)
        )


def film(script: Script) -> Film:
    """Make the film of a script."""
    start = first_frame(script)
    shot = Film([0.0], [start], [0.0])
    if script.motion == "there_and_back":
        _there_and_back(shot, script)
    else:
        _round(shot, script)
    shot.turn = wrapped(shot.frames[shot.peak].angles["pelvis"] - start.angles["pelvis"])
    return shot


def first_frame(script: Script) -> Frame:
    """Put the body into its first pose, the lowest of it on the floor."""
    first = script.keys[0]
    points = place(first.angles, script.front)
    frame = Frame(first.angles, points, first.planted)
    shift = -1j * lowest(frame, script.front) if script.on_floor else 0
    return frame._replace(points={name: at + shift for name, at in points.items()})


def _there_and_back(shot: Film, script: Script) -> None:
    """Follow the beats; the other side is the mirror image in depth."""
    start = shot.frames[0]
    way = _way(start, script)
    sides = [(start, way), (other_side(start), [[*map(other_side, part)] for part in way])]
    for beat in script.beats:
        turned = int(beat.side == "other")
        home, there = sides[turned]
        if beat.phase == "lift":
            for words, part in zip(script.words[1:], there, strict=True):
                step = beat._replace(seconds=beat.seconds / len(there), words=words)
                shot.add(step, part, [turned] * len(part))
            shot.peak = shot.peak or len(shot.frames) - 1
        elif beat.phase == "lower":
            whole = [frame for part in there for frame in part]
            back = _backwards([home, *whole])
            shot.add(beat._replace(words=script.words[0]), back, [turned] * len(back))
        elif beat.phase == "other_side":
            change = _change(shot.frames[-1], home, script)
            parts = [(place + 1) / len(change) for place in range(len(change))]
            shot.add(beat, change, [part if turned else 1 - part for part in parts])
        else:
            shot.add(beat, [shot.frames[-1]], [turned])


def _backwards(frames: Sequence[Frame]) -> list[Frame]:
    """Go the same way back; what was planted from one frame to the next is so again."""
    steps = list(pairwise(frames))
    return [here._replace(planted=after.planted) for here, after in reversed(steps)]


def _way(start: Frame, script: Script) -> list[list[Frame]]:
    """Go through all keys after the first: the frames on the way to each."""
    ways: list[list[Frame]] = []
    # Where a move has several parts, each is shorter, and needs fewer frames.
    steps = _PART_STEPS if len(script.keys) > 2 else None
    for key in script.keys[1:]:
        before = ways[-1][-1] if ways else start
        ways.append(list(moved(before, key, script.front, steps=steps)))
    return ways


def _change(start: Frame, end: Frame, script: Script) -> list[Frame]:
    """Bring one side to where the other was: feet and hands slide there."""
    anchor = script.keys[0].planted[0]
    held = anchor if "_" not in anchor else "hip"
    key = Key(end.angles, [held], _LIMB_ENDS)
    *way, _ = moved(start, key, script.front)
    return [*way, end._replace(planted=[held])]


def _round(shot: Film, script: Script) -> None:
    """Go through all keys and back to the first one, again and again."""
    (beat,) = script.beats
    keys = zip(
        [*script.keys[1:], script.keys[0]], [*script.words[1:], script.words[0]], strict=True
    )
    gently = script.motion == "round" and len(script.keys) < 3
    for key, words in keys:
        frames = list(moved(shot.frames[-1], key, script.front, steps=_ROUND_STEPS, gently=gently))
        share = beat._replace(seconds=beat.seconds / len(script.keys), words=words)
        shot.add(share, frames, [0.0] * len(frames))
    shot.peak = (len(shot.frames) - 1) // 2
    gone = shot.frames[-1].points["hip"] - shot.frames[0].points["hip"]
    if script.motion == "walk":
        shot.stride = gone.real
        # Whole degrees leave some millimetres: who walks must not climb.
        rise = -1j * gone.imag / shot.seconds
        shot.frames = [
            frame._replace(points={name: at + rise * time for name, at in frame.points.items()})
            for time, frame in zip(shot.times, shot.frames, strict=True)
        ]


def joined(captions: Sequence[Caption]) -> list[tuple[str, float, float, str]]:
    """Return the phases, those of the same name and side one after the other as one.

    Examples
    --------
    >>> joined([Caption("go", "", 0, 2, "Walk"), Caption("go", "", 2, 4, "Walk")])
    [('go', 0, 4, '')]
    """
    told: list[tuple[str, float, float, str]] = []
    for one in captions:
        start = one.start_s
        if told and (told[-1][0], told[-1][3]) == (one.phase, one.side):
            start = told.pop()[1]
        told.append((one.phase, start, one.end_s, one.side))
    return told


WIDTH, HEIGHT = 320, 210
_CAPTION_Y = 200


def captions(film: Film, clock: Clock) -> str:
    """Write each phase's words for its time, and the ring that fills while holding."""
    spans: dict[str, list[Span]] = {}
    for caption in film.captions:
        spans.setdefault(caption.text, []).append((caption.start_s, caption.end_s))
    told = "".join(
        f'<text x="160" y="{_CAPTION_Y}" text-anchor="middle">{xml_text(words)}'
        f"{clock.shown(times)}</text>"
        for words, times in spans.items()
    )
    holds = [(one.start_s, one.end_s) for one in film.captions if one.phase == "hold"]
    return f'<g class="bc-figure-caption">{told}{_ring(holds, clock) if holds else ""}</g>'


def _ring(holds: Sequence[Span], clock: Clock) -> str:
    circle = 'cx="298" cy="190" r="10"'
    return (
        f'<g><circle class="bf-track" {circle}/>{clock.shown(holds)}'
        f'<circle class="bf-ring" {circle} pathLength="1" stroke-dasharray="1" '
        f'transform="rotate(-90 298 190)">{clock.filled(holds)}</circle></g>'
    )


def avoid_mark() -> str:
    """Mark what is not to be done: a frame of dashes, and a cross on an octagon."""
    return (
        f'<rect class="bf-edge" x="2" y="2" width="{WIDTH - 4}" height="{HEIGHT - 4}" rx="11"/>'
        '<path class="bf-no" d="M25 12h14l10 10v14l-10 10h-14l-10 -10v-14z"/>'
        '<path class="bf-x" d="M25.5 22.5l13 13m0 -13l-13 13"/>'
    )
