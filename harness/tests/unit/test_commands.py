import contextlib
import io
import json
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
from collections.abc import Iterator
from importlib import metadata
from typing import Any
from unittest import mock

from harness import __main__ as command
from harness import commands
from harness.callers import content
from harness.cloud import client, processes
from harness.errors import HarnessError
from harness.running import address
from harness.tests.unit import evacuation_samples, fakes, samples
from harness.trials import report
from harness.verbs import bench_evacuation, bench_resolution, demo, incident, run


def modules_beyond(requirements: str) -> list[str]:
    """Return the modules that are installed, but not by such a file of the harness."""
    text = pathlib.Path(commands.__file__).with_name(requirements).read_text()
    wanted = re.findall(r"^([\w-]+)", text, re.MULTILINE)
    for name in wanted:
        with contextlib.suppress(metadata.PackageNotFoundError):
            needed = metadata.requires(name) or []
            wanted += [re.split(r"[^\w-]", each)[0] for each in needed if "extra" not in each]
    found = metadata.packages_distributions().items()
    kept = {_normal(name) for name in wanted}
    return sorted(module for module, names in found if not kept & set(map(_normal, names)))


def _normal(distribution: str) -> str:
    return distribution.lower().replace("_", "-")


@contextlib.contextmanager
def listening(folder: str, answer: dict[str, Any]) -> Iterator[list[Any]]:
    """Be a running cloud that gives one answer.

    :returns: what it was asked, once it was.
    """
    orders: list[Any] = []

    def answer_once() -> None:
        line, _ = listener.accept()
        with line, line.makefile("rwb") as file:
            orders.append(json.loads(file.readline()))
            file.write(json.dumps(answer).encode() + b"\n")

    with processes.listen() as listener:
        address.publish(pathlib.Path(folder), listener)
        thread = threading.Thread(target=answer_once, daemon=True)
        thread.start()
        yield orders
        thread.join(10)


class Verb(unittest.TestCase):
    def setUp(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            self.addCleanup(signal.signal, number, signal.getsignal(number))

    def run_it(self, *arguments: str) -> tuple[Any, str, str]:
        status: Any
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = command.main(arguments)
            except SystemExit as leaving:
                status = leaving.code
        return status, out.getvalue(), err.getvalue()

    def assert_refused(self, *arguments: str, words: list[str]) -> None:
        status, out, err = self.run_it(*arguments)
        self.assertEqual((2, ""), (status, out))
        self.assertEqual(1, err.count("\n"), err)
        for word in ("harness: ", *words):
            self.assertIn(word, err)


class CommandTest(Verb):
    def test_a_fleet_file_that_does_not_exist(self) -> None:
        self.assert_refused("cloud", "--fleet", "/nonexistent", words=["/nonexistent", "--fleet"])

    def test_a_fleet_file_with_an_unknown_key(self) -> None:
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("group = [{hosts = ['a']}]\nhosts = 1")
            file.flush()
            self.assert_refused("cloud", "--fleet", file.name, words=["$: unknown key 'hosts'"])

    def test_a_port_that_is_taken(self) -> None:
        fleets = pathlib.Path(commands.__file__).with_name("trials") / "fleets"
        with processes.listen() as taken, tempfile.TemporaryDirectory() as folder:
            port = str(taken.getsockname()[1])
            with mock.patch("tempfile.tempdir", folder):
                arguments = ("cloud", "--fleet", str(fleets / "incident.toml"), "--port", port)
                status, _, err = self.run_it(*arguments)
                self.assertEqual([], list(pathlib.Path(folder).iterdir()))
        self.assertEqual(2, status)
        self.assertIn(f"port {port} on 127.0.0.1: Address already in use", err)
        self.assertIn("--port", err.splitlines()[-1])

    def test_a_database_that_is_not_installed(self) -> None:
        fleet = str(pathlib.Path(commands.__file__).with_name("trials") / "fleets/incident.toml")
        with tempfile.TemporaryDirectory() as folder:
            nova = pathlib.Path(folder, "nova")
            nova.write_text("#!/bin/sh\necho 18.13.1\n")
            nova.chmod(0o755)
            for words in (
                ["cloud", "--fleet", fleet],
                ["run", "--fleet", fleet],
                ["incident", "--client", f"a={nova}"],
                ["demo", "--upstream", str(nova), "--fork", str(nova)],
            ):
                command = ["--", "true"] if words[0] == "run" else []
                missing = HarnessError("there is no mariadbd")
                with mock.patch("harness.cloud.databases.mariadb.find", side_effect=missing):
                    status, _, err = self.run_it(*words, "--database", "mysql", *command)
                self.assertEqual(
                    (2, "harness: there is no mariadbd"), (status, err.splitlines()[-1])
                )

    def test_no_port_at_all(self) -> None:
        for port in ("-1", "65536", "x"):
            status, _, err = self.run_it("cloud", "--fleet", "x", f"--port={port}")
            self.assertEqual(2, status)
            self.assertIn(f"'{port}' is not a port", err)

    def test_an_executable_that_does_not_exist(self) -> None:
        for arguments in (
            ["incident", "--client", "a=/nonexistent/nova"],
            ["demo", "--upstream", "/nonexistent/nova", "--fork", "/bin/sh"],
            ["bench-resolution", "--upstream", "/nonexistent/nova", "--fork", "/bin/sh"],
            ["bench-resolution", "--upstream", "/bin/sh", "--fork", "/nonexistent/nova"],
        ):
            self.assert_refused(*arguments, words=["'/nonexistent/nova' is not an executable"])

    def test_two_clients_of_one_label(self) -> None:
        arguments = ("incident", "--client", "a=/bin/sh", "--client", "a=/bin/cat")
        self.assert_refused(*arguments, words=["labelled 'a'"])

    def test_an_unknown_scenario(self) -> None:
        arguments = ("incident", "--client", "a=/bin/sh", "--scenario", "x")
        self.assert_refused(*arguments, words=["no scenario 'x'", "outage"])

    def test_help_of_every_verb_has_an_example(self) -> None:
        benches = ("bench-resolution", "bench-evacuation")
        running = ("state", "fault", "reset", "report", "stop")
        others = ("run", "cloud", "incident", "demo", "picture", *benches, "audit", "scan")
        for verb in (*running, *others):
            status, out, _ = self.run_it(verb, "--help")
            self.assertEqual(0, status)
            self.assertIn(f"example:\n  python -m harness {verb} ", out)

    def test_a_picture_that_cannot_be_written(self) -> None:
        trials = [samples.trial(moved="ab"), samples.trial(moved="ab", client="fork")]
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "report.json")
            content = report.as_json(trials, {"upstream": "1", "fork": "1"})
            path.write_text(json.dumps(content))
            arguments = ("--report", str(path), "--output")
            self.assert_refused("picture", *arguments, f"{folder}/a/b.svg", words=["a/b.svg"])
            self.assertEqual((0, "", ""), self.run_it("picture", *arguments, f"{folder}/b.svg"))
            self.assertTrue(pathlib.Path(folder, "b.svg").read_text().startswith("<svg"))

    def test_an_interruption(self) -> None:
        with mock.patch.object(incident, "perform", side_effect=KeyboardInterrupt):
            status, _, err = self.run_it("incident", "--client", "a=/bin/sh")
        self.assertEqual((130, "harness: interrupted; everything is stopped\n"), (status, err))


class RunTest(Verb):
    """What cannot be tried is refused before a cloud is started."""

    FLEET = str(pathlib.Path(commands.__file__).with_name("trials") / "fleets/incident.toml")

    def run_command(self, *words: str, fleet: str = FLEET, command: str = "true") -> list[str]:
        return ["run", "--fleet", fleet, *words, "--", command, "--state", "x"]

    def test_a_command_that_does_not_exist(self) -> None:
        for name in ("/nonexistent/it", "nonexistent-it", self.FLEET, "/", ""):
            words = [f"'{name}' is no command", "after --"]
            self.assert_refused(*self.run_command(command=name), words=words)

    def test_no_command(self) -> None:
        for words in (["--"], []):
            status, out, err = self.run_it("run", "--fleet", self.FLEET, *words)
            self.assertEqual((2, ""), (status, out))
            self.assertIn("COMMAND", err)

    def test_hosts_that_the_fleet_does_not_have(self) -> None:
        states = ["spare=down", "XXXX-HOST-YYYY34=down", "XXXX-HOST-YYYY35*=down"]
        meant = ["spare", "XXXX-HOST-YYYY3"]
        for words, name in (
            (["--state", *states], states[-1][:-5]),
            (["--meant", *meant], meant[-1]),
        ):
            refused = self.run_command(*words)
            self.assert_refused(
                *refused, words=[f"no host '{name}'; choose from XXXX-HOST-YYYY34"]
            )

    def test_states_that_are_none(self) -> None:
        for state, words in (
            ("spare=dead", "no state 'dead'; choose one of up, down, forced-down"),
            ("spare", "'spare' gives no host a state; write --state HOST=STATE"),
            ("=up", "'=up' gives no host a state"),
        ):
            self.assert_refused(*self.run_command("--state", state), words=[words])

    def test_a_fleet_that_is_none(self) -> None:
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("[[group]]\nhosts = 1")
            file.flush()
            words = [file.name, "$.group[0].hosts: 1 is not", "a list of names of service hosts"]
            self.assert_refused(*self.run_command(fleet=file.name), words=words)

    def test_a_time_that_is_none(self) -> None:
        status, _, err = self.run_it(*self.run_command("--timeout", "0"))
        self.assertEqual(2, status)
        self.assertIn("--timeout: '0' is not a number", err)

    def test_the_verdict_is_the_status(self) -> None:
        exact, stray = samples.trial(moved="ab"), samples.trial(moved="abc")
        for seen, expected in ((exact, 0), (stray, 1), (samples.trial(moved="a"), 1)):
            with mock.patch.multiple(
                run, Cloud=mock.MagicMock(), component=mock.Mock(run=mock.Mock(return_value=seen))
            ):
                status, out, _ = self.run_it(*self.run_command("--format", "json"))
            self.assertEqual(expected, status)
            content = json.loads(out)
            self.assertEqual(["web1"], content["meant"])
            self.assertEqual(seen.strays, content["strays"])
            self.assertEqual("incident", content["fleet"])

    def test_the_words_of_the_command_are_its_own(self) -> None:
        arguments = commands.parser().parse_args(
            self.run_command("--meant", "a", "b", "--state", "c=up")
        )
        self.assertEqual(["true", "--state", "x"], arguments.command)
        self.assertEqual((["a", "b"], ["c=up"]), (arguments.meant, arguments.state))
        nested = ["run", "--fleet", "f", "--", "sh", "-c", "x", "--", "y", "--"]
        self.assertEqual(nested[4:], commands.parser().parse_args(nested).command)


class RunningTest(Verb):
    """What is said to a cloud that runs elsewhere."""

    def tell(self, answer: dict[str, Any], *arguments: str) -> tuple[Any, str, str]:
        with tempfile.TemporaryDirectory() as folder, listening(folder, answer) as self.orders:
            return self.run_it(*arguments, "--cloud", folder)

    def test_states(self) -> None:
        answer = {"states": {"a": "up"}}
        status, out, err = self.tell(answer, "state")
        self.assertEqual((0, ["HOST", "STATE", "a", "up"], ""), (status, out.split(), err))
        self.assertEqual([{"do": "state"}], self.orders)
        self.tell(answer, "state", "a*", "down")
        self.assertEqual([{"do": "state", "host": "a*", "state": "down"}], self.orders)

    def test_a_host_without_a_state(self) -> None:
        self.assert_refused("state", "a", words=["no state for 'a'; choose one of up, down"])

    def test_faults(self) -> None:
        left = {"route": "GET /x", "kind": "503", "retry_after": None}
        status, out, err = self.tell({"faults": [left]}, "fault")
        self.assertEqual((0, "GET /x 503 -", ""), (status, " ".join(out.split()[-4:]), err))
        self.assertEqual([{"do": "fault", "clear": False}], self.orders)
        words = ("--count", "0", "--after", "2", "--action", "evacuate", "--retry-after", "0")
        self.tell({"faults": []}, "fault", "POST /servers/*/action", "503", *words, "--clear")
        fault = {"route": "POST /servers/*/action", "kind": "503", "count": 0, "after": 2}
        fault |= {"action": "evacuate", "retry_after": 0}
        self.assertEqual([{"do": "fault", "clear": True, "fault": fault}], self.orders)

    def test_a_fault_that_is_none(self) -> None:
        for kind in (["404"], []):
            words = [f"no fault '{''.join(kind)}'; choose one of delay, 429, 500, 503, reset"]
            self.assert_refused("fault", "GET /x", *kind, words=words)

    def test_a_refusal(self) -> None:
        told = self.tell({"error": "no host 'x'; choose from a"}, "state", "x", "up")
        self.assertEqual((2, "", "harness: no host 'x'; choose from a\n"), told)

    def test_reset_and_stop(self) -> None:
        for verb in ("reset", "stop"):
            self.assertEqual((0, "", ""), self.tell({}, verb))
            self.assertEqual([{"do": verb}], self.orders)

    def test_the_verdict_of_a_report_is_the_status(self) -> None:
        for exact in (True, False):
            answer: dict[str, Any] = {"exact": exact, "text": "a table\n", "facts": {"left": []}}
            told = self.tell(answer, "report", "--meant", "a", "b")
            self.assertEqual((0 if exact else 1, "a table\n", ""), told)
            (order,) = self.orders
            self.assertEqual((["a", "b"], False), (order["meant"], order["color"]))
            _, out, _ = self.tell(answer, "report", "--format", "json")
            self.assertEqual({"left": []}, json.loads(out))

    def test_no_cloud(self) -> None:
        words = ["no cloud runs in '/nonexistent'; start one with"]
        for verb in ("state", "reset", "report", "stop"):
            self.assert_refused(verb, "--cloud", "/nonexistent", words=words)

    def test_a_cloud_that_does_not_start_fails_the_shell_that_evaluates_it(self) -> None:
        status, out, err = self.run_it("cloud", "--detach", "--fleet", "/nonexistent")
        self.assertEqual((2, "false\n", 1), (status, out, err.count("\n")))
        with processes.listen() as taken, tempfile.TemporaryDirectory() as folder:
            port = str(taken.getsockname()[1])
            with mock.patch("tempfile.tempdir", folder):
                detach = ("cloud", "--detach", "--fleet", RunTest.FLEET, "--port", port)
                status, out, err = self.run_it(*detach)
                self.assertEqual([], list(pathlib.Path(folder).iterdir()))
        self.assertEqual((2, "false\n"), (status, out))
        self.assertTrue(err.startswith(f"harness: port {port} on 127.0.0.1: "), err)
        self.assertEqual(1, err.count("\n"))


class BenchTest(Verb):
    """The bench is refused at once what it could not do in the end."""

    CLIENTS = ("--upstream", "sh", "--fork", "sh")

    def test_numbers_that_are_none(self) -> None:
        for option in ("--hosts", "--servers", "--repeats"):
            for text in ("0", "-1", "x", ""):
                status, out, err = self.run_it(
                    "bench-resolution", *self.CLIENTS, f"{option}={text}"
                )
                self.assertEqual((2, ""), (status, out))
                self.assertIn(f"{option}: '{text}' is not a number", err)

    def test_a_folder_that_cannot_be_written_to(self) -> None:
        with tempfile.NamedTemporaryFile() as file:
            for folder in ("/nonexistent", file.name):
                arguments = ("bench-resolution", *self.CLIENTS, "--write", folder)
                self.assert_refused(*arguments, words=[f"'{folder}'", "--write"])

    def test_an_executable_that_is_no_nova(self) -> None:
        self.assert_refused(
            "bench-resolution", "--upstream", "false", "--fork", "sh", words=["upstream"]
        )

    def test_a_port_that_is_taken(self) -> None:
        with processes.listen() as taken, mock.patch.object(client, "version", return_value="1"):
            port = str(taken.getsockname()[1])
            status, out, err = self.run_it("bench-resolution", *self.CLIENTS, "--port", port)
        self.assertEqual((2, ""), (status, out))
        self.assertIn(f"harness: port {port} on 127.0.0.1: Address already", err)

    def measure(self, *options: str) -> tuple[Any, str, str]:
        with mock.patch.object(bench_resolution, "_measure", return_value=samples.bench_report()):
            return self.run_it("bench-resolution", *self.CLIENTS, *options)

    def test_the_report_is_printed(self) -> None:
        status, out, err = self.measure()
        self.assertEqual((0, ""), (status, err))
        self.assertIn("1,110 look-alikes", out)

    def test_it_is_written_too(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            status, _, _ = self.measure("--write", folder)
            names = {path.name for path in pathlib.Path(folder).iterdir()}
        self.assertEqual(0, status)
        self.assertEqual({f"bench-resolution.{kind}" for kind in ("md", "json", "svg")}, names)


class EvacuationTest(Verb):
    """So is the other one."""

    CLIENTS = ("--upstream", "sh", "--fork", "sh", "--openstack", "sh")

    def test_numbers_that_are_none(self) -> None:
        for option in ("--servers", "--delays", "--repeats", "--startups"):
            for text in ("-1", "x", "1.5", ""):
                status, out, err = self.run_it("bench-evacuation", *self.CLIENTS, option, text)
                self.assertEqual((2, ""), (status, out))
                self.assertRegex(err, f"{option}.*('{text}' is not a number|expected )")

    def test_no_servers(self) -> None:
        status, _, err = self.run_it("bench-evacuation", *self.CLIENTS, "--servers", "0")
        self.assertEqual(2, status)
        self.assertIn("'0' is not a number; write one from 1 up", err)

    def test_an_executable_that_does_not_exist(self) -> None:
        for option in ("--upstream", "--fork", "--openstack"):
            arguments = [*self.CLIENTS, option, "/nonexistent/it"]
            words = [f"client {option[2:]}: '/nonexistent/it' is not an executable"]
            self.assert_refused("bench-evacuation", *arguments, words=words)

    def test_a_folder_that_cannot_be_written_to(self) -> None:
        arguments = ("bench-evacuation", *self.CLIENTS, "--write", "/nonexistent")
        self.assert_refused(*arguments, words=["'/nonexistent'", "--write"])

    def test_an_executable_that_is_no_client(self) -> None:
        arguments = ("bench-evacuation", *self.CLIENTS, "--openstack", "false")
        with mock.patch.object(client, "run", side_effect=self.run_client):
            self.assert_refused(*arguments, words=["client openstack: "])

    @staticmethod
    def run_client(each: client.Client, arguments: list[str], *rest: Any) -> client.Outcome:
        """Answer as a client that has a version, but no options, unless it is ``false``."""
        return client.Outcome(each.executable.name == "false", "18.13.1", "", 1.0)

    def test_a_fork_that_sends_one_request_at_a_time(self) -> None:
        with mock.patch.object(client, "run", side_effect=self.run_client):
            words = ["client fork: ", "has no option --concurrency"]
            self.assert_refused("bench-evacuation", *self.CLIENTS, words=words)

    def test_a_port_that_is_taken(self) -> None:
        known = mock.patch("harness.benchmarks.evacuation.bench.check_fork")
        with processes.listen() as taken, known:
            port = str(taken.getsockname()[1])
            with mock.patch.object(client, "version", return_value="1"):
                arguments = ("bench-evacuation", *self.CLIENTS, "--port", port)
                words = [f"port {port} on 127.0.0.1: Address already", "--port"]
                self.assert_refused(*arguments, words=words)

    def measure(self, *options: str) -> tuple[Any, str, str]:
        found = evacuation_samples.report()
        with mock.patch.object(bench_evacuation, "_measure", return_value=found):
            return self.run_it("bench-evacuation", *self.CLIENTS, *options)

    def test_the_report_is_printed(self) -> None:
        status, out, err = self.measure()
        self.assertEqual((0, ""), (status, err))
        self.assertIn("fork, 32 at a time", out)

    def test_it_is_written_too(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            status, _, _ = self.measure("--write", folder)
            names = {path.name for path in pathlib.Path(folder).iterdir()}
        self.assertEqual(0, status)
        self.assertEqual({f"bench-evacuation.{kind}" for kind in ("md", "json", "svg")}, names)

    def test_what_is_measured(self) -> None:
        """Every case once, and the start-up before."""
        double = mock.Mock()
        double.return_value.start.return_value = []
        sizes = ["--servers", "6", "3", "3", "--delays", "5", "0", "--repeats", "1"]
        with (
            mock.patch.object(bench_evacuation, "Bench", double),
            mock.patch.object(bench_evacuation, "Loopback"),
            mock.patch.object(bench_evacuation, "describe"),
            mock.patch("harness.benchmarks.evacuation.bench.check_fork") as check,
            mock.patch("harness.benchmarks.evacuation.report.show") as show,
        ):
            status, _, err = self.run_it(
                "bench-evacuation", *self.CLIENTS, *sizes, "--startups", "7"
            )
        self.assertEqual(0, status, err)
        ran = [call.args[0] for call in double.return_value.method_calls]
        self.assertEqual([7] * 3, [each.repeats for each in ran[:3]])
        cases = dict.fromkeys((each.case.delay, each.case.servers) for each in ran[3:])
        self.assertEqual([(0, 3), (0, 6), (5, 3), (5, 6)], [*cases])
        self.assertEqual(2 * 8 + 2 * 7, len(ran[3:]))
        self.assertEqual(1, show.call_args.args[0].repeats)
        check.assert_called_once()


class DemoTest(Verb):
    """The status of the demo is its verdict."""

    def demo(
        self, upstream: dict[str, Any], fork: dict[str, Any], *arguments: str
    ) -> tuple[Any, str, str]:
        trials = [
            samples.trial(client="upstream", **upstream),
            samples.trial(client="fork", **fork),
        ]
        versions = {"upstream": "1", "fork": "1"}
        with mock.patch.object(demo, "perform", return_value=(trials, versions)):
            return self.run_it("demo", "--upstream", "sh", "--fork", "sh", *arguments)

    def test_shown(self) -> None:
        status, out, err = self.demo({"moved": "abc"}, {"moved": "ab"})
        self.assertEqual((0, ""), (status, err))
        self.assertIn("should not be", out)

    def test_not_shown(self) -> None:
        for upstream, fork in (("ab", "ab"), ("abc", "abc"), ("abc", ""), ("abc", "a")):
            status, out, err = self.demo({"moved": upstream}, {"moved": fork})
            self.assertEqual(1, status)
            self.assertIn("harness: not shown: ", err)
            self.assertIn("VERDICT", out)

    def test_a_record_is_compared_and_renewed(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "incident.txt")
            fault = f"harness: {path} held another report; review the new one\n"
            for err in (fault, ""):
                ended = self.demo({"moved": "abc"}, {"moved": "ab"}, "--record", str(path))
                self.assertEqual((1 if err else 0, err), (ended[0], ended[2]))
            text = path.read_text()
        self.assertIn("\nspare  up              -      -                 -      -\n", text)
        self.assertEqual([], [line for line in text.splitlines() if line != line.rstrip()])

    def test_no_record_is_made_of_what_was_not_shown(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "incident.txt")
            status, _, _ = self.demo({"moved": "ab"}, {"moved": "ab"}, "--record", str(path))
            self.assertEqual((1, False), (status, path.exists()))

    def test_an_error_is_no_verdict(self) -> None:
        with mock.patch.object(demo, "perform", side_effect=HarnessError("gone")):
            status, _, err = self.run_it("demo", "--upstream", "sh", "--fork", "sh")
        self.assertEqual((2, "harness: gone\n"), (status, err))


class FolderTest(Verb):
    def setUp(self) -> None:
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name: str, content: str) -> str:
        path = self.folder / name
        path.write_text(content, errors="surrogateescape")
        return str(path)


class AuditTest(FolderTest):
    """The status of the audit is its verdict."""

    CLEAN = "2 names (letter case does not count): none is contained in another.\n"

    def test_no_clash(self) -> None:
        path = self.write("names", "a1\nb10\n")
        self.assertEqual((0, self.CLEAN, ""), self.run_it("audit", path))

    def test_a_clash(self) -> None:
        status, out, err = self.run_it("audit", self.write("names", "a1\na10\n"))
        self.assertEqual((1, ""), (status, err))
        self.assertEqual("a1    a01", out.splitlines()[-1])

    def test_letter_case(self) -> None:
        path = self.write("names", "Edge7\nedge7\n")
        self.assertEqual(1, self.run_it("audit", path)[0])
        counted = "2 names (letter case counts): none is contained in another.\n"
        self.assertEqual((0, counted, ""), self.run_it("audit", "--match-case", path))

    def test_names_listed_twice(self) -> None:
        status, out, err = self.run_it("audit", self.write("names", "b\na\udcff\na\udcff\n"))
        self.assertEqual((0, self.CLEAN), (status, out))
        self.assertEqual("harness: 'a\\udcff' is listed twice; taken once\n", err)

    def test_a_list_that_is_none(self) -> None:
        path = self.write("names", "a\nb\x1b[0m\n")
        self.assert_refused("audit", path, words=[f"{path}:2: 'b\\x1b[0m' is no host name"])

    def test_json(self) -> None:
        path = self.write("names", "A1\na10\n")
        status, out, err = self.run_it("audit", "--format", "json", path)
        self.assertEqual((1, ""), (status, err))
        self.assertEqual([{"name": "A1", "new": "A01"}], json.loads(out)["renaming"])
        status, out, err = self.run_it("audit", "--format", "json", "--match-case", path)
        self.assertEqual((0, ""), (status, err))
        self.assertEqual([], json.loads(out)["clashes"])

    def test_a_cloud(self) -> None:
        services = "service-list --binary nova-compute"
        answers = {"hypervisor-list": fakes.hypervisors("a"), services: fakes.services("b")}
        path = str(fakes.nova(self.folder, answers))
        self.assertEqual((0, self.CLEAN, ""), self.run_it("audit", "--nova", path))
        with mock.patch.dict("os.environ", {"PATH": f"{self.folder}:/usr/bin:/bin"}):
            self.assertEqual((0, self.CLEAN, ""), self.run_it("audit"))

    def test_a_nova_that_fails(self) -> None:
        path = str(fakes.nova(self.folder, {}))
        self.assert_refused("audit", "--nova", path, words=["'nova hypervisor-list' failed: err"])

    def test_no_file(self) -> None:
        for path in ("/nonexistent", ""):
            self.assert_refused("audit", path, words=["name a file of hypervisor hostnames"])

    def test_a_file_and_a_nova(self) -> None:
        status, out, err = self.run_it("audit", "--nova", "sh", "names")
        self.assertEqual((2, ""), (status, out))
        self.assertIn("not allowed with", err)


class ScanTest(FolderTest):
    """The status of the scan is its verdict."""

    def test_no_call(self) -> None:
        path = self.write("a", "nova host-evacuate --strict a")
        self.assertEqual((0, "0 calls in 1 file\n", ""), self.run_it("scan", path))

    def test_a_call(self) -> None:
        path = self.write("a", "nova host-meta a")
        status, out, err = self.run_it("scan", path)
        self.assertEqual((1, ""), (status, err))
        found, summary = out.splitlines()
        self.assertEqual(f"{path}:1: nova host-meta without --strict", found.rpartition(": ")[0])
        self.assertEqual("1 call in 1 file", summary)

    def test_json(self) -> None:
        path = self.write("a", "nova host-meta a")
        status, out, err = self.run_it("scan", "--format", "json", path)
        self.assertEqual((1, ""), (status, err))
        self.assertEqual("default", json.loads(out)["findings"][0]["kind"])

    def test_a_file_that_cannot_be_read(self) -> None:
        path = self.write("a\x1b", "nova host-meta a")
        refusal = PermissionError(13, "Permission denied")  # as reading says it, without a name
        with mock.patch.object(content, "_blocks", side_effect=refusal):
            status, out, err = self.run_it("scan", str(self.folder))
        self.assertEqual((2, "0 calls in 0 files; 1 path could not be read\n"), (status, out))
        shown = path.replace("\x1b", "\\x1b")
        self.assertEqual(f"harness: {shown}: Permission denied; it was not scanned\n", err)

    def test_a_path_that_is_not_there(self) -> None:
        self.assert_refused("scan", "/nonexistent", words=["name files or folders"])


class ProcessTest(FolderTest):
    """What only a process of its own shows."""

    def start(self, *options: str, **environment: str) -> subprocess.Popen[str]:
        missing = dict.fromkeys(modules_beyond("requirements-names.txt"))
        script = (
            f"import sys; sys.modules.update({missing});"
            "from harness.__main__ import main; sys.exit(main())"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", script, *options],
            cwd=pathlib.Path(__file__).parents[3],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="ascii",
        )
        self.addCleanup(process.communicate)
        return process

    def test_what_no_cloud_needs(self) -> None:
        self.assertIn("nova", modules_beyond("requirements-names.txt"))
        self.assertNotIn("psutil", modules_beyond("requirements-names.txt"))

    def test_neither_verb_needs_more_than_its_requirements(self) -> None:
        path = self.write("a", "nova-host-meta")
        for verb in ("audit", "scan"):
            process = self.start(verb, path)
            self.assertEqual("", process.communicate()[1])
            self.assertEqual(0, process.returncode)

    def test_a_package_that_is_not_installed(self) -> None:
        script = (
            "import sys; sys.modules['tree_sitter'] = None;"
            "from harness.__main__ import main; sys.exit(main())"
        )
        ended = subprocess.run(
            [sys.executable, "-c", script, "scan", "x"],
            cwd=pathlib.Path(__file__).parents[3],
            capture_output=True,
            encoding="utf-8",
        )
        self.assertEqual((2, ""), (ended.returncode, ended.stdout))
        self.assertRegex(ended.stderr, "^harness: .*tree_sitter.*; install harness/req.*\n$")

    def test_a_terminal_that_cannot_show_a_name(self) -> None:
        process = self.start("audit", self.write("a", "é1\né10"), PYTHONIOENCODING="ascii")
        out, err = process.communicate()
        self.assertEqual((1, ""), (process.returncode, err))
        self.assertIn(r"\xe91    \xe901", out)

    def test_nobody_reads_on(self) -> None:
        names = "\n".join(f"host{number}" for number in range(6_000))
        process = self.start("audit", self.write("a", names))
        assert process.stdout
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr
        self.assertEqual("", process.stderr.read())
        self.assertEqual(2, process.wait())
