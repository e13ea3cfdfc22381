"""setup-complete and doctor."""

from invoke.context import Context
from invoke.tasks import task

from toolkit.commands.answer import JSON, answering
from toolkit.commands.diagnose import where
from toolkit.errors import DriftError, MigrationError


@task(
    help={
        "from": "Begin at this step: doctor, services, bootstrap, hello, proof or example.",
        "fresh": "Forget where the last run stopped.",
        **JSON,
    }
)
def setup_complete(_: Context, from_: str = "", fresh: bool = False, json: bool = False) -> None:
    """From clone to a proven hive; twice changes nothing."""
    with answering("setup-complete", json=json, reports=True) as answer:
        from toolkit.commands import summary
        from toolkit.setup import pipeline
        from toolkit.setup.opening import open_hive

        journal = pipeline.journal(answer.settings, answer, fresh=fresh)
        if journal.interrupted is not None:
            answer.face.heading(summary.resuming(journal.interrupted, journal.completed))
        try:
            hive = pipeline.setup_complete(answer.loaded, journal, start_at=from_)
        except (MigrationError, DriftError):
            where(answer, open_hive(answer.settings, answer, make=False))
            raise
        summary.show(answer, hive)


@task(help=JSON)
def doctor(_: Context, json: bool = False) -> None:
    """What this machine has, what is missing, how to fix it."""
    with answering("doctor", json=json) as answer:
        from toolkit.setup.doctor import doctor as look

        for outcome in look(answer.loaded):
            answer.finished(outcome)
