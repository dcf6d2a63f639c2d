"""The sample log: a year of a patient who does not exist, to try things with."""

from __future__ import annotations

from pathlib import Path

from backcare.log.session_log import SessionLog
from backcare.tables.descriptor import data_folder


def sample_log() -> SessionLog:
    """Open a log of made-up sessions, to try things with: a year of a patient called "sample".

    Nobody did these sessions: a program wrote them, and each note says "Synthetic". The log has
    what real ones have: missed weeks, a bad patch with a session that broke the stop rule, and a
    time when nothing changes. It lives in memory, so what you change in it is gone with it.

    Returns
    -------
    SessionLog
        A new log at each call. `to_frame()` gives its 542 rows, an exercise each, and
        `export_csv` writes them to a file.

    Examples
    --------
    >>> log = bc.sample_log()
    >>> year = log.to_frame()
    >>> year["session_id"].nunique(), year["note"].str.contains("Synthetic").all().item()
    (141, True)
    >>> log.awaiting_professional(patient="sample")
    True
    """
    log = SessionLog(":memory:")
    log.import_csv(Path(str(data_folder() / "sample_log.csv")))
    return log
