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

"""How evacuations are followed, and what is told meanwhile."""

import io
from unittest import mock

from keystoneauth1 import session
from keystoneauth1 import token_endpoint
import requests
import testscenarios

from novaclient import api_versions
from novaclient import client
from novaclient import exceptions
from novaclient.tests.unit import utils
from novaclient.tests.unit.v2 import fake_cloud
from novaclient.tests.unit.v2 import nova_command
from novaclient.v2.host_operations import change
from novaclient.v2.host_operations import guard
from novaclient.v2.host_operations import interruption
from novaclient.v2.host_operations.kinds import evacuation
from novaclient.v2.host_operations import progress
from novaclient.v2.host_operations import records

MOVING = '%s: an evacuation is already under way (%s); not sent again\n'
BLIND = 'The state of the evacuations off node is not known for now: '


class Terminal(io.StringIO):

    def isatty(self):
        return True


class TestCase(testscenarios.TestWithScenarios, utils.TestCase):

    scenarios = nova_command.microversions('2.1', '2.52', '2.53', '2.58',
                                           '2.59', '2.94', '2.95')
    microversion = '2.95'

    def setUp(self):
        super(TestCase, self).setUp()
        node = fake_cloud.Hypervisor
        self.cloud = fake_cloud.FakeCloud(self.requests_mock, [
            node('node', ['a', 'b', 'c']), node('node0', ['d']),
            node('spare', state='up')])
        self.nova = self.cloud.nova
        self.nova.keeps_records = True
        auth = token_endpoint.Token(fake_cloud.NOVA, 'token')
        version = self.microversion.replace('2.latest', '2.95')
        self.cs = client.Client(version, session=session.Session(auth=auth))
        self.now, self.later = 3, []
        self.stop = interruption.Interruption()
        self.stop.sleep = self._sleep
        self.slept = []
        self.patch('time.monotonic', lambda: self.now)
        self.err = io.StringIO()
        self.operation = evacuation.Evacuation()
        self.patch('sys.stderr', self.err)
        self.begin('abc')

    def patch(self, target, new):
        patch = mock.patch(target, new)
        patch.start()
        self.addCleanup(patch.stop)

    def _sleep(self, seconds):
        """What happens while the command sleeps."""
        self.slept.append(seconds)
        self.now += seconds
        if self.later:
            self.later.pop(0)()
        return self.stop.requested

    def begin(self, uuids):
        self.evacuations = [
            change.Change(each, None, self.nova.server(each)[
                fake_cloud.HOST]) for each in uuids]
        manager = records.RecordManager(self.cs, self.operation)
        self.progress = progress.Progress(
            manager, self.evacuations, self.stop, self.operation)
        self.left = ''.join(each.uuid for each in guard.unsent(
            manager, self.evacuations, self.operation))
        self.progress.begin()

    def rebuild(self, uuid, status='accepted', target=None):
        """Let Nova evacuate a server already."""
        self.nova.server(uuid)[fake_cloud.TASK] = 'rebuilding'
        self.nova.add_record(uuid, status, target)

    def send(self, accepted=True):
        for each in self.evacuations:
            if each.uuid in self.left:
                each.send(self._accept)
        self.cloud.forget_requests()
        self.err.truncate(0)
        self.err.seek(0)

    def _accept(self, uuid):
        self.nova.server(uuid)[fake_cloud.TASK] = 'rebuilding'
        self.nova.add_record(uuid)
        return True, '', 'req-1'

    def assert_ends(self, **expected):
        self.assertEqual(expected, {each.uuid: each.outcome
                                    for each in self.evacuations})

    def assert_told(self, *lines):
        self.assertEqual(''.join(each + '\n' for each in lines),
                         self.err.getvalue())


class BeginTest(TestCase):

    def test_nothing_is_under_way(self):
        self.assertEqual('abc', self.left)
        self.assert_told()

    def test_history(self):
        for status in ('error', 'failed', 'done', 'completed'):
            self.nova.add_record('a', status)
        self.begin('abc')
        self.assertEqual('abc', self.left)
        self.assertEqual([None] * 3, [each.record
                                      for each in self.evacuations])

    def test_under_way(self):
        for status in ('accepted', 'pre-migrating'):
            self.rebuild('b', status)
            self.begin('abc')
            self.assertEqual('ac', self.left)
            self.assertEqual(
                (False, True, 'unfinished', status),
                (self.evacuations[1].sent, self.evacuations[1].accepted,
                 self.evacuations[1].outcome, self.evacuations[1].standing))
        self.assertEqual(MOVING % ('b', 'accepted') +
                         MOVING % ('b', 'pre-migrating'), self.err.getvalue())

    def test_the_newest_record_counts(self):
        self.rebuild('b')
        self.nova.add_record('b', 'error')
        self.nova.add_record('c', 'error')
        self.rebuild('c')
        self.rebuild('a')
        self.begin('abc')
        self.assertEqual('b', self.left)
        self.assert_told(*[(MOVING % (each, 'accepted'))[:-1]
                           for each in 'ac'])

    def test_stale_record(self):
        """An unfinished record of a server that nobody rebuilds."""
        for task in (None, 'powering-off'):
            self.nova.add_record('b', 'pre-migrating', 'spare')
            self.nova.server('b')[fake_cloud.TASK] = task
            self.begin('abc')
            self.assertEqual('abc', self.left)
            self.assert_told()

    def test_rebuilt_for_another_reason(self):
        self.nova.server('b')[fake_cloud.TASK] = 'rebuilding'
        self.begin('abc')
        self.assertEqual('abc', self.left)

    def test_destination(self):
        for target, left in [('spare', 'ac'), ('node0', 'abc'),
                             ('nowhere', 'abc'), (None, 'ac')]:
            self.err.truncate(0)
            self.err.seek(0)
            self.rebuild('b', 'pre-migrating', target)
            self.begin('abc')
            self.assertEqual(left, self.left)
            self.assert_told(
                'b: an evacuation is already under way (pre-migrating); not '
                'sent again' if left == 'ac' else
                'b: the evacuation that is under way (pre-migrating) is given '
                'up, since its destination %s is down' % target)

    def test_destinations_are_hidden(self):
        self.nova.denied = {'os-services:list'}
        self.rebuild('b', target='node0')
        self.begin('abc')
        self.assertEqual('ac', self.left)

    def test_requests(self):
        self.cloud.forget_requests()
        self.begin('abc')
        rebuilt = '/servers?all_tenants=1&host=node&status=REBUILD'
        self.assertEqual([rebuilt], self.cloud.reads[:-1])
        self.rebuild('a', target='spare')
        self.rebuild('b', target='spare')
        self.cloud.forget_requests()
        self.begin('abc')
        self.assertEqual(
            [rebuilt, '/os-services?host=spare&binary=nova-compute'],
            [each for each in self.cloud.reads if 'migrations' not in each])

    def test_given_up(self):
        self.nova.add_record('b', 'accepted')
        self.nova.lose('b', 'accepted')
        self.begin('abc')
        self.assertEqual('abc', self.left)

    def test_of_other_hosts(self):
        self.rebuild('d')
        self.begin('abc')
        self.assertEqual('abc', self.left)
        self.begin('abcd')
        self.assertEqual('abc', self.left)

    def test_of_a_server_that_is_gone(self):
        self.nova.add_record('a', 'accepted')
        self.begin('bc')
        self.assertEqual('bc', self.left)

    def test_refused(self):
        self.nova.denied = {'os-migrations:index'}
        self.assertRaises(exceptions.Forbidden, self.begin, 'abc')


class AwaitDownTest(TestCase):
    """Nova counts a service as up for a while after it died."""

    SERVICE = '/os-services?host=node&binary=nova-compute'

    def waiting(self):
        version = api_versions.APIVersion(
            self.microversion.replace('2.latest', '2.95'))
        return ('Nova counts the compute service of node as up and refuses to '
                'evacuate its servers. Waiting until it is down; to end that '
                'sooner once the host is fenced: nova%s service-force-down %s'
                % (' --os-compute-api-version 2.11' * (
                    version < api_versions.APIVersion('2.11')),
                   'service-node' if version >= api_versions.APIVersion('2.53')
                   else 'node'))

    def set(self, state):
        self.nova.fleet[0].state = state

    def test_down(self):
        self.cloud.forget_requests()
        self.assertEqual(100, self.progress.await_down(100))
        self.assertEqual(([self.SERVICE], []), (self.cloud.reads, self.slept))
        self.assert_told()

    def test_it_goes_down(self):
        self.set('up')
        self.later = [lambda: None, lambda: self.set('down')]
        self.assertEqual(90, self.progress.await_down(100))
        self.assertEqual([5, 5], self.slept)
        self.assert_told(self.waiting())

    def test_it_stays_up(self):
        self.set('up')
        self.assertIs(None, self.progress.await_down(12))
        self.assertEqual([5, 5, 2], self.slept)
        self.assert_told(self.waiting())

    def test_interrupted(self):
        def interrupt():
            self.stop.requested = True
        self.set('up')
        self.later = [interrupt]
        self.assertIs(None, self.progress.await_down(100))
        self.assertEqual([5], self.slept)

    def test_deleted(self):
        self.set('deleted')
        self.assertEqual(100, self.progress.await_down(100))

    def test_hidden(self):
        self.set('up')
        self.nova.denied = {'os-services:list'}
        self.assertEqual(100, self.progress.await_down(100))


class FollowTest(TestCase):

    def test_nothing_to_follow(self):
        self.cloud.forget_requests()
        self.progress.follow(100)
        self.assertEqual(([], []), (self.cloud.reads, self.slept))

    def test_to_the_end(self):
        def advance():
            self.nova.move('a', 'spare')
            self.nova.record('b')['status'] = 'pre-migrating'

        def end():
            self.nova.move('b', 'spare')
            self.nova.lose('c')
        self.send()
        self.later = [advance, lambda: None, end]
        self.progress.follow(100)
        self.assert_ends(a='moved', b='moved', c='failed')
        self.assertEqual([5] * 3, self.slept)
        self.assert_told('a: accepted', 'b: accepted', 'c: accepted',
                         'a: done', 'b: pre-migrating', 'b: done', 'c: error')
        self.assertEqual(['spare', 'spare', None], [
            each.record.destination for each in self.evacuations])

    def test_requests(self):
        """Their number does not depend on the number of servers."""
        self.send()
        self.later = [lambda: self.nova.move('a', 'spare')]
        self.progress.follow(10)
        query = '?migration_type=evacuation&source_compute=node'
        if self.microversion not in ('2.1', '2.52', '2.53', '2.58'):
            query += '&limit=4'
        self.assertEqual(
            ['/servers?all_tenants=1&host=node&status=ERROR',
             '/os-migrations' + query] * 3, self.cloud.reads)

    def test_requests_after_a_long_history(self):
        for _each in range(50):
            self.nova.add_record('a', 'error')
        self.begin('abc')
        self.send()
        for uuid in 'bc':
            self.nova.move(uuid, 'spare')
        self.progress.follow(5)
        self.assertEqual(4, len(self.cloud.reads))

    def test_several_hosts(self):
        self.begin('abcd')
        self.send()
        self.later = [lambda: [self.nova.move(each, 'spare')
                               for each in 'abcd']]
        self.progress.follow(100)
        self.assertEqual(8, len(self.cloud.reads))
        self.assert_ends(a='moved', b='moved', c='moved',
                         d='moved')

    def test_records_of_before_are_not_taken_for_these(self):
        for uuid, status in [('a', 'done'), ('b', 'error')]:
            self.nova.add_record(uuid, status)
        self.begin('abc')
        self.send()
        self.nova.move('c', 'spare')
        self.progress.follow(5)
        self.assert_ends(a='unfinished', b='unfinished', c='moved')

    def test_an_evacuation_that_was_under_way(self):
        """Only its own record tells, and what came later."""
        self.nova.add_record('a', 'error')
        self.rebuild('b')
        self.nova.add_record('c', 'error')
        self.begin('abc')
        self.assertEqual('ac', self.left)
        self.send()
        self.later = [lambda: [self.nova.move(each, 'spare')
                               for each in 'abc']]
        self.progress.follow(100)
        self.assert_ends(a='moved', b='moved', c='moved')
        self.assert_told('a: accepted', 'c: accepted', 'b: done', 'a: done',
                         'c: done')

    def test_refused_ones_are_not_followed(self):
        self.evacuations[0].send(lambda uuid: (False, 'no', None))
        self.evacuations[1].send(self._accept)
        self.nova.move('b', 'spare')
        self.progress.follow(100)
        self.assert_ends(a=None, b='moved', c=None)
        self.assertEqual([], self.slept)

    def test_given_up_without_a_record_that_says_so(self):
        self.send()
        for uuid in 'ab':
            self.nova.move(uuid, 'spare')
        self.nova.record('c')['status'] = 'pre-migrating'
        self.later = [lambda: self.nova.lose('c', 'pre-migrating')]
        self.progress.follow(100)
        self.assert_ends(a='moved', b='moved', c='failed')
        self.assert_told('a: done', 'b: done', 'c: pre-migrating',
                         'c: pre-migrating, but the server is in ERROR')
        self.assertEqual([5], self.slept)

    def test_a_server_that_was_in_error_before(self):
        self.nova.server('a')['status'] = 'ERROR'
        self.begin('a')
        self.send()
        self.later = [lambda: None, lambda: self.nova.move('a', 'spare')]
        self.progress.follow(100)
        self.assert_ends(a='moved')

    def test_timeout(self):
        self.send()
        self.nova.move('a', 'spare')
        self.progress.follow(12)
        self.assertEqual([5, 5, 2], self.slept)
        self.assert_ends(a='moved', b='unfinished', c='unfinished')

    def test_the_last_second(self):
        self.send()
        self.progress.follow(11)
        self.assertEqual([5, 5, 1], self.slept)

    def test_a_look_that_takes_longer_than_there_is_time(self):
        def dawdle():
            self.now += 7
        self.send()
        self.cloud.fault('GET', '/os-migrations', dawdle)
        self.progress.follow(13)
        self.assertEqual([5], self.slept)

    def test_ends_just_in_time(self):
        self.send()
        self.later = [lambda: None, lambda: [
            self.nova.move(each, 'spare') for each in 'abc']]
        self.progress.follow(10)
        self.assertEqual([5, 5], self.slept)
        self.assert_ends(a='moved', b='moved', c='moved')

    def test_interrupted(self):
        def interrupt():
            self.stop.requested = True
        self.send()
        self.later = [interrupt]
        self.progress.follow(100)
        self.assertEqual([5], self.slept)
        self.assertEqual(2, len(self.cloud.reads))
        self.assert_ends(a='unfinished', b='unfinished', c='unfinished')

    def test_interrupted_before(self):
        self.send()
        self.stop.requested = True
        self.progress.follow(100)
        self.assertEqual(([], []), (self.cloud.reads, self.slept))

    def test_interrupted_twice(self):
        def interrupt():
            raise KeyboardInterrupt()
        self.send()
        self.cloud.fault('GET', '/os-migrations', interrupt)
        self.progress.follow(100)
        self.assert_ends(a='unfinished', b='unfinished', c='unfinished')


class LostAnswerTest(TestCase):
    """Nobody knows whether Nova accepted it."""

    def setUp(self):
        super(LostAnswerTest, self).setUp()
        self.begin('a')
        self.evacuations[0].send(lambda uuid: (None, 'lost', None))
        self.cloud.forget_requests()

    def test_accepted_all_the_same(self):
        self.later = [lambda: self._accept('a'),
                      lambda: self.nova.move('a', 'spare')]
        self.progress.follow(100)
        self.assert_ends(a='moved')
        self.assertIs(True, self.evacuations[0].accepted)
        self.assert_told('a: accepted', 'a: done')

    def test_not_accepted(self):
        self.progress.follow(1000)
        self.assertEqual([5] * 12, self.slept)
        self.assert_ends(a='unfinished')
        self.assertEqual((None, 'unknown'), (self.evacuations[0].accepted,
                                             self.evacuations[0].standing))
        self.assertEqual({'/os-migrations'},
                         {each.split('?')[0] for each in self.cloud.reads})

    def test_how_long_there_is_hope(self):
        def pass_time():
            self.now += seconds
        for seconds, slept in [(54.5, [5, 5]), (55.5, [5])]:
            self.slept, self.later = [], [pass_time]
            self.progress.follow(1000)
            self.assertEqual(slept, self.slept)

    def test_an_older_record_is_not_its_own(self):
        self.nova.add_record('a', 'done')
        self.begin('a')
        self.evacuations[0].send(lambda uuid: (None, 'lost', None))
        self.progress.follow(1000)
        self.assert_ends(a='unfinished')

    def test_accepted_late(self):
        self.later = [lambda: None] * 10 + [lambda: self._accept('a')]
        self.progress.follow(100)
        self.assertEqual([5] * 20, self.slept)
        self.assertIs(True, self.evacuations[0].accepted)


class FaultTest(TestCase):
    """A look that fails is not the end."""

    scenarios = testscenarios.multiply_scenarios(
        nova_command.microversions('2.52', '2.95'),
        [(route, {'route': route}) for route in ('/os-migrations',
                                                 '/servers')],
        [(name, {'fault': fault, 'error': error})
         for name, fault, error in [
             ('400', fake_cloud.Refusal(400, 'Bad.'), 'Bad. (HTTP 400)'),
             ('403', fake_cloud.Refusal(403, 'No.'), 'No. (HTTP 403)'),
             ('404', fake_cloud.Refusal(404, 'Gone.'), 'Gone. (HTTP 404)'),
             ('500', fake_cloud.Refusal(500, 'Oops.'), 'Oops. (HTTP 500)'),
             ('503', fake_cloud.Refusal(503, 'Busy.'), 'Busy. (HTTP 503)'),
             ('reset', requests.ConnectionError('Reset'), 'Reset'),
             ('timeout', requests.Timeout(), 'timed out'),
             ('garbage', fake_cloud.Garbage('<html>'), 'Invalid response'),
             ('list', fake_cloud.Garbage('[]'), 'Invalid response'),
             ('strange', fake_cloud.Garbage(
                 '{"servers": [{"id": []}], "migrations": [{"uuid": 0, "id": '
                 '"x", "instance_uuid": 0, "status": 0, "dest_compute": 0}]}'),
              '')]])

    def test_it_goes_on(self):
        self.send()
        self.cloud.fault('GET', self.route, self.fault)

        def recover():
            del self.cloud.faults[:]
            for each in 'abc':
                self.nova.move(each, 'spare')
        self.later = [lambda: None, recover]
        self.progress.follow(100)
        self.assert_ends(a='moved', b='moved', c='moved')
        blind = [each for each in self.err.getvalue().splitlines()
                 if each.startswith(BLIND)]
        self.assertEqual(2, len(blind))
        self.assertIn(self.error, blind[0])

    def test_to_the_timeout(self):
        self.send()
        self.cloud.fault('GET', self.route, self.fault)
        self.progress.follow(12)
        self.assertEqual([5, 5, 2], self.slept)
        self.assert_ends(a='unfinished', b='unfinished', c='unfinished')

    def test_of_one_host(self):
        def fail():
            if 'host=node&' in self.cloud.requests[-1].url.replace(
                    'source_compute', 'host') + '&':
                raise self.fault
        self.begin('abcd')
        self.send()
        self.cloud.fault('GET', self.route, fail)
        self.nova.move('d', 'spare')
        self.progress.follow(5)
        self.assertEqual('moved', self.evacuations[3].outcome)


class LiveTest(TestCase):
    """A line on a terminal."""

    scenarios = []

    def setUp(self):
        super(LiveTest, self).setUp()
        self.err = Terminal()
        self.patch('sys.stderr', self.err)
        self.begin('abc')
        self.send()

    def test_line(self):
        self.later = [lambda: self.nova.move('a', 'spare'),
                      lambda: self.nova.lose('b'),
                      lambda: self.nova.move('c', 'spare')]
        self.progress.follow(100)
        self.assertEqual(
            '\r0 evacuated, 0 failed, 3 unfinished'
            '\r1 evacuated, 0 failed, 2 unfinished'
            '\r1 evacuated, 1 failed, 1 unfinished'
            '\r2 evacuated, 1 failed, 0 unfinished\n', self.err.getvalue())

    def test_longer_and_shorter(self):
        self.evacuations.extend(change.Change('%d' % number)
                                for number in range(10))
        for each in self.evacuations[3:]:
            each.join(records.Record(0, each.uuid, 'done', None, None), 'it')
            each.join(records.Record(0, each.uuid, 'x', 'spare', None), 'it')
            each.host = 'node0'
        self.later = [lambda: [each.send(lambda uuid: (False, 'no', None))
                               for each in self.evacuations[3:]]]
        self.progress._newest['node0'] = 0
        self.progress.follow(5)
        self.assertEqual('\r0 evacuated, 0 failed, 13 unfinished'
                         '\r0 evacuated, 0 failed, 3 unfinished \n',
                         self.err.getvalue())

    def test_a_word_between(self):
        def fail():
            self.cloud.fault('GET', '/os-migrations',
                             fake_cloud.Refusal(500, 'Oops.'))
        self.later = [fail]
        self.progress.follow(5)
        line = '\r0 evacuated, 0 failed, 3 unfinished'
        self.assertEqual(line + '\n' + BLIND + 'Oops. (HTTP 500) (Request-ID: '
                         'req-fake)\n' + line + '\n', self.err.getvalue())

    def test_flushed(self):
        with mock.patch.object(self.err, 'flush') as flush:
            self.progress.follow(5)
        self.assertEqual(2, flush.call_count)

    def test_nothing_to_show(self):
        self.stop.requested = True
        self.progress.follow(5)
        self.assertEqual('', self.err.getvalue())

    def test_given_up(self):
        self.nova.lose('a', 'accepted')
        self.progress.follow(1)
        self.assertNotIn('a: ', self.err.getvalue())
