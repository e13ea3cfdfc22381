"""Functions: which of them are idempotent, and with which arguments."""

from __future__ import annotations

import re
from collections.abc import Callable

from toolkit.lint.sql.nodes import Node, constant, strings, text_of
from toolkit.lint.sql.updates.objects import jsonb_set
from toolkit.lint.sql.updates.subject import Judge, Subject

OF_THE_FIRST = frozenset(
    "lower upper initcap btrim ltrim rtrim trim abs round floor ceil ceiling trunc left lpad rpad "
    "unaccent normalize jsonb_strip_nulls json_strip_nulls to_jsonb to_json strip "
    "array_remove array_replace sort uniq sign bool_or bool_and max min any_value".split()
)
"""Of their first argument, the others being constants."""
OF_THE_SECOND = frozenset({"date_trunc"})
LONGEST_PATTERN = 60


def call(node: Node, of: Subject, judge: Judge) -> bool:
    name = (strings(node.get("funcname", [])) or [""])[-1]
    arguments: list[Node] = node.get("args", [])
    if not arguments:
        return True
    special = CALLS.get(name)
    if special:
        return special(arguments, of, judge)
    first, *rest = arguments[::-1] if name in OF_THE_SECOND else arguments
    if name not in OF_THE_FIRST and name not in OF_THE_SECOND:
        return False
    return judge(first, of) and not of.is_in(rest)


def _replace(arguments: list[Node], of: Subject, judge: Judge) -> bool:
    old, new = _texts(arguments)
    if old is None or new is None or not judge(arguments[0], of):
        return False
    return not old or old not in new


def _translate(arguments: list[Node], of: Subject, judge: Judge) -> bool:
    old, new = _texts(arguments)
    if old is None or new is None or not judge(arguments[0], of):
        return False
    return not set(old) & set(new)


def _regexp_replace(arguments: list[Node], of: Subject, judge: Judge) -> bool:
    pattern, new = _texts(arguments)
    if pattern is None or new is None or "\\" in new or not judge(arguments[0], of):
        return False
    return not new or not _may_match(pattern, new)


def _texts(arguments: list[Node]) -> tuple[str | None, str | None]:
    """What is looked for, and what stands there instead."""
    if len(arguments) < 3:
        return None, None
    return text_of(arguments[1]), text_of(arguments[2])


def _may_match(pattern: str, text: str) -> bool:
    """Patterns that could take long are not tried."""
    if len(pattern) > LONGEST_PATTERN or len(text) > LONGEST_PATTERN:
        return True
    if sum(pattern.count(one) for one in "*+{") > 2 or re.search(r"\)[*+?{]", pattern):
        return True
    try:
        return re.search(pattern, text) is not None
    except (re.error, RecursionError, OverflowError):
        return True


def _beginning(arguments: list[Node], of: Subject, judge: Judge) -> bool:
    """Of a text, from its first character."""
    first, *rest = arguments
    return judge(first, of) and constant(rest[0]) == 1 if rest and not of.is_in(rest) else False


CALLS: dict[str, Callable[[list[Node], Subject, Judge], bool]] = {
    "replace": _replace,
    "substring": _beginning,
    "substr": _beginning,
    "translate": _translate,
    "regexp_replace": _regexp_replace,
    "jsonb_set": jsonb_set,
    "jsonb_set_lax": jsonb_set,
}
