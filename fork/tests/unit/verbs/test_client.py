"""Client: which clients are installed, and from where."""

from unittest import mock

from fork.clients import client
from fork.tests import support
from fork.tests.support import Ran


class ClientTest(support.MainTestCase):
    def client(self, *arguments: object) -> Ran:
        self.install = mock.Mock(return_value=["/one", "/two"])
        self._patch(client, "install", self.install)
        return self.main("client", self.out, *arguments)

    def test_from_this_repository(self) -> None:
        self.assertEqual(Ran(None, "/one\n/two\n", ""), self.client())
        both = ["upstream", "fork"]
        expected = (mock.ANY, self.out, both, None)
        self.assertEqual(expected, self.install.call_args.args)

    def test_from_an_index(self) -> None:
        self.client("--served", self.out / "index", "--minimal")
        three = ["upstream", "minimal", "fork"]
        expected = (mock.ANY, self.out, three, self.out / "index")
        self.assertEqual(expected, self.install.call_args.args)
