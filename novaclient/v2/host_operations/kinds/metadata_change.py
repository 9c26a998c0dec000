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
Changing the metadata of servers: what ``nova host-meta`` does

Nova refuses servers that are neither active nor paused nor stopped nor
suspended, and to delete what a server does not have. A task is no reason.
"""

from novaclient.i18n import _
from novaclient.v2.host_operations import forecast
from novaclient.v2.host_operations.kinds import operation


class MetadataChange(operation.Operation):
    """Sets or deletes metadata.

    :param items: a dict of what is to be set
    :param keys: a list of what is to be deleted instead
    """

    command = 'host-meta'
    titles = ['Server UUID', 'Metadata Accepted', 'Error Message']
    failure = _('Error while changing metadata: %s')
    statuses = ('ACTIVE', 'PAUSED', 'SHUTOFF', 'SUSPENDED')
    STATE = _('the server is neither active nor paused nor stopped nor '
              'suspended')
    kind = None
    lacks = frozenset(['--plan', '--wait', '--timeout'])
    helps = {'--fail': _(
        'Go on after a server whose metadata Nova does not change, as with '
        'any of these options. The exit status is 3 then.')}
    fails = True

    def __init__(self, items=None, keys=()):
        super(MetadataChange, self).__init__()
        self._items, self._keys = items, keys

    @classmethod
    def of(cls, args):
        # Where something is to be deleted, its key is enough.
        items = dict(each.split('=', 1) if '=' in each else (each, None)
                     for each in args.metadata[0])
        return (cls(items) if args.action == 'set' else
                cls(keys=list(items)))

    def send(self, cs, uuid):
        if self._items is not None:
            return cs.servers.set_meta(uuid, self._items)
        return cs.servers.delete_meta(uuid, self._keys)

    def findings_of_server(self, state, api_version):
        found = super(MetadataChange, self).findings_of_server(
            state, api_version)
        for each in self._keys:
            if state.keys is not None and each not in state.keys:
                found.append(forecast.refused(
                    _("the server has no metadata '%s'") % each))
        return found
