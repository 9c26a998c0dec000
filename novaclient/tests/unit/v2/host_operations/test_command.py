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

"""The options of host-evacuate, and what they leave as it was."""

import argparse
import signal
import threading
from unittest import mock

import testscenarios

from novaclient.tests.unit.v2 import fake_cloud
from novaclient.tests.unit.v2 import nova_command
from novaclient.v2.host_operations import command
from novaclient.v2.host_operations import run
from novaclient.v2.host_operations import sender

EVERY_MICROVERSION = nova_command.microversions(
    '2.13', '2.14', '2.29', '2.67', '2.68', '2.95')
TITLES = ('Server UUID', 'Evacuate Accepted', 'Error Message')


class TestCase(nova_command.TestCase):

    def setUp(self):
        super(TestCase, self).setUp()
        node = fake_cloud.Hypervisor
        self.cloud = fake_cloud.FakeCloud(self.requests_mock, [
            node('node', ['a', 'b']), node('node0', ['c']),
            node('spare', state='up')])

    def seen(self, *argv):
        """What an operation is given, instead of having it run."""
        def remember(cs, args, evacuate):
            seen.append(args)
            return 0
        seen = []
        with mock.patch.object(run, 'under_options', remember), \
                mock.patch.object(run, 'plain', remember):
            result = self.nova('host-evacuate', *argv)
        self.assertEqual((0, ''), (result.status, result.err))
        return seen[0]

    def assert_misused(self, error, *argv):
        result = self.nova(*argv)
        self.assertEqual((2, ''), (result.status, result.out))
        self.assertIn('error: %s\n' % error, result.err)
        self.assertEqual([], self.cloud.changes)
        self.assertEqual([], self.cloud.reads)


class OptionTest(TestCase):

    scenarios = EVERY_MICROVERSION

    def test_defaults(self):
        args = self.seen('node')
        self.assertEqual(
            (False, None, False, None, False, 'table'),
            (args.dry_run, args.concurrency, args.wait, args.wait_timeout,
             args.fail, args.format))

    def test_all(self):
        args = self.seen('node', '--dry-run', '--concurrency', '8', '--wait',
                         '--timeout', '1.5', '--fail', '--format', 'json')
        self.assertEqual(
            (True, 8, True, 1.5, True, 'json'),
            (args.dry_run, args.concurrency, args.wait, args.wait_timeout,
             args.fail, args.format))

    def test_which_of_them_make_a_difference(self):
        for argv, expected in [
                ([], 'plain'),
                (['--format', 'table'], 'plain'),
                (['--strict'], 'plain'),
                (['--target', 'spare'], 'plain'),
                (['--dry-run'], 'under_options'),
                (['--concurrency', '1'], 'under_options'),
                (['--wait'], 'under_options'), (['--fail'], 'under_options'),
                (['--format', 'json'], 'under_options')]:
            ways = {'plain': 0, 'under_options': 0, expected: 7}
            with mock.patch.multiple(run, **{
                    way: mock.Mock(return_value=ways[way]) for way in ways}):
                result = self.nova('host-evacuate', 'node', *argv)
            self.assertEqual(7, result.status)

    def test_misuse(self):
        for option, values in [
                ('--concurrency', ['0', '-1', '1.5', 'x', '', '\u00b2']),
                ('--format', ['xml', 'JSON', ''])]:
            for value in values:
                result = self.nova('host-evacuate', 'node',
                                   '%s=%s' % (option, value))
                self.assertEqual((2, ''), (result.status, result.out))
                self.assertIn('error: argument %s: ' % option, result.err)
        self.assertEqual([], self.cloud.changes)

    def test_misuse_of_concurrency(self):
        result = self.nova('host-evacuate', 'node', '--concurrency', '0')
        self.assertIn("argument --concurrency: '0' is not a positive number\n",
                      result.err)

    def test_misuse_of_timeout(self):
        """The shell's own option of that name is the first to complain."""
        for value in ('0', '-1', 'x'):
            result = self.nova('host-evacuate', 'node', '--wait',
                               '--timeout=' + value)
            self.assertEqual((2, ''), (result.status, result.out))
            self.assertIn('error: argument --timeout: ', result.err)
        self.assertEqual([], self.cloud.requests)

    def test_timeout_that_is_no_time(self):
        for value in ('inf', 'nan', repr(threading.TIMEOUT_MAX)):
            exc = self.assertRaises(argparse.ArgumentTypeError,
                                    command._seconds, value)
            self.assertEqual("'%s' is too long" % value, str(exc))

    def test_timeout_without_wait(self):
        self.assert_misused(
            '--timeout needs --wait. To limit the time of a request, give it '
            'before the command.', 'host-evacuate', 'node', '--timeout', '9')

    def test_timeout_of_requests(self):
        args = self.seen('--wait', 'node')
        self.assertEqual(600, args.timeout)


class AbbreviationTest(TestCase):
    """What stood for an option before the others came."""

    scenarios = testscenarios.multiply_scenarios(EVERY_MICROVERSION, [
        (option, {'option': option})
        for option in ('--f', '--fo', '--for', '--forc', '--force')])

    def test_force(self):
        argv = ['host-evacuate', self.option, '--target', 'spare', 'node']
        result = self.nova(*argv)
        if self.speaks('2.29', '2.67'):
            self.assert_evacuated(['a', 'b'], host='spare', force=True)
            self.assertEqual((0, ''), (result.status, result.err))
        else:
            self.assertEqual((2, ''), (result.status, result.out))
            self.assertIn('error: unrecognized arguments: %s\n' % self.option,
                          result.err)
            self.assertEqual([], self.cloud.changes)


class OtherAbbreviationTest(TestCase):

    scenarios = EVERY_MICROVERSION

    def test_no_force(self):
        self.assertFalse(getattr(self.seen('node'), 'force', False))

    def test_fail_and_format(self):
        for option in ('--fa', '--fai', '--fail'):
            self.assertTrue(self.seen(option, 'node').fail)
        for option in ('--form', '--forma', '--format'):
            self.assertEqual('json', self.seen(option, 'json', 'node').format)

    def test_force_takes_no_value(self):
        if self.speaks('2.29', '2.67'):
            self.assertEqual('node', self.seen('--f', 'node').host)

    def test_completion_offers_no_abbreviation(self):
        offered = self.nova('bash-completion').out.split()
        self.assertEqual(
            ['--fail', '--format'],
            [each for each in ('--f', '--fo', '--for', '--fail', '--format')
             if each in offered])

    def test_target_and_strict(self):
        for option in ('--ta', '--tar', '--target', '--target_',
                       '--target_host'):
            self.assertEqual('spare',
                             self.seen(option, 'spare', 'node').target_host)
        for option in ('--st', '--str', '--strict'):
            self.assertIs(True, self.seen(option, 'node').strict)
        for option in ('--no', '--no-strict'):
            self.assertIs(False, self.seen(option, 'node').strict)

    def test_on_shared_storage(self):
        if self.speaks('2.1', '2.13'):
            for option in ('--on', '--on-shared'):
                self.assertIs(True,
                              self.seen(option, 'node').on_shared_storage)

    def test_new_ones(self):
        for option, name in [('--dry', 'dry_run'), ('--wa', 'wait'),
                             ('--fa', 'fail')]:
            self.assertIs(True, getattr(self.seen(option, 'node'), name))
        self.assertEqual('json', self.seen('--form', 'json', 'node').format)
        self.assertEqual(3, self.seen('--conc', '3', 'node').concurrency)


class TimeoutTest(TestCase):
    """Two options of one name: before the command, and after it."""

    scenarios = testscenarios.multiply_scenarios(
        nova_command.microversions('2.52', '2.95'),
        [(' '.join(before + after) or 'none', {
            'before': before, 'after': after, 'wait': wait,
            'of_requests': of_requests})
         for before, after, wait, of_requests in [
             ([], [], 3600, 600),
             ([], ['--timeout', '7'], 7, 600),
             (['--timeout', '5'], [], 3600, 5),
             (['--timeout', '5'], ['--timeout', '7'], 7, 5),
             (['--timeout=5'], ['--timeout=7'], 7, 5)]])

    def test_neither_hurts_the_other(self):
        path = 'novaclient.v2.host_operations.progress.Progress.follow'
        with mock.patch(path) as follow, mock.patch(
                'time.monotonic', lambda: 0):
            result = self.nova(*self.before + ['host-evacuate', 'node',
                                               '--wait'] + self.after)
        follow.assert_called_once_with(self.wait)
        self.assertEqual(5, result.status)
        self.assertEqual(
            {self.of_requests},
            {sent.timeout for sent in self.cloud.history
             if sent.url.startswith(fake_cloud.NOVA + '/')})


class PlainTest(TestCase):
    """Without these options all is as it was."""

    scenarios = EVERY_MICROVERSION

    def test_requests(self):
        result = self.nova('host-evacuate', 'node')
        self.assertEqual(
            ['/servers?all_tenants=1&host=NODE&limit=1',
             '/servers?all_tenants=1&host=node&sort_key=created_at&'
             'sort_dir=asc',
             '/servers?all_tenants=1&host=node&status=REBUILD'],
            self.cloud.reads)
        self.assert_evacuated(['a', 'b'])
        self.assertEqual(nova_command.Result(0, nova_command.table(
            TITLES, [('a', 'True', ''), ('b', 'True', '')]), ''), result)

    def test_how_many_at_a_time(self):
        for options, number in [([], 1), (['--fail'], 1),
                                (['--concurrency', '8'], 8)]:
            with mock.patch.object(sender, 'Sender',
                                   side_effect=sender.Sender) as senders:
                self.nova('host-evacuate', 'node', *options)
            self.assertEqual(
                [number], [args[2] for args, _ in senders.call_args_list])

    def test_overload(self):
        """Nobody comes back, and the table says what it always said."""
        self.cloud.fault('POST', '.*/action', fake_cloud.Refusal(
            429, 'Slow.', Retry_After='1'))
        result = self.nova('host-evacuate', 'node')
        self.assert_evacuated(['a', 'b'])
        message = ('Error while evacuating instance: Slow. (HTTP 429) '
                   '(Request-ID: req-fake)')
        self.assertEqual(nova_command.Result(0, nova_command.table(
            TITLES, [(each, 'False', message) for each in 'ab']), ''), result)

    def test_twice_the_same_server(self):
        """Several nodes of one service, with --no-strict."""
        self.cloud.nova.fleet.append(fake_cloud.Hypervisor(
            'node-too', host='node'))
        self.nova('host-evacuate', '--no-strict', 'node')
        self.assert_evacuated(['a', 'b', 'c', 'a', 'b'])

    def test_handlers_are_restored(self):
        handlers = [signal.getsignal(each) for each in
                    (signal.SIGINT, signal.SIGTERM)]
        self.nova('host-evacuate', 'node')
        self.assertEqual(handlers, [signal.getsignal(each) for each in
                                    (signal.SIGINT, signal.SIGTERM)])


class HelpTest(TestCase):

    scenarios = nova_command.microversions('2.52', '2.95')

    def test_help(self):
        result = self.nova('help', 'host-evacuate')
        words = ' '.join(result.out.split())
        for each in ['[--dry-run] [--plan <file>] [--concurrency <number>] '
                     '[--wait]',
                     '[--timeout <seconds>] [--fail] [--format <format>]',
                     'The exit status is 3 if it would refuse any.',
                     'Send this many requests at a time (default: 1).',
                     'The exit status is 4 if an evacuation failed, 5 if one '
                     'has not ended in time, and 6 if a server was not '
                     'accepted.',
                     'Wait for this long (default: 3600).',
                     'Exit with status 3 if any server was not accepted.',
                     '"table" or "json"']:
            self.assertIn(each, words)
        for each in ('--f,', '--for ', '--fo ', 'SUPPRESS'):
            self.assertNotIn(each, words)
        self.assertEqual((0, []), (result.status, self.cloud.requests))
