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
Migrating servers off a host that is up, whichever way

Nova accepts a request at once, and its conductor makes the record a moment
later. A server that has a task is refused, so that nothing is sent twice.
"""

from novaclient.i18n import _
from novaclient.v2 import host_commands
from novaclient.v2.host_operations import disabling
from novaclient.v2.host_operations import forecast
from novaclient.v2.host_operations.kinds import operation
from novaclient.v2.host_operations import records

TASK = _('the server has a task')
SERVICE_UNKNOWN = _('may be refused: whether its compute service is up is not '
                    'known')
SERVICE_DOWN = _('compute service of %s is down; "nova host-evacuate" moves '
                 'servers off a host that failed')
DISABLE_REASON = ('--disable-reason', dict(
    metavar='<text>',
    help=_('Disable the compute service first, for this reason, so that '
           'nothing new lands on the host. It stays disabled; stderr says how '
           'to enable it.')))


class Migration(operation.Operation):
    """Moves servers off a host that is up.

    :param target: the service host that is to take the servers
    :param force: whether the scheduler is to be bypassed
    :param disable_reason: why the compute service is to be disabled first;
        None if it is not
    """

    done = _('migrated')
    GIVEN_UP = _('but the server is where it was')
    more = [DISABLE_REASON]

    def __init__(self, target=None, force=None, disable_reason=None):
        super(Migration, self).__init__(target, force)
        self._disable_reason = disable_reason
        self.needs_host = disable_reason is not None
        self._idle = {}

    @classmethod
    def check(cls, args):
        if args.disable_reason is None:
            return
        if not args.strict:
            host_commands.misuse(_(
                'error: --disable-reason is for one host, and --no-strict '
                'asks for every match; leave one of them out.'))
        if not args.disable_reason:
            host_commands.misuse(_(
                'error: --disable-reason needs a reason that says something.'))

    @staticmethod
    def has_options(args):
        return args.disable_reason is not None

    def findings_of_host(self, manager, host):
        state = manager.service_state(host)
        if state == records.HIDDEN:
            return [forecast.doubt(SERVICE_UNKNOWN)]
        reason = SERVICE_DOWN if state else forecast.NO_SERVICE
        return [] if state == 'up' else [
            self.found(manager.api_version, reason % host)]

    def found(self, api_version, text):
        """Tell what Nova makes of a migration that cannot come to an end.

        :param api_version: the microversion in use
        :param text: what is wrong
        :returns: a :class:`.Finding`
        """
        return forecast.refused(text)

    def findings_of_task(self, state, api_version):
        return operation.judged_by_task(state, forecast.refused(TASK))

    def prepare(self, cs, manager, host):
        if self._disable_reason is not None:
            disabling.disable(cs, host, self._disable_reason)

    def given_up(self, manager, host, uuids):
        """Tell which servers are idle where they were, at two looks.

        Nova clears the task of a server a moment before the record says that
        it failed.
        """
        busy = manager.servers_with(host, ('status', self.busy))
        idle = (uuids - busy) & manager.servers_with(host)
        before, self._idle[host] = self._idle.get(host, set()), idle
        twice = idle & before
        # If Nova lists those of every host, they may be elsewhere by now.
        return twice if twice and manager.is_filtered() else set()
