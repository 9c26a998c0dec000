"""The image service: what it lists, and that the rest is Nova's."""

import datetime
import io
import json
import unittest
from typing import Any

from harness.cloud.services.images import Beside

MOMENT = datetime.datetime(2026, 1, 1)
IMAGE = {
    "id": "i",
    "name": "cirros",
    "status": "active",
    "visibility": "public",
    "container_format": "raw",
    "disk_format": "raw",
    "tags": ["evacuable"],
    "size": 1,
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "deleted_at": None,
    "is_public": True,
    "properties": {"architecture": "x86_64"},
}
SHOWN = {
    "id": "i",
    "name": "cirros",
    "status": "active",
    "visibility": "public",
    "container_format": "raw",
    "disk_format": "raw",
    "tags": ["evacuable"],
    "size": 1,
    "created_at": "2026-01-01T00:00:00",
    "updated_at": "2026-01-01T00:00:00",
    "architecture": "x86_64",
}


def nova(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("299 Nova", [])
    return [b'"nova"']


class ImagesTest(unittest.TestCase):
    def ask(self, path: str, method: str = "GET") -> tuple[str, Any]:
        answered = []

        def start_response(status: str, headers: list[tuple[str, str]]) -> None:
            answered.append((status, dict(headers)))

        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": io.BytesIO()}
        body = b"".join(Beside(nova, lambda: [IMAGE])(environ, start_response))
        (status, headers), *_ = answered
        if headers:
            self.assertEqual(str(len(body)), headers["Content-Length"])
        return status, json.loads(body)

    def test_a_list(self) -> None:
        status, found = self.ask("/image/v2/images")
        self.assertEqual(("200 OK", [SHOWN]), (status, found["images"]))

    def test_one(self) -> None:
        self.assertEqual(("200 OK", SHOWN), self.ask("/image/v2/images/i"))
        self.assertEqual("404 Not Found", self.ask("/image/v2/images/j")[0])
        self.assertEqual("404 Not Found", self.ask("/image/v3")[0])

    def test_versions(self) -> None:
        for path in ("/image", "/image/", "/image/v2/"):
            status, found = self.ask(path)
            self.assertEqual(("200 OK", 1), (status, len(found["versions"])))

    def test_nothing_is_changed(self) -> None:
        for method in ("POST", "DELETE"):
            self.assertEqual("405 Method Not Allowed", self.ask("/image/v2/images", method)[0])

    def test_the_rest_is_nova(self) -> None:
        for path in ("/", "/v2.1/images", "/images", "/v2.1/servers/image"):
            self.assertEqual(("299 Nova", "nova"), self.ask(path))
