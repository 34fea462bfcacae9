"""From an address to the repository it lies in: every usual form of addresses of Hugging Face and GitHub."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

MODEL, DATASET, GITHUB = "model", "dataset", "github"
"""The kinds of repositories that are read."""

_HUB_HOSTS = frozenset(("huggingface.co", "www.huggingface.co", "hf.co", "www.hf.co"))
_GITHUB_HOSTS = frozenset(("github.com", "www.github.com", "raw.githubusercontent.com"))
_NAME = re.compile(r"(?!\.+$)[A-Za-z0-9._-]{1,100}", re.ASCII)
# The first part of an address that names a part of the site and not an owner.
_HUB_PLACES = re.compile(
    r"api|blog|chat|collections|docs|enterprise|join|learn|login|new|organizations|papers|posts|"
    r"pricing|privacy|search|security|settings|spaces|tasks|terms-of-service",
    re.IGNORECASE,
)
# The second part of an address that names a list of what an owner has, and not a repository.
_OWNERS_LISTS = re.compile(
    r"activity|buckets|collections|datasets|followers|following|likes|models|papers|spaces|upvotes", re.IGNORECASE
)
_GITHUB_PLACES = re.compile(
    r"about|apps|collections|enterprise|explore|features|login|marketplace|orgs|pricing|search|"
    r"security|settings|sponsors|topics|trending|users",
    re.IGNORECASE,
)
# What follows the name of a repository; of an old model without an owner it follows the first part.
_INSIDE = ("blame", "blob", "commit", "commits", "discussions", "raw", "resolve", "tree")


class Repo(NamedTuple):
    """A repository.

    Attributes:
        kind: `MODEL`, `DATASET` or `GITHUB`.
        name: ``owner/name``; a few old ones at Hugging Face have no owner.
    """

    kind: str
    name: str

    @property
    def key(self) -> str:
        """The same for two spellings of one repository: neither site tells capitals from small letters."""
        return f"{self.kind}:{self.name.casefold()}"

    @property
    def owner(self) -> str:
        """Whose it is; empty where the name has no owner."""
        return self.name.partition("/")[0] if "/" in self.name else ""

    @property
    def source(self) -> str:
        """The id of sources.csv under which facts read there stand."""
        return "github" if self.kind == GITHUB else "huggingface-hub"

    @property
    def address(self) -> str:
        """The address of its page."""
        host = "github.com" if self.kind == GITHUB else "huggingface.co"
        return f"https://{host}/{'datasets/' if self.kind == DATASET else ''}{self.name}"


def repo_of(address: str) -> Repo | None:
    """The repository that an address lies in; None where it lies in none, or elsewhere.

    >>> repo_of("https://huggingface.co/datasets/allenai/dolma/tree/main").name
    'allenai/dolma'
    >>> repo_of("https://raw.githubusercontent.com/xai-org/grok-1/main/README.md").address
    'https://github.com/xai-org/grok-1'
    >>> repo_of("https://huggingface.co/papers/2402.00838") is None
    True
    """
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    path = [unquote(part) for part in parts.path.split("/") if part]
    if parts.scheme not in ("http", "https"):
        return None
    if host in _HUB_HOSTS:
        return _at_the_hub(path)
    if host == "api.github.com" and path[:1] == ["repos"]:
        path, host = path[1:], "github.com"
    if host in _GITHUB_HOSTS and len(path) > 1 and not _GITHUB_PLACES.fullmatch(path[0]):
        return _named(GITHUB, [path[0], re.sub(r"\.git$", "", path[1])])
    return None


def data_set(name: str) -> Repo | None:
    """The data set that a card links by its name; None where nothing can have that name."""
    return called(DATASET, name)


def called(kind: str, name: str) -> Repo | None:
    """The repository of a name; None where nothing can have that name."""
    parts = name.split("/")
    return _named(kind, parts) if len(parts) <= 2 else None


def _at_the_hub(path: list[str]) -> Repo | None:
    if path[:1] == ["api"]:
        path = path[1:]
    kind = MODEL
    if path[:1] in (["datasets"], ["models"]):
        kind, path = (DATASET if path[0] == "datasets" else MODEL), path[1:]
    if not path or _HUB_PLACES.fullmatch(path[0]):
        return None
    if (len(path) > 1 and path[1] in _INSIDE) or (kind == DATASET and len(path) == 1):
        return _named(kind, path[:1])
    if len(path) == 1 or (len(path) == 2 and _OWNERS_LISTS.fullmatch(path[1])):
        return None  # an owner's page
    return _named(kind, path[:2])


def _named(kind: str, parts: list[str]) -> Repo | None:
    return Repo(kind, "/".join(parts)) if all(_NAME.fullmatch(part) for part in parts) else None
