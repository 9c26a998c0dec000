"""Bench: the steps of one release, each done once."""

import dataclasses
import io
import json
from pathlib import Path
from typing import Callable, Optional
from unittest import mock

from fork.building.project import Project
from fork.clients import suite
from fork.clients.compared import FORK, MINIMAL
from fork.clients.environment import Environment
from fork.matrix import built_wheel, variant
from fork.matrix.bench import Bench
from fork.matrix.built_wheel import BuiltWheel
from fork.matrix.finding import Finding
from fork.matrix.journal import Journal
from fork.terminal.progress import Progress
from fork.tests import findings, support

PYTHONS = {"2.7": Path("/two"), "3.6": Path("/six"), "3.9": Path("/nine")}


class BenchTestCase(support.MiniatureTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.stream = io.StringIO()
        self.row = Finding("1.2", "alpha", "4.2.0")
        self.built = mock.Mock(return_value=findings.PRODUCT)
        self._patch(built_wheel, "build", self.built)
        self.installs: list[tuple[str, Path, str]] = []
        self.pbrs: list[str] = []
        self._patch(Environment, "install", self.install)
        self.said: dict[str, str] = {}
        self._patch(Environment, "client_version", lambda at: self.say(at))
        self.files = {
            path: data
            for path, data in support.UPSTREAM.items()
            if path.startswith("novaclient/")
        }
        self._patch(Environment, "files", lambda *_: self.files)
        self.ran: list[Path] = []
        self.chosen: list[list[str]] = []
        self._patch(suite, "run", self.run_suite)

    def say(self, environment: Environment) -> str:
        return self.said.get(environment.folder.name, "1.2")

    def install(self, interpreter: Path, client: str, pbr: str) -> list[str]:
        self.pbrs.append(pbr)
        self.installs.append((interpreter.name, interpreter, client))
        return ["mini-1.2"]

    def run_suite(
        self, environment: Environment, tests: list[str]
    ) -> dict[str, str]:
        self.ran.append(environment.folder)
        self.chosen.append(tests)
        is_upstream = environment.folder.name.startswith("upstream")
        return findings.UPSTREAM if is_upstream else findings.FORK

    def build_three(self, project: Project, folder: Path) -> BuiltWheel:
        return findings.FIRST if project.through else findings.THREE

    def bench(self, pythons: Optional[dict[str, Path]] = None) -> Bench:
        progress = Progress(1, self.stream, lambda: 0.0)
        journal = Journal(self.folder / "work", progress)
        found = PYTHONS if pythons is None else pythons
        return Bench(self.project, journal, found)


class BuildTest(BenchTestCase):
    def build(self, built: BuiltWheel, *versions: str) -> Finding:
        self.built.return_value = built
        pythons = {version: PYTHONS[version] for version in versions}
        self.bench(pythons).build(self.row)
        return self.row

    def test_python3(self) -> None:
        row = self.build(findings.PRODUCT, "2.7", "3.6", "3.9")
        self.assertEqual(findings.PRODUCT, row.product)
        self.assertEqual(["3.9"], row.pythons)
        self.assertEqual([], row.missing)
        place = self.folder / "work" / "1.2"
        self.built.assert_called_once_with(self.project, place)

    def test_python2_too(self) -> None:
        row = self.build(findings.BOTH, "2.7", "3.6", "3.9")
        self.assertEqual((["3.6", "2.7"], []), (row.pythons, row.missing))

    def test_python2_is_not_here(self) -> None:
        row = self.build(findings.BOTH, "3.6")
        missing = ["Python 2.7 is not here"]
        self.assertEqual((["3.6"], missing), (row.pythons, row.missing))

    def test_python3_is_not_here(self) -> None:
        row = self.build(findings.PRODUCT, "2.7", "3.6")
        missing = ["needs Python 3.9 or 3.8 or 3.10, which is not here"]
        self.assertEqual(([], missing), (row.pythons, row.missing))

    def test_built_once(self) -> None:
        for _ in range(2):
            self.build(findings.PRODUCT, "3.9")
        self.built.assert_called_once()
        told = "1.2: mini_client-1.2+tiny.2.0.1"
        self.assertIn(told, self.stream.getvalue())

    def test_built_again_when_a_patch_changes(self) -> None:
        self.build(findings.PRODUCT, "3.9")
        self.write("patches/words.patch", support.PATCH + "\n")
        self._patch(built_wheel, "fingerprint", lambda project: "another")
        self.build(findings.PRODUCT, "3.9")
        self.assertEqual(2, self.built.call_count)

    def test_minimal_fork_where_the_fork_holds_more(self) -> None:
        self.built.side_effect = self.build_three
        self.bench().build(self.row)
        expected = {MINIMAL: findings.FIRST, FORK: findings.THREE}
        self.assertEqual(expected, self.row.products)
        folder = self.folder / "work" / "1.2"
        built = [call.args for call in self.built.call_args_list]
        first = dataclasses.replace(self.project, through="words")
        self.assertEqual([(self.project, folder), (first, folder)], built)

    def test_forks_are_built_once(self) -> None:
        self.built.side_effect = self.build_three
        for _ in range(2):
            self.bench().build(Finding("1.2", "alpha"))
        self.assertEqual(2, self.built.call_count)

    def test_fork_of_two_patches_has_a_minimal_fork(self) -> None:
        two = {"words": [0], "letters": [1]}
        row = self.build(dataclasses.replace(findings.THREE, offsets=two))
        self.assertEqual([MINIMAL, FORK], [*row.products])

    def test_the_release_of_the_row(self) -> None:
        self._patch(built_wheel, "fingerprint", lambda project: "any")
        self.bench().build(Finding("1.1", ""))
        (project, place), _ = self.built.call_args
        self.assertEqual("1.1", project.upstream)
        self.assertEqual("1.1", place.name)


class ProveTest(BenchTestCase):
    def prove(self, built: BuiltWheel = findings.PRODUCT) -> Finding:
        row = dataclasses.replace(self.row)
        self.built.return_value = built
        bench = self.bench()
        bench.build(row)
        bench.prove(row)
        return row

    def test_both_suites(self) -> None:
        row = self.prove()
        assert row.comparison
        self.assertEqual(findings.UPSTREAM, row.comparison.upstream)
        self.assertEqual({FORK: findings.FORK}, row.comparison.forks)
        place = self.folder / "work" / "1.2"
        wheel = str(place / findings.PRODUCT.wheel)
        clients = [client for _, _, client in self.installs]
        self.assertEqual(["mini-client===1.2", wheel], clients)
        folders = [place / "upstream-3.9", place / "fork-3.9"]
        self.assertEqual(folders, self.ran)
        self.assertEqual([[], []], self.chosen)

    def test_suites_in_part(self) -> None:
        """They are recorded as such."""
        tests = {"others.py": b"", "words.txt": b""}
        more = {f"novaclient/tests/test_{n}": tests[n] for n in tests}
        files = {"upstream-3.9": self.files, "fork-3.9": more}
        self._patch(Environment, "files", lambda at, _: files[at.folder.name])
        self.row.in_part = True
        self.prove()
        (words,), again = self.chosen
        self.assertEqual([words], again)
        self.assertRegex("novaclient.tests.test_words..T.test", words)
        place = self.folder / "work" / "1.2" / "suite-upstream.json"
        key = json.loads(place.read_text(encoding="utf-8"))["key"]
        self.assertTrue(key.endswith(f" pbr 4.2.0 {words}"), key)

    def test_python2_is_installed_and_runs_no_suite(self) -> None:
        self.prove(findings.BOTH)
        names = [name for name, _, _ in self.installs]
        self.assertEqual(["six", "six", "two", "two"], names)
        self.assertEqual(2, len(self.ran))

    def prove_three(self) -> Finding:
        self.built.side_effect = self.build_three
        return self.prove()

    def test_minimal_fork_too(self) -> None:
        row = self.prove_three()
        assert row.comparison
        self.assertEqual([MINIMAL, FORK], [*row.comparison.forks])
        place = self.folder / "work" / "1.2"
        wheels = [
            str(place / p.wheel) for p in (findings.FIRST, findings.THREE)
        ]
        clients = [client for _, _, client in self.installs]
        self.assertEqual(["mini-client===1.2", *wheels], clients)
        names = [folder.name for folder in self.ran]
        self.assertEqual(["upstream-3.9", "minimal-3.9", "fork-3.9"], names)

    def test_forks_run_what_their_patches_can_change(self) -> None:
        """A test that one has no more is looked for among those alone."""
        tests = ("test_words.txt", "test_others.py")
        files = {"upstream-3.9": self.files}
        files["fork-3.9"] = {f"novaclient/tests/{n}": b"" for n in tests}
        self._patch(Environment, "files", lambda at, _: files[at.folder.name])
        lost = "novaclient.tests.test_words..T.test_lost"
        left_out = "novaclient.tests.test_others.T.test"
        more = {lost: "success", left_out: "success"}
        theirs = {**findings.UPSTREAM, **more}
        ours = {**findings.FORK, lost: "success"}
        found = {"upstream-3.9": theirs, "minimal-3.9": findings.FORK}
        self._patch(suite, "run", self.run_some({**found, "fork-3.9": ours}))
        row = self.prove_three()
        upstream, (words,), fork = self.chosen
        self.assertEqual(([], [words]), (upstream, fork))
        self.assertRegex(lost, words)
        assert row.comparison
        self.assertEqual(
            [f"{lost} is missing from the minimal fork"],
            [*row.comparison.problems()],
        )

    def run_some(
        self, found: dict[str, dict[str, str]]
    ) -> Callable[[Environment, list[str]], dict[str, str]]:
        def run(at: Environment, tests: list[str]) -> dict[str, str]:
            self.chosen.append(tests)
            return found[at.folder.name]

        return run

    def test_minimal_fork_costs_upstream_nothing_again(self) -> None:
        self.prove(findings.THREE)
        before = len(self.installs), len(self.ran)
        self._patch(built_wheel, "fingerprint", lambda project: "another")
        self.prove_three()
        renewed = [folder.name for folder in self.ran[before[1] :]]
        self.assertEqual(["minimal-3.9"], renewed)

    def test_keys(self) -> None:
        row = self.prove_three()
        keys = {
            path.stem: json.loads(path.read_text(encoding="utf-8"))["key"]
            for path in (self.folder / "work" / "1.2").glob("*.json")
        }
        on = " on 3.9 at /nine with pbr 4.2.0"
        self.assertEqual(f"1.2{on}", keys["install-upstream-3.9"])
        self.assertEqual(f"1.2{on}", keys["suite-upstream"])
        self.assertEqual(f"three{on}", keys["suite-fork"])
        self.assertEqual(f"first{on}", keys["suite-minimal"])
        self.assertEqual(row.product, findings.THREE)

    def test_pbr_of_the_series(self) -> None:
        self.prove(findings.BOTH)
        self.assertEqual(["4.2.0"] * 4, self.pbrs)

    def test_another_pbr_proves_all_again(self) -> None:
        self.prove()
        self.row.pbr = "5.0"
        self.prove()
        self.assertEqual((4, 4), (len(self.installs), len(self.ran)))

    def test_newest_pbr_where_no_series_is_known(self) -> None:
        self.row.pbr = ""
        self.prove()
        self.assertEqual(["", ""], self.pbrs)
        place = self.folder / "work" / "1.2" / "suite-upstream.json"
        key = json.loads(place.read_text(encoding="utf-8"))["key"]
        self.assertEqual("1.2 on 3.9 at /nine", key)

    def test_client_that_calls_itself_by_another_version(self) -> None:
        for said, name in (("fork-3.6", "fork"), ("upstream-2.7", "upstream")):
            python = said.partition("-")[2]
            self.said = {said: "1.3"}
            self.assertRefused(
                f"{name}'s client calls itself 1.3 on Python {python} with "
                "pbr 4.2.0",
                self.prove,
                findings.BOTH,
            )
        self.assertEqual([], self.ran)

    def test_nothing_twice(self) -> None:
        first, second = self.prove(), self.prove()
        self.assertEqual(first, second)
        self.assertEqual((2, 2), (len(self.installs), len(self.ran)))

    def test_upstream_that_was_not_reviewed(self) -> None:
        self.prove(findings.BOTH)
        before = len(self.installs), len(self.ran)
        del self.files["novaclient/words.txt"]
        self.assertRefused(
            "upstream 1.2 is not the release that was reviewed: "
            "novaclient/words.txt is missing; install it afresh from a "
            "trusted index",
            self.prove,
            findings.BOTH,
        )
        self.assertEqual(before, (len(self.installs), len(self.ran)))

    def test_another_wheel_proves_the_fork_alone_again(self) -> None:
        self.prove()
        self._patch(built_wheel, "fingerprint", lambda project: "another")
        self.prove(dataclasses.replace(findings.PRODUCT, sha256="def"))
        self.assertEqual((3, 3), (len(self.installs), len(self.ran)))
        self.assertEqual("fork-3.9", self.ran[-1].name)


class VariantTest(BenchTestCase):
    def test_once(self) -> None:
        digest = mock.Mock(return_value="abcdef123456")
        self._patch(variant, "digest", digest)
        for _ in range(2):
            self.assertEqual("abcdef123456", self.bench().variant("1.2"))
        digest.assert_called_once_with(self.project)
        self.assertIn("1.2: variant abcdef12 ", self.stream.getvalue())
