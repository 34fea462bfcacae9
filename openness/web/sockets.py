"""Settings of the server under us that Streamlit leaves out: for speed, for many visitors, for quiet."""

from __future__ import annotations

import gc
import logging
import socket
import sys


def send_at_once() -> int:
    """Let the server send the end of an answer without waiting for word that its beginning has arrived.

    An answer is two writes, head and body. Streamlit binds its own socket without naming the protocol, so asyncio does
    not recognise it as TCP and leaves Nagle's algorithm on: the body waits until the browser, which saves up its
    acknowledgements for 40 ms, has acknowledged the head. Connections take this setting over from the socket that
    accepts them, so it is enough to set it there, before the first visitor. `st.App` neither takes a socket nor hands
    out its own (1.67), so it is looked for among all that this process has.

    Returns:
        How many sockets were found.
    """
    found = 0
    for thing in gc.get_objects():
        # `type`, not `isinstance`: asking some objects what they are runs their code
        if type(thing) is not socket.socket or thing.family not in (socket.AF_INET, socket.AF_INET6):
            continue
        try:
            if thing.type == socket.SOCK_STREAM:
                thing.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                found += 1
        except OSError:  # closed meanwhile
            continue
    return found


def hold_many() -> None:
    """Let this process hold as many files open as the machine allows it.

    A session of Streamlit 1.67 holds four (its connection and an event loop of its own), so that the usual 1,024 are
    gone with 250 visitors.
    """
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def be_quiet() -> None:
    """Write no line for each request, nor for each visitor: Streamlit has set its own level for these."""
    for name in ("uvicorn.access", "uvicorn.error"):
        logging.getLogger(name).setLevel(logging.WARNING)
