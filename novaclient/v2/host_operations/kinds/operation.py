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
What an operation on the servers of a host is, whichever it is
"""

from novaclient.i18n import _
from novaclient.v2 import compute_hosts
from novaclient.v2.host_operations import forecast

NEVER_LAUNCHED = _('the server was never launched')
NO_FORCE = _('Nova does not force without a target host')
NO_TARGET = _('there is no compute host %s')
TASK_UNKNOWN = _('may be refused: whether it has a task is not known')
STATE_UNKNOWN = _('may be refused: its state is not known')
#: Statuses that Nova shows for a task, and in which states the server may be
#: then. Any other status is the state.
STATES = {
    'REBUILD': frozenset(['ACTIVE', 'SHUTOFF', 'ERROR']),
    'REBOOT': frozenset(['ACTIVE']), 'HARD_REBOOT': frozenset(['ACTIVE']),
    'PASSWORD': frozenset(['ACTIVE']),
    'MIGRATING': frozenset(['ACTIVE', 'PAUSED']),
    'RESIZE': frozenset(['ACTIVE', 'SHUTOFF']),
    'REVERT_RESIZE': frozenset(['VERIFY_RESIZE'])}


class Operation(object):
    """One of the operations; a subclass says which.

    * ``command``: the command that asks for it
    * ``titles``: what heads the table of what Nova answered
    * ``failure``: what precedes the error of one server there
    * ``statuses``: the states in which Nova accepts a server, and ``STATE``,
      why it refuses others
    * ``helps``: what the help of options says here, if it says something
      else; ``lacks``, those that make no sense here; and ``more``, those
      that nothing else has
    * ``fails``: whether the command has always failed when a server did

    Of those that Nova keeps records of:

    * ``kind``: the type of these records
    * ``busy``: the status of a server that is on its way
    * ``noun``, ``nouns``, ``heading``: what it is called
    * ``done``: what has become of a server that it did well with, and
      ``GIVEN_UP``, what is said where :meth:`given_up` tells otherwise
    * ``records_at_once``: whether Nova has the record when it answers
    * ``is_guarded``: whether Nova takes a second request for a server that
      is on its way, which must not be sent then
    * ``awaits_down``: whether Nova refuses while the compute service is up

    What an object of it has:

    * ``most``: how many servers are to be accepted; None if all are
    * ``needs_host``: whether it has to know the service host

    :param target: the service host that is to take the servers
    :param force: whether the scheduler is to be bypassed
    """

    most, needs_host = None, False
    helps, lacks, more = {}, frozenset(), []
    fails = is_guarded = records_at_once = awaits_down = False

    def __init__(self, target=None, force=None):
        self.target, self.force = target, force

    @classmethod
    def check(cls, args):
        """Refuse options that make no sense together.

        :param args: the command line
        :raises: :exc:`SystemExit`
        """

    @staticmethod
    def has_options(args):
        """Tell whether there are options that only this operation has."""

    @classmethod
    def of(cls, args):
        """Make the operation that a command line asks for.

        :param args: the command line; its target is a service host by now
        :returns: an :class:`Operation`
        """

    def send(self, cs, uuid):
        """Send the request for a server.

        :param cs: the client
        :param uuid: UUID of the server
        :returns: what has the ID of the request in ``request_ids``
        :raises: whatever goes wrong
        """

    def findings_of_request(self, manager):
        """Tell what Nova would make of every request.

        :param manager: a :class:`.RecordManager`
        :returns: a list of :class:`.Finding`
        :raises: what the methods of :class:`.RecordManager` raise
        """
        if self.target is None:
            return [forecast.refused(NO_FORCE)] if self.force else []
        return self.findings_of_target(
            manager.service_state(self.target), manager.api_version)

    def findings_of_target(self, state, api_version):
        """Tell what Nova would make of the target.

        :param state: that of its compute service, as
            :meth:`.RecordManager.service_state` tells it
        :param api_version: the microversion in use
        :returns: a list of :class:`.Finding`
        """
        return [] if state is not None else [forecast.refused(
            NO_TARGET % compute_hosts.printable(self.target))]

    def findings_of_host(self, manager, host):
        """Tell what Nova would make of the host.

        :param manager: a :class:`.RecordManager`
        :param host: a service host; None if it is not known
        :returns: a list of :class:`.Finding`
        :raises: what the methods of :class:`.RecordManager` raise
        """
        return []

    def findings_of_server(self, state, api_version):
        """Tell what Nova would make of a server.

        :param state: the :class:`.State` of the server
        :param api_version: the microversion in use
        :returns: a list of :class:`.Finding`
        """
        possible = STATES.get(state.status, {state.status})
        if state.status is None or (possible.intersection(self.statuses) and
                                    possible.difference(self.statuses)):
            found = [forecast.doubt(STATE_UNKNOWN)]
        elif not possible.intersection(self.statuses):
            found = [forecast.refused(self.STATE)]
        elif state.launched is False:
            found = [forecast.refused(NEVER_LAUNCHED)]
        else:
            found = []
        return found + self.findings_of_task(state, api_version)

    def findings_of_task(self, state, api_version):
        """Tell what Nova would make of the task that a server has.

        :param state: the :class:`.State` of the server
        :param api_version: the microversion in use
        :returns: a list of :class:`.Finding`
        """
        return []

    def arrives(self, api_version):
        """Tell in which state servers arrive; None if in their own."""

    def tell_before(self, cs, args, servers):
        """Say on stderr what to know before anything is sent.

        :param cs: the client
        :param args: the command line
        :param servers: a list of those that are to be sent
        """

    def prepare(self, cs, manager, host):
        """Do what has to be done before anything is sent.

        :param cs: the client
        :param manager: a :class:`.RecordManager`
        :param host: the service host; None if there may be several
        """

    def tell_answers(self, changes):
        """Say on stderr what to do about what Nova answered.

        :param changes: a list of :class:`.Change`
        """

    def given_up(self, manager, host, uuids):
        """Tell which servers failed, whatever their records say.

        :param manager: a :class:`.RecordManager`
        :param host: name of the service host
        :param uuids: a set of UUIDs of servers that were accepted
        :returns: a set of UUIDs
        """

    def attend(self, manager, changes, stop, say):
        """Do what has to be done while servers are followed.

        :param manager: a :class:`.RecordManager`
        :param changes: a list of :class:`.Change`
        :param stop: an :class:`.Interruption`
        :param say: a function that prints a line on stderr
        """

    def tell_endings(self, changes):
        """Say on stderr what is left to do.

        :param changes: a list of :class:`.Change` that were followed
        """


def judged_by_task(state, finding):
    """Tell what Nova would make of a server if any task matters.

    :param state: the :class:`.State` of the server
    :param finding: the :class:`.Finding` of one that has a task
    :returns: a list of :class:`.Finding`
    """
    if state.task:
        return [finding]
    # What tells the disk tells the task as well.
    return [forecast.doubt(TASK_UNKNOWN)] if (
        state.status and not state.disk) else []
