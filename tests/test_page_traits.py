"""What a page reads and writes of its widget is there: else a control would be dead."""

import inspect
import pkgutil
import re
from importlib import import_module

import anywidget
import pytest

import backcare.widgets

WIDGETS = [
    widget
    for module in pkgutil.iter_modules(backcare.widgets.__path__, "backcare.widgets.")
    for _, widget in inspect.getmembers(import_module(module.name), inspect.isclass)
    if issubclass(widget, anywidget.AnyWidget) and widget.__module__ == module.name
]
# model.get("ticked"), model.set("ticked", ...), model.on("change:ticked", ...)
_NAMED = re.compile(r'model\.(?:get|set)\("(\w+)"|["` ]change:(\w+)')


@pytest.mark.parametrize("widget", WIDGETS)
def test_the_page_finds_what_it_asks_for(widget: type[anywidget.AnyWidget]) -> None:
    """Each name in the page's script is a trait that goes to the page."""
    script = widget._esm if isinstance(widget._esm, str) else widget._esm.contents
    names = {get or change for get, change in _NAMED.findall(str(script))}
    assert names
    assert names <= widget.class_traits(sync=True).keys()
