"""Am I getting better? The answer in words, by the same numbers as the chart's dashed lines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

import backcare as bc
from backcare.summaries.answer import pain_answer, setback_words

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


def weekly(*pains: float | None) -> pd.DataFrame:
    return pd.DataFrame({"pain_before_mean": pd.Series(pains, dtype="float64")})


@pytest.mark.parametrize(
    ("pains", "words"),
    [
        ([], ""),
        ([None, None], ""),
        ([None, 4], "was 4 of 10. After another week"),
        ([3.4, 2], "went from 3.4 to 2 of 10. That is enough to matter."),
        ([7, None, 5, None], "went from 7 to 5 of 10. That is enough to matter."),
        ([10 / 3, 2.5], "went from 3.3 to 2.5 of 10. That is a small step: not yet enough"),
        ([5, 2, 4.9], "went from 5 to 4.9 of 10. That is a small step"),
        ([3.02, 5, 3], "is where it was: 3 of 10."),
        ([0, 0], "is where it was: 0 of 10."),
        ([0, 0.5], "went up, from 0 to 0.5 of 10. If it stays up, talk to a health professional."),
    ],
)
def test_the_answer(pains: list[float | None], words: str) -> None:
    """From the first week with a number to the latest; what was between does not count."""
    said = pain_answer(weekly(*pains))
    assert words in said
    assert bool(said) == bool(words)


@pytest.mark.parametrize("last", [1, 4.9, 5, 9])
def test_nobody_is_praised_who_has_to_ask_first(last: float) -> None:
    """The numbers alone are said, whatever way they go."""
    said = pain_answer(weekly(5, last), ask=True)
    assert said == f"Your pain before sessions: 5 of 10 in the first week, {last:g} in the latest."


def test_a_dashboard_opens_with_the_answer() -> None:
    """It follows the log and what is chosen of it, and stands in what is read without a kernel."""
    walk = [bc.Entry("walking", minutes=5)]
    with bc.SessionLog(":memory:", now=lambda: MONDAY + timedelta(days=20)) as log:
        dashboard = bc.ProgressDashboard(log)
        assert dashboard.answer.value == ""
        for week, pain in enumerate([5, 4, 2]):
            start = MONDAY + timedelta(weeks=week)
            log.add(bc.Session(start, pain_before=pain, entries=walk))
        dashboard.refresh()
        assert "went from 5 to 2 of 10. That is enough to matter." in dashboard.answer.value
        assert dashboard.answer.value in dashboard._repr_mimebundle_()["text/html"]
        dashboard.weeks = 1
        assert "was 2 of 10. After another week" in dashboard.answer.value
        log.add(bc.Session(MONDAY + timedelta(days=15), pain_before=2, pain_minutes=60))
        dashboard.weeks = 4
        dashboard.refresh()
        assert dashboard.answer.value == (
            "<p>In your last session your pain was as high as 2 of 10.</p><p>Your pain before "
            "sessions: 5 of 10 in the first week, 2 in the latest.</p>"
        )


def test_more_pain_in_the_last_session_is_said_before_the_weeks() -> None:
    """Until it is said to have settled; what the weeks come to stays true."""
    walk = [bc.Entry("walking", minutes=5)]
    with bc.SessionLog(":memory:", now=lambda: MONDAY + timedelta(days=20)) as log:
        for week, (before, after) in enumerate([(5, 5), (2, 2), (2, 4)]):
            start = MONDAY + timedelta(weeks=week)
            log.add(bc.Session(start, pain_before=before, pain_after=after, entries=walk))
        dashboard = bc.ProgressDashboard(log)
        said = "<p>Your pain before sessions went from 5 to 2 of 10. That is enough to matter.</p>"
        more = "<p>There was more pain in your last session.</p>"
        assert dashboard.answer.value == more + said
        log.safety_record().say_settled(log.to_frame()["session_id"])
        dashboard.refresh()
        assert dashboard.answer.value == said


def test_a_strong_pain_is_said_before_the_weeks() -> None:
    """Whatever is chosen of the log, and when somebody was asked too: then what comes next time."""
    walk = [bc.Entry("walking", minutes=5)]
    with bc.SessionLog(":memory:", now=lambda: MONDAY + timedelta(days=20)) as log:
        for days, before, after in ((0, 5, None), (14, 2, 8), (15, 2, 1)):
            start = MONDAY + timedelta(days=days)
            log.add(bc.Session(start, pain_before=before, pain_after=after, entries=walk))
        dashboard = bc.ProgressDashboard(log)
        said = "<p>In your session on 16 Mar 2026 your pain was as high as 8 of 10."
        for exercise in ("", "bridging"):
            dashboard.exercise_id = exercise
            assert dashboard.answer.value.startswith(f"{said}</p>")
            assert "enough to matter" not in dashboard.answer.value
        dashboard.exercise_id = ""
        dashboard.stop.confirm()
        assert dashboard.answer.value.startswith(
            f"{said} If it gets that strong again, stop and ask a health professional.</p>"
        )
        assert "enough to matter" not in dashboard.answer.value


def test_what_counts_as_a_setback() -> None:
    """Severe pain in the last session, or in the last seven days; nothing older."""
    with bc.SessionLog(":memory:", now=lambda: MONDAY + timedelta(days=40)) as log:
        log.add(bc.Session(MONDAY, pain_before=2, pain_peak=7))
        today = (MONDAY + timedelta(days=30)).date()
        said = setback_words(log.to_frame(), today)
        assert said.startswith("In your last session your pain was as high as 7 of 10.")
        log.add(bc.Session(MONDAY + timedelta(days=1), pain_before=6))
        frame = log.to_frame()
        assert setback_words(frame, MONDAY.date() + timedelta(days=6))
        assert setback_words(frame, MONDAY.date() + timedelta(days=7)) == ""
        assert setback_words(frame, today, ask="a doctor") == ""
        assert setback_words(frame.iloc[:0], today) == ""
