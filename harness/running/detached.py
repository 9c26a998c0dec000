"""A process that goes on when the command that started it has ended."""

import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Never

from harness.errors import HarnessError
from workbench.interrupts import shielded

Tell = Callable[[str], None]

_INTERRUPTED = 130


def run(work: Callable[[Tell], None]) -> str:
    """Run ``work`` in a process and a session of its own.

    :param work: is given a function, calls it with a text once it is set up, and goes on,
        from then on without this process's standard streams.
    :returns: that text.
    :raises HarnessError: when the work ends before it is set up.
    :raises KeyboardInterrupt: when this process is interrupted; so is the other one, then.
    """
    answers, theirs = os.pipe()
    sys.stdout.flush()
    child = -1
    try:
        with shielded():
            child = os.fork()
        if not child:
            os.close(answers)
            _be_child(work, theirs)
        os.close(theirs)
        with os.fdopen(answers) as line:
            told = line.read()
    except KeyboardInterrupt:
        _interrupt(child)
        raise
    answer = json.loads(told or "{}")
    if "up" not in answer:
        os.waitpid(child, 0)
        raise HarnessError(answer.get("error", "the cloud ended before it was up; try again"))
    return str(answer["up"])


def _interrupt(child: int) -> None:
    if child > 0:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)


def _be_child(work: Callable[[Tell], None], answers: int) -> Never:
    os.setsid()

    def tell(text: str) -> None:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        _say(answers, up=text)

    status = 0
    try:
        work(tell)
    except KeyboardInterrupt:
        status = _INTERRUPTED
    except Exception as error:
        _say(answers, error=str(error))
        status = 2
    finally:
        os._exit(status)


def _say(line: int, **answer: str) -> None:
    # What was said is said; after that, nobody listens.
    with suppress(OSError):
        os.write(line, json.dumps(answer).encode())
        os.close(line)
