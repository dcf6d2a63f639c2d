"""For whoever looks after a clinic's server.

    python -m backcare.clinic init URL
    python -m backcare.clinic grant URL LOGIN --patient NAME
    python -m backcare.clinic grant URL LOGIN --clinician
    python -m backcare.clinic grant URL LOGIN --backup
    python -m backcare.clinic revoke URL LOGIN
    python -m backcare.clinic assign URL CLINICIAN PATIENT
    python -m backcare.clinic release URL CLINICIAN PATIENT
    python -m backcare.clinic check URL
    python -m backcare.clinic guard URL

URL is the address of a PostgreSQL database with its owner's login. `init` makes it a clinic's, or
brings it up to date. `grant` lets a person log in, and prints the password that it has made.
`check` says what of its row security does not hold any more. `guard` needs the login of the
server's administrator in URL, once: it keeps logins from holding up others.
"""

from __future__ import annotations

import sys

import click

from backcare.clinic import checks, server
from backcare.clinic.guard import guard as guard_server
from backcare.errors import LogError

_ONE_OF = "--patient NAME, --clinician or --backup"


def _address(_context: click.Context, _parameter: click.Parameter, given: str) -> str:
    """Refuse the word that stands for the address where what to type is shown."""
    if given == "URL":
        raise click.BadParameter(
            "In place of URL, type the address of your database, with its owner's login, such as "
            "postgresql+psycopg://owner@server/clinic."
        )
    return given


_URL = click.argument("url", callback=_address)


@click.group(help=(__doc__ or "").partition("\n")[0])
def main() -> None:
    """Gather the tasks."""


@main.command()
@_URL
def init(url: str) -> None:
    """Make a database a clinic's, or bring it up to date."""
    done = server.init(url)
    click.echo(f"Done: {', '.join(done)}." if done else "It is up to date.")


@main.command()
@_URL
@click.argument("login")
@click.option("--patient", help="Under which name the patient's sessions are kept.")
@click.option("--clinician", "role", flag_value="clinician", help="They read their patients' logs.")
@click.option("--backup", "role", flag_value="backup", help="For pg_dump: reads all there is.")
def grant(url: str, login: str, patient: str | None, role: str | None) -> None:
    """Let a person log in."""
    if patient is None and role is None:
        raise click.UsageError(f"Say who it is: {_ONE_OF}.")
    if patient is not None and role is not None:
        raise click.UsageError(f"Nobody is both. Give one of these alone: {_ONE_OF}.")
    made = server.grant(url, login, patient=patient, role=role or "")
    click.echo(f"{login} may log in.")
    if made:
        click.echo(f"The password, which is shown only now: {made}")


@main.command()
@_URL
@click.argument("login")
def revoke(url: str, login: str) -> None:
    """Shut a person out; what they have written is kept."""
    server.revoke(url, login)
    click.echo(f"{login} is shut out.")


@main.command()
@_URL
@click.argument("clinician")
@click.argument("patient")
def assign(url: str, clinician: str, patient: str) -> None:
    """Let a clinician read a patient's log."""
    server.assign(url, clinician, patient)
    click.echo(f"{clinician} may read the log of {patient}.")


@main.command()
@_URL
@click.argument("clinician")
@click.argument("patient")
def release(url: str, clinician: str, patient: str) -> None:
    """Let a clinician read a patient's log no more."""
    server.release(url, clinician, patient)
    click.echo(f"{clinician} may no longer read the log of {patient}.")


@main.command()
@_URL
def check(url: str) -> None:
    """Say what of the row security does not hold any more."""
    faults = checks.check(url)
    click.echo("\n".join(faults) or "All of it holds.")
    for words in checks.recommended(url):  # beside what is found, for it is no fault of the clinic
        click.echo(words, err=True)
    if faults:
        sys.exit(1)


@main.command()
@_URL
def guard(url: str) -> None:
    """Keep logins from holding up others, as the server's administrator."""
    guard_server(url)
    click.echo("It is guarded.")


if __name__ == "__main__":
    try:
        main(prog_name="python -m backcare.clinic")
    except (LogError, ValueError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
