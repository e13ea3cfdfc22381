"""What may be run again as it is: no rule says anything above a note, and the server agrees."""

import pytest
import sqlalchemy as sa

from tests.unit.lint.linted import grave
from toolkit.lint.examples import source

from .executing import prepared, upgraded

SETUP = """
CREATE TYPE state AS ENUM ('open', 'sent');
CREATE TABLE orders (id int PRIMARY KEY, note text, total int, doc json, state state);
ALTER TABLE orders ADD CONSTRAINT ck CHECK (total > 0) NOT VALID;
CREATE INDEX ix ON orders (total);
INSERT INTO orders VALUES (1, 'a', 10, '{"a": 1}', 'open'), (2, 'b', 20, NULL, 'sent')"""
SQL = [
    "ALTER TABLE orders VALIDATE CONSTRAINT ck",
    "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE orders ALTER total SET NOT NULL",
    "ALTER TABLE orders ALTER total TYPE bigint",
    "ALTER TABLE orders ALTER note TYPE varchar USING note::varchar",
    "ALTER TABLE orders ALTER total SET DEFAULT 5",
    "ALTER TABLE orders REPLICA IDENTITY FULL",
    "ALTER TABLE orders CLUSTER ON ix",
    "ALTER TABLE orders SET (fillfactor = 70)",
    "ALTER TABLE IF EXISTS nothing RENAME TO something",
    "ALTER TYPE state ADD VALUE IF NOT EXISTS 'lost'",
    "CREATE TABLE IF NOT EXISTS lines (id int)",
    "ALTER TABLE orders ADD COLUMN IF NOT EXISTS more int UNIQUE",
    "CREATE INDEX IF NOT EXISTS ix_note ON orders (note)",
    "CREATE INDEX IF NOT EXISTS ix_doc ON orders USING gin ((doc::jsonb))",
    "CREATE OR REPLACE VIEW seen AS SELECT id FROM orders",
    "CREATE OR REPLACE FUNCTION one() RETURNS int RETURN 1",
    "CREATE TEMP TABLE passing (id int) ON COMMIT DROP",
    "DROP TABLE IF EXISTS lines; CREATE TABLE lines (id int); CREATE INDEX ON lines (id)",
    "ALTER TABLE orders DROP CONSTRAINT ck; ALTER TABLE orders ADD CONSTRAINT ck CHECK (id > 0)",
    "DROP INDEX ix; CREATE INDEX ix ON orders (total, id)",
    "DROP VIEW IF EXISTS seen; CREATE VIEW seen AS SELECT note FROM orders",
    "COMMENT ON TABLE orders IS 'sold'",
    "GRANT SELECT ON orders TO PUBLIC",
    "INSERT INTO orders VALUES (3, 'c') ON CONFLICT DO NOTHING",
    "INSERT INTO orders (id) SELECT 4 WHERE NOT EXISTS (SELECT FROM orders WHERE id = 4)",
    "UPDATE orders SET note = 'none'",
    "UPDATE orders SET note = lower(note)",
    "UPDATE orders SET total = id",
    "DELETE FROM orders WHERE id = 1",
    "TRUNCATE orders; INSERT INTO orders (id) VALUES (1)",
    "DO $$ BEGIN CREATE TYPE size AS ENUM ('s'); EXCEPTION WHEN duplicate_object THEN NULL; END $$",
    """DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_type WHERE typname = 'size') THEN
    CREATE TYPE size AS ENUM ('s'); END IF; END $$""",
    """DO $$ BEGIN IF NOT EXISTS (SELECT FROM information_schema.columns
    WHERE table_name = 'orders' AND column_name = 'more') THEN
    ALTER TABLE orders ADD COLUMN more int; END IF; END $$""",
    "SELECT setval(pg_get_serial_sequence('numbered', 'id'), 5) FROM orders WHERE false",
    "REINDEX INDEX ix; ANALYZE orders; LOCK TABLE orders; SET LOCAL lock_timeout = 1",
]
PYTHON = [
    'op.alter_column("orders", "total", nullable=False, server_default="1")',
    'op.alter_column("orders", "total", type_=sa.BigInteger(), existing_type=sa.Integer())',
    'op.create_table_comment("orders", "sold")\nop.drop_table_comment("orders")',
    'op.create_index("ix", "orders", ["total"], if_not_exists=True)',
    'op.create_table("lines", sa.Column("id", sa.Integer, unique=True), if_not_exists=True)',
    'op.add_column("orders", sa.Column("more", sa.Text), if_not_exists=True)',
    'op.drop_column("orders", "total", if_exists=True)',
    'op.drop_constraint("ck", "orders", if_exists=True)',
    'op.drop_index("ix", if_exists=True)\nop.drop_table("orders", if_exists=True)',
    'op.drop_constraint("ck", "orders")\nop.create_check_constraint("ck", "orders", "id > 0")',
    'op.drop_index("ix")\nop.create_index("ix", "orders", ["id"])',
    'postgresql.ENUM("s", name="size").create(op.get_bind(), checkfirst=True)',
    'if not sa.inspect(op.get_bind()).has_table("lines"):\n'
    '    op.create_table("lines", sa.Column("id", sa.Integer))\n'
    '    op.create_index(None, "lines", ["id"])',
    'with op.batch_alter_table("orders") as batch:\n'
    '    batch.alter_column("total", nullable=False)\n'
    '    batch.drop_column("note", if_exists=True)',
    "op.get_bind().execute(sa.text(\"DELETE FROM orders WHERE note = :note\"), {'note': 'a'})",
    'op.execute(sa.update(sa.table("orders", sa.column("note"))).values(note="x"))',
]
BODIES = [f'op.execute("""{one}""")' for one in SQL] + PYTHON


@pytest.mark.parametrize("body", BODIES)
def test_what_may_be_run_again(database: sa.URL, body: str) -> None:
    text = source(body)
    assert grave(text) == []
    prepared(database, SETUP)
    first = upgraded(database, text)
    assert first.difference(upgraded(database, text)) == ""
