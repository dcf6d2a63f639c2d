"""Who of a group needs a call, by the rules of `call_rules.csv`, and the list of them to read.

Each rule looks for its patients in a function of its own, at the end; `who_to_call` asks them all,
and `show_calls` makes of the answer a list by urgency, a patient a line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from backcare.browser import fragment
from backcare.cohort.arguments import check_agreed, check_whole, day_asked
from backcare.cohort.group import (
    GroupParts,
    ends_of,
    group_sessions,
    mean_of,
    not_read_line,
    not_read_of,
)
from backcare.cohort.summaries import call_rules_by_id, pain_between
from backcare.days import as_of_was
from backcare.errors import shown_value, unknown_term
from backcare.rule_table import Rule
from backcare.safety import SafetySettings, lasted_too_long, settings_in_force, went_above_mild
from backcare.sessions import is_time, require
from backcare.tables.vocabulary import definitions, terms
from backcare.text import counted, long_date, one_decimal

_NO_ASKED = (
    "asked must say by patient when a doctor was asked, such as "
    'asked={{"P001": [pd.Timestamp("2025-07-01 12:00", tz="Europe/London")]}}, got {given}. Or '
    "leave it out."
)
_CALLS_NOBODY = "counted"
_NEEDED = ("urgency", "reason", "also", "last_session", "days_since")
_NOBODY = "By these rules, no one needs a call."
# How the notes of a made-up log begin; what follows, if anything, is read as a person's words.
_MADE_UP = re.compile(r"^Synthetic[^.]*\.\s*")


def call_rules(rules: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the rules for calling patients as sentences, each with the numbers that hold.

    Parameters
    ----------
    rules : pandas.DataFrame, optional
        `load_table("call_rules")` with `value` and `days` of your own, inside their limits; the
        shipped numbers when left out.

    Returns
    -------
    pandas.DataFrame
        Index `rule_id`, in the order in which they count. Columns `urgency` (a call of the
        vocabulary; "counted" calls no one), `rule` (a sentence) and `source`.

    Raises
    ------
    ValueError
        If rules are missing or unknown, or numbers are out of range: all of it at once.

    Examples
    --------
    >>> call_rules().loc["silent", "rule"]
    'No session for 14 days or more, by someone who came regularly until then.'
    """
    rows = {
        rule_id: (rule.outcome, rule.sentence, rule.source)
        for rule_id, rule in call_rules_by_id(rules).items()
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["urgency", "rule", "source"])
    return table.rename_axis("rule_id")


@as_of_was("on")
def who_to_call(
    frame: pd.DataFrame | GroupParts,
    *,
    as_of: str | date,
    sessions_goal: float = 3,
    rules: pd.DataFrame | None = None,
    asked: Mapping[str, Iterable[datetime]] | None = None,
    notes_read: str | date | None = None,
    settings: SafetySettings | None = None,
) -> pd.DataFrame:
    """List the patients of a group who need a call, the most urgent first, each with its reason.

    The rules are those of `load_table("call_rules")`: the stop rule comes first and never lapses.
    Pain above mild of which no one wrote down how long it lasted may have broken it too. No rule
    understands a note, so all that were not read yet are listed. A log knows nothing of red flags;
    ask for them (`load_red_flags()`) in each call.

    Parameters
    ----------
    frame : pandas.DataFrame or GroupParts
        A log of several patients, as `load_logs(folder).frame`, or what `load_parts` gave.
    as_of : str or datetime.date
        The day one looks, such as "2025-07-07"; what is later is not read.
    sessions_goal : float, default 3
        Sessions a week that were agreed on, 1 or more.
    rules : pandas.DataFrame, optional
        `load_table("call_rules")` with `value` and `days` of your own, inside their limits.
    asked : mapping of str to iterable of datetime.datetime, optional
        By patient, when a doctor was asked about a broken stop rule, each time with
        its offset from UTC. Files do not say, so that without it no one counts as asked.
    notes_read : str or datetime.date, optional
        The last day of which the notes have been read, such as that of the list before this one;
        when left out, none has been read, and all of them are listed, however old.
    settings : SafetySettings, optional
        The numbers of the stop rule, which a clinician may lower: `safety_settings(...)`.

    Returns
    -------
    pandas.DataFrame
        Index `patient`; only who needs a call. Columns `urgency` (a call of the vocabulary),
        `rule_id` and `reason` (the most urgent rule that holds, in words, with the patient's
        numbers), `also` (the other reasons, "" where there is none), `last_session` (day),
        `days_since`, `pain_first`, `pain_last` (as `compare_pain` gives them).

    Raises
    ------
    ValueError
        If the frame is no log, a rule cannot be used, or another argument makes no sense.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "session_id": ["a", "b"], "patient": ["P1", "P2"], "note": "",
    ...     "started_at": pd.to_datetime(["2025-07-04", "2025-07-04"]),
    ...     "exercise_id": "bridging", "sets": 1, "reps": 10, "hold_s": 6, "minutes": None,
    ...     "pain_before": 3, "pain_after": [5, 3], "pain_peak": None,
    ...     "pain_minutes": [25, None], "utc_offset_min": 0})
    >>> who_to_call(frame, as_of="2025-07-07")[["urgency", "reason"]].values.tolist()
    [['today', 'Pain above mild lasted 25 minutes on 4 Jul 2025.
      No doctor has been asked since.']]
    """
    check_agreed(sessions_goal)
    as_of = day_asked("as_of", as_of)
    sessions = group_sessions(frame, as_of)
    ends = ends_of(sessions)
    group = _Group(
        sessions=sessions,
        ends=ends,
        changes=pain_between(sessions, ends),
        rules=call_rules_by_id(rules),
        goal=sessions_goal,
        asked=_read_asked(asked, ends.index, as_of),
        notes_read=None if notes_read is None else day_asked("notes_read", notes_read),
        settings=settings_in_force(settings),
    )
    calling = [rule for rule in group.rules.values() if rule.outcome != _CALLS_NOBODY]
    # The first rule that holds says how soon, so that none may hide a more urgent one.
    calling.sort(key=lambda rule: list(terms("call")).index(rule.outcome))
    found = [_reasons(rule, _FINDERS[rule.rule_id](group, rule)) for rule in calling]
    some = [reasons for reasons in found if len(reasons)] or found[:1]
    calls = _by_patient(pd.concat(some, ignore_index=True), group)
    calls.attrs["not_read"] = not_read_of(frame)
    return calls


class _Group(NamedTuple):
    """All that the rules may ask; `ends` and `changes` have a row for each patient."""

    sessions: pd.DataFrame
    ends: pd.DataFrame
    changes: pd.DataFrame
    rules: Mapping[str, Rule]
    goal: float
    asked: Mapping[str, list[datetime]]
    notes_read: pd.Timestamp | None
    settings: SafetySettings


def _read_asked(
    asked: Mapping[str, Iterable[datetime]] | None, patients: pd.Index[Any], as_of: pd.Timestamp
) -> dict[str, list[datetime]]:
    """Return when a health professional was asked about each patient, up to the end of a day."""
    by_patient = _times_by_patient({} if asked is None else asked)
    if unknown := [name for name in by_patient if name not in patients]:
        raise unknown_term("asked: the patient", unknown, [str(name) for name in patients[:20]])
    for name, times in by_patient.items():
        for moment in times:
            if not is_time(moment):
                raise ValueError(_NO_ASKED.format(given=shown_value({name: moment})))
            if moment.tzinfo is None:
                raise ValueError(
                    f"asked: the time {moment} of {name} must have its offset from UTC. Write "
                    'pd.Timestamp("2025-07-01 12:00", tz="Europe/London").'
                )
    return {
        name: [moment for moment in times if moment.date() <= as_of.date()]
        for name, times in by_patient.items()
    }


def _times_by_patient(asked: object) -> dict[str, list[Any]]:
    by_patient = dict(asked) if isinstance(asked, Mapping) else None
    if by_patient is None or not all(map(_are_several, by_patient.values())):
        raise ValueError(_NO_ASKED.format(given=shown_value(asked)))
    return {name: list(times) for name, times in by_patient.items()}


def _are_several(times: object) -> bool:
    return isinstance(times, Iterable) and not isinstance(times, str | bytes | Mapping)


def _reasons(rule: Rule, found: pd.DataFrame) -> pd.DataFrame:
    """Write what a rule found in words, the patient for whom it holds most first."""
    ordered = found.sort_index().sort_values("most", ascending=False, kind="stable")
    words = ordered.drop(columns="most").to_dict("records")
    reasons = [
        rule.reason.format(**{str(name): _shown(row[name]) for name in row}) for row in words
    ]
    return pd.DataFrame(
        {
            "patient": ordered.index,
            "rule_id": rule.rule_id,
            "urgency": rule.outcome,
            "reason": pd.Series(reasons, dtype="str"),
        }
    )


def _shown(value: Any) -> str:
    if isinstance(value, pd.Timestamp):
        return long_date(value)
    return value if isinstance(value, str) else one_decimal(value)


def _by_patient(reasons: pd.DataFrame, group: _Group) -> pd.DataFrame:
    """Keep each patient's first reason, with the others beside it."""
    first = reasons.drop_duplicates("patient").set_index("patient")
    first.index = first.index.astype(group.ends.index.dtype)
    others = reasons[reasons.duplicated("patient")].groupby("patient")["reason"].agg(" ".join)
    first["also"] = others.reindex(first.index, fill_value="")
    first["last_session"] = group.ends["last_session"].reindex(first.index)
    first["days_since"] = group.ends["days_since"].reindex(first.index).astype("int64")
    for pain in ("pain_first", "pain_last"):
        first[pain] = group.changes[pain].reindex(first.index)
    columns = ["urgency", "rule_id", "reason", "also", "last_session", "days_since"]
    return first[[*columns, "pain_first", "pain_last"]]


# --- the list to read -----------------------------------------------------------------------


def show_calls(calls: pd.DataFrame, *, most: int | None = None) -> CallList:
    """Turn a call list into a table to read and print, as the last line of a notebook cell.

    Parameters
    ----------
    calls : DataFrame
        What `who_to_call` gave.
    most : int, optional
        How many patients to show, from the top; all when left out. How many are left is said below.

    Returns
    -------
    CallList
        Who to call today, this week and at the next visit, each with all reasons and the last
        session: a table in a notebook, lines where there is only text.

    Raises
    ------
    ValueError
        If the table is not one of `who_to_call`.

    Examples
    --------
    >>> calls = pd.DataFrame({"urgency": ["today"], "reason": ["Pain reached 8."], "also": [""],
    ...                       "last_session": pd.to_datetime(["2025-07-01"]), "days_since": 6},
    ...                      index=["P024"])
    >>> show_calls(calls)
    Call today (1)
      P024: Pain reached 8. Last session 1 Jul 2025, 6 days ago.
    1 of 1 patient to call.
    """
    require(calls, _NEEDED, "who_to_call gives all of them", name="calls")
    if most is not None:
        check_whole("most", most, "0 or more", 0)
    shown = calls.head(len(calls) if most is None else most)
    groups = []
    for urgency in terms("call"):
        if lines := list(_lines(shown[shown["urgency"] == urgency])):
            count = int((calls["urgency"] == urgency).sum())
            groups.append(_Urgency(definitions("call")[urgency].rstrip("."), count, lines))
    below = f"{len(shown)} of {counted(len(calls), 'patient')} to call." if len(calls) else _NOBODY
    below = f"{below} {not_read_line(not_read_of(calls))}".strip()
    return CallList(groups, below)


class CallList:
    """A call list, shown by every notebook; `show_calls` makes it."""

    def __init__(self, groups: list[_Urgency], shown: str) -> None:
        self._groups, self._shown = groups, shown

    def __repr__(self) -> str:
        lines = []
        for group in self._groups:
            lines.append(f"{group.when} ({group.patients})")
            lines += [f"  {one.patient}: {one.why} Last session {one.last}." for one in group.lines]
        return "\n".join([*lines, self._shown])

    def _repr_html_(self) -> str:
        return fragment("call_list", groups=self._groups, count=self._shown)


class _Urgency(NamedTuple):
    """When to call, how many patients in all, and those of them that are shown."""

    when: str
    patients: int
    lines: list[_Line]


class _Line(NamedTuple):
    """A patient to call: the first reason, the others, and when the last session was."""

    patient: str
    reason: str
    also: str
    last: str

    @property
    def why(self) -> str:
        """All the reasons, in words."""
        return " ".join(filter(None, [self.reason, self.also]))


def _lines(calls: pd.DataFrame) -> Iterator[_Line]:
    for patient, row in zip(calls.index, calls.to_dict("records"), strict=True):
        also = f"Also: {row['also']}" if row["also"] else ""
        yield _Line(str(patient), row["reason"], also, _last(row))


def _last(row: dict[Any, Any]) -> str:
    days = int(row["days_since"])
    ago = {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    return f"{long_date(row['last_session'])}, {ago}"


# --- whom each rule is about: a row each, what the reason names, and `most` to order by -------


def _stop_rule(group: _Group, _: Rule) -> pd.DataFrame:
    broken = group.sessions[lasted_too_long(group.sessions["pain_minutes"], group.settings)]
    broken = broken.sort_values("moment", kind="stable")
    newest = broken.drop_duplicates("patient", keep="last")
    waits = newest[~(newest["moment"] <= _last_asked(newest["patient"], group))]
    table: pd.DataFrame = waits.set_index("patient")[["pain_minutes", "started_at"]]
    table = table.set_axis(["found", "date"], axis=1)
    return table.assign(most=table["date"])


def _last_asked(patients: pd.Series[Any], group: _Group) -> pd.Series[Any]:
    """Return when a professional was last asked about the patient of each row."""
    asked = {patient: max(times) for patient, times in group.asked.items() if times}
    return pd.to_datetime(patients.astype("object").map(asked), utc=True)


def _severe_pain(group: _Group, rule: Rule) -> pd.DataFrame:
    recent = group.sessions[group.sessions["age"] < rule.days]
    pain = recent[["pain_before", "pain_after", "pain_peak"]].max(axis=1)
    strong = recent.assign(pain=pain)[pain >= rule.value]
    worst = strong.sort_values(["pain", "day"], kind="stable").groupby("patient").last()
    table = worst[["pain", "day"]].set_axis(["found", "date"], axis=1)
    return table.assign(most=table["found"])


def _unknown_duration(group: _Group, rule: Rule) -> pd.DataFrame:
    sessions = group.sessions
    pain = sessions[["pain_before", "pain_after", "pain_peak"]].max(axis=1)
    above = went_above_mild(sessions, settings=group.settings)
    unknown = above & sessions["pain_minutes"].isna() & (sessions["age"] < rule.days)
    # Who asked a professional since then has been asked about it.
    unknown &= ~(sessions["moment"] <= _last_asked(sessions["patient"], group))
    by_patient = sessions.assign(before=pain)[unknown].groupby("patient")
    table = by_patient[["day", "before"]].last().rename(columns={"day": "date"})
    count = by_patient.size()
    words = [counted(number, "session") for number in count]
    return table.assign(found=pd.Series(words, count.index, dtype="str"), most=table["date"])


def _notes(group: _Group, _: Rule) -> pd.DataFrame:
    sessions, read = group.sessions, group.notes_read
    some = sessions if read is None else sessions[sessions["day"] > read]
    some = some[some["note"].notna() & some["note"].ne("")]  # few have one
    some = some.assign(note=some["note"].astype("object").map(_own_words))
    some = some[some["note"] != ""]
    dates = {day: long_date(day) for day in some["day"].unique()}
    said = [
        f"{dates[day]}: \N{LEFT DOUBLE QUOTATION MARK}{note}\N{RIGHT DOUBLE QUOTATION MARK}"
        for day, note in zip(some["day"], some["note"], strict=True)
    ]
    by_patient = some.assign(note=pd.Series(said, some.index, dtype="str")).groupby("patient")
    table = by_patient.agg(count=("note", "size"), before=("note", " ".join), most=("day", "max"))
    words = [counted(number, "note") for number in table.pop("count")]
    return table.assign(found=pd.Series(words, table.index, dtype="str"))


def _own_words(note: Any) -> str:
    """Return a note on one line, without the mark that sessions made up by backcare have."""
    return _MADE_UP.sub("", " ".join(str(note).split()))


def _pain_rise(group: _Group, rule: Rule) -> pd.DataFrame:
    age = group.sessions["age"]
    after = mean_of(group.sessions, age < rule.days, "pain_before")
    earlier = (age >= rule.days) & (age < 2 * rule.days)
    before = mean_of(group.sessions, earlier, "pain_before")
    table = pd.DataFrame({"before": before, "after": after}).dropna()
    table["found"] = table["after"] - table["before"]
    # Means of whole points: what is nearer than this is the same.
    risen = table[table["found"] >= rule.value - 1e-6]
    return risen.assign(most=risen["found"])


def _silent(group: _Group, rule: Rule) -> pd.DataFrame:
    regular, stopped = group.rules["regular"], group.rules["stopped"]
    last = group.ends["last_session"].reindex(group.sessions["patient"]).to_numpy()
    before = (last - group.sessions["day"]).dt.days < regular.days
    before &= group.sessions["exercised"]
    count = group.sessions["patient"][before].value_counts().reindex(group.ends.index)
    since = group.ends["days_since"]
    table = pd.DataFrame({"found": since, "before": count})
    table = table.assign(days=regular.days, most=since)
    # Only who came regularly is missed, and only until they count as having stopped.
    called = (since >= rule.days) & (since < stopped.days) & (count >= regular.value)
    return pd.DataFrame(table[called])


def _no_better(group: _Group, rule: Rule) -> pd.DataFrame:
    changes, ends = group.changes, group.ends
    above = changes["pain_last"] > group.settings.mild_pain_max
    coming = ends["days_since"] < group.rules["silent"].days
    # Who is silent has a call of its own; pain that is mild needs none.
    some = changes["known"] & ~changes["better"] & above & coming
    some &= ends["days_known"] >= rule.days
    before, after = changes["pain_first"], changes["pain_last"]
    table = pd.DataFrame({"found": ends["days_known"], "before": before, "after": after})
    return table[some].assign(most=after[some])


def _few_sessions(group: _Group, rule: Rule) -> pd.DataFrame:
    ends = group.ends
    recent = group.sessions["patient"][group.sessions["age"] < rule.days]
    count = recent.value_counts().reindex(ends.index, fill_value=0)
    agreed = group.goal * rule.days / 7
    percent = 100 * count / agreed
    table = pd.DataFrame({"found": count, "before": agreed, "after": percent.round()})
    table = table.assign(days=rule.days, most=-percent)
    # Who began later than that has not had the time to miss anything.
    begun, stopped = ends["days_known"] >= rule.days, group.rules["stopped"]
    few = (percent < rule.value) & begun & (ends["days_since"] < stopped.days)
    return pd.DataFrame(table[few])


_FINDERS: Mapping[str, Callable[[_Group, Rule], pd.DataFrame]] = MappingProxyType(
    {
        "stop_rule": _stop_rule,
        "severe_pain": _severe_pain,
        "unknown_duration": _unknown_duration,
        "pain_rise": _pain_rise,
        "silent": _silent,
        "no_better": _no_better,
        "few_sessions": _few_sessions,
        "notes": _notes,
    }
)
