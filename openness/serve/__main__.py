"""The nginx.conf for replicas on other machines: `python -m openness.serve openness-0:8501 openness-1:8501`.

A replica has to call itself (`OPENNESS_REPLICA`) as the host in its address is called.
"""

from __future__ import annotations

import sys

from openness.serve.proxy import Replica, configuration

LISTEN, FOLDER = "8080", "/tmp"  # noqa: S108 (of the container that nginx runs in)


def elsewhere(addresses: list[str]) -> str:
    """The configuration for replicas at these addresses."""
    return configuration([Replica(at.partition(":")[0], at) for at in addresses], LISTEN, FOLDER, own=False)


if __name__ == "__main__":
    sys.stdout.write(elsewhere(sys.argv[1:]))
