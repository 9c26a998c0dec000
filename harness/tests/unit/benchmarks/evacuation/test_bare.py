import asyncio
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
from http import HTTPStatus

from harness.benchmarks.evacuation import bare, timing
from harness.cloud import access, processes, settings
from harness.cloud.services import standin
from harness.cloud.services.standin import Answer, Service, StandIn


class BareTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = pathlib.Path(folder.name, settings.ACCESS_LOG)

    async def evacuate(self, concurrency: int, servers: int, status: HTTPStatus) -> None:
        def answer(method: str, target: str) -> Answer:
            return Answer({"adminPass": "secret"}, status, delay=0.01)

        with processes.listen() as listener:
            serving = asyncio.create_task(Service(answer, self.log).serve(listener))
            url = f"{settings.url(listener)}/v2.1"
            try:
                ids = standin.server_ids(servers)
                await bare.evacuate(url, "token", "2.100", concurrency, ids)
            finally:
                serving.cancel()
                await asyncio.gather(serving, return_exceptions=True)

    def logged(
        self, concurrency: int, servers: int, status: HTTPStatus = HTTPStatus.OK
    ) -> list[access.Request]:
        asyncio.run(self.evacuate(concurrency, servers, status))
        return access.read(self.log)

    def test_every_server_once(self) -> None:
        found = self.logged(3, 10)
        self.assertEqual(standin.server_ids(10), sorted(str(each.changed) for each in found))
        paths = {each.path.replace(str(each.changed), "ID") for each in found}
        self.assertEqual({"/v2.1/servers/ID/action"}, paths)
        self.assertEqual([{"evacuate": {}}] * 10, [json.loads(each.body) for each in found])

    def test_as_many_at_a_time_as_it_is_told(self) -> None:
        self.assertEqual(3, timing.peak(self.logged(3, 12)))

    def test_fewer_servers_than_that(self) -> None:
        self.assertEqual(2, len(self.logged(32, 2)))

    def test_a_refusal(self) -> None:
        with self.assertRaisesRegex(ValueError, "HTTP/1.1 400 Bad Request"):
            self.logged(1, 2, HTTPStatus.BAD_REQUEST)
        self.assertEqual(1, len(access.read(self.log)))

    def test_it_runs_alone(self) -> None:
        """As a script it finds nothing but Python's library."""
        with processes.listen() as listener:
            url = settings.url(listener)
        words = [sys.executable, "-I", bare.__file__, f"{url}/v2.1", "t", "2.100", "1"]
        found = subprocess.run([*words, "id"], capture_output=True, text=True)
        self.assertEqual(1, found.returncode)
        self.assertIn("ConnectionRefusedError", found.stderr)


class HeadTest(unittest.TestCase):
    """What the client says of itself, byte for byte."""

    async def received(self) -> bytes:
        heard: list[bytes] = []

        async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heard.append(await reader.readexactly(len(self.EXPECTED)))
            writer.write(Answer(StandIn("").answer("GET", "/").document).as_bytes())
            writer.close()

        async with await asyncio.start_server(hear, "127.0.0.1", 0) as server:
            self.port = server.sockets[0].getsockname()[1]
            await bare.evacuate(f"http://127.0.0.1:{self.port}/v2.1", "t", "2.100", 1, ["x"])
        return heard[0]

    EXPECTED = (
        b"POST /v2.1/servers/x/action HTTP/1.1\r\nHost: 127.0.0.1:NNNNN\r\nX-Auth-Token: t\r\n"
        b"X-OpenStack-Nova-API-Version: 2.100\r\nOpenStack-API-Version: compute 2.100\r\n"
        b"Accept: application/json\r\nContent-Type: application/json\r\nContent-Length: 16\r\n"
        b'\r\n{"evacuate": {}}'
    )

    def test_a_request(self) -> None:
        found = asyncio.run(self.received())
        self.assertEqual(self.EXPECTED.replace(b"NNNNN", str(self.port).encode()), found)
