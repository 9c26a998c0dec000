"""Every use of the fixtures that Nova ships for its own tests.

They stand in for Neutron, which evacuation asks for ports and security groups,
and for Glance, which it asks for the image; they serialise writers, since
SQLite bears one at a time; and they let many compute services live in one
process, which Nova otherwise forbids: one process, one identity on disk.
"""

from typing import Any

import fixtures
import futurist
from nova.conf import CONF
from nova.tests import fixtures as nova_fixtures


class _Owner(fixtures.Fixture):  # type: ignore[misc]
    """What the fixtures expect of a Nova test case."""

    def stub_out(self, old: str, new: Any) -> None:
        self.useFixture(fixtures.MonkeyPatch(old, new))

    def flags(self, group: str | None = None, **options: Any) -> None:
        for name, value in options.items():
            CONF.set_override(name, value, group)


def install() -> None:
    """Put the stand-ins in place for the life of the process."""
    owner = _Owner()
    owner.setUp()
    owner.useFixture(nova_fixtures.DatabaseWriteLock())
    owner.useFixture(nova_fixtures.ComputeNodeIdFixture())
    owner.useFixture(nova_fixtures.NeutronFixture(owner))
    owner.useFixture(nova_fixtures.GlanceFixture(owner))
    # Nova's tests do so too: an idle thread would hold up a stop for a second.
    # See https://bugs.launchpad.net/futurist/+bug/2160159.
    futurist._thread.ThreadWorker.MAX_IDLE_FOR = 0.01
    # Stopping one compute service must not close the thread pools of the others.
    owner.stub_out("nova.thread_pool_factory.shutdown_all_executors", lambda: None)
