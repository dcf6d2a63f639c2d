"""Pictures on the cards: one album for a page, complete, light, and with no markup of others."""

import re

import pytest

import backcare as bc
from backcare.exercises import cards
from backcare.exercises.cards import Album
from backcare.figures import figure_album
from backcare.widgets.base import family

EXERCISES = bc.load_exercises()


@pytest.mark.parametrize("kind", ["moving", "static", "still"])
def test_every_outline_that_is_used_is_on_the_page(kind):
    """A picture of an album draws with what the album shares, and repeats none of it."""
    shared, pictures = figure_album(EXERCISES, static=kind == "static", still=kind == "still")
    assert list(pictures) == list(EXERCISES.index)
    there = set(re.findall(r'id="([^"]+)"', shared))
    for picture in pictures.values():
        used = set(re.findall(r'href="#([^"]+)"', picture))
        assert used
        assert used <= there
        assert "<defs>" not in picture
        assert ("<animate" in picture) == (kind == "moving")


def test_two_albums_on_one_page_name_their_own_parts():
    """What stands on both is the same outline; all else has a name of its own."""
    moving, still = (
        dict(re.findall(r'id="([^"]+)"([^>]*>)', figure_album(EXERCISES, still=one)[0]))
        for one in (False, True)
    )
    both = moving.keys() & still.keys()
    assert len(both) > 30
    assert {name: moving[name] for name in both} == {name: still[name] for name in both}
    assert all(name.startswith("bc-still-") for name in still.keys() - both)


def test_an_album_has_the_same_phases_as_single_pictures():
    """What a script finds at the root of a picture does not depend on where the picture stands."""
    _, pictures = figure_album(EXERCISES)
    for exercise_id, picture in pictures.items():
        told = re.search(r"data-seconds.*?'\]*.*?'", bc.figure_svg(exercise_id))
        assert told
        assert told.group() in picture


def test_only_what_has_poses_has_a_picture():
    """An exercise of one's own gets the quiet band that says how the body lies or stands."""
    own = EXERCISES.rename(index={"bridging": "my_bridge"})
    album = Album(*figure_album(own))
    assert "my_bridge" not in album.pictures
    page = cards.page_html(own, "", album)
    assert page.count('class="bc-picture bc-drawn bc-figure"') == len(own) - 1
    assert page.count("<figcaption>Lying on your back</figcaption>") == 1


def test_a_changed_name_is_text_in_the_picture_too():
    """A clinician's own words come into a picture's title, and are no markup there."""
    own = EXERCISES.copy()
    own.loc["bridging", "name"] = "<script>alert(1)</script>"
    shared, pictures = figure_album(own)
    assert "<script" not in shared + "".join(pictures.values())


def test_the_explorer_stays_light():
    """All that an explorer sends to a page, pictures and all, is at most 400 KB."""
    explorer = bc.ExerciseExplorer()
    states = [widget.get_state().values() for widget in family(explorer)]
    sent = sum(len(value.encode()) for state in states for value in state if isinstance(value, str))
    explorer.close()
    assert 200_000 < sent <= 400_000
