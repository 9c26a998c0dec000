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

"""What is known of one server."""

from novaclient.tests.unit import utils
from novaclient.v2.host_operations import change
from novaclient.v2.host_operations import records


def _record(status):
    return records.Record(1, 'a', status, 'spare', None)


class ChangeTest(utils.TestCase):

    def setUp(self):
        super(ChangeTest, self).setUp()
        self.one = change.Change('a', 'name', 'node')

    def assert_is(self, sent, accepted, error, outcome, standing):
        self.assertEqual((sent, accepted, error, outcome, standing), (
            self.one.sent, self.one.accepted, self.one.error,
            self.one.outcome, self.one.standing))

    def test_not_sent(self):
        self.assertEqual(('a', 'name', 'node', None, None), (
            self.one.uuid, self.one.name, self.one.host, self.one.record,
            self.one.given_up))
        self.assert_is(False, False, 'Not sent: interrupted.', None,
                       'not sent')

    def test_sent(self):
        for answer, outcome, standing in [
                ((True, '', None), 'unfinished', 'accepted'),
                ((None, 'lost', None), 'unfinished', 'unknown'),
                ((False, 'no', None), None, 'not accepted')]:
            self.one.send(lambda uuid: answer)
            self.assert_is(True, answer[0], answer[1], outcome, standing)

    def test_what_is_sent(self):
        uuids = []
        self.one.send(lambda uuid: uuids.append(uuid) or (True, '', 'req'))
        self.assertEqual(['a'], uuids)

    def test_interrupted(self):
        def interrupt(uuid):
            raise KeyboardInterrupt()
        self.assertRaises(KeyboardInterrupt, self.one.send, interrupt)
        self.assert_is(True, None, 'Nova may have accepted it: interrupted '
                       'before the answer.', 'unfinished', 'unknown')

    def test_joined(self):
        self.one.join(_record('accepted'), 'a move')
        self.assert_is(False, True, 'Not sent: a move of the server '
                       'is already under way.', 'unfinished', 'accepted')
        self.assertEqual(_record('accepted'), self.one.record)

    def test_record(self):
        self.one.send(lambda uuid: (True, '', 'req'))
        for status, outcome in [
                ('accepted', 'unfinished'), ('pre-migrating', 'unfinished'),
                ('done', 'moved'), ('completed', 'moved'),
                ('error', 'failed'), ('failed', 'failed'),
                ('of-tomorrow', 'unfinished')]:
            self.one.record = _record(status)
            self.assert_is(True, True, '', outcome, status)

    def test_given_up(self):
        self.one.join(_record('accepted'), 'a move')
        self.one.given_up = 'but the server is in ERROR'
        self.assertEqual(
            ('failed', 'accepted, but the server is in ERROR'),
            (self.one.outcome, self.one.standing))

    def test_by_host(self):
        several = [change.Change(uuid, None, host)
                   for uuid, host in ['bn', 'am', 'cn']]
        b, a, c = several
        self.assertEqual(
            [('n', [('b', b), ('c', c)]), ('m', [('a', a)])],
            [(host, list(here.items()))
             for host, here in change.by_host(several)])
