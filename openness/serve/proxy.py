"""The configuration of nginx, for `openness serve` and for `deploy/` from one template."""

from __future__ import annotations

import ipaddress
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from openness.core.served import COOKIE, FILES, PREFIXES, PROXIES, STATIC

MISSING = (
    "several processes behind one port need nginx, which is not found here: install the package 'nginx' "
    "(apt install nginx, dnf install nginx, brew install nginx), or give --processes 1"
)
# Debian puts it where only root looks for programs.
_ALSO = "/usr/sbin:/usr/local/sbin:/opt/homebrew/bin"
_ENOUGH = 65_536
# Asks from there may come through a proxy of ours, unless FORWARDED_ALLOW_IPS names others.
_NEAR = (
    "127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10"
)  # fmt: skip


@dataclass(frozen=True)
class Replica:
    """A process that serves the dashboard.

    Attributes:
        name: What it calls itself in the cookie (`OPENNESS_REPLICA`).
        address: Host and port.
    """

    name: str
    address: str

    @property
    def pool(self) -> str:
        """What nginx calls it with those that stand in for it."""
        return f"first_{self.name.replace('-', '_')}"


def program() -> str | None:
    """Where nginx is on this machine; None where it is not."""
    return shutil.which("nginx") or shutil.which("nginx", path=_ALSO)


def configuration(
    replicas: Sequence[Replica], listen: str, folder: Path | str, *, files: int = _ENOUGH, own: bool = True
) -> str:
    """The text of nginx.conf.

    Args:
        replicas: What it stands before.
        listen: Port, or address and port, that it is reached at.
        folder: Where it may write: its cache, and what does not fit into memory.
        files: How many connections it may hold open.
        own: Whether it is a child of ours, which ends with us, and writes to our terminal.
    """
    named = os.environ.get(PROXIES, "").replace(",", " ").split() if own else []
    environment = Environment(  # noqa: S701 (no HTML; nothing in it comes from a visitor)
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("nginx.conf").render(
        replicas=replicas,
        listen=listen,
        folder=folder,
        files=files,
        own=own,
        trusts_all="*" in named,
        trusted=[name for name in named if _is_network(name)] if named else _NEAR,
        cookie=f"cookie_{COOKIE}",
        folders="|".join(path.strip("/") for path in (*PREFIXES, STATIC)),
        single="|".join(re.escape(path.strip("/")) for path in FILES),
    )


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def open_files() -> int:
    """How many files a process may hold open here; as many as are needed, where there is no end to it."""
    import resource  # not on Windows, where one process is all there is

    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return _ENOUGH if most == resource.RLIM_INFINITY else min(most, _ENOUGH)
