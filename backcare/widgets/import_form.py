"""The import form: choose a file, see what is in it, answer what is open, add it, take it back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import traitlets
from ipywidgets import HTML, Box, Checkbox, VBox

from backcare.browser import fragment
from backcare.csv_reader import MOST_BYTES
from backcare.diary import Layouts, read_layouts
from backcare.diary.preview import Preview, preview_csv
from backcare.errors import Fault, LogError, TableError, printable
from backcare.exercises.other import exercise_names
from backcare.log import ImportResult, SessionLog
from backcare.widgets.base import (
    close_parts,
    is_open,
    serialize_messages,
    whole_or_nothing,
    with_page,
)
from backcare.widgets.controls import ActionButton, ChoiceField, StatusLine, answers_of, show
from backcare.widgets.file_drop import FileDrop, Given
from backcare.widgets.import_text import (
    NOT_ADDED,
    REFUSED,
    REST,
    Asked,
    added_words,
    asked_of,
    fault_words,
    faults_to_skip,
    found_words,
    next_words,
    open_words,
    preview_html,
    refused_words,
    skip_words,
    unanswerable,
)
from backcare.widgets.log_watch import LogWatch

_WHERE = (
    "or drop it here: a CSV file, as apps and spreadsheets save it, of {most} MB at most. It is "
    "read for your own log only, and sent nowhere else."
)
_WITHOUT_KERNEL = (
    "<p><strong>Bring in a diary.</strong> To choose a file, open the notebook in JupyterLab and "
    "run its cells.</p>"
)
_NOT_KNOWN = "These exercises are not known here. What is each of them?"
_ALL = "All that you do not choose one by one"
_MOST_NAMES = 12  # asked one by one; the rest is answered together
# What no system takes in the name of a file.
_NOT_IN_A_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_LONGEST_NAME = 100
_LONG_ROWS = 20_000  # how far their import is, is said
# A larger file is not read anew whenever somebody comes back to the page.
_MOST_TO_LOOK_AGAIN = 2_000_000


class _Seen(NamedTuple):
    """A file with the answers given so far: what would be read, and what would be added."""

    preview: Preview
    trial: ImportResult | None

    def faults(self, *, asked: bool) -> list[Fault]:
        """Return what is wrong with rows; without what is `asked` as well, as long as it is."""
        if self.trial is None:
            return []
        rows = self.trial.faults.astype(object)
        found = rows.where(rows.notna(), None).itertuples(index=False, name=None)
        faults = [Fault(*row) for row in found]
        return faults_to_skip(faults) if asked else faults


class ImportForm(VBox):
    r"""Bring in a diary from a file: look at it, answer what is open, add it, and take it back.

    Nothing is added before *Import* is pressed, and that can be pressed once nothing is asked any
    more. *Undo* takes back exactly this import.

    Parameters
    ----------
    log : SessionLog
        Where the sessions go.
    layouts : path-like or pandas.DataFrame, optional
        Layouts of your own, as in `SessionLog.import_csv`.

    Attributes
    ----------
    folded : bool
        Whether all but its button is out of sight.
    changes : int
        How many times this form has changed the log.
    questions : ipywidgets.Box
        What is asked: its children, each with a `value` that is one of its `options`.

    Examples
    --------
    >>> log = bc.SessionLog(":memory:")
    >>> form = bc.ImportForm(log)
    >>> form.read("diary.csv", b"date,exercise,reps\n03/04/2026,Bridge,10\n")
    >>> form.questions.children[0].options[1]
    ('3 April 2026: the day is written first', '0')
    >>> form.questions.children[0].value = "0"
    >>> form.save()
    >>> form.status.text
    '1 session added.'
    """

    folded = traitlets.Bool(True)
    changes = traitlets.Int()

    @whole_or_nothing
    def __init__(self, log: SessionLog, *, layouts: Layouts | None = None) -> None:
        read_layouts(layouts)  # whoever has made them hears of faults, not who brings in a diary
        self._log, self._layouts = log, layouts
        self._names = exercise_names(log.exercises)
        self._given: Given | None = None
        self._seen: _Seen | None = None
        self._asked: dict[tuple[str, ...], Asked] = {}
        self._fields: dict[tuple[str, ...], ChoiceField] = {}
        self._done: ImportResult | None = None
        self._faults: list[Fault] = []
        self._settling = False
        self.watch = LogWatch(log, "me", self._look_again)
        self.button = ActionButton("Bring in a diary", self._press, expanded=False)
        self.drop = FileDrop(
            "Choose a file",
            self._take,
            self._refuse,
            words=_WHERE.format(most=MOST_BYTES // 10**6),
        )
        self.status = StatusLine()
        self.questions = VBox().add_class("bc-asks-file")
        self._not_known = HTML(fragment("small", text=_NOT_KNOWN))
        self.rest = ChoiceField(description=_ALL, options=REST)
        self.rest.observe(self._answer, "value")
        self.shown = HTML(placeholder="").add_class("bc-import-shown")
        self.skip = Checkbox(indent=False)
        self.skip.observe(self._show_state, "value")
        self.save_button = ActionButton("Import", self.save, main=True)
        self.undo_button = ActionButton("Undo", self.undo)
        buttons = Box((self.save_button, self.undo_button)).add_class("bc-buttons")
        self._inside = (self.drop, self.status, self.questions, self.shown, self.skip, buttons)
        super().__init__((self.watch, self.button, *self._inside))
        self.add_class("bc-app").add_class("bc-import")
        self._fold()
        self._forget()
        serialize_messages(self)

    def __repr__(self) -> str:
        return f"ImportForm({self._given.name!r})" if self._given else "ImportForm()"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return with_page(super()._repr_mimebundle_(**kwargs), lambda: _WITHOUT_KERNEL)

    def read(self, name: str, content: bytes) -> None:
        r"""Look at a file, and ask what it leaves open; nothing is added.

        Parameters
        ----------
        name : str
            What the file is called.
        content : bytes
            What is in it.

        Examples
        --------
        >>> form = bc.ImportForm(bc.SessionLog(":memory:"))
        >>> form.read("diary.csv", b"date,exercise,reps\n2026-04-03,Bridge,10\n")
        >>> print(form.status.text)
        diary.csv: 1 session, 3 April 2026.
        Nothing has been added yet. Press Import to add 1 session.
        """
        self._take(Given(name, content))

    def save(self) -> None:
        r"""Add what the file has, if nothing is asked any more; say what was done.

        Examples
        --------
        >>> log = bc.SessionLog(":memory:")
        >>> form = bc.ImportForm(log)
        >>> form.read("diary.csv", b"date,exercise,reps\n2026-04-03,Bridge,10\n")
        >>> form.save()
        >>> len(log.to_frame())
        1
        """
        if self._given is None or self.save_button.disabled:
            return
        try:
            with self._file() as path, self._log.tell_waiting(self.status.say):
                result = self._log.import_csv(
                    path,
                    on_error="skip" if self.skip.value else "raise",
                    progress=self._progress(),
                    layouts=self._layouts,
                    tz=self._given.zone,
                    **self._arguments(),
                )
        except TableError:
            self._look()  # the log has changed since: it says what is wrong now
        except (LogError, ValueError, OSError) as error:
            self.status.say(f"{NOT_ADDED} {self._why(error)}", bad=True)
        else:
            self._added(result)

    def undo(self) -> None:
        r"""Take back the import of this form, and nothing else; the file and the answers stay.

        Examples
        --------
        >>> log = bc.SessionLog(":memory:")
        >>> form = bc.ImportForm(log)
        >>> form.read("diary.csv", b"date,exercise,reps\n2026-04-03,Bridge,10\n")
        >>> form.save()
        >>> form.undo()
        >>> len(log.to_frame())
        0
        """
        if self._done is None:
            return
        try:
            with self._log.tell_waiting(self.status.say):
                undone = self._log.undo(imported=self._done)
        except LogError as error:
            self.status.say(f"Not undone. {error}", bad=True)
            return
        self._done = None
        count = len(undone.session_ids)
        self._look()
        self._tell()
        them = "it is" if count == 1 else f"the {count:,} sessions are"
        self.status.say(f"Undone: {them} out of your log again. Your answers are still here.")
        self.save_button.focus()

    def close(self) -> None:
        """Close the form and every widget that it made; what is in the log stays there.

        Examples
        --------
        >>> bc.ImportForm(bc.SessionLog(":memory:")).close()
        """
        if is_open(self):
            close_parts(self, self.rest, self._not_known, *self._fields.values())
        super().close()

    # --- a file comes ---

    def _press(self) -> None:
        self.folded = not self.folded
        if not self.folded:
            self.drop.focus()

    @traitlets.observe("folded")
    def _fold(self, _change: object = None) -> None:
        self.button.expanded = not self.folded
        (self.add_class if self.folded else self.remove_class)("bc-folded")
        self._show_state()

    def _take(self, given: Given) -> None:
        """Look at a file; what was answered about another is forgotten."""
        self._forget()
        self._given = given._replace(name=_own_name(given.name))
        self._look()

    def _refuse(self, why: str, name: str) -> None:
        self._forget()
        self.status.say(f"{_own_name(name)} was not read. {REFUSED[why]}", bad=True)

    def _forget(self) -> None:
        """Begin anew, without a file."""
        for field in self._fields.values():
            field.close()
        self._given = self._seen = self._done = None
        self._asked, self._fields, self._faults = {}, {}, []
        self._settling = True
        self.rest.value, self.skip.value = "", False
        self._settling = False
        self.status.say("")
        self._show()

    # --- what is in it ---

    def _look_again(self) -> None:
        """Look once more at a file that has not been added: the log may have changed."""
        if self._given and self._done is None and len(self._given.content) < _MOST_TO_LOOK_AGAIN:
            self._look()

    def _look(self) -> None:
        """Read the file with the answers there are, and show what came of it."""
        if self._given is None:
            return
        try:
            with self._file() as path, self._log.tell_waiting(self.status.say):
                self._seen = self._read(path)
        except TableError as error:
            self._not_read(refused_words(error, self._given.name))
        except (LogError, ValueError, OSError) as error:
            self._not_read(f"{NOT_ADDED} {self._why(error)}")
        else:
            self._ask()
            before, self._faults = self._faults, self._seen.faults(asked=bool(self._open()))
            if self._faults != before:
                self.skip.value = False  # that was said of others
            self._show()

    def _read(self, path: Path) -> _Seen:
        told = {**self._arguments(), "layouts": self._layouts}
        zone = self._given.zone if self._given else None
        preview = preview_csv(path, exercises=self._log.exercises, tz=zone, **told)
        if not preview.questions.empty:
            return _Seen(preview, None)
        trial = self._log.import_csv(path, dry_run=True, progress=_unseen, tz=zone, **told)
        return _Seen(preview, trial)

    def _not_read(self, words: str) -> None:
        self._seen, self._faults = None, []
        self._show()
        self.status.say(words, bad=True)

    def _arguments(self) -> dict[str, Any]:
        """Return what the answers say of the file, as arguments of an import."""
        given: dict[str, Any] = {}
        for key, asked in self._asked.items():
            answer = self._answer_to(key)
            if not answer:
                continue
            argument, value = asked.arguments[answer]
            if isinstance(value, Mapping):
                given[argument] = {**given.get(argument, {}), **value}
            else:
                given[argument] = value
        return given

    def _answer_to(self, key: tuple[str, ...]) -> str:
        """Return what was answered: to this question, or for an exercise to all of them."""
        own = self._fields[key].value if key in self._fields else ""
        return own or (self.rest.value if key[0] == "names" else "")

    def _why(self, error: Exception) -> str:
        """Say an error by the file's own name: where it was put meanwhile is nobody's business."""
        return error.strerror or "" if isinstance(error, OSError) else str(error)

    @contextmanager
    def _file(self) -> Iterator[Path]:
        """Put the file where only this person can read it, under its own name, while it is read."""
        given = self._given or Given("", b"")
        with TemporaryDirectory() as folder:
            path = Path(folder, given.name)
            path.write_bytes(given.content)
            yield path

    # --- what is asked ---

    def _ask(self) -> None:
        """Ask what is new; what was answered stays, so that it can be answered anew."""
        if self._seen is None:
            return
        for asked in asked_of(self._seen.preview, self._log.exercises):
            if asked.key in self._asked:
                continue
            self._asked[asked.key] = asked
            if asked.key[0] == "names" and self._names_asked() > _MOST_NAMES:
                continue
            field = ChoiceField(description=asked.words, options=asked.options)
            field.observe(self._answer, "value")
            self._fields[asked.key] = field
            serialize_messages(field)

    def _names_asked(self) -> int:
        return sum(key[0] == "names" for key in self._asked)

    def _open(self) -> int:
        """Count what is not answered yet."""
        return sum(not self._answer_to(key) for key in self._asked)

    def _answer(self, _change: object) -> None:
        if not self._settling:
            self._look()

    # --- what is shown ---

    def _show(self) -> None:
        """Show what is asked and what would be read, for the answers that there are."""
        seen, fields = self._seen, [*self._fields.values()]
        named = [self._fields[key] for key in self._fields if key[0] == "names"]
        others = [field for field in fields if field not in named]
        for field in named:  # what is answered for all need not be asked of each
            show(field, bool(field.value) or not self.rest.value)
        if self._names_asked() > 1:
            named = [self.rest, *named]
        heading = [self._not_known] if named else []
        self.questions.children = (*others, *heading, *named)
        follows = [*others, *named]
        self.drop.answers = answers_of(follows)
        for button in (self.save_button, self.undo_button):
            button.follow([*follows, self.skip])
        self.shown.value = preview_html(seen.preview, self._faults, self._names) if seen else ""
        self.skip.description = skip_words(self._faults)
        self._show_state()
        if seen:
            self._say()

    def _show_state(self, _change: object = None) -> None:
        """Show the parts that there is a reason for; *Import* works once nothing is asked."""
        if self.comm is None or self._settling:
            return
        seen, done = self._seen, self._done is not None
        if seen and unanswerable(seen.preview):
            seen = None  # what is in it does not matter
        for part in self._inside:
            show(part, not self.folded)
        if self.folded:
            return
        show(self.questions, bool(self.questions.children) and not done)
        show(self.shown, seen is not None and not done)
        show(self.skip, bool(self._faults) and not done)
        show(self.save_button, seen is not None and not done)
        show(self.undo_button, done)
        self.save_button.disabled = not self._is_ready()
        if seen and not done and _change is not None:
            self._say()

    def _is_ready(self) -> bool:
        seen = self._seen
        if seen is None or seen.trial is None or self._open() or not seen.trial.added:
            return False
        return not self._faults or bool(self.skip.value)

    def _say(self) -> None:
        """Say what the file is, and what comes next."""
        seen = self._seen
        if seen is None:
            return
        if wrong := unanswerable(seen.preview):
            self.status.say(wrong, bad=True)
            return
        lines, count = [found_words(seen.preview)], self._open()
        if count:
            lines.append(open_words(count))
        elif self._faults and not self.skip.value:
            lines.append(fault_words(self._faults))
        elif seen.trial:
            lines.append(next_words(seen.trial.added, seen.trial.known))
        self.status.say("\n".join(lines))

    # --- what becomes of it ---

    def _added(self, result: ImportResult) -> None:
        """Say "added" of what is in the log, and of nothing else."""
        self._done = result if result.added else None
        if self._done is None:
            self._look()
            return
        self._show_state()
        self._tell()
        self.status.say(added_words(result), done=not result.repeated)
        self.undo_button.focus()

    def _tell(self) -> None:
        self.changes += 1
        self.watch.tell_all(*(self._seen.preview.patients if self._seen else ()))

    def _progress(self) -> Callable[[int, int], None]:
        """Say from time to time how far a long import is."""
        said = 0

        def say(done: int, total: int) -> None:
            nonlocal said
            if total > _LONG_ROWS and done * 4 // total > said:
                said = done * 4 // total
                self.status.say(f"Importing: {done / total:.0%} …")

        return say


def _unseen(_done: int, _total: int) -> None:
    """Show no bar."""


def _own_name(name: str) -> str:
    """Return what a file is called, as a name that any system takes."""
    plain = _NOT_IN_A_NAME.sub("_", printable(name)).strip(" .")
    return plain[-_LONGEST_NAME:] or "diary.csv"
