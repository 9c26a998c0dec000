"""The manual, cut into what a person types and what it shows.

A block is a session: lines that begin with `$ ` are commands, the others are
what they print, stdout and stderr together, where `...` stands for anything.
A command ends with status 0 unless `$ echo $?` follows. A comment above the
block may name the situation in which it holds; it begins with `situation:`.
"""

import dataclasses
import doctest
import re
from pathlib import Path
from typing import Any, Callable, Iterator

from fork.tests.packaging.tools import PROJECT

STATUS = "echo $?"
MATCHES = doctest.OutputChecker().check_output
#: What a command ended with, and all that it printed.
Ran = tuple[int, str]
SOURCE = PROJECT.root / "doc" / "source"
#: Its commands need a cloud, and run in `tox -e library`.
IN_A_CLOUD = SOURCE / "trying.rst"
PAGES = [
    *sorted({*SOURCE.glob("*.rst")} - {IN_A_CLOUD}),
    PROJECT.root / "CONTRIBUTING.md",
    PROJECT.root / "README.zh-CN.md",
]
RST = re.compile(
    r"^(?:\.\. situation: (?P<situation>.+)\n\n)?"
    r"(?P<indent> *)\.\. code-block:: (?P<language>\S+)\n\n"
    r"(?P<text>(?:(?P=indent)   .*\n|\n)+)",
    re.MULTILINE,
)
MARKDOWN = re.compile(
    r"^(?:<!-- situation: (?P<situation>.+) -->\n\n?)?"
    r"(?P<indent>)```(?P<language>\S+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
#: Whatever else may hold a command or its output.
UNREAD = {
    ".rst": re.compile(
        r"^\s*\.\. (?!(?:csv-table|image|list-table|toctree)::)"
        # which the demo writes
        r"(?!literalinclude:: \.\./incident\.txt$)[\w:-]+::.*"
        r"|^(?!\s*\.\. ).*::$|^\s*(?:\$|>>>|\.\. situation:) .*",
        re.MULTILINE,
    ),
    ".md": re.compile(
        r"^.*(?:```|~~~|<pre).*|^(?:    |\t|\$ |<!-- s).*", re.MULTILINE
    ),
}
LITERAL = re.compile(r"(`+)(?=\S)(.+?)\1", re.DOTALL)


@dataclasses.dataclass(frozen=True)
class Step:
    """A command, and what the manual says that it prints."""

    command: str
    shown: str


@dataclasses.dataclass(frozen=True)
class Block:
    """A session.

    :param place: page and line, for a person
    :param language: `console`, or `pycon` for what doctest reads
    :param situation: what is the matter; mostly nothing
    """

    place: str
    language: str
    situation: str
    text: str

    def steps(self) -> list[Step]:
        """Return the commands; a backslash joins lines, as in a shell."""
        text = self.text.replace("\\\n", "")
        start, *parts = re.split(r"^\$ ", text, flags=re.MULTILINE)
        if start or not parts:
            raise AssertionError(f"{self.place}: begins without a command")
        pairs = [part.split("\n", 1) for part in parts]
        return [Step(command, shown) for command, shown in pairs]


def blocks(page: Path) -> list[Block]:
    """Return the blocks of a page.

    :raises AssertionError: when the page may hold one that was not found
    """
    text = page.read_text(encoding="utf-8")
    pattern = RST if page.suffix == ".rst" else MARKDOWN
    unread = UNREAD[page.suffix].search(pattern.sub("", text))
    if unread:
        raise AssertionError(f"{page.name}: no known block: {unread[0]}")
    return [_block(page, match) for match in pattern.finditer(text)]


def literals(page: Path) -> Iterator[str]:
    """Yield what the prose of a page quotes, each on one line."""
    text = page.read_text(encoding="utf-8")
    pattern = RST if page.suffix == ".rst" else MARKDOWN
    for match in LITERAL.finditer(pattern.sub("", text)):
        yield " ".join(match[2].split())


def faults(block: Block, run: Callable[[str], Ran]) -> Iterator[str]:
    """Run a session; yield what the manual says otherwise."""
    status = 0
    for step in block.steps():
        if step.command == STATUS:
            status, shown = 0, f"{status}\n"
        elif status:
            yield f"status {status} goes unmentioned before {step.command}"
            return
        else:
            status, shown = run(step.command)
        if not MATCHES(step.shown, shown, doctest.ELLIPSIS):
            yield f"$ {step.command}\n{shown}"
    if status:
        yield f"ends with status {status}"


def replay(results: Any) -> Callable[[str], Ran]:
    """Run nothing: answer with what was seen, in the same order."""
    left = iter(results)

    def run(command: str) -> Ran:
        status, shown = next(left)
        return status, shown

    return run


def _block(page: Path, match: "re.Match[str]") -> Block:
    line = match.string.count("\n", 0, match.start("text")) + 1
    margin = len(match["indent"]) + 3 if page.suffix == ".rst" else 0
    lines = [row[margin:] for row in match["text"].rstrip().split("\n")]
    return Block(
        f"{page.name}:{line}",
        match["language"],
        match["situation"] or "",
        "\n".join([*lines, ""]),
    )
