"""`invoke` here and `hive` elsewhere are one thing."""

from toolkit.commands.namespace import namespace

__all__ = ["namespace"]
