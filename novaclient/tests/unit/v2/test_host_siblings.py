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

"""The commands that act on every server of a host, beside host-evacuate.

Nova does not refuse them where the host is healthy, so a name that matches
too much moves servers, or changes their metadata, at once.
"""

import testscenarios
from testtools import matchers

from novaclient.tests.unit.v2 import fake_cloud
from novaclient.tests.unit.v2 import nova_command

ROUTES = nova_command.EVERY_ROUTE
SERVERS = '/servers?all_tenants=1&host=%s&sort_key=created_at&sort_dir=asc'
#: All servers of a host that cannot exist: there are none.
ANY_SERVER = '/servers?all_tenants=1&host=%s&limit=1'
NOT_FOUND = ("ERROR (NotFound): No hypervisor matching '%s' could be found. "
             '(HTTP 404)\n')
HELP = ('<host> The full name of the host: its service host or its hypervisor '
        'hostname. No other host is acted on.')
NO_STRICT = (
    '--no-strict DEPRECATED: Act on every hypervisor whose hostname contains '
    '<host>. This option will be removed in the first release after the Nova '
    'server 35.0.0 (2027.1) release. Run the command once per hypervisor, '
    'with its full hostname, instead.')

LIVE = ('Server UUID', 'Live Migration Accepted', 'Error Message')
COLD = ('Server UUID', 'Migration Accepted', 'Error Message')
COMMANDS = [
    ('host-evacuate-live', {
        'command': 'host-evacuate-live', 'arguments': [], 'titles': LIVE}),
    ('host-servers-migrate', {
        'command': 'host-servers-migrate', 'arguments': [], 'titles': COLD}),
    ('host-meta set', {
        'command': 'host-meta', 'arguments': ['set', 'k=v', 'l=w=x'],
        'titles': None}),
    ('host-meta delete', {
        'command': 'host-meta', 'arguments': ['delete', 'j', 'k=v'],
        'titles': None})]


def _url(server, route='action'):
    return '%s/servers/%s/%s' % (fake_cloud.NOVA, server, route)


class TestCase(nova_command.TestCase):
    fleet = [
        fake_cloud.Hypervisor('node34.example.org', ['a', 'b'], host='node34',
                              state='up'),
        fake_cloud.Hypervisor('node340', ['c', 'd'], state='up'),
        fake_cloud.Hypervisor('NODE34', ['e'], state='up'),
        fake_cloud.Hypervisor('ironic1', ['f'], host='conductor', state='up'),
        fake_cloud.Hypervisor('ironic2', ['g'], host='conductor', state='up'),
        fake_cloud.Hypervisor('twin', ['h'], host='twin-of-1', state='up'),
        fake_cloud.Hypervisor('twin', ['i'], host='twin-of-2', state='up'),
        fake_cloud.Hypervisor('idle', state='up')]
    arguments = []

    def setUp(self):
        super(TestCase, self).setUp()
        for server in self.cloud.nova.servers:
            server['metadata'].update(j='1', k='2')

    def run_on(self, host, *options):
        return self.nova(self.command, *list(options) + [host] +
                         self.arguments)

    def live_migration(self, **arguments):
        """The body of a live migration at this microversion."""
        body = {'host': None, 'block_migration': 'auto'}
        if self.speaks('2.1', '2.24'):
            body = {'host': None, 'block_migration': False,
                    'disk_over_commit': False}
        return {'os-migrateLive': dict(body, **arguments)}

    def _changes(self, server):
        return {
            'host-evacuate-live': [
                ('POST', _url(server), self.live_migration())],
            'host-servers-migrate': [
                ('POST', _url(server), {
                    'migrate': None if self.speaks('2.1', '2.55') else {}})],
            'host-meta': [
                ('POST', _url(server, 'metadata'),
                 {'metadata': {'k': 'v', 'l': 'w=x'}})]
            if 'set' in self.arguments else [
                ('DELETE', _url(server, 'metadata/' + key), None)
                for key in 'jk']}[self.command]

    def assert_done(self, servers, result, err=''):
        """This was done to these servers, in this order, and no more."""
        self.assertEqual([change for server in servers
                          for change in self._changes(server)],
                         self.cloud.changes)
        out = '' if self.titles is None else nova_command.table(
            self.titles, [(server, 'True', '') for server in servers])
        self.assertEqual(nova_command.Result(0, out, err), result)

    def assert_refused(self, err, result):
        self.assertEqual(nova_command.Result(1, '', err), result)
        self.assertEqual([], self.cloud.changes)


class ModeTest(TestCase):
    """Strict unless told otherwise, and what is told last counts."""

    scenarios = testscenarios.multiply_scenarios(
        COMMANDS, ROUTES, nova_command.EVERY_MODE)

    def test_among_similar_names(self):
        result = self.run_on('node34', *self.options)
        if self.strict:
            self.assert_done(['a', 'b'], result)
            self.assertEqual(
                [ANY_SERVER % 'NODE34', ANY_SERVER % ('-' * 256),
                 SERVERS % 'node34',
                 '/os-services?host=node34&binary=nova-compute'],
                self.cloud.reads)
            return
        self.assert_done(
            ['a', 'b', 'c', 'd', 'e'], result,
            nova_command.WARNING % 'node34' +
            "Hypervisors that match 'node34': 3\n"
            '  node34.example.org\n  node340\n  NODE34\n')
        self.assertEqual(
            ['/os-hypervisors/node34/servers'
             if self.microversion == '2.52' else
             '/os-hypervisors?hypervisor_hostname_pattern=node34'
             '&with_servers=True'], self.cloud.reads)


class NameTest(TestCase):
    """Names that stand for one host, or for none."""

    scenarios = testscenarios.multiply_scenarios(COMMANDS, ROUTES[:2])

    def test_names_of_a_host(self):
        for name, servers in [('node34.example.org', ['a', 'b']),
                              ('NODE34', ['e'])]:
            self.cloud.forget_requests()
            for server in self.cloud.nova.servers:
                server['metadata'].update(j='1', k='2')
            self.assert_done(servers, self.run_on(name))

    def test_many_nodes(self):
        self.assert_done(['f', 'g'], self.run_on('ironic2'))

    def test_idle(self):
        self.assert_done([], self.run_on('idle'))

    def test_unknown(self):
        self.assert_refused('Did you mean:\n  NODE34\n  node34\n'
                            '  node34.example.org\n  node340\n' +
                            NOT_FOUND % 'Node34', self.run_on('Node34'))

    def test_unknown_part(self):
        self.assert_refused(
            'Did you mean:\n  twin-of-1\n  twin-of-2\n' + NOT_FOUND %
            'win-', self.run_on('win-'))

    def test_under_several_service_hosts(self):
        result = self.run_on('twin')
        self.assertThat(result.err, matchers.StartsWith(
            'ERROR (NoUniqueMatch): Several hypervisors have the hostname '
            "'twin': "))
        self.assert_refused(result.err, result)

    def test_filter_is_dropped(self):
        """Nova would list the servers of every host."""
        self.cloud.nova.denied = {'servers:allow_all_filters'}
        self.assert_done(['c', 'd'], self.run_on('node340'))
        self.cloud.forget_requests()
        self.assert_refused(NOT_FOUND % 'nobody', self.run_on('nobody'))

    def test_by(self):
        self.assert_done([], self.run_on('idle', '--by', 'hypervisor'))
        self.assert_refused(
            NOT_FOUND % 'twin-of-1',
            self.run_on('twin-of-1', '--by', 'hypervisor'))
        self.assert_done(['h'], self.run_on('twin-of-1', '--by', 'service'))

    def test_no_match(self):
        self.assert_refused(
            nova_command.WARNING % 'other' + NOT_FOUND.replace(
                '\n', ' (Request-ID: req-fake)\n') % 'other',
            self.run_on('other', '--no-strict'))


class LiveMigrationTest(TestCase):
    """Options of host-evacuate-live, at the microversions that differ."""

    command, titles = 'host-evacuate-live', LIVE
    scenarios = nova_command.microversions(
        '2.24', '2.25', '2.30', '2.67')

    def _assert_bodies(self, servers, options, name='node34', **arguments):
        body = self.live_migration(**arguments)
        result = self.run_on(name, *options)
        self.assertEqual([('POST', _url(server), body)
                          for server in servers], self.cloud.changes)
        self.assertEqual(nova_command.Result(0, nova_command.table(
            LIVE, [(server, 'True', '') for server in servers]), ''), result)

    def test_none(self):
        self._assert_bodies(['a', 'b'], [])

    def test_target_host(self):
        self._assert_bodies(['a', 'b'], ['--target-host', 'node340'],
                            host='node340')

    def test_target_by_hypervisor_hostname(self):
        self._assert_bodies(['c', 'd'], ['--target-host',
                                         'node34.example.org'],
                            name='node340', host='node34')

    def test_unknown_target(self):
        self.assert_refused(
            'Did you mean:\n  NODE34\n  node34\n  node34.example.org\n'
            '  node340\n' + NOT_FOUND % 'Node34',
            self.run_on('node34', '--target-host', 'Node34'))

    def test_block_migrate(self):
        self._assert_bodies(['a', 'b'], ['--block-migrate'],
                            block_migration=True)

    def test_max_servers(self):
        self._assert_bodies(['a'], ['--max-servers', '1'])

    def test_max_servers_counts_those_that_were_accepted(self):
        self.cloud.fault('POST', '/servers/a/action',
                         fake_cloud.Refusal(409, 'Locked.'))
        result = self.run_on('node34', '--max-servers', '1')
        self.assertEqual(0, result.status)
        self.assertEqual([_url('a'), _url('b')],
                         [sent.url for sent in self.cloud.changes])

    def test_max_servers_is_not_reached(self):
        self._assert_bodies(['a', 'b'], ['--max-servers', '3'])

    def test_force(self):
        options = ['--force', '--target-host', 'node340']
        if self.speaks('2.30', '2.67'):
            self._assert_bodies(['a', 'b'], options, host='node340',
                                force=True)
        else:
            self.assertEqual(2, self.run_on('node34', *options).status)
            self.assertEqual([], self.cloud.changes)

    def test_disk_over_commit(self):
        if self.speaks('2.1', '2.24'):
            self._assert_bodies(['a', 'b'], ['--disk-over-commit'],
                                disk_over_commit=True)


class NoStrictLiveMigrationTest(TestCase):
    command, titles = 'host-evacuate-live', LIVE

    def test_max_servers(self):
        self.assert_done(
            ['a', 'b', 'c'],
            self.run_on('node34', '--no-strict', '--max-servers', '3'),
            nova_command.WARNING % 'node34' +
            "Hypervisors that match 'node34': 3\n"
            '  node34.example.org\n  node340\n  NODE34\n')


class RefusedServerTest(TestCase):
    """A server that Nova does not move."""

    scenarios = testscenarios.multiply_scenarios(COMMANDS[:2], [
        ('', {'errors': {
            'host-evacuate-live': 'Error while live migrating instance: ',
            'host-servers-migrate': 'Error while migrating instance: '}})])

    def test_the_others_are_still_moved(self):
        self.cloud.fault('POST', '/servers/a/action',
                         fake_cloud.Refusal(409, 'Locked.'))
        result = self.run_on('node34')
        out = nova_command.table(self.titles, [
            ('a', 'False', self.errors[self.command] +
             'Locked. (HTTP 409) (Request-ID: req-fake)'),
            ('b', 'True', '')])
        self.assertEqual(nova_command.Result(0, out, ''), result)
        self.assertEqual([_url('a'), _url('b')],
                         [sent.url for sent in self.cloud.changes])


class MetadataFaultTest(TestCase):
    """Metadata that a server lacks ends the command, but suggests nothing."""

    command, titles = 'host-meta', None

    def test_delete(self):
        self.arguments = ['delete', 'other']
        result = self.run_on('node34')
        self.assertEqual(nova_command.Result(
            1, '', 'ERROR (NotFound): Metadata item was not found (HTTP 404) '
            '(Request-ID: req-fake)\n'), result)
        self.assertEqual([_url('a', 'metadata/other')],
                         [sent.url for sent in self.cloud.changes])


class HelpTest(TestCase):
    scenarios = COMMANDS

    def test_help(self):
        result = self.nova('help', self.command)
        self.assertEqual((0, ''), (result.status, result.err))
        words = ' '.join(result.out.split())
        self.assertIn(HELP, words)
        self.assertIn(NO_STRICT, words)
        self.assertIn('[--strict] [--no-strict] [--by <kind>]', words)
        self.assertNotIn('pattern', words)
        self.assertEqual([], self.cloud.requests)
