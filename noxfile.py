"""What CI runs, in the .venv that `make` builds; imports nothing of ours."""

import re
import shutil
from pathlib import Path

import nox

nox.options.default_venv_backend = "none"
nox.options.sessions = ["check", "tests"]

PYTHON = str(Path(__file__).parent / ".venv/bin/python")
LOCK = Path("requirements.lock")
JOB = Path("docker/toolkit/requirements.lock")
WHEELS = Path("wheels")
KILLS = """\
# Kills

Written by `nox -s kills`: `invoke setup-complete`, killed by SIGKILL, then typed again. Converged
means: exit 0, and the same fingerprint (catalog and rows, clocks left out) as an undisturbed run.

"""
CRASHES = """\
# Crashes

Written by `nox -s crashes`: a revision, killed by SIGKILL, on a database with rows; then `invoke
bootstrap`. Converged means: exit 0, and the same fingerprint (catalog and rows, clocks and random
ids left out) as an undisturbed run.

"""
PYTHONS = ("3.11", "3.12", "3.13")


@nox.session
def check(session: nox.Session) -> None:
    """Lint, format and types."""
    session.run(PYTHON, "-m", "ruff", "check")
    session.run(PYTHON, "-m", "ruff", "format", "--check")
    session.run(PYTHON, "-m", "mypy")
    session.run(PYTHON, "-m", "mypy", "migrations")
    session.run(PYTHON, "-m", "mypy", "examples/hello-world/src")
    session.run(PYTHON, "-m", "mypy", "examples/team/src")
    session.run(PYTHON, "-m", "mypy", "examples/tutorial/src")
    session.run(PYTHON, "-m", "mypy", "examples/integrations/src")


@nox.session
def tests(session: nox.Session) -> None:
    """The tests; what stands after `--` goes to pytest."""
    # After ^C pytest has time to stop what its tests started.
    steal = ("-n", "auto", "--dist", "worksteal")  # whoever is done takes from who is not
    session.run(PYTHON, "-m", "pytest", *steal, *session.posargs, interrupt_timeout=30)


@nox.session
def migrations(session: nox.Session) -> None:
    """Lint and replay this repository's revisions; what stands after `--` goes to hive-replay."""
    session.run(PYTHON, "-m", "toolkit.commands.lint")
    session.run(PYTHON, "-m", "toolkit.commands.replay", *session.posargs)


@nox.session
def kills(session: nox.Session) -> None:
    """SIGKILL setup-complete at every journal entry and at 20 random moments: docs/kills.md."""
    Path("docs/kills.md").write_text(KILLS)
    session.run(PYTHON, "-m", "pytest", "--full", "tests/acceptance/test_killed.py")


@nox.session
def crashes(session: nox.Session) -> None:
    """SIGKILL after each statement of each revision: docs/crashes.md."""
    Path("docs/crashes.md").write_text(CRASHES)
    session.run(PYTHON, "-m", "pytest", "--full", "-n", "2", "tests/acceptance/test_crashes.py")


@nox.session
def faults(session: nox.Session) -> None:
    """Every state a bootstrap may meet, and how it ends: docs/reliability.md."""
    where = "tests/integration/reliability"
    session.run(PYTHON, "-m", "pytest", "--full", "-n", "2", where, *session.posargs)


@nox.session
def harms(session: nox.Session) -> None:
    """Everything that happens to containers, also what `tests` samples; needs an engine."""
    where = ("tests/integration/services/docker", "tests/acceptance/test_harmed.py")
    session.run(PYTHON, "-m", "pytest", "--full", "-n", "2", *where)


@nox.session
def page(session: nox.Session) -> None:
    """Click through a replay's HTML page in headless Chromium, which must be installed."""
    session.run(PYTHON, "-m", "pytest", "--full", "tests/acceptance/test_replay_page.py")


@nox.session
def histories(session: nox.Session) -> None:
    """Every way to fail that a replay must find, also what `tests` samples."""
    session.run(PYTHON, "-m", "pytest", "--full", "-n", "2", "tests/acceptance/test_histories.py")


@nox.session
def examples(session: nox.Session) -> None:
    """Seed each example, run it, run its tests and its README, kill it at every step."""
    tests = [
        *Path("tests/acceptance").glob("test_team*.py"),
        "tests/acceptance/test_integrations.py",
        "tests/acceptance/test_tutorial.py",
    ]
    where = ("tests/integration/seeding", "tests/acceptance/test_examples.py", *map(str, tests))
    session.run(PYTHON, "-m", "pytest", "--full", *where, *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure side by side; writes docs/benchmarks.md, fails where a bound is exceeded."""
    session.run(PYTHON, "tests/bench/bench.py")


@nox.session
def accuracy(session: nox.Session) -> None:
    """What the linter says of the folders after `--`, and its fixes, held against a replay."""
    session.run(PYTHON, "tests/bench/accuracy.py", *session.posargs)


@nox.session
def projects(session: nox.Session) -> None:
    """Replay projects that are not ours, the folders after `--`, beside plain upgrades."""
    session.run(PYTHON, "tests/bench/projects.py", *session.posargs)


@nox.session
def strangers(session: nox.Session) -> None:
    """Bring a project in that is not ours, `-- FOLDER PYTHON [DRIVER]`: docs/strangers.md."""
    session.run(PYTHON, "tests/bench/strangers.py", *session.posargs)


@nox.session
def rules(session: nox.Session) -> None:
    """Write docs/rules, a page for each of the linter's rules."""
    session.run(PYTHON, "-m", "toolkit.commands.rule_pages", "docs/rules")


@nox.session
def steps(session: nox.Session) -> None:
    """Take the tutorial from the seeded project after `--`, in which its steps were rebased."""
    git, template = ("git", "-C", *session.posargs), Path("examples/tutorial").resolve()
    all_but = (":!steps", ":!.copier-answers.yml")
    session.run(*git, "--work-tree", str(template), "checkout", "main", "--", ".", *all_but)
    for page in template.glob("steps/*.md"):
        commit = f"main^{{/^{page.stem}}}"
        added = session.run(*git, "diff", "--no-renames", f"{commit}~1", commit, silent=True)
        patch = "```diff\n" + re.sub(r"(?m)^index .*\n", "", str(added)) + "```"
        before, _, after = re.split(r"(?ms)(^```diff\n.*?^```$)", page.read_text())
        page.write_text(before + patch + after)


@nox.session
def lock(session: nox.Session) -> None:
    """Make both locks anew (needs uv); `-- --upgrade` for newer versions."""
    options = "--universal --generate-hashes --no-header --no-annotate --quiet --python-version"
    command = ["uv", "pip", "compile", "pyproject.toml", *options.split()]
    everything = ["3.11", "--all-extras", "--group", "dev", "--output-file", str(LOCK)]
    session.run(*command, *everything, *session.posargs)
    session.run(*command, "3.13", "--constraints", str(LOCK), "--output-file", str(JOB))


@nox.session
def wheels(session: nox.Session) -> None:
    """Fill wheels/ for this kind of machine and each Python: `make` then needs no network."""
    WHEELS.mkdir(exist_ok=True)
    (WHEELS / LOCK).unlink(missing_ok=True)
    wanted = WHEELS / "wanted.txt"
    wanted.write_text(_for_each_python(LOCK.read_text()))
    for python in PYTHONS:
        session.run(PYTHON, "-m", "pip", "download", "--quiet", "--require-hashes", "--no-deps",
                    "--only-binary=:all:", f"--python-version={python}", "-r", str(wanted),
                    "-d", str(WHEELS))  # fmt: skip
    wanted.unlink()
    shutil.copy(LOCK, WHEELS)  # last: make takes wheels/ only when the lock in it is this one


def _for_each_python(lock: str) -> str:
    """The lock without markers on Python's version: pip would hold them against its own."""
    return re.sub(r" ; python_(full_)?version[^\\\n]*", " ", lock)
