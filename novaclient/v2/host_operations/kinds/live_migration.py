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
Migrating running servers: what ``nova host-evacuate-live`` does

Nova refuses servers that are neither active nor paused or that have a task,
and a target without a hypervisor. Up to microversion 2.33 it answers only
once the conductor has looked at more: whether the compute services of the
host and of the target are up, the target is another host, and a host has
room. From 2.34 on it accepts, and the record says ``error`` then.
"""

import sys
import time

from novaclient import api_versions
from novaclient.i18n import _
from novaclient.v2.host_operations import change
from novaclient.v2.host_operations import forecast
from novaclient.v2.host_operations.kinds import migration

BLOCK_AUTO = api_versions.APIVersion('2.25')
#: From here on Nova does not wait for its conductor.
ASYNCHRONOUS = api_versions.APIVersion('2.34')
#: From here on Nova shows how far one is.
PROGRESS = api_versions.APIVersion('2.23')
#: Seconds after which one whose record did not change is told to be stuck.
STUCK = 300
SAME_HOST = _('the target is the host itself')
TARGET_DOWN = _('compute service of the target %s is down')


class LiveMigration(migration.Migration):
    """Migrates running servers.

    :param target: the service host that is to take the servers
    :param force: whether the scheduler is to be bypassed, from 2.30 to 2.67
    :param block_migration: whether their disks are copied; Nova decides from
        2.25 on if it is None
    :param disk_over_commit: whether disks may be larger than there is room,
        up to 2.24
    :param most: how many servers are to be accepted; None if all are
    :param disable_reason: why the compute service is to be disabled first;
        None if it is not
    """

    command = 'host-evacuate-live'
    titles = ['Server UUID', 'Live Migration Accepted', 'Error Message']
    failure = _('Error while live migrating instance: %s')
    statuses = ('ACTIVE', 'PAUSED')
    STATE = _('the server is neither active nor paused')
    kind, busy = 'live-migration', 'MIGRATING'
    noun, nouns, heading = _('a live migration'), _('live migrations'), _(
        'Live Migration')
    helps = {'--wait': _(
        'Follow each live migration to its end. The exit status is 4 if one '
        'failed, 5 if one has not ended in time, and 6 if a server was not '
        'accepted.')}

    def __init__(self, target=None, force=None, block_migration=None,
                 disk_over_commit=False, most=None, disable_reason=None):
        super(LiveMigration, self).__init__(target, force, disable_reason)
        self._block_migration = block_migration
        self._disk_over_commit, self.most = disk_over_commit, most
        self._since = {}

    @classmethod
    def of(cls, args):
        return cls(args.target_host, getattr(args, 'force', None),
                   args.block_migrate,
                   getattr(args, 'disk_over_commit', False),
                   args.max_servers, args.disable_reason)

    def send(self, cs, uuid):
        kwargs, block_migration = {}, self._block_migration
        if cs.api_version < BLOCK_AUTO:
            block_migration = bool(block_migration)
            kwargs['disk_over_commit'] = self._disk_over_commit
        elif block_migration is None:
            block_migration = 'auto'
        if self.force:
            kwargs['force'] = True
        return cs.servers.live_migrate(uuid, self.target, block_migration,
                                       **kwargs)

    def findings_of_target(self, state, api_version):
        if state == 'down':
            return [self.found(api_version, TARGET_DOWN % self.target)]
        return super(LiveMigration, self).findings_of_target(
            state, api_version)

    def findings_of_host(self, manager, host):
        found = super(LiveMigration, self).findings_of_host(manager, host)
        if host is not None and host == self.target:
            found.append(self.found(manager.api_version, SAME_HOST))
        return found

    def found(self, api_version, text):
        return (forecast.refused(text) if api_version < ASYNCHRONOUS else
                forecast.doomed(text))

    def attend(self, manager, changes, stop, say):
        """Tell of those that have not changed for long.

        Those that are queued wait for others of their host.
        """
        now = time.monotonic()
        for each in changes:
            standing, since = self._since.get(each.uuid, (None, now))
            if standing != each.standing or standing == 'queued':
                since = now
            elif each.outcome == change.UNFINISHED and now - since >= STUCK:
                since = now
                say(_('%(server)s: %(standing)s, and no change in %(seconds)d '
                      'seconds; it may be stuck%(progress)s') % {
                          'server': each.uuid, 'standing': standing,
                          'seconds': STUCK,
                          'progress': _progress(manager, each.uuid)})
            self._since[each.uuid] = each.standing, since

    def tell_endings(self, changes):
        running = [each for each in changes if each.record and
                   each.outcome == change.UNFINISHED]
        if running:
            print(_('To end one of these, which leaves the server where it '
                    'is:'),
                  *['nova live-migration-abort %s %s' % each.record[1::-1]
                    for each in running], sep='\n  ', file=sys.stderr)


def _progress(manager, uuid):
    """Tell how much is left to copy, where Nova and the hypervisor say."""
    if manager.api_version < PROGRESS:
        return ''
    try:
        shown = manager.api.server_migrations.list(uuid)
        left, total = [sum(getattr(shown[0], kind % part) for kind in (
            'memory_%s_bytes', 'disk_%s_bytes'))
            for part in ('remaining', 'total')]
        return _(': %(left)d of %(total)d bytes are left') % {
            'left': left, 'total': total}
    except Exception:
        # Nobody can tell, or nobody may know.
        return ''
