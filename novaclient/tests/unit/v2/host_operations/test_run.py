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

"""host-evacuate under its options: what it sends, prints and returns."""

import collections
import datetime
import json
import os
import signal
import sys
import threading
from unittest import mock

from oslo_utils import importutils
import requests
import testscenarios
from testtools import matchers

import novaclient
from novaclient.tests.unit.v2 import fake_cloud
from novaclient.tests.unit.v2 import nova_command
from novaclient.v2 import host_operations
from novaclient.v2.host_operations import interruption

jsonschema = importutils.try_import('jsonschema')

MICROVERSIONS = nova_command.microversions('2.13', '2.52', '2.59', '2.94')
ROUTES = nova_command.microversions('2.52')
CONCURRENCY = [('%d at a time' % number, {'concurrency': number})
               for number in (1, 8)]
UUID = '%08d-0000-4000-8000-000000000000'
SERVERS = ['s%02d' % number for number in range(12)]
TITLES = ('Server UUID', 'Evacuate Accepted', 'Error Message')
FORECAST = ('Server UUID', 'Name', 'Status', 'Task', 'Disk', 'Forecast')
TASK = ('may be refused: it has a task, which Nova before 23.2.2, 24.2.0, '
        '25.1.0 and 26.0.0 does not\n    accept')
PREFIX = 'Error while evacuating instance: '
MAIN = threading.main_thread().ident
LOST = 'Nova may have accepted it, so it is not sent again: '
NOT_SENT = 'Not sent: interrupted.'
UNFINISHED = 'Not ended yet; --wait follows them when it is run again:\n'
NOTE = ('NOTE: Evacuated servers arrive stopped, as they do from microversion '
        '2.95 on. To keep their state, use "nova --os-compute-api-version '
        '2.94 host-evacuate".\n')
PROBE = '/servers?all_tenants=1&host=NODE&limit=1'
NO_HOST = '/servers?all_tenants=1&host=%s&limit=1' % ('-' * 256)
FIND = ('/servers?all_tenants=1&host=node&sort_key=created_at&sort_dir=asc')
REBUILT = '/servers?all_tenants=1&host=node&status=REBUILD'
SERVICE = '/os-services?host=node&binary=nova-compute'


def schema():
    """Read what is published for programs that read documents."""
    path = os.path.join(os.path.dirname(host_operations.__file__),
                        'document.schema.json')
    with open(path) as published:
        return json.load(published)


def hurry(test):
    """Let no time pass in a test but what the client sleeps.

    Whatever is in ``test.later`` happens meanwhile, one thing each time;
    ``test.slept`` says for how long it was.
    """
    def sleep(stop, seconds):
        test.slept.append(seconds)
        test.now += seconds
        if test.later:
            test.later.pop(0)()
        return stop.requested
    test.slept, test.now, test.later = [], 0, []
    test.patch(mock.patch.object(interruption.Interruption, 'sleep', sleep))
    test.patch(mock.patch('time.monotonic', lambda: test.now))


class TestCase(nova_command.TestCase):
    """What is the same for host-evacuate and, by other tests, its siblings.

    * ``command``: its name, and ``arguments`` what follows the host
    * ``state``: that of the compute service of a host on which it acts
    * ``titles``: what heads its table; ``failure``, what precedes an error
    * ``reads``: what is read before anything is sent; ``busy``, what is to
      find out which servers are on their way
    * ``target``: the option that names a target
    * ``noun``: what is done to a server, and ``word``, what has become of it
      then; empty if there is nothing to wait for
    * ``awaits``: what is asked to learn that Nova may accept
    * ``heading``: what heads the column that tells of it
    * ``kind``, ``task``: what Nova calls it, and a server's task meanwhile
    * ``begins``, ``ends``: the first and the last status of a record
    * ``fails``: whether the command fails when a server does
    """

    command, arguments, state = 'host-evacuate', [], 'down'
    titles, failure, fails = TITLES, PREFIX, False
    reads, busy = [PROBE, FIND, REBUILT], REBUILT
    awaits = [SERVICE]
    noun, target, word = 'an evacuation', '--target', 'evacuated'
    kind, task, heading = 'evacuation', 'rebuilding', 'Evacuation'
    begins, ends = 'accepted', 'done'
    concurrency = 8

    def setUp(self):
        super(TestCase, self).setUp()
        node = fake_cloud.Hypervisor
        self.use_fleet([
            node('node.example.org', SERVERS, host='node', state=self.state),
            node('node0', ['other'], state=self.state),
            node('XnodeX', ['another'], state=self.state),
            node('idle', state=self.state), node('spare', state='up')])
        hurry(self)

    def patch(self, patch):
        patch.start()
        self.addCleanup(patch.stop)

    def use_fleet(self, fleet):
        self.cloud = fake_cloud.FakeCloud(self.requests_mock, fleet)

    def nova(self, *argv):
        result = super(TestCase, self).nova(*argv)
        if result.out.startswith('{') and jsonschema:
            jsonschema.validate(json.loads(result.out), schema())
        return result

    def requests_of(self, document):
        """Take what tells of requests out of a document."""
        requests = []
        for each in document['servers']:
            times = [each.pop(key) for key in ('sent_at', 'answered_at')]
            self.assertEqual([each['sent']] * 2, [bool(time)
                                                  for time in times])
            self.assertEqual(sorted(times, key=str), times)
            requests.append(each.pop('request_id'))
        return requests

    def run_on(self, host, *options):
        return self.nova(*[self.command] + list(options) + [host] +
                         self.arguments)

    def evacuate(self, *options):
        return self.run_on('node', '--concurrency', str(self.concurrency),
                           *options)

    def table(self, **errors):
        """The table of the answers: True, or what these servers got."""
        return nova_command.table(self.titles, [
            (each, *errors.get(each, ('True', ''))) for each in SERVERS])

    def endings(self, **rows):
        titles = ['Server UUID', 'Name', self.heading, 'Destination']
        return nova_command.table(titles, [
            (each, 'server-%d' % number, *rows.get(each, (self.ends, 'spare')))
            for number, each in enumerate(SERVERS)])

    def endings_and_rest(self, unfinished=(), rest='', **rows):
        """All that comes last: what has become of all, and what is left."""
        under_way = [each for each in unfinished if each not in rows]
        rows.update(dict.fromkeys(under_way, (self.begins, '-')))
        arrived = [each for each in SERVERS if each not in rows]
        table = self.endings(**rows)
        if unfinished:
            table += UNFINISHED + ''.join('  %s\n' % each
                                          for each in unfinished)
        return table + self.rest(arrived, under_way)

    def rest(self, arrived, under_way):
        """What is said of servers that arrived or that are under way."""
        return ''

    def look(self, rest):
        """What is read to see how servers fare, with the last parameter."""
        return ['/servers?all_tenants=1&host=node&status=ERROR',
                self.records(rest)]

    def records(self, rest):
        is_paged = not self.speaks('2.1', '2.58')
        return '/os-migrations?migration_type=%s&source_compute=node%s' % (
            self.kind, rest * is_paged)

    def begin(self, uuid, status=None):
        """What Nova does when it accepts a server."""
        self.cloud.nova.server(uuid)[fake_cloud.TASK] = self.task
        self.cloud.nova.add_record(uuid, status or self.begins, kind=self.kind)

    def end(self, servers=SERVERS):
        for each in servers:
            self.cloud.nova.move(each, 'spare')

    def request(self, uuid, **arguments):
        """What is sent for a server."""
        if self.speaks('2.1', '2.13'):
            arguments.setdefault('onSharedStorage', False)
        return 'POST', nova_command.url(uuid), {'evacuate': arguments}

    def url(self, uuid):
        return self.request(uuid)[1]

    def sent(self):
        """The servers for which something was sent, in order."""
        return [sent.url.split('/servers/')[1].split('/')[0]
                for sent in self.cloud.changes]

    def assert_sent(self, servers=SERVERS, **arguments):
        """These were sent, once each, and in order if one at a time."""
        sent = self.cloud.changes
        if self.concurrency > 1:
            sent = sorted(sent)
        self.assertEqual([self.request(each, **arguments)
                          for each in servers], sent)

    def fault(self, uuid, fault, times=1000):
        """What happens to the requests for a server, so many times."""
        def fail():
            if left:
                left.pop()
                if isinstance(fault, BaseException):
                    raise fault
                fault()
        left = [None] * times
        method, url, _body = self.request(uuid)
        self.cloud.fault(method, url[len(fake_cloud.NOVA):], fail)

    def status(self, is_well, *options):
        """The status where some server was not accepted, or none was not."""
        return 0 if is_well or not (self.fails or '--fail' in options) else 3

    def row(self, accepted, error):
        """A row of the table of answers, of one server."""
        if not error:
            return accepted, ''
        lost = LOST if accepted == 'Unknown' else ''
        return accepted, lost + self.failure + error


class AnswersTest(TestCase):
    """Many requests at a time, and what Nova answers."""

    scenarios = testscenarios.multiply_scenarios(MICROVERSIONS, CONCURRENCY)

    def test_accepted(self):
        result = self.evacuate()
        self.assert_sent()
        self.assertEqual(nova_command.Result(0, self.table(), ''), result)
        self.assertEqual(self.reads, self.cloud.reads)

    def test_target(self):
        if not self.target:
            return
        result = self.evacuate(self.target, 'spare')
        self.assert_sent(host='spare')
        self.assertEqual(nova_command.Result(0, self.table(), ''), result)

    def test_refused(self):
        """One that is refused does not stop the others."""
        self.fault('s07', fake_cloud.Refusal(409, 'Busy.'))
        row = self.row('False', 'Busy. (HTTP 409) (Request-ID: req-fake)')
        for options in ([], ['--fail']):
            self.cloud.forget_requests()
            result = self.evacuate(*options)
            self.assert_sent()
            self.assertEqual(nova_command.Result(
                self.status(False, *options), self.table(s07=row), ''),
                result)

    def test_all_refused(self):
        for each in SERVERS:
            self.cloud.nova.server(each)['status'] = 'RESCUE'
        result = self.evacuate('--fail')
        self.assert_sent()
        self.assertEqual((3, 12), (result.status, result.out.count('False')))

    def test_fail_although_all_is_well(self):
        self.assertEqual(nova_command.Result(0, self.table(), ''),
                         self.evacuate('--fail'))

    def test_no_servers(self):
        for options in [[], ['--fail'], ['--dry-run']] + [
                ['--wait']] * bool(self.word):
            result = self.run_on('idle', '--concurrency', '8', *options)
            self.assertEqual(0, result.status)
        self.assertEqual([], self.cloud.changes)

    def test_unknown_host(self):
        options = [['--fail'], ['--dry-run'], ['--format', 'json']]
        for options in options + [['--wait']] * bool(self.word):
            result = self.run_on('nod', *options)
            self.assert_failed(nova_command.NOT_FOUND % 'nod', result)
            self.assertIn('Did you mean:\n  node\n', result.err)


class FaultTest(TestCase):
    """What goes wrong with one request, and what is made of it."""

    scenarios = testscenarios.multiply_scenarios(ROUTES, CONCURRENCY, [
        (name, {'raised': fault, 'answer': answer})
        for name, fault, answer in [
            (str(status), fake_cloud.Refusal(status, 'No.'), (
                'False', 'No. (HTTP %d) (Request-ID: req-fake)' % status))
            for status in (400, 403, 404, 409, 429, 500, 503)] + [
                (str(status), fake_cloud.Refusal(status, 'No.'), (
                    'Unknown', 'No. (HTTP %d) (Request-ID: req-fake)' %
                    status)) for status in (502, 504)] + [
            ('reset', requests.ConnectionError('Reset'), (
                'Unknown', 'Unable to establish connection to %s: Reset')),
            ('timeout', requests.ReadTimeout(), (
                'Unknown', 'Request to %s timed out')),
            ('unreachable', requests.ConnectTimeout(), (
                'False', 'Request to %s timed out')),
            ('garbage', fake_cloud.Garbage('<html>'), ('True', ''))]])

    def setUp(self):
        super(FaultTest, self).setUp()
        accepted, error = self.answer
        if '%s' in error:
            error = error % self.url('s07')
        self.expected = self.row(accepted, error)

    def test_table(self):
        self.fault('s07', self.raised)
        result = self.evacuate()
        self.assert_sent()
        self.assertEqual(nova_command.Result(
            self.status(self.expected[0] == 'True'),
            self.table(s07=self.expected), ''), result)
        self.assertEqual([], self.slept)

    def test_document(self):
        self.fault('s07', self.raised)
        result = self.evacuate('--format', 'json', '--fail')
        self.assert_sent()
        self.assertEqual(0 if self.expected[0] == 'True' else 3, result.status)
        document = json.loads(result.out)
        servers, requests = document['servers'], self.requests_of(document)
        accepted = {'True': True, 'False': False, 'Unknown': None}
        self.assertEqual('req-fake' if 'req-fake' in self.expected[1] or
                         self.expected[0] == 'True' else None, requests.pop(7))
        self.assertEqual({'req-fake'}, set(requests))
        self.assertEqual(
            {'id': 's07', 'name': 'server-7', 'host': 'node', 'sent': True,
             'accepted': accepted[self.expected[0]],
             'error': self.expected[1] or None},
            servers.pop(7))
        self.assertEqual({(True, None)}, {
            (each['accepted'], each['error']) for each in servers})


class OverloadTest(TestCase):
    """A service that says when to come back."""

    scenarios = testscenarios.multiply_scenarios(
        ROUTES, CONCURRENCY,
        [('429', {'code': 429}), ('503', {'code': 503})])

    def _refusal(self, seconds):
        return fake_cloud.Refusal(self.code, 'Slow.', Retry_After=seconds)

    def test_comes_back(self):
        self.fault('s07', self._refusal('3'), 2)
        result = self.evacuate()
        self.assertEqual([3, 3], self.slept)
        self.assertEqual(nova_command.Result(0, self.table(), ''), result)
        self.assertEqual(
            collections.Counter(SERVERS + ['s07'] * 2),
            collections.Counter(self.sent()))

    def test_gives_up(self):
        self.fault('s07', self._refusal('3'))
        result = self.evacuate()
        self.assertEqual([3] * 4, self.slept)
        row = self.row('False', 'Slow. (HTTP %d) (Request-ID: req-fake)' %
                       self.code)
        self.assertEqual(nova_command.Result(
            self.status(False), self.table(s07=row), ''), result)
        self.assertEqual(len(SERVERS) + 4, len(self.cloud.changes))

    def test_too_long(self):
        self.fault('s07', self._refusal('3600'))
        self.evacuate()
        self.assertEqual([], self.slept)
        self.assert_sent()

    def test_while_the_host_is_looked_up(self):
        refusals = [self._refusal('9')]
        self.cloud.fault('GET', '/servers', lambda: self._raise(refusals))
        result = self.evacuate()
        self.assertEqual(nova_command.Result(0, self.table(), ''), result)
        self.assertEqual([9], self.slept)

    def _raise(self, exceptions):
        if exceptions:
            raise exceptions.pop()


class ReadFaultTest(TestCase):
    """What goes wrong before anything is sent."""

    scenarios = testscenarios.multiply_scenarios(ROUTES, [
        (name, {'raised': fault}) for name, fault in [
            (str(status), fake_cloud.Refusal(status, 'No.'))
            for status in (400, 401, 403, 409, 429, 500, 503)] + [
                ('reset', requests.ConnectionError('Reset')),
                ('timeout', requests.ReadTimeout()),
                ('garbage', fake_cloud.Garbage('<html>')),
                ('list', fake_cloud.Garbage('[]'))]])

    def assert_nothing_is_done(self, route, *options):
        self.cloud.fault('GET', route, self.raised)
        result = self.evacuate(*options)
        self.assert_failed(r'ERROR \(\w+\): .+', result)
        self.assertEqual([], self.slept)

    def test_host(self):
        if getattr(self.raised, 'args', ())[:1] != (403,):
            self.assert_nothing_is_done('/servers')

    def test_service(self):
        if self.word and getattr(self.raised, 'args', ())[:1] != (403,):
            self.assert_nothing_is_done('/os-services', '--dry-run')

    def test_records(self):
        if self.word:
            self.assert_nothing_is_done('/os-migrations', '--wait')

    def test_states(self):
        """What policy hides keeps nobody from evacuating."""
        self.cloud.fault('GET', '/servers', self._fail_later)
        is_guarded = REBUILT in self.reads
        for options in [[]] * is_guarded + [['--wait']] * bool(self.word):
            self.cloud.forget_requests()
            if getattr(self.raised, 'args', ())[:1] != (403,):
                self.assert_failed(r'ERROR \(\w+\): .+',
                                   self.evacuate(*options))

    def _fail_later(self):
        if 'status=' in self.cloud.requests[-1].url:
            raise self.raised

    def test_dry_run(self):
        """It tells what it can, though Nova shows no state."""
        self.cloud.fault('GET', '/servers/detail', self.raised)
        result = self.evacuate('--dry-run')
        self.assertEqual(0, result.status)
        self.assertEqual(12, result.out.count('| ACTIVE | -    | -    |'))


class TokenTest(TestCase):
    """A token that expires midway."""

    scenarios = testscenarios.multiply_scenarios(ROUTES, CONCURRENCY)

    def test_it_costs_nothing(self):
        for each in (0, 7, 11):
            self.cloud.tokens[:] = []
            self.cloud.faults[:] = []
            self.cloud._expired.clear()
            self.cloud.forget_requests()
            self.fault(SERVERS[each], self.cloud.expire_token, 1)
            result = self.evacuate()
            self.assertEqual(nova_command.Result(0, self.table(), ''), result)
            self.assertEqual(['token', 'token+'], self.cloud.tokens)

    def test_keystone_is_gone(self):
        def expire():
            self.cloud.expire_token()
            self.cloud.mocker.post(fake_cloud.TOKENS, status_code=503)
        self.fault('s07', expire, 1)
        result = self.evacuate('--fail')
        self.assertEqual(3, result.status)
        self.assertEqual(set(SERVERS), {
            line.split()[1] for line in result.out.splitlines()[3:-1]})
        self.assertIn('| s07         | False ', result.out)


class InterruptionTest(TestCase):
    """A signal while requests are under way."""

    scenarios = testscenarios.multiply_scenarios(
        nova_command.microversions('2.52'),
        [('SIGINT', {'signal': signal.SIGINT}),
         ('SIGTERM', {'signal': signal.SIGTERM})],
        [(' '.join(options) or 'no options', {
            'options': options, 'concurrency': concurrency})
         for options, concurrency in [
             ([], 1), (['--fail'], 1), (['--concurrency', '1'], 1),
             (['--concurrency', '8'], 8), (['--wait'], 1),
             (['--wait', '--concurrency', '8', '--fail'], 8)]])

    def setUp(self):
        super(InterruptionTest, self).setUp()
        nova_command.default_signals(self)
        self.noted = threading.Event()
        note = interruption.Interruption._note

        def noting(stop, signum, frame):
            try:
                note(stop, signum, frame)
            finally:
                self.noted.set()
        self.patch(mock.patch.object(interruption.Interruption, '_note',
                                     noting))

    def _interrupt(self):
        signal.pthread_kill(MAIN, self.signal)
        for _each in range(100):
            if self.noted.wait(0.01):
                return

    def test_interrupted(self):
        self.fault('s07', self._interrupt, 1)
        result = self.run_on('node', *self.options)
        sent = sorted(self.sent())
        self.assertEqual(sorted(set(sent)), sent)
        self.assertEqual(SERVERS[:len(sent)], sent)
        self.assertThat(len(sent), matchers.GreaterThan(7))
        if self.concurrency == 1:
            self.assertEqual(8, len(sent))
        self.assertEqual((130, self.table(**{
            each: ('False', NOT_SENT) for each in SERVERS[len(sent):]})),
            (result.status, result.out))
        if '--wait' not in self.options:
            self.assertEqual('', result.err)
        self.assertEqual([], self.slept)

    def test_the_last_one(self):
        self.fault('s11', self._interrupt, 1)
        result = self.run_on('node', *self.options)
        self.assert_sent()
        self.assertEqual((130, self.table()), (result.status, result.out))

    def test_document(self):
        self.fault('s07', self._interrupt, 1)
        result = self.run_on('node', '--format', 'json', *self.options)
        document = json.loads(result.out)
        self.assertEqual((130, True),
                         (result.status, document['interrupted']))
        number = len(self.cloud.changes)
        self.assertEqual(
            [(each, True, True, None) for each in SERVERS[:number]] +
            [(each, False, False, NOT_SENT) for each in SERVERS[number:]],
            [(each['id'], each['sent'], each['accepted'], each['error'])
             for each in document['servers']])

    def test_twice(self):
        def interrupt():
            if threading.current_thread() is threading.main_thread():
                signal.pthread_kill(MAIN, self.signal)
                signal.pthread_kill(MAIN, self.signal)
        if self.concurrency > 1:
            return
        self.fault('s07', interrupt, 1)
        result = self.run_on('node', *self.options)
        self.assert_sent(SERVERS[:8])
        rows = {each: ('False', NOT_SENT) for each in SERVERS[8:]}
        rows['s07'] = ('Unknown', 'Nova may have accepted it: interrupted '
                       'before the answer.')
        self.assertEqual((130, self.table(**rows)),
                         (result.status, result.out))


class WaitInterruptionTest(InterruptionTest):
    """A signal while evacuations are followed."""

    scenarios = testscenarios.multiply_scenarios(
        nova_command.microversions('2.52'),
        [('SIGINT', {'signal': signal.SIGINT}),
         ('SIGTERM', {'signal': signal.SIGTERM})])
    options, concurrency = ['--wait'], 1

    def test_while_it_sleeps(self):
        self.cloud.nova.keeps_records = True
        self.later = [lambda: self.cloud.nova.move('s00', 'spare'),
                      self._interrupt]
        result = self.evacuate('--wait', '--fail')
        self.assertEqual((130, [5, 5]), (result.status, self.slept))
        self.assertThat(result.err, matchers.EndsWith(
            self.endings_and_rest(SERVERS[1:])))


class WaitTest(TestCase):
    """Evacuations that are followed to the end."""

    scenarios = testscenarios.multiply_scenarios(MICROVERSIONS, CONCURRENCY)

    def setUp(self):
        super(WaitTest, self).setUp()
        self.nova_ = self.cloud.nova
        self.nova_.keeps_records = True

    def test_to_the_end(self):
        self.later = [self.end]
        result = self.evacuate('--wait')
        self.assert_sent()
        changes = ['%s: %s\n' % (each, status)
                   for status in (self.begins, self.ends)
                   for each in SERVERS]
        lines = result.err.splitlines(True)
        told, rest = lines[:len(changes)], lines[len(changes):]
        self.assertEqual((0, self.table()), (result.status, result.out))
        self.assertEqual(sorted(changes), sorted(told))
        self.assertEqual(self.endings_and_rest(), ''.join(rest))
        self.assertEqual([5], self.slept)

    def test_reads(self):
        self.later = [self.end]
        self.evacuate('--wait')
        self.assertEqual(
            [PROBE, FIND] + self.awaits + [
                self.busy, self.records('&limit=1000')] +
            self.look('&limit=13') * 2, self.cloud.reads)

    def test_by_hypervisor_hostname(self):
        self.later = [self.end]
        result = self.run_on('node.example.org', '--wait')
        self.assertEqual((0, self.table()), (result.status, result.out))

    def test_failed(self):
        def end():
            self.end(SERVERS[1:])
            self.nova_.lose('s00')
        self.later = [end]
        result = self.evacuate('--wait')
        self.assertEqual((4, self.table()), (result.status, result.out))
        self.assertThat(result.err, matchers.EndsWith(
            self.endings_and_rest(s00=('error', '-'))))

    def test_unfinished(self):
        self.later = [lambda: self.end(SERVERS[2:])]
        result = self.evacuate('--wait', '--timeout', '12')
        self.assertEqual((5, [5, 5, 2]), (result.status, self.slept))
        self.assertThat(result.err, matchers.EndsWith(
            self.endings_and_rest(['s00', 's01'])))

    def test_the_lowest_status_counts(self):
        def end():
            self.end(SERVERS[3:])
            self.nova_.lose('s00')
        refusal = fake_cloud.Refusal(409, 'Busy.')
        self.later = [end]
        self.fault('s02', refusal)
        result = self.evacuate('--wait', '--timeout', '12')
        self.assertEqual(4, result.status)
        self.assertIn('| s02         | server-2  | not accepted ',
                      result.err)

    def test_refused_without_fail(self):
        self.later = [lambda: self.end(SERVERS[:2] + SERVERS[3:])]
        self.fault('s02', fake_cloud.Refusal(409, 'Busy.'))
        self.assertEqual(6, self.evacuate('--wait').status)

    def test_refused_with_fail(self):
        def end():
            self.end(SERVERS[3:])
            self.nova_.lose('s00')
        self.later = [end]
        self.fault('s02', fake_cloud.Refusal(409, 'Busy.'))
        self.assertEqual(3, self.evacuate('--wait', '--fail', '--timeout',
                                          '12').status)

    def test_lost_but_accepted(self):
        def reset():
            self.begin('s07')
            raise requests.ConnectionError('Reset')
        self.later = [self.end]
        self.fault('s07', reset)
        result = self.evacuate('--wait', '--fail')
        self.assert_sent()
        self.assertEqual(0, result.status)
        self.assertIn('| s07         | Unknown ', result.out)
        self.assertIn('| s07         | server-7  | %s ' % self.ends,
                      result.err)

    def test_lost(self):
        self.later = [lambda: self.end(SERVERS[:7] + SERVERS[8:])]
        self.fault('s07', requests.ConnectionError('Reset'))
        result = self.evacuate('--wait')
        self.assert_sent()
        self.assertEqual((5, [5] * 12), (result.status, self.slept))
        self.assertThat(result.err, matchers.EndsWith(
            self.endings_and_rest(['s07'], s07=('unknown', '-'))))

    def test_document(self):
        self.later = [lambda: self.end(SERVERS[1:])]
        result = self.evacuate('--wait', '--timeout', '5', '--format', 'json')
        document = json.loads(result.out)
        self.assertEqual((5, False, False), (
            result.status, document['interrupted'], document['dry_run']))
        self.assertEqual(
            [(self.begins, None, 'unfinished')] +
            [(self.ends, 'spare', self.word)] * 11,
            [(each['status'], each['destination'], each['outcome'])
             for each in document['servers']])
        records = {each['instance_uuid']: each['uuid']
                   for each in self.cloud.nova.records}
        is_told = not self.speaks('2.1', '2.58')
        self.assertEqual(
            [records[each] if is_told else None for each in SERVERS],
            [each['record'] for each in document['servers']])

    def test_table_comes_before_the_wait(self):
        said = []

        def look():
            said.append(sys.stdout.getvalue())
            self.end()
        self.later = [look]
        self.evacuate('--wait')
        self.assertEqual([self.table()], said)

    def test_table_is_flushed(self):
        def watch():
            sys.stdout.flush = lambda: flushed.append(sys.stdout.getvalue())
        flushed, self.later = [], [self.end]
        self.fault('s07', watch)
        self.evacuate('--wait')
        self.assertEqual([self.table()], flushed)

    def test_again_after_an_interruption(self):
        """What is under way is followed, and the rest is sent."""
        for uuid, status in [('s00', self.begins), ('s01', 'pre-migrating'),
                             ('s02', 'error'), ('s03', self.ends)]:
            self.begin(uuid, status)
        for uuid in ('s02', 's03'):
            self.nova_.server(uuid)[fake_cloud.TASK] = None
        self.later = [self.end]
        result = self.evacuate('--wait', '--fail')
        self.assert_sent(SERVERS[2:])
        row = ('True', 'Not sent: %s of the server is already under way.' %
               self.noun)
        self.assertEqual((0, self.table(s00=row, s01=row)),
                         (result.status, result.out))
        self.assertThat(result.err, matchers.StartsWith(
            's00: %s is already under way (%s); not sent again\n'
            's01: %s is already under way (pre-migrating); not sent again\n' %
            (self.noun, self.begins, self.noun)))
        self.assertThat(result.err, matchers.EndsWith(
            self.endings_and_rest()))


class NoStrictTest(TestCase):
    """Every hypervisor that matches, under options."""

    scenarios = ROUTES

    SHOW = '/os-hypervisors/'

    def test_answers(self):
        result = self.evacuate('--no-strict')
        self.assert_sent(['another', 'other'] + SERVERS)
        self.assertEqual(0, result.status)
        self.assertThat(result.err, matchers.StartsWith(
            nova_command.WARNING % 'node' +
            "Hypervisors that match 'node': 3\n"))
        self.assertEqual(1, len(self.cloud.reads))

    def test_a_server_that_is_listed_twice(self):
        self.cloud.nova.fleet.append(fake_cloud.Hypervisor(
            'node-too', host='node'))
        self.evacuate('--no-strict')
        self.assert_sent(['another', 'other'] + SERVERS)

    def test_dry_run(self):
        self.cloud.nova.fleet[1].state = 'up'
        result = self.evacuate('--no-strict', '--dry-run')
        self.assertEqual((3, []), (result.status, self.cloud.changes))
        rows = [(each, 'server-%d' % number, 'ACTIVE', '-', 'image',
                 'accepted') for number, each in enumerate(SERVERS)]
        other = ('other', 'server-12', 'ACTIVE', '-', 'image', 'refused [1]')
        another = ('another', 'server-13', 'ACTIVE', '-', 'image', 'accepted')
        tables = ['Service host: %s\n' % host +
                  nova_command.table(FORECAST, here)
                  for host, here in [('node', rows), ('node0', [other]),
                                     ('XnodeX', [another])]]
        self.assertEqual(''.join(tables) + '[1] compute service of node0 is '
                         'up\n', result.out)

    def test_document(self):
        result = self.evacuate('--no-strict', '--format', 'json')
        document = json.loads(result.out)
        self.assertIsNone(document['service_host'])
        self.assertEqual(['node'] * 12 + ['node0', 'XnodeX'],
                         [each['host'] for each in document['servers']])
        ids = [('%d' if self.microversion == '2.52' else UUID) % number
               for number in (1, 2, 3)]
        hosts = ['node', 'node0', 'XnodeX']
        self.assertEqual(
            [self.SHOW + each for each in ids] + [NO_HOST] +
            [FIND.replace('node', host) for host in hosts] +
            [REBUILT.replace('node', host) for host in hosts],
            self.cloud.reads[1:])

    def test_names_that_nova_does_not_tell(self):
        """It would list the servers of every host."""
        self.cloud.nova.denied = {'servers:allow_all_filters'}
        result = self.evacuate('--no-strict', '--format', 'json')
        self.assertEqual({None}, {
            each['name'] for each in json.loads(result.out)['servers']})

    def test_names_that_policy_hides(self):
        self.cloud.nova.denied = {'servers:index'}
        result = self.evacuate('--no-strict', '--format', 'json')
        self.assertEqual({None}, {
            each['name'] for each in json.loads(result.out)['servers']})

    def test_names_are_those_that_users_gave(self):
        """Nova's hypervisors tell others."""
        def rename():
            for each in self.cloud.nova.servers:
                each['name'] = 'renamed'
        self.cloud.fault('GET', '/servers', rename)
        result = self.evacuate('--no-strict', '--format', 'json')
        self.assertEqual({'renamed'}, {
            each['name'] for each in json.loads(result.out)['servers']})

    def test_a_server_that_is_gone_since(self):
        def delete():
            self.cloud.nova.servers[:] = self.cloud.nova.servers[1:]
        self.cloud.fault('GET', '/servers', delete)
        result = self.evacuate('--no-strict', '--format', 'json')
        self.assertIsNone(json.loads(result.out)['servers'][0]['name'])

    def test_wait(self):
        def end():
            for each in SERVERS + ['other']:
                self.cloud.nova.move(each, 'spare')
            self.cloud.nova.lose('another')
        self.cloud.nova.keeps_records = True
        self.later = [end]
        result = self.evacuate('--no-strict', '--wait')
        self.assertEqual(4, result.status)
        self.assertIn('| another     | server-13 | error ', result.err)


class TwiceTest(TestCase):
    """A command that is repeated while Nova is at it."""

    scenarios = testscenarios.multiply_scenarios(MICROVERSIONS, CONCURRENCY)

    def test_nothing_is_sent_twice(self):
        self.cloud.nova.keeps_records = True
        for options in ([], ['--concurrency', str(self.concurrency)]):
            for each in SERVERS:
                self.cloud.nova.server(each)[fake_cloud.TASK] = None
            self.cloud.nova.records = []
            self.cloud.forget_requests()
            first = self.nova('host-evacuate', 'node', *options)
            again = self.nova('host-evacuate', 'node', *options)
            self.assert_sent()
            self.assertEqual(nova_command.Result(0, self.table(), ''), first)
            moving = ('True', 'Not sent: an evacuation of the server is '
                      'already under way.')
            self.assertEqual(nova_command.Result(0, self.table(
                **dict.fromkeys(SERVERS, moving)), ''.join(
                    '%s: an evacuation is already under way (accepted); not '
                    'sent again\n' % each for each in SERVERS)), again)

    def test_one_whose_destination_died(self):
        self.cloud.nova.server('s07')[fake_cloud.TASK] = 'rebuilding'
        self.cloud.nova.add_record('s07', 'pre-migrating', 'node0')
        result = self.nova('host-evacuate', 'node')
        self.assert_sent()
        self.assertEqual(
            's07: the evacuation that is under way (pre-migrating) is given '
            'up, since its destination node0 is down\n', result.err)


class StillUpTest(TestCase):
    """--wait waits until Nova counts the service as down."""

    def test_it_goes_down(self):
        def die():
            self.cloud.nova.fleet[0].state = 'down'

        def end():
            for each in SERVERS:
                self.cloud.nova.move(each, 'spare')
        self.cloud.nova.keeps_records = True
        self.cloud.nova.fleet[0].state = 'up'
        self.later = [die, end]
        result = self.evacuate('--wait')
        self.assertEqual((0, self.table()), (result.status, result.out))
        self.assertIn('nova service-force-down %s\n' % (
            'service-node' if self.speaks('2.53', '2.99') else 'node'),
            result.err)
        self.assert_sent()

    def test_it_stays_up(self):
        self.cloud.nova.fleet[0].state = 'up'
        result = self.evacuate('--wait', '--timeout', '6')
        self.assertEqual(6, result.status)
        self.assertEqual(self.table(**dict.fromkeys(SERVERS, (
            'False', 'Not sent: its compute service is up.'))), result.out)
        self.assertIn('nova service-force-down %s\n' % (
            'service-node' if self.speaks('2.53', '2.99') else 'node'),
            result.err)
        self.assertEqual([], self.cloud.changes)


class HintTest(TestCase):
    """One older compute service makes Nova refuse all from 2.95 on."""

    def test_hint(self):
        for words in ('needs 2.95', "{'currently': 61, 'expected': 62}"):
            self.assert_hint(words)

    def test_no_hint(self):
        self.fault('s03', fake_cloud.Refusal(400, 'expected'))
        self.assertEqual('', self.nova('host-evacuate', 'node').err)

    def assert_hint(self, words):
        self.cloud.faults = []
        self.fault('s03', fake_cloud.Refusal(400, words))
        for options in ([], ['--fail']):
            result = self.nova('host-evacuate', 'node', *options)
            self.assertEqual(
                'NOTE: Nova refuses because of microversion 2.95. Use "nova '
                '--os-compute-api-version 2.94 host-evacuate".\n', result.err)


class NamesakeTest(TestCase):
    """A hypervisor of this name that belongs to another host."""

    def test_it_is_told(self):
        self.use_fleet([fake_cloud.Hypervisor('x', ['a'], host='node'),
                        fake_cloud.Hypervisor('node', ['b'], host='other')])
        result = self.nova('host-evacuate', 'node', '--dry-run')
        self.assertEqual(
            "NOTE: Hypervisor %s is called 'node' as well and belongs to "
            'service host other, which is not touched. To act on that, name '
            'it instead.\n' % (UUID % 2), result.err)
        self.assertNotIn('| b ', result.out)

    def test_it_has_no_servers(self):
        """What was looked up to find the host is not looked up again."""
        self.use_fleet([fake_cloud.Hypervisor('node', host='node'),
                        fake_cloud.Hypervisor('node', ['b'], host='other')])
        result = self.nova('host-evacuate', 'node', '--dry-run')
        self.assertIn('belongs to service host node, ', result.err)
        self.assertIn('| b ', result.out)
        self.assertEqual(1, len([each for each in self.cloud.reads
                                 if 'pattern' in each]))


class DryRunTest(TestCase):
    """What would be done, and nothing is."""

    scenarios = MICROVERSIONS

    def table(self, *reasons, **rows):
        forecast = 'refused [1]' if reasons and not rows else 'accepted'
        return ('Service host: node\n' + nova_command.table(FORECAST, [
            (each, 'server-%d' % number, *rows.get(
                each, ('ACTIVE', '-', 'image', forecast)))
            for number, each in enumerate(SERVERS)]) + ''.join(
                '[%d] %s\n' % (number + 1, reason)
                for number, reason in enumerate(reasons)))

    def test_all_would_be_accepted(self):
        result = self.nova('host-evacuate', 'node', '--dry-run')
        self.assertEqual(nova_command.Result(0, self.table(), ''), result)
        self.assertEqual([], self.cloud.changes)
        self.assertEqual([PROBE, FIND], self.cloud.reads[:2])
        self.assertEqual(1, self.cloud.reads.count(SERVICE))
        self.assertEqual(
            ['/servers/detail?all_tenants=1&host=node'],
            [each for each in self.cloud.reads[3:] if 'servers' in each])
        self.assertLessEqual(len(self.cloud.reads), 8)
        self.cloud.forget_requests()
        self.nova('host-evacuate', 'node.example.org', '--dry-run')
        self.assertLessEqual(len(self.cloud.reads), 8)

    def test_with_all_the_other_options(self):
        result = self.evacuate('--dry-run', '--wait', '--timeout', '9',
                               '--fail')
        self.assertEqual(nova_command.Result(0, self.table(), ''), result)
        self.assertEqual([], self.cloud.changes)

    def test_some_would_be_refused(self):
        self.cloud.nova.server('s03')['status'] = 'PAUSED'
        self.cloud.nova.server('s04')[fake_cloud.TASK] = 'deleting'
        self.cloud.nova.server('s05')['status'] = 'PAUSED'
        result = self.nova('host-evacuate', 'node', '--dry-run')
        is_sure = self.speaks('2.93', '2.99')
        reasons = ['the server is neither active nor stopped nor in error']
        self.assertEqual(nova_command.Result(3, self.table(
            *reasons + [TASK] * (not is_sure),
            s03=('PAUSED', '-', 'image', 'refused [1]'),
            s04=('ACTIVE', 'deleting', 'image',
                 'accepted' if is_sure else 'unsure [2]'),
            s05=('PAUSED', '-', 'image', 'refused [1]')
        ), ''), result)
        self.assertLessEqual(max(map(len, result.out.splitlines())), 100)

    def test_service_that_is_up(self):
        self.cloud.nova.fleet[0].state = 'up'
        result = self.nova('host-evacuate', 'node', '--dry-run')
        self.assertEqual(nova_command.Result(
            3, self.table('compute service of node is up'), ''), result)

    def test_service_that_was_deleted(self):
        self.cloud.nova.fleet[0].state = 'deleted'
        result = self.nova('host-evacuate', 'node', '--dry-run')
        self.assertEqual(nova_command.Result(3, self.table(
            'compute service of node does not exist'), ''), result)

    def test_target(self):
        for target, status in [('spare', 0), ('node', 3), ('else', 1)]:
            result = self.nova('host-evacuate', 'node', '--dry-run',
                               '--target', target)
            self.assertEqual(status, result.status)

    def test_force(self):
        if self.speaks('2.29', '2.67'):
            for argv, status in [(['--force'], 3),
                                 (['--force', '--target', 'spare'], 0)]:
                self.assertEqual(status, self.nova(
                    'host-evacuate', 'node', '--dry-run', *argv).status)

    def test_document(self):
        self.cloud.nova.server('s03')['status'] = 'PAUSED'
        result = self.nova('host-evacuate', 'node', '--dry-run', '--format',
                           'json')
        document = json.loads(result.out)
        servers = document.pop('servers')
        version = self.microversion
        if version == '2.latest':
            version = novaclient.API_MAX_VERSION.get_string()
        self.assertEqual(
            {'schema': 1, 'command': 'host-evacuate',
             'host': 'node', 'service_host': 'node',
             'microversion': version, 'dry_run': True, 'interrupted': False,
             'arrives': 'stopped' if self.speaks('2.95', '2.99') else None},
            document)
        self.assertEqual([None] * 12, self.requests_of({'servers': servers}))
        self.assertEqual(
            {'id': 's03', 'name': 'server-3', 'host': 'node', 'sent': False,
             'server_status': 'PAUSED', 'task': None, 'root_disk': 'image',
             'accepted': False, 'error': 'the '
             'server is neither active nor stopped nor in error'},
            servers.pop(3))
        self.assertEqual(11, len(servers))
        self.assertEqual(3, result.status)


class DocumentTest(TestCase):

    scenarios = MICROVERSIONS

    def test_document(self):
        result = self.nova('host-evacuate', 'node.example.org', '--format',
                           'json')
        self.assertThat(result.out, matchers.EndsWith('}\n'))
        document = json.loads(result.out)
        self.assertEqual(['req-fake'] * 12, self.requests_of(document))
        self.assertEqual(
            [{'id': each, 'name': 'server-%d' % number, 'host': 'node',
              'sent': True, 'accepted': True, 'error': None}
             for number, each in enumerate(SERVERS)], document.pop('servers'))
        microversion = document.pop('microversion')
        if self.microversion != '2.latest':
            self.assertEqual(self.microversion, microversion)
        self.assertEqual(
            {'schema': 1, 'command': 'host-evacuate',
             'host': 'node.example.org', 'service_host': 'node',
             'dry_run': False, 'interrupted': False,
             'arrives': 'stopped' if self.speaks('2.95', '2.99') else None},
            document)
        self.assertEqual((0, ''), (result.status, result.err))

    def test_filter_is_dropped(self):
        """The service host is the one that Nova shows."""
        self.cloud.nova.denied = {'servers:allow_all_filters'}
        result = self.nova('host-evacuate', 'node.example.org', '--format',
                           'json')
        document = json.loads(result.out)
        self.assertEqual('node', document['service_host'])
        self.assertEqual({'node'}, {each['host']
                                    for each in document['servers']})
        self.assertEqual(SERVERS, [each['id']
                                   for each in document['servers']])

    def test_when_a_request_was_sent(self):
        before = datetime.datetime.now(datetime.timezone.utc)
        result = self.nova('host-evacuate', 'node', '--format', 'json')
        after = datetime.datetime.now(datetime.timezone.utc)
        second = datetime.timedelta(seconds=1)
        for each in json.loads(result.out)['servers']:
            times = [datetime.datetime.strptime(
                each[key], '%Y-%m-%dT%H:%M:%S.%f%z')
                for key in ('sent_at', 'answered_at')]
            self.assertTrue(before - second <= times[0] <= times[1] <=
                            after + second)

    def test_it_asks_for_nothing_more_than_the_table(self):
        self.nova('host-evacuate', 'node', '--format', 'json')
        self.assertEqual([PROBE, FIND, REBUILT], self.cloud.reads)

    def test_name_in_another_letter_case(self):
        """It is another name, even where the database takes it for one."""
        self.cloud.nova.database_folds = True
        for options in ([], ['--dry-run'], ['--wait', '--timeout', '1'],
                        ['--format', 'json']):
            result = self.nova('host-evacuate', 'NODE', *options)
            self.assert_failed(
                r"ERROR \(NotFound\): No hypervisor matching 'NODE' could be "
                r'found\. .*', result)

    def test_policy_hides_the_service_host(self):
        """What a role sees that may do what upstream's --strict needs."""
        self.cloud.nova.allow_only(
            'os-evacuate', 'os-hypervisors:list', 'os-hypervisors:servers')
        for options in ([], ['--dry-run']):
            result = self.nova('host-evacuate', 'node.example.org',
                               '--format', 'json', *options)
            document = json.loads(result.out)
            self.assertEqual(
                (0, None, SERVERS, {None}),
                (result.status, document['service_host'],
                 [each['id'] for each in document['servers']],
                 {each['host'] for each in document['servers']}))
        for options in (['--wait'], ['--wait', '--format', 'json']):
            self.cloud.forget_requests()
            result = self.nova('host-evacuate', 'node.example.org', *options)
            self.assert_failed(r'ERROR \(Forbidden\): .*', result)

    def test_policy_hides_services(self):
        self.cloud.nova.denied = {'os-services:list'}
        result = self.nova('host-evacuate', 'node', '--format', 'json')
        self.assertEqual('node', json.loads(result.out)['service_host'])

    def test_no_servers(self):
        result = self.nova('host-evacuate', 'idle', '--format', 'json')
        document = json.loads(result.out)
        self.assertEqual(('idle', []), (document['service_host'],
                                        document['servers']))

    def test_service_that_was_deleted(self):
        self.cloud.nova.fleet[0].state = 'deleted'
        result = self.nova('host-evacuate', 'node', '--format', 'json')
        self.assertEqual('node', json.loads(result.out)['service_host'])

    def test_a_table_by_name(self):
        self.assertEqual(self.nova('host-evacuate', 'node'),
                         self.nova('host-evacuate', 'node', '--format',
                                   'table'))


class StoppedTest(TestCase):
    """Evacuated servers arrive stopped from 2.95 on."""

    scenarios = [(' '.join(options) or 'no options', {'options': options})
                 for options in ([], ['--fail'], ['--dry-run'],
                                 ['--wait', '--timeout', '1'],
                                 ['--format', 'json'])]

    def err(self, microversion, *argv):
        return nova_command.run(
            list(argv) + ['host-evacuate', 'node'] + self.options,
            microversion).err

    def newest(self, version):
        self.patch(mock.patch('novaclient.API_MAX_VERSION',
                              nova_command.api_versions.APIVersion(version)))

    def test_nobody_chose_a_version(self):
        for version in ('2.95', '2.96'):
            self.newest(version)
            err = self.err('')
            self.assertThat(err, matchers.StartsWith(NOTE))
            self.assertEqual(1, err.count('NOTE'))

    def test_an_older_client(self):
        self.newest('2.94')
        self.assertNotIn('NOTE', self.err(''))

    def test_the_environment_chose(self):
        self.newest('2.95')
        for version in ('2.95', '2.latest', '2.94'):
            self.assertNotIn('NOTE', self.err(version))

    def test_the_command_line_chose(self):
        self.newest('2.95')
        for version in ('2.95', '2.94'):
            self.assertNotIn('NOTE', self.err(
                '', '--os-compute-api-version', version))

    def test_nothing_to_evacuate(self):
        self.newest('2.95')
        result = nova_command.run(['host-evacuate', 'idle'] + self.options,
                                  '')
        self.assertNotIn('NOTE', result.err)

    def test_it_comes_first(self):
        self.newest('2.95')
        said = []
        self.cloud.fault('POST', '/servers/.*',
                         lambda: said.append(sys.stderr.getvalue()))
        self.err('')
        self.assertThat(said, matchers.AllMatch(matchers.Contains(NOTE)))
