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

"""Documents, to the letter."""

import datetime
import io
import json
from unittest import mock

from novaclient.tests.unit import utils
from novaclient.v2.host_operations import change
from novaclient.v2.host_operations import document
from novaclient.v2.host_operations import records


class DocumentTest(utils.TestCase):

    def setUp(self):
        super(DocumentTest, self).setUp()
        self.out = io.StringIO()
        patch = mock.patch('sys.stdout', self.out)
        patch.start()
        self.addCleanup(patch.stop)
        self.moved = change.Change('a', 'n\u00e4me', 'node')
        self.moved.send(lambda uuid: (True, '', 'req-1'))
        self.moved.sent_at, self.moved.answered_at = [datetime.datetime(
            2026, 11, 26, 3, 0, second, tzinfo=datetime.timezone.utc)
            for second in (7, 8)]
        self.moved.record = records.Record(
            1, 'a', 'done', 'spare', 'r-1')
        self.refused = change.Change('b', 'x', 'node')
        self.refused.send(lambda uuid: (False, 'No.', 'req-2'))
        self.lost = change.Change('c')
        self.lost.send(lambda uuid: (None, 'Reset.', None))
        self.lost.sent_at = self.moved.sent_at
        self.lost.answered_at = None
        self.unsent = change.Change('d', 'unsent')

    def test_document(self):
        document.print_document(
            {'host': 'n\u00f6de'}, [self.moved, self.lost],
            lambda one: {})
        self.assertEqual("""\
{
  "host": "n\\u00f6de",
  "schema": 1,
  "servers": [
    {
      "accepted": true,
      "answered_at": "2026-11-26T03:00:08.000+00:00",
      "error": null,
      "host": "node",
      "id": "a",
      "name": "n\\u00e4me",
      "request_id": "req-1",
      "sent": true,
      "sent_at": "2026-11-26T03:00:07.000+00:00"
    },
    {
      "accepted": null,
      "answered_at": null,
      "error": "Reset.",
      "host": null,
      "id": "c",
      "name": null,
      "request_id": null,
      "sent": true,
      "sent_at": "2026-11-26T03:00:07.000+00:00"
    }
  ]
}
""", self.out.getvalue())

    def servers(self, describe):
        document.print_document({}, [
            self.moved, self.refused, self.lost, self.unsent], describe)
        return json.loads(self.out.getvalue())['servers']

    def test_endings(self):
        self.assertEqual(
            [('done', 'spare', 'r-1', 'evacuated'), (None, None, None, None),
             (None, None, None, 'unfinished'), (None, None, None, None)],
            [(each['status'], each['destination'], each['record'],
              each['outcome'])
             for each in self.servers(
                 lambda one: document.ending(one, 'evacuated'))])

    def test_states(self):
        self.moved.state = change.State(
            'ACTIVE', 'deleting', 'volume', True, None)
        self.assertEqual(
            [('ACTIVE', 'deleting', 'volume')] + [(None, None, None)] * 3,
            [(each['server_status'], each['task'], each['root_disk'])
             for each in self.servers(document.state)])

    def test_no_servers(self):
        document.print_document({}, [], None)
        self.assertEqual({'schema': 1, 'servers': []},
                         json.loads(self.out.getvalue()))
