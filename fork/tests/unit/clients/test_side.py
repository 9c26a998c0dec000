"""Side: how people call it."""

from fork.clients import side
from fork.tests import support


class NameTest(support.TestCase):
    def test_names(self) -> None:
        sides = (side.UPSTREAM, side.MINIMAL, side.FORK)
        names = ["upstream", "minimal fork", "fork"]
        self.assertEqual(names, [side.name(of) for of in sides])
