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
Evacuating a host as the command did before it had options
"""

from novaclient.v2 import host_commands
from novaclient.v2.host_operations import evacuation
from novaclient.v2.host_operations import guard
from novaclient.v2.host_operations import hints
from novaclient.v2.host_operations import interruption
from novaclient.v2.host_operations import records
from novaclient.v2.host_operations import report
from novaclient.v2.host_operations import sender
from novaclient.v2.host_operations import status


def run(cs, args, evacuate):
    """Send one request after the other, and print the answers.

    :param cs: the client
    :param args: the command line
    :param evacuate: a function that sends one request, as
        :class:`.sender.Request` takes
    :returns: the exit status
    :raises: what :func:`.host_commands.find` raises
    """
    found = host_commands.find(cs, args)
    hints.tell_arrival(cs, args, found.servers)
    evacuations = [evacuation.Evacuation(each['uuid'], host=found.name)
                   for each in found.servers]
    unsent = guard.unsent(records.RecordManager(cs), evacuations)
    with interruption.Interruption() as stop:
        sender.Sender(sender.Request(cs, args, evacuate), stop, 1).send(unsent)
    report.print_answers(evacuations)
    hints.tell_refusal(evacuations)
    return status.INTERRUPTED if stop.requested else 0
