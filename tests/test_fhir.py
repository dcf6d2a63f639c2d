"""A log as FHIR: what is in the bundle, whether others can read it, and the way back."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given, settings, strategies as st

import backcare as bc
from backcare.errors import FaultsError
from backcare.fhir.codes import LOINC, activities, codes
from backcare.sessions import ENTRY_LIMITS, SESSION_LIMITS
from backcare.tables.fields import Field

EXERCISES = bc.load_exercises()
ZONE = timezone(timedelta(hours=1))
Found = dict[str, Any]


def at(day: int, hour: int = 18) -> datetime:
    """Return a time in March 2026; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, 30, tzinfo=ZONE)


def log_of(*sessions: bc.Session) -> bc.SessionLog:
    log = bc.SessionLog(":memory:", now=lambda: datetime(2030, 1, 1, tzinfo=UTC))
    for session in sessions:
        log.add(session)
    return log


def walk(day: int, minutes: float | None = 20, name: str = "walking") -> bc.Session:
    return bc.Session(at(day), entries=[bc.Entry(name, minutes=minutes)], session_id=f"w{day}")


SESSION = bc.Session(
    at(2),
    pain_before=4,
    pain_after=2,
    pain_peak=5,
    pain_minutes=2.5,
    note="Slept badly, Erika Mustermann",
    patient="P07",
    session_id="first",
    entries=[
        bc.Entry("walking", minutes=20),
        bc.Entry("bird_dog", sets=2, reps=8, hold_s=5),
        bc.Entry("pelvic_tilt"),
    ],
)


@pytest.fixture
def bundle() -> Found:
    """Give the bundle of one session with all that a session can have, and a plan."""
    plan = bc.make_plan(EXERCISES, pain_state="chronic", minutes=20)
    return bc.to_fhir(log_of(SESSION), plan=plan)


def resources(bundle: Found, kind: str = "Observation", code: str = "") -> list[Found]:
    """Return the resources of a kind; of observations, those with a code."""
    found = [one["resource"] for one in bundle["entry"]]
    return [
        one
        for one in found
        if one["resourceType"] == kind
        and (not code or code in [coding["code"] for coding in one["code"]["coding"]])
    ]


def values(bundle: Found, code: str) -> list[tuple[str, float, str]]:
    """Return the day, the value and the unit of each observation with a code."""
    return [
        (one["effectiveDateTime"], one["valueQuantity"]["value"], one["valueQuantity"]["code"])
        for one in resources(bundle, code=code)
    ]


# --- what others read -----------------------------------------------------------------------


def test_the_bundle_fits_the_models_of_r4(bundle: Found) -> None:
    """Each resource is as FHIR wants it, read from the JSON that is written."""
    read = Bundle.model_validate_json(json.dumps(bundle))
    assert len(read.entry) == len(bundle["entry"])


def test_a_year_of_the_sample_fits_the_models_of_r4() -> None:
    """Also the weekly figures do, and a long log."""
    bundle = bc.to_fhir(bc.sample_log(), notes=True)
    assert len(resources(bundle, code="82290-8")) > 10
    Bundle.model_validate(bundle)


def test_an_empty_log_fits_the_models_of_r4() -> None:
    """FHIR has no empty lists: there is no list of entries at all."""
    bundle = bc.to_fhir(log_of())
    assert bundle == {"resourceType": "Bundle", "type": "collection"}
    Bundle.model_validate(bundle)


def test_a_patient_is_a_pseudonym_and_nothing_else(bundle: Found) -> None:
    """No name, no birthday: the id that the log has."""
    (patient,) = resources(bundle, "Patient")
    assert set(patient) == {"resourceType", "id", "identifier"}
    assert [one["value"] for one in patient["identifier"]] == ["P07"]


def test_a_note_is_left_out_unless_asked_for(bundle: Found) -> None:
    """What somebody wrote about their health leaves only when somebody says so."""
    assert "Mustermann" not in json.dumps(bundle)
    (group,) = resources(bc.to_fhir(log_of(SESSION), notes=True), code="PAPanel")
    assert [one["text"] for one in group["note"]] == [SESSION.note]


def test_pain_before_and_after_is_a_score(bundle: Found) -> None:
    """72514-3 with the unit {score}, at the time of the session, with its offset."""
    when = "2026-03-02T18:30:00+01:00"
    assert values(bundle, "72514-3") == [(when, score, "{score}") for score in (4, 2, 5)]
    assert [one["code"]["text"] for one in resources(bundle, code="72514-3")] == [
        "Pain just before the session",
        "Pain just after the session",
        "Strongest pain during the session",
    ]


def test_a_session_is_a_group_with_its_members(bundle: Found) -> None:
    """The group names pains, exercises and durations, all of which are in the bundle."""
    (group,) = resources(bundle, code="PAPanel")
    by_url = {one["fullUrl"]: one["resource"] for one in bundle["entry"]}
    members = [by_url[one["reference"]] for one in group["hasMember"]]
    assert [one["code"]["coding"][0]["code"] for one in members] == [
        *("72514-3", "72514-3", "72514-3", "pain_minutes"),
        *("73985-4", "55411-3", "73985-4", "73985-4"),
    ]
    assert "valueQuantity" not in group


def test_an_activity_that_loinc_knows_has_its_answer(bundle: Found) -> None:
    """Walking is LA11834-1; a bird dog has no answer there, and ours alone."""
    known = [one["valueCodeableConcept"] for one in resources(bundle, code="73985-4")]
    given = [[one["code"] for one in concept["coding"]] for concept in known]
    assert given == [["LA11834-1", "walking"], ["bird_dog"], ["pelvic_tilt"]]
    assert [one["text"] for one in known] == ["Walking", "Bird dog", "Pelvic tilt"]


def test_a_duration_is_in_minutes_and_names_its_exercise(bundle: Found) -> None:
    """So that nobody takes the walk's minutes for those of the bird dog."""
    (duration,) = resources(bundle, code="55411-3")
    walking = resources(bundle, code="73985-4")[0]
    assert duration["derivedFrom"] == [{"reference": f"urn:uuid:{walking['id']}"}]
    assert (duration["valueQuantity"]["value"], duration["valueQuantity"]["code"]) == (20, "min")


def test_a_plan_is_a_care_plan(bundle: Found) -> None:
    """Its exercises in order, how much of each, and that nothing is done yet."""
    plan = bc.make_plan(EXERCISES, pain_state="chronic", minutes=20)
    (care,) = resources(bundle, "CarePlan")
    details = [one["detail"] for one in care["activity"]]
    assert [one["code"]["text"] for one in details] == plan["name"].tolist()
    assert {one["status"] for one in details} == {"not-started"}
    assert (care["status"], care["intent"]) == ("active", "plan")
    assert details[0]["description"].startswith("5 minutes.")


def test_what_is_to_be_asked_about_says_so_in_the_care_plan(bundle: Found) -> None:
    """A plan that leaves the house takes its cautions along."""
    plan = bc.make_plan(EXERCISES, pain_state="chronic", minutes=20)
    (care,) = resources(bundle, "CarePlan")
    words = [one["detail"]["description"] for one in care["activity"]]
    asked = [text for text, rating in zip(words, plan["rating"], strict=True) if rating == "ask"]
    assert asked
    assert all("Ask" in text for text in asked)


def test_a_plan_needs_one_patient() -> None:
    """Of two patients nobody can say whose plan it is."""
    plan = bc.make_plan(EXERCISES, pain_state="chronic", minutes=20)
    log = log_of(SESSION, walk(3))
    with pytest.raises(ValueError, match="Whose plan is it"):
        bc.to_fhir(log, plan=plan)
    assert resources(bc.to_fhir(log, patient="P07", plan=plan), "CarePlan")


def test_each_code_is_in_the_table(bundle: Found) -> None:
    """No code of LOINC or of the guide is in a bundle that codes.csv does not have."""
    known = {(one.system, one.code, one.display) for one in codes().values()}
    known |= {(one.system, one.code, one.display) for one in activities().values()}
    given = {
        (one["system"], one["code"], one["display"])
        for observation in resources(bundle)
        for concept in (observation["code"], observation.get("valueCodeableConcept", {}))
        for one in concept.get("coding", [])
        if not one["system"].startswith("urn:uuid:")
    }
    assert given <= known
    assert {code for _, code, _ in given} == {
        *("PAPanel", "72514-3", "73985-4", "55411-3", "LA11834-1"),
        *("82290-8", "89555-7"),
    }


def test_the_codes_agree_with_measures_and_targets() -> None:
    """A code stands in codes.csv under the name of the measure or target that has it too."""
    for table, key in (("measures", "measure_id"), ("targets", "target_id")):
        rows = bc.load_table(table).query("loinc != ''")
        for name, code in zip(rows[key], rows["loinc"], strict=True):
            assert (codes()[name].code, codes()[name].system) == (code, LOINC)


def test_the_same_log_gives_the_same_bytes(tmp_path: Path) -> None:
    """Nothing in a file depends on when or where it was written."""
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    for file in files:
        bc.to_fhir(log_of(SESSION, walk(4)), file)
    first, second = (file.read_bytes() for file in files)
    assert first == second


def test_a_file_is_whole_and_private(tmp_path: Path) -> None:
    """It holds what was returned, and only its owner can open it."""
    file = tmp_path / "log.json"
    bundle = bc.to_fhir(log_of(SESSION), file)
    assert json.loads(file.read_text("utf-8")) == bundle
    assert list(tmp_path.iterdir()) == [file]
    if os.name == "posix":
        assert file.stat().st_mode & 0o077 == 0


def test_what_is_no_log_is_refused() -> None:
    """A frame is what most functions take; this one wants the log."""
    with pytest.raises(ValueError, match="log must be a SessionLog, got DataFrame"):
        bc.to_fhir(log_of(SESSION).to_frame())


@pytest.mark.parametrize("name", ["log.xml", "log"])
def test_another_ending_is_refused(tmp_path: Path, name: str) -> None:
    """What is written is JSON."""
    with pytest.raises(ValueError, match=r"path must end in \.json"):
        bc.to_fhir(log_of(SESSION), tmp_path / name)


def test_the_log_itself_is_not_written_over(tmp_path: Path) -> None:
    """A log may be called anything, also log.json."""
    with bc.SessionLog(tmp_path / "log.json") as log:
        log.add(walk(2))
        with pytest.raises(ValueError, match="is the log itself"):
            bc.to_fhir(log, tmp_path / "log.json")
        assert len(log.sessions()) == 1


def test_what_fhir_cannot_say_is_refused_all_at_once() -> None:
    """An offset of 20 hours and a bell in an id: both are told, and nothing is given."""
    far = timezone(timedelta(hours=20))
    log = log_of(
        bc.Session(datetime(2026, 3, 2, tzinfo=far), session_id="far"),
        bc.Session(at(3), session_id="bell\a"),
    )
    with pytest.raises(FaultsError, match="14 hours") as caught:
        bc.to_fhir(log)
    assert caught.value.faults["column"].tolist() == [
        "session 'far', started_at",
        r"session 'bell\x07', session_id",
    ]


# --- weekly figures -------------------------------------------------------------------------


def test_minutes_of_a_week_are_those_of_moderate_activity() -> None:
    """A walk of 20, a swim of 30 and a ride of 15 are 65; Pilates and the bird dog do not count."""
    mixed = bc.Session(at(3), entries=[bc.Entry("pilates", minutes=40), bc.Entry("bird_dog")])
    log = log_of(walk(2), mixed, walk(4, 30, "swimming"), walk(8, 15, "cycling"), walk(9, 10))
    assert values(bc.to_fhir(log), "82290-8") == [
        ("2026-03-08", 65, "min/wk"),
        ("2026-03-09", 10, "min/wk"),
    ]


def test_a_week_without_anything_that_counts_has_no_figure() -> None:
    """A zero would say that somebody was not active, which a log of exercises does not know."""
    log = log_of(walk(2), bc.Session(at(10), entries=[bc.Entry("bird_dog", reps=8)]))
    bundle = bc.to_fhir(log)
    assert values(bundle, "82290-8") == [("2026-03-08", 20, "min/wk")]
    assert values(bundle, "89555-7") == [("2026-03-08", 1, "d/wk")]
    assert values(bundle, "82291-6") == []


def test_a_walk_of_unknown_length_leaves_the_minutes_open() -> None:
    """A sum with a part that nobody knows is none; the day still counts."""
    bundle = bc.to_fhir(log_of(walk(2), walk(4, None)))
    assert values(bundle, "82290-8") == []
    assert values(bundle, "89555-7") == [("2026-03-04", 2, "d/wk")]


def test_days_a_week_are_a_mean_over_thirty_days() -> None:
    """89555-7 asks about the last 30 days: 5 days with a walk in 30 are 1.17 a week."""
    days = (1, 2, 3, 20, 25, 30)  # of March; the 1st is more than 30 days before the 31st
    log = log_of(*map(walk, days), bc.Session(at(31), pain_before=3))
    assert values(bc.to_fhir(log), "89555-7")[-1] == ("2026-03-31", 1.17, "d/wk")


def test_two_walks_of_a_day_are_one_day() -> None:
    """Days are counted, not sessions."""
    again = bc.Session(at(2, 8), entries=[bc.Entry("cycling", minutes=10)])
    assert values(bc.to_fhir(log_of(walk(2), again)), "89555-7") == [("2026-03-02", 1, "d/wk")]


def test_days_of_muscle_training_are_those_with_weights() -> None:
    """How hard a bridge is no table knows, so only what is muscle training by its kind counts."""
    lift = [bc.Session(at(day), entries=[bc.Entry("lifting_weights", sets=3)]) for day in (2, 5)]
    bridge = bc.Session(at(4), entries=[bc.Entry("bridging", sets=3, reps=10)])
    bundle = bc.to_fhir(log_of(*lift, bridge))
    assert values(bundle, "82291-6") == [("2026-03-05", 2, "d/wk")]


def test_what_counts_comes_from_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """With another table, another exercise counts."""
    from backcare.fhir import weeks

    table = {"moderate": {"pilates"}, "strengthening": set()}
    monkeypatch.setattr(weeks, "counts_as", table.get)
    bundle = bc.to_fhir(log_of(walk(2), walk(3, 40, "pilates")))
    assert values(bundle, "82290-8") == [("2026-03-03", 40, "min/wk")]


def test_a_figure_names_the_durations_it_is_made_of() -> None:
    """So that whoever doubts it can look."""
    bundle = bc.to_fhir(log_of(walk(2), walk(4, 30)))
    (figure,) = resources(bundle, code="82290-8")
    durations = [f"urn:uuid:{one['id']}" for one in resources(bundle, code="55411-3")]
    assert [one["reference"] for one in figure["derivedFrom"]] == durations


def test_an_end_given_is_the_day_of_the_last_figures() -> None:
    """The log is known until then, though nothing was done."""
    bundle = bc.to_fhir(log_of(walk(2)), end="2026-03-06")
    assert values(bundle, "82290-8") == [("2026-03-06", 20, "min/wk")]


# --- the way back ---------------------------------------------------------------------------


def test_a_bundle_gives_its_sessions_back(tmp_path: Path) -> None:
    """From the file, with the note that was asked for."""
    log = log_of(SESSION, walk(4), bc.Session(at(5), session_id="nothing known"))
    bc.to_fhir(log, tmp_path / "log.json", notes=True)
    assert bc.from_fhir(tmp_path / "log.json") == log.sessions()


def numbers(limit: Field) -> st.SearchStrategy[float | None]:
    low, high = limit.lowest, limit.highest
    if limit.whole:
        return st.none() | st.integers(int(low), int(high))
    return st.none() | st.floats(low, high, exclude_min=not limit.lowest_itself)


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
names = texts.filter(str.strip)
entries = st.builds(
    bc.Entry,
    st.sampled_from(list(EXERCISES.index)),
    **{name: numbers(limit) for name, limit in ENTRY_LIMITS.items()},
)
zones = st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
sessions = st.builds(
    bc.Session,
    st.datetimes(datetime(1970, 1, 2), datetime(2026, 1, 1), timezones=zones),  # noqa: DTZ001
    entries=st.lists(entries, max_size=3),
    note=texts,
    patient=names,
    session_id=names,
    **{name: numbers(limit) for name, limit in SESSION_LIMITS.items()},
)


@settings(deadline=None, max_examples=60)
@given(st.lists(sessions, max_size=4, unique_by=lambda one: one.session_id))
def test_whatever_a_log_holds_comes_back(several: list[bc.Session]) -> None:
    """Through JSON and back, and what is between fits the models of R4."""
    log = log_of(*several)
    bundle = json.loads(json.dumps(bc.to_fhir(log, notes=True)))
    by_id = {one.session_id: one for one in bc.from_fhir(bundle)}
    assert by_id == {one.session_id: one for one in log.sessions()}
    Bundle.model_validate(bundle)


def test_what_is_not_read_is_told(bundle: Found) -> None:
    """Weekly figures and the plan are in the bundle and not in the sessions."""
    pulse = copy.deepcopy(resources(bundle, code="55411-3")[0]) | {"id": "pulse"}
    pulse["code"] = {"coding": [{"system": LOINC, "code": "8867-4"}]}
    bundle["entry"].append({"fullUrl": "urn:uuid:pulse", "resource": pulse})
    resources(bundle, "Patient")[0]["name"] = [{"family": "Mustermann"}]
    read = bc.from_fhir(bundle)
    assert str(read).splitlines() == [
        "1 session.",
        "Not read: Patient.name (1).",
        "Not read: CarePlan (1).",
        "Not read: weekly figures, which are worked out of the sessions (2).",
        "Not read: Observation 8867-4 (1).",
    ]


def test_a_pain_that_belongs_to_no_session_is_told() -> None:
    """A member that its group no longer names is not read, and does not get lost unsaid."""
    bundle = bc.to_fhir(log_of(SESSION))
    del resources(bundle, code="PAPanel")[0]["hasMember"][1]
    read = bc.from_fhir(bundle)
    assert (read[0].pain_before, read[0].pain_after) == (4, None)
    assert "Observation 72514-3, pain_after, which belongs to no session (1)" in read.unread


def test_a_part_that_is_named_twice_is_refused() -> None:
    """A walk that was done once must not count twice."""
    bundle = bc.to_fhir(log_of(walk(2)))
    resources(bundle, code="PAPanel")[0]["hasMember"] *= 2
    with pytest.raises(bc.TableError, match="is named twice as a part of a session"):
        bc.from_fhir(bundle)


def test_a_bundle_that_a_server_has_stored_is_read() -> None:
    """A server gives addresses and ids of its own, and writes references by kind and id."""
    log = log_of(SESSION, walk(4))
    text = json.dumps(bc.to_fhir(log, notes=True))
    for one in bc.to_fhir(log)["entry"]:
        kind = one["resource"]["resourceType"]
        there = f"https://fhir.example.org/{kind}/{one['resource']['id']}"
        text = text.replace(f'"fullUrl": "{one["fullUrl"]}"', f'"fullUrl": "{there}"')
        text = text.replace(one["fullUrl"], f"{kind}/{one['resource']['id']}")
    assert bc.from_fhir(json.loads(text)) == log.sessions()


def test_a_group_of_another_program_is_refused_in_words() -> None:
    """It is not guessed whose and which session it is, nor left out without a word."""
    bundle = bc.to_fhir(log_of(walk(2)))
    for one in (resources(bundle, "Patient")[0], resources(bundle, code="PAPanel")[0]):
        one["identifier"] = [{"system": "https://example.org/ids", "value": "1"}]
    with pytest.raises(bc.TableError, match="Bundles of other programs are not read") as caught:
        bc.from_fhir(bundle)
    assert len(caught.value.faults) == 2


def test_a_session_entered_in_error_is_not_read_and_told() -> None:
    """Whoever took it back meant it."""
    bundle = bc.to_fhir(log_of(walk(2), walk(4)))
    resources(bundle, code="PAPanel")[0]["status"] = "entered-in-error"
    read = bc.from_fhir(bundle)
    assert [one.session_id for one in read] == ["w4"]
    assert any("entered in error" in one for one in read.unread)


def first(code: str, place: int = 0) -> Callable[[Found], Found]:
    return lambda bundle: resources(bundle, code=code)[place]


def patient_of(bundle: Found) -> Found:
    return resources(bundle, "Patient")[0]


def care_plan_of(bundle: Found) -> Found:
    return resources(bundle, "CarePlan")[0]


def coded(code: str) -> Found:
    return {"coding": [{"system": LOINC, "code": code}]}


def score(value: object, unit: str = "{score}") -> Found:
    return {"value": value, "code": unit, "system": "http://unitsofmeasure.org"}


NOBODY = {"reference": "urn:uuid:nobody"}


@pytest.mark.parametrize(
    ("where", "part", "value", "said"),
    [
        (first("PAPanel"), "status", "done", "'done' must be one of final"),
        (first("72514-3"), "status", "unknown", "'unknown' must be one of final"),
        (care_plan_of, "status", "on", "'on' must be one of draft"),
        (first("72514-3"), "valueQuantity", score(14), "'14' must be a whole number from 0 to 10"),
        (first("72514-3"), "valueQuantity", score(3.5), "'3.5' must be a whole number"),
        (first("72514-3"), "valueQuantity", score(3, "mm"), "'mm' must be {score}"),
        (first("55411-3"), "valueQuantity", score(20, "h"), "'h' must be min"),
        (first("55411-3"), "valueQuantity", score(0, "min"), "'0' must be a number above 0"),
        (first("55411-3"), "valueQuantity", None, "must be a number above 0"),
        (first("73985-4"), "code", coded("12345-6"), "'12345-6' is no code of LOINC"),
        (first("82290-8"), "code", coded("99999-9"), "'99999-9' is no code of LOINC"),
        (first("73985-4"), "code", coded("8867-4"), "is not what to_fhir puts into a session"),
        (first("73985-4"), "valueCodeableConcept", coded("LA11834-1"), "must name an exercise"),
        (first("PAPanel"), "subject", NOBODY, "'urn:uuid:nobody' is nobody and nothing"),
        (first("PAPanel"), "subject", None, "subject: is missing"),
        (first("55411-3"), "derivedFrom", [NOBODY], "'urn:uuid:nobody' is nobody and nothing"),
        (first("55411-3"), "derivedFrom", [], "must name the exercise of this session"),
        (first("82290-8"), "performer", [NOBODY], "'urn:uuid:nobody' is nobody and nothing"),
        (first("PAPanel"), "identifier", [], "must be one that to_fhir gave"),
        (patient_of, "identifier", [], "must be one that to_fhir gave"),
        (first("PAPanel"), "effectiveDateTime", "2026-03-02", "with its offset from UTC"),
        (first("72514-3"), "effectiveDateTime", "2026-03-03", "must be that of its session"),
        (first("73985-4", 1), "component", [{}], "must be one of sets, reps, hold_s"),
        (first("PAPanel"), "hasMember", {}, "must be a list of references"),
        (first("PAPanel"), "note", 3, "must be a list with texts"),
    ],
)
def test_a_fault_is_told_with_its_place(
    bundle: Found, where: Callable[[Found], Found], part: str, value: object, said: str
) -> None:
    """Each kind of edit is refused, in words that say where and what."""
    found = where(bundle)
    number = [one["resource"] for one in bundle["entry"]].index(found) + 1
    found[part] = value
    if value is None:
        del found[part]
    with pytest.raises(bc.TableError) as caught:
        bc.from_fhir(bundle)
    assert said in str(caught.value)
    assert f"entry {number} (" in str(caught.value)


def test_all_faults_come_at_once(bundle: Found) -> None:
    """A status, a pain of 14 and a reference to nobody: three edits, three faults."""
    first("PAPanel")(bundle)["status"] = "done"
    first("72514-3")(bundle)["valueQuantity"]["value"] = 14
    first("82290-8")(bundle)["subject"] = NOBODY
    with pytest.raises(bc.TableError) as caught:
        bc.from_fhir(bundle)
    assert len(caught.value.faults) == 3


def test_what_no_log_takes_is_refused(bundle: Found) -> None:
    """A session of the year 2199, with an exercise that nobody knows: both are told."""
    text = json.dumps(bundle).replace("2026-03-02T18", "2199-03-02T18")
    with pytest.raises(bc.TableError, match="must not be in the future") as caught:
        bc.from_fhir(json.loads(text.replace('"bird_dog"', '"bird_cat"')))
    assert "'bird_cat' is not an exercise of the table. Did you mean 'bird_dog'?" in str(
        caught.value
    )


def test_the_models_let_these_faults_pass(bundle: Found) -> None:
    """Why there are checks of our own: fhir.resources says nothing of any of them."""
    first("PAPanel")(bundle)["status"] = "done"
    first("72514-3")(bundle)["valueQuantity"]["value"] = 14
    first("73985-4")(bundle)["code"] = coded("12345-6")
    first("82290-8")(bundle)["subject"] = NOBODY
    Bundle.model_validate(bundle)


def test_the_same_session_twice_is_refused(bundle: Found) -> None:
    """Two entries with one address, of which nobody can know the right one."""
    bundle["entry"] += copy.deepcopy(bundle["entry"][2:3])
    with pytest.raises(bc.TableError, match="is the address of an earlier entry"):
        bc.from_fhir(bundle)


@pytest.mark.parametrize(
    "content",
    [
        *("[]", "{", "null", '"Bundle"', "[" * 100_000, '{"resourceType": "Patient"}'),
        '{"resourceType": "Bundle", "entry": [], "entry": []}',
        '{"resourceType": "Bundle", "total": NaN}',
    ],
)
def test_a_file_that_is_no_bundle_says_so(tmp_path: Path, content: str) -> None:
    """Whatever it is, the error names the file and the way out."""
    file = tmp_path / "other.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(bc.TableError, match=r"other\.json was not loaded(.|\n)*Write it with"):
        bc.from_fhir(file)


def test_a_file_that_is_not_there_says_so() -> None:
    """As for every other file."""
    with pytest.raises(bc.TableError, match="There is no such file"):
        bc.from_fhir("no_such_file.json")


@pytest.mark.parametrize("source", [None, [], 3])
def test_what_is_neither_bundle_nor_path_is_refused_in_words(source: object) -> None:
    """Whoever passes nothing is told what to pass."""
    with pytest.raises(TypeError, match="A bundle is a dict, or the path of the file"):
        bc.from_fhir(source)  # type: ignore[arg-type]


def test_a_note_is_in_no_message() -> None:
    """What somebody wrote about their health is not shown, whatever is wrong beside it."""
    bundle = bc.to_fhir(log_of(SESSION), notes=True)
    group = first("PAPanel")(bundle)
    group["note"][0]["text"] = "Mustermann " * 2_000
    with pytest.raises(bc.TableError, match="note") as caught:
        bc.from_fhir(bundle)
    assert "Mustermann" not in str(caught.value)


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_no_edit_makes_a_crash(data: st.DataObject) -> None:
    """Any value in any place gives sessions or faults, never another error."""
    plan = bc.make_plan(EXERCISES, pain_state="chronic", minutes=10)
    bundle = bc.to_fhir(log_of(SESSION), plan=plan, notes=True)
    node: Any = bundle
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = data.draw(st.sampled_from(keys))
        inner = isinstance(node[key], dict | list) and node[key]
        if not inner or data.draw(st.integers(0, 4)) == 0:
            break
        node = node[key]
    odd: list[Any] = [None, True, 14, -1, 2.5, "", "x", [], {}, [{}], [[]], {"reference": []}]
    node[key] = data.draw(st.sampled_from(odd))
    with suppress(bc.TableError):
        assert all(isinstance(one, bc.Session) for one in bc.from_fhir(bundle))
