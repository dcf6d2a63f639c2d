"""A handout and a report as a notebook shows them."""

import html
import re
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

import backcare as bc


def test_a_handout_is_shown_as_it_is(tmp_path: Path) -> None:
    """The whole page, byte for byte, inside a frame with a name, under its words."""
    plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=10)
    page = bc.plan_handout(plan, tmp_path / "plan.html", patient="P07")
    shown = bc.show_document(page, text="For <P07>")
    inside = re.search(r'<iframe title="plan.html" srcdoc="([^"]*)"', shown._repr_html_())
    assert inside
    assert html.unescape(inside[1]) == page.read_text("utf-8")
    assert "<p>For &lt;P07&gt;</p>" in shown._repr_html_()
    assert repr(shown) == "For <P07>"


def test_a_report_is_a_light_picture_with_words(tmp_path: Path) -> None:
    """Readable, under 100 KB, with a text for whoever cannot see it."""
    year = bc.sample_log().to_frame()
    shown = bc.show_document(bc.weekly_report(year, tmp_path / "r.png"), text="The report")
    found = re.match(
        r'\s*<img alt="The report" src="data:image/png;base64,([^"]+)"', shown._repr_html_()
    )
    assert found
    assert len(found[1]) < 100_000
    assert Image.open(BytesIO(b64decode(found[1]))).width == 1000


def test_without_words_it_has_its_name(tmp_path: Path) -> None:
    """Nobody is left without a word."""
    (tmp_path / "own.html").write_text("<p>Hello", "utf-8")
    assert repr(bc.show_document(tmp_path / "own.html")) == "own.html"


def test_another_file_is_refused_in_words(tmp_path: Path) -> None:
    """A PDF cannot be shown in every notebook: the error says what can."""
    (tmp_path / "r.pdf").write_bytes(b"%PDF")
    with pytest.raises(ValueError, match=r"must end in \.html or \.png, got 'r\.pdf'\. Write"):
        bc.show_document(tmp_path / "r.pdf")
