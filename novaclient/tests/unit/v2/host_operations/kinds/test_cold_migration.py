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

"""What host-servers-migrate alone has."""

import json

import requests
import testscenarios
from testtools import matchers

from novaclient.tests.unit.v2 import fake_cloud
from novaclient.tests.unit.v2.host_operations import test_run_of_siblings
from novaclient.tests.unit.v2 import nova_command

SERVERS = test_run_of_siblings.SERVERS


class ConfirmTest(test_run_of_siblings.MoveTestCase):
    scenarios = testscenarios.multiply_scenarios(
        [test_run_of_siblings.COLD],
        nova_command.microversions('2.13', '2.59'))
    ends = 'confirmed'

    def setUp(self):
        super(ConfirmTest, self).setUp()
        self.ends = 'confirmed'
        self.cloud.nova.keeps_records = True

    def confirm(self, servers=SERVERS):
        for each in servers:
            self.cloud.nova.confirm(each)

    def confirmations(self):
        return [each.url.split('/')[-2] for each in self.cloud.changes
                if each.body == {'confirmResize': None}]

    def migrate(self, *options):
        return self.evacuate('--wait', '--confirm', *options)

    def test_to_the_end(self):
        self.later = [self.end, self.confirm]
        result = self.migrate()
        self.assertEqual((0, [5, 5]), (result.status, self.slept))
        self.assertEqual(SERVERS, self.confirmations())
        self.assertThat(result.err, matchers.EndsWith(self.endings()))
        self.assertIn('s00: finished\n', result.err)
        self.assertIn('s00: confirming\n' if len(self.slept) > 2 else
                      's00: confirmed\n', result.err)

    def test_document(self):
        self.later = [self.end, self.confirm]
        result = self.migrate('--format', 'json')
        self.assertEqual({('confirmed', 'migrated')}, {
            (each['status'], each['outcome'])
            for each in json.loads(result.out)['servers']})

    def test_the_time_is_up(self):
        self.later = [self.end]
        result = self.migrate('--timeout', '20')
        self.assertEqual((5, [5] * 4), (result.status, self.slept))
        self.assertEqual(SERVERS, self.confirmations())
        self.assertIn('s00: confirming\n', result.err)
        self.assertIn('Not ended yet', result.err)

    def test_a_moment_too_early(self):
        """The record is finished before the server can be confirmed."""
        def arrive():
            self.end()
            self.cloud.nova.server('s00').update(
                {'status': 'ACTIVE', fake_cloud.TASK: 'resize_finish'})

        def finish():
            self.confirm(SERVERS[1:])
            self.cloud.nova.server('s00').update(
                {'status': 'VERIFY_RESIZE', fake_cloud.TASK: None})
        self.later = [arrive, lambda: None, finish,
                      lambda: self.confirm(['s00'])]
        result = self.migrate()
        self.assertEqual(0, result.status)
        self.assertEqual(['s00'] + SERVERS[1:] + ['s00'] * 2,
                         self.confirmations())
        self.assertEqual(1, result.err.count('s00: cannot be confirmed yet: '))

    def test_refused_for_good(self):
        self.cloud.nova.denied = {'servers:confirm_resize'}
        self.later = [self.end]
        result = self.migrate()
        self.assertEqual((4, [5]), (result.status, self.slept))
        self.assertEqual(SERVERS, self.confirmations())
        error = "finished, but it is not confirmed: Policy doesn't allow "
        self.assertIn('s00: ' + error, result.err)
        self.assertThat(result.err, matchers.EndsWith(
            'Arrived, and not confirmed yet:\n' + ''.join(
                '  nova resize-confirm %s\n' % each for each in SERVERS)))

    def test_lost(self):
        """It is not sent again, and may have been heard."""
        def arrive():
            self.end()
            self.cloud.fault('POST', '/servers/s00/action',
                             requests.ConnectionError('Reset'))
        self.later = [arrive, self.confirm]
        result = self.migrate()
        self.assertEqual(0, result.status)
        self.assertEqual(SERVERS, self.confirmations())
        self.assertIn('s00: may be confirmed: ', result.err)

    def test_only_what_it_moved_itself(self):
        for each in SERVERS[:2]:
            self.begin(each)
        self.later = [self.end, lambda: self.confirm(SERVERS[2:])]
        result = self.migrate()
        self.assertEqual(0, result.status)
        self.assertEqual(SERVERS[2:], self.confirmations())
        row = ('finished', 'spare')
        self.assertThat(result.err, matchers.EndsWith(
            self.endings(s00=row, s01=row) +
            'Arrived, and not confirmed yet:\n  nova resize-confirm s00\n'
            '  nova resize-confirm s01\n'))

    def test_somebody_else_confirms(self):
        def end():
            self.end()
            self.confirm()
        self.later = [end]
        self.assertEqual(0, self.migrate().status)
        self.assertEqual([], self.confirmations())

    def test_reverted(self):
        def revert():
            self.confirm(SERVERS[1:])
            self.cloud.nova.record('s00')['status'] = 'reverted'
        self.later = [self.end, revert]
        self.assertEqual(4, self.migrate().status)

    def test_interrupted(self):
        self.later = [self.end]
        self.interrupt_after('s03')
        result = self.migrate()
        self.assertEqual(130, result.status)
        self.assertEqual(SERVERS[:4], self.confirmations())

    def interrupt_after(self, uuid):
        def interrupt():
            if self.cloud.changes[-1].body == {'confirmResize': None}:
                self.interrupt()
        nova_command.default_signals(self)
        self.fault(uuid, interrupt)

    def test_misuse(self):
        for options in (['--confirm'], ['--confirm', '--dry-run']):
            self.assertEqual(nova_command.Result(
                2, '', 'error: --confirm needs --wait: a migration can be '
                'confirmed once the server has arrived.\n'),
                self.run_on('node', *options))
        self.assertEqual([], self.cloud.reads)
