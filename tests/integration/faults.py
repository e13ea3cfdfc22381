"""The fault matrix: every state that a bootstrap may meet, and the ending that must follow.

A row is proven by the test of its name in `reliability/test_FAMILY.py`. `nox -s faults` runs all
cases of all rows and writes docs/reliability.md; `make test` runs a sample of the long ones.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Ending(StrEnum):
    """How it must end. Nothing else is an ending: no hang, no traceback, nothing lost."""

    CONVERGED = "converged"
    REFUSED = "refused, nothing changed"


@dataclass(frozen=True)
class Fault:
    """`name` is that of its test, without `test_`; `by`: the command that converges, or the code
    of the error that refuses."""

    family: str
    name: str
    state: str
    ending: Ending
    by: str = "invoke bootstrap"


REFUSED_BY_GRAPH = (Ending.REFUSED, "migration")
DRIFTED = (Ending.REFUSED, "drift")
MENDED = (Ending.CONVERGED, "invoke bootstrap --repair")


@dataclass(frozen=True)
class Result:
    """Of a row, or of a test of it: cases that ended as they must, and those that did not."""

    held: int = 0
    broke: int = 0

    def __add__(self, other: "Result") -> "Result":
        return Result(self.held + other.held, self.broke + other.broke)


DATABASES = (
    Fault("databases", "none", "there is no database", Ending.CONVERGED),
    Fault("databases", "empty", "nothing in it, or only what is not ours", Ending.CONVERGED),
    Fault("databases", "converged", "all of it is there", Ending.CONVERGED),
    Fault(
        "databases",
        "stopped_after_a_statement",
        "stopped after each statement of each revision, where statements commit by themselves",
        Ending.CONVERGED,
    ),
    Fault("databases", "stopped_at_a_revision", "stopped after each revision", Ending.CONVERGED),
    Fault(
        "databases",
        "lost_stamp",
        "restored without its version table, at the newest revision",
        Ending.CONVERGED,
        "invoke adopt",
    ),
    Fault(
        "databases",
        "models_alone",
        "made by create_all(), without a stamp (reference rows are named)",
        Ending.CONVERGED,
        "invoke adopt --repair",
    ),
    Fault("databases", "stamp_alone", "a stamp, and no schema", Ending.REFUSED, "drift"),
    Fault("databases", "unknown_stamp", "stamped with no revision of ours", *REFUSED_BY_GRAPH),
    Fault("databases", "several_stamps", "stamped with two revisions", *REFUSED_BY_GRAPH),
    Fault("databases", "two_heads", "two revisions that are the newest", *REFUSED_BY_GRAPH),
    Fault("databases", "missing_labels", "an enum type lacks labels", Ending.CONVERGED),
    Fault(
        "databases", "missing_later_labels", "one that a later revision makes lacks some", *MENDED
    ),
    Fault("databases", "more_labels", "an enum type has more labels", Ending.CONVERGED),
    Fault("databases", "reordered_labels", "its labels in another order", *DRIFTED),
    Fault("databases", "text_for_an_enum", "a text column where an enum should be", *DRIFTED),
    Fault("databases", "extension_elsewhere", "an extension in another schema", *DRIFTED),
    Fault(
        "databases",
        "older_extension",
        "an extension older than is declared",
        Ending.REFUSED,
        "extension",
    ),
    Fault(
        "databases",
        "absent_extension",
        "an extension that is not installed on the server",
        Ending.REFUSED,
        "extension",
    ),
    Fault("databases", "orphan_types", "enum types as declared, and no tables", Ending.CONVERGED),
    Fault("databases", "other_orphan_types", "other enum types under their names", *DRIFTED),
    Fault("databases", "invalid_index", "an INVALID index", *MENDED),
    Fault("databases", "unvalidated_constraint", "a NOT VALID constraint", *MENDED),
    Fault("databases", "disabled_trigger", "a disabled trigger", *MENDED),
    Fault("databases", "anothers_table", "another table under the name of ours", *DRIFTED),
    Fault(
        "databases",
        "other_search_path",
        "a search path that leads to another schema first",
        Ending.CONVERGED,
    ),
    Fault("databases", "other_collation", "a column with another collation", *DRIFTED),
    Fault(
        "databases",
        "anothers_objects",
        "objects that belong to another role, and revisions to be run",
        Ending.REFUSED,
        "migration",
    ),
    Fault("databases", "partitioned_twin", "a table of ours that is partitioned", *DRIFTED),
    Fault("databases", "foreign_tables", "1,000 tables beside ours", Ending.CONVERGED),
)
SERVERS = (
    Fault("servers", "refused", "nobody listens at its port", Ending.CONVERGED),
    Fault("servers", "starting", "it is starting", Ending.CONVERGED),
    Fault("servers", "shutting_down", "it is shutting down", Ending.CONVERGED),
    Fault("servers", "sessions_ended", "it ends all sessions as each step begins",
          Ending.CONVERGED),
    Fault("servers", "recovering", "it is recovering", Ending.CONVERGED),
    Fault("servers", "read_only", "default_transaction_read_only", Ending.REFUSED, "denied"),
    Fault("servers", "hot_standby", "a hot standby; once promoted it converges", Ending.REFUSED,
          "connect"),
    Fault("servers", "too_many_connections", "too many connections, of ours or of all",
          Ending.CONVERGED),
    Fault("servers", "other_major_version", "a major version older than 15", Ending.REFUSED,
          "server-version"),
    Fault("servers", "disk_full", "its disk is full", Ending.CONVERGED),
    Fault("servers", "out_of_memory", "out of memory for a statement", Ending.CONVERGED),
    Fault("servers", "statement_timeout", "a statement_timeout shorter than a revision takes",
          Ending.REFUSED, "migration"),
    Fault("servers", "a_long_reader", "a long reader holds the lock that a revision needs",
          Ending.CONVERGED),
    Fault("servers", "password_changed", "the password was changed, before or meanwhile",
          Ending.REFUSED, "connect"),
    Fault("servers", "certificate_required", "a client certificate is required", Ending.REFUSED,
          "connect"),
    Fault("servers", "pooler_of_transactions", "PgBouncer, pooling transactions or statements",
          Ending.REFUSED, "pooler"),
    Fault("servers", "pooler_of_sessions", "PgBouncer, pooling sessions", Ending.CONVERGED),
)  # fmt: skip
NETWORK = tuple(
    Fault("network", name, state, Ending.CONVERGED)
    for name, state in (
        ("cut_while_connecting", "cut during connect, after any number of bytes"),
        ("cut_in_each_step", "cut as each step begins"),
        ("cut_in_a_statement", "cut at any statement: before it arrives, or before its answer"),
        ("latency", "300 ms latency"),
        ("black_hole", "a black hole: it accepts, and says nothing"),
        ("silence_in_a_statement", "silence from any statement on, all connections left open"),
    )
)
PROCESSES = (
    Fault(
        "processes",
        "killed_at_each_journal_entry",
        "setup-complete, SIGKILL at each entry of its journal",
        Ending.CONVERGED,
        "invoke setup-complete",
    ),
    Fault(
        "processes",
        "killed_at_each_statement",
        "SIGKILL after each statement and each commit",
        Ending.CONVERGED,
    ),
    Fault("processes", "killed", "SIGKILL at a random moment", Ending.CONVERGED),
    Fault("processes", "interrupted", "SIGINT at a random moment", Ending.CONVERGED),
    Fault("processes", "terminated", "SIGTERM at a random moment", Ending.CONVERGED),
    Fault("processes", "holder_killed", "who holds the lock is killed", Ending.CONVERGED),
    Fault("processes", "holder_paused", "who holds it is paused", Ending.REFUSED, "locked"),
    Fault("processes", "at_once", "16 at once, half of them killed", Ending.CONVERGED),
)
CONFIGURATION = (
    *(
        Fault("configuration", name, state, Ending.REFUSED, "settings")
        for name, state in (
            ("a_bad_value", "a bad value of any key, in any place (or a finer code)"),
            ("a_file_half_written", "`.env.local` ends at any byte of what matters"),
            ("a_file_unreadable", "`.env.local` may not be read"),
            ("a_folder_in_its_place", "`.env.local` is a directory"),
            ("a_link_in_its_place", "`.env.local` is a symlink to elsewhere"),
            ("a_pipe_in_its_place", "`.env.local` is a named pipe"),
            ("a_character_that_is_nothing", "`.env.local` with NUL"),
            ("a_value_of_a_megabyte", "`.env.local` with a value of 1 MB"),
            ("overlong_names", "extensions, schemas, types, labels of more than 63 bytes"),
        )
    ),
    Fault("configuration", "hostile_extension_names", "an extension of any name that is none",
          Ending.REFUSED, "extension"),
    *(
        Fault("configuration", name, state, Ending.CONVERGED)
        for name, state in (
            ("other_ends_of_lines", "`.env.local` with CRLF"),
            ("a_byte_order_mark", "`.env.local` with a BOM"),
            ("a_comment_of_a_megabyte", "`.env.local` with a comment of 1 MB"),
            ("a_character_in_a_password", "any special character in a password, %-encoded"
             " (as it is: taken as meant, or refused)"),
            ("hostile_enum_names", "types and labels of quotes, semicolons, Unicode, 63 bytes"),
            ("hostile_schema_names", "schemas of the same"),
        )
    ),
)  # fmt: skip
FAULTS = (*DATABASES, *SERVERS, *NETWORK, *PROCESSES, *CONFIGURATION)

PAGE = """\
# Reliability

Written by `nox -s faults`. Each row is a state that `invoke bootstrap` may meet. *Converged* means:
by the command that is named, with the rows that were there before; *refused*: stopped with the
error that is named, and with catalog and rows exactly as they were. Every case is a real server or,
where none can be brought to it, a small one that speaks its protocol; no case may hang, and none
may show a secret.
"""


def page(results: Mapping[str, Result]) -> str:
    """docs/reliability.md; a row without a result was not run, and says so."""
    return PAGE + "".join(f"\n{line}" for line in _lines(results)) + "\n"


def _lines(results: Mapping[str, Result]) -> Iterator[str]:
    for family in dict.fromkeys(one.family for one in FAULTS):
        rows = [one for one in FAULTS if one.family == family]
        yield from (f"## {family.capitalize()}", "")
        yield from ("| state | ends | by | cases | held |", "|---|---|---|---|---|")
        for one in rows:
            result = results.get(one.name, Result())
            count = result.held + result.broke
            held = "not run" if not count else "all" if not result.broke else str(result.held)
            yield f"| {one.state} | {one.ending} | `{one.by}` | {count} | {held} |"
        yield ""
    total = sum((results.get(one.name, Result()) for one in FAULTS), Result())
    cases = total.held + total.broke
    yield f"{len(FAULTS)} states, {cases} cases: {total.held} ended as they must."
