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

"""What live and cold migrations have in common."""

import json

import testscenarios
from testtools import matchers

from novaclient.tests.unit.v2 import fake_cloud
from novaclient.tests.unit.v2.host_operations import test_run_of_siblings
from novaclient.tests.unit.v2 import nova_command

SERVERS = test_run_of_siblings.SERVERS
MOVES = test_run_of_siblings.MOVES
DETAIL = '/servers/detail?all_tenants=1&host=node'
SERVICE = '/os-services?host=node&binary=nova-compute'
STATES = {
    'host-evacuate-live': (
        ['ACTIVE', 'PAUSED'], 'the server is neither active nor paused'),
    'host-servers-migrate': (
        ['ACTIVE', 'SHUTOFF'], 'the server is neither active nor stopped')}


class TestCase(test_run_of_siblings.MoveTestCase):
    scenarios = testscenarios.multiply_scenarios(
        MOVES, nova_command.microversions('2.53'))

    def foretell(self, *options):
        """The forecasts of a dry run, by server, and its status."""
        result = self.run_on('node', '--dry-run', '--format', 'json',
                             *options)
        self.assertEqual([], self.cloud.changes)
        return {each['id']: (each['accepted'], each['error'])
                for each in json.loads(result.out)['servers']}, result.status


class ForecastTest(TestCase):
    scenarios = testscenarios.multiply_scenarios(
        MOVES, nova_command.microversions('2.33', '2.34'))

    def test_all_well(self):
        result = self.run_on('node', '--dry-run')
        self.assertEqual((0, ''), (result.status, result.err))
        self.assertEqual(12, result.out.count(
            '| ACTIVE | -    | image | accepted |'))
        self.assertIn(DETAIL, self.cloud.reads)

    def test_nova_agrees(self):
        """What is foretold is what Nova answers then."""
        statuses, reason = STATES[self.command]
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
            result = self.run_on('node', '--fail', '--format', 'json')
            self.cloud.forget_requests()
            for each in json.loads(result.out)['servers']:
                accepted, error = foretold[each['id']]
                self.assertEqual(each['accepted'], accepted, each)
                status, task = here.get(each['id'], ('', ''))
                if status and status not in statuses and not task:
                    self.assertIn(reason, error)
                if task:
                    self.assertIn('the server has a task', error)

    def test_never_launched(self):
        self.cloud.nova.server('s03')[fake_cloud.LAUNCHED] = None
        foretold, status = self.foretell()
        self.assertEqual(
            (3, (False, 'the server was never launched'), (True, None)),
            (status, foretold['s03'], foretold['s04']))

    def test_neutron_is_out(self):
        self.cloud.nova.server('s03')['status'] = 'RESCUE'
        self.cloud.fault('GET', '/servers/detail',
                         fake_cloud.Refusal(500, 'Neutron'))
        foretold, status = self.foretell()
        self.assertEqual(0, status)
        self.assertEqual(
            (True, 'may be refused: its state is not known'), foretold['s03'])
        self.assertEqual(
            (True, 'may be refused: whether it has a task is not known'),
            foretold['s04'])

    def test_policy_hides_services(self):
        self.cloud.nova.denied = {'os-services:list'}
        foretold, status = self.foretell()
        self.assertEqual(
            (0, {(True, 'may be refused: whether its compute service is up '
                  'is not known')}), (status, set(foretold.values())))

    def test_service_that_was_deleted(self):
        self.cloud.nova.fleet[0].state = 'deleted'
        is_refused = (self.command == 'host-servers-migrate' or
                      self.speaks('2.1', '2.33'))
        foretold, status = self.foretell()
        self.assertEqual(
            (3, {(not is_refused, 'compute service of node does not exist')}),
            (status, set(foretold.values())))

    def test_every_match(self):
        self.cloud.nova.fleet[1].state = 'down'
        result = self.run_on('node', '--dry-run', '--no-strict')
        self.assertEqual(3, result.status)
        self.assertIn('[1] compute service of node0 is down;', result.out)

    def test_service_that_is_down(self):
        """Nova refuses at once, or accepts what fails then."""
        self.cloud.nova.keeps_records = True
        self.cloud.nova.fleet[0].state = 'down'
        is_refused = (self.command == 'host-servers-migrate' or
                      self.speaks('2.1', '2.33'))
        error = ('compute service of node is down; "nova host-evacuate" '
                 'moves servers off a host that failed')
        foretold, status = self.foretell()
        self.assertEqual((3, {(not is_refused, error)}),
                         (status, set(foretold.values())))
        result = self.run_on('node', '--dry-run')
        self.assertEqual(12, result.out.count(
            '| refused [1]' if is_refused else '| fails [1]'))
        result = self.run_on('node', '--wait')
        self.assertEqual(6 if is_refused else 4, result.status)


class WaitTest(TestCase):

    def setUp(self):
        super(WaitTest, self).setUp()
        self.cloud.nova.keeps_records = True

    def test_record_comes_late(self):
        """Nova's conductor makes it after the answer."""
        def conduct():
            for each in SERVERS:
                self.cloud.nova.conduct(each)
        self.cloud.nova.conductor_rests = True
        self.later = [lambda: None, lambda: None, conduct, self.end]
        result = self.evacuate('--wait')
        self.assertEqual((0, [5] * 4), (result.status, self.slept))
        self.assertThat(result.err, matchers.EndsWith(
            self.endings_and_rest()))

    def test_given_up(self):
        """It ends though no record ever says so: at the second look."""
        def clear():
            self.cloud.nova.server('s00')[fake_cloud.TASK] = None
            self.end(SERVERS[2:])
        self.cloud.nova.conductor_rests = True
        for each in SERVERS[1:]:
            self.cloud.fault('POST', '/servers/%s/action' % each,
                             lambda uuid=each: self.cloud.nova.add_record(
                                 uuid, self.begins, kind=self.kind))
        self.later = [clear, lambda: None, lambda: None]
        result = self.evacuate('--wait', '--timeout', '15')
        self.assertEqual((4, [5] * 3), (result.status, self.slept))
        gone = 'accepted, but the server is where it was'
        self.assertIn('s00: %s\n' % gone, result.err)
        self.assertThat(result.err, matchers.EndsWith(
            self.endings_and_rest(['s01'], s00=(gone, '-'))))

    def test_listing_that_nova_does_not_filter(self):
        """A server may be elsewhere by now."""
        def clear():
            self.cloud.nova.denied = {'servers:allow_all_filters'}
            self.cloud.nova.server('s00').update(
                {fake_cloud.TASK: None, fake_cloud.HOST: 'spare'})
            self.end(SERVERS[1:])
        self.later = [clear]
        result = self.evacuate('--wait', '--timeout', '20')
        self.assertEqual(5, result.status)
        self.assertThat(result.err, matchers.EndsWith(
            self.endings_and_rest(['s00'])))

    def test_a_moment_before_the_record_says_so(self):
        def fail():
            self.cloud.nova.server('s00')[fake_cloud.TASK] = None
            self.end(SERVERS[1:])
        self.later = [fail, lambda: self.cloud.nova.lose('s00')]
        result = self.evacuate('--wait')
        self.assertEqual((4, [5, 5]), (result.status, self.slept))
        self.assertThat(result.err, matchers.EndsWith(
            self.endings_and_rest(s00=('error', '-'))))

    def test_under_way_to_a_host_that_is_down(self):
        """Nova would refuse a second request: there is nothing to send."""
        self.begin('s00')
        self.cloud.nova.record('s00')['dest_compute'] = 'node0'
        self.cloud.nova.fleet[1].state = 'down'
        result = self.evacuate('--wait', '--timeout', '1')
        self.assertEqual(5, result.status)
        self.assert_sent(SERVERS[1:])
        self.assertIn('s00: %s is already under way (%s); not sent again\n' %
                      (self.noun, self.begins), result.err)

    def test_it_is_not_tried_again(self):
        def fail():
            for each in SERVERS:
                self.cloud.nova.lose(each, 'failed')
        self.later = [fail]
        result = self.evacuate('--wait')
        self.assert_sent()
        self.assertEqual(4, result.status)

    def test_every_match(self):
        def end():
            self.end(SERVERS + ['other', 'another'])
        self.later = [end]
        result = self.evacuate('--wait', '--no-strict')
        self.assertEqual(0, result.status)
        self.assertIn('| another     | server-13 | %s ' % self.ends,
                      result.err)


class PlanTest(TestCase):

    def test_plan(self):
        result = self.run_on('node', '--dry-run', '--format', 'json')
        document = json.loads(result.out)
        document['servers'] = document['servers'][3:1:-1]
        self.assertEqual(self.command, document['command'])
        path = self.save(json.dumps(document))
        self.concurrency = 1
        result = self.evacuate('--plan', path)
        self.assertEqual((0, ''), (result.status, result.err))
        self.assert_sent(['s03', 's02'])

    def test_of_another_command(self):
        result = self.nova('host-evacuate', 'node', '--dry-run', '--format',
                           'json')
        path = self.save(result.out)
        self.assertEqual(nova_command.Result(
            2, '', 'error: %s is a plan for host-evacuate. Make another dry '
            'run with %s.\n' % (path, self.command)),
            self.evacuate('--plan', path))
        self.assertEqual([], self.cloud.changes)


class DisableTest(TestCase):
    """A compute service that is taken out of use first."""

    scenarios = testscenarios.multiply_scenarios(
        MOVES, nova_command.microversions('2.52', '2.53'))

    def set_up_service(self):
        unique = self.speaks('2.53', '2.99')
        return ('PUT', fake_cloud.NOVA + '/os-services/' + (
            'service-node' if unique else 'disable-log-reason'),
            dict({'disabled_reason': 'fan'}, **(
                {'status': 'disabled'} if unique else
                {'host': 'node', 'binary': 'nova-compute'})))

    def said(self, already=''):
        return ('The compute service of node is disabled%s. To enable it '
                'again: nova service-enable %s\n' % (
                    already, 'service-node' if self.speaks('2.53', '2.99')
                    else 'node'))

    def test_it_comes_first(self):
        for name in ('node', 'node.example.org'):
            self.cloud.forget_requests()
            self.cloud.nova.disabled = {}
            result = self.run_on(name, '--disable-reason', 'fan')
            self.assertEqual(
                nova_command.Result(0, self.table(), self.said()), result)
            self.assertEqual(
                [self.set_up_service()] + [self.request(each)
                                           for each in SERVERS],
                self.cloud.changes)
            self.assertEqual({'node': 'fan'}, self.cloud.nova.disabled)

    def test_it_keeps_its_reason(self):
        self.cloud.nova.disabled = {'node': 'older'}
        result = self.run_on('node', '--disable-reason', 'fan')
        self.assert_sent_in_order()
        self.assertEqual((0, self.said(' already')),
                         (result.status, result.err))
        self.assertEqual({'node': 'older'}, self.cloud.nova.disabled)

    def test_refused(self):
        self.cloud.nova.denied = {'os-services:update'}
        result = self.run_on('node', '--disable-reason', 'fan')
        self.assertEqual((1, ''), (result.status, result.out))
        self.assertIn('ERROR (Forbidden): ', result.err)
        self.assertEqual([self.set_up_service()], self.cloud.changes)

    def test_no_service(self):
        self.cloud.nova.fleet[0].state = 'deleted'
        result = self.run_on('node', '--disable-reason', 'fan')
        self.assert_failed(
            "ERROR .NotFound.: Host 'node' has no compute service to disable"
            r'\. .*', result)

    def test_policy_hides_the_host(self):
        self.cloud.nova.allow_only(
            'os-hypervisors:list', 'os-hypervisors:servers',
            'os-migrate-server:migrate', 'os-migrate-server:migrate_live')
        result = self.run_on('node.example.org', '--disable-reason', 'fan')
        self.assert_failed(r'ERROR \(Forbidden\): .*', result)

    def test_dry_run(self):
        result = self.run_on('node', '--disable-reason', 'fan', '--dry-run')
        self.assertEqual((0, []), (result.status, self.cloud.changes))
        self.assertEqual({}, self.cloud.nova.disabled)

    def test_interrupted_before(self):
        """What nobody wants any more is not begun."""
        self.interrupt_at('GET', '/os-migrations')
        self.run_on('node', '--disable-reason', 'fan', '--wait')
        self.assertEqual([], self.cloud.changes)

    def test_misuse(self):
        for options, error in [
                (['fan', '--no-strict'], '--disable-reason is for one host, '
                 'and --no-strict asks for every match; leave one of them '
                 'out.'),
                ([''], '--disable-reason needs a reason that says '
                 'something.')]:
            self.assertEqual(
                nova_command.Result(2, '', 'error: %s\n' % error),
                self.run_on('node', '--disable-reason', *options))
        self.assertEqual([], self.cloud.reads)


class OptionTest(TestCase):

    def test_help(self):
        words = ' '.join(self.nova('help', self.command).out.split())
        for each in [
                '[--dry-run] [--plan <file>] [--concurrency <number>] '
                '[--wait]', '[--timeout <seconds>] [--fail] [--format '
                '<format>]', '[--disable-reason <text>]',
                'Print on which servers it would act and which of them Nova '
                'would refuse, and change nothing.',
                'Follow each %s ' % self.noun[2:],
                'It stays disabled; stderr says how to enable it.']:
            self.assertIn(each, words)

    def test_timeout_without_wait(self):
        result = self.run_on('node', '--timeout', '3')
        self.assertEqual((2, ''), (result.status, result.out))
        self.assertEqual([], self.cloud.reads)

    def test_it_sends_nothing_else(self):
        """Without an option it reads what it always has."""
        result = self.run_on('node')
        self.assertEqual(nova_command.Result(0, self.table(), ''), result)
        self.assert_sent_in_order()
        self.assertEqual(self.reads, self.cloud.reads)
