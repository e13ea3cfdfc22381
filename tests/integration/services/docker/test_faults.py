"""What fails between us and the engine is told as what it is, and NotFound stays an answer."""

import errno
import ssl
import threading
from collections.abc import Callable
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import Any

import docker.errors
import pytest

from toolkit.errors import (
    DiskFullError,
    EngineDownError,
    EngineError,
    ImageError,
    ServiceError,
)
from toolkit.services.docker.engine import Engine, find
from toolkit.services.docker.faults import full, is_full, translated

Answering = Callable[..., str]
FULL = "write /var/lib/docker/x: no space left on device"
PULLING = "pulling x"


@pytest.fixture
def facing(answering: Answering) -> Any:
    """Makes a client of an engine that fails."""
    with ExitStack() as engines:

        def make(answer: Any, seconds: float = 5) -> Engine:
            found = find({"DOCKER_HOST": answering(answer)}, seconds=seconds)
            engines.callback(found.close)
            return found

        yield make


def failed(engine: Engine, ask: Callable[[Any], Any] = lambda api: api.info()) -> ServiceError:
    """The error that asking ends in."""
    with pytest.raises(ServiceError) as error, translated(PULLING):
        ask(engine.client.api)
    assert str(error.value).startswith(PULLING)
    return error.value


def pull(api: Any) -> list[Any]:
    return list(api.pull("x", tag="y", stream=True, decode=True))


def build(api: Any) -> list[Any]:
    return list(api.build(fileobj=BytesIO(b"FROM x"), timeout=0.2, decode=True))


@pytest.mark.parametrize("status", [400, 403, 409, 500])
def test_a_refusal_is_told_in_the_engines_words(facing: Any, status: int) -> None:
    error = failed(facing((status, {"message": "because I said so"})))
    assert (error.code, error.why) == ("engine", "because I said so")


def test_no_space_is_a_full_disk(facing: Any) -> None:
    error = failed(facing((500, {"message": FULL})))
    assert isinstance(error, DiskFullError)
    assert "docker system df" in error.next


def test_not_found_is_an_answer(facing: Any) -> None:
    engine = facing((404, {"message": "No such container: x"}))
    with pytest.raises(docker.errors.NotFound), translated(PULLING):
        engine.client.api.inspect_container("x")
    engine = facing((404, {"message": "No such image: x"}))
    with pytest.raises(docker.errors.ImageNotFound), translated(PULLING):
        engine.client.api.inspect_image("x")


def test_no_answer_in_time(facing: Any) -> None:
    over = threading.Event()
    engine = facing(lambda handler: over.wait(10), seconds=0.2)
    error = failed(engine)
    over.set()
    assert (type(error), error.why) == (EngineError, "")
    assert "did not answer within 0.2 s" in error.what


def test_gone_before_it_answered(facing: Any) -> None:
    assert type(failed(facing(lambda handler: None))) is EngineDownError


def streaming(*lines: bytes, then: Callable[[], object] = lambda: None) -> Callable[[Any], None]:
    """A stream that is not ended as it should be."""

    def answer(handler: Any) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for line in lines:
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
        then()

    return answer


@pytest.mark.parametrize("lines", [[], [b'{"a": 1}\n'], [b'{"a": 1}\n', b'{"b": ']])
def test_gone_in_the_middle_of_a_stream(facing: Any, lines: list[bytes]) -> None:
    assert type(failed(facing(streaming(*lines)), pull)) is EngineDownError


def test_a_stream_that_says_nothing_more(facing: Any) -> None:
    over = threading.Event()
    error = failed(facing(streaming(b'{"a": 1}\n', then=lambda: over.wait(10))), build)
    over.set()
    assert (type(error), "did not answer" in error.what) == (EngineError, True)


def test_a_socket_that_is_gone() -> None:
    with pytest.raises(EngineDownError, match="pulling x failed"), translated(PULLING):
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")


def test_a_file_is_none_of_the_engines(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), translated(PULLING):
        (tmp_path / "Dockerfile").read_text()
    with pytest.raises(PermissionError), translated(PULLING):
        raise PermissionError(errno.EACCES, "Permission denied", "/closed/Dockerfile")


def test_an_error_of_ours_stays_what_it_is() -> None:
    with pytest.raises(ImageError, match="as it was"), translated(PULLING):
        raise ImageError("as it was")
    with pytest.raises(KeyError), translated(PULLING):
        raise KeyError("a bug")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk-full"),
        (PermissionError(errno.EACCES, "Permission denied"), "engine-denied"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), "engine-down"),
        (TimeoutError("timed out"), "engine"),
        (ssl.SSLError(1, "certificate verify failed"), "engine"),
        (docker.errors.BuildError("the command failed", []), "image"),
        (docker.errors.BuildError(FULL, []), "disk-full"),
        (docker.errors.DockerException("odd"), "engine"),
        (OSError(), "engine"),
    ],
)
def test_what_cannot_be_had_from_a_server(error: Exception, code: str) -> None:
    with pytest.raises(ServiceError) as translation, translated(PULLING):
        raise error
    assert translation.value.code == code


@pytest.mark.parametrize("password", ["s3cret", "s3c@ret", "s3c:ret"])
def test_passwords_in_urls_are_not_told(facing: Any, password: str) -> None:
    said = f'Get "https://me:{password}@registry.example/v2/": EOF'
    for status, text in ((500, said), (500, f"{said}: no space left on device")):
        error = failed(facing((status, {"message": text})))
        assert "me:***@registry.example" in error.why
        assert password not in str(error)
    assert full(PULLING, said).why == error.why.removesuffix(": no space left on device")


def test_what_means_a_full_disk() -> None:
    assert is_full("tar: x: Cannot write: No space left on device")
    assert not is_full("no such device")
