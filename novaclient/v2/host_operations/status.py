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
With which status an operation on a host ends

It is the first of these that applies:

130
    It was interrupted, by SIGINT or SIGTERM. Requests that were under way
    were answered, others were not sent, and the table says which.
2
    The options make no sense together.
1
    There is no such host, or something that had to be read could not be.
3
    With ``--fail``, a server was not accepted, or nobody knows. With
    ``--dry-run``, one would be refused, or would fail at once.
4
    With ``--wait``, the move of a server failed.
5
    With ``--wait``, one had not ended when the time was up.
6
    With ``--wait``, a server was not moved because Nova did not accept it or
    because its compute service was still up when the time was up.
"""

from novaclient.v2.host_operations import change

INTERRUPTED = 130
NOT_ACCEPTED, FAILED, UNFINISHED, REFUSED = 3, 4, 5, 6


def of_run(args, operation, interrupted, changes):
    """Tell the status of a run.

    :param args: the command line
    :param operation: the :class:`.Operation`
    :param interrupted: whether it was interrupted
    :param changes: a list of :class:`.Change`
    :returns: the status
    """
    outcomes = {each.outcome for each in changes if args.wait}
    for applies, status in [
            (interrupted, INTERRUPTED),
            ((args.fail or operation.fails) and not _are_all_accepted(changes),
             NOT_ACCEPTED),
            (change.FAILED in outcomes, FAILED),
            (change.UNFINISHED in outcomes, UNFINISHED),
            (None in outcomes, REFUSED)]:
        if applies:
            return status
    return 0


def of_forecast(changes):
    """Tell the status of a dry run.

    :param changes: a list of :class:`.Change` that were judged
    :returns: the status
    """
    is_well = _are_all_accepted(changes) and not any(
        each.doomed for each in changes)
    return 0 if is_well else NOT_ACCEPTED


def _are_all_accepted(changes):
    return all(each.accepted for each in changes)
