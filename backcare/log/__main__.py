"""For the person who helps when a log is not as it should be.

    python -m backcare.log check PATH
    python -m backcare.log backup PATH COPY
    python -m backcare.log restore PATH COPY
    python -m backcare.log repair PATH

`check` says what cannot be read, and never what a patient wrote. `backup` makes a copy that is
whole even while the log is in use, of a damaged one also; `restore` puts into a log what such a
copy has and it has not. PATH may be the address of a log on a server, but for `repair`.
`repair` makes a new log of what can be read, beside the old one; which one is used from then on is
for a person to decide.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

from backcare.errors import LogError
from backcare.log.backup import BackUp, back_up, back_up_rows
from backcare.log.care import check
from backcare.log.database import Database
from backcare.log.place import is_address
from backcare.log.repair import repair
from backcare.log.restore import restore
from backcare.sessions import NOBODY

TASKS = {
    "check": "say what in a log cannot be read",
    "backup": "copy a log, also while it is in use",
    "restore": "put into a log what a backup has and it has not",
    "repair": "make a new log of what can be read of a damaged one",
}
_COPY = {
    "backup": "the file to make; it must not exist yet",
    "restore": "the backup, or the archive that a page has saved",
}
_KEEP = "--keep-differing"
_KEEP_HELP = "keep what differs from the backup as the log has it, and bring in the rest"
_ME_HELP = "your name in the backup, as a clinic wrote it: what is of that name becomes yours"
_ON_A_SERVER = (
    "A log on a server is repaired with the server's own programs: pg_dump makes a copy, and "
    "pg_restore puts one back. What cannot be read of it stays where it is, and the rest is shown."
)


def main(given: list[str] | None = None) -> int:
    """Do what was asked; return 0 when all is well, 1 when something is not."""
    parser = argparse.ArgumentParser(
        "python -m backcare.log", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    tasks = parser.add_subparsers(dest="task", required=True)
    for name, about in TASKS.items():
        task = tasks.add_parser(name, help=about)
        task.add_argument("path", help="the log")
        if about_copy := _COPY.get(name):
            task.add_argument("copy", type=Path, help=about_copy)
        if name == "restore":
            task.add_argument(_KEEP, action="store_true", help=_KEEP_HELP)
            task.add_argument("--me", metavar="NAME", default=NOBODY, help=_ME_HELP)
    asked = parser.parse_args(given)
    try:
        words, code = _done(asked)
    except LogError as error:
        words, code = str(error), 1
    sys.stdout.write(f"{words}\n")
    return code


def _done(asked: argparse.Namespace) -> tuple[str, int]:
    """Do it; return what to say of it, and whether all is well."""
    if asked.task == "backup":
        copied = _back_up(asked.path, asked.copy)
        return str(copied), 1 if copied.fault else 0
    if asked.task == "restore":
        with closing(Database(asked.path)) as database:
            kept = asked.keep_differing
            return str(restore(database, asked.copy, keep_differing=kept, me=asked.me)), 0
    if asked.task == "repair":
        if is_address(asked.path):
            raise LogError(_ON_A_SERVER)
        made = repair(Path(asked.path))
        return str(made), 0 if made.whole else 1
    faults = check(asked.path)
    return "\n".join(map(str, faults)) or "All of it can be read.", 1 if faults else 0


def _back_up(path: str, copy: Path) -> BackUp:
    now = datetime.now().astimezone()
    if not is_address(path):
        return back_up(Path(path), copy, now)
    with closing(Database(path)) as database:
        return back_up_rows(database, copy, now)


if __name__ == "__main__":
    sys.exit(main())
