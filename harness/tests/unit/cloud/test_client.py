import os
import pathlib
import tempfile
import unittest
from collections.abc import Callable
from typing import Never
from unittest import mock

from harness.cloud import client
from harness.errors import HarnessError
from workbench import processes


class ClientTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def script(self, text: str, first: str = "#!/bin/sh") -> client.Client:
        path = self.folder / "nova"
        path.write_text(f"{first}\n{text}\n")
        path.chmod(0o755)
        return client.find("mine", str(path))

    def run_it(
        self,
        script: client.Client,
        credentials: dict[str, str] | None = None,
        timeout: float = 30.0,
        check: Callable[[], None] = lambda: None,
    ) -> client.Outcome:
        return client.run(script, ["help"], credentials or {}, timeout, check)

    def test_parse(self) -> None:
        self.assertEqual(client.Client("a", pathlib.Path("/bin/sh")), client.parse("a=/bin/sh"))

    def test_an_executable_is_found_in_the_path(self) -> None:
        self.assertTrue(client.find("a", "sh").executable.is_absolute())

    def test_a_client_without_label_or_executable(self) -> None:
        for text in ("/bin/sh", "=/bin/sh", "a="):
            with self.assertRaisesRegex(HarnessError, "LABEL=EXECUTABLE"):
                client.parse(text)

    def test_an_executable_that_does_not_exist(self) -> None:
        plain = self.folder / "plain"
        plain.write_text("")
        for path in ("/nonexistent/nova", str(plain), str(self.folder)):
            with self.assertRaisesRegex(HarnessError, f"'{path}' is not an executable"):
                client.find("a", path)

    def test_an_interpreter_that_does_not_exist(self) -> None:
        with self.assertRaisesRegex(HarnessError, "cannot run .* is its interpreter there"):
            self.run_it(self.script("", first="#!/nonexistent/python"))

    def test_the_outcome(self) -> None:
        outcome = self.run_it(self.script('echo "out $1"; echo err >&2; exit 3'))
        self.assertEqual(
            (3, "out help\n", "err\n"), (outcome.status, outcome.stdout, outcome.stderr)
        )

    def test_nothing_of_the_environment_steers_the_client(self) -> None:
        inherited = {
            "OS_TOKEN": "x",
            "PYTHONPATH": "x",
            "http_proxy": "x",
            "NOVACLIENT_DEBUG": "1",
        }
        with mock.patch.dict(os.environ, inherited):
            outcome = self.run_it(self.script("env"), {"OS_USERNAME": "admin"})
        self.assertIn("OS_USERNAME=admin", outcome.stdout)
        for name in inherited:
            self.assertNotIn(name, outcome.stdout)

    def test_a_client_that_does_not_end(self) -> None:
        with self.assertRaisesRegex(HarnessError, "mine did not end in time"):
            self.run_it(self.script("exec sleep 60"), timeout=0.1)

    def test_what_keeps_the_output_open_is_ended_with_the_client(self) -> None:
        ended: list[int] = []

        def end(process: client.Process) -> None:
            ended.append(process.pid)
            processes.end([process])

        script = self.script("sleep 60 & echo $$")
        outcome = client.perform(script, [], os.environ, 30, lambda: None, end)
        self.assertEqual(0, outcome.status)
        self.assertEqual({int(outcome.stdout)}, set(ended))

    def test_a_cloud_that_dies_ends_the_client(self) -> None:
        pid = self.folder / "pid"

        def check() -> Never:
            raise HarnessError("compute died")

        with self.assertRaisesRegex(HarnessError, "compute died"):
            self.run_it(self.script(f"echo $$ > {pid}; exec sleep 60"), check=check)
        self.assertRaises(ProcessLookupError, os.kill, int(pid.read_text()), 0)

    def test_version(self) -> None:
        self.assertEqual("18.13.1", client.version(self.script("echo 18.13.1")))

    def test_the_version_beside_a_warning(self) -> None:
        text = "echo 18.13.1; echo nova CLI is deprecated, see release 2 >&2"
        self.assertEqual("18.13.1", client.version(self.script(text)))

    def test_the_version_on_stderr_as_python_2_prints_it(self) -> None:
        self.assertEqual("10.2.0", client.version(self.script("echo 10.2.0 >&2")))

    def test_a_command_that_is_no_nova(self) -> None:
        for text in ("echo 1.0; exit 1", "true", "echo usage"):
            with self.assertRaisesRegex(HarnessError, "mine: .*--version"):
                client.version(self.script(text))
