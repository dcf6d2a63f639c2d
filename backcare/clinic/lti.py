"""LTI 1.3 in a browser of today, which hands a cookie to another site's form only if told to."""

from __future__ import annotations

from typing import Any

from ltiauthenticator.lti13.auth import LTI13Authenticator
from ltiauthenticator.lti13.handlers import LTI13LoginInitHandler


class LTI13AcrossSites(LTI13Authenticator):  # type: ignore[misc]
    """Let in whom a school's or a hospital's system sends, by the id that it has given them."""

    class login_handler(LTI13LoginInitHandler):  # type: ignore[misc]  # noqa: N801
        """Begin a login, which ends with a form that the system has the browser send here."""

        def _set_cookie(
            self, key: str, value: str, encrypted: bool = True, **overrides: Any
        ) -> None:
            # Two numbers of chance, good once, by which the hub knows the browser again. Those of
            # who has logged in stay with this site.
            own = {"samesite": "None", "secure": True}
            super()._set_cookie(key, value, encrypted, **overrides, **own)
