"""Images of others, in the shapes that people have: a hive begins on them and goes over to them."""

from __future__ import annotations

import io
import tarfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from toolkit.errors import ServiceError
from toolkit.services import redis as client
from toolkit.services.docker import images
from toolkit.services.docker.definition import INSTANCE
from toolkit.services.docker.engine import Engine
from toolkit.services.docker.redis import IMAGE

from .hives import SECONDS, Hive, asked, filled, kept

# Ours without its settings, then the settings of others: user, entrypoint, places.
POSTGRES = """
FROM {ours} AS ours
FROM {base}
COPY --from=ours /usr/lib /usr/lib
COPY --from=ours /usr/share/postgresql /usr/share/postgresql
COPY entrypoint /usr/local/bin/
RUN groupadd --gid 999 postgres \
 && useradd --uid 999 --gid 999 --home-dir /var/lib/postgresql postgres \
 && install -d -o postgres -g postgres -m 1777 /var/lib/postgresql /var/run/postgresql {made}
ENV LANG=C.UTF-8 PATH=/usr/lib/postgresql/17/bin:$PATH PGDATA={data}
VOLUME {volume}
EXPOSE 5432
STOPSIGNAL SIGINT
ENTRYPOINT ["entrypoint"]
CMD ["postgres"]
"""
OWN = "/var/lib/postgresql/data"
SHAPES = {
    "like pgvector:pg17": {"volume": OWN, "data": OWN, "made": OWN},
    "like pgvector:pg18": {
        "volume": "/var/lib/postgresql",
        "data": "/var/lib/postgresql/17/docker",
        "made": "",
    },
}
POSTGRES_ENTRYPOINT = """\
#!/bin/sh
set -eu
if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA"
    chown -R postgres "$PGDATA"
    chmod 0700 "$PGDATA"
    exec setpriv --reuid postgres --regid postgres --clear-groups "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    : "${POSTGRES_PASSWORD:?}"
    echo "$POSTGRES_PASSWORD" > /tmp/word
    initdb --username postgres --pwfile /tmp/word
    echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
    echo "listen_addresses = '*'" >> "$PGDATA/postgresql.conf"
fi
exec "$@"
"""
REDIS = """
FROM {ours} AS ours
FROM {base}
COPY --from=ours /usr/lib /usr/lib
COPY --from=ours /usr/bin/valkey-check-rdb /usr/local/bin/redis-server
COPY --from=ours /usr/bin/valkey-cli /usr/local/bin/redis-cli
COPY entrypoint /usr/local/bin/
RUN groupadd --gid 999 redis && useradd --uid 999 --gid 999 redis \
 && install -d -o redis -g redis /data
WORKDIR /data
VOLUME /data
EXPOSE 6379
ENTRYPOINT ["entrypoint"]
CMD ["redis-server"]
"""
REDIS_ENTRYPOINT = """\
#!/bin/sh
set -eu
case $1 in -* | *.conf) set -- redis-server "$@" ;; esac
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
    find . ! -user redis -exec chown redis {} +
    exec setpriv --reuid redis --regid redis --clear-groups "$0" "$@"
fi
exec "$@"
"""


def context(dockerfile: str, entrypoint: str) -> io.BytesIO:
    """What the engine builds from."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, text in (("Dockerfile", dockerfile), ("entrypoint", entrypoint)):
            one = tarfile.TarInfo(name)
            one.size, one.mode = len(text.encode()), 0o755
            tar.addfile(one, io.BytesIO(text.encode()))
    packed.seek(0)
    return packed


@pytest.fixture(scope="module")
def built(engine: Engine, base_image: str) -> Iterator[Callable[..., str]]:
    """Builds images once, by Dockerfile and entrypoint; removes them in the end."""
    made: dict[str, str] = {}

    class Silent:
        def progress(self, *words: object) -> None: ...

    def build(name: str, dockerfile: str, entrypoint: str, **places: str) -> str:
        ours = images.reference(name)
        images.Images(engine, Silent()).ensured(ours, name)  # type: ignore[arg-type]
        text = dockerfile.format(ours=ours, base=base_image, **places)
        if text not in made:
            made[text] = f"hive-test/{name}:{uuid.uuid4().hex[:12]}"
            packed = context(text, entrypoint)
            engine.client.images.build(
                fileobj=packed, custom_context=True, tag=made[text], rm=True, forcerm=True
            )
        return made[text]

    yield build
    for tag in made.values():
        engine.client.images.remove(tag)


@pytest.fixture(params=SHAPES)
def shape(request: pytest.FixtureRequest) -> dict[str, str]:
    return SHAPES[request.param]


@pytest.fixture
def other(built: Callable[..., str], hive: Hive, shape: dict[str, str]) -> Hive:
    """The same hive on an image of others."""
    tag = built("postgres", POSTGRES, POSTGRES_ENTRYPOINT, **shape)
    return replace(hive, given={"postgres": tag})


@pytest.fixture
def other_redis(built: Callable[..., str], hive: Hive) -> Hive:
    return replace(hive, given={"redis": built(IMAGE, REDIS, REDIS_ENTRYPOINT)})


def anonymous(hive: Hive, service: str) -> set[str]:
    """Volumes of its container that nobody named."""
    mounts = hive.container(service).attrs["Mounts"]
    return {one["Name"] for one in mounts if "Name" in one} - {f"{hive.name}-{service}"}


def there(hive: Hive) -> set[str]:
    return {one.name for one in hive.engine.client.volumes.list()}


def test_it_begins_on_an_empty_volume(other: Hive, shape: dict[str, str]) -> None:
    filled(other)
    asked(other.postgres.start(SECONDS), "CREATE EXTENSION vector")
    made = anonymous(other, "postgres")
    assert len(made) == (shape["volume"] == OWN)
    other.postgres.stop()
    assert not made & there(other)
    assert kept(other)


def test_data_that_its_own_entrypoint_made(hive: Hive, other: Hive, shape: dict[str, str]) -> None:
    """As somebody had it before: the volume where the image says it should be."""
    theirs = hive.engine.client.containers.run(
        other.given["postgres"], detach=True, environment={"POSTGRES_PASSWORD": "theirs"},
        labels={INSTANCE: hive.instance}, volumes=[f"{hive.volume()}:{shape['volume']}"],
    )  # fmt: skip
    psql = ["psql", "-U", "postgres", "-h", "127.0.0.1", "-c"]
    while theirs.exec_run([*psql, "CREATE DATABASE hive"]).exit_code:
        theirs.reload()
        assert theirs.status == "running", theirs.logs()
    row = "CREATE TABLE kept AS SELECT 'kept' AS word; GRANT SELECT ON kept TO public"
    assert theirs.exec_run([*psql, row, "hive"]).exit_code == 0
    theirs.stop()
    theirs.remove(v=True)
    assert kept(other)
    other.postgres.stop()
    assert kept(other)


def test_a_hive_goes_over_to_it_and_back(hive: Hive, other: Hive) -> None:
    filled(hive)
    assert kept(other)
    other.postgres.stop()
    assert kept(other)
    assert kept(hive)


@pytest.mark.parametrize("place", ["data", "17/main"])
def test_data_that_it_may_not_look_into_is_not_hidden(hive: Hive, place: str) -> None:
    """Nothing new is made beside it, as if it were not there."""
    filled(hive)
    hive.postgres.stop()
    _moved(hive, "17/docker", place, "100")
    with pytest.raises(ServiceError, match=f"/{place} is another user's"):
        hive.postgres.start(SECONDS)
    _moved(hive, place, "17/docker", "postgres")
    assert kept(hive)


def _moved(hive: Hive, old: str, new: str, owner: str) -> None:
    """In the volume, as root."""
    script = f"mkdir -p {new}; mv -T {old} {new}; chown -R {owner} {new}"
    hive.engine.client.containers.run(
        images.reference("postgres"), ["-euc", script], entrypoint="/bin/sh", user="0",
        working_dir="/var/lib/postgresql", remove=True,
        volumes=[f"{hive.name}-postgres:/var/lib/postgresql"],
    )  # fmt: skip


def added(hive: Hive, word: bytes) -> list[bytes]:
    """All that were added so far; then it is stopped."""
    with client.client(hive.redis.start(SECONDS)) as redis:
        redis.rpush("words", word)
        found: list[bytes] = redis.lrange("words", 0, -1)
    made = anonymous(hive, "redis")
    hive.redis.stop()
    assert not made & there(hive)
    return found


def test_redis_goes_over_to_it_and_back(hive: Hive, other_redis: Hive) -> None:
    added(hive, b"one")
    added(other_redis, b"two")
    added(other_redis, b"three")
    assert added(hive, b"four") == [b"one", b"two", b"three", b"four"]


def test_redis_begins_on_it_and_gives_up_root(other_redis: Hive) -> None:
    added(other_redis, b"one")
    other_redis.redis.start(SECONDS)
    said = other_redis.container("redis").exec_run(["grep", "Uid", "/proc/1/status"]).output
    assert said.split()[1:] == [b"999"] * 4
    assert added(other_redis, b"two") == [b"one", b"two"]
