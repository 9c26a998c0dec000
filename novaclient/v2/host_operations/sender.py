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
Requests for servers, several at a time
"""

import threading

from keystoneauth1 import exceptions as ksa_exceptions
from requests import exceptions as requests_exceptions
from urllib3 import exceptions as urllib3_exceptions

from novaclient import exceptions
from novaclient.i18n import _
from novaclient.v2.host_operations import change

LOST = _('Nova may have accepted it, so it is not sent again: %s')


class Request(object):
    """Sends the request for one server the way the command always has.

    :param cs: the client
    :param operation: an :class:`.Operation`
    """

    def __init__(self, cs, operation):
        self._cs, self.operation = cs, operation

    def __call__(self, uuid):
        """Send it.

        :param uuid: UUID of the server
        :returns: an :class:`.Answer`
        """
        try:
            response = self.operation.send(self._cs, uuid)
        except Exception as exc:
            return self._failed(exc)
        return change.Answer(True, '', next(iter(response.request_ids), None))

    def _failed(self, exc):
        return change.Answer(False, self.operation.failure % exc,
                             getattr(exc, 'request_id', None))


class FatalRequest(Request):
    """Sends a request whose failure ends the command, as it always has."""

    def _failed(self, exc):
        raise exc


class CarefulRequest(Request):
    """Sends a request, and tells a lost answer from a refusal."""

    def _failed(self, exc):
        answer = super(CarefulRequest, self)._failed(exc)
        if is_lost(exc):
            return answer._replace(accepted=None, error=LOST % answer.error)
        return answer


class Sender(object):
    """Sends requests in order, so many at a time, until it is interrupted.

    :param request: a callable as :meth:`.Evacuation.send` takes
    :param stop: an :class:`.Interruption`
    :param concurrency: how many requests are under way at a time
    :param most: how many are to be accepted, or may be, before it ends; at
        least one is sent
    """

    def __init__(self, request, stop, concurrency, most=None):
        self._request, self._stop = request, stop
        self._concurrency, self._most = concurrency, most
        self._lock, self._taken = threading.Lock(), []

    def send(self, changes):
        """Send what can be sent.

        Whoever interrupts twice does not wait for the answers.

        :param changes: a list of :class:`.Change`, which tell
            afterwards what became of them
        :returns: whether it ended because enough were accepted
        """
        queue = iter(changes)
        wanted = min(self._concurrency, len(changes)) - 1
        try:
            helpers = self._helpers(queue, wanted)
            self._work(queue)
            for each in helpers:
                while each.is_alive():
                    # A signal that comes just before is noted after it.
                    each.join(1)
        except KeyboardInterrupt:
            pass
        return self._is_enough()

    def _helpers(self, queue, wanted):
        helpers = []
        while len(helpers) < wanted:
            helper = threading.Thread(target=self._work, args=(queue,),
                                      daemon=True)
            try:
                helper.start()
            except RuntimeError:  # The system grants no more threads.
                break
            helpers.append(helper)
        return helpers

    def _work(self, queue):
        while not self._stop.requested:
            with self._lock:
                one = None if self._is_enough() else next(queue, None)
                if one is None:
                    return
                self._taken.append(one)
            one.send(self._request)

    def _is_enough(self):
        """Tell whether as many are accepted or under way as should be.

        The thread of one that is refused then takes another.
        """
        if self._most is None or not self._taken:
            return False
        refused = [each for each in self._taken
                   if each.answered_at and each.accepted is False]
        return len(self._taken) - len(refused) >= self._most


def is_lost(error):
    """Tell whether a request may have changed something all the same.

    :param error: what it raised, or None
    :returns: True if it may have reached Nova, which may have accepted it
    """
    if isinstance(error, exceptions.ClientException):
        # A proxy got no answer, or none that it understands.
        return error.code in (502, 504)
    if isinstance(error, (AttributeError, KeyError, TypeError)):
        # Nova's answer cannot be read.
        return True
    return (isinstance(error, ksa_exceptions.ConnectionError) and
            not _is_unconnected(error.__context__))


def _is_unconnected(error):
    """Tell whether there was no connection, or none to be trusted."""
    if isinstance(error, (requests_exceptions.ConnectTimeout,
                          requests_exceptions.ProxyError,
                          requests_exceptions.SSLError)):
        return True
    reasons = [getattr(each, 'reason', None)
               for each in getattr(error, 'args', ())]
    return any(isinstance(each, urllib3_exceptions.NewConnectionError)
               for each in reasons)
