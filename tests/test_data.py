"""The shipped tables: held to their descriptor, complete, cited, and plain to read."""

import csv
import re
from functools import cache
from pathlib import Path

import pytest
from frictionless import Package

DATA = Path(__file__).parent.parent / "data"
TABLES = sorted(path.stem for path in DATA.glob("*.csv") if path.stem != "sample_log")
PAIN_STATES = {"none", "mild", "chronic", "acute"}
# What a patient reads; evidence and sources are written for clinicians.
PATIENT_TEXTS = [
    ("ratings", "reason"),
    ("instructions", "text"),
    ("cautions", "text"),
    ("safety_rules", "text"),
    ("red_flags", "text"),
    ("red_flags", "action"),
    ("red_flags", "say"),
    ("doses", "note"),
    ("targets", "text"),
    ("timings", "cue"),
    ("plan_rules", "text"),
    ("progression_steps", "text"),
    ("progression_rules", "text"),
    ("call_rules", "text"),
]


@cache
def rows(table: str) -> list[dict[str, str]]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_exercise(table: str) -> dict[str, list[dict[str, str]]]:
    groups: dict[str, list[dict[str, str]]] = {row["exercise_id"]: [] for row in rows("exercises")}
    for row in rows(table):
        groups[row["exercise_id"]].append(row)
    return groups


def reading_grade(text: str) -> float:
    """Flesch-Kincaid school grade; a syllable is a run of vowels, a final e silent."""
    words = re.findall(r"[A-Za-z]+", text)
    sentences = max(1, len(re.findall(r"[.!?:](?:\s|$)", text)))
    syllables = sum(
        max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words
    )
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_table_fits_the_data_package():
    """frictionless finds nothing wrong: types, ranges, terms, keys and foreign keys."""
    report = Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])


def test_the_data_package_names_every_table():
    """No CSV in data/ is left without a description."""
    described = {resource.name for resource in Package(str(DATA / "datapackage.json")).resources}
    assert described >= set(TABLES)


def test_every_column_is_described():
    """The dictionary has words for each column, and a unit for each number."""
    for resource in Package(str(DATA / "datapackage.json")).resources:
        for field in resource.schema.fields:
            assert field.description, (resource.name, field.name)
            if field.type in {"integer", "number"} and field.name != "order":
                assert field.custom.get("unit"), (resource.name, field.name)


@pytest.mark.parametrize("table", [name for name in TABLES if name != "sources"])
def test_every_fact_has_a_known_source(table):
    """Each source key in any table stands in sources.csv."""
    known = {row["source"] for row in rows("sources")}
    for number, row in enumerate(rows(table), start=2):
        for column in (name for name in row if name.endswith("source")):
            unknown = set(filter(None, row[column].split("|"))) - known
            assert not unknown, f"{table}.csv row {number}, {column}: {unknown}"


def test_every_source_is_used():
    """sources.csv holds no source that carries no fact."""
    used = {
        key
        for table in TABLES
        if table != "sources"
        for row in rows(table)
        for column in row
        if column.endswith("source")
        for key in row[column].split("|")
    }
    assert {row["source"] for row in rows("sources")} <= used


def test_literature_can_be_found():
    """Each paper has an identifier, or a journal with volume and page, or a publisher's page."""
    for row in rows("sources"):
        if row["origin"] == "literature":
            identifier = row["doi"] or row["pmid"] or row["pmcid"] or row["other_id"]
            findable = re.search(r"\d+:\d+|Arch Phys Med Rehabil|Institute|LOINC", row["citation"])
            assert identifier or findable, row["source"]


def test_every_exercise_is_rated_for_every_pain_state():
    """Each exercise by 4 pain states, once each, each with a reason."""
    assert set(by_exercise("ratings")) == {row["exercise_id"] for row in rows("exercises")}
    for exercise_id, ratings in by_exercise("ratings").items():
        assert sorted(row["pain_state"] for row in ratings) == sorted(PAIN_STATES), exercise_id


def test_things_to_avoid_are_avoided_in_every_state():
    """advice=avoid and a rating other than avoid contradict each other."""
    ratings = by_exercise("ratings")
    for row in rows("exercises"):
        everywhere = {rating["rating"] for rating in ratings[row["exercise_id"]]} == {"avoid"}
        assert everywhere == (row["advice"] == "avoid"), row["exercise_id"]


def test_acute_pain_is_ask_at_best_but_for_gentle_walking():
    """Only walking is ok in acute pain; weights and the crunch are left out."""
    acute = {r["exercise_id"]: r["rating"] for r in rows("ratings") if r["pain_state"] == "acute"}
    assert {key for key, rating in acute.items() if rating == "ok"} == {"walking"}
    assert acute["partial_crunch"] == acute["lifting_weights"] == "avoid"


def test_a_conditional_ok_is_rated_ask_until_the_condition_is_known():
    """ok_if stands only beside `ask`, and its reason says to ask."""
    conditional = [row for row in rows("ratings") if row["ok_if"]]
    assert len(conditional) == 4
    assert all(row["rating"] == "ask" and "ask first" in row["reason"] for row in conditional)


def test_each_thing_to_avoid_has_something_to_do_instead():
    """The swap exists and is itself something to try."""
    table = {row["exercise_id"]: row for row in rows("exercises")}
    for row in table.values():
        if row["advice"] == "avoid":
            assert table[row["swap"]]["advice"] == "try", row["exercise_id"]
            assert row["swap_source"]


# exercise, quantity, minimum, maximum: copied by hand from the source's facts.
DOSES = """
partial_crunch reps 8 12      | partial_crunch hold_s 1 1      | hamstring_stretch reps 2 4
hamstring_stretch hold_s 15 30| single_leg_lift reps 10 10     | single_leg_lift hold_s 1 2
single_leg_lift lift_cm 15 15 | wall_sit reps 8 12             | wall_sit hold_s 10 10
wall_sit foot_distance_cm 25 30 | press_up_extension reps 2 4  | press_up_extension hold_s 5 10
bird_dog reps 8 12            | bird_dog hold_s 5 5            | knee_to_chest reps 2 4
knee_to_chest hold_s 15 30    | pelvic_tilt reps 8 12          | pelvic_tilt hold_s 10 10
bridging reps 8 12            | bridging hold_s 6 6            | bridging rest_s 10 10
walking minutes - 30          | walking days_per_week - 5
"""


def test_doses_are_those_of_the_sources():
    """Every number in doses.csv, and no other, is the number that was read in the source."""
    expected = {tuple(cell.split()) for cell in re.split(r"[|\n]", DOSES) if cell.strip()}
    shipped = {
        (row["exercise_id"], row["quantity"], row["minimum"] or "-", row["maximum"] or "-")
        for row in rows("doses")
        if row["minimum"] or row["maximum"]
    }
    assert shipped == expected


def test_a_dose_without_a_number_says_what_to_do():
    """Where no amount is stated the note speaks, so that nobody has to guess."""
    assert all(row["note"] for row in rows("doses") if not (row["minimum"] or row["maximum"]))


def test_per_side_exercises():
    """Four exercises count their dose for each leg."""
    per_side = {row["exercise_id"] for row in rows("exercises") if row["per_side"] == "true"}
    assert per_side == {"hamstring_stretch", "single_leg_lift", "bird_dog", "knee_to_chest"}


def test_every_exercise_tells_how_why_and_where():
    """Each has steps in order, a reason, a line on where to feel it, and another name."""
    for exercise_id, instructions in by_exercise("instructions").items():
        parts = [row["part"] for row in instructions]
        assert {"step", "why", "feel"} <= set(parts), exercise_id
        for part in set(parts):
            order = [int(row["order"]) for row in instructions if row["part"] == part]
            assert order == list(range(1, len(order) + 1)), (exercise_id, part)
    assert all(by_exercise("names").values())


def test_every_exercise_but_weights_names_its_muscles():
    """Which muscles weights train depends on the lift; all else has a primary muscle."""
    without = {
        exercise_id
        for exercise_id, muscles in by_exercise("muscles").items()
        if not any(row["rank"] == "primary" for row in muscles)
    }
    assert without == {"lifting_weights"}


def test_the_stop_rule_numbers():
    """Mild is 3 of 10, the limit 15 minutes; nobody may set more, and the words say the same."""
    settings = {row["setting"]: row for row in rows("safety_rules") if row["setting"]}
    assert {name: row["value"] for name, row in settings.items()} == {
        "mild_pain_max": "3",
        "pain_minutes_max": "15",
    }
    for row in settings.values():
        assert row["value"] == row["highest"]
        assert row["value"] in row["text"]


def test_the_numbers_for_a_call():
    """Each keeps to its own limits; for pain nobody may set a later one; each is in its words."""
    for row in rows("call_rules"):
        for name, (low, high) in {
            "value": ("lowest", "highest"),
            "days": ("days_lowest", "days_highest"),
        }.items():
            limits = [row[column] for column in (low, name, high) if row[column]]
            assert len(limits) in (0, 3), row["rule_id"]
            assert sorted(limits, key=float) == limits, row["rule_id"]
            assert (f"{{{name}}}" in row["text"]) is bool(limits), row["rule_id"]
        if row["unit"] == "NRS points":
            assert row["value"] == row["highest"], row["rule_id"]
        assert (row["urgency"] == "counted") is not bool(row["reason"]), row["rule_id"]


# Copied by hand from the clinical facts: which sign needs care how soon, and on whose word.
RED_FLAGS = """
emergency saddle_numbness FIN          | emergency bladder FIN
emergency bowel FIN                    | emergency sexual_function FIN
emergency leg_weakness FIN             | emergency both_legs_pain FIN
emergency major_injury FIN+JUDGEMENT   | emergency minor_injury_weak_bones FIN+JUDGEMENT
emergency chest_pain JUDGEMENT         | today one_leg_weakness FIN+JUDGEMENT
today fever FIN+JUDGEMENT              | soon weight_loss FIN+JUDGEMENT
soon cancer FIN+JUDGEMENT              | soon night_pain FIN+JUDGEMENT
soon infection_risk FIN+JUDGEMENT      | soon recent_infection FIN+JUDGEMENT
soon drug_injection FIN+JUDGEMENT      | soon spinal_deformity FIN+JUDGEMENT
soon age JUDGEMENT
"""


def test_red_flags_are_all_there():
    """Nine signs for help now, two for today, eight within two weeks: those, and no others."""
    expected = [cell.split() for cell in re.split(r"[|\n]", RED_FLAGS) if cell.strip()]
    shipped = [
        [row["urgency"], row["flag_id"], row["source"].replace("|", "+")]
        for row in rows("red_flags")
    ]
    assert shipped == expected
    assert [row["order"] for row in rows("red_flags")] == [str(n) for n in range(1, 20)]


def test_the_age_alone_is_not_asked_for():
    """It says nothing without another sign, so it is there for the class only."""
    assert [row["flag_id"] for row in rows("red_flags") if row["asked"] != "true"] == ["age"]


def test_no_flag_stays_true_for_ever():
    """What a doctor has looked at is not asked for day after day: nobody is taught to lie."""
    checked = {"major_injury", "minor_injury_weak_bones", "cancer", "infection_risk"}
    checked |= {"recent_infection", "drug_injection", "spinal_deformity"}
    texts = {row["flag_id"]: row["text"] for row in rows("red_flags")}
    since = "and no doctor has checked my back since"
    assert {flag for flag, text in texts.items() if since in text} == checked
    recent = {"major_injury", "minor_injury_weak_bones", "recent_infection"}
    assert {flag for flag, text in texts.items() if "in the last weeks" in text} == recent


def test_each_urgency_says_how_soon_and_what_to_say_on_the_phone():
    """The same words for each sign of an urgency: now, today, within two weeks; never "soon"."""
    how_soon = {"emergency": "emergency number now", "today": "today", "soon": "within two weeks"}
    for row in rows("red_flags"):
        assert row["action"].startswith("Do not exercise")
        assert how_soon[row["urgency"]] in row["action"]
        assert row["say"].startswith('On the phone, say: "I have back pain with a warning sign')
        assert "soon" not in row["action"] + row["say"] + row["text"]
    assert len({(row["action"], row["say"]) for row in rows("red_flags")}) == 3
    labels = {r["term"]: r["label"] for r in rows("vocabulary") if r["vocabulary"] == "urgency"}
    assert labels == {
        "emergency": "Get help now",
        "today": "Speak to a doctor today",
        "soon": "See a doctor within two weeks",
    }


def test_no_cell_holds_the_separator_by_accident():
    """Sentences never contain the | that joins many-valued cells."""
    for table, column in PATIENT_TEXTS:
        assert not any("|" in row[column] for row in rows(table)), (table, column)


@pytest.mark.parametrize(("table", "column"), PATIENT_TEXTS)
def test_sentences_are_plain(table, column):
    """What a patient reads stays at about reading age 12 (school grade 7) on the whole."""
    sentences = {row[column] for row in rows(table) if row[column]}
    assert reading_grade(" ".join(sorted(sentences))) <= 7
    hard = {text: round(reading_grade(text), 1) for text in sentences if reading_grade(text) > 12}
    assert not hard
