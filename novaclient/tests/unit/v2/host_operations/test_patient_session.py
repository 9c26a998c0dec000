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

"""Tokens that expire, services that are busy, and connections."""

import email.utils
import threading
from unittest import mock
import warnings

from keystoneauth1 import exceptions as ksa_exceptions
from keystoneauth1.identity import v3
from keystoneauth1 import session
from keystoneauth1 import token_endpoint
import requests
import testscenarios

from novaclient import client
from novaclient import exceptions
from novaclient.tests.unit import utils
from novaclient.tests.unit.v2 import fake_cloud
from novaclient.v2.host_operations import interruption
from novaclient.v2.host_operations import patient_session

NOW = 1800000000


class TestCase(testscenarios.TestWithScenarios, utils.TestCase):

    def setUp(self):
        super(TestCase, self).setUp()
        self.cloud = fake_cloud.FakeCloud(
            self.requests_mock, [fake_cloud.Hypervisor('node', ['a'])])
        self.slept = []
        self.stop = interruption.Interruption()
        self.stop.sleep = self._sleep
        auth = v3.Password(
            fake_cloud.KEYSTONE, username='admin', user_domain_id='default',
            password='secret', project_name='admin',
            project_domain_id='default')
        self.nova = client.Client(
            '2.53', auth=auth, session=session.Session(),
            service_type='compute')

    def _sleep(self, seconds):
        self.slept.append(seconds)
        return self.stop.requested

    def installed(self, connections=1):
        return patient_session.installed(self.nova.client, self.stop,
                                         connections)

    def get(self):
        with self.installed():
            return self.nova.client.get('/servers')[1]


class InstallationTest(TestCase):

    def test_the_session_is_put_back(self):
        def fail():
            with self.installed():
                self.assertIsNot(inner, self.nova.client.session)
                raise ValueError()
        inner = self.nova.client.session
        self.assertRaises(ValueError, fail)
        self.assertIs(inner, self.nova.client.session)

    def test_all_else_is_the_session_s(self):
        with self.installed():
            self.assertEqual(fake_cloud.NOVA, self.nova.client.get_endpoint())
            self.assertEqual('token', self.nova.client.get_token())

    def test_requests_are_the_session_s(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter('always')
            self.nova.client.get('/servers')
            self.get()
        self.assertEqual([], [each for each in caught
                              if each.category is UserWarning])
        first, second = [sent.headers for sent in self.cloud.history[-2:]]
        self.assertEqual(first, second)
        self.assertIn('python-novaclient', first['User-Agent'])

    def _pool_sizes(self, connections):
        with self.installed(connections):
            pass
        adapters = self.nova.client.session.session.adapters
        managers = [each.poolmanager for each in adapters.values()] + [
            each.proxy_manager_for('http://proxy')
            for each in adapters.values()]
        self.assertEqual(4, len(managers))
        return {each.connection_pool_kw['maxsize'] for each in managers}

    def test_pool_of_ten(self):
        inner = self.nova.client.session.session
        managers = {each.poolmanager for each in inner.adapters.values()}
        self.assertEqual({10}, self._pool_sizes(10))
        self.assertEqual(managers, {each.poolmanager
                                    for each in inner.adapters.values()})

    def test_pool_of_eleven(self):
        self.assertEqual({10}, self._pool_sizes(1))
        self.assertEqual({11}, self._pool_sizes(11))

    def test_pool_keeps_what_the_adapter_is(self):
        adapters = self.nova.client.session.session.adapters
        before = dict(adapters)
        options = [each.poolmanager.connection_pool_kw['socket_options']
                   for each in before.values()]
        self._pool_sizes(32)
        self.assertEqual(before, dict(adapters))
        self.assertEqual(options, [
            each.poolmanager.connection_pool_kw['socket_options']
            for each in adapters.values()])

    def test_an_adapter_without_a_pool(self):
        inner = self.nova.client.session.session
        inner.adapters.clear()
        inner.mount('http://', requests.adapters.BaseAdapter())
        with self.installed(32):
            self.assertEqual(['http://'], list(inner.adapters))


class RetryAfterTest(TestCase):
    """An answer that says when to come back."""

    scenarios = testscenarios.multiply_scenarios(
        [('429', {'status': 429}), ('503', {'status': 503})],
        [(name, {'header': header, 'seconds': seconds})
         for name, header, seconds in [
             ('0', '0', 0), ('7', '7', 7), ('spaces', ' 7 ', 7),
             ('120', '120', 120), ('121', '121', None),
             ('date', email.utils.formatdate(NOW + 9, usegmt=True), 9),
             ('zone', email.utils.formatdate(NOW + 9)[:-5] + '-0000', 9),
             ('other zone', 'Fri, 15 Jan 2027 10:00:09 +0200', 9),
             ('past', email.utils.formatdate(NOW - 9, usegmt=True), 0),
             ('late', email.utils.formatdate(NOW + 121, usegmt=True), None),
             ('empty', '', None), ('negative', '-1', None),
             ('fraction', '1.5', None), ('words', 'soon', None),
             ('impossible date', 'Wed, 99 Oct 2026 07:28:00 GMT', None)]])

    def setUp(self):
        super(RetryAfterTest, self).setUp()
        patch = mock.patch('time.time', return_value=NOW)
        patch.start()
        self.addCleanup(patch.stop)

    def _refuse(self, times):
        def refuse():
            if refusals:
                raise refusals.pop()
        refusals = [fake_cloud.Refusal(self.status, 'Busy.',
                                       Retry_After=self.header)] * times
        self.cloud.fault('GET', '/servers', refuse)

    def test_once(self):
        self._refuse(1)
        if self.seconds is None:
            self.assertRaises(exceptions.ClientException, self.get)
            self.assertEqual((['/servers'], []),
                             (self.cloud.reads, self.slept))
        else:
            self.assertEqual('a', self.get()['servers'][0]['id'])
            self.assertEqual((['/servers'] * 2, [self.seconds]),
                             (self.cloud.reads, self.slept))

    def test_too_often(self):
        self._refuse(5)
        exc = self.assertRaises(exceptions.ClientException, self.get)
        self.assertEqual(self.status, exc.code)
        times = 1 if self.seconds is None else 5
        self.assertEqual(['/servers'] * times, self.cloud.reads)
        self.assertEqual([self.seconds] * (times - 1), self.slept)

    def test_the_last_chance(self):
        self._refuse(4)
        if self.seconds is not None:
            self.assertEqual('a', self.get()['servers'][0]['id'])

    def test_interrupted(self):
        self._refuse(5)
        self.stop.requested = True
        self.assertRaises(exceptions.ClientException, self.get)
        self.assertEqual(['/servers'], self.cloud.reads)
        self.assertEqual([] if self.seconds is None else [self.seconds],
                         self.slept)


class OtherAnswerTest(TestCase):
    """Answers that are not repeated, whatever they say."""

    scenarios = [(str(status), {'status': status})
                 for status in (400, 403, 404, 409, 413, 500, 502, 504)]

    def test_once(self):
        self.cloud.fault('GET', '/servers', fake_cloud.Refusal(
            self.status, 'No.', Retry_After='1'))
        self.assertRaises(exceptions.ClientException, self.get)
        self.assertEqual((['/servers'], []), (self.cloud.reads, self.slept))


class NoAnswerTest(TestCase):

    def test_once(self):
        for fault, error in [
                (requests.ConnectionError('Reset'),
                 ksa_exceptions.ConnectFailure),
                (requests.Timeout(), ksa_exceptions.ConnectTimeout)]:
            self.cloud.faults = []
            self.cloud.fault('GET', '/servers', fault)
            self.cloud.forget_requests()
            self.assertRaises(error, self.get)
            self.assertEqual((['/servers'], []),
                             (self.cloud.reads, self.slept))

    def test_without_a_header(self):
        for status in (429, 503):
            self.cloud.faults = []
            self.cloud.fault('GET', '/servers',
                             fake_cloud.Refusal(status, 'Busy.'))
            self.cloud.forget_requests()
            self.assertRaises(exceptions.ClientException, self.get)
            self.assertEqual(['/servers'], self.cloud.reads)


class TokenTest(TestCase):

    def test_expired(self):
        self.get()
        self.cloud.expire_token()
        self.cloud.forget_requests()
        self.assertEqual('a', self.get()['servers'][0]['id'])
        url = fake_cloud.NOVA + '/servers'
        self.assertEqual([url, fake_cloud.TOKENS, url],
                         [sent.url for sent in self.cloud.requests])
        self.assertEqual(['token', 'token+'], self.cloud.tokens)

    def test_expired_twice(self):
        self.get()
        with self.installed():
            for _each in range(2):
                self.cloud.expire_token()
                self.nova.client.get('/servers')
        self.assertEqual(['token', 'token+', 'token++'], self.cloud.tokens)

    def test_refused_again(self):
        """A new token is refused as well; nobody asks for a third."""
        self.cloud.fault('GET', '/servers', self.cloud.expire_token)
        self.assertRaises(exceptions.Unauthorized, self.get)
        self.assertEqual(['/servers'] * 2, self.cloud.reads)
        self.assertEqual(2, len(self.cloud.tokens))

    def test_a_token_that_cannot_be_renewed(self):
        auth = token_endpoint.Token(fake_cloud.NOVA, 'token')
        self.nova = client.Client('2.53', session=session.Session(auth=auth))
        self.cloud.tokens.append('token')
        self.cloud.expire_token()
        for _each in range(2):
            self.cloud.forget_requests()
            self.assertRaises(exceptions.Unauthorized, self.get)
            self.assertEqual(['/servers'], self.cloud.reads)

    def test_no_token(self):
        self.cloud.fault('GET', '/servers', fake_cloud.Refusal(401, 'Who?'))
        with self.installed():
            response = self.nova.client.session.request(
                fake_cloud.NOVA + '/servers', 'GET', authenticated=False,
                raise_exc=False)
        self.assertEqual(401, response.status_code)
        self.assertEqual(['/servers'], self.cloud.reads)

    def test_dropped_while_another_thread_reads_it(self):
        """keystoneauth reads it after it has let go of its own lock."""
        def read(auth, *args):
            if not waited:
                dropper.start()
                dropper.join(0.05)
                waited.append(dropper.is_alive())
            return original(auth, *args)
        waited, original = [], v3.Password.get_headers
        with self.installed():
            dropper = threading.Thread(
                target=self.nova.client.session.invalidate)
            with mock.patch.object(v3.Password, 'get_headers', read):
                self.nova.client.get('/servers')
            dropper.join()
        self.assertEqual([True], waited)

    def test_expired_under_many_requests(self):
        """Twenty times sixty requests, sixteen at a time."""
        for _run in range(20):
            self._test_many_requests()

    def _test_many_requests(self):
        self.get()
        known = len(self.cloud.tokens)
        self.cloud.forget_requests()
        numbers, failed = iter(range(60)), []

        def expire():
            if next(answered) == 20:
                self.cloud.expire_token()

        def work():
            for _each in numbers:
                try:
                    self.nova.client.get('/servers')
                except Exception as exc:
                    failed.append(exc)
        answered = iter(range(200))
        self.cloud.faults = []
        self.cloud.fault('GET', '/servers', expire)
        with self.installed(16):
            threads = [threading.Thread(target=work) for _each in range(16)]
            for each in threads:
                each.start()
            for each in threads:
                each.join()
        self.assertEqual([], failed)
        self.assertEqual(known + 1, len(self.cloud.tokens))
