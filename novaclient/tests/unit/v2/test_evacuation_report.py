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

"""Tables and documents, to the letter."""

import io
import json
from unittest import mock

from novaclient.tests.unit import utils
from novaclient.v2 import evacuation
from novaclient.v2 import evacuation_records
from novaclient.v2 import evacuation_report


class ReportTest(utils.TestCase):

    def setUp(self):
        super(ReportTest, self).setUp()
        self.streams = {'stdout': io.StringIO(), 'stderr': io.StringIO()}
        patch = mock.patch.multiple('sys', **self.streams)
        patch.start()
        self.addCleanup(patch.stop)
        self.moved = evacuation.Evacuation('a', 'n\u00e4me', 'node')
        self.moved.send(lambda uuid: (True, ''))
        self.moved.record = evacuation_records.Record(1, 'a', 'done', 'spare')
        self.refused = evacuation.Evacuation('b', 'x\x1b[2J', 'node')
        self.refused.send(lambda uuid: (False, 'No.'))
        self.lost = evacuation.Evacuation('c')
        self.lost.send(lambda uuid: (None, 'Reset.'))
        self.unsent = evacuation.Evacuation('d', 'unsent')
        self.all = [self.moved, self.refused, self.lost, self.unsent]

    def assert_printed(self, out, err=''):
        self.assertEqual((out, err), tuple(
            self.streams[name].getvalue() for name in ('stdout', 'stderr')))

    def test_answers(self):
        evacuation_report.print_answers(self.all)
        self.assert_printed("""\
+-------------+-------------------+------------------------+
| Server UUID | Evacuate Accepted | Error Message          |
+-------------+-------------------+------------------------+
| a           | True              |                        |
| b           | False             | No.                    |
| c           | Unknown           | Reset.                 |
| d           | False             | Not sent: interrupted. |
+-------------+-------------------+------------------------+
""")

    def test_forecast(self):
        self.moved.state = evacuation.State('ACTIVE', 'powering-off', 'image')
        evacuation_report.print_forecast(self.all[:2])
        out = self.streams['stdout'].getvalue().splitlines()
        self.assertEqual(
            ['Server UUID', 'Name', 'Status', 'Task', 'Root Disk', 'Host',
             'Would Be Accepted', 'Reason'], self._cells(out[1]))
        self.assertEqual(
            [['a', 'n\u00e4me', 'ACTIVE', 'powering-off', 'image', 'node',
              'True', ''],
             ['b', 'x\\x1b[2J', '-', '-', '-', 'node', 'False', 'No.']],
            [self._cells(line) for line in out[3:5]])

    def _cells(self, line):
        return [cell.strip() for cell in line.strip('|').split('|')]

    def test_endings(self):
        evacuation_report.print_endings(self.all)
        self.assert_printed('', """\
+-------------+----------+--------------+-------------+
| Server UUID | Name     | Evacuation   | Destination |
+-------------+----------+--------------+-------------+
| a           | n\u00e4me     | done         | spare       |
| b           | x\\x1b[2J | not accepted | -           |
| c           | -        | unknown      | -           |
| d           | unsent   | not sent     | -           |
+-------------+----------+--------------+-------------+
Not ended yet; --wait follows them when it is run again:
  c
""")

    def test_several_that_have_not_ended(self):
        self.moved.record = None
        evacuation_report.print_endings([self.moved, self.lost])
        self.assertTrue(self.streams['stderr'].getvalue().endswith(
            '+\nNot ended yet; --wait follows them when it is run again:\n'
            '  a\n  c\n'))

    def test_none_that_has_not_ended(self):
        evacuation_report.print_endings([self.moved])
        self.assertTrue(self.streams['stderr'].getvalue().endswith('+\n'))

    def test_document(self):
        evacuation_report.print_document(
            {'host': 'n\u00f6de'}, [self.moved, self.lost], lambda each: {})
        self.assert_printed("""\
{
  "host": "n\\u00f6de",
  "schema": 1,
  "servers": [
    {
      "accepted": true,
      "error": null,
      "host": "node",
      "id": "a",
      "name": "n\\u00e4me",
      "sent": true
    },
    {
      "accepted": null,
      "error": "Reset.",
      "host": null,
      "id": "c",
      "name": null,
      "sent": true
    }
  ]
}
""")

    def test_document_with_endings(self):
        evacuation_report.print_document({}, self.all,
                                         evacuation_report.ending)
        document = json.loads(self.streams['stdout'].getvalue())
        self.assertEqual(
            [('done', 'spare', 'evacuated'), (None, None, None),
             (None, None, 'unfinished'), (None, None, None)],
            [(each['status'], each['destination'], each['outcome'])
             for each in document['servers']])

    def test_document_without_servers(self):
        evacuation_report.print_document({}, [], None)
        self.assertEqual({'schema': 1, 'servers': []},
                         json.loads(self.streams['stdout'].getvalue()))
