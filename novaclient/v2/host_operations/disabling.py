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
Taking a compute service out of use before its host is emptied
"""

import sys

from novaclient import exceptions
from novaclient.i18n import _
from novaclient.v2 import compute_hosts
from novaclient.v2 import host_routes

BINARY = 'nova-compute'


def disable(cs, host, reason):
    """Disable the compute service of a host, and say how to enable it.

    Nova then chooses the host for no server; those that are there run on.
    One that is disabled already keeps its reason.

    :param cs: the client
    :param host: name of the service host
    :param reason: why, for people
    :raises: :class:`novaclient.exceptions.ClientException` if Nova refuses
    """
    service = next(iter(cs.services.list(host=host, binary=BINARY)), None)
    if service is None:
        raise exceptions.NotFound(
            404, _("Host '%s' has no compute service to disable.") %
            compute_hosts.printable(host))
    if service.status == 'disabled':
        line = _('The compute service of %(host)s is disabled already.')
    else:
        line = _('The compute service of %(host)s is disabled.')
        # From 2.53 on a service is called by its ID.
        name = ([service.id] if cs.api_version >= host_routes.UNIQUE_IDS
                else [host, BINARY])
        cs.services.disable_log_reason(*name + [reason])
    line += _(' To enable it again: nova service-enable %(name)s')
    print(line % {'host': compute_hosts.printable(host), 'name': (
        service.id if cs.api_version >= host_routes.UNIQUE_IDS
        else compute_hosts.printable(host))}, file=sys.stderr)
