"""The entry point `hive`: SIGTERM is held before anything that takes time is imported."""

from toolkit.commands.stopping import hold


def main() -> None:
    """Run `hive`."""
    hold()
    from toolkit.commands.hive import program

    program.run()
