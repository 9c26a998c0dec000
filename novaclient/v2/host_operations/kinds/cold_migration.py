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
Migrating servers that are stopped for it: ``nova host-servers-migrate``

Nova refuses servers that are neither active nor stopped or that have a task,
and any while their compute service is down. A server that has arrived is in
``VERIFY_RESIZE``, and its record is ``finished``: somebody has to confirm it,
or Nova does so after the time that its operator set. The record is finished
a moment before the server can be confirmed.
"""

import sys

from novaclient import exceptions
from novaclient.i18n import _
from novaclient.v2 import host_commands
from novaclient.v2.host_operations.kinds import migration

FINISHED = 'finished'
NOT_CONFIRMED = _('but it is not confirmed: %s')


class ColdMigration(migration.Migration):
    """Migrates servers that are stopped for it.

    :param confirm: whether those that it moved are to be confirmed
    :param disable_reason: why the compute service is to be disabled first;
        None if it is not
    """

    command = 'host-servers-migrate'
    titles = ['Server UUID', 'Migration Accepted', 'Error Message']
    failure = _('Error while migrating instance: %s')
    statuses = ('ACTIVE', 'SHUTOFF')
    STATE = _('the server is neither active nor stopped')
    kind, busy = 'migration', 'RESIZE'
    noun, nouns, heading = _('a migration'), _('migrations'), _('Migration')
    helps = {'--wait': _(
        'Follow each migration until the server has arrived and can be '
        'confirmed. The exit status is 4 if one failed, 5 if one has not '
        'ended in time, and 6 if a server was not accepted.')}
    more = [('--confirm', dict(
        action='store_true',
        help=_('With --wait, confirm each migration that this command asked '
               'for, once the server has arrived, and wait for the end of '
               'that.')))] + migration.Migration.more

    def __init__(self, confirm=False, disable_reason=None):
        super(ColdMigration, self).__init__(disable_reason=disable_reason)
        self._confirm, self._asked, self._told = confirm, set(), set()

    @classmethod
    def of(cls, args):
        return cls(args.confirm, args.disable_reason)

    @classmethod
    def check(cls, args):
        super(ColdMigration, cls).check(args)
        if args.confirm and not args.wait:
            host_commands.misuse(_(
                'error: --confirm needs --wait: a migration can be confirmed '
                'once the server has arrived.'))

    def send(self, cs, uuid):
        return cs.servers.migrate(uuid)

    def attend(self, manager, changes, stop, say):
        """Confirm those that have arrived, each once."""
        for each in changes:
            if (self._confirm and each.sent and each.record and
                    each.record.status == FINISHED):
                each.is_unconfirmed = True
                if each.uuid not in self._asked and not stop.requested:
                    self._ask(manager.api, each, say)

    def _ask(self, cs, one, say):
        try:
            cs.servers.confirm_resize(one.uuid)
        except exceptions.Conflict as exc:
            # It cannot be confirmed yet, and nothing has changed.
            if (one.uuid, exc.message) not in self._told:
                self._told.add((one.uuid, exc.message))
                say(_('%(server)s: cannot be confirmed yet: %(error)s') %
                    {'server': one.uuid, 'error': exc})
            return
        except exceptions.ClientException as exc:
            one.given_up = NOT_CONFIRMED % exc
            say(_('%(server)s: %(standing)s') % {
                'server': one.uuid, 'standing': one.standing})
        except Exception as exc:
            say(_('%(server)s: may be confirmed: %(error)s') %
                {'server': one.uuid, 'error': exc})
        self._asked.add(one.uuid)

    def tell_endings(self, changes):
        waiting = [each.uuid for each in changes
                   if each.record and each.record.status == FINISHED]
        if waiting:
            print(_('Arrived, and not confirmed yet:'),
                  *['nova resize-confirm %s' % each for each in waiting],
                  sep='\n  ', file=sys.stderr)
