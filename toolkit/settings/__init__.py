"""What a hive is told: the only reader of the environment and of .env files."""

from toolkit.settings.environment import current, exported
from toolkit.settings.load import Loaded, load
from toolkit.settings.local_file import record, recorded
from toolkit.settings.model import Settings

__all__ = ["Loaded", "Settings", "current", "exported", "load", "record", "recorded"]
