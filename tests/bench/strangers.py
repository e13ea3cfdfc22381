"""A project that is not ours, brought in: `hive init`, `bootstrap`, `diagnose` and `adopt` on it.

`nox -s strangers -- FOLDER PYTHON [DRIVER]`: a Python that has what its env.py imports, and
hive-toolkit. What its own `alembic upgrade head` makes of an empty database is what every other way
must end in: from nothing on an embedded server, from half-way, from a process killed in the middle
of a revision, from a schema without a stamp. DRIVER is that of its own run, where its ini names no
URL (postgresql+asyncpg). The folder stays as it is: all is done to a copy.
"""

import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from stranger import Stranger

from toolkit.findings import Silence
from toolkit.setup.scratch_server import served

FINE, EITHER, WRONG = (0,), (0, 1), (1,)
"""Exit codes. Of what is half-way: whether what is left to do can be seen."""
LEFT_OUT = ("node_modules", ".git", ".hive", ".env.local", "__pycache__")
STAMPED = sa.text(
    "SELECT relnamespace::regnamespace || '.alembic_version' FROM pg_class"
    " WHERE relname = 'alembic_version'"
)
WITHOUT = {"HIVE_MODELS": ""}


@dataclass
class Told:
    """Rows of a table; `failed` names those that are not as they should be."""

    one: Stranger
    want: tuple[str, ...] = ()
    failed: list[str] = field(default_factory=list)

    def answer(self, what: str, answer: Mapping[str, Any], exit: tuple[int, ...] = FINE,
               changed: int = -1, database: str = "") -> None:  # fmt: skip
        """`changed`: so many, -1: any number; the `database` has what it should have."""
        number = sum(len(o["changes"]) for o in answer["outcomes"] if o["outcome"] == "changed")
        drift = sum(len(o["notes"]) for o in answer["outcomes"] if o["outcome"] == "drift")
        same = not database or self.one.lines(database) == self.want
        words = [
            f"{number} changed",
            f"{drift} differ" if drift else "",
            answer.get("diagnosis", {}).get("what", ""),
            (answer["error"] or {}).get("what", ""),
            ("the same schema" if same else "ANOTHER SCHEMA") if database else "",
        ]
        self.row(what, answer["exit"], "; ".join(filter(None, words)), answer["seconds"])
        if answer["exit"] not in exit or changed not in (-1, number) or not same:
            self.failed.append(what)

    def row(self, what: str, exit: int, words: str, seconds: float) -> None:
        print(f"| {what} | {exit} | {words} | {seconds:.1f} s |", flush=True)


def measured(one: Stranger) -> list[str]:
    """All of it; what is not as it should be."""
    told = Told(one)
    told.answer("`hive init`", one.hive("init"))
    told.answer("again", one.hive("init"), changed=0)
    plain = one.empty()
    seconds = one.upgrade("head", plain)
    told.want = one.lines(plain)
    words = f"{len(one.revisions)} revisions, {len(told.want)} objects"
    told.row("its own `alembic upgrade head`", 0, words, seconds)
    _from_nothing(one, told)
    _from_half_way(one, told)
    _from_killed(one, told)
    _without_a_stamp(one, told, plain)
    return told.failed


def _from_nothing(one: Stranger, told: Told) -> None:
    """On an embedded server. Where models differ from migrations, that is theirs."""
    told.answer("`hive bootstrap`, embedded, from nothing", one.hive("bootstrap", **WITHOUT))
    told.answer("again", one.hive("bootstrap", **WITHOUT), changed=0)
    told.answer("with the models compared", one.hive("bootstrap"), EITHER, changed=0)
    one.run("hive", "down")


def _from_half_way(one: Stranger, told: Told) -> None:
    middle = one.revisions[(len(one.revisions) - 1) // 2]
    database = one.empty()
    one.upgrade(middle, database)
    what = f"its own upgrade to {middle}, then `hive diagnose`"
    told.answer(what, one.hive("diagnose", database=database), EITHER)
    _converges(one, told, database)


def _from_killed(one: Stranger, told: Told) -> None:
    at = one.definitions() // 2 + 1
    for name, words in (("its own upgrade", one.own("head")),
                        ("`hive bootstrap`", ("hive", "bootstrap"))):  # fmt: skip
        database = one.empty()
        one.killed(*words, at=at, database=database)
        what = f"{name} killed at definition {at}, then `hive diagnose`"
        told.answer(what, one.hive("diagnose", database=database), EITHER)
        _converges(one, told, database)


def _without_a_stamp(one: Stranger, told: Told, plain: str) -> None:
    with one.connected(plain) as connection:
        connection.exec_driver_sql(f"DROP TABLE {connection.scalar(STAMPED)}")
    told.answer("without a stamp, `hive diagnose`", one.hive("diagnose", database=plain), WRONG)
    told.answer("`hive adopt`", one.hive("adopt", database=plain), changed=1)
    _converges(one, told, plain)


def _converges(one: Stranger, told: Told, database: str) -> None:
    done = one.hive("bootstrap", database=database, **WITHOUT)
    told.answer("`hive bootstrap`", done, database=database)
    told.answer("again", one.hive("bootstrap", database=database, **WITHOUT), changed=0)


def main(folder: str, python: str, driver: str = "postgresql") -> int:
    print("| what | exit | what it came to | time |", "|---|---|---|---|", sep="\n", flush=True)
    place = Path(tempfile.mkdtemp(prefix="hive-stranger-"))
    copy = place / Path(folder).name
    shutil.copytree(folder, copy, symlinks=True, ignore=shutil.ignore_patterns(*LEFT_OUT))
    try:
        with served(60, Silence()) as server:
            failed = measured(Stranger(copy, Path(python).absolute().parent, server, driver))
    finally:
        shutil.rmtree(place)
    print(f"\nnot as it should be: {', '.join(failed) or 'nothing'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
