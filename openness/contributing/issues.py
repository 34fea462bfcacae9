"""What a reader reports: an issue form of the project, filled in beforehand, or the same as a text to send.

The forms are `.github/ISSUE_TEMPLATE/`. GitHub fills in fields of one line or of many from an address, but shows no
form at all where the address fills in a list: so the component is named in what the data say, and chosen by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from openness.core.project import project_url
from openness.core.wording import day
from openness.facts.evidence import facts_in_force
from openness.facts.package import Package


@dataclass(frozen=True)
class Report:
    """What is reported.

    Attributes:
        form: The name of the form, as its file has it.
        title: The title of the issue.
        known: What is filled in beforehand, by the id of its field.
        asked: What is left to fill in, in words.
    """

    form: str
    title: str
    known: Mapping[str, str]
    asked: tuple[str, ...]

    @property
    def link(self) -> str:
        """The address of the form, filled in; empty where nobody has said where the project lives."""
        ask = urlencode({"template": f"{self.form}.yml", "title": self.title, **self.known}, quote_via=quote)
        return f"{project_url()}/issues/new?{ask}" if project_url() else ""

    @property
    def text(self) -> str:
        """The same as a text, to fill in and send."""
        lines = [f"{name.replace('_', ' ').capitalize()}: {said}" for name, said in self.known.items()]
        return "\n".join([self.title, "", *lines, *(f"{name}: " for name in self.asked)])


def wrong_fact(package: Package, release: str, component: str, as_of: str) -> Report:
    """That what the data say of a component is wrong, out of date or missing."""
    name, title = package.names["releases"][release], package.names["components"][component]
    known = {"release": f"{name} ({release})", "fact": f"{title}: {_fact(package, release, component, as_of)}"}
    asked = ("What it should be", "The page that says so", "Since when, if it has changed")
    return Report("wrong-fact", f"Wrong fact: {name}, {title}", known, asked)


def vendor_reply(package: Package, release: str) -> Report:
    """What a vendor answers to what is said of its release."""
    about = package.releases[package.releases["release"] == release].iloc[0]
    vendor = package.names["vendors"].get(about["vendor"], about["vendor"])
    known = {"release": f"{about['name']} ({release})", "vendor": vendor}
    asked = ("Your reply", "The page of yours that says so in public")
    return Report("vendor-reply", f"Reply: {about['name']}", known, asked)


def _fact(package: Package, release: str, component: str, as_of: str) -> str:
    """What counts of a component on a day, with its source."""
    facts = facts_in_force(package, as_of)
    mine = facts[(facts["release"] == release) & (facts["component"] == component) & facts["leads"]]
    if not len(mine):
        return "nothing is recorded"
    row = mine.iloc[0]
    licence = f", {row['licence']}" if row["licence"] else ""
    since = f", since {day(row['since'])}" if row["since"] else ""
    read = f", {day(row['recorded'])}" if row["recorded"] else ""
    source = package.names["sources"].get(row["source"], row["source"])
    return f"{row['availability']}{licence}{since} ({source}{read}{', ' + row['url'] if row['url'] else ''})"
