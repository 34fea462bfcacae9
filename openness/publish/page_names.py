"""Whose page an address leads to, in words: "Meta, on GitHub", "European Open Source AI Index, its own record".

An address on a site that many share says little by its host: what counts is the account, and whose it is.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from openness.facts.package import Package
from openness.facts.readings import COMPILED

# Sites on which the first part of the path is somebody's account.
ACCOUNTS = {
    "github.com": "GitHub",
    "raw.githubusercontent.com": "GitHub",
    "gitlab.com": "GitLab",
    "huggingface.co": "Hugging Face",
    "modelscope.cn": "ModelScope",
    "kaggle.com": "Kaggle",
    "ollama.com": "Ollama",
}
# Sites that publish what others wrote.
PLACES = {
    "arxiv.org": "arXiv",
    "aclanthology.org": "ACL Anthology",
    "dl.acm.org": "ACM Digital Library",
    "openreview.net": "OpenReview",
    "zenodo.org": "Zenodo",
    "web.archive.org": "Internet Archive",
    "docs.google.com": "Google Docs",
    "drive.google.com": "Google Drive",
    "medium.com": "Medium",
    "youtube.com": "YouTube",
}
_NO_ACCOUNT = {"datasets", "spaces", "models", "collections", "papers", "orgs", "library"}


@dataclass(frozen=True)
class Owners:
    """Who owns which addresses, as far as the data package says.

    Attributes:
        accounts: Name of the vendor by site and account.
        domains: Name of the vendor by domain.
        records: Title of the source by the repository, or host and folder, in which it keeps its own records.
    """

    accounts: Mapping[tuple[str, str], str]
    domains: Mapping[str, str]
    records: Mapping[str, str]


def page_name(url: str, package: Package) -> str:
    """Whose page an address leads to, as the text of a link; the address itself where it is none.

    Args:
        url: An address, of any kind.
        package: The data package that says who the vendors and the sources are.
    """
    owners: Owners = package.cache.get(("owners of pages",), lambda: owners_of(package))
    host, account, repository = _parts(url)
    at = repository or f"{host}{urlsplit(url.strip()).path}" if host else ""
    record = next((title for home, title in owners.records.items() if at == home or at.startswith(f"{home}/")), "")
    if record:
        return f"{record}, its own record"
    if host in PLACES:
        return PLACES[host]
    if host in ACCOUNTS:
        vendor = owners.accounts.get((ACCOUNTS[host], _key(account)))
        return f"{vendor or account}, on {ACCOUNTS[host]}" if account else ACCOUNTS[host]
    vendor = owners.domains.get(_domain(host))
    return f"{vendor}, {host}" if vendor else host or url


def owners_of(package: Package) -> Owners:
    """Who owns which addresses.

    An account is a vendor's where it is called as the vendor is, or where the pages of releases of that vendor alone
    lie there. A source's own records lie on its site, or in the repository that it names most often as its evidence.
    """
    vendors = package.vendors.to_dict("records")
    names, titles = package.names["vendors"], package.names["sources"]
    records: dict[str, str] = {}
    for source, url in zip(package.sources["source"].tolist(), package.sources["url"].tolist(), strict=True):
        host, _, repository = _parts(url)
        if source not in COMPILED and host:
            records[repository or f"{host}{urlsplit(url).path}".rstrip("/")] = titles[source]
    cited: dict[str, Counter[str]] = defaultdict(Counter)
    said = Counter(zip(package.facts["source"].tolist(), package.facts["url"].tolist(), strict=True))
    for (source, url), times in said.items():
        if source not in COMPILED and "github" in url:
            cited[source][_parts(url)[2]] += times
    for source, tally in cited.items():
        records[tally.most_common(1)[0][0]] = titles.get(source, source)

    claimed: dict[tuple[str, str], set[str]] = defaultdict(set)
    called: dict[str, str] = {}
    domains: dict[str, set[str]] = defaultdict(set)
    for row in vendors:
        for spelling in (row["vendor"], row["name"], *str(row["also_known_as"]).split("|")):
            called.setdefault(_key(str(spelling)), names[row["vendor"]])
        _claim(str(row["url"]), names[row["vendor"]], claimed, domains)
    releases = package.releases
    for vendor, *urls in zip(*(releases[name].tolist() for name in ("vendor", "url", "claim_url")), strict=True):
        for url in urls:
            if _parts(url)[2] not in records:
                _claim(url, names.get(vendor, vendor), claimed)
    accounts = {where: next(iter(owners)) for where, owners in claimed.items() if len(owners) == 1}
    accounts |= {(site, key): name for site in ACCOUNTS.values() for key, name in called.items() if key}
    return Owners(accounts, {one: next(iter(some)) for one, some in domains.items() if len(some) == 1}, records)


def _claim(
    url: str, name: str, accounts: dict[tuple[str, str], set[str]], domains: dict[str, set[str]] | None = None
) -> None:
    host, account, _ = _parts(url)
    if host in ACCOUNTS and account:
        accounts[ACCOUNTS[host], _key(account)].add(name)
    elif host and host not in PLACES and host not in ACCOUNTS and domains is not None:
        domains[_domain(host)].add(name)


def _parts(url: str) -> tuple[str, str, str]:
    """Host without `www.`, account and repository of an http(s) address; empty where there is none."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return "", "", ""
    path = [part for part in parts.path.split("/") if part and part not in _NO_ACCOUNT]
    account = path[0] if host in ACCOUNTS and path else ""
    return host, account, "/".join([ACCOUNTS[host], *path[:2]]).casefold() if account else ""


def _domain(host: str) -> str:
    """The part of a host that one owner has: `meta.com` of `ai.meta.com`, `baai.ac.cn` of `www.baai.ac.cn`."""
    labels = host.split(".")
    second = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in ("ac", "co", "com", "edu", "gov", "go", "org")
    return host if host.endswith(".github.io") else ".".join(labels[-3 if second else -2 :])


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())
