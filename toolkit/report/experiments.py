"""The experiments of a replay in the words of a report: what was tried, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Experiment:
    """What is done to a revision, and what makes one that is refuted hold."""

    tried: str
    remedy: str


EXPERIMENTS = {
    "first": Experiment(
        "from an empty database, with rows in it, to this revision",
        "let upgrade() run on rows that are there, and after the revisions before it also in one "
        "transaction for all",
    ),
    "rerun": Experiment(
        "upgrade() again after it succeeded, as when the stamp was lost",
        "let each statement find its own work done: toolkit.ensure for what it makes, "
        "ensure.rows and ensure.once for rows",
    ),
    "crash": Experiment(
        "ended after a statement, in the transactions that the project uses; then upgrade() again",
        "let each statement find its own work done or half done, also within autocommit_block() "
        "and after a commit: toolkit.ensure does",
    ),
    "strict-crash": Experiment(
        "ended after a statement, each committed on its own; then upgrade() again",
        "ask for each thing where it is made, not once at the top for all: toolkit.ensure does",
    ),
    "preexisting": Experiment(
        "upgrade() where one object that it makes is there already, equal or different",
        "compare what is there with what is declared, and not its name alone: toolkit.ensure "
        "does, IF NOT EXISTS does not",
    ),
    "roundtrip": Experiment(
        "upgrade(), downgrade(), upgrade()",
        "let downgrade() undo just what upgrade() did: its types, sequences and functions too, "
        "and nothing of others",
    ),
}
"""In the order in which they are shown."""

UNKNOWN = Experiment("", "")
