import asyncio
import json
import pathlib
import tempfile
import unittest
from typing import Any
from unittest import mock

from harness.cloud import access, processes, settings
from harness.cloud.services import standin
from harness.cloud.services.standin import Answer, Service, StandIn

URL = "http://127.0.0.1:1"


class RoutesTest(unittest.TestCase):
    def setUp(self) -> None:
        self.standin = StandIn(URL)
        self.standin.arrange(2, 0.5)
        self.ids = standin.server_ids(2)

    def get(self, target: str) -> dict[str, Any]:
        answer = self.standin.answer("GET", target)
        self.assertEqual((200, 0.0), (answer.status, answer.delay))
        assert answer.document is not None
        return answer.document

    def test_versions(self) -> None:
        identity = self.get("/v3")["version"]
        self.assertEqual(("v3.14", f"{URL}/v3/"), (identity["id"], identity["links"][0]["href"]))
        for target in ("/v2.1", "/v2.1/"):
            compute = self.get(target)["version"]
            self.assertEqual(("2.1", "2.100"), (compute["min_version"], compute["version"]))
            self.assertEqual(f"{URL}/v2.1/", compute["links"][0]["href"])

    def test_a_token(self) -> None:
        answer = self.standin.answer("POST", "/v3/auth/tokens")
        self.assertEqual(201, answer.status)
        self.assertEqual({"X-Subject-Token": standin.TOKEN}, answer.headers)
        assert answer.document
        token = answer.document["token"]
        endpoints = {each["type"]: each["endpoints"][0]["url"] for each in token["catalog"]}
        self.assertEqual({"identity": f"{URL}/v3", "compute": f"{URL}/v2.1"}, endpoints)
        self.assertEqual("admin", token["roles"][0]["name"])

    def test_hypervisors_whose_hostname_contains_a_name(self) -> None:
        for pattern, names in (("node1", ["node1", "node10"]), ("10", ["node10"]), ("x", [])):
            found = self.get(f"/v2.1/os-hypervisors?hypervisor_hostname_pattern={pattern}")
            shown = [each["hypervisor_hostname"] for each in found["hypervisors"]]
            self.assertEqual(names, shown)
            self.assertFalse([each for each in found["hypervisors"] if "servers" in each])
        found = self.get("/v2.1/os-hypervisors?with_servers=False")
        self.assertEqual([False] * 2, ["servers" in each for each in found["hypervisors"]])

    def test_hypervisors_with_their_servers(self) -> None:
        query = "hypervisor_hostname_pattern=node1&with_servers=True"
        failed, other = self.get(f"/v2.1/os-hypervisors?{query}")["hypervisors"]
        self.assertEqual(self.ids, [each["uuid"] for each in failed["servers"]])
        self.assertEqual(1, len(other["servers"]))
        self.assertNotIn(other["servers"][0]["uuid"], standin.server_ids(1000))
        self.standin.arrange(0, 0)
        self.assertNotIn("servers", self.get(f"/v2.1/os-hypervisors?{query}")["hypervisors"][0])

    def test_a_hypervisor(self) -> None:
        for each in self.get("/v2.1/os-hypervisors")["hypervisors"]:
            shown = self.get(f"/v2.1/os-hypervisors/{each['id']}")["hypervisor"]
            self.assertEqual(each["hypervisor_hostname"], shown["hypervisor_hostname"])
            self.assertEqual(each["hypervisor_hostname"], shown["service"]["host"])

    def test_servers_in_a_status(self) -> None:
        for status, ids in (("ACTIVE", self.ids), ("REBUILD", []), ("ERROR", [])):
            found = self.get(f"/v2.1/servers?host=node1&status={status}")["servers"]
            self.assertEqual(ids, [each["id"] for each in found])

    def test_the_servers_of_a_host(self) -> None:
        for route in ("servers", "servers/detail"):
            found = self.get(f"/v2.1/{route}?all_tenants=1&host=node1")["servers"]
            self.assertEqual(self.ids, [each["id"] for each in found])
            self.assertEqual([], self.get(f"/v2.1/{route}?host=node")["servers"])
            self.assertEqual(3, len(self.get(f"/v2.1/{route}")["servers"]))
            marked = self.get(f"/v2.1/{route}?host=node1&marker={self.ids[-1]}")
            self.assertEqual([], marked["servers"])

    def test_a_server(self) -> None:
        shown = self.get(f"/v2.1/servers/{self.ids[1]}")["server"]
        self.assertEqual((self.ids[1], "node1"), (shown["id"], shown["OS-EXT-SRV-ATTR:host"]))

    def test_services(self) -> None:
        for query, names in (("?host=node1", ["node1"]), ("?host=node", []), ("", "both")):
            found = self.get(f"/v2.1/os-services{query}")["services"]
            shown = [each["host"] for each in found]
            self.assertEqual(["node1", "node10"] if names == "both" else names, shown)
            self.assertLessEqual({each["state"] for each in found}, {"down"})

    def test_what_there_is_none_of(self) -> None:
        self.assertEqual({"migrations": []}, self.get("/v2.1/os-migrations?source_compute=node1"))
        self.assertEqual({"flavors": []}, self.get("/v2.1/flavors/detail?is_public=None"))

    def test_only_an_evacuation_takes_its_time(self) -> None:
        answer = self.standin.answer("POST", f"/v2.1/servers/{self.ids[0]}/action")
        self.assertEqual((200, 0.5), (answer.status, answer.delay))

    def test_what_it_does_not_know(self) -> None:
        for method, target in (
            ("GET", "/"),
            ("GET", "/v2.1/servers/x"),
            ("GET", "/v2.1/os-hypervisors/x"),
            ("DELETE", "/v2.1"),
            ("POST", "/v2.1/servers"),
            ("POST", "/v2.1/servers/x/migrations"),
        ):
            self.assertEqual(404, self.standin.answer(method, target).status, target)

    def test_every_server_has_an_id_of_its_own(self) -> None:
        ids = standin.server_ids(1000)
        self.assertEqual(1000, len(set(ids)))
        self.assertEqual(sorted(ids), ids)
        self.assertEqual(ids[:10], standin.server_ids(10))
        self.assertEqual({36}, set(map(len, ids)))


class AnswerTest(unittest.TestCase):
    def test_as_it_is_sent(self) -> None:
        answer = Answer({"a": 1}, headers={"X-Subject-Token": "t"})
        expected = (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 8\r\n"
            b'X-Subject-Token: t\r\n\r\n{"a": 1}'
        )
        self.assertEqual(expected, answer.as_bytes())


class ServiceTest(unittest.TestCase):
    """Requests over a socket, one after the other on one connection."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = pathlib.Path(folder.name, settings.ACCESS_LOG)

    async def converse(self, *requests: bytes) -> bytes:
        """Send requests, say that there are no more, and return what is answered."""
        with processes.listen() as listener:
            served = Service(lambda method, target: Answer({method: target}, delay=7), self.log)
            serving = asyncio.create_task(served.serve(listener))
            reader, writer = await asyncio.open_connection(*listener.getsockname())
            for request in requests:
                writer.write(request)
            writer.write_eof()
            answered = await reader.read()
            writer.close()
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
            return answered

    def exchange(self, *requests: bytes) -> tuple[bytes, list[access.Request], list[Any]]:
        with mock.patch("asyncio.sleep") as sleep:
            answered = asyncio.run(self.converse(*requests))
        waited = [call.args[0] for call in sleep.await_args_list]
        return answered, access.read(self.log), waited

    def test_two_requests(self) -> None:
        post = b"POST /v2.1/servers/x/action HTTP/1.1\r\nHost: h\r\ncontent-LENGTH: 2\r\n\r\n{}"
        get = b"GET /v3?a=b HTTP/1.1\r\nHost: h\r\n\r\n"
        answered, logged, waited = self.exchange(post, get)
        bodies = [json.dumps({"POST": "/v2.1/servers/x/action"}), json.dumps({"GET": "/v3?a=b"})]
        heads = answered.decode().split("\r\n\r\n")
        self.assertEqual(3, len(heads))
        self.assertTrue(heads[1].startswith(f"{bodies[0]}HTTP/1.1 200 OK\r\n"))
        self.assertEqual(bodies[1], heads[2])
        told = [(each.method, each.path, each.body, each.status, each.length) for each in logged]
        expected = [
            ("POST", "/v2.1/servers/x/action", "{}", 200, len(bodies[0])),
            ("GET", "/v3?a=b", "", 200, len(bodies[1])),
        ]
        self.assertEqual(expected, told)
        self.assertEqual([7, 7], waited)

    def test_times_are_those_of_arrival_and_answer(self) -> None:
        with mock.patch.object(standin, "time") as clock:
            clock.monotonic.side_effect = [10.0, 12.5]
            _, (logged,), _ = self.exchange(b"GET /v3 HTTP/1.1\r\n\r\n")
        self.assertEqual((10.0, 2.5), (logged.arrived, logged.seconds))

    def test_half_a_request(self) -> None:
        for request in (b"GET /v3", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n{"):
            self.assertEqual((b"", [], []), self.exchange(request))
