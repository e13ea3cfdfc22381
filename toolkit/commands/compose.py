"""services.compose."""

from invoke.context import Context
from invoke.tasks import task

from toolkit.commands.answer import JSON, answering
from toolkit.findings import Outcome, Status


@task(help={"check": "Write nothing; exit 1 where they are not current.", **JSON})
def compose(_: Context, check: bool = False, json: bool = False) -> None:
    """Write the services as docker/compose.yaml, which compose alone can start."""
    with answering("services.compose", json=json) as answer:
        from toolkit.setup import compose as setup_compose

        stale = setup_compose.stale(answer.settings)
        if not check:
            setup_compose.write(stale)
        changes = tuple(f"write {path.relative_to(answer.settings.root)}" for path in stale)
        done = Status.PENDING if check else Status.CHANGED
        answer.finished(Outcome("compose", done if stale else Status.UNCHANGED, changes=changes))
        answer.total()
