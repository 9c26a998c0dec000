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
What Nova tells about moves of servers, and about the servers of a host

These are the routes, and why they were chosen. But for one, none of them asks
Neutron, which may be part of the outage.

``GET /os-migrations?migration_type=&source_compute=``
    The record that Nova keeps of each move. That of an evacuation is there as
    soon as Nova accepts the request, with the status ``accepted``; the new
    host makes it ``pre-migrating`` and at last ``done``, or ``completed``
    once the failed host is back. ``error`` and ``failed`` say that the server
    stays where it was. That of a migration is made by Nova's conductor, a
    moment after the answer; one that is ``completed``, ``finished`` or
    ``confirmed`` has arrived, one that is ``cancelled`` or ``reverted`` has
    not. From microversion 2.59 records come newest first and in pages, so
    only those are read that may matter, in one request as a rule, for however
    many servers.
    ``changes-since`` would save nothing and lose something: it leaves out
    records that were never updated, as new ones are, and compares the clocks
    of several hosts.
``GET /servers?host=&status=``
    The servers of a host that are in a state. A record may stay unfinished
    when the evacuation fails early; that the server is in ``ERROR``, and that
    nobody rebuilds it any more, tells. The plain listing shows no state, but
    it filters by it.
``GET /servers/detail?host=``
    The same of all servers at once, with their tasks and disks, for a dry
    run, which can do without an answer.
``GET /os-services?host=``
    Whether the compute service of a host is up, as Nova sees it.
"""

import collections
import contextlib

from keystoneauth1 import exceptions as ksa_exceptions

from novaclient import api_versions
from novaclient import exceptions
from novaclient.v2 import compute_hosts
from novaclient.v2.host_operations import change
from novaclient.v2 import host_routes

PAGES = api_versions.APIVersion('2.59')
FORCED_DOWN = api_versions.APIVersion('2.11')
#: What is read of a record, in the order of :class:`Record`. Up to 2.58 it has
#: no UUID.
FIELDS = ['id', 'instance_uuid', 'status', 'dest_compute']
#: Seconds to wait for what Nova shows only after it has asked Neutron.
PATIENCE = 15
#: The state of a service that policy hides.
HIDDEN = ''
#: What precedes the ID of every record.
NO_RECORD = 0
OUTCOMES = dict(
    dict.fromkeys(['done', 'completed', 'finished', 'confirmed'],
                  change.MOVED),
    **dict.fromkeys(['error', 'failed', 'cancelled', 'reverted'],
                    change.FAILED))


class Record(collections.namedtuple(
        'Record', 'id server status destination uuid')):
    """What Nova keeps of one move."""

    @property
    def outcome(self):
        return OUTCOMES.get(self.status, change.UNFINISHED)


class RecordManager(compute_hosts.ComputeHostManager):
    """Read moves of one kind, and states of servers and compute services.

    Every method raises what :meth:`.ComputeHostManager.servers` raises if
    Nova refuses or cannot be reached.

    :param api: the client
    :param operation: the :class:`.Operation` that moves servers
    """

    def __init__(self, api, operation):
        super(RecordManager, self).__init__(api)
        self._operation = operation

    def names_of_servers(self, hosts):
        """Tell what users call the servers of some hosts.

        :param hosts: names of service hosts
        :returns: a dict of names by UUID; empty if policy hides them
        """
        if not (hosts and self.is_filtered()):
            return {}
        return {each['uuid']: each['name'] for host in hosts
                for each in self.servers_of(host)}

    def records(self, host, after=NO_RECORD, limit=1000):
        """List the moves off a host.

        :param host: name of the service host
        :param after: ID of a record; it and what is older is not asked for
        :param limit: how many records are expected
        :returns: a list of :class:`Record`, oldest first
        """
        query, marker = [('migration_type', self._operation.kind),
                         ('source_compute', host)], 'id'
        if self.api_version >= PAGES:
            query, marker = query + [('limit', limit)], 'uuid'
        found = self._collect(
            '/os-migrations', 'migrations', lambda item: (
                item[marker], Record(*[item[field] for field in FIELDS],
                                     uuid=item.get('uuid'))),
            query, lambda body: host_routes.is_linked(body, 'migrations') and
            body['migrations'][-1]['id'] > after)
        return sorted(record for _, record in found if record.id > after)

    def moving(self, host, uuids):
        """Tell which servers Nova is moving now.

        :param host: name of the service host
        :param uuids: a set of UUIDs of servers on the host
        :returns: a dict of the unfinished :class:`Record` of each by UUID
        """
        busy = uuids and uuids & self._busy(host)
        if not busy:
            return {}
        last = {each.server: each for each in self.records(host)}
        return {uuid: last[uuid] for uuid in busy.intersection(last)
                if last[uuid].outcome == change.UNFINISHED}

    def _busy(self, host):
        return self.servers_with(host, ('status', self._operation.busy))

    def states(self, host, statuses):
        """Tell in which states the servers of a host are.

        Nova asks Neutron for what it shows of servers. Where that is out, or
        nobody knows in time, their statuses are looked up in turn.

        :param host: name of the service host
        :param statuses: those that are looked up
        :returns: a dict of :class:`.State` by UUID, perhaps with servers of
            other hosts; it lacks those that are in another status if Neutron
            is out
        """
        with contextlib.suppress(exceptions.ClientException,
                                 ksa_exceptions.ClientException):
            return self._detailed_states(host)
        with contextlib.suppress(exceptions.Forbidden):
            return {uuid: change.NO_STATE._replace(status=status)
                    for status in statuses
                    for uuid in self.servers_with(host, ('status', status))}
        return {}

    def _detailed_states(self, host):
        found = self._collect(
            '/servers/detail', 'servers',
            lambda item: (item['id'], _state(item)),
            [('all_tenants', 1), ('host', host)],
            lambda body: host_routes.is_linked(body, 'servers'),
            timeout=PATIENCE)
        return dict(found)

    def servers_with(self, host, *filters):
        """List the servers of a host that are in a state.

        :param host: name of the service host
        :param filters: pairs that Nova takes in a query; several of one name
            stand for any of them
        :returns: a set of UUIDs
        """
        return {uuid for uuid, _name in self._list_servers(host, *filters)}

    def failed(self, host, uuids):
        """Tell which evacuations failed, whatever their records say.

        :param host: name of the service host
        :param uuids: a set of UUIDs of servers that were to be evacuated
        :returns: those that are in ``ERROR`` and that nobody rebuilds
        """
        def in_error():
            return self.servers_with(host, ('status', 'ERROR'))

        # A server may have been in ERROR before. So it counts as not rebuilt
        # only if it is in ERROR after that was seen.
        if not uuids & in_error():
            return set()
        not_rebuilt = uuids - self._busy(host)
        return not_rebuilt & in_error()

    def forcing_down(self, host):
        """Tell how to have a compute service that is up count as down.

        From microversion 2.53 on the command takes the ID of the service, and
        there is none below 2.11.

        :param host: name of the service host
        :returns: a command
        """
        subject = host
        if self.api_version >= host_routes.UNIQUE_IDS:
            subject = next(
                (each.id for each in self.services(('host', host))), host)
        option = ('' if self.api_version >= FORCED_DOWN else
                  ' --os-compute-api-version %s' % FORCED_DOWN.get_string())
        return 'nova%s service-force-down %s' % (
            option, compute_hosts.printable(subject))

    def service_state(self, host):
        """Tell whether the compute service of a host is up.

        :param host: name of the service host; None if that is hidden, too
        :returns: 'up' or 'down', None if it has no such service, or
            :data:`HIDDEN` if policy does not let the caller know
        """
        if host is None:
            return HIDDEN
        with contextlib.suppress(exceptions.Forbidden):
            return next((each.state for each in
                         self.services(('host', host))), None)
        return HIDDEN


def _state(server):
    return change.State(
        server['status'], server.get('OS-EXT-STS:task_state'),
        'image' if server['image'] else 'volume',
        server.get('OS-SRV-USG:launched_at', '') is not None,
        frozenset(server.get('metadata', ())))
