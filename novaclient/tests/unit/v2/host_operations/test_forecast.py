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

"""What a dry run finds out, and by which requests."""

from keystoneauth1 import session
from keystoneauth1 import token_endpoint
import requests
import testscenarios

from novaclient import client
from novaclient import exceptions
from novaclient.tests.unit import utils
from novaclient.tests.unit.v2 import fake_cloud
from novaclient.tests.unit.v2 import nova_command
from novaclient.v2.host_operations import change
from novaclient.v2.host_operations import forecast
from novaclient.v2.host_operations.kinds import evacuation
from novaclient.v2.host_operations import records

DETAIL = '/servers/detail?all_tenants=1&host=node'
STATE = 'the server is neither active nor stopped nor in error'
TASK = ('may be refused: it has a task, which Nova before 23.2.2, 24.2.0, '
        '25.1.0 and 26.0.0 does not accept')
UNKNOWN = 'may be refused: its state is not known'
TASK_UNKNOWN = 'may be refused: whether it has a task is not known'
NEVER = 'the server was never launched'


class ForecastTest(testscenarios.TestWithScenarios, utils.TestCase):

    scenarios = nova_command.microversions('2.1', '2.52', '2.53', '2.95')

    def setUp(self):
        super(ForecastTest, self).setUp()
        node = fake_cloud.Hypervisor
        self.cloud = fake_cloud.FakeCloud(self.requests_mock, [
            node('node', ['a', 'b', 'c']), node('node0', ['d']),
            node('up', ['e'], state='up'), node('spare', state='up')])
        auth = token_endpoint.Token(fake_cloud.NOVA, 'token')
        version = self.microversion.replace('2.latest', '2.95')
        self.cs = client.Client(version, session=session.Session(auth=auth))

    def set(self, uuid, status, task=None):
        self.cloud.nova.server(uuid).update(
            {'status': status, fake_cloud.TASK: task})

    def judge(self, uuids='abc', target=None, force=False):
        self.cloud.forget_requests()
        evacuations = [
            change.Change(each, None, self.cloud.nova.server(each)[
                fake_cloud.HOST]) for each in uuids]
        forecast.Forecast(
            records.RecordManager(self.cs, evacuation.Evacuation),
            evacuation.Evacuation(target, force)).judge(evacuations)
        self.assertEqual([], self.cloud.changes)
        return [(each.uuid, each.state.status, each.accepted, each.error)
                for each in evacuations]

    def assert_read(self, *urls, **kwargs):
        services = ['/os-services?host=%s&binary=nova-compute' % each
                    for each in kwargs.get('services', ['node'])]
        self.assertEqual(services + list(urls), self.cloud.reads)

    def doubt(self, task):
        """What is said where a Nova that refuses tasks may be asked."""
        return TASK if task and self.microversion not in (
            '2.95', '2.latest') else ''

    def test_all_well(self):
        self.set('b', 'SHUTOFF')
        self.set('c', 'ERROR')
        self.assertEqual(
            [('a', 'ACTIVE', True, ''), ('b', 'SHUTOFF', True, ''),
             ('c', 'ERROR', True, '')], self.judge())
        self.assert_read(DETAIL)

    def test_tasks_and_disks(self):
        self.set('b', 'ACTIVE', 'powering-off')
        self.cloud.nova.server('c')['image'] = ''
        evacuations = [change.Change(each, None, 'node')
                       for each in 'abc']
        forecast.Forecast(
            records.RecordManager(self.cs, evacuation.Evacuation),
            evacuation.Evacuation()).judge(evacuations)
        self.assertEqual(
            [('ACTIVE', None, 'image', True),
             ('ACTIVE', 'powering-off', 'image', True),
             ('ACTIVE', None, 'volume', True)],
            [tuple(each.state)[:4] for each in evacuations])

    def test_never_launched(self):
        for status, reason in [('ACTIVE', NEVER), ('ERROR', NEVER),
                               ('PAUSED', STATE)]:
            self.set('b', status)
            self.cloud.nova.server('b')[fake_cloud.LAUNCHED] = None
            self.assertEqual(
                [('a', 'ACTIVE', True, ''), ('b', status, False, reason)],
                self.judge('ab'))

    def test_without_word_of_launches(self):
        """Nova need not have the extension that tells."""
        del self.cloud.nova.server('a')[fake_cloud.LAUNCHED]
        self.assertEqual([('a', 'ACTIVE', True, '')], self.judge('a'))

    def test_no_servers(self):
        self.assertEqual([], self.judge(''))
        self.assert_read(services=[])

    def test_states(self):
        for status in fake_cloud.STATUSES:
            if status in ('DELETED', 'SOFT_DELETED'):
                continue
            for uuid in 'abc':
                self.set(uuid, status)
            is_accepted = status in fake_cloud.EVACUABLE
            self.assertEqual(
                [(each, status, is_accepted, '' if is_accepted else STATE)
                 for each in 'abc'], self.judge())
            self.assert_read(DETAIL)

    def test_tasks(self):
        """They are accepted, and told where an older Nova refuses them."""
        for task in ('powering-off', 'deleting', 'rebuilding', 'rebooting'):
            self.set('b', 'SHUTOFF', task)
            self.assertEqual(
                [('a', True, ''), ('b', True, self.doubt(task)),
                 ('c', True, '')],
                [each[:1] + each[2:] for each in self.judge()])

    def test_server_that_is_gone(self):
        self.cloud.fault('GET', '/servers/detail', fake_cloud.Garbage(
            '{"servers": []}'))
        self.assertEqual([('a', None, True, UNKNOWN)], self.judge('a'))

    def test_neutron_is_out(self):
        self.set('b', 'ERROR')
        self.set('c', 'PAUSED')
        for fault in (fake_cloud.Refusal(500, 'Neutron'),
                      fake_cloud.Refusal(403, 'No.'), requests.ReadTimeout()):
            self.cloud.faults = []
            self.cloud.fault('GET', '/servers/detail', fault)
            self.assertEqual(
                [('a', 'ACTIVE', True, self.doubt(True) and TASK_UNKNOWN),
                 ('b', 'ERROR', True, self.doubt(True) and TASK_UNKNOWN),
                 ('c', None, True, UNKNOWN)], self.judge())
            self.assert_read(DETAIL, *[
                '/servers?all_tenants=1&host=node&status=' + each
                for each in ('ACTIVE', 'SHUTOFF', 'ERROR')])

    def test_policy_hides_all(self):
        self.cloud.nova.denied = {'servers:index', 'servers:detail',
                                  'os-services:list'}
        self.assertEqual(
            [('a', None, True, 'may be refused: whether its compute service '
              'is down is not known; ' + UNKNOWN)], self.judge('a'))

    def test_host_without_a_name(self):
        one = change.Change('a')
        for target in (None, 'spare'):
            self.cloud.forget_requests()
            forecast.Forecast(
                records.RecordManager(self.cs, evacuation.Evacuation),
                evacuation.Evacuation(target)).judge([one])
            self.assertEqual(
                (True, 'may be refused: whether its compute service is down '
                 'is not known; ' + UNKNOWN), (one.accepted, one.error))
            self.assertEqual(len(target or '') // 5, len(self.cloud.reads))

    def test_service_that_is_up(self):
        error = 'compute service of up is up'
        self.assertEqual([('e', 'ACTIVE', False, error)], self.judge('e'))
        self.set('e', 'PAUSED')
        self.assertEqual([('e', 'PAUSED', False, error + '; ' + STATE)],
                         self.judge('e'))

    def test_service_that_was_deleted(self):
        self.cloud.nova.fleet[0].state = 'deleted'
        self.assertEqual(
            [('a', 'ACTIVE', False, 'compute service of node does not exist')],
            self.judge('a'))

    def test_several_hosts(self):
        self.assertEqual(
            [('d', 'ACTIVE', True, ''), ('a', 'ACTIVE', True, ''),
             ('e', 'ACTIVE', False, 'compute service of up is up')],
            self.judge('dae'))
        self.assertEqual(['/os-services?host=%s&binary=nova-compute' % each
                          for each in ('node0', 'node', 'up')],
                         [each for each in self.cloud.reads
                          if 'os-services' in each])

    def test_target(self):
        self.assertEqual([('a', 'ACTIVE', True, '')],
                         self.judge('a', 'spare', True))
        self.assert_read(DETAIL, services=['spare', 'node'])

    def test_target_that_is_the_host(self):
        self.assertEqual(
            [('a', 'ACTIVE', False, 'the target is the failed host')],
            self.judge('a', ''.join(['no', 'de'])))

    def test_target_that_does_not_exist(self):
        self.assertEqual(
            [('a', 'ACTIVE', False, 'there is no compute host el\\nse')],
            self.judge('a', 'el\nse'))

    def test_force_without_target(self):
        self.assertEqual(
            [('a', 'ACTIVE', False,
              'Nova does not force without a target host')],
            self.judge('a', None, True))

    def test_nova_agrees(self):
        """What is foretold is what Nova answers then."""
        for status, task in [
                (status, None) for status in fake_cloud.STATUSES
                if 'DELETED' not in status] + [
                (state, task) for tasks, states in fake_cloud.TASKS.values()
                for task in tasks + ['powering-off'] for state in states]:
            is_old = self.microversion not in ('2.95', '2.latest')
            for refuses in {False, is_old}:
                self.cloud.nova.refuses_tasks = refuses
                self.set('a', status, task)
                _, _, accepted, doubt = self.judge('a')[0]
                is_accepted = self._is_accepted()
                if not is_accepted and accepted:
                    self.assertTrue(doubt, (status, task))
                    self.assertTrue(refuses or task == 'migrating',
                                    (status, task))
                else:
                    self.assertEqual(is_accepted, accepted, (status, task))

    def _is_accepted(self):
        try:
            self.cs.client.post('/servers/a/action', body={'evacuate': (
                {'onSharedStorage': False}
                if self.microversion == '2.1' else {})})
        except exceptions.Conflict:
            return False
        return True
