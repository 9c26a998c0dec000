import http.client
import json
import pathlib
import tempfile
import time
import unittest
from typing import Any

from harness.cloud import access, settings
from harness.cloud.processes import listen
from harness.cloud.services import web
from harness.cloud.services.front import Front

EVACUATE = "/v2.1/servers/x/action"


class FrontTest(unittest.TestCase):
    """Faults over real connections."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = pathlib.Path(folder.name, "access.jsonl")
        self.reached: list[tuple[str, str, bytes]] = []
        self.asked = 0
        self.front = Front()
        self.front.application = self.answer
        listener = listen()
        self.address = listener.getsockname()
        logged = web.AccessLog(self.front, self.log)
        self.addCleanup(logged._file.close)
        server = web.serve(listener, logged, threads=2)
        self.addCleanup(server.stop)

    def answer(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        token, body = environ.get("HTTP_X_AUTH_TOKEN", ""), environ["wsgi.input"].read()
        self.reached.append((environ["PATH_INFO"], token, body))
        start_response("200 OK", [("Content-Length", "4")])
        return [b"nova"]

    def ask(self, path: str, method: str = "GET", action: str = "", **headers: str) -> Any:
        self.asked += 1
        connection = http.client.HTTPConnection(self.address[0], self.address[1], timeout=10)
        self.addCleanup(connection.close)
        body = json.dumps({action: {}}) if action else None
        connection.request(method, path, body, headers)
        return connection.getresponse()

    def statuses(self, *paths: str, **options: str) -> list[int]:
        return [self.ask(path, **options).status for path in paths]

    def last(self) -> tuple[int | None, str]:
        """What is logged of the last request, which may be so after its answer."""
        end = time.monotonic() + 10
        while len(access.read(self.log)) < self.asked and time.monotonic() < end:
            time.sleep(0.01)
        request = access.read(self.log)[-1]
        return request.status, request.fault

    def fault(self, route: str, kind: str, **described: Any) -> None:
        self.front.set([{"route": route, "kind": kind, **described}])

    def test_no_fault(self) -> None:
        self.assertEqual(b"nova", self.ask("/v2.1/servers").read())
        self.assertEqual((200, ""), self.last())

    def test_statuses(self) -> None:
        for kind in ("429", "500", "503"):
            self.fault("GET /servers", kind, retry_after=7)
            answer = self.ask("/v2.1/servers")
            self.assertEqual((int(kind), "7"), (answer.status, answer.headers["Retry-After"]))
            self.assertEqual((int(kind), kind), self.last())
        self.fault("GET /servers", "503")
        self.assertIsNone(self.ask("/v2.1/servers").headers["Retry-After"])
        self.assertEqual([], self.reached)

    def test_a_connection_that_is_reset(self) -> None:
        self.fault("* *", "reset")
        self.assertRaises(ConnectionResetError, self.ask, "/v2.1/servers")
        self.assertEqual([], self.reached)
        self.assertEqual((None, "reset"), self.last())
        self.assertEqual([200] * 3, self.statuses(*["/v2.1/servers"] * 3))

    def test_an_answer_that_is_lost(self) -> None:
        self.fault("* *", "lost")
        with self.assertRaises(ConnectionResetError):
            self.ask(EVACUATE, "POST", "evacuate")
        self.assertEqual([(EVACUATE, "", b'{"evacuate": {}}')], self.reached)
        self.assertEqual((200, "lost"), self.last())

    def test_an_expired_token(self) -> None:
        self.fault("* *", "expired")
        self.ask("/v2.1/servers", **{"X-Auth-Token": "good"})
        self.ask("/v2.1/servers", **{"X-Auth-Token": "good"})
        self.assertEqual(["0" * 32, "good"], [token for _, token, _ in self.reached])

    def test_a_delay(self) -> None:
        self.fault("* *", "delay", seconds=0.2)
        began = time.monotonic()
        self.assertEqual(200, self.ask("/v2.1/servers").status)
        self.assertLessEqual(0.2, time.monotonic() - began)

    def test_count_and_after(self) -> None:
        self.fault("GET /x", "500", count=2, after=1)
        self.assertEqual([200, 500, 500, 200], self.statuses(*["/v2.1/x"] * 4))
        self.assertEqual([], self.front.left())
        self.fault("GET /x", "500", count=0, after=1)
        self.assertEqual([200, 500, 500, 500], self.statuses(*["/v2.1/x"] * 4))
        self.assertEqual([0], [fault["count"] for fault in self.front.left()])

    def test_the_first_that_fits(self) -> None:
        described = [("GET /y", "429"), ("GET /*", "500"), ("GET /x", "503")]
        self.front.set([{"route": route, "kind": kind} for route, kind in described])
        self.assertEqual([500, 503, 200], self.statuses(*["/v2.1/x"] * 3))
        self.assertEqual([{"GET /y"}], [{fault["route"]} for fault in self.front.left()])

    def test_routes(self) -> None:
        project = "c0ffee00" * 4
        for path, expected in (
            ("/v2.1/servers/x", 500),
            (f"/v2.1/{project}/servers/x", 500),
            ("/v2/servers/x?all_tenants=1", 500),
            ("/servers/x", 500),
            ("/v2.1/servers", 200),
            ("/v2.1/os-servers/x", 200),
            ("/v2.10/servers/x", 200),
        ):
            self.fault("GET /servers/*", "500")
            self.assertEqual([expected], self.statuses(path), path)
        self.fault("GET /servers/*", "500")
        self.assertEqual([200], self.statuses("/v2.1/servers/x", method="POST"))

    def test_actions(self) -> None:
        self.fault("POST *", "500", action="evacuate")
        self.assertEqual([200], self.statuses(EVACUATE, method="POST", action="migrate"))
        self.assertEqual([200], self.statuses(EVACUATE, method="POST"))
        self.assertEqual([500], self.statuses(EVACUATE, method="POST", action="evacuate"))

    def test_the_harness_itself_is_spared(self) -> None:
        self.fault("* *", "500", count=0)
        agents = (settings.AGENT, f"{settings.AGENT} keystoneauth1/5", "harness2")
        found = [self.ask("/v2.1/x", **{"User-Agent": agent}).status for agent in agents]
        self.assertEqual([200, 200, 500], found)
