"""Text from bytes, or one line that says whose bytes are not UTF-8."""

from fork.errors import ForkError


def decode(data: bytes, what: str) -> str:
    """Decode UTF-8.

    :param what: what the bytes are, as the subject of an error
    :raises ForkError: when they are not UTF-8
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ForkError(
            f"{what} is not UTF-8 (byte {error.start}); save it as UTF-8"
        ) from None
