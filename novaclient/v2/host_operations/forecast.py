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
What Nova would do with the requests of an operation

These are the conditions that can be looked up. Nova finds out others only
when it is asked, such as a port with an accelerator, and some after it has
accepted, such as that no host has room.
"""

import collections

from novaclient.i18n import _
from novaclient.v2.host_operations import change

NO_SERVICE = _('compute service of %s does not exist')
#: What a finding means: Nova may refuse, it accepts what fails then, or it
#: refuses. The greatest counts.
DOUBT, DOOM, REFUSAL = range(3)

Finding = collections.namedtuple('Finding', 'weight text')


class Forecast(object):
    """Looks up what Nova would refuse, and changes nothing.

    :param manager: a :class:`.RecordManager`
    :param operation: an :class:`.Operation`
    """

    def __init__(self, manager, operation):
        self._records, self._operation = manager, operation

    def judge(self, changes):
        """Tell of each server its state and whether it would be accepted.

        :param changes: a list of :class:`.Change`; ``accepted``, ``doomed``
            and ``error`` say afterwards what Nova would answer, and ``state``
            what Nova shows
        :raises: what the methods of :class:`.RecordManager` raise
        """
        general = self._operation.findings_of_request(self._records)
        for host, here in change.by_host(changes):
            found = general + self._operation.findings_of_host(
                self._records, host)
            states = {} if host is None else self._records.states(
                host, self._operation.statuses)
            for uuid, each in here.items():
                each.state = states.get(uuid, change.NO_STATE)
                _conclude(each, found + self._operation.findings_of_server(
                    each.state, self._records.api_version))


def refused(text):
    """Make the :class:`Finding` that Nova refuses, and why."""
    return Finding(REFUSAL, text)


def doomed(text):
    """Make the :class:`Finding` that Nova accepts what fails, and why."""
    return Finding(DOOM, text)


def doubt(text):
    """Make the :class:`Finding` that Nova may refuse, and why."""
    return Finding(DOUBT, text)


def _conclude(one, found):
    weight = max([each.weight for each in found], default=None)
    one.accepted, one.doomed = weight != REFUSAL, weight == DOOM
    one.error = '; '.join(each.text for each in found
                          if each.weight == weight)
