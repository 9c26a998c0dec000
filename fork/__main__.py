"""The command line of the fork's build: `python -m fork VERB --help`."""

from typing import Optional

from fork import commands
from fork.errors import reported
from fork.terminal import interrupts


@reported
def main(argv: Optional[list[str]] = None) -> None:
    """Run the verb that the command line names."""
    args = commands.parser().parse_args(argv)
    with interrupts.heeded():
        args.run(args)


if __name__ == "__main__":
    main()
