"""The command line: ``python -m harness VERB``."""

import signal
import sys
from collections.abc import Sequence
from types import FrameType

from harness import commands
from harness.errors import HarnessError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb.

    :returns: 0 when all went well, 1 when a demonstration failed, 2 when the harness
        could not do what it was asked, 130 when it was interrupted.
    """
    arguments = commands.parser().parse_args(argv)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        status: int = arguments.verb(arguments)
    except HarnessError as error:
        print(f"harness: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("harness: interrupted; everything is stopped", file=sys.stderr)
        return 130
    return status


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Stop once; a second signal would keep the first from cleaning up."""
    for ignored in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
