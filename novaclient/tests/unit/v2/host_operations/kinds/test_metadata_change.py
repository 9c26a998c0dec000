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

"""What host-meta alone has."""

import json

import testscenarios

from novaclient.tests.unit.v2 import fake_cloud
from novaclient.tests.unit.v2.host_operations import test_run_of_siblings
from novaclient.tests.unit.v2 import nova_command

SERVERS = test_run_of_siblings.SERVERS
STATE = ('the server is neither active nor paused nor stopped nor suspended')


class TestCase(test_run_of_siblings.MoveTestCase):
    scenarios = testscenarios.multiply_scenarios(
        test_run_of_siblings.COMMANDS[2:],
        nova_command.microversions('2.52'))

    def use(self, *arguments):
        self.arguments = list(arguments)


class OptionTest(TestCase):

    def test_it_goes_on(self):
        """It says which server failed, and leaves with a status."""
        self.fault('s07', fake_cloud.Refusal(409, 'Busy.'))
        row = self.row('False', 'Busy. (HTTP 409) (Request-ID: req-fake)')
        for options in (['--fail'], ['--concurrency', '1']):
            self.cloud.forget_requests()
            result = self.run_on('node', *options)
            self.assertEqual(
                nova_command.Result(3, self.table(s07=row), ''), result)
            self.assert_sent_in_order()

    def test_without_an_option_it_ends(self):
        self.fault('s07', fake_cloud.Refusal(409, 'Busy.'))
        result = self.run_on('node')
        self.assertEqual(nova_command.Result(
            1, '', 'ERROR (Conflict): Busy. (HTTP 409) (Request-ID: '
            'req-fake)\n'), result)
        self.assert_sent_in_order(SERVERS[:8])

    def test_without_an_option_it_says_nothing(self):
        self.assertEqual(nova_command.Result(0, '', ''), self.run_on('node'))
        self.assertEqual(self.reads, self.cloud.reads)

    def test_an_answer_that_nobody_can_read(self):
        if 'set' in self.arguments:
            self.fault('s07', fake_cloud.Garbage('<html>'))
            result = self.run_on('node', '--format', 'json')
            self.assertEqual(3, result.status)
            self.assertIsNone(json.loads(result.out)['servers'][7][
                'accepted'])

    def test_what_it_does_not_have(self):
        for option in ('--wait', '--plan=x', '--confirm',
                       '--disable-reason=x'):
            result = self.run_on('node', option)
            self.assertEqual((2, ''), (result.status, result.out))
            self.assertIn('unrecognized arguments: ' + option, result.err)

    def test_help(self):
        words = ' '.join(self.nova('help', 'host-meta').out.split())
        for each in ('[--dry-run] [--concurrency <number>] [--fail] '
                     '[--format <format>]',
                     'Go on after a server whose metadata Nova does not '
                     'change, as with any of these options.'):
            self.assertIn(each, words)


class ForecastTest(TestCase):

    def foretell(self):
        result = self.run_on('node', '--dry-run', '--format', 'json')
        self.assertEqual([], self.cloud.changes)
        return {each['id']: (each['accepted'], each['error'])
                for each in json.loads(result.out)['servers']}, result.status

    def test_nova_agrees(self):
        nova, cases = self.cloud.nova, [
            (status, None) for status in fake_cloud.STATUSES
            if 'DELETED' not in status] + [
            (state, task) for tasks, states in fake_cloud.TASKS.values()
            for task in tasks[:1] + ['powering-off'] for state in states]
        for number in range(0, len(cases), len(SERVERS)):
            here = dict(zip(SERVERS, cases[number:]))
            for uuid, (status, task) in here.items():
                nova.server(uuid).update(
                    {'status': status, fake_cloud.TASK: task})
            foretold, _status = self.foretell()
            result = self.run_on('node', '--format', 'json')
            self.cloud.forget_requests()
            for each in json.loads(result.out)['servers']:
                accepted, error = foretold[each['id']]
                if error != 'may be refused: its state is not known':
                    self.assertEqual(each['accepted'], accepted, each)

    def test_services_do_not_matter(self):
        for state in ('down', 'deleted'):
            self.cloud.nova.fleet[0].state = state
            foretold, status = self.foretell()
            self.assertEqual((0, {(True, None)}),
                             (status, set(foretold.values())))

    def test_keys_that_are_not_there(self):
        self.use('delete', 'k', 'other')
        foretold, status = self.foretell()
        self.assertEqual(
            (3, {(False, "the server has no metadata 'other'")}),
            (status, set(foretold.values())))

    def test_keys_that_nova_does_not_tell(self):
        self.use('delete', 'other')
        self.cloud.fault('GET', '/servers/detail',
                         fake_cloud.Refusal(500, 'Neutron'))
        foretold, status = self.foretell()
        self.assertEqual((0, {(True, None)}),
                         (status, set(foretold.values())))

    def test_status(self):
        self.cloud.nova.server('s03')['status'] = 'RESCUE'
        foretold, status = self.foretell()
        self.assertEqual((3, (False, STATE)), (status, foretold['s03']))


class InterruptedTest(TestCase):

    def test_twice(self):
        """What nobody has seen answered may have been done."""
        nova_command.default_signals(self)
        self.fault('s07', lambda: [self.interrupt(), self.interrupt()], 1)
        result = self.run_on('node')
        rows = {each: ('False', 'Not sent: interrupted.')
                for each in SERVERS[8:]}
        rows['s07'] = ('Unknown', 'Nova may have accepted it: interrupted '
                       'before the answer.')
        self.assertEqual((130, self.table(**rows)),
                         (result.status, result.out))
