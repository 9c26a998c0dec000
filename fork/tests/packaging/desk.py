"""Where the manual's commands run: a copy of the repository, and a venv."""

import os
import re
import subprocess
from pathlib import Path

from fork.releases.lock import Lock
from fork.tests.packaging import indexes, tools
from fork.tests.packaging.manual import Ran
from fork.tests.packaging.tools import PROJECT

#: The index of which the manual speaks.
ADDRESS = "https://pypi.example.org/simple"
PINS = f"requests===2.32.5\n{PROJECT.requirement}\n"
#: pip's word on each package that an index in a folder lacks.
LACKS = re.compile("WARNING: Location 'file:.*\n")


class Desk:
    """A copy of the repository in which commands are run.

    :param folder: where to put it
    :param situation: what is the matter there
    """

    def __init__(self, folder: Path, situation: str) -> None:
        self.source = tools.copy(folder / "source")
        (self.source / "upper-constraints.txt").write_text(PINS)
        needed = ("pip", "psutil", "pypi-simple", "rich", "uv")
        self.python = tools.venv(
            folder / "venv", *needed, *tools.requirements()[1:]
        )
        path = f"{self.python.parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = {**os.environ, **tools.QUICK, "PATH": path}
        self.environment["LC_ALL"] = "C.UTF-8"
        # As on a terminal, stdout and stderr keep their order.
        self.environment["PYTHONUNBUFFERED"] = "1"
        SITUATIONS[situation](self)

    def run(self, command: str) -> Ran:
        """Run a command; return its status and all that it prints."""
        here = f"{indexes.fork().as_uri()}/simple"
        ran = subprocess.run(
            ["bash", "-c", command.replace(ADDRESS, here)],
            cwd=self.source,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            encoding="utf-8",
        )
        shown = LACKS.sub("", ran.stdout)
        return ran.returncode, shown.replace(here, ADDRESS)


def _nothing(desk: Desk) -> None:
    pass


def _before_the_release(desk: Desk) -> None:
    releases = dict(PROJECT.lock().releases)
    newest, _ = releases.popitem()
    lock = desk.source / "patches" / "upstream.lock"
    lock.write_text(Lock(releases).text(), encoding="utf-8")
    settings = desk.source / "setup.cfg"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace(newest, list(releases)[-1]))


def _changed_release(desk: Desk) -> None:
    tools.install(desk.python, PROJECT.requirement)
    (shell,) = desk.python.parents[1].rglob("novaclient/v2/shell.py")
    data = shell.read_bytes()
    # A copy: uv links what it installs to what it keeps.
    shell.unlink()
    shell.write_bytes(data + b"#\n")


def _one_index(desk: Desk) -> None:
    desk.environment.update(indexes.alone())


SITUATIONS = {
    "": _nothing,
    "18.13.1 is not in the lock yet": _before_the_release,
    "a file of upstream's was changed": _changed_release,
    "there is no other index": _one_index,
}
