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
A keystoneauth session for many requests at a time

Nova does nothing for a request that it answers with 401, 429 or 503 and a
``Retry-After``, so these requests are sent again. No other request is: it may
have changed something.
"""

import contextlib
import datetime
from email import utils as email_utils
import threading
import time

from keystoneauth1 import adapter
from requests import adapters

#: How often a request is sent again.
REPEATS = 4
#: The longest ``Retry-After``, in seconds, that is worth waiting for.
LONGEST_WAIT = 120


@contextlib.contextmanager
def installed(client, stop, connections):
    """Let a client use its session with patience.

    :param client: a :class:`novaclient.client.SessionClient`
    :param stop: the :class:`.Interruption` that ends waiting
    :param connections: how many requests may be under way at a time
    """
    session = client.session
    _widen(session.session, connections)
    client.session = PatientSession(session, client.auth or session.auth, stop)
    try:
        yield
    finally:
        client.session = session


class PatientSession(adapter.Adapter):
    """Renews an expired token once, and comes back when it is told to.

    keystoneauth renews the token in the thread that is refused first, and
    fails the requests of the others.

    :param session: a :class:`keystoneauth1.session.Session`
    :param auth: the plugin that it authenticates with
    :param stop: the :class:`.Interruption` that ends waiting
    """

    def __init__(self, session, auth, stop):
        super(PatientSession, self).__init__(session, auth=_SharedAuth(auth))
        self._stop = stop
        self._lock = threading.Lock()
        self._renewable = {}

    def request(self, url, method, **kwargs):
        """Send a request as :meth:`keystoneauth1.session.Session.request`.

        :param url: path or URL to request
        :param method: HTTP method
        :param kwargs: what the session takes
        :returns: the response
        :raises: what the session raises
        """
        response = self._send(url, method, **kwargs)
        for _again in range(REPEATS):
            seconds = retry_after(response)
            if (seconds is None or seconds > LONGEST_WAIT or
                    self._stop.sleep(seconds)):
                break
            response = self._send(url, method, **kwargs)
        return response

    def _send(self, url, method, **kwargs):
        kwargs.update(allow_reauth=False, auth=self.auth)
        send = super(PatientSession, self).request
        response = send(url, method, **kwargs)
        if response.status_code == 401:
            token = response.request.headers.get('X-Auth-Token')
            if token and self._renew(token):
                return send(url, method, **kwargs)
        return response

    def _renew(self, token):
        """Have a token replaced, however many requests it was refused for."""
        with self._lock:
            if token not in self._renewable:
                self._renewable[token] = self.invalidate()
            return self._renewable[token]


class _SharedAuth(object):
    """Lets one thread at a time use an auth plugin.

    A plugin whose token is dropped by one thread while another is about to
    read it has none for the other.
    """

    def __init__(self, auth):
        self._auth, self._lock = auth, threading.RLock()

    def __getattr__(self, name):
        method = getattr(self._auth, name)

        def call(*args, **kwargs):
            with self._lock:
                return method(*args, **kwargs)
        return call


def retry_after(response):
    """Tell when an overloaded service wants to be asked again.

    :param response: an HTTP response
    :returns: seconds from now, or None if it does not say
    """
    value = response.headers.get('Retry-After', '')
    if response.status_code not in (429, 503):
        return None
    if value.strip().isdigit():
        return int(value)
    try:
        date = email_utils.parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    date = date.replace(tzinfo=date.tzinfo or datetime.timezone.utc)
    return max(0, date.timestamp() - time.time())


def _widen(session, connections):
    """Keep as many connections open as there are requests at a time."""
    if connections <= adapters.DEFAULT_POOLSIZE:
        return
    for each in set(session.adapters.values()):
        if isinstance(each, adapters.HTTPAdapter):
            each.init_poolmanager(adapters.DEFAULT_POOLSIZE, connections)
            each.proxy_manager.clear()
