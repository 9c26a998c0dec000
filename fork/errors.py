"""The exceptions that a person is meant to read."""

import functools
import signal
import sys
from typing import Callable, TypeVar

T = TypeVar("T")


class ForkError(Exception):
    """Something is wrong that a person can mend; the message is one line."""

    #: What the process exits with.
    status = 1

    def __init__(self, message: str) -> None:
        """Join the message's lines: it may quote what a library says."""
        super().__init__(" ".join(message.split()))


class StoppedError(ForkError):
    """A signal ended the command; the status is the one that shells give."""

    def __init__(self, number: int) -> None:
        """Name the signal."""
        super().__init__(f"stopped by {signal.Signals(number).name}")
        self.status = 128 + number


def reported(function: Callable[..., T]) -> Callable[..., T]:
    """Print a ForkError as one line on stderr and exit with its status.

    Build frontends show a hook's stderr and its status, so a packager sees
    the line and no traceback.
    """

    @functools.wraps(function)
    def wrapper(*args: object, **kwargs: object) -> T:
        try:
            return function(*args, **kwargs)
        except ForkError as error:
            print(f"fork: error: {error}", file=sys.stderr)
            raise SystemExit(error.status) from None

    return wrapper
