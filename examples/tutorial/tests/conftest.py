"""No key, no network, whatever the shell says."""

import os

from pydantic_ai import models

for key in ("HIVE_MODEL", "ANTHROPIC_API_KEY", "OPENAI_API_KEY"):
    os.environ.pop(key, None)
models.ALLOW_MODEL_REQUESTS = False
