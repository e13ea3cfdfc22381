"""How expected failure leaves the program: what happened, why, the state now, the next command."""

from typing import ClassVar


class ToolkitError(Exception):
    """An expected failure, shown without a traceback; `code` is stable, see docs/errors.md."""

    code: ClassVar[str] = "failed"
    exit: ClassVar[int] = 2
    untouched: ClassVar[str] = ""
    """The state of things where whoever raises it says nothing finer."""

    def __init__(self, what: str, *, why: str = "", state: str = "", next: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.state = state or self.untouched
        self.next = next

    def __str__(self) -> str:
        parts = [self.what, self.why, self.state and f"State: {self.state}"]
        return "\n".join(part for part in [*parts, self.next and f"Next: {self.next}"] if part)


class UsageError(ToolkitError):
    """The command line asks for something that cannot be."""

    code = "usage"
    untouched = "Nothing was started or changed."


class SettingsError(ToolkitError):
    """A setting or the state folder cannot be read: where, and what is accepted; never a secret."""

    code = "settings"
    untouched = "Nothing was done with what it names."


class StrayUrlError(ToolkitError):
    """The shell's DATABASE_URL is not the one this project recorded."""

    code = "stray-url"


class CommandError(ToolkitError):
    """A subprocess failed."""

    code = "command"


class ServiceError(ToolkitError):
    """A service cannot be started, stopped or reached in time."""

    code = "service"
    untouched = "Its data is as it was."


class PortError(ServiceError):
    """A port is taken, or none is free."""

    code = "port"


class CpuError(ServiceError):
    """This processor lacks what a server binary needs."""

    code = "cpu"


class DataVersionError(ServiceError):
    """The data directory was made by another major version."""

    code = "data-version"


class EngineError(ServiceError):
    """The Docker engine, or the way to it, is not as it must be."""

    code = "engine"


class EngineAbsentError(EngineError):
    """No engine was found anywhere."""

    code = "engine-absent"


class EngineDownError(EngineError):
    """An engine was meant or found, and nobody answers there, or not any more."""

    code = "engine-down"


class EngineDeniedError(EngineError):
    """This user may not speak to the engine."""

    code = "engine-denied"


class EngineVersionError(EngineError):
    """The engine is older than what is supported."""

    code = "engine-version"


class ImageError(ServiceError):
    """An image cannot be built or pulled."""

    code = "image"


class DiskFullError(ServiceError):
    """There is no space left: on the engine's disk, or on the server's."""

    code = "disk-full"


class ConnectError(ToolkitError):
    """The database cannot be reached; retrying would not help, or did not.

    `kind` says what stands in the way, in the words of database/failures.py.
    """

    code = "connect"
    untouched = "Nothing was changed there."
    kind: str = ""


class PoolerError(ConnectError):
    """A transaction-pooling PgBouncer stands in front of the database."""

    code = "pooler"


class ServerVersionError(ConnectError):
    """The server is older than what is supported."""

    code = "server-version"


class IdentityError(ToolkitError):
    """The server or database is not the one that was meant."""

    code = "identity"


class DeniedError(ToolkitError):
    """The role may not do what is needed; carries the exact SQL for whoever may."""

    code = "denied"


class ExtensionError(ToolkitError):
    """The server has no files of an extension, so that nobody can create it, or it is too old."""

    code = "extension"


class LockedError(ToolkitError):
    """Another session holds what we need, and went on holding it."""

    code = "locked"


class MigrationError(ToolkitError):
    """A revision failed, or the revision graph cannot be followed."""

    code = "migration"


class ExampleError(ToolkitError):
    """An example project cannot be made, updated or run."""

    code = "example"


class DriftError(ToolkitError):
    """An object is there but is not what was declared. Shows both definitions and the ways out."""

    code = "drift"
    exit = 1


class NotConvergedError(ToolkitError):
    """Something is pending, damaged or unproven."""

    code = "not-converged"
    exit = 1


class InterruptError(ToolkitError):
    """^C."""

    code = "interrupted"
    exit = 130


class StopError(InterruptError):
    """SIGTERM."""

    exit = 143


class BugError(ToolkitError):
    """Something that must not happen did."""

    code = "bug"
    exit = 3


def interruption(error: BaseException) -> KeyboardInterrupt | None:
    """The ^C or SIGTERM that led to `error`: what they cut off closes with noise of its own, from
    a driver, a `with` or a thread that had just begun."""
    found: BaseException | None = error
    while found is not None and not isinstance(found, KeyboardInterrupt):
        found = found.__context__
    return found
