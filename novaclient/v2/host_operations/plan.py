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
The servers that somebody chose from what a dry run printed
"""

import argparse
import collections
import io
import json
import sys

from novaclient.i18n import _
from novaclient.v2 import compute_hosts
from novaclient.v2 import host_commands
from novaclient.v2.host_operations import document


class Plan(collections.namedtuple('Plan', 'path command host servers')):
    """Which servers of a host a command is to take, in which order."""

    def check_command(self, command):
        """Refuse another command than the one that the plan was made for.

        :param command: the command
        :raises: :exc:`SystemExit`
        """
        if command != self.command:
            host_commands.misuse(_(
                'error: %(path)s is a plan for %(planned)s. Make another dry '
                'run with %(command)s.') % {
                    'path': self.path, 'command': command,
                    'planned': compute_hosts.printable(self.command)})

    def check(self, name, host):
        """Refuse another host than the one that the plan was made for.

        :param name: what the host was called
        :param host: name of the service host that this stands for
        :raises: :exc:`SystemExit`
        """
        if host != self.host:
            host_commands.misuse(_(
                "error: %(path)s is a plan for service host %(planned)s, and "
                "'%(name)s' is service host %(host)s. Name the host that it "
                "is for, or make another dry run.") % {
                    'path': self.path, 'host': compute_hosts.printable(host),
                    'planned': compute_hosts.printable(self.host),
                    'name': compute_hosts.printable(name)})

    def choose(self, changes):
        """Pick what was planned; stderr tells what is not there any more.

        :param changes: a list of :class:`.Change`
        :returns: a list of those that were planned, in that order
        """
        here = {each.uuid: each for each in changes}
        for each in self.servers:
            if each not in here:
                print(_('%(server)s: no longer on %(host)s; left out') %
                      {'server': compute_hosts.printable(each),
                       'host': compute_hosts.printable(self.host)},
                      file=sys.stderr)
        return [here[each] for each in self.servers if each in here]


def read(path):
    """Read a plan.

    :param path: path of a file with the document of a dry run, from which
        servers may have been taken, and whose order may have been changed
    :returns: a :class:`Plan`
    :raises: :exc:`argparse.ArgumentTypeError` if it is none
    """
    try:
        with io.open(path, encoding='utf-8') as source:
            content = json.load(source)
    except (OSError, RecursionError, ValueError) as exc:
        raise argparse.ArgumentTypeError(
            _("'%(path)s' cannot be read: %(error)s") %
            {'path': path, 'error': exc})
    try:
        return Plan(path, *_understood(content))
    except (AttributeError, KeyError, TypeError, ValueError):
        raise argparse.ArgumentTypeError(
            _("'%s' is not the document of a dry run. Make one with --dry-run "
              "--format json.") % path)


def _understood(content):
    """Read a command, a service host and the UUIDs of servers."""
    # One that is older does not say, and only this could make it.
    command = content.get('command', 'host-evacuate')
    host = content['service_host']
    servers = [each['id'] for each in content['servers']]
    if not (content['schema'] == document.SCHEMA and
            content['dry_run'] is True and
            all(isinstance(each, str) for each in
                [command, host] + servers) and
            len(set(servers)) == len(servers)):
        raise ValueError()
    return command, host, servers
