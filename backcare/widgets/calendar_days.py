"""The days of a plan, chosen and taken along as a calendar file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ipywidgets import HTML, Box, Dropdown, ToggleButton, Widget

from backcare.browser import fragment
from backcare.documents.calendar import USUAL_TIME, USUAL_WEEKS, WEEKDAYS
from backcare.text import counted
from backcare.widgets.controls import ChipGroup, StatusLine
from backcare.widgets.take_along import FileButton, TakenAlong

_USUAL_DAYS = ["MO", "WE", "FR"]
_NO_DAY = "Choose the days first. There must be a plan, too."
# Who exercises at another time than these moves it in the calendar.
_TIMES = [f"{hour:02}:{minute:02}" for hour in range(6, 22) for minute in (0, 30)]


class CalendarDays(Box):
    """A button that opens the days of the week and a time, and makes a calendar file of them.

    `make` gets the days and the time, and returns the file, or None where there is no plan.
    """

    def __init__(
        self, make: Callable[[Sequence[str], str], TakenAlong | None], said: StatusLine
    ) -> None:
        self._make = make
        opens = ToggleButton(description="Put it in my calendar").add_class("bc-opens")
        self.days = ChipGroup(WEEKDAYS)
        self.days.value = _USUAL_DAYS
        self.at = Dropdown(options=_TIMES, value=USUAL_TIME, description="At what time?")
        words = f"Save the calendar file ({counted(USUAL_WEEKS, 'week')})"
        self.save = FileButton(words, self._file, said, nothing=_NO_DAY)
        which = HTML(fragment("heading", text="Which days?"))
        days = Box((which, self.days)).add_class("bc-question")
        choose = Box((days, self.at, self.save)).add_class("bc-refine")
        super().__init__((opens, choose))
        self.add_class("bc-folding")

    @property
    def fields(self) -> tuple[Widget, ...]:
        """What can be chosen, which a press has to carry."""
        return (*self.days.children, self.at)

    def __repr__(self) -> str:
        return f"CalendarDays(days={self.days.value!r}, at={self.at.value!r})"

    def _file(self) -> TakenAlong | None:
        return self._make(self.days.value, self.at.value) if self.days.value else None
