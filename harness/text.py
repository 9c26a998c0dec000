"""Lines for a terminal, made of text that anyone may have written."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len


def escape(text: str) -> str:
    """Return the text with everything that a terminal might act upon as a backslash escape."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table with aligned columns; thousands of rows take no time."""
    lines = [heads, *rows]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = zip(line, widths, strict=True)
        yield "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in cells).rstrip()
