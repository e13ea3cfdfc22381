"""bootstrap and validate."""

from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.tasks import task

from toolkit.commands.answer import Answer, answering
from toolkit.findings import Outcome, Status

if TYPE_CHECKING:
    from toolkit.setup.hive import Hive

JSON = {"json": "Answer with one JSON object on stdout."}


@task(
    help={
        "plan": "Show what would change, and change nothing.",
        "repair": "Also mend damage without loss: INVALID indexes, NOT VALID constraints.",
        **JSON,
    }
)
def bootstrap(_: Context, plan: bool = False, repair: bool = False, json: bool = False) -> None:
    """Make the database what the project declares."""
    with answering("bootstrap", json=json) as answer:
        from toolkit.setup.hive import open_hive

        if plan:
            _plan(answer, repair=repair)
        else:
            hive = open_hive(answer.settings, answer.face, make=True)
            answer.add(hive.start())
            _bootstrap(answer, hive, repair=repair)
        answer.total()


def _plan(answer: Answer, *, repair: bool) -> None:
    """Services that do not run are what would change first; the rest is not known before."""
    from toolkit.setup.hive import known, open_hive

    waiting = ["postgres", "redis"]
    if known(answer.settings):
        hive = open_hive(answer.settings, answer.face, make=False)
        waiting = [one.name for one in hive.services if one.unhealthy()]
        if not waiting or answer.settings.services == "external":
            return _bootstrap(answer, hive, plan=True, repair=repair)
    for name in waiting:
        outcome = Outcome(name, Status.PENDING, changes=(f"start {name}",))
        answer.face.finished(outcome)
        answer.add([outcome])
    return None


def _bootstrap(answer: Answer, hive: "Hive", *, plan: bool = False, repair: bool = False) -> None:
    from toolkit.bootstrap import run
    from toolkit.database.trace import statements_logged
    from toolkit.setup.declared import blueprint

    with statements_logged():
        outcomes = run.bootstrap(
            hive.target(),
            blueprint(hive),
            plan=plan,
            repair=repair,
            listener=answer.face,
            deadline=answer.settings.deadline,
        )
    answer.add(outcomes)


@task(help=JSON)
def validate(_: Context, json: bool = False) -> None:
    """Hold the running hive against what is declared."""
    with answering("validate", json=json) as answer:
        from toolkit.bootstrap import run
        from toolkit.database.trace import statements_logged
        from toolkit.setup.declared import blueprint
        from toolkit.setup.hive import open_hive

        hive = open_hive(answer.settings, answer.face, make=False)
        deadline = answer.settings.deadline
        with statements_logged():
            outcomes = run.validate(hive.target(), blueprint(hive), answer.face, deadline)
        answer.add(outcomes)
        answer.total()
