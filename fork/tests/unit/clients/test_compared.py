"""Side: how people call it."""

from fork.clients import compared
from fork.tests import support


class NameTest(support.TestCase):
    def test_names(self) -> None:
        sides = (compared.UPSTREAM, compared.MINIMAL, compared.FORK)
        names = ["upstream", "minimal fork", "fork"]
        self.assertEqual(names, [compared.name(of) for of in sides])
