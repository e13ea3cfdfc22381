"""`op.alter_column`, converging: what is in its new state is left, what is in the old one altered.

Each aspect by itself, and in PostgreSQL's own words: a twin of the column is given the new state
and, where that is not what is there, another twin the old one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from alembic.operations.ops import AlterColumnOp
from sqlalchemy import Computed, Constraint, FetchedValue, Identity, TextClause
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from toolkit.catalog import existence, places, render
from toolkit.catalog.decide import ALTER, DECLARE
from toolkit.catalog.program import NOTHING, Program, rename
from toolkit.catalog.reader import TWIN
from toolkit.catalog.sql import ident, literal, written_name
from toolkit.catalog.twin import HERE, REFUSALS, WAYS_OUT, decided
from toolkit.ensure import brought
from toolkit.ensure.settle import settle
from toolkit.ensure.spoken import dialect
from toolkit.ensure.written import written

Type = TypeEngine[Any] | type[TypeEngine[Any]]
Default = (
    str | Literal[False] | Identity | Computed | TextClause | ColumnElement[Any] | FetchedValue
)

_TYPE = """pg_catalog.format_type(a.atttypid, a.atttypmod) || coalesce((SELECT ' COLLATE '
          || pg_catalog.quote_ident(c.collname) FROM pg_catalog.pg_collation c, pg_catalog.pg_type t
          WHERE t.oid = a.atttypid AND c.oid = a.attcollation AND c.oid <> t.typcollation), '')"""
_NULL = "CASE WHEN a.attnotnull THEN 'NOT NULL' ELSE 'NULL' END"
_DEFAULT = """CASE WHEN a.attidentity <> '' THEN CASE a.attidentity WHEN 'a' THEN 'ALWAYS '
          ELSE 'BY DEFAULT ' END || 'AS IDENTITY ' || (SELECT (s.seqincrement, s.seqmin, s.seqmax,
          s.seqstart, s.seqcache, s.seqcycle)::text FROM pg_catalog.pg_sequence s WHERE s.seqrelid
          = pg_catalog.pg_get_serial_sequence(a.attrelid::regclass::text, a.attname)::regclass)
        ELSE 'DEFAULT ' || coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid), 'NULL') END"""
_CHECK = """coalesce((SELECT pg_catalog.pg_get_constraintdef(k.oid)
          FROM pg_catalog.pg_constraint k
          WHERE k.conrelid = a.attrelid AND k.conname = {name}), 'no CHECK of the type')"""
_COMMENT = """'COMMENT ' || coalesce(pg_catalog.quote_literal(
          pg_catalog.col_description(a.attrelid, a.attnum)), 'NULL')"""


@dataclass(frozen=True)
class _Column:
    """The column under the name that it has, in its schema or as a twin."""

    table: str
    name: str
    schema: str | None

    def alter(self, **change: Any) -> tuple[str, ...]:
        return written(AlterColumnOp(self.table, self.name, schema=self.schema, **change))

    def dropped(self, check: Constraint) -> str:
        name = ident(render.constraint_name(check, dialect()) or "")
        return (
            f"ALTER TABLE {written_name(self.schema, self.table)} DROP CONSTRAINT IF EXISTS {name}"
        )

    @property
    def twin(self) -> "_Column":
        return replace(self, schema=TWIN)

    def told(self, words: str) -> str:
        """An expression: what PostgreSQL says of the twin."""
        twin = literal(render.twin_name(self.table))
        return f"""(SELECT {words}
        FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_attrdef d
          ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = {twin}::regclass AND a.attname = {literal(self.name)})"""  # noqa: S608 (quoted)


@dataclass(frozen=True)
class _Aspect:
    """`words` tell it, of a twin that is LIKE the table with `options`.

    `new` and `old` alter a bare twin, None stands for any old state; `alter` is for the real one.
    """

    words: str
    options: str
    new: Sequence[str]
    old: Sequence[str] | None
    alter: Sequence[str]


def alter_column(
    table_name: str,
    column_name: str,
    *,
    nullable: bool | None = None,
    comment: str | Literal[False] | None = False,
    server_default: Default | None = False,
    new_column_name: str | None = None,
    type_: Type | None = None,
    existing_type: Type | None = None,
    existing_server_default: Default | None = False,
    existing_nullable: bool | None = None,
    existing_comment: str | None = None,
    schema: str | None = None,
    **kw: Any,
) -> None:
    """Alter what is not in its new state yet. What `existing_*` say of it must be there then.

    DriftError: an aspect is in neither state; or of the old and the new name both or neither are
    there. A default is taken off before the type changes and set after it, so that one call makes
    an enum column of a text column with its default. The CHECK that a type brings goes with it.
    """

    def aspects(it: _Column) -> Iterator[_Aspect]:
        if type_ is not None:
            yield _type(it, type_, existing_type, kw, anew=server_default is not False)
            yield from _check(it, type_, existing_type)
        if server_default is not False:
            yield _default(it, server_default, existing_server_default, type_)
        if nullable is not None:
            yield _null(it, nullable, existing_nullable, existing_type)
        if comment is not False:
            yield _comment(it, comment, existing_comment, existing_type)

    old = _Column(table_name, column_name, schema)
    if new_column_name is None:
        there = existence.part("column", table_name, column_name)
        missing = decided("different", "column", table_name, column_name, "'COLUMN'",
                          ways_out=(ALTER, DECLARE))  # fmt: skip
        body = f"""IF {there} THEN
    {_decide(old, aspects(old))}
  ELSE
    hive_decided := {missing};
  END IF;"""
    else:
        new = replace(old, name=new_column_name)
        there = existence.part("column", table_name, column_name)
        renamed = existence.part("column", table_name, new_column_name)
        body = rename(
            ("column", table_name, column_name, new_column_name),
            (there, renamed),
            old.alter(modify_name=new_column_name, existing_type=existing_type)[0],
            (_decide(old, aspects(old)), _decide(new, aspects(new))),
        )
    what = f"ensure alter {table_name}.{column_name}"
    settle(Program(what, places.table(schema, table_name), body, declare="hive_states text[];"))


def _type(it: _Column, new: Type, old: Type | None, kw: dict[str, Any], *, anew: bool) -> _Aspect:
    """On a twin there are no rows, and what is USING for them may not fit the new type."""
    using = {"postgresql_using": "NULL"}
    check = brought.check(it.table, it.name, it.schema, old)
    new = brought.alone(new) if brought.check(it.table, it.name, it.schema, new) else new
    old = None if old is None else brought.alone(old)
    alter = it.alter(modify_type=new, existing_type=old, **kw)
    drop = it.alter(modify_server_default=None) if anew else ()
    drop = (*drop, it.dropped(check)) if check is not None else drop
    return _Aspect(
        _TYPE,
        "",
        it.twin.alter(modify_type=new, **using),
        it.twin.alter(modify_type=old, **using) if old is not None else None,
        (*drop, *alter),
    )


def _check(it: _Column, new: Type, old: Type | None) -> Iterator[_Aspect]:
    """That of the type, which is another one where the type is."""
    made, gone = (brought.check(it.table, it.name, it.schema, one) for one in (new, old))
    of = made if made is not None else gone
    if of is None:
        return
    using = {"postgresql_using": "NULL"}
    typed, before = (
        it.twin.alter(modify_type=brought.alone(one), **using) if one is not None else ()
        for one in (new, old)
    )
    yield _Aspect(
        _CHECK.format(name=literal(render.constraint_name(of, dialect()))),
        "INCLUDING CONSTRAINTS",
        (
            *typed,
            *(render.constraint(one, it.table, dialect()) for one in (made,) if one is not None),
        ),
        (*before, render.constraint(gone, it.table, dialect())) if gone is not None else None,
        (it.dropped(of), *(brought.added(one) for one in (made,) if one is not None)),
    )


def _default(it: _Column, new: Default | None, old: Default | None, type_: Type | None) -> _Aspect:
    """Where the type changes as well, the default of the twin is one of the new type."""
    typed = it.twin.alter(modify_type=type_, postgresql_using="NULL") if type_ is not None else ()
    # The twin has none yet: older versions of Alembic would change an identity that is not there.
    bare = {"existing_server_default": None}
    set_new = it.twin.alter(modify_server_default=new, **bare) if new is not None else ()
    set_old = it.twin.alter(modify_server_default=old, **bare) if old is not None else ()
    return _Aspect(
        _DEFAULT,
        "INCLUDING DEFAULTS INCLUDING IDENTITY",
        (*typed, *set_new),
        set_old if old is not False else None,
        it.alter(modify_server_default=new, existing_server_default=old),
    )


def _null(it: _Column, new: bool, old: bool | None, type_: Type | None) -> _Aspect:
    return _Aspect(
        _NULL,
        "",
        it.twin.alter(modify_nullable=new, existing_type=type_),
        it.twin.alter(modify_nullable=old, existing_type=type_) if old is not None else None,
        it.alter(modify_nullable=new, existing_type=type_),
    )


def _comment(it: _Column, new: str | None, old: str | None, type_: Type | None) -> _Aspect:
    return _Aspect(
        _COMMENT,
        "INCLUDING COMMENTS",
        it.twin.alter(modify_comment=new, existing_type=type_),
        it.twin.alter(modify_comment=old, existing_type=type_) if old is not None else None,
        it.alter(modify_comment=new, existing_type=type_, existing_comment=old),
    )


def _decide(it: _Column, aspects: Iterator[_Aspect]) -> str:
    """PL/pgSQL that adds a decision for each to hive_decided."""
    return "\n    ".join([NOTHING, *(_decide_one(it, one) for one in aspects)])


def _decide_one(it: _Column, aspect: _Aspect) -> str:
    told = it.told(aspect.words)
    about = ("column", it.table, it.name, "hive_states[2]")
    found = "hive_states[1]"
    other = decided("different", *about, ways_out=(ALTER, DECLARE), found=found)
    refused = "'refused by PostgreSQL: ' || hive_reason"
    old = ""
    if aspect.old is not None:
        old = f"""IF hive_states[1] <> hive_states[2] THEN
        EXECUTE {literal(f"DROP TABLE {render.twin_name(it.table)}")};
        {_made(it.table, "", aspect.old)}
        hive_states[3] := {told};
      END IF;"""
    return f"""BEGIN
      {HERE}
      {_made(it.table, aspect.options, ())}
      hive_states := ARRAY[{told}];
      EXECUTE {literal(f"DROP TABLE {render.twin_name(it.table)}")};
      {_made(it.table, "", aspect.new)}
      hive_states[2] := {told};
      {old}
      RAISE EXCEPTION USING ERRCODE = 'HIVE0';
    EXCEPTION
      WHEN SQLSTATE 'HIVE0' THEN
        hive_decided := hive_decided || CASE
          WHEN hive_states[1] = hive_states[2] THEN {decided("equal", *about)}
          WHEN hive_states[1] <> coalesce(hive_states[3], hive_states[1]) THEN {other}
          ELSE {decided("different", *about, sql=aspect.alter, found=found)} END;
      WHEN insufficient_privilege THEN RAISE;
      WHEN {REFUSALS} THEN
        GET STACKED DIAGNOSTICS hive_reason = MESSAGE_TEXT;
        hive_decided := hive_decided || {
        decided("different", "column", it.table, it.name, refused, ways_out=WAYS_OUT)
    };
    END;"""


def _made(table: str, options: str, statements: Sequence[str]) -> str:
    """A twin LIKE the table, altered."""
    every = (*render.like(table, options=options), *map(literal, statements))
    return "\n      ".join(f"EXECUTE {one};" for one in every)
