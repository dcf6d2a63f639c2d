"""What can be typed after `backcare`, and the words of its help.

Libraries that take long, or that somebody may not have, load in the command that needs them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from backcare.command.notebooks import Copied, copy_notebooks, notebooks_folder

FOLDER, SITE = Path("backcare-notebooks"), Path("backcare-site")
# What is not an option of ours goes to Jupyter.
_HANDED_ON = {"ignore_unknown_options": True}
_WITHOUT_LAB = """{error}. Notebooks and pages need JupyterLab and Voila, which come with the part \
"lab" of backcare. In backcare's folder, type:

    {python} -m pip install ".[lab]"

If you use pipx for your programs, type: pipx install --force ".[lab]\""""


class _Commands(click.Group):
    """Commands that say in words what a log refuses."""

    def invoke(self, context: click.Context) -> Any:
        """Do what was typed."""
        try:
            return super().invoke(context)
        except RuntimeError as error:
            from backcare.errors import LogError  # what has raised one has loaded it

            if isinstance(error, LogError):
                raise click.ClickException(str(error)) from error
            raise


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="backcare", prog_name="backcare", message="%(prog)s %(version)s")
def main() -> None:
    """Exercises for low back pain: notebooks to learn with, and pages without code.

    Education, not medical advice: ask a health professional before you start.
    """


def _server(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that serves what they all take: a port, a browser or none, and the rest."""
    command = click.argument(
        "words", nargs=-1, type=click.UNPROCESSED, metavar="[FOLDER] [MORE OPTIONS]..."
    )(command)
    command = click.option("--no-browser", is_flag=True, help="Print the address, open nothing.")(
        command
    )
    return click.option(
        "--port", type=click.IntRange(1, 65535), help="The number of the port to answer on."
    )(command)


def _folder_and_options(
    words: tuple[str, ...], folder: Path, *, port: int | None, no_browser: bool
) -> tuple[Path, list[str]]:
    """Take the folder, if one comes first, from what is handed on to Jupyter."""
    if words and not words[0].startswith("-"):
        folder, words = Path(words[0]), words[1:]
    ours = [f"--port={port}"] if port else []
    return folder.absolute(), [*ours, *(["--no-browser"] if no_browser else []), *words]


def _check_options(options: list[str], program: Any) -> None:
    """Refuse what a program of Jupyter's would pass over: it starts without, and says nothing."""
    known = {name for one in (*program.aliases, *program.flags) for name in _names(one)}
    for option in options:
        name = option.lstrip("-").partition("=")[0]
        # What has a dot in it is one of the settings that each class has.
        if option.startswith("-") and name and "." not in name and name not in known:
            alike = [f"--{one}" for one in get_close_matches(name, known)]
            raise click.NoSuchOption(f"--{name}", possibilities=alike)


def _names(option: str | tuple[str, ...]) -> tuple[str, ...]:
    return (option,) if isinstance(option, str) else option


@main.command(context_settings=_HANDED_ON)
@_server
def lab(words: tuple[str, ...], port: int | None, no_browser: bool) -> None:
    """Open the notebooks in JupyterLab.

    They are copied into FOLDER, or into backcare-notebooks where you are now. What is there
    already stays as it is: come back, and your work is as you left it.

    More options are those of JupyterLab, such as --log-level=INFO.
    """
    folder, options = _folder_and_options(words, FOLDER, port=port, no_browser=no_browser)
    try:
        from jupyterlab.labapp import LabApp

        from backcare.command.lab import open_lab
    except ImportError as error:
        raise _without_lab(error) from error
    _check_options(options, LabApp)
    copied = _copied(folder)
    if copied.new:
        click.echo(copied)
    open_lab(folder, options)


@main.command(context_settings=_HANDED_ON)
@_server
def pages(words: tuple[str, ...], port: int | None, no_browser: bool) -> None:
    """Open the pages for patients, without any code.

    They are the notebooks that come with backcare, or those in FOLDER. A page is there for as
    long as this command runs. What you write down goes into your own log.

    More options are those of Voila, such as --debug.
    """
    ours = notebooks_folder()
    folder, options = _folder_and_options(words, ours, port=port, no_browser=no_browser)
    if not folder.is_dir():
        what = f"{folder} is a file." if folder.is_file() else f"There is no folder {folder}."
        raise click.ClickException(f"{what} Give a folder, or leave it out to see our own pages.")
    try:
        from backcare.pages.server import PagesServer
    except ImportError as error:
        raise _without_lab(error) from error
    _check_options(options, PagesServer)
    PagesServer.launch_instance([str(folder), *options])


@main.command()
@click.argument(
    "folder", type=click.Path(file_okay=False, path_type=Path), default=FOLDER, metavar="[DIR]"
)
@click.option("--replace", is_flag=True, help="Also replace those that differ from ours.")
def notebooks(folder: Path, replace: bool) -> None:
    """Copy the notebooks into a folder, and say what was done.

    DIR is made where there is none; left out, it is backcare-notebooks where you are now. A
    notebook of yours that differs from ours stays as it is.
    """
    copied = _copied(folder, replace=replace)
    click.echo(copied)
    if copied.yours:
        click.echo(f'To replace yours with ours: backcare notebooks --replace "{folder}"')


@main.command()
@click.argument(
    "folder", type=click.Path(file_okay=False, path_type=Path), default=SITE, metavar="[DIR]"
)
@click.option("--table", metavar="CSV", help="Your own table of exercises, instead of ours.")
@click.option("--serve", is_flag=True, help="Show it on this computer, until you press Ctrl and C.")
@click.option("--own-log", is_flag=True, help="Show it with your own log, and write no folder.")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Where to show it.")
def site(folder: Path, table: str | None, serve: bool, own_log: bool, port: int | None) -> None:
    """Write the page for patients that needs no Python, as a folder for a web server.

    DIR is made where there is none; left out, it is backcare-site where you are now. What patients
    write down stays in their own browser. With --own-log it goes into your own log instead, which
    the notebooks read too.
    """
    from backcare.exercises.load import load_exercises
    from backcare.site.page import write_site
    from backcare.site.serve import serve_folder

    try:
        exercises = load_exercises(table) if table else None
        page = None if own_log else write_site(folder, exercises)
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    if page is None:
        _serve_own_log(exercises, port)
        return
    click.echo(f"The page is {page}. Put the whole folder on your web server.")
    if serve:
        _until_stopped(serve_folder, folder, port=port)


def _serve_own_log(exercises: Any, port: int | None) -> None:
    from backcare.log import SessionLog

    try:
        from backcare.site.served import serve_with_log
    except ImportError as error:
        raise _without_lab(error) from error
    with SessionLog(exercises=exercises) as log:
        _until_stopped(serve_with_log, exercises, log=log, port=port)


def _until_stopped(
    serve: Callable[..., None], *what: object, port: int | None, **more: Any
) -> None:
    try:
        serve(*what, port=port or 0, say=_say_address, **more)
    except KeyboardInterrupt:
        click.echo("Stopped.")
    except OSError as error:
        raise click.ClickException(f"Port {port} is taken: choose another.") from error


def _say_address(address: str) -> None:
    click.echo(f"\nOpen this address in a browser:\n\n    {address}\n\nTo stop, press Ctrl and C.")


@main.group()
def log() -> None:
    """Look after a log: check it, copy it, save what can be read of it.

    PATH is the file of the log; to check or copy your own, in which the pages and notebooks write,
    it can be left out.
    """


@log.command()
@click.argument("path", required=False)
def check(path: str | None) -> None:
    """Say what in a log cannot be read, and never what a patient wrote.

    PATH may be the address of a log on a server too; left out, it is your own log.
    """
    _look_after("check", path or _own_log())


@log.command()
@click.argument("path", required=False)
@click.argument("copy", required=False)
def backup(path: str | None, copy: str | None) -> None:
    """Copy a log, also while it is in use; your own where PATH is left out.

    COPY is the file to make. Left out, it is beside the log, with the day in its name; of a log on
    a server, it is where you are now.
    """
    from backcare.log.backup import named
    from backcare.log.place import is_address

    path = path or _own_log()
    file = None if is_address(path) else Path(path)
    folder = file.parent if file else Path.cwd()
    today = datetime.now().astimezone().date()
    _look_after("backup", path, str(named(copy or folder, today, file)))


@log.command()
@click.argument("path")
@click.argument("copy")
@click.option("--keep-differing", is_flag=True, help="Bring in the rest; what differs stays.")
@click.option("--me", metavar="NAME", help="Your name in the backup, as a clinic wrote it.")
def restore(path: str, copy: str, *, keep_differing: bool, me: str | None) -> None:
    """Put into a log what a backup has and it has not.

    COPY is a file that `backcare log backup` has made, or the archive that a page has saved. What
    is in the log stays as it is; where the two contradict each other, both are shown and nothing
    is done, unless you ask for the rest with --keep-differing.
    """
    asked = [*(["--keep-differing"] if keep_differing else []), *(["--me", me] if me else [])]
    _look_after("restore", path, copy, *asked)


@log.command()
@click.argument("path")
def repair(path: str) -> None:
    """Make a new log of what can be read of a damaged one, beside it."""
    _look_after("repair", path)


def _own_log() -> str:
    """Return where `open_log()` has the log of this computer's user; end where none is yet."""
    from backcare.log.place import address_of

    own = address_of(None)
    if own.get_backend_name() != "sqlite":
        return own.render_as_string(hide_password=False)
    file = Path(str(own.database))
    if not os.path.lexists(file):
        click.echo(
            f"Nothing has been written down yet: your log will be {file}. "
            "If you have one elsewhere, name its file."
        )
        sys.exit(1)
    return str(file)


def _look_after(*words: str) -> None:
    """Do what `python -m backcare.log` does."""
    from backcare.log.__main__ import main as look_after

    sys.exit(look_after(list(words)))


def _copied(folder: Path, *, replace: bool = False) -> Copied:
    """Copy the notebooks; where that fails, say why, and the way out."""
    try:
        return copy_notebooks(folder, replace=replace)
    except OSError as error:
        why = "that is a file" if folder.is_file() else error.strerror or error
        words = f"The notebooks could not be copied into {folder}: {why}. "
        raise click.ClickException(f"{words}Choose a folder you can write to.") from error


def _without_lab(error: ImportError) -> click.ClickException:
    return click.ClickException(_WITHOUT_LAB.format(error=error, python=sys.executable))
