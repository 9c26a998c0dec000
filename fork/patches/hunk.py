"""Where a hunk belongs in a file, without fuzz."""

from unidiff.patch import Hunk

from fork.errors import ForkError


def lines(values: list[str]) -> list[str]:
    """Strip unidiff's marker and the line end from each line of a hunk."""
    return [value[1:].rstrip("\n") for value in values]


def locate(hunk: Hunk, text: list[str], stated: int, floor: int) -> int:
    """Return the index at which the whole source of a hunk stands.

    :param text: the lines of the file
    :param stated: where the hunk says that it stands
    :param floor: where the hunk before it ended
    :raises ForkError: when that is nowhere, or not one place
    """
    found = _places(text, lines(hunk.source), floor)
    if stated in found:
        return stated
    if len(found) == 1:
        return found[0]
    if found:
        at = ", ".join(str(place + 1) for place in found)
        raise ForkError(
            f"is ambiguous: its lines stand at {at}; quote lines that stand "
            "once"
        )
    if _places(text, lines(hunk.target), floor):
        raise ForkError("is already applied")
    raise ForkError(
        "does not apply: its lines are not in the file (expected at line "
        f"{stated + 1})"
    )


def _places(text: list[str], wanted: list[str], floor: int) -> list[int]:
    last = len(text) - len(wanted)
    return [
        index
        for index in range(floor, last + 1)
        if text[index : index + len(wanted)] == wanted
    ]
