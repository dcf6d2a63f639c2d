"""Questions with their answers: what is said, what is refused, and what a page is given."""

import html

import pytest
from hypothesis import given, settings, strategies as st
from traitlets import TraitError

import backcare as bc
from backcare.widgets.quiz import Question, cited

KEYS = list(bc.load_sources().index)
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip)


@pytest.fixture
def quiz():
    """Ask one question, and close it in the end."""
    asked = bc.Quiz("1 < 2?", ["no", "yes", 3], answer="yes", because="Count.", source="FIN|LONG")
    yield asked
    asked.close()


@settings(deadline=None)
@given(st.lists(WORDS, min_size=2, max_size=6, unique=True), st.data())
def test_one_choice_is_right_and_every_verdict_names_it(choices: list[str], data) -> None:
    """Whatever is picked: right is the answer alone, and answer, reason and sources are told."""
    answer = data.draw(st.sampled_from(choices))
    keys = data.draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=3))
    question = Question("Which?", choices, answer, "Because.", "|".join(keys))
    verdicts = [question.verdict(place) for place in range(len(choices))]
    assert [one["right"] for one in verdicts] == [choice == answer for choice in choices]
    for one in verdicts:
        assert answer in one["said"]
        assert (choices[one["answer"]], one["because"]) == (answer, "Because.")
        assert [source["key"] for source in one["sources"]] == keys


def test_every_fault_is_told_at_once() -> None:
    """Blank question and reason, too few choices, no right one, an unknown source: five lines."""
    with pytest.raises(ValueError, match="5 problems") as told:
        bc.Quiz(" ", ["one"], answer="two", because="", source="FINN")
    text = str(told.value)
    assert "answer: 'two' is not one of the choices. If a table has changed" in text
    assert "source: 'FINN' is not a key of load_sources(). Did you mean 'FIN'?" in text


def test_a_choice_stands_once() -> None:
    """Two choices that look the same on the page are refused, also 1 and "1"."""
    with pytest.raises(ValueError, match="choices: '1' appears twice"):
        bc.Quiz("?", [1, "1", 2], answer=2, because="So.")


def test_a_changed_table_is_noticed() -> None:
    """A question made from a table whose answer is no longer among the choices is refused."""
    mine = bc.load_exercises()
    mine.loc["pelvic_tilt", "rating_acute"] = "ok"
    count = (bc.filter_exercises(mine, pain_state="acute")["rating"] == "ok").sum()
    with pytest.raises(ValueError, match="answer: '2' is not one of the choices"):
        bc.Quiz("How many?", [0, 1, 5], answer=count, because="See the table.")


def test_sources_are_cited_as_the_table_has_them() -> None:
    """Key, kind, citation and DOI; a source named twice is cited once, in the order given."""
    first, second = cited("LONG|NIH|LONG")
    row = bc.load_sources().loc["LONG"]
    assert first == {
        "key": "LONG",
        "origin": "Research",
        "citation": row["citation"],
        "doi": row["doi"],
    }
    assert (second["key"], second["doi"]) == ("NIH", "")


def test_the_page_is_told_nothing_before_it_asks(quiz) -> None:
    """Neither answer nor reason is in what a page is sent until a choice is checked."""
    assert "Count." not in str(quiz.get_state())
    quiz.picked = 1
    assert quiz.verdict == {}
    quiz.checked = True
    assert quiz.verdict["right"]
    assert quiz.verdict["said"] == "✓ Right: “yes”"


def test_another_choice_is_judged_anew(quiz) -> None:
    """What is said follows what is picked, and goes when nothing is checked."""
    quiz.picked, quiz.checked = 0, True
    assert not quiz.verdict["right"]
    quiz.picked = 1
    assert quiz.verdict["right"]
    quiz.checked = False
    assert quiz.verdict == {}


def test_checked_without_a_choice_says_nothing(quiz) -> None:
    """There is no verdict on nothing."""
    quiz.checked = True
    assert quiz.verdict == {}


@pytest.mark.parametrize("place", [-1, 3])
def test_a_choice_that_is_not_there_is_refused(quiz, place: int) -> None:
    """The places are those of the choices."""
    with pytest.raises(TraitError, match=f"picked must be 0 to 2 or None, got {place}"):
        quiz.picked = place


def test_without_a_kernel_the_answer_is_folded_away(quiz) -> None:
    """Plain HTML: question and choices to be seen, the rest behind a fold, all of it escaped."""
    page = quiz._repr_mimebundle_()[0]["text/html"]
    seen, _, folded = page.partition("<details>")
    assert html.escape("1 < 2?") in seen
    assert all(f"<li>{choice}</li>" in seen for choice in ("no", "yes", "3"))
    assert "Count." not in seen
    assert "Count." in folded
    assert bc.load_sources().loc["FIN", "citation"] in folded
    assert "<script" not in page


def test_repr_is_stable(quiz) -> None:
    """No address in it: a saved notebook stays the same."""
    assert repr(quiz) == "Quiz('1 < 2?', 3 choices)"
