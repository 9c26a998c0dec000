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

"""
Signals that end an operation between its requests
"""

import contextlib
import signal
import threading

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interruption(object):
    """Whether somebody asked an operation to end.

    Within a ``with`` statement the first SIGINT or SIGTERM is noted: no
    request that is under way fails, and who is about to send another can see
    that it is not wanted. The second one raises :exc:`KeyboardInterrupt`.
    Outside the main thread, and where a signal is ignored, as SIGINT is for
    the background jobs of a script, signals do what they did before.

    Everything that waits does so in :meth:`sleep`.
    """

    def __init__(self):
        self.requested = False
        # An Event's lock may be held by the very code that a signal handler
        # interrupts, which then waits for ever. This one never is.
        self._unwanted = threading.Lock()
        self._unwanted.acquire()
        self._handlers = {}

    def __enter__(self):
        # It is the main thread's alone to set handlers.
        with contextlib.suppress(ValueError):
            for each in SIGNALS:
                if signal.getsignal(each) not in (signal.SIG_IGN, None):
                    self._handlers[each] = signal.signal(each, self._note)
        return self

    def __exit__(self, *exc_info):
        while self._handlers:
            signal.signal(*self._handlers.popitem())

    def sleep(self, seconds):
        """Wait, but not for longer than until the end is asked for.

        :param seconds: how long to wait
        :returns: whether the end was asked for
        """
        if self._unwanted.acquire(timeout=seconds):
            self._unwanted.release()
        return self.requested

    def _note(self, signum, frame):
        if self.requested:
            raise KeyboardInterrupt()
        self.requested = True
        self._unwanted.release()
