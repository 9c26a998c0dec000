"""Mutation: a mutant that lives fails the run, one that is killed does not."""

from pathlib import Path
from typing import Sequence
from unittest import mock

from fork.errors import ForkError
from fork.proofs import mutation
from fork.releases import upstream
from fork.tests import support

MUTANT = """\
Subject: [PATCH] Whisper the first word

Nobody hears it.

Through: words
---
--- a/novaclient/words.txt
+++ b/novaclient/words.txt
@@ -1,1 +1,1 @@
-one
+(one)
"""


class RunTest(support.MiniatureTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.write("fork/proofs/mutants/whisper.patch", MUTANT)
        self.session = self.patch("fork.proofs.mutation.Session")
        self.session.return_value.outcomes.return_value = [(False, "")]
        self.patch_object(upstream, "fetched", support.release())

    def patch(self, name: str) -> mock.MagicMock:
        patcher = mock.patch(name)
        self.addCleanup(patcher.stop)
        return patcher.start()

    def patch_object(self, target: object, name: str, value: object) -> None:
        patcher = mock.patch.object(target, name, return_value=value)
        self.addCleanup(patcher.stop)
        patcher.start()

    def run_with(self, *tests_pass: bool, named: bool = False) -> support.Ran:
        self.seen: list[bytes] = []
        results = iter(tests_pass)

        def passes(folder: Path, tests: Sequence[str]) -> bool:
            self.seen.append((folder / "novaclient/words.txt").read_bytes())
            return next(results)

        with mock.patch("fork.proofs.mutation.passes", passes):
            return support.run(mutation.run, self.project, self.out, named)

    def test_all_killed(self) -> None:
        ran = self.run_with(True, True, False, True)
        self.assertEqual(
            "mutant whisper:\n"
            "  upstream's tests miss it\n"
            "  the fork's tests kill it\n"
            "1 mutants of changed lines tried\n"
            "no mutant survived\n",
            ran.out,
        )

    def test_each_tree_is_broken_and_mended(self) -> None:
        self.run_with(True, True, False, True)
        whole, theirs, ours, again = self.seen
        self.assertEqual(whole, again)
        self.assertEqual(b"one\nTWO\nthree\n", whole)
        self.assertEqual(b"(one)\ntwo\nthree\n", theirs)
        self.assertEqual(b"(one)\nTWO\nthree\n", ours)
        for name, second in (("upstream", b"two"), ("fork", b"TWO")):
            words = self.out / "whisper" / name / "novaclient/words.txt"
            self.assertEqual(
                b"one\n" + second + b"\nthree\n", words.read_bytes()
            )

    def test_survivor_by_hand(self) -> None:
        with self.assertRaisesRegex(ForkError, "^1 mutants survived$"):
            self.run_with(True, False, True, True)

    def test_survivor_of_the_tool(self) -> None:
        self.session.return_value.outcomes.return_value = [
            (False, "killed"),
            (True, "- a\n+ b"),
        ]
        with self.assertRaisesRegex(ForkError, "^1 mutants survived$"):
            self.run_with(True, True, False, True)

    def test_those_that_have_a_name_alone(self) -> None:
        with self.assertRaisesRegex(ForkError, "^1 mutants survived$"):
            self.run_with(True, True, True, named=True)
        self.session.assert_not_called()

    def test_nothing_to_break(self) -> None:
        self.session.return_value.outcomes.return_value = []
        with self.assertRaisesRegex(ForkError, "^no line was mutated; "):
            self.run_with(True, True, False, True)

    def test_each_module_in_a_tree_of_its_own(self) -> None:
        self.run_with(True, True, False, True)
        ((tree, module, tests, branch),) = [
            call.args for call in self.session.call_args_list
        ]
        self.assertEqual(self.out / "series" / "fork-mine", tree)
        self.assertEqual("novaclient/mine.py", module)
        self.assertTrue((tree / module).is_file())
        self.assertIn("--failfast", tests)
        self.assertEqual("upstream", branch)

    def test_the_nearest_tests_come_first(self) -> None:
        tests = ["a.test_b", "a.test_word_list", "a.test_word", "a.test_c"]
        self.assertEqual(
            ["a.test_word", "a.test_word_list", "a.test_b", "a.test_c"],
            mutation._nearest_first(tests, "b/word.py"),
        )
        self.assertEqual(
            ["a.test_word_list", "a.test_word", "a.test_b", "a.test_c"],
            mutation._nearest_first(tests, "b/word_list.py"),
        )
        self.assertEqual(
            ["a.b.test_word", "a.b.test_c", "a.test_b", "a.test_c"],
            mutation._nearest_first(
                ["a.test_b", "a.test_c", "a.b.test_c", "a.b.test_word"],
                "a/b/word.py",
            ),
        )

    def test_tests_that_fail_anyway_kill_nothing(self) -> None:
        with self.assertRaisesRegex(ForkError, "before anything is broken"):
            self.run_with(False)
        self.session.assert_not_called()
