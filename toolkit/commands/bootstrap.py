"""bootstrap and validate."""

from invoke.context import Context
from invoke.tasks import task

from toolkit.bootstrap import run
from toolkit.commands.answer import Answer, answering
from toolkit.findings import Outcome, Status
from toolkit.setup.hive import Hive, known, open_hive


@task(
    help={
        "plan": "Show what would change, and change nothing.",
        "repair": "Also mend damage without loss: INVALID indexes, NOT VALID constraints.",
        "json": "Answer with one JSON object on stdout.",
    }
)
def bootstrap(_: Context, plan: bool = False, repair: bool = False, json: bool = False) -> None:
    """Make the database what the project declares. The second run says `0 changed`."""
    with answering("bootstrap", json=json) as answer:
        if plan:
            _plan(answer, repair=repair)
        else:
            hive = open_hive(answer.settings, answer.face, make=True)
            answer.add(hive.start())
            _bootstrap(answer, hive, repair=repair)
        answer.total()


def _plan(answer: Answer, *, repair: bool) -> None:
    """Services that do not run are what would change first; the rest is not known before."""
    waiting = ["postgres", "redis"]
    if known(answer.settings):
        hive = open_hive(answer.settings, answer.face, make=False)
        waiting = [one.name for one in hive.services if one.unhealthy()]
        if not waiting:
            _bootstrap(answer, hive, plan=True, repair=repair)
    for name in waiting:
        outcome = Outcome(name, Status.PENDING, changes=(f"start {name}",))
        answer.face.finished(outcome)
        answer.add([outcome])


def _bootstrap(answer: Answer, hive: Hive, *, plan: bool = False, repair: bool = False) -> None:
    answer.add(
        run.bootstrap(
            hive.target(),
            hive.blueprint(),
            plan=plan,
            repair=repair,
            listener=answer.face,
            deadline=answer.settings.deadline,
        )
    )


@task(help={"json": "Answer with one JSON object on stdout."})
def validate(_: Context, json: bool = False) -> None:
    """Hold the running hive against what is declared: use, models, heads, Redis."""
    with answering("validate", json=json) as answer:
        hive = open_hive(answer.settings, answer.face, make=False)
        answer.add(
            run.validate(hive.target(), hive.blueprint(), answer.face, answer.settings.deadline)
        )
        answer.total()
