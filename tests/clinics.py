"""A clinic of its own on the server of the tests: two patients, a clinician, and their logins."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import URL, NullPool, create_engine, make_url, text

from backcare import clinic
from backcare.log import SessionLog

PASSWORD = "made up for tests"  # noqa: S105


# A row of each table of a log, but for whose it is.
LOG_ROWS = {
    "sessions": {"session_id": "x", "started_at": "2026-03-02", "utc_offset_min": 0}
    | {"note": "", "checksum": ""},
    "entries": {"session_id": "kept", "position": 9, "exercise_id": "bridging"},
    "measures": {"date": "2026-01-01", "instrument": "nrs_pain", "score": 1}
    | {"note": "", "checksum": ""},
    "events": {"event_id": "x", "happened_at": "2026-03-02", "utc_offset_min": 0, "number": 1}
    | {"kind": "professional_asked", "detail": "", "checksum": ""},
    "changes": {"change_id": 99, "session_id": "kept", "action": "add"},
}


@dataclass
class Clinic:
    """The address of a clinic's database for its owner, and the logins that were let in."""

    owner: URL
    tag: str
    logins: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The owner's address."""
        return self.owner.render_as_string(hide_password=False)

    def login(self, name: str) -> str:
        """Name a login, which is known to all databases of a server."""
        return f"{name}_{self.tag}"

    def let_in(self, name: str, *, patient: str | None = None, role: str = "") -> None:
        """Let somebody in."""
        clinic.grant(self.url, self.login(name), patient=patient, role=role, password=PASSWORD)
        self.logins.append(self.login(name))

    def address(self, name: str) -> str:
        """Return the address with somebody's login."""
        url = self.owner.set(username=self.login(name), password=PASSWORD)
        return url.render_as_string(hide_password=False)

    def log(self, name: str, **more: object) -> SessionLog:
        """Open the log as somebody."""
        return SessionLog(self.address(name), **more)

    def sql(self, name: str, *statements: str) -> list[tuple[object, ...]]:
        """Type SQL as somebody, in one transaction; give the rows of the last statement."""
        # As it is typed: a % stands for itself.
        engine = create_engine(self.address(name), execution_options={"no_parameters": True})
        try:
            with engine.begin() as connection:
                for statement in statements:
                    found = connection.exec_driver_sql(statement)
                return [tuple(row) for row in found] if found.returns_rows else []
        finally:
            engine.dispose()


def at_the_tables(url: URL) -> URL:
    """Return an address at which a table is found before the view that is named like it."""
    return url.update_query_dict({"options": "-csearch_path=public_rows,public"})


@contextmanager
def made_clinic(server: str) -> Iterator[Clinic]:
    """Make a clinic on a server, of which the superuser's address is given; take it away again."""
    tag = uuid.uuid4().hex[:10]
    root = make_url(server)
    engine = create_engine(root, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    own = Clinic(
        root.set(username=f"owner_{tag}", password=PASSWORD, database=f"clinic_{tag}"), tag
    )
    try:
        with engine.connect() as connection:
            connection.execute(
                text(f"CREATE ROLE owner_{tag} LOGIN CREATEROLE PASSWORD '{PASSWORD}'")
            )
            connection.execute(text(f"CREATE DATABASE clinic_{tag} OWNER owner_{tag}"))
        clinic.init(own.url)
        clinic.guard(root.set(database=own.owner.database).render_as_string(hide_password=False))
        own.let_in("anna", patient="anna")
        own.let_in("ben", patient="ben")
        own.let_in("carla")
        clinic.assign(own.url, own.login("carla"), "anna")
        yield own
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS clinic_{tag} WITH (FORCE)"))
            for login in [*own.logins, f"owner_{tag}"]:
                connection.execute(text(f'DROP ROLE IF EXISTS "{login}"'))
        engine.dispose()
