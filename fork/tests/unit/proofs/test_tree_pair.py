"""TreePair: which modules are broken, and which tests must notice."""

import sys
from unittest import mock

from fork.proofs import tree_pair
from fork.releases import upstream
from fork.tests import support


class TrialTest(support.MiniatureTestCase):
    def setUp(self) -> None:
        super().setUp()
        tests = "novaclient/tests"
        for name in (f"{tests}/test_mine.py", f"{tests}/fake.py"):
            self.write(name, "")
            patch = (self.root / "patches/words.patch").read_text()
            adds = f"Adds: {name}\nAdds: novaclient/mine.py"
            patch = patch.replace("Adds: novaclient/mine.py", adds)
            self.write("patches/words.patch", patch)
        release = support.release()
        with mock.patch.object(upstream, "fetched", return_value=release):
            self.trial = tree_pair.TreePair.write(self.project, self.out)

    def test_upstream_beside_the_fork(self) -> None:
        words = "novaclient/words.txt"
        upstream = (self.trial.upstream / words).read_bytes()
        self.assertEqual(b"one\ntwo\nthree\n", upstream)
        fork = (self.trial.fork / words).read_bytes()
        self.assertEqual(b"one\nTWO\nthree\n", fork)

    def test_modules_are_what_the_fork_edits_and_adds(self) -> None:
        self.assertEqual(["novaclient/mine.py"], self.trial.modules)

    def test_tests_are_those_that_the_fork_adds(self) -> None:
        self.assertEqual(["novaclient.tests.test_mine"], self.trial.tests)

    def test_affected_are_those_of_what_is_edited_and_added(self) -> None:
        tests = "novaclient/tests"
        words = f"{tests}/unit/v2/test_words.txt"
        paths = [
            words,
            f"{tests}/test_mine.py",
            f"{tests}/test_others.py",
            f"{tests}/fake.py",
            "novaclient/test_words.txt",
        ]
        found = tree_pair.affected_tests(self.trial.series, paths)
        mine, of_words = "novaclient.tests.test_mine", words.replace("/", ".")
        self.assertEqual([mine, of_words[: -len(".py")]], found)

    def test_choice_of_a_module_alone(self) -> None:
        (expression,) = tree_pair.chosen(["novaclient.tests.test_it"])
        self.assertRegex("novaclient.tests.test_it.T.test", expression)
        for other in ("_too", "x"):
            test = f"novaclient.tests.test_it{other}.T.test"
            self.assertNotRegex(test, expression)
        self.assertNotRegex("a.novaclient.tests.test_it.T.test", expression)


class PassesTest(support.MiniatureTestCase):
    def passes(self, body: str) -> bool:
        self.write("test_it.py", f"import unittest\n{body}")
        return tree_pair.passes(self.root, ["test_it"])

    def test_a_test_that_passes(self) -> None:
        case = "class T(unittest.TestCase):\n def test(self): pass\n"
        self.assertTrue(self.passes(case))

    def test_a_test_that_fails(self) -> None:
        case = "class T(unittest.TestCase):\n def test(self): self.fail()\n"
        self.assertFalse(self.passes(case))

    def test_the_interpreter_is_this_one(self) -> None:
        self.assertEqual(sys.executable, tree_pair.command([])[0])
