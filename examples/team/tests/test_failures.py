"""What goes wrong with one task is told of that task; what mends itself is waited for."""

import pytest
from pydantic import ValidationError
from sqlalchemy.exc import DataError, OperationalError
from team.database import patient
from team.work import Item, Plan

ITEM = Item(name="double", specification="double(value): twice", tests="")


class DriverError(Exception):
    """What a driver raises."""

    def __init__(self, sqlstate: str | None) -> None:
        self.sqlstate = sqlstate


def test_postgresql_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("team.database.PAUSE", 0)
    answers = iter([None, "57P01", "57P03"])

    def work() -> str:
        for state in answers:
            raise OperationalError("SELECT", {}, DriverError(state))
        return "done"

    assert patient(work) == "done"


def test_what_waiting_does_not_mend_is_raised() -> None:
    def work() -> None:
        raise DataError("SELECT", {}, DriverError(None))

    with pytest.raises(DataError):
        patient(work)


def test_two_items_of_one_name_are_no_plan() -> None:
    with pytest.raises(ValidationError, match="the same name"):
        Plan(items=[ITEM, ITEM])


@pytest.mark.parametrize("name", ["../x", "a/b", "", "__init__", "-m"])
def test_a_name_is_no_path(name: str) -> None:
    with pytest.raises(ValidationError):
        Item(name=name, specification="x", tests="")
