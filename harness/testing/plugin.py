"""For pytest: a fixture that is a cloud.

It imports nothing of OpenStack until a test asks for it: pytest loads it wherever the harness is
installed.
"""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.running.manned import MannedCloud
    from harness.testing.desk import Desk

_MARKER = "nova_fleet"


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest the marker."""
    text = f"{_MARKER}(path): the fleet file of nova_cloud, from the folder of the test"
    config.addinivalue_line("markers", text)


@pytest.fixture(scope="session")
def nova_desk() -> Iterator["Desk"]:
    """Lend clouds, one after the other, until the session ends."""
    from harness.testing.desk import Desk

    desk = Desk()
    yield desk
    desk.close()


@pytest.fixture
def nova_cloud(
    request: pytest.FixtureRequest, nova_desk: "Desk", monkeypatch: pytest.MonkeyPatch
) -> "MannedCloud":
    """Be a cloud with the fleet that the marker ``nova_fleet`` names, as that file says.

    The ``OS_*`` variables and ``OS_CLIENT_CONFIG_FILE`` lead to it while the test runs.
    """
    from harness.cloud import fleet
    from harness.errors import HarnessError
    from harness.running.manned import MannedCloud
    from harness.trials import component

    marker = request.node.get_closest_marker(_MARKER)
    if not marker or len(marker.args) != 1:
        pytest.fail(f'mark the test with @pytest.mark.{_MARKER}("FILE")', pytrace=False)
    try:
        described = fleet.load(request.path.parent / marker.args[0])
        cloud = MannedCloud(nova_desk.borrow(described))
    except HarnessError as error:
        pytest.fail(str(error), pytrace=False)
    found = component.variables(cloud.environment)
    for name in set(os.environ) - set(found):
        monkeypatch.delenv(name)
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    return cloud
