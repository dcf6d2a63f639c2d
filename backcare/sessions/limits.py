"""What the columns of a log may hold."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

LOG_COLUMNS = (
    *("session_id", "patient", "started_at", "exercise_id", "sets", "reps", "hold_s", "minutes"),
    *("pain_before", "pain_after", "pain_peak", "pain_minutes", "note", "utc_offset_min"),
)
FIRST_YEAR = 1970
DAYS_AHEAD = 1


class Limit(NamedTuple):
    """The numbers that a column may hold.

    Examples
    --------
    >>> LIMITS["pain_after"].allows(11), LIMITS["pain_after"].rule
    (False, 'must be a whole number from 0 to 10')
    >>> LIMITS["minutes"].rule
    'must be a number above 0 and at most 600'
    """

    lowest: int
    highest: int
    whole: bool = True
    lowest_itself: bool = True

    @property
    def rule(self) -> str:
        """The limit in words."""
        if not self.lowest_itself:
            return f"must be a number above {self.lowest} and at most {self.highest}"
        kind = "a whole number" if self.whole else "a number"
        return f"must be {kind} from {self.lowest} to {self.highest}"

    def allows(self, value: object) -> bool:
        """Say whether one number keeps to the limit; what is no number does not."""
        if isinstance(value, bool) or not isinstance(value, int if self.whole else int | float):
            return False
        above = value >= self.lowest if self.lowest_itself else value > self.lowest
        return above and value <= self.highest


ENTRY_LIMITS: Mapping[str, Limit] = MappingProxyType(
    {
        "sets": Limit(1, 20),
        "reps": Limit(1, 200),
        "hold_s": Limit(0, 600),
        "minutes": Limit(0, 600, whole=False, lowest_itself=False),
    }
)
SESSION_LIMITS: Mapping[str, Limit] = MappingProxyType(
    {
        "pain_before": Limit(0, 10),
        "pain_after": Limit(0, 10),
        "pain_peak": Limit(0, 10),
        "pain_minutes": Limit(0, 600, whole=False),
    }
)
LIMITS: Mapping[str, Limit] = MappingProxyType({**ENTRY_LIMITS, **SESSION_LIMITS})
# The fewest and the most characters of each text.
TEXT_LIMITS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"session_id": (1, 100), "patient": (1, 100), "note": (0, 10_000)}
)


def text_rule(value: object, fewest: int, most: int) -> str | None:
    """Return the rule that a text breaks, or None.

    Examples
    --------
    >>> text_rule("", 1, 100), text_rule("a good day 🙂", 0, 100)
    ('must have 1 to 100 characters.', None)
    """
    if not isinstance(value, str):
        return "must be text."
    if len(value) > most or len(value.strip() if fewest else value) < fewest:
        return f"must have {fewest} to {most} characters."
    # PostgreSQL stores no NUL, and half of a surrogate pair has no UTF-8 form.
    if "\0" in value or value.encode(errors="ignore").decode() != value:
        return "must not hold a NUL or half a character. Type the text anew."
    return None
