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
Evacuating servers: what ``nova host-evacuate`` does

Nova refuses to evacuate a server unless it is active, stopped or in error,
and its compute service is down. It also refuses a target that does not exist
or that is the failed host, and to force without a target.

A server that has a task is accepted since Nova 23.2.2, 24.2.0, 25.1.0 and
26.0.0; before, it was refused. Microversion 2.93 is the first that only those
have which accept it.
"""

from novaclient import api_versions
from novaclient.i18n import _
from novaclient.v2.host_operations import forecast
from novaclient.v2.host_operations.kinds import hints
from novaclient.v2.host_operations.kinds import operation
from novaclient.v2.host_operations import records

FORCE = (api_versions.APIVersion('2.29'), api_versions.APIVersion('2.67'))
SHARED_STORAGE = (api_versions.APIVersion('2.0'),
                  api_versions.APIVersion('2.13'))
#: From here on it is certain that a task is no reason to refuse.
TASKS_IGNORED = api_versions.APIVersion('2.93')
TASK = _('may be refused: it has a task, which Nova before 23.2.2, 24.2.0, '
         '25.1.0 and 26.0.0 does not accept')
SERVICE_UNKNOWN = _('may be refused: whether its compute service is down is '
                    'not known')
SAME_HOST = _('the target is the failed host')


class Evacuation(operation.Operation):
    """Rebuilds servers elsewhere whose host is down.

    :param on_shared_storage: whether their disks are; up to 2.13
    """

    command = 'host-evacuate'
    titles = ['Server UUID', 'Evacuate Accepted', 'Error Message']
    failure = _('Error while evacuating instance: %s')
    statuses = ('ACTIVE', 'SHUTOFF', 'ERROR')
    STATE = _('the server is neither active nor stopped nor in error')
    kind, busy, done = 'evacuation', 'REBUILD', _('evacuated')
    noun, nouns, heading = _('an evacuation'), _('evacuations'), _(
        'Evacuation')
    GIVEN_UP = _('but the server is in ERROR')
    records_at_once = is_guarded = awaits_down = True
    helps = {
        '--dry-run': _(
            'Print which servers would be evacuated and which of them Nova '
            'would refuse, and change nothing. The exit status is 3 if it '
            'would refuse any.'),
        '--plan': _(
            'Evacuate only the servers in this file, in its order: what '
            '"--dry-run --format json" printed, and somebody may have '
            'shortened and sorted.'),
        '--wait': _(
            'Wait until Nova counts the compute service as down, and follow '
            'each evacuation to its end. The exit status is 4 if an '
            'evacuation failed, 5 if one has not ended in time, and 6 if a '
            'server was not accepted.')}

    def __init__(self, target=None, force=None, on_shared_storage=None):
        super(Evacuation, self).__init__(target, force)
        self._on_shared_storage = on_shared_storage

    @classmethod
    def of(cls, args):
        return cls(args.target_host, getattr(args, 'force', None),
                   getattr(args, 'on_shared_storage', None))

    def send(self, cs, uuid):
        kwargs = {}
        if cs.api_version.matches(*FORCE):
            kwargs['force'] = self.force
        if cs.api_version.matches(*SHARED_STORAGE):
            kwargs['on_shared_storage'] = bool(self._on_shared_storage)
        return cs.servers.evacuate(server=uuid, host=self.target, **kwargs)

    def findings_of_host(self, manager, host):
        state = manager.service_state(host)
        found = []
        if state == records.HIDDEN:
            found.append(forecast.doubt(SERVICE_UNKNOWN))
        elif state is None:
            found.append(forecast.refused(forecast.NO_SERVICE % host))
        elif state != 'down':
            found.append(forecast.refused(
                _('compute service of %s is up') % host))
        if host is not None and host == self.target:
            found.append(forecast.refused(SAME_HOST))
        return found

    def findings_of_task(self, state, api_version):
        if api_version >= TASKS_IGNORED:
            return []
        return operation.judged_by_task(state, forecast.doubt(TASK))

    def arrives(self, api_version):
        return 'stopped' if api_version >= hints.STOPPED else None

    def tell_before(self, cs, args, servers):
        hints.tell_arrival(cs, args, servers)

    def tell_answers(self, changes):
        hints.tell_refusal(changes)

    def given_up(self, manager, host, uuids):
        return manager.failed(host, uuids)
