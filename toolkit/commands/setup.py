"""setup-complete and doctor."""

from invoke.context import Context
from invoke.tasks import task

from toolkit.commands.answer import Answer, answering

JSON = {"json": "Answer with one JSON object on stdout."}


@task(
    help={
        "from": "Begin at this step: doctor, services, bootstrap, hello or proof.",
        "fresh": "Forget where the last run stopped.",
        **JSON,
    }
)
def setup_complete(_: Context, from_: str = "", fresh: bool = False, json: bool = False) -> None:
    """From clone to a proven hive; twice changes nothing."""
    with answering("setup-complete", json=json) as answer:
        from toolkit.commands import summary
        from toolkit.setup import pipeline

        journal = pipeline.journal(answer.settings, answer.face, fresh=fresh)
        if journal.interrupted is not None:
            answer.face.heading(summary.resuming(journal.interrupted, journal.completed))
        run = pipeline.setup_complete(answer.loaded, journal, start_at=from_)
        answer.add(run.outcomes)
        _reports(answer)
        summary.show(answer, run.hive)


def _reports(answer: Answer) -> None:
    """The same outcomes as JSON and JUnit in the state folder."""
    from toolkit.report import json, junit
    from toolkit.setup import state

    folder = state.folder(answer.settings.root)
    name, outcomes = answer.command, answer.outcomes
    text = json.document(name, answer.exit, outcomes) + "\n"
    (folder / "report.json").write_text(text, encoding="utf-8")
    (folder / "report.xml").write_text(junit.document(name, outcomes), encoding="utf-8")


@task(help=JSON)
def doctor(_: Context, json: bool = False) -> None:
    """What this machine has, what is missing, how to fix it."""
    with answering("doctor", json=json) as answer:
        from toolkit.setup.doctor import doctor as look

        found = look(answer.loaded)
        for outcome in found:
            answer.face.finished(outcome)
        answer.add(found)
