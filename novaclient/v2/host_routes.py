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
What Nova is asked to find compute hosts and their servers

These are the routes, and why they were chosen:

``GET /servers?host=``
    The servers of a service host. Nova looks at that host alone, so its cost
    does not depend on the names of other hosts. It needs ``all_tenants``, or
    the servers of other projects are missing. ``/servers/detail`` would need
    Neutron, which may be part of the outage.

    Nova drops the filter without a word for callers whom the policy
    ``os_compute_api:servers:allow_all_filters`` is denied, and lists the
    servers of every host. And its database takes a name for another: MariaDB
    and MySQL, as most deployments have them, compare without regard to letter
    case, accents and spaces at the end. So the servers of the name in the
    other letter case are asked for first. Where there are any, those of a
    host that cannot exist are asked for as well: if there are some of these,
    no listing by host is believed, else only that of a host which
    ``GET /os-services`` has by exactly this name.
``GET /os-hypervisors?hypervisor_hostname_pattern=``, up to 2.52 ``/search``
    Hypervisors whose hostname contains a name, without their servers, which
    Nova would read for every one of them. ``/search`` fails as a whole when
    the service of one match was deleted, so what it does not find is looked
    up among all hypervisors.
``GET /os-hypervisors/{id}``
    The service host of a hypervisor, and from microversion 2.53 on its
    servers as well. From 2.88 on Nova may ask the compute host itself for its
    uptime, and wait for a dead one, so an older microversion is used. Up to
    2.52 the ID is a number that every cell counts by itself and Nova shows
    the first cell's, so the hostname of what is shown is compared once more.
``GET /os-hypervisors/{pattern}/servers``, up to 2.52
    Hypervisors whose hostname contains a name, with their servers.
``GET /os-hypervisors``
    Every hypervisor, for names that Nova does not take as a pattern and for
    suggestions when a name is not found. Pages begin with microversion 2.33,
    and one that lacks a hypervisor whose service was deleted does not link
    to the next, so they are read up to an empty one; their markers are
    unambiguous from 2.53 only, so an older client asks for no pages.
``GET /os-services``
    The service hosts, and whether each is up. Nova compares ``host=`` itself,
    and so exactly with any database. From microversion 2.69 on it
    says that a cell is down, whose servers the other routes leave out.
"""

import collections
import contextlib
import re
import string
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
#: From 2.69 on Nova looks for cells that are down, which costs queries.
NO_DOWN_CELLS = api_versions.APIVersion('2.68')
NO_UPTIME = api_versions.APIVersion('2.87')
#: A service host that cannot exist: it is longer than Nova's database holds.
NO_HOST = '-' * 256
#: How Nova lists servers by host: those of that host; or also those of a host
#: whose name its database takes for the same.
EXACT, FOLDED = 'exact', 'folded'
#: What Nova calls the state of a service whose cell is down.
UNKNOWN = 'UNKNOWN'

Service = collections.namedtuple('Service', 'host state id')
Hypervisor = collections.namedtuple('Hypervisor', 'id hostname')
#: A hypervisor and what was shown of it; what was not shown is None.
View = collections.namedtuple('View', 'id host servers')


class RouteManager(base.Manager):
    """Ask for compute hosts and their servers.

    Every method raises :class:`novaclient.exceptions.ClientException` if Nova
    refuses, and :class:`keystoneauth1.exceptions.ClientException` if it
    cannot be reached or its answer cannot be read.
    """

    def is_filtered(self):
        """Tell whether the servers of one host can be listed.

        :returns: False if Nova does not list servers for the caller, or lists
            those of every host
        """
        try:
            return not self.has_servers(NO_HOST)
        except exceptions.Forbidden:
            return False

    def listing_of(self, host):
        """Tell how the servers of a host can be listed.

        :param host: what may be the name of a service host
        :returns: ``EXACT`` or ``FOLDED``; None if Nova does not list servers
            for the caller, or lists those of every host
        """
        try:
            if not self.has_servers(_other_than(host)):
                return EXACT
        except exceptions.Forbidden:
            return None
        return FOLDED if self.is_filtered() else None

    def servers_of(self, host):
        """List the servers of a service host, oldest first.

        :param host: name of the service host
        :returns: a list of dicts with the keys ``uuid``, ``name`` and
            ``host``
        """
        servers = self._list_servers(
            host, ('sort_key', 'created_at'), ('sort_dir', 'asc'))
        return _described(servers, host)

    def has_servers(self, host):
        """Tell whether a service host has servers."""
        return bool(self._list_servers(host, ('limit', 1)))

    def services(self, *filters):
        """List compute services.

        :param filters: pairs that Nova takes in a query
        :returns: a list of :class:`Service`
        """
        return self._collect('/os-services', 'services', lambda item: Service(
            item['host'], item['state'] if 'state' in item else item['status'],
            item.get('id')
        ), list(filters) + [('binary', 'nova-compute')])

    def hypervisors(self, name):
        """List hypervisors, among them all that have a hostname.

        :param name: the hostname
        :returns: a list of :class:`Hypervisor`
        """
        unique_ids = self.api_version >= UNIQUE_IDS
        if PATTERN.match(name):
            try:
                return self._search(name)
            except exceptions.NotFound:
                if unique_ids:
                    return []
        if unique_ids:
            return self._list_hypervisors(has_more=lambda body: True)
        return self.list_hypervisors()

    def list_hypervisors(self):
        """List all hypervisors.

        :returns: a list of :class:`Hypervisor`, whose IDs are those of
            microversions up to 2.52
        """
        with self._at_most(NO_PAGES):
            return self._list_hypervisors()

    def service_host(self, hypervisor):
        """Tell the service host of a hypervisor.

        :param hypervisor: a :class:`Hypervisor`
        :returns: the name of the service host
        :raises: :class:`novaclient.exceptions.NoUniqueMatch` if another
            hypervisor has its ID as well
        """
        return self._show(hypervisor).host

    def called(self, name):
        """List the hypervisors of exactly one hostname.

        :param name: the hostname
        :returns: a list of :class:`Hypervisor`
        :raises: :class:`novaclient.exceptions.NoUniqueMatch` if two of them
            have one ID
        """
        found = [each for each in self.hypervisors(name)
                 if each.hostname == name]
        for index, each in enumerate(found):
            if each in found[:index]:
                raise ambiguous_id(each.id)
        return found

    def views(self, name):
        """Read the servers of the hypervisors of exactly one hostname.

        It asks for no policy that ``--strict`` did not always need.

        :param name: the hostname
        :returns: a list of :class:`View`
        """
        if self.api_version < UNIQUE_IDS:
            # Dots alone would mean another path.
            return self._matches(name) if name.strip('.') else []
        found = self.called(name)
        with contextlib.suppress(exceptions.Forbidden):
            return [self._show(each, '?with_servers=True') for each in found]
        return self._matches(name)

    def hypervisors_under(self, host):
        """List the hypervisors under a service host.

        :param host: name of the service host
        :returns: a list of :class:`Hypervisor`
        """
        unique_ids = self.api_version >= UNIQUE_IDS
        with self._at_most(NO_UPTIME if unique_ids else NO_PAGES):
            found = self._collect(
                '/os-hypervisors/detail', 'hypervisors', lambda item: (
                    item['id'], item['hypervisor_hostname'],
                    item['service']['host']),
                has_more=lambda body: unique_ids)
        return [Hypervisor(*each[:2]) for each in found if each[2] == host]

    def _list_servers(self, host, *filters):
        is_whole = ('limit', 1) in filters
        with self._at_most(NO_DOWN_CELLS):
            return self._collect(
                '/servers', 'servers', lambda item: (item['id'], item['name']),
                [('all_tenants', 1), ('host', host)] + list(filters),
                lambda body: not is_whole and is_linked(body, 'servers'))

    def _search(self, name):
        if self.api_version >= UNIQUE_IDS:
            return self._list_hypervisors(
                query=[('hypervisor_hostname_pattern', name)])
        return self._list_hypervisors('/%s/search' % name)

    def _list_hypervisors(self, route='', **kwargs):
        return self._collect(
            '/os-hypervisors' + route, 'hypervisors', lambda item: Hypervisor(
                item['id'], item['hypervisor_hostname']), **kwargs)

    def _show(self, hypervisor, query=''):
        with self._at_most(NO_UPTIME):
            hostname, host, servers = self._ask(
                '/os-hypervisors/%s%s' % (hypervisor.id, query), lambda body: (
                    body['hypervisor']['hypervisor_hostname'],
                    body['hypervisor']['service']['host'],
                    _servers(body['hypervisor'])))
        if hostname != hypervisor.hostname:
            raise ambiguous_id(hypervisor.id)
        return View(hypervisor.id, host, _described(servers, host))

    def _matches(self, name):
        """Read every match with its servers, and keep those of this name."""
        url, query = '/os-hypervisors/%s/servers' % parse.quote(
            name, safe=''), ()
        if self.api_version >= UNIQUE_IDS:
            url = '/os-hypervisors'
            query = [('hypervisor_hostname_pattern', name),
                     ('with_servers', True)]
        try:
            found = self._collect(url, 'hypervisors', lambda item: (
                item['hypervisor_hostname'], item['id'], _servers(item)),
                query)
        except exceptions.NotFound:
            return []
        return [View(ident, None, _described(servers, None))
                for hostname, ident, servers in found if hostname == name]

    @contextlib.contextmanager
    def _at_most(self, api_version):
        current = self.api.api_version
        self.api.api_version = min(current, api_version)
        try:
            yield
        finally:
            self.api.api_version = current

    def _collect(self, path, key, read, query=(),
                 has_more=lambda body: False, **kwargs):
        """List a collection, page by page.

        :param read: a function that makes a tuple of an item; its first field
            identifies the item where there are pages
        :returns: a list of these tuples
        """
        found, marker = [], []
        while True:
            words = parse.urlencode(list(query) + marker)
            page, more = self._ask(
                '%s?%s' % (path, words) if words else path, lambda body: (
                    [read(item) for item in body[key]], has_more(body)),
                **kwargs)
            found.extend(page)
            if not (page and more):
                return found
            marker = [('marker', page[-1][0])]

    def _ask(self, url, read, **kwargs):
        response, body = self.api.client.get(url, **kwargs)
        try:
            return read(body)
        except (AttributeError, KeyError, TypeError):
            raise ksa_exceptions.InvalidResponse(response)


def is_linked(page, key):
    """Tell whether a page of a collection links to the next.

    :param page: the body of a response
    :param key: the name of the collection
    :returns: whether it does
    """
    return any(link['rel'] == 'next' for link in page.get(key + '_links', ()))


def ambiguous_id(hypervisor_id):
    """Make the error that two hypervisors have one ID."""
    return exceptions.NoUniqueMatch(
        _("Several hypervisors have the ID %s. Name the service host instead, "
          "or use microversion 2.53 or later.") % hypervisor_id)


def _other_than(name):
    """Write a name otherwise that a database may take for the same.

    Where there is no letter to do it by, a space at the end does.
    """
    other = ''.join(each.swapcase() if each in string.ascii_letters else each
                    for each in name)
    return name + ' ' if other == name or name.endswith(' ') else other


def _servers(hypervisor):
    """Read UUIDs; the names are those that the hypervisor gives servers."""
    return [(server['uuid'], None)
            for server in hypervisor.get('servers', ())]


def _described(servers, host):
    return [{'uuid': uuid, 'name': name, 'host': host}
            for uuid, name in servers]
