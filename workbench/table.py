"""Rows of words as a table: in columns, or in Markdown."""

from typing import Container, Iterator, Sequence

from rich.cells import cell_len

Rows = Sequence[Sequence[str]]


def aligned(rows: Rows, right: Container[int] = ()) -> Iterator[str]:
    """Yield a line for each row, with two blanks between columns.

    A letter may be two cells wide. Thousands of rows take no time.

    :param rows: each with as many cells, their heads among them
    :param right: the columns that are flush right, from 0
    """
    widths = [max(map(cell_len, column)) for column in zip(*rows)]
    for row in rows:
        cells = enumerate(zip(row, widths))
        padded = [_padded(*cell, column in right) for column, cell in cells]
        yield "  ".join(padded).rstrip()


def markdown(
    heads: Sequence[str], rows: Rows, right: Container[int] = ()
) -> Iterator[str]:
    """Yield the lines of a table in Markdown.

    :param right: the columns that are flush right, from 0
    """
    rule = ["---:" if at in right else "---" for at in range(len(heads))]
    for cells in (heads, rule, *rows):
        yield f"| {' | '.join(cells)} |"


def _padded(text: str, width: int, at_right: bool) -> str:
    blanks = " " * (width - cell_len(text))
    return blanks + text if at_right else text + blanks
