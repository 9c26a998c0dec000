"""Names that are addresses."""

import ipaddress


def is_address(name: str) -> bool:
    """Whether a name is an IP address, of which nothing can be left out or padded."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
