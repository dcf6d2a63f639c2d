"""What the page says comes through two threads of the kernel, and no answer to it gets lost."""

import threading
from typing import Any

from ipywidgets import Text, ToggleButton, VBox, Widget

import backcare as bc
from backcare.widgets.base import family, serialize_messages


def send(widget: Widget, **state: Any) -> None:
    """Hand a widget what the page says, as a kernel does."""
    message = {"content": {"data": {"method": "update", "state": state}}, "metadata": {}}
    widget.comm.handle_msg(message)


def chip(explorer: bc.ExerciseExplorer, label: str) -> ToggleButton:
    """Find a chip of an explorer by its word."""
    chips = (one for one in family(explorer) if isinstance(one, ToggleButton))
    return next(one for one in chips if one.description == label)


def test_two_chips_pressed_at_once_both_count() -> None:
    """While the release of one chip is being answered, another is pressed: the answer has both."""
    explorer = bc.ExerciseExplorer(pain_state="chronic", muscle_groups=["lower_back"])
    explorer.gate.cleared = True
    answering, pressed = threading.Event(), threading.Event()

    def press() -> None:
        answering.wait(5)
        send(chip(explorer, "Buttocks"), value=True)
        pressed.set()

    def linger(_change: object) -> None:
        answering.set()
        pressed.wait(0.3)  # long enough for the other to get in between, if it could

    explorer.deck.observe(linger, "shown")
    second = threading.Thread(target=press)
    second.start()
    send(chip(explorer, "Lower back"), value=False)
    second.join()
    assert explorer.muscle_groups == ["glutes"]
    chosen = bc.load_exercises().pipe(
        bc.filter_exercises, pain_state="chronic", muscle_groups=["glutes"]
    )
    assert explorer.found.index.equals(chosen.index)


def test_what_comes_later_takes_its_turn_too() -> None:
    """A control that a box is given after all waits while another one is being answered."""
    first, later, box = Text(), Text(), VBox()
    box.children = (first,)
    serialize_messages(box)
    box.children = (first, later)
    order, inside = [], threading.Event()

    def linger(_change: object) -> None:
        inside.set()
        second.join(0.3)
        order.append("first")

    first.observe(linger, "value")
    later.observe(lambda _change: order.append("later"), "value")
    second = threading.Thread(target=lambda: (inside.wait(5), send(later, value="b")))
    second.start()
    send(first, value="a")
    second.join()
    assert order == ["first", "later"]


def test_forms_and_dashboards_take_turns() -> None:
    """Everything that a person can touch in them is answered one after another."""
    log = bc.SessionLog(":memory:")
    form = bc.SessionForm(log)
    form.add_exercise("bridging")
    for root in (form, bc.ProgressDashboard(log)):
        own = [one for one in family(root) if one.comm._msg_callback == one._handle_msg]
        assert own == []
