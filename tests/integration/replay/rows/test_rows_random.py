"""Random schemas: seeding never fails, says what it did not do, and does the same again."""

from dataclasses import dataclass

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.replay.rows.seed import seed

TYPES = (
    *("int", "smallint", "numeric(4,1)", "text", "varchar(3)", "char(2)", "boolean", "date"),
    *("timestamptz", "uuid", "jsonb", "int[]", "mood", "positive", "tstzrange", "bytea", "real"),
)
CHECKS = (
    *("{a} IS NOT NULL", "{a} IS NULL OR {b} IS NOT NULL", "num_nonnulls({a}, {b}) = 1"),
    *("{a}::text <> {b}::text", "{a}::text < {b}::text", "length({a}::text) < 9", "{a} <> {a}"),
    *(
        "{a}::text ~ '1'",
        "({a}::text) LIKE '%a%'",
        "{a}::text::int > 5",
        "1 / length({b}::text) < 2",
    ),
)


@dataclass(frozen=True)
class Drawn:
    """One table: its columns (type, NOT NULL), what is unique, checks, and to which it refers."""

    columns: tuple[tuple[str, bool], ...]
    keys: tuple[tuple[int, ...], ...]
    checks: tuple[tuple[str, int, int], ...]
    refers: tuple[tuple[int, bool, bool], ...]

    def sql(self, number: int) -> str:
        size = len(self.columns)
        parts = [f"id {('serial', 'uuid', 'text', 'boolean')[number % 4]} PRIMARY KEY"]
        parts += [
            f"c{at} {one}{' NOT NULL' * required}"
            for at, (one, required) in enumerate(self.columns)
        ]
        parts += [
            f"UNIQUE ({', '.join(f'c{at % size}' for at in dict.fromkeys(a % size for a in key))})"
            for key in self.keys
        ]
        parts += [
            f"CHECK ({check.format(a=f'c{a % size}', b=f'c{b % size}')})"
            for check, a, b in self.checks
        ]
        parts += [
            f"r{at} {('int', 'uuid', 'text', 'boolean')[to % 4]}{' NOT NULL' * required}"
            f"{' UNIQUE' * unique}"
            for at, (to, required, unique) in enumerate(self.refers)
        ]
        return f"CREATE TABLE t{number} ({', '.join(parts)})"


NUMBERS = st.integers(0, 3)
TABLES = st.builds(
    Drawn,
    columns=st.lists(st.tuples(st.sampled_from(TYPES), st.booleans()), min_size=1, max_size=4).map(
        tuple
    ),
    keys=st.lists(st.lists(NUMBERS, min_size=1, max_size=3).map(tuple), max_size=2).map(tuple),
    checks=st.lists(st.tuples(st.sampled_from(CHECKS), NUMBERS, NUMBERS), max_size=2).map(tuple),
    refers=st.lists(st.tuples(NUMBERS, st.booleans(), st.booleans()), max_size=2).map(tuple),
)


@given(tables=st.lists(TABLES, min_size=4, max_size=4))
@settings(
    max_examples=settings().max_examples // 4,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_schema(uncommitted: sa.Connection, tables: list[Drawn]) -> None:
    run = uncommitted.exec_driver_sql
    savepoint = uncommitted.begin_nested()
    run("CREATE TYPE mood AS ENUM ('a', 'b'); CREATE DOMAIN positive AS int CHECK (VALUE > 0)")
    for number, table in enumerate(tables):
        made = uncommitted.begin_nested()
        try:
            run(table.sql(number).replace("%", "%%"))
        except sa.exc.DBAPIError:  # no such operator or cast: without what was drawn
            made.rollback()
            run(Drawn((("text", False),), (), (), table.refers).sql(number))
        else:
            made.commit()
    for number, table in enumerate(tables):
        for at, (to, _, _) in enumerate(table.refers):
            run(f"ALTER TABLE t{number} ADD FOREIGN KEY (r{at}) REFERENCES t{to}")
    unseeded = {one.table: one.rows for one in seed(uncommitted, 3)}
    assert all(rows < 3 for rows in unseeded.values())
    for number in range(len(tables)):
        held = run(f"SELECT count(*) FROM t{number}").scalar() or 0
        assert held == unseeded.get(f"public.t{number}", held)
        assert held >= 3 or f"public.t{number}" in unseeded
    assert {one.table for one in seed(uncommitted, 3)} <= unseeded.keys()
    savepoint.rollback()
