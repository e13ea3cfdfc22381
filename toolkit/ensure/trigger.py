"""Triggers, converging."""

from functools import partial

from toolkit.catalog import existence, kinds, places, render
from toolkit.catalog.single import Single
from toolkit.catalog.sql import ident, literal, written_name
from toolkit.ensure.replacing import Replaces, settle_single


def trigger(
    name: str,
    table_name: str,
    *,
    when: str,
    executes: str,
    for_each: str = "ROW",
    condition: str | None = None,
    referencing: str | None = None,
    schema: str | None = None,
    replaces: Replaces = None,
) -> None:
    """Create the trigger, or see that it is there, and fires.

    `when` (`BEFORE UPDATE OF a`), `executes` (`touch('x')`), `for_each`, `condition` and
    `referencing` (`NEW TABLE AS added`) are SQL, as in CREATE TRIGGER; `schema` is the table's.
    DriftError: another definition than what it `replaces`: True for any, else what the old one
    executes, or its old parts in a mapping.
    """
    declare = partial(_trigger, name, table_name, schema)
    parts = {
        "executes": executes, "when": when, "for_each": for_each, "condition": condition,
        "referencing": referencing,
    }  # fmt: skip
    settle_single(declare, replaces, **parts)


def _trigger(
    name: str,
    table: str,
    schema: str | None,
    *,
    executes: str,
    when: str,
    for_each: str,
    condition: str | None,
    referencing: str | None,
) -> Single:
    seen = f" REFERENCING {referencing}" if referencing else ""
    only = f" WHEN ({condition})" if condition else ""

    def on(place: str) -> str:
        head = f"TRIGGER {ident(name)} {when} ON {place}"
        return f"{head}{seen} FOR EACH {for_each}{only} EXECUTE FUNCTION {executes}"

    here = on(written_name(schema, table))
    bare = render.like_view(table) if when.upper().startswith("INSTEAD") else render.like(table)
    return Single(
        kinds.trigger,
        name,
        places.table(schema, table),
        existence.part("trigger", table, name),
        create=[f"CREATE {here}"],
        twin=[*bare, literal(f"CREATE {on(render.twin_name(table))}")],
        relation=table,
        replace=[f"CREATE OR REPLACE {here}"],
    )
