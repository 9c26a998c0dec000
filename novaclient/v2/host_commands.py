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
What the commands share that act on every server of a host
"""

import contextlib
import sys

from keystoneauth1 import exceptions as ksa_exceptions

from novaclient import exceptions
from novaclient.i18n import _
from novaclient.v2 import compute_hosts

#: How many names a person is shown before the rest is counted.
SHOWN = 10
NO_STRICT = _(
    'DEPRECATED: Act on every hypervisor whose hostname contains <host>. This '
    'option will be removed in the first release after the Nova server 35.0.0 '
    '(2027.1) release. Run the command once per hypervisor, with its full '
    'hostname, instead.')
BY = dict(
    metavar='<kind>', choices=compute_hosts.KINDS,
    help=_('Take <host> as the name of a service host only ("service"), or as '
           'a hypervisor hostname only ("hypervisor"). Without it a service '
           'host that has servers is meant, or else the hypervisor.'))
MISUSED = 2


def find(cs, args):
    """Find the host that a command acts on, its servers and its target.

    With ``--no-strict`` the servers are those of every hypervisor whose
    hostname contains the name, as Nova lists them, and stderr says which.
    Otherwise they are those of the one host, and the target is the one host
    of its name; stderr says which names are near when there is none.

    :param cs: the client
    :param args: the command line, with ``host``, ``strict`` and ``by``, and
        perhaps ``target_host``, which becomes the name of a service host
    :returns: a :class:`.ComputeHost`; with ``--no-strict`` it has no name,
        and each of its servers has also the key ``hypervisor``, the one that
        lists it
    :raises: what :meth:`.ComputeHostManager.find` raises
    """
    if not args.strict:
        _check_kind(args)
        return compute_hosts.ComputeHost(
            None, _servers_of_matches(cs, args.host))
    with _suggestions(cs, args.host):
        found = cs.compute_hosts.find(args.host, args.by)
    target = getattr(args, 'target_host', None)
    if target is not None:
        with _suggestions(cs, target):
            args.target_host = cs.compute_hosts.find_target(target)
    return found


def near_misses(name, names):
    """Rank the names that somebody may have meant.

    :param name: the name that was not found
    :param names: the names that exist
    :returns: those with other letter case, then those with the same first
        label, then those that contain the name; the shortest first each
    """
    wanted, label = name.lower(), compute_hosts.first_label(name)
    near = []
    for is_near in (lambda other: other == wanted,
                    lambda other: compute_hosts.first_label(other) == label,
                    lambda other: wanted in other):
        near += sorted((each for each in set(names).difference(near)
                        if is_near(each.lower())),
                       key=lambda each: (len(each), each))
    return near


def misuse(message):
    """End a command whose options make no sense together.

    :param message: what is wrong and what to do
    :raises: :exc:`SystemExit`
    """
    print(message, file=sys.stderr)
    sys.exit(MISUSED)


def _check_kind(args):
    if args.by:
        misuse(_('error: --by names one host, and --no-strict asks for every '
                 'match; leave one of them out.'))


def _servers_of_matches(cs, name):
    _warn(name)
    hypervisors = cs.hypervisors.search(name, servers=True)
    _print_names(
        _("Hypervisors that match '%(name)s': %(count)d") %
        {'name': compute_hosts.printable(name), 'count': len(hypervisors)},
        [each.hypervisor_hostname for each in hypervisors])
    return [dict(server, hypervisor=each) for each in hypervisors
            for server in getattr(each, 'servers', ())]


def _warn(name):
    print(_("WARNING: Option '--no-strict' is deprecated: it acts on every "
            "hypervisor whose hostname contains '%s'. It will be removed in "
            "the first release after the Nova server 35.0.0 (2027.1) release. "
            "Run the command once per hypervisor, with its full hostname, "
            "instead.") % compute_hosts.printable(name), file=sys.stderr)


@contextlib.contextmanager
def _suggestions(cs, name):
    try:
        yield
    except exceptions.NotFound:
        _suggest(cs, name)
        raise


def _suggest(cs, name):
    """Print what is near; that the name was not found is said in any case."""
    try:
        names = cs.compute_hosts.names() if name else set()
        near = near_misses(name, names - {name})
    except (exceptions.ClientException, ksa_exceptions.ClientException):
        return
    if near:
        _print_names(_('Did you mean:'), near)


def _print_names(heading, names):
    print(heading, file=sys.stderr)
    for name in names[:SHOWN]:
        print('  %s' % compute_hosts.printable(name), file=sys.stderr)
    if len(names) > SHOWN:
        print(_('  and %d more') % (len(names) - SHOWN), file=sys.stderr)
