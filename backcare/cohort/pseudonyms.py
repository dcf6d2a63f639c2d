"""Ids in the place of names: what may be a name is replaced before anybody sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from backcare.diary import nearly, same_name
from backcare.errors import Fault
from backcare.sessions import Session
from backcare.text import month_numbers

_ID = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")
# What a browser or a file manager adds to the name of a second copy.
_COPY = re.compile(r" ?\([0-9]+\)$| - copy$", re.IGNORECASE)
# The words for a column of patients, as a diary may name it.
_OF_PATIENT = re.compile("patient|person|client|who", re.IGNORECASE)
# Longer words than this may be a name, and more figures a date of birth or a health number.
_MOST_LETTERS, _MOST_FIGURES = 3, 6
_WORD = re.compile(r"[^\W\d_]{2,}")
_LONG_WORD = re.compile(rf"[^\W\d_]{{{_MOST_LETTERS + 1},}}")
# What a file may be called beside the time that it is of.
_OF_FILES = frozenset("clinic study group sample log logs diary export sessions file".split())
_WORDS = _OF_FILES | set("patient person client case unnamed week readme parquet".split())
# What is longer behind the last point of a file's name, and no name of a person.
_ENDINGS = frozenset(
    ".parquet .feather .arrow .avro .parq .jsonl .ndjson .json .xlsx .xlsm .numbers .docx .pptx "
    ".html .jpeg .heic .ipynb".split()
)
# Whole numbers apart, with "month" for the name of a month in any language.
_YEAR, _MONTH, _DAY = r"(?:19[7-9]|20\d)\d", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_SHORT, _BESIDE = rf"(?:{_YEAR}|\d\d)", rf"(?:{_YEAR}|\d{{1,2}})"
_TIME = re.compile(
    rf"{_YEAR}|{_YEAR}-?{_MONTH}|{_MONTH}-{_YEAR}|"
    rf"{_SHORT}-{_MONTH}-{_DAY}|(?:{_DAY}-{_MONTH}|{_MONTH}-{_DAY})-{_SHORT}|"
    rf"(?:{_BESIDE}-)+month(?:-{_BESIDE})*|month(?:-{_BESIDE})+|"
    rf"week-\d{{1,2}}(?:-{_YEAR})?|{_YEAR}-(?:week|w|q)-\d{{1,2}}|[wq]-\d{{1,2}}-{_YEAR}"
)
_NAME = (
    "is not an id such as P07, and may be a name. It is shown as {shown}. Write an id of at most "
    f"{_MOST_LETTERS} letters and {_MOST_FIGURES} figures in its place."
)
_NEARLY = (
    "is nearly {}, and counts as somebody else. If they are one person, write the id in one way in "
    "every file."
)
_NO_NAME = (
    "Neither the rows nor the file's name give an id such as P07. The patient is shown as {shown}. "
    "Give the file a name such as P07{ending}. Or write the id into each row, in a column patient."
)


class Pseudonyms:
    """Ids for the patients of a folder; one name has the same id in every file."""

    def __init__(self) -> None:
        self._shown: dict[str, str] = {}
        self._ids: dict[tuple[str, ...], str] = {}

    def of_file(
        self, path: Path, patients: Iterable[str], rows: Iterable[int | None]
    ) -> tuple[dict[str, str], list[Fault]]:
        """Return the id of each patient of a file, and a fault for each that had none."""
        found: dict[str, str] = {}
        faults = []
        for patient, row in zip(patients, rows, strict=True):
            if patient not in found:
                found[patient], fault = self._id_of(patient, path, row)
                faults += [fault] if fault else []
        return found, faults

    def _id_of(self, patient: str, path: Path, row: int | None) -> tuple[str, Fault | None]:
        patient = same_name(patient)
        if is_id(patient):
            return patient, self._nearly_known(patient, row)
        if patient != Session.patient:
            shown = self._replaced(patient.casefold())
            return shown, Fault(row, "patient", "", _NAME.format(shown=shown))
        stem = _COPY.sub("", path.stem)
        if is_id(stem) and not is_time(stem):
            return stem, self._nearly_known(stem, None)
        shown = self._replaced(f"\0{path.name}")
        return shown, Fault(
            None, "", "", _NO_NAME.format(shown=shown, ending=path.suffix.casefold())
        )

    def _nearly_known(self, patient: str, row: int | None) -> Fault | None:
        """Tell an id that is nearly that of another file: as two, one seems to do too little."""
        known = self._ids.setdefault(nearly(patient), patient)
        return None if known == patient else Fault(row, "patient", patient, _NEARLY.format(known))

    def _replaced(self, key: str) -> str:
        return self._shown.setdefault(key, f"unnamed-{len(self._shown) + 1}")


def is_id(text: str) -> bool:
    """Say whether a text can stand for a patient: no name, no birthday, no health number."""
    return _ID.fullmatch(text) is not None and _is_safe(text) and any(c.isdigit() for c in text)


def is_time(name: str) -> bool:
    """Say whether a file is called by when it is of, as 2025-01 or week-3: of one patient many."""
    parts = re.findall(r"\d+|[^\W\d_]+", name.casefold())
    said = ["month" if part in month_numbers() else part for part in parts if part not in _OF_FILES]
    return _TIME.fullmatch("-".join(said)) is not None


def shown_name(path: Path, place: int) -> str:
    """Return what to call a file: its name, or where that may be a person's, its place."""
    kind = path.suffix.casefold()
    safe = _is_safe(_COPY.sub("", path.stem)) and (kind in _ENDINGS or _is_safe(kind))
    return path.name if safe and path.name.isprintable() else f"file {place}"


def shown_other(path: Path) -> str:
    """Return what to call a file that is not read: its name, or else its kind."""
    if shown_name(path, 0) == path.name:
        return path.name
    kind = path.suffix if shown_name(Path(f"file{path.suffix}"), 0) != "file 0" else ""
    return "a folder" if path.is_dir() else f"a file that ends in {kind}" if kind else "a file"


def without_name(fault: Fault) -> Fault:
    """Take out of a fault the value, if that may tell who somebody is."""
    # Numbers and dates stay, and what looks like an exercise; a whole row, a text or what stands in
    # the place of a patient does not. Row and column are enough to find it.
    of_patient = _OF_PATIENT.search(fault.column) is not None
    is_number = not _WORD.search(fault.value) or fault.value in ("inf", "-inf")
    plain = is_number or "Did you mean" in fault.rule
    shown = plain and fault.column and (not of_patient or is_id(fault.value))
    if shown or not fault.value:
        return fault
    # A rule may name the value in an argument that settles it.
    return fault._replace(value="", rule=fault.rule.replace(repr(fault.value), "…"))


def _is_safe(text: str) -> bool:
    words = _LONG_WORD.findall(text)
    known = all(word.casefold() in _WORDS for word in words)
    return known and len(re.findall(r"\d", text)) <= _MOST_FIGURES and "@" not in text
