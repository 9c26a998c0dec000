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
What the evacuation of a host prints

Tables for people on stdout or stderr, or one document for programs on stdout.
"""

import contextlib
import json
import sys

from novaclient.i18n import _
from novaclient import utils
from novaclient.v2 import compute_hosts
from novaclient.v2 import evacuation

#: Raised by one when a program that reads the document must be changed.
SCHEMA = 1


class _Row(object):
    """A row for :func:`novaclient.utils.print_list`."""

    def __init__(self, fields, values):
        for field, value in zip(fields, values):
            setattr(self, field.lower().replace(' ', '_'), value)


def print_answers(evacuations):
    """Print what Nova answered, as the command always has.

    :param evacuations: a list of :class:`.Evacuation`
    """
    _print(['Server UUID', 'Evacuate Accepted', 'Error Message'], [
        (each.uuid, _('Unknown') if each.accepted is None else each.accepted,
         each.error) for each in evacuations])


def print_forecast(evacuations):
    """Print what Nova would answer.

    :param evacuations: a list of :class:`.Evacuation` that were judged
    """
    _print(['Server UUID', 'Name', 'Status', 'Task', 'Root Disk', 'Host',
            'Would Be Accepted', 'Reason'],
           [(each.uuid, _shown(each.name)) + tuple(
               value or '-' for value in each.state) +
            (_shown(each.host), each.accepted, each.error)
            for each in evacuations])


def print_endings(evacuations):
    """Print on stderr how evacuations ended, and which did not.

    :param evacuations: a list of :class:`.Evacuation`
    """
    with contextlib.redirect_stdout(sys.stderr):
        _print(['Server UUID', 'Name', 'Evacuation', 'Destination'], [
            (each.uuid, _shown(each.name), each.standing,
             _shown(_destination(each))) for each in evacuations])
    unfinished = [each.uuid for each in evacuations
                  if each.outcome not in evacuation.SETTLED]
    if unfinished:
        print(_('Not ended yet; --wait follows them when it is run again:'),
              *unfinished, sep='\n  ', file=sys.stderr)


def ending(one):
    """Tell in a document how an evacuation ended.

    :param one: an :class:`.Evacuation`
    :returns: a dict
    """
    return {'status': one.record and one.record.status,
            'destination': _destination(one), 'outcome': one.outcome}


def print_document(head, evacuations, describe):
    """Print one JSON document.

    :param head: a dict of what concerns all servers
    :param evacuations: a list of :class:`.Evacuation`
    :param describe: a function that returns of one a dict of what the options
        in use add to it
    """
    document = dict(head, schema=SCHEMA, servers=[
        dict(describe(each), id=each.uuid, name=each.name, host=each.host,
             sent=each.sent, accepted=each.accepted, error=each.error or None)
        for each in evacuations])
    print(json.dumps(document, indent=2, sort_keys=True))


def _print(fields, rows):
    utils.print_list([_Row(fields, row) for row in rows], fields)


def _shown(name):
    return name and compute_hosts.printable(name)


def _destination(one):
    return one.record and one.record.destination
