"""What every widget of this room needs: one message at a time, a page without a kernel, an end."""

from __future__ import annotations

import functools
import inspect
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar, cast

import pandas as pd
from ipywidgets import Box, Widget

from backcare.browser import fragment
from backcare.exercises.load import check_columns
from backcare.figures.poses import expect_poses
from backcare.log import SessionLog
from backcare.log.whole_file import in_page
from backcare.safety import SafetySettings
from backcare.text import and_list, counted

# What a widget is given, and where a person has one from.
_KINDS: dict[str, tuple[type, str]] = {
    "log": (SessionLog, "SessionLog(path)"),
    "exercises": (pd.DataFrame, "load_exercises()"),
    "frame": (pd.DataFrame, "load_exercises()"),
    "plan": (pd.DataFrame, "make_plan(...) or load_plan(path)"),
    "settings": (SafetySettings, "safety_settings()"),
}
_SAME_TABLE = "SessionLog(path, exercises=exercises)"
_Init = TypeVar("_Init", bound=Callable[..., None])

# One for all widgets, since they change one another: two locks could wait for each other.
_LOCK = threading.RLock()


# JupyterLab sends what a person does to threads of the kernel: the first thing to its main thread,
# what follows to a second one. Two chips pressed quickly would run side by side there, and the
# answer to one of them could get lost: the page would show exercises for other choices than those
# it says. So each message waits for the one before it.
def serialize_messages(root: Widget) -> None:
    """Let a widget, and whatever it holds now or later, handle one message at a time."""
    for widget in family(root):
        if widget.comm is not None:
            widget.comm.on_msg(_locked(widget._handle_msg))
        if isinstance(widget, Box):
            widget.observe(_serialize_added, "children")


def _serialize_added(change: dict[str, Any]) -> None:
    for child in change["new"]:
        if child not in change["old"]:
            serialize_messages(child)


def _locked(handle: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    def handle_alone(message: dict[str, Any]) -> None:
        with _LOCK:
            handle(with_none(message) if in_page() else message)

    return handle_alone


def with_none(value: Any) -> Any:
    """Put None for JavaScript's null, which the kernel of a web page leaves as it is."""
    if isinstance(value, dict):
        return {key: with_none(one) for key, one in value.items()}
    if isinstance(value, list):
        return [with_none(one) for one in value]
    return None if type(value).__name__ == "JsNull" else value


def family(widget: Widget) -> Iterator[Widget]:
    """Go through a widget and everything that it holds, its layout and style too."""
    yield widget
    yield from _held(widget._trait_values.values())


def _held(values: Iterable[Any]) -> Iterator[Widget]:
    """Go through the widgets among some values, and in tuples there, with all that they hold."""
    for value in values:
        for child in value if isinstance(value, tuple) else (value,):
            if isinstance(child, Widget):
                yield from family(child)


def close_parts(root: Widget, *others: Widget) -> None:
    """Close everything that a widget holds, and what else it made, but not the widget itself."""
    for widget in [*others, *family(root)]:
        if widget is not root:
            widget.close()


def whole_or_nothing(init: _Init) -> _Init:
    """Let a widget say what it was given wrong; where it fails, close what it has built so far.

    A widget that it was given stays open.
    Python takes the rest of it away later, and closes it once more: a `close` of one's own asks
    `is_open` first.
    """
    signature = inspect.signature(init)

    @functools.wraps(init)
    def build(self: Widget, *args: Any, **kwargs: Any) -> None:
        given = set(_held((*args, *kwargs.values())))
        try:
            _check_kinds(signature.bind(self, *args, **kwargs))
            init(self, *args, **kwargs)
        except BaseException:
            for part in {*_held(vars(self).values()), *family(self)} - {self, *given}:
                part.close()
            Widget.close(self)
            raise

    return cast(_Init, build)


def _check_kinds(given: inspect.BoundArguments) -> None:
    """Refuse what is of another kind than its name says, and name the call that gives the right."""
    for name, value in given.arguments.items():
        kind, way = _KINDS.get(name, (object, ""))
        left_out = value is None and given.signature.parameters[name].default is None
        if not left_out and not isinstance(value, kind):
            raise TypeError(
                f"{name} must be a {kind.__name__}, got {type(value).__name__}. {way} gives one."
            )
        if name == "exercises" and value is not None:
            check_columns(value, ["name"])
        if name == "poses" and value is not None:
            expect_poses(value)
    log, table = given.arguments.get("log"), given.arguments.get("exercises")
    if log is not None and table is not None:
        _check_known(log, table)
        _check_alike(log, table)


def _check_known(log: SessionLog, exercises: pd.DataFrame) -> None:
    """Refuse a table with exercises that the log would not take when they are done."""
    _refuse_unknown("exercises", list(exercises.index.difference(log.exercises.index)))


def expect_known(plan: pd.DataFrame, exercises: pd.DataFrame) -> None:
    """Refuse a plan of exercises that are not in the table of the log it would be done into."""
    known = exercises.index
    every = dict.fromkeys(plan.get("exercise_id", []))
    _refuse_unknown("plan", [one for one in every if one not in known])


def _refuse_unknown(name: str, unknown: Sequence[object]) -> None:
    if unknown:
        raise ValueError(
            f"{name} has {and_list(list(map(repr, unknown[:5])))}"
            f"{', …' if len(unknown) > 5 else ''}, which this log does not know: a session with "
            "that could not be saved. Open the log with the same table: "
            f"{_SAME_TABLE}."
        )


def _check_alike(log: SessionLog, exercises: pd.DataFrame) -> None:
    """Refuse a table that says something else of an exercise than that of the log."""
    rows = exercises.index.intersection(log.exercises.index)
    columns = exercises.columns.intersection(log.exercises.columns)
    here, there = (
        table.loc[rows, columns].astype("object") for table in (exercises, log.exercises)
    )
    differ = (here != there) & ~(here.isna() & there.isna())
    cells = [(row, column) for column in columns for row in rows[differ[column]]]
    if cells:
        (row, column), others = cells[0], len(cells) - 1
        besides = f" ({counted(others, 'other cell')} too)" if others else ""
        raise ValueError(
            f"exercises has {here.loc[row, column]!r} as {column} of {row!r}, and the table of "
            f"this log has {there.loc[row, column]!r}{besides}: what is offered and what is asked "
            f"about would not agree. Open the log with the same table: {_SAME_TABLE}."
        )


def is_open(widget: Widget) -> bool:
    """Say whether a widget was built to its end, and is not closed."""
    return widget.comm is not None


def with_page(bundle: Any, page: Callable[[], str]) -> Any:
    """Add to what a notebook is given of a widget the HTML for viewers with no kernel.

    A kernel of Voila writes no notebook, so nobody would read it there, and it need not be made.
    """
    if not bundle or "VOILA_PREHEAT" in os.environ:  # which Voila gives all its kernels
        return bundle
    html = {"text/html": fragment("as_typed", html=page())}
    if isinstance(bundle, tuple):  # anywidget gives metadata too, ipywidgets does not
        data, metadata = bundle
        return data | html, metadata
    return bundle | html
