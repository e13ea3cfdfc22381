"""A database that is not where its stamp says is told of before a bootstrap changes anything."""

from collections.abc import Callable, Sequence
from functools import partial

import psycopg
import sqlalchemy as sa

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.connections import Connections
from toolkit.bootstrap.steps.enum_types import EnumTypes
from toolkit.bootstrap.steps.extensions import Extensions
from toolkit.catalog.sql import ident
from toolkit.errors import DriftError, ToolkitError
from toolkit.recovery.expect import expect_on_its_way
from toolkit.recovery.story import REPAIR, mending
from toolkit.setup.declared import blueprint
from toolkit.setup.diagnosing import place_of
from toolkit.setup.hive import Hive
from toolkit.setup.layout import layout

OURS = "n.nspname <> 'hive' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'"
THERE = """SELECT c.relname::text FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND {ours}
  UNION SELECT t.typname::text FROM pg_catalog.pg_type t
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
    WHERE t.typtype IN ('e', 'd') AND {ours}"""
OFF = """SELECT c.relname::text FROM pg_catalog.pg_trigger t
    JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE t.tgenabled = 'D' AND {ours}"""
"""No model says whether a trigger is disabled: a revision may have left it so."""


def expected(hive: Hive, *, repair: bool = False) -> Callable[[Connections], None]:
    """For a bootstrap: DriftError where the database is not on the way that its stamp names; with
    `repair` not where that is what is about to be mended."""
    return partial(_expect, hive, blueprint(hive), repair)


def _expect(hive: Hive, declared: Blueprint, repair: bool, here: Connections) -> None:
    """To be sure takes a scratch database, so that is only done where there is a reason."""
    if declared.migrations is None:
        return
    hidden = layout(here.app, declared.extensions).hidden if here.revisions else []
    if not hidden and not _doubtful(here, declared):
        return
    try:
        place = place_of(hive, here, declared.migrations)
    except (ToolkitError, psycopg.Error):  # there is none: it shows when revisions are run
        return
    if hidden and place.ends:
        raise _out_of_sight(hidden, place.ends)
    if not (repair and place.wrong and mending(place) == REPAIR):
        expect_on_its_way(place)


def _out_of_sight(hidden: Sequence[tuple[str, str]], ends: str) -> DriftError:
    """Revisions that say where an extension is would have done."""
    name, at = hidden[0]
    return DriftError(
        f'extension "{name}" is where the search path does not lead, and the revisions need it',
        why=f"It is in schema {at}. On a scratch database that is laid out the same way: {ends}.",
        state="Nothing was changed.",
        next=f"ALTER EXTENSION {ident(name)} SET SCHEMA public; or add {at} to the search path,"
        " then invoke bootstrap",
    )


def _doubtful(here: Connections, declared: Blueprint) -> bool:
    """No stamp, and yet something is there; or a stamp, and what comes before it is not, or what
    is there is switched off."""
    if here.stamp is not None and here.stamp.heads:
        before = (Extensions(declared.extensions, declared.oldest), EnumTypes(declared.enums))
        return any(step.survey(here).changes for step in before) or _ours(here, declared, OFF)
    return _ours(here, declared, THERE)


def _ours(here: Connections, declared: Blueprint, question: str) -> bool:
    """Whether any of the names found is one of ours; where there are no models all may be."""
    found = set(here.app.scalars(sa.text(question.format(ours=OURS))))
    here.app.rollback()
    return bool(found & _names(declared) if declared.metadata else found)


def _names(declared: Blueprint) -> set[str]:
    """Of the models' tables and of enum types."""
    tables = [table for data in declared.metadata for table in data.tables.values()]
    types = [column.type for table in tables for column in table.columns]
    enums = {str(one.name) for one in types if isinstance(one, sa.Enum)}
    return {table.name for table in tables} | enums | set(declared.enums)
