"""The project's Alembic configuration, pointed at the target."""

import warnings
from configparser import Error
from importlib.util import find_spec
from pathlib import Path

from alembic.config import Config
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from toolkit.errors import MigrationError

MODULES = {"psycopg_async": "psycopg", "asyncpg": "asyncpg"}
OURS = "postgresql+psycopg"
ASYNC = "postgresql+psycopg_async"
ASYNCPG_KEEPS = {"host", "port", "ssl"}


def configuration(root: Path, setting: str) -> Config:
    """`setting` is an ini file, or pyproject.toml, relative to `root`; `:name` picks a section."""
    name, _, section = setting.partition(":")
    file = (root / name).absolute()
    if not file.is_file():
        raise MigrationError(
            f"The Alembic configuration {name} is not there",
            why=f"Looked for {file}.",
            state="No revision was run.",
            next="Correct `alembic` in [tool.hive], or leave it out.",
        )
    if file.suffix != ".toml":
        return Config(str(file), ini_section=section or "alembic")
    beside = root / "alembic.ini"
    return Config(str(beside) if beside.is_file() else None, toml_file=str(file))


def home(root: Path, setting: str, config: Config) -> Path:
    """Where Alembic finds its folder: in `root`, or else beside the configuration."""
    try:
        named = config.get_alembic_option("script_location") or ""
    except Error:
        return root  # said where the revisions are read
    beside = (root / setting.partition(":")[0]).absolute().parent
    there = ":" in named or (root / named).is_dir() or not (beside / named).is_dir()
    return root if there else beside


def prepended(folder: Path, config: Config) -> list[str]:
    """The folders of `prepend_sys_path`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Alembic's, of how they are separated
        try:
            found = config.get_prepend_sys_paths_list() or []
        except Error:
            return []
    return [str((folder / one).absolute()) for one in found]


def point_at(config: Config, url: URL) -> None:
    """Put the target's URL where env.py looks for it, with the driver that it named there."""
    handed = with_driver(url, own_driver(config))
    text = handed.render_as_string(hide_password=False)
    config.set_main_option("sqlalchemy.url", text.replace("%", "%%"))


def go_async(config: Config) -> bool:
    """Hand an asynchronous driver over from now on; False where one was."""
    if own_driver(config) in (ASYNC, "postgresql+asyncpg"):
        return False
    config.set_main_option("sqlalchemy.url", f"{ASYNC}://")
    return True


def own_driver(config: Config) -> str:
    """The driver of the configuration's own URL if it can be imported, else ours."""
    try:
        named = make_url(config.get_main_option("sqlalchemy.url") or "").drivername
    except (ArgumentError, ValueError, LookupError, TypeError):
        return OURS
    except Exception:  # ConfigParser's interpolation errors
        return OURS
    return named if _importable(named) else OURS


def _importable(drivername: str) -> bool:
    base, _, driver = drivername.partition("+")
    return base == "postgresql" and bool(driver) and bool(find_spec(MODULES.get(driver, driver)))


def with_driver(url: URL, drivername: str) -> URL:
    """The same database through another driver; asyncpg knows few of libpq's parameters."""
    handed = url.set(drivername=drivername)
    if not drivername.endswith("+asyncpg"):
        return handed
    query = {("ssl" if key == "sslmode" else key): value for key, value in url.query.items()}
    return handed.set(query={key: query[key] for key in query if key in ASYNCPG_KEEPS})
