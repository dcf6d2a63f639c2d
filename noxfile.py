"""What can be done in this checkout: `python -m nox -l` lists it.

`lab` and `tests` are the two commands of the README. Each session installs exactly what its file
in requirements/ names, hashes checked, and then this checkout, editable and without a download.
"""

import os
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2024.4.15"
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "tests"]

# Each lock with what it is compiled from; those that follow agree with those before.
LOCKS = {
    "tests": [*("--extra=lab", "--group=build", "--group=clinic", "--group=docs", "--group=tests")],
    "lab": ["--extra=lab", "--group=build"],
    "docs": ["--group=build", "--group=docs"],
    "lint": ["--group=build", "--group=lint"],
    "bench": ["--extra=lab", "--extra=scale", "--group=build", "--group=bench"],
    "mutation": ["--extra=lab", "--group=build", "--group=tests", "--group=mutation"],
    "lite": ["--group=build", "--group=lite"],
    "clinic": ["--extra=lab", "--group=build", "--group=clinic"],
    "scale": ["--extra=scale", "--group=build", "--group=tests"],
}

# Benchmarks of a clinic's hub and of PostgreSQL, which run in the environment of the tests.
NEED_A_SERVER = {"clinic_visitors", "server_sums"}

# Where Pyodide and its wheels are kept.
PYODIDE = "build/pyodide"
# What is said before a long wait.
FIRST_TIME = {
    "lab": "The first time, this fetches 600 MB: a minute or two. Later it starts in seconds.",
    "clinic": "The first time, this fetches 600 MB: a minute or two. Later it starts in seconds.",
    "tests": "The first time, this fetches 800 MB: some minutes. Later it starts in seconds.",
}


def install(session: nox.Session, lock: str) -> None:
    """Install a lock, and this checkout beside it."""
    if lock in FIRST_TIME and not shutil.which("jupyter-lab", path=session.bin):
        session.log(FIRST_TIME[lock])
    session.install("--require-hashes", "-r", f"requirements/{lock}.txt")
    session.install("--no-deps", "--no-build-isolation", "-e", ".")


@nox.session
def lab(session: nox.Session) -> None:
    """Open JupyterLab on the notebooks; words after `--` go to it (`-- --no-browser`)."""
    install(session, "lab")
    task, words = "lab", session.posargs
    if words[:1] in (["pages"], ["site"]):
        task, *words = words
    # Interrupted, it gets the seconds it needs to stop its kernels.
    folder = "build/site" if task == "site" else "notebooks"
    command = ("python", "-m", "backcare", task, folder, *words)
    session.run(*command, interrupt_timeout=10, terminate_timeout=5)


@nox.session(venv_backend="none")
def app(session: nox.Session) -> None:
    """Show the patient's notebooks as pages without code; `-- --port=9000` and such go to it."""
    # In the environment of `lab`: a second one like it would be half a gigabyte.
    session.notify("lab", ["pages", *session.posargs])


@nox.session(venv_backend="none")
def site(session: nox.Session) -> None:
    """Write the page that needs no Python into build/site; `-- --serve` shows it.

    With `-- --notebooks` those are beside it, for a browser alone, behind a button of the page.
    """
    words = [word for word in session.posargs if word != "--notebooks"]
    if words != session.posargs:
        session.notify("lite", ["build"])
    session.notify("lab", ["site", *words])


@nox.session
def lite(session: nox.Session) -> None:
    """Make the notebooks for a browser alone, in build/site/notebooks, and try them in one.

    With `-- build` they are only made. It needs `npm`, and fetches 200 MB the first time.
    """
    install(session, "lite")
    session.run("python", "docs/pyodide_files.py", PYODIDE)
    session.run("python", "docs/make_lite.py", PYODIDE, "build/site/notebooks")
    if session.posargs[:1] != ["build"]:
        session.notify("tests", ["-m", "lite", *session.posargs])


@nox.session
def clinic(session: nox.Session) -> None:
    """Try a clinic's hub with made-up people on this computer; Ctrl-C takes all of it away.

    With `-- page`, patients get one page for all of them, and no servers of their own. It needs
    PostgreSQL (Debian: `apt-get install postgresql`), and `npm` for the hub's proxy.
    """
    install(session, "clinic")
    session.run("python", "deploy/trial.py", *session.posargs, interrupt_timeout=60)


@nox.session
def tests(session: nox.Session) -> None:
    """Run every test: tests/, the docstring examples and the notebooks (pyproject lists them).

    Those in other browsers than Chromium and those of a clinic's hub run by themselves:
    `nox -s tests -- -m engines`, or `-m hub`. Those in a spreadsheet, of notebooks in a page and
    of large groups have sessions of their own: `office`, `lite` and `scale`.
    """
    install(session, "tests")
    # A notebook's cells, and the tests that share one browser, have to stay on one worker. Files
    # keep their order: those of the browser, which take longest, come first.
    spread = ["--numprocesses=logical", "--maxprocesses=4"]
    spread += ["--dist=loadfile", "--no-loadscope-reorder"]
    # Interrupted, it gets the seconds it needs to stop its browsers and servers.
    apart = ("engines", "hub", "lite", "office", "scale")
    chosen = session.posargs or ["-m", " and ".join(f"not {mark}" for mark in apart)]
    session.run("python", "-m", "pytest", *spread, *chosen, interrupt_timeout=20)


@nox.session
def faults(session: nox.Session) -> None:
    """Make thousands of each fault; a run of all of them writes the table in docs/faults.md."""
    install(session, "tests")
    if "BACKCARE_TEST_POSTGRES" not in os.environ:
        session.warn("No BACKCARE_TEST_POSTGRES: no server is tried, and the table stays as it is.")
    large = {"BACKCARE_TEST_FAULTS": "large", "BACKCARE_REQUIRE_BROWSER": "1"}
    if not session.posargs:
        large["BACKCARE_TEST_FAULTS_TABLE"] = "docs/faults.md"
    where = ["tests/faults"]
    where += [
        f"tests/browser/test_{name}.py"
        for name in ("hostile_words", "page_rules", "page_log_rules")
    ]
    spread = ("--numprocesses=logical", "--maxprocesses=4", "--dist=loadfile", "--timeout=7200")
    command = ("python", "-m", "pytest", *spread, *(session.posargs or where))
    session.run(*command, env=large, interrupt_timeout=20)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Change 20,000 diaries at random: no crash, no hang, every row is read or told."""
    install(session, "tests")
    large = {"BACKCARE_TEST_FAULTS": "large"}
    command = ("python", "-m", "pytest", "--timeout=7200", "tests/faults/test_fuzzed_diaries.py")
    session.run(*command, *session.posargs, env=large)


@nox.session
def office(session: nox.Session) -> None:
    """Take files through LibreOffice and back (Debian: `apt-get install libreoffice-calc`)."""
    install(session, "tests")
    session.run("python", "-m", "pytest", "-m", "office", *(session.posargs or ["tests"]))


@nox.session
def scale(session: nox.Session) -> None:
    """Read groups of many logs with Parquet and Dask, which the other tests do without."""
    install(session, "scale")
    session.run("python", "-m", "pytest", *(session.posargs or ["tests/test_group_parts.py"]))


@nox.session
def pyodide(session: nox.Session) -> None:
    """Run the unit tests in Pyodide, the Python of a page, under Node (needs `node` and `npm`)."""
    install(session, "lite")
    session.run("python", "docs/pyodide_files.py", PYODIDE, "--unpack")
    session.run("node", "tests/in_pyodide.mjs", PYODIDE, *session.posargs, external=True)


@nox.session
def mutation(session: nox.Session) -> None:
    """Change the rules in small ways, and see whether the tests notice; `-- --each=2` for a few."""
    install(session, "mutation")
    session.run("python", "tests/mutants.py", *session.posargs, interrupt_timeout=20)


@nox.session
def oldest(session: nox.Session) -> None:
    """Run the tests, but the browser's, on the oldest versions that pyproject.toml allows."""
    session.install("uv>=0.8")
    pins = str(Path(session.create_tmp()) / "oldest.txt")
    compiling = (
        "uv",
        "pip",
        "compile",
        "pyproject.toml",
        "--extra=lab",
        "--extra=scale",
        "--quiet",
    )
    session.run(*compiling, "--resolution=lowest-direct", f"--output-file={pins}")
    # What tests need besides is new, as far as the old versions let it.
    groups = ("--group=build", "--group=docs", "--group=tests")
    session.run("uv", "pip", "install", "-r", pins, "-c", pins, *groups)
    session.install("--no-deps", "--no-build-isolation", "-e", ".")
    # Old versions warn of each other, and nothing here can help that.
    quiet = ("-W", "default", "--disable-warnings", "-m", "not browser and not office")
    # A linter reads the floors from the source, and wants a newer click than backcare does.
    spread = ("--numprocesses=logical", "--maxprocesses=4", "--dist=loadfile")
    no_linter = "--ignore=tests/test_layers.py"
    session.run("python", "-m", "pytest", *spread, *quiet, no_linter, *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, formatting and types."""
    install(session, "lint")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("lint-imports")


@nox.session
def docs(session: nox.Session) -> None:
    """Make the book of notebooks, guides and reference in build/book; it opens from the disk."""
    install(session, "docs")
    session.run("python", "docs/make_book.py", "build/book")
    session.log(f"Open {Path('build/book/index.html').resolve().as_uri()}")


@nox.session
def bench(session: nox.Session) -> None:
    """Run the benchmarks: all that need no server, or those named after `--`."""
    install(session, "bench")
    every = {path.stem for path in Path("benchmarks").glob("[!_]*.py")}
    for name in session.posargs or sorted(every - NEED_A_SERVER):
        if name in NEED_A_SERVER:
            session.error(f"Run .nox/tests/bin/python benchmarks/{name}.py: it says what it needs.")
        session.run("python", f"benchmarks/{name}.py")


@nox.session
def lock(session: nox.Session) -> None:
    """Write requirements/*.txt anew; `-- --upgrade` takes the newest versions."""
    session.install("uv>=0.8")
    agreed: list[str] = []
    for name, parts in LOCKS.items():
        target = f"requirements/{name}.txt"
        session.run(
            *("uv", "pip", "compile", "pyproject.toml", *parts, *agreed, *session.posargs),
            *("--universal", "--python-version=3.11", "--generate-hashes", "--quiet"),
            *("--no-emit-index-url", "--custom-compile-command=python -m nox -s lock"),
            f"--output-file={target}",
            # A machine's own package sources must not leave a trace in the locks.
            env={"UV_NO_CONFIG": "1"},
        )
        agreed.append(f"--constraints={target}")
    lock_pyodide(session)


def lock_pyodide(session: nox.Session) -> None:
    """Write what runs in Pyodide; the compiled wheels are those of its own release."""
    groups = nox.project.load_toml("pyproject.toml")["dependency-groups"]
    theirs = [line.partition("==")[0] for line in groups["pyodide"] if "==" in line]
    session.run(
        *("uv", "pip", "compile", "pyproject.toml", "--group=pyodide", *session.posargs),
        *("--python-platform=wasm32-pyodide2025", "--python-version=3.14", "--generate-hashes"),
        *(f"--no-emit-package={name}" for name in theirs),
        *("--no-emit-index-url", "--quiet", "--custom-compile-command=python -m nox -s lock"),
        "--output-file=requirements/pyodide.txt",
        env={"UV_NO_CONFIG": "1"},
    )
