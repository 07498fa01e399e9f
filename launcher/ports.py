"""Is the port free, and if not, which one is?"""

import errno
import socket
import sys
from contextlib import closing

from launcher.say import Stop

WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - read here, not bound


def address(host: str, port: int) -> str:
    """The address at which a browser on this machine finds the server."""
    name = WILDCARDS.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def demand_free(host: str, port: int) -> None:
    """Do nothing when a server can listen there.

    Raises ``Stop`` with one line when it cannot.
    """
    if not 0 < port < 65536:
        raise Stop(f"{port} is not a port; ports go from 1 to 65535.")
    try:
        bind(host, port)
    except PermissionError:
        raise Stop(f"Port {port} is for the administrator only; choose one above 1023 with --port.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Stop(taken(host, port)) from None
        raise Stop(f"Cannot listen on {host}: {error.strerror or error}.") from None


def bind(host: str, port: int) -> None:
    """Take the port for a moment; raises ``OSError`` when that is not possible."""
    family, kind, number, _, where = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    with closing(socket.socket(family, kind, number)) as listener:
        # A connection of an earlier demo that is still fading away does not count.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(where)
    # BSD and macOS let two sockets share a port when one listens everywhere; an answer shows that somebody is there.
    with closing(socket.socket(family, kind, number)) as caller:
        caller.settimeout(1)
        if caller.connect_ex((WILDCARDS.get(host, host), port)) == 0:
            raise OSError(errno.EADDRINUSE, "in use")


def taken(host: str, port: int) -> str:
    """The line for a port that somebody else uses."""
    hint = " (on macOS that is often the AirPlay receiver)" if sys.platform == "darwin" and port == 5000 else ""
    return f"Port {port} is taken{hint}; try: python3 run.py demo --port {next_free(host, port)}"


def next_free(host: str, port: int) -> int:
    """The next port that is free, or the one after the asked one when none is near."""
    for candidate in range(port + 1, min(port + 50, 65536)):
        try:
            bind(host, candidate)
        except OSError:
            continue
        return candidate
    return port + 1
