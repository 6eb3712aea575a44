"""One request at a time a host, also where several crawls of this machine ask the same photo host.

Who asks a host holds a lock on the host's file while it does; the operating system lets go of it, whatever its holder
died of. In the file stands when the host was asked last and by whom, who is next, and until when the host wants to be
left alone.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, fields
from hashlib import blake2b
from pathlib import Path
from time import time

LOOK_AGAIN = 0.05  # seconds between two looks at whether another crawl is done
STEP_ASIDE = 1.5 * LOOK_AGAIN  # seconds after a request in which its crawl lets another one be next
LONGEST_PAUSE = 86_400.0  # seconds that a host may ask to be left alone from one crawl to the next


@dataclass
class HostRecord:
    """What a host's file says. Times are seconds since 1970; crawls are named by their process's number."""

    host: str
    asked_at: float = 0.0
    asked_by: int = 0
    done_at: float = 0.0
    next_by: int = 0
    next_until: float = 0.0  # then whoever comes is next: the one that was to be may have died
    alone_until: float = 0.0


class Turn:
    """The right to ask a host, until the block ends."""

    def __init__(self, lock: int, host: str) -> None:
        self._lock, self._record = lock, HostRecord(host)
        with suppress(ValueError, TypeError, AttributeError):  # new, or its writer was killed in the middle
            told = json.loads(os.pread(lock, 4096, 0))
            if told.get("host") == host:
                numbers = {each.name: float(told[each.name]) for each in fields(HostRecord)[1:] if each.name in told}
                self._record = HostRecord(host, **numbers)

    @property
    def pause(self) -> float:
        """Seconds that the host still wants to be left alone, as this or another crawl was told."""
        return min(self._record.alone_until - time(), LONGEST_PAUSE)

    def wait(self, delay: float) -> float:
        """Seconds until this process may ask: `delay` after the last request, and after who is next.

        A clock that was put back makes it no longer.
        """
        record, now, me = self._record, time(), os.getpid()
        wait = min(record.asked_at + delay - now, delay)
        if record.asked_by == me:
            wait = max(wait, min(record.done_at + STEP_ASIDE - now, STEP_ASIDE))
        elif wait > 0 and record.next_until < now:
            record.next_by, record.next_until = me, now + wait + 1
            self._write()
        if record.next_by != me and now < record.next_until <= now + delay + 1:
            wait = max(wait, LOOK_AGAIN)
        return wait

    def begin(self) -> None:
        """Note that the host is being asked now."""
        self._record.asked_at, self._record.asked_by, self._record.next_until = time(), os.getpid(), 0.0
        self._write()

    def end(self) -> None:
        """Note that the host has answered."""
        self._record.done_at = time()
        self._write()

    def leave_alone(self, seconds: float) -> None:
        """Note for other crawls that the host wants to be left alone."""
        self._record.alone_until = max(self._record.alone_until, time() + min(seconds, LONGEST_PAUSE))

    def _write(self) -> None:
        with suppress(OSError):  # a full disk: the lock still holds
            os.ftruncate(self._lock, os.pwrite(self._lock, json.dumps(asdict(self._record)).encode(), 0))


class Turns:
    """A folder with a file a host. Names are hashes of four digits: hostile pages may name any number of hosts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @asynccontextmanager
    async def take(self, host: str, delay: float, give_up: Callable[[], None]) -> AsyncIterator[Turn]:
        """Wait for the turn to ask a host; the block asks it.

        Args:
            host: with its port.
            delay: seconds from the beginning of the last request to it, whichever crawl of this machine sent that.
            give_up: called before each look; raises where nobody waits any more.

        Raises:
            OSError: the folder cannot be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        name = blake2b(host.encode("utf-8", "replace"), digest_size=2).hexdigest()
        lock = os.open(self._folder / name, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            while True:
                give_up()
                wait = LOOK_AGAIN
                if _is_locked(lock):
                    turn = Turn(lock, host)
                    wait = turn.wait(delay)
                    if wait <= 0:
                        break
                    fcntl.flock(lock, fcntl.LOCK_UN)
                await asyncio.sleep(wait)
            turn.begin()
            try:
                yield turn
            finally:
                turn.end()
        finally:
            os.close(lock)


def _is_locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
