"""Every use of the fixtures that Nova ships for its own tests.

They stand in for Neutron, which evacuation asks for ports and security groups,
for Glance, which it asks for the image, and for Cinder, where volumes are; they
serialise writers, since SQLite bears one at a time; and they let many compute
services live in one process, which Nova otherwise forbids: one process, one
identity on disk.
"""

import copy
from typing import Any

import fixtures
from nova.conf import CONF
from nova.tests import fixtures as nova_fixtures

from harness.cloud.services import release, sqlite

_OURS = ("DatabaseWriteLock", "ComputeNodeIdFixture")
"""What only newer releases have and need: for threads, and for identities on disk."""
_KEPT = ("volumes", "volume_to_attachment")
"""What a stand-in for Cinder knows; that of Nova 25 takes every volume for granted."""


class _Owner(fixtures.Fixture):  # type: ignore[misc]
    """What the fixtures expect of a Nova test case."""

    def stub_out(self, old: str, new: Any) -> None:
        self.useFixture(fixtures.MonkeyPatch(old, new))

    def flags(self, group: str | None = None, **options: Any) -> None:
        for name, value in options.items():
            CONF.set_override(name, value, group)


class Volumes:
    """What Nova's stand-in for Cinder knows, kept and put back as databases are."""

    def __init__(self, cinder: Any) -> None:
        """Use the fixture ``cinder``; there are no volumes yet."""
        self._cinder = cinder
        self.keep()

    def keep(self) -> None:
        """Remember which volumes there are, and what they are attached to."""
        known = vars(self._cinder)
        self._kept = copy.deepcopy({name: known[name] for name in _KEPT if name in known})

    def restore(self) -> None:
        """Put them back."""
        vars(self._cinder).update(copy.deepcopy(self._kept))


def install() -> tuple[Any, Volumes]:
    """Put the stand-ins in place for the life of the process.

    :returns: the one for Glance, and what that for Cinder remembers.
    """
    owner = _Owner()
    owner.setUp()
    for name in _OURS:
        if hasattr(nova_fixtures, name):
            owner.useFixture(getattr(nova_fixtures, name)())
    if not hasattr(nova_fixtures, "DatabaseWriteLock"):
        sqlite.serialise_writers()
    owner.useFixture(nova_fixtures.NeutronFixture(owner))
    glance = owner.useFixture(nova_fixtures.GlanceFixture(owner))
    cinder = owner.useFixture(nova_fixtures.CinderFixture(owner))
    if release.has("nova.thread_pool_factory"):
        # Stopping one compute service must not close the thread pools of the others.
        owner.stub_out("nova.thread_pool_factory.shutdown_all_executors", lambda: None)
    return glance, Volumes(cinder)
