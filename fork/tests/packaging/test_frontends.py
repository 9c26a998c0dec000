"""Every frontend, with a package index and with a wheelhouse alone."""

from pathlib import Path
from typing import Optional

from fork.tests.packaging import tools
from fork.tests.packaging.tools import PIP, UV, Environment, succeed


class Frontends:
    """The tests; the classes below say where requirements come from."""

    class Test(tools.TestCase):
        environment: Optional[Environment] = None
        #: uv has a variable for everything but this.
        uv: tuple[str, ...] = ()

        def frontend(self, *args: object) -> None:
            succeed(*args, environment=self.environment)

        def assertInstalled(self, python: Path) -> None:
            """Assert that the fork is there, whole, and runs."""
            version = succeed("-c", tools.VERSION, python=python)
            self.assertEqual(f"{tools.PROJECT.version}\n", version)
            nova = python.parent / "nova"
            shown = succeed(nova, "--version", python=python)
            self.assertEqual(tools.PROJECT.upstream, shown.split("\n")[-2])
            text = succeed(nova, "help", "host-evacuate", python=python)
            self.assertIn("--no-strict", text)
            checked = succeed(*PIP, "--python", python, "check")
            self.assertEqual("No broken requirements found.\n", checked)

        def pip(self, python: Path, *args: object) -> None:
            self.frontend(*PIP, "--python", python, "install", *args)

        def test_pip_install(self) -> None:
            python = tools.venv(self.folder / "venv")
            self.pip(python, self.source)
            self.assertInstalled(python)

        def test_pip_install_editable(self) -> None:
            python = tools.venv(self.folder / "venv")
            self.pip(python, "--editable", self.source)
            self.assertInstalled(python)
            where = "import novaclient; print(novaclient.__file__)"
            path = Path(succeed("-c", where, python=python).strip())
            tree = self.source / "build" / "tree"
            self.assertEqual(tree / "novaclient" / "__init__.py", path)

        def test_pip_wheel(self) -> None:
            wheel = ("wheel", "--no-deps", "--wheel-dir", self.out)
            self.frontend(*PIP, *wheel, self.source)
            self.assertSameWheel(self.out / tools.WHEEL)

        def test_build(self) -> None:
            self.frontend("-m", "build", "--outdir", self.out, self.source)
            names = {path.name for path in self.out.iterdir()}
            self.assertEqual({tools.WHEEL, tools.SDIST}, names)
            self.assertSameWheel(self.out / tools.WHEEL)

        def test_uv_pip_install(self) -> None:
            python = tools.venv(self.folder / "venv")
            command = (*UV, "pip", "install", "--python", python)
            self.frontend(*command, *self.uv, self.source)
            self.assertInstalled(python)

        def test_uv_build(self) -> None:
            command = (*UV, "build", "--out-dir", self.out)
            self.frontend(*command, *self.uv, self.source)
            names = {path.name for path in self.out.iterdir()}
            self.assertLessEqual({tools.WHEEL, tools.SDIST}, names)
            self.assertSameWheel(self.out / tools.WHEEL)


class IndexTest(Frontends.Test):
    """Requirements come from the package index."""


class OfflineTest(Frontends.Test):
    """Requirements come from a wheelhouse, and there is no network."""

    uv = ("--no-index",)

    def setUp(self) -> None:
        super().setUp()
        self.environment = tools.offline()
