"""A headless Chromium, driven over its own pipe: no driver, no port, nothing to install but it."""

import fcntl
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "chromium-headless-shell", "google-chrome")
PATIENCE = 30.0
KEYS = {"Enter": (13, "\r"), "Escape": (27, ""), "Tab": (9, ""), "Home": (36, ""), "End": (35, ""),
        "ArrowUp": (38, ""), "ArrowDown": (40, "")}  # fmt: skip


def found() -> str | None:
    """The program, or None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def browser(program: str, profile: Path) -> Iterator["Browser"]:
    """Started and ended; what it keeps is in `profile`."""
    theirs, ours = _pipe()
    back, forth = _pipe()
    flags = ["--headless", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe"]
    flags += ["--no-first-run", f"--user-data-dir={profile}", "--disable-background-networking"]
    flags += ["--no-sandbox"] if os.geteuid() == 0 else []
    redirect = f'exec "$@" 3<&{theirs} 4>&{forth}'  # where it reads commands and writes answers
    process = subprocess.Popen(
        ["bash", "-c", redirect, "bash", program, *flags],
        pass_fds=(theirs, forth),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    os.close(forth)
    try:
        yield Browser(ours, back)
    finally:
        os.close(ours)  # which ends it, and all that it started
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()
            process.wait()
            os.close(back)


def _pipe() -> tuple[int, int]:
    """Numbered above those that the browser uses itself."""
    low = os.pipe()
    high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in low]
    for end in low:
        os.close(end)
    return high[0], high[1]


class Browser:
    """One page of it. `seen` is every event: what was fetched, logged or thrown."""

    def __init__(self, out: int, back: int) -> None:
        self._out, self._back, self._rest = out, back, b""
        self._number = 0
        self._session: dict[str, str] = {}
        self.seen: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = {"sessionId": attached["sessionId"]}
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        words = {"id": self._number, "method": method, "params": params, **self._session}
        os.write(self._out, json.dumps(words).encode() + b"\0")
        answer = self._until(lambda one: one.get("id") == self._number)
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def open(self, address: str) -> None:
        """Load it anew, also where only what stands behind # is another."""
        self.load("Page.navigate", url="about:blank")
        self.load("Page.navigate", url=address)

    def load(self, method: str, **params: str) -> None:
        before = len(self.seen)
        self.call(method, **params)
        while not any(one["method"] == "Page.loadEventFired" for one in self.seen[before:]):
            self._heard(self._read())

    def js(self, expression: str) -> Any:
        """What the page says to it, as data."""
        done = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    def until(self, expression: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self.js(f"Boolean({expression})"):
            assert time.monotonic() < deadline, expression
            self.settle()

    def click(self, selector: str) -> None:
        """With a mouse, in the middle of what is there: it must be in sight and on top."""
        self.js(f"{_one(selector)}.scrollIntoView({{block: 'center'}})")
        box = self.js(f"(r => [r.x + r.width / 2, r.y + r.height / 2])({_box(selector)})")
        mouse = {"x": box[0], "y": box[1], "button": "left", "clickCount": 1}
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, **mouse)
        self.settle()

    def press(self, key: str) -> None:
        code, text = KEYS[key]
        words = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **words)
        self.call("Input.dispatchKeyEvent", type="keyUp", **words)
        self.settle()

    def type(self, text: str) -> None:
        self.call("Input.insertText", text=text)
        self.settle()

    def settle(self) -> None:
        """What an event leads to is done and drawn, also where no script runs."""
        corner = {"x": 0, "y": 0, "width": 1, "height": 1, "scale": 1}
        self.call("Page.captureScreenshot", clip=corner)

    def media(self, media: str = "", scheme: str = "light") -> None:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", media=media, features=features)

    def size(self, width: int, height: int) -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)  # fmt: skip

    def _until(self, wanted: Any) -> dict[str, Any]:
        while True:
            one = self._read()
            if wanted(one):
                return one
            self._heard(one)

    def _heard(self, one: dict[str, Any]) -> None:
        if "method" in one:
            self.seen.append(one)

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            assert select.select([self._back], [], [], PATIENCE)[0], "the browser does not answer"
            more = os.read(self._back, 1 << 16)
            assert more, "the browser has ended"
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\0")
        one: dict[str, Any] = json.loads(line)
        return one


def _one(selector: str) -> str:
    return f"document.querySelector({json.dumps(selector)})"


def _box(selector: str) -> str:
    return f"{_one(selector)}.getBoundingClientRect()"
