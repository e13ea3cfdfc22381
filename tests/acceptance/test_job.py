"""The toolkit as an image: bootstrap as a job, on a real engine and a real PostgreSQL."""

import re
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from .job import LOCK, ROOT, Ended, Jobs, built, ended
from .waiting import WAITING, hold, nothing_stays, project, until

if TYPE_CHECKING:
    from toolkit.services.docker.engine import Engine

PAGE = ROOT / "docs/job.md"
SECONDS = 3.0
"""For an end that takes one; the machine may be busy."""


@pytest.fixture(scope="session")
def image(engine: "Engine", base_image: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The id of the image, one for all workers."""
    folder = tmp_path_factory.getbasetemp()
    return built(engine.client, folder.parent if folder.name.startswith("popen-") else folder)


@pytest.fixture
def jobs(engine: "Engine", image: str, by_hand: dict[str, str]) -> Jobs:
    return Jobs(engine.client, image, by_hand)


@pytest.fixture
def url(database: sa.URL) -> str:
    """As an application has it."""
    return database.set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture
def secret(url: str, tmp_path: Path) -> Callable[[str], dict[str, Any]]:
    """Options of a job that is handed a URL as a mounted file."""

    def handed(given: str = url) -> dict[str, Any]:
        file = tmp_path / "database"
        file.write_text(given)
        file.chmod(0o644)
        return {
            "volumes": {str(file): {"bind": "/run/secrets/database", "mode": "ro"}},
            "environment": {"DATABASE_URL_FILE": "/run/secrets/database"},
        }

    return handed


@pytest.fixture
def mounted(tmp_path: Path) -> dict[str, dict[str, str]]:
    """A stranger's project, whose revision waits."""
    return {str(project(tmp_path / "project")): {"bind": "/project", "mode": "ro"}}


def test_it_converges_and_says_so(jobs: Jobs, secret: Callable[..., dict[str, Any]]) -> None:
    first = jobs.run("bootstrap", "--json", **secret())
    assert first.exit == 0, first
    assert {one["outcome"] for one in first.document["outcomes"]} == {"unchanged", "changed"}
    again = jobs.run(**secret())
    assert (again.exit, again.stdout.rstrip().splitlines()[-1]) == (0, "0 changed")


def test_a_project_of_your_own_is_copied_in_as_the_page_says(
    jobs: Jobs, tmp_path: Path, connection: sa.Connection, secret: Callable[..., dict[str, Any]]
) -> None:
    (recipe,) = re.findall(r"```dockerfile\n(.*?)```", PAGE.read_text(), re.DOTALL)
    root = project(tmp_path / "project")
    (root / "Dockerfile").write_text(recipe.replace("hive-toolkit", jobs.image))
    connection.execute(sa.text("CREATE TABLE busy (id integer)"))
    connection.commit()
    own, _ = jobs.client.images.build(path=str(root), rm=True, forcerm=True)
    try:
        done = replace(jobs, image=own.id).run(**secret())
    finally:
        jobs.client.images.remove(own.id)
    assert done.exit == 0, done
    assert connection.scalar(sa.text("SELECT count(*) FROM made")) == 0


def test_nothing_need_be_writable(jobs: Jobs, secret: Callable[..., dict[str, Any]]) -> None:
    done = jobs.run(**secret(), read_only=True, cap_drop=["ALL"])
    assert done.exit == 0, done


def test_a_wrong_password(jobs: Jobs, url: str, secret: Callable[..., dict[str, Any]]) -> None:
    wrong = sa.make_url(url).set(password="hunter22").render_as_string(hide_password=False)
    done = jobs.run("bootstrap", "--json", **secret(wrong))
    assert (done.exit, done.document["error"]["code"]) == (2, "connect")
    assert "hunter22" not in done.stdout + done.stderr


def test_no_url_at_all(jobs: Jobs) -> None:
    assert jobs.run("bootstrap", "--json").document["error"]["code"] == "settings"


def test_the_secret_is_in_nothing_that_shows(
    jobs: Jobs, url: str, secret: Callable[..., dict[str, Any]]
) -> None:
    with jobs.begun(**secret()) as container:
        said = ended(container)
        container.reload()
        shown = [container.attrs, jobs.client.images.get(jobs.image).history(), said]
    assert said.exit == 0, said
    assert str(sa.make_url(url).password) not in repr(shown)


@pytest.fixture
def stuck(
    connection: sa.Connection, jobs: Jobs, mounted: Any, secret: Callable[..., dict[str, Any]]
) -> Iterator[Any]:
    """A job in the middle of a revision."""
    hold(connection)
    options = secret()
    options["volumes"] |= mounted
    with jobs.begun("bootstrap", "--json", **options) as container:
        until(lambda: over(container) or connection.scalar(sa.text(WAITING)))
        yield container


def over(container: Any) -> bool:
    container.reload()
    return bool(container.status == "exited")


def says(container: Any, text: bytes) -> None:
    """Wait until it does."""
    until(lambda: over(container) or text in container.logs())


def stopped(container: Any) -> Ended:
    """SIGTERM, and what came of it, soon."""
    begin = time.monotonic()
    container.kill("SIGTERM")
    job = ended(container)
    assert time.monotonic() - begin < SECONDS
    return job


def test_sigterm_in_the_middle_of_a_revision(stuck: Any, connection: sa.Connection) -> None:
    job = stopped(stuck)
    assert job.exit == 143, job
    error = job.document["error"]
    assert (error["code"], error["why"]) == ("interrupted", "SIGTERM")
    nothing_stays(connection)


def test_sigterm_while_the_server_is_not_there_yet(
    jobs: Jobs, secret: Callable[..., dict[str, Any]]
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        options = secret(f"postgresql://me:word@127.0.0.1:{nobody.getsockname()[1]}/d")
        with jobs.begun("bootstrap", "--json", **options) as container:
            says(container, b"waiting for")
            job = stopped(container)
    assert (job.exit, job.document["error"]["code"]) == (143, "interrupted")


def test_sigterm_before_the_command_can_answer_is_not_lost(
    jobs: Jobs, secret: Callable[..., dict[str, Any]]
) -> None:
    """What the first process of a container does not handle is ignored otherwise."""
    options = secret()
    options["environment"] |= {"PYTHONPROFILEIMPORTTIME": "1"}
    with jobs.begun("bootstrap", "--json", **options) as container:
        says(container, b"toolkit.commands.stopping")
        job = stopped(container)
    assert (job.exit, job.document["error"]["code"]) == (143, "interrupted")


def test_nobody_is_root(jobs: Jobs) -> None:
    assert jobs.run("-u", entrypoint="id").stdout == "10001\n"


def test_nothing_of_its_making_is_left_inside(jobs: Jobs) -> None:
    folders = "~/.cache /build /var/cache/apt/archives /var/lib/apt/lists"
    look = "for name in gcc cc make pip pip3 uv; do command -v $name; done;" \
           f" find {folders} -type f; true"  # fmt: skip
    assert jobs.run("-c", look, entrypoint="sh", user="root").stdout == ""


def test_only_the_core_is_installed(jobs: Jobs) -> None:
    code = "from importlib.metadata import distributions as d; print(*(x.name for x in d()))"
    names = jobs.run("-c", code, entrypoint="python").stdout.lower().replace("_", "-").split()
    assert set(names) <= {*pins(LOCK), "hive-toolkit"}
    assert "alembic" in names


def test_its_lock_is_part_of_the_other() -> None:
    ours, whole = pins(LOCK), pins(ROOT / "requirements.lock")
    assert ours.items() <= whole.items()
    assert "docker" not in ours
    assert "http" not in LOCK.read_text()


def pins(lock: Path) -> dict[str, str]:
    """Version and hashes by name."""
    entries = re.split(r"\n(?=\S)", lock.read_text().strip())
    split = (re.match(r"([\w.-]+)==(\S+)(?: ;[^\\]*)?\s*(.*)", one, re.DOTALL) for one in entries)
    return {one[1]: one[2] + one[3] for one in split if one}
