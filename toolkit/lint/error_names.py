"""What PL/pgSQL calls the errors of what is done again (PostgreSQL's Appendix A)."""

from toolkit.lint.effects import Effect, Verb

DUPLICATE = {
    "table": "duplicate_table",
    "view": "duplicate_table",
    "materialized view": "duplicate_table",
    "index": "duplicate_table",
    "sequence": "duplicate_table",
    "column": "duplicate_column",
    "schema": "duplicate_schema",
    "function": "duplicate_function",
}
UNDEFINED = {
    "table": "undefined_table",
    "view": "undefined_table",
    "sequence": "undefined_table",
    "column": "undefined_column",
    "function": "undefined_function",
    "schema": "invalid_schema_name",
}


def condition_of(effect: Effect) -> str:
    """What PL/pgSQL calls the error that it fails with."""
    kind = effect.name.kind
    if effect.error:
        return effect.error
    if effect.verb is Verb.CREATE:
        return DUPLICATE.get(kind, "duplicate_object")
    if effect.verb is Verb.INSERT:
        return "unique_violation"
    return UNDEFINED.get(kind, "undefined_object")
