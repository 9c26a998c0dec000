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

"""The plan that a dry run made and somebody edited."""

import io
import json
import os

import fixtures

from novaclient.tests.unit.v2 import fake_cloud
from novaclient.tests.unit.v2 import nova_command

MICROVERSIONS = nova_command.microversions('2.13', '2.53', '2.95')
TITLES = ['Server UUID', 'Evacuate Accepted', 'Error Message']


class PlanTest(nova_command.TestCase):

    scenarios = MICROVERSIONS

    def setUp(self):
        super(PlanTest, self).setUp()
        node = fake_cloud.Hypervisor
        self.cloud = fake_cloud.FakeCloud(self.requests_mock, [
            node('node.example.org', ['a', 'b', 'c', 'd'], host='node'),
            node('node0', ['e']), node('n_de', ['f']), node('NODE', ['g']),
            node('spare', state='up')])
        self.path = os.path.join(
            self.useFixture(fixtures.TempDir()).path, 'plan.json')

    def plan(self, edit=lambda document: None, host='node'):
        """Save a dry run after somebody has edited it."""
        result = self.nova('host-evacuate', host, '--dry-run', '--format',
                           'json')
        self.assertEqual((0, ''), (result.status, result.err))
        document = json.loads(result.out)
        edit(document)
        self.save(json.dumps(document))
        self.cloud.forget_requests()

    def save(self, text):
        with io.open(self.path, 'w', encoding='utf-8') as plan:
            plan.write(text)

    def evacuate(self, *argv, **kwargs):
        return self.nova('host-evacuate', kwargs.get('host', 'node'),
                         '--plan', self.path, *argv)

    def pick(self, *numbers):
        def edit(document):
            document['servers'] = [document['servers'][number]
                                   for number in numbers]
        return edit

    def test_all(self):
        self.plan()
        result = self.evacuate()
        self.assert_evacuated(['a', 'b', 'c', 'd'])
        self.assertEqual(nova_command.Result(0, nova_command.table(
            TITLES, [(each, 'True', '') for each in 'abcd']), ''), result)

    def test_some_in_another_order(self):
        self.plan(self.pick(3, 1))
        result = self.evacuate()
        self.assert_evacuated(['d', 'b'])
        self.assertEqual(nova_command.Result(0, nova_command.table(
            TITLES, [(each, 'True', '') for each in 'db']), ''), result)

    def test_none(self):
        self.plan(self.pick())
        result = self.evacuate()
        self.assert_evacuated([])
        self.assertEqual((0, ''), (result.status, result.err))

    def test_by_the_other_name(self):
        self.plan(self.pick(2))
        self.evacuate(host='node.example.org')
        self.assert_evacuated(['c'])

    def test_with_other_options(self):
        self.plan(self.pick(3, 0))
        for argv in (['--fail'], ['--concurrency', '1'],
                     ['--format', 'json']):
            self.evacuate(*argv)
            self.assert_evacuated(['d', 'a'])
            self.cloud.forget_requests()

    def test_target(self):
        self.plan(self.pick(1))
        self.evacuate('--target', 'spare')
        self.assert_evacuated(['b'], host='spare')

    def test_again_as_a_dry_run(self):
        self.plan(self.pick(3, 1))
        result = self.evacuate('--dry-run', '--format', 'json')
        self.assertEqual(['d', 'b'], [
            each['id'] for each in json.loads(result.out)['servers']])
        self.assertEqual([], self.cloud.changes)

    def test_those_that_are_gone(self):
        self.plan()
        self.cloud.nova.server('b')[fake_cloud.HOST] = 'spare'
        self.cloud.nova.servers.remove(self.cloud.nova.server('c'))
        result = self.evacuate()
        self.assert_evacuated(['a', 'd'])
        self.assertEqual((0, 'b: no longer on node; left out\n'
                             'c: no longer on node; left out\n'),
                         (result.status, result.err))

    def test_servers_of_another_host(self):
        """Whoever puts them into the plan does not get them moved."""
        self.plan(lambda document: document['servers'].append(
            dict(document['servers'][0], id='e')))
        result = self.evacuate()
        self.assert_evacuated(['a', 'b', 'c', 'd'])
        self.assertEqual('e: no longer on node; left out\n', result.err)

    def test_another_host(self):
        self.plan()
        for host in ('node0', 'NODE', 'n_de'):
            result = self.evacuate(host=host)
            self.assertEqual(nova_command.Result(
                2, '', "error: %s is a plan for service host node, and '%s' "
                "is service host %s. Name the host that it is for, or make "
                "another dry run.\n" % (self.path, host, host)), result)
            self.assertEqual([], self.cloud.changes)

    def test_every_match(self):
        self.plan()
        result = self.evacuate('--no-strict')
        self.assertEqual(nova_command.Result(
            2, '', 'error: --plan names servers of one host, and --no-strict '
            'asks for every match; leave one of them out.\n'), result)
        self.assertEqual([], self.cloud.reads)

    def test_another_command(self):
        self.plan(lambda document: document.update(command='host-meta'))
        result = self.evacuate()
        self.assertEqual(nova_command.Result(
            2, '', 'error: %s is a plan for host-meta. Make another dry run '
            'with host-evacuate.\n' % self.path), result)
        self.assertEqual([], self.cloud.reads)

    def test_one_that_is_older(self):
        self.plan(lambda document: document.pop('command'))
        self.evacuate()
        self.assert_evacuated(['a', 'b', 'c', 'd'])

    def assert_refused(self, error, result):
        self.assertEqual((2, ''), (result.status, result.out))
        self.assertIn('error: argument --plan: %s\n' % error, result.err)
        self.assertEqual([], self.cloud.reads)

    def test_what_cannot_be_read(self):
        self.cloud.forget_requests()
        for text in ('', '{', '[' * 100000, '\x00'):
            self.save(text)
            result = self.evacuate()
            self.assertEqual((2, ''), (result.status, result.out))
            self.assertIn("error: argument --plan: '%s' cannot be read: " %
                          self.path, result.err)
        self.assertEqual([], self.cloud.reads)

    def test_no_file(self):
        self.cloud.forget_requests()
        self.assert_refused(
            "'%s' cannot be read: [Errno 2] No such file or directory: '%s'" %
            (self.path, self.path), self.evacuate())

    def test_what_is_no_utf_8(self):
        with io.open(self.path, 'wb') as plan:
            plan.write(b'\xff')
        self.assertIn('cannot be read', self.evacuate().err)

    def test_what_is_no_plan(self):
        def change(**values):
            return lambda document: document.update(values)

        for edit in [
                change(schema=2), change(schema=None), change(dry_run=False),
                change(dry_run='yes'), change(service_host=None),
                change(service_host=['node']),
                change(command=1), change(servers=None),
                change(servers=['a']), change(servers=[{}]),
                change(servers=[{'id': 1}]), change(servers={'id': 'a'}),
                change(servers=[{'id': 'a'}, {'id': 'a'}]),
                lambda document: document.pop('service_host'),
                lambda document: document.pop('servers'),
                lambda document: document.pop('schema'),
                lambda document: document.pop('dry_run')]:
            self.plan(edit)
            self.assert_refused(
                "'%s' is not the document of a dry run. Make one with "
                "--dry-run --format json." % self.path, self.evacuate())
        for text in ('[]', '1', 'null', '"x"'):
            self.save(text)
            self.assertIn('is not the document', self.evacuate().err)
