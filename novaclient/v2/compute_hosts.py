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
Compute hosts, found by exactly one name

Nova lists a host's servers by the host of its compute service, the *service
host*. Operators name hosts by that or by the *hypervisor hostname*, and the
two may differ. A program that acts on the servers of one host asks for them
by either name::

    for server in nova.compute_hosts.servers('node34.example.org'):
        nova.servers.evacuate(server['uuid'])

``nova.hypervisors.search(name, servers=True)`` does not do that: it lists the
servers of every hypervisor whose hostname contains the name, ``node340`` and
all.

These are the routes that tell, and why they were chosen:

``GET /servers?host=``
    The servers of a service host. It asks for that host alone, so its cost
    does not depend on the names of other hosts. It needs ``all_tenants``, or
    the servers of other projects are missing. Nova drops the ``host`` filter
    without a word for callers whom policy does not allow it, which would
    list the servers of every host; it refuses to sort by ``host`` for those
    who are not administrators, so the listing asks for that as well.
    ``/servers/detail`` would need Neutron, which may be part of the outage.
``GET /os-services?host=``
    Whether a service host without servers exists. Nova compares the whole
    name. Nova leaves the servers of a cell that is down out of the listing
    above; from microversion 2.69 this route says that the cell is down.
``GET /os-hypervisors?hypervisor_hostname_pattern=``, up to 2.52 ``/search``
    Hypervisors whose hostname contains a name, without their servers, which
    Nova would read for every one of them. ``/search`` fails as a whole when
    the service of one match was deleted, so what it does not find is looked
    up among all hypervisors.
``GET /os-hypervisors/{id}``
    The service host of a hypervisor. From microversion 2.88 Nova may ask the
    compute host itself for its uptime, and wait for a dead one, so an older
    microversion is used. Up to 2.52 the ID is a number that every cell
    counts by itself and Nova shows the first cell's, so the hostname of what
    is shown is compared once more.
``GET /os-hypervisors``
    Every hypervisor, for names that Nova does not take as a pattern and for
    suggestions when a name is not found. Pages begin with microversion 2.33,
    and one that lacks a hypervisor whose service was deleted does not link
    to the next, so they are read up to an empty one; their markers are
    unambiguous from 2.53 only, so an older client asks for no pages.

Where Nova's database compares strings without regard to letter case, accents
or trailing spaces, so does ``GET /servers?host=``. Two service hosts whose
names differ in nothing else cannot exist in such a database.
"""

import contextlib
import re
from urllib import parse

from keystoneauth1 import exceptions as ksa_exceptions

from novaclient import api_versions
from novaclient import base
from novaclient import exceptions
from novaclient.i18n import _

#: What Nova takes as a pattern and HTTP leaves alone in a path.
PATTERN = re.compile(r'(?!\.+\Z)[a-zA-Z0-9-._]{1,255}\Z')
NO_PAGES = api_versions.APIVersion('2.32')
UNIQUE_IDS = api_versions.APIVersion('2.53')
NO_UPTIME = api_versions.APIVersion('2.87')


class ComputeHostManager(base.Manager):
    """Find compute hosts by exactly one name."""

    def servers(self, name):
        """List the servers of the one host that a name stands for.

        The name is that of a service host or else the hostname of one
        hypervisor, in full and in the same letter case. Servers of every
        project are listed; soft-deleted ones are left out.

        :param name: name of a service host, or a hypervisor hostname
        :returns: a list of dicts with the keys ``uuid``, ``name`` and
            ``host``, the name of the service host, oldest server first
        :raises: what :meth:`find_service_host` raises
        """
        _check(name)
        servers = self._list_servers(name)
        if servers or self._is_service_host(name):
            return servers
        return self._list_servers(self._host_of_hypervisor(name))

    def find_service_host(self, name):
        """Find the service host that a name stands for.

        :param name: name of a service host, or a hypervisor hostname
        :returns: the name of the service host
        :raises: :class:`novaclient.exceptions.NotFound` if no host has this
            name
        :raises: :class:`novaclient.exceptions.NoUniqueMatch` if hypervisors
            under several service hosts have this hostname
        :raises: another :class:`novaclient.exceptions.ClientException` if
            Nova refuses, as it does for those who are not administrators, or
            if the cell of the host is down
        :raises: :class:`keystoneauth1.exceptions.ClientException` if Nova
            cannot be reached or its answer cannot be read
        """
        _check(name)
        if self._is_service_host(name):
            return name
        return self._host_of_hypervisor(name)

    def names(self):
        """List every name that a host can be found by.

        :returns: a set of service hosts and hypervisor hostnames
        :raises: what :meth:`find_service_host` raises if Nova refuses or
            cannot be reached
        """
        with self._at_most(NO_PAGES):
            hypervisors = self._collect('/os-hypervisors', 'hypervisors',
                                        ['hypervisor_hostname'])
        services = self._collect('/os-services', 'services', ['host'],
                                 [('binary', 'nova-compute')])
        return {name for name, in hypervisors + services}

    def _list_servers(self, host):
        servers = self._collect('/servers', 'servers', ['id', 'name'], [
            ('all_tenants', 1), ('host', host),
            ('sort_key', 'host'), ('sort_dir', 'asc'),
            ('sort_key', 'created_at'), ('sort_dir', 'asc')],
            lambda body: is_linked(body, 'servers'))
        return [{'uuid': uuid, 'name': name, 'host': host}
                for uuid, name in servers]

    def _is_service_host(self, name):
        services = self._collect('/os-services', 'services', ['status'], [
            ('host', name), ('binary', 'nova-compute')])
        if ('UNKNOWN',) in services:
            raise exceptions.ClientException(
                503, _("The cell of service host '%s' is down, so its servers "
                       "are not known.") % printable(name))
        return bool(services)

    def _host_of_hypervisor(self, name):
        hosts = sorted((self._service_host(each, name), each)
                       for each in self._hypervisor_ids(name))
        if not hosts:
            raise _not_found(name)
        if hosts[1:]:
            raise exceptions.NoUniqueMatch(
                _("Several hypervisors have the hostname '%(name)s': "
                  "%(hypervisors)s. Name the service host instead.") %
                {'name': printable(name), 'hypervisors': ', '.join(
                    _('%(id)s (service host %(host)s)') %
                    {'id': each, 'host': printable(host)}
                    for host, each in hosts)})
        return hosts.pop()[0]

    def _hypervisor_ids(self, name):
        ids = [each for each, hostname in self._hypervisors(name)
               if hostname == name]
        repeated = list(ids)
        for each in set(ids):
            repeated.remove(each)
        if repeated:
            raise _ambiguous(repeated.pop())
        return ids

    def _hypervisors(self, name):
        """List hypervisors, among them all that have this hostname."""
        unique_ids = self.api_version >= UNIQUE_IDS
        if PATTERN.match(name):
            try:
                return self._search(name)
            except exceptions.NotFound:
                if unique_ids:
                    return []
        if unique_ids:
            return self._list_hypervisors(has_more=lambda body: True)
        with self._at_most(NO_PAGES):
            return self._list_hypervisors()

    def _search(self, name):
        if self.api_version >= UNIQUE_IDS:
            return self._list_hypervisors(
                query=[('hypervisor_hostname_pattern', name)])
        return self._list_hypervisors('/%s/search' % name)

    def _list_hypervisors(self, route='', **kwargs):
        return self._collect('/os-hypervisors' + route, 'hypervisors',
                             ['id', 'hypervisor_hostname'], **kwargs)

    def _service_host(self, hypervisor_id, name):
        with self._at_most(NO_UPTIME):
            hostname, host = self._ask(
                '/os-hypervisors/%s' % hypervisor_id, lambda body: (
                    body['hypervisor']['hypervisor_hostname'],
                    body['hypervisor']['service']['host']))
        if hostname != name:
            raise _ambiguous(hypervisor_id)
        return host

    @contextlib.contextmanager
    def _at_most(self, api_version):
        current = self.api.api_version
        self.api.api_version = min(current, api_version)
        try:
            yield
        finally:
            self.api.api_version = current

    def _collect(self, path, key, fields, query=(),
                 has_more=lambda body: False):
        """List a collection, page by page.

        :returns: a list of tuples of these fields; the first identifies an
            item where there are pages
        """
        found, marker = [], []
        while True:
            url = '%s?%s' % (path, parse.urlencode(list(query) + marker))
            page, more = self._ask(url, lambda body: (
                [tuple(item[field] for field in fields)
                 for item in body[key]], has_more(body)))
            found.extend(page)
            if not (page and more):
                return found
            marker = [('marker', page[-1][0])]

    def _ask(self, url, read):
        response, body = self.api.client.get(url)
        try:
            return read(body)
        except (KeyError, TypeError):
            raise ksa_exceptions.InvalidResponse(response)


def is_linked(page, key):
    """Tell whether a page of a collection links to the next.

    :param page: the body of a response
    :param key: the name of the collection
    :returns: whether it does
    """
    return any(link['rel'] == 'next' for link in page.get(key + '_links', ()))


def printable(name):
    """Show a name with its control characters escaped.

    :param name: a name that somebody typed or Nova returned
    :returns: the name as it can be printed on one line
    """
    return ''.join(
        char if char.isprintable() else
        char.encode('unicode_escape').decode('ascii') for char in name)


def _check(name):
    """Refuse a name that no host has and that Nova would misunderstand."""
    try:
        if name.encode('utf-8'):
            return
    except UnicodeEncodeError:
        pass
    raise _not_found(name)


def _not_found(name):
    return exceptions.NotFound(
        404, _("No hypervisor matching '%s' could be found.") %
        printable(name))


def _ambiguous(hypervisor_id):
    return exceptions.NoUniqueMatch(
        _("Several hypervisors have the ID %s. Name the service host instead, "
          "or use microversion 2.53 or later.") % hypervisor_id)
