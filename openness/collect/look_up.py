"""One address, read once: what `openness add-release` asks of a repository.

    reading = look_up("https://huggingface.co/allenai/OLMo-2-1124-7B")
    reading.outcome              # "read", "gone" or "not read" (then reading.why says why)
    reading.seen["licence"]      # what was observed, under the names that Reading lists
    facts_of(reading, package, "olmo-2")   # compare.facts_of: the rows of evidence that data/collect.csv makes of it

It raises an `OpennessError` with one sentence where the address lies at neither host, or where the packages of
`requirements-collect.txt` are missing. It never raises because of what a host answers, or because there is no network.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from openness.collect.repos import repo_of
from openness.core.errors import OpennessError

if TYPE_CHECKING:
    from openness.collect.reading import Reading

_RATE = 2.0


def look_up(address: str) -> Reading:
    """Read the repository that an address lies in.

    Args:
        address: Of a model or a data set at Hugging Face, or of a repository at GitHub, or of something inside of it.

    Raises:
        OpennessError: It is no such address, or the packages that this needs are missing.
    """
    repo = repo_of(address)
    if repo is None:
        raise OpennessError("only addresses of repositories at huggingface.co and github.com can be looked up")
    require()
    from openness.collect.session import session

    # somebody is waiting: what does not answer at once is told as not read
    with session(os.environ, _RATE, tries=1) as hosts:
        return hosts.read(repo)


def require() -> None:
    """Do nothing where the packages are there that reading needs.

    Raises:
        OpennessError: They are not; it says how to install them.
    """
    try:
        import httpx2
        import huggingface_hub
    except ImportError as error:
        wanted = "python -m pip install -r requirements-collect.txt"
        raise OpennessError(f"reading Hugging Face and GitHub needs more packages: {wanted}") from error
    del httpx2, huggingface_hub
