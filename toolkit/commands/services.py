"""up, down, status, logs and reset."""

from invoke.context import Context
from invoke.tasks import task

from toolkit.commands.agreeing import agreed
from toolkit.commands.answer import JSON, Answer, answering
from toolkit.errors import ToolkitError, UsageError
from toolkit.findings import Outcome, Status
from toolkit.report.redact import redact


@task(help=JSON)
def up(_: Context, json: bool = False) -> None:
    """Start the services. Twice is fine."""
    with answering("up", json=json) as answer:
        from toolkit.setup.opening import open_hive

        open_hive(answer.settings, answer, make=True).start()
        answer.total()


@task(help={"verify": "Then name whatever is left of it; exit 1 where anything is.", **JSON})
def down(_: Context, verify: bool = False, json: bool = False) -> None:
    """Stop the services; data stays. Twice is fine."""
    with answering("down", json=json) as answer:
        if verify:
            _verified(answer)
        else:
            _stop(answer)
        answer.total()


def _verified(answer: Answer) -> None:
    """What cannot be stopped is left: it is named as well, before the error."""
    from toolkit.setup import census

    looking, error = census.traces(answer.settings), None
    try:
        _stop(answer)
    except ToolkitError as caught:
        error = caught
    for outcome in census.verify(answer.settings.root, looking):
        answer.finished(outcome)
    if error:
        raise error


def _stop(answer: Answer) -> None:
    from toolkit.setup.opening import known, open_hive

    if known(answer.settings):
        open_hive(answer.settings, answer, make=False).stop()


@task(help=JSON)
def status(_: Context, json: bool = False) -> None:
    """What runs, where, and if not, why."""
    with answering("status", json=json) as answer:
        from toolkit.setup.opening import open_hive

        hive = open_hive(answer.settings, answer, make=False)
        for service in hive.services:
            reason = service.unhealthy()
            state = Status.FAILED if reason else Status.UNCHANGED
            answer.finished(Outcome(service.name, state, notes=(reason or hive.where(service),)))


@task(
    help={
        "service": "Only this one: postgres or redis.",
        "lines": "How many of the last lines (default 50).",
        **JSON,
    }
)
def logs(_: Context, service: str = "", lines: str = "50", json: bool = False) -> None:
    """The last lines of the services' logs."""
    with answering("logs", json=json) as answer:
        count = _count(lines)
        from toolkit.setup.opening import open_hive

        hive = open_hive(answer.settings, answer, make=False)
        names = [one.name for one in hive.services]
        if service and service not in names:
            raise UsageError(
                f"there is no service {service}",
                why=f"there is {' and '.join(names)}",
                next=f"invoke logs --service {names[0]}",
            )
        for one in hive.services:
            if service in ("", one.name):
                text = one.logs(count)
                answer.face.heading(one.name)
                answer.face.line(text)
                answer.extra.setdefault("logs", {})[one.name] = redact(text).splitlines()


def _count(lines: str) -> int:
    """Read here: plain Invoke has a traceback for a number that is none."""
    if not lines.isdecimal() or int(lines) == 0:
        raise UsageError(f"--lines {lines} is not a number of lines", next="invoke logs --lines 50")
    return int(lines)


@task(help={"yes": "Do not ask.", **JSON})
def reset(_: Context, yes: bool = False, json: bool = False) -> None:
    """Delete the data and begin anew; asks, and takes a snapshot, first."""
    with answering("reset", json=json) as answer:
        from toolkit.setup import reset as setup_reset
        from toolkit.setup.opening import open_hive

        hive = open_hive(answer.settings, answer, make=False)
        setup_reset.refuse_external(hive)
        for line in setup_reset.losses(hive):
            answer.face.line(line)
        if not yes and not agreed(answer, "invoke reset --yes"):
            answer.face.line("Nothing was changed.")
            return
        setup_reset.reset(open_hive(answer.settings, answer, make=True))
        answer.total()
