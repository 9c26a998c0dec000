# Licensed under the Apache License, Version 2.0 (the "License"); you may
# not use this file except in compliance with the License. You may obtain
# a copy of the License at
#
#      http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS, WITHOUT
# WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the
# License for the specific language governing permissions and limitations
# under the License.

"""What ``nova host-evacuate`` does to a cloud, and what it prints.

Nothing here says by which reads the command finds its servers; test_shell
does. What is asserted is all that it changes, among hosts with similar names.
"""

import sys

import requests
import testscenarios
from testtools import matchers

from novaclient.tests.unit.v2 import fake_cloud
from novaclient.tests.unit.v2 import nova_command

NAMED = 'XXXX-HOST-YYYY34'
OTHER_CASE = 'xxxx-host-yyyy34'
LONGER = ['XXXX-HOST-YYYY34%d' % digit for digit in range(10)]
MATCHING = LONGER[:5] + [OTHER_CASE, 'rack-' + NAMED, NAMED] + LONGER[5:]
FLEET = [fake_cloud.Hypervisor(name, [name + '-a', name + '-b'])
         for name in ['node', 'n_de'] + MATCHING] + [
             fake_cloud.Hypervisor('idle'),
             fake_cloud.Hypervisor('spare', state='up')]

REFUSED = r'ERROR \(\w+\): .+'
READS = '/(os-hypervisors|os-services|servers).*'

EVERY_MICROVERSION = nova_command.EVERY_MICROVERSION
EVERY_ROUTE = nova_command.EVERY_ROUTE
WARNING, NOT_FOUND = nova_command.WARNING, nova_command.NOT_FOUND
REQUEST_ID, Result = nova_command.REQUEST_ID, nova_command.Result
_url = nova_command.url


def _servers_of(*hostnames):
    return [server for node in FLEET if node.hostname in hostnames
            for server in node.servers]


def _table(rows):
    return nova_command.table(
        ('Server UUID', 'Evacuate Accepted', 'Error Message'), rows)


class TestCase(nova_command.TestCase):
    fleet = FLEET

    def assert_all_accepted(self, servers, result):
        self.assertEqual(
            (0, _table([(server, 'True', '') for server in servers])),
            (result.status, result.out))


class ModeTest(TestCase):
    """Which servers are evacuated under which options."""

    scenarios = testscenarios.multiply_scenarios(
        EVERY_MICROVERSION, nova_command.EVERY_MODE)

    def test_among_similar_names(self):
        result = self.nova('host-evacuate', NAMED, *self.options)
        servers = _servers_of(*[NAMED] if self.strict else MATCHING)
        self.assert_evacuated(servers)
        self.assert_all_accepted(servers, result)
        if self.strict:
            self.assertEqual('', result.err)
        else:
            self.assertThat(result.err,
                            matchers.StartsWith(WARNING % NAMED))
            self.assertEqual(1, result.err.count('deprecated'))


class FoundNameTest(TestCase):
    """Names that stand for a host, or for many with --no-strict."""

    scenarios = testscenarios.multiply_scenarios(EVERY_ROUTE, [
        (' '.join(args), {'args': args, 'hostnames': hostnames})
        for args, hostnames in [
            (['node'], ['node']),
            (['n_de'], ['n_de']),
            ([LONGER[9]], [LONGER[9]]),
            ([OTHER_CASE], [OTHER_CASE]),
            (['idle'], []),
            (['--no-strict', 'n_de'], ['node', 'n_de']),
            (['--no-strict', 'Xxxx-Host-Yyyy34'], MATCHING),
            (['--no-strict', NAMED[:-1]], MATCHING),
            (['--no-strict', 'idle'], [])]])

    def test_found(self):
        result = self.nova('host-evacuate', *self.args)
        servers = _servers_of(*self.hostnames)
        self.assert_evacuated(servers)
        self.assert_all_accepted(servers, result)


class UnknownNameTest(TestCase):
    """Names that stand for no host, however many look like it."""

    scenarios = testscenarios.multiply_scenarios(EVERY_ROUTE, [
        (' '.join(args) or 'empty', {'args': args, 'error': error})
        for args, error in [
            ([NAMED[:-1]], NOT_FOUND % NAMED[:-1]),
            ([NAMED[1:]], NOT_FOUND % NAMED[1:]),
            (['Xxxx-Host-Yyyy34'], NOT_FOUND % 'Xxxx-Host-Yyyy34'),
            (['nod_'], NOT_FOUND % 'nod_'),
            (['elsewhere'], NOT_FOUND % 'elsewhere'),
            (['--no-strict', 'elsewhere'], NOT_FOUND % 'elsewhere'),
            ([''], REFUSED),
            (['%'], REFUSED),
            (['no/de'], REFUSED)]])

    def test_nothing_is_evacuated(self):
        result = self.nova('host-evacuate', *self.args)
        self.assert_failed(self.error, result)


class ReadFaultTest(TestCase):
    """A cloud that does not say which servers a host has."""

    scenarios = testscenarios.multiply_scenarios(EVERY_ROUTE, [
        (name, {'fault': fault, 'error': error})
        for name, fault, error in [
            ('401', fake_cloud.Refusal(401, 'Log in.'),
             r'ERROR \(Unauthorized\): Log in\. \(HTTP 401\) ' + REQUEST_ID),
            ('403', fake_cloud.Refusal(403, 'Denied.'),
             r'ERROR \(Forbidden\): Denied\. \(HTTP 403\) ' + REQUEST_ID),
            ('404', fake_cloud.Refusal(404, 'Gone.'),
             r'ERROR \(NotFound\): .* \(HTTP 404\).*(\n.*)*'),
            ('503', fake_cloud.Refusal(503, 'Busy.'),
             r'ERROR \(ClientException\): Busy\. \(HTTP 503\) ' + REQUEST_ID),
            ('unreachable', requests.ConnectionError('No route to host'),
             r'ERROR \(ConnectFailure\): Unable to establish connection to '
             r'http://nova\.example/v2\.1/\S+: No route to host'),
            ('timeout', requests.Timeout(),
             r'ERROR \(ConnectTimeout\): Request to '
             r'http://nova\.example/v2\.1/\S+ timed out')]])

    def test_nothing_is_evacuated(self):
        self.cloud.fault('GET', READS, self.fault)
        result = self.nova('host-evacuate', NAMED)
        self.assert_failed(self.error, result)
        self.assertThat(result.err,
                        matchers.MatchesRegex(self.error + '\n$'))


class RefusedServerTest(TestCase):
    """A server that Nova does not evacuate."""

    scenarios = testscenarios.multiply_scenarios(EVERY_ROUTE, [
        (name, {'fault': fault, 'error': error})
        for name, fault, error in [
            ('400', fake_cloud.Refusal(400, 'Still in use.'),
             'Still in use. (HTTP 400) (Request-ID: req-fake)'),
            ('409', fake_cloud.Refusal(409, 'Rebuilding.'),
             'Rebuilding. (HTTP 409) (Request-ID: req-fake)'),
            ('500', fake_cloud.Refusal(500, 'Unexpected.'),
             'Unexpected. (HTTP 500) (Request-ID: req-fake)'),
            ('reset', requests.ConnectionError('Connection reset by peer'),
             'Unable to establish connection to %s: '
             'Connection reset by peer' % _url(NAMED + '-a'))]])

    def test_the_others_are_still_evacuated(self):
        first, second = _servers_of(NAMED)
        self.cloud.fault('POST', '/servers/%s/action' % first, self.fault)
        result = self.nova('host-evacuate', NAMED)
        self.assert_evacuated([first, second])
        message = 'Error while evacuating instance: ' + self.error
        self.assertEqual(
            Result(0, _table([(first, 'False', message),
                              (second, 'True', '')]), ''), result)


class TargetTest(TestCase):
    """A target host, under its full name and the abbreviation in use."""

    scenarios = testscenarios.multiply_scenarios(EVERY_MICROVERSION, [
        (option, {'option': option})
        for option in ['--target_host', '--target']])

    def test_target(self):
        result = self.nova('host-evacuate', self.option, 'spare', NAMED)
        self.assert_evacuated(_servers_of(NAMED), host='spare')
        self.assert_all_accepted(_servers_of(NAMED), result)
        self.assertEqual('', result.err)


class VersionedOptionTest(TestCase):
    """Options that exist at some microversions only."""

    scenarios = EVERY_MICROVERSION

    def test_force(self):
        self._test_option('--force', ('2.29', '2.67'), force=True)

    def test_on_shared_storage(self):
        self._test_option('--on-shared-storage', ('2.1', '2.13'),
                          onSharedStorage=True)

    def _test_option(self, option, microversions, **arguments):
        result = self.nova('host-evacuate', option, '--target', 'spare', NAMED)
        if self.speaks(*microversions):
            self.assert_evacuated(_servers_of(NAMED), host='spare',
                                  **arguments)
            self.assert_all_accepted(_servers_of(NAMED), result)
        else:
            self.assertEqual((2, ''), (result.status, result.out))
            self.assertIn('error: unrecognized arguments: %s\n' % option,
                          result.err)
            self.assertEqual([], self.cloud.changes)


class OutputTest(TestCase):
    """What is printed, and when."""

    def test_table(self):
        result = self.nova('host-evacuate', NAMED)
        self.assertEqual("""\
+--------------------+-------------------+---------------+
| Server UUID        | Evacuate Accepted | Error Message |
+--------------------+-------------------+---------------+
| XXXX-HOST-YYYY34-a | True              |               |
| XXXX-HOST-YYYY34-b | True              |               |
+--------------------+-------------------+---------------+
""", result.out)

    def test_table_without_servers(self):
        self.assertEqual(Result(0, """\
+-------------+-------------------+---------------+
| Server UUID | Evacuate Accepted | Error Message |
+-------------+-------------------+---------------+
+-------------+-------------------+---------------+
""", ''), self.nova('host-evacuate', 'idle'))

    def test_warning_precedes_every_evacuation(self):
        said = []
        self.cloud.fault('POST', '/servers/.*',
                         lambda: said.append(sys.stderr.getvalue()))
        self.nova('host-evacuate', '--no-strict', NAMED)
        self.assertEqual(len(_servers_of(*MATCHING)), len(said))
        self.assertThat(said, matchers.AllMatch(
            matchers.Contains(WARNING % NAMED)))

    def test_warning_precedes_an_error(self):
        result = self.nova('host-evacuate', '--no-strict', 'elsewhere')
        self.assertThat(result.err,
                        matchers.StartsWith(WARNING % 'elsewhere'))

    def test_help(self):
        result = self.nova('help', 'host-evacuate')
        self.assertEqual((0, ''), (result.status, result.err))
        words = ' '.join(result.out.split())
        self.assertIn('--no-strict DEPRECATED: ', words)
        self.assertIn('every hypervisor whose hostname contains <host>.',
                      words)
        self.assertNotIn('pattern', words)
        self.assertEqual([], self.cloud.requests)
