"""The entry point `hive-lint`: flags, a run, a report, an exit code; it starts in a blink."""

from __future__ import annotations

import gc
import os
import sys
from argparse import Namespace
from importlib import import_module

from toolkit.commands.lint_flags import parsed
from toolkit.errors import BugError, InterruptError, StopError, ToolkitError, interruption
from toolkit.report.lint import stream, text
from toolkit.report.lint.linting import Linting

UNTOUCHED = "No revision was changed."


def main() -> None:
    """Run `hive-lint`."""
    sys.exit(linted(parsed(sys.argv[1:])))


def linted(asked: Namespace) -> int:
    """The exit code, once everything is said."""
    gc.disable()  # what is read stays: looking through it again and again doubles the time
    try:
        return _told(asked, _found(asked)) if not asked.explain else _explained(asked.explain)
    except (Exception, KeyboardInterrupt) as caught:
        return _failed(asked, _error(asked, caught))


def _found(asked: Namespace) -> Linting:
    from toolkit.commands.linting import linting

    return linting(asked, own_versions="PRE_COMMIT" not in os.environ)


def _explained(rule: str) -> int:
    from toolkit.commands.rule_pages import explained

    stream.out(explained(rule))
    return 0


def _failed(asked: Namespace, error: ToolkitError) -> int:
    return _told(asked, Linting(exit=error.exit, error=error))


def _error(asked: Namespace, caught: BaseException) -> ToolkitError:
    if cut := interruption(caught):
        return _interrupted(asked, cut)
    return caught if isinstance(caught, ToolkitError) else _bug(caught)


def _interrupted(asked: Namespace, by: KeyboardInterrupt) -> ToolkitError:
    from toolkit.commands.stopping import Stopped

    kind, why = (StopError, "SIGTERM") if isinstance(by, Stopped) else (InterruptError, "^C")
    state = "Each file is either fixed or as it was." if asked.fix else UNTOUCHED
    return kind("interrupted", why=why, state=state, next="The same command begins anew")


def _bug(caught: BaseException) -> BugError:
    from traceback import format_exception

    stream.err("".join(format_exception(caught)))
    said = f"{type(caught).__name__}: {caught}"
    again = "Report it with what stands above"
    return BugError("this is a bug in the toolkit", why=said, state=UNTOUCHED, next=again)


def _told(asked: Namespace, found: Linting) -> int:
    """The document on stdout, what else there is to say on stderr."""
    _document(asked, found)
    if asked.format in ("github", "gcc"):
        stream.err(text.summary(found))
    if found.fixes:
        stream.err(text.fixes(found.fixes))
    if found.error:
        stream.err(text.error(found.error))
    return found.exit


def _document(asked: Namespace, found: Linting) -> None:
    """Where a text or a diff stands on stdout, what is found is beside it."""
    if found.text is not None:
        stream.raw(found.text)
        stream.err(text.document(found).rstrip())
    elif asked.format != "text":
        stream.out(import_module(f"toolkit.report.lint.{asked.format}").document(found))
    elif found.fixes and not found.fixes.done:
        stream.out(found.fixes.diff)
        stream.err(text.summary(found))
    elif found.files or found.findings or not found.error:
        plain = bool(os.environ.get("NO_COLOR")) or "CI" in os.environ
        stream.out(text.document(found, colour=stream.terminal() and not plain))


if __name__ == "__main__":
    main()
