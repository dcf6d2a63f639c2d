"""What stands over a scene: the words of each phase, the ring of a hold, the mark to avoid."""

from __future__ import annotations

from collections.abc import Sequence

from backcare.figures.clock import Clock, Span
from backcare.figures.film import Film
from backcare.text import xml_text

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
