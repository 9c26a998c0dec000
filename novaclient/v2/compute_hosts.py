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

These are the rules:

* A service host that has servers is the one that is meant.
* One that has none may be what a rename left behind. If hypervisors of
  exactly this hostname are under one other service host, that is meant; if
  under several, none is.
* A host without servers is no answer while another one, whose name has the
  same first label, has servers: ``cmp7`` beside ``cmp7.example.org``.

Where Nova does not list servers by host for the caller, or may have listed
those of other hosts, the hypervisor of this hostname is meant, as it always
was with ``--strict``, and else the service host. It takes no more policies
than that took: ``os-hypervisors:list`` from microversion 2.53 on, and
``os-hypervisors:servers`` up to 2.52. See :mod:`novaclient.v2.host_routes`
for what is asked, and why.

Where Nova's database compares strings without regard to letter case, accents
or trailing spaces, as MariaDB and MySQL do, so does ``GET /servers?host=``:
named ``CMP7``, it lists the servers of ``cmp7``, while a hypervisor ``CMP7``
may be under another service host. There a service host is one only if
``GET /os-services`` has it by exactly this name.
"""

import collections
import contextlib
import re

from novaclient import exceptions
from novaclient.i18n import _
from novaclient.v2 import host_routes

#: What a name may be that of.
SERVICE, HYPERVISOR = KINDS = 'service', 'hypervisor'
ADDRESS = re.compile(r'[0-9.]+\Z|.*:')


class ComputeHost(collections.namedtuple('ComputeHost',
                                         'name servers namesakes')):
    """A service host, its servers, and what else is called as it was named.

    The name is None where Nova does not tell it. The namesakes are what
    :meth:`.ComputeHostManager.other_hosts` returns, and None where nobody had
    to look them up.
    """

    def __new__(cls, name, servers, namesakes=None):
        return super(ComputeHost, cls).__new__(cls, name, servers, namesakes)


class ComputeHostManager(host_routes.RouteManager):
    """Find compute hosts by exactly one name."""

    def servers(self, name, by=None):
        """List the servers of the one host that a name stands for.

        :param name: name of a service host, or a hypervisor hostname
        :param by: what :meth:`find` takes
        :returns: a list of dicts with the keys ``uuid``, ``name`` and
            ``host``, the name of the service host, oldest server first;
            a name is None where Nova does not tell it
        :raises: what :meth:`find` raises
        """
        return self.find(name, by).servers

    def find(self, name, by=None):
        """Find the one host that a name stands for.

        The name is that of a service host or the hostname of a hypervisor, in
        full and in the same letter case. Servers of every project are listed;
        soft-deleted ones are left out where Nova lists servers by host.

        :param name: name of a service host, or a hypervisor hostname
        :param by: ``service`` or ``hypervisor`` if the name is to be that of
            one of the two only; then it does not matter what else is called
            so, or nearly so
        :returns: a :class:`ComputeHost`
        :raises: :class:`novaclient.exceptions.NotFound` if no host has this
            name
        :raises: :class:`novaclient.exceptions.NoUniqueMatch` if several
            hosts may be meant
        :raises: another :class:`novaclient.exceptions.ClientException` if
            Nova refuses, or if the cell of the host is down
        :raises: :class:`keystoneauth1.exceptions.ClientException` if Nova
            cannot be reached or its answer cannot be read
        """
        check(name)
        listing = self.listing_of(name)
        if listing:
            # What it asks for when a host has no servers may be denied.
            with contextlib.suppress(exceptions.Forbidden):
                return self._find_listed(name, by, listing)
        return self._find_shown(name, by)

    def find_target(self, name):
        """Find the service host that is to take servers.

        :param name: name of a service host, or a hypervisor hostname
        :returns: the name of the service host; what was given where policy
            does not let the caller look
        :raises: what :meth:`find` raises
        """
        check(name)
        services = self._services_called(name)
        if any(each.state == 'up' for each in services or ()):
            return name
        with contextlib.suppress(exceptions.Forbidden):
            hosts = self.hosts_called(name)
            others = _without(name, hosts)
            if others:
                return only(name, others)
            if not hosts and services is not None and not (
                    services and self.hypervisors_under(name)):
                # A service without hypervisors is what a rename leaves.
                raise not_found(name)
        return name

    def hosts_called(self, name):
        """Tell under which service hosts hypervisors have a hostname.

        :param name: the hostname
        :returns: a sorted list of pairs of a service host and the ID of the
            hypervisor
        """
        return sorted((self.service_host(each), each.id)
                      for each in self.called(name))

    def other_hosts(self, name, host):
        """Tell under which other service hosts hypervisors have a hostname.

        :param name: the hostname
        :param host: a service host
        :returns: a sorted list of pairs of a service host that is not this
            one, and the ID of the hypervisor
        """
        return _without(host, self.hosts_called(name))

    def host_called(self, name):
        """Tell the one service host whose hypervisor has a hostname.

        :param name: the hostname
        :returns: the name of the service host
        :raises: what :meth:`find` raises
        """
        return only(name, self.hosts_called(name))

    def names(self):
        """List every name that a host can be found by.

        What policy does not let the caller list is left out.

        :returns: a set of service hosts and hypervisor hostnames
        :raises: what :meth:`find` raises if Nova cannot be reached
        """
        found = set()
        with contextlib.suppress(exceptions.Forbidden):
            found.update(each.hostname for each in self.list_hypervisors())
        with contextlib.suppress(exceptions.Forbidden):
            found.update(each.host for each in self.services())
        return found

    def _find_listed(self, name, by, listing):
        """Find a host where Nova lists servers by host."""
        if by == HYPERVISOR:
            return self._find_called(name)
        servers = self.servers_of(name)
        if servers and listing == host_routes.FOLDED and not self.services(
                ('host', name)):
            servers = []
        if not servers and by is None:
            return self._find_idle_or_renamed(name)
        if not servers:
            self._require_service(name)
        return ComputeHost(name, servers)

    def _find_called(self, name):
        host = self.host_called(name)
        return ComputeHost(host, self.servers_of(host), [])

    def _find_idle_or_renamed(self, name):
        host, servers = name, []
        with self._known_cell(name):
            hosts = self.hosts_called(name)
        others = _without(name, hosts)
        if others:
            host = only(name, others)
            servers = self.servers_of(host)
        elif not hosts:
            self._require_service(name)
        if not servers:
            _require_alone(name, self._busy_near({name, host}))
        return ComputeHost(host, servers, _without(host, hosts))

    def _find_shown(self, name, by):
        """Find a host by the routes that upstream uses."""
        views = [] if by == SERVICE else self.views(name)
        if not views and by != HYPERVISOR:
            views = self._views_under(name)
        hosts = {(view.host, view.id) for view in views}
        host = only(name, sorted(hosts, key=str))
        servers = views[0].servers
        if servers or by:
            return ComputeHost(host, servers)
        for view in self._views_under(name) if host != name else ():
            if view.servers:
                return ComputeHost(name, view.servers)
        _require_alone(name, self._busy_shown_near(name, host))
        return ComputeHost(host, servers)

    def _views_under(self, host):
        """Read one of a service host's hypervisors: each lists all servers."""
        with contextlib.suppress(exceptions.Forbidden):
            for each in self.hypervisors_under(host):
                return [view._replace(host=host)
                        for view in self.views(each.hostname)
                        if view.id == each.id]
        return []

    def _busy_near(self, names):
        """Tell which other hosts of the same first labels have servers."""
        near = {each.host for each in self._services() or ()
                if _is_near(each.host, names)}
        near.update(self.service_host(each)
                    for each in self._hypervisors_near(names))
        return sorted(each for each in near - names if self.has_servers(each))

    def _busy_shown_near(self, name, host):
        names, busy = {name, host or name}, set()
        with contextlib.suppress(exceptions.Forbidden):
            busy.update(
                view.host or each.hostname
                for each in self._hypervisors_near(names)
                for view in self.views(each.hostname)
                if view.servers and (view.host is None or view.host != host))
        busy.update(each.host for each in self._services() or ()
                    if _is_near(each.host, names) and
                    any(view.servers for view in self._views_under(each.host)))
        return sorted(busy)

    def _hypervisors_near(self, names):
        return sorted({
            each for label in sorted({first_label(name) for name in names})
            for each in self.hypervisors(label)
            if _is_near(each.hostname, names)})

    def _services(self, *filters):
        """List compute services, or tell by None that policy hides them."""
        with contextlib.suppress(exceptions.Forbidden):
            return self.services(*filters)

    def _require_service(self, name):
        if not self._services_called(name):
            raise not_found(name)

    def _services_called(self, name):
        found = self._services(('host', name))
        if any(each.state == host_routes.UNKNOWN for each in found or ()):
            raise exceptions.ClientException(
                503, _("The cell of service host '%s' is down, so its servers "
                       "are not known.") % printable(name))
        return found

    @contextlib.contextmanager
    def _known_cell(self, name):
        """Where Nova fails, tell whether that is why."""
        try:
            yield
        except exceptions.ClientException as exc:
            if exc.code == 500:
                self._services_called(name)
            raise


def first_label(name):
    """Tell what the short name of a host would be.

    :param name: a service host or a hypervisor hostname
    :returns: its first label in lower case; an address has but one
    """
    return (name if ADDRESS.match(name) else name.split('.')[0]).lower()


def printable(name):
    """Show a name with its control characters escaped.

    :param name: a name that somebody typed or Nova returned
    :returns: the name as it can be printed on one line
    """
    return ''.join(
        char if char.isprintable() else
        char.encode('unicode_escape').decode('ascii') for char in name)


def check(name):
    """Refuse a name that no host has and that Nova would misunderstand.

    :param name: what somebody typed
    :raises: :class:`novaclient.exceptions.NotFound`
    """
    try:
        if name.encode('utf-8'):
            return
    except UnicodeEncodeError:
        pass
    raise not_found(name)


def not_found(name):
    """Make the error that no host has a name."""
    return exceptions.NotFound(
        404, _("No hypervisor matching '%s' could be found.") %
        printable(name))


def _is_near(name, names):
    return name not in names and first_label(name) in map(first_label, names)


def only(name, hosts):
    """Return the only one of some service hosts.

    :param name: what they are called
    :param hosts: a list of pairs of a service host and a hypervisor's ID
    :returns: the service host
    :raises: :class:`novaclient.exceptions.NotFound` if there is none, and
        :class:`novaclient.exceptions.NoUniqueMatch` if there are several
    """
    if not hosts:
        raise not_found(name)
    if hosts[1:]:
        raise exceptions.NoUniqueMatch(
            _("Several hypervisors have the hostname '%(name)s': "
              "%(hypervisors)s. Name the service host instead.") %
            {'name': printable(name), 'hypervisors': ', '.join(
                '%s' % ident if host is None else
                _('%(id)s (service host %(host)s)') %
                {'id': ident, 'host': printable(host)}
                for host, ident in hosts)})
    return hosts[0][0]


def _without(host, hosts):
    return [each for each in hosts if each[0] != host]


def _require_alone(name, others):
    if others:
        raise exceptions.NoUniqueMatch(
            _("Compute host '%(name)s' has no servers, but there are servers "
              "on %(others)s, which may be meant. Name the host that is, or "
              "say with --by what '%(name)s' is the name of.") %
            {'name': printable(name),
             'others': ', '.join(map(printable, others))})
