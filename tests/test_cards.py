"""Cards: the dose in words, and HTML in which every cell of a table is text."""

import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from backcare.exercises import cards
from backcare.exercises.load import load_exercises
from backcare.tables.shipped import load_guidance, load_red_flags, load_sources
from backcare.tables.vocabulary import terms

VOID = {"br", "input", "meta", "link", "img", "hr"}
# Cells a clinician's own table might hold, from a careless paste to an attack.
NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{ 7 * 7 }}",
    "a < b & c > d",
]


class Page(HTMLParser):
    """Collect the tags, attributes and visible text of some HTML, and check its nesting."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag, and that it is open."""
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the tag that was opened last, and no other."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"reps_min": 8, "reps_max": 12}, "8 to 12 times"),
        ({"reps_min": 10, "reps_max": 10}, "10 times"),
        ({"reps_min": 1, "reps_max": 1}, "Once"),
        ({"reps_min": 1, "reps_max": 2}, "1 to 2 times"),
        ({"reps_min": 3}, "At least 3 times"),
        ({"reps_max": 1}, "Up to 1 time"),
        ({"hold_s_min": 1, "hold_s_max": 1}, "Hold 1 second"),
        ({"hold_s_min": 15, "hold_s_max": 30}, "Hold 15 to 30 seconds"),
        ({"rest_s": 1}, "Rest 1 second"),
        ({"reps_min": 2, "reps_max": 4, "rest_s": 10}, "2 to 4 times, rest 10 seconds after each"),
        (
            {"reps_min": 8, "reps_max": 12, "hold_s_min": 5, "hold_s_max": 5, "per_side": True},
            "8 to 12 times on each side, hold 5 seconds",
        ),
        ({"hold_s_min": 5, "hold_s_max": 5, "per_side": True}, "Hold 5 seconds on each side"),
        ({"dose_note": "Start short.|Build up.", "per_side": True}, "Start short. Build up."),
        ({"reps_min": 8, "reps_max": 12, "dose_note": "Our own reading."}, "8 to 12 times"),
        ({"reps_min": pd.NA, "reps_max": pd.NA, "hold_s_min": float("nan"), "rest_s": None}, ""),
        ({}, ""),
    ],
)
def test_dose_in_words(row: dict[str, object], words: str) -> None:
    """Each shape of a dose has its words: one or several, a range or not, parts missing."""
    assert cards.dose_text(row) == words


def flare_of(html: str) -> str:
    """Return the first folded part about a flare, with what is folded away in it."""
    start = html.index('<details class="bc-fold bc-flare">')
    depth, place = 0, start
    for tag in re.finditer(r"<(/?)details", html[start:]):
        depth += -1 if tag[1] else 1
        place = start + tag.end()
        if not depth:
            break
    return html[start:place] + ">"


def test_if_it_flares_says_every_line_with_its_source() -> None:
    """In order, under its heading, each cited as on a card; nothing that is for a class."""
    html = cards.flare_html()
    text = " ".join(Page(html).text.split())
    guidance = load_guidance()
    own = guidance[(guidance["audience"] == "patient") & (guidance["topic"] != "next_step")]
    places = [text.index(line) for line in own["text"]]
    assert places == sorted(places)
    assert not any(line in text for line in guidance["text"].drop(own.index))
    for line, source in zip(own["text"], own["source"], strict=True):
        cited = html.partition(line)[2].partition("</li>")[0]
        assert f"[{source.replace('|', ', ')}]</small>" in cited
    cited_once = {key for cell in own["source"] for key in cell.split("|")}
    assert all(load_sources().loc[key, "citation"] in text for key in cited_once)
    headings = ["First", "Today", "Tomorrow and the days after", "When to ask"]
    assert re.findall(r"<p><strong>([^<]*)</strong></p>", html) == headings


def test_if_it_flares_leads_to_the_warning_signs() -> None:
    """Each that is asked for, with what to do and say, right after the first lines."""
    html = cards.flare_html()
    signs = html[html.index("The warning signs, and what to do") : html.index("Today</strong>")]
    flags = load_red_flags().query("asked")
    words = Page(f"<p>{signs.rpartition('</details>')[0].partition('</summary>')[2]}</p>").text
    for column in ("text", "action", "say"):
        assert all(text in words for text in flags[column])


def test_if_it_flares_is_shut_and_needs_no_script() -> None:
    """Native folds alone: no id to collide, no handler, nothing open."""
    for html in (cards.flare_html(), cards.safety_html(), cards.page_html(load_exercises(), "")):
        flare = flare_of(html)
        folds = [attributes for tag, attributes in Page(flare).tags if tag == "details"]
        assert folds
        assert not any("open" in attributes for attributes in folds)
        for tag, attributes in Page(flare).tags:
            assert tag not in {"script", "button", "input"}
            assert not any(name == "id" or name.startswith("on") for name in attributes)
    # On a page with a list of its own the signs are there once.
    page = cards.page_html(load_exercises(), "")
    assert page.count(load_red_flags().loc["fever", "text"]) == 1
    assert "The warning signs are just below, on this page." in flare_of(page)
    assert cards.safety_html().index("bc-safety") < cards.safety_html().index("bc-flare")


def test_doses_of_the_shipped_table() -> None:
    """Rows of the real frame give the words the source gives."""
    doses = {id_: cards.dose_text(row) for id_, row in load_exercises().iterrows()}
    assert doses["bridging"] == "8 to 12 times, hold 6 seconds, rest 10 seconds after each"
    assert doses["hamstring_stretch"] == "2 to 4 times on each side, hold 15 to 30 seconds"
    assert doses["walking"].startswith("Start with short walks")
    assert doses["sit_up"] == ""


def test_every_exercise_is_a_hidden_card() -> None:
    """Each exercise is a left-out line, and a hidden card if it may be offered to anybody."""
    exercises = load_exercises()
    deck = Page(cards.deck_html(exercises))
    never = exercises.filter(like="rating_").eq("avoid").all(axis="columns")
    assert never.sum() == 3
    articles = [attributes for tag, attributes in deck.tags if tag == "article"]
    assert [card["data-exercise-id"] for card in articles] == list(exercises.index[~never])
    assert [card["aria-label"] for card in articles] == list(exercises["name"][~never])
    assert all("hidden" in card for card in articles)
    lines = [
        attributes["data-left-out-id"]
        for _, attributes in deck.tags
        if "data-left-out-id" in attributes
    ]
    assert lines == list(exercises.index)


@pytest.mark.parametrize("state", terms("pain_state"))
def test_a_reason_is_short_enough_for_a_closed_card(state: str) -> None:
    """At most 30 words for every exercise, and taken apart into sentences it loses none."""
    for reason in load_exercises()[f"reason_{state}"]:
        assert 0 < len(reason.split()) <= 30
        assert " ".join(cards.sentences(reason)) == reason
        assert all(said.endswith((".", "!", "?")) for said in cards.sentences(reason))


def test_a_closed_card_says_that_there_are_cautions() -> None:
    """Before it is opened, each card counts what is to be read, which comes first inside."""
    exercises = load_exercises()
    for id_, card in _cards(exercises).items():
        number = len([part for part in exercises.loc[id_, "cautions"].split("|") if part])
        closed, _, opened = card.partition("</summary>")
        told = re.findall(r"Read (\d+ cautions?)</span>", closed)
        assert told == ([f"{number} caution{'s' * (number > 1)}"] if number else [])
        assert opened.count('class="bc-cautions"') == bool(number)
        if number:
            assert opened.index("bc-cautions") < opened.index("<ol>")
    assert sum("Read " in card for card in _cards(exercises).values()) == 14


def test_a_closed_card_is_short() -> None:
    """Picture, name, rating, dose and reason: keys of sources and Latin names are inside a fold."""
    for card in _cards(load_exercises()).values():
        before, _, inside = card.partition('<details class="bc-fold bc-why">')
        assert "<strong>WEBMD</strong>" in inside or "<strong>BR15</strong>" in inside
        assert not re.search(r"\b(?:WEBMD|JUDGEMENT|BR15|WHOREV)\b|bc-muscle", before)
        assert before.index("<figure") < before.index("<h3>") < before.index("bc-reason")
        assert before.index("bc-reason") < before.index('<details class="bc-fold bc-card-how">')


def test_a_deck_has_one_live_region() -> None:
    """What changes is read out once: the count, its note and what is true of all cards."""
    html = cards.deck_html(load_exercises())
    assert re.findall(r'role="(?:status|alert|log)"|aria-live', html) == ['role="status"']
    assert '<h2 class="bc-count"></h2>' in html.partition('role="status"')[2]


def _cards(exercises: pd.DataFrame) -> dict[str, str]:
    """Take a deck apart into its cards, by exercise."""
    html = cards.deck_html(exercises)
    found = re.findall(r'<article[^>]*data-exercise-id="(\w+)".*?</article>', html, re.DOTALL)
    whole = re.findall(r"<article.*?</article>", html, re.DOTALL)
    return dict(zip(found, whole, strict=True))


def test_the_page_has_every_card_and_no_script() -> None:
    """What is left where no kernel runs shows each exercise once, and runs nothing."""
    tags = [tag for tag, _ in Page(cards.page_html(load_exercises(), css="")).tags]
    assert tags.count("article") == len(load_exercises())
    assert "script" not in tags


def test_a_card_says_what_its_row_says() -> None:
    """Steps, cues, mistakes, cautions, muscles and feeling of a row all stand on its card."""
    exercises = load_exercises().loc[["bird_dog"]]
    text = Page(cards.deck_html(exercises)).text
    row = exercises.iloc[0]
    for column in ("steps", "cues", "mistakes", "progression", "cautions", "feel", "why"):
        assert all(part in text for part in row[column].split("|"))
    for state in terms("pain_state"):
        assert row[f"reason_{state}"] in text
    assert re.search(r"Mainly strengthens\s+Buttocks gluteus maximus", text)


@pytest.mark.parametrize("nasty", NASTY)
def test_cells_are_text(nasty: str) -> None:
    """Whatever a cell holds is read as written: no tag, no attribute, no link comes of it."""
    exercises = load_exercises()
    plain = [*Page(cards.page_html(exercises, "")).tags, *Page(cards.deck_html(exercises)).tags]
    columns = exercises.columns.difference(
        [column for column in exercises.columns if column.startswith("rating_")]
    )
    text_columns = [
        column
        for column in columns
        if isinstance(exercises[column].iloc[0], str) and column not in ("advice", "swap")
    ]
    exercises[text_columns] = nasty
    for html in (cards.page_html(exercises, ""), cards.deck_html(exercises)):
        page = Page(html)
        assert nasty in page.text
        assert {tag for tag, _ in page.tags} <= {tag for tag, _ in plain}
        assert not any(name.startswith("on") for _, found in page.tags for name in found)
        links = [found["href"] or "" for tag, found in page.tags if tag == "a"]
        assert all(link.startswith("https://doi.org/10.") for link in links)


@pytest.mark.parametrize(
    "doi",
    ["javascript:alert(1)", '10.1/x"onclick=', "10.1234/a b", "https://doi.org/10.1234/a", ""],
)
def test_only_a_doi_becomes_a_link(doi: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell that is not strictly a DOI is no link."""
    sources = load_sources()
    sources["doi"] = doi
    monkeypatch.setattr(cards, "load_sources", lambda: sources)
    cards._all_sources.cache_clear()
    try:
        page = Page(cards.page_html(load_exercises(), ""))
    finally:
        cards._all_sources.cache_clear()
    assert not [tag for tag, _ in page.tags if tag == "a"]


def test_the_page_needs_no_kernel_and_no_script() -> None:
    """The page holds the safety line, all red flags and all ratings, and loads nothing."""
    exercises = load_exercises()
    page = Page(cards.page_html(exercises, "p { color: red }"))
    assert "Education, not medical advice." in page.text
    flags = load_red_flags()
    assert all(flag in page.text for flag in flags.drop("age")["text"])
    assert all(words in page.text for words in [*flags["action"], *flags["say"]])
    assert flags.loc["age", "text"] not in page.text
    assert all(
        exercises[f"reason_{state}"].map(page.text.__contains__).all()
        for state in terms("pain_state")
    )
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in page.tags}
    assert not any({"src", "id", "hidden", "style"} & set(found) for _, found in page.tags)


def test_the_page_is_the_same_every_time() -> None:
    """Nothing but the table goes into the bytes."""
    exercises = load_exercises()
    assert cards.page_html(exercises, "") == cards.page_html(exercises.copy(), "")


def test_writing_changes_no_row() -> None:
    """The frame given is as it was afterwards."""
    exercises = load_exercises()
    cards.deck_html(exercises)
    pd.testing.assert_frame_equal(exercises, load_exercises())


def test_an_empty_table_is_an_empty_deck() -> None:
    """A table with no row left is no error."""
    assert "<article" not in cards.deck_html(load_exercises().iloc[:0])


def test_every_flag_has_its_advice() -> None:
    """Whichever box is ticked, there is something to do, the most urgent first."""
    page = Page(cards.gate_html())
    advised = [found["data-flags"] or "" for _, found in page.tags if "data-flags" in found]
    flags = load_red_flags()
    assert sorted(" ".join(advised).split()) == sorted(flags.index.drop("age"))
    classes = [found["class"] or "" for _, found in page.tags if "data-flags" in found]
    assert [name.split()[1] for name in classes] == ["bc-emergency", "bc-today", "bc-soon"]
    asked = [found["data-flag-id"] for _, found in page.tags if "data-flag-id" in found]
    assert asked == flags.index.drop("age").tolist()
    assert all(words in page.text for words in [*flags["action"], *flags["say"]])


def test_a_page_without_a_kernel_says_the_rating_of_a_swap() -> None:
    """With a new pain nobody is sent to the crunch, nor to a leg lift without asking."""
    page = Page(cards.page_html(load_exercises(), css="")).text
    acute = "With sudden or new pain (under 12 weeks, or a flare)"
    assert f"{acute}: leave it out; nothing replaces it." in page
    assert f"{acute}: do this instead: Partial crunch" not in page
    assert f"{acute}: instead, ask first about: Partial crunch" not in page
    assert f"{acute}: instead, ask first about: Single leg lift" in page
    assert page.count("do this instead: Partial crunch") == 1
