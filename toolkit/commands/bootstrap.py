"""bootstrap and validate."""

from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.tasks import task

from toolkit.commands.answer import JSON, Answer, answering
from toolkit.commands.diagnose import where
from toolkit.errors import DriftError, MigrationError
from toolkit.findings import Outcome, Status

if TYPE_CHECKING:
    from toolkit.setup.hive import Hive


@task(
    help={
        "plan": "Show what would change, and change nothing.",
        "repair": "Also mend without loss what is broken or missing of the newest revision.",
        **JSON,
    }
)
def bootstrap(_: Context, plan: bool = False, repair: bool = False, json: bool = False) -> None:
    """Make the database what the project declares."""
    with answering("bootstrap", json=json) as answer:
        from toolkit.setup.opening import open_hive

        if plan:
            _plan(answer, repair=repair)
        else:
            hive = open_hive(answer.settings, answer, make=True)
            hive.start()
            _bootstrap(answer, hive, repair=repair)
        answer.total()


def _plan(answer: Answer, *, repair: bool) -> None:
    """Services that do not run are what would change first; the rest is not known before."""
    from toolkit.setup.opening import known, open_hive

    waiting = ["postgres", "redis"]
    if known(answer.settings):
        hive = open_hive(answer.settings, answer, make=False)
        waiting = [one.name for one in hive.services if one.unhealthy()]
        if not waiting or answer.settings.services == "external":
            return _bootstrap(answer, hive, plan=True, repair=repair)
    for name in waiting:
        answer.finished(Outcome(name, Status.PENDING, changes=(f"start {name}",)))
    return None


def _bootstrap(answer: Answer, hive: "Hive", *, plan: bool = False, repair: bool = False) -> None:
    from toolkit.bootstrap import run
    from toolkit.database.trace import statements_logged
    from toolkit.setup.expecting import expected
    from toolkit.setup.repairing import declared
    from toolkit.setup.snapshotting import keeping

    try:
        with statements_logged(), hive.watched():
            run.bootstrap(
                hive.target(),
                declared(hive, repair=repair),
                plan=plan,
                repair=repair,
                keep=keeping(hive, "bootstrap"),
                listener=answer,
                deadline=answer.settings.deadline,
                expect=expected(hive, repair=repair),
            )
    except (MigrationError, DriftError):
        if not plan:  # to tell makes a scratch database
            where(answer, hive)
        raise


@task(help=JSON)
def validate(_: Context, json: bool = False) -> None:
    """Hold the running hive against what is declared."""
    with answering("validate", json=json) as answer:
        from toolkit.bootstrap import run
        from toolkit.database.trace import statements_logged
        from toolkit.setup.declared import blueprint
        from toolkit.setup.opening import open_hive

        hive = open_hive(answer.settings, answer, make=False)
        hive.running()
        with statements_logged(), hive.watched():
            run.validate(hive.target(), blueprint(hive), answer, answer.settings.deadline)
        answer.total()
