"""Questions answered from what is known to be there: yes, no, or nobody knows; and what is known
once an answer is taken to be true."""

from toolkit.lint.effects import All, Any, Asked, Exists, Not, Several
from toolkit.lint.schema import Schema


def condition(asked: Asked, schema: Schema) -> bool | None:
    """None where it hangs on what is not known."""
    if isinstance(asked, Exists):
        return schema.exists(asked.name)
    if isinstance(asked, Not):
        answer = condition(asked.of, schema)
        return None if answer is None else not answer
    if isinstance(asked, Several):
        return _joined([condition(one, schema) for one in asked.of], isinstance(asked, All))
    return None


def _joined(answers: list[bool | None], every: bool) -> bool | None:
    if (not every) in answers:
        return not every
    return None if None in answers else every


def assume(asked: Asked, schema: Schema, *, holds: bool) -> None:
    """From now on it is so."""
    while isinstance(asked, Not):
        asked, holds = asked.of, not holds
    if isinstance(asked, Exists):
        schema.there.setdefault(asked.name, holds)
    elif isinstance(asked, All if holds else Any):
        for one in asked.of:
            assume(one, schema, holds=holds)
