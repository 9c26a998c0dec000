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
The steps of acting on a host, and what they say
"""

import collections
import contextlib
import sys

from novaclient import exceptions
from novaclient.i18n import _
from novaclient.v2 import compute_hosts
from novaclient.v2 import host_commands
from novaclient.v2.host_operations import change
from novaclient.v2.host_operations import document
from novaclient.v2.host_operations import forecast
from novaclient.v2.host_operations import guard
from novaclient.v2.host_operations import interruption
from novaclient.v2.host_operations import patient_session
from novaclient.v2.host_operations import progress
from novaclient.v2.host_operations import records
from novaclient.v2.host_operations import report
from novaclient.v2.host_operations import sender
from novaclient.v2.host_operations import status
from novaclient.v2 import host_routes


def plain(cs, args, kind):
    """Do what the command did before it had options.

    It sends one request after the other, and prints the answers.

    :param cs: the client
    :param args: the command line
    :param kind: the class of the :class:`.Operation`
    :returns: the exit status
    :raises: what :func:`.host_commands.find` raises; and what goes wrong with
        a server, if the command has always failed then
    """
    found = host_commands.find(cs, args)
    operation = kind.of(args)
    operation.tell_before(cs, args, found.servers)
    changes = [change.Change(each['uuid'], host=found.name)
               for each in found.servers]
    unsent = changes
    if operation.is_guarded:
        unsent = guard.unsent(records.RecordManager(cs, operation), changes,
                              operation)
    request = sender.FatalRequest if operation.fails else sender.Request
    with interruption.Interruption() as stop:
        changes = _send(request(cs, operation), stop, 1, changes, unsent)
    if stop.requested or not operation.fails:
        report.print_answers(changes, operation)
    operation.tell_answers(changes)
    return status.INTERRUPTED if stop.requested else 0


def under_options(cs, args, kind):
    """Do what the options say.

    :param cs: the client
    :param args: the command line
    :param kind: the class of the :class:`.Operation`
    :returns: the exit status
    :raises: what :func:`.host_commands.find` raises, for that and for
        what else is read before anything is sent
    """
    return Run(cs, args, kind).run()


class Run(object):
    """Acts on the servers of a host, once.

    :param cs: the client
    :param args: the command line
    :param kind: the class of the :class:`.Operation`
    """

    def __init__(self, cs, args, kind):
        self._cs, self._args, self._kind = cs, args, kind
        self._is_document = args.format != 'table'
        self._stop = interruption.Interruption()
        self._records = records.RecordManager(cs, kind)
        self._operation = self._service_host = self._namesakes = None
        self._changes = []

    def run(self):
        """Do what the options say.

        :returns: the exit status
        :raises: what :func:`.host_commands.find` raises, for that and for
            what else is read before anything is sent
        """
        client, args = self._cs.client, self._args
        if args.wait_timeout is not None:
            # The shell takes it for the timeout of requests as well.
            client.session.timeout = args.timeout
        with patient_session.installed(client, self._stop,
                                       args.concurrency or 1):
            self._find()
            if args.dry_run:
                return self._foretell()
            with self._stop:
                return self._act()

    def _find(self):
        """Find each server once, and its host if that is of use."""
        args = self._args
        found = host_commands.find(self._cs, args)
        self._operation = self._kind.of(args)
        self._operation.tell_before(self._cs, args, found.servers)
        self._namesakes = found.namesakes
        servers = collections.OrderedDict(
            (each['uuid'], each) for each in found.servers)
        self._changes = [
            change.Change(uuid, each.get('name'), found.name)
            for uuid, each in servers.items()]
        if (args.dry_run or args.wait or args.plan or self._is_document or
                self._operation.needs_host):
            if args.strict:
                self._name(found.name)
            else:
                self._locate(servers)
        if args.plan:
            args.plan.check(args.host, self._service_host)
            self._changes = args.plan.choose(self._changes)

    def _name(self, host):
        """Name the service host."""
        if host is None:
            with self._leniently():
                host = self._records.host_called(self._args.host)
        self._service_host = host
        for each in self._changes:
            each.host = host

    @contextlib.contextmanager
    def _leniently(self):
        """Do without the name of a host that policy hides, if that can be."""
        try:
            yield
        except exceptions.Forbidden:
            if (self._args.wait or self._args.plan or
                    self._operation.needs_host):
                raise

    def _locate(self, servers):
        """Tell the host of each server, and the name that users gave it."""
        hosts = {}
        for each in self._changes:
            shown = servers[each.uuid]['hypervisor']
            hypervisor = host_routes.Hypervisor(
                shown.id, shown.hypervisor_hostname)
            if hypervisor not in hosts:
                hosts[hypervisor] = self._records.service_host(hypervisor)
            each.host = hosts[hypervisor]
        names = self._records.names_of_servers(
            list(collections.OrderedDict.fromkeys(hosts.values())))
        for each in self._changes:
            each.name = names.get(each.uuid)

    def _foretell(self):
        self._tell_namesakes()
        forecast.Forecast(self._records, self._operation).judge(self._changes)
        self._changes = _first(self._operation.most, self._changes)
        if self._is_document:
            self._print_document(document.state)
        else:
            report.print_forecast(self._service_host, self._changes)
        return status.of_forecast(self._changes)

    def _tell_namesakes(self):
        """Say which hypervisors of the name belong to another host."""
        if not self._args.strict:
            return
        with contextlib.suppress(exceptions.Forbidden):
            if self._namesakes is None:
                self._namesakes = self._records.other_hosts(
                    self._args.host, self._service_host)
            for host, ident in self._namesakes:
                print(_("NOTE: Hypervisor %(id)s is called '%(name)s' as well "
                        "and belongs to service host %(host)s, which is not "
                        "touched. To act on that, name it instead.") %
                      {'id': ident,
                       'name': compute_hosts.printable(self._args.host),
                       'host': compute_hosts.printable(host)},
                      file=sys.stderr)

    def _act(self):
        args, follower, left = self._args, None, 0
        if args.wait:
            follower = progress.Progress(
                self._records, self._changes, self._stop, self._operation)
            left = self._await(
                follower, args.wait_timeout or change.TIMEOUT)
        if left is not None:
            self._begin(follower)
        elif not self._stop.requested:
            self._skip()
        if not self._is_document:
            report.print_answers(self._changes, self._operation)
            sys.stdout.flush()
        self._operation.tell_answers(self._changes)
        if follower:
            if left is not None:
                follower.follow(left)
            report.print_endings(self._changes, self._operation)
            self._operation.tell_endings(self._changes)
        if self._is_document:
            self._print_document(self._ending)
        return status.of_run(args, self._operation, self._stop.requested,
                             self._changes)

    def _await(self, follower, timeout):
        """Wait until Nova may accept; see :meth:`.Progress.await_down`."""
        if self._operation.awaits_down:
            return follower.await_down(timeout)
        return timeout

    def _begin(self, follower):
        unsent = self._changes
        if follower or self._operation.is_guarded:
            unsent = guard.unsent(self._records, self._changes,
                                  self._operation)
        if follower:
            follower.begin()
        if not self._stop.requested:
            self._operation.prepare(self._cs, self._records,
                                    self._service_host)
        self._changes[:] = _send(
            sender.CarefulRequest(self._cs, self._operation), self._stop,
            self._args.concurrency or 1, self._changes, unsent)

    def _skip(self):
        for each in self._changes:
            each.error = change.STILL_UP

    def _ending(self, one):
        return (document.ending(one, self._operation.done)
                if self._args.wait else {})

    def _print_document(self, describe):
        version = self._cs.api_version
        document.print_document({
            'command': self._operation.command,
            'host': self._args.host,
            'service_host': self._service_host,
            'microversion': version.get_string(),
            'arrives': self._operation.arrives(version),
            'dry_run': self._args.dry_run,
            'interrupted': self._stop.requested},
            self._changes, describe)


def _send(request, stop, concurrency, changes, unsent):
    """Send what is to be sent.

    :returns: a list of the changes, without those that the operation leaves
        out because enough were accepted
    """
    most = request.operation.most
    if most is not None:
        # At least one is sent, but for those that are under way.
        under_way = len(changes) - len(unsent)
        most = most - under_way
        if under_way and most <= 0:
            unsent = []
    is_enough = sender.Sender(request, stop, concurrency, most).send(unsent)
    if not unsent or is_enough:
        return [each for each in changes if each.sent or each.record]
    return changes


def _first(most, changes):
    """Leave out what would not be sent because enough were accepted."""
    accepted = 0
    for number, each in enumerate(changes, 1):
        accepted += each.accepted
        if most is not None and accepted >= most:
            return changes[:number]
    return changes
