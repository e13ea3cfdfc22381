"""Extensions and enum types that migrations use, and that none of them makes."""

import pytest

from toolkit.lint.needs import Needs, needs
from toolkit.lint.source import Source

HEAD = """
import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import Vector
from sqlalchemy.dialects import postgresql
from toolkit import ensure

revision, down_revision = "b1", None


def upgrade():
"""


def found(*bodies: str, head: str = HEAD) -> Needs:
    texts = (head + "".join(f"    {line}\n" for line in body.splitlines()) for body in bodies)
    return needs(Source(f"/{n}.py", f"{n}.py", text.encode()) for n, text in enumerate(texts))


@pytest.mark.parametrize(
    ("body", "extension"),
    [
        ('op.add_column("t", sa.Column("e", Vector(3)))', "vector"),
        ('op.add_column("t", sa.Column("e", sa.ARRAY(postgresql.CITEXT)))', "citext"),
        ('op.create_table("t", sa.Column("e", postgresql.HSTORE()))', "hstore"),
        ('op.alter_column("t", "e", type_=postgresql.CITEXT())', "citext"),
        ('op.execute("ALTER TABLE t ADD COLUMN e halfvec(3)")', "vector"),
        ("op.execute(\"UPDATE t SET e = 'a'::ltree\")", "ltree"),
        ('op.execute(f"CREATE INDEX i ON t USING hnsw (e {ops})")', "vector"),
        ('op.execute("CREATE INDEX i ON t USING gin (e gin_trgm_ops)")', "pg_trgm"),
        ('op.create_index("i", "t", ["e"], postgresql_ops={"e": "gist_trgm_ops"})', "pg_trgm"),
        ('sa.Column("id", sa.Uuid, server_default=sa.text("uuid_generate_v4()"))', "uuid-ossp"),
        ('sa.Column("id", sa.Uuid, server_default=sa.func.uuid_generate_v1mc())', "uuid-ossp"),
        ("op.execute(\"UPDATE t SET h = crypt('a', gen_salt('bf'))\")", "pgcrypto"),
        ('op.execute("SELECT ST_AsText(place) FROM t")', "postgis"),
        ("op.execute('CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\"')", "uuid-ossp"),
    ],
)
def test_an_extension_is_seen_by_what_it_brings(body: str, extension: str) -> None:
    assert list(found(body).extensions) == [extension]


@pytest.mark.parametrize(
    "body",
    [
        'op.execute("CREATE EXTENSION vector")\nop.add_column("t", sa.Column("e", Vector(3)))',
        'op.add_column("vector", sa.Column("hstore", sa.Text()))',
        '"""Makes a vector(3), once."""',
        "op.execute(\"UPDATE t SET a = 'the vector of similarity'\")",
        'op.execute("SELECT gen_random_uuid(), to_tsvector(note) FROM t")',
    ],
)
def test_what_is_made_or_only_called_so_is_not(body: str) -> None:
    assert found(body).extensions == {}


def test_one_that_is_made_later_is_needed_before() -> None:
    uses = 'op.add_column("t", sa.Column("e", Vector(3)))'
    makes = 'op.execute("CREATE EXTENSION vector")'
    assert list(found(uses, makes).extensions) == ["vector"]
    assert found(makes, uses).extensions == {}


@pytest.mark.parametrize(
    ("body", "labels"),
    [
        ('sa.Column("m", postgresql.ENUM("a", "b", name="mood", create_type=False))', ("a", "b")),
        ('sa.Column("m", sa.ARRAY(sa.Enum("a", name="mood")))', ("a",)),
        ('sa.Column("m", postgresql.ENUM(name="mood", create_type=False))', ()),
        ('sa.Column("m", sa.Enum(*LABELS, name="mood"))', ()),
    ],
)
def test_add_column_makes_no_type(body: str, labels: tuple[str, ...]) -> None:
    needed = found(f'op.add_column("t", {body})').enums
    assert {name: one.labels for name, one in needed.items()} == {"mood": labels}


def test_a_type_in_sql() -> None:
    needed = found('op.execute("ALTER TABLE t ADD COLUMN m mood, ADD n integer, ADD o citext")')
    assert list(needed.enums) == ["mood"]
    assert needed.enums["mood"].where.endswith(": type mood")


@pytest.mark.parametrize(
    "makes",
    [
        "op.execute(\"CREATE TYPE mood AS ENUM ('a')\")",
        "op.execute(\"DO $$ BEGIN CREATE TYPE mood AS ENUM ('a'); END $$\")",
        'op.create_table("s", sa.Column("m", sa.Enum("a", name="mood")))',
        'postgresql.ENUM("a", name="mood").create(op.get_bind())',
        'ensure.enum("mood", "a")',
        'op.execute("CREATE DOMAIN mood AS text")',
        'sa.Column("m", sa.Enum("a", name="mood", native_enum=False))',
    ],
)
def test_a_type_that_some_revision_makes_is_not_needed(makes: str) -> None:
    uses = 'op.execute("ALTER TABLE t ADD COLUMN m mood")'
    if "native_enum" in makes:
        assert found(f'op.add_column("t", {makes})').enums == {}
    else:
        assert found(uses, makes).enums == {}


def test_what_cannot_be_read_is_said() -> None:
    assert list(found("", head="def upgrade(:\n").unread) == ["0.py"]
