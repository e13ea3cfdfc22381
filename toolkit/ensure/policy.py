"""Row security policies, converging."""

from collections.abc import Sequence
from functools import partial

from toolkit.catalog import existence, kinds, places, render
from toolkit.catalog.single import Single
from toolkit.catalog.sql import ident, literal, written_name
from toolkit.ensure.replacing import Replaces, settle_single
from toolkit.ensure.roles import roles


def policy(
    name: str,
    table_name: str,
    *,
    command: str = "ALL",
    to: Sequence[str] = ("PUBLIC",),
    using: str | None = None,
    with_check: str | None = None,
    permissive: bool = True,
    schema: str | None = None,
    replaces: Replaces = None,
) -> None:
    """Create the policy, or see that it is there; `using` and `with_check` are SQL.

    Policies hold where the table has row security enabled. DriftError: another definition than
    what it `replaces`: True for any, else the old `using`, or the old parts in a mapping.
    """
    parts = {
        "using": using, "with_check": with_check, "command": command, "to": to,
        "permissive": permissive,
    }  # fmt: skip
    settle_single(partial(_policy, name, table_name, schema), replaces, **parts)


def _policy(
    name: str,
    table: str,
    schema: str | None,
    *,
    using: str | None,
    with_check: str | None,
    command: str,
    to: Sequence[str],
    permissive: bool,
) -> Single:
    kind = "PERMISSIVE" if permissive else "RESTRICTIVE"
    rest = f"AS {kind} FOR {command} TO {roles(to)}"
    rest += f" USING ({using})" if using is not None else ""
    rest += f" WITH CHECK ({with_check})" if with_check is not None else ""
    here = f"POLICY {ident(name)} ON {written_name(schema, table)}"
    twin = f"CREATE POLICY {ident(name)} ON {render.twin_name(table)} {rest}"
    return Single(
        kinds.policy,
        name,
        places.table(schema, table),
        existence.part("policy", table, name),
        create=[f"CREATE {here} {rest}"],
        twin=[*render.like(table), literal(twin)],
        relation=table,
        replace=[f"DROP {here}", f"CREATE {here} {rest}"],
    )
