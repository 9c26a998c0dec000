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

"""What host-evacuate asks for, does and says, for each kind of name.

test_host_siblings does the same for the commands that share its name rules.
"""

import sys
from urllib import parse

import requests
import testscenarios
from testtools import matchers

from novaclient.tests.unit import utils
from novaclient.tests.unit.v2 import fake_cloud
from novaclient.tests.unit.v2 import nova_command
from novaclient.v2 import host_commands

ROUTES = nova_command.EVERY_ROUTE
#: All servers of a host that cannot exist: there are none.
UUID = '%08d-0000-4000-8000-000000000000'
TITLES = ('Server UUID', 'Evacuate Accepted', 'Error Message')
NOT_FOUND = ("ERROR (NotFound): No hypervisor matching '%s' could be found. "
             "(HTTP 404)\n")


def _fleet():
    node = fake_cloud.Hypervisor
    return [node('node34.example.org', ['a', 'b'], host='node34'),
            node('node340.example.org', ['c'], host='node340'),
            node('node35', ['d'], host='node35.example.org'),
            node('ironic1', ['e'], host='conductor'),
            node('ironic2', ['f'], host='conductor'),
            node('twin', ['g'], host='twin-of-1'),
            node('twin', ['h'], host='twin-of-2'),
            node('idle'), node('spare', state='up')]


def _reads(microversion, *steps):
    """The requests, each a word and a name."""
    legacy = microversion == '2.52'
    routes = {
        'servers': '/servers?all_tenants=1&host=%s'
                   '&sort_key=created_at&sort_dir=asc',
        'any': '/servers?all_tenants=1&host=%s&limit=1',
        'service': '/os-services?host=%s&binary=nova-compute',
        'search': ('/os-hypervisors/%s/search' if legacy else
                   '/os-hypervisors?hypervisor_hostname_pattern=%s'),
        'match': ('/os-hypervisors/%s/servers' if legacy else
                  '/os-hypervisors?hypervisor_hostname_pattern=%s'
                  '&with_servers=True'),
        'show': '/os-hypervisors/' + ('%s' if legacy else UUID),
        'show-servers': '/os-hypervisors/' + UUID + '?with_servers=True',
        'servers-of': '/os-hypervisors/%s/servers',
        'list': '/os-hypervisors%s',
        'services': '/os-services?binary=nova-compute%s'}
    quoted = [(step, name if 'show' in step else parse.quote_plus(name))
              for step, name in steps]
    return [routes[step] % name for step, name in quoted]


class TestCase(nova_command.TestCase):

    def setUp(self):
        super(TestCase, self).setUp()
        self.use_fleet(_fleet())

    def use_fleet(self, fleet):
        self.cloud = fake_cloud.FakeCloud(self.requests_mock, fleet)

    def use_names(self, *names):
        self.use_fleet([fake_cloud.Hypervisor(name, [str(number)])
                        for number, name in enumerate(names)])

    def assert_accepted(self, servers, result, err=''):
        self.assert_evacuated(servers)
        out = nova_command.table(
            TITLES, [(server, 'True', '') for server in servers])
        self.assertEqual(nova_command.Result(0, out, err), result)

    def assert_refused(self, err, result):
        self.assertEqual(nova_command.Result(1, '', err), result)
        self.assertEqual([], self.cloud.changes)

    def assert_asked(self, *steps):
        """What was asked to find the host, whatever of its servers later."""
        self.assertEqual(
            _reads(self.microversion, *steps),
            [each for each in self.cloud.reads if 'status=' not in each])

    def assert_found(self, *steps):
        """What was asked after it was shown that Nova lists by host."""
        self.assert_asked(('any', steps[0][1].swapcase()), *steps)


class ResolutionTest(TestCase):
    """Which host a name stands for."""

    scenarios = testscenarios.multiply_scenarios(ROUTES, [
        (' '.join(options) or 'default', {'options': options})
        for options in ([], ['--strict'], ['--no-strict', '--strict'])])

    def _evacuate(self, name):
        return self.nova('host-evacuate', name, *self.options)

    def test_service_host(self):
        self.assert_accepted(['a', 'b'], self._evacuate('node34'))
        self.assert_found(('servers', 'node34'))

    def test_hypervisor_hostname(self):
        self.assert_accepted(['d'], self._evacuate('node35'))
        self.assert_found(
            ('servers', 'node35'), ('search', 'node35'), ('show', 3),
            ('servers', 'node35.example.org'))

    def test_many_nodes(self):
        self.assert_accepted(['e', 'f'], self._evacuate('ironic2'))

    def test_idle(self):
        self.assert_accepted([], self._evacuate('idle'))
        self.assert_found(('servers', 'idle'), ('search', 'idle'),
                          ('show', 8), ('services', ''), ('search', 'idle'))

    def test_idle_beside_one_of_its_short_name(self):
        node = fake_cloud.Hypervisor
        self.use_fleet([node('cmp7.example.org', ['a']),
                        node('cmp70.example.org', ['b']),
                        fake_cloud.Service('cmp7')])
        self.assert_refused(
            "ERROR (NoUniqueMatch): Compute host 'cmp7' has no servers, but "
            'there are servers on cmp7.example.org, which may be meant. Name '
            "the host that is, or say with --by what 'cmp7' is the name of.\n",
            self._evacuate('cmp7'))
        self.assert_found(
            ('servers', 'cmp7'), ('search', 'cmp7'), ('service', 'cmp7'),
            ('services', ''), ('search', 'cmp7'), ('show', 1),
            ('any', 'cmp7.example.org'))

    def test_under_several_service_hosts(self):
        ids = [('%d' if self.microversion == '2.52' else UUID) % number
               for number in (6, 7)]
        result = self._evacuate('twin')
        self.assert_refused(
            "ERROR (NoUniqueMatch): Several hypervisors have the hostname "
            "'twin': %s (service host twin-of-1), %s (service host "
            'twin-of-2). Name the service host instead.\n' %
            tuple(ids), result)
        self.assert_found(('servers', 'twin'), ('search', 'twin'),
                          ('show', 6), ('show', 7))

    def test_filter_is_dropped(self):
        """Nova would list the servers of every host."""
        for is_admin in (True, False):
            self.use_fleet(_fleet())
            self.cloud.nova.is_admin = is_admin
            self.cloud.nova.denied = {'servers:allow_all_filters'}
            name = 'node340.example.org'
            self.assert_accepted(['c'], self._evacuate(name))
            self.assert_asked(('any', name.swapcase()), ('any', '-' * 256), *[
                ('servers-of', name)] if self.microversion == '2.52' else [
                ('search', name), ('show-servers', 2)])

    def test_no_more_policies_than_upstream(self):
        self.cloud.nova.allow_only(
            'os-evacuate', 'os-hypervisors:servers' if
            self.microversion == '2.52' else 'os-hypervisors:list')
        self.assert_accepted(['c'], self._evacuate('node340.example.org'))

    def test_no_policy(self):
        rule = ('os-hypervisors:servers' if self.microversion == '2.52' else
                'os-hypervisors:list')
        self.cloud.nova.allow_only('os-evacuate')
        result = self._evacuate('node35')
        self.assertEqual((1, ''), (result.status, result.out))
        self.assertIn('ERROR (Forbidden): ', result.err)
        self.assertIn(rule, result.err)
        self.assertEqual([], self.cloud.changes)


class KindTest(TestCase):
    """What the name is to be that of."""

    scenarios = ROUTES

    def setUp(self):
        super(KindTest, self).setUp()
        node = fake_cloud.Hypervisor
        self.use_fleet([node('swap', ['a'], host='lent'),
                        node('lent', ['b'], host='swap'),
                        node('swap0', ['c'])])

    def test_either(self):
        self.assert_accepted(['b'], self.nova('host-evacuate', 'swap'))

    def test_service(self):
        self.assert_accepted(['b'], self.nova('host-evacuate', '--by',
                                              'service', 'swap'))

    def test_hypervisor(self):
        self.assert_accepted(['a'], self.nova('host-evacuate', '--by',
                                              'hypervisor', 'swap'))

    def test_neither(self):
        result = self.nova('host-evacuate', '--by', 'cell', 'swap')
        self.assertEqual(2, result.status)
        self.assertIn("invalid choice: 'cell'", result.err)
        self.assertEqual([], self.cloud.reads)
        self.assertEqual([], self.cloud.changes)

    def test_no_strict(self):
        result = self.nova('host-evacuate', '--by', 'service', '--no-strict',
                           'swap')
        self.assertEqual(nova_command.Result(2, '', (
            'error: --by names one host, and --no-strict asks for every '
            'match; leave one of them out.\n')), result)
        self.assertEqual([], self.cloud.changes)


class TargetTest(TestCase):
    """A target by either name, looked up once."""

    scenarios = ROUTES

    def setUp(self):
        super(TargetTest, self).setUp()
        node = fake_cloud.Hypervisor
        self.use_fleet(_fleet() + [
            node('room.example.org', host='room', state='up'),
            node('room0', state='up')])

    def test_service_host(self):
        result = self.nova('host-evacuate', '--target_host', 'room', 'node34')
        self.assertEqual((0, ''), (result.status, result.err))
        self.assert_evacuated(['a', 'b'], host='room')
        self.assert_found(('servers', 'node34'), ('service', 'room'))

    def test_hypervisor_hostname(self):
        result = self.nova('host-evacuate', '--target_host',
                           'room.example.org', 'node34')
        self.assertEqual((0, ''), (result.status, result.err))
        self.assert_evacuated(['a', 'b'], host='room')
        self.assert_found(
            ('servers', 'node34'), ('service', 'room.example.org'),
            ('search', 'room.example.org'), ('show', 10))

    def test_nobody(self):
        self.assert_refused(
            'Did you mean:\n  room\n  room.example.org\n  room0\n' +
            NOT_FOUND % 'ROOM',
            self.nova('host-evacuate', '--target_host', 'ROOM', 'node34'))

    def test_no_strict(self):
        """It is Nova's to judge, as it was."""
        result = self.nova('host-evacuate', '--target_host',
                           'room.example.org', '--no-strict', 'node34')
        self.assertEqual(0, result.status)
        self.assert_asked(('match', 'node34'))


class SuggestionTest(TestCase):
    """A name that was not found, and those that are near."""

    scenarios = ROUTES

    def _assert_suggested(self, name, near, shown=None):
        shown = shown or name
        lines = ['Did you mean:\n'] * bool(near)
        lines += ['  %s\n' % each for each in near]
        self.assert_refused(''.join(lines) + NOT_FOUND % shown,
                            self.nova('host-evacuate', name))

    def test_near(self):
        self._assert_suggested('NODE34', [
            'node34', 'node34.example.org', 'node340', 'node340.example.org'])
        self.assert_asked(('any', 'node34'), ('any', '-' * 256),
                          ('servers', 'NODE34'), ('search', 'NODE34'),
                          ('service', 'NODE34'), ('list', ''),
                          ('services', ''))

    def test_first_label(self):
        self._assert_suggested('node34.example.com', [
            'node34', 'node34.example.org'])

    def test_none(self):
        self._assert_suggested('other', [])

    def test_empty_name(self):
        self._assert_suggested('', [])
        self.assert_asked()

    def test_eleven(self):
        names = ['x%02d' % number for number in range(11)]
        self.use_names(*names)
        self._assert_suggested('x', names[:10] + ['and 1 more'])

    def test_ten(self):
        names = ['x%02d' % number for number in range(10)]
        self.use_names(*names)
        self._assert_suggested('x', names)

    def test_control_characters(self):
        self.use_names('x\n\x1b[2Jy', 'x\tz')
        self._assert_suggested('x', ['x\\tz', 'x\\n\\x1b[2Jy'])
        self.cloud.forget_requests()
        self._assert_suggested('x\n', ['x\\n\\x1b[2Jy'], 'x\\n')

    def test_more_than_a_page(self):
        self.use_names(*['x%02d' % number for number in range(11)] +
                       ['y%02d' % number for number in range(21)])
        self.cloud.nova.max_limit = 5
        result = self.nova('host-evacuate', 'y')
        self.assertIn('  y09\n  and 11 more\n', result.err)


class SuggestionFaultTest(TestCase):
    """A cloud that does not tell which names there are."""

    scenarios = testscenarios.multiply_scenarios(ROUTES, [
        (route, {'route': route})
        for route in ('/os-hypervisors', '/os-services?binary=nova-compute')
    ], [
        (name, {'fault': fault}) for name, fault in [
            ('403', fake_cloud.Refusal(403, 'Denied.')),
            ('404', fake_cloud.Refusal(404, 'Gone.')),
            ('500', fake_cloud.Refusal(500, 'Unexpected.')),
            ('reset', requests.ConnectionError('Connection reset by peer')),
            ('garbage', fake_cloud.Garbage('<html>'))]])

    def test_not_found_all_the_same(self):
        def fail():
            if self.cloud.requests[-1].url == fake_cloud.NOVA + self.route:
                raised.append(self.fault)
                raise self.fault
        raised = []
        self.cloud.fault('GET', '.*', fail)
        result = self.nova('host-evacuate', 'node3')
        self.assertEqual((1, ''), (result.status, result.out))
        self.assertTrue(result.err.endswith(NOT_FOUND % 'node3'), result.err)
        self.assertEqual(getattr(self.fault, 'args', ())[:1] == (403,),
                         'Did you mean' in result.err)
        self.assertEqual([], self.cloud.changes)
        self.assertEqual([self.fault], raised)


class OtherErrorTest(TestCase):
    """An error that is no reason to suggest names."""

    def test_nothing_is_suggested(self):
        self.cloud.fault('GET', '/os-services',
                         fake_cloud.Refusal(500, 'Unexpected.'))
        self.assert_refused('ERROR (ClientException): Unexpected. (HTTP 500) '
                            '(Request-ID: req-fake)\n',
                            self.nova('host-evacuate', 'node3'))


class NoStrictTest(TestCase):
    """Every hypervisor whose hostname contains a name."""

    scenarios = ROUTES

    def _assert_listed(self, name, count, listed, servers):
        result = self.nova('host-evacuate', '--strict', '--no-strict', name)
        self.assert_accepted(
            servers, result, nova_command.WARNING % name +
            "Hypervisors that match '%s': %d\n" % (name, count) +
            ''.join('  %s\n' % each for each in listed))
        self.assert_asked(('match', name))

    def test_none(self):
        self.assert_refused(
            nova_command.WARNING % 'other' + "ERROR (NotFound): No "
            "hypervisor matching 'other' could be found. (HTTP 404) "
            '(Request-ID: req-fake)\n',
            self.nova('host-evacuate', '--no-strict', 'other'))
        self.assert_asked(('match', 'other'))

    def test_one(self):
        self._assert_listed('node35', 1, ['node35'], ['d'])

    def test_without_servers(self):
        self._assert_listed('idle', 1, ['idle'], [])

    def test_many_nodes(self):
        """As Nova lists them: for each node those of the service."""
        self._assert_listed('ironic', 2, ['ironic1', 'ironic2'],
                            ['e', 'f', 'e', 'f'])

    def test_ten(self):
        names = ['x%02d' % number for number in range(10)]
        self.use_names(*names)
        self._assert_listed('x', 10, names,
                            [str(number) for number in range(10)])

    def test_eleven(self):
        names = ['x%02d' % number for number in range(11)]
        self.use_names(*names)
        self._assert_listed('x', 11, names[:10] + ['and 1 more'],
                            [str(number) for number in range(11)])

    def test_control_characters(self):
        self.use_names('x\x1b[2J')
        self._assert_listed('x', 1, ['x\\x1b[2J'], ['0'])

    def test_listed_before_anything_is_done(self):
        said = []
        self.cloud.fault('POST', '/servers/.*',
                         lambda: said.append(sys.stderr.getvalue()))
        result = self.nova('host-evacuate', '--no-strict', 'node')
        self.assertEqual(4, len(said))
        self.assertThat(said, matchers.AllMatch(
            matchers.EndsWith(result.err)))


class LegacyNoStrictTest(TestCase):
    """A name that only the older search takes."""

    microversion = '2.52'

    def test_control_characters_in_the_name(self):
        self.use_names('x\ny')
        result = self.nova('host-evacuate', '--no-strict', 'x\n')
        self.assertEqual(nova_command.WARNING % 'x\\n' +
                         "Hypervisors that match 'x\\n': 1\n  x\\ny\n",
                         result.err)


class HelpTest(TestCase):

    def test_help(self):
        result = self.nova('help', 'host-evacuate')
        words = ' '.join(result.out.split())
        self.assertIn('<host> The full name of the failed host: its service '
                      'host or its hypervisor hostname. No other host is '
                      'evacuated.', words)
        self.assertIn('--no-strict DEPRECATED', words)
        self.assertNotIn('pattern', words)


class NearMissesTest(utils.TestCase):
    """What somebody may have meant, closest first."""

    def assert_near(self, expected, name, names):
        self.assertEqual(expected, host_commands.near_misses(name, names))
        self.assertEqual(expected, host_commands.near_misses(
            name, list(reversed(names))))

    def test_ranks(self):
        self.assert_near(
            ['NODE', 'Node', 'NODE.a', 'node.a', 'node.1.a.b',
             'node.example.org', 'anode', 'node1', 'a-node'], 'node',
            ['a-node', 'node1', 'node.example.org', 'Node', 'other',
             'node.1.a.b', 'NODE', 'anode', 'node.a', 'NODE.a', 'nod'])

    def test_short_for_a_fully_qualified(self):
        self.assert_near(
            ['NODE.example.org', 'Node', 'node.other', 'a.node.example.org'],
            'node.example.org',
            ['node.other', 'a.node.example.org', 'Node', 'node1',
             'NODE.example.org', 'example.org'])

    def test_contained_in_either_case(self):
        self.assert_near(['xNODEx'], 'Node', ['xNODEx'])
        self.assert_near(['xNODEx'], 'nOde', ['xNODEx'])

    def test_none(self):
        self.assert_near([], 'node', [])
        self.assert_near([], 'node', ['other', 'nod', 'edon'])
