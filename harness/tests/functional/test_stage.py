"""A cloud whose users, policy and databases are what a test says."""

import re
import tomllib
from typing import Any

from harness.cloud import access, client, fleet
from harness.errors import HarnessError
from harness.stage.account import Account
from harness.stage.caller import Answer
from harness.stage.warm import WarmClient
from harness.stage.world import CELL2, Hypervisor, Record, Server, Service, World
from harness.tests.functional import base

EVACUATE = "os_compute_api:os-evacuate"
HYPERVISORS = ("list", "show", "search", "servers")
AVAILABILITY = {EVACUATE: "role:ha"} | {
    f"os_compute_api:os-hypervisors:{route}": "role:ha" for route in HYPERVISORS
}
FILTERS = "os_compute_api:servers:allow_all_filters"
WORLD = World(
    services=(
        Service("cmp7"),
        Service("cmp7.example.org"),
        Service("cmp70", "forced-down"),
        Service("left"),
        Service("right"),
        Service("gone", deleted=True),
        Service("far", cell=CELL2),
        Service("spare", "up"),
    ),
    hypervisors=(
        Hypervisor("cmp7.example.org", "cmp7.example.org"),
        Hypervisor("cmp70.example.org", "cmp70"),
        Hypervisor("twin", "left"),
        Hypervisor("twin", "right"),
        Hypervisor("gone", "gone"),
        Hypervisor("far", "far"),
        Hypervisor("spare", "spare"),
    ),
    servers=(
        Server("a", "cmp7.example.org"),
        Server("b", "cmp7.example.org", project="tenant"),
        Server("c", "cmp7.example.org", "stopped", "powering-on", power=4),
        Server("d", "cmp7.example.org", "soft-delete"),
        Server("e", "cmp7.example.org", "deleted"),
        Server("f", "cmp70", "error", "rebuilding"),
        Server("g", "far"),
        Server("h", "gone", "paused", "migrating"),
        Server("i", "right"),
    ),
    records=(
        Record("a", "done", "cmp70", "cmp7.example.org"),
        Record("f", "pre-migrating", "cmp70", "spare"),
        Record("h", "running", "gone", "left", "live-migration"),
    ),
)
DARK = World(WORLD.services, WORLD.hypervisors, WORLD.servers, down_cells=frozenset([CELL2]))
NAMES = {server.id: server.name for server in WORLD.servers}
SMALL = """
[[group]]
hosts = ["template"]
servers = 1
state = "down"
[[group]]
hosts = ["spare"]
"""


class StageTest(base.CloudTest):
    fleet = fleet.parse("small", tomllib.loads(SMALL))
    accounts = (
        Account("ha", roles=("ha",)),
        Account("tenant", "tenant"),
        Account("deputy", "tenant", ("admin",)),
    )

    def setUp(self) -> None:
        super().setUp()
        self.stage()

    def stage(self, world: World = WORLD, **options: Any) -> None:
        self.cloud.stage(world, **options)

    def get(self, path: str, user: str = "admin", version: str = "2.53") -> Answer:
        return self.cloud.caller(user).ask("GET", path, version)

    def listed(self, path: str, user: str = "admin", version: str = "2.53") -> list[Any]:
        answer = self.get(path, user, version)
        self.assertEqual(200, answer.status, answer)
        (found,) = [answer.body[key] for key in answer.body if not key.endswith("_links")]
        return list(found)

    def servers(self, path: str, user: str = "admin", version: str = "2.53") -> str:
        return "".join(NAMES[each["id"]] for each in self.listed(path, user, version))

    def evacuate(self, name: str, user: str = "admin", version: str = "2.53") -> int:
        body: dict[str, Any] = {"evacuate": {}}
        path = f"/servers/{WORLD.server(name).id}/action"
        return self.cloud.caller(user).ask("POST", path, version, body).status

    def shown(self, name: str) -> Any:
        return self.get(f"/servers/{WORLD.server(name).id}").body["server"]

    def names_of(self, servers: Any) -> str:
        return "".join(NAMES[each["uuid"]] for each in servers)

    def test_projects(self) -> None:
        self.assertEqual("ihgfca", self.servers("/servers"))
        for user in ("tenant", "deputy"):
            self.assertEqual("b", self.servers("/servers", user))
        self.assertEqual("ihgfcba", self.servers("/servers?all_tenants=1", "deputy"))

    def test_roles(self) -> None:
        for user, status in (("admin", 200), ("deputy", 200), ("tenant", 403), ("ha", 403)):
            self.assertEqual(status, self.get("/os-services", user).status)

    def test_clients(self) -> None:
        self.cloud.set_policy(AVAILABILITY)
        found = self.cloud.environment_of("ha")
        # clouds.yaml leads the administrator to the cloud, and nobody else.
        expected = self.cloud.environment | {"OS_USERNAME": "ha"}
        del expected["OS_CLIENT_CONFIG_FILE"]
        self.assertEqual(expected, found)
        runner, start = base.find_client("upstream"), access.position(self.cloud.access_log)
        arguments = ["host-evacuate", "--strict", "cmp7.example.org"]
        outcome = client.run(runner, arguments, found, 60, self.cloud.check)
        self.assertEqual(0, outcome.status, outcome)
        sent = access.changes(access.read(self.cloud.access_log, start))
        # Policy grants the evacuation; servers of other projects are not seen all the same.
        evacuated = [("a", 200), ("b", 404), ("c", 200), ("d", 409)]
        self.assertEqual(evacuated, [(NAMES[each.server], each.status) for each in sent])

    def test_a_client_that_is_started_once(self) -> None:
        cold = base.find_client("upstream")
        environment = self.cloud.environment
        with WarmClient(cold) as warm:
            for name in ("cmp70.example.org", "twin", "unknown"):
                arguments = ["host-evacuate", "--strict", name]
                expected = client.run(cold, arguments, environment, 60, self.cloud.check)
                self.stage()
                found = warm.run(arguments, environment)
                self.stage()
                self.assertEqual(self.told(expected), self.told(found))

    def told(self, outcome: client.Outcome) -> tuple[int, str, str]:
        stdout, stderr = [
            re.sub("req-[0-9a-f-]+", "", text) for text in (outcome.stdout, outcome.stderr)
        ]
        return outcome.status, stdout, stderr

    def test_nobody(self) -> None:
        error = self.assertRaises(HarnessError, self.cloud.environment_of, "nobody")
        self.assertEqual("no user 'nobody'; choose from admin, ha, tenant, deputy", str(error))

    def test_the_next_request_is_judged_by_it(self) -> None:
        path = "/servers?all_tenants=1&host=cmp70"
        for _ in range(5):
            self.cloud.set_policy({FILTERS: "!"})
            self.assertEqual("ihgfcba", self.servers(path))
            self.cloud.set_policy({})
            self.assertEqual("f", self.servers(path))

    def test_every_rule_of_a_file(self) -> None:
        self.cloud.set_policy(AVAILABILITY)
        for path, version in (
            ("/os-hypervisors", "2.53"),
            (f"/os-hypervisors/{self.listed('/os-hypervisors', 'ha')[0]['id']}", "2.53"),
            ("/os-hypervisors/cmp7/search", "2.52"),
            ("/os-hypervisors/cmp7/servers", "2.52"),
        ):
            self.assertEqual(200, self.get(path, "ha", version).status, path)
        self.assertEqual([200, 403], [self.evacuate("a", "ha"), self.evacuate("a", "deputy")])

    def test_it_ends_with_the_stage(self) -> None:
        self.cloud.set_policy({FILTERS: "!"})
        self.stage()
        self.assertEqual("f", self.servers("/servers?all_tenants=1&host=cmp70"))

    def test_services(self) -> None:
        expected = [(each.host, each.state) for each in WORLD.services if not each.deleted]
        expected[2] = ("cmp70", "down")
        found = self.listed("/os-services?binary=nova-compute")
        shown = sorted((each["host"], each["state"]) for each in found)
        self.assertEqual(sorted(expected), shown)
        forced = [each["host"] for each in found if each["forced_down"]]
        self.assertEqual(["cmp70"], forced)

    def test_hypervisors(self) -> None:
        expected = [
            ("cmp7.example.org", "abcd"),
            ("cmp70.example.org", "f"),
            ("twin", ""),
            ("twin", "i"),
            ("spare", ""),
            ("far", "g"),
        ]
        found = [
            (each["hypervisor_hostname"], self.names_of(each.get("servers", ())))
            for each in self.listed("/os-hypervisors?with_servers=True")
        ]
        self.assertEqual(expected, found)

    def test_servers(self) -> None:
        found = self.listed("/servers/detail?all_tenants=1&sort_dir=asc", version="2.95")
        states = [
            (
                each["name"],
                each["OS-EXT-SRV-ATTR:host"],
                each["status"],
                each["OS-EXT-STS:task_state"],
                each["OS-EXT-STS:power_state"],
            )
            for each in found
        ]
        expected = [
            ("a", "cmp7.example.org", "ACTIVE", None, 1),
            ("b", "cmp7.example.org", "ACTIVE", None, 1),
            ("c", "cmp7.example.org", "SHUTOFF", "powering-on", 4),
            ("f", "cmp70", "REBUILD", "rebuilding", 1),
            ("g", "far", "ACTIVE", None, 1),
            ("h", "gone", "MIGRATING", "migrating", 1),
            ("i", "right", "ACTIVE", None, 1),
        ]
        self.assertEqual(expected, states)
        self.assertEqual("e", self.servers("/servers?all_tenants=1&status=DELETED"))
        self.assertEqual("SOFT_DELETED", self.shown("d")["status"])

    def test_records(self) -> None:
        found = [
            (NAMES[each["instance_uuid"]], each["status"], each["migration_type"])
            for each in self.listed("/os-migrations", version="2.59")
        ]
        expected = [
            ("h", "running", "live-migration"),
            ("f", "pre-migrating", "evacuation"),
            ("a", "done", "evacuation"),
        ]
        self.assertEqual(expected, found)
        path = "/os-migrations?source_compute=cmp70&migration_type=evacuation"
        self.assertEqual([2, 1], [each["id"] for each in self.listed(path, version="2.59")])

    def test_a_cell_that_is_down(self) -> None:
        self.stage(DARK)
        self.assertEqual("ihfcba", self.servers("/servers?all_tenants=1"))
        self.assertEqual([], self.listed("/os-services?host=far"))
        (service,) = self.listed("/os-services?host=far", version="2.69")
        self.assertEqual(("far", "UNKNOWN"), (service["host"], service["status"]))
        self.assertEqual(500, self.get("/os-hypervisors").status)
        self.stage()
        self.assertEqual("ihgfcba", self.servers("/servers?all_tenants=1"))

    def test_an_older_service(self) -> None:
        services = (Service("old", version=61), Service("spare", "up"))
        hypervisors = (Hypervisor("old", "old"), Hypervisor("spare", "spare"))
        self.stage(World(services, hypervisors, (Server("a", "old"),)))
        self.assertEqual([400, 200], [self.evacuate("a", version=v) for v in ("2.95", "2.94")])

    def test_nothing_of_it_is_left(self) -> None:
        for world in (WORLD, DARK):
            self.stage(world)
            self.cloud.reset(self.fleet)
            names = [server.name for server in self.cloud.administrator.servers()]
            self.assertEqual(["template"], names)
            states = {"template": "down", "spare": "up"}
            self.assertEqual(states, self.cloud.administrator.compute_states())
            self.assertEqual([], self.cloud.administrator.migrations())

    def test_evacuations_that_are_accepted_and_never_begin(self) -> None:
        self.assertEqual(200, self.evacuate("a"))
        self.assertEqual("REBUILD", self.shown("a")["status"])
        record = self.listed("/os-migrations", version="2.59")[0]
        self.assertEqual(("accepted", None), (record["status"], record["dest_compute"]))
        self.stage()
        self.assertEqual("ACTIVE", self.shown("a")["status"])

    def test_evacuations_that_arrive(self) -> None:
        world = World(WORLD.services, WORLD.hypervisors, WORLD.servers[:2])
        for _ in range(2):
            self.stage(world, running=["spare"], held=False)
            self.assertEqual(200, self.evacuate("a"))
            self.cloud.rest()
            self.assertEqual("a", self.servers("/servers?all_tenants=1&host=spare"))
            (record,) = self.listed("/os-migrations")
            self.assertEqual(("done", "spare"), (record["status"], record["dest_compute"]))
