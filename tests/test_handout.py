"""A plan to take home: what the page says, that it needs nothing else, and how it is written."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from handout_plans import EXERCISES, LONGEST, MARKUP, SHORT, marked_up
from pandas.testing import assert_frame_equal

import backcare as bc
from backcare.text import about_minutes

RULES = bc.load_safety_rules()["text"]


class Reader(HTMLParser):
    """Read a page: its words, its tags with their attributes, its JSON and its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag with its attributes."""
        self.tags.append((tag, dict(attrs)))
        self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave a tag, and those in it that nobody closed."""
        if tag in self.inside:
            del self.inside[len(self.inside) - 1 - self.inside[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        """Keep words as words, and scripts as scripts."""
        kept = self.scripts if "script" in self.inside else self.words
        if "style" not in self.inside:
            kept.append(data)

    @property
    def text(self) -> str:
        """All that is to be read, with single spaces."""
        return " ".join(" ".join(self.words).split())


def written(plan: pd.DataFrame, folder: Path, **others: object) -> str:
    return bc.plan_handout(plan, folder / "handout.html", **others).read_text("utf-8")


def test_if_it_flares_is_folded_away_and_can_be_reached(tmp_path: Path) -> None:
    """Beside the safety line and from the day's pain; it leads to the signs; paper has no room."""
    text = written(SHORT, tmp_path)
    page = Reader(text)
    assert bc.load_guidance().loc["flare_walk", "text"] in page.text
    ids = {attributes.get("id") for _, attributes in page.tags}
    links = {attributes.get("href") for tag, attributes in page.tags if tag == "a"}
    assert {"#flare", "#signs"} <= links
    assert {"flare", "signs"} <= ids
    assert page.text.count(bc.load_red_flags().loc["fever", "text"]) == 1
    assert ".ho-screen, .bc-flare, .bc-rules, script { display: none !important; }" in text


@pytest.mark.parametrize("state", LONGEST)
def test_the_page_says_what_matters(tmp_path: Path, state: str) -> None:
    """Safety line, every warning sign with what to do, and each exercise with its words."""
    plan = LONGEST[state]
    page = Reader(written(plan, tmp_path)).text
    assert "Education, not medical advice." in page
    assert all(RULES[rule] in page for rule in ("ask_first", "ease_off", "stop_rule"))
    flags = bc.load_red_flags()
    told = [*flags.drop("age")["text"], *flags["action"], *flags["say"]]
    assert all(text in page for text in told)
    assert flags.loc["age", "text"] not in page
    places = []
    for row in plan.to_dict("records"):
        fact = EXERCISES.loc[row["exercise_id"]]
        told = [row["name"], row["caution"], *fact["steps"].split("|"), *fact["cues"].split("|")]
        assert all(text in page for text in told)
        assert all(text in page for text in fact["cautions"].split("|"))
        places.append(page.index(f"{row['order']} {row['name']}"))
    assert places == sorted(places)


def test_what_several_exercises_share_is_said_once_on_paper(tmp_path: Path) -> None:
    """With their numbers, under a letter that each of their cards names; a lone one has no list."""
    plan = bc.make_plan(EXERCISES, pain_state="mild", minutes=15)
    names = ["pelvic_tilt", "single_leg_lift", "bird_dog", "partial_crunch"]
    assert plan["exercise_id"].tolist() == [*names, "press_up_extension", "hamstring_stretch"]
    page = Reader(written(plan, tmp_path)).text
    assert "Ask first if you have a slipped (herniated) disc. (exercises 2, 4 and 6)" in page
    assert "after an operation. (exercises 1 to 6)" in page
    assert page.count("See also point a at the start.") == 2
    assert page.count("See also points a and b at the start.") == 2
    assert page.count("See also points a and c at the start.") == 1
    assert page.count("See also points a, b and c at the start.") == 1
    alone = Reader(written(plan.iloc[:1], tmp_path)).text
    assert "Take care with several" not in alone
    assert "See also" not in alone


def test_the_dose_stands_in_words(tmp_path: Path) -> None:
    """As many as the plan has, with seconds and sides; what is outside the range is said."""
    cells = {"sets": 2, "reps": [8, 10, 2, 2], "hold_s": [10, 1, 15, 15]}
    page = Reader(written(SHORT.assign(**cells), tmp_path)).text
    assert "2 sets of 8 times, hold 10 seconds" in page
    assert "2 sets of 10 times on each side, hold 1 second" in page
    outside = "Outside the usual range, set by the person who made this plan"
    assert f"{outside}: 2 sets: the table has 1." in page
    about = about_minutes(bc.check_plan(SHORT.assign(**cells))["seconds"].sum())
    lead = f"{about[0].upper()}{about[1:]}, 4 exercises."
    assert f"{lead} Made for: mild discomfort (my usual, not new)." in page
    assert "You need: a towel." in page


def test_severe_pain_is_told(tmp_path: Path) -> None:
    """The script has the number and the words; paper has both; the signs are a press away."""
    read = Reader(written(SHORT, tmp_path))
    told = json.loads(read.scripts[0])
    assert told["severe"] == 7
    assert told["severe_words"] == (
        "Pain of {worst} out of 10 is severe. Do no more exercises now, and ask a health "
        "professional before your next session."
    )
    assert "New numbness, weakness, tingling, bladder or bowel trouble? Get help now" in read.text
    assert "If it is 7 or more, do no more exercises, and ask a health professional" in read.text


@pytest.mark.parametrize("state", LONGEST)
def test_no_two_sentences_of_the_head_run_together(tmp_path: Path, state: str) -> None:
    """After what to do with a new pain comes what to ask about."""
    words = " ".join(written(LONGEST[state], tmp_path).split())
    assert "ask a health professional. Leave out what says" in words


def test_ask_first_is_marked(tmp_path: Path) -> None:
    """In each card that says ask, and in no other."""
    acute = written(LONGEST["acute"], tmp_path)
    asked = LONGEST["acute"]["rating"].eq("ask").sum()
    assert acute.count('<p class="ho-ask"><strong>? Ask') == asked > 0
    assert '<p class="ho-ask"><strong>? Ask' not in written(SHORT, tmp_path)


def test_what_is_to_be_asked_about_is_not_done_by_itself(tmp_path: Path) -> None:
    """A tick of a day leaves it out until the person says that it was done."""
    told = json.loads(Reader(written(LONGEST["acute"], tmp_path)).scripts[0])
    ratings = LONGEST["acute"]["rating"].tolist()
    assert told["left_out"] == [place for place, one in enumerate(ratings) if one == "ask"] != []
    assert json.loads(Reader(written(SHORT, tmp_path)).scripts[0])["left_out"] == []


def test_all_that_is_said_has_its_source(tmp_path: Path) -> None:
    """Each key of the plan, its steps and cautions, the signs and the rules is spelled out."""
    page = Reader(written(LONGEST["chronic"], tmp_path)).text
    facts = EXERCISES.loc[LONGEST["chronic"]["exercise_id"]]
    cells = [
        *LONGEST["chronic"]["source"],
        *facts["instructions_source"],
        *facts["cautions_source"],
        *bc.load_red_flags()["source"],
    ]
    keys = {key for cell in cells for key in cell.split("|")} - {""}
    sources = bc.load_sources()
    assert all(sources.loc[key, "citation"] in page for key in keys)


@pytest.mark.parametrize("state", LONGEST)
def test_the_file_is_light_and_needs_nothing_else(tmp_path: Path, state: str) -> None:
    """Under 600 KB with every figure in it; nothing is fetched, only links can be followed."""
    page = written(LONGEST[state], tmp_path)
    assert len(page.encode()) < 600_000
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg"') == len(LONGEST[state])
    fetched = {"src", "srcset", "data", "poster", "xlink:href", "action", "background"}
    links = set()
    for tag, attributes in Reader(page).tags:
        assert not fetched & set(attributes), tag
        if "href" in attributes and not attributes["href"].startswith("#"):
            links.add((tag, attributes["href"].split("/")[2]))
    assert links <= {("a", "doi.org")}
    assert not re.search(r"@import|url\(\s*['\"]?(?!#)", page)
    assert "default-src 'none'" in page


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    """Whenever and from wherever it is written: of the plan as it was made, or from its file."""
    bc.save_plan(SHORT, tmp_path / "plan.csv")
    before = SHORT.copy()
    pages = {
        written(plan, tmp_path) for plan in (SHORT, SHORT, bc.load_plan(tmp_path / "plan.csv"))
    }
    assert len(pages) == 1
    assert_frame_equal(SHORT, before)


def test_what_a_table_has_in_its_cells_is_text(tmp_path: Path) -> None:
    """No cell, and no id, becomes a tag; the page's own scripts are two."""
    own, plan = marked_up()
    read = Reader(written(plan, tmp_path, exercises=own, patient=f"</title>{MARKUP}"))
    assert not [attributes for tag, attributes in read.tags if tag == "img"]
    assert [tag for tag, _ in read.tags].count("script") == 2
    assert all(f"{MARKUP}{word}" in read.text for word in ("name", "steps", "cues", "caution"))
    told = json.loads(read.scripts[0])
    assert "</script>" in [one["exercise_id"] for one in told["exercises"]]
    assert told["patient"] == f"</title>{MARKUP}"


def test_an_exercise_without_poses_has_words_only(tmp_path: Path) -> None:
    """A clinician's own exercise is on the page, without a picture of another."""
    own = EXERCISES.loc[["bridging"]].rename(index={"bridging": "plank"}).assign(name="Plank")
    plan = bc.make_plan(own, pain_state="none", minutes=10)
    page = written(plan, tmp_path, exercises=own)
    assert "Plank" in Reader(page).text
    assert "<svg" not in page


def test_ticks_of_two_plans_or_two_people_stay_apart(tmp_path: Path) -> None:
    """The name under which a browser keeps them is another one, but stays with the plan."""

    def key(plan: pd.DataFrame, **others: object) -> str:
        return json.loads(Reader(written(plan, tmp_path, **others)).scripts[0])["key"]

    keys = [key(SHORT), key(SHORT, patient="P01"), key(SHORT.assign(sets=2))]
    assert len(set(keys)) == 3
    assert key(SHORT.assign(caution="Mind the cat.")) == keys[0]


# --- bad input ------------------------------------------------------------------------------


def test_a_refused_plan_gives_no_page_but_its_reason(tmp_path: Path) -> None:
    """The error says what to do, and no file is there."""
    refused = bc.make_plan(EXERCISES, pain_state="mild", minutes=10, answers="fever")
    with pytest.raises(bc.PlanError, match="Speak to a doctor today"):
        written(refused, tmp_path)
    with pytest.raises(bc.PlanError, match="The plan has no exercises"):
        written(SHORT.iloc[:0], tmp_path)
    with pytest.raises(bc.PlanError, match="exercise 1, reps"):
        written(SHORT.assign(reps=-1), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    """The error names the ending and a way out."""
    with pytest.raises(ValueError, match=r"path must end in \.html, got 'plan\.pdf'"):
        bc.plan_handout(SHORT, tmp_path / "plan.pdf")


@pytest.mark.parametrize("patient", ["", " ", "x" * 101, 7, "\0"])
def test_a_patient_without_a_name_is_refused(tmp_path: Path, patient: object) -> None:
    """What no log would take does not go into a file of ticks."""
    with pytest.raises(ValueError, match="patient must"):
        written(SHORT, tmp_path, patient=patient)


def test_a_page_that_cannot_be_written_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole or not at all: the disk is full in the middle."""
    before = written(SHORT, tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        written(LONGEST["none"], tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["handout.html"]
    assert (tmp_path / "handout.html").read_text("utf-8") == before


def test_the_first_line_counts_what_is_done_before_anybody_was_asked(tmp_path):
    """As the page with the plan does: what is to be asked about comes once that was done."""
    plan = bc.make_plan(bc.load_exercises(), pain_state="acute", minutes=30)
    assert plan["rating"].tolist() == ["ok", "ask", "ask"]
    page = Reader(written(plan, tmp_path)).text
    assert "About 5 minutes, 1 exercise. 2 more once you have asked about them. Made for" in page
