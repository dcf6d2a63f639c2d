"""The report: one page, nothing on top of anything, the same bytes, and never half written."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from chart_frames import MEASURES, log, year
from hypothesis import given, settings, strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from backcare.documents import report
from backcare.documents.paper import Sheet, fit, text_width, wrap
from backcare.documents.report import fill, unknown_duration, weekly_report
from backcare.exercises.load import load_exercises
from backcare.safety import AgreedSettings, safety_settings
from backcare.summaries.weekly import weekly_summary

TIMES = "\N{MULTIPLICATION SIGN}"
A4, LETTER = (595.28, 841.89), (612.0, 792.0)
SCORES = pd.concat(
    [MEASURES, MEASURES.assign(instrument="nrs_pain"), MEASURES.assign(instrument="oswestry_total")]
)
GOALS = pd.DataFrame(
    {
        "patient": "me",
        "date": ["2026-01-05", "2026-03-02"],
        "instrument": "psfs",
        "score": [3.0, 5.0],
        "note": [
            f"Walk to the shop and all the way back: {score}; b: 2; c: 3; d: 4; e: 5; f: 6"
            for score in (4, 6)
        ],
    }
)


def full_page(
    frame: pd.DataFrame,
    *,
    paper: tuple[float, float] = A4,
    whose: str = "me",
    exercises: pd.DataFrame | None = None,
    measures: pd.DataFrame | None = None,
    end: date | None = None,
) -> Sheet:
    """Fill a page as the report does."""
    page = Sheet(*paper)
    names = (load_exercises() if exercises is None else exercises)["name"]
    with plt.rc_context({"text.parse_math": False, "font.size": 8.0}):
        weekly = weekly_summary(frame, end=end)
        fill(page, frame, weekly, whose=whose, names=names, measures=measures, end=end)
    return page


def lines(page: Sheet) -> list[str]:
    return [text.get_text() for text in page.figure.texts]


def whole(page: Sheet) -> str:
    return " ".join(lines(page))


def crowded() -> pd.DataFrame:
    """Make a log with too much of everything: notes, exercises, stop-rule days, a long name."""
    frame = year()
    notes = [
        "\N{GRINNING FACE}\N{ROBOT FACE} costs $5_x$ \0 two\nlines \N{CJK UNIFIED IDEOGRAPH-4F60}",
        "w" * 3000,
        "word " * 2000,
    ]
    count = range(len(frame))
    known = list(load_exercises().index)
    return frame.assign(
        note=[f"{number} {notes[number % 3]}" for number in count],
        exercise_id=[[*known, *(f"own_{n}" for n in range(30))][number % 47] for number in count],
        pain_minutes=30.0,
        pain_peak=9,
    )


PAGES: dict[str, Callable[[], Sheet]] = {
    "nothing": lambda: full_page(year().iloc[:0]),
    "one session": lambda: full_page(year().iloc[:1]),
    "twelve weeks": lambda: full_page(year(weeks=12)),
    "a year": lambda: full_page(year()),
    "three years": lambda: full_page(year(weeks=156)),
    "measures": lambda: full_page(year(), measures=SCORES, paper=LETTER),
    "goals": lambda: full_page(year(), measures=GOALS),
    "crowded": lambda: full_page(crowded(), measures=SCORES, whose="A long name " * 9),
    "crowded letter": lambda: full_page(
        crowded(),
        measures=SCORES,
        paper=LETTER,
        exercises=load_exercises().assign(name="An exercise with a name that does not end"),
    ),
}


def boxes(figure: Figure) -> list[tuple[str, Bbox]]:
    """Return where each line of text, and each chart with all its words, stands on the page."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    texts = [(text.get_text(), text.get_window_extent(renderer)) for text in figure.texts]
    charts = [("chart", ax.get_tightbbox(renderer)) for ax in figure.axes]
    return texts + charts


@pytest.mark.parametrize("name", PAGES)
def test_everything_is_on_the_page_and_nothing_on_top_of_anything(name: str) -> None:
    """Whatever the log holds; a glyph that the font lacks would warn."""
    page = PAGES[name]()
    placed = boxes(page.figure)
    sheet = page.figure.bbox.padded(-15)
    for place, (text, box) in enumerate(placed):
        assert box.x0 >= sheet.x0, text
        assert box.x1 <= sheet.x1, text
        assert box.y0 >= sheet.y0, text
        assert box.y1 <= sheet.y1, text
        for other, beside in placed[:place]:
            common = Bbox.intersection(box, beside)
            # Descenders may touch the ascenders of the next line.
            touch = common is not None and min(common.width, common.height) > 1.5
            title = "chart" in (text, other) and {text, other} & _TITLES
            assert not touch or title, (text, other)


# These share their line with the chart's legend, which is part of the chart, but far right.
_TITLES = {"Sessions each week", "Pain before and after sessions"}


def test_adherence_is_told_with_its_denominator() -> None:
    """Nine weeks of three planned sessions, two of them missed in part."""
    days = pd.date_range("2026-03-02", periods=9, freq="7D")
    frame = log([str(day) for day in days.repeat(3)[:-4]])
    assert {"23 of 24", "planned sessions, 96 %", "7 of 8"} <= set(lines(full_page(frame)))


def test_good_weeks_and_then_silence_are_no_good_weeks_alone(tmp_path: Path) -> None:
    """Up to the day of the report, which names the last session; what is later is not read."""
    days = pd.date_range("2026-01-05", periods=8, freq="7D")
    frame = log([str(day) for day in days.repeat(3)])
    assert {"24 of 24", "8 of 8"} <= set(lines(full_page(frame)))
    page = full_page(frame, end=date(2026, 4, 3))
    assert {"24 of 39", "8 of 13"} <= set(lines(page))
    assert "5 Jan 2026 to 3 Apr 2026 (13 weeks); last session 23 Feb 2026" in whole(page)
    same = full_page(frame, end=date(2026, 2, 23))
    assert "5 Jan 2026 to 23 Feb 2026 (8 weeks)" in whole(same)
    assert "last session" not in whole(same)
    cut, until = (
        weekly_report(part, tmp_path / f"{len(part)}.pdf", end="2026-02-02").read_bytes()
        for part in (frame, frame[frame["started_at"] < "2026-02-03"])
    )
    assert cut == until
    weekly_report(frame, tmp_path / "none.pdf", end="2025-01-01")


def test_safety_events_have_their_date_and_numbers() -> None:
    """The day, the strongest pain and the minutes; and how many sessions said anything."""
    frame = log(["2026-03-02", "2026-03-04"], pain_peak=[None, 7], pain_minutes=[None, 25.5])
    told = whole(full_page(frame))
    assert "Wed 4 Mar 2026: pain up to 7 of 10, above mild for 25.5 minutes." in told
    assert "was noted in 1 of 2 sessions." in told
    assert "No session that broke the stop rule was noted." in whole(full_page(frame[:1]))


def test_severe_pain_is_told_however_long_it_was() -> None:
    """Who reads it must not take "no broken rule" for "no bad day"."""
    days = ["2026-03-02", "2026-03-04", "2026-03-06"]
    frame = log(days, pain_peak=[9, 8, 4], pain_minutes=[None, 5, None])
    told = whole(full_page(frame))
    assert "Mon 2 Mar 2026: pain up to 9 of 10." in told
    assert "Wed 4 Mar 2026: pain up to 8 of 10, above mild for 5 minutes." in told
    assert "No session that broke the stop rule" not in told


def test_severe_pain_crowds_out_no_broken_rule() -> None:
    """What is older and weighs more has the room."""
    days = [f"2026-03-0{day}" for day in range(2, 8)]
    frame = log(days, pain_peak=[5, 8, 8, 8, 8, 8], pain_minutes=[30, 5, 5, 5, 5, 5])
    told = whole(full_page(frame))
    assert "Mon 2 Mar 2026: pain up to 5 of 10, above mild for 30 minutes." in told
    assert "and 3 more sessions" in told


def test_an_unknown_duration_is_told() -> None:
    """Minutes that nobody noted are not none, by the limit that holds for this person."""
    frame = log(["2026-03-02", "2026-03-04"], pain_peak=[4, 6], pain_minutes=None)
    told = whole(full_page(frame))
    assert "In 2 sessions pain was above mild, and how long it lasted was not noted: ask." in told
    lowered = safety_settings(mild_pain_max=0)
    mild = log(["2026-03-02"], pain_before=0, pain_after=0, pain_peak=1, pain_minutes=None)
    assert unknown_duration(mild) == ""
    assert unknown_duration(mild, settings=lowered).startswith("In 1 session pain was above mild")
    agreed = AgreedSettings(5, 15, date(2026, 3, 1))
    assert unknown_duration(frame, settings=agreed).startswith("In 1 session ")


def test_doses_are_told_from_first_to_latest() -> None:
    """Sets x repetitions and the seconds held; minutes of activities."""
    frame = log(
        ["2026-03-02", "2026-03-09", "2026-03-09"],
        exercise_id=["bridging", "bridging", "walking"],
        sets=[1, 2, None],
        reps=[8, 12, None],
        hold_s=[6, 6, None],
        minutes=[None, None, 20.0],
    )
    told = lines(full_page(frame))
    row = told.index("Bridge")
    assert told[row : row + 4] == ["Bridge", "2", f"1 {TIMES} 8, 6 s", f"2 {TIMES} 12, 6 s"]
    assert told[told.index("Walking") + 2] == "20 min"


def test_what_has_no_room_is_counted() -> None:
    """Exercises, events and notes beyond the page are said to be there."""
    told = whole(PAGES["crowded"]())
    assert re.search(r"and \d\d more Times", told)
    assert re.search(r"and \d+ more sessions", told)
    assert re.search(r"and \d+ more notes in the log", told)


def test_the_latest_note_comes_first_and_the_same_words_once() -> None:
    """Somebody who writes the same every day does not hide what else they wrote."""
    frame = log(["2026-03-02", "2026-03-03", "2026-03-04"], note=["It pulls.", "Fine.", "Fine."])
    told = whole(full_page(frame))
    assert "4 Mar 2026: Fine. 2 Mar 2026: It pulls." in told
    assert told.count("Fine.") == 1


def test_it_says_what_it_cannot_say_and_where_its_rules_are_from() -> None:
    """No proof of cause, one week as baseline, missing pain; sources; no advice."""
    told = whole(full_page(log(["2026-03-02", "2026-03-09"], pain_after=[None, 2])))
    for words in (
        "a change does not prove that the exercises caused it",
        "the first week alone, and that had 1 session.",
        "Pain after is missing in 1 of 2 sessions.",
        "Ostelo and others. Spine 33:90. 2008.",
        "Education, not medical advice.",
    ):
        assert words in told


def test_other_measures_are_those_of_the_patient(tmp_path: Path) -> None:
    """Somebody else's questionnaire is not on the page."""
    scores = MEASURES.assign(patient=["me", "you", "you"])
    with_all = weekly_report(year(), tmp_path / "a.pdf", measures=scores)
    own = weekly_report(year(), tmp_path / "b.pdf", measures=scores[scores["patient"] == "me"])
    none = weekly_report(year(), tmp_path / "c.pdf")
    assert with_all.read_bytes() == own.read_bytes() != none.read_bytes()
    told = whole(full_page(year(), measures=MEASURES))
    assert "from 10 Feb 2026: went from 15 to 9, enough to matter" in told


def test_goals_are_told_with_one_next_step() -> None:
    """Five of them, with the mean among the measures; no step where somebody has to ask first."""
    told = whole(full_page(log(["2026-03-02"]), measures=GOALS))
    said = "Walk to the shop and all the way back: 4 of 10 on 5 Jan 2026, 6 on 2 Mar 2026: 2 points"
    assert f"{said} easier." in told
    assert "e: 5 of 10 on 5 Jan 2026, 5 on 2 Mar 2026: no change." in told
    assert "f: 6 of 10" not in told
    assert "from 5 Jan 2026: went from 3 to 5, enough to matter (2 points)." in told
    assert "One small next step (b): It is as hard as it was." in told
    for pains in ({"pain_peak": [5], "pain_minutes": [20]}, {"pain_after": [7]}):
        told = whole(full_page(log(["2026-03-02"], **pains), measures=GOALS))
        assert "Walk to the shop" in told
        assert "next step" not in told


@pytest.mark.parametrize("suffix", [".pdf", ".png"])
def test_the_same_log_gives_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    """Also in another process, with other hashes, at another time, in a person's own style."""
    year(weeks=12).to_pickle(tmp_path / "log.pickle")
    program = (
        "import sys, pandas as pd; from backcare.documents.report import weekly_report; "
        "weekly_report(pd.read_pickle(sys.argv[1]), sys.argv[2])"
    )
    other = tmp_path / f"other{suffix}"
    folders = os.pathsep.join([str(Path(report.__file__).parents[2]), *sys.path])
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": folders}
    subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "log.pickle"), str(other)],
        env=environment,
        check=True,
    )
    with plt.style.context("dark_background"):
        here = weekly_report(year(weeks=12), tmp_path / f"here{suffix}")
    assert here.read_bytes() == other.read_bytes()


def test_the_pdf_is_one_page_and_holds_no_date(tmp_path: Path) -> None:
    """Its title names the patient; nothing in it changes by itself."""
    content = weekly_report(year(weeks=12), tmp_path / "report.PDF").read_bytes()
    assert len(re.findall(rb"/Type /Page\b", content)) == 1
    assert b"CreationDate" not in content
    assert b"(Back exercise report)" in content  # nobody is called "me": the page has a line
    assert f"Patient: {'_' * 30}" in whole(full_page(year(weeks=12)))
    named = weekly_report(year(weeks=12).assign(patient="Ann"), tmp_path / "ann.pdf").read_bytes()
    assert b"(Back exercise report: Ann)" in named


@pytest.mark.parametrize(("paper", "size"), [("A4", (1240, 1753)), ("Letter", (1275, 1650))])
def test_paper_has_its_size(paper: str, size: tuple[int, int], tmp_path: Path) -> None:
    """At 150 dots an inch."""
    path = weekly_report(year(weeks=2), tmp_path / "report.png", paper=paper)
    height, width, _ = plt.imread(path).shape
    assert (width, height) == size


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"path": "report.doc"}, r"must end in \.pdf or \.png, got 'report\.doc'"),
        ({"paper": "A5"}, "paper 'A5' is not known. Choose from: A4, Letter"),
        ({"patient": "ann"}, "patient 'ann' is not known. Did you mean 'anna'"),
        ({}, r"the log holds 2. Name one: patient='anna'"),
        ({"patient": "anna", "end": "soon"}, "end .*'soon'"),
    ],
)
def test_what_makes_no_sense_is_refused(
    options: dict[str, str], message: str, tmp_path: Path
) -> None:
    """The error names the value and the way out, and no file is made."""
    frame = log(["2026-03-02"] * 2, patient=["anna", "bert"])
    path = tmp_path / options.pop("path", "report.pdf")
    with pytest.raises(ValueError, match=message):
        weekly_report(frame, path, **options)
    assert list(tmp_path.iterdir()) == []


def test_one_of_several_patients_can_be_named(tmp_path: Path) -> None:
    """The page is then that patient's alone."""
    both = log(["2026-03-02"] * 2, patient=["anna", "bert"])
    named = weekly_report(both, tmp_path / "a.pdf", patient="bert")
    alone = weekly_report(both[1:], tmp_path / "b.pdf")
    assert named.read_bytes() == alone.read_bytes()


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a half file nor a leftover, whether drawing or writing fails."""
    path = tmp_path / "report.pdf"
    path.write_bytes(b"before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        weekly_report(year(weeks=2), path)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [
        ("report.pdf", b"before")
    ]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The error says which file, not which temporary one, and what to do."""
    path = tmp_path / "nowhere" / "report.pdf"
    with pytest.raises(FileNotFoundError) as caught:
        weekly_report(year(weeks=2), path)
    told = str(caught.value)
    assert told.startswith(f"{path} was not written: No such file or directory.")
    assert "Choose a folder" in told


def test_it_opens_no_figure_for_the_notebook(tmp_path: Path) -> None:
    """A notebook that writes a report shows no stray chart, and its settings stay."""
    before, figures = dict(plt.rcParams), plt.get_fignums()
    weekly_report(year(weeks=2), tmp_path / "report.png")
    assert plt.get_fignums() == figures
    assert dict(plt.rcParams) == before


TEXTS = st.text(st.characters(codec="utf-8"), max_size=300)


@settings(deadline=None)
@given(text=TEXTS, width=st.floats(20, 300), count=st.integers(0, 4))
def test_wrapped_lines_keep_to_their_width_and_number(text: str, width: float, count: int) -> None:
    """Whatever was written; all of it is there unless a "…" says otherwise."""
    broken = wrap(text, width, lines=count)
    assert len(broken) <= count
    # One letter alone may be wider than a very narrow column.
    assert all(len(line) <= 3 or text_width(line, 8.4, "normal") <= width for line in broken)
    if broken and not broken[-1].endswith("…"):
        assert "".join("".join(broken).split()) == "".join(report.printable(text).split())


def test_text_that_fits_is_not_cut() -> None:
    """No sign of something missing where nothing is."""
    assert fit("Bridge", 100) == "Bridge"
    assert wrap("Bridge", 100, lines=3) == ["Bridge"]
    note = "Sudden pain after I lifted a box."
    assert wrap(note, 90, lines=2) == ["Sudden pain after I", "lifted a box."]
    assert wrap(note, 90, lines=1) == ["Sudden pain after …"]
