"""Proofs hold on what the migrations make, and fail on what is broken."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from toolkit.errors import NotConvergedError
from toolkit.platform.models import Agent, Context, Task
from toolkit.platform.proof import PROOFS, hello

BREAKAGES = [
    ("write", "DROP TABLE agent_events", "agent_events"),
    ("write", "ALTER TABLE tasks DROP COLUMN priority CASCADE, ADD priority int NOT NULL", "null"),
    ("vector search", "DROP INDEX ix_contexts_embedding", "ix_contexts_embedding"),
    ("vector search", "ALTER TABLE contexts ALTER embedding TYPE vector(3)", "dimensions"),
    ("trigram search", "DROP INDEX ix_contexts_content", "ix_contexts_content"),
    ("trigram search", "DROP EXTENSION pg_trgm CASCADE", "word_similarity"),
    ("enum", "ALTER TYPE taskstatus RENAME VALUE 'blocked' TO 'stuck'", "blocked"),
    ("enum", "ALTER TYPE agentstatus ADD VALUE 'no such label'", "agentstatus"),
    ("enum", "DROP TYPE prompt_status CASCADE", "prompt_status"),
]


@pytest.mark.parametrize(("name", "proof"), PROOFS, ids=[name for name, _ in PROOFS])
def test_a_proof_holds_and_leaves_nothing_behind(
    migrated: sa.Connection, name: str, proof: object
) -> None:
    evidence = dict(PROOFS)[name](migrated)
    assert evidence
    assert "\n" not in evidence
    for model in (Agent, Task, Context):
        assert migrated.scalar(sa.select(sa.func.count()).select_from(model)) == 0


@pytest.mark.parametrize(("name", "breakage", "why"), BREAKAGES)
def test_a_proof_fails_on_what_is_broken(
    migrated: sa.Connection, name: str, breakage: str, why: str
) -> None:
    migrated.exec_driver_sql(breakage)
    migrated.commit()
    with pytest.raises(NotConvergedError, match=why):
        dict(PROOFS)[name](migrated)


def test_proofs_find_their_way_among_many_memories(migrated: sa.Connection) -> None:
    migrated.exec_driver_sql(
        "INSERT INTO contexts (type, content, embedding) SELECT 'code', 'line ' || n,"
        " (SELECT array_agg(sin(n * i)) FROM generate_series(1, 384) i)::vector"
        " FROM generate_series(1, 300) n"
    )
    for _, proof in PROOFS:
        assert proof(migrated)


def test_an_ordinary_owner_can_do_it_all(
    owned: sa.URL, migrations: Callable[[sa.Connection], Config]
) -> None:
    with sa.create_engine(owned, poolclass=sa.NullPool).connect() as connection:
        command.upgrade(migrations(connection), "head")
        assert hello(connection)
        assert all(proof(connection) for _, proof in PROOFS)
        assert not hello(connection)
