"""Keeps the processes of pages: starts each, waits for it, and ends whatever it leaves behind.

Run as a program, it is a server that forks: what is heavy is imported once, and each page gets
a fresh copy of this process. Who asks it starts another where what it has imported has changed.
"""

import ctypes
import importlib
import json
import os
import pickle
import select
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
"""What Linux calls a signal at the parent's end, and to be given all orphans below."""

PROCESSES = Path("/proc")
"""Where Linux has a folder for each process."""

SIZE = 8
"""How many bytes tell the size of a request; a size of 0 ends the page that runs."""

SHOWN = 10_000
"""How many bytes of what was written past Python a message shows."""


def main() -> None:
    """Serve who started this program: requests come by standard input, replies go by output."""
    requests, replies = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):  # not the page's to read from, or to write to
        os.dup2(nothing, number)
    sys.path[:] = json.loads(sys.argv[1])
    with tempfile.TemporaryFile(buffering=0) as file:
        ends = requests, replies, file.fileno()
        if hasattr(os, "fork"):
            keep(lambda: serve(*ends))  # a page that kills its server leaves nothing, too
        else:
            run_once(*ends)


def serve(requests: int, replies: int, written: int) -> None:
    """Run the page of each request in a fork, one by one, until nobody is left to ask.

    What is written to the standard output or the standard error of a page, past Python, goes
    into the file `written`. The modules that a request names first are there before.
    """
    adopt_orphans()
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    server = os.getpid()
    while request := _receive(requests):
        for name in pickle.loads(request)[0]:  # noqa: S301 - from our own builder
            with suppress(Exception):  # a page that needs it will tell why it cannot be imported
                importlib.import_module(name)
        take(written)
        page = os.fork()
        if page == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for number in (requests, woken, wake):
                os.close(number)
            os.setsid()
            end_with(server)
            be_page(request, replies, written)
        status = _wait(page, requests, woken)
        end_all(page)
        last = {"ended": status, "written": take(written)}
        # What the page sent last may be half a line.
        with suppress(BrokenPipeError):
            os.write(replies, f"\n{json.dumps(last)}\n".encode())


def run_once(requests: int, replies: int, written: int) -> None:
    """Run the page of one request in this process: where the system cannot fork."""
    request = _receive(requests)
    threading.Thread(target=_end_at, args=(requests,), daemon=True).start()
    be_page(request, replies, written)


def _end_at(requests: int) -> None:
    _read(requests, SIZE)
    os._exit(1)


def be_page(request: bytes, replies: int, written: int) -> None:
    """Do what `request` says, and end this process, whatever comes."""
    status = 1
    try:
        for number in (1, 2):
            os.dup2(written, number)
        _, environ, folder, path, call = pickle.loads(request)  # noqa: S301 - as above
        os.environ.clear()
        os.environ.update(environ)
        os.chdir(folder)
        sys.path[:], sys.argv = path, [""]
        function, *arguments = pickle.loads(call)  # noqa: S301 - as above
        function(*arguments, replies, written)
        status = 0
    except BaseException as error:
        os.write(2, "".join(traceback.format_exception_only(error)).encode())
    finally:
        os._exit(status)


def _receive(requests: int) -> bytes:
    """Return the next request, an empty one at the end; pass over words to stop that came late."""
    while size := _read(requests, SIZE):
        if count := int.from_bytes(size, "big"):
            return _read(requests, count)
    return b""


def _read(file: int, size: int) -> bytes:
    """Return the next `size` bytes; none at the end."""
    read = b""
    while len(read) < size:
        more = os.read(file, size - len(read))
        if not more:
            return b""
        read += more
    return read


def _wait(page: int, requests: int, woken: int) -> int | None:
    """Return the exit status of `page`; None if it is to be stopped before."""
    while True:
        ready, _, _ = select.select([requests, woken], [], [])
        if requests in ready:
            return None
        os.read(woken, 512)
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            if ended[0] == page:
                return os.waitstatus_to_exitcode(ended[1])


def take(written: int) -> str:
    """Return what was written into a file, and empty it."""
    if os.fstat(written).st_size == 0:
        return ""
    os.lseek(written, 0, os.SEEK_SET)
    text = os.read(written, SHOWN).decode(errors="replace")
    os.ftruncate(written, 0)
    os.lseek(written, 0, os.SEEK_SET)
    return text


def keep(task: Callable[[], None], *, follow: bool = False) -> None:
    """Run `task` in a fork, and end with it all that it started; with the parent, if told to.

    Only Linux knows how; elsewhere the task runs in this process.
    """
    if not adopt_orphans():
        task()
        return
    keeper, page = os.getpid(), os.fork()
    if page == 0:
        end_with(keeper)
        task()
        return

    def end(*_: object) -> None:
        end_all(page)
        os._exit(1)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, end)
    if follow:
        _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    status = os.waitstatus_to_exitcode(os.waitpid(page, 0)[1])
    end_all(page)
    os._exit(abs(status))


def adopt_orphans() -> bool:
    """Be given, on Linux, each process below this one whose parent ends; tell whether it is so."""
    return _prctl(PR_SET_CHILD_SUBREAPER, 1)


def end_with(parent: int) -> None:
    """End, on Linux, this process when its parent does."""
    if _prctl(PR_SET_PDEATHSIG, signal.SIGKILL) and os.getppid() != parent:
        os._exit(1)  # it ended before we could ask


def _prctl(option: int, value: int) -> bool:
    if sys.platform != "linux":
        return False
    return bool(ctypes.CDLL(None).prctl(option, value, 0, 0, 0) == 0)


def end_all(group: int) -> None:
    """End every process below this one, and those of a group.

    Whatever loses its parent meanwhile becomes a child of this process, and is met in the
    next round; where the system does not give us orphans, there is the group alone.
    """
    while True:
        with suppress(OSError):
            os.killpg(group, signal.SIGKILL)
        for child in children():
            with suppress(OSError):
                os.kill(child, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def children() -> list[int]:
    """Return the processes whose parent this one is, as far as the system tells."""
    found, own = [], str(os.getpid())
    for file in PROCESSES.glob("[0-9]*/stat"):
        with suppress(OSError):  # it has just ended
            # The name of a program, in brackets, may hold anything.
            if file.read_text(errors="replace").rpartition(")")[2].split()[1] == own:
                found.append(int(file.parent.name))
    return found


if __name__ == "__main__":
    main()
