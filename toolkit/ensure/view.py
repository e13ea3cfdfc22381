"""Views and materialized views, converging."""

from functools import partial

from sqlalchemy import SelectBase, TextClause

from toolkit.catalog import existence, kinds, places, render
from toolkit.catalog.single import Single
from toolkit.catalog.sql import literal, written_name
from toolkit.ensure.replacing import Replaces, settle_single
from toolkit.ensure.written import words

Query = str | SelectBase | TextClause


def view(
    name: str,
    query: Query,
    *,
    options: str = "",
    schema: str | None = None,
    replaces: Replaces | SelectBase = None,
) -> None:
    """Create the view, or see that it is there. Name its columns: `*` grows with its tables.

    `options` are SQL, as in WITH (`security_invoker`). DriftError: another definition than what it
    `replaces`: True for any, else the old query, or the old parts in a mapping.
    PostgreSQL refuses to replace where a column went or has another type.
    """
    declare = partial(_view, name, schema)
    settle_single(declare, _replaced(replaces), query=_words(query), options=options)


def materialized_view(
    name: str, query: Query, *, schema: str | None = None, replaces: Replaces | SelectBase = None
) -> None:
    """Create it with its data, fill it where it has none, or see that it is there.

    DriftError: another definition than what it `replaces`: True for any, else the old query. Then
    it is dropped and made again: declare its indexes after it, they go with the old one.
    """
    declare = partial(_materialized_view, name, schema)
    settle_single(declare, _replaced(replaces), query=_words(query))


def _view(name: str, schema: str | None, *, query: str, options: str) -> Single:
    having = f" WITH ({options})" if options else ""
    here = f"VIEW {written_name(schema, name)}{having} AS {query}"
    return Single(
        kinds.view,
        name,
        places.made(schema),
        existence.relation(name),
        create=[f"CREATE {here}"],
        twin=[_twin(name, query, having)],
        replace=[f"CREATE OR REPLACE {here}"],
    )


def _materialized_view(name: str, schema: str | None, *, query: str) -> Single:
    here = written_name(schema, name)
    create = f"CREATE MATERIALIZED VIEW {here} AS {query}"
    return Single(
        kinds.view,
        name,
        places.made(schema),
        existence.relation(name),
        create=[create],
        twin=[_twin(name, query)],
        words="MATERIALIZED ",
        replace=[f"DROP MATERIALIZED VIEW {here}", create],
    )


def _twin(name: str, query: str, having: str = "") -> str:
    return literal(f"CREATE TEMPORARY VIEW {render.twin_name(name)}{having} AS {query}")


def _replaced(replaces: Replaces | SelectBase) -> Replaces:
    return _words(replaces) if isinstance(replaces, SelectBase) else replaces


def _words(query: Query) -> str:
    return query if isinstance(query, str) else words(query)
