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
What Nova would do with requests to evacuate servers

Nova refuses to evacuate a server unless it is active, stopped or in error,
and its compute service is down. It also refuses a target that does not exist
or that is the failed host, and to force without a target.

A server that has a task is accepted since Nova 23.2.2, 24.2.0, 25.1.0 and
26.0.0; before, it was refused. Microversion 2.93 is the first that only those
have which accept it.

These are the conditions that can be looked up. Nova finds out others only
when it is asked, such as a port with an accelerator, and some after it has
accepted, such as that no host has room.
"""

from novaclient import api_versions
from novaclient.i18n import _
from novaclient.v2 import compute_hosts
from novaclient.v2.host_operations import change
from novaclient.v2.host_operations import records

EVACUABLE = frozenset(['ACTIVE', 'SHUTOFF', 'ERROR'])
#: Statuses that Nova shows for a task of a server that is in such a state.
BUSY = frozenset(['REBUILD', 'REBOOT', 'HARD_REBOOT', 'PASSWORD', 'RESIZE'])
#: The status of servers with a task whose state may be any of several.
MIGRATING = 'MIGRATING'
#: From here on it is certain that a task is no reason to refuse.
TASKS_IGNORED = api_versions.APIVersion('2.93')
STATE = _('the server is neither active nor stopped nor in error')
STATE_UNKNOWN = _('may be refused: its state is not known')
NEVER_LAUNCHED = _('the server was never launched')
TASK_UNKNOWN = _('may be refused: whether it has a task is not known')
TASK = _('may be refused: it has a task, which Nova before 23.2.2, 24.2.0, '
         '25.1.0 and 26.0.0 does not accept')


class Forecast(object):
    """Looks up what Nova would refuse, and changes nothing.

    :param manager: a :class:`.RecordManager`
    :param target: the name of the host that servers are to be moved to, or
        None
    :param force: whether the scheduler is to be bypassed
    """

    def __init__(self, manager, target=None, force=False):
        self._records = manager
        self._target, self._force = target, force

    def judge(self, changes):
        """Tell of each server its state and whether it would be accepted.

        :param changes: a list of :class:`.Change`; ``accepted`` and
            ``error`` say afterwards what Nova would answer, and ``state``
            what Nova shows
        :raises: what the methods of :class:`.RecordManager` raise
        """
        general = self._reasons_of_request()
        for host, here in change.by_host(changes):
            reasons, doubts = self._reasons_of_host(host)
            states = {} if host is None else self._records.states(host)
            for uuid, each in here.items():
                each.state = states.get(uuid, change.NO_STATE)
                self._conclude(each, general + reasons, doubts)

    def _reasons_of_request(self):
        if self._target is None:
            return [_('Nova does not force without a target host')
                    ] if self._force else []
        if self._records.service_state(self._target) is None:
            return [_('there is no compute host %s') %
                    compute_hosts.printable(self._target)]
        return []

    def _reasons_of_host(self, host):
        reasons, doubts = [], []
        state = (records.HIDDEN if host is None else
                 self._records.service_state(host))
        if state == records.HIDDEN:
            doubts.append(_('may be refused: whether its compute service is '
                            'down is not known'))
        elif state != 'down':
            reasons.append(
                _('compute service of %s is up') % host if state else
                _('compute service of %s does not exist') % host)
        if host is not None and host == self._target:
            reasons.append(_('the target is the failed host'))
        return reasons, doubts

    def _conclude(self, one, reasons, doubts):
        reasons, doubts = list(reasons), list(doubts)
        status = one.state.status
        if status is None or status == MIGRATING:
            doubts.append(STATE_UNKNOWN)
        elif status not in EVACUABLE and status not in BUSY:
            reasons.append(STATE)
        elif one.state.launched is False:
            reasons.append(NEVER_LAUNCHED)
        if self._records.api_version < TASKS_IGNORED:
            doubts += self._doubts_of_task(one.state)
        one.accepted = not reasons
        one.error = '; '.join(reasons or doubts)

    def _doubts_of_task(self, state):
        if state.task:
            return [TASK]
        # What tells the disk tells the task as well.
        return [TASK_UNKNOWN] if state.status and not state.disk else []
