"""Settings of pip and uv that keep upstream's wheel out of a build.

Each is tried where there is nothing but a pip: two for which PIP_CONSTRAINT
holds for what a build needs as well, and the newest.
"""

from pathlib import Path

from fork.tests.packaging import tools
from fork.tests.packaging.tools import PROJECT, UV, succeed

OLDER, OLD, NEWEST = "pip==23.2.1", "pip==25.2", "pip"
PIN = f"{PROJECT.name}==={PROJECT.version}"
FROM_SOURCE = {"PIP_NO_BINARY": PROJECT.name}


class ObstacleTestCase(tools.TestCase):
    def empty(self, pip: str) -> Path:
        """Return the Python of a venv that has nothing but a pip."""
        return tools.venv(self.folder / pip, pip)

    def constraint(self, pin: str) -> "dict[str, str]":
        path = self.folder / "constraints.txt"
        path.write_text(f"requests<3\n{pin}\n", encoding="utf-8")
        return {"PIP_CONSTRAINT": str(path)}

    def wheel(self, pip: str, *args: object, **environment: str) -> Path:
        """Build a wheel in an empty environment; return it."""
        folder = self.folder / f"wheel-{pip}"
        command = ("-m", "pip", "wheel", "--no-deps", "--wheel-dir", folder)
        python = self.empty(pip)
        words = (*command, *args, self.source)
        succeed(*words, python=python, environment=environment)
        (built,) = folder.iterdir()
        return built


class NoBinaryTest(ObstacleTestCase):
    def test_variable(self) -> None:
        for pip in (OLDER, NEWEST):
            with self.subTest(pip):
                built = self.wheel(pip, **FROM_SOURCE)
                self.assertSameWheel(built)

    def test_option(self) -> None:
        built = self.wheel(OLD, "--no-binary", PROJECT.name)
        self.assertSameWheel(built)

    def test_uv(self) -> None:
        option = ("--no-binary-package", PROJECT.name)
        command = (*UV, "build", "--wheel", "--out-dir", self.out, *option)
        # What uv has built once it installs again, whoever asks.
        cache = {"UV_CACHE_DIR": str(self.folder / "cache")}
        succeed(*command, self.source, environment=cache)
        self.assertSameWheel(self.out / tools.WHEEL)


class ConstraintTest(ObstacleTestCase):
    def test_pin_of_the_fork(self) -> None:
        for pip in (OLDER, OLD, NEWEST):
            with self.subTest(pip):
                environment = self.constraint(PIN)
                built = self.wheel(pip, **environment)
                self.assertSameWheel(built)

    def test_installed_whole(self) -> None:
        python = self.empty(OLDER)
        command = ("-m", "pip", "install", self.source)
        succeed(*command, python=python, environment=self.constraint(PIN))
        shown = succeed("-c", tools.VERSION, python=python)
        self.assertEqual(f"{PROJECT.version}\n", shown)
