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
What to do where microversion 2.95 is not what was wanted
"""

import os
import sys

from novaclient import api_versions
from novaclient.i18n import _
from novaclient import shell

#: From here on evacuated servers arrive stopped.
STOPPED = api_versions.APIVersion('2.95')
#: What Nova says where a compute service is too old for that: a dict of
#: versions, where it was meant to name the microversion.
TOO_OLD = ['2.95', "'currently': "]
OLDER = 'nova --os-compute-api-version 2.94 host-evacuate'


def tell_arrival(cs, args, servers):
    """Say that servers arrive stopped, unless somebody wanted that.

    :param cs: the client
    :param args: the command line
    :param servers: a list of those that are to be evacuated
    """
    if servers and _is_newest_by_default(cs, args):
        print(_('NOTE: Evacuated servers arrive stopped, as they do from '
                'microversion 2.95 on. To keep their state, use "%s".') %
              OLDER, file=sys.stderr)


def tell_refusal(changes):
    """Say so where Nova refuses because of the microversion.

    From 2.95 on it refuses all while one compute service is too old.

    :param changes: a list of :class:`.Change`
    """
    if any(words in (each.error or '') for each in changes
           for words in TOO_OLD):
        print(_('NOTE: Nova refuses because of microversion 2.95. Use "%s".') %
              OLDER, file=sys.stderr)


def _is_newest_by_default(cs, args):
    return (cs.api_version >= STOPPED and args.os_compute_api_version ==
            shell.DEFAULT_OS_COMPUTE_API_VERSION and
            not os.environ.get('OS_COMPUTE_API_VERSION'))
