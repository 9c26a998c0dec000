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
What Nova tells about evacuations, and about the servers of a host

These are the routes, and why they were chosen. None of them asks Neutron,
which may be part of the outage; ``/servers/detail`` and ``/servers/{id}`` do.

``GET /os-migrations?migration_type=evacuation&source_compute=``
    The record that Nova keeps of each evacuation. It is there as soon as Nova
    accepts the request, with the status ``accepted``; the new host makes it
    ``pre-migrating`` and at last ``done``, or ``completed`` once the failed
    host is back. ``error`` and ``failed`` say that the server stays where it
    was. From microversion 2.59 records come newest first and in pages, so
    only those are read that may matter, in one request as a rule.
    ``changes-since`` would save nothing and lose something: it leaves out
    records that were never updated, as new ones are, and compares the clocks
    of several hosts.
``GET /servers?host=&status=``
    The servers of a host that are in a state. A record may stay unfinished
    when the evacuation fails early; that the server is in ``ERROR``, and that
    nobody rebuilds it any more, tells. The plain listing shows no state, but
    it filters by it.
``GET /servers?host=&task_state=``
    The same for tasks that no status shows.
``GET /os-services?host=``
    Whether the compute service of a host is up, as Nova sees it.
"""

import collections

from novaclient import api_versions
from novaclient.v2 import compute_hosts
from novaclient.v2 import evacuation

PAGES = api_versions.APIVersion('2.59')
#: What precedes the ID of every record.
NO_RECORD = 0
OUTCOMES = {'done': evacuation.EVACUATED, 'completed': evacuation.EVACUATED,
            'error': evacuation.FAILED, 'failed': evacuation.FAILED}


class Record(collections.namedtuple('Record', 'id server status destination')):
    """What Nova keeps of one evacuation."""

    @property
    def outcome(self):
        return OUTCOMES.get(self.status, evacuation.UNFINISHED)


class RecordManager(compute_hosts.ComputeHostManager):
    """Read evacuations, and states of servers and compute services.

    Every method raises what :meth:`.ComputeHostManager.servers` raises if
    Nova refuses or cannot be reached.
    """

    def host_of(self, hypervisor):
        """Tell the service host of a hypervisor.

        :param hypervisor: a :class:`novaclient.v2.hypervisors.Hypervisor`
        :returns: the name of the service host
        """
        return self._service_host(hypervisor.id,
                                  hypervisor.hypervisor_hostname)

    def records(self, host, after=NO_RECORD, limit=1000):
        """List the evacuations off a host.

        :param host: name of the service host
        :param after: ID of a record; it and what is older is not asked for
        :param limit: how many records are expected
        :returns: a list of :class:`Record`, oldest first
        """
        query = [('migration_type', 'evacuation'), ('source_compute', host)]
        fields = ['id', 'instance_uuid', 'status', 'dest_compute']
        if self.api_version >= PAGES:
            fields.insert(0, 'uuid')
            query.append(('limit', limit))
        found = self._collect(
            '/os-migrations', 'migrations', fields, query,
            lambda body: compute_hosts.is_linked(body, 'migrations') and
            body['migrations'][-1]['id'] > after)
        return sorted(Record(*each[-4:]) for each in found if each[-4] > after)

    def servers_with(self, host, *filters):
        """List the servers of a host that are in a state.

        :param host: name of the service host
        :param filters: pairs that Nova takes in a query; several of one name
            stand for any of them
        :returns: a set of UUIDs
        """
        query = [('all_tenants', 1), ('host', host)]
        found = self._collect(
            '/servers', 'servers', ['id'], query + list(filters),
            lambda body: compute_hosts.is_linked(body, 'servers'))
        return {uuid for uuid, in found}

    def given_up(self, host, uuids):
        """Tell which evacuations failed, whatever their records say.

        :param host: name of the service host
        :param uuids: a set of UUIDs of servers that were to be evacuated
        :returns: those that are in ``ERROR`` and that nobody rebuilds
        """
        def in_status(status):
            return self.servers_with(host, ('status', status))

        # A server may have been in ERROR before. So it counts as not rebuilt
        # only if it is in ERROR after that was seen.
        if not uuids & in_status('ERROR'):
            return set()
        not_rebuilt = uuids - in_status('REBUILD')
        return not_rebuilt & in_status('ERROR')

    def service_state(self, host):
        """Tell whether the compute service of a host is up.

        :param host: name of the service host
        :returns: 'up' or 'down', or None if it has no such service
        """
        services = self._collect('/os-services', 'services', ['state'], [
            ('host', host), ('binary', 'nova-compute')])
        return next((state for state, in services), None)
