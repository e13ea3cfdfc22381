"""A TCP proxy before a server: what befalls its connections is said while it runs."""

import asyncio
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from enum import Enum, auto
from typing import Any, Self

import sqlalchemy as sa

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
POLITE = (80877103, 80877104)
"""Asked before the startup message: SSL, GSS."""


class Befalls(Enum):
    """What becomes of the n-th thing that clients say."""

    CUT = auto()
    """It does not arrive; the connection ends."""
    CUT_ANSWER = auto()
    """It arrives, is done, and the connection ends before its answer."""
    SILENCE = auto()
    """It does not arrive, and nothing is heard of anybody any more."""
    SILENT_ANSWER = auto()
    """It arrives, and nothing is heard of anybody any more."""


class Proxy:
    """`said`: how many things clients said so far. What is set here holds from then on."""

    def __init__(self, to: int) -> None:
        self.to = to
        self.port = _free_port()
        self.greeting = b""
        """Said to whoever comes, instead of leading them on."""
        self.latency = 0.0
        """Seconds, each way."""
        self.longest: int | None = None
        """Bytes that a server may say on one connection before it is cut."""
        self.befalls: dict[int, Befalls] = {}
        self.said = 0
        self._silent = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        self.listen()
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def before(self, url: sa.URL) -> sa.URL:
        """The same database through here."""
        return url.set(host="127.0.0.1", port=self.port)

    def listen(self) -> None:
        self._do(self._listen())

    def refuse(self) -> None:
        """Nobody listens at the port."""
        self._do(self._refuse())

    def silence(self) -> None:
        """Whoever comes is accepted, and nothing is heard any more."""
        self._loop.call_soon_threadsafe(self._silent.set)

    def cut(self) -> None:
        """End all connections that there are."""
        self._do(self._cut())

    def lift(self) -> None:
        """All that was set is over; what hangs ends, on both sides."""
        self.greeting, self.latency, self.longest, self.befalls = b"", 0.0, None, {}
        self._loop.call_soon_threadsafe(self._silent.clear)
        self.cut()
        self.listen()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(
                self._visited, "127.0.0.1", self.port, reuse_address=True
            )

    async def _refuse(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        await self._cut()

    async def _cut(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _end(self) -> None:
        await self._refuse()

    async def _visited(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._open.add(writer)
        try:
            await self._served((reader, writer))
        except (OSError, EOFError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()
            self._open.discard(writer)
            self._tasks.discard(task)

    async def _served(self, client: Streams) -> None:
        if self.greeting:
            return await _greet(client, self.greeting)
        server = await asyncio.open_connection("127.0.0.1", self.to)
        self._open.add(server[1])
        pumps = [asyncio.create_task(one) for one in self._pumps(client, server)]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            server[1].transport.abort()
            self._open.discard(server[1])

    def _pumps(self, client: Streams, server: Streams) -> list[Coroutine[Any, Any, None]]:
        deaf = asyncio.Event()
        """Of this connection: its next answer is not passed on."""
        heard = 0

        async def out(chunk: bytes) -> bool:
            self.said += 1
            fate = self.befalls.get(self.said)
            if fate in (Befalls.SILENCE, Befalls.SILENT_ANSWER):
                self._silent.set()
            if fate is Befalls.CUT_ANSWER:
                deaf.set()
            if fate is Befalls.SILENT_ANSWER:
                server[1].write(chunk)
            return fate is not Befalls.CUT

        async def back(chunk: bytes) -> bool:
            nonlocal heard
            heard += len(chunk)
            return not deaf.is_set() and (self.longest is None or heard <= self.longest)

        return [
            self._pump(client[0], server[1], out),
            self._pump(server[0], client[1], back),
        ]

    async def _pump(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        goes_on: Callable[[bytes], Coroutine[Any, Any, bool]],
    ) -> None:
        while chunk := await reader.read(1 << 16):
            if not await goes_on(chunk):
                return
            if self._silent.is_set():
                await asyncio.Event().wait()  # until it is cut
            if self.latency:
                await asyncio.sleep(self.latency)
            writer.write(chunk)
            await writer.drain()


async def _greet(client: Streams, reply: bytes) -> None:
    """No to SSL and GSS, then the reply to the startup message, whatever it says."""
    reader, writer = client
    while True:
        size, code = struct.unpack("!ii", await reader.readexactly(8))
        if code not in POLITE:
            await reader.readexactly(size - 8)
            writer.write(reply)
            await writer.drain()
            return writer.close()
        writer.write(b"N")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
