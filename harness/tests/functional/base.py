"""The clients under test, the clouds that test classes share, and what is left to chance."""

import importlib.util
import os
import random
import re
import tomllib
import unittest
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from harness.cloud import client
from harness.cloud.databases import MYSQL, SQLITE, mariadb
from harness.errors import HarnessError
from harness.stage import collation
from harness.testing import case
from harness.testing.desk import Desk

LABELS = ("upstream", "minimal", "fork")
"""The clients: upstream's, the fork of the first patch alone, and the whole fork."""
DATABASE = os.environ.get("HARNESS_DATABASE", SQLITE)
"""What the clouds keep their state in."""
CASES = int(os.environ.get("HARNESS_CASES", 100))
"""How many random cases are tried."""

STOPPING = 95
"""The minor microversion from which on an evacuated server arrives stopped."""

_EXPECTATIONS = Path(__file__).with_name("expectations.toml")


def find_client(label: str) -> client.Client:
    """Return the client that an environment variable names.

    :raises HarnessError: when the variable is not set or names no executable.
    """
    variable = f"HARNESS_{label.upper()}"
    executable = os.environ.get(variable)
    if not executable:
        raise HarnessError(f"{variable} is not set; set it to the path of the {label}'s nova")
    return client.find(label, executable)


def _newest() -> int:
    """Read it: to import it would exchange Python's threads for eventlet's, before Nova 34."""
    nova = importlib.util.find_spec("nova")
    assert nova and nova.origin
    module = Path(nova.origin).with_name("api") / "openstack/api_version_request.py"
    found = re.search(r"^_MAX_API_VERSION = ['\"]2\.(\d+)", module.read_text(), re.MULTILINE)
    assert found
    return int(found[1])


NEWEST = _newest()
"""The newest minor microversion of the Nova that is installed."""


def taken(*versions: str) -> tuple[str, ...]:
    """Return those microversions that this Nova takes."""
    return tuple(each for each in versions if int(each.removeprefix("2.")) <= NEWEST)


def seed() -> int:
    """Return the seed of the random cases."""
    chosen = os.environ.get("HARNESS_SEED", "0")
    return random.SystemRandom().getrandbits(32) if chosen == "random" else int(chosen)


def load_expectations() -> dict[str, Any]:
    """Return what each client must do in each scenario."""
    return tomllib.loads(_EXPECTATIONS.read_text())


def matching(names: Iterable[str], patterns: list[str]) -> set[str]:
    """Return those of ``names`` that one of the shell patterns fits."""
    return {name for name in names if any(fnmatchcase(name, p) for p in patterns)}


def need(find: Callable[[], object]) -> None:
    """Skip the tests if what they need is not installed; where none may be skipped, fail.

    :param find: raises :class:`HarnessError`, which says what to install.
    """
    try:
        find()
    except HarnessError as error:
        if os.environ.get("STRICT_FORK_NO_SKIPS"):
            raise
        raise unittest.SkipTest(str(error)) from error


class CloudTest(case.CloudTest):
    """Tests that share one cloud, which each of them resets."""

    desk = Desk(DATABASE)

    @classmethod
    def setUpClass(cls) -> None:
        if DATABASE == MYSQL:
            need(mariadb.find)
        cls.fleet = collation.holdable_fleet(cls.fleet, DATABASE)
        super().setUpClass()
