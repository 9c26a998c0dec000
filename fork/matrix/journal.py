"""What was done already: one JSON file for each release and step."""

import dataclasses
import json
import time
from pathlib import Path
from typing import Any, Callable

from fork.terminal.progress import Progress

#: A release and what is done with it.
Step = tuple[str, str]


@dataclasses.dataclass(frozen=True)
class Journal:
    """Results below a folder, so that a second call goes on.

    A result counts only for the key under which it was recorded, which says
    what it was made of.
    """

    folder: Path
    progress: Progress

    def step(
        self,
        name: Step,
        key: str,
        kind: str,
        work: Callable[[], Any],
        told: Callable[[Any], str],
    ) -> Any:
        """Return the result of a step; do the step unless that is recorded.

        :param name: the release and what is done
        :param kind: which kind of step it is, for the progress
        :param told: makes the line that tells the result
        """
        result = self.read(name, key)
        if result is not None:
            self.progress.skip(kind)
            return result
        began = time.monotonic()
        result = work()
        self.write(name, key, result)
        seconds = time.monotonic() - began
        self.progress.done(kind, f"{name[0]}: {told(result)}", seconds)
        return result

    def read(self, name: Step, key: str) -> Any:
        """Return the result of a step; None when there is none."""
        try:
            text = self._path(name).read_text(encoding="utf-8")
            record = json.loads(text)
            return record["result"] if record["key"] == key else None
        except (OSError, ValueError, LookupError, TypeError):
            # Never written, or cut off: the step is done again.
            return None

    def write(self, name: Step, key: str, result: Any) -> None:
        """Record the result of a step: wholly, or not at all."""
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        text = json.dumps({"key": key, "result": result}, indent=1)
        draft.write_text(text + "\n", encoding="utf-8")
        draft.replace(path)

    def _path(self, name: Step) -> Path:
        release, step = name
        return self.folder / release / f"{step}.json"
