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
Following moves to their end
"""

import collections
import sys
import time

from novaclient.i18n import _
from novaclient.v2 import compute_hosts
from novaclient.v2.host_operations import change
from novaclient.v2.host_operations import records

#: Seconds between two looks at the records.
INTERVAL = 5
#: Seconds after which Nova has no more to do with a request that is lost.
GRACE = 60


class Progress(object):
    """Follows the moves off some hosts.

    What is new since the last look is told on stderr, on a terminal by a line
    that changes, elsewhere by a line for each server; or to a program.

    :param manager: a :class:`.RecordManager`
    :param changes: a list of :class:`.Change`
    :param stop: an :class:`.Interruption`
    :param operation: the :class:`.Operation`
    :param say: a function that takes a line; None for stderr
    """

    def __init__(self, manager, changes, stop, operation, say=None):
        self._records, self._stop = manager, stop
        self._changes, self._operation = changes, operation
        self._newest = {}
        self._told = say or _print
        self._is_live = say is None and sys.stderr.isatty()
        self._width = 0

    def begin(self):
        """See what is there before anything is sent."""
        for host, _changes in change.by_host(self._changes):
            found = self._records.records(host)
            self._newest[host] = (found[-1].id if found else
                                  records.NO_RECORD)

    def await_down(self, timeout):
        """Wait until Nova counts the compute services as down.

        Nova refuses every evacuation before.

        :param timeout: how many seconds to wait
        :returns: how many seconds are left; None if one is still up
        """
        began, told = time.monotonic(), set()
        while not self._stop.requested:
            up = [host for host, _changes in change.by_host(
                self._changes)
                if self._records.service_state(host) == 'up']
            left = timeout - (time.monotonic() - began)
            if not up:
                return max(left, 0)
            for host in up:
                if host not in told:
                    self._say(_(
                        'Nova counts the compute service of %(host)s as up '
                        'and refuses to evacuate its servers. Waiting until '
                        'it is down; to end that sooner once the host is '
                        'fenced: %(command)s') %
                        {'host': compute_hosts.printable(host),
                         'command': self._records.forcing_down(host)})
                    told.add(host)
            if left <= 0:
                break
            self._stop.sleep(min(left, INTERVAL))
        return None

    def follow(self, timeout):
        """Wait until every accepted evacuation has ended.

        It ends sooner when the time is up or when it is interrupted.

        :param timeout: how many seconds to wait
        """
        try:
            for _each in self.endings(timeout):
                pass
        except KeyboardInterrupt:
            pass
        finally:
            self._end_line()

    def endings(self, timeout):
        """Yield each change once, as soon as it is settled.

        Those that are not come last, when the time is up or when there is
        nothing more to wait for.

        :param timeout: how many seconds to wait
        """
        began, left = time.monotonic(), list(self._changes)
        while not self._stop.requested:
            self._look()
            for each in [each for each in left if not _is_unfinished(each)]:
                left.remove(each)
                yield each
            waited = time.monotonic() - began
            pause = min(timeout - waited, INTERVAL)
            if pause <= 0 or not self._is_pending(waited):
                break
            self._stop.sleep(pause)
        for each in left:
            yield each

    def _look(self):
        for host, changes in change.by_host(self._unfinished()):
            try:
                self._update(host, changes)
            except Exception as exc:
                # Whatever Nova answers, there is more to wait for, and to
                # report in the end.
                self._say(_('The state of the %(nouns)s off %(host)s is not '
                            'known for now: %(error)s') %
                          {'host': compute_hosts.printable(host),
                           'nouns': self._operation.nouns, 'error': exc})
        self._operation.attend(
            self._records, self._changes, self._stop, self._say)
        self._show()

    def _update(self, host, changes):
        # The states come first: once a server is in ERROR, its record says so
        # as well, unless nobody ever changes it.
        given_up = self._given_up(host, {
            uuid for uuid, each in changes.items() if each.accepted})
        after = min(self._after(host, each) for each in changes.values())
        for record in self._records.records(host, after,
                                            len(self._changes) + 1):
            each = changes.get(record.server)
            if each and record.id > self._after(host, each):
                self._note(each, record)
        for uuid in sorted(given_up):
            each = changes[uuid]
            if _is_unfinished(each) and (
                    each.record or not self._operation.records_at_once):
                each.given_up = self._operation.GIVEN_UP
                self._tell(each)

    def _after(self, host, one):
        """Tell the ID of the last record that cannot be this evacuation's."""
        return one.record.id - 1 if one.record else self._newest[host]

    def _note(self, one, record):
        is_news = record != one.record
        one.record, one.accepted = record, True
        if is_news:
            self._tell(one)

    def _given_up(self, host, uuids):
        return self._operation.given_up(
            self._records, host, uuids) if uuids else set()

    def _unfinished(self):
        return [each for each in self._changes
                if _is_unfinished(each)]

    def _is_pending(self, waited):
        return any(each.accepted or waited < GRACE
                   for each in self._unfinished())

    def _tell(self, one):
        if not self._is_live:
            self._say(_('%(server)s: %(standing)s') % _words(one))

    def _say(self, line):
        self._end_line()
        self._told(line)

    def _show(self):
        if not self._is_live:
            return
        count = collections.Counter(each.outcome for each in self._changes)
        line = _('%(moved)d %(done)s, %(failed)d failed, '
                 '%(unfinished)d unfinished') % dict(
                     {each: count[each] for each in change.OUTCOMES},
                     done=self._operation.done)
        print('\r' + line.ljust(self._width), end='', file=sys.stderr)
        sys.stderr.flush()
        self._width = len(line)

    def _end_line(self):
        if self._width:
            print(file=sys.stderr)
        self._width = 0


def _print(line):
    print(line, file=sys.stderr)


def _is_unfinished(subject):
    return subject.outcome not in change.SETTLED


def _words(one):
    return {'server': one.uuid, 'standing': one.standing}
