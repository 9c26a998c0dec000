import socket
import threading
from typing import Any

from harness.errors import HarnessError
from harness.running import address, service
from harness.tests.unit.running.test_address import FolderTest


class ServiceTest(FolderTest):
    """Orders over a real socket, as other processes give them."""

    def setUp(self) -> None:
        super().setUp()
        self.orders: list[str] = []
        self.ended, self.over = threading.Event(), threading.Event()

    def check(self) -> None:
        if self.over.is_set():
            raise SystemExit

    def obey(self, do: str, **words: Any) -> dict[str, Any]:
        self.orders.append(do)
        if do == "refuse":
            raise HarnessError("no host 'x'; choose from a")
        if do == "unknown":
            raise KeyError(do)
        if do == "odd":
            raise TypeError(do)
        return {"told": words}

    def serve(self) -> None:
        ready = threading.Event()

        def run() -> None:
            with service.opened() as served:
                address.publish(self.folder, served.listener)
                self.port = served.listener.getsockname()[1]
                ready.set()
                try:
                    served.run(self.obey, self.check)
                finally:
                    self.ended.set()

        thread = threading.Thread(target=run)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.over.set)
        ready.wait(10)

    def ask(self, do: str, **words: Any) -> dict[str, Any]:
        return address.ask(self.folder, {"do": do, **words})

    def test_orders_until_one_says_stop(self) -> None:
        self.serve()
        self.assertEqual({"told": {"host": "a\n\u00e9"}}, self.ask("say", host="a\n\u00e9"))
        self.assertRaisesRegex(HarnessError, "^no host 'x'; choose from a$", self.ask, "refuse")
        for do in ("unknown", "odd"):
            with self.assertRaisesRegex(HarnessError, "does not understand"):
                self.ask(do)
        self.assertFalse(self.ended.is_set())
        self.assertEqual({}, self.ask("stop"))
        self.assertTrue(self.ended.is_set())
        self.assertEqual(["say", "refuse", "unknown", "odd"], self.orders)

    def test_what_is_no_order_is_passed_over(self) -> None:
        self.serve()
        for text in (b"", b"GET / HTTP/1.1\r\n\r\n", b"[]\n", b"\xff\n", b"{}\n"):
            with socket.create_connection(("127.0.0.1", self.port), 10) as line:
                line.sendall(text)
                line.shutdown(socket.SHUT_WR)
                self.assertEqual(b"", line.makefile("rb").read())
        self.ask("stop")
        self.assertEqual([], self.orders)

    def test_a_cloud_that_dies(self) -> None:
        self.serve()
        self.over.set()
        self.ended.wait(10)
        self.assertRaisesRegex(HarnessError, "does not answer|ended", self.ask, "say")
