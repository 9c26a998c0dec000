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
What an operation on a host prints for people, on stdout or stderr
"""

import contextlib
import shutil
import sys
import textwrap

from novaclient.i18n import _
from novaclient import utils
from novaclient.v2 import compute_hosts
from novaclient.v2.host_operations import change

#: How wide tables may be where there is no terminal.
WIDTH = 100
#: Columns are not made narrower than this.
NARROW = 8
FORECAST = [_('Server UUID'), _('Name'), _('Status'), _('Task'),
            _('Disk'), _('Forecast')]


class _Row(object):
    """A row for :func:`novaclient.utils.print_list`."""

    def __init__(self, fields, values):
        for field, value in zip(fields, values):
            setattr(self, field.lower().replace(' ', '_'), value)


class _Notes(object):
    """Notes under a table, each printed once and numbered."""

    def __init__(self):
        self._notes = []

    def mark(self, note):
        """Return the mark of a note, which is empty if there is none."""
        if not note:
            return ''
        if note not in self._notes:
            self._notes.append(note)
        return ' [%d]' % (self._notes.index(note) + 1)

    def print(self):
        for note in self._notes:
            mark = self.mark(note)[1:]
            print(textwrap.fill('%s %s' % (mark, note), _columns(),
                                subsequent_indent=' ' * (len(mark) + 1)))


def print_answers(changes, operation):
    """Print what Nova answered, as the command always has.

    :param changes: a list of :class:`.Change`
    :param operation: the :class:`.Operation`
    """
    _print(operation.titles, [
        (each.uuid, _('Unknown') if each.accepted is None else each.accepted,
         each.error) for each in changes])


def print_forecast(host, changes):
    """Print what Nova would answer, a table for each service host.

    :param host: name of the service host; None if there may be several
    :param changes: a list of :class:`.Change` that were judged
    """
    notes = _Notes()
    for name, here in change.by_host(changes) or [(host, {})]:
        print(_('Service host: %s') % _shown(name))
        _print(FORECAST, _fitting(FORECAST, [
            [each.uuid, _shown(each.name)] +
            [value or '-' for value in each.state[:3]] +
            [_forecast(each, notes)]
            for each in here.values()], flexible=[1, 2, 3]))
    notes.print()


def print_endings(changes, operation):
    """Print on stderr how moves ended, and which did not.

    :param changes: a list of :class:`.Change`
    :param operation: the :class:`.Operation`
    """
    fields = [_('Server UUID'), _('Name'), operation.heading,
              _('Destination')]
    with contextlib.redirect_stdout(sys.stderr):
        _print(fields, _fitting(fields, [
            [each.uuid, _shown(each.name), each.standing,
             _shown(each.record and each.record.destination)]
            for each in changes], flexible=[1, 2, 3]))
    unfinished = [each.uuid for each in changes
                  if each.outcome not in change.SETTLED]
    if unfinished:
        print(_('Not ended yet; --wait follows them when it is run again:'),
              *unfinished, sep='\n  ', file=sys.stderr)


def _forecast(one, notes):
    if not one.accepted:
        word = _('refused')
    elif one.doomed:
        word = _('fails')
    else:
        word = _('unsure') if one.error else _('accepted')
    return word + notes.mark(one.error)


def _print(fields, rows):
    utils.print_list([_Row(fields, row) for row in rows], fields)


def _fitting(fields, rows, flexible):
    """Break the lines of some columns where a table would be too wide."""
    widths = [max(map(len, column)) for column in zip(fields, *rows)]
    frame = 3 * len(widths) + 1
    while sum(widths) + frame > _columns():
        widest = max(flexible, key=widths.__getitem__)
        if widths[widest] <= NARROW:
            break
        widths[widest] -= 1
    return [[value if len(value) <= width else textwrap.fill(value, width)
             for value, width in zip(row, widths)] for row in rows]


def _columns():
    if not sys.stdout.isatty():
        return WIDTH
    return shutil.get_terminal_size((WIDTH, 0)).columns


def _shown(name):
    return '-' if name is None else compute_hosts.printable(name)
