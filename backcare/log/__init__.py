"""The session log: what a patient did and felt, kept in one file that only they can open.

`SessionLog` is the door. Behind it, in order of reading: `schema` says what a log holds,
`database` opens it and turns every failure into words, `rows` moves sessions in and out and
`undo` takes changes back. `open_log`, `measures` and `exchange` are the parts of the class.
"""

from backcare.log.rows import Undone
from backcare.log.session_log import ImportResult, SessionLog

__all__ = ["ImportResult", "SessionLog", "Undone"]
