"""Variables of PL/pgSQL: what they hold, as far as it can be told."""

from __future__ import annotations

import re

from toolkit.lint.effects import All, Any, Asked, Blind, Not
from toolkit.lint.sql import parse
from toolkit.lint.sql.asking import NOBODY_KNOWS, Answers, Asking
from toolkit.lint.sql.facts import DATA
from toolkit.lint.sql.nodes import Node, beneath, only
from toolkit.lint.sql.questions import any_row, condition, rows
from toolkit.lint.sql.texts import evaluate

LISTED = "hive_listed_"
HOLE = "hive_hole_"
FOUND = "found"
ASSIGNED = re.compile(r'\s*([\w."]+)(?:\[[^\]]*\])?\s*:?=(.*)', re.DOTALL)


def query_of(node: Node) -> str:
    return str(node.get("PLpgSQL_expr", {}).get("query", ""))


def expression(text: str) -> Node:
    """The tree of one; empty where it cannot be parsed."""
    found = parse.statements(f"SELECT {text}")
    if len(found) != 1 or isinstance(found[0], Blind):
        return {}
    targets = found[0].node.get("targetList", [])
    value: Node = targets[0].get("ResTarget", {}).get("val", {}) if targets else {}
    return value


def question(text: str, answers: Answers) -> Asked:
    """What a condition asks."""
    node = expression(text)
    return condition(node, Asking(answers)) if node else NOBODY_KNOWS


def declared(function: Node) -> Answers:
    """Variables with what they begin with, and `found`."""
    answers = Answers()
    for one in function.get("datums", []):
        variable = one.get("PLpgSQL_var", {})
        if "default_val" in variable:
            assign(str(variable.get("refname", "")), query_of(variable["default_val"]), answers)
    return answers


def names_of(function: Node) -> frozenset[str]:
    """Of all variables and records."""
    inner = (only(one)[1] for one in function.get("datums", []))
    return frozenset(str(one["refname"]) for one in inner if "refname" in one)


def numbers(function: Node) -> dict[int, str]:
    """Names by the numbers that statements give."""
    inner = (only(one)[1] for one in function.get("datums", []))
    return {at: str(one["refname"]) for at, one in enumerate(inner) if "refname" in one}


def assignment(text: str, answers: Answers) -> None:
    """`name := expression`."""
    match = ASSIGNED.match(text)
    if match:
        assign(match[1].strip('"'), match[2], answers)


def assign(name: str, text: str, answers: Answers) -> None:
    hold(name, expression(text), answers)


def hold(name: str, node: Node, answers: Answers, among: Asked = NOBODY_KNOWS) -> None:
    """`among`: whether the query has any row, where it is a query's."""
    answers.truths[name] = condition(node, Asking(answers, among)) if node else DATA
    value = evaluate(node, answers.texts) if node else None
    if value is not None:
        answers.texts[name] = value
    else:
        answers.texts.pop(name, None)


def into(target: Node, select: Node, answers: Answers) -> None:
    """SELECT … INTO variables, or a record."""
    values = [one.get("ResTarget", {}).get("val", {}) for one in select.get("targetList", [])]
    fields = [str(one.get("name", "")) for one in target.get("PLpgSQL_row", {}).get("fields", [])]
    there, several = any_row(select, answers), len(values) > 1
    for name, value in zip(fields, values, strict=False):
        hold(name, value, answers, there)
        if "fromClause" in select:
            answers.truths[name] = there if several else rows(select, answers)
            read_in(name, select, answers)
    record = str(target.get("PLpgSQL_rec", {}).get("refname", ""))
    if record:
        answers.truths[record] = there
        read_in(f"{record}.*", select, answers)
    answers.truths[FOUND] = there


def read_in(name: str, select: Node, answers: Answers) -> None:
    """A name that was read from a catalog is there; of anything else nobody knows."""
    ranges = list(beneath(select, "RangeVar"))
    catalogs = ("pg_catalog", "information_schema")
    of_catalogs = ranges and all(
        one.get("schemaname") in catalogs or str(one.get("relname", "")).startswith("pg_")
        for one in ranges
    )
    if name not in answers.texts:
        answers.texts[name] = (LISTED if of_catalogs else HOLE) + name.rstrip(".*")


def dynamic(node: Node, answers: Answers, names: frozenset[str]) -> str | None:
    """The text that EXECUTE runs: a word for each variable that is not known."""
    holes = {name: HOLE + name for name in names if name not in answers.texts}
    records = {f"{name}.*": HOLE + name for name in names if f"{name}.*" not in answers.texts}
    return evaluate(node, {**holes, **records, **answers.texts})


def join(asked: Asked, then: Answers, otherwise: Answers) -> Answers:
    """After an IF: what differs between its ways hangs on it."""
    joined = Answers()
    for name in {*then.truths, *otherwise.truths}:
        one = then.truths.get(name, NOBODY_KNOWS)
        other = otherwise.truths.get(name, NOBODY_KNOWS)
        both = Any((All((asked, one)), All((Not(asked), other))))
        joined.truths[name] = one if one == other else both
    joined.texts = {
        name: text for name, text in then.texts.items() if otherwise.texts.get(name) == text
    }
    return joined
