"""Who may see and write which rows of a clinic's server, and why: the one place that says it.

The steps hold it with policies, `who_sees` tells people.
`tests/test_clinic_rights.py` tries each line of it with real logins.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

# What people call the rows, and the tables of the server that hold them.
KINDS = {
    "sessions": ("sessions", "entries"),
    "scores": ("measures",),
    "safety answers": ("events",),
    "what undo keeps": ("changes",),
    "who is let in": ("people",),
    "who is assigned": ("assigned",),
    "who looked": ("audit",),
}
_OF_THE_CLINIC = ("who is let in", "who is assigned", "who looked")
OWN = tuple(name for kind in KINDS if kind not in _OF_THE_CLINIC for name in KINDS[kind])
WHO = tuple(name for kind in _OF_THE_CLINIC for name in KINDS[kind])
NONE = "none"


class _Right(NamedTuple):
    """Whose rows of a kind a role sees and writes."""

    sees: str
    writes: str
    why: str


_COPY = _Right("all", NONE, "A copy that lacks rows is no backup. Nothing is written with it.")
_SERVER = _Right(NONE, NONE, "To look after the server, nobody's log is needed.")
_RIGHTS = {
    "patient": {
        "sessions": _Right("own", "own", "It is their log: they write it and correct it."),
        "scores": _Right("own", "own", "A part of their log."),
        "safety answers": _Right(
            "own", "own", "They answer for themselves. An answer is added, never taken out."
        ),
        "what undo keeps": _Right("own", "own", "So that they can take back a slip."),
        "who is let in": _Right("own", NONE, "That they are let in, and of nobody else."),
        "who is assigned": _Right("own", NONE, "To know who may read their log."),
        "who looked": _Right("own", NONE, "To know who has read or written their rows, and when."),
    },
    "clinician": {
        "sessions": _Right(
            "assigned",
            NONE,
            "They treat these patients, and it is noted before anything is shown. Nobody writes "
            "a session for somebody else.",
        ),
        "scores": _Right("assigned", NONE, "As with the sessions."),
        "safety answers": _Right(
            "assigned",
            "assigned",
            "They add that a professional was asked, what about, and the limit of mild: nothing "
            "else.",
        ),
        "what undo keeps": _Right(NONE, NONE, "What a patient has taken back is gone for others."),
        "who is let in": _Right("own and assigned", NONE, "Themselves and their patients."),
        "who is assigned": _Right("own", NONE, "To know whose logs they may read."),
        "who looked": _Right("own", NONE, "What they have done themselves."),
    },
    "owner": {
        **dict.fromkeys((kind for kind in KINDS if kind not in _OF_THE_CLINIC), _SERVER),
        "who is let in": _Right("all", "all", "Somebody has to let people in and shut them out."),
        "who is assigned": _Right("all", "all", "Somebody has to say who treats whom."),
        "who looked": _Right(
            "all", "all", "To say who has read what. Notes are added, never changed or taken out."
        ),
    },
    "backup": dict.fromkeys(KINDS, _COPY),
}


def who_sees() -> pd.DataFrame:
    """Tell whose rows each role of a clinic's server may see and write, and why.

    The server itself holds it, whatever somebody types; `python -m backcare.clinic` makes one.

    Returns
    -------
    pandas.DataFrame
        Index `role` ("patient", "clinician", "owner" of the database, "backup") and `rows`, what
        kind of row; columns `sees` and `writes`, whose of these rows: "own" (about oneself, or
        done by oneself), "assigned" (of the patients who are assigned to a clinician), "own and
        assigned", "all" or "none"; and `why`.

    Examples
    --------
    >>> who_sees()["sees"].unstack("role")[["clinician", "owner"]].head(4)
    role            clinician owner
    rows
    sessions         assigned  none
    scores           assigned  none
    safety answers   assigned  none
    what undo keeps      none  none
    """
    # In this order, in whatever way they are turned.
    levels = [pd.CategoricalIndex(list(names), list(names)) for names in (_RIGHTS, KINDS)]
    index = pd.MultiIndex.from_product(levels, names=["role", "rows"])
    rows = [_RIGHTS[role][kind] for role, kind in index]
    return pd.DataFrame(rows, index=index, columns=list(_Right._fields))
