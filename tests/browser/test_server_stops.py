"""The server of a log stops while somebody is in a session: nothing is lost, and it is said."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alone_page import Alone, begun
from clinics import PASSWORD, Clinic, made_clinic
from hubs import needs_own_postgres, own_postgres, stopped
from player_page import CELL, PlayerPage
from playwright.sync_api import Page, expect
from servers import CHECKOUT, free_port, running, write_notebook
from shells import Voila

import backcare as bc

pytestmark = [pytest.mark.browser, needs_own_postgres]


@pytest.fixture(scope="module")
def server() -> Iterator[object]:
    """Run a PostgreSQL that can be stopped."""
    with own_postgres() as made:
        yield made


@pytest.fixture
def own(server) -> Iterator[Clinic]:
    """Make a clinic there, in which Anna has done something."""
    with made_clinic(server.url.render_as_string(hide_password=False)) as made:
        done = bc.Session(datetime.now(UTC) - timedelta(minutes=90), entries=[bc.Entry("walking")])
        made.log("anna").add(done)
        yield made


def set_clock(page: Page) -> None:
    """Put the page's clock behind that of the log, so that nothing is of the future."""
    hour_ago = datetime.now().astimezone() - timedelta(hours=1)
    page.clock.install(time=hour_ago - timedelta(hours=hour_ago.hour == 23))


def saves_once_it_is_back(player: PlayerPage, server: object, own: Clinic) -> None:
    """Save while the server is gone: that is told, with what to do, and tried again it is saved."""
    player.on("after")
    player.feels(1)
    said = player.root.locator(".bc-end .bc-said")
    with stopped(server):
        player.button("Save").click()
        expect(said).to_contain_text("Not saved yet.")
        expect(said).to_contain_text("Try again in a minute")
        expect(player.root.locator(".bc-end > h2")).to_have_text("Your session")
        assert PASSWORD not in player.page.content()
    player.button("Try again").click()
    player.is_saved()
    with own.log("anna") as log:
        assert len(log.sessions()) == 2


@pytest.mark.parametrize("shell", ["voila"], indirect=True)
def test_a_player_in_a_page_with_python(shell: Voila, server: object, own: Clinic) -> None:
    """Its log is in a clinic."""
    set_clock(shell.page)
    notebook = shell.server.folder / "clinic.ipynb"
    write_notebook(notebook, CELL.format(path=own.address("anna"), more=""))
    shell.open(notebook)
    player = PlayerPage(shell.page)
    player.begin()
    player.play_on()
    saves_once_it_is_back(player, server, own)


def test_a_page_without_python(page: Page, server: object, own: Clinic, tmp_path: Path) -> None:
    """It shows what is in the clinic, and while it cannot be read, that and nothing else."""
    set_clock(page)
    command = [sys.executable, "-m", "backcare", "site", "--own-log", f"--port={free_port()}"]
    told = os.environ | {"BACKCARE_LOG": own.address("anna")}
    with running(command, CHECKOUT, told, tmp_path / "site.log") as started:
        alone = Alone(page, started.finds(r"(http://\S+)"))
        expect(alone.view("My progress")).to_contain_text("1 of 3 sessions")
        alone.plan("Long-lasting pain").get_by_role("button", name="Do this plan").click()
        player = begun(page, pain=2)
        player.play_on()
        saves_once_it_is_back(player, server, own)
        progress = alone.view("My progress")
        expect(progress).to_contain_text("2 of 3 sessions")
        alone.open()
        with stopped(server):
            page.clock.fast_forward(6_000)
            gone = page.get_by_role("alert").filter(has_text="Your log cannot be read.")
            expect(gone).to_contain_text("Try again in a minute")
            expect(page.get_by_role("main")).to_be_hidden()
            gone.get_by_role("button", name="Open it again").click()
            expect(gone.get_by_role("button")).to_have_text("No answer yet. Try again")
        gone.get_by_role("button").click()
        expect(page.get_by_role("main")).to_be_visible()
        expect(gone).to_be_hidden()
