"""Consumers: what is installed, which tests run, what is made of both."""

import io
import subprocess
import tarfile
from pathlib import Path
from typing import Any, Sequence

from fork.clients import environment, program, suite
from fork.proofs import consumers
from fork.proofs.consumers import Consumer
from fork.releases import archive
from fork.tests import support
from fork.tests.support import Ran

HA = Consumer("open-ha", "2.0", "ha/tests", (r"test_nova", "host"))
#: The top of its archive, which the index spells otherwise.
TOP = "open_ha-2.0"
WHEEL = "mini_client-1.2+tiny.2.0.1-py3-none-any.whl"
TABLE = """\
service  release  client    tests  failures
open-ha  2.0      upstream  3      1
open-ha  2.0      fork      3      1
"""
#: What stestr prints when it cannot import tests.
IMPORTS = b"""
--- import errors ---
Failed to import test module: ha.tests.test_nova
Traceback (most recent call last):
  File "ha/tests/test_nova.py", line 8, in <module>
    mini.Gone()
AttributeError: module 'mini' has no attribute 'Gone'

Failed to import test module: ha.tests.test_host
Traceback (most recent call last):
  File "ha/tests/test_host.py", line 1, in <module>
    mini.Gone()
AttributeError: module 'mini' has no attribute 'Gone'

Failed to import test module: ha.tests.test_old
Traceback (most recent call last):
  File "ha/tests/test_old.py", line 1, in <module>
    import mini.v9
ModuleNotFoundError: mini.v9

=====
The above traceback was encountered during test discovery.
"""


class ConsumersTest(support.MainTestCase):
    def setUp(self) -> None:
        super().setUp()
        self._patch(consumers, "CONSUMERS", (HA,))
        self._patch(archive, "fetch", self.fetch)
        self._patch(environment, "uv", self.uv)
        self._patch(program, "ended", self.run_program)
        self._patch(suite, "read", self.read)
        self.member = "test-requirements.txt"
        self.wanted: list[list[str]] = []
        self.suites: list[list[str]] = []
        self.status, self.printed, self.warned = 0, b"", b"the time: now"
        results = {"ha.test_nova.a": "success", "host.b": "fail"}
        results["host.c"] = "skip"
        self.theirs, self.ours = dict(results), dict(results)

    def fetch(self, name: str, version: str, folder: str) -> Path:
        self.assertEqual(("open-ha", "2.0"), (name, version))
        path = Path(folder, f"{TOP}.tar.gz")
        with tarfile.open(path, "w:gz") as opened:
            member = tarfile.TarInfo(f"{TOP}/{self.member}")
            opened.addfile(member, io.BytesIO())
        return path

    def uv(self, folder: Path, what: str, *words: str) -> bytes:
        self.assertEqual("installing open-ha", what)
        self.wanted.append([*words])
        return b""

    def run_program(
        self, words: Sequence[str], folder: Path, what: str, *_: Any, **__: Any
    ) -> "subprocess.CompletedProcess[bytes]":
        self.assertEqual(self.out / "open-ha" / TOP, folder)
        side = "fork" if self.suites else "upstream"
        self.assertEqual(f"the unit suite of open-ha ({side})", what)
        self.suites.append([*words])
        status = self.status if side == "fork" else 1
        out, err = self.printed, self.warned
        return subprocess.CompletedProcess(words, status, out, err)

    def read(self, path: Path) -> dict[str, str]:
        return self.theirs if len(self.suites) == 1 else self.ours

    def run_verb(self) -> Ran:
        return self.main("consumers", self.out)

    def test_same_with_both(self) -> None:
        self.assertEqual(Ran(None, TABLE, "open-ha 2.0\n"), self.run_verb())
        _, with_theirs, with_ours = self.wanted
        tree = self.out / "open-ha" / TOP
        expected = ["--requirement", str(tree / "test-requirements.txt")]
        self.assertEqual(
            [str(tree), *expected, "stestr", "mini-client===1.2"],
            with_theirs[4:],
        )
        self.assertEqual(["--no-deps", str(self.out / WHEEL)], with_ours[4:])
        first, second = self.suites
        self.assertEqual(first, second)
        expected = ["ha/tests", "--top-dir", ".", "run", "test_nova", "host"]
        self.assertEqual([*expected, "--subunit"], first[4:])

    def refused(self, line: str) -> None:
        ran = self.run_verb()
        self.assertEqual(1, ran.status)
        self.assertEqual(f"open-ha 2.0\nfork: error: {line}\n", ran.err)

    def test_unpacked(self) -> None:
        self.run_verb()
        path = self.out / "open-ha" / TOP / "test-requirements.txt"
        self.assertEqual(b"", path.read_bytes())

    def test_file_outside(self) -> None:
        self.member = "../../outside"
        self.refused(f"{TOP}/../../outside lies outside upstream's archive")
        self.assertFalse((self.out / "outside").exists())

    def test_fails_with_the_fork_alone(self) -> None:
        self.ours["ha.test_nova.a"] = "fail"
        both = "success upstream, fail on the fork"
        self.refused(f"open-ha: ha.test_nova.a: {both}")

    def test_fails_with_upstream_alone(self) -> None:
        self.ours["host.b"] = "success"
        self.refused("open-ha: host.b: fail upstream, success on the fork")

    def test_tests_that_are_lost(self) -> None:
        del self.ours["host.c"]
        self.refused("open-ha ran other tests with the fork")

    def test_pattern_that_none_matches(self) -> None:
        for results in self.theirs, self.ours:
            results["ha.nova.a"] = results.pop("ha.test_nova.a")
        self.refused("no test of open-ha matches test_nova")

    def test_that_cannot_be_imported(self) -> None:
        self.status, self.printed = 100, IMPORTS
        missing = "AttributeError: module 'mini' has no attribute 'Gone'"
        what = "the unit suite of open-ha (fork) failed (100)"
        self.refused(f"{what}: {missing}; ModuleNotFoundError: mini.v9")

    def test_no_suite(self) -> None:
        self.status = 2
        what = "the unit suite of open-ha (fork) failed (2)"
        self.refused(f"{what}: the time: now")
        self.suites.clear()
        self.warned = b""
        self.refused(f"{what}: it said nothing")
