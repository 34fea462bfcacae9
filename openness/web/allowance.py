"""How much one client may have made in a short time: what is ready costs nothing, what has to be made costs its share.

A line before the threads keeps the server alive (`openness.web.lanes`); this keeps one client from filling the line, so
that the others are still served.
"""

from __future__ import annotations

import ipaddress
import logging
import math
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.types import Scope

from openness.core.errors import OpennessError
from openness.core.served import PROXIES

RATE = "OPENNESS_RATE"
"""Names how many points a client gets each second (2 where it is unset, 0 for no limit). An answer that has to be made
costs one point; a picture, all facts in one file and what tries the assumptions cost four, an upload ten; a minute's
worth may be spent at once."""

_USUAL = 2.0
_SAVED = 60.0
_CLIENTS = 20_000
_LOG = logging.getLogger(__name__)


class AllowanceError(OpennessError):
    """A client has asked for more than its share.

    Attributes:
        retry_after: in how many seconds what it asks for is within its share.
    """

    def __init__(self, retry_after: int) -> None:
        super().__init__("Too much that takes work was asked for from your address in a short time.")
        self.retry_after = retry_after


class Allowance:
    """Points for each client, spent by what is made for it and given back with time.

    Args:
        rate: points a second; 0 for no limit.
        clock: tells the seconds; never the time of day, which may be set back.
    """

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._most, self._clock = rate, rate * _SAVED, clock
        self._lock = threading.Lock()
        self._spent: OrderedDict[str, tuple[float, float]] = OrderedDict()  # client -> points spent, and when
        self._told = False

    def __len__(self) -> int:
        return len(self._spent)

    def take(self, scope: Scope, points: float) -> None:
        """Spend a client's points.

        Raises:
            AllowanceError: it has too few.
        """
        client = client_of(scope)
        if not self._rate or not client:
            return
        self._tell(scope, client)
        now = self._clock()
        with self._lock:
            spent, then = self._spent.pop(client, (0.0, now))
            spent = max(0.0, spent - (now - then) * self._rate)
            over = spent + points - self._most
            self._spent[client] = (spent if over > 0 else spent + points, now)
            while len(self._spent) > _CLIENTS:  # those who asked longest ago have most of theirs again
                self._spent.popitem(last=False)
        if over > 0:
            raise AllowanceError(max(1, math.ceil(over / self._rate - 1e-9)))

    def _tell(self, scope: Scope, client: str) -> None:
        """Say once that a proxy speaks for others and is not believed: all its visitors share one allowance."""
        if self._told or scope["client"][1] == 0 or not any(name == b"x-forwarded-for" for name, _ in scope["headers"]):
            return
        self._told = True
        _LOG.warning(
            "%s asks for others (X-Forwarded-For) and is not named in %s: all its visitors share one allowance.",
            client,
            PROXIES,
        )


def usual() -> Allowance:
    """The allowance that this server was started with: what the environment says, where that is a rate."""
    text = os.environ.get(RATE, "").strip()
    try:
        rate = float(text) if text else _USUAL
    except ValueError:
        rate = -1.0
    if 0 <= rate < 1e6:
        return Allowance(rate)
    _LOG.warning("%s is points a second, such as 2, or 0 for no limit; got '%s', so it is %g", RATE, text[:80], _USUAL)
    return Allowance(_USUAL)


def client_of(scope: Scope) -> str:
    """Who asks, as far as it counts: an address, or the network of one household for the long ones (IPv6).

    The server under us has put the reader in the place of a proxy that it trusts (`FORWARDED_ALLOW_IPS`); what others
    say about whom they ask for is not believed. Empty for this machine itself.

    >>> client_of({"client": ("2001:db8:1:2:3::4", 5)}), client_of({"client": ("127.0.0.1", 5)})
    ('2001:db8:1:2::/64', '')
    """
    told = scope.get("client")
    if not told:
        return ""
    try:
        address = ipaddress.ip_address(told[0].partition("%")[0])
    except ValueError:
        return str(told[0])[:100]
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_loopback:
        return ""
    return str(address) if address.version == 4 else str(ipaddress.ip_network(f"{address}/64", strict=False))
