"""No key, no network, whatever the shell says."""

from pydantic_ai import models

models.ALLOW_MODEL_REQUESTS = False
