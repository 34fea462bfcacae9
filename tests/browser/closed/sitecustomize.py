"""Python imports this by itself where it finds it first: it closes the network to all but this machine.

What a server under test asks elsewhere fails, and is noted in the file that ASKED_ELSEWHERE names.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from typing import Any


def _refuse(what: object) -> None:
    with open(os.environ["ASKED_ELSEWHERE"], "a", encoding="utf-8") as noted:
        noted.write(f"{what!r}\n")
    raise OSError(f"the network is closed: {what!r}")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host in ("localhost", "")


def _look(event: str, given: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto") and given[0].family in (socket.AF_INET, socket.AF_INET6):
        if not _is_here(str(given[1][0])):
            _refuse(given[1])
    elif event == "socket.getaddrinfo" and given[0] is not None:
        host = given[0].decode() if isinstance(given[0], bytes) else str(given[0])
        if not _is_here(host) and host not in ("0.0.0.0", "::"):  # noqa: S104 (to be listened at)
            _refuse(host)


if "ASKED_ELSEWHERE" in os.environ:  # a hook stays for good, and whoever only reads this file asks for none
    sys.addaudithook(_look)
