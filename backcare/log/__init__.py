"""The session log: what a patient did and felt, kept in one file that only they can open.

`SessionLog` is the door. Behind it, in order of reading: `schema` has the tables, `stored` looks at
what stands in them, `database` opens them and turns every failure into words, `rows` moves sessions
in and out and takes changes back, `chosen` says which, `importing` adds a diary; `measures` and
`answers` are what belongs to a patient and not to one session; `kept` names what only a browser
has. `login` says whose log a clinic's server shows, and `sums` adds up where it is kept. `backup`
copies a log and `restore` brings the copy back; `care` is for the person who helps, `sample` for
whoever wants to try things.
"""

from backcare.log.answers import SafetyRecord
from backcare.log.importing import ImportResult
from backcare.log.restore import Restored
from backcare.log.rows import Undone
from backcare.log.session_log import SessionLog

__all__ = ["ImportResult", "Restored", "SafetyRecord", "SessionLog", "Undone"]
