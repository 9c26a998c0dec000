"""Oldest: what is installed for whom, and what is made of the suites."""

from pathlib import Path
from typing import Sequence

from fork.clients import environment, interpreter, program, suite
from fork.clients.environment import Environment
from fork.proofs import bounds
from fork.releases.lock import Lock, digests
from fork.tests import findings, support
from fork.tests.support import Ran

STATED = b"""\
Classifier: Programming Language :: Python :: 3.9
Classifier: Programming Language :: Python :: 3.10
Requires-Python: >=3.9
Requires-Dist: words>=1.0
Requires-Dist: letters!=2,>=1; python_version >= "3"
Requires-Dist: marks>=3; extra == "docs"
"""
RAISED = """\
# Why.
words>=2

tools>=3; python_version >= "3.10"
"""
#: What the installer finds, the second of which nobody asked for.
FOUND = b"letters==1\nrest==7 ; sys_platform == 'linux'\nwords==2.0\n"
TABLE = """\
Python 3.9
package  wheel    raised  installed
letters  !=2,>=1  -       1
words    >=1.0    >=2     2.0
with rest 7

"""
SAME = "the same tests fail on both\n"
WHEEL = "mini_client-1.2+tiny.2.0.1-py3-none-any.whl"


class OldestTest(support.MainTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.pythons = {"3.10": Path("/ten"), "3.9": Path("/nine")}
        self._patch(interpreter, "find", lambda: self.pythons)
        path = "dist-info/METADATA"
        metadata = support.UPSTREAM[path].replace(
            b"Requires-Dist: words\n", STATED
        )
        release = support.release(**{path: metadata})
        self.fetched.return_value = release
        lock = Lock({"1.2": digests(release.files)}).text()
        self.write("patches/upstream.lock", lock)
        self.write("raised.txt", RAISED)
        self._patch(bounds, "RAISED", self.root / "raised.txt")
        self.ran: list[list[str]] = []
        self._patch(program, "run", self.run_program)
        self.results = {"upstream": findings.UPSTREAM, "fork": findings.FORK}
        self.chosen: list[list[str]] = []
        self._patch(suite, "run", self.run_suite)

    def run_program(
        self, words: Sequence[str], folder: Path, what: str, limit: float
    ) -> bytes:
        self.assertEqual(environment.LIMIT, limit)
        self.assertEqual(["-m", "uv", "--no-config"], words[1:4])
        self.ran.append([*words[4:]])
        return FOUND if "compile" in words else b""

    def run_suite(self, at: Environment, tests: list[str]) -> dict[str, str]:
        self.chosen.append(tests)
        return self.results[at.folder.name]

    def oldest(self) -> Ran:
        return self.main("oldest", self.out)

    def test_table(self) -> None:
        counted = """\
client    tests  failures
upstream  2      0
fork      3      0
"""
        ran = self.oldest()
        self.assertEqual((None, TABLE + counted + SAME), (ran.status, ran.out))

    def test_progress(self) -> None:
        lines = [
            line.partition("left] ")[2].rpartition(" (")[0]
            for line in self.oldest().err.splitlines()
        ]
        self.assertEqual(["3 packages chosen", f"{WHEEL} built"], lines[:2])
        expected = [
            "fork installed",
            "fork's suite: 3 tests, 0 failures",
            "upstream installed",
            "upstream's suite: 2 tests, 0 failures",
        ]
        self.assertEqual(expected, sorted(lines[2:]))

    def test_what_is_chosen(self) -> None:
        self.oldest()
        wanted, held = self.out / "wanted.txt", self.out / "oldest.txt"
        lowest = ["--resolution", "lowest-direct"]
        how = [*lowest, "--no-header", "--no-annotate"]
        self.assertEqual(
            ["pip", "compile", "--python", "/nine", *how, str(wanted)],
            self.ran[0],
        )
        self.assertEqual(FOUND, held.read_bytes())
        lines = wanted.read_text(encoding="utf-8").splitlines()
        self.assertEqual("words>=1.0", lines[0])
        self.assertTrue(lines[1].startswith("letters!=2,>=1;"))
        self.assertEqual(["words>=2"], lines[2:])

    def test_what_is_installed(self) -> None:
        self.oldest()
        clients = {"upstream": "mini-client===1.2", "fork": f"{self.out}/"}
        clients["fork"] += WHEEL
        for side, client in clients.items():
            place, held = self.out / side, str(self.out / "oldest.txt")
            into = ["--python", f"{place}/bin/python", "--requirement", held]
            self.assertEqual(
                [
                    ["venv", "--python", "/nine", str(place)],
                    ["pip", "install", *into, client, *environment.TESTS],
                ],
                [words for words in self.ran if f"{place}" in " ".join(words)],
            )
        self.assertTrue((self.out / WHEEL).is_file())

    def test_what_the_patches_can_change_is_run(self) -> None:
        tests = {
            f"novaclient/tests/test_{name}": b""
            for name in ("words.txt", "other.py")
        }
        release = self.fetched.return_value
        release.files.update(tests)
        lock = Lock({"1.2": digests(release.files)}).text()
        self.write("patches/upstream.lock", lock)
        self.oldest()
        words = r"^novaclient\.tests\.test_words\.\."
        self.assertEqual([[words], [words]], self.chosen)

    def test_bound_that_holds_on_another_python(self) -> None:
        del self.pythons["3.9"]
        found = FOUND + b"tools==3\n"
        self._patch(program, "run", lambda *args: found)
        out = self.oldest().out
        self.assertTrue(out.startswith("Python 3.10\n"), out)
        self.assertIn("\ntools    -        >=3     3\n", out)

    def test_made_anew(self) -> None:
        support.fill(self.out / "fork", {"half": b"done"})
        self.oldest()
        self.assertFalse((self.out / "fork").exists())

    def test_no_python(self) -> None:
        self.pythons = {"3.8": Path("/eight"), "2.7": Path("/two")}
        line = (
            "needs Python 3.9 or 3.10 or 3.11, which is not here; put one of "
            "them on PATH"
        )
        self.assertEqual(Ran(1, "", f"fork: error: {line}\n"), self.oldest())

    def test_same_failures(self) -> None:
        failing = {"a.test_one": "failure"}
        self.results = {s: {**r, **failing} for s, r in self.results.items()}
        ran = self.oldest()
        self.assertIsNone(ran.status)
        self.assertIn("\nupstream  2      1\nfork      3      1\n", ran.out)
        self.assertTrue(ran.out.endswith(SAME), ran.out)

    def check_differing(self, told: str, line: str) -> None:
        ran = self.oldest()
        self.assertEqual(1, ran.status)
        self.assertTrue(ran.out.endswith(f"\n{told}\n"), ran.out)
        self.assertNotIn(SAME, ran.out)
        error = f"fork: error: on the oldest requirements, {line}"
        self.assertEqual(error, ran.err.splitlines()[-1])

    def test_failure_on_the_fork_alone(self) -> None:
        self.results["fork"] = {**findings.FORK, "a.test_one": "failure"}
        self.check_differing(
            "a.test_one: success upstream, failure on the fork",
            "a.test_one fails on the fork alone",
        )

    def test_failure_of_a_test_that_the_fork_adds(self) -> None:
        self.results["fork"] = {**findings.FORK, "b.test_new": "failure"}
        self.check_differing(
            "b.test_new: absent upstream, failure on the fork",
            "b.test_new fails on the fork alone",
        )

    def test_failure_upstream_alone(self) -> None:
        self.results["upstream"] = {
            **findings.UPSTREAM,
            "a.test_one": "failure",
        }
        self.check_differing(
            "a.test_one: failure upstream, success on the fork",
            "a.test_one fails upstream and not on the fork",
        )

    def test_test_that_was_lost(self) -> None:
        self.results["fork"] = {"a.test_one": "success", "b.test": "success"}
        self.check_differing(
            "a.test_two: skip upstream, absent on the fork",
            "a.test_two is missing from the fork",
        )

    def test_client_that_adds_nothing(self) -> None:
        self.results["fork"] = findings.UPSTREAM
        line = "on the oldest requirements, the fork adds no test"
        ran = self.oldest()
        self.assertEqual(1, ran.status)
        self.assertEqual(f"fork: error: {line}", ran.err.splitlines()[-1])
