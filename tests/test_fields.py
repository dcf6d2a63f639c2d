"""Rules of columns: what the forms of the data package say, and how one is kept."""

import pytest

from backcare.figures.poses import COLUMNS, FRONT
from backcare.figures.props import PROPS
from backcare.figures.skeleton import ANGLES, POINTS
from backcare.plan.dose import DOSE_LIMITS
from backcare.tables.descriptor import descriptor
from backcare.tables.fields import Field
from backcare.tables.forms import fields
from backcare.tables.shipped import load_table
from backcare.tables.vocabulary import terms

FORMS = sorted(descriptor()["forms"])


@pytest.mark.parametrize("form", FORMS)
def test_every_column_of_a_form_is_described(form: str) -> None:
    """A sentence for each column, and limits or terms that are possible."""
    for described in descriptor()["forms"][form]:
        assert described["description"].endswith(".")
    for field in fields(form).values():
        assert field.lowest <= field.highest
        assert field.fewest <= field.most


def test_own_poses_have_what_the_pictures_know() -> None:
    """Points, props and directions of the form are those that can be drawn, and none beside."""
    form = fields("own_poses")
    assert tuple(form) == COLUMNS
    assert form["planted"].terms == form["slides"].terms == tuple(POINTS)
    assert form["props"].terms == tuple(PROPS)
    assert form["front"].terms == tuple(FRONT)
    assert set(ANGLES) == {name for name, field in form.items() if field.unit == "degrees"}
    assert set(load_table("scenes")["motion"]) <= set(form["motion"].terms)


@pytest.mark.parametrize("column", ["exercise_id", "order", "planted", "props", "motion"])
def test_a_shipped_pose_fits_the_form(column: str) -> None:
    """Nothing that we ship would be refused in a table of somebody's own."""
    table = load_table("poses").merge(load_table("scenes"), on="exercise_id")
    assert all(fields("own_poses")[column].fits(str(cell)) for cell in table[column])


def test_choices_of_an_own_table_are_the_vocabulary() -> None:
    """A term that is added to the vocabulary may be used at once."""
    form = fields("own_exercises")
    for column, vocabulary in {"position": "position", "primary_muscles": "muscle_group"}.items():
        assert form[column].terms == tuple(terms(vocabulary))
    assert [f"rating_{state}" in form for state in terms("pain_state")] == [True] * 4


def test_a_limit_that_is_not_itself_allowed() -> None:
    """No minutes is no walk: 0 is refused as a number and as a cell, the least above it is not."""
    minutes = DOSE_LIMITS["minutes"]
    assert (minutes.allows(0), minutes.fits("0"), minutes.allows(0.5), minutes.fits("0.5")) == (
        *(False, False),
        *(True, True),
    )


def test_a_number_without_limits_may_be_any() -> None:
    """A column whose description names no limit refuses no number."""
    assert Field("seconds", type="integer").fits("-99999")
    assert not Field("seconds", type="integer").fits("soon")


def test_a_cell_of_thousands_of_terms_gets_a_few_hints() -> None:
    """A damaged cell must not make a message as long as itself."""
    muscles = fields("own_exercises")["primary_muscles"]
    assert muscles.fault_of("glute|" * 5_000).count("Did you mean") == 1
    assert muscles.fault_of("|".join(f"glute{n}" for n in range(5_000))).count("Did you mean") == 5
