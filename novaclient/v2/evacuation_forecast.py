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

Nova refuses to evacuate a server unless it is active, stopped or in error and
has no task, and its compute service is down. It also refuses a target that
does not exist or that is the failed host, and to force without a target.

These are the conditions that can be looked up. Nova finds out others only
when it is asked, such as a port with an accelerator, and some after it has
accepted, such as that no host has room.
"""

from novaclient.i18n import _
from novaclient.v2 import compute_hosts
from novaclient.v2 import evacuation

EVACUABLE = frozenset(['ACTIVE', 'SHUTOFF', 'ERROR'])
#: Every state of a server that is on a host, the usual ones first.
STATUSES = ['ACTIVE', 'SHUTOFF', 'ERROR', 'PAUSED', 'SUSPENDED', 'RESCUE',
            'VERIFY_RESIZE', 'SHELVED', 'BUILD']
#: Tasks of servers in those states that Nova shows as a status of their own.
BUSY = ['REBUILD', 'REBOOT', 'HARD_REBOOT', 'RESIZE', 'MIGRATING', 'PASSWORD']
#: Tasks that leave the status as it is.
TASKS = ['powering-off', 'powering-on', 'deleting', 'soft-deleting',
         'pausing', 'suspending', 'resuming', 'rescuing', 'shelving',
         'shelving_image_pending_upload', 'shelving_image_uploading',
         'shelving_offloading', 'image_snapshot', 'image_snapshot_pending',
         'image_pending_upload', 'image_uploading', 'image_backup']


class Forecast(object):
    """Looks up what Nova would refuse, and changes nothing.

    :param records: a :class:`.RecordManager`
    :param target: the name of the host that servers are to be moved to, or
        None
    :param force: whether the scheduler is to be bypassed
    """

    def __init__(self, records, target=None, force=False):
        self._records = records
        self._target, self._force = target, force

    def judge(self, evacuations):
        """Tell of each server its status and whether it would be accepted.

        :param evacuations: a list of :class:`.Evacuation`; ``accepted`` and
            ``error`` say afterwards what Nova would answer, and
            ``server_status`` what Nova shows
        :raises: what the methods of :class:`.RecordManager` raise
        """
        general = self._reasons_of_request()
        for host, here in evacuation.by_host(evacuations):
            reasons = general + self._reasons_of_host(host)
            statuses = self._find(host, 'status', STATUSES, set(here))
            tasks = self._tasks(host, {
                uuid for uuid in here if statuses.get(uuid) in EVACUABLE})
            for uuid, each in here.items():
                _conclude(each, reasons, statuses.get(uuid, 'UNKNOWN'),
                          tasks.get(uuid))

    def _reasons_of_request(self):
        if self._target is None:
            return [_('Nova does not force without a target host')
                    ] if self._force else []
        if self._records.service_state(self._target) is None:
            return [_('there is no compute host %s') %
                    compute_hosts.printable(self._target)]
        return []

    def _reasons_of_host(self, host):
        reasons = []
        state = self._records.service_state(host)
        if state != 'down':
            reasons.append(
                _('compute service of %s is up') % host if state else
                _('compute service of %s does not exist') % host)
        if host == self._target:
            reasons.append(_('the target is the failed host'))
        return reasons

    def _tasks(self, host, uuids):
        """Tell which servers have a task, and which."""
        busy = uuids and uuids & self._records.servers_with(
            host, *[('status', each) for each in BUSY])
        tasks = dict.fromkeys(busy, _('other'))
        tasks.update(self._find(host, 'status', BUSY, busy))
        tasks.update(self._find(host, 'task_state', TASKS,
                                uuids.difference(busy)))
        return tasks

    def _find(self, host, key, values, uuids):
        """Tell which servers have which value, as far as that is listed."""
        found = {}
        for value in values:
            left = uuids.difference(found)
            if left:
                found.update(dict.fromkeys(
                    left & self._records.servers_with(host, (key, value)),
                    value))
        return found


def _conclude(one, reasons, status, task):
    reasons = list(reasons)
    if status not in EVACUABLE:
        reasons.append(_('the server is neither active nor stopped nor in '
                         'error'))
    if task:
        reasons.append(_('the server has a task: %s') % task)
    one.server_status = task if task in BUSY else status
    one.accepted = not reasons
    one.error = '; '.join(reasons)
