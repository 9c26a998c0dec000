import http.client
import json
import os
import pathlib
import signal
import tempfile
import unittest
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

from harness.benchmarks.evacuation.loopback import Loopback
from harness.cloud import access, processes
from harness.cloud.services import standin
from harness.errors import HarnessError


class LoopbackTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        inside = mock.patch("tempfile.tempdir", folder.name)
        inside.start()
        self.addCleanup(inside.stop)

    def servers(self, loopback: Loopback) -> list[str]:
        connection = http.client.HTTPConnection(urlsplit(loopback.url).netloc)
        self.addCleanup(connection.close)
        connection.request("GET", "/v2.1/servers?host=node1")
        found: dict[str, Any] = json.load(connection.getresponse())
        return [each["id"] for each in found["servers"]]

    def test_a_process_of_its_own(self) -> None:
        with Loopback() as loopback:
            for number in (3, 1):
                loopback.arrange(number, 0.0)
                self.assertEqual(standin.server_ids(number), self.servers(loopback))
            paths = [each.path for each in access.read(loopback.access_log)]
            self.assertEqual(["/v2.1/servers?host=node1"] * 2, paths)
            self.assertEqual(f"{loopback.url}/v3", loopback.environment["OS_AUTH_URL"])
            loopback.check()
        self.assertFalse(loopback._process.alive)
        self.assertEqual([], [*self.folder.iterdir()])

    def test_a_port_that_is_taken(self) -> None:
        with processes.listen() as taken:
            port = taken.getsockname()[1]
            with self.assertRaisesRegex(HarnessError, f"port {port} .*--port"):
                Loopback(port).__enter__()
        self.assertEqual([], [*self.folder.iterdir()])

    def test_a_process_that_dies(self) -> None:
        with Loopback() as loopback:
            process = loopback._process._process
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            with self.assertRaisesRegex(HarnessError, "standin died; start"):
                loopback.check()
