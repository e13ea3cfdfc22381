"""Blocks that are run once: where they are offered, what they take in, where they are not."""

from functools import partial

import pytest

from tests.unit.lint.linted import grave, linted
from toolkit.findings import Severity
from toolkit.lint.examples import source
from toolkit.lint.fixes.mending import mended
from toolkit.lint.project import Project
from toolkit.lint.rule import Example

HEAD = "bind = op.get_bind()\n"
INSERTED = 'made = bind.execute(sa.text("INSERT INTO t (a) VALUES (1) RETURNING id")).scalar()\n'
USED = 'bind.execute(sa.text("INSERT INTO u (t) VALUES (:t)"), {"t": made})\n'
MAKES = 'op.add_column("t", sa.Column("b", sa.Integer))\n'


def fixed(text: str) -> str:
    return mended(text, linted).text


def body(text: str) -> str:
    """Of upgrade(), as it is after the fix."""
    inner = fixed(source(text)).partition("def upgrade() -> None:\n")[2]
    return "".join(line.removeprefix("    ") for line in inner.splitlines(keepends=True)).strip()


def test_what_uses_a_name_is_taken_in_and_nothing_else() -> None:
    found = body(f'{HEAD}{INSERTED}other = 1\n{USED}op.execute(f"UPDATE t SET a = {{other}}")')
    assert found.splitlines()[:3] == [
        "bind = op.get_bind()",
        'for _ in ensure.first_time("b2 block 2"):',
        "    " + INSERTED.strip(),
    ]
    assert found.splitlines()[-2:] == [
        "    " + USED.strip(),
        '    op.execute(f"UPDATE t SET a = {other}")',
    ]


GIVEN = {
    "imported": ("import json\n", "op.execute(\"UPDATE t SET a = '%s'\" % json.dumps(1))"),
    "defined": ("def label(x):\n    return x\n", 'op.execute("UPDATE t SET a = %s" % label(1))'),
    "filled": ("ids = {}\nids['a'] = 1\n", 'op.execute("UPDATE t SET a = %s" % ids["a"])'),
}


@pytest.mark.parametrize(("gives", "uses"), GIVEN.values(), ids=GIVEN)
def test_what_is_given_within_is_there_for_what_uses_it(gives: str, uses: str) -> None:
    """The block may not be entered: then nothing in it was given."""
    found = body(f"{HEAD}{INSERTED}{gives}{USED}{uses}")
    assert found.endswith(f"    {uses}")


def test_whoever_calls_something_by_the_name_of_the_turn() -> None:
    head = "from gettext import gettext as _"
    uses = 'bind.execute(sa.text("INSERT INTO u VALUES (:t, :n)"), {"t": made, "n": _("x")})'
    assert "first_time" not in fixed(source(f"{HEAD}{INSERTED}{uses}", Example("", head=head)))


def test_a_name_of_a_set_that_a_function_gives_is_no_column() -> None:
    reads = 'rows = bind.execute(sa.text("SELECT k FROM t, unnest(t.ks) AS u(k)")).all()\n'
    text = source(f'{HEAD}{reads}op.execute("ALTER TABLE t DROP COLUMN IF EXISTS k")')
    assert grave(text) == []


def test_a_name_that_another_loop_gives_anew_is_none_that_is_used() -> None:
    turn = (
        'for row in bind.execute(sa.text("INSERT INTO t SELECT 1 RETURNING a")):\n    print(row)\n'
    )
    found = body(f"{HEAD}{turn}for row in (1, 2):\n    print(row)")
    assert found.endswith("\nfor row in (1, 2):\n    print(row)")


def test_what_stands_in_a_string_stays() -> None:
    text = f'{HEAD}bind.execute(sa.text("""INSERT INTO t (a)\nVALUES (:a)"""), [{{"a": 1}}])'
    assert '(a)\nVALUES (:a)"""), [{"a": 1}])' in fixed(source(text)).replace(
        "\n    VALUES", "\nVALUES"
    )
    assert not grave(fixed(source(text)))


LOOPS = {
    'for one in ("a", "b"):': "once",
    'for one in ("a", "a"):': "first_time",
    'for one, two in (("a", 1), ("a", 2)):': "once",
    'for one in bind.execute(sa.text("SELECT a FROM u")).all():': "first_time",
    "for one in KINDS:": "once",
    "for one, two in OF.items():": "once",
    "for one, two in MADE.items():": "first_time",
    "KINDS = bind.execute(sa.text('SELECT a FROM u')).all()\nfor one in KINDS:": "first_time",
    "for one in range(3):": "first_time",
}
HEADS = 'import uuid\nKINDS = ["a", "b"]\nOF = {"a": 1, "b": 1}\nMADE = {"a": uuid.uuid4()}'


@pytest.mark.parametrize(("loop", "way"), LOOPS.items(), ids=LOOPS)
def test_a_key_a_turn_only_where_each_has_its_own_for_ever(loop: str, way: str) -> None:
    """Two rows that look alike would be one; one that was changed since would be another."""
    inserted = 'bind.execute(sa.text("INSERT INTO t VALUES (:a)"), {"a": one})'
    found = fixed(source(f"{HEAD}{loop}\n    {inserted}", Example("", head=HEADS)))
    assert f"ensure.{way}(" in found
    assert found.count("ensure.once(") + found.count("ensure.first_time(") == 1


def test_two_blocks_have_two_keys_and_a_downgrade_forgets_both() -> None:
    some = 'bind.execute(sa.text("INSERT INTO t (a) VALUES (:a)"), [{"a": 1}, {"a": 2}])\n'
    text = source(f"{HEAD}{some}{MAKES}{some}")
    text += '\n\ndef downgrade() -> None:\n    """Back."""\n    op.drop_column("t", "b")\n'
    found = fixed(text)
    keys = [line.split('"')[1] for line in found.splitlines() if "first_time(" in line]
    assert len(set(keys)) == 2
    down = found.partition("def downgrade")[2].splitlines()
    assert sorted(line.split('"')[1] for line in down if "no_once(" in line) == sorted(keys)
    assert fixed(found) == found


@pytest.mark.parametrize("downgrade", ["pass", "raise NotImplementedError", '"""Nothing."""'])
def test_a_downgrade_that_takes_nothing_back_forgets_nothing(downgrade: str) -> None:
    text = source('op.execute("INSERT INTO t VALUES (1)")')
    found = fixed(f"{text}\n\ndef downgrade() -> None:\n    {downgrade}\n")
    assert "ensure.once" in found
    assert "no_once" not in found


def test_what_is_taken_away_again_is_taken_away_within() -> None:
    found = body('op.alter_column("t", "a", comment="x")\nop.drop_table("t", if_exists=True)')
    assert found.splitlines()[1:] == [
        '    op.alter_column("t", "a", comment="x")',
        '    op.drop_table("t", if_exists=True)',
    ]


NOT_OFFERED = {
    "autocommit": "with op.get_context().autocommit_block():\n    bind = op.get_bind()\n"
    '    made = bind.execute(sa.text("INSERT INTO t SELECT 1 RETURNING a")).scalar()\n',
    "a commit": f"{HEAD}{INSERTED}bind.commit()\n{USED}",
    "a return": f"{HEAD}for one in (1, 2):\n    {INSERTED}    if made:\n        return",
    "what is not read": f"{HEAD}{INSERTED}something(bind, made)",
}


@pytest.mark.parametrize("text", NOT_OFFERED.values(), ids=NOT_OFFERED)
def test_where_it_is_not_offered(text: str) -> None:
    found = linted(source(text, Example(text, head="from elsewhere import something")))
    said = [one for one in found if one.severity is not Severity.NOTE]
    assert [one.rule for one in said if one.rule == "insert-rows"]
    assert not any(one.fix and one.fix.title == "ensure.first_time" for one in said)


def test_not_in_a_downgrade_nor_without_the_toolkit() -> None:
    text = source(f"{HEAD}{INSERTED}{USED}")
    down = text.replace("def upgrade()", "def downgrade()")
    for one in (
        linted(down, Project(downgrade=True)),
        partial(linted, project=Project(fix_style="native"))(text),
    ):
        assert one
        assert not any(finding.fix for finding in one)


CONSTANT = 'UP = """ALTER TABLE orders ADD COLUMN note text;\nCREATE INDEX ix ON orders (note);"""'


def test_a_statement_is_mended_where_it_stands() -> None:
    found = fixed(source("op.execute(UP)", Example("", head=CONSTANT)))
    assert "ADD COLUMN IF NOT EXISTS note" in found
    assert "CREATE INDEX IF NOT EXISTS ix" in found
    assert "first_time" not in found


def test_a_constant_that_others_use_stays_as_it_is() -> None:
    head = f"{CONSTANT}\nprint(UP)"
    found = fixed(source("op.execute(UP)", Example("", head=head)))
    assert CONSTANT in found
    assert "first_time" in found


def test_the_list_that_a_loop_goes_over() -> None:
    head = 'ALL = ("CREATE TABLE a (id int)", "CREATE TABLE b (id int)")'
    found = fixed(source("for one in ALL:\n    op.execute(one)", Example("", head=head)))
    assert found.count("CREATE TABLE IF NOT EXISTS") == 2
    assert "first_time" not in found
