"""Telling a person what is going on, and since when."""

import sys
import time
from typing import TextIO


class Progress:
    """Lines with the elapsed time, on standard error."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._began = time.monotonic()
        self._last = ""

    def step(self, text: str) -> None:
        if text != self._last:
            print(f"{time.monotonic() - self._began:6.1f} s  {text}", file=self._stream)
        self._last = text

    def count(self, text: str, done: int, total: int) -> None:
        self.step(f"{text} {done}/{total}")
