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

"""What is so of host-evacuate under its options is so of its siblings."""


import io
import os
import signal

import fixtures
import testscenarios

from novaclient.tests.unit.v2 import fake_cloud
from novaclient.tests.unit.v2.host_operations import test_run
from novaclient.tests.unit.v2 import nova_command

SERVERS = test_run.SERVERS
LIVE = ('host-evacuate-live', {
    'command': 'host-evacuate-live', 'target': '--target-host',
    'titles': ('Server UUID', 'Live Migration Accepted', 'Error Message'),
    'failure': 'Error while live migrating instance: ',
    'noun': 'a live migration', 'word': 'migrated', 'task': 'migrating',
    'kind': 'live-migration', 'heading': 'Live Migration',
    'begins': 'accepted', 'ends': 'completed', 'busy_status': 'MIGRATING'})
COLD = ('host-servers-migrate', {
    'command': 'host-servers-migrate', 'target': None,
    'titles': ('Server UUID', 'Migration Accepted', 'Error Message'),
    'failure': 'Error while migrating instance: ',
    'noun': 'a migration', 'word': 'migrated', 'task': 'resize_prep',
    'kind': 'migration', 'heading': 'Migration', 'begins': 'pre-migrating',
    'ends': 'finished', 'busy_status': 'RESIZE'})
META = {
    'command': 'host-meta', 'target': None, 'fails': True, 'word': '',
    'titles': ('Server UUID', 'Metadata Accepted', 'Error Message'),
    'failure': 'Error while changing metadata: '}
MOVES = [LIVE, COLD]
COMMANDS = MOVES + [
    ('host-meta set', dict(META, arguments=['set', 'k=v', 'l=w=x'])),
    ('host-meta delete', dict(META, arguments=['delete', 'k']))]


def scenarios(commands, test, *left_out):
    """Those of host-evacuate for others, without what tells nothing new."""
    return [each for each in testscenarios.multiply_scenarios(
        commands, test.scenarios)
        if not set(left_out).intersection(each[0].split(','))]


class Sibling(object):
    """What is otherwise than with host-evacuate."""

    state, reads, busy_status = 'up', [test_run.PROBE, test_run.FIND], None
    awaits = []

    def run_on(self, *argv):
        for each in self.cloud.nova.servers:
            each['metadata']['k'] = 'old'
        return super(Sibling, self).run_on(*argv)

    @property
    def busy(self):
        return ('/servers?all_tenants=1&host=node&status=%s' %
                self.busy_status)

    def request(self, uuid, **arguments):
        metadata = '%s/servers/%s/metadata' % (fake_cloud.NOVA, uuid)
        if 'set' in self.arguments:
            return 'POST', metadata, {'metadata': {'k': 'v', 'l': 'w=x'}}
        if 'delete' in self.arguments:
            return 'DELETE', metadata + '/k', None
        if self.command == 'host-servers-migrate':
            body = {'migrate': None if self.speaks('2.1', '2.55') else {}}
        elif self.speaks('2.1', '2.24'):
            body = {'os-migrateLive': dict({
                'host': None, 'block_migration': False,
                'disk_over_commit': False}, **arguments)}
        else:
            body = {'os-migrateLive': dict({
                'host': None, 'block_migration': 'auto'}, **arguments)}
        return 'POST', nova_command.url(uuid), body

    def rest(self, arrived, under_way):
        numbers = {each['instance_uuid']: each['id']
                   for each in self.cloud.nova.records}
        title, servers, line = {
            'host-evacuate-live': (
                'To end one of these, which leaves the server where it is:',
                under_way, '  nova live-migration-abort %s %d'),
            'host-servers-migrate': (
                'Arrived, and not confirmed yet:', arrived,
                '  nova resize-confirm %s')}[self.command]
        lines = [line % ((each, numbers[each]) if '%d' in line else each)
                 for each in servers]
        return ''.join(each + '\n' for each in [title] * bool(lines) + lines)

    def look(self, rest):
        return [self.busy, '/servers?all_tenants=1&host=node',
                self.records(rest)]


class MoveTestCase(Sibling, test_run.TestCase):
    """Tests of migrations alone."""

    def save(self, text):
        """Write a plan, and tell where."""
        path = os.path.join(
            self.useFixture(fixtures.TempDir()).path, 'plan.json')
        with io.open(path, 'w', encoding='utf-8') as plan:
            plan.write(text)
        return path

    def assert_sent_in_order(self, servers=SERVERS):
        self.concurrency = 1
        self.assert_sent(servers)

    def interrupt(self):
        signal.pthread_kill(test_run.MAIN, signal.SIGINT)

    def interrupt_at(self, method, path):
        nova_command.default_signals(self)
        self.cloud.fault(method, path, self.interrupt)


class AnswersTest(Sibling, test_run.AnswersTest):
    scenarios = scenarios(COMMANDS, test_run.AnswersTest, '2.52', '2.59',
                          '2.94', '1 at a time')


class FaultTest(Sibling, test_run.FaultTest):
    scenarios = [each for each in scenarios(
        COMMANDS, test_run.FaultTest, '2.52', '1 at a time')
        if not each[0].startswith('host-meta set') or 'garbage' not in each[0]]


class OverloadTest(Sibling, test_run.OverloadTest):
    scenarios = scenarios(COMMANDS, test_run.OverloadTest, '2.52', '503',
                          '1 at a time')


class ReadFaultTest(Sibling, test_run.ReadFaultTest):
    scenarios = scenarios(COMMANDS, test_run.ReadFaultTest, '2.52')


class TokenTest(Sibling, test_run.TokenTest):
    scenarios = scenarios(COMMANDS, test_run.TokenTest, '2.52', '1 at a time')


class InterruptionTest(Sibling, test_run.InterruptionTest):
    scenarios = [each for each in scenarios(
        COMMANDS, test_run.InterruptionTest, 'SIGTERM', 'latest', '--fail')
        if each[1]['word'] or '--wait' not in each[1]['options']]


class WaitInterruptionTest(Sibling, test_run.WaitInterruptionTest):
    scenarios = scenarios(MOVES, test_run.WaitInterruptionTest, 'SIGTERM',
                          'latest')


class WaitTest(Sibling, test_run.WaitTest):
    scenarios = scenarios(MOVES, test_run.WaitTest, '2.52', '2.94',
                          '1 at a time')
