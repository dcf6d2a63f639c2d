"""What one cell of a diary may hold: a number, a text, or when a session began.

Each `*_reader` returns the function that reads such a cell, or raises ValueError with the rule
that it breaks and the way out. Dates are read as people write them, and never guessed at.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple, TypeVar

from backcare.csv_reader import unescape_formula
from backcare.diary.durations import CLOCKS, TWO_PARTS, is_plain, is_pointed, seconds_in
from backcare.diary.hints import (
    EMPTY_IT,
    error_in,
    has_known_words,
    instead_of_hold,
    instead_of_name,
    instead_of_number,
    is_change,
    says_no_name,
)
from backcare.diary.spelled import date_in_part
from backcare.diary.words import IN_UTC
from backcare.sessions import (
    DAYS_AHEAD,
    FIRST_YEAR,
    IN_FUTURE,
    LIMITS,
    NO_SUCH_DAY,
    NO_SUCH_OFFSET,
    NO_SUCH_TIME,
    TEXT_LIMITS,
    TOO_EARLY,
)
from backcare.tables.fields import Field
from backcare.text import (
    long_date,
    month_numbers,
    weekday_names,
    weekday_numbers,
)

_Value = TypeVar("_Value")
# A comma before exactly three figures may also part the thousands, so it is not read.
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+|,(?![0-9]{3}$)[0-9]+)?")
# A point before exactly three figures may, too, unless others in its column part decimals.
_THOUSANDS = re.compile(r"(?<![\w.,:])([1-9][0-9]{0,2})([.,])([0-9]{3})(?![0-9.,:])")
_DECIMALS = r"(?<![0-9.,:])(?:[0-9]+{0}(?:[0-9]{{1,2}}|[0-9]{{4,17}})|0{0}[0-9]{{3}})(?![0-9.,:])"
_WITH_POINT, _WITH_COMMA = (re.compile(_DECIMALS.format(sign)) for sign in (r"\.", ","))
NOON = 12  # the hour of a session of which only the day is written
# No date is longer, and a pattern should not be tried on a note that got into its column.
_MOST_CHARACTERS = 60
_MOST_SHOWN = 60
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
# Two figures for the year are taken after / and . only: 04-03-26 may begin with the year.
_YEAR = r"(?P<year>[0-9]{4}|(?<!-)[0-9]{2})"
# Of a month, in any language that months are known in; in some it is a number and a sign.
_NAME = r"(?:[^\W\d_]{3,12}|[^\W_]{1,2}[月월])"
# Year first; day or month first; 2 March 2026; March 2, 2026; 2026年3月2日; 2026 Mar 2.
_DATES = (
    re.compile(r"(?P<year>[0-9]{4})(?P<by>[-/.])(?P<month>[0-9]{1,2})(?P=by)(?P<day>[0-9]{1,2})"),
    re.compile(rf"(?P<first>[0-9]{{1,2}})(?P<by>[-/.]) ?(?P<second>[0-9]{{1,2}})(?P=by) ?{_YEAR}"),
    re.compile(
        r"(?:[a-z]{3,9}\.?,? +)?(?:(?:den|the|le) +)?(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?[-/ ]*"
        rf"(?:de |of )?(?P<month>{_NAME})\.?,?[-/ ]*"
        r"(?:de )?(?P<year>[0-9]{4}|[0-9]{2})(?: г\.?)?"
    ),
    re.compile(
        rf"(?:[a-z]{{3,9}}\.?,? +)?(?P<month>{_NAME})\.? *(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? +"
        r"(?P<year>[0-9]{4})"
    ),
    re.compile(r"(?P<year>[0-9]{4})[年년] ?(?P<month>[0-9]{1,2})[月월] ?(?P<day>[0-9]{1,2})[日일]"),
    re.compile(rf"(?P<year>[0-9]{{4}})[- ](?P<month>{_NAME})\.?[- ](?P<day>[0-9]{{1,2}})"),
)
# A weekday before or after the date, perhaps in brackets; a word that is none stays.
_WEEKDAY = re.compile(
    r"^[(\[]?([^\W\d_]+(?:-feira)?)[)\]]?(?:\.,?|[,:/]| -)? *(?:den +|the +|le +)?(?=[0-9])|"
    r"(?<=[0-9日일])(?:[ ,/]+[(\[]?|[(\[])([^\W\d_]+(?:-feira)?)\.?[)\]]?"
    r"(?=$|,? [0-9]{1,2}(?:[:.hu]| ?[ap]\.?m))"
)
_BEFORE_MONTH = re.compile(r" *([^\W\d_]+)\.?,? +[^\W\d_]+\.? *[0-9]")  # Friday, March 4
_CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})"
    r"(?:[.,](?P<fraction>[0-9]{1,9}))?)?(?: ?(?P<half>[ap])\.?m\.?)?| ?(?P<whole>[ap])\.?m\.?)"
    r" ?(?P<offset>z|[+-][0-9]{2}(?::?[0-9]{2})?|(?:gmt|utc)(?:[+-][0-9]{1,2}(?::?[0-9]{2})?)?)?"
)
# 18 Uhr, 18.30 Uhr, 18.30.05, 18h30, 7h, 18:30h, 18 uur, 6.30 pm
_OCLOCK = "(?:uhr|hrs|heures|h|uur|u)"
_LOOSE = (
    rf"(?:[0-9]{{1,2}} ?{_OCLOCK}|[0-9]{{1,2}}(?: ?[.hu:] ?)[0-9]{{2}}(?:[.:m][0-9]{{2}})?"
    rf"(?: ?{_OCLOCK}| ?[ap]\.?m\.?)?)"
)
_IS_LOOSE = re.compile(_LOOSE)
_FIGURES = re.compile("[0-9]+")
_HALF = re.compile(r"[ap]\.?m\.?$")
_MIDNIGHT = re.compile(
    r"(?:0?0:00(?::00(?:[.,]0+)?)?|12:00(?::00)? ?a\.?m\.?)(?: ?(?:z|[+-]00:?00))?"
)
# The day that a spreadsheet gives a time of the day that it writes as a date.
_DAYS_OF_A_TIME = ("1899-12-3", "1900-01-0", "1904-01-01")
# What stands between the date and the time: the T of ISO 8601, or a space.
_BETWEEN = re.compile(
    r"(?<=[0-9日일.г])(?:t|,? +(?:(?:um|at|à|om|às|alle|ore|alle ore|a las|kl\.?) +)?)"
    rf"(?=[0-9]{{1,2}}(?::| ?[ap]\.?m)|{_LOOSE}$)"
)
# A day as a spreadsheet counts it, and a time as a part of the day, when a cell is not formatted.
_SERIAL = re.compile(r"[0-9]{5}(?:[.,][0-9]{1,17})?")
_FIRST_SERIAL, _LAST_SERIAL = 25_569, 73_050  # 1970 to 2099
_DAY_0 = date(1899, 12, 30)
_PART_OF_DAY = re.compile(r"0?[.,][0-9]{1,17}")
# What Google writes in German, and zones with a name of their own.
_GOOGLE = {"vorm.": "am", "nachm.": "pm", "mez": "gmt+1", "mesz": "gmt+2"}
_GOOGLE |= {"cet": "gmt+1", "cest": "gmt+2"}
_IS_SERIAL = (
    "is a day as a spreadsheet counts them, {day} in most. Format the column as a date "
    "(2026-03-02), and save the file again."
)
RULE = "must be a date such as 2026-03-02, 02/03/2026 or 2 March 2026, and may have a time: 18:30."
TIME_RULE = "must be a time of the day such as 18:30 or 6:30 pm. Leave it empty if it is not known."
_NO_DURATION = "is no time that something took. Write it as 0:20:00, 20 min or 30 s."
_MAY_BE_THOUSANDS = "may be {thousands} or {number}: the {sign} may part thousands. Write "
_NO_CLOCK = "is a number alone in a column of {unit}, so that its unit is not known."
_NO_UNIT_BESIDE = "has no unit beside it, where others have one."
_OTHER_ORDER = " See day_first, too: it says which of day and month is first."
_NO_OFFSET = (
    "is a time whose offset from UTC this computer does not know. Write one, such as +01:00."
)


def read_column(
    texts: Sequence[str], read: Callable[[str], _Value]
) -> tuple[list[_Value | None], dict[int, str]]:
    """Read each distinct text of a column once (empty: None); name the broken rules by place."""
    values: dict[str, _Value] = {}
    broken: dict[str, str] = {}
    for text in filter(None, dict.fromkeys(texts)):
        try:
            values[text] = read(text)
        except ValueError as error:
            broken[text] = str(error)
    faults = {place: broken[text] for place, text in enumerate(texts) if text in broken}
    return [values.get(text) for text in texts], faults


def shown(column: str, text: str) -> str:
    """Return what a fault may quote of a cell: nothing of a note, nor of one in a wrong column.

    What a patient wrote is nobody else's to read, and an error may be passed on. Words among
    numbers or instead of a date are such, unless they are known to be none of anybody's, and text
    that is too long to be a name.
    """
    if column == "note" or len(text) > _MOST_SHOWN:
        return ""
    has_words = any(map(str.isalpha, text))
    if column in LIMITS:
        is_known = bool(error_in(text) or instead_of_number(text, column)) or says_no_name(text)
        return "" if has_words and not is_known else text
    if column == "started_at":
        day = _halves(text)[0]
        is_date = any(pattern.fullmatch(day) for pattern in _DATES)
        is_known = is_date or bool(error_in(text) or date_in_part(text)) or has_known_words(text)
        return text if is_known or not has_words or says_no_name(text) else ""
    return text


def number_reader(limit: Field) -> Callable[[str], float]:
    """Return the function that reads a number, written with a point or a comma."""

    def read(text: str) -> float:
        is_number = _NUMBER.fullmatch(text) and not is_change(text, limit.name)
        # No log keeps a zero with a sign: -0.0 would be another number to its checksum.
        number = float(text.replace(",", ".")) + 0.0 if is_number else float("nan")
        value = int(number) if limit.whole and number.is_integer() else number
        if not limit.allows(value):
            raise ValueError(_no_number(text, limit))
        return value

    return read


def _no_number(text: str, limit: Field) -> str:
    """Return the rule that a cell breaks, with what it may be instead."""
    hint = instead_of_number(text, limit.name) or EMPTY_IT
    return error_in(text) or f"{limit.limits}. {hint}"


def amount_reader(limit: Field, unit: str) -> Callable[[str], float]:
    """Return the function that reads a hold or minutes, in a unit of the file, or with one."""
    own = "s" if limit.name == "hold_s" else "min"
    per = 1 if own == "s" else 60
    read_number = number_reader(limit)

    def read(text: str) -> float:
        if own == "s":
            _check_bare(text, unit)
        seconds = seconds_in(text, unit=unit or own)
        if seconds is None or (
            _NUMBER.fullmatch(text)
            and unit in ("", own, *TWO_PARTS)
            and not (unit == "h:mm" and is_pointed(text))
        ):
            return read_number(text)
        amount = round(seconds / per, 4)
        value = int(amount) if limit.whole and amount.is_integer() else amount
        if not limit.allows(value) and value != 0:
            hint = instead_of_hold(text) if own == "s" else EMPTY_IT
            raise ValueError(f"{limit.limits}. {hint}")
        return value

    return read


def with_doubtful_thousands(
    texts: Iterable[str], read: Callable[[str], _Value]
) -> Callable[[str], _Value]:
    """Let a function that reads amounts refuse 1.200, unless others of its column are as 20.5."""
    known = [text[:_MOST_CHARACTERS] for text in dict.fromkeys(texts)]
    has_points = any(map(_WITH_POINT.search, known)) and not any(map(_WITH_COMMA.search, known))

    def read_or_refuse(text: str) -> _Value:
        found = _THOUSANDS.search(text[:_MOST_CHARACTERS])
        if found and (found[2] == "," or not has_points):
            thousands, number = f"{found[1]}{found[3]}", float(f"{found[1]}.{found[3]}")
            sign = "comma" if found[2] == "," else "point"
            rule = _MAY_BE_THOUSANDS.format(thousands=thousands, number=number, sign=sign)
            decimals = f"{number}0" if found[3][-1] != "0" else number
            raise ValueError(f"{rule}{thousands} or {decimals}.")
        return read(text)

    return read_or_refuse


def amount_of_any_unit(text: str) -> float:
    """Read a number whose unit, and so its limits, stands in another cell."""
    if not _NUMBER.fullmatch(text):
        raise ValueError(error_in(text) or f"must be a number. {EMPTY_IT}")
    return number_of(text)


def _check_bare(text: str, unit: str, rule: str = "") -> None:
    """Refuse a number alone where all are written as 20:30, or `rule` says why."""
    if unit == "h:mm" and is_pointed(text):
        return
    if (rule or unit in CLOCKS) and is_plain(text) and number_of(text):
        large, small = ("h", "min") if unit == "h:mm" else ("min", "s")
        rule = rule or _NO_CLOCK.format(unit=unit)
        raise ValueError(f"{rule} Write {text} {small} or {text} {large}.")


def duration_reader(unit: str, *, has_unit_beside: bool = False) -> Callable[[str], float]:
    """Return the function that reads how long something took, in seconds."""
    bare = _NO_UNIT_BESIDE if has_unit_beside and not unit else ""

    def read(text: str) -> float:
        _check_bare(text, unit, bare)
        seconds = seconds_in(text, unit=unit or "s")
        if seconds is None:
            raise ValueError(error_in(text) or _NO_DURATION)
        return seconds

    return read


def text_reader(column: str) -> Callable[[str], str]:
    """Return the function that reads a text of the log, exactly as it was before export."""

    def read(text: str) -> str:
        value = unescape_formula(text)
        if column != "note" and (rule := error_in(text)):
            raise ValueError(rule)
        if rule := TEXT_LIMITS[column].text_fault(value):
            raise ValueError(rule)
        return value

    return read


class Start(NamedTuple):
    """When a session began, as the patient's clock showed it."""

    wall: datetime
    # From UTC: what the file gave, or that of the place where the file is read.
    offset_min: int
    written_offset: str  # "" where the file gave none
    has_clock: bool = True  # whether the file gave a time of the day


def number_of(text: str) -> float:
    """Return the number in a cell, 0 where there is none."""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else 0


def is_day(text: str) -> bool:
    """Say whether a cell is written like a date, with or without a time."""
    day = _halves(text)[0]
    return any(pattern.fullmatch(day) for pattern in _DATES)


def written_day(text: str) -> str:
    """Return the day of a date as it is written, without its time and weekday."""
    return _halves(text)[0]


def has_clock(text: str) -> bool:
    """Say whether a date has a time of the day; midnight is what a spreadsheet puts there."""
    return bool(_halves(text)[1]) and not is_at_midnight(text)


def days_of(patients: Sequence[str], dates: Sequence[str]) -> list[tuple[str, str]]:
    """Return of each row whose it is and its day, as they are written.

    In merged cells only the first row of a day has its date, and its patient.
    """
    days: list[tuple[str, str]] = []
    for whose, written in zip(patients, dates, strict=True):
        before = days[-1] if days else ("", "")
        days.append((whose or before[0], written_day(written) or before[1]))
    return days


def is_time_of_day(text: str) -> bool:
    """Say whether a cell is a time of the day and nothing else: 18:30, 6:30 pm."""
    text = text.casefold()[:_MOST_CHARACTERS]
    found = None if is_plain(text) else _CLOCK.fullmatch(_with_colons(text))
    return found is not None and (found["minute"] or found["whole"]) is not None


def is_time_or_number(text: str) -> bool:
    """Say whether a cell that is written as a number may be a time of the day: 18.30."""
    hour, point, minute = text.partition(".")
    is_such = is_plain(text) and bool(point) and len(hour) < 3 and len(minute) == 2
    return is_such and int(hour) < 24 and int(minute) < 60


def is_stamp(text: str) -> bool:
    """Say whether a cell is a day or a time of the day."""
    return is_day(text) or is_time_of_day(text)


def is_at_midnight(text: str) -> bool:
    """Say whether a date has midnight for its time, as a spreadsheet writes a day."""
    return _MIDNIGHT.fullmatch(_halves(text)[1]) is not None


def with_time(date: str, time: str) -> str:
    """Join a date and a time that stand in two cells, each of which may hold both."""
    if not time:
        return date
    if is_part_of_day(time):
        time = _time_of_part(time)
    if time.startswith(_DAYS_OF_A_TIME):
        time = _halves(time)[1]
    if is_at_midnight(date):
        return f"{_halves(date)[0]} {time}"
    if is_day(time) and (not date or _halves(time)[0] == _halves(date)[0]):
        return time
    if has_clock(date) and _halves(date)[1].startswith(time.casefold()):
        return date
    return f"{date} {time}"


def is_part_of_day(text: str) -> bool:
    """Say whether a cell is a time as a spreadsheet keeps it: 0.75 is 18:00."""
    return _PART_OF_DAY.fullmatch(text) is not None


def _time_of_part(text: str) -> str:
    seconds = round(float(text.replace(",", ".")) * 86_400) % 86_400
    return str(timedelta(seconds=seconds))


def is_ambiguous(text: str) -> bool:
    """Say whether a date can be read day first and month first, as two different days."""
    found = _DATES[1].fullmatch(_halves(text)[0])
    if found is None:
        return False
    first, second = int(found["first"]), int(found["second"])
    return first != second and 1 <= first <= len(_MONTHS) and 1 <= second <= len(_MONTHS)


@functools.lru_cache(maxsize=4_096)
def readings_of_day(text: str) -> tuple[date | None, date | None, str] | None:
    """Return the day of a date read day first, and month first, and the sign between its parts.

    None for a date that is written in another way; a day is None where there is no such.
    """
    found = _DATES[1].fullmatch(_halves(text)[0])
    if found is None:
        return None
    day, month = (_day_or_none(found[0], day_first=one) for one in (True, False))
    return day, month, found["by"]


def _day_or_none(text: str, *, day_first: bool) -> date | None:
    try:
        return _day(text, day_first)
    except ValueError:
        return None


@functools.lru_cache(maxsize=4_096)
def weekday_in(text: str) -> frozenset[int]:
    """Return which weekday a date may name beside its day: Mon 2 March; Monday is 0."""
    found = _WEEKDAY.search(" ".join(text[:_MOST_CHARACTERS].casefold().split()))
    name = (found[1] or found[2]) if found else ""
    before = _BEFORE_MONTH.match(text.casefold())
    if before and name not in weekday_numbers():
        name = before[1]
    # "Mar 4" is of March to most, and Tuesday to some.
    is_month = name in month_numbers() or name in {month[:3] for month in _MONTHS}
    return weekday_numbers().get(name, frozenset()) if name and not is_month else frozenset()


def order_clash(texts: Iterable[str]) -> tuple[str, str] | None:
    """Return two dates of which one has its day first and the other its month, written alike."""
    firsts: dict[tuple[str, bool], str] = {}
    for text in texts:
        if found := _DATES[1].fullmatch(_halves(text)[0]):
            months = [int(found[part]) <= len(_MONTHS) for part in ("first", "second")]
            if months[0] != months[1]:
                firsts.setdefault((found["by"], months[1]), text)
                if other := firsts.get((found["by"], months[0])):
                    return other, text
    return None


def order_hint(texts: Iterable[str]) -> str:
    """Name a date that can be read only one way, as a help to whoever is asked about others."""
    for text in texts:
        if found := _DATES[1].fullmatch(_halves(text)[0]):
            for part, order in (("first", "day"), ("second", "month")):
                if len(_MONTHS) < int(found[part]):
                    return f" Another date, {text.strip()}, has the {order} first."
    return ""


def start_reader(
    *,
    day_first: bool | Mapping[str, bool] | None,
    zone: tzinfo | None,
    now: datetime,
    in_utc: bool = False,
) -> Callable[[str], Start]:
    """Return the function that reads a date with or without time, or raises the broken rule.

    `day_first` may be what the file shows, by the sign between the parts of a date; a date that can
    be read only one way is then read so. What is `in_utc` began on another clock than the
    patient's, which the zone tells.
    """
    latest = now.astimezone(UTC).replace(tzinfo=None) + timedelta(days=DAYS_AHEAD)
    # A diary has few different days, and few different times of the day.
    clock_of = functools.cache(_clock)

    @functools.cache
    def day_of(day: str) -> date:
        return _day(day, day_first)

    def read(text: str) -> Start:
        written_day, written_clock = _halves(text)
        clock, written = clock_of(written_clock)
        wall = datetime.combine(day_of(written_day), clock)
        if wall.year < FIRST_YEAR:
            raise ValueError(TOO_EARLY)
        if wall.year > latest.year + 1:  # where no time zone makes a difference
            raise ValueError(IN_FUTURE)
        is_utc = in_utc and written is None and written_clock != ""
        if is_utc:
            wall = _there(wall, zone)
            written = _offset_there(wall, zone)
        offset = _offset_there(wall, zone) if written is None else written
        if wall - offset > latest:
            raise ValueError(IN_FUTURE)
        as_written = "" if written is None else str(timezone(written))
        if is_utc:
            as_written = IN_UTC
        offset_min = round(offset / timedelta(minutes=1))
        return Start(wall, offset_min, as_written, bool(written_clock))

    return read


def _there(utc: datetime, zone: tzinfo | None) -> datetime:
    """Return what the clock showed at a place, where it was another time in UTC."""
    try:
        return utc.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    except (OSError, OverflowError):
        raise ValueError(_NO_OFFSET) from None


def _offset_there(wall: datetime, zone: tzinfo | None) -> timedelta:
    """Return the offset from UTC at a time, as a Session has it but without making one."""
    try:
        there = wall.astimezone() if zone is None else wall.replace(tzinfo=zone)
        return there.utcoffset() or timedelta()
    except (OSError, OverflowError):
        raise ValueError(_NO_OFFSET) from None


@functools.lru_cache(maxsize=4_096)  # a diary has few different days
def _halves(text: str) -> tuple[str, str]:
    """Split a text into the date and the time, which may be missing."""
    if len(text) > _MOST_CHARACTERS:
        return "", ""
    written = " ".join(text.casefold().split())
    if any(pattern.fullmatch(written) for pattern in _DATES):
        return written, ""
    halves = _split(written)
    # Mar is a weekday to some, so that none is looked for in what is a date as it stands.
    if any(pattern.fullmatch(halves[0]) for pattern in _DATES):
        return halves
    return _split(_WEEKDAY.sub(_unless_weekday, written))


def _split(text: str) -> tuple[str, str]:
    day, *clock = _BETWEEN.split(text, maxsplit=1)
    words = _with_colons(clock[0]).split() if clock else []
    return day, " ".join(_GOOGLE.get(word, word) for word in words)


def _with_colons(clock: str) -> str:
    """Write a time of the day as 18:30, whatever stands between its figures or behind them."""
    if not _IS_LOOSE.fullmatch(clock):
        return clock
    half = _HALF.search(clock)
    parts = _FIGURES.findall(clock)
    figures = ":".join(parts if len(parts) > 1 else [*parts, "00"])
    return f"{figures} {half[0]}" if half else figures


def _unless_weekday(found: re.Match[str]) -> str:
    return "" if (found[1] or found[2]) in weekday_names() else found[0]


def _day(text: str, day_first: bool | Mapping[str, bool] | None) -> date:
    parts = _parts_of_day(text)
    if "first" in parts:
        if isinstance(day_first, Mapping):
            is_open = is_ambiguous(text)
            day_first = day_first.get(parts["by"]) if is_open else None
        has_day_first = int(parts["first"]) > len(_MONTHS) if day_first is None else day_first
        order = ("day", "month") if has_day_first else ("month", "day")
        parts |= dict(zip(order, (parts["first"], parts["second"]), strict=True))
    year = parts["year"] if len(parts["year"]) == 4 else f"20{parts['year']}"
    month = _month(parts["month"])
    day = int(parts["day"])
    try:
        return date(int(year), month, day)
    except ValueError:
        is_named = day and 1 <= month <= len(_MONTHS)
        rule = NO_SUCH_TIME
        if is_named:
            name = _MONTHS[month - 1].capitalize()
            rule = NO_SUCH_DAY.format(day=day, month=name, year=year)
        raise ValueError(rule + (_OTHER_ORDER if "first" in parts else "")) from None


def _parts_of_day(text: str) -> dict[str, str]:
    for pattern in _DATES:
        if found := pattern.fullmatch(text):
            return found.groupdict()
    if _SERIAL.fullmatch(text) and _FIRST_SERIAL <= float(text.replace(",", ".")) < _LAST_SERIAL:
        day = _DAY_0 + timedelta(days=int(text[:5]))
        raise ValueError(_IS_SERIAL.format(day=long_date(day)))
    raise ValueError(instead_of_name(text) or RULE)


def _month(name: str) -> int:
    if name.isdecimal():
        return int(name)
    for number, month in enumerate(_MONTHS, start=1):
        if month.startswith(name) or name == month[:4]:
            return number
    if name in month_numbers():
        return month_numbers()[name]
    raise ValueError(f"names no month: {name!r}. Write it in English or as a number.")


def _clock(text: str) -> tuple[time, timedelta | None]:
    """Read the time of the day and the offset, if there is one."""
    found = _CLOCK.fullmatch(text or f"{NOON}:00")
    if found is None:
        raise ValueError(RULE)
    parts = found.groupdict(default="")
    hour = _hour(int(parts["hour"]), parts["half"] or parts["whole"])
    minute, second = int(parts["minute"] or 0), int(parts["second"] or 0)
    try:
        clock = time(hour, minute, second, int(parts["fraction"][:6].ljust(6, "0")))
    except ValueError:
        raise ValueError(NO_SUCH_TIME) from None
    return clock, _offset(parts["offset"])


def _hour(hour: int, half: str) -> int:
    """Turn the hours of a twelve-hour clock into those of the day."""
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(f"has the hour {hour} with am or pm. Write 6:30 pm or 18:30.")
    return hour % 12 + (12 if half == "p" else 0)


def _offset(written: str) -> timedelta | None:
    if not written:
        return None
    if written == "z":
        return timedelta()
    written = written.removeprefix("gmt").removeprefix("utc") or "+00"
    figures = written[1:].replace(":", "")
    figures = figures.zfill(2 if len(figures) < 3 else 4).ljust(4, "0")
    hours, minutes = int(figures[:2]), int(figures[2:])
    if hours >= 24 or minutes >= 60:
        raise ValueError(NO_SUCH_OFFSET.format(offset=written))
    return timedelta(hours=hours, minutes=minutes) * (-1 if written[0] == "-" else 1)


def says_much(text: str) -> bool:
    """Say whether a cell has an amount; 0 is none."""
    return bool(text) and not (is_plain(text) and not number_of(text))
