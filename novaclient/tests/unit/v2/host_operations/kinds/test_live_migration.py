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

"""What host-evacuate-live alone has."""

import json
from unittest import mock

import testscenarios
from testtools import matchers

from novaclient.tests.unit.v2 import fake_cloud
from novaclient.tests.unit.v2.host_operations import test_run_of_siblings
from novaclient.tests.unit.v2 import nova_command

SERVERS = test_run_of_siblings.SERVERS
LIVE = [test_run_of_siblings.LIVE]


class TestCase(test_run_of_siblings.MoveTestCase):
    scenarios = testscenarios.multiply_scenarios(
        LIVE, nova_command.microversions('2.22', '2.24', '2.53'))


class MostTest(TestCase):
    """No more than so many servers."""

    def assert_moved(self, servers, result):
        self.assert_sent(servers)
        self.assertEqual(nova_command.Result(0, nova_command.table(
            self.titles, [(each, 'True', '') for each in servers]), ''),
            result)

    def test_with_options(self):
        for options in ([], ['--fail']):
            for most, servers in [('3', SERVERS[:3]), ('0', SERVERS[:1]),
                                  ('12', SERVERS), ('13', SERVERS)]:
                self.cloud.forget_requests()
                self.assert_moved(servers, self.evacuate(
                    '--max-servers', most, *options))

    def test_refused_ones_do_not_count(self):
        self.fault('s01', fake_cloud.Refusal(409, 'Busy.'))
        result = self.evacuate('--max-servers', '3')
        self.assert_sent(SERVERS[:4])
        self.assertEqual(0, result.status)
        self.assertNotIn('s04', result.out)

    def test_dry_run(self):
        self.cloud.nova.server('s01')['status'] = 'RESCUE'
        for most, number in [('1', 1), ('2', 3), ('3', 4), ('99', 12)]:
            result = self.run_on('node', '--dry-run', '--format', 'json',
                                 '--max-servers', most)
            self.assertEqual(SERVERS[:number], [
                each['id'] for each in json.loads(result.out)['servers']])

    def test_those_under_way_count(self):
        self.cloud.nova.keeps_records = True
        for each in SERVERS[:2]:
            self.begin(each)
        for most, sent in [('1', []), ('2', []), ('3', ['s02'])]:
            self.cloud.forget_requests()
            result = self.evacuate('--max-servers', most, '--wait',
                                   '--timeout', '1')
            self.assert_sent(sent)
            self.assertEqual(5, result.status)
            self.assertNotIn('s03', result.out)

    def test_interrupted(self):
        self.fault('s01', lambda: self.interrupt(), 1)
        self.concurrency = 1
        nova_command.default_signals(self)
        result = self.evacuate('--max-servers', '5')
        self.assert_sent(SERVERS[:2])
        self.assertEqual((130, 10), (
            result.status, result.out.count('Not sent: interrupted.')))


class StuckTest(TestCase):
    """Those whose records do not change."""

    LINE = 's00: %s, and no change in 300 seconds; it may be stuck%s\n'

    def setUp(self):
        super(StuckTest, self).setUp()
        self.cloud.nova.keeps_records = True
        self.patch(mock.patch(
            'novaclient.v2.host_operations.progress.INTERVAL', 50))
        self.later = [lambda: self.end(SERVERS[2:])]

    def set(self, status, uuid='s00', **progress):
        self.cloud.nova.record(uuid).update(progress, status=status)

    def test_it_is_told(self):
        def fail():
            self.cloud.nova.lose('s01')
            self.set('running')
        self.later += [fail]
        result = self.evacuate('--wait', '--timeout', '700')
        self.assertEqual(4, result.status)
        self.assertEqual(2, result.err.count(self.LINE % ('running', '')))
        self.assertThat(result.err, matchers.EndsWith(
            self.endings(s00=('running', '-'), s01=('error', '-')) +
            'Not ended yet; --wait follows them when it is run again:\n'
            '  s00\n' + self.rest([], ['s00'])))

    def test_how_far_it_is(self):
        def copy():
            self.cloud.nova.lose('s01')
            self.set('running', memory_total_bytes=90, disk_total_bytes=10,
                     memory_remaining_bytes=40, disk_remaining_bytes=2)
        self.later += [copy]
        result = self.evacuate('--wait', '--timeout', '400')
        progress = ': 42 of 100 bytes are left'
        self.assertEqual(1, result.err.count(self.LINE % (
            'running', '' if self.speaks('2.1', '2.22') else progress)))

    def test_those_that_wait_for_others(self):
        def queue():
            self.set('queued', 's01')
            self.set('preparing')
        self.later += [queue]
        result = self.evacuate('--wait', '--timeout', '400')
        self.assertIn(self.LINE % ('preparing', ''), result.err)
        self.assertEqual(1, result.err.count('it may be stuck'))

    def test_not_accepted(self):
        self.fault('s00', fake_cloud.Refusal(409, 'Busy.'))
        self.later = [lambda: self.end(SERVERS[2:])]
        result = self.evacuate('--wait', '--timeout', '400')
        self.assertEqual(1, result.err.count('it may be stuck'))
        self.assertNotIn('s00: ', result.err)

    def test_cancelled(self):
        self.later += [lambda: [self.cloud.nova.lose(each, 'cancelled')
                                for each in SERVERS[:2]]]
        result = self.evacuate('--wait')
        row = ('cancelled', '-')
        self.assertEqual(4, result.status)
        self.assertThat(result.err, matchers.EndsWith(
            self.endings_and_rest(s00=row, s01=row)))


class TargetTest(TestCase):

    def test_by_hypervisor_hostname(self):
        result = self.nova(self.command, 'node0', '--target-host',
                           'node.example.org', '--fail')
        self.assertEqual(0, result.status)
        self.assert_sent(['other'], host='node')

    def test_the_host_itself(self):
        result = self.run_on('node', '--target-host', 'node', '--dry-run')
        self.assertEqual(3, result.status)
        self.assertIn('[1] the target is the host itself\n', result.out)
        self.assertEqual(12, result.out.count(
            'refused [1]' if self.speaks('2.1', '2.33') else 'fails [1]'))

    def test_its_service_is_down(self):
        self.cloud.nova.fleet[1].state = 'down'
        result = self.run_on('node', '--target-host', 'node0', '--dry-run')
        self.assertEqual((3, []), (result.status, self.cloud.changes))
        self.assertIn('[1] compute service of the target node0 is down\n',
                      result.out)
        self.assertEqual(12, result.out.count(
            'refused [1]' if self.speaks('2.1', '2.33') else 'fails [1]'))

    def test_it_is_well(self):
        result = self.run_on('node', '--target-host', 'node0', '--dry-run')
        self.assertEqual((0, 12), (
            result.status, result.out.count('| accepted |')))

    def test_block_migrate(self):
        self.run_on('node', '--block-migrate', '--fail')
        self.concurrency = 1
        self.assert_sent(block_migration=True)


class ForceTest(test_run_of_siblings.MoveTestCase):
    scenarios = testscenarios.multiply_scenarios(
        LIVE, nova_command.microversions('2.30', '2.67'),
        [(each, {'option': each}) for each in ('--f', '--for', '--force')])

    def test_force(self):
        if self.speaks('2.30', '2.67'):
            self.nova(self.command, 'node', self.option, '--target-host',
                      'spare', '--fail')
            self.concurrency = 1
            self.assert_sent(host='spare', force=True)

    def test_without_a_target(self):
        if self.speaks('2.30', '2.67'):
            result = self.nova(self.command, 'node', self.option, '--dry-run')
            self.assertIn('[1] Nova does not force without a target host\n',
                          result.out)
            self.assertEqual(3, result.status)


class DiskOverCommitTest(test_run_of_siblings.MoveTestCase):
    """What stood for it before there was --disable-reason still does."""

    scenarios = testscenarios.multiply_scenarios(
        LIVE, nova_command.microversions('2.1', '2.24'),
        [(each, {'option': each}) for each in (
            '--di', '--dis', '--disk', '--disk-over-commit')])

    def test_option(self):
        result = self.nova(self.command, 'node', self.option)
        if self.speaks('2.1', '2.24'):
            self.concurrency = 1
            self.assert_sent(disk_over_commit=True)
            self.assertEqual(0, result.status)
        else:
            self.assertEqual(2, result.status)
