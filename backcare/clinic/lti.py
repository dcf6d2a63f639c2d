"""LTI 1.3 in a browser of today, which hands a cookie to another site's form only if told to."""

from __future__ import annotations

import sys
from typing import Any

from ltiauthenticator.lti13.auth import LTI13Authenticator
from ltiauthenticator.lti13.handlers import LTI13LoginInitHandler


class LTI13AcrossSites(LTI13Authenticator):  # type: ignore[misc]
    """Let in whom a school's or a hospital's system sends, by the id that it has given them."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        needed = ("client_id", "issuer", "authorize_url", "jwks_endpoint")
        if missing := [name for name in needed if not getattr(self, name)]:
            sys.exit(f"Set {', '.join(f'c.LTI13Authenticator.{name}' for name in missing)}.")

    def normalize_username(self, username: str) -> str:
        """Leave an id as it is: two that differ in capital letters are two people."""
        return username

    class login_handler(LTI13LoginInitHandler):  # type: ignore[misc]  # noqa: N801
        """Begin a login, which ends with a form that the system has the browser send here."""

        def _set_cookie(
            self, key: str, value: str, encrypted: bool = True, **overrides: Any
        ) -> None:
            # Two numbers of chance, good once, by which the hub knows the browser again. Those of
            # who has logged in stay with this site.
            own = {"samesite": "None", "secure": True}
            super()._set_cookie(key, value, encrypted, **overrides, **own)
