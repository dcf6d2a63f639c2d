"""People whom a school's or a hospital's system of today sends to a clinic, by LTI 1.3."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from hubs import ANNA, BEN, needs_hub
from schools import asked_to_sign, running_school, sent_on

from backcare.clinic.lti import LTI13AcrossSites

pytestmark = needs_hub


@pytest.fixture(scope="module")
def platform() -> Iterator[Any]:
    """Start such a system, and a clinic to which it sends people."""
    with running_school() as school:
        yield school


@pytest.mark.parametrize("who", [ANNA, BEN])
def test_a_system_of_today_sends_people_in(platform: Any, who: str) -> None:
    """Who it is says the system's own id, not an address that somebody may change."""
    came = sent_on(platform, *asked_to_sign(platform, who))
    assert came.url == f"{platform[0].address}services/page/{who}/"


@pytest.mark.parametrize(
    "also",
    [
        {"sub": "p-nobody"},
        {"aud": "another clinic"},
        {"iss": "http://127.0.0.1:1"},
        {"exp": 1_700_000_000},
        {"iat": 1_700_000_000},
        {"nonce": "of another visit"},
    ],
    ids=lambda also: next(iter(also)),
)
def test_whom_a_system_of_today_does_not_send_in(platform: Any, also: dict[str, Any]) -> None:
    """Whom the clinic does not know, and what is signed for another place, time or visit."""
    browser, form = asked_to_sign(platform, **also)
    assert sent_on(platform, browser, form).status_code in {400, 401, 403}
    assert "hub/login" in browser.get(platform[0].address + "hub/home").url


@pytest.mark.parametrize("forged", ["{head}.{ben}.{sign}", "{none}.{ben}.", "{none}.{ben}.x"])
def test_what_a_system_signed_cannot_be_changed(platform: Any, forged: str) -> None:
    """Not into another's name, and not so that no signature seems to be needed."""
    browser, form = asked_to_sign(platform)
    head, said, sign = form["id_token"].split(".")
    ben = coded(json.loads(urlsafe_b64decode(said + "==")) | {"sub": BEN})
    none = coded({"alg": "none", "kid": "1"})
    token = forged.format(head=head, ben=ben, sign=sign, none=none)
    assert sent_on(platform, browser, form | {"id_token": token}).status_code in {400, 401}
    assert "hub/login" in browser.get(platform[0].address + "hub/home").url


def coded(said: dict[str, Any]) -> str:
    """Write a part of a signed token."""
    return urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def test_what_a_system_signed_is_good_once_and_in_one_browser(platform: Any) -> None:
    """Nobody else can send it on, nor it under the state of another visit."""
    browser, form = asked_to_sign(platform)
    assert sent_on(platform, requests.Session(), form).status_code == 400
    another, of_another = asked_to_sign(platform, BEN)
    assert sent_on(platform, another, form | {"state": of_another["state"]}).status_code == 400
    assert sent_on(platform, browser, form).ok
    assert sent_on(platform, browser, form).status_code == 400


@pytest.mark.parametrize("way", ["", "hub/lti13/oauth_login", "hub/lti13/oauth_callback"])
def test_who_comes_by_no_link_is_told_where_it_is(platform: Any, way: str) -> None:
    """There is no button that could help; and no word of it where somebody is signed in."""
    told = requests.get(platform[0].address + way, timeout=60).text
    assert "press the link there once more" in told
    assert "Sign in with" not in told
    assert "Wait a minute" not in told
    browser, form = asked_to_sign(platform)
    sent_on(platform, browser, form)
    assert "press the link" not in browser.get(platform[0].address + "hub/nowhere").text


def test_who_comes_after_somebody_finds_their_own(platform: Any) -> None:
    """In one browser, where the one before has not signed out: nothing of theirs is open."""
    anna, ben = (f"{platform[0].address}services/page/{name}/" for name in (ANNA, BEN))
    browser, form = asked_to_sign(platform, ANNA)
    assert sent_on(platform, browser, form).url == anna
    assert browser.get(anna + "log").ok
    assert sent_on(platform, *asked_to_sign(platform, BEN, at=browser)).url == ben
    assert browser.get(anna + "log", allow_redirects=False).status_code in {302, 403, 404}
    assert browser.get(anna).url == ben
    assert browser.get(ben + "log").ok
    browser.get(platform[0].address + "hub/logout")
    assert not browser.get(ben + "log", allow_redirects=False).ok or "hub/" in browser.get(ben).url


def test_a_link_is_pressed_twice(platform: Any) -> None:
    """Whoever is signed in is told so, and where their page is."""
    browser, form = asked_to_sign(platform)
    sent_on(platform, browser, form)
    again = sent_on(platform, browser, form)
    assert again.status_code == 400
    assert "You are here already" in again.text
    assert "Open your own page" in again.text


@pytest.mark.parametrize("missing", ["issuer", "client_id", "jwks_endpoint", "authorize_url"])
def test_what_a_login_needs_is_asked_at_the_start(missing: str) -> None:
    """Not of the first patient who comes; and ids that differ in capital letters are two."""
    needed = {"issuer": "a", "client_id": {"b"}, "authorize_url": "c", "jwks_endpoint": "d"}
    assert LTI13AcrossSites(**needed).normalize_username("P-Anna") == "P-Anna"
    with pytest.raises(SystemExit, match=f"Set c.LTI13Authenticator.{missing}."):
        LTI13AcrossSites(**{name: given for name, given in needed.items() if name != missing})
