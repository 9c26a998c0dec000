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

"""What a program does to the servers of a host, without the shell."""

import io
import threading
from unittest import mock

from keystoneauth1 import session
from keystoneauth1 import token_endpoint
import requests
import testscenarios

from novaclient import client
from novaclient import exceptions
from novaclient.tests.unit import utils
from novaclient.tests.unit.v2 import fake_cloud
from novaclient.tests.unit.v2.host_operations import test_run
from novaclient.tests.unit.v2 import nova_command
from novaclient.v2 import host_calls

SERVERS = ['s%d' % number for number in range(6)]
LOST = 'Nova may have accepted it, so it is not sent again: '


class TestCase(testscenarios.TestWithScenarios, utils.TestCase):
    scenarios = nova_command.microversions('2.13', '2.29', '2.53')
    state = 'up'

    def setUp(self):
        super(TestCase, self).setUp()
        node = fake_cloud.Hypervisor
        self.cloud = fake_cloud.FakeCloud(self.requests_mock, [
            node('node.example.org', SERVERS, host='node', state=self.state),
            node('node0', ['other'], state='up'),
            node('spare.example.org', host='spare', state='up')])
        for each in self.cloud.nova.servers:
            each['metadata'].update(j='1', k='2')
        self.version = tuple(map(int, self.microversion.replace(
            '2.latest', '2.95').split('.')))
        auth = token_endpoint.Token(fake_cloud.NOVA, 'token')
        self.nova = client.Client(
            '%d.%d' % self.version, session=session.Session(auth=auth))
        self.calls = self.nova.host_operations

    def bodies(self):
        return [each.body for each in self.cloud.changes]

    def accepted(self, results):
        results = list(results)
        self.assertEqual({'node'}, {each.host for each in results})
        self.assertEqual(['server-%s' % each.uuid[1:] for each in results],
                         [each.name for each in results])
        return [(each.uuid, each.accepted, each.error) for each in results]

    def assert_done(self, body, results):
        self.assertEqual([(each, True, '') for each in SERVERS],
                         self.accepted(results))
        self.assertEqual([body] * 6, self.bodies())
        self.assertEqual([each.split('/')[-2] for each in (
            sent.url for sent in self.cloud.changes)], SERVERS)


class OperationTest(TestCase):

    def live(self, **arguments):
        body = {'host': None, 'block_migration': 'auto'}
        if self.version < (2, 25):
            body = {'host': None, 'block_migration': False,
                    'disk_over_commit': False}
        return {'os-migrateLive': dict(body, **arguments)}

    def test_live_migrate(self):
        self.assert_done(self.live(), self.calls.live_migrate('node'))

    def test_live_migrate_as_told(self):
        options = {'force': True} if self.version == (2, 53) else {}
        over = {'disk_over_commit': True} if self.version < (2, 25) else {}
        self.assert_done(
            self.live(host='spare', block_migration=True,
                      **dict(options, **over)),
            self.calls.live_migrate(
                'node.example.org', target='spare.example.org',
                block_migration=True, **dict(options, **over)))

    def test_migrate(self):
        self.assert_done(
            {'migrate': None if self.version < (2, 56) else {}},
            self.calls.migrate('node'))

    def test_set_metadata(self):
        self.assertEqual(
            [(each, True, '') for each in SERVERS],
            self.accepted(self.calls.set_metadata('node', {'k': 'v'})))
        self.assertEqual([{'metadata': {'k': 'v'}}] * 6, self.bodies())

    def test_delete_metadata(self):
        results = self.calls.delete_metadata('node', ['j', 'k'])
        self.assertEqual([(each, True, '') for each in SERVERS],
                         self.accepted(results))
        self.assertEqual(
            ['/servers/%s/metadata/%s' % (each, key) for each in SERVERS
             for key in 'jk'],
            [sent.url[len(fake_cloud.NOVA):] for sent in self.cloud.changes])


class EvacuateTest(TestCase):
    state = 'down'

    def body(self, **arguments):
        if self.version < (2, 14):
            arguments.setdefault('onSharedStorage', False)
        return {'evacuate': arguments}

    def test_all(self):
        self.assert_done(self.body(), self.calls.evacuate('node'))

    def test_as_told(self):
        force = {'force': True} if self.version in [
            (2, 29), (2, 53)] else {}
        storage = {'on_shared_storage': True} if self.version < (2, 14) else {}
        self.assert_done(
            self.body(host='spare', **dict(force, **(
                {'onSharedStorage': True} if storage else {}))),
            self.calls.evacuate('node', 'spare', **dict(force, **storage)))

    def test_those_that_are_under_way(self):
        self.cloud.nova.keeps_records = True
        self.cloud.nova.server('s3')[fake_cloud.TASK] = 'rebuilding'
        self.cloud.nova.add_record('s3')
        results = list(self.calls.evacuate('node'))
        self.assertEqual(['s3', 's0', 's1', 's2', 's4', 's5'],
                         [each.uuid for each in results])
        self.assertEqual(
            (False, True, 'Not sent: an evacuation of the server is already '
             'under way.'), (results[0].sent, results[0].accepted,
                             results[0].error))
        self.assertEqual(5, len(self.cloud.changes))


class ResultTest(TestCase):
    scenarios = nova_command.microversions('2.53')

    def migrate(self, **options):
        return self.calls.migrate('node', **options)

    def fault(self, uuid, fault):
        self.cloud.fault('POST', '/servers/%s/action' % uuid, fault)

    def test_nothing_happens_before_it_is_asked_for(self):
        results = self.migrate()
        self.assertEqual([], self.cloud.requests)
        self.assertEqual('s0', next(results).uuid)
        self.assertEqual(1, len(self.cloud.changes))
        self.assertEqual('s1', next(results).uuid)
        self.assertEqual(2, len(self.cloud.changes))

    def test_whoever_leaves_has_no_more_sent(self):
        for concurrency, most in [(1, 1), (3, 3)]:
            self.cloud.forget_requests()
            for _each in self.migrate(concurrency=concurrency):
                break
            self.assertLessEqual(len(self.cloud.changes), most)

    def test_refused(self):
        self.fault('s2', fake_cloud.Refusal(409, 'Busy.'))
        results = self.accepted(self.migrate())
        self.assertEqual(
            ('s2', False, 'Error while migrating instance: Busy. (HTTP 409) '
             '(Request-ID: req-fake)'), results[2])
        self.assertEqual(6, len(results))
        self.assertEqual(6, len(self.cloud.changes))

    def test_lost(self):
        self.fault('s2', requests.ConnectionError('Reset'))
        result = list(self.migrate())[2]
        self.assertEqual((True, None), (result.sent, result.accepted))
        self.assertIn(LOST, result.error)

    def test_several_at_a_time(self):
        def send(operation, cs, uuid):
            gate.wait(60)
            return original(operation, cs, uuid)
        gate = threading.Barrier(3)
        original = host_calls.cold_migration.ColdMigration.send
        self.patch(host_calls.cold_migration.ColdMigration, send)
        results = list(self.migrate(concurrency=3))
        self.assertEqual(SERVERS, sorted(each.uuid for each in results))
        self.assertEqual({True}, {each.accepted for each in results})

    def test_something_that_nobody_expects(self):
        def send(operation, cs, uuid):
            raise KeyboardInterrupt()
        self.patch(host_calls.cold_migration.ColdMigration, send)
        self.assertRaises(KeyboardInterrupt, list, self.migrate())

    def patch(self, kind, send):
        original, kind.send = kind.send, send
        self.addCleanup(setattr, kind, 'send', original)

    def test_the_client_is_as_it_was(self):
        before = self.nova.client.session
        for _each in self.migrate(concurrency=2):
            self.assertIs(before, self.nova.client.session)

    def test_overload(self):
        """It comes back when Nova says so."""
        refusals = [fake_cloud.Refusal(429, 'Slow.', Retry_After='0')]

        def refuse():
            if refusals:
                raise refusals.pop()
        self.fault('s2', refuse)
        self.assertEqual({True}, {each.accepted for each in self.migrate()})
        self.assertEqual(7, len(self.cloud.changes))

    def test_no_such_host(self):
        for name in ('nod', 'node.example'):
            self.assertRaises(exceptions.NotFound, list,
                              self.calls.migrate(name))
        self.assertEqual([], self.cloud.changes)

    def test_by(self):
        self.assertRaises(exceptions.NotFound, list, self.calls.migrate(
            'node', by='hypervisor'))

    def test_no_servers(self):
        self.assertEqual([], list(self.calls.migrate('spare', by='service')))


class WaitTestCase(TestCase):

    def setUp(self):
        super(WaitTestCase, self).setUp()
        self.cloud.nova.keeps_records = True
        test_run.hurry(self)
        # A program has no use for what a person is told.
        told = io.StringIO()
        told.isatty = lambda: True
        self.patch(mock.patch.multiple('sys', stdout=told, stderr=told))
        self.addCleanup(lambda: self.assertEqual('', told.getvalue()))

    def patch(self, patch):
        patch.start()
        self.addCleanup(patch.stop)

    def end(self, *servers):
        for each in servers:
            self.cloud.nova.move(each, 'spare')

    def outcomes(self, results):
        return [(each.uuid, each.outcome) for each in results]


class WaitTest(WaitTestCase):
    scenarios = nova_command.microversions('2.13', '2.53', '2.59')

    def test_in_the_order_in_which_they_end(self):
        self.later = [lambda: self.end('s4'), lambda: None,
                      lambda: self.end('s0', 's1', 's2', 's3', 's5')]
        results = self.calls.live_migrate('node', concurrency=3, wait=60)
        self.assertEqual('s4', next(results).uuid)
        self.assertEqual(([5], 6), (self.slept, len(self.cloud.changes)))
        self.assertEqual([(each, 'moved') for each in SERVERS
                          if each != 's4'], self.outcomes(results))
        self.assertEqual([5] * 3, self.slept)

    def test_what_fails_and_what_is_refused(self):
        def end():
            self.end('s0', 's1', 's3', 's4')
            self.cloud.nova.record('s5')['status'] = 'error'
        self.cloud.fault('POST', '/servers/s2/action',
                         fake_cloud.Refusal(409, 'Busy.'))
        self.later = [end]
        found = self.outcomes(self.calls.migrate('node', wait=60))
        self.assertEqual(
            [('s2', None)] + [(each, 'moved') for each in (
                's0', 's1', 's3', 's4')] + [('s5', 'failed')], found)

    def test_the_time_is_up(self):
        self.later = [lambda: self.end(*SERVERS[1:])]
        results = self.outcomes(self.calls.migrate('node', wait=12))
        self.assertEqual([(each, 'moved') for each in SERVERS[1:]] +
                         [('s0', 'unfinished')], results)
        self.assertEqual([5, 5, 2], self.slept)

    def test_what_is_under_way(self):
        self.cloud.nova.server('s3')[fake_cloud.TASK] = 'migrating'
        self.cloud.nova.add_record('s3', kind='live-migration')
        self.later = [lambda: self.end(*SERVERS)]
        results = list(self.calls.live_migrate('node', wait=60))
        self.assertEqual([(each, 'moved') for each in SERVERS],
                         self.outcomes(results))
        self.assertEqual(['s3'], [each.uuid for each in results
                                  if not each.sent])
        self.assertEqual(5, len(self.cloud.changes))

    def test_confirmed(self):
        def confirm():
            for each in SERVERS:
                self.cloud.nova.confirm(each)
        self.later = [lambda: self.end(*SERVERS), confirm]
        results = list(self.calls.migrate('node', wait=60, confirm=True))
        self.assertEqual([(each, 'moved', 'confirmed') for each in SERVERS],
                         [(each.uuid, each.outcome, each.record.status)
                          for each in results])
        self.assertEqual([{'confirmResize': None}] * 6, self.bodies()[6:])

    def test_confirming_needs_waiting(self):
        error = self.assertRaises(
            ValueError, self.calls.migrate, 'node', confirm=True)
        self.assertIn('confirm needs wait', str(error))
        self.assertEqual([], self.cloud.requests)

    def test_by_the_hypervisor(self):
        self.later = [lambda: self.end(*SERVERS)]
        results = self.calls.migrate('node.example.org', wait=60)
        self.assertEqual([(each, 'moved') for each in SERVERS],
                         self.outcomes(results))

    def test_where_nova_lists_no_servers_by_their_host(self):
        self.cloud.nova.denied = {'servers:allow_all_filters'}
        self.later = [lambda: self.end(*SERVERS)]
        results = list(self.calls.migrate('node.example.org', wait=60))
        self.assertEqual([(each, 'moved') for each in SERVERS],
                         self.outcomes(results))
        self.assertEqual({'node'}, {each.host for each in results})

    def test_no_such_host(self):
        self.assertRaises(exceptions.NotFound, list,
                          self.calls.migrate('nod', wait=60))
        self.assertEqual([], self.cloud.changes)

    def test_no_servers(self):
        self.assertEqual([], list(self.calls.migrate('spare', wait=60)))
        self.assertEqual([], self.slept)


class WaitForEvacuationTest(WaitTestCase):
    """Nova refuses all while it counts the compute service as up."""

    scenarios = nova_command.microversions('2.13', '2.53')

    def die(self):
        self.cloud.nova.fleet[0].state = 'down'

    def test_it_goes_down(self):
        self.later = [self.die, lambda: self.end(*SERVERS)]
        results = self.calls.evacuate('node', wait=60)
        self.assertEqual([(each, 'moved') for each in SERVERS],
                         self.outcomes(results))
        self.assertEqual([5, 5], self.slept)

    def test_it_stays_up(self):
        results = list(self.calls.evacuate('node', wait=6))
        self.assertEqual([(each, None) for each in SERVERS],
                         self.outcomes(results))
        self.assertEqual({'Not sent: its compute service is up.'},
                         {each.error for each in results})
        self.assertEqual([], self.cloud.changes)

    def test_what_counts_is_what_is_left(self):
        self.later = [self.die]
        results = self.outcomes(self.calls.evacuate('node', wait=8))
        self.assertEqual([(each, 'unfinished') for each in SERVERS], results)
        self.assertEqual([5, 3], self.slept)
