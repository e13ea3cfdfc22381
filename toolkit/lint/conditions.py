"""Questions answered from what is known to be there: yes, no, or nobody knows."""

from toolkit.lint.effects import All, Any, Asked, Exists, Not
from toolkit.lint.schema import Schema


def condition(asked: Asked, schema: Schema) -> bool | None:
    """None where it hangs on what is not known."""
    if isinstance(asked, Exists):
        return schema.exists(asked.name)
    if isinstance(asked, Not):
        answer = condition(asked.of, schema)
        return None if answer is None else not answer
    if isinstance(asked, All | Any):
        return _joined([condition(one, schema) for one in asked.of], isinstance(asked, All))
    return None


def _joined(answers: list[bool | None], every: bool) -> bool | None:
    if (not every) in answers:
        return not every
    return None if None in answers else every
