"""A school's system that sends people to a clinic's hub, by LTI 1.1 or 1.3, as tests start it."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from hubs import ANNA, BEN, deploy

KEY, WORD = "school", "known to school and clinic"
CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
CONFIG_13 = """
load_subconfig({trial!r})
c.JupyterHub.authenticator_class = "backcare.clinic.lti.LTI13AcrossSites"
c.LTI13Authenticator.client_id = {{{key!r}}}
c.LTI13Authenticator.issuer = {issuer!r}
c.LTI13Authenticator.authorize_url = {issuer!r} + "/authorize"
c.LTI13Authenticator.jwks_endpoint = {issuer!r} + "/keys"
"""
CONFIG_11 = """
load_subconfig({trial!r})
c.JupyterHub.authenticator_class = "ltiauthenticator.lti11.auth.LTI11Authenticator"
c.LTI11Authenticator.consumers = {{{key!r}: {word!r}}}
"""
_COURSE = '<h1>Course</h1><a target="_blank" href="/go">Exercises for your back</a>'
_FORM = (
    '<form method="post" action="{to}"><input name="state" value="{state}">'
    '<input name="id_token" value="{signed}"></form><script>document.forms[0].submit()</script>'
)


class System(BaseHTTPRequestHandler):
    """It knows who sits at the browser, and signs for it."""

    who = ANNA
    key: ClassVar[Any] = None
    clinic = ""
    also: ClassVar[dict[str, Any]] = {}  # what is said otherwise than it should be

    def do_GET(self) -> None:
        """Show a course with a link, begin a login, send on who it is, or give the key."""
        asked = urlsplit(self.path)
        match asked.path:
            case "/go":
                self.send_response(302)
                self.send_header("Location", begun(self.clinic, self.own))
                self.end_headers()
            case "/keys":
                self.answer("application/json", json.dumps({"keys": [self.public()]}))
            case "/authorize":
                given = dict(parse_qsl(asked.query))
                form = {"to": given["redirect_uri"], "state": given["state"]}
                self.answer("text/html", _FORM.format(**form, signed=self.signed(given)))
            case _:
                self.answer("text/html", _COURSE)

    @property
    def own(self) -> str:
        """Return its address, which is that of another site than the hub's."""
        return f"http://localhost:{self.server.server_address[1]}"

    def public(self) -> dict[str, Any]:
        """Return the key by which what it has signed is known."""
        from jwt.algorithms import RSAAlgorithm

        public: dict[str, Any] = RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return public | {"kid": "1", "use": "sig", "alg": "RS256"}

    def signed(self, given: dict[str, str]) -> str:
        """Say who it is to whom asks, for a minute."""
        import jwt

        now = int(time.time())
        said = {
            "iss": self.own,
            "aud": given["client_id"],
            "sub": self.who,
            "email": BEN,
            "nonce": given["nonce"],
            "iat": now,
            "exp": now + 60,
            CLAIM + "message_type": "LtiResourceLinkRequest",
            CLAIM + "version": "1.3.0",
            CLAIM + "deployment_id": "1",
            CLAIM + "target_link_uri": self.clinic,
            CLAIM + "resource_link": {"id": "backcare"},
            CLAIM + "roles": [],
        }
        return jwt.encode(said | self.also, self.key, "RS256", {"kid": "1"})

    def answer(self, kind: str, content: str) -> None:
        """Send a page or what is none."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(content.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def begun(clinic: str, issuer: str) -> str:
    """Return the address at which a login begins."""
    said = {"iss": issuer, "login_hint": "1", "client_id": KEY, "target_link_uri": clinic}
    return f"{clinic}hub/lti13/oauth_login?{urlencode(said)}"


def signed_11(clinic: str, name: str, word: str = WORD, **more: str) -> tuple[str, dict[str, str]]:
    """Sign who somebody is by LTI 1.1; give where the form goes, and what is in it."""
    from oauthlib.oauth1 import SIGNATURE_TYPE_BODY, Client

    sent = {
        "lti_message_type": "basic-lti-launch-request",
        "lti_version": "LTI-1p0",
        "resource_link_id": "backcare",
        "user_id": name,
    }
    signing = Client(KEY, client_secret=word, signature_type=SIGNATURE_TYPE_BODY, **more)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    url, _, body = signing.sign(clinic + "hub/lti/launch", "POST", sent, kind)
    return url, dict(parse_qsl(body))


def written(trial: Any, words: str, **more: str) -> Path:
    """Write a configuration of a trial's own that is built on the trial's; give its file."""
    config: Path = trial.folder / "config.py"
    config.write_text(words.format(trial=str(deploy.CONFIG), key=KEY, word=WORD, **more), "utf-8")
    return config


@contextmanager
def running_school() -> Iterator[tuple[Any, str]]:
    """Run such a system and a clinic with one page to which it sends people; give both."""
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    System.key = generate_private_key(65537, 2048)
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), System) as system,
        deploy.made_trial(one_page=True) as trial,
    ):
        System.clinic, System.who, System.also = trial.address, ANNA, {}
        issuer = f"http://localhost:{system.server_port}"
        threading.Thread(target=system.serve_forever, daemon=True).start()
        with deploy.running_hub(trial, written(trial, CONFIG_13, issuer=issuer)):
            yield trial, issuer
        system.shutdown()


def asked_to_sign(
    school: tuple[Any, str], who: str = ANNA, *, at: requests.Session | None = None, **also: Any
) -> tuple[requests.Session, dict[str, str]]:
    """Press the link to the clinic in the system, in a new browser or one; give what it signs."""
    trial, issuer = school
    System.who, System.also, browser = who, also, at or requests.Session()
    form = browser.get(begun(trial.address, issuer)).text
    for cookie in browser.cookies:
        cookie.secure = False  # as in a browser on the same computer, where nobody can listen
    fields = {
        name: unescape(value) for name, value in re.findall('name="(.*?)" value="(.*?)"', form)
    }
    return browser, fields


def sent_on(school: tuple[Any, str], browser: requests.Session, form: dict[str, str]) -> Any:
    """Send what was signed to the hub, as a browser does by itself."""
    return browser.post(school[0].address + "hub/lti13/oauth_callback", data=form)
