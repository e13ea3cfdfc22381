"""drift."""

from pathlib import Path
from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.tasks import task

from toolkit.commands.answer import JSON, UNCONVERGED, Answer, answering
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from toolkit.findings import Differences


@task(help={"html": "Also write it as one page, which needs nothing else.", **JSON})
def drift(_: Context, html: str = "", json: bool = False) -> None:
    """Hold what is declared and what is found side by side: what differs, and what goes on."""
    with answering("drift", json=json) as answer:
        from toolkit.database.trace import statements_logged
        from toolkit.setup.drifting import differences
        from toolkit.setup.opening import open_hive

        hive = open_hive(answer.settings, answer, make=False)
        hive.running()
        with statements_logged(), hive.watched():
            found = differences(hive, answer)
        _tell(answer, found)
        if html:
            _write(answer, Path(html), hive.target().name, found)


def _tell(answer: Answer, found: "Differences") -> None:
    from toolkit.report.drift import document, lines, total

    answer.extra["drift"] = document(found)
    for line in lines(found):
        answer.face.line(line)
    answer.face.heading(total(found))
    if found.differences:
        answer.found = UNCONVERGED


def _write(answer: Answer, path: Path, title: str, found: "Differences") -> None:
    from toolkit import files
    from toolkit.report.page.drift import drift as page

    try:
        files.write(path.absolute(), page(title, found))
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(f"{path} cannot be written", why=why, next="--html drift.html") from None
    answer.face.line(f"  page   {path}")
