"""Countries by their ISO 3166-1 codes: the everyday name, the flag that two letters spell, and groups of countries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import pycountry

_A = 0x1F1E6  # the regional indicator for A; two of them are a flag, or the two letters where no font draws flags


@dataclass(frozen=True)
class Group:
    """Countries that are asked for together.

    Attributes:
        name: What the group is called in a sentence.
        members: The codes of its countries.
        spellings: Other ways to ask for it.
    """

    name: str
    members: frozenset[str]
    spellings: tuple[str, ...] = ()


# Members on 30 November 2026: https://european-union.europa.eu/principles-countries-history/eu-countries_en
_EU = frozenset(
    (
        *("AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU"),
        *("MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE"),
    )
)
# https://www.efta.int/eea: the Union, Iceland, Liechtenstein and Norway
_EEA = _EU | {"IS", "LI", "NO"}
# https://www.coe.int/en/web/portal/members-states: 46 states, Russia and Belarus not among them
_COE = _EEA | frozenset(
    ["AL", "AD", "AM", "AZ", "BA", "GE", "MD", "MC", "ME", "MK", "SM", "RS", "CH", "TR", "UA", "GB"]
)

GROUPS = {
    "EU": Group("the European Union", _EU, ("European Union", "EU-27")),
    "EEA": Group("the European Economic Area", _EEA, ("European Economic Area",)),
    "Europe": Group("Europe (the 46 states of the Council of Europe)", _COE, ("Council of Europe",)),
}
"""The groups that an address may name beside countries: there and in words a group stays a group."""


def members(places: Iterable[str]) -> frozenset[str]:
    """The codes of all countries that are named, by themselves or in a group.

    >>> sorted(members(["EEA"]) - members(["EU"])), sorted(members(["NA", "FR"]))
    (['IS', 'LI', 'NO'], ['FR', 'NA'])
    """
    codes: set[str] = set()
    for place in places:
        codes |= GROUPS[place].members if place in GROUPS else {place}
    return frozenset(codes)


def place_name(place: str) -> str:
    """What a country or a group of countries is called.

    >>> place_name("FR"), place_name("EU")
    ('France', 'the European Union')
    """
    return GROUPS[place].name if place in GROUPS else country_name(place)


@lru_cache(maxsize=512)
def country_name(code: str) -> str:
    """The everyday name of a country by its two-letter code; the code itself where there is none.

    >>> country_name("KR"), country_name("NA"), country_name("XX")
    ('South Korea', 'Namibia', 'XX')
    """
    found = pycountry.countries.get(alpha_2=code)
    return str(getattr(found, "common_name", found.name)) if found else code


def flag(code: str) -> str:
    """The flag of a country as text; empty for anything but the code of a country.

    >>> [f"{ord(letter):X}" for letter in flag("FR")], flag("XX"), flag("")
    (['1F1EB', '1F1F7'], '', '')
    """
    if pycountry.countries.get(alpha_2=code) is None:
        return ""
    return "".join(chr(_A + ord(letter) - ord("A")) for letter in code)
