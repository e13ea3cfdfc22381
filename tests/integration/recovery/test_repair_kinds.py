"""Every kind of object: what is gone comes back as it was, and what differs comes by hand."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from toolkit.bootstrap.connections import Connections
from toolkit.bootstrap.run import bootstrap
from toolkit.catalog.decision import Decision
from toolkit.catalog.fingerprint import fingerprint, objects
from toolkit.catalog.worded import FIRST
from toolkit.errors import DriftError
from toolkit.findings import Silence, Status
from toolkit.recovery.ladder import Ladder
from toolkit.recovery.mending import mend
from toolkit.recovery.place import Place
from toolkit.services.external import ExternalPostgres
from toolkit.settings import Settings
from toolkit.setup.declared import blueprint
from toolkit.setup.diagnosing import connected, migrations_of, place_of
from toolkit.setup.hive import Hive
from toolkit.setup.repairing import adopted, decided, declared

ENV = """from alembic import context
context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
"""
MAKE = """
CREATE SCHEMA "Side %d";
COMMENT ON SCHEMA "Side %d" IS 'beside';
CREATE TYPE state AS ENUM ('open', 'it''s \\ "so"', 'done');
COMMENT ON TYPE state IS 'of an order';
CREATE DOMAIN positive AS int NOT NULL CHECK (VALUE > 0);
CREATE TYPE pair AS (a int, "b c" text);
CREATE TYPE span AS RANGE (SUBTYPE = int4);
CREATE TABLE buyers (id serial PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE orders (
  id int PRIMARY KEY, buyer int DEFAULT 7, state state NOT NULL DEFAULT 'open', note text,
  during tstzrange, size positive DEFAULT 1,
  CONSTRAINT ck_note CHECK (note <> '% d'),
  CONSTRAINT ex_during EXCLUDE USING gist (during WITH &&),
  CONSTRAINT uq_note UNIQUE (note) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT fk_buyer FOREIGN KEY (buyer) REFERENCES buyers ON DELETE SET NULL DEFERRABLE
);
CREATE UNIQUE INDEX ix_note ON orders (lower(note)) INCLUDE (buyer) WHERE state <> 'done';
COMMENT ON INDEX ix_note IS 'how it''s found';
COMMENT ON TABLE orders IS 'what was ordered';
COMMENT ON COLUMN orders.note IS 'any';
COMMENT ON CONSTRAINT ck_note ON orders IS 'why';
CREATE FUNCTION "touch It"() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN
  NEW.note := NEW.note || '%s ; $x$'; RETURN NEW; END $f$;
CREATE FUNCTION total(a int, b numeric DEFAULT 2, VARIADIC c text[] DEFAULT '{}') RETURNS numeric
  LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog AS 'SELECT a * b';
REVOKE ALL ON FUNCTION total(int, numeric, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION total(int, numeric, text[]) TO ROLE_;
COMMENT ON FUNCTION total(int, numeric, text[]) IS 'counted';
CREATE PROCEDURE tidy(INOUT x int) LANGUAGE sql BEGIN ATOMIC SELECT x + count(*) FROM orders; END;
CREATE FUNCTION last() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION first() RETURNS int LANGUAGE sql AS 'SELECT last()';
CREATE TRIGGER touch BEFORE INSERT OR UPDATE OF note, buyer ON orders FOR EACH ROW
  WHEN (NEW.note IS NOT NULL) EXECUTE FUNCTION "touch It"();
COMMENT ON TRIGGER touch ON orders IS 'touches';
CREATE CONSTRAINT TRIGGER "late ON it" AFTER INSERT ON orders DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION "touch It"('a ON b', 'DISABLED');
CREATE TRIGGER always AFTER DELETE ON orders EXECUTE FUNCTION "touch It"();
ALTER TABLE orders ENABLE ALWAYS TRIGGER always;
CREATE VIEW recent WITH (security_barrier=true) AS SELECT id, note AS "the Note" FROM orders;
CREATE MATERIALIZED VIEW counted AS SELECT buyer, count(*) AS many FROM orders GROUP BY buyer;
CREATE INDEX ix_counted ON counted (buyer);
COMMENT ON MATERIALIZED VIEW counted IS 'how many';
COMMENT ON VIEW recent IS 'the newest';
CREATE POLICY own ON orders AS RESTRICTIVE FOR UPDATE TO ROLE_ USING (buyer = 1) WITH CHECK (true);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders SET (fillfactor = 70);
CREATE RULE keep AS ON DELETE TO buyers DO INSTEAD NOTHING;
CREATE STATISTICS together (dependencies) ON buyer, state FROM orders;
CREATE TABLE parts (id int NOT NULL, day date NOT NULL, PRIMARY KEY (id, day))
  PARTITION BY RANGE (day);
CREATE TABLE a_part PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX ix_day ON parts (day);
CREATE TRIGGER touch_parts AFTER INSERT ON parts FOR EACH ROW EXECUTE FUNCTION "touch It"();
ALTER TABLE parts ADD CONSTRAINT fk_parts FOREIGN KEY (id) REFERENCES buyers;
GRANT SELECT, UPDATE ON orders TO ROLE_;
GRANT INSERT ON orders TO ROLE_ WITH GRANT OPTION;
GRANT SELECT ON recent TO PUBLIC;
GRANT UPDATE (note, "state") ON orders TO ROLE_;
GRANT USAGE ON SEQUENCE buyers_id_seq TO ROLE_;
GRANT USAGE ON SCHEMA "Side %d" TO ROLE_;
GRANT USAGE ON TYPE state TO ROLE_;
ALTER DEFAULT PRIVILEGES IN SCHEMA "Side %d" GRANT SELECT, INSERT ON TABLES TO ROLE_;
INSERT INTO buyers (name) VALUES ('ann'), ('ben');
INSERT INTO orders (id, buyer, note) VALUES (1, 1, 'x'), (2, 2, 'y');
REFRESH MATERIALIZED VIEW counted;
"""
GONE = """
DROP SCHEMA "Side %d"
COMMENT ON SCHEMA "Side %d" IS NULL
COMMENT ON TYPE state IS NULL
DROP TYPE pair
DROP TYPE span
ALTER TABLE orders DROP CONSTRAINT ck_note
ALTER TABLE orders DROP CONSTRAINT ex_during
ALTER TABLE orders DROP CONSTRAINT uq_note
ALTER TABLE orders DROP CONSTRAINT fk_buyer
ALTER TABLE orders DROP CONSTRAINT orders_pkey
DROP INDEX ix_note
COMMENT ON INDEX ix_note IS NULL
COMMENT ON TABLE orders IS NULL
COMMENT ON COLUMN orders.note IS NULL
DROP FUNCTION "touch It" CASCADE
DROP FUNCTION total
COMMENT ON FUNCTION total IS NULL
DROP PROCEDURE tidy
DROP FUNCTION first, last
DROP TRIGGER touch ON orders
DROP TRIGGER "late ON it" ON orders
DROP TRIGGER always ON orders
ALTER TABLE orders DISABLE TRIGGER touch
DROP VIEW recent
DROP MATERIALIZED VIEW counted
DROP INDEX ix_counted
COMMENT ON MATERIALIZED VIEW counted IS NULL
DROP POLICY own ON orders
ALTER TABLE orders DISABLE ROW LEVEL SECURITY
ALTER TABLE orders RESET (fillfactor)
DROP RULE keep ON buyers
ALTER TABLE buyers DISABLE RULE keep
DROP STATISTICS together
DROP INDEX ix_day
DROP TRIGGER touch_parts ON parts
ALTER TABLE parts DROP CONSTRAINT fk_parts
REVOKE UPDATE ON orders FROM ROLE_
REVOKE INSERT ON orders FROM ROLE_
REVOKE GRANT OPTION FOR INSERT ON orders FROM ROLE_
REVOKE ALL ON orders FROM ROLE_
REVOKE ALL ON recent FROM PUBLIC
REVOKE ALL ON SEQUENCE buyers_id_seq FROM ROLE_
REVOKE ALL ON SCHEMA "Side %d" FROM ROLE_
REVOKE ALL ON TYPE state FROM ROLE_
REVOKE ALL ON FUNCTION total FROM ROLE_
ALTER DEFAULT PRIVILEGES IN SCHEMA "Side %d" REVOKE ALL ON TABLES FROM ROLE_
ALTER TABLE orders DROP CONSTRAINT fk_buyer;
  ALTER TABLE orders ADD CONSTRAINT fk_buyer FOREIGN KEY (buyer)
    REFERENCES buyers ON DELETE SET NULL DEFERRABLE NOT VALID
ALTER TABLE orders DROP CONSTRAINT ck_note;
  ALTER TABLE orders ADD CONSTRAINT ck_note CHECK (note <> '% d') NOT VALID
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_note'::regclass
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'buyers_name_key'::regclass
DELETE FROM pg_enum WHERE enumlabel LIKE 'it%'
REFRESH MATERIALIZED VIEW counted WITH NO DATA
"""
OTHER = """
ALTER TABLE orders DROP note CASCADE
ALTER TABLE orders DROP CONSTRAINT ex_during, ALTER during TYPE text
ALTER TABLE orders ALTER buyer DROP DEFAULT
ALTER TABLE orders ALTER buyer SET NOT NULL
ALTER TABLE orders ALTER state DROP NOT NULL, ALTER state SET DEFAULT 'done'
ALTER TABLE buyers ALTER id DROP DEFAULT
DROP INDEX ix_note;
  CREATE INDEX ix_note ON orders (note)
DROP INDEX ix_counted;
  CREATE INDEX ix_counted ON orders (note)
ALTER INDEX ix_note RENAME TO ix_other
ALTER TABLE orders RENAME CONSTRAINT ck_note TO ck_other
ALTER TABLE orders RENAME CONSTRAINT orders_pkey TO pk_other
ALTER TABLE orders DROP CONSTRAINT ck_note;
  ALTER TABLE orders ADD CONSTRAINT ck_note CHECK (note <> 'e')
ALTER TABLE orders DROP CONSTRAINT fk_buyer;
  ALTER TABLE orders ADD CONSTRAINT fk_buyer FOREIGN KEY (buyer) REFERENCES buyers ON DELETE CASCADE
ALTER TABLE orders DISABLE TRIGGER ALL
CREATE OR REPLACE FUNCTION "touch It"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD;
  END'
DROP TRIGGER touch ON orders;
  CREATE TRIGGER touch AFTER INSERT ON orders EXECUTE FUNCTION "touch It"()
ALTER TABLE orders DISABLE TRIGGER always
CREATE OR REPLACE VIEW recent WITH (security_barrier=false) AS
  SELECT id, upper(note) AS "the Note" FROM orders
DROP MATERIALIZED VIEW counted;
  CREATE MATERIALIZED VIEW counted AS SELECT 1 AS buyer
DROP POLICY own ON orders;
  CREATE POLICY own ON orders USING (true)
COMMENT ON TABLE orders IS 'something else'
DROP RULE keep ON buyers;
  CREATE RULE keep AS ON UPDATE TO buyers DO INSTEAD NOTHING
DROP INDEX ix_note;
  ALTER TYPE state RENAME TO gone; CREATE TYPE state AS ENUM ('done', 'open', 'it''s \\ "so"')
"""
LINES, OTHERS = (re.findall(r"^\S.*(?:\n .*)*", text, re.MULTILINE) for text in (GONE, OTHER))
"""A change each; what goes on in the next line is indented there."""


@pytest.fixture(scope="module")
def role(server: sa.URL) -> Iterator[str]:
    name = f"Re-{uuid.uuid4().hex[:8]}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE ROLE "{name}"')
        yield name
        connection.exec_driver_sql(f'DROP ROLE "{name}"')


@pytest.fixture
def stranger(tmp_path: Path, database: sa.URL, role: str) -> Hive:
    """A project of one revision and without models, bootstrapped."""
    versions = tmp_path / "migrations/versions"
    versions.mkdir(parents=True)
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    (tmp_path / "migrations/env.py").write_text(ENV)
    made = MAKE.replace("ROLE_", f'"{role}"')
    (versions / "k1.py").write_text(
        "revision = 'k1'\ndown_revision = None\nfrom alembic import op\n"
        f"def upgrade():\n    op.get_bind().exec_driver_sql({made.replace('%', '%%')!r}, ())\n"
    )
    text = database.set(drivername="postgresql").render_as_string(hide_password=False)
    settings = Settings(root=tmp_path, services="external", alembic="alembic.ini")
    postgres = ExternalPostgres(text, Silence())
    return Hive(settings, "external", Silence(), postgres, None, {"DATABASE_URL": text})


def typed(connection: sa.Connection, sql: str, role: str) -> None:
    connection.exec_driver_sql("SET allow_system_table_mods = on")
    text = sql.replace("ROLE_", f'"{role}"')
    connection.exec_driver_sql(text, execution_options={"no_parameters": True})
    connection.commit()


def lines(connection: sa.Connection) -> set[str]:
    found = set(fingerprint(connection).lines)
    connection.rollback()
    return found


@dataclass
class Bench:
    """A database at the newest revision, and what it had then."""

    hive: Hive
    here: Connections
    connection: sa.Connection
    role: str
    ladder: Ladder
    before: set[str]

    def change(self, sql: str) -> None:
        typed(self.connection, sql, self.role)
        assert lines(self.connection) != self.before, sql

    def wrong(self) -> list[Decision]:
        place = Place(self.ladder, objects(self.connection), ("k1",))
        found = [one for one in decided(self.here, place) if not one.converged]
        self.connection.rollback()
        return found

    def mend(self) -> None:
        for one in self.wrong():
            assert one.sql, one
            mend(self.connection, one)
            self.connection.commit()


@pytest.fixture
def bench(stranger: Hive, connection: sa.Connection, role: str) -> Iterator[Bench]:
    bootstrap(stranger.target(), blueprint(stranger))
    with connected(stranger, Silence()) as here:
        ladder = place_of(stranger, here, migrations_of(blueprint(stranger))).ladder
        yield Bench(stranger, here, connection, role, ladder, lines(connection))


def catalog(found: set[str]) -> list[str]:
    """Without what is in the rows."""
    return sorted(one for one in found if not one.startswith("rows "))


def test_what_is_gone_or_broken_comes_back(bench: Bench) -> None:
    for sql in LINES:
        bench.change(sql)
        bench.mend()
        assert lines(bench.connection) ^ bench.before == set(), sql


def test_a_plan_says_what_a_repair_does(bench: Bench) -> None:
    for sql in ("DROP INDEX ix_note", "DROP FUNCTION total", "DROP TRIGGER touch_parts ON parts"):
        bench.change(sql)
    wanted = declared(bench.hive, repair=True)
    plan = bootstrap(bench.hive.target(), wanted, repair=True, plan=True)
    assert [(one.name, one.status) for one in plan if one.changes] == [("repair", Status.PENDING)]
    done = bootstrap(bench.hive.target(), wanted, repair=True)
    assert [one.changes for one in done] == [one.changes for one in plan] + [()] * 2
    assert (done[-1].name, done[-1].status) == ("revisions", Status.UNCHANGED)
    assert lines(bench.connection) == bench.before
    again = bootstrap(bench.hive.target(), wanted, repair=True)
    assert {one.status for one in again} == {Status.UNCHANGED}


def test_what_differs_is_for_a_person_and_the_sql_is_told(bench: Bench) -> None:
    for sql in OTHERS:
        bench.change(sql)
        drifted = [one for one in bench.wrong() if one.drifted and FIRST not in one.ways_out]
        assert drifted, sql
        for way in (way for one in drifted for way in one.ways_out if not way.startswith("--")):
            typed(bench.connection, way, bench.role)
        bench.mend()
        typed(bench.connection, "DROP TYPE IF EXISTS gone", bench.role)
        assert catalog(lines(bench.connection) ^ bench.before) == [], sql


def test_with_anything_for_a_person_nothing_is_changed(bench: Bench) -> None:
    bench.change("DROP INDEX ix_day, ix_note; ALTER TABLE orders ALTER buyer DROP DEFAULT")
    there = lines(bench.connection)
    with pytest.raises(DriftError) as refused:
        adopted(bench.hive, Silence(), repair=True)
    assert 'ALTER TABLE "public"."orders" ALTER COLUMN "buyer" SET DEFAULT 7;' in refused.value.why
    assert f"{FIRST}\n  way out:  CREATE UNIQUE INDEX ix_note" in refused.value.why
    assert "ix_day" not in refused.value.why
    assert lines(bench.connection) == there
    wanted = declared(bench.hive, repair=True)
    done = bootstrap(bench.hive.target(), wanted, repair=True)
    assert [len(one.changes) for one in done if one.name == "repair"] == [2]  # of its part too
    assert done[-1].status is Status.DRIFT
    assert "SET DEFAULT 7" in done[-1].notes[0]
