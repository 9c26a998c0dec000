"""The manual: every command in it was run, and prints what it says.

`nova` runs in a fake cloud, `tox` is looked up in tox.ini, and everything
else runs in a copy of the repository.
"""

import configparser
import functools
import json
import re
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any, Iterator

from fork.tests.packaging import manual, tools
from fork.tests.packaging.desk import Desk
from fork.tests.packaging.manual import Block, Ran
from fork.tests.packaging.tools import PROJECT

SESSION = PROJECT.root / "fork/tests/packaging/session.py"
FAKE_CLOUD = PROJECT.root / "novaclient/tests/unit/v2/fake_cloud.py"
UPSTREAM = "upstream's client"
#: The pages whose options are those of these commands.
ABOUT_NOVA = ("operator.rst", "operating.rst", "emptying.rst")
COMMANDS = (
    "host-evacuate",
    "host-evacuate-live",
    "host-servers-migrate",
    "host-meta",
    "hypervisor-servers",
)
TITLE = re.compile(r"^(\S.*)\n=+\n", re.MULTILINE)
TOX = re.compile(
    r"tox(?: -p \d+)?(?: -(?P<kind>[em]) (?P<name>\S+))?(?: -- .*)?"
)


def blocks() -> list[Block]:
    """Return the blocks of all pages."""
    return [block for page in manual.PAGES for block in manual.blocks(page)]


def by_nova(block: Block) -> bool:
    """Return whether a block runs in the fake cloud."""
    if block.language == "pycon":
        return True
    words = {step.command.split()[0] for step in block.steps()}
    return "nova" in words <= {"nova", "echo", "python3"}


class NovaTest(unittest.TestCase):
    def test_sessions(self) -> None:
        chosen = [block for block in blocks() if by_nova(block)]
        for block, result in zip(chosen, _in_cloud(map(_session, chosen))):
            with self.subTest(block.place):
                if block.language == "pycon":
                    self.assertEqual("", result)
                    continue
                found = manual.faults(block, manual.replay(result))
                self.assertEqual([], list(found))

    def test_calls_in_the_prose(self) -> None:
        """They are calls that the client knows, though not this cloud."""
        calls = sorted({call for call in _literals() if _is_nova(call)})
        sessions = [
            {"situation": "", "commands": [_call(call)]} for call in calls
        ]
        for call, result in zip(calls, _in_cloud(sessions)):
            with self.subTest(call, output=result[0][1]):
                self.assertNotEqual(2, result[0][0])
                self.assertNotIn("CommandError", result[0][1])

    def test_options_in_the_prose(self) -> None:
        commands = [f"nova help {command}" for command in COMMANDS]
        session = {"situation": "", "commands": commands}
        text = "".join(shown for _, shown in _in_cloud([session])[0])
        options = re.findall(r"--[a-z_-]+", text)
        for name in ABOUT_NOVA:
            for literal in manual.literals(manual.SOURCE / name):
                if literal.startswith("--"):
                    self.assertIn(literal.split()[0], options)


def _is_markdown(page: Path) -> bool:
    return page.suffix == ".md"


def _is_nova(literal: str) -> bool:
    return literal.startswith("nova ")


def _call(literal: str) -> str:
    """Return a call; of a command that is merely named, for its help."""
    name = re.fullmatch(r"nova ([a-z-]+)", literal)
    return f"nova help {name[1]}" if name else literal


def _literals() -> Iterator[str]:
    for page in manual.PAGES:
        yield from manual.literals(page)


def _session(block: Block) -> dict[str, Any]:
    if block.language == "pycon":
        return {"situation": block.situation, "doctest": block.text}
    commands = [step.command for step in block.steps()]
    wanted = [command for command in commands if command != manual.STATUS]
    return {"situation": block.situation, "commands": wanted}


def _in_cloud(sessions: Any) -> list[Any]:
    """Run sessions, each with the client that it is about."""
    sessions = list(sessions)
    theirs = [each["situation"] == UPSTREAM for each in sessions]
    results = {
        side: iter(
            _ask(side, [s for s, t in zip(sessions, theirs) if t is side])
        )
        for side in (False, True)
    }
    return [next(results[side]) for side in theirs]


def _ask(upstream: bool, sessions: list[Any]) -> list[Any]:
    ran = subprocess.run(
        [str(_client(upstream)), str(SESSION), str(FAKE_CLOUD)],
        input=json.dumps(sessions),
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    results: list[Any] = json.loads(ran.stdout)
    return results


@functools.cache
def _client(upstream: bool) -> Path:
    wheel = tools.upstream_wheel() if upstream else tools.fork_wheel()
    folder = tools.shared(wheel.stem) / "venv"
    # fixtures is needed by what keystoneauth1 has for tests.
    return tools.venv(folder, wheel, "fixtures", "requests-mock")


class ShellTest(unittest.TestCase):
    """A page's blocks share a desk; one with a situation has its own."""

    def test_pages(self) -> None:
        for page in manual.PAGES:
            with tempfile.TemporaryDirectory() as folder:
                self.check(page, Path(folder).resolve())

    def check(self, page: Path, folder: Path) -> None:
        desks: dict[str, Desk] = {}
        for number, block in enumerate(manual.blocks(page)):
            if by_nova(block):
                continue
            name = f"{number}" if block.situation else "shared"
            if name not in desks:
                desks[name] = Desk(folder / name, block.situation)
            with self.subTest(block.place):
                found = manual.faults(
                    block, functools.partial(_run, desks[name])
                )
                self.assertEqual([], list(found))


def _run(desk: Desk, command: str) -> Ran:
    return (
        desk.run(command) if not command.startswith("tox") else _tox(command)
    )


def _tox(command: str) -> Ran:
    """Look an environment or a label up; what it does is tested by itself."""
    config = configparser.ConfigParser(interpolation=None)
    config.read(PROJECT.root / "tox.ini", encoding="utf-8")
    labels = re.findall(r"^(\w+) =", config["tox"]["labels"], re.M)
    match = TOX.fullmatch(command)
    known = match and (
        match["kind"] is None
        or (match["kind"] == "e" and f"testenv:{match['name']}" in config)
        or (match["kind"] == "m" and match["name"] in labels)
    )
    return (0, "") if known else (1, f"{command} is not in tox.ini\n")


class ProseTest(unittest.TestCase):
    """What the prose quotes exists."""

    def test_tox(self) -> None:
        for literal in filter(
            lambda each: each.startswith("tox"), _literals()
        ):
            if literal != "tox.ini":
                self.assertEqual((0, ""), _tox(literal))

    def test_verbs(self) -> None:
        verbs = tools.succeed("-m", "fork", "--help", cwd=PROJECT.root)
        for literal in _literals():
            if literal.startswith("python -m fork "):
                self.assertIn(f"\n    {literal.split()[3]} ", verbs)

    def test_files(self) -> None:
        rooms = {path.name for path in PROJECT.root.iterdir()} - {"build"}
        for literal in _literals():
            if literal.split("/")[0] in rooms:
                self.assertTrue([*PROJECT.root.glob(literal)], literal)

    def test_links(self) -> None:
        for page in filter(_is_markdown, manual.PAGES):
            text = page.read_text(encoding="utf-8")
            for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
                self.assertTrue((page.parent / target).exists(), target)

    def test_titles(self) -> None:
        """What an operator looks up is what was printed."""
        page = manual.SOURCE / "troubleshooting.rst"
        _, *parts = TITLE.split(page.read_text(encoding="utf-8"))
        titles, sections = parts[2::2], parts[3::2]
        self.assertGreater(len(titles), 7)
        for title, section in zip(titles, sections):
            for words in re.split(r" ?\.\.\. ?|, ", title):
                self.assertIn(words, section.split("$ ", 1)[1])

    def test_every_page_is_read(self) -> None:
        names = {path.name for path in manual.SOURCE.iterdir()}
        pages = {page.name for page in manual.PAGES}
        included = {"matrix.md", "bench-resolution.md", "bench-evacuation.md"}
        others = {"conf.py", manual.IN_A_CLOUD.name}
        self.assertEqual(others | included, names - pages)
