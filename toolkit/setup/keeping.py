"""Whether a run may leave something in the project: its log, its locks, the URLs in use."""

import os

from toolkit.settings import Settings
from toolkit.setup.state import FOLDER


def keeps(settings: Settings) -> bool:
    """Always with services of our own, whose ports and passwords must be found again. With external
    ones a project that cannot be written, as in a container, is left as it is."""
    folder = settings.root / FOLDER
    place = folder if folder.exists() else settings.root
    return settings.services != "external" or os.access(place, os.W_OK)
