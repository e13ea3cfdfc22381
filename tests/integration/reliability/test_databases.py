"""What a bootstrap makes of every database that it may find."""

import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.integration.reliability import halfway
from tests.integration.reliability.keyboard import Keyboard
from tests.integration.reliability.stages import EMPTY, NEWEST, Case, Stages, execute
from tests.integration.reliability.telling import REVISIONS, before, expect_told
from toolkit.catalog.fingerprint import Fingerprint
from toolkit.findings import converged as all_converged
from toolkit.platform.enums import CORE_ENUMS
from toolkit.platform.models import metadata
from toolkit.recovery.ladder import Ladder

Count = Callable[[int], None]


def sampled(*every: object, sample: object) -> list[object]:
    """All of them with `--full`, else one."""
    marks = {True: (), False: pytest.mark.full}
    return [pytest.param(one, marks=marks[one == sample]) for one in every]


def stamped(revision: str) -> tuple[str, str]:
    return (
        "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)",
        f"INSERT INTO alembic_version VALUES ('{revision}')",
    )


def ours(found: Fingerprint) -> Fingerprint:
    """Without what stood beside it."""
    return Fingerprint(tuple(one for one in found.lines if "public.beside" not in one))


@pytest.mark.full
def test_none(stages: Stages, keyboard: Keyboard) -> None:
    with stages.named("template0") as case:
        execute(stages.server, f"DROP DATABASE {case.url.database}")
        keyboard.converges(case, ours(stages.undisturbed(EMPTY)))


@pytest.mark.parametrize("beside", sampled(True, False, sample=True))
def test_empty(stages: Stages, keyboard: Keyboard, beside: bool) -> None:
    expected = stages.undisturbed(EMPTY)
    with stages.case(EMPTY) if beside else stages.named("template0") as case:
        keyboard.converges(case, expected if beside else ours(expected))


def test_converged(stages: Stages, keyboard: Keyboard) -> None:
    with stages.case(NEWEST) as case:
        found = case.exactly()
        said = keyboard.converges(case, stages.undisturbed(NEWEST))
        assert {one["outcome"] for one in said.document["outcomes"]} == {"unchanged"}
        assert found.difference(case.exactly()) == ""


@pytest.mark.parametrize("revision", sampled(*REVISIONS, sample="003"))
def test_stopped_after_a_statement(
    stages: Stages, rungs: Ladder, keyboard: Keyboard, cases: Count, full: bool, revision: str
) -> None:
    stage = before(revision)
    with stages.case(stage) as case:
        total = halfway.stopped(case)
    chance = random.Random(revision)
    numbers = range(1, total + 1) if full else [chance.randint(1, total)]
    for number in numbers:
        with stages.case(stage) as case:
            halfway.stopped(case, number)
            expect_told(halfway.place(case, rungs), revision)
            if full and number == numbers[-1]:
                keyboard.converges(case, stages.undisturbed(stage))
            else:
                assert all_converged(case.bootstrap()), number
                assert stages.undisturbed(stage).difference(case.about()) == "", number
    cases(len(numbers))


@pytest.mark.parametrize("revision", sampled(*REVISIONS, sample="017"))
def test_stopped_at_a_revision(
    stages: Stages, rungs: Ladder, keyboard: Keyboard, revision: str
) -> None:
    with stages.case(revision) as case:
        expect_told(halfway.place(case, rungs), revision)
        keyboard.converges(case, stages.undisturbed(revision))


def test_lost_stamp(stages: Stages, keyboard: Keyboard) -> None:
    with stages.case(NEWEST) as case:
        case.change("DROP TABLE alembic_version")
        said = keyboard.refuses(case, "drift")
        assert said.document["error"]["next"].startswith("invoke adopt")
        keyboard.converges(case, stages.undisturbed(NEWEST), "adopt")


def test_models_alone(stages: Stages, keyboard: Keyboard) -> None:
    """What models did not make is made then; rows that only a revision has are named."""
    agent = "INSERT INTO agents (id, name, role) VALUES (gen_random_uuid(), 'mine', 'coder')"
    with stages.case(EMPTY) as case:
        with sa.create_engine(case.url, poolclass=sa.NullPool).begin() as connection:
            metadata.create_all(connection)
        case.change(agent, "DROP FUNCTION search_documents")
        assert "adopt --repair" in keyboard.refuses(case, "drift").document["error"]["next"]
        rows = rows_of(case.exactly())
        said = keyboard.ends_well(case, "adopt", "--repair")
        assert "public.roles is empty" in said.err
        assert rows_of(case.exactly()) == rows
        assert catalog_of(case.about()) == catalog_of(stages.undisturbed(NEWEST))
        keyboard.ends_well(case, "bootstrap")


def rows_of(found: Fingerprint) -> list[str]:
    return [one for one in found.lines if one.startswith("rows ")]


def catalog_of(found: Fingerprint) -> list[str]:
    return [one for one in found.lines if not one.startswith("rows ")]


@pytest.mark.parametrize("revision", sampled(*REVISIONS, sample="010"))
def test_stamp_alone(stages: Stages, keyboard: Keyboard, revision: str) -> None:
    """Of the first two no table is seen, so that their stamp cannot be told from a true one."""
    with stages.case(EMPTY) as case:
        case.change(*stamped(revision))
        if revision in ("001", "002"):
            keyboard.converges(case, stages.undisturbed(EMPTY))
        else:
            keyboard.refuses(case, "drift")


@pytest.mark.parametrize("stage", sampled(EMPTY, "010", NEWEST, sample="010"))
def test_unknown_stamp(stages: Stages, keyboard: Keyboard, stage: str) -> None:
    with stages.case(stage) as case:
        case.change(*(stamped("beef") if stage == EMPTY else (UNKNOWN,)))
        keyboard.refuses(case, "migration")


UNKNOWN = "UPDATE alembic_version SET version_num = 'beef'"


@pytest.mark.parametrize("stage", sampled("012", NEWEST, sample="012"))
def test_several_stamps(stages: Stages, keyboard: Keyboard, stage: str) -> None:
    with stages.case(stage) as case:
        case.change("INSERT INTO alembic_version VALUES ('010')")
        keyboard.refuses(case, "migration")


HEAD = 'revision, down_revision = "{name}", "020"\ndef upgrade() -> None: ...\n'


@pytest.mark.parametrize("stage", sampled(EMPTY, "010", NEWEST, sample=EMPTY))
def test_two_heads(stages: Stages, keyboard: Keyboard, stage: str) -> None:
    with stages.case(stage) as case, forked(stages.root):
        keyboard.refuses(case, "migration")


@contextmanager
def forked(root: Path) -> Iterator[None]:
    """Two colleagues each wrote the next revision."""
    paths = [root / f"migrations/versions/{name}.py" for name in ("021a", "021b")]
    for path in paths:
        path.write_text(HEAD.format(name=path.stem), encoding="utf-8")
    yield
    for path in paths:
        path.unlink()


LACKING = [("failed",), ("starting",), ("starting", "failed")]
"""Of the type `agentstatus`: no row has them."""


@pytest.mark.parametrize("labels", sampled(*LACKING, sample=LACKING[2]))
def test_missing_labels(stages: Stages, keyboard: Keyboard, labels: tuple[str, ...]) -> None:
    with stages.case(NEWEST) as case:
        take_away(case, "agentstatus", labels)
        keyboard.converges(case, stages.undisturbed(NEWEST))


def test_missing_later_labels(stages: Stages, keyboard: Keyboard) -> None:
    with stages.case(NEWEST) as case:
        take_away(case, "loadresource", ("database",))
        assert "--repair" in keyboard.refuses(case, "failed").err
        keyboard.converges(case, stages.undisturbed(NEWEST), "bootstrap", "--repair")


def take_away(case: Case, type_: str, labels: Sequence[str]) -> None:
    for label in labels:
        case.administer(
            f"DELETE FROM pg_enum WHERE enumtypid = '{type_}'::regtype AND enumlabel = '{label}'"
        )


@pytest.mark.parametrize("type_", sampled("agentstatus", "loadresource", sample="loadresource"))
def test_more_labels(stages: Stages, keyboard: Keyboard, type_: str) -> None:
    with stages.case(NEWEST) as case:
        case.change(f"ALTER TYPE {type_} ADD VALUE 'resting'")
        keyboard.converges(case, case.about())


SWAPPED = [("agentstatus", "idle", "busy"), ("runstatus", "due", "missed")]


@pytest.mark.parametrize("labels", sampled(*SWAPPED, sample=SWAPPED[0]))
def test_reordered_labels(stages: Stages, keyboard: Keyboard, labels: tuple[str, ...]) -> None:
    type_, one, other = labels
    with stages.case(NEWEST) as case:
        for before, after in ((one, "between"), (other, one), ("between", other)):
            case.change(f"ALTER TYPE {type_} RENAME VALUE '{before}' TO '{after}'")
        keyboard.refuses(case, "drift")


ENUMS = [("tasks", "priority", "taskpriority"), ("load_predictions", "resource", "loadresource")]


@pytest.mark.parametrize("one", sampled(*ENUMS, sample=ENUMS[0]))
def test_text_for_an_enum(stages: Stages, keyboard: Keyboard, one: tuple[str, ...]) -> None:
    table, column, type_ = one
    with stages.case(NEWEST) as case:
        case.change(
            f"ALTER TABLE {table} ALTER {column} DROP DEFAULT, ALTER {column} TYPE text",
            f"DROP TYPE {type_}",
        )
        keyboard.refuses(case, "drift")


@pytest.mark.parametrize("extension", sampled("vector", "pg_trgm", sample="vector"))
@pytest.mark.parametrize("stage", sampled(EMPTY, "005", NEWEST, sample=NEWEST))
def test_extension_elsewhere(
    stages: Stages, keyboard: Keyboard, stage: str, extension: str
) -> None:
    with stages.case(stage) as case:
        case.administer("CREATE SCHEMA elsewhere")
        case.administer(f"ALTER EXTENSION {extension} SET SCHEMA elsewhere")
        keyboard.refuses(case, "drift")


def test_older_extension(stages: Stages, keyboard: Keyboard) -> None:
    with stages.case(EMPTY) as case:
        case.administer("DROP EXTENSION pg_trgm", "CREATE EXTENSION pg_trgm VERSION '1.3'")
        keyboard.refuses(case, "extension", HIVE_EXTENSIONS='["vector", "pg_trgm>=1.4"]')


@pytest.mark.parametrize("stage", sampled(EMPTY, "010", NEWEST, sample=EMPTY))
def test_absent_extension(stages: Stages, keyboard: Keyboard, stage: str) -> None:
    with stages.case(stage) as case:
        keyboard.refuses(case, "extension", HIVE_EXTENSIONS='["vector", "of_nobody"]')


EQUAL = "CREATE TYPE {} AS ENUM ('agents', 'queue', 'database', 'language_model')"
OTHER = "CREATE TYPE {} AS ENUM ('queue', 'agents')"


def test_orphan_types(stages: Stages, keyboard: Keyboard, cases: Count, full: bool) -> None:
    core = [
        f"CREATE TYPE {name} AS ENUM ({', '.join(map(repr, labels))})"
        for name, labels in CORE_ENUMS.items()
    ]
    every = ([*core[:3], EQUAL.format("loadresource")], core, [EQUAL.format("loadresource")])
    for made in every if full else every[:1]:
        with stages.case(EMPTY) as case:
            case.change(*made)
            keyboard.converges(case, stages.undisturbed(EMPTY))
    cases(3 if full else 1)


@pytest.mark.parametrize("type_", sampled("agentstatus", "loadresource", sample="loadresource"))
def test_other_orphan_types(stages: Stages, keyboard: Keyboard, type_: str) -> None:
    with stages.case(EMPTY) as case:
        case.change(OTHER.format(type_))
        keyboard.refuses(case, "drift")


INDEXES = """SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisprimary
  AND indrelid::regclass::text IN (SELECT tablename FROM pg_tables WHERE schemaname = 'public')
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid) ORDER BY 1"""
SPOILT = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{}'::regclass"


def test_invalid_index(stages: Stages, keyboard: Keyboard, cases: Count, full: bool) -> None:
    """One that was being built when it was cut off; and each index, as that leaves it."""
    with stages.case(NEWEST) as case:
        built_and_cut_off(case)
        assert "--repair" in keyboard.refuses(case, "failed").err
        keyboard.converges(case, stages.undisturbed(NEWEST), "bootstrap", "--repair")
        names = [name for (name,) in execute(case.url, INDEXES)]
    for name in names if full else []:
        with stages.case(NEWEST) as case:
            case.administer(SPOILT.format(name))
            keyboard.converges(case, stages.undisturbed(NEWEST), "bootstrap", "--repair")
    cases(1 + len(names) * full)


CUT_OFF = (
    "SET statement_timeout = '300ms'",
    "CREATE INDEX CONCURRENTLY ix_tasks_agent_id ON tasks (agent_id)",
)


def built_and_cut_off(case: Case) -> None:
    """An old snapshot keeps CREATE INDEX CONCURRENTLY from ending."""
    case.change("DROP INDEX ix_tasks_agent_id")
    old = sa.create_engine(case.url, isolation_level="REPEATABLE READ", poolclass=sa.NullPool)
    with old.connect() as snapshot:
        snapshot.exec_driver_sql("SELECT 1")
        with pytest.raises(sa.exc.OperationalError, match="timeout"):
            case.change(*CUT_OFF)


def test_disabled_trigger(stages: Stages, keyboard: Keyboard) -> None:
    with stages.case(NEWEST) as case:
        case.change("ALTER TABLE task_dependencies DISABLE TRIGGER USER")
        assert "--repair" in keyboard.refuses(case, "drift").document["error"]["next"]
        keyboard.converges(case, stages.undisturbed(NEWEST), "bootstrap", "--repair")


CONSTRAINTS = """SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE contype IN ('c', 'f') AND connamespace = 'public'::regnamespace
    AND conparentid = 0 ORDER BY 1, 2"""


def test_unvalidated_constraint(
    stages: Stages, keyboard: Keyboard, cases: Count, full: bool
) -> None:
    with stages.case(NEWEST) as case:
        found = execute(case.url, CONSTRAINTS)
    for table, name, definition in found if full else found[:1]:
        with stages.case(NEWEST) as case:
            case.change(
                f"ALTER TABLE {table} DROP CONSTRAINT {name}",
                f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition} NOT VALID",
            )
            assert "--repair" in keyboard.refuses(case, "failed").err
            keyboard.converges(case, stages.undisturbed(NEWEST), "bootstrap", "--repair")
    cases(len(found if full else found[:1]))


@pytest.mark.parametrize("table", sampled("agents", "feature_flags", sample="feature_flags"))
def test_anothers_table(stages: Stages, keyboard: Keyboard, table: str) -> None:
    with stages.case(EMPTY) as case:
        case.change(
            f"CREATE TABLE {table} (id int PRIMARY KEY, plot text)",
            f"INSERT INTO {table} VALUES (1, 'of a novel')",
        )
        keyboard.refuses(case, "drift")


ANOTHER_PATH = """DO $$ BEGIN
  EXECUTE format('ALTER DATABASE %I SET search_path = other, public', current_database());
END $$"""


@pytest.mark.parametrize("stage", sampled(EMPTY, "010", NEWEST, sample="010"))
def test_other_search_path(stages: Stages, keyboard: Keyboard, stage: str) -> None:
    """What is there stays where it is, what is made is where the path leads first."""
    with stages.case(stage) as case:
        case.administer("CREATE SCHEMA other", ANOTHER_PATH)
        keyboard.ends_well(case, "bootstrap")
        moved = (
            "\n".join(case.about().lines)
            .replace("other.", "public.")
            .replace('"other"', '"public"')
        )
        found = set(moved.split("\n"))
        assert found - {"schema other: SCHEMA"} == set(stages.undisturbed(stage).lines)
        keyboard.converges(case, case.about())


def test_other_collation(stages: Stages, keyboard: Keyboard) -> None:
    with stages.case(NEWEST) as case:
        case.change('ALTER TABLE agents ALTER name TYPE text COLLATE "C"')
        keyboard.refuses(case, "drift")


@pytest.mark.parametrize("revision", sampled(*REVISIONS[2:-1], sample="010"))
def test_anothers_objects(stages: Stages, keyboard: Keyboard, revision: str) -> None:
    role = f"another_{uuid.uuid4().hex[:12]}"
    execute(stages.server, f"CREATE ROLE {role}")
    with stages.case(revision) as case:
        case.administer(f"REASSIGN OWNED BY {stages.role} TO {role}")
        keyboard.refuses(replace(case, typed=case.url), "migration")
    execute(stages.server, f"DROP ROLE {role}")


TWIN = """ALTER TABLE load_predictions RENAME TO plain;
  CREATE TABLE load_predictions (LIKE plain INCLUDING DEFAULTS) PARTITION BY RANGE (expected_at);
  CREATE TABLE load_predictions_all PARTITION OF load_predictions DEFAULT;
  INSERT INTO load_predictions SELECT * FROM plain;
  DROP TABLE plain"""
EARLY = """CREATE TABLE agents (id uuid, name text, born date) PARTITION BY RANGE (born);
  CREATE TABLE agents_all PARTITION OF agents DEFAULT;
  INSERT INTO agents VALUES (NULL, 'somebody', '2026-01-01')"""


@pytest.mark.parametrize("stage", sampled(EMPTY, NEWEST, sample=NEWEST))
def test_partitioned_twin(stages: Stages, keyboard: Keyboard, stage: str) -> None:
    with stages.case(stage) as case:
        case.change(EARLY if stage == EMPTY else TWIN)
        keyboard.refuses(case, "drift")


MANY = """DO $$ BEGIN FOR number IN 1..1000 LOOP
  EXECUTE format('CREATE TABLE beside_%s (id int PRIMARY KEY, said text UNIQUE)', number);
  EXECUTE format('INSERT INTO beside_%s VALUES (1, %L)', number, 'kept');
END LOOP; END $$"""


@pytest.mark.parametrize("stage", sampled(EMPTY, NEWEST, sample=NEWEST))
def test_foreign_tables(stages: Stages, keyboard: Keyboard, stage: str) -> None:
    with stages.case(stage) as case:
        case.change(MANY)
        beside = {one for one in case.about().lines if "public.beside_" in one}
        assert len(beside) > 1000
        keyboard.ends_well(case, "bootstrap")
        assert set(case.about().lines) == beside | set(stages.undisturbed(stage).lines)
