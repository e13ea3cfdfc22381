"""What the newest revision leaves is there, whole: triggers, functions and grants too."""

from dataclasses import dataclass
from typing import ClassVar

from toolkit.bootstrap.connections import Connections
from toolkit.bootstrap.step import Left
from toolkit.errors import NotConvergedError, ToolkitError
from toolkit.findings import Survey


@dataclass(frozen=True)
class Whole:
    """Where it cannot be told, for want of a right to make a scratch database say, the step has
    said so."""

    left: Left
    name: ClassVar[str] = "revisions"

    def problem(self, here: Connections) -> str | Survey | None:
        try:
            wrong = [one for one in self.left.decisions(here) if not one.converged]
        except NotConvergedError as error:
            return f"{error.what}: {error.next}"
        except ToolkitError:
            return None
        return Survey(drift=tuple(one.drift() for one in wrong)) if wrong else None
