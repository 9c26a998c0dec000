#    Licensed under the Apache License, Version 2.0 (the "License"); you may
#    not use this file except in compliance with the License. You may obtain
#    a copy of the License at
#
#         http://www.apache.org/licenses/LICENSE-2.0
#
#    Unless required by applicable law or agreed to in writing, software
#    distributed under the License is distributed on an "AS IS" BASIS, WITHOUT
#    WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the
#    License for the specific language governing permissions and limitations
#    under the License.

"""
What the commands do that act on every server of a host, for programs

Each method acts on the servers of the one host that a name stands for, as
:mod:`novaclient.v2.compute_hosts` finds it, and yields what became of each as
soon as that is known::

    for each in nova.host_operations.live_migrate('node34.example.org'):
        print(each.uuid, each.accepted, each.error)

They are generators: nothing is read or sent before the first result is asked
for, and whoever leaves the loop has no more sent than what is under way. A
server that Nova refuses is a result like others, and the next one is sent.
With ``wait`` all are sent, and each is yielded when its move has ended.

What only sending needs is imported then: every client imports this module.
"""

import collections
import contextlib
import copy

from novaclient import base
from novaclient.v2.host_operations import change
from novaclient.v2.host_operations.kinds import cold_migration
from novaclient.v2.host_operations.kinds import evacuation
from novaclient.v2.host_operations.kinds import live_migration
from novaclient.v2.host_operations.kinds import metadata_change
from novaclient.v2 import servers


class HostOperationManager(base.Manager):
    """Act on every server of a host.

    Every method takes

    * ``name``: name of a service host, or a hypervisor hostname, in full
    * ``by``: what :meth:`.ComputeHostManager.find` takes
    * ``concurrency``: how many requests are under way at a time

    and yields a :class:`.Change` for each server, with the attributes
    ``uuid``, ``name``, ``host``, ``sent``, ``accepted`` (None if the answer
    is lost), ``error`` and ``request_id``. It raises what
    :meth:`.ComputeHostManager.find` raises.

    Those that move servers also take

    * ``wait``: how many seconds to wait for the end of the moves

    and yield changes then whose ``outcome`` is ``'moved'``, ``'failed'``,
    ``'unfinished'`` when the time is up, or None if Nova did not accept it.
    :meth:`evacuate` waits for Nova to count the compute service as down, too.
    """

    def evacuate(self, name, target=None, on_shared_storage=None, force=None,
                 by=None, concurrency=1, wait=None):
        """Evacuate the servers of a host that failed.

        Those that Nova is evacuating already are not sent again.

        :param target: the host that is to take them, by either name
        :param on_shared_storage: whether their disks are; up to 2.13
        :param force: whether to bypass the scheduler, from 2.29 to 2.67
        """
        return self._act(evacuation.Evacuation(
            target, force, on_shared_storage), name, by, concurrency, wait)

    def live_migrate(self, name, target=None, block_migration=None,
                     disk_over_commit=False, force=None, by=None,
                     concurrency=1, wait=None):
        """Live migrate the servers of a host.

        :param target: the host that is to take them, by either name
        :param block_migration: whether to copy their disks; from 2.25 on Nova
            decides if it is None
        :param disk_over_commit: whether disks may be larger than there is
            room, up to 2.24
        :param force: whether to bypass the scheduler, from 2.30 to 2.67
        """
        return self._act(live_migration.LiveMigration(
            target, force, block_migration, disk_over_commit), name, by,
            concurrency, wait)

    def migrate(self, name, by=None, concurrency=1, wait=None, confirm=False):
        """Cold migrate the servers of a host.

        :param confirm: whether to confirm those that have arrived, while
            they are waited for
        :raises: :exc:`ValueError` if they are to be confirmed and nobody
            waits
        """
        if confirm and wait is None:
            raise ValueError('confirm needs wait: a migration can be '
                             'confirmed once the server has arrived')
        return self._act(cold_migration.ColdMigration(confirm), name, by,
                         concurrency, wait)

    def set_metadata(self, name, items, by=None, concurrency=1):
        """Set metadata of the servers of a host.

        :param items: a dict
        """
        return self._act(metadata_change.MetadataChange(items), name, by,
                         concurrency)

    def delete_metadata(self, name, keys, by=None, concurrency=1):
        """Delete metadata of the servers of a host.

        :param keys: a list of keys
        """
        return self._act(metadata_change.MetadataChange(keys=keys), name, by,
                         concurrency)

    def _act(self, operation, name, by, concurrency, wait=None):
        hosts = self.api.compute_hosts
        found = hosts.find(name, by)
        if operation.target is not None:
            operation.target = hosts.find_target(operation.target)
        host = found.name
        if wait is not None and host is None:
            host = hosts.host_called(name)
        changes = [change.Change(each['uuid'], each['name'], host)
                   for each in found.servers]
        with _patient(self.api, concurrency) as patient:
            steps = _answered if wait is None else _ended
            for each in steps(patient, operation, changes, concurrency, wait):
                yield each


def _answered(cs, operation, changes, concurrency, wait=None):
    """Send what is to be sent, and yield each as it is answered."""
    from novaclient.v2.host_operations import guard
    from novaclient.v2.host_operations import records
    from novaclient.v2.host_operations import sender
    unsent = changes
    if operation.is_guarded or wait is not None:
        unsent = guard.unsent(records.RecordManager(cs, operation), changes,
                              operation, _hush)
    for each in changes:
        if each not in unsent:
            yield each
    request = sender.CarefulRequest(cs, operation)
    for each in _sent(unsent, request, concurrency):
        yield each


def _ended(cs, operation, changes, concurrency, wait):
    """Send all, and yield each as its move ends."""
    from novaclient.v2.host_operations import interruption
    from novaclient.v2.host_operations import progress
    from novaclient.v2.host_operations import records
    follower = progress.Progress(
        records.RecordManager(cs, operation), changes,
        interruption.Interruption(), operation, _hush)
    if operation.awaits_down:
        wait = follower.await_down(wait)
    if wait is None:
        for each in changes:
            each.error = change.STILL_UP
            yield each
        return
    follower.begin()
    collections.deque(
        _answered(cs, operation, changes, concurrency, wait), maxlen=0)
    for each in follower.endings(wait):
        yield each


def _hush(line):
    """Take what a person would be told; results tell a program."""


@contextlib.contextmanager
def _patient(cs, connections):
    """Make a client of its own for requests from several threads."""
    from novaclient.v2.host_operations import interruption
    from novaclient.v2.host_operations import patient_session
    own = copy.copy(cs)
    own.client = copy.copy(cs.client)
    own.servers = servers.ServerManager(own)
    with patient_session.installed(
            own.client, interruption.Interruption(), connections):
        yield own


def _sent(changes, request, concurrency):
    """Send so many at a time, and yield them as they are answered."""
    from concurrent import futures
    pool, under_way = futures.ThreadPoolExecutor(concurrency), {}
    queue = iter(changes)
    try:
        while True:
            for each in queue:
                under_way[pool.submit(each.send, request)] = each
                if len(under_way) >= concurrency:
                    break
            if not under_way:
                return
            for done in futures.wait(
                    under_way, return_when=futures.FIRST_COMPLETED).done:
                done.result()
                yield under_way.pop(done)
    finally:
        pool.shutdown()
