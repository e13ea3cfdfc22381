"""No test asks a real model, whatever the shell has set."""

import os

os.environ["HIVE_MODEL"] = "offline"
