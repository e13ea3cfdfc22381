"""init."""

from invoke.context import Context
from invoke.tasks import task

from toolkit import settings
from toolkit.commands.answer import JSON, Answer, answering
from toolkit.errors import ToolkitError


@task(help={"plan": "Only show what would be written.", **JSON})
def init(_: Context, plan: bool = False, json: bool = False) -> None:
    """Write [tool.hive] for a project of yours, from what is found in it."""
    with answering("init", json=json) as answer:
        from toolkit.setup.init.run import initialised

        for outcome in initialised(answer.loaded, answer, plan=plan):
            answer.finished(outcome)
        answer.total()
        if not plan:
            _go_on(answer)


def _go_on(answer: Answer) -> None:
    """An existing database is diagnosed, if it can be reached; else it is to be made."""
    answer.loaded = settings.load(answer.settings.root)
    _warn_of_git(answer)
    if answer.settings.services != "external":
        answer.face.line("  next: invoke bootstrap")
        return
    from toolkit.commands.diagnose import looked
    from toolkit.setup.opening import open_hive

    try:
        looked(answer, open_hive(answer.settings, answer, make=False))
    except ToolkitError as error:
        answer.face.line(f"  the database cannot be diagnosed: {error.what}")
        answer.face.line(f"  next: {error.next or 'invoke diagnose'}")


def _warn_of_git(answer: Answer) -> None:
    """Passwords will stand in `.env.local`."""
    from toolkit.process import run
    from toolkit.settings.local_file import NAME

    try:
        asked = run("git", "check-ignore", "--quiet", NAME, cwd=answer.settings.root, check=False)
    except ToolkitError:
        return
    if asked.returncode == 1:
        answer.face.warning(f"git would take {NAME}, where passwords are: add it to .gitignore")
