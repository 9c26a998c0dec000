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

"""How requests are sent, and what is made of the answers."""

import signal
import socket
import threading
from unittest import mock

from keystoneauth1 import exceptions as ksa_exceptions
from keystoneauth1 import session
import requests
import testscenarios

from novaclient import api_versions
from novaclient import exceptions
from novaclient.tests.unit import utils
from novaclient.tests.unit.v2 import nova_command
from novaclient.v2.host_operations import change
from novaclient.v2.host_operations import interruption
from novaclient.v2.host_operations.kinds import evacuation
from novaclient.v2.host_operations import sender

MAIN = threading.main_thread().ident
#: How long a test waits for other threads before it fails.
PATIENCE = 60


def _wait(event):
    """Wait for an event that a signal handler may have to set."""
    for _each in range(PATIENCE * 100):
        if event.wait(0.01):
            return
    raise AssertionError('nothing happened')


class SenderTest(testscenarios.TestWithScenarios, utils.TestCase):

    scenarios = [(str(number), {'concurrency': number})
                 for number in (1, 2, 8, 20, 21, 1000)]

    def setUp(self):
        super(SenderTest, self).setUp()
        self.stop = interruption.Interruption()
        self.evacuations = [change.Change(str(number))
                            for number in range(20)]
        self.sent = []
        nova_command.default_signals(self)

    def send(self, request):
        sender.Sender(
            request, self.stop, self.concurrency).send(self.evacuations)

    def accept(self, uuid):
        self.sent.append(uuid)
        return uuid != '7', 'error of ' + uuid, None

    def test_all_once_and_in_order(self):
        self.send(self.accept)
        uuids = [str(number) for number in range(20)]
        self.assertEqual(sorted(uuids), sorted(self.sent))
        if self.concurrency == 1:
            self.assertEqual(uuids, self.sent)
        self.assertEqual(
            [(uuid, uuid != '7', 'error of ' + uuid) for uuid in uuids],
            [(each.uuid, each.accepted, each.error)
             for each in self.evacuations])

    def test_so_many_at_a_time(self):
        """None ends before so many have begun, and no more than those do."""
        number = min(self.concurrency, 20)
        gate = threading.Barrier(number)
        under_way, most = [], []

        def request(uuid):
            under_way.append(uuid)
            if int(uuid) < 20 // number * number:
                gate.wait(PATIENCE)
            most.append(len(under_way))
            under_way.remove(uuid)
            return True, '', None
        self.send(request)
        self.assertEqual({True}, {each.accepted for each in self.evacuations})
        self.assertEqual(number, max(most))

    def test_nothing_to_send(self):
        self.evacuations = []
        self.send(self.accept)
        self.assertEqual([], self.sent)

    def test_interrupted_before(self):
        self.stop.requested = True
        self.send(self.accept)
        self.assertEqual([], self.sent)
        self.assertEqual({'Not sent: interrupted.'},
                         {each.error for each in self.evacuations})

    def test_interrupted(self):
        """Those that are under way end, and no other begins."""
        number = min(self.concurrency, 20)
        gate = threading.Barrier(number)
        noted = threading.Event()

        def request(uuid):
            self.sent.append(uuid)
            if gate.wait(PATIENCE) == 0:
                signal.pthread_kill(MAIN, signal.SIGTERM)
            _wait(noted)
            return True, '', None
        with mock.patch.object(interruption.Interruption, '_note',
                               _noting(noted)), self.stop:
            self.send(request)
        self.assertEqual(number, len(self.sent))
        for each in self.evacuations:
            self.assertEqual(
                (True, True, '') if each.uuid in self.sent else
                (False, False, 'Not sent: interrupted.'),
                (each.sent, each.accepted, each.error))

    def test_interrupted_twice(self):
        """Nobody waits for those that are under way."""
        number = min(self.concurrency, 20)
        gate = threading.Barrier(number)
        release = threading.Event()
        self.addCleanup(release.set)

        def request(uuid):
            self.sent.append(uuid)
            gate.wait(PATIENCE)
            if threading.current_thread() is threading.main_thread():
                signal.pthread_kill(MAIN, signal.SIGINT)
                signal.pthread_kill(MAIN, signal.SIGINT)
            release.wait(PATIENCE)
            return True, '', None
        with self.stop:
            self.send(request)
        self.assertEqual(number, len(self.sent))
        for each in self.evacuations:
            self.assertEqual(
                (True, None, 'Nova may have accepted it: interrupted before '
                 'the answer.') if each.uuid in self.sent else
                (False, False, 'Not sent: interrupted.'),
                (each.sent, each.accepted, each.error))

    def test_interrupted_twice_while_others_are_under_way(self):
        if self.concurrency == 1:
            return
        gate = threading.Barrier(min(self.concurrency, 20))
        release = threading.Event()
        self.addCleanup(release.set)

        def request(uuid):
            gate.wait(PATIENCE)
            if threading.current_thread() is threading.main_thread():
                self.stop.requested = True
                return True, '', None
            release.wait(PATIENCE)
            return True, '', None

        def join(thread, timeout):
            self.assertEqual(1, timeout)
            signal.pthread_kill(MAIN, signal.SIGINT)
            original(thread, timeout)
        original = threading.Thread.join
        with mock.patch.object(threading.Thread, 'join', join), self.stop:
            self.send(request)
        answers = [each.accepted for each in self.evacuations if each.sent]
        self.assertEqual(min(self.concurrency, 20), len(answers))
        self.assertEqual([True], [each for each in answers if each])

    def test_fewer_threads_than_wanted(self):
        def start(thread):
            if len(started) == 3:
                raise RuntimeError("can't start new thread")
            started.append(thread)
            original(thread)
        started, original = [], threading.Thread.start
        with mock.patch.object(threading.Thread, 'start', start):
            self.send(self.accept)
        self.assertEqual(min(3, self.concurrency - 1), len(started))
        self.assertEqual({True}, {each.daemon for each in started} or {True})
        self.assertEqual(sorted(str(number) for number in range(20)),
                         sorted(self.sent))


def _noting(noted):
    original = interruption.Interruption._note

    def note(stop, signum, frame):
        original(stop, signum, frame)
        noted.set()
    return note


class RequestTest(utils.TestCase):

    def setUp(self):
        super(RequestTest, self).setUp()
        self.cs = mock.Mock(api_version=api_versions.APIVersion('2.95'))
        self.cs.servers.evacuate.return_value.request_ids = ['req-1']

    def request(self, request_class, error=None):
        self.cs.servers.evacuate.side_effect = error
        request = request_class(self.cs, evacuation.Evacuation('spare'))
        try:
            return request('a')
        finally:
            self.cs.servers.evacuate.assert_called_once_with(
                server='a', host='spare')

    def test_accepted(self):
        for each in (sender.Request, sender.CarefulRequest,
                     sender.FatalRequest):
            self.cs.servers.evacuate.reset_mock()
            self.assertEqual((True, '', 'req-1'), self.request(each))

    def test_lost(self):
        lost = ksa_exceptions.ConnectFailure('reset')
        self.assertEqual(
            (False, 'Error while evacuating instance: reset', None),
            self.request(sender.Request, lost))
        self.cs.servers.evacuate.reset_mock()
        self.assertEqual(
            (None, 'Nova may have accepted it, so it is not sent again: '
                   'Error while evacuating instance: reset', None),
            self.request(sender.CarefulRequest, lost))

    def test_refused(self):
        refusal = exceptions.Conflict(409, 'No.', request_id='req-2')
        for each in (sender.Request, sender.CarefulRequest):
            self.cs.servers.evacuate.reset_mock()
            self.assertEqual(
                (False, 'Error while evacuating instance: No. (HTTP 409) '
                        '(Request-ID: req-2)', 'req-2'),
                self.request(each, refusal))
        self.cs.servers.evacuate.reset_mock()
        self.assertRaises(exceptions.Conflict, self.request,
                          sender.FatalRequest, refusal)


class EnoughTest(utils.TestCase):
    """As many as are to be accepted, and no more."""

    def send(self, most, concurrency=1, answers=(), number=6):
        """Tell which were sent, and whether that is said to be enough."""
        answers = dict(enumerate(answers))
        several = [change.Change(str(each)) for each in range(number)]
        is_enough = sender.Sender(
            lambda uuid: change.Answer(answers.get(int(uuid), True), '', None),
            interruption.Interruption(), concurrency, most).send(several)
        return ''.join(each.uuid for each in several if each.sent), is_enough

    def test_one_after_the_other(self):
        for most, expected in [(None, ('012345', False)), (2, ('01', True)),
                               (6, ('012345', True)), (7, ('012345', False)),
                               (0, ('0', True)), (-1, ('0', True))]:
            self.assertEqual(expected, self.send(most))

    def test_refused_ones_do_not_count(self):
        self.assertEqual(('0123', True), self.send(2, 1, [False, True,
                                                          False]))
        self.assertEqual(('0', True), self.send(0, 1, [False]))

    def test_lost_ones_may_have_been_accepted(self):
        self.assertEqual(('01', True), self.send(2, 1, [None]))

    def test_several_at_a_time(self):
        for number in range(1, 6):
            self.assertEqual(('0123456'[:number + 1], True),
                             self.send(number, 4, [False], 9))

    def test_those_under_way_count(self):
        gate = threading.Event()
        several = [change.Change(str(each)) for each in range(9)]

        def request(uuid):
            if uuid == '0':
                gate.set()
            else:
                gate.wait(PATIENCE)
            return change.Answer(uuid != '0', '', None)
        self.assertTrue(sender.Sender(
            request, interruption.Interruption(), 3, 3).send(several))
        self.assertEqual(list('0123'),
                         [each.uuid for each in several if each.sent])


class IsLostTest(utils.TestCase):
    """Whether a request may have reached Nova."""

    def test_an_answer(self):
        for code in (400, 401, 403, 404, 409, 429, 500, 501, 503):
            self.assertFalse(sender.is_lost(
                exceptions.ClientException(code)))

    def test_an_answer_of_a_proxy(self):
        for code in (502, 504):
            self.assertTrue(sender.is_lost(
                exceptions.ClientException(code)))

    def test_no_error(self):
        self.assertFalse(sender.is_lost(None))

    def test_an_error_before_the_request(self):
        for error in (ValueError(), ksa_exceptions.EndpointNotFound()):
            self.assertFalse(sender.is_lost(error))

    def raised(self, fault):
        with mock.patch('requests.Session.request', side_effect=fault):
            return self.assertRaises(
                ksa_exceptions.ClientException,
                session.Session().get, 'http://nova.example')

    def test_timeouts(self):
        for fault, is_lost in [
                (requests.exceptions.ConnectTimeout(), False),
                (requests.exceptions.ReadTimeout(), True),
                (requests.exceptions.Timeout(), True)]:
            error = self.raised(fault)
            self.assertIsInstance(error, ksa_exceptions.ConnectTimeout)
            self.assertEqual(is_lost, sender.is_lost(error))

    def test_others(self):
        for fault, is_lost in [
                (requests.exceptions.SSLError('unknown CA'), False),
                (requests.exceptions.ProxyError('refused'), False),
                (requests.exceptions.ConnectionError(), True),
                (requests.exceptions.ConnectionError('reset'), True),
                (requests.exceptions.ConnectionError(
                    requests.ConnectionError('aborted'), 'by peer'), True),
                (requests.exceptions.ChunkedEncodingError(), True)]:
            self.assertEqual(is_lost, sender.is_lost(
                self.raised(fault)))

    def test_an_error_from_elsewhere(self):
        self.assertTrue(sender.is_lost(
            ksa_exceptions.ConnectFailure('reset')))

    def _listening(self):
        listener = socket.socket()
        self.addCleanup(listener.close)
        listener.bind(('127.0.0.1', 0))
        listener.listen(1)
        return listener, 'http://127.0.0.1:%d' % listener.getsockname()[1]

    def _is_lost(self, url):
        self.requests_mock.stop()
        self.addCleanup(self.requests_mock.start)
        error = self.assertRaises(ksa_exceptions.ConnectFailure,
                                  session.Session().post, url)
        return sender.is_lost(error)

    def test_nobody_listens(self):
        listener, url = self._listening()
        listener.close()
        self.assertFalse(self._is_lost(url))

    def test_somebody_hangs_up(self):
        def hang_up():
            listener.accept()[0].close()
        listener, url = self._listening()
        thread = threading.Thread(target=hang_up)
        thread.start()
        self.assertTrue(self._is_lost(url))
        thread.join()
