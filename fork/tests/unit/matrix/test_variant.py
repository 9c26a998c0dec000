"""Variant: which releases stand for all."""

from unittest import mock

from fork.matrix import variant
from fork.releases.upstream import Release
from fork.tests import support

MODULE = """\
ANSWER = 42


@decorated('once',
           'twice')
def act(host):
    return host


def rest():
    return 1
"""
EDITED = MODULE.replace("return host", "return [host]")


class RepresentativesTest(support.TestCase):
    def test_oldest_of_every_variant_or_the_newest_of_all(self) -> None:
        variants = {"1": "a", "2": "a", "3": "b", "4": "c", "5": "c"}
        chosen = variant.representatives(variants)
        self.assertEqual(["1", "3", "5"], chosen)

    def test_variant_that_comes_back(self) -> None:
        variants = {"1": "a", "2": "b", "3": "a"}
        chosen = variant.representatives(variants)
        self.assertEqual(["2", "3"], chosen)

    def test_one_release(self) -> None:
        self.assertEqual(["1"], variant.representatives({"1": "a"}))


class DigestTest(support.MiniatureTestCase):
    def digest(
        self,
        before: str = MODULE,
        after: str = EDITED,
        path: str = "novaclient/shell.py",
    ) -> str:
        release = Release("1.2", {path: before.encode()})
        fork = {path: after.encode(), "novaclient/mine.py": b""}
        with mock.patch.multiple(
            variant,
            upstream=mock.Mock(fetched=mock.Mock(return_value=release)),
            tree=mock.Mock(
                assemble=mock.Mock(return_value=mock.Mock(files=fork))
            ),
        ):
            return variant.digest(self.project)

    def changed(self, old: str, new: str) -> str:
        return self.digest(MODULE.replace(old, new), EDITED.replace(old, new))

    def test_same_for_the_same(self) -> None:
        self.assertEqual(self.digest(), self.digest())

    def test_code_that_is_patched(self) -> None:
        other = self.changed("def act(host)", "def act(host, force=False)")
        self.assertNotEqual(self.digest(), other)

    def test_decorator_of_code_that_is_patched(self) -> None:
        self.assertNotEqual(self.digest(), self.changed("'once'", "'1'"))
        self.assertNotEqual(self.digest(), self.changed("'twice'", "'2'"))

    def test_other_code(self) -> None:
        self.assertEqual(self.digest(), self.changed("return 1", "return 2"))
        self.assertEqual(self.digest(), self.changed("42\n", "42\n\n\n"))

    def test_what_the_fork_makes_of_it(self) -> None:
        other = MODULE.replace("return host", "return {host}")
        self.assertEqual(self.digest(), self.digest(after=other))

    def test_upstreams_tests(self) -> None:
        path = "novaclient/tests/unit/test_shell.py"
        before = self.digest(path=path)
        self.assertEqual(before, self.digest("", "def new(): 1\n", path))
