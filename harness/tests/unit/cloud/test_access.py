import io
import json
import pathlib
import tempfile
import time
import unittest
from collections.abc import Iterable
from typing import Any

from harness.cloud import access
from harness.cloud.services import web

SERVER = "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
PROJECT = "c0ffee00" * 4


def request(path: str, body: str = "", method: str = "POST", status: int = 200) -> access.Request:
    return access.Request(method, path, body, status)


class ChangedTest(unittest.TestCase):
    def test_every_prefix_that_nova_serves(self) -> None:
        for prefix in ("", "/v2.1", "/v2", f"/v2.1/{PROJECT}", f"/v2/{PROJECT}"):
            asked = request(f"{prefix}/servers/{SERVER}/action", '{"evacuate": {}}')
            self.assertEqual(SERVER, asked.changed)

    def test_every_way_to_change_a_server(self) -> None:
        server = f"/v2.1/servers/{SERVER}"
        for asked in (
            request(f"{server}/metadata", '{"metadata": {"rack": "34"}}'),
            request(f"{server}/metadata/rack", method="DELETE"),
            request(f"{server}/metadata?x=y", method="PUT"),
            request(server, method="DELETE"),
        ):
            self.assertEqual(SERVER, asked.changed)

    def test_other_requests_change_no_server(self) -> None:
        for other in (
            request(f"/v2.1/servers/{SERVER}", method="GET"),
            request(f"/v2.1/servers/{SERVER}", method="HEAD"),
            request("/v2.1/servers?host=a", method="GET"),
            request("/v2.1/servers"),
            request(f"/v2.1/os-hypervisors/{SERVER}/action", '{"evacuate": {}}'),
            request(f"/v2.1/os-services/{SERVER}", method="PUT"),
        ):
            self.assertIsNone(other.changed)

    def test_order_and_repetitions_are_kept(self) -> None:
        path, body = "/servers/{}/action", '{"evacuate": {}}'
        log = [
            request("/os-hypervisors", method="GET"),
            request(path.format("b"), body, status=200),
            request(path.format("a"), body, status=400),
            request(path.format("b"), body, status=409),
        ]
        found = access.changes(log)
        self.assertEqual(
            [("b", 200), ("a", 400), ("b", 409)], [(e.server, e.status) for e in found]
        )
        self.assertEqual([True, False, False], [e.accepted for e in found])

    def test_no_answer_is_not_accepted(self) -> None:
        self.assertFalse(access.Change("a", None).accepted)


class LogTest(unittest.TestCase):
    """The middleware writes what the reader reads."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = pathlib.Path(folder.name, "access.jsonl")
        self.queries = 4

    def call(
        self, body: bytes = b"", status: str = "200 OK", **extra: str
    ) -> tuple[bytes, Iterable[bytes]]:
        seen: list[bytes] = []

        def application(environ: Any, start_response: Any) -> list[bytes]:
            seen.append(environ["wsgi.input"].read())
            self.queries += 3
            start_response(status, [("Content-Length", "6")])
            return [b"answer"]

        wrapped = web.AccessLog(application, self.log, lambda: self.queries)
        self.addCleanup(wrapped._file.close)
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/v2.1/servers/x/action",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            **extra,
        }
        answer = wrapped(environ, lambda *arguments: None)
        return seen[0], answer

    def test_the_body_is_logged_and_still_reaches_nova(self) -> None:
        body = json.dumps({"evacuate": {"host": "spare"}}).encode()
        seen, answer = self.call(body)
        self.assertEqual(body, seen)
        self.assertEqual([b"answer"], answer)
        (logged,) = access.read(self.log)
        self.assertEqual("x", logged.changed)
        self.assertEqual(200, logged.status)

    def test_the_line_is_complete_before_the_answer_is_read(self) -> None:
        self.call()
        self.assertTrue(self.log.read_bytes().endswith(b"\n"))

    def test_the_query(self) -> None:
        self.call(QUERY_STRING="hypervisor_hostname_pattern=a", CONTENT_LENGTH="")
        (logged,) = access.read(self.log)
        self.assertEqual("/v2.1/servers/x/action?hypervisor_hostname_pattern=a", logged.path)

    def test_what_it_cost(self) -> None:
        began = time.monotonic()
        self.call(PATH_INFO="/first")
        self.call(PATH_INFO="/second")
        ended = time.monotonic()
        first, second = access.read(self.log)
        self.assertEqual([(6, 3)] * 2, [(r.length, r.queries) for r in (first, second)])
        self.assertTrue(began <= first.arrived <= second.arrived <= ended)
        self.assertTrue(0 <= first.seconds <= second.arrived - first.arrived)

    def test_an_answer_of_unknown_length_and_none_at_all(self) -> None:
        def silent(environ: Any, start_response: Any) -> list[bytes]:
            return []

        def brief(environ: Any, start_response: Any) -> list[bytes]:
            start_response("204 No Content", [])
            return []

        for application, status in ((silent, None), (brief, 204)):
            wrapped = web.AccessLog(application, self.log)
            self.addCleanup(wrapped._file.close)
            environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.input": io.BytesIO()}
            wrapped(environ, lambda *arguments: None)
            logged = access.read(self.log)[-1]
            self.assertEqual((status, 0, 0), (logged.status, logged.length, logged.queries))

    def test_a_refusal(self) -> None:
        self.call(b'{"evacuate": {}}', status="400 Bad Request")
        (logged,) = access.changes(access.read(self.log))
        self.assertEqual(400, logged.status)

    def test_only_what_came_after_a_position_is_read(self) -> None:
        self.assertEqual(0, access.position(self.log))
        self.call(PATH_INFO="/first")
        start = access.position(self.log)
        self.call(PATH_INFO="/second")
        self.assertEqual(["/second"], [r.path for r in access.read(self.log, start)])
