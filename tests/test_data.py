"""The shipped tables: held to their descriptor, complete, cited, and plain to read."""

import csv
import json
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
    ("guidance", "text"),
]


@cache
def rows(table: str) -> list[dict[str, str]]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def patient_rows(table: str) -> list[dict[str, str]]:
    """Return the rows that a patient reads: of the guidance not those for a class."""
    return [row for row in rows(table) if row.get("audience", "patient") == "patient"]


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


@pytest.mark.parametrize("table", [*TABLES, "sample_log"])
def test_the_data_package_has_the_number_of_rows(table):
    """A row that was added or taken out is counted, so that one that gets lost is noticed."""
    package = json.loads((DATA / "datapackage.json").read_text("utf-8"))
    (described,) = (one for one in package["resources"] if one["name"] == table)
    count = len(rows(table))
    assert described.get("rows") == count, (
        f'{table}.csv has {count} rows: write "rows": {count} for {table} in data/datapackage.json'
    )


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
    """A source carries a fact, or is only named by the source document and carries none."""
    used = {
        key
        for table in TABLES
        if table != "sources"
        for row in rows(table)
        for column in row
        if column.endswith("source")
        for key in row[column].split("|")
    }
    named = {row["source"] for row in rows("sources") if row["origin"] == "named_by_source"}
    assert {row["source"] for row in rows("sources")} - used == named
    assert named.isdisjoint(used)


def test_what_the_source_document_names_is_not_read():
    """Its own bibliography, apart from the two papers that were read as well."""
    named = [row for row in rows("sources") if row["origin"] == "named_by_source"]
    assert [row["source"] for row in named] == [
        *("AAOS", "ACE", "APF", "LATOUCHE", "NHS", "NINDS", "NISMAT", "PCPFS"),
    ]
    assert {row["read"] for row in named} == {"not_read"}
    assert {row["read"] for row in rows("sources") if row not in named} == {
        *("excerpt", "as_given", "not_a_text"),
    }


def test_identifiers_that_were_verified():
    """Copied by hand: five DOIs, and the ISBN of the guideline."""
    sources = {row["source"]: row for row in rows("sources")}
    dois = {
        "FIN": "10.2519/jospt.2020.9971",
        "DAHM": "10.1002/14651858.CD007612.pub2",
        "HAYDEN": "10.1002/14651858.CD009790.pub2",
        "WHOREV": "10.1007/s10926-023-10124-4",
        "QUAD": "10.3389/fphys.2022.948469",
    }
    assert {key: sources[key]["doi"] for key in dois} == dois
    assert sources["WHO23"]["other_id"] == "ISBN 978-92-4-008178-9"


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


# exercise, condition, advice: copied by hand from the clinical facts.
CAUTIONS = """
standing_toe_touch osteoporosis avoid  | standing_toe_touch disc_herniation avoid
partial_crunch osteoporosis ask        | partial_crunch disc_herniation ask
partial_crunch bending_hurts ask       | partial_crunch leg_symptoms ask
hamstring_stretch leg_symptoms stop    | hamstring_stretch disc_herniation ask
single_leg_lift leg_symptoms stop      | single_leg_lift disc_herniation ask
wall_sit knee_pain ask                 | wall_sit high_blood_pressure ask
wall_sit leg_symptoms ask              | press_up_extension spinal_stenosis ask
press_up_extension spondylolisthesis ask | press_up_extension arching_hurts ask
press_up_extension leg_symptoms stop   | bird_dog leg_symptoms ask
bird_dog knee_pain adapt               | bird_dog spondylolisthesis adapt
bird_dog arching_hurts adapt           | knee_to_chest osteoporosis ask
knee_to_chest disc_herniation ask      | knee_to_chest bending_hurts ask
knee_to_chest leg_symptoms ask         | bridging spinal_stenosis adapt
bridging spondylolisthesis ask         | bridging arching_hurts ask
bridging leg_symptoms ask              | lifting_weights disc_herniation ask
lifting_weights high_blood_pressure ask | lifting_weights osteoporosis ask
walking spinal_stenosis adapt          | walking recent_operation adapt
pilates osteoporosis ask
"""
ASKED_ABOUT_EVERYTHING_BUT_WALKING = ("pregnancy", "recent_operation", "hip_replacement")
TO_DO_BUT_WALKING = """partial_crunch hamstring_stretch single_leg_lift wall_sit press_up_extension
bird_dog knee_to_chest pelvic_tilt bridging lifting_weights swimming cycling pilates"""


def test_cautions_are_all_there():
    """Each caution that was decided, with its advice, and no other."""
    expected = {tuple(cell.split()) for cell in re.split(r"[|\n]", CAUTIONS) if cell.strip()}
    expected |= {
        (exercise_id, condition, "ask")
        for exercise_id in TO_DO_BUT_WALKING.split()
        for condition in ASKED_ABOUT_EVERYTHING_BUT_WALKING
    }
    shipped = {(row["exercise_id"], row["condition"], row["advice"]) for row in rows("cautions")}
    assert shipped == expected


def test_a_caution_names_its_condition_and_what_to_do():
    """`ask` says to ask, `avoid` never, `stop` stop; and one term for the slipped disc."""
    begins = {"ask": "Ask first", "avoid": "Never", "stop": "Stop"}
    for row in rows("cautions"):
        if row["advice"] in begins:
            assert row["text"].startswith(begins[row["advice"]])
        assert "fresh" not in row["text"]
        if row["condition"] == "disc_herniation":
            assert "a slipped (herniated) disc." in row["text"]
    weights = {r["condition"]: r for r in rows("cautions") if r["exercise_id"] == "lifting_weights"}
    assert "do not hold your breath" in weights["high_blood_pressure"]["text"]
    cited = {row["source"] for row in rows("cautions")} - {"JUDGEMENT"}
    assert cited == {
        "NIH",
        "NIH|JUDGEMENT",
        *(f"{key}|JUDGEMENT" for key in ("LONG", "SIN89", "WILES")),
    }


def test_conditions_and_kinds_of_pain_say_what_they_mean():
    """What is on the button is enough to know whether it is meant."""
    labels = {(row["vocabulary"], row["term"]): row["label"] for row in rows("vocabulary")}
    assert "not under control" in labels["condition", "high_blood_pressure"]
    assert "(over 12 weeks)" in labels["pain_state", "chronic"]
    assert "(under 12 weeks, or a flare)" in labels["pain_state", "acute"]
    assert "(my usual, not new)" in labels["pain_state", "mild"]
    mild = next(row for row in rows("vocabulary") if row["term"] == "mild")
    assert "usual slight discomfort, not new" in mild["definition"]


def test_what_a_muscle_group_is_stands_in_plain_words() -> None:
    """Patients read what a muscle does; its name in anatomy has a column of its own."""
    groups = [row for row in rows("vocabulary") if row["vocabulary"] == "muscle_group"]
    named = {row["term"]: row["anatomical_name"].split() for row in groups}
    assert [term for term, names in named.items() if not names] == ["calves", "shoulders", "cardio"]
    for row in groups:
        assert not set(named[row["term"]]) & set(row["definition"].split()) - {"and"}
        assert row["definition"].endswith(".")
    others = [row for row in rows("vocabulary") if row["vocabulary"] != "muscle_group"]
    assert not any(row["anatomical_name"] for row in others)


def test_programmes_were_tested_and_single_exercises_were_not():
    """Each rating that rests on the reviews says so, and the table of claims has both grades."""
    resting = [row for row in rows("ratings") if "WHOREV" in row["source"]]
    assert {row["exercise_id"] for row in resting} == {
        *("partial_crunch", "hamstring_stretch", "single_leg_lift", "wall_sit"),
        *("bird_dog", "pelvic_tilt", "bridging"),
    }
    said = "Exercise programmes as a whole probably ease long-lasting pain; this one was not tested"
    assert all(row["reason"].startswith(said) for row in resting)
    claims = {row["evidence_id"]: row for row in rows("evidence")}
    graded = {key: row["certainty"] for key, row in claims.items()}
    assert {key: grade for key, grade in graded.items() if grade != "not_graded"} == {
        "E01": "moderate",  # WHOREV, HAYDEN
        "E03": "very_low",  # IJZ
        "E24": "moderate",  # DAHM
        "E25": "low",  # YAM
        "E28": "low",  # WHO23, by its own grade
    }
    assert "sciatica" in claims["E24"]["limits"]
    assert "conditional" in claims["E28"]["limits"]


def test_what_the_source_document_says_can_be_found():
    """Muscles that support the spine, three activities that may help, the crunch for the back."""
    claims = {row["claim"]: row["source"] for row in rows("evidence")}
    for words in ("make back, stomach and leg muscles stronger", "Walking, swimming and cycling"):
        assert [source for claim, source in claims.items() if words in claim] == ["WEBMD"]
    helped = {r["exercise_id"] for r in rows("instructions") if "reduce back pain" in r["text"]}
    assert helped == {"walking", "swimming", "cycling"}
    crunch = [row for row in rows("muscles") if row["exercise_id"] == "partial_crunch"]
    assert [(r["muscle_group"], r["rank"], r["source"]) for r in crunch] == [
        ("abdominals", "primary", "KONRAD|AXLER|WEBMD"),
        ("lower_back", "secondary", "WEBMD"),
    ]


def test_the_bridge_rests_after_each():
    """Ten seconds after every bridge, said beside the dose and in the steps."""
    rest = next(r for r in rows("doses") if r["quantity"] == "rest_s")
    assert (rest["exercise_id"], rest["minimum"]) == ("bridging", "10")
    assert rest["note"].startswith("Rest after each bridge")
    steps = [r["text"] for r in rows("instructions") if r["exercise_id"] == "bridging"]
    assert "Lower your hips slowly to the floor, and rest before you lift again." in steps


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


def test_the_stop_rule_has_one_wording():
    """Two sentences that are read one after the other, copied by hand."""
    texts = {row["rule_id"]: row["text"] for row in rows("safety_rules")}
    assert f"{texts['ease_off']} {texts['stop_rule']}" == (
        "If your pain goes above mild (more than 3 on the 0 to 10 scale), pause and ease off at "
        "once. If it stays above mild for longer than 15 minutes, stop and contact a doctor."
    )


def test_all_ten_safety_rules_reach_a_reader():
    """The patient's guide has each of them, in the words of the table."""
    guide = " ".join((DATA.parent / "docs/guides/patient.md").read_text("utf-8").split())
    guide = guide.replace(" > ", " ")
    assert len(rows("safety_rules")) == 10
    assert [row["text"] for row in rows("safety_rules") if row["text"] not in guide] == []


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
    checked |= {"weight_loss", "night_pain"}
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


# topic, guidance_id, source: what each line rests on, copied by hand from what was read.
GUIDANCE = """
flare_first flare_meaning NICE+JUDGEMENT     | flare_first flare_signs FIN+JUDGEMENT
flare_first flare_nerves FIN+JUDGEMENT       | flare_first flare_severe JUDGEMENT
flare_today flare_move NICE+DAHM             | flare_today flare_walk DAHM+JUDGEMENT
flare_today flare_rest DAHM+JUDGEMENT        | flare_today flare_plan JUDGEMENT
flare_next flare_again JUDGEMENT             | flare_next flare_more NICE+JUDGEMENT
flare_next flare_restart JUDGEMENT           | flare_ask flare_stop_rule WEBMD+JUDGEMENT
flare_ask flare_not_easing JUDGEMENT         | hurt_and_harm hurt_harm FACTS+JUDGEMENT
hurt_and_harm backs_strong FACTS             | hurt_and_harm flare_no_damage FACTS
hurt_and_harm most_settles COSTA+NICE        | scan scan_seldom NICE+CHOU
scan scan_no_better CHOU                     | scan scan_when NICE+CHOU
graded_return goal_choose STRATFORD          | graded_return goal_start JUDGEMENT
graded_return goal_build LIND+JUDGEMENT      | graded_return goal_again JUDGEMENT
next_step step_first JUDGEMENT               | next_step step_easier LIND+JUDGEMENT
next_step step_same JUDGEMENT                | next_step step_harder JUDGEMENT
next_step step_reached JUDGEMENT
"""
GUIDANCE_FOR_A_CLASS = """
hurt_and_harm facts_limits FACTS+WEBMD+JUDGEMENT | hurt_and_harm settles_numbers COSTA
hurt_and_harm settles_not_all NICE           | scan scan_trials CHOU
scan scan_nice NICE                          | graded_return goal_change STRATFORD
yellow_flags yellow_meaning NZYF+JUDGEMENT   | yellow_flags yellow_belief NZYF
yellow_flags yellow_fear NZYF                | yellow_flags yellow_mood NZYF
yellow_flags yellow_passive NZYF             | yellow_flags yellow_use NZYF+JUDGEMENT
yellow_flags yellow_who WHO23                | start_back start_back_use NICE
start_back start_back_scores HILL            | start_back start_back_groups HILL
start_back start_back_then NICE              | start_back start_back_not_a_measure HILL+JUDGEMENT
start_back start_back_licence KEELE
"""


@pytest.mark.parametrize(
    ("audience", "lines"), [("patient", GUIDANCE), ("class", GUIDANCE_FOR_A_CLASS)]
)
def test_guidance_is_all_there(audience, lines):
    """Each line with its topic and what it rests on, in order, and no other."""
    expected = [cell.split() for cell in re.split(r"[|\n]", lines) if cell.strip()]
    shipped = [
        [row["topic"], row["guidance_id"], row["source"].replace("|", "+")]
        for row in rows("guidance")
        if row["audience"] == audience
    ]
    assert shipped == expected
    numbers = [row["order"] for row in rows("guidance")]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]


def test_a_flare_begins_with_the_warning_signs_and_keeps_both_rules():
    """The signs first; 7 as the table of rules has it; the stop rule without numbers of its own."""
    text = {row["guidance_id"]: row["text"] for row in rows("guidance")}
    assert list(text)[1:3] == ["flare_signs", "flare_nerves"]
    assert "warning signs first" in text["flare_signs"]
    assert text["flare_nerves"].endswith("Get help now.")
    severe = {r["value"] for r in rows("progression_rules") if r["rule_id"] == "severe_pain"}
    assert severe == {"7"}
    assert "7 or more out of 10, do no exercises, not even easier ones" in text["flare_severe"]
    # The walk goes no further than the stop rule: mild only.
    assert text["flare_walk"] == (
        "A short and gentle walk is fine while your pain stays mild. "
        "If it goes above mild, ease off and rest."
    )
    rule = text["flare_stop_rule"]
    assert "goes above mild, pause and ease off at once" in rule
    assert rule.endswith("stop and contact a doctor.")
    assert not re.search(r"\d", rule)
    # What a flare counts as: the state whose label has the word.
    labels = {r["term"]: r["label"] for r in rows("vocabulary") if r["vocabulary"] == "pain_state"}
    assert [term for term, label in labels.items() if "flare" in label] == ["acute"]
    assert labels["acute"].lower().startswith("sudden or new pain")
    assert "choose sudden or new pain" in text["flare_plan"]
    assert "still applies" in text["hurt_harm"]
    assert "warning signs" in text["step_harder"]


def test_guidance_has_the_numbers_that_were_read():
    """Copied by hand: 33 cohorts, six trials, the scores of STarT Back, the change of the PSFS."""
    text = {row["guidance_id"]: row["text"] for row in rows("guidance")}
    read = {
        "settles_numbers": [100, 33, 52, 23, 6, 6, 51, 33, 23],
        "scan_trials": [1804, 3, 6, 12],
        "start_back_scores": [0, 9, 0, 5],
        "start_back_groups": [0, 3, 4, 5],
        "goal_change": [90, 2, 3],
        "goal_choose": [0, 10],
        "flare_severe": [7, 10],
    }
    found = {
        key: [int(number) for number in re.findall(r"\d+", words.replace("1,804", "1804"))]
        for key, words in text.items()
    }
    assert {key: numbers for key, numbers in found.items() if numbers} == read


def test_start_back_is_no_measure_and_none_of_its_questions_is_shown():
    """It is for a class, by its scores alone; the log takes no score of it."""
    about = [row for row in rows("guidance") if "STarT Back" in row["text"]]
    assert {row["audience"] for row in about} == {"class"}
    assert not any("start" in row["measure_id"] for row in rows("measures"))
    every = " ".join(row["text"] for row in rows("guidance"))
    assert "In the last 2 weeks" not in every
    assert "My back pain" not in every


def test_where_the_guidance_was_read():
    """Copied by hand from what was looked up; what has no number here has journal and page."""
    sources = {row["source"]: row for row in rows("sources")}
    dois = {
        "CHOU": "10.1016/S0140-6736(09)60172-0",
        "COSTA": "10.1503/cmaj.111271",
        "FACTS": "10.1136/bjsports-2019-101611",
        "LIND": "10.1093/ptj/72.4.279",
        "HILL": "",
        "STRATFORD": "",
    }
    assert {key: sources[key]["doi"] for key in dois} == dois
    assert (sources["COSTA"]["pmid"], sources["COSTA"]["pmcid"]) == ("22586331", "PMC3414626")
    assert sources["LIND"]["pmid"] == "1533941"
    assert sources["NICE"]["other_id"] == "NICE guideline NG59"
    assert "Arthritis Rheum 59:632. 2008." in sources["HILL"]["citation"]
    assert "Physiother Can 47:258. 1995." in sources["STRATFORD"]["citation"]


@pytest.mark.parametrize(("table", "column"), PATIENT_TEXTS)
def test_sentences_are_plain(table, column):
    """What a patient reads stays at about reading age 12 (school grade 7) on the whole."""
    sentences = {row[column] for row in patient_rows(table) if row[column]}
    assert reading_grade(" ".join(sorted(sentences))) <= 7
    hard = {text: round(reading_grade(text), 1) for text in sentences if reading_grade(text) > 12}
    assert not hard


@pytest.mark.parametrize(
    ("table", "column"),
    [("plan_rules", "setting"), ("progression_rules", "rule_id"), ("call_rules", "rule_id")],
)
def test_no_rule_may_be_lost(table, column):
    """The data package names every rule that is looked up: a table without it is refused."""
    needed = Package(str(DATA / "datapackage.json")).get_resource(table).schema.custom["needed"]
    assert needed == {column: [row[column] for row in rows(table)]}
