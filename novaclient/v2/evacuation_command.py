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
Evacuating the servers of a host

This is what ``nova host-evacuate`` does. Unless an option says otherwise, it
asks Nova for one evacuation after the other, prints the answers and leaves
with the status 0, whatever they were. What only some option needs is imported
when it is given: every ``nova`` command imports this module.

It leaves with the first of these statuses that applies:

130
    It was interrupted, by SIGINT or SIGTERM. Requests that were under way
    were answered, others were not sent, and the table says which.
2
    The options make no sense together.
1
    There is no such host, or something that had to be read could not be.
3
    With ``--fail``, a server was not accepted, or nobody knows. With
    ``--dry-run``, one would be refused.
4
    With ``--wait``, an evacuation failed.
5
    With ``--wait``, an evacuation had not ended when the time was up.
6
    With ``--wait``, a server was not evacuated because Nova did not accept it
    or because its compute service was still up when the time was up.
"""

import argparse
import collections
import os
import sys
import threading

from novaclient import api_versions
from novaclient.i18n import _
from novaclient import shell
from novaclient import utils
from novaclient.v2 import evacuation
from novaclient.v2 import host_commands

INTERRUPTED = 130
NOT_ACCEPTED, FAILED, UNFINISHED, REFUSED = 3, 4, 5, 6
#: From here on evacuated servers arrive stopped.
STOPPED = api_versions.APIVersion('2.95')
#: What Nova says where a compute service is too old for that.
TOO_OLD = ['2.95', "'currently': "]
OLDER = 'nova --os-compute-api-version 2.94 host-evacuate'
#: What --format takes, and whether that is a document for programs.
FORMATS = collections.OrderedDict([('table', False), ('json', True)])


class _Later(str):
    """An option that what stood for ``--force`` before does not stand for."""

    def startswith(self, prefix, *args):
        # argparse asks this of every option when it meets an abbreviation.
        return (prefix not in ('--f', '--fo', '--for') and
                super(_Later, self).startswith(prefix, *args))


def _number(text):
    if text.isdecimal() and int(text):
        return int(text)
    raise argparse.ArgumentTypeError(
        _("'%s' is not a positive number") % text)


def _plan(path):
    from novaclient.v2 import evacuation_plan
    return evacuation_plan.read(path)


def _seconds(text):
    # The shell has already seen to it that it is one.
    if float(text) < threading.TIMEOUT_MAX:
        return float(text)
    raise argparse.ArgumentTypeError(_("'%s' is too long") % text)


OPTIONS = [
    (['--dry-run'], dict(
        action='store_true', default=False,
        help=_('Print which servers would be evacuated and which of them Nova '
               'would refuse, and change nothing. The exit status is 3 if it '
               'would refuse any.'))),
    (['--plan'], dict(
        metavar='<file>', type=_plan,
        help=_('Evacuate only the servers in this file, in its order: what '
               '"--dry-run --format json" printed, and somebody may have '
               'shortened and sorted.'))),
    (['--concurrency'], dict(
        metavar='<number>', type=_number,
        help=_('Send this many requests at a time (default: 1).'))),
    (['--wait'], dict(
        action='store_true', default=False,
        help=_('Wait until Nova counts the compute service as down, and '
               'follow each evacuation to its end. The exit status is 4 if an '
               'evacuation failed, 5 if one has not ended in time, and 6 if a '
               'server was not accepted.'))),
    (['--timeout'], dict(
        dest='wait_timeout', metavar='<seconds>', type=_seconds,
        help=_('Wait for this long (default: %d).') %
        evacuation.TIMEOUT)),
    ([_Later('--fail')], dict(
        action='store_true', default=False,
        help=_('Exit with status 3 if any server was not accepted.'))),
    ([_Later('--format')], dict(
        choices=list(FORMATS), default='table', metavar='<format>',
        help=_('Print a table (default) or one JSON document: "table" or '
               '"json".'))),
]


def options(func):
    """Add the options of this module to a command.

    :param func: the function of the command
    :returns: the function
    """
    for names, kwargs in reversed(OPTIONS):
        utils.add_arg(func, *names, **kwargs)
    return func


def run(cs, args, evacuate):
    """Evacuate the servers of a host and leave with the status that it says.

    :param cs: the client
    :param args: the command line
    :param evacuate: a function that sends one request, as
        :class:`.evacuation_requests.Request` takes
    :raises: what :func:`.host_commands.find` raises, and
        :exc:`SystemExit` unless the status is 0
    """
    _check(args)
    status = (_operate if _has_options(args) else _evacuate_one_by_one)(
        cs, args, evacuate)
    if status:
        sys.exit(status)


def find(cs, args):
    """Find the host and its servers, and say in which state they arrive.

    :param cs: the client
    :param args: the command line
    :returns: what :func:`.host_commands.find` returns
    :raises: what that raises
    """
    found = host_commands.find(cs, args)
    if found.servers and _is_newest_by_default(cs, args):
        print(_('NOTE: Evacuated servers arrive stopped, as they do from '
                'microversion 2.95 on. To keep their state, use "%s".') %
              OLDER, file=sys.stderr)
    return found


def repeat_hint(evacuations):
    """Say what to do where Nova refuses because of the microversion.

    From 2.95 on it refuses all while one compute service is too old. Its
    message is a dict of the versions of compute services, where it was meant
    to name the microversion.

    :param evacuations: a list of :class:`.Evacuation`
    """
    if any(words in (each.error or '') for each in evacuations
           for words in TOO_OLD):
        print(_('NOTE: Nova refuses because of microversion 2.95. Use "%s".') %
              OLDER, file=sys.stderr)


def _is_newest_by_default(cs, args):
    return (cs.api_version >= STOPPED and args.os_compute_api_version ==
            shell.DEFAULT_OS_COMPUTE_API_VERSION and
            not os.environ.get('OS_COMPUTE_API_VERSION'))


def _operate(cs, args, evacuate):
    from novaclient.v2 import evacuation_operation
    return evacuation_operation.Operation(cs, args, evacuate).run()


def _evacuate_one_by_one(cs, args, evacuate):
    """Do what the command did before it had options."""
    from novaclient.v2 import evacuation_guard
    from novaclient.v2 import evacuation_records
    from novaclient.v2 import evacuation_report
    from novaclient.v2 import evacuation_requests
    from novaclient.v2 import interruption
    found = find(cs, args)
    evacuations = [evacuation.Evacuation(each['uuid'], host=found.name)
                   for each in found.servers]
    request = evacuation_requests.Request(cs, args, evacuate)
    unsent = evacuation_guard.unsent(
        evacuation_records.RecordManager(cs), evacuations)
    with interruption.Interruption() as stop:
        evacuation_requests.Sender(request, stop, 1).send(unsent)
    evacuation_report.print_answers(evacuations)
    repeat_hint(evacuations)
    return INTERRUPTED if stop.requested else 0


def _check(args):
    if args.wait_timeout is not None and not args.wait:
        host_commands.misuse(_(
            'error: --timeout needs --wait. To limit the time of a request, '
            'give it before the command.'))
    if args.plan and not args.strict:
        host_commands.misuse(_(
            'error: --plan names servers of one host, and --no-strict asks '
            'for every match; leave one of them out.'))


def _has_options(args):
    return (args.dry_run or args.wait or args.fail or FORMATS[args.format] or
            args.plan or args.concurrency is not None)
