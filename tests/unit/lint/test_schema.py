"""What is known to be there: names that leave something open, and what goes with what."""

import pytest

from toolkit.lint.effects import Effect, Name, Verb
from toolkit.lint.schema import Schema

ORDERS = Name("table", "", "", "orders")
CK = Name("constraint", "", "orders", "ck")
SUM = Name("function", "", "", "sum(int4)")
VIEW = Name("view", "", "", "seen")
LABEL = Name("label", "", "state", "open")
STATE = Name("type", "", "", "state")


def made(*names: Name) -> Schema:
    schema = Schema()
    for name in names:
        schema.create(Effect(Verb.CREATE, name))
    return schema


WIDE = [
    (CK, Name("constraint", "", "", "ck")),
    (SUM, Name("function", "", "", "sum")),
    (ORDERS, Name("relation", "", "", "orders")),
    (VIEW, Name("relation", "", "", "seen")),
    (LABEL, Name("label", "", "", "open")),
]


@pytest.mark.parametrize(("name", "wide"), WIDE)
def test_a_name_that_leaves_something_open(name: Name, wide: Name) -> None:
    schema = Schema()
    assert schema.exists(wide) is None
    schema.there[wide] = False  # as an answer that was assumed
    assert schema.exists(wide) is False
    schema.create(Effect(Verb.CREATE, name))
    assert schema.exists(wide) is True
    schema.drop(wide)
    assert (schema.exists(name), schema.exists(wide)) == (False, False)


def test_another_one_of_that_name() -> None:
    schema = made(CK, CK._replace(table="lines"))
    schema.drop(CK)
    assert schema.exists(CK._replace(table="")) is True


def test_labels_go_with_their_type() -> None:
    schema = made(STATE, LABEL)
    schema.rename(STATE, STATE._replace(name="mood"))
    assert schema.exists(LABEL._replace(table="mood")) is True
    schema.drop(STATE._replace(name="mood"))
    assert schema.exists(LABEL._replace(table="mood")) is False


def test_cascade_takes_what_needs_it() -> None:
    schema = made(ORDERS, CK)
    trigger = Name("trigger", "", "orders", "t")
    schema.create(Effect(Verb.CREATE, trigger, needs=(SUM,)))
    schema.drop(SUM, cascade=True)
    assert (schema.exists(trigger), schema.exists(CK)) == (False, True)


def test_temporary_tables_go_with_their_session() -> None:
    schema = Schema()
    schema.create(Effect(Verb.CREATE, ORDERS, temporary=True))
    schema.end_session()
    assert schema.exists(ORDERS) is False
