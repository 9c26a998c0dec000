"""Nova's policy file, which may be rewritten while Nova runs."""

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path

_STEP = 0.001


class PolicyFile:
    """The rules that differ from Nova's defaults.

    oslo.policy looks at the file's time of modification whenever it enforces a rule, and reads
    it again when that is later than before (``oslo_policy._cache_handler.read_cached_file``).
    So each version gets a later one, however soon it follows another.
    """

    def __init__(self, path: Path) -> None:
        """Write a file without rules at ``path``."""
        self._path = path
        self._rules: dict[str, str] | None = None
        self._written = 0.0
        self.write({})

    def write(self, rules: Mapping[str, str]) -> None:
        """Replace the file at once; the next request is judged by it.

        :param rules: a check for each rule, such as ``"!"`` (nobody), ``"@"`` (everybody) or
            ``"role:ha"``; every other rule is as Nova has it.
        """
        if rules == self._rules:
            return
        self._rules, self._written = dict(rules), max(time.time(), self._written + _STEP)
        draft = self._path.with_suffix(".draft")
        draft.write_text(json.dumps(self._rules))  # JSON is YAML
        os.utime(draft, (self._written, self._written))
        draft.replace(self._path)
