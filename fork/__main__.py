"""The command line of the fork's build: `python -m fork VERB --help`."""

from typing import Optional

from fork.errors import ForkError, StoppedError, reported
from workbench import interrupts


@reported
def main(argv: Optional[list[str]] = None) -> None:
    """Run the verb that the command line names."""
    try:
        from fork import commands

        args = commands.parser().parse_args(argv)
        with interrupts.heeded():
            args.run(args)
    except KeyboardInterrupt as stop:
        raise StoppedError(interrupts.number(stop)) from None
    except ModuleNotFoundError as error:
        raise ForkError(
            f"{error.msg}; [fork] in tox.ini names what to install"
        ) from None


if __name__ == "__main__":
    main()
