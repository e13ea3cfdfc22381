"""setup-complete and doctor."""

from invoke.context import Context
from invoke.tasks import task

from toolkit.commands import summary
from toolkit.commands.answer import Answer, answering
from toolkit.report import json as report_json
from toolkit.report import junit
from toolkit.settings import load
from toolkit.setup import doctor as setup_doctor
from toolkit.setup import pipeline, state


@task(
    help={
        "from": "Begin at this step: doctor, services, bootstrap, hello or proof.",
        "fresh": "Forget where the last run stopped.",
        "json": "Answer with one JSON object on stdout.",
    }
)
def setup_complete(_: Context, from_: str = "", fresh: bool = False, json: bool = False) -> None:
    """From clone to a proven hive: services, bootstrap, checks, hello, proof. Twice is fine."""
    with answering("setup-complete", json=json) as answer:
        loaded = load(answer.settings.root)
        journal = pipeline.journal(loaded, answer.face, fresh=fresh)
        if journal.interrupted is not None:
            answer.face.heading(summary.resuming(journal.interrupted, journal.completed))
        run = pipeline.setup_complete(loaded, journal, start_at=from_)
        answer.add(run.outcomes)
        _reports(answer)
        summary.show(answer, run.hive)


def _reports(answer: Answer) -> None:
    """The same outcomes as JSON and JUnit in the state folder."""
    folder = state.folder(answer.settings.root)
    text = report_json.document(answer.command, answer.exit, answer.outcomes)
    (folder / "report.json").write_text(text + "\n", encoding="utf-8")
    (folder / "report.xml").write_text(
        junit.document(answer.command, answer.outcomes), encoding="utf-8"
    )


@task(help={"json": "Answer with one JSON object on stdout."})
def doctor(_: Context, json: bool = False) -> None:
    """What this machine has, what is missing, what was chosen and why."""
    with answering("doctor", json=json) as answer:
        found = setup_doctor.doctor(load(answer.settings.root))
        for outcome in found:
            answer.face.finished(outcome)
        answer.add(found)
        answer.total()
