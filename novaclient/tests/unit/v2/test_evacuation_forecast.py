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
import testscenarios

from novaclient import client
from novaclient.tests.unit import utils
from novaclient.tests.unit.v2 import fake_cloud
from novaclient.tests.unit.v2 import nova_command
from novaclient.v2 import evacuation
from novaclient.v2 import evacuation_forecast
from novaclient.v2 import evacuation_records

BUSY = '&'.join('status=' + each for each in evacuation_forecast.BUSY)
STATE = 'the server is neither active nor stopped nor in error'


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
            evacuation.Evacuation(each, None, self.cloud.nova.server(each)[
                fake_cloud.HOST]) for each in uuids]
        evacuation_forecast.Forecast(
            evacuation_records.RecordManager(self.cs), target, force
        ).judge(evacuations)
        self.assertEqual([], self.cloud.changes)
        return [(each.uuid, each.server_status, each.accepted, each.error)
                for each in evacuations]

    def assert_read(self, *queries, **kwargs):
        urls = ['/os-services?host=%s&binary=nova-compute' % each
                for each in kwargs.get('services', ['node'])]
        self.assertEqual(urls + [
            '/servers?all_tenants=1&host=node&' + each for each in queries],
            self.cloud.reads)

    def tasks(self):
        return ['task_state=' + each for each in evacuation_forecast.TASKS]

    def test_all_well(self):
        self.set('b', 'SHUTOFF')
        self.set('c', 'ERROR')
        self.assertEqual(
            [('a', 'ACTIVE', True, ''), ('b', 'SHUTOFF', True, ''),
             ('c', 'ERROR', True, '')], self.judge())
        self.assert_read('status=ACTIVE', 'status=SHUTOFF', 'status=ERROR',
                         BUSY, *self.tasks())

    def test_no_more_is_read_than_needed(self):
        self.judge()
        self.assert_read('status=ACTIVE', BUSY, *self.tasks())

    def test_no_servers(self):
        self.assertEqual([], self.judge(''))
        self.assert_read(services=[])

    def test_states(self):
        for status in evacuation_forecast.STATUSES:
            for uuid in 'abc':
                self.set(uuid, status)
            is_accepted = status in fake_cloud.EVACUABLE
            self.assertEqual(
                [(each, status, is_accepted, '' if is_accepted else STATE)
                 for each in 'abc'], self.judge())
            number = evacuation_forecast.STATUSES.index(status) + 1
            self.assert_read(*[
                'status=' + each
                for each in evacuation_forecast.STATUSES[:number]] + (
                    [BUSY] + self.tasks() if is_accepted else []))

    def test_a_state_that_nobody_knows(self):
        self.cloud.nova.server('b')['status'] = 'OF-TOMORROW'
        self.assertEqual(('b', 'UNKNOWN', False, STATE), self.judge()[1])

    def test_tasks_that_are_a_status(self):
        for status, (tasks, states) in fake_cloud.TASKS.items():
            if status == 'REVERT_RESIZE':
                continue
            for task in tasks:
                self.set('b', states[0], task)
                self.assertEqual(
                    [('a', 'ACTIVE', True, ''),
                     ('b', status, False, 'the server has a task: ' + status),
                     ('c', 'ACTIVE', True, '')], self.judge())
                number = evacuation_forecast.BUSY.index(status) + 1
                self.assert_read('status=ACTIVE', BUSY, *[
                    'status=' + each
                    for each in evacuation_forecast.BUSY[:number]
                ] + self.tasks())

    def test_tasks_that_are_none(self):
        for task in evacuation_forecast.TASKS:
            self.set('b', 'ACTIVE', task)
            self.assertEqual(
                [('a', 'ACTIVE', True, ''),
                 ('b', 'ACTIVE', False, 'the server has a task: ' + task),
                 ('c', 'ACTIVE', True, '')], self.judge())
            self.assert_read('status=ACTIVE', BUSY, *self.tasks())

    def test_a_task_that_hides_behind_another_state(self):
        """Nova shows it as REBOOT for servers that are active alone."""
        self.set('b', 'SHUTOFF', 'rebooting')
        self.assertEqual(
            ('b', 'SHUTOFF', False, 'the server has a task: other'),
            self.judge()[1])

    def test_all_busy(self):
        for uuid in 'abc':
            self.set(uuid, 'ACTIVE', 'rebuilding')
        self.judge()
        self.assert_read('status=ACTIVE', BUSY, 'status=REBUILD')

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
        self.assert_read('status=ACTIVE', BUSY, *self.tasks(),
                         services=['spare', 'node'])

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
        for status, task in (
                [(status, None) for status in evacuation_forecast.STATUSES] +
                [('ACTIVE', task) for task in evacuation_forecast.TASKS] +
                [(states[0], tasks[0])
                 for tasks, states in fake_cloud.TASKS.values()]):
            self.set('a', status, task)
            accepted = self.judge('a')[0][2]
            try:
                self.cs.client.post('/servers/a/action', body={'evacuate': (
                    {'onSharedStorage': False}
                    if self.microversion == '2.1' else {})})
                self.assertTrue(accepted, (status, task))
            except Exception as exc:
                self.assertEqual((409, False), (exc.code, accepted))
