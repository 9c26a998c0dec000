"""The same commit makes the same bytes, wherever it is built."""

from fork.tests.packaging import tools


class SurroundingsTest(tools.TestCase):
    def test_other_folder_umask_and_clock(self) -> None:
        self.assertSameWheel(self.build(umask=0o077))

    def test_other_modes_and_times_of_the_sources(self) -> None:
        for path in sorted(self.source.rglob("*")):
            if path.is_file():
                path.chmod(0o600)
                path.touch()
        self.assertSameWheel(self.build())


class PythonTest(tools.TestCase):
    def check(self, version: str) -> None:
        python = tools.python(version)
        if not python:
            self.skipTest(f"python{version} was not found")
        self.assertSameWheel(self.build("--python", python))

    def test_3_9(self) -> None:
        self.check("3.9")

    def test_3_10(self) -> None:
        self.check("3.10")

    def test_3_11(self) -> None:
        self.check("3.11")

    def test_3_12(self) -> None:
        self.check("3.12")

    def test_3_13(self) -> None:
        self.check("3.13")
