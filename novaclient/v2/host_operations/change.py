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
What becomes of one server
"""

import collections
import datetime

from novaclient.i18n import _

#: Seconds to wait for it, unless somebody says otherwise.
TIMEOUT = 3600
MOVED, FAILED, UNFINISHED = 'moved', 'failed', 'unfinished'
OUTCOMES = [MOVED, FAILED, UNFINISHED]
#: Outcomes that nobody waits for; None is that of one that did not begin.
SETTLED = frozenset([MOVED, FAILED, None])
NOT_SENT = _('Not sent: interrupted.')
UNANSWERED = _('Nova may have accepted it: interrupted before the answer.')
STILL_UP = _('Not sent: its compute service is up.')
MOVING = _('Not sent: %s of the server is already under way.')


#: What Nova shows of a server; what it does not tell is None. ``disk`` says
#: whether its root disk is a volume or an image, ``launched`` whether it ever
#: was, ``keys`` those of its metadata.
State = collections.namedtuple('State', 'status task disk launched keys')
NO_STATE = State(*[None] * 5)
#: What became of a request: ``accepted`` and ``error`` as :class:`.Change`
#: has them, and the ID that Nova gave it.
Answer = collections.namedtuple('Answer', 'accepted error request_id')


class Change(object):
    """What became of a server.

    * ``sent``: whether this command asked Nova for it
    * ``accepted``: whether Nova took it; None if the answer is lost
    * ``error``: why it did not, or why that is not known
    * ``request_id``: the ID that Nova gave the request
    * ``sent_at``, ``answered_at``: when it was sent and answered
    * ``record``: the :class:`.Record` that Nova keeps of it, once it was seen
    * ``state``: the :class:`State` that it was in before, if that was read
    * ``doomed``: whether a forecast says that Nova accepts it and it fails
    * ``given_up``: why it counts as failed though no record says so
    * ``is_unconfirmed``: whether it has arrived and is still to be confirmed

    :param uuid: UUID of the server
    :param name: its name
    :param host: the service host that it is on
    """

    def __init__(self, uuid, name=None, host=None):
        self.uuid, self.name, self.host = uuid, name, host
        self.sent, self.accepted, self.error = False, False, NOT_SENT
        self.request_id = self.sent_at = self.answered_at = None
        self.record = self.given_up = None
        self.state, self.doomed = NO_STATE, False
        self.is_unconfirmed = False

    def send(self, request):
        """Ask Nova for it.

        :param request: a callable that takes the server's UUID and returns
            an :class:`Answer`
        """
        self.sent, self.accepted, self.error = True, None, UNANSWERED
        self.sent_at = _now()
        answer = request(self.uuid)
        self.answered_at = _now()
        self.accepted, self.error, self.request_id = answer

    def join(self, record, noun):
        """Leave it at what is under way already, and send nothing.

        :param record: the :class:`.Record` of that
        :param noun: what that is called
        """
        self.accepted, self.error = True, MOVING % noun
        self.record = record

    @property
    def outcome(self):
        """How it ended; None if Nova did not accept it."""
        if self.accepted not in (True, None):
            return None
        if self.given_up:
            return FAILED
        if self.is_unconfirmed and self.record.status == 'finished':
            return UNFINISHED
        return self.record.outcome if self.record else UNFINISHED

    @property
    def standing(self):
        """Where it stands, in a word or two for people."""
        if self.record:
            word = self.record.status
        elif not self.sent:
            word = _('not sent')
        else:
            word = {True: _('accepted'), False: _('not accepted'),
                    None: _('unknown')}[self.accepted]
        return ', '.join([word] + [self.given_up] * bool(self.given_up))


def _now():
    return datetime.datetime.now(datetime.timezone.utc)


def by_host(changes):
    """Group changes by their host.

    :param changes: a list of :class:`.Change`
    :returns: pairs of a host and a dict of its changes by UUID, all in
        the order of the list
    """
    hosts = collections.OrderedDict()
    for each in changes:
        hosts.setdefault(each.host, collections.OrderedDict())[
            each.uuid] = each
    return hosts.items()
