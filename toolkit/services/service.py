"""The seam behind which a service runs, whatever its backend."""

from typing import Protocol


class Service(Protocol):
    """PostgreSQL or the Redis-compatible server, as one backend runs it."""

    @property
    def name(self) -> str: ...
    def start(self, deadline: float) -> str:
        """The application's URL, proven by use; starting twice is fine. `deadline`: seconds."""
        ...

    def stop(self) -> None:
        """Stopping twice is fine, and what is not ours is never stopped."""
        ...

    def unhealthy(self) -> str | None:
        """None, or the reason."""
        ...

    def outdated(self) -> str | None:
        """None, or what a start would make anew although it serves."""
        ...

    def logs(self, lines: int) -> str: ...
