"""Ctrl-C, SIGTERM and a terminal that closes: each ends a command once."""

import contextlib
import signal
from types import FrameType
from typing import Iterator, Optional

from fork.errors import StoppedError

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def heeded() -> Iterator[None]:
    """Have the first of these signals interrupt the block.

    It raises KeyboardInterrupt there, and the others are ignored from then
    on: a second one would keep the first from cleaning up. A signal that
    this process ignores already, as under nohup, is left alone.

    :raises StoppedError: when the block was interrupted
    """
    earlier = {number: signal.getsignal(number) for number in SIGNALS}
    for number, handler in earlier.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, _interrupt)
    try:
        yield
    except KeyboardInterrupt as stop:
        raise StoppedError(*(stop.args or (signal.SIGINT,))) from None
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


def _interrupt(number: int, frame: Optional[FrameType]) -> None:
    for ignored in SIGNALS:
        signal.signal(ignored, signal.SIG_IGN)
    raise KeyboardInterrupt(number)
