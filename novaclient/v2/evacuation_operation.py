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
The steps of evacuating a host, and what they say
"""

import collections
import contextlib
import sys

from novaclient import exceptions
from novaclient.i18n import _
from novaclient.v2 import compute_hosts
from novaclient.v2 import evacuation
from novaclient.v2 import evacuation_command as command
from novaclient.v2 import evacuation_document
from novaclient.v2 import evacuation_forecast
from novaclient.v2 import evacuation_guard
from novaclient.v2 import evacuation_progress
from novaclient.v2 import evacuation_records
from novaclient.v2 import evacuation_report
from novaclient.v2 import evacuation_requests
from novaclient.v2 import host_routes
from novaclient.v2 import interruption
from novaclient.v2 import patient_session


class Operation(object):
    """Evacuates the servers of a host, once.

    :param cs: the client
    :param args: the command line
    :param evacuate: a function that sends one request, as
        :class:`.evacuation_requests.Request` takes
    """

    def __init__(self, cs, args, evacuate):
        self._cs, self._args, self._evacuate = cs, args, evacuate
        self._is_document = command.FORMATS[args.format]
        self._stop = interruption.Interruption()
        self._records = evacuation_records.RecordManager(cs)
        self._service_host = self._namesakes = None
        self._evacuations = []

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
        found = command.find(self._cs, args)
        self._namesakes = found.namesakes
        servers = collections.OrderedDict(
            (each['uuid'], each) for each in found.servers)
        self._evacuations = [
            evacuation.Evacuation(uuid, each.get('name'), found.name)
            for uuid, each in servers.items()]
        if args.dry_run or args.wait or args.plan or self._is_document:
            if args.strict:
                self._name(found.name)
            else:
                self._locate(servers)
        if args.plan:
            args.plan.check(args.host, self._service_host)
            self._evacuations = args.plan.choose(self._evacuations)

    def _name(self, host):
        """Name the service host as Nova does."""
        if host is None:
            host = self._records.host_called(self._args.host)
        elif host == self._args.host:
            host = self._records.name_of(host)
        self._service_host = host
        for each in self._evacuations:
            each.host = host

    def _locate(self, servers):
        """Tell the host of each server, and the name that users gave it."""
        hosts = {}
        for each in self._evacuations:
            shown = servers[each.uuid]['hypervisor']
            hypervisor = host_routes.Hypervisor(
                shown.id, shown.hypervisor_hostname)
            if hypervisor not in hosts:
                hosts[hypervisor] = self._records.service_host(hypervisor)
            each.host = hosts[hypervisor]
        names = self._records.names_of_servers(
            list(collections.OrderedDict.fromkeys(hosts.values())))
        for each in self._evacuations:
            each.name = names.get(each.uuid)

    def _foretell(self):
        args = self._args
        self._tell_namesakes()
        evacuation_forecast.Forecast(
            self._records, args.target_host, getattr(args, 'force', False)
        ).judge(self._evacuations)
        if self._is_document:
            self._print_document(evacuation_document.state)
        else:
            evacuation_report.print_forecast(self._service_host,
                                             self._evacuations)
        return 0 if self._are_all_accepted() else command.NOT_ACCEPTED

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
                        "touched. To evacuate that, name it instead.") %
                      {'id': ident,
                       'name': compute_hosts.printable(self._args.host),
                       'host': compute_hosts.printable(host)},
                      file=sys.stderr)

    def _act(self):
        args, progress, left = self._args, None, 0
        if args.wait:
            progress = evacuation_progress.Progress(
                self._records, self._evacuations, self._stop)
            left = progress.await_down(
                args.wait_timeout or evacuation.TIMEOUT)
        if left is not None:
            self._begin(progress)
        elif not self._stop.requested:
            self._skip()
        if not self._is_document:
            evacuation_report.print_answers(self._evacuations)
            sys.stdout.flush()
        command.repeat_hint(self._evacuations)
        if progress:
            if left is not None:
                progress.follow(left)
            evacuation_report.print_endings(self._evacuations)
        if self._is_document:
            self._print_document(evacuation_document.ending if args.wait else
                                 evacuation_document.nothing)
        return self._status()

    def _begin(self, progress):
        unsent = evacuation_guard.unsent(self._records, self._evacuations)
        if progress:
            progress.begin()
        self._send(unsent)

    def _skip(self):
        for each in self._evacuations:
            each.error = evacuation.STILL_UP

    def _send(self, evacuations):
        request = evacuation_requests.CarefulRequest(self._cs, self._args,
                                                     self._evacuate)
        evacuation_requests.Sender(
            request, self._stop, self._args.concurrency or 1
        ).send(evacuations)

    def _print_document(self, describe):
        version = self._cs.api_version
        evacuation_document.print_document({
            'host': self._args.host,
            'service_host': self._service_host,
            'microversion': version.get_string(),
            'arrives': 'stopped' if version >= command.STOPPED else None,
            'dry_run': self._args.dry_run,
            'interrupted': self._stop.requested},
            self._evacuations, describe)

    def _status(self):
        outcomes = {each.outcome for each in self._evacuations
                    if self._args.wait}
        for applies, status in [
                (self._stop.requested, command.INTERRUPTED),
                (self._args.fail and not self._are_all_accepted(),
                 command.NOT_ACCEPTED),
                (evacuation.FAILED in outcomes, command.FAILED),
                (evacuation.UNFINISHED in outcomes, command.UNFINISHED),
                (None in outcomes, command.REFUSED)]:
            if applies:
                return status
        return 0

    def _are_all_accepted(self):
        return all(each.accepted for each in self._evacuations)
