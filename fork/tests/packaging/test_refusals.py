"""What a packager sees when a build refuses: one line, and no wheel."""

from pathlib import Path

from fork.tests.packaging import tools
from fork.tests.packaging.tools import PIP, PROJECT, UV

SETTING = "--config-setting"
UNSUPPORTED = (
    "upstream release 9.0.0 is not supported; choose one of: "
    + " ".join(PROJECT.lock().releases)
)


class RefusedTestCase(tools.TestCase):
    def assertRefused(self, line: str, *command: object) -> None:
        """Assert that a frontend shows the line, once, and builds nothing."""
        ran = tools.run(*command, self.source)
        self.assertNotEqual(0, ran.returncode, ran.stdout)
        shown = [row.strip() for row in ran.stdout.splitlines()]
        errors = [row for row in shown if row.startswith("fork: error: ")]
        self.assertEqual([f"fork: error: {line}"], errors, ran.stdout)
        self.assertNotIn("Traceback", ran.stdout)
        self.assertEqual([], [*self.out.rglob("*.whl")])
        self.assertEqual([], [*self.source.rglob("*.whl")])


class SettingTest(RefusedTestCase):
    def test_unsupported_release_by_pip(self) -> None:
        command = (*PIP, "wheel", "--no-deps", "--wheel-dir", self.out)
        setting = ("--config-settings", "upstream=9.0.0")
        self.assertRefused(UNSUPPORTED, *command, *setting)

    def test_unsupported_release_by_build(self) -> None:
        command = ("-m", "build", "--wheel", "--outdir", self.out)
        self.assertRefused(UNSUPPORTED, *command, SETTING, "upstream=9.0.0")

    def test_unsupported_release_by_uv(self) -> None:
        command = (*UV, "build", "--wheel", "--out-dir", self.out)
        self.assertRefused(UNSUPPORTED, *command, SETTING, "upstream=9.0.0")

    def test_unknown_setting(self) -> None:
        command = (*UV, "build", "--wheel", "--out-dir", self.out)
        line = "unknown config setting 'upstraem'; known: upstream, through"
        self.assertRefused(line, *command, SETTING, "upstraem=17.7.0")


class ChangedTest(RefusedTestCase):
    """In a venv with upstream's release, which a test may change."""

    SHELL = "novaclient/v2/shell.py"

    def setUp(self) -> None:
        super().setUp()
        requirements = tools.requirements()
        self.python = tools.venv(self.folder / "venv", *requirements)

    def wheel(self) -> tuple[object, ...]:
        pip = (*PIP, "--python", self.python, "wheel", "--no-deps")
        return (*pip, "--no-build-isolation", "--wheel-dir", self.out)

    def test_as_they_were(self) -> None:
        tools.succeed(*self.wheel(), self.source)
        self.assertSameWheel(self.out / tools.WHEEL)

    def test_corrupted_patch(self) -> None:
        name, lines = self.rewrite([" This line was never there.\n"])
        edited = [line[6:-1] for line in lines if line.startswith("+++ b/")]
        hunks = lines[lines.index(f"+++ b/{edited[-1]}\n") :]
        heads = [line for line in hunks if line.startswith("@@ ")]
        place = heads[-1].split("+")[1].split(",")[0]
        line = (
            f"patch {name}, {edited[-1]}, hunk {len(heads)} does not apply: "
            f"its lines are not in the file (expected at line {place})"
        )
        self.assertRefused(line, *self.wheel())

    def test_truncated_patch(self) -> None:
        name, _ = self.rewrite([])
        line = f"patch {name} is not a diff: Hunk is shorter than expected"
        self.assertRefused(line, *self.wheel())

    def rewrite(self, end: list[str]) -> tuple[str, list[str]]:
        """Replace the last line of the first patch."""
        path = sorted((self.source / "patches").glob("*.patch"))[0]
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join([*lines[:-1], *end]), encoding="utf-8")
        return path.stem, lines

    def test_changed_upstream_file(self) -> None:
        path = self.installed() / self.SHELL
        # A copy: uv links what it installs to what it keeps.
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data + b"#\n")
        digest = PROJECT.lock().require(PROJECT.upstream)[self.SHELL]
        line = (
            f"upstream {PROJECT.upstream} is not the release that was "
            f"reviewed: {self.SHELL} has SHA-256 {tools.sha256(path)}, the "
            f"lock says {digest}; install it afresh from a trusted index"
        )
        self.assertRefused(line, *self.wheel())

    def test_missing_upstream_file(self) -> None:
        (self.installed() / self.SHELL).unlink()
        line = (
            f"upstream {PROJECT.upstream} is not the release that was "
            f"reviewed: {self.SHELL} is missing; install it afresh from a "
            "trusted index"
        )
        self.assertRefused(line, *self.wheel())

    def test_the_fork_in_place_of_upstream(self) -> None:
        tools.install(self.python, tools.fork_wheel())
        name, release = PROJECT.name, PROJECT.upstream
        line = (
            f"{name} {release} is needed, {PROJECT.version} is installed; "
            f"run `pip install {name}==={release}`"
        )
        self.assertRefused(line, *self.wheel())

    def installed(self) -> Path:
        (shell,) = (self.folder / "venv").rglob(self.SHELL)
        return shell.parents[2]
