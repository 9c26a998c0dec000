"""cosmic-ray, run on the lines of a git tree that a branch does not have."""

import dataclasses
import json
import shlex
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator, Union

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome

from fork.errors import ForkError

#: A mutant counts as killed when the tests need more seconds, so this is
#: twice what all of them take on a slow core.
LIMIT = 180.0
CONFIG = """\
[cosmic-ray]
module-path = {module}
timeout = {limit}
excluded-modules = []
test-command = {command}

[cosmic-ray.distributor]
name = "local"

[cosmic-ray.filters.git-filter]
branch = {branch}
"""


@dataclasses.dataclass(frozen=True)
class Session:
    """One mutation run.

    :param tree: the git tree in which the module is broken, and mended again
    :param module: path of the module to break; one without a changed line
        has no mutant
    :param command: the tests, which must fail for each mutant
    :param branch: the branch that has the lines to leave alone
    """

    tree: Path
    module: str
    command: list[str]
    branch: str

    @property
    def _database(self) -> Path:
        return self.tree.with_suffix(".sqlite")

    def run(self) -> None:
        """Try every mutant, and show progress on stderr.

        :raises ForkError: when the tool fails
        """
        config = self.tree.with_suffix(".toml")
        config.write_text(self._config(), encoding="utf-8")
        self._database.unlink(missing_ok=True)
        self._finish(self._start("cosmic-ray", "init", config, self._database))
        self._finish(
            self._start("cr-filter-git", "--config", config, self._database)
        )
        self._watch(self._start("cosmic-ray", "exec", config, self._database))

    def outcomes(self) -> Iterator[tuple[bool, str]]:
        """Yield of each mutant that was tried whether it lives, and its diff.

        One that makes the tests run for too long was noticed.
        """
        with use_db(str(self._database), WorkDB.Mode.open) as database:
            for _, result in database.completed_work_items:
                # The tool itself fails to break a tuple of exceptions.
                if result.worker_outcome is WorkerOutcome.NORMAL:
                    lives = result.test_outcome is not TestOutcome.KILLED
                    yield lives, f"{result.diff}\n{result.test_outcome}"

    def _config(self) -> str:
        # What JSON quotes, TOML reads.
        return CONFIG.format(
            limit=LIMIT,
            module=json.dumps(self.module),
            command=json.dumps(shlex.join(self.command)),
            branch=json.dumps(self.branch),
        )

    def _start(
        self, tool: str, *arguments: Union[str, Path]
    ) -> "subprocess.Popen[bytes]":
        program = Path(sys.executable).with_name(tool)
        command = [str(program), *map(str, arguments)]
        return subprocess.Popen(
            command, cwd=self.tree, stdout=subprocess.DEVNULL
        )

    def _finish(self, process: "subprocess.Popen[bytes]") -> None:
        if process.wait():
            command = " ".join(map(str, process.args))  # type: ignore
            raise ForkError(f"{command} failed; its output is above")

    def _watch(self, process: "subprocess.Popen[bytes]") -> None:
        while process.poll() is None:
            self._report_progress()
            time.sleep(5)
        self._report_progress()
        self._finish(process)

    def _report_progress(self) -> None:
        with use_db(str(self._database), WorkDB.Mode.open) as database:
            outcomes = [
                result.worker_outcome for _, result in database.results
            ]
            skipped = outcomes.count(WorkerOutcome.SKIPPED)
            done = len(outcomes) - skipped
            chosen = database.num_work_items - skipped
        said = f"{self.module}: {done} of {chosen} mutants tried"
        print(said, file=sys.stderr)
