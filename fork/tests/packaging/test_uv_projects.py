"""uv projects whose dependencies need the client: which one is locked.

Beside the fork's index is one with upstream's release, the next one, and a
consumer that needs either.
"""

import functools
import os
import re
from pathlib import Path

from fork.building import pages
from fork.tests.packaging import indexes, tools
from fork.tests.packaging.desk import ADDRESS
from fork.tests.packaging.indexes import NEXT
from fork.tests.packaging.tools import PROJECT, UV

EXAMPLE = PROJECT.root / "fork" / "building" / "examples" / "pyproject.toml"
OVERRIDE = f'override-dependencies = ["{PROJECT.name}==={PROJECT.version}"]\n'
SOURCE = f'{PROJECT.name} = {{ index = "fork" }}\n'
CONSTRAINT = OVERRIDE.replace("override", "constraint")
CONSUMER = 'dependencies = ["consumer"]'
#: What locks what, as changes of the example.
TABLE = {
    "as it stands": ({}, PROJECT.version),
    "a constraint instead": ({OVERRIDE: CONSTRAINT}, PROJECT.version),
    "the release instead of the fork": (
        {f"==={PROJECT.version}": f"=={PROJECT.upstream}"},
        PROJECT.version,
    ),
    "no version, but a source": (
        {f"==={PROJECT.version}": ""},
        PROJECT.version,
    ),
    "named as a dependency, too": (
        {CONSUMER: f'{CONSUMER[:-1]}, "{PROJECT.name}"]', OVERRIDE: ""},
        PROJECT.version,
    ),
    # A source is for what the project itself names.
    "neither override nor constraint": ({OVERRIDE: ""}, NEXT),
    "nor a source, but an index for everything": (
        {OVERRIDE: "", SOURCE: "", "explicit = true": ""},
        PROJECT.version,
    ),
}
LOCKED = re.compile(rf'^name = "{PROJECT.name}"\nversion = "(.*)"', re.M)


@functools.cache
def theirs() -> Path:
    """Return the index with the consumer, and bare dependencies."""
    stated = tools.metadata(tools.fork_wheel()).get_all("Requires-Dist") or []
    needed = {re.split(r"[^\w.-]", line)[0] for line in stated}
    wheels = [indexes.bare("99.0", name) for name in sorted(needed)]
    wheels.append(indexes.bare("1.0", "consumer", f"{PROJECT.name}>=15.1.0"))
    wheels.append(tools.upstream_wheel())
    return indexes.of_wheels("consumer", *wheels, indexes.bare(NEXT))


class UvProjectTest(tools.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.environment = {
            **{k: v for k, v in indexes.alone().items() if k[:3] != "UV_"},
            "UV_DEFAULT_INDEX": f"{theirs().as_uri()}/{pages.PAGES}",
            "UV_PYTHON": os.fspath(indexes.empty()),
            "XDG_CONFIG_HOME": os.fspath(self.folder),
            "XDG_CONFIG_DIRS": os.fspath(self.folder),
        }

    def uv(self, *words: object) -> str:
        return tools.succeed(
            *UV, *words, cwd=self.out, environment=self.environment
        )

    def locked(self, changes: dict[str, str]) -> list[str]:
        """Return the versions of the client that are locked."""
        text = EXAMPLE.read_text(encoding="utf-8")
        ours = f"{indexes.fork().as_uri()}/{pages.PAGES}"
        for old, new in {**changes, ADDRESS: ours}.items():
            self.assertIn(old, text)
            text = text.replace(old, new)
        (self.out / "pyproject.toml").write_text(text, encoding="utf-8")
        (self.out / "uv.lock").unlink(missing_ok=True)
        self.uv("lock")
        return LOCKED.findall((self.out / "uv.lock").read_text("utf-8"))

    def test_lock(self) -> None:
        for name, (changes, expected) in TABLE.items():
            with self.subTest(name):
                self.assertEqual([expected], self.locked(changes))

    def test_sync(self) -> None:
        self.locked({})
        self.uv("sync", "--exclude-newer", "2026-02-01")
        python = self.out / ".venv" / "bin" / "python"
        shown = tools.succeed("-c", tools.VERSION, python=python)
        self.assertEqual(f"{PROJECT.version}\n", shown)

    def test_exported_with_digests(self) -> None:
        self.locked({})
        text = self.uv("export", "--quiet", "--no-emit-project")
        digest = tools.sha256(tools.fork_wheel())
        pin = f"{PROJECT.name}==={PROJECT.version}"
        self.assertIn(f"sha256:{digest}", text)
        self.assertIn(pin.replace("===", "=="), text)
