"""Every rule by its own examples: `bad` is found by it, `good` by none above a note."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import cast

import pytest

from tests.unit.lint.linted import grave, linted
from toolkit.findings import Claim, Severity
from toolkit.lint import rules
from toolkit.lint.effects import Effect, Name, Verb
from toolkit.lint.events import Came, Event
from toolkit.lint.examples import source
from toolkit.lint.fixes.mending import mended
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.python.files import Files
from toolkit.lint.rule import Example, Rule, name
from toolkit.lint.rules import RULES, create_object, drop_object

ALL = [
    pytest.param(rule, example, id=f"{name(cast(ModuleType, rule).__name__)}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.EXAMPLES)
]


def test_the_tuple_is_complete() -> None:
    folder = Path(rules.__path__[0])
    modules = {one.stem for one in folder.glob("*.py")} - {"__init__"}
    listed = [cast(ModuleType, one).__name__.rpartition(".")[2] for one in RULES]
    assert sorted(modules) == sorted(listed)


@pytest.mark.parametrize("rule", RULES, ids=lambda one: name(one.__name__))
def test_it_says_why_and_shows_it(rule: Rule) -> None:
    assert rule.__doc__
    assert rule.EXAMPLES


@pytest.mark.parametrize(("rule", "example"), ALL)
def test_bad_is_found_by_its_rule(rule: Rule, example: Example) -> None:
    found = [one.rule for one in linted(source(example.bad, example))]
    assert name(cast(ModuleType, rule).__name__) in found


@pytest.mark.parametrize(
    ("rule", "example"), [one for one in ALL if cast(Example, one.values[1]).good]
)
def test_good_is_found_by_none(rule: Rule, example: Example) -> None:
    assert not grave(source(example.good or "", example))


OTHERS = {"sequence", "role", "publication", "statistics", "collation", "operator", "user mapping"}
KINDS = sorted(create_object.OWN | drop_object.OWN | OTHERS)
VERBS = [Verb.CREATE, Verb.DROP, Verb.RENAME, Verb.ALTER, Verb.ADVANCE, Verb.INSERT, Verb.DELETE]
WAYS = [(verb, Came.FAILS) for verb in VERBS] + [
    (verb, Came.CHANGES) for verb in (Verb.ADVANCE, Verb.INSERT)
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("verb", "again"), WAYS)
def test_whatever_fails_or_changes_something_is_said_once(
    kind: str, verb: Verb, again: Came
) -> None:
    migration = MigrationFile(Path("b2.py"), source("pass"), Files())
    name = Name(kind, "", "orders", "it")
    event = Event(Effect(verb, name, to=name, on=name), migration.tree.body[-1], again=again)
    migration.ran.events.append(event)
    assert len([one for rule in RULES for one in rule.check(migration, Project())]) == 1


BODY = """op.create_table("orders", sa.Column("id", sa.Integer))
op.create_unique_constraint(None, "lines", ["number"])"""


def test_what_the_second_run_does_not_reach_is_saved_by_the_transaction() -> None:
    found = linted(source(BODY))
    assert {one.severity for one in found} == {Severity.WARNING}


def test_what_is_durable_is_an_error() -> None:
    body = 'op.drop_table("orders")\nwith op.get_context().autocommit_block():\n    pass'
    assert [one.severity for one in linted(source(body))] == [Severity.ERROR]


def test_without_transactions_all_is_durable() -> None:
    body = 'op.drop_table("orders")'
    found = linted(source(body), Project(transactional=False))
    assert [one.severity for one in found] == [Severity.ERROR]


BACK = Project(down_revisions={"b2": ("gone",)}, downgrade=True)
DOWN = "\n\ndef downgrade() -> None:\n    "


def test_what_is_of_the_file_is_said_once() -> None:
    head = 'down_revision = "gone"'
    text = source("pass", Example("", head=head)) + DOWN + 'op.drop_table("orders")\n'
    said = [(one.rule, one.function) for one in linted(text, BACK)]
    assert said == [("revision-graph", "upgrade"), ("drop-table", "downgrade")]


@pytest.mark.parametrize("down", ["", "\n\ndowngrade = None\n", DOWN + "pass\n"])
def test_a_file_without_a_downgrade_has_nothing_more(down: str) -> None:
    text = source('op.drop_table("orders")\nunknown(op)') + down
    assert linted(text, BACK) == linted(text, replace(BACK, downgrade=False))


def test_a_helper_of_both_is_told_once() -> None:
    helper = "\n\ndef go() -> None:\n    op.drop_table('orders')\n    unknown(op)\n"
    text = source("go()") + DOWN + "go()\n" + helper
    assert linted(text, BACK) == linted(text, replace(BACK, downgrade=False))


def test_a_label_that_is_used_when_it_is_taken_back() -> None:
    """An earlier revision adds it, which a downgrade does not."""
    labels = {"a1": frozenset({"sent"})}
    project = Project(down_revisions={"b2": ("a1",), "a1": ()}, labels=labels, downgrade=True)
    text = source("pass") + DOWN + """op.execute("UPDATE orders SET state = 'sent'")\n"""
    assert not linted(text, project)


FLAGS = [
    ('op.create_index("i", "t", ["a"], if_not_exists=True)', (1, 11, 1), (1, 11, 2), Claim.RERUN),
    ('op.drop_index("i", if_exists=True)', (1, 10), (1, 12), Claim.RERUN),
    ('op.create_table("t", if_not_exists=True)', (1, 13, 2), (1, 13, 3), Claim.RERUN),
    ('op.drop_table("t", if_exists=True)', (1, 13, 2), (1, 13, 3), Claim.RERUN),
    ('op.drop_column("t", "a", if_exists=True)', (1, 15, 2), (1, 16), Claim.RERUN),
    ('op.drop_constraint("c", "t", if_exists=True)', (1, 15, 2), (1, 16), Claim.FIRST),
    ('op.add_column("t", sa.Column("a"), if_not_exists=True)', (1, 15), (1, 16), Claim.FIRST),
]


@pytest.mark.parametrize(("body", "before", "since", "claim"), FLAGS)
def test_flags_by_version(
    body: str, before: tuple[int, ...], since: tuple[int, ...], claim: Claim
) -> None:
    """What each version does was measured with 1.10.4, 1.12.0, 1.13.2, 1.15.2 and 1.20.1."""
    old = linted(source(body), Project(alembic=before))
    assert [one.claim for one in old if one.rule == "flag-unknown"] == [claim]
    for project in (Project(alembic=since), Project()):
        assert not grave(source(body), project)


@pytest.mark.parametrize(("body", "before"), [one[:2] for one in FLAGS])
def test_a_flag_that_is_not_known_is_taken_out(body: str, before: tuple[int, ...]) -> None:
    project = Project(alembic=before)
    done = mended(source(body), partial(linted, project=project))
    assert "_exists" not in done.text
    assert not grave(done.text, project)


def test_flags_by_the_version_of_sqlalchemy() -> None:
    body = 'op.drop_constraint("c", "t", if_exists=True)'
    found = linted(source(body), Project(alembic=(1, 16), sqlalchemy=(1, 4, 54)))
    assert found[0].message.startswith("Alembic 1.16 with SQLAlchemy 1.4 has no if_exists")


@pytest.mark.parametrize(("sqlalchemy", "fixed"), [((1, 4), False), ((2, 0), True), ((), True)])
def test_a_flag_of_a_construct_by_the_version_of_sqlalchemy(
    sqlalchemy: tuple[int, ...], fixed: bool
) -> None:
    (one,) = linted(source('op.execute(sa.schema.DropSchema("s"))'), Project(sqlalchemy=sqlalchemy))
    assert (one.fix is not None and one.fix.title != "ensure.first_time") is fixed


DEFAULTS = [
    'op.execute("CREATE EXTENSION IF NOT EXISTS btree_gin")',
    'op.execute("ALTER TABLE orders ALTER doc TYPE jsonb")',
    'op.alter_column("orders", "doc", type_=postgresql.JSONB)',
]


@pytest.mark.parametrize("body", DEFAULTS)
def test_a_gin_index_that_has_a_default(body: str) -> None:
    first = 'op.create_table("orders", sa.Column("doc", sa.JSON))'
    last = 'op.execute("CREATE INDEX ix ON orders USING gin (doc)")'
    for bodies, said in (([first, last], True), ([first, body, last], False)):
        found = linted(source("\n".join(bodies)))
        assert any(one.rule == "gin-operator-class" for one in found) is said


LABELS = [
    ("op.execute(\"CREATE TYPE state AS ENUM ('open')\")", False),
    ('op.execute("COMMIT")', True),
    ("pass", True),
]


@pytest.mark.parametrize(("before", "said"), LABELS)
def test_a_label_of_a_type_made_in_the_same_transaction(before: str, said: bool) -> None:
    body = """op.execute("ALTER TYPE state ADD VALUE 'sent'")
op.execute("UPDATE orders SET state = 'sent'")"""
    found = linted(source(f"{before}\n{body}"))
    assert any(one.rule == "label-used" for one in found) is said


USING = [
    (
        Project(down_revisions={"b2": ("a1",), "a1": ()}, labels={"a1": frozenset({"sent"})}),
        "sent",
        True,
    ),
    (
        Project(down_revisions={"b2": ("a1",), "a1": ()}, labels={"a1": frozenset({"sent"})}),
        "open",
        False,
    ),
    (
        Project(down_revisions={"b2": (), "a1": ("b2",)}, labels={"a1": frozenset({"sent"})}),
        "sent",
        False,
    ),
    (
        Project(True, down_revisions={"b2": ("a1",)}, labels={"a1": frozenset({"sent"})}),
        "sent",
        False,
    ),
]


@pytest.mark.parametrize(("project", "label", "said"), USING)
def test_a_label_that_another_revision_of_the_run_adds(
    project: Project, label: str, said: bool
) -> None:
    found = linted(source(f"""op.execute("UPDATE orders SET state = '{label}'")"""), project)
    notes = [one for one in found if one.rule == "label-used"]
    assert [one.severity for one in notes] == [Severity.NOTE] * said


GRAPHS = [
    ({"a1": (), "b2": ("a1",), "c3": ("a1",)}, "c3 is a head beside it: the history forks"),
    ({"a1": (), "b2": ("a1",), "c3": ("a1",), "d4": ("c3",)}, "d4 is a head beside it"),
    ({"b2": ("a1",)}, "it follows a1, which is not there"),
    ({"b2": ("a1",), "a1": ("b2",)}, "it comes after itself"),
]


@pytest.mark.parametrize(("graph", "message"), GRAPHS)
def test_the_graph(graph: dict[str, tuple[str, ...]], message: str) -> None:
    found = linted(source("pass"), Project(down_revisions=graph))
    assert [one.rule for one in found] == ["revision-graph"]
    assert message in found[0].message


@pytest.mark.parametrize(
    "graph",
    [
        {},
        {"a1": (), "b2": ("a1",), "c3": ("b2",)},
        {"a1": (), "b2": ("a1",), "c3": ("a1",), "d4": ("b2", "c3")},
        {"a1": (), "b2": ("a1",), "c3": (), "d4": ("c3",)},
    ],
)
def test_a_graph_in_order(graph: dict[str, tuple[str, ...]]) -> None:
    assert not linted(source("pass"), Project(down_revisions=graph))
