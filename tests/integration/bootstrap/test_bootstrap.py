"""Nothing, the plan of it, all of it, and then nothing to do."""

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.run import bootstrap
from toolkit.findings import changed


def test_a_second_run_changes_nothing(target, history, ear, capfd):
    blueprint = Blueprint(history("plain"), extensions=("pg_trgm",))
    first = bootstrap(target, blueprint, listener=ear)
    assert changed(first) == 5, first
    assert ear.ended == first
    second = bootstrap(target, blueprint)
    assert changed(second) == 0, second
    assert {one.status for one in second} == {"unchanged"}
    assert capfd.readouterr().out == ""
