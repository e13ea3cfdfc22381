"""What PL/pgSQL calls the errors of what is done again (PostgreSQL's Appendix A)."""

from toolkit.lint.effects import Effect, Name, Verb

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


def undefined(name: Name) -> str:
    """What PL/pgSQL calls the error of its not being there."""
    return UNDEFINED.get(name.kind, "undefined_object")


def condition_of(effect: Effect, *, taken: bool = False) -> str:
    """What PL/pgSQL calls the error that it fails with; `taken`: its new name is."""
    kind = effect.name.kind
    if effect.error:
        return effect.error
    new_first = effect.verb is Verb.RENAME and kind == "policy"
    if effect.verb is Verb.CREATE or taken or new_first:
        return DUPLICATE.get(kind, "duplicate_object")
    if effect.verb is Verb.INSERT:
        return "unique_violation"
    return undefined(effect.name)
