"""``python -m harness audit`` of a cloud."""

import os
import pathlib
import subprocess
import sys
from dataclasses import replace

import testtools.matchers as m

from harness.cloud import access, fleet
from harness.tests.functional import base
from harness.trials import scenario

INCIDENT = scenario.load_fleet("incident")
NEIGHBOURS = ", ".join(f"XXXX-HOST-YYYY34{digit}" for digit in range(10))
AUDIT = f"""\
12 names (letter case does not count): 1 would evacuate other hosts in substring mode.

NAME              EVACUATED WITH IT
XXXX-HOST-YYYY34  {NEIGHBOURS}

Padded with zeros, no name is contained in another:

NAME              NEW NAME
XXXX-HOST-YYYY34  XXXX-HOST-YYYY034
"""
PAGES = "/os-hypervisors"


class AuditTest(base.CloudTest):
    fleet = fleet.Fleet("incident", tuple(replace(host, servers=0) for host in INCIDENT.hosts))

    def audit(self, **variables: str) -> tuple[int, str, str]:
        command = [sys.executable, "-m", "harness", "audit", "--nova"]
        done = subprocess.run(
            [*command, base.find_client("upstream").executable],
            cwd=pathlib.Path(__file__).parents[3],
            env=os.environ | self.cloud.environment | variables,
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout, done.stderr

    def test_the_incident(self) -> None:
        for version, pages in (("latest", 1), ("2.53", 1), ("2.33", 1), ("2.32", 0)):
            start = access.position(self.cloud.access_log)
            environment = {} if version == "latest" else {"OS_COMPUTE_API_VERSION": version}
            self.assertEqual((1, AUDIT, ""), self.audit(**environment))
            asked = [r.path for r in access.read(self.cloud.access_log, start)]
            first, *more = [path for path in asked if PAGES in path]
            self.assertThat(first, m.EndsWith(PAGES))
            marked = [path for path in more if f"{PAGES}?marker=" in path]
            self.assertEqual((pages, more), (len(marked), marked))

    def test_credentials_that_are_wrong(self) -> None:
        status, out, err = self.audit(OS_PASSWORD="wrong")
        self.assertEqual((2, "", 1), (status, out, err.count("\n")))
        self.assertIn("'nova hypervisor-list' failed: ERROR (Unauthorized): ", err)
