"""The address of this server as those who ask know it, behind proxies too."""

from __future__ import annotations

import ipaddress
import os
import re
from functools import lru_cache

from starlette.types import Scope

from openness.core.served import PROXIES
from openness.query.edits import QueryError

VARY = "Host, X-Forwarded-Host, X-Forwarded-Proto"
"""What an answer that holds our own address depends on, for `Vary`."""

_HOST = re.compile(r"[A-Za-z0-9.\-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?", re.ASCII)


def base_of(scope: Scope) -> str:
    """The address of this server without a slash at its end: what the asker typed, or what its proxy says was typed.

    Raises:
        QueryError: the server's name is not the name of a host.
    """
    told = {name: value.decode("latin-1") for name, value in scope["headers"] if name in _TOLD}
    host, scheme = told.get(b"host", ""), str(scope.get("scheme", "http"))
    if b"x-forwarded-proto" in told or b"x-forwarded-host" in told:
        client = scope.get("client")
        if _trusts(client, os.environ.get(PROXIES, "")):
            # the first of several is what the reader's browser said
            host = told.get(b"x-forwarded-host", host).partition(",")[0].strip()
            said = told.get(b"x-forwarded-proto", scheme).partition(",")[0].strip().lower()
            scheme = said if said in ("http", "https") else scheme
    if not _HOST.fullmatch(host):
        raise QueryError("the request names no host", parameter="host")
    return f"{scheme}://{host}{scope.get('root_path', '')}"


_TOLD = (b"host", b"x-forwarded-host", b"x-forwarded-proto")


def _trusts(client: tuple[str, int] | None, proxies: str) -> bool:
    """Whether what a client says about others counts. One on a socket of this machine is none but a proxy of ours."""
    if client is None:
        return True
    # Port 0: the server under us has put the reader in the place of a proxy that it trusts.
    return client[1] == 0 or _is_among(client[0], proxies)


@lru_cache(512)
def _is_among(host: str, proxies: str) -> bool:
    named = [part.strip() for part in proxies.split(",") if part.strip()]
    if "*" in named:
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host in named
    address = getattr(address, "ipv4_mapped", None) or address
    if not named:
        return address.is_loopback or address.is_private
    return any(address in network for network in map(_network, named) if network)


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:  # the name of a socket, say
        return None
