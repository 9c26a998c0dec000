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
Hypervisors whose hostname contains a name, told as what they are
"""

import sys

from novaclient.i18n import _
from novaclient.v2 import compute_hosts

#: How many hostnames a person is shown.
SHOWN = 10


def find(cs, name, is_exact):
    """List hypervisors with their servers.

    When there are several, stderr says so: whoever goes on to act on these
    servers may have meant one host.

    :param cs: the client
    :param name: a hypervisor hostname, or a part of one
    :param is_exact: whether only those are meant that are called so
    :returns: a list of :class:`novaclient.v2.hypervisors.Hypervisor`
    :raises: :class:`novaclient.exceptions.NotFound` if there is none, and
        what :meth:`novaclient.v2.hypervisors.HypervisorManager.search` raises
    """
    found = cs.hypervisors.search(name, servers=True)
    if is_exact:
        found = [each for each in found if each.hypervisor_hostname == name]
        if not found:
            raise compute_hosts.not_found(name)
    if len(found) > 1:
        _tell(name, [each.hypervisor_hostname for each in found], is_exact)
    return found


def _tell(name, hostnames, is_exact):
    shown = ', '.join(map(compute_hosts.printable, hostnames[:SHOWN]))
    if len(hostnames) > SHOWN:
        shown += ', ...'
    line = _("NOTE: %(count)d hypervisors match '%(name)s': %(shown)s.")
    if not is_exact:
        line += _(' --strict lists the servers of one hostname only.')
    print(line % {'count': len(hostnames), 'shown': shown,
                  'name': compute_hosts.printable(name)}, file=sys.stderr)
