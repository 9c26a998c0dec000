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
The options of the commands that act on every server of a host

Without any a command asks Nova for one server after the other, prints the
answers and leaves with the status 0, whatever they were. What only some
option needs is imported when it is given: every ``nova`` command imports this
module. :mod:`.status` tells the exit statuses.
"""

import argparse
import sys
import threading

from novaclient.i18n import _
from novaclient import utils
from novaclient.v2 import host_commands
from novaclient.v2.host_operations import change

#: What may stand for ``--force`` and ``--disk-over-commit``.
OLDER = frozenset(['--f', '--fo', '--for', '--di', '--dis'])


class _Later(str):
    """An option that what stood for an older one does not stand for."""

    def startswith(self, prefix, *args):
        # argparse asks this of every option when it meets an abbreviation.
        return (prefix not in OLDER and
                super(_Later, self).startswith(prefix, *args))


def _number(text):
    if text.isdecimal() and int(text):
        return int(text)
    raise argparse.ArgumentTypeError(
        _("'%s' is not a positive number") % text)


def _plan(path):
    from novaclient.v2.host_operations import plan
    return plan.read(path)


def _seconds(text):
    # The shell has already seen to it that it is one.
    if float(text) < threading.TIMEOUT_MAX:
        return float(text)
    raise argparse.ArgumentTypeError(_("'%s' is too long") % text)


OPTIONS = [
    ('--dry-run', dict(
        action='store_true',
        help=_('Print on which servers it would act and which of them Nova '
               'would refuse, and change nothing. The exit status is 3 if it '
               'would refuse any.'))),
    ('--plan', dict(
        metavar='<file>', type=_plan,
        help=_('Act only on the servers in this file, in its order: what '
               '"--dry-run --format json" printed, and somebody may have '
               'shortened and sorted.'))),
    ('--concurrency', dict(
        metavar='<number>', type=_number,
        help=_('Send this many requests at a time (default: 1).'))),
    ('--wait', dict(action='store_true', help=_(
        'Follow each server to its end. The exit status is 4 if one failed, '
        '5 if one has not ended in time, and 6 if one was not accepted.'))),
    ('--timeout', dict(
        dest='wait_timeout', metavar='<seconds>', type=_seconds,
        help=_('Wait for this long (default: %d).') % change.TIMEOUT)),
    ('--fail', dict(
        action='store_true',
        help=_('Exit with status 3 if any server was not accepted.'))),
    ('--format', dict(
        choices=['table', 'json'], default='table', metavar='<format>',
        help=_('Print a table (default) or one JSON document: "table" or '
               '"json".'))),
]


def options(kind):
    """Add the options of an operation to a command.

    :param kind: the class of the :class:`.Operation`
    :returns: a decorator for the function of the command
    """
    def add(func):
        known = [each for each in OPTIONS if each[0] not in kind.lacks]
        for name, kwargs in reversed(known + kind.more):
            text = kind.helps.get(name, kwargs['help'])
            utils.add_arg(func, _Later(name), **dict(kwargs, help=text))
        return func
    return add


def run(cs, args, kind):
    """Act on the servers of a host and leave with the status that it says.

    :param cs: the client
    :param args: the command line
    :param kind: the class of the :class:`.Operation`
    :raises: what :func:`.host_commands.find` raises, and
        :exc:`SystemExit` unless the status is 0
    """
    for name in ('plan', 'wait', 'wait_timeout'):
        # What the operation lacks was not given.
        setattr(args, name, getattr(args, name, None))
    _check(args, kind)
    kind.check(args)
    from novaclient.v2.host_operations import run as steps
    way = (steps.under_options if _has_options(args, kind) else steps.plain)
    status = way(cs, args, kind)
    if status:
        sys.exit(status)


def _check(args, kind):
    if args.wait_timeout is not None and not args.wait:
        host_commands.misuse(_(
            'error: --timeout needs --wait. To limit the time of a request, '
            'give it before the command.'))
    if args.plan and not args.strict:
        host_commands.misuse(_(
            'error: --plan names servers of one host, and --no-strict asks '
            'for every match; leave one of them out.'))
    if args.plan:
        args.plan.check_command(kind.command)


def _has_options(args, kind):
    return (args.dry_run or args.wait or args.fail or args.plan or
            args.format != 'table' or args.concurrency is not None or
            kind.has_options(args))
