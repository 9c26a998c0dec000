"""What a person is told when the harness cannot go on."""


class HarnessError(Exception):
    """A fault that the person at the terminal can act on.

    The message says what is wrong and what to do next, on one line. It is
    printed as it is, without a traceback, and the exit status is 2.
    """
