"""Where a database stands: every state that a run may leave it in, and the story told of it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from toolkit.catalog.fingerprint import objects
from toolkit.database.connect import dial, sqlalchemy
from toolkit.database.migrations import Migrations, Site
from toolkit.database.target import Target
from toolkit.recovery import ladder
from toolkit.recovery.ladder import Ladder
from toolkit.recovery.place import Place, There
from toolkit.recovery.story import story

HISTORY: dict[str, tuple[str, ...]] = {
    "r1": ("CREATE TYPE state AS ENUM ('open', 'done')", "CREATE TABLE orders (id int, note text)"),
    "r2": (
        "ALTER TABLE orders ADD state state NOT NULL DEFAULT 'open'",
        "CREATE INDEX ix_state ON orders (state)",
        "COMMENT ON TABLE orders IS 'what was ordered'",
    ),
    "r3": ("UPDATE orders SET note = 'seen'",),
    "r4": ("ALTER TABLE orders RENAME note TO remark", "DROP INDEX ix_state"),
    "r5": ("CREATE TABLE lines (id int PRIMARY KEY)", "ALTER TABLE orders ALTER id TYPE bigint"),
}
NAMES = list(HISTORY)
ENV = """from alembic import context
context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
"""


@pytest.fixture
def migrations(tmp_path: Path) -> Migrations:
    versions = tmp_path / "migrations/versions"
    versions.mkdir(parents=True)
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    (tmp_path / "migrations/env.py").write_text(ENV)
    for before, (name, statements) in zip([None, *NAMES], HISTORY.items(), strict=False):
        lines = [f"    op.execute({one!r})" for one in statements]
        head = f"revision = {name!r}\ndown_revision = {before!r}\nfrom alembic import op\n"
        text = f'"""Step {name}."""\n{head}def upgrade():\n' + "\n".join(lines)
        (versions / f"{name}.py").write_text(text)
    return Migrations(tmp_path, "alembic.ini")


@contextmanager
def at(url: sa.URL) -> Iterator[Site]:
    session = dial(url)
    with sqlalchemy(session) as connection:
        yield Site(Target(url), connection, session.facts)


Databases = Callable[[], sa.URL]


@pytest.fixture
def rungs(migrations: Migrations, another: Databases) -> Ladder:
    with at(another()) as site:
        return list(ladder.climbed(site, migrations))


@pytest.fixture
def another(server: sa.URL, database: sa.URL) -> Iterator[Databases]:
    """Databases beside the test's own."""
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    made: list[str] = []

    def one() -> sa.URL:
        made.append(f"{database.database}_{len(made)}")
        with engine.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{made[-1]}"')
        return database.set(database=made[-1])

    yield one
    with engine.connect() as connection:
        for name in made:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(site: Site, *statements: str) -> None:
    for one in statements:
        site.connection.exec_driver_sql(one)
    site.connection.commit()


def upgraded(site: Site, migrations: Migrations, count: int) -> None:
    for step in migrations.pending(())[:count]:
        migrations.upgrade(site, step)


def place(site: Site, migrations: Migrations, rungs: Ladder) -> Place:
    heads = migrations.stamp(site).heads
    return Place(rungs, objects(site.connection), heads)


def there(found: Place) -> Sequence[There]:
    return [one.there for one in found.traces]


def test_every_statement_of_every_revision(
    migrations: Migrations, rungs: Ladder, another: Databases
) -> None:
    for number, name in enumerate(NAMES):
        for done in range(len(HISTORY[name])):
            with at(another()) as site:
                upgraded(site, migrations, number)
                run(site, *HISTORY[name][:done])
                found = place(site, migrations, rungs)
            told = story(found)
            assert found.rung.revision == ("", *NAMES)[number], (name, done)
            assert told.next == "invoke bootstrap"
            if done:
                assert found.traces[number].there is There.PARTLY
                assert f"{name} stopped on its way" in told.what
            else:
                assert found.traces[number].there in (There.NOT, There.UNSEEN)
                assert f"{5 - number} revision" in told.what
            assert There.PARTLY not in there(found)[:number] + there(found)[number + 1 :]


def test_at_the_newest(migrations: Migrations, rungs: Ladder, database: sa.URL) -> None:
    with at(database) as site:
        upgraded(site, migrations, 5)
        run(site, "CREATE TABLE somebody_elses (id int)", "ALTER TYPE state ADD VALUE 'late'")
        found = place(site, migrations, rungs)
    assert there(found) == [There.WHOLE, There.WHOLE, There.UNSEEN, There.WHOLE, There.WHOLE]
    assert story(found).what == "all of r5 is there, and it is the newest"


WRONG = [
    (5, "DROP TABLE alembic_version", "all of r5 is there, and no stamp", "the stamp say r5"),
    (2, "DROP TABLE alembic_version", "all of r2 is there, and no stamp", "the stamp say r2"),
    (4, "UPDATE alembic_version SET version_num = 'r2'", "says r2, but all of r4", "say r4"),
    (2, "UPDATE alembic_version SET version_num = 'r5'", "r5, but no more than r2", "say r2"),
    (5, "UPDATE alembic_version SET version_num = 'x9'", "x9, of which there is no file", "git"),
    (5, "INSERT INTO alembic_version VALUES ('r1')", "its stamp names 2 revisions", "heads"),
    (1, "CREATE TABLE lines (plot text)", "still to make is there already", "Rename or drop"),
    (1, "CREATE VIEW lines AS SELECT 1 AS id", "still to make is there already", "Rename or drop"),
    (5, "DROP TABLE lines", "nearest to r5, but 1 object of r5", "drift"),
    (5, "ALTER TABLE orders DROP COLUMN state", "1 object of r2 is missing", "drift"),
    (5, "COMMENT ON TABLE orders IS NULL", "1 object of r2 is missing", "bootstrap --repair"),
    (
        2,
        "COMMENT ON TABLE orders IS NULL; DROP TABLE alembic_version",
        "but 1 object of r2 is missing or differs; there is no stamp",
        "adopt --repair, then invoke",
    ),
    (5, "ALTER TYPE state ADD VALUE 'late'", "all of r5 is there, and it is the newest", ""),
]


@pytest.mark.parametrize(("count", "change", "what", "next_"), WRONG)
def test_what_its_stamp_does_not_say(
    migrations: Migrations, rungs: Ladder, database: sa.URL, count: int, change: str, what: str,
    next_: str,
) -> None:  # fmt: skip
    with at(database) as site:
        upgraded(site, migrations, count)
        run(site, change)
        told = story(place(site, migrations, rungs))
    assert what in told.what
    assert next_ in told.next
    assert told.sound == (next_ == "")


def test_a_ladder_is_kept_until_a_revision_changes(
    migrations: Migrations, rungs: Ladder, tmp_path: Path
) -> None:
    name = ladder.key(migrations, 18)
    ladder.keep(tmp_path / "ladders", name, rungs)
    assert ladder.load(tmp_path / "ladders", name) == rungs
    assert ladder.key(migrations, 15) != name
    with (tmp_path / "migrations/versions/r3.py").open("a") as file:
        file.write("\n# another\n")
    assert ladder.key(migrations, 18) != name
    (tmp_path / "ladders" / f"{name}.json").write_text("{")
    assert ladder.load(tmp_path / "ladders", name) is None
