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

"""Which host a name stands for, and every request that it takes to tell."""

import json
import re
import string
from urllib import parse

from keystoneauth1 import exceptions as ksa_exceptions
from keystoneauth1 import session
from keystoneauth1 import token_endpoint
import requests
import testscenarios

import novaclient
from novaclient import api_versions
from novaclient import client
from novaclient import exceptions
from novaclient.tests.unit import utils
from novaclient.tests.unit.v2 import fake_cloud
from novaclient.tests.unit.v2 import nova_command
from novaclient.v2 import compute_hosts

ROUTES = nova_command.microversions('2.52', '2.53')
MICROVERSIONS = nova_command.microversions(
    '2.1', '2.52', '2.53', '2.87', '2.88')
#: A host that cannot exist.
NO_HOST = '-' * 256
OTHER_CASE = {ord(each): each.swapcase() for each in string.ascii_letters}
SERVICES = '/os-services?binary=nova-compute'
UUID = '%08d-0000-4000-8000-000000000000'
#: Names that Nova does not take as a pattern, or that mean more in a URL.
ODD_NAMES = [
    '%', 'pl%in', ' ', 'pl in', 'plain ', 'plain\n', '/', 'pl/in', '?', '#',
    '&host=plain', 'plain&host=plain0', '+', 'plain%30', "'", '"', '\\', ';',
    '*', '\u00e9', 'pla\u0131n', '\u7bc0\u9ede', '\U0001f600', '.', '..',
    '...', 'p' * 256]


def _fleet():
    node = fake_cloud.Hypervisor
    return [
        node('plain0', ['plain0-a']),
        node('plain', ['plain-a', 'plain-b', 'plain-c']),
        node('Plain', ['other-case']),
        node('pla_n', ['underscore']),
        node('plaxn', ['matched-by-underscore']),
        node('rack-plain', ['longer']),
        node('plain.example.org', ['other-domain']),
        node('long.example.org', ['long-a', 'long-b'], host='long'),
        node('longer.example.org', ['longer-a'], host='longer'),
        node('short', ['short-a', 'short-b'], host='short.example.org'),
        node('shorter', ['shorter-a'], host='shorter.example.org'),
        node('ironic1', ['ironic-a'], host='conductor'),
        node('ironic2', ['ironic-b'], host='conductor'),
        node('ironic3', [], host='conductor'),
        node('twin', ['twin-a'], host='twin-of-1'),
        node('twin', ['twin-b'], host='twin-of-2'),
        node('idle'),
        node('idle.example.org', host='idle-too'),
        node('lent', [], host='swap'),
        node('swap', ['swap-a'], host='elsewhere'),
        node('left-behind', ['left-a'], host='gone', state='deleted')]


def _servers(host, marker=None):
    query = [('all_tenants', 1), ('host', host), ('sort_key', 'created_at'),
             ('sort_dir', 'asc')] + ([('marker', marker)] if marker else [])
    return '/servers?' + parse.urlencode(query)


def _any_server(host):
    return '/servers?' + parse.urlencode([('all_tenants', 1), ('host', host),
                                          ('limit', 1)])


def _other_than(name):
    if name.endswith(' ') or not re.search('[a-zA-Z]', name):
        return name + ' '
    return name.translate(OTHER_CASE)


def _service(host):
    return '/os-services?' + parse.urlencode([('host', host),
                                              ('binary', 'nova-compute')])


class TestCase(testscenarios.TestWithScenarios, utils.TestCase):
    microversion = '2.latest'

    def setUp(self):
        super(TestCase, self).setUp()
        self.use_fleet(_fleet())

    def use_fleet(self, fleet):
        self.fleet = fleet
        self.cloud = fake_cloud.FakeCloud(self.requests_mock, fleet)
        auth = token_endpoint.Token(fake_cloud.NOVA, 'token')
        version = api_versions.APIVersion(self.microversion)
        self.client = client.Client(
            novaclient.API_MAX_VERSION if version.is_latest() else version,
            session=session.Session(auth=auth))
        self.version = self.client.api_version
        self.hosts = self.client.compute_hosts
        self.cloud.forget_requests()
        self.named, find = None, self.hosts.find

        def remember(name, by=None):
            self.named = name
            return find(name, by)

        self.hosts.find = remember

    def has(self, version):
        return self.version >= api_versions.APIVersion(version)

    def assert_asked(self, *urls):
        """These requests were made, in the microversion that each needs.

        No route among them reads the servers of a host that was not named,
        or waits for a compute host.
        """
        urls = self.probes() + list(urls)
        self.assertEqual(urls, self.cloud.reads)
        self.assertEqual(len(urls), len(self.cloud.requests))
        self.assertEqual(self.version, self.client.api_version)
        for sent in self.cloud.history:
            self.assertEqual(
                self._expected_version(sent.url[len(fake_cloud.NOVA):]),
                sent.headers['X-OpenStack-Nova-API-Version'])

    def probes(self):
        """How it learns whether Nova lists the servers of one host."""
        nova, other = self.cloud.nova, _other_than(self.named)
        fold = fake_cloud.folded if nova.database_folds else str
        is_listed = not {'servers:index', 'servers:index:get_all_tenants'
                         }.intersection(nova.denied)
        is_folded = fold(other) in [
            fold(server[fake_cloud.HOST]) for server in nova.servers]
        is_dropped = 'servers:allow_all_filters' in nova.denied
        return [_any_server(host) for host in [other] + (
            [NO_HOST] if is_listed and (is_folded or is_dropped) else [])]

    def _expected_version(self, url):
        limit = self.version
        if (url.startswith(('/os-hypervisors?', '/os-hypervisors/detail')) or
                url == '/os-hypervisors') and not self.has('2.53'):
            limit = api_versions.APIVersion('2.32')
        elif url.startswith('/servers?'):
            limit = api_versions.APIVersion('2.68')
        elif url.endswith('/servers'):
            pass
        elif url.startswith('/os-hypervisors/') and 'search' not in url:
            limit = api_versions.APIVersion('2.87')
        return min(self.version, limit).get_string()

    def search(self, name):
        if self.has('2.53'):
            return '/os-hypervisors?hypervisor_hostname_pattern=' + name
        return '/os-hypervisors/%s/search' % name

    def id_of(self, *indices):
        return [(UUID if self.has('2.53') else '%d') % (index + 1)
                for index, node in enumerate(self.fleet) if index in indices]

    def show(self, service_host, query=''):
        ident, = self.id_of(*[index for index, node in enumerate(self.fleet)
                              if node.host == service_host])
        return '/os-hypervisors/' + ident + query

    def views(self, name, service_host):
        """How upstream's routes read the servers of a hypervisor."""
        if self.has('2.53'):
            return [self.search(name),
                    self.show(service_host, '?with_servers=True')]
        return ['/os-hypervisors/%s/servers' % name]

    def every_hypervisor(self):
        if not self.has('2.53'):
            return ['/os-hypervisors']
        last, = self.id_of(max(index for index, node in enumerate(self.fleet)
                               if node.state != 'deleted'))
        return ['/os-hypervisors', '/os-hypervisors?marker=' + last]

    def candidates(self, name):
        """Where a hypervisor hostname is sought that is not there."""
        found = any(name.lower() in node.hostname.lower()
                    for node in self.fleet)
        if self.has('2.53') or found:
            return [self.search(name)]
        return [self.search(name)] + self.every_hypervisor()

    def assert_servers(self, expected, name):
        self.assertEqual([self.shown(uuid) for uuid in expected],
                         self.hosts.servers(name))

    def shown(self, uuid):
        server = self.cloud.nova.server(uuid)
        return {'uuid': uuid, 'name': server['name'],
                'host': server[fake_cloud.HOST]}

    def assert_not_found(self, name, shown=None):
        error = self.assertRaises(exceptions.NotFound,
                                  self.hosts.servers, name)
        self.assertEqual("No hypervisor matching '%s' could be found. "
                         "(HTTP 404)" % (shown or name), str(error))


class ServiceHostTest(TestCase):
    """A name that nova service-list shows."""

    scenarios = MICROVERSIONS

    def test_with_servers(self):
        for name, servers in [('plain', ['plain-a', 'plain-b', 'plain-c']),
                              ('Plain', ['other-case']),
                              ('pla_n', ['underscore']),
                              ('long', ['long-a', 'long-b']),
                              ('short.example.org', ['short-a', 'short-b']),
                              ('gone', ['left-a'])]:
            self.cloud.forget_requests()
            self.assert_servers(servers, name)
            self.assert_asked(_servers(name))

    def test_many_nodes_have_each_server_once(self):
        self.assert_servers(['ironic-a', 'ironic-b'], 'conductor')
        self.assert_asked(_servers('conductor'))

    def test_without_servers(self):
        self.assert_servers([], 'idle')
        self.assert_asked(
            _servers('idle'), self.search('idle'), self.show('idle'),
            SERVICES, self.search('idle'), self.show('idle-too'),
            _any_server('idle-too'))

    def test_oldest_first(self):
        for age, server in enumerate(reversed(self.cloud.nova.servers)):
            server['created'] = '2026-01-01T00:%02d:00Z' % age
        self.assert_servers(['plain-c', 'plain-b', 'plain-a'], 'plain')

    def test_servers_of_every_project(self):
        self.hosts.servers('plain')
        self.assertEqual({'own', 'other'}, {
            server['tenant_id'] for server in self.cloud.nova.servers
            if server['id'].startswith('plain-')})

    def test_soft_deleted_servers_are_left_out(self):
        for server in self.cloud.nova.servers:
            if server['id'] == 'plain-b':
                server['status'] = 'SOFT_DELETED'
        self.assert_servers(['plain-a', 'plain-c'], 'plain')

    def test_find(self):
        found = self.hosts.find('long')
        self.assertEqual('long', found.name)
        self.assertEqual(['long-a', 'long-b'],
                         [each['uuid'] for each in found.servers])
        self.assert_asked(_servers('long'))

    def test_by_service(self):
        self.assertEqual([], self.hosts.servers('swap', 'service'))
        self.assert_asked(_servers('swap'), _service('swap'))
        for name in ('short', 'nothing'):
            self.assertRaises(exceptions.NotFound, self.hosts.servers, name,
                              'service')
        self.assertEqual(2, len(self.hosts.servers('long', 'service')))


class HypervisorTest(TestCase):
    """A name that nova hypervisor-list shows."""

    scenarios = MICROVERSIONS

    def test_fully_qualified(self):
        self.assert_servers(['long-a', 'long-b'], 'long.example.org')
        self.assert_asked(
            _servers('long.example.org'), self.search('long.example.org'),
            self.show('long'), _servers('long'))

    def test_short(self):
        self.assert_servers(['short-a', 'short-b'], 'short')
        self.assert_asked(_servers('short'), self.search('short'),
                          self.show('short.example.org'),
                          _servers('short.example.org'))

    def test_one_of_many_nodes(self):
        self.assert_servers(['ironic-a', 'ironic-b'], 'ironic3')
        node, = self.id_of(13)
        self.assert_asked(_servers('ironic3'), self.search('ironic3'),
                          '/os-hypervisors/' + node, _servers('conductor'))

    def test_without_servers(self):
        self.assert_servers([], 'idle.example.org')
        self.assert_asked(
            _servers('idle.example.org'), self.search('idle.example.org'),
            self.show('idle-too'), _servers('idle-too'), SERVICES,
            self.search('idle'), *self.candidates('idle-too') +
            [self.show('idle'), _any_server('idle')])

    def test_of_an_idle_service_host(self):
        """A service host's record may outlive its name."""
        self.assert_servers(['swap-a'], 'swap')
        self.assert_asked(_servers('swap'), self.search('swap'),
                          self.show('elsewhere'), _servers('elsewhere'))

    def test_by_hypervisor(self):
        self.assertEqual([self.shown('swap-a')],
                         self.hosts.servers('swap', 'hypervisor'))
        self.assert_asked(self.search('swap'), self.show('elsewhere'),
                          _servers('elsewhere'))
        self.assertEqual([], self.hosts.servers('idle', 'hypervisor'))
        for name in ('conductor', 'nothing'):
            self.assertRaises(exceptions.NotFound, self.hosts.servers, name,
                              'hypervisor')

    def test_under_several_service_hosts(self):
        ids = tuple(self.id_of(14, 15))
        for by, urls in [('hypervisor', []), (None, [_servers('twin')])]:
            self.cloud.forget_requests()
            error = self.assertRaises(exceptions.NoUniqueMatch,
                                      self.hosts.servers, 'twin', by)
            self.assertEqual(
                "Several hypervisors have the hostname 'twin': "
                '%s (service host twin-of-1), %s (service host twin-of-2). '
                'Name the service host instead.' % ids, str(error))
            self.assert_asked(*urls + [
                self.search('twin'),
                '/os-hypervisors/' + ids[0], '/os-hypervisors/' + ids[1]])

    def test_several_are_sorted_and_printable(self):
        node = fake_cloud.Hypervisor
        self.use_fleet([node('a\tb', host='z'), node('a\tb', host='a\n')])
        error = self.assertRaises(exceptions.NoUniqueMatch,
                                  self.hosts.servers, 'a\tb')
        self.assertEqual(
            "Several hypervisors have the hostname 'a\\tb': %s (service host "
            'a\\n), %s (service host z). Name the service host instead.' %
            tuple(reversed(self.id_of(0, 1))), str(error))


class UnknownNameTest(TestCase):
    """A name that is nobody's in full."""

    scenarios = testscenarios.multiply_scenarios(MICROVERSIONS, [
        (name, {'name': name}) for name in [
            'plai', 'lain', 'PLAIN', 'pl_in', 'nothing', 'example.org',
            'long.example', 'left-behind', 'gone.example.org']])

    def test_not_found(self):
        self.assert_not_found(self.name)
        candidates = self.candidates(self.name)
        if self.name == 'pl_in':
            candidates = [self.search(self.name)]
        if self.name == 'left-behind' and not self.has('2.53'):
            candidates += self.every_hypervisor()
        self.assert_asked(_servers(self.name), *candidates +
                          [_service(self.name)])


class ImpossibleNameTest(TestCase):
    """A name that Nova is not asked for."""

    scenarios = testscenarios.multiply_scenarios(ROUTES, [
        ('empty', {'name': '', 'shown': "''"}),
        ('not Unicode', {'name': 'plain\udcff', 'shown': "'plain\\udcff'"})])

    def test_not_found(self):
        for method in (self.hosts.servers, self.hosts.find_target):
            error = self.assertRaises(exceptions.NotFound, method, self.name)
            self.assertIn(self.shown, str(error))
        self.assertEqual([], self.cloud.requests)


class OddNameTest(TestCase):
    """A name that is not one of DNS."""

    scenarios = testscenarios.multiply_scenarios(ROUTES, [
        (ascii(name), {'name': name}) for name in ODD_NAMES])

    def test_service_host(self):
        self.use_fleet(_fleet() + [
            fake_cloud.Hypervisor('odd', ['odd-a'], host=self.name)])
        self.assert_servers(['odd-a'], self.name)
        self.assert_asked(_servers(self.name))

    def test_hypervisor(self):
        self.use_fleet(_fleet() + [
            fake_cloud.Hypervisor(self.name, ['odd-a'], host='odd')])
        self.assert_servers(['odd-a'], self.name)
        self.assert_asked(_servers(self.name), *self.every_hypervisor() +
                          [self.show('odd'), _servers('odd')])

    def test_nobody(self):
        self.assert_not_found(self.name,
                              self.name.replace('\n', '\\n'))
        self.assert_asked(_servers(self.name), *self.every_hypervisor() +
                          [_service(self.name)])


class LongestPatternTest(TestCase):
    """The longest name that Nova takes as a pattern."""

    scenarios = ROUTES

    def test_search(self):
        name = 'p' * 255
        self.use_fleet([fake_cloud.Hypervisor(name, ['a'], host='odd')])
        self.assert_servers(['a'], name)
        self.assert_asked(_servers(name), self.search(name),
                          self.show('odd'), _servers('odd'))


class PagesTest(TestCase):
    """More of anything than Nova lists at once."""

    scenarios = MICROVERSIONS

    def _use_servers(self, count):
        uuids = ['%d' % number for number in range(count)]
        self.use_fleet([fake_cloud.Hypervisor('other', ['x', 'y', 'z']),
                        fake_cloud.Hypervisor('host', uuids),
                        fake_cloud.Hypervisor('host0', ['o', 'p', 'q'])])
        self.cloud.nova.max_limit = 3
        return uuids

    def test_servers_without_a_next_page(self):
        self.assert_servers(self._use_servers(2), 'host')
        self.assert_asked(_servers('host'))

    def test_servers_with_an_empty_last_page(self):
        self.assert_servers(self._use_servers(3), 'host')
        self.assert_asked(_servers('host'), _servers('host', '2'))

    def test_servers_with_a_short_last_page(self):
        self.assert_servers(self._use_servers(8), 'host')
        self.assert_asked(_servers('host'), _servers('host', '2'),
                          _servers('host', '5'))

    def _answer(self, *answers):
        answers = iter(answers)

        def answer():
            raise fake_cloud.Garbage(json.dumps(next(answers)))
        self.cloud.fault('GET', '/servers', answer)

    def test_link_to_what_is_not_a_next_page(self):
        self._answer({'servers': []},
                     {'servers': [{'id': 'a', 'name': 'A'}],
                      'servers_links': [{'rel': 'first'}, {'rel': 'self'},
                                        {'rel': 'previous'}]})
        self.assertEqual([{'uuid': 'a', 'name': 'A', 'host': 'plain'}],
                         self.hosts.servers('plain'))
        self.assert_asked(_servers('plain'))

    def test_next_page_that_is_not_linked_first(self):
        self._answer({'servers': []},
                     {'servers': [{'id': 'a', 'name': 'A'}],
                      'servers_links': [{'rel': 'self'}, {'rel': 'next'}]},
                     {'servers': [{'id': 'b', 'name': None}]})
        self.assertEqual([{'uuid': 'a', 'name': 'A', 'host': 'plain'},
                          {'uuid': 'b', 'name': None, 'host': 'plain'}],
                         self.hosts.servers('plain'))
        self.assert_asked(_servers('plain'), _servers('plain', 'a'))

    def test_empty_page_with_a_link(self):
        empty = {'servers': [], 'servers_links': [{'rel': 'next'}]}
        self._answer({'servers': []}, {
            'servers': [{'id': 'a', 'name': 'A'}],
            'servers_links': [{'rel': 'next'}]}, empty)
        self.assertEqual([{'uuid': 'a', 'name': 'A', 'host': 'plain'}],
                         self.hosts.servers('plain'))
        self.assert_asked(_servers('plain'), _servers('plain', 'a'))

    def test_hypervisors(self):
        """A page that lacks one has no link, and more may follow."""
        node = fake_cloud.Hypervisor
        self.use_fleet([
            node('1'), node('2', state='deleted'), node('3'),
            node('pl in', ['a'], host='host'), node('5'), node('6')])
        self.cloud.nova.max_limit = 2
        self.assert_servers(['a'], 'pl in')
        markers = ([UUID % number for number in (1, 3, 5, 6)]
                   if self.has('2.53') else [])
        self.assert_asked(
            _servers('pl in'), '/os-hypervisors',
            *['/os-hypervisors?marker=' + each for each in markers] +
            [self.show('host'), _servers('host')])


class CellsTest(TestCase):
    """Cells, which count hypervisors each by itself and fail each alone."""

    scenarios = nova_command.microversions(
        '2.1', '2.52', '2.53', '2.68', '2.69', '2.87')

    def setUp(self):
        super(CellsTest, self).setUp()
        node = fake_cloud.Hypervisor
        self.use_fleet([
            node('wrong', ['wrong-a'], cell='cell1', host='wrong-host'),
            node('same', ['same-a'], cell='cell1', host='same1'),
            node('right', ['right-a'], cell='cell2', host='right-host'),
            node('same', ['same-b'], cell='cell2', host='same2'),
            node('idle', cell='cell2'), node('a\tb', cell='cell2')])

    def test_hypervisor_id_of_another_cell_too(self):
        if self.has('2.53'):
            self.assert_servers(['right-a'], 'right')
            return
        error = self.assertRaises(exceptions.NoUniqueMatch,
                                  self.hosts.servers, 'right')
        self.assertEqual(
            'Several hypervisors have the ID 1. Name the service host '
            'instead, or use microversion 2.53 or later.', str(error))
        self.assert_asked(_servers('right'), self.search('right'),
                          '/os-hypervisors/1')

    def test_whatever_the_hostname_in_the_other_cell(self):
        node = fake_cloud.Hypervisor
        for wrong in ('aaa', 'zzz'):
            self.use_fleet([node(wrong, ['a'], cell='cell1'),
                            node('right', ['b'], cell='cell2', host='host')])
            if self.has('2.53'):
                self.assert_servers(['b'], 'right')
            else:
                self.assertRaises(exceptions.NoUniqueMatch,
                                  self.hosts.servers, 'right')

    def test_hostname_and_hypervisor_id_of_another_cell_too(self):
        error = self.assertRaises(exceptions.NoUniqueMatch,
                                  self.hosts.servers, 'same')
        if self.has('2.53'):
            self.assertIn('%s (service host same2)' % (UUID % 4), str(error))
            return
        self.assertIn('the ID 2.', str(error))
        self.assert_asked(_servers('same'), self.search('same'))

    def test_service_host_in_a_cell_that_is_down(self):
        """Whether it has servers, Nova cannot tell."""
        self.cloud.nova.down_cells = {'cell2'}
        for name in ('idle', 'right-host', 'a\tb'):
            self.cloud.forget_requests()
            error = self.assertRaises(exceptions.ClientException,
                                      self.hosts.servers, name)
            if self.has('2.69'):
                self.assertEqual(
                    "The cell of service host '%s' is down, so its servers "
                    'are not known. (HTTP 503)' % name.replace('\t', '\\t'),
                    str(error))
            else:
                self.assertEqual(500, error.code)
            self.assert_asked(
                _servers(name),
                '/os-hypervisors' if '\t' in name else self.search(name),
                _service(name))

    def test_names_in_a_cell_that_is_down(self):
        self.cloud.fault('GET', '/os-hypervisors', fake_cloud.Garbage(
            '{"hypervisors": []}'))
        self.cloud.nova.down_cells = {'cell2'}
        expected = {'wrong-host', 'same1'}
        if self.has('2.69'):
            expected |= {'right-host', 'same2', 'idle', 'a\tb'}
        self.assertEqual(expected, self.hosts.names())

    def test_cell_of_another_host_is_down(self):
        self.cloud.nova.down_cells = {'cell2'}
        self.assert_servers(['wrong-a'], 'wrong-host')
        self.assert_asked(_servers('wrong-host'))


class LeftBehindTest(TestCase):
    """A hypervisor without a service, which older searches stumble on."""

    scenarios = MICROVERSIONS

    def test_look_alike(self):
        self.use_fleet(_fleet() + [fake_cloud.Hypervisor(
            'old-short', ['old'], state='deleted')])
        self.assert_servers(['short-a', 'short-b'], 'short')
        every = [] if self.has('2.53') else ['/os-hypervisors']
        self.assert_asked(_servers('short'), self.search('short'), *every + [
            self.show('short.example.org'), _servers('short.example.org')])


class FoldingTest(TestCase):
    """A database that takes names for others."""

    scenarios = MICROVERSIONS

    def use_fleet(self, fleet):
        super(FoldingTest, self).use_fleet(fleet)
        self.cloud.nova.database_folds = True

    def test_service_host(self):
        self.assert_servers(['long-a', 'long-b'], 'long')
        self.assert_asked(_servers('long'), _service('long'))
        self.assert_servers(['long-a', 'long-b'], 'long.example.org')
        for name in ('LONG', 'long ', 'IDLE', 'LONG.example.org'):
            self.assert_not_found(name)
            for by in ('service', 'hypervisor'):
                self.assertRaises(exceptions.NotFound, self.hosts.find, name,
                                  by)

    def test_hypervisor_that_is_called_as_another_service_host(self):
        """The one that --strict always took."""
        node = fake_cloud.Hypervisor
        self.use_fleet([node('cmp7.example.org', ['a'], host='cmp7'),
                        node('CMP7', ['b'], host='x'), node('cmp70', ['c'])])
        self.assert_servers(['b'], 'CMP7')
        self.assert_asked(_servers('CMP7'), _service('CMP7'),
                          self.search('CMP7'), self.show('x'), _servers('x'))
        for name in ('cmp7', 'cmp7.example.org'):
            self.assert_servers(['a'], name)

    def test_services_that_policy_hides(self):
        """Upstream's routes are exact."""
        self.cloud.nova.denied = {'os-services:list'}
        self.cloud.forget_requests()
        self.assert_servers_by_id(['plain-a', 'plain-b', 'plain-c'], 'plain')
        self.assert_asked(_servers('plain'), _service('plain'),
                          *self.views('plain', 'plain'))
        self.assert_servers_by_id(['long-a', 'long-b'], 'long')
        for name in ('LONG', 'long ', 'PLA_N'):
            self.assert_not_found(name)

    def assert_servers_by_id(self, expected, name):
        self.assertEqual(expected, [each['uuid']
                                    for each in self.hosts.servers(name)])


class PolicyTest(TestCase):
    """Callers for whom Nova drops the filter, or who may not ask at all.

    They get what upstream's --strict gives them.
    """

    scenarios = testscenarios.multiply_scenarios(MICROVERSIONS, [
        ('filter dropped', {
            'is_admin': True, 'denied': {'servers:allow_all_filters'}}),
        ('filter dropped for no administrator', {
            'is_admin': False, 'denied': {'servers:allow_all_filters'}}),
        ('own project alone', {
            'is_admin': False, 'denied': {
                'servers:allow_all_filters', 'servers:index:get_all_tenants',
                'os-services:list'}}),
        ('hypervisors alone', {
            'is_admin': False, 'denied': {
                'servers:index', 'os-services:list', 'os-migrations:index'}})])

    def setUp(self):
        super(PolicyTest, self).setUp()
        self.cloud.nova.is_admin = self.is_admin
        self.cloud.nova.denied = self.denied

    def assert_shown(self, expected, name, *urls, by=None):
        host = None
        if self.has('2.53') or by == 'service' or name == 'conductor':
            host = next(server[fake_cloud.HOST]
                        for server in self.cloud.nova.servers
                        if server['id'] == expected[0])
        found = self.hosts.servers(name, by)
        self.assertEqual(expected, [each['uuid'] for each in found])
        if self.has('2.53'):
            self.assertEqual({host}, {each['host'] for each in found})
        self.assert_asked(*urls)

    def test_hypervisor_hostname(self):
        for name, servers, host in [
                ('plain', ['plain-a', 'plain-b', 'plain-c'], 'plain'),
                ('pla_n', ['underscore'], 'pla_n'),
                ('Plain', ['other-case'], 'Plain'),
                ('long.example.org', ['long-a', 'long-b'], 'long'),
                ('swap', ['swap-a'], 'elsewhere'),
                ('short', ['short-a', 'short-b'], 'short.example.org')]:
            self.cloud.forget_requests()
            self.assert_shown(servers, name, *self.views(name, host))

    def test_service_host(self):
        found = self.hosts.find('conductor')
        self.assertEqual('conductor', found.name)
        self.assertEqual(['ironic-a', 'ironic-b'],
                         [each['uuid'] for each in found.servers])
        self.assertEqual(self.version, self.client.api_version)

    def test_by_service(self):
        found = self.hosts.find('long', 'service')
        self.assertEqual('long', found.name)
        self.assertEqual(['long-a', 'long-b'],
                         [each['uuid'] for each in found.servers])
        self.assertEqual([], self.hosts.find('idle', 'service').servers)

    def test_by_hypervisor(self):
        for name in ('conductor', 'long'):
            self.assertRaises(exceptions.NotFound, self.hosts.servers, name,
                              'hypervisor')

    def test_nobody(self):
        for name in ('nothing', 'plai', 'PLAIN', 'left-behind', '%', '..'):
            self.assert_not_found(name)

    def test_names_that_are_no_pattern(self):
        for name in ('pl in', 'plain ', 'n\u00f6de7', '%'):
            self.use(fake_cloud.Hypervisor(name, ['a'], host='odd'),
                     fake_cloud.Hypervisor('plain', ['b']))
            if '\u00f6' in name and not self.has('2.53'):
                # No more than --strict finds: Nova misreads the path.
                self.assert_not_found(name)
                continue
            self.assertEqual(['a'], [each['uuid'] for each in
                                     self.hosts.servers(name)])

    def test_namesakes(self):
        error = self.assertRaises(exceptions.NoUniqueMatch,
                                  self.hosts.servers, 'twin')
        for ident in self.id_of(14, 15):
            self.assertIn(ident, str(error))

    def test_idle(self):
        self.assertEqual([], self.hosts.servers('idle'))

    def test_idle_beside_one_of_its_short_name(self):
        node = fake_cloud.Hypervisor
        self.use_fleet([node('cmp7'), node('cmp7.example.org', ['a']),
                        node('cmp70', ['b'])])
        self.cloud.nova.is_admin = self.is_admin
        self.cloud.nova.denied = self.denied
        error = self.assertRaises(exceptions.NoUniqueMatch,
                                  self.hosts.servers, 'cmp7')
        self.assertIn("'cmp7' has no servers, but there are servers on "
                      'cmp7.example.org, which', str(error))

    def use(self, *fleet):
        self.use_fleet(list(fleet))
        self.cloud.nova.is_admin = self.is_admin
        self.cloud.nova.denied = self.denied

    def test_service_host_that_has_servers(self):
        """The hypervisor of this name, on another host, has none."""
        node = fake_cloud.Hypervisor
        self.use(node('cmp7.example.org', ['a'], host='cmp7'),
                 node('cmp7', host='idle'), node('cmp70', ['b']))
        found = self.hosts.find('cmp7')
        self.assertEqual(
            ('cmp7', ['a']),
            (found.name, [each['uuid'] for each in found.servers]))

    def test_idle_beside_a_service_host_of_its_short_name(self):
        node = fake_cloud.Hypervisor
        self.use(node('cmp7'), node('other', ['a'], host='cmp7.example.org'))
        if 'os-services:list' in self.denied:
            self.assertEqual([], self.hosts.servers('cmp7'))
            return
        error = self.assertRaises(exceptions.NoUniqueMatch,
                                  self.hosts.servers, 'cmp7')
        self.assertIn('servers on cmp7.example.org, which', str(error))


class MorePolicyTest(TestCase):
    """What else policy may deny."""

    scenarios = ROUTES

    def test_servers_of_one_hypervisor(self):
        """Upstream reads those of every match, and then so do we."""
        self.cloud.nova.denied = {'servers:allow_all_filters',
                                  'os-hypervisors:show',
                                  'os-hypervisors:search'}
        found = self.hosts.find('plain')
        self.assertEqual(['plain-a', 'plain-b', 'plain-c'],
                         [each['uuid'] for each in found.servers])
        self.assertIs(None, found.name)
        if self.has('2.53'):
            self.assert_asked(self.search('plain'),
                              self.show('plain', '?with_servers=True'),
                              self.search('plain') + '&with_servers=True')
        else:
            self.assert_asked('/os-hypervisors/plain/servers')

    def test_routes_of_the_shorter_way_are_denied(self):
        """Nova lists by host, but does not tell whose a hypervisor is."""
        for rule in ('os-hypervisors:show', 'os-hypervisors:search'):
            self.cloud.nova.denied = {rule}
            for name, servers in [('long.example.org', ['long-a', 'long-b']),
                                  ('long', ['long-a', 'long-b']),
                                  ('plain', ['plain-a', 'plain-b', 'plain-c'])
                                  ]:
                self.assertEqual(servers, [
                    each['uuid'] for each in self.hosts.servers(name)])
            self.assert_not_found('plai')

    def test_no_way_is_open(self):
        rule = ('os-hypervisors:list' if self.has('2.53') else
                'os-hypervisors:servers')
        self.cloud.nova.denied = {'servers:index', rule}
        error = self.assertRaises(exceptions.Forbidden, self.hosts.servers,
                                  'plain')
        self.assertIn(rule, str(error))

    def test_services_are_hidden(self):
        self.cloud.nova.denied = {'os-services:list'}
        self.assert_servers(['plain-a', 'plain-b', 'plain-c'], 'plain')
        self.assert_servers(['short-a', 'short-b'], 'short')
        self.assert_servers([], 'idle')
        self.assert_not_found('nothing')


class RenamedTest(TestCase):
    """A service host's record, left behind when nova-compute was renamed."""

    scenarios = MICROVERSIONS

    def use(self, *nodes):
        node = fake_cloud.Hypervisor
        self.use_fleet([node('cmp70.example.org', ['look-alike']),
                        node('other.example.org', ['other'])] + list(nodes))

    def assert_refused(self, name, others):
        error = self.assertRaises(exceptions.NoUniqueMatch,
                                  self.hosts.servers, name)
        self.assertEqual(
            "Compute host '%s' has no servers, but there are servers on %s, "
            'which may be meant. Name the host that is, or say with --by what '
            "'%s' is the name of." % (name, others, name), str(error))

    def test_short_and_long(self):
        node = fake_cloud.Hypervisor
        self.use(node('cmp7.example.org', ['a']), fake_cloud.Service('cmp7'))
        self.assert_refused('cmp7', 'cmp7.example.org')
        self.assert_asked(
            _servers('cmp7'), self.search('cmp7'), _service('cmp7'), SERVICES,
            self.search('cmp7'), self.show('cmp7.example.org'),
            _any_server('cmp7.example.org'))
        self.assertEqual([], self.hosts.servers('cmp7', 'service'))

    def test_long_and_short(self):
        node = fake_cloud.Hypervisor
        self.use(node('cmp7', ['a']), node('CMP7.example.net', ['b']),
                 fake_cloud.Service('cmp7.example.org'))
        self.assert_refused('cmp7.example.org', 'CMP7.example.net, cmp7')

    def test_hostname_is_the_same(self):
        node = fake_cloud.Hypervisor
        self.use(fake_cloud.Service('cmp7'),
                 node('cmp7', ['a'], host='cmp7.example.org'))
        self.assert_servers(['a'], 'cmp7')

    def test_nobody_has_servers(self):
        self.use(fake_cloud.Service('cmp7'),
                 fake_cloud.Hypervisor('cmp7.example.org'))
        self.assert_servers([], 'cmp7')

    def test_addresses_have_one_label(self):
        node = fake_cloud.Hypervisor
        self.use(node('10.0.0.1'), node('10.0.0.2', ['a']))
        self.assert_servers([], '10.0.0.1')


class TargetTest(TestCase):
    """The host that is to take servers."""

    scenarios = MICROVERSIONS

    def setUp(self):
        super(TargetTest, self).setUp()
        node = fake_cloud.Hypervisor
        self.use_fleet(_fleet() + [
            node('spare', state='up'), node('spare0', state='up'),
            node('room.example.org', host='room', state='up'),
            node('new', host='new.example.org', state='up'),
            node('old', state='down'), fake_cloud.Service('new')])

    def assert_target(self, expected, name, *urls):
        self.cloud.forget_requests()
        self.assertEqual(expected, self.hosts.find_target(name))
        self.assertEqual(list(urls), self.cloud.reads)

    def test_service_host(self):
        self.assert_target('spare', 'spare', _service('spare'))

    def test_hypervisor_hostname(self):
        self.assert_target(
            'room', 'room.example.org', _service('room.example.org'),
            self.search('room.example.org'), self.show('room'))

    def test_renamed(self):
        self.assert_target('new.example.org', 'new', _service('new'),
                           self.search('new'), self.show('new.example.org'))

    def test_down(self):
        self.assert_target('old', 'old', _service('old'), self.search('old'),
                           self.show('old'))

    def test_nobody(self):
        self.assertRaises(exceptions.NotFound, self.hosts.find_target, 'room0')
        self.assertRaises(exceptions.NotFound, self.hosts.find_target, 'Spare')

    def test_stale(self):
        """Nova would fail, and leave each server with a task."""
        self.use_fleet(self.fleet + [fake_cloud.Service('stale')])
        error = self.assertRaises(exceptions.NotFound,
                                  self.hosts.find_target, 'stale')
        self.assertIn("'stale'", str(error))

    def test_down_and_of_another_hostname(self):
        self.assertEqual('long', self.hosts.find_target('long'))

    def test_several(self):
        self.assertRaises(exceptions.NoUniqueMatch, self.hosts.find_target,
                          'twin')

    def test_services_are_hidden(self):
        self.cloud.nova.denied = {'os-services:list'}
        for name, expected in [('spare', 'spare'), ('nobody', 'nobody'),
                               ('room.example.org', 'room')]:
            self.assertEqual(expected, self.hosts.find_target(name))

    def test_all_is_hidden(self):
        self.cloud.nova.denied = {
            'os-services:list', 'os-hypervisors:list', 'os-hypervisors:search'}
        self.assertEqual('room.example.org',
                         self.hosts.find_target('room.example.org'))


class FaultTest(TestCase):
    """A cloud that fails at any one of the requests."""

    #: The fault, and what the caller gets.
    faults = [
        ('401', fake_cloud.Refusal(401, 'x'), exceptions.Unauthorized),
        ('403', fake_cloud.Refusal(403, 'x'), exceptions.Forbidden),
        ('404', fake_cloud.Refusal(404, 'x'), exceptions.NotFound),
        ('409', fake_cloud.Refusal(409, 'x'), exceptions.Conflict),
        ('500', fake_cloud.Refusal(500, 'x'), exceptions.ClientException),
        ('reset', requests.ConnectionError('Connection reset by peer'),
         ksa_exceptions.ConnectFailure),
        ('timeout', requests.Timeout(), ksa_exceptions.ConnectTimeout)
    ] + [(text, fake_cloud.Garbage(text), ksa_exceptions.InvalidResponse)
         for text in [
             '', '<html>', 'null', '[]', '{}', '"servers"', '7',
             '{"servers": null, "services": null, "hypervisors": null,'
             ' "hypervisor": null}',
             '{"servers": [{}], "services": [{}], "hypervisors": [{}],'
             ' "hypervisor": {}}',
             '{"servers": [{"id": "a"}], "services": ["a"],'
             ' "hypervisors": [{"id": "a"}],'
             ' "hypervisor": {"hypervisor_hostname": "short"}}',
             '{"servers": [null], "services": [null], "hypervisors": [7],'
             ' "hypervisor": {"hypervisor_hostname": "short",'
             ' "service": null}}']]

    scenarios = testscenarios.multiply_scenarios(ROUTES, [
        ('at %d' % at, {'at': at}) for at in range(5)], [
        (name or 'nothing', {'fault': fault, 'expected': expected})
        for name, fault, expected in faults])

    def test_hypervisor(self):
        def fail():
            if len(self.cloud.reads) == self.at + 1:
                raise self.fault
        self.cloud.fault('GET', '.*', fail)
        plan = [_servers('short'), self.search('short'),
                self.show('short.example.org'),
                _servers('short.example.org')]
        if (self.at == 2 and self.expected is exceptions.NotFound and
                not self.has('2.53')):
            self.assert_servers(['short-a', 'short-b'], 'short')
            plan.insert(2, '/os-hypervisors')
        elif self.expected is exceptions.Forbidden:
            self.assertEqual(['short-a', 'short-b'], [
                each['uuid'] for each in self.hosts.servers('short')])
            plan = plan[:self.at] + self.views('short', 'short.example.org')
        else:
            error = self.assertRaises(self.expected, self.hosts.servers,
                                      'short')
            self.assertIs(self.expected, type(error))
            plan = plan[:self.at]
            if self.at in (2, 3) and getattr(error, 'code', None) == 500 or (
                    self.at == 2 and self.expected is exceptions.NotFound):
                plan.append(_service('short'))
        self.assert_asked(*plan)


class ListingFaultTest(TestCase):
    """A cloud that fails when all the hypervisors are listed."""

    scenarios = testscenarios.multiply_scenarios(ROUTES, [
        (name or 'nothing', {'fault': fault, 'expected': expected})
        for name, fault, expected in FaultTest.faults])

    def test_hypervisors(self):
        self.cloud.fault('GET', '/os-hypervisors', self.fault)
        expected = self.expected
        if expected is exceptions.Forbidden and not self.has('2.53'):
            # Up to there it is no name that the other route takes.
            expected = exceptions.NotFound
        self.assertRaises(expected, self.hosts.servers, '%')
        self.assertEqual([_any_server('% '), _servers('%'), '/os-hypervisors'],
                         self.cloud.reads[:3])

    def test_names(self):
        for path in ('/os-hypervisors', '/os-services'):
            self.cloud.faults = []
            self.cloud.fault('GET', path, self.fault)
            if self.expected is exceptions.Forbidden:
                self.assertIn('long' if 'hyper' in path else
                              'long.example.org', self.hosts.names())
            else:
                self.assertRaises(self.expected, self.hosts.names)
            self.assertEqual(self.version, self.client.api_version)


class NamesTest(TestCase):
    """Every name there is, in one piece."""

    scenarios = nova_command.microversions(
        '2.1', '2.32', '2.33', '2.52', '2.53', '2.88')

    def test_names(self):
        self.cloud.nova.max_limit = 2
        self.assertEqual(
            {name for node in self.fleet for name in
             (node.hostname, node.host)} - {'left-behind', 'gone'},
            self.hosts.names())
        self.assertEqual(
            ['/os-hypervisors', '/os-services?binary=nova-compute'],
            self.cloud.reads)
        versions = [sent.headers['X-OpenStack-Nova-API-Version'] for sent in
                    self.cloud.history]
        self.assertEqual(
            [min(self.version, api_versions.APIVersion('2.32')).get_string(),
             self.version.get_string()], versions)
        self.assertEqual(self.version, self.client.api_version)


class NoMicroversionTest(TestCase):
    """A client of API 2.0, which sends no microversion."""

    microversion = '2.0'

    def test_servers(self):
        self.assert_servers(['short-a', 'short-b'], 'short')
        self.assertEqual({None}, {
            sent.headers.get('X-OpenStack-Nova-API-Version')
            for sent in self.cloud.history})


class PrintableTest(utils.TestCase):

    def test_printable(self):
        for name, shown in [
                ('', ''), ('plain', 'plain'), ('pl in', 'pl in'),
                ('a\nb\r\t', 'a\\nb\\r\\t'), ('\x1b[31m', '\\x1b[31m'),
                ('\x00\x7f', '\\x00\\x7f'), ('\u7bc0\u9ede', '\u7bc0\u9ede'),
                ('\u202egnp', '\\u202egnp'), ('\u00a0', '\\xa0'),
                ('\udcff', '\\udcff'), ('\U000e0001', '\\U000e0001')]:
            self.assertEqual(shown, compute_hosts.printable(name))
