"""The team at work: who does what, what waits, what just happened.

On a terminal a picture that stays; elsewhere a line for each event. What is true is asked of
PostgreSQL; Redis, where it answers, adds who is alive, and is quicker with the events.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table

from team import live
from team.database import execute

SHOWN = 10
PACE = 0.25  # seconds


@dataclass(frozen=True)
class Picture:
    """`present` is None where Redis is away: then nobody knows who is."""

    counts: dict[str, int]
    working: list[tuple[str, str, str]]
    waiting: list[str]
    events: list[dict[str, Any]]
    present: dict[str, float] | None


def watch(*, once: bool) -> None:
    """Until ^C."""
    console = Console()
    try:
        if once:
            console.print(_drawn(_look()))
        elif console.is_terminal:
            _picture(console)
        else:
            _lines(console)
    except KeyboardInterrupt:
        return


def _picture(console: Console) -> None:
    with Live(_drawn(_look()), console=console, auto_refresh=False) as shown:
        while True:
            time.sleep(PACE)
            shown.update(_drawn(_look()), refresh=True)


def _lines(console: Console) -> None:
    """Each event once, in the order in which they happened."""
    last = 0.0
    while True:
        for event in sorted(_stored(100), key=_at):
            if _at(event) > last:
                last = _at(event)
                console.print(_line(event), soft_wrap=True, highlight=False)
        time.sleep(PACE)


def _look() -> Picture:
    counts = execute("SELECT status::text, count(*) AS number FROM tasks GROUP BY status")
    working = execute(
        """SELECT t.title, a.name, e.details ->> 'step' AS step
           FROM tasks t JOIN agents a ON a.id = t.agent_id LEFT JOIN LATERAL (
               SELECT details FROM agent_events WHERE task_id = t.id
               ORDER BY occurred_at DESC LIMIT 1) e ON true
           WHERE t.status = 'in_progress' ORDER BY a.name, t.title"""
    )
    waiting = execute(
        """SELECT t.title FROM queue_entries q JOIN tasks t ON t.id = q.task_id
           WHERE q.claimed_at IS NULL ORDER BY q.position LIMIT :shown""",
        shown=SHOWN,
    )
    return Picture(
        {row["status"]: row["number"] for row in counts},
        [(row["name"], row["title"], row["step"] or "") for row in working],
        [row["title"] for row in waiting],
        live.told(SHOWN) or _stored(SHOWN),
        live.present(),
    )


def _stored(count: int) -> list[dict[str, Any]]:
    """The last events as PostgreSQL has them, newest first."""
    rows = execute(
        """SELECT details FROM agent_events WHERE details ? 'workflow'
           ORDER BY occurred_at DESC LIMIT :count""",
        count=count,
    )
    return [dict(row["details"]) for row in rows]


def _at(event: dict[str, Any]) -> float:
    return float(event["at"])


def _line(event: dict[str, Any]) -> str:
    clock = time.strftime("%H:%M:%S", time.localtime(_at(event)))
    return f"{clock} {event['worker']:8} {event['role']:9} {event['step']:10} {event['workflow']}"


def _drawn(picture: Picture) -> Group:
    there = "Redis is away" if picture.present is None else " ".join(sorted(picture.present))
    counts = ", ".join(f"{number} {status}" for status, number in sorted(picture.counts.items()))
    return Group(
        f"workers   {there or 'none'}",
        f"tasks     {counts or 'none'}",
        _table("working", ("agent", "task", "step"), picture.working),
        _table("waiting", ("task",), ((one,) for one in picture.waiting)),
        _table("events", ("last first",), ((_line(one),) for one in picture.events)),
    )


def _table(title: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    table = Table(*columns, title=title, title_justify="left", expand=True)
    for row in rows:
        table.add_row(*row)
    return table
