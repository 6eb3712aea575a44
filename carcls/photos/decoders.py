"""Photos are checked in processes of their own, which a crawl starts when its first new photo comes.

A decoder that dies of what it decodes, or for want of memory, takes one photo with it and not the night; and the
process that fetches need not share Python's lock with the decoders.
"""

from __future__ import annotations

import pickle
import signal
import socket
import subprocess
import sys
from multiprocessing.connection import Connection
from queue import LifoQueue
from threading import Lock

from carcls.errors import DecoderDied, PhotoRejected
from carcls.photos.check import CheckedPhoto, check_photo

BUFFER = 1 << 20  # bytes on their way to a process, so that most photos go in one piece; the system may allow fewer
TRIES = 2  # what ended two decoders is not given to a third
CRASHES = {-signal.SIGSEGV, -signal.SIGBUS, -signal.SIGABRT, -signal.SIGILL, -signal.SIGFPE}  # exit codes


class _Process:
    """One decoder and the socket to it. Which ends with its owner, whatever that died of: the socket is closed then."""

    def __init__(self, proxy_short_side: int, max_pixels: int) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            for end in (ours, theirs):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
            command = [sys.executable, "-m", __name__, str(theirs.fileno()), str(proxy_short_side), str(max_pixels)]
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        self._connection = Connection(ours.detach())

    def check(self, data: bytes) -> CheckedPhoto | str:
        """A photo, or why it was rejected.

        Raises:
            EOFError, OSError: the process has died.
        """
        self._connection.send_bytes(data)
        answer: CheckedPhoto | str = self._connection.recv()
        return answer

    def close(self) -> int:
        """End it; its exit code, which is negative where a signal ended it."""
        self._connection.close()
        return self._process.wait()


class Decoders:
    """At most so many processes, each busy with one photo; who comes when all are busy waits."""

    def __init__(self, most: int, *, proxy_short_side: int, max_pixels: int) -> None:
        self._bounds = (proxy_short_side, max_pixels)
        self._idle: LifoQueue[_Process | None] = LifoQueue()  # those that are started come first
        for _ in range(most):
            self._idle.put(None)  # a process that is not started
        self._all: set[_Process] = set()
        self._lock = Lock()

    def check(self, data: bytes) -> CheckedPhoto:
        """As `check_photo`, in one of the processes; several threads may ask at once.

        Raises:
            PhotoRejected: see `decode`; or its decoder crashed twice.
            DecoderDied: it was ended from outside, or could not begin, twice.
        """
        process = self._idle.get()
        try:
            for _ in range(TRIES):
                process = process or self._started()
                try:
                    answer = process.check(data)
                except (EOFError, OSError):
                    ended = self._ended(process)
                    process = None
                    continue
                if isinstance(answer, str):
                    raise PhotoRejected(answer)
                return answer
        finally:
            self._idle.put(process)
        if ended in CRASHES:
            raise PhotoRejected(
                f"A photo should decode. Received: {len(data)} bytes that crash the decoder (exit code {ended}). "
                "Get it again where it came from."
            )
        raise DecoderDied(
            f"A photo's decoder should live. Received: it ended twice with exit code {ended} over {len(data)} bytes. "
            "Is there memory left? The next crawl brings the photo again."
        )

    def close(self) -> None:
        """End the processes, when nobody asks any more."""
        for process in list(self._all):
            self._ended(process)

    def _started(self) -> _Process:
        process = _Process(*self._bounds)
        with self._lock:
            self._all.add(process)
        return process

    def _ended(self, process: _Process) -> int:
        with self._lock:
            self._all.discard(process)
        return process.close()


def _serve(connection: Connection, proxy_short_side: int, max_pixels: int) -> None:
    """Check what comes until nobody is there to send more."""
    while True:
        try:
            data = connection.recv_bytes()
        except (EOFError, OSError):
            return
        answer: CheckedPhoto | str
        try:
            answer = check_photo(data, proxy_short_side=proxy_short_side, max_pixels=max_pixels)
        except PhotoRejected as error:
            answer = str(error)
        try:
            connection.send_bytes(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))
        except OSError:
            return


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches it too, and whoever started it ends in good order
    _serve(Connection(int(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3]))
