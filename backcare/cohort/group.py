"""What the functions of a group stand on: each session once, and the sums of each week.

They ask it of a log, or of what was made of one part by part (`GroupParts`): `sums_until` and
`group_sessions` give the same for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from backcare.cohort.pseudonyms import is_id
from backcare.csv_reader import shortened
from backcare.diary import nearly, same_name
from backcare.errors import Fault, printable, shown_value
from backcare.safety import SafetySettings, settings_in_force, starts
from backcare.sessions import check_log, refuse
from backcare.summaries.each_session import PAINS, sessions_of
from backcare.summaries.week_sums import weekly_sums
from backcare.text import counted

# What is asked of a group; a log may lack notes, and with what an exercise was done.
NEEDED = (
    *("session_id", "patient", "started_at", "exercise_id", "sets", "reps", "hold_s", "minutes"),
    *("pain_before", "pain_after", "pain_peak", "pain_minutes", "utc_offset_min"),
)
_MOST_NAMED = 20
# Where the clock of UTC would be taken for the patient's, sessions are hours off and days wrong.
WITH_ZONE = (
    "must be the time on the patient's clock, without a zone. Put it into the patient's own zone "
    'first, and then take the zone away: frame["started_at"].dt.tz_convert("America/New_York")'
    ".dt.tz_localize(None). In utc_offset_min write how many minutes that clock is ahead of UTC: "
    "60 for +01:00, -300 for -05:00."
)
_IN_TWO_WAYS = (
    "is nearly the patient of index {before}, and would count as somebody else. If they are one "
    'person, write the id in one way in every row, as in frame["patient"].str.strip(). If not, '
    "give one of them another id."
)
_NO_LOG = (
    "frame must be a log of several patients, such as load_logs(folder).frame, or what load_parts "
    "gave, got {given}."
)
_NOT_READ = (
    "But not all was read, so someone may be missing: {files}. load_logs(folder).faults says why."
)
_MOST_FILES = 10


@dataclass(frozen=True, eq=False, repr=False)
class GroupParts:
    """What `load_parts` made of many logs, described there."""

    sums: pd.DataFrame
    sessions: pd.DataFrame
    files: pd.DataFrame
    settings: SafetySettings
    not_read: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    # What `require` says where a frame is needed.
    way_out: ClassVar[str] = (
        "it holds weeks and sessions of a group, not rows. group_weeks, compare_pain, "
        "group_retention and who_to_call take it; group_adherence and the charts of a group take "
        "what these give; for one patient, pass their log: SessionLog.to_frame()"
    )

    def __str__(self) -> str:
        people = len(self.sessions["patient"].cat.categories)
        text = f"{counted(len(self.sessions), 'session')} of {counted(people, 'patient')}"
        text += f" from {counted(len(self.files), 'file')}." if len(self.files) else "."
        if rows := int(self.files["left_out"].sum()):
            text += f" {counted(rows, 'row')} in which nothing happened left out: see .files."
        if unread := int((self.files["unread"] != "").sum()):
            text += f" {counted(unread, 'file')} with columns that are not read: see .files."
        if self.others:
            shown = ", ".join(self.others[:_MOST_NAMED])
            more = len(self.others) - _MOST_NAMED
            text += f" Not read: {shown}{f' and {more} more, see .others' if more > 0 else ''}."
        return f"{text} {not_read_line(self.not_read)}".strip()

    def __repr__(self) -> str:
        return str(self)


def not_read_of(log: pd.DataFrame | GroupParts) -> tuple[str, ...]:
    """Return what `load_logs` could not read of the folder that a log is of."""
    if isinstance(log, GroupParts):
        return log.not_read
    return names_of(log.attrs.get("not_read"))


def names_of(told: object) -> tuple[str, ...]:
    """Return the names of files that a frame or a file tells of, which may be anything."""
    files = [told] if isinstance(told, str) else told if isinstance(told, list | tuple) else []
    return tuple(printable(shortened(one)) for one in files if isinstance(one, str))


def not_read_line(not_read: Sequence[str]) -> str:
    """Say that an answer is not made of all, or nothing where it is."""
    files = ", ".join(not_read[:_MOST_FILES]) + (", …" if len(not_read) > _MOST_FILES else "")
    return _NOT_READ.format(files=files) if not_read else ""


def sums_until(
    log: pd.DataFrame | GroupParts, monday: pd.Timestamp, settings: SafetySettings | None
) -> pd.DataFrame:
    """Return the sums of each patient's weeks before a Monday."""
    if not isinstance(log, GroupParts):
        entries = entries_until(log, monday - pd.Timedelta(days=1))
        return weekly_sums(entries, by="patient", settings=settings)
    made_by = log.settings.pain_minutes_max
    asked = log.settings if settings is None else settings_in_force(settings)
    if asked.pain_minutes_max != made_by:
        raise ValueError(
            f"These weeks were added up with pain_minutes_max={made_by:g}, and "
            f"{asked.pain_minutes_max:g} is asked for. Pass the settings to load_parts."
        )
    until: pd.DataFrame = log.sums[log.sums["week"] < monday]
    return until


def group_sessions(log: pd.DataFrame | GroupParts, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return each session up to a day once, ordered by patient and start, with its age."""
    if isinstance(log, GroupParts):
        known = log.sessions["started_at"].dt.normalize() <= as_of
        return _aged(_spread(log.sessions[known]), as_of)
    return _aged(sessions_of(entries_until(log, as_of)), as_of)


def entries_until(frame: pd.DataFrame, as_of: pd.Timestamp | None) -> pd.DataFrame:
    """Return the rows of a log up to the end of a day, or all of them."""
    if not isinstance(frame, pd.DataFrame):
        raise ValueError(_NO_LOG.format(given=shown_value(frame)))
    if lacking := [column for column in NEEDED if column not in frame]:
        raise ValueError(
            f"The frame has no column {', '.join(lacking)}. "
            "Pass a log, such as load_logs(folder).frame or SessionLog.to_frame()."
        )
    check_log(frame, NEEDED)
    refuse(_one_in_two_ways(frame["patient"]))
    started_at = pd.to_datetime(frame["started_at"])  # of an empty frame it may be anything
    if isinstance(started_at.dtype, pd.DatetimeTZDtype):
        raise ValueError(f"started_at {WITH_ZONE}")
    entries = frame.assign(started_at=started_at)
    return entries if as_of is None else entries[started_at.dt.normalize() <= as_of]


def _one_in_two_ways(column: pd.Series[Any]) -> Iterator[Fault]:
    """Yield ids that hardly are another patient than one above, as between files of a folder."""
    known: dict[tuple[str, ...], tuple[Any, str]] = {}
    for label, given in column[~column.duplicated()].items():
        name = str(given)  # what is no text is refused elsewhere, or is a number
        before, first = known.setdefault(nearly(name), (label, name))
        if first != name:
            # A name is for no message; the rows are enough to find it.
            value = name if is_id(same_name(name)) else ""
            rule = _IN_TWO_WAYS.format(before=before)
            yield Fault(None, f"patient, index {label}", value, rule)


def _spread(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return sessions that were kept small as `sessions_of` gives them, but for their ids."""
    names = sessions["patient"].cat.categories
    pains = {name: sessions[name].astype("float64") for name in PAINS}
    return sessions.assign(patient=sessions["patient"].astype(names.dtype), **pains)


def _aged(sessions: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Add to sessions their day, how long ago it was, and how long after the patient's first."""
    day = sessions["started_at"].dt.normalize()
    first = day.groupby(sessions["patient"]).transform("min")
    ages = {
        "day": day,
        "age": (as_of - day).dt.days,  # before that day
        "since_first": (day - first).dt.days,  # after the patient's first session
        "moment": starts(sessions),
    }
    return sessions.assign(**ages).reset_index(drop=True)


def ends_of(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return when each patient began and last did exercises, and how many days ago each was.

    Of who never did any, it is the last day with a note.
    """
    began = sessions.groupby("patient").agg(first_session=("day", "min"), days_known=("age", "max"))
    did_any = sessions["exercised"].groupby(sessions["patient"]).transform("any")
    came = sessions[sessions["exercised"] | ~did_any].groupby("patient")
    last = came.agg(last_session=("day", "max"), days_since=("age", "min"))
    ends = pd.concat([began, last], axis=1)
    return ends[["first_session", "last_session", "days_known", "days_since"]]


def mean_of(sessions: pd.DataFrame, some: pd.Series[Any], column: str) -> pd.Series[Any]:
    """Return each patient's mean over some of the sessions; a patient without any is left out."""
    return sessions.loc[some].dropna(subset=column).groupby("patient")[column].mean()
