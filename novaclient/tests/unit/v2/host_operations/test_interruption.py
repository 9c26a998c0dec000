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

"""What a signal does while an operation is under way."""

import signal
import threading
from unittest import mock

from novaclient.tests.unit import utils
from novaclient.v2.host_operations import interruption

MAIN = threading.main_thread().ident


def _send(each):
    signal.pthread_kill(MAIN, each)


class InterruptionTest(utils.TestCase):

    def setUp(self):
        super(InterruptionTest, self).setUp()
        self.stop = interruption.Interruption()
        self.noted = []
        for each in (signal.SIGINT, signal.SIGTERM):
            self.addCleanup(signal.signal, each, signal.signal(
                each, lambda signum, frame: self.noted.append(signum)))

    def test_first_signal(self):
        for each in (signal.SIGINT, signal.SIGTERM):
            with interruption.Interruption() as stop:
                self.assertIs(False, stop.requested)
                _send(each)
                self.assertIs(True, stop.requested)
        self.assertEqual([], self.noted)

    def test_second_signal(self):
        with self.stop:
            _send(signal.SIGTERM)
            self.assertRaises(KeyboardInterrupt, _send, signal.SIGINT)
            self.assertRaises(KeyboardInterrupt, _send, signal.SIGTERM)

    def test_handlers_are_restored(self):
        with self.stop:
            _send(signal.SIGINT)
        _send(signal.SIGINT)
        _send(signal.SIGTERM)
        self.assertEqual([signal.SIGINT, signal.SIGTERM], self.noted)

    def test_handlers_are_restored_after_an_error(self):
        def fail():
            with self.stop:
                raise ValueError()
        self.assertRaises(ValueError, fail)
        _send(signal.SIGTERM)
        self.assertEqual([signal.SIGTERM], self.noted)

    def test_a_signal_that_is_ignored(self):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with self.stop:
            _send(signal.SIGINT)
            self.assertIs(signal.SIG_IGN, signal.getsignal(signal.SIGINT))
            self.assertIs(False, self.stop.requested)
            _send(signal.SIGTERM)
            self.assertIs(True, self.stop.requested)

    def test_a_handler_that_python_does_not_know(self):
        with mock.patch('signal.getsignal', return_value=None), self.stop:
            _send(signal.SIGINT)
        self.assertEqual([signal.SIGINT], self.noted)

    def test_another_thread(self):
        def enter():
            with self.stop:
                handlers.append(signal.getsignal(signal.SIGTERM))
        handlers = [signal.getsignal(signal.SIGTERM)]
        thread = threading.Thread(target=enter)
        thread.start()
        thread.join()
        self.assertEqual(handlers[:1] * 2, handlers)

    def test_sleep(self):
        self.assertIs(False, self.stop.sleep(0))
        self.assertIs(False, self.stop.sleep(0.001))

    def test_sleep_ends_at_once(self):
        with self.stop:
            timer = threading.Timer(0, _send, [signal.SIGINT])
            timer.start()
            self.assertIs(True, self.stop.sleep(60))
            self.assertIs(True, self.stop.sleep(60))
            timer.join()

    def test_sleep_ends_for_all(self):
        woken = []
        sleepers = [threading.Thread(
            target=lambda: woken.append(self.stop.sleep(60)))
            for _each in range(4)]
        with self.stop:
            for each in sleepers:
                each.start()
            _send(signal.SIGTERM)
            for each in sleepers:
                each.join()
        self.assertEqual([True] * 4, woken)
