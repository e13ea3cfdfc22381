"""Functions, converging."""

from functools import partial

from toolkit.catalog import existence, kinds, places
from toolkit.catalog.reader import TWIN
from toolkit.catalog.single import Single
from toolkit.catalog.sql import ident, literal, written_name
from toolkit.ensure.replacing import Replaces, settle_single


def function(
    name: str,
    arguments: str,
    *,
    returns: str,
    body: str,
    language: str = "sql",
    options: str = "",
    schema: str | None = None,
    replaces: Replaces = None,
) -> None:
    """Create the function, or see that it is there: the same to the last letter of its body.

    `arguments`, `returns` and `options` (`STABLE STRICT`) are SQL, as in CREATE FUNCTION. Other
    types of arguments are another function. DriftError: another definition than what it
    `replaces`: True for any, else the old body, or the old parts in a mapping.
    """
    declare = partial(_function, name, arguments, schema)
    parts = {"body": body, "returns": returns, "language": language, "options": options}
    settle_single(declare, replaces, **parts)


def _function(
    name: str,
    arguments: str,
    schema: str | None,
    *,
    body: str,
    returns: str,
    language: str,
    options: str,
) -> Single:
    rest = (
        f"({arguments}) RETURNS {returns} LANGUAGE {ident(language.lower())} {options}\n"
        f"AS {literal(body)}"
    )
    here = written_name(schema, name)
    return Single(
        kinds.function,
        name,
        places.made(schema),
        existence.other("function", name),
        create=[f"CREATE FUNCTION {here}{rest}"],
        twin=[literal(f"CREATE FUNCTION {TWIN}.{ident(name)}{rest}")],
        # PostgreSQL knows it by its arguments too, in its own words for them.
        meant=f"starts_with(p.name, {literal(name)}::name || '(')",
        replace=[f"CREATE OR REPLACE FUNCTION {here}{rest}"],
    )
