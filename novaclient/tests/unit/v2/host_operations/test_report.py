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

"""Tables, to the letter."""

import io
import os
import sys
from unittest import mock

from testtools import matchers

from novaclient.tests.unit import utils
from novaclient.v2.host_operations import change
from novaclient.v2.host_operations.kinds import evacuation
from novaclient.v2.host_operations import records
from novaclient.v2.host_operations import report


class ReportTest(utils.TestCase):

    def setUp(self):
        super(ReportTest, self).setUp()
        self.streams = {'stdout': io.StringIO(), 'stderr': io.StringIO()}
        patch = mock.patch.multiple('sys', **self.streams)
        patch.start()
        self.addCleanup(patch.stop)
        self.moved = change.Change('a', 'n\u00e4me', 'node')
        self.moved.send(lambda uuid: (True, '', 'req-1'))
        self.moved.record = records.Record(
            1, 'a', 'done', 'spare', 'r-1')
        self.refused = change.Change('b', 'x\x1b[2J', 'node')
        self.refused.send(lambda uuid: (False, 'No.', 'req-2'))
        self.lost = change.Change('c')
        self.lost.send(lambda uuid: (None, 'Reset.', None))
        self.unsent = change.Change('d', 'unsent')
        self.all = [self.moved, self.refused, self.lost, self.unsent]

    def assert_printed(self, out, err=''):
        self.assertEqual((out, err), tuple(
            self.streams[name].getvalue() for name in ('stdout', 'stderr')))

    def test_answers(self):
        report.print_answers(self.all, evacuation.Evacuation)
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

    def foretold(self, *evacuations):
        report.print_forecast('node', evacuations)
        return self.streams['stdout'].getvalue()

    def test_forecast(self):
        self.moved.state = change.State(
            'ACTIVE', 'deleting', 'image', True, None)
        unsure = change.Change('e', host='node')
        unsure.accepted, unsure.error = True, 'maybe'
        out = self.foretold(self.moved, self.refused, unsure)
        self.assertEqual("""\
Service host: node
+-------------+----------+--------+----------+-------+-------------+
| Server UUID | Name     | Status | Task     | Disk  | Forecast    |
+-------------+----------+--------+----------+-------+-------------+
| a           | n\u00e4me     | ACTIVE | deleting | image | accepted    |
| b           | x\\x1b[2J | -      | -        | -     | refused [1] |
| e           | -        | -      | -        | -     | unsure [2]  |
+-------------+----------+--------+----------+-------+-------------+
[1] No.
[2] maybe
""", out)

    def wide(self):
        uuid = '00000022-5f0c-4d5a-9c1e-0123456789ab'
        one = change.Change(uuid, 'payroll-' * 8, 'node')
        one.state = change.State('VERIFY_RESIZE', 'resize_reverting',
                                 'volume', True, None)
        one.accepted, one.error = True, 'because ' * 20
        return one

    def test_forecast_is_readable_at_100_columns(self):
        out = self.foretold(self.wide())
        self.assertLessEqual(max(map(len, out.splitlines())), 100)
        self.assertIn('| %s |' % self.wide().uuid, out)
        self.assertEqual(64, out.count('payroll-') * 8)
        self.assertIn('\n[1] because because', out)
        self.assertIn('\n    because', out)

    def test_forecast_on_a_terminal(self):
        size = os.terminal_size((300, 50))
        with mock.patch.object(sys.stdout, 'isatty', lambda: True), \
                mock.patch('shutil.get_terminal_size', return_value=size):
            out = self.foretold(self.wide())
        self.assertIn('| %s |' % ('payroll-' * 8), out)
        self.assertIn('[1]' + ' because' * 20 + '\n', out)

    def test_forecast_where_nothing_fits(self):
        """Columns that can be read go before lines that are short."""
        size = os.terminal_size((20, 50))
        with mock.patch.object(sys.stdout, 'isatty', lambda: True), \
                mock.patch('shutil.get_terminal_size', return_value=size):
            out = self.foretold(self.wide())
        self.assertIn('| payroll- |', out)
        self.assertIn('| VERIFY_R |', out)

    def test_forecast_of_nothing(self):
        self.assertThat(self.foretold(), matchers.StartsWith(
            'Service host: node\n+'))

    def test_endings(self):
        report.print_endings(self.all, evacuation.Evacuation)
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

    def test_endings_are_readable_at_100_columns(self):
        one = self.wide()
        one.join(records.Record(1, one.uuid, 'accepted',
                                'XXXX-HOST-YYYY34', None), 'it')
        one.given_up = evacuation.Evacuation.GIVEN_UP
        report.print_endings([one], evacuation.Evacuation)
        err = self.streams['stderr'].getvalue()
        self.assertLessEqual(max(map(len, err.splitlines())), 100)

    def test_several_that_have_not_ended(self):
        self.moved.record = None
        report.print_endings([self.moved, self.lost], evacuation.Evacuation)
        self.assertTrue(self.streams['stderr'].getvalue().endswith(
            '+\nNot ended yet; --wait follows them when it is run again:\n'
            '  a\n  c\n'))

    def test_none_that_has_not_ended(self):
        report.print_endings([self.moved], evacuation.Evacuation)
        self.assertTrue(self.streams['stderr'].getvalue().endswith('+\n'))
