"""What tests find ready: an empty session log in each kind of database, and trials."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from postgres import NO_POSTGRES, POSTGRES
from trials import pytest_terminal_summary, trial

if TYPE_CHECKING:
    from clinics import Clinic

    from backcare.log import SessionLog

__all__ = ["pytest_terminal_summary", "trial"]

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

if os.environ.get("BACKCARE_TEST_MUTANTS"):
    # A mutant has to be noticed, and that is all: nobody waits for the smallest example of it.
    from hypothesis import Phase, settings

    seen = (Phase.explicit, Phase.generate)
    settings.register_profile("mutants", phases=seen, derandomize=True, database=None)
    settings.load_profile("mutants")


@pytest.fixture(scope="module", params=["file", "memory", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Name each kind of database that a log can be kept in; some tests ask for "clinic", too."""
    if request.param in ("postgresql", "clinic") and not POSTGRES:
        pytest.skip(NO_POSTGRES)
    return str(request.param)


@pytest.fixture(scope="module")
def shared_clinic() -> Iterator[Clinic]:
    """Make a clinic, in which each test lets in whom it needs."""
    from clinics import made_clinic

    with made_clinic(POSTGRES) as made:
        yield made


@pytest.fixture
def address(
    database: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return where a log of its own can be made; in a clinic, that of a new patient."""
    if database == "file":
        yield str(tmp_path_factory.mktemp("log") / "log.db")
    elif database == "memory":
        yield ":memory:"
    elif database == "clinic":
        clinic, name = request.getfixturevalue("shared_clinic"), uuid.uuid4().hex[:8]
        clinic.let_in(name, patient=name)
        yield clinic.address(name)
    else:
        # Imported here: the other tests need not wait for it.
        from sqlalchemy import create_engine, text

        schema, engine = f"backcare_{uuid.uuid4().hex}", create_engine(POSTGRES)
        with engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
        url = engine.url.update_query_dict({"options": f"-csearch_path={schema}"})
        yield url.render_as_string(hide_password=False)
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        engine.dispose()


@pytest.fixture
def log(address: str) -> Iterator[SessionLog]:
    """Open an empty log, in which it is noon on 1 June 2026."""
    from backcare.log import SessionLog

    with SessionLog(address, now=lambda: NOW) as opened:
        yield opened


class Clock:
    """A clock that a test puts forward."""

    now = NOW

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands at noon on 1 June 2026 until a test puts it forward."""
    return Clock()


@pytest.fixture
def scratch() -> Iterator[SessionLog]:
    """Open an empty log in memory, for tests that are about something else than the database."""
    from backcare.log import SessionLog

    with SessionLog(":memory:", now=lambda: NOW) as opened:
        yield opened
