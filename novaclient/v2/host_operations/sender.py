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
Requests to evacuate servers, several at a time
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
    """Sends one request the way the command always has.

    :param cs: the client
    :param args: the command line
    :param evacuate: a function that takes these and a server, sends the
        request that the microversion needs, and returns a response with the
        attributes ``evacuate_accepted`` and ``error_message``
    """

    def __init__(self, cs, args, evacuate):
        self._cs, self._args, self._evacuate = cs, args, evacuate

    def __call__(self, uuid):
        return self._send(self._cs, uuid)

    def _send(self, cs, uuid):
        response = self._evacuate(cs, {'uuid': uuid}, self._args)
        return change.Answer(response.evacuate_accepted,
                             response.error_message, None)


class CarefulRequest(Request):
    """Sends one request, and tells a lost answer from a refusal."""

    def __call__(self, uuid):
        witness = _Witness(self._cs)
        answer = self._send(witness, uuid)._replace(
            request_id=witness.request_id)
        if is_lost(witness.error):
            return answer._replace(accepted=None, error=LOST % answer.error)
        return answer


class _Witness(object):
    """Stands in for the client of one request and remembers its answer."""

    def __init__(self, cs):
        self.api_version = cs.api_version
        self.servers = self
        self.error = self.request_id = None
        self._evacuate = cs.servers.evacuate

    def evacuate(self, **kwargs):
        try:
            response = self._evacuate(**kwargs)
        except Exception as exc:
            self.error = exc
            self.request_id = getattr(exc, 'request_id', None)
            raise
        self.request_id = next(iter(response.request_ids), None)
        return response


class Sender(object):
    """Sends requests in order, so many at a time, until it is interrupted.

    :param request: a callable as :meth:`.Evacuation.send` takes
    :param stop: an :class:`.Interruption`
    :param concurrency: how many requests are under way at a time
    """

    def __init__(self, request, stop, concurrency):
        self._request, self._stop = request, stop
        self._concurrency = concurrency
        self._lock = threading.Lock()

    def send(self, changes):
        """Send what can be sent.

        Whoever interrupts twice does not wait for the answers.

        :param changes: a list of :class:`.Change`, which tell
            afterwards what became of them
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
                one = next(queue, None)
            if one is None:
                return
            one.send(self._request)


def is_lost(error):
    """Tell whether a request may have changed something all the same.

    :param error: what it raised, or None
    :returns: True if it may have reached Nova, which may have accepted it
    """
    if isinstance(error, exceptions.ClientException):
        # A proxy got no answer, or none that it understands.
        return error.code in (502, 504)
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
