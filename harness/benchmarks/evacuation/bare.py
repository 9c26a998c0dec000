"""The limit: the same requests from a client that does nothing else.

Run as ``python bare.py URL TOKEN MICROVERSION CONCURRENCY SERVER...``, in a process of its own.
It writes HTTP itself: under threads, :mod:`http.client` takes three times as long.
"""

import asyncio
import re
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

BODY = b'{"evacuate": {}}'

_HEAD = """\
POST {path}/servers/{server}/action HTTP/1.1\r
Host: {host}\r
X-Auth-Token: {token}\r
X-OpenStack-Nova-API-Version: {microversion}\r
OpenStack-API-Version: compute {microversion}\r
Accept: application/json\r
Content-Type: application/json\r
Content-Length: {length}\r
\r
"""
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


async def evacuate(
    url: str, token: str, microversion: str, concurrency: int, servers: list[str]
) -> None:
    """Ask for the evacuation of all servers, so many at a time.

    :raises OSError: when there is no answer.
    :raises ValueError: when it is a refusal.
    """
    parts = urlsplit(url)
    common = {"path": parts.path, "host": parts.netloc, "token": token}
    common |= {"microversion": microversion, "length": str(len(BODY))}
    heads = (_HEAD.format(server=server, **common).encode() for server in servers)
    workers = range(min(concurrency, len(servers)))
    await asyncio.gather(*(_work(parts.hostname, parts.port, heads) for _ in workers))


async def _work(host: str | None, port: int | None, heads: Iterator[bytes]) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        for head in heads:
            writer.write(head + BODY)
            await _read(reader)
    finally:
        writer.close()


async def _read(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200 "):
        raise ValueError(head.splitlines()[0].decode())
    length = _LENGTH.search(head)
    await reader.readexactly(int(length[1]) if length else 0)


if __name__ == "__main__":
    address, secret, version, number, *identifiers = sys.argv[1:]
    asyncio.run(evacuate(address, secret, version, int(number), identifiers))
