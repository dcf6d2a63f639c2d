"""Exports of other programs: a real-looking file of each, with made-up content, and a writer.

`written` writes sessions in a layout from nothing but the table of layouts, and from how each
program writes a moment and a set.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import starmap
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

import backcare as bc

STRONG = """\
Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,\
Workout Notes,RPE
2026-03-02 18:30:00,"Back",25m,"Bird Dog",1,0.0,8.0,0,0.0,"slow","fine",
2026-03-02 18:30:00,"Back",25m,"Bird Dog",Rest Timer,,,,90.0,"","",
2026-03-02 18:30:00,"Back",25m,"Wall Sit",1,0.0,0.0,0,30.0,"","",
2026-03-02 18:30:00,"Back",25m,"Walking",1,0.0,0.0,1.5,1200.0,"","",
"""
STRONG_SEMICOLON = """\
Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps;RPE;Distance;Distance Unit;\
Seconds;Notes;Workout Notes;Workout Duration
2026-03-02 18:30:00;"Back";"Bird Dog";1;0;kg;8;;;;0;"slow";"fine";25m
2026-03-02 18:30:00;"Back";"Wall Sit";1;0;kg;0;;;;30;"";"";25m
2026-03-02 18:30:00;"Back";"Walking";1;0;kg;0;;1.5;km;1200;"";"";25m
"""
STRONG_6 = """\
"Workout #";"Date";"Workout Name";"Duration (sec)";"Exercise Name";"Set Order";"Weight (kg)";\
"Reps";"RPE";"Distance (meters)";"Seconds";"Notes";"Workout Notes"
"7";"2026-03-02 18:30:00";"Back";"1500";"Bird Dog";"W";"0.0";"8";"";"0.0";"0.0";"slow";"fine"
"7";"2026-03-02 18:30:00";"Back";"1500";"Bird Dog";"Note";"";"";"";"";"";"slow";""
"7";"2026-03-02 18:30:00";"Back";"1500";"Wall Sit";"1";"0.0";"0";"";"0.0";"30.0";"";""
"7";"2026-03-02 18:30:00";"Back";"1500";"Walking";"1";"0.0";"0";"";"1500";"1200.0";"";""
"""
HEVY = """\
"title","start_time","end_time","description","exercise_title","superset_id","exercise_notes",\
"set_index","set_type","weight_kg","reps","distance_km","duration_seconds","rpe"
"Back","2 Mar 2026, 18:30","2 Mar 2026, 18:55","fine","Bird Dog",,"slow",0,"warmup",,8,,,
"Back","2 Mar 2026, 18:30","2 Mar 2026, 18:55","fine","Wall Sit",,"",0,"normal",,,,30,
"Back","2 Mar 2026, 18:30","2 Mar 2026, 18:55","fine","Walking",,"",0,"normal",,,1.5,1200,
"""
FITNOTES = """\
Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time,Comment
2026-03-02,Bird Dog,Back,,,8,,,,slow
2026-03-02,Wall Sit,Legs,,,,,,0:00:30,fine
2026-03-02,Walking,Cardio,,,,1.5,km,0:20:00,
"""
FITNOTES_OLD = """\
Date,Exercise,Category,Weight (lbs),Reps,Distance,Distance Unit,Time
2026-03-02,Bird Dog,Back,0.0,8,,,
2026-03-02,Wall Sit,Legs,,,,,0:00:30
2026-03-02,Walking,Cardio,,,1.5,mi,0:20:00
"""
FITBOD = """\
Date,Exercise,Reps,Weight(kg),Duration(s),Distance(m),Incline,Resistance,isWarmup,Note,multiplier
2026-03-02 18:30:00 +0000,Bird Dog,8,0.0,0.0,0.0,0.0,0.0,true,slow,1.0
2026-03-02 18:30:00 +0000,Wall Sit,0,0.0,30.0,0.0,0.0,0.0,false,fine,1.0
2026-03-02 18:30:00 +0000,Walking,0,0.0,1200.0,1500.0,0.0,0.0,false,,1.0
"""
LIFTLOG = """\
SessionId,Timestamp,Exercise,Weight,WeightUnit,Reps,TargetReps,Notes
b59ab47f-8955-4a23-afa3-5d472dacc575,2026-03-02T18:30:06,Bird Dog,0,kg,8,8,slow
b59ab47f-8955-4a23-afa3-5d472dacc575,2026-03-02T18:34:00,Pelvic Tilt,0,kg,10,8,fine
"""
GARMIN = """\
Activity Type,Date,Favorite,Title,Distance,Calories,Time,Avg HR,Max HR,Min Temp,Moving Time,\
Elapsed Time
Walking,2026-03-02 18:30:00,false,"River","1.50","90","00:20:00","95","110","12.0","00:19:30",\
"00:25:00"
Cycling,2026-03-04 08:00:00,false,"Round","9.00","190","00:30:30.5","110","130","9.0","00:30:00",\
"00:31:00"
"""
STRAVA = """\
Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,\
Max Heart Rate,Commute,Activity Private Note,Filename,Elapsed Time,Moving Time,Distance,\
Type,Start Time
1836776031,"Mar 2, 2026, 6:30:00 PM",Evening,Walk,fine,1500,1.5,,false,slow,,1500.0,1200.0,1500.0,,
1836776032,"Mar 4, 2026, 8:00:00 AM",Pool,Swim,,1900,0.8,,false,,,1900.0,1830.0,800.0,,
"""
STRAVA_2019 = """\
Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,\
Commute,Activity Gear,Filename
1836776031,"Mar 2, 2026, 6:30:00 PM",Evening,Walk,fine,1200,1.5,false,,
"""
BACK = [["bird_dog", 8, None, None], ["wall_sit", None, 30, None], ["walking", None, None, 20.0]]
TILT = [["bird_dog", 8, None, None], ["pelvic_tilt", 10, None, None]]
WALK = ["walking", None, None, 20.0]
FILES = {
    "strong": ("Strong", STRONG, BACK, "slow; fine", 18),
    "strong_semicolon": ("Strong", STRONG_SEMICOLON, BACK, "slow; fine", 18),
    "strong_6": ("Strong", STRONG_6, BACK, "slow; fine", 18),
    "hevy": ("Hevy", HEVY, BACK, "fine; slow", 18),
    "fitnotes": ("FitNotes", FITNOTES, BACK, "slow; fine", 12),
    "fitnotes_old": ("FitNotes", FITNOTES_OLD, BACK, "", 12),
    "fitbod": ("Fitbod", FITBOD, BACK, "slow; fine", 18),
    "liftlog": ("LiftLog", LIFTLOG, TILT, "slow; fine", 18),
    "garmin": ("Garmin", GARMIN, [WALK, ["cycling", None, None, 30.5]], "", 18),
    "strava": ("Strava", STRAVA, [WALK, ["swimming", None, None, 30.5]], "fine; slow", 18),
    "strava_2019": ("Strava", STRAVA_2019, [WALK], "fine", 18),
}


# --- written from the table -------------------------------------------------------------------


class Done(NamedTuple):
    """A set: repetitions, seconds that it was held, or minutes; 0 where there are none."""

    name: str
    reps: int
    hold_s: int
    minutes: int


TABLE = bc.load_table("layouts")
LAYOUTS = tuple(dict.fromkeys(TABLE["layout"]))
START = datetime.fromisoformat("2026-03-02 18:00")
IDS = {
    "Bird Dog": "bird_dog",
    "Pelvic Tilt": "pelvic_tilt",
    "Wall Sit": "wall_sit",
    "Walking": "walking",
    "Cycling": "cycling",
}
_REPS = [Done(name, reps, 0, 0) for name in ("Bird Dog", "Pelvic Tilt") for reps in (1, 8, 30)]
_HOLDS = [Done("Wall Sit", 0, seconds, 0) for seconds in (1, 30, 120)]
_MINUTES = [Done(name, 0, 0, some) for name in ("Walking", "Cycling") for some in (1, 20, 90)]
SETS_OF = {
    **dict.fromkeys(LAYOUTS, _REPS + _HOLDS + _MINUTES),
    "LiftLog": _REPS,
    **dict.fromkeys(("Garmin", "Strava", "Apple Health"), _MINUTES),
}
_STAMPS = {
    "Hevy": "%d %b %Y, %H:%M",
    "Strava": "%b %d, %Y, %I:%M:%S %p",
    "FitNotes": "%Y-%m-%d",
    "LiftLog": "%Y-%m-%dT%H:%M:%S",
    "Fitbod": "%Y-%m-%d %H:%M:%S +0000",
    "wger": "%Y-%m-%dT%H:%M:%S+00:00",
    "Apple Health": "%Y-%m-%d %H:%M:%S +0000",
}
_ZEROS = ("Strong", "Fitbod")  # write 0 for what was not done
_NUMBERS = {name: str(100 + place) for place, name in enumerate(IDS)}  # wger's exercises


def has_sets(layout: str) -> bool:
    """Say whether a session may have several sets; else it is one activity."""
    return SETS_OF[layout] is not _MINUTES


def names_in(layout: str) -> dict[str, str]:
    """Return what exercises mean that a program names by numbers."""
    return {number: IDS[name] for name, number in _NUMBERS.items()} if layout == "wger" else {}


def table_of(
    layout: str, sessions: Iterable[tuple[datetime, list[Done]]]
) -> tuple[list[str], list[list[str]]]:
    """Return the headings of a layout, all of them, and a row of cells for each set."""
    rules = TABLE[TABLE["layout"] == layout]
    meant = list(zip(rules["column"], rules["unit"], strict=True))
    rows = [
        [_cell(layout, column, unit, start, number, one) for column, unit in meant]
        for start, sets in sessions
        for number, one in enumerate(sets)
    ]
    return list(rules["heading"]), rows


def _cell(layout: str, column: str, unit: str, start: datetime, number: int, one: Done) -> str:
    seconds = one.hold_s + 60 * one.minutes
    nothing = "0" if layout in _ZEROS else ""
    clock = str(timedelta(seconds=seconds)) if seconds else ""
    unit_of_reps = "1" if one.reps else "3" if one.hold_s else "4"
    is_wger = layout == "wger"
    return {
        "started_at": start.strftime(_STAMPS.get(layout, "%Y-%m-%d %H:%M:%S")),
        "session_id": f"{start:%m%d}",
        "exercise_id": _NUMBERS[one.name] if is_wger else one.name,
        "reps": str(one.reps or (is_wger and (one.hold_s or one.minutes)) or nothing),
        "reps_unit": unit_of_reps,
        "duration": clock if unit == "m:ss" else str(seconds or nothing),
        "minutes": str(one.minutes or ""),
        "set_number": str(number + 1),
        "set_kind": "normal",
    }.get(column, "")


def written(layout: str, sessions: Iterable[tuple[datetime, list[Done]]]) -> bytes:
    """Write sessions as the program would."""
    return in_form(layout, *table_of(layout, sessions))


def in_form(layout: str, headings: list[str], rows: list[list[str]]) -> bytes:
    """Write headings and cells as JSON, XML or CSV, whatever the program writes."""
    if layout == "wger":
        entries = [
            {key: text or None for key, text in zip(headings, row, strict=True)} for row in rows
        ]
        return json.dumps({"count": len(rows), "next": None, "results": entries}).encode()
    if layout == "Apple Health":
        told = "".join(starmap("<Workout {}/>\n".format, _attributes(headings, rows)))
        return f"<HealthData>\n{told}</HealthData>\n".encode("utf-8", "surrogatepass")
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows([headings, *rows])
    return file.getvalue().encode("utf-8", "surrogatepass")


def _attributes(headings: list[str], rows: list[list[str]]) -> Iterator[tuple[str]]:
    for row in rows:
        told = dict(zip(headings, row, strict=True))
        yield (" ".join(f"{key}={quoteattr(text)}" for key, text in told.items()),)
