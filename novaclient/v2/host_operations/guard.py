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
Not moving a server twice

Nova accepts a second request for a server that is being evacuated and starts
a second rebuild of the same disk. So before anything is sent it is looked up
which servers Nova is rebuilding, and under which records. Nova sets the task
before it writes the record: a record that is unfinished though nobody
rebuilds its server is stale. An evacuation whose destination is down does not
end.
"""

import contextlib
import sys

from novaclient import exceptions
from novaclient.i18n import _
from novaclient.v2.host_operations import change
from novaclient.v2.host_operations import records

#: States of a destination whose evacuations may come to an end.
GOING = ('up', records.HIDDEN)


def unsent(manager, changes, operation, say=None):
    """Leave alone the servers that Nova is moving now.

    They are marked, and it is said. Where policy does not let the caller
    look, nothing is left alone, as nothing ever was.

    :param manager: a :class:`.RecordManager`
    :param changes: a list of :class:`.Change`
    :param operation: the :class:`.Operation`
    :param say: a function that takes a line; what is None prints it on stderr
    :returns: a list of those that are to be sent
    :raises: what the methods of :class:`.RecordManager` raise
    """
    for host, here in change.by_host(changes):
        if host is not None:
            with contextlib.suppress(exceptions.Forbidden):
                _leave_alone(manager, host, here, operation, say or _print)
    return [each for each in changes if each.record is None]


def _leave_alone(manager, host, here, operation, say):
    moving = manager.moving(host, set(here))
    # One that is not chosen yet may be any.
    asked = {each.destination for each in moving.values()
             if operation.is_guarded and each.destination}
    states = {each: manager.service_state(each) for each in asked}
    for uuid, record in sorted(moving.items()):
        words = {'server': uuid, 'status': record.status,
                 'destination': record.destination, 'noun': operation.noun}
        if states.get(record.destination, 'up') in GOING:
            here[uuid].join(record, operation.noun)
            line = _('%(server)s: %(noun)s is already under way '
                     '(%(status)s); not sent again')
        else:
            line = _('%(server)s: the evacuation that is under way '
                     '(%(status)s) is given up, since its destination '
                     '%(destination)s is down')
        say(line % words)


def _print(line):
    print(line, file=sys.stderr)
