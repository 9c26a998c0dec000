"""Ctrl-C, SIGTERM and a terminal that closes: each ends a command once.

It comes never between a start and its record.
"""

import contextlib
import signal
from types import FrameType
from typing import Iterator, Optional

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_shields = 0
_held: Optional[int] = None


@contextlib.contextmanager
def heeded() -> Iterator[None]:
    """Have the first of these signals interrupt the block.

    It raises KeyboardInterrupt there, and the others are ignored from then
    on: a second one would keep the first from cleaning up. A signal that
    this process ignores already, as under nohup, is left alone.

    :raises KeyboardInterrupt: when the block was interrupted
    """
    earlier = {number: signal.getsignal(number) for number in SIGNALS}
    for number, handler in earlier.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def shielded() -> Iterator[None]:
    """Hold an interruption back until the end of the block.

    Without it, one that came while a process is being started would lose the
    process.

    :raises KeyboardInterrupt: when one was held back
    """
    global _shields, _held
    _shields += 1
    try:
        yield
    finally:
        _shields -= 1
    if _held is not None and not _shields:
        number, _held = _held, None
        raise KeyboardInterrupt(number)


def number(stop: KeyboardInterrupt) -> int:
    """Return the signal that caused an interruption; that of Ctrl-C, if none.

    :param stop: what the block raised
    """
    return stop.args[0] if stop.args else signal.SIGINT


def _interrupt(number: int, frame: Optional[FrameType]) -> None:
    global _held
    for ignored in SIGNALS:
        signal.signal(ignored, signal.SIG_IGN)
    if not _shields:
        raise KeyboardInterrupt(number)
    _held = number
