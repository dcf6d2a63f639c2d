"""A clinic to try on one computer: `python -m nox -s clinic`. Nothing of it is left in the end.

With `-- page`, its patients get one page for all of them in place of servers of their own.

It starts a PostgreSQL and a JupyterHub that answer to this computer only, with two patients and a
clinician who are made up, and prints the address and their passwords.
"""

from __future__ import annotations

import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

import psutil
from sqlalchemy import URL, create_engine, text

from backcare import clinic

HERE = Path(__file__).parent
CONFIG = HERE / "trial_config.py"
PATIENTS, CLINICIAN = {"p-anna": "anna", "p-ben": "ben"}, "c-carla"
NAME = "A clinic to try"
PROXY = "configurable-http-proxy"
NO_PROXY = (
    "The hub needs a proxy that is not on this computer, and npm to fetch it. In Debian or Ubuntu: "
    "apt-get install node-configurable-http-proxy"
)
NO_POSTGRES = "PostgreSQL is not on this computer. In Debian or Ubuntu: apt-get install postgresql"
# Whatever is started for a trial has this in its environment, with the trial's folder.
MARK = "BACKCARE_TRIAL_IN"
STOPPED = "\nStopped. Nothing of the trial is left.\n"
LEFT = (
    "\nStopped, but this of the trial still runs: {left}. End it (kill -9 and the number), or start"
    " this computer anew."
)
WAIT_S = 60


class Trial:
    """A clinic that runs: where it is, and who may log in with which password."""

    def __init__(
        self, folder: Path, server: Postgres, patients: Mapping[str, str], *, one_page: bool = False
    ) -> None:
        self.folder, self.server, self.one_page = folder, server, one_page
        self.root = server.url
        self.owner = make_clinic(server.url, patients)
        self.passwords = {name: secrets.token_urlsafe(9) for name in (*patients, CLINICIAN)}
        self.ports = free_ports(4)
        self.address = f"http://127.0.0.1:{self.ports[0]}/"

    @property
    def log(self) -> Path:
        """What the hub says, and the servers that it has started."""
        return self.folder / "hub.log"

    @property
    def database(self) -> str:
        """The owner's address of the database."""
        return self.owner.render_as_string(hide_password=False)


def free_ports(count: int) -> list[int]:
    """Find ports of this computer that nobody uses."""
    with ExitStack() as held:
        servers = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [server.getsockname()[1] for server in servers]


def postgres_programs() -> Path | None:
    """Find the folder with PostgreSQL's programs, the newest where there are several."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name)
    )
    elsewhere = shutil.which("initdb")
    return debian[-1] if debian else Path(elsewhere).resolve().parent if elsewhere else None


class Postgres:
    """A server with a password, on this computer only; it can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        programs = postgres_programs()
        if programs is None:
            sys.exit(NO_POSTGRES)
        self._programs, self._place = programs, folder / "postgres"
        # It refuses to run as root; Debian has made a user for it.
        is_root = os.geteuid() == 0
        who = pwd.getpwnam("postgres") if is_root else pwd.getpwuid(os.geteuid())
        self._runs_as = (
            {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if is_root else {}
        )
        password, (port,) = secrets.token_urlsafe(18), free_ports(1)
        self._port = port
        self.url = URL.create(
            "postgresql+psycopg", "postgres", password, "127.0.0.1", port, "postgres"
        )
        """The administrator's address."""
        self._place.mkdir(mode=0o700)
        word = self._place / "password"
        word.touch(0o600)
        word.write_text(password)
        if is_root:
            folder.chmod(0o711)  # to come through, not to look around
            for path in (self._place, word):
                os.chown(path, who.pw_uid, who.pw_gid)
        self._run(
            "initdb",
            *("--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"),
            *("--auth=scram-sha-256", f"--pwfile={word}"),
        )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-h 127.0.0.1 -p {self._port} -k {self._place} -c fsync=off"
        log = f"--log={self._place / 'log'}"
        self._run("pg_ctl", "--wait", log, f"--options={options}", "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it, if it runs; "immediate" ends whatever is going on there."""
        if (self._place / "data/postmaster.pid").exists():
            self._run("pg_ctl", f"--mode={mode}", "stop")

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [self._programs / program, f"--pgdata={self._place / 'data'}", *words],
            **self._runs_as,
            cwd=self._place,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"PostgreSQL did not do {program}:\n{done.stdout}")


@contextmanager
def running_postgres(folder: Path) -> Iterator[Postgres]:
    """Run a server, and stop it in the end."""
    server = Postgres(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop("fast")  # which leaves no memory that is shared


def make_clinic(root: URL, patients: Mapping[str, str]) -> URL:
    """Make the database with its people, a clinician and patients; give its owner's address."""
    owner = root.set(username="clinic_owner", password=secrets.token_urlsafe(18), database="clinic")
    engine = create_engine(root, isolation_level="AUTOCOMMIT", hide_parameters=True)
    with engine.connect() as connection:
        made = f"CREATE ROLE clinic_owner LOGIN CREATEROLE PASSWORD '{owner.password}'"
        connection.execute(text(made))
        connection.execute(text("CREATE DATABASE clinic OWNER clinic_owner"))
    engine.dispose()
    url = owner.render_as_string(hide_password=False)
    clinic.init(url)
    clinic.guard(root.set(database="clinic").render_as_string(hide_password=False))
    for login, patient in patients.items():
        clinic.grant(url, login, patient=patient)
    clinic.grant(url, CLINICIAN, role="clinician")
    clinic.assign(url, CLINICIAN, next(iter(patients.values())))
    return owner


def proxy_command() -> list[str]:
    """Find the proxy in front of the hub; without one, fetch that of our lock into build/."""
    if there := shutil.which(PROXY):
        return [there]
    lock, place = HERE / "proxy/package-lock.json", HERE.parent / "build/proxy"
    fetched = place / "node_modules/.bin" / PROXY
    seen = place / lock.name
    if not (fetched.exists() and seen.read_bytes() == lock.read_bytes()):
        npm = shutil.which("npm")
        if npm is None:
            sys.exit(NO_PROXY)
        shutil.copytree(lock.parent, place, dirs_exist_ok=True)
        # What a package would run as it is installed is not needed, and so not run.
        words = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        done = subprocess.run([npm, *words], cwd=place, capture_output=True, text=True, check=False)
        if done.returncode:
            seen.unlink()  # so that it is tried again
            sys.exit(f"npm could not fetch the hub's proxy:\n{done.stderr}")
    return [str(fetched)]


@contextmanager
def running_hub(trial: Trial, config: Path = CONFIG) -> Iterator[None]:
    """Run the hub, and with it the servers that it starts; in the end, stop all of them."""
    told = {
        "folder": str(trial.folder),
        "passwords": trial.passwords,
        "ports": trial.ports,
        "proxy": proxy_command(),
    }
    known = {
        MARK: str(trial.folder),
        "BACKCARE_CLINIC": trial.database,
        "BACKCARE_TRIAL": json.dumps(told),
        "BACKCARE_HUB_PATIENTS": "page" if trial.one_page else "servers",
        "BACKCARE_CLINIC_NAME": NAME,
    }
    trial.log.touch(0o600)
    with trial.log.open("w") as log:
        hub = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", f"--config={config}"],
            env={**os.environ, **known},
            cwd=trial.folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            umask=0o077,  # what it writes is not for others on this computer
            start_new_session=True,  # Ctrl-C is for us, who stop it in order
        )
    try:
        if not answers(trial.address + "hub/health", hub):
            sys.exit(f"The hub did not start. It says:\n{trial.log.read_text()[-3000:]}")
        yield
    finally:
        if hub.poll() is None:
            hub.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            hub.wait(WAIT_S)
        end_all(trial.folder)


def end_all(folder: Path) -> None:
    """End what was started for a trial and still runs, as where its hub was killed; or say so.

    Servers and kernels are in groups of their own, and have nobody left whose children they are.
    """
    until = time.monotonic() + WAIT_S
    while left := of_trial(folder):
        if time.monotonic() > until:
            names = ", ".join(f"{one.info['name']} ({one.pid})" for one in left)
            sys.exit(LEFT.format(left=names))
        for one in left:
            with suppress(psutil.Error):
                one.kill()
        psutil.wait_procs(left, timeout=1)  # what they have started meanwhile is found next


def of_trial(folder: Path) -> list[psutil.Process]:
    """Find the processes that were started for a trial, whoever has started them."""
    found = psutil.process_iter(["name", "environ", "status"])
    return [
        one
        for one in found
        if (one.info["environ"] or {}).get(MARK) == str(folder)
        and one.info["status"] != psutil.STATUS_ZOMBIE
    ]


def answers(address: str, hub: subprocess.Popen[bytes]) -> bool:
    """Wait until the hub answers; say whether it does."""
    until = time.monotonic() + WAIT_S
    while hub.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310
                return True
        except OSError:
            time.sleep(0.2)
    return False


@contextmanager
def made_trial(
    patients: Mapping[str, str] = PATIENTS, *, one_page: bool = False
) -> Iterator[Trial]:
    """Make a clinic with its people in a folder of its own; take everything away in the end.

    With `one_page`, one server shows all patients the page without Python.
    """
    folder = Path(mkdtemp(prefix="backcare-clinic-"))
    try:
        with running_postgres(folder) as server:
            yield Trial(folder, server, patients, one_page=one_page)
    finally:
        shutil.rmtree(folder)


@contextmanager
def running_trial(
    patients: Mapping[str, str] = PATIENTS, *, one_page: bool = False
) -> Iterator[Trial]:
    """Make a clinic, and run its hub."""
    with made_trial(patients, one_page=one_page) as trial, running_hub(trial):
        yield trial


def main() -> None:
    """Run a trial until Ctrl-C."""
    stops = (signal.SIGINT, signal.SIGTERM)

    def stop(*_: object) -> None:
        for number in stops:  # whoever presses twice does not keep the rest from being ended
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    # Also where a shell has started this beside others, and what it starts would not hear Ctrl-C.
    for number in stops:
        signal.signal(number, stop)
    try:
        with running_trial(one_page=sys.argv[1:] == ["page"]) as trial:
            sys.stdout.write(words(trial))
            sys.stdout.flush()
            signal.pause()
    except KeyboardInterrupt:
        sys.stdout.write(STOPPED)


def words(trial: Trial) -> str:
    """Say where it is and who may log in."""
    people = "\n".join(f"    {name:8} {word}" for name, word in trial.passwords.items())
    return (
        f"\nThe clinic is ready. Open this address in a browser:\n\n    {trial.address}\n\n"
        f"Log in as one of these, each with the password beside the name:\n\n{people}\n\n"
        "p-anna and p-ben are patients, and c-carla is a clinician who reads the log of anna.\n"
        f"All are made up. What the hub says is in {trial.log}.\n"
        "To stop and take everything away, press Ctrl and C here.\n"
    )


if __name__ == "__main__":
    main()
