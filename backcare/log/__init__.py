"""The session log: what a patient did and felt, kept in one file that only they can open.

`SessionLog` is the door. Behind it, in order of reading: `schema` says what a log holds,
`database` opens it and turns every failure into words, `rows` moves sessions in and out and
`undo` takes changes back. `open_log`, `measures` and `exchange` are the parts of the class.
"""

from backcare.log.exchange import ImportResult
from backcare.log.session_log import SessionLog
from backcare.log.undo import Undone

__all__ = ["ImportResult", "SessionLog", "Undone"]
