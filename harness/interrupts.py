"""Ctrl-C and SIGTERM: they stop everything once, but never between a start and its record."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_shields = 0
_pending = False


def install() -> None:
    """Turn the first of either signal into ``KeyboardInterrupt`` and ignore the others.

    A second one would keep the first from cleaning up.
    """
    for number in _SIGNALS:
        signal.signal(number, _interrupt)


@contextmanager
def shielded() -> Iterator[None]:
    """Hold an interruption back until the end of the block.

    Without it, one that came while a process is being started would lose the process.
    """
    global _shields
    _shields += 1
    try:
        yield
    finally:
        _shields -= 1
    if _pending and not _shields:
        raise KeyboardInterrupt


def _interrupt(number: int, frame: FrameType | None) -> None:
    global _pending
    for ignored in _SIGNALS:
        signal.signal(ignored, signal.SIG_IGN)
    _pending = bool(_shields)
    if not _shields:
        raise KeyboardInterrupt
