"""Errors name the value, the choices and the nearest of them."""

from backcare.errors import Fault, did_you_mean, unknown_term


def test_the_nearest_choice_is_offered() -> None:
    """By the term or, where terms have labels, by the label."""
    assert did_you_mean("glute", ["glutes", "calves"]) == " Did you mean 'glutes'?"
    assert did_you_mean("Buttocks", {"glutes": "Buttocks"}) == " Did you mean 'glutes'?"
    assert did_you_mean("zzz", ["glutes", "calves"]) == ""


def test_an_unknown_term_is_told_with_all_choices() -> None:
    """The whole message, as a person reads it."""
    error = unknown_term("rating", ["avid"], ["ok", "ask", "avoid"])
    assert type(error) is ValueError
    assert str(error) == (
        "rating 'avid' is not known. Did you mean 'avoid'? Choose from: ok, ask, avoid."
    )


def test_the_name_of_a_column_is_printed_on_one_line() -> None:
    """Whatever the header of a file holds, a message stays a list that a screen can show."""
    fault = Fault(1, "a\nb\x1b[2J\u202ec", "x\ny", "is not a column of this table.")
    assert str(fault).isprintable()
