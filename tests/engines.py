"""Drives Firefox and WebKit, each with one window, by what they themselves speak.

Firefox speaks Marionette, which geckodriver would only translate, and which is JSON on a
socket; WebKitGTK comes with a driver that speaks WebDriver over HTTP. The commands are the
same, so a client of a hundred lines takes the place of Selenium and of a geckodriver that no
package carries.
"""

import json
import os
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any, Self
from urllib.error import HTTPError
from urllib.request import Request, urlopen

SECONDS = 120
"""How long an answer, or the start of a browser, may take."""

PREFERENCES = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "datareporting.policy.dataSubmissionEnabled": False,
    "marionette.port": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.prefetch-next": True,
    "ui.prefersReducedMotion": 1,
    "ui.useOverlayScrollbars": 1,
    "toolkit.startup.max_resumed_crashes": -1,
}


class Engine(ABC):
    """A browser with one window, which ends with the block that began it."""

    def __init__(self) -> None:
        self.folder = TemporaryDirectory(ignore_cleanup_errors=True)
        self.processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Self":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        for process in reversed(self.processes):
            process.terminate()
            process.wait(SECONDS)
        self.folder.cleanup()

    def run(self, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a program that ends with the browser."""
        process = subprocess.Popen(
            command,
            env={**os.environ, "HOME": self.folder.name, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        return process

    @abstractmethod
    def start(self) -> None:
        """Start the browser, and its session."""

    @abstractmethod
    def stop(self) -> None:
        """End the session."""

    @abstractmethod
    def open(self, address: str) -> None:
        """Open a page, and wait until it is there."""

    @abstractmethod
    def evaluate(self, script: str, *arguments: Any) -> Any:
        """Return what the body of an asynchronous function gives for `arguments`."""


WRAPPED = """const [done, ...rest] = [arguments[arguments.length - 1], ...arguments];
(async function () { %s }).apply(null, rest.slice(0, -1))
  .then((value) => done({ value }), (error) => done({ error: `${error}\\n${error.stack}` }));"""


def unwrapped(answer: dict[str, Any] | None) -> Any:
    """Return what a script gave, or raise what it raised."""
    if answer is None:
        raise RuntimeError("the page went away before its script had ended")
    if "error" in answer:
        raise RuntimeError(answer["error"])
    return answer.get("value")


class Firefox(Engine):
    """Firefox without windows, by Marionette."""

    def start(self) -> None:
        profile = Path(self.folder.name, "profile")
        profile.mkdir()
        rows = (f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in PREFERENCES.items())
        (profile / "user.js").write_text("\n".join(rows), encoding="utf-8")
        program = which("firefox-esr") or which("firefox")
        assert program
        self.run(program, "--headless", "--marionette", "--no-remote", "--profile", str(profile))
        port = int(wait_for(lambda: (profile / "MarionetteActivePort").read_text("utf-8")))
        self.socket = wait_for(lambda: socket.create_connection(("127.0.0.1", port), SECONDS))
        self.file = self.socket.makefile("rb")
        self.read()  # it tells its version
        self.number = 0
        self.call("NewSession", {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": True}}})
        self.call("SetTimeouts", {"script": 1000 * SECONDS, "pageLoad": 1000 * SECONDS})
        self.call("SetWindowRect", {"width": 1366, "height": 900})

    def read(self) -> Any:
        """Return the next message: its length, a colon, JSON."""
        length = b""
        while (letter := self.file.read(1)) != b":":
            length += letter
        return json.loads(self.file.read(int(length)))

    def call(self, command: str, parameters: dict[str, Any] | None = None) -> Any:
        """Send a command of WebDriver, and return its answer."""
        self.number += 1
        message = json.dumps([0, self.number, f"WebDriver:{command}", parameters or {}]).encode()
        self.socket.sendall(f"{len(message)}:".encode() + message)
        _, number, error, answer = self.read()
        assert number == self.number
        if error:
            raise RuntimeError(f"{error['error']}: {error['message']}")
        return answer

    def stop(self) -> None:
        self.socket.close()

    def open(self, address: str) -> None:
        self.call("Navigate", {"url": address})

    def evaluate(self, script: str, *arguments: Any) -> Any:
        wrapped = {"script": WRAPPED % script, "args": arguments, "sandbox": None}
        return unwrapped(self.call("ExecuteAsyncScript", wrapped)["value"])


class WebKit(Engine):
    """WebKitGTK's small browser on a screen that nobody sees, by its own driver."""

    def start(self) -> None:
        read, write = os.pipe()
        screen = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x1000x24"]
        screen += ["-nolisten", "tcp", "-fbdir", self.folder.name]
        with os.fdopen(read) as told:
            self.processes.append(
                subprocess.Popen(
                    screen, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
            )
            os.close(write)
            display = f":{told.readline().strip()}"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        variables = {
            "DISPLAY": display,
            "GDK_BACKEND": "x11",
            "WEBKIT_DISABLE_DMABUF_RENDERER": "1",
        }
        variables |= {"XDG_RUNTIME_DIR": self.folder.name, "WEBKIT_FORCE_SANDBOX": "0"}
        self.run("WebKitWebDriver", f"--port={port}", **variables)
        self.address = f"http://127.0.0.1:{port}/session"
        wait_for(lambda: urlopen(f"http://127.0.0.1:{port}/status", timeout=SECONDS).read())
        wanted = {"capabilities": {"alwaysMatch": {"browserName": "MiniBrowser"}}}
        self.address += "/" + self.call("POST", "", wanted)["sessionId"]
        limits = {"script": 1000 * SECONDS, "pageLoad": 1000 * SECONDS}
        self.call("POST", "/timeouts", limits)
        self.call("POST", "/window/rect", {"x": 0, "y": 0, "width": 1366, "height": 900})

    def call(self, method: str, path: str, data: Any = None) -> Any:
        """Send a command of WebDriver, and return its answer."""
        body = None if data is None else json.dumps(data).encode()
        request = Request(self.address + path, body, method=method)
        try:
            with urlopen(request, timeout=SECONDS) as answer:
                return json.load(answer)["value"]
        except HTTPError as error:
            raise RuntimeError(error.read().decode()) from error

    def stop(self) -> None:
        self.call("DELETE", "")

    def open(self, address: str) -> None:
        self.call("POST", "/url", {"url": address})

    def evaluate(self, script: str, *arguments: Any) -> Any:
        wrapped = {"script": WRAPPED % script, "args": arguments}
        return unwrapped(self.call("POST", "/execute/async", wrapped))


def wait_for(act: Any) -> Any:
    """Return what `act` gives, as soon as it gives something."""
    end = time.monotonic() + SECONDS
    while True:
        try:
            if found := act():
                return found
        except (OSError, RuntimeError):  # not there yet, or just going away
            pass
        if time.monotonic() > end:
            raise TimeoutError("the browser does not answer")
        time.sleep(0.05)


ENGINES: dict[str, tuple[Callable[[], Engine], list[str]]] = {
    "firefox": (Firefox, ["firefox-esr"]),
    "webkit": (WebKit, ["WebKitWebDriver", "Xvfb"]),
}
"""Each engine that is tested beside Chromium, and the programs that it needs."""
