"""The settings themselves, one frozen model; their places are read in layers.py."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

OUR_SCHEMA = "hive"
DAY = 86400.0
SECRETS = frozenset({"DATABASE_URL", "REDIS_URL"})


class Settings(BaseSettings):
    """Everything a hive is told. Lists are tuples; paths are relative to `root`."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    root: Path = Field(description="The project's folder.", exclude=True)
    services: Literal["embedded", "docker", "external", "auto"] = Field(
        "embedded",
        description="How PostgreSQL and Redis are run: embedded (servers from a wheel), docker"
        " (containers), external (the URLs below), or auto (docker where an engine answers).",
    )
    database_url: SecretStr | None = Field(
        None,
        description="PostgreSQL, with HIVE_SERVICES=external: postgresql://role:password@host/name",
    )
    redis_url: SecretStr | None = Field(
        None, description="Redis, with HIVE_SERVICES=external: redis://:password@host:6379/0"
    )
    postgres_image: str = Field(
        "", description="With docker, another image of PostgreSQL, such as pgvector/pgvector:pg17."
    )
    redis_image: str = Field("", description="With docker, another image, such as redis:8.")
    database: str = Field("hive", min_length=1, description="Name of the hive's own database.")
    role: str = Field("hive_app", min_length=1, description="Role that owns that database.")
    search_path: tuple[str, ...] = Field(
        (), description="Schemas in which the project's objects are looked up, first one first."
    )
    alembic: str = Field(
        "", description="The Alembic configuration: alembic.ini, or pyproject.toml's section."
    )
    url_names: tuple[str, ...] = Field(
        (), description="Variables of the project's own in which env.py looks for DATABASE_URL."
    )
    models: tuple[str, ...] = Field(
        (), description='The SQLAlchemy metadata to hold the database against: "pkg.module:name".'
    )
    enums: str | Mapping[str, tuple[str, ...]] = Field(
        "",
        description='Enum types and their labels: "pkg.module:NAME", or a table in pyproject.toml.',
    )
    extensions: tuple[str, ...] = Field(
        (), description='PostgreSQL extensions to create; "vector>=0.7" where an older will not do.'
    )
    rows: str = Field(
        "", description='Reference rows by table, matched by primary key: "pkg.module:NAME".'
    )
    proof: str = Field("", description='The project\'s own hello and proof: "pkg.module".')
    example: str = Field(
        "", description="The example that setup-complete seeds and runs at its end."
    )
    replay_rows: str = Field(
        "", description='Rows of the project\'s own for a replay, a function: "pkg.module:NAME".'
    )
    deadline: float = Field(
        60.0,
        gt=0,
        le=DAY,
        allow_inf_nan=False,
        description="Seconds in which services and databases must answer.",
    )

    def named(self, urls: Mapping[str, str]) -> dict[str, str]:
        """URLs, by every name that the project knows them by."""
        url = urls.get("DATABASE_URL")
        return {**urls, **(dict.fromkeys(self.url_names, url) if url else {})}

    @property
    def oldest(self) -> Mapping[str, str]:
        """The extensions, each with the oldest version that will do, "" for any."""
        parts = (one.partition(">=") for one in self.extensions)
        return {name.strip(): version.strip() for name, _, version in parts}

    @field_validator("role")
    @classmethod
    def _no_name_of_ours(cls, role: str) -> str:
        """PostgreSQL puts what a role makes into the schema of its name, where there is one."""
        if role == OUR_SCHEMA:
            raise ValueError(f"the schema {role} is the toolkit's own; name the role otherwise")
        return role

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load` hands over: layers.py reads each place once, with file and line."""
        return (init_settings,)


def variable(field: str) -> str:
    """The environment variable of a field."""
    return field.upper() if field in ("database_url", "redis_url") else f"HIVE_{field.upper()}"


FIELDS = tuple(name for name in Settings.model_fields if name != "root")
VARIABLES = {variable(name): name for name in FIELDS}
LISTS = frozenset({"search_path", "models", "extensions", "url_names"})
NAMES = frozenset({"database", "role", "search_path", "extensions"})
"""What names something in PostgreSQL."""
