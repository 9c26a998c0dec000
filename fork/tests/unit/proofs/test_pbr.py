"""Pbr: which clients are asked beside which pbr, and what is made of it."""

from pathlib import Path
from typing import Callable, Optional, Sequence

from fork.clients import environment, program
from fork.errors import ForkError
from fork.proofs import pbr
from fork.releases.lock import Lock, digests
from fork.releases.upstream import Release
from fork.tests import support
from fork.tests.support import Ran

RELEASES = ("1.2", "1.10")
SECOND = support.PATCH.replace("-two\n+TWO", "-TWO\n+two").replace(
    "mine", "ours"
)
FORMS = "tiny.1  tiny.10  1of2.tiny.1  1of2.tiny.10  strict.1  1of2.strict.1"
TABLE = f"""\
pbr     release  {FORMS}
1.0     1.2      1.2     1.2      1.2          1.2           1.1       fails
1.0     1.10     1.10    1.10     1.10         1.10          1.1       fails
newest  1.2      1.2     1.2      1.2          1.2           1.2       1.2
newest  1.10     1.10    1.10     1.10         1.10          1.10      1.10
"""


class PbrTest(support.MainTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.write("patches/series", "words.patch\nsecond.patch\n")
        self.write("patches/second.patch", SECOND)
        self.write("novaclient/ours.py", "OURS = 1\n")
        self.write("releasenotes/notes/ours.yaml", "fixes: []\n")
        lock = Lock({v: digests(support.UPSTREAM) for v in RELEASES}).text()
        self.write("patches/upstream.lock", lock)
        self._patch(pbr, "RELEASES", RELEASES)
        self._patch(pbr, "PBRS", ("1.0", "newest"))
        self.fetched.side_effect = self.fetch
        self.ran: list[list[str]] = []
        self.beside: dict[str, str] = {}
        self.reading: Callable[[str, str], str] = self.read
        self._patch(program, "run", self.run_program)

    def fetch(self, name: str, version: str) -> Release:
        return Release(version, support.UPSTREAM)

    def run_program(
        self,
        words: Sequence[str],
        folder: Path,
        what: str,
        limit: Optional[float] = None,
    ) -> bytes:
        if words[1] == "-c":
            return self.say(words, folder)
        self.assertEqual(["-m", "uv", "--no-config"], words[1:4])
        self.ran.append([*words[4:]])
        if words[-1].endswith(".whl"):
            self.assertTrue(Path(words[-1]).is_file())
            place = str(Path(words[7]).parents[1])
            self.beside[place] = Path(words[-1]).name.split("-")[1]
        return b""

    def say(self, words: Sequence[str], folder: Path) -> bytes:
        self.assertEqual(f"{folder}/bin/python", words[0])
        said = self.reading(folder.name, self.beside[str(folder)])
        if said == "fails":
            raise ForkError("importing the client failed (1): pbr")
        return f"{said}\n".encode()

    def read(self, place: str, version: str) -> str:
        """Read it as pbr did, and as it does."""
        release, _, label = version.partition("+")
        if place == "pbr-1.0" and "strict" in label:
            return "fails" if label.startswith("1of2") else "1.1"
        return release

    def pbr(self) -> Ran:
        return self.main("pbr", self.out / "pbr")

    def test_table(self) -> None:
        progress = "[1/2] 1.0\n[2/2] newest\n"
        self.assertEqual(Ran(None, TABLE, progress), self.pbr())

    def test_what_is_installed(self) -> None:
        self.pbr()
        wanted = {"pbr-1.0": "pbr==1.0", "pbr-newest": "pbr"}
        for name, requirement in wanted.items():
            place = self.out / "pbr" / name
            ran = [words for words in self.ran if f"{place}" in words[-1]]
            self.assertEqual([["venv", str(place)]], ran)
            into = ["pip", "install", "--python", f"{place}/bin/python"]
            ran = [words[4:] for words in self.ran if words[:4] == into]
            first = [*environment.WITH_PBR, "six"]
            self.assertEqual(first, ran[0][1:])
            self.assertIn("1.10+", ran[0][0])
            self.assertEqual(["--no-deps", requirement], ran[1])
            self.assertEqual(12, len(ran[2:]))
            versions = [Path(words[1]).name.split("-")[1] for words in ran[2:]]
            self.assertEqual(
                [
                    "1.10+tiny.10.0.1",
                    "1.10+tiny.10.0.10",
                    "1.10+1of2.tiny.10.0.1",
                    "1.10+1of2.tiny.10.0.10",
                    "1.10+strict.1",
                    "1.10+1of2.strict.1",
                ],
                versions[6:],
            )
            self.assertEqual({"--no-deps"}, {words[0] for words in ran[2:]})

    def test_made_anew(self) -> None:
        support.fill(self.out / "pbr/pbr-1.0", {"half": b"done"})
        self.pbr()
        self.assertFalse((self.out / "pbr/pbr-1.0").exists())

    def test_another_version_than_upstreams(self) -> None:
        def read(place: str, version: str) -> str:
            wrong = place == "pbr-newest" and version.startswith("1.2+1of2.ti")
            return "1.3" if wrong else version.partition("+")[0]

        self.reading = read
        ran = self.pbr()
        self.assertEqual(1, ran.status)
        self.assertEqual(
            "fork: error: with pbr newest, 1.2+1of2.tiny.2.0.1 says '1.3' for "
            "its version (and 1 more)",
            ran.err.splitlines()[-1],
        )
        self.assertIn("1.3          1.3  ", ran.out)

    def test_one_client_that_cannot_be_started(self) -> None:
        def read(place: str, version: str) -> str:
            fails = place == "pbr-1.0" and version == "1.10+tiny.10.0.10"
            return "fails" if fails else version.partition("+")[0]

        self.reading = read
        ran = self.pbr()
        self.assertEqual(
            "fork: error: with pbr 1.0, 1.10+tiny.10.0.10 says 'fails' for "
            "its version",
            ran.err.splitlines()[-1],
        )
